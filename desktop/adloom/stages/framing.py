"""Framing: for each size several canvases that compete (extend, crop, cut-out on a ground).

The product is never stretched, never cut by the frame unless the photo cut it already, and
enlarged at most `MOST_SCALE` times. Every canvas leaves a quiet room for words.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from adloom.assets import Assets, Pixels
from adloom.errors import StageError
from adloom.render.backgrounds_palette import (
    GroundPalette,
    ProductColours,
    product_colours,
    propose_palettes,
)
from adloom.stages import framing_crop as cropping
from adloom.stages import framing_extend as extending
from adloom.stages.framing_cutout import Cutout, choose_families, compose, family_words, read_cutout
from adloom.stages.framing_placement import Placement, Side, allowed, place, spots
from adloom.types import Box, Brief, Decision, Framing, Material, Size

STAGE = "framing"
MOST_SCALE = 2.0
PLAIN_FROM = 0.42
"""From this measured plainness on, a side of the photo may be continued."""

LEAST_SHARE = 0.012
"""A cut-out that would cover less of a canvas than this (strips aside) is no picture."""
MOST_OVERLAID = 0.002
"""A photo with more of its area under foreign lettering or logos than this is not shown itself."""
SURE_FROM = 0.9
"""Below this certainty of the matting, its cut-out loses ground to the photo itself."""

Kind = Literal["extend", "crop", "cutout"]
Made = tuple[Pixels, Pixels, Box | None]


@dataclass(frozen=True)
class Candidate:
    """One framing that could be made: its kind, score, words, and the work itself."""

    kind: Kind
    score: float
    note: str
    make: Callable[[], Made]
    limited: bool = False
    fallback: bool = False


@dataclass(frozen=True)
class Source:
    """One material's pixels and what is known of them."""

    rgb: Pixels
    mask: Pixels
    product: Box | None
    cutout: Cutout | None
    colours: ProductColours
    plain: dict[Side, float]
    ground_lightness: float
    certainty: float
    overlaid: float


def frame(
    material: Material, size: Size, brief: Brief, assets: Assets, *, count: int, seed: int
) -> tuple[tuple[Framing, ...], tuple[Decision, ...]]:
    """Return up to `count` framings of `material` for `size`, best first, kinds mixed.

    Raises StageError if the size has no pixels; at least one framing is always returned.
    """
    if size.width < 1 or size.height < 1:
        raise StageError(STAGE, f"The size {size.name} has no pixels to draw on.")
    source = _read(material, brief, assets)
    decisions = list(_cut_decisions(source, size))
    candidates = _candidates(source, size, brief, max(1, count), seed)
    chosen = _diverse(candidates, max(1, count))
    framings = []
    for candidate in chosen:
        canvas, mask, box = candidate.make()
        framings.append(
            Framing(
                candidate.kind,
                assets.put(canvas),
                assets.put(mask),
                box,
                candidate.note,
                candidate.score,
            )
        )
    losers = [candidate for candidate in candidates if candidate not in chosen]
    decisions += [_decision(candidate, size, losers) for candidate in chosen]
    return tuple(framings), tuple(decisions)


