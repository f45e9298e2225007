"""From a detector's raw answer to boxes: thresholds, then non-maximum suppression per label.

Raw answers are `scores` (A, L) 0..1 and `boxes` (A, L, 4) float32, x0 y0 x1 y1 in pixels of the
network's square; every label has its own box at every place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
MOST_CANDIDATES = 400
"""Best places looked at per label, before suppression."""


@dataclass(frozen=True)
class Detections:
    """Boxes (N, 4), scores (N,) and labels (N,) of one picture, best first within a label."""

    boxes: Floats
    scores: Floats
    labels: NDArray[np.int64]


def decode(
    scores: Floats, boxes: Floats, thresholds: Sequence[float], overlap: float = 0.5
) -> Detections:
    """Keep what reaches its label's threshold and overlaps no better box of its label by `overlap`.

    `overlap` is intersection over union.
    """
    found: list[tuple[Floats, Floats, NDArray[np.int64]]] = []
    for label, threshold in enumerate(thresholds):
        places = np.nonzero(scores[:, label] >= threshold)[0]
        order = np.argsort(-scores[places, label], kind="stable")[:MOST_CANDIDATES]
        places = places[order]
        kept = places[suppress(boxes[places, label], overlap)]
        found.append((boxes[kept, label], scores[kept, label], np.full(len(kept), label)))
    return Detections(
        np.concatenate([b for b, _, _ in found]).astype(np.float32).reshape(-1, 4),
        np.concatenate([s for _, s, _ in found]).astype(np.float32),
        np.concatenate([n for _, _, n in found]).astype(np.int64),
    )


def suppress(boxes: Floats, overlap: float) -> NDArray[np.int64]:
    """Return the indexes of boxes (N, 4), best first, that overlap no kept one by `overlap`."""
    left = np.arange(len(boxes))
    kept = []
    while len(left):
        best, left = left[0], left[1:]
        kept.append(int(best))
        left = left[overlaps(boxes[best], boxes[left]) < overlap]
    return np.array(kept, np.int64)


def overlaps(box: Floats, boxes: Floats) -> Floats:
    """Return the intersection over union of one box (4,) with each of `boxes` (N, 4)."""
    lower = np.maximum(box[:2], boxes[:, :2])
    upper = np.minimum(box[2:], boxes[:, 2:])
    shared = np.maximum(upper - lower, 0).prod(axis=1)
    union = areas(box[None]) + areas(boxes) - shared
    return np.asarray(shared / np.maximum(union, 1e-6), np.float32)


def areas(boxes: Floats) -> Floats:
    """Return the areas of boxes (N, 4)."""
    return np.asarray(np.maximum(boxes[:, 2:] - boxes[:, :2], 0).prod(axis=1), np.float32)
