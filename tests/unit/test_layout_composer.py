from __future__ import annotations

import numpy as np
import pytest

from adloom.stages.layout_codec import MAX_ELEMENTS, decode, encode, parent_of
from adloom.types import TEXT_ROLES
from export_tools.adstudio.composer import compose
from export_tools.adstudio.composer_ideas import IDEAS

WANTED = {"headline": 1, "cta": 1, "price": 1, "subhead": 1}
SIZES = [(1080, 1080), (1200, 628), (1080, 1920), (970, 250), (728, 90), (160, 600)]


def standing(size: tuple[int, int]) -> np.ndarray:
    mask = np.zeros((128, 128), bool)
    if size[0] > size[1]:
        mask[12:116, 92:120] = True
    else:
        mask[70:116, 30:98] = True
    return mask


def test_there_are_at_least_thirty_compositional_ideas_of_different_names() -> None:
    assert len({idea.name for idea in IDEAS}) == len(IDEAS) >= 30


@pytest.mark.parametrize("size", SIZES)
def test_composed_layouts_hold_what_was_wanted_inside_the_canvas_and_off_the_product(
    size: tuple[int, int],
) -> None:
    rng, mask = np.random.default_rng(2), standing(size)
    found = [compose(size, mask, WANTED, rng, tries=30) for _ in range(4)]
    layouts = [layout for layout in found if layout is not None]
    assert layouts
    for layout in layouts:
        roles = sorted(e.role for e in layout.elements if e.role in TEXT_ROLES)
        assert roles == sorted(WANTED)
        assert len(layout.elements) <= MAX_ELEMENTS
        for element in layout.elements:
            b = element.box
            assert b.x >= -0.5 and b.y >= -0.5
            assert b.right <= size[0] + 0.5 and b.bottom <= size[1] + 0.5
            parent = parent_of(element)
            if parent is not None:
                outer = layout.elements[parent].box
                assert outer.x < b.x and b.right < outer.right
            elif element.role in TEXT_ROLES:
                x0, x1 = int(b.x / size[0] * 128), int(np.ceil(b.right / size[0] * 128))
                y0, y1 = int(b.y / size[1] * 128), int(np.ceil(b.bottom / size[1] * 128))
                assert mask[y0:y1, x0:x1].mean() < 0.02


def test_a_composed_layout_can_be_said_in_tokens() -> None:
    layout = compose(
        (1080, 1080), standing((1080, 1080)), WANTED, np.random.default_rng(4), tries=40
    )
    assert layout is not None
    values = encode(layout)
    assert values is not None
    assert [e.role for e in decode(values, layout.canvas)] == [e.role for e in layout.elements]
