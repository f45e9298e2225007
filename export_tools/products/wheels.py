"""Things on spoked wheels: a wheel, a bicycle, a kick scooter."""

from __future__ import annotations

import math
import random

import bpy

from export_tools.products import geometry, palette, strands
from export_tools.products.geometry import lathe, place

Place = tuple[float, float, float]


def _rolled(points: list[Place], centre: Place) -> list[Place]:
    """Stand a ring round z up on its edge in the x-z plane, about the centre."""
    return [(centre[0] + x, centre[1] + z, centre[2] + y) for x, y, z in points]


def _spoked(
    rng: random.Random,
    centre: Place,
    radius: float,
    tyre: bpy.types.Material,
    rim: bpy.types.Material,
    fat: float,
) -> None:
    """Set a wheel in the x-z plane: tyre, rim, hub, crossed spokes thin as wire."""
    strands.wires(
        "tyre", [_rolled(strands.circle(radius, 0, 72), centre)], fat, tyre, cyclic=True, sides=5
    )
    inner = radius - fat * 0.9
    strands.wires(
        "rim", [_rolled(strands.circle(inner, 0, 72), centre)], fat * 0.6, rim, cyclic=True, sides=3
    )
    count, hub, spokes = rng.choice((18, 24, 32)), radius * 0.07, []
    for k in range(count):
        a = 2 * math.pi * k / count
        cross = a + (0.5 if k % 2 else -0.5)
        side = (0.5 if k % 4 < 2 else -0.5) * radius * 0.12
        near = (
            centre[0] + hub * math.cos(cross),
            centre[1] + side,
            centre[2] + hub * math.sin(cross),
        )
        far = (centre[0] + inner * math.cos(a), centre[1], centre[2] + inner * math.sin(a))
        spokes.append((near, far))
    strands.wires("spokes", spokes, radius * rng.uniform(0.004, 0.008), rim, sides=1)
    wide = radius * 0.16
    barrel = [(0, -wide / 2), (hub, -wide / 2), (hub * 0.6, 0), (hub, wide / 2), (0, wide / 2)]
    place(lathe("hub", barrel, rim, 32), centre, (90, 0, 0))


def wheel(rng: random.Random) -> None:
    """One spoked wheel standing on its tyre."""
    radius, fat = rng.uniform(1.5, 3.4), rng.uniform(0.08, 0.3)
    rim = palette.stuff(rng, "rim", "metal", "plastic")
    _spoked(rng, (0, 0, radius + fat), radius, palette.dark(rng, "tyre"), rim, fat)


def bicycle(rng: random.Random) -> None:
    """Bicycle seen from its side: frame of tubes, two wheels, saddle, bars, crank, chain."""
    tyre, steel = (
        palette.dark(rng, "tyre"),
        palette.stuff(rng, "steel", "metal", "metal", "plastic"),
    )
    paint, hide = palette.stuff(rng, "paint", "plastic", "metal"), palette.dark(rng, "saddle")
    r, fat = rng.uniform(3.0, 3.4), rng.uniform(0.12, 0.3)
    rear, front = (-5.0, 0.0, r + fat), (5.3 + rng.uniform(-0.3, 0.5), 0.0, r + fat)
    for centre in (rear, front):
        _spoked(rng, centre, r, tyre, steel, fat)
    crank, seat = (-0.6, 0.0, r - 0.5), (-2.1, 0.0, r + 4.2)
    drop = rng.choice((0.0, 0.0, -2.3))
    head, neck = (3.6, 0.0, r + 4.9), (3.9, 0.0, r + 3.8)
    tube = rng.uniform(0.12, 0.2)
    top = (seat[0] + 0.2, 0.0, seat[2] - 0.3 + drop)
    strands.rods("frame", [(crank, seat), (top, head), (crank, neck), (neck, head)], tube, paint)
    forks = []
    for y in (-0.28, 0.28):
        forks += [
            ((rear[0], y, rear[2]), (seat[0], 0, seat[2] - 0.4)),
            ((rear[0], y, rear[2]), crank),
        ]
        forks.append(((front[0], y, front[2]), (neck[0], 0, neck[2])))
    strands.rods("forks", forks, tube * 0.55, paint)
    strands.rods(
        "post",
        [(seat, (seat[0] - 0.3, 0, seat[2] + 1.0)), (head, (head[0] - 0.2, 0, head[2] + 0.8))],
        0.1,
        steel,
    )
    saddle = geometry.pad("saddle", (2.2, 1.1, 0.35), hide, 2.2, 2.5)
    place(saddle, (seat[0] - 0.2, 0, seat[2] + 1.1), (0, rng.uniform(-4, 4), 0))
    _bars(rng, (head[0] - 0.2, 0.0, head[2] + 0.8), steel, hide)
    _drive(rng, crank, rear, steel)
    if rng.random() < 0.5:
        guards = [strands.arc(c, r + fat * 2.2, 10, 150) for c in (rear, front)]
        strands.wires("guards", guards, 0.06, paint)


