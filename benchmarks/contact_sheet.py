"""Lay pictures out on one sheet: `python -m benchmarks.contact_sheet OUT PICTURE...`."""

from __future__ import annotations

import argparse
from pathlib import Path

from PIL import Image

GAP, GROUND = 14, (236, 233, 227)


def sheet(paths: list[Path], columns: int, cell: int) -> Image.Image:
    """Return a sheet on which every picture fits a square cell of `cell` pixels, in order."""
    rows = -(-len(paths) // columns)
    page = Image.new("RGB", (columns * (cell + GAP) + GAP, rows * (cell + GAP) + GAP), GROUND)
    for number, path in enumerate(paths):
        with Image.open(path) as opened:
            picture = opened.convert("RGB")
        picture.thumbnail((cell, cell), Image.Resampling.LANCZOS)
        x = GAP + number % columns * (cell + GAP) + (cell - picture.width) // 2
        y = GAP + number // columns * (cell + GAP) + (cell - picture.height) // 2
        page.paste(picture, (x, y))
    return page


def main() -> None:
    """Read the command line and write the sheet."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("pictures", type=Path, nargs="+")
    parser.add_argument("--columns", type=int, default=6)
    parser.add_argument("--cell", type=int, default=300)
    options = parser.parse_args()
    sheet(options.pictures, options.columns, options.cell).save(options.out, quality=88)


if __name__ == "__main__":
    main()
