"""Finds what was laid over a photo, as boxes and as the pixels to remove.

The detector sees a square letterbox (see `inference.images`) and answers with `scores` (1, A, 4),
`boxes` (1, A, 4, 4) in pixels of the square, `removal` and `text` maps (1, 1, S/4, S/4), all 0..1.
Print on the product is no element. Strips beyond TILE_RATIO are read in overlapping tiles.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from adloom.assets import Pixels
from adloom.inference.detection import Floats, areas, decode, overlaps
from adloom.inference.images import Letterbox, from_output, resize_floats, to_input
from adloom.inference.session import Session
from adloom.types import Box, FoundElement

LABELS: tuple[Literal["logo", "text", "underlay", "decoration"], ...] = (
    "logo",
    "text",
    "underlay",
    "decoration",
)
THRESHOLDS = (0.4, 0.35, 0.4, 0.4)
"""Score from which a box of each label is believed."""
REMOVE_FROM = 0.6
"""Probability from which a pixel is removed."""
FILLED = ("text", "logo")
"""Found elements whose whole box is removed, once the pixels agree."""
AGREED = 0.5
"""Share of a box to be filled that the pixels alone must remove: a box over print finds none."""
GROWTH = 5
"""Width in network pixels of the square by which a mask grows: letters have soft rims."""
TILE_RATIO = 3.0
"""Longer side over shorter side from which a picture is read in tiles of this ratio."""
TILE_OVERLAP = 0.25
"""Share of a tile's length that the next one sees again, at least."""


@dataclass(frozen=True)
class Found:
    """What lies over a picture: elements, boxes in its pixels, best first within a label.

    `removal` (h, w) is the probability that a pixel belongs to an element or to the area of a line
    of text (its letters and what is between them), at the size the network saw.
    """

    elements: tuple[FoundElement, ...]
    removal: NDArray[np.float32]


@dataclass(frozen=True)
class _Part:
    """The answer for one tile: boxes (N, 6) of label, score and corners in picture pixels."""

    rows: Floats
    removal: Floats


def find(
    picture: Pixels, session: Session, side: int, thresholds: Sequence[float] = THRESHOLDS
) -> Found:
    """Find the elements of an (H, W, 3) picture with a detector of `side` pixels."""
    height, width = picture.shape[:2]
    upright = height > width
    long_side, short_side = max(height, width), min(height, width)
    spans = tiles(long_side, short_side)
    parts = []
    for start, end in spans:
        tile = picture[start:end] if upright else picture[:, start:end]
        parts.append(_part(tile, session, side, thresholds))
    if len(spans) == 1:
        return Found(_elements(parts[0].rows), parts[0].removal)
    rows = _joined([p.rows for p in parts], spans, 1 if upright else 0)
    return Found(_elements(rows), _pasted([p.removal for p in parts], spans, upright))


def removal_mask(found: Found, width: int, height: int) -> NDArray[np.bool_]:
    """Return the (height, width) mask of what to remove from the picture of that size."""
    rows, columns = found.removal.shape
    certain = found.removal >= REMOVE_FROM
    mask = certain.copy()
    across, down = columns / width, rows / height
    for box in _boxes_to_fill(found.elements):
        top, bottom = int(box.y * down), int(np.ceil(box.bottom * down))
        left, right = int(box.x * across), int(np.ceil(box.right * across))
        where = slice(max(0, top), bottom), slice(max(0, left), right)
        if certain[where].mean() >= AGREED:
            mask[where] = True
    grown = Image.fromarray(mask.astype(np.uint8) * 255).filter(ImageFilter.MaxFilter(GROWTH))
    return np.asarray(grown.resize((width, height), Image.Resampling.BILINEAR)) >= 128


def _boxes_to_fill(found: Sequence[FoundElement]) -> list[Box]:
    """Believed boxes of FILLED labels; one round two lines of text or more is no line itself."""
    believed = [
        e for e in found if e.label in FILLED and e.score >= THRESHOLDS[LABELS.index(e.label)]
    ]
    lines = _corners([e.box for e in believed if e.label == "text"])
    return [
        e.box for e in believed if e.label != "text" or _held(_corners([e.box])[0], lines).sum() < 2
    ]


def _corners(boxes: Sequence[Box]) -> Floats:
    rows = [(b.x, b.y, b.right, b.bottom) for b in boxes]
    return np.array(rows, np.float32).reshape(-1, 4)


def _held(outer: Floats, boxes: Floats) -> NDArray[np.bool_]:
    """Which of `boxes` (N, 4) lie mostly in `outer` (4,) and are clearly smaller."""
    lower, upper = np.maximum(outer[:2], boxes[:, :2]), np.minimum(outer[2:], boxes[:, 2:])
    shared = np.maximum(upper - lower, 0).prod(axis=1)
    own = areas(boxes)
    return np.asarray((shared >= 0.8 * own) & (own < 0.7 * areas(outer[None])))


