"""The user's settings: a frozen value, kept as `settings.toml` in the settings folder."""

from __future__ import annotations

import json
import os
import tomllib
from dataclasses import dataclass, fields, replace
from pathlib import Path

from adloom.errors import AdloomError, BriefError
from adloom.paths import config_folder


@dataclass(frozen=True)
class Settings:
    """What holds from one run to the next. `device` as in `inference.catalog`; 0 threads: all."""

    sizes: str = "1080x1080,1080x1920,1200x628,728x90"
    format: str = "png"
    tone: str = "plain"
    language: str = "en"
    count: int = 1
    device: str = "auto"
    threads: int = 0
    theme: str = "system"
    provenance: bool = True


def settings_file() -> Path:
    """Return where the user's settings are kept."""
    return config_folder() / "settings.toml"


def load(path: Path | None = None) -> Settings:
    """Return the settings in `path` (the user's where None), or the defaults if there is none.

    Raises BriefError for a damaged file, an unknown name or a wrong type.
    """
    file = path if path is not None else settings_file()
    try:
        told = tomllib.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        return Settings()
    except (OSError, ValueError) as error:
        raise BriefError("settings", f"The settings in {file} cannot be read: {error}.") from error
    known = {field.name: type(getattr(Settings(), field.name)) for field in fields(Settings)}
    for name, value in told.items():
        if name not in known:
            raise BriefError("settings", f"'{name}' in {file} is not a setting.")
        if type(value) is not known[name]:
            raise BriefError("settings", f"'{name}' in {file} must be a {_NOUNS[known[name]]}.")
    return replace(Settings(), **told)


def save(settings: Settings, path: Path | None = None) -> None:
    """Write `settings` as TOML, whole or not at all; raise AdloomError if the disk refuses."""
    file = path if path is not None else settings_file()
    # A JSON text, number or boolean is also a TOML one.
    lines = [
        f"{field.name} = {json.dumps(getattr(settings, field.name), ensure_ascii=False)}\n"
        for field in fields(settings)
    ]
    partial = file.with_name(f"{file.name}.{os.getpid()}.partial")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        partial.write_text("".join(lines), "utf-8")
        partial.replace(file)
    except OSError as error:
        raise AdloomError(f"The settings cannot be saved in {file}: {error.strerror}.") from error


_NOUNS = {str: "text", int: "whole number", bool: "true or false"}
