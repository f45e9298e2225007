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
    """Return (dx, index) shifts that put the group on common left, centre or right lines.

    The headline leads its column: what stands above or below it takes the headline's own line
    from three times as far as other things do.
    """
    near = max(2.0, NEAR * canvas[0])
    order = sorted(group, key=lambda i: (elements[i].role != "headline", -elements[i].box.area))
    placed: dict[int, float] = {}
    for index in order:
        box = elements[index].box
        options: list[tuple[float, float]] = []
        for other, moved in placed.items():
            lead = elements[other].role == "headline" and _stacked(box, elements[other].box)
            for rank, align in enumerate(_own_lines(elements[index], elements[other])):
                dx = _line(elements[other].box, align) + moved - _line(box, align)
                reach = 3.0 if lead and rank == 0 else 1.0
                if abs(dx) < reach * near:
                    options.append((abs(dx) / reach + rank * 0.3 * near, dx))
        dx = canvas[0] / 2 - _line(box, "center")
        if abs(dx) < near and elements[index].align == "center":
            options.append((0.8 * abs(dx), dx))
        placed[index] = min(options)[1] if options else 0.0
    return [(dx, index) for index, dx in placed.items() if abs(dx) > 0.01]


def _stacked(a: Box, b: Box) -> bool:
    """Say whether the boxes stand one above the other."""
    common = min(a.right, b.right) - max(a.x, b.x)
    return common > 0.3 * min(a.width, b.width) and (a.y >= b.bottom - 1 or b.y >= a.bottom - 1)


def snap_rows(
    elements: Sequence[Element], group: Sequence[int], bounds: Box
) -> list[tuple[float, int]]:
    """Return (dy, index) shifts that centre the columns of a strip on its axis.

    A column is what shares some x range; columns further off than a sixth of the height stay.
    """
    if bounds.width < 2.4 * bounds.height:
        return []
    columns: list[list[int]] = []
    for index in sorted(group, key=lambda i: elements[i].box.x):
        box = elements[index].box
        if columns and box.x < max(elements[i].box.right for i in columns[-1]):
            columns[-1].append(index)
        else:
            columns.append([index])
    shifts = []
    for column in columns:
        top = min(elements[i].box.y for i in column)
        bottom = max(elements[i].box.bottom for i in column)
        dy = bounds.centre[1] - (top + bottom) / 2
        if 0.01 < abs(dy) < bounds.height / 6:
            shifts += [(dy, index) for index in column]
    return shifts


def _own_lines(element: Element, other: Element) -> tuple[Align, ...]:
    """Return the lines to try, the one that belongs to the pair first."""
    first = other.align if element.role == "underlay" or other.role == "headline" else element.align
    everything: tuple[Align, ...] = ("start", "center", "end")
    return (first, *(align for align in everything if align != first))


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


def restack(
    elements: Sequence[Element], group: Sequence[int], bounds: Box, gap: float
) -> list[tuple[float, int]]:
    """Return (dy, index) shifts that give things one above the other their gaps, in page order.

    Boxes that share some x range are laid one under the other from the top, then pressed back up
    from the bottom of `bounds`. Buttons get half as much air again; where that is too much for
    `bounds`, gaps shrink.
    """
    order = sorted(group, key=lambda i: (elements[i].box.centre[1], elements[i].box.y))
    tops: list[float] = []
    for share in (1.0, 0.7, 0.45):
        tops = _stacked_tops([elements[i] for i in order], bounds, share * gap)
        if not tops or min(tops) >= bounds.y - 0.01:
            break
    return [
        (top - elements[i].box.y, i)
        for top, i in zip(tops, order, strict=True)
        if abs(top - elements[i].box.y) > 0.01
    ]


def _stacked_tops(ordered: Sequence[Element], bounds: Box, gap: float) -> list[float]:
    boxes = [element.box for element in ordered]
    count = len(boxes)
    need = [
        [
            gap * (1.5 if "underlay" in (ordered[i].role, ordered[j].role) else 1.0)
            if boxes[i].x < boxes[j].right and boxes[j].x < boxes[i].right
            else None
            for j in range(count)
        ]
        for i in range(count)
    ]
    tops = [box.y for box in boxes]
    for i, box in enumerate(boxes):
        above = [tops[j] + boxes[j].height + g for j in range(i) if (g := need[i][j]) is not None]
        tops[i] = max([box.y, *above])
    for i in reversed(range(count)):
        below = [tops[j] - g for j in range(i + 1, count) if (g := need[i][j]) is not None]
        tops[i] = min(tops[i], min([bounds.bottom, *below]) - boxes[i].height)
    return tops
