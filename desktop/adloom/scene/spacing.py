"""Air between the texts of a column: lines that belong together, never lines that touch.

Measured between ink boxes, canvas pixels.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from adloom.render import text as type_setter
from adloom.types import Box, TextLayer

AIR = 0.62
"""Least space between two texts of a column, in em of the smaller type."""
AIR_OF_LARGER = 0.2
"""The same in em of the larger type; the greater rules."""
SHARED = 0.3
"""Two texts stand in one column when they share this much of the narrower one's width."""


def breathe(texts: dict[int, TextLayer], homes: Mapping[int, Box]) -> None:
    """Move texts that stand too close apart, inside their layout boxes as far as these allow.

    The lower one moves down first, then the upper one up; `homes` are the boxes of those that
    may move. `texts` is changed in place.
    """
    order = sorted(homes, key=lambda index: texts[index].box.y)
    for at, upper in enumerate(order):
        for lower in order[at + 1 :]:
            above, below = type_setter.ink_box(texts[upper]), type_setter.ink_box(texts[lower])
            if not _share_column(above, below) or below.y < above.centre[1]:
                continue
            missing = _air(texts[upper], texts[lower]) - (below.y - above.bottom)
            if missing <= 0:
                continue
            down = min(missing, max(0.0, homes[lower].bottom - below.bottom))
            up = min(missing - down, max(0.0, above.y - homes[upper].y))
            texts[lower] = _moved(texts[lower], down)
            texts[upper] = _moved(texts[upper], -up)


def _air(one: TextLayer, other: TextLayer) -> float:
    small, large = sorted((one.style.size, other.style.size))
    return max(AIR * small, AIR_OF_LARGER * large)


def _share_column(one: Box, other: Box) -> bool:
    shared = min(one.right, other.right) - max(one.x, other.x)
    return shared > SHARED * min(one.width, other.width)


def _moved(layer: TextLayer, dy: float) -> TextLayer:
    return replace(layer, box=replace(layer.box, y=layer.box.y + dy))
