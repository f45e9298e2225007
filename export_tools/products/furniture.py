"""Furniture: chairs, sofas, tables, shelves, clothes racks; thin legs, slats, gaps."""

from __future__ import annotations

import math
import random

import bpy

from export_tools.products import geometry, palette, strands
from export_tools.products.geometry import place, rounded_box

Place = tuple[float, float, float]


def _legs(
    rng: random.Random, half: tuple[float, float], top: float, skin: bpy.types.Material
) -> None:
    """Stand four legs under a rectangle: tapered, straight, hairpin, or two sledge frames."""
    form, splay = rng.choice(("tapered", "straight", "hairpin", "sledge")), rng.uniform(0, 0.14)
    thin = rng.uniform(0.05, 0.16)
    corners = [(x * half[0], y * half[1]) for x in (-1, 1) for y in (-1, 1)]
    if form == "sledge":
        for x in (-half[0], half[0]):
            loop = [(x, -half[1], top), (x, -half[1], thin), (x, half[1], thin), (x, half[1], top)]
            strands.wires("sledge", [loop], thin * 0.7, skin)
        return
    for x, y in corners:
        foot = (x * (1 + splay), y * (1 + splay), 0.0)
        if form == "hairpin":
            wide = rng.uniform(0.25, 0.35)
            for dx, dy in ((wide, 0), (0, wide)):
                away = (x - math.copysign(dx, x), y - math.copysign(dy, y), top)
                strands.rods("pin", [(foot, away)], thin * 0.35, skin)
        elif form == "tapered":
            strands.taper("leg", foot, (x, y, top), (thin * 0.6, thin * 1.3), skin)
        else:
            strands.rods("leg", [(foot, (x, y, top))], thin, skin)


def chair(rng: random.Random) -> None:
    """Chair or bar chair: thin legs, a seat, a back of slats, spindles, ladder, panel or bow."""
    skin = palette.stuff(rng, "frame", "wood", "wood", "metal", "plastic")
    soft = palette.stuff(rng, "seat", "leather", "velvet", "knit", "plastic", "wood")
    tall, half = rng.choice((4.5, 4.5, 6.8)), (rng.uniform(1.9, 2.4), rng.uniform(1.9, 2.3))
    _legs(rng, (half[0] * 0.86, half[1] * 0.86), tall, skin)
    thick = rng.uniform(0.2, 0.6)
    seat = geometry.pad("seat", (half[0] * 2, half[1] * 2, thick), soft, rng.uniform(3, 8), 3.5)
    place(seat, (0, 0, tall + thick * 0.35))
    rise, lean = rng.uniform(2.4, 5.0), rng.uniform(0.2, 1.0)
    form, x = rng.choice(("slats", "spindles", "ladder", "panel", "bow")), half[0] * 0.86
    posts = [
        ((s * x, half[1] * 0.86, tall), (s * x, half[1] * 0.86 + lean, tall + rise))
        for s in (-1, 1)
    ]
    strands.rods("posts", posts, rng.uniform(0.07, 0.15), skin)
    base, y = tall + thick * 0.6, half[1] * 0.86
    if form == "panel":
        pad = geometry.pad("back", (half[0] * 1.85, 0.35, rise * 0.7), soft, 5, 4)
        place(
            pad,
            (0, y + lean * 0.62, tall + rise * 0.66),
            (-math.degrees(math.atan2(lean, rise)), 0, 0),
        )
    elif form == "ladder":
        for k in range(rng.randint(2, 4)):
            t = 0.35 + 0.2 * k
            bar = rounded_box("rung", (x * 2, 0.1, rise * 0.1), 0.03, skin, 2)
            place(bar, (0, y + lean * t, tall + rise * t - rise * 0.05))
    else:
        count = rng.randint(4, 9)
        ends = []
        for k in range(count):
            s = x * (2 * (k + 1) / (count + 1) - 1)
            ends.append(((s * 0.9, y, base), (s, y + lean * 0.98, tall + rise * 0.97)))
        strands.rods("spindles", ends, rng.uniform(0.04, 0.09), skin)
        bow = [
            posts[0][1],
            (0, y + lean * 1.1, tall + rise * (1.2 if form == "bow" else 1.02)),
            posts[1][1],
        ]
        strands.wires("rail", [strands.smooth(bow)], rng.uniform(0.09, 0.17), skin, sides=4)
    if rng.random() < 0.35:
        arms = [
            [
                (s * x, y + lean * 0.4, tall + rise * 0.45),
                (s * x * 1.15, -0.2, tall + 2.0),
                (s * x * 1.05, -y * 0.8, tall),
            ]
            for s in (-1, 1)
        ]
        strands.wires("arms", [strands.smooth(a) for a in arms], 0.1, skin)


