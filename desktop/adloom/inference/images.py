"""Pictures to network inputs and network outputs back to pictures; training imports the same.

Pictures are (H, W, 3) uint8 sRGB, network inputs (1, 3, S, S) float32 RGB 0..1, letterboxed:
centred, longer side S, the rest filled with PAD_VALUE. Pillow resamples, numpy does the rest.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from adloom.assets import Pixels

PAD_VALUE = 127


@dataclass(frozen=True)
class Letterbox:
    """Where a `width` x `height` picture lies in a square: whole pixels, inside the square."""

    width: int
    height: int
    side: int
    left: int
    top: int
    inner_width: int
    inner_height: int


def letterbox(width: int, height: int, side: int) -> Letterbox:
    """Fit a `width` x `height` picture into a square of `side` pixels, centred, ratio kept."""
    factor = side / max(width, height)
    inner_width = min(side, max(1, round(width * factor)))
    inner_height = min(side, max(1, round(height * factor)))
    left, top = (side - inner_width) // 2, (side - inner_height) // 2
    return Letterbox(width, height, side, left, top, inner_width, inner_height)


def to_input(rgb: Pixels, side: int) -> tuple[NDArray[np.float32], Letterbox]:
    """Letterbox an (H, W, 3) uint8 picture into a (1, 3, side, side) float32 input, 0..1."""
    box = letterbox(rgb.shape[1], rgb.shape[0], side)
    small = resize(rgb, box.inner_width, box.inner_height)
    square = np.full((side, side, 3), PAD_VALUE, np.uint8)
    square[box.top : box.top + box.inner_height, box.left : box.left + box.inner_width] = small
    planes = square.transpose(2, 0, 1)[None].astype(np.float32) / np.float32(255)
    return np.ascontiguousarray(planes), box


def from_output(alpha: NDArray[np.float32], box: Letterbox) -> NDArray[np.float32]:
    """Cut the picture's part out of a (1, 1, S, S) output: (inner_height, inner_width) float32."""
    rows = slice(box.top, box.top + box.inner_height)
    columns = slice(box.left, box.left + box.inner_width)
    return np.ascontiguousarray(alpha[0, 0, rows, columns], dtype=np.float32)


def resize(pixels: Pixels, width: int, height: int) -> Pixels:
    """Resize uint8 pixels, (H, W) or (H, W, C), antialiased when shrinking (Pillow, bilinear)."""
    if pixels.shape[1] == width and pixels.shape[0] == height:
        return pixels
    picture = Image.fromarray(np.ascontiguousarray(pixels))
    return np.asarray(picture.resize((width, height), Image.Resampling.BILINEAR))


def resize_floats(plane: NDArray[np.float32], width: int, height: int) -> NDArray[np.float32]:
    """Resize one (H, W) float32 plane, antialiased when shrinking (Pillow, bilinear)."""
    if plane.shape[1] == width and plane.shape[0] == height:
        return plane
    picture = Image.fromarray(np.ascontiguousarray(plane, dtype=np.float32))
    resized = picture.resize((width, height), Image.Resampling.BILINEAR)
    return np.asarray(resized, dtype=np.float32)
