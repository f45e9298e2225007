"""Compares the forms of the filter, measures them on real pictures, and writes its model folder.

The task metric is the macro-F1 of the product's own verdict on the labelled dev-ads pictures,
which never train. Float ONNX, int8 on both runtimes and int8 without VNNI judge the same views.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from adloom.stages import suitability
from export_tools import quantization, shipping
from export_tools.adstudio.labelled import KINDS, Pixels
from export_tools.material_filter.scores import confusion, describe, interval, macro_f1
from export_tools.product_matting.check import golden_input
from export_tools.product_matting.sources import Row, data_folder, read_index, read_pictures

GOLDEN_COSINE = 0.98
FULL_SIZE = 100_000
Scores = list[NDArray[np.float32]]


@dataclass(frozen=True)
class Case:
    """A measuring picture: its name, its true kind, and the views the product would judge."""

    name: str
    kind: int
    picture: Pixels
    views: list[NDArray[np.float32]]


def dev_cases(side: int) -> list[Case]:
    """Every labelled dev-ads picture, transparency laid on white as the product does."""
    kinds = {}
    with (data_folder() / "dev-ads-labels.jsonl").open(encoding="utf-8") as stream:
        for line in stream:
            told = json.loads(line)
            kinds[told["file"]] = KINDS.index(told["class"])
    rows = [r for r in read_index("dev-ads", training=False) if r.file in kinds]
    cases = []
    for row, pixels in read_pictures([_with_alpha(r) for r in rows], FULL_SIZE):
        picture = on_white(pixels)
        cases.append(Case(row.file, kinds[row.file], picture, suitability.views(picture, side)))
    return cases


def check(float_model: Path, folder: Path, cases: Sequence[Case]) -> dict[str, float]:
    """Metrics of `float_model` and of `folder`/model.onnx; prints the shipped one's confusion.

    Raises ToleranceError when int8 loses more than one hundredth of the float's macro-F1.
    """
    samples = [{"image": view} for case in cases for view in case.views]
    shipped = folder / "model.onnx"
    forms = {
        "float": quantization.run(float_model, samples, threads=1),
        "int8_onnxruntime": quantization.run(shipped, samples, threads=1),
        "int8_openvino": quantization.run(shipped, samples, runtime="openvino", threads=1),
        "int8_openvino_avx2": quantization.run_under_isa(shipped, samples),
    }
    truth = np.array([case.kind for case in cases])
    metrics: dict[str, float] = {"pictures": float(len(cases))}
    for name, outputs in forms.items():
        scores = [np.asarray(o["scores"], np.float32) for o in outputs]
        told = verdicts(cases, scores)
        metrics[f"macro_f1_{name}"] = round(macro_f1(confusion(truth, told)), 4)
        difference = quantization.compare(forms["float"], outputs)["scores"]
        metrics[f"cosine_{name}"] = round(difference.cosine, 5)
        if name in ("float", "int8_openvino"):
            metrics.update(_described(name, cases, truth, told, scores))
    metrics["ms_openvino_2_threads"] = round(
        quantization.median_ms(shipped, samples[0], runtime="openvino"), 2
    )
    least = metrics["macro_f1_float"] * (1 - shipping.TOLERATED_DROP)
    for name in forms:
        if metrics[f"macro_f1_{name}"] < least:
            told_f1 = metrics[f"macro_f1_{name}"]
            raise shipping.ToleranceError(f"{name}: macro-F1 {told_f1} is below {least:.4f}")
    return metrics


def write_golden(float_model: Path, folder: Path, side: int) -> None:
    """Writes golden.npz: the probe's input and what the float network says of it."""
    image = golden_input(side)
    scores = quantization.run(float_model, [{"image": image}])[0]["scores"]
    np.savez_compressed(folder / "golden.npz", in_image=image, out_scores=scores.astype(np.float32))


def write_manifest(
    folder: Path, side: int, version: str, temperature: float, metrics: Mapping[str, float]
) -> None:
    """Writes manifest.json over the files that are there."""
    manifest = {
        "name": "material-filter",
        "version": version,
        "task": "classification",
        "adapter": "softmax",
        "files": {},
        "inputs": [{"name": "image", "dtype": "float32", "shape": [1, 3, side, side]}],
        "outputs": [{"name": "scores", "dtype": "float32", "shape": [1, len(KINDS)]}],
        "preprocess": {
            "colour": "sRGB, 0..1, normalised inside the graph",
            "letterbox": "centred, ratio kept",
            "pad": 127,
            "classes": list(KINDS),
            "temperature": round(temperature, 4),
        },
        "license": "Apache-2.0",
        "data": "Adloom picture sets of tiers A and N and own drawings; see CARD.md",
        "metrics": dict(metrics),
        "parity": {"golden_cosine": GOLDEN_COSINE},
    }
    shipping.write_manifest(folder, manifest)


def verdicts(cases: Sequence[Case], scores: Scores) -> NDArray[np.int64]:
    """The product's kind of every case, from the scores of all views in their order."""
    told, at = [], 0
    for case in cases:
        verdict = suitability.told_without_network(case.picture)
        if verdict is None:
            verdict = suitability.decide(scores[at : at + len(case.views)])
        told.append(KINDS.index(verdict.kind))  # type: ignore[arg-type]
        at += len(case.views)
    return np.array(told)


def _described(
    name: str,
    cases: Sequence[Case],
    truth: NDArray[np.int64],
    told: NDArray[np.int64],
    scores: Scores,
) -> dict[str, float]:
    """Prints confusion and mistakes; returns the interval and what the network does alone."""
    low, high = interval(truth, told)
    firsts = np.cumsum([0, *(len(case.views) for case in cases[:-1])])
    alone = np.array([int(scores[i].argmax()) for i in firsts])
    print(f"{name}\n{describe(confusion(truth, told))}\n95% interval {low:.3f} to {high:.3f}")
    for case, kind in zip(cases, told, strict=True):
        if kind != case.kind:
            print(f"  {case.name}: {KINDS[case.kind]} was called {KINDS[kind]}")
    return {
        f"macro_f1_{name}_low": round(low, 4),
        f"macro_f1_{name}_high": round(high, 4),
        f"macro_f1_{name}_one_view_no_rules": round(macro_f1(confusion(truth, alone)), 4),
    }


def _with_alpha(row: Row) -> Row:
    return Row(
        row.file, row.shard, row.tier, row.licence, row.source, row.category, True, row.on_white
    )


def on_white(picture: Pixels) -> Pixels:
    alpha = picture[..., 3:].astype(np.uint16)
    flat = (picture[..., :3] * alpha + 255 * (255 - alpha) + 127) // 255
    return np.ascontiguousarray(flat.astype(np.uint8))
