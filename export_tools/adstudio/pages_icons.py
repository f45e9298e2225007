"""Small signs drawn with lines: ticks, arrows, stars, figures; each draws into a unit square."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import skia

from adloom.render.paint import parse_colour
from adloom.types import Box
from export_tools.adstudio.pages_sheet import outline_paint, rect

Rng = np.random.Generator
Points = Sequence[tuple[float, float]]


def traced(*lines: Points, closed: bool = False) -> Any:
    """A path through points of the unit square."""
    path = skia.Path()
    for line in lines:
        path.addPoly([skia.Point(x, y) for x, y in line], closed)
    return path


def ring(x: float, y: float, radius: float) -> Any:
    """A circle."""
    path = skia.Path()
    path.addCircle(x, y, radius)
    return path


def both(*paths: Any) -> Any:
    """Several paths as one."""
    whole = skia.Path()
    for path in paths:
        whole.addPath(path)
    return whole


def star(points: int = 5, inner: float = 0.45) -> Any:
    """A star, or a gear when the inner radius is large."""
    corners = []
    for number in range(2 * points):
        radius = 0.48 * (inner if number % 2 else 1.0)
        turn = math.pi * number / points - math.pi / 2
        corners.append((0.5 + radius * math.cos(turn), 0.5 + radius * math.sin(turn)))
    return traced(corners, closed=True)


def heart() -> Any:
    """A heart."""
    path = skia.Path()
    path.moveTo(0.5, 0.9)
    path.cubicTo(-0.25, 0.4, 0.2, -0.1, 0.5, 0.28)
    path.cubicTo(0.8, -0.1, 1.25, 0.4, 0.5, 0.9)
    return path


def drop() -> Any:
    """A drop or a leaf."""
    path = skia.Path()
    path.moveTo(0.5, 0.04)
    path.cubicTo(1.0, 0.55, 0.85, 0.95, 0.5, 0.95)
    path.cubicTo(0.15, 0.95, 0.0, 0.55, 0.5, 0.04)
    return path


def person(lean: float = 0.0) -> Any:
    """A standing or leaning figure: head, trunk, arms, legs."""
    hip = 0.5 + lean * 0.2
    return both(
        ring(0.5 + lean * 0.35, 0.12, 0.1),
        traced(
            [(0.5 + lean * 0.3, 0.24), (hip, 0.6)],
            [(0.2, 0.4 - lean * 0.2), (0.5 + lean * 0.25, 0.32), (0.82, 0.42 + lean * 0.25)],
            [(0.28, 0.98), (hip, 0.6), (0.75, 0.98)],
        ),
    )


SIGNS: dict[str, Callable[[], Any]] = {
    "tick": lambda: traced([(0.12, 0.55), (0.4, 0.82), (0.88, 0.2)]),
    "cross": lambda: traced([(0.2, 0.2), (0.8, 0.8)], [(0.8, 0.2), (0.2, 0.8)]),
    "arrow": lambda: traced([(0.08, 0.5), (0.9, 0.5)], [(0.58, 0.2), (0.9, 0.5), (0.58, 0.8)]),
    "star": star,
    "gear": lambda: both(star(8, 0.78), ring(0.5, 0.5, 0.17)),
    "heart": heart,
    "drop": drop,
    "bolt": lambda: traced(
        [(0.6, 0.02), (0.2, 0.58), (0.48, 0.58), (0.4, 0.98), (0.82, 0.4), (0.52, 0.4)], closed=True
    ),
    "house": lambda: traced(
        [(0.5, 0.08), (0.95, 0.5), (0.8, 0.5), (0.8, 0.92), (0.2, 0.92), (0.2, 0.5), (0.05, 0.5)],
        closed=True,
    ),
    "parcel": lambda: traced(
        [(0.1, 0.3), (0.5, 0.1), (0.9, 0.3), (0.9, 0.75), (0.5, 0.95), (0.1, 0.75), (0.1, 0.3)],
        [(0.1, 0.3), (0.5, 0.5), (0.9, 0.3)],
        [(0.5, 0.5), (0.5, 0.95)],
    ),
    "shield": lambda: traced(
        [(0.5, 0.05), (0.9, 0.2), (0.85, 0.6), (0.5, 0.95), (0.15, 0.6), (0.1, 0.2)], closed=True
    ),
    "lens": lambda: both(ring(0.42, 0.42, 0.32), traced([(0.66, 0.66), (0.94, 0.94)])),
    "clock": lambda: both(ring(0.5, 0.5, 0.44), traced([(0.5, 0.24), (0.5, 0.5), (0.7, 0.62)])),
    "bars": lambda: traced(
        [(0.2, 0.9), (0.2, 0.6)], [(0.5, 0.9), (0.5, 0.2)], [(0.8, 0.9), (0.8, 0.42)]
    ),
    "lines": lambda: traced(
        [(0.1, 0.25), (0.9, 0.25)], [(0.1, 0.5), (0.9, 0.5)], [(0.1, 0.75), (0.9, 0.75)]
    ),
    "pin": lambda: both(drop_upside_down(), ring(0.5, 0.38, 0.12)),
    "person": person,
    "runner": lambda: person(0.5),
}


def drop_upside_down() -> Any:
    """A map pin's outline."""
    path = drop()
    matrix = skia.Matrix()
    matrix.setScaleTranslate(1, -1, 0, 1)
    path.transform(matrix)
    return path


def sign_drawer(name: str, box: Box, colour: str, solid: bool = False) -> Callable[[Any], None]:
    """A function that draws the sign `name` into `box` on a canvas, as lines or filled."""
    path = SIGNS[name]()
    matrix = skia.Matrix()
    matrix.setScaleTranslate(box.width, box.height, box.x, box.y)
    path.transform(matrix)
    if solid:
        paint = skia.Paint(AntiAlias=True, Color4f=parse_colour(colour))
    else:
        paint = outline_paint(colour, max(1.2, box.width / 11))
    return lambda canvas: canvas.drawPath(path, paint)


def disc_drawer(box: Box, colour: str, square: bool = False) -> Callable[[Any], None]:
    """A function that fills a disc, or a square with round corners, on a canvas."""
    paint = skia.Paint(AntiAlias=True, Color4f=parse_colour(colour))
    radius = box.width * (0.2 if square else 0.5)
    return lambda canvas: canvas.drawRoundRect(rect(box), radius, radius, paint)
