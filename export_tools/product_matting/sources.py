"""Reads the picture sets that train the matting network, tiers A and N only.

Rows come from the `.csv` indexes of the folder named by ADLOOM_DATA (default `../shared/data`
from the project's root); pictures stay inside their tars and are decoded one at a time.
Pictures are (H, W, 3) or (H, W, 4) uint8 sRGB.
"""

from __future__ import annotations

import csv
import io
import os
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

Pixels = NDArray[np.uint8]
TRAINING_TIERS = frozenset({"A", "N"})
PROJECT_ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Row:
    """One picture of an index: where it lies and what the index says of it."""

    file: str
    shard: str
    tier: str
    licence: str
    source: str
    category: str
    has_alpha: bool
    on_white: bool


def data_folder() -> Path:
    """The folder of the picture sets; raises FileNotFoundError naming it when absent."""
    folder = Path(os.environ.get("ADLOOM_DATA", PROJECT_ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        raise FileNotFoundError(f"no training data at {folder}: set ADLOOM_DATA to its folder")
    return folder


def read_index(name: str, *, training: bool = True) -> list[Row]:
    """Rows of `name`.csv; with `training`, only tiers whose licence allows it and no dev set."""
    if training and name.startswith("dev-"):
        raise ValueError(f"{name} is for measuring and never enters training")
    with (data_folder() / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        rows = [
            Row(
                r["file"],
                r["shard"],
                r["tier"],
                r["licence"],
                r["source"],
                r["category"] or "",
                r["alpha"] == "1",
                r["white_bg"] == "1",
            )
            for r in csv.DictReader(stream)
        ]
    return [r for r in rows if not training or r.tier in TRAINING_TIERS]


def read_pictures(rows: list[Row], longest: int) -> Iterator[tuple[Row, Pixels]]:
    """Decodes the rows' pictures, their longer side at most `longest` pixels (area filter)."""
    for shard in sorted({r.shard for r in rows}):
        wanted = {r.file: r for r in rows if r.shard == shard}
        with tarfile.open(data_folder() / shard) as tar:
            for member in tar:
                row = wanted.get(Path(member.name).name)
                stream = tar.extractfile(member) if row else None
                if row is None or stream is None:
                    continue
                picture = Image.open(io.BytesIO(stream.read()))
                mode = "RGBA" if row.has_alpha else "RGB"
                yield row, shrink(np.asarray(picture.convert(mode)), longest)


def read_coded(rows: list[Row]) -> Iterator[tuple[Row, bytes]]:
    """The rows' picture files as they lie in the tars, not decoded."""
    for shard in sorted({r.shard for r in rows}):
        wanted = {r.file: r for r in rows if r.shard == shard}
        with tarfile.open(data_folder() / shard) as tar:
            for member in tar:
                row = wanted.get(Path(member.name).name)
                stream = tar.extractfile(member) if row else None
                if row is not None and stream is not None:
                    yield row, stream.read()


def shrink(pixels: Pixels, longest: int) -> Pixels:
    """Scales down so that the longer side is at most `longest`; never up; alpha premultiplied."""
    height, width = pixels.shape[:2]
    factor = longest / max(height, width)
    if factor >= 1:
        return pixels
    size = max(1, round(width * factor)), max(1, round(height * factor))
    if pixels.ndim == 3 and pixels.shape[2] == 4:
        return resize_straight_alpha(pixels, size)
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def resize_straight_alpha(pixels: Pixels, size: tuple[int, int]) -> Pixels:
    """Resizes RGBA to (width, height) without bleeding hidden colours into the rim."""
    alpha = pixels[..., 3:].astype(np.float32) / 255
    stacked = np.concatenate([pixels[..., :3] * alpha, alpha], axis=2)
    growing = size[0] > pixels.shape[1]
    small = cv2.resize(stacked, size, interpolation=cv2.INTER_LINEAR if growing else cv2.INTER_AREA)
    rgb = small[..., :3] / np.maximum(small[..., 3:], 1 / 255)
    return np.dstack([rgb.clip(0, 255), small[..., 3] * 255]).round().astype(np.uint8)
