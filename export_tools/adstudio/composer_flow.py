"""Turns one compositional idea into placed elements: hosts, blocks, panels, corners."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from adloom.types import Align, Box, Element, Role
from export_tools.adstudio.composer import column, largest, moved, piece_of, row
from export_tools.adstudio.composer_ideas import Idea
from export_tools.adstudio.composer_page import Page, Rng, covers_product, host

READING: tuple[Role, ...] = (
    "logo",
    "badge",
    "headline",
    "subhead",
    "long",
    "selling_point",
    "price",
    "cta",
)
ALIGNS: dict[str, Align] = {"s": "start", "c": "center", "e": "end"}


def lay_out(page: Page, idea: Idea, wanted: Mapping[Role, int], rng: Rng) -> list[Element] | None:
    """Return the elements of `wanted` placed as `idea` says, or None where they do not fit."""
    dress = _dresses(wanted, rng)
    order = _reading_order(wanted, rng)
    corner = [item for item in order if item[0] in idea.corner]
    away = [item for item in order if item[0] in idea.away]
    main = [item for item in order if item not in corner and item not in away]
    if not main or ("headline", 0) not in main:
        return None
    name = idea.main[int(rng.integers(len(idea.main)))]
    region = host(page, name, rng)
    if region is None:
        return None
    align, valign = _align(idea, name, rng), _valign(idea, name, rng)
    start = float(rng.uniform(0.075, 0.14)) * _measure(page)
    if idea.hero == "price":
        page = replace(page, relative={**page.relative, "price": 0.98})
    block = _block(page, idea, region, name, main, start, align, valign, dress)
    if block is None:
        return None
    size = _headline_size(block)
    if away:
        second = _second(page, idea, name, away, size, align, dress, rng)
        if second is None:
            return None
        block = _merge(block, second)
    for item in corner:
        alone = _in_corner(page, item, size, block, dress, rng)
        if alone is None:
            return None
        block = _merge(block, alone)
    return _decorated(page, idea, block)


def _measure(page: Page) -> float:
    width, height = page.canvas
    return (
        float((width * height) ** 0.5)
        if max(width, height) / min(width, height) < 2.2
        else (min(width, height) * min(1.9, (max(width, height) / min(width, height)) ** 0.5))
    )


def _headline_size(block: list[Element]) -> float:
    return max(e.box.height / e.lines / 1.24 for e in block if e.role == "headline")


def _dresses(wanted: Mapping[Role, int], rng: Rng) -> dict[Role, str]:
    dress: dict[Role, str] = {"cta": str(rng.choice(["pill", "pill", "pill", "rounded", "rect"]))}
    if rng.random() < 0.08:
        dress["cta"] = ""
    dress["badge"] = str(
        rng.choice(["pill", "pill", "circle", "circle", "badge", "rounded", "ribbon", ""])
    )
    if wanted.get("price", 0) == 1 and rng.random() < 0.25:
        dress["price"] = str(rng.choice(["rounded", "circle", "badge", "pill"]))
    if 0 < wanted.get("selling_point", 0) <= 2 and sum(wanted.values()) < 6 and rng.random() < 0.2:
        dress["selling_point"] = "pill"
    return dress


def _reading_order(wanted: Mapping[Role, int], rng: Rng) -> list[tuple[Role, int]]:
    order = [(role, number) for role in READING for number in range(wanted.get(role, 0))]
    if wanted.get("logo") and rng.random() < 0.3:
        order = [*(i for i in order if i[0] != "logo"), ("logo", 0)]
    if wanted.get("price") and rng.random() < 0.35:
        prices = [i for i in order if i[0] == "price"]
        rest = [i for i in order if i[0] != "price"]
        place = rest.index(("headline", 0)) + 1
        order = rest[:place] + prices + rest[place:]
    return order


def _align(idea: Idea, name: str, rng: Rng) -> Align:
    if idea.aligns == "a":
        return (
            "end"
            if name in ("tr", "br") and rng.random() < 0.5
            else ("center" if name in ("top", "bottom") and rng.random() < 0.7 else "start")
        )
    return ALIGNS[idea.aligns[int(rng.integers(len(idea.aligns)))]]


def _valign(idea: Idea, name: str, rng: Rng) -> str:
    chosen = idea.valigns[int(rng.integers(len(idea.valigns)))]
    if chosen != "edge":
        return chosen
    return {"t": "top", "b": "bottom"}.get(name[0], "middle")


def _block(
    page: Page,
    idea: Idea,
    region: Box,
    name: str,
    main: list[tuple[Role, int]],
    start: float,
    align: Align,
    valign: str,
    dress: Mapping[Role, str],
) -> list[Element] | None:
    least = 1.25 * page.least
    if idea.panel:
        return _panelled(page, idea, region, name, main, start, align, dress)
    if idea.flow == "row":
        return largest(
            lambda size: _strip(page, region, main, size, align, dress), start * 1.7, least
        )
    narrow = _readable(page, region, name)
    return largest(
        lambda size: column(page, narrow, main, idea, size, align, valign, dress), start, least
    )


def _readable(page: Page, region: Box, name: str) -> Box:
    """Return the part of a very wide side region that a column should use, next to the margin."""
    most = 0.62 * page.canvas[0]
    if name in ("left", "right") and region.width > most:
        x = region.x if name == "left" else region.right - most
        return Box(x, region.y, most, region.height)
    return region


def _strip(
    page: Page,
    region: Box,
    main: list[tuple[Role, int]],
    size: float,
    align: Align,
    dress: Mapping[Role, str],
) -> list[Element] | None:
    """Return one row: logo, text column, price, badge, button, centred on the strip's axis."""
    columns: list[list[tuple[Role, int]]] = []
    for item in main:
        stacked = item[0] in ("subhead", "selling_point", "price")
        if (
            stacked
            and columns
            and columns[-1][0][0] in ("headline", item[0])
            and len(columns[-1]) < 2
        ):
            columns[-1].append(item)
        else:
            columns.append([item])
    gap = max(0.7 * size, 0.015 * page.canvas[0])
    blocks, x = [], region.x
    for place, items in enumerate(columns):
        left = region.right - x
        share = left if place == len(columns) - 1 else min(left, 0.6 * region.width)
        found = column(
            page,
            Box(x, region.y, share, region.height),
            items,
            _PLAIN,
            size,
            "start",
            "middle",
            dress,
        )
        if found is None:
            return None
        blocks.append(found)
        x = max(e.box.right for e in found) + gap
    if x - gap > region.right + 0.5:
        return None
    slack = region.right - (x - gap)
    if len(blocks) > 1 and slack > 0:  # the last cell closes the strip at the far margin
        blocks[-1] = [_shifted(e, slack, 0) for e in blocks[-1]]
    merged: list[Element] = []
    for block in blocks:
        merged = _merge(merged, block)
    return merged


