"""Furry things: teddy bears, pompoms and slippers, shaggy rugs and cushions."""

from __future__ import annotations

import random

import bpy

from export_tools.products import geometry, materials, palette, strands
from export_tools.products.geometry import pad, place


def _pile(rng: random.Random) -> bpy.types.Material:
    tone = palette.colour(rng)
    if rng.random() < 0.5:
        tone = materials.linear(
            rng.choice(("#a9743f", "#d9b98c", "#6d4a2e", "#f1ece2", "#2c2724", "#c9c4bd"))
        )
    material = materials.solid("pile", tone, 0.8, mottle=0.3)
    return material


def _ribbon(rng: random.Random, fat: float) -> None:
    """Tie a ribbon with a bow round the neck."""
    silk = palette.stuff(rng, "ribbon", "velvet", "plastic")
    strands.wires("ribbon", [strands.circle(fat * 0.42, 1.36, 40)], 0.05, silk, cyclic=True)
    loops = [
        strands.smooth(
            [
                (0, -fat * 0.45, 1.36),
                (s * 0.3, -fat * 0.5, 1.5),
                (s * 0.34, -fat * 0.5, 1.28),
                (0, -fat * 0.45, 1.36),
            ]
        )
        for s in (-1, 1)
    ]
    strands.wires("bow", loops, 0.05, silk)


def bear(rng: random.Random) -> None:
    """Soft toy: round body and head, ears of some length, limbs, snout, eyes, short fur."""
    pile, gloss = _pile(rng), materials.solid("eye", (0.01, 0.01, 0.01), 0.08)
    fat, head = rng.uniform(1.0, 1.4), rng.uniform(1.0, 1.35)
    parts = [place(pad("body", (fat, fat * 0.9, 1.4), pile, 2, 2), (0, 0, 0.7))]
    parts.append(
        place(
            pad("head", (head, head * 0.92, head * 0.9), pile, 2, 2), (0, -0.05, 1.3 + head * 0.4)
        )
    )
    high, ear = 1.3 + head * 0.8, rng.choice((0.4, 0.42, 1.0))
    for s in (-1, 1):
        wide = 0.4 if ear < 0.6 else 0.28
        parts.append(
            place(
                pad("ear", (wide, 0.16, ear), pile, 2, 2),
                (s * head * 0.33, 0, high + ear * 0.3),
                (0, s * 16, 0),
            )
        )
        parts.append(
            place(
                pad("arm", (0.36, 0.38, 0.95), pile, 2, 2),
                (s * fat * 0.52, -0.15, 0.85),
                (20, -s * 32, 0),
            )
        )
        parts.append(
            place(
                pad("leg", (0.46, 0.95, 0.46), pile, 2, 2),
                (s * fat * 0.4, -0.55, 0.23),
                (0, 0, s * 16),
            )
        )
        place(
            pad("eye", (0.12, 0.1, 0.12), gloss, 2, 2),
            (s * head * 0.2, -head * 0.47, 1.38 + head * 0.45),
        )
    pale = materials.solid(
        "snout", tuple(min(0.9, c * 1.6 + 0.1) for c in palette.colour(rng)), 0.9
    )
    snout = place(
        pad("snout", (0.46, 0.36, 0.36), pale, 2, 2), (0, -head * 0.46, 1.22 + head * 0.36)
    )
    place(pad("nose", (0.16, 0.1, 0.11), gloss, 2, 2), (0, -head * 0.46 - 0.17, 1.3 + head * 0.36))
    long = rng.uniform(0.05, 0.16)
    strands.fur(
        parts,
        pile,
        count=rng.randint(20000, 30000),
        long=long,
        thick=0.0045,
        seed=rng.randint(0, 9999),
    )
    strands.fur([snout], pale, count=2500, long=long * 0.5, thick=0.004, seed=rng.randint(0, 9999))
    if rng.random() < 0.5:
        _ribbon(rng, fat)


def pompom(rng: random.Random) -> None:
    """Key-ring pompoms, a duster, or a pair of furry slippers."""
    pile, steel = _pile(rng), palette.stuff(rng, "ring", "metal")
    form, seed = rng.choice(("key", "duster", "slippers")), rng.randint(0, 9999)
    if form == "key":
        ball = place(pad("ball", (1, 1, 1), pile, 2, 2), (0, 0, 0.8))
        strands.fur([ball], pile, count=22000, long=rng.uniform(0.2, 0.45), thick=0.004, seed=seed)
        links = [
            [(x, y, 1.6 + z + k * 0.16) for x, y, z in strands.arc((0, 0, 0), 0.11, 0, 360, 12)]
            if k % 2
            else [
                (0, x, 1.6 + z + k * 0.16) for x, _y, z in strands.arc((0, 0, 0), 0.11, 0, 360, 12)
            ]
            for k in range(5)
        ]
        strands.wires("links", links, 0.022, steel)
        strands.wires("ring", [strands.arc((0, 0, 2.75), 0.4, 0, 360)], 0.03, steel)
    elif form == "duster":
        head = place(pad("head", (0.5, 0.5, 2.0), pile, 2, 2.4), (0, 0, 3.0))
        strands.fur(
            [head],
            pile,
            count=22000,
            long=rng.uniform(0.3, 0.5),
            thick=0.0045,
            seed=seed,
            droop=0.7,
        )
        strands.taper(
            "handle",
            (0, 0, 0),
            (0, 0, 2.3),
            (0.14, 0.07),
            palette.stuff(rng, "handle", "wood", "plastic"),
        )
    else:
        sole = palette.dark(rng, "sole")
        uppers = []
        for s in (-1, 1):
            place(
                pad("sole", (1.0, 2.7, 0.3), sole, 2.6, 5),
                (s * 0.62, rng.uniform(-0.1, 0.1), 0.15),
                (0, 0, s * 6),
            )
            uppers.append(
                place(
                    pad("upper", (1.1, 1.5, 0.85), pile, 2.2, 2.4),
                    (s * 0.62, -0.55, 0.42),
                    (8, 0, s * 6),
                )
            )
        strands.fur(uppers, pile, count=24000, long=rng.uniform(0.08, 0.2), thick=0.0045, seed=seed)


def rug(rng: random.Random) -> None:
    """Shaggy rug lying flat, or a shaggy cushion or pouffe."""
    pile, seed = _pile(rng), rng.randint(0, 9999)
    if rng.random() < 0.4:
        base = pad(
            "rug", (rng.uniform(3, 5), rng.uniform(2.4, 3.6), 0.16), pile, rng.uniform(2, 12), 3
        )
        geometry.wobble(base, 0.05, 0.7, seed)
        place(base, (0, 0, 0.08))
        strands.fur(
            [base],
            pile,
            count=30000,
            long=rng.uniform(0.16, 0.4),
            thick=0.006,
            seed=seed,
            droop=0.5,
        )
        return
    flat = rng.random() < 0.5
    size = (2.2, 0.9, 2.2) if flat else (2.4, 2.4, rng.uniform(1.2, 1.9))
    base = place(
        pad("cushion", size, pile, 4 if flat else 2, 3.2),
        (0, 0, size[2] / 2),
        (rng.uniform(-15, 0) if flat else 0, 0, 0),
    )
    strands.fur(
        [base], pile, count=30000, long=rng.uniform(0.1, 0.32), thick=0.006, seed=seed, droop=0.5
    )
