"""Facts come in from JSON, text and tables; unknown keys are reported, wrong ones are sentences."""

from __future__ import annotations

import json

import pytest

from adloom.errors import BriefError
from adloom.intake_facts import facts_for, find_sidecar, product_for, read_facts


def write(path, content):
    path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    return path


FULL = {
    "title": "Lumo Desk Lamp",
    "brand": "Lumo",
    "category": "Home > Lighting",
    "attributes": {"material": "steel", "features": ["dimmable", "USB-C"], "height": 42},
    "price": 39.5,
    "sale_price": "29",
    "currency": "EUR",
    "promo": "20% off",
    "audience": "students",
    "language": "en-GB",
    "tone": "premium",
    "copy": {"headline": "Light, Bent to Your Will", "selling_point": ["USB-C", "Dimmable"]},
}


def test_every_key_of_a_json_reaches_the_product(tmp_path):
    facts = read_facts(write(tmp_path / "p.json", FULL), tmp_path / "p.jpg")
    product = facts.product
    assert product.title == "Lumo Desk Lamp"
    assert product.facts == (
        ("material", "steel"),
        ("features", "dimmable"),
        ("features", "USB-C"),
        ("height", "42"),
    )
    assert (product.price, product.sale_price, product.currency) == ("39.50", "29", "EUR")
    assert product.own_words == (
        ("headline", "Light, Bent to Your Will"),
        ("selling_point", "USB-C"),
        ("selling_point", "Dimmable"),
    )
    assert facts.tone == "premium"
    assert product.language == "en-GB"
    assert product.images == (str(tmp_path / "p.jpg"),)
    assert facts.decisions == ()


def test_unknown_keys_are_reported_and_not_fatal(tmp_path):
    told = {"title": "Cup", "colour": "red", "copy": {"slogan": "x"}}
    facts = read_facts(write(tmp_path / "p.json", told))
    assert facts.product.title == "Cup"
    reasons = " ".join(decision.reason for decision in facts.decisions)
    assert "'colour'" in reasons
    assert "'copy.slogan'" in reasons


WRONG = {
    "a list for a title": {"title": ["a"]},
    "a number for attributes": {"attributes": 3},
    "a nested attribute": {"attributes": {"a": {"b": "c"}}},
    "a title of ten megabytes": {"title": "x" * 10_000},
    "too many attributes": {"attributes": {f"a{i}": "b" for i in range(101)}},
    "an unknown tone": {"tone": "angry"},
    "no language": {"language": "the English one"},
    "copy that is a text": {"copy": "Buy"},
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_types_and_sizes_are_brief_errors(tmp_path, case):
    with pytest.raises(BriefError) as caught:
        read_facts(write(tmp_path / "p.json", WRONG[case]))
    assert str(caught.value).endswith(".")
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("p.json", "{broken"),
        ("p.json", "[]"),
        ("p.json", ""),
        ("p.json", "[" * 100_000),
        ("p.json", '{"price": NaN}'),
        ("p.csv", "title,brand\n"),
        ("p.yaml", "title: x"),
    ],
)
def test_damaged_files_are_brief_errors(tmp_path, name, content):
    with pytest.raises(BriefError):
        read_facts(write(tmp_path / name, content))


def test_bytes_that_are_no_text_are_a_brief_error(tmp_path):
    (tmp_path / "p.txt").write_bytes(b"\xff\xfe\x00caf\xe9")
    with pytest.raises(BriefError, match="UTF-8"):
        read_facts(tmp_path / "p.txt")


def test_control_characters_become_harmless(tmp_path):
    told = {"title": "A\u0000B\u001b[31m  C\nD"}
    assert read_facts(write(tmp_path / "p.json", told)).product.title == "A B [31m C D"


def test_lines_of_text_are_title_known_keys_attributes_and_features(tmp_path):
    text = "Oak Stool\nprice: 49\nMaterial: solid oak\ncta: See the stool\nStackable\n"
    product = read_facts(write(tmp_path / "p.txt", text)).product
    assert product.title == "Oak Stool"
    assert product.price == "49"
    assert product.facts == (("Material", "solid oak"), ("features", "Stackable"))
    assert product.own_words == (("cta", "See the stool"),)


def test_the_row_that_names_the_photo_is_read(tmp_path):
    table = "file,Title,attributes.material,copy.badge\na.jpg,Cup,clay,NEW\nb.jpg,Pan,iron,\n"
    path = write(tmp_path / "all.csv", table)
    product = read_facts(path, tmp_path / "b.jpg").product
    assert (product.title, product.facts) == ("Pan", (("material", "iron"),))
    with pytest.raises(BriefError, match="none names"):
        read_facts(path, tmp_path / "c.jpg")


def test_a_byte_order_mark_and_tabs_are_understood(tmp_path):
    path = tmp_path / "p.tsv"
    path.write_bytes("\ufefftitle\tprice\nКружка\t5\n".encode())
    assert read_facts(path).product.title == "Кружка"


def test_the_sidecar_is_found_and_a_scene_is_no_sidecar(tmp_path):
    photo = tmp_path / "p.jpg"
    assert find_sidecar(photo) is None
    write(tmp_path / "p.txt", "Stool")
    assert product_for(photo).title == "Stool"
    write(tmp_path / "p.json", '{\n "schema": 1, "layers": []}')
    assert product_for(photo).title == "Stool"
    write(tmp_path / "p.json", {"title": "Bench"})
    assert product_for(photo).title == "Bench"


def test_no_facts_are_a_decision_not_an_error(tmp_path):
    assert facts_for(tmp_path / "p.jpg").decisions[0].subject == "facts"
    write(tmp_path / "p.json", {})
    assert "says nothing" in facts_for(tmp_path / "p.jpg").decisions[0].reason


def test_a_missing_logo_is_a_shown_fallback(tmp_path):
    facts = read_facts(write(tmp_path / "p.json", {"title": "Cup", "logo": "none.png"}))
    assert facts.product.logo == ""
    assert facts.decisions[0].fallback
