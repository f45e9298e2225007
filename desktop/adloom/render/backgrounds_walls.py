"""Families of plain grounds: sweeps, glows, splits, washes, papers, window light.

Each draws float32 planes (3, H, W) sRGB for a `Setting`, quiet where the words go.
"""

from __future__ import annotations

import numpy as np

from adloom.render.backgrounds_fields import (
    Floats,
    Setting,
    cloud,
    coat,
    darken,
    drawn,
    half_plane,
    paint,
    pool,
    smoothstep,
)
from adloom.render.backgrounds_palette import GroundPalette, Tone


def lit_wall(setting: Setting, level: float, glow: float) -> Floats:
    """Return the light (H, W) of a wall: a pool behind the product, a fall from the lit side."""
    cx, cy = setting.product.centre
    radius = 0.42 * setting.unit + 0.45 * max(setting.product.width, setting.product.height)
    side = setting.light * (setting.x / setting.width - 0.5)
    top = 0.5 - setting.y / setting.height
    field = pool(setting, cx + setting.light * 0.12 * radius, cy - 0.1 * radius, radius, radius)
    field *= np.float32(glow)
    field += np.float32(0.16) * side + np.float32(0.08) * top + np.float32(level)
    return field


def floor_light(setting: Setting, horizon: float, near: float, far: float) -> Floats:
    """Return the light (H, W) of a floor, from `far` at the horizon to `near` at the bottom."""
    depth = max(setting.height - horizon, 0.1 * setting.unit)
    t = np.clip((setting.y - horizon) / depth, 0.0, 1.0)
    cx = setting.product.centre[0]
    reach = 0.5 * setting.unit + 0.7 * setting.product.width
    across = np.exp(-(((setting.x - cx) / reach) ** 2))
    return np.asarray(far + (near - far) * t + 0.16 * (across - 0.5), dtype=np.float32)


def sweep_light(setting: Setting, dip: float = 0.10) -> Floats:
    """Return the light (H, W) of a seamless wall and floor, darker by `dip` where they meet."""
    unit = setting.unit
    horizon = setting.base_y - 0.13 * unit
    blend = smoothstep(horizon - 0.12 * unit, horizon + 0.10 * unit, setting.y)
    wall = lit_wall(setting, 0.28, 0.44)
    wall += blend * (floor_light(setting, horizon, 0.55, 0.92) - wall)
    wall -= dip * np.exp(-(((setting.y - horizon + 0.05 * unit) / (0.11 * unit)) ** 2))
    return wall


def draw_sweep(setting: Setting, palette: GroundPalette, rng: np.random.Generator) -> Floats:
    """Draw a seamless studio sweep."""
    if setting.stance != "standing":
        return paint(lit_wall(setting, 0.36, 0.46), palette.base)
    return paint(sweep_light(setting), palette.base)


def draw_glow(setting: Setting, palette: GroundPalette, rng: np.random.Generator) -> Floats:
    """Draw a round glow behind the product."""
    cx, cy = setting.product.centre
    size = max(setting.product.width, setting.product.height)
    radius = 0.62 * size + 0.22 * setting.unit
    field = 0.06 + 0.98 * pool(setting, cx, cy, radius * 1.15, radius)
    wide = Tone(palette.second.shade, palette.base.tint)
    return paint(np.asarray(field, dtype=np.float32), wide)


def _split_x(setting: Setting) -> float:
    """Where the product's half ends and the words' half begins."""
    product, room = setting.product, setting.room
    if room.centre[0] < product.centre[0]:
        return (min(room.right, product.x) + product.x) / 2 - 0.02 * setting.unit
    return (max(room.x, product.right) + product.right) / 2 + 0.02 * setting.unit


def _beside(setting: Setting) -> bool:
    """Whether the words stand beside the product, not above or below it."""
    product, room = setting.product, setting.room
    return room.right <= product.centre[0] or room.x >= product.centre[0]


def draw_split(setting: Setting, palette: GroundPalette, rng: np.random.Generator) -> Floats:
    """Draw two flat tones that part the product's half from the words'."""
    field = (
        sweep_light(setting, 0.05) if setting.stance == "standing" else lit_wall(setting, 0.4, 0.4)
    )
    planes = paint(field, palette.base)
    if not _beside(setting):
        y = setting.room.bottom if setting.room.y < setting.product.y else setting.room.y
        toward = -90.0 if setting.room.y < setting.product.y else 90.0
        mask = half_plane(setting, 0, y, toward)
    else:
        right = setting.room.centre[0] > setting.product.centre[0]
        mask = half_plane(setting, _split_x(setting), 0, 0.0 if right else 180.0)
    flat = np.broadcast_to(0.62 - 0.12 * setting.y / setting.height, field.shape)
    return coat(planes, mask, np.asarray(flat, dtype=np.float32), palette.second)


