"""Boards and plates with lettering, drawn flat, and set up in a photo in perspective.

A board is a Sheet whose picture is opaque where `alpha` is (its posts and gaps are transparent).
"""

from __future__ import annotations

import numpy as np
import skia
from PIL import Image, ImageFilter

from adloom.types import Box
from export_tools.adstudio.ads_stock import Stock
from export_tools.adstudio.elements_base import pick
from export_tools.adstudio.labelled import Pixels
from export_tools.adstudio.pages_easel import glimpse, split
from export_tools.adstudio.pages_icons import sign_drawer
from export_tools.adstudio.pages_photos import scene_photo
from export_tools.adstudio.pages_sheet import (
    SMOOTH,
    Sheet,
    outline_paint,
    rect,
    rgb,
    rounded,
    shrunk,
    skia_image,
)
from export_tools.adstudio.pages_words import Writer, hex_of

Rng = np.random.Generator
TRAFFIC = ("#0b6b3a", "#0b6b3a", "#1450a0", "#1450a0", "#7a4a1e", "#ffffff", "#e8b400")


def plate(sheet: Sheet, box: Box, colour: str, ink: str, radius: float) -> Box:
    """Lay a board with a border on the sheet; return the room inside."""
    canvas = sheet.alpha.getCanvas()
    canvas.drawRRect(rounded(box, radius), skia.Paint(AntiAlias=True, Color=skia.ColorBLACK))
    sheet.fill(box, colour, radius)
    inner = shrunk(box, min(box.width, box.height) * 0.05)
    edge = outline_paint(ink, max(1.5, min(box.width, box.height) * 0.02))
    sheet.on_both(lambda canvas: canvas.drawRRect(rounded(inner, radius * 0.8), edge))
    return shrunk(inner, min(box.width, box.height) * 0.05)


def ink_on(colour: str) -> str:
    """Black or white lettering, whichever reads on a board of `colour`."""
    bright = sum(int(colour[i : i + 2], 16) * w for i, w in ((1, 0.3), (3, 0.59), (5, 0.11)))
    return "#111111" if bright > 150 else "#ffffff"


def road_sign(author: Writer, rng: Rng) -> Sheet:
    """A direction sign: place names in large letters, a second script below, arrows, distances."""
    sheet = Sheet(520, pick(rng, (260, 340, 400, 620)))
    colour = pick(rng, TRAFFIC)
    ink = ink_on(colour)
    board = Box(4, 4, 512, sheet.height - (8 if rng.random() < 0.5 else 120))
    room = plate(sheet, board, colour, ink, float(rng.uniform(4, 26)))
    columns = pick(rng, (1, 2)) if room.width > room.height else 1
    for x, wide in split(room.x, room.width, columns, 14):
        rows = pick(rng, (1, 2, 3))
        arrow = Box(x + wide * 0.3, room.bottom - room.height * 0.3, wide * 0.4, room.height * 0.26)
        high = room.height * (0.68 if rng.random() < 0.7 else 1.0)
        for y, tall in split(room.y, high, rows, 4):
            size = min(tall * 0.7, wide / 4)
            author_line = author.say(pick(rng, ("badge", "headline")), 8)
            sheet.line(author_line, Box(x, y, wide, tall), size, author.strong.inked(ink), "center")
        if high < room.height:
            turn = float(pick(rng, (0, 180, 90, -90)))
            canvas = sheet.full.getCanvas()
            saved = canvas.save()
            canvas.rotate(turn, *arrow.centre)
            sign_drawer("arrow", arrow, ink)(canvas)
            canvas.restoreToCount(saved)
    post(sheet, board, rng)
    return sheet


def post(sheet: Sheet, board: Box, rng: Rng) -> None:
    """Draw the one or two posts below a board."""
    tone = hex_of(0.6, 0.05, rng.uniform(0.3, 0.8))
    for x in pick(rng, ((0.5,), (0.2, 0.8))):
        pole = Box(board.width * x - 7, board.bottom, 14, sheet.height - board.bottom)
        if pole.height > 0:
            sheet.fill(pole, tone)
            sheet.alpha.getCanvas().drawRect(rect(pole), skia.Paint(Color=skia.ColorBLACK))


