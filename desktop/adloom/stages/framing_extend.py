"""Framing by extension: a photo's plain ground continued to any ratio, without a seam.

The ground beyond an edge is the edge's own profile, carried outwards with its slope dying away
and its detail melting with distance (so that a cast shadow fades instead of being cut), drawn
small and enlarged, then given the photo's own grain. Arrays are float32 sRGB 0..1.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from adloom.assets import Pixels
from adloom.render.backgrounds import finish
from adloom.render.backgrounds_fields import Floats, enlarge
from adloom.stages.framing_placement import Side
from adloom.types import Box, Size

SIDES: tuple[Side, ...] = ("left", "right", "top", "bottom")
_SMALL = 200
_MEASURED = 160


@dataclass(frozen=True)
class Window:
    """Where the photo lies on the canvas: `scale` and the canvas place of its top-left corner."""

    scale: float
    x: float
    y: float


def _gauss_rows(length: int, sigma: float) -> Floats:
    """A normalised Gaussian blur of `length` samples as a matrix, edges not darkened."""
    place = np.arange(length, dtype=np.float32)
    kernel = np.exp(-0.5 * ((place[:, None] - place[None, :]) / max(sigma, 0.05)) ** 2)
    return np.asarray(kernel / kernel.sum(axis=1, keepdims=True), dtype=np.float32)


def _facing(picture: NDArray[np.float32], side: Side) -> NDArray[np.float32]:
    """`picture` turned so that `side` is its last row: (depth, along, ...), inner rows first."""
    turned = picture if side in ("top", "bottom") else np.swapaxes(picture, 0, 1)
    return turned[::-1] if side in ("top", "left") else turned


def plainness(rgb: Pixels, mask: Pixels) -> dict[Side, float]:
    """Return for each side of a photo how well its ground can be continued, 0..1.

    `rgb` (H, W, 3) and `mask` (H, W) uint8. Measured on the outer 7%: what a profile along the
    edge with a smooth shape cannot explain, and how much the tone changes towards the edge.
    """
    height, width = mask.shape
    factor = _MEASURED / max(height, width)
    small = (max(16, round(width * factor)), max(16, round(height * factor)))
    picture = np.asarray(Image.fromarray(rgb).resize(small, Image.Resampling.BOX))
    cover = np.asarray(Image.fromarray(mask).resize(small, Image.Resampling.BOX))
    result: dict[Side, float] = {}
    for side in SIDES:
        rows = _facing(picture.astype(np.float32) / 255.0, side)
        free = 1.0 - np.clip(_facing(cover.astype(np.float32) / 64.0, side), 0.0, 1.0)
        depth = max(4, round(0.09 * rows.shape[0]))
        result[side] = _side_plainness(rows[-depth:], free[-depth:])
    return result


def _side_plainness(strip: Floats, free: Floats) -> float:
    if float(free[-3:].mean()) < 0.35:
        return 0.0
    blur = _gauss_rows(strip.shape[1], 0.05 * strip.shape[1])
    weight = free.mean(axis=0)
    profile = (strip * free[..., None]).sum(axis=0) / np.maximum(free.sum(axis=0), 1e-3)[:, None]
    smooth = (blur @ (profile * weight[:, None])) / np.maximum(blur @ weight, 1e-3)[:, None]
    rough = np.abs(strip - smooth[None]).max(axis=2)[free > 0.6]
    half = strip.shape[0] // 2
    inner, outer = strip[:half].mean(axis=0), strip[half:].mean(axis=0)
    change = float((np.abs(outer - inner).max(axis=1) * weight).sum() / max(weight.sum(), 1e-3))
    tall = float(np.percentile(rough, 95)) if rough.size else 1.0
    typical = float(rough.mean()) if rough.size else 1.0
    return float(np.exp(-((typical / 0.035) ** 2) - (tall / 0.13) ** 2 - (change / 0.09) ** 2))


def _outward(rows: Floats, free: Floats, count: int) -> Floats:
    """Return `count` rows (count, along, 3) that continue `rows`, whose last row is the edge."""
    along = rows.shape[1]
    deep = min(12, rows.shape[0]) // 2
    soft = _gauss_rows(along, 0.012 * along + 0.4)
    broad = _gauss_rows(along, 0.09 * along + 1.0)
    profile = _profile(rows[-3:], free[-3:], soft)
    change = _profile(rows[-deep:], free[-deep:], broad)
    change -= _profile(rows[-2 * deep : -deep], free[-2 * deep : -deep], broad)
    slope = np.clip(change / max(deep, 1), -0.004, 0.004)
    calm = _low_order(profile)
    result = np.empty((count, along, 3), dtype=np.float32)
    fall, melt = 0.07 * _SMALL, 0.22 * _SMALL
    for step in range(count):
        if step % 2:
            profile = _gauss_rows(along, 0.3 + 0.05 * min(step, 80)) @ profile
        kept = float(np.exp(-((step / melt) ** 2)))
        reach = fall * (1.0 - np.exp(-(step + 1) / fall))
        result[step] = kept * profile + (1.0 - kept) * calm + slope * np.float32(reach)
    return result


def _profile(part: Floats, free: Floats, kernel: Floats) -> Floats:
    """The mean colour along an edge strip, its free pixels only, smoothed by `kernel`."""
    weight = free + np.float32(1e-3)
    total = kernel @ (part * weight[..., None]).sum(axis=0)
    return np.asarray(total / (kernel @ weight.sum(axis=0))[:, None], dtype=np.float32)


def _low_order(profile: Floats) -> Floats:
    """The straight-line fit of a (along, 3) profile, which far ground calms down to."""
    place = np.linspace(-1.0, 1.0, profile.shape[0], dtype=np.float32)
    basis = np.stack([np.ones_like(place), place], axis=1)
    fit, *_ = np.linalg.lstsq(basis, profile, rcond=None)
    return np.asarray(basis @ fit, dtype=np.float32)


def _continued(small: Floats, free: Floats, gaps: dict[Side, int]) -> Floats:
    """Return `small` (h, w, 3) with `gaps` more rows and columns grown on its sides."""
    picture, known = small, free
    for side in SIDES:
        count = gaps[side]
        if count <= 0:
            continue
        grown = _outward(_facing(picture, side), _facing(known, side), count)
        new = grown if side in ("top", "bottom") else np.swapaxes(grown, 0, 1)
        axis = 0 if side in ("top", "bottom") else 1
        more = np.ones(new.shape[:2], np.float32)
        if side in ("top", "left"):
            flipped = np.flip(new, axis=axis)
            picture = np.concatenate([flipped, picture], axis=axis)
            known = np.concatenate([more, known], axis=axis)
        else:
            picture = np.concatenate([picture, new], axis=axis)
            known = np.concatenate([known, more], axis=axis)
    return picture


def _laid_photo(rgb: Pixels, mask: Pixels, window: Window) -> tuple[Image.Image, Image.Image]:
    height, width = mask.shape
    drawn = (max(1, round(width * window.scale)), max(1, round(height * window.scale)))
    photo = Image.fromarray(rgb).resize(drawn, Image.Resampling.BICUBIC)
    return photo, Image.fromarray(mask).resize(drawn, Image.Resampling.BICUBIC)


def _noise_level(photo: Image.Image, held: Image.Image) -> float:
    """The grain of the photo's free ground, in 0..1, by the median deviation from its blur."""
    tall, wide = max(4, photo.height // 16), max(4, photo.width // 16)
    boxes = (
        (0, 0, photo.width, tall),
        (0, photo.height - tall, photo.width, photo.height),
        (0, 0, wide, photo.height),
        (photo.width - wide, 0, photo.width, photo.height),
    )
    found = []
    for box in boxes:
        grey = photo.crop(box).convert("L")
        soft = grey.filter(ImageFilter.BoxBlur(3))
        rough = np.abs(np.asarray(grey, np.float32) - np.asarray(soft, np.float32))
        found.append(rough[np.asarray(held.crop(box)) < 16])
    chosen = np.concatenate(found)
    return float(min(1.48 * np.median(chosen), 7.0)) / 255.0 if chosen.size > 50 else 0.0


def _feather(shape: tuple[int, int], gaps: dict[Side, int], reach: float) -> Floats:
    """The photo's weight: 1, falling to 0 over `reach` pixels at every grown side."""
    height, width = shape
    down, across = np.ones(height, np.float32), np.ones(width, np.float32)
    rows, columns = np.arange(height) + 0.5, np.arange(width) + 0.5
    far = {"left": columns, "right": width - columns, "top": rows, "bottom": height - rows}
    for side in SIDES:
        t = np.clip(far[side] / reach, 0.0, 1.0)
        if gaps[side] > 0 and side in ("top", "bottom"):
            down *= t * t * (3.0 - 2.0 * t)
        elif gaps[side] > 0:
            across *= t * t * (3.0 - 2.0 * t)
    return down[:, None] * across[None, :]


def extend(
    rgb: Pixels, mask: Pixels, window: Window, size: Size, seed: int
) -> tuple[Pixels, Pixels]:
    """Return (canvas RGBA, mask) of `size`: the photo at `window`, its ground continued around.

    `rgb` (H, W, 3) and `mask` (H, W), uint8, are the photo and its product's alpha.
    """
    photo, alpha = _laid_photo(rgb, mask, window)
    x, y = round(window.x), round(window.y)
    factor = max(1.0, max(size.width, size.height) / _SMALL)
    small_size = (max(8, round(photo.width / factor)), max(8, round(photo.height / factor)))
    small = np.asarray(
        Image.fromarray(rgb).resize(small_size, Image.Resampling.BOX), np.float32
    ) / np.float32(255)
    cover = np.asarray(
        Image.fromarray(mask)
        .resize(small_size, Image.Resampling.BOX)
        .filter(ImageFilter.MaxFilter(5)),
        np.float32,
    )
    gaps_px: dict[Side, int] = {
        "left": x,
        "right": size.width - x - photo.width,
        "top": y,
        "bottom": size.height - y - photo.height,
    }
    cell = (photo.width / small_size[0], photo.height / small_size[1])
    gaps: dict[Side, int] = {
        side: max(0, int(np.ceil(gap / cell[side in ("top", "bottom")])))
        for side, gap in gaps_px.items()
    }
    grown = _continued(small, 1.0 - np.clip(cover / 48.0, 0.0, 1.0), gaps)
    planes = _enlarged(grown, cell, gaps, (x, y), size)
    _lay_photo(planes, photo, alpha, (x, y), gaps_px, seed)
    held = Image.new("L", (size.width, size.height), 0)
    held.paste(alpha, (x, y))
    return finish(planes, seed), np.array(held)


def _enlarged(
    grown: Floats, cell: tuple[float, float], gaps: dict[Side, int], at: tuple[int, int], size: Size
) -> Floats:
    """The grown small picture enlarged and cut to the canvas, planes (3, H, W)."""
    left = gaps["left"] * cell[0] - at[0]
    top = gaps["top"] * cell[1] - at[1]
    box = (
        left / cell[0],
        top / cell[1],
        min((left + size.width) / cell[0], grown.shape[1]),
        min((top + size.height) / cell[1], grown.shape[0]),
    )
    planes = np.empty((3, size.height, size.width), dtype=np.float32)
    for channel in range(3):
        plane = Image.fromarray(np.ascontiguousarray(grown[..., channel]))
        planes[channel] = np.asarray(
            plane.resize((size.width, size.height), Image.Resampling.BICUBIC, box)
        )
    return planes


def _lay_photo(
    planes: Floats,
    photo: Image.Image,
    alpha: Image.Image,
    at: tuple[int, int],
    gaps: dict[Side, int],
    seed: int,
) -> None:
    """Lay the photo on the continued ground in place, feathered and grained alike."""
    height, width = planes.shape[1:]
    x, y = at
    cut = (max(0, -x), max(0, -y), min(photo.width, width - x), min(photo.height, height - y))
    photo, held = photo.crop(cut), _held(alpha).crop(cut)
    level = _noise_level(photo, held)
    reach = max(6.0, 0.045 * min(alpha.width, alpha.height))
    weight = _feather((photo.height, photo.width), gaps, reach)
    np.maximum(weight, np.asarray(held, np.float32) * np.float32(1 / 160), out=weight)
    np.minimum(weight, 1.0, out=weight)
    x, y = max(0, x), max(0, y)
    place = (slice(y, y + photo.height), slice(x, x + photo.width))
    if level > 0.6 / 255.0:
        outside = np.full((height, width), np.float32(1.25 * level))
        outside[place] *= np.sqrt(1.0 - weight * weight)
        rng = np.random.default_rng(seed + 31)
        noise = rng.standard_normal((-(-height // 2), -(-width // 2)), np.float32)
        outside *= enlarge(noise, width, height)
        planes += outside
    for channel, band in enumerate(photo.split()):
        part = planes[channel][place]
        source = np.asarray(band, np.float32)
        source *= np.float32(1 / 255)
        source -= part
        source *= weight
        part += source


def _held(alpha: Image.Image) -> Image.Image:
    """Where the photo must stay itself: the product and a soft margin, worked out small."""
    small = alpha.reduce(4) if min(alpha.size) > 16 else alpha
    small = small.filter(ImageFilter.MaxFilter(5)).filter(ImageFilter.GaussianBlur(2))
    return small.resize(alpha.size, Image.Resampling.BILINEAR)


def window_for(
    box: Box, target: Box, scale: float, bleeds: frozenset[Side], photo: Box, size: Size
) -> Window:
    """Return the window that lays the product's `box` on `target` at `scale`.

    Sides on which the product bled out of the photo end on the canvas's edge.
    """
    x = target.x - box.x * scale
    y = target.y - box.y * scale
    x = 0.0 if "left" in bleeds else (size.width - photo.width * scale if "right" in bleeds else x)
    y = (
        0.0
        if "top" in bleeds
        else (size.height - photo.height * scale if "bottom" in bleeds else y)
    )
    return Window(scale, float(round(x)), float(round(y)))


def grown_sides(window: Window, width: int, height: int, size: Size) -> frozenset[Side]:
    """Return the sides on which the photo of `width` x `height` does not reach the canvas."""
    gaps: dict[Side, float] = {
        "left": window.x,
        "top": window.y,
        "right": size.width - window.x - width * window.scale,
        "bottom": size.height - window.y - height * window.scale,
    }
    return frozenset(side for side, gap in gaps.items() if gap > 1.0)