def draw_diagonal(setting: Setting, palette: GroundPalette, rng: np.random.Generator) -> Floats:
    """Draw two tones that meet on a slanting fold."""
    field = (
        sweep_light(setting, 0.04) if setting.stance == "standing" else lit_wall(setting, 0.4, 0.4)
    )
    planes = paint(field, palette.base)
    lean = float(rng.uniform(14, 22))
    if _beside(setting):
        right = setting.room.centre[0] > setting.product.centre[0]
        x0, y0 = _split_x(setting), setting.height / 2
        degrees = -lean if right else 180.0 + lean
    else:
        above = setting.room.y < setting.product.y
        x0, y0 = setting.width / 2, setting.product.y if above else setting.product.bottom
        degrees = (-90.0 if above else 90.0) + setting.light * lean
    fold = half_plane(setting, x0, y0, degrees, 0.09 * setting.unit)
    crisp = half_plane(setting, x0, y0, degrees, 1.4)
    darken(planes, fold, palette.shadow, 0.16)
    flat = np.asarray(0.7 - 0.2 * setting.y / setting.height + 0 * setting.x, dtype=np.float32)
    return coat(planes, crisp, flat, palette.accent if palette.dark else palette.second)


def draw_wash(setting: Setting, palette: GroundPalette, rng: np.random.Generator) -> Floats:
    """Draw broad soft pools of neighbouring colours."""
    planes = paint(lit_wall(setting, 0.42, 0.3), palette.base)
    for tone, strength in ((palette.second, 0.9), (palette.accent, 0.8), (palette.second, 0.6)):
        cx = float(rng.uniform(-0.1, 1.1)) * setting.width
        cy = float(rng.uniform(-0.1, 1.1)) * setting.height
        radius = float(rng.uniform(0.45, 0.8)) * max(setting.unit, 0.5 * setting.width)
        mask = pool(setting, cx, cy, radius, radius * 0.8) * np.float32(strength)
        coat(planes, mask, np.full(mask.shape, 0.72, np.float32), tone)
    return planes


def _blinds(setting: Setting, rng: np.random.Generator) -> list[list[tuple[float, float]]]:
    """Slanted bars of light as a blind throws them."""
    unit = setting.unit
    slope = -setting.light * float(rng.uniform(0.35, 0.5))
    pitch, bar = 0.105 * unit, 0.062 * unit
    reach = 0.62 * unit + 0.4 * setting.product.width
    cx, cy = setting.product.centre
    shapes = []
    for step in range(-8, 9):
        y = cy + step * pitch - 0.05 * unit
        ends = ((cx - reach, y - slope * reach), (cx + reach, y + slope * reach))
        (x0, y0), (x1, y1) = ends
        shapes.append([(x0, y0), (x1, y1), (x1, y1 + bar), (x0, y0 + bar)])
    return shapes


def draw_window(setting: Setting, palette: GroundPalette, rng: np.random.Generator) -> Floats:
    """Draw a wall with bars of light from a blind."""
    standing = setting.stance == "standing"
    field = sweep_light(setting, 0.06) if standing else lit_wall(setting, 0.34, 0.4)
    bars = drawn(setting, _blinds(setting, rng), 0.016 * setting.unit, 3.0)
    cx, cy = setting.product.centre
    reach = 0.5 * setting.unit + 0.35 * setting.product.width
    fade = pool(setting, cx, cy, reach, reach)
    field = field * np.float32(0.86) + np.float32(0.26) * bars * fade
    return paint(field, palette.base)


def _frond(
    x: float, y: float, length: float, angle: float, rng: np.random.Generator
) -> list[list[tuple[float, float]]]:
    """The leaflets of one palm frond that starts at (x, y) and points to `angle` (radians)."""
    shapes = []
    for step in range(3, 17):
        along = step / 17
        bend = angle + 0.45 * along * along
        sx, sy = x + np.cos(bend) * length * along, y + np.sin(bend) * length * along
        size = length * 0.46 * float(np.sin(np.pi * (0.2 + 0.72 * along))) * rng.uniform(0.85, 1.1)
        for side in (-1, 1):
            turn = bend + side * (0.95 - 0.45 * along)
            tip = (sx + np.cos(turn) * size, sy + np.sin(turn) * size)
            wide = 0.016 * length + 0.02 * size
            nx, ny = -np.sin(turn) * wide, np.cos(turn) * wide
            mid = (sx + np.cos(turn) * size * 0.4, sy + np.sin(turn) * size * 0.4)
            shapes.append([(sx, sy), (mid[0] + nx, mid[1] + ny), tip, (mid[0] - nx, mid[1] - ny)])
    return shapes


