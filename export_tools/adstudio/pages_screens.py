"""Text pages on screens: web pages, dashboards, chats, lists, code, maps of a system."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import skia

from adloom.types import Box
from export_tools.adstudio.ads_stock import Stock
from export_tools.adstudio.elements_base import pick
from export_tools.adstudio.elements_kit import Kit
from export_tools.adstudio.pages_easel import Easel, cells, easel, split
from export_tools.adstudio.pages_sheet import outline_paint, shrunk
from export_tools.adstudio.pages_texts import bullets, chart
from export_tools.adstudio.pages_words import hex_of, page_colours

Rng = np.random.Generator
PHONE = ((320, 690), (345, 690), (390, 690), (310, 690))
DESKTOP = ((690, 390), (690, 430), (690, 515), (520, 690), (330, 690))


def status_bar(page: Easel) -> float:
    """The clock and the signs at the top of a phone's screen; its height."""
    high = 22.0
    page.sheet.line(
        f"{page.rng.integers(0, 24)}:{page.rng.integers(10, 60)}",
        Box(14, 4, 60, 14),
        11,
        page.writer.strong,
    )
    for number, name in enumerate(("bars", "lens", "bolt")):
        page.sign(Box(page.sheet.width - 20 - number * 16, 6, 11, 11), page.colours.ink, name=name)
    return high


def chat(stock: Stock, kit: Kit, rng: Rng) -> Easel:
    """A chat: bubbles left and right, faces, a field to type in, at times a picture sent."""
    page = easel(stock, kit, rng, PHONE)
    frame, colours = page.sheet.frame, page.colours
    y = status_bar(page)
    page.sheet.line(
        page.writer.say("brand" if page.chance(0.3) else "badge", 12),
        Box(0, y, frame.width, 30),
        15,
        page.writer.strong,
        "center",
    )
    page.sheet.rule(Box(0, y + 34, frame.width, 1), colours.muted + "60")
    y, size, foot = y + 46, page.between(11, 14), frame.height - 46
    shown = page.chance(0.35)
    while y < foot - 40:
        mine = page.chance(0.45)
        wide = frame.width * page.between(0.3, 0.66)
        lines = page.writer.running(wide, size, int(rng.integers(1, 5)))
        high = size * 1.45 * len(lines) + 14
        x = frame.width - wide - 34 if mine else 40
        if shown and page.chance(0.3):
            high, shown = wide * page.between(0.8, 1.5), False
            page.sheet.photo(page.picture(), Box(x, y, wide, min(high, foot - y)), 12)
        elif y + high < foot:
            bubble = Box(x, y, wide + 20, high)
            page.sheet.panel(bubble, colours.accent if mine else colours.card, 14)
            hand = page.writer.plain.inked("#ffffff") if mine else page.writer.plain
            page.sheet.write(lines, Box(x + 10, y + 7, wide, high), size, hand)
        if not mine:
            page.sign(Box(8, y, 26, 26), "#ffffff", colours.deep, "person")
        y += high + page.between(8, 18)
    field = Box(12, frame.height - 38, frame.width - 24, 28)
    page.sheet.panel(field, colours.card, 14, edge=colours.muted + "60")
    page.sheet.line(page.writer.say("cta", 14), shrunk(field, 8), 11, page.writer.faint)
    return page


