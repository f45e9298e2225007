"""Turns stored pictures into training batches on the device: place, colour, join, wear, targets.

All is vectorised over the batch. Scale, shift and flip move pictures, maps and boxes alike;
letterbox grey stays the exact grey of run time. A box cut by the frame stays true while enough of
it is left, and is neither true nor false otherwise.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import torch
from torch import Tensor
from torch.nn import functional

from adloom.inference.images import PAD_VALUE
from export_tools.adstudio.labelled import LABELS
from export_tools.adstudio.shards import SIDE, STRIDE
from export_tools.element_detector.data import TOUCHED, Draw

GREY = PAD_VALUE / 255
TEXT = LABELS.index("text")
NOTHING, TRUE, UNSURE = 0, 1, 2
LEAST_LEFT = 0.4  # share of a box that must be left for it to keep its label
LEAST_SIDE = 3.0  # pixels; what is thinner is neither true nor false


@dataclass(frozen=True)
class Wear:
    """How wildly pictures are changed; shares are of the batch."""

    as_is: float = 0.3
    smallest: float = 0.6
    largest: float = 1.8
    aspect: float = 0.18
    flipped: float = 0.1
    joined: float = 0.12
    colour: float = 0.6
    worn: float = 0.2


@dataclass(frozen=True)
class Batch:
    """What the network sees and what it should say; S is the side in pixels, G boxes at most."""

    pictures: Tensor  # (B, 3, S, S) 0..1
    maps: Tensor  # (B, 4, S/4, S/4): removal, text, print, product
    weights: Tensor  # (B, 4, S/4, S/4): where each map counts
    boxes: Tensor  # (B, G, 4)
    labels: Tensor  # (B, G)
    state: Tensor  # (B, G): NOTHING, TRUE or UNSURE
    known: Tensor  # (B, L) bool


@dataclass(frozen=True)
class Placing:
    """Per picture: scale (B, 2) and shift (B, 2) as shares of the square, flips (B,)."""

    scale: Tensor
    shift: Tensor
    flipped: Tensor


@torch.no_grad()
def batch_of(draw: Draw, side: int, wear: Wear | None) -> Batch:
    """The batch of `side` pixels made of `draw`; without `wear` pictures are only resized."""
    device, count = draw.pictures.device, len(draw.pictures)
    placing = _place(count, side, wear, device)
    pictures = _moved(draw.pictures.permute(0, 3, 1, 2).float() / 255 - GREY, placing, side) + GREY
    inside = _rectangle(_moved_boxes(draw.insides[:, None], placing, side)[:, 0], side)
    planes = _moved(draw.planes.float() / 255, placing, side // STRIDE)
    fine = side // STRIDE
    boxes, labels, state = _cut(draw.boxes, draw.labels, placing, side)
    prints = _drawn(_moved_boxes(draw.prints, placing, side), draw.prints[..., 2] > 0, fine)
    lines = _drawn(boxes, (labels == TEXT) & (state != NOTHING), fine)
    removal = (planes[:, 0] * TOUCHED).clamp(max=1)
    maps = torch.stack([removal, lines, prints, planes[:, 2]], 1)
    flags = torch.stack([draw.known[:, TEXT], draw.told[:, 0], draw.told[:, 1]], 1)
    plain = flags[..., None, None].float().expand(-1, -1, fine, fine)
    outside = 1 - functional.max_pool2d(inside[:, None].float(), STRIDE)
    weights = torch.cat([torch.maximum(planes[:, 1:2], outside), plain], 1)
    batch = Batch(pictures, maps, weights, boxes, labels, state, draw.known)
    if wear is not None:
        batch = replace(batch, pictures=_coloured(batch.pictures, wear))
        batch, inside = _paired(batch, inside, round(wear.joined * count), side)
        batch = replace(batch, pictures=_worn(batch.pictures, round(wear.worn * count)))
    grey = batch.pictures.new_tensor(GREY)
    return replace(batch, pictures=torch.where(inside[:, None], batch.pictures, grey).clamp(0, 1))


def _place(count: int, side: int, wear: Wear | None, device: torch.device) -> Placing:
    if wear is None:
        ones = torch.ones(count, 2, device=device)
        return Placing(ones, ones * 0, torch.zeros(count, dtype=torch.bool, device=device))
    ways = _uniform(count, math.log(wear.smallest), math.log(wear.largest), device)
    ratio = _uniform(count, -wear.aspect, wear.aspect, device)
    plain = torch.rand(count, device=device) < wear.as_is
    ways, ratio = ways.masked_fill(plain, 0.0), ratio.masked_fill(plain, 0.0)
    scale = torch.stack([ways + ratio, ways - ratio], 1).exp() * (SIDE / side)
    shift = torch.rand(count, 2, device=device) * (1 - scale)
    return Placing(scale, shift, torch.rand(count, device=device) < wear.flipped)


def _uniform(count: int, low: float, high: float, device: torch.device) -> Tensor:
    return torch.rand(count, device=device) * (high - low) + low


def _moved(planes: Tensor, placing: Placing, side: int) -> Tensor:
    """(B, C, h, w) sampled at the places of a (side, side) output; zero outside."""
    line = (torch.arange(side, device=planes.device) + 0.5) / side  # 0..1
    x = (line[None] - placing.shift[:, :1]) / placing.scale[:, :1]  # (B, side)
    y = (line[None] - placing.shift[:, 1:]) / placing.scale[:, 1:]
    x = torch.where(placing.flipped[:, None], 1 - x, x)
    across = x[:, None, :].expand(-1, side, -1)
    down = y[:, :, None].expand(-1, -1, side)
    grid = torch.stack([across, down], -1) * 2 - 1
    return functional.grid_sample(planes, grid, align_corners=False)


def _moved_boxes(boxes: Tensor, placing: Placing, side: int) -> Tensor:
    """Boxes (B, G, 4) of the stored square in pixels of the output, uncut."""
    x0, y0, x1, y1 = (boxes / SIDE).unbind(-1)
    mirrored = placing.flipped[:, None]
    x0, x1 = torch.where(mirrored, 1 - x1, x0), torch.where(mirrored, 1 - x0, x1)
    scale, shift = placing.scale[:, None], placing.shift[:, None]
    corners = [
        x0 * scale[..., 0] + shift[..., 0],
        y0 * scale[..., 1] + shift[..., 1],
        x1 * scale[..., 0] + shift[..., 0],
        y1 * scale[..., 1] + shift[..., 1],
    ]
    return torch.stack(corners, -1) * side


def _cut(
    boxes: Tensor, labels: Tensor, placing: Placing, side: int
) -> tuple[Tensor, Tensor, Tensor]:
    whole = _moved_boxes(boxes, placing, side)
    frame = whole.new_tensor([0.0, 0.0, side, side])
    boxes, state = cut_at(whole, labels, frame)
    return boxes, labels.clamp(min=0), torch.where(labels < 0, NOTHING, state)


def cut_at(boxes: Tensor, labels: Tensor, frame: Tensor) -> tuple[Tensor, Tensor]:
    """Boxes (..., 4) cut at `frame` (broadcast, x0 y0 x1 y1) and their state.

    A line of text stays text however short it is cut, as long as most of its height is left.
    """
    lower = torch.maximum(boxes[..., :2], frame[..., :2])
    upper = torch.minimum(boxes[..., 2:], frame[..., 2:])
    was = (boxes[..., 2:] - boxes[..., :2]).clamp(min=1e-3)
    left = (upper - lower).clamp(min=0)
    share = (left / was).prod(-1)
    short = was.argmin(-1, keepdim=True)
    height = (left / was).gather(-1, short)[..., 0]
    is_line = (labels == TEXT) & (height > 0.65) & (left.amax(-1) > left.amin(-1))
    seen = (share >= LEAST_LEFT) | is_line
    true = seen & (left.amin(-1) >= LEAST_SIDE)
    state = torch.where(true, TRUE, torch.where(left.amin(-1) > 0, UNSURE, NOTHING))
    return torch.cat([lower, torch.maximum(upper, lower)], -1), state


def _drawn(boxes: Tensor, wanted: Tensor, fine: int) -> Tensor:
    """(B, fine, fine) of ones where any wanted box (B, G, 4), in pixels, covers a cell's centre."""
    centres = (torch.arange(fine, device=boxes.device) + 0.5) * STRIDE
    across = (centres >= boxes[..., 0:1]) & (centres < boxes[..., 2:3]) & wanted[..., None]
    down = (centres >= boxes[..., 1:2]) & (centres < boxes[..., 3:4])
    cover = torch.bmm(down.float().transpose(1, 2), across.float())  # (B, y, x)
    return cover.clamp(max=1)