def draw_leaves(setting: Setting, palette: GroundPalette, rng: np.random.Generator) -> Floats:
    """Draw a wall with the soft shadows of palm leaves."""
    standing = setting.stance == "standing"
    planes = paint(sweep_light(setting) if standing else lit_wall(setting, 0.4, 0.4), palette.base)
    unit, product, room = setting.unit, setting.product, setting.room
    at_left = setting.light < 0
    if _beside(setting):
        at_left = room.centre[0] > product.centre[0]
    x, toward, way = (
        (-0.02 * setting.width, 0.0, 1) if at_left else (1.02 * setting.width, np.pi, -1)
    )
    # Words above the product want a quiet top: the leaves then hang beside the product.
    top = 0.0 if _beside(setting) or room.y > product.y else max(0.0, product.y - 0.1 * unit)
    shapes = []
    for turn in (0.15, 0.75):
        angle = toward + way * turn + float(rng.uniform(-0.1, 0.1))
        y = top + float(rng.uniform(0.02, 0.12)) * setting.height
        shapes += _frond(x, y, 0.85 * unit, angle, rng)
    mask = drawn(setting, shapes, 0.009 * unit, 3.0)
    return darken(planes, mask, palette.shadow, 0.17)


def draw_paper(setting: Setting, palette: GroundPalette, rng: np.random.Generator) -> Floats:
    """Draw a sheet of fine paper."""
    standing = setting.stance == "standing"
    field = sweep_light(setting, 0.08) if standing else lit_wall(setting, 0.40, 0.34)
    tile = rng.standard_normal((257, 263), np.float32)
    relief = tile + np.roll(tile, 1, 0) + np.roll(tile, 1, 1) - np.roll(tile, (2, 2), (0, 1))
    across, down = -(-setting.width // 263), -(-setting.height // 257)
    fibre = np.tile(relief, (down, across))[: setting.height, : setting.width]
    field += np.float32(0.028) * fibre + np.float32(0.022) * cloud(setting, 26, rng)
    return paint(field, palette.base)


def draw_blobs(setting: Setting, palette: GroundPalette, rng: np.random.Generator) -> Floats:
    """Draw calm round shapes at the corners."""
    standing = setting.stance == "standing"
    planes = paint(
        sweep_light(setting, 0.04) if standing else lit_wall(setting, 0.5, 0.3), palette.base
    )
    angles = np.linspace(0, 2 * np.pi, 120, endpoint=False)
    corners = ((0.02, 0.05), (0.98, 0.0), (0.97, 0.95), (0.03, 1.0))
    for place in rng.permutation(4)[:3]:
        cx, cy = corners[int(place)][0] * setting.width, corners[int(place)][1] * setting.height
        radius = setting.unit * float(rng.uniform(0.22, 0.36))
        wave = sum(
            rng.uniform(0.05, 0.12) * np.cos(k * angles + rng.uniform(0, 6.28)) for k in (1, 2, 3)
        )
        rim = radius * (1.0 + wave)
        shape = list(zip(cx + rim * np.cos(angles), cy + rim * np.sin(angles), strict=True))
        tone = (palette.second, palette.accent)[int(rng.integers(2))]
        field = np.full(planes.shape[1:], float(rng.uniform(0.35, 0.7)), np.float32)
        coat(planes, drawn(setting, [shape], 0.0), field, tone)
    return planes


def draw_spotlight(setting: Setting, palette: GroundPalette, rng: np.random.Generator) -> Floats:
    """Draw a pool of light in the dark."""
    cx, cy = setting.product.centre
    size = max(setting.product.width, setting.product.height)
    radius = 0.55 * size + 0.3 * setting.unit
    field = 0.02 + 0.75 * pool(setting, cx, cy, radius, radius * 0.95)
    if setting.stance == "standing":
        floor_y = setting.base_y + 0.01 * setting.unit
        reach = 0.62 * setting.product.width + 0.2 * setting.unit
        spot = pool(setting, cx, floor_y, reach, 0.1 * setting.unit)
        edge = smoothstep(-0.16 * setting.unit, 0.0, setting.y - floor_y)
        field = field * (1.0 - 0.45 * edge) + np.float32(0.75) * spot
    wide = Tone(palette.base.shade * np.float32(0.55), palette.accent.tint)
    return paint(np.asarray(field, dtype=np.float32), wide)
