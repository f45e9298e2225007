"""Clear things: carafes, sets of glasses, perfume, vases with twigs, trigger sprays."""

from __future__ import annotations

import math
import random

import bpy

from export_tools.products import geometry, materials, palette, strands
from export_tools.products.geometry import fillet, lathe, place, rounded_box
from export_tools.products.vessels import hollow, label_around

PALE = (0.92, 0.945, 0.94)


def _glass(rng: random.Random, name: str) -> bpy.types.Material:
    tint = PALE if rng.random() < 0.65 else palette.glass(rng)
    return materials.glass(name, tint, rng.choice((0.0, 0.0, 0.0, 0.25)))


def _drink(rng: random.Random) -> bpy.types.Material:
    tone = rng.choice(
        (
            (0.95, 0.97, 0.97),
            (0.25, 0.01, 0.03),
            (0.9, 0.75, 0.3),
            (0.9, 0.4, 0.1),
            (0.5, 0.25, 0.05),
        )
    )
    return materials.glass("drink", tone, 0.0, 1.33)


def _wall(rng: random.Random, radius: float, tall: float) -> list[tuple[float, float, float]]:
    """Draw the corners of a vessel's wall, foot to lip."""
    form = rng.choice(("straight", "belly", "waist", "flask"))
    if form == "straight":
        return [(radius, 0, 0.06), (radius * rng.uniform(0.9, 1.2), tall, 0)]
    if form == "belly":
        return [
            (radius * 0.7, 0, 0.05),
            (radius * 1.25, tall * 0.35, radius * 0.8),
            (radius * 0.5, tall * 0.75, 0.3),
            (radius * 0.7, tall, 0),
        ]
    if form == "waist":
        return [
            (radius, 0, 0.06),
            (radius * 1.05, tall * 0.3, 0.3),
            (radius * 0.5, tall * 0.62, 0.4),
            (radius * 0.85, tall, 0),
        ]
    return [(radius * 1.3, 0, 0.1), (radius * 0.4, tall * 0.55, 0.25), (radius * 0.42, tall, 0)]


def _vessel(rng: random.Random, radius: float, tall: float, fill: float) -> None:
    wall = _wall(rng, radius, tall)
    outer = fillet([(0, 0, 0), *wall], 8)
    lathe("vessel", hollow(outer, 0.03, 0.06), _glass(rng, "vessel"))
    if fill > 0:
        level = tall * fill
        inside = [(max(0.0, r - 0.031), z) for r, z in outer if 0.06 < z < level]
        if len(inside) > 1:
            lathe(
                "drink",
                [(0, 0.063), (inside[0][0], 0.063), *inside, (inside[-1][0], level), (0, level)],
                _drink(rng),
            )


def carafe(rng: random.Random) -> None:
    """Carafe, jug or clear bottle, empty or part filled; a handle, a cork or a stopper."""
    radius, tall = rng.uniform(0.35, 0.6), rng.uniform(1.4, 2.8)
    _vessel(rng, radius, tall, rng.choice((0.0, rng.uniform(0.3, 0.7))))
    extra = rng.choice(("none", "cork", "handle", "ball"))
    if extra == "cork":
        place(
            lathe(
                "cork",
                fillet(
                    [(0, 0, 0), (radius * 0.3, 0, 0.02), (radius * 0.36, 0.4, 0.03), (0, 0.4, 0)]
                ),
                materials.solid("cork", (0.45, 0.28, 0.14), 0.9, mottle=0.4),
            ),
            (0, 0, tall - 0.25),
        )
    elif extra == "ball":
        place(
            geometry.pad("ball", (radius * 0.9,) * 3, _glass(rng, "stopper"), 2, 2),
            (0, 0, tall + radius * 0.35),
        )
    elif extra == "handle":
        ear = strands.smooth(
            [
                (radius * 0.75, 0, tall * 0.85),
                (radius * 1.6, 0, tall * 0.8),
                (radius * 1.7, 0, tall * 0.45),
                (radius * 0.95, 0, tall * 0.25),
            ]
        )
        strands.wires("handle", [ear], 0.06, _glass(rng, "handle"), sides=4)


