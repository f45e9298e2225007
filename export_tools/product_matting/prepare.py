"""Fills the training cache: cut-outs, untouched originals with masks, grounds and textures.

Each group is one file `<group>.npy` of pixels laid end to end and `<group>.json` with shapes:
cut-outs and originals (H, W, 4) uint8 RGBA, grounds and textures (H, W, 3) uint8 RGB.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from export_tools.product_matting.cutouts import AMATEUR, STUDIO, WHITE, PlainGround, cut_out
from export_tools.product_matting.sources import Pixels, Row, read_index, read_pictures, shrink

CUTOUT_PX, AMATEUR_PX, ORIGINAL_PX, GROUND_PX = 384, 288, 320, 256
PEOPLE = ("Women/", "Men/")


class Group:
    """A growing list of pictures, written as one array and its shapes."""

    def __init__(self) -> None:
        self.pictures: list[Pixels] = []

    def save(self, folder: Path, name: str) -> None:
        """Writes `<name>.npy` and `<name>.json`, replacing older ones."""
        shapes = [list(p.shape) for p in self.pictures]
        flat = [p.ravel() for p in self.pictures] or [np.zeros(0, np.uint8)]
        np.save(folder / f"{name}.part.npy", np.concatenate(flat))
        (folder / f"{name}.part.npy").replace(folder / f"{name}.npy")
        (folder / f"{name}.json").write_text(json.dumps(shapes))


def read_group(folder: Path, name: str) -> list[Pixels]:
    """Pictures of a saved group, mapped from disk; empty when it was not made."""
    if not (folder / f"{name}.json").exists():
        return []
    flat = np.load(folder / f"{name}.npy", mmap_mode="r")
    pictures, start = [], 0
    for shape in json.loads((folder / f"{name}.json").read_text()):
        size = int(np.prod(shape))
        pictures.append(flat[start : start + size].reshape(shape))
        start += size
    return pictures


def prepare(folder: Path, rendered: Path | None) -> dict[str, int]:
    """Fills `folder` from ADLOOM_DATA and from a folder of rendered RGBA pictures; counts each."""
    cv2.setNumThreads(1)
    folder.mkdir(parents=True, exist_ok=True)
    groups: dict[str, Group] = {}
    products = read_index("products")
    plain = [r for r in products if not r.has_alpha]
    _add_photos(groups, (r for r in plain if r.on_white), WHITE, CUTOUT_PX)
    _add_photos(groups, (r for r in plain if not r.on_white), STUDIO, CUTOUT_PX)
    _add_photos(groups, read_index("clothing"), AMATEUR, AMATEUR_PX)
    stickers = [r for r in read_index("stickers") if r.has_alpha][::3]
    groups["stickers"] = Group()
    groups["stickers"].pictures += [trim(p) for _, p in read_pictures(stickers, CUTOUT_PX)]
    groups["grounds"] = Group()
    for name, step in (("grocery", 3), ("ai-pictures", 2), ("scenes", 1)):
        rows = read_index(name)[::step]
        groups["grounds"].pictures += [p[..., :3] for _, p in read_pictures(rows, GROUND_PX)]
    for name, group in groups.items():
        group.save(folder, name)
    counts = {name: len(group.pictures) for name, group in groups.items()}
    if rendered is not None:
        counts["renders"] = refresh_renders(folder, rendered)
    return counts


def refresh_renders(folder: Path, rendered: Path) -> int:
    """Takes in the rendered RGBA pictures found by now; returns how many there are."""
    group = Group()
    for path in sorted(rendered.glob("*.webp")):
        with Image.open(path) as picture:
            pixels = np.asarray(picture.convert("RGBA"))
        if pixels[..., 3].max() > 200:
            group.pictures.append(shrink(trim(pixels), CUTOUT_PX))
    group.save(folder, "renders")
    return len(group.pictures)


def _add_photos(
    groups: dict[str, Group], rows: Iterable[Row], ground: PlainGround, longest: int
) -> None:
    refused: Counter[str] = Counter()
    for row, picture in read_pictures(list(rows), longest):
        cutout, reason = cut_out(picture, ground)
        if cutout is None:
            refused[reason] += 1
            continue
        _add(groups, _kind(row), trim(cutout))
        layers = shrink(picture, ORIGINAL_PX), shrink(cutout[..., 3], ORIGINAL_PX)
        _add(groups, f"originals-{_kind(row)}", np.dstack(layers))
        if ground is AMATEUR:
            for patch in _clean_patches(picture, cutout[..., 3]):
                _add(groups, "textures", patch)
    print(f"refused: {dict(refused)}")


def _kind(row: Row) -> str:
    if row.file.startswith("clothing"):
        return "garments"
    return "people" if row.category.startswith(PEOPLE) else "things"


def _add(groups: dict[str, Group], name: str, picture: Pixels) -> None:
    groups.setdefault(name, Group()).pictures.append(picture)


def trim(cutout: Pixels) -> Pixels:
    """Crops to the product's box, leaving one clear row or column where it does not bleed off."""
    rows, columns = (
        np.nonzero(cutout[..., 3].max(1) > 8)[0],
        np.nonzero(cutout[..., 3].max(0) > 8)[0],
    )
    if not len(rows):
        return cutout
    return cutout[max(0, rows[0] - 1) : rows[-1] + 2, max(0, columns[0] - 1) : columns[-1] + 2]


def _clean_patches(picture: Pixels, alpha: Pixels) -> Iterator[Pixels]:
    """The largest corner or edge strip free of product, at least 40 px in both directions."""
    rows, columns = np.nonzero(alpha.max(1) > 8)[0], np.nonzero(alpha.max(0) > 8)[0]
    height, width = alpha.shape
    top, bottom, left, right = rows[0] - 3, rows[-1] + 4, columns[0] - 3, columns[-1] + 4
    strips = (
        picture[: max(0, top)],
        picture[bottom:],
        picture[:, : max(0, left)],
        picture[:, right:],
    )
    best = max(strips, key=lambda s: min(s.shape[:2]) * 1000 + max(s.shape[:2]))
    if min(best.shape[:2]) >= 40 and min(height, width) > 100:
        yield best
