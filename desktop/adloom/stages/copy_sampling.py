"""Drafting copy: many lines at once from one shared prefix, each token checked before it is taken.

Every wish (role, tone, budget) becomes several rows of one batch. A row that can go no further
within the rules or its budget dies; a finished row is a Draft. Same seed, same drafts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from adloom.inference.decoding import FORBIDDEN, Best
from adloom.stages.copy_prompt import facts_block, slot_line
from adloom.stages.copy_rules import CopyRules, stem
from adloom.types import Role, Tone

if TYPE_CHECKING:
    from tokenizers import Tokenizer

    from adloom.inference.decoding import TextNetwork

BEGIN, END = 1, 2
MOST_TOKENS = 48
TEMPERATURE: dict[Role, float] = {
    "headline": 0.7,
    "subhead": 0.6,
    "selling_point": 0.5,
    "long": 0.6,
    "badge": 0.4,
    "cta": 0.5,
}
NUCLEUS = 0.92
"""Tokens beyond this share of the probability are never drawn."""
LEAST_LOG = -6.5
"""A row that could only go on with a token rarer than this has been forced off its way: it dies."""

_MARKS = frozenset("0123456789%$€£¥₹°+×&/")
_PLAIN = frozenset(" ,.'?!-&%$€£¥₹/°+:;×’")


@dataclass(frozen=True)
class Wish:
    """One kind of line wanted: `rows` drafts of it are tried."""

    role: Role
    tone: Tone
    budget: int
    rows: int


@dataclass(frozen=True)
class Draft:
    """A finished legal line with the network's mean log-probability a token (natural log)."""

    wish: Wish
    text: str
    likelihood: float


@dataclass
class _Row:
    wish: Wish
    text: str = ""
    logs: list[float] = field(default_factory=list)


class Vocabulary:
    """The text of each token, and which tokens copy is ever made of."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        """Read every token of `tokenizer` once."""
        self.tokenizer = tokenizer
        size = tokenizer.get_vocab_size()
        self.pieces = [tokenizer.decode([i], skip_special_tokens=False) for i in range(size)]
        self.bias: NDArray[np.float32] = np.where(
            [_is_copy(piece) for piece in self.pieces], 0.0, FORBIDDEN
        ).astype(np.float32)
        self.bias[END] = 0.0
        self.bare = [piece.strip().lower() for piece in self.pieces]
        words = {p[1:].lower() for p in self.pieces if p[:1] == " " and p[1:].isalpha()}
        self.common = frozenset(words | {stem(word) for word in words})
        self.marked = {
            index: marks
            for index, piece in enumerate(self.pieces)
            if self.bias[index] == 0.0 and (marks := _MARKS.intersection(piece))
        }

    def encode(self, text: str) -> list[int]:
        """Return the token ids of `text`, which cannot name a special token (markup is gone)."""
        return list(self.tokenizer.encode(text, add_special_tokens=False).ids)

    def bias_for(self, rules: CopyRules) -> NDArray[np.float32]:
        """Return the (V,) bias that also forbids digits and symbols the facts do not hold."""
        absent = _MARKS - frozenset("".join(rules.numbers) + rules.symbols)
        bias = self.bias.copy()
        bias[[i for i, marks in self.marked.items() if not absent.isdisjoint(marks)]] = FORBIDDEN
        if rules.only:
            inside = {
                word[i:j] for word in rules.only for j in range(len(word) + 1) for i in range(j)
            }
            barred = [bare not in inside for bare in self.bare]
            barred[END] = False
            bias[barred] = FORBIDDEN
        return bias


def _is_copy(piece: str) -> bool:
    return (
        bool(piece)
        and "�" not in piece
        and piece[1:].count(" ") == 0
        and all(c in _PLAIN or (c.isalnum() and ord(c) < 0x250) for c in piece)
    )


def draft_lines(
    named: Sequence[tuple[str, str]],
    wishes: Sequence[Wish],
    network: TextNetwork,
    vocabulary: Vocabulary,
    rules: CopyRules,
    call: CopyRules,
    seed: int,
    on_step: Callable[[int], None] = lambda _: None,
) -> list[Draft]:
    """Return the legal drafts of all wishes; `on_step(n)` is called after n tokens a row.

    `named` are the facts the prefix shows; `call` the rules of calls to action, `rules` those of
    all other lines.
    """
    rng = np.random.default_rng(seed)
    prefix = [BEGIN, *vocabulary.encode(facts_block(named))]
    drafts: list[Draft] = []
    with network.lock:
        for calls, allowed in ((False, rules), (True, call)):
            some = [wish for wish in wishes if (wish.role == "cta") == calls]
            if some:
                network.start(prefix, vocabulary.bias_for(allowed))
                drafts += _draft(some, network, vocabulary, allowed, rng, on_step)
    return drafts


def _draft(
    wishes: Sequence[Wish],
    network: TextNetwork,
    vocabulary: Vocabulary,
    rules: CopyRules,
    rng: np.random.Generator,
    on_step: Callable[[int], None],
) -> list[Draft]:
    asks = [vocabulary.encode(slot_line(w.role, w.tone, w.budget)) for w in wishes]
    best = _ask(network, asks)
    rows, parents, chosen = _open_rows(wishes, best, vocabulary, rules, rng)
    drafts: list[Draft] = []
    for step in range(MOST_TOKENS):
        on_step(step)
        if not rows:
            break
        best = network.step(chosen[:, None], parents)
        rows, parents, chosen = _grow(rows, best, vocabulary, rules, rng, drafts)
    return drafts


def _ask(network: TextNetwork, asks: list[list[int]]) -> Best:
    """Let each wish's slot line follow the prefix; shorter lines are padded on the left."""
    longest = max(map(len, asks))
    tokens = np.array([[END] * (longest - len(ask)) + ask for ask in asks], np.int64)
    real = np.array([[0] * (longest - len(ask)) + [1] * len(ask) for ask in asks], np.int64)
    return network.step(tokens, np.zeros(len(asks), np.int32), real)


