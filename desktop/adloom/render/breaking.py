"""Where lines may break (the rules of UAX #14 that ad copy meets) and how to balance them.

Lines break at spaces, after hyphens and dashes, and between Chinese and Japanese characters, where
no line may start with closing punctuation or end with opening (kinsoku, JIS X 4051). Words are
never broken; a no-break space binds.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

NOT_AT_START = frozenset(
    ")]}〉》」』】〕〗〙〛’”»›!?,.:;%‰°…‥、。，．：；！？）］｝％゠〜～‐–—ー々〻ゝゞヽヾ・･"
    "ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿ"
)
NOT_AT_END = frozenset("([{〈《「『【〔〖〘〚‘“«‹（［｛$€£¥￥＄#＃@")
BINDING = "\u00a0\u202f\u2060\ufeff"
SPACES = " \t\u2002\u2003\u2009\u3000\u200b"


@dataclass(frozen=True)
class Atom:
    """A piece of text that stays whole; `space` is what stood after it (dropped at a break)."""

    text: str
    space: str = ""


@lru_cache(maxsize=4096)
def atoms(text: str) -> tuple[Atom, ...]:
    """Cut one paragraph at every place where a line may break."""
    found: list[Atom] = []
    start = 0
    index = 0
    while index < len(text):
        if text[index] in SPACES:
            end = index
            while end < len(text) and text[end] in SPACES:
                end += 1
            gap = text[index:end].replace("\u200b", "")
            if index > start:
                found.append(Atom(text[start:index], gap))
            start = index = end
        else:
            index += 1
            if index < len(text) and _may_break(text, index):
                found.append(Atom(text[start:index]))
                start = index
    if start < len(text):
        found.append(Atom(text[start:]))
    return tuple(found)


def _may_break(text: str, index: int) -> bool:
    before, after = text[index - 1], text[index]
    if after in SPACES or before in BINDING or after in BINDING:
        return False
    if unicodedata.combining(after) or after in NOT_AT_START or before in NOT_AT_END:
        return False
    if before in "-‐–—/" and index > 1:
        return after.isalpha() and text[index - 2].isalpha() and before != "/"
    return _is_ideographic(before) or _is_ideographic(after)


def _is_ideographic(character: str) -> bool:
    """Say whether lines break on both sides of `character`: Han, kana and full-width signs."""
    code = ord(character)
    return (
        0x2E80 <= code <= 0x312F
        or 0x31A0 <= code <= 0x9FFF
        or 0xF900 <= code <= 0xFAFF
        or 0xFF01 <= code <= 0xFF60
        or 0x20000 <= code <= 0x3FFFF
    )


def most_lines(text: str) -> int:
    """Return into how many lines `text` can break at most."""
    return sum(max(1, len(atoms(paragraph))) for paragraph in text.split("\n"))


def balanced(text: str, lines: int, measure: Callable[[str], float]) -> tuple[str, ...] | None:
    """Break one paragraph into exactly `lines` lines of near equal width.

    Minimises the fourth powers of the widths (so the widest counts most), with dear orphans and
    somewhat dear lines that end in a small word or tear a number from its unit. None when the
    text cannot break so often. `measure` gives the width of a piece in any unit.
    """
    pieces = atoms(text)
    count = len(pieces)
    if lines < 1 or count < lines:
        return None
    if lines == 1:
        return (_join(pieces),)
    widths = [measure(piece.text) for piece in pieces]
    gaps = [measure(piece.space) if piece.space else 0.0 for piece in pieces]
    ideal = (sum(widths) + sum(gaps)) / lines
    best: list[list[tuple[float, int]]] = [[(0.0, 0)] + [(float("inf"), 0)] * count]
    for number in range(1, lines + 1):
        row = [(float("inf"), 0)] * (count + 1)
        for end in range(number, count + 1 if number == lines else count):
            width = -gaps[end - 1]
            for start in range(end - 1, number - 2, -1):
                width += widths[start] + gaps[start]
                before = best[number - 1][start][0]
                price = (width / ideal) ** 4 + _awkwardness(pieces, start, end, width / ideal)
                if before + price < row[end][0]:
                    row[end] = (before + price, start)
        best.append(row)
    return _trace(pieces, best)


def _trace(pieces: tuple[Atom, ...], best: list[list[tuple[float, int]]]) -> tuple[str, ...]:
    end, found = len(pieces), []
    for row in reversed(best[1:]):
        start = row[end][1]
        found.append(_join(pieces[start:end]))
        end = start
    return tuple(reversed(found))


def _awkwardness(pieces: tuple[Atom, ...], start: int, end: int, share: float) -> float:
    """Return what a line costs beside its width for how it reads; `share` is of the ideal width."""
    if end == len(pieces):
        orphan = end - start == 1 and len(pieces) >= 4 and share < 0.6
        return 2.0 if orphan else 0.0
    word, following = pieces[end - 1].text, pieces[end].text
    if word[-1].isdigit() and following.isalpha() and len(following) <= 2:
        return 0.8
    if _is_katakana(word[-1]) and _is_katakana(following[0]):
        return 2.5
    return 0.15 if word.islower() and word.isascii() and word.isalpha() and len(word) <= 3 else 0.0


def _is_katakana(character: str) -> bool:
    return "\u30a1" <= character <= "\u30ff"


def _join(pieces: tuple[Atom, ...]) -> str:
    return "".join(piece.text + piece.space for piece in pieces[:-1]) + pieces[-1].text
