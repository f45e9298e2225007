"""The words the copywriter network reads: facts of a product, then one slot at a time.

Shared by training and run time, so that both see the same bytes. A prompt is a facts block of at
most about 130 tokens, then one slot line `role tone budget:`; the network answers with one line
of copy and its end token. Budgets are characters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from adloom.types import Product, Role, Tone

WRITTEN_ROLES: tuple[Role, ...] = ("headline", "subhead", "selling_point", "long", "badge", "cta")
"""The roles the network was trained to write."""

BUDGET_CAPS: dict[Role, int] = {
    "headline": 42,
    "subhead": 74,
    "selling_point": 34,
    "long": 170,
    "badge": 14,
    "cta": 18,
}
"""The longest line of each role in the training texts; a larger box gains nothing by more."""

SUBHEAD_TONES: dict[Tone, Tone] = {
    "urgent": "plain",
    "direct": "plain",
    "short": "plain",
    "seasonal": "premium",
}
"""Tones the training texts lack for a subhead, and the nearest one they have."""

MAX_TITLE = 120
MAX_VALUE = 70
MAX_FACTS = 340
"""Longest title, longest single value and longest attribute block, in characters."""

_MARKUP = re.compile(r"<[^<>]{0,200}>|&[a-zA-Z#0-9]{1,8};|https?://\S+|<\|[^|>]*\|>")
_SPACES = re.compile(r"\s+")
_KEPT_SYMBOLS = frozenset("$€£¥₹%°+&@#*/×|~<>=™®©²³½¼¾")


@dataclass(frozen=True)
class Facts:
    """A product's facts made safe to read: named values, no control characters, no markup.

    `named` holds (name, value) in prompt order; `shortened` the names of those that were cut
    or cleaned.
    """

    named: tuple[tuple[str, str], ...]
    shortened: tuple[str, ...] = ()

    def first(self, name: str) -> str:
        """Return the first value called `name`, or an empty string."""
        return next((value for key, value in self.named if key == name), "")


def clean_text(text: str, limit: int) -> str:
    """Return `text` on one line without markup, control characters or emoji, cut at a word.

    `limit` is in characters. Only the first 20 limits' worth of input is looked at, so that a
    text of ten megabytes costs no more than a long one.
    """
    text = _MARKUP.sub(" ", text[: 20 * limit])
    kept = (c if _is_readable(c) else " " for c in unicodedata.normalize("NFC", text))
    text = _SPACES.sub(" ", "".join(kept)).strip(" ,;|-")
    if len(text) <= limit:
        return text
    cut = text[: limit + 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut else text[:limit]).rstrip(" ,;:|-&/(")


def _is_readable(character: str) -> bool:
    category = unicodedata.category(character)
    return (category[0] in "LMNPZ" and category not in ("Zl", "Zp")) or character in _KEPT_SYMBOLS


def read_facts(product: Product) -> Facts:
    """Return the product's facts, cleaned and cut to the prompt's size, in prompt order."""
    named: list[tuple[str, str]] = []
    shortened: list[str] = []
    simple = (
        ("title", product.title, MAX_TITLE),
        ("brand", product.brand, 40),
        ("category", short_category(product.category), 60),
    )
    for name, raw, limit in simple:
        _add(named, shortened, name, raw, limit)
    room = MAX_FACTS
    for name, raw in product.facts[:40]:
        key = clean_text(name.replace("_", " "), 24).lower() or "feature"
        value = clean_text(raw, MAX_VALUE)
        if room < len(key) + len(value):
            shortened.append(key)
            continue
        room -= len(value) + (2 if any(key == k for k, _ in named) else len(key) + 3)
        _add(named, shortened, key, raw, MAX_VALUE)
    _add(named, shortened, "price", price_text(product), 30)
    _add(named, shortened, "promo", product.promo, 60)
    _add(named, shortened, "audience", product.audience, 50)
    return Facts(tuple(named), tuple(dict.fromkeys(shortened)))


def _add(
    named: list[tuple[str, str]], shortened: list[str], name: str, raw: str, limit: int
) -> None:
    value = clean_text(raw, limit)
    if _SPACES.sub(" ", raw).strip(" ,;|-") != value:
        shortened.append(name)
    if value:
        named.append((name, value))


def short_category(category: str) -> str:
    """Return the last two levels of a category path such as "Home > Kitchen > Kettles"."""
    levels = [level.strip() for level in re.split(r"[>/|»]", category[:400]) if level.strip()]
    return " > ".join(levels[-2:])


def price_text(product: Product) -> str:
    """Return the price as the prompt names it, e.g. "39.00 USD"; empty without a price."""
    price = (product.sale_price or product.price).strip()
    return f"{price} {product.currency}".strip() if price else ""


def facts_block(named: Iterable[tuple[str, str]]) -> str:
    """Return the facts block of the prompt; values that share a name share a line."""
    lines: dict[str, list[str]] = {}
    for name, value in named:
        lines.setdefault(name, []).append(value)
    body = "".join(f"{name}: {', '.join(values)}\n" for name, values in lines.items())
    return f"Product facts\n{body}Copy\n"


def slot_line(role: Role, tone: Tone, budget: int) -> str:
    """Return the slot line that asks for one line of copy in at most `budget` characters."""
    budget = min(budget, BUDGET_CAPS[role])
    if role == "subhead":
        tone = SUBHEAD_TONES.get(tone, tone)
    name = role.replace("_", " ")
    words = f"{name} {tone}" if role in ("headline", "subhead") else name
    return f"{words} {budget}:"
