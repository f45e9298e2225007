"""Products as ads show them: another colour, turned, with print, shadow and reflection.

Cut-outs are (h, w, 4) uint8 with straight alpha.
"""

from __future__ import annotations

import cv2
import numpy as np

from adloom.types import Box
from export_tools.adstudio.elements import Kit, Patch, print_on
from export_tools.adstudio.labelled import Pixels

Rng = np.random.Generator
PRINTED = 0.35
"""Share of the products that carry lettering of their own."""


def new_product(
    kit: Kit, rng: Rng, cutout: Pixels, width: float, height: float, *, turn: bool = True
) -> tuple[Pixels, tuple[Box, ...]]:
    """Return a product that fits into (width, height), and the boxes of the print on it."""
    product = _recoloured(rng, _mirrored(rng, cutout))
    if turn and rng.random() < 0.2:
        product = _turned(rng, product)
    rows, columns = product.shape[:2]
    factor = min(width / columns, height / rows)
    size = max(8, round(columns * factor)), max(8, round(rows * factor))
    product = _resized(product, size)
    if rng.random() < PRINTED and min(size) > 60:
        printed, boxes = print_on(kit, rng, product)
        return printed, tuple(boxes)
    return product, ()


def _mirrored(rng: Rng, cutout: Pixels) -> Pixels:
    # seldom: a mirrored product shows its own lettering mirrored
    return np.ascontiguousarray(cutout[:, ::-1]) if rng.random() < 0.15 else cutout


def _recoloured(rng: Rng, cutout: Pixels) -> Pixels:
    if rng.random() < 0.5:
        return cutout
    hsv = cv2.cvtColor(np.ascontiguousarray(cutout[..., :3]), cv2.COLOR_RGB2HSV)
    steps = np.arange(256)
    hue = (steps + (rng.uniform(0, 180) if rng.random() < 0.25 else 0)) % 180
    saturation = (steps * rng.uniform(0.4, 1.3)).clip(0, 255)
    value = (255 * (steps / 255) ** np.exp(rng.normal(0, 0.25))).clip(0, 255)
    table = np.stack([hue, saturation, value], axis=1).astype(np.uint8)[None]
    rgb = cv2.cvtColor(cv2.LUT(hsv, table.reshape(1, 256, 3)), cv2.COLOR_HSV2RGB)
    return np.dstack([rgb, cutout[..., 3]])


def _turned(rng: Rng, cutout: Pixels) -> Pixels:
    rows, columns = cutout.shape[:2]
    matrix = cv2.getRotationMatrix2D((columns / 2, rows / 2), float(rng.normal(0, 12)), 1.0)
    cosine, sine = abs(matrix[0, 0]), abs(matrix[0, 1])
    size = int(rows * sine + columns * cosine) + 2, int(rows * cosine + columns * sine) + 2
    matrix[:, 2] += (size[0] - columns) / 2, (size[1] - rows) / 2
    rgb = cv2.warpAffine(cutout[..., :3], matrix, size, borderMode=cv2.BORDER_REPLICATE)
    alpha = cv2.warpAffine(np.ascontiguousarray(cutout[..., 3]), matrix, size)
    return np.dstack([rgb, alpha])


def _resized(cutout: Pixels, size: tuple[int, int]) -> Pixels:
    """Resize colours and alpha apart; hidden colours beside the rim are those of the rim."""
    way = cv2.INTER_AREA if size[0] < cutout.shape[1] else cv2.INTER_CUBIC
    rgb = np.ascontiguousarray(cutout[..., :3])
    alpha = np.ascontiguousarray(cutout[..., 3])
    hidden = alpha < 8
    if hidden.any():
        near = cv2.blur(rgb * (alpha[..., None] > 128), (9, 9)).astype(np.float32)
        share = cv2.blur((alpha > 128).astype(np.float32), (9, 9))[..., None]
        rgb = np.where(hidden[..., None], (near / np.maximum(share, 0.02)).clip(0, 255), rgb)
    small = cv2.resize(rgb.astype(np.uint8), size, interpolation=way)
    return np.dstack([small, cv2.resize(alpha, size, interpolation=way)])


def shadows(rng: Rng, product: Pixels, x: int, y: int, *, stands: bool) -> list[Patch]:
    """Return the soft shadows (and now and then the reflection) of a product laid at (x, y)."""
    height, width = product.shape[:2]
    found = []
    chance = rng.random()
    if stands and chance < 0.55:
        found.append(_contact(rng, width, x, y + height))
    elif chance < 0.75:
        found.append(_dropped(rng, product[..., 3], x, y))
    if stands and rng.random() < 0.1:
        found.append(_reflection(product, x, y + height))
    return found


def _contact(rng: Rng, width: int, x: int, floor: int) -> Patch:
    tall = max(4, int(width * rng.uniform(0.03, 0.09)))
    pad = tall
    alpha = np.zeros((tall + 2 * pad, width + 2 * pad), np.uint8)
    centre = (alpha.shape[1] // 2, alpha.shape[0] // 2)
    strength = int(rng.uniform(60, 170))
    cv2.ellipse(alpha, centre, (int(width * 0.42), tall // 2), 0, 0, 360, strength, -1)
    alpha = cv2.blur(cv2.blur(alpha, (pad, pad)), (pad, pad))
    return Patch(_black(alpha), x - pad, floor - pad - round(tall * 0.75), ())


def _dropped(rng: Rng, alpha: Pixels, x: int, y: int) -> Patch:
    pad = max(3, int(max(alpha.shape) * rng.uniform(0.02, 0.06)))
    soft = cv2.copyMakeBorder(alpha, pad, pad, pad, pad, cv2.BORDER_CONSTANT, value=0)
    soft = cv2.blur(cv2.blur(soft, (pad, pad)), (pad, pad))
    soft = (soft * rng.uniform(0.2, 0.55)).astype(np.uint8)
    dx, dy = int(rng.uniform(-1, 1) * pad), int(rng.uniform(0.2, 1.2) * pad)
    return Patch(_black(soft), x - pad + dx, y - pad + dy, ())


def _reflection(product: Pixels, x: int, floor: int) -> Patch:
    rows = max(2, product.shape[0] // 4)
    mirrored = product[::-1][:rows].copy()
    fade = np.linspace(0.35, 0, rows)[:, None]
    mirrored[..., 3] = (mirrored[..., 3] * fade).astype(np.uint8)
    return Patch(mirrored, x, floor - 1, ())


def _black(alpha: Pixels) -> Pixels:
    pixels = np.zeros((*alpha.shape, 4), np.uint8)
    pixels[..., 3] = alpha
    return pixels
