"""Loud ideas: sales, posters, coupons, bands and ribbons, everything at once."""

from __future__ import annotations

import numpy as np

from adloom.types import Box
from export_tools.adstudio.ads_boxes import below, columns, rows, shrunk, top_of
from export_tools.adstudio.ads_draft import Draft
from export_tools.adstudio.ads_grounds import ground_colour
from export_tools.adstudio.ads_idea import ANY, LYING, STANDING, STRIPS, Idea
from export_tools.adstudio.ads_ideas import DARK, EVERY, LOUD, QUIET, SCENES
from export_tools.adstudio.labelled import Mark


def sale_flyer(d: Draft) -> None:
    """Everything at once: headline, ribbon, points, pictures, prices, a bar along the bottom."""
    d.products(d.at(0.3, 0.22, 0.66, 0.5))
    d.block(d.at(0.04, 0.03, 0.72, 0.2), ("headline", "subhead"), "start")
    d.badge(d.at(0.78, 0.03, 0.19, 0.19 * d.width / d.height))
    d.points(
        d.at(0.03, 0.27, 0.34, 0.42), int(d.rng.integers(3, 6)), d.among("icon", "panel", "pill")
    )
    if d.chance(0.7):
        cells = columns(d.at(0.03, 0.72, 0.94, 0.15), int(d.rng.integers(3, 6)), 0.06)
        for cell in cells:
            d.thumb(cell)
    else:
        d.price(d.at(0.5, 0.7, 0.45, 0.17))
    bar = d.at(0, 0.89, 1, 0.11)
    colour = d.panel(bar, d.among("bar", "slanted", "swipe"))
    left, right = columns(shrunk(bar, 0.16), 2, 0.1)
    d.text(left, "title", "start", colour)
    d.logo(right) if d.chance(0.5) else d.button(right)


def diagonal_band(d: Draft) -> None:
    """A slanted band across the picture with the headline on it."""
    d.subject(d.at(0.08, 0.05, 0.84, 0.9))
    y = d.span(0.55, 0.78)
    band = d.at(-0.1, y, 1.2, d.span(0.13, 0.2))
    colour = d.panel(band, d.among("slanted", "swipe", "bar"))
    d.text(d.at(0.1, y + 0.03, 0.8, band.height / d.height - 0.06), "headline", "center", colour)
    d.text(d.at(0.1, 0.04, 0.8, 0.06), "subhead", "center") if d.chance(0.5) else None
    d.text(d.at(0.2, 0.93, 0.6, 0.045), "caption", "center")


def ribbon_corner(d: Draft) -> None:
    """A ribbon along an edge or across a corner, a price below."""
    d.subject(d.at(0.12, 0.15, 0.76, 0.62))
    d.ribbon(d.at(d.span(0, 0.1), d.span(0.03, 0.1), d.span(0.4, 0.8), d.span(0.09, 0.14)))
    d.block(d.at(0.08, 0.8, 0.5, 0.16), ("title", "subhead"), "start")
    d.price(d.at(0.62, 0.78, 0.34, 0.18))


def coupon(d: Draft) -> None:
    """A voucher: a card cut in two, a value on one part, words and a code on the other."""
    wide = d.width >= d.height
    card = d.at(0.05, 0.12, 0.9, 0.76) if wide else d.at(0.06, 0.55, 0.88, 0.36)
    if not wide:
        d.subject(d.at(0.1, 0.06, 0.8, 0.46))
    colour = d.panel(card, d.among("panel", "cut_corners", "scallop", "bar"))
    share = d.span(0.3, 0.45)
    left = Box(card.x, card.y, card.width * share, card.height)
    right = Box(left.right, card.y, card.width * (1 - share), card.height)
    d.block(shrunk(left, 0.16), ("price", "caption"), "center", colour)
    d.dashes(
        (left.right, card.y + card.height * 0.06), (left.right, card.bottom - card.height * 0.06)
    )
    d.block(
        shrunk(right, 0.14), ("title", "subhead", d.among("button", "caption")), "start", colour
    )


def burst_sale(d: Draft) -> None:
    """A burst with the offer in the middle of the canvas, products round or below it."""
    d.products(d.at(0.05, 0.5, 0.9, 0.46))
    box = d.at(0.14, 0.03, 0.72, d.span(0.42, 0.5))
    colour = d.panel(box, d.among("burst", "scallop", "disc", "bubble"))
    d.block(
        shrunk(box, 0.24),
        ("headline", "price") if d.chance(0.6) else ("headline", "subhead"),
        "center",
        colour,
    )
    if d.chance(0.5):
        d.ribbon(d.at(0.1, 0.86, 0.8, 0.1))


