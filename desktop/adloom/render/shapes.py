"""Shape layers: underlays, ribbons, badges and ornaments as Skia paths inside their box.

Each kind is a function of the box and the style; strokes lie outside the outline, under the fill.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from adloom.errors import RenderError
from adloom.geometry import inset
from adloom.render.paint import draw_shadow, fill_paint, parse_colour
from adloom.types import Box, ShapeLayer, ShapeStyle


def draw(canvas: Any, layer: ShapeLayer) -> None:
    """Draw `layer` unrotated on a Skia canvas in canvas pixels: shadow, stroke, then fill."""
    path = outline(layer.shape, layer.box)
    if layer.shape.shadow:
        stroke = layer.shape.stroke.width if layer.shape.stroke else 0.0
        ink = inset(layer.box, -stroke, -stroke)
        draw_shadow(canvas, layer.shape.shadow, ink, lambda: _draw_ink(canvas, path, layer))
    _draw_ink(canvas, path, layer)


def outline(style: ShapeStyle, box: Box) -> Any:
    """Return the Skia path of a shape; raise RenderError for an unknown kind."""
    if style.kind not in SHAPES:
        raise RenderError(f"'{style.kind}' is no shape; there are {', '.join(sorted(SHAPES))}.")
    return SHAPES[style.kind](box, style)


def _draw_ink(canvas: Any, path: Any, layer: ShapeLayer) -> None:
    import skia

    style = layer.shape
    if style.stroke and style.stroke.width > 0 and style.kind not in DRAWN_BY_STROKE:
        edge = skia.Paint(
            AntiAlias=True,
            Color4f=parse_colour(style.stroke.colour),
            Style=skia.Paint.kStroke_Style,
            StrokeWidth=2 * style.stroke.width,
            StrokeJoin=skia.Paint.kMiter_Join if style.kind in SHARP else skia.Paint.kRound_Join,
        )
        saved = canvas.save()
        if style.gradient or parse_colour(style.fill).fA < 1:
            canvas.clipPath(path, skia.ClipOp.kDifference, True)
        canvas.drawPath(path, edge)
        canvas.restoreToCount(saved)
    canvas.drawPath(path, fill_paint(style.fill, style.gradient, layer.box))


def _rect(box: Box, _style: ShapeStyle) -> Any:
    import skia

    path = skia.Path()
    path.addRect(_bounds(box))
    return path


def _rounded(box: Box, style: ShapeStyle) -> Any:
    return _round_rect(box, style.radius)


def _pill(box: Box, _style: ShapeStyle) -> Any:
    return _round_rect(box, min(box.width, box.height) / 2)


def _circle(box: Box, _style: ShapeStyle) -> Any:
    import skia

    path = skia.Path()
    path.addCircle(*box.centre, min(box.width, box.height) / 2)
    return path


def _ribbon(box: Box, _style: ShapeStyle) -> Any:
    """A strip with a swallowtail cut into both ends."""
    notch = min(0.32 * box.height, 0.12 * box.width)
    middle = box.centre[1]
    return _polygon(
        [
            (box.x, box.y),
            (box.right, box.y),
            (box.right - notch, middle),
            (box.right, box.bottom),
            (box.x, box.bottom),
            (box.x + notch, middle),
        ]
    )


def _slant(box: Box, _style: ShapeStyle) -> Any:
    """A parallelogram leaning forwards."""
    lean = min(0.3 * box.height, 0.2 * box.width)
    return _polygon(
        [
            (box.x + lean, box.y),
            (box.right, box.y),
            (box.right - lean, box.bottom),
            (box.x, box.bottom),
        ]
    )


def _tag(box: Box, _style: ShapeStyle) -> Any:
    """A price tag pointing left, with the hole of its string."""
    import skia

    point = min(0.42 * box.height, 0.3 * box.width)
    path = _polygon(
        [
            (box.x, box.centre[1]),
            (box.x + point, box.y),
            (box.right, box.y),
            (box.right, box.bottom),
            (box.x + point, box.bottom),
        ]
    )
    path.addCircle(box.x + 0.95 * point, box.centre[1], 0.16 * point)
    path.setFillType(skia.PathFillType.kEvenOdd)
    return path


def _badge(box: Box, _style: ShapeStyle) -> Any:
    """A seal: a circle whose rim runs in even scallops."""
    import skia

    centre_x, centre_y = box.centre
    radius = min(box.width, box.height) / 2
    waves = 20
    path = skia.Path()
    steps = waves * 12
    for step in range(steps):
        angle = 2 * math.pi * step / steps - math.pi / 2
        reach = radius * (0.955 + 0.045 * math.cos(waves * (angle + math.pi / 2)))
        point = centre_x + reach * math.cos(angle), centre_y + reach * math.sin(angle)
        if step:
            path.lineTo(*point)
        else:
            path.moveTo(*point)
    path.close()
    return path


def _starburst(box: Box, _style: ShapeStyle) -> Any:
    """A burst of sharp points, the badge of sales."""
    centre_x, centre_y = box.centre
    radius = min(box.width, box.height) / 2
    points = 18
    corners = []
    for step in range(2 * points):
        angle = math.pi * step / points - math.pi / 2
        reach = radius if step % 2 == 0 else 0.86 * radius
        corners.append((centre_x + reach * math.cos(angle), centre_y + reach * math.sin(angle)))
    return _polygon(corners)


def _brush(box: Box, _style: ShapeStyle) -> Any:
    """A stroke of a broad brush: straight along, ragged at both ends."""
    bristles = max(6, min(28, int(box.height / 4)))
    reach = min(0.16 * box.width, 0.9 * box.height)
    right, left = [], []
    for row in range(bristles + 1):
        y = box.y + box.height * row / bristles
        right.append((box.right - reach * _jitter(row, 1), y))
        left.append((box.x + 0.6 * reach * _jitter(row, 2), y))
    top = _wave(left[0], right[0], box.height, 3)
    bottom = _wave(right[-1], left[-1], -box.height, 4)
    return _polygon([*top, *right, *bottom, *reversed(left)])


def _wave(
    start: tuple[float, float], end: tuple[float, float], height: float, seed: int
) -> list[tuple[float, float]]:
    count = 14
    return [
        (
            start[0] + (end[0] - start[0]) * step / count,
            start[1] + (end[1] - start[1]) * step / count + 0.035 * height * _jitter(step, seed),
        )
        for step in range(1, count)
    ]


def _jitter(index: int, seed: int) -> float:
    """Return a number 0..1 that looks random and is always the same."""
    return math.modf(abs(math.sin(12.9898 * (index + 1) + 78.233 * seed) * 43758.5453))[0]


def _line(box: Box, _style: ShapeStyle) -> Any:
    """A rule along the longer side of the box, as thick as the shorter, with round ends."""
    return _round_rect(box, min(box.width, box.height) / 2)


def _dots(box: Box, style: ShapeStyle) -> Any:
    """A grid of dots; `radius` is a dot's, else such that the longer side holds eight."""
    import skia

    radius = style.radius or max(box.width, box.height) / 45
    radius = min(radius, min(box.width, box.height) / 2)
    pitch = 5.6 * radius
    columns = max(1, int((box.width - 2 * radius) / pitch) + 1)
    rows = max(1, int((box.height - 2 * radius) / pitch) + 1)
    path = skia.Path()
    for row in range(rows):
        for column in range(columns):
            path.addCircle(box.x + radius + column * pitch, box.y + radius + row * pitch, radius)
    return path


