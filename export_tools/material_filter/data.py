"""Packs the real pictures that train the material filter into one file, tiers A and N only.

`real.npz`: `pixels` WebP files laid end to end, `offsets` (N + 1,) int64 into them, `kinds` (N,)
uint8 indexes KINDS, `groups` (N,) uint8 indexes GROUPS, `held` (N,) bool is kept from training.
Pictures are at most SIDE pixels on the longer side and not padded.
"""

from __future__ import annotations

import csv
import hashlib
import io
import itertools
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from adloom.inference.images import PAD_VALUE, letterbox, resize
from export_tools.adstudio.labelled import KINDS, Kind, Pixels
from export_tools.material_filter.signs import draw_sign, draw_strip
from export_tools.product_matting.sources import Row, read_index, read_pictures

LABELS_FILE = Path(__file__).with_name("labels.csv")
SIDE = 256
LONGEST_READ = 768
GROUPS = ("labelled", "shops", "clothing", "grocery", "iconic", "signs", "strips")
EVERY = {"clothing": 2, "grocery": 2}
SIGNS, STRIPS = 260, 160
WEBP_QUALITY = 82
PLAIN_SHARE = 0.8
"""A shop photo is plain from this share of its rim in one tone on."""
ONE_KIND: dict[str, Kind] = {
    "magento": "product_plain",
    "spree": "product_plain",
    "Sylius": "product_scene",
}


@dataclass(frozen=True)
class Sample:
    """A real picture with its kind; `name` decides whether it is held out."""

    name: str
    group: str
    kind: Kind
    picture: Pixels


@dataclass(frozen=True)
class Real:
    """The unpacked file: pictures letterboxed to SIDE, and where the photo lies in each."""

    pictures: Pixels
    insides: NDArray[np.float32]
    kinds: NDArray[np.uint8]
    groups: NDArray[np.uint8]
    held: NDArray[np.bool_]


def read_labels(path: Path = LABELS_FILE) -> dict[str, str]:
    """Kind by file name; besides KINDS there are `place` and `other`, which train nothing."""
    with path.open(encoding="utf-8", newline="") as stream:
        return {row["file"]: row["kind"] for row in csv.DictReader(stream)}


def prepare(path: Path, limit: int | None = None) -> dict[str, int]:
    """Writes `path` and returns how many pictures of each kind it holds.

    `limit` bounds the pictures of every group, for dry runs.
    """
    blobs: list[bytes] = []
    columns: dict[str, list[int]] = {"kinds": [], "groups": [], "held": []}
    for sample in _samples(limit):
        blobs.append(_webp(sample.picture))
        columns["kinds"].append(KINDS.index(sample.kind))
        columns["groups"].append(GROUPS.index(sample.group))
        columns["held"].append(is_held_out(sample.name))
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez(
        path,
        pixels=np.frombuffer(b"".join(blobs), np.uint8),
        offsets=np.cumsum([0, *map(len, blobs)]),
        kinds=np.array(columns["kinds"], np.uint8),
        groups=np.array(columns["groups"], np.uint8),
        held=np.array(columns["held"], np.bool_),
    )
    return dict(Counter(KINDS[k] for k in columns["kinds"]))


def unpack(path: Path) -> Real:
    """Decodes the packed file."""
    with np.load(path) as archive:
        packed = {name: archive[name] for name in archive.files}
    content, offsets = packed["pixels"].tobytes(), packed["offsets"]
    pictures = np.full((len(offsets) - 1, SIDE, SIDE, 3), PAD_VALUE, np.uint8)
    insides = np.zeros((len(pictures), 4), np.float32)
    for number, (start, end) in enumerate(itertools.pairwise(offsets)):
        with Image.open(io.BytesIO(content[start:end])) as picture:
            pixels = np.asarray(picture.convert("RGB"))
        box = letterbox(pixels.shape[1], pixels.shape[0], SIDE)
        bottom, right = box.top + box.inner_height, box.left + box.inner_width
        small = resize(pixels, box.inner_width, box.inner_height)
        pictures[number, box.top : bottom, box.left : right] = small
        insides[number] = box.left, box.top, right, bottom
    return Real(pictures, insides, packed["kinds"], packed["groups"], packed["held"])


