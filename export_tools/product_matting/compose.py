"""Draws training samples: products on made-up or real grounds, originals, and empty scenes.

A sample is (picture (S, S, 3) uint8 RGB, alpha (S, S) uint8), letterboxed as at run time. All is
drawn from one numpy Generator: same seed, same samples.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from adloom.inference.images import PAD_VALUE
from export_tools.product_matting.prepare import read_group
from export_tools.product_matting.sources import Pixels, resize_straight_alpha

Floats = NDArray[np.float32]
CUTOUT_SHARES = {"things": 3.0, "garments": 3.0, "people": 1.5, "stickers": 1.5, "renders": 4.0}
ORIGINAL_SHARES = {"things": 2.0, "garments": 3.0, "people": 1.0}
GROUND_SHARES = {
    "white": 1.8,
    "plain": 1.2,
    "gradient": 1.2,
    "sweep": 1.8,
    "texture": 1.8,
    "photo": 2.2,
    "near": 1.2,
}
ORIGINALS, NEGATIVES = 0.3, 0.05


@dataclass(frozen=True)
class Stock:
    """Everything samples are drawn from."""

    cutouts: dict[str, list[Pixels]]
    originals: dict[str, list[Pixels]]
    grounds: list[Pixels]
    textures: list[Pixels]


def read_stock(folder: Path) -> Stock:
    """Maps the cache that `prepare` filled; groups not made are left out."""
    cutouts = {k: v for k in CUTOUT_SHARES if (v := read_group(folder, k))}
    originals = {k: v for k in ORIGINAL_SHARES if (v := read_group(folder, f"originals-{k}"))}
    if not cutouts or not originals:
        raise FileNotFoundError(f"nothing prepared in {folder}: run `prepare` first")
    return Stock(cutouts, originals, read_group(folder, "grounds"), read_group(folder, "textures"))


def sample(stock: Stock, rng: np.random.Generator, side: int) -> tuple[Pixels, Pixels]:
    """One training sample of `side` x `side` pixels."""
    height, width = _frame(rng, side)
    dice = rng.random()
    if dice < ORIGINALS:
        picture, alpha = _original(stock, rng, height, width)
    else:
        products = [] if dice < ORIGINALS + NEGATIVES else _pick_products(stock, rng)
        picture, alpha = _composite(stock, rng, products, height, width)
    picture = _wear(_relight(picture, rng), rng)
    if rng.random() < 0.5:
        picture, alpha = picture[:, ::-1], alpha[:, ::-1]
    return _letterbox(picture, alpha, side)


def _frame(rng: np.random.Generator, side: int) -> tuple[int, int]:
    ratio = float(np.exp(rng.normal(0, 0.3)).clip(0.5, 2))
    if rng.random() < 0.3:
        ratio = 1.0
    return (
        (side, max(32, round(side * ratio))) if ratio < 1 else (max(32, round(side / ratio)), side)
    )


def _choose(
    shares: dict[str, float], present: dict[str, list[Pixels]], rng: np.random.Generator
) -> str:
    names = [n for n in shares if present.get(n)]
    # a small group is drawn less, or its few pictures would be learned by heart
    weights = np.array([shares[n] * min(1.0, len(present[n]) / 120) for n in names])
    return names[int(rng.choice(len(names), p=weights / weights.sum()))]


def _any(pictures: list[Pixels], rng: np.random.Generator) -> Pixels:
    return pictures[int(rng.integers(len(pictures)))]


def _pick_products(stock: Stock, rng: np.random.Generator) -> list[Pixels]:
    kind = _choose(CUTOUT_SHARES, stock.cutouts, rng)
    count = 1 if kind == "people" else int(rng.choice([1, 2, 3], p=[0.8, 0.15, 0.05]))
    return [_any(stock.cutouts[kind], rng) for _ in range(count)]


def _original(
    stock: Stock, rng: np.random.Generator, height: int, width: int
) -> tuple[Floats, Floats]:
    """An untouched photograph with its checked mask, cropped to the frame's ratio."""
    pixels = _any(stock.originals[_choose(ORIGINAL_SHARES, stock.originals, rng)], rng)
    rows, columns = pixels.shape[:2]
    zoom = rng.uniform(0.72, 1.0)
    tall = min(rows, columns * height / width) * zoom
    wide = tall * width / height
    top, left = rng.uniform(0, rows - tall), rng.uniform(0, columns - wide)
    patch = pixels[int(top) : int(top + tall) + 1, int(left) : int(left + wide) + 1]
    patch = cv2.resize(np.ascontiguousarray(patch), (width, height), interpolation=cv2.INTER_AREA)
    return patch[..., :3].astype(np.float32), patch[..., 3].astype(np.float32) / 255


