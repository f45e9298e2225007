"""What layout-ar sees of a canvas: a 128 x 128 square, its shape, and the product's lines.

Shared with training. Pictures are squashed to a square whatever the canvas's ratio.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from adloom.assets import Pixels
from adloom.stages.layout_codec import BINS

SIDE = 128


def aspect_numbers(width: int, height: int) -> NDArray[np.float32]:
    """Return (4,) numbers telling the canvas's shape: log ratio, its square, its signs."""
    ratio = float(np.log(width / height))
    return np.array([ratio, ratio * ratio / 4, max(0.0, ratio), max(0.0, -ratio)], np.float32)


def product_lines(alpha: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Return the bin lines (left, top, right, bottom) round alpha above 100; zeros where none."""
    ys, xs = np.nonzero(alpha > 100)
    if len(xs) == 0:
        return np.zeros(4, np.int64)
    sx, sy = BINS / alpha.shape[1], BINS / alpha.shape[0]
    edges = (xs.min() * sx, ys.min() * sy, (xs.max() + 1) * sx, (ys.max() + 1) * sy)
    return np.array([min(BINS, round(float(edge))) for edge in edges], np.int64)


def square_picture(canvas: Pixels, mask: Pixels) -> NDArray[np.float32]:
    """Return (1, 4, 128, 128) float32 0..1 of a (H, W, 4) canvas and its (H, W) product alpha."""
    from PIL import Image

    rgb = Image.fromarray(np.ascontiguousarray(canvas[..., :3])).resize(
        (SIDE, SIDE), Image.Resampling.BOX
    )
    alpha = Image.fromarray(np.ascontiguousarray(mask)).resize((SIDE, SIDE), Image.Resampling.BOX)
    stacked = np.dstack([np.asarray(rgb), np.asarray(alpha)]).astype(np.float32) / 255
    return np.ascontiguousarray(stacked.transpose(2, 0, 1)[None])
