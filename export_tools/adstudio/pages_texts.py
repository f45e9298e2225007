"""Text pages on paper: documents, tables, menus, slides, lines of text, letters, receipts."""

from __future__ import annotations

import numpy as np
import skia

from adloom.types import Box
from export_tools.adstudio.ads_stock import Stock
from export_tools.adstudio.elements_base import pick
from export_tools.adstudio.elements_kit import Kit
from export_tools.adstudio.pages_easel import Easel, cells, easel, split
from export_tools.adstudio.pages_sheet import Sheet, outline_paint, rounded, shrunk
from export_tools.adstudio.pages_words import Colours, hex_of, page_colours

Rng = np.random.Generator
PAPER = ((490, 690), (500, 680), (680, 500), (560, 680), (680, 680))
WIDE = ((690, 390), (690, 460), (690, 515), (680, 680))
WORDS_ONLY = ((690, 180), (690, 260), (600, 550), (380, 350), (690, 390), (640, 640), (500, 690))


def document(stock: Stock, kit: Kit, rng: Rng) -> Easel:
    """A page of a book, letter or paper: headings and paragraphs in one or two columns."""
    page = easel(stock, kit, rng, PAPER)
    frame, size = page.sheet.frame, page.between(8.5, 15)
    margin = frame.width * page.between(0.06, 0.13)
    inner, y = shrunk(frame, margin), margin
    if page.chance(0.75):
        y = (
            page.heading(inner, size * page.between(1.5, 2.6), pick(rng, ("start", "center")))
            + size
        )
    columns, justified = pick(rng, (1, 1, 2, 3)), page.between(1.35, 1.9)
    for x, wide in split(inner.x, inner.width, columns, size * 1.8):
        top = y
        while top < inner.bottom - 2 * size:
            if page.chance(0.3):
                spot = Box(x, top, wide, size * 2)
                page.sheet.line(
                    page.writer.say("headline", 24), spot, size * 1.2, page.writer.strong
                )
                top += size * 2.2
            lines = page.writer.running(wide, size, int(rng.integers(2, 9)))
            column = Box(x, top, wide, inner.bottom - top)
            top = (
                page.sheet.write(lines, column, size, page.writer.plain, leading=justified)
                + size * 0.8
            )
    return page


def single_line(stock: Stock, kit: Kit, rng: Rng) -> Easel:
    """One legible line of text in any script, with room round it, on a wide and low ground."""
    tone = pick(rng, ("#ffffff", "#f2f2f2", "#fafafa", "#ffffff", "#f7f3ea"))
    ink = pick(rng, ("#101010", "#303030", "#000000", hex_of(rng.random(), 0.8, 0.4)))
    page = easel(stock, kit, rng, ((690, 90),), Colours(tone, tone, ink, ink, ink, ink))
    wide = round(page.between(700, 1200))
    sheet = Sheet(wide, max(76, round(wide / page.between(6, 14))), page.sheet.right_to_left)
    page = Easel(sheet, page.writer, stock, kit, rng)
    sheet.fill(sheet.frame, tone)
    side = sheet.width * page.between(0.012, 0.05)
    box = Box(side, 0, sheet.width - 2 * side, sheet.height)
    size = sheet.height * page.between(0.32, 0.56)
    text = page.writer.running(box.width, size, 2)[0]
    page.sheet.line(text, box, size, page.writer.plain, pick(rng, ("start", "center")))
    return page


def few_words(stock: Stock, kit: Kit, rng: Rng) -> Easel:
    """Two to six large lines on white or a plain colour, some in another colour or underlined."""
    page = easel(stock, kit, rng, WORDS_ONLY)
    frame, rows = page.sheet.frame, int(rng.integers(1, 6))
    align = pick(rng, ("start", "start", "center"))
    inner = shrunk(frame, min(frame.width, frame.height) * page.between(0.06, 0.16))
    for y, high in split(inner.y, inner.height, rows, inner.height * 0.04):
        size = min(high * page.between(0.5, 0.75), inner.width / 5)
        hand = pick(rng, (page.writer.title, page.writer.plain, page.writer.strong))
        if page.chance(0.3):
            hand = hand.inked(
                pick(rng, (page.colours.accent, page.colours.deep, page.colours.muted))
            )
        text = page.writer.say(pick(rng, ("headline", "subhead", "selling_point")), 22)
        ink = page.sheet.line(text, Box(inner.x, y, inner.width, high), size, hand, align)
        if page.chance(0.15):
            page.sheet.rule(
                Box(ink.x, ink.bottom + 3, ink.width, max(2.0, size / 14)), page.colours.ink
            )
    return page


