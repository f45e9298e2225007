"""Product photos on plain grounds without anything put on them.

The product's alpha is known where the picture was composed, and left empty for whole photos.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from adloom.types import Box
from export_tools.adstudio.ads_grounds import (
    cover,
    full,
    glow,
    gradient,
    grained,
    ground_colour,
    shifted,
)
from export_tools.adstudio.ads_products import new_product, shadows
from export_tools.adstudio.ads_stock import Stock
from export_tools.adstudio.elements_base import Patch, paste, pick
from export_tools.adstudio.elements_kit import Kit
from export_tools.adstudio.labelled import Kind, Labelled, Pixels
from export_tools.adstudio.pages_easel import glimpse, split
from export_tools.adstudio.pages_screens import web_page

Rng = np.random.Generator
SIZES = ((680, 680), (680, 680), (680, 510), (510, 680), (544, 680), (680, 453), (680, 383))
NEVER_PLAIN = ("clothing", "shop", "scene")
WHITE_FROM, WHITE_SHARE = 232, 0.12
SMOOTH_SHARE, SMOOTH_STEP = 0.85, 7


@dataclass
class Stage:
    """A picture being composed: its pixels, the alpha of all products on it, and their prints."""

    canvas: Pixels
    prints: list[Box] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.canvas = np.array(self.canvas)
        self.alpha: Pixels = np.zeros(self.canvas.shape[:2], np.uint8)

    @property
    def width(self) -> int:
        """Pixels across."""
        return self.canvas.shape[1]

    @property
    def height(self) -> int:
        """Pixels down."""
        return self.canvas.shape[0]

    def stand(
        self,
        product: Pixels,
        prints: Sequence[Box],
        x: float,
        y: float,
        under: Sequence[Patch] = (),
    ) -> None:
        """Lay shadows, then a product with its corner at (x, y)."""
        left, top = round(x), round(y)
        for shadow in under:
            paste(self.canvas, shadow)
        paste(self.canvas, Patch(product, left, top, ()))
        layer = np.zeros((self.height, self.width, 3), np.uint8)
        flat = np.dstack([np.full((*product.shape[:2], 3), 255, np.uint8), product[..., 3]])
        paste(layer, Patch(flat, left, top, ()))
        self.alpha = np.maximum(self.alpha, layer[..., 0])
        self.prints += [Box(b.x + left, b.y + top, b.width, b.height) for b in prints]

    def done(self, kind: Kind) -> Labelled:
        """The finished photo: nothing on it is to be removed."""
        nothing = np.zeros_like(self.alpha)
        return Labelled(kind, self.canvas, self.canvas, nothing, self.alpha, (), tuple(self.prints))


def untouched(kind: Kind, pixels: Pixels) -> Labelled:
    """A photo as it is."""
    pixels = np.ascontiguousarray(pixels[..., :3])
    nothing = np.zeros(pixels.shape[:2], np.uint8)
    return Labelled(kind, pixels, pixels, nothing, nothing)


def is_plain(pixels: Pixels) -> bool:
    """Whether a product's photo has a plain ground: its rim is smooth, or shows white."""
    small = cv2.resize(
        np.ascontiguousarray(pixels[..., :3]), (48, 48), interpolation=cv2.INTER_AREA
    )
    rim = np.concatenate([small[::-1, 1], small[1], small[:, -2]]).astype(np.int16)
    if (rim.min(axis=1) > WHITE_FROM).mean() > WHITE_SHARE:
        return True
    return bool(np.quantile(np.abs(np.diff(rim, axis=0)).max(axis=1), SMOOTH_SHARE) < SMOOTH_STEP)


def graded(pixels: Pixels, rng: Rng) -> Pixels:
    """A photo darker or lighter, warmer or cooler, at times with dark corners."""
    steps = (np.arange(256) / 255) ** np.exp(rng.normal(0, 0.22))
    table = (steps[:, None] * rng.normal(1, 0.04, 3) * 255).clip(0, 255).astype(np.uint8)
    graded_pixels = np.asarray(cv2.LUT(np.ascontiguousarray(pixels), table.reshape(1, 256, 3)))
    return vignetted(graded_pixels, rng) if rng.random() < 0.2 else graded_pixels


