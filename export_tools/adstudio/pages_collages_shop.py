"""Collages with words: shops' pages of photos, catalogues, several ads on one page."""

from __future__ import annotations

import numpy as np

from adloom.types import Box
from export_tools.adstudio.ads_stock import Stock
from export_tools.adstudio.elements_base import pick
from export_tools.adstudio.elements_kit import Kit
from export_tools.adstudio.labelled import Pixels
from export_tools.adstudio.pages_easel import (
    Easel,
    cells,
    easel,
    on_tile,
    split,
    tile_colour,
)
from export_tools.adstudio.pages_sheet import shrunk

Rng = np.random.Generator
SQUARE = ((680, 680), (660, 660), (680, 544), (544, 680))
ANY = (*SQUARE, (680, 453), (453, 680), (680, 383), (400, 690))
TALL = ((453, 680), (400, 700), (383, 680), (500, 680), (300, 700))
GUTTERS = (0, 0, 2, 4, 8, 14, 22)


def header_page(stock: Stock, kit: Kit, rng: Rng) -> Easel:
    """A shop's detail page: a header bar, two to four framed photos, captions, a text panel."""
    page = easel(stock, kit, rng, ((680, 680), (680, 680), (660, 700), (680, 510)))
    frame, colours = page.sheet.frame, page.colours
    bar = Box(0, 0, frame.width, frame.height * page.between(0.09, 0.15))
    page.sheet.panel(bar, colours.deep)
    page.heading(shrunk(bar, bar.height * 0.16), bar.height * 0.36, colour=colours.on_deep)
    margin = frame.width * page.between(0.03, 0.06)
    if page.chance(0.4):
        body = Box(margin, bar.bottom + margin, frame.width - 2 * margin, 0)
        body = Box(body.x, body.y, body.width, frame.height - margin - body.y)
        framed_photos(page, cells(body, 2, 2, margin), inside=page.chance(0.7))
        return page
    count = int(rng.integers(2, 5))
    high = frame.height * page.between(0.3, 0.42)
    body = Box(margin, bar.bottom + margin, frame.width - 2 * margin, high)
    framed_photos(page, cells(body, count, 1, margin), inside=False)
    top = body.bottom + margin
    text_panel(page, Box(margin, top, body.width, frame.height - top - margin))
    return page


def framed_photos(page: Easel, boxes: list[Box], *, inside: bool) -> None:
    """Photos (or details of an ad) in frames with a caption on a bar inside or below."""
    from export_tools.adstudio.ads import compose_ad

    radius, card = pick(page.rng, (0, 8, 14)), page.chance(0.6)
    ad = compose_ad(page.stock, page.kit, page.rng) if page.chance(0.3) else None
    for box, pixels in zip(boxes, page.pictures(len(boxes)), strict=True):
        room = Box(box.x, box.y, box.width, box.height * (1 if inside else 0.84))
        if card:
            page.sheet.panel(box, "#ffffff", radius, edge="#d8dce2", shadow=page.chance(0.3))
            room = shrunk(room, page.between(0, 8))
        if ad is not None and page.chance(0.6):
            at = page.between(0, 1), page.between(0, 1)
            page.sheet.piece(ad, room, page.between(1.2, 2.8), at)
        else:
            page.sheet.photo(pixels, room, radius)
        size = max(10.0, box.height * 0.06)
        text = page.writer.say("badge", 10)
        text = f"{text} {int(page.rng.integers(1, 9))}" if page.chance(0.5) else text
        if inside:
            bar = Box(room.x, room.bottom - size * 2.4, room.width, size * 2.4)
            page.sheet.panel(bar, page.colours.deep)
            hand = page.writer.strong.inked(page.colours.on_deep)
            page.sheet.line(text, shrunk(bar, size * 0.6), size, hand)
        else:
            spot = Box(box.x, room.bottom, box.width, box.bottom - room.bottom)
            page.sheet.line(text, shrunk(spot, size * 0.3), size, page.writer.strong, "center")


def text_panel(page: Easel, box: Box) -> None:
    """A rounded card of text: a heading, bullets or running lines."""
    if box.height < 30:
        return
    page.sheet.panel(box, page.colours.card, pick(page.rng, (0, 10, 18)), edge="#dfe3ea")
    inner, size = shrunk(box, 18), page.between(13, 18)
    y = inner.y
    if page.chance(0.7):
        page.sheet.line(
            page.writer.say("headline", 14),
            Box(inner.x, y, inner.width, size * 1.6),
            size * 1.2,
            page.writer.strong,
        )
        y += size * 2
    while y + size < inner.bottom and page.chance(0.85):
        dot = Box(inner.x, y + size * 0.55, size * 0.4, size * 0.4)
        page.sign(dot, page.colours.accent, name="star")
        spot = Box(inner.x + size, y, inner.width - size, size * 1.5)
        page.sheet.line(page.writer.say("selling_point", 30), spot, size, page.writer.plain)
        y += size * 1.6


