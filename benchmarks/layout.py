"""Measures layout-ar on dev-products (PKU PosterLayout protocol), before and after the referee.

`python -m benchmarks.layout [--products 10] [--sheet FILE]`. Pictures are the dev cut-outs (true
alpha) on plain grounds at six sizes, 8 samples each. Val: boxes over 0.1% of the canvas; Ove:
mean pairwise IoU of what is no underlay; Ali: LayoutGAN++; Und_l, Und_s: largest cover of an
element by each underlay, all four sides strictly inside; Uti: free area used; Occ: mean product
alpha under the texts.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from adloom.assets import MemoryAssets
from adloom.geometry import covered, iou
from adloom.inference.catalog import Catalog
from adloom.stages.layout import MANNERS, propose
from adloom.stages.layout_codec import decode
from adloom.stages.layout_court import Court
from adloom.stages.layout_referee import repair
from adloom.stages.layout_sampling import BATCH, LayoutModel, Sight, look, sample
from adloom.stages.layout_wanted import wanted_rows, wishes
from adloom.types import (
    TEXT_ROLES,
    Constraints,
    Element,
    Framing,
    Layout,
    Product,
    Size,
)

SIZES = ((1080, 1080), (1200, 628), (1080, 1920), (728, 90), (300, 600), (970, 250))
FACTS = Product(
    images=(),
    title="Everyday Product",
    brand="Brand",
    price="49.00",
    sale_price="39.00",
    currency="USD",
    promo="New",
    facts=(("size", "M"), ("colour", "blue"), ("weight", "1 kg")),
)
LEAN = Product(images=(), title="Everyday Product", brand="Brand", price="49.00")


def alignment(elements: Sequence[Element], canvas: tuple[int, int]) -> float:
    """Return -log(1 - smallest gap to a shared line), mean over elements (LayoutGAN++)."""
    if len(elements) < 2:
        return 0.0
    sides = np.array(
        [
            (
                e.box.x / canvas[0],
                e.box.centre[0] / canvas[0],
                e.box.right / canvas[0],
                e.box.y / canvas[1],
                e.box.centre[1] / canvas[1],
                e.box.bottom / canvas[1],
            )
            for e in elements
        ]
    )
    gaps = np.abs(sides[:, None] - sides[None]) + np.eye(len(sides))[..., None]
    nearest = np.minimum(gaps.min(axis=(1, 2)), 0.99)
    return float(-np.log(1 - nearest).mean())


def overlap(elements: Sequence[Element]) -> float:
    """Return the mean IoU over pairs of elements that are no underlay."""
    solid = [e for e in elements if e.role not in ("underlay", "decoration")]
    pairs = [iou(a.box, b.box) for i, a in enumerate(solid) for b in solid[i + 1 :]]
    return float(np.mean(pairs)) if pairs else 0.0


def underlays(elements: Sequence[Element]) -> tuple[list[float], list[float]]:
    """Return loose and strict effectiveness of every underlay."""
    loose, strict = [], []
    for under in (e for e in elements if e.role == "underlay"):
        others = [e.box for e in elements if e is not under and e.role != "decoration"]
        loose.append(max((covered(box, under.box) for box in others), default=0.0))
        o = under.box
        strict.append(
            float(
                any(
                    box.x >= o.x
                    and box.y >= o.y
                    and box.right <= o.right
                    and box.bottom <= o.bottom
                    for box in others
                )
            )
        )
    return loose, strict


def paper(
    elements: Sequence[Element], canvas: tuple[int, int], side: int = 128
) -> NDArray[np.bool_]:
    """Return a (side, side) map of where texts lie."""
    found = np.zeros((side, side), bool)
    for element in elements:
        if element.role in TEXT_ROLES:
            b = element.box
            sx, sy = side / canvas[0], side / canvas[1]
            found[
                max(0, round(b.y * sy)) : round(b.bottom * sy),
                max(0, round(b.x * sx)) : round(b.right * sx),
            ] = True
    return found


def measured(layouts: Sequence[tuple[Layout, NDArray[np.float32]]]) -> dict[str, float]:
    """Return mean metrics of (layout, product alpha (128, 128) in 0..1) pairs."""
    rows: dict[str, list[float]] = {
        k: [] for k in ("Val", "Ove", "Ali", "Und_l", "Und_s", "Uti", "Occ")
    }
    for layout, alpha in layouts:
        area = layout.canvas[0] * layout.canvas[1]
        valid = [e for e in layout.elements if e.box.area > 0.001 * area or e.role == "decoration"]
        rows["Val"].append(len(valid) / max(1, len(layout.elements)))
        rows["Ove"].append(overlap(valid))
        rows["Ali"].append(alignment(valid, layout.canvas))
        loose, strict = underlays(valid)
        rows["Und_l"] += loose
        rows["Und_s"] += strict
        texts = paper(valid, layout.canvas)
        free = alpha < 0.4
        rows["Uti"].append(float((texts & free).sum() / max(1, free.sum())))
        rows["Occ"].append(float(alpha[texts].mean()) if texts.any() else 0.0)
    return {name: float(np.mean(values)) for name, values in rows.items() if values}


def dev_canvases(count: int) -> list[tuple[tuple[int, int], NDArray[np.uint8], NDArray[np.uint8]]]:
    """Return (size, canvas (H, W, 4), mask (H, W)) of `count` dev cut-outs at every size."""
    from export_tools.adstudio.canvases import pictures, place_product

    rng = np.random.default_rng(5)
    cuts = [p for row, p in pictures("dev-products", "ANR") if row["alpha"] == "1"][:count]
    found = []
    for cut in cuts:
        box = cut.getchannel("A").point(lambda a: 255 if a > 40 else 0).getbbox()
        product = cut.crop(box)
        for size in SIZES:
            place = place_product(size, product.width / product.height, rng)
            tint = tuple(int(v) for v in rng.uniform(150, 245, 3))
            canvas = Image.new("RGBA", size, (*tint, 255))
            drawn = product.resize((max(1, round(place.width)), max(1, round(place.height))))
            layer = Image.new("RGBA", size, (0, 0, 0, 0))
            layer.paste(drawn, (round(place.x), round(place.y)))
            canvas.alpha_composite(layer)
            found.append((size, np.asarray(canvas), np.asarray(layer)[..., 3]))
    return found


def alpha_of(mask: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return the mask as (128, 128) float32 0..1."""
    small = Image.fromarray(mask).resize((128, 128), Image.Resampling.BOX)
    return np.asarray(small, np.float32) / 255


