"""The pictures and text masks that training draws on: packs that travel, and device memory.

A pack holds `<group>/<number>.webp`, RGB as they came or cut to 640 px; `text.npz` holds removal
maps of the ad studio at stride 4, a bit a place. In memory pictures are uint8 in the top left
corner of a square of SIDE pixels, and `extents` tell how much of it they fill.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor
from torch.nn import functional

from export_tools.product_matting.optics import Dice, ramps, spread
from export_tools.product_matting.sources import (
    PROJECT_ROOT,
    Pixels,
    Row,
    read_coded,
    read_index,
    shrink,
)
from export_tools.product_matting.stock import coded, read_packs, write_packs

SIDE = 640
QUALITY = 88
LEAST_SIDE = 224  # smaller pictures are left out
THREADS = 12
LABELS = PROJECT_ROOT / "export_tools" / "material_filter" / "labels.csv"
SOUND = frozenset({"product_scene", "product_plain", "place"})
PHOTO_LIKE = ("Photography", "Architecture", "Scenes", "Portrait", "Illustration", "mixed", "case")
WHITE_EVERY = 3
TEXT_FILE = "inpaint-text.npz"
HELD_OUT = 40  # every so many-th picture is kept from training
SHARES = {"scenes": 3.0, "wallpapers": 2.5, "ai": 1.6, "shops": 1.2}
"""How often a picture of a group is drawn; 1 where nothing is said."""
PLAIN_SHARE = 0.07
"""Share of drawn pictures that are smooth ramps, on which banding would show."""


@dataclass(frozen=True)
class Stock:
    """Everything training draws from, on one device."""

    squares: Tensor  # (P, 3, SIDE, SIDE) uint8
    extents: Tensor  # (P, 2) float, height and width of the picture in its square
    shares: Tensor  # (P,) float, how often each is drawn
    texts: Tensor  # (M, 1, 160, 160) uint8, 1 where lettering or what belongs to it lies

    @property
    def device(self) -> torch.device:
        """Where the pictures lie."""
        return self.squares.device


def prepare(stem: Path, wallpapers: Path | None, ads: Path | None) -> dict[str, list[int]]:
    """Writes `<stem>-0.tar` ... from ADLOOM_DATA; from `wallpapers` also their packs.

    Share-alike wallpapers go to `<stem>-sharealike-0.tar`, which training reads only when told.
    `ads` is a folder of ad-studio shards whose removal maps are written beside the packs.
    Returns the sizes of what was written, in bytes.
    """
    cv2.setNumThreads(1)
    written = {"pictures": write_packs(_pictures(), stem.with_name(f"{stem.name}-photos"))}
    if wallpapers is not None:
        for name, permissive in (("wallpapers", True), ("sharealike", False)):
            target = stem.with_name(f"{stem.name}-{name}")
            written[name] = write_packs(_wallpapers(wallpapers, permissive), target)
    if ads is not None:
        written["texts"] = [write_texts(ads, stem.with_name(TEXT_FILE))]
    return {n: [p.stat().st_size for p in paths] for n, paths in written.items()}


def _pictures() -> Iterator[tuple[str, bytes]]:
    shops = [r for r in read_index("products") if not r.has_alpha]
    white = [r for r in shops if r.on_white][::WHITE_EVERY]
    yield from _as_they_are("shops", [r for r in shops if not r.on_white] + white)
    for group in ("scenes", "clothing", "grocery"):
        yield from _as_they_are(group, read_index(group))
    yield from _ai_pictures()


def _as_they_are(group: str, rows: list[Row]) -> Iterator[tuple[str, bytes]]:
    for _, picture in read_coded(rows):
        with Image.open(io.BytesIO(picture)) as opened:
            size = opened.size
        if min(size) >= LEAST_SIDE:
            longest = round(SIDE * max(size) / min(size))
            yield group, picture if min(size) <= SIDE else _smaller(picture, longest)


def _smaller(picture: bytes, longest: int) -> bytes:
    with Image.open(io.BytesIO(picture)) as opened:
        return coded(shrink(np.asarray(opened.convert("RGB")), longest), QUALITY)


def _ai_pictures() -> Iterator[tuple[str, bytes]]:
    """Product pictures and places by their label, others where no lettering is found."""
    from export_tools.adstudio.ads_packing import reading_judge

    judge = reading_judge()
    with LABELS.open(encoding="utf-8", newline="") as stream:
        labels = {r["file"]: r["kind"] for r in csv.DictReader(stream)}
    rows = read_index("ai-pictures")
    known = [r for r in rows if labels.get(r.file) in SOUND]
    yield from _as_they_are("ai", known)
    others = [
        r
        for r in rows
        if labels.get(r.file, "other") == "other" and r.category.startswith(PHOTO_LIKE)
    ]
    if judge is None:
        print("no text detector: AI pictures that may show lettering are left out", flush=True)
        return
    for row, picture in read_coded(others):
        with Image.open(io.BytesIO(picture)) as opened:
            pixels = np.asarray(opened.convert("RGB"))
        if not judge(pixels):
            yield from _as_they_are("ai", [row])


def _wallpapers(folder: Path, permissive: bool) -> Iterator[tuple[str, bytes]]:
    from export_tools.inpainter.wallpapers import tiles

    for tile in tiles(folder, permissive=permissive):
        yield "wallpapers", coded(tile, QUALITY)


def write_texts(ads: Path, target: Path) -> Path:
    """Packs the removal maps of the shards in `ads`: (M, 160, 20) bytes, a bit a place."""
    from export_tools.adstudio import shards

    maps: list[NDArray[np.uint8]] = []
    for arrays in shards.read(ads):
        marked = np.asarray(arrays["removal"]) > 40
        share = marked.mean((1, 2))
        maps += [np.packbits(m, axis=1) for m in marked[(share > 0.002) & (share < 0.6)]]
    if not maps:
        raise FileNotFoundError(f"{ads} holds no shards with removal maps")
    np.savez_compressed(target, maps=np.stack(maps))
    return target


def read_texts(path: Path) -> Tensor:
    """(M, 1, 160, 160) uint8 of 0 and 1."""
    with np.load(path) as archive:
        maps = np.unpackbits(archive["maps"], axis=2)
    return torch.from_numpy(maps)[:, None]


def read_stock(
    packs: Iterable[Path], texts: Path, device: torch.device, limit: int | None = None
) -> Stock:
    """Unpacks everything onto `device`, at most `limit` pictures of each group in each pack."""
    cv2.setNumThreads(1)  # the pictures themselves go in parallel
    squares: list[Pixels] = []
    extents: list[tuple[int, int]] = []
    groups: list[str] = []
    with ThreadPoolExecutor(THREADS) as pool:
        for group, cuts in pool.map(_unpacked, read_packs(packs, limit)):
            for cut in cuts:
                square = np.zeros((3, SIDE, SIDE), np.uint8)
                square[:, : cut.shape[0], : cut.shape[1]] = cut.transpose(2, 0, 1)
                squares.append(square)
                extents.append(cut.shape[:2])
                groups.append(group)
    if not squares:
        raise FileNotFoundError("the packs hold no pictures: run `prepare`")
    return Stock(
        torch.from_numpy(np.stack(squares)).to(device),
        torch.tensor(extents, dtype=torch.float32, device=device),
        torch.tensor([SHARES.get(g, 1.0) for g in groups], device=device),
        read_texts(texts).to(device),
    )


def _unpacked(packed: tuple[str, bytes]) -> tuple[str, list[Pixels]]:
    group, stream = packed
    with Image.open(io.BytesIO(stream)) as opened:
        picture = np.asarray(opened.convert("RGB"))
    return group, fitted(picture)


def fitted(picture: Pixels) -> list[Pixels]:
    """The picture in pieces that fit SIDE: shrunk until its short side does, then cut along."""
    height, width = picture.shape[:2]
    if min(height, width) > SIDE:
        picture = shrink(picture, round(SIDE * max(height, width) / min(height, width)))
        height, width = picture.shape[:2]
    longest = max(height, width)
    count = -(-longest // SIDE)
    starts = [round(i * (longest - SIDE) / max(1, count - 1)) for i in range(count)]
    if count == 1:
        return [picture]
    if height > width:
        return [picture[s : s + SIDE] for s in starts]
    return [picture[:, s : s + SIDE] for s in starts]


def split(stock: Stock, *, held_out: bool) -> Stock:
    """The pictures to train on, or those kept back to look at and measure on."""
    kept = (torch.arange(len(stock.shares), device=stock.device) % HELD_OUT == 0) == held_out
    return replace(stock, shares=stock.shares * kept)


def draw(stock: Stock, dice: Dice, count: int, side: int) -> Tensor:
    """(N, 3, side, side) 0..1: windows of pictures, mirrored, relit, some of them ramps instead.

    At 256 px and under, half the batches see pictures at half their size.
    """
    halved = side <= 256 and bool(dice.chance(0.5, 1).item())
    short = stock.extents.amin(1) / (2 if halved else 1)
    reach = (short / (0.8 * side)).clamp(max=1) ** 3  # pictures too small would come out blurred
    chosen = dice.pick(stock.shares * reach, count)
    squares = stock.squares[chosen].float() / 255
    extents = stock.extents[chosen]
    if halved:
        squares, extents = functional.avg_pool2d(squares, 2), (extents / 2).floor()
    pictures = _windows(squares, extents, dice, side)
    gain = torch.exp(dice.normal(0.05, count, 3, 1, 1) + dice.normal(0.12, count, 1, 1, 1))
    lit = torch.where(spread(dice.chance(0.5, count)), pictures * gain, pictures)
    plain = spread(dice.chance(PLAIN_SHARE, count))
    return torch.where(plain, _plain(dice, count, side), lit).clamp(0, 1)


def _windows(squares: Tensor, extents: Tensor, dice: Dice, side: int) -> Tensor:
    """A square window of each picture, about `side` of its pixels wide, at `side` pixels."""
    count, full = len(squares), squares.shape[-1]
    wide = torch.minimum(side * dice.uniform(0.85, 1.15, count), extents.amin(1) - 2)  # (N,)
    corner = 1 + dice.uniform(0, 1, count, 2) * (extents - 2 - wide[:, None])  # (N, 2) y, x
    line = (torch.arange(side, device=squares.device) + 0.5) / side
    flip = dice.chance(0.5, count)
    across = torch.where(flip[:, None], 1 - line, line)  # (N, side)
    x = (corner[:, 1:] + across * wide[:, None]) * 2 / full - 1
    y = (corner[:, :1] + line * wide[:, None]) * 2 / full - 1
    grid = torch.stack(
        [x[:, None].expand(count, side, side), y[:, :, None].expand(count, side, side)], 3
    )
    return functional.grid_sample(squares, grid, mode="bilinear", align_corners=False)


def _plain(dice: Dice, count: int, side: int) -> Tensor:
    """Smooth ramps between two or three tones, some with grain, as studio grounds have."""
    tones = dice.uniform(0, 1, 3, count, 1, 1, 1)
    tints = dice.normal(0.12, 3, count, 3, 1, 1)
    colours = (tones + tints).clamp(0, 1)  # (3, N, 3, 1, 1)
    first, second = ramps(dice, count, side), ramps(dice, count, side) * 0.5
    mixed = torch.lerp(torch.lerp(colours[0], colours[1], first), colours[2], second)
    grain = dice.normal(1.0, count, 1, side, side) * spread(dice.uniform(0, 0.015, count))
    return mixed + grain * spread(dice.chance(0.4, count))


def draw_samples(stock: Stock, target: Path, seed: int, side: int) -> None:
    """Writes a sheet of 24 training samples as the network gets them, holes in magenta."""
    from export_tools.inpainter.masks import draw_holes, stained
    from export_tools.inpainter.model import composed

    dice = Dice(seed, stock.device)
    pictures = draw(stock, dice, 24, side)
    holes = draw_holes(stock.texts, dice, 24, side)
    magenta = torch.tensor([1.0, 0.0, 1.0]).view(1, 3, 1, 1)
    shown = composed(stained(pictures, holes, dice), magenta, holes)
    rows = [torch.cat(list(shown[i : i + 8]), 2) for i in range(0, 24, 8)]
    sheet = (torch.cat(rows, 1) * 255).round().byte().permute(1, 2, 0).numpy()
    Image.fromarray(np.ascontiguousarray(sheet)).save(target)
