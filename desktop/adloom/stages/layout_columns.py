"""Columns of a layout: what stands together, in reading order, with gaps that tell its groups.

A cluster is what stands together with nothing of the product between. On low strips, what is
stacked is laid side by side. Boxes are canvas pixels; lists of elements are changed in place.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from adloom.geometry import union
from adloom.stages.layout_codec import parent_of
from adloom.stages.layout_court import EM, LINE, Court, children_of, meet, type_of
from adloom.types import TEXT_ROLES, Align, Box, Element, Role

READING: dict[Role, int] = {
    "badge": 0, "logo": 0, "headline": 2, "subhead": 3, "long": 4, "selling_point": 4,
    "price": 5, "cta": 6,
}  # fmt: skip
"""Place of each role down a column."""
GROUP: dict[Role, int] = {
    "badge": 0, "logo": 0, "headline": 1, "subhead": 1, "long": 2, "selling_point": 2,
    "price": 3, "cta": 3,
}  # fmt: skip
"""Roles of one group stand closer together than groups do."""
BETWEEN_GROUPS = 2.2
"""Gap between groups, in terms of the gap inside one."""
HEAD = {"square": 0.135, "tall": 0.16, "wide": 0.15, "strip": 0.44, "tower": 0.25}
"""Largest headline in em, as a share of the short side, by the canvas's form."""
STRIP_AIR = 0.28
"""Least gap between things side by side on a strip, as a share of its height."""
CRAMPED = 0.72
"""Share of the largest headline below which a column is parted."""
MOST_HEAD_LINES = 4
LOOSE = 0.5
"""Widest gap inside a group, in em of the column's largest type."""
LOW = 130
"""A strip up to this many pixels high is read along one line."""
HEAD_LETTERS = 20
"""Letters that a headline's box must hold at its type, so that it can say something."""
GRAZE = 0.002
"""Share of a grown text that may lie on the product's surroundings."""
SHIFT = {"start": 0.0, "center": 0.5, "end": 1.0}


def form(canvas: tuple[int, int]) -> str:
    """Return the form of a canvas: square, tall, wide, strip or tower."""
    ratio = canvas[0] / canvas[1]
    if ratio > 2.6:
        return "strip"
    if ratio < 0.42:
        return "tower"
    return "wide" if ratio > 1.25 else "tall" if ratio < 0.85 else "square"


def largest_headline(canvas: tuple[int, int]) -> float:
    """Return the largest headline type in pixels."""
    return HEAD[form(canvas)] * min(canvas)


def lead_role(elements: Sequence[Element], index: int) -> Role:
    """Return the role of an element, or for an underlay that of the first text on it."""
    if elements[index].role in TEXT_ROLES:
        return elements[index].role
    held = children_of(elements).get(index, [])
    return lead_role(elements, held[0]) if held else elements[index].role


def families(elements: Sequence[Element], court: Court) -> list[tuple[list[int], Box, bool]]:
    """Return (siblings, their bounds, whether a panel carries them) of ground and panels."""
    roots = [
        i for i, e in enumerate(elements)
        if parent_of(e) is None and e.role != "decoration" and e.role not in court.pinned
        and not court.is_panel(e)
    ]  # fmt: skip
    families = [(roots, court.bounds(), False)]
    held = children_of(elements)
    for index, element in enumerate(elements):
        if court.is_panel(element) and index in held:
            pad = max(0.6 * court.least, 0.04 * min(court.canvas))
            left, top = max(element.box.x + pad, court.bounds().x), element.box.y + pad
            right = min(element.box.right - pad, court.bounds().right)
            inner = Box(left, top, right - left, element.box.height - 2 * pad)
            families.append((held[index], inner, True))
    return families


def clusters(
    elements: Sequence[Element], group: Sequence[int], court: Court, on_panel: bool
) -> list[list[int]]:
    """Return the siblings in clusters, the headline's first, whose hulls are free of the product.

    On strips a cluster is a column: what shares some x range.
    """
    order = sorted(group, key=lambda i: (lead_role(elements, i) != "headline", elements[i].box.y))
    wide = form(court.canvas) == "strip"
    found: list[list[int]] = []
    for index in order:
        for cluster in found:
            hull = hull_of(elements, cluster)
            whole = union(hull, elements[index].box)
            free = on_panel or court.cover(whole) <= GRAZE
            beside = elements[index].box.x >= hull.right or elements[index].box.right <= hull.x
            panels = [e.box for e in elements if not on_panel and court.is_panel(e)]
            clear = not any(meet(whole, box, 0.0) for box in panels)
            if free and clear and not (wide and beside):
                cluster.append(index)
                break
        else:
            found.append([index])
    return found


