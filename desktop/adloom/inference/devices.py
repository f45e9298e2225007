"""Which device a network runs on: tried, compared with the golden output, timed, remembered.

Devices are `runtime:place` (openvino:CPU, openvino:GPU.0, onnxruntime:CUDA ...). A float output is
right when its cosine with the golden one reaches `parity["golden_cosine"]` (0.98 where unsaid).
"""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from adloom.errors import ModelCorruptError, ModelError, ModelIncompatibleError
from adloom.inference.manifest import Arrays
from adloom.inference.session import Session

CPU_DEVICES = ("openvino:CPU", "onnxruntime:CPU")
WORTH_CHANGING = 1.25
"""A device lower in the list must be this much faster: timings waver, outputs should not."""
COSINE = 0.98
TRIAL_SECONDS = 0.5


@dataclass(frozen=True)
class Trial:
    """What came of trying one device: `cosine` against the golden output, median milliseconds."""

    device: str
    right: bool
    milliseconds: float
    cosine: float
    reason: str


@dataclass(frozen=True)
class Choice:
    """The device taken and why, with every trial; `trusted` tells that its output was right."""

    device: str
    reason: str
    trusted: bool
    trials: tuple[Trial, ...] = ()


def probe(
    candidates: tuple[str, ...],
    open_on: Callable[[str], Session],
    golden: tuple[Arrays, Arrays],
    cosine_wanted: float = COSINE,
) -> Choice:
    """Try `candidates` in order of preference and return the fastest that is right.

    Raises ModelIncompatibleError if the network runs on none of them.
    """
    trials = tuple(_try(device, open_on, golden, cosine_wanted) for device in candidates)
    right = [trial for trial in trials if trial.right]
    if right:
        best = right[0]
        for trial in right[1:]:
            if trial.milliseconds * WORTH_CHANGING < best.milliseconds:
                best = trial
        return Choice(best.device, _why(best, trials), trusted=True, trials=trials)
    running = [trial for trial in trials if trial.milliseconds > 0]
    if not running:
        raise ModelIncompatibleError(
            "The model runs on no device here: "
            + "; ".join(f"{trial.device}: {trial.reason}" for trial in trials)
        )
    nearest = max(running, key=lambda trial: trial.cosine)
    reason = (
        f"no device gave the expected output; {nearest.device} came nearest "
        f"({nearest.cosine:.3f} of 1)"
    )
    return Choice(nearest.device, reason, trusted=False, trials=trials)


def likeness(found: Arrays, expected: Arrays) -> float:
    """Return the lowest cosine (floats) or agreement (whole numbers) over the expected outputs."""
    lowest = 1.0
    for name, wanted in expected.items():
        got = found.get(name)
        if got is None or got.shape != wanted.shape:
            return 0.0
        if np.issubdtype(wanted.dtype, np.floating):
            a, b = got.astype(np.float64).ravel(), wanted.astype(np.float64).ravel()
            norms = float(np.linalg.norm(a) * np.linalg.norm(b))
            both_zero = not a.any() and not b.any()
            cosine = 1.0 if both_zero else float(a @ b) / norms if norms > 0 else 0.0
            lowest = min(lowest, cosine if np.isfinite(cosine) else 0.0)
        else:
            lowest = min(lowest, float(np.mean(got == wanted)))
    return lowest


def recall(path: Path, key: str) -> Choice | None:
    """Return the choice remembered under `key` in the JSON file `path`, or None."""
    try:
        told = json.loads(path.read_text("utf-8"))[key]
        trials = tuple(Trial(**trial) for trial in told.pop("trials"))
        return Choice(**told, trials=trials)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def remember(path: Path, key: str, choice: Choice) -> None:
    """Keep `choice` under `key` in `path`; a cache that cannot be written is no failure."""
    try:
        kept = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        kept = {}
    if not isinstance(kept, dict):
        kept = {}
    kept[key] = asdict(choice)
    partial = path.with_name(f"{path.name}.{os.getpid()}")
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.write_text(json.dumps(kept, indent=1), "utf-8")
        partial.replace(path)


def _try(
    device: str,
    open_on: Callable[[str], Session],
    golden: tuple[Arrays, Arrays],
    cosine_wanted: float,
) -> Trial:
    inputs, expected = golden
    try:
        session = open_on(device)
    except (ModelCorruptError, ModelIncompatibleError) as error:
        return Trial(device, False, 0.0, 0.0, str(error))
    try:
        found = session.run(inputs)
        spent: list[float] = []
        while sum(spent) < TRIAL_SECONDS and len(spent) < 5:
            start = time.perf_counter()
            session.run(inputs)
            spent.append(time.perf_counter() - start)
    except ModelError as error:
        return Trial(device, False, 0.0, 0.0, str(error))
    finally:
        session.close()
    milliseconds = round(float(np.median(spent)) * 1000, 3)
    cosine = round(likeness(found, expected), 6)
    if cosine < cosine_wanted:
        reason = f"its output is wrong (likeness {cosine:.3f}, wanted {cosine_wanted:.3f})"
        return Trial(device, False, milliseconds, cosine, reason)
    return Trial(device, True, milliseconds, cosine, f"right, {milliseconds:.1f} ms")


def _why(best: Trial, trials: tuple[Trial, ...]) -> str:
    lost = []
    for trial in trials:
        if trial.device == best.device:
            continue
        if not trial.right:
            lost.append(f"{trial.device} was not taken: {trial.reason}")
        elif trial.milliseconds < best.milliseconds:
            lost.append(
                f"{trial.device} ({trial.milliseconds:.1f} ms) is not enough faster to change"
            )
        else:
            lost.append(f"{trial.device} is slower ({trial.milliseconds:.1f} ms)")
    return "; ".join([f"right, {best.milliseconds:.1f} ms", *lost])