def _composite(
    stock: Stock, rng: np.random.Generator, products: list[Pixels], height: int, width: int
) -> tuple[Floats, Floats]:
    placed = _place(products, rng, height, width)
    colour = _mean_colour(placed) if placed else rng.uniform(0, 255, 3)
    picture, whole = (
        draw_ground(stock, rng, height, width, colour),
        np.zeros((height, width), np.float32),
    )
    for layer in placed:
        alpha = layer[..., 3:] / 255
        picture *= 1 - _shadow(alpha[..., 0], rng)[..., None]
        picture = picture * (1 - alpha) + layer[..., :3] * alpha
        whole = 1 - (1 - whole) * (1 - alpha[..., 0])
    return picture, whole


def _place(
    products: list[Pixels], rng: np.random.Generator, height: int, width: int
) -> list[Floats]:
    """Each product scaled and set on a clear canvas of the frame's size, side by side."""
    layers = []
    share = width / max(1, len(products))
    floor = rng.uniform(0.72, 0.98) * height
    for index, product in enumerate(products):
        product = _turned(_jittered(product, rng), rng)
        rows, columns = product.shape[:2]
        fit = min(height / rows, share * (1.15 if len(products) > 1 else 1) / columns)
        factor = fit * (rng.uniform(0.3, 0.97) if len(products) == 1 else rng.uniform(0.6, 0.95))
        size = max(8, round(columns * factor)), max(8, round(rows * factor))
        small = resize_straight_alpha(np.ascontiguousarray(product), size)
        left = share * index + rng.uniform(0, max(1.0, share - size[0]))
        top = floor - size[1] if len(products) > 1 else rng.uniform(0, max(1.0, height - size[1]))
        if product[-1, :, 3].max() > 200:
            top = height - size[1]
        elif product[0, :, 3].max() > 200:
            top = 0
        layers.append(_on_canvas(small, round(left), round(top), height, width))
    return layers


def _on_canvas(product: Pixels, left: int, top: int, height: int, width: int) -> Floats:
    canvas = np.zeros((height, width, 4), np.float32)
    y0, x0, y1, x1 = max(0, top), max(0, left), top + product.shape[0], left + product.shape[1]
    part = product[y0 - top : max(0, height - top), x0 - left : max(0, width - left)]
    canvas[y0 : min(y1, height), x0 : min(x1, width)] = part
    return canvas


def _jittered(product: Pixels, rng: np.random.Generator) -> Pixels:
    """Other colours for the same thing: hue turned, saturation and value scaled."""
    if rng.random() < 0.4:
        return product
    hsv = cv2.cvtColor(np.ascontiguousarray(product[..., :3]), cv2.COLOR_RGB2HSV).astype(np.float32)
    hsv[..., 0] = (hsv[..., 0] + rng.uniform(0, 180) * (rng.random() < 0.5)) % 180
    hsv[..., 1] *= rng.uniform(0.2, 1.2)
    hsv[..., 2] = 255 * (hsv[..., 2] / 255) ** np.exp(rng.normal(0, 0.35))
    rgb = cv2.cvtColor(hsv.clip(0, 255).astype(np.uint8), cv2.COLOR_HSV2RGB)
    return np.dstack([rgb, product[..., 3]])


