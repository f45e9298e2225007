from __future__ import annotations

from adloom.stages.layout_codec import MAY
from adloom.stages.layout_wanted import wanted_rows, wishes
from adloom.types import TEXT_ROLES, Box, Constraints, Product

RICH = Product(
    (),
    title="Mug",
    brand="Northlight",
    price="19.00",
    promo="New",
    facts=(("volume", "300 ml"), ("colour", "blue"), ("care", "dishwasher safe")),
)


def test_a_price_is_wanted_only_where_there_is_a_price() -> None:
    assert "price" not in wishes(Product((), title="Mug"), (1080, 1080), Constraints())
    assert wishes(RICH, (1080, 1080), Constraints())["price"] == 1


def test_a_logo_is_wanted_only_with_a_brand_or_a_logo_file() -> None:
    assert "logo" not in wishes(Product((), title="Mug"), (1080, 1080), Constraints())
    assert wishes(RICH, (1080, 1080), Constraints())["logo"] == 1


def test_a_strip_wants_no_more_than_it_can_hold() -> None:
    assert sum(wishes(RICH, (728, 90), Constraints()).values()) <= 4
    assert sum(wishes(RICH, (320, 50), Constraints()).values()) <= 3


def test_the_main_facts_are_exact_in_every_row_of_a_square() -> None:
    rows = wanted_rows(wishes(RICH, (1080, 1080), Constraints()), (1080, 1080), Constraints(), 8, 1)
    for role in ("headline", "price", "cta"):
        assert all(row[TEXT_ROLES.index(role)] == 1 for row in rows)
    assert any(MAY in row for row in rows)


def test_the_users_roles_and_pins_overrule_the_facts() -> None:
    told = Constraints(("headline", "cta"), (("logo", Box(10, 10, 100, 30)),))
    wished = wishes(Product((), title="Mug"), (1080, 1080), told)
    assert set(wished) == {"headline", "cta", "logo"}
    assert len(set(wanted_rows(wished, (1080, 1080), told, 8, 1))) == 1
