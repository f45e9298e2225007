"""Colour maths: sRGB hex, linear light, OKLab, WCAG contrast.

Hex colours are "#rrggbbaa" (alpha optional on reading); RGB arrays are (..., 3) floats 0..1;
OKLab arrays (..., 3) hold L 0..1 and a, b about -0.4..0.4; hues are radians; contrast runs 1..21.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from adloom.types import Colour

Floats = NDArray[np.float64]

_RGB_TO_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_LMS_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
_LAB_TO_LMS = np.linalg.inv(_LMS_TO_LAB)
_LMS_TO_RGB = np.linalg.inv(_RGB_TO_LMS)
_LUMINANCE = np.array([0.2126, 0.7152, 0.0722])


def rgb_of(colour: Colour) -> Floats:
    """Return the (3,) sRGB values 0..1 of a hex colour, without its alpha."""
    return np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)], dtype=np.float64) / 255


def alpha_of(colour: Colour) -> float:
    """Return the opacity 0..1 of a hex colour (1 when it names none)."""
    return int(colour[7:9], 16) / 255 if len(colour) >= 9 else 1.0


def hex_of(rgb: ArrayLike, alpha: float = 1.0) -> Colour:
    """Return "#rrggbbaa" of sRGB values 0..1, clipped into the gamut."""
    values = [*np.clip(np.asarray(rgb, dtype=np.float64), 0, 1), min(1.0, max(0.0, alpha))]
    return "#" + "".join(f"{round(float(value) * 255):02x}" for value in values)


def with_alpha(colour: Colour, alpha: float) -> Colour:
    """Return `colour` with opacity `alpha` 0..1."""
    return f"{colour[:7]}{round(min(1.0, max(0.0, alpha)) * 255):02x}"


def to_linear(rgb: ArrayLike) -> Floats:
    """Return linear light of sRGB values 0..1 (IEC 61966-2-1)."""
    values = np.asarray(rgb, dtype=np.float64)
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def from_linear(light: ArrayLike) -> Floats:
    """Return sRGB values of linear light 0..1."""
    values = np.clip(np.asarray(light, dtype=np.float64), 0, None)
    return np.where(values <= 0.0031308, values * 12.92, 1.055 * values ** (1 / 2.4) - 0.055)


def to_oklab(rgb: ArrayLike) -> Floats:
    """Return OKLab (..., 3) of sRGB values 0..1 (Ottosson, 2020)."""
    return np.asarray(np.cbrt(to_linear(rgb) @ _RGB_TO_LMS.T) @ _LMS_TO_LAB.T)


def from_oklab(lab: ArrayLike) -> Floats:
    """Return sRGB values of OKLab (..., 3), clipped into the gamut."""
    light = (np.asarray(lab, dtype=np.float64) @ _LAB_TO_LMS.T) ** 3 @ _LMS_TO_RGB.T
    return np.clip(from_linear(light), 0, 1)


def oklab_of(colour: Colour) -> Floats:
    """Return the (3,) OKLab of a hex colour."""
    return to_oklab(rgb_of(colour))


def lightness_chroma_hue(lab: ArrayLike) -> tuple[float, float, float]:
    """Return (lightness, chroma, hue in radians) of one OKLab colour."""
    light, a, b = (float(value) for value in np.asarray(lab, dtype=np.float64))
    return light, float(np.hypot(a, b)), float(np.arctan2(b, a))


def from_lch(lightness: float, chroma: float, hue: float) -> Colour:
    """Return the hex colour at (lightness, chroma, hue), its chroma cut until sRGB can show it."""
    direction = np.array([np.cos(hue), np.sin(hue)])
    for _ in range(24):
        lab = np.array([lightness, *(chroma * direction)])
        light = (lab @ _LAB_TO_LMS.T) ** 3 @ _LMS_TO_RGB.T
        if light.min() >= -1e-4 and light.max() <= 1 + 1e-4:
            break
        chroma *= 0.9
    return hex_of(from_oklab(np.array([lightness, *(chroma * direction)])))


def distance(one: ArrayLike, other: ArrayLike) -> Floats:
    """Return OKLab distances times 100 (about the scale of dE: 2 is just seen, 10 is clear)."""
    difference = np.asarray(one, dtype=np.float64) - np.asarray(other, dtype=np.float64)
    return np.asarray(np.linalg.norm(difference, axis=-1) * 100)


def hue_distance(one: float, other: float) -> float:
    """Return the angle between two hues, 0..pi radians."""
    return abs((one - other + np.pi) % (2 * np.pi) - np.pi)


def luminance(rgb: ArrayLike) -> Floats:
    """Return WCAG relative luminance 0..1 of sRGB values 0..1."""
    return np.asarray(to_linear(rgb) @ _LUMINANCE)


def contrast_of_luminances(one: ArrayLike, other: ArrayLike) -> Floats:
    """Return the WCAG 2 contrast ratio 1..21 of two relative luminances."""
    a, b = np.asarray(one, dtype=np.float64), np.asarray(other, dtype=np.float64)
    return (np.maximum(a, b) + 0.05) / (np.minimum(a, b) + 0.05)


def contrast(one: Colour, other: Colour) -> float:
    """Return the WCAG 2 contrast ratio 1..21 of two opaque colours."""
    return float(contrast_of_luminances(luminance(rgb_of(one)), luminance(rgb_of(other))))


def over(top: Colour, bottom: Colour) -> Colour:
    """Return the opaque colour of `top` laid over an opaque `bottom`."""
    alpha = alpha_of(top)
    return hex_of(rgb_of(top) * alpha + rgb_of(bottom) * (1 - alpha))


def shift_lightness(colour: Colour, lightness: float) -> Colour:
    """Return `colour` at OKLab `lightness`, its hue and (where possible) its chroma kept."""
    _, chroma, hue = lightness_chroma_hue(oklab_of(colour))
    return with_alpha(from_lch(lightness, chroma, hue), alpha_of(colour))


def palette(rgb: NDArray[np.uint8], count: int, *, seed: int = 0) -> tuple[Floats, Floats]:
    """Return the `count` commonest colours of pixels (N, 3) by K-means in OKLab.

    Returns (count, 3) OKLab centres from the largest share down, and their (count,) shares;
    centres that won no pixel have share 0. At most 2,048 pixels are looked at.
    """
    pixels = rgb.reshape(-1, 3)
    if len(pixels) == 0:
        return np.zeros((count, 3)), np.zeros(count)
    step = max(1, len(pixels) // 2048)
    lab = to_oklab(pixels[::step] / 255.0)
    return kmeans(lab, count, seed=seed, rounds=8)


def kmeans(points: Floats, count: int, *, seed: int, rounds: int) -> tuple[Floats, Floats]:
    """Return (count, D) centres and (count,) shares of `points` (N, D), largest share first."""
    rng = np.random.default_rng(seed)
    centres = [points[rng.integers(len(points))]]
    nearest = np.full(len(points), np.inf)
    for _ in range(count - 1):
        nearest = np.minimum(nearest, ((points - centres[-1]) ** 2).sum(1))
        centres.append(points[int(nearest.argmax())] if nearest.max() > 0 else centres[-1])
    middle = np.stack(centres)
    for _ in range(rounds):
        owner = assign(points, middle)
        sums = np.stack(
            [np.bincount(owner, points[:, axis], count) for axis in range(points.shape[1])], 1
        )
        sizes = np.bincount(owner, minlength=count)
        won = sizes > 0
        middle[won] = sums[won] / sizes[won, None]
    shares = np.bincount(assign(points, middle), minlength=count) / len(points)
    order = np.argsort(-shares, kind="stable")
    return middle[order], shares[order]


def assign(points: Floats, centres: Floats) -> NDArray[np.intp]:
    """Return the index of the nearest of `centres` (K, D) for each of `points` (N, D)."""
    scores = points @ centres.T - 0.5 * (centres**2).sum(1)
    return np.asarray(scores.argmax(1))
