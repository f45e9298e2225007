"""Pixels by content hash: `put(array) -> key`, `get(key) -> array`, in memory or in a folder.

Arrays are uint8, (H, W, 4) straight-alpha sRGB for pictures and (H, W) for masks. Keys are the
first 32 hex digits of the sha256 of shape and bytes, so equal pixels share one key.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from adloom.errors import ProjectDamagedError
from adloom.types import AssetKey

Pixels = NDArray[np.uint8]


class Assets(Protocol):
    """Where pixels are kept."""

    def put(self, pixels: Pixels) -> AssetKey:
        """Keep `pixels` and return their key."""
        ...

    def get(self, key: AssetKey) -> Pixels:
        """Return the pixels of `key` (read-only); raise ProjectDamagedError if unknown."""
        ...


def content_key(pixels: Pixels) -> AssetKey:
    """Return the key of `pixels`, a function of shape and bytes alone."""
    digest = hashlib.sha256(repr(pixels.shape).encode())
    digest.update(np.ascontiguousarray(pixels).data)
    return digest.hexdigest()[:32]


class MemoryAssets:
    """Assets held in memory."""

    def __init__(self) -> None:
        self._kept: dict[AssetKey, Pixels] = {}

    def put(self, pixels: Pixels) -> AssetKey:
        """Keep a read-only copy of `pixels` and return its key."""
        key = content_key(pixels)
        if key not in self._kept:
            kept = np.ascontiguousarray(pixels).copy()
            kept.setflags(write=False)
            self._kept[key] = kept
        return key

    def get(self, key: AssetKey) -> Pixels:
        """Return the pixels of `key`, read-only; raise ProjectDamagedError if unknown."""
        if key not in self._kept:
            raise ProjectDamagedError(
                f"The picture {key or '(unnamed)'} is missing from this creative."
            )
        return self._kept[key]

    def keys(self) -> tuple[AssetKey, ...]:
        """Return every key held, in the order they came."""
        return tuple(self._kept)


class FolderAssets:
    """Assets kept as PNG files `<key>.png` in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, pixels: Pixels) -> AssetKey:
        """Write `pixels` once as PNG and return their key."""
        from PIL import Image

        key = content_key(pixels)
        path = self._folder / f"{key}.png"
        if not path.exists():
            self._folder.mkdir(parents=True, exist_ok=True)
            partial = path.with_suffix(".partial")
            Image.fromarray(pixels).save(partial, format="PNG", compress_level=3)
            partial.replace(path)
        return key

    def get(self, key: AssetKey) -> Pixels:
        """Read the pixels of `key`; raise ProjectDamagedError if missing or altered."""
        from PIL import Image

        path = self._folder / f"{key}.png"
        try:
            with Image.open(path) as picture:
                pixels = np.asarray(picture)
        except (OSError, ValueError, SyntaxError) as error:
            raise ProjectDamagedError(
                f"The picture {key}.png is missing or unreadable in {self._folder}."
            ) from error
        if content_key(pixels) != key:
            raise ProjectDamagedError(f"The picture {key}.png in {self._folder} was altered.")
        return pixels
