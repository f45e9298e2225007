"""Shadows and reflections of a cut-out on its ground, from its alpha alone.

Everything is worked out on a small float32 field and enlarged, so that a penumbra of any width
costs the same; Gaussian blurs are two matrix products.
"""

from __future__ import annotations

import numpy as np
from PIL import Image

from adloom.render.backgrounds_fields import Floats, enlarge

_FIELD_SIDE = 300


def _gauss(length: int, sigma: float) -> Floats:
    place = np.arange(length, dtype=np.float32)
    kernel = np.exp(-0.5 * ((place[:, None] - place[None, :]) / max(sigma, 0.3)) ** 2)
    scaled: Floats = (kernel / (max(sigma, 0.3) * float(np.sqrt(2 * np.pi)))).astype(np.float32)
    return scaled


def blur(field: Floats, sigma_x: float, sigma_y: float) -> Floats:
    """Return `field` blurred by a Gaussian, in its own pixels, dark outside the frame."""
    height, width = field.shape
    blurred: Floats = (_gauss(height, sigma_y) @ field @ _gauss(width, sigma_x)).astype(np.float32)
    return blurred


def lower_rim(alpha: Floats) -> tuple[Floats, Floats]:
    """Return for each column the y just under its lowest solid pixel, and whether it has one."""
    solid = alpha > 0.5
    there = solid.any(axis=0)
    low: Floats = (alpha.shape[0] - np.argmax(solid[::-1], axis=0)).astype(np.float32)
    has_one: Floats = np.asarray(there, dtype=np.float32)
    return low, has_one


def feet(low: Floats, there: Floats) -> list[tuple[int, int, float]]:
    """Return (first column, last column + 1, y) of each leg that ends above the lowest point.

    `low` and `there` are of `lower_rim`. A leg's end is a dip of the rim with open air of 8% of
    the product's height on both sides, within 40% of the height from the bottom.
    """
    columns = np.flatnonzero(there > 0)
    if columns.size < 8:
        return []
    rim = low[columns[0] : columns[-1] + 1] * there[columns[0] : columns[-1] + 1]
    bottom = float(rim.max())
    height = bottom - float(rim[rim > 0].min())
    reach = max(5, round(0.05 * rim.size))
    found: list[tuple[int, int, float]] = []
    for at in np.flatnonzero((rim > bottom - 0.4 * height) & (rim < bottom - 0.05 * height)):
        if found and columns[0] + at < found[-1][1]:
            continue
        level, near = float(rim[at]), rim >= rim[at] - 0.02 * height
        first, last = int(at), int(at) + 1
        while first > 0 and near[first - 1]:
            first -= 1
        while last < rim.size and near[last]:
            last += 1
        if float(rim[first:last].max()) > level + 1e-3 or last - first > 0.25 * rim.size:
            continue
        sides = (rim[max(0, first - reach) : first], rim[last : last + reach])
        if all(
            side.size < reach or float(side.min()) < level - 0.08 * height for side in sides
        ):  # fewer columns than `reach`: the product ends there, which is open air
            found.append((int(columns[0]) + first, int(columns[0]) + last, level))
    return found


def _reduced(alpha: Floats) -> tuple[Floats, float]:
    height, width = alpha.shape
    factor = max(1.0, max(height, width) / _FIELD_SIDE)
    if factor == 1.0:
        return alpha, 1.0
    small = enlarge(alpha, max(2, round(width / factor)), max(2, round(height / factor)))
    return np.clip(small, 0.0, 1.0), factor


def _box(alpha: Floats) -> tuple[int, int, int, int]:
    rows, columns = np.flatnonzero((alpha > 0.5).any(1)), np.flatnonzero((alpha > 0.5).any(0))
    if rows.size == 0:
        return 0, 0, alpha.shape[1], alpha.shape[0]
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def contact_shadow(alpha: Floats, light: float, strength: float = 1.0) -> Floats:
    """Return the shadow (H, W), 0..1, of a product that stands on a floor.

    `alpha` (H, W) is the product on the whole canvas, `light` -1 from the left, 1 from the right.
    A dark core hugs the feet, a penumbra spreads, and a faint cast shadow leans from the light.
    """
    small, _ = _reduced(alpha)
    left, top, right, bottom = _box(small)
    width, height = max(2, right - left), max(2, bottom - top)
    reach = min(width, 1.6 * height)
    low, there = lower_rim(small)
    gap = (bottom - low) / max(0.05 * height + 0.05 * reach, 1.5)
    weight = there * np.exp(-(gap**2))
    for first, last, _ in feet(low, there):
        weight[first:last] = 1.0
    rows = np.arange(small.shape[0], dtype=np.float32)[:, None]
    thin = max(0.006 * reach, 0.8)
    foot = weight[None, :] * np.exp(-(((rows + 0.5 - low[None, :]) / thin) ** 2))
    disc = np.clip(foot, 0.0, 1.0)
    core = blur(disc, max(0.006 * reach, 0.5), max(0.004 * reach, 0.5))
    near = blur(disc, 0.035 * reach, 0.013 * reach)
    wide = blur(disc, 0.10 * reach, 0.038 * reach)
    shift = -light * 0.05 * reach
    wide = np.roll(wide, round(shift), axis=1)
    layers = ((core, 0.85, 1.0), (near, 0.50, 0.75), (wide, 0.42, 0.7))
    kept = np.ones_like(small)
    for layer, opacity, floor in layers:
        peak = float(layer.max())
        kept *= 1.0 - opacity * np.clip(layer / max(peak * floor, 1e-6), 0.0, 1.0)
    kept *= 1.0 - 0.30 * _cast(small, (left, top, right, bottom), light)
    return _spread((1.0 - kept) * np.float32(strength), alpha.shape)


