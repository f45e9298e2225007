"""Promises of the shipped filter: whole, the same on both runtimes, and right on plain cases."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from adloom.assets import Pixels
from adloom.inference import manifest
from adloom.inference.session import OpenVinoSession, OrtSession, Session
from adloom.paths import models_folder, resources_folder
from adloom.stages import suitability
from adloom.types import ModelManifest

FOLDER = models_folder() / "material-filter"
SAMPLES = sorted((resources_folder() / "samples").glob("*.jpg"))
WORDS = ("terms", "of", "delivery", "and", "return", "apply", "to", "every", "order", "placed")
CLEAN = ("bag", "headphones", "speaker", "tea-tin", "watch")
"""Samples on an empty ground."""


@pytest.fixture(scope="module")
def told() -> ModelManifest:
    return manifest.load(FOLDER)


@pytest.fixture(scope="module", params=["onnxruntime", "openvino"])
def session(request: pytest.FixtureRequest, told: ModelManifest) -> Session:
    network = manifest.read_file(FOLDER, told, "model.onnx")
    kind = {"onnxruntime": OrtSession, "openvino": OpenVinoSession}[request.param]
    return kind(network)


def verdict(picture: Image.Image | Pixels, session: Session) -> suitability.Verdict:
    side = manifest.load(FOLDER).inputs[0].shape[-1]
    return suitability.judge(np.asarray(picture), session, side)


def sample(name: str, longest: int = 800) -> Image.Image:
    with Image.open(resources_folder() / "samples" / f"{name}.jpg") as stored:
        picture = stored.convert("RGB")
    picture.thumbnail((longest, longest))
    return picture


def font(weight: int, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(resources_folder() / "fonts" / f"noto-sans-{weight}.ttf", size)


def collage(columns: int, rows: int, gap: int) -> Image.Image:
    step = 260 + gap
    page = Image.new("RGB", (columns * step + gap, rows * step + gap), "white")
    for number in range(columns * rows):
        cell = sample(SAMPLES[number].stem).resize((260, 260))
        page.paste(cell, (gap + number % columns * step, gap + number // columns * step))
    return page


def text_page(width: int, height: int, ink: str, paper: str) -> Image.Image:
    page = Image.new("RGB", (width, height), paper)
    draw = ImageDraw.Draw(page)
    draw.text((60, 40), "Delivery and returns", fill=ink, font=font(700, 40))
    for number, top in enumerate(range(120, height - 60, 32)):
        words = [WORDS[(number * 5 + place) % len(WORDS)] for place in range(width // 100)]
        draw.text((60, top), " ".join(words), fill=ink, font=font(400, 20))
    return page


def lettered(picture: Image.Image) -> Image.Image:
    """The picture with a headline on a band and a button, as an ad has them."""
    ad = picture.resize((800, 800))
    draw = ImageDraw.Draw(ad)
    draw.rectangle((0, 0, 800, 150), fill="firebrick")
    draw.text((30, 25), "SUMMER SALE", fill="white", font=font(700, 80))
    draw.rounded_rectangle((480, 690, 770, 770), 30, fill="black")
    draw.text((520, 695), "Buy now", fill="white", font=font(700, 48))
    return ad


def test_every_file_is_what_the_manifest_says(told: ModelManifest) -> None:
    assert {"CARD.md", "LICENSE", "model.onnx", "golden.npz"} <= set(told.files)
    for file in told.files:
        assert manifest.read_file(FOLDER, told, file)


def test_golden_output_is_met(session: Session, told: ModelManifest) -> None:
    golden = manifest.read_file(FOLDER, told, "golden.npz")
    inputs, outputs = manifest.parse_golden(golden, told, told.inputs)
    found = session.run(inputs)["scores"].ravel()
    wanted = outputs["scores"].ravel().astype(np.float32)
    cosine = found @ wanted / np.linalg.norm(found) / np.linalg.norm(wanted)
    assert cosine > told.parity["golden_cosine"]
    assert found.sum() == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: Path(path).stem)
def test_a_sample_is_a_product_and_never_refused(session: Session, path: Path) -> None:
    found = verdict(sample(path.stem, 1500), session)
    assert found.kind in ("product_plain", "product_scene")
    assert sum(found.scores[kind] for kind in suitability.REFUSED) < 0.2


@pytest.mark.parametrize("name", CLEAN)
def test_a_product_on_an_empty_ground_is_plain(session: Session, name: str) -> None:
    assert verdict(sample(name, 1500), session).kind == "product_plain"


@pytest.mark.parametrize("grid", [(2, 2, 0), (2, 2, 12), (3, 3, 12), (3, 2, 0), (2, 1, 12)])
def test_pictures_side_by_side_are_a_collage(session: Session, grid: tuple[int, int, int]) -> None:
    found = verdict(collage(*grid), session)
    assert found.kind == "collage"
    assert found.refused


@pytest.mark.parametrize(
    ("size", "ink", "paper"),
    [((800, 1100), "black", "white"), ((800, 1100), "white", "black"),
     ((1000, 700), "navy", "beige")],
)  # fmt: skip
def test_a_page_of_text_is_told_light_and_dark(
    session: Session, size: tuple[int, int], ink: str, paper: str
) -> None:
    assert verdict(text_page(*size, ink, paper), session).kind == "text_page"


@pytest.mark.parametrize("name", ["bag", "tea-tin", "mug"])
def test_lettering_put_on_a_photograph_makes_it_an_ad(session: Session, name: str) -> None:
    found = verdict(lettered(sample(name)), session)
    assert found.kind == "finished_ad"
    assert not found.refused


@pytest.mark.parametrize("name", ["bag", "mug", "watch"])
def test_a_photograph_blurred_or_darkened_to_nothing_is_unusable(
    session: Session, name: str
) -> None:
    picture = sample(name)
    assert verdict(picture.filter(ImageFilter.GaussianBlur(60)), session).kind == "unusable"
    assert verdict(picture.point(lambda level: int(level * 0.03)), session).kind == "unusable"


def test_int8_keeps_the_measured_quality(told: ModelManifest) -> None:
    for form in ("int8_onnxruntime", "int8_openvino", "int8_openvino_avx2"):
        assert told.metrics[f"macro_f1_{form}"] >= 0.99 * told.metrics["macro_f1_float"]
    assert told.metrics["macro_f1_int8_openvino"] >= 0.9
    assert told.metrics["macro_f1_int8_openvino_low"] >= 0.85
