"""Authored copy records: reading them, and turning a record into prompts and target lines.

A record is a product with reference lines by role; the last 5% of each file is held out.
"""

from __future__ import annotations

import json
import os
import random
import re
from dataclasses import dataclass, replace
from pathlib import Path

from adloom.stages.copy_prompt import BUDGET_CAPS, facts_block, read_facts, slot_line
from adloom.types import Product, Role, Tone

HELD_OUT = 0.05


@dataclass(frozen=True)
class Line:
    """One reference line: its role, the tone it was written in ("plain" where none) and words."""

    role: Role
    tone: Tone
    text: str


@dataclass(frozen=True)
class Record:
    """One authored product with its reference lines."""

    name: str
    product: Product
    lines: tuple[Line, ...]


def data_folder() -> Path:
    """Return the folder of training data; raise FileNotFoundError saying what is missing."""
    folder = Path(os.environ.get("ADLOOM_DATA", "../shared/data"))
    if not list(folder.glob("copy-*.jsonl")):
        raise FileNotFoundError(f"no copy-*.jsonl in {folder}: set ADLOOM_DATA to the data folder")
    return folder


def read_records(folder: Path) -> tuple[list[Record], list[Record]]:
    """Return (training, held-out) records of all copy-*.jsonl files in `folder`."""
    train: list[Record] = []
    held: list[Record] = []
    for path in sorted(folder.glob("copy-*.jsonl")):
        rows = [json.loads(row) for row in path.read_text("utf-8").splitlines() if row.strip()]
        split = round(len(rows) * (1 - HELD_OUT))
        train += [parse_record(row) for row in rows[:split]]
        held += [parse_record(row) for row in rows[split:]]
    return train, held


def parse_record(row: dict) -> Record:
    """Return the Record of one JSON row."""
    facts: list[tuple[str, str]] = []
    for name, value in (row.get("attributes") or {}).items():
        values = value if isinstance(value, list) else [value]
        facts += [(name, str(item)) for item in values]
    product = Product(
        images=(),
        title=row["title"],
        brand=row.get("brand") or "",
        category=row.get("category") or "",
        facts=tuple(facts),
        price=str(row.get("price") or ""),
        currency=row.get("currency") or "",
        promo=row.get("promo") or "",
        audience=row.get("audience") or "",
    )
    lines: list[Line] = []
    for role in ("headline", "subhead"):
        lines += [Line(role, tone, text) for tone, text in row.get(role, [])]
    for role in ("selling_point", "long", "badge", "cta"):
        lines += [Line(role, "plain", text) for text in row.get(role, [])]
    return Record(row["id"], product, tuple(lines))


def stems(text: str) -> set[str]:
    """Return the crude stems of the words of 3 letters or more, and all numbers, in `text`."""
    words = re.findall(r"\d+(?:[.,]\d+)?|[a-z]{3,}", text.lower())
    return {word if word[0].isdigit() else word[:5] for word in words}


def thin_out(record: Record, rng: random.Random) -> Record:
    """Return the record with some facts unknown and the lines that need them gone.

    Attributes go one by one; price, promo, audience and category now and then; rarely the title
    too, so that the network also meets products of which only the kind is known.
    """
    product = record.product
    fate = rng.random()
    kept = product.facts
    if fate < 0.5:
        share = rng.choice((0.3, 0.6, 1.0))
        kept = tuple(fact for fact in kept if rng.random() > share)
    changed: dict[str, object] = {"facts": kept}
    for name, chance in (("promo", 0.1), ("audience", 0.2), ("category", 0.15), ("price", 0.15)):
        if rng.random() < chance:
            changed[name] = ""
    if rng.random() < 0.15:
        changed["brand"] = ""
    if fate < 0.06 and product.category:
        changed |= {"title": "", "facts": (), "category": product.category}
    thin = replace(product, **changed)  # type: ignore[arg-type]
    lost = stems(_all_words(product)) - stems(_all_words(thin))
    lines = tuple(line for line in record.lines if not stems(line.text) & lost)
    return Record(record.name, thin, lines)


def _all_words(product: Product) -> str:
    values = " ".join(value for _, value in product.facts)
    return " ".join((product.title, product.category, product.promo, product.audience, values))


def random_budget(line: Line, rng: random.Random) -> int:
    """Return a budget the line fits: mostly tight, sometimes roomy."""
    spare = rng.randint(0, 4) if rng.random() < 0.6 else rng.randint(0, 6 + len(line.text) // 3)
    return min(BUDGET_CAPS[line.role], max(len(line.text) + spare, 4))


def prompt_of(product: Product) -> str:
    """Return the facts block of `product` as the network reads it."""
    return facts_block(read_facts(product).named)


def slot_of(line: Line, budget: int) -> str:
    """Return the slot line that asks for `line`."""
    return slot_line(line.role, line.tone, budget)
