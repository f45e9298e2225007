"""What running a brief elsewhere means: jobs go in, messages come out.

Job ids count up from 1. Cancelling is one number, `cancelled_through`: every job up to it stops at
its next report. Nothing is ever cleared, so a late message can be told by its job id.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from adloom.types import Brief, Creative, Progress


@dataclass(frozen=True)
class ProgressMessage:
    """One step of work of `job`."""

    job: int
    progress: Progress


@dataclass(frozen=True)
class CreativeMessage:
    """A finished creative: `preview` is an encoded WebP, `scene_path` its scene file on disk."""

    job: int
    creative: Creative
    preview: bytes
    scene_path: str


@dataclass(frozen=True)
class FailedMessage:
    """`subject` (a photo or a size) could not be made; `reason` is a sentence.

    `can_overrule` says that the same brief with `anyway` would be worked on.
    """

    job: int
    subject: str
    reason: str
    can_overrule: bool = False


@dataclass(frozen=True)
class DoneMessage:
    """Nothing more comes of `job`."""

    job: int
    cancelled: bool = False


Message = ProgressMessage | CreativeMessage | FailedMessage | DoneMessage


class Executor(Protocol):
    """Runs briefs somewhere; in a process of its own (`process.py`) or another machine's."""

    def submit(self, brief: Brief) -> int:
        """Queue `brief` and return its job id."""
        ...

    def cancel(self) -> None:
        """Stop every job submitted so far."""
        ...

    def poll(self, seconds: float) -> Message | None:
        """Return the next message, or None when none came within `seconds`."""
        ...

    def close(self) -> None:
        """Stop everything and give resources back."""
        ...
