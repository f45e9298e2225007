"""Whether a line puts the facts' words together as the facts do.

A small network mixes true words into untrue pairs ("wicker handlebar"). Words that stand side by
side in a line must stand near each other in one fact; a number must count what it counts there.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from adloom.stages.copy_facts import content_stems, is_content
from adloom.stages.copy_prompt import Facts
from adloom.stages.copy_rules import CopyRules, stem, words_of
from adloom.types import Role

NEAR = 2
"""Words this many places apart in a fact may stand side by side in a line."""
OPENING = 5
"""A title names the thing within this many of its meaning-bearing words."""

_LEADING = frozenset(["for", "with", "in", "at", "on", "by", "from", "to", "of", "and", "or"])
_LISTED = re.compile(r"[,&]|\band\b")
_ARTICLE = re.compile(r"\ban (?:[1-79]|10|12)|\ba (?:8|11\b|18\b|[aeio])|\ban [bcdfgjklmpqrstvwyz]")
_LITTLE_WORDS = "an as at be by do go he hi if in is it me my no of on or so to up us we"
_LITTLE = frozenset(_LITTLE_WORDS.split())
_CLAUSES = re.compile(r"[,:;?!&]|\.(?!\d)|\b(?:and|with|plus|or|w/)\b")


@dataclass(frozen=True)
class Bindings:
    """The facts as stemmed word rows (one an attribute, value before name), and their sources."""

    rows: tuple[tuple[str, ...], ...]
    title: frozenset[str]
    promo: frozenset[str]
    own: tuple[frozenset[str], ...]
    words: frozenset[str]
    title_text: str
    opening: frozenset[tuple[str, str]]
    kind: str
    percents: frozenset[str]
    promo_tokens: frozenset[str]
    promo_numbers: frozenset[str]
    cta_verbs: frozenset[str]


def bindings_of(facts: Facts, cta_verbs: frozenset[str]) -> Bindings:
    """Return how the facts join their words."""
    rows: list[tuple[str, ...]] = []
    own: list[frozenset[str]] = []
    for name, value in facts.named:
        plain = name in ("title", "brand", "category", "promo", "audience")
        words = words_of(value) if plain else words_of(f"{name} {value} {name}")
        rows.append(tuple(stem(word) for word in words))
        if not plain and name != "price":
            own.append(frozenset(rows[-1]))
    kinds = words_of(facts.first("category").rpartition(" > ")[2])[-1:]
    title = content_stems(facts.first("title"))
    promo = facts.first("promo").lower()
    unpromised = words_of(" ".join(value for name, value in facts.named if name != "promo"))
    told = words_of(" ".join(f"{name} {value}" for name, value in facts.named))
    opening = [stem(w) for w in words_of(facts.first("title")) if is_content(w)]
    return Bindings(
        words=frozenset(told),
        opening=frozenset(itertools.pairwise(opening[:OPENING])),
        title_text=facts.first("title").lower(),
        kind=next((stem(word) for word in kinds if word.endswith("s") and stem(word) in title), ""),
        percents=frozenset(
            found
            for name, value in facts.named
            if name != "title"
            for found in _PERCENT.findall(value)
        ),
        promo_tokens=frozenset(token.strip(",.!;:()") for token in promo.split()),
        promo_numbers=frozenset(
            n for n in words_of(promo) if n[0].isdigit() and n not in unpromised
        ),
        rows=tuple(rows),
        title=frozenset(title),
        promo=frozenset(content_stems(facts.first("promo"))),
        own=tuple(own),
        cta_verbs=cta_verbs,
    )


def binding_fault(text: str, role: Role, bindings: Bindings, rules: CopyRules) -> str:
    """Return why the line's words do not belong together, or an empty string."""
    words = words_of(text)
    said = [stem(word) for word in words if is_content(word)]
    fault = _odd_words(text, words, role, bindings) or _offer_fault(text, words, bindings)
    if not fault and role != "long" and len(said) != len(set(said)):
        fault = "says a word twice"
    if not fault and role in _ROLE_FAULTS:
        fault = _ROLE_FAULTS[role](text, words, said, bindings)
    if fault or role in ("cta", "badge"):
        return fault
    for one, two in _neighbours(text):
        if rules.supports(one) and rules.supports(two) and not _near(one, two, bindings.rows):
            return f"joins '{one}' and '{two}'"
    return ""


def _headline_fault(text: str, words: list[str], said: list[str], bindings: Bindings) -> str:
    if len(said) < 2:
        return "says too little"
    if words[0] in _LEADING:
        return "begins with a little word"
    if not bindings.kind and not bindings.opening.intersection(itertools.pairwise(said)):
        return "does not name the thing"
    names_it = bindings.kind in said or bindings.promo_numbers.intersection(words)
    return "does not name the thing" if bindings.kind and not names_it else ""


def _point_fault(text: str, words: list[str], said: list[str], bindings: Bindings) -> str:
    if len(said) < 2:
        return "says too little"
    clauses = (content_stems(clause) for clause in _LISTED.split(text))
    one_each = all(_of_one_fact(clause, bindings) for clause in clauses)
    return "" if one_each else "joins different facts"


