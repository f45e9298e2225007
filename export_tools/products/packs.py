"""Packs and sets: blisters, cans, books, bundles of several products, stacks."""

from __future__ import annotations

import random
from collections.abc import Callable

import bpy
from mathutils import Matrix

from export_tools.products import (
    assembly,
    bottles,
    geometry,
    labels,
    materials,
    palette,
    soft,
    strands,
    studio,
    vessels,
)
from export_tools.products.geometry import fillet, lathe, place, rounded_box
from export_tools.products.vessels import label_around


def blister(rng: random.Random) -> None:
    """Blister pack: printed card with a euro hole, a clear bubble over a small thing."""
    p, size = palette.a_print(rng), (rng.uniform(1.0, 1.6), rng.uniform(1.6, 2.2))
    image = labels.to_blender(labels.label(p, 700, int(700 * size[1] / size[0])), "card")
    card = materials.printed("card", image, 0.35, coat=0.2)
    geometry.surface(
        "card", lambda u, v: ((u - 0.5) * size[0], 0.0, v * size[1]), (8, 8), card, thickness=0.01
    )
    back = materials.solid("back", palette.grey(0.7), 0.7)
    place(rounded_box("back", (size[0], 0.012, size[1]), 0.004, back, 1), (0, 0.012, 0))
    film = materials.glass("film", (0.98, 0.98, 0.98), 0.0, 1.12)
    wide, tall, deep = size[0] * 0.7, size[1] * 0.45, rng.uniform(0.3, 0.6)
    bubble = geometry.pad("bubble", (wide, deep * 2, tall), film, 5, 5)
    place(bubble, (0, 0, size[1] * 0.3))
    thing = palette.stuff(rng, "thing", "plastic", "metal")
    for k in range(rng.randint(1, 4)):
        body = geometry.pad(
            "thing",
            (wide * 0.18, deep * 0.8, tall * 0.75),
            thing,
            rng.uniform(2, 6),
            rng.uniform(2, 6),
        )
        place(body, ((k - 1) * wide * 0.22, -deep * 0.45, size[1] * 0.3))
    hook = materials.solid("hole", (0.9, 0.9, 0.9), 0.6)
    place(rounded_box("hole", (0.3, 0.02, 0.08), 0.008, hook, 1), (0, -0.005, size[1] * 0.92))
    lean = Matrix.Rotation(rng.uniform(-0.6, 0.6), 4, "Z") @ Matrix.Rotation(
        -rng.uniform(0, 0.3), 4, "X"
    )
    assembly.carry(list(bpy.context.scene.collection.objects), lean)


def _can(rng: random.Random) -> None:
    radius, tall = rng.uniform(0.26, 0.36), rng.uniform(0.8, 1.7)
    steel = materials.solid("steel", (0.75, 0.75, 0.74), 0.2, metal=1.0)
    outer = [
        (0, 0.03, 0),
        (radius * 0.7, 0.0, 0.01),
        (radius * 0.78, 0, 0.01),
        (radius, 0.1, 0.03),
        (radius, tall - 0.13, 0.03),
        (radius * 0.82, tall - 0.01, 0.02),
        (radius * 0.82, tall, 0.005),
        (radius * 0.78, tall, 0.005),
        (radius * 0.75, tall - 0.05, 0.01),
        (0, tall - 0.05, 0),
    ]
    lathe("can", fillet(outer), steel)
    p = palette.a_print(rng, palette.colour(rng))
    label_around(p, radius, (0.11, tall - 0.14), 359, rough=rng.uniform(0.15, 0.5))
    tab = [(0.0, -0.02), (0.06, 0.05), (0.05, 0.14), (-0.05, 0.14), (-0.06, 0.05)]
    strands.wires("tab", [[(x, y, tall - 0.035) for x, y in tab]], 0.012, steel, cyclic=True)


def can(rng: random.Random) -> None:
    """Drinks cans, one to four."""
    _gather(rng, [_can] * rng.choice((1, 1, 2, 3, 4)))


def _book(rng: random.Random, turn: float = 0.0) -> tuple[float, float]:
    """Lay a bound book flat: cover boards, spine, a block of pages set back."""
    wide, deep, thick = rng.uniform(1.1, 1.7), rng.uniform(1.5, 2.3), rng.uniform(0.12, 0.5)
    ground = palette.colour(rng)
    p = palette.a_print(rng, ground)
    cover = (
        palette.stuff(rng, "cover", "leather", "plastic", "knit")
        if rng.random() < 0.4
        else materials.solid("cover", ground, 0.4, coat=0.3)
    )
    board = 0.035
    for z in (0.0, thick + board):
        place(rounded_box("board", (wide, deep, board), 0.01, cover, 2), (0, 0, z))
    place(
        rounded_box("spine", (board, deep, thick + board * 2), 0.012, cover, 2), (-wide / 2, 0, 0)
    )
    paper = materials.solid("pages", (0.8, 0.76, 0.66), 0.9, grain=0.3, grain_scale=120)
    place(
        rounded_box("pages", (wide * 0.96, deep * 0.96, thick), 0.01, paper, 1),
        (-wide * 0.01, 0, board),
    )
    image = labels.to_blender(labels.label(p, 600, int(600 * deep / wide)), "print")
    geometry.surface(
        "print",
        lambda u, v: ((u - 0.5) * wide * 0.96, (v - 0.5) * deep * 0.96, thick + board * 2 + 0.003),
        (2, 2),
        materials.printed("print", image, 0.35),
    )
    return (thick + board * 2, deep)


