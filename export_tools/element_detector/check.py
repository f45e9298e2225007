"""Compares the forms of the detector, measures them, and writes its model folder.

The float ONNX, the int8 ONNX on both runtimes and the int8 ONNX on a processor without VNNI run
on the same studio test pictures and dev ads; none may lose more than one hundredth of the float's
mean AP50, removal overlap or text cover.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from export_tools import quantization, shipping
from export_tools.element_detector import evaluate
from export_tools.element_detector.evaluate import OUTPUTS, Outputs, Runner
from export_tools.element_detector.model import STRIDES
from export_tools.quantization import Runtime

GOLDEN_COSINE = 0.98
GUARDED = ("ap_mean", "removal_iou", "dev_text_covered")


def onnx_runner(model: Path, runtime: Runtime, threads: int = 1) -> Runner:
    """An ONNX file on one of the runtimes."""
    session = quantization._SESSIONS[runtime](model, threads)
    return lambda image: session({"image": image})


def check(
    float_model: Path, folder: Path, shards: Path, side: int, pictures: int
) -> dict[str, float]:
    """Metrics of every form on `pictures` studio test pictures and the dev ads."""
    shipped = folder / "model.onnx"
    forms = {
        "float": onnx_runner(float_model, "onnxruntime"),
        "int8_onnxruntime": onnx_runner(shipped, "onnxruntime"),
        "int8_openvino": onnx_runner(shipped, "openvino"),
    }
    metrics: dict[str, float] = {}
    for form, run in forms.items():
        metrics |= {f"{n}_{form}": v for n, v in measured(run, shards, side, pictures).items()}
    metrics |= _without_vnni(shipped, shards, min(pictures, 60), forms["int8_openvino"])
    return {name: round(value, 4) for name, value in metrics.items()}


def refuse_drops(metrics: dict[str, float]) -> None:
    """Raises ToleranceError when a form of int8 loses over a hundredth of a guarded metric."""
    for name in GUARDED:
        wanted = metrics[f"{name}_float"]
        got = {form: metrics[f"{name}_{form}"] for form in ("int8_onnxruntime", "int8_openvino")}
        if f"{name}_gain_avx2" in metrics:
            got["int8_openvino_avx2"] = got["int8_openvino"] + metrics[f"{name}_gain_avx2"]
        for form, value in got.items():
            if value < wanted * (1 - shipping.TOLERATED_DROP):
                raise shipping.ToleranceError(
                    f"{form}: {name} {value:.4f} is too far below {wanted:.4f}"
                )


def measured(run: Runner, shards: Path, side: int, pictures: int) -> dict[str, float]:
    """Studio and dev metrics of one form, with `ap_mean` over labels."""
    studio = evaluate.on_shards(run, shards, pictures)
    mean = float(np.mean([v for n, v in studio.items() if n.startswith("ap_")]))
    return {"ap_mean": mean, **studio, **evaluate.on_dev_ads(run, side)}


def _without_vnni(shipped: Path, shards: Path, pictures: int, usual: Runner) -> dict[str, float]:
    """How the same pictures fare under AVX2: gains (negative: losses) and cosines by output."""
    cases = list(evaluate.test_pictures(shards, pictures))
    samples = [{"image": image} for image, _, _ in cases]
    plain = quantization.run_under_isa(shipped, samples)
    with_vnni = [dict(usual(image)) for image, _, _ in cases]
    gains = {n: v - _scores(with_vnni, cases)[n] for n, v in _scores(plain, cases).items()}
    alike = quantization.compare(with_vnni, plain)
    return {
        **{f"{n}_gain_avx2": v for n, v in gains.items()},
        **{f"cosine_{n}_avx2": d.cosine for n, d in alike.items()},
    }


def _scores(
    answers: list[dict[str, NDArray[np.generic]]],
    cases: list[tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]],
) -> dict[str, float]:
    given = iter(answers)

    def again(_: NDArray[np.float32]) -> Outputs:
        return next(given)

    metrics = evaluate.on_cases(again, cases)
    mean = float(np.mean([v for n, v in metrics.items() if n.startswith("ap_")]))
    return {"ap_mean": mean, "removal_iou": metrics["removal_iou"]}


def golden_input(side: int) -> NDArray[np.float32]:
    """A picture for the device probe: a striped block, a plain panel and dashes for lettering."""
    y, x = np.mgrid[0:side, 0:side].astype(np.float32) / side
    picture = np.stack([0.75 + 0.1 * y, 0.78 + 0.08 * x, 0.8 + 0.05 * y])
    product = (np.abs(x - 0.65) < 0.2) & (np.abs(y - 0.5) < 0.3)
    stripes = np.stack([0.2 + 0.2 * (np.sin(y * 60) > 0), 0.25 + 0 * y, 0.5 - 0.2 * x])
    picture = np.where(product, stripes, picture)
    panel = (x < 0.4) & (np.abs(y - 0.2) < 0.08)
    picture = np.where(panel, 0.1, picture)
    dashes = panel & (np.abs(y - 0.2) < 0.03) & (np.sin(x * 180) > 0) & (x > 0.05)
    picture = np.where(dashes, 0.95, picture)
    return ((picture * 255).round() / 255)[None].astype(np.float32)


def write_golden(float_model: Path, folder: Path, side: int) -> None:
    """Writes golden.npz: the probe's input and what the float network says of it."""
    image = golden_input(side)
    answer = quantization.run(float_model, [{"image": image}])[0]
    kept = {f"out_{n}": np.round(answer[n].astype(np.float32), 3) for n in ("boxes", "removal")}
    np.savez_compressed(folder / "golden.npz", in_image=image, **kept)  # type: ignore[arg-type]


def shapes(side: int) -> dict[str, list[int]]:
    """Shapes of OUTPUTS for a square of `side` pixels."""
    places = sum((side // s) ** 2 for s in STRIDES)
    fine = side // 4
    return dict(
        zip(
            OUTPUTS,
            ([1, places, 4], [1, places, 4, 4], [1, 1, fine, fine], [1, 1, fine, fine]),
            strict=True,
        )
    )


def write_manifest(folder: Path, side: int, version: str, metrics: dict[str, float]) -> None:
    """Writes manifest.json over the files that are there."""
    outputs = [{"name": n, "dtype": "float32", "shape": s} for n, s in shapes(side).items()]
    manifest = {
        "name": "element-detector",
        "version": version,
        "task": "element detection",
        "adapter": "elements",
        "files": {},
        "inputs": [{"name": "image", "dtype": "float32", "shape": [1, 3, side, side]}],
        "outputs": outputs,
        "preprocess": {
            "colour": "sRGB, 0..1, normalised inside the graph",
            "letterbox": "centred, ratio kept",
            "pad": 127,
        },
        "license": "Apache-2.0",
        "data": "Adloom ad studio over picture sets of tiers A and N; see CARD.md",
        "metrics": metrics,
        "parity": {"golden_cosine": GOLDEN_COSINE},
    }
    shipping.write_manifest(folder, manifest)
