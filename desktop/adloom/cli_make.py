"""`adloom make`: photos and facts in, pictures with their scenes out.

Outputs are `{stem}_{size}_{variant}.{ext}` and a scene JSON of the same stem, pictures of the
scenes in `assets/`. Everything wrong with the order is said before the first photo is read.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from adloom import brand as brands
from adloom import settings as user_settings
from adloom.assets import MemoryAssets
from adloom.cli_console import Console, decision_json, decision_lines
from adloom.errors import AdloomError, BriefError, ModelError, RefusedError
from adloom.export import gallery, raster
from adloom.export.gallery import Exhibit
from adloom.inference.catalog import Catalog
from adloom.intake import pictures_in
from adloom.intake_facts import Facts, facts_for, parse_facts, parse_tone
from adloom.pipeline import Failure, generate
from adloom.project import save_scene
from adloom.render.compose import render
from adloom.specs import limits_for, parse_sizes
from adloom.types import BrandKit, Brief, Creative, Size

EXTENSIONS = {"png": "png", "jpeg": "jpg", "jpg": "jpg", "webp": "webp"}
INDEX = "index.html"


@dataclass(frozen=True)
class Order:
    """What the command line asked for; None means the user's settings decide."""

    photos: tuple[Path, ...]
    facts: Path | None = None
    told: dict[str, str] | None = None
    attributes: tuple[str, ...] = ()
    brand: Path | None = None
    tone: str | None = None
    sizes: str | None = None
    count: int | None = None
    seed: int = 0
    out: Path = Path("creatives")
    image_format: str | None = None
    gallery: bool = False
    overwrite: bool = False
    explain: bool = False
    anyway: bool = False
    as_json: bool = False
    device: str = "auto"


@dataclass(frozen=True)
class Plan:
    """An order made definite: `photos` pairs each photo with the stem of its outputs."""

    photos: tuple[tuple[Path, str], ...]
    sizes: tuple[Size, ...]
    count: int
    extension: str
    kit: BrandKit | None


@dataclass
class Tally:
    """What became of the order so far."""

    exhibits: list[Exhibit]
    failures: list[str]
    refused: int = 0
    failed: int = 0


def make(order: Order) -> int:
    """Make everything ordered; return 0, or 1 if some items failed. Raises BriefError first."""
    started = time.perf_counter()
    plan = plan_of(order)
    catalog = Catalog(device=order.device)
    tally = Tally([], [])
    total = len(plan.photos) * len(plan.sizes) * plan.count
    with Console(as_json=order.as_json, total=total) as console:
        for photo, stem in plan.photos:
            try:
                _make_one(photo, stem, order, plan, catalog, console, tally)
            except ModelError:
                raise  # without its networks no other photo would fare better
            except AdloomError as error:
                tally.refused += 1
                tally.failures.append(f"{photo.name}: {error}")
                console.show(_refusal(photo, error))
        if order.gallery and tally.exhibits:
            page = gallery.write(tally.exhibits, order.out / INDEX, tally.failures)
            console.say(f"Gallery: {page}")
        console.show(
            {
                "event": "done",
                "creatives": len(tally.exhibits),
                "refused": tally.refused,
                "failed": tally.failed,
                "seconds": round(time.perf_counter() - started, 3),
            }
        )
    return 1 if tally.refused or tally.failed else 0


def _refusal(photo: Path, error: AdloomError) -> dict[str, Any]:
    reason = str(error)
    told: dict[str, Any] = {"event": "refused", "path": str(photo)}
    if isinstance(error, RefusedError):
        told["class"] = error.kind
        reason += " Add --anyway to use it all the same."
    return told | {"reason": reason}


def plan_of(order: Order) -> Plan:
    """Return what `order` comes to; raise BriefError for whatever is wrong with it."""
    settings = user_settings.load()
    image_format = (order.image_format or settings.format).lower()
    if image_format not in EXTENSIONS:
        raise BriefError("format", f"'{image_format}' is no format: use png, jpeg or webp.")
    sizes = parse_sizes(order.sizes or settings.sizes)
    count = order.count or settings.count
    if order.tone:
        parse_tone(order.tone)
    if order.facts is not None and not order.facts.is_file():
        raise BriefError("facts", f"There is no file {order.facts}.")
    kit = brands.load(order.brand) if order.brand is not None else None
    photos = tuple(_with_stems(_photos(order.photos)))
    plan = Plan(photos, sizes, count, EXTENSIONS[image_format], kit)
    _told_product(order, Facts(product=parse_facts({}, Path("options")).product))
    _check_outputs(order, plan)
    return plan


def _photos(named: tuple[Path, ...]) -> Iterator[Path]:
    for path in named:
        if not path.is_dir():
            yield path
            continue
        found = pictures_in(path)
        if not found:
            raise BriefError("photos", f"The folder {path} holds no pictures.")
        yield from found


def _with_stems(photos: Iterator[Path]) -> Iterator[tuple[Path, str]]:
    """Give each photo a stem of its own: photos of one name in two folders must not meet."""
    taken: set[str] = set()
    for photo in photos:
        stem, number = photo.stem, 2
        while stem.casefold() in taken:
            stem, number = f"{photo.stem}-{number}", number + 1
        taken.add(stem.casefold())
        yield photo, stem


