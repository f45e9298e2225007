"""How fast and how seamless framing is: `python -m benchmarks.framing [--sheet FILE] [--count N]`.

Pictures are the dev products with true alpha ($ADLOOM_DATA, default ../shared/data). Milliseconds
are processor time of all framings of a size. The seam is the step of tone across the edge of a
continued photo over the steps beside it (target 1.3 at the 95th percentile).
"""

from __future__ import annotations

import argparse
import collections
import csv
import io
import os
import statistics
import tarfile
import time
from pathlib import Path

import numpy as np
from PIL import Image

from adloom.assets import MemoryAssets, Pixels
from adloom.stages import framing_extend as extending
from adloom.stages.framing import PLAIN_FROM, frame
from adloom.stages.material import examine
from adloom.types import Brief, Framing, Material, Product, Size

SIZES = (Size(1080, 1080), Size(1080, 1920), Size(1200, 628), Size(728, 90), Size(300, 600))


class NoSession:
    """Stands where a session would: pictures with transparency need none."""

    device = "none"

    def run(self, inputs: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        """Refuse: it is never asked."""
        raise RuntimeError("a picture without transparency needs the matting network")


def dev_products(folder: Path) -> list[tuple[str, Pixels, bool]]:
    """Return (title, RGBA pixels, has true alpha) of every dev product."""
    with (folder / "dev-products.csv").open(encoding="utf-8") as file:
        rows = {row["file"]: row for row in csv.DictReader(file)}
    found = []
    with tarfile.open(folder / "dev-products-00.tar") as tar:
        for member in tar:
            row = rows.get(Path(member.name).name)
            file = tar.extractfile(member)
            if row is not None and file is not None:
                picture = Image.open(io.BytesIO(file.read())).convert("RGBA")
                found.append((row["title"], np.array(picture), row["alpha"] == "1"))
    return sorted(found, key=lambda item: item[0])


def seams(pixels: Pixels) -> list[float]:
    """Return the step across the seam over its neighbourhood, for each plain left or right side."""
    rgb = np.ascontiguousarray(pixels[..., :3])
    height, width = rgb.shape[:2]
    empty = np.zeros((height, width), np.uint8)
    plain = extending.plainness(rgb, empty)
    size = Size(2 * width, height)
    window = extending.Window(1.0, float(width // 2), 0.0)
    if max(plain["left"], plain["right"]) < PLAIN_FROM:
        return []
    canvas, _ = extending.extend(rgb, empty, window, size, 0)
    grey = canvas[: height // 8 * 8, :, :3].astype(np.float32).mean(axis=2)
    blocks = grey.reshape(-1, 8, size.width).mean(axis=1)
    steps = np.abs(np.diff(blocks, axis=1)).mean(axis=0)
    found = []
    for side, seam in (("left", width // 2), ("right", width // 2 + width)):
        if plain[side] >= PLAIN_FROM:
            beside = np.concatenate([steps[seam - 30 : seam - 3], steps[seam + 2 : seam + 30]])
            found.append(float(steps[seam - 3 : seam + 2].mean() / max(beside.mean(), 0.05)))
    return found


def sheet(rows: list[list[Pixels]], path: Path, height: int = 240) -> None:
    """Write the canvases as one contact sheet, a row a product."""
    drawn = []
    for row in rows:
        pictures = [Image.fromarray(canvas).convert("RGB") for canvas in row]
        widths = [min(round(height * p.width / p.height), 2 * height) for p in pictures]
        scaled = [
            p.resize((w, max(1, round(w * p.height / p.width))), Image.Resampling.LANCZOS)
            for p, w in zip(pictures, widths, strict=True)
        ]
        line = Image.new("RGB", (sum(widths) + 6 * len(widths), height + 6), (64, 64, 64))
        left = 0
        for picture in scaled:
            line.paste(picture, (left, 0))
            left += picture.width + 6
        drawn.append(line)
    whole = Image.new("RGB", (max(d.width for d in drawn), sum(d.height for d in drawn)))
    top = 0
    for line in drawn:
        whole.paste(line, (0, top))
        top += line.height
    whole.save(path, quality=90)


def timed(
    material: Material, size: Size, brief: Brief, assets: MemoryAssets, count: int, seed: int
) -> tuple[tuple[Framing, ...], float]:
    start = time.process_time()
    framings, _ = frame(material, size, brief, assets, count=count, seed=seed)
    return framings, 1000 * (time.process_time() - start)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=3)
    parser.add_argument("--sheet", type=Path)
    chosen = parser.parse_args()
    products = dev_products(Path(os.environ.get("ADLOOM_DATA", "../shared/data")))
    spent: dict[str, list[float]] = collections.defaultdict(list)
    kinds: dict[str, collections.Counter[str]] = collections.defaultdict(collections.Counter)
    rows = []
    cut = [(title, pixels) for title, pixels, alpha in products if alpha]
    for seed, (title, pixels) in enumerate(cut):
        assets = MemoryAssets()
        material = examine(pixels, NoSession(), assets, 512)
        brief = Brief(Product((), title=title), ())
        rows.append([])
        for size in SIZES:
            framings, spell = timed(material, size, brief, assets, chosen.count, seed)
            spent[size.name].append(spell)
            kinds[size.name].update(framing.kind for framing in framings)
            rows[-1] += [assets.get(framing.canvas_asset) for framing in framings[:1]]
    print(f"{len(cut)} products, {chosen.count} framings a size")
    print(f"{'size':>10}  {'median ms':>9}  {'worst ms':>8}  kinds")
    for name, spells in spent.items():
        mix = ", ".join(f"{kind} {n}" for kind, n in sorted(kinds[name].items()))
        print(f"{name:>10}  {statistics.median(spells):9.0f}  {max(spells):8.0f}  {mix}")
    found = [ratio for _, pixels, alpha in products if not alpha for ratio in seams(pixels)]
    if found:
        p95 = float(np.percentile(found, 95))
        print(
            f"seam over {len(found)} plain sides: median {statistics.median(found):.2f}, "
            f"p95 {p95:.2f}"
        )
    if chosen.sheet:
        sheet(rows[:12], chosen.sheet)


if __name__ == "__main__":
    main()
