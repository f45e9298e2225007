"""Plants with fine leaves: ferns, palms, grasses, branches; every leaf one face strip."""

from __future__ import annotations

import math
import random

import bpy
from mathutils import Vector

from export_tools.products import geometry, materials, palette, strands

Place = tuple[float, float, float]


class Leaves:
    """Collects flat leaves and makes one mesh of them."""

    def __init__(self) -> None:
        """Begin with none."""
        self.verts: list[Place] = []
        self.faces: list[tuple[int, ...]] = []

    def add(self, root: Vector, way: Vector, side: Vector, wide: float, droop: float) -> None:
        """Add a pointed leaf from the root along its way, bending down."""
        first, steps = len(self.verts), 5
        for k in range(steps + 1):
            t = k / steps
            spine = root + way * t - Vector((0, 0, droop * t * t * way.length))
            half = side * wide / 2 * (math.sin(math.pi * min(1.0, 0.08 + t * 0.92)) ** 0.8)
            lift = Vector((0, 0, wide * 0.12))
            self.verts += [tuple(spine - half + lift), tuple(spine), tuple(spine + half + lift)]
        for k in range(steps):
            a = first + 3 * k
            self.faces += [(a, a + 1, a + 4, a + 3), (a + 1, a + 2, a + 5, a + 4)]

    def build(self, material: bpy.types.Material) -> None:
        """Make the object."""
        geometry.mesh_object("leaves", self.verts, self.faces, material)


def _green(rng: random.Random) -> bpy.types.Material:
    tone = rng.choice(("#3f6b2f", "#5b8a3a", "#2f5233", "#8aa05a", "#4b5f2a", "#9c8a5a", "#7a3b46"))
    light = materials.linear(tone)
    return materials.leaf("leaf", light, tuple(c * 0.55 for c in light), rng.uniform(3, 12))


def _pot(rng: random.Random, radius: float, tall: float) -> None:
    low = radius * rng.uniform(0.65, 1.0)
    wall = geometry.fillet(
        [
            (0, 0, 0),
            (low, 0, 0.05),
            (radius, tall, 0.02),
            (radius - 0.07, tall, 0.02),
            (radius - 0.1, tall - 0.2, 0),
            (0, tall - 0.16, 0),
        ]
    )
    geometry.lathe("pot", wall, palette.pot(rng))
    soil = materials.solid("soil", (0.03, 0.02, 0.014), 0.95, grain=0.8, grain_scale=18)
    geometry.lathe("soil", [(radius - 0.09, tall - 0.19), (0, tall - 0.1)], soil)


def _spine(rng: random.Random, root: Place, a: float, long: float, lean: float) -> list[Vector]:
    """Bow a stalk out from its root."""
    out = []
    for k in range(13):
        t = k / 12
        reach = long * (math.sin(lean) * t + 0.35 * t * t * lean)
        rise = long * (math.cos(lean) * t - 0.42 * lean * t * t * t)
        out.append(
            Vector((root[0] + reach * math.cos(a), root[1] + reach * math.sin(a), root[2] + rise))
        )
    return out


def _potted(rng: random.Random) -> float:
    radius, tall = rng.uniform(0.45, 0.8), rng.uniform(0.6, 1.2)
    _pot(rng, radius, tall)
    return tall - 0.15


def fern(rng: random.Random) -> None:
    """Fern: arching fronds, each with two rows of narrow leaflets."""
    top, green, leaves = _potted(rng), _green(rng), Leaves()
    stalks, fronds, long = [], rng.randint(7, 18), rng.uniform(1.4, 2.6)
    for k in range(fronds):
        a = 2 * math.pi * k / fronds + rng.uniform(-0.3, 0.3)
        spine = strands.smooth(
            [
                tuple(p)
                for p in _spine(
                    rng, (0, 0, top), a, long * rng.uniform(0.7, 1.1), rng.uniform(0.15, 1.2)
                )
            ],
            2,
        )
        stalks.append(spine)
        points = [Vector(p) for p in spine]
        for j in range(2, len(points) - 1):
            along = (points[j + 1] - points[j]).normalized()
            across = along.cross(Vector((0, 0, 1))).normalized()
            size = 0.42 * math.sin(math.pi * (j / len(points)) ** 0.7) + 0.03
            for s in (-1, 1):
                leaves.add(
                    points[j], (across * s + along * 0.5).normalized() * size, along, 0.075, 0.3
                )
    strands.wires("stalks", stalks, 0.014, green, sides=1)
    leaves.build(green)


