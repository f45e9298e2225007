"""Gear and toys: umbrellas, tripods, balls, building blocks, kettles."""

from __future__ import annotations

import math
import random

import bpy
from mathutils import Matrix

from export_tools.products import assembly, geometry, materials, palette, strands
from export_tools.products.geometry import fillet, lathe, pad, place, rounded_box

Place = tuple[float, float, float]


def umbrella(rng: random.Random) -> None:
    """Umbrella or parasol: scalloped canopy on ribs, thin shaft, crook; open or furled."""
    cloth, steel = (
        palette.stuff(rng, "canopy", "plastic", "knit", "velvet"),
        palette.stuff(rng, "shaft", "metal", "wood"),
    )
    panels, radius, tall = rng.choice((6, 8, 8, 10)), rng.uniform(3.2, 4.6), rng.uniform(5.5, 7.5)
    grip = palette.stuff(rng, "grip", "wood", "plastic", "leather")
    strands.rods("shaft", [((0, 0, 0.6), (0, 0, tall + 0.35))], 0.05, steel)
    if rng.random() < 0.7:
        crook = [(0, 0, 1.0), (0, 0, 0.3), *strands.arc((0.45, 0, 0.25), 0.45, 180, 360, 12)]
    else:
        crook = [(0, 0, 1.0), (0, 0, 0.1)]
    strands.wires("grip", [crook], 0.11, grip, sides=4)
    if rng.random() < 0.25:
        profile = [(0.04, 1.4), (0.35, 1.5), (0.42, 2.6), (0.22, tall * 0.8), (0.05, tall)]
        furled = lathe("furled", fillet([(r, z, 0.3) for r, z in profile]), cloth)
        for v in furled.data.vertices:
            a = math.atan2(v.co.y, v.co.x)
            grow = 1 + 0.16 * math.sin(panels * a + v.co.z * 1.3)
            v.co.x, v.co.y = v.co.x * grow, v.co.y * grow
        return
    drop = radius * rng.uniform(0.35, 0.6)

    def canopy(u: float, v: float) -> Place:
        a, cell = 2 * math.pi * u, (u * panels) % 1.0
        sag = math.sin(math.pi * cell)
        r = radius * math.sin(v * 1.25) / math.sin(1.25) * (1 - 0.1 * sag * v * v)
        z = tall - drop * (1 - math.cos(v * 1.25)) / (1 - math.cos(1.25)) - 0.12 * sag * v
        return (r * math.cos(a), r * math.sin(a), z)

    geometry.surface("canopy", canopy, (panels * 12, 16), cloth, thickness=0.0)
    ribs = [[canopy(k / panels, j / 8) for j in range(9)] for k in range(panels)]
    stays = [[(0.05, 0, tall - drop * 1.3), canopy(k / panels, 0.5)] for k in range(panels)]
    strands.wires(
        "ribs", [*[[(x, y, z - 0.03) for x, y, z in r] for r in ribs], *stays], 0.02, steel, sides=1
    )
    lean = Matrix.Rotation(rng.choice((0, 0, 0.9, 1.9, 2.2)) * rng.choice((-1, 1)), 4, "Y")
    assembly.carry(
        list(bpy.context.scene.collection.objects),
        Matrix.Rotation(rng.uniform(0, 6), 4, "Z") @ lean,
    )


def tripod(rng: random.Random) -> None:
    """Tripod, easel or music stand: three thin jointed legs, braces, a head or a board."""
    skin, joint = (
        palette.stuff(rng, "legs", "metal", "plastic", "wood"),
        palette.dark(rng, "joints"),
    )
    tall, spread, thin = rng.uniform(5, 11), rng.uniform(1.5, 3.2), rng.uniform(0.07, 0.14)
    feet = strands.circle(spread, 0, 3, turn=rng.uniform(0, 2))
    hub = (0.0, 0.0, tall)
    for x, y, _z in feet:
        knee = (x * 0.5, y * 0.5, tall * 0.5)
        strands.rods("leg", [((x * 0.05, y * 0.05, tall), knee)], thin, skin)
        strands.rods("shin", [(knee, (x, y, 0))], thin * 0.65, skin)
        strands.rods(
            "clamp",
            [((x * 0.47, y * 0.47, tall * 0.53), (x * 0.53, y * 0.53, tall * 0.47))],
            thin * 1.5,
            joint,
        )
        strands.rods(
            "brace", [((x * 0.6, y * 0.6, tall * 0.4), (0, 0, tall * 0.45))], thin * 0.35, joint
        )
    strands.rods("column", [((0, 0, tall * 0.4), (0, 0, tall + 0.8))], thin * 0.9, skin)
    place(pad("hub", (0.6, 0.6, 0.5), joint, 3, 4), hub)
    form, z = rng.choice(("head", "board", "phone")), tall + 0.8
    if form == "head":
        place(pad("ball", (0.45, 0.45, 0.45), skin, 2, 2), (0, 0, z))
        place(rounded_box("plate", (0.7, 0.7, 0.14), 0.03, joint), (0, 0, z + 0.2))
        strands.rods("arm", [((0, 0, z), (1.6, 0.4, z - 0.9))], 0.06, joint)
    elif form == "board":
        bars = [((-1.6, -0.2, z + k * 0.4), (1.6, -0.2 + 0.1 * k, z + k * 0.4)) for k in range(5)]
        strands.rods(
            "bars",
            [
                *bars,
                ((0, 0, z), (0, 0.1, z + 1.6)),
                ((-1.6, -0.2, z), (-1.6, 0.2, z + 1.6)),
                ((1.6, -0.2, z), (1.6, 0.2, z + 1.6)),
            ],
            0.05,
            skin,
        )
    else:
        place(rounded_box("phone", (0.75, 0.08, 1.5), 0.03, palette.dark(rng, "phone")), (0, 0, z))
        strands.wires(
            "ring",
            [strands.arc((0, 0.05, z + 0.8), rng.uniform(1.2, 1.7), 0, 360, 48)],
            0.1,
            materials.glow("ring", (1, 0.95, 0.9), rng.choice((0.2, 3.0))),
        )


