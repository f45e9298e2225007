"""Exports layout-ar: float ONNX of the encoder and of one decoder step, and golden files."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from adloom.stages.layout_codec import MAX_TOKENS
from export_tools.layout_ar.model import LayoutAR, Shape

BATCH = 8
SOURCE = "source.safetensors"


def read_checkpoint(path: Path) -> LayoutAR:
    """Return the network of a training checkpoint, ready to infer."""
    kept = torch.load(path, weights_only=True)
    model = LayoutAR(Shape(**kept["shape"]))
    model.load_state_dict(kept["weights"])
    return model.eval()


class Look(nn.Module):
    """The encoder with every layer's picture keys and values worked out."""

    def __init__(self, model: LayoutAR) -> None:
        super().__init__()
        self.encoder, self.layers = model.encoder, model.decoder.layers

    def forward(self, picture: Tensor, aspect: Tensor, product: Tensor) -> tuple[Tensor, Tensor]:
        """Return seen (2 * layers, heads, M, D / heads) and prior (1, 2 * latent)."""
        memory, where, prior = self.encoder(picture, aspect, product)
        seen = [part for layer in self.layers for part in layer.look(memory, where)]
        return torch.cat(seen), prior


class Step(nn.Module):
    """One token of every candidate."""

    def __init__(self, model: LayoutAR) -> None:
        super().__init__()
        self.decoder = model.decoder

    def forward(
        self,
        token: Tensor,
        place: Tensor,
        boxes: Tensor,
        wanted: Tensor,
        latent: Tensor,
        seen: Tensor,
        past: Tensor,
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Return kinds (8, K), edges (8, 516), fresh (2 * layers, 8, heads, D / heads)."""
        decoder = self.decoder
        x, geometry = decoder.embed(
            token[:, None], place, boxes[:, None], wanted[:, None], latent[:, None]
        )
        written = torch.arange(MAX_TOKENS) < place  # (T,)
        mask = torch.where(written, 0.0, -1e9)
        mask = torch.cat([mask, torch.zeros(1)])[None, None, None]  # (1, 1, 1, T + 1)
        fresh = []
        for number, layer in enumerate(decoder.layers):
            key, value = layer.keys(x)
            fresh += [key[:, :, 0], value[:, :, 0]]
            keys = torch.cat([past[2 * number], key], 2)
            values = torch.cat([past[2 * number + 1], value], 2)
            x = x + attend(layer.own, layer.norms[0](x), keys, values, mask)
            look = (seen[2 * number][None], seen[2 * number + 1][None])
            x = x + attend(layer.cross, layer.norms[1](x) + geometry, *look, None)
            x = x + layer.feed(layer.norms[2](x))
        x = decoder.norm(x)[:, 0]
        return decoder.kind_head(x), decoder.edge_heads(x), torch.stack(fresh)


def attend(
    attention: nn.Module, query: Tensor, key: Tensor, value: Tensor, mask: Tensor | None
) -> Tensor:
    """Return attention written out in plain products, which every runtime takes."""
    split = attention.split(attention.query(query))
    scores = split @ key.transpose(2, 3) / split.shape[-1] ** 0.5
    mixed = F.softmax(scores if mask is None else scores + mask, -1) @ value
    count, _, length, _ = mixed.shape
    return attention.out(mixed.transpose(1, 2).reshape(count, length, -1))


def samples(model: LayoutAR, seed: int = 7) -> tuple[dict[str, Tensor], dict[str, Tensor]]:
    """Return example inputs of the two networks."""
    shape, draw = model.shape, torch.Generator().manual_seed(seed)
    look = {
        "picture": torch.rand(1, 4, 128, 128, generator=draw),
        "aspect": torch.rand(1, 4, generator=draw),
        "product": torch.tensor([[30, 40, 80, 100]]),
    }
    depth = shape.width // shape.heads
    step = {
        "token": torch.randint(0, 600, (BATCH,), generator=draw),
        "place": torch.tensor([7]),
        "boxes": torch.randint(0, 129, (BATCH, 4), generator=draw),
        "wanted": torch.randint(0, 2, (BATCH, 48), generator=draw).float(),
        "latent": torch.randn(BATCH, shape.latent + 4, generator=draw),
        "seen": torch.randn(2 * shape.layers, shape.heads, 65, depth, generator=draw),
        "past": torch.zeros(2 * shape.layers, BATCH, shape.heads, MAX_TOKENS, depth),
    }
    step["past"][:, :, :, :7] = torch.randn(
        2 * shape.layers, BATCH, shape.heads, 7, depth, generator=draw
    )
    return look, step


def export(work: Path, out: Path) -> None:
    """Write float `model.onnx` and `step.onnx` into `work`/float and the fp16 source into `out`."""
    from safetensors.torch import save_file

    folder = work / "float"
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(work / "checkpoint.pt", folder / "checkpoint.pt")  # training may go on
    model = read_checkpoint(folder / "checkpoint.pt")
    out.mkdir(parents=True, exist_ok=True)
    look, step = samples(model)
    with torch.no_grad():
        for name, network, inputs, outputs in (
            ("model.onnx", Look(model), look, ["seen", "prior"]),
            ("step.onnx", Step(model), step, ["kinds", "edges", "fresh"]),
        ):
            torch.onnx.export(
                network.eval(),
                tuple(inputs.values()),
                str(folder / name),
                dynamo=False,
                input_names=list(inputs),
                output_names=outputs,
                opset_version=17,
            )
    weights = {
        k: v.half()
        for k, v in model.state_dict().items()
        if v.is_floating_point()
        and not k.startswith(("encoder.geometry", "decoder.geometry", "posterior.geometry"))
    }
    save_file({k: v.contiguous() for k, v in weights.items()}, str(out / SOURCE))


def golden(path: Path, inputs: dict[str, Tensor], outputs: dict[str, np.ndarray]) -> None:
    """Write one golden file of a network: its inputs and outputs."""
    kept = {f"in_{k}": v.numpy() for k, v in inputs.items()}
    np.savez_compressed(path, **kept, **{f"out_{k}": v for k, v in outputs.items()})
