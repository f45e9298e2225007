"""Static QDQ quantization of small networks, and how far the int8 file strays from its float.

Activations are U8, weights S8 per channel, the one form that is fast on ONNX Runtime and on
OpenVINO. `reduce_range` gives weights 7 bits, so that sums do not saturate on processors without
VNNI; `run_under_isa` reruns a file in a subprocess whose processor is told to be such a one.
Arrays are float32 or integer, keyed by the network's own input and output names.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Arrays = Mapping[str, NDArray[np.generic]]
Calibration = Literal["minmax", "entropy", "percentile"]
Runtime = Literal["onnxruntime", "openvino"]


@dataclass(frozen=True)
class Difference:
    """How one output strays from its reference, over all samples."""

    largest: float
    mean: float
    cosine: float


def quantize_u8s8(
    source: Path,
    target: Path,
    samples: Iterable[Arrays],
    *,
    calibration: Calibration = "minmax",
    reduce_range: bool = False,
    exclude: Sequence[str] = (),
) -> None:
    """Writes `target`, the QDQ int8 twin of the float network `source` (Jacob et al., CVPR 2018).

    `samples` calibrate the activation ranges (100 to 300 real inputs do); nodes named in
    `exclude` stay float.
    """
    from onnxruntime.quantization import (
        CalibrationMethod,
        QuantFormat,
        QuantType,
        quantize_static,
    )
    from onnxruntime.quantization.shape_inference import quant_pre_process

    methods = {
        "minmax": CalibrationMethod.MinMax,
        "entropy": CalibrationMethod.Entropy,
        "percentile": CalibrationMethod.Percentile,
    }
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        prepared = Path(folder) / "prepared.onnx"
        quant_pre_process(str(source), str(prepared), skip_symbolic_shape=True)
        quantize_static(
            str(prepared),
            str(target),
            _Reader(samples),
            quant_format=QuantFormat.QDQ,
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
            per_channel=True,
            reduce_range=reduce_range,
            calibrate_method=methods[calibration],
            nodes_to_exclude=list(exclude),
        )


class _Reader:
    """Hands samples to ONNX Runtime's calibration one by one."""

    def __init__(self, samples: Iterable[Arrays]) -> None:
        self._left: Iterator[Arrays] = iter(samples)

    def get_next(self) -> dict[str, NDArray[np.generic]] | None:
        """Next sample, or None when all were given."""
        sample = next(self._left, None)
        return None if sample is None else dict(sample)


def run(
    model: Path, samples: Iterable[Arrays], *, runtime: Runtime = "onnxruntime", threads: int = 2
) -> list[dict[str, NDArray[np.generic]]]:
    """Outputs of `model` for each sample, in float32 arithmetic where it is not int8."""
    session = _SESSIONS[runtime](model, threads)
    return [session(sample) for sample in samples]


def run_under_isa(
    model: Path, samples: Sequence[Arrays], isa: str = "AVX2", *, runtime: Runtime = "openvino"
) -> list[dict[str, NDArray[np.generic]]]:
    """As `run`, in a subprocess with ONEDNN_MAX_CPU_ISA set (OpenVINO heeds it; ORT does not)."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _save(folder / "in.npz", samples)
        command = [sys.executable, "-m", "export_tools.quantization", str(model), runtime]
        root = str(Path(__file__).resolve().parents[1])
        path = os.pathsep.join(p for p in (root, os.environ.get("PYTHONPATH", "")) if p)
        environment = {**os.environ, "ONEDNN_MAX_CPU_ISA": isa, "PYTHONPATH": path}
        subprocess.run(
            [*command, str(folder / "in.npz"), str(folder / "out.npz")],
            check=True,
            env=environment,
            timeout=1800,
        )
        return _load(folder / "out.npz")


def compare(reference: Sequence[Arrays], candidate: Sequence[Arrays]) -> dict[str, Difference]:
    """For each output name, how `candidate` strays from `reference`, sample by sample."""
    differences = {}
    for name in reference[0]:
        wanted = np.concatenate([np.ravel(r[name]).astype(np.float64) for r in reference])
        got = np.concatenate([np.ravel(c[name]).astype(np.float64) for c in candidate])
        gap = np.abs(wanted - got)
        norms = float(np.linalg.norm(wanted) * np.linalg.norm(got))
        cosine = float(wanted @ got) / norms if norms > 0 else float(np.array_equal(wanted, got))
        differences[name] = Difference(float(gap.max()), float(gap.mean()), cosine)
    return differences


def median_ms(
    model: Path, sample: Arrays, *, runtime: Runtime, threads: int = 2, repeats: int = 30
) -> float:
    """Median milliseconds of one run on `threads` threads, after five to warm up."""
    session = _SESSIONS[runtime](model, threads)
    for _ in range(5):
        session(sample)
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        session(sample)
        times.append(time.perf_counter() - start)
    return float(np.median(times)) * 1000


class _OnnxRuntime:
    def __init__(self, model: Path, threads: int) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.enable_cpu_mem_arena = False
        self._session = onnxruntime.InferenceSession(
            str(model), options, providers=["CPUExecutionProvider"]
        )
        self._names = [o.name for o in self._session.get_outputs()]

    def __call__(self, sample: Arrays) -> dict[str, NDArray[np.generic]]:
        return dict(zip(self._names, self._session.run(None, dict(sample)), strict=True))


class _OpenVino:
    def __init__(self, model: Path, threads: int) -> None:
        import openvino

        settings = {"INFERENCE_NUM_THREADS": threads, "INFERENCE_PRECISION_HINT": "f32"}
        network = openvino.Core().read_model(str(model))
        self._names = [port.get_any_name() for port in network.outputs]  # compiling adds names
        self._compiled = openvino.Core().compile_model(network, "CPU", settings)

    def __call__(self, sample: Arrays) -> dict[str, NDArray[np.generic]]:
        result = self._compiled(dict(sample))
        return {name: np.array(result[index]) for index, name in enumerate(self._names)}


_SESSIONS: dict[Runtime, type[_OnnxRuntime] | type[_OpenVino]] = {
    "onnxruntime": _OnnxRuntime,
    "openvino": _OpenVino,
}


def _save(path: Path, samples: Sequence[Arrays]) -> None:
    arrays = {f"{i}/{k}": v for i, sample in enumerate(samples) for k, v in sample.items()}
    np.savez(path, **arrays)


def _load(path: Path) -> list[dict[str, NDArray[np.generic]]]:
    samples: dict[int, dict[str, NDArray[np.generic]]] = {}
    with np.load(path) as archive:
        for key in archive.files:
            number, name = key.split("/", 1)
            samples.setdefault(int(number), {})[name] = archive[key]
    return [samples[i] for i in sorted(samples)]


def _main(arguments: Sequence[str]) -> None:
    """Subprocess of `run_under_isa`: model, runtime, inputs .npz, outputs .npz."""
    model, runtime, inputs, outputs = arguments
    wanted: Runtime = "openvino" if runtime == "openvino" else "onnxruntime"
    _save(Path(outputs), run(Path(model), _load(Path(inputs)), runtime=wanted))


if __name__ == "__main__":
    _main(sys.argv[1:])
