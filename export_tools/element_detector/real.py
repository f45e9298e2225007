"""Labels on real pictures (tiers A and N): `real_labels.jsonl`, its shards and its portable tar.

A line of labels is one picture: boxes [x, y, w, h] in source pixels, `prints` that must stay, and
`known`, the labels that are complete on it. Shards are the ad studio's (`adstudio.shards`) with
`known` (N, 4) uint8 in the order of LABELS and `care` (N, SIDE/4, SIDE/4) uint8, 255 where the
removal mask is certain. The tar holds WebP of TAR_SIDE pixels and `labels.jsonl` in their pixels.
"""

from __future__ import annotations

import hashlib
import io
import json
import sys
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import numpy as np
from PIL import Image

from adloom.inference.images import letterbox
from adloom.types import Box
from export_tools.adstudio.labelled import LABELS, Label, Labelled, Mark, Pixels
from export_tools.adstudio.shards import SIDE, STRIDE, pack, squared, write

Fold = Literal["train", "test"]
LABELS_FILE = Path(__file__).with_name("real_labels.jsonl")
SHARD_SIZE = 64
TAR_SIDE, WEBP_QUALITY = 640, 88
TEST_SHARE = 10  # one file in ten is held out
RIM = 6  # pixels of the square around a text box that are sure to carry no letters
ERODED = 1  # source pixels: text detectors draw their boxes a little wide


@dataclass(frozen=True)
class RealMark:
    """An element; `occluded` when the product stands in front of it, so its pixels are unsure."""

    label: Label
    box: Box
    occluded: bool = False


@dataclass(frozen=True)
class RealLabel:
    """All that is known of one picture; `source` names the picture set it comes from."""

    file: str
    source: str
    known: tuple[Label, ...]
    marks: tuple[RealMark, ...]
    prints: tuple[Box, ...]

    @property
    def complete(self) -> bool:
        """Whether everything that is not a box is certainly no element."""
        return set(self.known) == set(LABELS)

    @property
    def fold(self) -> Fold:
        """`test` for one file name in TEST_SHARE, the same whatever else is in the set."""
        digest = hashlib.sha256(self.file.encode()).digest()
        return "test" if int.from_bytes(digest[:4], "big") % TEST_SHARE == 0 else "train"


def read_labels(text: str) -> list[RealLabel]:
    """Parses label lines; raises ValueError naming the file of an empty or unlabelled box."""
    return [_parse(json.loads(line)) for line in text.splitlines() if line.strip()]


def label_line(label: RealLabel) -> str:
    """The line of `label`, as `read_labels` reads it."""
    boxes = [
        {"label": m.label, "box": _numbers(m.box)} | ({"occluded": True} if m.occluded else {})
        for m in label.marks
    ]
    fields = {
        "file": label.file,
        "set": label.source,
        "known": list(label.known),
        "boxes": boxes,
        "prints": [_numbers(b) for b in label.prints],
    }
    return json.dumps(fields, ensure_ascii=False)


def pack_real(out_folder: Path, labels: list[RealLabel] | None = None) -> dict[str, int]:
    """Writes the shards of every labelled picture under `out_folder`; counts pictures a fold."""
    labels = read_labels(LABELS_FILE.read_text(encoding="utf-8")) if labels is None else labels
    return write_shards(_sources(labels), out_folder)


def pack_tar(path: Path, labels: list[RealLabel] | None = None) -> int:
    """Writes the portable tar at `path`, whole or not at all; returns the number of pictures."""
    labels = read_labels(LABELS_FILE.read_text(encoding="utf-8")) if labels is None else labels
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    lines = []
    with tarfile.open(part, "w") as tar:
        for number, (label, picture) in enumerate(_sources(labels)):
            small, scaled = _shrink(picture, label)
            _add(tar, f"{number:04d}.webp", _webp(small))
            lines.append(label_line(scaled))
        _add(tar, "labels.jsonl", ("\n".join(lines) + "\n").encode())
    part.replace(path)
    return len(lines)


def unpack_real(path: Path, out_folder: Path) -> dict[str, int]:
    """Makes the shards of the tar at `path` under `out_folder`; counts pictures a fold."""
    return write_shards(_read_tar(path), out_folder)


