"""Promises of the shipped matting network: whole, the same on both runtimes, and useful."""

from __future__ import annotations

import numpy as np
import pytest

from adloom.inference import manifest
from adloom.inference.session import OpenVinoSession, OrtSession, Session
from adloom.paths import models_folder
from adloom.types import ModelManifest

FOLDER = models_folder() / "product-matting"


@pytest.fixture(scope="module")
def told() -> ModelManifest:
    return manifest.load(FOLDER)


@pytest.fixture(scope="module", params=["onnxruntime", "openvino"])
def session(request: pytest.FixtureRequest, told: ModelManifest) -> Session:
    network = manifest.read_file(FOLDER, told, "model.onnx")
    kind = {"onnxruntime": OrtSession, "openvino": OpenVinoSession}[request.param]
    return kind(network)


def bottle(side: int, ground: float, product: float) -> tuple[np.ndarray, np.ndarray]:
    y, x = np.mgrid[0:side, 0:side] / side
    inside = ((np.abs(x - 0.5) < 0.15) & (y > 0.4) & (y < 0.85)) | (
        (np.abs(x - 0.5) < 0.06) & (y > 0.2) & (y <= 0.4)
    )
    shade = np.where(inside, product * (1 - 0.5 * np.abs(x - 0.45)), ground)
    return np.stack([shade] * 3)[None].astype(np.float32), inside


def test_every_file_is_what_the_manifest_says(told: ModelManifest) -> None:
    for file in told.files:
        assert manifest.read_file(FOLDER, told, file)


def test_golden_output_is_met(session: Session, told: ModelManifest) -> None:
    golden = manifest.read_file(FOLDER, told, "golden.npz")
    inputs, outputs = manifest.parse_golden(golden, told, told.inputs)
    found = session.run(inputs)["alpha"].ravel()
    wanted = outputs["alpha"].ravel().astype(np.float32)
    cosine = found @ wanted / np.linalg.norm(found) / np.linalg.norm(wanted)
    assert cosine > told.parity["golden_cosine"]


@pytest.mark.parametrize("ground", [0.95, 0.85])
def test_a_bottle_on_a_light_ground_is_found(
    session: Session, told: ModelManifest, ground: float
) -> None:
    image, inside = bottle(told.inputs[0].shape[-1], ground, 0.3)
    alpha = session.run({"image": image})["alpha"][0, 0]
    assert alpha.min() >= 0
    assert alpha.max() <= 1
    found = alpha > 0.5
    assert (found & inside).sum() / (found | inside).sum() > 0.85


def test_int8_keeps_the_measured_quality(told: ModelManifest) -> None:
    for form in ("int8_onnxruntime", "int8_openvino", "int8_openvino_avx2"):
        assert told.metrics[f"iou_{form}"] >= 0.99 * told.metrics["iou_float"]
