from __future__ import annotations

import numpy as np
import pytest

from adloom.stages.layout_codec import (
    BINS,
    END,
    KIND_INDEX,
    KINDS,
    MAY,
    Grammar,
    Kind,
    decode,
    encode,
    in_design_order,
    legal_edges,
    legal_kinds,
    parent_of,
)
from adloom.types import TEXT_ROLES, Box, Element, Layout

CANVAS = (1280, 640)


def wanted(**counts: int) -> tuple[int, ...]:
    return tuple(counts.get(role, 0) for role in TEXT_ROLES)


def test_a_layout_on_bin_lines_survives_the_alphabet_unchanged() -> None:
    layout = Layout(
        CANVAS,
        (
            Element("headline", Box(60, 50, 400, 150), "background", "start", 2),
            Element("underlay", Box(60, 300, 300, 100), "background", "center", 0, "pill"),
            Element("cta", Box(100, 320, 220, 60), "underlay:1", "center", 1),
        ),
    )
    values = encode(layout)
    assert values is not None
    assert decode(values, CANVAS) == layout.elements


def test_content_stays_strictly_inside_its_underlay_however_coarse_the_bins() -> None:
    layout = Layout(
        CANVAS,
        (
            Element("headline", Box(60, 50, 400, 150)),
            Element("underlay", Box(60, 300, 300, 100), "background", "center", 0, "pill"),
            Element("cta", Box(62, 302, 296, 96), "underlay:1", "center", 1),
        ),
    )
    values = encode(layout)
    assert values is not None
    _, under, text = decode(values, CANVAS)
    assert text.on == "underlay:1"
    assert under.box.x < text.box.x and text.box.right < under.box.right
    assert under.box.y < text.box.y and text.box.bottom < under.box.bottom


def test_an_underlay_stands_right_before_what_lies_on_it() -> None:
    ordered = in_design_order(
        (
            Element("logo", Box(0, 0, 50, 20)),
            Element("underlay", Box(0, 100, 300, 100), "background", "center", 0, "pill"),
            Element("headline", Box(0, 30, 300, 60)),
            Element("cta", Box(20, 120, 200, 40), "underlay:1"),
        )
    )
    assert [e.role for e in ordered] == ["headline", "underlay", "cta", "logo"]
    assert parent_of(ordered[2]) == 1


def test_decoding_may_not_end_before_every_exactly_wanted_role_is_placed() -> None:
    headline = KIND_INDEX[Kind("headline", False, 2, "start", "")]
    whole = [headline, 5, 5, 60, 30]
    assert not legal_kinds(whole, wanted(headline=1, price=1))[END]
    assert legal_kinds(whole, wanted(headline=1, subhead=MAY))[END]
    assert not legal_kinds([], wanted(headline=1))[END]


def test_an_unwanted_role_can_never_be_written() -> None:
    mask = legal_kinds([], wanted(headline=1, cta=1))
    roles = {KINDS[i].role for i in np.flatnonzero(mask[:END])}
    assert roles <= {"headline", "cta", "underlay", "decoration"}


def test_an_empty_underlay_must_be_followed_by_its_content() -> None:
    pill = KIND_INDEX[Kind("underlay", False, 0, "center", "pill")]
    mask = legal_kinds([pill, 10, 10, 60, 30], wanted(headline=1, cta=1))
    assert mask.any() and not mask[END]
    assert all(KINDS[i].on_underlay for i in np.flatnonzero(mask))


@pytest.mark.parametrize("seed", range(5))
def test_edges_drawn_by_the_grammar_make_boxes_inside_canvas_and_underlay(seed: int) -> None:
    rng = np.random.default_rng(seed)
    pill = KIND_INDEX[Kind("underlay", False, 0, "center", "pill")]
    cta = KIND_INDEX[Kind("cta", True, 1, "center", "")]
    values = [pill, 10, 12, 60, 30]
    edges: list[int] = []
    for _ in range(4):
        mask = legal_edges(values, cta, edges, Grammar())
        edges.append(int(rng.choice(np.flatnonzero(mask))))
    left, top, right, bottom = edges
    assert 10 < left < right < 60 and 12 < top < bottom < 30


def test_product_avoidance_keeps_text_boxes_off_the_product() -> None:
    product = np.zeros((BINS, BINS), bool)
    product[40:90, 50:100] = True
    headline = KIND_INDEX[Kind("headline", False, 2, "start", "")]
    rng = np.random.default_rng(3)
    for _ in range(40):
        edges: list[int] = []
        for _ in range(4):
            mask = legal_edges([], headline, edges, Grammar(product, avoid=True))
            edges.append(int(rng.choice(np.flatnonzero(mask))))
        left, top, right, bottom = edges
        assert not product[top:bottom, left:right].any()