def list_screen(stock: Stock, kit: Kit, rng: Rng) -> Easel:
    """A phone's list: settings, messages, orders; signs, two lines each, an arrow or a switch."""
    page = easel(stock, kit, rng, PHONE)
    frame, colours = page.sheet.frame, page.colours
    y = page.heading(Box(16, status_bar(page) + 8, frame.width - 32, 30), 24) + 8
    high, carded = page.between(44, 70), page.chance(0.5)
    while y + high < frame.height - 44:
        row = Box(12, y, frame.width - 24, high - (8 if carded else 0))
        if carded:
            page.sheet.panel(row, colours.card, 10, edge=colours.muted + "40")
        side = high * 0.46
        page.sign(
            Box(row.x + 8, row.centre[1] - side / 2, side, side),
            "#ffffff",
            pick(rng, (colours.accent, colours.deep)),
        )
        x = row.x + side + 20
        page.sheet.line(
            page.writer.say("headline", 20),
            Box(x, row.y + 4, row.right - x - 30, high * 0.36),
            high * 0.25,
            page.writer.strong,
        )
        page.sheet.line(
            page.writer.say("subhead", 34),
            Box(x, row.y + high * 0.44, row.right - x - 30, high * 0.3),
            high * 0.19,
            page.writer.faint,
        )
        if not carded:
            page.sheet.rule(Box(x, row.bottom, row.right - x, 1), colours.muted + "40")
        y += high
    for cell in cells(Box(0, frame.height - 40, frame.width, 36), int(rng.integers(3, 6)), 1, 0):
        page.sign(Box(cell.centre[0] - 9, cell.y, 18, 18), colours.muted)
        page.sheet.line(
            page.writer.say("badge", 5),
            Box(cell.x, cell.y + 20, cell.width, 12),
            8,
            page.writer.faint,
            "center",
        )
    return page


def web_page(stock: Stock, kit: Kit, rng: Rng) -> Easel:
    """A web page: a bar of links, a large claim, buttons, cards, rows of text, a dark foot."""
    page = easel(stock, kit, rng, DESKTOP)
    frame, colours = page.sheet.frame, page.colours
    nav = Box(0, 0, frame.width, 34)
    page.sheet.line(page.writer.say("brand", 12), Box(16, 4, 110, 26), 14, page.writer.strong)
    for x, wide in split(frame.width * 0.35, frame.width * 0.5, int(rng.integers(3, 6)), 6):
        page.sheet.line(
            page.writer.say("badge", 8), Box(x, 4, wide, 26), 10, page.writer.plain, "center"
        )
    page.sheet.rule(Box(0, nav.bottom, frame.width, 1), colours.muted + "40")
    hero = Box(24, 54, frame.width * pick(rng, (0.5, 0.9)) - 24, frame.height * 0.3)
    y = (
        page.heading(
            hero, frame.width * page.between(0.045, 0.07), pick(rng, ("start", "start", "center"))
        )
        + 6
    )
    y = page.sheet.write(
        page.writer.running(hero.width * 0.9, 11, 3),
        Box(hero.x, y, hero.width, 60),
        11,
        page.writer.faint,
    )
    y = buttons(page, hero.x, y + 10) + 18
    if hero.width < frame.width * 0.6 and page.chance(0.7):
        side = Box(frame.width * 0.55, 56, frame.width * 0.4, max(60.0, y - 70))
        page.sheet.panel(side, colours.card, 10, edge=colours.muted + "40", shadow=page.chance(0.5))
        chart(page, shrunk(side, 16))
    foot = frame.height - frame.height * 0.1
    while y < foot - 60:
        high = min(page.between(70, 130), foot - y - 10)
        web_cards(page, Box(20, y, frame.width - 40, high))
        y += high + 14
    band = Box(0, foot, frame.width, frame.height - foot)
    page.sheet.panel(band, colours.deep)
    for cell in cells(shrunk(band, 8), 4, 2, 4):
        page.sheet.line(
            page.writer.say("badge", 12),
            cell,
            min(9, cell.height * 0.8),
            page.writer.plain.inked(colours.on_deep),
        )
    return page


def buttons(page: Easel, x: float, y: float) -> float:
    """One or two buttons; return their bottom."""
    for number in range(int(page.rng.integers(1, 3))):
        button = Box(x + number * 108, y, 98, 28)
        filled = number == 0
        page.sheet.panel(
            button, page.colours.accent if filled else page.colours.card, pick(page.rng, (4, 14))
        )
        hand = page.writer.strong.inked("#ffffff") if filled else page.writer.strong
        page.sheet.line(page.writer.say("cta", 12), shrunk(button, 5), 11, hand, "center")
    return y + 28


