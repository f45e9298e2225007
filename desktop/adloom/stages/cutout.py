"""From the matting network's small alpha to a clean cut-out at the photo's own size.

Alphas are (H, W) float32 0..1, pictures (H, W, 3) uint8 sRGB of the same size. Pure numpy and
Pillow: everything here is measured in milliseconds at 1600 px.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from adloom.assets import Pixels
from adloom.inference.images import resize, resize_floats
from adloom.types import Box

Plane = NDArray[np.float32]
SURE, CLEAR = 0.95, 0.05
"""Alpha above is product through and through, below is ground."""


def drop_specks(alpha: Plane) -> Plane:
    """Clear islands that are hardly part of the product, and haze.

    An island stays if it is somewhere sure of product and holds enough of the largest one's mass:
    2% above or below it, 10% beside it, 30% where it alone is cut by the photo's frame. Haze is
    faint alpha farther than three pixels from every island kept.
    """
    inside = alpha > 0.2
    labels = _islands(inside)
    count = int(labels.max()) + 1
    mass = np.bincount(labels.ravel(), alpha.ravel(), count).astype(np.float64)
    mass[0] = 0
    peak = np.zeros(count, np.float32)
    np.maximum.at(peak, labels.ravel(), alpha.ravel())
    islands = ((mass >= _least_shares(labels, mass) * mass.max()) & (peak > 0.6))[labels]
    islands &= inside
    skirt = ~inside & (_blur(islands.astype(np.float32), 3) > 0.01)
    return np.where(islands | skirt, alpha, 0).astype(np.float32)


def _least_shares(labels: NDArray[np.intp], mass: NDArray[np.float64]) -> NDArray[np.float64]:
    """For every island the share of the largest one's mass that it needs to stay."""
    largest = int(mass.argmax())
    shares = np.full(len(mass), 0.1)
    over_and_under = labels[:, (labels == largest).any(axis=0)]
    shares[np.unique(over_and_under)] = 0.02
    framed = np.unique(np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]]))
    if largest not in framed:
        shares[framed] = 0.3
    return shares