def palm(rng: random.Random) -> None:
    """Palm or dracaena: a trunk or stalks with long split leaves."""
    top, green, leaves = _potted(rng), _green(rng), Leaves()
    trunk = rng.uniform(0.2, 2.5)
    bark = materials.solid("bark", (0.16, 0.1, 0.06), 0.9, grain=0.7, grain_scale=9)
    strands.taper(
        "trunk", (0, 0, top - 0.1), (0, 0, top + trunk), (rng.uniform(0.08, 0.16), 0.07), bark
    )
    split = rng.random() < 0.5
    stalks, count = [], rng.randint(9, 26)
    for _ in range(count):
        a, lean = rng.uniform(0, 6.28), rng.uniform(0.15, 1.5)
        spine = _spine(rng, (0, 0, top + trunk), a, rng.uniform(1.4, 2.4), lean)
        if not split:
            way = spine[6] - spine[0]
            side = way.cross(Vector((0, 0, 1))).normalized()
            leaves.add(spine[0], way * 1.8, side, rng.uniform(0.09, 0.2), 0.35)
            continue
        stalks.append([tuple(p) for p in spine])
        for j in range(4, 12):
            along = (spine[j + 1] - spine[j]).normalized() if j < 12 else spine[j] - spine[j - 1]
            across = along.cross(Vector((0, 0, 1))).normalized()
            for s in (-1, 1):
                leaves.add(
                    spine[j],
                    (across * s * 0.8 + along).normalized() * 0.9,
                    across.cross(along),
                    0.06,
                    0.4,
                )
    if stalks:
        strands.wires("stalks", stalks, 0.02, green, sides=1)
    leaves.build(green)


def grass(rng: random.Random) -> None:
    """Tuft of grass, chives or spider plant: many thin blades."""
    top, green, leaves = _potted(rng), _green(rng), Leaves()
    long, wide = rng.uniform(1.0, 2.4), rng.uniform(0.02, 0.09)
    for _ in range(rng.randint(60, 260)):
        a, r = rng.uniform(0, 6.28), 0.3 * math.sqrt(rng.random())
        lean = rng.uniform(0.02, 0.75)
        way = (
            Vector((math.cos(a) * lean, math.sin(a) * lean, 1.0)).normalized()
            * long
            * rng.uniform(0.5, 1.1)
        )
        side = Vector((-math.sin(a), math.cos(a), 0.0))
        leaves.add(Vector((r * math.cos(a), r * math.sin(a), top)), way, side, wide, lean * 0.9)
    leaves.build(green)


def branch(rng: random.Random) -> None:
    """Little tree: forking twigs and many small leaves, in a pot; olive, ficus, eucalyptus."""
    top, green, leaves = _potted(rng), _green(rng), Leaves()
    bark = materials.solid("bark", (0.2, 0.13, 0.08), 0.9)
    twigs: list[list[Place]] = []
    size, wide = rng.uniform(0.16, 0.42), rng.uniform(0.25, 0.6)

    def grow(root: Vector, way: Vector, long: float, depth: int) -> None:
        end = root + way * long
        mid = (root + end) / 2 + Vector((rng.uniform(-1, 1), rng.uniform(-1, 1), 0)) * long * 0.08
        twigs.append(strands.smooth([tuple(root), tuple(mid), tuple(end)], 3))
        for spot in (mid, end) if depth < 2 else ():
            for _ in range(4):
                out = (way + Vector([rng.uniform(-1, 1) for _ in range(3)])).normalized()
                leaves.add(
                    spot,
                    out * size * rng.uniform(0.6, 1.1),
                    out.orthogonal().normalized(),
                    size * wide,
                    0.3,
                )
        if depth:
            for _ in range(3 if depth > 1 else 2):
                turn = (
                    way + Vector([rng.uniform(-0.9, 0.9) for _ in range(3)]) + Vector((0, 0, 0.25))
                ).normalized()
                grow(
                    end if rng.random() < 0.6 else mid,
                    turn,
                    long * rng.uniform(0.6, 0.85),
                    depth - 1,
                )

    grow(Vector((0, 0, top - 0.05)), Vector((0, 0, 1)), rng.uniform(0.9, 1.7), 4)
    strands.wires("twigs", twigs, rng.uniform(0.018, 0.035), bark, sides=1)
    leaves.build(green)
