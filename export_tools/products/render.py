"""Takes the picture: renders the scene and finishes it the way a lens and a sensor would."""

from __future__ import annotations

import tempfile
from pathlib import Path

import bpy
import numpy as np
from PIL import Image, ImageFilter


def shoot() -> Image.Image:
    """Render the present scene and give its picture (straight alpha when the film is clear)."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "shot.png"
        bpy.context.scene.render.filepath = str(path)
        bpy.ops.render.render(write_still=True)
        with Image.open(path) as picture:
            return picture.copy()


def settle(picture: Image.Image, *, clear: bool) -> Image.Image:
    """Smooth the sampling noise of a cut-out's alpha, its colours weighted by what they cover.

    Edges get a lens's softness of half a pixel; the wide partly clear places of glass (clear)
    a pixel and a half. Opaque places keep their pixels.
    """
    pixels = np.asarray(picture, np.float32) / 255.0
    cover = pixels[..., 3:]
    weighted = np.concatenate([pixels[..., :3] * cover, cover], axis=2)
    soft = _blurred(weighted, 0.55)
    if clear:
        partial = ((cover > 0.02) & (cover < 0.98)).astype(np.float32)
        wide = np.clip(_blurred(partial, 2.0) * 3 - 1.4, 0, 1)
        soft += (_blurred(weighted, 1.5) - soft) * wide
    colour = soft[..., :3] / np.maximum(soft[..., 3:], 1e-4)
    colour = np.where(cover > 0.99, pixels[..., :3], colour)
    out = np.concatenate([np.clip(colour, 0, 1), soft[..., 3:]], axis=2)
    return Image.fromarray((out * 255 + 0.5).astype(np.uint8), "RGBA")


def _blurred(planes: np.ndarray, sigma: float) -> np.ndarray:
    """Blur (height, width, planes) with a Gaussian."""
    reach = int(3 * sigma + 1)
    taps = np.exp(-0.5 * (np.arange(-reach, reach + 1) / sigma) ** 2)
    taps = (taps / taps.sum()).astype(np.float32)
    out = planes
    for axis in (0, 1):
        room = [(0, 0)] * 3
        room[axis] = (reach, reach)
        padded = np.pad(out, room, mode="edge")
        count = out.shape[axis]
        out = sum(t * padded.take(range(k, k + count), axis=axis) for k, t in enumerate(taps))
    return out


def shoot_sharp(size: tuple[int, int], around: float, scale: float) -> Image.Image:
    """Trace the surroundings coarsely and the product finely, and join them softly.

    Both scales are shares of the size; the camera has left the product's place as the border.
    """
    scene = bpy.context.scene
    frame = scene.render
    frame.resolution_x, frame.resolution_y = (round(side * around) for side in size)
    picture = shoot().convert("RGB").resize(size, Image.Resampling.BICUBIC)
    if scale <= around:
        return picture
    frame.resolution_x, frame.resolution_y = (round(side * scale) for side in size)
    frame.use_border = frame.use_crop_to_border = True
    patch = shoot().convert("RGB")
    frame.use_border = frame.use_crop_to_border = False
    left, top = frame.border_min_x * size[0], (1 - frame.border_max_y) * size[1]
    corner = (round(left), round(top))
    patch = patch.resize(
        (round(patch.width / scale), round(patch.height / scale)), Image.Resampling.LANCZOS
    )
    soft = round(min(size) * 0.014)
    mask = Image.new("L", patch.size, 0)
    mask.paste(255, (soft, soft, patch.width - soft, patch.height - soft))
    picture.paste(patch, corner, mask.filter(ImageFilter.GaussianBlur(soft / 2.5)))
    return picture


def develop(
    picture: Image.Image, seed: int, *, grain: float = 0.006, vignette: float = 0.08
) -> Image.Image:
    """Add what a lens and a sensor add: slight bloom, vignette and luminance grain."""
    rng = np.random.default_rng(seed)
    width, height = picture.size
    pixels = np.asarray(picture, np.float32) / 255.0
    wide = picture.filter(ImageFilter.GaussianBlur(width / 90))
    halo = np.clip(np.asarray(wide, np.float32) / 255.0 - 0.75, 0, 1)
    pixels = 1 - (1 - pixels) * (1 - halo * 0.12)
    ys, xs = np.mgrid[0:height, 0:width].astype(np.float32)
    away = np.hypot((xs / width - 0.5), (ys / height - 0.5)) / 0.7071
    pixels *= (1 - vignette * away**2.4)[..., None]
    noise = rng.normal(0, 1, (height, width)).astype(np.float32)
    fine = noise + 0.5 * (np.roll(noise, 1, 0) + np.roll(noise, 1, 1))
    fine = fine / max(float(fine.std()), 1e-6)
    chroma = rng.normal(0, 0.35, pixels.shape).astype(np.float32)
    luma = pixels.mean(axis=2, keepdims=True)
    amount = grain * (0.5 + np.sqrt(np.clip(luma * (1 - luma), 0, 1)) * 1.4)
    pixels += (fine[..., None] + chroma) * amount
    return Image.fromarray((np.clip(pixels, 0, 1) * 255 + 0.5).astype(np.uint8))