def table(stock: Stock, kit: Kit, rng: Rng) -> Easel:
    """A table: a size chart, a spreadsheet, a price list, with a head row and banded rows."""
    page = easel(stock, kit, rng, (*WIDE, *PAPER))
    frame, colours = page.sheet.frame, page.colours
    margin = pick(rng, (0, 16, 36))
    inner = shrunk(frame, margin)
    y = inner.y + (page.heading(inner, 26) - inner.y + 12 if page.chance(0.6) else 4)
    columns, high = int(rng.integers(2, 9)), page.between(20, 46)
    rows = max(3, int((inner.bottom - y) / high))
    banded, ruled, first = page.chance(0.5), page.chance(0.6), page.chance(0.5)
    for number, (top, tall) in enumerate(split(y, min(inner.bottom - y, rows * high), rows, 0)):
        row = Box(inner.x, top, inner.width, tall)
        head = number == 0
        if head or (banded and number % 2 == 0):
            page.sheet.panel(row, colours.deep if head else colours.card)
        for column, cell in enumerate(cells(row, columns, 1, 0)):
            role = (
                "badge"
                if head or (column == 0 and first)
                else pick(rng, ("number", "number", "badge", "price"))
            )
            hand = page.writer.strong.inked(colours.on_deep) if head else page.writer.plain
            size = min(tall * 0.5, cell.width / 5)
            page.sheet.line(
                page.writer.say(role, 10), shrunk(cell, 4), size, hand, pick(rng, ("center",))
            )
            if ruled:
                page.sheet.rule(Box(cell.right - 1, top, 1, tall), colours.muted + "70")
        if ruled:
            page.sheet.rule(Box(row.x, row.bottom - 1, row.width, 1), colours.muted + "70")
    return page


def menu(stock: Stock, kit: Kit, rng: Rng) -> Easel:
    """A menu or price list: groups of names, dotted lines and prices, perhaps in a frame."""
    page = easel(stock, kit, rng, PAPER, page_colours(rng, dark=rng.random() < 0.4))
    frame = page.sheet.frame
    if page.chance(0.6):
        edge = shrunk(frame, page.between(8, 20))
        paint = outline_paint(page.colours.accent, page.between(1.5, 4))
        page.sheet.full.getCanvas().drawRRect(rounded(edge, pick(rng, (0, 10))), paint)
    inner = shrunk(frame, frame.width * 0.09)
    y = page.heading(inner, frame.width * page.between(0.07, 0.12), "center") + 10
    columns, size = pick(rng, (1, 1, 2)), page.between(11, 18)
    for x, wide in split(inner.x, inner.width, columns, 26):
        top = y
        while top + size * 2 < inner.bottom:
            if page.chance(0.22):
                page.sheet.line(
                    page.writer.say("badge", 12),
                    Box(x, top, wide, size * 2),
                    size * 1.3,
                    page.writer.title.inked(page.colours.accent),
                )
                top += size * 2.2
            else:
                spot = Box(x, top, wide * 0.66, size * 1.5)
                page.sheet.line(page.writer.say("selling_point", 18), spot, size, page.writer.plain)
                cost = Box(x + wide * 0.7, top, wide * 0.3, size * 1.5)
                page.sheet.line(page.writer.say("price"), cost, size, page.writer.strong, "end")
                top += size * page.between(1.6, 2.0)
    return page


def slide(stock: Stock, kit: Kit, rng: Rng) -> Easel:
    """A slide: a title, bullets, perhaps a chart or a box of text, a foot line."""
    page = easel(stock, kit, rng, ((690, 390), (690, 390), (680, 510)))
    frame, colours = page.sheet.frame, page.colours
    margin = frame.width * 0.06
    if page.chance(0.4):
        bar = Box(0, 0, frame.width, frame.height * 0.17)
        page.sheet.panel(bar, colours.deep)
        y = page.heading(shrunk(bar, bar.height * 0.16), bar.height * 0.42, colour=colours.on_deep)
        y = bar.bottom + 16
    else:
        y = (
            page.heading(
                Box(margin, margin * 0.7, frame.width - 2 * margin, 60), frame.height * 0.085
            )
            + 14
        )
    body = Box(margin, y, frame.width - 2 * margin, frame.height - y - margin)
    parts = cells(body, pick(rng, (1, 2, 2, 3)), 1, 24)
    for number, part in enumerate(parts):
        if number and page.chance(0.45):
            chart(page, part)
        else:
            bullets(page, part, frame.height * page.between(0.038, 0.055))
    page.sheet.line(
        f"{rng.integers(1, 60)}",
        Box(frame.width - 50, frame.height - 22, 40, 16),
        10,
        page.writer.faint,
        "end",
    )
    return page


