"""`python -m export_tools material-filter prepare | train | export | quantize | check`."""

from __future__ import annotations

import argparse
from pathlib import Path

from export_tools.product_matting.sources import PROJECT_ROOT

HERE = Path(__file__).resolve().parent
STEPS = ("prepare", "train", "export", "quantize", "check")
VERSION = "1.0.0"
CALIBRATION = 240


def main(argv: list[str]) -> int:
    """Runs one step; every step reads what the one before left in the work folder."""
    parser = argparse.ArgumentParser(prog="python -m export_tools material-filter")
    parser.add_argument("step", choices=STEPS)
    parser.add_argument("--work", type=Path, default=PROJECT_ROOT / "build" / "material-filter")
    parser.add_argument("--model", type=Path, default=PROJECT_ROOT / "models" / "material-filter")
    parser.add_argument("--shards", type=Path, help="ad-studio shards; default: work/shards")
    parser.add_argument("--real", type=Path, help="packed real pictures; default: work/real.npz")
    parser.add_argument("--out", "--checkpoint", dest="checkpoint", type=Path)
    parser.add_argument("--config", type=Path, default=HERE / "train.toml")
    parser.add_argument("--minutes", type=float, help="instead of the configured time")
    parser.add_argument("--batch", type=int, help="instead of the configured size")
    parser.add_argument("--limit", type=int, help="pictures of each group or of the studio")
    parser.add_argument("--device", default="cpu", help="cpu or cuda")
    arguments = parser.parse_args(argv)
    _RUN[arguments.step](arguments)
    return 0


def _prepare(arguments: argparse.Namespace) -> None:
    import torch

    from export_tools.material_filter.data import prepare
    from export_tools.product_matting.model import imagenet_encoder

    print(prepare(_real(arguments), arguments.limit))
    halves = {k: v.half() if v.is_floating_point() else v for k, v in imagenet_encoder().items()}
    torch.save(halves, _real(arguments).with_name("imagenet.pt"))


def _train(arguments: argparse.Namespace) -> None:
    from export_tools.material_filter.train import Paths, read_config, train

    config = read_config(arguments.config, arguments.minutes, arguments.batch)
    real = _real(arguments)
    shards = arguments.shards or arguments.work / "shards"
    paths = Paths(real, shards, real.with_name("imagenet.pt"), _checkpoint(arguments))
    train(config, paths, arguments.device, arguments.limit)


def _export(arguments: argparse.Namespace) -> None:
    from export_tools.material_filter.export import read_checkpoint, write_onnx, write_source
    from export_tools.material_filter.model import SIDE

    network, temperature = read_checkpoint(_checkpoint(arguments))
    arguments.model.mkdir(parents=True, exist_ok=True)
    write_source(network, temperature, arguments.model / "source.safetensors")
    write_onnx(network, temperature, SIDE, _float_model(arguments))


def _quantize(arguments: argparse.Namespace) -> None:
    from export_tools.material_filter.calibration import calibration_inputs
    from export_tools.material_filter.model import SIDE
    from export_tools.quantization import quantize_u8s8

    shards = arguments.shards or arguments.work / "shards"
    quantize_u8s8(
        _float_model(arguments),
        arguments.model / "model.onnx",
        calibration_inputs(_real(arguments), shards, CALIBRATION, SIDE),
        reduce_range=True,
        exclude=_kept_float(_float_model(arguments)),
    )


def _check(arguments: argparse.Namespace) -> None:
    from export_tools.material_filter import check
    from export_tools.material_filter.export import read_checkpoint
    from export_tools.material_filter.model import SIDE

    metrics = check.check(_float_model(arguments), arguments.model, check.dev_cases(SIDE))
    _, temperature = read_checkpoint(arguments.model / "source.safetensors")
    check.write_golden(_float_model(arguments), arguments.model, SIDE)
    check.write_manifest(arguments.model, SIDE, VERSION, temperature, metrics)
    for name, value in metrics.items():
        print(f"{name:42s} {value:.4f}")


def _kept_float(model: Path) -> list[str]:
    """Nodes that stay float: the input's scaling, the last product and the softmax."""
    import onnx

    kept = ("Mul", "Sub", "Div", "Gemm", "MatMul", "Softmax", "Concat")
    return [n.name for n in onnx.load(model).graph.node if n.op_type in kept]


def _real(arguments: argparse.Namespace) -> Path:
    return Path(arguments.real or arguments.work / "real.npz")


def _checkpoint(arguments: argparse.Namespace) -> Path:
    return Path(arguments.checkpoint or arguments.work / "model.pt")


def _float_model(arguments: argparse.Namespace) -> Path:
    return Path(arguments.work / "float.onnx")


_RUN = {
    "prepare": _prepare,
    "train": _train,
    "export": _export,
    "quantize": _quantize,
    "check": _check,
}
