"""Int8 twins of layout-ar's two networks, and the choice between them and the float files."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from adloom.inference.session import OrtSession, Session
from adloom.stages.layout_codec import MAY
from adloom.stages.layout_input import aspect_numbers, product_lines
from adloom.stages.layout_sampling import BATCH, LayoutModel, Manner, Sight, sample
from adloom.types import TEXT_ROLES
from export_tools.quantization import Arrays, median_ms, quantize_u8s8, run, run_under_isa

STRAY = 0.01
"""Nats per token by which an int8 file may stray from its float."""
GAIN = 0.8
"""An int8 file ships only where it takes at most this share of the float's time."""


@dataclass
class Recorder:
    """A session that remembers every fourth input."""

    session: Session
    seen: list[dict[str, NDArray[np.generic]]] = field(default_factory=list)
    calls: int = 0

    @property
    def device(self) -> str:
        return self.session.device

    def run(self, inputs: dict[str, NDArray[np.generic]]) -> dict[str, NDArray[np.generic]]:
        self.calls += 1
        if self.calls % 4 == 0:
            self.seen.append({name: np.array(array) for name, array in inputs.items()})
        return self.session.run(inputs)

    def close(self) -> None:
        self.session.close()


def looks(work: Path, count: int) -> list[dict[str, NDArray[np.generic]]]:
    """Return encoder inputs of the first `count` training canvases."""
    shard = np.load(sorted(work.glob("train-*-000.npz"))[0])
    found = []
    for picture, size in zip(shard["pictures"][:count], shard["sizes"][:count], strict=True):
        found.append(
            {
                "picture": picture.astype(np.float32).transpose(2, 0, 1)[None] / 255,
                "aspect": aspect_numbers(int(size[0]), int(size[1]))[None],
                "product": product_lines(picture[..., 3])[None],
            }
        )
    return found


def steps(folder: Path, inputs: list[dict[str, NDArray[np.generic]]]) -> list[Arrays]:
    """Return decoder inputs met while writing layouts for `inputs`."""
    encoder = OrtSession((folder / "model.onnx").read_bytes())
    recorder = Recorder(OrtSession((folder / "step.onnx").read_bytes()))
    model = LayoutModel(encoder, recorder)
    row = tuple({"headline": 1, "cta": 1}.get(role, MAY) for role in TEXT_ROLES)
    for number, look in enumerate(inputs):
        out = encoder.run(look)
        mean, spread = np.split(out["prior"][0], 2)
        product = look["picture"][0, 3] > 0.4
        sight = Sight(out["seen"], mean, spread, look["aspect"][0], product, ~product)
        sample(model, sight, [row] * BATCH, Manner(), number)
    return list(recorder.seen)


def stray(reference: list[Arrays], candidate: list[Arrays]) -> float:
    """Return the mean KL from the float's to the candidate's kind and edge distributions."""
    found = []
    for name in ("kinds", "edges"):
        for one, two in zip(reference, candidate, strict=True):
            width = one[name].shape[1] if name == "kinds" else one[name].shape[1] // 4
            p = _log_softmax(one[name].reshape(-1, width))
            q = _log_softmax(two[name].reshape(-1, width))
            found.append(float((np.exp(p) * (p - q)).sum(1).mean()))
    return float(np.mean(found))


def _log_softmax(logits: NDArray[np.generic]) -> NDArray[np.float64]:
    scores = logits.astype(np.float64)
    scores = scores - scores.max(1, keepdims=True)
    return scores - np.log(np.exp(scores).sum(1, keepdims=True))


def quantize(work: Path, out: Path) -> None:
    """Make int8 twins in `work`/int8 and put into `out` the file of each that should ship."""
    folder, twins = work / "float", work / "int8"
    encoder_inputs = looks(work, 120)
    step_inputs = steps(folder, encoder_inputs[:12])
    held = {"model.onnx": encoder_inputs[100:], "step.onnx": step_inputs[::4]}
    calibration = {"model.onnx": encoder_inputs[:100], "step.onnx": step_inputs}
    out.mkdir(parents=True, exist_ok=True)
    told: dict[str, dict[str, float | str]] = {}
    for name, inputs in held.items():
        quantize_u8s8(folder / name, twins / name, calibration[name], reduce_range=True)
        if name == "step.onnx":
            truth = run(folder / name, inputs)
            gaps = [
                stray(truth, run(twins / name, inputs)),
                stray(truth, run_under_isa(twins / name, inputs)),
            ]
        else:
            gaps = _encoder_gaps(folder, twins, inputs, step_inputs[::6])
        times = {
            kind: median_ms(path / name, inputs[0], runtime="openvino")
            for kind, path in (("float", folder), ("int8", twins))
        }
        ships = max(gaps) <= STRAY and times["int8"] <= GAIN * times["float"]
        shutil.copy((twins if ships else folder) / name, out / name)
        told[name] = {
            "stray_nats": round(gaps[0], 5),
            "stray_nats_avx2": round(gaps[1], 5),
            "float_ms": round(times["float"], 3),
            "int8_ms": round(times["int8"], 3),
            "ships": "int8" if ships else "float",
        }
    (work / "quantization.json").write_text(json.dumps(told, indent=1))
    print(json.dumps(told, indent=1))


def _encoder_gaps(
    folder: Path, twins: Path, inputs: list[Arrays], step_inputs: list[Arrays]
) -> list[float]:
    """Return how far the float decoder strays when it looks through the int8 encoder."""
    truth = run(folder / "model.onnx", inputs)
    gaps = []
    for found in (
        run(twins / "model.onnx", inputs),
        run_under_isa(twins / "model.onnx", inputs),
    ):
        pairs = [
            (
                {**step, "seen": truth[number % len(truth)]["seen"]},
                {**step, "seen": found[number % len(found)]["seen"]},
            )
            for number, step in enumerate(step_inputs)
        ]
        gaps.append(
            stray(
                run(folder / "step.onnx", [one for one, _ in pairs]),
                run(folder / "step.onnx", [two for _, two in pairs]),
            )
        )
    return gaps
