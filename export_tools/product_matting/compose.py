"""Draws training samples in batches: products on grounds, untouched photographs, empty scenes.

A batch is (pictures (N, 3, S, S) float 0..1, alphas (N, 1, S, S) float 0..1), letterboxed with
grey as at run time. All comes from one seeded generator: same seed and device, same samples. The
product is the largest sharp thing in front; what is blurred behind or cut small at the rim is not.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from adloom.inference.images import PAD_VALUE
from export_tools.product_matting.grounds import draw_grounds
from export_tools.product_matting.optics import Dice, blur, grid, relight, spread, wear
from export_tools.product_matting.stock import SIDE, Stock

ORIGINALS, EMPTY = 0.2, 0.04
LARGEST_GROWTH = 1.5
"""A cut-out is never enlarged beyond this: its rim would be soft where the picture is sharp."""


@dataclass(frozen=True)
class Placing:
    """Where cut-outs go, in pixels of the sample."""

    centres: Tensor  # (N, 2) x, y
    scales: Tensor  # (N,) sample pixels a cut-out pixel
    turns: Tensor  # (N,) radians
    flips: Tensor  # (N,) 1 or -1


@dataclass(frozen=True)
class Spots:
    """What is known of the places that products are to be put in."""

    frames: Tensor  # (N, 2) width and height
    many: Tensor  # (N,) products in each picture
    slot: int  # which of them, from the left
    floor: Tensor  # (N,) where several stand, below the middle
    least: Tensor  # (N,) smallest share of the room that one alone takes


def compose(stock: Stock, dice: Dice, count: int, side: int) -> tuple[Tensor, Tensor]:
    """One batch of `count` samples of `side` x `side` pixels (a multiple of 32)."""
    originals = round(count * ORIGINALS)
    frames = _frames(dice, count, side)
    empty = dice.chance(EMPTY / (1 - ORIGINALS), count - originals)
    drawn = _composites(stock, dice, frames[originals:], empty, side)
    taken = _originals(stock, dice, frames[:originals], side)
    pictures = torch.cat([taken[0], drawn[0]])
    alphas = torch.cat([taken[1], drawn[1]])
    pictures = wear(relight(pictures, dice), dice)
    return _letterboxed(pictures, alphas, frames)


def _frames(dice: Dice, count: int, side: int) -> Tensor:
    """(N, 2) width and height of each photograph inside its square."""
    ratio = torch.exp(dice.normal(0.3, count)).clamp(0.5, 2.0)
    ratio = torch.where(dice.chance(0.4, count), torch.ones_like(ratio), ratio)
    return (torch.stack([ratio.clamp(max=1), (1 / ratio).clamp(max=1)], 1) * side).round()


def _letterboxed(pictures: Tensor, alphas: Tensor, frames: Tensor) -> tuple[Tensor, Tensor]:
    side = pictures.shape[-1]
    y, x = grid(side, pictures.device)
    wide, tall = spread(frames[:, 0] / side / 2), spread(frames[:, 1] / side / 2)
    inside = ((x - 0.5).abs() < wide) & ((y - 0.5).abs() < tall)
    grey = torch.full((), PAD_VALUE / 255, device=pictures.device)
    return torch.where(inside, pictures, grey), alphas * inside


def _originals(stock: Stock, dice: Dice, frames: Tensor, side: int) -> tuple[Tensor, Tensor]:
    """Untouched photographs with their checked masks, cropped a little to the frame's ratio."""
    count = len(frames)
    chosen = dice.pick(stock.original_shares, count)
    extents = stock.original_extents[chosen].flip(1)  # width, height
    frames[:] = torch.where(
        dice.chance(0.6, count)[:, None], extents / extents.amax(1, keepdim=True) * side, frames
    ).round()
    fit = (extents / frames).amin(1) * dice.uniform(0.72, 1.0, count)  # source px a sample px
    room = (extents - frames * fit[:, None]).clamp(min=0) / 2
    centres = dice.uniform(-1, 1, count, 2) * room
    theta = torch.zeros(count, 2, 3, device=stock.device)
    theta[:, 0, 0] = fit * side / SIDE * torch.where(dice.chance(0.5, count), 1.0, -1.0)
    theta[:, 1, 1] = fit * side / SIDE
    theta[:, :, 2] = centres * 2 / SIDE
    planes = stock.originals[chosen].float() / 255
    where = functional.affine_grid(theta, [count, 4, side, side], align_corners=False)
    seen = _sampled(planes, where, 1 / fit)
    return _dyed(dice, seen[:, :3]), seen[:, 3:]


