"""What the command line says: rich on a terminal, plain lines in a pipe, JSON lines if asked.

An event is a flat JSON-able dict whose `event` is progress, inspected, note, creative, refused,
failed or done; README lists what each holds.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Any

from adloom.types import Decision, Progress

if TYPE_CHECKING:
    from rich.console import Console as RichConsole
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

Event = dict[str, Any]


class Console:
    """Shows events until it is closed; use it as a context."""

    def __init__(self, *, as_json: bool = False, total: int = 0) -> None:
        """Choose the way of speaking; `total` is how many creatives the bar counts to."""
        self._as_json = as_json
        self._bar: Bar | None = None
        self._task: TaskID | None = None
        self._rich: RichConsole | None = None
        if not as_json and sys.stdout.isatty():
            self._open_bar(total)

    def _open_bar(self, total: int) -> None:
        from rich.console import Console as RichConsole
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            Progress,
            TextColumn,
            TimeRemainingColumn,
        )

        self._rich = RichConsole(highlight=False)
        if total:
            self._bar = Progress(
                TextColumn("{task.description}"),
                BarColumn(),
                MofNCompleteColumn(),
                TimeRemainingColumn(),
                console=self._rich,
                transient=True,
            )
            self._task = self._bar.add_task("Starting", total=total)
            self._bar.start()

    def __enter__(self) -> Console:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def report(self, progress: Progress) -> None:
        """Show one step of work."""
        if self._as_json:
            self.show(
                {
                    "event": "progress",
                    "stage": progress.stage,
                    "subject": progress.subject,
                    "done": progress.done,
                    "total": progress.total,
                }
            )
        elif self._bar is not None and self._task is not None:
            self._bar.update(self._task, description=f"{progress.stage}: {progress.subject}"[:40])

    def show(self, event: Event) -> None:
        """Show one event."""
        if self._as_json:
            print(json.dumps(event, ensure_ascii=False), flush=True)
            return
        self.say(SENTENCES[event["event"]](event))
        if event["event"] in ("creative", "failed") and self._bar and self._task is not None:
            self._bar.advance(self._task)

    def explain(self, decisions: tuple[Decision, ...]) -> None:
        """Print decisions as indented lines (they travel inside the events with --json)."""
        if not self._as_json:
            for decision in decisions:
                for line in decision_lines(decision):
                    self.say(f"    {line}")

    def say(self, line: str) -> None:
        """Print one line for people."""
        if self._as_json:
            return
        if self._rich is not None:
            self._rich.print(line, markup=False, soft_wrap=True)
        else:
            print(line, flush=True)


def decision_lines(decision: Decision) -> list[str]:
    """Return `decision` in words: what was chosen and why, then one line for each loser."""
    score = "" if decision.score is None else f" ({decision.score:.2f})"
    reason = f": {decision.reason}" if decision.reason else ""
    mark = "! " if decision.fallback else ""
    lines = [f"{mark}{decision.stage}, {decision.subject}: {decision.chosen}{score}{reason}"]
    for what, mark_of_loser, why in decision.rejected[:8]:
        because = f", {why}" if why else ""
        lines.append(f"    not {what} ({mark_of_loser:.2f}{because})")
    return lines


def decision_json(decision: Decision) -> dict[str, Any]:
    """Return `decision` as JSON values."""
    return {
        "stage": decision.stage,
        "subject": decision.subject,
        "chosen": decision.chosen,
        "reason": decision.reason,
        "score": decision.score,
        "rejected": [list(loser) for loser in decision.rejected],
        "fallback": decision.fallback,
    }


def _creative(event: Event) -> str:
    repaired = [check["name"] for check in event["checks"] if check["repaired"]]
    broken = [check["name"] for check in event["checks"] if not check["passed"]]
    notes = [f"repaired {', '.join(repaired)}"] if repaired else []
    notes += [f"check it for {', '.join(broken)}"] if broken else []
    return f"{event['path']}  {event['seconds']:.1f} s" + (f"  {'; '.join(notes)}" if notes else "")


def _inspected(event: Event) -> str:
    found = f", {len(event['elements'])} elements over it" if event["elements"] else ""
    return f"{event['path']}: {event['class']}, {event['reason']}{found}"


def _done(event: Event) -> str:
    missed = [f"{event[kind]} {kind}" for kind in ("refused", "failed") if event[kind]]
    tail = f", {', '.join(missed)}" if missed else ""
    plural = "" if event["creatives"] == 1 else "s"
    return f"{event['creatives']} creative{plural} in {event['seconds']:.1f} s{tail}."


SENTENCES: dict[str, Callable[[Event], str]] = {
    "inspected": _inspected,
    "note": lambda event: f"Note on {event['path']}: {event['reason']}.",
    "creative": _creative,
    "refused": lambda event: f"Refused {event['path']}: {event['reason']}",
    "failed": lambda event: f"Failed {event['path']} {event['size']}: {event['reason']}",
    "done": _done,
}