def ticker(d: Draft) -> None:
    """Strips of small repeated words along top and bottom, a headline and product between."""
    for y in (0.0, 0.94):
        strip = d.at(0, y, 1, 0.06)
        colour = d.panel(strip, "bar")
        for cell in columns(shrunk(strip, 0.2), int(d.rng.integers(2, 6)), 0.1):
            d.text(cell, d.among("badge", "caption"), "center", colour)
    d.text(d.at(0.05, 0.1, 0.9, d.span(0.15, 0.25)), "headline", "center")
    d.subject(d.at(0.12, 0.36, 0.76, 0.54))


def many_stickers(d: Draft) -> None:
    """Small labels stuck all round (and a little over) the product."""
    d.subject(d.at(0.16, 0.16, 0.68, 0.7))
    d.text(d.at(0.06, 0.03, 0.88, 0.12), "headline", "center")
    for _ in range(int(d.rng.integers(3, 7))):
        wide, tall = int(d.unit * d.span(0.16, 0.28)), int(d.unit * d.span(0.06, 0.12))
        spot = d.board.free_box(d.rng, wide, tall)
        if spot is not None:
            d.sticker(spot)


def playful(d: Draft) -> None:
    """A round headline and decorations strewn about the product."""
    for _ in range(int(d.rng.integers(3, 10))):
        side = d.unit * d.span(0.05, 0.16)
        d.decoration(Box(d.span(0, d.width - side), d.span(0, d.height - side), side, side))
    d.products(d.at(0.15, 0.3, 0.7, 0.64))
    d.text(d.at(0.07, 0.05, 0.86, 0.2), "headline", "center")
    d.sticker(d.at(0.06, 0.82, 0.34, 0.1))
    if d.chance(0.5):
        d.price(d.at(0.64, 0.78, 0.32, 0.18))


def big_number(d: Draft) -> None:
    """A huge figure, a few words under it, the product beside."""
    left = d.chance(0.6)
    d.subject(d.at(0.5 if left else 0.02, 0.12, 0.48, 0.82))
    x = 0.04 if left else 0.52
    d.text(
        d.at(x, 0.12, 0.44, d.span(0.25, 0.4)),
        "price",
        "start",
        words=f"{d.rng.integers(5, 99)}%" if d.chance(0.7) else "",
    )
    d.block(d.at(x, 0.56, 0.44, 0.34), ("headline", "subhead", "button"), "start")


def top_bottom_bars(d: Draft) -> None:
    """A bar above with the title, a bar below with points or a contact, the picture between."""
    top, low = d.span(0.12, 0.2), d.span(0.1, 0.18)
    d.subject(d.at(0.06, top + 0.03, 0.88, 0.94 - top - low))
    upper, lower = d.at(0, 0, 1, top), d.at(0, 1 - low, 1, low)
    colour = d.panel(upper, d.among("bar", "bar", "swipe"))
    d.block(shrunk(upper, 0.16), ("headline", "subhead"), "center", colour)
    colour = d.panel(lower, "bar")
    inner = shrunk(lower, 0.18)
    if d.chance(0.5):
        d.points(inner, int(d.rng.integers(2, 5)), "plain", across=True)
    else:
        left, right = columns(inner, 2, 0.2)
        d.logo(left)
        d.text(right, d.among("phone", "caption"), "end", colour)


def price_tags(d: Draft) -> None:
    """A price list: products with prices on plates in a grid under a banner."""
    banner = d.at(0, 0, 1, 0.15)
    colour = d.panel(banner, d.among("bar", "ribbon", "swipe"))
    d.text(shrunk(banner, 0.2), "headline", "center", colour)
    down, across = (1, 3) if d.width > 1.4 * d.height else (2, int(d.rng.integers(2, 4)))
    for row in rows(d.at(0.03, 0.18, 0.94, 0.79), down, 0.05):
        for cell in columns(row, across, 0.05):
            if d.chance(0.7):
                d.ground_box(cell, ground_colour(d.rng, d.among("white", "pale")), 0.02 * d.unit)
            d.product(shrunk(top_of(cell, 0.62), 0.06))
            d.text(top_of(below(cell, 0.63), 0.35), "selling_point", "center")
            d.price(shrunk(below(cell, 0.76), 0.08))


def dense_drama(d: Draft) -> None:
    """A made-up sports ad: slanted headline, icon column, product huge, a row of pictures."""
    left = d.chance(0.5)
    d.product(d.at(0.34 if left else -0.06, 0.18, 0.74, 0.74), stands=False)
    d.text(d.at(0.03, 0.03, 0.94, d.span(0.1, 0.15)), "headline", "start" if left else "end")
    ribbon = d.at(0.03 if left else 0.5, 0.19, 0.46, 0.07)
    colour = d.panel(ribbon, d.among("slanted", "swipe", "panel"))
    d.text(shrunk(ribbon, 0.18), "subhead", "center", colour)
    d.points(
        d.at(0.03 if left else 0.64, 0.3, 0.34, d.span(0.38, 0.5)),
        int(d.rng.integers(3, 5)),
        "icon",
    )
    if d.chance(0.6):
        for cell in columns(
            d.at(0.03, 0.82, d.span(0.5, 0.8), 0.14), int(d.rng.integers(2, 5)), 0.08
        ):
            d.thumb(cell, d.among("square", "rounded"))
    else:
        d.points(d.at(0.02, 0.86, 0.96, 0.11), int(d.rng.integers(3, 6)), "icon", across=True)
    if d.chance(0.6):
        d.badge(d.at(0.76, 0.82, 0.2, 0.14))