def _bars(
    rng: random.Random, at: Place, steel: bpy.types.Material, grip: bpy.types.Material
) -> None:
    x, _y, z = at
    back, wide = rng.choice((-1.2, 0.2, 1.2)), rng.uniform(2.0, 3.0)
    for side in (-1, 1):
        bend = [at, (x + 0.3, side * wide * 0.4, z + 0.3), (x + back, side * wide, z + 0.2)]
        strands.wires("bar", [strands.smooth(bend)], 0.1, steel)
        tip = (x + back - 0.9, side * wide * 1.02, z + 0.1)
        strands.rods("grip", [(bend[-1], tip)], 0.15, grip)
        lever = [(x + back + 0.4, side * wide, z), (x + back - 0.3, side * wide, z - 0.35)]
        strands.rods("lever", [(lever[0], lever[1])], 0.04, steel)
        sag = [
            (x + back, side * wide * 0.9, z + 0.1),
            (x + 1.3, side * 0.6, z - 0.2),
            (x + 0.4, 0, z - 1.6),
        ]
        strands.wires("brake", [strands.smooth(sag)], 0.03, grip)


def _drive(rng: random.Random, crank: Place, rear: Place, steel: bpy.types.Material) -> None:
    big, small = rng.uniform(0.75, 1.0), 0.35
    y = -0.3
    ring = _rolled(strands.circle(big, 0, 40), (crank[0], y, crank[2]))
    cog = _rolled(strands.circle(small, 0, 24), (rear[0], y, rear[2]))
    strands.wires("ring", [ring, cog], 0.06, steel, cyclic=True)
    arms = [((crank[0], y, crank[2]), p) for p in ring[::8]]
    runs = [((crank[0], y, crank[2] + s * big), (rear[0], y, rear[2] + s * small)) for s in (-1, 1)]
    strands.rods("chain", runs, 0.05, steel)
    strands.rods("arms", arms, 0.05, steel)
    a = rng.uniform(0, math.pi)
    for side in (-1, 1):
        end = (crank[0] + side * 1.6 * math.cos(a), side * 0.5, crank[2] + side * 1.6 * math.sin(a))
        strands.rods("crank", [((crank[0], side * 0.45, crank[2]), end)], 0.09, steel)
        pedal = geometry.rounded_box("pedal", (0.8, 0.7, 0.16), 0.03, steel, 1)
        place(pedal, (end[0], side * 0.95, end[2] - 0.08))


def scooter(rng: random.Random) -> None:
    """Kick scooter: board, leaning column, bars, small wheels."""
    paint, steel = (
        palette.stuff(rng, "paint", "plastic", "metal"),
        palette.stuff(rng, "steel", "metal"),
    )
    tyre, r = palette.dark(rng, "tyre"), rng.uniform(0.5, 1.1)
    board = geometry.rounded_box("board", (5.0, rng.uniform(1.0, 1.5), 0.25), 0.1, paint)
    place(board, (0, 0, r * 0.9))
    front = (3.4 + r * 0.3, 0.0, r + 0.1)
    for centre in ((-2.6 - r, 0.0, r + 0.1), front):
        if r > 0.8:
            _spoked(rng, centre, r, tyre, steel, 0.14)
        else:
            place(geometry.pad("tyre", (r * 2, r * 2, 0.4), tyre, 2, 3), centre, (90, 0, 0))
            place(geometry.pad("hub", (r * 1.3, r * 1.3, 0.44), steel, 2, 5), centre, (90, 0, 0))
    tall = rng.uniform(7, 9.5)
    top = (front[0] - tall * 0.2, 0.0, tall)
    strands.rods("column", [((front[0], 0.0, r * 1.6), top)], 0.14, steel)
    nose = (front[0] - r * 0.35, 0.0, r * 2.2)
    strands.rods("neck", [((2.3, 0.0, r), nose)], 0.2, paint)
    for y in (-0.3, 0.3):
        strands.rods(
            "fork",
            [
                ((front[0], y, front[2]), (front[0] - 0.1, y * 0.6, r * 2.2)),
                ((-2.4, y, r), (-2.6 - r, y, r)),
            ],
            0.09,
            paint,
        )
    wide = rng.uniform(1.5, 2.3)
    strands.rods("bar", [((top[0], -wide, tall), (top[0], wide, tall))], 0.1, steel)
    grips = [((top[0], s * wide * 0.6, tall), (top[0], s * wide * 1.05, tall)) for s in (-1, 1)]
    strands.rods("grips", grips, 0.16, palette.dark(rng, "grip"))
    guard = strands.arc((-2.6 - r, 0, r), r * 1.25, 20, 140)
    strands.wires("guard", [guard], 0.09, paint)