_PLAIN = Idea("plain", (0.0, 99.0), ("all",))


def _shifted(element: Element, dx: float, dy: float) -> Element:
    b = element.box
    return replace(element, box=Box(b.x + dx, b.y + dy, b.width, b.height))


def _panelled(
    page: Page,
    idea: Idea,
    region: Box,
    name: str,
    main: list[tuple[Role, int]],
    start: float,
    align: Align,
    dress: Mapping[Role, str],
) -> list[Element] | None:
    width, height = page.canvas
    short = min(page.canvas)
    pad = 0.05 * short
    if idea.panel == "side":
        x0, y0 = (0.0 if name != "right" else region.x), (0.0 if name != "bottom" else region.y)
        x1 = width if name != "left" else region.right
        y1 = height if name != "top" else region.bottom
        panel, shape = Box(x0, y0, x1 - x0, y1 - y0), "rect"
        limit = 0.55
        if name in ("left", "right") and panel.width > limit * width:
            w = limit * width
            panel = Box(0.0 if name == "left" else width - w, 0.0, w, height)
        if name in ("top", "bottom") and panel.height > limit * height:
            h = limit * height
            panel = Box(0.0, 0.0 if name == "top" else height - h, width, h)
        pad = max(page.margin)
    else:
        panel, shape = region, "rounded"
    inner = Box(panel.x + pad, panel.y + pad, panel.width - 2 * pad, panel.height - 2 * pad)
    if min(inner.width, inner.height) <= 0:
        return None
    block = largest(
        lambda size: column(page, inner, main, idea, size, align, "middle", dress),
        start,
        1.25 * page.least,
    )
    if block is None:
        return None
    if idea.panel == "card":
        x0, y0 = min(e.box.x for e in block), min(e.box.y for e in block)
        x1, y1 = max(e.box.right for e in block), max(e.box.bottom for e in block)
        panel = Box(x0 - pad, y0 - pad, x1 - x0 + 2 * pad, y1 - y0 + 2 * pad)
        block, panel = _docked(page, block, panel, name, region)
    under = Element("underlay", panel, "background", "center", 0, shape)
    held = [
        replace(e, on="underlay:0" if e.on == "background" else f"underlay:{int(e.on[9:]) + 1}")
        for e in block
    ]
    return [under, *held]


