"""Choosing among drafts: likelihood, fit, truth to the facts and novelty, each shown in the score.

Scores are natural-log likelihood a token plus weighted terms in 0..1; only their order matters.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from adloom.stages.copy_binding import binding_fault, bindings_of
from adloom.stages.copy_facts import content_stems
from adloom.stages.copy_prompt import Facts
from adloom.stages.copy_rules import CopyRules, Lexicon, words_of
from adloom.stages.copy_sampling import Draft
from adloom.types import Role

SUPPORT_WEIGHT: dict[Role, float] = {
    "headline": 0.7,
    "subhead": 1.2,
    "selling_point": 1.5,
    "long": 1.0,
    "badge": 1.5,
    "cta": 0.3,
}
LEAST_SUPPORT: dict[Role, float] = {
    "headline": 0.8,
    "badge": 1.0,
    "selling_point": 1.0,
    "subhead": 0.9,
    "long": 0.7,
}
"""A line with a smaller share of its meaning-bearing words in the facts is not used."""

LEAST_LIKELY = -2.6
FULL_ENOUGH: dict[Role, float] = {"subhead": 0.5, "long": 0.55, "headline": 0.4}
"""A line that fills this share of its budget fits well; shorter ones lose by degrees."""

FIT_WEIGHT = 0.6
OVERLAP_WEIGHT = 1.6
REPEAT_WEIGHT = 1.2
TITLE_WEIGHT = 0.8
NEAR = 0.49
"""A line of whose words this share stands in another is a near-duplicate of it."""


@dataclass(frozen=True)
class Ranked:
    """A draft with what speaks for it."""

    draft: Draft
    score: float
    support: float


def support_of(text: str, rules: CopyRules) -> float:
    """Return the share of meaning-bearing words the facts hold; 1 if there are none."""
    said = content_stems(text)
    return sum(rules.supports(word) for word in said) / len(said) if said else 1.0


def overlap(text: str, other: str) -> float:
    """Return the share of the line's meaning-bearing words that the other line says, 0..1."""
    one, two = content_stems(text), content_stems(other)
    return len(one & two) / len(one) if one else float(text.lower() == other.lower())


def rank(drafts: Iterable[Draft], facts: Facts, rules: CopyRules, lexicon: Lexicon) -> list[Ranked]:
    """Return the drafts worth considering, best first, one a wording."""
    best: dict[str, Ranked] = {}
    known = not rules.only
    bindings = bindings_of(facts, lexicon.cta_verbs)
    title = facts.first("title")
    for draft in drafts:
        role = draft.wish.role
        support = support_of(draft.text, rules)
        if (role != "cta" and draft.likelihood < LEAST_LIKELY) or (
            known
            and (
                support < LEAST_SUPPORT.get(role, 0.0)
                or binding_fault(draft.text, role, bindings, rules)
            )
        ):
            continue
        fill = len(draft.text) / draft.wish.budget
        score = (
            draft.likelihood
            + SUPPORT_WEIGHT[role] * support * known
            + FIT_WEIGHT * min(1.0, fill / FULL_ENOUGH.get(role, 0.01))
            - _clumsiness(draft.text)
        )
        if role == "headline" and title:
            score -= TITLE_WEIGHT * (draft.text.lower() in title.lower())
        key = " ".join(words_of(draft.text))
        if key and (key not in best or best[key].score < score):
            best[key] = Ranked(draft, score, support)
    return sorted(best.values(), key=lambda ranked: -ranked.score)


def _clumsiness(text: str) -> float:
    """Return a penalty for words said twice and for a line that ends on a joining word."""
    words = [word for word in words_of(text) if len(word) > 3]
    repeated = len(words) - len(set(words))
    dangling = words_of(text)[-1:] and words_of(text)[-1] in _JOINING
    return 0.8 * repeated + 2.0 * bool(dangling)


_JOINING_WORDS = "and or the a an of to for with in on at by from your my as that is"
_JOINING = frozenset(_JOINING_WORDS.split())


def choose(
    ranked: Sequence[Ranked], budget: int, beside: Sequence[str], before: Sequence[str]
) -> Ranked | None:
    """Return the best line that fits `budget`, or None.

    `beside` are lines of the same creative: near-duplicates of them are out. `before` are lines
    of earlier variants: repeats are out while there is another, likenesses lose.
    """
    best: tuple[float, Ranked] | None = None
    for one in ranked:
        text = one.draft.text
        if len(text) > budget or any(overlap(text, other) > NEAR for other in beside):
            continue
        alike = max((overlap(text, other) for other in before), default=0.0)
        likeness = max((overlap(text, other) for other in beside), default=0.0)
        score = one.score - REPEAT_WEIGHT * alike - OVERLAP_WEIGHT * likeness
        score -= 3.0 * (text in before)
        if best is None or score > best[0]:
            best = (score, one)
    return best[1] if best else None
