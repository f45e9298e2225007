"""The ad studio's other classes: every variant draws, its labels are true, and seeds decide."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from adloom.paths import resources_folder
from adloom.types import Box

pytest.importorskip("cv2")

from export_tools.adstudio.ads_stock import Stock, read_stock
from export_tools.adstudio.elements_kit import Kit, load_kit
from export_tools.adstudio.labelled import LABELS, Kind, Labelled, Mark
from export_tools.adstudio.pages import SHARES, VARIANTS, draw_page
from export_tools.adstudio.pages_photos import is_plain
from export_tools.adstudio.pages_sheet import Sheet
from export_tools.adstudio.pages_words import SCRIPT_SHARES, writer

CASES = [(kind, variant) for kind, drawers in VARIANTS.items() for variant in drawers]
WITHOUT_MARKS: tuple[Kind, ...] = ("product_plain", "product_scene", "unusable")
Drawn = dict[tuple[str, str], list[Labelled]]


@pytest.fixture(scope="module")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Stock:
    """A small stock: made-up cut-outs, photos and stickers, and the shipped fonts."""
    root = tmp_path_factory.mktemp("stock")
    (root / "fonts").symlink_to(resources_folder() / "fonts")
    for group, kind in (("cutouts", "thing"), ("stickers", "face"), ("logos", "mark")):
        for number in range(16):
            save(root / group / f"{kind}-{number}.webp", blob(number))
    for kind in ("lifestyle", "ai", "shop", "clothing", "scene", "white", "texture"):
        for number in range(16):
            save(root / "photos" / f"{kind}-{number}.webp", photo(number, plain=kind == "white"))
    return read_stock(root, "train")


@pytest.fixture(scope="module")
def kit(stock: Stock) -> Kit:
    return load_kit(stock.folder)


@pytest.fixture(scope="module")
def drawn(stock: Stock, kit: Kit) -> Drawn:
    """Two pictures of every variant."""
    return {
        (kind, variant): [
            draw_page(stock, kit, np.random.default_rng(seed), kind, variant) for seed in (1, 2)
        ]
        for kind, variant in CASES
    }


def save(path: Path, pixels: np.ndarray) -> None:
    path.parent.mkdir(exist_ok=True)
    Image.fromarray(pixels).save(path, quality=80)


def blob(seed: int) -> np.ndarray:
    """A coloured ellipse with alpha, shaded from left to right."""
    rows, columns = np.mgrid[0:150, 0:110]
    inside = ((rows - 75) / 74) ** 2 + ((columns - 55) / 50) ** 2 < 1
    colour = np.random.default_rng(seed).integers(40, 200, 3)
    shade = (columns[..., None] / 2 + colour).astype(np.uint8)
    return np.dstack([shade, inside * np.uint8(255)])


def photo(seed: int, *, plain: bool) -> np.ndarray:
    """Something on white, or coarse coloured noise."""
    rng = np.random.default_rng(seed)
    if plain:
        pixels = np.full((200, 160, 3), 255, np.uint8)
        pixels[40:160, 40:120] = rng.integers(20, 200, 3)
        return pixels
    return rng.integers(0, 255, (20, 16, 3), np.uint8).repeat(12, 0).repeat(12, 1)


@pytest.mark.parametrize(("kind", "variant"), CASES)
def test_a_picture_is_of_the_kind_asked_for_and_its_planes_fit(
    drawn: Drawn, kind: Kind, variant: str
) -> None:
    for one in drawn[kind, variant]:
        assert one.kind == kind
        assert one.picture.dtype == np.uint8
        assert one.picture.shape == one.clean.shape
        assert one.picture.shape[2] == 3
        assert one.removal.shape == one.product.shape == one.picture.shape[:2]


@pytest.mark.parametrize(("kind", "variant"), CASES)
def test_marks_lie_inside_the_picture(drawn: Drawn, kind: Kind, variant: str) -> None:
    for one in drawn[kind, variant]:
        height, width = one.picture.shape[:2]
        for mark in one.marks:
            assert mark.label in LABELS
            assert mark.box.x >= 0
            assert mark.box.y >= 0
            assert mark.box.right <= width + 1e-6
            assert mark.box.bottom <= height + 1e-6
            assert mark.box.area >= 4


@pytest.mark.parametrize(("kind", "variant"), CASES)
def test_the_removal_covers_all_that_differs_from_the_clean_picture(
    drawn: Drawn, kind: Kind, variant: str
) -> None:
    for one in drawn[kind, variant]:
        gap = np.abs(one.picture.astype(int) - one.clean).max(axis=2)
        assert not (gap[one.removal == 0] > 6).any()


@pytest.mark.parametrize(("kind", "variant"), [c for c in CASES if c[0] in WITHOUT_MARKS])
def test_photos_and_unusable_pictures_have_nothing_to_remove(
    drawn: Drawn, kind: Kind, variant: str
) -> None:
    for one in drawn[kind, variant]:
        assert one.marks == ()
        assert not one.removal.any()


@pytest.mark.parametrize("variant", list(VARIANTS["text_page"]))
def test_a_text_page_marks_its_lines_and_removes_them(drawn: Drawn, variant: str) -> None:
    for one in drawn["text_page", variant]:
        lines = [mark for mark in one.marks if mark.label == "text"]
        assert lines
        assert all(line.text for line in lines)
        assert all(removed(one, line) > 0 for line in lines if line.box.area > 60)


def removed(one: Labelled, mark: Mark) -> float:
    """The share of a mark's box that the removal covers."""
    box = mark.box
    rows = slice(int(box.y), max(int(box.y) + 1, round(box.bottom)))
    part = one.removal[rows, int(box.x) : max(int(box.x) + 1, round(box.right))]
    return float((part > 0).mean())


