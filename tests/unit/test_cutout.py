"""Promises of the cut-out: no specks, no halo, a box that fits, an edge that follows the photo."""

from __future__ import annotations

import numpy as np
import pytest

from adloom.assets import MemoryAssets
from adloom.inference.images import from_output, letterbox, to_input
from adloom.stages import cutout, material


def disc(side: int, radius: float, *, soft: float = 1.5) -> np.ndarray:
    y, x = np.mgrid[0:side, 0:side] + 0.5
    distance = np.hypot(y - side / 2, x - side / 2)
    return np.clip((radius - distance) / soft + 0.5, 0, 1).astype(np.float32)


class FixedSession:
    """A session that always answers with the same alpha."""

    device = "test:CPU"

    def __init__(self, alpha: np.ndarray) -> None:
        self._alpha = alpha

    def run(self, inputs: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        assert inputs["image"].shape[2:] == self._alpha.shape
        return {"alpha": self._alpha[None, None]}

    def close(self) -> None:
        pass


def photo(side: int = 240) -> np.ndarray:
    alpha = disc(side, side * 0.3)[..., None]
    rgb = np.array([200, 30, 40]) * alpha + np.array([240, 240, 240]) * (1 - alpha)
    return np.dstack([rgb.round(), np.full((side, side), 255)]).astype(np.uint8)


@pytest.mark.parametrize("size", [(640, 480), (31, 900), (320, 320), (5, 7)])
def test_letterboxed_output_has_the_pictures_ratio(size: tuple[int, int]) -> None:
    box = letterbox(*size, 320)
    assert max(box.inner_width, box.inner_height) == 320
    picture = np.zeros((size[1], size[0], 3), np.uint8)
    image, same = to_input(picture, 320)
    assert same == box
    assert image.shape == (1, 3, 320, 320)
    assert from_output(image[:, :1], box).max() == 0  # the padding is cut away


def test_specks_go_and_the_product_stays() -> None:
    alpha = disc(120, 40)
    alpha[2:4, 2:4] = 1
    cleaned = cutout.drop_specks(alpha)
    assert cleaned[:6, :6].max() == 0
    assert np.array_equal(cleaned[20:100, 20:100], alpha[20:100, 20:100])


def test_two_products_standing_apart_both_stay() -> None:
    alpha = np.zeros((80, 160), np.float32)
    alpha[20:60, 10:50] = alpha[25:60, 100:130] = 1
    assert np.array_equal(cutout.drop_specks(alpha), alpha)


def test_refined_rim_follows_the_photograph() -> None:
    picture = photo(480)[..., :3]
    coarse = disc(96, 96 * 0.3, soft=5)
    truth = disc(480, 480 * 0.3)
    plain = np.kron(coarse, np.ones((5, 5), np.float32))
    refined = cutout.refine(coarse, picture)
    assert np.abs(refined - truth).mean() < 0.6 * np.abs(plain - truth).mean()


def test_no_halo_of_the_old_ground_on_a_dark_one() -> None:
    picture, alpha = photo()[..., :3], disc(240, 72)
    product = cutout.cut_out(picture, alpha).astype(np.float32)
    rim = (alpha > 0.2) & (alpha < 0.9)
    assert np.abs(product[rim][:, :3] - np.array([200, 30, 40])).max() < 45
    assert product[alpha == 0].max() == 0


def test_sure_pixels_of_the_product_are_untouched() -> None:
    picture, alpha = photo()[..., :3], disc(240, 72)
    product = cutout.cut_out(picture, alpha)
    assert np.array_equal(product[alpha >= 0.95][:, :3], picture[alpha >= 0.95])


def test_material_tells_product_palette_and_ground() -> None:
    assets = MemoryAssets()
    found = material.examine(photo(), FixedSession(disc(160, 48)), assets, 160)
    assert found.product_box is not None
    assert abs(found.product_box.width - 144) < 6
    assert found.suitability == "product_plain"
    assert found.palette[0].startswith("#c8")
    assert found.ground.startswith("#f0f0f0")
    assert found.border_plainness > 0.95
    assert assets.get(found.product_mask).shape == (240, 240)
    assert {d.subject for d in found.decisions} == {"product", "suitability", "palette", "ground"}


@pytest.mark.parametrize("level", [0.0, 0.45, 1.0])
def test_no_clear_product_is_said_and_the_photo_kept(level: float) -> None:
    assets = MemoryAssets()
    alpha = np.full((160, 160), level, np.float32)
    found = material.examine(photo(), FixedSession(alpha), assets, 160)
    assert found.product_box is None
    assert found.decisions[0].chosen == "no clear product"
    assert assets.get(found.product_mask).max() == 0
    assert found.product_asset == found.canvas_asset


def test_a_picture_with_its_own_transparency_is_taken_as_cut_out() -> None:
    picture = photo()
    picture[..., 3] = (disc(240, 72) * 255).astype(np.uint8)
    found = material.examine(
        picture, FixedSession(np.zeros((160, 160), np.float32)), MemoryAssets(), 160
    )
    assert found.product_box is not None
    assert found.decisions[0].chosen == "the picture's own transparency"


def test_busy_rim_is_not_plain() -> None:
    noise = np.random.default_rng(1).integers(0, 255, (200, 200, 3), dtype=np.uint8)
    _, plainness = material.border(noise, np.zeros((200, 200), np.float32))
    assert plainness < 0.3


def test_a_mask_in_pieces_is_less_whole_than_one_in_one():
    one = np.zeros((60, 60), np.float32)
    one[10:50, 10:30] = 1
    two = one.copy()
    two[20:40, 44:54] = 1
    assert cutout.wholeness(one) == 1.0
    assert cutout.wholeness(two) == pytest.approx(0.8)
    assert cutout.wholeness(np.zeros((9, 9), np.float32)) == 0.0
