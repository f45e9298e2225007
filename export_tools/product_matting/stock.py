"""Packs the pictures that training draws on into tars that travel, and unpacks them into memory.

A pack holds `<group>/<number>.webp`: cut-outs as RGBA, untouched photographs as RGB with their
checked mask as alpha, grounds as RGB. In memory every picture is uint8 on a square of SIDE pixels.
"""

from __future__ import annotations

import io
import tarfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
import torch
from PIL import Image
from torch import Tensor

from export_tools.product_matting.procedural import textures
from export_tools.product_matting.shapes import shapes
from export_tools.product_matting.sources import Pixels, shrink

SIDE, TEXTURE = 448, 256
PART_BYTES = 54 << 20
THREADS, SHAPES, KINDS_OF_SHAPES = 12, 1100, 11
CUTOUTS = {
    "renders": 5.0,
    "shapes": 1.8,
    "things": 1.6,
    "garments": 1.6,
    "people": 0.8,
    "stickers": 0.5,
}
"""Groups that give cut-outs, and how often each is drawn when it is well filled."""
ORIGINALS = {"things": 1.6, "garments": 2.2, "people": 1.0}
WELL_FILLED = 250
HELD_OUT = 25  # every so many-th cut-out is kept from training, to measure on


@dataclass(frozen=True)
class Stock:
    """Everything samples are drawn from, on one device."""

    cutouts: Tensor  # (C, 4, SIDE, SIDE) uint8 straight RGBA, centred
    extents: Tensor  # (C, 2) float, height and width in pixels
    bleeds: Tensor  # (C, 4) bool: cut by the photograph's left, top, right, bottom
    shares: Tensor  # (C,) float, how often each is drawn
    originals: Tensor  # (O, 4, SIDE, SIDE) uint8 RGB and mask, centred
    original_extents: Tensor  # (O, 2)
    original_shares: Tensor  # (O,)
    grounds: Tensor  # (G, 3, SIDE, SIDE) uint8, filled
    textures: Tensor  # (T, 3, TEXTURE, TEXTURE) uint8, filled, to be mirrored

    @property
    def device(self) -> torch.device:
        """Where the pictures lie."""
        return self.cutouts.device


def write_packs(pictures: Iterable[tuple[str, bytes]], stem: Path) -> list[Path]:
    """Writes (group, WebP bytes) into `<stem>-0.tar`, `-1.tar` ... of at most PART_BYTES."""
    for old in stem.parent.glob(f"{stem.name}-*.tar"):
        old.unlink()
    stem.parent.mkdir(parents=True, exist_ok=True)
    parts: list[Path] = []
    part: list[tuple[str, bytes]] = []
    written = 0
    for number, (group, picture) in enumerate(pictures):
        if written + len(picture) > PART_BYTES:
            parts.append(_write_pack(part, stem, len(parts)))
            part, written = [], 0
        part.append((f"{group}/{number:05d}.webp", picture))
        written += len(picture) + 1024
    return [*parts, _write_pack(part, stem, len(parts))]


def _write_pack(part: list[tuple[str, bytes]], stem: Path, number: int) -> Path:
    path = stem.parent / f"{stem.name}-{number}.tar"
    with tarfile.open(path, "w") as tar:
        for name, picture in part:
            member = tarfile.TarInfo(name)
            member.size = len(picture)
            tar.addfile(member, io.BytesIO(picture))
    return path


def coded(picture: Pixels, quality: int) -> bytes:
    """A picture as WebP; hidden colours and alpha are kept as they are."""
    stream = io.BytesIO()
    Image.fromarray(picture).save(stream, "WEBP", quality=quality, method=3, exact=True)
    return stream.getvalue()


def read_packs(paths: Iterable[Path], limit: int | None = None) -> Iterator[tuple[str, bytes]]:
    """(group, WebP bytes) of all packs, at most `limit` of each group in each pack."""
    for path in paths:
        seen: dict[str, int] = defaultdict(int)
        with tarfile.open(path) as tar:
            for member in tar:
                group = member.name.split("/")[0]
                stream = tar.extractfile(member)
                if stream is None or (limit is not None and seen[group] >= limit):
                    continue
                seen[group] += 1
                yield group, stream.read()