def vignetted(pixels: Pixels, rng: Rng) -> Pixels:
    """A photo with dark corners."""
    rows, columns = np.mgrid[0:64, 0:64].astype(np.float32) / 31.5 - 1
    fall = np.clip(1.1 - rng.uniform(0.3, 0.8) * (rows**2 + columns**2) / 1.4, 0.05, 1)
    light: NDArray[np.float32] = cv2.resize(fall, (pixels.shape[1], pixels.shape[0]))
    return (pixels * light[..., None]).astype(np.uint8)


def plain_photo(stock: Stock, rng: Rng) -> Pixels:
    """A photo of a product on a plain ground."""
    shops = [p for p in stock.photos if p.kind == "lifestyle"]
    for _ in range(12):
        if stock.whites and (not shops or rng.random() < 0.5):
            return pick(rng, stock.whites).pixels()[..., :3]
        photo = pick(rng, shops or stock.photos).pixels()
        if is_plain(photo):
            return photo
    return photo


def scene_photo(stock: Stock, rng: Rng) -> Pixels:
    """A photo of a place, of a thing in its place, or of a person; banners are passed over."""
    for _ in range(24):
        kind = pick(rng, ("ai", "ai", "clothing", "shop", "lifestyle", "lifestyle", "scene"))
        photo = stock.photo(rng, kind)
        if photo.shape[1] < 2 * photo.shape[0] and (kind in NEVER_PLAIN or not is_plain(photo)):
            return photo
    return photo


def white_photo(stock: Stock, kit: Kit, rng: Rng) -> Labelled:
    """A real photo on white or on plain grey, cropped or with more room round it."""
    photo = plain_photo(stock, rng)
    if rng.random() < 0.4:
        photo = photo[:, ::-1]
    if rng.random() < 0.45:
        ground = np.median(photo[:3].reshape(-1, 3), axis=0)
        sides = (rng.uniform(0, 0.4, 4) * max(photo.shape) * rng.integers(0, 2, 4)).astype(int)
        photo = cv2.copyMakeBorder(
            np.ascontiguousarray(photo),
            *(int(s) for s in sides),
            cv2.BORDER_CONSTANT,
            value=[float(part) for part in ground],
        )
    elif rng.random() < 0.3:
        photo = glimpse(photo, rng, 0.75)
    return untouched("product_plain", np.asarray(photo))


def one_on(stage: Stage, stock: Stock, kit: Kit, rng: Rng, share: float, *, shadow: bool) -> None:
    """Stand one product near the middle of a plain ground."""
    product, prints = new_product(
        kit, rng, stock.cutout(rng), stage.width * share, stage.height * share
    )
    x = (stage.width - product.shape[1]) * float(np.clip(rng.normal(0.5, 0.06), 0.02, 0.98))
    y = (stage.height - product.shape[0]) * float(np.clip(rng.normal(0.55, 0.08), 0.02, 0.98))
    under = shadows(rng, product, round(x), round(y), stands=True) if shadow else ()
    stage.stand(product, prints, x, y, under)


def plain_with(
    paint: Callable[[Stock, Rng, int, int], Pixels], low: float = 0.5
) -> Callable[[Stock, Kit, Rng], Labelled]:
    """A drawer of one product on the ground that `paint` paints."""

    def drawn(stock: Stock, kit: Kit, rng: Rng) -> Labelled:
        stage = Stage(paint(stock, rng, *pick(rng, SIZES)))
        one_on(stage, stock, kit, rng, float(rng.uniform(low, 0.95)), shadow=rng.random() < 0.65)
        return stage.done("product_plain")

    return drawn


def paint_white(stock: Stock, rng: Rng, width: int, height: int) -> Pixels:
    """White, or nearly."""
    level = pick(rng, (255, 255, 255, 250, 245, 240))
    return full(width, height, (level, level, level))


