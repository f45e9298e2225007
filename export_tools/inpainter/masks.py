"""Holes as the detector will find them, drawn for whole batches on any device.

Holes are (N, 1, S, S) float, 1 where the picture is to be painted. Shapes are drawn at a quarter
of the size, as the detector's removal map comes, then grown a little and made smooth.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor
from torch.nn import functional

from export_tools.product_matting.optics import Dice, grid, spread

STRIDE = 4
LEAST, MOST = 0.002, 0.45  # share of the picture that a hole takes, after growing
BOX_SHARES = (0.005, 0.40)  # before growing
KINDS = ("text", "box", "bar", "logo", "scribble", "text_and_box", "line")
WEIGHTS = (0.30, 0.15, 0.11, 0.09, 0.10, 0.07, 0.18)
SEGMENTS = 14  # of a scribble
STAINED, STAIN_PX = 0.25, 3


def draw_holes(texts: Tensor, dice: Dice, count: int, side: int) -> Tensor:
    """`count` holes of all kinds; `texts` (M, 1, h, w) are removal maps of whole ads."""
    small = side // STRIDE
    drawn = _drawn(texts, dice, count, small)  # (7, N, 1, small, small)
    kinds = dice.pick(torch.tensor(WEIGHTS, device=dice.device), count)
    coarse = drawn[kinds, torch.arange(count, device=dice.device)]
    coarse = torch.where(spread(dice.chance(0.5, count)), grown(coarse, 1), coarse)
    holes = grown(_enlarged(coarse, side), 1)
    holes = torch.where(spread(dice.chance(0.5, count)), grown(holes, 2), holes)
    share = holes.mean((1, 2, 3))
    fair = spread((share >= LEAST) & (share <= MOST))
    spare = _enlarged(_boxes(dice, count, small, (0.02, 0.15)), side)
    return torch.where(fair, holes, spare)


def _drawn(texts: Tensor, dice: Dice, count: int, side: int) -> Tensor:
    """One of each of KINDS for every place in the batch."""
    text = _lettering(texts, dice, count, side, 0.7)
    boxes = _boxes(dice, count, side, BOX_SHARES)
    bars = _boxes(dice, count, side, (0.01, 0.25), longest=7.0)
    logo = torch.maximum(_blobs(dice, count, side), _boxes(dice, count, side, (0.002, 0.01)))
    scribbles = _scribbles(dice, count, side)
    patch = _boxes(dice, count, side, (0.005, 0.1))
    line = _lettering(texts, dice, count, side, 0.0) * _slot(dice, count, side)
    return torch.stack([text, boxes, bars, logo, scribbles, torch.maximum(text, patch), line])


def _slot(dice: Dice, count: int, side: int) -> Tensor:
    """A flat rectangle in the middle: what is left of an ad's lettering is a line or a part."""
    y, x = grid(side, dice.device)
    wide, tall = dice.uniform(0.06, 0.45, count), dice.uniform(0.02, 0.14, count)
    inside = ((x - 0.5).abs() < spread(wide)) & ((y - 0.5).abs() < spread(tall))
    return inside.float()


