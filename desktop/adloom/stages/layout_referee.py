"""The referee: repairs a layout by pixels (never redesigns it) or turns it down.

It works on groups (a thing on the ground with all that lies on it): type sizes, buttons, panels,
margins, the product, common lines, gaps. Movement is a share of the short side.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from adloom.geometry import inset, union
from adloom.stages.layout_codec import parent_of
from adloom.stages.layout_court import (
    COVER,
    EM,
    FEWEST,
    LINE,
    MOST,
    Court,
    children_of,
    faults,
    inside,
    meet,
    type_of,
)
from adloom.stages.layout_lines import restack, snap_lines, snap_rows, spread_points
from adloom.types import TEXT_ROLES, Box, Element, Layout, Role

BUTTONS: tuple[Role, ...] = ("cta", "badge", "price", "selling_point")
SHRINKS = (0.9, 0.8, 0.7, 0.6)


@dataclass(frozen=True)
class Verdict:
    """A repaired layout, how far its boxes moved (mean, share of the short side), or why not."""

    layout: Layout | None
    moved: float = 0.0
    fault: str = ""


def repair(layout: Layout, court: Court) -> Verdict:
    """Return `layout` made clean, or the first fault that pixels cannot mend.

    Where boxes still meet, it tries again with all type a tenth smaller, down to six tenths.
    """
    if not any(e.role == "headline" for e in layout.elements):
        return Verdict(None, 0.0, "there is no headline")
    first = _repaired(layout, court, 1.0)
    for shrink in SHRINKS:
        if first.layout is not None:
            break
        again = _repaired(layout, court, shrink)
        if again.layout is not None:
            return again
    return first


def _repaired(layout: Layout, court: Court, shrink: float) -> Verdict:
    elements = _sized(list(layout.elements), court, shrink)
    children = children_of(elements)
    for index in reversed(range(len(elements))):
        if elements[index].role == "underlay" and index in children:
            _fit_underlay(elements, index, children, court)
    roots = [i for i in range(len(elements)) if parent_of(elements[i]) is None]
    _arranged(elements, roots, children, court.bounds(), court)
    fault = faults(elements, court)
    if fault:
        return Verdict(None, 0.0, fault)
    moves = [_distance(a.box, b.box) for a, b in zip(layout.elements, elements, strict=True)]
    moved = float(np.mean(moves)) / min(court.canvas)
    return Verdict(replace(layout, elements=without_clashing_ornaments(elements, court)), moved)


def without_clashing_ornaments(elements: Sequence[Element], court: Court) -> tuple[Element, ...]:
    """Return `elements` without the decorations that meet or crowd something else."""
    solid = [e.box for e in elements if e.role != "decoration" and parent_of(e) is None]
    clashing = set()
    for index, element in enumerate(elements):
        b = element.box
        if element.shape == "frame":
            air = inset(b, court.gap, court.gap)
            crowded = any(not inside(box, air) for box in solid)
        else:
            siblings = [e.box for e in elements if e.on == element.on and e is not element]
            crowded = any(meet(b, box, 0.0) for box in siblings) or court.cover(b) > COVER
        if element.role == "decoration" and crowded:
            clashing.add(index)
    place = {old: n for n, old in enumerate(i for i in range(len(elements)) if i not in clashing)}
    kept = [e for i, e in enumerate(elements) if i not in clashing]
    return tuple(
        e if (parent := parent_of(e)) is None else replace(e, on=f"underlay:{place[parent]}")
        for e in kept
    )


def _distance(a: Box, b: Box) -> float:
    """Return how far the edge that moved most moved, in pixels."""
    return max(abs(a.x - b.x), abs(a.y - b.y), abs(a.right - b.right), abs(a.bottom - b.bottom))


def _sized(elements: list[Element], court: Court, shrink: float) -> list[Element]:
    """Return elements with legal type: readable, at most the headline's, wide enough for words."""
    heads = [e for e in elements if e.role == "headline"]
    top = max(1.3 * court.least, shrink * max(min(type_of(e), _widest(e)) for e in heads))
    return [_typed(e, top, court, shrink) if e.role in TEXT_ROLES else e for e in elements]


def _widest(element: Element) -> float:
    """Return the largest type at which a line of the box holds the role's fewest letters."""
    return element.box.width / (EM * FEWEST[element.role])


