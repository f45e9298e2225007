"""Promises of render/backgrounds*.py and render/shadows.py."""

from __future__ import annotations

import numpy as np
import pytest

from adloom.render.backgrounds import FAMILIES, draw_ground, finish
from adloom.render.backgrounds_fields import Setting, Stance
from adloom.render.backgrounds_palette import (
    ProductColours,
    colour_name,
    ground_palette,
    product_colours,
    propose_palettes,
    separation,
    to_oklab,
)
from adloom.render.shadows import contact_shadow, drop_shadow, feet, lower_rim
from adloom.types import Box


def setting(width: int = 240, height: int = 240, stance: Stance = "standing") -> Setting:
    product = Box(0.55 * width, 0.25 * height, 0.35 * width, 0.6 * height)
    room = Box(0.05 * width, 0.1 * height, 0.42 * width, 0.8 * height)
    foot = (product.x + 4, product.right - 4)
    return Setting(width, height, product, product.bottom, foot, room, -1.0, stance)


def one_colour(rgb: tuple[float, float, float]) -> ProductColours:
    picture = np.broadcast_to(np.array(rgb, np.float32), (40, 30, 3))
    return product_colours(np.ascontiguousarray(picture), np.ones((40, 30), np.float32))


def bottle(height: int = 300, width: int = 300) -> np.ndarray:
    alpha = np.zeros((height, width), np.float32)
    alpha[60:240, 120:180] = 1.0
    return alpha


def test_there_are_at_least_twelve_families() -> None:
    assert len(FAMILIES) >= 12


@pytest.mark.parametrize("name", sorted(FAMILIES))
def test_a_family_draws_any_shape_it_suits_and_repeats_itself(name: str) -> None:
    palette = ground_palette(0.88, 0.05, 150)
    for stance in sorted(FAMILIES[name].stances):
        for size in ((240, 240), (90, 300), (364, 45)):
            where = setting(*size, stance)
            planes = draw_ground(name, where, palette, 4)
            assert planes.shape == (3, size[1], size[0])
            assert planes.dtype == np.float32
            assert np.isfinite(planes).all()
            assert np.array_equal(planes, draw_ground(name, where, palette, 4))


@pytest.mark.parametrize("name", sorted(FAMILIES))
def test_the_room_for_words_stays_quiet(name: str) -> None:
    where = setting(stance=sorted(FAMILIES[name].stances)[-1])
    planes = draw_ground(name, where, ground_palette(0.88, 0.05, 240), 9)
    room = where.room
    part = planes[:, int(room.y) : int(room.bottom), int(room.x) : int(room.right)]
    light = to_oklab(part.transpose(1, 2, 0))[..., 0]
    detail = np.abs(np.diff(light, axis=1))[: int(0.6 * light.shape[0])]
    assert float(np.percentile(detail, 97)) < 0.02
    assert float(light.std()) < 0.09


def test_a_finished_ground_is_opaque_and_does_not_band() -> None:
    ramp = np.broadcast_to(np.linspace(0.5, 0.54, 600, dtype=np.float32), (3, 64, 600)).copy()
    pixels = finish(ramp, 1)
    assert pixels.shape == (64, 600, 4)
    assert pixels[..., 3].min() == 255
    means = pixels[..., 0].mean(axis=0)
    smooth = np.convolve(means, np.ones(15) / 15, "valid")
    assert np.abs(np.diff(smooth)).max() < 0.2


@pytest.mark.parametrize("rgb", [(0.95, 0.95, 0.95), (0.05, 0.05, 0.06), (0.1, 0.4, 0.9)])
def test_every_proposed_ground_stands_off_the_product(rgb: tuple[float, float, float]) -> None:
    colours = one_colour(rgb)
    palettes = propose_palettes(colours, (), "plain", 3, 5)
    assert len(palettes) == 3
    assert len({palette.base.tint.tobytes() for palette in palettes}) == 3
    for palette in palettes:
        lab = to_oklab((palette.base.tint + palette.base.shade) / 2)
        chroma, hue = float(np.hypot(lab[1], lab[2])), float(np.rad2deg(np.arctan2(lab[2], lab[1])))
        assert separation(colours, float(lab[0]), chroma, hue) > 0.55


def test_the_brand_colour_leads_the_ground() -> None:
    brand = ("#1a7f4bff",)
    found = propose_palettes(one_colour((0.8, 0.1, 0.1)), brand, "plain", 6, 0)
    hues = []
    for palette in found:
        lab = to_oklab(palette.base.tint)
        hues.append(float(np.rad2deg(np.arctan2(lab[2], lab[1])) % 360))
    assert any(abs(hue - 154) < 25 for hue in hues)


def test_colours_have_words() -> None:
    assert colour_name(0.97, 0.0, 0) == "white"
    assert colour_name(0.88, 0.05, 150) == "sage"
    assert colour_name(0.3, 0.05, 250).startswith("deep ")


def test_a_contact_shadow_is_darkest_at_the_foot_and_fades() -> None:
    alpha = bottle()
    shadow = contact_shadow(alpha, -1.0)
    assert shadow.shape == alpha.shape
    under = shadow[240:, 150]
    assert under[1] > 0.6
    assert under[40] < 0.05
    assert shadow[:120, :100].max() < 0.05


def test_a_shadow_falls_away_from_the_light() -> None:
    left, right = contact_shadow(bottle(), -1.0), contact_shadow(bottle(), 1.0)
    assert left[200:250, 185:].sum() > 1.2 * right[200:250, 185:].sum()


def test_legs_that_end_higher_touch_the_floor_too() -> None:
    alpha = np.zeros((200, 200), np.float32)
    alpha[40:70, 50:150] = 1.0
    alpha[40:190, 60:68] = 1.0
    alpha[40:165, 132:140] = 1.0
    found = feet(*lower_rim(alpha))
    assert [(first, last) for first, last, _ in found] == [(132, 140)]
    assert contact_shadow(alpha, -1.0)[166, 136] > 0.4
    assert feet(*lower_rim(bottle())) == []


def test_a_lying_product_casts_a_shadow_all_around() -> None:
    shadow = drop_shadow(bottle(), -1.0)
    for y, x in ((150, 117), (150, 183), (243, 150)):
        assert shadow[y, x] > 0.04
    assert shadow[10, 10] < 0.02