def _sampled(planes: Tensor, where: Tensor, scales: Tensor) -> Tensor:
    """Looks planes up along a grid, from a halved or quartered copy where they shrink."""
    result = torch.empty(
        len(planes), planes.shape[1], *where.shape[1:3], device=planes.device, dtype=planes.dtype
    )
    for factor, low, high in ((1, 0.62, math.inf), (2, 0.3, 0.62), (4, 0.0, 0.3)):
        chosen = torch.nonzero((scales > low) & (scales <= high))[:, 0]
        if len(chosen):
            some = planes[chosen]
            some = functional.avg_pool2d(some, factor) if factor > 1 else some
            result[chosen] = functional.grid_sample(some, where[chosen], align_corners=False)
    return result


def _composites(
    stock: Stock, dice: Dice, frames: Tensor, empty: Tensor, side: int
) -> tuple[Tensor, Tensor]:
    count = len(frames)
    first = dice.pick(stock.shares, count)
    looks = _jittered(dice, stock.cutouts[first].float() / 255)
    pictures, busy = draw_grounds(stock, dice, _mean_colour(looks), empty, side)
    pictures = _with_furniture(stock, dice, pictures, frames, busy & ~empty)
    cut = stock.bleeds[first].any(1)
    shares = torch.tensor([0.0, 0.8, 0.14, 0.06], device=dice.device)
    many = torch.where(cut, 1, dice.pick(shares, count))
    many = torch.where(empty, 0, many)
    floor = frames[:, 1] * dice.uniform(0.2, 0.47, count)
    least = torch.where(busy, 0.5, 0.26)
    whole = torch.zeros(count, 1, side, side, device=dice.device)
    for slot in range(3):
        present = torch.nonzero(many > slot)[:, 0]
        if not len(present):
            continue
        if slot:
            second = dice.pick(stock.shares * ~stock.bleeds.any(1), len(present))
            looks = _jittered(dice, stock.cutouts[second].float() / 255)
        else:
            second, looks = first[present], looks[present]
        spots = Spots(frames[present], many[present], slot, floor[present], least[present])
        place = _placing(stock, dice, second, spots)
        layer = _layer(looks, place, side)  # (n, 4, S, S), colours premultiplied
        pictures[present] = _standing(dice, pictures[present], layer)
        whole[present] = 1 - (1 - whole[present]) * (1 - layer[:, 3:])
    return pictures.clamp(0, 1), whole


def _mean_colour(looks: Tensor) -> Tensor:
    weight = looks[:, 3:]
    return (looks[:, :3] * weight).sum((2, 3)) / weight.sum((2, 3)).clamp(min=1)


def _jittered(dice: Dice, looks: Tensor) -> Tensor:
    """Other colours for the same thing; now and then almost white or almost black."""
    rgb = _dyed(dice, looks[:, :3])
    count = len(looks)
    extreme = dice.uniform(0, 1, count)
    grey = rgb.mean(1, keepdim=True)
    pale = (0.25 * rgb + 0.75 * grey) * 0.35 + 0.64
    deep = (0.4 * rgb + 0.6 * grey) * 0.3
    rgb = torch.where(spread(extreme < 0.07), pale, rgb)
    rgb = torch.where(spread(extreme > 0.94), deep, rgb)
    return torch.cat([rgb, looks[:, 3:]], 1)


