from __future__ import annotations

import numpy as np
import pytest

from adloom.geometry import covered, intersection
from adloom.stages.layout_court import Court, type_of
from adloom.stages.layout_ranking import measures, score
from adloom.stages.layout_referee import repair
from adloom.types import Box, Element, Layout

CANVAS = (1080, 1080)
CALM = np.zeros((8, 8), bool)


def court(canvas: tuple[int, int] = CANVAS) -> Court:
    """A product in the right half of the canvas."""
    product = np.zeros((128, 128), bool)
    product[30:110, 70:120] = True
    return Court(canvas, product)


def clean_elements() -> tuple[Element, ...]:
    return (
        Element("headline", Box(60, 200, 480, 240), "background", "start", 2),
        Element("underlay", Box(60, 640, 300, 90), "background", "center", 0, "pill"),
        Element("cta", Box(100, 660, 220, 50), "underlay:1", "center", 1),
        Element("subhead", Box(60, 480, 440, 100), "background", "start", 2),
    )


def test_a_clean_layout_is_hardly_moved() -> None:
    verdict = repair(Layout(CANVAS, clean_elements()), court())
    assert verdict.layout is not None
    assert verdict.moved < 0.02


def test_left_edges_that_nearly_agree_become_one_line() -> None:
    elements = list(clean_elements())
    elements[3] = Element("subhead", Box(71, 480, 440, 100), "background", "start", 2)
    repaired = repair(Layout(CANVAS, tuple(elements)), court()).layout
    assert repaired is not None
    assert repaired.elements[0].box.x == pytest.approx(repaired.elements[3].box.x)


def test_text_is_taken_off_the_product() -> None:
    elements = list(clean_elements())
    elements[0] = Element("headline", Box(140, 200, 480, 240), "background", "start", 2)
    judge = court()
    assert judge.cover(elements[0].box) > 0.02
    repaired = repair(Layout(CANVAS, tuple(elements)), judge).layout
    assert repaired is not None
    assert judge.cover(repaired.elements[0].box) <= 0.015


def test_boxes_that_meet_are_parted() -> None:
    elements = list(clean_elements())
    elements[3] = Element("subhead", Box(60, 400, 440, 100), "background", "start", 2)
    repaired = repair(Layout(CANVAS, tuple(elements)), court()).layout
    assert repaired is not None
    meeting = intersection(repaired.elements[0].box, repaired.elements[3].box)
    assert meeting.area == 0


def test_a_button_is_sized_to_its_words_with_the_same_padding_left_and_right() -> None:
    elements = list(clean_elements())
    elements[1] = Element("underlay", Box(60, 640, 500, 90), "background", "center", 0, "pill")
    repaired = repair(Layout(CANVAS, tuple(elements)), court()).layout
    assert repaired is not None
    under, text = repaired.elements[1].box, repaired.elements[2].box
    assert covered(text, under) == pytest.approx(1.0)
    assert text.x - under.x == pytest.approx(under.right - text.right)
    assert under.width < 1.8 * text.width


def test_no_text_is_larger_than_the_headline_or_too_small_to_read() -> None:
    elements = list(clean_elements())
    elements[3] = Element("subhead", Box(60, 480, 440, 150), "background", "start", 1)
    judge = court()
    repaired = repair(Layout(CANVAS, tuple(elements)), judge).layout
    assert repaired is not None
    sizes = {e.role: type_of(e) for e in repaired.elements if e.lines}
    assert sizes["headline"] == max(sizes.values())
    assert min(sizes.values()) >= 0.97 * judge.least


def test_a_layout_that_pixels_cannot_mend_is_turned_down_with_its_fault() -> None:
    product = np.ones((128, 128), bool)
    verdict = repair(Layout(CANVAS, clean_elements()), Court(CANVAS, product))
    assert verdict.layout is None
    assert "covers the product" in verdict.fault


def test_a_pinned_box_is_never_moved() -> None:
    elements = list(clean_elements())
    elements.append(Element("logo", Box(11, 7, 130, 40), "background", "start", 1))
    judge = Court(CANVAS, court().product, ("logo",))
    repaired = repair(Layout(CANVAS, tuple(elements)), judge).layout
    assert repaired is not None
    assert repaired.elements[-1].box == Box(11, 7, 130, 40)


def test_placing_the_price_that_the_facts_hold_ranks_higher_than_leaving_it_out() -> None:
    judge, wished = court(), {"headline": 1, "cta": 1, "price": 1}
    lean = Layout(CANVAS, clean_elements())
    full = Layout(
        CANVAS,
        (*clean_elements(), Element("price", Box(60, 800, 220, 80), "background", "start", 1)),
    )
    assert score(measures(full, judge, wished, -1.5, 0.0, CALM)) > score(
        measures(lean, judge, wished, -1.5, 0.0, CALM)
    )


def test_an_ornament_that_crosses_the_text_is_left_out_and_the_rest_keeps_its_underlay() -> None:
    rule = Element("decoration", Box(40, 40, 1000, 1000), "background", "center", 0, "frame")
    elements = (
        rule,
        *clean_elements()[:1],
        *clean_elements()[3:],
        clean_elements()[1],
        Element("cta", Box(100, 660, 220, 50), "underlay:3", "center", 1),
    )
    repaired = repair(Layout(CANVAS, elements), court()).layout
    assert repaired is not None
    under = next(i for i, e in enumerate(repaired.elements) if e.role == "underlay")
    assert repaired.elements[-1].on == f"underlay:{under}"
    crowding = [e for e in repaired.elements if e.shape == "frame"]
    heads = [e.box for e in repaired.elements if e.role == "headline"]
    assert not crowding or heads[0].x - 40 >= court().gap


def test_text_over_edges_of_the_picture_ranks_lower_than_on_calm_ground() -> None:
    layout, judge = Layout(CANVAS, clean_elements()), court()
    busy = np.zeros((128, 128), bool)
    busy[::3] = True
    wished = {"headline": 1, "cta": 1}
    assert score(measures(layout, judge, wished, -1.5, 0.0, busy)) < score(
        measures(layout, judge, wished, -1.5, 0.0, CALM)
    )