@pytest.mark.parametrize("variant", [v for v in VARIANTS["product_plain"] if v != "white_photo"])
def test_a_composed_product_photo_knows_its_product(drawn: Drawn, variant: str) -> None:
    for one in drawn["product_plain", variant]:
        assert (one.product > 128).mean() > 0.01


@pytest.mark.parametrize(("kind", "variant"), CASES)
def test_the_same_seed_gives_the_same_bytes(
    stock: Stock, kit: Kit, drawn: Drawn, kind: Kind, variant: str
) -> None:
    again = draw_page(stock, kit, np.random.default_rng(1), kind, variant)
    first = drawn[kind, variant][0]
    assert np.array_equal(again.picture, first.picture)
    assert np.array_equal(again.removal, first.removal)
    assert again.marks == first.marks


def test_there_are_as_many_variants_as_promised() -> None:
    assert len(VARIANTS["collage"]) >= 12
    assert len(VARIANTS["text_page"]) >= 14
    assert len(VARIANTS["unusable"]) >= 10


def test_shares_name_variants_that_exist() -> None:
    assert set(SHARES) <= {variant for _, variant in CASES}


def test_a_random_variant_is_drawn_where_none_is_named(stock: Stock, kit: Kit) -> None:
    heads = {
        draw_page(stock, kit, np.random.default_rng(seed), "unusable").picture.tobytes()[:4000]
        for seed in range(8)
    }
    assert len(heads) > 3


@pytest.mark.parametrize("script", list(SCRIPT_SHARES))
def test_every_script_sets_lines_that_leave_ink(kit: Kit, script: str) -> None:
    author = writer(kit, np.random.default_rng(3), script=script)
    sheet = Sheet(400, 60)
    ink = sheet.line(author.running(380, 24, 2)[0], Box(4, 4, 392, 52), 24, author.plain)
    one = sheet.done("text_page")
    assert ink.width > 60
    assert (one.removal > 0).sum() > 200


def test_a_plain_ground_is_told_from_a_busy_one() -> None:
    assert is_plain(photo(1, plain=True))
    assert not is_plain(photo(1, plain=False))
