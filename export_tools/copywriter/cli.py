"""`python -m export_tools copywriter prepare | train | export | quantize | check`."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

STEPS = ("prepare", "train", "export", "quantize", "check")


def main(argv: list[str]) -> int:
    """Run one step; return 0, or 1 where a check failed."""
    parser = argparse.ArgumentParser(prog="export_tools copywriter", description=__doc__)
    parser.add_argument("step", choices=STEPS)
    parser.add_argument("--work", type=Path, default=Path("../copywriter-work"))
    parser.add_argument("--config", type=Path, default=Path(__file__).with_name("train.toml"))
    parser.add_argument("--out", type=Path, default=Path("models/copywriter"))
    parser.add_argument("--start-from", type=Path, help="adapters of an earlier run to train on")
    options = parser.parse_args(argv)
    base, run, work = options.work / "base", options.work / "run", options.work
    adapters = run / "source.safetensors"
    if not adapters.exists():
        adapters = options.out / "source.safetensors"
    if options.step == "prepare":
        from export_tools.copywriter.export import unpack_base

        unpack_base(base)
    elif options.step == "train":
        from export_tools.copywriter.train import read_config, train

        best = train(base, run, read_config(options.config), options.start_from)
        print(f"best held-out loss {best:.4f}")
    elif options.step == "export":
        from export_tools.copywriter.export import merge

        merge(base, adapters, work / "merged")
    elif options.step == "quantize":
        from export_tools.copywriter.export import export, ship

        export(work / "merged", work / "exported")
        ship(work / "exported", base / "tokenizer.json", options.out)
    elif options.step == "check":
        from export_tools.copywriter.check import check

        table = work / "benchmark.json"
        metrics = json.loads(table.read_text("utf-8")) if table.exists() else {}
        return 0 if check(base, work, options.out, adapters, metrics) else 1
    return 0
