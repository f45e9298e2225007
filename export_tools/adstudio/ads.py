"""Whole finished ads with every label, and the dispatcher over all six kinds of picture.

Same stock, kit and generator state, same bytes. Pictures are 560 to 900 pixels long.
"""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from adloom.types import Box
from export_tools.adstudio import ads_ideas, ads_ideas_loud, ads_ideas_pages
from export_tools.adstudio.ads_board import Board
from export_tools.adstudio.ads_draft import Draft
from export_tools.adstudio.ads_grounds import paint_ground
from export_tools.adstudio.ads_idea import Idea
from export_tools.adstudio.ads_ideas_authored import draw_authored, read_layouts
from export_tools.adstudio.ads_stock import Stock
from export_tools.adstudio.ads_wear import wear
from export_tools.adstudio.elements import Kit, new_look
from export_tools.adstudio.labelled import KINDS, Kind, Labelled, Mark, Pixels

Rng = np.random.Generator
IDEAS: tuple[Idea, ...] = (*ads_ideas.IDEAS, *ads_ideas_pages.IDEAS, *ads_ideas_loud.IDEAS)
AUTHORED_SHARE, BORDERED_SHARE, WORN_SHARE = 0.12, 0.06, 0.9
KIND_SHARES: dict[Kind, float] = {
    "finished_ad": 0.55,
    "product_scene": 0.10,
    "product_plain": 0.07,
    "collage": 0.14,
    "text_page": 0.08,
    "unusable": 0.06,
}
SHAPE_SHARES = {"square": 0.45, "portrait": 0.25, "landscape": 0.2, "wide": 0.07, "tall": 0.03}
RATIOS = {
    "square": (0.96, 1.05),
    "portrait": (9 / 16, 0.82),
    "landscape": (1.2, 2.0),
    "wide": (2.0, 4.0),
    "tall": (0.25, 0.5),
}
LONGEST_PX = (560, 900)


def draw(stock: Stock, kit: Kit, rng: Rng, kind: Kind | str = "") -> Labelled:
    """Draw a picture of `kind`, or of a kind drawn by KIND_SHARES."""
    if not kind:
        kinds = list(KIND_SHARES)
        kind = kinds[int(rng.choice(len(kinds), p=list(KIND_SHARES.values())))]
    if kind == "finished_ad":
        return draw_ad(stock, kit, rng)
    if kind not in KINDS:
        raise ValueError(f"no such kind of picture: {kind}")
    from export_tools.adstudio.pages import draw_page

    page = draw_page(stock, kit, rng, kind)
    return page if kind == "unusable" else _worn(rng, page)  # those come damaged


def _worn(rng: Rng, one: Labelled) -> Labelled:
    if rng.random() >= WORN_SHARE:
        return one
    picture, clean = wear(rng, (one.picture, one.clean))
    return replace(one, picture=picture, clean=clean)


def draw_ad(stock: Stock, kit: Kit, rng: Rng, idea: Idea | None = None) -> Labelled:
    """Draw a finished ad after `idea`, or after any, with the wear of the real world."""
    one = compose_ad(stock, kit, rng, idea)
    if rng.random() < BORDERED_SHARE:
        one = bordered(rng, one)
    return _worn(rng, one)


def compose_ad(stock: Stock, kit: Kit, rng: Rng, idea: Idea | None = None) -> Labelled:
    """Compose a finished ad after `idea`, or after one that suits a canvas drawn at random."""
    if idea is None and rng.random() < AUTHORED_SHARE:
        layouts = read_layouts(stock.folder)
        if layouts:
            layout = layouts[int(rng.integers(len(layouts)))]
            draft = _begin(stock, kit, rng, ads_ideas.EVERY, _size(rng, layout.ratio))
            draw_authored(draft, layout)
            return draft.board.finish("finished_ad")
    if idea is None:
        shape = str(rng.choice(list(SHAPE_SHARES), p=list(SHAPE_SHARES.values())))
        fit = [i for i in IDEAS if shape in i.shapes]
        weights = np.array([i.weight for i in fit])
        idea = fit[int(rng.choice(len(fit), p=weights / weights.sum()))]
    else:
        shape = idea.shapes[int(rng.integers(len(idea.shapes)))]
    draft = _begin(stock, kit, rng, idea.grounds, _size(rng, float(rng.uniform(*RATIOS[shape]))))
    idea.draw(draft)
    _add_extras(draft)
    return draft.board.finish("finished_ad")