def hull_of(elements: Sequence[Element], indices: Sequence[int]) -> Box:
    """Return the smallest box round the elements at `indices`."""
    hull = elements[indices[0]].box
    for index in indices[1:]:
        hull = union(hull, elements[index].box)
    return hull


def blocks(element: Element, on_panel: bool) -> bool:
    """Say whether `element` stands in the way of its siblings, on the ground or on a panel."""
    if element.role == "decoration":
        return False
    return not on_panel if parent_of(element) is None else on_panel


def reach(
    box: Box, bounds: Box, others: Sequence[Box], court: Court, on_panel: bool, axis: str
) -> tuple[float, float]:
    """Return how far `box` may stretch down and up the axis: (low, high) in pixels."""
    flat = axis == "x"

    def span(b: Box, along: bool) -> tuple[float, float]:
        return (b.x, b.right) if along == flat else (b.y, b.bottom)

    low, high = span(bounds, True)
    start, end = span(box, True)
    first, last = span(box, False)
    strip = form(court.canvas) == "strip" and flat
    air = max(1.5 * court.gap, STRIP_AIR * court.canvas[1] if strip else 0.0)
    for other in others:
        a, b = span(other, False)
        if a < last and first < b:
            c, d = span(other, True)
            if d <= start + 1:
                low = max(low, d + air)
            elif c >= end - 1:
                high = min(high, c - air)
    if not on_panel:
        rows = court.product if flat else court.product.T
        across, along = rows.shape
        side, other_side = court.canvas if flat else court.canvas[::-1]
        part = rows[int(first / other_side * across) : math.ceil(last / other_side * across)].any(
            axis=0
        )
        hits = np.flatnonzero(part) * side / along
        cell = side / along
        before, after = hits[hits + cell / 2 < (start + end) / 2], hits[hits > (start + end) / 2]
        pad = 0.6 * court.margin
        low = max(low, float(before.max()) + cell + pad if len(before) else low)
        high = min(high, float(after.min()) - pad if len(after) else high)
    return min(low, start), max(high, end)


def transform(elements: list[Element], index: int, old: Box, new: Box) -> None:
    """Carry an element and all it holds from `old` to `new`."""
    sx, sy = new.width / old.width, new.height / old.height
    b = elements[index].box
    moved = Box(new.x + (b.x - old.x) * sx, new.y + (b.y - old.y) * sy, b.width * sx, b.height * sy)
    held = children_of(elements).get(index, [])
    elements[index] = replace(elements[index], box=moved)
    for child in held:
        transform(elements, child, old, new)


def column_of(elements: Sequence[Element], cluster: Sequence[int]) -> list[int]:
    """Return what of the cluster stands one below the other: all, or all but logo and badge."""
    core = [i for i in cluster if lead_role(elements, i) not in ("logo", "badge")]
    for part in (list(cluster), core):
        boxes = sorted((elements[i].box for i in part), key=lambda box: box.y)
        if all(b.y >= a.bottom - 1 for a, b in pairwise(boxes)):
            return part
    return []


def lead_line(elements: Sequence[Element], cluster: Sequence[int]) -> tuple[Align, float]:
    """Return the alignment of the column and the x of the line it keeps to."""
    lead = max(cluster, key=lambda i: (lead_role(elements, i) == "headline", elements[i].box.width))
    align, b = elements[lead].align, elements[lead].box
    return align, b.x + SHIFT[align] * b.width


def ordered(
    elements: list[Element], group: Sequence[int], bounds: Box, court: Court, on_panel: bool
) -> None:
    """Put each column in reading order, with gaps that tell its groups apart."""
    for whole in clusters(elements, group, court, on_panel):
        cluster = column_of(elements, whole)
        if len(cluster) < 2:
            continue
        hull = hull_of(elements, cluster)
        cluster.sort(key=lambda i: (READING.get(lead_role(elements, i), 4), elements[i].box.y))
        roles = [lead_role(elements, i) for i in cluster]
        weights = [
            1.0 if GROUP.get(a, 2) == GROUP.get(b, 2) else BETWEEN_GROUPS
            for a, b in pairwise(roles)
        ]
        slack = hull.height - sum(elements[i].box.height for i in cluster)
        largest = max(elements[i].box.height / max(1, elements[i].lines) for i in cluster)
        unit = max(min(slack / sum(weights), LOOSE * largest), 0.4 * court.gap)
        align, lead = lead_line(elements, cluster)
        y = hull.y + max(0.0, slack - unit * sum(weights)) / 2
        for index, weight in zip(cluster, [*weights, 0.0], strict=True):
            b = elements[index].box
            x = min(max(lead - SHIFT[align] * b.width, bounds.x), bounds.right - b.width)
            transform(elements, index, b, Box(x, y, b.width, b.height))
            if elements[index].role in TEXT_ROLES:
                elements[index] = replace(elements[index], align=align)
            y += b.height + weight * unit


