"""Studio grounds: parametric, seeded families that a cut-out can stand or lie on.

Each family draws float32 planes (3, H, W) sRGB for one `Setting` and `GroundPalette`, leaves
`Setting.room` quiet, and lights everything from `Setting.light`. `FAMILIES` is the index.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from adloom.render import backgrounds_built as built
from adloom.render import backgrounds_walls as walls
from adloom.render.backgrounds_fields import Floats, Setting, Stance
from adloom.render.backgrounds_palette import GroundPalette, ground_palette, to_oklab

Draw = Callable[[Setting, GroundPalette, np.random.Generator], Floats]


@dataclass(frozen=True)
class Family:
    """One kind of ground: how it is drawn, what it suits, and its name for a merchant."""

    draw: Draw
    words: str
    stances: frozenset[Stance]
    strips: bool = True
    dark_only: bool = False
    glossy: bool = False


_BAND, _TILE = 64, 512
"""Rows finished at once, and the side of the grain's tile (a whole number of bands)."""

_ANY: frozenset[Stance] = frozenset({"standing", "flat", "bleeding"})
_STANDS: frozenset[Stance] = frozenset({"standing"})
_LOOSE: frozenset[Stance] = frozenset({"standing", "flat"})

FAMILIES: dict[str, Family] = {
    "sweep": Family(walls.draw_sweep, "a seamless {colour} studio sweep", _ANY, glossy=True),
    "glow": Family(walls.draw_glow, "a soft {colour} glow", _ANY),
    "split": Family(walls.draw_split, "a two-tone {colour} split", _ANY),
    "diagonal": Family(walls.draw_diagonal, "a {colour} ground cut on the diagonal", _ANY),
    "podium": Family(built.draw_podium, "a {colour} podium", _STANDS, strips=False),
    "plinth": Family(built.draw_plinth, "a {colour} plinth", _STANDS, strips=False),
    "arch": Family(built.draw_arch, "a {colour} arch", _ANY, strips=False),
    "wash": Family(walls.draw_wash, "a {colour} colour wash", _ANY),
    "window": Family(walls.draw_window, "{colour} with window light", _LOOSE, strips=False),
    "leaves": Family(walls.draw_leaves, "{colour} with leaf shadows", _LOOSE, strips=False),
    "paper": Family(walls.draw_paper, "{colour} paper", _ANY),
    "terrazzo": Family(built.draw_terrazzo, "{colour} terrazzo", _LOOSE, strips=False),
    "blobs": Family(walls.draw_blobs, "soft {colour} shapes", _ANY),
    "halo": Family(built.draw_halo, "a {colour} halo", _LOOSE, strips=False),
    "tabletop": Family(built.draw_tabletop, "a {colour} tabletop", _STANDS, glossy=True),
    "spotlight": Family(
        walls.draw_spotlight, "a spotlight on {colour}", _ANY, dark_only=True, glossy=True
    ),
    "waves": Family(built.draw_waves, "layered {colour} waves", _LOOSE, strips=False),
}


def draw_ground(name: str, setting: Setting, palette: GroundPalette, seed: int) -> Floats:
    """Return planes (3, H, W), float32 sRGB about 0..1, of the family `name`; same seed, same."""
    family = FAMILIES[name]
    if family.dark_only and not palette.dark:
        lab = to_oklab(palette.base.tint)
        hue = float(np.rad2deg(np.arctan2(lab[2], lab[1])) % 360)
        palette = ground_palette(0.28, 0.03, hue)
    return family.draw(setting, palette, np.random.default_rng(seed))


def finish(planes: Floats, seed: int, grain: float = 1.15) -> NDArray[np.uint8]:
    """Return opaque (H, W, 4) uint8 pixels of `planes`, grained so that no gradient bands.

    `grain` is the film grain's strength in eight-bit steps.
    """
    height, width = planes.shape[1:]
    rng = np.random.default_rng(seed + 7919)
    tile = rng.standard_normal((_TILE, _TILE), np.float32) * np.float32(grain)
    tile = np.tile(tile, (1, -(-width // _TILE)))[:, :width] + np.float32(0.5)
    pixels = np.empty((height, width, 4), dtype=np.uint8)
    pixels[..., 3] = 255
    for start in range(0, height, _BAND):
        stop = min(start + _BAND, height)
        noise = tile[start % _TILE : start % _TILE + stop - start]
        for channel in range(3):
            level = planes[channel, start:stop] * np.float32(255.0)
            level += noise
            np.clip(level, 0.0, 255.0, out=level)
            pixels[start:stop, :, channel] = level
    return pixels
