"""Pictures that set the ranges of the int8 filter: training ones, every kind alike."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from adloom.inference.images import resize
from export_tools.adstudio import shards
from export_tools.adstudio.labelled import KINDS, Pixels
from export_tools.material_filter.data import unpack


def calibration_inputs(
    real_file: Path, studio: Path, count: int, side: int
) -> Iterator[dict[str, NDArray[np.float32]]]:
    """About `count` inputs (1, 3, side, side), real pictures and, where there are any, studio's."""
    rng = np.random.default_rng(11)
    real = unpack(real_file)
    pools = [(real.pictures[~real.held], real.kinds[~real.held])]
    first = next(iter(shards.read(studio)), None) if studio.is_dir() else None
    if first is not None:
        pools.append((first["pictures"].astype(np.uint8), first["kinds"].astype(np.uint8)))
    share = max(1, count // len(pools) // len(KINDS))
    for pictures, kinds in pools:
        for kind in range(len(KINDS)):
            members = np.nonzero(kinds == kind)[0]
            for number in rng.permutation(members)[:share]:
                yield {"image": _input(pictures[number], side)}


def _input(square: Pixels, side: int) -> NDArray[np.float32]:
    planes = resize(square, side, side).transpose(2, 0, 1)[None]
    return np.ascontiguousarray(planes.astype(np.float32) / 255)
