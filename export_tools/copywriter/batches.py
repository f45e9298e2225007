"""Packed training sequences: one facts block, then every slot of the record in parallel.

Each slot and its line see the facts and themselves, never a neighbour, and their positions go on
from the facts: exactly what the run time's shared prefix cache computes, at a tenth of the cost.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

import torch
from tokenizers import Tokenizer

from export_tools.copywriter.records import Line, Record, prompt_of, random_budget, slot_of

BEGIN, END = 1, 2
MOST_LINES = {"selling_point": 3, "cta": 2}
"""Short lines are many and easy: a pass shows the network this many of a record's."""


@dataclass(frozen=True)
class Packed:
    """Token ids (L,), positions (L,), segments (L,), 0 = facts, and targets (L,), -100 = none."""

    ids: list[int]
    positions: list[int]
    segments: list[int]
    targets: list[int]


def pack(record: Record, tokenizer: Tokenizer, rng: random.Random, slots: int) -> Packed:
    """Pack the record's facts and at most `slots` of its lines, shuffled."""
    ids = [BEGIN, *tokenizer.encode(prompt_of(record.product), add_special_tokens=False).ids]
    start = len(ids)
    positions, segments = list(range(start)), [0] * start
    targets = [-100] * start
    for number, line in enumerate(_pick(record, rng)[:slots], start=1):
        ask = tokenizer.encode(slot_of(line, random_budget(line, rng)), add_special_tokens=False)
        answer = tokenizer.encode(" " + line.text, add_special_tokens=False)
        row = [*ask.ids, *answer.ids, END]
        ids += row
        positions += range(start, start + len(row))
        segments += [number] * len(row)
        # Place i predicts the token at i + 1: the last slot token predicts the first word.
        targets += [-100] * (len(ask.ids) - 1) + [*answer.ids, END, -100]
    return Packed(ids, positions, segments, targets)


def _pick(record: Record, rng: random.Random) -> list[Line]:
    lines = list(record.lines)
    rng.shuffle(lines)
    left = dict(MOST_LINES)
    picked = []
    for line in lines:
        left[line.role] = left.get(line.role, len(lines)) - 1
        if left[line.role] >= 0:
            picked.append(line)
    return picked


def attention_mask(segments: torch.Tensor) -> torch.Tensor:
    """Return the (1, 1, L, L) boolean mask: earlier tokens of the facts or of one's own slot."""
    length = segments.shape[0]
    causal = torch.ones(length, length, dtype=torch.bool).tril()
    same = segments[:, None] == segments[None, :]
    return (causal & (same | (segments[None, :] == 0)))[None, None]