def _dyed(dice: Dice, rgb: Tensor) -> Tensor:
    """Hue turned about the grey axis, saturation and gamma changed; six in ten stay."""
    count = len(rgb)
    turn = dice.uniform(-math.pi, math.pi, count) * dice.chance(0.6, count)
    vivid = dice.uniform(0.2, 1.3, count)
    third = 1 / 3
    cosine, sine = torch.cos(turn), torch.sin(turn) / math.sqrt(3)
    same = third + 2 * third * cosine
    one, two = third - third * cosine - sine, third - third * cosine + sine
    rows = [torch.stack(r, 1) for r in ((same, one, two), (two, same, one), (one, two, same))]
    matrix = torch.stack(rows, 1) * vivid[:, None, None] + (1 - vivid)[:, None, None] * third
    dyed = torch.einsum("ndc,nchw->ndhw", matrix, rgb).clamp(1e-3, 1)
    dyed = dyed ** spread(torch.exp(dice.normal(0.35, count)))
    return torch.where(spread(dice.chance(0.45, count)), dyed, rgb)


def _placing(stock: Stock, dice: Dice, chosen: Tensor, spots: Spots) -> Placing:
    """Products alone anywhere, several side by side on one floor, cut ones at the frame."""
    frames, count, side_by_side = spots.frames, len(chosen), spots.many > 1
    height, width = stock.extents[chosen].T
    share = frames[:, 0] / spots.many
    overlap = torch.where(side_by_side, 1.12, 1.0)
    fit = torch.minimum(frames[:, 1] / height, share * overlap / width)
    alone = spots.least + (1 - spots.least) * dice.uniform(0, 1, count)
    size = torch.where(side_by_side, dice.uniform(0.5, 0.95, count), alone)
    close = dice.chance(0.06, count) & ~side_by_side
    size = torch.where(close, dice.uniform(1.05, 1.6, count), size)
    scales = torch.minimum(fit * size, LARGEST_GROWTH * frames.amax(1) / SIDE)
    wide, tall = width * scales, height * scales
    room_x, room_y = (share - wide).abs() / 2, (frames[:, 1] - tall).abs() / 2
    x = share * (spots.slot + 0.5) - frames[:, 0] / 2 + dice.uniform(-1, 1, count) * room_x
    y = torch.where(side_by_side, spots.floor - tall / 2, dice.uniform(-1, 1, count) * room_y)
    bleeds = stock.bleeds[chosen]
    half_wide, half_tall = frames[:, 0] / 2, frames[:, 1] / 2
    flips = torch.where(dice.chance(0.5, count) & ~bleeds.any(1), -1.0, 1.0)
    x = torch.where(bleeds[:, 0], wide / 2 - half_wide - 1, x)  # a pixel beyond the frame
    x = torch.where(bleeds[:, 2] & ~bleeds[:, 0], half_wide - wide / 2 + 1, x)
    y = torch.where(bleeds[:, 1], tall / 2 - half_tall - 1, y)
    y = torch.where(bleeds[:, 3] & ~bleeds[:, 1], half_tall - tall / 2 + 1, y)
    turns = dice.normal(0.2, count) * dice.chance(0.3, count)
    turns = torch.where(dice.chance(0.08, count), dice.uniform(-math.pi, math.pi, count), turns)
    turns = turns * ~(bleeds.any(1) | side_by_side)
    return Placing(torch.stack([x, y], 1), scales, turns, flips)


def _layer(looks: Tensor, place: Placing, side: int) -> Tensor:
    """(N, 4, S, S): cut-outs where they belong, colours multiplied by alpha."""
    cosine, sine = torch.cos(place.turns), torch.sin(place.turns)
    inverse = torch.stack(
        [torch.stack([cosine, sine], 1), torch.stack([-sine, cosine], 1)], 1
    )  # sample -> cut-out
    inverse[:, 0] *= place.flips[:, None]
    inverse = inverse / place.scales[:, None, None]
    theta = torch.zeros(len(looks), 2, 3, device=looks.device)
    theta[:, :, :2] = inverse * side / looks.shape[-1]
    theta[:, :, 2] = -(inverse @ place.centres[:, :, None])[..., 0] * 2 / looks.shape[-1]
    where = functional.affine_grid(theta, [len(looks), 4, side, side], align_corners=False)
    premultiplied = torch.cat([looks[:, :3] * looks[:, 3:], looks[:, 3:]], 1)
    return _sampled(premultiplied, where, place.scales)


