"""Small tools: whisks, cutlery, brushes, combs, hammers, spanners."""

from __future__ import annotations

import math
import random

import bpy
from mathutils import Matrix

from export_tools.products import assembly, geometry, palette, strands
from export_tools.products.geometry import fillet, lathe, place, rounded_box

Place = tuple[float, float, float]


def _plate(
    name: str,
    outline: list[tuple[float, float]],
    thick: float,
    skin: bpy.types.Material,
    edge: float = 0.009,
) -> bpy.types.Object:
    """Cut a flat plate standing in the x-z plane from an outline, its edges a little round."""
    curve = bpy.data.curves.new(name, "CURVE")
    curve.dimensions, curve.fill_mode = "2D", "BOTH"
    curve.extrude, curve.bevel_depth, curve.bevel_resolution = thick / 2, edge, 2
    curve.offset = -edge
    spline = curve.splines.new("POLY")
    spline.points.add(len(outline) - 1)
    for point, (x, z) in zip(spline.points, outline, strict=True):
        point.co = (x, z, 0.0, 1.0)
    spline.use_cyclic_u = True
    curve.materials.append(skin)
    obj = bpy.data.objects.new(name, curve)
    bpy.context.scene.collection.objects.link(obj)
    return place(obj, (0, 0, 0), (90, 0, 0))


def _lay(rng: random.Random) -> None:
    """Let the thing stand, lean, or lie on the ground."""
    objects = list(bpy.context.scene.collection.objects)
    turn = Matrix.Rotation(rng.uniform(-0.6, 0.6), 4, "Y")
    if rng.random() < 0.4:
        turn = Matrix.Rotation(math.pi / 2, 4, "X") @ Matrix.Rotation(rng.uniform(-1, 1), 4, "Y")
    assembly.carry(objects, turn)


def _handle(rng: random.Random, z: float, long: float, radius: float) -> None:
    skin = palette.stuff(rng, "handle", "wood", "plastic", "metal", "plastic")
    swell = rng.uniform(0.9, 1.4)
    profile = fillet(
        [
            (0, z - long, 0),
            (radius * swell, z - long, radius * 0.7),
            (radius * swell, z - long * 0.7, radius),
            (radius * 0.75, z - long * 0.3, radius),
            (radius, z, 0.02),
            (0, z, 0),
        ]
    )
    lathe("handle", profile, skin, 48)


def whisk(rng: random.Random) -> None:
    """Balloon whisk: loops of wire bound into a handle, a hanging ring."""
    steel = palette.stuff(rng, "steel", "metal")
    tall, wide, loops = rng.uniform(1.5, 2.4), rng.uniform(0.35, 0.6), rng.randint(4, 9)
    paths = []
    for k in range(loops):
        a = math.pi * k / loops
        bow = []
        for t in range(25):
            s = t / 24 * 2 - 1
            r = wide * math.copysign(
                math.sin(min(1.0, abs(s) * 1.15 + 0.0) * math.pi) ** 0.75
                if abs(s) < 0.87
                else 0.06,
                s,
            )
            bow.append((r * math.cos(a), r * math.sin(a), tall * (1 - abs(s) ** 1.6)))
        paths.append(bow)
    strands.wires("loops", paths, rng.uniform(0.012, 0.025), steel)
    _handle(rng, 0.12, rng.uniform(1.1, 1.7), 0.11)
    _lay(rng)


def cutlery(rng: random.Random) -> None:
    """Fork, knife, spoon in a row: steel plates bent a little, tines apart."""
    steel = palette.stuff(rng, "steel", "metal")
    names = rng.sample(("fork", "knife", "spoon", "fork"), rng.randint(1, 4))
    tall = rng.uniform(1.8, 2.3)
    neck = [(0.03, tall * 0.62), (0.035, tall * 0.4), (0.075, 0.1), (0.06, 0.0)]
    for k, name in enumerate(names):
        right = {
            "knife": [(0.08, tall * 0.55), (0.09, tall * 0.8), (0.02, tall * 1.05)],
            "spoon": [
                (0.1, tall * 0.72),
                (0.19, tall * 0.85),
                (0.15, tall * 0.98),
                (0.03, tall * 1.04),
            ],
            "fork": [(0.1, tall * 0.7), (0.13, tall * 0.78)],
        }[name]
        edge = [*neck[::-1], *right]
        outline = [(x, z) for x, z in edge]
        if name == "fork":
            for t in range(4):
                x = 0.13 - t * 0.0867
                outline += [
                    (x, tall * 1.03),
                    (x - 0.035, tall * 1.03),
                    (x - 0.04, tall * 0.82),
                    (x - 0.06, tall * 0.82),
                ]
            outline = outline[:-2]
        outline += [(-x, z) for x, z in edge[::-1]]
        place(_plate(name, outline, 0.03, steel), (k * rng.uniform(0.42, 0.55), 0, 0), (90, 0, 0))
    if rng.random() < 0.4:
        assembly.carry(
            list(bpy.context.scene.collection.objects), Matrix.Rotation(math.pi / 2, 4, "X")
        )


