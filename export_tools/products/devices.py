"""Electronics: phones and tablets, laptops, monitors, keyboards, cameras, earphones."""

from __future__ import annotations

import math
import random

import bpy
from mathutils import Matrix
from PIL import Image, ImageDraw

from export_tools.products import assembly, geometry, labels, materials, palette, strands
from export_tools.products.geometry import fillet, lathe, place, rounded_box


def _screen(rng: random.Random, wide: float, tall: float) -> bpy.types.Object:
    """Draw a lit screen facing -y, its foot at z = 0: a wallpaper, a list, or dark glass."""
    size = (max(64, int(420 * wide / tall)), 420)
    picture = Image.new("RGB", size, palette.code(palette.colour(rng)))
    draw, form = ImageDraw.Draw(picture), rng.choice(("paper", "list", "off"))
    if form == "paper":
        for _ in range(5):
            x, y, r = rng.uniform(0, size[0]), rng.uniform(0, 420), rng.uniform(60, 240)
            draw.ellipse((x - r, y - r, x + r, y + r), fill=palette.code(palette.colour(rng)))
    elif form == "list":
        draw.rectangle((0, 0, size[0], 50), fill=palette.code(palette.colour(rng)))
        for k in range(6):
            y = 70 + k * 56
            draw.rounded_rectangle(
                (14, y, size[0] - 14, y + 44), 8, fill=palette.code(palette.colour(rng))
            )
    else:
        draw.rectangle((0, 0, *size), fill="#050506")
    image = labels.to_blender(picture, "screen")
    paint = materials.printed("screen", image, 0.08, coat=0.6, fibre=0.0)
    shader = next(n for n in paint.node_tree.nodes if n.type == "BSDF_PRINCIPLED")
    texture = next(n for n in paint.node_tree.nodes if n.type == "TEX_IMAGE")
    paint.node_tree.links.new(texture.outputs[0], shader.inputs["Emission Color"])
    shader.inputs["Emission Strength"].default_value = rng.choice((0.0, 0.4, 0.9))
    return geometry.surface("screen", lambda u, v: ((u - 0.5) * wide, 0.0, v * tall), (2, 2), paint)


def _slab(rng: random.Random, wide: float, tall: float, thick: float) -> None:
    """Stand a slab with a screen in front, keys at its side, lenses on its back."""
    body = palette.stuff(rng, "body", "metal", "plastic")
    bevel = min(thick * 0.48, rng.uniform(0.01, 0.05))
    shell = geometry.pad("shell", (wide, tall, thick), body, rng.uniform(9, 14), 9)
    place(shell, (0, 0, tall / 2), (90, 0, 0))
    edge = rng.uniform(0.02, 0.08)
    place(
        _screen(rng, wide - edge * 2 - bevel, tall - edge * 2 - bevel),
        (0, -thick / 2 - 0.003, edge + bevel / 2),
    )
    for k in range(2):
        place(
            rounded_box("key", (0.02, 0.03, 0.14), 0.006, body, 1),
            (wide / 2, 0, tall * (0.6 + 0.13 * k)),
        )
    glass = materials.solid("lens", (0.01, 0.01, 0.015), 0.05, coat=1.0)
    for k in range(rng.randint(1, 3)):
        ring = lathe(
            "lens",
            fillet([(0.08, 0, 0), (0.08, 0.04, 0.01), (0.06, 0.04, 0), (0, 0.03, 0)]),
            glass,
            32,
        )
        place(ring, (wide * 0.28, thick / 2, tall * 0.88 - 0.18 * k), (-90, 0, 0))


def phone(rng: random.Random) -> None:
    """Phone or tablet: upright, leaning back, turned round, one or two."""
    big = rng.random() < 0.35
    for k in range(1 if big else rng.choice((1, 1, 2))):
        before = assembly.noted()
        wide, tall = (
            (rng.uniform(1.6, 2.2), rng.uniform(2.2, 2.8)) if big else (0.74, rng.uniform(1.4, 1.6))
        )
        _slab(rng, wide, tall, rng.uniform(0.06, 0.09))
        turn = rng.choice((0, 0, 180)) + rng.uniform(-45, 45)
        lean = Matrix.Rotation(math.radians(turn), 4, "Z") @ Matrix.Rotation(
            math.radians(-rng.uniform(0, 25)), 4, "X"
        )
        if rng.random() < 0.15:
            lean = Matrix.Rotation(math.radians(turn), 4, "Z") @ Matrix.Rotation(
                math.radians(-90), 4, "X"
            )
        assembly.carry(
            assembly.new_objects(before), Matrix.Translation((k * 0.6, k * 0.35, 0)) @ lean
        )


