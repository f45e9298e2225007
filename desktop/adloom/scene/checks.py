"""The checks a creative must pass, and the smallest repairs that make it pass.

Every check looks at drawn pixels and ink boxes in canvas pixels. Repairs are: a fill moved along
OKLab lightness, a soft scrim under a text, a text shifted into the canvas or its safe zone; each
is told by a Decision. What cannot be repaired fails, and the caller tries another layout.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from adloom import geometry
from adloom.assets import Assets, Pixels
from adloom.render import text as type_setter
from adloom.scene import type_scale
from adloom.scene.evidence import (
    Inked,
    ground_of,
    inked,
    measured_contrast,
    panel_under,
    product_mask,
    text_layers,
    wanted_contrast,
)
from adloom.scene.repairs import repair_contrast, shift_texts_into
from adloom.specs import NO_SPEC, AdSpec
from adloom.types import Box, CheckResult, Decision, Framing, Scene, TextLayer

OVERLAP_TOLERANCE = 0.01
"""Share of the smaller ink box that two texts may share: bearings, not letters."""
PRODUCT_TOLERANCE = 0.06
"""Share of a text's ink that may lie on the product."""
STICKER_ROLES = ("badge", "price")
"""Texts that may stand on the product when a small underlay of their own carries them."""
STICKER_SHARE = 0.06
"""Largest share of the canvas such an underlay may take."""
EDGE = 0.75
"""Pixels by which ink may touch a bound: anti-aliasing."""


@dataclass(frozen=True)
class Evidence:
    """A scene with what was measured on it; `safe` is the box its channel leaves uncovered."""

    scene: Scene
    inks: tuple[Inked, ...]
    safe: Box


Verdict = tuple[bool, str]


def check_and_repair(
    scene: Scene, framing: Framing, assets: Assets, spec_limits: AdSpec = NO_SPEC
) -> tuple[Scene, tuple[CheckResult, ...], tuple[Decision, ...]]:
    """Return the scene with its repairs, the verdict of every check, and the repairs in words."""
    product = product_mask(framing, scene, assets)
    decisions: list[Decision] = []
    scene, moved = _repair_places(scene, safe_box(scene, spec_limits))
    decisions += moved
    ground = ground_of(scene, assets)
    for layer in text_layers(scene):
        ink = inked(layer, scene, ground, product, assets)
        if measured_contrast(ink) >= wanted_contrast(layer, scene):
            continue
        scene, decision, has_scrim = repair_contrast(scene, ink, ground, product)
        decisions.append(decision)
        if has_scrim:
            ground = ground_of(scene, assets)
    evidence = gather(scene, product, ground, assets, spec_limits)
    repaired = {decision.subject.split(":")[0] for decision in decisions}
    results = tuple(
        CheckResult(name, *check(evidence), repaired=name in repaired)
        for name, check in CHECKS.items()
    )
    return replace(scene, decisions=(*scene.decisions, *decisions)), results, tuple(decisions)


def safe_box(scene: Scene, limits: AdSpec) -> Box:
    """Return the part of the scene's canvas that the channel leaves uncovered."""
    top, right, bottom, left = limits.safe
    return Box(
        scene.width * left / 100,
        scene.height * top / 100,
        scene.width * (100 - left - right) / 100,
        scene.height * (100 - top - bottom) / 100,
    )


def gather(
    scene: Scene, product: Pixels, ground: Pixels, assets: Assets, limits: AdSpec
) -> Evidence:
    """Measure what the checks need; `ground` is the scene drawn without its texts."""
    inks = tuple(inked(layer, scene, ground, product, assets) for layer in text_layers(scene))
    return Evidence(scene, inks, safe_box(scene, limits))


