"""The logo as a picture layer: the file's pixels, trimmed, whole inside the layout's box."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from adloom.assets import Assets, Pixels
from adloom.intake import read_picture
from adloom.types import Box, Element, ImageLayer

LONGEST = 1024
ALIGNED = {"start": 0.0, "center": 0.5, "end": 1.0}


def logo_layer(path: str, element: Element, assets: Assets) -> ImageLayer:
    """Return the logo of file `path` in the element's box; raise IntakeError if unreadable."""
    pixels = _trimmed(read_picture(Path(path), LONGEST))
    height, width = pixels.shape[:2]
    box = element.box
    scale = min(box.width / width, box.height / height)
    left = box.x + (box.width - width * scale) * ALIGNED[element.align]
    top = box.y + (box.height - height * scale) / 2
    placed = Box(left, top, width * scale, height * scale)
    return ImageLayer("logo", "logo", placed, asset=assets.put(pixels))


def _trimmed(pixels: Pixels) -> Pixels:
    ys, xs = np.nonzero(pixels[..., 3] > 8)
    if len(ys) == 0:
        return pixels
    return np.ascontiguousarray(pixels[ys.min() : ys.max() + 1, xs.min() : xs.max() + 1])
