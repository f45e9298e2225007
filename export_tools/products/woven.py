"""Things full of holes: wicker, rattan, cages, nets, pierced sheet."""

from __future__ import annotations

import math
import random
from collections.abc import Callable

import bpy

from export_tools.products import geometry, materials, palette, strands
from export_tools.products.geometry import fillet, place

Place = tuple[float, float, float]


def _cane(rng: random.Random, name: str = "cane") -> bpy.types.Material:
    tone = rng.choice(("#c9a46a", "#a9783f", "#6b4526", "#e3d3b0", "#2a2623", "#efece6"))
    return materials.solid(name, materials.linear(tone), rng.uniform(0.35, 0.7), mottle=0.25)


def _lattice(
    rng: random.Random,
    outline: Callable[[float], tuple[float, float]],
    squash: float,
    skin: bpy.types.Material,
    *,
    stakes: int,
    rows: int,
    thin: float,
) -> None:
    """Weave a wall: stakes up the outline (r, z of 0..1), rows that swing in and out of them."""
    ups, rounds = [], []
    for k in range(stakes):
        a = 2 * math.pi * k / stakes
        line = [outline(t / 12) for t in range(13)]
        ups.append([(r * math.cos(a), r * squash * math.sin(a), z) for r, z in line])
    for j in range(rows):
        r, z = outline((j + 0.5) / rows)
        ring = []
        for k in range(stakes * 2):
            a = math.pi * k / stakes
            swing = thin * 1.3 * math.cos(math.pi * (k / 2 + j)) if k % 2 == 0 else 0.0
            ring.append(((r + swing) * math.cos(a), (r + swing) * squash * math.sin(a), z))
        rounds.append(ring)
    strands.wires("stakes", ups, thin * 1.15, skin, sides=1)
    strands.wires("rows", rounds, thin, skin, cyclic=True, sides=1)


def basket(rng: random.Random) -> None:
    """Basket: woven wall, open or tight, rolled rim, one bow handle or two ears."""
    skin = _cane(rng)
    low, high, tall = rng.uniform(0.9, 1.5), rng.uniform(1.2, 1.9), rng.uniform(0.9, 2.6)
    squash, belly = rng.uniform(0.65, 1.0), rng.uniform(-0.1, 0.3)

    def outline(t: float) -> tuple[float, float]:
        return (low + (high - low) * t + belly * math.sin(t * math.pi), t * tall)

    thin = rng.uniform(0.025, 0.06)
    rows = int(tall / (thin * rng.choice((2.1, 3.0, 5.0))))
    _lattice(rng, outline, squash, skin, stakes=rng.choice((17, 25, 33)), rows=rows, thin=thin)
    place(
        geometry.lathe("floor", [(0, 0.02), (low, 0.02), (low, 0.05), (0, 0.05)], skin),
        scale=(1, squash, 1),
    )
    rims = [strands.circle(high, tall, 64, squash), strands.circle(low, 0.04, 64, squash)]
    strands.wires("rim", rims, thin * 2.2, skin, cyclic=True)
    if rng.random() < 0.6:
        bow = strands.arc((0, 0, tall), high, 0, 180)
        rise = rng.uniform(0.7, 1.5)
        strands.wires(
            "handle", [[(x, y, tall + (z - tall) * rise) for x, y, z in bow]], thin * 2.4, skin
        )
    else:
        ears = []
        for side in (-1, 1):
            x = side * high
            ears.append(
                strands.smooth(
                    [
                        (x, -0.35, tall),
                        (x * 1.03, -0.3, tall + 0.4),
                        (x * 1.03, 0.3, tall + 0.4),
                        (x, 0.35, tall),
                    ]
                )
            )
        strands.wires("ears", ears, thin * 2, palette.stuff(rng, "ears", "leather", "wood"))
    if rng.random() < 0.4:
        cloth = palette.stuff(rng, "lining", "knit")
        fold = geometry.pad(
            "lining", (high * 1.8, high * 1.8 * squash, tall * 0.7), cloth, 2.2, 2.6
        )
        geometry.wobble(fold, 0.15, 1.8, rng.randint(0, 99))
        place(fold, (0, 0, tall * 0.75))


