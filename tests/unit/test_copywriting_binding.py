from __future__ import annotations

from pathlib import Path

import pytest

from adloom.stages.copy_binding import binding_fault, bindings_of
from adloom.stages.copy_prompt import read_facts
from adloom.stages.copy_rules import call_rules, load_lexicon, rules_for
from adloom.types import Product, Role

LEXICON = load_lexicon(Path(__file__).parents[2] / "resources" / "wordlists")
BASKET = read_facts(
    Product(
        (),
        title="Vintage wicker bicycle basket removes 99% dust w/ leather straps",
        category="Cycling > Baskets",
        facts=(("material", "wicker"), ("mount", "front handlebar"), ("features", "two buckles")),
        promo="Spend £60, get £10 off",
    )
)
RULES = rules_for(BASKET, LEXICON)
BINDINGS = bindings_of(BASKET, LEXICON.cta_verbs)


@pytest.mark.parametrize(
    ("role", "line"),
    [
        ("headline", "A Wicker Basket"),
        ("headline", "Spend £60, Get £10 Off"),
        ("subhead", "Wicker basket with leather straps"),
        ("selling_point", "Front handlebar mount"),
        ("cta", "Shop the basket"),
        ("cta", "Add to your cart"),
    ],
)
def test_words_joined_as_the_facts_join_them_are_kept(role: Role, line: str) -> None:
    assert binding_fault(line, role, BINDINGS, RULES) == ""


@pytest.mark.parametrize(
    ("role", "line", "reason"),
    [
        ("subhead", "A basket with a wicker handlebar", "joins"),
        ("selling_point", "Wicker with two buckles", "different facts"),
        ("headline", "Leather and Wicker", "name the thing"),
        ("headline", "£10 Off Your Basket", "half the promo"),
        ("headline", "A Free Wicker Basket", "without its terms"),
        ("subhead", "A basket that removes 99% of dust", "percentage"),
        ("subhead", "A basket, a wicker basket", "twice"),
        ("badge", "£10 OFF", "half the promo"),
        ("subhead", "Spend 60, a basket, get 10 more", "changes the promo"),
        ("cta", "Grow your own", "call"),
        ("cta", "Get the cart", "cart"),
    ],
)
def test_true_words_in_untrue_pairs_are_refused(role: Role, line: str, reason: str) -> None:
    assert reason in binding_fault(line, role, BINDINGS, RULES)


def test_a_call_names_the_product_only_where_it_fits() -> None:
    assert "basket" in call_rules(RULES, BASKET, LEXICON, 16).only
    assert "the" not in call_rules(RULES, BASKET, LEXICON, 12).only
    assert "baskets" not in call_rules(RULES, BASKET, LEXICON, 10).only
