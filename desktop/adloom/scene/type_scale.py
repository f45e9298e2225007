"""How large type is: by role, by canvas, and when WCAG calls it large.

Sizes are in canvas pixels. A canvas is taken to be shown so that its short side is at most 540
CSS pixels, which is where 24 px begins to be large type.
"""

from __future__ import annotations

from adloom.types import Role

SHOWN_SHORT_SIDE = 540.0
LARGE_PX = 24.0
LARGE_BOLD_PX = 18.66
STRIP_RATIO = 2.2

ROLE_LARGEST: dict[Role, float] = {
    "headline": 0.17, "price": 0.17, "subhead": 0.058, "selling_point": 0.05, "long": 0.04,
    "badge": 0.08, "cta": 0.046, "logo": 0.055,
}  # fmt: skip
"""Largest type of each role as a share of the canvas's short side (twice that on strips)."""

ROLE_BESIDE_HEADLINE: dict[Role, float] = {
    "price": 0.74, "subhead": 0.54, "selling_point": 0.5, "long": 0.46, "badge": 0.4,
    "cta": 0.55, "logo": 0.55,
}  # fmt: skip
"""Largest type of each role as a share of the headline's."""


def is_strip(width: float, height: float) -> bool:
    """Return whether the canvas is so long that its short side rules."""
    return max(width, height) / min(width, height) >= STRIP_RATIO


def smallest_type(width: float, height: float) -> float:
    """Return the smallest type that still reads: 2.1% of the short side, 10 px at least.

    On strips the share is 4.5% of the short side, and the least 11 px (9 where 60 px are short).
    """
    short = min(width, height)
    if is_strip(width, height):
        return max(11.0 if short >= 60 else 9.0, 0.045 * short)
    return max(10.0, 0.021 * short)


def largest_type(role: Role, width: float, height: float) -> float:
    """Return the largest type of `role` on the canvas."""
    short, long = min(width, height), max(width, height)
    stretch = min(3.2, max(1.0, 0.8 * long / short)) if is_strip(width, height) else 1.0
    return ROLE_LARGEST.get(role, 0.06) * short * stretch


def is_large(size: float, weight: int, width: float, height: float) -> bool:
    """Return whether WCAG counts type of `size` and `weight` as large on the canvas."""
    scale = max(1.0, min(width, height) / SHOWN_SHORT_SIDE)
    return size >= (LARGE_BOLD_PX if weight >= 700 else LARGE_PX) * scale