def _repair_places(scene: Scene, safe: Box) -> tuple[Scene, list[Decision]]:
    decisions = []
    whole = Box(0, 0, scene.width, scene.height)
    for name, bound in (("inside canvas", whole), ("safe zone", safe)):
        scene, told = shift_texts_into(scene, bound)
        decisions += [Decision("checks", f"{name}: {who}", what) for who, what in told]
    return scene, decisions


def _contrast(evidence: Evidence) -> Verdict:
    short = [
        f"{ink.layer.id} has {measured_contrast(ink):.1f}:1, needs "
        f"{wanted_contrast(ink.layer, evidence.scene):.1f}:1"
        for ink in evidence.inks
        if measured_contrast(ink) < wanted_contrast(ink.layer, evidence.scene)
    ]
    if short:
        return False, "; ".join(short)
    worst = min((measured_contrast(ink) for ink in evidence.inks), default=21.0)
    return True, f"the weakest text has {worst:.1f}:1"


def _smallest_type(evidence: Evidence) -> Verdict:
    least = type_scale.smallest_type(evidence.scene.width, evidence.scene.height)
    sizes = [(ink.layer.style.size, ink.layer.id) for ink in evidence.inks]
    size, name = min(sizes, default=(least, "text"))
    return size >= least - 0.26, f"{name} is set at {size:.0f} px, {least:.0f} px are needed"


def _inside_canvas(evidence: Evidence) -> Verdict:
    return _within(evidence, Box(0, 0, evidence.scene.width, evidence.scene.height), "the canvas")


def _safe_zone(evidence: Evidence) -> Verdict:
    return _within(evidence, evidence.safe, "the safe zone")


def _within(evidence: Evidence, bound: Box, name: str) -> Verdict:
    roomy = geometry.inset(bound, -EDGE, -EDGE)
    out = [ink.layer.id for ink in evidence.inks if not holds(roomy, ink.box)]
    return not out, f"{', '.join(out)} outside {name}" if out else f"all text is inside {name}"


def holds(outer: Box, inner: Box) -> bool:
    """Return whether `inner` lies in `outer` whole."""
    return (
        inner.x >= outer.x
        and inner.y >= outer.y
        and inner.right <= outer.right
        and inner.bottom <= outer.bottom
    )


def _overlap(evidence: Evidence) -> Verdict:
    met = []
    for at, one in enumerate(evidence.inks):
        for other in evidence.inks[at + 1 :]:
            shared = geometry.intersection(one.box, other.box).area
            if shared > OVERLAP_TOLERANCE * min(one.box.area, other.box.area):
                met.append(f"{one.layer.id} and {other.layer.id}")
    return not met, f"{'; '.join(met)} overlap" if met else "no texts overlap"


def _product_clear(evidence: Evidence) -> Verdict:
    over = [
        f"{ink.layer.id} covers the product with {ink.on_product:.0%} of its ink"
        for ink in evidence.inks
        if ink.on_product > PRODUCT_TOLERANCE and not _is_sticker(ink.layer, evidence.scene)
    ]
    return not over, "; ".join(over) if over else "no text lies on the product"


def _is_sticker(layer: TextLayer, scene: Scene) -> bool:
    panel = panel_under(layer, scene)
    if panel is None or layer.role not in STICKER_ROLES:
        return False
    return panel.box.area <= STICKER_SHARE * scene.width * scene.height


def _text_fit(evidence: Evidence) -> Verdict:
    out = [
        ink.layer.id
        for ink in evidence.inks
        if not holds(geometry.inset(ink.layer.box, -2, -2), type_setter.ink_box(ink.layer))
    ]
    return not out, f"{', '.join(out)} overflows its box" if out else "every text fits its box"


CHECKS: dict[str, Callable[[Evidence], Verdict]] = {
    "contrast": _contrast,
    "type size": _smallest_type,
    "inside canvas": _inside_canvas,
    "safe zone": _safe_zone,
    "text overlap": _overlap,
    "product clear": _product_clear,
    "text fit": _text_fit,
}
"""Every check by name: a new one needs a line here."""
