"""`python -m export_tools product-matting prepare | train | export | quantize | check`."""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from export_tools.product_matting.sources import PROJECT_ROOT

HERE = Path(__file__).resolve().parent
STEPS = ("prepare", "train", "export", "quantize", "check")
VERSION = "1.0.0"


def main(argv: list[str]) -> int:
    """Runs one step; every step reads what the one before left in the work folder."""
    parser = argparse.ArgumentParser(prog="python -m export_tools product-matting")
    parser.add_argument("step", choices=STEPS)
    parser.add_argument("--work", type=Path, default=PROJECT_ROOT / "build" / "product-matting")
    parser.add_argument("--model", type=Path, default=PROJECT_ROOT / "models" / "product-matting")
    parser.add_argument("--rendered", type=Path, help="folder of rendered RGBA .webp products")
    parser.add_argument("--config", type=Path, default=HERE / "config.toml")
    parser.add_argument("--checkpoint", type=Path, help="default: the work folder's model.pt")
    parser.add_argument("--start-from", type=Path, help="checkpoint to train on from")
    parser.add_argument("--minutes", type=float, help="instead of the configured time")
    parser.add_argument("--side", type=int, default=320, help="the network's square, in pixels")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument(
        "--full-range", action="store_true", help="8-bit weights: they saturate without VNNI"
    )
    arguments = parser.parse_args(argv)
    _RUN[arguments.step](arguments)
    return 0


def _prepare(arguments: argparse.Namespace) -> None:
    from export_tools.product_matting.prepare import prepare

    print(prepare(arguments.work / "cache", arguments.rendered))


def _train(arguments: argparse.Namespace) -> None:
    from export_tools.product_matting.train import Paths, read_config, shortened, train

    config = shortened(read_config(arguments.config), arguments.minutes)
    paths = Paths(
        arguments.work / "cache", _checkpoint(arguments), arguments.rendered, arguments.start_from
    )
    train(config, paths, arguments.threads)


def _export(arguments: argparse.Namespace) -> None:
    from export_tools.product_matting.export import read_checkpoint, write_onnx, write_source

    network = read_checkpoint(_checkpoint(arguments))
    arguments.model.mkdir(parents=True, exist_ok=True)
    write_source(network, arguments.model / "source.safetensors")
    write_onnx(network, arguments.side, _float_model(arguments))


def _quantize(arguments: argparse.Namespace) -> None:
    from export_tools.product_matting.compose import read_stock, sample
    from export_tools.quantization import quantize_u8s8

    stock, rng = read_stock(arguments.work / "cache"), np.random.default_rng(11)
    pictures = (sample(stock, rng, arguments.side)[0] for _ in range(100))
    inputs = ({"image": p.transpose(2, 0, 1)[None].astype(np.float32) / 255} for p in pictures)
    quantize_u8s8(
        _float_model(arguments),
        arguments.model / "model.onnx",
        inputs,
        reduce_range=not arguments.full_range,
        exclude=_kept_float(_float_model(arguments)),
    )


def _check(arguments: argparse.Namespace) -> None:
    from export_tools.product_matting import check

    cases = measuring_cases(arguments.side)
    metrics = check.check(_float_model(arguments), arguments.model, cases)
    check.write_golden(_float_model(arguments), arguments.model, arguments.side)
    check.write_manifest(arguments.model, arguments.side, VERSION, metrics)
    for name, value in metrics.items():
        print(f"{name:28s} {value:.4f}")


def measuring_cases(side: int) -> list[tuple[NDArray[np.float32], NDArray[np.float32]]]:
    """(input (1, 3, S, S), truth (1, 1, S, S)) of every dev cut-out on a sweep and in a room."""
    from adloom.inference.images import resize_floats, to_input
    from export_tools.product_matting.dev_cases import dev_cases

    cases = []
    for _, picture, truth in dev_cases(("studio", "room")):
        image, box = to_input(picture, side)
        square = np.zeros((1, 1, side, side), np.float32)
        inner = resize_floats(truth, box.inner_width, box.inner_height)
        square[
            0, 0, box.top : box.top + box.inner_height, box.left : box.left + box.inner_width
        ] = inner
        cases.append((image, square))
    return cases


def _kept_float(model: Path) -> list[str]:
    """Nodes that stay float: the input's scaling and the final sigmoid."""
    import onnx

    nodes = onnx.load(model).graph.node
    return [n.name for n in nodes if n.op_type in ("Mul", "Sub", "Sigmoid")]


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
