"""What the last steps of every network share: fp16 weights to train on from, and the manifest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Tensor

FILES = ("model.onnx", "golden.npz", "CARD.md", "LICENSE")
"""What a model folder ships; source.safetensors lies beside them and does not."""
TOLERATED_DROP = 0.01
"""Share of a task metric of the float network that its int8 form may lose."""


class ToleranceError(Exception):
    """The int8 network strays too far from the float one to ship."""


def save_halves(
    tensors: Mapping[str, Tensor], path: Path, exact: Mapping[str, Tensor] | None = None
) -> None:
    """Saves tensors as safetensors, floating ones as fp16, from which training can go on.

    Those of `exact` are kept as they are.
    """
    from safetensors.torch import save_file

    halves = {
        name: (tensor.half() if tensor.is_floating_point() else tensor).contiguous().cpu()
        for name, tensor in tensors.items()
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    save_file({**halves, **(exact or {})}, path)


def read_halves(path: Path) -> dict[str, Tensor]:
    """The tensors of `save_halves`, floating ones as fp32."""
    from safetensors.torch import load_file

    return {n: t.float() if t.is_floating_point() else t for n, t in load_file(path).items()}


def write_manifest(folder: Path, told: Mapping[str, object]) -> None:
    """Writes manifest.json: `told` with the sha256 of every file of FILES that is there."""
    present = [f for f in FILES if (folder / f).exists()]
    files = {f: hashlib.sha256((folder / f).read_bytes()).hexdigest() for f in present}
    manifest = {**told, "files": files}
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
