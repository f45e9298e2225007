"""Where things are: shipped resources and models, and the user's own folders.

Shipped data lies beside the program when frozen, at the top of the source tree, or in
`share/adloom` of the Python prefix; ADLOOM_RESOURCES and ADLOOM_MODELS overrule.
"""

from __future__ import annotations

import contextlib
import os
import sys
import traceback
from pathlib import Path

from adloom.errors import AdloomError

APP = "adloom"


def resources_folder() -> Path:
    """Return the folder of fonts, icons, samples and ad specs; raise AdloomError if missing."""
    return _shipped("resources", "ADLOOM_RESOURCES")


def models_folder() -> Path:
    """Return the folder with one folder a model; raise AdloomError if missing."""
    return _shipped("models", "ADLOOM_MODELS")


def config_folder() -> Path:
    """Return the folder of the user's settings (it need not exist yet)."""
    import platformdirs

    return Path(platformdirs.user_config_dir(APP, appauthor=False))


def cache_folder() -> Path:
    """Return the folder of compiled models and device probes (it need not exist yet)."""
    import platformdirs

    return Path(platformdirs.user_cache_dir(APP, appauthor=False))


def state_folder() -> Path:
    """Return the folder of logs and journals (it need not exist yet)."""
    import platformdirs

    return Path(platformdirs.user_state_dir(APP, appauthor=False))


def note_defect(error: BaseException) -> Path:
    """Append `error` with its trace to the local log and return the log's path."""
    path = state_folder() / "crash.log"
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as log:
            log.writelines(traceback.format_exception(error))
    return path


def _shipped(name: str, variable: str) -> Path:
    if chosen := os.environ.get(variable):
        candidates = [Path(chosen)]
    elif frozen := getattr(sys, "_MEIPASS", None):
        candidates = [Path(frozen) / name]
    else:
        candidates = [
            Path(__file__).resolve().parents[2] / name,
            Path(sys.prefix) / "share" / APP / name,
        ]
    for folder in candidates:
        if folder.is_dir():
            return folder
    raise AdloomError(
        f"The folder '{name}' of Adloom is missing (looked in {candidates[0]}). "
        "Please install Adloom again."
    )
