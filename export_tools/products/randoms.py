"""Random products in random light on clear film: pictures with perfect alpha to learn from."""

from __future__ import annotations

import random
from collections.abc import Callable

import bpy
from mathutils import Matrix
from PIL import Image

from export_tools.products import (
    assembly,
    bottles,
    goods,
    kinds,
    materials,
    palette,
    render,
    soft,
    studio,
    vessels,
    worn,
)


def _dropper(rng: random.Random) -> None:
    bottles.dropper(
        palette.a_print(rng),
        glass=palette.glass(rng),
        radius=rng.uniform(0.14, 0.24),
        height=rng.uniform(0.45, 0.9),
        cap=palette.colour(rng),
        ring=palette.metal(rng) if rng.random() < 0.6 else None,
        level=rng.uniform(0.3, 0.85),
    )


def _jar(rng: random.Random) -> None:
    body = palette.colour(rng)
    metal = rng.random() < 0.5
    vessels.jar(
        palette.a_print(rng, body),
        body=body,
        lid=palette.metal(rng) if metal else palette.colour(rng),
        metal=metal,
        radius=rng.uniform(0.28, 0.45),
        height=rng.uniform(0.25, 0.7),
        rough=rng.uniform(0.12, 0.5),
    )


def _mug(rng: random.Random) -> None:
    glaze = (
        materials.speckled("glaze", palette.colour(rng), palette.colour(rng))
        if rng.random() < 0.5
        else materials.solid("glaze", palette.colour(rng), rng.uniform(0.08, 0.4), coat=0.4)
    )
    vessels.mug(
        glaze=glaze,
        clay=materials.solid("clay", palette.colour(rng), 0.8, grain=0.3),
        taper=rng.uniform(0.7, 1.05),
        drink=palette.colour(rng) if rng.random() < 0.5 else None,
        radius=rng.uniform(0.35, 0.5),
        height=rng.uniform(0.6, 1.1),
        handle=rng.uniform(-60, 10),
        seed=rng.randint(0, 99),
    )


def _flask(rng: random.Random) -> None:
    paint = palette.colour(rng)
    vessels.flask(
        palette.a_print(rng, paint),
        paint=paint,
        cap=palette.colour(rng),
        radius=rng.uniform(0.3, 0.42),
        height=rng.uniform(1.5, 2.5),
        loop=rng.random() < 0.65,
    )


def _candle(rng: random.Random) -> None:
    vessels.candle(
        palette.a_print(rng),
        glass=palette.glass(rng),
        wax=palette.colour(rng),
        radius=rng.uniform(0.3, 0.5),
        height=rng.uniform(0.7, 1.2),
        lit=rng.random() < 0.4,
    )


def _tin(rng: random.Random) -> None:
    body = palette.colour(rng)
    vessels.tin(
        palette.a_print(rng, body),
        lid=palette.colour(rng),
        radius=rng.uniform(0.3, 0.5),
        height=rng.uniform(0.5, 1.6),
        metal=rng.random() < 0.3,
    )


def _pump(rng: random.Random) -> None:
    clear = rng.random() < 0.45
    body = palette.glass(rng) if clear else palette.colour(rng)
    bottles.pump(
        palette.a_print(rng, None if clear else body),
        body=body,
        cap=palette.colour(rng),
        clear=clear,
        radius=rng.uniform(0.24, 0.36),
        height=rng.uniform(0.9, 1.6),
        turn=rng.uniform(-80, 80),
    )


def _wine(rng: random.Random) -> None:
    bottles.wine(
        palette.a_print(rng),
        glass=palette.glass(rng),
        foil=palette.colour(rng),
        metal=rng.random() < 0.5,
        radius=rng.uniform(0.32, 0.42),
        height=rng.uniform(2.2, 3.3),
    )


