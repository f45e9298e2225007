"""How good a clean layout is: a weighted mean of plain measures, each 0..1, higher is better."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from adloom.stages.layout_codec import parent_of
from adloom.stages.layout_columns import (
    READING,
    form,
    largest_headline,
    lead_role,
    spoken,
)
from adloom.stages.layout_court import Court, type_of
from adloom.stages.layout_growth import BESIDE
from adloom.types import TEXT_ROLES, Element, Layout, Role

WEIGHTS: dict[str, float] = {
    "facts": 0.2,
    "headline": 0.26,
    "other type": 0.12,
    "order": 0.14,
    "alignment": 0.12,
    "use of space": 0.12,
    "balance": 0.1,
    "even gaps": 0.06,
    "calm ground": 0.18,
    "likelihood": 0.05,
    "little repair": 0.04,
}
VALUE: dict[Role, float] = {
    "headline": 3.0,
    "price": 2.5,
    "cta": 2.0,
    "badge": 1.5,
    "logo": 1.2,
    "selling_point": 0.7,
    "subhead": 1.0,
    "long": 0.5,
}


def measures(
    layout: Layout,
    court: Court,
    wished: Mapping[Role, int],
    likelihood: float,
    moved: float,
    busy: NDArray[np.bool_],
) -> dict[str, float]:
    """Return every measure of WEIGHTS; `wished` counts the roles the facts could fill.

    `likelihood` is the network's mean log-likelihood per token, in nats; `moved` the referee's
    mean movement as a share of the short side; `busy` where the picture has edges, on any grid.
    """
    elements = [e for e in layout.elements if e.role != "decoration"]
    texts = [e for e in elements if e.role in TEXT_ROLES]
    roots = [e for e in elements if parent_of(e) is None]
    return {
        "facts": _facts(texts, wished),
        "headline": _headline(texts, court),
        "other type": _other_type(texts, court),
        "order": _order(elements, court),
        "alignment": _alignment(roots, court),
        "use of space": _use(texts, court),
        "balance": _balance(roots, court),
        "even gaps": _gaps(roots, court),
        "calm ground": _calm(texts, court, busy),
        "likelihood": float(np.clip(1.0 + likelihood / 4.0, 0.0, 1.0)),
        "little repair": float(np.clip(1.0 - moved / 0.25, 0.0, 1.0)),
    }


def score(measured: Mapping[str, float]) -> float:
    """Return the weighted mean of `measured`, 0..1."""
    return sum(WEIGHTS[name] * value for name, value in measured.items()) / sum(WEIGHTS.values())


def _facts(texts: list[Element], wished: Mapping[Role, int]) -> float:
    total = sum(VALUE[role] * count for role, count in wished.items())
    have = 0.0
    for role, count in wished.items():
        placed = sum(1.0 if _dressed(e) else 0.1 for e in texts if e.role == role)
        have += VALUE[role] * min(float(count), placed)
    return have / total if total else 1.0


def _dressed(element: Element) -> bool:
    """Say whether the element looks its part: a button wants an underlay."""
    return element.role != "cta" or parent_of(element) is not None


def _headline(texts: list[Element], court: Court) -> float:
    """Return how near the headline's type comes to the largest, and how it leads the rest."""
    size = max(spoken(e) for e in texts if e.role == "headline")
    others = [type_of(e) for e in texts if e.role not in ("headline", "price", "logo")]
    large = min(1.0, size / (0.85 * largest_headline(court.canvas)))
    contrast = min(1.0, (size / max(others) - 1.0) / 0.8) if others else 1.0
    return 0.7 * large + 0.3 * max(0.0, contrast)


def _other_type(texts: list[Element], court: Court) -> float:
    """Return how near the smallest of the other types comes to its role's largest."""
    most = largest_headline(court.canvas)
    shares = [type_of(e) / (BESIDE[e.role] * most) for e in texts if e.role in BESIDE]
    return min(1.0, min(shares, default=1.0) / 0.8)


