"""The way from a brief to finished creatives: the four stages in order, nothing else.

Material is mined once a product. For each size several framings with several layouts each compete;
all words of a product are drafted in one batch; a creative that fails its checks gives way to the
next candidate. `Creative.seconds` are seconds by stage, shared work divided among the creatives.
"""

from __future__ import annotations

import functools
import threading
import time
import zlib
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from adloom.assets import Assets
from adloom.errors import AdloomError, BriefError, Cancelled, StageError
from adloom.inference.catalog import Catalog
from adloom.paths import note_defect, resources_folder
from adloom.ranking import Candidate, about_choice, ranked_candidates
from adloom.scene import checks
from adloom.scene.assemble import assemble
from adloom.specs import limits_for, safe_box
from adloom.stages import attributes, copywriting, framing, layout, layout_safe, material
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
    Role,
    Scene,
    Size,
    TextLayer,
)

STYLE_MODEL = "style-predictor"
MODELS = (*material.MODELS, "layout-ar", copywriting.MODEL, STYLE_MODEL)
MOST_FRAMINGS = 4
LAYOUTS = 3
"""Layouts kept for each framing, at least."""
TRIES = 3
"""Candidates tried for one creative until one passes every check."""
KEPT: tuple[Role, ...] = ("headline", "cta", "price")
"""Texts whose loss sends a creative back: no line fits, or none would be true."""
SIZES_AT_ONCE = 2
"""Sizes framed and laid out side by side: their work is many small steps of one thread."""


@dataclass(frozen=True)
class Failure:
    """One variant of one size that could not be made, and why."""

    size: Size
    variant: int
    error: AdloomError


@dataclass(frozen=True)
class Job:
    """What every step of one order needs."""

    brief: Brief
    catalog: Catalog
    assets: Assets
    report: Report

    def seed(self, *words: object) -> int:
        """Return the seed of one step, a function of the brief's seed and `words` alone."""
        return zlib.crc32("/".join(map(str, (self.brief.seed, *words))).encode())


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

    @property
    def lost(self) -> tuple[Role, ...]:
        """Return the roles that matter most and that the layout has, but not the scene."""
        shown = {layer.role for layer in self.scene.layers if isinstance(layer, TextLayer)}
        drawn = {element.role for element in self.candidate.layout.elements}
        return tuple(role for role in KEPT if role in drawn and role not in shown)

    @property
    def faults(self) -> int:
        """Return how many checks it fails and how many texts that matter it lost."""
        return sum(not verdict.passed for verdict in self.verdicts) + len(self.lost)


@dataclass
class Clock:
    """Seconds by stage."""

    spent: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))

    @contextmanager
    def running(self, stage: str) -> Iterator[None]:
        """Count the time until the end of the block to `stage`.

        What our own code does not foresee leaves as a StageError: one item's defect must not stop
        the rest.
        """
        started = time.perf_counter()
        try:
            yield
        except AdloomError:
            raise
        except Exception as error:
            log = note_defect(error)
            raise StageError(stage, f"Something went wrong in {stage} (see {log}).") from error
        finally:
            self.spent[stage] += time.perf_counter() - started

    def add(self, other: Clock, factor: float) -> None:
        """Take over what `other` counted, times `factor`."""
        for stage, seconds in other.spent.items():
            self.spent[stage] += seconds * factor