def bullets(page: Easel, box: Box, size: float) -> None:
    """Lines that each start with a dot or a sign."""
    y, name = box.y, pick(page.rng, ("tick", "star", "arrow", "drop"))
    while y + size < box.bottom:
        page.sign(
            Box(box.x, y + size * 0.35, size * 0.6, size * 0.6), page.colours.accent, name=name
        )
        inner = Box(box.x + size * 1.3, y, box.width - size * 1.3, box.bottom - y)
        lines = page.writer.running(inner.width, size, pick(page.rng, (1, 1, 2)))
        y = page.sheet.write(lines, inner, size, page.writer.plain) + size * 0.6


def chart(page: Easel, box: Box) -> None:
    """A bar, line or ring chart; it is a decoration made of many strokes."""
    kind, rng, colours = pick(page.rng, ("bars", "line", "ring")), page.rng, page.colours
    values = rng.uniform(0.15, 1, int(rng.integers(4, 13)))
    box = shrunk(box, min(box.width, box.height) * 0.06)

    def draw(canvas: skia.Canvas) -> None:
        if kind == "bars":
            for value, (x, wide) in zip(
                values, split(box.x, box.width, len(values), 4), strict=True
            ):
                high = box.height * float(value)
                bar = skia.Rect.MakeXYWH(x, box.bottom - high, wide, high)
                canvas.drawRect(bar, skia.Paint(Color4f=skia.Color4f(fill)))
        elif kind == "line":
            path = skia.Path()
            steps = np.linspace(box.x, box.right, len(values))
            path.addPoly(
                [
                    skia.Point(float(x), box.bottom - box.height * float(v))
                    for x, v in zip(steps, values, strict=True)
                ],
                False,
            )
            canvas.drawPath(path, outline_paint(colours.accent, 3))
        else:
            side = min(box.width, box.height) * 0.8
            ring = skia.Rect.MakeXYWH(
                box.centre[0] - side / 2, box.centre[1] - side / 2, side, side
            )
            turns = np.cumsum(values / values.sum()) * 360
            shades = (colours.accent, colours.deep, colours.muted, "#e0b040", "#40a0a0")
            for number, (start, stop) in enumerate(zip((0.0, *turns[:-1]), turns, strict=True)):
                arc = outline_paint(shades[number % 5], side * 0.16)
                arc.setStrokeCap(skia.Paint.kButt_Cap)
                canvas.drawArc(ring, float(start), float(stop - start), False, arc)

    fill = skia.Color4f(*(int(colours.accent[i : i + 2], 16) / 255 for i in (1, 3, 5)), 1.0)
    page.sheet.ornament(box, draw)


def receipt(stock: Stock, kit: Kit, rng: Rng) -> Easel:
    """A till receipt or an invoice: centred head, rows with sums, a total."""
    ground = hex_of(0.1, page_grey := rng.uniform(0, 0.05), 1 - page_grey)
    page = easel(
        stock,
        kit,
        rng,
        ((360, 690), (400, 680), (490, 690)),
        Colours(ground, ground, "#1c1c1c", "#555555", "#333333", "#222222"),
    )
    inner, size = shrunk(page.sheet.frame, 26), page.between(12, 17)
    y = page.heading(inner, size * 1.6, "center") + size
    while y < inner.bottom - size * 5:
        if page.chance(0.12):
            page.sheet.rule(Box(inner.x, y + size * 0.6, inner.width, 1), page.colours.ink)
        else:
            page.sheet.line(
                page.writer.say("selling_point", 16),
                Box(inner.x, y, inner.width * 0.64, size * 1.5),
                size,
                page.writer.plain,
            )
            page.sheet.line(
                page.writer.say("price"),
                Box(inner.x + inner.width * 0.68, y, inner.width * 0.32, size * 1.5),
                size,
                page.writer.plain,
                "end",
            )
        y += size * 1.5
    total = Box(inner.x, y + size, inner.width, size * 2)
    page.sheet.line(page.writer.say("badge", 6), total, size * 1.5, page.writer.strong)
    page.sheet.line(page.writer.say("price"), total, size * 1.5, page.writer.strong, "end")
    return page


