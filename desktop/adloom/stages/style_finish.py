"""From predicted classes to `TextStyle` and `ShapeStyle`: weights, tracking, strokes, radii.

Strokes and gradients appear only on display type, a stroke only round light type, a shadow under
type only where the type is light and the ground restless.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from adloom import colour
from adloom.stages import style_codec as codec
from adloom.stages import style_vocabulary as vocabulary
from adloom.types import Element, Gradient, Shadow, ShapeStyle, Stroke, TextStyle

Answer = Mapping[str, NDArray[np.float32]]

BOLD, GRADIENT, STROKE, SHADOW = range(4)
TRACKING, RADIUS, OPACITY = range(3)

SHAPE_KINDS: dict[str, str] = {
    "pill": "pill", "rect": "rect", "rounded": "rounded", "circle": "circle",
    "burst": "starburst", "tag": "tag", "ribbon": "ribbon", "diagonal": "rect",
    "band": "band", "badge": "badge", "slant": "slant", "starburst": "starburst",
    "brush": "brush", "rule": "line", "line": "line", "frame": "frame", "dots": "dots",
    "halo": "circle", "block": "rect", "arch": "rounded", "arc": "arc",
}  # fmt: skip
"""Shape layers that draw a layout's shapes; decorations of other shapes are left out."""


@dataclass(frozen=True)
class Finish:
    """The two families of a creative."""

    headline: str
    body: str


def chance(logit: float) -> float:
    """Return the probability behind a flag trained by focal loss with gamma 1.

    Focal loss pulls its minimiser towards one half; this is the exact way back
    (Charoenphakdee et al., CVPR 2021).
    """
    q = float(np.clip(1 / (1 + np.exp(-float(logit))), 1e-6, 1 - 1e-6))
    yes = -np.log(q) + (1 - q) / q
    no = -np.log(1 - q) + q / (1 - q)
    return float(no / (yes + no))


def text_style(
    element: Element,
    text: str,
    fill: int,
    candidates: codec.Candidates,
    ground: codec.Ground,
    answer: Answer,
    index: int,
    finish: Finish,
    noise: NDArray[np.float64],
) -> TextStyle:
    """Return the style of a text element; sizes are guesses that assembling makes exact."""
    flags = [chance(logit) for logit in answer["flags"][0, index]]
    size = codec.type_size(element, text)
    is_display = element.role in vocabulary.DISPLAY_ROLES
    lab = candidates.lab[fill]
    is_light = bool(lab[0] > 0.8)
    family = finish.headline if is_display else finish.body
    cut = noise[BOLD] if element.role == "headline" else 0.5
    stroke = None
    if is_display and is_light and noise[STROKE] < flags[STROKE]:
        edge = int(answer["stroke_fill"][0, index].argmax())
        if candidates.lab[edge][0] < 0.45:
            stroke = Stroke(candidates.colours[edge], round(0.05 * size, 1))
    shadow = None
    if is_light and stroke is None and ground.spread > 0.05 and noise[SHADOW] < flags[SHADOW]:
        shadow = Shadow("#00000080", 0.0, round(0.03 * size, 1), round(0.18 * size, 1))
    is_graded = is_display and stroke is None and noise[GRADIENT] < flags[GRADIENT]
    return TextStyle(
        font=family,
        weight=700 if flags[BOLD] > cut else 400,
        size=size,
        fill=candidates.colours[fill],
        gradient=_gradient(candidates, fill, answer, index) if is_graded else None,
        stroke=stroke,
        shadow=shadow,
        align=element.align,
        tracking=vocabulary.TRACKING[int(answer["quartets"][0, index, TRACKING].argmax())],
        max_lines=max(1, element.lines),
        price_lockup=element.role == "price",
    )


def _gradient(
    candidates: codec.Candidates, fill: int, answer: Answer, index: int
) -> Gradient | None:
    """Return a gentle gradient of coloured type, or None where the two ends do not go together."""
    one = colour.lightness_chroma_hue(candidates.lab[fill])
    end = int(answer["second"][0, index].argmax())
    other = colour.lightness_chroma_hue(candidates.lab[end])
    is_close = colour.hue_distance(one[2], other[2]) < 0.7 and 0.02 < abs(one[0] - other[0]) < 0.26
    if one[1] < 0.06 or other[1] < 0.05 or not is_close:
        return None
    ends = (candidates.colours[fill], candidates.colours[end])
    return Gradient(((0.0, ends[0]), (1.0, ends[1])), angle=90.0)


def shape_style(element: Element, fill: str, answer: Answer, index: int) -> ShapeStyle | None:
    """Return the style of an underlay or decoration; None for a shape that cannot be drawn."""
    radius = vocabulary.RADII[int(answer["quartets"][0, index, RADIUS].argmax())]
    opacity = vocabulary.OPACITIES[int(answer["quartets"][0, index, OPACITY].argmax())]
    short = min(element.box.width, element.box.height)
    kind = SHAPE_KINDS.get(element.shape, "")
    if not kind:
        if element.role == "decoration":
            return None
        kind = "pill" if radius >= 0.5 else "rounded" if radius > 0 else "rect"
    shadow = None
    is_sticker = kind in ("rounded", "pill", "circle") and element.role == "underlay"
    if is_sticker and chance(answer["flags"][0, index, SHADOW]) > 0.15:
        shadow = Shadow("#0000002e", 0.0, round(0.03 * short, 1), round(0.12 * short, 1))
    rounded = (radius if 0 < radius < 0.5 else 0.2) * short if kind == "rounded" else 0.0
    return ShapeStyle(
        kind, colour.with_alpha(fill, opacity), shadow=shadow, radius=round(min(rounded, 48.0), 1)
    )
