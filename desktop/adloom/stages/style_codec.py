"""What the style predictor sees: a canvas and its boxes as arrays, shared with training.

A `View` holds the canvas shrunk to 128 px on its longer side. Feature widths: grid cell 6,
candidate CANDIDATE_WIDTH, element ELEMENT_WIDTH; contrasts are WCAG ratios of every fill
candidate against the darkest and the lightest tenth of what lies under a box.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from adloom import colour
from adloom.assets import Pixels
from adloom.stages.style_vocabulary import (
    CANDIDATES,
    CODEBOOK,
    GENRES,
    LARGE_TEXT_CONTRAST,
    MAX_ELEMENTS,
    ON_KINDS,
    OWN_COLOURS,
    OWN_VARIANTS,
    SMALL_TEXT_CONTRAST,
    tone_index,
)
from adloom.types import ROLES, Box, Element, Layout

Floats = NDArray[np.float32]

VIEW_SIDE = 128
GRID = 8
CANDIDATE_WIDTH = 4 + 1 + len(OWN_VARIANTS) + 2
ELEMENT_WIDTH = 18
LARGE_PX, SHOWN_SHORT_SIDE = 24.0, 540.0
"""Type of 24 px counts as large on a canvas whose short side is shown at 540 px or less."""

_CODEBOOK_RGB = np.stack([colour.rgb_of(entry) for entry in CODEBOOK])
CODEBOOK_LAB = colour.to_oklab(_CODEBOOK_RGB)
_CODEBOOK_COLOURS = tuple(f"{entry}ff" for entry in CODEBOOK)


@dataclass(frozen=True)
class View:
    """A canvas shrunk: OKLab (h, w, 3), luminance (h, w), product alpha (h, w) 0..1."""

    lab: NDArray[np.float64]
    light: NDArray[np.float64]
    product: NDArray[np.float64]
    width: float
    height: float


@dataclass(frozen=True)
class Candidates:
    """The fill classes of one canvas: hex colours, OKLab (C, 3), luminances (C,), features."""

    colours: tuple[str, ...]
    lab: NDArray[np.float64]
    light: NDArray[np.float64]
    features: Floats
    own: NDArray[np.float64]
    shares: NDArray[np.float64]


@dataclass(frozen=True)
class Ground:
    """What lies under a box: mean OKLab, its spread, dark and light luminance, product share."""

    lab: NDArray[np.float64]
    spread: float
    dark: float
    light: float
    product: float


def look(canvas: Pixels, mask: Pixels) -> View:
    """Return the view of `canvas` (H, W, 4) and its product `mask` (H, W)."""
    from PIL import Image

    height, width = canvas.shape[:2]
    scale = VIEW_SIDE / max(width, height)
    small = (max(GRID, round(width * scale)), max(GRID, round(height * scale)))
    step = max(1, max(width, height) // (2 * VIEW_SIDE))
    thinned = np.ascontiguousarray(canvas[::step, ::step, :3])
    rgb = np.asarray(Image.fromarray(thinned).resize(small, Image.Resampling.BOX)) / 255
    covering = Image.fromarray(np.ascontiguousarray(mask[::step, ::step]))
    alpha = np.asarray(covering.resize(small, Image.Resampling.BOX)) / 255
    return View(colour.to_oklab(rgb), colour.luminance(rgb), alpha, float(width), float(height))


def candidates_of(view: View, brand: Sequence[str] = ()) -> Candidates:
    """Return the fill candidates: codebook, variants of the canvas's own colours, ink, paper.

    Four own colours come from the product and two from the ground (all from the ground where
    there is no product); `brand` colours, where given, stand in for them.
    """
    own, shares = _brand_colours(brand) if brand else _own_colours(view)
    variants = [variant for lab in own for variant in _variants(lab)]
    ink, paper = _tinted_neutrals(own)
    own_rgb = np.stack([colour.rgb_of(entry) for entry in (*variants, ink, paper)])
    rgb = np.concatenate([_CODEBOOK_RGB, own_rgb])
    colours = (*_CODEBOOK_COLOURS, *variants, ink, paper)
    lab = np.concatenate([CODEBOOK_LAB, colour.to_oklab(own_rgb)])
    light = colour.luminance(rgb)
    features = np.zeros((CANDIDATES, CANDIDATE_WIDTH), np.float32)
    features[:, :3] = lab * (1, 4, 4)
    features[:, 3] = np.linalg.norm(lab[:, 1:], axis=1) * 4
    first = len(CODEBOOK)
    for index in range(OWN_COLOURS):
        at = first + index * len(OWN_VARIANTS)
        features[at : at + len(OWN_VARIANTS), 4] = shares[index]
        features[at : at + len(OWN_VARIANTS), 5 : 5 + len(OWN_VARIANTS)] = np.eye(len(OWN_VARIANTS))
    features[-2, -2] = features[-1, -1] = 1
    return Candidates(colours, lab, light, features, own, shares)


def _own_colours(view: View) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    inside = view.lab[view.product > 0.6]
    outside = view.lab[view.product < 0.1]
    if len(inside) < 24:
        return colour.kmeans(view.lab.reshape(-1, 3)[::3], OWN_COLOURS, seed=0, rounds=8)
    step = max(1, len(inside) // 1024)
    mine, shares = colour.kmeans(inside[::step], OWN_COLOURS - 2, seed=0, rounds=8)
    around = outside if len(outside) >= 24 else view.lab.reshape(-1, 3)
    step = max(1, len(around) // 1024)
    ground, ground_shares = colour.kmeans(around[::step], 2, seed=0, rounds=6)
    return np.concatenate([mine, ground]), np.concatenate([shares, ground_shares])


def _brand_colours(brand: Sequence[str]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    labs = [colour.oklab_of(brand[at % len(brand)]) for at in range(OWN_COLOURS)]
    return np.stack(labs), np.full(OWN_COLOURS, 1 / OWN_COLOURS)


def _variants(lab: NDArray[np.float64]) -> tuple[str, str, str, str]:
    light, chroma, hue = colour.lightness_chroma_hue(lab)
    is_neutral = chroma < 0.035
    # Yellows and limes are only clean when light; blues, reds and purples when darker.
    yellowness = max(0.0, 1 - colour.hue_distance(hue, 1.75) / 0.9)
    strong = colour.from_lch(
        0.56 + 0.26 * yellowness, 0.03 if is_neutral else max(0.13, min(0.2, chroma * 1.35)), hue
    )
    return (
        colour.from_lch(light, chroma, hue),
        strong,
        colour.from_lch(0.3, min(chroma, 0.1) if not is_neutral else 0.012, hue),
        colour.from_lch(0.945, min(0.035, chroma * 0.4), hue),
    )


def _tinted_neutrals(own: NDArray[np.float64]) -> tuple[str, str]:
    chromas = np.linalg.norm(own[:, 1:], axis=1)
    hue = colour.lightness_chroma_hue(own[int(chromas.argmax())])[2]
    tint = 0.018 if chromas.max() > 0.05 else 0.004
    return colour.from_lch(0.215, tint, hue), colour.from_lch(0.985, tint * 0.4, hue)


def ground_under(view: View, box: Box) -> Ground:
    """Return what `box` (canvas pixels) covers on the canvas."""
    height, width = view.light.shape
    left = min(width - 1, max(0, int(box.x / view.width * width)))
    top = min(height - 1, max(0, int(box.y / view.height * height)))
    right = min(width, max(left + 1, int(np.ceil(box.right / view.width * width))))
    bottom = min(height, max(top + 1, int(np.ceil(box.bottom / view.height * height))))
    lab = view.lab[top:bottom, left:right].reshape(-1, 3)
    light = np.sort(view.light[top:bottom, left:right].ravel())
    last = len(light) - 1
    return Ground(
        lab.mean(0),
        float(lab[:, 0].std()),
        float(light[int(last * 0.1)]),
        float(light[int(np.ceil(last * 0.9))]),
        float(view.product[top:bottom, left:right].mean()),
    )


def panel_ground(fill: str, opacity: float, under: Ground) -> Ground:
    """Return the ground that a panel of `fill` at `opacity` over `under` gives its texts."""
    lab = colour.oklab_of(fill) * opacity + under.lab * (1 - opacity)
    light = float(colour.luminance(colour.rgb_of(fill)))
    dark = light * opacity + under.dark * (1 - opacity)
    bright = light * opacity + under.light * (1 - opacity)
    return Ground(lab, under.spread * (1 - opacity), dark, bright, under.product)


def type_size(element: Element, text: str) -> float:
    """Return the type size in pixels that `text` will have in the element's box, roughly."""
    lines = max(1, element.lines)
    by_height = element.box.height / lines / 1.2
    by_width = element.box.width * lines / max(1, len(text)) / 0.52
    return min(by_height, by_width * (1.1 if lines == 1 else 0.92))


