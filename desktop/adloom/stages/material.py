"""Stage 1: what the photograph holds: its kind, what was put on it, the product, its colours.

Three networks look: the material filter says what the picture is, the element detector what lies
over it, the matting network where the product is. Working pictures are at most LONGEST pixels on
the longer side; all assets of one Material share that size. Networks see a square letterbox (see
`inference.images`).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from adloom import colour
from adloom.assets import Assets, Pixels
from adloom.errors import RefusedError, StageError
from adloom.inference.catalog import Catalog
from adloom.inference.images import from_output, to_input
from adloom.inference.session import Session
from adloom.intake import read_picture
from adloom.stages import cutout, elements, suitability
from adloom.stages.elements import Found
from adloom.stages.suitability import Verdict
from adloom.types import Brief, Colour, Decision, Material, Report, Size
from adloom.types import Progress as Step

STAGE = "material"
FILTER, DETECTOR, MATTING = "material-filter", "element-detector", "product-matting"
MODELS = (FILTER, DETECTOR, MATTING)
LONGEST = 1600
PALETTE_COLOURS = 6
LEAST_SHARE, MOST_SHARE = 0.004, 0.985
"""A product covers at least and at most these shares of its photograph."""
PIECES, ONE_PIECE = 0.3, 0.97
"""What a mask in pieces loses of its certainty: this much of the share outside the largest one."""
LEAST_CERTAINTY = 0.8
"""Below this the network itself is not sure that what it marks is a product."""
PLAIN_FROM = 0.6
"""From this plainness of the rim on, a ground counts as plain."""


@dataclass(frozen=True)
class Looks:
    """What the first two networks say of a picture: its kind, and what lies over the photo."""

    verdict: Verdict
    found: Found


def mine(
    brief: Brief, models: Catalog, assets: Assets, report: Report | None = None, image: int = 0
) -> Material:
    """Read picture number `image` of the brief's product and make its Material.

    Raises IntakeError if the picture cannot be read, RefusedError if the material filter refuses
    it and the brief does not overrule that, ModelError if a network cannot run, and StageError if
    the brief names no such picture.
    """
    if image >= len(brief.product.images):
        raise StageError(STAGE, "There is no photograph to work with.")
    path = Path(brief.product.images[image])
    if report is not None:
        report(Step(STAGE, path.name, 0, 1))
    picture = cutout.fit_within(read_picture(path, LONGEST), LONGEST)
    looks = look(picture, models)
    if looks.verdict.refused and not brief.anyway:
        raise RefusedError(looks.verdict.kind, looks.verdict.reason)
    material = examine(picture, looks, models.session(MATTING), assets, side(models, MATTING))
    if report is not None:
        report(Step(STAGE, path.name, 1, 1))
    return material


def side(models: Catalog, name: str) -> int:
    """Side in pixels of the square that the installed network `name` takes."""
    return models.manifest(name).inputs[0].shape[-1]


def look(picture: Pixels, models: Catalog) -> Looks:
    """Ask the material filter and the element detector about an (H, W, 4) picture.

    Cut-outs carry no elements: what came with its own transparency is the product.
    """
    canvas = _on_white(picture)
    verdict = suitability.judge(canvas, models.session(FILTER), side(models, FILTER))
    if _is_cut_out_already(picture):
        return Looks(verdict, Found((), np.zeros(canvas.shape[:2], np.float32)))
    found = elements.find(canvas, models.session(DETECTOR), side(models, DETECTOR))
    return Looks(verdict, found)


def examine(picture: Pixels, looks: Looks, session: Session, assets: Assets, side: int) -> Material:
    """Make the Material of an (H, W, 4) picture with a matting session of `side` pixels."""
    picture = cutout.fit_within(picture, LONGEST)
    canvas = _on_white(picture)
    if _is_cut_out_already(picture):
        alpha: NDArray[np.float32] | None = (picture[..., 3] / 255).astype(np.float32)
        decision = Decision(
            STAGE, "product", "the picture's own transparency", "it came cut out already", 1.0
        )
    else:
        alpha, decision = _matte(canvas, session, side)
    return _describe(picture, canvas, alpha, decision, looks, assets)


def _on_white(picture: Pixels) -> Pixels:
    alpha = picture[..., 3:].astype(np.uint16)
    flat = (picture[..., :3] * alpha + 255 * (255 - alpha) + 127) // 255
    return flat.astype(np.uint8)


def _is_cut_out_already(picture: Pixels) -> bool:
    clear, solid = (picture[..., 3] < 128).mean(), (picture[..., 3] >= 128).mean()
    return bool(clear > 0.02 and solid > LEAST_SHARE)


def _matte(
    canvas: Pixels, session: Session, side: int
) -> tuple[NDArray[np.float32] | None, Decision]:
    """Alpha at the canvas's size, or None with the reason when no product stands out."""

    def see(picture: Pixels) -> NDArray[np.float32]:
        image, box = to_input(picture, side)
        return from_output(session.run({"image": image})["alpha"], box)

    alpha = cutout.matte(canvas, see)
    share, whole = float((alpha > 0.5).mean()), cutout.wholeness(alpha)
    sure = cutout.certainty(alpha) - PIECES * (1 - whole)
    refusal = _refusal(share, sure)
    if refusal:
        losers = (("cut-out", round(sure, 3), refusal),)
        return None, Decision(STAGE, "product", "no clear product", refusal, sure, losers)
    reason = f"it covers {share:.0%} of the photo, and the matting network is {sure:.0%} sure"
    if whole < ONE_PIECE:
        reason += "; it came out in several pieces, which counts against it"
    return cutout.refine(alpha, canvas), Decision(STAGE, "product", "cut out", reason, sure)


