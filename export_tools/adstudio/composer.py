"""Composes clean ad layouts around a product: the procedural teacher of the layout networks.

`compose(canvas, product, wanted, rng)` picks an idea of `composer_ideas.IDEAS`, measures type
from sampled text lengths (0.54 em a letter, line height 1.24) and returns a Layout whose boxes
keep margins, share exact edges, stay off the product and lie inside their underlays; or None.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from adloom.stages.layout_codec import MAX_ELEMENTS, in_design_order
from adloom.types import TEXT_ROLES, Align, Box, Element, Layout, Role
from export_tools.adstudio.composer_ideas import IDEAS, Idea
from export_tools.adstudio.composer_page import Mask, Page, Rng, covers_product, page_of

EM, LINE = 0.54, 1.24
MOST_LINES: dict[Role, int] = {
    "headline": 4,
    "subhead": 3,
    "selling_point": 2,
    "long": 6,
    "badge": 2,
}


@dataclass(frozen=True)
class Piece:
    """Elements that travel together, relative to the piece's own top-left corner."""

    role: Role
    width: float
    height: float
    elements: tuple[Element, ...]


def lines_for(letters: int, width: float, type_size: float) -> int:
    """Return how many lines `letters` take in `width` pixels at `type_size` pixels."""
    per_line = width / (EM * type_size)
    if per_line < min(letters, 8):
        return 99
    return 1 if letters <= per_line else int(np.ceil(letters * 1.1 / per_line))


def type_size(page: Page, role: Role, headline: float) -> float:
    """Return the type size of `role` beside a headline of `headline` pixels."""
    size = max(page.least, page.relative[role] * headline)
    return headline if role == "headline" else min(size, max(page.least, 0.8 * headline))


def text_piece(
    page: Page, role: Role, number: int, width: float, headline: float, align: Align
) -> Piece | None:
    """Return the bare text of `role`, snug in width, or None where it needs too many lines."""
    size, letters = type_size(page, role, headline), page.letters[role][number]
    if role == "price" and number > 0:
        size = max(page.least, 0.55 * size)
    lines = lines_for(letters, width, size)
    if lines > MOST_LINES.get(role, 1):
        return None
    snug = (
        letters * EM * size * 1.06
        if lines == 1
        else letters * 1.12 / lines * EM * size + 1.2 * size
    )
    wide = min(width, max(snug, 2.2 * size))
    box = Box(0, 0, wide, LINE * size * lines)
    return Piece(role, wide, box.height, (Element(role, box, "background", align, lines),))


def on_underlay(piece: Piece, shape: str, dx: float, dy: float) -> Piece:
    """Return `piece` centred on an underlay with `dx`, `dy` pixels of padding."""
    width, height = piece.width + 2 * dx, piece.height + 2 * dy
    if shape in ("circle", "badge"):
        width = height = float(np.hypot(piece.width, piece.height)) * 1.04 + dy
    text = piece.elements[0]
    box = Box((width - piece.width) / 2, (height - piece.height) / 2, piece.width, piece.height)
    under = Element("underlay", Box(0, 0, width, height), "background", "center", 0, shape)
    return Piece(
        piece.role, width, height, (under, replace(text, box=box, on="underlay:0", align="center"))
    )


def piece_of(
    page: Page, role: Role, number: int, width: float, headline: float, align: Align, dress: str
) -> Piece | None:
    """Return the piece of one wanted element in its dress ("" bare, or an underlay shape)."""
    size = type_size(page, role, headline)
    if not dress:
        return text_piece(page, role, number, width, headline, align)
    dx, dy = page.pad[0] * size, page.pad[1] * size
    bare = text_piece(page, role, number, width - 2 * dx, headline, "center")
    if bare is None:
        return None
    piece = on_underlay(bare, dress, dx, dy)
    return piece if piece.width <= width else None


def moved(piece: Piece, x: float, y: float) -> list[Element]:
    """Return the elements of `piece` with its corner at (x, y); underlay links stay local."""
    return [
        replace(e, box=Box(e.box.x + x, e.box.y + y, e.box.width, e.box.height))
        for e in piece.elements
    ]


def _join(groups: list[list[Element]]) -> list[Element]:
    joined: list[Element] = []
    for group in groups:
        base = len(joined)
        for element in group:
            local = element.on.startswith("underlay:")
            on = f"underlay:{base + int(element.on[9:])}" if local else element.on
            joined.append(replace(element, on=on))
    return joined


def _gap(page: Page, above: Piece, below: Piece, headline: float) -> float:
    base = page.gap * headline
    if above.role == below.role:
        return max(0.3 * page.least, 0.5 * base)
    return base * (1.25 if "cta" in (above.role, below.role) else 1.0) + 0.15 * page.least


