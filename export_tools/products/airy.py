"""Airy things: fans behind grilles, light strings, wreaths, feathers, guitars, dryers, webs."""

from __future__ import annotations

import math
import random

import bpy
from mathutils import Matrix, Vector

from export_tools.products import assembly, geometry, materials, palette, strands
from export_tools.products.foliage import Leaves
from export_tools.products.geometry import fillet, lathe, pad, place

Place = tuple[float, float, float]


def _upright(points: list[Place], centre: Place) -> list[Place]:
    """Stand a ring round z up, facing -y, about the centre."""
    return [(centre[0] + x, centre[1] + z, centre[2] + y) for x, y, z in points]


def fan(rng: random.Random) -> None:
    """Fan: blades behind a grille of fine wires, on a short foot or a tall stem, with its flex."""
    steel, blade = (
        palette.stuff(rng, "grille", "metal", "plastic"),
        palette.stuff(rng, "blade", "plastic", "metal"),
    )
    r, tall = rng.uniform(1.0, 1.6), rng.choice((1.6, 1.9, 6.0, 8.0))
    at, wires = (0.0, 0.0, tall + 0.4), rng.randint(24, 60)
    paths = []
    for k in range(wires):
        a = 2 * math.pi * k / wires
        for side in (-1, 1):
            bow = [
                (r * t * math.cos(a), r * t * math.sin(a), side * 0.3 * (1 - t**3))
                for t in (0.15, 0.5, 0.8, 1.0)
            ]
            paths.append(_upright(bow, at))
    strands.wires("grille", paths, rng.uniform(0.008, 0.016), steel, sides=1)
    rings = [
        _upright(strands.circle(r * t, side * 0.3 * (1 - t**3), 56), at)
        for t in (0.2, 0.65, 1.0)
        for side in (-1, 1)
    ]
    strands.wires("rings", rings, 0.022, steel, cyclic=True)
    for k in range(count := rng.choice((3, 4, 5))):
        wing = pad("blade", (r * 0.5, 0.03, r * 0.75), blade, 2.4, 2.4)
        turn = Matrix.Rotation(2 * math.pi * k / count, 4, "Y")
        assembly.carry(
            [wing],
            Matrix.Translation(at)
            @ turn
            @ Matrix.Translation((0, 0, r * 0.5))
            @ Matrix.Rotation(0.5, 4, "Z"),
        )
    place(pad("motor", (0.6, 0.9, 0.6), steel, 2, 2.4), (0, 0.35, at[2]))
    strands.rods("stem", [((0, 0.3, 0), (0, 0.3, at[2]))], rng.uniform(0.07, 0.12), steel)
    foot = rng.uniform(0.7, 1.1)
    place(
        lathe(
            "foot",
            fillet([(0, 0, 0), (foot, 0, 0.03), (foot * 0.9, 0.15, 0.08), (0, 0.2, 0)]),
            blade,
        ),
        (0, 0.3, 0),
    )
    if rng.random() < 0.7:
        strands.cable(rng, (0.2, 0.8, 0.03), palette.dark(rng, "flex"), long=3, radius=0.03)


def garland(rng: random.Random) -> None:
    """String of lights, bunting or beads: a thin wire in loops with things hanging from it."""
    cord, long = palette.dark(rng, "cord"), rng.uniform(5, 8)
    swing, phase = rng.choice((6, 9, 12, 16)), rng.uniform(0, 6)
    points = [
        (t * long - long / 2, 0.6 * math.sin(t * 9 + phase), 1.2 * math.cos(t * swing))
        for t in (k / 24 for k in range(25))
    ]
    path = strands.smooth(points, 5)
    strands.wires("cord", [path], rng.uniform(0.02, 0.05), cord)
    form = rng.choice(("bulbs", "flags", "beads"))
    step = rng.choice((3, 4, 5))
    for k, (x, y, z) in enumerate(path[::step]):
        if form == "bulbs":
            shell = (
                materials.glow("bulb", (1.0, 0.7, 0.35), 3.0)
                if rng.random() < 0.4
                else materials.glass("bulb", palette.glass(rng))
            )
            strands.rods("cap", [((x, y, z), (x, y, z - 0.22))], 0.07, cord)
            place(pad("bulb", (0.22, 0.22, 0.32), shell, 2, 2), (x, y, z - 0.34))
        elif form == "beads":
            place(
                pad(
                    "bead",
                    (0.35, 0.35, 0.35),
                    palette.stuff(rng, "bead", "wood", "plastic", "knit"),
                    2,
                    2,
                ),
                (x, y, z),
            )
        else:
            cloth = palette.stuff(rng, f"flag{k}", "plastic", "knit")
            geometry.mesh_object(
                "flag",
                [(x - 0.25, y, z), (x + 0.25, y, z), (x, y + 0.05, z - 0.6)],
                [(0, 1, 2)],
                cloth,
            )


