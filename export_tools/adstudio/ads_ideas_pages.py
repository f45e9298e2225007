"""Ideas built like pages: bars, panels, tables, steps, comparisons, call-outs, galleries."""

from __future__ import annotations

from adloom.types import Box
from export_tools.adstudio.ads_boxes import below, columns, joined, rows, shrunk, top_of, under
from export_tools.adstudio.ads_draft import Draft
from export_tools.adstudio.ads_grounds import ground_colour
from export_tools.adstudio.ads_idea import ANY, STANDING, Idea
from export_tools.adstudio.ads_ideas import DARK, EVERY, LOUD, QUIET

PAPER = ("white", "white", "plain", "gradient")


def header_panels(d: Draft) -> None:
    """A header bar, a photo, and two to six panels with points below it."""
    _header(d, d.at(0, 0, 1, d.span(0.09, 0.16)))
    pad, bottom = d.span(0.02, 0.06), d.span(0.52, 0.68)
    d.inset(
        d.at(pad, 0.14 + pad, 1 - 2 * pad, bottom - 0.14 - pad), "", d.chance(0.4) * 0.03 * d.unit
    )
    if d.chance(0.4):
        d.text(d.at(0.25, bottom - 0.25, 0.5, 0.07), "watermark", "center")
    area = d.at(pad, bottom + 0.03, 1 - 2 * pad, 0.94 - bottom)
    if d.chance(0.5):
        for row in rows(area, 2, 0.18):
            d.points(row, 2, d.among("icon", "panel"), across=True)
    else:
        d.points(area, int(d.rng.integers(2, 5)), d.among("icon", "panel"), across=True)


def header_side(d: Draft) -> None:
    """A header bar, a photo on the left, a panel of points on the right, a note below."""
    _header(d, d.at(0, 0, 1, d.span(0.09, 0.15)))
    photo_left = d.chance(0.7)
    photo = d.at(0.03 if photo_left else 0.36, 0.17, 0.61, 0.65)
    d.inset(photo, "", d.chance(0.4) * 0.03 * d.unit)
    side = d.at(0.67 if photo_left else 0.03, 0.17, 0.3, 0.65)
    if d.chance(0.7):
        d.panel(side, "panel")
        side = shrunk(side, 0.1)
    d.text(top_of(side, 0.14), "title", "start")
    d.points(below(side, 0.18), int(d.rng.integers(3, 6)), d.among("icon", "bullet", "plain"))
    note = d.at(0.03, 0.85, 0.94, 0.11)
    colour = d.panel(note, "panel") if d.chance(0.8) else None
    d.text(shrunk(note, 0.25), d.among("long", "subhead"), "start", colour)


def _header(d: Draft, box: Box) -> None:
    colour = d.panel(box, "bar")
    d.block(
        shrunk(box, 0.16),
        ("title", "caption") if d.chance(0.7) else ("title",),
        d.among("start", "start", "center"),
        colour,
    )


def title_chip(d: Draft) -> None:
    """A titled frame over a photo on a page, small cards with points below."""
    chip = d.at(0.05, 0.05, 0.9, 0.12)
    d.inset(d.at(0.05, 0.2, 0.9, 0.48), "", d.chance(0.5) * 0.03 * d.unit)
    colour = d.panel(chip, "panel")
    left, _ = columns(shrunk(chip, 0.2), 2, 0.0)
    d.icon(left) if d.chance(0.4) else d.text(shrunk(chip, 0.22), "title", "start", colour)
    for box in columns(d.at(0.05, 0.74, 0.9, 0.2), 3, 0.08):
        tone = d.panel(box, "panel")
        if d.chance(0.5):
            d.number(top_of(shrunk(box, 0.14), 0.3), int(d.rng.integers(1, 9)))
            d.text(below(shrunk(box, 0.14), 0.45), "selling_point", "center", tone)
        else:
            d.text(shrunk(box, 0.2), "selling_point", "center", tone)


def round_details(d: Draft) -> None:
    """Round pictures of details over or beside the product, joined to it by lines."""
    d.subject(d.at(0.05, 0.2, 0.6, 0.72))
    d.block(d.at(0.05, 0.04, 0.9, 0.14), ("headline",), d.among("start", "center"))
    hero = d.hero or d.at(0.1, 0.3, 0.5, 0.5)
    for number, box in enumerate(rows(d.at(0.7, 0.2, 0.24, 0.76), int(d.rng.integers(2, 5)), 0.35)):
        seen = d.thumb(box, d.among("round", "round", "rounded"))
        if d.chance(0.6):
            d.line(
                (seen.x - 2, seen.centre[1]),
                (hero.x + hero.width * d.span(0.4, 0.8), hero.y + hero.height * d.span(0.1, 0.9)),
            )
        if d.chance(0.4):
            d.number(Box(seen.x, seen.y, seen.width * 0.28, seen.width * 0.28), number + 1)
        d.text(under(seen), "badge", "center")


