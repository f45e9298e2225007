"""Fills a stock folder (see `ads_stock`) from the picture sets of tiers A and N and from renders.

Every group has a budget in bytes, so that the whole stays small enough to be carried about.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path

import numpy as np
from PIL import Image

from export_tools.adstudio.ads_ideas_authored import LAYOUTS
from export_tools.adstudio.labelled import Pixels

CUTOUT_PX, AMATEUR_PX, PHOTO_PX, TEXTURE_PX, LOGO_PX, STICKER_PX = 512, 400, 640, 320, 200, 160
BUDGET_MB = {"cutouts": 18.0, "photos": 18.0, "logos": 3.0, "stickers": 3.0}
PHOTO_LIKE = (
    "Photography & Realism",
    "Portrait & Photography Cases",
    "portrait",
    "Scenes & Storytelling",
    "Architecture & Spaces",
    "mixed",
)
SOUND = ("product_scene", "product_plain", "place")
"""Hand labels of pictures whose lettering, if any, is the product's or the place's own."""
PEOPLE = ("Women/", "Men/")
Named = Iterator[tuple[str, Pixels]]
Judge = Callable[[Pixels], bool]


def pack_stock(
    folder: Path,
    renders: Path | None = None,
    labels: Path | None = None,
    judge: Judge | None = None,
) -> dict[str, int]:
    """Fill `folder`; return the bytes of each group.

    AI-made pictures are taken when the table `labels` (file,kind) calls them products or places,
    those it calls `other` or does not know when their category is photographic and `judge` finds
    no lettering in them.
    `renders` is a folder of rendered RGBA products.
    """
    import cv2

    cv2.setNumThreads(1)
    made = list(_ai_pictures(_read_labels(labels), judge or (lambda _: False)))
    groups: dict[str, Iterable[tuple[str, Pixels]]] = {
        "logos": _small("logos", 2, LOGO_PX),
        "stickers": _small("stickers", 4, STICKER_PX),
        "photos": chain(_scenes(), iter(made), _shop(), _products_on_white(), _wardrobe()),
        "cutouts": chain(_rendered(renders), _cut(made), _product_cutouts(), _garments()),
    }
    sizes = {name: _write(folder / name, pictures) for name, pictures in groups.items()}
    return sizes | {"texts": _copy_texts(folder)}


def _copy_texts(folder: Path) -> int:
    """Copy the authored layouts and product records; bytes written."""
    from export_tools.product_matting.sources import data_folder

    paths = [data_folder() / LAYOUTS, *sorted(data_folder().glob("copy-*.jsonl"))]
    return sum((folder / path.name).write_bytes(path.read_bytes()) for path in paths)


def _read_labels(path: Path | None) -> dict[str, str]:
    if path is None or not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as stream:
        return {row["file"]: row["kind"] for row in csv.DictReader(stream)}


def _write(folder: Path, pictures: Iterable[tuple[str, Pixels]]) -> int:
    """Write the pictures under their names until the group's budget is spent; bytes written."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.webp"):
        old.unlink()
    budget = left = int(BUDGET_MB[folder.name] * 1e6)
    for name, pixels in pictures:
        path = folder / f"{name}.webp"
        Image.fromarray(pixels).save(path, quality=74, alpha_quality=85, method=4)
        left -= path.stat().st_size
        if left < 0:
            print(f"{folder.name}: budget spent at {name}")
            break
    return budget - left


def _named(kind: str, file: str) -> str:
    return f"{kind}-{re.sub(r'[^A-Za-z0-9_]+', '_', Path(file).stem)}"


def _small(name: str, step: int, longest: int) -> Named:
    from export_tools.product_matting.sources import read_index, read_pictures

    rows = [r for r in read_index(name) if r.has_alpha][::step]
    for row, picture in read_pictures(rows, longest):
        if picture[..., 3].max() > 200 and min(picture.shape[:2]) > 12:
            yield _named(name[:-1], row.file), trim(picture)


def _ai_pictures(labels: dict[str, str], judge: Judge) -> Named:
    from export_tools.product_matting.sources import read_index, read_pictures

    for row, picture in read_pictures(read_index("ai-pictures"), PHOTO_PX):
        label = labels.get(row.file, "other")
        sound = label in SOUND or (label == "other" and row.category in PHOTO_LIKE)
        if not sound or min(picture.shape[:2]) < 200:
            continue
        if label in SOUND or not judge(picture[..., :3]):
            yield _named("ai", row.file), np.ascontiguousarray(picture[..., :3])


def _scenes() -> Named:
    from export_tools.product_matting.sources import read_index, read_pictures

    for row, picture in read_pictures(read_index("scenes"), PHOTO_PX):
        yield _named("scene", row.file), picture[..., :3]


def _shop() -> Named:
    from export_tools.product_matting.sources import read_index, read_pictures

    for row, picture in read_pictures(read_index("grocery")[::14], PHOTO_PX):
        yield _named("shop", row.file), picture[..., :3]


