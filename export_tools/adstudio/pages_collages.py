"""Collages: several pictures in one, from bare grids to whole product pages of photos."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import skia

from adloom.types import Box
from export_tools.adstudio import pages_collages_shop as shop
from export_tools.adstudio.ads_stock import Stock
from export_tools.adstudio.elements_base import pick
from export_tools.adstudio.elements_kit import Kit
from export_tools.adstudio.labelled import Pixels
from export_tools.adstudio.pages_easel import (
    Easel,
    cells,
    easel,
    glimpse,
    on_photo,
    split,
    tile_colour,
    turned,
)
from export_tools.adstudio.pages_sheet import shrunk
from export_tools.adstudio.pages_words import hex_of, page_colours

Rng = np.random.Generator
SQUARE = ((680, 680), (660, 660), (680, 544), (544, 680))
ANY = (*SQUARE, (680, 453), (453, 680), (680, 383), (400, 690))
TALL = ((453, 680), (400, 700), (383, 680), (500, 680), (300, 700))
GUTTERS = (0, 0, 2, 4, 8, 14, 22)


def grid(stock: Stock, kit: Kit, rng: Rng) -> Easel:
    """A regular grid of pictures, with or without gutters, at times with captions on them."""
    page = easel(stock, kit, rng, ANY)
    columns, rows = pick(
        rng, ((2, 2), (2, 2), (3, 1), (1, 3), (2, 3), (3, 2), (3, 3), (4, 2), (2, 1), (4, 4))
    )
    gap = pick(rng, GUTTERS)
    boxes = cells(shrunk(page.sheet.frame, gap * pick(rng, (0, 1))), columns, rows, gap)
    radius = pick(rng, (0, 0, 6, 16)) if gap else 0
    worded = page.chance(0.25)
    for box, pixels in zip(boxes, page.pictures(len(boxes)), strict=True):
        page.sheet.photo(pixels, box, radius)
        if worded:
            label_on(page, box)
    return page


def label_on(page: Easel, box: Box) -> None:
    """Put a short label on a picture, on a bar or bare in a corner."""
    size = max(11.0, box.height * 0.075)
    text = page.writer.say(pick(page.rng, ("badge", "selling_point", "number")), 14)
    if page.chance(0.6):
        bar = Box(box.x, box.bottom - size * 2, box.width, size * 2)
        page.sheet.panel(bar, page.colours.deep + pick(page.rng, ("ff", "b0")))
        hand = page.writer.strong.inked(page.colours.on_deep)
        page.sheet.line(text, shrunk(bar, size * 0.4), size, hand, "center")
    else:
        spot = Box(box.x + size, box.y + size * 0.6, box.width - 2 * size, size * 1.5)
        page.sheet.line(text, spot, size, page.writer.strong.inked("#ffffff"))


def beside_one(stock: Stock, kit: Kit, rng: Rng) -> Easel:
    """One larger picture and two to four smaller ones beside or below it."""
    page = easel(stock, kit, rng, ANY)
    gap, count = pick(rng, GUTTERS), int(rng.integers(2, 5))
    frame = shrunk(page.sheet.frame, gap)
    share = page.between(0.5, 0.68)
    first, *rest = page.pictures(count + 1)
    if page.chance(0.6) and frame.width > 0.7 * frame.height:
        wide = frame.width * share
        large = Box(frame.x, frame.y, wide, frame.height)
        side = Box(large.right + gap, frame.y, frame.width - wide - gap, frame.height)
        small = cells(side, 1, count, gap)
    else:
        high = frame.height * share
        large = Box(frame.x, frame.y, frame.width, high)
        side = Box(frame.x, large.bottom + gap, frame.width, frame.height - high - gap)
        small = cells(side, count, 1, gap)
    page.sheet.photo(first, large)
    for box, pixels in zip(small, rest, strict=True):
        page.sheet.photo(pixels, box)
    return page


def masonry(stock: Stock, kit: Kit, rng: Rng) -> Easel:
    """A mood board: columns of pictures of uneven height, with colour swatches between."""
    page = easel(stock, kit, rng, ANY)
    gap, columns = pick(rng, (0, 3, 6, 10)), int(rng.integers(2, 6))
    frame = shrunk(page.sheet.frame, gap)
    tint = page.chance(0.4)
    shade = np.array([page.between(0.85, 1.1), 1.0, page.between(0.65, 1.0)])
    for x, wide in split(frame.x, frame.width, columns, gap):
        y = frame.y - page.between(0, 0.12) * frame.height
        while y < frame.bottom - 4:
            high = min(wide * page.between(0.6, 1.7), frame.bottom + 200 - y)
            box = Box(x, max(y, frame.y), wide, min(y + high, frame.bottom) - max(y, frame.y))
            if page.chance(0.12):
                page.sheet.fill(box, hex_of(rng.random(), page.between(0.1, 0.6), 0.7))
            elif box.height > 8:
                page.sheet.photo(toned(page.picture(), shade) if tint else page.picture(), box)
            y += high + gap
    return page


def toned(pixels: Pixels, shade: np.ndarray[Any, Any]) -> Pixels:
    """A picture drawn towards one tone, as a mood board's are."""
    grey = pixels.mean(axis=2, keepdims=True)
    return np.asarray(np.clip((0.45 * pixels + 0.55 * grey) * shade, 0, 255).astype(np.uint8))


