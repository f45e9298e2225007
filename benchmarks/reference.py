"""A fixed convolution to divide times by, so that numbers of noisy machines can be compared.

The reference is one 3 x 3 convolution of 64 channels to 64 at 160 x 160 in float, 0.94 GMAC.
"""

from __future__ import annotations

import time

import numpy as np

CHANNELS, SIDE = 64, 160


def reference_ms(threads: int = 2, repeats: int = 30) -> float:
    """Median milliseconds of the reference convolution on OpenVINO's CPU."""
    import openvino
    from openvino import opset13 as ops

    rng = np.random.default_rng(0)
    kernel = rng.normal(0, 0.05, (CHANNELS, CHANNELS, 3, 3)).astype(np.float32)
    image = ops.parameter([1, CHANNELS, SIDE, SIDE], np.float32)
    answer = ops.convolution(image, ops.constant(kernel), [1, 1], [1, 1], [1, 1], [1, 1])
    settings = {"INFERENCE_NUM_THREADS": threads, "INFERENCE_PRECISION_HINT": "f32"}
    network = openvino.Core().compile_model(openvino.Model([answer], [image]), "CPU", settings)
    sample = rng.normal(0, 1, (1, CHANNELS, SIDE, SIDE)).astype(np.float32)
    times = []
    for _ in range(repeats + 5):
        start = time.perf_counter()
        network(sample)
        times.append(time.perf_counter() - start)
    return float(np.median(times[5:])) * 1000
