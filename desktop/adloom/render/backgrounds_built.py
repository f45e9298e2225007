"""Families of built grounds: podiums, plinths, arches, tables and layered paper.

Each draws float32 planes (3, H, W) sRGB for a `Setting`; `floor_of` says where shadows fall.
"""

from __future__ import annotations

import numpy as np

from adloom.render.backgrounds_fields import (
    Floats,
    Setting,
    arch,
    coat,
    cover,
    darken,
    drawn,
    ellipse,
    paint,
    pool,
    rectangle,
)
from adloom.render.backgrounds_palette import GroundPalette, Tone
from adloom.render.backgrounds_walls import floor_light, lit_wall
from adloom.types import Box

# How far behind the feet the floor ends, in short sides, where it ends in a crisp edge.
_HORIZON = {"arch": 0.045, "terrazzo": 0.12, "halo": 0.075, "tabletop": 0.11}


def _cylinder(
    setting: Setting, planes: Floats, cx: float, top: float, rx: float, ry: float, tone: Tone
) -> None:
    """Draw a lit cylinder in place: a bright top, a side shaded around, bleeding or standing."""
    across = np.clip((setting.x - cx) / rx, -1.0, 1.0)
    facing = np.sqrt(1.0 - across * across)
    lit = 0.08 + 0.62 * np.clip(0.86 * facing + 0.5 * setting.light * across, 0.0, 1.1)
    fall = np.clip(1.0 - 0.35 * (setting.y - top) / max(setting.height - top, 1.0), 0.0, 1.0)
    body = rectangle(setting, Box(cx - rx, top, 2 * rx, setting.height - top + 4 * ry))
    coat(planes, body, np.asarray(lit * fall, dtype=np.float32), tone)
    sheen = 0.93 + 0.12 * setting.light * across + 0.05 * (setting.y - top) / ry
    lid = np.asarray(np.clip(sheen, 0.0, 1.15), dtype=np.float32)
    coat(planes, ellipse(setting, cx, top, rx, ry), lid, tone)


def _podium_size(setting: Setting) -> tuple[float, float, float]:
    """Return (centre x, half width, half depth) of a podium the product stands on."""
    cx = (setting.foot[0] + setting.foot[1]) / 2
    span = max(setting.foot[1] - setting.foot[0], 0.62 * setting.product.width)
    rx = min(0.5 * span + 0.085 * setting.unit + 0.1 * span, 0.5 * setting.width)
    return cx, rx, max(0.15 * rx, 0.02 * setting.unit)


def draw_podium(setting: Setting, palette: GroundPalette, rng: np.random.Generator) -> Floats:
    """Draw a wall and a lit round podium, at times in two steps."""
    planes = paint(lit_wall(setting, 0.26, 0.48), palette.base)
    cx, rx, ry = _podium_size(setting)
    top = setting.base_y - 0.2 * ry
    if rng.random() < 0.5:
        wide, low = rx * 1.32, top + ry + 0.055 * setting.unit
        _cylinder(setting, planes, cx, low, wide, ry * 1.32, palette.second)
        shade = pool(setting, cx - setting.light * 0.06 * rx, low + 0.2 * ry, rx * 1.1, ry * 1.25)
        darken(planes, shade * ellipse(setting, cx, low, wide, ry * 1.32), palette.shadow, 0.5)
    _cylinder(setting, planes, cx, top, rx, ry, palette.accent)
    return planes


def draw_plinth(setting: Setting, palette: GroundPalette, rng: np.random.Generator) -> Floats:
    """Draw a wall and a square plinth seen from the front."""
    planes = paint(lit_wall(setting, 0.26, 0.48), palette.base)
    cx, rx, ry = _podium_size(setting)
    back, front = setting.base_y - 1.0 * ry, setting.base_y + 0.75 * ry
    inset = rx * 0.1
    face = rectangle(setting, Box(cx - rx, front, 2 * rx, setting.height - front + 8))
    lit = 0.5 - 0.4 * np.clip((setting.y - front) / (0.5 * setting.unit), 0, 1) + 0 * setting.x
    coat(planes, face, np.asarray(lit, dtype=np.float32), palette.accent)
    lid = [(cx - rx + inset, back), (cx + rx - inset, back), (cx + rx, front), (cx - rx, front)]
    sheen = 0.96 + 0.1 * setting.light * (setting.x - cx) / rx + 0 * setting.y
    mask = drawn(setting, [lid], 0.0)
    return coat(planes, mask, np.asarray(sheen, dtype=np.float32), palette.accent)


