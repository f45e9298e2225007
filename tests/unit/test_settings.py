"""Settings survive saving; damaged ones and brand kits are refused in a sentence."""

from __future__ import annotations

import pytest

from adloom import brand, settings
from adloom.errors import AdloomError, BriefError
from adloom.settings import Settings


def test_settings_survive_saving(tmp_path):
    kept = Settings(sizes='a"b\\c', count=3, provenance=False, theme="täg")
    settings.save(kept, tmp_path / "deep" / "settings.toml")
    assert settings.load(tmp_path / "deep" / "settings.toml") == kept


def test_no_file_means_the_defaults(tmp_path):
    assert settings.load(tmp_path / "none.toml") == Settings()


@pytest.mark.parametrize("text", ["count = 'two'", "colour = 1", "count = ", "count = true"])
def test_damaged_settings_are_a_sentence(tmp_path, text):
    (tmp_path / "s.toml").write_text(text)
    with pytest.raises(BriefError):
        settings.load(tmp_path / "s.toml")


def test_settings_that_cannot_be_written_are_a_sentence(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(AdloomError):
        settings.save(Settings(), tmp_path / "file" / "settings.toml")


def test_a_brand_kit_is_read_from_toml_and_json(tmp_path):
    (tmp_path / "logo.png").write_bytes(b"x")
    (tmp_path / "b.toml").write_text(
        'name = "Lumo"\nlogo = "logo.png"\ncolours = ["#AABBCC"]\ntone = "premium"\n'
        'banned_words = ["cheap"]\nheadline_font = "Inter"\n'
    )
    (tmp_path / "b.json").write_text('{"name": "Lumo"}')
    kit = brand.load(tmp_path / "b.toml")
    assert kit.logo == str(tmp_path / "logo.png")
    assert (kit.colours, kit.tone, kit.banned_words) == (("#aabbccff",), "premium", ("cheap",))
    assert brand.load(tmp_path / "b.json").name == "Lumo"


@pytest.mark.parametrize(
    "text",
    [
        "",
        'name = ""',
        'name = "a"\ncolours = ["red"]',
        'name = "a"\nslogan = "b"',
        'name = "a"\ntone = "angry"',
        'name = "a"\nlogo = "none.png"',
        'name = "a"\ncolours = "#aabbcc"',
        "name = ",
    ],
)
def test_a_wrong_brand_kit_is_a_sentence(tmp_path, text):
    (tmp_path / "b.toml").write_text(text)
    with pytest.raises(BriefError):
        brand.load(tmp_path / "b.toml")