def _rectangle(boxes: Tensor, side: int) -> Tensor:
    """(B, side, side) bool, true inside one box (B, 4) each."""
    centres = torch.arange(side, device=boxes.device) + 0.5
    across = (centres > boxes[:, 0:1]) & (centres < boxes[:, 2:3])
    down = (centres > boxes[:, 1:2]) & (centres < boxes[:, 3:4])
    return down[:, :, None] & across[:, None, :]


def _coloured(pictures: Tensor, wear: Wear) -> Tensor:
    """Gain per channel, contrast, gamma and saturation; some grey, a few turned to negatives."""
    count, device = len(pictures), pictures.device
    changed = (torch.rand(count, device=device) < wear.colour).float()[:, None, None, None]

    def drawn(spread: float, channels: int = 1) -> Tensor:
        return torch.randn(count, channels, 1, 1, device=device) * spread * changed

    grey = pictures.mean(1, keepdim=True)
    colourless = (torch.rand(count, 1, 1, 1, device=device) < 0.07).float()
    saturation = (1 + drawn(0.3)).clamp(min=0.1) * (1 - colourless)
    pictures = grey + (pictures - grey) * saturation
    middle = pictures.mean((1, 2, 3), keepdim=True)
    pictures = middle + (pictures - middle) * drawn(0.2).exp().clamp(max=1.6)
    pictures = pictures * drawn(0.05, 3).exp() + drawn(0.05)
    pictures = pictures.clamp(1e-4, 1) ** drawn(0.2).exp()
    negative = torch.rand(count, 1, 1, 1, device=device) < 0.03
    return torch.where(negative, 1 - pictures, pictures)