def web_cards(page: Easel, box: Box) -> None:
    """A row of cards with a sign, a heading and lines; or a row of text alone."""
    for cell in cells(box, int(page.rng.integers(2, 5)), 1, 14):
        page.sheet.panel(cell, page.colours.card, 8, edge=page.colours.muted + "40")
        inner = shrunk(cell, 10)
        page.sign(Box(inner.x, inner.y, 16, 16), page.colours.accent)
        page.sheet.line(
            page.writer.say("headline", 14),
            Box(inner.x, inner.y + 20, inner.width, 14),
            11,
            page.writer.strong,
        )
        lines = page.writer.running(inner.width, 8.5, 6)
        page.sheet.write(
            lines,
            Box(inner.x, inner.y + 38, inner.width, inner.height - 38),
            8.5,
            page.writer.faint,
        )


def dashboard(stock: Stock, kit: Kit, rng: Rng) -> Easel:
    """A dashboard: a side bar, figures, charts, a table."""
    page = easel(stock, kit, rng, ((690, 390), (690, 430), (690, 515), (690, 690), (400, 690)))
    frame, colours = page.sheet.frame, page.colours
    bar = frame.width * page.between(0.12, 0.2)
    page.sheet.panel(Box(0, 0, bar, frame.height), colours.deep)
    for y, high in split(14, frame.height * 0.6, int(rng.integers(5, 10)), 6):
        page.sign(Box(10, y + high / 2 - 6, 12, 12), colours.on_deep)
        page.sheet.line(
            page.writer.say("badge", 8),
            Box(28, y, bar - 32, high),
            min(11, high * 0.5),
            page.writer.plain.inked(colours.on_deep),
        )
    body = Box(bar + 14, 12, frame.width - bar - 28, frame.height - 24)
    y = page.heading(body, 20) + 8
    for cell in cells(Box(body.x, y, body.width, 56), pick(rng, (3, 4, 5)), 1, 10):
        page.sheet.panel(cell, colours.card, 8, edge=colours.muted + "50")
        page.sheet.line(
            page.writer.say("badge", 10),
            Box(cell.x + 8, cell.y + 6, cell.width - 16, 14),
            9,
            page.writer.faint,
        )
        page.sheet.line(
            page.writer.say("number", 8),
            Box(cell.x + 8, cell.y + 22, cell.width - 16, 28),
            20,
            page.writer.strong,
        )
    room = Box(body.x, y + 68, body.width, body.bottom - y - 68)
    for cell in cells(room, pick(rng, (2, 3, 1)), pick(rng, (1, 2, 2)), 10):
        page.sheet.panel(cell, colours.card, 8, edge=colours.muted + "50")
        inner = shrunk(cell, 10)
        page.sheet.line(
            page.writer.say("selling_point", 16),
            Box(inner.x, inner.y, inner.width, 14),
            11,
            page.writer.strong,
        )
        rest = Box(inner.x, inner.y + 18, inner.width, max(1.0, inner.height - 18))
        if page.chance(0.7):
            chart(page, rest)
        else:
            bullets(page, rest, 10)
    return page


