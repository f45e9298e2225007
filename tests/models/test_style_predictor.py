"""Promises of the shipped style predictor: whole, the same on both runtimes, and tasteful."""

from __future__ import annotations

import numpy as np
import pytest

from adloom.assets import MemoryAssets
from adloom.inference import manifest
from adloom.inference.session import OpenVinoSession, OrtSession, Session
from adloom.paths import models_folder
from adloom.stages import attributes, style_vocabulary
from adloom.types import (
    Box,
    Brief,
    Copy,
    Element,
    Framing,
    Layout,
    Material,
    ModelManifest,
    Product,
    ShapeStyle,
    Size,
    TextStyle,
)

FOLDER = models_folder() / "style-predictor"
LAYOUT = Layout(
    (1080, 1080),
    (
        Element("headline", Box(60, 120, 440, 260), lines=3),
        Element("underlay", Box(60, 880, 300, 96), shape="pill"),
        Element("cta", Box(90, 900, 240, 56), on="underlay:1", align="center"),
        Element("subhead", Box(60, 420, 440, 100), lines=2),
    ),
)
COPIES = (
    Copy(0, "headline", "Pour With Precision"),
    Copy(2, "cta", "Shop now"),
    Copy(3, "subhead", "A kettle with a thermometer built in"),
)
CASES = (
    ("Beauty > Skincare", "Rose serum", "premium", (214, 150, 160), (248, 240, 238)),
    ("Electronics > Audio", "Desk speaker", "direct", (40, 60, 190), (236, 238, 242)),
    ("Toys", "Wooden train", "playful", (230, 90, 30), (120, 190, 220)),
    ("Sports", "Trail shoe", "urgent", (190, 220, 40), (28, 30, 34)),
    ("Grocery", "Forest honey", "plain", (220, 150, 40), (245, 238, 220)),
    ("Home & Garden", "Reading lamp", "premium", (60, 110, 90), (222, 214, 200)),
)


@pytest.fixture(scope="module")
def told() -> ModelManifest:
    return manifest.load(FOLDER)


@pytest.fixture(scope="module", params=["onnxruntime", "openvino"])
def session(request: pytest.FixtureRequest, told: ModelManifest) -> Session:
    network = manifest.read_file(FOLDER, told, "model.onnx")
    kind = {"onnxruntime": OrtSession, "openvino": OpenVinoSession}[request.param]
    return kind(network)


def style(session, case, seed=1):
    category, title, tone, product, ground = case
    canvas = np.full((1080, 1080, 4), 255, np.uint8)
    canvas[..., :3] = ground
    canvas[300:900, 560:1000, :3] = product
    mask = np.zeros((1080, 1080), np.uint8)
    mask[300:900, 560:1000] = 255
    assets = MemoryAssets()
    framing = Framing("cutout", assets.put(canvas), assets.put(mask), Box(560, 300, 440, 600))
    brief = Brief(Product(("a",), title=title, category=category), (Size(1080, 1080),), tone=tone)
    material = Material("", "", "", 0, 0, None, "product_plain", (), "", 0)
    return attributes.predict(LAYOUT, COPIES, framing, material, brief, session, assets, seed=seed)


def test_every_file_is_what_the_manifest_says(told: ModelManifest) -> None:
    for file in told.files:
        assert manifest.read_file(FOLDER, told, file)


def test_its_figures_meet_the_targets(told: ModelManifest) -> None:
    assert told.metrics["fills_legal"] >= 0.97
    assert told.metrics["headline_nats_over_entropy"] <= 1.1
    assert told.metrics["fills_legal"] >= 0.99 * told.metrics["float_fills_legal"]


def test_its_golden_answer_comes_back(told: ModelManifest, session: Session) -> None:
    content = manifest.read_file(FOLDER, told, manifest.golden_name("model.onnx"))
    inputs, wanted = manifest.parse_golden(content, told, told.inputs)
    answer = session.run(inputs)
    for name, expected in wanted.items():
        a, b = answer[name].ravel().astype(float), expected.ravel().astype(float)
        assert a @ b / (np.linalg.norm(a) * np.linalg.norm(b)) > told.parity["golden_cosine"]


def test_products_differ_in_type_and_colour(session: Session) -> None:
    looks = [style(session, case)[0] for case in CASES]
    pairs = {(look[0].font, look[1].fill) for look in looks}
    assert len(pairs) == len(CASES)
    assert len({look[0].font for look in looks}) >= 4


def test_seeds_give_other_looks_and_the_same_seed_the_same(session: Session) -> None:
    assert style(session, CASES[0], 3) == style(session, CASES[0], 3)
    fonts = {style(session, CASES[0], seed)[0][0].font for seed in range(8)}
    assert len(fonts) >= 3


def test_type_suits_the_trade(session: Session) -> None:
    def clusters(case):
        fonts = [style(session, case, seed)[0][0].font for seed in range(10)]
        return [style_vocabulary.cluster_of(font) for font in fonts]

    assert sum(c in ("didone", "classical", "geometric") for c in clusters(CASES[0])) >= 6
    assert sum(c in ("rounded", "poster", "heavy", "script") for c in clusters(CASES[2])) >= 6


def test_strokes_and_gradients_are_rare_and_never_on_small_type(session: Session) -> None:
    looks = [style(session, case, seed)[0] for case in CASES for seed in range(4)]
    for look in looks:
        for index in (2, 3):
            assert isinstance(look[index], TextStyle)
            assert look[index].stroke is None and look[index].gradient is None
    decorated = [look for look in looks if look[0].stroke or look[0].gradient]
    assert len(decorated) <= len(looks) // 4


def test_the_pill_stands_apart_from_its_ground(session: Session) -> None:
    for case in CASES:
        pill = style(session, case)[0][1]
        assert isinstance(pill, ShapeStyle)
        rgb = [int(pill.fill[at : at + 2], 16) for at in (1, 3, 5)]
        assert max(abs(a - b) for a, b in zip(rgb, case[4], strict=True)) > 25
