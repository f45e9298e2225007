"""The bridge between the engine process and Qt: a thread polls, signals carry the messages."""

from __future__ import annotations

from threading import Event, Lock

from PySide6.QtCore import QThread, Signal

from adloom.executors.base import Executor
from adloom.types import Brief


class EngineThread(QThread):
    """Polls an `Executor`; emits each message as an object of `executors.base`."""

    received = Signal(object)

    def __init__(self, executor: Executor) -> None:
        super().__init__()
        self._executor = executor
        self._lock = Lock()
        self._stop = Event()

    def submit(self, brief: Brief) -> int:
        """Queue `brief`; return its job id."""
        with self._lock:
            return self._executor.submit(brief)

    def cancel(self) -> None:
        """Stop every job submitted so far."""
        with self._lock:
            self._executor.cancel()

    def run(self) -> None:
        """Poll until `stop`."""
        while not self._stop.is_set():
            with self._lock:
                message = self._executor.poll(0.0)
            if message is None:
                self._stop.wait(0.03)
            else:
                self.received.emit(message)

    def stop(self) -> None:
        """End the thread and the engine process."""
        self._stop.set()
        self.wait()
        self._executor.close()
