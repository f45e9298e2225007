"""How good a clean layout is: a weighted mean of plain measures, each 0..1, higher is better."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from adloom.stages.layout_codec import parent_of
from adloom.stages.layout_court import Court, type_of
from adloom.types import TEXT_ROLES, Element, Layout, Role

WEIGHTS: dict[str, float] = {
    "facts": 0.26,
    "headline": 0.16,
    "alignment": 0.15,
    "use of space": 0.14,
    "balance": 0.12,
    "even gaps": 0.09,
    "calm ground": 0.12,
    "likelihood": 0.06,
    "little repair": 0.08,
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
        placed = sum(1.0 if _dressed(e) else 0.5 for e in texts if e.role == role)
        have += VALUE[role] * min(float(count), placed)
    return have / total if total else 1.0


def _dressed(element: Element) -> bool:
    """Say whether the element looks its part: a button wants an underlay."""
    return element.role != "cta" or parent_of(element) is not None


def _headline(texts: list[Element], court: Court) -> float:
    size = max(type_of(e) for e in texts if e.role == "headline")
    others = [type_of(e) for e in texts if e.role not in ("headline", "price", "logo")]
    width, height = court.canvas
    good = (
        0.075 * (width * height) ** 0.5
        if max(width, height) < 2.2 * min(width, height)
        else (0.2 * min(width, height))
    )
    large = min(1.0, size / good)
    contrast = min(1.0, (size / max(others) - 1.0) / 0.6) if others else 1.0
    return 0.65 * large + 0.35 * max(0.0, contrast)


def _calm(texts: list[Element], court: Court, busy: NDArray[np.bool_]) -> float:
    """Return how few edges of the picture lie under the texts that have no underlay."""
    seen = Court(court.canvas, busy)
    bare = [min(1.0, 4.0 * seen.cover(e.box)) for e in texts if parent_of(e) is None]
    return 1.0 - float(np.mean(bare)) if bare else 1.0


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
