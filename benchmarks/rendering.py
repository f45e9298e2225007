"""How fast scenes are drawn: `python -m benchmarks.rendering` prints milliseconds a picture.

Drawing uses one thread; its processor time is what a quiet machine would take by the clock.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import numpy as np

from adloom.assets import MemoryAssets
from adloom.export.raster import encode
from adloom.render.block import arrange
from adloom.render.compose import render
from adloom.render.text import fit
from adloom.types import (
    Box,
    ImageLayer,
    Layer,
    Scene,
    Shadow,
    ShapeLayer,
    ShapeStyle,
    TextLayer,
    TextStyle,
)

TEXTS = (
    ("logo", "ADLOOM", Box(60, 60, 300, 60), TextStyle("Montserrat", 800, tracking=0.1)),
    (
        "headline",
        "Slow mornings deserve better coffee",
        Box(60, 160, 640, 260),
        TextStyle("Playfair Display", 700, max_lines=3, shadow=Shadow("#00000060", 0, 4, 12)),
    ),
    ("subhead", "Hand-roasted beans, at your door", Box(60, 440, 500, 60), TextStyle("Inter", 500)),
    ("price", "$24.99 | $39.99", Box(60, 820, 400, 110), TextStyle("Anton", price_lockup=True)),
    ("cta", "Shop now", Box(100, 970, 240, 44), TextStyle("Poppins", 600, align="center")),
)


Clock = Callable[[], float]


def milliseconds(
    work: Callable[[], object], repeats: int = 15, clock: Clock = time.thread_time
) -> float:
    """Return the median of `repeats` calls after a first one."""
    work()
    took = []
    for _ in range(repeats):
        start = clock()
        work()
        took.append((clock() - start) * 1000)
    return statistics.median(took)


def creative(width: int, height: int) -> tuple[Scene, MemoryAssets]:
    """Return a scene of a photo, a pill and five fitted texts, scaled to `width` x `height`."""
    assets = MemoryAssets()
    photo = np.full((height, width, 4), 255, np.uint8)
    photo[..., :3] = np.random.default_rng(0).integers(180, 255, (height, width, 3), np.uint8)
    layers: list[Layer] = [
        ImageLayer("photo", "canvas", Box(0, 0, width, height), asset=assets.put(photo)),
        ShapeLayer("pill", "underlay", _scaled(Box(60, 950, 320, 84), width, height),
                   shape=ShapeStyle("pill", "#f2c14eff")),
    ]  # fmt: skip
    for role, text, box, style in TEXTS:
        place = _scaled(box, width, height)
        fitted = fit(text, style, place, smallest=4, largest=300)
        if fitted is not None:
            layers.append(TextLayer(role, role, place, text=text, style=fitted.style))
    return Scene(width, height, tuple(layers)), assets


def _scaled(box: Box, width: int, height: int) -> Box:
    sx, sy = width / 1080, height / 1080
    return Box(box.x * sx, box.y * sy, box.width * sx, box.height * sy)


def main() -> None:
    print("milliseconds of one thread (wall: by the clock)")
    print(f"{'size':>9} {'draw':>6} {'wall':>6} {'cold':>6} {'png':>6} {'jpeg':>6} {'webp':>6}")
    for width, height in ((1080, 1080), (1080, 1920), (1200, 628), (728, 90)):
        scene, assets = creative(width, height)
        draw = milliseconds(lambda s=scene, a=assets: render(s, a))
        wall = milliseconds(lambda s=scene, a=assets: render(s, a), clock=time.perf_counter)

        def cold(s: Scene = scene, a: MemoryAssets = assets) -> None:
            arrange.cache_clear()
            render(s, a)

        pixels = render(scene, assets)
        written = [
            milliseconds(lambda p=pixels, f=name: encode(p, format=f), 3)
            for name in ("png", "jpeg", "webp")
        ]
        shown = " ".join(f"{took:6.0f}" for took in written)
        size = f"{width}x{height}"
        print(f"{size:>9} {draw:6.1f} {wall:6.1f} {milliseconds(cold):6.1f} {shown}")
    _, text, box, style = TEXTS[1]
    took = milliseconds(lambda: fit(text, style, box, smallest=4, largest=300))
    print(f"fit a headline {took:.2f} ms")


if __name__ == "__main__":
    main()
