"""`python -m export_tools style-predictor prepare | train | export | quantize | check`."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
STEPS = ("prepare", "train", "export", "quantize", "check")
VERSION = "1.0.0"
CALIBRATION, MEASURED = 80, 200


def main(argv: list[str]) -> int:
    """Run one step; every step reads what the one before left in the work folder."""
    parser = argparse.ArgumentParser(prog="python -m export_tools style-predictor")
    parser.add_argument("step", choices=STEPS)
    parser.add_argument("--work", type=Path, default=ROOT / "build" / "style-predictor")
    parser.add_argument("--model", type=Path, default=ROOT / "models" / "style-predictor")
    parser.add_argument("--config", type=Path, default=HERE / "train.toml")
    parser.add_argument("--minutes", type=float, help="instead of the configured time")
    parser.add_argument("--shards", type=int, default=4, help="training shards to prepare")
    parser.add_argument("--examples", type=int, default=1800, help="examples in a shard")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--start-from", type=Path, help="weights (safetensors) to train on from")
    arguments = parser.parse_args(argv)
    _RUN[arguments.step](arguments)
    return 0


def _prepare(arguments: argparse.Namespace) -> None:
    from export_tools.style_predictor.data import read_stock, write_examples

    stock, folder = read_stock(), arguments.work / "shards"
    print(write_examples(folder, 900, 600, held_out=True, stock=stock))
    for seed in range(1, arguments.shards + 1):
        print(write_examples(folder, seed, arguments.examples, held_out=False, stock=stock))


def _train(arguments: argparse.Namespace) -> None:
    from export_tools.style_predictor.train import read_config, train

    config = read_config(arguments.config)
    if arguments.minutes:
        config = replace(config, minutes=arguments.minutes)
    train(
        config, arguments.work / "shards", _weights(arguments), arguments.threads,
        arguments.start_from,
    )  # fmt: skip


def _export(arguments: argparse.Namespace) -> None:
    from export_tools.style_predictor.export import read_weights, write_onnx

    write_onnx(read_weights(_weights(arguments)), _float_model(arguments))
    arguments.model.mkdir(parents=True, exist_ok=True)
    (arguments.model / "source.safetensors").write_bytes(_weights(arguments).read_bytes())


def _quantize(arguments: argparse.Namespace) -> None:
    from export_tools.quantization import quantize_u8s8
    from export_tools.style_predictor.check import read_held, samples
    from export_tools.style_predictor.export import kept_float

    quantize_u8s8(
        _float_model(arguments),
        arguments.model / "model.onnx",
        samples(read_held(arguments.work / "shards", CALIBRATION)),
        reduce_range=True,
        exclude=kept_float(_float_model(arguments)),
    )


def _check(arguments: argparse.Namespace) -> None:
    from export_tools.style_predictor import check

    examples = check.read_held(arguments.work / "shards", MEASURED)
    metrics = check.check(_float_model(arguments), arguments.model, examples)
    check.write_golden(_float_model(arguments), arguments.model, examples[0])
    check.write_manifest(arguments.model, VERSION, metrics)
    for name, value in metrics.items():
        print(f"{name:32s} {value:.4f}")


def _weights(arguments: argparse.Namespace) -> Path:
    return Path(arguments.work / "weights.safetensors")


def _float_model(arguments: argparse.Namespace) -> Path:
    return Path(arguments.work / "float.onnx")


_RUN = {
    "prepare": _prepare,
    "train": _train,
    "export": _export,
    "quantize": _quantize,
    "check": _check,
}
