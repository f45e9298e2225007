"""Command line: `samples` takes the sample photographs, `render` the matting training set."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from export_tools.products import cutouts, render, scenes, studio

SAMPLES = Path(__file__).resolve().parents[2] / "resources" / "samples"


def take_samples(args: argparse.Namespace) -> None:
    """Render the named sample photographs (all when none is named)."""
    args.out.mkdir(parents=True, exist_ok=True)
    for name in args.names or list(scenes.SHOTS):
        shot = scenes.SHOTS[name]
        studio.reset()
        studio.settings(
            shot.size,
            args.samples or shot.samples,
            threads=args.threads,
            exposure=shot.exposure,
            look=shot.look,
        )
        shot.build()
        raw = render.shoot_sharp(shot.size, args.around, args.scale)
        picture = render.develop(raw, len(name), grain=shot.grain)
        picture.save(args.out / f"{name}.jpg", quality=92, subsampling=0, optimize=True)
        print(name, *picture.size, flush=True)


def take_cutouts(args: argparse.Namespace) -> None:
    """Render random products on clear film until the count is there; what exists is kept.

    A picture is pNNNNN.webp (RGBA); its shadow, where it has one, pNNNNN_shadow.webp.
    """
    args.out.mkdir(parents=True, exist_ok=True)
    for index in range(args.seed, args.seed + args.count):
        path = args.out / f"p{index:05d}.webp"
        if not path.exists():
            taken = cutouts.take(index, args.size, args.samples, args.threads)
            if taken.shadow is not None:
                taken.shadow.save(args.out / f"p{index:05d}_shadow.webp", "WEBP", quality=85)
            partial = path.with_suffix(".part")
            taken.picture.save(partial, "WEBP", quality=92, method=3, exact=True)
            partial.rename(path)
            print(path.name, taken.kind, flush=True)


def main(argv: list[str]) -> int:
    """Read the arguments and do what they ask."""
    parser = argparse.ArgumentParser(prog="python -m export_tools.products", description=__doc__)
    parts = parser.add_subparsers(required=True)
    one = parts.add_parser("samples", help="sample photographs")
    one.add_argument("names", nargs="*", choices=[*scenes.SHOTS, []], help="which; all by default")
    one.add_argument("--out", type=Path, default=SAMPLES)
    one.add_argument(
        "--scale", type=float, default=1.0, help="share of the full size traced at the product"
    )
    one.add_argument("--around", type=float, default=0.5, help="share traced around it")
    one.add_argument("--samples", type=int, default=0, help="samples per pixel")
    one.add_argument("--threads", type=int, default=1)
    one.set_defaults(run=take_samples)
    two = parts.add_parser("render", help="random cut-outs with alpha")
    two.add_argument("--count", type=int, required=True)
    two.add_argument("--seed", type=int, default=0, help="number of the first picture")
    two.add_argument("--out", type=Path, required=True)
    two.add_argument("--size", type=int, default=448)
    two.add_argument("--samples", type=int, default=16)
    two.add_argument("--threads", type=int, default=1)
    two.set_defaults(run=take_cutouts)
    args = parser.parse_args(argv)
    args.run(args)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
