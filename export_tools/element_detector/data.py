"""Shards in device memory: pictures stay uint8 and are drawn at random, whole batches at once.

A store holds at most `most` pictures of SIDE x SIDE and grows while shards still arrive. Beyond
the arrays of `adstudio.shards`, a shard may bring `known` (N, 4) uint8, the labels that were
annotated on each picture, and `care` (N, SIDE/4, SIDE/4) uint8, 255 where the removal mask counts.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from export_tools.adstudio.labelled import LABELS
from export_tools.adstudio.shards import SIDE, STRIDE, Arrays

BOXES, PRINTS = 160, 64  # most a picture may have; pictures with more are left out
FINE = SIDE // STRIDE
RESCAN_SECONDS = 30.0
TOUCHED = 3.0  # a cell a third of which an element covers must go as a whole


@dataclass(frozen=True)
class Draw:
    """B pictures as stored: uint8 but for boxes; rows of boxes beyond a picture's own are zero."""

    pictures: Tensor  # (B, SIDE, SIDE, 3)
    planes: Tensor  # (B, 3, FINE, FINE): removal, care, product
    insides: Tensor  # (B, 4)
    boxes: Tensor  # (B, G, 4)
    labels: Tensor  # (B, G), -1 beyond the picture's own
    prints: Tensor  # (B, PRINTS, 4)
    known: Tensor  # (B, L) bool
    told: Tensor  # (B, 2) bool: whether print and product are annotated at all


