"""What happens to pictures on their way to us, as tensors: mild wear, and ruin.

Pictures are (B, 3, H, W) float 0..1, H and W multiples of 8; the same generator, the same wear.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor
from torch.nn import functional

LUMA = (0.299, 0.587, 0.114)
FLATS, DARK, WASHED, BLUR, SMEAR = range(5)


def wear(pictures: Tensor, dice: torch.Generator) -> Tensor:
    """Colour shifts, now and then grey, softness, noise and JPEG: the kind stays what it was."""
    pictures = _recolour(pictures, dice)
    pictures = torch.where(_some(pictures, 0.3, dice), _soften(pictures, dice), pictures)
    noise = torch.randn(pictures.shape, generator=dice, device=pictures.device)
    level = _uniform(pictures, 0.0, 0.05, dice) * _some(pictures, 0.3, dice)
    pictures = (pictures + noise * level).clamp(0, 1)
    return torch.where(_some(pictures, 0.4, dice), jpeg(pictures, dice), pictures)


def spoil(pictures: Tensor, dice: torch.Generator) -> Tensor:
    """Pictures nobody can use: blank, nearly black, washed out, blurred or smeared to nothing."""
    count, device = len(pictures), pictures.device
    forms = torch.randint(5, (count,), generator=dice, device=device)[:, None, None, None]
    noise = torch.randn(pictures.shape, generator=dice, device=device)
    corners = torch.rand(count, 3, 1, 1, generator=dice, device=device)
    slope = (torch.rand(count, 3, 2, 2, generator=dice, device=device) - 0.5) * 0.15
    flat = corners + functional.interpolate(slope, pictures.shape[2:], mode="bilinear")
    dark = pictures * _uniform(pictures, 0.0, 0.09, dice)
    washed = 1 - (1 - pictures) * _uniform(pictures, 0.0, 0.09, dice)
    side = int(torch.randint(5, 13, (1,), generator=dice, device=device))
    blurred = functional.interpolate(
        functional.interpolate(pictures, (side, side), mode="area"),
        pictures.shape[2:],
        mode="bicubic",
    )
    smeared = functional.interpolate(
        functional.interpolate(pictures, (pictures.shape[2], 3), mode="area"),
        pictures.shape[2:],
        mode="bicubic",
    )
    ruined = flat
    for form, made in ((DARK, dark), (WASHED, washed), (BLUR, blurred), (SMEAR, smeared)):
        ruined = torch.where(forms == form, made, ruined)
    level = _uniform(pictures, 0.0, 0.03, dice) * _some(pictures, 0.5, dice)
    return (ruined + noise * level).clamp(0, 1)


def jpeg(pictures: Tensor, dice: torch.Generator) -> Tensor:
    """Blocks of 8 x 8 whose cosine coefficients are rounded, coarser for the finer ones."""
    count, channels, height, width = pictures.shape
    basis = _cosines(pictures.device)
    blocks = pictures.reshape(count, channels, height // 8, 8, width // 8, 8).transpose(3, 4)
    turned = basis @ (blocks - 0.5) @ basis.T  # (B, 3, H/8, W/8, 8, 8)
    order = torch.arange(8, device=pictures.device)
    steps = (2.0 + order[:, None] + order[None]) / 255
    steps = steps * _uniform(pictures, 1.0, 6.0, dice)[..., None, None]
    rounded = (turned / steps).round() * steps
    back = basis.T @ rounded @ basis + 0.5
    return back.transpose(3, 4).reshape(pictures.shape).clamp(0, 1)


def _recolour(pictures: Tensor, dice: torch.Generator) -> Tensor:
    luma = torch.tensor(LUMA, device=pictures.device)[None, :, None, None]
    tint = torch.rand(len(pictures), 3, 1, 1, generator=dice, device=pictures.device)
    pictures = pictures * (0.88 + 0.24 * tint) * _uniform(pictures, 0.75, 1.2, dice)
    middle = pictures.mean((1, 2, 3), keepdim=True)
    pictures = middle + (pictures - middle) * _uniform(pictures, 0.75, 1.25, dice)
    grey = (pictures * luma).sum(1, keepdim=True)
    colour = _uniform(pictures, 0.6, 1.4, dice) * ~_some(pictures, 0.06, dice)
    return (grey + (pictures - grey) * colour).clamp(0, 1)


def _soften(pictures: Tensor, dice: torch.Generator) -> Tensor:
    """Blur of half a pixel to two pixels, or its opposite."""
    near = functional.avg_pool2d(functional.pad(pictures, (2, 2, 2, 2), mode="reflect"), 5, 1)
    return (pictures + (near - pictures) * _uniform(pictures, -0.5, 1.0, dice)).clamp(0, 1)


def _some(pictures: Tensor, share: float, dice: torch.Generator) -> Tensor:
    return torch.rand(len(pictures), 1, 1, 1, generator=dice, device=pictures.device) < share


def _uniform(pictures: Tensor, low: float, high: float, dice: torch.Generator) -> Tensor:
    drawn = torch.rand(len(pictures), 1, 1, 1, generator=dice, device=pictures.device)
    return low + (high - low) * drawn


def _cosines(device: torch.device) -> Tensor:
    """The orthonormal 8-point cosine transform."""
    rows = torch.arange(8, device=device, dtype=torch.float32)
    basis = torch.cos((2 * rows[None] + 1) * rows[:, None] * math.pi / 16) / 2
    basis[0] /= math.sqrt(2)
    return basis
