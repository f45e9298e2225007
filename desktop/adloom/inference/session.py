"""Sessions: one network, ready to run, on OpenVINO or ONNX Runtime.

`run({name: array}) -> {name: array}`; arrays are C-ordered numpy of the manifest's dtypes and
shapes; results are owned by the caller. A session may be called from several threads: calls wait
for each other. Models come as bytes whose checksum was compared before.
"""

from __future__ import annotations

import contextlib
import functools
import os
import threading
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from adloom.errors import ModelCorruptError, ModelError, ModelIncompatibleError
from adloom.inference.manifest import Arrays


class Session(Protocol):
    """A network that can be run."""

    @property
    def device(self) -> str:
        """Name what it runs on, as `runtime:device`."""
        ...

    def run(self, inputs: Arrays) -> Arrays:
        """Return every output by name; raise ModelIncompatibleError if `inputs` do not fit."""
        ...

    def close(self) -> None:
        """Let go of the memory; a closed session cannot run."""
        ...


def threads_here() -> int:
    """Return how many threads one network gets: all cores, four at most."""
    return max(1, min(4, os.cpu_count() or 1))


class OpenVinoSession:
    """A network on OpenVINO; `device` is CPU, GPU, GPU.0, NPU ..."""

    def __init__(
        self,
        model: bytes,
        weights: bytes | None = None,
        *,
        device: str = "CPU",
        cache: Path | None = None,
        threads: int = 0,
    ) -> None:
        """Read an ONNX or IR `model` and compile it; `cache` keeps compiled blobs.

        Raises ModelCorruptError if it cannot be parsed, ModelIncompatibleError if not compiled.
        """
        core = _core()
        try:
            network = core.read_model(model, weights) if weights else core.read_model(model)
        except RuntimeError as error:
            raise ModelCorruptError("A model file cannot be parsed by OpenVINO.") from error
        options: dict[str, Any] = {
            "INFERENCE_PRECISION_HINT": "f32",
            "PERFORMANCE_HINT": "LATENCY",
        }
        if device.startswith("CPU"):
            options["INFERENCE_NUM_THREADS"] = threads or threads_here()
        if cache is not None:
            options["CACHE_DIR"] = str(cache)
        try:
            compiled = core.compile_model(network, device, options)
        except RuntimeError as error:
            raise ModelIncompatibleError(
                f"OpenVINO cannot run the model on {device}: {_first_line(error)}"
            ) from error
        self._device = "openvino:" + ",".join(compiled.get_property("EXECUTION_DEVICES"))
        self._request: Any = compiled.create_infer_request()
        self._names = [port.get_any_name() for port in network.outputs]  # compiling adds names
        self._lock = threading.Lock()

    @property
    def device(self) -> str:
        """Name the device the compiled network reports, such as openvino:CPU."""
        return self._device

    def run(self, inputs: Arrays) -> Arrays:
        """Return every output by name; raise ModelIncompatibleError if `inputs` do not fit."""
        with self._lock:
            if self._request is None:
                raise ModelError("The model was closed.")
            try:
                results = self._request.infer(inputs, share_inputs=True, share_outputs=True)
            except (RuntimeError, TypeError, ValueError) as error:
                raise ModelIncompatibleError(
                    f"The model does not take this input: {_first_line(error)}"
                ) from error
            return {name: np.array(results[index]) for index, name in enumerate(self._names)}

    def close(self) -> None:
        """Let go of the compiled network."""
        with self._lock:
            self._request = None


class OrtSession:
    """A network on ONNX Runtime; `device` is CPU or CUDA."""

    def __init__(self, model: bytes, *, device: str = "CPU", threads: int = 0) -> None:
        """Load an ONNX `model` without the memory arena.

        Raises ModelCorruptError if it cannot be parsed, ModelIncompatibleError if the device asked
        for is not the one the session reports (ONNX Runtime falls back without an error).
        """
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.enable_cpu_mem_arena = False
        options.intra_op_num_threads = threads or threads_here()
        options.inter_op_num_threads = 1
        options.log_severity_level = 4
        provider = f"{device}ExecutionProvider"
        try:
            session = onnxruntime.InferenceSession(model, options, providers=[provider])
        except Exception as error:  # ONNX Runtime's exceptions share no base but Exception
            raise ModelCorruptError("A model file cannot be parsed by ONNX Runtime.") from error
        running_on = session.get_providers()[0]
        if running_on != provider:
            raise ModelIncompatibleError(
                f"ONNX Runtime was asked for {device} but runs on "
                f"{running_on.removesuffix('ExecutionProvider')}."
            )
        self._device = f"onnxruntime:{device}"
        self._session: Any = session
        self._names = [output.name for output in session.get_outputs()]
        self._lock = threading.Lock()

    @property
    def device(self) -> str:
        """Name the provider the session reports, such as onnxruntime:CPU."""
        return self._device

    def run(self, inputs: Arrays) -> Arrays:
        """Return every output by name; raise ModelIncompatibleError if `inputs` do not fit."""
        with self._lock:
            if self._session is None:
                raise ModelError("The model was closed.")
            try:
                results = self._session.run(self._names, inputs)
            except Exception as error:  # as above
                raise ModelIncompatibleError(
                    f"The model does not take this input: {_first_line(error)}"
                ) from error
            return dict(zip(self._names, results, strict=True))

    def close(self) -> None:
        """Let go of the session."""
        with self._lock:
            self._session = None


def accelerators() -> list[str]:
    """Return the OpenVINO devices besides the CPU, and CUDA where ONNX Runtime was built for it."""
    found: list[str] = []
    with contextlib.suppress(ImportError, RuntimeError):
        found += [
            f"openvino:{device}"
            for device in _core().available_devices
            if device.startswith(("GPU", "NPU"))
        ]
    with contextlib.suppress(ImportError):
        import onnxruntime

        if "CUDAExecutionProvider" in onnxruntime.get_available_providers():
            found.append("onnxruntime:CUDA")
    return found


def driver_version(device: str) -> str:
    """Return the versions a probe of `device` (`runtime:device`) is remembered by."""
    runtime, _, place = device.partition(":")
    if runtime == "onnxruntime":
        import onnxruntime

        return f"onnxruntime {onnxruntime.__version__}"
    import openvino

    core = _core()
    told = [f"openvino {openvino.__version__}", core.get_property(place, "FULL_DEVICE_NAME")]
    with contextlib.suppress(RuntimeError):
        if not place.startswith("CPU"):
            told.append(str(core.get_property(place, "DRIVER_VERSION")))
    return ", ".join(told)


@functools.cache
def _core() -> Any:
    import openvino

    return openvino.Core()


def _first_line(error: Exception) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[-1][:200] if lines else type(error).__name__
