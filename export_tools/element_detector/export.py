"""Writes the trained detector as ONNX, its float weights as fp16 safetensors, and its int8 twin."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray

from export_tools.element_detector.evaluate import OUTPUTS
from export_tools.element_detector.model import Detector, Exported
from export_tools.element_detector.train import read_weights
from export_tools.product_matting.export import OPSET, fold_pads
from export_tools.shipping import save_halves

EARLY = ("/network/stem/", "/network/stages.0/")
"""Layers at half the picture's size: they have few channels of very unlike ranges."""


def read_network(path: Path) -> Detector:
    """The network of a training checkpoint or a safetensors file, ready to run."""
    network = Detector()
    network.load_state_dict(read_weights(path))
    return network.eval()


def write_source(network: Detector, path: Path) -> None:
    """Saves every weight as fp16, from which training can go on."""
    save_halves(network.state_dict(), path)


def write_onnx(network: Detector, side: int, path: Path) -> None:
    """Saves `image` (1, 3, side, side) -> OUTPUTS as float ONNX of fixed shape."""
    path.parent.mkdir(parents=True, exist_ok=True)
    torch.onnx.export(
        Exported(network).eval(),
        (torch.rand(1, 3, side, side),),
        str(path),
        input_names=["image"],
        output_names=list(OUTPUTS),
        opset_version=OPSET,
        dynamo=False,
    )
    graph = onnx.load(path)
    fold_pads(graph)
    onnx.checker.check_model(graph)
    onnx.save(graph, path)


def kept_float(path: Path) -> list[str]:
    """Nodes that stay float: the input's scaling, EARLY, and all from the last convolutions on.

    A log distance held in 256 steps would be off by pixels, a score in steps by ranks; EARLY in
    int8 costs two hundredths of the removal overlap.
    """
    graph = onnx.load(path).graph
    makers = {o: n for n in graph.node for o in n.output}
    kept, front = set(), [o.name for o in graph.output]
    while front:
        node = makers.get(front.pop())
        if node is None or node.name in kept:
            continue
        kept.add(node.name)
        if node.op_type != "Conv":
            front.extend(node.input)
    kept |= {n.name for n in graph.node if n.name.startswith(EARLY)}
    users = [n for n in graph.node if "image" in n.input]
    while users:
        node = users.pop()
        if node.op_type != "Conv":
            kept.add(node.name)
            users.extend(n for n in graph.node if set(n.input) & set(node.output))
    return sorted(kept)


def write_int8(source: Path, target: Path, images: Iterable[NDArray[np.float32]]) -> None:
    """Quantizes `source` after training; `images` (1, 3, S, S) calibrate the ranges."""
    from export_tools.quantization import quantize_u8s8

    quantize_u8s8(
        source,
        target,
        ({"image": image} for image in images),
        reduce_range=True,
        exclude=kept_float(source),
    )
