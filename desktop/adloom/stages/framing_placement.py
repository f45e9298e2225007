"""Where a product goes on a canvas of any ratio so that words have a quiet room beside it.

Boxes are canvas pixels. `Spot` is a wish (area to fit, floor height, room); `place` makes it a
scale and an offset without stretching, cutting or enlarging the product beyond a limit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from adloom.types import Box, Size

Side = Literal["left", "right", "top", "bottom"]


@dataclass(frozen=True)
class Spot:
    """A wished place: the product fits `area`, stands on its lower edge, words go to `room`."""

    side: str
    area: Box
    room: Box


@dataclass(frozen=True)
class Placement:
    """The product at `scale` with its source box drawn at `box`."""

    spot: Spot
    scale: float
    box: Box
    limited: bool


# (lowest width/height ratio, [(side, centre x, width, base y, height, room x, y, w, h)]), all as
# shares of the canvas. The first row whose ratio is met applies.
_Row = tuple[str, float, float, float, float, float, float, float, float]
_SPOTS: tuple[tuple[float, tuple[_Row, ...]], ...] = (
    (5.5, (
        ("right", 0.85, 0.24, 0.93, 0.86, 0.03, 0.08, 0.67, 0.84),
        ("left", 0.15, 0.24, 0.93, 0.86, 0.30, 0.08, 0.67, 0.84),
    )),
    (2.3, (
        ("right", 0.80, 0.33, 0.91, 0.82, 0.04, 0.08, 0.56, 0.84),
        ("left", 0.20, 0.33, 0.91, 0.82, 0.40, 0.08, 0.56, 0.84),
    )),
    (1.25, (
        ("right", 0.735, 0.43, 0.875, 0.745, 0.06, 0.08, 0.43, 0.84),
        ("left", 0.265, 0.43, 0.875, 0.745, 0.51, 0.08, 0.43, 0.84),
    )),
    (0.8, (
        ("bottom", 0.50, 0.74, 0.90, 0.545, 0.07, 0.06, 0.86, 0.255),
        ("right", 0.715, 0.47, 0.86, 0.70, 0.06, 0.08, 0.40, 0.84),
        ("left", 0.285, 0.47, 0.86, 0.70, 0.54, 0.08, 0.40, 0.84),
        ("top", 0.50, 0.70, 0.62, 0.53, 0.07, 0.70, 0.86, 0.24),
    )),
    (0.45, (
        ("bottom", 0.50, 0.80, 0.80, 0.44, 0.08, 0.10, 0.84, 0.25),
        ("top", 0.50, 0.78, 0.56, 0.42, 0.08, 0.64, 0.84, 0.26),
        ("bottom", 0.56, 0.82, 0.84, 0.50, 0.08, 0.08, 0.84, 0.24),
    )),
    (0.0, (
        ("bottom", 0.50, 0.84, 0.88, 0.42, 0.08, 0.06, 0.84, 0.38),
        ("top", 0.50, 0.82, 0.48, 0.40, 0.08, 0.54, 0.84, 0.40),
    )),
)  # fmt: skip


def spots(size: Size, aspect: float) -> list[Spot]:
    """Return the places for a product of width/height `aspect` on `size`, best first."""
    ratio = size.width / size.height
    rows = next(rows for lowest, rows in _SPOTS if ratio >= lowest)
    found = [_spot(size, row) for row in rows]
    if 0.8 <= ratio < 1.25 and aspect < 0.9:
        found.sort(key=lambda spot: spot.side not in ("left", "right"))
    return found


def _spot(size: Size, row: _Row) -> Spot:
    side, cx, width, base, height, rx, ry, rw, rh = row
    w, h = float(size.width), float(size.height)
    area = Box((cx - width / 2) * w, (base - height) * h, width * w, height * h)
    return Spot(side, area, Box(rx * w, ry * h, rw * w, rh * h))


def place(
    size: Size, spot: Spot, width: float, height: float, bleeds: frozenset[Side], most: float
) -> Placement:
    """Return where a product of `width` x `height` source pixels goes for `spot`.

    `bleeds` are the sides on which the photo cut the product: it stays cut by the same side of
    the canvas. `most` is the largest scale.
    """
    area = spot.area
    wanted = min(area.width / width, area.height / height)
    most_share = 0.62 if 0.8 <= size.width / size.height < 1.25 else 0.74
    side = (width * height * wanted * wanted / (size.width * size.height)) ** 0.5
    wanted *= min(1.0, most_share / side)
    scale = min(wanted, most)
    drawn_w, drawn_h = width * scale, height * scale
    x = area.x + (area.width - drawn_w) / 2
    y = area.bottom - drawn_h
    if size.width / size.height >= 2.3 or drawn_h < 0.62 * area.height:
        y -= 0.32 * (area.height - drawn_h)
    x = 0.0 if "left" in bleeds else (size.width - drawn_w if "right" in bleeds else x)
    y = size.height - drawn_h if "bottom" in bleeds else (0.0 if "top" in bleeds else y)
    return Placement(spot, scale, Box(x, y, drawn_w, drawn_h), scale < 0.97 * wanted)


def allowed(spot: Spot, bleeds: frozenset[Side]) -> bool:
    """Whether a product cut on the sides `bleeds` can go to `spot` without showing the cut."""
    if "left" in bleeds and spot.side == "right":
        return False
    return not ("right" in bleeds and spot.side == "left")