def _lettering(texts: Tensor, dice: Dice, count: int, side: int, reach: float) -> Tensor:
    """A window of an ad's removal map at any of many sizes.

    Some marked place lies within `reach` half sides of the window's middle.
    """
    maps = texts[dice.index(len(texts), count)].float()  # (N, 1, h, w)
    height, width = maps.shape[2:]
    places = torch.multinomial(maps.flatten(1) + 1e-9, 1, generator=dice.generator)[:, 0]
    rows = (places // width).float() / height * 2 - 1
    columns = (places % width).float() / width * 2 - 1
    zoom = torch.exp(dice.uniform(math.log(0.4), math.log(2.0), count))
    turn = dice.normal(0.12, count) * dice.chance(0.3, count)
    mirrored = torch.where(dice.chance(0.5, count), -1.0, 1.0)
    cos, sin = torch.cos(turn) * zoom, torch.sin(turn) * zoom
    aside = dice.uniform(-reach, reach, 2, count) * zoom
    across = torch.stack([cos * mirrored, -sin, columns + aside[0]], 1)
    down = torch.stack([sin * mirrored, cos, rows + aside[1]], 1)
    theta = torch.stack([across, down], 1)  # (N, 2, 3)
    where = functional.affine_grid(theta, [count, 1, side, side], align_corners=False)
    return (functional.grid_sample(maps, where, align_corners=False) > 0.4).float()


def _boxes(
    dice: Dice, count: int, side: int, shares: tuple[float, float], longest: float = 2.5
) -> Tensor:
    """A rectangle that takes a share of the picture within `shares`, maybe round or tilted."""
    area = torch.exp(dice.uniform(math.log(shares[0]), math.log(shares[1]), count))
    ratio = torch.exp(dice.uniform(-math.log(2.5), math.log(longest), count))
    wide = (area * ratio).sqrt().clamp(max=0.97)
    tall = (area / wide).clamp(max=0.97)
    middle = _middles(dice, wide, tall)
    half = torch.stack([wide, tall]) / 2  # (2, N)
    radius = torch.minimum(half[0], half[1]) * dice.uniform(0, 1, count) * dice.chance(0.4, count)
    turn = dice.normal(0.15, count) * dice.chance(0.2, count)
    y, x = grid(side, dice.device)
    across, down = x - spread(middle[0]), y - spread(middle[1])
    cos, sin = spread(torch.cos(turn)), spread(torch.sin(turn))
    u = (cos * across + sin * down).abs() - spread(half[0] - radius)
    v = (cos * down - sin * across).abs() - spread(half[1] - radius)
    outside = (u.clamp(min=0) ** 2 + v.clamp(min=0) ** 2).sqrt()
    distance = outside + torch.maximum(u, v).clamp(max=0) - spread(radius)
    return (distance <= 0).float()


def _middles(dice: Dice, wide: Tensor, tall: Tensor) -> Tensor:
    """(2, N) x and y of centres that keep boxes inside the picture."""
    count = len(wide)
    x = wide / 2 + dice.uniform(0, 1, count) * (1 - wide)
    y = tall / 2 + dice.uniform(0, 1, count) * (1 - tall)
    return torch.stack([x, y])


def _blobs(dice: Dice, count: int, side: int) -> Tensor:
    """Ellipses with a wavy rim, as badges and emblems are."""
    area = torch.exp(dice.uniform(math.log(0.004), math.log(0.12), count))
    ratio = torch.exp(dice.normal(0.3, count))
    across = spread((area * ratio / math.pi).sqrt())
    down = spread((area / ratio / math.pi).sqrt())
    y, x = grid(side, dice.device)
    middle = dice.uniform(0.12, 0.88, 2, count)
    u, v = (x - spread(middle[0])) / across, (y - spread(middle[1])) / down
    waves = spread(dice.index(10, count).float() + 3)
    rim = 1 + spread(dice.uniform(0, 0.18, count)) * torch.sin(waves * torch.atan2(v, u))
    return ((u**2 + v**2).sqrt() <= rim).float()


def _scribbles(dice: Dice, count: int, side: int) -> Tensor:
    """Brush strokes: a walk that turns now and then, as a person's hand marks things."""
    heading = dice.uniform(0, 2 * math.pi, count)[:, None]
    heading = heading + dice.normal(0.7, count, SEGMENTS).cumsum(1)
    step = dice.uniform(0.03, 0.12, count)[:, None]
    start = dice.uniform(0.2, 0.8, count, 2, 1)
    moves = torch.stack([torch.cos(heading), torch.sin(heading)], 1) * step[:, None]
    points = torch.cat([start, start + moves.cumsum(2)], 2).clamp(0.02, 0.98)  # (N, 2, K + 1)
    thick = spread(dice.uniform(0.01, 0.045, count))
    y, x = grid(side, dice.device)
    nearest = torch.full((count, 1, side, side), 9.0, device=dice.device)
    for k in range(SEGMENTS):
        a, b = points[:, :, k], points[:, :, k + 1]
        along = b - a
        dx, dy = x - spread(a[:, 0]), y - spread(a[:, 1])
        length = (along**2).sum(1).clamp(min=1e-8)
        t = (dx * spread(along[:, 0]) + dy * spread(along[:, 1])) / spread(length)
        t = t.clamp(0, 1)
        off = (dx - t * spread(along[:, 0])) ** 2 + (dy - t * spread(along[:, 1])) ** 2
        nearest = torch.minimum(nearest, off.sqrt())
    return (nearest <= thick).float()


def grown(holes: Tensor, pixels: int) -> Tensor:
    """Holes spread by `pixels` on every side."""
    return functional.max_pool2d(holes, 2 * pixels + 1, 1, pixels)


def _enlarged(coarse: Tensor, side: int) -> Tensor:
    soft = functional.interpolate(coarse, size=(side, side), mode="bilinear", align_corners=False)
    return (soft >= 0.5).float()


def stained(pictures: Tensor, holes: Tensor, dice: Dice) -> Tensor:
    """The pictures as the network gets them: some with traces of what was there at the rim.

    Anti-aliased edges and shadows leak past a mask; what leaks must not be painted on as a ghost.
    """
    count = len(pictures)
    ring = grown(holes, STAIN_PX) - holes
    strength = dice.uniform(0.1, 0.6, count) * dice.chance(STAINED, count)
    colour = dice.uniform(0, 1, count, 3, 1, 1)
    return torch.lerp(pictures, colour.expand_as(pictures), ring * spread(strength))
