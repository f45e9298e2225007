"""Clothing and soft goods: shoes with laces, hats, towels, totes, backpacks."""

from __future__ import annotations

import itertools
import math
import random

import bpy
from mathutils import Matrix

from export_tools.products import assembly, geometry, palette, strands
from export_tools.products.geometry import place

Place = tuple[float, float, float]


RIDGE = (
    (0.0, 0.3, 1.0),
    (0.08, 0.34, 1.0),
    (0.2, 0.35, 0.95),
    (0.42, 0.34, 0.55),
    (0.55, 0.29, 0.2),
    (0.75, 0.2, 0.0),
    (0.9, 0.165, 0.0),
    (1.0, 0.07, 0.0),
)


def _foot(t: float, long: float) -> tuple[float, float]:
    """Give the centre and the half width of a foot's outline at a share of its length."""
    round_ = (1 - abs(2 * t - 1) ** 5) ** 0.5 if 0 < t < 1 else 0.0
    waist = 0.82 + 0.2 * t - 0.1 * math.sin(math.pi * min(1.0, t * 1.6))
    return (long * 0.03 * math.sin(t * 2.6), long * 0.175 * round_ * waist)


def _sole(name: str, long: float, thick: float, skin: bpy.types.Material) -> None:
    """Lay a sole along y, toe forward, its edge a little proud."""

    def shape(u: float, v: float) -> Place:
        a = 2 * math.pi * u
        t = (1 - math.cos(a)) / 2
        centre, half = _foot(t, long)
        side = 1.0 if math.sin(a) >= 0 else -1.0
        grow = (1 - abs(2 * v - 1) ** 6) ** 0.5 if 0 < v < 1 else 0.0
        out = 1.06 * grow
        rise = 0.12 * long * max(0.0, t - 0.75) ** 1.5
        return (
            centre + side * half * out,
            (0.5 - t) * long * (1.0 if grow else 0.0),
            rise + v * thick,
        )

    geometry.surface(name, shape, (96, 14), skin)


def _ridge(t: float, collar: float) -> float:
    """Give how high a shoe stands along its length, as a share of the length."""
    for (t0, low0, up0), (t1, low1, up1) in itertools.pairwise(RIDGE):
        if t <= t1:
            k = (t - t0) / (t1 - t0)
            k = k * k * (3 - 2 * k)
            return low0 + (low1 - low0) * k + collar * (up0 + (up1 - up0) * k)
    return RIDGE[-1][1]


def _upper(long: float, thick: float, collar: float, skin: bpy.types.Material) -> list[list[Place]]:
    """Skin the upper of a shoe, open at the ankle; give the rungs its laces lie on."""

    def shape(u: float, v: float) -> Place:
        t = v
        centre, half = _foot(t, long)
        a = math.pi * u
        c, s = math.cos(a), math.sin(a)
        lips = min(1.0, max(0.0, (t - 0.05) / 0.08), max(0.0, (0.46 - t) / 0.1))
        gape = max(0.0, (s - 0.86) / 0.14) * max(0.0, lips)
        x = centre + math.copysign(abs(c) ** 0.75, c) * half * (1.0 - 0.28 * s * s)
        high = _ridge(t, collar) * long - thick * 0.6
        return (x, (0.5 - t) * long, thick * 0.6 + (s**0.7) * high - gape * long * 0.2)

    geometry.surface("upper", shape, (56, 72), skin)
    across = (0.34, 0.42, 0.5, 0.58, 0.66)
    return [[shape(u, 0.5 + 0.045 * k) for u in across] for k in range(6)]


def trainer(rng: random.Random) -> None:
    """Lace-up shoe or a pair: moulded sole, upper, tongue, laces in rungs with loose ends."""
    skin, sole = (
        palette.stuff(rng, "upper", "leather", "knit", "plastic", "velvet"),
        palette.stuff(rng, "sole", "plastic"),
    )
    lace, long = palette.dark(rng, "lace"), 2.8
    thick, collar = rng.uniform(0.2, 0.5), rng.uniform(0.05, 0.32)
    for k in range(rng.choice((1, 1, 2))):
        before = assembly.noted()
        _sole("sole", long, thick, sole)
        rungs = _upper(long, thick, collar, skin)
        lifted = [[(x, y, z + 0.035) for x, y, z in rung] for rung in rungs]
        strands.wires("laces", lifted, 0.035, lace)
        x, y, z = lifted[0][2]
        bows = [
            strands.smooth(
                [
                    (x, y, z),
                    (x + s * 0.35, y - 0.1, z + 0.12),
                    (x + s * 0.55, y - 0.2, z - 0.08),
                    (x + s * 0.3, y - 0.1, z - 0.02),
                    (x, y, z),
                ]
            )
            for s in (-1, 1)
        ]
        ends = [
            strands.smooth([(x, y, z), (x + s * 0.2, y - 0.4, z), (x + s * 0.45, y - 0.6, z - 0.3)])
            for s in (-1, 1)
        ]
        strands.wires("bow", [*bows, *ends], 0.03, lace)
        tab = strands.arc((0, long * 0.49, long * (0.28 + collar)), 0.1, 0, 360)
        strands.wires("tab", [tab], 0.03, skin)
        turn = Matrix.Rotation(math.radians(rng.uniform(60, 120) if k == 0 else 80), 4, "Z")
        shift = Matrix.Translation((0.3 * k, 1.25 * k, 0.0))
        assembly.carry(assembly.new_objects(before), shift @ turn)