def _paired(batch: Batch, inside: Tensor, count: int, side: int) -> tuple[Batch, Tensor]:
    """Joins the first `count` pictures with any others, side by side or above each other."""
    if count == 0:
        return batch, inside
    device = batch.pictures.device
    mine = torch.arange(count, device=device)
    other = torch.randperm(len(inside), device=device)[:count]
    at = (torch.rand(count, device=device) * 0.4 + 0.3) * side
    at = (at / STRIDE).round() * STRIDE
    upright = torch.rand(count, device=device) < 0.5
    zero, full = torch.zeros_like(at), torch.full_like(at, side)
    near = torch.stack(
        [zero, zero, torch.where(upright, full, at), torch.where(upright, at, full)], 1
    )
    far = torch.stack(
        [torch.where(upright, zero, at), torch.where(upright, at, zero), full, full], 1
    )
    keep = _rectangle(near, side)  # (count, S, S)
    keep_fine = keep[:, ::STRIDE, ::STRIDE]

    def mixed(plane: Tensor, mask: Tensor) -> Tensor:
        mask = mask if plane.ndim == 3 else mask[:, None]
        return torch.cat([torch.where(mask, plane[mine], plane[other]), plane[count:]])

    def labelled(where: Tensor, frame: Tensor) -> tuple[Tensor, Tensor]:
        boxes, state = cut_at(batch.boxes[where], batch.labels[where], frame[:, None])
        return boxes, torch.where(batch.state[where] == TRUE, state, batch.state[where])

    first, second = labelled(mine, near), labelled(other, far)
    room = batch.boxes.shape[1]
    boxes, state = (torch.cat([a, b], 1) for a, b in zip(first, second, strict=True))
    labels = torch.cat([batch.labels[mine], batch.labels[other]], 1)
    rest = (0, room)  # the pictures that stay single get as much empty room
    return (
        replace(
            batch,
            pictures=mixed(batch.pictures, keep),
            maps=mixed(batch.maps, keep_fine),
            weights=mixed(batch.weights, keep_fine),
            boxes=torch.cat([boxes, functional.pad(batch.boxes[count:], (0, 0, *rest))]),
            labels=torch.cat([labels, functional.pad(batch.labels[count:], rest)]),
            state=torch.cat([state, functional.pad(batch.state[count:], rest)]),
            known=torch.cat([batch.known[mine] & batch.known[other], batch.known[count:]]),
        ),
        mixed(inside, keep),
    )


def _worn(pictures: Tensor, count: int) -> Tensor:
    """Blurs, coarsens and sprinkles a share of the pictures each, as bad copies of ads are."""
    if count == 0:
        return pictures
    order = torch.randperm(len(pictures), device=pictures.device)
    blurred, coarse, noisy = (torch.roll(order, i * count)[:count] for i in range(3))
    pictures = pictures.clone()
    kernel = pictures.new_tensor([1.0, 4.0, 6.0, 4.0, 1.0]) / 16
    kernel = torch.outer(kernel, kernel).expand(3, 1, 5, 5).contiguous()
    pictures[blurred] = functional.conv2d(pictures[blurred], kernel, padding=2, groups=3)
    side = pictures.shape[-1]
    small = int(side * (0.4 + 0.5 * float(torch.rand(())))) // 16 * 16
    shrunk = functional.interpolate(pictures[coarse], (small, small), mode="area")
    pictures[coarse] = functional.interpolate(
        shrunk, (side, side), mode="bilinear", align_corners=False
    )
    grain = torch.rand(count, 1, 1, 1, device=pictures.device) * 0.08
    pictures[noisy] += torch.randn_like(pictures[noisy]) * grain
    return pictures
