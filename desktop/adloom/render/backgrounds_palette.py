"""Ground colours: calm OKLCH schemes that set a product off and leave quiet room for words.

Colours here are float32 sRGB triples 0..1; OKLab after Ottosson (2020): L 0..1, chroma 0..0.4,
hue in degrees. A `Tone` is the shaded and the lit colour of one matt surface.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from adloom import colour

Floats = NDArray[np.float32]


def to_oklab(rgb: NDArray[np.floating]) -> Floats:
    """Return float32 OKLab of sRGB `rgb` (..., 3) in 0..1."""
    return np.asarray(colour.to_oklab(rgb), dtype=np.float32)


def oklch(lightness: float, chroma: float, hue: float) -> Floats:
    """Return the sRGB triple of an OKLCH colour, hue in degrees, clipped into the gamut."""
    angle = np.deg2rad(hue)
    lab = [lightness, chroma * float(np.cos(angle)), chroma * float(np.sin(angle))]
    return np.asarray(colour.from_oklab(lab), dtype=np.float32)


@dataclass(frozen=True)
class Tone:
    """The shaded and the lit colour of one matt surface."""

    shade: Floats
    tint: Floats


@dataclass(frozen=True)
class GroundPalette:
    """Colours of one studio: walls, floor or second wall, and built things; `name` in words."""

    name: str
    lightness: float
    base: Tone
    second: Tone
    accent: Tone
    shadow: Floats

    @property
    def dark(self) -> bool:
        """Whether words on this ground must be light."""
        return self.lightness < 0.6


@dataclass(frozen=True)
class ProductColours:
    """What the product's pixels say: (n, 3) OKLab clusters with weights, and those of its rim."""

    clusters: Floats
    weights: Floats
    rim: Floats
    rim_weights: Floats

    def key(self) -> tuple[float, float]:
        """Return (hue in degrees, chroma) of the colour that carries the product's character."""
        chroma = np.hypot(self.clusters[:, 1], self.clusters[:, 2])
        best = int(np.argmax(self.weights**0.6 * np.minimum(chroma, 0.18)))
        hue = np.rad2deg(np.arctan2(self.clusters[best, 2], self.clusters[best, 1])) % 360
        return float(hue), float(chroma[best])


def _cluster(lab: Floats, weight: Floats) -> tuple[Floats, Floats]:
    cell = np.round(lab * np.array([8, 16, 16], dtype=np.float32)).astype(np.int32)
    _, place = np.unique(cell, axis=0, return_inverse=True)
    place = place.reshape(-1)
    total = np.bincount(place, weight)
    means = [np.bincount(place, weight * lab[:, c]) / np.maximum(total, 1e-6) for c in range(3)]
    order = np.argsort(-total)[:10]
    share = total[order] / max(float(total[order].sum()), 1e-6)
    return np.stack(means, axis=1)[order].astype(np.float32), share.astype(np.float32)


def product_colours(rgb: Floats, alpha: Floats) -> ProductColours:
    """Return the colours of a small cut-out: `rgb` (H, W, 3) and `alpha` (H, W), both 0..1."""
    solid = alpha > 0.6
    inner = solid.copy()
    for _ in range(3):
        inner[1:-1, 1:-1] &= inner[:-2, 1:-1] & inner[2:, 1:-1] & inner[1:-1, :-2] & inner[1:-1, 2:]
    if not solid.any():
        solid = np.ones_like(solid)
    rim = solid & ~inner
    lab = to_oklab(rgb)
    edge = rim if rim.any() else solid
    clusters, weights = _cluster(lab[solid], alpha[solid] + 1e-3)
    edges, edge_weights = _cluster(lab[edge], alpha[edge] + 1e-3)
    return ProductColours(clusters, weights, edges, edge_weights)


