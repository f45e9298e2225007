"""What the detector is taught: which places answer for which box, and how wrong they are.

Assignment is task-aligned (Feng et al., TOOD, ICCV 2021): of the places inside a box, those whose
own answer is best by score and overlap are taught to answer, and their score is taught to be their
overlap. Every label has its own boxes, so only boxes of one label compete for a place. Overlap is
taught by GIoU (Rezatofighi et al., CVPR 2019).
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from export_tools.adstudio.labelled import LABELS
from export_tools.element_detector.augment import TRUE, UNSURE, Batch
from export_tools.element_detector.model import STRIDES, Answer, places_of

CHOSEN = 10  # places taught a box
SCORE_POWER, OVERLAP_POWER = 0.5, 4.0
CHUNK = 16  # pictures assigned at a time, which bounds the memory
EASY_SHARE, EASY_POWER = 0.75, 2.0  # focal weight of places that should say nothing
MAP_WEIGHTS = (2.0, 0.5, 0.5, 0.4)  # removal, text, print, product


@dataclass(frozen=True)
class Places:
    """Centres (A, 2) and strides (A,) of all places of a square, in pixels."""

    centres: Tensor
    strides: Tensor


def places(side: int, device: torch.device) -> Places:
    """The places of a square of `side` pixels, in the network's order."""
    levels = [places_of(side // s, side // s, s, device) for s in STRIDES]
    strides = [
        torch.full((len(c),), float(s), device=device) for c, s in zip(levels, STRIDES, strict=True)
    ]
    return Places(torch.cat(levels), torch.cat(strides))


@dataclass(frozen=True)
class Target:
    """For every place and label, (N, A, L): the score to learn, the box, and whether it counts."""

    scores: Tensor
    boxes: Tensor  # (N, A, L, 4)
    counts: Tensor  # bool: False where saying something is neither right nor wrong


def losses(answer: Answer, batch: Batch, where: Places) -> dict[str, Tensor]:
    """The parts of the loss by name; their sum is what to descend."""
    target = assign(answer, batch, where)
    taught = target.scores > 0
    total = target.scores.sum().clamp(min=1.0)
    logits = answer.scores.float()
    entropy = functional.binary_cross_entropy_with_logits(logits, target.scores, reduction="none")
    easy = EASY_SHARE * torch.sigmoid(logits.detach()) ** EASY_POWER * target.counts
    score = (entropy * torch.where(taught, 1.0, easy)).sum() / total
    apart = 1 - generous_overlap(answer.boxes, target.boxes)  # (N, A, L)
    box = (apart * target.scores * taught).sum() / total
    return {"score": score, "box": 2 * box, **_map_losses(answer.maps, batch)}


def _map_losses(logits: Tensor, batch: Batch) -> dict[str, Tensor]:
    """Entropy of every map where it counts, and soft overlap of the removal mask."""
    logits = logits.float()
    entropy = functional.binary_cross_entropy_with_logits(logits, batch.maps, reduction="none")
    area = batch.weights.sum((0, 2, 3)).clamp(min=1.0)
    mean = (entropy * batch.weights).sum((0, 2, 3)) / area  # (4,)
    removal, *others = (mean * mean.new_tensor(MAP_WEIGHTS)).unbind()
    guess = torch.sigmoid(logits[:, 0]) * batch.weights[:, 0]
    truth = batch.maps[:, 0] * batch.weights[:, 0]
    shared = (guess * truth).sum((1, 2)) + 50.0  # cells: an empty mask, well seen, loses nothing
    union = (guess + truth - guess * truth).sum((1, 2)) + 50.0
    overlap = 0.7 * (1 - shared / union).mean()
    return {"removal": removal + overlap, "maps": sum(others, start=mean.new_zeros(()))}


@torch.no_grad()
def assign(answer: Answer, batch: Batch, where: Places) -> Target:
    """Which places answer for which boxes, given what they answer now."""
    parts = []
    for start in range(0, len(batch.boxes), CHUNK):
        rows = slice(start, start + CHUNK)
        parts.append(
            _assigned(
                answer.scores[rows].float(),
                answer.boxes[rows],
                batch.boxes[rows],
                batch.labels[rows],
                batch.state[rows],
                where,
            )
        )
    scores, boxes, unsure = (torch.cat(p) for p in zip(*parts, strict=True))
    return Target(scores, boxes, ~unsure & batch.known[:, None])


def _assigned(
    scores: Tensor, boxes: Tensor, truth: Tensor, labels: Tensor, state: Tensor, where: Places
) -> tuple[Tensor, Tensor, Tensor]:
    rows = torch.arange(len(labels), device=labels.device)[:, None]
    said = torch.sigmoid(scores).transpose(1, 2)[rows, labels]  # (N, G, A)
    overlap = _overlap(boxes.transpose(1, 2)[rows, labels], truth[:, :, None])  # (N, G, A)
    inside = _inside(truth, where)
    able = inside & (state == TRUE)[..., None]
    worth = said.clamp(min=1e-4) ** SCORE_POWER * overlap.clamp(min=1e-4) ** OVERLAP_POWER
    worth = worth * able
    best, at = worth.topk(min(CHOSEN, worth.shape[-1]), -1)
    chosen = torch.zeros_like(able).scatter_(2, at, best > 0)
    worth = worth * chosen
    top = worth.amax(-1, keepdim=True).clamp(min=1e-12)
    quality = worth / top * (overlap * chosen).amax(-1, keepdim=True).clamp(min=0.05)
    target, owners, unsure = [], [], []
    for label in range(len(LABELS)):
        mine = (labels == label)[..., None]
        fit = torch.where(chosen & mine, overlap + 1e-3, 0.0)
        strength, owner = fit.max(1)  # (N, A): the box it fits best
        got = quality.gather(1, owner[:, None])[:, 0]
        target.append(torch.where(strength > 0, got, 0.0))
        owners.append(owner)
        unsure.append((inside & mine & (state == UNSURE)[..., None]).any(1))
    owner = torch.stack(owners, -1)  # (N, A, L)
    picked = truth.gather(1, owner.flatten(1)[..., None].expand(-1, -1, 4))
    picked = picked.reshape(*owner.shape, 4)
    return torch.stack(target, -1), picked, torch.stack(unsure, -1)


def _inside(truth: Tensor, where: Places) -> Tensor:
    """(N, G, A): is the place in the box; thin boxes reach half a cell of the finest level."""
    x, y = where.centres.unbind(-1)
    slack = torch.where(where.strides == STRIDES[0], STRIDES[0] / 2, 0.0)
    middle = (truth[..., :2] + truth[..., 2:]) / 2
    half = (truth[..., 2:] - truth[..., :2]) / 2
    across = (x - middle[..., 0:1]).abs() <= torch.maximum(half[..., 0:1], slack)
    down = (y - middle[..., 1:2]).abs() <= torch.maximum(half[..., 1:2], slack)
    return across & down


def _overlap(one: Tensor, other: Tensor) -> Tensor:
    """Intersection over union of boxes (..., 4)."""
    shared, union, _ = _areas(one, other)
    return shared / union


def generous_overlap(one: Tensor, other: Tensor) -> Tensor:
    """GIoU of boxes (..., 4): overlap less the empty share of the box round both."""
    shared, union, around = _areas(one, other)
    return shared / union - (around - union) / around


def _areas(one: Tensor, other: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    lower, upper = (
        torch.maximum(one[..., :2], other[..., :2]),
        torch.minimum(one[..., 2:], other[..., 2:]),
    )
    shared = (upper - lower).clamp(min=0).prod(-1)
    areas = [(b[..., 2:] - b[..., :2]).clamp(min=0).prod(-1) for b in (one, other)]
    union = (areas[0] + areas[1] - shared).clamp(min=1e-3)
    lower, upper = (
        torch.minimum(one[..., :2], other[..., :2]),
        torch.maximum(one[..., 2:], other[..., 2:]),
    )
    return shared, union, (upper - lower).clamp(min=0).prod(-1).clamp(min=1e-3)