def _turned(product: Pixels, rng: np.random.Generator) -> Pixels:
    bleeds = product[0, :, 3].max() > 200 or product[-1, :, 3].max() > 200
    if bleeds or rng.random() < 0.6:
        return product
    rows, columns = product.shape[:2]
    angle = rng.normal(0, 14) if rng.random() < 0.8 else rng.uniform(-180, 180)
    matrix = cv2.getRotationMatrix2D((columns / 2, rows / 2), float(angle), 1.0)
    cosine, sine = abs(matrix[0, 0]), abs(matrix[0, 1])
    size = int(rows * sine + columns * cosine) + 2, int(rows * cosine + columns * sine) + 2
    matrix[:, 2] += (size[0] - columns) / 2, (size[1] - rows) / 2
    weighted = product.astype(np.float32)
    weighted[..., :3] *= weighted[..., 3:] / 255
    turned = cv2.warpAffine(weighted, matrix, size)
    turned[..., :3] /= np.maximum(turned[..., 3:], 1) / 255
    return turned.clip(0, 255).astype(np.uint8)


def _mean_colour(layers: list[Floats]) -> Floats:
    weights = layers[0][..., 3:]
    return np.asarray((layers[0][..., :3] * weights).sum((0, 1)) / max(1.0, float(weights.sum())))


def draw_ground(
    stock: Stock, rng: np.random.Generator, height: int, width: int, near: Floats, kind: str = ""
) -> Floats:
    """A ground of a drawn or given kind; "near" grounds come close to the colour `near`."""
    kind = kind or str(rng.choice(list(GROUND_SHARES), p=_ground_weights()))
    if kind == "white":
        return np.full((height, width, 3), rng.uniform(240, 255), np.float32)
    if kind == "photo" and stock.grounds:
        return _photo(_any(stock.grounds, rng), rng, height, width)
    if kind == "texture" and stock.textures:
        return _tiled(_any(stock.textures, rng), rng, height, width)
    first = near + rng.normal(0, 22, 3) if kind == "near" else _ground_colour(rng)
    if kind == "plain":
        return np.broadcast_to(first, (height, width, 3)).astype(np.float32).copy()
    second = first + rng.normal(0, 14, 3) + rng.normal(0, 30)
    ramp = _sweep(rng, height, width) if kind == "sweep" else _ramp(rng, height, width)
    return (
        (first * (1 - ramp[..., None]) + second * ramp[..., None]).clip(0, 255).astype(np.float32)
    )


def _ground_weights() -> Floats:
    weights = np.array(list(GROUND_SHARES.values()))
    return np.asarray(weights / weights.sum())


def _ground_colour(rng: np.random.Generator) -> NDArray[np.float64]:
    value = 255 * rng.beta(1.6, 0.9)
    tint = rng.normal(0, 1, 3) * (12 if rng.random() < 0.6 else 60)
    return np.asarray((value + tint).clip(0, 255))


def _ramp(rng: np.random.Generator, height: int, width: int) -> Floats:
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    if rng.random() < 0.4:
        cy, cx = rng.uniform(0.2, 0.8, 2) * (height, width)
        return np.hypot((y - cy) / height, (x - cx) / width).clip(0, 1).astype(np.float32)
    angle = rng.uniform(0, 2 * np.pi)
    line = np.cos(angle) * x / width + np.sin(angle) * y / height
    return ((line - line.min()) / max(1e-6, float(np.ptp(line)))).astype(np.float32)


def _sweep(rng: np.random.Generator, height: int, width: int) -> Floats:
    """Wall and table: two tones that meet at a horizon, hard or soft."""
    horizon, soft = rng.uniform(0.35, 0.85) * height, rng.choice([1.0, 6.0, 40.0])
    tilt = rng.normal(0, 0.05) * width
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    line = (y - horizon - tilt * (x / width - 0.5)) / soft
    return (1 / (1 + np.exp(-line.clip(-30, 30)))).astype(np.float32)


def _photo(ground: Pixels, rng: np.random.Generator, height: int, width: int) -> Floats:
    rows, columns = ground.shape[:2]
    factor = min(rows / height, columns / width) * rng.uniform(0.55, 1)
    tall, wide = max(1, int(height * factor)), max(1, int(width * factor))
    top, left = int(rng.integers(rows - tall + 1)), int(rng.integers(columns - wide + 1))
    patch = np.ascontiguousarray(ground[top : top + tall, left : left + wide])
    patch = cv2.resize(patch, (width, height), interpolation=cv2.INTER_LINEAR)
    if rng.random() < 0.65:  # out of focus, as behind a product
        patch = cv2.GaussianBlur(patch, (0, 0), float(rng.uniform(0.02, 0.06)) * min(height, width))
    return patch.astype(np.float32)