def paint_colour(stock: Stock, rng: Rng, width: int, height: int) -> Pixels:
    """One quiet or strong colour."""
    return full(width, height, ground_colour(rng, pick(rng, ("pale", "pale", "vivid", "dark"))))


def paint_soft(stock: Stock, rng: Rng, width: int, height: int) -> Pixels:
    """A soft gradient or a glow behind the product."""
    first = ground_colour(rng, pick(rng, ("pale", "pale", "white", "dark")))
    second = shifted(rng, first, 22)
    if rng.random() < 0.5:
        return grained(gradient(width, height, first, second, float(rng.uniform(0, 360))), rng, 0.8)
    x, y = rng.uniform(0.3, 0.7, 2)
    return grained(glow(width, height, first, second, float(x), float(y)), rng, 0.8)


def paint_sweep(stock: Stock, rng: Rng, width: int, height: int) -> Pixels:
    """A studio sweep: a wall that turns into a floor of nearly the same tone."""
    wall = ground_colour(rng, pick(rng, ("white", "white", "pale", "dark")))
    floor = shifted(rng, wall, 16)
    rows = np.linspace(0, 1, height, dtype=np.float32)
    mix = 1 / (1 + np.exp(-(rows - rng.uniform(0.55, 0.8)) * rng.uniform(10, 60)))
    column = np.array(wall) + (np.array(floor) - np.array(wall)) * mix[:, None]
    canvas = np.broadcast_to(column[:, None].clip(0, 255), (height, width, 3)).astype(np.uint8)
    return grained(np.ascontiguousarray(canvas), rng, 1.0)


def several_plain(stock: Stock, kit: Kit, rng: Rng) -> Labelled:
    """A set: two to five pieces side by side on one floor, of a plain ground."""
    stage = Stage(
        pick(rng, (paint_white, paint_white, paint_soft, paint_sweep))(
            stock, rng, *pick(rng, SIZES)
        )
    )
    stand_row(stage, stock, kit, rng, int(rng.integers(2, 6)), stage.height * 0.86)
    return stage.done("product_plain")


def stand_row(stage: Stage, stock: Stock, kit: Kit, rng: Rng, count: int, floor: float) -> None:
    """Stand `count` products side by side on one line, at times overlapping."""
    same = stock.cutout(rng) if rng.random() < 0.4 else None
    spread = float(rng.uniform(1.0, 1.25))
    tall = stage.height * float(rng.uniform(0.45, 0.75))
    for x, wide in split(stage.width * 0.06, stage.width * 0.88, count, 4):
        cut = stock.cutout(rng) if same is None else same
        high = tall * float(rng.uniform(0.7, 1.0))
        product, prints = new_product(kit, rng, cut, wide * spread, high, turn=False)
        left = x + (wide - product.shape[1]) / 2
        top = floor - product.shape[0]
        stage.stand(
            product, prints, left, top, shadows(rng, product, round(left), round(top), stands=True)
        )


def flat_lay(stock: Stock, kit: Kit, rng: Rng) -> Labelled:
    """Pieces laid out on a plain ground and seen from above, each with a soft shadow."""
    stage = Stage(
        pick(rng, (paint_white, paint_white, paint_colour, paint_soft))(
            stock, rng, *pick(rng, SIZES)
        )
    )
    columns, rows = pick(rng, ((2, 2), (2, 3), (3, 2), (3, 3), (2, 1)))
    for x, wide in split(stage.width * 0.05, stage.width * 0.9, columns, 6):
        for y, high in split(stage.height * 0.05, stage.height * 0.9, rows, 6):
            if rng.random() < 0.12:
                continue
            grow = float(rng.uniform(0.8, 1.2))
            product, prints = new_product(kit, rng, stock.cutout(rng), wide * grow, high * grow)
            left = x + (wide - product.shape[1]) / 2 + float(rng.normal(0, 10))
            top = y + (high - product.shape[0]) / 2 + float(rng.normal(0, 10))
            stage.stand(
                product,
                prints,
                left,
                top,
                shadows(rng, product, round(left), round(top), stands=False),
            )
    return stage.done("product_plain")