def certificate(stock: Stock, kit: Kit, rng: Rng) -> Easel:
    """A form, certificate or notice: a frame, a centred head, lines of words, a seal."""
    page = easel(stock, kit, rng, ((690, 490), (490, 690), (680, 520)))
    frame = page.sheet.frame
    for inset in (12, 18)[: int(rng.integers(1, 3))]:
        paint = outline_paint(page.colours.accent, 2 + inset % 3)
        page.sheet.full.getCanvas().drawRRect(
            rounded(shrunk(frame, inset), pick(rng, (0, 12))), paint
        )
    inner = shrunk(frame, 50)
    y = page.heading(inner, frame.width * 0.06, "center") + 16
    size = page.between(13, 18)
    lines = [
        page.writer.say(pick(rng, ("subhead", "selling_point", "long")), 34) for _ in range(20)
    ]
    page.sheet.write(
        lines,
        Box(inner.x, y, inner.width, inner.bottom - y - 60),
        size,
        page.writer.plain,
        "center",
        1.8,
    )
    if page.chance(0.6):
        page.sign(Box(inner.right - 50, inner.bottom - 50, 50, 50), "#ffffff", "#c03030", "star")
    return page


def calendar(stock: Stock, kit: Kit, rng: Rng) -> Easel:
    """A month or a timetable: a grid of numbers with a heading and words in some fields."""
    page = easel(stock, kit, rng, (*WIDE, *PAPER))
    inner = shrunk(page.sheet.frame, 20)
    y = page.heading(inner, 30, pick(rng, ("start", "center"))) + 10
    body = Box(inner.x, y, inner.width, inner.bottom - y)
    columns, rows = pick(rng, ((7, 5), (7, 6), (5, 6), (6, 8)))
    for number, cell in enumerate(cells(body, columns, rows, 0), 1):
        edge = page.colours.muted + "80"
        page.sheet.rule(Box(cell.x, cell.bottom - 1, cell.width, 1), edge)
        page.sheet.rule(Box(cell.right - 1, cell.y, 1, cell.height), edge)
        size = min(cell.height * 0.3, 16)
        page.sheet.line(
            str(number),
            Box(cell.x + 4, cell.y + 2, cell.width - 8, size * 1.3),
            size,
            page.writer.strong,
        )
        if page.chance(0.2):
            tag = Box(cell.x + 3, cell.y + size * 1.6, cell.width - 6, size * 1.4)
            page.sheet.panel(tag, page.colours.accent, 3)
            page.sheet.line(
                page.writer.say("badge", 8),
                shrunk(tag, 2),
                size * 0.8,
                page.writer.plain.inked("#ffffff"),
            )
    return page


def poster_of_words(stock: Stock, kit: Kit, rng: Rng) -> Easel:
    """A saying or an announcement: words of very different sizes on a plain or shaded ground."""
    page = easel(stock, kit, rng, ((680, 680), (500, 690), (690, 460)))
    frame = page.sheet.frame
    if page.chance(0.4):
        ends = [page.colours.ground, page.colours.card]
        page.sheet.shade(frame, ends, page.between(0, 6.28))
    inner, align = shrunk(frame, frame.width * 0.09), pick(rng, ("start", "center", "center"))
    y = inner.y
    while y < inner.bottom - 20:
        size = page.between(0.03, 0.16) * frame.width
        if y + size * 1.3 > inner.bottom:
            break
        hand = page.writer.title if size > 30 else page.writer.plain
        hand = hand.inked(page.colours.accent) if page.chance(0.2) else hand
        role = "headline" if size > 30 else pick(rng, ("subhead", "long"))
        page.sheet.line(
            page.writer.say(role, 16 if size > 30 else 44),
            Box(inner.x, y, inner.width, size * 1.3),
            size,
            hand,
            align,
        )
        y += size * 1.35 + page.between(0, 12)
    return page