def glasses(rng: random.Random) -> None:
    """A set of drinking glasses: one to four, tumblers or stems, some filled."""
    stemmed, count = rng.random() < 0.6, rng.randint(1, 4)
    bowl, tall = rng.uniform(0.3, 0.5), rng.uniform(1.4, 2.3)
    skin = _glass(rng, "glass")
    for k in range(count):
        at = (
            (k - (count - 1) / 2) * bowl * rng.uniform(2.15, 2.5),
            rng.uniform(-0.3, 0.3) * (count > 1),
            0,
        )
        if not stemmed:
            wall = fillet([(0, 0, 0), (bowl * 0.8, 0, 0.05), (bowl, tall * 0.6, 0)], 6)
            place(lathe("tumbler", hollow(wall, 0.03, 0.08), skin), at)
        else:
            half = tall * 0.52
            wall = fillet(
                [
                    (0.02, half, 0),
                    (bowl * 1.05, half + 0.25, bowl * 0.6),
                    (bowl * rng.choice((0.75, 1.0, 1.25)), tall, 0),
                ],
                10,
            )
            inner = [(max(0.0, r - 0.015), z + 0.012) for r, z in wall[::-1]]
            foot = fillet(
                [
                    (0, 0, 0),
                    (bowl * 0.85, 0, 0.01),
                    (bowl * 0.85, 0.015, 0),
                    (0.05, 0.06, 0.1),
                    (0.028, half * 0.6, 0.2),
                    (0.028, half, 0),
                ],
                6,
            )
            place(lathe("glass", [*foot, *wall, *inner, (0, half + 0.02)], skin), at)
        if rng.random() < 0.5:
            low = tall * 0.06 if not stemmed else tall * 0.56
            wide = bowl * (0.78 if not stemmed else 0.75)
            deep = tall * (0.3 if not stemmed else 0.18)
            body = fillet(
                [
                    (0, low, 0),
                    (wide * (1.0 if not stemmed else 0.5), low, 0.03),
                    (wide, low + deep, 0),
                    (0, low + deep, 0),
                ]
            )
            place(lathe("drink", body, _drink(rng)), at)


def perfume(rng: random.Random) -> None:
    """Perfume: a heavy clear block or flacon, scent in it, a collar and a cap."""
    skin, size = (
        _glass(rng, "flacon"),
        (rng.uniform(0.5, 0.9), rng.uniform(0.25, 0.5), rng.uniform(0.55, 1.1)),
    )
    tone = rng.choice(((0.95, 0.8, 0.5), (0.95, 0.7, 0.7), (0.7, 0.85, 0.9), (0.85, 0.9, 0.7)))
    scent = materials.glass("scent", tone, 0.0, 1.36)
    if rng.random() < 0.6:
        rounded_box("flacon", size, rng.uniform(0.02, 0.12), skin)
        inner = tuple(s - 0.12 for s in size)
        place(
            rounded_box(
                "scent", (inner[0], inner[1], inner[2] * rng.uniform(0.5, 0.9)), 0.05, scent
            ),
            (0, 0, 0.09),
        )
    else:
        place(
            geometry.pad("flacon", size, skin, rng.uniform(2, 4), rng.uniform(2, 4)),
            (0, 0, size[2] / 2),
        )
        place(
            geometry.pad("scent", tuple(s * 0.8 for s in size), scent, 2.4, 2.4),
            (0, 0, size[2] / 2),
        )
    lathe(
        "collar",
        [(0.14, size[2] - 0.02), (0.14, size[2] + 0.1), (0, size[2] + 0.1)],
        palette.stuff(rng, "collar", "metal"),
    )
    cap = palette.stuff(rng, "cap", "metal", "plastic", "wood")
    form, z = rng.choice(("block", "ball", "drum", "bulb")), size[2] + 0.06
    if form == "block":
        place(rounded_box("cap", (size[0] * 0.5, size[1] * 0.75, 0.35), 0.03, cap), (0, 0, z))
    elif form == "ball":
        place(geometry.pad("cap", (0.42, 0.42, 0.42), cap, 2, 2), (0, 0, z + 0.2))
    elif form == "drum":
        lathe(
            "cap",
            fillet([(0, z, 0), (0.18, z, 0.01), (0.18, z + 0.36, 0.03), (0, z + 0.36, 0)]),
            cap,
        )
    else:
        tube = strands.smooth(
            [(0, 0, z + 0.1), (0.35, 0, z + 0.15), (0.8, -0.1, z - 0.3), (0.95, -0.15, 0.3)]
        )
        strands.wires("hose", [tube], 0.03, cap)
        place(
            geometry.pad(
                "bulb", (0.42, 0.36, 0.36), palette.stuff(rng, "bulb", "velvet", "knit"), 2, 2
            ),
            (1.0, -0.15, 0.18),
        )
        strands.rods("nozzle", [((0, 0, size[2]), (0, 0, z + 0.15))], 0.06, cap)


