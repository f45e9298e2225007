"""The way from a brief to finished creatives: the four stages in order, nothing else.

Material is mined once a product. For each size several framings with several layouts each compete;
all words of a product are drafted in one batch; a creative that fails its checks gives way to the
next candidate. `Creative.seconds` are seconds by stage, shared work divided among the creatives.
"""

from __future__ import annotations

import functools
import time
import zlib
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from adloom import geometry
from adloom.assets import Assets
from adloom.errors import AdloomError, BriefError, StageError
from adloom.inference.catalog import Catalog
from adloom.paths import resources_folder
from adloom.scene import checks
from adloom.scene.assemble import assemble
from adloom.specs import limits_for
from adloom.stages import attributes, copywriting, framing, layout, material
from adloom.stages.copywriting import CopyBundle, CopyModel
from adloom.stages.layout_sampling import LayoutModel
from adloom.types import (
    Brief,
    CheckResult,
    Creative,
    Decision,
    Framing,
    Layout,
    Material,
    Progress,
    Report,
    Scene,
    Size,
    Slot,
)

STYLE_MODEL = "style-predictor"
MODELS = (material.MODEL, "layout-ar", copywriting.MODEL, STYLE_MODEL)
MOST_FRAMINGS = 4
LAYOUTS = 3
"""Layouts proposed for each framing."""
TRIES = 3
"""Candidates tried for one creative until one passes every check."""
USED_FRAMING, LIKE_LAYOUT = 0.12, 0.3
"""What a candidate loses for a framing, and for a layout, that an earlier variant shows."""


@dataclass(frozen=True)
class Failure:
    """One variant of one size that could not be made, and why."""

    size: Size
    variant: int
    error: AdloomError


@dataclass(frozen=True)
class Candidate:
    """A framing with a layout on it; `number` is the framing's place among those proposed."""

    framing: Framing
    layout: Layout
    number: int


@dataclass(frozen=True)
class Wanted:
    """One creative to be made: its candidates, best first, and how it came to them."""

    size: Size
    variant: int
    candidates: tuple[Candidate, ...]
    decisions: tuple[Decision, ...]


@dataclass(frozen=True)
class Attempt:
    """One candidate carried through to a checked scene."""

    candidate: Candidate
    scene: Scene
    verdicts: tuple[CheckResult, ...]
    decisions: tuple[Decision, ...]


@dataclass
class Clock:
    """Seconds by stage."""

    spent: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))

    @contextmanager
    def running(self, stage: str) -> Iterator[None]:
        """Count the time until the end of the block to `stage`."""
        started = time.perf_counter()
        try:
            yield
        finally:
            self.spent[stage] += time.perf_counter() - started


def generate(
    brief: Brief, catalog: Catalog, assets: Assets, report: Report = lambda _: None
) -> Iterator[Creative | Failure]:
    """Yield a Creative or a Failure for each size and variant of `brief`, size by size.

    Raises BriefError for an empty brief, IntakeError or StageError if the photo is of no use, and
    whatever `report` raises.
    """
    if not brief.sizes or not brief.product.images:
        raise BriefError("sizes", "There is nothing to make: a photo and a size are needed.")
    total = len(brief.sizes) * brief.count
    shared = Clock()
    with shared.running("material"):
        mined = material.mine(brief, catalog, assets, report)
    wanted: list[Wanted] = []
    failures: list[Failure] = []
    for size in brief.sizes:
        report(Progress("layout", size.name, len(wanted), total))
        try:
            wanted += _propose(mined, size, brief, catalog, assets, report, shared)
        except AdloomError as error:
            failures += [Failure(size, variant, error) for variant in range(1, brief.count + 1)]
    yield from failures
    if not wanted:
        return
    with shared.running("copywriting"):
        bundles = _write(brief, [w.candidates[0] for w in wanted], catalog, report)
    share = {stage: seconds / len(wanted) for stage, seconds in shared.spent.items()}
    for done, (order, bundle) in enumerate(zip(wanted, bundles, strict=True)):
        report(Progress("style", order.size.name, done, total))
        clock = Clock(defaultdict(float, share))
        try:
            yield _finish(order, bundle, mined, brief, catalog, assets, clock)
        except AdloomError as error:
            yield Failure(order.size, order.variant, error)
    report(Progress("done", Path(brief.product.images[0]).name, total, total))


def seed_for(brief: Brief, *words: object) -> int:
    """Return the seed of one step of `brief`, a function of the brief's seed and `words` alone."""
    return zlib.crc32("/".join(map(str, (brief.seed, *words))).encode())


def _propose(
    mined: Material,
    size: Size,
    brief: Brief,
    catalog: Catalog,
    assets: Assets,
    report: Report,
    clock: Clock,
) -> list[Wanted]:
    """Return the creatives of one size, each with its candidates, no two alike."""
    pool: list[Candidate] = []
    about: list[Decision] = []
    for most in (min(MOST_FRAMINGS, brief.count + 1), 2 * MOST_FRAMINGS):
        with clock.running("framing"):
            seed = seed_for(brief, size.name, "framing")
            framings, told = framing.frame(mined, size, brief, assets, count=most, seed=seed)
        about = list(told)
        with clock.running("layout"):
            for number, framed in enumerate(framings):
                layouts, told = layout.propose(
                    framed,
                    size,
                    brief.product,
                    brief.constraints,
                    layout_model(catalog),
                    assets,
                    count=max(LAYOUTS, brief.count),
                    seed=seed_for(brief, size.name, "layout", number),
                    report=report,
                )
                about += told
                pool += [Candidate(framed, found, number) for found in layouts]
        if pool:
            break
    else:
        raise StageError("layout", f"No layout fits this picture at {size.name}.")
    orders: list[Wanted] = []
    for variant in range(1, brief.count + 1):
        ranked = _ranked(pool, [order.candidates[0] for order in orders])
        decisions = (*about, _about_choice(ranked))
        orders.append(Wanted(size, variant, tuple(ranked[:TRIES]), decisions))
    return orders


