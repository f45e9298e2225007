"""Lines made of the merchant's own facts alone: prices, wordmarks, stand-ins.

A stand-in is used where the network wrote nothing legal or cannot write the language. Nothing
here adds a word of its own; a line is a fact, cut between words to its budget.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from adloom.stages.copy_prompt import Facts, clean_text
from adloom.stages.copy_rules import stem, words_of
from adloom.types import Product, Role

SYMBOLS = {
    "USD": "$",
    "EUR": "€",
    "GBP": "£",
    "JPY": "¥",
    "CNY": "¥",
    "INR": "₹",
    "AUD": "A$",
    "CAD": "C$",
    "NZD": "NZ$",
    "HKD": "HK$",
    "SGD": "S$",
    "KRW": "₩",
    "BRL": "R$",
    "MXN": "MX$",
}
LEAST_BUDGET: dict[Role, int] = {
    "headline": 6,
    "subhead": 14,
    "selling_point": 6,
    "long": 36,
    "badge": 3,
    "cta": 5,
}
"""Below this many characters nothing worth reading fits a box of the role."""

_PARTS = re.compile(r"\s[-–|•/]\s|[,;|(\[)\]•]\s*|:\s")
_AMOUNT = re.compile(
    r"(?:\d+\s?%|[$€£¥₹]\s?\d+(?:[.,]\d+)?)\s+off\b|\b\d+ for \d+\b|\bbuy \d+,? get \d+\b", re.I
)
_TERMS = re.compile(r"\b(?:spend|over|when|orders?|bundle|minimum|any|above|from)\b", re.I)
_TAILS = re.compile(r"\s(?:w/|with|for|in|by)\s|\s(?=\d)", re.I)
_STOP_WORDS = """
the and for with you your from that this its are was has have our out all can not but into more
than when what who how off per any too get
"""
_STOP = frozenset(_STOP_WORDS.split())

LONGEST_UNIT = 3
"""Letters of a unit at most, as in "40 mm"."""


@dataclass(frozen=True)
class FactLine:
    """A line taken from facts, with their names."""

    text: str
    sources: tuple[str, ...]


def price_lines(product: Product) -> list[FactLine]:
    """Return the price a buyer pays, then the old one if there are both, each with currency."""
    lines = []
    for name, raw in (("sale_price", product.sale_price), ("price", product.price)):
        amount = clean_text(raw, 16)
        if not amount:
            continue
        if re.search(r"[^\d.,\s]", amount) or not product.currency:
            sources: tuple[str, ...] = (name,)
        else:
            code = clean_text(product.currency, 4).upper()
            symbol = SYMBOLS.get(code)
            amount = f"{symbol}{amount}" if symbol else f"{amount} {code}"
            sources = (name, "currency")
        lines.append(FactLine(amount, sources))
    return lines


def wordmark(product: Product) -> FactLine | None:
    """Return the brand as a wordmark, or None without a brand."""
    brand = clean_text(product.brand, 40)
    return FactLine(brand, ("brand",)) if brand else None


def fact_lines(facts: Facts, role: Role, budget: int) -> Iterator[FactLine]:
    """Yield what the merchant's facts offer a slot of `role`, best first, each within `budget`."""
    title, promo = facts.first("title"), facts.first("promo")
    parts = [part.strip() for part in _PARTS.split(title) if part.strip()]
    named = [FactLine(_spoken(n, v), (n,)) for n, v in facts.named if n not in _SIMPLE]
    named = [line for line in named if len(line.text) > 3]
    offers: list[FactLine] = []
    if role == "headline":
        # The wordmark says the brand; the headline's room is for the thing.
        brand = facts.first("brand").lower()
        title = title[len(brand) :].strip() if brand and title.lower().startswith(brand) else title
        parts = [part.strip() for part in _PARTS.split(title) if part.strip()]
        kind = facts.first("category").rpartition(" > ")[2]
        whole = (title, *parts[:1]) if len(title) <= budget else (*parts[:1], title)
        offers = [FactLine(_as_headline(text, kind, budget), ("title",)) for text in whole]
        offers += [] if title else [FactLine(kind, ("category",))]
    elif role in ("subhead", "long"):
        offers = [_listed(named, budget), *named, FactLine(_cut(title, budget), ("title",))]
        offers = [line for line in offers if len(line.text) >= LEAST_BUDGET["subhead"]]
    elif role == "selling_point":
        offers = [*named, *(FactLine(part, ("title",)) for part in parts[1:])]
        offers = [line for line in offers if " " in line.text or line.sources == ("features",)]
    elif role == "badge":
        amount = None if _TERMS.search(promo) else _AMOUNT.search(promo)
        offers = [FactLine(amount.group().strip(), ("promo",))] if amount else []
        offers += [FactLine(promo, ("promo",))]
        offers += [line for line in named if " " in line.text or line.text[0].isdigit()]
    for line in offers:
        if min(LEAST_BUDGET[role], 4) <= len(line.text) <= budget:
            yield FactLine(line.text[:1].upper() + line.text[1:], line.sources)


