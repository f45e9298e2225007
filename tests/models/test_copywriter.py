from __future__ import annotations

import pytest

from adloom.inference.catalog import Catalog
from adloom.paths import models_folder, resources_folder
from adloom.stages.copy_prompt import read_facts
from adloom.stages.copy_rules import rules_for
from adloom.stages.copywriting import CopyModel, load_copy_model, write
from adloom.types import Product, Slot

PRODUCT = Product(
    (),
    title="Brevia 1 L Gooseneck Pour-Over Kettle, Matte Black",
    brand="Brevia",
    category="Home & Kitchen > Coffee & Tea",
    facts=(("material", "304 stainless steel"), ("features", "built-in thermometer")),
    price="39.00",
    currency="USD",
    promo="20% off this week",
)
SLOTS = [
    Slot(0, "headline", 30),
    Slot(1, "subhead", 60),
    Slot(2, "selling_point", 26),
    Slot(3, "selling_point", 26),
    Slot(4, "badge", 12),
    Slot(5, "cta", 16),
]


@pytest.fixture(scope="module")
def model() -> CopyModel:
    return load_copy_model(Catalog(models_folder()), resources_folder())


def test_the_shipped_copywriter_keeps_every_line_within_the_rules(model: CopyModel) -> None:
    rules = rules_for(read_facts(PRODUCT), model.lexicon)
    for bundle in write(PRODUCT, SLOTS, model, variants=3, seed=1):
        assert {"headline", "subhead", "selling_point", "badge", "cta"} == {
            line.role for line in bundle.lines
        }
        for line in bundle.lines:
            assert rules.faults(line.text, line.role, SLOTS[line.element].budget) == ()


def test_the_same_seed_writes_the_same_words(model: CopyModel) -> None:
    assert write(PRODUCT, SLOTS, model, seed=4) == write(PRODUCT, SLOTS, model, seed=4)


def test_with_no_facts_the_copy_is_general(model: CopyModel) -> None:
    bundle = write(Product(()), SLOTS, model, seed=1)[0]
    for line in bundle.lines:
        words = line.text.lower().replace(",", " ").replace(".", " ").split()
        assert all(word.strip("?!:-") in model.lexicon.general for word in words if word != "-")


def test_manifest_promises_int8_within_two_percent(model: CopyModel) -> None:
    assert Catalog(models_folder()).manifest("copywriter").parity["perplexity_gap"] <= 0.02