def wanted_contrast(element: Element, text: str, layout: Layout) -> float:
    """Return the WCAG ratio a text in `element` needs: 3 where its type is large, else 4.5."""
    large = LARGE_PX * max(1.0, min(layout.canvas) / SHOWN_SHORT_SIDE)
    is_large = type_size(element, text) * 0.85 >= large
    return LARGE_TEXT_CONTRAST if is_large else SMALL_TEXT_CONTRAST


def contrasts(candidates: Candidates, ground: Ground) -> NDArray[np.float64]:
    """Return the worse WCAG ratio (C,) of every candidate against the ground's two ends."""
    return np.minimum(
        colour.contrast_of_luminances(candidates.light, ground.dark),
        colour.contrast_of_luminances(candidates.light, ground.light),
    )


def grid_inputs(view: View) -> tuple[NDArray[np.int64], Floats]:
    """Return (1, 64) codebook classes and (1, 64, 6) features of the 8 x 8 grid of cells."""
    height, width = view.light.shape
    rows = np.minimum(np.arange(height) * GRID // height, GRID - 1)
    columns = np.minimum(np.arange(width) * GRID // width, GRID - 1)
    cell = (rows[:, None] * GRID + columns[None]).ravel()
    count = np.maximum(1, np.bincount(cell, minlength=GRID * GRID))

    def mean(values: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.bincount(cell, values.ravel(), GRID * GRID) / count

    lab = np.stack([mean(view.lab[..., axis]) for axis in range(3)], 1)
    spread = np.sqrt(np.maximum(0, mean(view.lab[..., 0] ** 2) - lab[:, 0] ** 2))
    features = np.column_stack([lab * (1, 4, 4), spread * 4, mean(view.product), mean(view.light)])
    return colour.assign(lab, CODEBOOK_LAB)[None].astype(np.int64), features[None].astype(
        np.float32
    )


def element_inputs(
    layout: Layout,
    texts: Mapping[int, str],
    grounds: Sequence[Ground],
    candidates: Candidates,
) -> dict[str, NDArray[np.int64] | Floats]:
    """Return the inputs `element_kind` (1, 12, 2), `element` (1, 12, 18), `contrast` (1, 12, C).

    `grounds` has what lies under each element: the canvas, or the underlay once it is decided.
    """
    kind = np.zeros((1, MAX_ELEMENTS, 2), np.int64)
    kind[..., 0] = len(ROLES)
    features = np.zeros((1, MAX_ELEMENTS, ELEMENT_WIDTH), np.float32)
    ratio = np.zeros((1, MAX_ELEMENTS, CANDIDATES), np.float32)
    for index, element in enumerate(layout.elements[:MAX_ELEMENTS]):
        text = texts.get(index, "")
        wanted = wanted_contrast(element, text, layout)
        kind[0, index] = ROLES.index(element.role), ON_KINDS.index(element.on.split(":")[0])
        features[0, index] = _element_features(layout, element, text, grounds[index], wanted)
        against = np.log2(contrasts(candidates, grounds[index]) / wanted)
        ratio[0, index] = np.clip(against, -2, 2)
    return {"element_kind": kind, "element": features, "contrast": ratio}


def _element_features(
    layout: Layout, element: Element, text: str, ground: Ground, wanted: float
) -> list[float]:
    width, height = layout.canvas
    box = element.box
    cx, cy = box.centre
    return [
        cx / width,
        cy / height,
        box.width / width,
        box.height / height,
        float(np.log(max(box.width, 1) / max(box.height, 1))) / 2,
        box.area / (width * height) * 4,
        len(text) / 40,
        element.lines / 3,
        min(0.4, type_size(element, text) / min(width, height)) * 5 if text else 0.0,
        float(wanted < SMALL_TEXT_CONTRAST),
        float(ground.lab[0]),
        float(ground.lab[1]) * 4,
        float(ground.lab[2]) * 4,
        ground.dark,
        ground.light,
        ground.spread * 4,
        ground.product,
        float(len(text) > 0),
    ]


def context_inputs(
    view: View, candidates: Candidates, genre: str, tone: str, layout: Layout
) -> dict[str, NDArray[np.int64] | Floats]:
    """Return the inputs `grid`, `cell`, `palette` (1, 6, 4), `context` (1, 3), `candidate`."""
    grid, cell = grid_inputs(view)
    palette = np.column_stack([candidates.own * (1, 4, 4), candidates.shares])
    ratio = np.log2(layout.canvas[0] / layout.canvas[1])
    shape = int(np.clip(round(ratio) + 3, 0, 6))
    context = np.array([[GENRES.index(genre), tone_index(tone), shape]], np.int64)
    return {
        "grid": grid,
        "cell": cell,
        "palette": palette[None].astype(np.float32),
        "context": context,
        "candidate": candidates.features[None],
    }