def code(stock: Stock, kit: Kit, rng: Rng) -> Easel:
    """A terminal or an editor: indented lines in several colours on dark or white."""
    page = easel(stock, kit, rng, DESKTOP, page_colours(rng, dark=rng.random() < 0.75), "latn")
    size, y = page.between(9, 14), 12.0
    numbered = page.chance(0.6)
    shades = [
        page.colours.ink,
        page.colours.muted,
        *(hex_of(rng.random(), 0.6, 0.85) for _ in range(3)),
    ]
    indent = 0
    while y < page.sheet.height - size:
        x = (36 if numbered else 12) + indent * size * 1.6
        if numbered:
            page.sheet.line(
                str(round(y / size)),
                Box(4, y, 24, size * 1.4),
                size * 0.8,
                page.writer.faint,
                "end",
            )
        for _ in range(int(rng.integers(0, 5))):
            word = (
                page.writer.say(pick(rng, ("selling_point", "badge", "number")), 12)
                .lower()
                .replace(" ", "_")
            )
            word = pick(rng, ("{}", "{}()", "{} =", '"{}"', "self.{}", "{}:", "# {}")).format(word)
            if x > page.sheet.width - 60:
                break
            ink = page.sheet.line(
                word,
                Box(x, y, page.sheet.width - x - 8, size * 1.4),
                size,
                page.writer.plain.inked(pick(rng, shades)),
            )
            x = ink.right + size * 0.6
        indent = int(np.clip(indent + rng.integers(-1, 2), 0, 4))
        y += size * 1.5
    return page


def diagram(stock: Stock, kit: Kit, rng: Rng) -> Easel:
    """A flow of boxes and arrows, a tree, or a circle of notions with words."""
    page = easel(stock, kit, rng, ((690, 390), (690, 515), (680, 680), (520, 690)))
    inner = shrunk(page.sheet.frame, 26)
    y = page.heading(inner, 26, pick(rng, ("start", "center"))) + 14
    columns, rows = int(rng.integers(2, 5)), int(rng.integers(2, 5))
    room = Box(inner.x, y, inner.width, inner.bottom - y)
    boxes = cells(room, columns, rows, min(room.width / columns, room.height / rows) * 0.3)
    canvas, wire = page.sheet.full.getCanvas(), outline_paint(page.colours.muted, 2)
    kept = [box for box in boxes if page.chance(0.85)] or boxes
    for first, second in pairwise(kept):
        canvas.drawLine(skia.Point(*first.centre), skia.Point(*second.centre), wire)
    radius = pick(rng, (0, 8, 60))
    for box in kept:
        strong = page.chance(0.3)
        page.sheet.panel(
            box,
            page.colours.accent if strong else page.colours.card,
            min(radius, box.height / 2),
            edge=page.colours.muted,
        )
        hand = page.writer.strong.inked("#ffffff") if strong else page.writer.strong
        size = min(16.0, box.height * 0.24)
        page.sheet.line(
            page.writer.say("selling_point", 12),
            Box(box.x + 6, box.y + box.height * 0.2, box.width - 12, size * 1.4),
            size,
            hand,
            "center",
        )
        page.sheet.line(
            page.writer.say("badge", 14),
            Box(box.x + 6, box.y + box.height * 0.55, box.width - 12, size),
            size * 0.7,
            hand,
            "center",
        )
    return page


def article(stock: Stock, kit: Kit, rng: Rng) -> Easel:
    """A news or help page: much text and one small picture among it."""
    page = easel(stock, kit, rng, ((490, 690), (400, 690), (690, 515), (330, 690)))
    inner, size = shrunk(page.sheet.frame, page.sheet.width * 0.06), page.between(9, 13)
    y = page.heading(inner, size * 2.2) + size
    if page.chance(0.6):
        high = inner.height * page.between(0.1, 0.2)
        wide = inner.width * pick(rng, (0.4, 0.6))
        page.sheet.photo(page.picture(), Box(inner.x, y, wide, high))
        beside = Box(inner.x + wide + 10, y, inner.width - wide - 10, high)
        page.sheet.write(
            page.writer.running(beside.width, size, 20), beside, size, page.writer.plain
        )
        y += high + size
    while y < inner.bottom - size * 2:
        lines = page.writer.running(inner.width, size, int(rng.integers(3, 8)))
        y = (
            page.sheet.write(
                lines, Box(inner.x, y, inner.width, inner.bottom - y), size, page.writer.plain
            )
            + size
        )
    return page
