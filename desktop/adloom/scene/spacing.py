"""Air between the texts of a column: groups that read as groups, lines that never touch.

Measured between what is drawn (ink boxes, hugged underlays), canvas pixels.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from adloom import geometry
from adloom.render import text as type_setter
from adloom.scene import type_scale
from adloom.types import Box, Element, Role, ShapeLayer, TextLayer

AIR = 0.62
"""Least space between two texts of a column, in em of the smaller type."""
AIR_OF_LARGER = 0.2
"""The same in em of the larger type; the greater rules."""
SHARED = 0.3
"""Two texts stand in one column when they share this much of the narrower one's width."""
GROUP: dict[Role, int] = {
    "badge": 0, "logo": 0, "headline": 1, "subhead": 1, "long": 2, "selling_point": 2,
    "price": 3, "cta": 3,
}  # fmt: skip
"""Roles of one group stand close together."""
APART = 2.2
"""Gap between groups, in terms of the gap inside one."""
WIDEST_INSIDE, WIDEST_BETWEEN = 0.42, 1.0
"""Widest gap inside a group and between groups, in em of the column's largest type."""
BESIDE_LABEL = 0.42
"""Least gap beside a button or badge, in em of the larger type."""
ON_PRODUCT = 0.01
"""Share of a column's hull that may lie on the product's box."""
MARGIN = 0.04
"""Margin that a column keeps, as a share of the short side."""


@dataclass(frozen=True)
class Unit:
    """What moves as one: a text, or an underlay with its label."""

    role: Role
    size: float
    box: Box
    texts: tuple[int, ...]
    shapes: tuple[int, ...] = ()


def breathe(texts: dict[int, TextLayer], homes: Mapping[int, Box]) -> None:
    """Move texts that stand too close apart, inside their layout boxes as far as these allow.

    The lower one moves down first, then the upper one up; `homes` are the boxes of those that
    may move. `texts` is changed in place.
    """
    order = sorted(homes, key=lambda index: texts[index].box.y)
    for at, upper in enumerate(order):
        for lower in order[at + 1 :]:
            above, below = type_setter.ink_box(texts[upper]), type_setter.ink_box(texts[lower])
            if not _share_column(above, below) or below.y < above.centre[1]:
                continue
            missing = _air(texts[upper].style.size, texts[lower].style.size) - (
                below.y - above.bottom
            )
            if missing <= 0:
                continue
            down = min(missing, max(0.0, homes[lower].bottom - below.bottom))
            up = min(missing - down, max(0.0, above.y - homes[upper].y))
            texts[lower] = _moved(texts[lower], down)
            texts[upper] = _moved(texts[upper], -up)


def settle(
    texts: dict[int, TextLayer],
    shapes: dict[int, ShapeLayer],
    elements: Sequence[Element],
    product: Box | None,
    canvas: tuple[int, int],
) -> None:
    """Give each column the gaps that tell its groups, within the height its layout gave it.

    A column that would leave the canvas, the product's surroundings or meet another thing stays.
    `texts` and `shapes` are changed in place.
    """
    families = _families(texts, shapes, elements)
    everything = [unit for _, units in families for unit in units]
    for panel, units in families:
        ground = None if panel is not None else product
        for column in _columns(units, ground):
            span = _span(column, elements)
            placed = _placed(column, span, canvas)
            own = {id(unit) for unit in column}
            rest = [unit.box for unit in everything if id(unit) not in own]
            bound = panel or geometry.inset(
                Box(0, 0, *canvas), MARGIN * min(canvas), MARGIN * min(canvas)
            )
            if all(_fits(new, old, bound, ground, rest) for new, old in placed):
                for new, old in placed:
                    _carry(texts, shapes, old, new.y - old.box.y)


def _families(
    texts: Mapping[int, TextLayer], shapes: Mapping[int, ShapeLayer], elements: Sequence[Element]
) -> list[tuple[Box | None, list[Unit]]]:
    """Return what stands on the ground, and what on each panel, with the panel's box."""
    held: dict[int, list[int]] = {}
    for index in texts:
        on = elements[index].on
        if on.startswith("underlay:") and int(on.split(":")[1]) in shapes:
            held.setdefault(int(on.split(":")[1]), []).append(index)
    labels = {parent: rows[0] for parent, rows in held.items() if len(rows) == 1}
    families: dict[int | None, list[Unit]] = {None: []}
    for index, layer in texts.items():
        on = elements[index].on
        parent = int(on.split(":")[1]) if on.startswith("underlay:") else None
        carrier = parent if parent in labels and layer.role not in ("headline", "long") else None
        if carrier is not None:
            above = elements[carrier].on
            home = int(above.split(":")[1]) if above.startswith("underlay:") else None
            unit = Unit(
                elements[index].role, layer.style.size, shapes[carrier].box, (index,), (carrier,)
            )
        else:
            home = parent if parent in shapes else None
            unit = Unit(
                elements[index].role, layer.style.size, type_setter.ink_box(layer), (index,)
            )
        families.setdefault(home, []).append(unit)
    return [
        (None if home is None else shapes[home].box, units)
        for home, units in families.items()
        if home is None or home in shapes
    ]


