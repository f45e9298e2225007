"""Text pages with drawings: infographics, maps, numbered instructions, lists of characters."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import skia

from adloom.types import Box
from export_tools.adstudio.ads_stock import Stock
from export_tools.adstudio.elements_base import pick
from export_tools.adstudio.elements_kit import Kit, artwork
from export_tools.adstudio.labelled import Pixels
from export_tools.adstudio.pages_easel import Easel, cells, easel, rgb_of, split
from export_tools.adstudio.pages_icons import disc_drawer, sign_drawer
from export_tools.adstudio.pages_sheet import (
    SMOOTH,
    outline_paint,
    placed,
    rect,
    rounded,
    shrunk,
    skia_image,
)
from export_tools.adstudio.pages_texts import bullets, chart
from export_tools.adstudio.pages_words import hex_of, page_colours

Rng = np.random.Generator
UPRIGHT = ((490, 690), (460, 690), (400, 690), (680, 680), (545, 690))


def drawing(page: Easel, pixels: Pixels, box: Box) -> None:
    """Put a small picture with alpha on the page as a decoration."""
    place = placed(pixels, box, whole=True)
    image = skia_image(pixels)
    page.sheet.ornament(place, lambda canvas: canvas.drawImageRect(image, rect(place), SMOOTH))


def emblem(page: Easel, box: Box) -> None:
    """A sticker where there are any, else a sign on a disc."""
    if page.kit.stickers and page.chance(0.55):
        drawing(page, artwork(pick(page.rng, page.kit.stickers)), box)
    else:
        page.sign(box, "#ffffff", pick(page.rng, (page.colours.accent, page.colours.deep)))


def infographic(stock: Stock, kit: Kit, rng: Rng) -> Easel:
    """Sections of emblems, large figures, charts and words under a title."""
    page = easel(stock, kit, rng, (*UPRIGHT, (690, 490)))
    frame, colours = page.sheet.frame, page.colours
    top = Box(0, 0, frame.width, frame.height * page.between(0.1, 0.16))
    filled = page.chance(0.5)
    if filled:
        page.sheet.panel(top, colours.deep)
    inner = shrunk(top, top.height * 0.14)
    page.heading(inner, inner.height * 0.5, "center", colours.on_deep if filled else "")
    body = Box(16, top.bottom + 12, frame.width - 32, frame.height - top.bottom - 24)
    columns = 1 if frame.width < 0.6 * frame.height else pick(rng, (1, 2, 2, 3))
    for box in cells(body, columns, int(rng.integers(3, 6)), 12):
        if page.chance(0.6):
            page.sheet.panel(box, colours.card, 12, edge=pick(rng, ("", colours.accent)))
        fact(page, shrunk(box, 8))
    return page


def fact(page: Easel, box: Box) -> None:
    """An emblem or a chart on one side, a heading and lines on the other."""
    side = min(box.height, box.width * 0.32)
    if page.chance(0.25):
        chart(page, Box(box.x, box.y, side * 1.2, box.height))
    else:
        emblem(page, shrunk(Box(box.x, box.centre[1] - side / 2, side, side), side * 0.1))
    x, size = box.x + side * 1.25, max(9.0, min(16.0, box.height * 0.13))
    width = box.right - x
    head = page.writer.title.inked(page.colours.accent) if page.chance(0.4) else page.writer.strong
    role = pick(page.rng, ("headline", "number", "selling_point"))
    page.sheet.line(page.writer.say(role, 16), Box(x, box.y, width, size * 2), size * 1.5, head)
    lines = page.writer.running(width, size, 7)
    y = box.y + size * 2.2
    page.sheet.write(lines, Box(x, y, width, box.bottom - y), size, page.writer.plain)


def town_map(stock: Stock, kit: Kit, rng: Rng) -> Easel:
    """A map: land, water, roads, places with pins or small drawings and their names."""
    page = easel(stock, kit, rng, ((680, 680), (690, 515), (515, 690)))
    frame = page.sheet.frame
    drawn = page.chance(0.5)
    page.sheet.fill(
        frame, hex_of(0.11, 0.12, 0.96) if drawn else pick(rng, ("#f2efe9", "#e8f0e4", "#eef1f4"))
    )
    canvas = page.sheet.full.getCanvas()
    for colour in ("#aadaff", "#c8e6c0", "#bcd8e8")[: int(rng.integers(1, 4))]:
        blob = smooth_path(
            rng.uniform(-0.2, 1.2, (5, 2)) * (frame.width, frame.height), closed=True
        )
        canvas.drawPath(
            blob,
            skia.Paint(
                AntiAlias=True, Color4f=skia.Color4f(*(c / 255 for c in rgb_of(colour)), 0.8)
            ),
        )
    for _ in range(int(rng.integers(5, 16))):
        road = smooth_path(rng.uniform(-0.1, 1.1, (3, 2)) * (frame.width, frame.height))
        wide = page.between(2, 9)
        canvas.drawPath(road, outline_paint("#b8a890" if drawn else "#c9c9c9", wide + 2))
        canvas.drawPath(
            road, outline_paint("#fff6e0" if drawn else pick(rng, ("#ffffff", "#ffe9a8")), wide)
        )
    y = (
        page.heading(
            Box(16, 10, frame.width * 0.6, 60),
            frame.width * page.between(0.05, 0.09),
            colour=page.colours.accent,
        )
        if page.chance(0.7)
        else 0
    )
    for box in cells(
        Box(10, y, frame.width - 20, frame.height - y - 10),
        int(rng.integers(3, 6)),
        int(rng.integers(3, 6)),
        6,
    ):
        if page.chance(0.8):
            place_on_map(page, box, drawn)
    return page


def place_on_map(page: Easel, box: Box, drawn: bool) -> None:
    """A pin, number or small drawing somewhere in `box`, with a name below."""
    side = min(box.width, box.height) * (
        page.between(0.4, 0.66) if drawn else page.between(0.16, 0.26)
    )
    x, y = (
        box.x + page.between(0, 1) * (box.width - side),
        box.y + page.between(0, 0.5) * (box.height - side),
    )
    spot = Box(x, y, side, side)
    if drawn and page.chance(0.75):
        if page.kit.stickers and page.chance(0.6):
            drawing(page, artwork(pick(page.rng, page.kit.stickers)), spot)
        else:
            drawing(page, page.stock.cutout(page.rng), spot)
    elif page.chance(0.5):
        page.sign(spot, "#d83a30", name="pin")
    else:
        page.number(int(page.rng.integers(1, 30)), spot, "#ffffff", page.colours.accent)
    size = page.between(9, 14)
    name = Box(x - 20, spot.bottom + 1, side + 40, size * 1.3)
    page.sheet.line(
        page.writer.say(pick(page.rng, ("badge", "selling_point")), 10),
        name,
        size,
        page.writer.strong,
        "center",
    )


def smooth_path(points: np.ndarray[Any, Any], *, closed: bool = False) -> skia.Path:
    """A curve through the middles between `points`."""
    path = skia.Path()
    ring = [*points, *points[:2]] if closed else list(points)
    path.moveTo(*(float(v) for v in (ring[0] + ring[1]) / 2))
    for here, there in pairwise(ring[1:]):
        middle = (here + there) / 2
        path.quadTo(float(here[0]), float(here[1]), float(middle[0]), float(middle[1]))
    return path


def steps(stock: Stock, kit: Kit, rng: Rng) -> Easel:
    """How to: numbered panels with figures or a drawing of the thing and a line or two each."""
    page = easel(stock, kit, rng, ((680, 680), (680, 680), (545, 690), (690, 390)))
    frame, colours = page.sheet.frame, page.colours
    if page.chance(0.5):
        page.sheet.shade(
            frame, [hex_of(rng.random(), 0.5, 0.6), hex_of(rng.random(), 0.4, 0.85)], 1.57
        )
    band = Box(0, 0, frame.width, frame.height * 0.14)
    filled = page.chance(0.6)
    if filled:
        page.sheet.panel(band, colours.deep)
    page.heading(
        shrunk(band, 10),
        band.height * 0.46,
        pick(rng, ("start", "center")),
        colours.on_deep if filled else "",
    )
    foot = frame.height * 0.12 if page.chance(0.6) else 8
    body = Box(12, band.bottom + 10, frame.width - 24, frame.height - band.bottom - 10 - foot)
    columns, rows = pick(rng, ((2, 2), (2, 2), (3, 2), (2, 3), (1, 4), (4, 1)))
    thing = stock.cutout(rng)
    ground = hex_of(rng.random(), page.between(0.05, 0.5), page.between(0.7, 1))
    for number, box in enumerate(cells(body, columns, rows, 10), 1):
        step(page, box, number, thing, ground)
    if foot > 10:
        notes = Box(12, body.bottom + 6, body.width, foot - 12)
        page.sheet.panel(notes, colours.deep, 10)
        page.sheet.line(
            page.writer.say("long", 40),
            shrunk(notes, 10),
            notes.height * 0.3,
            page.writer.plain.inked(colours.on_deep),
        )
    return page


def step(page: Easel, box: Box, number: int, thing: Pixels, ground: str) -> None:
    """One numbered panel of an instruction."""
    page.sheet.panel(box, ground, 8, edge=page.colours.muted)
    side = min(30.0, box.height * 0.2)
    page.number(number, Box(box.x + 6, box.y + 6, side, side), "#ffffff", page.colours.accent)
    words = Box(box.x + side + 14, box.y + 6, box.width - side - 20, side)
    size = min(15.0, side * 0.62)
    page.sheet.write(
        [page.writer.say("selling_point", 18), page.writer.say("subhead", 20)],
        Box(words.x, words.y, words.width, size * 3),
        size,
        page.writer.strong,
    )
    room = Box(box.x + 8, box.y + side + size + 12, box.width - 16, box.height - side - size - 20)
    if room.height < 24:
        return
    if page.chance(0.7):
        wide = room.width * page.between(0.35, 0.6)
        drawing(
            page,
            flat(thing, page),
            Box(room.x + page.between(0, 1) * (room.width - wide), room.y, wide, room.height),
        )
    for _ in range(int(page.rng.integers(1, 5))):
        high = room.height * page.between(0.5, 0.9)
        spot = Box(
            room.x + page.between(0, 1) * (room.width - high * 0.6),
            room.bottom - high,
            high * 0.6,
            high,
        )
        figure = sign_drawer(pick(page.rng, ("person", "runner")), spot, page.colours.ink)
        page.sheet.ornament(spot, figure)
    if page.chance(0.6):
        arrow = Box(room.centre[0], room.centre[1], 40, 20)
        page.sheet.ornament(arrow, sign_drawer("arrow", arrow, page.colours.accent))


def flat(thing: Pixels, page: Easel) -> Pixels:
    """A cut-out as a drawing: few tones of one colour."""
    tone = thing[..., :3].mean(axis=2, keepdims=True) // 52 * 52 / 255
    colour = np.array(rgb_of(page.colours.accent))
    drawn = np.clip(colour * (0.5 + tone), 0, 255).astype(np.uint8)
    return np.dstack([drawn, thing[..., 3]]) if page.chance(0.6) else thing


def characters(stock: Stock, kit: Kit, rng: Rng) -> Easel:
    """A list of characters, signs or breeds: a picture and bulleted traits each, in a frame."""
    page = easel(
        stock, kit, rng, (*UPRIGHT, (690, 515)), page_colours(rng, dark=rng.random() < 0.15)
    )
    frame, colours = page.sheet.frame, page.colours
    if page.chance(0.7):
        for inset in (8, 13)[: int(rng.integers(1, 3))]:
            edge = rounded(shrunk(frame, inset), pick(rng, (0, 14)))
            page.sheet.full.getCanvas().drawRRect(edge, outline_paint(colours.accent, 1.5))
    inner = shrunk(frame, 24)
    y = page.heading(inner, frame.width * page.between(0.055, 0.08), "center") + 10
    columns = 1 if frame.width < frame.height * 0.8 else 2
    rows = int(rng.integers(3, 6))
    for box in cells(Box(inner.x, y, inner.width, inner.bottom - y), columns, rows, 10):
        character(page, box)
    return page


def character(page: Easel, box: Box) -> None:
    """One entry: a picture on one side, a name and traits on the other."""
    if page.chance(0.8):
        page.sheet.panel(box, page.colours.card, 12, edge=page.colours.accent)
    inner = shrunk(box, 8)
    wide = min(inner.height, inner.width * 0.36)
    spot = Box(inner.x, inner.y, wide, inner.height)
    chance = page.rng.random()
    if chance < 0.4:
        drawing(page, page.stock.cutout(page.rng), spot)
    elif chance < 0.7:
        page.sheet.photo(page.picture(), spot, 8)
    else:
        emblem(page, shrunk(spot, 6))
    x, size = spot.right + 12, max(9.0, min(14.0, inner.height * 0.12))
    name = Box(x, inner.y, inner.right - x, size * 2)
    page.sheet.line(
        page.writer.say("badge", 10), name, size * 1.5, page.writer.title.inked(page.colours.accent)
    )
    rest = Box(x, name.bottom, name.width, inner.bottom - name.bottom)
    bullets(page, rest, size)


def timeline(stock: Stock, kit: Kit, rng: Rng) -> Easel:
    """A line of years or stages with dots, names and short texts."""
    page = easel(stock, kit, rng, ((690, 390), (490, 690), (690, 300)))
    frame, colours = page.sheet.frame, page.colours
    inner = shrunk(frame, 24)
    y = page.heading(inner, 26, pick(rng, ("start", "center"))) + 16
    room = Box(inner.x, y, inner.width, inner.bottom - y)
    count = int(rng.integers(3, 7))
    if frame.width > frame.height:
        page.sheet.rule(Box(room.x, room.y + 12, room.width, 3), colours.muted)
        entries: Sequence[Box] = cells(room, count, 1, 12)
    else:
        page.sheet.rule(Box(room.x + 12, room.y, 3, room.height), colours.muted)
        entries = [Box(b.x + 36, b.y, b.width - 36, b.height) for b in cells(room, 1, count, 10)]
    for number, box in enumerate(entries):
        dot = Box(box.x if frame.width > frame.height else room.x + 3, box.y + 4, 20, 20)
        page.sheet.ornament(dot, disc_drawer(dot, colours.accent))
        top = box.y + (30 if frame.width > frame.height else 2)
        page.sheet.line(
            str(1990 + number * 4 + int(rng.integers(4))),
            Box(box.x, top, box.width, 22),
            18,
            page.writer.title,
        )
        lines = page.writer.running(box.width, 11, 8)
        page.sheet.write(
            lines, Box(box.x, top + 26, box.width, box.bottom - top - 26), 11, page.writer.plain
        )
    return page


def comparison(stock: Stock, kit: Kit, rng: Rng) -> Easel:
    """Columns of plans or properties with ticks and crosses."""
    page = easel(stock, kit, rng, ((690, 460), (545, 690), (680, 680)))
    colours, inner = page.colours, shrunk(page.sheet.frame, 18)
    y = page.heading(inner, 28, "center") + 12
    columns = int(rng.integers(2, 5))
    for number, (x, wide) in enumerate(split(inner.x, inner.width, columns, 12)):
        box = Box(x, y, wide, inner.bottom - y)
        page.sheet.panel(
            box, colours.card, 12, edge=colours.accent if number == 1 else colours.muted + "60"
        )
        head = Box(x, y, wide, 40)
        page.sheet.panel(head, colours.accent if number == 1 else colours.deep, 10)
        page.sheet.line(
            page.writer.say("badge", 10),
            shrunk(head, 6),
            16,
            page.writer.strong.inked("#ffffff"),
            "center",
        )
        page.sheet.line(
            page.writer.say("price"),
            Box(x + 8, y + 46, wide - 16, 34),
            24,
            page.writer.title,
            "center",
        )
        for top, high in split(y + 92, box.height - 104, int(rng.integers(4, 9)), 4):
            good = page.chance(0.7)
            mark = Box(x + 10, top + high / 2 - 6, 12, 12)
            page.sign(mark, "#2e9e4f" if good else "#c94040", name="tick" if good else "cross")
            page.sheet.line(
                page.writer.say("selling_point", 16),
                Box(x + 28, top, wide - 36, high),
                min(13, high * 0.5),
                page.writer.plain,
            )
    return page
