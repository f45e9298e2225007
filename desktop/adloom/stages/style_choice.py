"""How classes become choices: draws by fixed noise, and the house rules no draw may break.

Rules: a text's fill reads on its ground; siblings share a fill; texts on like grounds are all dark
or all light; vivid colours carry light type; an underlay stands apart from the one below it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adloom import colour
from adloom.stages import style_codec as codec
from adloom.stages import style_vocabulary as vocabulary
from adloom.types import Brief, Layout

Arrays = dict[str, NDArray[Any]]
Logits = NDArray[np.float32]

FILL_TEMPERATURE, FILL_MASS = 0.55, 0.8
"""How freely fills are drawn, and the share of probability they are drawn from."""
NESTED_GAP = 12.0
"""Least OKLab distance (x 100) of an underlay from the one it lies on."""
MIDDLE, VIVID, VIVID_LIGHTNESS, LIKE_GROUND = 0.6, 0.09, 0.66, 12.0
"""OKLab lightness that parts dark type from light; what counts as a vivid ground that dark type
looks dirty on; and the distance (x 100) within which two grounds are alike."""
CLEAN_UNDER_DARK = 0.72
"""OKLab lightness from which a vivid fill carries dark type cleanly."""


@dataclass(frozen=True)
class Case:
    """One creative being styled: what is seen, what may be chosen, and the noise of its seed."""

    layout: Layout
    texts: dict[int, str]
    view: codec.View
    candidates: codec.Candidates
    allowed: NDArray[np.bool_]
    context: Arrays
    brief: Brief
    noise: dict[str, NDArray[np.float64]]


def draw(
    logits: Logits, noise: NDArray[np.float64], temperature: float, mass: float,
    allowed: NDArray[np.bool_] | None = None,
) -> int:  # fmt: skip
    """Draw a class by its logits from the likeliest classes that hold `mass` of probability."""
    scores = logits.astype(np.float64)
    if allowed is not None and allowed.any():
        scores = np.where(allowed, scores, -1e9)
    scores = scores / temperature
    odds = np.exp(scores - scores.max())
    odds /= odds.sum()
    order = np.argsort(-odds, kind="stable")
    kept = order[: int(np.searchsorted(np.cumsum(odds[order]), mass)) + 1]
    return int(kept[np.argmax(scores[kept] + noise[kept])])


def choose_accent(case: Case, logits: Logits) -> int:
    """Draw the accent; with a brand kit, among its colours."""
    allowed = case.allowed
    if case.brief.brand_kit is not None and case.brief.brand_kit.colours:
        chroma = np.linalg.norm(case.candidates.lab[:, 1:], axis=1)
        vivid = allowed & (chroma > 0.05)
        allowed = vivid if vivid.any() else allowed
    return draw(logits, case.noise["accent"], FILL_TEMPERATURE, FILL_MASS, allowed)


def choose_shape_fills(
    case: Case, answer: dict[str, Logits], grounds: list[codec.Ground]
) -> dict[int, int]:
    """Choose the fill of each shape, outer ones first; what lies on an underlay sees it."""
    elements = case.layout.elements[: vocabulary.MAX_ELEMENTS]
    fills: dict[int, int] = {}
    groups: dict[tuple[object, ...], int] = {}
    for index in sorted(range(len(elements)), key=lambda at: elements[at].on != "background"):
        element = elements[index]
        parent = fills.get(_parent(element.on))
        if parent is not None:
            opacity = _opacity(answer, _parent(element.on))
            grounds[index] = codec.panel_ground(
                case.candidates.colours[parent], opacity, grounds[index]
            )
        if element.role not in ("underlay", "decoration"):
            continue
        alike = (element.role, element.shape, round(element.box.width), round(element.box.height))
        allowed = case.allowed
        if parent is not None:
            gap = colour.distance(case.candidates.lab, case.candidates.lab[parent])
            allowed = allowed & (gap > NESTED_GAP)
        allowed = _carries_light_type(case, allowed) if _is_label(case, index) else allowed
        if alike not in groups:
            logits = answer["fill"][0, index]
            groups[alike] = draw(logits, case.noise["shape"], FILL_TEMPERATURE, FILL_MASS, allowed)
        fills[index] = groups[alike]
    return fills


def _is_label(case: Case, index: int) -> bool:
    held = [e.role for e in case.layout.elements if e.on == f"underlay:{index}"]
    return bool(held) and all(role in ("cta", "badge", "price") for role in held)


def _carries_light_type(case: Case, allowed: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Leave out vivid fills too light for white type and too dark for clean dark type."""
    lab = case.candidates.lab
    white = colour.contrast_of_luminances(case.candidates.light, 1.0)
    is_vivid = np.linalg.norm(lab[:, 1:], axis=1) > VIVID
    awkward = is_vivid & (white < vocabulary.SMALL_TEXT_CONTRAST) & (lab[:, 0] < CLEAN_UNDER_DARK)
    return allowed & ~awkward if (allowed & ~awkward).any() else allowed


def _parent(on: str) -> int:
    return int(on.split(":")[1]) if on.startswith("underlay:") else -1


def _opacity(answer: dict[str, Logits], index: int) -> float:
    return vocabulary.OPACITIES[int(answer["quartets"][0, index, 2].argmax())]


def choose_text_fills(
    case: Case, answer: dict[str, Logits], grounds: list[codec.Ground]
) -> dict[int, int]:
    """Choose the fill of each text among those that read on its ground, the headline's first.

    Siblings share one fill, and texts on like grounds are all dark or all light.
    """
    fills: dict[int, int] = {}
    groups: dict[tuple[str, int], int] = {}
    shown = [at for at in sorted(case.texts) if at < vocabulary.MAX_ELEMENTS]
    leads: list[tuple[codec.Ground, bool]] = []
    for index in sorted(shown, key=lambda at: case.layout.elements[at].role != "headline"):
        element, ground = case.layout.elements[index], grounds[index]
        reads = codec.contrasts(case.candidates, ground) >= codec.wanted_contrast(
            element, case.texts[index], case.layout
        )
        allowed = case.allowed & reads if (case.allowed & reads).any() else case.allowed
        allowed = _on_one_side(case, allowed, ground, leads)
        kin = (element.role, round(float(ground.lab[0]) * 3))
        fill = groups.get(kin)
        if fill is None or not allowed[fill]:
            logits = answer["fill"][0, index]
            fill = draw(logits, case.noise["text"], FILL_TEMPERATURE, FILL_MASS, allowed)
        groups[kin] = fills[index] = fill
        leads.append((ground, bool(case.candidates.lab[fill, 0] > MIDDLE)))
    return fills


def _on_one_side(
    case: Case,
    allowed: NDArray[np.bool_],
    ground: codec.Ground,
    leads: list[tuple[codec.Ground, bool]],
) -> NDArray[np.bool_]:
    """Keep to light type on vivid colours, and to the side taken on a like ground before."""
    is_light = case.candidates.lab[:, 0] > MIDDLE
    chroma = float(np.hypot(ground.lab[1], ground.lab[2]))
    wanted = None
    if chroma > VIVID and ground.lab[0] < VIVID_LIGHTNESS:
        wanted = True
    for other, was_light in leads:
        if colour.distance(other.lab, ground.lab) < LIKE_GROUND:
            wanted = was_light
            break
    if wanted is None or not (allowed & (is_light == wanted)).any():
        return allowed
    return np.asarray(allowed & (is_light == wanted))
