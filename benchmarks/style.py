"""Prints how styles fare on drawn creatives: contrast before and after repair, repairs, time.

Dev cut-outs on generated grounds, held-out authored layouts, reference copy; the network beside
two baselines: white type with a black stroke, and the palette colour of most contrast.
Run: PYTHONPATH=desktop:. python benchmarks/style.py [--count 60] [--sheet sheet.png]
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
from PIL import Image

from adloom import colour
from adloom.assets import MemoryAssets, Pixels
from adloom.inference.catalog import Catalog
from adloom.inference.session import Session
from adloom.render import compose
from adloom.scene.assemble import assemble
from adloom.scene.checks import check_and_repair
from adloom.stages import attributes, style_codec
from adloom.types import (
    TONES,
    Box,
    Brief,
    Copy,
    Framing,
    Layout,
    Material,
    Product,
    ShapeStyle,
    Size,
    Stroke,
    TextStyle,
)
from export_tools.product_matting.sources import data_folder, read_index, read_pictures
from export_tools.style_predictor.data import draw_ground_for, read_layouts

Styles = dict[int, TextStyle | ShapeStyle]
MATERIAL = Material("", "", "", 0, 0, None, "product_plain", (), "", 0)


@dataclass(frozen=True)
class Case:
    """One creative to style."""

    layout: Layout
    copies: tuple[Copy, ...]
    framing: Framing
    brief: Brief
    assets: MemoryAssets
    seed: int


def make_cases(count: int) -> list[Case]:
    """Place dev cut-outs into held-out layouts; every third has a sale price."""
    rng = np.random.default_rng(17)
    rows = [row for row in read_index("dev-products", training=False) if row.has_alpha]
    cutouts = [(row, _trimmed(pixels)) for row, pixels in read_pictures(rows, 640)]
    layouts = [entry for at, entry in enumerate(read_layouts()) if at % 10 == 9]
    records = [
        json.loads(line)
        for path in sorted(data_folder().glob("copy-*.jsonl"))
        for line in path.read_text("utf-8").splitlines()[-8:]
    ]
    cases = []
    for number in range(count):
        row, cutout = cutouts[int(rng.integers(len(cutouts)))]
        layout, room = layouts[int(rng.integers(len(layouts)))]
        record = records[int(rng.integers(len(records)))]
        assets = MemoryAssets()
        framing = _frame(cutout, layout, room, assets, rng)
        product = Product(
            (row.file,), record["title"], record.get("brand", ""), record["category"],
            price=str(record.get("price", "24.00")), currency=record.get("currency", "USD"),
            sale_price="19.00" if number % 3 == 0 else "",
        )  # fmt: skip
        brief = Brief(product, (Size(*layout.canvas),), tone=TONES[number % len(TONES)])
        cases.append(Case(layout, _copies(layout, record), framing, brief, assets, number))
    return cases


def _trimmed(pixels: Pixels) -> Pixels:
    ys, xs = np.nonzero(pixels[..., 3] > 128)
    return pixels[ys.min() : ys.max() + 1, xs.min() : xs.max() + 1]


def _frame(
    cutout: Pixels, layout: Layout, room: Box, assets: MemoryAssets, rng: np.random.Generator
) -> Framing:
    width, height = layout.canvas
    scale = min(room.width / cutout.shape[1], room.height / cutout.shape[0])
    size = (max(2, int(cutout.shape[1] * scale)), max(2, int(cutout.shape[0] * scale)))
    placed = np.asarray(Image.fromarray(cutout).resize(size, Image.Resampling.LANCZOS))
    left = max(0, int(room.x + (room.width - size[0]) / 2))
    top = max(0, int(room.y + (room.height - size[1]) / 2))
    solid = Box(left, top, *size)
    canvas = draw_ground_for(cutout, width, height, solid, rng)
    mask = np.zeros((height, width), np.uint8)
    part = placed[: height - top, : width - left]
    area = (slice(top, top + part.shape[0]), slice(left, left + part.shape[1]))
    alpha = part[..., 3:] / 255
    canvas[area][..., :3] = canvas[area][..., :3] * (1 - alpha) + part[..., :3] * alpha
    mask[area] = part[..., 3]
    return Framing("cutout", assets.put(canvas), assets.put(mask), solid)


def _copies(layout: Layout, record: dict[str, object]) -> tuple[Copy, ...]:
    used: dict[str, int] = {}
    copies = []
    for index, element in enumerate(layout.elements):
        lines = record.get(element.role) or []
        at = used.get(element.role, 0)
        if not isinstance(lines, list) or at >= len(lines):
            continue
        used[element.role] = at + 1
        line = lines[at] if isinstance(lines[at], str) else lines[at][1]
        copies.append(Copy(index, element.role, line))
    return tuple(copies)


@cache
def network() -> Session:
    """Open the shipped network once."""
    return Catalog().session("style-predictor")


def by_network(case: Case) -> Styles:
    """Style by the shipped network."""
    styles, _ = attributes.predict(
        case.layout, case.copies, case.framing, MATERIAL, case.brief, network(), case.assets,
        seed=case.seed,
    )  # fmt: skip
    return styles


def by_stroke(case: Case) -> Styles:
    """Style every text white with a black stroke, every underlay black."""
    return {
        index: replace(style, fill="#ffffffff", gradient=None, font="Inter",
                       stroke=Stroke("#000000ff", 0.05 * style.size))
        if isinstance(style, TextStyle)
        else replace(style, fill="#000000ff")
        for index, style in by_network(case).items()
    }  # fmt: skip


def by_palette(case: Case) -> Styles:
    """Style every text and underlay in the palette colour of most contrast to its ground."""
    view = style_codec.look(
        case.assets.get(case.framing.canvas_asset), case.assets.get(case.framing.mask_asset)
    )
    view = replace(view, width=case.layout.canvas[0], height=case.layout.canvas[1])
    own = [colour.hex_of(colour.from_oklab(lab)) for lab in style_codec.candidates_of(view).own]
    styles: Styles = {}
    for index, style in by_network(case).items():
        ground = style_codec.ground_under(view, case.layout.elements[index].box)
        below = colour.hex_of(colour.from_oklab(ground.lab))
        fill = max(own, key=lambda each, below=below: colour.contrast(each, below))
        plain = replace(style, fill=fill, gradient=None)
        styles[index] = replace(plain, font="Inter") if isinstance(plain, TextStyle) else plain
    return styles


SOURCES: dict[str, Callable[[Case], Styles]] = {
    "network": by_network,
    "white, black stroke": by_stroke,
    "palette contrast": by_palette,
}


def main() -> None:
    """Print one row a source of styles."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--sheet", type=Path)
    told = parser.parse_args()
    cases = make_cases(told.count)
    by_network(cases[0])
    print(f"{len(cases)} creatives; texts that need no repair; milliseconds are medians")
    print(f"{'styles':22} {'repaired':>9} {'contrast':>9} {'all checks':>11} "
          f"{'style':>7} {'assemble':>9} {'checks':>7} {'render':>7}")  # fmt: skip
    for name, source in SOURCES.items():
        print(_row(name, source, cases, told.sheet if name == "network" else None))


