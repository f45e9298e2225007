"""Product photos in scenes: real ones, and products set into places, the dark, and studios."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from adloom.render.backgrounds import draw_ground
from adloom.render.backgrounds_fields import Setting
from adloom.render.backgrounds_palette import ground_palette
from adloom.types import Box
from export_tools.adstudio.ads_grounds import (
    cover,
    glow,
    grained,
    ground_colour,
    paint_ground,
)
from export_tools.adstudio.ads_products import new_product, shadows
from export_tools.adstudio.ads_stock import Stock
from export_tools.adstudio.elements_base import Patch, pick
from export_tools.adstudio.elements_kit import Kit
from export_tools.adstudio.labelled import Labelled, Pixels
from export_tools.adstudio.pages_easel import glimpse
from export_tools.adstudio.pages_photos import (
    SIZES,
    Draw,
    Stage,
    graded,
    one_on,
    paint_soft,
    scene_photo,
    stand_row,
    untouched,
    vignetted,
)
from export_tools.adstudio.pages_signs import boards, hung_above
from export_tools.adstudio.pages_words import writer

Rng = np.random.Generator
BANNERS = ((700, 290), (700, 230), (700, 180), (700, 150), (700, 120), (260, 700))
BUILT = (
    "podium",
    "plinth",
    "arch",
    "window",
    "leaves",
    "terrazzo",
    "tabletop",
    "spotlight",
    "waves",
)


def whole_scene(stock: Stock, kit: Kit, rng: Rng) -> Labelled:
    """A real photo of a product or of a person with it."""
    photo = scene_photo(stock, rng)
    return untouched("product_scene", graded(glimpse(photo, rng, 0.7), rng))


def wide_scene(stock: Stock, kit: Kit, rng: Rng) -> Labelled:
    """A real photo cropped low or narrow, or a product in a banner's very wide place."""
    width, height = pick(rng, BANNERS)
    if rng.random() < 0.6:
        return in_banner(stock, kit, rng, width, height)
    photo = scene_photo(stock, rng)
    ratio = photo.shape[1] / photo.shape[0]
    low = float(rng.uniform(0.45, 0.7))
    size = (
        (round(700 * min(1.0, ratio * low)), 700)
        if ratio < 0.8
        else (700, round(700 / ratio * low))
    )
    return untouched("product_scene", graded(cover(photo, *size, rng), rng))


def in_banner(stock: Stock, kit: Kit, rng: Rng, width: int, height: int) -> Labelled:
    """One or two products or people in a very wide or tall place."""
    stage = Stage(
        paint_place(pick(rng, ("photo", "photo", "blurred", "texture")), stock, rng, width, height)
    )
    for _ in range(int(rng.integers(1, 3))):
        product, prints = new_product(
            kit, rng, stock.cutout(rng), width * 0.6, height * rng.uniform(0.6, 1.1), turn=False
        )
        x = (width - product.shape[1]) * float(rng.uniform(0.05, 0.95))
        y = height * float(rng.uniform(0.95, 1.1)) - product.shape[0]
        kept = [b for b in prints if b.y + y >= 0 and b.bottom + y <= height]
        stage.stand(product, kept, x, y, shadows(rng, product, round(x), round(y), stands=True))
    stage.canvas = graded(stage.canvas, rng)
    return stage.done("product_scene")


def dark_scene(stock: Stock, kit: Kit, rng: Rng) -> Labelled:
    """A product in the dark: a coloured light behind it, a glossy floor that mirrors it."""
    width, height = pick(rng, SIZES)
    outer = ground_colour(rng, "dark")
    inner = ground_colour(rng, "vivid") if rng.random() < 0.5 else lighter(rng, outer)
    stage = Stage(
        grained(
            glow(width, height, inner, outer, *(float(v) for v in rng.uniform(0.3, 0.7, 2))),
            rng,
            2.0,
        )
    )
    share = float(rng.uniform(0.4, 0.75))
    product, prints = new_product(
        kit, rng, stock.cutout(rng), width * share, height * share, turn=False
    )
    product = np.dstack([lit_from(product[..., :3], rng), product[..., 3]])
    x = (width - product.shape[1]) * float(rng.uniform(0.25, 0.75))
    floor = height * float(rng.uniform(0.75, 0.92))
    y = floor - product.shape[0]
    stage.canvas[int(floor) :] = (stage.canvas[int(floor) :] * rng.uniform(0.4, 1.0)).astype(
        np.uint8
    )
    mirrored = product[::-1].copy()
    mirrored[..., 3] = (mirrored[..., 3] * np.linspace(0.4, 0, len(mirrored))[:, None]).astype(
        np.uint8
    )
    stage.stand(product, prints, x, y, (Patch(mirrored, round(x), round(floor), ()),))
    stage.canvas = vignetted(stage.canvas, rng)
    return stage.done("product_scene")


def lighter(rng: Rng, colour: tuple[int, int, int]) -> tuple[int, int, int]:
    """`colour` with more light on it."""
    step = float(rng.uniform(35, 110))
    red, green, blue = (round(min(255.0, part + step)) for part in colour)
    return red, green, blue


def lit_from(rgb: Pixels, rng: Rng) -> Pixels:
    """A product with its light from one side and the other in the dark."""
    light = np.linspace(
        *rng.permutation([rng.uniform(0.3, 0.7), rng.uniform(0.95, 1.25)]), rgb.shape[1]
    )
    return (rgb * light[None, :, None]).clip(0, 255).astype(np.uint8)