def _with_furniture(
    stock: Stock, dice: Dice, pictures: Tensor, frames: Tensor, busy: Tensor
) -> Tensor:
    """Things that are not the product: out of focus behind it, or small and cut by the frame.

    In `busy` pictures, whose product is large, also small sharp ones behind it.
    """
    side, count = pictures.shape[-1], len(pictures)
    for kind, share in (
        ("soft", 0.2),
        ("sharp", 0.4),
        ("sharp", 0.4),
        ("soft", 0.2),
        ("cut", 0.12),
    ):
        chosen = dice.chance(share, count) & (busy if kind == "sharp" else True)
        present = torch.nonzero(chosen)[:, 0]
        if len(present):
            some = _furniture(stock, dice, frames[present], side, kind)
            pictures[present] = pictures[present] * (1 - some[:, 3:]) + some[:, :3]
    return pictures


REACH = {"soft": (0.25, 0.8), "sharp": (0.12, 0.38), "cut": (0.12, 0.35)}
SOFTNESS = {"soft": (0.006, 0.03), "sharp": (0.0, 0.004), "cut": (0.0, 0.002)}
"""Of furniture, in shares of the frame: size, and blur."""


def _furniture(stock: Stock, dice: Dice, frames: Tensor, side: int, kind: str) -> Tensor:
    count = len(frames)
    chosen = dice.pick(stock.shares, count)
    looks = _jittered(dice, stock.cutouts[chosen].float() / 255)
    scales = dice.uniform(*REACH[kind], count) * frames.amin(1) / stock.extents[chosen].amax(1)
    half = stock.extents[chosen].flip(1) * scales[:, None] / 2  # width, height
    centres = dice.uniform(-0.5, 0.5, count, 2) * frames
    if kind == "cut":  # on the frame's left, right or lower edge
        across = dice.chance(0.6, count)
        sign = torch.where(dice.chance(0.5, count), 1.0, -1.0)
        inset = dice.uniform(-0.5, 0.6, count)
        edge_x = sign * (frames[:, 0] / 2 + half[:, 0] * inset)
        edge_y = frames[:, 1] / 2 + half[:, 1] * inset
        x = torch.where(across, edge_x, centres[:, 0])
        y = torch.where(across, centres[:, 1], edge_y)
        centres = torch.stack([x, y], 1)
    turns = dice.normal(0.15, count) * dice.chance(0.3, count)
    layer = _layer(looks, Placing(centres, scales, turns, torch.ones_like(scales)), side)
    soft = blur(layer, dice.uniform(*SOFTNESS[kind], count) * side)
    dim = spread(dice.uniform(0.5, 1.1, count))
    return torch.cat([(soft[:, :3] * dim).clamp(0, 1), soft[:, 3:]], 1)


def _standing(dice: Dice, pictures: Tensor, layer: Tensor) -> Tensor:
    """A product put down on its ground, with shadows and perhaps a reflection."""
    colours, alpha = layer[:, :3], layer[:, 3:]
    foot = _foot(alpha)
    pictures = _reflected(dice, pictures, layer, foot)
    dark = torch.maximum(_contact(dice, alpha, foot), _cast(dice, alpha, foot))
    tint = 1 + dice.normal(0.04, len(alpha), 3, 1, 1)
    pictures = pictures * (1 - dark * tint).clamp(0, 1)
    return pictures * (1 - alpha) + colours


def _foot(alpha: Tensor) -> Tensor:
    """(N, 3), 0..1: the lowest row of each product and the span of what stands on it."""
    side = alpha.shape[-1]
    y, x = grid(side, alpha.device)
    solid = alpha > 0.5
    lowest = torch.where(solid, y, 0.0).amax((1, 2, 3))
    standing = solid & (y > spread(lowest - 0.06))
    left = torch.where(standing, x, 1.0).amin((1, 2, 3))
    right = torch.where(standing, x, 0.0).amax((1, 2, 3))
    return torch.stack([lowest, torch.minimum(left, right), right], 1)


