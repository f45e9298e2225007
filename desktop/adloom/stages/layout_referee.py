"""The referee: repairs a layout by pixels (never redesigns it) or turns it down.

It works on groups (a thing on the ground with all that lies on it). Type sizes are reckoned as
box height / lines / 1.24. Margins are 5% of the short side; the least type 2.2% of the long side
(4.5% of the short side on strips) and never under 10 pixels. Movement is a share of the short side.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from adloom.geometry import union
from adloom.stages.layout_codec import parent_of
from adloom.stages.layout_lines import snap_lines, spread_points
from adloom.types import TEXT_ROLES, Box, Element, Layout, Role

LINE, EM = 1.24, 0.54
BUTTONS: tuple[Role, ...] = ("cta", "badge", "price", "selling_point")
FEWEST: dict[Role, int] = {
    "headline": 6,
    "subhead": 12,
    "selling_point": 7,
    "long": 18,
    "badge": 3,
    "price": 4,
    "cta": 6,
    "logo": 4,
}
"""Letters that a line of the role must at least hold."""
MOST: dict[Role, int] = {"cta": 18, "badge": 14, "price": 12, "logo": 12}
"""Letters beyond which a one-line box of the role is needlessly wide."""
COVER = 0.01
PANEL_COVER = 0.05


@dataclass(frozen=True)
class Court:
    """What a layout is judged against: canvas, product map on any grid, pinned roles."""

    canvas: tuple[int, int]
    product: NDArray[np.bool_]
    pinned: tuple[Role, ...] = ()

    @property
    def least(self) -> float:
        long, short = max(self.canvas), min(self.canvas)
        return max(10.0, 0.022 * long if long / short < 2.2 else 0.045 * short)

    @property
    def margin(self) -> float:
        return 0.05 * min(self.canvas)

    @property
    def gap(self) -> float:
        return max(2.0, 0.3 * self.least)

    def bounds(self) -> Box:
        """Return the canvas inside the margins (wider at the ends of strips)."""
        width, height = self.canvas
        mx = max(self.margin, 0.012 * width)
        my = max(self.margin, 0.012 * height)
        return Box(mx, my, width - 2 * mx, height - 2 * my)

    def cover(self, box: Box) -> float:
        """Return the share of `box` that lies on the product."""
        part = self.product[self._span(box.y, box.bottom, 1), self._span(box.x, box.right, 0)]
        return float(part.mean()) if part.size else 0.0

    def _span(self, low: float, high: float, axis: int) -> slice:
        count, side = self.product.shape[1 - axis], self.canvas[axis]
        return slice(
            max(0, math.floor(low / side * count + 0.01)),
            max(0, math.ceil(high / side * count - 0.01)),
        )


@dataclass(frozen=True)
class Verdict:
    """A repaired layout, how far its boxes moved (mean, share of the short side), or why not."""

    layout: Layout | None
    moved: float = 0.0
    fault: str = ""


def type_of(element: Element) -> float:
    """Return the type size in pixels that a text box is meant for."""
    return element.box.height / max(1, element.lines) / LINE


def repair(layout: Layout, court: Court) -> Verdict:
    """Return `layout` made clean, or the first fault that pixels cannot mend."""
    elements = list(layout.elements)
    if not any(e.role == "headline" for e in elements):
        return Verdict(None, 0.0, "there is no headline")
    elements = _sized(elements, court)
    children = _children(elements)
    for index in reversed(range(len(elements))):
        if elements[index].role == "underlay" and index in children:
            _fit_underlay(elements, index, children, court)
    roots = [i for i in range(len(elements)) if parent_of(elements[i]) is None]
    _arranged(elements, roots, children, court.bounds(), court)
    fault = faults(elements, court)
    if fault:
        return Verdict(None, 0.0, fault)
    moves = [
        max(abs(a.box.x - b.box.x), abs(a.box.y - b.box.y), abs(a.box.right - b.box.right), abs(a.box.bottom - b.box.bottom))
        for a, b in zip(layout.elements, elements, strict=True)
    ]
    moved = float(np.mean(moves)) / min(court.canvas)
    return Verdict(replace(layout, elements=tuple(elements)), moved)


def faults(elements: Sequence[Element], court: Court) -> str:
    """Return the first rule that `elements` break, in words, or "" where they are clean."""
    width, height = court.canvas
    headline = max((type_of(e) for e in elements if e.role == "headline"), default=0.0)
    roots = [e for e in elements if parent_of(e) is None and e.role != "decoration"]
    for element in elements:
        b = element.box
        if b.x < -0.01 or b.y < -0.01 or b.right > width + 0.01 or b.bottom > height + 0.01:
            return f"the {element.role} leaves the canvas"
        if element.role in TEXT_ROLES:
            if type_of(element) < 0.97 * court.least:
                return f"the {element.role} would be too small to read"
            if type_of(element) > 1.02 * headline:
                return f"the {element.role} is larger than the headline"
        parent = parent_of(element)
        if parent is not None and not _inside(b, elements[parent].box):
            return f"the {element.role} leaves its underlay"
    for place, one in enumerate(roots):
        allowed = PANEL_COVER if _is_panel(one, court) else COVER
        if court.cover(one.box) > allowed + 0.005:
            return f"the {one.role} covers the product"
        if any(_meet(one.box, two.box, 0.0) for two in roots[place + 1 :]):
            return f"the {one.role} meets another element"
    held = _children(elements)
    for inner in held.values():
        for place, first in enumerate(inner):
            for second in inner[place + 1 :]:
                if _meet(elements[first].box, elements[second].box, 0.0):
                    return f"the {elements[first].role} meets another element"
    empty = [i for i, e in enumerate(elements) if e.role == "underlay" and i not in held]
    return "an underlay holds nothing" if empty else ""


def _inside(inner: Box, outer: Box) -> bool:
    return (
        inner.x > outer.x and inner.y > outer.y
        and inner.right < outer.right and inner.bottom < outer.bottom
    )


def _meet(a: Box, b: Box, gap: float) -> bool:
    return (
        a.x < b.right + gap - 0.01 and b.x < a.right + gap - 0.01
        and a.y < b.bottom + gap - 0.01 and b.y < a.bottom + gap - 0.01
    )


def _is_panel(element: Element, court: Court) -> bool:
    area = court.canvas[0] * court.canvas[1]
    return element.role == "underlay" and element.box.area > 0.12 * area


def _children(elements: Sequence[Element]) -> dict[int, list[int]]:
    children: dict[int, list[int]] = {}
    for index, element in enumerate(elements):
        parent = parent_of(element)
        if parent is not None:
            children.setdefault(parent, []).append(index)
    return children


def _sized(elements: list[Element], court: Court) -> list[Element]:
    """Return elements with legal type: readable, at most the headline's, wide enough for words."""
    heads = [e for e in elements if e.role == "headline"]
    top = max(1.3 * court.least, max(min(type_of(e), _widest(e)) for e in heads))
    return [_typed(e, top, court) if e.role in TEXT_ROLES else e for e in elements]


