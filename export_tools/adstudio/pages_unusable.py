"""Pictures that no ad can be made of: empty, tiny, blurred, dark, broken, cut-out lines, signs.

They carry no marks: lettering here belongs to the world that was photographed, or to nothing.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import skia
from PIL import Image, ImageFilter

from adloom.types import Box
from export_tools.adstudio.ads_stock import Stock
from export_tools.adstudio.elements_base import pick
from export_tools.adstudio.elements_kit import Kit
from export_tools.adstudio.labelled import Labelled, Pixels
from export_tools.adstudio.pages_easel import glimpse, on_tile, rgb_of
from export_tools.adstudio.pages_sheet import Hand, Sheet
from export_tools.adstudio.pages_signs import boards, house_plate, name_plates, road_sign, set_up
from export_tools.adstudio.pages_words import Colours, Writer, hex_of, writer

Rng = np.random.Generator
SIZES = ((680, 680), (680, 510), (510, 680), (680, 383), (600, 450))


def bare(pixels: Pixels) -> Labelled:
    """An unusable picture: nothing on it is an element or a product."""
    nothing = np.zeros(pixels.shape[:2], np.uint8)
    return Labelled("unusable", pixels, pixels, nothing, nothing)


def shot(stock: Stock, rng: Rng) -> Pixels:
    """A usable picture, to be spoilt."""
    chance = rng.random()
    if chance < 0.6:
        return stock.photo(rng)
    if chance < 0.75 and stock.whites:
        return pick(rng, stock.whites).pixels()[..., :3]
    return on_tile(stock.cutout(rng), rng, None, 480)


def blank(stock: Stock, kit: Kit, rng: Rng) -> Labelled:
    """One colour, a faint gradient, or nothing but a little grain."""
    width, height = pick(rng, SIZES)
    colour = pick(
        rng,
        (
            "#ffffff",
            "#000000",
            "#000000",
            "#808080",
            hex_of(rng.random(), rng.random(), rng.random()),
        ),
    )
    slope = np.linspace(0, float(rng.normal(0, 14)), height)[:, None, None] * pick(rng, (0, 0, 1))
    grain = rng.normal(0, pick(rng, (0, 0, 2, 6)), (height, width, 1))
    return bare(clipped(np.array(rgb_of(colour)) + slope + grain))


def clipped(values: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> Pixels:
    """Values as pixels."""
    return np.clip(values, 0, 255).astype(np.uint8)


def tiny(stock: Stock, kit: Kit, rng: Rng) -> Labelled:
    """A picture of 12 to 56 pixels, at times blown up again."""
    small = Image.fromarray(shot(stock, rng))
    small.thumbnail((longest := int(rng.integers(12, 56)), longest), Image.Resampling.BOX)
    if rng.random() < 0.75:
        way = pick(
            rng, (Image.Resampling.NEAREST, Image.Resampling.BILINEAR, Image.Resampling.BICUBIC)
        )
        scale = 480 / max(small.size)
        small = small.resize(
            (max(1, round(small.width * scale)), max(1, round(small.height * scale))), way
        )
    return bare(np.asarray(small))


def blurred(stock: Stock, kit: Kit, rng: Rng) -> Labelled:
    """A picture so far out of focus, or so shaken, that nothing is clear."""
    picture = Image.fromarray(shot(stock, rng))
    side = max(picture.size)
    if rng.random() < 0.6:
        return bare(
            np.asarray(picture.filter(ImageFilter.GaussianBlur(side * rng.uniform(0.022, 0.07))))
        )
    angle = float(rng.uniform(0, 180))
    turned = picture.rotate(angle, Image.Resampling.BILINEAR)
    narrow = max(1, round(turned.width / (side * rng.uniform(0.06, 0.2))))
    smeared = turned.resize((narrow, turned.height), Image.Resampling.BOX).resize(
        turned.size, Image.Resampling.BICUBIC
    )
    back = smeared.rotate(-angle, Image.Resampling.BILINEAR)
    w, h = picture.size
    return bare(np.asarray(back.crop((w // 5, h // 5, w - w // 5, h - h // 5))))


def lightless(stock: Stock, kit: Kit, rng: Rng) -> Labelled:
    """A picture almost black, burnt out to white, or without any contrast."""
    pixels = shot(stock, rng).astype(np.float64)
    kind = int(rng.integers(4))
    noise = rng.normal(0, rng.uniform(1, 6), (*pixels.shape[:2], 1))
    if kind < 2:
        return bare(clipped(pixels * rng.uniform(0.015, 0.09) + noise))
    if kind == 2:
        return bare(clipped(pixels * rng.uniform(0.15, 0.4) + rng.uniform(225, 245) + noise))
    return bare(clipped((pixels - 128) * rng.uniform(0.03, 0.1) + rng.uniform(40, 220) + noise))


def static(stock: Stock, kit: Kit, rng: Rng) -> Labelled:
    """Noise of any grain, or bands of it."""
    width, height = pick(rng, SIZES)
    cell = pick(rng, (1, 2, 4, 8, 24))
    shape = (height // cell + 1, width // cell + 1, pick(rng, (1, 3)))
    values = rng.normal(128, rng.uniform(20, 90), shape)
    if rng.random() < 0.3:
        values = np.broadcast_to(values[:, :1], shape)
    big = clipped(values).repeat(cell, 0).repeat(cell, 1)[:height, :width]
    return bare(np.ascontiguousarray(np.broadcast_to(big, (height, width, 3))))


def broken(stock: Stock, kit: Kit, rng: Rng) -> Labelled:
    """A damaged file: shifted bands, swapped channels, missing blocks, a download cut short."""
    pixels = shot(stock, rng).copy()
    height, width = pixels.shape[:2]
    if rng.random() < 0.35:
        cut = int(height * rng.uniform(0.03, 0.3))
        pixels[cut:] = pick(rng, (128, 0, 255))
        return bare(pixels)
    for _ in range(int(rng.integers(14, 40))):
        top, high = int(rng.integers(height)), int(rng.integers(3, max(4, height // 8)))
        band = np.roll(pixels[top : top + high], int(rng.integers(width)), 1)
        pixels[top : top + high] = band[..., rng.permutation(3)]
    for _ in range(int(rng.integers(10, 80))):
        y, x = int(rng.integers(height)), int(rng.integers(width))
        side = pick(rng, (8, 16, 48))
        pixels[y : y + side, x : x + side] = rng.integers(0, 256, 3)
    return bare(pixels)


def corner(stock: Stock, kit: Kit, rng: Rng) -> Labelled:
    """A scrap of a picture: nothing but an edge, a patch of cloth, a bit of wall."""
    source = (
        pick(rng, stock.textures).pixels()[..., :3]
        if stock.textures and rng.random() < 0.4
        else stock.photo(rng)
    )
    height, width = source.shape[:2]
    side = int(min(height, width) * rng.uniform(0.05, 0.13)) + 4
    y, x = int(rng.integers(height - side)), int(rng.integers(width - side))
    scrap = Image.fromarray(np.ascontiguousarray(source[y : y + side, x : x + side]))
    return bare(np.asarray(scrap.resize((480, 480), Image.Resampling.BICUBIC)))


def bars(stock: Stock, kit: Kit, rng: Rng) -> Labelled:
    """Black, white or grey bars with next to nothing between them."""
    width, height = pick(rng, SIZES)
    page = np.full((height, width, 3), pick(rng, (0, 0, 0, 255, 128)), np.uint8)
    source = glimpse(stock.photo(rng), rng, 0.3)
    low = max(4, int(height * rng.uniform(0.015, 0.09)))
    size = (width, low) if rng.random() < 0.6 else (int(width * rng.uniform(0.03, 0.12)), low * 2)
    strip = np.asarray(Image.fromarray(source).resize(size, Image.Resampling.BOX))
    y, x = (
        int(rng.uniform(0.2, 0.8) * (height - strip.shape[0])),
        int(rng.uniform(0, 1) * (width - size[0])),
    )
    page[y : y + strip.shape[0], x : x + size[0]] = strip
    return bare(page)


def covered(stock: Stock, kit: Kit, rng: Rng) -> Labelled:
    """A finger or a cloth before the lens: a large soft shape hides the picture."""
    pixels = shot(stock, rng)
    height, width = pixels.shape[:2]
    sheet = Sheet(width, height)
    sheet.photo(pixels, sheet.frame)
    paint = skia.Paint(
        AntiAlias=True, MaskFilter=skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, width * 0.05)
    )
    tone = rng.uniform((60, 20, 15), (190, 110, 90)) * rng.uniform(0.2, 1)
    paint.setColor(skia.Color(*(int(part) for part in tone)))
    x, y = rng.uniform(0.3, 0.7) * width, rng.uniform(0.3, 0.7) * height
    sheet.full.getCanvas().drawOval(
        skia.Rect.MakeXYWH(x - width * 0.62, y - height * 0.6, width * 1.24, height * 1.2), paint
    )
    return bare(sheet.done("unusable").picture)


def text_strip(stock: Stock, kit: Kit, rng: Rng) -> Labelled:
    """A line of text cut out of a page: 11 to 60 pixels high, up to thirty times as wide."""
    high = int(rng.integers(11, 58))
    ratio = float(np.exp(rng.uniform(np.log(2.5), np.log(30))))
    return bare(strip(kit, rng, max(24, round(high * ratio)), high))


def strip(kit: Kit, rng: Rng, width: int, height: int) -> Pixels:
    """A strip of the given size with one line (or the middle of several) on its ground."""
    ground = pick(
        rng,
        (
            "#ffffff",
            "#f4f4f4",
            hex_of(rng.random(), rng.uniform(0, 0.2), rng.uniform(0.75, 0.95)),
            hex_of(0.55, rng.uniform(0.3, 0.7), rng.uniform(0.6, 0.9)),
        ),
    )
    ink = pick(
        rng, ("#101010", "#444444", "#202040", hex_of(rng.random(), 0.9, rng.uniform(0.2, 0.8)))
    )
    author = writer(kit, rng, Colours(ground, ground, ink, ink, ink, ink))
    sheet = Sheet(width * 2, height * 2)
    sheet.fill(sheet.frame, ground)
    if rng.random() < 0.3:
        grain(sheet, rng)
    rows = pick(rng, (1, 1, 1, 1, 2, 3))
    line_of(sheet, author, rows, rng)
    pixels = Image.fromarray(sheet.done("unusable").picture)
    if rng.random() < 0.12:
        pixels = pixels.rotate(180)
    elif rng.random() < 0.1:
        pixels = pixels.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    if rng.random() < 0.3:
        pixels = pixels.filter(ImageFilter.GaussianBlur(rng.uniform(0.5, 2.5)))
    return np.asarray(pixels.resize((width, height), Image.Resampling.BOX))


def line_of(sheet: Sheet, author: Writer, rows: int, rng: Rng) -> None:
    """Write `rows` lines across the sheet, the outer ones cut by its edges."""
    high = sheet.height / (rows if rows == 1 else rows - 0.6)
    top = 0.0 if rows == 1 else -high * rng.uniform(0.1, 0.3)
    spaced = rng.uniform(0.62, 0.86)
    for number in range(rows):
        box = Box(4, top + number * high, sheet.width - 8, high)
        text = author.running(box.width, high * spaced, 2)[0]
        sheet.line(text, box, high * spaced, author.plain)


def grain(sheet: Sheet, rng: Rng) -> None:
    """Roughen the ground of a sheet as paper, board or cloth is."""
    base = rng.normal(128, 40, (sheet.height // 6 + 2, sheet.width // 6 + 2, 1)).clip(0, 255)
    alpha = np.full((*base.shape[:2], 1), int(rng.integers(15, 60)))
    cloth = np.concatenate([np.repeat(base, 3, axis=2), alpha], axis=2).astype(np.uint8)
    sheet.photo(cloth, sheet.frame)


def snippet(stock: Stock, kit: Kit, rng: Rng) -> Labelled:
    """A close photo of a bit of print: rows of figures or words, tilted, grey, cut, soft."""
    width, height = pick(rng, ((300, 70), (480, 160), (420, 300), (300, 120), (560, 420)))
    tone = hex_of(0.1, rng.uniform(0, 0.15), rng.uniform(0.6, 0.95))
    author = writer(kit, rng, Colours(tone, tone, "#202020", "#404040", "#202020", "#202020"))
    sheet = Sheet(width * 2, height * 2)
    sheet.shade(
        sheet.frame, [tone, hex_of(0.1, 0.1, rng.uniform(0.4, 0.9))], float(rng.uniform(0, 6.28))
    )
    canvas = sheet.full.getCanvas()
    canvas.rotate(float(rng.normal(0, 5)), width, height)
    canvas.skew(float(rng.normal(0, 0.08)), 0)
    size = rng.uniform(0.12, 0.34) * sheet.height
    hand = Hand(pick(rng, (author.body, author.bold)), author.colours.ink)
    for row in range(-1, int(sheet.height / size) + 1):
        figures = author.say("price" if rng.random() < 0.5 else "number", 12)
        text = (
            f"{figures}   {figures[::-1]}"
            if rng.random() < 0.5
            else author.running(sheet.width * 1.1, size, 2)[0]
        )
        sheet.line(text, Box(-40, row * size * 1.3, sheet.width * 1.2, size * 1.3), size, hand)
    picture = Image.fromarray(sheet.done("unusable").picture).resize(
        (width, height), Image.Resampling.BOX
    )
    return bare(np.asarray(picture.filter(ImageFilter.GaussianBlur(float(rng.uniform(0, 1.8))))))


def silhouette(stock: Stock, kit: Kit, rng: Rng) -> Labelled:
    """A picture whose transparency went wrong: a flat shape on black or white, or no shape."""
    cutout = stock.cutout(rng)
    back, front = pick(rng, ((0, 0), (255, 255), (0, 14), (255, 245), (0, 255), (255, 0)))
    alpha = cutout[..., 3:].astype(np.float64) / 255
    flat = clipped(back + (front - back) * alpha * np.ones(3))
    return bare(flat)


def code_mark(stock: Stock, kit: Kit, rng: Rng) -> Labelled:
    """A bar code or a square code and nothing else."""
    white = np.full((480, 480), 255, np.uint8)
    if rng.random() < 0.5:
        cells = (rng.random((29, 29)) < 0.5).astype(np.uint8) * 255
        for y, x in ((0, 0), (0, 22), (22, 0)):
            cells[y : y + 7, x : x + 7] = 0
            cells[y + 1 : y + 6, x + 1 : x + 6] = 255
            cells[y + 2 : y + 5, x + 2 : x + 5] = 0
        white[66:414, 66:414] = cells.repeat(12, 0).repeat(12, 1)
    else:
        stripes = (rng.random(int(rng.integers(40, 95))) < 0.5).astype(np.uint8) * 255
        wide = stripes.repeat(400 // len(stripes))
        white[120:360, 40 : 40 + len(wide)] = wide
    return bare(np.ascontiguousarray(np.repeat(white[..., None], 3, axis=2)))


def sign_of(draw: Callable[[Writer, Rng], Sheet]) -> Callable[[Stock, Kit, Rng], Labelled]:
    """A drawer of photos in which a board with lettering stands, seen at an angle."""

    def drawn(stock: Stock, kit: Kit, rng: Rng) -> Labelled:
        return bare(set_up(draw(writer(kit, rng), rng), stock, rng))

    return drawn


UNUSABLE: dict[str, Callable[[Stock, Kit, Rng], Labelled]] = {
    "blank": blank,
    "tiny": tiny,
    "blurred": blurred,
    "lightless": lightless,
    "static": static,
    "broken": broken,
    "corner": corner,
    "bars": bars,
    "covered": covered,
    "text_strip": text_strip,
    "snippet": snippet,
    "silhouette": silhouette,
    "code_mark": code_mark,
    "road_sign": sign_of(road_sign),
    "name_plates": sign_of(name_plates),
    "boards": sign_of(boards),
    "house_plate": sign_of(house_plate),
}