def write_shards(pictures: Iterator[tuple[RealLabel, Pixels]], out_folder: Path) -> dict[str, int]:
    """Writes `train/real-NNN.npz` and `test/real-NNN.npz` of SHARD_SIZE pictures each."""
    waiting: dict[str, list[tuple[RealLabel, Pixels]]] = {"train": [], "test": []}
    counts = {"train": 0, "test": 0}
    for label, picture in pictures:
        batch = waiting[label.fold]
        batch.append((label, picture))
        counts[label.fold] += 1
        if len(batch) == SHARD_SIZE:
            _write_shard(batch, out_folder / label.fold, counts[label.fold])
            batch.clear()
    for fold, batch in waiting.items():
        if batch:
            _write_shard(batch, out_folder / fold, counts[fold])
    return counts


def labelled(label: RealLabel, picture: Pixels) -> Labelled:
    """The picture as the ad studio would hand it over; `clean` and `product` are not known."""
    return Labelled(
        kind="finished_ad" if label.marks else "product_scene",
        picture=picture,
        clean=picture,
        removal=removal_mask(label, picture.shape[1], picture.shape[0]),
        product=np.zeros(picture.shape[:2], np.uint8),
        marks=tuple(Mark(m.label, m.box) for m in label.marks),
        prints=label.prints,
    )


def removal_mask(label: RealLabel, width: int, height: int) -> Pixels:
    """(height, width) uint8, 255 inside the elements' boxes; print on a panel is left out."""
    mask = np.zeros((height, width), np.uint8)
    for mark in label.marks:
        if mark.label != "text":
            _fill(mask, mark.box, 255)
    for box in label.prints:
        _fill(mask, box, 0)
    for mark in label.marks:
        if mark.label == "text":
            _fill(mask, mark.box, 255, -ERODED)
    return mask


def care_mask(label: RealLabel, width: int, height: int) -> Pixels:
    """(height, width) uint8, 255 where `removal_mask` can be trusted.

    Everywhere on a complete picture. Elsewhere on boxes and prints, and on a rim of RIM pixels of
    the square around each text when underlays are known: otherwise a panel may lie there. Boxes
    that something stands in front of are never trusted.
    """
    mask = np.full((height, width), 255 if label.complete else 0, np.uint8)
    if not label.complete:
        rim = RIM * max(width, height) / SIDE if "underlay" in label.known else -ERODED
        for mark in label.marks:
            _fill(mask, mark.box, 255, rim if mark.label == "text" else -ERODED)
        for box in label.prints:
            _fill(mask, box, 255)
    for mark in label.marks:
        if mark.occluded:
            _fill(mask, mark.box, 0, ERODED)
    return mask


def _write_shard(batch: list[tuple[RealLabel, Pixels]], folder: Path, count: int) -> None:
    arrays = pack(labelled(label, picture) for label, picture in batch)
    arrays["known"] = np.array(
        [[name in label.known for name in LABELS] for label, _ in batch], np.uint8
    )
    arrays["care"] = np.stack([_square_care(label, picture) for label, picture in batch])
    write(folder / f"real-{(count - 1) // SHARD_SIZE:03d}.npz", arrays)


