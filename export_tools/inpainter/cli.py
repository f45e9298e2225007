"""`python -m export_tools inpainter prepare | sheet | train | measure | export | quantize | check`.

`prepare` writes packs, `sheet` draws training samples from them to look at, `train` runs on a GPU
or a CPU and goes on from its checkpoint when called again, `measure` compares with the classics.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from export_tools.product_matting.sources import PROJECT_ROOT

HERE = Path(__file__).resolve().parent
VERSION = "1.0.0"


def main(argv: list[str]) -> int:
    """Runs one step; every step reads what the one before left in the work folder."""
    arguments = _parser().parse_args(argv)
    if arguments.threads is not None:
        import torch

        torch.set_num_threads(arguments.threads)
    _RUN[arguments.step](arguments)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m export_tools inpainter")
    parser.add_argument("step", choices=tuple(_RUN))
    parser.add_argument("--work", type=Path, default=PROJECT_ROOT / "build" / "inpainter")
    parser.add_argument("--model", type=Path, default=PROJECT_ROOT / "models" / "inpainter")
    parser.add_argument("--packs", type=Path, help="packs' path without -photos-0.tar")
    parser.add_argument("--share-alike", action="store_true", help="read those wallpapers too")
    parser.add_argument("--wallpapers", type=Path, help="folder of unpacked wallpaper packages")
    parser.add_argument("--ads", type=Path, help="folder of ad-studio shards, for text masks")
    parser.add_argument("--config", type=Path, default=HERE / "train.toml")
    parser.add_argument("--source", type=Path, help="fp16 weights; default: the model folder's")
    parser.add_argument("--features", type=Path, help="Lite0 weights; default: their package")
    parser.add_argument("--start-from", type=Path, help="a generator's weights to start from")
    parser.add_argument("--minutes", type=float, help="whole training time, not the configured")
    parser.add_argument("--steps", type=int, help="train so many steps, whatever the time")
    parser.add_argument("--stop-after", type=float, help="minutes after which this call returns")
    parser.add_argument("--batch", type=int, help="at the last side, not the configured")
    parser.add_argument("--train-side", type=int, help="train at this side only")
    parser.add_argument("--limit", type=int, help="pictures of each group in each pack, or cases")
    parser.add_argument("--methods", nargs="*", help="measured: those of evaluate.CLASSICS")
    parser.add_argument("--onnx", type=Path, help="measured network; default: the float one")
    parser.add_argument("--side", type=int, default=512, help="the shipped network's square")
    parser.add_argument("--seed", type=int, default=1, help="of the sheet")
    parser.add_argument("--threads", type=int, help="for torch")
    return parser


def _prepare(arguments: argparse.Namespace) -> None:
    from export_tools.inpainter.stock import prepare

    sizes = prepare(_stem(arguments), arguments.wallpapers, arguments.ads)
    for name, parts in sizes.items():
        print(f"{name:12s} {[f'{size / 1e6:.1f} MB' for size in parts]}")


def _sheet(arguments: argparse.Namespace) -> None:
    import torch

    from export_tools.inpainter.stock import draw_samples, read_stock

    device = torch.device("cpu")
    stock = read_stock(_packs(arguments), _texts(arguments), device, arguments.limit)
    arguments.work.mkdir(parents=True, exist_ok=True)
    target = arguments.work / f"samples-{arguments.seed}.png"
    draw_samples(stock, target, arguments.seed, arguments.train_side or 256)
    print(target)


def _train(arguments: argparse.Namespace) -> None:
    from export_tools.inpainter.train import Paths, read_config, shortened, train

    config = shortened(
        read_config(arguments.config),
        arguments.minutes,
        arguments.batch,
        arguments.steps,
        arguments.train_side,
    )
    paths = Paths(
        _packs(arguments),
        _texts(arguments),
        arguments.work,
        _source(arguments),
        arguments.features,
        arguments.start_from,
    )
    train(config, paths, arguments.limit, arguments.stop_after)


def _measure(arguments: argparse.Namespace) -> None:
    from export_tools.inpainter import evaluate

    network = arguments.onnx or _float_model(arguments)
    methods = evaluate.classics(arguments.methods)
    if network.exists():
        methods["network"] = evaluate.network(network)
    table = evaluate.measure(methods, evaluate.cases(arguments.limit))
    print(evaluate.written(table))


def _export(arguments: argparse.Namespace) -> None:
    from export_tools.inpainter.export import read_generator, write_onnx

    write_onnx(read_generator(_source(arguments)), arguments.side, _float_model(arguments))


def _quantize(arguments: argparse.Namespace) -> None:
    from export_tools.inpainter.export import kept_float
    from export_tools.quantization import quantize_u8s8

    quantize_u8s8(
        _float_model(arguments),
        arguments.model / "model.onnx",
        _calibration(arguments),
        reduce_range=True,
        exclude=kept_float(_float_model(arguments)),
    )


def _calibration(arguments: argparse.Namespace) -> Iterator[dict[str, NDArray[np.float32]]]:
    """120 pictures with holes, from a part of the packs."""
    import torch

    from export_tools.inpainter.masks import draw_holes, stained
    from export_tools.inpainter.model import network_input
    from export_tools.inpainter.stock import draw, read_stock
    from export_tools.product_matting.optics import Dice

    device = torch.device("cpu")
    stock = read_stock(_packs(arguments), _texts(arguments), device, arguments.limit or 60)
    dice = Dice(11, device)
    for _ in range(30):
        pictures = draw(stock, dice, 4, arguments.side)
        holes = draw_holes(stock.texts, dice, 4, arguments.side)
        for image in network_input(stained(pictures, holes, dice), holes).numpy():
            yield {"image": image[None].astype(np.float32)}


def _check(arguments: argparse.Namespace) -> None:
    from export_tools.inpainter import check

    metrics = check.check(_float_model(arguments), arguments.model, arguments.limit)
    check.write_golden(_float_model(arguments), arguments.model, arguments.side)
    check.write_manifest(arguments.model, arguments.side, VERSION, metrics)
    for name, value in metrics.items():
        print(f"{name:36s} {value:.4f}")


def _stem(arguments: argparse.Namespace) -> Path:
    return Path(arguments.packs or arguments.work / "inpaint")


def _packs(arguments: argparse.Namespace) -> tuple[Path, ...]:
    stem = _stem(arguments)
    kinds = ("photos", "wallpapers", *(("sharealike",) if arguments.share_alike else ()))
    return tuple(p for k in kinds for p in sorted(stem.parent.glob(f"{stem.name}-{k}-*.tar")))


def _texts(arguments: argparse.Namespace) -> Path:
    from export_tools.inpainter.stock import TEXT_FILE

    return _stem(arguments).with_name(TEXT_FILE)


def _source(arguments: argparse.Namespace) -> Path:
    return Path(arguments.source or arguments.model / "source.safetensors")


def _float_model(arguments: argparse.Namespace) -> Path:
    return Path(arguments.work / "float.onnx")


_RUN = {
    "prepare": _prepare,
    "sheet": _sheet,
    "train": _train,
    "measure": _measure,
    "export": _export,
    "quantize": _quantize,
    "check": _check,
}
