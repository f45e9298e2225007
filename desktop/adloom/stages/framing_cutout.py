"""Framing by cut-out: how the product was shot, and the product set on a studio ground.

Source arrays: RGBA uint8 (H, W, 4) straight alpha. Canvas alpha float32 (H, W), 0..1.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from adloom.assets import Pixels
from adloom.render.backgrounds import FAMILIES, draw_ground, finish
from adloom.render.backgrounds_built import floor_of
from adloom.render.backgrounds_fields import Floats, Setting, Stance, darken
from adloom.render.backgrounds_palette import GroundPalette, ProductColours, product_colours
from adloom.render.shadows import contact_shadow, drop_shadow, feet, lower_rim, reflection
from adloom.stages.framing_placement import Placement, Side
from adloom.types import Box, Brief, Size

# Worn, hung or printed things are shown lying or hanging; they have no foot to stand on.
_FLAT_WORDS = frozenset(
    (
        *("shirt", "tee", "t-shirt", "tshirt", "hoodie", "sweater", "jumper", "jacket", "coat"),
        *("dress", "skirt", "trousers", "jeans", "shorts", "polo", "blouse", "cardigan", "sock"),
        *("scarf", "glove", "towel", "blanket", "rug", "card", "voucher", "poster", "print"),
        *("cable", "rope", "apparel", "clothing", "swimsuit", "leggings", "tie", "beanie", "vest"),
    )
)


@dataclass(frozen=True)
class Cutout:
    """A product cut-out cropped to its solid box: pixels, shape and how it was shot."""

    pixels: Pixels
    solid: Box
    bleeds: frozenset[Side]
    stance: Stance
    foot: tuple[float, float]
    deep: bool
    colours: ProductColours

    @property
    def aspect(self) -> float:
        """Width over height of the solid part."""
        return self.solid.width / self.solid.height


def _without_baked_shadow(pixels: Pixels) -> Pixels:
    """Drop faint dark pixels far from the solid product: a shadow the photo's ground had."""
    alpha = pixels[..., 3]
    solid = (alpha >= 140).astype(np.uint8) * 255
    reach = max(2.0, 0.006 * max(alpha.shape))
    near = np.asarray(Image.fromarray(solid).filter(ImageFilter.GaussianBlur(reach)))
    dark = pixels[..., :3].max(axis=2) < 90
    stray = (near < 6) | ((near < 110) & (alpha < 128) & dark)
    cleaned = pixels.copy()
    cleaned[..., 3] = np.where(stray, 0, alpha)
    return cleaned


def _bleeding_sides(alpha: NDArray[np.uint8]) -> frozenset[Side]:
    rims: tuple[tuple[Side, NDArray[np.uint8]], ...] = (
        ("left", alpha[:, :2]),
        ("right", alpha[:, -2:]),
        ("top", alpha[:2].T),
        ("bottom", alpha[-2:].T),
    )
    share = {side: float((rim.max(axis=1) > 140).mean()) for side, rim in rims}
    return frozenset(side for side, _ in rims if share[side] > 0.012)


def _stance(alpha: NDArray[np.uint8], brief: Brief) -> tuple[Stance, tuple[float, float]]:
    """Whether the solid part stands, and the x span of its foot, in its own pixels."""
    height, width = alpha.shape
    solid = alpha > 140
    there = solid.any(axis=0)
    low = height - np.argmax(solid[::-1], axis=0)
    touching = np.flatnonzero(there & (low >= height - max(2.0, 0.06 * height)))
    if touching.size == 0:
        return "flat", (0.0, float(width))
    foot = (float(touching[0]), float(touching[-1] + 1))
    named = f"{brief.product.title} {brief.product.category}".lower().replace("/", " ").split()
    words = {word.strip(",.'") for word in named} | {word.strip("s,.'") for word in named}
    if not _FLAT_WORDS.isdisjoint(words):
        return "flat", foot
    weight = solid.sum(axis=0)
    balance = float((weight * np.arange(width)).sum() / max(int(weight.sum()), 1))
    slack = 0.08 * width
    return ("standing" if foot[0] - slack <= balance <= foot[1] + slack else "flat"), foot