def _typed(element: Element, top: float, court: Court, shrink: float) -> Element:
    if element.role in court.pinned:
        return element
    headline = element.role == "headline"
    least = 1.3 * court.least if headline else court.least
    most = top if headline or element.role == "price" else max(court.least, 0.8 * top)
    size, lines = type_of(element), element.lines
    while size < least and lines > 1:
        lines -= 1
        size = element.box.height / lines / LINE
    size = max(least, min(shrink * size, most, max(least, _widest(element))))
    width = element.box.width * (shrink if lines == 1 else 1.0)
    width = max(width, EM * FEWEST[element.role] * size)
    if lines == 1 and element.role in MOST:
        width = min(width, EM * MOST[element.role] * size)
    height = LINE * size * lines
    b = element.box
    shift = {"start": 0.0, "center": 0.5, "end": 1.0}[element.align] * (b.width - width)
    box = Box(b.x + shift, b.y + (b.height - height) / 2, width, height)
    return replace(element, box=box, lines=lines)


def _fit_underlay(
    elements: list[Element], index: int, children: dict[int, list[int]], court: Court
) -> None:
    """Fit a button to its one text, or a panel round its content and out to a near canvas edge."""
    held = children[index]
    under = elements[index]
    only = elements[held[0]]
    if len(held) == 1 and only.role in BUTTONS and not court.is_panel(under):
        _fit_button(elements, index, held[0])
        return
    pad = max(0.6 * court.least, 0.03 * min(court.canvas))
    inner = Box(
        under.box.x + pad, under.box.y + pad, under.box.width - 2 * pad, under.box.height - 2 * pad
    )
    _arranged(elements, held, children, inner, court, on_panel=True)
    whole = elements[held[0]].box
    for child in held[1:]:
        whole = union(whole, elements[child].box)
    grown = union(
        under.box, Box(whole.x - pad, whole.y - pad, whole.width + 2 * pad, whole.height + 2 * pad)
    )
    elements[index] = replace(under, box=_bled(grown, court))


def _bled(box: Box, court: Court) -> Box:
    """Return a panel whose near edges lie exactly on the canvas's edges."""
    width, height = court.canvas
    near = 0.6 * court.margin
    x = 0.0 if box.x < near else box.x
    y = 0.0 if box.y < near else box.y
    right = float(width) if box.right > width - near else box.right
    bottom = float(height) if box.bottom > height - near else box.bottom
    return Box(x, y, right - x, bottom - y)


def _fit_button(elements: list[Element], index: int, child: int) -> None:
    """Centre the text on its underlay with padding like a button's, the same left and right."""
    under, text = elements[index], elements[child]
    size = type_of(text)
    dx = min(max((under.box.width - text.box.width) / 2, 0.7 * size), 1.4 * size)
    dy = min(max((under.box.height - text.box.height) / 2, 0.28 * size), 0.65 * size)
    width, height = text.box.width + 2 * dx, text.box.height + 2 * dy
    if under.shape in ("circle", "badge"):
        width = height = math.hypot(text.box.width, text.box.height) * 1.04 + dy
    cx, cy = under.box.centre
    elements[index] = replace(under, box=Box(cx - width / 2, cy - height / 2, width, height))
    box = Box(cx - text.box.width / 2, cy - text.box.height / 2, text.box.width, text.box.height)
    elements[child] = replace(text, box=box, align="center")


def _move(
    elements: list[Element], index: int, children: dict[int, list[int]], dx: float, dy: float
) -> None:
    b = elements[index].box
    elements[index] = replace(elements[index], box=Box(b.x + dx, b.y + dy, b.width, b.height))
    for child in children.get(index, ()):
        _move(elements, child, children, dx, dy)


def _arranged(
    elements: list[Element],
    group: Sequence[int],
    children: dict[int, list[int]],
    bounds: Box,
    court: Court,
    on_panel: bool = False,
) -> None:
    """Bring the siblings `group` into `bounds`, off the product, onto common lines and apart."""
    loose = [
        i
        for i in group
        if elements[i].shape != "frame"
        and elements[i].role not in court.pinned
        and (on_panel or not court.is_panel(elements[i]))
    ]

    def shift(index: int, dx: float, dy: float) -> None:
        b = elements[index].box
        if on_panel or court.cover(Box(b.x + dx, b.y + dy, b.width, b.height)) <= COVER:
            _move(elements, index, children, dx, dy)

    for index in loose:
        _within(elements, index, children, bounds)
        if not on_panel and court.cover(elements[index].box) > COVER:
            _clear_product(elements, index, children, bounds, court)
    for dx, index in snap_lines(elements, loose, court.canvas):
        shift(index, dx, 0.0)
    for index in loose:
        _within(elements, index, children, bounds)
    spread_points(elements, loose, court.gap)
    _push_apart(elements, loose, group, children, bounds, court, on_panel)
    for dy, index in restack(elements, loose, bounds, court.gap):
        _move(elements, index, children, 0.0, dy)
    for dy, index in snap_rows(elements, loose, bounds):
        shift(index, 0.0, dy)


