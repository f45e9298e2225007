"""Makes what the network drew confident: type grown into the free room round it.

Clusters are scaled as one within the margins, off the product and off other clusters; roles keep
their largest type.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from adloom.stages.layout_codec import parent_of
from adloom.stages.layout_columns import (
    GRAZE,
    SHIFT,
    blocks,
    clusters,
    column_of,
    families,
    head_lines,
    hull_of,
    largest_headline,
    lead_line,
    lead_role,
    ordered,
    parted,
    reach,
    spoken,
    transform,
    unstacked,
)
from adloom.stages.layout_court import EM, FEWEST, LINE, MOST, Court, children_of, faults, type_of
from adloom.types import TEXT_ROLES, Box, Element, Layout, Role

BESIDE: dict[Role, float] = {
    "price": 0.75, "subhead": 0.44, "selling_point": 0.4, "long": 0.36, "badge": 0.3,
    "cta": 0.4, "logo": 0.42,
}  # fmt: skip
"""Largest type of each role beside the largest headline."""
CONFIDENT = 0.6
"""Share of the largest headline below which other texts make way."""


def grown(layout: Layout, court: Court, spare: Sequence[Role] = ()) -> Layout:
    """Return a clean `layout` in reading order and as large as its free room allows.

    Steps that would break one of the court's rules are not taken. Where the headline stays small,
    texts of the `spare` roles make way, in turn.
    """
    best, leaner = _taken(layout, court), layout
    for role in spare:
        if headline_share(best, court) >= CONFIDENT:
            break
        fuller, leaner = leaner, _without(leaner, role)
        if len(leaner.elements) == len(fuller.elements):
            continue
        tried = _taken(leaner, court)
        if headline_share(tried, court) > headline_share(best, court) + 0.08:
            best = tried
    return best


def _taken(layout: Layout, court: Court) -> Layout:
    elements = list(layout.elements)
    for step in (unstacked, ordered, parted, _enlarged, _widened, _lengthened, ordered):
        tried = list(elements)
        for group, bounds, on_panel in families(tried, court):
            step(tried, group, bounds, court, on_panel)
        if not faults(tried, court) and _grazes(tried, court) <= max(
            GRAZE, _grazes(elements, court)
        ):
            elements = tried
    return replace(layout, elements=tuple(elements))


def headline_share(layout: Layout, court: Court) -> float:
    """Return the headline's type as a share of the largest on the canvas."""
    sizes = [spoken(e) for e in layout.elements if e.role == "headline"]
    return max(sizes, default=0.0) / largest_headline(court.canvas)


def _without(layout: Layout, role: Role) -> Layout:
    """Return `layout` without the bare texts of `role` on the ground."""
    kept = [i for i, e in enumerate(layout.elements) if e.role != role or parent_of(e) is not None]
    place = {old: new for new, old in enumerate(kept)}
    elements = tuple(
        e if (parent := parent_of(e)) is None else replace(e, on=f"underlay:{place[parent]}")
        for e in (layout.elements[i] for i in kept)
    )
    return replace(layout, elements=elements)


def _grazes(elements: Sequence[Element], court: Court) -> float:
    """Return the largest share of a thing on the ground that lies on the product."""
    return max(
        (
            court.cover(e.box) for e in elements
            if parent_of(e) is None and e.role != "decoration" and not court.is_panel(e)
        ),
        default=0.0,
    )  # fmt: skip


def _enlarged(
    elements: list[Element], group: Sequence[int], bounds: Box, court: Court, on_panel: bool
) -> None:
    """Scale each cluster as one into its free room, up to the largest type of its roles."""
    found = clusters(elements, group, court, on_panel)
    for cluster in found:
        hull = hull_of(elements, cluster)
        others = [e.box for i, e in enumerate(elements) if i not in cluster and blocks(e, on_panel)]
        best = max(
            (_free(hull, bounds, others, court, on_panel, axes) for axes in ("xy", "yx")),
            key=lambda room: (min(room.height / hull.height, 3.0), room.area),
        )
        caps = [_cap(elements, i, court) for i in cluster]
        most = max(1.0, caps[0] if lead_role(elements, cluster[0]) == "headline" else max(caps))
        down = max(1.0, min(best.height / hull.height, most))
        across = max(1.0, min(best.width / hull.width, most))
        if max(down, across) < 1.02:
            continue
        left = best.x + _share(hull.x - best.x, best.width - hull.width) * (
            best.width - across * hull.width
        )
        top = best.y + _share(hull.y - best.y, best.height - hull.height) * (
            best.height - down * hull.height
        )
        for index, cap in zip(cluster, caps, strict=True):
            own = min(down, max(1.0, cap))
            _scale_one(elements, index, (across, down), own, hull, (left, top))


