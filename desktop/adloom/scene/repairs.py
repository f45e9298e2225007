"""The smallest changes that make a text pass its checks.

Fills move along OKLab lightness with their hue kept; where the ground is too mixed for any fill,
a soft scrim of the ground's own hue goes under the text; texts (with the underlay that hugs them)
move straight into a bound. Boxes are canvas pixels, contrasts WCAG 2 ratios.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from adloom import colour, geometry
from adloom.assets import Pixels
from adloom.render import text as type_setter
from adloom.scene.evidence import (
    WORST_SHARE,
    Inked,
    measured_contrast,
    panel_under,
    pixels_light,
    wanted_contrast,
)
from adloom.types import Box, Decision, Layer, Scene, Shadow, ShapeLayer, ShapeStyle, TextLayer

COMFORT = 1.04
"""Repairs aim this much above the ratio needed, since pixels are rounded."""
SCRIM_STEPS = (0.35, 0.5, 0.62, 0.74, 0.86, 0.95)
LIGHTNESSES = tuple(float(value) for value in np.linspace(0.0, 1.0, 41))
NUDGES = (-0.3, 0.3, -0.6, 0.6, -0.9, 0.9, -1.2, 1.2)
"""Ways up and down, in em, that a text may go to leave an edge of its ground."""
FARTHEST_SHIFT = 0.12
"""Longest way a text may be moved, as a share of the canvas's short side."""
HUG = 3.0
"""An underlay of at most this many times the ink's area moves along with its text."""


def repair_contrast(
    scene: Scene, ink: Inked, ground: Pixels, product: Pixels
) -> tuple[Scene, Decision, bool]:
    """Return the scene with the text made legible, the repair in words, and if a scrim was laid.

    `ground` (H, W, 4) is the scene without its texts, `product` (H, W) the product's alpha.
    """
    wanted = wanted_contrast(ink.layer, scene)
    before = measured_contrast(ink)
    fill = _moved_fill(ink, wanted * COMFORT)
    what = f"from {before:.1f}:1, {wanted:.1f}:1 is needed"
    subject = f"contrast: {ink.layer.id}"
    if fill is not None:
        repaired = _refilled(scene, ink.layer, fill)
        change = f"colour moved from {ink.layer.style.fill[:7]} to {fill[:7]}"
        return repaired, Decision("checks", subject, change, what), False
    nudged = _nudged(scene, ink, ground, product, wanted * COMFORT)
    if nudged is not None:
        return nudged[0], Decision("checks", subject, nudged[1], what), False
    scrim, fill = _scrim(scene, ink, wanted * COMFORT)
    repaired = _insert_below(_refilled(scene, ink.layer, fill), scrim)
    change = "a soft scrim laid under the text"
    return repaired, Decision("checks", subject, change, what), True


def _refilled(scene: Scene, layer: TextLayer, fill: str) -> Scene:
    style = replace(layer.style, fill=fill, gradient=None, stroke=None)
    return _put(scene, replace(layer, style=style))


def _put(scene: Scene, layer: Layer) -> Scene:
    return replace(
        scene, layers=tuple(layer if old.id == layer.id else old for old in scene.layers)
    )


def _moved_fill(ink: Inked, wanted: float) -> str | None:
    """Return the fill nearest in lightness that reaches `wanted`, or None."""
    start = ink.layer.style.fill
    own = colour.oklab_of(start)[0]
    light = pixels_light(ink)
    for lightness in sorted(LIGHTNESSES, key=lambda value: abs(value - own)):
        fill = colour.shift_lightness(start, lightness)
        fill_light = colour.luminance(colour.rgb_of(fill))
        ratios = colour.contrast_of_luminances(fill_light, light)
        if float(np.quantile(ratios, WORST_SHARE)) >= wanted:
            return fill
    return None


def _nudged(
    scene: Scene, ink: Inked, ground: Pixels, product: Pixels, wanted: float
) -> tuple[Scene, str] | None:
    """Return the scene with the text moved up or down off an edge of the ground, or None.

    Texts on underlays stay where they are.
    """
    if panel_under(ink.layer, scene) is not None:
        return None
    height, width = ink.coverage.shape
    left, top = ink.origin
    for em in NUDGES:
        y = top + round(em * ink.layer.style.size)
        if y < 0 or y + height > scene.height:
            continue
        below = ground[y : y + height, left : left + width, :3]
        under = product[y : y + height, left : left + width][ink.coverage > 96]
        there = replace(ink, ground=below)
        if measured_contrast(there) < wanted or (under > 127).mean() > ink.on_product:
            continue
        moved = _moved(scene, ink.layer, 0.0, float(y - top))
        if not _hits(moved, ink.layer):
            return moved, f"moved by {abs(y - top)} px onto a quieter ground"
    return None