def _as_headline(title: str, kind: str, budget: int) -> str:
    """Return a title's name of the thing: up to its kind, else its first words."""
    words = title.strip(" -,|").split()
    if len(title) > budget:
        head = _TAILS.split(title, maxsplit=1)[0].strip(" -,|").split()
        words = head if len(head) > 1 else words
    kinds = {stem(word) for word in words_of(kind)[-1:] if word.endswith("s")}
    ends = [i for i, word in enumerate(words) if stem(word.lower()) in kinds]
    if ends and ends[0] > 0 and len(" ".join(words)) > budget:
        words = words[: ends[0] + 1]
        while len(" ".join(words)) > budget:
            words = words[1:]
    words = _cut(" ".join(words), budget).split()
    while words and words[-1].lower() in (*_STOP, "of", "in", "to", "a"):
        words = words[:-1]
    shouted = sum(c.isupper() for c in title) > 0.7 * sum(c.isalpha() for c in title)
    if shouted:
        words = [word.capitalize() for word in words]
    return " ".join(map(_cased, ["", *words], words))


def _cased(before: str, word: str) -> str:
    """Return `word` with a capital, unless it is a joining word or the unit of a number."""
    is_unit = before[-1:].isdigit() and len(word) <= LONGEST_UNIT and word.islower()
    return word if is_unit or word in _STOP else word[:1].upper() + word[1:]


def _cut(text: str, budget: int) -> str:
    return text if len(text) <= budget else clean_text(text, budget)


def _spoken(name: str, value: str) -> str:
    """Return a fact as one says it: "4 compartments", "zip closure", else the value alone."""
    counts = value.isdigit() and name.endswith("s")
    parts = " " not in value and name in _PARTS_OF_THINGS
    return f"{value} {name}" if (counts or parts) and name not in value.lower() else value


def _listed(lines: list[FactLine], budget: int) -> FactLine:
    """Join as many facts as fit with commas; nothing if fewer than two do."""
    taken: list[FactLine] = []
    for line in lines:
        if len(taken) < 3 and len(", ".join([*(t.text for t in taken), line.text])) <= budget:
            taken.append(line)
    text = ", ".join(line.text for line in taken) if len(taken) > 1 else ""
    return FactLine(text, tuple(dict.fromkeys(s for line in taken for s in line.sources)))


_THINGS = "print closure hook finish handle lining fit pattern collar base lid sole face core frame"
_PARTS_OF_THINGS = frozenset(_THINGS.split())
_SIMPLE = frozenset(("title", "brand", "category", "price", "promo", "audience"))


def is_content(word: str) -> bool:
    """Say whether a lower-case word or number carries meaning of its own."""
    return (len(word) > 2 or word[0].isdigit()) and word not in _STOP


def content_stems(text: str) -> set[str]:
    """Return the stems of the words that carry meaning, and the numbers, in `text`."""
    return {stem(word) for word in words_of(text) if is_content(word)}


def sources_of(text: str, facts: Facts) -> tuple[str, ...]:
    """Return the names of the facts that words of `text` come from, in prompt order."""
    said = content_stems(text)
    found = [name for name, value in facts.named if said & content_stems(value)]
    return tuple(dict.fromkeys(found))


def writes_english(product: Product, facts: Facts) -> bool:
    """Say whether product and facts are in English, the one language the network writes."""
    letters = [c for c in facts.first("title") if c.isalpha()]
    latin = sum(c < "\u0250" for c in letters)
    spoken = (product.language or "en").lower().partition("-")[0]
    return spoken in ("en", "und") and latin >= 0.7 * len(letters)
