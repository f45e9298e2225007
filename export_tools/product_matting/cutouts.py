"""Makes checked product masks from photographs on plain grounds, and keeps only sound ones.

A mask grows from the frame inwards through pixels that differ little from their neighbours
(so that soft shadows and gradients count as ground), is refined to a soft alpha by the known
ground colour, and is refused when the rim is faint, the fill leaks or the shape is improbable.
Alpha is (H, W) uint8, pictures (H, W, 3) uint8 sRGB.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from export_tools.product_matting.sources import Pixels

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class PlainGround:
    """How a picture's ground is found and when its mask is believed."""

    step: int
    """Largest difference per channel between neighbours that still counts as ground."""
    reach: int
    """Largest difference from the frame's median colour that still counts as ground."""
    rim_contrast: float
    """Least difference (Lab) between the two sides of a sound piece of rim."""
    faint_share: float
    """Largest share of the rim that may be fainter than `rim_contrast`."""
    area: tuple[float, float]
    """Smallest and largest share of the frame the product may cover."""
    opening: int
    """Side of the square that thin stray parts (joints, threads, hangers) are opened with."""
    frame_touch: float
    """Largest share of the frame the product may touch."""


WHITE = PlainGround(3, 40, 14, 0.06, (0.02, 0.85), 3, 0.3)
STUDIO = PlainGround(4, 110, 16, 0.08, (0.06, 0.75), 3, 0.2)
AMATEUR = PlainGround(5, 80, 16, 0.06, (0.12, 0.7), 5, 0.05)


def cut_out(picture: Pixels, ground: PlainGround) -> tuple[Pixels | None, str]:
    """RGBA cut-out of the product on a plain ground, or None and the reason for refusing it."""
    product, reason = _product_mask(picture, ground)
    if product is None:
        return None, reason
    faint = _faint_share(picture, product, ground.rim_contrast)
    if faint > ground.faint_share:
        return None, "faint rim"
    return _soften(picture, _tightened(product)), ""


def _product_mask(picture: Pixels, ground: PlainGround) -> tuple[Mask | None, str]:
    blurred = cv2.GaussianBlur(picture, (0, 0), 0.8)
    filled = _flood(blurred, ground.step, ground.reach)
    if _frame_share(filled) < 0.55:
        return None, "ground does not reach round the frame"
    loose = _flood(blurred, ground.step + 2, ground.reach)
    product = _largest_parts(~filled, ground.opening)
    agreement = _iou(product, _largest_parts(~loose, ground.opening))
    if agreement < 0.96:
        return None, "fill leaks"
    if _frame_share(product) > ground.frame_touch:
        return None, "product cut by the frame"
    product &= ~_openings(picture, product)
    share = float(product.mean())
    if not ground.area[0] <= share <= ground.area[1]:
        return None, "improbable size"
    if _solidity(product) < 0.35:
        return None, "improbable shape"
    return product, ""


def _flood(picture: Pixels, step: int, reach: int) -> Mask:
    """Ground reached from the frame by small steps, staying near the frame's median colour."""
    height, width = picture.shape[:2]
    frame = np.concatenate([picture[0], picture[-1], picture[:, 0], picture[:, -1]])
    median = np.median(frame, axis=0)
    near = np.abs(picture.astype(np.int16) - median).max(axis=2) <= reach
    canvas = np.where(near[..., None], picture, 255 - picture).astype(np.uint8).copy()
    mask = np.zeros((height + 2, width + 2), np.uint8)
    mask[1:-1, 1:-1][~near] = 1
    rim = [(x, y) for x in range(0, width, 4) for y in (0, height - 1)]
    rim += [(x, y) for y in range(0, height, 4) for x in (0, width - 1)]
    frame_near = np.abs(picture.astype(np.int16) - median).max(axis=2) <= min(reach, 48)
    for x, y in rim:
        if mask[y + 1, x + 1] == 0 and frame_near[y, x]:
            cv2.floodFill(
                canvas,
                mask,
                (x, y),
                0,
                (step,) * 3,
                (step,) * 3,
                4 | cv2.FLOODFILL_MASK_ONLY | (2 << 8),
            )
    return mask[1:-1, 1:-1] == 2


def _largest_parts(product: Mask, opening: int) -> Mask:
    """Opens, keeps the largest part and sizeable others clear of the frame; fills pinholes."""
    kernel = np.ones((opening, opening), np.uint8)
    opened = cv2.morphologyEx(product.astype(np.uint8), cv2.MORPH_OPEN, kernel)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(opened)
    if count < 2:
        return opened.astype(bool)
    areas = stats[:, cv2.CC_STAT_AREA].copy()
    areas[0] = 0
    height, width = product.shape
    left, top = stats[:, cv2.CC_STAT_LEFT], stats[:, cv2.CC_STAT_TOP]
    clear = (left > 0) & (top > 0) & (left + stats[:, cv2.CC_STAT_WIDTH] < width)
    clear &= top + stats[:, cv2.CC_STAT_HEIGHT] < height
    kept = (areas >= areas.max() / 50) & clear
    kept[int(areas.argmax())] = True
    product = kept[labels]
    count, labels, stats, _ = cv2.connectedComponentsWithStats((~product).astype(np.uint8))
    small = stats[:, cv2.CC_STAT_AREA] < product.sum() / 1000
    small[0] = False
    return product | small[labels]


