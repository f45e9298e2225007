"""Promises of stage 1 as a whole: refusals that can be overruled, elements told, one Material."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from adloom.assets import MemoryAssets
from adloom.errors import RefusedError, StageError
from adloom.stages import material
from adloom.stages.elements import Found
from adloom.stages.material import Looks
from adloom.stages.suitability import KINDS, Verdict
from adloom.types import Box, Brief, FoundElement, Product

NOTHING = Found((), np.zeros((60, 60), np.float32))


def disc(side: int, radius: float, *, soft: float = 1.5) -> np.ndarray:
    y, x = np.mgrid[0:side, 0:side] + 0.5
    distance = np.hypot(y - side / 2, x - side / 2)
    return np.clip((radius - distance) / soft + 0.5, 0, 1).astype(np.float32)


def photo(side: int = 240) -> np.ndarray:
    """Return a red disc on a light ground, (side, side, 4)."""
    alpha = disc(side, side * 0.3)[..., None]
    rgb = alpha * np.array([200, 30, 40]) + (1 - alpha) * 240
    return np.dstack([rgb, np.full((side, side), 255)]).round().astype(np.uint8)


def verdict(kind: str = "product_plain") -> Verdict:
    scores = {k: 0.9 if k == kind else 0.02 for k in KINDS}
    return Verdict(kind, scores, f"This looks like {kind}.")


class FixedSession:
    """A session that always answers the same."""

    device = "test:CPU"

    def __init__(self, **answer: np.ndarray) -> None:
        self._answer = answer

    def run(self, inputs):
        assert inputs["image"].shape[:2] == (1, 3)
        return self._answer

    def close(self) -> None: ...


class Networks:
    """A catalogue of three stand-in networks; the filter takes every picture for `kind`."""

    def __init__(self, kind: str, alpha: np.ndarray) -> None:
        scores = np.array([[0.9 if k == kind else 0.02 for k in KINDS]], np.float32)
        detection = {
            "scores": np.zeros((1, 8, 4), np.float32),
            "boxes": np.zeros((1, 8, 4, 4), np.float32),
            "removal": np.zeros((1, 1, 160, 160), np.float32),
            "text": np.zeros((1, 1, 160, 160), np.float32),
        }
        self._sessions = {
            material.FILTER: (FixedSession(scores=scores), 224),
            material.DETECTOR: (FixedSession(**detection), 640),
            material.MATTING: (FixedSession(alpha=alpha[None, None]), alpha.shape[0]),
        }

    def session(self, name):
        return self._sessions[name][0]

    def manifest(self, name):
        from types import SimpleNamespace

        side = self._sessions[name][1]
        return SimpleNamespace(inputs=(SimpleNamespace(shape=(1, 3, side, side)),))


@pytest.fixture
def brief(tmp_path) -> Brief:
    path = tmp_path / "cup.png"
    Image.fromarray(photo()).save(path)
    return Brief(Product(images=(str(path),)), ())


def examined(picture: np.ndarray, alpha: np.ndarray, found: Found = NOTHING):
    assets = MemoryAssets()
    session = FixedSession(alpha=alpha[None, None])
    looks = Looks(verdict(), found)
    return material.examine(picture, looks, session, assets, alpha.shape[0]), assets


@pytest.mark.parametrize("kind", ["collage", "text_page", "unusable"])
def test_an_unsuitable_picture_is_refused_with_a_reason_and_can_be_overruled(kind, brief):
    from dataclasses import replace

    networks = Networks(kind, disc(160, 48))
    with pytest.raises(RefusedError) as refusal:
        material.mine(brief, networks, MemoryAssets())
    assert refusal.value.kind == kind
    assert len(str(refusal.value)) > 20
    taken = material.mine(replace(brief, anyway=True), networks, MemoryAssets())
    assert taken.suitability == kind
    assert taken.product_box is not None


@pytest.mark.parametrize("kind", ["product_plain", "product_scene", "finished_ad"])
def test_a_suitable_picture_goes_through_and_says_what_else_it_could_have_been(kind, brief):
    taken = material.mine(brief, Networks(kind, disc(160, 48)), MemoryAssets())
    decision = next(d for d in taken.decisions if d.subject == "suitability")
    assert decision.chosen == kind
    assert len(decision.rejected) == len(KINDS) - 1
    assert not decision.fallback


def test_a_brief_without_a_photo_is_refused():
    with pytest.raises(StageError):
        material.mine(Brief(Product(images=()), ()), Networks("unusable", disc(160, 48)), None)


def test_material_tells_product_palette_and_ground():
    found, assets = examined(photo(), disc(160, 48))
    assert found.product_box is not None
    assert abs(found.product_box.width - 144) < 6
    assert found.suitability == "product_plain"
    assert found.palette[0].startswith("#c8")
    assert found.ground.startswith("#f0f0f0")
    assert found.border_plainness > 0.95
    assert assets.get(found.product_mask).shape == (240, 240)
    subjects = {d.subject for d in found.decisions}
    assert subjects == {"product", "suitability", "elements", "palette", "ground"}


def test_found_elements_reach_the_material_with_a_mask_and_their_places():
    element = FoundElement("text", Box(20, 10, 120, 24), 0.9)
    removal = np.zeros((60, 60), np.float32)
    removal[3:8, 5:35] = 0.9
    found, assets = examined(photo(), disc(160, 48), Found((element,), removal))
    assert found.elements_found == (element,)
    mask = assets.get(found.removal_mask)
    assert mask.shape == (240, 240)
    assert mask[12:32, 24:136].min() == 255
    assert mask[120:].max() == 0
    told = next(d for d in found.decisions if d.subject == "elements")
    assert told.chosen == "1 x text"
    assert "20, 10" in told.reason


def test_a_photo_without_elements_has_no_removal_mask():
    found, _ = examined(photo(), disc(160, 48))
    assert found.removal_mask == ""
    assert next(d for d in found.decisions if d.subject == "elements").chosen == "none"


@pytest.mark.parametrize("level", [0.0, 0.45, 1.0])
def test_no_clear_product_is_said_and_the_photo_kept(level):
    found, assets = examined(photo(), np.full((160, 160), level, np.float32))
    assert found.product_box is None
    assert found.decisions[0].chosen == "no clear product"
    assert assets.get(found.product_mask).max() == 0
    assert found.product_asset == found.canvas_asset


def test_a_picture_with_its_own_transparency_is_taken_as_cut_out():
    picture = photo()
    picture[..., 3] = (disc(240, 72) * 255).astype(np.uint8)
    found, _ = examined(picture, np.zeros((160, 160), np.float32))
    assert found.product_box is not None
    assert found.decisions[0].chosen == "the picture's own transparency"


def test_busy_rim_is_not_plain():
    noise = np.random.default_rng(1).integers(0, 255, (200, 200, 3), dtype=np.uint8)
    _, plainness = material.border(noise, np.zeros((200, 200), np.float32))
    assert plainness < 0.3
