"""What a layout is judged by: measures of the canvas, and the rules a clean layout keeps.

Type sizes are reckoned as box height / lines / 1.24. Margins are 5% of the short side; the least
type 2.2% of the long side (4.5% of the short side on strips), never under 10 pixels (11).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from adloom.stages.layout_codec import parent_of
from adloom.types import TEXT_ROLES, Box, Element, Role

LINE, EM = 1.24, 0.54
BUTTONS: tuple[Role, ...] = ("cta", "badge", "price", "selling_point")
FEWEST: dict[Role, int] = {
    "headline": 6,
    "subhead": 12,
    "selling_point": 7,
    "long": 18,
    "badge": 3,
    "price": 4,
    "cta": 9,
    "logo": 7,
}
"""Letters that a line of the role must at least hold."""
MOST: dict[Role, int] = {"cta": 16, "badge": 14, "price": 12, "logo": 12}
"""Letters beyond which a one-line box of the role is needlessly wide."""
COVER = 0.004
PANEL_COVER = 0.05


@dataclass(frozen=True)
class Court:
    """What a layout is judged against: canvas, product map on any grid, pinned roles."""

    canvas: tuple[int, int]
    product: NDArray[np.bool_]
    pinned: tuple[Role, ...] = ()

    @property
    def least(self) -> float:
        """Return the least type size in pixels."""
        long, short = max(self.canvas), min(self.canvas)
        return max(10.0, 0.022 * long) if long / short < 2.2 else max(11.0, 0.045 * short)

    @property
    def margin(self) -> float:
        """Return the margin in pixels."""
        return 0.05 * min(self.canvas)

    @property
    def gap(self) -> float:
        """Return the least gap between things, in pixels."""
        return max(3.0, 0.65 * self.least)

    def bounds(self) -> Box:
        """Return the canvas inside the margins (wider along the long side)."""
        width, height = self.canvas
        mx = max(self.margin, 0.045 * width)
        my = max(self.margin, (0.1 if width > 2.6 * height else 0.045) * height)
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

    def is_panel(self, element: Element) -> bool:
        """Say whether `element` is an underlay of more than an eighth of the canvas."""
        area = self.canvas[0] * self.canvas[1]
        return element.role == "underlay" and element.box.area > 0.12 * area


def type_of(element: Element) -> float:
    """Return the type size in pixels that a text box is meant for."""
    return element.box.height / max(1, element.lines) / LINE


def faults(elements: Sequence[Element], court: Court) -> str:
    """Return the first rule that `elements` break, in words, or "" where they are clean."""
    headline = max((type_of(e) for e in elements if e.role == "headline"), default=0.0)
    held = children_of(elements)
    for index, element in enumerate(elements):
        parent = parent_of(element)
        fault = _own_fault(element, headline, court)
        if not fault and parent is not None and not inside(element.box, elements[parent].box):
            fault = "leaves its underlay"
        if not fault and element.role == "underlay" and index not in held:
            fault = "holds nothing"
        if fault:
            return f"the {element.role} {fault}"
    roots = [i for i, e in enumerate(elements) if parent_of(e) is None and e.role != "decoration"]
    for siblings in (roots, *held.values()):
        for place, first in enumerate(siblings):
            one = elements[first]
            allowed = PANEL_COVER if court.is_panel(one) else COVER
            if siblings is roots and court.cover(one.box) > allowed + 0.005:
                return f"the {one.role} covers the product"
            if any(meet(one.box, elements[two].box, 0.0) for two in siblings[place + 1 :]):
                return f"the {one.role} meets another element"
    return ""


def _own_fault(element: Element, headline: float, court: Court) -> str:
    b, (width, height) = element.box, court.canvas
    if b.x < -0.01 or b.y < -0.01 or b.right > width + 0.01 or b.bottom > height + 0.01:
        return "leaves the canvas"
    if element.role not in TEXT_ROLES:
        return ""
    if type_of(element) < 0.97 * court.least:
        return "would be too small to read"
    return "is larger than the headline" if type_of(element) > 1.02 * headline else ""


def inside(inner: Box, outer: Box) -> bool:
    """Say whether `inner` lies strictly inside `outer`."""
    return (
        inner.x > outer.x
        and inner.y > outer.y
        and inner.right < outer.right
        and inner.bottom < outer.bottom
    )


def meet(a: Box, b: Box, gap: float) -> bool:
    """Say whether `a` and `b` come nearer than `gap` pixels."""
    return (
        a.x < b.right + gap - 0.01
        and b.x < a.right + gap - 0.01
        and a.y < b.bottom + gap - 0.01
        and b.y < a.bottom + gap - 0.01
    )


def children_of(elements: Sequence[Element]) -> dict[int, list[int]]:
    """Return the indices of what lies directly on each underlay."""
    children: dict[int, list[int]] = {}
    for index, element in enumerate(elements):
        parent = parent_of(element)
        if parent is not None:
            children.setdefault(parent, []).append(index)
    return children


def widened(product: NDArray[np.bool_], canvas: tuple[int, int]) -> NDArray[np.bool_]:
    """Return the product map grown by the clearance that text keeps: 0.6 of the least type."""
    reach = 0.6 * Court(canvas, product).least
    grown = product.copy()
    for axis, side in ((1, canvas[0]), (0, canvas[1])):
        steps = round(reach / side * product.shape[axis])
        part = grown.copy()
        for step in range(1, steps + 1):
            if axis:
                grown[:, step:] |= part[:, :-step]
                grown[:, :-step] |= part[:, step:]
            else:
                grown[step:] |= part[:-step]
                grown[:-step] |= part[step:]
    return grown
