"""The alphabet of layout-ar: layouts as tokens, and the grammar of what may follow what.

An element is five tokens: its kind (role, ground, lines, alignment or shape) and its four edges
left, top, right, bottom, each one of the 129 lines that cut the canvas into 128 bins. Elements
stand in design order; what lies on an underlay follows it. At most 12 elements.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from adloom.types import TEXT_ROLES, Align, Box, Element, Layout, Role

BINS = 128
MAX_ELEMENTS = 12
MAX_TOKENS = MAX_ELEMENTS * 5 + 1
MAY = 5
"""Wanted count that means "as you like"; 0 to 4 are how many of the role are still to come."""
MAX_LINES: dict[Role, int] = {
    "logo": 1,
    "headline": 4,
    "subhead": 4,
    "selling_point": 3,
    "long": 7,
    "badge": 3,
    "price": 2,
    "cta": 2,
}
SHAPES: dict[Role, tuple[str, ...]] = {
    "underlay": ("rect", "rounded", "pill", "circle", "badge", "ribbon"),
    "decoration": ("line", "frame", "dots"),
}
OPEN_SHAPES = ("rect", "rounded")
"""Underlays that may hold more than one thing."""
ORDER: tuple[Role, ...] = (
    "headline",
    "price",
    "cta",
    "subhead",
    "badge",
    "selling_point",
    "long",
    "logo",
    "underlay",
    "decoration",
)
"""Design order of what stands on the ground; an underlay ranks as the first thing on it."""


@dataclass(frozen=True)
class Kind:
    """What one kind token says of its element."""

    role: Role
    on_underlay: bool
    lines: int
    align: Align
    shape: str


def _kinds() -> tuple[Kind, ...]:
    aligns: tuple[Align, ...] = ("start", "center", "end")
    texts = [
        Kind(role, on, lines, align, "")
        for role in TEXT_ROLES
        for on in (False, True)
        for lines in range(1, MAX_LINES[role] + 1)
        for align in aligns
    ]
    shapes = [
        Kind(role, on, 0, "center", shape)
        for role, names in SHAPES.items()
        for on in (False, True)
        for shape in names
    ]
    return (*texts, *shapes)


KINDS = _kinds()
KIND_INDEX = {kind: index for index, kind in enumerate(KINDS)}
END = len(KINDS)
KIND_COUNT = END + 1
EDGE_COUNT = BINS + 1
START = KIND_COUNT + 4 * EDGE_COUNT
VOCABULARY = START + 1
Edges = tuple[int, int, int, int]


def token_of(attribute: int, value: int) -> int:
    """Return the vocabulary index of `value` at `attribute` (0 kind, 1 to 4 the edges)."""
    return value if attribute == 0 else KIND_COUNT + (attribute - 1) * EDGE_COUNT + value


def kind_of(element: Element) -> Kind:
    """Return the kind of `element`, its lines and shape brought into the alphabet."""
    on = element.on.startswith("underlay")
    if element.role in SHAPES:
        names = SHAPES[element.role]
        return Kind(
            element.role, on, 0, "center", element.shape if element.shape in names else names[0]
        )
    lines = min(max(1, element.lines), MAX_LINES[element.role])
    return Kind(element.role, on, lines, element.align, "")


def parent_of(element: Element) -> int | None:
    """Return the index of the underlay `element` stands on, if any."""
    return int(element.on.split(":")[1]) if element.on.startswith("underlay:") else None


def in_design_order(elements: Sequence[Element]) -> tuple[Element, ...]:
    """Return `elements` sorted into design order, each underlay directly before what it holds."""
    children: dict[int | None, list[int]] = {}
    for index, element in enumerate(elements):
        children.setdefault(parent_of(element), []).append(index)

    def rank(index: int) -> tuple[int, float, float]:
        element, below = elements[index], children.get(index, [])
        own = ORDER.index(element.role)
        best = min((rank(child)[0] for child in below), default=own)
        return (best if element.role == "underlay" else own), element.box.y, element.box.x

    ordered: list[Element] = []

    def visit(parent: int | None, place: int | None) -> None:
        for index in sorted(children.get(parent, []), key=rank):
            on = elements[index].on if place is None else f"underlay:{place}"
            ordered.append(replace(elements[index], on=on))
            visit(index, len(ordered) - 1)

    visit(None, None)
    return tuple(ordered)


def edges_of(box: Box, canvas: tuple[int, int]) -> Edges:
    """Return the nearest bin lines of `box`, never empty, inside the canvas."""
    width, height = canvas

    def line(value: float, side: int) -> int:
        return int(min(BINS, max(0, round(value / side * BINS))))

    left, top = min(line(box.x, width), BINS - 1), min(line(box.y, height), BINS - 1)
    right, bottom = line(box.right, width), line(box.bottom, height)
    return left, top, max(left + 1, right), max(top + 1, bottom)


def box_of(edges: Edges, canvas: tuple[int, int]) -> Box:
    """Return the pixel box of four bin lines."""
    left, top, right, bottom = edges
    sx, sy = canvas[0] / BINS, canvas[1] / BINS
    return Box(left * sx, top * sy, (right - left) * sx, (bottom - top) * sy)


def encode(layout: Layout) -> list[int] | None:
    """Return (kind, left, top, right, bottom) values per element in design order, flat.

    None when the layout cannot be said: too many elements, or an underlay too thin to hold its
    content strictly on this grid.
    """
    elements = in_design_order(layout.elements)
    if not 0 < len(elements) <= MAX_ELEMENTS:
        return None
    values: list[int] = []
    edges: list[Edges] = []
    for element in elements:
        own = edges_of(element.box, layout.canvas)
        parent = parent_of(element)
        if parent is not None:
            outer = edges[parent]
            left, top = max(own[0], outer[0] + 1), max(own[1], outer[1] + 1)
            right, bottom = min(own[2], outer[2] - 1), min(own[3], outer[3] - 1)
            own = (left, top, right, bottom)
            if right <= left or bottom <= top:
                return None
        edges.append(own)
        values += [KIND_INDEX[kind_of(element)], *own]
    return values


def decode(values: Sequence[int], canvas: tuple[int, int]) -> tuple[Element, ...]:
    """Return the elements said by flat (kind, left, top, right, bottom) values."""
    elements: list[Element] = []
    edges: list[Edges] = []
    for start in range(0, len(values) - 4, 5):
        kind = KINDS[values[start]]
        left, top, right, bottom = values[start + 1 : start + 5]
        own: Edges = (left, top, right, bottom)
        on = "background"
        if kind.on_underlay:
            holders = [
                i for i, e in enumerate(elements) if e.role == "underlay" and _holds(edges[i], own)
            ]
            on = f"underlay:{holders[-1]}" if holders else on
        edges.append(own)
        elements.append(
            Element(kind.role, box_of(own, canvas), on, kind.align, kind.lines, kind.shape)
        )
    return tuple(elements)


def _holds(outer: Edges, inner: Edges) -> bool:
    return (
        outer[0] < inner[0] and outer[1] < inner[1] and inner[2] < outer[2] and inner[3] < outer[3]
    )


@dataclass(frozen=True)
class Grammar:
    """What decoding enforces; `avoid` adds hard product avoidance, an option named in Decisions.

    `product` is a (128, 128) bool map of the product on the bin grid, or None.
    """

    product: NDArray[np.bool_] | None = None
    avoid: bool = False


def remaining(values: Sequence[int], wanted: Sequence[int]) -> list[int]:
    """Return how many of each text role are still to come after the whole elements in `values`."""
    left = list(wanted)
    for index in values[::5]:
        role = KINDS[index].role
        if role in TEXT_ROLES:
            place = TEXT_ROLES.index(role)
            if 0 < left[place] < MAY:
                left[place] -= 1
    return left


def _open_underlays(values: Sequence[int]) -> tuple[list[Edges], Edges | None]:
    """Return the edges of underlays that may take more, and of a last one still empty."""
    count = len(values) // 5
    holders: list[tuple[Kind, Edges, int]] = []
    for place in range(count):
        kind = KINDS[values[place * 5]]
        left, top, right, bottom = values[place * 5 + 1 : place * 5 + 5]
        own: Edges = (left, top, right, bottom)
        if kind.on_underlay:
            for number in range(len(holders) - 1, -1, -1):
                if _holds(holders[number][1], own):
                    holders[number] = (*holders[number][:2], holders[number][2] + 1)
                    break
        if kind.role == "underlay":
            holders.append((kind, own, 0))
    empty = holders[-1][1] if holders and holders[-1][2] == 0 else None
    takers = [edges for kind, edges, held in holders if kind.shape in OPEN_SHAPES or held == 0]
    return takers, empty


def legal_kinds(values: Sequence[int], wanted: Sequence[int]) -> NDArray[np.bool_]:
    """Return a mask over `KIND_COUNT`: the kinds (and END) that may come after whole elements.

    Roles keep to what is still wanted, an underlay is followed by its content, and END comes
    only when nothing exactly wanted is missing.
    """
    left = np.array([*remaining(values, wanted), 0])
    takers, empty = _open_underlays(values)
    room = MAX_ELEMENTS - len(values) // 5
    owed = int(left[left < MAY].sum())
    role, on_underlay, is_underlay = _kind_table()
    text = role < len(TEXT_ROLES)
    mask = np.where(text, (left[role] > 0) & ((left[role] < MAY) | (room > owed)), room > owed)
    mask &= ~is_underlay | ((room > owed + 1) & bool(left.any()))
    mask &= on_underlay if empty is not None else True
    mask &= ~on_underlay | _fits(takers if empty is None else [empty])
    full = np.append(mask, empty is None and owed == 0 and len(values) > 0)
    full[END] |= not full.any()
    return full


@functools.cache
def _kind_table() -> tuple[NDArray[np.int64], NDArray[np.bool_], NDArray[np.bool_]]:
    """Return per kind: its place in TEXT_ROLES (their count for others), on an underlay, is one."""
    count = len(TEXT_ROLES)
    role = [TEXT_ROLES.index(k.role) if k.role in TEXT_ROLES else count for k in KINDS]
    return (
        np.array(role),
        np.array([kind.on_underlay for kind in KINDS]),
        np.array([kind.role == "underlay" for kind in KINDS]),
    )


def _fits(holders: Sequence[Edges]) -> bool:
    return any(right - left > 2 and bottom - top > 2 for left, top, right, bottom in holders)


def legal_edges(
    values: Sequence[int], kind_index: int, edges: Sequence[int], grammar: Grammar
) -> NDArray[np.bool_]:
    """Return a mask over the 129 lines for the next edge of the element being written.

    `values` are the whole elements before it and `edges` its edges so far. Every box stays in
    the canvas and is not empty; on an underlay it stays strictly inside one that may take it.
    """
    kind, attribute = KINDS[kind_index], len(edges)
    axis = attribute % 2
    lines = np.arange(EDGE_COUNT)
    least = 3 if kind.role == "underlay" else 1  # an underlay must have room inside its edges
    mask = np.ones(EDGE_COUNT, dtype=bool)
    if attribute < 2:
        mask[BINS - least + 1 :] = False
    else:
        mask[: edges[axis] + least] = False
    if kind.on_underlay:
        takers, empty = _open_underlays(values)
        inside = np.zeros(EDGE_COUNT, dtype=bool)
        for outer in [empty] if empty is not None else takers:
            if not _fits([outer]) or not _agrees(outer, edges):
                continue
            low, high = outer[axis] + 1, outer[axis + 2] - 1
            inside |= (lines >= low) & (lines <= high - (1 if attribute < 2 else 0))
        if (mask & inside).any():
            mask &= inside
    elif grammar.avoid and grammar.product is not None and kind.role in TEXT_ROLES:
        free = _free_of_product(grammar.product, edges)
        if (mask & free).any():
            mask &= free
    return mask


def _agrees(outer: Edges, edges: Sequence[int]) -> bool:
    return all(outer[place % 2] < value < outer[place % 2 + 2] for place, value in enumerate(edges))


def _free_of_product(product: NDArray[np.bool_], edges: Sequence[int]) -> NDArray[np.bool_]:
    """Return which lines keep the growing box off the product (corner, then right, then bottom)."""
    free = np.ones(EDGE_COUNT, dtype=bool)
    if len(edges) == 1:
        free[:BINS] = ~product[:, min(edges[0], BINS - 1)]
    elif len(edges) > 1:
        axis = len(edges) % 2  # 0: the right edge along one row, 1: the bottom edge
        part = product[edges[1] :, edges[0] : edges[2]] if axis else product[edges[1] :, edges[0] :]
        hits = part.any(axis=1) if axis else part[0]
        first = next(iter(np.flatnonzero(hits)), hits.size)
        free[edges[axis] + int(first) + 1 :] = False
    return free
