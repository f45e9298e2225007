"""What copy may say: nothing concrete that the facts lack, and never a banned word.

Numbers, units, materials, certificates, origins, effects and offers must stand in the facts.
`CopyRules.may_begin` judges an unfinished line (the decoder asks it before each token);
`CopyRules.faults` judges a finished one. Budgets are characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from adloom.stages.copy_prompt import Facts
from adloom.types import Role

NEEDS_FACT = ("kinds", "materials", "certifications", "origins", "effects", "colours", "offers")
SENTENCE_ROLES: frozenset[Role] = frozenset(("subhead", "selling_point", "long"))
LONGEST_PHRASE = 4

_WORD = re.compile(r"[a-zà-öø-ÿ]+(?:['’][a-zà-öø-ÿ]+)?|\d+(?:[.,]\d+)*|[#%]")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_UNFINISHED_NUMBER = re.compile(r"\d+(?:[.,]\d+)*[.,]?$")
_MEASURE = re.compile(r"(\d+(?:[.,]\d+)*)[ -]?(%|[a-z]+\b)")
_SIZES = re.compile(r"((?:\d+(?:[.,]\d+)*\s?[x×*-]\s?)+\d+(?:[.,]\d+)*)\s?([a-z]+\b)")
_MONEY = re.compile(r"[$€£¥₹]\s?\d+(?:[.,]\d+)*")
_CAPITAL = re.compile(r"(?<=[a-z0-9,;'’] )[A-Z][\w'’]*")
_ENDINGS = re.compile(r"(?:'s|’s|ing|ies|ed|es|en|ly|er|s|y|e)$")
_FREE_CAPITALS = frozenset(
    ("I", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
)

_PEOPLE_WORDS = "men women kids kid boys boy girls girl baby babies adults unisex"
_PEOPLE = frozenset(_PEOPLE_WORDS.split())

Phrase = tuple[str, ...]


@dataclass(frozen=True)
class Lexicon:
    """The word lists of resources/wordlists, parsed."""

    banned: frozenset[Phrase]
    needs_fact: frozenset[Phrase]
    numbers: dict[str, str]
    units: dict[str, str]
    general: frozenset[str]
    cta_verbs: frozenset[str]
    cta_words: frozenset[str]


@dataclass(frozen=True)
class CopyRules:
    """The rules for one product: what its facts allow. `only` limits a line to those words.

    `numbers` are the facts' numbers as written; `symbols` their other characters. `common` are
    the words (and stems) that are spelt right for sure; empty means that any spelling will do.
    """

    forbidden: frozenset[Phrase]
    numbers: frozenset[str]
    measures: frozenset[tuple[str, str]]
    money: frozenset[str]
    words: frozenset[str]
    units: dict[str, str]
    symbols: str = ""
    common: frozenset[str] = frozenset()
    only: frozenset[str] = frozenset()

    def may_begin(self, text: str, budget: int) -> bool:
        """Say whether a legal line of at most `budget` characters can begin with `text`."""
        if len(text) > budget:
            return False
        lower = text.lower()
        if self.only and not self._is_general(lower, finished=False):
            return False
        return (
            not self._forbidden_tail(words_of(lower[-60:]))
            and self._numbers_fit(lower, finished=False)
            and not self._misspelt(lower.split()[-2:-1])
            and not self._wrong_measures(lower, finished=False)
        )

    def faults(self, text: str, role: Role, budget: int) -> tuple[str, ...]:
        """Return what is wrong with a finished line, as short reasons; empty when it is legal."""
        lower = text.lower()
        words = words_of(lower)
        found: list[str] = []
        if not 0 < len(text) <= budget:
            found.append(f"longer than {budget} characters" if text else "empty")
        tails = (self._forbidden_tail(words[:end]) for end in range(1, len(words) + 1))
        found += [f"not in the facts or banned: {' '.join(tail)}" for tail in tails if tail]
        found += [f"an unknown word: {word}" for word in self._misspelt(words)]
        if not self._numbers_fit(lower, finished=True):
            found.append("a number the facts lack")
        found += [
            f"not the facts' measure: {m}" for m in self._wrong_measures(lower, finished=True)
        ]
        found += [f"not the facts' money: {m}" for m in _MONEY.findall(text) if m not in self.money]
        if role in SENTENCE_ROLES:
            found += [f"an unknown name: {name}" for name in self._unknown_names(text)]
        if self.only and not self._is_general(lower, finished=True):
            found.append("not general enough")
        return tuple(found)

    def supports(self, word: str) -> bool:
        """Say whether the facts hold this word or a form of it."""
        return stem(word) in self.words

    def _forbidden_tail(self, words: list[str]) -> Phrase | None:
        for length in range(1, min(LONGEST_PHRASE, len(words)) + 1):
            tail = tuple(words[-length:])
            singular = (*tail[:-1], tail[-1].removesuffix("s"))
            if tail in self.forbidden or singular in self.forbidden:
                return tail
        return None

    def _misspelt(self, words: list[str]) -> list[str]:
        if not self.common:
            return []
        plain = (word.strip(" ,.?!-").partition("'")[0].partition("’")[0] for word in words)
        return [w for w in plain if w[:1].isalpha() and not self._is_spelt(w)]

    def _is_spelt(self, word: str) -> bool:
        return all(
            len(part) < 2
            or part in self.common
            or stem(part) in self.common
            or self.supports(part)
            or not part.isalpha()
            for part in re.split(r"[^\w]+", word)
        )

    def _numbers_fit(self, lower: str, *, finished: bool) -> bool:
        open_end = None if finished else _UNFINISHED_NUMBER.search(lower)
        closed = lower[: open_end.start()] if open_end else lower
        if any(number not in self.numbers for number in _NUMBER.findall(closed)):
            return False
        if not open_end:
            return True
        begun = open_end.group()
        return begun.rstrip(".,") in self.numbers or any(n.startswith(begun) for n in self.numbers)

    def _wrong_measures(self, lower: str, *, finished: bool) -> list[str]:
        wrong = []
        for match in _MEASURE.finditer(lower):
            if not finished and match.end() == len(lower):
                continue
            unit = self.units.get(match.group(2))
            if unit is not None and (match.group(1), unit) not in self.measures:
                wrong.append(match.group())
        return wrong

    def _unknown_names(self, text: str) -> list[str]:
        names = _CAPITAL.findall(text)
        return [n for n in names if n not in _FREE_CAPITALS and not self.supports(n.lower())]

    def _is_general(self, lower: str, *, finished: bool) -> bool:
        words = re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)?|\d+", lower)
        if finished or not words or not lower[-1].isalnum():
            return all(word in self.only for word in words)
        begun = words[-1]
        return all(word in self.only for word in words[:-1]) and any(
            word.startswith(begun) for word in self.only
        )


def words_of(text: str) -> list[str]:
    """Return the lower-case words, numbers and percent or number signs of `text` in order."""
    return _WORD.findall(text.lower())


def stem(word: str) -> str:
    """Return a crude stem: common English endings less, three letters kept at least."""
    shorter = _ENDINGS.sub("", word)
    while shorter != word and len(shorter) >= 3:
        word, shorter = shorter, _ENDINGS.sub("", shorter)
    return word


def load_lexicon(folder: Path) -> Lexicon:
    """Read the word lists in `folder`; raise OSError if one is missing."""
    banned = [*_lines(folder / "banned_claims.txt"), *_lines(folder / "cliches.txt")]
    claims = [line for name in NEEDS_FACT for line in _lines(folder / f"{name}.txt")]
    units = {
        spelling: line.split()[0]
        for line in _lines(folder / "units.txt")
        for spelling in line.split()
    }
    return Lexicon(
        banned=phrases(banned),
        needs_fact=phrases(claims),
        numbers=dict(line.split() for line in _lines(folder / "number_words.txt")),
        units=units,
        general=frozenset(_lines(folder / "general.txt")),
        cta_verbs=frozenset(_lines(folder / "cta_verbs.txt")),
        cta_words=frozenset(_lines(folder / "cta_words.txt")),
    )


def phrases(lines: Iterable[str]) -> frozenset[Phrase]:
    """Return word lists' lines as phrases of at most four words."""
    return frozenset(tuple(words_of(line))[:LONGEST_PHRASE] for line in lines if words_of(line))