def _openings(picture: Pixels, product: Mask) -> Mask:
    """Ground seen through the product (handles, crooked arms): flat and of the ground's colour."""
    colours = cv2.GaussianBlur(picture, (0, 0), 0.8).astype(np.float32)
    ground = _nearest_colour(colours, _eroded(~product, 2))
    alike = product & (np.abs(colours - ground).max(axis=2) <= 10)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(
        alike.astype(np.uint8), connectivity=4
    )
    openings = np.zeros_like(product)
    for label in range(1, count):
        if stats[label, cv2.CC_STAT_AREA] < product.sum() / 400:
            continue
        part = labels == label
        if colours[part].std(axis=0).max() < 6:
            openings |= part
    return openings


def _frame_share(filled: Mask) -> float:
    frame = np.concatenate([filled[0], filled[-1], filled[:, 0], filled[:, -1]])
    return float(frame.mean())


def _solidity(product: Mask) -> float:
    points = np.argwhere(product)[:, ::-1].astype(np.int32)
    if len(points) < 3:
        return 0.0
    hull = cv2.convexHull(points)
    return float(product.sum() / max(1.0, cv2.contourArea(hull)))


def _iou(first: Mask, second: Mask) -> float:
    return float((first & second).sum() / max(1, (first | second).sum()))


def _faint_share(picture: Pixels, product: Mask, least: float) -> float:
    """Share of rim pixels whose inner and outer colours differ by less than `least` in Lab."""
    lab = cv2.cvtColor(picture, cv2.COLOR_RGB2LAB).astype(np.float32)
    inner = _nearest_colour(lab, _eroded(product, 2))
    outer = _nearest_colour(lab, _eroded(~product, 2))
    rim = product & ~_eroded(product, 1)
    rim[[0, -1], :] = False
    rim[:, [0, -1]] = False
    if not rim.any():
        return 1.0
    contrast = np.linalg.norm(inner[rim] - outer[rim], axis=1)
    return float((contrast < least).mean())


def _tightened(product: Mask) -> Mask:
    """Takes off the outermost ring, where the ground still shines through; spares thin parts."""
    core = _eroded(product, 1)
    body = cv2.dilate(_eroded(product, 2).astype(np.uint8), np.ones((7, 7), np.uint8)).astype(bool)
    return core | (product & ~body)


def _soften(picture: Pixels, product: Mask) -> Pixels:
    """Alpha along the rim from the two sides' colours; the rim's colour from the inside."""
    colours = picture.astype(np.float32)
    sure, ground = _eroded(product, 2), _eroded(~product, 2)
    inside, outside = _nearest_colour(colours, sure), _nearest_colour(colours, ground)
    way = inside - outside
    mixed = ((colours - outside) * way).sum(axis=2) / np.maximum((way * way).sum(axis=2), 1)
    hard = cv2.GaussianBlur(product.astype(np.float32), (0, 0), 0.7)
    strong = np.linalg.norm(way, axis=2) > 40
    band = ~sure & ~ground
    alpha = np.where(band & strong, mixed.clip(0, 1), hard)
    alpha[sure] = 1
    alpha[ground] = 0
    rgb = np.where(band[..., None], inside, colours)
    return np.dstack([rgb, alpha * 255]).round().clip(0, 255).astype(np.uint8)


def _eroded(mask: Mask, pixels: int) -> Mask:
    kernel = np.ones((2 * pixels + 1,) * 2, np.uint8)
    padded = cv2.copyMakeBorder(mask.astype(np.uint8), 1, 1, 1, 1, cv2.BORDER_REPLICATE)
    return cv2.erode(padded, kernel)[1:-1, 1:-1].astype(bool)


def _nearest_colour(colours: NDArray[np.float32], where: Mask) -> NDArray[np.float32]:
    """For every pixel the colour of the nearest pixel of `where` (as given if there is none)."""
    if not where.any():
        return colours
    _, labels = cv2.distanceTransformWithLabels(
        (~where).astype(np.uint8), cv2.DIST_L2, 3, labelType=cv2.DIST_LABEL_PIXEL
    )
    table = np.zeros((labels.max() + 1, colours.shape[2]), np.float32)
    table[labels[where]] = colours[where]
    return table[labels]
