"""What a page is made with: the sheet, the stock of pictures and a writer, and common pieces."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image

from adloom.types import Align, Box
from export_tools.adstudio.ads_stock import Stock
from export_tools.adstudio.elements_base import pick
from export_tools.adstudio.elements_kit import Kit
from export_tools.adstudio.labelled import Pixels
from export_tools.adstudio.pages_icons import SIGNS, disc_drawer, sign_drawer
from export_tools.adstudio.pages_sheet import Hand, Sheet, shrunk
from export_tools.adstudio.pages_words import Colours, Writer, hex_of, writer

Rng = np.random.Generator
SIGN_NAMES = tuple(sorted(SIGNS))


@dataclass(frozen=True)
class Easel:
    """A sheet and all that is put on it."""

    sheet: Sheet
    writer: Writer
    stock: Stock
    kit: Kit
    rng: Rng

    @property
    def colours(self) -> Colours:
        """The colours of the page."""
        return self.writer.colours

    def chance(self, share: float) -> bool:
        """True in `share` of the cases."""
        return bool(self.rng.random() < share)

    def between(self, low: float, high: float) -> float:
        """A random number between two."""
        return float(self.rng.uniform(low, high))

    def picture(self) -> Pixels:
        """Any picture a page may show, (H, W, 3)."""
        chance = self.rng.random()
        if chance < 0.55:
            return glimpse(self.stock.photo(self.rng), self.rng, 0.55)
        if chance < 0.7 and self.stock.whites:
            return pick(self.rng, self.stock.whites).pixels()[..., :3]
        if chance < 0.78 and self.stock.textures:
            return pick(self.rng, self.stock.textures).pixels()[..., :3]
        return on_tile(self.stock.cutout(self.rng), self.rng)

    def views(self, count: int) -> list[Pixels]:
        """`count` views of one product: details, mirrored, on other grounds."""
        if self.chance(0.5):
            photo = self.stock.photo(self.rng)
            return [glimpse(photo, self.rng, 0.35) for _ in range(count)]
        product = self.stock.cutout(self.rng)
        plain = self.chance(0.5)
        tile = tile_colour(self.rng)
        return [
            on_tile(turned(product, self.rng), self.rng, tile if plain else None)
            if plain or self.chance(0.5)
            else on_photo(product, self.stock.photo(self.rng), self.rng)
            for _ in range(count)
        ]

    def pictures(self, count: int) -> list[Pixels]:
        """`count` pictures: of one product, or of anything."""
        return self.views(count) if self.chance(0.5) else [self.picture() for _ in range(count)]

    def sign(self, box: Box, colour: str, disc: str = "", name: str = "") -> None:
        """Put a small sign into `box`, on a disc of the colour `disc` where given."""
        name = name or pick(self.rng, SIGN_NAMES)
        solid = name in ("star", "heart", "bolt", "drop") and self.chance(0.5)
        square = self.chance(0.3)

        def draw(canvas: Any) -> None:
            if disc:
                disc_drawer(box, disc, square)(canvas)
            inner = shrunk(box, box.width * 0.24) if disc else box
            sign_drawer(name, inner, colour, solid)(canvas)

        self.sheet.ornament(box, draw)

    def number(self, figure: int, box: Box, colour: str, disc: str) -> None:
        """Put a number on a disc."""
        square = self.chance(0.3)
        self.sheet.ornament(box, disc_drawer(box, disc, square))
        hand = self.writer.strong.inked(colour)
        self.sheet.line(str(figure), box, box.height * 0.62, hand, "center")

    def heading(self, box: Box, size: float, align: Align = "start", colour: str = "") -> float:
        """Set a title and often a smaller line below it; return the bottom."""
        hand = self.writer.title
        hand = hand.inked(colour) if colour else hand
        self.sheet.line(
            self.writer.say("headline", 26),
            Box(box.x, box.y, box.width, size * 1.3),
            size,
            hand,
            align,
        )
        y = box.y + size * 1.35
        if self.chance(0.65):
            faint = self.writer.faint.inked(colour) if colour else self.writer.faint
            small = max(9.0, size * self.between(0.36, 0.55))
            self.sheet.line(
                self.writer.say("subhead", 44),
                Box(box.x, y, box.width, small * 1.5),
                small,
                faint,
                align,
            )
            y += small * 1.7
        return y

    def caption(self, text: str, box: Box, size: float, hand: Hand, align: Align = "start") -> None:
        """Set a short line in `box`."""
        self.sheet.line(text, box, size, hand, align, "caption")


def easel(
    stock: Stock,
    kit: Kit,
    rng: Rng,
    sizes: Sequence[tuple[int, int]],
    colours: Colours | None = None,
    script: str = "",
) -> Easel:
    """A fresh page of one of `sizes`, a tenth wider or narrower."""
    width, height = pick(rng, sizes)
    author = writer(kit, rng, colours, script)
    wide = round(width * float(np.exp(rng.normal(0, 0.05))))
    sheet = Sheet(wide, height, author.script in ("arab", "hebr"))
    made = Easel(sheet, author, stock, kit, rng)
    sheet.fill(sheet.frame, made.colours.ground)
    return made


def split(start: float, length: float, count: int, gap: float) -> list[tuple[float, float]]:
    """(start, length) of `count` equal parts with gaps between them."""
    part = (length - gap * (count - 1)) / count
    return [(start + n * (part + gap), part) for n in range(count)]


def cells(box: Box, columns: int, rows: int, gap: float) -> list[Box]:
    """The boxes of a grid in `box`, row by row."""
    across = split(box.x, box.width, columns, gap)
    return [Box(x, y, w, h) for y, h in split(box.y, box.height, rows, gap) for x, w in across]


def glimpse(photo: Pixels, rng: Rng, least: float) -> Pixels:
    """A part of `photo`, at least the share `least` of each side, at times mirrored."""
    height, width = photo.shape[:2]
    share = float(rng.uniform(least, 1))
    high, wide = max(8, int(height * share)), max(8, int(width * share))
    y, x = int(rng.integers(height - high + 1)), int(rng.integers(width - wide + 1))
    piece = photo[y : y + high, x : x + wide]
    return np.ascontiguousarray(piece[:, ::-1] if rng.random() < 0.4 else piece)


def turned(cutout: Pixels, rng: Rng) -> Pixels:
    """`cutout` mirrored or tilted, at times a close-up of a part of it."""
    chance = rng.random()
    if chance < 0.3:
        return np.ascontiguousarray(cutout[:, ::-1])
    if chance < 0.55:
        return glimpse(cutout, rng, 0.35)
    if chance < 0.75:
        angle = float(rng.uniform(-35, 35))
        tilted = Image.fromarray(cutout).rotate(angle, Image.Resampling.BILINEAR, expand=True)
        return np.asarray(tilted)
    return cutout


def tile_colour(rng: Rng) -> str:
    """The ground of a small picture: white, a tint, or a colour."""
    chance = rng.random()
    if chance < 0.35:
        return "#ffffff"
    if chance < 0.75:
        return hex_of(rng.random(), rng.uniform(0.02, 0.2), rng.uniform(0.85, 1.0))
    return hex_of(rng.random(), rng.uniform(0.2, 0.8), rng.uniform(0.2, 0.95))


def rgb_of(colour: str) -> tuple[int, int, int]:
    """The channels of "#rrggbb"."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def on_tile(cutout: Pixels, rng: Rng, colour: str | None = None, side: int = 320) -> Pixels:
    """A cut-out on a plain or softly shaded tile of `side` pixels."""
    base = np.array(rgb_of(colour or tile_colour(rng)), np.float32)
    slope = np.linspace(0, float(rng.uniform(-28, 28)), side, dtype=np.float32)
    ground = np.clip(base + slope[:, None, None] + np.zeros((1, side, 1), np.float32), 0, 255)
    return laid(cutout, ground.astype(np.uint8), rng, float(rng.uniform(0.6, 0.92)))


def on_photo(cutout: Pixels, photo: Pixels, rng: Rng) -> Pixels:
    """A cut-out set into a photo."""
    return laid(cutout, photo, rng, float(rng.uniform(0.4, 0.8)))


def laid(cutout: Pixels, ground: Pixels, rng: Rng, share: float) -> Pixels:
    """`cutout` near the middle of `ground`, filling `share` of its tighter side."""
    height, width = ground.shape[:2]
    scale = share * min(width / cutout.shape[1], height / cutout.shape[0])
    size = max(1, round(cutout.shape[1] * scale)), max(1, round(cutout.shape[0] * scale))
    small = Image.fromarray(cutout).resize(size, Image.Resampling.BILINEAR, reducing_gap=2.0)
    page = Image.fromarray(ground).convert("RGB")
    x = (width - size[0]) * float(np.clip(0.5 + rng.normal(0, 0.08), 0, 1))
    y = (height - size[1]) * float(np.clip(0.6 + rng.normal(0, 0.08), 0, 1))
    page.paste(small, (round(x), round(y)), small)
    return np.asarray(page)