def is_held_out(name: str) -> bool:
    """One name in ten, always the same ones."""
    return int(hashlib.sha256(name.encode()).hexdigest()[:8], 16) % 10 == 0


def shop_kind(row: Row, picture: Pixels) -> Kind | None:
    """The kind of a web shop's own photo; None where that is doubtful.

    Some shops were looked through and keep to one kind, close-ups that bleed out included; of the
    others only photos whose rim is in one tone are taken. Shopware's are pictograms and wide ones
    are page banners: neither is taken.
    """
    rows, columns = picture.shape[:2]
    shop = row.source.split("/")[0]
    if shop == "shopware" or not 0.4 < columns / rows < 2.2:
        return None
    if shop in ONE_KIND:
        return ONE_KIND[shop]
    plain = row.on_white or rim_in_one_tone(picture) >= PLAIN_SHARE
    return "product_plain" if plain else None


def rim_in_one_tone(picture: Pixels) -> float:
    """Share of the rim's pixels within 36 levels of their median colour in every channel."""
    depth = max(2, min(picture.shape[:2]) // 40)
    sides = picture[:depth], picture[-depth:], picture[:, :depth], picture[:, -depth:]
    rim = np.concatenate([s.reshape(-1, 3) for s in sides]).astype(np.int16)
    return float((np.abs(rim - np.median(rim, axis=0)).max(1) <= 36).mean())


def _samples(limit: int | None) -> Iterator[Sample]:
    labels = read_labels()
    rows = [r for r in read_index("ai-pictures") if labels.get(r.file) in KINDS]
    for row, picture in read_pictures(_spread(rows, limit), LONGEST_READ):
        yield Sample(row.file, "labelled", KINDS[KINDS.index(labels[row.file])], picture)  # type: ignore[arg-type]
    for row, picture in read_pictures(_spread(read_index("products"), limit), LONGEST_READ):
        kind = None if row.has_alpha else shop_kind(row, picture)
        if kind is not None:
            yield Sample(row.file, "shops", kind, picture)
    for group, step in EVERY.items():
        for row, picture in read_pictures(_spread(read_index(group)[::step], limit), SIDE):
            yield Sample(row.file, group, "product_scene", picture)
    for row, picture in read_pictures(_spread(read_index("grocery-iconic"), limit), SIDE):
        yield Sample(row.file, "iconic", "product_plain", picture)
    yield from _drawn(labels, limit)


def _drawn(labels: dict[str, str], limit: int | None) -> Iterator[Sample]:
    """Signs in streets and rooms (nothing to sell), and strips of text (pages)."""
    rng = np.random.default_rng(5)
    places = [r for r in read_index("ai-pictures") if labels.get(r.file) == "place"]
    grounds = [*read_pictures(places, LONGEST_READ), *read_pictures(read_index("scenes"), SIDE)]
    for number in range(min(SIGNS, limit or SIGNS)):
        row, picture = grounds[number % len(grounds)]
        yield Sample(row.file, "signs", "unusable", draw_sign(picture[..., :3], rng))
    for number in range(min(STRIPS, limit or STRIPS)):
        yield Sample(f"strip {number}", "strips", "text_page", draw_strip(rng))


def _spread(rows: list[Row], limit: int | None) -> list[Row]:
    """At most `limit` rows, from the whole length of the list."""
    return rows if limit is None else rows[:: max(1, len(rows) // limit)][:limit]


def _webp(picture: Pixels) -> bytes:
    factor = min(1.0, SIDE / max(picture.shape[:2]))
    height, width = (max(1, round(n * factor)) for n in picture.shape[:2])
    stream = io.BytesIO()
    small = Image.fromarray(resize(np.ascontiguousarray(picture), width, height))
    small.save(stream, "WEBP", quality=WEBP_QUALITY, method=4)
    return stream.getvalue()
