"""Smooth fields and crisp shapes that studio grounds are drawn with.

Fields are float32 (H, W), 0..1; planes are float32 (3, H, W) sRGB 0..1, one plane a channel
because numpy is four times faster that way. Coordinates are canvas pixels at pixel centres.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from adloom.render.backgrounds_palette import Tone
from adloom.types import Box

Floats = NDArray[np.float32]
Stance = Literal["standing", "flat", "bleeding"]


@dataclass(frozen=True)
class Setting:
    """Where the product will be on a canvas and where the light comes from.

    `product` is the solid product's box, `base_y` the height it stands on, `foot` the x span that
    touches the floor, `room` the quiet area for words, `light` -1 from the left or 1 from
    the right.
    """

    width: int
    height: int
    product: Box
    base_y: float
    foot: tuple[float, float]
    room: Box
    light: float
    stance: Stance

    @property
    def unit(self) -> float:
        """The short side, pixels: what softness and depth are measured in."""
        return float(min(self.width, self.height))

    @property
    def x(self) -> Floats:
        """Pixel centres across, (1, W)."""
        return (np.arange(self.width, dtype=np.float32) + 0.5)[None, :]

    @property
    def y(self) -> Floats:
        """Pixel centres down, (H, 1)."""
        return (np.arange(self.height, dtype=np.float32) + 0.5)[:, None]


def smoothstep(low: float, high: float, value: Floats) -> Floats:
    """Return the cubic step of `value` from 0 at `low` to 1 at `high`."""
    t: Floats = np.clip((value - low) / (high - low), 0.0, 1.0)
    return t * t * (3.0 - 2.0 * t)


def pool(setting: Setting, cx: float, cy: float, rx: float, ry: float) -> Floats:
    """Return a round pool of light: a Gaussian of radii `rx`, `ry` about (`cx`, `cy`)."""
    across = np.exp(-(((setting.x - cx) / rx) ** 2))
    down = np.exp(-(((setting.y - cy) / ry) ** 2))
    return np.asarray(down * across, dtype=np.float32)


_BLOCK = 48
"""Rows worked on at once: a block of planes stays in the processor's cache."""


def paint(field: Floats, tone: Tone) -> Floats:
    """Return planes of a surface of `tone`, 0 of the field being its shade and 1 its tint."""
    planes = np.empty((3, *field.shape), dtype=np.float32)
    for start in range(0, field.shape[0], _BLOCK):
        rows = slice(start, start + _BLOCK)
        for channel in range(3):
            low, high = float(tone.shade[channel]), float(tone.tint[channel])
            np.multiply(field[rows], np.float32(high - low), out=planes[channel, rows])
            planes[channel, rows] += np.float32(low)
    return planes


def _blocks(mask: Floats) -> list[slice]:
    """Blocks of rows that hold every row in which `mask` is not 0."""
    used = np.flatnonzero(mask.max(axis=1) > 0.0)
    if used.size == 0:
        return []
    first, last = int(used[0]), int(used[-1]) + 1
    return [slice(at, min(at + _BLOCK, last)) for at in range(first, last, _BLOCK)]


def coat(planes: Floats, mask: Floats, field: Floats, tone: Tone) -> Floats:
    """Lay a surface of `tone` lit by `field` on `planes` in place where `mask` is 1."""
    for rows in _blocks(mask):
        part, light = mask[rows], field[rows]
        for channel in range(3):
            low, high = float(tone.shade[channel]), float(tone.tint[channel])
            colour = light * np.float32(high - low)
            colour += np.float32(low)
            colour -= planes[channel, rows]
            colour *= part
            planes[channel, rows] += colour
    return planes


def cover(planes: Floats, mask: Floats, over: Floats) -> Floats:
    """Lay `over` (planes) on `planes` in place where `mask` is 1; return `planes`."""
    for rows in _blocks(mask):
        for channel in range(3):
            gap = over[channel, rows] - planes[channel, rows]
            gap *= mask[rows]
            planes[channel, rows] += gap
    return planes


def darken(planes: Floats, mask: Floats, colour: Floats, strength: float) -> Floats:
    """Multiply `planes` in place towards `colour` where `mask` is 1; return `planes`."""
    for rows in _blocks(mask):
        for channel in range(3):
            kept = mask[rows] * np.float32(-strength * (1.0 - float(colour[channel])))
            kept += np.float32(1.0)
            planes[channel, rows] *= kept
    return planes


def half_plane(setting: Setting, x0: float, y0: float, degrees: float, soft: float = 1.0) -> Floats:
    """Return 1 on the side of the line through (x0, y0) that `degrees` (0 = +x) points to."""
    angle = np.deg2rad(degrees)
    across = (setting.x - x0) * np.float32(np.cos(angle))
    down = (setting.y - y0) * np.float32(np.sin(angle))
    return np.clip((across + down) / np.float32(soft) + 0.5, 0.0, 1.0)