def _keys(rng: random.Random, wide: float, deep: float, z: float, skin: bpy.types.Material) -> None:
    rows, cols = rng.choice((4, 5, 6)), rng.choice((11, 14, 17))
    w, d = wide / cols, deep / rows
    for j in range(rows):
        i = 0
        while i < cols:
            span = 5 if j == 0 and 3 <= i <= 4 else rng.choice((1, 1, 1, 1, 2))
            span = min(span, cols - i)
            key = rounded_box("key", (w * span * 0.86, d * 0.84, d * 0.3), d * 0.08, skin, 1)
            place(key, (-wide / 2 + (i + span / 2) * w, -deep / 2 + (j + 0.5) * d, z))
            i += span


def laptop(rng: random.Random) -> None:
    """Open laptop: deck with keys and a pad, lid at some angle with its screen."""
    body, wide, deep = (
        palette.stuff(rng, "body", "metal", "plastic"),
        rng.uniform(2.8, 3.6),
        rng.uniform(2.0, 2.5),
    )
    place(rounded_box("deck", (wide, deep, 0.09), 0.035, body), (0, 0, 0.02))
    before = assembly.noted()
    _keys(rng, wide * 0.9, deep * 0.48, 0.1, palette.dark(rng, "keys"))
    assembly.carry(assembly.new_objects(before), Matrix.Translation((0, deep * 0.14, 0)))
    place(
        rounded_box("trackpad", (wide * 0.35, deep * 0.26, 0.01), 0.003, body, 1),
        (0, -deep * 0.3, 0.106),
    )
    before = assembly.noted()
    place(rounded_box("lid", (wide, 0.05, deep), 0.02, body), (0, 0.03, 0))
    frame = palette.dark(rng, "bezel")
    place(
        rounded_box("bezel", (wide * 0.97, 0.01, deep * 0.96), 0.004, frame, 1),
        (0, -0.003, deep * 0.02),
    )
    place(_screen(rng, wide * 0.93, deep * 0.87), (0, -0.012, deep * 0.07))
    swing = Matrix.Rotation(math.radians(-rng.uniform(2, 35)), 4, "X")
    assembly.carry(assembly.new_objects(before), Matrix.Translation((0, deep / 2, 0.1)) @ swing)
    turn = Matrix.Rotation(math.radians(rng.choice((0, 0, 170)) + rng.uniform(-40, 40)), 4, "Z")
    assembly.carry(list(bpy.context.scene.collection.objects), turn)


def monitor(rng: random.Random) -> None:
    """Monitor or television: thin frame, a neck and a foot, or two thin feet; a cable behind."""
    body, wide = palette.stuff(rng, "body", "plastic", "metal"), rng.uniform(4.5, 8)
    tall, lift = wide * rng.uniform(0.42, 0.62), rng.uniform(0.8, 2.0)
    place(rounded_box("case", (wide, 0.25, tall), 0.05, body), (0, 0.14, lift))
    place(_screen(rng, wide * 0.97, tall * 0.94), (0, -0.002, lift + tall * 0.03))
    if rng.random() < 0.6:
        place(rounded_box("neck", (wide * 0.1, 0.15, lift + 1), 0.04, body), (0, 0.35, 0.05))
        place(
            rounded_box("foot", (wide * rng.uniform(0.25, 0.45), 1.8, 0.12), 0.05, body),
            (0, 0.1, 0),
        )
    else:
        for s in (-1, 1):
            x = s * wide * 0.38
            strands.rods(
                "foot",
                [((x, 0.14, lift + 0.1), (x, -0.8, 0.05)), ((x, 0.14, lift + 0.1), (x, 1.0, 0.05))],
                0.06,
                body,
            )
    if rng.random() < 0.4:
        strands.cable(rng, (0.3, 0.5, lift), palette.dark(rng, "cable"), long=4, radius=0.05)
    turn = Matrix.Rotation(math.radians(rng.uniform(-40, 40)), 4, "Z")
    assembly.carry(list(bpy.context.scene.collection.objects), turn)


