from hypothesis import given
from hypothesis import strategies as st

from adloom.render.bidi import is_rtl, levels, visual_runs
from adloom.render.breaking import NOT_AT_END, NOT_AT_START, atoms, balanced

WORDS = st.lists(st.text("abcdefgh", min_size=1, max_size=9), min_size=1, max_size=14)


@given(WORDS, st.integers(1, 5))
def test_breaking_keeps_every_word_whole_and_in_order(words, lines):
    broken = balanced(" ".join(words), lines, len)
    if broken is None:
        assert lines > len(words)
    else:
        assert len(broken) == lines
        assert " ".join(broken).split() == words


def test_lines_are_balanced():
    assert balanced("Glow that lasts all day long", 2, len) == ("Glow that lasts", "all day long")


def test_no_orphan_word():
    lines = balanced("Everything you need for the perfect summer day out", 3, len)
    assert len(lines[-1].split()) > 1


def test_a_number_stays_with_its_unit():
    lines = balanced("Brews a full pot in 5 min and keeps 12 cups hot", 3, len)
    assert not any(line.split()[-1].isdigit() and line.split()[-1] == "5" for line in lines)


def test_no_break_space_binds():
    assert [atom.text for atom in atoms("only 24,99\u00a0€ today")] == [
        "only",
        "24,99\u00a0€",
        "today",
    ]


def test_hyphenated_words_break_after_the_hyphen_but_numbers_do_not():
    assert [atom.text for atom in atoms("sun-ripened")] == ["sun-", "ripened"]
    assert [atom.text for atom in atoms("2-3")] == ["2-3"]


def test_chinese_and_japanese_break_between_characters_with_kinsoku():
    text = "春の新作コレクション、ついに登場！「限定」セール開催中。"
    for count in range(2, 7):
        lines = balanced(text, count, len)
        assert "".join(lines) == text
        assert not any(line[0] in NOT_AT_START or line[-1] in NOT_AT_END for line in lines)


def test_direction_is_that_of_the_first_strong_letter_else_the_language():
    assert is_rtl("50% خصم")
    assert not is_rtl("Sale خصم", "ar")
    assert is_rtl("50%", "ar")
    assert not is_rtl("50%", "en")


def test_numbers_run_left_to_right_inside_hebrew():
    text = "אב 12 ג"
    order = "".join(
        text[a:b] if level % 2 == 0 else text[a:b][::-1]
        for a, b, level in visual_runs(levels(text, True))
    )
    assert order == "ג 12 בא"


def test_brackets_around_latin_stay_with_the_hebrew_sentence():
    text = "אב (AB) 12"
    found = levels(text, True)
    assert found[text.index("(")] == found[text.index(")")] == 1