def separate_ads(stock: Stock, kit: Kit, rng: Rng) -> Easel:
    """Two to four finished ads on one page, whose fields are nearly of the ads' own shape."""
    from export_tools.adstudio.ads import compose_ad

    columns, rows = pick(rng, ((2, 2), (2, 2), (2, 2), (3, 1), (2, 1), (1, 2)))
    ads = [compose_ad(stock, kit, rng) for _ in range(columns * rows)]
    ratio = float(np.median([ad.picture.shape[1] / ad.picture.shape[0] for ad in ads]))
    ratio = float(np.clip(ratio * columns / rows, 0.4, 2.4))
    size = (690, round(690 / ratio)) if ratio > 1 else (round(690 * ratio), 690)
    page = easel(stock, kit, rng, (size,))
    gap = pick(rng, (0, 0, 4, 10, 18))
    for ad, box in zip(ads, cells(shrunk(page.sheet.frame, gap), columns, rows, gap), strict=True):
        page.sheet.piece(ad, box)
    return page


def specification(stock: Stock, kit: Kit, rng: Rng) -> Easel:
    """A long product page: a first picture, rows of small photos, a table and icons."""
    page = easel(stock, kit, rng, TALL)
    frame = page.sheet.frame
    pad = frame.width * 0.05
    y = (
        page.heading(
            Box(pad, pad, frame.width - 2 * pad, 40),
            frame.width * 0.06,
            pick(rng, ("start", "center")),
        )
        + 4
    )
    hero = Box(pad, y, frame.width - 2 * pad, frame.height * page.between(0.18, 0.3))
    pictures = page.views(14)
    page.sheet.photo(pictures[0], hero)
    y = hero.bottom + pad * 0.6
    while y < frame.height - 60:
        high = frame.height * page.between(0.09, 0.15)
        section = Box(pad, y, frame.width - 2 * pad, min(high, frame.height - y - 8))
        pick(
            rng,
            (row_of_photos, row_of_photos, row_of_photos, spec_table, row_of_signs, photo_and_text),
        )(page, section, pictures)
        y = section.bottom + pad * 0.5
    return page


def row_of_photos(page: Easel, box: Box, pictures: list[Pixels]) -> None:
    """Two to five photos with captions."""
    worded = page.chance(0.6)
    for cell in cells(box, int(page.rng.integers(2, 6)), 1, 6):
        room = Box(cell.x, cell.y, cell.width, cell.height * (0.8 if worded else 1))
        page.sheet.photo(pick(page.rng, pictures), room, pick(page.rng, (0, 5)))
        if worded:
            spot = Box(cell.x, room.bottom, cell.width, cell.height * 0.2)
            page.sheet.line(
                page.writer.say("selling_point", 12),
                spot,
                spot.height * 0.6,
                page.writer.faint,
                "center",
            )


def spec_table(page: Easel, box: Box, _pictures: list[Pixels]) -> None:
    """Rows of a name and a value with hairlines between."""
    rows = max(2, int(box.height / 17))
    for y, high in split(box.y, box.height, rows, 0):
        size = high * 0.55
        page.sheet.line(
            page.writer.say("badge", 10),
            Box(box.x, y, box.width * 0.4, high),
            size,
            page.writer.strong,
        )
        page.sheet.line(
            page.writer.say("number", 14),
            Box(box.x + box.width * 0.45, y, box.width * 0.55, high),
            size,
            page.writer.faint,
        )
        page.sheet.rule(Box(box.x, y + high - 1, box.width, 1), page.colours.muted + "60")


def row_of_signs(
    page: Easel, box: Box, _pictures: list[Pixels] | None = None, colour: str = ""
) -> None:
    """Icons with a word below each."""
    for cell in cells(box, int(page.rng.integers(3, 7)), 1, 4):
        side = min(cell.width, cell.height) * 0.5
        page.sign(Box(cell.centre[0] - side / 2, cell.y, side, side), colour or page.colours.accent)
        spot = Box(cell.x, cell.y + side + 3, cell.width, cell.height * 0.25)
        hand = page.writer.plain.inked(colour) if colour else page.writer.plain
        page.sheet.line(page.writer.say("badge", 8), spot, spot.height * 0.7, hand, "center")


def photo_and_text(page: Easel, box: Box, pictures: list[Pixels]) -> None:
    """A photo with a paragraph beside it."""
    left, right = cells(box, 2, 1, 8)
    if page.chance(0.5):
        left, right = right, left
    page.sheet.photo(pick(page.rng, pictures), left)
    size = max(7.5, box.height / 9)
    page.sheet.write(page.writer.running(right.width, size, 6), right, size, page.writer.plain)