def _products_on_white() -> Named:
    """Web-shop photos: those on white as `white`, the others as `lifestyle`."""
    from export_tools.product_matting.sources import read_index, read_pictures

    rows = [r for r in read_index("products") if not r.has_alpha]
    rows = [r for r in rows if not r.on_white] + [r for r in rows if r.on_white][::3]
    for row, picture in read_pictures(rows, PHOTO_PX):
        if min(picture.shape[:2]) >= 160:
            yield _named("white" if row.on_white else "lifestyle", row.file), picture[..., :3]


def _wardrobe() -> Named:
    """Amateur garment photos, and the empty edges of others as textures."""
    from export_tools.product_matting.cutouts import AMATEUR, cut_out
    from export_tools.product_matting.sources import read_index, read_pictures

    rows = read_index("clothing")[1::12]
    for number, (row, picture) in enumerate(read_pictures(rows, PHOTO_PX)):
        if number % 2:
            yield _named("clothing", row.file), picture[..., :3]
            continue
        cutout, _ = cut_out(picture[..., :3], AMATEUR)
        if cutout is None:
            continue
        patch = _empty_edge(picture[..., :3], cutout[..., 3])
        if min(patch.shape[:2]) >= 40:
            yield _named("texture", row.file), np.ascontiguousarray(patch[:TEXTURE_PX, :TEXTURE_PX])


def _empty_edge(picture: Pixels, alpha: Pixels) -> Pixels:
    """The broadest strip above, below or beside the product."""
    box = _solid_box(alpha, 8)
    if box is None:
        return picture
    top, bottom, left, right = box
    strips = (
        picture[: max(0, top - 3)],
        picture[bottom + 3 :],
        picture[:, : max(0, left - 3)],
        picture[:, right + 3 :],
    )
    return max(strips, key=lambda strip: min(strip.shape[:2]))


def _solid_box(alpha: Pixels, least: int) -> tuple[int, int, int, int] | None:
    """Top, bottom, left and right of what is more opaque than `least`."""
    rows, columns = np.nonzero(alpha.max(1) > least)[0], np.nonzero(alpha.max(0) > least)[0]
    if not len(rows):
        return None
    return int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1


def trim(cutout: Pixels) -> Pixels:
    """Crop a cut-out to what can be seen of it, with one clear pixel all round where there is."""
    box = _solid_box(cutout[..., 3], 8)
    if box is None:
        return cutout
    top, bottom, left, right = box
    return cutout[max(0, top - 1) : bottom + 1, max(0, left - 1) : right + 1]


def _rendered(folder: Path | None) -> Named:
    from export_tools.product_matting.sources import shrink

    for path in sorted(folder.glob("p?????.webp")) if folder else ():
        with Image.open(path) as picture:
            pixels = np.asarray(picture.convert("RGBA"))
        if pixels[..., 3].max() > 200:
            yield _named("render", path.name), shrink(trim(pixels), CUTOUT_PX)


def _cut(made: list[tuple[str, Pixels]]) -> Named:
    """AI-made products on plain grounds, cut out."""
    from export_tools.product_matting.cutouts import STUDIO, cut_out
    from export_tools.product_matting.sources import shrink

    for name, picture in made:
        cutout, _ = cut_out(picture, STUDIO)
        if cutout is not None and in_one_piece(cutout):
            yield name, shrink(trim(cutout), CUTOUT_PX)


def in_one_piece(cutout: Pixels) -> bool:
    """Whether nearly all of a cut-out hangs together; a white shirt lost on white does not."""
    import cv2

    solid = (cutout[..., 3] > 60).astype(np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(solid)
    return bool(len(stats) > 1 and stats[1:, cv2.CC_STAT_AREA].max() > 0.9 * solid.sum())


def _product_cutouts() -> Named:
    from export_tools.product_matting.cutouts import STUDIO, WHITE, cut_out
    from export_tools.product_matting.sources import read_index, read_pictures

    rows = [r for r in read_index("products") if not r.has_alpha]
    people = [r for r in rows if r.category.startswith(PEOPLE)]
    rows = [r for r in rows if not r.category.startswith(PEOPLE)] + people[::2]
    for row, picture in read_pictures(rows, CUTOUT_PX):
        cutout, _ = cut_out(picture, WHITE if row.on_white else STUDIO)
        if cutout is not None and in_one_piece(cutout):
            kind = "person" if row.category.startswith(PEOPLE) else "thing"
            yield _named(kind, row.file), trim(cutout)


def _garments() -> Named:
    from export_tools.product_matting.cutouts import AMATEUR, cut_out
    from export_tools.product_matting.sources import read_index, read_pictures

    for row, picture in read_pictures(read_index("clothing")[::5], AMATEUR_PX):
        cutout, _ = cut_out(picture, AMATEUR)
        if cutout is not None:
            yield _named("garment", row.file), trim(cutout)


def reading_judge() -> Judge | None:
    """A judge that looks for lettering with an open text detector; None where there is none."""
    try:
        from rapidocr import RapidOCR
    except ImportError:
        return None
    reader = RapidOCR()

    def shows_lettering(picture: Pixels) -> bool:
        found = reader(picture[..., ::-1], use_det=True, use_cls=False, use_rec=False)
        return found.boxes is not None and len(found.boxes) > 0

    return shows_lettering
