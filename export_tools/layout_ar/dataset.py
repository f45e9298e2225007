"""Training pairs for layout-ar: authored layouts and composed ones on drawn canvases, as shards.

A shard holds pictures (N, 128, 128, 4) uint8, sizes (N, 2), and per layout its canvas index,
its values (60 int16, -1 past the end) and whether a person wrote it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from adloom.geometry import clip, scale
from adloom.stages.layout_codec import MAX_ELEMENTS, encode
from adloom.types import Align, Box, Element, Layout
from export_tools.adstudio.canvases import (
    Canvas,
    Pixels,
    Rng,
    cut_outs,
    data_folder,
    draw,
    grounds,
    random_canvas,
    random_ground,
)
from export_tools.adstudio.composer import compose
from export_tools.layout_ar.wanted import random_wanted

SHAPES = {"burst": "badge", "tag": "ribbon", "rule": "line"}
KEPT_DECORATIONS = ("line", "frame", "dots")
FLIPPED: dict[Align, Align] = {"start": "end", "end": "start", "center": "center"}


def authored() -> list[tuple[Layout, Box]]:
    """Return the authored layouts and their product boxes, without what stands on the product."""
    found = []
    for line in (data_folder() / "layouts.jsonl").read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        elements, dropped = [], set()
        for index, raw in enumerate(record["elements"]):
            shape = SHAPES.get(raw.get("shape", ""), raw.get("shape", ""))
            on = raw["on"]
            gone = on == "product" or (on.startswith("underlay:") and int(on[9:]) in dropped)
            if gone or (raw["role"] == "decoration" and shape not in KEPT_DECORATIONS):
                dropped.add(index)
            box = Box(*(float(v) for v in raw["box"]))
            elements.append(Element(raw["role"], box, on, raw["align"], raw["lines"], shape))
        kept = [i for i in range(len(elements)) if i not in dropped]
        place = {old: new for new, old in enumerate(kept)}
        final = tuple(
            replace(elements[i], on=f"underlay:{place[int(elements[i].on[9:])]}")
            if elements[i].on.startswith("underlay:")
            else elements[i]
            for i in kept
        )
        size = (int(record["canvas"][0]), int(record["canvas"][1]))
        found.append(
            (
                Layout(size, final, 1.0, record["id"]),
                Box(*(float(v) for v in record["product"]["box"])),
            )
        )
    return found


def held_out(
    layouts: list[tuple[Layout, Box]],
) -> tuple[list[tuple[Layout, Box]], list[tuple[Layout, Box]]]:
    """Return (training, held-out) authored layouts: the last tenth is never trained on."""
    cut = len(layouts) - len(layouts) // 10
    return layouts[:cut], layouts[cut:]


def varied(layout: Layout, product: Box, rng: Rng) -> tuple[Layout, Box]:
    """Return the layout on a canvas of a near ratio, every other time mirrored."""
    width, height = layout.canvas
    factor = float(np.exp(rng.normal(0, 0.05)))
    size = (round(width * factor), round(height / factor))
    sx, sy = size[0] / width, size[1] / height
    mirror = rng.random() < 0.5

    def turned(box: Box) -> Box:
        box = scale(box, sx, sy)
        return Box(size[0] - box.right, box.y, box.width, box.height) if mirror else box

    elements = tuple(
        replace(e, box=turned(e.box), align=FLIPPED[e.align] if mirror else e.align)
        for e in layout.elements
    )
    return replace(layout, canvas=size, elements=elements), turned(product)


def canvas_for(
    size: tuple[int, int], product: Box, cuts: list[Pixels], photos: list[Pixels], rng: Rng
) -> Canvas | None:
    """Return a canvas whose cut-out, near the product box in shape, fills that box."""
    want = product.width / max(1.0, product.height)
    choices = [cuts[int(i)] for i in rng.integers(len(cuts), size=16)]
    cut = min(choices, key=lambda c: abs(np.log(c.shape[1] / c.shape[0] / want)))
    aspect = cut.shape[1] / cut.shape[0]
    w = min(product.width, product.height * aspect)
    box = Box(
        product.x + (product.width - w) / 2,
        product.y + (product.height - w / aspect) / 2,
        w,
        w / aspect,
    )
    return draw(size, cut, box, random_ground(photos, rng), rng)


def uncovered(layout: Layout, canvas: Canvas) -> bool:
    """Say whether less than a twentieth of every text box lies on the drawn product."""
    mask = canvas.picture[..., 3] > 100
    sx, sy = mask.shape[1] / layout.canvas[0], mask.shape[0] / layout.canvas[1]
    for element in layout.elements:
        if element.role in ("underlay", "decoration"):
            continue
        b = clip(element.box, *layout.canvas)
        part = mask[
            int(b.y * sy) : int(np.ceil(b.bottom * sy)), int(b.x * sx) : int(np.ceil(b.right * sx))
        ]
        if part.size and part.mean() > 0.05:
            return False
    return True


def _pairs(count: int, rng: Rng) -> Iterator[tuple[Canvas, list[tuple[list[int], bool]]]]:
    cuts, photos = cut_outs(), grounds()
    training, _ = held_out(authored())
    made = 0
    while made < count:
        found: list[tuple[list[int], bool]] = []
        if rng.random() < 0.4:
            layout, product = varied(*training[int(rng.integers(len(training)))], rng)
            canvas = canvas_for(layout.canvas, product, cuts, photos, rng)
            values = encode(layout) if canvas is not None and uncovered(layout, canvas) else None
            if values is not None:
                found.append((values, True))
        else:
            canvas = random_canvas(cuts, photos, rng)
        if canvas is None:
            continue
        mask = canvas.picture[..., 3] > 100
        for _ in range(6):
            if len(found) == 4:
                break
            composed = compose(canvas.size, mask, random_wanted(canvas.size, rng), rng)
            values = None if composed is None else encode(composed)
            if values is not None:
                found.append((values, False))
        if found:
            made += 1
            yield canvas, found


def prepare(folder: Path, canvases: int, seed: int, shard: int = 1000) -> None:
    """Write `canvases` canvases with up to four layouts each as shards in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(seed)
    batch: list[tuple[Canvas, list[tuple[list[int], bool]]]] = []
    number = 0
    for pair in _pairs(canvases, rng):
        batch.append(pair)
        if len(batch) == shard:
            _write(folder / f"train-{seed}-{number:03d}.npz", batch)
            batch, number = [], number + 1
    if batch:
        _write(folder / f"train-{seed}-{number:03d}.npz", batch)