def _refusal(share: float, sure: float) -> str:
    if share < LEAST_SHARE:
        return "nothing in the photo stands out as a product, so the photo is used whole"
    if share > MOST_SHARE:
        return "the product fills the whole photo, so there is no edge to cut along"
    if sure < LEAST_CERTAINTY:
        return f"the outline is too unsure ({sure:.0%}), so the photo is used whole"
    return ""


def _describe(
    picture: Pixels,
    canvas: Pixels,
    alpha: NDArray[np.float32] | None,
    decision: Decision,
    looks: Looks,
    assets: Assets,
) -> Material:
    rows, columns = canvas.shape[:2]
    opaque = np.dstack([canvas, np.full((rows, columns), 255, np.uint8)])
    box = None if alpha is None else cutout.box_of(alpha)
    if alpha is None or box is None:
        alpha, product = np.zeros((rows, columns), np.float32), opaque
    elif _is_cut_out_already(picture):
        product = picture
    else:
        product = cutout.cut_out(canvas, alpha)
    ground, plainness = border(canvas, alpha)
    palette = _palette(canvas, alpha)
    covered = elements.removal_mask(looks.found, columns, rows).astype(np.uint8) * 255
    mask = (alpha * 255).round().astype(np.uint8)
    return Material(
        canvas_asset=assets.put(opaque),
        product_asset=assets.put(product),
        product_mask=assets.put(mask),
        width=columns,
        height=rows,
        product_box=box,
        suitability=looks.verdict.kind,
        palette=palette,
        ground=ground,
        border_plainness=plainness,
        elements_found=looks.found.elements,
        removal_mask=assets.put(covered) if covered.any() else "",
        decisions=(
            decision,
            looks.verdict.as_decision(),
            _elements_decision(looks.found, covered),
            _palette_decision(palette),
            _border_decision(ground, plainness),
        ),
    )


def whole_photo(material: Material, size: Size, assets: Assets) -> Material:
    """Return `material` with its product given up: a mask that leaves `size` no room for words."""
    reason = "the outline found leaves no room for words, so the photo is used whole"
    return replace(
        material,
        product_asset=material.canvas_asset,
        product_mask=assets.put(np.zeros((material.height, material.width), np.uint8)),
        product_box=None,
        decisions=(Decision(STAGE, size.name, "the photo as it is", reason, fallback=True),),
    )


