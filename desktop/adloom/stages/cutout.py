"""From the matting network's small alpha to a clean cut-out at the photo's own size.

Alphas are (H, W) float32 0..1, pictures (H, W, 3) uint8 sRGB of the same size. Pure numpy and
Pillow: everything here is measured in milliseconds at 1600 px.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from adloom.assets import Pixels
from adloom.inference.images import resize, resize_floats
from adloom.types import Box

Plane = NDArray[np.float32]
SURE = 0.95
"""Alpha above is product through and through."""
GATHERED, REACH = 320, 2
"""Longest side, in pixels, of the copy that the colours on both sides of the rim are read from,
and how far around a pixel of it they are gathered."""
SMALL = 0.35
"""A product whose longer side is a smaller share of the picture's is looked at from nearby."""
AGREEMENT, MOST_GAIN = 0.6, 1.7
"""So alike must both looks be for the second to count, and so much may it enlarge the alpha."""
LEAST_ISLAND = 0.7
"""An island's own certainty (see `certainty`) from which on it may stay."""
NECK, MOST_NEIGHBOUR = 0.03, 1.5
"""What hangs on the product by less than this share of the shorter side, is cut by the photo's
frame while the product is not, and has at most this much of its mass, is a neighbour."""
COARSE = 192
"""Longest side, in pixels, of the copy that necks are looked for on."""
LEAST_SEEN = 6
"""Of 255: so much of a side must have been seen nearby for its colour to count."""
FARTHEST = 0.35
"""The colours may move alpha this far from where the light alone would have it."""
_LUMA = np.array([0.299, 0.587, 0.114], np.float32) / np.float32(255)


def matte(rgb: Pixels, see: Callable[[Pixels], Plane]) -> Plane:
    """Alpha of a picture, free of specks, at the size of what the network saw or a little more.

    `see` gives the network's alpha of any picture, at its own size. A product that is small in the
    picture is looked at once more from nearby; that look counts where it tells of the same thing.
    """
    alpha = drop_neighbours(drop_specks(see(rgb)))
    box = box_of(alpha)
    if box is None or max(box.width, box.height) > SMALL * max(alpha.shape):
        return alpha
    top, bottom = _widened(box.y, box.y + box.height, alpha.shape[0])
    left, right = _widened(box.x, box.x + box.width, alpha.shape[1])
    tall, wide = rgb.shape[0] / alpha.shape[0], rgb.shape[1] / alpha.shape[1]
    rows = slice(round(top * tall), round(bottom * tall))
    columns = slice(round(left * wide), round(right * wide))
    return _nearer(alpha, (top, bottom, left, right), see(rgb[rows, columns]))


def _widened(start: float, end: float, length: int) -> tuple[int, int]:
    """Bounds of a stretch with a margin of a third of it on both sides, within 0..length."""
    margin = (end - start) / 3 + 2
    return max(0, int(start - margin)), min(length, int(end + margin) + 1)


def _nearer(alpha: Plane, bounds: tuple[int, int, int, int], closer: Plane) -> Plane:
    """Alpha enlarged, with what was seen from nearby in its place; as it was if they disagree."""
    top, bottom, left, right = bounds
    before = alpha[top:bottom, left:right]
    again = resize_floats(closer, right - left, bottom - top)
    both, either = np.minimum(before, again).sum(), np.maximum(before, again).sum()
    if both < AGREEMENT * either:
        return alpha
    gain = min(MOST_GAIN, max(1.0, closer.shape[1] / (right - left)))
    rows, columns = round(alpha.shape[0] * gain), round(alpha.shape[1] * gain)
    whole = np.array(resize_floats(alpha, columns, rows))
    y0, y1, x0, x1 = (round(bound * gain) for bound in bounds)
    whole[y0:y1, x0:x1] = resize_floats(closer, x1 - x0, y1 - y0)
    return drop_specks(whole)


def drop_specks(alpha: Plane) -> Plane:
    """Clear islands that are hardly part of the product, and haze.

    An island stays if it is sure enough of itself and holds enough of the largest one's mass: 2%
    if its middle is above or below it, 10% beside it, 30% where it alone is cut by the photo's
    frame. Haze is faint alpha farther than three pixels from every island kept.
    """
    inside = alpha > 0.2
    labels = _islands(inside)
    count = int(labels.max()) + 1
    mass = np.bincount(labels.ravel(), alpha.ravel(), count).astype(np.float64)
    squares = np.bincount(labels.ravel(), (alpha * alpha).ravel(), count)
    mass[0] = 0
    sure = squares >= LEAST_ISLAND * mass
    islands = ((mass >= _least_shares(labels, mass) * mass.max()) & sure)[labels]
    islands &= inside
    skirt = ~inside & (_blur(islands.astype(np.float32), 3) > 0.01)
    return np.where(islands | skirt, alpha, 0).astype(np.float32)


