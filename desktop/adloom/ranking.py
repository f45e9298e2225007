"""Ordering what competes for one creative: a framing with a layout on it, best first.

Scores are 0..1, higher is better. Later variants keep away from what earlier ones show.
"""

from __future__ import annotations

from dataclasses import dataclass

from adloom import geometry
from adloom.stages.layout import describe
from adloom.types import Decision, Framing, Layout

USED_FRAMING, LIKE_LAYOUT = 0.12, 0.3
"""What a candidate loses for a framing, and for a layout, that an earlier variant shows."""
FRAMING_WEIGHT = 0.5
"""What a framing's own score counts beside its layout's."""


@dataclass(frozen=True)
class Candidate:
    """A framing with a layout on it; `number` is the framing's place among those proposed."""

    framing: Framing
    layout: Layout
    number: int


def ranked_candidates(pool: list[Candidate], shown: list[Candidate]) -> list[Candidate]:
    """Return `pool`, best first, what resembles the candidates already `shown` further back."""

    def worth(candidate: Candidate) -> float:
        used = sum(candidate.number == other.number for other in shown)
        like = max((likeness(candidate.layout, other.layout) for other in shown), default=0.0)
        repeated = any(candidate is other for other in shown)
        score = candidate.layout.score + FRAMING_WEIGHT * candidate.framing.score
        return score - USED_FRAMING * used - LIKE_LAYOUT * like - repeated

    return sorted(pool, key=worth, reverse=True)


def likeness(a: Layout, b: Layout) -> float:
    """Return how alike two layouts are, 0..1: the mean IoU of each element's best match by role."""
    best = [
        max((geometry.iou(x.box, y.box) for y in b.elements if y.role == x.role), default=0.0)
        for x in a.elements
    ]
    return sum(best) / len(best) if best else 0.0


def about_choice(ranked: list[Candidate]) -> Decision:
    """Say which candidate comes first and which lost to it."""
    best, *others = ranked
    return Decision(
        "layout",
        "layout",
        _words(best),
        f"the best of {len(ranked)} that were proposed",
        best.layout.score,
        tuple((_words(loser), loser.layout.score, "") for loser in others[:4]),
    )


def _words(candidate: Candidate) -> str:
    return f"{describe(candidate.layout)} on the {candidate.framing.kind} framing"