def _widest(element: Element) -> float:
    """Return the largest type at which a line of the box holds the role's fewest letters."""
    return element.box.width / (EM * FEWEST[element.role])


def _typed(element: Element, top: float, court: Court) -> Element:
    most = top if element.role in ("headline", "price") else max(court.least, 0.8 * top)
    size, lines = type_of(element), element.lines
    while size < court.least and lines > 1:
        lines -= 1
        size = element.box.height / lines / LINE
    size = max(court.least, min(size, most, max(court.least, _widest(element))))
    width = max(element.box.width, EM * FEWEST[element.role] * size)
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
    if len(held) == 1 and only.role in BUTTONS and not _is_panel(under, court):
        _fit_button(elements, index, held[0])
        return
    pad = max(0.6 * court.least, 0.03 * min(court.canvas))
    inner = Box(under.box.x + pad, under.box.y + pad, under.box.width - 2 * pad, under.box.height - 2 * pad)
    _arranged(elements, held, children, inner, court, on_panel=True)
    whole = elements[held[0]].box
    for child in held[1:]:
        whole = union(whole, elements[child].box)
    grown = union(under.box, Box(whole.x - pad, whole.y - pad, whole.width + 2 * pad, whole.height + 2 * pad))
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
    elements: list[Element], group: Sequence[int], children: dict[int, list[int]], bounds: Box,
    court: Court, on_panel: bool = False,
) -> None:
    """Bring the siblings `group` into `bounds`, off the product, onto common lines and apart."""
    loose = [
        i for i in group
        if elements[i].role != "decoration" and elements[i].role not in court.pinned
        and not (_is_panel(elements[i], court) and not on_panel)
    ]
    for index in loose:
        _within(elements, index, children, bounds)
        if not on_panel and court.cover(elements[index].box) > COVER:
            _clear_product(elements, index, children, bounds, court)
    for dx, index in snap_lines(elements, loose, court.canvas):
        box = elements[index].box
        if on_panel or court.cover(Box(box.x + dx, box.y, box.width, box.height)) <= COVER:
            _move(elements, index, children, dx, 0.0)
    for index in loose:
        _within(elements, index, children, bounds)
    spread_points(elements, loose, court.gap)
    for _ in range(4):
        if not _pushed_apart(elements, loose, group, children, bounds, court, on_panel):
            break