def samples_of(
    model: LayoutModel, sight: Sight, size: tuple[int, int], avoid: bool, seed: int
) -> list[Layout]:
    from dataclasses import replace

    rows = wanted_rows(
        wishes(FACTS if seed % 2 else LEAN, size, Constraints()), size, Constraints(), BATCH, seed
    )
    manner = replace(MANNERS[0], avoid_product=avoid)
    return [
        Layout(size, decode(values, size)) for values, _ in sample(model, sight, rows, manner, seed)
    ]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--products", type=int, default=10)
    parser.add_argument("--sheet", type=Path)
    parser.add_argument("--models", type=Path)
    chosen = parser.parse_args()
    model = LayoutModel.open(Catalog(chosen.models, device="openvino:CPU"))
    canvases = dev_canvases(chosen.products)
    for avoid in (False, True):
        raw, clean, moved, spent = [], [], [], []
        for number, (size, canvas, mask) in enumerate(canvases):
            alpha = alpha_of(mask)
            start = time.perf_counter()
            sight = look(model, canvas, mask)
            drafts = samples_of(model, sight, size, avoid, number)
            spent.append(time.perf_counter() - start)
            court = Court(size, sight.product)
            for draft in drafts:
                raw.append((draft, alpha))
                verdict = repair(draft, court)
                if verdict.layout is not None:
                    clean.append((verdict.layout, alpha))
                    moved.append(verdict.moved)
        print(f"\n{'with' if avoid else 'without'} product avoidance in decoding")
        _table("before the referee", measured(raw), len(raw))
        _table("after the referee", measured(clean), len(clean))
        print(
            f"  kept {len(clean) / len(raw):.2f}; moved median {100 * np.median(moved):.2f}% of "
            f"short side, mean {100 * np.mean(moved):.2f}%; "
            f"8 candidates in {1000 * np.median(spent):.0f} ms"
        )
    swapped = []
    for number, (size, canvas, mask) in enumerate(canvases):
        sight = look(model, canvas, mask)
        other = alpha_of(canvases[(number + len(SIZES) * 3) % len(canvases)][2])
        swapped += [(layout, other) for layout in samples_of(model, sight, size, False, number)]
    print(f"\nOcc with another picture of the same size: {measured(swapped)['Occ']:.3f}")
    if chosen.sheet:
        sheet(model, canvases, chosen.sheet)


