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
    """Return a bottle with round shoulders as a camera shows it: soft edges, shading, grain."""
    y, x = np.mgrid[0:side, 0:side] / side
    neck = np.clip((y - 0.34) / 0.1, 0, 1)
    reach = 0.06 + 0.09 * neck * neck * (3 - 2 * neck)
    edge = np.minimum(reach - np.abs(x - 0.5), np.minimum(y - 0.2, 0.85 - y)) * side
    share = np.clip(edge / 2 + 0.5, 0, 1)
    shade = product * (1 - 0.5 * np.abs(x - 0.45)) * share + ground * (1 - share)
    grain = np.random.default_rng(5).normal(0, 0.008, (3, side, side))
    return np.clip(shade + grain, 0, 1)[None].astype(np.float32), share > 0.5


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


@pytest.mark.parametrize(
    ("ground", "product"), [(0.95, 0.3), (0.85, 0.3), (0.08, 0.8), (0.3, 0.9), (0.6, 0.1)]
)
def test_a_bottle_is_found_on_light_and_on_dark(
    session: Session, told: ModelManifest, ground: float, product: float
) -> None:
    image, inside = bottle(told.inputs[0].shape[-1], ground, product)
    alpha = session.run({"image": image})["alpha"][0, 0]
    assert alpha.min() >= 0
    assert alpha.max() <= 1
    found = alpha > 0.5
    assert (found & inside).sum() / (found | inside).sum() > 0.85


def test_an_empty_sweep_holds_no_product(session: Session, told: ModelManifest) -> None:
    side = told.inputs[0].shape[-1]
    y = np.linspace(0.9, 0.7, side, dtype=np.float32)[None, None, :, None]
    image = np.ascontiguousarray(np.broadcast_to(y, (1, 3, side, side)))
    alpha = session.run({"image": image})["alpha"][0, 0]
    assert (alpha > 0.5).mean() < 0.01


def test_int8_keeps_the_measured_quality(told: ModelManifest) -> None:
    for form in ("int8_onnxruntime", "int8_openvino", "int8_openvino_avx2"):
        assert told.metrics[f"iou_{form}"] >= 0.99 * told.metrics["iou_float"]