_HUE_NAMES: tuple[tuple[float, str, str], ...] = (
    (12, "blush", "berry"),
    (35, "rose", "wine"),
    (58, "apricot", "terracotta"),
    (82, "oat", "tobacco"),
    (105, "sand", "bronze"),
    (128, "straw", "olive"),
    (160, "sage", "forest"),
    (188, "mint", "pine"),
    (222, "aqua", "petrol"),
    (252, "sky", "navy"),
    (282, "powder-blue", "indigo"),
    (310, "lavender", "violet"),
    (340, "lilac", "plum"),
    (361, "pink", "berry"),
)


def colour_name(lightness: float, chroma: float, hue: float) -> str:
    """Return a merchant's word for an OKLCH ground colour."""
    if chroma < 0.014:
        steps = ((0.95, "white"), (0.86, "soft white"), (0.6, "stone grey"), (0.38, "grey"))
        return next((name for floor, name in steps if lightness >= floor), "charcoal")
    for top, light, deep in _HUE_NAMES:
        if hue % 360 < top:
            return f"deep {deep}" if lightness < 0.42 else (deep if lightness < 0.62 else light)
    return "pink"


def _tone(lightness: float, chroma: float, hue: float, spread: float = 1.0) -> Tone:
    low, high = 0.085 * spread, 0.045 * spread
    lit = min(0.985, lightness + high)
    shaded = max(0.08, lightness - low)
    return Tone(oklch(shaded, chroma * 1.08, hue), oklch(lit, chroma * 0.86, hue))


def ground_palette(
    lightness: float, chroma: float, hue: float, turn: float = 14.0
) -> GroundPalette:
    """Return a studio of one colour; the second surface is `turn` degrees on, a step away."""
    dark = lightness < 0.6
    step = 0.055 if dark else -0.06
    calm = 1.0 - min(1.0, max(0.0, chroma - 0.03) / 0.07)
    turn *= 0.35 + 0.65 * calm
    if 38 < hue % 360 < 125:
        turn = -0.8 * turn  # yellows turn towards red: towards green they look dull
    spread = 1.35 if dark else 1.0
    lift = 0.07 if dark else 0.022
    shadow = oklch(0.10 if dark else 0.30, min(chroma * 0.9, 0.05), hue)
    return GroundPalette(
        name=colour_name(lightness, chroma, hue),
        lightness=lightness,
        base=_tone(lightness, chroma, hue, spread),
        second=_tone(lightness + step, chroma * (1.04 + 0.2 * calm), hue + turn, spread),
        accent=_tone(min(lightness + lift, 0.945), chroma * 0.95, hue + turn * 0.4, 0.9 * spread),
        shadow=shadow,
    )


# (name, lightness, chroma, hue turn from the key, weight by tone); chroma 0 means neutral.
_SCHEMES: tuple[tuple[str, float, float, float], ...] = (
    ("tint", 0.91, 0.030, 0),
    ("soft", 0.84, 0.062, 0),
    ("near", 0.87, 0.052, 38),
    ("near back", 0.88, 0.046, -42),
    ("counter", 0.885, 0.044, 180),
    ("counter warm", 0.86, 0.058, 155),
    ("middle", 0.74, 0.075, 8),
    ("middle counter", 0.76, 0.062, 172),
    ("deep", 0.30, 0.052, 0),
    ("deep near", 0.34, 0.058, 24),
    ("bold", 0.66, 0.120, 4),
    ("bold counter", 0.78, 0.105, 176),
)
_TONE_FAVOURS: dict[str, frozenset[str]] = {
    "plain": frozenset({"tint", "soft", "near", "counter"}),
    "premium": frozenset({"deep", "deep near", "tint", "middle"}),
    "playful": frozenset({"bold", "bold counter", "counter warm", "middle counter", "soft"}),
    "urgent": frozenset({"bold", "deep", "bold counter"}),
    "direct": frozenset({"tint", "soft", "counter", "middle"}),
    "short": frozenset({"soft", "counter", "bold"}),
    "seasonal": frozenset({"near", "counter warm", "middle", "soft"}),
}
_CALM_HUES: tuple[float, ...] = (76, 148, 238, 28, 205)