def _read(material: Material, brief: Brief, assets: Assets) -> Source:
    canvas = assets.get(material.canvas_asset)
    rgb = np.ascontiguousarray(canvas[..., :3])
    if material.product_box is None:
        mask = np.zeros(rgb.shape[:2], np.uint8)
        cutout = None
    else:
        mask = assets.get(material.product_mask)
        cutout = read_cutout(assets.get(material.product_asset), brief)
    step = max(1, max(rgb.shape[:2]) // 96)
    small = rgb[::step, ::step].astype(np.float32) / 255.0
    colours = cutout.colours if cutout else product_colours(small, np.ones(small.shape[:2], "f4"))
    value = material.ground.lstrip("#")
    tone = sum(int(value[i : i + 2], 16) for i in (0, 2, 4)) / 765 if len(value) >= 6 else 1.0
    plain = extending.plainness(rgb, mask)
    sure = next((d.score for d in material.decisions if d.subject == "product"), None)
    sure = 1.0 if sure is None else sure
    overlaid = 0.0
    if material.removal_mask:
        overlaid = float(((assets.get(material.removal_mask) > 127) & (mask < 128)).mean())
    return Source(rgb, mask, material.product_box, cutout, colours, plain, tone, sure, overlaid)


def _candidates(source: Source, size: Size, brief: Brief, count: int, seed: int) -> list[Candidate]:
    brand = brief.brand_kit.colours if brief.brand_kit else ()
    palettes = propose_palettes(source.colours, brand, brief.tone, max(3, count), seed)
    found = _cutouts(source, size, brief, palettes, count, seed)
    if not (found and source.overlaid > MOST_OVERLAID):
        found += [*_extensions(source, size, seed), *_crops(source, size, palettes, seed)]
    if not found:
        window = cropping.best_crop(source.rgb, source.mask, source.product, size)
        if window is None:
            return [_last_resort(source, size, seed)]
        return [_crop(source, size, window, 0.3, True)]
    return sorted(found, key=lambda candidate: -candidate.score)


def _diverse(candidates: list[Candidate], count: int) -> list[Candidate]:
    """The best of each kind first, then the best of the rest."""
    heads: list[Candidate] = []
    for candidate in candidates:
        weak = heads and candidate.score < 0.62 * heads[0].score
        if not weak and candidate.kind not in {head.kind for head in heads}:
            heads.append(candidate)
    rest = [candidate for candidate in candidates if candidate not in heads]
    return [*heads, *rest][:count]


# --- extend ---------------------------------------------------------------------------------


def _extensions(source: Source, size: Size, seed: int) -> list[Candidate]:
    """The photo at each place whose grown sides are plain enough, at most two."""
    height, width = source.mask.shape
    product = source.product or Box(0.0, 0.0, float(width), float(height))
    bleeds = source.cutout.bleeds if source.cutout else frozenset()
    found = []
    for spot in spots(size, product.width / product.height):
        if source.product is None or not allowed(spot, bleeds):
            continue
        placed = place(size, spot, product.width, product.height, bleeds, MOST_SCALE)
        photo = Box(0.0, 0.0, float(width), float(height))
        window = extending.window_for(product, placed.box, placed.scale, bleeds, photo, size)
        grown = extending.grown_sides(window, width, height, size)
        plain = min((source.plain[side] for side in grown), default=1.0)
        if plain < PLAIN_FROM or grown & bleeds:
            continue
        score = 0.55 + 0.4 * plain - (0.16 if source.ground_lightness > 0.93 else 0.0)
        score *= min(1.0, placed.scale / _wanted(placed))
        found.append(_extension(source, size, placed, window, plain, score, seed))
    found.sort(key=lambda candidate: -candidate.score)
    return found[:2]


def _wanted(placed: Placement) -> float:
    """The scale the place would have liked, an enlargement limit aside."""
    fit = min(
        placed.spot.area.width / max(placed.box.width, 1.0),
        placed.spot.area.height / max(placed.box.height, 1.0),
    )
    return placed.scale * (max(1.0, fit) ** 0.5 if placed.limited else 1.0)


def _extension(
    source: Source,
    size: Size,
    placed: Placement,
    window: extending.Window,
    plain: float,
    score: float,
    seed: int,
) -> Candidate:
    def make() -> Made:
        canvas, mask = extending.extend(source.rgb, source.mask, window, size, seed)
        return canvas, mask, _box_of(mask, placed.box)

    where = _room_words(placed)
    note = f"the photo's own plain ground continued, {where} (plainness {plain:.2f})"
    return Candidate("extend", score, note, make, placed.limited)


def _box_of(mask: Pixels, default: Box) -> Box:
    rows, columns = np.flatnonzero((mask > 127).any(1)), np.flatnonzero((mask > 127).any(0))
    if rows.size == 0:
        return default
    x, y = float(columns[0]), float(rows[0])
    return Box(x, y, float(columns[-1] + 1) - x, float(rows[-1] + 1) - y)


# --- cut-out --------------------------------------------------------------------------------

_OPPOSITE = {"left": "right", "right": "left", "top": "bottom", "bottom": "top"}


def _room_words(placed: Placement) -> str:
    return f"room for words at the {_OPPOSITE[placed.spot.side]}"


def _refusal(cutout: Cutout | None) -> str:
    """Why the cut-out cannot be set on a ground, or ""."""
    if cutout is None:
        return "no clear product could be cut out"
    bleeds = cutout.bleeds
    if {"left", "right"} <= bleeds or {"top", "bottom"} <= bleeds:
        return "the photo cuts the product on opposite sides"
    return ""


def _cutouts(
    source: Source,
    size: Size,
    brief: Brief,
    palettes: list[GroundPalette],
    count: int,
    seed: int,
) -> list[Candidate]:
    cutout = source.cutout
    if cutout is None or _refusal(cutout):
        return []
    rng = np.random.default_rng(seed)
    light = -1.0 if rng.random() < 0.5 else 1.0
    places = [spot for spot in spots(size, cutout.aspect) if allowed(spot, cutout.bleeds)]
    wide = size.width / size.height
    names = choose_families(cutout, wide, palettes, brief.tone, seed)
    base = 0.86 if cutout.stance != "bleeding" else 0.6
    base -= 0.8 * max(0.0, SURE_FROM - source.certainty)
    found = []
    for turn, (name, palette) in enumerate(zip(names, palettes, strict=False)):
        spot = places[turn % len(places)]
        placed = place(
            size, spot, cutout.solid.width, cutout.solid.height, cutout.bleeds, MOST_SCALE
        )
        if 0.4 < wide < 2.3 and placed.box.area < LEAST_SHARE * size.width * size.height:
            continue
        score = (base - 0.04 * turn) * min(1.0, placed.scale / _wanted(placed)) ** 0.5
        note = f"cut-out on {family_words(name, palette)}, {_room_words(placed)}"
        make = _composer(cutout, placed, size, name, palette, light, seed + 101 * turn)
        found.append(Candidate("cutout", score, note, make, placed.limited))
    return found[: max(count, 2)]


def _composer(
    cutout: Cutout,
    placed: Placement,
    size: Size,
    name: str,
    palette: GroundPalette,
    light: float,
    seed: int,
) -> Callable[[], Made]:
    def make() -> Made:
        canvas, mask, box = compose(cutout, placed, size, name, palette, light, seed)
        return canvas, mask, _box_of(mask, box)

    return make


# --- crop -----------------------------------------------------------------------------------


def _crops(source: Source, size: Size, palettes: list[GroundPalette], seed: int) -> list[Candidate]:
    """A crop of the whole photo, and the photo as a panel beside a plain wall."""
    found = []
    window = cropping.best_crop(source.rgb, source.mask, source.product, size)
    plain = sum(source.plain.values()) / 4
    if window is not None and window.scale <= cropping.LARGEST:
        score = 0.32 + 0.52 * window.score
        found.append(_crop(source, size, window, score, False))
    first = bool(seed % 2) and size.width >= size.height
    box = cropping.panel_box(size, first)
    part = Size(round(box.right) - round(box.x), round(box.bottom) - round(box.y))
    inner = None
    if plain < 0.75:
        inner = cropping.best_crop(source.rgb, source.mask, source.product, part, words=False)
    if inner is not None and inner.scale <= MOST_SCALE:
        score = 0.5 + 0.25 * inner.score
        found.append(_panel(source, size, inner, box, palettes[0], score, seed))
    return found


def _crop(
    source: Source, size: Size, window: cropping.Crop, score: float, fallback: bool
) -> Candidate:
    def make() -> Made:
        mask = source.mask if source.product else _centre_saliency(source.mask.shape)
        canvas, cover = cropping.crop(source.rgb, mask, window, size)
        return canvas, cover, _box_of(cover, source.product) if source.product else None

    note = f"a crop of the photo, enlarged {window.scale:.1f} times"
    if window.scale <= 1.0:
        note = "a crop of the photo in full sharpness"
    return Candidate("crop", score, note, make, window.scale > cropping.LARGEST, fallback)


def _panel(
    source: Source,
    size: Size,
    window: cropping.Crop,
    box: Box,
    palette: GroundPalette,
    score: float,
    seed: int,
) -> Candidate:
    def make() -> Made:
        mask = source.mask if source.product else _centre_saliency(source.mask.shape)
        canvas, cover = cropping.panel(source.rgb, mask, window, box, size, palette, seed)
        return canvas, cover, _box_of(cover, box) if source.product else None

    return Candidate("crop", score, f"the photo beside a plain {palette.name} wall", make)


def _centre_saliency(shape: tuple[int, ...]) -> Pixels:
    """A soft oval in the middle: what stands in for a mask when no product stands out."""
    y = np.linspace(-1, 1, shape[0], dtype=np.float32)[:, None]
    x = np.linspace(-1, 1, shape[1], dtype=np.float32)[None, :]
    return np.asarray(210.0 * np.exp(-2.2 * (x * x + y * y)), dtype=np.uint8)


def _last_resort(source: Source, size: Size, seed: int) -> Candidate:
    """The whole photo fitted inside, its rim melting into a soft ground."""
    height, width = source.mask.shape
    scale = min(size.width / width, size.height / height, MOST_SCALE)
    window = extending.Window(
        scale,
        float(round((size.width - width * scale) / 2)),
        round((size.height - height * scale) / 2),
    )

    def make() -> Made:
        mask = source.mask if source.product else _centre_saliency(source.mask.shape)
        canvas, cover = extending.extend(source.rgb, mask, window, size, seed)
        return canvas, cover, _box_of(cover, source.product) if source.product else None

    note = "the whole photo fitted in, its rim melting into a soft ground"
    return Candidate("extend", 0.2, note, make, fallback=True)


# --- words ----------------------------------------------------------------------------------


def _cut_decisions(source: Source, size: Size) -> list[Decision]:
    found = []
    refusal = _refusal(source.cutout)
    if source.product is None:
        reason = (
            "no clear product was found, so the whole picture is used and its middle kept clear"
        )
        found.append(Decision(STAGE, size.name, "the whole picture", reason))
    elif refusal:
        found.append(Decision(STAGE, size.name, "no cut-out", refusal))
    if source.overlaid > MOST_OVERLAID:
        cut = source.product is not None and not refusal
        chosen = "the product alone" if cut else "the photo with what was put on it"
        reason = f"{source.overlaid:.1%} of the photo around the product carries words or signs"
        found.append(Decision(STAGE, size.name, chosen, reason, fallback=not cut))
    return found


def _decision(candidate: Candidate, size: Size, losers: list[Candidate]) -> Decision:
    reason = {
        "extend": "the photo's rim is plain enough to continue without a seam",
        "cutout": "the product stands out best on a ground in colours chosen for it",
        "crop": "the photo itself has the place and the room",
    }[candidate.kind]
    if candidate.fallback:
        reason = "nothing better fits this size"
    if candidate.limited and candidate.kind == "crop":
        reason += "; the photo is small, so the crop is a little soft"
    elif candidate.limited:
        reason += f"; the photo is small, so it is not enlarged beyond {MOST_SCALE:.0f} times"
    rejected = tuple((loser.note, round(loser.score, 3), "scored lower") for loser in losers)
    return Decision(
        STAGE, size.name, candidate.note, reason, round(candidate.score, 3), rejected,
        candidate.fallback,
    )  # fmt: skip