def gallery(d: Draft) -> None:
    """One large picture, a strip of small ones under or beside it, a title."""
    d.text(d.at(0.05, 0.03, 0.9, 0.1), "title", d.among("start", "center"))
    if d.chance(0.6):
        d.inset(d.at(0.05, 0.15, 0.9, 0.52), "", d.chance(0.5) * 0.04 * d.unit)
        cells = columns(d.at(0.05, 0.7, 0.9, 0.2), int(d.rng.integers(3, 6)), 0.08)
    else:
        d.inset(d.at(0.05, 0.15, 0.6, 0.75), "", d.chance(0.5) * 0.04 * d.unit)
        cells = rows(d.at(0.68, 0.15, 0.27, 0.75), int(d.rng.integers(2, 5)), 0.08)
    captions = d.chance(0.5)
    for cell in cells:
        box = d.thumb(top_of(cell, 0.82) if captions else cell)
        if captions:
            d.text(under(box), "caption", "center")
    d.text(d.at(0.05, 0.93, 0.9, 0.04), "caption", "center")


def inset_page(d: Draft) -> None:
    """A product in a rounded picture on a coloured page, words below or beside."""
    if d.width > 1.2 * d.height:
        d.inset(d.at(0.5, 0.06, 0.46, 0.88), "", 0.05 * d.unit)
        d.block(d.at(0.05, 0.14, 0.4, 0.72), ("brand", "headline", "subhead", "button"), "start")
        return
    d.inset(d.at(0.06, 0.05, 0.88, d.span(0.5, 0.62)), "", d.span(0.02, 0.1) * d.unit)
    d.block(
        d.at(0.07, 0.7, 0.86, 0.25),
        ("headline", "subhead", "button")[: int(d.rng.integers(2, 4))],
        d.among("start", "center"),
    )


def social_post(d: Draft) -> None:
    """A post as a phone shows it: name above, picture, signs and words below."""
    face = d.at(0.04, 0.025, 0.07 * d.height / d.width if d.width > d.height else 0.08, 0.07)
    d.thumb(face, "round")
    d.text(d.at(0.15, 0.03, 0.5, 0.035), "brand", "start")
    d.text(d.at(0.15, 0.068, 0.35, 0.025), "caption", "start")
    d.inset(d.at(0, 0.115, 1, 0.7), d.among("photo", "product"))
    side = 0.05 * d.height
    for number in range(int(d.rng.integers(2, 5))):
        d.decoration(
            d.at(0.04 + number * 0.09 * d.height / d.width, 0.835, side / d.width, 0.05), "icon"
        )
    d.text(d.at(0.04, 0.9, 0.9, 0.07), d.among("long", "subhead"), "start")
    if d.chance(0.4):
        d.text(d.at(0.1, 0.4, 0.8, 0.14), "headline", "center")


def comparison(d: Draft) -> None:
    """Two things side by side, each with its name, its points, and "vs" between them."""
    d.text(d.at(0.05, 0.03, 0.9, 0.12), "headline", "center")
    halves = columns(d.at(0.03, 0.18, 0.94, 0.79), 2, 0.04)
    for half in halves:
        if d.chance(0.5):
            d.ground_box(half, ground_colour(d.rng), d.chance(0.5) * 0.03 * d.unit)
        kind = d.among("product", "photo", "bare")
        upper = shrunk(top_of(half, 0.62), 0.04)
        d.product(upper) if kind == "bare" else d.inset(upper, kind)
        low = shrunk(below(half, 0.64), 0.06)
        d.block(top_of(low, 0.35), ("badge",) if d.chance(0.5) else ("title",), "center")
        d.points(below(low, 0.42), int(d.rng.integers(2, 4)), d.among("icon", "plain", "bullet"))
    if d.chance(0.6):
        x = halves[0].right - 0.05 * d.unit
        box = d.at(x / d.width, 0.36, 0.1 * d.unit / d.width, 0.1 * d.unit / d.height)
        colour = d.panel(box, "disc")
        d.text(shrunk(box, 0.22), "badge", "center", colour, words="VS")