def _size(rng: Rng, ratio: float) -> tuple[int, int]:
    """Width and height of a canvas of width over height `ratio`; often exactly square."""
    ratio = 1.0 if abs(ratio - 1) < 0.06 and rng.random() < 0.8 else ratio
    longest = int(rng.integers(*LONGEST_PX))
    width, height = (longest, longest / ratio) if ratio >= 1 else (longest * ratio, longest)
    return max(96, round(width)), max(96, round(height))


def _begin(
    stock: Stock, kit: Kit, rng: Rng, grounds: tuple[str, ...], size: tuple[int, int]
) -> Draft:
    ground = grounds[int(rng.integers(len(grounds)))]
    pixels = paint_ground(ground, stock, rng, *size)
    return Draft(stock, kit, rng, Board(pixels), new_look(kit, rng, pixels), ground)


def _add_extras(d: Draft) -> None:
    """What ads gather over their life: a logo, a badge, a frame, a small line, a watermark."""
    unit = d.unit
    for _ in range(int(d.rng.integers(1, 5)) if d.chance(0.2) else 0):
        _in_free_place(d, unit * d.span(0.16, 0.4), unit * d.span(0.03, 0.07), "line")
    for _ in range(int(d.rng.choice([0, 1, 2], p=[0.55, 0.35, 0.1]))):
        wide = d.span(0.12, 0.32)
        _in_free_place(d, unit * wide, unit * wide * d.span(0.25, 0.7), "logo")
    if d.chance(0.12):
        _in_free_place(d, unit * 0.18, unit * 0.18, "badge")
    if d.chance(0.1):
        _in_free_place(d, unit * 0.3, unit * 0.035, "text")
    for _ in range(int(d.rng.integers(1, 4)) if d.chance(0.22) else 0):
        side = unit * d.span(0.05, 0.16)
        _in_free_place(d, side, side, "decoration")
    if d.chance(0.06):
        _in_free_place(d, unit * 0.2, unit * 0.09, "sticker")
    if d.chance(0.04):
        d.text(d.at(0.25, 0.46, 0.5, 0.07), "watermark", "center")
    if d.chance(0.03):
        pad = d.span(0.01, 0.03) * unit
        d.frame(Box(pad, pad, d.width - 2 * pad, d.height - 2 * pad))


def _in_free_place(d: Draft, width: float, height: float, what: str) -> None:
    spot = _free_corner(d, width, height) if what in ("logo", "badge") and d.chance(0.6) else None
    spot = spot or d.board.free_box(d.rng, int(width), int(height))
    if spot is None:
        return
    if what == "text":
        d.text(spot, d.among("caption", "brand", "number", "phone"), "start")
    elif what == "line":
        d.text(spot, "selling_point", d.among("start", "center"))
    elif what == "logo":
        d.logo(spot)
    elif what == "badge":
        d.badge(spot)
    elif what == "sticker":
        d.sticker(spot)
    else:
        d.decoration(spot)


def _free_corner(d: Draft, width: float, height: float) -> Box | None:
    pad = d.unit * d.span(0.02, 0.06)
    corners = [
        Box(x, y, width, height)
        for x in (pad, d.width - pad - width)
        for y in (pad, d.height - pad - height)
    ]
    free = [c for c in corners if d.board.is_free(c)]
    return free[int(d.rng.integers(len(free)))] if free else None


def bordered(rng: Rng, one: Labelled) -> Labelled:
    """Set a picture into plain bars, as screenshots and re-posted pictures are."""
    height, width = one.picture.shape[:2]
    above, below, left, right = (
        int(rng.uniform(0, 0.16) * side) * bool(rng.random() < 0.6)
        for side in (height, height, width, width)
    )
    level = int(rng.choice([0, 18, 235, 250, 255]))

    def padded(plane: Pixels, value: int) -> Pixels:
        colour = (value,) * 3
        return np.asarray(
            cv2.copyMakeBorder(plane, above, below, left, right, cv2.BORDER_CONSTANT, value=colour)
        )

    def moved(box: Box) -> Box:
        return Box(box.x + left, box.y + above, box.width, box.height)

    return Labelled(
        one.kind,
        padded(one.picture, level),
        padded(one.clean, level),
        padded(one.removal, 0),
        padded(one.product, 0),
        tuple(Mark(m.label, moved(m.box), m.text, m.role) for m in one.marks),
        tuple(moved(b) for b in one.prints),
    )
