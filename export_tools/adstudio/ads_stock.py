"""The pictures ads are drawn from, packed small so that the studio can draw far from the sets.

A stock folder holds `cutouts` (RGBA, at most 512 pixels long), `photos` (RGB, 640), `logos` and
`stickers` (RGBA) as WebP named `<kind>-<source>.webp`, and `fonts`, which others fill. Pictures
are decoded when used; a picture and the cut-out made from it always fall into the same fold.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from PIL import Image

from export_tools.adstudio.labelled import Pixels

Fold = Literal["train", "test"]
SUBJECT_KINDS = ("scene", "lifestyle", "ai", "clothing", "shop")
"""Photos that can stand as a whole ground; `white` and `texture` photos lie beside them."""


@dataclass(frozen=True)
class Picture:
    """A picture of the stock: its kind, the file it came from, and where it lies."""

    kind: str
    source: str
    path: Path

    def pixels(self) -> Pixels:
        """(H, W, 3) RGB, or (H, W, 4) with straight alpha when the file has alpha."""
        with Image.open(self.path) as picture:
            return np.asarray(picture.convert("RGBA" if picture.mode in ("RGBA", "LA") else "RGB"))


@dataclass(frozen=True)
class Stock:
    """What one fold may draw from: cut-outs, whole photos, textures and products on white.

    `folder` is where it was read from: the authored layouts lie there too.
    """

    cutouts: tuple[Picture, ...]
    photos: tuple[Picture, ...]
    textures: tuple[Picture, ...]
    whites: tuple[Picture, ...]
    folder: Path = Path()

    def cutout(self, rng: np.random.Generator) -> Pixels:
        """A random cut-out, (H, W, 4); rendered, plain and worn goods come about as often."""
        return self._any(self.cutouts, rng, CUTOUT_SHARES).pixels()

    def photo(self, rng: np.random.Generator, kind: str = "") -> Pixels:
        """A random whole photo, (H, W, 3), of `kind` when there is one of it."""
        wanted = tuple(p for p in self.photos if p.kind == kind) if kind else self.photos
        return self._any(wanted or self.photos, rng, PHOTO_SHARES).pixels()

    def _any(
        self, pictures: tuple[Picture, ...], rng: np.random.Generator, shares: dict[str, float]
    ) -> Picture:
        kinds = sorted({p.kind for p in pictures})
        counts = {k: sum(p.kind == k for p in pictures) for k in kinds}
        # a small group is drawn less, or its few pictures would be learned by heart
        weights = np.array([shares.get(k, 1.0) * min(1.0, counts[k] / 60) for k in kinds])
        kind = kinds[int(rng.choice(len(kinds), p=weights / weights.sum()))]
        mine = [p for p in pictures if p.kind == kind]
        return mine[int(rng.integers(len(mine)))]


CUTOUT_SHARES = {"thing": 3.0, "render": 3.0, "garment": 1.2, "person": 1.2, "ai": 1.5}
PHOTO_SHARES = {"scene": 0.6, "lifestyle": 2.2, "ai": 2.5, "clothing": 0.7, "shop": 0.8}


def fold_of(source: str) -> Fold:
    """The fold of everything made from the file `source`: one in ten is kept for testing."""
    return "test" if hashlib.sha256(source.encode()).digest()[0] % 10 == 0 else "train"


def read_stock(folder: Path, fold: Fold) -> Stock:
    """The pictures of `fold`; raises FileNotFoundError when nothing was packed there."""
    cutouts = tuple(_pictures(folder / "cutouts", fold))
    photos = tuple(_pictures(folder / "photos", fold))
    if not cutouts or not photos:
        raise FileNotFoundError(f"no ad stock in {folder}: run `adstudio stock` first")
    return Stock(
        cutouts,
        tuple(p for p in photos if p.kind in SUBJECT_KINDS),
        tuple(p for p in photos if p.kind == "texture"),
        tuple(p for p in photos if p.kind == "white"),
        folder,
    )


def _pictures(folder: Path, fold: Fold) -> Iterator[Picture]:
    for path in sorted(folder.glob("*.webp")):
        kind, _, source = path.stem.partition("-")
        if fold_of(source) == fold:
            yield Picture(kind, source, path)