def vase(rng: random.Random) -> None:
    """Clear or glazed vase holding dry twigs, blossoms or reeds."""
    radius, tall = rng.uniform(0.35, 0.7), rng.uniform(1.2, 2.4)
    if rng.random() < 0.65:
        _vessel(rng, radius, tall, rng.choice((0.0, 0.4)))
    else:
        outer = fillet([(0, 0, 0), *_wall(rng, radius, tall)], 8)
        lathe("vase", hollow(outer, 0.04, 0.08), palette.pot(rng))
    bark = materials.solid(
        "twig", materials.linear(rng.choice(("#6b4a2f", "#c7ad7f", "#4f5a35"))), 0.8
    )
    bloom = materials.solid("bloom", palette.colour(rng), 0.7, soft=0.3)
    twigs, buds = [], []
    for _ in range(rng.randint(3, 9)):
        a, lean, long = rng.uniform(0, 6.28), rng.uniform(0.1, 0.45), rng.uniform(1.6, 2.8)
        stem = [(0.0, 0.0, 0.15)]
        for k in range(1, 7):
            t = k / 6
            r = lean * long * t * t + 0.04 * rng.uniform(-1, 1)
            stem.append((r * math.cos(a), r * math.sin(a), 0.15 + t * (tall + long * 0.7)))
        twigs.append(strands.smooth(stem, 4))
        for spot in stem[3:]:
            for _side in range(rng.randint(1, 4)):
                tip = tuple(c + rng.uniform(-0.25, 0.25) for c in spot)
                twigs.append([spot, tip])
                buds.append(tip)
    strands.wires("twigs", twigs, rng.uniform(0.01, 0.025), bark, sides=1)
    if rng.random() < 0.7:
        size = rng.uniform(0.04, 0.14)
        for bud in buds[:90]:
            ball = geometry.lathe(
                "bud",
                [(0, -size), (size, -size * 0.3), (size * 0.8, size * 0.6), (0, size)],
                bloom,
                8,
            )
            place(ball, bud, (rng.uniform(-50, 50), rng.uniform(-50, 50), 0))


def spray(rng: random.Random) -> None:
    """Trigger spray, canister with a handle, or a clear bottle with a lotion pump and hose."""
    clear, tall = rng.random() < 0.6, rng.uniform(1.3, 2.0)
    radius = rng.uniform(0.35, 0.5)
    outer = fillet(
        [
            (0, 0, 0),
            (radius, 0, 0.08),
            (radius, tall * 0.75, 0.35),
            (radius * 0.35, tall, 0.1),
            (radius * 0.35, tall + 0.15, 0),
        ],
        8,
    )
    if clear:
        lathe(
            "bottle", hollow(outer, 0.02, 0.04), materials.glass("bottle", palette.glass(rng), 0.02)
        )
        level = tall * rng.uniform(0.3, 0.7)
        r = radius - 0.021
        lathe(
            "fluid",
            fillet([(0, 0.045, 0), (r, 0.045, 0.06), (r, level, 0), (0, level, 0)]),
            _drink(rng),
        )
        strands.rods(
            "hose",
            [((0, 0, 0.06), (0.05, 0, tall))],
            0.025,
            materials.solid("hose", palette.grey(0.8), 0.4),
        )
    else:
        lathe("bottle", outer, palette.stuff(rng, "bottle", "plastic", "metal"))
    head = palette.stuff(rng, "head", "plastic", "plastic", "metal")
    z = tall + 0.1
    lathe(
        "collar",
        fillet(
            [(0, z, 0), (radius * 0.5, z, 0.02), (radius * 0.45, z + 0.25, 0.02), (0, z + 0.25, 0)]
        ),
        head,
    )
    place(rounded_box("head", (0.75, 0.2, 0.24), 0.06, head), (-0.1, 0, z + 0.32))
    strands.rods("neck", [((0, 0, z + 0.2), (0, 0, z + 0.4))], 0.1, head)
    place(
        rounded_box("nozzle", (0.12, 0.16, 0.16), 0.02, palette.stuff(rng, "nozzle", "plastic")),
        (-0.52, 0, z + 0.36),
    )
    trigger = strands.smooth(
        [(-0.25, 0, z + 0.36), (-0.33, 0, z + 0.1), (-0.28, 0, z - 0.15), (-0.38, 0, z - 0.32)]
    )
    strands.wires("trigger", [trigger], 0.05, head)
    label_around(palette.a_print(rng), radius, (tall * 0.1, tall * 0.6), rng.uniform(90, 150))
