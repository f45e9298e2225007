"""Sizes are found by WxH, spec id and channel; absurd ones are refused in a sentence."""

from __future__ import annotations

import pytest

from adloom.errors import BriefError
from adloom.specs import all_specs, by_size, limits_for, parse_sizes, safe_box
from adloom.types import Box, Size

PROMISED = """
300x250 336x280 728x90 300x600 160x600 970x250 970x90 320x50 320x100 468x60 250x250 200x200 120x600
1200x628 1200x1200 960x1200 1200x1500 1080x1080 1080x1350 1080x1920 1080x1440 640x640 1000x1500
1200x675 1200x627 1280x720 800x800 750x1000 513x750 1180x500 640x200 520x280 1024x1024 1200x600
1200x400
"""


def test_every_promised_size_is_known():
    assert {size.name for size, _ in by_size()} >= set(PROMISED.split())
    ids = [spec.id for spec in all_specs()]
    assert len(ids) == len(set(ids))


def test_display_networks_are_limited_to_150_kb_and_youtube_to_two_megabytes():
    assert {s.max_kb for s in all_specs() if s.channel == "google"} == {150}
    assert limits_for(parse_sizes("youtube")[0]).max_kb == 2048


def test_words_of_all_three_kinds_mix_and_a_size_is_made_once():
    sizes = parse_sizes("1080x1080, instagram-grid ,meta,999X500")
    assert [size.name for size in sizes] == [
        "1080x1080",
        "1080x1440",
        "1080x1350",
        "1080x1920",
        "1200x628",
        "999x500",
    ]
    assert sizes[-1].spec == ""


def test_two_uses_of_a_size_take_the_stricter_safe_zone():
    (size,) = parse_sizes("meta-story,meta-reel")
    assert size.spec == "meta-reel"
    assert safe_box(size) == Box(64.8, 268.8, pytest.approx(950.4), pytest.approx(979.2))


def test_a_size_no_channel_knows_has_no_limits():
    assert limits_for(Size(999, 500)).max_kb is None
    assert safe_box(Size(999, 500)) == Box(0, 0, 999, 500)


@pytest.mark.parametrize(
    "words",
    ["", " , ", "0x0", "50000x50000", "-5x90", "1080", "nonsense", "4000x100", "99999999x2"],
)
def test_absurd_and_unknown_sizes_are_sentences(words):
    with pytest.raises(BriefError) as caught:
        parse_sizes(words)
    assert caught.value.field == "sizes"
