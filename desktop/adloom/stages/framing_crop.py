"""Framing by crop: a window of the photo, or the photo as a panel beside a plain wall for words.

`rgb` is (H, W, 3) and `mask` (H, W), uint8; boxes in source pixels unless said otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PIL import Image

from adloom.assets import Pixels
from adloom.geometry import covered
from adloom.render.backgrounds import finish
from adloom.render.backgrounds_fields import Floats, Setting, paint, pool
from adloom.render.backgrounds_palette import GroundPalette
from adloom.types import Box, Size

LARGEST = 1.6
"""The most a crop is enlarged without a word."""


@dataclass(frozen=True)
class Crop:
    """A window of the photo for a canvas: its source box, enlargement and score 0..1."""

    box: Box
    scale: float
    score: float


@dataclass(frozen=True)
class Busy:
    """Where words would read: a summed-area table of a small map, and the photo's size."""

    table: Floats
    width: int
    height: int

    @property
    def factor(self) -> float:
        """Map pixels per source pixel."""
        return float(self.table.shape[1] - 1) / self.width

    def quiet(self, box: Box) -> float:
        """Return the share of `box` (source pixels) that is quiet, 0..1."""
        rows, columns = self.table.shape[0] - 1, self.table.shape[1] - 1
        x0 = min(int(box.x * self.factor), columns - 1)
        y0 = min(int(box.y * self.factor), rows - 1)
        x1 = min(max(x0 + 1, round(box.right * self.factor)), columns)
        y1 = min(max(y0 + 1, round(box.bottom * self.factor)), rows)
        table = self.table
        total = table[y1, x1] - table[y0, x1] - table[y1, x0] + table[y0, x0]
        return float(total) / float((x1 - x0) * (y1 - y0))


def busyness(rgb: Pixels, mask: Pixels) -> Busy:
    """Return where detail and product of a photo leave words room, on a 64-pixel map."""
    height, width = mask.shape
    factor = 64.0 / max(height, width)
    size = (max(8, round(width * factor)), max(8, round(height * factor)))
    fine = (
        Image.fromarray(rgb).convert("L").resize((size[0] * 2, size[1] * 2), Image.Resampling.BOX)
    )
    tone = np.asarray(fine, np.float32) / 255.0
    across, down = np.abs(np.diff(tone, axis=1, append=0)), np.abs(np.diff(tone, axis=0, append=0))
    across[:, -1], down[-1] = 0.0, 0.0
    detail = (across + down).reshape(size[1], 2, size[0], 2).mean(axis=(1, 3))
    cover = np.asarray(Image.fromarray(mask).resize(size, Image.Resampling.BOX), np.float32) / 255.0
    calm = np.maximum(np.clip(detail / 0.09, 0.0, 1.0), cover) < 0.25
    table = np.zeros((size[1] + 1, size[0] + 1), np.float32)
    table[1:, 1:] = calm.astype(np.float32).cumsum(0).cumsum(1)
    return Busy(table, width, height)


def best_crop(
    rgb: Pixels, mask: Pixels, product: Box | None, size: Size, words: bool = True
) -> Crop | None:
    """Return the best window of `size`'s ratio that keeps the product whole, or None.

    Judged by the product's size and air around it, resolution, and (with `words`) quiet room.
    """
    height, width = mask.shape
    busy = busyness(rgb, mask)
    ratio = size.width / size.height
    widest = min(float(width), height * ratio)
    best: Crop | None = None
    for zoom in (1.0, 0.88, 0.76, 0.64):
        w, h = widest * zoom, widest * zoom / ratio
        for fx in np.linspace(0, 1, 7):
            for fy in np.linspace(0, 1, 7):
                box = Box(float(fx) * (width - w), float(fy) * (height - h), w, h)
                score = _crop_score(box, product, busy, size, words)
                if score is not None and (best is None or score > best.score):
                    best = Crop(box, size.width / w, score)
    return best