def close_up(stock: Stock, kit: Kit, rng: Rng) -> Labelled:
    """A product so large that the frame cuts it off on one or two sides."""
    stage = Stage(
        pick(rng, (paint_white, paint_white, paint_soft, paint_colour))(
            stock, rng, *pick(rng, SIZES)
        )
    )
    share = float(rng.uniform(1.05, 1.5))
    product, prints = new_product(
        kit, rng, stock.cutout(rng), stage.width * share, stage.height * share, turn=False
    )
    x = (stage.width - product.shape[1]) * float(rng.uniform(0.1, 0.9))
    y = (stage.height - product.shape[0]) * float(rng.uniform(0, 1))
    stage.stand(product, [], x, y)
    frame = Box(0, 0, stage.width, stage.height)
    stage.prints = [
        b for b in (Box(p.x + x, p.y + y, p.width, p.height) for p in prints) if inside(b, frame)
    ]
    return stage.done("product_plain")


def inside(box: Box, frame: Box) -> bool:
    """Whether `box` lies within `frame`."""
    return (
        box.x >= frame.x
        and box.y >= frame.y
        and box.right <= frame.right
        and box.bottom <= frame.bottom
    )


def device(stock: Stock, kit: Kit, rng: Rng) -> Labelled:
    """A phone, tablet, screen or framed print on a plain ground, with a picture on its face."""
    stage = Stage(pick(rng, (paint_white, paint_white, paint_soft))(stock, rng, *pick(rng, SIZES)))
    upright = rng.random() < 0.6
    ratio = float(rng.uniform(0.46, 0.75)) if upright else float(rng.uniform(1.3, 1.8))
    high = min(stage.height * 0.8, stage.width * 0.8 / ratio)
    product = front_of(kit, stock, rng, round(high * ratio), round(high))
    x, y = (stage.width - product.shape[1]) / 2, (stage.height - product.shape[0]) / 2
    stage.stand(
        product,
        [Box(0, 0, product.shape[1], product.shape[0])],
        x,
        y,
        shadows(rng, product, round(x), round(y), stands=True),
    )
    return stage.done("product_plain")


def front_of(kit: Kit, stock: Stock, rng: Rng, width: int, height: int) -> Pixels:
    """The front of a device, (height, width, 4): a dark or light body and a lit screen."""
    body = np.zeros((height, width, 4), np.uint8)
    radius = int(min(width, height) * rng.uniform(0.04, 0.14))
    tone = pick(rng, (18, 30, 225, 245))
    mask = np.zeros((height, width), np.uint8)
    cv2.rectangle(mask, (radius, 0), (width - radius - 1, height - 1), 255, -1)
    cv2.rectangle(mask, (0, radius), (width - 1, height - radius - 1), 255, -1)
    for cx in (radius, width - radius - 1):
        for cy in (radius, height - radius - 1):
            cv2.circle(mask, (cx, cy), radius, 255, -1, cv2.LINE_AA)
    body[..., :3], body[..., 3] = tone, mask
    rim = max(3, int(min(width, height) * rng.uniform(0.03, 0.08)))
    shown = (
        web_page(stock, kit, rng).sheet.done("text_page").picture
        if rng.random() < 0.35
        else stock.photo(rng)
    )
    body[rim : height - rim, rim : width - rim, :3] = cover(
        shown, width - 2 * rim, height - 2 * rim, rng, mirror=False
    )
    return body


Draw = Callable[[Stock, Kit, Rng], Labelled]
PLAIN: dict[str, Draw] = {
    "white_photo": white_photo,
    "on_white": plain_with(paint_white),
    "on_colour": plain_with(paint_colour),
    "on_soft": plain_with(paint_soft),
    "on_sweep": plain_with(paint_sweep),
    "small_on_white": plain_with(paint_white, 0.25),
    "several": several_plain,
    "flat_lay": flat_lay,
    "close_up": close_up,
    "device": device,
}
