"""Exporting creatives off the window's thread: render the scene again and write the file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QRunnable, Signal

from adloom.errors import AdloomError
from adloom.export import raster
from adloom.project import load_scene
from adloom.render import compose


def free_name(target: Path) -> Path:
    """Return `target`, or the first of `name (2)`, `name (3)`... that does not exist yet."""
    number, free = 1, target
    while free.exists():
        number += 1
        free = target.with_stem(f"{target.stem} ({number})")
    return free


class ExportSignals(QObject):
    """`finished(path)` or `failed(sentence)`, once each job.

    One object serves all jobs and outlives them: a job is destroyed in its thread, where no
    object with signals on their way may die. Connect methods of widgets, never bare functions:
    those would be called in the job's thread.
    """

    finished = Signal(str)
    failed = Signal(str)


class ExportJob(QRunnable):
    """Renders the scene file at `scene_path` and saves it as `target` (never overwriting)."""

    def __init__(
        self,
        scene_path: str,
        target: Path,
        image_format: str,
        max_kb: int | None,
        signals: ExportSignals,
    ) -> None:
        super().__init__()
        self._signals = signals
        self._scene_path = scene_path
        self._target = target
        self._format = image_format
        self._max_kb = max_kb

    def run(self) -> None:
        """Do the work; every failure is a sentence."""
        try:
            scene, assets = load_scene(Path(self._scene_path))
            pixels = compose.render(scene, assets)
            written = raster.save(
                pixels,
                free_name(self._target),
                format=self._format,
                max_kb=self._max_kb,
                metadata={},
            )
        except AdloomError as error:
            self._signals.failed.emit(str(error))
        else:
            self._signals.finished.emit(str(written))
