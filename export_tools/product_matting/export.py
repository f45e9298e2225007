"""Writes the trained network as ONNX and its float weights as fp16 safetensors."""

from __future__ import annotations

from pathlib import Path

import onnx
import torch
from onnx import helper
from torch import Tensor

from export_tools.product_matting.model import Encoder, Exported, MattingNet, imagenet_encoder
from export_tools.shipping import save_halves

OPSET = 17


def read_checkpoint(path: Path) -> MattingNet | None:
    """The network of a training checkpoint or of a safetensors file, ready to run.

    None when the file holds another decoder, of which only the encoder can be used.
    """
    network = MattingNet()
    weights = _read_weights(path)
    if weights.keys() != network.state_dict().keys():
        return None
    network.load_state_dict(weights)
    return network.eval()


def read_encoder(encoder: Encoder, path: Path | None) -> None:
    """Fills the encoder from the `encoder.` weights of any file, or from ImageNet's package."""
    if path is None:
        encoder.load_imagenet(imagenet_encoder())
        return
    own = {k[8:]: v for k, v in _read_weights(path).items() if k.startswith("encoder.")}
    encoder.load_state_dict(own)


def _read_weights(path: Path) -> dict[str, Tensor]:
    if path.suffix == ".safetensors":
        from safetensors.torch import load_file

        return {k: v.float() if v.is_floating_point() else v for k, v in load_file(path).items()}
    weights: dict[str, Tensor] = torch.load(path, map_location="cpu", weights_only=True)["weights"]
    return weights


def write_source(network: MattingNet, path: Path) -> None:
    """Saves every weight as fp16, from which training can go on."""
    save_halves(network.state_dict(), path)


def write_onnx(network: MattingNet, side: int, path: Path) -> None:
    """Saves `image` (1, 3, side, side) -> `alpha` (1, 1, side, side) as float ONNX."""
    path.parent.mkdir(parents=True, exist_ok=True)
    image = torch.rand(1, 3, side, side)
    torch.onnx.export(
        Exported(network).eval(),
        (image,),
        str(path),
        input_names=["image"],
        output_names=["alpha"],
        opset_version=OPSET,
        dynamo=False,
    )
    graph = onnx.load(path)
    fold_pads(graph)
    onnx.checker.check_model(graph)
    onnx.save(graph, path)


def fold_pads(model: onnx.ModelProto) -> int:
    """Moves the "same" padding in front of strided convolutions into them; returns how many."""
    graph = model.graph
    pads = {n.output[0]: n for n in graph.node if n.op_type == "Pad"}
    moved = 0
    for node in graph.node:
        pad = pads.get(node.input[0]) if node.op_type == "Conv" else None
        if pad is None:
            continue
        told = {a.name: list(a.ints) for a in node.attribute if a.ints}
        total = told["kernel_shape"][0] - told["strides"][0]
        before, after = total // 2, total - total // 2
        others = [a for a in node.attribute if a.name != "pads"]
        del node.attribute[:]
        sides = helper.make_attribute("pads", [before, before, after, after])
        node.attribute.extend([*others, sides])
        node.input[0] = pad.input[0]
        moved += 1
    _prune(graph)
    return moved


def _prune(graph: onnx.GraphProto) -> None:
    """Removes nodes and constants that lead to no output."""
    wanted = {o.name for o in graph.output}
    for node in reversed(list(graph.node)):
        if wanted.isdisjoint(node.output):
            graph.node.remove(node)
        else:
            wanted.update(node.input)
    for constant in [t for t in graph.initializer if t.name not in wanted]:
        graph.initializer.remove(constant)
