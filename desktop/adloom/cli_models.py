"""`adloom models list|verify` and `adloom doctor`."""

from __future__ import annotations

import importlib.metadata
import json
import os
import platform
import sys
from pathlib import Path

from adloom import __version__
from adloom.errors import AdloomError, ModelError
from adloom.inference.catalog import Catalog
from adloom.paths import cache_folder, config_folder, models_folder, resources_folder

LIBRARIES = ("openvino", "onnxruntime", "skia-python", "pillow", "numpy", "PySide6-Essentials")


def list_models(*, as_json: bool) -> int:
    """Print one line a model; return 1 if a manifest is damaged."""
    catalog = Catalog()
    worst = 0
    for name in catalog.names():
        try:
            told = catalog.manifest(name)
        except ModelError as error:
            worst = 1
            _print({"model": name, "error": str(error)}, f"{name}: {error}", as_json=as_json)
            continue
        weight = sum(_weight(models_folder() / name / file) for file in told.files)
        row = {
            "model": name,
            "version": told.version,
            "task": told.task,
            "license": told.license,
            "bytes": weight,
            "metrics": told.metrics,
        }
        line = f"{name:20} {told.version:8} {weight / 1e6:7.1f} MB  {told.license:12} {told.task}"
        _print(row, line, as_json=as_json)
    return worst


def verify_models(*, as_json: bool) -> int:
    """Print a verdict for each model; return 1 if any file is missing or altered."""
    catalog = Catalog()
    worst = 0
    names = catalog.names()
    if not names:
        print(f"adloom: There is no model in {models_folder()}.", file=sys.stderr)
        return 1
    for name in names:
        try:
            files = catalog.manifest(name).files
            for file in files:
                catalog.read(name, file)
        except ModelError as error:
            worst = 1
            _print(
                {"model": name, "right": False, "error": str(error)},
                f"{name}: {error}",
                as_json=as_json,
            )
        else:
            _print(
                {"model": name, "right": True, "files": len(files)},
                f"{name}: all {len(files)} files are as shipped",
                as_json=as_json,
            )
    return worst


def doctor(*, as_json: bool, device: str) -> int:
    """Print what this computer has and where each network runs; return 1 if something is broken."""
    rows, worst = _surroundings(), 0
    try:
        catalog = Catalog(device=device)
        names = catalog.names()
    except AdloomError as error:
        rows.append(("models", str(error)))
        names, worst = (), 1
    for name in names:
        networks = sorted(f for f in catalog.manifest(name).files if f.endswith((".onnx", ".xml")))
        stems = {Path(file).stem: file for file in reversed(networks)}
        for file in stems.values():
            label = name if file.startswith("model.") else f"{name}/{file}"
            try:
                choice = catalog.choice(name, file)
            except ModelError as error:
                rows.append((label, str(error)))
                worst = 1
                continue
            trust = "" if choice.trusted else "NOT TRUSTED: "
            rows.append((label, f"{choice.device}: {trust}{choice.reason}"))
    for subject, finding in rows:
        _print({"subject": subject, "finding": finding}, f"{subject:22} {finding}", as_json=as_json)
    return worst


def _surroundings() -> list[tuple[str, str]]:
    rows = [
        ("adloom", __version__),
        ("system", f"{platform.platform()}, {os.cpu_count()} cores"),
        ("python", platform.python_version()),
    ]
    rows += [(library, _version(library)) for library in LIBRARIES]
    for label, find in (("resources", resources_folder), ("models", models_folder)):
        try:
            rows.append((label, str(find())))
        except AdloomError as error:
            rows.append((label, str(error)))
    for label, folder in (("settings", config_folder()), ("cache", cache_folder())):
        existing = next(path for path in (folder, *folder.parents) if path.exists())
        state = "writable" if os.access(existing, os.W_OK) else "NOT writable"
        rows.append((label, f"{folder} ({state})"))
    return rows


def _version(library: str) -> str:
    try:
        return importlib.metadata.version(library)
    except importlib.metadata.PackageNotFoundError:
        return "not installed"


def _weight(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0


def _print(row: dict[str, object], line: str, *, as_json: bool) -> None:
    print(json.dumps(row, ensure_ascii=False) if as_json else line)