def ball(rng: random.Random) -> None:
    """Ball: panels of a football, seams of a basketball or tennis ball, a golf or beach ball."""
    form = rng.choice(("panels", "seams", "stripes", "felt"))
    tone, other = palette.colour(rng), palette.colour(rng)
    r = 1.0
    if form == "panels":
        skin = _panelled(tone, other)
        place(
            pad("ball", (2, 2, 2), skin, 2, 2),
            (0, 0, r),
            (rng.uniform(0, 90), rng.uniform(0, 90), 0),
        )
        return
    if form == "felt":
        felt = materials.solid("felt", tone, 0.95)
        body = place(pad("ball", (2, 2, 2), felt, 2, 2), (0, 0, r))
        strands.fur([body], felt, count=12000, long=0.06, thick=0.006, seed=rng.randint(0, 999))
        seam = materials.solid("seam", palette.grey(0.85), 0.7)
        path = []
        for k in range(97):
            a = 2 * math.pi * k / 96
            b, c = 0.44 * math.sin(2 * a) * 1.6, a
            path.append(
                (
                    1.03 * math.cos(b) * math.cos(c),
                    1.03 * math.cos(b) * math.sin(c),
                    1 + 1.03 * math.sin(b),
                )
            )
        strands.wires("seam", [path], 0.035, seam)
    else:
        skin = palette.stuff(rng, "skin", "leather", "plastic")
        place(pad("ball", (2, 2, 2), skin, 2, 2), (0, 0, r))
        dark, rings = palette.dark(rng, "seam"), []
        for k in range(2 if form == "seams" else 4):
            a = math.pi * k / (2 if form == "seams" else 4)
            rings.append(
                [
                    (
                        1.003 * math.cos(t) * math.cos(a),
                        1.003 * math.cos(t) * math.sin(a),
                        1 + 1.003 * math.sin(t),
                    )
                    for t in (2 * math.pi * j / 72 for j in range(72))
                ]
            )
        if form == "seams":
            rings += [
                [(x * 0.8, s * 0.62, 1 + y * 0.8) for x, y, _ in strands.circle(0.985)]
                for s in (-1, 1)
            ]
        strands.wires("seams", rings, 0.018, dark, cyclic=True)
    turn = Matrix.Rotation(rng.uniform(0, 3), 4, "X") @ Matrix.Rotation(rng.uniform(0, 3), 4, "Z")
    objects = list(bpy.context.scene.collection.objects)
    assembly.carry(objects, Matrix.Translation((0, 0, 1)) @ turn @ Matrix.Translation((0, 0, -1)))


def _panelled(tone: materials.Colour, other: materials.Colour) -> bpy.types.Material:
    material, nodes, shader = materials.blank("panels")
    cells = nodes.add("TexVoronoi", Vector=nodes.coords(), Scale=1.5, Randomness=0.2)
    grey = nodes.add("RGBToBW", Color=cells.outputs["Color"])
    pick = nodes.add("Math", {"operation": "GREATER_THAN"})
    nodes.put(pick.inputs[0], grey.outputs[0])
    nodes.put(pick.inputs[1], 0.55)
    nodes.put(shader.inputs["Base Color"], nodes.mix(pick.outputs[0], tone, other))
    edge = nodes.add(
        "TexVoronoi",
        {"feature": "DISTANCE_TO_EDGE"},
        Vector=nodes.coords(),
        Scale=1.5,
        Randomness=0.2,
    )
    rim = nodes.add("MapRange", Value=edge.outputs["Distance"], From_Max=0.06)
    nodes.put(shader.inputs["Normal"], nodes.bump(rim.outputs[0], 0.8, 0.05))
    nodes.put(shader.inputs["Roughness"], 0.4)
    return material


