"""The attributes stage keeps its promises whatever the network answers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from adloom import colour
from adloom.assets import MemoryAssets
from adloom.stages import attributes, style_codec, style_finish, style_vocabulary
from adloom.types import (
    Box,
    BrandKit,
    Brief,
    Copy,
    Element,
    Framing,
    Layout,
    Material,
    Product,
    ShapeStyle,
    Size,
    TextStyle,
)

LAYOUT = Layout(
    (600, 600),
    (
        Element("headline", Box(30, 30, 300, 120), lines=2),
        Element("underlay", Box(30, 480, 200, 60), shape="pill"),
        Element("cta", Box(50, 490, 160, 40), on="underlay:1", align="center"),
        Element("selling_point", Box(30, 200, 240, 40)),
        Element("selling_point", Box(30, 260, 240, 40)),
    ),
)
COPIES = tuple(
    Copy(index, LAYOUT.elements[index].role, text)
    for index, text in ((0, "Pour With Precision"), (2, "Shop now"), (3, "One"), (4, "Two"))
)
MATERIAL = Material("", "", "", 0, 0, None, "product_plain", (), "", 0)
F, B, C, E = (
    len(style_vocabulary.HEADLINE_FAMILIES),
    len(style_vocabulary.BODY_FAMILIES),
    style_vocabulary.CANDIDATES,
    style_vocabulary.MAX_ELEMENTS,
)


class RandomNetwork:
    """Answers noise of the right shapes and counts its calls."""

    def __init__(self, spread=4.0):
        self.spread = spread
        self.decided = []

    def run(self, inputs):
        self.decided.append(inputs["decided"][0].tolist())
        rng = np.random.default_rng(3)
        shapes = {"headline": (1, F), "body": (1, B), "accent": (1, C), "fill": (1, E, C),
                  "second": (1, E, C), "stroke_fill": (1, E, C), "flags": (1, E, 4),
                  "quartets": (1, E, 3, 4)}  # fmt: skip
        return {
            name: (rng.normal(size=shape) * self.spread).astype(np.float32)
            for name, shape in shapes.items()
        }


def predict(*, brief=None, seed=1, network=None, ground=(244, 240, 235)):
    assets = MemoryAssets()
    canvas = np.full((600, 600, 4), 255, np.uint8)
    canvas[..., :3] = ground
    mask = np.zeros((600, 600), np.uint8)
    canvas[150:500, 350:560, :3] = (190, 40, 60)
    mask[150:500, 350:560] = 255
    framing = Framing("cutout", assets.put(canvas), assets.put(mask), Box(350, 150, 210, 350))
    order = brief or Brief(
        Product(("a.png",), title="Kettle", category="Kitchen"), (Size(600, 600),)
    )
    return attributes.predict(
        LAYOUT, COPIES, framing, MATERIAL, order, network or RandomNetwork(), assets, seed=seed
    )


def test_every_text_and_shape_gets_a_style_of_its_kind():
    styles, _ = predict()
    assert {index for index, s in styles.items() if isinstance(s, TextStyle)} == {0, 2, 3, 4}
    assert isinstance(styles[1], ShapeStyle)
    assert styles[1].kind == "pill"


def test_same_seed_same_styles_and_another_seed_others():
    assert predict(seed=5) == predict(seed=5)
    assert len({str(predict(seed=seed)[0]) for seed in range(6)}) > 1


def test_at_most_two_families_a_creative():
    styles, _ = predict()
    assert len({s.font for s in styles.values() if isinstance(s, TextStyle)}) <= 2


def test_decisions_are_made_in_order_and_told_to_the_network():
    network = RandomNetwork()
    predict(network=network)
    first, second, third, fourth = network.decided
    assert first == [F, B, C]
    assert second[0] < F and second[1:] == [B, C]
    assert third == fourth and third[0] < F and third[1] < B and third[2] < C


@pytest.mark.parametrize("ground", [(250, 250, 250), (15, 15, 20), (30, 90, 170)])
def test_fills_read_on_a_plain_ground_whatever_the_network_says(ground):
    styles, _ = predict(ground=ground, network=RandomNetwork(9.0))
    for index in (0, 3, 4):
        assert colour.contrast(styles[index].fill, colour.hex_of(np.array(ground) / 255)) >= 3.0


def test_siblings_look_alike():
    styles, _ = predict(network=RandomNetwork(9.0))
    assert styles[3].fill == styles[4].fill
    assert styles[3].weight == styles[4].weight


def test_brand_fonts_and_colours_are_kept_to():
    kit = BrandKit("Kit", colours=("#0a7d4fff",), headline_font="Lora", body_font="Inter")
    brief = Brief(Product(("a.png",), title="Kettle"), (Size(600, 600),), brand_kit=kit)
    styles, decisions = predict(brief=brief, network=RandomNetwork(9.0))
    assert styles[0].font == "Lora"
    assert {styles[i].font for i in (2, 3, 4)} == {"Inter"}
    for style in styles.values():
        lab = colour.oklab_of(style.fill)
        is_neutral = np.hypot(lab[1], lab[2]) < 0.035
        assert is_neutral or style.fill[:7] == "#0a7d4f"
    assert decisions[1].chosen == "#0a7d4f"


def test_decisions_name_type_and_accent():
    _, decisions = predict()
    assert [decision.subject for decision in decisions] == ["type", "accent colour"]
    assert all(decision.reason for decision in decisions)


def test_candidates_hold_the_products_own_colour():
    rgb = np.full((80, 80, 4), 255, np.uint8)
    rgb[20:60, 20:60, :3] = (190, 40, 60)
    mask = np.zeros((80, 80), np.uint8)
    mask[20:60, 20:60] = 255
    candidates = style_codec.candidates_of(style_codec.look(rgb, mask))
    assert len(candidates.colours) == C
    assert min(colour.distance(candidates.lab, colour.oklab_of("#be283c"))) < 1.0


def test_an_empty_layout_and_a_missing_product_are_no_trouble():
    view = style_codec.look(np.zeros((9, 300, 4), np.uint8), np.zeros((9, 300), np.uint8))
    candidates = style_codec.candidates_of(view)
    inputs = style_codec.element_inputs(Layout((300, 9), ()), {}, [], candidates)
    assert inputs["element"].shape == (1, E, style_codec.ELEMENT_WIDTH)


def test_genres_are_read_from_the_category_first():
    product = Product((), title="Dog mug", category="Home & Kitchen > Mugs")
    assert style_vocabulary.genre_of(product) == "kitchen"
    assert style_vocabulary.genre_of(replace(product, category="")) == "pets"
    assert style_vocabulary.genre_of(Product(())) == "general"


def test_focal_probabilities_are_undone():
    assert style_finish.chance(0.0) == pytest.approx(0.5)
    # At p = .1 the focal loss with gamma 1 is least at q of about .18.
    grid = np.linspace(0.001, 0.999, 4000)
    loss = -0.1 * (1 - grid) * np.log(grid) - 0.9 * grid * np.log(1 - grid)
    q = grid[loss.argmin()]
    assert style_finish.chance(np.log(q / (1 - q))) == pytest.approx(0.1, abs=0.005)