def sandal(rng: random.Random) -> None:
    """Sandals: a thin sole, straps across, round the heel, or between the toes."""
    strap, sole = (
        palette.stuff(rng, "strap", "leather", "plastic", "velvet"),
        palette.stuff(rng, "sole", "plastic", "leather", "wood"),
    )
    long, thick, form = 2.7, rng.uniform(0.12, 0.45), rng.choice(("flip", "bands", "gladiator"))
    for k in range(rng.choice((1, 2, 2))):
        before = assembly.noted()
        _sole("sole", long, thick, sole)
        paths = []
        if form == "flip":
            thong = [(0.02, -long * 0.27, thick), (0.02, -long * 0.25, thick + 0.2)]
            wings = [
                [(s * 0.3, -long * 0.06, thick + 0.42), (s * 0.42, long * 0.14, thick)]
                for s in (-1, 1)
            ]
            paths = [strands.smooth([*thong, *wing]) for wing in wings]
        else:
            for t in (0.7, 0.5) if form == "bands" else (0.75, 0.66, 0.57, 0.48):
                centre, half = _foot(t, long)
                y = (0.5 - t) * long
                paths.append(
                    [
                        (centre + half * math.cos(a), y, thick * 0.7 + 0.5 * math.sin(a))
                        for a in (math.pi * j / 14 for j in range(15))
                    ]
                )
            heel = [
                (-0.36, long * 0.05, thick),
                (-0.34, long * 0.3, thick + 0.55),
                (0, long * 0.48, thick + 0.6),
                (0.34, long * 0.3, thick + 0.55),
                (0.36, long * 0.05, thick),
            ]
            paths.append(strands.smooth(heel))
        wide = rng.uniform(0.03, 0.14)
        for path in paths:
            geometry.tube("strap", path[:: max(1, len(path) // 8)], wide, strap, flatten=0.3)
        buckle = strands.circle(0.1, 0, 4, turn=0.78)
        strands.wires(
            "buckle",
            [[(0.42, long * 0.02 + x, thick + 0.3 + y) for x, y, _ in buckle]],
            0.02,
            palette.stuff(rng, "buckle", "metal"),
            cyclic=True,
        )
        turn = Matrix.Rotation(math.radians(rng.uniform(10, 70)), 4, "Z")
        assembly.carry(
            assembly.new_objects(before), Matrix.Translation((1.2 * k, 0.25 * k, 0)) @ turn
        )


def hat(rng: random.Random) -> None:
    """Hat of straw or felt: a creased crown, a wavy brim, a band."""
    skin = palette.stuff(rng, "hat", "knit", "velvet", "knit", "leather")
    r, tall = 0.95, rng.uniform(0.8, 1.3)
    brim, seed = rng.uniform(1.5, 2.4), rng.uniform(0, 6)
    profile = [
        (brim, 0),
        (r * 1.05, 0.03),
        (r, 0.1),
        (r * 0.95, tall * 0.7),
        (r * 0.75, tall),
        (r * 0.2, tall * rng.uniform(0.8, 1.0)),
        (0, tall * 0.9),
    ]
    obj = geometry.lathe("hat", geometry.fillet([(a, b, 0.12) for a, b in profile]), skin, 128)
    for vertex in obj.data.vertices:
        far = max(0.0, math.hypot(vertex.co.x, vertex.co.y) - r)
        vertex.co.z += far * 0.25 * math.sin(2 * math.atan2(vertex.co.y, vertex.co.x) + seed)
    place(obj, scale=(0.88, 1.05, 1))
    band = geometry.lathe(
        "band",
        [(r * 1.03, 0.08), (r * 1.0, 0.32)],
        palette.stuff(rng, "band", "leather", "velvet"),
    )
    place(band, scale=(0.88, 1.05, 1))


def _dome(rng: random.Random) -> tuple[float, float, bpy.types.Material]:
    """Set a round crown; give its radius, its height and its stuff."""
    skin = palette.stuff(rng, "hat", "knit", "velvet", "knit", "leather")
    r, tall = 0.95, rng.uniform(0.8, 1.3)
    bow = [(r * math.cos(k * math.pi / 24), tall * math.sin(k * math.pi / 24)) for k in range(13)]
    place(geometry.lathe("dome", [(r * 0.98, 0.0), *bow], skin), scale=(0.9, 1.05, 1))
    return (r, tall, skin)


def cap(rng: random.Random) -> None:
    """Cap with a peak, a button and a strap behind."""
    r, tall, skin = _dome(rng)

    def peak(u: float, v: float) -> Place:
        a = math.radians(-90 + (u - 0.5) * 130)
        reach = r + v * 0.95 * math.cos((u - 0.5) * 2.6)
        return (
            reach * math.cos(a) * 0.9,
            reach * math.sin(a) * 1.02,
            0.05 - 0.22 * v * (1 + 2 * (u - 0.5) ** 2),
        )

    geometry.surface("peak", peak, (40, 16), skin, thickness=0.04)
    place(geometry.pad("button", (0.14, 0.14, 0.08), skin, 2, 2), (0, 0, tall))
    strands.wires(
        "strap", [strands.arc((0, 0.9, 0.1), 0.35, 0, 180)], 0.03, palette.dark(rng, "strap")
    )


def beanie(rng: random.Random) -> None:
    """Beanie with a turned-up cuff and a furry pompom."""
    r, tall, skin = _dome(rng)
    cuff = geometry.lathe(
        "cuff",
        geometry.fillet(
            [
                (r * 0.97, -0.1, 0),
                (r * 1.07, -0.1, 0.05),
                (r * 1.07, 0.4, 0.08),
                (r * 0.95, 0.42, 0),
            ]
        ),
        skin,
    )
    place(cuff, scale=(0.9, 1.05, 1))
    yarn = palette.stuff(rng, "yarn", "knit")
    ball = place(geometry.pad("pompom", (0.55, 0.55, 0.55), yarn, 2, 2), (0, 0, tall + 0.2))
    strands.fur([ball], yarn, count=9000, long=0.16, thick=0.006, seed=rng.randint(0, 9999))


def towels(rng: random.Random) -> None:
    """Folded towels or blankets in a stack, or one rolled; some with fringes."""
    if rng.random() < 0.3:
        cloth, wide = palette.stuff(rng, "roll", "knit"), rng.uniform(2, 3)
        coil = [
            ((0.05 + 0.07 * t / 6) * math.cos(t / 3), (0.05 + 0.07 * t / 6) * math.sin(t / 3))
            for t in range(60)
        ]
        roll = geometry.surface(
            "roll",
            lambda u, v: (
                (v - 0.5) * wide,
                coil[min(59, int(u * 59))][0],
                0.75 + coil[min(59, int(u * 59))][1],
            ),
            (59, 24),
            cloth,
            thickness=0.06,
        )
        geometry.wobble(roll, 0.03, 2.0, 3)
        return
    z, wide, deep = 0.0, rng.uniform(2.4, 3.6), rng.uniform(1.8, 2.6)
    for k in range(rng.randint(1, 5)):
        cloth, thick = palette.stuff(rng, f"towel{k}", "knit", "velvet"), rng.uniform(0.3, 0.6)
        for layer in range(2):
            slab = geometry.pad("fold", (wide, deep, thick * 0.56), cloth, 9, rng.uniform(2.5, 4))
            geometry.wobble(slab, 0.05, 1.4, rng.randint(0, 99))
            place(
                slab,
                (
                    rng.uniform(-0.04, 0.04),
                    rng.uniform(-0.05, 0.05),
                    z + thick * (0.26 + 0.5 * layer),
                ),
                (0, 0, rng.uniform(-2, 2)),
            )
        if rng.random() < 0.35:
            ends = [
                (
                    (x / 40 * wide * 0.92 - wide * 0.46, -deep / 2, z + thick * 0.5),
                    (
                        x / 40 * wide * 0.92 - wide * 0.46 + rng.uniform(-0.05, 0.05),
                        -deep / 2 - 0.12,
                        z + rng.uniform(0.0, 0.1),
                    ),
                )
                for x in range(41)
            ]
            strands.wires("fringe", ends, 0.018, cloth, sides=1)
        z += thick


def _bag(rng: random.Random, size: Place, skin: bpy.types.Material, top: float) -> None:
    sections = []
    for k in range(25):
        t = k / 24
        edge = min(1.0, 0.8 + 3 * t)
        sections.append(
            (
                t * size[2],
                size[0] / 2 * edge * (1 + 0.06 * math.sin(t * 3)),
                size[1] / 2 * edge * (1 - (1 - top) * t),
                4.0,
            )
        )
    geometry.wobble(geometry.oval_loft("bag", sections, skin), 0.06, 1.1, rng.randint(0, 99))


def tote(rng: random.Random) -> None:
    """Tote, shopper or net bag with two thin handles, standing."""
    skin = palette.stuff(rng, "bag", "knit", "leather", "plastic", "velvet")
    size = (rng.uniform(2.2, 3.6), rng.uniform(0.7, 1.4), rng.uniform(2.2, 3.6))
    _bag(rng, size, skin, rng.uniform(0.25, 0.7))
    strap = skin if rng.random() < 0.5 else palette.stuff(rng, "strap", "leather", "metal")
    rise, x = rng.uniform(0.7, 2.2), size[0] * rng.uniform(0.15, 0.28)
    for s in (-1, 1):
        y = s * size[1] * 0.22
        loop = [
            (-x, y, size[2] - 0.5),
            (-x, y, size[2]),
            (-x * 0.8, y * 1.4, size[2] + rise * 0.8),
            (0, y * 1.6, size[2] + rise),
            (x * 0.8, y * 1.4, size[2] + rise * 0.8),
            (x, y, size[2]),
            (x, y, size[2] - 0.5),
        ]
        if rng.random() < 0.5:
            strands.wires("handle", [strands.smooth(loop)], rng.uniform(0.03, 0.07), strap)
        else:
            geometry.tube("handle", loop, 0.1, strap, flatten=0.3)
    if rng.random() < 0.35:
        long = [
            (-size[0] * 0.46, 0, size[2] - 0.3),
            (-size[0] * 0.62, 0.1, size[2] * 0.5),
            (-size[0] * 0.8, -0.4, 0.06),
            (0, -1.2, 0.05),
            (size[0] * 0.8, -0.3, 0.06),
            (size[0] * 0.6, 0.1, size[2] * 0.5),
            (size[0] * 0.46, 0, size[2] - 0.3),
        ]
        strands.wires("strap", [strands.smooth(long)], 0.05, strap)


def backpack(rng: random.Random) -> None:
    """Backpack: soft body, pocket, lid, zips, a carry loop, shoulder straps at the sides."""
    skin, trim = palette.stuff(rng, "body", "knit", "leather", "plastic"), palette.dark(rng, "trim")
    wide, deep, tall = rng.uniform(2.4, 3.2), rng.uniform(1.1, 1.6), rng.uniform(3.4, 4.6)
    body = geometry.pad("body", (wide, deep, tall), skin, 4, rng.uniform(3.5, 6))
    geometry.wobble(body, 0.07, 0.9, rng.randint(0, 99))
    place(body, (0, 0, tall / 2))
    pocket = geometry.pad(
        "pocket",
        (wide * 0.8, 0.7, tall * 0.42),
        palette.stuff(rng, "pocket", "knit", "leather", "plastic"),
        4,
        4,
    )
    place(pocket, (0, -deep * 0.45, tall * 0.28))
    zips = [
        [
            (
                wide * 0.36 * math.cos(a),
                -deep * 0.45 - 0.33,
                tall * 0.34 + tall * 0.13 * math.sin(a),
            )
            for a in (math.pi * k / 16 for k in range(17))
        ]
    ]
    strands.wires("zip", zips, 0.03, trim)
    strands.wires("loop", [strands.arc((0, deep * 0.2, tall * 0.97), 0.4, 0, 180)], 0.08, trim)
    for s in (-1, 1):
        strap = [
            (s * wide * 0.2, deep * 0.35, tall * 0.96),
            (s * wide * 0.42, deep * 0.95, tall * 0.8),
            (s * wide * 0.52, deep * 0.9, tall * 0.4),
            (s * wide * 0.42, deep * 0.4, tall * 0.08),
        ]
        geometry.tube("strap", strap, 0.22, skin, flatten=0.3)
        tail = strands.smooth(
            [
                (s * wide * 0.5, deep * 0.7, tall * 0.3),
                (s * wide * 0.62, deep * 0.3, tall * 0.12),
                (s * wide * 0.66, -0.2, 0.05),
            ]
        )
        strands.wires("tail", [tail], 0.04, trim)