def _contact(dice: Dice, alpha: Tensor, foot: Tensor) -> Tensor:
    """A dark ellipse under the product, which stands on it or floats above it."""
    count, side = len(alpha), alpha.shape[-1]
    y, x = grid(side, alpha.device)
    middle, half = (foot[:, 1] + foot[:, 2]) / 2, (foot[:, 2] - foot[:, 1]) / 2
    wide = (half * dice.uniform(0.8, 1.3, count)).clamp(min=0.01)
    tall = dice.uniform(0.006, 0.04, count)
    low = foot[:, 0] + dice.uniform(0, 0.14, count) * dice.chance(0.3, count)
    away = ((x - spread(middle)) / spread(wide)) ** 2 + ((y - spread(low)) / spread(tall)) ** 2
    strength = dice.uniform(0.2, 0.85, count) * dice.chance(0.6, count)
    return torch.exp(-away * spread(dice.uniform(0.7, 2.5, count))) * spread(strength)


def _cast(dice: Dice, alpha: Tensor, foot: Tensor) -> Tensor:
    """The product's own outline as a shadow: beside it (lying) or stretched from its foot."""
    count, side = len(alpha), alpha.shape[-1]
    lying = dice.chance(0.5, count)
    theta = torch.zeros(count, 2, 3, device=alpha.device)
    theta[:, 0, 0] = theta[:, 1, 1] = 1
    shift = dice.normal(0.05, count, 2) + torch.tensor([0.0, -0.03], device=alpha.device)
    base = foot[:, 0] * 2 - 1
    squeeze = 1 / dice.uniform(0.2, 0.9, count)
    lean = dice.uniform(-1.6, 1.6, count)
    theta[:, 1, 1] = torch.where(lying, theta[:, 1, 1], squeeze)
    theta[:, 0, 1] = torch.where(lying, theta[:, 0, 1], lean)
    theta[:, 0, 2] = torch.where(lying, shift[:, 0], -lean * base)
    theta[:, 1, 2] = torch.where(lying, shift[:, 1], base * (1 - squeeze))
    where = functional.affine_grid(theta, list(alpha.shape), align_corners=False)
    cast = functional.grid_sample(alpha, where, align_corners=False)
    cast = blur(cast, (dice.uniform(0, 1, count) ** 2 * 0.06 + 0.002) * side)
    strength = dice.uniform(0.1, 0.6, count) * dice.chance(0.45, count)
    return cast * spread(strength)


def _reflected(dice: Dice, pictures: Tensor, layer: Tensor, foot: Tensor) -> Tensor:
    """The product mirrored in a glossy floor, fading downwards."""
    count, side = len(layer), layer.shape[-1]
    chosen = torch.nonzero(dice.chance(0.1, count))[:, 0]
    if not len(chosen):
        return pictures
    theta = torch.zeros(len(chosen), 2, 3, device=layer.device)
    base = foot[chosen, 0] * 2 - 1
    theta[:, 0, 0], theta[:, 1, 1], theta[:, 1, 2] = 1, -1, 2 * base
    where = functional.affine_grid(theta, [len(chosen), 4, side, side], align_corners=False)
    mirrored = functional.grid_sample(layer[chosen], where, align_corners=False)
    y, _ = grid(side, layer.device)
    depth = (y - spread(foot[chosen, 0])).clamp(min=0)
    fade = torch.exp(-depth / spread(dice.uniform(0.05, 0.25, len(chosen))))
    mirrored = mirrored * fade * spread(dice.uniform(0.1, 0.45, len(chosen)))
    mirrored = blur(mirrored, dice.uniform(0.001, 0.01, len(chosen)) * side)
    result = pictures.clone()
    result[chosen] = pictures[chosen] * (1 - mirrored[:, 3:]) + mirrored[:, :3]
    return result