def _check_outputs(order: Order, plan: Plan) -> None:
    """Refuse a folder that cannot be written and names that are taken, before any work."""
    try:
        order.out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BriefError(
            "out", f"The folder {order.out} cannot be made: {error.strerror}."
        ) from error
    if not os.access(order.out, os.W_OK | os.X_OK):
        raise BriefError("out", f"The folder {order.out} cannot be written to.")
    if order.overwrite:
        return
    wanted = [
        _target(order, plan, stem, size, variant)
        for _, stem in plan.photos
        for size in plan.sizes
        for variant in range(1, plan.count + 1)
    ]
    if order.gallery:
        wanted.append(order.out / INDEX)
    if taken := next((path for path in wanted if path.exists()), None):
        raise BriefError(
            "out", f"{taken} exists already. Add --overwrite, or choose another folder with --out."
        )


def _target(order: Order, plan: Plan, stem: str, size: Size, variant: int) -> Path:
    return order.out / f"{stem}_{size.name}_{variant}.{plan.extension}"


def _make_one(
    photo: Path,
    stem: str,
    order: Order,
    plan: Plan,
    catalog: Catalog,
    console: Console,
    tally: Tally,
) -> None:
    facts = _told_product(order, facts_for(photo, order.facts))
    told_tone = parse_tone(order.tone) if order.tone else facts.tone
    tone = told_tone or (plan.kit.tone if plan.kit else parse_tone(user_settings.load().tone))
    brief = Brief(
        product=replace(facts.product, images=(str(photo),)),
        sizes=plan.sizes,
        brand_kit=plan.kit,
        tone=tone,
        count=plan.count,
        seed=order.seed,
        anyway=order.anyway,
    )
    for decision in facts.decisions:
        console.show({"event": "note", "path": str(photo), "reason": decision.reason})
    assets = MemoryAssets()
    for result in generate(brief, catalog, assets, console.report):
        try:
            if isinstance(result, Failure):
                raise result.error
            target = _target(order, plan, stem, result.size, result.variant)
            exhibit, event = _deliver(result, target, stem, order, assets)
        except AdloomError as error:
            tally.failed += 1
            tally.failures.append(f"{photo.name}, {result.size.name}: {error}")
            console.show(
                {
                    "event": "failed",
                    "path": str(photo),
                    "size": result.size.name,
                    "variant": result.variant,
                    "reason": str(error),
                }
            )
            continue
        tally.exhibits.append(exhibit)
        console.show(event)
        if order.explain:
            console.explain(result.decisions)


def _deliver(
    creative: Creative, target: Path, stem: str, order: Order, assets: MemoryAssets
) -> tuple[Exhibit, dict[str, Any]]:
    """Render `creative`, write its picture and its scene, and tell of it."""
    started = time.perf_counter()
    pixels = render(creative.scene, assets)
    written = raster.save(
        pixels,
        target,
        format="jpeg" if target.suffix == ".jpg" else target.suffix[1:],
        max_kb=limits_for(creative.size).max_kb,
        overwrite=order.overwrite,
    )
    scene_path = save_scene(creative.scene, assets, target.with_suffix(".json"))
    seconds = dict(creative.seconds) | {"export": round(time.perf_counter() - started, 4)}
    total = round(sum(seconds.values()), 3)
    checks = [
        {"name": c.name, "passed": c.passed, "detail": c.detail, "repaired": c.repaired}
        for c in creative.checks
    ]
    event: dict[str, Any] = {
        "event": "creative",
        "path": str(written),
        "size": creative.size.name,
        "variant": creative.variant,
        "seed": creative.seed,
        "seconds": total,
        "stages": seconds,
        "checks": checks,
        "scene": str(scene_path),
    }
    if order.explain:
        event["decisions"] = [decision_json(decision) for decision in creative.decisions]
    exhibit = Exhibit(
        picture=Path(written),
        product=creative.brief.product.title or stem,
        width=creative.size.width,
        height=creative.size.height,
        variant=creative.variant,
        seed=creative.seed,
        seconds=total,
        notes=tuple(c.detail for c in creative.checks if not c.passed),
        why=tuple(line for d in creative.decisions for line in decision_lines(d)),
    )
    return exhibit, event


def _told_product(order: Order, facts: Facts) -> Facts:
    """Return `facts` with what the options say, which wins; raise BriefError if they are wrong."""
    attributes: dict[str, list[str]] = {}
    for pair in order.attributes:
        name, equals, value = pair.partition("=")
        if not equals or not name.strip() or not value.strip():
            raise BriefError("attribute", f"'{pair[:60]}' is no attribute: write NAME=VALUE.")
        attributes.setdefault(name, []).append(value)
    told = dict(order.told or {})
    said = parse_facts({**told, "attributes": attributes}, Path("options")).product
    product = replace(
        facts.product,
        facts=(*facts.product.facts, *said.facts),
        **{key: getattr(said, key) for key in told},
    )
    if told.get("logo") and not said.logo:
        raise BriefError("logo", f"There is no logo file {told['logo']}.")
    said_something = bool(told or attributes)
    kept = tuple(
        d
        for d in facts.decisions
        if not (said_something and d.subject == "facts" and d.chosen.startswith("none"))
    )
    return replace(facts, product=product, decisions=kept)