def draw_arch(setting: Setting, palette: GroundPalette, rng: np.random.Generator) -> Floats:
    """Draw an arched niche in a wall with a floor before it."""
    unit, product = setting.unit, setting.product
    standing = setting.stance == "standing"
    floor_y = setting.base_y - _HORIZON["arch"] * unit if standing else setting.height + 0.1 * unit
    half = 0.5 * product.width + 0.11 * unit
    top = max(0.04 * setting.height, product.y - 0.13 * unit)
    cx = product.centre[0]
    hole = Box(cx - half, top, 2 * half, floor_y - top)
    planes = paint(lit_wall(setting, 0.5, 0.3), palette.base)
    depth = 0.045 * unit
    inner = Box(hole.x - setting.light * depth, hole.y + 0.35 * depth, hole.width, hole.height)
    mask = arch(setting, hole)
    reveal = np.asarray(0.12 + 0.25 * setting.y / setting.height + 0 * setting.x, dtype=np.float32)
    coat(planes, mask, reveal, palette.second)
    back = lit_wall(setting, 0.30, 0.5)
    niche = paint(back, palette.second)
    shade = arch(setting, inner, 0.16 * unit)
    darken(niche, 1.0 - shade, palette.shadow, 0.22)
    cover(planes, mask * arch(setting, inner), niche)
    if standing:
        _lay_floor(setting, planes, floor_y, palette.base, 0.5)
    return planes


def _lay_floor(
    setting: Setting, planes: Floats, horizon: float, tone: Tone, occlusion: float
) -> None:
    """Lay a floor under `horizon` in place, a crisp far edge with a soft dark line along it."""
    mask = np.clip(setting.y - np.float32(horizon) + np.float32(0.5), 0.0, 1.0)
    line = np.exp(-np.abs(setting.y - horizon) / (0.022 * setting.unit))
    field = floor_light(setting, horizon, 0.62, 0.95)
    field -= np.float32(0.30 * occlusion) * line
    darken(planes, np.where(line > 0.004, line, 0.0), tone.shade, 0.35 * occlusion)
    coat(planes, mask, field, tone)


def _chips(
    setting: Setting, top: float, rng: np.random.Generator, count: int
) -> list[list[tuple[float, float]]]:
    shapes = []
    for _ in range(count):
        cx = float(rng.uniform(0, setting.width))
        depth = float(rng.random())
        cy = top + depth * (setting.height - top)
        size = setting.unit * float(rng.uniform(0.004, 0.017)) * (0.55 + 0.45 * depth)
        turns = np.sort(rng.uniform(0, 2 * np.pi, 6))
        radii = size * rng.uniform(0.6, 1.2, 6)
        flat = 0.55 if top > 0 else 0.9
        shapes.append(
            [
                (cx + r * np.cos(a), cy + flat * r * np.sin(a))
                for a, r in zip(turns, radii, strict=True)
            ]
        )
    return shapes


def draw_terrazzo(setting: Setting, palette: GroundPalette, rng: np.random.Generator) -> Floats:
    """Draw a terrazzo table under a plain wall; lying products get a terrazzo slab behind them."""
    unit = setting.unit
    planes = paint(lit_wall(setting, 0.34, 0.44), palette.base)
    if setting.stance == "standing":
        horizon = setting.base_y - _HORIZON["terrazzo"] * unit
        _lay_floor(setting, planes, horizon, palette.accent, 0.8)
        mask = np.ones(planes.shape[1:], np.float32)
    else:
        horizon, reach = 0.0, 0.07 * unit
        box = setting.product
        slab = Box(box.x - reach, box.y - reach, box.width + 2 * reach, box.height + 2 * reach)
        soft = rectangle(setting, slab, 0.03 * unit, 0.05 * unit)
        darken(planes, soft, palette.shadow, 0.2)
        mask = rectangle(setting, slab, 0.03 * unit)
        coat(planes, mask, lit_wall(setting, 0.5, 0.3), palette.accent)
    area = setting.width * (setting.height - horizon) / unit**2
    for tone, level in ((palette.second, 0.0), (palette.base, 0.05), (palette.second, 0.75)):
        chips = drawn(setting, _chips(setting, horizon, rng, round(150 * area)), 0.0)
        field = np.full(mask.shape, level, np.float32)
        coat(planes, chips * mask * np.float32(0.75), field, tone)
    return planes


