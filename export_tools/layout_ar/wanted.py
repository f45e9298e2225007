"""How many of each role an ad of some size wants: the prior of the training set."""

from __future__ import annotations

import numpy as np

from adloom.types import Role

LIMIT: tuple[tuple[float, int], ...] = ((5.0, 4), (2.6, 6), (2.0, 7), (0.0, 8))
"""At most this many text elements where long side / short side exceeds the first number."""


def random_wanted(size: tuple[int, int], rng: np.random.Generator) -> dict[Role, int]:
    """Return role -> count: always a headline, from one to eight text elements in all."""
    long, short = max(size), min(size)
    most = next(count for ratio, count in LIMIT if long / short > ratio or ratio == 0.0)
    if short < 64:
        most = 3
    chances: dict[Role, float] = {
        "cta": 0.78,
        "subhead": 0.6,
        "logo": 0.55,
        "price": 0.36,
        "badge": 0.36,
        "selling_point": 0.42,
        "long": 0.08,
    }
    wanted: dict[Role, int] = {"headline": 1}
    richness = float(rng.uniform(0.45, 1.35))
    for place in rng.permutation(len(chances)):
        role = list(chances)[int(place)]
        if rng.random() > chances[role] * richness:
            continue
        count = 1
        if role == "selling_point":
            count = int(rng.choice([1, 2, 3, 4], p=[0.15, 0.25, 0.45, 0.15]))
        elif role == "price" and rng.random() < 0.35:
            count = 2
        if sum(wanted.values()) + count <= most:
            wanted[role] = count
    return wanted
