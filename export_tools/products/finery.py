"""Jewellery and eyewear: chains of links, rings with stones, hoops, spectacles."""

from __future__ import annotations

import functools
import itertools
import math
import random

import bpy
from mathutils import Matrix, Vector

from export_tools.products import assembly, geometry, materials, palette, strands
from export_tools.products.geometry import lathe, place

Place = tuple[float, float, float]


def _gold(rng: random.Random, name: str) -> bpy.types.Material:
    tone = rng.choice(((0.9, 0.65, 0.3), (0.85, 0.84, 0.82), (0.9, 0.55, 0.42), (0.5, 0.5, 0.52)))
    return materials.solid(name, tone, rng.uniform(0.05, 0.25), metal=1.0)


def _gem(rng: random.Random, at: Place, size: float) -> None:
    """Set a faceted stone: a crown and a pavilion of flat faces."""
    tone = rng.choice(
        ((1, 1, 1), (0.8, 0.05, 0.1), (0.05, 0.5, 0.2), (0.1, 0.2, 0.8), (0.6, 0.3, 0.8))
    )
    profile = [(0, -0.8), (1.0, 0.0), (1.0, 0.08), (0.6, 0.4), (0, 0.4)]
    stone = lathe(
        "gem",
        [(r * size, z * size) for r, z in profile],
        materials.glass("gem", tone, 0.0, 1.9),
        10,
    )
    stone.data.shade_flat()
    place(stone, at)


def _links(path: list[Place], size: float, thin: float, skin: bpy.types.Material) -> None:
    """Thread oval links along a path, each turned a quarter against the last."""
    knots, total = [Vector(p) for p in path], 0.0
    rings: list[list[Place]] = []
    due, turn, side = 0.0, 0, Vector((0.31, 0.52, 0.79))
    for a, b in itertools.pairwise(knots):
        axis = (b - a).normalized()
        side = (side - axis * side.dot(axis)).normalized()
        other = axis.cross(side)
        while due <= total + (b - a).length:
            spot = a + axis * (due - total)
            across = (side + other) if turn % 2 else (side - other)
            angles = [2 * math.pi * k / 12 for k in range(12)]
            rings.append(
                [
                    tuple(
                        spot + axis * size * 0.75 * math.cos(t) + across * size * 0.36 * math.sin(t)
                    )
                    for t in angles
                ]
            )
            due, turn = due + size, turn + 1
        total += (b - a).length
    strands.wires("links", rings, thin, skin, cyclic=True, sides=1)


def necklace(rng: random.Random) -> None:
    """Chain with or without a pendant: hanging in a bow, or lying in a loop; or a bracelet."""
    skin, form = _gold(rng, "gold"), rng.choice(("hang", "lie", "bracelet"))
    wide = rng.uniform(0.7, 1.2)
    if form == "hang":
        deep = rng.uniform(1.4, 2.6)
        path = [
            (wide * s, 0.02 * math.sin(9 * s), deep * abs(s) ** rng.choice((1.5, 2.0)))
            for s in (k / 60 * 2 - 1 for k in range(61))
        ]
    else:
        squash = rng.uniform(0.5, 1.0)
        reach = wide if form == "lie" else 0.5
        path = [
            (reach * math.cos(a), reach * squash * math.sin(a) * (1 + 0.12 * math.sin(3 * a)), 0.04)
            for a in (k / 72 * 2 * math.pi for k in range(73))
        ]
    size = rng.uniform(0.05, 0.12)
    if rng.random() < 0.25:
        pearl = materials.solid(
            "pearl", rng.choice(((0.9, 0.87, 0.82), palette.colour(rng))), 0.15, coat=0.6, soft=0.2
        )
        step = max(1, int(len(path) * size * 1.2 / 6))
        for p in path[::step]:
            place(geometry.pad("bead", (size * 1.7,) * 3, pearl, 2, 2), p)
        strands.wires("thread", [path], 0.008, skin)
    else:
        _links(path, size, size * rng.uniform(0.13, 0.2), skin)
    if form != "bracelet" and rng.random() < 0.75:
        low = min(path, key=lambda p: (p[2], p[1]))
        x, y, z = low
        spot = (x, y - (0.3 if form == "lie" else 0.0), z - (0.3 if form == "hang" else 0.0))
        strands.rods("bail", [(low, spot)], 0.02, skin)
        if rng.random() < 0.5:
            _gem(rng, spot, rng.uniform(0.1, 0.22))
        else:
            disc = lathe(
                "disc", [(0, -0.02), (0.2, -0.02), (0.22, 0), (0.2, 0.02), (0, 0.02)], skin
            )
            place(disc, spot, (90 if form == "hang" else 0, 0, 0), rng.uniform(0.7, 1.4))


