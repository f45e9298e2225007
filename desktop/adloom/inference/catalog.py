"""The models at hand: manifests, verified bytes and cached sessions, each made on first use.

`device` is "auto" (probed, see `devices.py`) or one device by name, such as "onnxruntime:CPU".
A catalogue may be shared by threads.
"""

from __future__ import annotations

import hashlib
import threading
from pathlib import Path

from adloom.errors import BriefError, ModelIncompatibleError, ModelNotFoundError
from adloom.inference import devices, manifest
from adloom.inference.devices import Choice
from adloom.inference.session import (
    OpenVinoSession,
    OrtSession,
    Session,
    accelerators,
    driver_version,
)
from adloom.paths import cache_folder, models_folder
from adloom.types import ModelManifest


class Catalog:
    """Models of one folder, opened lazily."""

    def __init__(
        self,
        models: Path | None = None,
        device: str = "auto",
        *,
        cache: Path | None = None,
        threads: int = 0,
    ) -> None:
        """Use the shipped models and the user's cache folder where none is given.

        `threads` is what one network gets (0: all cores, four at most). Raises BriefError for a
        device that cannot be named.
        """
        if device != "auto" and device.partition(":")[0] not in ("openvino", "onnxruntime"):
            raise BriefError(
                "device",
                f"'{device}' is no device: use auto, openvino:CPU, openvino:GPU, "
                "onnxruntime:CPU or onnxruntime:CUDA.",
            )
        self._folder = models if models is not None else models_folder()
        self._device = device
        self._cache = cache if cache is not None else cache_folder()
        self._threads = threads
        self._lock = threading.RLock()
        self._manifests: dict[str, ModelManifest] = {}
        self._sessions: dict[tuple[str, str], Session] = {}
        self._choices: dict[tuple[str, str], Choice] = {}

    def names(self) -> tuple[str, ...]:
        """Return the names of the models in the folder, sorted."""
        return tuple(sorted(path.parent.name for path in self._folder.glob("*/manifest.json")))

    def manifest(self, name: str) -> ModelManifest:
        """Return the manifest of `name`; raise ModelNotFoundError or ModelCorruptError."""
        with self._lock:
            if name not in self._manifests:
                self._manifests[name] = manifest.load(self._folder / name)
            return self._manifests[name]

    def read(self, name: str, file: str) -> bytes:
        """Return the verified bytes of a file; raise ModelNotFoundError or ModelCorruptError."""
        return manifest.read_file(self._folder / name, self.manifest(name), file)

    def session(self, name: str, file: str = "model.onnx") -> Session:
        """Return the session of the network `file` of model `name`, opened on first use.

        OpenVINO takes `<stem>.xml` where the manifest lists one. Raises ModelNotFoundError,
        ModelCorruptError, or ModelIncompatibleError if no device runs it.
        """
        with self._lock:
            if (name, file) not in self._sessions:
                device = self.choice(name, file).device
                self._sessions[name, file] = self._open(name, file, device)
            return self._sessions[name, file]

    def choice(self, name: str, file: str = "model.onnx") -> Choice:
        """Return the device for a network with the reasons, probing where none is remembered."""
        with self._lock:
            if (name, file) not in self._choices:
                self._choices[name, file] = self._choose(name, file)
            return self._choices[name, file]

    @property
    def compiled_folder(self) -> Path:
        """Return where OpenVINO keeps compiled networks, which makes opening four times faster."""
        return self._cache / "openvino"

    def running(self) -> tuple[tuple[str, str, Choice], ...]:
        """Return (model, file, choice) of every session opened so far."""
        with self._lock:
            return tuple((*opened, self._choices[opened]) for opened in self._sessions)

    def close(self) -> None:
        """Close every session; they open again when asked for."""
        with self._lock:
            for session in self._sessions.values():
                session.close()
            self._sessions.clear()

    def _choose(self, name: str, file: str) -> Choice:
        told = self.manifest(name)
        if self._device != "auto":
            return Choice(self._device, "asked for", trusted=True)
        candidates = self._candidates(told, file)
        golden_file = manifest.golden_name(file)
        if golden_file not in told.files:
            return Choice(candidates[0], "there is no golden output to compare with", trusted=True)
        memory = self._cache / "devices.json"
        key = _memory_key(told, file, candidates)
        if remembered := devices.recall(memory, key):
            return remembered
        tensors = told.inputs if file.startswith("model.") else ()
        golden = manifest.parse_golden(self.read(name, golden_file), told, tensors)
        choice = devices.probe(
            candidates,
            lambda device: self._open(name, file, device),
            golden,
            told.parity.get("golden_cosine", devices.COSINE),
        )
        devices.remember(memory, key, choice)
        return choice

    def _candidates(self, told: ModelManifest, file: str) -> tuple[str, ...]:
        everything = (*devices.CPU_DEVICES, *accelerators())
        if file.endswith(".xml"):
            return tuple(device for device in everything if device.startswith("openvino"))
        return everything

    def _open(self, name: str, file: str, device: str) -> Session:
        runtime, _, place = device.partition(":")
        if runtime == "onnxruntime":
            if not file.endswith(".onnx"):
                raise ModelIncompatibleError(f"The model '{name}' is for OpenVINO alone.")
            return OrtSession(self.read(name, file), device=place, threads=self._threads)
        stem = Path(file).stem
        listed = self.manifest(name).files
        if f"{stem}.xml" not in listed and file not in listed:
            raise ModelNotFoundError(f"The model '{name}' has no file '{file}'.")
        is_ir = f"{stem}.xml" in listed
        return OpenVinoSession(
            self.read(name, f"{stem}.xml" if is_ir else file),
            self.read(name, f"{stem}.bin") if is_ir else None,
            device=place,
            cache=self.compiled_folder,
            threads=self._threads,
        )


def _memory_key(told: ModelManifest, file: str, candidates: tuple[str, ...]) -> str:
    """Name a probe by the network's bytes and every driver that took part."""
    stem = Path(file).stem
    parts = [told.files.get(entry, "") for entry in (file, f"{stem}.xml", f"{stem}.bin")]
    parts += [f"{device}={driver_version(device)}" for device in candidates]
    return f"{told.name}/{stem}/" + hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]