def set_in(ground: str) -> Callable[[Stock, Kit, Rng], Labelled]:
    """A drawer of one product or a few in front of the ground named."""

    def drawn(stock: Stock, kit: Kit, rng: Rng) -> Labelled:
        size = pick(rng, SIZES)
        stage = Stage(paint_place(ground, stock, rng, *size))
        if rng.random() < 0.3:
            stand_row(stage, stock, kit, rng, int(rng.integers(2, 5)), stage.height * 0.9)
            return stage.done("product_scene")
        share = float(rng.uniform(0.35, 0.8))
        product, prints = new_product(
            kit, rng, stock.cutout(rng), stage.width * share, stage.height * share, turn=False
        )
        x = (stage.width - product.shape[1]) * float(rng.uniform(0.1, 0.9))
        y = stage.height * float(rng.uniform(0.84, 0.96)) - product.shape[0]
        stage.stand(product, prints, x, y, shadows(rng, product, round(x), round(y), stands=True))
        stage.canvas = graded(stage.canvas, rng)
        return stage.done("product_scene")

    return drawn


def paint_place(ground: str, stock: Stock, rng: Rng, width: int, height: int) -> Pixels:
    """A place for a product: a photo, sharp or blurred, a texture, or a built studio."""
    if ground == "studio":
        return studio(rng, width, height)
    if ground == "texture":
        return paint_ground("texture", stock, rng, width, height)
    photo = cover(scene_photo(stock, rng), width, height, rng)
    if ground == "photo":
        return photo
    return np.asarray(cv2.GaussianBlur(photo, (0, 0), float(rng.uniform(3, 12))))


def studio(rng: Rng, width: int, height: int) -> Pixels:
    """A built set: a podium, a plinth, an arch, window light, leaves' shadows, a table."""
    w, h = width // 2, height // 2
    box = Box(w * 0.3, h * 0.3, w * 0.4, h * 0.58)
    side = float(rng.choice([-1, 1]))
    setting = Setting(
        w, h, box, box.bottom, (box.x, box.right), Box(0, 0, w, h * 0.25), side, "standing"
    )
    light = float(rng.choice([0.25, 0.4, 0.7, 0.85]))
    palette = ground_palette(light, float(rng.uniform(0.01, 0.11)), float(rng.uniform(0, 360)))
    planes = draw_ground(pick(rng, BUILT), setting, palette, int(rng.integers(1 << 30)))
    small = np.moveaxis((planes * 255).clip(0, 255).astype(np.uint8), 0, 2)
    return grained(cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC), rng, 1.5)


def before_a_shop(stock: Stock, kit: Kit, rng: Rng) -> Labelled:
    """A product before a wall or a shop whose sign, small and soft, is part of the place."""
    width, height = pick(rng, SIZES)
    ground = paint_place(pick(rng, ("photo", "blurred", "texture")), stock, rng, width, height)
    stage = Stage(hung_above(boards(writer(kit, rng), rng), ground, rng))
    share = float(rng.uniform(0.5, 0.72))
    product, prints = new_product(
        kit, rng, stock.cutout(rng), width * share, height * share, turn=False
    )
    x = (width - product.shape[1]) * float(rng.uniform(0.2, 0.8))
    y = height * 0.96 - product.shape[0]
    stage.stand(product, prints, x, y, shadows(rng, product, round(x), round(y), stands=True))
    return stage.done("product_scene")


def on_billboard(stock: Stock, kit: Kit, rng: Rng) -> Labelled:
    """A place with a large picture of a product in it, without any words: a window, a hoarding."""
    width, height = pick(rng, SIZES)
    stage = Stage(graded(cover(scene_photo(stock, rng), width, height, rng), rng))
    board = paint_soft(stock, rng, 420, 300)
    inner = Stage(board)
    one_on(inner, stock, kit, rng, 0.8, shadow=True)
    x, y = width * rng.uniform(0.1, 0.25), height * rng.uniform(0.08, 0.25)
    corners = np.array([(x, y), (width - x, y), (width - x, height * 0.68), (x, height * 0.68)])
    corners += rng.normal(0, 0.03 * height, (4, 2))
    source = np.array([(0, 0), (420, 0), (420, 300), (0, 300)], np.float32)
    matrix = cv2.getPerspectiveTransform(source, corners.astype(np.float32))
    shown = cv2.warpPerspective(inner.canvas, matrix, (width, height))
    mask = cv2.warpPerspective(np.full((300, 420), 255, np.uint8), matrix, (width, height))
    stage.alpha = np.asarray(cv2.warpPerspective(inner.alpha, matrix, (width, height)))
    share = mask[..., None].astype(np.float32) / 255
    stage.canvas = (stage.canvas * (1 - share) + shown * share).astype(np.uint8)
    return stage.done("product_scene")


SCENES: dict[str, Draw] = {
    "photo": whole_scene,
    "wide_photo": wide_scene,
    "dark": dark_scene,
    "on_photo": set_in("photo"),
    "on_blurred": set_in("blurred"),
    "on_studio": set_in("studio"),
    "on_texture": set_in("texture"),
    "before_a_shop": before_a_shop,
    "on_billboard": on_billboard,
}
