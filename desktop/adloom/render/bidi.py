"""Which way text runs: the implicit part of the Unicode Bidirectional Algorithm (UAX #9).

Levels are even for left-to-right and odd for right-to-left. Explicit embedding marks are ignored.
"""

from __future__ import annotations

import unicodedata

RTL_LANGUAGES = frozenset({"ar", "he", "iw", "fa", "ur", "yi", "ps", "sd", "ug", "dv"})
NEUTRAL = frozenset({"B", "S", "WS", "ON"})
BRACKETS = {")": "(", "]": "[", "}": "{"}


def is_rtl(text: str, language: str = "") -> bool:
    """Say whether a paragraph runs right to left: by its first strong letter, else language."""
    for character in text:
        kind = unicodedata.bidirectional(character)
        if kind in ("R", "AL"):
            return True
        if kind == "L":
            return False
    return language.split("-")[0].lower() in RTL_LANGUAGES


def levels(text: str, rtl: bool) -> list[int]:
    """Return the embedding level of each character of one line of `text`."""
    base = 1 if rtl else 0
    weak = _weak([_kind(c) for c in text], rtl)
    kinds = _neutrals(_brackets(text, weak, rtl), rtl)
    found = []
    for kind in kinds:
        if base == 0:
            found.append({"R": 1, "AN": 2, "EN": 2}.get(kind, 0))
        else:
            found.append({"R": 1}.get(kind, 2))
    for index in range(len(text) - 1, -1, -1):
        if not text[index].isspace():
            break
        found[index] = base
    return found


def visual_runs(levels_of_line: list[int]) -> list[tuple[int, int, int]]:
    """Return (start, end, level) of the runs of one level, from the left of the line (rule L2)."""
    runs: list[tuple[int, int, int]] = []
    for index, level in enumerate(levels_of_line):
        if runs and runs[-1][2] == level:
            runs[-1] = (runs[-1][0], index + 1, level)
        else:
            runs.append((index, index + 1, level))
    for level in range(max(levels_of_line, default=0), 0, -1):
        start = 0
        while start < len(runs):
            end = start
            while end < len(runs) and runs[end][2] >= level:
                end += 1
            runs[start:end] = runs[start:end][::-1]
            start = max(end, start) + 1
    return runs


def _kind(character: str) -> str:
    kind = unicodedata.bidirectional(character) or "L"
    if kind in ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI", "BN"):
        return "BN"
    return kind


def _weak(kinds: list[str], rtl: bool) -> list[str]:
    """Resolve weak types (rules W1 to W7); BN takes its neighbour's type."""
    start = "R" if rtl else "L"
    _numbers_after_arabic(kinds, start)
    for index in range(1, len(kinds) - 1):
        before, after = kinds[index - 1], kinds[index + 1]
        if before == after and (
            (kinds[index] == "ES" and before == "EN")
            or (kinds[index] == "CS" and before in ("EN", "AN"))
        ):
            kinds[index] = before
    _terminators(kinds)
    strong = start
    for index, kind in enumerate(kinds):
        if kind == "AL":
            kinds[index] = "R"
        elif kind in ("ES", "CS", "ET"):
            kinds[index] = "ON"
        elif kind == "EN" and strong == "L":
            kinds[index] = "L"
        strong = kinds[index] if kinds[index] in ("L", "R") else strong
    return kinds


def _numbers_after_arabic(kinds: list[str], start: str) -> None:
    """Give marks their base's type and digits after Arabic letters AN (rules W1, W2)."""
    strong, previous = start, start
    for index, kind in enumerate(kinds):
        if kind in ("NSM", "BN"):
            kinds[index] = previous
        elif kind in ("L", "R", "AL"):
            strong = kind
        elif kind == "EN" and strong == "AL":
            kinds[index] = "AN"
        previous = kinds[index]


def _terminators(kinds: list[str]) -> None:
    """Make signs such as % and $ beside a European number part of it (rule W5)."""
    for order in (range(1, len(kinds)), range(len(kinds) - 2, -1, -1)):
        step = -1 if order.step > 0 else 1
        for index in order:
            if kinds[index] == "ET" and kinds[index + step] == "EN":
                kinds[index] = "EN"


def _brackets(text: str, kinds: list[str], rtl: bool) -> list[str]:
    """Give both brackets of a pair one direction, that of what they hold (rule N0)."""
    base = "R" if rtl else "L"
    opened: list[tuple[str, int]] = []
    pairs: list[tuple[int, int]] = []
    for index, character in enumerate(text):
        if character in BRACKETS.values():
            opened.append((character, index))
        elif character in BRACKETS and any(sign == BRACKETS[character] for sign, _ in opened):
            sign, start = opened.pop()
            while sign != BRACKETS[character]:
                sign, start = opened.pop()
            pairs.append((start, index))
    for start, end in sorted(pairs):
        held = {_side(kind) for kind in kinds[start + 1 : end] if kind not in NEUTRAL}
        if not held:
            continue
        before = [_side(kind) for kind in kinds[:start] if kind not in NEUTRAL]
        context = before[-1] if before else base
        kinds[start] = kinds[end] = base if base in held or context == base else context
    return kinds


def _neutrals(kinds: list[str], rtl: bool) -> list[str]:
    """Give neutrals the direction of both neighbours, or the paragraph's (rules N1, N2)."""
    base = "R" if rtl else "L"
    index = 0
    while index < len(kinds):
        if kinds[index] not in NEUTRAL:
            index += 1
            continue
        end = index
        while end < len(kinds) and kinds[end] in NEUTRAL:
            end += 1
        before = _side(kinds[index - 1]) if index else base
        after = _side(kinds[end]) if end < len(kinds) else base
        kinds[index:end] = [before if before == after else base] * (end - index)
        index = end
    return kinds


def _side(kind: str) -> str:
    return "R" if kind in ("R", "EN", "AN") else "L"
