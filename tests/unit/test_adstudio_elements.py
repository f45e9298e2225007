"""The elements of the ad studio: tight marks, repeatable pixels, prints that stay on."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image, ImageDraw

from adloom.paths import resources_folder
from adloom.types import Box

pytest.importorskip("cv2")

from export_tools.adstudio import elements as studio
from export_tools.adstudio.elements_decorations import DRAWN
from export_tools.adstudio.elements_fonts import SCRIPTS, read_fonts
from export_tools.adstudio.elements_kit import SPARE, choose_fonts, held_families
from export_tools.adstudio.elements_shapes import SHAPES
from export_tools.adstudio.elements_words import read_texts

ROOM = Box(40, 30, 220, 90)


def picture_bytes(seed: int) -> bytes:
    picture = Image.new("RGBA", (90, 60), (0, 0, 0, 0))
    draw = ImageDraw.Draw(picture)
    draw.ellipse((8, 6, 70, 50), fill=(40 * seed, 90, 200, 255))
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


def kit_of(fold: str) -> studio.Kit:
    every = read_fonts(resources_folder() / "fonts")
    held = held_families(every)
    kept = [font for font in every if (font.name in held) == (fold == "test")]
    fonts = {}
    for script in SCRIPTS:
        able = tuple(font for font in kept if script in font.scripts)
        fonts[script] = able or tuple(font for font in every if script in font.scripts)
    spare = tuple(f for f in every if f.name in SPARE or f.name.startswith("noto-sans"))
    art = tuple(picture_bytes(seed) for seed in range(4))
    return studio.Kit(fonts, spare, art, art, read_texts(None, fold))


@pytest.fixture(scope="module")
def kit() -> studio.Kit:
    return kit_of("train")


def look_of(kit: studio.Kit, rng: np.random.Generator, script: str = "") -> studio.Look:
    ground = np.full((80, 80, 3), rng.integers(0, 256, 3), np.uint8)
    look = studio.new_look(kit, rng, ground)
    if not script:
        return look
    return replace(
        look,
        script=script,
        headline=choose_fonts(kit, rng, script, headline=True, loud=look.loud),
        body=choose_fonts(kit, rng, script, headline=False, loud=look.loud),
    )


def some_text(kit: studio.Kit, rng: np.random.Generator, look: studio.Look) -> list[studio.Patch]:
    patch = studio.text(kit, rng, look, ROOM, "headline")
    return [] if patch is None else [patch]


def some_underlay(
    kit: studio.Kit, rng: np.random.Generator, look: studio.Look
) -> list[studio.Patch]:
    return [studio.underlay(kit, rng, look, ROOM)[0]]


def some_logo(kit: studio.Kit, rng: np.random.Generator, look: studio.Look) -> list[studio.Patch]:
    patch = studio.logo(kit, rng, look, ROOM)
    return [] if patch is None else [patch]


def some_decoration(
    kit: studio.Kit, rng: np.random.Generator, look: studio.Look
) -> list[studio.Patch]:
    patch = studio.decoration(kit, rng, look, ROOM)
    return [] if patch is None else [patch]


def boxed(function: Callable[..., list[studio.Patch]]) -> Callable[..., list[studio.Patch]]:
    return lambda kit, rng, look: function(kit, rng, look, ROOM)


FAMILIES = {
    "text": some_text,
    "underlay": some_underlay,
    "logo": some_logo,
    "decoration": some_decoration,
    "badge": boxed(studio.badge),
    "price": boxed(studio.price),
    "button": boxed(studio.button),
    "icon_point": boxed(studio.icon_point),
    "ribbon": boxed(studio.ribbon),
    "table": boxed(studio.table),
    "sticker_label": boxed(studio.sticker_label),
    "watermarks": boxed(studio.watermarks),
}


def seen_box(patch: studio.Patch, box: Box, grow: int) -> Box | None:
    """The box of the pixels well seen within `box` grown by `grow`, in canvas pixels."""
    alpha = patch.pixels[..., 3].astype(int)
    left, top = round(box.x) - patch.x - grow, round(box.y) - patch.y - grow
    right, low = round(box.right) - patch.x + grow, round(box.bottom) - patch.y + grow
    area = alpha[max(0, top) : max(0, low), max(0, left) : max(0, right)]
    if not area.size:
        return None
    rows = np.flatnonzero((area > 0.25 * max(area.max(), 1)).any(axis=1))
    columns = np.flatnonzero((area > 0.25 * max(area.max(), 1)).any(axis=0))
    if not len(rows):
        return None
    return Box(
        patch.x + max(0, left) + columns[0],
        patch.y + max(0, top) + rows[0],
        columns[-1] - columns[0] + 1,
        rows[-1] - rows[0] + 1,
    )


@pytest.mark.parametrize("family", FAMILIES)
def test_marks_lie_tight_round_what_is_seen(kit: studio.Kit, family: str) -> None:
    checked = 0
    for seed in range(25):
        rng = np.random.default_rng(seed)
        look = replace(look_of(kit, rng), effects=("outline",))
        for patch in FAMILIES[family](kit, rng, look):
            for mark in patch.marks:
                seen = seen_box(patch, mark.box, 0)
                assert seen is not None, (seed, mark)
                for edge in ("x", "y", "right", "bottom"):
                    off = abs(getattr(seen, edge) - getattr(mark.box, edge))
                    assert off <= 3.5, (seed, mark, seen)  # ragged ends are thin
                checked += 1
    assert checked > 10


@pytest.mark.parametrize("script", SCRIPTS)
def test_letters_of_every_script_stay_inside_their_marks(kit: studio.Kit, script: str) -> None:
    for seed in range(12):
        rng = np.random.default_rng(seed)
        look = replace(look_of(kit, rng, script), effects=("double",))
        patch = studio.text(kit, rng, look, ROOM, "headline", on=(250, 250, 250))
        assert patch is not None
        assert all(mark.text for mark in patch.marks if mark.label == "text")
        alpha = patch.pixels[..., 3].copy()
        for mark in patch.marks:
            left, top = int(mark.box.x) - patch.x - 1, int(mark.box.y) - patch.y - 1
            right, low = int(mark.box.right) - patch.x + 2, int(mark.box.bottom) - patch.y + 2
            alpha[max(0, top) : low, max(0, left) : right] = 0
        assert alpha.max() == 0


@pytest.mark.parametrize("family", FAMILIES)
def test_the_same_seed_draws_the_same_pixels(kit: studio.Kit, family: str) -> None:
    def drawn(seed: int) -> list[studio.Patch]:
        rng = np.random.default_rng(seed)
        return FAMILIES[family](kit, rng, look_of(kit, rng))

    for seed in range(4):
        first, second = drawn(seed), drawn(seed)
        assert [p.marks for p in first] == [p.marks for p in second]
        assert all(np.array_equal(a.pixels, b.pixels) for a, b in zip(first, second, strict=True))


@pytest.mark.parametrize("kind", [*DRAWN, "sticker"])
def test_every_decoration_is_seen_within_reach_of_its_box(kit: studio.Kit, kind: str) -> None:
    rng = np.random.default_rng(5)
    patch = studio.decoration(kit, rng, look_of(kit, rng), Box(50, 50, 80, 64), kind)
    assert patch is not None
    box = patch.marks[0].box
    assert patch.marks[0].label == "decoration"
    assert box.x > 30 and box.right < 150 and box.y > 30 and box.bottom < 134


@pytest.mark.parametrize("shape", SHAPES)
def test_every_underlay_fills_the_box_it_is_given(kit: studio.Kit, shape: str) -> None:
    for seed in range(6):
        rng = np.random.default_rng(seed)
        patch, _ = studio.underlay(kit, rng, look_of(kit, rng), ROOM, shape)
        mark = patch.marks[0]
        assert mark.label == "underlay"
        assert mark.box.width > 0.88 * ROOM.width and mark.box.height > 0.7 * ROOM.height
        assert mark.box.width < ROOM.width + 8 and mark.box.height < 1.2 * ROOM.height


def test_upright_text_has_one_mark_a_column(kit: studio.Kit) -> None:
    rng = np.random.default_rng(0)
    look = replace(look_of(kit, rng, "hans"), effects=())
    patch = studio.text(
        kit, rng, look, Box(20, 20, 60, 260), "subhead", words="轻装上阵", vertical=True
    )
    assert patch is not None
    texts = [mark for mark in patch.marks if mark.label == "text"]
    assert "".join(mark.text for mark in texts) == "轻装上阵"
    assert all(mark.box.height > 1.5 * mark.box.width for mark in texts)


def test_text_gives_up_where_it_would_be_too_small_to_read(kit: studio.Kit) -> None:
    rng = np.random.default_rng(0)
    assert studio.text(kit, rng, look_of(kit, rng), Box(0, 0, 60, 5), "headline") is None


def test_prints_change_only_the_product_and_lie_on_it(kit: studio.Kit) -> None:
    cut = np.zeros((260, 220, 4), np.uint8)
    cut[30:240, 50:170] = (190, 170, 150, 255)
    printed = 0
    for seed in range(20):
        result, boxes = studio.print_on(kit, np.random.default_rng(seed), cut)
        changed = (result[..., :3] != cut[..., :3]).any(axis=2)
        assert np.array_equal(result[..., 3], cut[..., 3])
        assert not changed[cut[..., 3] == 0].any()
        for box in boxes:
            assert box.x >= 50 and box.right <= 170 and box.y >= 30 and box.bottom <= 240
            assert changed[int(box.y) : int(box.bottom), int(box.x) : int(box.right)].any()
        printed += bool(boxes)
    assert printed >= 15


def test_the_folds_share_no_text_and_no_family_where_a_script_has_two() -> None:
    train, test = kit_of("train"), kit_of("test")
    for script in SCRIPTS:
        for role in test.texts[script]:
            first, second = train.texts[script].get(role, ()), test.texts[script][role]
            if len(first) > 1 and len(second) > 1:
                assert not set(first) & set(second)
    held = {font.name for font in test.fonts["latn"]}
    assert held and not held & {font.name for font in train.fonts["latn"]}


def test_paste_cuts_off_what_hangs_over_the_edge() -> None:
    canvas = np.zeros((20, 20, 3), np.uint8)
    patch = studio.Patch(np.full((10, 10, 4), 255, np.uint8), 15, -5, ())
    studio.paste(canvas, patch)
    assert canvas[:5, 15:].min() == 255
    assert canvas.sum() == 25 * 3 * 255


def test_small_currency_signs_do_not_run_into_the_figures(kit: studio.Kit) -> None:
    font = next(f for f in kit.fonts["jpan"] if f.heavy)
    for seed in range(8):
        rng = np.random.default_rng(seed)
        look = replace(look_of(kit, rng, "jpan"), headline=(font,), effects=(), loud=0.0)
        patch = studio.text(kit, rng, look, ROOM, "price", words="888円", on=(255, 255, 255))
        assert patch is not None
        columns = patch.pixels[..., 3].max(axis=0) > 128
        groups = int(np.count_nonzero(np.diff(np.flatnonzero(columns)) > 1)) + 1
        assert groups == 4