def _square_care(label: RealLabel, picture: Pixels) -> Pixels:
    height, width = picture.shape[:2]
    square = squared(care_mask(label, width, height), letterbox(width, height, SIDE), 0)
    cells = square.reshape(SIDE // STRIDE, STRIDE, SIDE // STRIDE, STRIDE).mean((1, 3))
    return np.where(cells > 127, 255, 0).astype(np.uint8)


def _sources(labels: list[RealLabel]) -> Iterator[tuple[RealLabel, Pixels]]:
    from export_tools.product_matting.sources import read_index, read_pictures

    for source in sorted({label.source for label in labels}):
        wanted = {label.file: label for label in labels if label.source == source}
        rows = [row for row in read_index(source) if row.file in wanted]
        missing = len({row.file for row in rows}) < len(wanted)
        if missing or len(rows) > len(wanted):
            raise ValueError(f"{source}: a file is absent, no training picture, or named twice")
        for row, pixels in read_pictures(rows, 100_000):
            yield wanted[row.file], _on_white(pixels)


def _read_tar(path: Path) -> Iterator[tuple[RealLabel, Pixels]]:
    with tarfile.open(path) as tar:
        lines = tar.extractfile("labels.jsonl")
        if lines is None:
            raise ValueError(f"{path} has no labels.jsonl")
        for number, label in enumerate(read_labels(lines.read().decode())):
            stream = tar.extractfile(f"{number:04d}.webp")
            if stream is None:
                raise ValueError(f"{path} has no picture of {label.file}")
            with Image.open(io.BytesIO(stream.read())) as picture:
                yield label, np.asarray(picture.convert("RGB"))


def _shrink(picture: Pixels, label: RealLabel) -> tuple[Pixels, RealLabel]:
    """The picture at TAR_SIDE pixels at most, with the label in its pixels."""
    height, width = picture.shape[:2]
    factor = min(1.0, TAR_SIDE / max(height, width))
    size = max(1, round(width * factor)), max(1, round(height * factor))
    across, down = size[0] / width, size[1] / height
    if factor < 1:
        shrunk = Image.fromarray(picture).resize(size, Image.Resampling.LANCZOS)
        picture = np.asarray(shrunk)
    marks = tuple(replace(m, box=_scaled(m.box, across, down)) for m in label.marks)
    prints = tuple(_scaled(b, across, down) for b in label.prints)
    return picture, replace(label, marks=marks, prints=prints)


def _scaled(box: Box, across: float, down: float) -> Box:
    return Box(box.x * across, box.y * down, box.width * across, box.height * down)


def _on_white(pixels: Pixels) -> Pixels:
    if pixels.shape[2] == 3:
        return pixels
    alpha = pixels[..., 3:].astype(np.float32) / 255
    return (pixels[..., :3] * alpha + 255 * (1 - alpha)).round().astype(np.uint8)


def _webp(picture: Pixels) -> bytes:
    stream = io.BytesIO()
    Image.fromarray(picture).save(stream, "WEBP", quality=WEBP_QUALITY, method=4)
    return stream.getvalue()


def _add(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(content)
    tar.addfile(member, io.BytesIO(content))


def _fill(mask: Pixels, box: Box, value: int, grown: float = 0.0) -> None:
    """Sets the pixels of `box`, grown by so many pixels on each side, but never to nothing."""
    grown = max(grown, -box.width / 3, -box.height / 3)
    x0, y0 = (max(0, round(v - grown)) for v in (box.x, box.y))
    x1, y1 = (max(0, round(v + grown)) for v in (box.right, box.bottom))
    mask[y0:y1, x0:x1] = value


def _parse(fields: dict[str, object]) -> RealLabel:
    file = str(fields["file"])
    marks = []
    for entry in fields["boxes"]:  # type: ignore[attr-defined]
        mark = RealMark(entry["label"], Box(*entry["box"]), entry.get("occluded", False))
        if mark.label not in LABELS or mark.box.area <= 0:
            raise ValueError(f"{file} has a box that is no element: {entry}")
        marks.append(mark)
    return RealLabel(
        file=file,
        source=str(fields["set"]),
        known=tuple(name for name in LABELS if name in fields["known"]),  # type: ignore[operator]
        marks=tuple(marks),
        prints=tuple(Box(*box) for box in fields["prints"]),  # type: ignore[attr-defined]
    )


def _numbers(box: Box) -> list[float]:
    return [round(v, 1) for v in (box.x, box.y, box.width, box.height)]


def main(argv: list[str]) -> int:
    """`pack TAR` writes the portable tar, `unpack TAR FOLDER` makes the shards of it."""
    if len(argv) == 2 and argv[0] == "pack":
        print(f"{pack_tar(Path(argv[1]))} pictures in {argv[1]}")
        return 0
    if len(argv) == 3 and argv[0] == "unpack":
        print(unpack_real(Path(argv[1]), Path(argv[2])))
        return 0
    print("usage: python -m export_tools.element_detector.real pack TAR | unpack TAR FOLDER")
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
