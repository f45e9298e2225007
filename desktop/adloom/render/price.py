"""Price lock-ups: what of a price is big and what is small and raised.

"$24.99" becomes a small raised "$", a big "24.", a small raised "99". A text with two prices
separated by " | " shows the first at full size and the second small and struck through.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

SEPARATOR = " | "
PART = 0.52
"""Size of currency and decimals beside the integer."""
OLD = 0.46
"""Size of the struck old price beside the new one."""
PRICE = re.compile(
    r"^(?P<words>[^\d]*\s)?(?P<before>[^\d\s]{0,4})\s?(?P<integer>\d[\d.,'\u00a0\u202f ]*?)"
    r"(?P<point>[.,])?(?P<decimals>(?<=[.,])\d{2}|)\s?(?P<after>[^\d\s%]{0,4})$"
)


@dataclass(frozen=True)
class Part:
    """A piece of a lock-up: its size relative to the integer's, and whether it is raised."""

    text: str
    size: float
    raised: bool


def parts(text: str) -> tuple[Part, ...]:
    """Cut one price into parts; a text that is no plain price stays whole."""
    match = PRICE.match(text.strip())
    if match is None:
        return (Part(text.strip(), 1.0, False),)
    found = []
    if match["words"]:
        found.append(Part(match["words"].strip(), PART, False))
    if match["before"]:
        found.append(Part(match["before"], PART, True))
    found.append(Part(match["integer"].strip() + (match["point"] or ""), 1.0, False))
    if match["decimals"]:
        found.append(Part(match["decimals"], PART, True))
    if match["after"]:
        found.append(Part(match["after"], PART, True))
    return tuple(found)


def new_and_old(text: str) -> tuple[str, str]:
    """Return the price asked and the old price ("" when there is only one)."""
    new, _, old = text.partition(SEPARATOR)
    return new.strip(), old.strip()
