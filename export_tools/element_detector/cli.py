"""`python -m export_tools element-detector prepare | train | evaluate | export | quantize | check`.

`--shards` is the folder of training shards for `train` and of test shards for the later steps.
"""

from __future__ import annotations

import argparse
import json
import math
from pathlib import Path

from export_tools.product_matting.sources import PROJECT_ROOT

HERE = Path(__file__).resolve().parent
STEPS = ("prepare", "train", "evaluate", "export", "quantize", "check")
VERSION = "1.0.0"


def main(argv: list[str]) -> int:
    """Runs one step; every step reads what the one before left in the work folder."""
    parser = argparse.ArgumentParser(prog="python -m export_tools element-detector")
    parser.add_argument("step", choices=STEPS)
    parser.add_argument("--work", type=Path, default=PROJECT_ROOT / "build" / "element-detector")
    parser.add_argument("--model", type=Path, default=PROJECT_ROOT / "models" / "element-detector")
    parser.add_argument("--config", type=Path, default=HERE / "train.toml")
    parser.add_argument("--shards", type=Path, help="folder of studio shards")
    parser.add_argument("--shards-rescan", action="store_true", help="shards are still arriving")
    parser.add_argument("--real", type=Path, help="folder of real shards to train on")
    parser.add_argument("--calibration", type=Path, help="shards to calibrate on: --shards if none")
    parser.add_argument("--out", type=Path, help="the checkpoint; default: the work folder's")
    parser.add_argument("--start-from", type=Path, help="weights to train on from")
    parser.add_argument("--resume", action="store_true", help="go on from the checkpoint")
    parser.add_argument("--minutes", type=float, help="of training in all")
    parser.add_argument("--this-call", type=float, default=math.inf, help="return after minutes")
    parser.add_argument("--steps", type=int, default=10**9, help="return after steps")
    parser.add_argument("--batch", type=int)
    parser.add_argument("--studio-most", type=int, help="studio pictures held on the device")
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--side", type=int, default=640, help="the network's square, in pixels")
    parser.add_argument("--limit", type=int, default=600, help="test or calibration pictures")
    parser.add_argument("--no-dev", action="store_true", help="evaluate on the shards alone")
    arguments = parser.parse_args(argv)
    _RUN[arguments.step](arguments)
    return 0


def _prepare(arguments: argparse.Namespace) -> None:
    """Saves a checkpoint of ImageNet weights, for machines that lack their package."""
    import torch

    from export_tools.element_detector.train import start_network

    path = arguments.work / "start.pt"
    path.parent.mkdir(parents=True, exist_ok=True)
    torch.save({"weights": start_network(None, 0).state_dict()}, path)
    print(path)


def _train(arguments: argparse.Namespace) -> None:
    from export_tools.element_detector.train import Call, Paths, changed, read_config, train

    config = changed(
        read_config(arguments.config),
        minutes=arguments.minutes,
        batch=arguments.batch,
        studio_most=arguments.studio_most,
    )
    paths = Paths(arguments.shards, _checkpoint(arguments), arguments.real, arguments.start_from)
    call = Call(
        arguments.device,
        arguments.resume,
        arguments.shards_rescan,
        arguments.this_call,
        arguments.steps,
    )
    print(train(config, paths, call))


def _evaluate(arguments: argparse.Namespace) -> None:
    from export_tools.element_detector import evaluate

    run = evaluate.torch_runner(_checkpoint(arguments), arguments.device)
    metrics = {}
    if arguments.shards is not None:
        metrics |= evaluate.on_shards(run, arguments.shards, arguments.limit)
    if not arguments.no_dev:
        metrics |= evaluate.on_dev_ads(run, arguments.side)
    print(json.dumps({n: round(v, 4) for n, v in metrics.items()}, indent=1))


def _export(arguments: argparse.Namespace) -> None:
    from export_tools.element_detector import export

    network = export.read_network(_checkpoint(arguments))
    arguments.model.mkdir(parents=True, exist_ok=True)
    export.write_source(network, arguments.model / "source.safetensors")
    export.write_onnx(network, arguments.side, _float_model(arguments))


def _quantize(arguments: argparse.Namespace) -> None:
    from export_tools.element_detector.evaluate import test_pictures
    from export_tools.element_detector.export import write_int8

    folder = arguments.calibration or arguments.shards
    images = (image for image, _, _ in test_pictures(folder, min(arguments.limit, 120)))
    write_int8(_float_model(arguments), arguments.model / "model.onnx", images)


def _check(arguments: argparse.Namespace) -> None:
    from export_tools.element_detector import check

    source, folder, side = _float_model(arguments), arguments.model, arguments.side
    metrics = check.check(source, folder, arguments.shards, side, arguments.limit)
    for name, value in metrics.items():
        print(f"{name:40s} {value:.4f}")
    check.refuse_drops(metrics)
    check.write_golden(source, folder, side)
    check.write_manifest(folder, side, VERSION, metrics)


def _checkpoint(arguments: argparse.Namespace) -> Path:
    return Path(arguments.out or arguments.work / "model.pt")


def _float_model(arguments: argparse.Namespace) -> Path:
    return Path(arguments.work / "float.onnx")


_RUN = {
    "prepare": _prepare,
    "train": _train,
    "evaluate": _evaluate,
    "export": _export,
    "quantize": _quantize,
    "check": _check,
}