def _share(part: float, whole: float) -> float:
    return min(1.0, max(0.0, part / whole)) if whole > 1e-6 else 0.0


def _scale_one(
    elements: list[Element],
    index: int,
    scale: tuple[float, float],
    own: float,
    hull: Box,
    corner: tuple[float, float],
) -> None:
    """Scale one thing of a cluster by `own` where the cluster goes by `scale`."""
    b, (across, down) = elements[index].box, scale
    bare = elements[index].role in TEXT_ROLES
    if not bare:
        own = min(own, max(1.0, across * hull.width / b.width))
    width, height = b.width * (across if bare else own), b.height * own
    place = SHIFT[elements[index].align] if bare else 0.0 if b.x - hull.x < 2 else 0.5
    if not bare and hull.right - b.right < 2 < b.x - hull.x:
        place = 1.0
    left, right = corner[0], corner[0] + across * hull.width
    x = left + (b.x + place * b.width - hull.x) * across - place * width
    x = max(left, min(x, right - width))
    y = corner[1] + (b.y + b.height / 2 - hull.y) * down - height / 2
    transform(elements, index, b, Box(x, y, width, height))


def _cap(elements: Sequence[Element], index: int, court: Court) -> float:
    """Return how much larger the type of an element may become."""
    role = lead_role(elements, index)
    texts = [index] if elements[index].role in TEXT_ROLES else children_of(elements).get(index, [])
    sizes = [type_of(elements[i]) for i in texts if elements[i].role in TEXT_ROLES]
    most = BESIDE.get(role, 1.0) * largest_headline(court.canvas)
    if role != "headline" and elements[index].role in TEXT_ROLES:
        most = min(most, elements[index].box.width / (EM * FEWEST.get(role, 6)))
    return max(most, court.least) / max(sizes) if sizes else 1.0


def _free(
    hull: Box, bounds: Box, others: Sequence[Box], court: Court, on_panel: bool, axes: str
) -> Box:
    """Return `hull` grown along both axes, one after the other, to what stands in its way."""
    box = hull
    for axis in axes:
        low, high = reach(box, bounds, others, court, on_panel, axis)
        if axis == "x":
            box = Box(low, box.y, high - low, box.height)
        else:
            box = Box(box.x, low, box.width, high - low)
    return box


def _lengthened(
    elements: list[Element], group: Sequence[int], bounds: Box, court: Court, on_panel: bool
) -> None:
    """Give a headline that is still small what height is free in its column, for more lines."""
    for whole in clusters(elements, group, court, on_panel):
        cluster = column_of(elements, whole)
        lead = next((i for i in cluster if elements[i].role == "headline"), None)
        if lead is None:
            continue
        hull = hull_of(elements, cluster)
        others = [e.box for i, e in enumerate(elements) if i not in cluster and blocks(e, on_panel)]
        low, high = reach(hull, bounds, others, court, on_panel, "y")
        b, target = elements[lead].box, largest_headline(court.canvas)
        lines, size = head_lines(b.width, b.height + high - low - hull.height, target)
        more = lines * size * LINE - b.height
        if size < 1.05 * min(type_of(elements[lead]), b.width * elements[lead].lines / EM / 20):
            continue
        up = _share(hull.y - low, high - low - hull.height) * more
        for index in cluster:
            box = elements[index].box
            if index == lead:
                taller = Box(box.x, box.y - up, box.width, box.height + more)
                elements[lead] = replace(elements[lead], box=taller, lines=lines)
            else:
                dy = -up if box.y < b.y else more - up
                transform(elements, index, box, replace(box, y=box.y + dy))


def _widened(
    elements: list[Element], group: Sequence[int], bounds: Box, court: Court, on_panel: bool
) -> None:
    """Let headlines and running text take the free width beside them, labels what words need."""
    for index in group:
        element, b = elements[index], elements[index].box
        if element.role in ("decoration",) or court.is_panel(element):
            continue
        held = children_of(elements).get(index, [])
        label = elements[held[0]] if held else element
        most = bounds.width
        if label.role in MOST:
            most = EM * MOST[label.role] * type_of(label) + b.width - label.box.width
        if most <= b.width or element.shape in ("circle", "badge"):
            continue
        others = [e.box for i, e in enumerate(elements) if i != index and blocks(e, on_panel)]
        low, high = reach(b, bounds, others, court, on_panel, "x")
        align, _ = lead_line(elements, [index])
        if held:
            align = "start" if b.centre[0] < bounds.centre[0] - 0.1 * bounds.width else "center"
        more = most - b.width
        left = min(b.x - low, more) if align != "start" else 0.0
        right = min(high - b.right, more) if align != "end" else 0.0
        if align == "center":
            left = right = min(left, right, more / 2)
        transform(elements, index, b, Box(b.x - left, b.y, b.width + left + right, b.height))