def brush(rng: random.Random) -> None:
    """Brush: paint, make-up, hair or scrubbing; a head of fine bristles on a handle."""
    form = rng.choice(("round", "flat", "hair"))
    bristle = palette.stuff(rng, "bristle", "plastic", "wood")
    steel = palette.stuff(rng, "ferrule", "metal")
    long = rng.uniform(1.2, 2.2)
    if form == "hair":
        body = palette.stuff(rng, "body", "wood", "plastic")
        place(geometry.pad("head", (0.75, 0.25, 1.3), body, 3, 2.4), (0, 0, 0.65))
        _handle(rng, 0.12, long, 0.13)
        roots = [(x * 0.09, z * 0.085 + 0.12) for x in range(-3, 4) for z in range(13)]
        pins = [
            ((x, -0.08, z), (x * 1.15, -0.42, z + (z - 0.65) * 0.08))
            for x, z in roots
            if (x / 0.36) ** 2 + ((z - 0.65) / 0.6) ** 2 < 1
        ]
        strands.wires("pins", pins, rng.uniform(0.008, 0.016), bristle, sides=1)
    else:
        radius, flare, tall = rng.uniform(0.12, 0.3), rng.uniform(0.9, 1.9), rng.uniform(0.5, 1.2)
        squash = 1.0 if form == "round" else rng.uniform(0.25, 0.5)
        place(
            lathe(
                "ferrule",
                fillet(
                    [(radius * 0.55, -0.5, 0), (radius, -0.2, 0.1), (radius, 0.02, 0), (0, 0.02, 0)]
                ),
                steel,
            ),
            scale=(1, squash, 1),
        )
        hairs = []
        for _ in range(1400):
            a, r = rng.uniform(0, 2 * math.pi), math.sqrt(rng.random()) * radius
            x, y, top = (
                r * math.cos(a),
                r * math.sin(a) * squash,
                tall * rng.uniform(0.85, 1.0) * (1 - 0.25 * (r / radius) ** 2),
            )
            hairs.append(
                [
                    (x, y, 0),
                    (x * (1 + flare) / 2 * 1.15, y * (1 + flare) / 2 * 1.1, top * 0.5),
                    (x * flare, y * flare, top),
                ]
            )
        strands.wires("hairs", hairs, 0.007, bristle, sides=0)
        _handle(rng, -0.4, long, radius * 0.6)
    _lay(rng)


def comb(rng: random.Random) -> None:
    """Comb: a spine and a row of fine teeth, perhaps a grip."""
    skin = palette.stuff(rng, "comb", "plastic", "wood", "metal")
    long, deep, teeth = rng.uniform(1.4, 2.2), rng.uniform(0.35, 0.6), rng.randint(12, 30)
    pitch = long / teeth
    outline: list[tuple[float, float]] = [(-long / 2, 0.22), (-long / 2, -deep)]
    for k in range(teeth):
        x = -long / 2 + k * pitch
        outline += [
            (x + pitch * 0.35, -deep),
            (x + pitch * 0.48, 0.0),
            (x + pitch * 0.85, 0.0),
            (x + pitch, -deep),
        ]
    outline += [(long / 2 + pitch, -deep), (long / 2 + pitch, 0.1)]
    if rng.random() < 0.4:
        outline += [(long / 2 + 1.0, 0.05), (long / 2 + 1.0, 0.2)]
    outline += [(long / 2, 0.28), (0.0, rng.uniform(0.26, 0.4))]
    _plate("comb", outline, rng.uniform(0.02, 0.05), skin, 0.004)
    _lay(rng)