def _open_rows(
    wishes: Sequence[Wish],
    best: Best,
    vocabulary: Vocabulary,
    rules: CopyRules,
    rng: np.random.Generator,
) -> tuple[list[_Row], NDArray[np.int32], NDArray[np.int64]]:
    """Begin each wish's rows with different first tokens, drawn without replacement."""
    rows: list[_Row] = []
    parents: list[int] = []
    chosen: list[int] = []
    for index, wish in enumerate(wishes):
        scores = best.scores[index] + rng.gumbel(size=best.scores.shape[1]) * 0.8
        scores[int(np.argmax(best.scores[index]))] += 1e3
        taken = 0
        for place in np.argsort(-scores):
            token = int(best.tokens[index, place])
            score = float(best.scores[index, place])
            piece = vocabulary.pieces[token].lstrip(" ")
            if token == END or score < FORBIDDEN / 2 or not rules.may_begin(piece, wish.budget):
                continue
            rows.append(_Row(wish, piece, [score]))
            parents.append(index)
            chosen.append(token)
            taken += 1
            if taken == wish.rows:
                break
    return rows, np.array(parents, np.int32), np.array(chosen, np.int64)


def _grow(
    rows: list[_Row],
    best: Best,
    vocabulary: Vocabulary,
    rules: CopyRules,
    rng: np.random.Generator,
    drafts: list[Draft],
) -> tuple[list[_Row], NDArray[np.int32], NDArray[np.int64]]:
    """Take one token a row; finished rows become drafts, rows without a legal token go."""
    noise = rng.gumbel(size=best.scores.shape)
    kept: list[_Row] = []
    parents: list[int] = []
    chosen: list[int] = []
    for index, row in enumerate(rows):
        place = _draw(row, best.tokens[index], best.scores[index], noise[index], vocabulary, rules)
        if place is None:
            continue
        token = int(best.tokens[index, place])
        row.logs.append(float(best.scores[index, place]))
        if token == END:
            drafts.append(Draft(row.wish, _capital(row.text), float(np.mean(row.logs))))
            continue
        row.text += vocabulary.pieces[token]
        kept.append(row)
        parents.append(index)
        chosen.append(token)
    return kept, np.array(parents, np.int32), np.array(chosen, np.int64)


def _capital(text: str) -> str:
    text = text.strip()
    return text[:1].upper() + text[1:]


def _draw(
    row: _Row,
    tokens: NDArray[np.int32],
    scores: NDArray[np.float32],
    noise: NDArray[np.float64],
    vocabulary: Vocabulary,
    rules: CopyRules,
) -> int | None:
    """Return the place of the drawn token among the 64 best, or None if none is legal."""
    shares = np.exp(scores)
    inside = np.concatenate([[0.0], np.cumsum(shares)[:-1]]) < NUCLEUS
    drawn = np.where(inside, scores / TEMPERATURE[row.wish.role] + noise, scores - 1e3)
    for place in np.argsort(-drawn):
        if scores[place] < (LEAST_LOG if not rules.only else 2 * LEAST_LOG):
            continue
        token = int(tokens[place])
        if token == END:
            if not rules.faults(row.text, row.wish.role, row.wish.budget):
                return int(place)
        elif rules.may_begin(row.text + vocabulary.pieces[token], row.wish.budget):
            return int(place)
    return None