def column(
    page: Page,
    region: Box,
    order: list[tuple[Role, int]],
    idea: Idea,
    headline: float,
    align: Align,
    valign: str,
    dress: Mapping[Role, str],
) -> list[Element] | None:
    """Return `order` stacked in `region` on one left, centre or right line; None if too big."""
    pieces: list[Piece] = []
    for role, number in order:
        piece = piece_of(page, role, number, region.width, headline, align, dress.get(role, ""))
        if piece is None:
            return None
        pieces.append(piece)
    pieces = _equal_width(pieces, region.width)
    gaps = [_gap(page, a, b, headline) for a, b in pairwise(pieces)]
    total = sum(p.height for p in pieces) + sum(gaps)
    if total > region.height:
        return None
    slack = region.height - total
    y = region.y + slack * {"top": 0.0, "middle": 0.5, "bottom": 1.0, "ends": 0.0}[valign]
    cut = len(pieces) // 2 + len(pieces) % 2 if valign == "ends" else -1
    groups = []
    for place, piece in enumerate(pieces):
        if place == cut:
            y += slack
        x = (
            region.x
            + (region.width - piece.width) * {"start": 0.0, "center": 0.5, "end": 1.0}[align]
        )
        groups.append(moved(piece, x, y))
        y += piece.height + (gaps[place] if place < len(gaps) else 0.0)
    return _join(groups)


def _equal_width(pieces: list[Piece], most: float) -> list[Piece]:
    """Give bare selling points one width and one height."""
    points = [p for p in pieces if p.role == "selling_point" and len(p.elements) == 1]
    if len(points) < 2:
        return pieces
    width, tall = min(most, max(p.width for p in points)), max(p.height for p in points)
    lines = max(p.elements[0].lines for p in points)
    return [
        replace(
            p,
            width=width,
            height=tall,
            elements=(replace(p.elements[0], box=Box(0, 0, width, tall), lines=lines),),
        )
        if p in points
        else p
        for p in pieces
    ]


def row(
    page: Page,
    region: Box,
    order: list[tuple[Role, int]],
    headline: float,
    align: Align,
    dress: Mapping[Role, str],
    cells: bool,
) -> list[Element] | None:
    """Return `order` side by side in `region`, centred on one line; equal cells if `cells`."""
    count = len(order)
    gap = max(0.6 * headline, 0.02 * page.canvas[0])
    most = (region.width - gap * (count - 1)) / max(1, count) if cells else region.width
    pieces = []
    for role, number in order:
        piece = piece_of(
            page, role, number, most, headline, "center" if cells else align, dress.get(role, "")
        )
        if piece is None:
            return None
        pieces.append(piece)
    if cells:
        pieces = _equal_width(pieces, most)
    total = sum(p.width for p in pieces) + gap * (count - 1)
    tall = max(p.height for p in pieces)
    if total > region.width or tall > region.height:
        return None
    spread = (region.width - total) / (count - 1) if count > 1 and cells else 0.0
    spread = min(spread, 2.5 * gap)
    total += spread * (count - 1)
    x = region.x + (region.width - total) * {"start": 0.0, "center": 0.5, "end": 1.0}[align]
    groups = []
    for piece in pieces:
        groups.append(moved(piece, x, region.y + (tall - piece.height) / 2))
        x += piece.width + gap + spread
    return _join(groups)


def largest(
    fits: Callable[[float], list[Element] | None], start: float, least: float
) -> list[Element] | None:
    """Return the first layout that fits as the headline size falls from `start` by tenths."""
    size = start
    while size >= least:
        found = fits(size)
        if found is not None:
            return found
        size *= 0.88
    return None


def clean(page: Page, elements: list[Element]) -> bool:
    """Say whether nothing leaves the canvas, meets another thing, or covers the product."""
    width, height = page.canvas
    tops = [e for e in elements if e.on == "background" and e.role != "decoration"]
    for place, one in enumerate(tops):
        b = one.box
        if b.x < -0.5 or b.y < -0.5 or b.right > width + 0.5 or b.bottom > height + 0.5:
            return False
        if covers_product(
            page, b, 0.04 if one.role == "underlay" and b.area > 0.15 * width * height else 0.015
        ):
            return False
        for two in tops[place + 1 :]:
            c, d = two.box, 0.25 * page.least
            if (
                b.x < c.right + d
                and c.x < b.right + d
                and b.y < c.bottom + d
                and c.y < b.bottom + d
            ):
                return False
    return 0 < len(elements) <= MAX_ELEMENTS


def compose(
    canvas: tuple[int, int],
    mask: Mask,
    wanted: Mapping[Role, int],
    rng: Rng,
    names: tuple[str, ...] = (),
    tries: int = 8,
) -> Layout | None:
    """Return a clean layout of the `wanted` roles (role -> count) round the product, or None.

    `mask` is (rows, columns) bool on the canvas; `names` limits the ideas tried.
    """
    from export_tools.adstudio.composer_flow import lay_out

    ratio = canvas[0] / canvas[1]
    fitting = [
        idea
        for idea in IDEAS
        if idea.ratios[0] <= ratio <= idea.ratios[1]
        and (not names or idea.name in names)
        and all(wanted.get(role, 0) for role in idea.needs)
    ]
    if not fitting:
        return None
    weights = np.array([idea.weight for idea in fitting])
    for _ in range(tries):
        idea = fitting[int(rng.choice(len(fitting), p=weights / weights.sum()))]
        page = page_of(canvas, mask, wanted, rng)
        elements = lay_out(page, idea, wanted, rng)
        if elements is not None and clean(page, elements):
            ordered = in_design_order(elements)
            if sum(e.role in TEXT_ROLES for e in ordered) == sum(wanted.values()):
                return Layout(canvas, ordered, 1.0, idea.name)
    return None
