"""Things for the home with parts: speaker, lamp, stool, stemware."""

from __future__ import annotations

import math

import bpy

from export_tools.products import geometry, labels, materials
from export_tools.products.geometry import fillet, lathe, place, tube
from export_tools.products.materials import Colour


def speaker(
    brand: str,
    *,
    cloth: Colour = (0.06, 0.09, 0.11),
    trim: Colour = (0.02, 0.02, 0.022),
    radius: float = 0.45,
    height: float = 1.75,
    accent: Colour = (0.8, 0.35, 0.12),
) -> None:
    """Portable speaker: woven sleeve, rubber ends, buttons on top, a stitched tag and strap."""
    rubber = materials.solid("rubber", trim, 0.6, grain=0.15, grain_scale=110)
    pitch = (150.0, 150.0 * (height - 0.25) / (2 * math.pi * radius))
    sleeve = materials.weave("sleeve", cloth, pitch, 0.9)
    geometry.wrap_patch("sleeve", lambda _z: radius, (0.13, height - 0.12), 360, sleeve, 0.0)
    lathe(
        "base",
        fillet(
            [
                (0, 0.02, 0),
                (radius * 0.8, 0.02, 0.02),
                (radius * 0.84, 0, 0.02),
                (radius * 1.01, 0.0, 0.08),
                (radius * 1.02, 0.14, 0.02),
                (radius * 0.98, 0.15, 0),
            ]
        ),
        rubber,
        128,
    )
    z = height - 0.13
    lathe(
        "crown",
        fillet(
            [
                (radius * 0.98, z, 0),
                (radius * 1.02, z + 0.01, 0.02),
                (radius * 1.01, z + 0.12, 0.07),
                (radius * 0.86, z + 0.14, 0.02),
                (radius * 0.82, z + 0.115, 0.02),
                (0, z + 0.105, 0),
            ]
        ),
        rubber,
        128,
    )
    mark = materials.solid("marks", accent, 0.4)
    top = z + 0.112
    for x in (-0.16, 0.16):
        place(geometry.rounded_box("mark", (0.085, 0.018, 0.008), 0.003, mark), (x, 0, top))
    place(geometry.rounded_box("mark", (0.018, 0.085, 0.008), 0.003, mark), (0.16, 0, top))
    picture = labels.Image.new("RGBA", (900, 300), (0, 0, 0, 0))
    labels.spaced(
        labels.ImageDraw.Draw(picture),
        (450, 150),
        brand.lower(),
        labels.face("Montserrat", 170, True),
        "#d9d6cf",
        0.02,
        860,
    )
    paint = materials.printed("badge", labels.to_blender(picture, "badge"), 0.3)
    geometry.wrap_patch(
        "badge", lambda _z: radius, (height * 0.42, height * 0.55), 52, paint, 0.008
    )