@dataclass(frozen=True)
class _Unpacked:
    """What one picture of a pack gives: some of these, each fit for its square."""

    group: str
    cutout: Pixels | None = None
    original: Pixels | None = None
    ground: Pixels | None = None
    patch: Pixels | None = None


def _unpacked(packed: tuple[str, bytes]) -> _Unpacked:
    group, stream = packed
    with Image.open(io.BytesIO(stream)) as opened:
        picture = np.asarray(opened.convert("RGB" if group == "grounds" else "RGBA"))
    if group == "grounds":
        return _Unpacked(group, ground=_filling(picture, SIDE))
    if group not in ORIGINALS:
        return _Unpacked(group, cutout=shrink(trim(picture), SIDE - 4))
    patch = clean_patch(picture) if group == "garments" else None
    return _Unpacked(
        group,
        cutout=shrink(trim(cleaned(picture)), SIDE - 4),
        original=shrink_masked(picture, SIDE),
        patch=None if patch is None else _mirrored(patch, TEXTURE),
    )


@dataclass
class _Shelf:
    """Pictures gathered while unpacking."""

    squares: list[Pixels] = field(default_factory=list)
    extents: list[tuple[int, int]] = field(default_factory=list)
    bleeds: list[list[bool]] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)

    def put(self, group: str, picture: Pixels) -> None:
        """Sets a picture down in the middle of its square."""
        height, width = picture.shape[:2]
        square = np.zeros((SIDE, SIDE, picture.shape[2]), np.uint8)
        top, left = (SIDE - height) // 2, (SIDE - width) // 2
        square[top : top + height, left : left + width] = picture
        self.squares.append(square)
        self.extents.append((height, width))
        self.groups.append(group)
        if picture.shape[2] == 4:
            alpha = picture[..., 3]
            edges = (alpha[:, 0], alpha[0], alpha[:, -1], alpha[-1])
            self.bleeds.append([bool((edge > 128).mean() > 0.04) for edge in edges])

    def stacked(self) -> Tensor:
        """(N, channels, SIDE, SIDE)."""
        return torch.from_numpy(np.stack(self.squares)).permute(0, 3, 1, 2).contiguous()

    def shares(self, wanted: dict[str, float]) -> Tensor:
        """How often each picture is drawn; a small group less, or it would be learned by heart."""
        counts = {g: self.groups.count(g) for g in set(self.groups)}
        each = [wanted[g] * min(1.0, counts[g] / WELL_FILLED) / counts[g] for g in self.groups]
        return torch.tensor(each)


def read_stock(paths: Iterable[Path], device: torch.device, limit: int | None = None) -> Stock:
    """Unpacks everything onto `device`; raises FileNotFoundError when there is no cut-out."""
    cv2.setNumThreads(1)  # the pictures themselves go in parallel
    cutouts, originals = _Shelf(), _Shelf()
    grounds: list[Pixels] = []
    patches: list[Pixels] = textures(np.random.default_rng(5), TEXTURE)
    with ThreadPoolExecutor(THREADS) as pool:
        for one in pool.map(_unpacked, read_packs(paths, limit)):
            if one.cutout is not None:
                cutouts.put(one.group, one.cutout)
            if one.original is not None:
                originals.put(one.group, one.original)
            grounds += [] if one.ground is None else [one.ground]
            patches += [] if one.patch is None else [one.patch]
    for shape in _drawn(min(SHAPES, limit or SHAPES), grounds[:200]):
        cutouts.put("shapes", shape)
    if not cutouts.squares or not originals.squares or not grounds:
        raise FileNotFoundError("the packs hold no cut-outs, originals or grounds: run `prepare`")
    stacked = [_planes(grounds), _planes(patches)]
    return Stock(
        cutouts.stacked().to(device),
        torch.tensor(cutouts.extents, dtype=torch.float32, device=device),
        torch.tensor(cutouts.bleeds, device=device),
        cutouts.shares(CUTOUTS).to(device),
        originals.stacked().to(device),
        torch.tensor(originals.extents, dtype=torch.float32, device=device),
        originals.shares(ORIGINALS).to(device),
        *(planes.to(device) for planes in stacked),
    )