def _islands(inside: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Number the 8-connected parts of a mask from 1 (0 is outside), by runs of rows."""
    labels = np.zeros(inside.shape, np.intp)
    parent = [0]
    edges = np.diff(np.pad(inside, ((0, 0), (1, 1))).astype(np.int8), axis=1)
    above: list[tuple[int, int, int]] = []
    for y in range(len(inside)):
        runs = []
        starts, ends = np.nonzero(edges[y] == 1)[0], np.nonzero(edges[y] == -1)[0]
        for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
            touching = {_root(parent, n) for s, e, n in above if s <= end and e >= start}
            if touching:
                number = min(touching)
                for other in touching:
                    parent[other] = number
            else:
                number = len(parent)
                parent.append(number)
            labels[y, start:end] = number
            runs.append((start, end, number))
        above = runs
    roots = np.array([_root(parent, n) for n in range(len(parent))])
    _, compact = np.unique(roots, return_inverse=True)
    return np.asarray(compact[labels], dtype=np.intp)


def _root(parent: list[int], number: int) -> int:
    while parent[number] != number:
        number = parent[number]
    return number


def certainty(alpha: Plane) -> float:
    """How decided an alpha is about its product, 0..1: mean alpha weighted by itself."""
    total = float(alpha.sum())
    return float((alpha * alpha).sum()) / total if total > 0 else 0.0


def wholeness(alpha: Plane) -> float:
    """Return the share of the mask that its largest connected part holds, 0..1."""
    labels = _islands(alpha > 0.2)
    mass = np.bincount(labels.ravel(), alpha.ravel())[1:]
    return float(mass.max() / mass.sum()) if mass.size and mass.sum() > 0 else 0.0


def refine(alpha: Plane, rgb: Pixels) -> Plane:
    """Alpha at the size of `rgb`, its rim drawn along the picture's own edges.

    Fast guided filter (He and Sun, 2015): the linear model is fitted at the network's size and
    applied at full size, within the uncertain band only.
    """
    rows, columns = rgb.shape[:2]
    guide = _grey(rgb)
    small = resize_floats(guide, alpha.shape[1], alpha.shape[0])
    mean_i, mean_a = _blur(small, 2), _blur(alpha, 2)
    variance = _blur(small * small, 2) - mean_i * mean_i
    slope = (_blur(small * alpha, 2) - mean_i * mean_a) / (variance + 4e-4)
    level = mean_a - slope * mean_i
    fitted = resize_floats(_blur(slope, 1), columns, rows) * guide
    fitted += resize_floats(_blur(level, 1), columns, rows)
    plain = resize_floats(alpha, columns, rows)
    band = resize_floats(_blur(4 * alpha * (1 - alpha), 2), columns, rows)
    weight = np.minimum(1, band * 2.5)
    mixed = np.clip(fitted, 0, 1) * weight + plain * (1 - weight)
    return np.asarray(np.clip((mixed - 0.12) / 0.76, 0, 1), dtype=np.float32)


def _grey(rgb: Pixels) -> Plane:
    grey = np.asarray(Image.fromarray(rgb).convert("L"), dtype=np.float32)
    return (grey / 255).astype(np.float32)


def _blur(plane: NDArray[np.floating[Any]], radius: int) -> Plane:
    """Mean over a square of 2 * radius + 1 pixels, edges repeated."""
    side = 2 * radius + 1
    padded = np.pad(plane.astype(np.float64), radius + 1, mode="edge")[:-1, :-1]
    padded[0], padded[:, 0] = 0, 0
    summed = padded.cumsum(0).cumsum(1)
    rows, columns = plane.shape
    total = (
        summed[side:, side:]
        - summed[:rows, side:]
        - summed[side:, :columns]
        + summed[:rows, :columns]
    )
    return np.asarray(total / side**2, dtype=np.float32)


def cut_out(rgb: Pixels, alpha: Plane) -> Pixels:
    """(H, W, 4) cut-out whose rim holds the product's own colour, not the old ground's.

    Foreground colours by blur fusion (Forte, "Approximate Fast Foreground Colour Estimation",
    ICIP 2021), one pass, for the pixels of the rim only.
    """
    opacity = (alpha * 255).round().astype(np.uint8)
    rows, columns = np.nonzero((alpha > 0) & (alpha < SURE))
    result = np.dstack([rgb, opacity])
    if len(rows):
        radius = max(2, round(max(rgb.shape[:2]) * 0.006))
        inside = _spread(rgb, np.where(alpha >= SURE, 255, opacity // 4).astype(np.uint8), radius)
        outside = _spread(rgb, 255 - opacity, radius)
        a = alpha[rows, columns, None]
        near, far = inside[rows, columns], outside[rows, columns]
        seen = rgb[rows, columns].astype(np.float32)
        product = near + a * (seen - a * near - (1 - a) * far)
        result[rows, columns, :3] = product.clip(0, 255).round()
    result[opacity == 0, :3] = 0
    return result


def _spread(rgb: Pixels, weight: Pixels, radius: int) -> Plane:
    """Colours averaged over the neighbourhood by `weight`; the own ones where it is nil."""
    share = weight[..., None].astype(np.float32) / 255
    weighted = np.dstack([(rgb * share).astype(np.uint8), weight])
    near = Image.fromarray(weighted, "RGBA").filter(ImageFilter.BoxBlur(radius))
    sums = np.asarray(near, dtype=np.float32)
    known = sums[..., 3:] > 3
    return np.where(known, sums[..., :3] * 255 / np.maximum(sums[..., 3:], 1), rgb)


def box_of(alpha: Plane) -> Box | None:
    """The box of everything at least half opaque, in pixels; None when nothing is."""
    inside = alpha >= 0.5
    rows, columns = np.nonzero(inside.any(1))[0], np.nonzero(inside.any(0))[0]
    if not len(rows):
        return None
    left, top = float(columns[0]), float(rows[0])
    return Box(left, top, float(columns[-1]) + 1 - left, float(rows[-1]) + 1 - top)


def fit_within(pixels: Pixels, longest: int) -> Pixels:
    """Scale a picture down so that its longer side is at most `longest` pixels."""
    rows, columns = pixels.shape[:2]
    factor = longest / max(rows, columns)
    if factor >= 1:
        return pixels
    return resize(pixels, max(1, round(columns * factor)), max(1, round(rows * factor)))