class Store:
    """Pictures on `device`; `studio` ones have every label, print and product annotated."""

    def __init__(self, most: int, device: torch.device, *, studio: bool) -> None:
        self.device, self.studio, self.most = device, studio, most
        self.counts: NDArray[np.int64] = np.zeros(most, np.int64)
        self.count = 0
        self._pictures = torch.empty((most, SIDE, SIDE, 3), dtype=torch.uint8, device=device)
        self._planes = torch.empty((most, 3, FINE, FINE), dtype=torch.uint8, device=device)
        self._insides = torch.empty((most, 4), device=device)
        self._boxes = torch.empty((most, BOXES, 4), device=device)
        self._labels = torch.empty((most, BOXES), dtype=torch.int8, device=device)
        self._prints = torch.empty((most, PRINTS, 4), device=device)
        self._known = torch.empty((most, len(LABELS)), dtype=torch.bool, device=device)
        self._told = torch.empty((most, 2), dtype=torch.bool, device=device)

    def add(self, arrays: Arrays) -> int:
        """Takes a shard's pictures as far as there is room; returns how many it took."""
        total = len(arrays["pictures"])
        boxes, counts = _padded(arrays["boxes"], total, BOXES)
        prints, print_counts = _padded(arrays["prints"], total, PRINTS)
        fits = np.nonzero((counts <= BOXES) & (print_counts <= PRINTS))[0]
        fits = fits[: self.most - self.count]
        here = slice(self.count, self.count + len(fits))
        labels = np.where(np.arange(BOXES) < counts[:, None], boxes[..., 0], -1)
        known = arrays.get("known", np.ones((total, len(LABELS)), np.uint8)) > 0
        columns = (
            (self._pictures, arrays["pictures"]),
            (self._planes, _planes(arrays, total)),
            (self._insides, arrays["insides"]),
            (self._boxes, boxes[..., 1:]),
            (self._labels, labels.astype(np.int8)),
            (self._prints, prints),
            (self._known, known),
            (self._told, self._annotated(arrays, print_counts)),
        )
        for column, values in columns:
            column[here].copy_(torch.from_numpy(np.ascontiguousarray(values[fits])))
        self.counts[here] = counts[fits]
        self.count = here.stop
        return len(fits)

    def _annotated(self, arrays: Arrays, prints: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Real pictures tell of print and product only where they have some."""
        if self.studio:
            return np.ones((len(prints), 2), np.bool_)
        return np.stack([prints > 0, arrays["product"].any((1, 2))], 1)

    def draw(self, numbers: NDArray[np.int64], most_boxes: int) -> Draw:
        """The pictures of these numbers, with room for `most_boxes` boxes each."""
        at = torch.from_numpy(numbers).to(self.device)
        return Draw(
            self._pictures[at],
            self._planes[at],
            self._insides[at],
            self._boxes[at, :most_boxes],
            self._labels[at, :most_boxes].long(),
            self._prints[at],
            self._known[at],
            self._told[at],
        )


def _padded(
    rows: NDArray[np.generic], pictures: int, most: int
) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Rows (picture, ...) as (pictures, most, columns) padded with zeros, and how many each has."""
    owners = rows[:, 0].astype(np.int64)
    order = np.argsort(owners, kind="stable")
    owners, values = owners[order], np.asarray(rows[order, 1:], np.float32)
    counts = np.bincount(owners, minlength=pictures)
    places = np.arange(len(owners)) - (np.cumsum(counts) - counts)[owners]
    padded = np.zeros((pictures, most, values.shape[1]), np.float32)
    kept = places < most
    padded[owners[kept], places[kept]] = values[kept]
    return padded, counts


def _planes(arrays: Arrays, total: int) -> NDArray[np.generic]:
    care = arrays.get("care", np.full((total, FINE, FINE), 255, np.uint8))
    return np.stack([arrays["removal"], care, arrays["product"]], 1)


def joined(first: Draw, second: Draw) -> Draw:
    """Both draws one after the other."""
    names = first.__dataclass_fields__
    return Draw(**{n: torch.cat([getattr(first, n), getattr(second, n)]) for n in names})


class Follower:
    """Loads the shards of a folder into a store from a thread, and those that arrive later."""

    def __init__(self, store: Store, folder: Path, *, rescan: bool) -> None:
        self._store, self._folder, self._rescan = store, folder, rescan
        self._seen: set[Path] = set()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._follow, daemon=True)
        self._thread.start()

    def _follow(self) -> None:
        while not self._stop.is_set():
            for path in self._arrived():
                with np.load(path) as archive:
                    taken = self._store.add({n: archive[n] for n in archive.files})
                self._seen.add(path)
                print(f"{path.name}: {taken} pictures, now {self._store.count}", flush=True)
                if self._stop.is_set() or self._store.count >= self._store.most:
                    return
            if not self._rescan or self._stop.wait(RESCAN_SECONDS):
                return

    def _arrived(self) -> list[Path]:
        found = sorted(self._folder.glob("*.npz"))
        return [p for p in found if p not in self._seen and not p.name.endswith(".part.npz")]

    def wait_for(self, pictures: int, seconds: float = 300.0) -> None:
        """Returns once the store has `pictures`, or all there are; raises when it has none."""
        until = time.monotonic() + seconds
        while self._store.count < pictures and self._thread.is_alive():
            if time.monotonic() > until:
                break
            time.sleep(0.2)
        if self._store.count == 0:
            raise FileNotFoundError(f"no shard in {self._folder}")

    def close(self) -> None:
        """Stops following."""
        self._stop.set()
        self._thread.join(60)


class Mixer:
    """Draws batches, a fixed share of them from the real store."""

    def __init__(self, studio: Store, real: Store | None, real_share: float, seed: int) -> None:
        self._stores = (studio, real)
        self._share = real_share
        self._rng = np.random.default_rng(seed)

    def draw(self, batch: int) -> Draw:
        """One batch of stored pictures, room for boxes rounded up to 16."""
        studio, real = self._stores
        of_real = round(batch * self._share) if real is not None and real.count else 0
        numbers = self._rng.integers(studio.count, size=batch - of_real)
        most = int(studio.counts[numbers].max())
        if real is None or not of_real:
            return studio.draw(numbers, _rounded(most))
        others = self._rng.integers(real.count, size=of_real)
        most = _rounded(max(most, int(real.counts[others].max())))
        return joined(studio.draw(numbers, most), real.draw(others, most))


def _rounded(boxes: int) -> int:
    return min(BOXES, max(16, -(-boxes // 16) * 16))
