"""Small training canvases: a product cut-out at many places and scales on many grounds.

Everything is drawn at 128 x 128 however long the canvas is (the layout networks see the canvas
squashed to a square); pictures are (128, 128, 4) uint8: RGB and the product's alpha.
"""

from __future__ import annotations

import csv
import io
import os
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from adloom.types import Box

Rng = np.random.Generator
Pixels = NDArray[np.uint8]
SIDE = 128
CANVASES: tuple[tuple[int, int], ...] = (
    (1080, 1080),
    (1080, 1080),
    (1080, 1920),
    (1200, 628),
    (1080, 1350),
    (1180, 500),
    (970, 250),
    (728, 90),
    (160, 600),
    (300, 600),
    (600, 500),
    (640, 200),
    (320, 100),
    (300, 250),
    (970, 90),
    (468, 60),
    (320, 50),
    (120, 600),
    (1920, 1080),
    (1000, 1500),
    (1500, 500),
    (800, 800),
)


def data_folder() -> Path:
    """Return the training data folder: $ADLOOM_DATA, or ../shared/data beside the project."""
    folder = Path(os.environ.get("ADLOOM_DATA", "../shared/data"))
    if not folder.is_dir():
        raise SystemExit(f"No training data in {folder}: set ADLOOM_DATA (see DATA.md).")
    return folder


def pictures(name: str, tiers: str = "AN") -> Iterator[tuple[dict[str, str], Image.Image]]:
    """Yield (index row, picture) of the set `name`, only rows whose tier is in `tiers`."""
    folder = data_folder()
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["file"]: row for row in csv.DictReader(file) if row["tier"] in tiers}
    for shard in sorted(folder.glob(f"{name}-[0-9][0-9].tar")):
        with tarfile.open(shard) as tar:
            for member in tar:
                row = rows.get(Path(member.name).name)
                if row is not None and (file := tar.extractfile(member)) is not None:
                    with Image.open(io.BytesIO(file.read())) as picture:
                        yield row, picture.convert("RGBA" if row["alpha"] == "1" else "RGB")


def white_ground_alpha(picture: Image.Image) -> Pixels | None:
    """Return the alpha of a product on white by flooding from the rim; None if it is not clear."""
    import cv2

    pixels = np.asarray(picture.convert("RGB"))
    near_white = (pixels.min(axis=2) > 238).astype(np.uint8)
    framed = np.pad(near_white, 1, constant_values=1)
    cv2.floodFill(framed, None, (0, 0), 2)
    alpha = np.where(framed[1:-1, 1:-1] == 2, 0, 255).astype(np.uint8)
    alpha = cv2.medianBlur(cv2.erode(alpha, np.ones((3, 3), np.uint8)), 3)
    share = float((alpha > 0).mean())
    return np.asarray(alpha) if 0.04 < share < 0.85 else None


def trimmed(picture: Image.Image, alpha: Pixels, side: int = 192) -> Pixels | None:
    """Return the cut-out as (h, w, 4), trimmed to its alpha, at most `side` pixels long."""
    ys, xs = np.nonzero(alpha > 40)
    if len(xs) < 200:
        return None
    crop = (int(xs.min()), int(ys.min()), int(xs.max()) + 1, int(ys.max()) + 1)
    cut = Image.merge("RGBA", (*picture.convert("RGB").split(), Image.fromarray(alpha))).crop(crop)
    cut.thumbnail((side, side))
    return np.asarray(cut)


def cut_outs(sticker_share: int = 3) -> list[Pixels]:
    """Return the tier A cut-outs: white-ground products, and every `sticker_share`-th sticker."""
    found: list[Pixels | None] = []
    for row, picture in pictures("products", "A"):
        if row["white_bg"] == "1":
            picture.thumbnail((320, 320))
            alpha = white_ground_alpha(picture)
            found.append(None if alpha is None else trimmed(picture, alpha))
    for number, (row, picture) in enumerate(pictures("stickers", "A")):
        if row["alpha"] == "1" and number % sticker_share == 0:
            found.append(trimmed(picture, np.asarray(picture.getchannel("A"))))
    return [cut for cut in found if cut is not None]


def grounds() -> list[Pixels]:
    """Return (128, 128, 3) photo grounds from tier A and N pictures."""
    found = []
    for name, every in (("scenes", 1), ("clothing", 10), ("products", 4), ("ai-pictures", 6)):
        for number, (row, picture) in enumerate(pictures(name)):
            if number % every == 0 and row["white_bg"] != "1":
                found.append(np.asarray(picture.convert("RGB").resize((SIDE, SIDE))))
    return found


@dataclass(frozen=True)
class Canvas:
    """A canvas of `size` pixels drawn at (128, 128, 4), and where its product lies in pixels."""

    size: tuple[int, int]
    picture: Pixels
    product: Box


