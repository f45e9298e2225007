"""Scenes on disk: a JSON file beside its pictures, or one `.adloom` zip of both.

Scene JSON (schema 1): canvas, background, layers (each with `kind`), decisions, models, seed. Empty
optional values are written too, so that saving what was loaded gives the same bytes. Pictures are
`<key>.png`, in `assets/` beside the JSON or in the zip. Hostile files raise ProjectDamagedError.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import zipfile
from pathlib import Path

import numpy as np

from adloom.assets import Assets, FolderAssets, MemoryAssets, Pixels, content_key
from adloom.errors import ExportError, ProjectDamagedError, ProjectTooNewError
from adloom.project_json import SCHEMA, scene_from_json, scene_to_json
from adloom.types import AssetKey, ImageLayer, Scene

ASSETS = "assets"
SCENE = "scene.json"
MOST_SCENE_BYTES = 20_000_000
MOST_ASSET_BYTES = 200_000_000
MOST_PIXELS = 100_000_000
MOST_ASSETS = 200

__all__ = ["SCHEMA", "asset_keys", "dump_scene", "load_scene", "parse_scene", "save_scene"]


def asset_keys(scene: Scene) -> tuple[AssetKey, ...]:
    """Return the keys of every picture that `scene` shows, each once."""
    keys = [layer.asset for layer in scene.layers if isinstance(layer, ImageLayer) and layer.asset]
    return tuple(dict.fromkeys(keys))


def dump_scene(scene: Scene) -> str:
    """Return the scene file's text."""
    told = scene_to_json(scene)
    return json.dumps(told, ensure_ascii=False, indent=1, allow_nan=False, default=_plain) + "\n"


def parse_scene(text: str, name: str = "The scene file") -> Scene:
    """Return the scene that `text` spells.

    Raises ProjectTooNewError for a later schema, ProjectDamagedError for anything else amiss.
    """
    try:
        told = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ProjectDamagedError(f"{name} is damaged: it is not valid JSON.") from error
    if not isinstance(told, dict) or type(told.get("schema")) is not int:
        raise ProjectDamagedError(f"{name} is not a scene of Adloom.")
    if told["schema"] > SCHEMA:
        raise ProjectTooNewError(f"{name} was written by a newer Adloom. Please update this one.")
    try:
        return scene_from_json(told)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        reason = f"'{error.args[0]}' is missing" if isinstance(error, KeyError) else str(error)
        raise ProjectDamagedError(f"{name} is damaged: {reason[:200]}.") from error


def save_scene(scene: Scene, assets: Assets, path: Path) -> Path:
    """Write `scene` to `path`: a zip if it ends in .adloom, else JSON with `assets/` beside it.

    The file appears whole or not at all. Raises ExportError if the disk refuses.
    """
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix.lower() == ".adloom":
            partial.write_bytes(_zipped(scene, assets))
        else:
            beside = FolderAssets(path.parent / ASSETS)
            for key in asset_keys(scene):
                beside.put(assets.get(key))
            partial.write_text(dump_scene(scene), "utf-8")
        partial.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            partial.unlink()
        raise ExportError(
            str(path), f"{path} cannot be written: {error.strerror or error}."
        ) from error
    return path


def load_scene(path: Path) -> tuple[Scene, Assets]:
    """Return the scene in `path` (.adloom or JSON) and its pictures.

    Raises ProjectTooNewError or ProjectDamagedError with a sentence.
    """
    try:
        if path.suffix.lower() == ".adloom":
            return _load_zip(path)
        if path.stat().st_size > MOST_SCENE_BYTES:
            raise ProjectDamagedError(f"{path.name} is too large for a scene file.")
        scene = parse_scene(path.read_text("utf-8"), path.name)
    except FileNotFoundError as error:
        raise ProjectDamagedError(f"There is no file {path}.") from error
    except UnicodeDecodeError as error:
        raise ProjectDamagedError(f"{path.name} is not a scene of Adloom.") from error
    except OSError as error:
        raise ProjectDamagedError(f"{path} cannot be opened: {error.strerror}.") from error
    return scene, FolderAssets(path.parent / ASSETS)


def _plain(value: object) -> object:
    """Return a numpy number as Python's own."""
    if isinstance(value, np.generic):
        return value.item()
    raise TypeError(f"{type(value).__name__} has no place in a scene")


def _zipped(scene: Scene, assets: Assets) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        _add(archive, SCENE, dump_scene(scene).encode(), zipfile.ZIP_DEFLATED)
        for key in asset_keys(scene):
            _add(archive, f"{ASSETS}/{key}.png", _png(assets.get(key)), zipfile.ZIP_STORED)
    return buffer.getvalue()


def _add(archive: zipfile.ZipFile, name: str, content: bytes, compression: int) -> None:
    entry = zipfile.ZipInfo(name)  # its fixed date keeps equal projects equal to the byte
    entry.compress_type = compression
    archive.writestr(entry, content)


def _png(pixels: Pixels) -> bytes:
    from PIL import Image

    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, format="PNG", compress_level=3)
    return buffer.getvalue()


def _load_zip(path: Path) -> tuple[Scene, Assets]:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = {entry.filename: entry for entry in archive.infolist()}
            scene_text = _member(archive, entries, SCENE, MOST_SCENE_BYTES, path).decode("utf-8")
            scene = parse_scene(scene_text, path.name)
            keys = asset_keys(scene)
            if len(keys) > MOST_ASSETS:
                raise ProjectDamagedError(f"{path.name} holds too many pictures.")
            assets = MemoryAssets()
            for key in keys:
                name = f"{ASSETS}/{key}.png"
                content = _member(archive, entries, name, MOST_ASSET_BYTES, path)
                assets.put(_decode(content, key, path))
    except (zipfile.BadZipFile, UnicodeDecodeError, NotImplementedError, RuntimeError) as error:
        raise ProjectDamagedError(f"{path.name} is damaged or is no Adloom project.") from error
    return scene, assets


def _member(
    archive: zipfile.ZipFile,
    entries: dict[str, zipfile.ZipInfo],
    name: str,
    most: int,
    path: Path,
) -> bytes:
    """Return one named member; nothing is ever unpacked to disk, so no name can lead astray."""
    if name not in entries:
        raise ProjectDamagedError(f"{path.name} is damaged: {name} is missing.")
    with archive.open(entries[name]) as member:
        content = member.read(most + 1)
    if len(content) > most:
        raise ProjectDamagedError(f"{path.name} is damaged: {name} is too large.")
    return content


def _decode(content: bytes, key: AssetKey, path: Path) -> Pixels:
    from PIL import Image

    try:
        with Image.open(io.BytesIO(content), formats=("PNG",)) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise ProjectDamagedError(f"{path.name} holds a picture that is too large.")
            pixels = np.asarray(picture)
    except ProjectDamagedError:
        raise
    except Exception as error:  # decoders of broken files raise whatever they trip over
        raise ProjectDamagedError(f"A picture in {path.name} is damaged.") from error
    if content_key(pixels) != key:
        raise ProjectDamagedError(f"A picture in {path.name} was altered.")
    return pixels