def _tiled(texture: Pixels, rng: np.random.Generator, height: int, width: int) -> Floats:
    """A clean strip of floor, bed or wall, mirrored until it fills the frame."""
    zoom = rng.uniform(0.7, 1.6)
    tile = cv2.resize(np.ascontiguousarray(texture), None, fx=zoom, fy=zoom)
    rows, columns = tile.shape[:2]
    y = np.abs((np.arange(height) + rng.integers(2 * rows)) % (2 * rows) - rows).clip(0, rows - 1)
    x = np.abs((np.arange(width) + rng.integers(2 * columns)) % (2 * columns) - columns)
    return tile[y][:, x.clip(0, columns - 1)].astype(np.float32)


def _shadow(alpha: Floats, rng: np.random.Generator) -> Floats:
    """Darkness 0..1 that the product casts: a contact shadow, a cast one, both or none."""
    height, width = alpha.shape
    dark = np.zeros((height, width), np.float32)
    rows, columns = np.nonzero(alpha.max(1) > 0.5)[0], np.nonzero(alpha.max(0) > 0.5)[0]
    if not len(rows) or not len(columns):
        return dark
    if rng.random() < 0.6:
        centre = int((columns[0] + columns[-1]) / 2), int(min(height - 1, rows[-1]))
        axes = (
            max(2, int((columns[-1] - columns[0]) * rng.uniform(0.35, 0.6))),
            max(2, int(height * rng.uniform(0.01, 0.04))),
        )
        cv2.ellipse(dark, centre, axes, 0, 0, 360, float(rng.uniform(0.2, 0.75)), -1)
        dark = cv2.GaussianBlur(dark, (0, 0), float(rng.uniform(0.005, 0.03)) * height + 0.5)
    if rng.random() < 0.5:
        shift = np.array(
            [[1, 0, rng.normal(0, 0.06) * width], [0, 1, rng.normal(0.02, 0.04) * height]],
            np.float32,
        )
        cast = cv2.warpAffine(alpha, shift, (width, height))
        cast = cv2.GaussianBlur(cast, (0, 0), float(rng.uniform(0.005, 0.06)) * height + 0.5)
        dark = np.maximum(dark, cast * float(rng.uniform(0.1, 0.55)))
    return dark


def _relight(picture: Floats, rng: np.random.Generator) -> Floats:
    """One light over product and ground: exposure, contrast, colour cast, a soft fall-off."""
    if rng.random() < 0.3:
        return picture
    cast = np.exp(rng.normal(0, 0.06, 3)) * np.exp(rng.normal(0, 0.16))
    lit = (picture - 128) * np.exp(rng.normal(0, 0.14)) + 128
    if rng.random() < 0.3:
        lit *= (1 - rng.uniform(0, 0.45) * _ramp(rng, *picture.shape[:2]))[..., None]
    return (lit * cast).astype(np.float32)


def _wear(picture: Floats, rng: np.random.Generator) -> Pixels:
    """Blur, noise and JPEG, each now and then."""
    if rng.random() < 0.2:
        picture = cv2.GaussianBlur(picture, (0, 0), float(rng.uniform(0.3, 1.0)))
    if rng.random() < 0.3:
        grain = rng.standard_normal(picture.shape[:2], np.float32)[..., None]
        picture = picture + grain * np.float32(rng.uniform(1, 8))
    worn = picture.clip(0, 255).astype(np.uint8)
    if rng.random() < 0.4:
        quality = int(rng.integers(35, 95))
        _, coded = cv2.imencode(".jpg", worn, [cv2.IMWRITE_JPEG_QUALITY, quality])
        worn = np.asarray(cv2.imdecode(coded, cv2.IMREAD_COLOR), dtype=np.uint8)
    return worn


def _letterbox(picture: Pixels, alpha: Floats, side: int) -> tuple[Pixels, Pixels]:
    height, width = picture.shape[:2]
    top, left = (side - height) // 2, (side - width) // 2
    canvas = np.full((side, side, 3), PAD_VALUE, np.uint8)
    canvas[top : top + height, left : left + width] = picture
    mask = np.zeros((side, side), np.uint8)
    mask[top : top + height, left : left + width] = (alpha * 255).round().clip(0, 255)
    return canvas, mask