def books(rng: random.Random) -> None:
    """A book standing, or a stack of books turned a little, a ribbon hanging out."""
    if rng.random() < 0.45:
        before = assembly.noted()
        _book(rng)
        assembly.carry(
            assembly.new_objects(before),
            Matrix.Rotation(rng.uniform(-0.8, 0.8), 4, "Z")
            @ Matrix.Rotation(1.5708 - rng.uniform(0, 0.15), 4, "X"),
        )
        return
    z = 0.0
    for _ in range(rng.randint(1, 5)):
        before = assembly.noted()
        tall, deep = _book(rng)
        if rng.random() < 0.3:
            silk = palette.stuff(rng, "ribbon", "velvet")
            path = strands.smooth(
                [
                    (0.1, -deep * 0.4, tall * 0.6),
                    (0.12, -deep * 0.53, tall * 0.5),
                    (0.2, -deep * 0.6, tall * 0.2),
                ]
            )
            strands.wires("ribbon", [path], 0.015, silk)
        turn = Matrix.Rotation(rng.uniform(-0.25, 0.25), 4, "Z")
        assembly.carry(
            assembly.new_objects(before),
            Matrix.Translation((rng.uniform(-0.1, 0.1), rng.uniform(-0.1, 0.1), z)) @ turn,
        )
        z += tall


def _gather(rng: random.Random, builders: list[Callable[[random.Random], None]]) -> None:
    """Build several things and set them side by side, some a step behind the others."""
    x, tight = 0.0, rng.uniform(-0.04, 0.2)
    for k, build in enumerate(builders):
        before = assembly.noted()
        build(rng)
        objects = assembly.new_objects(before)
        bpy.context.view_layer.update()
        points = studio.bounds(objects)
        low, high = min(p.x for p in points), max(p.x for p in points)
        depth = rng.uniform(-0.1, 0.1) + (rng.choice((0.0, 0.5)) if k % 2 else 0.0)
        assembly.carry(objects, Matrix.Translation((x - low, depth, -min(p.z for p in points))))
        x += high - low + tight


def _tube(rng: random.Random) -> None:
    bottles.squeeze(
        palette.a_print(rng),
        body=palette.colour(rng),
        cap=palette.colour(rng),
        height=rng.uniform(1.0, 1.5),
    )


def _jar(rng: random.Random) -> None:
    vessels.jar(
        palette.a_print(rng),
        body=palette.colour(rng),
        lid=palette.colour(rng),
        radius=rng.uniform(0.25, 0.4),
    )


def _serum(rng: random.Random) -> None:
    bottles.dropper(
        palette.a_print(rng),
        glass=palette.glass(rng),
        cap=palette.colour(rng),
        radius=rng.uniform(0.16, 0.22),
    )


def _pump(rng: random.Random) -> None:
    bottles.pump(
        palette.a_print(rng),
        body=palette.colour(rng),
        cap=palette.colour(rng),
        turn=rng.uniform(-70, 70),
    )


def _box(rng: random.Random) -> None:
    soft.carton(
        palette.a_print(rng),
        size=(rng.uniform(0.4, 0.9), rng.uniform(0.3, 0.5), rng.uniform(0.7, 1.6)),
        turn=rng.uniform(-30, 30),
    )


def _tin(rng: random.Random) -> None:
    vessels.tin(
        palette.a_print(rng),
        lid=palette.colour(rng),
        height=rng.uniform(0.4, 1.1),
        radius=rng.uniform(0.3, 0.4),
    )


def _candle(rng: random.Random) -> None:
    vessels.candle(
        palette.a_print(rng),
        glass=palette.glass(rng),
        wax=palette.colour(rng),
        lit=rng.random() < 0.3,
    )


SMALL = (_tube, _jar, _serum, _pump, _box, _tin, _candle, _can)


def bundle(rng: random.Random) -> None:
    """A set of two to five products of one shelf."""
    _gather(rng, rng.choices(SMALL, k=rng.randint(2, 5)))


def stack(rng: random.Random) -> None:
    """Bowls, plates, boxes or tins piled up, none quite true."""
    form, z = rng.choice(("bowls", "plates", "boxes")), 0.0
    skin = palette.pot(rng)
    for k in range(rng.randint(2, 6)):
        if rng.random() < 0.5:
            skin = palette.pot(rng)
        r, at = rng.uniform(0.9, 1.1), (rng.uniform(-0.04, 0.04), rng.uniform(-0.04, 0.04), z)
        if form == "boxes":
            size = (rng.uniform(1.0, 1.8), rng.uniform(0.9, 1.5), rng.uniform(0.3, 0.8))
            paint = palette.stuff(rng, f"box{k}", "plastic", "leather", "wood", "knit")
            place(rounded_box("box", size, 0.03, paint), at, (0, 0, rng.uniform(-15, 15)))
            z += size[2]
            continue
        deep = 0.5 if form == "bowls" else 0.12
        wall = fillet(
            [
                (0, 0.03, 0),
                (r * 0.45, 0.03, 0),
                (r * 0.45, 0, 0),
                (r * 0.5, 0, 0),
                (r * 0.55, 0.06, 0.05),
                (r * 0.95, deep * 0.7, 0.3),
                (r, deep, 0.01),
                (r - 0.05, deep, 0.01),
                (r * 0.85, deep * 0.6, 0.2),
                (r * 0.4, 0.1, 0.1),
                (0, 0.08, 0),
            ]
        )
        place(lathe("dish", wall, skin), at)
        z += deep * (0.45 if form == "bowls" else 0.75)
