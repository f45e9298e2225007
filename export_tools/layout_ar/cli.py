"""`python -m export_tools layout-ar prepare | train | export | quantize | check`."""

from __future__ import annotations

import argparse
from pathlib import Path

STEPS = ("prepare", "train", "export", "quantize", "check")


def main(argv: list[str]) -> int:
    """Run one step; return the exit code."""
    parser = argparse.ArgumentParser(prog="layout-ar")
    parser.add_argument("step", choices=STEPS)
    parser.add_argument(
        "--work", type=Path, default=Path("build/layout-ar"), help="shards and checkpoints"
    )
    parser.add_argument("--out", type=Path, default=Path("models/layout-ar"))
    parser.add_argument("--canvases", type=int, default=16000)
    parser.add_argument("--minutes", type=float, default=35.0, help="training time")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args(argv)
    if chosen.step == "prepare":
        from export_tools.layout_ar.dataset import prepare, prepare_validation

        prepare_validation(chosen.work)
        prepare(chosen.work, chosen.canvases, chosen.seed)
    elif chosen.step == "train":
        from export_tools.layout_ar.train import Run, train

        train(Run(chosen.work, chosen.minutes, chosen.seed))
    elif chosen.step == "export":
        from export_tools.layout_ar.export import export

        export(chosen.work, chosen.out)
    elif chosen.step == "quantize":
        from export_tools.layout_ar.quantize import quantize

        quantize(chosen.work, chosen.out)
    else:
        from export_tools.layout_ar.check import check

        return check(chosen.work, chosen.out)
    return 0