def ring(rng: random.Random) -> None:
    """Finger ring, one or a few: band plain, twisted or set with stones."""
    for k in range(rng.choice((1, 1, 2, 3))):
        before, skin = assembly.noted(), _gold(rng, "gold")
        radius, thin = rng.uniform(0.09, 0.11), rng.uniform(0.008, 0.022)
        band = strands.arc((0, 0, radius), radius, 0, 360, 48)
        if rng.random() < 0.3:
            twist = [
                [
                    (x * (1 + 0.06 * math.cos(a * 9 + q)), 0.012 * math.sin(a * 9 + q), z)
                    for a, (x, _y, z) in ((i / 48 * 2 * math.pi, p) for i, p in enumerate(band))
                ]
                for q in (0, math.pi)
            ]
            strands.wires("band", twist, thin * 0.7, skin)
        else:
            wide = rng.uniform(0.02, 0.06)
            flat = functools.partial(_band, radius, thin, wide)
            geometry.surface("band", flat, (72, 16), skin)
        if rng.random() < 0.7:
            _gem(rng, (0, 0, radius * 2 + 0.05), rng.uniform(0.035, 0.08))
            claws = [
                ((x, y, radius * 2 - 0.01), (x * 1.9, y * 1.9, radius * 2 + 0.06))
                for x, y, _ in strands.circle(0.026, 0, 4, turn=0.78)
            ]
            strands.rods("claws", claws, 0.007, skin)
        lean = Matrix.Rotation(rng.uniform(-0.4, 0.4), 4, "X") @ Matrix.Rotation(
            rng.uniform(-1.2, 1.2), 4, "Z"
        )
        assembly.carry(
            assembly.new_objects(before),
            Matrix.Translation((k * 0.26, rng.uniform(-0.05, 0.05), 0)) @ lean,
        )


def _band(radius: float, thin: float, wide: float, u: float, v: float) -> Place:
    a, b = 2 * math.pi * u, 2 * math.pi * v
    r = radius + thin * math.cos(b)
    return (r * math.cos(a), wide * math.sin(b), radius + r * math.sin(a))


def hoops(rng: random.Random) -> None:
    """A pair of earrings: hoops, drops on hooks, discs."""
    skin, form = _gold(rng, "gold"), rng.choice(("hoop", "drop", "disc"))
    radius = rng.uniform(0.12, 0.4)
    for k in (-1, 1):
        before = assembly.noted()
        if form == "hoop":
            strands.wires(
                "hoop",
                [strands.arc((0, 0, radius), radius, 100, 440, 48)],
                rng.uniform(0.012, 0.035),
                skin,
                sides=3,
            )
        else:
            hook = strands.smooth(
                [(0, 0.1, 0.55), (0, 0.05, 0.75), (0, -0.05, 0.72), (0, -0.02, 0.5), (0, 0, 0.35)]
            )
            strands.wires("hook", [hook], 0.012, skin)
            if form == "drop":
                _gem(rng, (0, 0, 0.2), 0.14)
                strands.wires("cap", [strands.circle(0.15, 0.21, 24)], 0.015, skin, cyclic=True)
            else:
                place(
                    lathe(
                        "disc", [(0, -0.015), (radius, -0.015), (radius, 0.015), (0, 0.015)], skin
                    ),
                    (0, 0, 0.36 - radius),
                    (90, 0, 0),
                )
        turn = Matrix.Rotation(rng.uniform(-0.9, 0.9), 4, "Z")
        assembly.carry(
            assembly.new_objects(before), Matrix.Translation((k * radius * 1.4, 0, 0)) @ turn
        )


def eyewear(rng: random.Random) -> None:
    """Spectacles of many frames: thin wire or thick acetate, round to square, open temples."""
    skin = palette.stuff(rng, "frame", "metal", "metal", "plastic")
    thin, wide, tall = (
        rng.choice((0.012, 0.02, 0.04)),
        rng.uniform(0.24, 0.33),
        rng.uniform(0.17, 0.28),
    )
    power, gap = rng.uniform(2, 5), rng.uniform(0.05, 0.1)
    tint = rng.choice(
        (
            (0.97, 0.97, 0.97),
            (0.97, 0.97, 0.97),
            (0.1, 0.09, 0.08),
            (0.35, 0.2, 0.08),
            (0.1, 0.25, 0.3),
        )
    )
    pane = materials.glass("lens", tint, 0.0, 1.1)
    rims = []
    for side in (-1, 1):
        ring = []
        for k in range(40):
            c, s = math.cos(k * math.pi / 20), math.sin(k * math.pi / 20)
            ring.append(
                (
                    side * (wide + gap) + math.copysign(abs(c) ** (2 / power), c) * wide,
                    0.02 * abs(c),
                    0.3 + math.copysign(abs(s) ** (2 / power), s) * tall,
                )
            )
        rims.append(ring)
        geometry.mesh_object("lens", ring, [list(range(40))], pane)
    strands.wires("rims", rims, thin, skin, cyclic=True)
    x = wide * 2 + gap
    fold = rng.random() < 0.3
    for side in (-1, 1):
        hinge = (side * x, 0.0, 0.3 + tall * 0.5)
        if fold:
            arm = [
                hinge,
                (side * x, 0.08, hinge[2]),
                (0, 0.14 + 0.04 * side, hinge[2] - 0.03),
                (-side * x * 0.6, 0.14 + 0.04 * side, hinge[2] - 0.14),
            ]
        else:
            arm = [
                hinge,
                (side * x * 1.03, 0.1, hinge[2]),
                (side * x * 1.04, 1.0, hinge[2] - 0.02),
                (side * x, 1.3, hinge[2] - 0.22),
            ]
        strands.wires("temple", [strands.smooth(arm)], thin * 1.1, skin)
    bridge = strands.smooth([(-gap, 0, 0.34), (0, -0.03, 0.4), (gap, 0, 0.34)])
    strands.wires("bridge", [bridge], thin, skin)
    pads = [[(s * gap * 0.8, 0.02, 0.33), (s * gap * 0.9, 0.1, 0.27)] for s in (-1, 1)]
    strands.wires("pads", pads, 0.01, skin)
    assembly.carry(
        list(bpy.context.scene.collection.objects), Matrix.Rotation(rng.uniform(-0.9, 0.9), 4, "Z")
    )