def _row(name: str, source: Callable[[Case], Styles], cases: list[Case], sheet: Path | None) -> str:
    repaired = contrast = passed = 0
    spent: list[list[float]] = []
    tiles = []
    for case in cases:
        marks = [time.perf_counter()]
        styles = source(case)
        marks.append(time.perf_counter())
        size = case.brief.sizes[0]
        scene = assemble(
            case.framing, case.layout, case.copies, styles, case.brief, size=size, seed=case.seed
        )
        marks.append(time.perf_counter())
        scene, results, decisions = check_and_repair(scene, case.framing, case.assets)
        marks.append(time.perf_counter())
        picture = compose.render(scene, case.assets)
        marks.append(time.perf_counter())
        spent.append([b - a for a, b in pairwise(marks)])
        repaired += any(decision.subject.startswith("contrast") for decision in decisions)
        contrast += next(result.passed for result in results if result.name == "contrast")
        passed += all(result.passed for result in results)
        tiles.append(picture)
    if sheet is not None:
        _write_sheet(tiles, sheet)
    style, build, check, draw = 1000 * np.median(np.array(spent), axis=0)
    count = len(cases)
    return (
        f"{name:22} {repaired / count:9.1%} {contrast / count:9.1%} {passed / count:11.1%} "
        f"{style:7.1f} {build:9.1f} {check:7.1f} {draw:7.1f}"
    )


def _write_sheet(pictures: list[Pixels], path: Path, side: int = 320, across: int = 8) -> None:
    sheet = Image.new("RGB", (across * side, -(-len(pictures) // across) * side), "#707070")
    for at, pixels in enumerate(pictures):
        tile = Image.fromarray(pixels[..., :3])
        tile.thumbnail((side - 8, side - 8))
        sheet.paste(tile, (at % across * side + 4, at // across * side + 4))
    sheet.save(path)


if __name__ == "__main__":
    main()
