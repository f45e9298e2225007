"""Writes the trained generator as ONNX and its float weights as fp16 safetensors."""

from __future__ import annotations

from pathlib import Path

import onnx
import torch
from torch import Tensor

from export_tools.inpainter.model import Exported, Generator
from export_tools.shipping import read_halves, save_halves

OPSET = 17


def read_generator(path: Path) -> Generator:
    """The generator of a training checkpoint (its average) or of a safetensors file."""
    generator = Generator()
    weights: dict[str, Tensor]
    if path.suffix == ".safetensors":
        weights = read_halves(path)
    else:
        weights = torch.load(path, map_location="cpu", weights_only=True)["weights"]
    generator.load_state_dict(weights)
    return generator.eval()


def write_source(generator: Generator, path: Path) -> None:
    """Saves every weight as fp16, from which training can go on."""
    save_halves(generator.state_dict(), path)


def write_onnx(generator: Generator, side: int, path: Path) -> None:
    """Saves `image` (1, 4, side, side) -> `painted` (1, 3, side, side) as float ONNX."""
    path.parent.mkdir(parents=True, exist_ok=True)
    torch.onnx.export(
        Exported(generator).eval(),
        (torch.rand(1, 4, side, side),),
        str(path),
        input_names=["image"],
        output_names=["painted"],
        opset_version=OPSET,
        dynamo=False,
    )
    onnx.checker.check_model(onnx.load(path))


def kept_float(path: Path) -> list[str]:
    """Nodes that stay float: the smooth filling and the RGB sums, which 8 bits would band.

    Those are what lies before every convolution, the convolutions that give three channels, and
    everything behind these.
    """
    graph = onnx.load(path).graph
    channels = {t.name: t.dims[0] for t in graph.initializer}
    rgb: set[str] = set()
    convolved: set[str] = set()
    kept = []
    for node in graph.node:
        paints = node.op_type == "Conv" and channels.get(node.input[1]) == 3
        behind = not rgb.isdisjoint(node.input)
        later = node.op_type == "Conv" or not convolved.isdisjoint(node.input)
        if later:
            convolved.update(node.output)
        if paints or behind:
            rgb.update(node.output)
        if paints or behind or not later:
            kept.append(node.name)
    return kept
