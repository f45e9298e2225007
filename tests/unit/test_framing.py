"""Promises of stages/framing*.py."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from adloom.assets import MemoryAssets
from adloom.errors import StageError
from adloom.stages.framing import MOST_SCALE, frame
from adloom.types import Box, Brief, Framing, Material, Product, Size

SIZES = (
    Size(540, 540), Size(540, 960), Size(600, 314), Size(728, 90), Size(300, 600),
    Size(320, 50), Size(120, 600), Size(64, 320), Size(550, 50),
)  # fmt: skip


def brief(title: str = "Glass bottle") -> Brief:
    return Brief(Product((), title=title), ())


def material(
    assets: MemoryAssets,
    box: tuple[int, int, int, int] | None = (120, 60, 180, 260),
    shape: tuple[int, int] = (320, 300),
    busy: bool = False,
) -> Material:
    """A red block on a smooth (or busy) ground; `box` is left, top, right, bottom."""
    height, width = shape
    rng = np.random.default_rng(0)
    ramp = np.linspace(205, 225, width)[None, :, None] + np.linspace(0, 8, height)[:, None, None]
    rgb = np.broadcast_to(ramp, (height, width, 3)) + rng.normal(0, 1.5, (height, width, 3))
    if busy:
        rgb = rng.integers(0, 255, (height // 8 + 1, width // 8 + 1, 3)).repeat(8, 0).repeat(8, 1)
        rgb = rgb[:height, :width].astype(np.float64)
    rgb = rgb.copy()
    mask = np.zeros(shape, np.uint8)
    if box is not None:
        mask[box[1] : box[3], box[0] : box[2]] = 255
        rgb[mask > 0] = (190, 40, 40)
    picture = np.clip(rgb, 0, 255).astype(np.uint8)
    opaque = np.dstack([picture, np.full(shape, 255, np.uint8)])
    cut = np.dstack([np.where(mask[..., None] > 0, picture, 0).astype(np.uint8), mask])
    found = None
    if box is not None:
        found = Box(box[0], box[1], box[2] - box[0], box[3] - box[1])
    return Material(
        assets.put(opaque), assets.put(cut), assets.put(mask), width, height, found,
        "product_plain", ("#be2828ff",), "#d7d7d7ff", 0.0 if busy else 0.95,
    )  # fmt: skip


def mask_box(framing: Framing, assets: MemoryAssets) -> Box:
    solid = assets.get(framing.mask_asset) > 127
    rows, columns = np.flatnonzero(solid.any(1)), np.flatnonzero(solid.any(0))
    return Box(columns[0], rows[0], columns[-1] + 1 - columns[0], rows[-1] + 1 - rows[0])


@pytest.mark.parametrize("size", SIZES, ids=lambda size: size.name)
def test_a_framing_meets_its_size_exactly_and_keeps_the_product_whole(size: Size) -> None:
    assets = MemoryAssets()
    framings, decisions = frame(material(assets), size, brief(), assets, count=3, seed=1)
    assert 2 <= len(framings) <= 3
    assert {framing.kind for framing in framings} >= {"cutout", "extend"}
    assert len(decisions) >= len(framings)
    for framing in framings:
        canvas = assets.get(framing.canvas_asset)
        assert canvas.shape == (size.height, size.width, 4)
        assert canvas[..., 3].min() == 255
        assert assets.get(framing.mask_asset).shape == (size.height, size.width)
        box = mask_box(framing, assets)
        assert framing.product_box is not None
        assert abs(box.width - framing.product_box.width) <= 2
        assert box.x > 0 and box.y > 0 and box.right < size.width and box.bottom < size.height
        assert box.width / box.height == pytest.approx(60 / 200, abs=0.05)
        assert box.height <= MOST_SCALE * 200 + 2


def test_same_seed_same_pixels_and_another_seed_other_grounds() -> None:
    assets = MemoryAssets()
    source = material(assets)
    one, _ = frame(source, Size(400, 400), brief(), assets, count=3, seed=3)
    two, _ = frame(source, Size(400, 400), brief(), assets, count=3, seed=3)
    assert one == two
    notes = set()
    for seed in range(6):
        framings, _ = frame(source, Size(400, 400), brief(), assets, count=3, seed=seed)
        notes |= {framing.note for framing in framings if framing.kind == "cutout"}
    assert len(notes) >= 4


def test_one_seed_gives_a_family_of_sizes_one_look() -> None:
    assets = MemoryAssets()
    source = material(assets)
    grounds = set()
    for size in (Size(400, 400), Size(400, 711), Size(600, 314)):
        framings, _ = frame(source, size, brief(), assets, count=3, seed=8)
        first = next(framing for framing in framings if framing.kind == "cutout")
        grounds.add(first.note.split(",")[0])
    assert len(grounds) == 1


@pytest.mark.parametrize("size", [Size(600, 300), Size(300, 600), Size(700, 90)])
def test_continued_ground_has_no_seam(size: Size) -> None:
    assets = MemoryAssets()
    framings, _ = frame(material(assets), size, brief(), assets, count=3, seed=2)
    framing = next(framing for framing in framings if framing.kind == "extend")
    grey = assets.get(framing.canvas_asset)[..., :3].astype(np.float32).mean(axis=2)
    box = mask_box(framing, assets)
    above = grey[: int(box.y) - 3] if box.y > 30 else grey[:, : int(box.x) - 3].T
    steps = np.abs(np.diff(above.mean(axis=1)))
    ordinary = np.sort(steps)[-6:-1].mean()
    assert steps.max() <= 1.3 * ordinary + 0.35


def test_continued_ground_has_the_grain_of_the_photo() -> None:
    assets = MemoryAssets()
    framings, _ = frame(material(assets), Size(600, 300), brief(), assets, count=3, seed=2)
    framing = next(framing for framing in framings if framing.kind == "extend")
    grey = assets.get(framing.canvas_asset)[..., 1].astype(np.float32)
    rough = np.abs(grey[:, 1:] - grey[:, :-1])
    box = mask_box(framing, assets)
    far, near = rough[:, :40].mean(), rough[:, int(box.x) - 40 : int(box.x) - 6].mean()
    assert 0.4 < far / near < 2.2


def test_a_busy_rim_is_never_continued() -> None:
    assets = MemoryAssets()
    source = material(assets, busy=True)
    framings, _ = frame(source, Size(600, 300), brief(), assets, count=3, seed=2)
    assert "extend" not in {framing.kind for framing in framings}


@pytest.mark.parametrize("size", [Size(500, 500), Size(300, 600), Size(728, 90)])
def test_a_product_cut_by_the_photo_stays_cut_by_the_same_edge(size: Size) -> None:
    assets = MemoryAssets()
    source = material(assets, box=(120, 120, 180, 320))
    framings, _ = frame(source, size, brief(), assets, count=3, seed=4)
    for framing in framings:
        box = mask_box(framing, assets)
        assert box.bottom == size.height
        assert box.x > 0 and box.right < size.width


def test_a_product_cut_on_opposite_sides_is_not_cut_out_and_the_merchant_is_told() -> None:
    assets = MemoryAssets()
    source = material(assets, box=(0, 120, 300, 200))
    framings, decisions = frame(source, Size(500, 500), brief(), assets, count=3, seed=4)
    assert framings
    assert "cutout" not in {framing.kind for framing in framings}
    assert any("opposite sides" in decision.reason for decision in decisions)


def test_no_clear_product_uses_the_whole_picture_and_says_so() -> None:
    assets = MemoryAssets()
    for busy in (False, True):
        source = material(assets, box=None, busy=busy)
        framings, decisions = frame(source, Size(500, 400), brief(), assets, count=3, seed=0)
        assert framings
        assert all(framing.product_box is None for framing in framings)
        assert any("whole picture" in decision.chosen for decision in decisions)
        assert assets.get(framings[0].mask_asset).max() > 100


def test_a_small_photo_is_not_blown_up_and_the_merchant_is_told() -> None:
    assets = MemoryAssets()
    framings, decisions = frame(
        material(assets), Size(1600, 1600), brief(), assets, count=2, seed=0
    )
    assert all(mask_box(framing, assets).height <= MOST_SCALE * 200 + 2 for framing in framings)
    assert any("small" in decision.reason for decision in decisions)


def test_the_product_pixels_are_kept() -> None:
    assets = MemoryAssets()
    framings, _ = frame(material(assets), Size(400, 400), brief(), assets, count=3, seed=0)
    for framing in framings:
        sure = assets.get(framing.mask_asset) > 254
        seen = assets.get(framing.canvas_asset)[..., :3][sure].astype(np.int32)
        assert np.abs(np.median(seen, axis=0) - (190, 40, 40)).max() <= 2


def test_the_decisions_name_winners_losers_and_scores() -> None:
    assets = MemoryAssets()
    framings, decisions = frame(material(assets), Size(400, 400), brief(), assets, count=1, seed=0)
    assert len(framings) == 1
    assert decisions[-1].stage == "framing"
    assert decisions[-1].chosen == framings[0].note
    assert decisions[-1].score is not None
    assert decisions[-1].rejected


def test_an_empty_size_is_refused_in_words() -> None:
    assets = MemoryAssets()
    with pytest.raises(StageError, match="no pixels"):
        frame(material(assets), Size(0, 100), brief(), assets, count=1, seed=0)


def test_a_photo_that_carries_words_is_not_shown_itself_where_the_product_can_be_cut_out() -> None:
    assets = MemoryAssets()
    clean = material(assets)
    words = np.zeros((320, 300), np.uint8)
    words[10:40, 20:280] = 255
    overlaid = replace(clean, removal_mask=assets.put(words))
    kinds = {f.kind for f in frame(clean, Size(540, 540), brief(), assets, count=3, seed=1)[0]}
    assert "extend" in kinds
    framings, told = frame(overlaid, Size(540, 540), brief(), assets, count=3, seed=1)
    assert {framing.kind for framing in framings} == {"cutout"}
    assert any("words or signs" in decision.reason for decision in told)
