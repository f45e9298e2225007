"""Draws what stands behind products: paper, sweeps, floors, rooms, photographs; in batches.

Grounds are (N, 3, S, S) float 0..1. "near" kinds come close to the product's own colour (N, 3).
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn import functional

from export_tools.product_matting.optics import Dice, blur, grid, ramps, spread
from export_tools.product_matting.stock import Stock

Drawing = Callable[[Stock, Dice, Tensor, int], Tensor]


def draw_grounds(
    stock: Stock, dice: Dice, near: Tensor, empty: Tensor, side: int
) -> tuple[Tensor, Tensor]:
    """One ground for each product colour of `near`, of kinds drawn by their shares.

    Where `empty`, no photograph stands alone: it might well show something like a product. Also
    (N,) bool: where the ground shows things of its own, so that the product must stand out by size.
    """
    count = len(near)
    weights = torch.tensor([share for share, _ in KINDS], device=dice.device)
    kinds = dice.pick(weights, count)
    drawings = [drawing for _, drawing in KINDS]
    alone = kinds == drawings.index(_photo)
    kinds = torch.where(empty & alone, drawings.index(_room), kinds)
    result = torch.empty(count, 3, side, side, device=dice.device)
    for number, drawing in enumerate(drawings):
        chosen = torch.nonzero(kinds == number)[:, 0]
        if len(chosen):
            result[chosen] = drawing(stock, dice, near[chosen], side)
    busy = (kinds == drawings.index(_photo)) | (kinds == drawings.index(_room))
    return result.clamp(0, 1), busy


def tints(dice: Dice, count: int) -> Tensor:
    """(N, 3) colours: mostly light and pale, some dark, some strong."""
    value = dice.uniform(0, 1, count, 1) ** 0.55
    strong = dice.chance(0.35, count)[:, None]
    return (value + dice.normal(1.0, count, 3) * torch.where(strong, 0.2, 0.03)).clamp(0, 1)


def _filled(colours: Tensor, side: int) -> Tensor:
    return colours[:, :, None, None].expand(-1, -1, side, side)


def _white(stock: Stock, dice: Dice, near: Tensor, side: int) -> Tensor:
    level = dice.uniform(0.93, 1.0, len(near), 1).clamp(max=1).expand(-1, 3)
    level = torch.where(dice.chance(0.4, len(near))[:, None], 1.0, level)
    return _filled(level, side)


def _paper(stock: Stock, dice: Dice, near: Tensor, side: int) -> Tensor:
    """One colour, or a colour running into a neighbour."""
    first = tints(dice, len(near))
    return _graded(dice, first, side, 0.06, 0.14)


def _near(stock: Stock, dice: Dice, near: Tensor, side: int) -> Tensor:
    """White on white, dark on dark, red on red."""
    first = near + dice.normal(0.07, len(near), 3) + dice.normal(0.06, len(near), 1)
    return _graded(dice, first, side, 0.03, 0.08)


def _dark(stock: Stock, dice: Dice, near: Tensor, side: int) -> Tensor:
    """A dark studio, with a glow behind the product or none."""
    count = len(near)
    base = dice.uniform(0.0, 0.2, count, 1) + dice.normal(0.02, count, 3)
    glow = dice.uniform(0.0, 0.35, count, 1) * (1 + dice.normal(0.15, count, 3))
    away = ramps(dice, count, side)
    return _filled(base, side) + _filled(glow, side) * torch.exp(-4 * away * away)


def _graded(dice: Dice, first: Tensor, side: int, tint: float, level: float) -> Tensor:
    count = len(first)
    other = first + dice.normal(tint, count, 3) + dice.normal(level, count, 1)
    other = torch.where(dice.chance(0.25, count)[:, None], first, other)
    mixed = ramps(dice, count, side)
    return _filled(first, side) * (1 - mixed) + _filled(other, side) * mixed


def _sweep(stock: Stock, dice: Dice, near: Tensor, side: int) -> Tensor:
    """Wall and table of two tones that meet softly or hard."""
    count = len(near)
    first = torch.where(dice.chance(0.25, count)[:, None], near, tints(dice, count))
    wall = _graded(dice, first, side, 0.02, 0.07)
    below = first + dice.normal(0.04, count, 3) + dice.normal(0.13, count, 1)
    fresh = dice.chance(0.25, count)[:, None]
    table = _graded(dice, torch.where(fresh, tints(dice, count), below), side, 0.02, 0.07)
    return _joined(dice, wall, table, dice.uniform(0.35, 0.85, count), 0.09)


def _joined(dice: Dice, wall: Tensor, floor: Tensor, horizon: Tensor, widest: float) -> Tensor:
    count, side = len(wall), wall.shape[-1]
    y, x = grid(side, dice.device)
    soft = dice.uniform(0, 1, count) ** 2 * widest + 0.0015
    tilt = dice.normal(0.03, count) * dice.chance(0.5, count)
    line = (y - spread(horizon) - spread(tilt) * (x - 0.5)) / spread(soft)
    below = torch.sigmoid(line.clamp(-30, 30))
    return wall * (1 - below) + floor * below


def _photo(stock: Stock, dice: Dice, near: Tensor, side: int) -> Tensor:
    """A real photograph, sharp, a little soft, or far out of focus."""
    picture = _cropped(stock.grounds, dice, len(near), side, 0.5)
    how = dice.uniform(0, 1, len(near))
    soft = dice.uniform(0.002, 0.008, len(near)) * (how > 0.55)
    far = dice.uniform(0.015, 0.06, len(near))
    return blur(picture, torch.where(how > 0.7, far, soft) * side)


def _cropped(pictures: Tensor, dice: Dice, count: int, side: int, least: float) -> Tensor:
    """Parts of squares, from a share of `least` of their side to the whole, mirrored or not."""
    share = dice.uniform(least, 1.0, count)
    place = dice.uniform(-1, 1, count, 2) * (1 - share)[:, None]
    theta = torch.zeros(count, 2, 3, device=dice.device)
    theta[:, 0, 0] = share * torch.where(dice.chance(0.5, count), 1.0, -1.0)
    theta[:, 1, 1] = share
    theta[:, :, 2] = place
    where = functional.affine_grid(theta, [count, 3, side, side], align_corners=False)
    chosen = pictures[dice.index(len(pictures), count)].float() / 255
    return functional.grid_sample(chosen, where, padding_mode="reflection", align_corners=False)


def _flat(stock: Stock, dice: Dice, near: Tensor, side: int) -> Tensor:
    """A textured floor, bed or table seen from above."""
    picture = _surface(stock, dice, len(near), side, torch.zeros(len(near), device=dice.device))
    return _recoloured(dice, picture)


def _surface(stock: Stock, dice: Dice, count: int, side: int, horizon: Tensor) -> Tensor:
    """Textures mirrored without end; below `horizon` (0..1) they recede, at 0 they lie flat."""
    y, x = grid(side, dice.device)
    flat = spread(horizon) <= 0
    depth = (y - spread(horizon)).clamp(min=0.02)
    away = torch.where(flat, torch.ones_like(depth), 0.45 / depth)
    turn = spread(dice.uniform(-0.6, 0.6, count) + 1.5708 * dice.chance(0.4, count))
    zoom = spread(dice.uniform(0.8, 2.2, count))
    shift = spread(dice.uniform(-1, 1, count))
    across = (x - 0.5) * away * zoom
    along = torch.where(flat, (y - 0.5) * zoom, away * zoom * 0.6).expand(count, 1, side, side)
    u = torch.cos(turn) * across - torch.sin(turn) * along + shift
    v = torch.sin(turn) * across + torch.cos(turn) * along + shift
    where = torch.stack([u[:, 0], v[:, 0]], -1).expand(count, side, side, 2)
    chosen = stock.textures[dice.index(len(stock.textures), count)].float() / 255
    near = functional.grid_sample(
        chosen, where, padding_mode="reflection", align_corners=False, mode="bilinear"
    )
    coarse = functional.avg_pool2d(chosen, 8)
    distant = functional.grid_sample(
        coarse, where, padding_mode="reflection", align_corners=False, mode="bilinear"
    )
    haze = ((away - 1.2) / 3).clamp(0, 1)  # far off, the texture's pixels run together
    return near * (1 - haze) + distant * haze


def _recoloured(dice: Dice, pictures: Tensor) -> Tensor:
    """Now and then another colour for the same texture."""
    count = len(pictures)
    grey = pictures.mean(1, keepdim=True)
    tint = tints(dice, count)[:, :, None, None]
    dyed = (tint + (grey - grey.mean((2, 3), keepdim=True)) * 0.8).clamp(0, 1)
    return torch.where(spread(dice.chance(0.4, count)), dyed, pictures)


def _room(stock: Stock, dice: Dice, near: Tensor, side: int) -> Tensor:
    """A wall with frames, windows and shelves over a receding floor, sharp or out of focus."""
    count = len(near)
    horizon = dice.uniform(0.4, 0.8, count)
    wall = _graded(dice, tints(dice, count), side, 0.03, 0.1)
    rough = _recoloured(dice, _surface(stock, dice, count, side, torch.zeros_like(horizon)))
    wall = torch.where(spread(dice.chance(0.35, count)), rough, wall)
    for _ in range(6):
        wall = _hung(stock, dice, wall, horizon)
    floor = _recoloured(dice, _surface(stock, dice, count, side, horizon))
    picture = _joined(dice, wall, floor, horizon, 0.004)
    sigma = dice.uniform(0.003, 0.025, count) * dice.chance(0.5, count)
    return blur(picture, sigma * side)


def _hung(stock: Stock, dice: Dice, wall: Tensor, horizon: Tensor) -> Tensor:
    """One rectangle more on each wall: a picture, a window, a board or a cupboard."""
    count, side = len(wall), wall.shape[-1]
    y, x = grid(side, dice.device)
    wide, tall = dice.uniform(0.08, 0.5, count), dice.uniform(0.05, 0.5, count)
    centre_x, centre_y = dice.uniform(0, 1, count), dice.uniform(0, 1, count) * horizon
    away_x = (x - spread(centre_x)).abs() - spread(wide / 2)
    away_y = (y - spread(centre_y)).abs() - spread(tall / 2)
    outside = torch.maximum(away_x, away_y) * side
    inside = (0.5 - outside).clamp(0, 1)
    border = (0.5 - outside - spread(dice.uniform(0, 0.02, count)) * side).clamp(0, 1)
    shown = _cropped(stock.grounds, dice, count, side, 0.6)
    plain = _graded(dice, tints(dice, count), side, 0.03, 0.12)
    filling = torch.where(spread(dice.chance(0.5, count)), shown, plain)
    frame = _filled(tints(dice, count), side)
    present = spread(dice.chance(0.55, count).float())
    dark = spread(dice.uniform(0, 0.4, count)) * present
    shade = torch.exp(-outside.clamp(min=0) / (0.012 * side)) * dark
    hung = wall * (1 - shade) * (1 - inside) + frame * (inside - border) + filling * border
    return wall * (1 - present) + hung * present


def _table(stock: Stock, dice: Dice, near: Tensor, side: int) -> Tensor:
    """A table or floor that recedes before a plain wall or a blurred photograph."""
    count = len(near)
    horizon = dice.uniform(0.3, 0.75, count)
    plain = _graded(dice, tints(dice, count), side, 0.03, 0.12)
    behind = blur(
        _cropped(stock.grounds, dice, count, side, 0.5), dice.uniform(0.01, 0.05, count) * side
    )
    wall = torch.where(spread(dice.chance(0.5, count)), behind, plain)
    floor = _recoloured(dice, _surface(stock, dice, count, side, horizon))
    return _joined(dice, wall, floor, horizon, 0.02)


def _bokeh(stock: Stock, dice: Dice, near: Tensor, side: int) -> Tensor:
    """Lights far out of focus before a dim photograph."""
    count = len(near)
    base = blur(
        _cropped(stock.grounds, dice, count, side, 0.4), dice.uniform(0.03, 0.06, count) * side
    )
    base = base * spread(dice.uniform(0.3, 0.9, count))
    y, x = grid(side, dice.device)
    for _ in range(10):
        away = (
            (y - spread(dice.uniform(0, 1, count))) ** 2
            + (x - spread(dice.uniform(0, 1, count))) ** 2
        ).sqrt()
        disc = torch.sigmoid((spread(dice.uniform(0.01, 0.07, count)) - away) * 250)
        glow = tints(dice, count)[:, :, None, None] * spread(dice.uniform(0.1, 0.7, count))
        base = base + (1 - base) * disc * glow
    return base


KINDS: tuple[tuple[float, Drawing], ...] = (
    (1.5, _white),
    (1.2, _paper),
    (1.6, _near),
    (1.2, _dark),
    (1.5, _sweep),
    (3.8, _photo),
    (1.4, _flat),
    (2.6, _room),
    (1.4, _table),
    (0.4, _bokeh),
)
