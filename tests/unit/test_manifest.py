"""A model folder is believed only if its manifest is whole and its files are as shipped."""

from __future__ import annotations

import hashlib
import io
import json

import numpy as np
import pytest

from adloom.errors import ModelCorruptError, ModelNotFoundError
from adloom.inference import manifest

DIGEST = hashlib.sha256(b"weights").hexdigest()


def told(**changes):
    whole = {
        "name": "toy",
        "version": "1",
        "task": "doubling",
        "adapter": "toy",
        "files": {"model.onnx": DIGEST},
        "inputs": [{"name": "x", "dtype": "float32", "shape": [1, 4]}],
        "outputs": [{"name": "y", "dtype": "float32", "shape": [1, 4]}],
        "preprocess": {"mean": 0.5},
        "license": "Apache-2.0",
        "data": "none",
        "metrics": {"iou": 1},
        "parity": {},
    }
    return {key: value for key, value in (whole | changes).items() if value is not None}


def folder(tmp_path, content):
    path = tmp_path / "toy"
    path.mkdir()
    text = content if isinstance(content, str) else json.dumps(content)
    (path / "manifest.json").write_text(text)
    (path / "model.onnx").write_bytes(b"weights")
    return path


def test_a_whole_manifest_is_read(tmp_path):
    read = manifest.load(folder(tmp_path, told()))
    assert read.inputs[0].shape == (1, 4)
    assert read.metrics == {"iou": 1.0}
    assert manifest.read_file(tmp_path / "toy", read, "model.onnx") == b"weights"


WRONG = {
    "no json": "{",
    "a list": "[]",
    "a field too few": told(task=None),
    "a field too many": told(colour="red"),
    "no checksum": told(files={"model.onnx": "abc"}),
    "a path for a file": told(files={"../model.onnx": DIGEST}),
    "no files": told(files={}),
    "no tensor": told(inputs=[{"name": "x"}]),
    "an unknown dtype": told(inputs=[{"name": "x", "dtype": "complex", "shape": [1]}]),
    "a side of zero": told(inputs=[{"name": "x", "dtype": "int64", "shape": [0]}]),
    "a text for a metric": told(metrics={"iou": "good"}),
    "an empty name": told(name=""),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_damaged_manifest_is_a_sentence(tmp_path, case):
    with pytest.raises(ModelCorruptError, match="toy"):
        manifest.load(folder(tmp_path, WRONG[case]))


def test_missing_and_altered_files_are_told_apart(tmp_path):
    path = folder(tmp_path, told())
    read = manifest.load(path)
    with pytest.raises(ModelNotFoundError):
        manifest.read_file(path, read, "other.onnx")
    (path / "model.onnx").write_bytes(b"weightz")
    with pytest.raises(ModelCorruptError, match="damaged"):
        manifest.read_file(path, read, "model.onnx")
    (path / "model.onnx").unlink()
    with pytest.raises(ModelNotFoundError):
        manifest.read_file(path, read, "model.onnx")
    with pytest.raises(ModelNotFoundError):
        manifest.load(tmp_path / "none")


def golden(**arrays) -> bytes:
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    return buffer.getvalue()


def test_an_input_that_golden_lacks_is_drawn_from_seed_seven(tmp_path):
    read = manifest.load(folder(tmp_path, told()))
    inputs, outputs = manifest.parse_golden(golden(out_y=np.ones((1, 4))), read, read.inputs)
    assert np.array_equal(inputs["x"], np.random.default_rng(7).random((1, 4), dtype=np.float32))
    assert list(outputs) == ["y"]
    given = np.zeros((1, 4), np.float32)
    inputs, _ = manifest.parse_golden(golden(in_x=given, out_y=given), read, read.inputs)
    assert np.array_equal(inputs["x"], given)


@pytest.mark.parametrize("content", [b"", b"no zip", golden(in_x=np.zeros(3))])
def test_damaged_golden_outputs_are_a_sentence(tmp_path, content):
    read = manifest.load(folder(tmp_path, told()))
    with pytest.raises(ModelCorruptError):
        manifest.parse_golden(content, read, read.inputs)