def _drawn(count: int, prints: list[Pixels]) -> Iterator[Pixels]:
    """`count` drawn things, or a few more, always the same ones."""

    def some(seed: int) -> list[Pixels]:
        return shapes(np.random.default_rng(seed), SIDE - 40, KINDS_OF_SHAPES, prints)

    with ThreadPoolExecutor(THREADS) as pool:
        for drawn in pool.map(some, range(-(-count // KINDS_OF_SHAPES))):
            yield from (trim(shape) for shape in drawn)


def split(stock: Stock, *, held_out: bool) -> Stock:
    """The cut-outs to train on, or those kept back to measure on."""
    kept = (torch.arange(len(stock.shares), device=stock.device) % HELD_OUT == 0) == held_out
    also = torch.arange(len(stock.original_shares), device=stock.device) % HELD_OUT == 0
    also = also == held_out
    shares = stock.shares * kept, stock.original_shares * also
    return Stock(
        stock.cutouts,
        stock.extents,
        stock.bleeds,
        shares[0],
        stock.originals,
        stock.original_extents,
        shares[1],
        stock.grounds,
        stock.textures,
    )


def trim(cutout: Pixels) -> Pixels:
    """Crops to the product's box, leaving one clear row or column where it does not bleed off."""
    alpha = cutout[..., 3]
    rows, columns = np.nonzero(alpha.max(1) > 8)[0], np.nonzero(alpha.max(0) > 8)[0]
    if not len(rows):
        return cutout
    return cutout[max(0, rows[0] - 1) : rows[-1] + 2, max(0, columns[0] - 1) : columns[-1] + 2]


def cleaned(original: Pixels) -> Pixels:
    """A cut-out from a photograph and its mask: the rim takes the colour of the sure inside."""
    rgb, alpha = original[..., :3], original[..., 3]
    sure = cv2.erode((alpha > 250).astype(np.uint8), np.ones((3, 3), np.uint8))
    if not sure.any():
        return original
    _, labels = cv2.distanceTransformWithLabels(
        1 - sure, cv2.DIST_L2, 3, labelType=cv2.DIST_LABEL_PIXEL
    )
    table = np.zeros((int(labels.max()) + 1, 3), np.uint8)
    table[labels[sure > 0]] = rgb[sure > 0]
    return np.dstack([table[labels], alpha])


def shrink_masked(original: Pixels, longest: int) -> Pixels:
    """`shrink` for a photograph with its mask, whose colours count under a clear mask too."""
    return np.dstack([shrink(original[..., :3], longest), shrink(original[..., 3], longest)])


def clean_patch(original: Pixels) -> Pixels | None:
    """The largest strip of a photograph free of product, or None when that is small."""
    alpha = original[..., 3]
    rows, columns = np.nonzero(alpha.max(1) > 8)[0], np.nonzero(alpha.max(0) > 8)[0]
    if not len(rows):
        return None
    rgb = original[..., :3]
    strips = (
        rgb[: max(0, rows[0] - 4)],
        rgb[rows[-1] + 5 :],
        rgb[:, : max(0, columns[0] - 4)],
        rgb[:, columns[-1] + 5 :],
    )
    best = max(strips, key=lambda s: min(s.shape[:2]))
    return best if min(best.shape[:2]) >= 56 else None


def _mirrored(patch: Pixels, side: int) -> Pixels:
    height, width = patch.shape[:2]
    y, x = np.arange(side) % (2 * height), np.arange(side) % (2 * width)
    return patch[np.minimum(y, 2 * height - 1 - y)][:, np.minimum(x, 2 * width - 1 - x)]


def _filling(picture: Pixels, side: int) -> Pixels:
    """The middle of a picture as a square, squeezed by a fifth at most."""
    height, width = picture.shape[:2]
    tall, wide = min(height, round(width * 1.25)), min(width, round(height * 1.25))
    top, left = (height - tall) // 2, (width - wide) // 2
    middle = np.ascontiguousarray(picture[top : top + tall, left : left + wide, :3])
    shrinking = min(tall, wide) > side
    how = cv2.INTER_AREA if shrinking else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(middle, (side, side), interpolation=how), dtype=np.uint8)


def _planes(squares: list[Pixels]) -> Tensor:
    return torch.from_numpy(np.stack(squares)).permute(0, 3, 1, 2).contiguous()