def _arc(box: Box, style: ShapeStyle) -> Any:
    """A three-quarter ring, open at the lower left."""
    import skia

    width = _line_width(box, style)
    ring = inset(box, width / 2, width / 2)
    path = skia.Path()
    path.addArc(_bounds(ring), 180, 270)
    return _stroked(path, width)


def _frame(box: Box, style: ShapeStyle) -> Any:
    """A hollow rectangle; `radius` rounds its corners."""
    import skia

    width = _line_width(box, style)
    path = _round_rect(box, style.radius)
    path.addPath(_round_rect(inset(box, width, width), max(0.0, style.radius - width)))
    path.setFillType(skia.PathFillType.kEvenOdd)
    return path


def _line_width(box: Box, style: ShapeStyle) -> float:
    """Return the pen of a ring or frame: the stroke's width, else 1/50 of the shorter side."""
    shorter = min(box.width, box.height)
    wanted = style.stroke.width if style.stroke else max(1.5, shorter / 50)
    return min(wanted, shorter / 2)


def _stroked(path: Any, width: float) -> Any:
    import skia

    pen = skia.Paint(
        Style=skia.Paint.kStroke_Style, StrokeWidth=width, StrokeCap=skia.Paint.kRound_Cap
    )
    outlined = skia.Path()
    pen.getFillPath(path, outlined)
    return outlined


def _round_rect(box: Box, radius: float) -> Any:
    import skia

    radius = min(radius, box.width / 2, box.height / 2)
    path = skia.Path()
    path.addRoundRect(_bounds(box), radius, radius)
    return path


def _polygon(points: list[tuple[float, float]]) -> Any:
    import skia

    path = skia.Path()
    path.addPoly([skia.Point(x, y) for x, y in points], True)
    return path


def _bounds(box: Box) -> Any:
    import skia

    return skia.Rect.MakeXYWH(box.x, box.y, box.width, box.height)


SHARP = frozenset({"rect", "band", "ribbon", "slant", "tag", "frame"})
"""Kinds whose strokes keep sharp corners."""
DRAWN_BY_STROKE = frozenset({"arc", "frame"})
"""Kinds whose stroke width is their pen's, in the fill's colour."""

SHAPES: dict[str, Callable[[Box, ShapeStyle], Any]] = {
    "rect": _rect,
    "rounded": _rounded,
    "pill": _pill,
    "circle": _circle,
    "ribbon": _ribbon,
    "band": _rect,
    "slant": _slant,
    "tag": _tag,
    "badge": _badge,
    "starburst": _starburst,
    "brush": _brush,
    "line": _line,
    "dots": _dots,
    "arc": _arc,
    "frame": _frame,
}
"""The outline of each kind: a new shape needs a line here."""