def lamp(
    *,
    shade: Colour = (0.86, 0.76, 0.6),
    metal: Colour = (0.72, 0.5, 0.24),
    height: float = 3.6,
    base: float = 0.62,
    lit: float = 1.0,
    wide: float = 1.05,
    narrow: float = 0.72,
) -> None:
    """Table lamp: turned base, brass stem, linen shade glowing from within, a flex behind."""
    brass = materials.solid("brass", metal, 0.24, metal=1.0)
    lathe(
        "base",
        fillet(
            [
                (0, 0.0, 0),
                (base, 0.0, 0.02),
                (base, 0.09, 0.05),
                (base * 0.25, 0.15, 0.12),
                (0.06, 0.3, 0.05),
                (0.045, height * 0.75, 0),
            ],
            8,
        ),
        brass,
        128,
    )
    low, high = height * 0.58, height
    material = bpy.data.materials.new("linen")
    material.use_nodes = True
    nodes = materials.Nodes(material.node_tree)
    threads = nodes.noise(nodes.coords("UV", (260, 14, 1)), 1.0, 2.0)
    cross = nodes.noise(nodes.coords("UV", (18, 150, 1)), 1.0, 2.0)
    both = nodes.add("Math", {"operation": "ADD"})
    nodes.put(both.inputs[0], threads)
    nodes.put(both.inputs[1], cross)
    tone = nodes.ramp(both.outputs[0], [(0.7, tuple(c * 0.72 for c in shade)), (1.0, shade)])
    front = nodes.add("BsdfDiffuse", Color=tone)
    through = nodes.add("BsdfTranslucent", Color=tone)
    mix = nodes.add("MixShader", Fac=0.42)
    nodes.put(mix.inputs[1], front.outputs[0])
    nodes.put(mix.inputs[2], through.outputs[0])
    nodes.put(nodes.add("OutputMaterial").inputs["Surface"], mix.outputs[0])

    def cone(u: float, v: float) -> tuple[float, float, float]:
        a, r = math.radians(90 + u * 360), wide + (narrow - wide) * v
        return (r * math.cos(a), r * math.sin(a), low + v * (high - low))

    geometry.surface("shade", cone, (128, 12), material)
    hem = materials.solid("hem", tuple(c * 0.75 for c in shade), 0.9)
    for r, z in ((wide, low), (narrow, high)):
        ring = [
            (r * math.cos(k * math.pi / 8), r * math.sin(k * math.pi / 8), z) for k in range(16)
        ]
        tube("hem", ring, 0.022, hem, cyclic=True)
    lathe(
        "socket",
        fillet(
            [
                (0.0, height * 0.72, 0),
                (0.13, height * 0.72, 0.02),
                (0.13, height * 0.82, 0.02),
                (0, height * 0.82, 0),
            ]
        ),
        brass,
    )
    if lit:
        light = bpy.data.lights.new("bulb", "POINT")
        light.energy, light.color, light.shadow_soft_size = 150 * lit, (1.0, 0.72, 0.42), 0.16
        bulb = bpy.data.objects.new("bulb", light)
        bulb.location = (0, 0, height * 0.86)
        bpy.context.scene.collection.objects.link(bulb)


def stool(
    *, timber: bpy.types.Material, height: float = 4.4, seat: float = 1.7, legs: int = 4
) -> None:
    """Stool on splayed thin legs with rungs."""
    lathe(
        "seat",
        fillet(
            [
                (0, height - 0.25, 0),
                (seat * 0.9, height - 0.25, 0.08),
                (seat, height - 0.1, 0.08),
                (seat * 0.96, height, 0.1),
                (0, height - 0.06, 0),
            ],
            8,
        ),
        timber,
    )
    feet = []
    for k in range(legs):
        a = 2 * math.pi * (k + 0.5) / legs
        c, s = math.cos(a), math.sin(a)
        tube(
            "leg",
            [
                (c * seat * 0.6, s * seat * 0.6, height - 0.2),
                (c * seat * 0.8, s * seat * 0.8, height / 2),
                (c * seat, s * seat, 0),
            ],
            0.12,
            timber,
        )
        feet.append((c * seat * 0.88, s * seat * 0.88, height * 0.3))
    for k in range(legs):
        a, b = feet[k], feet[(k + 1) % legs]
        middle = tuple((p + q) / 2 for p, q in zip(a, b, strict=True))
        tube("rung", [a, middle, b], 0.07, timber)


def stemware(
    *,
    tint: Colour = (1, 1, 1),
    bowl: float = 0.42,
    height: float = 2.1,
    drink: Colour | None = None,
) -> None:
    """Wine glass: thin bowl, drawn stem, flat foot, perhaps wine."""
    half = height * 0.5
    outer = fillet(
        [
            (0, 0.0, 0),
            (bowl * 0.9, 0, 0.01),
            (bowl * 0.9, 0.02, 0.01),
            (0.05, 0.08, 0.2),
            (0.04, half * 0.9, 0.1),
            (bowl, half * 1.25, 0.3),
            (bowl * 0.95, half * 1.6, 0.2),
            (bowl * 0.72, height, 0),
        ],
        10,
    )
    inner = [(max(r - 0.014, 0.0), z) for r, z in reversed(outer) if z > half * 1.02]
    lathe("stemware", [*outer, *inner, (0.0, half * 0.98)], materials.glass("crystal", tint))
    if drink is not None:
        level = [(max(r - 0.013, 0), z) for r, z in outer if half * 1.02 < z < half * 1.42]
        lathe(
            "drink",
            [(0.0, half), *level, (0.0, level[-1][1])],
            materials.glass("drink", drink, 0, 1.33),
        )
