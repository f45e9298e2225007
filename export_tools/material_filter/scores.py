"""Confusion tables and macro-F1 of six kinds, with a bootstrap interval.

A table (6, 6) counts pictures: rows are the truth, columns what was told, in the order of KINDS.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from export_tools.adstudio.labelled import KINDS

Table = NDArray[np.int64]
Numbers = NDArray[np.integer]
RESAMPLES = 2000


def confusion(truth: Numbers, told: Numbers) -> Table:
    """Counts every (truth, told) pair."""
    table = np.zeros((len(KINDS), len(KINDS)), np.int64)
    np.add.at(table, (truth, told), 1)
    return table


def f1_scores(table: Table) -> NDArray[np.float64]:
    """F1 of every kind; NaN where a kind neither occurs nor is told."""
    hits = np.diag(table).astype(np.float64)
    both = table.sum(0) + table.sum(1)
    return np.where(both > 0, 2 * hits / np.maximum(both, 1), np.nan)


def macro_f1(table: Table) -> float:
    """Mean F1 of the kinds that occur."""
    scores = f1_scores(table)
    present = table.sum(1) > 0
    return float(scores[present].mean()) if present.any() else 0.0


def interval(truth: Numbers, told: Numbers, seed: int = 3) -> tuple[float, float]:
    """The middle 95% of macro-F1 over RESAMPLES drawings, each kind resampled in itself."""
    rng = np.random.default_rng(seed)
    members = [np.nonzero(truth == kind)[0] for kind in np.unique(truth)]
    found = []
    for _ in range(RESAMPLES):
        drawn = np.concatenate([rng.choice(m, len(m)) for m in members])
        found.append(macro_f1(confusion(truth[drawn], told[drawn])))
    low, high = np.quantile(found, [0.025, 0.975])
    return float(low), float(high)


def describe(table: Table) -> str:
    """The table with each kind's F1, ready to print."""
    head = " " * 14 + "".join(f"{k[:8]:>9s}" for k in KINDS) + "       F1"
    lines = [head]
    for kind, row, score in zip(KINDS, table, f1_scores(table), strict=True):
        lines.append(f"{kind:14s}" + "".join(f"{n:9d}" for n in row) + f"{score:9.3f}")
    return "\n".join([*lines, f"macro-F1 {macro_f1(table):.3f} on {int(table.sum())} pictures"])
