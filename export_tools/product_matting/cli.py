"""`python -m export_tools product-matting prepare | sheet | train | export | quantize | check`.

`prepare` writes packs, `sheet` draws 40 training samples from them to look at, `train` runs on a
GPU or a CPU and goes on from its checkpoint when called again.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from export_tools.product_matting.sources import PROJECT_ROOT

HERE = Path(__file__).resolve().parent
STEPS = ("prepare", "sheet", "train", "export", "quantize", "check")
VERSION = "2.0.0"


def main(argv: list[str]) -> int:
    """Runs one step; every step reads what the one before left in the work folder."""
    parser = argparse.ArgumentParser(prog="python -m export_tools product-matting")
    parser.add_argument("step", choices=STEPS)
    parser.add_argument("--work", type=Path, default=PROJECT_ROOT / "build" / "product-matting")
    parser.add_argument("--model", type=Path, default=PROJECT_ROOT / "models" / "product-matting")
    parser.add_argument("--rendered", type=Path, help="folder of rendered RGBA .webp products")
    parser.add_argument("--only-renders", action="store_true", help="leave other packs as they are")
    parser.add_argument("--packs", type=Path, help="packs' path without -0.tar; default: in work")
    parser.add_argument("--config", type=Path, default=HERE / "config.toml")
    parser.add_argument("--checkpoint", type=Path, help="default: the work folder's model.pt")
    parser.add_argument("--source", type=Path, help="fp16 weights; default: the model folder's")
    parser.add_argument("--start-from", type=Path, help="weights to start from; default: ImageNet")
    parser.add_argument("--minutes", type=float, help="whole training time, not the configured")
    parser.add_argument("--stop-after", type=float, help="minutes after which this call returns")
    parser.add_argument("--batch", type=int, help="at the last size, not the configured")
    parser.add_argument("--limit", type=int, help="pictures of each group in each pack")
    parser.add_argument("--seed", type=int, default=1, help="of the sheet")
    parser.add_argument("--side", type=int, default=576, help="the network's square, in pixels")
    parser.add_argument("--threads", type=int, help="for torch")
    parser.add_argument(
        "--full-range", action="store_true", help="8-bit weights: they saturate without VNNI"
    )
    arguments = parser.parse_args(argv)
    _RUN[arguments.step](arguments)
    return 0


def _prepare(arguments: argparse.Namespace) -> None:
    from export_tools.product_matting.prepare import prepare

    print(prepare(_stem(arguments), arguments.rendered, photographs=not arguments.only_renders))


def _sheet(arguments: argparse.Namespace) -> None:
    from export_tools.product_matting.train import draw_sheet

    target = arguments.work / f"sheet-{arguments.seed}.png"
    arguments.work.mkdir(parents=True, exist_ok=True)
    draw_sheet(_packs(arguments), target, arguments.limit, arguments.seed, arguments.side // 2)
    print(target)


def _train(arguments: argparse.Namespace) -> None:
    import torch

    from export_tools.product_matting.train import Paths, read_config, shortened, train

    if arguments.threads is not None:
        torch.set_num_threads(arguments.threads)
    config = shortened(read_config(arguments.config), arguments.minutes, arguments.batch)
    paths = Paths(
        _packs(arguments), _checkpoint(arguments), _source(arguments), arguments.start_from
    )
    train(config, paths, arguments.limit, arguments.stop_after)


def _export(arguments: argparse.Namespace) -> None:
    from export_tools.product_matting.export import read_checkpoint, write_onnx

    network = read_checkpoint(_source(arguments))
    if network is None:
        raise SystemExit(f"{_source(arguments)} holds weights of another network")
    write_onnx(network, arguments.side, _float_model(arguments))


def _quantize(arguments: argparse.Namespace) -> None:
    from export_tools.quantization import quantize_u8s8

    quantize_u8s8(
        _float_model(arguments),
        arguments.model / "model.onnx",
        _calibration(arguments),
        reduce_range=not arguments.full_range,
        exclude=_kept_float(_float_model(arguments)),
    )


def _calibration(arguments: argparse.Namespace) -> Iterator[dict[str, NDArray[np.float32]]]:
    """120 composed pictures, from a part of the packs."""
    import torch

    from export_tools.product_matting.compose import compose
    from export_tools.product_matting.optics import Dice
    from export_tools.product_matting.stock import read_stock

    device = torch.device("cpu")
    stock, dice = read_stock(_packs(arguments), device, arguments.limit or 60), Dice(11, device)
    for _ in range(20):
        for picture in compose(stock, dice, 6, arguments.side)[0].numpy():
            yield {"image": picture[None].astype(np.float32)}


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
    """Nodes that stay float: the input's scaling, the first filters, and the final sigmoid.

    With 7 bits the depthwise filter at the picture's own grain loses flat products on flat grounds.
    """
    import onnx

    nodes = onnx.load(model).graph.node
    first = ("/encoder/stem/", "/encoder/stages.0/")
    return [
        n.name
        for n in nodes
        if n.op_type in ("Mul", "Sub", "Sigmoid") or any(part in n.name for part in first)
    ]


def _stem(arguments: argparse.Namespace) -> Path:
    return Path(arguments.packs or arguments.work / "pack")


def _packs(arguments: argparse.Namespace) -> tuple[Path, ...]:
    stem = _stem(arguments)
    return tuple(sorted(stem.parent.glob(f"{stem.name}-*.tar")))


def _source(arguments: argparse.Namespace) -> Path:
    return Path(arguments.source or arguments.model / "source.safetensors")


def _checkpoint(arguments: argparse.Namespace) -> Path:
    return Path(arguments.checkpoint or arguments.work / "model.pt")


def _float_model(arguments: argparse.Namespace) -> Path:
    return Path(arguments.work / "float.onnx")


_RUN = {
    "prepare": _prepare,
    "sheet": _sheet,
    "train": _train,
    "export": _export,
    "quantize": _quantize,
    "check": _check,
}