def name_plates(author: Writer, rng: Rng) -> Sheet:
    """A pole with plates that point left and right."""
    sheet = Sheet(480, 680)
    pole = Box(230, 0, 18, 680)
    sheet.fill(pole, hex_of(0.6, 0.1, rng.uniform(0.1, 0.5)))
    sheet.alpha.getCanvas().drawRect(rect(pole), skia.Paint(Color=skia.ColorBLACK))
    colour = pick(
        rng, ("#1b2b4a", "#17452d", "#5a3517", "#f4f1e6", "#8c1f1f", hex_of(rng.random(), 0.6, 0.4))
    )
    for y, high in split(
        20, rng.uniform(360, 620), int(rng.integers(2, 8)), float(rng.uniform(4, 26))
    ):
        wide = float(rng.uniform(220, 340))
        x = float(pick(rng, (236 - wide, 238))) if rng.random() < 0.8 else 239 - wide / 2
        box = Box(max(2, x), y, min(wide, 476 - max(2, x)), min(high, 80))
        inner = plate(sheet, box, colour, ink_on(colour), float(rng.uniform(0, 8)))
        text = author.say(pick(rng, ("badge", "selling_point", "headline")), 14)
        sheet.line(text, inner, inner.height * 0.62, author.strong.inked(ink_on(colour)), "center")
    return sheet


def boards(author: Writer, rng: Rng) -> Sheet:
    """A shop's or office's board: a long name, a smaller line, a number."""
    sheet = Sheet(620, pick(rng, (150, 200, 300, 420)))
    colour = hex_of(rng.random(), rng.uniform(0, 0.9), rng.uniform(0.15, 1))
    ink = ink_on(colour)
    inner = plate(sheet, shrunk(sheet.frame, 3), colour, ink, pick(rng, (0, 4, 20)))
    rows = pick(rng, (1, 2, 2, 3, 4))
    for number, (y, high) in enumerate(split(inner.y, inner.height, rows, 6)):
        role = (
            "headline"
            if number == 0
            else pick(rng, ("subhead", "selling_point", "phone", "number"))
        )
        hand = (author.title if number == 0 else author.plain).inked(ink)
        sheet.line(
            author.say(role, 16), Box(inner.x, y, inner.width, high), high * 0.72, hand, "center"
        )
    return sheet


def house_plate(author: Writer, rng: Rng) -> Sheet:
    """A number plate, a house number, a plaque, a door label."""
    width, height = pick(rng, ((480, 110), (300, 300), (300, 420), (440, 240)))
    sheet = Sheet(width, height)
    colour = pick(
        rng, ("#ffffff", "#f2d21b", "#1d3f94", "#b08d4c", "#2a2a2a", "#d8d8d8", "#0f7a45")
    )
    ink = ink_on(colour)
    inner = plate(sheet, shrunk(sheet.frame, 3), colour, ink, float(rng.uniform(4, 24)))
    if height < 150 or rng.random() < 0.4:
        letters = "".join(chr(65 + int(v)) for v in rng.integers(0, 26, 3))
        text = (
            f"{letters} {rng.integers(100, 9999)}"
            if rng.random() < 0.7
            else str(rng.integers(1, 400))
        )
        sheet.line(
            text,
            inner,
            min(inner.height * 0.8, inner.width / 3),
            author.strong.inked(ink),
            "center",
        )
    else:
        lines = [
            author.say(pick(rng, ("badge", "headline", "number")), 12)
            for _ in range(int(rng.integers(2, 6)))
        ]
        for text, (y, high) in zip(lines, split(inner.y, inner.height, len(lines), 4), strict=True):
            sheet.line(
                text,
                Box(inner.x, y, inner.width, high),
                high * 0.6,
                author.plain.inked(ink),
                "center",
            )
    return sheet