def border(canvas: Pixels, alpha: NDArray[np.float32]) -> tuple[Colour, float]:
    """The colour of the photo's rim and how plain it is, 0..1, leaving the product aside.

    Plainness falls with the spread of the rim's colours around their median and with the steps
    between neighbours, both in OKLab times 100; 12 of the one or 4 of the other make it 0.
    """
    depth = max(2, round(min(canvas.shape[:2]) * 0.025))
    colours, clear = [], []
    for strip, mask in _sides(canvas, alpha, depth):
        colours.append(strip.reshape(depth, -1, 3).mean(0))
        clear.append(mask.max(0) < 0.5)
    lab = [colour.to_oklab(c / 255.0) for c in colours]
    seen = np.concatenate([values[free] for values, free in zip(lab, clear, strict=True)])
    if len(seen) < 8:
        return colour.hex_of(np.concatenate(colours).mean(0) / 255), 0.0
    median = np.median(seen, axis=0)
    spread = float(colour.distance(seen, median).mean())
    steps = [
        colour.distance(values[1:], values[:-1])[free[1:] & free[:-1]]
        for values, free in zip(lab, clear, strict=True)
    ]
    roughness = float(np.concatenate(steps).mean()) if any(len(s) for s in steps) else 0.0
    plainness = max(0.0, 1 - spread / 12) * max(0.0, 1 - roughness / 4)
    return colour.hex_of(colour.from_oklab(median)), round(plainness, 3)


def _sides(
    canvas: Pixels, alpha: NDArray[np.float32], depth: int
) -> list[tuple[NDArray[np.uint8], NDArray[np.float32]]]:
    """The four rim strips, each turned so that it runs (depth, length)."""
    turned, mask = canvas.transpose(1, 0, 2), alpha.T
    return [
        (canvas[:depth], alpha[:depth]),
        (canvas[-depth:], alpha[-depth:]),
        (turned[:depth], mask[:depth]),
        (turned[-depth:], mask[-depth:]),
    ]


def _palette(canvas: Pixels, alpha: NDArray[np.float32]) -> tuple[Colour, ...]:
    inside = alpha > 0.9
    pixels = canvas[inside] if inside.sum() >= 64 else canvas.reshape(-1, 3)
    centres, shares = colour.palette(pixels, PALETTE_COLOURS)
    found = zip(colour.from_oklab(centres), shares, strict=True)
    return tuple(colour.hex_of(rgb) for rgb, share in found if share > 0)


def _elements_decision(found: Found, covered: NDArray[np.uint8]) -> Decision:
    """What lies over the photo, counted by label, the surest twelve with their places."""
    counts = Counter(element.label for element in found.elements)
    if not counts:
        return Decision(STAGE, "elements", "none", "nothing was put on the photo")
    told = ", ".join(f"{number} x {label}" for label, number in counts.most_common())
    surest = sorted(found.elements, key=lambda e: -e.score)
    places = "; ".join(
        f"{e.label} at {e.box.x:.0f}, {e.box.y:.0f}, {e.box.width:.0f} x {e.box.height:.0f}"
        for e in surest[:12]
    )
    share = float((covered > 127).mean())
    reason = f"{share:.0%} of the photo would have to be painted anew: {places}"
    return Decision(STAGE, "elements", told, reason, round(surest[0].score, 3))


def _palette_decision(palette: tuple[Colour, ...]) -> Decision:
    shown = ", ".join(value[:7] for value in palette)
    return Decision(STAGE, "palette", shown, "the product's own colours, the commonest first")


def _border_decision(ground: Colour, plainness: float) -> Decision:
    plain = plainness >= PLAIN_FROM
    chosen = f"plain, {ground[:7]}" if plain else "not plain"
    reason = (
        "the photo can be continued in its own tone"
        if plain
        else "its rim shows things that cannot simply be continued"
    )
    return Decision(STAGE, "ground", chosen, reason, plainness)
