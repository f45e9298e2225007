"""Labelled pictures on disk: letterboxed to SIDE pixels, one `.npz` of plain arrays a shard.

`pictures` (N, SIDE, SIDE, 3) uint8, padded with PAD_VALUE as at run time; `removal`, `product`
(N, SIDE/4, SIDE/4) uint8, means of 4 x 4 pixels; `kinds` (N,) uint8 indexes KINDS; `boxes` (M, 6)
float32 rows (picture, label of LABELS, x0, y0, x1, y1) in pixels of the square; `prints` (K, 5)
float32 rows (picture, x0, y0, x1, y1); `insides` (N, 4) float32 the photo's x0, y0, x1, y1.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from adloom.inference.images import PAD_VALUE, Letterbox, letterbox, resize
from adloom.types import Box
from export_tools.adstudio.labelled import KINDS, LABELS, Labelled, Pixels

SIDE, STRIDE = 640, 4
Arrays = dict[str, NDArray[np.generic]]


def pack(pictures: Iterable[Labelled], side: int = SIDE) -> Arrays:
    """Arrays of one shard; raises ValueError when there is no picture."""
    columns: dict[str, list[object]] = {
        n: [] for n in ("pictures", "removal", "product", "kinds", "insides", "boxes", "prints")
    }
    for number, one in enumerate(pictures):
        frame = letterbox(one.picture.shape[1], one.picture.shape[0], side)
        columns["pictures"].append(squared(one.picture, frame, PAD_VALUE))
        columns["removal"].append(_quarter(squared(one.removal, frame, 0)))
        columns["product"].append(_quarter(squared(one.product, frame, 0)))
        columns["kinds"].append(KINDS.index(one.kind))
        columns["insides"].append(_corners(Box(0, 0, frame.width, frame.height), frame))
        for mark in one.marks:
            label = LABELS.index(mark.label)
            columns["boxes"].append((number, label, *_corners(mark.box, frame)))
        columns["prints"] += [(number, *_corners(box, frame)) for box in one.prints]
    if not columns["pictures"]:
        raise ValueError("a shard needs at least one picture")
    arrays: Arrays = {n: np.stack(columns[n]) for n in ("pictures", "removal", "product")}  # type: ignore[arg-type]
    arrays["kinds"] = np.array(columns["kinds"], np.uint8)
    arrays["insides"] = np.array(columns["insides"], np.float32)
    arrays["boxes"] = np.array(columns["boxes"], np.float32).reshape(-1, 6)
    arrays["prints"] = np.array(columns["prints"], np.float32).reshape(-1, 5)
    return arrays


def write(path: Path, arrays: Arrays) -> None:
    """Saves a shard uncompressed, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part.npz")
    np.savez(part, **arrays)  # type: ignore[arg-type]
    part.replace(path)


def read(folder: Path) -> Iterator[Arrays]:
    """The shards of `folder` in the order of their names."""
    for path in sorted(folder.glob("*.npz")):
        if not path.name.endswith(".part.npz"):
            with np.load(path) as archive:
                yield {name: archive[name] for name in archive.files}


def squared(pixels: Pixels, frame: Letterbox, pad: int) -> Pixels:
    """`pixels`, (H, W) or (H, W, C), letterboxed as `frame` says and padded with `pad`."""
    square = np.full((frame.side, frame.side, *pixels.shape[2:]), pad, np.uint8)
    inner = resize(pixels, frame.inner_width, frame.inner_height)
    square[
        frame.top : frame.top + frame.inner_height, frame.left : frame.left + frame.inner_width
    ] = inner
    return square


def _quarter(plane: Pixels) -> Pixels:
    side = len(plane) // STRIDE
    means = plane.reshape(side, STRIDE, side, STRIDE).mean((1, 3))
    return means.round().astype(np.uint8)


def _corners(box: Box, frame: Letterbox) -> tuple[float, float, float, float]:
    """Corners of `box` in the square, cut at the photo's edges."""
    across, down = frame.inner_width / frame.width, frame.inner_height / frame.height
    x0, x1 = (min(max(v, 0.0), frame.width) * across + frame.left for v in (box.x, box.right))
    y0, y1 = (min(max(v, 0.0), frame.height) * down + frame.top for v in (box.y, box.bottom))
    return x0, y0, x1, y1
