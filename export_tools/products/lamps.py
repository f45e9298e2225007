"""Lamps on thin stems with their flex: standing, jointed, hanging."""

from __future__ import annotations

import math
import random

from export_tools.products import geometry, materials, palette, strands
from export_tools.products.geometry import fillet, lathe, place


def _shade(rng: random.Random, z: float, radius: float, at: tuple[float, float] = (0, 0)) -> None:
    """Set a shade with its lower rim at z: drum, cone, dome, or a globe of glass."""
    form = rng.choice(("drum", "cone", "dome", "globe"))
    if form == "globe":
        milk = materials.solid("globe", palette.grey(0.9), 0.12, soft=0.3)
        skin = rng.choice((milk, materials.glass("globe", palette.glass(rng))))
        r = radius * 0.62
        turn = [
            (r * math.sin(a / 24 * math.pi), -r * math.cos(a / 24 * math.pi)) for a in range(25)
        ]
        globe = lathe("globe", [(max(0.0, x), y + r) for x, y in turn], skin)
        place(globe, (*at, z))
        return
    tall = radius * rng.uniform(0.7, 1.5)
    top = radius * {"drum": rng.uniform(0.85, 1.0), "cone": rng.uniform(0.2, 0.55)}.get(form, 0.1)
    if form == "dome":
        wall = [(radius * math.cos(k / 12 * 1.5), tall * math.sin(k / 12 * 1.5)) for k in range(13)]
    else:
        wall = [(radius, 0.0), (top, tall)]
    inside = [(max(r - 0.02, 0.01), h - (0.015 if form == "dome" else 0.0)) for r, h in wall[::-1]]
    skin = palette.stuff(rng, "shade", "plastic", "metal", "knit")
    place(lathe("shade", [*wall, *inside, wall[0]], skin), (*at, z))
    bulb = materials.glow("bulb", (1.0, 0.75, 0.45), rng.choice((0.0, 4.0, 12.0)))
    place(geometry.pad("bulb", (0.22, 0.22, 0.3), bulb, 2, 2), (*at, z + tall * 0.35))
    strands.rods("holder", [((*at, z + tall * 0.4), (*at, z + tall))], 0.03, skin)


def _foot(rng: random.Random, radius: float, skin: object) -> None:
    thick = rng.uniform(0.04, 0.2)
    profile = fillet([(0, 0, 0), (radius, 0, 0.01), (radius, thick, 0.02), (0, thick + 0.02, 0)])
    lathe("foot", profile, skin)


def floor_lamp(rng: random.Random) -> None:
    """Floor lamp: straight stem, bow or three legs; a shade; flex along the floor."""
    steel = palette.stuff(rng, "stem", "metal", "plastic", "wood")
    form, tall, thin = (
        rng.choice(("stem", "bow", "legs")),
        rng.uniform(6, 11),
        rng.uniform(0.03, 0.08),
    )
    radius = rng.uniform(0.7, 1.5)
    if form == "bow":
        reach = rng.uniform(1.6, 3.2)
        bow = [
            (0, 0, 0.1),
            (0, 0, tall * 0.7),
            *strands.arc((reach, 0, tall * 0.7), reach, 180, 20),
        ]
        strands.wires("stem", [strands.smooth(bow, 4)], thin, steel, sides=4)
        _foot(rng, rng.uniform(0.9, 1.3), steel)
        end = bow[-1]
        _shade(rng, end[2] - 1.4, radius, (end[0], 0.0))
        cord = palette.dark(rng, "cord")
        strands.rods("drop", [(end, (end[0], 0.0, end[2] - 1.1))], 0.015, cord)
    elif form == "legs":
        spread = rng.uniform(1.2, 2.0)
        for x, y, _z in strands.circle(spread, 0, 3, turn=rng.uniform(0, 2)):
            strands.taper("leg", (x, y, 0), (x * 0.06, y * 0.06, tall), (thin, thin * 1.6), steel)
        _shade(rng, tall - 0.1, radius)
    else:
        strands.rods("stem", [((0, 0, 0), (0, 0, tall + 0.3))], thin, steel)
        _foot(rng, rng.uniform(0.8, 1.3), steel)
        _shade(rng, tall - 0.5, radius)
    if rng.random() < 0.8:
        strands.cable(rng, (0, 0.4, 0.02), palette.dark(rng, "flex"), long=4, radius=0.03)


