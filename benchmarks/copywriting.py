"""Copy on held-out authored records: rules, fit, variety, speed, and a sheet to read.

`python -m benchmarks.copywriting [--records N] [--tone T] [--sheet FILE] [--json FILE]` prints one
table; the human reference lines are judged by the same rules beside the network's.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from adloom.inference.catalog import Catalog
from adloom.paths import models_folder, resources_folder
from adloom.stages.copy_prompt import read_facts
from adloom.stages.copy_rules import CopyRules, rules_for
from adloom.stages.copywriting import CopyBundle, CopyModel, load_copy_model, write
from adloom.types import Role, Slot, Tone
from export_tools.copywriter.records import Record, data_folder, read_records

SLOTS = (
    Slot(0, "headline", 30),
    Slot(1, "subhead", 60),
    Slot(2, "selling_point", 26),
    Slot(3, "selling_point", 26),
    Slot(4, "badge", 12),
    Slot(5, "cta", 16),
)
VARIANTS = 3


def held_out(count: int) -> list[Record]:
    """Return `count` held-out records spread over all files."""
    records = read_records(data_folder())[1]
    gap = max(1, len(records) // count)
    return records[::gap][:count]


def faults_of(lines: Sequence[tuple[Role, str, int]], rules: CopyRules) -> Counter[str]:
    """Count the kinds of faults of (role, text, budget) lines; "clean" counts lines without."""
    found: Counter[str] = Counter()
    for role, text, budget in lines:
        faults = {fault.partition(":")[0] for fault in rules.faults(text, role, budget)}
        found.update(faults or {"clean"})
    return found


def bigrams(lines: Sequence[str]) -> float:
    """Return distinct-2: the share of different word pairs among all word pairs."""
    pairs = [
        pair
        for line in lines
        for pair in zip(line.lower().split(), line.lower().split()[1:], strict=False)
    ]
    return len(set(pairs)) / max(1, len(pairs))


def run(model: CopyModel, records: Sequence[Record], tone: Tone, sheet: Path | None) -> dict:
    """Write bundles for all records and return the table's numbers."""
    seconds: list[float] = []
    machine, human = Counter(), Counter()
    texts: list[str] = []
    fills: list[float] = []
    stand_ins = dropped = 0
    page: list[str] = []
    for number, record in enumerate(records):
        rules = rules_for(read_facts(record.product), model.lexicon, (), model.vocabulary.common)
        start = time.perf_counter()
        bundles = write(record.product, SLOTS, model, tone=tone, variants=VARIANTS, seed=number)
        seconds.append(time.perf_counter() - start)
        for bundle in bundles:
            lines = [(c.role, c.text, SLOTS[c.element].budget) for c in bundle.lines]
            machine += faults_of(lines, rules)
            texts += [text for _, text, _ in lines]
            fills += [len(text) / budget for _, text, budget in lines]
            stand_ins += sum(d.fallback and d.chosen != "left out" for d in bundle.decisions)
            dropped += sum(d.chosen == "left out" for d in bundle.decisions)
        human += faults_of([(line.role, line.text, 170) for line in record.lines], rules)
        page += read_page(record, bundles)
    if sheet:
        sheet.write_text("\n".join(page) + "\n", "utf-8")
    lines = len(texts)
    return {
        "records": len(records),
        "lines": lines,
        "lines_clean": machine["clean"] / lines,
        "reference_clean": human["clean"] / human.total(),
        "stand_ins": stand_ins / lines,
        "left_out": dropped / (lines + dropped),
        "mean_fill": statistics.mean(fills),
        "distinct_2": bigrams(texts),
        "repeated": 1 - len(set(texts)) / lines,
        "bundle_seconds_median": statistics.median(seconds),
        "bundle_seconds_worst": max(seconds),
    } | {f"fault: {name}": count for name, count in machine.items() if name != "clean"}


def read_page(record: Record, bundles: Sequence[CopyBundle]) -> list[str]:
    """Return a record's lines of the reading sheet."""
    product = record.product
    facts = "; ".join(f"{name}: {value}" for name, value in product.facts)
    page = ["", f"# {product.title} | {product.category} | {facts} | promo: {product.promo}"]
    rows = (" / ".join(f"[{c.role}] {c.text}" for c in bundle.lines) for bundle in bundles)
    return [*page, *(f"  {row}" for row in rows)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=24)
    parser.add_argument("--tone", default="plain")
    parser.add_argument("--sheet", type=Path)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    model = load_copy_model(Catalog(models_folder()), resources_folder())
    table = run(model, held_out(options.records), options.tone, options.sheet)
    for name, value in table.items():
        print(f"{name:28} {value:.4g}")
    if options.json:
        numbers = {name: value for name, value in table.items() if ":" not in name}
        options.json.write_text(json.dumps(numbers, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
