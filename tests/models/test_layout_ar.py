from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from adloom.assets import MemoryAssets
from adloom.errors import StageError
from adloom.inference.catalog import Catalog
from adloom.stages.layout import LayoutModel, propose, slots
from adloom.stages.layout_codec import MAY, decode
from adloom.stages.layout_court import Court, faults
from adloom.stages.layout_sampling import BATCH, Manner, look, sample
from adloom.types import TEXT_ROLES, Box, Constraints, Framing, Layout, Product, Progress, Size

PRODUCT = Product(
    (), title="Mug", brand="Northlight", price="19.00", promo="New", facts=(("volume", "300 ml"),)
)


@pytest.fixture(scope="module")
def model() -> LayoutModel:
    return LayoutModel.open(Catalog(device="onnxruntime:CPU"))


def canvas_of(width: int, height: int, x0: float, x1: float) -> tuple[np.ndarray, np.ndarray]:
    """A dark product standing between x0 and x1 (shares of the width) on a light ground."""
    canvas = np.full((height, width, 4), 235, np.uint8)
    mask = np.zeros((height, width), np.uint8)
    mask[int(0.2 * height) : int(0.85 * height), int(x0 * width) : int(x1 * width)] = 255
    canvas[mask > 0, :3] = 60
    canvas[..., 3] = 255
    return canvas, mask


def framed(assets: MemoryAssets, width: int, height: int) -> Framing:
    wide = width > height
    canvas, mask = canvas_of(width, height, 0.6 if wide else 0.3, 0.9 if wide else 0.7)
    return Framing("cutout", assets.put(canvas), assets.put(mask), None)


def quiet(_: Progress) -> None:
    return None


@pytest.mark.parametrize("size", [(1080, 1080), (1200, 628), (1080, 1920), (728, 90), (300, 600)])
def test_proposed_layouts_break_no_rule(model: LayoutModel, size: tuple[int, int]) -> None:
    assets = MemoryAssets()
    framing = framed(assets, *size)
    layouts, decisions = propose(
        framing, Size(*size), PRODUCT, Constraints(), model, assets, count=2, seed=1, report=quiet
    )
    assert layouts
    assert decisions[0].reason
    court = Court(size, np.asarray(assets.get(framing.mask_asset)) > 100)
    for layout in layouts:
        assert layout.canvas == size
        assert faults(layout.elements, replace(court)) == ""


def test_same_seed_same_layouts(model: LayoutModel) -> None:
    assets = MemoryAssets()
    framing = framed(assets, 1080, 1080)
    runs = [
        propose(
            framing,
            Size(1080, 1080),
            PRODUCT,
            Constraints(),
            model,
            assets,
            count=2,
            seed=4,
            report=quiet,
        )[0]
        for _ in range(2)
    ]
    assert runs[0] == runs[1]


def test_wanted_price_and_badge_are_really_placed(model: LayoutModel) -> None:
    canvas, mask = canvas_of(1080, 1080, 0.55, 0.95)
    row = tuple({"headline": 1, "price": 1, "badge": 1, "cta": 1}.get(r, 0) for r in TEXT_ROLES)
    sight = look(model, canvas, mask)
    for values, _ in sample(model, sight, [row] * BATCH, Manner(), 2):
        roles = [e.role for e in decode(values, (1080, 1080)) if e.role in TEXT_ROLES]
        assert sorted(roles) == ["badge", "cta", "headline", "price"]


def test_the_picture_decides_where_text_goes_even_without_avoidance(model: LayoutModel) -> None:
    row = tuple({"headline": 1, "cta": 1, "subhead": MAY}.get(r, 0) for r in TEXT_ROLES)
    left, right = canvas_of(1200, 628, 0.05, 0.4), canvas_of(1200, 628, 0.6, 0.95)

    def covered(
        picture: tuple[np.ndarray, np.ndarray], judge: tuple[np.ndarray, np.ndarray]
    ) -> float:
        sight = look(model, *picture)
        court = Court((1200, 628), judge[1] > 100)
        found = []
        for seed in range(2):
            for values, _ in sample(model, sight, [row] * BATCH, Manner(avoid_product=False), seed):
                found += [court.cover(e.box) for e in decode(values, (1200, 628)) if e.lines]
        return float(np.mean(found))

    own = (covered(left, left) + covered(right, right)) / 2
    swapped = (covered(left, right) + covered(right, left)) / 2
    assert swapped > 2 * own
    assert swapped > 0.1


def test_a_pinned_box_is_kept_to_the_pixel(model: LayoutModel) -> None:
    assets = MemoryAssets()
    pin = Box(61, 55, 171, 59)
    layouts, _ = propose(
        framed(assets, 1080, 1080),
        Size(1080, 1080),
        PRODUCT,
        Constraints((), (("logo", pin),)),
        model,
        assets,
        count=1,
        seed=3,
        report=quiet,
    )
    assert next(e.box for e in layouts[0].elements if e.role == "logo") == pin


def test_a_canvas_full_of_product_yields_no_layout_and_says_why(model: LayoutModel) -> None:
    assets = MemoryAssets()
    canvas = np.full((600, 600, 4), 90, np.uint8)
    framing = Framing(
        "crop", assets.put(canvas), assets.put(np.full((600, 600), 255, np.uint8)), None
    )
    layouts, decisions = propose(
        framing,
        Size(600, 600),
        PRODUCT,
        Constraints(),
        model,
        assets,
        count=1,
        seed=1,
        report=quiet,
    )
    assert layouts == ()
    assert "none of" in decisions[0].reason


def test_every_text_box_gets_a_budget_of_letters(model: LayoutModel) -> None:
    assets = MemoryAssets()
    layouts, _ = propose(
        framed(assets, 1080, 1080),
        Size(1080, 1080),
        PRODUCT,
        Constraints(),
        model,
        assets,
        count=1,
        seed=1,
        report=quiet,
    )
    found = slots(layouts[0], Size(1080, 1080))
    assert [s.element for s in found] == [
        i for i, e in enumerate(layouts[0].elements) if e.role in TEXT_ROLES
    ]
    assert all(3 <= s.budget <= 320 for s in found)
    with pytest.raises(StageError):
        slots(Layout((10, 10), ()), Size(1080, 1080))