def _sentence_fault(text: str, words: list[str], said: list[str], bindings: Bindings) -> str:
    """Two measures in one sentence are the pairs a small network mixes up most."""
    if words and words[0] == "from":
        return "begins with a little word"
    return "mixes measures" if len(_MEASURES.findall(text)) > 1 else ""


def _call_fault(text: str, words: list[str], said: list[str], bindings: Bindings) -> str:
    if len(words) < 2 or words[0] not in bindings.cta_verbs or not _CALL.fullmatch(text):
        return "does not begin with a call"
    if bindings.cta_verbs.intersection(words[1:]):
        return "calls twice"
    to_buy = bool(_TO_BUY.intersection(words).difference(words_of(bindings.title_text)))
    return "" if (words[0] == "add") == to_buy else "adds to no cart"


def _badge_fault(text: str, words: list[str], said: list[str], bindings: Bindings) -> str:
    if bindings.promo:
        fits = set(said) <= bindings.promo and any(word[0].isdigit() for word in said)
        return "" if fits and _OFFER.intersection(words) else "is not the promo"
    counted = any(word[0].isdigit() for word in said)
    if not said or not is_content(words[0]):
        return "begins with a little word"
    if (len(said) > 1 or counted) and any(set(said) <= fact for fact in bindings.own):
        return ""
    return "" if counted and text.lower() in bindings.title_text else "is no fact of its own"


_ROLE_FAULTS: dict[Role, Callable[[str, list[str], list[str], Bindings], str]] = {
    "headline": _headline_fault,
    "subhead": _sentence_fault,
    "long": _sentence_fault,
    "selling_point": _point_fault,
    "cta": _call_fault,
    "badge": _badge_fault,
}


def _offer_fault(text: str, words: list[str], bindings: Bindings) -> str:
    """Return how the line bends the promo: half of it, changed, or without its terms."""
    offered = bindings.promo_numbers.intersection(words)
    if offered and offered != bindings.promo_numbers:
        return "tells half the promo"
    told = {token for token in _tokens(text) if any(number in token for number in offered)}
    if not told <= bindings.promo_tokens:
        return "changes the promo"
    if not set(_PERCENT.findall(text)) <= bindings.percents:
        return "a percentage out of the title"
    if _OFFER_WORDS.intersection(words) and not offered:
        whole = bindings.promo <= content_stems(text)
        return "" if whole and bindings.promo else "an offer without its terms"
    return ""


def _odd_words(text: str, words: list[str], role: Role, bindings: Bindings) -> str:
    """Return what is wrong with single words and marks: odd little words, a for an."""
    if "  " in text or _MARKS.search(text):
        return "odd marks"
    if any(len(w) == 2 and w.isalpha() and w not in _LITTLE | bindings.words for w in words):
        return "an odd little word"
    if _ARTICLE.search(text.lower()):
        return "a for an"
    if role in ("headline", "subhead"):
        known = [w for w in words if is_content(w) and stem(w) in bindings.title]
        if any(not _same_form(word, bindings.words) for word in known):
            return "bends a fact's word"
    return ""


def _same_form(word: str, told: frozenset[str]) -> bool:
    return word in told or f"{word}s" in told or word.removesuffix("s") in told


def _tokens(text: str) -> list[str]:
    return [token.strip(",.!;:()") for token in text.lower().split()]


def _neighbours(text: str) -> Iterable[tuple[str, str]]:
    """Yield words that stand side by side with no mark or joining word between them."""
    for clause in _CLAUSES.split(text):
        words = words_of(clause)
        # "3 in front" joins 3 and front as surely as "3 front" does.
        words = [
            word
            for before, word in zip(["-", *words], words, strict=False)
            if word != "in" or not before[0].isdigit()
        ]
        for one, two in itertools.pairwise(words):
            if is_content(one) and is_content(two):
                yield one, two


def _near(one: str, two: str, rows: Sequence[tuple[str, ...]]) -> bool:
    first, second = stem(one), stem(two)
    for row in rows:
        places = [i for i, word in enumerate(row) if word == first]
        if any(second in row[max(0, i - NEAR) : i + NEAR + 1] for i in places):
            return True
    return False


def _of_one_fact(said: set[str], bindings: Bindings) -> bool:
    if not said:
        return False
    if any(said <= fact for fact in bindings.own):
        return True
    span = bindings.rows[0] if bindings.title and bindings.rows else ()
    places = [span.index(word) for word in said if word in span]
    return len(places) == len(said) > 1 and max(places) - min(places) <= len(said)


_TO_BUY = frozenset(("cart", "basket", "bag"))
_OFFER = frozenset(("off", "for", "free", "%"))
_OFFERING = "free off save sale deal offer discount voucher bonus"
_OFFER_WORDS = frozenset(_OFFERING.split())
_MEASURES = re.compile(r"\d+(?:[.,]\d+)*(?:\s?[x×-]\s?\d+(?:[.,]\d+)*)*")
_PERCENT = re.compile(r"\d+(?:[.,]\d+)?(?=\s?(?:%|percent))")
_CALL = re.compile(r"(?!.* (?:the|your|to) ?(?:now|today|it|$))[A-Z][a-z]+(?: [\w'-]+)+")
_MARKS = re.compile(r"[.,:;?!&$%+/-]\s*[,:;?!&]|\s[.,:;?!]|[$€£¥₹](?!\s?\d)")
