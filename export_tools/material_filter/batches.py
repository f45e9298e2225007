"""Training batches of the material filter, drawn and worn on the device that trains.

The stock holds letterboxed squares (N, SIDE, SIDE, 3) uint8 with the photo's box inside each;
a batch is (B, 3, side, side) float 0..1 with (B,) kinds: every kind as often as any other, half
of it real and half from the ad studio where both have it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from adloom.inference.images import PAD_VALUE
from export_tools.adstudio import shards
from export_tools.adstudio.labelled import KINDS
from export_tools.material_filter.data import SIDE, unpack
from export_tools.material_filter.wear import spoil, wear

PLAIN, SCENE, UNUSABLE = (KINDS.index(k) for k in ("product_plain", "product_scene", "unusable"))
SPOILED = 0.6
"""Share of real unusable pictures that are product photos spoiled here."""
OTHER_PADS = 0.1
"""Share of squares padded with a colour that the product would not use."""
STUDIO_HELD = 20
"""One studio picture in this many is held out."""


@dataclass(frozen=True)
class Stock:
    """Pictures on the device; `weights` (N,) says how often each is drawn within its kind."""

    pictures: Tensor
    insides: Tensor
    kinds: Tensor
    weights: Tensor

    def of_kind(self, kind: int) -> Tensor:
        """The numbers of all pictures of one kind."""
        return torch.nonzero(self.kinds == kind)[:, 0]


def read_real(path: Path, device: torch.device) -> tuple[Stock, Stock]:
    """(training, held-out) real pictures; a large group is drawn less than its size."""
    real = unpack(path)
    together = real.kinds.astype(np.int64) * 100 + real.groups
    _, member, counts = np.unique(together, return_inverse=True, return_counts=True)
    weights = (1 / np.sqrt(counts))[member].astype(np.float32)
    parts = []
    for mask in (~real.held, real.held):
        arrays = real.pictures[mask], real.insides[mask], real.kinds[mask], weights[mask]
        parts.append(_stock(arrays, device))
    return parts[0], parts[1]


def read_studio(folder: Path, device: torch.device, limit: int | None) -> tuple[Stock, Stock]:
    """(training, held-out) studio pictures, shrunk to SIDE; at most `limit` in all."""
    pictures, insides, kinds = [], [], []
    held: list[bool] = []
    for arrays in shards.read(folder):
        large = torch.from_numpy(arrays["pictures"])
        pictures += [_shrink(part.to(device)) for part in large.split(64)]
        insides.append(arrays["insides"] * (SIDE / large.shape[1]))
        kinds.append(arrays["kinds"])
        held += [_is_held(p) for p in arrays["pictures"]]
        if limit is not None and len(held) >= limit:
            break
    whole = torch.cat(pictures)
    boxes, labels = np.concatenate(insides), np.concatenate(kinds)
    parts = []
    for mask in (~np.array(held), np.array(held)):
        chosen = torch.from_numpy(np.nonzero(mask)[0]).to(device)
        ones = np.ones(int(mask.sum()), np.float32)
        parts.append(_stock((whole[chosen], boxes[mask], labels[mask], ones), device))
    return parts[0], parts[1]


def draw(
    real: Stock, studio: Stock, count: int, side: int, dice: torch.Generator
) -> tuple[Tensor, Tensor]:
    """One worn training batch (count, 3, side, side) and its kinds (count,)."""
    device = real.pictures.device
    kinds = torch.randint(len(KINDS), (count,), generator=dice, device=device)
    kinds = kinds.sort().values
    parts, boxes, spoiled = [], [], []
    for kind in range(len(KINDS)):
        wanted = int((kinds == kind).sum())
        first = _wanted_of_first(real, studio, kind, wanted)
        for stock, number in ((real, first), (studio, wanted - first)):
            chosen, ruined = _choose(stock, kind, number, dice, is_real=stock is real)
            parts.append(stock.pictures[chosen])
            boxes.append(stock.insides[chosen])
            spoiled.append(ruined)
    squares = torch.cat(parts).permute(0, 3, 1, 2).float() / 255  # (B, 3, SIDE, SIDE)
    flips = (kinds == PLAIN) | (kinds == SCENE) | (kinds == UNUSABLE)
    pictures, inside = frame(squares, torch.cat(boxes), flips, side, dice)
    ruined = torch.cat(spoiled)[:, None, None, None]
    pictures = torch.where(ruined, spoil(pictures, dice), wear(pictures, dice))
    return torch.where(inside, pictures, _pads(pictures, dice)), kinds


def frame(
    squares: Tensor, insides: Tensor, flips: Tensor, side: int, dice: torch.Generator
) -> tuple[Tensor, Tensor]:
    """Each photo, mildly cropped, squeezed and perhaps flipped, and where it lies in the square.

    Pictures are (B, 3, side, side), the photo's edges drawn on; places (B, 1, side, side) bool.
    """
    count, device = len(squares), squares.device

    def uniform(low: float, high: float) -> Tensor:
        return low + (high - low) * torch.rand(count, generator=dice, device=device)

    x0, y0, x1, y1 = insides.unbind(1)
    share_x, share_y = uniform(0.84, 1.0), uniform(0.84, 1.0)
    whole = uniform(0, 1) < 0.35
    share_x, share_y = share_x.where(~whole, 1.0), share_y.where(~whole, 1.0)
    width, height = (x1 - x0) * share_x, (y1 - y0) * share_y
    left = x0 + (x1 - x0 - width) * uniform(0, 1)
    top = y0 + (y1 - y0 - height) * uniform(0, 1)
    ratio = width * torch.exp(uniform(-0.16, 0.16)) / height
    across = ratio.clamp(max=1.0) * side  # the photo's size in the new square
    down = (1 / ratio).clamp(max=1.0) * side
    turn = torch.where(flips & (uniform(0, 1) < 0.5), -1.0, 1.0)
    steps = torch.arange(side, device=device) + 0.5 - side / 2
    u = steps[None] / across[:, None] * turn[:, None]  # (B, side), -0.5..0.5 inside the photo
    v = steps[None] / down[:, None]
    x = (left + width / 2)[:, None] + u * width[:, None]
    y = (top + height / 2)[:, None] + v * height[:, None]
    x = x.clamp(left[:, None], (left + width)[:, None])
    y = y.clamp(top[:, None], (top + height)[:, None])
    span = squares.shape[3]
    grid_x = (x * 2 / span - 1)[:, None, :].expand(-1, side, -1)
    grid_y = (y * 2 / span - 1)[:, :, None].expand(-1, -1, side)
    grid = torch.stack([grid_x, grid_y], 3)  # (B, side, side, 2)
    drawn = functional.grid_sample(squares, grid, padding_mode="border", align_corners=False)
    inside = (u.abs() <= 0.5)[:, None, None, :] & (v.abs() <= 0.5)[:, None, :, None]
    return drawn, inside


def plain(stock: Stock, numbers: Tensor, side: int) -> Tensor:
    """Pictures (B, 3, side, side) as the product would see them, unworn."""
    squares = stock.pictures[numbers].permute(0, 3, 1, 2).float() / 255
    return functional.interpolate(squares, (side, side), mode="bilinear", antialias=True)


def _choose(
    stock: Stock, kind: int, number: int, dice: torch.Generator, *, is_real: bool
) -> tuple[Tensor, Tensor]:
    """Numbers of pictures, and which of them are to be spoiled."""
    device = stock.pictures.device
    ruined = torch.zeros(number, dtype=torch.bool, device=device)
    if number == 0:
        return torch.zeros(0, dtype=torch.long, device=device), ruined
    chosen = _pick(stock, stock.of_kind(kind), number, dice)
    if is_real and kind == UNUSABLE:
        ruined = torch.rand(number, generator=dice, device=device) < SPOILED
        sound = torch.nonzero((stock.kinds == PLAIN) | (stock.kinds == SCENE))[:, 0]
        chosen = torch.where(ruined, _pick(stock, sound, number, dice), chosen)
    return chosen, ruined


def _pick(stock: Stock, pool: Tensor, number: int, dice: torch.Generator) -> Tensor:
    places = torch.multinomial(stock.weights[pool], number, replacement=True, generator=dice)
    return pool[places]


def _pads(pictures: Tensor, dice: torch.Generator) -> Tensor:
    """The grey that the product pads with, now and then another colour; (B, 3, 1, 1)."""
    count, device = len(pictures), pictures.device
    grey = torch.full((count, 3, 1, 1), PAD_VALUE / 255, device=device)
    other = torch.rand(count, 3, 1, 1, generator=dice, device=device)
    rare = torch.rand(count, 1, 1, 1, generator=dice, device=device) < OTHER_PADS
    return torch.where(rare, other, grey)


def _wanted_of_first(real: Stock, studio: Stock, kind: int, wanted: int) -> int:
    has_real, has_studio = len(real.of_kind(kind)) > 0, len(studio.of_kind(kind)) > 0
    if not has_real and not has_studio:
        raise ValueError(f"no training picture of the kind {KINDS[kind]}")
    return wanted // 2 if has_real and has_studio else wanted * int(has_real)


def _stock(
    arrays: tuple[Tensor | np.ndarray, np.ndarray, np.ndarray, np.ndarray], device: torch.device
) -> Stock:
    pictures, insides, kinds, weights = (torch.as_tensor(a).to(device) for a in arrays)
    return Stock(pictures, insides.float(), kinds.long(), weights)


def _shrink(pictures: Tensor) -> Tensor:
    """(N, S, S, 3) uint8 to (N, SIDE, SIDE, 3) uint8."""
    planes = pictures.permute(0, 3, 1, 2).float()
    small = functional.interpolate(planes, (SIDE, SIDE), mode="bilinear", antialias=True)
    return small.round().clamp(0, 255).to(torch.uint8).permute(0, 2, 3, 1).contiguous()


def _is_held(picture: np.ndarray) -> bool:
    """By content, so that the same picture is held out whatever shard it lies in."""
    digest = hashlib.sha256(np.ascontiguousarray(picture[::16, ::16]).tobytes()).digest()
    return digest[0] * 256 + digest[1] < 65536 // STUDIO_HELD