def prepare_validation(folder: Path, seed: int = 9) -> None:
    """Write the held-out authored layouts, twice each on unseen canvases."""
    rng = np.random.default_rng(seed)
    cuts, photos = cut_outs(sticker_share=5), grounds()
    batch = []
    for layout, product in held_out(authored())[1] * 2:
        canvas = canvas_for(layout.canvas, product, cuts, photos, rng)
        values = None if canvas is None else encode(layout)
        if canvas is not None and values is not None:
            batch.append((canvas, [(values, True)]))
    _write(folder / "held-out.npz", batch)


def _write(path: Path, batch: list[tuple[Canvas, list[tuple[list[int], bool]]]]) -> None:
    rows, owners, human = [], [], []
    for place, (_, layouts) in enumerate(batch):
        for values, written in layouts:
            rows.append(values + [-1] * (5 * MAX_ELEMENTS - len(values)))
            owners.append(place)
            human.append(written)
    partial = path.with_suffix(".partial.npz")
    np.savez(
        partial,
        pictures=np.stack([canvas.picture for canvas, _ in batch]),
        sizes=np.array([canvas.size for canvas, _ in batch], np.int32),
        values=np.array(rows, np.int16),
        owners=np.array(owners, np.int32),
        human=np.array(human, bool),
    )
    partial.replace(path)


def load(folder: Path) -> dict[str, NDArray[np.generic]]:
    """Return all training shards of `folder` joined into one set of arrays."""
    shards = [dict(np.load(path)) for path in sorted(folder.glob("train-*[0-9].npz"))]
    base = np.cumsum([0] + [len(s["pictures"]) for s in shards])
    joined = {
        k: np.concatenate([s[k] for s in shards]) for k in ("pictures", "sizes", "values", "human")
    }
    joined["owners"] = np.concatenate([s["owners"] + b for s, b in zip(shards, base, strict=False)])
    return joined