def draw_halo(setting: Setting, palette: GroundPalette, rng: np.random.Generator) -> Floats:
    """Draw a disc, often ringed, behind the product."""
    unit, product = setting.unit, setting.product
    cx, cy = product.centre
    radius = 0.5 * max(product.width, product.height) * 0.98 + 0.03 * unit
    if setting.stance == "standing":
        cy = min(cy, setting.base_y - 0.55 * radius)
    planes = paint(lit_wall(setting, 0.42, 0.36), palette.base)
    across = ((setting.x - cx) * setting.light - (setting.y - cy)) / radius
    disc = ellipse(setting, cx, cy, radius, radius)
    field = np.asarray(0.55 + 0.3 * across, dtype=np.float32)
    coat(planes, disc, field, palette.second)
    if rng.random() < 0.6:
        outer, line = radius * 1.14, max(1.5, 0.006 * unit)
        ring = ellipse(setting, cx, cy, outer, outer) - ellipse(
            setting, cx, cy, outer - line, outer - line
        )
        coat(planes, ring * np.float32(0.8), field, palette.second)
    if setting.stance == "standing":
        _lay_floor(setting, planes, setting.base_y - _HORIZON["halo"] * unit, palette.accent, 0.4)
    return planes


def draw_tabletop(setting: Setting, palette: GroundPalette, rng: np.random.Generator) -> Floats:
    """Draw a wall and a table with a crisp far edge."""
    planes = paint(lit_wall(setting, 0.32, 0.46), palette.base)
    horizon = setting.base_y - _HORIZON["tabletop"] * setting.unit
    _lay_floor(setting, planes, horizon, palette.second, 0.8)
    return planes


def draw_waves(setting: Setting, palette: GroundPalette, rng: np.random.Generator) -> Floats:
    """Draw layers of cut paper: rising behind a standing product, else along the far edge."""
    unit = setting.unit
    planes = paint(lit_wall(setting, 0.46, 0.34), palette.base)
    standing = setting.stance == "standing"
    start = setting.base_y - 0.30 * unit if standing else setting.height - 0.22 * unit
    xs = np.linspace(-4, setting.width + 4, 80)
    tones = ((palette.accent, 0.45), (palette.second, 0.75), (palette.second, 0.35))
    for step, (tone, level) in enumerate(tones):
        y = start + step * (0.105 if standing else 0.065) * unit
        length = unit * float(rng.uniform(0.9, 1.5))
        phase = float(rng.uniform(0, 6.28))
        crest = y + 0.035 * unit * np.sin(6.28 * xs / length + phase)
        shape = [*zip(xs, crest, strict=True), (setting.width + 4.0, setting.height + 4.0)]
        shape.append((-4.0, setting.height + 4.0))
        soft = drawn(setting, [[(px, py - 0.008 * unit) for px, py in shape]], 0.018 * unit, 3.0)
        darken(planes, soft, palette.shadow, 0.16)
        field = np.asarray(level + 0.2 * (setting.y - y) / unit + 0 * setting.x, dtype=np.float32)
        coat(planes, drawn(setting, [shape], 0.0), field, tone)
    return planes


def floor_of(name: str, setting: Setting) -> Floats:
    """Return where a family's floor takes a standing product's shadow, (H, W) or (H, 1), 0..1."""
    if name in ("podium", "plinth"):
        cx, rx, ry = _podium_size(setting)
        lift = 0.2 if name == "podium" else 0.12
        return ellipse(setting, cx, setting.base_y - lift * ry, rx, ry, 2.0)
    far = setting.base_y - _HORIZON.get(name, 10.0) * setting.unit
    seen: Floats = np.clip(setting.y - np.float32(far), 0.0, 1.0)
    return seen
