"""Which product a picture's number stands for: the tables of kinds, free of Blender.

Numbers below FIRST_HARD go through the SIMPLE kinds in turn; from there on four in five are
HARD kinds (thin, woven, clear, furry, perforated things), and every third has its shadow apart.
"""

from __future__ import annotations

import random

FIRST_HARD = 10000
SIMPLE = (
    "dropper",
    "jar",
    "mug",
    "flask",
    "candle",
    "tin",
    "pump",
    "wine",
    "squeeze",
    "speaker",
    "lamp",
    "watch",
    "headphones",
    "stool",
    "stemware",
    "spectacles",
    "carton",
    "pouch",
    "handbag",
    "cushion",
    "plant",
)
HARD: dict[str, tuple[str, ...]] = {
    "lamps": ("floor_lamp", "desk_lamp", "pendant"),
    "wheels": ("bicycle", "scooter", "wheel"),
    "furniture": ("chair", "sofa", "table", "shelf", "rack"),
    "woven": ("basket", "cage", "racket", "colander", "rattan"),
    "kitchen": (
        "whisk",
        "cutlery",
        "brush",
        "comb",
        "hammer",
        "spanner",
        "scissors",
        "screwdriver",
    ),
    "finery": ("necklace", "ring", "hoops", "eyewear"),
    "glassware": ("carafe", "glasses", "perfume", "vase", "spray"),
    "foliage": ("fern", "palm", "grass", "branch"),
    "garments": ("trainer", "sandal", "hat", "cap", "beanie", "towels", "tote", "backpack"),
    "plush": ("bear", "pompom", "rug"),
    "devices": ("phone", "laptop", "monitor", "keyboard", "camera", "earphones", "headset"),
    "packs": ("blister", "can", "books", "bundle", "stack"),
    "airy": ("fan", "garland", "wreath", "feather", "guitar", "dryer", "catcher"),
    "gear": ("umbrella", "tripod", "ball", "blocks", "stacker", "toycar", "kettle"),
}

CLEAR = frozenset(
    {
        "dropper",
        "pump",
        "wine",
        "candle",
        "stemware",
        "spectacles",
        "carafe",
        "glasses",
        "perfume",
        "vase",
        "spray",
        "eyewear",
        "blister",
        "ring",
    }
)


def hard_kinds() -> dict[str, str]:
    """Give the module each hard kind's builder stands in."""
    return {kind: module for module, names in HARD.items() for kind in names}


def chance(index: int) -> random.Random:
    """Give the picture's own stream of random numbers."""
    return random.Random(index * 7919 + 17)


def kind_of(index: int) -> str:
    """Give the kind of product the picture of that number shows."""
    if index < FIRST_HARD:
        return SIMPLE[index % len(SIMPLE)]
    rng = random.Random(f"kind {index}")
    return rng.choice(SIMPLE) if rng.random() < 0.2 else rng.choice(list(hard_kinds()))


def has_shadow(index: int) -> bool:
    """Say whether the picture of that number comes with its shadow apart."""
    return index >= FIRST_HARD and index % 3 == 0