def cage(rng: random.Random) -> None:
    """Bird cage: wires to a dome, hoops, tray, perch, swing, a ring on top."""
    steel = palette.stuff(rng, "wire", "metal", "plastic")
    radius, tall, bars = rng.uniform(1.2, 1.9), rng.uniform(1.8, 3.2), rng.randint(18, 40)
    dome, paths = rng.uniform(0.6, 1.2), []
    for k in range(bars):
        a = 2 * math.pi * k / bars
        line = [(radius, 0.15), (radius, tall)]
        line += [
            (
                radius * math.cos(t / 8 * math.pi / 2),
                tall + radius * dome * math.sin(t / 8 * math.pi / 2),
            )
            for t in range(1, 9)
        ]
        paths.append([(r * math.cos(a), r * math.sin(a), z) for r, z in line])
    thin = rng.uniform(0.012, 0.025)
    strands.wires("bars", paths, thin, steel, sides=1)
    hoops = [strands.circle(radius, tall * t, 64) for t in (0.1, 0.5, 1.0)]
    strands.wires("hoops", hoops, thin * 1.6, steel, cyclic=True)
    tray = fillet(
        [
            (0, 0, 0),
            (radius * 1.06, 0, 0.02),
            (radius * 1.06, 0.25, 0.02),
            (radius, 0.25, 0),
            (radius * 0.98, 0.1, 0),
            (0, 0.1, 0),
        ]
    )
    geometry.lathe("tray", tray, palette.stuff(rng, "tray", "metal", "plastic", "wood"))
    perch = palette.stuff(rng, "perch", "wood")
    z = tall * 0.65
    swing = [
        [(-0.4, 0, z), (-0.4, 0, tall + radius * dome), (0.4, 0, tall + radius * dome), (0.4, 0, z)]
    ]
    strands.rods(
        "perch",
        [((-radius, 0.3, tall * 0.35), (radius, 0.3, tall * 0.35)), ((-0.5, 0, z), (0.5, 0, z))],
        0.05,
        perch,
    )
    strands.wires("swing", swing, thin, steel)
    top = tall + radius * dome
    strands.wires("ring", [strands.arc((0, 0, top + 0.25), 0.25, 0, 360)], thin * 2, steel)


def racket(rng: random.Random) -> None:
    """Tennis, squash or badminton racket: oval head, strings, throat, wrapped grip."""
    frame, grip = palette.stuff(rng, "frame", "plastic", "metal"), palette.dark(rng, "grip")
    wide, tall = rng.uniform(0.9, 1.3), rng.uniform(1.25, 1.7)
    thick, shaft = rng.uniform(0.05, 0.11), rng.uniform(1.6, 3.0)
    centre = shaft + 1.5 + tall
    head = [(x, 0.0, centre + y * tall / wide) for x, y, _z in strands.circle(wide, 0, 64)]
    strands.wires("head", [head], thick, frame, cyclic=True, sides=3)
    strings: list[list[Place]] = []
    for k in range(1, (count := rng.randint(13, 19))):
        s = 2 * k / count - 1
        reach = math.sqrt(1 - s * s)
        weave = 0.012 if k % 2 else -0.012
        strings.append(
            [(s * wide, weave, centre - reach * tall), (s * wide, -weave, centre + reach * tall)]
        )
        strings.append(
            [(-reach * wide, -weave, centre + s * tall), (reach * wide, weave, centre + s * tall)]
        )
    cord = materials.solid(
        "cord", palette.grey(0.85) if rng.random() < 0.6 else palette.colour(rng), 0.4
    )
    strands.wires("strings", strings, rng.uniform(0.008, 0.014), cord, sides=1)
    throat = [
        [
            (s * wide * 0.62, 0, centre - tall * 0.78),
            (s * 0.12, 0, shaft + 0.6),
            (s * 0.05, 0, shaft),
        ]
        for s in (-1, 1)
    ]
    strands.wires("throat", [strands.smooth(t) for t in throat], thick, frame)
    strands.rods("shaft", [((0, 0, 1.0), (0, 0, shaft + 0.3))], thick * 1.1, frame)
    strands.rods("grip", [((0, 0, 0), (0, 0, 1.6))], rng.uniform(0.12, 0.17), grip)
    wrap = strands.spring((0, 0, 0.1), (0, 0, 1.5), 0.14, 9)
    strands.wires("wrap", [wrap], 0.03, grip)