def wreath(rng: random.Random) -> None:
    """Wreath: a ring of twigs with many small leaves and some berries."""
    leaves, light = (
        Leaves(),
        materials.linear(rng.choice(("#4f6b3a", "#7d8f63", "#2f4a2c", "#a08a55", "#8f4a3a"))),
    )
    green = materials.leaf("leaf", light, tuple(c * 0.5 for c in light))
    bark = materials.solid("twig", (0.16, 0.1, 0.06), 0.9)
    twigs = []
    for _ in range(rng.randint(4, 9)):
        wave, off = rng.uniform(0.03, 0.1), rng.uniform(0, 6.28)
        twigs.append(
            [
                (
                    (1.3 + wave * math.sin(7 * a + off)) * math.cos(a),
                    wave * math.cos(5 * a + off),
                    (1.3 + wave * math.sin(7 * a + off)) * math.sin(a),
                )
                for a in (2 * math.pi * k / 72 for k in range(72))
            ]
        )
    strands.wires("twigs", twigs, 0.025, bark, cyclic=True, sides=1)
    start, end, size = rng.uniform(0, 3), rng.uniform(4, 6.3), rng.uniform(0.3, 0.6)
    for _ in range(rng.randint(140, 380)):
        a = rng.uniform(start, start + end)
        root = Vector((1.3 * math.cos(a), 0.0, 1.3 * math.sin(a)))
        way = Vector((-math.sin(a), 0, math.cos(a))) + Vector(
            [rng.uniform(-0.9, 0.9) for _ in range(3)]
        )
        way = way.normalized() * size * rng.uniform(0.6, 1.2)
        leaves.add(root, way, way.orthogonal().normalized(), size * rng.uniform(0.15, 0.4), 0.1)
    leaves.build(green)
    berry = palette.stuff(rng, "berry", "plastic", "velvet")
    for _ in range(rng.choice((0, 12, 30))):
        a = rng.uniform(start, start + end)
        r = 1.3 + rng.uniform(-0.25, 0.25)
        place(
            lathe("berry", [(0, -0.06), (0.06, 0), (0, 0.06)], berry, 12),
            (r * math.cos(a), rng.uniform(-0.2, 0.1), r * math.sin(a)),
        )


def feather(rng: random.Random) -> None:
    """Feathers, pampas plumes or a bunch of dried ears: shafts with hundreds of fine barbs."""
    pile = palette.stuff(rng, "barbs", "plastic", "knit")
    barbs, shafts = [], []
    for _ in range(rng.randint(1, 7)):
        lean, a, long = rng.uniform(0.0, 0.35), rng.uniform(0, 6.28), rng.uniform(2.2, 3.4)
        spine = [
            Vector((lean * long * t * t * math.cos(a), lean * long * t * t * math.sin(a), long * t))
            for t in (k / 40 for k in range(41))
        ]
        shafts.append([tuple(p) for p in spine])
        wide = rng.uniform(0.2, 0.5)
        flat = rng.random() < 0.5
        for j in range(14, 40):
            for _b in range(10):
                turn = (
                    rng.choice((0.0, math.pi)) + rng.gauss(0, 0.15)
                    if flat
                    else rng.uniform(0, 6.28)
                )
                out = Vector((math.cos(turn), math.sin(turn), rng.uniform(0.5, 1.2))).normalized()
                reach = wide * math.sin(math.pi * (j - 13) / 27) ** 0.6 * rng.uniform(0.7, 1.0)
                root = spine[j].lerp(spine[j + 1], rng.random())
                mid = root + out * reach * 0.5
                barbs.append(
                    [
                        tuple(root),
                        tuple(mid),
                        tuple(mid + out * reach * 0.5 - Vector((0, 0, 0.1 * reach))),
                    ]
                )
    strands.wires("barbs", barbs, rng.uniform(0.006, 0.011), pile, sides=0)
    strands.wires("shafts", shafts, 0.022, palette.stuff(rng, "shaft", "plastic", "wood"))


