"""What light, lens and file do to a picture, for whole batches on any device.

Pictures are (N, 3, S, S) float 0..1, planes (N, 1, S, S), per-sample numbers (N,).
"""

from __future__ import annotations

import math

import torch
from torch import Generator, Tensor
from torch.nn import functional

RADIUS = 10
LUMINANCE = (
    (16, 11, 10, 16, 24, 40, 51, 61),
    (12, 12, 14, 19, 26, 58, 60, 55),
    (14, 13, 16, 24, 40, 57, 69, 56),
    (14, 17, 22, 29, 51, 87, 80, 62),
    (18, 22, 37, 56, 68, 109, 103, 77),
    (24, 35, 55, 64, 81, 104, 113, 92),
    (49, 64, 78, 87, 103, 121, 120, 101),
    (72, 92, 95, 98, 112, 100, 103, 99),
)
"""JPEG's example table (ITU-T T.81, annex K)."""


class Dice:
    """Random numbers from one seeded generator on one device."""

    def __init__(self, seed: int, device: torch.device) -> None:
        self.device = device
        self.generator = Generator(device)
        self.generator.manual_seed(seed)

    def uniform(self, low: float, high: float, *shape: int) -> Tensor:
        """Evenly spread numbers."""
        drawn = torch.rand(shape, generator=self.generator, device=self.device)
        return low + (high - low) * drawn

    def normal(self, spread: float, *shape: int) -> Tensor:
        """Normal numbers around nought."""
        return spread * torch.randn(shape, generator=self.generator, device=self.device)

    def chance(self, probability: float, count: int) -> Tensor:
        """(count,) bool."""
        return self.uniform(0, 1, count) < probability

    def pick(self, weights: Tensor, count: int) -> Tensor:
        """(count,) indices drawn by weight."""
        return torch.multinomial(weights, count, replacement=True, generator=self.generator)

    def index(self, length: int, count: int) -> Tensor:
        """(count,) even indices below `length`."""
        return torch.randint(length, (count,), generator=self.generator, device=self.device)


def spread(numbers: Tensor) -> Tensor:
    """(N,) as (N, 1, 1, 1)."""
    return numbers.view(-1, 1, 1, 1)


def blur(pictures: Tensor, sigma: Tensor) -> Tensor:
    """Gaussian blur of each picture by its own sigma in pixels, coarsely where it is wide."""
    result = pictures.clone()
    for factor, low, high in ((1, 0.2, 3.0), (4, 3.0, 12.0), (8, 12.0, math.inf)):
        chosen = torch.nonzero((sigma > low) & (sigma <= high))[:, 0]
        if not len(chosen):
            continue
        some = pictures[chosen]
        small = functional.avg_pool2d(some, factor) if factor > 1 else some
        soft = _filtered(small, sigma[chosen] / factor)
        if factor > 1:
            soft = functional.interpolate(
                soft, size=some.shape[2:], mode="bilinear", align_corners=False
            )
        result[chosen] = soft
    return result


def _filtered(pictures: Tensor, sigma: Tensor) -> Tensor:
    count, channels, height, width = pictures.shape
    reach = min(RADIUS, height - 1, width - 1)
    offsets = torch.arange(-reach, reach + 1, device=pictures.device, dtype=torch.float32)
    kernel = torch.exp(-0.5 * (offsets / sigma[:, None]) ** 2)
    kernel = (kernel / kernel.sum(1, keepdim=True)).repeat_interleave(channels, 0)
    planes = pictures.reshape(1, count * channels, height, width)
    planes = functional.pad(planes, (reach, reach, reach, reach), mode="reflect")
    planes = functional.conv2d(planes, kernel[:, None, None, :], groups=count * channels)
    planes = functional.conv2d(planes, kernel[:, None, :, None], groups=count * channels)
    return planes.view(count, channels, height, width)


def grid(side: int, device: torch.device) -> tuple[Tensor, Tensor]:
    """Rows (1, 1, S, 1) and columns (1, 1, 1, S) of pixel centres, 0..1."""
    line = (torch.arange(side, device=device) + 0.5) / side
    return line.view(1, 1, side, 1), line.view(1, 1, 1, side)