def generate(
    brief: Brief, catalog: Catalog, assets: Assets, report: Report = lambda _: None
) -> Iterator[Creative | Failure]:
    """Yield a Creative or a Failure for each size and variant of `brief`, size by size.

    Raises BriefError for an empty brief, IntakeError or StageError if the photo is of no use,
    ModelError if a network is missing or broken, and whatever `report` raises.
    """
    if not brief.sizes or not brief.product.images:
        raise BriefError("sizes", "There is nothing to make: a photo and a size are needed.")
    open_models(catalog)
    job = Job(brief, catalog, assets, report)
    total = len(brief.sizes) * brief.count
    shared = Clock()
    with shared.running("material"):
        mined = material.mine(brief, catalog, assets, report)
    wanted: list[Wanted] = []
    for found in _propose_all(mined, job, shared):
        if isinstance(found, Failure):
            yield found
        else:
            wanted.append(found)
    if not wanted:
        return
    with shared.running("copywriting"):
        bundles = _write([order.candidates[0] for order in wanted], job)
    for done, (order, bundle) in enumerate(zip(wanted, bundles, strict=True)):
        report(Progress("style", order.size.name, done, total))
        clock = Clock()
        clock.add(shared, 1 / len(wanted))
        try:
            yield _finish(order, bundle, mined, job, clock)
        except AdloomError as error:
            yield Failure(order.size, order.variant, error)
    report(Progress("done", Path(brief.product.images[0]).name, total, total))


def _propose_all(mined: Material, job: Job, shared: Clock) -> list[Wanted | Failure]:
    """Return what is to be made of each size, in the brief's order; two sizes run at a time."""
    started = time.perf_counter()
    stopped = threading.Event()

    def report(progress: Progress) -> None:
        if stopped.is_set():
            raise Cancelled
        job.report(progress)

    told = replace(job, report=report)
    clocks = [Clock() for _ in job.brief.sizes]
    found: list[Wanted | Failure] = []
    with ThreadPoolExecutor(SIZES_AT_ONCE) as pool:
        at_work = [
            pool.submit(_propose, mined, size, told, clock)
            for size, clock in zip(job.brief.sizes, clocks, strict=True)
        ]
        for size, future in zip(job.brief.sizes, at_work, strict=True):
            try:
                found += future.result()
            except AdloomError as error:
                found += [Failure(size, n, error) for n in range(1, job.brief.count + 1)]
            except BaseException:  # cancelled: the other thread stops at its next report
                stopped.set()
                pool.shutdown(cancel_futures=True)
                raise
    counted = sum(sum(clock.spent.values()) for clock in clocks)
    for clock in clocks:  # threads count the same second twice: make the sum the time that passed
        shared.add(clock, (time.perf_counter() - started) / counted if counted else 1.0)
    return found


def _propose(mined: Material, size: Size, job: Job, clock: Clock) -> list[Wanted]:
    """Return the creatives of one size, each with its candidates, no two alike."""
    brief = job.brief
    pool: list[Candidate] = []
    about: list[Decision] = []
    for most in (min(MOST_FRAMINGS, brief.count + 1), 2 * MOST_FRAMINGS):
        with clock.running("framing"):
            seed = job.seed("framing")
            framings, told = framing.frame(mined, size, brief, job.assets, count=most, seed=seed)
        about = list(told)
        with clock.running("layout"):
            for number, framed in enumerate(framings):
                layouts, told = _lay_out(framed, size, number, job)
                about += told
                pool += [Candidate(framed, found, number) for found in layouts]
        if pool:
            break
    else:
        if mined.product_box is None:
            raise StageError("layout", f"No layout fits this picture at {size.name}.")
        whole = material.whole_photo(mined, size, job.assets)
        orders = _propose(whole, size, job, clock)
        return [replace(o, decisions=(*whole.decisions, *o.decisions)) for o in orders]
    orders = []
    for variant in range(1, brief.count + 1):
        ranked = ranked_candidates(pool, [order.candidates[0] for order in orders])
        decisions = (*about, about_choice(ranked))
        orders.append(Wanted(size, variant, tuple(ranked[:TRIES]), decisions))
    return orders


