from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adloom.render.block import arrange
from adloom.render.fonts import font_index
from adloom.render.price import parts
from adloom.render.text import capacity, fit, ink_box
from adloom.types import Box, Stroke, TextLayer, TextStyle

BOX = Box(20, 30, 400, 160)
STYLE = TextStyle(font="Poppins", weight=700, max_lines=3)


def inside(ink, box):
    return (
        ink.x >= box.x - 0.6
        and ink.y >= box.y - 0.6
        and ink.right <= box.right + 0.6
        and ink.bottom <= box.bottom + 0.6
    )


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.text("abcdefgHIJKpqy", min_size=1, max_size=8), min_size=1, max_size=8),
    st.floats(60, 900),
    st.floats(20, 500),
    st.integers(1, 5),
    st.sampled_from(["Poppins", "Pacifico", "Anton", "Playfair Display", "Great Vibes"]),
    st.sampled_from(["start", "center", "end"]),
    st.sampled_from(["start", "center", "end"]),
)
def test_fitted_text_never_leaves_its_box(words, width, height, lines, font, align, valign):
    box = Box(13.5, 7.25, width, height)
    style = TextStyle(font=font, align=align, valign=valign, max_lines=lines)
    fitted = fit(" ".join(words), style, box, smallest=4, largest=200)
    if fitted is not None:
        assert inside(fitted.ink, box)
        assert len(fitted.lines) <= lines
        assert " ".join(fitted.lines).split() == words
        layer = TextLayer("t", "headline", box, text=" ".join(words), style=fitted.style)
        assert ink_box(layer) == fitted.ink


def test_the_largest_size_is_found():
    fitted = fit("Glow that lasts all day", STYLE, BOX, smallest=8, largest=400)
    larger = replace(fitted.style, size=fitted.style.size + 1)
    assert not inside(arrange("Glow that lasts all day", larger, BOX, "en").ink, BOX)


def test_size_stays_in_the_range_asked_for():
    assert fit("Hi", STYLE, BOX, smallest=10, largest=24).style.size == 24
    assert fit("Far too long for this " * 20, STYLE, BOX, smallest=30, largest=60) is None


def test_a_word_wider_than_the_box_is_not_broken():
    narrow = Box(0, 0, 60, 400)
    assert fit("Unbreakable", STYLE, narrow, smallest=20, largest=80) is None


def test_forced_line_breaks_stand():
    assert fit("One\ntwo", STYLE, BOX, smallest=8, largest=80).lines == ("One", "two")


def test_stroke_stays_inside_the_box():
    style = replace(STYLE, stroke=Stroke("#000000ff", 8))
    fitted = fit("SALE", style, BOX, smallest=8, largest=300)
    assert inside(fitted.ink, BOX)


def test_tracking_widens_and_leading_heightens():
    plain = arrange("Shop now", replace(STYLE, size=40), BOX, "en").ink
    tracked = arrange("Shop now", replace(STYLE, size=40, tracking=0.1), BOX, "en").ink
    assert tracked.width == pytest.approx(plain.width + 7 * 4, abs=2)
    tight = arrange("One\ntwo", replace(STYLE, size=40, leading=1.0), BOX, "en").ink
    loose = arrange("One\ntwo", replace(STYLE, size=40, leading=1.5), BOX, "en").ink
    assert loose.height == pytest.approx(tight.height + 20, abs=0.01)


def test_start_is_the_right_side_for_arabic_and_hebrew():
    for text, language in (("خصم اليوم", "ar"), ("מבצע", "he")):
        ink = arrange(text, replace(STYLE, size=30), BOX, language).ink
        assert ink.right == pytest.approx(BOX.right, abs=0.1)
    ink = arrange("Sale", replace(STYLE, size=30), BOX, "en").ink
    assert ink.x == pytest.approx(BOX.x, abs=0.1)


@pytest.mark.parametrize("font", ["Poppins", "Oswald", "Lora", "Fredoka", "Inter"])
@pytest.mark.parametrize("label", ["Shop now", "BUY", "Happy Egg", "50% OFF"])
def test_a_label_in_a_pill_is_centred_by_its_capitals(font, label):
    style = TextStyle(font=font, align="center", size=20)
    block = arrange(label, style, Box(0, 0, 200, 60), "en")
    cap = font_index().get(font).cap_height * 20
    assert block.placed[0].y - cap / 2 == pytest.approx(30, abs=0.6)
    assert block.ink.centre[0] == pytest.approx(100, abs=0.1)


@pytest.mark.parametrize(
    ("price", "expected"),
    [
        ("$24.99", ["$", "24.", "99"]),
        ("24,99 €", ["24,", "99", "€"]),
        ("£1,299", ["£", "1,299"]),
        ("From $5", ["From", "$", "5"]),
        ("50% OFF", ["50% OFF"]),
        ("Free", ["Free"]),
    ],
)
def test_prices_come_apart_without_losing_a_sign(price, expected):
    assert [part.text for part in parts(price)] == expected


def test_price_lock_up_raises_decimals_to_the_cap_line_and_strikes_the_old_price():
    style = TextStyle(font="Montserrat", weight=800, size=60, price_lockup=True)
    block = arrange("$24.99 | $39.99", style, Box(0, 0, 500, 120), "en")
    sizes = [placed.size for placed in block.placed]
    assert sizes[1] == 60 and sizes[2] < 35 and sizes[3] < 35
    assert block.placed[2].ink.y == pytest.approx(block.placed[1].ink.y, abs=1.5)
    assert len(block.strikes) == 1
    assert block.strikes[0].x >= block.placed[2].ink.right


@pytest.mark.parametrize("font", ["Inter", "Anton", "Playfair Display", "Bebas Neue"])
def test_capacity_tells_how_much_english_fits(font):
    text = "the best coffee you can make at home every day without any effort at all"
    box = Box(0, 0, 600, 200)
    size, lines = 40.0, 3
    room = capacity(box, size, lines, font)
    short = text[: room + 1].rsplit(" ", 1)[0]
    style = TextStyle(font=font, max_lines=lines)
    fitted = fit(short, style, box, smallest=10, largest=200)
    assert fitted.style.size >= 0.85 * size


def test_capacity_grows_with_the_box_and_shrinks_with_the_size():
    assert capacity(Box(0, 0, 800, 60), 30, 1, "Inter") > capacity(
        Box(0, 0, 400, 60), 30, 1, "Inter"
    )
    assert capacity(Box(0, 0, 400, 60), 60, 1, "Inter") < capacity(
        Box(0, 0, 400, 60), 30, 1, "Inter"
    )
