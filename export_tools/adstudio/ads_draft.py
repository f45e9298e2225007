"""A draft: the hand that lays grounds, products and elements on a board, by shares of the canvas.

Ideas speak in shares (0-1) through `at`; everything below works in canvas pixels.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from adloom.types import Box
from export_tools.adstudio import elements
from export_tools.adstudio.ads_board import Board
from export_tools.adstudio.ads_boxes import columns, joined, rimmed, rows, shaped, shrunk, whole
from export_tools.adstudio.ads_grounds import cover, full, ground_colour, paint_ground
from export_tools.adstudio.ads_products import new_product, shadows
from export_tools.adstudio.ads_stock import Stock
from export_tools.adstudio.elements import Kit, Look, Patch
from export_tools.adstudio.elements_words import say
from export_tools.adstudio.labelled import Mark, Pixels

Rng = np.random.Generator
Colour = tuple[int, int, int]
WEIGHTS = {
    "badge": 0.9, "headline": 3.2, "title": 2.2, "subhead": 1.1, "long": 1.8, "price": 2.0,
    "button": 1.25, "selling_point": 0.8, "caption": 0.6, "rule": 0.25, "brand": 0.7,
}  # fmt: skip


RESTLESS = 48.0
"""Spread of brightness under a text from which most ads quieten the ground."""
SPOKEN = frozenset({"headline", "title", "subhead", "selling_point", "caption"})


@dataclass
class Draft:
    """An ad in the making; `hero` is where its product stands (None before there is one).

    `ground` names the kind of ground it was begun on.
    """

    stock: Stock
    kit: Kit
    rng: Rng
    board: Board
    look: Look
    ground: str
    hero: Box | None = None

    @property
    def width(self) -> int:
        return self.board.width

    @property
    def height(self) -> int:
        return self.board.height

    @property
    def unit(self) -> float:
        """The short side in pixels."""
        return float(min(self.width, self.height))

    def chance(self, share: float) -> bool:
        """True in `share` of the cases."""
        return bool(self.rng.random() < share)

    def among(self, *options: str) -> str:
        """One of the options."""
        return options[int(self.rng.integers(len(options)))]

    def span(self, low: float, high: float) -> float:
        """A number between the two."""
        return float(self.rng.uniform(low, high))

    def at(self, x: float, y: float, width: float, height: float) -> Box:
        """The box of these shares of the canvas, in pixels."""
        return Box(x * self.width, y * self.height, width * self.width, height * self.height)

    # grounds and products

    def inset(self, box: Box, kind: str = "", radius: float = 0.0) -> Box:
        """Lay a photo, or a product on a ground of its own, as part of the ground."""
        box = whole(box)
        kind = kind or self.among("photo", "product")
        if kind == "photo":
            pixels = cover(self.stock.photo(self.rng), int(box.width), int(box.height), self.rng)
        else:
            ground = self.among("studio", "plain", "gradient", "photo", "white", "blurred")
            pixels = paint_ground(ground, self.stock, self.rng, int(box.width), int(box.height))
        self.board.lay_ground(shaped(pixels, radius), int(box.x), int(box.y))
        if kind != "photo":
            self.product(shrunk(box, 0.08))
        else:
            self.hero = box
        return box

    def ground_box(self, box: Box, colour: Colour, radius: float = 0.0) -> None:
        """Lay a coloured shape that belongs to the ground."""
        box = whole(box)
        self.board.lay_ground(
            shaped(full(int(box.width), int(box.height), colour), radius), int(box.x), int(box.y)
        )

    def thumb(self, box: Box, shape: str = "") -> Box:
        """Lay a small picture on the ad as an element: square, rounded or round."""
        box, shape = whole(box), shape or self.among("square", "rounded")
        if shape == "round":
            side = min(box.width, box.height)
            box = Box(box.x + (box.width - side) // 2, box.y + (box.height - side) // 2, side, side)
        pixels = self.small_picture(int(box.width), int(box.height))
        radius = {"square": 0.0, "rounded": 0.14, "round": 0.5}[shape] * min(box.width, box.height)
        rim = self.chance(0.6) * max(2, round(self.unit * self.span(0.004, 0.01)))
        pixels = rimmed(shaped(pixels, radius), radius, int(rim), self.accent())
        mark = Mark("decoration", box, "", "picture")
        self.board.put(Patch(pixels, int(box.x), int(box.y), (mark,)), covers=True)
        return box

    def small_picture(self, width: int, height: int) -> Pixels:
        """A picture for a thumbnail: a photo, a detail of one, or a product on a plain ground."""
        width, height = max(8, width), max(8, height)
        if self.chance(0.55):
            photo = self.stock.photo(self.rng)
            if self.chance(0.5):  # a detail
                rows, columns = photo.shape[:2]
                top, left = int(self.span(0, 0.5) * rows), int(self.span(0, 0.5) * columns)
                photo = photo[top : top + rows // 2 + 1, left : left + columns // 2 + 1]
            return cover(photo, width, height, self.rng)
        ground = full(width, height, ground_colour(self.rng))
        product, _ = new_product(
            self.kit, self.rng, self.stock.cutout(self.rng), width * 0.9, height * 0.9
        )
        y, x = (height - product.shape[0]) // 2, (width - product.shape[1]) // 2
        elements.paste(ground, Patch(product, x, y, ()))
        return ground

    def product(
        self,
        area: Box,
        *,
        stands: bool | None = None,
        anchor: str = "",
        cutout: Pixels | None = None,
    ) -> Box:
        """Stand a product into `area` (it keeps its shape); returns its box."""
        cutout = self.stock.cutout(self.rng) if cutout is None else cutout
        stands = self.chance(0.6) if stands is None else stands
        if self.chance(0.35):  # larger than its place, so that words lie over it a little
            area = shrunk(area, -self.span(0.02, 0.16))
        product, prints = new_product(
            self.kit, self.rng, cutout, area.width, area.height, turn=not stands
        )
        height, width = product.shape[:2]
        across = {"left": 0.0, "right": 1.0}.get(anchor, 0.5)
        down = 1.0 if stands or anchor == "bottom" else 0.5
        x = round(area.x + (area.width - width) * across)
        y = round(area.y + (area.height - height) * down)
        for shadow in shadows(self.rng, product, x, y, stands=stands):
            self.board.lay(shadow)
        self.board.stand(product, x, y, prints)
        self.hero = Box(x, y, width, height)
        return self.hero

    def products(self, area: Box, count: int = 0) -> list[Box]:
        """Stand one to three products side by side into `area`."""
        count = count or int(self.rng.choice([1, 2, 3], p=[0.75, 0.17, 0.08]))
        same = self.stock.cutout(self.rng) if self.chance(0.5) else None
        boxes = [self.product(b, stands=True, cutout=same) for b in columns(area, count, -0.06)]
        self.hero = joined(boxes)
        return boxes

    def subject(self, area: Box) -> None:
        """Stand products into `area`, unless the ground is a photo that has its own subject."""
        if self.ground == "photo" and self.chance(0.75):
            self.hero = area
        else:
            self.products(area)

    # elements

    def accent(self) -> Colour:
        """One of the look's accent colours."""
        return self.look.accents[int(self.rng.integers(len(self.look.accents)))]

    def put(self, patches: Patch | Iterable[Patch] | None, *, covers: bool = False) -> Box | None:
        """Lay patches; returns the box of all their marks."""
        if patches is None:
            return None
        laid = [patches] if isinstance(patches, Patch) else list(patches)
        boxes = []
        for patch in laid:
            opaque = covers or any(m.label in ("underlay", "decoration") for m in patch.marks)
            self.board.put(patch, covers=opaque)
            boxes += [m.box for m in patch.marks]
        return joined(boxes) if boxes else None

    def text(
        self,
        box: Box,
        role: str,
        align: str = "start",
        on: Colour | None = None,
        words: str = "",
        *,
        vertical: bool = False,
    ) -> Box | None:
        """Set text into `box`; without `on` it stands on whatever has been drawn there."""
        restless = on is None and self.board.restlessness(box) > RESTLESS
        if restless and role != "watermark" and self.chance(0.5):
            self.scrim(box)
        look = self.look if on else self.here(box)
        kit, rng = self.kit, self.rng
        if not words and role in SPOKEN and self.chance(0.5):
            # the elements prefer words that come out large: real ads have long lines as well
            said = say(rng, kit.texts, look.script, role)
            found = elements.text(
                kit, rng, look, box, role, words=said, align=align, vertical=vertical, on=on
            )
            if found is not None:
                return self.put(found)
        return self.put(
            elements.text(
                kit, rng, look, box, role, words=words, align=align, vertical=vertical, on=on
            )
        )

    def scrim(self, box: Box) -> None:
        """Quieten the ground under `box` with a soft dark or light cloud that is part of it."""
        pad = int(max(6, 0.6 * min(box.width, box.height)))
        level = 0 if sum(self.board.mean_colour(box)) < 400 else 255
        size = int(box.width) + 2 * pad, int(box.height) + 2 * pad
        small = np.zeros((size[1] // 4 + 1, size[0] // 4 + 1), np.float32)
        edge = max(1, pad // 4)
        small[edge:-edge, edge:-edge] = self.span(0.45, 0.8) * 255
        small = cv2.blur(cv2.blur(small, (edge, edge)), (edge, edge))
        small[[0, -1]] = small[:, [0, -1]] = 0
        alpha = cv2.resize(small, size, interpolation=cv2.INTER_LINEAR).astype(np.uint8)
        pixels = np.dstack([full(*size, (level,) * 3), alpha])
        self.board.lay(Patch(pixels, int(box.x) - pad, int(box.y) - pad, ()))

    def panel(self, box: Box, shape: str = "panel") -> Colour:
        """Lay an underlay; returns the colour that text on it must contrast with."""
        patch, colour = elements.underlay(self.kit, self.rng, self.look, box, shape)
        self.put(patch, covers=True)
        return colour

    def badge(self, box: Box) -> Box | None:
        return self.put(elements.badge(self.kit, self.rng, self.here(box), box))

    def price(self, box: Box) -> Box | None:
        return self.put(elements.price(self.kit, self.rng, self.here(box), box))

    def button(self, box: Box) -> Box | None:
        return self.put(elements.button(self.kit, self.rng, self.here(box), box))

    def icon(self, box: Box) -> Box | None:
        return self.put(elements.icon_point(self.kit, self.rng, self.here(box), box))

    def ribbon(self, box: Box) -> Box | None:
        return self.put(elements.ribbon(self.kit, self.rng, self.here(box), box))

    def table(self, box: Box) -> Box | None:
        return self.put(elements.table(self.kit, self.rng, self.here(box), box))

    def sticker(self, box: Box) -> Box | None:
        return self.put(elements.sticker_label(self.kit, self.rng, self.here(box), box))

    def logo(self, box: Box) -> Box | None:
        return self.put(elements.logo(self.kit, self.rng, self.here(box), box))

    def decoration(self, box: Box, kind: str = "") -> Box | None:
        return self.put(elements.decoration(self.kit, self.rng, self.here(box), box, kind))

    def frame(self, box: Box) -> Box | None:
        """Draw an outline all round `box`."""
        return self.put(elements.decoration(self.kit, self.rng, self.here(box), box, "frame"))

    def here(self, box: Box) -> Look:
        """The look, knowing the colour that lies under `box`."""
        return replace(self.look, ground=self.board.mean_colour(box))

    def line(
        self, start: tuple[float, float], end: tuple[float, float], *, dot: bool = True
    ) -> None:
        """Draw a pointer line in pixels, as a decoration, with a dot at its end."""
        pad = 8
        x0, y0 = int(min(start[0], end[0])) - pad, int(min(start[1], end[1])) - pad
        x1, y1 = int(max(start[0], end[0])) + pad, int(max(start[1], end[1])) + pad
        alpha = np.zeros((y1 - y0, x1 - x0), np.uint8)
        a, b = ((int(x - x0), int(y - y0)) for x, y in (start, end))
        wide = max(1, round(self.unit / 300))
        cv2.line(alpha, a, b, 255, wide, cv2.LINE_AA)
        if dot:
            cv2.circle(alpha, b, wide * 3, 255, -1, cv2.LINE_AA)
        under = self.board.mean_colour(Box(x0, y0, x1 - x0, y1 - y0))
        colour = (255, 255, 255) if sum(under) < 330 else (30, 30, 34)
        if self.chance(0.3):
            colour = self.accent()
        pixels = np.dstack([full(x1 - x0, y1 - y0, colour), alpha])
        ys, xs = np.nonzero(alpha > 40)
        box = Box(x0 + int(xs.min()), y0 + int(ys.min()), int(np.ptp(xs)) + 1, int(np.ptp(ys)) + 1)
        # the box of a slanted line says nothing of where it is: only straight ones get a mark
        straight = min(box.width, box.height) < 0.2 * max(box.width, box.height)
        marks = (Mark("decoration", box, "", "pointer"),) if straight else ()
        self.board.put(Patch(pixels, x0, y0, marks))

    def dashes(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        """Draw an upright dashed line as a decoration."""
        thick = max(2, round(self.unit / 250))
        tall = max(8, int(end[1] - start[1]))
        pixels = np.dstack([full(thick, tall, self.accent()), np.zeros((tall, thick), np.uint8)])
        pixels[(np.arange(tall) // (3 * thick)) % 2 == 0, :, 3] = 255
        x, y = int(start[0]), int(start[1])
        mark = Mark("decoration", Box(x, y, thick, tall), "", "rule")
        self.board.put(Patch(pixels, x, y, (mark,)))

    def polygon(self, corners: NDArray[np.float64], mark: Mark) -> None:
        """Fill a polygon of canvas pixels with an accent colour."""
        alpha = np.zeros((self.height, self.width), np.uint8)
        cv2.fillPoly(alpha, [corners.astype(np.int32)], 255, cv2.LINE_AA)
        box = whole(mark.box)
        x, y = int(box.x), int(box.y)
        alpha = alpha[y : y + int(box.height), x : x + int(box.width)]
        pixels = np.dstack([full(alpha.shape[1], alpha.shape[0], self.accent()), alpha])
        self.board.put(Patch(pixels, x, y, (mark,)), covers=True)

    # groups of elements

    def block(
        self, box: Box, parts: tuple[str, ...], align: str = "start", on: Colour | None = None
    ) -> None:
        """Stack texts, a price or a button into `box` in the given order."""
        weights = [WEIGHTS[p] * self.span(0.8, 1.2) for p in parts]
        gap = box.height * 0.035
        scale = (box.height - gap * (len(parts) - 1)) / sum(weights)
        y = box.y
        for part, weight in zip(parts, weights, strict=True):
            self._part(part, Box(box.x, y, box.width, weight * scale), align, on)
            y += weight * scale + gap

    def _part(self, part: str, row: Box, align: str, on: Colour | None) -> None:
        if part in ("button", "price", "badge", "rule"):
            share = {"button": self.span(0.35, 0.65), "badge": self.span(0.25, 0.5)}.get(part, 0.7)
            width = min(row.width, max(row.width * share, row.height * 2))
            place = {"start": 0.0, "center": 0.5, "end": 1.0}[align]
            row = Box(row.x + (row.width - width) * place, row.y, width, row.height)
        if part == "button":
            self.button(row)
        elif part == "price":
            self.price(row)
        elif part == "badge":
            colour = self.panel(row, self.among("pill", "panel", "slanted", "bar"))
            self.text(shrunk(row, 0.14), "badge", "center", colour)
        elif part == "rule":
            self.rule(row)
        else:
            self.text(row, part, align, on)

    def rule(self, row: Box) -> None:
        """Draw a short straight line as a decoration."""
        width = max(8, int(row.width * self.span(0.15, 0.5)))
        thick = max(2, int(self.unit * self.span(0.003, 0.008)))
        box = Box(int(row.x), int(row.y + row.height / 2), width, thick)
        pixels = np.dstack(
            [full(width, thick, self.accent()), np.full((thick, width), 255, np.uint8)]
        )
        self.board.put(
            Patch(pixels, int(box.x), int(box.y), (Mark("decoration", box, "", "rule"),))
        )

    def points(self, box: Box, count: int, manner: str = "", *, across: bool = False) -> None:
        """Set `count` selling points into `box`, below or beside each other, all in one manner."""
        manner = manner or self.among("icon", "icon", "icon", "panel", "plain", "bullet", "pill")
        cells = columns(box, count, 0.12) if across else rows(box, count, 0.22)
        for number, cell in enumerate(cells):
            self._point(cell, manner, number, across=across)

    def _point(self, cell: Box, manner: str, number: int, *, across: bool) -> None:
        align = "center" if across else "start"
        if manner == "icon":
            self.icon(cell)
        elif manner in ("panel", "pill"):
            colour = self.panel(cell, "pill" if manner == "pill" else "panel")
            self.text(shrunk(cell, 0.14), "selling_point", self.among("start", "center"), colour)
        elif manner == "bullet" and not across:
            side = min(cell.height, cell.width * 0.3) * 0.8
            self.number(Box(cell.x, cell.y + (cell.height - side) / 2, side, side), number + 1)
            rest = Box(cell.x + side * 1.25, cell.y, cell.width - side * 1.25, cell.height)
            self.text(rest, "selling_point", "start")
        else:
            self.text(cell, "selling_point", align)

    def number(self, box: Box, value: int) -> None:
        """Set a number on a small round or square plate."""
        colour = self.panel(box, self.among("disc", "disc", "panel"))
        self.text(shrunk(box, 0.2), "number", "center", colour, words=str(value))