def plain_ground(rng: Rng) -> Pixels:
    """Return a plain colour, a linear or radial gradient, or a studio sweep, (128, 128, 3)."""
    base = rng.uniform(20, 250, 3) if rng.random() < 0.6 else np.full(3, rng.uniform(200, 255))
    other = np.clip(base + rng.normal(0, 45, 3), 0, 255)
    kind = int(rng.integers(4))
    y, x = np.mgrid[0:SIDE, 0:SIDE] / SIDE
    if kind == 0:
        mix = np.zeros_like(x)
    elif kind == 1:
        angle = rng.uniform(0, 6.3)
        mix = np.clip(0.5 + (x - 0.5) * np.cos(angle) + (y - 0.5) * np.sin(angle), 0, 1)
    elif kind == 2:
        mix = np.clip(np.hypot(x - rng.uniform(0.2, 0.8), y - rng.uniform(0.2, 0.8)) * 1.4, 0, 1)
    else:
        mix = 1 / (1 + np.exp(-(y - rng.uniform(0.55, 0.8)) * 40))
    ground = base + (other - base) * mix[..., None]
    return np.asarray(np.clip(ground + rng.normal(0, 1.5, ground.shape), 0, 255).astype(np.uint8))


def place_product(size: tuple[int, int], aspect: float, rng: Rng) -> Box:
    """Return a product box on a canvas: aside, centred, above, below, large, or bled off an edge.

    `aspect` is the cut-out's width over height; the box is in canvas pixels and may leave it.
    """
    width, height = size
    ratio = width / height
    share = float(rng.uniform(0.4, 0.92) if 0.5 < ratio < 2.2 else rng.uniform(0.62, 0.94))
    room = (width * (0.62 if ratio > 1.2 else 0.94), height * (0.62 if ratio < 0.9 else 0.94))
    scale = share * min(room[0] / aspect, room[1])
    if rng.random() < 0.12:
        scale *= 1.3
    w, h = scale * aspect, scale
    x = (width - w) * _place(rng, ratio > 1.15)
    y = (height - h) * _place(rng, ratio < 0.87)
    if rng.random() < 0.12:  # bleed off one edge by up to a quarter
        side, over = int(rng.integers(4)), float(rng.uniform(0.05, 0.25))
        x = -over * w if side == 0 else (width - w + over * w if side == 1 else x)
        y = -over * h if side == 2 else (height - h + over * h if side == 3 else y)
    return Box(x, y, w, h)


def _place(rng: Rng, long_axis: bool) -> float:
    if long_axis:
        return float(
            np.clip(rng.choice([0.06, 0.94, 0.5], p=[0.36, 0.44, 0.2]) + rng.normal(0, 0.05), 0, 1)
        )
    return float(
        np.clip(rng.choice([0.5, 0.12, 0.88], p=[0.56, 0.2, 0.24]) + rng.normal(0, 0.08), 0, 1)
    )


def draw(size: tuple[int, int], cut: Pixels, box: Box, ground: Pixels, rng: Rng) -> Canvas | None:
    """Return `cut` drawn into `box` on `ground` with a soft shadow; None if too little shows."""
    sx, sy = SIDE / size[0], SIDE / size[1]
    x0, y0 = round(box.x * sx), round(box.y * sy)
    w, h = max(2, round(box.width * sx)), max(2, round(box.height * sy))
    mirrored = cut[:, ::-1] if rng.random() < 0.5 else cut
    small = np.asarray(
        Image.fromarray(np.ascontiguousarray(mirrored)).resize((w, h), Image.Resampling.BOX)
    )
    layer = np.zeros((SIDE, SIDE, 4), np.uint8)
    left, top = max(0, x0), max(0, y0)
    right, bottom = min(SIDE, x0 + w), min(SIDE, y0 + h)
    if right - left < 4 or bottom - top < 4:
        return None
    layer[top:bottom, left:right] = small[top - y0 : bottom - y0, left - x0 : right - x0]
    alpha = layer[..., 3:].astype(np.float32) / 255
    base = ground.astype(np.float32)
    if rng.random() < 0.6:
        base = base * (1 - 0.35 * np.roll(alpha, (int(2 + 3 * rng.random()), 1), (0, 1)))
    rgb = base * (1 - alpha) + layer[..., :3] * alpha
    picture = np.concatenate([rgb, alpha * 255], axis=2).round().astype(np.uint8)
    ys, xs = np.nonzero(picture[..., 3] > 100)
    if len(xs) < 40:
        return None
    seen = Box(xs.min() / sx, ys.min() / sy, (np.ptp(xs) + 1) / sx, (np.ptp(ys) + 1) / sy)
    return Canvas(size, picture, seen)


def random_ground(photos: list[Pixels], rng: Rng) -> Pixels:
    """Return a plain ground or (two times in five) a mirrored, dimmed or blurred photo."""
    if rng.random() < 0.6 or not photos:
        return plain_ground(rng)
    photo = photos[int(rng.integers(len(photos)))]
    if rng.random() < 0.5:
        photo = photo[:, ::-1]
    if rng.random() < 0.5:
        small = Image.fromarray(np.ascontiguousarray(photo)).resize((12, 12), Image.Resampling.BOX)
        photo = np.asarray(small.resize((SIDE, SIDE), Image.Resampling.BILINEAR))
    return photo


def random_canvas(cuts: list[Pixels], photos: list[Pixels], rng: Rng) -> Canvas | None:
    """Return a canvas of any kind; sizes vary by a tenth round the usual ones."""
    width, height = CANVASES[int(rng.integers(len(CANVASES)))]
    factor = float(np.exp(rng.normal(0, 0.06)))
    size = (round(width * factor), round(height / factor))
    cut = cuts[int(rng.integers(len(cuts)))]
    box = place_product(size, cut.shape[1] / cut.shape[0], rng)
    return draw(size, cut, box, random_ground(photos, rng), rng)
