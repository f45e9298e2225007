"""`python -m export_tools adstudio stock | draw | sheet`: pack the stock, draw shards, look."""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np

if TYPE_CHECKING:
    from export_tools.adstudio.ads_stock import Fold, Stock
    from export_tools.adstudio.elements import Kit
    from export_tools.adstudio.labelled import Labelled
    from export_tools.adstudio.shards import Arrays

PROJECT_ROOT = Path(__file__).resolve().parents[2]
HAND_LABELS = PROJECT_ROOT / "export_tools" / "material_filter" / "labels.csv"
FOLD_OFFSET = {"train": 0, "test": 1 << 40}


def main(argv: list[str]) -> int:
    """Run one step; return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m export_tools adstudio", description=__doc__)
    steps = parser.add_subparsers(dest="step", required=True)
    stock = steps.add_parser("stock", help="pack pictures to draw from, out of ADLOOM_DATA")
    stock.add_argument("--out", type=Path, required=True)
    stock.add_argument("--rendered", type=Path, help="folder of rendered RGBA .webp products")
    stock.add_argument("--labels", type=Path, default=HAND_LABELS, help="table of file,kind")
    draw = steps.add_parser("draw", help="draw labelled pictures into shards")
    draw.add_argument("--stock", type=Path, required=True)
    draw.add_argument("--out", type=Path, required=True)
    draw.add_argument("--count", type=int, default=1024)
    draw.add_argument("--seed", type=int, default=0)
    draw.add_argument("--workers", type=int, default=1)
    draw.add_argument("--shard", type=int, default=128, help="pictures a shard")
    draw.add_argument("--fold", choices=("train", "test"), default="train")
    draw.add_argument("--kind", default="", help="only pictures of this kind")
    sheet = steps.add_parser("sheet", help="draw a page of labelled pictures")
    sheet.add_argument("--shards", type=Path, required=True)
    sheet.add_argument("--out", type=Path, required=True)
    sheet.add_argument("--start", type=int, default=0)
    arguments = parser.parse_args(argv)
    _RUN[arguments.step](arguments)
    return 0


def _stock(arguments: argparse.Namespace) -> None:
    from export_tools.adstudio.ads_packing import pack_stock, reading_judge

    sizes = pack_stock(arguments.out, arguments.rendered, arguments.labels, reading_judge())
    print({name: f"{size / 1e6:.1f} MB" for name, size in sizes.items()})


def _draw(arguments: argparse.Namespace) -> None:
    arguments.out.mkdir(parents=True, exist_ok=True)
    jobs = list(_jobs(arguments))
    started, done = time.monotonic(), 0
    print(f"{len(jobs)} shards to draw", flush=True)
    # one process a worker for good: each loads the stock once and keeps its fonts warm
    with get_context("spawn").Pool(arguments.workers) as pool:
        for path, count in pool.imap_unordered(_draw_shard, jobs):
            done += count
            rate = done / (time.monotonic() - started)
            print(f"{path.name}: {done} pictures, {rate:.1f}/s", flush=True)


Job = tuple[Path, Path, str, str, int, int]


def _jobs(arguments: argparse.Namespace) -> Iterator[Job]:
    """(path, stock, fold, kind, first seed, count) of every shard that is not there yet."""
    for start in range(0, arguments.count, arguments.shard):
        path = arguments.out / f"{arguments.fold}-{arguments.seed:04d}-{start:07d}.npz"
        count = min(arguments.shard, arguments.count - start)
        first = FOLD_OFFSET[arguments.fold] + (arguments.seed << 24) + start
        if not path.exists():
            yield path, arguments.stock, arguments.fold, arguments.kind, first, count


_LOADED: dict[tuple[Path, str], tuple[Stock, Kit]] = {}


def _loaded(folder: Path, fold: Fold) -> tuple[Stock, Kit]:
    from export_tools.adstudio.ads_stock import read_stock
    from export_tools.adstudio.elements import load_kit

    if (folder, fold) not in _LOADED:
        _LOADED[folder, fold] = read_stock(folder, fold), load_kit(folder, fold)
    return _LOADED[folder, fold]


def _draw_shard(job: Job) -> tuple[Path, int]:
    import cv2

    from export_tools.adstudio.shards import pack, write

    path, folder, fold, kind, first, count = job
    cv2.setNumThreads(1)
    stock, kit = _loaded(folder, cast("Fold", fold))
    write(path, pack(draw_seeded(stock, kit, first + n, kind) for n in range(count)))
    return path, count


def draw_seeded(stock: Stock, kit: Kit, seed: int, kind: str = "") -> Labelled:
    """The picture of a seed; one that cannot be drawn gives way to the next of its line."""
    from export_tools.adstudio.ads import draw

    for attempt in range(8):
        try:
            return draw(stock, kit, np.random.default_rng((seed, attempt)), kind)
        except (ValueError, IndexError, ZeroDivisionError) as error:
            print(f"seed {seed}, attempt {attempt}: {error!r}", flush=True)
    raise RuntimeError(f"nothing could be drawn from seed {seed}")


def _sheet(arguments: argparse.Namespace) -> None:
    from PIL import Image

    from export_tools.adstudio.ads_sheet import labelled_page
    from export_tools.adstudio.shards import read

    Image.fromarray(labelled_page(_pictures(read(arguments.shards), arguments.start))).save(
        arguments.out
    )


def _pictures(shards: Iterator[Arrays], start: int) -> Iterator[tuple[Arrays, int]]:
    seen = 0
    for arrays in shards:
        for number in range(len(arrays["kinds"])):
            if seen >= start:
                yield arrays, number
            seen += 1


_RUN = {"stock": _stock, "draw": _draw, "sheet": _sheet}