def keyboard(rng: random.Random) -> None:
    """Keyboard with its coiled or plain cable, perhaps a mouse beside it."""
    body, wide, deep = (
        palette.stuff(rng, "body", "plastic", "metal"),
        rng.uniform(2.8, 4.4),
        rng.uniform(1.1, 1.5),
    )
    rounded_box("case", (wide, deep, 0.16), 0.05, body)
    _keys(rng, wide * 0.95, deep * 0.88, 0.15, palette.stuff(rng, "keys", "plastic"))
    cord = palette.dark(rng, "cord")
    if rng.random() < 0.6:
        start, end = (0.3, deep / 2, 0.1), (rng.uniform(-1, 1), deep / 2 + 1.4, 0.14)
        path = (
            strands.spring(start, end, 0.1, 16)
            if rng.random() < 0.5
            else strands.smooth([start, (0.8, deep, 0.04), end])
        )
        strands.wires("cord", [path], 0.03, cord)
    if rng.random() < 0.4:
        mouse = geometry.pad(
            "mouse", (0.62, 1.05, 0.5), palette.stuff(rng, "mouse", "plastic"), 2.6, 2.4
        )
        place(mouse, (wide / 2 + 0.7, 0, 0.2))
    assembly.carry(
        list(bpy.context.scene.collection.objects),
        Matrix.Rotation(rng.uniform(-0.7, 0.7), 4, "Z")
        @ Matrix.Rotation(math.radians(rng.uniform(0, 30)), 4, "X"),
    )


def _lens(rng: random.Random, tall: float, deep: float, body: bpy.types.Material) -> None:
    """Set a lens of ribbed rings on the front of a body."""
    r, long = tall * rng.uniform(0.36, 0.46), rng.uniform(0.4, 1.3)
    barrel = fillet(
        [
            (r, 0, 0),
            (r, long * 0.3, 0.01),
            (r * 0.92, long * 0.32, 0.01),
            (r * 0.92, long * 0.6, 0.01),
            (r, long * 0.62, 0.01),
            (r * 1.04, long, 0.01),
            (r * 0.9, long, 0.01),
            (r * 0.8, long * 0.85, 0),
            (0, long * 0.82, 0),
        ]
    )
    place(lathe("lens", barrel, body), (0, -deep / 2, tall * 0.48), (90, 0, 0))
    glass = materials.solid("glass", (0.02, 0.015, 0.04), 0.03, coat=1.0)
    place(
        geometry.pad("glass", (r * 1.6, r * 1.6, 0.2), glass, 2, 2),
        (0, -deep / 2 - long * 0.84, tall * 0.48),
        (90, 0, 0),
    )


def camera(rng: random.Random) -> None:
    """Photographic camera: body, prism, big lens with rings, dials, a neck strap."""
    body, trim = palette.dark(rng, "body"), palette.stuff(rng, "trim", "metal", "plastic")
    skin = materials.leather("grip", palette.colour(rng), 0.5, 60)
    wide, tall, deep = rng.uniform(1.2, 1.5), rng.uniform(0.75, 1.0), rng.uniform(0.4, 0.6)
    rounded_box("body", (wide, deep, tall), 0.08, body)
    place(
        rounded_box("wrap", (wide * 1.005, deep * 1.02, tall * 0.5), 0.06, skin), (0, 0, tall * 0.2)
    )
    place(
        rounded_box("top", (wide * 0.98, deep * 0.9, tall * 0.14), 0.04, trim), (0, 0, tall * 0.9)
    )
    place(
        rounded_box("prism", (wide * 0.3, deep * 0.9, tall * 0.28), 0.08, trim), (0, 0, tall * 0.97)
    )
    _lens(rng, tall, deep, body)
    for k in (-1, 1, 0.62):
        place(
            lathe(
                "dial",
                fillet([(0, 0, 0), (0.13, 0, 0.01), (0.13, 0.1, 0.02), (0, 0.1, 0)]),
                trim,
                40,
            ),
            (k * wide * 0.36, 0, tall * 1.03),
        )
    if rng.random() < 0.65:
        strap = [
            (-wide / 2, 0, tall * 0.85),
            (-wide * 0.75, 0.1, tall * 0.7),
            (-wide * 0.85, 0.5, 0.1),
            (0, 1.3, 0.06),
            (wide * 0.9, 0.4, 0.1),
            (wide * 0.72, 0.1, tall * 0.7),
            (wide / 2, 0, tall * 0.85),
        ]
        geometry.tube(
            "strap", strap, 0.11, palette.stuff(rng, "strap", "leather", "knit"), flatten=0.2
        )
    assembly.carry(
        list(bpy.context.scene.collection.objects), Matrix.Rotation(rng.uniform(-0.7, 0.7), 4, "Z")
    )


