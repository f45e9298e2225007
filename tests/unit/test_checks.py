"""Checks measure pixels, repair little, say what they did, and fail what cannot be mended."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from adloom import colour
from adloom.assets import MemoryAssets
from adloom.scene import checks
from adloom.scene.checks import CHECKS, check_and_repair
from adloom.specs import NO_SPEC
from adloom.types import (
    Box,
    Framing,
    ImageLayer,
    Scene,
    ShapeLayer,
    TextLayer,
    TextStyle,
)

WHOLE = Box(0, 0, 540, 540)


def text(box=None, *, fill="#222222ff", size=40.0, name="headline", words="Good morning", **style):
    return TextLayer(
        name, "headline", box or Box(40, 40, 400, 80), text=words,
        style=TextStyle("Inter", 700, size, fill, **style),
    )  # fmt: skip


def run(*layers, ground=255, product=None, limits=NO_SPEC):
    assets = MemoryAssets()
    canvas = np.full((540, 540, 4), 255, np.uint8)
    canvas[..., :3] = ground if isinstance(ground, int) else ground[..., None]
    mask = np.zeros((540, 540), np.uint8)
    if product:
        mask[product[1] : product[3], product[0] : product[2]] = 255
    framing = Framing("crop", assets.put(canvas), assets.put(mask), None)
    background = ImageLayer("background", "background", WHOLE, asset=framing.canvas_asset)
    scene = Scene(540, 540, (background, *layers))
    return check_and_repair(scene, framing, assets, limits)


def verdicts(results):
    return {result.name: result for result in results}


def find(scene, name):
    return next(layer for layer in scene.layers if layer.id == name)


def test_a_sound_scene_passes_untouched():
    layer = text()
    scene, results, decisions = run(layer)
    assert find(scene, "headline") == layer
    assert not decisions
    assert [result.name for result in results] == list(CHECKS)
    assert all(result.passed and not result.repaired for result in results)


def test_a_faint_fill_moves_along_lightness_and_keeps_its_hue():
    scene, results, decisions = run(text(fill="#f5a8a8ff", size=16.0))
    fill = find(scene, "headline").style.fill
    before, after = (
        colour.lightness_chroma_hue(colour.oklab_of(each)) for each in ("#f5a8a8ff", fill)
    )
    assert verdicts(results)["contrast"].passed and verdicts(results)["contrast"].repaired
    assert colour.contrast(fill, "#ffffff") >= 4.5
    assert colour.hue_distance(before[2], after[2]) < 0.12
    assert decisions[0].subject == "contrast: headline"


def test_the_repair_is_no_larger_than_needed():
    scene, _, _ = run(text(fill="#f5a8a8ff", size=16.0))
    assert colour.contrast(find(scene, "headline").style.fill, "#ffffff") < 6.5


def test_a_mixed_ground_gets_a_soft_scrim_below_all_texts():
    stripes = np.where((np.arange(540) // 6) % 2, 255, 0).astype(np.uint8)
    scene, results, _ = run(text(fill="#808080ff", size=16.0), ground=np.tile(stripes, (540, 1)))
    assert verdicts(results)["contrast"].passed
    assert [layer.role for layer in scene.layers] == ["background", "scrim", "headline"]


def test_large_type_needs_three_to_one_and_small_type_more():
    grey = "#8c8c8cff"
    assert not run(text(fill=grey, size=40.0))[2]
    assert run(text(fill=grey, size=14.0))[2]


def test_a_stroke_of_its_own_counts_as_edge():
    from adloom.types import Stroke

    layer = text(fill="#ffffffff", stroke=Stroke("#000000ff", 3.0))
    assert not run(layer)[2]


def test_gradients_are_judged_by_their_worse_end():
    from adloom.types import Gradient

    layer = text(gradient=Gradient(((0.0, "#111111ff"), (1.0, "#eeeeeeff"))))
    scene, results, _ = run(layer)
    assert verdicts(results)["contrast"].repaired
    assert find(scene, "headline").style.gradient is None


def test_text_off_the_canvas_is_moved_in_and_told():
    scene, results, decisions = run(text(Box(-30, 40, 400, 80)))
    assert verdicts(results)["inside canvas"].passed
    assert verdicts(results)["inside canvas"].repaired
    assert find(scene, "headline").box.x > -30
    assert "moved" in decisions[0].chosen


def test_text_far_outside_fails():
    _, results, _ = run(text(Box(-300, 40, 400, 80), align="start"))
    assert not verdicts(results)["inside canvas"].passed


def test_the_safe_zone_of_the_channel_is_kept():
    limits = replace(NO_SPEC, safe=(14.0, 0.0, 20.0, 0.0))
    scene, results, _ = run(text(Box(40, 40, 400, 80)), limits=limits)
    assert verdicts(results)["safe zone"].passed
    assert find(scene, "headline").box.y > 40


def test_overlapping_texts_fail():
    _, results, _ = run(text(), text(Box(60, 50, 400, 80), name="subhead"))
    assert not verdicts(results)["text overlap"].passed


def test_text_on_the_product_fails():
    _, results, _ = run(text(), product=(40, 40, 300, 120))
    assert not verdicts(results)["product clear"].passed
    assert "headline" in verdicts(results)["product clear"].detail


def test_a_small_sticker_may_stand_on_the_product():
    badge = replace(text(Box(50, 50, 60, 30), size=18.0, words="NEW", name="badge"), role="badge")
    under = ShapeLayer("underlay", "underlay", Box(40, 40, 90, 50))
    _, results, _ = run(under, badge, product=(0, 0, 300, 300))
    assert verdicts(results)["product clear"].passed


def test_type_too_small_to_read_fails():
    _, results, _ = run(text(size=6.0))
    assert not verdicts(results)["type size"].passed


def test_overflowing_text_fails():
    _, results, _ = run(text(Box(40, 40, 60, 30)))
    assert not verdicts(results)["text fit"].passed


@pytest.mark.parametrize("level", [0, 40, 90, 128, 160, 210, 255])
@pytest.mark.parametrize("size", [14.0, 44.0])
def test_contrast_always_passes_after_repair_on_any_grey(level, size):
    _, results, _ = run(text(fill="#7f7f7fff", size=size), ground=level)
    assert verdicts(results)["contrast"].passed


def test_noise_under_text_is_mended_too():
    noise = np.random.default_rng(1).integers(0, 256, (540, 540)).astype(np.uint8)
    _, results, _ = run(text(size=16.0), ground=noise)
    assert verdicts(results)["contrast"].passed


def test_every_check_has_a_name_and_a_sentence():
    _, results, _ = run(text())
    assert all(result.detail for result in results)
    assert set(checks.CHECKS) == {result.name for result in results}


def test_a_text_across_an_edge_moves_off_it_rather_than_getting_a_scrim():
    edge = np.full((540, 540), 250, np.uint8)
    edge[80:] = 20
    scene, results, decisions = run(text(size=16.0), ground=edge)
    assert verdicts(results)["contrast"].passed
    assert [layer.role for layer in scene.layers] == ["background", "headline"]
    assert "moved" in decisions[0].chosen
