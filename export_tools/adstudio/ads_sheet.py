"""A page of labelled pictures to look at: boxes in their labels' colours, removal tinted."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

import cv2
import numpy as np

from export_tools.adstudio.labelled import KINDS, LABELS, Pixels
from export_tools.adstudio.shards import Arrays

COLOURS = {
    "text": (230, 30, 30),
    "logo": (30, 80, 255),
    "underlay": (110, 230, 20),
    "decoration": (230, 30, 230),
    "print": (255, 150, 0),
}
TINT = (0, 210, 210)
SIDE, ACROSS, DOWN = 400, 5, 8


def labelled_page(pictures: Iterable[tuple[Arrays, int]]) -> Pixels:
    """The first ACROSS x DOWN pictures (shard, number in it) on one page, (H, W, 3)."""
    page = np.full((DOWN * SIDE, ACROSS * SIDE, 3), 255, np.uint8)
    for place, (arrays, number) in enumerate(islice(pictures, ACROSS * DOWN)):
        y, x = place // ACROSS * SIDE, place % ACROSS * SIDE
        page[y : y + SIDE, x : x + SIDE] = labelled_cell(arrays, number)
    return page


def labelled_cell(arrays: Arrays, number: int) -> Pixels:
    """One picture at SIDE pixels with its labels drawn on it."""
    picture = np.asarray(arrays["pictures"][number], np.uint8)
    factor = SIDE / len(picture)
    cell = cv2.resize(picture, (SIDE, SIDE), interpolation=cv2.INTER_AREA)
    removal = cv2.resize(np.asarray(arrays["removal"][number], np.uint8), (SIDE, SIDE))
    mixed = (cell * 0.72 + np.array(TINT) * 0.28).astype(np.uint8)
    cell = np.where(removal[..., None] > 127, mixed, cell)
    cell = np.ascontiguousarray(cell)
    for row in arrays["prints"]:
        if int(row[0]) == number:
            _outline(cell, row[1:] * factor, COLOURS["print"])
    for row in arrays["boxes"]:
        if int(row[0]) == number:
            _outline(cell, row[2:] * factor, COLOURS[LABELS[int(row[1])]])
    kind = KINDS[int(arrays["kinds"][number])]
    cv2.putText(cell, kind, (4, 12), cv2.FONT_HERSHEY_SIMPLEX, 0.35, (120, 120, 120), 1)
    return cell


def _outline(cell: Pixels, corners: np.ndarray, colour: tuple[int, int, int]) -> None:  # type: ignore[type-arg]
    x0, y0, x1, y1 = (round(float(v)) for v in corners)
    cv2.rectangle(cell, (x0, y0), (x1 - 1, y1 - 1), colour, 1)