def _is_deep(alpha: NDArray[np.uint8]) -> bool:
    """Whether it was shot from well above: legs end at different heights, or on one corner."""
    step = max(1, max(alpha.shape) // 300)
    solid = alpha[::step, ::step] > 140
    height = solid.shape[0]
    foot = np.flatnonzero(solid[height - max(2, round(0.06 * height)) :].any(axis=0))
    body = np.flatnonzero(solid[round(0.75 * height)])
    if foot.size and body.size and np.ptp(foot) < 0.42 * np.ptp(body):
        return True
    return bool(feet(*lower_rim(solid.astype(np.float32))))


def read_cutout(pixels: Pixels, brief: Brief) -> Cutout | None:
    """Return the cut-out of a whole-photo RGBA picture, or None when nothing is solid."""
    cleaned = _without_baked_shadow(pixels)
    solid = cleaned[..., 3] > 140
    rows, columns = np.flatnonzero(solid.any(axis=1)), np.flatnonzero(solid.any(axis=0))
    if rows.size < 8 or columns.size < 8:
        return None
    bleeds = _bleeding_sides(cleaned[..., 3])
    top, bottom = int(rows[0]), int(rows[-1]) + 1
    left, right = int(columns[0]), int(columns[-1]) + 1
    margin = max(2, round(0.01 * max(bottom - top, right - left)))
    y0, x0 = max(0, top - margin), max(0, left - margin)
    crop = cleaned[y0 : bottom + margin, x0 : right + margin]
    stance, foot = _stance(cleaned[top:bottom, left:right, 3], brief)
    step = max(1, max(crop.shape[:2]) // 96)
    small = crop[::step, ::step].astype(np.float32) / 255.0
    return Cutout(
        pixels=np.ascontiguousarray(crop),
        solid=Box(float(left - x0), float(top - y0), float(right - left), float(bottom - top)),
        bleeds=bleeds,
        stance="bleeding" if bleeds & {"bottom", "left", "right"} else stance,
        deep=_is_deep(cleaned[top:bottom, left:right, 3]),
        foot=(foot[0] + left - x0, foot[1] + left - x0),
        colours=product_colours(small[..., :3], small[..., 3]),
    )


@dataclass(frozen=True)
class Laid:
    """The scaled product on the canvas: its visible part's planes, alpha and top-left corner."""

    planes: Floats
    alpha: Floats
    x: int
    y: int

    def on(self, planes: Floats) -> None:
        """Lay the product on `planes` (3, H, W) in place."""
        height, width = self.alpha.shape
        rows, columns = slice(self.y, self.y + height), slice(self.x, self.x + width)
        for channel in range(3):
            part = planes[channel, rows, columns]
            part += self.alpha * (self.planes[channel] - part)

    def whole_alpha(self, size: Size) -> Floats:
        """Return the alpha on the whole canvas, (H, W)."""
        full = np.zeros((size.height, size.width), dtype=np.float32)
        height, width = self.alpha.shape
        full[self.y : self.y + height, self.x : self.x + width] = self.alpha
        return full


def _laid(cutout: Cutout, placement: Placement, size: Size) -> Laid:
    """Return the product scaled once (premultiplied) and cut to the canvas."""
    scale = placement.scale
    height, width = cutout.pixels.shape[:2]
    drawn = (max(1, round(width * scale)), max(1, round(height * scale)))
    picture = Image.fromarray(cutout.pixels).resize(drawn, Image.Resampling.LANCZOS)
    x = round(placement.box.x - cutout.solid.x * scale)
    y = round(placement.box.y - cutout.solid.y * scale)
    x += ("right" in cutout.bleeds) - ("left" in cutout.bleeds)
    y += ("bottom" in cutout.bleeds) - ("top" in cutout.bleeds)
    left, top = max(0, -x), max(0, -y)
    seen = picture.crop((left, top, min(drawn[0], size.width - x), min(drawn[1], size.height - y)))
    bands = [np.asarray(band, np.float32) / np.float32(255) for band in seen.split()]
    return Laid(np.stack(bands[:3]), bands[3], max(0, x), max(0, y))


def setting_for(cutout: Cutout, placement: Placement, size: Size, light: float) -> Setting:
    """Return the studio setting of `cutout` at `placement` on `size`, lit from `light`."""
    box, scale = placement.box, placement.scale
    shift = box.x - cutout.solid.x * scale
    foot = (cutout.foot[0] * scale + shift, cutout.foot[1] * scale + shift)
    return Setting(
        size.width, size.height, box, box.bottom, foot, placement.spot.room, light, cutout.stance
    )


def compose(
    cutout: Cutout,
    placement: Placement,
    size: Size,
    family: str,
    palette: GroundPalette,
    light: float,
    seed: int,
) -> tuple[Pixels, Pixels, Box]:
    """Return (canvas RGBA, mask, product box) of the product on the ground `family`."""
    setting = setting_for(cutout, placement, size, light)
    planes = draw_ground(family, setting, palette, seed)
    laid = _laid(cutout, placement, size)
    alpha = laid.whole_alpha(size)
    if cutout.stance == "standing":
        if FAMILIES[family].glossy:
            _reflect(planes, laid, min(0.3 * placement.box.height, size.height - setting.base_y))
        shadow = contact_shadow(alpha, light) * floor_of(family, setting)
        darken(planes, shadow, palette.shadow, 0.62 if palette.dark else 0.72)
    elif cutout.stance == "flat":
        darken(planes, drop_shadow(alpha, light), palette.shadow, 0.7)
    laid.on(planes)
    return finish(planes, seed), (alpha * 255.0 + 0.5).astype(np.uint8), placement.box


def _reflect(planes: Floats, laid: Laid, depth: float) -> None:
    """Lay a faint mirror image of the product under it on `planes` in place."""
    below = round(depth)
    room = min(below, planes.shape[1] - laid.y - laid.alpha.shape[0])
    if room < 2:
        return
    pad = ((0, room), (0, 0))
    product = np.stack([np.pad(plane, pad) for plane in laid.planes])
    mirror, seen = reflection(product, np.pad(laid.alpha, pad), depth, 0.16)
    Laid(mirror, seen, laid.x, laid.y).on(planes)


# How often each ground is chosen, standing and lying; 0 where it does not suit.
_LIKED: dict[str, tuple[float, float]] = {
    "sweep": (0.95, 0.55),
    "glow": (0.55, 0.6),
    "split": (0.75, 0.9),
    "diagonal": (0.45, 0.8),
    "podium": (1.1, 0.0),
    "plinth": (0.8, 0.0),
    "arch": (1.0, 0.6),
    "wash": (0.45, 0.7),
    "window": (0.9, 0.8),
    "leaves": (0.8, 0.8),
    "paper": (0.5, 0.95),
    "terrazzo": (0.6, 0.5),
    "blobs": (0.6, 0.8),
    "halo": (0.9, 1.0),
    "tabletop": (0.9, 0.0),
    "spotlight": (0.7, 0.5),
    "waves": (0.6, 0.5),
}


# Floors with a near edge, which legs shot from above would overhang.
_SHALLOW = frozenset({"podium", "plinth", "arch", "halo", "tabletop", "terrazzo"})


def choose_families(
    cutout: Cutout, ratio: float, palettes: list[GroundPalette], tone: str, seed: int
) -> list[str]:
    """Return a ground for each of `palettes`, all different, chosen by `seed` alone.

    The same seed gives a family of sizes one look; `ratio` is the canvas's width over height.
    """
    stance = cutout.stance
    rng = np.random.default_rng(seed + 5)
    luck = rng.random(len(_LIKED))
    column = 1 if stance != "standing" else 0
    ranked = sorted(
        ((liked[column] + 0.55 * float(luck[at]), name) for at, (name, liked) in
         enumerate(_LIKED.items()) if liked[column] > 0),
        reverse=True,
    )  # fmt: skip
    chosen: list[str] = []
    for palette in palettes:
        for _, name in ranked:
            family = FAMILIES[name]
            fits = stance in family.stances and (family.strips or 0.2 <= ratio < 2.3)
            fits = fits and not (cutout.deep and name in _SHALLOW)
            shaded = palette.dark or not family.dark_only
            if name not in chosen and fits and shaded:
                chosen.append(name)
                break
    return chosen


def family_words(name: str, palette: GroundPalette) -> str:
    """Return a merchant's words for the ground `name` in `palette`, "a sage podium"."""
    words = FAMILIES[name].words.replace("{colour}", palette.name)
    return words.replace("a a", "an a").replace("a i", "an i").replace("a o", "an o")
