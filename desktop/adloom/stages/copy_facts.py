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
_AMOUNT = re.compile(r"\d+(?:[.,]\d+)*\s?%\s*\w*|[$€£¥₹]\s?\d+(?:[.,]\d+)*\s*\w*")
_STOP_WORDS = """
the and for with you your from that this its are was has have our out all can not but one into more
than when what who how off per any too get
"""
_STOP = frozenset(_STOP_WORDS.split())


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
    rest = [(n, v) for n, v in facts.named if n not in _SIMPLE]
    offers: list[tuple[str, str]] = []
    if role == "headline":
        offers = [("title", title), *(("title", part) for part in parts[:1]), *_known_kind(facts)]
    elif role == "subhead":
        offers = [("title", title), *(("title", part) for part in parts[1:]), *rest]
    elif role == "selling_point":
        offers = [*rest, *(("title", part) for part in parts[1:])]
    elif role == "long":
        joined = ", ".join(value for _, value in rest[:4])
        offers = [("facts", joined), ("title", title)]
    elif role == "badge":
        amount = _AMOUNT.search(promo)
        offers = [("promo", amount.group().strip())] if amount else []
        offers += [("promo", promo), *((n, v) for n, v in rest if len(v) <= budget)]
    for name, value in offers:
        whole = value if len(value) <= budget else ""
        text = whole or (clean_text(value, budget) if role in ("headline", "subhead") else "")
        if len(text) >= min(LEAST_BUDGET[role], 4):
            names = tuple(n for n, v in rest[:4] if v in text) if name == "facts" else (name,)
            yield FactLine(text, names)


_SIMPLE = frozenset(("title", "brand", "category", "price", "promo", "audience"))


def _known_kind(facts: Facts) -> list[tuple[str, str]]:
    kind = facts.first("category").rpartition(" > ")[2]
    return [(n, v) for n, v in (("category", kind), ("brand", facts.first("brand"))) if v]


def content_stems(text: str) -> set[str]:
    """Return the stems of the words that carry meaning, and the numbers, in `text`."""
    return {
        stem(word)
        for word in words_of(text)
        if (len(word) > 2 or word[0].isdigit()) and word not in _STOP
    }


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
