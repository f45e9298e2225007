"""Drawing a layout within the part of a canvas that its channel leaves uncovered.

Stories and reels lay their own buttons over the top and the bottom. Where much of a canvas is lost
so, layout-ar sees the free part alone, and what it draws is carried back to the whole canvas.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from adloom import geometry
from adloom.assets import Assets
from adloom.types import Box, Constraints, Element, Framing, Layout, Size

NARROWED = 0.09
"""From this lost share of a side on, the free part is drawn on by itself."""
BLEED = 0.02
"""A panel this near the free part's edge, as a share of its short side, runs on to the canvas's."""


def is_narrowed(size: Size, safe: Box) -> bool:
    """Return whether `safe`, in pixels of a canvas of `size`, leaves much of it out."""
    lost = max(1 - safe.width / size.width, 1 - safe.height / size.height)
    return lost > NARROWED


def whole_pixels(safe: Box) -> Box:
    """Return `safe` on the pixel grid."""
    x, y = round(safe.x), round(safe.y)
    return Box(x, y, round(safe.right) - x, round(safe.bottom) - y)


def narrow(framing: Framing, safe: Box, assets: Assets) -> Framing:
    """Return the part of `framing` inside `safe` (whole pixels)."""
    rows = slice(int(safe.y), int(safe.bottom))
    columns = slice(int(safe.x), int(safe.right))
    canvas = np.ascontiguousarray(assets.get(framing.canvas_asset)[rows, columns])
    mask = np.ascontiguousarray(assets.get(framing.mask_asset)[rows, columns])
    product = framing.product_box
    seen = None if product is None else _moved(geometry.intersection(product, safe), safe, -1)
    return replace(
        framing,
        canvas_asset=assets.put(canvas),
        mask_asset=assets.put(mask),
        product_box=seen if seen is not None and seen.area > 0 else None,
    )


def narrow_constraints(constraints: Constraints, safe: Box) -> Constraints:
    """Return `constraints` with their pins in the pixels of the free part."""
    pins = tuple((role, _moved(box, safe, -1)) for role, box in constraints.pins)
    return replace(constraints, pins=pins)


def widen(layout: Layout, safe: Box, size: Size) -> Layout:
    """Return `layout`, drawn on the free part, in the pixels of the whole canvas."""
    elements = tuple(_carried(element, safe, size) for element in layout.elements)
    return replace(layout, canvas=(size.width, size.height), elements=elements)


def _carried(element: Element, safe: Box, size: Size) -> Element:
    box = _moved(element.box, safe, 1)
    if element.role not in ("underlay", "decoration"):
        return replace(element, box=box)
    near = BLEED * min(safe.width, safe.height)
    left = 0.0 if box.x - safe.x < near else box.x
    top = 0.0 if box.y - safe.y < near else box.y
    right = float(size.width) if safe.right - box.right < near else box.right
    bottom = float(size.height) if safe.bottom - box.bottom < near else box.bottom
    return replace(element, box=Box(left, top, right - left, bottom - top))


def _moved(box: Box, safe: Box, sign: int) -> Box:
    return Box(box.x + sign * safe.x, box.y + sign * safe.y, box.width, box.height)
