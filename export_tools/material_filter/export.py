"""Writes the trained filter as ONNX, calibrated scores inside, and its weights as fp16."""

from __future__ import annotations

from pathlib import Path

import onnx
import torch

from export_tools.material_filter.model import Exported, FilterNet
from export_tools.product_matting.export import OPSET, fold_pads
from export_tools.shipping import read_halves, save_halves

TEMPERATURE = "temperature"


def read_checkpoint(path: Path) -> tuple[FilterNet, float]:
    """The network of a checkpoint or of source.safetensors, ready to run, and its temperature."""
    if path.suffix == ".safetensors":
        weights = read_halves(path)
        temperature = float(weights.pop(TEMPERATURE))
    else:
        kept = torch.load(path, map_location="cpu", weights_only=True)
        weights, temperature = kept["weights"], float(kept[TEMPERATURE])
    network = FilterNet()
    network.load_state_dict(weights)
    return network.eval(), temperature


def write_source(network: FilterNet, temperature: float, path: Path) -> None:
    """Saves every weight as fp16, from which training can go on, with the temperature."""
    save_halves(network.state_dict(), path, {TEMPERATURE: torch.tensor(temperature)})


def write_onnx(network: FilterNet, temperature: float, side: int, path: Path) -> None:
    """Saves `image` (1, 3, side, side) -> `scores` (1, 6) as float ONNX."""
    path.parent.mkdir(parents=True, exist_ok=True)
    torch.onnx.export(
        Exported(network, temperature).eval(),
        (torch.rand(1, 3, side, side),),
        str(path),
        input_names=["image"],
        output_names=["scores"],
        opset_version=OPSET,
        dynamo=False,
    )
    graph = onnx.load(path)
    fold_pads(graph)
    onnx.checker.check_model(graph)
    onnx.save(graph, path)