def set_up(board: Sheet, stock: Stock, rng: Rng) -> Pixels:
    """A photo, (H, W, 3), in which the board hangs or stands, seen at an angle, lit, worn."""
    width, height = pick(rng, ((680, 450), (500, 680), (620, 620), (680, 510)))
    scene = Sheet(width, height)
    scene.photo(surroundings(stock, rng), scene.frame)
    scale = rng.uniform(0.68, 1.2) * min(width / board.width, height / board.height)
    wide, high = board.width * scale, board.height * scale
    x = (width - wide) / 2 + rng.normal(0, 0.07) * width
    y = (height - high) * rng.uniform(0.05, 0.7)
    corners = np.array([(x, y), (x + wide, y), (x + wide, y + high), (x, y + high)])
    corners += rng.normal(0, 0.035 * min(wide, high), (4, 2))
    source = [
        skia.Point(*p)
        for p in ((0, 0), (board.width, 0), (board.width, board.height), (0, board.height))
    ]
    matrix = skia.Matrix()
    matrix.setPolyToPoly(source, [skia.Point(float(a), float(b)) for a, b in corners])
    canvas = scene.full.getCanvas()
    canvas.concat(matrix)
    canvas.drawImage(skia_image(board_pixels(board, rng)), 0, 0, SMOOTH)
    picture = Image.fromarray(rgb(scene.full))
    if rng.random() < 0.4:
        picture = picture.filter(ImageFilter.GaussianBlur(float(rng.uniform(0.3, 1.3))))
    return np.asarray(picture)


def surroundings(stock: Stock, rng: Rng) -> Pixels:
    """A photo of a place (or a soft, sky-like gradient) behind a board."""
    if rng.random() < 0.3:
        top, foot = (
            rng.uniform((90, 130, 170), (200, 220, 245)),
            rng.uniform((120, 130, 130), (235, 235, 235)),
        )
        mix = np.linspace(0, 1, 90)[:, None, None]
        sky = top + (foot - top) * mix + rng.normal(0, 1.5, (90, 90, 3))
        return np.clip(sky, 0, 255).astype(np.uint8)
    if stock.textures and rng.random() < 0.3:
        return pick(rng, stock.textures).pixels()[..., :3]
    photo = Image.fromarray(glimpse(scene_photo(stock, rng), rng, 0.5))
    return np.asarray(photo.filter(ImageFilter.GaussianBlur(float(rng.uniform(0, 5)))))


def board_pixels(board: Sheet, rng: Rng) -> Pixels:
    """The board as RGBA, lit from one side and a little dirty."""
    pixels = rgb(board.full).astype(np.float32)
    height, width = pixels.shape[:2]
    light = np.linspace(*rng.uniform(0.65, 1.08, 2), width)[None, :, None]
    dirt = rng.normal(0, 1, (height // 24 + 2, width // 24 + 2)).astype(np.float32)
    cloud = np.asarray(Image.fromarray(dirt).resize((width, height), Image.Resampling.BICUBIC))
    lit = pixels * light * rng.uniform(0.7, 1) + cloud[..., None] * rng.uniform(0, 9)
    alpha = board.alpha.toarray(colorType=skia.kRGBA_8888_ColorType)[..., 3]
    return np.dstack([np.clip(lit, 0, 255), alpha]).astype(np.uint8)


def hung_above(board: Sheet, ground: Pixels, rng: Rng) -> Pixels:
    """`ground` with the board hung in its upper part, half as wide as the picture or less."""
    height, width = ground.shape[:2]
    scene = Sheet(width, height)
    scene.photo(ground, scene.frame)
    scale = width * rng.uniform(0.3, 0.55) / board.width
    canvas = scene.full.getCanvas()
    canvas.translate(float(rng.uniform(0.05, 0.5)) * width, float(rng.uniform(0.02, 0.15)) * height)
    canvas.skew(0, float(rng.normal(0, 0.06)))
    canvas.scale(scale, scale)
    canvas.drawImage(skia_image(board_pixels(board, rng)), 0, 0, SMOOTH)
    picture = Image.fromarray(rgb(scene.full))
    return np.asarray(picture.filter(ImageFilter.GaussianBlur(float(rng.uniform(0.2, 2.0)))))
