"""A spawned engine process that owns the models; the window talks to it and never blocks.

Cancelling sets one shared integer. An engine that has not answered it after `PATIENCE` seconds is
killed and a fresh one takes its place; the jobs it held are reported as cancelled, later ones run.
"""

from __future__ import annotations

import multiprocessing
import queue
import time
from collections.abc import Callable
from multiprocessing.queues import Queue
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path

from adloom.executors.base import DoneMessage, FailedMessage, Message
from adloom.types import Brief

PATIENCE = 3.0
Serve = Callable[
    ["Queue[tuple[int, Brief] | None]", "Queue[Message]", "Synchronized[int]", str], None
]


def serve(
    jobs: Queue[tuple[int, Brief] | None],
    messages: Queue[Message],
    cancelled_through: Synchronized[int],
    workspace: str,
) -> None:
    """Run jobs until None comes; the engine process's main loop."""
    import signal

    from adloom.executors.inline import run_job
    from adloom.inference.catalog import Catalog

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    catalog = Catalog()
    while (item := jobs.get()) is not None:
        job, brief = item

        def is_cancelled(job: int = job) -> bool:
            return job <= cancelled_through.value

        run_job(job, brief, catalog, Path(workspace), is_cancelled, messages.put)


class ProcessExecutor:
    """An `Executor` over one spawned process; not thread-safe, one owner polls it."""

    def __init__(self, workspace: Path, target: Serve = serve, patience: float = PATIENCE) -> None:
        self._context = multiprocessing.get_context("spawn")
        self._workspace = workspace
        self._target = target
        self._patience = patience
        self._last_job = 0
        self._open: dict[int, Brief] = {}
        self._backlog: list[Message] = []
        self._deadline: float | None = None
        self._start()

    def _start(self) -> None:
        """Spawn an engine with fresh queues: a killed one may have broken those it used."""
        self._jobs: Queue[tuple[int, Brief] | None] = self._context.Queue()
        self._messages: Queue[Message] = self._context.Queue()
        self._cancelled_through: Synchronized[int] = self._context.Value("q", 0)
        self._process = self._context.Process(
            target=self._target,
            args=(self._jobs, self._messages, self._cancelled_through, str(self._workspace)),
            daemon=True,
        )
        self._process.start()

    def submit(self, brief: Brief) -> int:
        """Queue `brief` and return its job id."""
        if not self._process.is_alive() and not self._open:
            self._start()
        self._last_job += 1
        self._open[self._last_job] = brief
        self._jobs.put((self._last_job, brief))
        return self._last_job

    def cancel(self) -> None:
        """Stop every job submitted so far; kill the engine if it ignores this."""
        self._cancelled_through.value = self._last_job
        if self._open:
            self._deadline = time.monotonic() + self._patience

    def poll(self, seconds: float) -> Message | None:
        """Return the next message, or None when none came within `seconds`."""
        if not self._backlog:
            self._tend()
        if self._backlog:
            return self._backlog.pop(0)
        try:
            message = self._messages.get(timeout=seconds)
        except queue.Empty:
            return None
        if isinstance(message, DoneMessage) and message.job in self._open:
            del self._open[message.job]
            if not self._open:
                self._deadline = None
        return message

    def _tend(self) -> None:
        """Replace an engine that died or ignores a cancel, saying so for each job it held.

        Jobs that came after the cancel are handed to the new engine.
        """
        ignored = self._deadline is not None and time.monotonic() > self._deadline
        died = bool(self._open) and not self._process.is_alive() and self._messages.empty()
        if not ignored and not died:
            return
        self._process.kill()
        self._process.join()
        cancelled_through = self._cancelled_through.value
        waiting = {job: brief for job, brief in self._open.items() if job > cancelled_through}
        if died and waiting:
            # The first one waiting was in hand: run again, it would kill the next engine too.
            job = next(iter(waiting))
            reason = "The engine stopped unexpectedly. It was started again."
            self._backlog.append(FailedMessage(job, "engine", reason))
            self._backlog.append(DoneMessage(job))
            del waiting[job]
        for job in self._open:
            if job <= cancelled_through:
                self._backlog.append(DoneMessage(job, cancelled=True))
        self._deadline = None
        self._open = waiting
        self._start()
        for job, brief in waiting.items():
            self._jobs.put((job, brief))

    def close(self) -> None:
        """Stop the engine process."""
        self._cancelled_through.value = self._last_job
        self._jobs.put(None)
        self._process.join(timeout=self._patience)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        self._jobs.cancel_join_thread()
