"""What a matting network is scolded for.

Logits and alphas are (N, 1, S, S); every loss is one number. Cross-entropy and soft IoU weighted
towards structure (Wei et al., F3Net, AAAI 2020), L1 weighted towards the rim, gradients and a
Laplacian pyramid (Hou and Liu, Context-Aware Image Matting, ICCV 2019).
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

FLOOR = 5e-4
"""Share of the picture added to overlap and union: an empty picture, well seen, loses nothing."""


def total(outputs: tuple[Tensor, Tensor, Tensor], alpha: Tensor) -> Tensor:
    """Loss of the logits at strides 1, 4 and 16 against `alpha` at full size."""
    fine, coarse, rough = outputs
    guess = torch.sigmoid(fine)
    small = functional.avg_pool2d(alpha, 4)
    tiny = functional.avg_pool2d(alpha, 16)
    return (
        structure(fine, alpha)
        + at_rim(guess, alpha)
        + 1.5 * gradients(guess, alpha)
        + 1.5 * pyramid(guess, alpha)
        + 0.5 * structure(coarse, small)
        + 0.3 * functional.binary_cross_entropy_with_logits(rough, tiny)
    )


def structure(logits: Tensor, alpha: Tensor) -> Tensor:
    """Weighted cross-entropy and one minus weighted soft IoU; weights grow where alpha varies."""
    reach = max(3, alpha.shape[-1] // 56) | 1
    half = functional.avg_pool2d(alpha, 2)
    around = functional.avg_pool2d(half, reach, 1, reach // 2, count_include_pad=False)
    around = functional.interpolate(around, scale_factor=2.0)
    weight = 1 + 4 * (around - alpha).abs()
    entropy = functional.binary_cross_entropy_with_logits(logits, alpha, reduction="none")
    guess = torch.sigmoid(logits)
    floor = FLOOR * alpha[0].numel()
    overlap = (guess * alpha * weight).sum((1, 2, 3)) + floor
    union = ((guess + alpha - guess * alpha) * weight).sum((1, 2, 3)) + floor
    return (entropy * weight).mean() + 0.7 * (1 - overlap / union).mean()


def at_rim(guess: Tensor, alpha: Tensor) -> Tensor:
    """L1, four times as heavy within five pixels of the outline and wherever alpha is between."""
    high, low = _highest(alpha), -_highest(-alpha)
    weight = 1 + 3 * (high - low)
    return ((guess - alpha).abs() * weight).mean()


def _highest(plane: Tensor) -> Tensor:
    wide = functional.max_pool2d(plane, (1, 11), 1, (0, 5))
    return functional.max_pool2d(wide, (11, 1), 1, (5, 0))


def gradients(guess: Tensor, alpha: Tensor) -> Tensor:
    """L1 between the slopes of both."""
    gap = guess - alpha
    return gap.diff(dim=2).abs().mean() + gap.diff(dim=3).abs().mean()


def pyramid(guess: Tensor, alpha: Tensor, levels: int = 4) -> Tensor:
    """L1 between Laplacian pyramids, coarser levels counting more."""
    gap = guess - alpha
    loss = gap.new_zeros(())
    for level in range(levels):
        if min(gap.shape[2:]) < 8:
            break
        small = functional.avg_pool2d(gap, 2)
        wide = functional.interpolate(small, size=gap.shape[2:], mode="bilinear")
        loss = loss + 2**level * (gap - wide).abs().mean()
        gap = small
    return loss + gap.abs().mean()
