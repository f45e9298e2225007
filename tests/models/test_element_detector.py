"""Promises of the shipped element detector: whole, the same on both runtimes, and useful."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter

from adloom.inference import manifest
from adloom.inference.session import OpenVinoSession, OrtSession, Session
from adloom.paths import models_folder
from adloom.stages import elements
from adloom.types import Box, ModelManifest

FOLDER = models_folder() / "element-detector"
SALE, SIZE = "Summer sale 50% off", 46
LINE = Box(60, 70, 428, 36)


@pytest.fixture(scope="module")
def told() -> ModelManifest:
    return manifest.load(FOLDER)


@pytest.fixture(scope="module", params=["onnxruntime", "openvino"])
def session(request: pytest.FixtureRequest, told: ModelManifest) -> Session:
    network = manifest.read_file(FOLDER, told, "model.onnx")
    kind = {"onnxruntime": OrtSession, "openvino": OpenVinoSession}[request.param]
    return kind(network)


def photo(size: tuple[int, int] = (800, 800)) -> Image.Image:
    """A box on a lit table: no element anywhere."""
    width, height = size
    y, x = np.mgrid[0:height, 0:width] / height
    light = 0.75 + 0.2 * np.exp(-((x - 0.4) ** 2 + (y - 0.3) ** 2) * 3)
    grain = np.random.default_rng(5).normal(0, 0.012, (height, width))
    ground = np.stack([light, light * 0.96, light * 0.9], 2) + grain[..., None]
    picture = Image.fromarray((ground.clip(0, 1) * 255).astype(np.uint8))
    shade = Image.new("L", size, 0)
    ImageDraw.Draw(shade).ellipse((230, 700, 620, 770), fill=110)
    picture.paste((70, 60, 50), mask=shade.filter(ImageFilter.GaussianBlur(14)))
    draw = ImageDraw.Draw(picture)
    draw.polygon([(260, 330), (480, 300), (480, 740), (260, 720)], fill="#2f6d5b")
    draw.polygon([(480, 300), (580, 340), (580, 700), (480, 740)], fill="#1f4a3e")
    return picture.filter(ImageFilter.GaussianBlur(0.8))


def ad() -> np.ndarray:
    """The photo with SALE over it, whose ink fills the box LINE."""
    picture = photo()
    draw = ImageDraw.Draw(picture)
    draw.text((60, 60), SALE, fill="#b01030", font_size=SIZE)
    return np.asarray(picture)


def overlap(one: Box, other: Box) -> float:
    width = min(one.right, other.right) - max(one.x, other.x)
    height = min(one.bottom, other.bottom) - max(one.y, other.y)
    shared = max(0.0, width) * max(0.0, height)
    return shared / (one.area + other.area - shared)


def side(told: ModelManifest) -> int:
    return int(told.inputs[0].shape[-1])


def test_every_file_is_what_the_manifest_says(told: ModelManifest) -> None:
    for file in told.files:
        assert manifest.read_file(FOLDER, told, file)


def test_golden_output_is_met(session: Session, told: ModelManifest) -> None:
    golden = manifest.read_file(FOLDER, told, "golden.npz")
    inputs, outputs = manifest.parse_golden(golden, told, told.inputs)
    answer = session.run(inputs)
    assert outputs
    for name, output in outputs.items():
        found, wanted = answer[name].ravel(), output.ravel().astype(np.float32)
        cosine = found @ wanted / np.linalg.norm(found) / np.linalg.norm(wanted)
        assert cosine > told.parity["golden_cosine"], name


def test_a_line_over_a_photo_is_found_and_removed(session: Session, told: ModelManifest) -> None:
    picture = ad()
    found = elements.find(picture, session, side(told))
    assert max(overlap(e.box, LINE) for e in found.elements if e.label == "text") > 0.5
    ink = np.abs(picture.astype(int) - np.asarray(photo())).max(2) > 60
    mask = elements.removal_mask(found, *picture.shape[1::-1])
    assert mask[ink].mean() > 0.97
    assert mask[330:700, 280:560].mean() < 0.03


@pytest.mark.parametrize("size", [(800, 800), (1200, 800)])
def test_a_photo_without_elements_is_left_alone(
    session: Session, told: ModelManifest, size: tuple[int, int]
) -> None:
    found = elements.find(np.asarray(photo(size)), session, side(told))
    assert [e.label for e in found.elements if e.label in ("text", "logo")] == []
    assert elements.removal_mask(found, *size).mean() < 0.005


def test_print_on_the_product_stays(session: Session, told: ModelManifest) -> None:
    label = Image.new("L", (200, 260), 0)
    draw = ImageDraw.Draw(label)
    draw.text((20, 60), "PINE", fill=225, font_size=64)
    draw.text((24, 150), "herbal soap", fill=225, font_size=30)
    picture = photo()
    wrapped = label.transform((200, 260), Image.Transform.AFFINE, (1, 0, 0, 0.12, 1, -12))
    picture.paste((235, 230, 205), (275, 400), wrapped.filter(ImageFilter.GaussianBlur(0.9)))
    pixels = np.asarray(picture)
    found = elements.find(pixels, session, side(told))
    assert elements.removal_mask(found, 800, 800)[400:660, 275:475].mean() < 0.2


def test_int8_keeps_the_measured_quality(told: ModelManifest) -> None:
    for form in ("int8_onnxruntime", "int8_openvino"):
        for name in ("ap_mean", "removal_iou", "dev_text_covered"):
            assert told.metrics[f"{name}_{form}"] >= 0.99 * told.metrics[f"{name}_float"]


def test_the_measured_quality_meets_what_was_set_for_it(told: ModelManifest) -> None:
    for form in ("int8_onnxruntime", "int8_openvino"):
        assert told.metrics[f"dev_text_covered_{form}"] >= 0.97
        assert told.metrics[f"dev_product_touched_{form}"] <= 0.03
        assert told.metrics[f"dev_print_taken_{form}"] <= 0.10