def separation(colours: ProductColours, lightness: float, chroma: float, hue: float) -> float:
    """Return how well the product's rim stands off a ground, 0..1 (share of rim apart)."""
    ground = to_oklab(oklch(lightness, chroma, hue))
    gap = np.abs(colours.rim - ground)
    distance = np.sqrt(gap[:, 0] ** 2 + 1.6 * (gap[:, 1] ** 2 + gap[:, 2] ** 2))
    return float((colours.rim_weights * np.clip(distance / 0.17, 0.0, 1.0)).sum())


def propose_palettes(
    colours: ProductColours, brand: tuple[str, ...], tone: str, count: int, seed: int
) -> list[GroundPalette]:
    """Return `count` ground palettes, best first: harmony with brand or product, then variety.

    `brand` holds the brand kit's "#rrggbbaa" colours; without a usable one the product's own
    key colour leads, and a colourless product takes a calm hue chosen by the seed.
    """
    rng = np.random.default_rng(seed)
    hue, chroma = colours.key()
    for shade in brand:
        lab = to_oklab(colour.rgb_of(shade))
        if float(np.hypot(lab[1], lab[2])) > 0.04:
            hue, chroma = float(np.rad2deg(np.arctan2(lab[2], lab[1])) % 360), 0.15
            break
    colourless = chroma < 0.035
    if colourless:
        hue = float(_CALM_HUES[int(rng.integers(len(_CALM_HUES)))])
    favours = _TONE_FAVOURS.get(tone, frozenset())
    scored: list[tuple[float, float, float, float]] = []
    for name, lightness, strength, turn in _SCHEMES:
        if colourless and name in ("bold counter", "counter", "middle counter"):
            turn += 60
        # Yellow-greens at middle lightness read as mud: keep them pale or deep.
        angle = _clear_of_khaki((hue + turn) % 360)
        muddy = 85 < angle < 135 and 0.5 < lightness < 0.8
        calm = strength * (0.7 if 85 < angle < 150 else 1.0)
        if 48 < angle < 112 and 0.5 < lightness < 0.82:
            lightness, calm = 0.82, 0.85 * calm  # middle oranges are heavy: sand and apricot
        if lightness < 0.45 and 35 < angle < 150:
            calm = 0.012  # deep yellows are brown: a warm charcoal looks better
        apart = separation(colours, lightness, calm, angle)
        score = apart + (0.22 if name in favours else 0.0) + 0.16 * float(rng.random())
        score -= 0.12 if lightness < 0.5 and name not in favours else 0.0
        scored.append((score - (0.3 if muddy else 0.0), lightness, calm, angle))
    white_ish = separation(colours, 0.945, 0.008, 80)
    scored.append((white_ish + 0.1 * float(rng.random()), 0.945, 0.008, 80.0))
    scored.sort(key=lambda item: -item[0])
    return _spread(scored, count)


def _clear_of_khaki(hue: float) -> float:
    """Move a hue out of the drab band between yellow and green, to sand or to sage."""
    if 96 < hue < 140:
        return 94.0 if hue < 113 else 144.0
    return hue


def _spread(scored: list[tuple[float, float, float, float]], count: int) -> list[GroundPalette]:
    chosen: list[tuple[float, float, float, float]] = []
    rest = list(scored)
    while rest and len(chosen) < count:
        best = max(rest, key=lambda item: item[0] - 0.5 * _nearest(item, chosen))
        rest.remove(best)
        chosen.append(best)
    return [ground_palette(light, chroma, hue) for _, light, chroma, hue in chosen]


def _nearest(
    item: tuple[float, float, float, float], chosen: list[tuple[float, float, float, float]]
) -> float:
    lab = to_oklab(oklch(*item[1:]))
    gaps = [float(np.linalg.norm(lab - to_oklab(oklch(*other[1:])))) for other in chosen]
    return max((1.0 - min(gap / 0.12, 1.0) for gap in gaps), default=0.0)