def _squeeze(rng: random.Random) -> None:
    body = palette.colour(rng)
    bottles.squeeze(
        palette.a_print(rng, body),
        body=body,
        cap=palette.colour(rng),
        width=rng.uniform(0.2, 0.34),
        height=rng.uniform(1.0, 1.7),
    )


def _speaker(rng: random.Random) -> None:
    goods.speaker(
        rng.choice(palette.BRANDS),
        cloth=palette.colour(rng),
        trim=palette.colour(rng),
        accent=palette.colour(rng),
        radius=rng.uniform(0.35, 0.7),
        height=rng.uniform(0.7, 2.0),
    )


def _lamp(rng: random.Random) -> None:
    wide = rng.uniform(0.8, 1.3)
    goods.lamp(
        shade=palette.colour(rng),
        metal=palette.metal(rng),
        height=rng.uniform(2.6, 4.2),
        base=rng.uniform(0.45, 0.8),
        lit=rng.choice((0.0, 0.1, 0.3)),
        wide=wide,
        narrow=wide * rng.uniform(0.4, 0.95),
    )


def _watch(rng: random.Random) -> None:
    ground = palette.colour(rng)
    ink = "#f0ede4" if sum(ground) < 0.9 else "#1c1c1c"
    worn.watch(
        rng.choice(palette.BRANDS),
        ground=palette.code(ground),
        ink=ink,
        accent=palette.code(palette.colour(rng)),
        strap=palette.colour(rng),
        case=palette.metal(rng),
        lean=rng.uniform(-35, 0),
        turn=rng.uniform(-50, 50),
    )


def _headphones(rng: random.Random) -> None:
    worn.headphones(
        shell=palette.colour(rng),
        pad=palette.colour(rng),
        metal=palette.metal(rng),
        turn=rng.uniform(-70, 70),
    )


def _stool(rng: random.Random) -> None:
    goods.stool(
        timber=palette.timber(rng),
        height=rng.uniform(3.6, 7),
        seat=rng.uniform(1.4, 1.9),
        legs=rng.choice((3, 4)),
    )


def _stemware(rng: random.Random) -> None:
    drink = rng.choice((None, (0.25, 0.01, 0.03), (0.9, 0.8, 0.4), (0.9, 0.5, 0.45)))
    goods.stemware(bowl=rng.uniform(0.33, 0.52), height=rng.uniform(1.6, 2.4), drink=drink)


def _spectacles(rng: random.Random) -> None:
    lens = rng.choice(((0.95, 0.95, 0.95), (0.15, 0.12, 0.1), (0.4, 0.25, 0.1)))
    worn.spectacles(frame=palette.colour(rng), lens=lens, wire=rng.random() < 0.4)
    assembly.carry(
        list(bpy.context.scene.collection.objects),
        Matrix.Rotation(rng.uniform(-0.8, 0.8), 4, "Z"),
    )


def _carton(rng: random.Random) -> None:
    size = (rng.uniform(0.4, 1.4), rng.uniform(0.3, 0.8), rng.uniform(0.6, 1.8))
    soft.carton(palette.a_print(rng), size=size, turn=rng.uniform(10, 50))


def _pouch(rng: random.Random) -> None:
    ground = palette.colour(rng)
    soft.pouch(
        palette.a_print(rng, ground),
        ground=palette.code(ground),
        width=rng.uniform(1.0, 1.6),
        height=rng.uniform(1.5, 2.4),
        depth=rng.uniform(0.28, 0.5),
        seed=rng.randint(0, 99),
        gloss=rng.uniform(0.2, 0.6),
        metal=rng.choice((0.0, 0.0, 0.8)),
        turn=rng.uniform(-30, 30),
    )


def _handbag(rng: random.Random) -> None:
    soft.handbag(
        hide=palette.colour(rng),
        brass=palette.metal(rng),
        width=rng.uniform(1.8, 2.8),
        height=rng.uniform(1.3, 2.2),
        depth=rng.uniform(0.5, 0.9),
        turn=rng.uniform(-50, 50),
        handle=rng.uniform(0.7, 1.6),
    )