def _scrim(scene: Scene, ink: Inked, wanted: float) -> tuple[ShapeLayer, str]:
    """Return the faintest scrim, dark or light as the text asks, and the fill that reads on it."""
    ground = ink.ground.reshape(-1, 3) / 255.0
    mean = ground.mean(0)
    _, chroma, hue = colour.lightness_chroma_hue(colour.to_oklab(mean))
    is_dark = float(colour.to_oklab(mean)[0]) < 0.72
    veil = colour.from_lch(0.16 if is_dark else 0.985, min(chroma, 0.03), hue)
    fill = colour.from_lch(0.99 if is_dark else 0.2, 0.012, hue)
    fill_light = colour.luminance(colour.rgb_of(fill))
    strength = SCRIM_STEPS[-1]
    for share in SCRIM_STEPS:
        covered = ground * (1 - share) + colour.rgb_of(veil) * share
        ratios = colour.contrast_of_luminances(fill_light, colour.luminance(covered))
        if float(np.quantile(ratios, WORST_SHARE)) >= wanted:
            strength = share
            break
    size = ink.layer.style.size
    wide = geometry.inset(ink.box, -0.7 * size, -0.5 * size)
    box = geometry.clip(wide, scene.width, scene.height)
    tone = colour.with_alpha(veil, strength)
    shape = ShapeStyle(
        "rounded", tone, shadow=Shadow(colour.with_alpha(veil, strength * 0.8), 0, 0, 0.6 * size),
        radius=round(min(0.5 * size, box.height / 2), 1),
    )  # fmt: skip
    return ShapeLayer(f"scrim-{ink.layer.id}", "scrim", box, shape=shape), fill


def _insert_below(scene: Scene, scrim: ShapeLayer) -> Scene:
    """Put the scrim under all texts, above every other shape and picture."""
    texts = [at for at, layer in enumerate(scene.layers) if isinstance(layer, TextLayer)]
    at = texts[0] if texts else len(scene.layers)
    return replace(scene, layers=(*scene.layers[:at], scrim, *scene.layers[at:]))


def shift_texts_into(scene: Scene, bound: Box) -> tuple[Scene, list[tuple[str, str]]]:
    """Return the scene with texts (and what hugs them) moved into `bound`, and who moved how far.

    A text that would have to go too far, or onto another text, stays where it is.
    """
    told = []
    for layer in [each for each in scene.layers if isinstance(each, TextLayer) and each.visible]:
        dx, dy = _way_into(type_setter.ink_box(layer), bound)
        if not dx and not dy:
            continue
        if max(abs(dx), abs(dy)) > FARTHEST_SHIFT * min(scene.width, scene.height):
            continue
        moved = _moved(scene, layer, dx, dy)
        if _hits(scene, layer) or not _hits(moved, layer):
            scene = moved
            told.append((layer.id, f"moved by {max(abs(dx), abs(dy)):.0f} px"))
    return scene, told


def _way_into(ink: Box, bound: Box) -> tuple[float, float]:
    if ink.width > bound.width or ink.height > bound.height:
        return 0.0, 0.0
    dx = max(0.0, bound.x - ink.x) - max(0.0, ink.right - bound.right)
    dy = max(0.0, bound.y - ink.y) - max(0.0, ink.bottom - bound.bottom)
    return dx, dy


def _moved(scene: Scene, layer: TextLayer, dx: float, dy: float) -> Scene:
    ink = type_setter.ink_box(layer)
    panel = panel_under(layer, scene)
    scene = _put(scene, replace(layer, box=_shift(layer.box, dx, dy)))
    if panel is not None and panel.box.area <= HUG * ink.area:
        scene = _put(scene, replace(panel, box=_shift(panel.box, dx, dy)))
    return scene


def _shift(box: Box, dx: float, dy: float) -> Box:
    return replace(box, x=box.x + dx, y=box.y + dy)


def _hits(scene: Scene, layer: TextLayer) -> bool:
    """Return whether the text of the layer's id meets another text."""
    inks = {
        each.id: type_setter.ink_box(each) for each in scene.layers if isinstance(each, TextLayer)
    }
    own = inks.pop(layer.id)
    return any(geometry.intersection(own, other).area > 0 for other in inks.values())
