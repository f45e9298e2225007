import json

import pytest

from adloom.errors import FontMissingError
from adloom.render.fonts import face_for, font_index, open_face, uncovered
from adloom.render.shaping import shape_line

SAMPLES = {
    "latin": "Crème brûlée €24.99 Żółć İstanbul ₺ 50% – “new” … № ½ × ✓ ★ → ®",
    "cyrillic": "Скидка на всё: только сегодня",
    "greek": "Έκπτωση σε όλα τα προϊόντα",
    "vietnamese": "Giảm giá đến 50% hôm nay",
    "chinese": "新品上市，限时特惠！全场五折起",
    "traditional": "新品上市，限時優惠！",
    "japanese": "春の新作コレクション、ついに登場！",
    "korean": "봄 신상 할인 행사",
    "arabic": "خصم 50% على كل المنتجات",
    "hebrew": "מבצע מיוחד (רק היום)",
    "hindi": "सभी उत्पादों पर 50% की छूट",
    "thai": "ลดราคาพิเศษ วันนี้เท่านั้น",
    "emoji": "🔥 🎉 ❤️ 👨‍👩‍👧 👍🏽 ⚡ 1️⃣",
}


def test_at_least_sixty_families_cover_latin():
    families = font_index().families
    assert sum("latin" in family.scripts for family in families) >= 60
    assert len({family.name for family in families}) == len(families)


def test_every_genre_has_a_choice():
    for genre in ("elegant", "friendly", "tech", "bold", "playful", "luxury", "retro", "handmade"):
        assert sum(genre in family.genres for family in font_index().families) >= 5, genre


def test_unknown_family_is_named_in_the_error():
    with pytest.raises(FontMissingError, match="Comic Papyrus"):
        font_index().get("Comic Papyrus")


def test_each_weight_opens_the_file_of_that_family():
    for family in (*font_index().families, *font_index().fallback):
        for weight, file in family.files.items():
            stem = file.rsplit("-", 1)[0].replace("-", "")
            assert open_face(family.name, weight).file == file
            if stem not in ("cjk", "emoji"):
                assert stem == family.name.lower().replace(" ", "")


def test_every_licence_is_bundled_and_open():
    folder = font_index().folder
    for entry in json.loads((folder / "fonts.json").read_text("utf-8"))["families"]:
        text = (folder / "licenses" / entry["licence_file"]).read_text("utf-8")
        assert "SIL OPEN FONT LICENSE" in text.upper() or "Apache License" in text, entry["name"]


def test_fonts_weigh_no_more_than_32_megabytes():
    files = [path for path in font_index().folder.rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) <= 32e6


@pytest.mark.parametrize("script", SAMPLES)
def test_no_family_ever_draws_the_box_of_a_missing_glyph(script):
    text = SAMPLES[script]
    assert uncovered(text) == ""
    for family in font_index().families:
        line = shape_line(text, family.name, 700)
        assert line.glyphs
        assert all(glyph.id != 0 for glyph in line.glyphs), family.name


def test_a_character_nobody_has_is_reported_and_left_out():
    assert uncovered("a\U00012000") == "\U00012000"
    assert face_for("\U00012000", "Inter", 400, False) is None
    assert len(shape_line("a\U00012000", "Inter", 400).glyphs) == 1


def test_a_word_is_never_set_in_two_faces():
    faces = {glyph.face.file for glyph in shape_line("Żółć", "Italiana", 400).glyphs}
    assert len(faces) == 1
