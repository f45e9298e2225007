"""Batches for layout-ar: shards to tensors, wanted counts drawn as exact or "as you like"."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from adloom.stages.layout_codec import (
    EDGE_COUNT,
    END,
    KIND_COUNT,
    KINDS,
    MAX_ELEMENTS,
    MAX_TOKENS,
    MAY,
    START,
)
from adloom.stages.layout_input import aspect_numbers, product_lines
from adloom.types import TEXT_ROLES

ROLE_OF_KIND = np.array(
    [TEXT_ROLES.index(k.role) if k.role in TEXT_ROLES else -1 for k in KINDS] + [-1]
)


@dataclass(frozen=True)
class Batch:
    """Tensors of one step; B canvases, N layouts, T the longest packed row."""

    pictures: Tensor  # (B, 4, 128, 128) float 0..1
    aspects: Tensor  # (B, 4)
    products: Tensor  # (B, 4) lines
    owners: Tensor  # (N,) canvas of each layout
    tokens: Tensor  # (B, T) input tokens
    targets: Tensor  # (B, T) values, -100 where none
    places: Tensor  # (B, T) position in its layout
    layouts: Tensor  # (B, T) which of the N layouts; -1 is padding
    boxes: Tensor  # (B, T, 4) lines known so far
    wanted: Tensor  # (B, T, 48)
    kinds: Tensor  # (N, 12)
    edges: Tensor  # (N, 12, 4)
    present: Tensor  # (N, 12)


def arrays(values: NDArray[np.integer], rng: np.random.Generator) -> tuple[NDArray[np.int64], ...]:
    """Return tokens, targets, boxes, wanted (one-hot) for (N, 60) values."""
    count = len(values)
    rows = values.reshape(count, MAX_ELEMENTS, 5).astype(np.int64)
    sizes = (rows[:, :, 0] >= 0).sum(1)
    targets = np.full((count, MAX_TOKENS), -100, np.int64)
    targets[:, :-1] = np.where(values >= 0, values, -100)
    targets[np.arange(count), sizes * 5] = END
    offsets = np.array([0] + [KIND_COUNT + i * EDGE_COUNT for i in range(4)])
    shifted = np.where(rows >= 0, rows + offsets, 0).reshape(count, -1)
    tokens = np.concatenate([np.full((count, 1), START, np.int64), shifted], 1)
    boxes = np.full((count, MAX_ELEMENTS + 1, 5, 4), EDGE_COUNT, np.int64)
    for attribute in range(2, 5):
        known = np.maximum(rows[:, :, 1:attribute], 0)
        boxes[:, :-1, attribute, : attribute - 1] = known
    boxes = boxes.reshape(count, -1, 4)[:, :MAX_TOKENS]
    return tokens, targets, boxes, _wanted(rows, rng)


def _wanted(rows: NDArray[np.int64], rng: np.random.Generator) -> NDArray[np.int64]:
    """Return (N, 61, 48) one-hot counts still to come; a third of the roles say "as you like"."""
    count = len(rows)
    roles = np.where(rows[:, :, 0] >= 0, ROLE_OF_KIND[np.maximum(rows[:, :, 0], 0)], -1)  # (N, 12)
    hot = roles[:, :, None] == np.arange(8)
    total = hot.sum(1)  # (N, 8)
    free = rng.random((count, 8)) < rng.choice([0.0, 0.35, 0.7], (count, 1))
    free &= (total > 0) | (rng.random((count, 8)) < 0.6)
    before = np.concatenate([np.zeros((count, 1, 8), np.int64), hot.cumsum(1)], 1)  # (N, 13, 8)
    left = np.clip(total[:, None] - before, 0, 4)
    left = np.where(free[:, None], MAY, left)
    onehot = (left[..., None] == np.arange(6)).reshape(count, MAX_ELEMENTS + 1, 48)
    return np.repeat(onehot, 5, axis=1)[:, :MAX_TOKENS]


def make(
    shards: dict[str, NDArray],
    canvases: NDArray,
    layouts: NDArray,
    owners: NDArray,
    rng: np.random.Generator,
) -> Batch:
    """Return the batch of canvas indices and their layouts' values (N, 60), owners ascending."""
    pictures = shards["pictures"][canvases]
    sizes = shards["sizes"][canvases]
    rows = layouts.reshape(len(layouts), MAX_ELEMENTS, 5)
    lengths = (rows[:, :, 0] >= 0).sum(1) * 5 + 1
    tokens, targets, boxes, wanted = arrays(layouts, rng)
    totals = np.bincount(owners, lengths, len(canvases)).astype(int)
    packed = np.full((len(canvases), totals.max()), -1)
    places = np.zeros_like(packed)
    filled = np.zeros(len(canvases), int)
    for number, (owner, length) in enumerate(zip(owners, lengths, strict=True)):
        packed[owner, filled[owner] : filled[owner] + length] = number
        places[owner, filled[owner] : filled[owner] + length] = np.arange(length)
        filled[owner] += length
    lines = np.stack([product_lines(p[..., 3]) for p in pictures])
    aspects = np.stack([aspect_numbers(int(w), int(h)) for w, h in sizes])
    tint = pictures.astype(np.float32) / 255
    tint[..., :3] = np.clip(tint[..., :3] * rng.uniform(0.85, 1.15, (len(tint), 1, 1, 3)), 0, 1)
    return Batch(
        torch.from_numpy(tint).permute(0, 3, 1, 2),
        torch.from_numpy(aspects).float(),
        torch.from_numpy(lines).long(),
        torch.from_numpy(owners).long(),
        torch.from_numpy(tokens[packed, places]),
        torch.from_numpy(np.where(packed >= 0, targets[packed, places], -100)),
        torch.from_numpy(places),
        torch.from_numpy(packed),
        torch.from_numpy(boxes[packed, places]),
        torch.from_numpy(wanted[packed, places]).float(),
        torch.from_numpy(np.maximum(rows[:, :, 0], 0)).long(),
        torch.from_numpy(np.maximum(rows[:, :, 1:], 0)).long(),
        torch.from_numpy(rows[:, :, 0] >= 0).float(),
    )
