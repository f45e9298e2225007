"""What a model folder holds: `manifest.json`, read strictly, and `golden.npz`.

manifest.json has exactly the fields of `types.ModelManifest`; `files` lists every other file with
its sha256; inputs and outputs are `{"name", "dtype", "shape"}`, -1 for a free dimension.
golden.npz holds `out_<output>` for each output compared and `in_<input>` for each input; an input
without one is a float drawn, in manifest order, from one `default_rng(7).random(shape, float32)`.
A second network in the folder, `other.onnx`, has `golden_other.npz` with all its inputs in it.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adloom.errors import ModelCorruptError, ModelNotFoundError
from adloom.types import ModelManifest, Tensor

MANIFEST = "manifest.json"
GOLDEN = "golden.npz"
GOLDEN_SEED = 7
Arrays = dict[str, NDArray[Any]]

_TEXT_FIELDS = ("name", "version", "task", "adapter", "license", "data")
_DTYPES = ("float32", "float16", "int64", "int32", "int8", "uint8", "bool")


def load(folder: Path) -> ModelManifest:
    """Return the manifest of the model in `folder`.

    Raises ModelNotFoundError if the folder or its manifest is missing, ModelCorruptError if the
    manifest says anything but what it must.
    """
    try:
        text = (folder / MANIFEST).read_text("utf-8")
    except FileNotFoundError as error:
        raise ModelNotFoundError(
            f"The model '{folder.name}' is not installed ({folder / MANIFEST} is missing)."
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise ModelCorruptError(f"The manifest of '{folder.name}' cannot be read.") from error
    try:
        told = json.loads(text)
    except ValueError as error:
        raise _damaged(folder.name, "it is not JSON") from error
    return parse(told, folder.name)


def parse(told: object, name: str) -> ModelManifest:
    """Return the manifest that the JSON value `told` spells; raise ModelCorruptError if wrong."""
    if not isinstance(told, dict):
        raise _damaged(name, "it is not an object")
    wanted = {field.name for field in fields(ModelManifest)}
    if missing := sorted(wanted - set(told)):
        raise _damaged(name, f"'{missing[0]}' is missing")
    if unknown := sorted(set(told) - wanted):
        raise _damaged(name, f"'{unknown[0]}' is not a known field")
    for key in _TEXT_FIELDS:
        if not isinstance(told[key], str) or not told[key]:
            raise _damaged(name, f"'{key}' is not a text")
    if not isinstance(told["preprocess"], dict):
        raise _damaged(name, "'preprocess' is not an object")
    texts = {key: told[key] for key in _TEXT_FIELDS}
    return ModelManifest(
        **texts,
        files=_files(told["files"], name),
        inputs=_tensors(told["inputs"], "inputs", name),
        outputs=_tensors(told["outputs"], "outputs", name),
        preprocess=dict(told["preprocess"]),
        metrics=_numbers(told["metrics"], "metrics", name),
        parity=_numbers(told["parity"], "parity", name),
    )


def read_file(folder: Path, manifest: ModelManifest, file: str) -> bytes:
    """Return the bytes of `file`, whose sha256 was compared with the manifest's.

    Raises ModelNotFoundError if the file is missing or not listed, ModelCorruptError if altered.
    """
    if file not in manifest.files:
        raise ModelNotFoundError(f"The model '{manifest.name}' has no file '{file}'.")
    try:
        content = (folder / file).read_bytes()
    except FileNotFoundError as error:
        raise ModelNotFoundError(
            f"The file '{file}' of the model '{manifest.name}' is missing. "
            "Please install Adloom again."
        ) from error
    except OSError as error:
        raise ModelCorruptError(
            f"The file '{file}' of the model '{manifest.name}' cannot be read: {error.strerror}."
        ) from error
    if hashlib.sha256(content).hexdigest() != manifest.files[file]:
        raise ModelCorruptError(
            f"The file '{file}' of the model '{manifest.name}' is damaged (its checksum does not "
            "match). Please install Adloom again."
        )
    return content


def golden_name(file: str) -> str:
    """Return the golden file that goes with the model file `file`."""
    stem = Path(file).stem
    return GOLDEN if stem == "model" else f"golden_{stem}.npz"


def parse_golden(
    content: bytes, manifest: ModelManifest, tensors: tuple[Tensor, ...]
) -> tuple[Arrays, Arrays]:
    """Return the (inputs, expected outputs) that a golden file's `content` tells.

    `tensors` are the inputs wanted at least. Raises ModelCorruptError if the file cannot be read,
    lacks one of them or names no output.
    """
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as archive:
            kept = {key: archive[key] for key in archive.files}
    except (OSError, ValueError, EOFError, KeyError) as error:
        raise ModelCorruptError(f"The golden outputs of '{manifest.name}' are damaged.") from error
    rng = np.random.default_rng(GOLDEN_SEED)
    inputs = {key.removeprefix("in_"): a for key, a in kept.items() if key.startswith("in_")}
    for tensor in tensors:
        if tensor.name in inputs:
            continue
        if tensor.dtype == "float32" and all(side > 0 for side in tensor.shape):
            inputs[tensor.name] = rng.random(tensor.shape, dtype=np.float32)
        else:
            raise ModelCorruptError(
                f"The golden outputs of '{manifest.name}' lack the input '{tensor.name}'."
            )
    outputs = {key.removeprefix("out_"): a for key, a in kept.items() if key.startswith("out_")}
    if not outputs:
        raise ModelCorruptError(f"The golden outputs of '{manifest.name}' are empty.")
    return inputs, outputs


def _files(told: object, name: str) -> dict[str, str]:
    if not isinstance(told, dict) or not told:
        raise _damaged(name, "'files' is not a table of checksums")
    for file, digest in told.items():
        if not file or file != Path(file).name or file in (".", "..") or "\\" in file:
            raise _damaged(name, f"'{file}' is not a plain file name")
        known = isinstance(digest, str) and len(digest) == 64
        if not known or set(digest) - set("0123456789abcdef"):
            raise _damaged(name, f"the checksum of '{file}' is not a sha256")
    return dict(told)


def _tensors(told: object, key: str, name: str) -> tuple[Tensor, ...]:
    if not isinstance(told, list) or not told:
        raise _damaged(name, f"'{key}' is not a list of tensors")
    return tuple(_tensor(entry, key, name) for entry in told)


def _tensor(entry: object, key: str, name: str) -> Tensor:
    if not isinstance(entry, dict) or set(entry) != {"name", "dtype", "shape"}:
        raise _damaged(name, f"'{key}' holds something that is no tensor")
    shape = entry["shape"]
    sides_fit = isinstance(shape, list) and all(
        type(side) is int and (side > 0 or side == -1) for side in shape
    )
    if not isinstance(entry["name"], str) or entry["dtype"] not in _DTYPES or not sides_fit:
        raise _damaged(name, f"'{key}' holds a tensor of unknown type or shape")
    return Tensor(entry["name"], entry["dtype"], tuple(shape))


def _numbers(told: object, key: str, name: str) -> dict[str, float]:
    if not isinstance(told, Mapping):
        raise _damaged(name, f"'{key}' is not a table of numbers")
    for value in told.values():
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise _damaged(name, f"'{key}' holds something that is no number")
    return {label: float(value) for label, value in told.items()}


def _damaged(name: str, reason: str) -> ModelCorruptError:
    return ModelCorruptError(f"The manifest of the model '{name}' is damaged: {reason}.")