def catalogue(stock: Stock, kit: Kit, rng: Rng) -> Easel:
    """Cards of products, each with a picture, a name and a price."""
    page = easel(stock, kit, rng, ANY)
    frame = page.sheet.frame
    y = (
        page.heading(Box(20, 12, frame.width - 40, 40), 28, pick(rng, ("start", "center"))) + 6
        if page.chance(0.6)
        else 10
    )
    columns, rows = pick(rng, ((2, 2), (3, 2), (3, 3), (4, 2), (2, 3)))
    one_ground = tile_colour(rng) if page.chance(0.5) else None
    for box in cells(Box(14, y, frame.width - 28, frame.height - y - 12), columns, rows, 12):
        if page.chance(0.5):
            page.sheet.panel(box, "#ffffff", 8, edge="#e2e2e6")
        room = Box(box.x, box.y, box.width, box.height * 0.74)
        shown = on_tile(stock.cutout(rng), rng, one_ground) if page.chance(0.6) else page.picture()
        page.sheet.photo(shown, shrunk(room, 4), pick(rng, (0, 6)))
        size = max(9.0, box.height * 0.065)
        name = Box(box.x + 6, room.bottom + 2, box.width - 12, size * 1.4)
        page.sheet.line(page.writer.say("headline", 16), name, size, page.writer.plain)
        cost = Box(name.x, name.bottom, name.width, size * 1.5)
        page.sheet.line(
            page.writer.say("price"),
            cost,
            size * 1.1,
            page.writer.strong.inked(page.colours.accent),
        )
    return page


def details_and_words(stock: Stock, kit: Kit, rng: Rng) -> Easel:
    """Photos of details and dark tiles of words in turn, with a title above and icons below."""
    page = easel(stock, kit, rng, ((680, 680), (680, 680), (600, 680)))
    frame, colours = page.sheet.frame, page.colours
    y = page.heading(Box(18, 12, frame.width * 0.6, 50), 44) + 6
    if page.chance(0.5):
        corner = Box(frame.width * 0.62, 6, frame.width * 0.36, y)
        page.sheet.cutout(stock.cutout(rng), corner, 0.4)
    foot = frame.height * page.between(0.1, 0.16)
    body = Box(14, y, frame.width - 28, frame.height - y - foot - 14)
    columns, rows = pick(rng, ((4, 2), (2, 2), (2, 4), (2, 3)))
    boxes = cells(body, columns, rows, 6)
    shots = page.views(len(boxes))
    for number, (box, pixels) in enumerate(zip(boxes, shots, strict=True)):
        if (number + number // columns * (columns + 1) % 2) % 2 == 0:
            page.sheet.photo(pixels, box, 6)
        else:
            word_tile(page, box)
    band = Box(0, frame.height - foot, frame.width, foot)
    page.sheet.panel(band, colours.deep)
    row_of_signs(page, shrunk(band, foot * 0.16), colour=colours.on_deep)
    return page


def word_tile(page: Easel, box: Box) -> None:
    """A tile with a sign and a line or two."""
    page.sheet.panel(box, page.colours.deep, 6)
    side = min(box.width, box.height) * 0.34
    page.sign(
        Box(box.centre[0] - side / 2, box.y + box.height * 0.14, side, side),
        "#ffffff",
        page.colours.accent,
    )
    spot = Box(box.x + 6, box.y + box.height * 0.58, box.width - 12, box.height * 0.2)
    page.sheet.line(
        page.writer.say("selling_point", 10),
        spot,
        spot.height * 0.62,
        page.writer.strong.inked(page.colours.on_deep),
        "center",
    )


def named_cutouts(stock: Stock, kit: Kit, rng: Rng) -> Easel:
    """Cut-outs one below or beside the other on a plain ground, each with a name and a line."""
    page = easel(stock, kit, rng, (*TALL, (260, 700), (680, 680)))
    frame = page.sheet.frame
    y = (
        page.heading(Box(10, 8, frame.width - 20, 30), frame.width * 0.09)
        if page.chance(0.5)
        else 6
    )
    columns = pick(rng, (1, 1, 2)) if frame.width < 450 else 3
    rows = max(2, round((frame.height - y) / (frame.width / columns * page.between(0.9, 1.3))))
    for box in cells(Box(8, y, frame.width - 16, frame.height - y - 8), columns, rows, 6):
        word = box.height * page.between(0.12, 0.2)
        page.sheet.cutout(
            stock.cutout(rng),
            Box(box.x, box.y + word, box.width, box.height - word),
            page.between(0, 0.5),
        )
        page.sheet.line(
            page.writer.say("badge", 10),
            Box(box.x, box.y, box.width, word),
            word * 0.62,
            page.writer.strong,
            pick(rng, ("start", "center")),
        )
    return page
