"""Which roles an ad wants: what the product's facts can fill, within what the canvas can hold."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from adloom.stages.layout_codec import MAY
from adloom.types import TEXT_ROLES, Constraints, Product, Role

LIMITS: tuple[tuple[float, int], ...] = ((4.0, 4), (1.18, 5), (0.0, 6))
"""At most so many texts where long side / short side exceeds the first number."""
PRIORITY: tuple[Role, ...] = (
    "headline",
    "cta",
    "price",
    "logo",
    "subhead",
    "badge",
    "selling_point",
    "long",
)
Wishes = dict[Role, int]


def most_texts(canvas: tuple[int, int]) -> int:
    """Return how many texts a canvas in pixels can hold."""
    long, short = max(canvas), min(canvas)
    most = next(count for ratio, count in LIMITS if long / short > ratio or ratio == 0.0)
    if canvas[1] < 60 or short < 60:
        return 2
    if canvas[1] <= 110:
        return 3
    if canvas[0] > 1.25 * canvas[1] and canvas[1] < 700:
        return min(most, 4)
    return min(most, 5) if short < 320 else most


def wishes(product: Product, canvas: tuple[int, int], constraints: Constraints) -> Wishes:
    """Return how many of each role the facts can fill, most important first, within the canvas.

    A price only with a price (old and new share one box), a logo only with a logo file or a
    brand, a badge only with a promo
    or good facts; the user's roles and own words overrule. Pinned roles are always in.
    """
    if constraints.roles:
        told: Wishes = {}
        for role in (*constraints.roles, *(role for role, _ in constraints.pins)):
            if role in TEXT_ROLES:
                told[role] = max(1, sum(r == role for r in constraints.roles))
        told.setdefault("headline", 1)
        return told
    own = [role for role, _ in product.own_words]
    facts = len(product.facts)
    could: Wishes = {
        "headline": 1,
        "price": 1 if product.price or product.sale_price else 0,
        "cta": 1,
        "logo": 1 if product.logo or product.brand else 0,
        "badge": 1 if product.promo or facts >= 3 else 0,
        "subhead": 1,
        "selling_point": min(3, facts) if facts >= 2 else facts,
        "long": 1 if facts >= 4 else 0,
    }
    for role in {*own, *(role for role, _ in constraints.pins)}:
        if role in could:
            could[role] = max(could[role], max(1, own.count(role)))
    room, wished = most_texts(canvas), {}
    for role in PRIORITY:
        if role == "long" and max(canvas) / min(canvas) > 2.2:
            continue
        count = min(could[role], room)
        if count:
            wished[role] = count
            room -= count
    return wished


def wanted_rows(
    wished: Mapping[Role, int],
    canvas: tuple[int, int],
    constraints: Constraints,
    batch: int,
    seed: int,
) -> list[tuple[int, ...]]:
    """Return `batch` rows of counts per TEXT_ROLES, from the fullest ad to the leanest.

    The main facts (headline, price, button, logo, badge) are exact; the rest is exact in some
    rows, "as you like" (MAY) in others, so the network decides what suits the picture.
    """
    rng = np.random.default_rng(seed)
    free = not constraints.roles
    long_side = max(canvas) / min(canvas)
    rows = []
    for number in range(batch):
        row: dict[Role, int] = dict(wished)
        if free:
            lean = number / max(1, batch - 1)
            for role, chance in (
                ("long", 0.85),
                ("selling_point", 0.5),
                ("subhead", 0.3),
                ("badge", 0.25),
            ):
                if role in row and rng.random() < chance * (0.4 + lean):
                    row[role] = MAY if rng.random() < 0.5 else 0
            if row.get("long", 0) and row.get("selling_point", 0):
                row["long" if rng.random() < 0.7 else "selling_point"] = 0
            if long_side > 6.5 and number % 2:
                row["logo"] = 0
        rows.append(tuple(row.get(role, 0) for role in TEXT_ROLES))
    return rows