def guitar(rng: random.Random) -> None:
    """Guitar or ukulele: waisted body, sound hole, neck with frets, six strings, pegs."""
    top, side = palette.timber(rng), palette.stuff(rng, "side", "wood", "plastic")
    ring = []
    for k in range(72):
        a = 2 * math.pi * k / 72
        z = math.cos(a)
        wide = 0.78 + 0.16 * -z - 0.26 * math.exp(-((z - 0.15) ** 2) / 0.08)
        ring.append((wide * math.sin(a) * 1.35, z * 1.7))
    deep = rng.uniform(0.15, 0.6)
    front = [(x, -deep / 2, z) for x, z in ring]
    rear = [(x, deep / 2, z) for x, z in ring]
    count = len(ring)
    walls = [(k, (k + 1) % count, (k + 1) % count + count, k + count) for k in range(count)]
    geometry.mesh_object("body", [*front, *rear], [*walls, tuple(range(count, 2 * count))], side)
    geometry.mesh_object(
        "top", [(x, -deep / 2 - 0.01, z) for x, z in ring], [tuple(range(count))[::-1]], top
    )
    strands.wires(
        "binding",
        [front, rear],
        0.03,
        palette.stuff(rng, "binding", "plastic", "wood"),
        cyclic=True,
    )
    hole = lathe(
        "hole", [(0, 0), (0.42, 0)], materials.solid("hole", (0.01, 0.008, 0.006), 0.9), 48
    )
    y = -deep / 2 - 0.02
    place(hole, (0, y - 0.002, 0.35), (90, 0, 0))
    dark = palette.stuff(rng, "neck", "wood")
    place(geometry.rounded_box("neck", (0.28, 0.2, 3.9), 0.05, dark), (0, y + 0.02, 0.75))
    place(
        geometry.rounded_box("head", (0.42, 0.12, 0.95), 0.05, dark), (0, y + 0.08, 4.6), (8, 0, 0)
    )
    place(geometry.rounded_box("bridge", (0.9, 0.08, 0.14), 0.03, dark, 2), (0, y - 0.02, -0.85))
    steel = materials.solid("strings", (0.8, 0.75, 0.6), 0.25, metal=1.0)
    strings = [
        ((s * 0.05, y - 0.11, -0.8), (s * 0.04, y - 0.12, 4.65))
        for s in (-2.5, -1.5, -0.5, 0.5, 1.5, 2.5)
    ]
    strands.rods("strings", strings, 0.008, steel)
    frets = [
        (
            (-0.14, y - 0.085, 4.6 - 3.5 * (1 - 0.94**k)),
            (0.14, y - 0.085, 4.6 - 3.5 * (1 - 0.94**k)),
        )
        for k in range(1, 18)
    ]
    strands.rods("frets", frets, 0.012, steel)
    pegs = [
        ((s * 0.2, y + 0.02, 4.75 + 0.25 * k), (s * 0.4, y + 0.02, 4.75 + 0.25 * k))
        for s in (-1, 1)
        for k in range(3)
    ]
    strands.rods("pegs", pegs, 0.05, steel)
    lean = Matrix.Rotation(rng.uniform(-0.5, 0.5), 4, "Y") @ Matrix.Rotation(
        rng.uniform(-0.5, 0.5), 4, "Z"
    )
    assembly.carry(list(bpy.context.scene.collection.objects), lean)