def unstacked(
    elements: list[Element], group: Sequence[int], bounds: Box, court: Court, on_panel: bool
) -> None:
    """Lay what is stacked on a low strip side by side, where its width allows, and centre it."""
    height = court.canvas[1]
    if form(court.canvas) != "strip" or height > LOW or on_panel:
        return
    for cluster in clusters(elements, group, court, on_panel):
        cluster.sort(key=lambda i: READING.get(lead_role(elements, i), 4))
        hull = hull_of(elements, cluster)
        tall = Box(hull.x, bounds.y, hull.width, bounds.height)
        others = [e.box for i, e in enumerate(elements) if i not in cluster and blocks(e, on_panel)]
        low, high = reach(tall, bounds, others, court, on_panel, "x")
        gap, lead = 0.3 * height, cluster[0] if elements[cluster[0]].role == "headline" else None
        total = sum(elements[i].box.width for i in cluster) + gap * (len(cluster) - 1)
        over = max(0.0, total - (high - low))
        if over and (
            lead is None or elements[lead].box.width - over < HEAD_LETTERS * 0.13 * height
        ):
            continue
        x = min(max(hull.x, low), high - total + over)
        for index in cluster:
            b = elements[index].box
            width = b.width - (over if index == lead else 0.0)
            y = bounds.centre[1] - b.height / 2
            transform(elements, index, b, Box(x, y, width, b.height))
            x += width + gap


def spoken(element: Element) -> float:
    """Return the type at which a headline's box holds enough letters."""
    return min(type_of(element), element.box.width * element.lines / (EM * HEAD_LETTERS))


def head_lines(width: float, height: float, target: float) -> tuple[int, float]:
    """Return in how many lines, and at what type, a headline is largest in a box of pixels."""
    sizes = [
        (min(target, height / lines / LINE, width * lines / (EM * HEAD_LETTERS)), -lines)
        for lines in range(1, MOST_HEAD_LINES + 1)
    ]
    size, lines = max(sizes)
    return -lines, size


def parted(
    elements: list[Element], group: Sequence[int], bounds: Box, court: Court, on_panel: bool
) -> None:
    """Move part of a cramped column to the free band on the product's other side.

    Price and button go below the product, or the headline with its company above it.
    """
    rows = np.flatnonzero(court.product.any(axis=1)) * court.canvas[1] / len(court.product)
    if on_panel or not len(rows) or form(court.canvas) in ("wide", "strip"):
        return
    top, low = float(rows[0]), float(rows[-1]) + court.canvas[1] / len(court.product)
    for whole in clusters(elements, group, court, on_panel):
        column = column_of(elements, whole)
        lead = next((i for i in column if elements[i].role == "headline"), None)
        if lead is None:
            continue
        hull = hull_of(elements, column)
        others = [e.box for i, e in enumerate(elements) if i not in whole and blocks(e, on_panel)]
        start, end = reach(hull, bounds, others, court, on_panel, "y")
        left, right = reach(hull, bounds, others, court, on_panel, "x")
        room = end - start - 2.0 * sum(elements[i].box.height for i in column if i != lead)
        most = largest_headline(court.canvas)
        if head_lines(right - left, max(1.0, room), most)[1] > CRAMPED * most:
            continue
        above = hull.centre[1] < (top + low) / 2
        movers = [i for i in column if (GROUP.get(lead_role(elements, i), 2) == 3) == above]
        start = low + 0.6 * court.margin if above else bounds.y
        end = bounds.bottom if above else top - 0.6 * court.margin
        rest = [e.box for i, e in enumerate(elements) if i not in movers and blocks(e, on_panel)]
        _stacked_in(
            elements, movers, (start, end), rest, (bounds, court.gap), lead_line(elements, column)
        )


def _stacked_in(
    elements: list[Element],
    movers: Sequence[int],
    band: tuple[float, float],
    rest: Sequence[Box],
    frame: tuple[Box, float],
    line: tuple[Align, float],
) -> None:
    """Stack `movers` in the middle of a band, on their own line, if there is room."""
    bounds, gap = frame
    need = sum(elements[i].box.height for i in movers) + gap * (len(movers) - 1)
    if not movers or band[1] - band[0] < 1.1 * need:
        return
    room = Box(bounds.x, band[0], bounds.width, band[1] - band[0])
    if any(meet(room, box, 0.0) for box in rest):
        return
    y = (band[0] + band[1] - need) / 2
    for index in movers:
        b = elements[index].box
        x = line[1] - SHIFT[line[0]] * b.width
        x = min(max(x, bounds.x), bounds.right - b.width)
        transform(elements, index, b, Box(x, y, b.width, b.height))
        if elements[index].role in TEXT_ROLES:
            elements[index] = replace(elements[index], align=line[0])
        y += b.height + gap
