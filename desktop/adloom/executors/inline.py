"""One job, run where it is called: what every executor does with a brief.

Scene files go to `workspace/<job>/`, with their pictures in `assets/` beside them; previews are
WebP, at most PREVIEW pixels a side.
"""

from __future__ import annotations

import io
from collections import deque
from collections.abc import Callable
from pathlib import Path

from adloom.assets import Assets, MemoryAssets
from adloom.errors import AdloomError, Cancelled, RefusedError
from adloom.executors.base import (
    CreativeMessage,
    DoneMessage,
    FailedMessage,
    Message,
    ProgressMessage,
)
from adloom.inference.catalog import Catalog
from adloom.paths import note_defect
from adloom.pipeline import Failure, generate
from adloom.project import save_scene
from adloom.render.compose import render
from adloom.types import Brief, Creative, Progress

PREVIEW = 600


def run_job(
    job: int,
    brief: Brief,
    catalog: Catalog,
    workspace: Path,
    is_cancelled: Callable[[], bool],
    emit: Callable[[Message], None],
) -> None:
    """Run `brief` and `emit` what comes of it; the last message is always a DoneMessage."""

    def report(progress: Progress) -> None:
        if is_cancelled():
            raise Cancelled
        emit(ProgressMessage(job, progress))

    photo = Path(brief.product.images[0]).name if brief.product.images else "photo"
    assets = MemoryAssets()
    try:
        for result in generate(brief, catalog, assets, report):
            if isinstance(result, Failure):
                emit(FailedMessage(job, f"{photo}, {result.size.name}", str(result.error)))
                continue
            try:
                emit(_finished(job, result, assets, workspace))
            except AdloomError as error:
                emit(FailedMessage(job, f"{photo}, {result.size.name}", str(error)))
            if is_cancelled():
                raise Cancelled
    except Cancelled:
        emit(DoneMessage(job, cancelled=True))
        return
    except AdloomError as error:
        emit(FailedMessage(job, photo, str(error), isinstance(error, RefusedError)))
    except Exception as error:  # a defect of ours must not take the engine down with it
        log = note_defect(error)
        emit(FailedMessage(job, photo, f"Something unexpected went wrong (see {log})."))
    emit(DoneMessage(job))


def _finished(job: int, creative: Creative, assets: Assets, workspace: Path) -> CreativeMessage:
    scene = creative.scene
    name = f"{creative.size.name}_{creative.variant}.json"
    path = save_scene(scene, assets, workspace / str(job) / name)
    return CreativeMessage(job, creative, preview_of(creative, assets), str(path))


def preview_of(creative: Creative, assets: Assets) -> bytes:
    """Return a WebP of `creative`, no side longer than PREVIEW pixels."""
    from PIL import Image

    scene = creative.scene
    picture = Image.fromarray(render(scene, assets)).convert("RGB")
    picture.thumbnail((PREVIEW, PREVIEW), Image.Resampling.LANCZOS)
    buffer = io.BytesIO()
    picture.save(buffer, "WEBP", quality=88, method=2)
    return buffer.getvalue()


class InlineExecutor:
    """An `Executor` without a process: a job is run when its first message is asked for."""

    def __init__(self, catalog: Catalog, workspace: Path) -> None:
        self._catalog = catalog
        self._workspace = workspace
        self._last_job = 0
        self._cancelled_through = 0
        self._waiting: deque[tuple[int, Brief]] = deque()
        self._messages: deque[Message] = deque()

    def submit(self, brief: Brief) -> int:
        """Queue `brief` and return its job id."""
        self._last_job += 1
        self._waiting.append((self._last_job, brief))
        return self._last_job

    def cancel(self) -> None:
        """Stop every job submitted so far."""
        self._cancelled_through = self._last_job

    def poll(self, seconds: float) -> Message | None:
        """Return the next message, running the next job if there is none; `seconds` is not used."""
        if not self._messages and self._waiting:
            job, brief = self._waiting.popleft()
            run_job(
                job,
                brief,
                self._catalog,
                self._workspace,
                lambda: job <= self._cancelled_through,
                self._messages.append,
            )
        return self._messages.popleft() if self._messages else None

    def close(self) -> None:
        """Drop what waits and close the models."""
        self._waiting.clear()
        self._catalog.close()