def steps(d: Draft) -> None:
    """Two to four numbered steps, each a picture with a line, beside or below one another."""
    d.block(d.at(0.05, 0.03, 0.9, 0.15), ("headline", "subhead"), d.among("start", "center"))
    count = int(d.rng.integers(2, 5))
    across = d.width >= d.height or d.chance(0.3)
    if count == 4 and not across:
        cells = [
            c for row in rows(d.at(0.05, 0.21, 0.9, 0.75), 2, 0.06) for c in columns(row, 2, 0.06)
        ]
    elif across:
        cells = columns(d.at(0.04, 0.22, 0.92, 0.72), count, 0.08)
    else:
        cells = rows(d.at(0.06, 0.21, 0.88, 0.75), count, 0.08)
    d.product(d.at(0.3, 0.2, 0.4, 0.4)) if d.chance(0.15) else None
    shape = d.among("square", "rounded")
    for number, cell in enumerate(cells, 1):
        seen = d.thumb(top_of(cell, 0.74), shape)
        side = 0.2 * min(seen.width, seen.height)
        d.number(Box(seen.x - side * 0.2, seen.y - side * 0.2, side, side), number)
        d.text(below(cell, 0.78), d.among("selling_point", "badge"), "center")


def spec_table(d: Draft) -> None:
    """A table of figures beside or below the product."""
    d.block(d.at(0.05, 0.04, 0.9, 0.14), ("headline",), d.among("start", "center"))
    if d.width >= d.height:
        d.subject(d.at(0.04, 0.2, 0.46, 0.75))
        d.table(d.at(0.53, 0.22, 0.43, d.span(0.45, 0.7)))
    else:
        d.subject(d.at(0.1, 0.19, 0.8, 0.42))
        d.table(d.at(0.06, 0.64, 0.88, 0.32))


def callouts(d: Draft) -> None:
    """Lines that point at parts of the product, a few words at their ends."""
    d.text(d.at(0.06, 0.03, 0.88, d.span(0.08, 0.14)), "headline", d.among("start", "center"))
    d.product(d.at(0.27, 0.22, 0.46, 0.7), stands=False)
    hero = d.hero or d.at(0.3, 0.3, 0.4, 0.5)
    boxed = d.chance(0.4)
    for left in (True, False):
        for cell in rows(
            d.at(0.03 if left else 0.75, 0.24, 0.22, 0.68), int(d.rng.integers(1, 4)), 1.6
        ):
            aim = (
                hero.x + hero.width * d.span(0.15, 0.45)
                if left
                else hero.x + hero.width * d.span(0.55, 0.85)
            )
            start = (cell.right + 4 if left else cell.x - 4, cell.centre[1])
            d.line(start, (aim, hero.y + hero.height * d.span(0.1, 0.9)))
            colour = d.panel(cell, "panel") if boxed else None
            align = "center" if boxed else ("end" if left else "start")
            d.block(
                shrunk(cell, 0.12) if boxed else cell,
                ("title", "caption") if d.chance(0.4) else ("selling_point",),
                align,
                colour,
            )


def dimensions(d: Draft) -> None:
    """The product with arrows along its sides and its measures beside them."""
    d.text(d.at(0.05, 0.04, 0.6, 0.12), "title", "start")
    d.product(d.at(0.25, 0.25, 0.5, 0.55), stands=False)
    hero = d.hero or d.at(0.3, 0.3, 0.4, 0.4)
    gap = 0.05 * d.unit
    d.line((hero.x, hero.bottom + gap), (hero.right, hero.bottom + gap))
    d.text(
        Box(hero.x + hero.width * 0.3, hero.bottom + gap * 1.3, hero.width * 0.4, gap),
        "number",
        "center",
    )
    d.line((hero.right + gap, hero.y), (hero.right + gap, hero.bottom))
    d.text(
        Box(hero.right + gap * 1.4, hero.centre[1] - gap / 2, d.unit * 0.18, gap), "number", "start"
    )
    if d.chance(0.6):
        d.points(
            d.at(0.05, 0.88, 0.9, 0.09),
            int(d.rng.integers(2, 5)),
            d.among("icon", "plain"),
            across=True,
        )


def line_up(d: Draft) -> None:
    """Several products in a row, each with a name or a price under it."""
    d.block(d.at(0.05, 0.04, 0.9, 0.17), ("headline", "subhead"), "center")
    cells = columns(d.at(0.04, 0.26, 0.92, 0.64), int(d.rng.integers(2, 6)), 0.06)
    priced, standing = d.chance(0.6), [d.product(top_of(c, 0.68), stands=True) for c in cells]
    d.hero = joined(standing)
    for cell in cells:
        low = below(cell, 0.74)
        d.text(top_of(low, 0.4), "selling_point", "center")
        d.price(below(low, 0.45)) if priced else d.text(below(low, 0.5), "caption", "center")


