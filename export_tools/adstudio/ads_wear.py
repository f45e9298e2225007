"""The wear of the real world: compression, rescaling, blur, sharpening, noise, light and colour.

Picture and clean picture are worn alike, so that they still differ only where elements are.
"""

from __future__ import annotations

import cv2
import numpy as np

from export_tools.adstudio.labelled import Pixels

Rng = np.random.Generator
Pair = tuple[Pixels, Pixels]


def wear(rng: Rng, pair: Pair) -> Pair:
    """Wear both pictures alike; their size stays."""
    if rng.random() < 0.35:
        pair = _light(rng, pair)
    if rng.random() < 0.3:
        pair = _rescaled(rng, pair)
    chance = rng.random()
    if chance < 0.12:
        sigma = float(rng.uniform(0.4, 1.1))
        pair = _both(pair, lambda p: cv2.GaussianBlur(p, (0, 0), sigma))
    elif chance < 0.25:
        pair = _sharpened(rng, pair)
    if rng.random() < 0.15:
        pair = _noisy(rng, pair)
    if rng.random() < 0.75:
        quality = int(np.clip(rng.normal(78, 18), 35, 96))
        pair = _both(pair, lambda p: _jpeg(p, quality))
    return pair


def _both(pair: Pair, change: object) -> Pair:
    first, second = (np.asarray(change(p), np.uint8) for p in pair)  # type: ignore[operator]
    return first, second


def _light(rng: Rng, pair: Pair) -> Pair:
    """Brightness, gamma and a colour cast, as one table a channel."""
    gamma, gain = float(np.exp(rng.normal(0, 0.15))), float(rng.normal(1, 0.06))
    cast = rng.normal(1, 0.02, 3)
    steps = (np.arange(256) / 255) ** gamma * gain
    table = (steps[:, None] * cast * 255).clip(0, 255).astype(np.uint8).reshape(1, 256, 3)
    return _both(pair, lambda p: cv2.LUT(p, table))


def _rescaled(rng: Rng, pair: Pair) -> Pair:
    height, width = pair[0].shape[:2]
    factor = float(rng.uniform(0.5, 0.9))
    size = max(16, round(width * factor)), max(16, round(height * factor))
    back = int(rng.choice([cv2.INTER_LINEAR, cv2.INTER_CUBIC]))

    def change(picture: Pixels) -> Pixels:
        small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
        return np.asarray(cv2.resize(small, (width, height), interpolation=back))

    return _both(pair, change)


def _sharpened(rng: Rng, pair: Pair) -> Pair:
    amount = float(rng.uniform(0.3, 1.0))

    def change(picture: Pixels) -> Pixels:
        soft = cv2.GaussianBlur(picture, (0, 0), 1.2)
        return np.asarray(cv2.addWeighted(picture, 1 + amount, soft, -amount, 0))

    return _both(pair, change)


def _noisy(rng: Rng, pair: Pair) -> Pair:
    tile = (rng.standard_normal((256, 256), np.float32) * rng.uniform(1, 5)).astype(np.int16)
    height, width = pair[0].shape[:2]
    noise = np.tile(tile, (-(-height // 256), -(-width // 256)))[:height, :width, None]
    return _both(pair, lambda p: (p.astype(np.int16) + noise).clip(0, 255))


def _jpeg(picture: Pixels, quality: int) -> Pixels:
    flags = [cv2.IMWRITE_JPEG_QUALITY, quality]
    _, code = cv2.imencode(".jpg", picture[..., ::-1], flags)
    return np.asarray(cv2.imdecode(code, cv2.IMREAD_COLOR)[..., ::-1])