def sofa(rng: random.Random) -> None:
    """Armchair or sofa: soft blocks for base, seats, back and arms, scatter cushions, feet."""
    cloth = palette.stuff(rng, "cloth", "leather", "velvet", "knit", "knit")
    seats, deep, foot = rng.choice((1, 1, 2, 3)), rng.uniform(7.5, 9.5), rng.uniform(0.5, 1.8)
    each, arm = rng.uniform(6, 8) / (1 if seats == 1 else 1.15), rng.uniform(0.9, 2.0)
    wide, square = each * seats, rng.uniform(4.5, 9)
    place(geometry.pad("base", (wide + arm, deep, 2.0), cloth, 12, 9), (0, 0, foot + 1.0))
    tall, high = rng.uniform(3.5, 6), rng.uniform(1.8, 3.4)
    for k in range(seats):
        x = (k - (seats - 1) / 2) * each
        seat = geometry.pad(
            "seat", (each * 0.99, deep * 0.85, rng.uniform(1.5, 2.1)), cloth, square, 3.2
        )
        place(seat, (x, -deep * 0.06, foot + 2.5))
        back = geometry.pad("back", (each * 0.98, 1.9, tall), cloth, square * 0.8, 3.4)
        place(back, (x, deep * 0.33, foot + 2.6 + tall * 0.45), (-rng.uniform(6, 14), 0, 0))
    place(
        geometry.pad("rear", (wide + arm * 2, 1.2, tall + 1.6), cloth, 10, 6),
        (0, deep * 0.47, foot + 0.2 + (tall + 1.6) / 2),
    )
    for side in (-1, 1):
        rest = geometry.pad("arm", (arm, deep * 0.98, high + 1.8), cloth, square, rng.uniform(3, 6))
        place(rest, (side * (wide + arm) / 2, 0, foot + 0.1 + (high + 1.8) / 2))
    _legs(rng, (wide / 2, deep * 0.42), foot + 0.4, palette.stuff(rng, "feet", "wood", "metal"))
    if rng.random() < 0.5:
        scatter = geometry.pad(
            "scatter", (3.4, 1.3, 3.4), palette.stuff(rng, "scatter", "knit", "velvet"), 4, 3.5
        )
        x = rng.choice((-1, 1)) * (wide / 2 - 2)
        place(scatter, (x, deep * 0.05, foot + 4.6), (-20, rng.uniform(-12, 12), 0))


def table(rng: random.Random) -> None:
    """Table: round or straight top on legs, a pedestal, trestles; high, low or a side table."""
    top = palette.stuff(rng, "top", "wood", "wood", "plastic", "metal")
    skin = palette.stuff(rng, "legs", "wood", "metal", "metal", "plastic")
    tall, thick = rng.choice((3.8, 4.5, 7.4)), rng.uniform(0.12, 0.4)
    half = (rng.uniform(2.2, 8), rng.uniform(2.2, 4))
    if rng.random() < 0.45:
        half = (half[1], half[1])
        place(
            geometry.lathe(
                "top",
                geometry.fillet(
                    [(0, 0, 0), (half[0], 0, 0.04), (half[0], thick, 0.05), (0, thick, 0)]
                ),
                top,
                128,
            ),
            (0, 0, tall),
        )
    else:
        place(rounded_box("top", (half[0] * 2, half[1] * 2, thick), 0.06, top), (0, 0, tall))
    if half[0] == half[1] and rng.random() < 0.5:
        strands.rods("pillar", [((0, 0, 0), (0, 0, tall))], rng.uniform(0.1, 0.4), skin)
        r = half[0] * rng.uniform(0.5, 0.8)
        geometry.lathe(
            "foot",
            geometry.fillet(
                [(0, 0, 0), (r, 0, 0.02), (r, 0.08, 0.03), (0.3, 0.2, 0.2), (0, 0.5, 0)]
            ),
            skin,
        )
        return
    inset = 0.62 if half[0] == half[1] else 0.88
    _legs(rng, (half[0] * inset, half[1] * inset), tall + 0.02, skin)
    if rng.random() < 0.4:
        shelf = rounded_box("shelf", (half[0] * inset * 1.9, half[1] * inset * 1.9, 0.1), 0.03, top)
        place(shelf, (0, 0, tall * 0.3))