def colander(rng: random.Random) -> None:
    """Colander: pierced bowl, rolled rim, foot, two ears or a long handle."""
    tone = palette.metal(rng) if rng.random() < 0.6 else palette.colour(rng)
    metal = 1.0 if rng.random() < 0.6 else 0.0
    skin = materials.pierced(
        "pierced", tone, (rng.randint(28, 60), rng.randint(8, 16)), rng.uniform(0.2, 0.36), metal
    )
    plain = materials.solid("rim", tone, 0.3, metal=metal)
    r, deep = rng.uniform(1.1, 1.5), rng.uniform(0.6, 1.2)

    def bowl(u: float, v: float) -> Place:
        a, b = 2 * math.pi * u, math.pi / 2 * v
        wide = r * (0.35 + 0.65 * math.sin(b))
        return (wide * math.cos(a), wide * math.sin(a), 0.2 + deep * (1 - math.cos(b)))

    geometry.surface("bowl", bowl, (96, 24), skin)
    geometry.lathe("base", [(0, 0.2), (r * 0.37, 0.21)], plain)
    geometry.lathe(
        "foot",
        fillet([(r * 0.3, 0.22, 0), (r * 0.42, 0, 0.02), (r * 0.46, 0, 0.02), (r * 0.38, 0.26, 0)]),
        plain,
    )
    strands.wires("rim", [strands.circle(r, 0.2 + deep, 72)], 0.04, plain, cyclic=True)
    top = 0.2 + deep
    if rng.random() < 0.6:
        ears = [
            strands.smooth(
                [
                    (s * r, -0.4, top),
                    (s * (r + 0.4), -0.3, top),
                    (s * (r + 0.4), 0.3, top),
                    (s * r, 0.4, top),
                ]
            )
            for s in (-1, 1)
        ]
        strands.wires("ears", ears, 0.05, plain)
    else:
        grip = palette.stuff(rng, "grip", "wood", "plastic", "metal")
        strands.taper("handle", (r, 0, top), (r + 2.2, 0, top + 0.3), (0.07, 0.13), grip)


def rattan(rng: random.Random) -> None:
    """Rattan pieces: a woven lampshade, a peacock chair, a planter on a stand."""
    skin = _cane(rng)
    form = rng.choice(("shade", "chair", "planter"))
    if form == "shade":
        tall, wide = rng.uniform(1.4, 2.6), rng.uniform(1.2, 2.2)
        _lattice(
            rng,
            lambda t: (0.2 + wide * math.sin(0.1 + t * 2.3), (1 - t) * -tall + tall),
            1.0,
            skin,
            stakes=25,
            rows=rng.randint(8, 22),
            thin=0.025,
        )
        strands.rods(
            "cord", [((0, 0, tall * 0.5), (0, 0, tall + 3))], 0.03, palette.dark(rng, "cord")
        )
        bulb = materials.solid("bulb", (0.9, 0.88, 0.8), 0.1)
        place(geometry.pad("bulb", (0.5, 0.5, 0.6), bulb, 2, 2), (0, 0, tall * 0.45))
    elif form == "planter":
        leg, wide = rng.uniform(1.5, 4), rng.uniform(1.0, 1.8)
        _lattice(
            rng,
            lambda t: (wide * (0.8 + 0.2 * t), leg + t * 1.8),
            1.0,
            skin,
            stakes=29,
            rows=22,
            thin=0.04,
        )
        wood = palette.stuff(rng, "legs", "wood", "metal")
        ends = [
            ((x * 1.05, y * 1.05, 0), (x, y, leg + 1.4)) for x, y, _ in strands.circle(wide, 0, 4)
        ]
        strands.rods("legs", ends, 0.07, wood)
        strands.wires(
            "rim",
            [strands.circle(wide, leg + 1.8), strands.circle(wide * 0.8, leg)],
            0.07,
            skin,
            cyclic=True,
        )
        place(
            geometry.pad("pot", (wide * 1.7, wide * 1.7, 1.6), palette.pot(rng), 2, 5),
            (0, 0, leg + 1.0),
        )
    else:
        _peacock(rng, skin)


def _peacock(rng: random.Random, skin: bpy.types.Material) -> None:
    """Chair with a fan of a back: spokes from the seat to a wide hoop."""
    seat, fan = rng.uniform(1.9, 2.4), rng.uniform(3.4, 4.6)
    _lattice(
        rng,
        lambda t: (seat * (1 - 0.35 * math.sin(t * math.pi)), t * 4.0),
        1.0,
        skin,
        stakes=25,
        rows=14,
        thin=0.05,
    )
    strands.wires(
        "rims", [strands.circle(seat, 4.0), strands.circle(seat, 0.06)], 0.12, skin, cyclic=True
    )
    cloth = palette.stuff(rng, "seat", "knit", "velvet")
    place(geometry.pad("cushion", (seat * 1.9, seat * 1.9, 0.8), cloth, 2, 3), (0, -0.1, 4.3))
    hoop, spokes = [], []
    for k in range(33):
        a = math.radians(-28 + 236 * k / 32)
        far = (fan * math.cos(a), seat * 0.8 + 0.9 * (0.4 + math.sin(a)), 6.2 + fan * math.sin(a))
        hoop.append(far)
        near = (seat * 0.8 * math.cos(a), seat * 0.75, 4.2 + max(0.0, math.sin(a)) * 0.4)
        spokes.append([near, far])
    inner = [tuple(n[i] + (f[i] - n[i]) * 0.6 for i in range(3)) for n, f in spokes]
    strands.wires("fan", spokes, 0.04, skin, sides=1)
    strands.wires("hoops", [hoop, inner], 0.1, skin)
