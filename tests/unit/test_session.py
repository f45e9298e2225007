"""Both runtimes run the same file; a device is believed after a probe; the catalogue is lazy."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
from types import SimpleNamespace

import numpy as np
import pytest

from adloom.errors import (
    BriefError,
    ModelCorruptError,
    ModelError,
    ModelIncompatibleError,
    ModelNotFoundError,
)
from adloom.inference import devices
from adloom.inference.catalog import Catalog
from adloom.inference.session import OpenVinoSession, OrtSession

# y = 2 x over float32 (1, 4), as ONNX.
DOUBLING = base64.b64decode(
    "CAgSADpQChAKAXgKA3R3bxIBeSIDTXVsEgFnKg8IARABIgQAAABAQgN0d29aEwoBeBIOCgwIARIICgIIAQoCCARiEwoB"
    "eRIOCgwIARIICgIIAQoCCARCBAoAEBE="
)
ONES = np.ones((1, 4), np.float32)


def install(root, golden_factor=2.0, model=DOUBLING):
    folder = root / "toy"
    folder.mkdir(parents=True)
    (folder / "model.onnx").write_bytes(model)
    x = np.random.default_rng(7).random((1, 4), dtype=np.float32)
    np.savez(
        folder / "golden.npz", out_y=x * golden_factor + (golden_factor != 2.0) * ONES[:, ::-1]
    )
    files = {
        name: hashlib.sha256((folder / name).read_bytes()).hexdigest()
        for name in ("model.onnx", "golden.npz")
    }
    tensor = {"dtype": "float32", "shape": [1, 4]}
    told = {
        "name": "toy", "version": "1", "task": "t", "adapter": "a", "files": files,
        "inputs": [{"name": "x", **tensor}], "outputs": [{"name": "y", **tensor}],
        "preprocess": {}, "license": "x", "data": "x", "metrics": {}, "parity": {},
    }  # fmt: skip
    (folder / "manifest.json").write_text(json.dumps(told))
    return root


@pytest.mark.parametrize("kind", [OpenVinoSession, OrtSession])
def test_a_session_runs_names_its_device_and_closes(kind):
    session = kind(DOUBLING)
    assert session.device.endswith(":CPU")
    result = session.run({"x": ONES})
    assert np.array_equal(result["y"], ONES * 2)
    session.run({"x": ONES * 5})
    assert np.array_equal(result["y"], ONES * 2), "results belong to the caller"
    with pytest.raises(ModelIncompatibleError):
        session.run({"x": np.ones((1, 2, 3), np.float32)})
    session.close()
    with pytest.raises(ModelError):
        session.run({"x": ONES})


@pytest.mark.parametrize("kind", [OpenVinoSession, OrtSession])
def test_bytes_that_are_no_model_are_a_sentence(kind):
    with pytest.raises(ModelCorruptError):
        kind(b"nothing of the kind")


@pytest.mark.filterwarnings("ignore:Specified provider")
def test_a_device_that_is_not_there_is_not_silently_replaced():
    with pytest.raises(ModelIncompatibleError):
        OrtSession(DOUBLING, device="CUDA")
    with pytest.raises(ModelIncompatibleError):
        OpenVinoSession(DOUBLING, device="GPU.7")


def test_the_catalogue_probes_once_and_remembers(tmp_path, monkeypatch):
    catalog = Catalog(install(tmp_path / "models"), cache=tmp_path / "cache")
    assert catalog.names() == ("toy",)
    choice = catalog.choice("toy")
    assert choice.trusted
    assert {trial.device for trial in choice.trials} >= set(devices.CPU_DEVICES)
    assert np.array_equal(catalog.session("toy").run({"x": ONES})["y"], ONES * 2)
    assert catalog.session("toy") is catalog.session("toy")
    monkeypatch.setattr(devices, "probe", lambda *_: pytest.fail("it was remembered"))
    assert Catalog(tmp_path / "models", cache=tmp_path / "cache").choice("toy") == choice


def test_a_device_whose_output_is_wrong_is_not_trusted(tmp_path):
    catalog = Catalog(install(tmp_path / "models", golden_factor=-2.0), cache=tmp_path / "cache")
    choice = catalog.choice("toy")
    assert not choice.trusted
    assert "no device gave the expected output" in choice.reason


CLOCK = [0.0]


@pytest.fixture
def clock(monkeypatch):
    """A clock that only the fakes move: real ones waver on a busy machine."""
    monkeypatch.setattr(devices, "time", SimpleNamespace(perf_counter=lambda: CLOCK[0]))


class Fake:
    def __init__(self, device, factor=2.0, milliseconds=0.0):
        self.device, self._factor, self._pause = device, factor, milliseconds / 1000

    def run(self, inputs):
        CLOCK[0] += self._pause
        return {"y": inputs["x"] * self._factor}

    def close(self):
        pass


def test_the_fastest_right_device_wins_and_the_reason_is_in_words(clock):
    fakes = {
        "openvino:CPU": Fake("openvino:CPU", milliseconds=20),
        "openvino:GPU": Fake("openvino:GPU", milliseconds=1),
        "openvino:NPU": Fake("openvino:NPU", factor=0.0, milliseconds=0.5),
    }
    choice = devices.probe(tuple(fakes), fakes.__getitem__, ({"x": ONES}, {"y": ONES * 2}))
    assert choice.device == "openvino:GPU"
    assert "openvino:NPU was not taken: its output is wrong" in choice.reason


def test_a_little_faster_is_not_worth_another_device(clock):
    fakes = {"a": Fake("a", milliseconds=10), "b": Fake("b", milliseconds=9)}
    choice = devices.probe(tuple(fakes), fakes.__getitem__, ({"x": ONES}, {"y": ONES * 2}))
    assert choice.device == "a"


def test_a_model_that_runs_nowhere_is_a_sentence(tmp_path):
    root = install(tmp_path / "models", model=b"broken from the start")
    with pytest.raises(ModelIncompatibleError, match="no device"):
        Catalog(root, cache=tmp_path / "cache").session("toy")


def test_missing_models_and_devices_are_sentences(tmp_path):
    catalog = Catalog(install(tmp_path / "models"), "onnxruntime:CPU", cache=tmp_path / "cache")
    assert catalog.choice("toy").reason == "asked for"
    with pytest.raises(ModelNotFoundError):
        catalog.session("none")
    with pytest.raises(ModelNotFoundError):
        catalog.session("toy", "other.onnx")
    with pytest.raises(BriefError):
        Catalog(tmp_path, "quantum")


def test_a_cache_that_cannot_be_written_is_no_failure(tmp_path):
    (tmp_path / "cache").write_text("a file, no folder")
    catalog = Catalog(install(tmp_path / "models"), cache=tmp_path / "cache")
    assert np.array_equal(catalog.session("toy").run({"x": ONES})["y"], ONES * 2)


def test_threads_share_one_session(tmp_path):
    catalog = Catalog(install(tmp_path / "models"), cache=tmp_path / "cache")
    found = []
    threads = [
        threading.Thread(
            target=lambda k=k: found.append(
                (k, catalog.session("toy").run({"x": ONES * k})["y"][0, 0])
            )
        )
        for k in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [(k, 2.0 * k) for k in range(8)]
