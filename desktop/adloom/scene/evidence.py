"""What the checks look at: rendered ground under each text's ink, ink boxes, the product's mask.

Measured on pixels drawn by the one renderer, canvas pixels throughout. Contrast is the WCAG 2
ratio that nine tenths of the pixels under and just around the glyphs reach.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from adloom import colour, geometry
from adloom.assets import Assets, Pixels
from adloom.render import compose
from adloom.render import text as type_setter
from adloom.scene import type_scale
from adloom.types import Box, Framing, Scene, ShapeLayer, TextLayer

LARGE_CONTRAST, SMALL_CONTRAST = 3.0, 4.5
WORST_SHARE = 0.1
"""Share of pixels that may fall short: anti-aliased rims and grain."""
LEAST_STROKE = 0.03
"""Strokes thinner than this share of the type size do not count as an edge."""


@dataclass(frozen=True)
class Inked:
    """One text's ink: its box, its coverage (h, w) 0..255 and the ground (h, w, 3) below it.

    `origin` is the (x, y) of the coverage's corner on the canvas.
    """

    layer: TextLayer
    box: Box
    coverage: Pixels
    ground: Pixels
    on_product: float
    origin: tuple[int, int]


def wanted_contrast(layer: TextLayer, scene: Scene) -> float:
    """Return the WCAG ratio the layer's type needs on the scene's canvas."""
    size = layer.style.size
    large = type_scale.is_large(size, layer.style.weight, scene.width, scene.height)
    return LARGE_CONTRAST if large else SMALL_CONTRAST


def text_layers(scene: Scene) -> tuple[TextLayer, ...]:
    """Return the visible texts of a scene, back to front."""
    return tuple(layer for layer in scene.layers if isinstance(layer, TextLayer) and layer.visible)


def ground_of(scene: Scene, assets: Assets) -> Pixels:
    """Return the scene's pixels (H, W, 4) without its texts."""
    kept = tuple(layer for layer in scene.layers if not isinstance(layer, TextLayer))
    return compose.render(replace(scene, layers=kept), assets)


def inked(layer: TextLayer, scene: Scene, ground: Pixels, product: Pixels, assets: Assets) -> Inked:
    """Return the ink of `layer` over `ground` (H, W, 4), and its share on `product` (H, W)."""
    ink = type_setter.ink_box(layer)
    window = geometry.clip(geometry.inset(ink, -3, -3), scene.width, scene.height)
    left, top = int(window.x), int(window.y)
    right = min(scene.width, max(left + 1, int(np.ceil(window.right))))
    bottom = min(scene.height, max(top + 1, int(np.ceil(window.bottom))))
    moved = replace(layer, box=replace(layer.box, x=layer.box.x - left, y=layer.box.y - top))
    small = Scene(right - left, bottom - top, (moved,))
    coverage = compose.layer_mask(small, layer.id, assets)
    below = ground[top:bottom, left:right, :3]
    under = product[top:bottom, left:right][coverage > 96]
    share = float((under > 127).mean()) if under.size else 0.0
    return Inked(layer, ink, coverage, below, share, (left, top))


def measured_contrast(ink: Inked, fill: str | None = None) -> float:
    """Return the contrast of the text's fill (or `fill`) against the pixels it stands on.

    A gradient counts by its worse end. A stroke counts as the edge where it is the better one.
    """
    style = ink.layer.style
    fills = [fill or style.fill]
    if fill is None and style.gradient is not None:
        fills = [stop for _, stop in style.gradient.stops]
    light = pixels_light(ink)
    found = min(_reached(colour.luminance(colour.rgb_of(each)), light) for each in fills)
    stroke = style.stroke
    if stroke is not None and stroke.width >= LEAST_STROKE * style.size:
        found = max(found, min(colour.contrast(each, stroke.colour) for each in fills))
    return found


def pixels_light(ink: Inked) -> NDArray[np.float64]:
    """Return the luminances of the pixels under and one pixel around the ink."""
    near = ink.coverage > 64
    spread = near.copy()
    spread[1:] |= near[:-1]
    spread[:-1] |= near[1:]
    spread[:, 1:] |= near[:, :-1]
    spread[:, :-1] |= near[:, 1:]
    pixels = ink.ground[spread] if spread.any() else ink.ground.reshape(-1, 3)
    step = max(1, len(pixels) // 4000)
    return colour.luminance(pixels[::step] / 255.0)


def _reached(fill: NDArray[np.float64], light: NDArray[np.float64]) -> float:
    return float(np.quantile(colour.contrast_of_luminances(fill, light), WORST_SHARE))


def panel_under(layer: TextLayer, scene: Scene) -> ShapeLayer | None:
    """Return the topmost opaque-enough shape that holds the text's ink, if any."""
    ink = type_setter.ink_box(layer)
    for shape in reversed(scene.layers):
        if not isinstance(shape, ShapeLayer) or shape.role not in ("underlay", "scrim"):
            continue
        if shape.visible and geometry.covered(ink, geometry.inset(shape.box, -2, -2)) > 0.98:
            return shape
    return None


def product_mask(framing: Framing, scene: Scene, assets: Assets) -> Pixels:
    """Return the product's alpha on the canvas, (H, W), of exactly the scene's size."""
    mask = assets.get(framing.mask_asset)
    if mask.shape == (scene.height, scene.width):
        return mask
    rows = np.arange(scene.height) * mask.shape[0] // scene.height
    columns = np.arange(scene.width) * mask.shape[1] // scene.width
    return np.ascontiguousarray(mask[rows[:, None], columns[None]])