def tiles(long_side: int, short_side: int) -> list[tuple[int, int]]:
    """Return the (start, end) pixels along the longer side of the tiles a picture is read in."""
    length = round(TILE_RATIO * short_side)
    if long_side <= length:
        return [(0, long_side)]
    count = int(np.ceil((long_side - length) / (length * (1 - TILE_OVERLAP)))) + 1
    starts = np.linspace(0, long_side - length, count).round().astype(int)
    return [(int(s), int(s) + length) for s in starts]


def _part(tile: Pixels, session: Session, side: int, thresholds: Sequence[float]) -> _Part:
    network_input, frame = to_input(tile, side)
    answer = session.run({"image": network_input})
    found = decode(answer["scores"][0], answer["boxes"][0], thresholds)
    corners = _in_picture(found.boxes, frame)
    whole = (corners[:, 2] > corners[:, 0]) & (corners[:, 3] > corners[:, 1])
    rows = np.concatenate([found.labels[:, None], found.scores[:, None], corners], axis=1)
    removal = np.maximum(answer["removal"], answer["text"])
    return _Part(rows[whole].astype(np.float32), _map(removal, frame))


def _map(plane: NDArray[np.float32], frame: Letterbox) -> Floats:
    full = resize_floats(plane[0, 0].astype(np.float32), frame.side, frame.side)
    return from_output(full[None, None], frame)


def _in_picture(boxes: Floats, frame: Letterbox) -> Floats:
    """Corners (N, 4) of the square in pixels of the picture, cut at its edges."""
    shift = np.array([frame.left, frame.top] * 2)
    factor = np.array([frame.width / frame.inner_width, frame.height / frame.inner_height] * 2)
    edges = np.array([frame.width, frame.height] * 2)
    return np.asarray(np.clip((boxes - shift) * factor, 0, edges), np.float32)


def _elements(rows: Floats) -> tuple[FoundElement, ...]:
    found = []
    for label, score, x0, y0, x1, y1 in rows.tolist():
        box = Box(x0, y0, x1 - x0, y1 - y0)
        found.append(FoundElement(LABELS[int(label)], box, score))
    return tuple(found)


def _joined(parts: list[Floats], spans: list[tuple[int, int]], axis: int) -> Floats:
    """Rows of all tiles in picture pixels: pieces cut by a tile joined, twins dropped."""
    ends = spans[-1][1]
    whole: list[Floats] = []
    pieces: list[Floats] = []
    for rows, (start, end) in zip(parts, spans, strict=True):
        margin = 0.02 * (end - start)
        for row in rows:
            is_cut = (row[2 + axis] < margin and start > 0) or (
                row[4 + axis] > end - start - margin and end < ends
            )
            row[[2 + axis, 4 + axis]] += start
            (pieces if is_cut else whole).append(row)
    for piece in sorted(pieces, key=lambda r: -r[1]):
        _absorb(whole, piece, axis)
    if not whole:
        return np.zeros((0, 6), np.float32)
    return _without_twins(np.stack(whole))


def _absorb(whole: list[Floats], piece: Floats, axis: int) -> None:
    """Stretch the row that continues `piece` over it, or keep `piece` as a row of its own."""
    across = 1 - axis
    for row in whole:
        meets = row[2 + axis] <= piece[4 + axis] and piece[2 + axis] <= row[4 + axis]
        shared = min(row[4 + across], piece[4 + across]) - max(row[2 + across], piece[2 + across])
        thick = min(row[4 + across] - row[2 + across], piece[4 + across] - piece[2 + across])
        if row[0] == piece[0] and meets and shared > 0.6 * thick:
            row[2:4] = np.minimum(row[2:4], piece[2:4])
            row[4:6] = np.maximum(row[4:6], piece[4:6])
            row[1] = max(row[1], piece[1])
            return
    whole.append(piece)


def _without_twins(rows: Floats) -> Floats:
    rows = rows[np.lexsort((-rows[:, 1], rows[:, 0]))]
    kept: list[Floats] = []
    for row in rows:
        same = [k for k in kept if k[0] == row[0]]
        if not same or overlaps(row[2:], np.stack(same)[:, 2:]).max() < 0.5:
            kept.append(row)
    return np.stack(kept)


def _pasted(planes: list[Floats], spans: list[tuple[int, int]], upright: bool) -> Floats:
    """Planes of all tiles side by side; where two overlap, the higher probability."""
    planes = planes if upright else [p.T for p in planes]
    factor = len(planes[0]) / (spans[0][1] - spans[0][0])
    long_side = max(round(spans[-1][1] * factor), round(spans[-1][0] * factor) + len(planes[-1]))
    joined = np.zeros((long_side, planes[0].shape[1]), np.float32)
    for plane, (start, _) in zip(planes, spans, strict=True):
        at = round(start * factor)
        here = joined[at : at + len(plane)]
        np.maximum(here, plane, out=here)
    return np.ascontiguousarray(joined if upright else joined.T)