def drop_neighbours(alpha: Plane) -> Plane:
    """Clear what touches the product but stands beside it and is cut by the photo's frame.

    A morphological opening severs narrow necks; a part that comes off and reaches the frame
    belongs to the room, unless it is much larger than the largest part that does not.
    """
    factor = min(1.0, COARSE / max(alpha.shape))
    rows, columns = (max(1, round(side * factor)) for side in alpha.shape)
    solid = Image.fromarray((resize_floats(alpha, columns, rows) > 0.5).astype(np.uint8) * 255)
    width = 2 * round(NECK * min(rows, columns) / 2) + 1
    cores = _islands(np.asarray(solid.filter(ImageFilter.MinFilter(width))) > 0)
    mass = np.bincount(cores.ravel())
    if len(mass) < 3:
        return alpha
    mass[0] = 0
    reach = width // 2 + 2
    rims = (cores[:reach], cores[-reach:], cores[:, :reach].T, cores[:, -reach:].T)
    framed = np.isin(np.arange(len(mass)), np.unique(np.concatenate([r.ravel() for r in rims])))
    product = int(mass[~framed].max(initial=0))
    away = np.flatnonzero(framed & (mass > 0) & (mass <= MOST_NEIGHBOUR * product))
    if not len(away):
        return alpha
    part = Image.fromarray(np.isin(cores, away).astype(np.uint8) * 255)
    part = part.filter(ImageFilter.MaxFilter(width + 2))
    gone = np.asarray(part.resize(alpha.shape[::-1], Image.Resampling.BILINEAR)) > 0
    kept = np.where(gone, 0, alpha).astype(np.float32)
    return drop_specks(kept)


