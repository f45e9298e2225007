"""The patch every element is drawn into, and the colours and random choices all of them share.

Patches are (h, w, 4) uint8 with straight alpha; boxes are in canvas pixels; colours are sRGB
triples of 0-255. A Sheet is a Skia surface that covers a box of the canvas, padded for shadows.
"""

from __future__ import annotations

import colorsys
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import skia
from numpy.typing import NDArray

from adloom.types import Box
from export_tools.adstudio.labelled import Mark

Pixels = NDArray[np.uint8]
Rng = np.random.Generator
Colour = tuple[int, int, int]
Item = TypeVar("Item")
WHITE: Colour = (255, 255, 255)
BLACK: Colour = (12, 12, 14)


@dataclass(frozen=True)
class Patch:
    """Pixels to lay on the canvas with their corner at (x, y), and the marks they earn."""

    pixels: Pixels
    x: int
    y: int
    marks: tuple[Mark, ...]


class Sheet:
    """A transparent Skia canvas over `box` (canvas pixels), `pad` pixels larger on each side."""

    def __init__(self, box: Box, pad: float = 2.0) -> None:
        self.x = math.floor(box.x - pad)
        self.y = math.floor(box.y - pad)
        width = max(1, math.ceil(box.right + pad) - self.x)
        height = max(1, math.ceil(box.bottom + pad) - self.y)
        self.pixels: Pixels = np.zeros((height, width, 4), np.uint8)
        self._surface = skia.Surface(
            self.pixels, skia.ColorType.kRGBA_8888_ColorType, skia.AlphaType.kPremul_AlphaType
        )
        self.canvas = self._surface.getCanvas()
        self.canvas.translate(-self.x, -self.y)

    def patch(self, marks: Sequence[Mark]) -> Patch:
        """Return what was drawn as a patch with straight alpha."""
        self._surface.flushAndSubmit() if hasattr(self._surface, "flushAndSubmit") else None
        return Patch(straight(self.pixels), self.x, self.y, tuple(marks))


