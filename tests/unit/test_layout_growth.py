"""What a drawn layout becomes: read in order, large, off the product, never against the rules."""

from __future__ import annotations

import numpy as np
import pytest

from adloom.stages.layout_columns import READING, form, head_lines, spoken
from adloom.stages.layout_court import Court, faults
from adloom.stages.layout_growth import grown, headline_share
from adloom.types import Box, Element, Layout

SQUARE = (1000, 1000)


def _court(canvas: tuple[int, int], part: tuple[slice, slice]) -> Court:
    product = np.zeros((128, 128), bool)
    product[part] = True
    return Court(canvas, product)


def _column(*rows: tuple[str, float, float]) -> tuple[Element, ...]:
    return tuple(
        Element(role, Box(80, y, 300, height))
        for role, y, height in rows  # type: ignore[arg-type]
    )


@pytest.fixture
def small() -> Layout:
    elements = _column(
        ("headline", 100, 50), ("price", 200, 36), ("subhead", 300, 34), ("logo", 400, 34)
    )
    return Layout(SQUARE, elements)


def test_a_column_is_put_in_reading_order(small: Layout) -> None:
    court = _court(SQUARE, (slice(20, 110), slice(80, 120)))
    elements = sorted(grown(small, court).elements, key=lambda e: e.box.y)
    assert [e.role for e in elements] == sorted(
        (e.role for e in small.elements), key=READING.__getitem__
    )


def test_a_headline_with_free_room_grows_and_stays_clean(small: Layout) -> None:
    court = _court(SQUARE, (slice(20, 110), slice(80, 120)))
    best = grown(small, court)
    assert headline_share(best, court) > 1.6 * headline_share(small, court)
    assert faults(best.elements, court) == ""
    assert all(court.cover(e.box) == 0 for e in best.elements)


def test_price_and_the_rest_part_when_a_column_is_cramped() -> None:
    canvas = (600, 1000)
    court = _court(canvas, (slice(36, 80), slice(20, 108)))
    elements = _column(("headline", 60, 40), ("subhead", 120, 32), ("price", 180, 32))
    best = grown(Layout(canvas, elements), court)
    price = next(e for e in best.elements if e.role == "price")
    assert price.box.y > 1000 * 80 / 128
    assert faults(best.elements, court) == ""


def test_a_spare_text_makes_way_only_where_it_is_named() -> None:
    canvas = (1000, 1000)
    court = _court(canvas, (slice(26, 128), slice(0, 128)))
    layout = Layout(canvas, _column(("headline", 60, 50), ("subhead", 140, 40)))
    assert len(grown(layout, court).elements) == 2
    leaner = grown(layout, court, ("subhead",))
    assert [e.role for e in leaner.elements] == ["headline"]


def test_a_low_strip_is_read_along_one_line() -> None:
    canvas = (728, 90)
    court = _court(canvas, (slice(0, 128), slice(112, 124)))
    elements = (
        Element("headline", Box(30, 8, 250, 40)),
        Element("price", Box(30, 56, 90, 24)),
    )
    headline, price = grown(Layout(canvas, elements), court).elements
    assert price.box.x > headline.box.right
    assert abs(price.box.centre[1] - headline.box.centre[1]) < 2


def test_a_headline_takes_more_lines_where_they_let_it_be_larger() -> None:
    assert head_lines(900, 400, 160)[0] == 2
    assert head_lines(900, 90, 160)[0] == 1


def test_a_narrow_box_counts_for_the_type_that_still_says_something() -> None:
    narrow = Element("headline", Box(0, 0, 108, 124))
    assert spoken(narrow) == pytest.approx(10.0)


@pytest.mark.parametrize(
    ("canvas", "name"),
    [((1, 1), "square"), ((9, 16), "tall"), ((1200, 628), "wide"), ((728, 90), "strip"),
     ((160, 600), "tower")],
)  # fmt: skip
def test_canvases_have_forms(canvas: tuple[int, int], name: str) -> None:
    assert form(canvas) == name