def hammer(rng: random.Random) -> None:
    """Claw hammer, mallet or axe-like tool on a long handle."""
    steel = palette.stuff(rng, "head", "metal", "metal", "wood", "plastic")
    tall = rng.uniform(2.2, 3.6)
    grip = palette.stuff(rng, "grip", "wood", "plastic", "wood")
    strands.taper("shaft", (0, 0, 0), (0, 0, tall), (rng.uniform(0.12, 0.17), 0.1), grip)
    place(rounded_box("eye", (0.42, 0.3, 0.36), 0.05, steel), (0, 0, tall - 0.2))
    face = [(0, 0), (0.13, 0), (0.13, 0.35), (0.2, 0.4), (0.2, 0.62), (0, 0.64)]
    place(lathe("face", face, steel, 40), (0.15, 0, tall), (0, 90, 0))
    claws = [
        strands.smooth(
            [(-0.15, s * 0.06, tall), (-0.5, s * 0.1, tall), (-0.85, s * 0.16, tall - 0.28)]
        )
        for s in (-1, 1)
    ]
    strands.wires("claws", claws, 0.08, steel)
    if rng.random() < 0.5:
        strands.rods("sleeve", [((0, 0, 0.0), (0, 0, 1.2))], 0.17, palette.dark(rng, "sleeve"))
    _lay(rng)


def spanner(rng: random.Random) -> None:
    """Spanner: flat steel, an open jaw, a ring."""
    steel, long = palette.stuff(rng, "steel", "metal"), rng.uniform(1.6, 2.6)
    jaw = [
        (0.1, long),
        (0.26, long + 0.1),
        (0.28, long + 0.36),
        (0.16, long + 0.5),
        (0.11, long + 0.22),
        (-0.11, long + 0.22),
        (-0.16, long + 0.5),
        (-0.28, long + 0.36),
        (-0.26, long + 0.1),
        (-0.1, long),
    ]
    _plate("spanner", [(0.1, 0.1), *jaw, (-0.1, 0.1)], 0.09, steel)
    ring = [(x, y, z) for x, y, z in strands.arc((0, 0, -0.05), 0.2, 0, 360)]
    strands.wires("ring", [ring], 0.09, steel)
    _lay(rng)


def scissors(rng: random.Random) -> None:
    """Scissors, a little open, with plastic or steel bows."""
    steel, long = palette.stuff(rng, "steel", "metal"), rng.uniform(1.6, 2.6)
    skin = palette.stuff(rng, "bows", "plastic", "metal")
    spread = rng.uniform(4, 22)
    for side in (-1, 1):
        before = assembly.noted()
        _plate(
            "blade",
            [(-0.09, -0.2), (-0.09, long * 0.6), (0.0, long), (0.07, long * 0.5), (0.09, -0.2)],
            0.03,
            steel,
        )
        place(bpy.context.scene.collection.objects[-1], (0, side * 0.025, 0), (90, 0, 0))
        loop = [
            (
                side * 0.3 + 0.26 * math.cos(t / 12 * math.pi),
                side * 0.02,
                -0.95 + 0.42 * math.sin(t / 12 * math.pi),
            )
            for t in range(24)
        ]
        strands.wires("bow", [loop], 0.07, skin, cyclic=True)
        strands.wires(
            "shank",
            [
                strands.smooth(
                    [
                        (0, side * 0.02, 0),
                        (side * 0.06, side * 0.02, -0.35),
                        (side * 0.18, side * 0.02, -0.6),
                    ]
                )
            ],
            0.07,
            skin,
        )
        assembly.carry(
            assembly.new_objects(before), Matrix.Rotation(math.radians(-side * spread), 4, "Y")
        )
    place(
        lathe("pin", [(0, -0.08), (0.06, -0.07), (0.06, 0.07), (0, 0.08)], steel, 24),
        (0, 0, 0),
        (90, 0, 0),
    )
    _lay(rng)


def screwdriver(rng: random.Random) -> None:
    """Screwdriver: a thin blade in a thick grip."""
    steel, long = palette.stuff(rng, "steel", "metal"), rng.uniform(1.6, 2.6)
    strands.rods("blade", [((0, 0, 0), (0, 0, long))], rng.uniform(0.03, 0.06), steel)
    place(rounded_box("tip", (0.12, 0.03, 0.2), 0.01, steel, 1), (0, 0, long - 0.1))
    _handle(rng, 0.1, rng.uniform(0.9, 1.3), rng.uniform(0.14, 0.2))
    _lay(rng)