def contact_sheet(stock: Stock, kit: Kit, rng: Rng) -> Easel:
    """The same product many times over on one ground, in rows, at times numbered."""
    page = easel(stock, kit, rng, ANY)
    columns, rows = pick(rng, ((3, 2), (3, 3), (4, 3), (4, 2), (2, 3), (5, 2)))
    tile = tile_colour(rng)
    page.sheet.fill(page.sheet.frame, tile)
    one, mixed = stock.cutout(rng), page.chance(0.35)
    numbered = page.chance(0.3)
    for number, box in enumerate(cells(shrunk(page.sheet.frame, 8), columns, rows, 6), 1):
        shown = stock.cutout(rng) if mixed else turned(one, rng)
        room = box if not numbered else Box(box.x, box.y, box.width, box.height * 0.84)
        page.sheet.cutout(shown, shrunk(room, room.width * 0.08), page.between(0, 0.6))
        if numbered:
            spot = Box(box.x, room.bottom, box.width, box.height * 0.15)
            text = f"{number:02d}" if page.chance(0.5) else page.writer.say("badge", 12)
            page.sheet.line(text, spot, spot.height * 0.7, page.writer.faint, "center")
    return page


def before_after(stock: Stock, kit: Kit, rng: Rng) -> Easel:
    """Two states of one thing, side by side or one below the other."""
    page = easel(stock, kit, rng, ((680, 680), (680, 453), (680, 383), (500, 680)))
    frame, gap = page.sheet.frame, pick(rng, (0, 3, 10))
    top = (
        page.heading(Box(20, 14, frame.width - 40, 40), 30, "center") + 8 if page.chance(0.5) else 0
    )
    room = Box(0, top, frame.width, frame.height - top)
    across = room.width > 0.8 * room.height
    boxes = cells(room, 2, 1, gap) if across else cells(room, 1, 2, gap)
    photo = stock.photo(rng)
    dull = np.asarray((photo * 0.7 + 30).astype(np.uint8)) if page.chance(0.7) else page.picture()
    for box, pixels, word in zip(boxes, (dull, photo), ("BEFORE", "AFTER"), strict=True):
        page.sheet.photo(pixels, box)
        size = max(12.0, box.height * 0.05)
        tag = Box(box.x + 10, box.y + 10, size * 6, size * 2)
        page.sheet.panel(tag, pick(rng, (page.colours.deep, page.colours.accent, "#000000a0")), 4)
        text = word if page.chance(0.7) else page.writer.say("badge", 6)
        page.sheet.line(text, shrunk(tag, 4), size, page.writer.strong.inked("#ffffff"), "center")
    if page.chance(0.5):
        side = frame.width * 0.09
        middle = Box(frame.width / 2 - side / 2, room.centre[1] - side / 2, side, side)
        page.sign(middle, "#ffffff", page.colours.accent, "arrow")
    return page


def storyboard(stock: Stock, kit: Kit, rng: Rng) -> Easel:
    """Rows of panels with captions below, under a header: a storyboard or a comic."""
    page = easel(
        stock,
        kit,
        rng,
        ((680, 383), (680, 453), (560, 680), (680, 560)),
        page_colours(rng, dark=rng.random() < 0.6),
    )
    frame = page.sheet.frame
    high = frame.height * 0.1
    y = page.heading(Box(14, 8, frame.width - 28, high), high * 0.5) + 6
    rows, band = int(rng.integers(1, 4)), page.between(0.16, 0.3)
    number = 0
    for top, height in split(y, frame.height - y - 8, rows, 8):
        row = Box(10, top, frame.width - 20, height)
        for box in cells(row, int(rng.integers(2, 5)), 1, pick(rng, (4, 8, 14))):
            number += 1
            room = Box(box.x, box.y, box.width, box.height * (1 - band))
            page.sheet.photo(page.picture(), room)
            size = max(8.0, box.height * band * 0.24)
            spot = Box(box.x, room.bottom + 2, box.width, box.bottom - room.bottom - 2)
            lines = page.writer.running(spot.width, size, int(rng.integers(1, 4)))
            page.sheet.write(lines, spot, size, page.writer.plain)
            if page.chance(0.5):
                page.number(
                    number, Box(box.x + 4, box.y + 4, 20, 20), "#ffffff", page.colours.accent
                )
    return page


