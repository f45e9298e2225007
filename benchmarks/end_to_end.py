"""The main job on every dev product: failures, seconds a stage, memory, legibility, occlusion.

`python -m benchmarks.end_to_end [--limit N] [--ocr] [--out DIR]` reads the dev-products set of
ADLOOM_DATA. Seconds include rendering, not writing files or reading back. OCR is PP-OCR
(rapidocr), an independent reader: characters count that it finds in runs of two or more.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import resource
import statistics
import tarfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from adloom.assets import MemoryAssets, Pixels
from adloom.inference.catalog import Catalog
from adloom.pipeline import generate
from adloom.render.compose import render
from adloom.types import Brief, Creative, Product, Size, TextLayer

Reader = Callable[[Pixels], Any] | None
SIZES = (Size(1080, 1080), Size(1200, 628))
DATA = Path(os.environ.get("ADLOOM_DATA", Path(__file__).parents[2] / "shared" / "data"))


def dev_products(folder: Path) -> list[Product]:
    """Unpack the dev photos into `folder` once; return a product for each row."""
    with (DATA / "dev-products.csv").open(encoding="utf-8") as table:
        rows = list(csv.DictReader(table))
    for shard in {row["shard"] for row in rows}:
        with tarfile.open(DATA / shard) as tar:
            tar.extractall(folder, filter="data")
    return [
        Product(
            images=(str(folder / row["file"]),),
            title=row["title"],
            category=row["category"].replace("/", " > "),
            facts=(("description", row["description"][:300]),) if row["description"] else (),
            price=row["price"],
            currency="USD" if row["price"] else "",
        )
        for row in rows
    ]


def characters_read(expected: str, seen: str) -> tuple[int, int]:
    """Return (read, all) letters and digits of `expected` matched in runs of two in `seen`."""
    want = "".join(c for c in expected.lower() if c.isalnum())
    have = "".join(c for c in seen.lower() if c.isalnum())
    read, at = 0, 0
    while at < len(want):
        run = next((n for n in range(len(want) - at, 1, -1) if want[at : at + n] in have), 0)
        read += run
        at += max(run, 1)
    return read, len(want)


def text_of(creative: Creative) -> list[TextLayer]:
    """Return the visible text layers."""
    return [
        layer
        for layer in creative.scene.layers
        if isinstance(layer, TextLayer) and layer.visible and layer.text
    ]


@dataclass
class Tally:
    """What is counted over a run."""

    stages: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    failures: list[tuple[str, str]] = field(default_factory=list)
    failed_checks: Counter[str] = field(default_factory=Counter)
    made: int = 0
    repaired: int = 0
    outside: int = 0
    read: int = 0
    wanted: int = 0

    def add(self, creative: Creative) -> None:
        """Count one creative's stages, checks and boxes."""
        self.made += 1
        for stage, seconds in creative.seconds:
            self.stages[stage].append(seconds * 1000)
        self.failed_checks.update(check.name for check in creative.checks if not check.passed)
        self.repaired += any(check.repaired for check in creative.checks)
        for box in (layer.box for layer in text_of(creative)):
            self.outside += (
                min(box.x, box.y) < -0.5
                or box.right > creative.size.width + 0.5
                or box.bottom > creative.size.height + 0.5
            )

    def read_back(self, creative: Creative, pixels: Pixels, reader: Reader) -> None:
        """Count the characters that an OCR reader finds on the picture."""
        seen = " ".join(reader(np.ascontiguousarray(pixels[..., 2::-1])).txts or ())
        for layer in text_of(creative):
            hit, whole = characters_read(layer.text, seen)
            self.read += hit
            self.wanted += whole


def make_one(
    number: int, product: Product, catalog: Catalog, tally: Tally, out: Path | None, reader: Reader
) -> tuple[float, float]:
    """Make both sizes of one product; return seconds to the first creative and to the last."""
    assets = MemoryAssets()
    start = time.perf_counter()
    first = 0.0
    spent = 0.0
    for result in generate(Brief(product, SIZES, seed=number), catalog, assets, lambda step: None):
        if not isinstance(result, Creative):
            tally.failures.append((Path(product.images[0]).name, str(result)))
            continue
        pixels = render(result.scene, assets)
        spent = time.perf_counter() - start
        first = first or spent
        tally.add(result)
        pause = time.perf_counter()
        if out is not None:
            picture = Image.fromarray(pixels[..., :3])
            picture.save(out / f"{number:03d}_{result.size.name}.webp", quality=90)
        if reader is not None:
            tally.read_back(result, pixels, reader)
        start += time.perf_counter() - pause
    return first, spent


def run(products: list[Product], out: Path | None, reader: Reader) -> dict[str, object]:
    """Make every creative; return the figures of the table."""
    began = time.perf_counter()
    catalog, tally = Catalog(), Tally()
    times, memory = [], []
    for number, product in enumerate(products):
        times.append(make_one(number, product, catalog, tally, out, reader))
        if number == 0:
            cold = time.perf_counter() - began
        memory.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
        name = Path(product.images[0]).name[:40]
        print(f"{number:3d} {name:40s} {times[-1][0]:6.2f} {times[-1][1]:6.2f} s", flush=True)
    warm = [pair for pair in times[1:] if pair[0]] or times
    return {
        "creatives": tally.made,
        "failures": tally.failures,
        "cold start to two creatives, s": round(cold, 2),
        "first creative warm, median s": round(statistics.median(t[0] for t in warm), 3),
        "amortised a creative, median s": round(
            statistics.median(t[1] / len(SIZES) for t in warm), 3
        ),
        "peak memory after 1, half, all, MB": [memory[0], memory[len(memory) // 2], memory[-1]],
        "stage medians, ms": {k: round(statistics.median(v), 1) for k, v in tally.stages.items()},
        "failed checks": dict(tally.failed_checks),
        "creatives with a repair": tally.repaired,
        "text boxes outside": tally.outside,
        "characters read by OCR": [tally.read, tally.wanted],
    }


def main() -> None:
    """Parse the options, run, print JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--limit", type=int, default=0)
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--ocr", action="store_true")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--photos", type=Path, default=Path("out") / "dev-products")
    options = parser.parse_args()
    options.photos.mkdir(parents=True, exist_ok=True)
    if options.out:
        options.out.mkdir(parents=True, exist_ok=True)
    products = dev_products(options.photos)[:: options.every]
    products = products[: options.limit] if options.limit else products
    reader = None
    if options.ocr:
        from rapidocr import RapidOCR

        reader = RapidOCR()
    print(json.dumps(run(products, options.out, reader), indent=2, ensure_ascii=False))


if __name__ == "__main__":
    main()
