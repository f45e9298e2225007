from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest

from adloom.assets import MemoryAssets
from adloom.errors import FontMissingError, ProjectDamagedError, RenderError
from adloom.render.compose import layer_mask, render, render_without
from adloom.render.shapes import SHAPES
from adloom.types import (
    Box,
    Gradient,
    ImageLayer,
    Scene,
    Shadow,
    ShapeLayer,
    ShapeStyle,
    TextLayer,
    TextStyle,
)


def scene_of(*layers, width=200, height=120, background="#ffffffff"):
    return Scene(width, height, layers, background)


def headline(text="Hello خصم 新品 🔥", **style):
    look = TextStyle(font="Poppins", size=24, max_lines=2, **style)
    return TextLayer("t", "headline", Box(10, 10, 180, 100), text=text, style=look)


PLATE = Box(20, 20, 60, 40)


def plate(kind="rect", box=PLATE, **style):
    return ShapeLayer("s", "underlay", box, shape=ShapeStyle(kind, **style))


def test_an_image_at_its_own_size_comes_back_unchanged():
    rng = np.random.default_rng(1)
    pixels = rng.integers(0, 256, (120, 200, 4), np.uint8)
    pixels[..., 3] = 255
    assets = MemoryAssets()
    layer = ImageLayer("i", "canvas", Box(0, 0, 200, 120), asset=assets.put(pixels))
    assert np.array_equal(render(scene_of(layer), assets), pixels)


def test_alpha_is_straight():
    drawn = render(scene_of(plate(fill="#ff000080"), background="#00000000"), MemoryAssets())
    assert tuple(drawn[40, 50]) == (255, 0, 0, 128)
    assert drawn[0, 0, 3] == 0


def test_same_scene_same_bytes_across_threads():
    shadow = Shadow("#00000080", 2, 3, 6)
    gradient = Gradient(((0.0, "#ff0000ff"), (1.0, "#0000ffff")), 30)
    scene = scene_of(plate("badge", fill="#ffcc00ff"), headline(shadow=shadow, gradient=gradient))
    first = render(scene, MemoryAssets()).tobytes()
    with ThreadPoolExecutor(4) as threads:
        again = list(threads.map(lambda _: render(scene, MemoryAssets()).tobytes(), range(12)))
    assert set(again) == {first}


def test_scale_gives_whole_pixels_of_the_same_picture():
    drawn = render(scene_of(plate(fill="#112233ff")), MemoryAssets(), scale=0.5)
    assert drawn.shape == (60, 100, 4)
    assert tuple(drawn[20, 25]) == (0x11, 0x22, 0x33, 255)


def test_hidden_and_left_out_layers_are_not_drawn():
    scene = scene_of(plate(fill="#000000ff"), headline())
    blank = render(scene_of(), MemoryAssets())
    hidden = replace(scene, layers=tuple(replace(x, visible=False) for x in scene.layers))
    assert np.array_equal(render(hidden, MemoryAssets()), blank)
    assert np.array_equal(render_without(scene, MemoryAssets(), {"s", "headline"}), blank)


def test_opacity_and_rotation_apply_to_the_layer():
    layer = replace(plate(fill="#000000ff", box=Box(50, 50, 100, 20)), opacity=0.5, angle=90.0)
    drawn = render(scene_of(layer), MemoryAssets())
    assert abs(int(drawn[20, 100, 0]) - 127) <= 1
    assert drawn[60, 60, 0] == 255


def test_a_mask_covers_the_layer_alone_without_its_shadow():
    layer = plate(fill="#ff0000ff", shadow=Shadow("#000000ff", 20, 20, 4))
    mask = layer_mask(scene_of(layer, headline()), "s", MemoryAssets())
    assert mask.shape == (120, 200)
    assert mask.sum() == 255 * 60 * 40


@pytest.mark.parametrize("kind", sorted(SHAPES))
def test_every_shape_stays_inside_its_box_and_shows(kind):
    box = Box(30, 20, 120, 80) if kind != "line" else Box(30, 20, 120, 6)
    mask = layer_mask(scene_of(plate(kind, box, radius=5)), "s", MemoryAssets())
    rows, columns = np.nonzero(mask)
    assert len(rows) > 100
    assert rows.min() >= 20 and rows.max() < box.bottom + 1
    assert columns.min() >= 30 and columns.max() < box.right + 1


def test_errors_name_what_is_wrong():
    with pytest.raises(RenderError, match="hexagon"):
        render(scene_of(plate("hexagon")), MemoryAssets())
    with pytest.raises(RenderError, match="reddish"):
        render(scene_of(plate(fill="reddish")), MemoryAssets())
    with pytest.raises(RenderError, match="50000"):
        render(scene_of(width=50000), MemoryAssets())
    with pytest.raises(FontMissingError, match="Nowhere"):
        render(scene_of(replace(headline(), style=TextStyle(font="Nowhere"))), MemoryAssets())
    with pytest.raises(ProjectDamagedError):
        render(scene_of(ImageLayer("i", "x", Box(0, 0, 9, 9), asset="none")), MemoryAssets())


@pytest.mark.parametrize("text", ["", " ", "\n", "\u200b", "\ufeff", "\x00\x07", "🏽", "\u0301"])
def test_odd_texts_do_not_break_the_renderer(text):
    for lockup in (False, True):
        layer = headline(text, price_lockup=lockup, struck=True)
        assert render(scene_of(layer), MemoryAssets()).shape == (120, 200, 4)