def ramps(dice: Dice, count: int, side: int) -> Tensor:
    """(N, 1, S, S) 0..1: straight ramps in any direction, or rings around some place."""
    y, x = grid(side, dice.device)
    turn = spread(dice.uniform(0, 2 * math.pi, count))
    line = torch.cos(turn) * (x - 0.5) + torch.sin(turn) * (y - 0.5)
    line = (line / 1.3 + 0.5).clamp(0, 1)
    at_y, at_x = spread(dice.uniform(0.1, 0.9, count)), spread(dice.uniform(0.1, 0.9, count))
    reach = spread(dice.uniform(0.4, 1.1, count))
    rings = (((y - at_y) ** 2 + (x - at_x) ** 2).sqrt() / reach).clamp(0, 1)
    return torch.where(spread(dice.chance(0.45, count)), rings, line)


def relight(pictures: Tensor, dice: Dice) -> Tensor:
    """One light over everything: exposure, contrast, colour cast, a fall-off or a shadow's edge."""
    count, side = len(pictures), pictures.shape[-1]
    lit = (pictures - 0.5) * spread(torch.exp(dice.normal(0.13, count))) + 0.5
    cast = torch.exp(dice.normal(0.06, count, 3, 1, 1)) * spread(
        torch.exp(dice.normal(0.16, count))
    )
    deep = spread(dice.uniform(0, 0.5, count) * dice.chance(0.35, count))
    lit = lit * cast * (1 - deep * ramps(dice, count, side))
    return torch.where(spread(dice.chance(0.75, count)), lit, pictures)


def wear(pictures: Tensor, dice: Dice) -> Tensor:
    """Blur, low resolution, grain and JPEG, each now and then; 256 levels in the end."""
    count, side = len(pictures), pictures.shape[-1]
    sigma = dice.uniform(0.3, 1.1, count) * dice.chance(0.2, count) * side / 448
    pictures = blur(pictures, sigma)
    poor = torch.nonzero(dice.chance(0.08, count))[:, 0]
    if len(poor):
        size = int(side * float(dice.uniform(0.4, 0.8, 1)))
        low = functional.interpolate(pictures[poor], size=(size, size), mode="area")
        pictures[poor] = functional.interpolate(
            low, size=(side, side), mode="bilinear", align_corners=False
        )
    grain = dice.normal(1.0, count, 1, side, side) + 0.5 * dice.normal(1.0, count, 3, side, side)
    strength = dice.uniform(0.002, 0.03, count) * dice.chance(0.4, count)
    pictures = (pictures + grain * spread(strength)).clamp(0, 1)
    chosen = torch.nonzero(dice.chance(0.45, count))[:, 0]
    if len(chosen):
        pictures[chosen] = jpeg(pictures[chosen], dice.uniform(25, 92, len(chosen)))
    return (pictures.clamp(0, 1) * 255).round() / 255


def jpeg(pictures: Tensor, quality: Tensor) -> Tensor:
    """Rounds the 8 x 8 cosine coefficients as a JPEG file of that quality does; S / 8 whole."""
    device, side = pictures.device, pictures.shape[-1]
    k = torch.arange(8, device=device, dtype=torch.float32)
    cosine = torch.cos((2 * k[None] + 1) * k[:, None] * math.pi / 16) / 2
    cosine[0] /= math.sqrt(2)
    to_ycc = torch.tensor(
        [[0.299, 0.587, 0.114], [-0.1687, -0.3313, 0.5], [0.5, -0.4187, -0.0813]], device=device
    )
    middle = torch.tensor([128.0, 0, 0], device=device).view(1, 3, 1, 1)
    planes = torch.einsum("dc,nchw->ndhw", to_ycc, pictures * 255) - middle
    blocks = planes.view(-1, 3, side // 8, 8, side // 8, 8).permute(0, 1, 2, 4, 3, 5)
    scale = torch.where(quality < 50, 5000 / quality, 200 - 2 * quality) / 100
    table = torch.tensor(LUMINANCE, device=device, dtype=torch.float32)
    coarse = torch.tensor([1.0, 1.7, 1.7], device=device).view(1, 3, 1, 1)
    steps = (table * coarse * spread(scale)).clamp(1, 255).view(-1, 3, 1, 1, 8, 8)
    coded = (cosine @ blocks @ cosine.T / steps).round() * steps
    planes = (cosine.T @ coded @ cosine).permute(0, 1, 2, 4, 3, 5).reshape(planes.shape) + middle
    to_rgb = torch.tensor([[1, 0, 1.402], [1, -0.344136, -0.714136], [1, 1.772, 0]], device=device)
    return torch.einsum("dc,nchw->ndhw", to_rgb, planes) / 255
