"""Stage 2: layouts for one framed canvas, drawn by layout-ar, repaired and ranked by the referee.

`propose` gives clean layouts best first; `slots` says how many letters each text box holds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from adloom.assets import Assets
from adloom.errors import StageError
from adloom.render.text import capacity
from adloom.stages.layout_codec import decode
from adloom.stages.layout_court import Court, type_of, widened
from adloom.stages.layout_growth import grown
from adloom.stages.layout_ranking import measures, score
from adloom.stages.layout_referee import Verdict, repair
from adloom.stages.layout_sampling import (
    BATCH,
    LayoutModel,
    Manner,
    Sight,
    Wanted,
    look,
    pinned_edges,
    sample,
)
from adloom.stages.layout_wanted import wanted_rows, wishes
from adloom.types import (
    TEXT_ROLES,
    Constraints,
    Decision,
    Framing,
    Layout,
    Product,
    Progress,
    Report,
    Role,
    Size,
    Slot,
)

__all__ = ["LayoutModel", "propose", "slots"]
STAGE = "layout"
ROUNDS = 4
"""Batches of eight tried before a canvas is given up."""
MANNERS = (
    Manner(),
    Manner(edge_heat=0.55, nucleus=0.85),
    Manner(kind_heat=1.0, latent_heat=1.2),
    Manner(edge_heat=0.4, nucleus=0.8, latent_heat=0.7),
)
SPARE: tuple[Role, ...] = ("subhead", "long", "selling_point", "logo", "badge")
"""Roles that make way, in turn, where they would keep the headline small."""
MEASURING_FONT = "Inter"
BUDGETS: dict[Role, tuple[int, int]] = {
    "headline": (6, 60),
    "subhead": (10, 110),
    "selling_point": (6, 60),
    "long": (30, 320),
    "badge": (3, 24),
    "price": (3, 24),
    "cta": (4, 24),
    "logo": (3, 28),
}
Found = tuple[Layout, dict[str, float], Verdict]


def propose(
    framing: Framing,
    size: Size,
    product: Product,
    constraints: Constraints,
    model: LayoutModel,
    assets: Assets,
    *,
    count: int,
    seed: int,
    report: Report,
) -> tuple[tuple[Layout, ...], tuple[Decision, ...]]:
    """Return up to `count` clean layouts on `framing`, best first, and the decisions behind them.

    No layouts at all means that none of the candidates could be made clean on this canvas: the
    caller should try another framing. Raises ModelError kinds from the sessions and whatever
    `report` raises (cancellation).
    """
    canvas = (size.width, size.height)
    sight = look(model, assets.get(framing.canvas_asset), assets.get(framing.mask_asset))
    sight = replace(sight, product=widened(sight.product, canvas))
    court = Court(canvas, sight.product, tuple(role for role, _ in constraints.pins))
    wished = wishes(product, canvas, constraints)
    told = {*constraints.roles, *(role for role, _ in product.own_words)}
    spare = [role for role in SPARE if role not in told and role not in court.pinned]
    found: list[Found] = []
    faults: Counter[str] = Counter()
    tried = 0
    for number in range(ROUNDS):
        report(Progress(STAGE, size.name, number, ROUNDS))
        rows = wanted_rows(wished, canvas, constraints, BATCH, seed + number)
        tried += BATCH
        for layout, likelihood in _drafts(model, sight, rows, canvas, constraints, seed, number):
            verdict = repair(layout, court)
            if verdict.layout is None:
                faults[verdict.fault] += 1
                continue
            bold = grown(verdict.layout, court, spare)
            measured = measures(bold, court, wished, likelihood, verdict.moved, sight.busy)
            scored = replace(bold, score=score(measured), source="layout-ar")
            found.append((scored, measured, verdict))
        if len(found) >= max(3, count) and number >= (1 if count > 3 else 0):
            break
    report(Progress(STAGE, size.name, ROUNDS, ROUNDS))
    found.sort(key=lambda entry: -entry[0].score)
    chosen = _different(found, count)
    decision = _decision(size, framing, chosen, found, faults, tried)
    return tuple(entry[0] for entry in chosen), (decision,)


def _drafts(
    model: LayoutModel,
    sight: Sight,
    rows: Sequence[Wanted],
    canvas: tuple[int, int],
    constraints: Constraints,
    seed: int,
    number: int,
) -> list[tuple[Layout, float]]:
    pins = tuple(
        (role, pinned_edges(box.x, box.y, box.right, box.bottom, *canvas))
        for role, box in constraints.pins
    )
    manner = replace(MANNERS[number % len(MANNERS)], pins=pins)
    drafted = []
    for values, likelihood in sample(model, sight, rows, manner, seed * 1009 + number):
        elements = list(decode(values, canvas))
        for role, box in constraints.pins:  # bins are coarse: a pinned box is kept to the pixel
            place = next((i for i, e in enumerate(elements) if e.role == role), None)
            if place is not None:
                elements[place] = replace(elements[place], box=box, on="background")
        drafted.append((Layout(canvas, tuple(elements)), likelihood))
    return drafted


def _different(found: Sequence[Found], count: int) -> list[Found]:
    """Return the best `count`, passing over near twins of what is already taken."""
    chosen: list[Found] = []
    for entry in found:
        if len(chosen) == count:
            break
        if all(_apart(entry[0], taken[0]) > 0.06 for taken in chosen):
            chosen.append(entry)
    rest = [entry for entry in found if all(entry is not taken for taken in chosen)]
    return chosen + rest[: count - len(chosen)]


def _apart(a: Layout, b: Layout) -> float:
    """Return how far headline and button stand apart in two layouts, as a share of the canvas."""
    width, height = a.canvas
    far = 0.0
    for role in ("headline", "cta", "price"):
        one = next((e for e in a.elements if e.role == role), None)
        two = next((e for e in b.elements if e.role == role), None)
        if one is None or two is None:
            far = max(far, 0.1 if one is not two else 0.0)
            continue
        (ax, ay), (bx, by) = one.box.centre, two.box.centre
        far = max(far, abs(ax - bx) / width, abs(ay - by) / height)
    return far


def _decision(
    size: Size,
    framing: Framing,
    chosen: Sequence[Found],
    found: Sequence[Found],
    faults: Counter[str],
    tried: int,
) -> Decision:
    rejected = [
        (fault, 0.0, f"{times} of {tried} candidates") for fault, times in faults.most_common(4)
    ]
    if not chosen:
        return Decision(
            STAGE,
            size.name,
            "no layout",
            f"none of {tried} candidates fits this canvas ({framing.kind}) cleanly",
            0.0,
            tuple(rejected),
        )
    best, measured, verdict = chosen[0]
    losers = [e for e in found if all(e is not taken for taken in chosen)]
    rejected += [
        (describe(layout), round(layout.score, 3), "ranked lower") for layout, _, _ in losers[:4]
    ]
    strongest = sorted(measured, key=lambda name: -measured[name])[:2]
    weakest = min(measured, key=lambda name: measured[name])
    reason = (
        f"best of {len(found)} clean out of {tried} drawn by layout-ar; strong in "
        f"{strongest[0]} and {strongest[1]}, weakest in {weakest}; decoding kept text off the "
        f"product, the referee moved boxes by {100 * verdict.moved:.1f}% of the short side"
    )
    return Decision(STAGE, size.name, describe(best), reason, round(best.score, 3), tuple(rejected))


def describe(layout: Layout) -> str:
    """Return the layout's texts in words, such as "headline, 2 selling points, cta"."""
    counts = Counter(e.role for e in layout.elements if e.role in TEXT_ROLES)
    names = []
    for role, number in counts.items():
        word = role.replace("_", " ")
        names.append(word if number == 1 else f"{number} {word}s")
    return ", ".join(names)


def slots(layout: Layout, size: Size) -> tuple[Slot, ...]:
    """Return a slot for every text box: how many letters it holds at the type size it is made for.

    Budgets are measured in Inter, bold for headline, price, badge and cta; a tenth is kept back.
    Raises StageError when `size` is not the layout's canvas.
    """
    if layout.canvas != (size.width, size.height):
        raise StageError(STAGE, f"A layout for {layout.canvas} cannot be used at {size.name}.")
    found = []
    for index, element in enumerate(layout.elements):
        if element.role not in TEXT_ROLES:
            continue
        bold = 700 if element.role in ("headline", "price", "badge", "cta", "logo") else 400
        room = capacity(
            element.box, type_of(element) * 0.96, max(1, element.lines), MEASURING_FONT, bold
        )
        least, most = BUDGETS[element.role]
        budget = int(np.clip(int(0.92 * room), least, most))
        found.append(Slot(index, element.role, budget, max(1, element.lines)))
    return tuple(found)