def _cushion(rng: random.Random) -> None:
    cloth = materials.weave(
        "cloth", palette.colour(rng), (rng.uniform(60, 200),) * 2, rng.uniform(0.3, 0.8)
    )
    soft.cushion(
        cloth, fat=rng.uniform(0.5, 0.95), seed=rng.randint(0, 99), lean=rng.uniform(60, 85)
    )


def _plant(rng: random.Random) -> None:
    green = (rng.uniform(0.1, 0.35), rng.uniform(0.28, 0.45), rng.uniform(0.05, 0.14))
    soft.plant(
        palette.pot(rng),
        radius=rng.uniform(0.5, 0.8),
        height=rng.uniform(0.7, 1.3),
        blades=rng.randint(5, 16),
        seed=rng.randint(0, 9999),
        long=rng.uniform(1.6, 3.2),
        round_leaves=rng.random() < 0.55,
        light=green,
    )


KINDS: dict[str, Callable[[random.Random], None]] = {
    "dropper": _dropper,
    "jar": _jar,
    "mug": _mug,
    "flask": _flask,
    "candle": _candle,
    "tin": _tin,
    "pump": _pump,
    "wine": _wine,
    "squeeze": _squeeze,
    "speaker": _speaker,
    "lamp": _lamp,
    "watch": _watch,
    "headphones": _headphones,
    "stool": _stool,
    "stemware": _stemware,
    "spectacles": _spectacles,
    "carton": _carton,
    "pouch": _pouch,
    "handbag": _handbag,
    "cushion": _cushion,
    "plant": _plant,
}


def _light(rng: random.Random) -> None:
    warm = rng.uniform(-1, 1)
    tint = (
        (1.0, 1.0 - 0.08 * abs(warm), 1.0 - 0.2 * warm)
        if warm > 0
        else (1.0 + 0.15 * warm, 1.0 + 0.05 * warm, 1.0)
    )
    low, high = rng.uniform(0.1, 0.9), rng.uniform(0.4, 1.0)
    studio.sky((low, low * 0.97, low * 0.93), (high, high, high), rng.uniform(0.2, 1.1))
    for _ in range(rng.randint(1, 3)):
        side = rng.choice((-1, 1))
        at = (side * rng.uniform(2, 8), rng.uniform(-7, 4), rng.uniform(1.5, 8))
        box = (rng.uniform(1, 5), rng.uniform(1.5, 6))
        studio.softbox(at, (0, 0, 0.8), box, rng.uniform(120, 900), tint)
    if rng.random() < 0.3:
        studio.sun((rng.uniform(-6, 6), -4, 6), (0, 0, 0), rng.uniform(1, 4), 2.0, tint)


def cutout(index: int, size: int, samples: int, threads: int) -> tuple[str, Image.Image]:
    """Render the picture of that number: RGBA with straight alpha, the longer side of the size."""
    rng = kinds.chance(index)
    kind = kinds.kind_of(index)
    studio.reset()
    KINDS[kind](rng)
    points = studio.bounds(list(bpy.context.scene.collection.objects))
    low, high = min(p.z for p in points), max(p.z for p in points)
    across = max(max(p[k] for p in points) - min(p[k] for p in points) for k in (0, 1))
    tall = (high - low) > across
    narrow = max(0.6, min(1.0, (across if tall else high - low) * 1.25 / max(across, high - low)))
    frame = (int(size * narrow), size) if tall else (size, int(size * narrow))
    studio.settings(
        frame, samples, threads=threads, alpha=True, exposure=rng.uniform(0.0, 0.8), seed=index
    )
    _light(rng)
    studio.camera(
        points,
        rng.uniform(-25, 25),
        rng.triangular(0, 40, 9),
        lens=rng.uniform(50, 110),
        fill=rng.uniform(0.8, 0.94),
        roll=rng.gauss(0, 4),
    )
    return kind, render.shoot()
