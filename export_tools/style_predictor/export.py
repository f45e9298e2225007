"""Writes the trained style predictor as ONNX, and lists what of it stays float when quantized."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import torch
from safetensors.torch import load_file
from torch import Tensor, nn

from export_tools.style_predictor.model import INPUTS, OUTPUTS, StylePredictor

OPSET = 17
KEPT_FLOAT = ("/colour/", "/element/", "head", "/liking/", "/cell/", "/palette/")
"""Small layers at both ends, whose scales differ too much for eight bits."""


class _Exported(nn.Module):
    """The network with its outputs in the order of OUTPUTS."""

    def __init__(self, network: StylePredictor) -> None:
        super().__init__()
        self.network = network

    def forward(self, *inputs: Tensor) -> tuple[Tensor, ...]:
        logits = self.network(*inputs)
        return tuple(logits[name] for name in OUTPUTS)


def read_weights(path: Path) -> StylePredictor:
    """Return the network of a safetensors file, ready to run."""
    network = StylePredictor()
    network.load_state_dict({name: value.float() for name, value in load_file(path).items()})
    return network.eval()


def blank_inputs() -> tuple[Tensor, ...]:
    """Return inputs of the right shapes, zeros."""
    return tuple(torch.from_numpy(np.zeros(shape, dtype=dtype)) for dtype, shape in INPUTS.values())


def write_onnx(network: StylePredictor, path: Path) -> None:
    """Save the float network with fixed shapes and a batch of one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    torch.onnx.export(
        _Exported(network).eval(),
        blank_inputs(),
        str(path),
        input_names=list(INPUTS),
        output_names=list(OUTPUTS),
        opset_version=OPSET,
        dynamo=False,
    )
    onnx.checker.check_model(onnx.load(path))


def kept_float(path: Path) -> list[str]:
    """Return the names of all nodes but the inner layers' products with weights."""
    graph = onnx.load(path).graph
    weights = {tensor.name for tensor in graph.initializer}
    return [
        node.name
        for node in graph.node
        if node.op_type not in ("MatMul", "Gemm")
        or weights.isdisjoint(node.input)
        or any(part in node.name for part in KEPT_FLOAT)
    ]
