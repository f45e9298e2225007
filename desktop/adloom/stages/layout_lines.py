"""Common lines: which shifts bring boxes that nearly line up onto exactly one line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from adloom.types import Align, Box, Element

NEAR = 0.022
"""Lines nearer than this share of the canvas width are meant to be one."""


def snap_lines(
    elements: Sequence[Element], group: Sequence[int], canvas: tuple[int, int]
) -> list[tuple[float, int]]:
    """Return (dx, index) shifts that put the group on common left, centre or right lines."""
    near = max(2.0, NEAR * canvas[0])
    order = sorted(group, key=lambda i: -elements[i].box.area)
    placed: list[int] = []
    shifts: list[tuple[float, int]] = []
    for index in order:
        options: list[tuple[float, float]] = []
        for other in placed:
            moved = next((d for d, i in shifts if i == other), 0.0)
            for rank, align in enumerate(_own_lines(elements[index], elements[other])):
                target = _line(elements[other].box, align) + moved
                options.append((abs(target - _line(elements[index].box, align)) + rank * 0.2 * near,
                                target - _line(elements[index].box, align)))
        if abs(_line(elements[index].box, "center") - canvas[0] / 2) < near:
            dx = canvas[0] / 2 - _line(elements[index].box, "center")
            options.append((abs(dx) * 0.9, dx))
        best = min(options, default=None)
        if best is not None and abs(best[1]) < near:
            shifts.append((best[1], index))
        placed.append(index)
    return [(dx, index) for dx, index in shifts if abs(dx) > 0.01]


def _own_lines(element: Element, other: Element) -> tuple[Align, ...]:
    if element.role == "underlay":
        return ("start", "center", "end") if other.align == "start" else ("center", "start", "end")
    rest: tuple[Align, ...] = ("start", "center", "end")
    return (element.align, *(a for a in rest if a != element.align))


def _line(box: Box, align: Align) -> float:
    return {"start": box.x, "center": box.x + box.width / 2, "end": box.right}[align]


def spread_points(elements: list[Element], group: Sequence[int], gap: float) -> None:
    """Give a column or row of bare selling points one size and equal gaps, in place."""
    points = [i for i in group if elements[i].role == "selling_point"]
    if len(points) < 2:
        return
    boxes = [elements[i].box for i in points]
    columns = max(b.x for b in boxes) - min(b.x for b in boxes)
    rows = max(b.y for b in boxes) - min(b.y for b in boxes)
    height = sorted(b.height for b in boxes)[len(boxes) // 2]
    lines = sorted(elements[i].lines for i in points)[len(points) // 2]
    if columns < 0.5 * rows and rows > 0:
        points.sort(key=lambda i: elements[i].box.y)
        width, x = max(b.width for b in boxes), elements[points[0]].box.x
        top = elements[points[0]].box.y
        step = max(height + gap, (elements[points[-1]].box.y - top) / (len(points) - 1))
        for place, i in enumerate(points):
            box = Box(x, top + place * step, width, height)
            elements[i] = replace(elements[i], box=box, lines=lines)
    elif rows < 0.5 * columns:
        points.sort(key=lambda i: elements[i].box.x)
        left, top = elements[points[0]].box.x, elements[points[0]].box.y
        width = min(b.width for b in boxes)
        step = max(width + gap, (elements[points[-1]].box.x - left) / (len(points) - 1))
        for place, i in enumerate(points):
            box = Box(left + place * step, top, width, height)
            elements[i] = replace(elements[i], box=box, lines=lines)