def straight(premultiplied: Pixels) -> Pixels:
    """Return premultiplied RGBA as straight RGBA."""
    alpha = premultiplied[..., 3:].astype(np.uint16)
    rgb = (premultiplied[..., :3].astype(np.uint16) * 255 + alpha // 2) // np.maximum(alpha, 1)
    return np.concatenate([np.minimum(rgb, 255), alpha], axis=2).astype(np.uint8)


def image_of(pixels: Pixels) -> skia.Image:
    """Return straight RGBA pixels as a Skia image."""
    return skia.Image.fromarray(
        np.ascontiguousarray(pixels),
        colorType=skia.ColorType.kRGBA_8888_ColorType,
        alphaType=skia.AlphaType.kUnpremul_AlphaType,
    )


def paste(canvas: Pixels, patch: Patch) -> None:
    """Lay `patch` on `canvas` (H, W, 3) in place; what hangs over the edge is cut off."""
    height, width = canvas.shape[:2]
    left, top = max(0, patch.x), max(0, patch.y)
    right = min(width, patch.x + patch.pixels.shape[1])
    bottom = min(height, patch.y + patch.pixels.shape[0])
    if right <= left or bottom <= top:
        return
    piece = patch.pixels[top - patch.y : bottom - patch.y, left - patch.x : right - patch.x]
    alpha = piece[..., 3:].astype(np.uint16)
    under = canvas[top:bottom, left:right].astype(np.uint16)
    mixed = (under * (255 - alpha) + piece[..., :3].astype(np.uint16) * alpha + 127) // 255
    canvas[top:bottom, left:right] = mixed.astype(np.uint8)


def luma(colour: Sequence[float]) -> float:
    """Return the brightness of a colour, 0-255."""
    return 0.299 * colour[0] + 0.587 * colour[1] + 0.114 * colour[2]


def hsv(hue: float, saturation: float, value: float) -> Colour:
    """Return the colour of a hue (turns), saturation and value (0-1)."""
    red, green, blue = colorsys.hsv_to_rgb(hue % 1, min(1, saturation), min(1, value))
    return round(red * 255), round(green * 255), round(blue * 255)


def mix(first: Sequence[float], second: Sequence[float], share: float) -> Colour:
    """Return `first` moved by `share` towards `second`."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(first, second, strict=True))
    return red, green, blue


def contrasting(colour: Sequence[float], options: Sequence[Colour]) -> Colour:
    """Return the option whose brightness differs most from that of `colour`."""
    return max(options, key=lambda option: abs(luma(option) - luma(colour)))


def readable(
    rng: Rng, ground: Sequence[float], wished: Sequence[Colour], least: float = 85
) -> Colour:
    """Return a wished colour `least` lighter or darker than `ground`, else white or black."""
    fit = [colour for colour in wished if abs(luma(colour) - luma(ground)) > least]
    if fit and rng.random() < 0.75:
        return fit[int(rng.integers(len(fit)))]
    return WHITE if luma(ground) < 140 else BLACK


def ink(colour: Sequence[float], alpha: float = 1.0) -> int:
    """Return a colour as Skia's ARGB number."""
    return int(skia.Color(*(int(part) for part in colour[:3]), round(255 * alpha)))


def fill(colour: Sequence[float], alpha: float = 1.0) -> skia.Paint:
    """Return an antialiased paint that fills."""
    return skia.Paint(AntiAlias=True, Color=ink(colour, alpha))


def stroke(colour: Sequence[float], width: float, alpha: float = 1.0) -> skia.Paint:
    """Return an antialiased paint that draws lines `width` pixels wide with round joins."""
    return skia.Paint(
        AntiAlias=True,
        Color=ink(colour, alpha),
        Style=skia.Paint.kStroke_Style,
        StrokeWidth=width,
        StrokeJoin=skia.Paint.kRound_Join,
        StrokeCap=skia.Paint.kRound_Cap,
    )


def blurred(paint: skia.Paint, sigma: float) -> skia.Paint:
    """Return `paint` with a blurred edge of `sigma` pixels."""
    paint.setMaskFilter(skia.MaskFilter.MakeBlur(skia.BlurStyle.kNormal_BlurStyle, sigma))
    return paint


def shaded(box: Box, first: Colour, second: Colour, degrees: float, alpha: float = 1) -> skia.Paint:
    """Return a paint that fills with a linear gradient across `box` at `degrees`."""
    turn = math.radians(degrees)
    (x, y), reach = box.centre, (box.width * abs(math.cos(turn)) + box.height * abs(math.sin(turn)))
    dx, dy = math.cos(turn) * reach / 2, math.sin(turn) * reach / 2
    shader = skia.GradientShader.MakeLinear(
        [skia.Point(x - dx, y - dy), skia.Point(x + dx, y + dy)],
        [ink(first, alpha), ink(second, alpha)],
    )
    return skia.Paint(AntiAlias=True, Shader=shader)


def graded(box: Box, colours: Sequence[Colour], *, down: bool = True) -> skia.Paint:
    """Return a paint that runs through `colours` down (or across) `box`."""
    end = skia.Point(box.x, box.bottom) if down else skia.Point(box.right, box.y)
    shader = skia.GradientShader.MakeLinear(
        [skia.Point(box.x, box.y), end], [ink(colour) for colour in colours]
    )
    return skia.Paint(AntiAlias=True, Shader=shader)


def rect(box: Box) -> skia.Rect:
    """Return a box as Skia's rectangle."""
    return skia.Rect.MakeXYWH(box.x, box.y, box.width, box.height)


def bounds(path: skia.Path, grow: float = 0.0) -> Box:
    """Return the box of a path's ink, grown by half the width of its outline."""
    area = path.computeTightBounds()
    return grown(Box(area.left(), area.top(), area.width(), area.height()), grow)


def grown(box: Box, by: float) -> Box:
    """Return `box` grown by `by` pixels on each side."""
    return Box(box.x - by, box.y - by, box.width + 2 * by, box.height + 2 * by)


def joined(boxes: Sequence[Box]) -> Box:
    """Return the smallest box round all of `boxes`."""
    x, y = min(box.x for box in boxes), min(box.y for box in boxes)
    return Box(x, y, max(box.right for box in boxes) - x, max(box.bottom for box in boxes) - y)


def pick(rng: Rng, options: Sequence[Item], weights: Sequence[float] | None = None) -> Item:
    """Return one of `options`, by `weights` when given."""
    if weights is None:
        return options[int(rng.integers(len(options)))]
    shares = np.cumsum(np.asarray(weights, float))
    return options[min(int(np.searchsorted(shares, rng.random() * shares[-1])), len(options) - 1)]


def ink_box(pixels: Pixels, x: int = 0, y: int = 0, least: int = 100) -> Box | None:
    """Return the box of the pixels whose alpha is above `least`, moved by (x, y)."""
    seen = pixels[..., 3] > least
    columns, rows = np.flatnonzero(seen.any(axis=0)), np.flatnonzero(seen.any(axis=1))
    if len(columns) == 0:
        return None
    left, top = int(columns[0]), int(rows[0])
    return Box(x + left, y + top, int(columns[-1]) + 1 - left, int(rows[-1]) + 1 - top)
