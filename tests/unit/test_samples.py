"""The promise: every sample photograph opens, is large enough, and its facts say nothing amiss."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image

from adloom.intake_facts import facts_for

SAMPLES = Path(__file__).resolve().parents[2] / "resources" / "samples"
PHOTOS = sorted(SAMPLES.glob("*.jpg"))


@pytest.mark.parametrize("photo", PHOTOS, ids=lambda p: p.stem)
def test_each_sample_opens_and_its_facts_are_read_without_complaint(photo):
    with Image.open(photo) as picture:
        assert min(picture.size) >= 1100
    read = facts_for(photo)
    assert read.product.title
    assert read.decisions == ()


def test_there_are_enough_samples_and_they_are_light():
    assert len(PHOTOS) >= 10
    assert sum(p.stat().st_size for p in SAMPLES.iterdir()) <= 8_000_000


def test_only_one_sample_brings_the_merchants_own_words():
    with_words = [p.stem for p in SAMPLES.glob("*.json") if "copy" in json.loads(p.read_text())]
    assert with_words == ["coffee"]