def _ranked(pool: list[Candidate], shown: list[Candidate]) -> list[Candidate]:
    """Return `pool`, best first, what resembles the candidates already `shown` further back."""

    def worth(candidate: Candidate) -> float:
        used = sum(candidate.number == other.number for other in shown)
        like = max((likeness(candidate.layout, other.layout) for other in shown), default=0.0)
        repeated = any(candidate is other for other in shown)
        score = candidate.layout.score - 0.02 * candidate.number
        return score - USED_FRAMING * used - LIKE_LAYOUT * like - repeated

    return sorted(pool, key=worth, reverse=True)


def likeness(a: Layout, b: Layout) -> float:
    """Return how alike two layouts are, 0..1: the mean IoU of each element's best match by role."""
    best = [
        max((geometry.iou(x.box, y.box) for y in b.elements if y.role == x.role), default=0.0)
        for x in a.elements
    ]
    return sum(best) / len(best) if best else 0.0


def _about_choice(ranked: list[Candidate]) -> Decision:
    best, *others = ranked
    return Decision(
        "layout",
        "layout",
        _words(best),
        f"the best of {len(ranked)} that were proposed",
        best.layout.score,
        tuple((_words(loser), loser.layout.score, "") for loser in others[:4]),
    )


def _words(candidate: Candidate) -> str:
    return f"{layout.describe(candidate.layout)} on the {candidate.framing.kind} framing"


def _write(
    brief: Brief, candidates: list[Candidate], catalog: Catalog, report: Report
) -> list[CopyBundle]:
    """Return the words of every candidate, drafted in one batch."""
    return copywriting.write_all(
        brief.product,
        [_slots(candidate) for candidate in candidates],
        copy_model(catalog),
        tone=brief.tone,
        seed=seed_for(brief, "copy"),
        report=report,
        banned=brief.brand_kit.banned_words if brief.brand_kit else (),
    )


def _slots(candidate: Candidate) -> tuple[Slot, ...]:
    canvas = candidate.layout.canvas
    return layout.slots(candidate.layout, Size(*canvas))


def _finish(
    order: Wanted,
    bundle: CopyBundle,
    mined: Material,
    brief: Brief,
    catalog: Catalog,
    assets: Assets,
    clock: Clock,
) -> Creative:
    """Return the first candidate that passes every check, or else the one that passes most."""
    best: Attempt | None = None
    for number, candidate in enumerate(order.candidates):
        if number:
            with clock.running("copywriting"):
                (bundle,) = _write(brief, [candidate], catalog, lambda _: None)
        attempt = _compose(order, candidate, bundle, mined, brief, catalog, assets, clock)
        if best is None or _failed(attempt.verdicts) < _failed(best.verdicts):
            best = attempt
        if not _failed(attempt.verdicts):
            break
    if best is None:
        raise StageError("layout", f"No layout fits this picture at {order.size.name}.")
    models = tuple((name, catalog.manifest(name).version) for name in MODELS)
    decisions = (*mined.decisions, *order.decisions, *best.decisions, *device_decisions(catalog))
    scene = replace(best.scene, decisions=decisions, models=models, seed=brief.seed)
    return Creative(
        brief=brief,
        size=order.size,
        variant=order.variant,
        scene=scene,
        score=best.candidate.layout.score,
        decisions=decisions,
        checks=best.verdicts,
        models=models,
        seed=brief.seed,
        seconds=tuple((stage, round(spent, 4)) for stage, spent in clock.spent.items()),
    )


def _compose(
    order: Wanted,
    candidate: Candidate,
    bundle: CopyBundle,
    mined: Material,
    brief: Brief,
    catalog: Catalog,
    assets: Assets,
    clock: Clock,
) -> Attempt:
    """Style, assemble and check one candidate."""
    size, lines = order.size, bundle.lines
    with clock.running("attributes"):
        styles, about_styles = attributes.predict(
            candidate.layout,
            lines,
            candidate.framing,
            mined,
            brief,
            catalog.session(STYLE_MODEL),
            assets,
            seed=seed_for(brief, "style", order.variant),
        )
    with clock.running("assemble"):
        scene = assemble(
            candidate.framing,
            candidate.layout,
            lines,
            styles,
            brief,
            size=size,
            seed=brief.seed,
            assets=assets,
        )
    with clock.running("checks"):
        scene, verdicts, _ = checks.check_and_repair(
            scene, candidate.framing, assets, limits_for(size)
        )
    told = (*bundle.decisions, *about_styles, *scene.decisions)
    return Attempt(candidate, scene, verdicts, told)


def _failed(verdicts: tuple[CheckResult, ...]) -> int:
    return sum(not verdict.passed for verdict in verdicts)


def device_decisions(catalog: Catalog) -> tuple[Decision, ...]:
    """Return on which device each network ran, and why."""
    return tuple(
        Decision(
            "device", f"{name} ({file})", choice.device, choice.reason, None, (), not choice.trusted
        )
        for name, file, choice in catalog.running()
    )


@functools.lru_cache(maxsize=2)
def layout_model(catalog: Catalog) -> LayoutModel:
    """Return the layout network, opened once a catalogue."""
    return LayoutModel.open(catalog)


@functools.lru_cache(maxsize=2)
def copy_model(catalog: Catalog) -> CopyModel:
    """Return the copywriter, opened once a catalogue."""
    return copywriting.load_copy_model(catalog, resources_folder())