def shelf(rng: random.Random) -> None:
    """Open shelf: boards between thin posts, cross braces, a few things on it."""
    board, skin = (
        palette.stuff(rng, "board", "wood", "plastic"),
        palette.stuff(rng, "post", "metal", "wood", "plastic"),
    )
    wide, deep, gap = rng.uniform(4, 10), rng.uniform(2.4, 4), rng.uniform(2.4, 4)
    count = rng.randint(2, 5)
    tall = 0.8 + (count - 1) * gap
    for k in range(count):
        place(rounded_box("board", (wide, deep, 0.2), 0.03, board), (0, 0, 0.7 + k * gap))
        if rng.random() < 0.5 and k < count - 1:
            thing = geometry.pad(
                "thing",
                (rng.uniform(0.8, 1.8), 1.2, rng.uniform(0.8, gap * 0.7)),
                palette.stuff(rng, "thing", "plastic", "metal", "knit"),
                rng.uniform(2, 6),
                rng.uniform(2, 8),
            )
            size = thing.dimensions.z
            place(thing, (rng.uniform(-0.3, 0.3) * wide, 0, 0.9 + k * gap + size / 2))
    corners = [(x * wide / 2, y * deep / 2) for x in (-1, 1) for y in (-1, 1)]
    posts: list[tuple[Place, Place]] = [((x, y, 0.0), (x, y, tall + 0.5)) for x, y in corners]
    strands.rods("posts", posts, rng.uniform(0.06, 0.16), skin)
    if rng.random() < 0.6:
        y = deep / 2
        brace = [
            ((-wide / 2, y, 0.7), (wide / 2, y, tall)),
            ((wide / 2, y, 0.7), (-wide / 2, y, tall)),
        ]
        strands.rods("brace", brace, 0.04, skin)


def rack(rng: random.Random) -> None:
    """Clothes rail with hangers and perhaps garments, or a ladder of towel bars."""
    skin, thin = palette.stuff(rng, "rail", "metal", "wood", "plastic"), rng.uniform(0.08, 0.16)
    wide, tall = rng.uniform(6, 11), rng.uniform(11, 15)
    ends: list[tuple[Place, Place]] = [
        ((-wide / 2, 0, tall), (wide / 2, 0, tall)),
        ((-wide / 2, 0, 0.8), (wide / 2, 0, 0.8)),
    ]
    for x in (-wide / 2, wide / 2):
        ends += [((x, -1.8, 0.1), (x, 0, tall)), ((x, 1.8, 0.1), (x, 0, tall))]
        ends.append(((x, -1.8 * 0.93, 0.8), (x, 1.8 * 0.93, 0.8)))
    strands.rods("rail", ends, thin, skin)
    for k in range(rng.randint(2, 7)):
        x, y = (rng.uniform(-0.42, 0.42) * wide), rng.uniform(1.6, 2.1)
        hook = [
            (x, 0, tall - 1.0),
            (x, 0, tall - 0.4),
            (x, 0.25, tall + 0.1),
            (x, 0, tall + 0.3),
            (x, -0.25, tall + 0.1),
        ]
        bar = [(x, -y, tall - 2.0), (x, 0, tall - 1.0), (x, y, tall - 2.0)]
        strands.wires(
            "hanger",
            [strands.smooth(hook), bar, [bar[0], bar[-1]]],
            0.06,
            palette.stuff(rng, f"hanger{k}", "wood", "metal", "plastic"),
        )
        if rng.random() < 0.6:
            long = rng.uniform(4, 8)
            cloth = palette.stuff(rng, "cloth", "knit", "velvet")
            body = geometry.pad("garment", (rng.uniform(0.5, 0.9), y * 2.1, long), cloth, 4, 5)
            geometry.wobble(body, 0.35, 0.9, rng.randint(0, 99))
            place(body, (x, 0, tall - 1.5 - long / 2))