def _spread(small: Floats, shape: tuple[int, ...]) -> Floats:
    """`small` enlarged to `shape`, worked out only where it is not 0."""
    height, width = shape
    full = np.zeros((height, width), dtype=np.float32)
    rows = np.flatnonzero(small.max(axis=1) > 0.002)
    if rows.size == 0:
        return full
    y0, y1 = max(0, int(rows[0]) - 2), min(small.shape[0], int(rows[-1]) + 3)
    top, bottom = y0 * height // small.shape[0], -(-y1 * height // small.shape[0])
    scale = small.shape[0] / height
    picture = Image.fromarray(np.ascontiguousarray(small))
    part = picture.resize(
        (width, bottom - top),
        Image.Resampling.BICUBIC,
        (0, top * scale, small.shape[1], min(bottom * scale, small.shape[0])),
    )
    np.clip(np.asarray(part, np.float32), 0.0, 1.0, out=full[top:bottom])
    return full


def _cast(small: Floats, box: tuple[int, int, int, int], light: float) -> Floats:
    """The silhouette laid back on the floor, leaning from the light, softer with distance."""
    left, top, right, bottom = box
    width, height = right - left, bottom - top
    squash, lean = 0.26, -light * 0.42
    rows = np.arange(small.shape[0], dtype=np.float32)[:, None] + 0.5
    columns = np.arange(small.shape[1], dtype=np.float32)[None, :] + 0.5
    up = (bottom - 0.012 * height - rows) / squash
    source_y = bottom - up
    source_x = columns - lean * up
    inside = (up > 0) & (up < height) & (source_x > 0) & (source_x < small.shape[1])
    iy = np.clip(source_y, 0, small.shape[0] - 1).astype(np.int32) + np.zeros_like(
        columns, np.int32
    )
    ix = np.clip(source_x, 0, small.shape[1] - 1).astype(np.int32)
    shape = np.where(inside, small[iy, ix], 0.0).astype(np.float32)
    reach = min(width, 1.6 * height)
    near, far = blur(shape, 0.02 * reach, 0.01 * reach), blur(shape, 0.085 * reach, 0.035 * reach)
    along = np.clip(up / max(height, 1), 0.0, 1.0)
    soft = near + (far - near) * np.clip(along * 1.7, 0.0, 1.0)
    return np.asarray(np.clip(soft, 0.0, 1.0) * np.exp(-1.5 * along), dtype=np.float32)


def drop_shadow(alpha: Floats, light: float, strength: float = 1.0) -> Floats:
    """Return the shadow (H, W), 0..1, of a product that lies flat, seen from above.

    A tight dark line all around and a wide soft fall away from the light.
    """
    small, _ = _reduced(alpha)
    left, top, right, bottom = _box(small)
    side = float(np.sqrt(max(4, (right - left) * (bottom - top))))
    kept = np.ones_like(small)
    for sigma, fall, opacity in ((0.007, 0.006, 0.36), (0.028, 0.024, 0.26), (0.075, 0.06, 0.24)):
        soft = blur(small, sigma * side, sigma * side)
        dx, dy = round(-light * fall * side * 0.7), round(fall * side)
        kept *= 1.0 - opacity * np.clip(_shifted(soft, dx, dy), 0.0, 1.0)
    return _spread((1.0 - kept) * np.float32(strength), alpha.shape)


def _shifted(field: Floats, dx: int, dy: int) -> Floats:
    """`field` moved by whole pixels, its edge repeated."""
    height, width = field.shape
    rows = np.clip(np.arange(height) - dy, 0, height - 1)
    columns = np.clip(np.arange(width) - dx, 0, width - 1)
    return np.asarray(field[rows][:, columns], dtype=np.float32)


def reflection(
    planes: Floats, alpha: Floats, depth: float, strength: float
) -> tuple[Floats, Floats]:
    """Return (planes, alpha) of a faint mirror image under the product, fading over `depth` pixels.

    Each column is mirrored at its own lowest solid pixel, which keeps round bases closed.
    """
    height = alpha.shape[0]
    low, there = lower_rim(alpha)
    bottom = float((low * there).max())
    rows = np.arange(height, dtype=np.float32)[:, None]
    mirrored = np.clip(2.0 * low[None, :] - rows - 1.0, 0, height - 1).astype(np.int32)
    below = (rows >= low[None, :]) & (there[None, :] > 0)
    level = np.exp(-(((bottom - low) / max(0.25 * depth, 1.0)) ** 2))[None, :]
    fade = np.clip(1.0 - (rows - low[None, :]) / max(depth, 1.0), 0.0, 1.0) ** 2
    columns = np.arange(alpha.shape[1])[None, :]
    seen = np.where(below, alpha[mirrored, columns] * fade * level, 0.0) * strength
    return planes[:, mirrored, columns], np.asarray(seen, dtype=np.float32)