def _docked(
    page: Page, block: list[Element], panel: Box, name: str, region: Box
) -> tuple[list[Element], Box]:
    """Move a card to the margin corner it hosts in."""
    dx = region.right - panel.right if name in ("tr", "br", "right") else region.x - panel.x
    dy = region.bottom - panel.bottom if name[0] == "b" else region.y - panel.y
    if name in ("left", "right"):
        dy = 0.0
    if name in ("top", "bottom"):
        dx = (page.canvas[0] - panel.width) / 2 - panel.x
    box = Box(panel.x + dx, panel.y + dy, panel.width, panel.height)
    return [_shifted(e, dx, dy) for e in block], box


def _second(
    page: Page,
    idea: Idea,
    first: str,
    away: list[tuple[Role, int]],
    size: float,
    align: Align,
    dress: Mapping[Role, str],
    rng: Rng,
) -> list[Element] | None:
    names = [n for n in idea.other if n != first]
    if not names:
        return None
    name = names[int(rng.integers(len(names)))]
    region = _floor(page) if name == "floor" else host(page, name, rng)
    if region is None:
        return None
    if idea.points == "row" and len(away) > 1:
        return row(
            page, region, away, size, "center" if align == "center" else "start", dress, True
        )
    if idea.flow == "row":
        return _strip(page, region, away, size, align, dress)
    if name in ("left", "right"):
        align = "start" if name == "right" or align == "start" else align
    if name in ("tr", "br"):
        align = "end"
    valign = {"t": "top", "b": "bottom"}.get(name[0], "middle")
    if name in ("top", "bottom") and rng.random() < 0.5:
        valign = "middle"
    return column(page, region, away, idea, size, align, valign, dress)


def _floor(page: Page) -> Box:
    (width, height), (mx, my) = page.canvas, page.margin
    top = max(0.74 * height, min(page.box.bottom + 0.5 * my, 0.9 * height))
    return Box(mx, top, width - 2 * mx, height - my - top)


def _in_corner(
    page: Page,
    item: tuple[Role, int],
    size: float,
    block: list[Element],
    dress: Mapping[Role, str],
    rng: Rng,
) -> list[Element] | None:
    """Return the item in a canvas corner free of product and block, or at a strip's far end."""
    (width, height), (mx, my) = page.canvas, page.margin
    shape = dress.get(item[0], "")
    piece = piece_of(
        page,
        item[0],
        item[1],
        0.4 * width if width < 3 * height else 0.25 * width,
        size,
        "center",
        shape,
    )
    if piece is None:
        return None
    right, bottom = width - mx - piece.width, height - my - piece.height
    middle = (width - piece.width) / 2
    places = [(mx, my), (right, my), (mx, bottom), (right, bottom)]
    if width > 2.6 * height:
        places = [(right, (height - piece.height) / 2), (mx, (height - piece.height) / 2)]
    elif item[0] == "logo":
        places += [(middle, my), (middle, bottom)]
    for place in rng.permutation(len(places)):
        x, y = places[int(place)]
        box = Box(x, y, piece.width, piece.height)
        if covers_product(page, box) or any(_near(box, e.box, page.least) for e in block):
            continue
        placed = moved(piece, x, y)
        side: Align = "start" if x == mx else ("end" if x == right else "center")
        return [replace(e, align=side) if len(placed) == 1 else e for e in placed]
    return None


def _near(a: Box, b: Box, gap: float) -> bool:
    return (
        a.x < b.right + gap
        and b.x < a.right + gap
        and a.y < b.bottom + gap
        and b.y < a.bottom + gap
    )


def _merge(first: list[Element], second: list[Element]) -> list[Element]:
    base = len(first)
    return first + [
        replace(e, on=f"underlay:{base + int(e.on[9:])}") if e.on.startswith("underlay:") else e
        for e in second
    ]


def _decorated(page: Page, idea: Idea, block: list[Element]) -> list[Element] | None:
    if not idea.decoration:
        return block
    (width, height), (mx, my) = page.canvas, page.margin
    if idea.decoration == "frame":
        dx = 0.45 * min(mx, my)
        box = Box(dx, dx, width - 2 * dx, height - 2 * dx)
        return [*block, Element("decoration", box, "background", "center", 0, "frame")]
    head = next(e for e in block if e.role == "headline")
    below = min((e.box.y for e in block if e.box.y > head.box.bottom - 1), default=height - my)
    thick = max(2.0, 0.05 * head.box.height / head.lines)
    y = head.box.bottom + (min(below, head.box.bottom + page.least) - head.box.bottom - thick) / 2
    if y < head.box.bottom:
        return None
    box = Box(head.box.x, y, 0.16 * width, thick)
    return [*block, Element("decoration", box, "background", "center", 0, "line")]