def _lines(path: Path) -> list[str]:
    lines = (line.strip() for line in path.read_text("utf-8").splitlines())
    return [line.lower() for line in lines if line and not line.startswith("# ")]


def call_rules(rules: CopyRules, facts: Facts, lexicon: Lexicon, budget: int) -> CopyRules:
    """Return the rules of a call to action: a verb, plain words and the product's own name.

    A name too long for `budget` characters is left out, and "the" where it leaves no room.
    """
    title = words_of(facts.first("title"))
    kind = words_of(facts.first("category").rpartition(" > ")[2])[-1:]
    # A word of the title that is no plural ("walking") may be anything; "rainwear" is a kind.
    kind = [word for word in kind if word.endswith("s") or word not in title]
    stems = {stem(word) for word in kind if not word[0].isdigit()} - _PEOPLE
    names = frozenset(word for word in (*kind, *title) if stem(word) in stems)
    names = frozenset(name for name in names if len(name) + len("Shop ") <= budget)
    roomy = any(len(name) + len("Shop the ") <= budget for name in names)
    plain = lexicon.cta_words if roomy else lexicon.cta_words - {"the"}
    return replace(rules, only=lexicon.cta_verbs | plain | names)


def rules_for(
    facts: Facts,
    lexicon: Lexicon,
    brand_banned: Iterable[str] = (),
    common: frozenset[str] = frozenset(),
) -> CopyRules:
    """Return what may be said of a product with these facts.

    The price is left to the price element: its digits are not allowed elsewhere. With no facts
    at all only the general words are allowed.
    """
    told = " \n ".join(
        f"{name} {value}" if name not in ("title", "brand", "category", "promo") else value
        for name, value in facts.named
        if name != "price"
    )
    lower = told.lower()
    words = words_of(lower)
    stems = frozenset(stem(word) for word in words)
    numbers = set(_NUMBER.findall(lower))
    numbers |= {lexicon.numbers[word] for word in words if word in lexicon.numbers}
    unsupported = {p for p in lexicon.needs_fact if not all(stem(word) in stems for word in p)}
    unsupported |= {(w,) for w, digits in lexicon.numbers.items() if digits not in numbers}
    measures = {
        (match.group(1), lexicon.units[match.group(2)])
        for match in _MEASURE.finditer(lower)
        if match.group(2) in lexicon.units
    }
    for sizes, unit in _SIZES.findall(lower):
        measures |= {
            (n, lexicon.units[unit]) for n in _NUMBER.findall(sizes) if unit in lexicon.units
        }
    known = any(name != "price" for name, _ in facts.named)
    return CopyRules(
        forbidden=lexicon.banned | phrases(brand_banned) | frozenset(unsupported),
        numbers=frozenset(numbers),
        measures=frozenset(measures),
        money=frozenset(_MONEY.findall(told)),
        words=stems,
        units=lexicon.units,
        symbols="".join(sorted(set(told) - set("0123456789"))),
        common=common,
        only=frozenset() if known else lexicon.general,
    )
