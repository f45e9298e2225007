"""Fills the packs to train on: own renders, photographs with checked masks, stickers, grounds.

Masks are made by `cutouts`, checked there, and looked at: what looked wrong is in refused.txt.
Pictures of tiers A and N only; see `stock` for what a pack holds.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from export_tools.product_matting.cutouts import AMATEUR, STUDIO, WHITE, PlainGround, cut_out
from export_tools.product_matting.sources import Row, read_coded, read_index, read_pictures
from export_tools.product_matting.stock import coded, write_packs
from export_tools.product_matting.stock import trim as trim

PHOTO_PX, PHOTO_QUALITY = 512, 90
STICKERS_EVERY = 6
GROCERY_EVERY = {"Fruit": 2, "Vegetables": 2, "Packages": 1}
AI_GROUNDS = ("Architecture & Spaces", "Scenes & Storytelling", "Photography & Realism")
PEOPLE = ("Women/", "Men/", "jeans", "t-shirts")
REFUSED = Path(__file__).with_name("refused.txt")


def prepare(stem: Path, rendered: Path | None, *, photographs: bool = True) -> dict[str, int]:
    """Writes `<stem>-photos-0.tar` ... from ADLOOM_DATA, `<stem>-renders-0.tar` ... from a folder.

    Returns how many pictures each group holds. Without `photographs` those packs stay as they are.
    """
    cv2.setNumThreads(1)
    counts: Counter[str] = Counter()

    def counted(pictures: Iterable[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
        for group, picture in pictures:
            counts[group] += 1
            yield group, picture

    if photographs:
        write_packs(counted(_photographed()), stem.with_name(f"{stem.name}-photos"))
    if rendered is not None:
        write_packs(counted(_rendered(rendered)), stem.with_name(f"{stem.name}-renders"))
    return dict(counts)


def _photographed() -> Iterator[tuple[str, bytes]]:
    products = [r for r in read_index("products") if not r.has_alpha]
    yield from _photos([r for r in products if r.on_white], WHITE)
    yield from _photos([r for r in products if not r.on_white], STUDIO)
    yield from _photos(read_index("clothing"), AMATEUR)
    stickers = [r for r in read_index("stickers") if r.has_alpha][::STICKERS_EVERY]
    yield from (("stickers", picture) for _, picture in read_coded(stickers))
    yield from (("grounds", picture) for _, picture in read_coded(_grounds()))


def _rendered(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.glob("p?????.webp")):
        picture = path.read_bytes()
        if _shows_something(picture):
            yield "renders", picture


def _grounds() -> list[Row]:
    grocery = []
    for kind, every in GROCERY_EVERY.items():
        grocery += [r for r in read_index("grocery") if r.category.startswith(kind)][::every]
    scenes = [r for r in read_index("ai-pictures") if r.category in AI_GROUNDS]
    return grocery + scenes + read_index("scenes")


def _photos(rows: list[Row], ground: PlainGround) -> Iterator[tuple[str, bytes]]:
    """Photographs with their masks as alpha; prints why the others were refused."""
    by_eye = set(REFUSED.read_text(encoding="utf-8").split())
    outcomes: Counter[str] = Counter()
    for row, picture in read_pictures(rows, PHOTO_PX):
        cutout, reason = cut_out(picture, ground)
        if cutout is not None and Path(row.file).stem in by_eye:
            cutout, reason = None, "looked wrong"
        outcomes[reason or "taken"] += 1
        if cutout is not None:
            yield _kind(row), coded(np.dstack([picture, cutout[..., 3]]), PHOTO_QUALITY)
    print(f"{len(rows)} photographs: {dict(outcomes)}", flush=True)


def _kind(row: Row) -> str:
    if row.file.startswith("clothing"):
        return "garments"
    return "people" if row.category.startswith(PEOPLE) else "things"


def _shows_something(picture: bytes) -> bool:
    with Image.open(io.BytesIO(picture)) as opened:
        extrema = opened.convert("RGBA").getchannel("A").getextrema()
    return int(extrema[1]) > 200
