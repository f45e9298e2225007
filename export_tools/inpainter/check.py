"""Compares the forms of the inpainter, measures them, and writes its model folder.

The float ONNX, the int8 ONNX on both runtimes and the int8 ONNX on a processor without VNNI fill
the same holes of dev pictures; none may lose more than one hundredth of the float's PSNR, nor
add more than that to its feature distance.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from export_tools import quantization, shipping
from export_tools.inpainter import evaluate
from export_tools.inpainter.evaluate import Case

GOLDEN_COSINE = 0.98
CASES = 20  # of each dev set
Outputs = list[dict[str, NDArray[np.generic]]]


def check(float_model: Path, folder: Path, limit: int | None) -> dict[str, float]:
    """Metrics of `float_model` and of `folder`/model.onnx on dev pictures with fixed holes.

    Raises ToleranceError when int8 fills holes worse than a hundredth, with or without VNNI.
    """
    cases = list(evaluate.cases(limit or CASES))
    samples = [{"image": evaluate.network_image(c.picture, c.hole)} for c in cases]
    shipped = folder / "model.onnx"
    forms: dict[str, Outputs] = {
        "float": quantization.run(float_model, samples, threads=1),
        "int8_onnxruntime": quantization.run(shipped, samples, threads=1),
        "int8_openvino": quantization.run(shipped, samples, runtime="openvino", threads=1),
        "int8_openvino_avx2": quantization.run_under_isa(shipped, samples),
    }
    metrics: dict[str, float] = {}
    for name, outputs in forms.items():
        psnr, feature = _fares(outputs, cases)
        metrics[f"psnr_{name}"], metrics[f"feature_{name}"] = round(psnr, 3), round(feature, 4)
        difference = quantization.compare(forms["float"], outputs)["painted"]
        metrics[f"cosine_{name}"] = round(difference.cosine, 5)
    refuse_drops(metrics, tuple(forms))
    return metrics


def refuse_drops(metrics: dict[str, float], forms: tuple[str, ...]) -> None:
    """Raises ToleranceError when a form's PSNR or feature distance is too far from the float's."""
    least = metrics["psnr_float"] * (1 - shipping.TOLERATED_DROP)
    most = metrics["feature_float"] * (1 + shipping.TOLERATED_DROP)
    for form in forms:
        if metrics[f"psnr_{form}"] < least or metrics[f"feature_{form}"] > most:
            raise shipping.ToleranceError(
                f"{form}: PSNR {metrics[f'psnr_{form}']} (at least {least:.3f}), feature distance "
                f"{metrics[f'feature_{form}']} (at most {most:.4f})"
            )


def _fares(outputs: Outputs, cases: list[Case]) -> tuple[float, float]:
    """Mean PSNR and feature distance over the cases."""
    judge = evaluate.Judge()
    scores, gaps = [], []
    for output, case in zip(outputs, cases, strict=True):
        painted = output["painted"]
        result = evaluate.filled(lambda _, painted=painted: painted, case.picture, case.hole)  # type: ignore[misc]
        scores.append(evaluate.psnr_in(result, case.picture, case.hole))
        gaps.append(judge.gap(result, case.picture, case.hole))
    return float(np.mean(scores)), float(np.mean(gaps))


def golden_input(side: int) -> NDArray[np.float32]:
    """A picture for the device probe: a striped floor, a wall, a window, and two holes."""
    y, x = np.mgrid[0:side, 0:side].astype(np.float32) / side
    wall = np.stack([0.75 + 0.1 * y, 0.78 + 0.08 * x, 0.8 + 0.05 * y])
    floor = np.stack([0.45 + 0.15 * (np.sin(x * 70) > 0), 0.35 + 0.1 * x, 0.25 + 0 * y])
    picture = np.where(y > 0.65, floor, wall)
    window = (np.abs(x - 0.3) < 0.15) & (np.abs(y - 0.3) < 0.2)
    picture = np.where(window, np.stack([0.5 + 0 * y, 0.7 + 0.2 * y, 0.95 - 0.2 * y]), picture)
    hole = (np.abs(x - 0.5) < 0.2) & (np.abs(y - 0.62) < 0.08)
    hole |= (np.abs(x - 0.35) < 0.1) & (np.abs(y - 0.25) < 0.03)
    levels = (picture * 255).round() / 255 * ~hole
    return np.concatenate([levels, hole[None]])[None].astype(np.float32)


def write_golden(float_model: Path, folder: Path, side: int) -> None:
    """Writes golden.npz: the probe's input and what the float network paints in it."""
    image = golden_input(side)
    painted = quantization.run(float_model, [{"image": image}])[0]["painted"]
    folder.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(
        folder / "golden.npz",
        in_image=image.astype(np.float16),
        out_painted=np.round(painted.astype(np.float32), 3).astype(np.float16),
    )


def write_manifest(folder: Path, side: int, version: str, metrics: dict[str, float]) -> None:
    """Writes manifest.json over the files that are there."""
    manifest = {
        "name": "inpainter",
        "version": version,
        "task": "inpainting",
        "adapter": "painted",
        "files": {},
        "inputs": [{"name": "image", "dtype": "float32", "shape": [1, 4, side, side]}],
        "outputs": [{"name": "painted", "dtype": "float32", "shape": [1, 3, side, side]}],
        "preprocess": {
            "colour": "sRGB, 0..1, the hole zeroed; fourth channel 1 in the hole",
            "crop": "around the hole at native resolution, mirrored past the picture's edges",
        },
        "license": "Apache-2.0",
        "data": "Adloom picture sets of tiers A and N, freely licensed wallpapers; see CARD.md",
        "metrics": metrics,
        "parity": {"golden_cosine": GOLDEN_COSINE},
    }
    shipping.write_manifest(folder, manifest)