def _table(name: str, values: dict[str, float], count: int) -> None:
    print(f"  {name:20s} n={count:4d}  " + "  ".join(f"{k} {v:.4f}" for k, v in values.items()))


COLOURS = {
    "logo": (120, 80, 200),
    "headline": (200, 30, 30),
    "subhead": (230, 130, 40),
    "selling_point": (30, 140, 60),
    "long": (120, 120, 40),
    "badge": (230, 60, 180),
    "price": (20, 100, 220),
    "cta": (0, 0, 0),
    "decoration": (90, 90, 90),
}


def sheet(model: LayoutModel, canvases: list, path: Path) -> None:
    """Draw the best layout of every canvas as coloured bars, one product a row."""
    from PIL import ImageDraw

    tiles, assets = [], MemoryAssets()
    for number, (size, canvas, mask) in enumerate(canvases):
        framing = Framing("cutout", assets.put(canvas), assets.put(mask), None)
        layouts, _ = propose(
            framing,
            Size(*size),
            FACTS if number % 2 else LEAN,
            Constraints(),
            model,
            assets,
            count=1,
            seed=number,
            report=lambda _: None,
        )
        scale = 300 / max(size)
        tile = (
            Image.fromarray(canvas)
            .convert("RGB")
            .resize((int(size[0] * scale), int(size[1] * scale)))
        )
        pen = ImageDraw.Draw(tile, "RGBA")
        for element in layouts[0].elements if layouts else ():
            _bars(pen, element, scale)
        tiles.append(tile)
    rows = (len(tiles) + 5) // 6
    page = Image.new("RGB", (6 * 310, rows * 310), (120, 120, 120))
    for place, tile in enumerate(tiles):
        page.paste(tile, (place % 6 * 310, place // 6 * 310))
    page.save(path)


def _bars(pen: object, element: Element, scale: float) -> None:
    b, colour = element.box, COLOURS.get(element.role, (255, 255, 255))
    edges = [b.x * scale, b.y * scale, b.right * scale, b.bottom * scale]
    if element.role == "underlay":
        radius = 0 if element.shape == "rect" else min(edges[2] - edges[0], edges[3] - edges[1]) / 2
        radius = 8 if element.shape == "rounded" else radius
        pen.rounded_rectangle(edges, radius, fill=(255, 255, 255, 190), outline=(0, 0, 0, 255))
    elif element.role == "decoration":
        pen.rectangle(edges, outline=(*colour, 255))
    for line in range(element.lines):
        height, last = b.height / element.lines, line == element.lines - 1 and element.lines > 1
        width = b.width * (0.7 if last else 1.0)
        shift = {"start": 0.0, "center": 0.5, "end": 1.0}[element.align] * (b.width - width)
        top = b.y + height * (line + 0.16)
        pen.rectangle(
            [
                (b.x + shift) * scale,
                top * scale,
                (b.x + shift + width) * scale,
                (top + 0.68 * height) * scale,
            ],
            fill=(*colour, 210),
        )


if __name__ == "__main__":
    main()
