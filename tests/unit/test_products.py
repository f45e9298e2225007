"""Rendered products: what a picture's number stands for, and that every kind has its builder."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

from export_tools.products import kinds

PACKAGE = Path(kinds.__file__).parent


def defined(module: str) -> dict[str, ast.FunctionDef]:
    """Give the functions at the top of a module, read without importing Blender."""
    tree = ast.parse((PACKAGE / f"{module}.py").read_text(encoding="utf-8"))
    return {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_every_hard_kind_has_a_builder_that_draws_from_the_stream_alone() -> None:
    for kind, module in kinds.hard_kinds().items():
        builder = defined(module)[kind]
        assert [argument.arg for argument in builder.args.args] == ["rng"], kind


def test_every_public_builder_of_a_hard_module_is_in_the_table() -> None:
    for module, names in kinds.HARD.items():
        builders = {
            name
            for name, node in defined(module).items()
            if not name.startswith("_") and [a.arg for a in node.args.args] == ["rng"]
        }
        assert builders == set(names)


def test_simple_kinds_are_those_the_first_generator_builds() -> None:
    tree = ast.parse((PACKAGE / "randoms.py").read_text(encoding="utf-8"))
    tables = [node for node in tree.body if isinstance(node, ast.AnnAssign)]
    table = next(node for node in tables if ast.unparse(node.target) == "KINDS")
    assert isinstance(table.value, ast.Dict)
    assert tuple(ast.literal_eval(key) for key in table.value.keys if key) == kinds.SIMPLE


def test_a_kind_stands_in_one_place_only() -> None:
    names = [*kinds.SIMPLE, *(name for group in kinds.HARD.values() for name in group)]
    assert max(Counter(names).values()) == 1
    assert set(names) >= kinds.CLEAR


def test_numbers_before_the_hard_ones_go_through_the_simple_kinds_in_turn() -> None:
    assert [kinds.kind_of(index) for index in range(21)] == list(kinds.SIMPLE)
    assert kinds.kind_of(4000) == kinds.SIMPLE[4000 % 21]


def test_a_number_always_stands_for_the_same_product() -> None:
    span = range(kinds.FIRST_HARD, kinds.FIRST_HARD + 200)
    assert [kinds.kind_of(index) for index in span] == [kinds.kind_of(index) for index in span]
    assert kinds.chance(10007).random() == kinds.chance(10007).random()
    assert kinds.chance(10007).random() != kinds.chance(10008).random()


def test_four_in_five_are_hard_and_every_kind_turns_up() -> None:
    span = range(kinds.FIRST_HARD, kinds.FIRST_HARD + 6000)
    drawn = Counter(kinds.kind_of(index) for index in span)
    share = sum(drawn[kind] for kind in kinds.hard_kinds()) / 6000
    assert 0.78 < share < 0.82
    assert set(drawn) == {*kinds.SIMPLE, *kinds.hard_kinds()}


def test_only_hard_numbers_cast_shadows_apart_and_a_third_of_them_do() -> None:
    assert not any(kinds.has_shadow(index) for index in range(kinds.FIRST_HARD))
    span = range(kinds.FIRST_HARD, kinds.FIRST_HARD + 300)
    assert sum(kinds.has_shadow(index) for index in span) == 100
