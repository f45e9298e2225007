"""Boxes cut, shrunk and joined, and pixels cut to rounded shapes; all in canvas pixels."""

from __future__ import annotations

from collections.abc import Iterable

import cv2
import numpy as np

from adloom.types import Box
from export_tools.adstudio.labelled import Pixels

Colour = tuple[int, int, int]


def whole(box: Box) -> Box:
    """`box` on whole pixels, at least 4 across."""
    x, y = round(box.x), round(box.y)
    return Box(x, y, max(4, round(box.right) - x), max(4, round(box.bottom) - y))


def shrunk(box: Box, share: float) -> Box:
    """`box` with a margin of `share` of its short side all round."""
    pad = min(box.width, box.height) * share
    return Box(box.x + pad, box.y + pad, box.width - 2 * pad, box.height - 2 * pad)


def rows(box: Box, count: int, gap: float) -> list[Box]:
    """`box` cut into rows; `gap` is a share of a row's height (negative rows overlap)."""
    tall = box.height / (count + gap * (count - 1))
    return [Box(box.x, box.y + n * tall * (1 + gap), box.width, tall) for n in range(count)]


def columns(box: Box, count: int, gap: float) -> list[Box]:
    """`box` cut into columns; `gap` is a share of a column's width."""
    wide = box.width / (count + gap * (count - 1))
    return [Box(box.x + n * wide * (1 + gap), box.y, wide, box.height) for n in range(count)]


def top_of(box: Box, share: float) -> Box:
    """The upper `share` of `box`."""
    return Box(box.x, box.y, box.width, box.height * share)


def below(box: Box, share: float) -> Box:
    """What is left of `box` under its upper `share`."""
    return Box(box.x, box.y + box.height * share, box.width, box.height * (1 - share))


def under(box: Box) -> Box:
    """A line's room right under `box`."""
    tall = min(max(12.0, box.height * 0.16), 30.0)
    return Box(box.x, box.bottom + tall * 0.15, box.width, tall)


def joined(boxes: Iterable[Box]) -> Box:
    """The smallest box round all of them."""
    every = list(boxes)
    x, y = min(b.x for b in every), min(b.y for b in every)
    return Box(x, y, max(b.right for b in every) - x, max(b.bottom for b in every) - y)


def shaped(pixels: Pixels, radius: float) -> Pixels:
    """RGB as RGBA with rounded corners of `radius` pixels."""
    height, width = pixels.shape[:2]
    alpha = np.full((height, width), 255, np.uint8)
    r = int(min(radius, min(height, width) / 2))
    if r > 0:
        alpha[:] = 0
        cv2.rectangle(alpha, (r, 0), (width - 1 - r, height - 1), 255, -1)
        cv2.rectangle(alpha, (0, r), (width - 1, height - 1 - r), 255, -1)
        for x in (r, width - 1 - r):
            for y in (r, height - 1 - r):
                cv2.circle(alpha, (x, y), r, 255, -1, cv2.LINE_AA)
    return np.dstack([pixels, alpha])


def rimmed(pixels: Pixels, radius: float, rim: int, colour: Colour) -> Pixels:
    """RGBA with a rim of `rim` pixels of `colour` inside its shape."""
    if rim < 1:
        return pixels
    height, width = pixels.shape[:2]
    inner = np.zeros((height, width), np.uint8)
    if height <= 2 * rim + 4 or width <= 2 * rim + 4:
        return pixels
    core = shaped(pixels[rim:-rim, rim:-rim, :3], max(0.0, radius - rim))[..., 3]
    inner[rim:-rim, rim:-rim] = core
    share = (inner / np.float32(255))[..., None]
    rgb = pixels[..., :3] * share + np.array(colour, np.float32) * (1 - share)
    return np.dstack([rgb.astype(np.uint8), pixels[..., 3]])
