"""What the generator and the critic are scolded for.

Pictures are (N, 3, S, S) 0..1, holes (N, 1, S, S) 1 where painted; every loss is one number.
Reconstruction, features and matching of the critic's features after LaMa (Suvorov et al., WACV
2022); non-saturating adversarial loss with R1 (Mescheder et al., ICML 2018).
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from export_tools.inpainter.model import Verdict
from export_tools.product_matting.model import Encoder

KNOWN_WEIGHT = 0.25  # of what lies outside the hole, which is never pasted back
RIM_PX = 8  # around the hole it counts in full, for the seam


class Features(nn.Module):
    """EfficientNet-Lite0's maps at strides 2 to 32, frozen."""

    def __init__(self, encoder: Encoder) -> None:
        super().__init__()
        self.encoder = encoder.eval().requires_grad_(requires_grad=False)

    def train(self, mode: bool = True) -> Features:
        """Stays in evaluation."""
        return super().train(mode=False)

    def forward(self, pictures: Tensor) -> list[Tensor]:
        maps: list[Tensor] = self.encoder(pictures * (255 / 128) - 127 / 128)
        return maps


def reconstruction(painted: Tensor, truth: Tensor, hole: Tensor) -> Tensor:
    """L1 where it is painted, per hole pixel, and less for the rest of the picture."""
    gap = (painted - truth).abs()
    rim = functional.max_pool2d(hole, 2 * RIM_PX + 1, 1, RIM_PX) - hole
    inside = (gap * hole).sum((1, 2, 3)) / (3 * hole.sum((1, 2, 3))).clamp(min=1)
    weight = (1 - hole) * (KNOWN_WEIGHT + (1 - KNOWN_WEIGHT) * rim)
    outside = (gap * weight).mean((1, 2, 3))
    return (inside + outside).mean()


def of_features(features: Features, painted: Tensor, truth: Tensor, hole: Tensor) -> Tensor:
    """Relative L1 between feature maps, at each stride, where the hole reaches.

    A gap in one channel counts by that channel's usual strength, else a few would be all.
    """
    with torch.no_grad():
        wanted = features(truth)
    loss = painted.new_zeros((), dtype=torch.float32)
    for got, want in zip(features(painted), wanted, strict=True):
        got, want = got.float(), want.float()
        strength = want.abs().mean((0, 2, 3), keepdim=True).clamp(min=1e-3)
        near = functional.adaptive_max_pool2d(hole, want.shape[2:])
        gap = ((got - want).abs() / strength * near).mean(1).sum((1, 2))
        loss = loss + (gap / near.sum((1, 2, 3)).clamp(min=1)).mean()
    return loss / len(wanted)


def of_painter(verdict: Verdict, hole: Tensor) -> Tensor:
    """Non-saturating loss of the generator on the patches its hole reaches."""
    loss = hole.new_zeros(())
    for logits in (verdict.near.float(), verdict.far.float()):
        near = functional.adaptive_max_pool2d(hole, logits.shape[2:])
        loss = loss + (functional.softplus(-logits) * near).sum() / near.sum().clamp(min=1)
    return loss / 2


def of_critic(real: Verdict, fake: Verdict, hole: Tensor) -> Tensor:
    """The critic's loss; patches of a painted picture that hold no hole are real ones too."""
    loss = hole.new_zeros(())
    pairs = ((real.near, fake.near), (real.far, fake.far))
    for true, false in pairs:
        true, false = true.float(), false.float()
        share = functional.adaptive_avg_pool2d(hole, false.shape[2:])
        reached = (functional.adaptive_max_pool2d(hole, false.shape[2:]) > 0).float()
        blame = functional.softplus(false) * share.clamp(min=0.25) * reached
        loss = loss + blame.sum() / reached.sum().clamp(min=1)
        loss = loss + functional.softplus(-true).mean()
        loss = loss + (functional.softplus(-false) * (1 - reached)).mean()
    return loss / 2


def matching(real: Verdict, fake: Verdict) -> Tensor:
    """L1 between what the critic saw in the painted and in the true picture, relative."""
    loss = real.near.new_zeros((), dtype=torch.float32)
    for want, got in zip(real.seen, fake.seen, strict=True):
        want = want.detach().float()
        loss = loss + (got.float() - want).abs().mean() / want.abs().mean().clamp(min=1e-3)
    return loss / len(real.seen)


def gradient_penalty(critic: nn.Module, truth: Tensor, hole: Tensor) -> Tensor:
    """R1: the squared slope of the critic at real pictures."""
    truth = truth.detach().requires_grad_(requires_grad=True)
    verdict: Verdict = critic(truth, hole)
    told = verdict.near.mean((1, 2, 3)).sum() + verdict.far.mean((1, 2, 3)).sum()
    (slope,) = torch.autograd.grad(told, truth, create_graph=True)
    return slope.pow(2).sum((1, 2, 3)).mean()