def earphones(rng: random.Random) -> None:
    """Wired earbuds in a loose tangle."""
    skin, cord = palette.stuff(rng, "shell", "plastic", "metal"), palette.dark(rng, "cord")
    for s in (-1, 1):
        place(geometry.pad("bud", (0.18, 0.2, 0.18), skin, 2, 2), (s * 0.45, 0, 1.6))
        strands.rods("stalk", [((s * 0.45, 0, 1.55), (s * 0.42, 0, 1.3))], 0.035, skin)
        path = strands.smooth(
            [(s * 0.42, 0, 1.3), (s * 0.5, 0.05 * s, 0.9), (s * 0.1, 0, 0.4), (0, 0, 0.1)]
        )
        strands.wires("cord", [path], 0.014, cord)
    tail = [(0, 0, 0.1)] + [
        (rng.uniform(-0.8, 0.8), rng.uniform(-0.1, 0.1), -0.25 * k) for k in range(1, 5)
    ]
    strands.wires("tail", [strands.smooth(tail)], 0.018, cord)
    strands.rods("plug", [(tail[-1], (tail[-1][0] + 0.05, 0, tail[-1][2] - 0.22))], 0.035, skin)


def headset(rng: random.Random) -> None:
    """Headset: a thin band, cups, a boom, a cable along the ground."""
    skin, cord = palette.stuff(rng, "shell", "plastic", "metal"), palette.dark(rng, "cord")
    band = [
        (0.8 * math.cos(a), 0, 1.1 + 0.95 * math.sin(a))
        for a in (math.pi * k / 24 for k in range(25))
    ]
    strands.wires(
        "band",
        [band, [(x * 0.97, 0.12, z - 0.02) for x, _y, z in band]],
        rng.uniform(0.02, 0.05),
        palette.stuff(rng, "band", "metal", "plastic"),
    )
    for s in (-1, 1):
        place(geometry.pad("cup", (0.25, 0.75, 0.85), skin, 2.2, 2.2), (s * 0.82, 0.05, 0.85))
        place(
            geometry.pad(
                "cushion",
                (0.22, 0.7, 0.78),
                palette.stuff(rng, "cushion", "leather", "knit"),
                2.2,
                2.6,
            ),
            (s * 0.68, 0.05, 0.85),
        )
    boom = strands.smooth([(-0.85, -0.1, 0.7), (-0.8, -0.6, 0.35), (-0.5, -0.95, 0.25)])
    strands.wires("boom", [boom], 0.02, cord)
    place(
        geometry.pad(
            "mic", (0.2, 0.12, 0.12), materials.fabric("foam", (0.02, 0.02, 0.02), 90), 2, 2
        ),
        (-0.45, -0.98, 0.25),
    )
    strands.wires(
        "cord",
        [
            strands.smooth(
                [
                    (0.85, 0.05, 0.45),
                    (0.9, 0, 0.1),
                    (1.1, -0.4, 0.03),
                    (0.4, -1.1, 0.03),
                    (-0.5, -1.4, 0.03),
                    (-1.2, -1.0, 0.03),
                ]
            )
        ],
        0.022,
        cord,
    )
    assembly.carry(
        list(bpy.context.scene.collection.objects), Matrix.Rotation(rng.uniform(-0.9, 0.9), 4, "Z")
    )