def _within(elements: list[Element], index: int, children: dict[int, list[int]], bounds: Box) -> None:
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
        for trimmed in (Box(b.x + d, b.y, b.width - d, b.height), Box(b.x, b.y, b.width - d, b.height)):
            if court.cover(trimmed) <= COVER:
                elements[index] = replace(elements[index], box=trimmed)
                return


def _inside_or_on(box: Box, bounds: Box) -> bool:
    return (
        box.x >= bounds.x - 0.01 and box.y >= bounds.y - 0.01
        and box.right <= bounds.right + 0.01 and box.bottom <= bounds.bottom + 0.01
    )


def _pushed_apart(
    elements: list[Element], loose: Sequence[int], group: Sequence[int],
    children: dict[int, list[int]], bounds: Box, court: Court, on_panel: bool,
) -> bool:
    """Part every pair that meets, moving the lesser one the shorter way; say if any moved."""
    changed = False
    order = [i for i in group if elements[i].role != "decoration"]
    for first, second in ((a, b) for n, a in enumerate(order) for b in order[n + 1 :]):
        if not _meet(elements[first].box, elements[second].box, court.gap):
            continue
        for mover, other in ((second, first), (first, second)):
            if mover in loose and _part(elements, mover, other, children, bounds, court, on_panel):
                changed = True
                break
    return changed


def _part(
    elements: list[Element], mover: int, other: int, children: dict[int, list[int]], bounds: Box,
    court: Court, on_panel: bool,
) -> bool:
    a, b, gap = elements[mover].box, elements[other].box, court.gap
    ways = [
        (0.0, b.bottom + gap - a.y), (0.0, b.y - gap - a.bottom),
        (b.right + gap - a.x, 0.0), (b.x - gap - a.right, 0.0),
    ]
    most = 0.16 * max(court.canvas)
    for dx, dy in sorted(ways, key=lambda way: abs(way[0]) + abs(way[1])):
        moved = Box(a.x + dx, a.y + dy, a.width, a.height)
        free = on_panel or court.cover(moved) <= COVER
        if abs(dx) + abs(dy) <= most and free and _inside_or_on(moved, bounds):
            _move(elements, mover, children, dx, dy)
            return True
    return False