def _columns(units: Sequence[Unit], product: Box | None) -> list[list[Unit]]:
    """Return stacks of two units or more; a logo or badge far from the rest stays alone."""
    columns: list[list[Unit]] = []
    for unit in sorted(units, key=lambda each: (each.role != "headline", each.box.y)):
        for column in columns:
            hull = column[0].box
            for other in column[1:]:
                hull = geometry.union(hull, other.box)
            whole = geometry.union(hull, unit.box)
            over = 0.0 if product is None else geometry.covered(whole, product)
            largest = max(each.size for each in column)
            far = max(unit.box.y - hull.bottom, hull.y - unit.box.bottom)
            loner = unit.role in ("logo", "badge") and far > 2.0 * largest
            if _share_column(hull, unit.box) and over <= ON_PRODUCT and not loner:
                column.append(unit)
                break
        else:
            columns.append([unit])
    stacks = [sorted(column, key=lambda each: each.box.centre[1]) for column in columns]
    return [stack for stack in stacks if len(stack) > 1 and _is_stack(stack)]


def _is_stack(units: Sequence[Unit]) -> bool:
    pairs = pairwise(units)
    return all(b.box.y > a.box.centre[1] and b.box.centre[1] > a.box.bottom for a, b in pairs)


def _span(column: Sequence[Unit], elements: Sequence[Element]) -> tuple[float, float]:
    """Return from where to where down the canvas the layout let the column reach."""
    homes = [elements[i].box for unit in column for i in (*unit.texts, *unit.shapes)]
    homes += [unit.box for unit in column]
    return min(box.y for box in homes), max(box.bottom for box in homes)


def _placed(
    column: Sequence[Unit], span: tuple[float, float], canvas: tuple[int, int]
) -> list[tuple[Box, Unit]]:
    """Return each unit with its new box."""
    pairs = list(pairwise(column))
    weights = [1.0 if GROUP.get(a.role) == GROUP.get(b.role) else APART for a, b in pairs]
    largest = max(unit.size for unit in column)
    slack = span[1] - span[0] - sum(unit.box.height for unit in column)
    unit_gap = max(0.0, slack) / sum(weights)
    gaps = []
    for (a, b), weight in zip(pairs, weights, strict=True):
        least = _air(a.size, b.size) * (1.0 if weight == 1.0 else 1.25)
        if a.shapes or b.shapes:
            least = max(least, BESIDE_LABEL * max(a.size, b.size))
        widest = WIDEST_INSIDE if weight == 1.0 else WIDEST_BETWEEN
        if a.role == b.role:
            widest = 0.8 * a.size / largest
        gaps.append(max(least, min(weight * unit_gap, widest * largest)))
    height = sum(unit.box.height for unit in column) + sum(gaps)
    middle = (span[0] + span[1]) / 2
    if type_scale.is_strip(*canvas) and canvas[0] > canvas[1]:
        middle = canvas[1] / 2
    y = middle - height / 2
    margin = MARGIN * min(canvas)
    y = max(margin, min(y, canvas[1] - margin - height))
    placed = []
    for unit, gap in zip(column, [*gaps, 0.0], strict=True):
        placed.append((replace(unit.box, y=y), unit))
        y += unit.box.height + gap
    return placed


def _fits(new: Box, old: Unit, bound: Box, product: Box | None, rest: Sequence[Box]) -> bool:
    inside = (
        new.y >= min(bound.y, old.box.y) - 1 and new.bottom <= max(bound.bottom, old.box.bottom) + 1
    )
    over = 0.0 if product is None else geometry.covered(new, product)
    was = 0.0 if product is None else geometry.covered(old.box, product)
    met = any(
        geometry.intersection(new, box).area > geometry.intersection(old.box, box).area + 1
        for box in rest
    )
    return inside and over <= max(ON_PRODUCT, was) and not met


def _carry(
    texts: dict[int, TextLayer], shapes: dict[int, ShapeLayer], unit: Unit, dy: float
) -> None:
    for index in unit.texts:
        texts[index] = _moved(texts[index], dy)
    for index in unit.shapes:
        shapes[index] = replace(
            shapes[index], box=replace(shapes[index].box, y=shapes[index].box.y + dy)
        )


def _air(one: float, other: float) -> float:
    small, large = sorted((one, other))
    return max(AIR * small, AIR_OF_LARGER * large)


def _share_column(one: Box, other: Box) -> bool:
    shared = min(one.right, other.right) - max(one.x, other.x)
    return shared > SHARED * min(one.width, other.width)


def _moved(layer: TextLayer, dy: float) -> TextLayer:
    return replace(layer, box=replace(layer.box, y=layer.box.y + dy))


def within_canvas(layer: TextLayer, canvas: tuple[int, int]) -> TextLayer:
    """Return `layer` with the empty part of its box that hangs over the canvas's top or foot cut.

    The block keeps its place: a centred box is cut alike above and below, one that starts or ends
    the block only on the far side.
    """
    box, height = layer.box, canvas[1]
    over = max(0.0, -box.y, box.bottom - height)
    if not over:
        return layer
    above = 0.0 if layer.style.valign == "start" else over
    below = 0.0 if layer.style.valign == "end" else over
    tight = Box(box.x, box.y + above, box.width, box.height - above - below)
    moved = replace(layer, box=tight)
    same = abs(type_setter.ink_box(moved).y - type_setter.ink_box(layer).y) < 0.5
    return moved if same and tight.y >= 0 and tight.bottom <= height else layer
