from __future__ import annotations

from pathlib import Path

import pytest

from adloom.stages.copy_prompt import Facts, read_facts
from adloom.stages.copy_rules import CopyRules, load_lexicon, rules_for
from adloom.types import Product

LEXICON = load_lexicon(Path(__file__).parents[2] / "resources" / "wordlists")
KETTLE = Product(
    images=(),
    title="Brevia 1 L Gooseneck Kettle, Matte Black",
    facts=(("material", "304 stainless steel"), ("size", "20 x 30 cm"), ("power", "1200 W")),
    price="39.00",
    currency="USD",
    promo="$5 off, 20% off this week",
)


def kettle_rules() -> CopyRules:
    return rules_for(read_facts(KETTLE), LEXICON)


@pytest.mark.parametrize(
    "line",
    [
        "A 1 L kettle in stainless steel",
        "1200 W of heat, matte black outside",
        "Take 20% off this week",
        "$5 off the kettle",
        "20 cm wide and 30 cm tall",
        "Pour with a steady hand",
    ],
)
def test_a_line_the_facts_support_is_legal(line: str) -> None:
    assert kettle_rules().faults(line, "subhead", 74) == ()


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("A 2 L kettle", "number"),
        ("A two litre kettle", "banned"),
        ("1 kg of calm", "measure"),
        ("Take 1200% off", "measure"),
        ("$20 off the kettle", "money"),
        ("Copper on the outside", "copper"),
        ("Certified organic", "organic"),
        ("Made in Italy for you", "made in"),
        ("Dishwasher safe", "dishwasher"),
        ("The best kettle", "best"),
        ("Elevate your morning", "elevate"),
        ("Free shipping on kettles", "free"),
        ("Guaranteed to pour", "guarantee"),
        ("A kettle called Zorvex", "unknown name"),
        ("Only 39.00 today", "number"),
        ("", "empty"),
    ],
)
def test_a_claim_the_facts_lack_is_a_fault(line: str, reason: str) -> None:
    faults = " ".join(kettle_rules().faults(line, "subhead", 74))
    assert reason in faults


def test_a_line_longer_than_its_budget_is_a_fault() -> None:
    assert kettle_rules().faults("Pour with a steady hand", "headline", 12)


@pytest.mark.parametrize(
    "start", ["Copper", "A pure silk", "Holds 7", "Save 21", "The best", "x" * 43]
)
def test_an_illegal_line_cannot_begin(start: str) -> None:
    assert not kettle_rules().may_begin(start, 42)


@pytest.mark.parametrize("start", ["Holds 1", "1200 W", "12", "Stainless ste", "20"])
def test_a_legal_line_can_begin(start: str) -> None:
    assert kettle_rules().may_begin(start, 42)


def test_brand_words_are_banned_too() -> None:
    rules = rules_for(read_facts(KETTLE), LEXICON, ("gooseneck", "morning ritual"))
    assert rules.faults("A gooseneck for you", "headline", 42)
    assert rules.faults("Your morning ritual", "headline", 42)


def test_without_facts_only_general_words_are_used() -> None:
    rules = rules_for(Facts(()), LEXICON)
    assert rules.faults("Find your favorite", "headline", 42) == ()
    assert rules.faults("Find your kettle", "headline", 42)
    assert rules.may_begin("Find your fav", 42)
    assert not rules.may_begin("Find your ket", 42)


def test_every_word_list_names_the_law_or_policy_it_comes_from() -> None:
    folder = Path(__file__).parents[2] / "resources" / "wordlists"
    for path in folder.glob("*.txt"):
        assert path.read_text("utf-8").startswith("# "), path.name


def test_words_nobody_spells_so_are_refused() -> None:
    rules = rules_for(read_facts(KETTLE), LEXICON, (), frozenset(("pour", "with", "care", "water")))
    assert rules.faults("Pour with care", "headline", 42) == ()
    assert rules.faults("Pour water's best with gooseneck", "headline", 42)
    assert "unknown word: pouces" in " ".join(rules.faults("Pour with pouces", "headline", 42))
    assert not rules.may_begin("Pour pouces now", 42)


def test_another_kind_of_product_is_never_named() -> None:
    assert kettle_rules().faults("Umbrellas for the rain", "headline", 42)
    assert kettle_rules().faults("A kettle for the rain", "headline", 42) == ()
