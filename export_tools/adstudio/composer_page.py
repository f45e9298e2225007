"""The page being composed: margins, text lengths, type relations, and where there is room.

Boxes in canvas pixels; `mask` is the product on any (rows, columns) bool grid of the canvas.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from adloom.types import Box, Role

Rng = np.random.Generator
Mask = NDArray[np.bool_]
LETTERS: dict[Role, tuple[int, int]] = {
    "headline": (8, 42),
    "subhead": (18, 60),
    "selling_point": (6, 32),
    "long": (70, 165),
    "badge": (3, 14),
    "price": (4, 9),
    "cta": (6, 18),
    "logo": (5, 9),
}
RELATIVE: dict[Role, tuple[float, float]] = {
    "headline": (1.0, 1.0),
    "subhead": (0.4, 0.54),
    "selling_point": (0.36, 0.48),
    "long": (0.28, 0.36),
    "badge": (0.34, 0.5),
    "price": (0.62, 0.92),
    "cta": (0.36, 0.5),
    "logo": (0.44, 0.62),
}


@dataclass(frozen=True)
class Page:
    """The canvas being composed: pixel size, product bins, margins, least type, letters by role."""

    canvas: tuple[int, int]
    mask: Mask
    box: Box
    margin: tuple[float, float]
    least: float
    letters: Mapping[Role, tuple[int, ...]]
    relative: Mapping[Role, float]
    pad: tuple[float, float]
    gap: float


def least_type(canvas: tuple[int, int]) -> float:
    """Return the smallest type in pixels that a canvas allows (strips go by their short side)."""
    long, short = max(canvas), min(canvas)
    return max(10.0, 0.022 * long if long / short < 2.2 else 0.045 * short)


def page_of(canvas: tuple[int, int], mask: Mask, wanted: Mapping[Role, int], rng: Rng) -> Page:
    """Return a page with margins, text lengths and type relations drawn by `rng`."""
    width, height = canvas
    short = min(canvas)
    ys, xs = np.nonzero(mask)
    sx, sy = width / mask.shape[1], height / mask.shape[0]
    box = Box(width / 2, height / 2, 0, 0)
    if len(xs):
        box = Box(xs.min() * sx, ys.min() * sy, (np.ptp(xs) + 1) * sx, (np.ptp(ys) + 1) * sy)
    base = rng.uniform(0.045, 0.078) * short
    mx = max(base, 0.018 * width) if width / height > 3 else base
    my = max(base, 0.014 * height) if height / width > 3 else base
    letters = {}
    for role, count in wanted.items():
        low, high = LETTERS[role]
        if role == "headline" and max(width, height) / short > 2.5:
            high = 28
        first = int(low + (high - low) * rng.beta(1.3, 1.9))
        letters[role] = tuple(
            max(low, min(high, first + int(rng.integers(-4, 5)))) for _ in range(count)
        )
    relative = {role: float(rng.uniform(*span)) for role, span in RELATIVE.items()}
    pad = (float(rng.uniform(0.8, 1.3)), float(rng.uniform(0.38, 0.6)))
    return Page(
        canvas,
        mask,
        box,
        (mx, my),
        least_type(canvas),
        letters,
        relative,
        pad,
        float(rng.uniform(0.3, 0.6)),
    )


def host(page: Page, name: str, rng: Rng) -> Box | None:
    """Return the named free region: left, right, top, bottom, all, or a corner tl tr bl br."""
    width, height = page.canvas
    mx, my = page.margin
    gap = float(rng.uniform(0.5, 1.2)) * min(mx, my) + 0.01 * min(page.canvas)
    box, right, bottom = page.box, width - mx, height - my
    if name == "all":
        return Box(mx, my, right - mx, bottom - my)
    sides = {
        "left": (mx, my, min(right, box.x - gap), bottom),
        "right": (max(mx, box.right + gap), my, right, bottom),
        "top": (mx, my, right, min(bottom, box.y - gap)),
        "bottom": (mx, max(my, box.bottom + gap), right, bottom),
    }
    if name in sides:
        x0, y0, x1, y1 = sides[name]
        return Box(x0, y0, x1 - x0, y1 - y0) if x1 > x0 and y1 > y0 else None
    return _corner(page, name, gap, rng)


def _corner(page: Page, name: str, gap: float, rng: Rng) -> Box | None:
    """Return a large empty rectangle anchored at a margin corner, found on the product's bins."""
    (width, height), (mx, my) = page.canvas, page.margin
    rows, columns = page.mask.shape
    mask = page.mask[::-1] if name[0] == "b" else page.mask
    mask = mask[:, ::-1] if name[1] == "r" else mask
    sx, sy = width / columns, height / rows
    first = np.where(mask.any(axis=0), mask.argmax(axis=0), rows) * sy
    depth = np.minimum.accumulate(first)
    depth = np.where(depth >= height - 0.5 * sy, height - my, depth - gap) - my
    reach = np.arange(1, columns + 1) * sx
    blocked = depth < height - 2 * my - 1
    reach = np.minimum(np.where(blocked, reach, reach - gap), width - mx) - mx
    worth = np.where((depth > 0) & (reach > 0), (np.maximum(depth, 0) * np.maximum(reach, 0)), 0)
    worth = np.minimum(worth, 0.45 * width * height) * rng.uniform(0.6, 1.0, len(worth))
    best = int(worth.argmax())
    if worth[best] <= 0:
        return None
    w, h = float(reach[best]), float(depth[best])
    return Box(
        mx if name[1] == "l" else width - mx - w, my if name[0] == "t" else height - my - h, w, h
    )


def covers_product(page: Page, box: Box, share: float = 0.015) -> bool:
    """Say whether more than `share` of `box` lies on the product."""
    rows, columns = page.mask.shape
    x0, x1 = (
        int(box.x / page.canvas[0] * columns),
        int(np.ceil(box.right / page.canvas[0] * columns)),
    )
    y0, y1 = int(box.y / page.canvas[1] * rows), int(np.ceil(box.bottom / page.canvas[1] * rows))
    part = page.mask[max(0, y0) : y1, max(0, x0) : x1]
    return part.size == 0 or float(part.mean()) > share
