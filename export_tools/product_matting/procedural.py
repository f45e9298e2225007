"""Draws textures of floors, walls and tables: planks, tiles, stone, cloth, plaster, concrete.

Textures are (side, side, 3) uint8 and may be mirrored at their edges.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from export_tools.product_matting.sources import Pixels

Floats = NDArray[np.float32]
WOODS = ((196, 160, 118), (150, 108, 70), (98, 66, 44), (214, 190, 158), (70, 52, 42))
STONES = ((228, 226, 222), (168, 166, 160), (98, 98, 102), (206, 192, 172), (42, 42, 46))


def textures(rng: np.random.Generator, side: int, each: int = 14) -> list[Pixels]:
    """`each` drawings of every kind."""
    kinds = (_planks, _tiles, _stone, _cloth, _plaster, _terrazzo)
    return [kind(rng, side).clip(0, 255).astype(np.uint8) for kind in kinds for _ in range(each)]


def _cloud(rng: np.random.Generator, side: int, roughness: float, stretch: float = 1.0) -> Floats:
    """Noise -1..1 whose power falls with the frequency; `stretch` draws it out sideways."""
    y, x = np.meshgrid(np.fft.fftfreq(side), np.fft.fftfreq(side), indexing="ij")
    falling = 1 / np.maximum(np.hypot(y, x * stretch), 1 / side) ** roughness
    wave = np.fft.ifft2(falling * np.fft.fft2(rng.standard_normal((side, side)))).real
    return np.asarray(wave / (np.abs(wave).max() + 1e-6), dtype=np.float32)


def _colour(rng: np.random.Generator, known: tuple[tuple[int, int, int], ...]) -> Floats:
    base = np.array(known[int(rng.integers(len(known)))], np.float32)
    return np.asarray(base + rng.normal(0, 14) + rng.normal(0, 5, 3), dtype=np.float32)


def _planks(rng: np.random.Generator, side: int) -> Floats:
    base, wide = _colour(rng, WOODS), int(rng.integers(18, 64))
    board = np.arange(side) // wide
    tone = rng.normal(0, 10, side // wide + 1)[board][:, None]
    grain = _cloud(rng, side, 1.0, 14) * rng.uniform(12, 40)
    gap = (np.arange(side) % wide < 2)[:, None] * rng.uniform(20, 60)
    return np.asarray(base + (tone + grain - gap)[..., None])


def _tiles(rng: np.random.Generator, side: int) -> Floats:
    one, wide = _colour(rng, STONES), int(rng.integers(24, 80))
    other = one + rng.normal(0, 40) * (rng.random() < 0.5)
    y, x = np.mgrid[0:side, 0:side]
    checked = ((y // wide + x // wide) % 2)[..., None]
    joint = ((y % wide < 2) | (x % wide < 2))[..., None] * rng.normal(0, 40)
    return np.asarray(
        one * checked + other * (1 - checked) + joint + 9 * _cloud(rng, side, 1.2)[..., None]
    )


def _stone(rng: np.random.Generator, side: int) -> Floats:
    base = _colour(rng, STONES)
    veins = np.abs(_cloud(rng, side, 1.7)) < rng.uniform(0.01, 0.05)
    soft = cv2.GaussianBlur(veins.astype(np.float32), (0, 0), 1.2) * rng.normal(0, 60)
    return np.asarray(base + (_cloud(rng, side, 1.5) * rng.uniform(8, 40) + soft)[..., None])


def _cloth(rng: np.random.Generator, side: int) -> Floats:
    base = rng.uniform(20, 245) + rng.normal(0, 24, 3)
    y, x = np.mgrid[0:side, 0:side].astype(np.float32)
    step = rng.uniform(2.5, 9)
    weave = np.sin(x * 2 * np.pi / step) * np.sin(y * 2 * np.pi / step) * rng.uniform(2, 14)
    folds = _cloud(rng, side, 2.1) * rng.uniform(0, 50)
    grain = rng.standard_normal((side, side)) * rng.uniform(1, 12)
    return np.asarray(base + (weave + folds + grain)[..., None], dtype=np.float32)


def _plaster(rng: np.random.Generator, side: int) -> Floats:
    base = rng.uniform(90, 240) + rng.normal(0, 14, 3)
    rough = _cloud(rng, side, rng.uniform(0.6, 1.8)) * rng.uniform(10, 70)
    return np.asarray(base + rough[..., None], dtype=np.float32)


def _terrazzo(rng: np.random.Generator, side: int) -> Floats:
    picture = np.tile(_colour(rng, STONES), (side, side, 1)).astype(np.float32)
    for _ in range(int(rng.integers(60, 400))):
        centre = tuple(int(v) for v in rng.integers(0, side, 2))
        axes = tuple(int(v) for v in rng.integers(1, 9, 2))
        tone = [float(v) for v in _colour(rng, STONES if rng.random() < 0.7 else WOODS)]
        cv2.ellipse(picture, centre, axes, float(rng.uniform(0, 180)), 0, 360, tone, -1)
    return picture
