"""Labels and the underlays that hug them: padding alike on both sides, aligned to the column.

Boxes and sizes are canvas pixels. Shapes only shrink, so nothing new is covered.
"""

from __future__ import annotations

from dataclasses import replace

from adloom import geometry
from adloom.render import text as type_setter
from adloom.scene import type_scale
from adloom.types import Align, Box, Element, Role, ShapeLayer, TextLayer

SIDE_PADDING = 1.05
"""Space left and right of the label, in em."""
LEAST_PADDING = 0.5
HEIGHT = 2.5
"""Height of a one-line label's underlay, in em."""
SHARE_OF_HEIGHT = 0.46
"""Largest type of a one-line label as a share of the underlay's height."""
HUGGING = ("pill", "rounded", "rect")
ROUND = ("circle", "badge", "starburst")
POINTED = {"tag": 0.48, "ribbon": 0.4, "slant": 0.4}
"""What the ends of these underlays take from a label's room, as a share of their short side."""
ROUND_INSIDE = 0.74
"""Side of the label's box inside a round underlay, as a share of its diameter."""


def hug_label(
    shape: ShapeLayer, label: TextLayer, lead: Element | None, canvas: tuple[int, int]
) -> tuple[ShapeLayer, TextLayer]:
    """Return the underlay shrunk to its label, and the label centred in it.

    `lead` is the headline, whose left, centre or right line the underlay keeps to.
    """
    if shape.shape.kind in ROUND:
        return _in_round(shape, label, canvas)
    if shape.shape.kind not in HUGGING:
        point = POINTED.get(shape.shape.kind, 0.2) * min(shape.box.width, shape.box.height)
        middled = replace(label, style=replace(label.style, align="center"))
        inside = geometry.inset(shape.box, point, 0.14 * shape.box.height)
        return shape, _refit(middled, inside, canvas)
    is_single = label.style.max_lines == 1
    cap = shape.box.height * (SHARE_OF_HEIGHT if is_single else 0.8)
    room = geometry.inset(shape.box, min(label.style.size, shape.box.width * 0.1), 0)
    label = _refit(label, room, canvas, largest=cap)
    ink = type_setter.ink_box(label)
    size = label.style.size
    width = min(shape.box.width, ink.width + 2 * SIDE_PADDING * size)
    width = max(width, min(shape.box.width, 1.6 * shape.box.height))
    height = min(shape.box.height, max(ink.height + 1.1 * size, HEIGHT * size))
    box = _anchored(shape.box, width, height, _column(shape.box, lead, canvas))
    radius = shape.shape.radius * min(1.0, min(width, height) / min(
        shape.box.width, shape.box.height))  # fmt: skip
    hugged = replace(shape, box=box, shape=replace(shape.shape, radius=radius))
    inside = geometry.inset(box, min(LEAST_PADDING * size, (width - ink.width) / 2), 0)
    centred = replace(label.style, align="center", valign="center")
    return hugged, replace(label, box=inside, style=centred)


def _in_round(
    shape: ShapeLayer, label: TextLayer, canvas: tuple[int, int]
) -> tuple[ShapeLayer, TextLayer]:
    side = min(shape.box.width, shape.box.height)
    cx, cy = shape.box.centre
    disc = Box(cx - side / 2, cy - side / 2, side, side)
    inner = side * ROUND_INSIDE
    box = Box(cx - inner / 2, cy - inner / 2, inner, inner)
    words = len(label.text.split())
    label = replace(
        label,
        style=replace(
            label.style, align="center", valign="center", max_lines=min(3, max(1, words)),
            leading=1.02,
        ),
    )  # fmt: skip
    return replace(shape, box=disc), _refit(label, box, canvas, largest=side * 0.34)


def _refit(
    label: TextLayer, box: Box, canvas: tuple[int, int], *, largest: float = 1e9
) -> TextLayer:
    """Set the label again in `box`; a label that would not fit there keeps what it has."""
    smallest = type_scale.smallest_type(*canvas)
    most = max(smallest, min(largest, type_scale.largest_type(_role(label), *canvas)))
    fitted = type_setter.fit(
        label.text, label.style, box, smallest=smallest, largest=most, language=label.language
    )
    return label if fitted is None else replace(label, box=box, style=fitted.style)


def _role(label: TextLayer) -> Role:
    return "price" if label.role == "price" else "badge" if label.role == "badge" else "cta"


def _column(box: Box, lead: Element | None, canvas: tuple[int, int]) -> Align:
    """Return which of the underlay's lines stays put when it shrinks."""
    near = 0.02 * min(canvas)
    if lead is not None:
        lines: dict[Align, float] = {
            "start": abs(box.x - lead.box.x),
            "center": abs(box.centre[0] - lead.box.centre[0]),
            "end": abs(box.right - lead.box.right),
        }
        for column in (lead.align, "start", "center", "end"):
            if lines[column] < near:
                return column
    if abs(box.centre[0] - canvas[0] / 2) < near:
        return "center"
    return "start" if box.centre[0] < canvas[0] / 2 else "end"


def _anchored(box: Box, width: float, height: float, column: Align) -> Box:
    share = {"start": 0.0, "center": 0.5, "end": 1.0}[column]
    left = box.x + (box.width - width) * share
    return Box(left, box.y + (box.height - height) / 2, width, height)
