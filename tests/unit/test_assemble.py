"""Assembling fits every text, keeps the hierarchy and drops what is empty."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from adloom.assets import MemoryAssets
from adloom.render import text as type_setter
from adloom.scene.assemble import assemble
from adloom.scene.price import price_text
from adloom.types import (
    Box,
    Brief,
    Copy,
    Element,
    Framing,
    ImageLayer,
    Layout,
    Product,
    ShapeLayer,
    ShapeStyle,
    Size,
    TextLayer,
    TextStyle,
)

SIZE = Size(1080, 1080)
FRAMING = Framing("cutout", "canvas", "mask", Box(600, 200, 400, 700))
PRODUCT = Product(("a.png",), title="Kettle", brand="Brevia", price="39.00", currency="USD")
ELEMENTS = (
    Element("headline", Box(60, 200, 480, 240), lines=3),
    Element("underlay", Box(60, 760, 480, 110), shape="pill"),
    Element("cta", Box(100, 780, 400, 70), on="underlay:1", align="center"),
    Element("selling_point", Box(60, 480, 420, 50)),
    Element("selling_point", Box(60, 550, 420, 50)),
    Element("logo", Box(60, 60, 200, 60)),
    Element("subhead", Box(60, 620, 480, 90), lines=2),
)
TEXTS = {0: "Pour With Precision", 2: "Shop the kettle", 3: "Steel", 4: "Built-in thermometer",
         6: "A gooseneck kettle with a thermometer built in"}  # fmt: skip


def build(texts=TEXTS, elements=ELEMENTS, product=PRODUCT, size=SIZE, assets=None):
    layout = Layout((1080, 1080), elements)
    copies = tuple(Copy(index, elements[index].role, text) for index, text in texts.items())
    styles = {
        index: ShapeStyle(element.shape or "rect", "#204080ff")
        if element.role in ("underlay", "decoration")
        else TextStyle("Inter", 700, fill="#101010ff")
        for index, element in enumerate(elements)
    }
    brief = Brief(product, (size,))
    return assemble(FRAMING, layout, copies, styles, brief, size=size, seed=4, assets=assets)


def named(scene):
    return {layer.id: layer for layer in scene.layers}


def test_background_is_first_and_layers_are_named_by_role():
    scene = build()
    assert [layer.id for layer in scene.layers][:2] == ["background", "underlay"]
    assert {"headline", "cta", "selling-point-1", "selling-point-2", "logo"} <= set(named(scene))
    assert scene.seed == 4


def test_every_text_lies_in_its_box_and_on_the_canvas():
    for layer in build().layers:
        if isinstance(layer, TextLayer):
            ink = type_setter.ink_box(layer)
            assert ink.x >= layer.box.x - 1 and ink.right <= layer.box.right + 1
            assert ink.bottom <= 1080


def test_the_headline_is_the_largest_and_siblings_share_a_size():
    layers = named(build())
    sizes = {name: layer.style.size for name, layer in layers.items() if hasattr(layer, "style")}
    assert sizes["headline"] == max(sizes.values())
    assert sizes["selling-point-1"] == sizes["selling-point-2"]
    assert sizes["subhead"] <= 0.6 * sizes["headline"] + 0.26


def test_a_pill_hugs_its_label_with_equal_padding_and_keeps_the_column():
    layers = named(build())
    pill, ink = layers["underlay"].box, type_setter.ink_box(layers["cta"])
    assert pill.width < 480
    assert pill.x == pytest.approx(60)
    assert ink.x - pill.x == pytest.approx(pill.right - ink.right, abs=1.5)


def test_an_underlay_without_words_is_dropped():
    scene = build({index: text for index, text in TEXTS.items() if index != 2})
    assert not [layer for layer in scene.layers if isinstance(layer, ShapeLayer)]


def test_a_text_that_cannot_fit_is_dropped_with_a_decision():
    scene = build(
        TEXTS | {2: "An unreasonably long call to action that no pill could ever hold " * 3}
    )
    assert "cta" not in named(scene)
    assert "underlay" not in named(scene)
    assert [decision.chosen for decision in scene.decisions] == ["left out"]


def test_the_brand_stands_as_wordmark_without_a_logo_file():
    assert named(build())["logo"].text == "Brevia"
    assert "logo" not in named(build(product=replace(PRODUCT, brand="")))


def test_a_logo_file_is_shown_whole_in_its_box(tmp_path):
    path = tmp_path / "logo.png"
    pixels = np.zeros((60, 200, 4), np.uint8)
    pixels[20:40, 50:150] = (200, 0, 0, 255)
    Image.fromarray(pixels).save(path)
    layer = named(build(product=replace(PRODUCT, logo=str(path)), assets=MemoryAssets()))["logo"]
    assert isinstance(layer, ImageLayer)
    assert layer.box.width / layer.box.height == pytest.approx(5.0)
    assert layer.box.width <= 200 and layer.box.height <= 60


def test_a_sale_is_locked_up_with_the_struck_old_price():
    product = replace(PRODUCT, sale_price="29.00")
    assert price_text(product) == "$29.00 | $39.00"
    elements = (*ELEMENTS, Element("price", Box(60, 900, 400, 90)))
    layer = named(build(elements=elements, product=product))["price"]
    assert layer.text == "$29.00 | $39.00"
    assert layer.style.price_lockup


def test_of_two_price_boxes_the_second_takes_the_old_price_smaller_and_struck():
    product = replace(PRODUCT, sale_price="29.00")
    elements = (
        *ELEMENTS,
        Element("price", Box(60, 900, 400, 100)),
        Element("price", Box(500, 900, 300, 90)),
    )
    layers = named(build(elements=elements, product=product))
    assert layers["price-1"].text == "$29.00"
    assert layers["price-2"].text == "$39.00" and layers["price-2"].style.struck
    assert layers["price-2"].style.size < layers["price-1"].style.size


def test_the_merchants_own_price_line_stays():
    product = replace(PRODUCT, own_words=(("price", "from 39 a month"),))
    elements = (*ELEMENTS, Element("price", Box(60, 900, 600, 90)))
    scene = build(TEXTS | {7: "from 39 a month"}, elements, product)
    assert named(scene)["price"].text == "from 39 a month"


def test_prices_name_their_currency_once():
    assert price_text(replace(PRODUCT, price="$39")) == "$39"
    assert price_text(replace(PRODUCT, currency="SEK")) == "39.00 SEK"
    assert price_text(replace(PRODUCT, price="")) == ""


def test_a_rule_that_would_touch_text_is_left_out():
    rule = Element("decoration", Box(60, 320, 480, 3), shape="line")
    scene = build(elements=(*ELEMENTS, rule))
    assert "decoration" not in named(scene)


def test_a_layout_of_another_size_is_scaled():
    scene = build(size=Size(540, 540))
    assert (scene.width, scene.height) == (540, 540)
    assert named(scene)["headline"].box.width == pytest.approx(240)


def test_the_same_input_gives_the_same_scene():
    assert build() == build()


def test_a_price_gives_up_the_old_one_rather_than_its_size():
    product = replace(PRODUCT, sale_price="29.00")
    elements = (*ELEMENTS, Element("price", Box(60, 900, 150, 46)))
    layer = named(build(elements=elements, product=product))["price"]
    assert layer.text == "$29.00"
    assert layer.style.size > 36


def test_a_frame_that_a_text_would_cross_is_left_out():
    around = Element("decoration", Box(20, 20, 1040, 1040), shape="frame")
    across = Element("decoration", Box(200, 20, 800, 1040), shape="frame")
    assert "decoration" in named(build(elements=(*ELEMENTS, around)))
    assert "decoration" not in named(build(elements=(*ELEMENTS, across)))