def pinned(stock: Stock, kit: Kit, rng: Rng) -> Easel:
    """Photos lying about at angles: prints on a table, a pin board, a campaign's scraps."""
    page = easel(stock, kit, rng, ANY)
    frame = page.sheet.frame
    if stock.textures and page.chance(0.6):
        page.sheet.photo(pick(rng, stock.textures).pixels()[..., :3], frame)
    columns, rows = pick(rng, ((3, 2), (3, 3), (2, 2), (4, 3)))
    border, tilt = pick(rng, (0, 0, 6, 10)), page.between(0, 14)
    boxes = cells(frame, columns, rows, 0)
    for index in rng.permutation(len(boxes)):
        box = boxes[int(index)]
        x, y = (
            box.x + page.between(-0.15, 0.15) * box.width,
            box.y + page.between(-0.15, 0.15) * box.height,
        )
        card = Box(x, y, box.width * page.between(0.8, 1.2), box.height * page.between(0.8, 1.15))
        angle = float(rng.normal(0, tilt))
        if border:
            page.sheet.photo(np.full((4, 4, 3), 250, np.uint8), card, 1, angle)
        page.sheet.photo(page.picture(), shrunk(card, border), 0, angle)
    return page


def strips(stock: Stock, kit: Kit, rng: Rng) -> Easel:
    """Pictures side by side in upright, lying or slanting strips."""
    page = easel(stock, kit, rng, ANY)
    frame, count = page.sheet.frame, int(rng.integers(3, 6))
    slant = page.between(0.05, 0.3) * frame.width * pick(rng, (-1, 0, 1))
    gap = pick(rng, (0, 4, 8))
    for pixels, (x, wide) in zip(
        page.pictures(count), split(0, frame.width, count, gap), strict=True
    ):
        path = skia.Path()
        first, last = x == 0, x + wide > frame.width - 1
        left, right = (-abs(slant) if first else 0), (abs(slant) if last else 0)
        path.addPoly(
            [
                skia.Point(*p)
                for p in (
                    (x + left + slant / 2, 0),
                    (x + wide + right + slant / 2, 0),
                    (x + wide + right - slant / 2, frame.height),
                    (x + left - slant / 2, frame.height),
                )
            ],
            True,
        )
        reach = abs(slant) / 2 + 1
        box = Box(x - reach + left, 0, wide + 2 * reach + right - left, frame.height)
        page.sheet.photo(pixels, box, clip=path)
    return page


def same_in_scenes(stock: Stock, kit: Kit, rng: Rng) -> Easel:
    """One product in four (or more) different scenes, edge to edge."""
    page = easel(stock, kit, rng, SQUARE)
    product = stock.cutout(rng)
    columns, rows = pick(rng, ((2, 2), (2, 2), (3, 2), (3, 1), (2, 1)))
    for box in cells(page.sheet.frame, columns, rows, pick(rng, (0, 0, 3, 8))):
        page.sheet.photo(on_photo(product, glimpse(stock.photo(rng), rng, 0.6), rng), box)
    return page


def board(stock: Stock, kit: Kit, rng: Rng) -> Easel:
    """A design board: a large picture, close-ups, colour swatches, notes, on a quiet ground."""
    page = easel(stock, kit, rng, ((453, 680), (540, 680), (680, 540), (680, 453)))
    frame, gap = page.sheet.frame, page.between(4, 14)
    pictures = page.views(12)
    y = (
        page.heading(Box(gap, gap, frame.width - 2 * gap, 30), frame.width * 0.05) + gap
        if page.chance(0.7)
        else gap
    )
    while y < frame.height - 30:
        count = int(rng.integers(1, 5))
        high = min(frame.height * page.between(0.12, 0.3), frame.height - y - gap)
        shares = rng.dirichlet(np.full(count, 4.0)) * (frame.width - gap * (count + 1))
        x = gap
        for wide in shares:
            board_piece(page, Box(x, y, float(wide), high), pictures)
            x += float(wide) + gap
        y += high + gap
    return page


def board_piece(page: Easel, box: Box, pictures: list[Pixels]) -> None:
    """One field of a design board."""
    chance = page.rng.random()
    if chance < 0.74 or min(box.width, box.height) < 40:
        page.sheet.photo(pick(page.rng, pictures), box, pick(page.rng, (0, 0, 6)))
    elif chance < 0.86:
        for spot in cells(box, 1, int(page.rng.integers(2, 5)), 0):
            page.sheet.fill(
                spot, hex_of(page.rng.random(), page.between(0.05, 0.5), page.between(0.3, 1))
            )
    else:
        size = max(8.0, min(14.0, box.height / 8))
        page.sheet.write(page.writer.running(box.width, size, 6), box, size, page.writer.plain)


COLLAGES: dict[str, Callable[[Stock, Kit, Rng], Easel]] = {
    "grid": grid,
    "beside_one": beside_one,
    "masonry": masonry,
    "contact_sheet": contact_sheet,
    "header_page": shop.header_page,
    "before_after": before_after,
    "separate_ads": shop.separate_ads,
    "storyboard": storyboard,
    "specification": shop.specification,
    "pinned": pinned,
    "strips": strips,
    "catalogue": shop.catalogue,
    "details_and_words": shop.details_and_words,
    "named_cutouts": shop.named_cutouts,
    "same_in_scenes": same_in_scenes,
    "board": board,
}
