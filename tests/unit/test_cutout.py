"""Promises of the cut-out: no specks, no halo, a box that fits, an edge that follows the photo."""

from __future__ import annotations

import numpy as np
import pytest

from adloom.inference.images import from_output, letterbox, resize_floats, to_input
from adloom.stages import cutout, material


def disc(side: int, radius: float, *, soft: float = 1.5) -> np.ndarray:
    y, x = np.mgrid[0:side, 0:side] + 0.5
    distance = np.hypot(y - side / 2, x - side / 2)
    return np.clip((radius - distance) / soft + 0.5, 0, 1).astype(np.float32)


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


def test_a_hazy_patch_beside_the_product_goes_though_parts_of_it_look_solid() -> None:
    alpha = np.zeros((80, 160), np.float32)
    alpha[20:60, 10:50] = 1
    alpha[25:60, 90:130] = 0.4
    alpha[40:44, 100:104] = 0.9
    cleaned = cutout.drop_specks(alpha)
    assert cleaned[:, 80:].max() == 0
    assert np.array_equal(cleaned[:, :60], alpha[:, :60])


def test_a_thing_beside_stays_out_where_its_corner_alone_reaches_under_the_product() -> None:
    alpha = np.zeros((160, 160), np.float32)
    alpha[10:90, 60:140] = 1
    alpha[110:120, 40:64] = 1  # 4% of the product, its middle left of it
    assert cutout.drop_specks(alpha)[100:].max() == 0
    alpha[110:120] = np.roll(alpha[110:120], 30, axis=1)  # below it: a foot, say
    assert np.array_equal(cutout.drop_specks(alpha), alpha)


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


GROUNDS = {"dark": (24, 24, 28), "magenta": (255, 0, 255), "white": (255, 255, 255)}


@pytest.mark.parametrize("product", [(238, 232, 224), (200, 30, 40), (28, 30, 38)])
@pytest.mark.parametrize("old", [(250, 250, 250), (15, 15, 18), (90, 140, 90)])
def test_no_halo_of_the_old_ground_on_any_new_one(
    product: tuple[int, int, int], old: tuple[int, int, int]
) -> None:
    alpha = disc(300, 90, soft=3)
    share = alpha[..., None]
    picture = (np.array(product) * share + np.array(old) * (1 - share)).round().astype(np.uint8)
    lifted = cutout.cut_out(picture, alpha).astype(np.float32)
    rim = (alpha > 0.1) & (alpha < 0.9)
    for ground in GROUNDS.values():
        opacity = lifted[..., 3:] / 255
        shown = lifted[..., :3] * opacity + np.array(ground) * (1 - opacity)
        wanted = np.array(product) * share + np.array(ground) * (1 - share)
        assert np.abs(shown - wanted)[rim].max() < 16
    assert lifted[alpha == 0].max() == 0


def test_colour_tells_the_rim_where_light_does_not() -> None:
    red, green = np.array([180, 60, 60]), np.array([38, 122, 60])  # alike in light
    truth = disc(480, 140)
    share = truth[..., None]
    picture = (red * share + green * (1 - share)).round().astype(np.uint8)
    coarse = disc(96, 28, soft=3)
    refined = cutout.refine(coarse, picture)
    plain = np.kron(coarse, np.ones((5, 5), np.float32))
    assert np.abs(refined - truth).mean() < 0.35 * np.abs(plain - truth).mean()


def test_a_thin_stem_comes_out_as_thin_as_it_is() -> None:
    picture = np.full((480, 480, 3), 235, np.uint8)
    picture[60:420, 237:243] = 30
    truth = (picture[..., 0] < 128).astype(np.float32)
    coarse = np.asarray(truth.reshape(96, 5, 96, 5).mean((1, 3)))
    refined = cutout.refine(coarse.astype(np.float32), picture)
    middle = refined[100:380] > 0.5
    assert 4 <= middle.sum(1).mean() <= 9


def small_photo() -> np.ndarray:
    picture = np.full((900, 900, 3), 240, np.uint8)
    picture[400:520, 600:700] = (200, 30, 40)
    return picture


def seen_coarsely(picture: np.ndarray) -> np.ndarray:
    """What a network of 90 pixels would say of the photograph: the red, in its own pixels."""
    red = (picture[..., 1] < 100).astype(np.float32)
    return resize_floats(red, 90, max(1, round(90 * picture.shape[0] / picture.shape[1])))


def test_a_small_product_is_looked_at_from_nearby() -> None:
    picture = small_photo()
    sizes: list[tuple[int, ...]] = []

    def see(part: np.ndarray) -> np.ndarray:
        sizes.append(part.shape[:2])
        return seen_coarsely(part)

    alpha = cutout.matte(picture, see)
    assert len(sizes) == 2
    assert max(sizes[1]) < 300
    truth = (picture[..., 1] < 100).astype(np.float32)
    once = resize_floats(seen_coarsely(picture), 900, 900)
    twice = resize_floats(alpha, 900, 900)
    assert np.abs(twice - truth).mean() < 0.7 * np.abs(once - truth).mean()


def test_a_second_look_that_disagrees_is_dropped() -> None:
    looks = [seen_coarsely(small_photo()), np.ones((80, 90), np.float32)]
    first = looks[0].copy()
    assert np.array_equal(cutout.matte(small_photo(), lambda _: looks.pop(0)), first)


def test_a_large_product_is_looked_at_once() -> None:
    looks = [disc(90, 30)]
    cutout.matte(photo(240)[..., :3], lambda _: looks.pop(0))
    assert not looks


def test_sure_pixels_of_the_product_are_untouched() -> None:
    picture, alpha = photo()[..., :3], disc(240, 72)
    product = cutout.cut_out(picture, alpha)
    assert np.array_equal(product[alpha >= 0.95][:, :3], picture[alpha >= 0.95])


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


def test_what_touches_the_product_and_runs_out_of_the_picture_is_no_part_of_it() -> None:
    alpha = np.zeros((200, 200), np.float32)
    alpha[60:170, 40:120] = 1
    product = alpha.copy()
    alpha[66:70, 120:150] = 1  # a narrow neck to something cut by the frame
    alpha[20:90, 150:200] = 1
    kept = cutout.drop_neighbours(alpha)
    assert kept[60:170, 40:116].min() == 1
    assert kept[20:90, 152:].max() == 0
    assert np.array_equal(cutout.drop_neighbours(product), product)


def test_a_part_on_a_thin_stem_stays_where_the_frame_does_not_cut_it() -> None:
    alpha = np.zeros((200, 200), np.float32)
    alpha[20:80, 60:140] = 1  # a shade, its stem and its foot
    alpha[80:150, 98:101] = 1
    alpha[150:165, 70:130] = 1
    assert np.array_equal(cutout.drop_neighbours(alpha), alpha)