def review(d: Draft) -> None:
    """A customer's words on a card or a bubble, stars above them, the product beside."""
    d.subject(d.at(0.5, 0.2, 0.47, 0.75) if d.width >= d.height else d.at(0.1, 0.48, 0.8, 0.5))
    box = d.at(0.05, 0.15, 0.46, 0.6) if d.width >= d.height else d.at(0.07, 0.07, 0.86, 0.36)
    colour = d.panel(box, d.among("panel", "bubble", "panel"))
    inner = shrunk(box, 0.16)
    for star in columns(Box(inner.x, inner.y, inner.width * 0.5, inner.height * 0.16), 5, 0.15):
        d.decoration(star, "star")
    d.block(below(inner, 0.22), ("long", "brand"), "start", colour)
    if d.chance(0.4):
        d.logo(d.at(0.06, 0.88, 0.24, 0.08))


def checklist(d: Draft) -> None:
    """A list of ticked lines on a panel, the product beside it."""
    left = d.chance(0.5)
    d.subject(d.at(0.5 if left else 0.03, 0.22, 0.47, 0.74))
    d.block(d.at(0.05, 0.04, 0.9, 0.15), ("headline",), d.among("start", "center"))
    box = d.at(0.05 if left else 0.53, 0.24, 0.42, d.span(0.45, 0.68))
    colour = d.panel(box, "panel") if d.chance(0.7) else None
    for row in rows(shrunk(box, 0.1), int(d.rng.integers(3, 7)), 0.35):
        side = row.height * 0.8
        d.decoration(Box(row.x, row.y + row.height * 0.1, side, side), "check")
        d.text(
            Box(row.x + side * 1.4, row.y, row.width - side * 1.4, row.height),
            "selling_point",
            "start",
            colour,
        )


def tiles(d: Draft) -> None:
    """A grid of small tiles with a sign and a word each, over or below the picture."""
    d.subject(d.at(0.1, 0.2, 0.8, 0.44))
    d.text(d.at(0.06, 0.04, 0.88, 0.13), "headline", "center")
    for row in rows(d.at(0.06, 0.67, 0.88, 0.29), 2, 0.1):
        d.points(row, int(d.rng.integers(2, 5)), "icon", across=True)


def before_after(d: Draft) -> None:
    """Two pictures that fill the canvas side by side or one above the other, a tag on each."""
    halves = columns(d.at(0, 0, 1, 1), 2, 0.0) if d.chance(0.6) else rows(d.at(0, 0, 1, 1), 2, 0.0)
    for half in halves:
        d.inset(half, "photo")
    for half in halves:
        tag = Box(
            half.x + half.width * 0.06,
            half.y + half.height * 0.05,
            min(half.width * 0.4, d.unit * 0.25),
            d.unit * 0.07,
        )
        d.badge(tag)
    if d.chance(0.7):
        d.block(d.at(0.15, 0.42, 0.7, 0.16), ("headline",), "center")


IDEAS = (
    Idea(header_panels, PAPER, STANDING, 3.5),
    Idea(header_side, PAPER, ("square", "landscape"), 2.5),
    Idea(title_chip, PAPER, STANDING, 1.5),
    Idea(round_details, EVERY, ANY, 2.0),
    Idea(gallery, (*PAPER, "gradient", "shapes"), ANY, 1.5),
    Idea(inset_page, (*PAPER, *QUIET), ANY, 1.2),
    Idea(social_post, ("white", "white", "plain"), STANDING, 0.8),
    Idea(comparison, (*PAPER, "gradient", "dimmed"), ANY, 1.2),
    Idea(steps, (*PAPER, "gradient", "drama"), ANY, 1.2),
    Idea(spec_table, EVERY, ANY, 1.3),
    Idea(callouts, (*QUIET, *DARK), ANY, 1.5),
    Idea(dimensions, QUIET, ANY, 1.0),
    Idea(line_up, (*QUIET, *LOUD), ANY, 1.2),
    Idea(review, EVERY, ANY, 0.9),
    Idea(checklist, EVERY, ANY, 1.5),
    Idea(tiles, EVERY, STANDING, 1.5),
    Idea(before_after, ("plain",), ANY, 0.6),
)