def _order(elements: list[Element], court: Court) -> float:
    """Return how well the page reads: role after role, points together, price near the button."""
    along = 0 if form(court.canvas) == "strip" else 1
    things = [
        (READING[lead], e.box) for i, e in enumerate(elements)
        if e.role in TEXT_ROLES and (lead := lead_role(elements, i)) not in ("logo", "badge")
    ]  # fmt: skip
    pairs = [(a, b) for n, a in enumerate(things) for b in things[n + 1 :] if a[0] != b[0]]
    wrong = 0
    for (rank, a), (other, b) in pairs:
        first, second = (a, b) if rank < other else (b, a)
        wrong += second.centre[along] < first.centre[along] - 0.01 * court.canvas[along]
    near = 1.0
    price = next((e.box for e in elements if e.role == "price"), None)
    button = next((e.box for e in elements if e.role == "cta"), None)
    if price is not None and button is not None:
        apart = np.hypot(*(np.subtract(price.centre, button.centre) / court.canvas))
        near = float(np.clip(1.3 - 1.6 * apart, 0.0, 1.0))
    points = [e.box.x for e in elements if e.role == "selling_point"]
    spread = (max(points) - min(points)) / court.canvas[0] if points else 0.0
    return (1.0 - wrong / max(1, len(pairs))) * (0.6 + 0.4 * near) * (1.0 - min(0.5, spread))


def _calm(texts: list[Element], court: Court, busy: NDArray[np.bool_]) -> float:
    """Return how few edges of the picture, such as a panel's seam, cross texts on the ground."""
    seen = Court(court.canvas, busy)
    bare = [min(1.0, 8.0 * seen.cover(e.box)) for e in texts if parent_of(e) is None]
    return 1.0 - 0.5 * float(np.mean(bare)) - 0.5 * max(bare) if bare else 1.0


def _alignment(roots: list[Element], court: Court) -> float:
    if len(roots) < 2:
        return 1.0
    near = 0.003 * max(court.canvas)
    shared = 0
    for element in roots:
        a = element.box
        for other in roots:
            b = other.box
            if (
                other is not element
                and min(
                    abs(a.x - b.x),
                    abs(a.right - b.right),
                    abs(a.centre[0] - b.centre[0]),
                    abs(a.centre[1] - b.centre[1]),
                    abs(a.bottom - b.bottom),
                    abs(a.y - b.y),
                )
                < near
            ):
                shared += 1
                break
    return shared / len(roots)


def _use(texts: list[Element], court: Court) -> float:
    """Return how well the text uses the free area: best from a fifth to a half of it."""
    free = float((~court.product).mean()) * court.canvas[0] * court.canvas[1]
    share = sum(e.box.area for e in texts) / max(1.0, free)
    return float(np.interp(share, [0.03, 0.16, 0.5, 0.8], [0.1, 1.0, 1.0, 0.3]))


def _balance(roots: list[Element], court: Court) -> float:
    """Return how near the centre of visual weight (product and boxes) is to the canvas's centre."""
    width, height = court.canvas
    rows, columns = court.product.shape
    ys, xs = np.nonzero(court.product)
    weights = [len(xs) / (rows * columns)]
    centres = [((xs.mean() + 0.5) / columns, (ys.mean() + 0.5) / rows)] if len(xs) else [(0.5, 0.5)]
    for element in roots:
        cx, cy = element.box.centre
        weights.append(1.2 * element.box.area / (width * height))
        centres.append((cx / width, cy / height))
    middle = np.average(np.array(centres), axis=0, weights=np.array(weights) + 1e-9)
    return float(max(0.0, 1.0 - 3.0 * float(np.hypot(*(middle - 0.5)))))


def _gaps(roots: list[Element], court: Court) -> float:
    """Return how even the gaps are between neighbours that stand on one line."""
    width, height = court.canvas
    axis = 0 if width > 2.6 * height else 1
    spans = sorted((e.box.x, e.box.right) if axis == 0 else (e.box.y, e.box.bottom) for e in roots)
    gaps = [b[0] - a[1] for a, b in pairwise(spans)]
    gaps = [g for g in gaps if 0 < g < 0.3 * (width if axis == 0 else height)]
    if len(gaps) < 2:
        return 0.8
    return float(max(0.0, 1.0 - 0.6 * float(np.std(gaps) / np.mean(gaps))))