def _within(
    elements: list[Element], index: int, children: dict[int, list[int]], bounds: Box
) -> None:
    """Shift a group into `bounds`; a bare text that is too wide gets narrower."""
    element = elements[index]
    if element.box.width > bounds.width and index not in children:
        b = element.box
        elements[index] = replace(element, box=Box(bounds.x, b.y, bounds.width, b.height))
    b = elements[index].box
    dx = max(0.0, bounds.x - b.x) - max(0.0, b.right - bounds.right)
    dy = max(0.0, bounds.y - b.y) - max(0.0, b.bottom - bounds.bottom)
    if dx or dy:
        _move(elements, index, children, dx, dy)


def _clear_product(
    elements: list[Element], index: int, children: dict[int, list[int]], bounds: Box, court: Court
) -> None:
    """Take the shortest way off the product: a shift, or for bare text a narrower box."""
    b = elements[index].box
    step = max(1.0, 0.004 * max(court.canvas))
    reach = int(0.14 * max(court.canvas) / step)
    least_width = EM * FEWEST.get(elements[index].role, 3) * type_of(elements[index])
    for count in range(1, reach):
        d = count * step
        for dx, dy in ((d, 0.0), (-d, 0.0), (0.0, d), (0.0, -d)):
            moved = Box(b.x + dx, b.y + dy, b.width, b.height)
            if _inside_or_on(moved, bounds) and court.cover(moved) <= COVER:
                _move(elements, index, children, dx, dy)
                return
        if index in children or b.width - d < least_width:
            continue
        for trimmed in (
            Box(b.x + d, b.y, b.width - d, b.height),
            Box(b.x, b.y, b.width - d, b.height),
        ):
            if court.cover(trimmed) <= COVER:
                elements[index] = replace(elements[index], box=trimmed)
                return


def _inside_or_on(box: Box, bounds: Box) -> bool:
    return (
        box.x >= bounds.x - 0.01
        and box.y >= bounds.y - 0.01
        and box.right <= bounds.right + 0.01
        and box.bottom <= bounds.bottom + 0.01
    )


def _push_apart(
    elements: list[Element],
    loose: Sequence[int],
    group: Sequence[int],
    children: dict[int, list[int]],
    bounds: Box,
    court: Court,
    on_panel: bool,
) -> None:
    """Part every pair that meets, moving the lesser one the shorter way, in at most six rounds."""
    order = [i for i in group if elements[i].shape != "frame"]
    pairs = [(a, b) for n, a in enumerate(order) for b in order[n + 1 :]]
    for _ in range(6):
        changed = False
        for first, second in pairs:
            if not meet(elements[first].box, elements[second].box, court.gap):
                continue
            changed |= any(
                mover in loose and _part(elements, mover, other, children, bounds, court, on_panel)
                for mover, other in ((second, first), (first, second))
            )
        if not changed:
            return


def _part(
    elements: list[Element],
    mover: int,
    other: int,
    children: dict[int, list[int]],
    bounds: Box,
    court: Court,
    on_panel: bool,
) -> bool:
    a, b, gap = elements[mover].box, elements[other].box, court.gap
    ways = [
        (0.0, b.bottom + gap - a.y),
        (0.0, b.y - gap - a.bottom),
        (b.right + gap - a.x, 0.0),
        (b.x - gap - a.right, 0.0),
    ]
    most = 0.16 * max(court.canvas)
    for dx, dy in sorted(ways, key=lambda way: abs(way[0]) + abs(way[1])):
        moved = Box(a.x + dx, a.y + dy, a.width, a.height)
        free = on_panel or court.cover(moved) <= COVER
        if abs(dx) + abs(dy) <= most and free and _inside_or_on(moved, bounds):
            _move(elements, mover, children, dx, dy)
            return True
    return _share_move(elements, mover, other, children, bounds, court, on_panel)


def _share_move(
    elements: list[Element],
    first: int,
    second: int,
    children: dict[int, list[int]],
    bounds: Box,
    court: Court,
    on_panel: bool,
) -> bool:
    """Part two boxes that stand one above the other by moving both, each as far as it may."""
    upper, lower = sorted((first, second), key=lambda i: elements[i].box.centre[1])
    a, b = elements[upper].box, elements[lower].box
    need = a.bottom + court.gap - b.y
    up, down = max(0.0, a.y - bounds.y), max(0.0, bounds.bottom - b.bottom)
    if need <= 0 or up + down < need or elements[upper].role in court.pinned:
        return False
    rise = min(up, max(need - down, need / 2))
    raised = Box(a.x, a.y - rise, a.width, a.height)
    sunk = Box(b.x, b.y + need - rise, b.width, b.height)
    if not on_panel and max(court.cover(raised), court.cover(sunk)) > COVER:
        return False
    _move(elements, upper, children, 0.0, -rise)
    _move(elements, lower, children, 0.0, need - rise)
    return True