def stacked_words(d: Draft) -> None:
    """Three or four lines of large type fill one side, the product the other."""
    left = d.chance(0.6)
    d.subject(d.at(0.5 if left else 0.0, 0.05, 0.5, 0.93))
    for box in rows(
        d.at(0.04 if left else 0.5, 0.08, 0.48, d.span(0.6, 0.84)), int(d.rng.integers(3, 5)), 0.08
    ):
        d.text(box, d.among("headline", "headline", "title"), "start")


def neon_title(d: Draft) -> None:
    """A title over the upper half of a busy picture, a live tag, a sub-line on a band."""
    d.subject(d.at(0.5, 0.1, 0.48, 0.88))
    d.text(d.at(0.03, 0.08, d.span(0.5, 0.7), d.span(0.3, 0.42)), "headline", "start")
    d.badge(d.at(0.78, 0.04, 0.18, 0.1))
    band = d.at(0.02, 0.62, d.span(0.45, 0.65), d.span(0.14, 0.24))
    colour = d.panel(band, d.among("slanted", "bar", "swipe", "arrowed"))
    d.text(shrunk(band, 0.16), "title", "center", colour)


def season_card(d: Draft) -> None:
    """Decorations in the corners, a centred card or nothing, a greeting and an offer."""
    side = d.unit * d.span(0.14, 0.26)
    for x, y in ((0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0)):
        if d.chance(0.7):
            d.decoration(
                Box(x * (d.width - side), y * (d.height - side), side, side),
                d.among("sticker", "confetti", ""),
            )
    area = d.at(0.16, 0.12, 0.68, 0.34)
    colour = d.panel(area, d.among("panel", "disc", "scallop")) if d.chance(0.5) else None
    d.block(shrunk(area, 0.16), ("subhead", "headline", "caption"), "center", colour)
    d.products(d.at(0.18, 0.48, 0.64, 0.4))
    d.button(d.at(0.3, 0.9, 0.4, 0.07))


def stripes_of_tape(d: Draft) -> None:
    """A slanted tape painted over a picture's corner, words beside it."""
    d.subject(d.at(0.1, 0.1, 0.8, 0.84))
    reach = d.unit * d.span(0.3, 0.5)
    thick = reach * d.span(0.2, 0.32)
    corners = np.array([[0, reach], [reach, 0], [reach + thick * 1.4, 0], [0, reach + thick * 1.4]])
    right = d.chance(0.5)
    if right:
        corners[:, 0] = d.width - corners[:, 0]
    d.polygon(corners, Mark("decoration", _round(corners, d), "", "tape"))
    d.block(d.at(0.06, 0.82, 0.88, 0.14), ("headline", "subhead"), d.among("start", "center"))


def _round(corners: np.ndarray, d: Draft) -> Box:  # type: ignore[type-arg]
    x0, y0 = corners.min(0)
    x1, y1 = corners.max(0)
    return Box(
        max(0, x0), max(0, y0), min(d.width, x1) - max(0, x0), min(d.height, y1) - max(0, y0)
    )


IDEAS = (
    Idea(sale_flyer, (*LOUD, *DARK, "photo"), STANDING, 3.0),
    Idea(diagonal_band, EVERY, ANY, 1.2),
    Idea(ribbon_corner, EVERY, ANY, 1.2),
    Idea(coupon, (*QUIET, *LOUD), (*ANY, *STRIPS), 1.0),
    Idea(burst_sale, LOUD, STANDING, 1.0),
    Idea(ticker, (*QUIET, *SCENES), ANY, 0.8),
    Idea(many_stickers, EVERY, ANY, 1.2),
    Idea(playful, (*LOUD, *QUIET), ANY, 1.2),
    Idea(big_number, (*QUIET, *LOUD), ANY, 1.0),
    Idea(top_bottom_bars, EVERY, STANDING, 1.8),
    Idea(price_tags, (*QUIET, *LOUD), ANY, 1.0),
    Idea(dense_drama, (*DARK, "drama"), ANY, 3.0),
    Idea(stacked_words, EVERY, (*ANY, *STRIPS), 1.2),
    Idea(neon_title, (*DARK, *SCENES), (*LYING, *STRIPS), 1.5),
    Idea(season_card, (*LOUD, *QUIET), STANDING, 1.0),
    Idea(stripes_of_tape, EVERY, ANY, 0.4),
)
