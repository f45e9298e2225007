"""Compares the forms of the matting network, measures them, and writes its model folder.

The float ONNX, the int8 ONNX on both runtimes and the int8 ONNX on a processor without VNNI run
on the same pictures; the task metric is the mean IoU of alpha at one half on the dev cut-outs.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from export_tools import quantization, shipping

GOLDEN_COSINE = 0.98


def golden_input(side: int) -> NDArray[np.float32]:
    """A picture for the device probe: a round-shouldered bottle with a label, and grain."""
    y, x = np.mgrid[0:side, 0:side].astype(np.float32) / side
    neck = np.clip((y - 0.32) / 0.12, 0, 1)
    reach = 0.06 + 0.1 * neck * neck * (3 - 2 * neck)
    edge = np.minimum(reach - np.abs(x - 0.5), np.minimum(y - 0.18, 0.85 - y))
    share = np.clip(edge * side / 2 + 0.5, 0, 1)
    light = 1 - 0.7 * ((x - 0.5) / 0.16) ** 2
    label = ((y > 0.55) & (y < 0.72)).astype(np.float32)
    bottle = np.stack([0.2 + 0.6 * label, 0.3 + 0.5 * label, 0.45 + 0.3 * label]) * light
    ground = np.stack([0.75 + 0.1 * y, 0.78 + 0.08 * y, 0.8 + 0.0 * y])
    grain = np.random.default_rng(3).integers(-2, 3, (side, side))
    steps = ((bottle * share + ground * (1 - share)) * 255).round() + grain
    return (steps.clip(0, 255) / 255)[None].astype(np.float32)


def iou_at_half(alphas: list[NDArray[np.float32]], truths: list[NDArray[np.float32]]) -> float:
    """Mean IoU of alpha >= 0.5 against truth >= 0.5."""
    scores = []
    for alpha, truth in zip(alphas, truths, strict=True):
        a, t = alpha >= 0.5, truth >= 0.5
        scores.append((a & t).sum() / max(1, (a | t).sum()))
    return float(np.mean(scores))


def check(
    float_model: Path, folder: Path, cases: list[tuple[NDArray[np.float32], NDArray[np.float32]]]
) -> dict[str, float]:
    """Metrics of `float_model` and of `folder`/model.onnx on (input, truth) pairs of network size.

    Raises ToleranceError when int8 loses more than one hundredth of the float's mean IoU, with or
    without VNNI.
    """
    samples = [{"image": image} for image, _ in cases]
    truths = [truth for _, truth in cases]
    shipped = folder / "model.onnx"
    forms = {
        "float": quantization.run(float_model, samples, threads=1),
        "int8_onnxruntime": quantization.run(shipped, samples, threads=1),
        "int8_openvino": quantization.run(shipped, samples, runtime="openvino", threads=1),
        "int8_openvino_avx2": quantization.run_under_isa(shipped, samples),
    }
    metrics: dict[str, float] = {}
    for name, outputs in forms.items():
        alphas = [np.asarray(o["alpha"], dtype=np.float32) for o in outputs]
        metrics[f"iou_{name}"] = round(iou_at_half(alphas, truths), 4)
        gaps = [np.abs(a - t).mean() for a, t in zip(alphas, truths, strict=True)]
        metrics[f"mae_{name}"] = round(float(np.mean(gaps)), 4)
        difference = quantization.compare(forms["float"], outputs)["alpha"]
        metrics[f"cosine_{name}"] = round(difference.cosine, 5)
    least = metrics["iou_float"] * (1 - shipping.TOLERATED_DROP)
    for name in forms:
        if metrics[f"iou_{name}"] < least:
            raise shipping.ToleranceError(
                f"{name}: IoU {metrics[f'iou_{name}']} is below {least:.4f}"
            )
    return metrics


def write_golden(float_model: Path, folder: Path, side: int) -> None:
    """Writes golden.npz: the probe's input and what the float network says of it."""
    image = golden_input(side)
    alpha = quantization.run(float_model, [{"image": image}])[0]["alpha"]
    np.savez_compressed(
        folder / "golden.npz", in_image=image, out_alpha=np.round(alpha.astype(np.float32), 3)
    )


def write_manifest(folder: Path, side: int, version: str, metrics: dict[str, float]) -> None:
    """Writes manifest.json over the files that are there."""
    manifest = {
        "name": "product-matting",
        "version": version,
        "task": "matting",
        "adapter": "alpha",
        "files": {},
        "inputs": [{"name": "image", "dtype": "float32", "shape": [1, 3, side, side]}],
        "outputs": [{"name": "alpha", "dtype": "float32", "shape": [1, 1, side, side]}],
        "preprocess": {
            "colour": "sRGB, 0..1, normalised inside the graph",
            "letterbox": "centred, ratio kept",
            "pad": 127,
        },
        "license": "Apache-2.0",
        "data": "Adloom picture sets of tiers A and N and own renders; see CARD.md",
        "metrics": metrics,
        "parity": {"golden_cosine": GOLDEN_COSINE},
    }
    shipping.write_manifest(folder, manifest)
