"""Checks layout-ar: torch against ONNX Runtime and OpenVINO, then writes the manifest."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import torch

from adloom.inference.session import OpenVinoSession, OrtSession, Session
from export_tools.layout_ar.export import Look, Step, golden, read_checkpoint, samples

VERSION = "0.1.0"
TOLERANCE = 2e-3
FILES = (
    "model.onnx",
    "step.onnx",
    "golden.npz",
    "golden_step.npz",
    "CARD.md",
    "LICENSE",
)
DATA = (
    "425 authored layouts (last tenth held out) and the ad studio's procedural composer, on "
    "cut-outs of DATA.md's tier A products and stickers over tier A and N grounds"
)


def check(work: Path, out: Path) -> int:
    """Compare the shipped files with torch, write golden files and manifest; 1 past tolerance."""
    model = read_checkpoint(work / "float" / "checkpoint.pt")
    parity: dict[str, float] = {}
    tensors: dict[str, list[dict[str, object]]] = {}
    for file, network, inputs, outputs in (
        ("model.onnx", Look(model), samples(model)[0], ("seen", "prior")),
        ("step.onnx", Step(model), samples(model)[1], ("kinds", "edges", "fresh")),
    ):
        with torch.no_grad():
            truth = {k: v.numpy() for k, v in zip(outputs, network(*inputs.values()), strict=True)}
        fed = {k: v.numpy() for k, v in inputs.items()}
        content = (out / file).read_bytes()
        sessions: dict[str, Session] = {
            "onnxruntime": OrtSession(content),
            "openvino": OpenVinoSession(content),
        }
        for name, session in sessions.items():
            got = session.run(fed)
            worst = max(
                float(np.abs(got[k] - truth[k]).max() / np.abs(truth[k]).max()) for k in outputs
            )
            parity[f"{file.removesuffix('.onnx')}_{name}"] = round(worst, 7)
        stem = "golden.npz" if file == "model.onnx" else "golden_step.npz"
        golden(out / stem, inputs, truth)
        if file == "model.onnx":
            tensors = {"inputs": _told(fed), "outputs": _told(truth)}
    print(parity)
    if max(parity.values()) > TOLERANCE:
        print(f"past the tolerance of {TOLERANCE}: no manifest written")
        return 1
    metrics_file = work / "metrics.json"
    manifest = {
        "name": "layout-ar",
        "version": VERSION,
        "task": "layout",
        "adapter": "layout-ar",
        "files": {name: hashlib.sha256((out / name).read_bytes()).hexdigest() for name in FILES},
        **tensors,
        "preprocess": {"side": 128, "resample": "box", "channels": "rgb + product alpha, 0..1"},
        "license": "Apache-2.0",
        "data": DATA,
        "metrics": json.loads(metrics_file.read_text()) if metrics_file.exists() else {},
        "parity": parity,
    }
    (out / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
    return 0


def _told(arrays: dict[str, np.ndarray]) -> list[dict[str, object]]:
    return [
        {"name": name, "dtype": str(array.dtype), "shape": list(array.shape)}
        for name, array in arrays.items()
    ]