def _least_shares(labels: NDArray[np.intp], mass: NDArray[np.float64]) -> NDArray[np.float64]:
    """For every island the share of the largest one's mass that it needs to stay."""
    largest, count = int(mass.argmax()), len(mass)
    shares = np.full(count, 0.1)
    columns = np.broadcast_to(np.arange(labels.shape[1]), labels.shape)
    area = np.maximum(np.bincount(labels.ravel(), minlength=count), 1)
    middle = np.bincount(labels.ravel(), columns.ravel(), count) / area
    shares[(labels == largest).any(axis=0)[middle.astype(np.intp)]] = 0.02
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

    Only pixels near the outline are touched. A guided filter (He and Sun, "Fast Guided Filter",
    2015) follows the picture's light; where the product's colour and the ground's, each averaged
    over its own side of the outline, stand apart, the pixel's place between the two says more.
    """
    rows, columns = rgb.shape[:2]
    result = np.array(resize_floats(_decided(alpha), columns, rows))
    small = resize(rgb, alpha.shape[1], alpha.shape[0])
    y, x = np.nonzero(_rim(alpha, columns, rows))
    if not len(y):
        return result
    size = rgb.shape[:2]
    slope, level = _looked_up(_fitted(alpha, small), y, x, size).T
    near, far = _colours(_looked_up(_both_sides(alpha, small), y, x, size))
    seen = rgb[y, x].astype(np.float32)
    led = _decided(np.clip(slope * (seen @ _LUMA) + level, 0, 1))
    between, trust = _between(seen, near[:, :3], far[:, :3])
    trust *= (near[:, 3] > LEAST_SEEN) & (far[:, 3] > LEAST_SEEN)
    between = np.clip(between, led - FARTHEST, led + FARTHEST)
    result[y, x] = np.clip(led + trust * (between - led), 0, 1)
    return result


def _decided(alpha: Plane) -> Plane:
    """Alpha with its ends drawn in: hardly clear is clear, almost solid is solid."""
    return np.asarray(np.clip((alpha - 0.12) / 0.76, 0, 1), dtype=np.float32)


def _rim(alpha: Plane, columns: int, rows: int) -> NDArray[np.bool_]:
    """Which pixels of a picture lie within two network pixels of the outline."""
    steps = np.pad((alpha * 255).round().astype(np.uint8), 2, mode="edge")
    height, width = alpha.shape
    tall = [steps[i : i + height] for i in range(5)]
    high, low = np.maximum.reduce(tall), np.minimum.reduce(tall)
    high = np.maximum.reduce([high[:, i : i + width] for i in range(5)])
    low = np.minimum.reduce([low[:, i : i + width] for i in range(5)])
    rim = Image.fromarray((high - low > 26).astype(np.uint8))
    return np.asarray(rim.resize((columns, rows), Image.Resampling.NEAREST)) > 0


def _fitted(alpha: Plane, small: Pixels) -> Plane:
    """(H, W, 2) slope and level of the line that best turns light into alpha around a pixel."""
    guide = small.astype(np.float32) @ _LUMA
    mean_i, mean_a = _blur(guide, 2), _blur(alpha, 2)
    variance = _blur(guide * guide, 2) - mean_i * mean_i
    slope = (_blur(guide * alpha, 2) - mean_i * mean_a) / (variance + 4e-4)
    return np.dstack([_blur(slope, 1), _blur(mean_a - slope * mean_i, 1)])


def _between(seen: Plane, product: Plane, ground: Plane) -> tuple[Plane, Plane]:
    """How far (N, 3) colours lie from the ground's towards the product's, and how far to trust it.

    Trust falls where the two colours are alike and where the colour seen lies beside their line.
    """
    way = product - ground
    square = np.maximum((way * way).sum(axis=1), 1)
    share = np.clip(((seen - ground) * way).sum(axis=1) / square, 0, 1)
    beside = np.linalg.norm(seen - ground - share[:, None] * way, axis=1)
    apart = np.sqrt(square)
    trust = np.clip((apart - 14) / 26, 0, 1) * np.exp(-((beside / (30 + 0.3 * apart)) ** 2))
    return np.clip((share - 0.06) / 0.88, 0, 1), trust


def _both_sides(alpha: Plane, rgb: Pixels) -> Pixels:
    """(H, W, 8): what lies near of the product and of the ground, colours times weight, weights.

    Both are gathered on a copy of at most GATHERED pixels, whatever the size of what is given.
    """
    small = fit_within(rgb, GATHERED)
    alpha = resize_floats(alpha, small.shape[1], small.shape[0])
    inside = np.maximum(np.clip((alpha - 0.8) * 2550, 0, 255), alpha * 16)
    outside = np.maximum(np.clip((0.2 - alpha) * 2550, 0, 255), (1 - alpha) * 16)
    return np.dstack([_spread(small, weight, REACH) for weight in (inside, outside)])


def _spread(rgb: Pixels, weight: Plane, radius: int) -> Pixels:
    """(H, W, 4) sums over the neighbourhood: colours by weight 0..255, and the weights."""
    share = weight.astype(np.uint16)[..., None]
    weighted = np.empty((*rgb.shape[:2], 4), np.uint8)
    weighted[..., :3] = (rgb * share) >> 8
    weighted[..., 3] = share[..., 0]
    return np.asarray(Image.fromarray(weighted, "RGBA").filter(ImageFilter.BoxBlur(radius)))


def _colours(sums: Plane) -> tuple[Plane, Plane]:
    """From (N, 8) sums the product's colour and the ground's, each (N, 4) with its weight."""
    sides = []
    for part in (sums[:, :4], sums[:, 4:]):
        colours = part[:, :3] * 256 / np.maximum(part[:, 3:], 1)
        sides.append(np.concatenate([np.minimum(colours, 255), part[:, 3:]], axis=1))
    return sides[0], sides[1]


def _looked_up(
    maps: NDArray[Any], y: NDArray[np.intp], x: NDArray[np.intp], size: tuple[int, ...]
) -> Plane:
    """Values of (H, W, C) maps at pixels of a picture of another `size` (rows, columns)."""
    rows, columns, depth = maps.shape
    at_y = np.clip((y + 0.5) * (rows / size[0]) - 0.5, 0, rows - 1.001).astype(np.float32)
    at_x = np.clip((x + 0.5) * (columns / size[1]) - 0.5, 0, columns - 1.001).astype(np.float32)
    top, left = np.maximum(at_y, 0).astype(np.intp), np.maximum(at_x, 0).astype(np.intp)
    down, right = (at_y - top)[:, None], (at_x - left)[:, None]
    flat, place = maps.reshape(rows * columns, depth), top * columns + left
    under = np.where(top + 1 < rows, columns, 0)
    beside = np.where(left + 1 < columns, 1, 0)
    upper = flat[place] * (1 - right) + flat[place + beside] * right
    lower = flat[place + under] * (1 - right) + flat[place + under + beside] * right
    return np.asarray(upper * (1 - down) + lower * down, dtype=np.float32)


def _blur(plane: NDArray[np.floating[Any]], radius: int) -> Plane:
    """Mean over a square of 2 * radius + 1 pixels, edges repeated."""
    padded = np.pad(plane.astype(np.float32), radius, mode="edge")
    rows, columns = plane.shape
    reach = range(1, 2 * radius + 1)
    wide = padded[:, :columns].copy()
    for i in reach:
        wide += padded[:, i : i + columns]
    total = wide[:rows].copy()
    for i in reach:
        total += wide[i : i + rows]
    total /= (2 * radius + 1) ** 2
    return total


def cut_out(rgb: Pixels, alpha: Plane) -> Pixels:
    """(H, W, 4) cut-out whose rim holds the product's own colour, not the old ground's.

    Foreground colours by blur fusion (Forte, "Approximate Fast Foreground Colour Estimation",
    ICIP 2021), one pass, for the pixels of the rim only; both sides' colours are gathered on a
    small copy.
    """
    opacity = (alpha * 255 + 0.5).astype(np.uint8)
    opaque = Image.fromarray(rgb)
    opaque.putalpha(Image.fromarray(opacity))
    result = np.array(opaque)
    whole = result.view(np.uint32)[..., 0]
    np.multiply(whole, opacity > 0, out=whole)
    y, x = np.nonzero((opacity > 0) & (opacity < round(SURE * 255)))
    if len(y):
        near, far = _colours(_looked_up(_both_sides(alpha, rgb), y, x, rgb.shape[:2]))
        share, seen = alpha[y, x, None], rgb[y, x].astype(np.float32)
        product, ground = (np.where(side[:, 3:] > 1, side[:, :3], seen) for side in (near, far))
        product = product + share * (seen - share * product - (1 - share) * ground)
        result[y, x, :3] = product.clip(0, 255).round()
    return result


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
