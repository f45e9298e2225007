"""The ad studio's finished ads: labels that are true of the pixels, folds that never mix."""

from __future__ import annotations

import argparse
import json
import tarfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from adloom.paths import resources_folder
from adloom.types import Box

pytest.importorskip("cv2")

from export_tools.adstudio import ads, ads_packing, cli
from export_tools.adstudio.ads_board import Board
from export_tools.adstudio.ads_ideas_authored import LAYOUTS, read_layouts
from export_tools.adstudio.ads_stock import Stock, fold_of, read_stock
from export_tools.adstudio.elements import Kit, Patch, load_kit
from export_tools.adstudio.labelled import Labelled, Mark
from export_tools.adstudio.shards import read

LAYOUT = {
    "canvas": [1000, 1000],
    "product": {"box": [500, 200, 450, 700]},
    "elements": [
        {"role": "headline", "box": [60, 80, 420, 200], "align": "start", "on": "background"},
        {"role": "underlay", "box": [60, 700, 300, 90], "align": "start", "on": "background",
         "shape": "pill"},
        {"role": "cta", "box": [90, 720, 240, 50], "align": "center", "on": "underlay:1"},
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small stock: made-up cut-outs, photos, logos and stickers, and the shipped fonts."""
    root = tmp_path_factory.mktemp("stock")
    (root / "fonts").symlink_to(resources_folder() / "fonts")
    for kind, group in (("thing", "cutouts"), ("render", "cutouts"), ("mark", "logos"),
                        ("face", "stickers")):  # fmt: skip
        for number in range(24):
            save(root / group / f"{kind}-{number}.webp", blob(number))
    for kind in ("lifestyle", "ai", "white", "texture"):
        for number in range(24):
            save(root / "photos" / f"{kind}-{number}.webp", scene(number))
    (root / LAYOUTS).write_text(json.dumps(LAYOUT) + "\n")
    return root


def save(path: Path, pixels: np.ndarray) -> None:
    path.parent.mkdir(exist_ok=True)
    Image.fromarray(pixels).save(path, quality=80)


def blob(seed: int) -> np.ndarray:
    rows, columns = np.mgrid[0:120, 0:90]
    inside = ((rows - 60) / 58) ** 2 + ((columns - 45) / 43) ** 2 < 1
    colour = np.random.default_rng(seed).integers(20, 235, 3)
    return np.dstack([np.full((120, 90, 3), colour), inside * 255]).astype(np.uint8)


def scene(seed: int) -> np.ndarray:
    small = np.random.default_rng(seed).integers(0, 255, (6, 8, 3), np.uint8)
    return np.asarray(Image.fromarray(small).resize((240, 180), Image.Resampling.BICUBIC))


@pytest.fixture(scope="module")
def stock(folder: Path) -> Stock:
    return read_stock(folder, "train")


@pytest.fixture(scope="module")
def kit(folder: Path) -> Kit:
    return load_kit(folder, "train")


@pytest.mark.parametrize("idea", ads.IDEAS, ids=lambda i: i.name)
def test_every_idea_draws_an_ad_with_sound_labels(idea: ads.Idea, stock: Stock, kit: Kit) -> None:
    one = ads.compose_ad(stock, kit, np.random.default_rng(5), idea)
    assert one.kind == "finished_ad"
    assert one.marks
    assert_sound(one)


def test_an_authored_layout_is_drawn_with_its_elements(stock: Stock, kit: Kit) -> None:
    layout = read_layouts(stock.folder)[0]
    draft = ads._begin(stock, kit, np.random.default_rng(2), ("white",), (700, 700))
    ads.draw_authored(draft, layout)
    one = draft.board.finish("finished_ad")
    assert_sound(one)
    assert {m.label for m in one.marks} >= {"text", "underlay"}
    assert {m.role for m in one.marks} >= {"headline", "cta"}


def assert_sound(one: Labelled) -> None:
    """Boxes on the canvas, and nearly all ink of every text inside the removal mask."""
    height, width = one.picture.shape[:2]
    assert one.clean.shape == one.picture.shape
    assert one.removal.shape == one.product.shape == (height, width)
    for mark in one.marks:
        assert mark.box.x >= 0
        assert mark.box.y >= 0
        assert mark.box.right <= width
        assert mark.box.bottom <= height
        assert min(mark.box.width, mark.box.height) >= 6
        assert mark.text or mark.label != "text"
    changed = np.abs(one.picture.astype(int) - one.clean).max(axis=2) > 40
    for mark in one.marks:
        if mark.label == "text":
            box = mark.box
            inside = np.s_[int(box.y) : int(box.bottom) + 1, int(box.x) : int(box.right) + 1]
            ink = changed[inside]
            assert (one.removal[inside][ink] > 0).mean() >= 0.95 if ink.any() else True
    assert one.removal.mean() < 0.95 * 255


def test_there_are_forty_ideas_of_their_own() -> None:
    assert len({i.name for i in ads.IDEAS}) == len(ads.IDEAS) >= 40


def test_each_canvas_shape_has_ideas() -> None:
    for shape in ads.SHAPE_SHARES:
        assert sum(shape in i.shapes for i in ads.IDEAS) >= 1


def test_same_seed_gives_the_same_bytes(stock: Stock, kit: Kit) -> None:
    for seed in range(3):
        first, second = (ads.draw_ad(stock, kit, np.random.default_rng(seed)) for _ in range(2))
        assert first.marks == second.marks
        assert first.picture.tobytes() == second.picture.tobytes()
        assert first.removal.tobytes() == second.removal.tobytes()


def test_nothing_is_to_be_removed_where_nothing_was_put() -> None:
    board = Board(np.full((80, 100, 3), 200, np.uint8))
    board.stand(blob(1)[:60, :60], 10, 10, (Box(5, 5, 20, 20),))
    one = board.finish("finished_ad")
    assert not one.removal.any()
    assert not one.marks
    assert one.prints == (Box(15, 15, 20, 20),)
    assert one.product.any()


def test_print_stays_unless_an_element_lies_over_it() -> None:
    for x, kept in ((60, True), (12, False)):
        board = Board(np.full((80, 100, 3), 200, np.uint8))
        board.stand(blob(1)[:60, :60], 10, 10, (Box(5, 5, 20, 20),))
        board.put(plate(x, 12, 28, 28))
        one = board.finish("finished_ad")
        assert bool(one.prints) is kept
        assert bool(one.removal[15:35, 15:35].any()) is not kept


def test_type_behind_the_product_is_marked_only_while_it_can_be_read() -> None:
    for top, kept in ((60, True), (12, False)):
        board = Board(np.full((120, 120, 3), 250, np.uint8))
        board.put(plate(10, top, 50, 12, "text"))
        board.stand(np.full((30, 80, 4), 255, np.uint8), 4, 8)
        one = board.finish("finished_ad")
        assert bool(one.marks) is kept
        assert not one.removal[10:36, 6:80].any()


def test_a_faint_text_is_removed_too() -> None:
    board = Board(np.full((60, 120, 3), 250, np.uint8))
    board.put(plate(10, 20, 60, 12, "text", (248, 248, 248)))
    one = board.finish("finished_ad")
    assert one.removal[20:32, 10:70].all()


def test_a_watermark_is_marked_and_removed() -> None:
    board = Board(np.full((60, 120, 3), 250, np.uint8))
    faint = plate(10, 20, 60, 12, "text", (0, 0, 0))
    faint.pixels[..., 3] = 50
    board.put(faint)
    one = board.finish("finished_ad")
    assert [m.label for m in one.marks] == ["text"]
    assert one.removal[20:32, 10:70].all()


def test_what_hangs_over_the_edge_is_clipped_and_slivers_are_dropped() -> None:
    board = Board(np.full((60, 60, 3), 250, np.uint8))
    board.put(plate(40, 10, 30, 20))
    board.put(plate(57, 40, 30, 15))
    marks = board.finish("finished_ad").marks
    assert [m.box for m in marks] == [Box(40, 10, 20, 20)]


def plate(
    x: int, y: int, width: int, height: int, label: str = "underlay", colour: object = (9, 9, 200)
) -> Patch:
    pixels = np.full((height, width, 4), (*colour, 255), np.uint8)  # type: ignore[misc]
    return Patch(pixels, x, y, (Mark(label, Box(x, y, width, height), "word"),))  # type: ignore[arg-type]


def test_folds_share_no_source(folder: Path) -> None:
    train, test = read_stock(folder, "train"), read_stock(folder, "test")
    sources = [
        {p.source for p in (*s.cutouts, *s.photos, *s.textures, *s.whites)} for s in (train, test)
    ]
    assert sources[1]
    assert not sources[0] & sources[1]


def test_a_cutout_falls_into_the_fold_of_its_photo(folder: Path) -> None:
    for fold in ("train", "test"):
        stock = read_stock(folder, fold)  # type: ignore[arg-type]
        assert all(fold_of(p.source) == fold for p in (*stock.cutouts, *stock.whites))


def test_only_sound_pictures_of_free_tiers_are_packed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [
        ("good.webp", "N", "Charts & Infographics"),
        ("quiet.webp", "N", "portrait"),
        ("lettered.webp", "N", "portrait"),
        ("collage.webp", "N", "portrait"),
        ("chart.webp", "N", "Charts & Infographics"),
        ("research.webp", "R", "portrait"),
    ]
    header = "file,shard,width,height,tier,licence,source,title,description"
    header += ",category,price,alpha,white_bg"
    lines = [f"{f},ai.tar,240,240,{t},MIT,here,,,{c},,0,0" for f, t, c in rows]
    (tmp_path / "ai-pictures.csv").write_text("\n".join([header, *lines]))
    with tarfile.open(tmp_path / "ai.tar", "w") as tar:
        for number, (name, _, _) in enumerate(rows):
            level = 10 if name == "lettered.webp" else 100 + number
            save(tmp_path / name, np.full((240, 240, 3), level, np.uint8))
            tar.add(tmp_path / name, name)
    monkeypatch.setenv("ADLOOM_DATA", str(tmp_path))
    labels = {"good.webp": "product_plain", "collage.webp": "collage"}
    taken = ads_packing._ai_pictures(labels, lambda picture: bool(picture.mean() < 50))
    assert [name for name, _ in taken] == ["ai-good", "ai-quiet"]


def test_a_cutout_that_fell_apart_is_refused() -> None:
    whole = blob(1)
    torn = whole.copy()
    torn[40:80, :, 3] = 0
    assert ads_packing.in_one_piece(whole)
    assert not ads_packing.in_one_piece(torn)


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="run `adstudio stock` first"):
        read_stock(tmp_path, "train")


def test_borders_move_every_label_with_the_picture(stock: Stock, kit: Kit) -> None:
    one = ads.draw_ad(stock, kit, np.random.default_rng(8), ads.IDEAS[1])
    wide = ads.bordered(np.random.default_rng(3), one)
    first, moved = one.marks[0].box, wide.marks[0].box
    shift = (int(moved.x - first.x), int(moved.y - first.y))
    assert shift != (0, 0)
    height, width = one.removal.shape
    inner = np.s_[shift[1] : shift[1] + height, shift[0] : shift[0] + width]
    assert np.array_equal(wide.removal[inner], one.removal)
    assert wide.removal.sum() == one.removal.sum()


def test_shards_hold_what_was_asked_and_are_not_drawn_twice(folder: Path, tmp_path: Path) -> None:
    arguments = argparse.Namespace(
        stock=folder, out=tmp_path, count=5, shard=3, seed=1, fold="train", kind="finished_ad"
    )
    jobs = list(cli._jobs(arguments))
    assert [job[-1] for job in jobs] == [3, 2]
    path, count = cli._draw_shard(jobs[1])
    assert path.exists()
    assert count == 2
    assert [len(a["kinds"]) for a in read(tmp_path)] == [2]
    assert [job[-1] for job in cli._jobs(arguments)] == [3]


def test_train_and_test_seeds_never_meet(folder: Path, tmp_path: Path) -> None:
    seeds = []
    for fold in ("train", "test"):
        arguments = argparse.Namespace(
            stock=folder, out=tmp_path, count=10, shard=5, seed=3, fold=fold, kind=""
        )
        seeds.append({job[4] + n for job in cli._jobs(arguments) for n in range(job[5])})
    assert not seeds[0] & seeds[1]
