"""Colour maths keeps the numbers of its specifications."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adloom import colour

channels = st.tuples(*(st.integers(0, 255) for _ in range(3)))


def test_black_on_white_has_the_largest_wcag_contrast():
    assert colour.contrast("#000000ff", "#ffffffff") == pytest.approx(21.0)


def test_wcag_contrast_of_a_known_grey():
    assert colour.contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


def test_oklab_of_red_is_ottossons():
    assert colour.oklab_of("#ff0000") == pytest.approx([0.62796, 0.22486, 0.12585], abs=1e-4)


@given(channels)
def test_oklab_round_trip_is_exact_to_the_byte(rgb):
    told = colour.hex_of(np.array(rgb) / 255)
    assert colour.hex_of(colour.from_oklab(colour.oklab_of(told))) == told


@given(channels, st.floats(0.3, 0.95))
def test_moving_lightness_keeps_the_hue(rgb, lightness):
    told = colour.hex_of(np.array(rgb) / 255)
    moved = colour.oklab_of(colour.shift_lightness(told, lightness))
    _, chroma, hue = colour.lightness_chroma_hue(colour.oklab_of(told))
    _, new_chroma, new_hue = colour.lightness_chroma_hue(moved)
    if chroma > 0.03 and new_chroma > 0.03:
        assert colour.hue_distance(hue, new_hue) < 0.12


def test_alpha_is_kept_and_read():
    assert colour.alpha_of("#112233") == 1.0
    assert colour.with_alpha("#112233ff", 0.5) == "#11223380"
    assert colour.over("#00000080", "#ffffff")[:7] == "#7f7f7f"


def test_palette_finds_both_colours_largest_first():
    pixels = np.array([[200, 30, 40]] * 300 + [[20, 40, 160]] * 100, np.uint8)
    centres, shares = colour.palette(pixels, 2)
    assert [colour.hex_of(colour.from_oklab(lab))[:7] for lab in centres] == ["#c81e28", "#1428a0"]
    assert shares == pytest.approx([0.75, 0.25])


def test_palette_of_one_colour_has_one_share():
    _, shares = colour.palette(np.full((50, 3), 90, np.uint8), 4)
    assert shares.max() == 1.0
