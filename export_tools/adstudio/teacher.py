"""The style teacher: what a good designer might choose, as odds over the predictor's classes.

It knows genre and pairing of type, harmony in OKLab (accents come from the product, neutrals are
tinted, no mud, no vivid large panels), WCAG contrast on what lies under each box, and restraint
(strokes and gradients are rare and only on display type). `legal` masks say what it would never
call a mistake; odds are positive only there. All odds sum to 1.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from adloom import colour
from adloom.stages.style_codec import Candidates, Ground, View, contrasts
from adloom.stages.style_vocabulary import (
    BODY_FAMILIES,
    CLUSTERS,
    DISPLAY_ROLES,
    HEADLINE_FAMILIES,
    INK,
    OWN_VARIANTS,
    PAPER,
)
from adloom.types import Element, Layout
from export_tools.adstudio import teacher_tables as tables

Odds = NDArray[np.float64]
Mask = NDArray[np.bool_]

LARGE_PANEL = 0.1
"""Share of the canvas above which an underlay is a panel, not an accent."""
READING_ROLES = ("subhead", "selling_point", "long")
SHORT_ROLES = ("cta", "badge", "price")


@dataclass(frozen=True)
class Mood:
    """What the picture feels like: lightness of the ground, chroma of product and ground."""

    lightness: float
    chroma: float
    busyness: float

    @staticmethod
    def of(view: View) -> Mood:
        """Read the mood from a view."""
        inside = view.product > 0.5
        lab = view.lab[inside] if inside.any() else view.lab.reshape(-1, 3)
        around = view.lab[~inside] if (~inside).any() else view.lab.reshape(-1, 3)
        strong = float(np.quantile(np.linalg.norm(lab[:, 1:], axis=1), 0.75))
        return Mood(float(around[:, 0].mean()), strong, float(around[:, 0].std()))


def normal(odds: Odds) -> Odds:
    """Return `odds` scaled to sum 1."""
    return odds / odds.sum()


def headline_odds(
    genre: str, tone: str, mood: Mood, text: str, element: Element | None, layout: Layout
) -> Odds:
    """Return the odds (F,) of each headline family."""
    odds = np.array(tables.GENRE_CLUSTERS[genre]) * np.array(tables.TONE_CLUSTERS[tone])
    weigh = dict.fromkeys(CLUSTERS, 1.0)
    if mood.lightness < 0.45:
        weigh |= {"condensed": 1.2, "tech": 1.5, "didone": 1.2, "rounded": 0.7}
    elif mood.lightness > 0.85:
        weigh |= {"classical": 1.3, "geometric": 1.2}
    if mood.chroma > 0.12:
        for cluster in ("heavy", "poster", "rounded", "condensed"):
            weigh[cluster] *= 1.4
    elif mood.chroma < 0.05:
        for cluster in ("didone", "classical", "tech", "grotesque"):
            weigh[cluster] *= 1.3
    if len(text) > 28:
        weigh["script"] *= 0.15
        weigh["poster"] *= 0.6
    is_narrow = _is_narrow(element, layout)
    if is_narrow:
        weigh["condensed"] *= 3
        weigh["script"] *= 0.3
    odds = normal(odds * np.array([weigh[cluster] for cluster in CLUSTERS]))
    families = np.array([_family_odds(name, is_narrow) for name, _ in HEADLINE_FAMILIES])
    owner = np.array([CLUSTERS.index(cluster) for _, cluster in HEADLINE_FAMILIES])
    inside = families / np.bincount(owner, families)[owner]
    return normal(odds[owner] * inside)


def _is_narrow(element: Element | None, layout: Layout) -> bool:
    if element is None:
        return False
    width, height = layout.canvas
    return element.box.width < 0.3 * width or element.box.height < 0.1 * min(width, height)


def _family_odds(name: str, is_narrow: bool) -> float:
    odds = tables.FAMILY_ODDS.get(name, 1.0)
    return odds * 0.25 if is_narrow and name in tables.WIDE_FAMILIES else odds


def body_odds(headline: int) -> Odds:
    """Return the odds (B,) of each body family beside headline family number `headline`."""
    name, cluster = HEADLINE_FAMILIES[headline]
    pairing = dict(tables.PAIRINGS[cluster])
    if name in BODY_FAMILIES:
        pairing[name] = sum(pairing.values()) / 5 * tables.SAME_FAMILY_ODDS
    return normal(np.array([pairing.get(family, 0.0) for family in BODY_FAMILIES]))


def _chroma_hue(candidates: Candidates) -> tuple[Odds, Odds]:
    a, b = candidates.lab[:, 1], candidates.lab[:, 2]
    return np.hypot(a, b), np.arctan2(b, a)


def _hue_gap(hues: Odds, hue: float) -> Odds:
    return np.abs((hues - hue + np.pi) % (2 * np.pi) - np.pi)


def _mud(candidates: Candidates) -> Mask:
    """Mark browns, olives and khakis: dull yellows and oranges of middle lightness."""
    chroma, hue = _chroma_hue(candidates)
    light = candidates.lab[:, 0]
    dull = (chroma > 0.025) & (chroma < 0.125) & (light > 0.36) & (light < 0.78)
    return dull & (_hue_gap(hue, 1.45) < 0.85)


def _is_own(kind: str) -> Mask:
    first = 64
    marks = np.zeros(PAPER + 1, bool)
    marks[first + OWN_VARIANTS.index(kind) : INK : len(OWN_VARIANTS)] = True
    return marks


def accent_odds(candidates: Candidates) -> tuple[Odds, Mask]:
    """Return the odds (C,) of each accent and the legal ones.

    An accent is a clean, saturated colour of the product; where nothing has a colour, ink.
    """
    chroma, hue = _chroma_hue(candidates)
    light = candidates.lab[:, 0]
    own_chroma = np.linalg.norm(candidates.own[:, 1:], axis=1)
    own_hue = np.arctan2(candidates.own[:, 2], candidates.own[:, 1])
    share = candidates.shares * (own_chroma > 0.045)
    clean = (chroma > 0.075) & (light > 0.36) & (light < 0.88) & ~_mud(candidates)
    odds = np.zeros(len(chroma))
    for index in np.flatnonzero(share > 0.02):
        # Product colours (the first four) speak before the ground's.
        voice = share[index] ** 0.5 * own_chroma[index] * (1.0 if index < 4 else 0.4)
        near = np.exp(-((_hue_gap(hue, own_hue[index]) / 0.22) ** 2))
        odds += voice * near * (_hue_gap(hue, own_hue[index]) < 0.4)
    odds *= clean * np.minimum(chroma, 0.17) ** 1.5
    odds *= np.where(_is_own("strong"), 3.0, np.where(_is_own("own"), 2.0, 0.35))
    if odds.sum() <= 0:
        odds = np.where(_is_own("deep") & (light < 0.4), 0.5, 0.0)
        odds[INK] = 3.0
    legal = odds > 0.01 * odds.max()
    return normal(odds * legal), legal


def _harmonious(candidates: Candidates, accent: int) -> Mask:
    chroma, hue = _chroma_hue(candidates)
    known = [candidates.lab[accent], *candidates.own]
    fits = chroma < 0.03
    for lab in known:
        if np.hypot(lab[1], lab[2]) > 0.04:
            fits |= _hue_gap(hue, float(np.arctan2(lab[2], lab[1]))) < 0.4
    return fits


def _near(candidates: Candidates, index: int, reach: float = 4.0) -> Odds:
    gap = colour.distance(candidates.lab, candidates.lab[index])
    return np.exp(-((gap / reach) ** 2))


def underlay_odds(
    element: Element, layout: Layout, roles_on: tuple[str, ...], ground: Ground,
    candidates: Candidates, accent: int,
) -> tuple[Odds, Mask]:  # fmt: skip
    """Return the odds (C,) of each fill of an underlay that carries `roles_on`, and the legal."""
    chroma, _ = _chroma_hue(candidates)
    light = candidates.lab[:, 0]
    gap = colour.distance(candidates.lab, ground.lab)
    share = element.box.area / (layout.canvas[0] * layout.canvas[1])
    fits = _harmonious(candidates, accent) & ~_mud(candidates)
    odds = np.full(len(light), 0.01)
    neutral_end = (light > 0.88) | (light < 0.34)
    if share > LARGE_PANEL or any(role in ("headline", *READING_ROLES) for role in roles_on):
        legal = fits & neutral_end & (chroma < 0.09) & (gap > 6)
        odds += 2 * _is_own("tint") + 1.2 * _is_own("deep")
        odds[PAPER] += 3
        odds[INK] += 1
        odds *= np.where(light > 0.6, 1.0 + 1.5 * (ground.lab[0] < 0.75), 1.0)
    else:
        apart = colour.contrast_of_luminances(candidates.light, (ground.dark + ground.light) / 2)
        legal = fits & (gap > 12) & (apart > 1.3) & ((chroma > 0.06) | neutral_end)
        odds += 8 * _near(candidates, accent) + 0.7 * _is_own("deep")
        odds[INK] += 1.2
        odds[PAPER] += 1.6 * (ground.lab[0] < 0.55)
    return _settle(odds, legal, gap)


def text_odds(
    element: Element, ground: Ground, wanted: float, candidates: Candidates, accent: int
) -> tuple[Odds, Mask]:
    """Return the odds (C,) of each fill of a text over `ground`, and the legal ones."""
    chroma, _ = _chroma_hue(candidates)
    light = candidates.lab[:, 0]
    ratio = contrasts(candidates, ground)
    fits = _harmonious(candidates, accent) & ~_mud(candidates)
    quiet = (chroma < 0.06) | (light < 0.36) | (light > 0.9)
    if element.role not in ("headline", "price", "badge"):
        fits &= quiet
    is_ink = (light < 0.32) & (chroma < 0.04)
    is_paper = (light > 0.94) & (chroma < 0.03)
    fits &= is_ink | is_paper | (chroma > 0.06) | (light < 0.34) | (light > 0.92)
    legal = fits & (ratio >= wanted * 1.06)
    on_panel = element.on.startswith("underlay")
    odds = np.full(len(light), 0.004)
    odds += 0.02 * (is_ink | is_paper)
    odds[[INK, PAPER]] += 4
    odds[0] += 1.0
    odds += 0.25 * _is_own("deep") + 0.1 * _is_own("tint") * on_panel
    voice = {"headline": 1.8, "price": 6.0, "badge": 3.0}.get(element.role, 0.0)
    odds += voice * _near(candidates, accent) * (chroma > 0.06)
    # Dark type looks dirty on a vivid colour that light type reads on.
    if np.hypot(ground.lab[1], ground.lab[2]) > 0.09 and ground.lab[0] < 0.66:
        odds *= np.where(light > 0.6, 1.0, 0.15)
    # Comfortable contrast is preferred to just enough of it.
    odds *= np.clip(np.log2(np.maximum(ratio / wanted, 1)) + 0.35, 0.35, 1.6)
    return _settle(odds, legal, ratio)


def _settle(odds: Odds, legal: Mask, ratio: Odds) -> tuple[Odds, Mask]:
    if not legal.any():
        legal = np.zeros_like(legal)
        legal[[INK, PAPER, 0]] = True
        legal &= ratio >= 0.9 * ratio[[INK, PAPER, 0]].max()
    odds = np.where(legal, odds, 0.0)
    return normal(odds), legal


def decoration_odds(ground: Ground, candidates: Candidates, accent: int) -> tuple[Odds, Mask]:
    """Return the odds (C,) of each fill of a decoration, and the legal ones."""
    gap = colour.distance(candidates.lab, ground.lab)
    legal = _harmonious(candidates, accent) & ~_mud(candidates) & (gap > 6)
    odds = 0.01 + 3 * _near(candidates, accent) + 0.5 * _is_own("tint") + 0.3 * _is_own("deep")
    return _settle(odds, legal, gap)


def bold_chance(role: str, cluster: str) -> float:
    """Return the chance that a text is bold."""
    return tables.HEADLINE_BOLD[cluster] if role == "headline" else tables.ROLE_BOLD.get(role, 0.0)


def tracking_odds(role: str, cluster: str) -> tuple[float, ...]:
    """Return the odds of the four tracking classes."""
    if role == "headline":
        return tables.HEADLINE_TRACKING[cluster]
    return tables.ROLE_TRACKING.get(role, (0.0, 1.0, 0.0, 0.0))


def gradient_chance(role: str, tone: str, fill_chroma: float, is_large: bool) -> float:
    """Return the chance of a gradient: rare, on large coloured display type."""
    if role not in DISPLAY_ROLES or fill_chroma < 0.06 or not is_large:
        return 0.0
    return {"playful": 0.2, "urgent": 0.2, "seasonal": 0.12, "premium": 0.06}.get(tone, 0.04)


def second_odds(candidates: Candidates, fill: int, ratio: Odds, wanted: float) -> Odds:
    """Return the odds (C,) of a gradient's other end: near in hue, a step in lightness."""
    hue = _chroma_hue(candidates)[1]
    gap = np.abs(candidates.lab[:, 0] - candidates.lab[fill, 0])
    fits = (_hue_gap(hue, hue[fill]) < 0.6) & (gap > 0.03) & (gap < 0.24) & (ratio > wanted)
    odds = np.where(fits & (_chroma_hue(candidates)[0] > 0.06), 1.0, 0.0)
    if odds.sum() == 0:
        odds[fill] = 1.0
    return normal(odds)


