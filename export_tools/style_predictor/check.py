"""Measures the style predictor on held-out examples, float beside int8, and writes the manifest.

Task metrics: nats of the headline family above the teacher's own entropy; share of fills and
accents, drawn as at run time without its constraints, inside the teacher's legal set.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from adloom.stages import style_choice
from export_tools import quantization
from export_tools.style_predictor.model import INPUTS, OUTPUTS
from export_tools.style_predictor.train import NOT_DECIDED, SHAPE_ROLES

Arrays = dict[str, NDArray[np.generic]]
MOMENTS = (0, 2, 3)
TOLERANCE = 0.01
"""Largest relative drop of a task metric from float to int8."""


def read_held(folder: Path, count: int) -> list[Arrays]:
    """Return `count` held-out examples, spread over the file."""
    path = sorted(folder.glob("held-*.npz"))[0]
    with np.load(path) as archive:
        kept = {name: archive[name] for name in archive.files}
    rows = np.linspace(0, len(kept["grid"]) - 1, count).astype(int)
    return [{name: values[row] for name, values in kept.items()} for row in rows]


def inputs_at(example: Arrays, moment: int) -> Arrays:
    """Return the network's inputs (batch of one) of an example at a moment 0..3."""
    inputs: Arrays = {}
    for name, (dtype, _) in INPUTS.items():
        if name == "decided":
            continue
        source = f"{name}_after" if moment == 3 and name in ("element", "contrast") else name
        inputs[name] = example[source][None].astype(dtype)
    decided = example["drawn"].astype(np.int64).copy()
    for column, since in enumerate((1, 2, 2)):
        if moment < since:
            decided[column] = NOT_DECIDED[column]
    return inputs | {"decided": decided[None]}


def samples(examples: Sequence[Arrays]) -> list[Arrays]:
    """Return the inputs of every example at every moment measured."""
    return [inputs_at(example, moment) for example in examples for moment in MOMENTS]


def measure(examples: Sequence[Arrays], answers: Sequence[Arrays]) -> dict[str, float]:
    """Return the task metrics of `answers`, which follow `samples(examples)`."""
    rng = np.random.default_rng(5)
    nats, entropy, legal = [], [], {"accent": [], "shape": [], "text": []}
    for at, example in enumerate(examples):
        first, shapes, texts = answers[at * len(MOMENTS) : (at + 1) * len(MOMENTS)]
        odds = example["headline"].astype(np.float64)
        odds /= odds.sum()
        logits = first["headline"][0].astype(np.float64)
        logits -= logits.max()
        nats.append(float(-(odds * (logits - np.log(np.exp(logits).sum()))).sum()))
        entropy.append(float(-(odds * np.log(np.maximum(odds, 1e-12))).sum()))
        drawn = _drawn(first["accent"][0], rng)
        legal["accent"].append(bool(example["accent_legal"][drawn]))
        for index in np.flatnonzero(example["fill_drawn"] >= 0):
            is_shape = int(example["element_kind"][index, 0]) in SHAPE_ROLES
            answer = shapes if is_shape else texts
            drawn = _drawn(answer["fill"][0, index], rng)
            legal["shape" if is_shape else "text"].append(bool(example["legal"][index, drawn]))
    fills = legal["shape"] + legal["text"]
    return {
        "headline_nats": float(np.mean(nats)),
        "teacher_entropy": float(np.mean(entropy)),
        "headline_nats_over_entropy": float(np.mean(nats) / np.mean(entropy)),
        "accents_legal": float(np.mean(legal["accent"])),
        "shape_fills_legal": float(np.mean(legal["shape"])),
        "text_fills_legal": float(np.mean(legal["text"])),
        "fills_legal": float(np.mean(fills)),
    }


def _drawn(logits: NDArray[np.generic], rng: np.random.Generator) -> int:
    noise = rng.gumbel(size=len(logits))
    return style_choice.draw(
        logits.astype(np.float32), noise, style_choice.FILL_TEMPERATURE, style_choice.FILL_MASS
    )


def check(float_model: Path, folder: Path, examples: Sequence[Arrays]) -> dict[str, float]:
    """Return the int8 file's metrics; raise ValueError where int8 loses more than 1%.

    Measured on ONNX Runtime, on OpenVINO, and on OpenVINO without VNNI.
    """
    inputs, int8 = samples(examples), folder / "model.onnx"
    reference = quantization.run(float_model, inputs, threads=1)
    wanted = measure(examples, reference)
    found = {
        "onnxruntime": quantization.run(int8, inputs, threads=1),
        "openvino": quantization.run(int8, inputs, runtime="openvino", threads=1),
        "openvino_avx2": quantization.run_under_isa(int8, inputs),
    }
    metrics = {f"float_{name}": value for name, value in wanted.items()}
    for runtime, answers in found.items():
        got = measure(examples, answers)
        nearness = quantization.compare(reference, answers)
        metrics[f"{runtime}_cosine"] = min(each.cosine for each in nearness.values())
        print(runtime, {name: round(value, 4) for name, value in got.items()})
        for name in ("accents_legal", "fills_legal"):
            if got[name] < wanted[name] * (1 - TOLERANCE):
                fall = f"from {wanted[name]:.4f} to {got[name]:.4f}"
                raise ValueError(f"{runtime}: {name} falls {fall}")
        if got["headline_nats"] > wanted["headline_nats"] * (1 + TOLERANCE):
            raise ValueError(f"{runtime}: headline_nats rises to {got['headline_nats']:.4f}")
        if runtime == "openvino":
            metrics |= got
    for runtime in ("onnxruntime", "openvino"):
        spent = quantization.median_ms(int8, inputs[0], runtime=runtime, threads=1)
        metrics[f"{runtime}_ms"] = spent
    return metrics


def write_golden(float_model: Path, folder: Path, example: Arrays) -> None:
    """Save one example's inputs and the float network's outputs."""
    inputs = inputs_at(example, 3)
    outputs = quantization.run(float_model, [inputs], threads=1)[0]
    np.savez_compressed(
        folder / "golden.npz",
        **{f"in_{name}": value for name, value in inputs.items()},
        **{f"out_{name}": value for name, value in outputs.items()},
    )


def write_manifest(folder: Path, version: str, metrics: dict[str, float]) -> None:
    """Write manifest.json over the files that are there."""
    files = ("model.onnx", "golden.npz", "LICENSE", "CARD.md")
    digests = {
        file: hashlib.sha256((folder / file).read_bytes()).hexdigest()
        for file in files
        if (folder / file).exists()
    }
    told = {
        "name": "style-predictor",
        "version": version,
        "task": "attributes",
        "adapter": "style",
        "files": digests,
        "inputs": [
            {"name": name, "dtype": dtype, "shape": list(shape)}
            for name, (dtype, shape) in INPUTS.items()
        ],
        "outputs": [
            {"name": name, "dtype": "float32", "shape": list(shape)}
            for name, shape in OUTPUTS.items()
        ],
        "preprocess": {"codec": "adloom.stages.style_codec"},
        "license": "Apache-2.0",
        "data": "Adloom pictures, layouts and texts of tiers A and N, a rule teacher; see CARD.md",
        "metrics": {name: round(value, 5) for name, value in metrics.items()},
        "parity": {"golden_cosine": 0.98},
    }
    (folder / "manifest.json").write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