def desk_lamp(rng: random.Random) -> None:
    """Jointed desk lamp: foot, two arms of paired rods, springs, a bell of a head, its flex."""
    steel = palette.stuff(rng, "arm", "metal", "plastic")
    paint = palette.stuff(rng, "paint", "plastic", "metal")
    _foot(rng, rng.uniform(0.45, 0.7), paint)
    low, high = rng.uniform(1.6, 2.6), rng.uniform(1.4, 2.4)
    a, b = math.radians(rng.uniform(95, 130)), math.radians(rng.uniform(15, 60))
    base = (0.0, 0.0, 0.25)
    elbow = (low * math.cos(a), 0.0, base[2] + low * math.sin(a))
    tip = (elbow[0] + high * math.cos(b), 0.0, elbow[2] + high * math.sin(b))
    pairs = [
        ((p[0], y, p[2]), (q[0], y, q[2]))
        for y in (-0.06, 0.06)
        for p, q in ((base, elbow), (elbow, tip))
    ]
    strands.rods("arm", [*pairs, ((0, 0, 0), base)], rng.uniform(0.02, 0.035), steel)
    for joint in (base, elbow, tip):
        knob = lathe("joint", [(0, -0.1), (0.08, -0.1), (0.08, 0.1), (0, 0.1)], paint, 32)
        place(knob, joint, (90, 0, 0))
    if rng.random() < 0.7:
        part = tuple(base[k] + (elbow[k] - base[k]) * 0.55 for k in range(3))
        coils = [
            strands.spring((base[0], y, base[2]), (part[0], y, part[2]), 0.035, 22)
            for y in (-0.1, 0.1)
        ]
        strands.wires("spring", coils, 0.008, steel, sides=1)
    wide, tall = rng.uniform(0.38, 0.6), rng.uniform(0.6, 0.95)
    bell = fillet(
        [
            (wide, 0, 0),
            (wide * 0.85, tall * 0.45, 0.2),
            (0.2, tall * 0.7, 0.1),
            (0.16, tall, 0.02),
            (0, tall, 0),
        ]
    )
    inside = [(max(r - 0.02, 0.0), z) for r, z in bell[::-1]]
    lean = rng.uniform(-50, -15)
    away = math.radians(lean)
    spot = (tip[0] - tall * math.sin(away) * -0.6, 0.0, tip[2] - tall * 0.8 * math.cos(away))
    place(lathe("head", [*bell, *inside], paint), spot, (0, lean, 0))
    bulb = materials.glow("bulb", (1.0, 0.8, 0.5), rng.choice((0.0, 6.0)))
    place(
        geometry.pad("bulb", (wide, wide, wide), bulb, 2, 2),
        (spot[0], 0, spot[2] + 0.2),
        (0, lean, 0),
    )
    strands.cable(rng, (-0.3, 0.3, 0.03), palette.dark(rng, "flex"), long=2.4, radius=0.025)


def pendant(rng: random.Random) -> None:
    """Hanging lamp: rose, thin cord, shade, at times a bare bulb or a cage of wire."""
    cord, long = palette.dark(rng, "cord"), rng.uniform(2.0, 4.5)
    strands.rods("cord", [((0, 0, 0.3), (0, 0, long))], rng.uniform(0.015, 0.03), cord)
    rose = [(0.0, long - 0.15), (0.35, long - 0.15), (0.35, long), (0.0, long)]
    lathe("rose", rose, palette.stuff(rng, "rose", "metal", "plastic"))
    if rng.random() < 0.5:
        _shade(rng, -0.6, rng.uniform(0.6, 1.4))
        strands.rods("neck", [((0, 0, 0.0), (0, 0, 0.5))], 0.06, cord)
        return
    steel = palette.stuff(rng, "cage", "metal", "plastic")
    wide, ribs = rng.uniform(0.6, 1.1), rng.randint(7, 16)
    paths = []
    for k in range(ribs):
        a = 2 * math.pi * k / ribs
        bow = [(wide * math.sin(t / 10 * math.pi) ** 0.8, 0.5 - t * 0.18) for t in range(11)]
        paths.append([(r * math.cos(a), r * math.sin(a), z) for r, z in bow])
    strands.wires("cage", paths, rng.uniform(0.012, 0.03), steel)
    hoops = [
        strands.circle(wide * math.sin(t * math.pi) ** 0.8, 0.5 - t * 1.8) for t in (0.3, 0.5, 0.7)
    ]
    strands.wires("hoops", hoops, 0.018, steel, cyclic=True)
    glass = materials.glass("bulb", (0.98, 0.95, 0.85))
    place(geometry.pad("bulb", (0.5, 0.5, 0.65), glass, 2, 2), (0, 0, -0.2))
    lathe(
        "socket",
        fillet([(0, 0.05, 0), (0.12, 0.05, 0.02), (0.12, 0.5, 0.03), (0, 0.52, 0)]),
        cord,
        32,
    )
