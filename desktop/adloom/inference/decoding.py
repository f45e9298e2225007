"""The language-model runner: one prefix read once, then many rows grown token by token.

Runs a stateful OpenVINO network (key-value cache inside, rows reordered by `beam_idx`). Token ids
are int64; each step answers the 64 best tokens of every row, highest first, as the network's own
log-probabilities (natural log), whatever the bias forbade.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from adloom.errors import ModelCorruptError, ModelIncompatibleError, ModelNotFoundError
from adloom.inference.session import threads_here

if TYPE_CHECKING:
    from tokenizers import Tokenizer

    from adloom.inference.catalog import Catalog

FORBIDDEN = -1e4
"""What the bias adds to the logit of a token that may not be chosen."""


@dataclass(frozen=True)
class Best:
    """The best next tokens of N rows: ids (N, 64) and log-probabilities (N, 64).

    A forbidden token's log-probability is below FORBIDDEN / 2.
    """

    tokens: NDArray[np.int32]
    scores: NDArray[np.float32]


class TextNetwork:
    """A causal language model with its cache, ready to read and to go on writing."""

    def __init__(
        self,
        graph: bytes,
        weights: bytes,
        vocabulary: int,
        *,
        threads: int = 0,
        cache: Path | None = None,
    ) -> None:
        """Compile the network on the CPU; `cache` keeps the compiled form.

        `threads` 0 means all cores, four at most. Raises ModelCorruptError if the bytes cannot be
        parsed, ModelIncompatibleError if OpenVINO cannot run them here.
        """
        import openvino

        core = openvino.Core()
        try:
            network = core.read_model(graph, weights)
        except RuntimeError as error:
            raise ModelCorruptError("The copywriter's network cannot be parsed.") from error
        options: dict[str, Any] = {
            "INFERENCE_PRECISION_HINT": "f32",
            "PERFORMANCE_HINT": "LATENCY",
            "INFERENCE_NUM_THREADS": threads or threads_here(),
        }
        if cache is not None:
            options["CACHE_DIR"] = str(cache)
        try:
            self._compiled: Any = core.compile_model(network, "CPU", options)
        except RuntimeError as error:
            raise ModelIncompatibleError("OpenVINO cannot run the copywriter here.") from error
        self._request: Any = self._compiled.create_infer_request()
        self._mask: NDArray[np.int64] = np.zeros((1, 0), np.int64)
        self._bias = np.zeros((1, vocabulary), np.float32)
        self.lock = threading.RLock()

    def start(self, prefix: Sequence[int], bias: NDArray[np.float32]) -> None:
        """Forget everything and read the `prefix` all rows share; `bias` is (V,), added to logits.

        Hold `lock` from here to the last `step` where threads share the network.
        """
        self._request.reset_state()
        self._mask = np.zeros((1, 0), np.int64)
        self._bias = np.ascontiguousarray(bias[None], np.float32)
        self.step(np.asarray([prefix], np.int64), np.zeros(1, np.int32))

    def step(
        self,
        tokens: NDArray[np.int64],
        parents: NDArray[np.int32],
        real: NDArray[np.int64] | None = None,
    ) -> Best:
        """Append `tokens` (N, L) to the rows `parents` (N,) of the last step.

        `real` (N, L) is 0 where a token only pads a row on the left; None means all are real.
        """
        real = np.ones_like(tokens) if real is None else real
        past = self._mask[parents]
        self._mask = np.concatenate([past, real], axis=1)
        positions = past.sum(1, keepdims=True) + np.cumsum(real, axis=1) - 1
        result = self._request.infer(
            {
                "input_ids": tokens,
                "attention_mask": self._mask,
                "position_ids": np.maximum(positions, 0),
                "beam_idx": parents,
                "bias": self._bias,
            }
        )
        return Best(np.array(result["token"]), np.array(result["best"] - result["norm"]))

    def close(self) -> None:
        """Let go of the memory."""
        self._request = self._compiled = None


def open_text_network(catalog: Catalog, name: str, *, threads: int = 0) -> TextNetwork:
    """Open the text network `name`; its weights lie in parts that are joined in memory.

    Raises ModelNotFoundError, ModelCorruptError or ModelIncompatibleError.
    """
    told = catalog.manifest(name)
    weights = join_parts(told.files, lambda file: catalog.read(name, file))
    vocabulary = next(tensor.shape[1] for tensor in told.inputs if tensor.name == "bias")
    return TextNetwork(
        catalog.read(name, "model.xml"),
        weights,
        vocabulary,
        threads=threads,
        cache=catalog.compiled_folder,
    )


def join_parts(files: Mapping[str, str], read: Callable[[str], bytes]) -> bytes:
    """Return the bytes of model.bin.0, model.bin.1 ... joined; raise ModelNotFoundError if none."""
    parts = sorted(file for file in files if file.startswith("model.bin."))
    if not parts:
        raise ModelNotFoundError("The copywriter's weights are missing. Please install it again.")
    return b"".join(read(part) for part in parts)


def open_tokenizer(content: bytes) -> Tokenizer:
    """Parse a tokenizer.json; raise ModelCorruptError if it is not one."""
    from tokenizers import Tokenizer

    try:
        return Tokenizer.from_str(content.decode("utf-8"))
    except Exception as error:  # the tokenizers package raises bare Exception
        raise ModelCorruptError("The copywriter's tokenizer is damaged.") from error
