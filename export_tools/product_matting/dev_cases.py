"""The measuring set: dev cut-outs with true alpha, set on four kinds of ground.

The shop's own soft shadows are part of its cut-outs; they stay in the picture and are no part of
the truth. Cases are (name, picture (H, W, 3) uint8, truth (H, W) float32 0..1).
"""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from export_tools.product_matting.sources import Pixels, read_index, read_pictures

GROUNDS = ("white", "studio", "dark", "room")
LONGEST = 640


def dev_cases(
    grounds: tuple[str, ...] = GROUNDS,
) -> Iterator[tuple[str, Pixels, NDArray[np.float32]]]:
    """Every dev cut-out with true alpha on each ground; the rooms are photographs."""
    rows = [r for r in read_index("dev-products", training=False) if r.has_alpha]
    rooms = [p for _, p in read_pictures(read_index("dev-rooms", training=False)[:44], LONGEST)]
    for number, (row, pixels) in enumerate(read_pictures(rows, LONGEST)):
        truth = product_alpha(pixels[..., 3])
        for ground in grounds:
            behind = draw(ground, pixels.shape[0], pixels.shape[1], rooms[number % len(rooms)])
            alpha = pixels[..., 3:].astype(np.float32) / 255
            picture = (pixels[..., :3] * alpha + behind * (1 - alpha)).round().astype(np.uint8)
            yield f"{row.file}:{ground}", picture, truth


def product_alpha(alpha: Pixels) -> NDArray[np.float32]:
    """Alpha of the solid parts, their rims and what they enclose (lenses), without soft shadows."""
    solid = (alpha > 235).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(solid)
    areas = stats[:, cv2.CC_STAT_AREA].copy()
    areas[0] = 0
    kept = (areas >= areas.max() / 100)[labels].astype(np.uint8) if count > 1 else solid
    outlines, _ = cv2.findContours(kept, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    enclosed = cv2.drawContours(np.zeros_like(kept), outlines, -1, 1, -1)
    near = cv2.dilate(enclosed, np.ones((5, 5), np.uint8))
    return (alpha.astype(np.float32) / 255) * near


def draw(ground: str, height: int, width: int, room: Pixels) -> NDArray[np.float32]:
    """One of GROUNDS as (height, width, 3) floats 0..255."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    if ground == "white":
        return np.full((height, width, 3), 250, np.float32)
    if ground == "studio":
        horizon = 1 / (1 + np.exp(-(y / height - 0.7) * 30))
        return np.asarray((205 - 30 * horizon)[..., None] * np.array([1.0, 0.97, 0.93], np.float32))
    if ground == "dark":
        glow = np.exp(-((x / width - 0.5) ** 2 + (y / height - 0.4) ** 2) / 0.12)
        return np.asarray((22 + 38 * glow)[..., None] * np.array([1.0, 1.0, 1.1], np.float32))
    rows, columns = room.shape[:2]
    factor = max(height / rows, width / columns)
    size = int(columns * factor) + 1, int(rows * factor) + 1
    return cv2.resize(room, size, interpolation=cv2.INTER_AREA)[:height, :width].astype(np.float32)
