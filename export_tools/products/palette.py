"""Drawn at random: colours, metals, glass, timber, glazes and the words on labels."""

from __future__ import annotations

import colorsys
import random

import bpy

from export_tools.products import materials
from export_tools.products.labels import Print
from export_tools.products.materials import Colour

BRANDS = (
    "Oru",
    "Halden",
    "Norrvik",
    "Ashlar",
    "Lune",
    "Fjelle",
    "Tamber",
    "Ridge",
    "Velt",
    "Mirabo",
    "Sorrel",
    "Kestrel",
    "Pomme",
    "Ostra",
    "Quill",
    "Basalt",
    "Fennel",
    "Junip",
    "Orlo",
    "Tideway",
)
NAMES = (
    "Night Drops",
    "Evening Mint",
    "Daily Balm",
    "Cascade Roast",
    "Sea Salt",
    "Wild Fig",
    "Clear Tonic",
    "Oat Milk",
    "Field Honey",
    "Citrus Peel",
    "No. 7",
    "Forest Bath",
    "Hand Wash",
    "Dark Plum",
    "Soft Clay",
    "Morning Blend",
)
LINES = (
    "small batch",
    "fragrance free",
    "made with care",
    "rich and calm",
    "shake well",
    "keep dry and cool",
    "for every day",
    "plant based",
    "from the coast",
    "new recipe",
)
STYLES = ("minimal", "botanical", "block", "frame", "sun", "waves", "peaks")
FACES = ("Montserrat", "Josefin", "Poppins", "Bebas")
SERIFS = ("Playfair", "Cormorant", "Montserrat", "Josefin")


def colour(rng: random.Random) -> Colour:
    """Draw a product colour: often neutral, white or black, else any hue."""
    kind = rng.random()
    if kind < 0.16:
        return grey(rng.uniform(0.7, 0.9))
    if kind < 0.3:
        return grey(rng.uniform(0.01, 0.06))
    if kind < 0.42:
        return grey(rng.uniform(0.1, 0.5))
    value = rng.uniform(0.2, 0.95)
    r, g, b = colorsys.hsv_to_rgb(rng.random(), rng.uniform(0.15, 0.85), value)
    return (r**2.2, g**2.2, b**2.2)


def grey(value: float) -> Colour:
    return (value, value, value * 0.98)


def code(rgb: Colour) -> str:
    return "#" + "".join(f"{int(255 * min(1.0, c) ** (1 / 2.2)):02x}" for c in rgb)


def a_print(rng: random.Random, ground: Colour | None = None) -> Print:
    """Draw a label's words, inks and faces; inks stand out from the ground."""
    paper = ground or (grey(0.85) if rng.random() < 0.5 else colour(rng))
    dark = sum(paper) < 0.9
    ink = code(grey(rng.uniform(0.75, 0.95) if dark else rng.uniform(0.01, 0.08)))
    return Print(
        rng.choice(BRANDS),
        rng.choice(NAMES),
        tuple(rng.sample(LINES, rng.randint(0, 2))),
        f"{rng.choice((30, 50, 100, 220, 250, 500))} {rng.choice(('ml', 'g'))}",
        code(paper),
        ink,
        code(colour(rng)),
        rng.choice(FACES),
        rng.choice(SERIFS),
        rng.choice(STYLES),
    )


def metal(rng: random.Random) -> Colour:
    return rng.choice(
        (
            (0.8, 0.62, 0.35),
            (0.62, 0.61, 0.6),
            (0.75, 0.5, 0.38),
            (0.08, 0.08, 0.085),
            (0.85, 0.84, 0.82),
        )
    )


def glass(rng: random.Random) -> Colour:
    pale = (0.95, 0.96, 0.96)
    return rng.choice(
        (pale, pale, (0.55, 0.2, 0.04), (0.1, 0.25, 0.08), (0.1, 0.2, 0.5), (0.8, 0.5, 0.5))
    )


def timber(rng: random.Random) -> bpy.types.Material:
    pairs = (("#b98d5c", "#8a5f37"), ("#6d452a", "#432817"), ("#d3b68d", "#b08c5d"))
    light, dark = (materials.linear(c) for c in rng.choice(pairs))
    return materials.wood("timber", light, dark)


def pot(rng: random.Random) -> bpy.types.Material:
    if rng.random() < 0.4:
        return materials.speckled("pot", colour(rng), colour(rng))
    return materials.solid(
        "pot", colour(rng), rng.uniform(0.2, 0.9), grain=rng.uniform(0, 0.4), grain_scale=30
    )


def stuff(rng: random.Random, name: str, *sorts: str) -> bpy.types.Material:
    """Draw a material among the sorts: plastic, metal, wood, leather, velvet, knit."""
    sort = rng.choice(sorts)
    if sort == "metal":
        chrome = rng.random() < 0.35
        return materials.solid(
            name, metal(rng), rng.uniform(0.04, 0.12 if chrome else 0.4), metal=1.0
        )
    if sort == "wood":
        return timber(rng)
    if sort == "leather":
        return materials.leather(name, colour(rng), rng.uniform(0.3, 0.55), rng.uniform(18, 70))
    if sort == "velvet":
        return materials.velvet(name, colour(rng))
    if sort == "knit":
        return materials.fabric(name, colour(rng), rng.uniform(18, 80), rng.uniform(0.3, 0.8))
    gloss = rng.uniform(0.1, 0.65)
    grain = rng.choice((0.0, 0.1))
    return materials.solid(name, colour(rng), gloss, coat=rng.choice((0.0, 0.5)), grain=grain)


def dark(rng: random.Random, name: str) -> bpy.types.Material:
    """Draw rubber, flex or moulding: mostly near black, at times white or coloured."""
    shade = grey(rng.uniform(0.01, 0.05)) if rng.random() < 0.65 else colour(rng)
    return materials.solid(name, shade, rng.uniform(0.35, 0.7))