def stroke_chance(role: str, tone: str, cluster: str, fill_lightness: float) -> float:
    """Return the chance of a stroke: rare, and never round dark type."""
    is_loud = cluster in ("poster", "heavy", "rounded") and tone in ("playful", "urgent")
    if role not in DISPLAY_ROLES or fill_lightness < 0.8:
        return 0.0
    return 0.18 if is_loud else 0.01


def stroke_odds(candidates: Candidates) -> Odds:
    """Return the odds (C,) of a stroke's colour: deep and of the canvas's own hue."""
    odds = 1.0 * _is_own("deep") * (candidates.lab[:, 0] < 0.4)
    odds[INK] += 1
    return normal(odds)


def shadow_chance(role: str, fill_lightness: float, ground: Ground) -> float:
    """Return the chance of a soft shadow: light type on a restless ground; pale panels."""
    if role == "underlay":
        return 0.2 if fill_lightness > 0.9 else 0.04
    return 0.5 if fill_lightness > 0.8 and ground.spread > 0.09 else 0.01


def radius_odds(shape: str) -> tuple[float, float, float, float]:
    """Return the odds of the four corner radii of an underlay of `shape`."""
    return {
        "pill": (0.0, 0.05, 0.15, 0.8),
        "rounded": (0.0, 0.4, 0.55, 0.05),
    }.get(shape, (0.85, 0.15, 0.0, 0.0))


def opacity_odds(
    role: str, shape: str, share: float, ground: Ground
) -> tuple[float, float, float, float]:
    """Return the odds of the four opacities."""
    if role == "decoration":
        return (0.2, 0.2, 0.2, 0.4) if shape in ("rule", "frame", "icon") else (0.1, 0.1, 0.3, 0.5)
    if share > LARGE_PANEL and ground.spread > 0.06:
        return (0.45, 0.4, 0.15, 0.0)
    return (1.0, 0.0, 0.0, 0.0)