def dryer(rng: random.Random) -> None:
    """Folding airer or dish rack: rows of thin rods in a frame on crossed legs."""
    skin = palette.stuff(rng, "rods", "metal", "plastic", "wood")
    wide, deep, tall, thin = (
        rng.uniform(4, 8),
        rng.uniform(3, 5),
        rng.uniform(1.0, 7.0),
        rng.uniform(0.04, 0.1),
    )
    rows = rng.randint(6, 16)
    ends: list[tuple[Place, Place]] = []
    for k in range(rows):
        y = (k / (rows - 1) - 0.5) * deep
        ends.append(((-wide / 2, y, tall), (wide / 2, y, tall)))
    strands.rods("rods", ends, thin * 0.55, skin)
    frame: list[tuple[Place, Place]] = []
    for s in (-1, 1):
        x = s * wide / 2
        frame.append(((x, -deep / 2, tall), (x, deep / 2, tall)))
        frame += [
            ((x, -deep * 0.45, 0), (x, deep * 0.42, tall)),
            ((x * 0.97, deep * 0.45, 0), (x * 0.97, -deep * 0.42, tall)),
        ]
    frame += [((-wide / 2, s * deep * 0.45, 0), (wide / 2, s * deep * 0.45, 0)) for s in (-1, 1)]
    strands.rods("frame", frame, thin, skin)
    for _ in range(rng.choice((0, 0, 1, 3))):
        x, y, drop = (
            rng.uniform(-0.3, 0.3) * wide,
            rng.uniform(-0.4, 0.4) * deep,
            rng.uniform(0.4, 0.9) * min(tall, 3),
        )
        cloth, half = palette.stuff(rng, "cloth", "knit"), wide * rng.uniform(0.08, 0.2)

        def drape(
            u: float, v: float, x: float = x, y: float = y, drop: float = drop, half: float = half
        ) -> Place:
            hang = abs(v - 0.5) * 2
            sway = 0.06 * math.sin(u * 9 + v * 4) * hang
            return (
                x + (u - 0.5) * 2 * half,
                y + (v - 0.5) * 0.35 + sway,
                tall + thin - hang * drop,
            )

        geometry.surface("cloth", drape, (24, 30), cloth, thickness=0.03)


def catcher(rng: random.Random) -> None:
    """Dream catcher, mobile or macrame: a hoop with a web, cords hanging, beads, feathers."""
    cord = palette.stuff(rng, "cord", "plastic", "knit")
    wood = palette.stuff(rng, "hoop", "wood", "metal")
    r, nodes = rng.uniform(0.9, 1.3), rng.choice((8, 12, 16))
    strands.wires(
        "hoop",
        [[(x, 0, y) for x, y, _ in strands.circle(r, 0, 64)]],
        rng.uniform(0.03, 0.07),
        wood,
        cyclic=True,
    )
    web, radius, turn = [], r, 0.0
    for _ in range(rng.randint(3, 7)):
        inner, shift = radius * 0.74, math.pi / nodes
        for k in range(nodes):
            a, b = 2 * math.pi * k / nodes + turn, 2 * math.pi * k / nodes + turn + shift
            c = a + 2 * math.pi / nodes
            web.append(
                [
                    (radius * math.cos(a), 0, radius * math.sin(a)),
                    (inner * math.cos(b), 0, inner * math.sin(b)),
                    (radius * math.cos(c), 0, radius * math.sin(c)),
                ]
            )
        radius, turn = inner, turn + shift
    strands.wires("web", web, rng.uniform(0.008, 0.018), cord, sides=1)
    hang, tufts = [], []
    for k in range(rng.randint(3, 15)):
        x = r * (2 * (k + 0.5) / 15 - 1) if rng.random() < 0.5 else rng.uniform(-0.85, 0.85) * r
        top, drop = -math.sqrt(max(0.0, r * r - x * x)), rng.uniform(0.6, 2.4)
        hang.append([(x, 0, top), (x + rng.uniform(-0.05, 0.05), 0.02, top - drop)])
        if rng.random() < 0.6:
            place(
                pad(
                    "bead",
                    (0.14, 0.14, 0.16),
                    palette.stuff(rng, "bead", "wood", "plastic", "metal"),
                    2,
                    2,
                ),
                (x, 0, top - drop * 0.6),
            )
        tufts += [
            [
                (x, 0, top - drop),
                (
                    x + rng.uniform(-0.12, 0.12),
                    rng.uniform(-0.1, 0.1),
                    top - drop - rng.uniform(0.3, 0.6),
                ),
            ]
            for _ in range(24)
        ]
    strands.wires("hang", hang, 0.018, cord, sides=1)
    strands.wires("tufts", tufts, 0.01, cord, sides=0)
    strands.wires(
        "loop", [[(0, 0, r), (0.1, 0, r + 0.5), (-0.1, 0, r + 0.5), (0, 0, r)]], 0.018, cord
    )