def ellipse(
    setting: Setting, cx: float, cy: float, rx: float, ry: float, soft: float = 1.2
) -> Floats:
    """Return an antialiased (or `soft` pixels wide) ellipse mask."""
    mask = np.zeros((setting.height, setting.width), dtype=np.float32)
    x0, x1 = _span(cx, rx + soft, setting.width)
    y0, y1 = _span(cy, ry + soft, setting.height)
    dx, dy = (setting.x[:, x0:x1] - cx) / rx, (setting.y[y0:y1] - cy) / ry
    value = dx * dx + dy * dy
    slope = np.sqrt((dx / rx) ** 2 + (dy / ry) ** 2)
    slope *= np.float32(2.0 * soft)
    slope += np.float32(1e-6)
    value -= np.float32(1.0)
    value /= slope
    np.subtract(np.float32(0.5), value, out=value)
    np.clip(value, 0.0, 1.0, out=mask[y0:y1, x0:x1])
    return mask


def _span(centre: float, radius: float, length: int) -> tuple[int, int]:
    low = min(length, max(0, int(centre - radius)))
    return low, max(low, min(length, int(centre + radius) + 2))


def rectangle(setting: Setting, box: Box, radius: float = 0.0, soft: float = 1.2) -> Floats:
    """Return an antialiased (or `soft` pixels wide) rounded rectangle mask."""
    cx, cy = box.centre
    dx = np.abs(setting.x - cx) - (box.width / 2 - radius)
    dy = np.abs(setting.y - cy) - (box.height / 2 - radius)
    if radius <= 0.0:
        across, down = np.clip(0.5 - dx / soft, 0, 1), np.clip(0.5 - dy / soft, 0, 1)
        return np.asarray(across * down, dtype=np.float32)
    outside = np.hypot(np.maximum(dx, 0.0), np.maximum(dy, 0.0))
    distance = outside + np.minimum(np.maximum(dx, dy), 0.0) - radius
    return np.asarray(np.clip(0.5 - distance / soft, 0.0, 1.0), dtype=np.float32)


def arch(setting: Setting, box: Box, soft: float = 1.2) -> Floats:
    """Return an arch mask: `box` with a half-round (or flatter) top."""
    rise = min(box.width / 2, box.height * 0.6)
    top = ellipse(setting, box.centre[0], box.y + rise, box.width / 2, rise, soft)
    across = np.abs(setting.x - box.centre[0]) - box.width / 2
    body = np.clip(0.5 - across / soft, 0.0, 1.0) * np.clip(
        0.5 - (setting.y - box.bottom) / soft, 0, 1
    )
    lower = setting.y >= box.y + rise
    return np.asarray(np.where(lower, body, top), dtype=np.float32)


def enlarge(small: Floats, width: int, height: int) -> Floats:
    """Return a float field smoothly resized to (height, width)."""
    picture = Image.fromarray(np.ascontiguousarray(small, dtype=np.float32))
    return np.asarray(picture.resize((width, height), Image.Resampling.BICUBIC), dtype=np.float32)


def cloud(setting: Setting, cells: int, rng: np.random.Generator) -> Floats:
    """Return smooth noise about 0 (sigma 1 at the nodes) with `cells` nodes on the short side."""
    across = max(3, round(cells * setting.width / setting.unit))
    down = max(3, round(cells * setting.height / setting.unit))
    return enlarge(rng.standard_normal((down, across), np.float32), setting.width, setting.height)


def drawn(
    setting: Setting, shapes: list[list[tuple[float, float]]], soft: float, scale: float = 1.0
) -> Floats:
    """Return the union of polygons as a mask blurred by `soft` canvas pixels.

    Soft masks are drawn at a reduced size: `scale` canvas pixels a drawn pixel.
    """
    width, height = round(setting.width / scale), round(setting.height / scale)
    over = 3 if soft < 1.0 else 1
    picture = Image.new("L", (max(1, width * over), max(1, height * over)), 0)
    pen = ImageDraw.Draw(picture)
    factor = over / scale
    for shape in shapes:
        pen.polygon([(px * factor, py * factor) for px, py in shape], fill=255)
    if over > 1:
        picture = picture.reduce(over)
    if soft >= 1.0:
        picture = picture.filter(ImageFilter.GaussianBlur(soft / scale))
    mask = np.asarray(picture, dtype=np.float32) / 255.0
    if mask.shape == (setting.height, setting.width):
        return mask
    return np.clip(enlarge(mask, setting.width, setting.height), 0.0, 1.0)