def _lay_out(
    framed: Framing, size: Size, number: int, job: Job
) -> tuple[tuple[Layout, ...], tuple[Decision, ...]]:
    """Return layouts on one framing, drawn within the part that the channel leaves uncovered."""
    safe = layout_safe.whole_pixels(safe_box(size))
    narrowed = layout_safe.is_narrowed(size, safe)
    constraints = job.brief.constraints
    layouts, told = layout.propose(
        layout_safe.narrow(framed, safe, job.assets) if narrowed else framed,
        Size(int(safe.width), int(safe.height)) if narrowed else size,
        job.brief.product,
        layout_safe.narrow_constraints(constraints, safe) if narrowed else constraints,
        layout_model(job.catalog),
        job.assets,
        count=max(LAYOUTS, job.brief.count),
        seed=job.seed(size.name, "layout", number),
        report=job.report,
    )
    if narrowed:
        layouts = tuple(layout_safe.widen(drawn, safe, size) for drawn in layouts)
    return layouts, told


def _write(candidates: list[Candidate], job: Job) -> list[CopyBundle]:
    """Return the words of every candidate, drafted in one batch."""
    kit = job.brief.brand_kit
    return copywriting.write_all(
        job.brief.product,
        [layout.slots(c.layout, Size(*c.layout.canvas)) for c in candidates],
        copy_model(job.catalog),
        tone=job.brief.tone,
        seed=job.seed("copy"),
        report=job.report,
        banned=kit.banned_words if kit else (),
    )


def _finish(order: Wanted, bundle: CopyBundle, mined: Material, job: Job, clock: Clock) -> Creative:
    """Return the first candidate that passes every check, or else the one that passes most."""
    best: Attempt | None = None
    for number, candidate in enumerate(order.candidates):
        if number:
            with clock.running("copywriting"):
                (bundle,) = _write([candidate], job)
        attempt = _compose(order, candidate, bundle, mined, job, clock)
        if best is None or attempt.faults < best.faults:
            best = attempt
        if not attempt.faults:
            break
    if best is None:
        raise StageError("layout", f"No layout fits this picture at {order.size.name}.")
    brief, catalog = job.brief, job.catalog
    lost = tuple(
        Decision("layout", role, "left out", "no candidate had room for it", fallback=True)
        for role in best.lost
    )
    models = tuple((name, catalog.manifest(name).version) for name in MODELS)
    decisions = (
        *mined.decisions,
        *order.decisions,
        *best.decisions,
        *lost,
        *device_decisions(catalog),
    )
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
    job: Job,
    clock: Clock,
) -> Attempt:
    """Style, assemble and check one candidate."""
    framed, drawn, lines = candidate.framing, candidate.layout, bundle.lines
    brief, assets = job.brief, job.assets
    with clock.running("attributes"):
        session = job.catalog.session(STYLE_MODEL)
        seed = job.seed("style", order.variant)
        styles, about_styles = attributes.predict(
            drawn, lines, framed, mined, brief, session, assets, seed=seed
        )
    with clock.running("assemble"):
        scene = assemble(
            framed, drawn, lines, styles, brief, size=order.size, seed=brief.seed, assets=assets
        )
    with clock.running("checks"):
        scene, verdicts, _ = checks.check_and_repair(scene, framed, assets, limits_for(order.size))
    return Attempt(candidate, scene, verdicts, (*bundle.decisions, *about_styles, *scene.decisions))


def device_decisions(catalog: Catalog) -> tuple[Decision, ...]:
    """Return on which device each network ran, and why."""
    return tuple(
        Decision(
            "device",
            f"{name} ({file})",
            choice.device,
            choice.reason,
            fallback=not choice.trusted,
        )
        for name, file, choice in catalog.running()
    )


def open_models(catalog: Catalog) -> None:
    """Open every network before the first step; raise ModelError if one is missing or broken."""
    for name in material.MODELS:
        catalog.session(name)
    layout_model(catalog)
    catalog.session(STYLE_MODEL)
    copy_model(catalog)


@functools.lru_cache(maxsize=2)
def layout_model(catalog: Catalog) -> LayoutModel:
    """Return the layout network, opened once a catalogue."""
    return LayoutModel.open(catalog)


@functools.lru_cache(maxsize=2)
def copy_model(catalog: Catalog) -> CopyModel:
    """Return the copywriter, opened once a catalogue."""
    return copywriting.load_copy_model(catalog, resources_folder())