def blocks(rng: random.Random) -> None:
    """A tower of wooden or plastic blocks, none quite true."""
    z = 0.0
    for k in range(rng.randint(3, 8)):
        size = rng.uniform(0.5, 0.9)
        paint = palette.stuff(rng, f"block{k}", "wood", "plastic", "wood")
        at, turn = (
            (rng.uniform(-0.12, 0.12), rng.uniform(-0.12, 0.12), z),
            (0, 0, rng.uniform(-35, 35)),
        )
        if rng.random() < 0.25:
            body = lathe(
                "drum",
                fillet([(0, 0, 0), (size / 2, 0, 0.03), (size / 2, size, 0.03), (0, size, 0)]),
                paint,
                48,
            )
        else:
            body = rounded_box("block", (size * rng.choice((1, 1, 1.8)), size, size), 0.04, paint)
        place(body, at, turn)
        z += size


def stacker(rng: random.Random) -> None:
    """Stacking rings on a peg."""
    lathe(
        "base",
        fillet([(0, 0, 0), (1, 0, 0.05), (0.9, 0.2, 0.08), (0, 0.2, 0)]),
        palette.timber(rng),
    )
    z = 0.2
    for k in range(rng.randint(3, 6)):
        r = 0.95 - 0.12 * k
        paint = palette.stuff(rng, f"ring{k}", "plastic", "wood")
        strands.wires(
            "ring", [strands.circle(r - 0.22, z + 0.2, 56)], 0.2, paint, cyclic=True, sides=6
        )
        z += 0.38
    strands.rods("peg", [((0, 0, 0), (0, 0, z + 0.3))], 0.1, palette.timber(rng))
    place(
        pad("knob", (0.4, 0.4, 0.4), palette.stuff(rng, "knob", "plastic"), 2, 2),
        (0, 0, z + 0.35),
    )


def toycar(rng: random.Random) -> None:
    """A little car on four wheels."""
    paint, tyre = (
        palette.stuff(rng, "paint", "plastic", "wood", "metal"),
        palette.dark(rng, "tyre"),
    )
    place(pad("body", (2.4, 1.1, 0.7), paint, 4, 4), (0, 0, 0.6))
    place(
        pad("cabin", (1.3, 0.95, 0.75), palette.stuff(rng, "cabin", "plastic", "metal"), 4, 3.5),
        (rng.uniform(-0.2, 0.1), 0, 1.05),
    )
    for x in (-0.72, 0.72):
        for y in (-0.55, 0.55):
            place(pad("wheel", (0.62, 0.62, 0.24), tyre, 2, 5), (x, y, 0.31), (90, 0, 0))
            place(
                pad("cap", (0.3, 0.3, 0.27), palette.stuff(rng, "cap", "metal"), 2, 5),
                (x, y, 0.31),
                (90, 0, 0),
            )
    assembly.carry(
        list(bpy.context.scene.collection.objects),
        Matrix.Rotation(rng.uniform(-0.9, 0.9), 4, "Z"),
    )


def kettle(rng: random.Random) -> None:
    """Kettle, teapot or moka: steel or glazed body, thin swan neck, bow or ear handle, lid."""
    skin = palette.stuff(rng, "body", "metal", "metal", "plastic")
    grip = palette.stuff(rng, "grip", "plastic", "wood", "metal")
    r, tall = rng.uniform(0.8, 1.1), rng.uniform(0.9, 1.7)
    wall = fillet(
        [
            (0, 0, 0),
            (r, 0, 0.08),
            (r * rng.uniform(0.7, 1.1), tall * 0.5, 0.5),
            (r * 0.55, tall, 0.15),
            (0, tall + 0.05, 0),
        ],
        10,
    )
    lathe("body", wall, skin, 128)
    place(pad("knob", (0.24, 0.24, 0.22), grip, 2, 2.5), (0, 0, tall + 0.15))
    spout = strands.smooth(
        [
            (-r * 0.8, 0, tall * 0.2),
            (-r * 1.25, 0, tall * 0.3),
            (-r * 1.35, 0, tall * 0.75),
            (-r * 1.75, 0, tall * 1.02),
        ]
    )
    strands.wires("spout", [spout], rng.uniform(0.06, 0.13), skin, sides=5)
    if rng.random() < 0.5:
        high = rng.uniform(0.7, 1.2)
        bow = [
            (x * 0.9, y, tall * 0.85 + (z - tall) * high)
            for x, y, z in strands.arc((0, 0, tall), r * 0.75, 0, 180)
        ]
        strands.wires("bow", [bow], rng.uniform(0.04, 0.09), grip, sides=4)
    else:
        ear = strands.smooth(
            [
                (r * 0.6, 0, tall * 0.95),
                (r * 1.5, 0, tall * 1.0),
                (r * 1.55, 0, tall * 0.4),
                (r * 0.95, 0, tall * 0.15),
            ]
        )
        strands.wires("ear", [ear], rng.uniform(0.05, 0.11), grip, sides=4)
    assembly.carry(
        list(bpy.context.scene.collection.objects), Matrix.Rotation(rng.uniform(-0.8, 0.8), 4, "Z")
    )