def _crop_score(box: Box, product: Box | None, busy: Busy, size: Size, words: bool) -> float | None:
    w, h = box.width, box.height
    quiet = max(
        busy.quiet(half)
        for half in (
            Box(box.x, box.y, w / 2, h),
            Box(box.x + w / 2, box.y, w / 2, h),
            Box(box.x, box.y, w, h / 2),
            Box(box.x, box.y + h / 2, w, h / 2),
        )
    )
    sharp = min(1.0, LARGEST / (size.width / box.width))
    if product is None:
        return 0.5 * quiet + 0.5 * sharp
    slack = 0.02 * min(box.width, box.height)
    if covered(product, box) < 0.85:
        return None
    gaps = (
        (product.x - box.x, product.x),
        (product.y - box.y, product.y),
        (box.right - product.right, busy.width - product.right),
        (box.bottom - product.bottom, busy.height - product.bottom),
    )
    # A side the photo cut already may be cut a little more; any other keeps its air.
    if any(gap < min(slack, room - 1.0) for gap, room in gaps if room > 2.0):
        return None
    share = product.area / box.area
    if not words:
        fitting = float(np.exp(-((np.log(max(share, 1e-3) / 0.40) / 0.9) ** 2)))
        off = abs(product.centre[0] - box.centre[0]) / box.width
        off += abs(product.centre[1] - box.centre[1]) / box.height
        return 0.5 * fitting + 0.3 * sharp + 0.2 * max(0.0, 1.0 - 3.0 * off)
    fitting = float(np.exp(-((np.log(max(share, 1e-3) / 0.22) / 0.9) ** 2)))
    return 0.4 * quiet + 0.3 * fitting + 0.3 * sharp


def crop(rgb: Pixels, mask: Pixels, window: Crop, size: Size) -> tuple[Pixels, Pixels]:
    """Return (canvas RGBA, mask) of `size`: the window of the photo, resampled once."""
    box = (window.box.x, window.box.y, window.box.right, window.box.bottom)
    shape = (size.width, size.height)
    picture = Image.fromarray(rgb).resize(shape, Image.Resampling.LANCZOS, box)
    cover = Image.fromarray(mask).resize(shape, Image.Resampling.BILINEAR, box)
    canvas = np.dstack([np.asarray(picture), np.full(shape[::-1], 255, np.uint8)])
    return canvas, np.array(cover)


def panel_box(size: Size, first: bool) -> Box:
    """Return the canvas box of a photo panel: at the right (or bottom), or `first` at the left."""
    w, h = float(size.width), float(size.height)
    ratio = w / h
    if ratio >= 1.25:
        wide = min(0.5 * w, max(1.25 * h, 0.30 * w)) if ratio > 2.3 else 0.52 * w
        return Box(0.0 if first else w - wide, 0.0, wide, h)
    tall = 0.6 * h
    return Box(0.0, 0.0 if first else h - tall, w, tall)


def panel(
    rgb: Pixels,
    mask: Pixels,
    window: Crop,
    box: Box,
    size: Size,
    palette: GroundPalette,
    seed: int,
) -> tuple[Pixels, Pixels]:
    """Return (canvas RGBA, mask): the photo's window in `box`, a plain wall of `palette` beside."""
    whole = Setting(size.width, size.height, box, box.bottom, (0.0, 1.0), box, -1.0, "flat")
    cx, cy = size.width - box.centre[0], size.height - box.centre[1]
    reach = 0.9 * max(size.width, size.height)
    planes = paint(0.35 + 0.4 * pool(whole, cx, cy, reach, reach), palette.base)
    ground = finish(planes, seed)
    x, y = round(box.x), round(box.y)
    part = Size(round(box.right) - x, round(box.bottom) - y)
    picture, cover = crop(rgb, mask, window, part)
    ground[y : y + part.height, x : x + part.width] = picture
    held = np.zeros((size.height, size.width), np.uint8)
    held[y : y + part.height, x : x + part.width] = cover
    return ground, held
