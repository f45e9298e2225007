"""A scene that was saved comes back equal, to the byte; a hostile file is refused in a sentence."""

from __future__ import annotations

import json
import zipfile

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adloom.assets import MemoryAssets, content_key
from adloom.errors import ExportError, ProjectDamagedError, ProjectError, ProjectTooNewError
from adloom.project import dump_scene, load_scene, parse_scene, save_scene
from adloom.types import (
    Box,
    Decision,
    Gradient,
    ImageLayer,
    Scene,
    Shadow,
    ShapeLayer,
    ShapeStyle,
    Stroke,
    TextLayer,
    TextStyle,
)

numbers = st.floats(-1e5, 1e5, allow_nan=False).map(lambda value: value + 0.0) | st.integers(
    -99, 99
)
shares = st.floats(0, 1)
texts = st.text(max_size=20)
colours = st.from_regex(r"\A#[0-9a-f]{8}\Z")
keys = st.from_regex(r"\A[0-9a-f]{32}\Z")
aligns = st.sampled_from(("start", "center", "end"))
boxes = st.builds(Box, numbers, numbers, numbers, numbers)
gradients = st.none() | st.builds(
    Gradient, st.lists(st.tuples(shares, colours), max_size=3).map(tuple), numbers
)
strokes = st.none() | st.builds(Stroke, colours, numbers)
shadows = st.none() | st.builds(Shadow, colours, numbers, numbers, numbers)
text_styles = st.builds(
    TextStyle, texts, st.integers(100, 900), numbers, colours, gradients, strokes, shadows,
    aligns, aligns, numbers, numbers, st.integers(1, 9), st.booleans(), st.booleans(),
)  # fmt: skip
shape_styles = st.builds(ShapeStyle, texts, colours, gradients, strokes, shadows, numbers)
shared = (texts, texts, boxes, numbers, shares, st.booleans(), st.booleans())
layers = (
    st.builds(ImageLayer, *shared, keys)
    | st.builds(TextLayer, *shared, texts, text_styles, texts)
    | st.builds(ShapeLayer, *shared, shape_styles)
)
decisions = st.builds(
    Decision, texts, texts, texts, texts, st.none() | shares,
    st.lists(st.tuples(texts, shares, texts), max_size=2).map(tuple), st.booleans(),
)  # fmt: skip
scenes = st.builds(
    Scene,
    st.integers(1, 9999),
    st.integers(1, 9999),
    st.lists(layers, max_size=4).map(tuple),
    colours,
    st.lists(decisions, max_size=2).map(tuple),
    st.dictionaries(texts, texts, max_size=2).map(lambda told: tuple(told.items())),
    st.integers(-(2**60), 2**60),
)


@settings(max_examples=60, deadline=None)
@given(scenes)
def test_what_was_saved_comes_back_equal_and_saves_to_the_same_bytes(scene):
    text = dump_scene(scene)
    again = parse_scene(text)
    assert again == scene
    assert dump_scene(again) == text


def small_scene() -> tuple[Scene, MemoryAssets]:
    assets = MemoryAssets()
    pixels = np.random.default_rng(3).integers(0, 255, (20, 30, 4), dtype=np.uint8)
    layer = ImageLayer("photo", "photo", Box(0, 0, 30, 20), asset=assets.put(pixels))
    words = TextLayer(
        "words", "headline", Box(1, 1, 9, 9), text="您好 \u202b", style=TextStyle("Inter")
    )
    return Scene(30, 20, (layer, words), seed=5, models=(("layout-ar", "1"),)), assets


@pytest.mark.parametrize("name", ["scene.json", "project.adloom"])
def test_pictures_travel_with_the_scene(tmp_path, name):
    scene, assets = small_scene()
    save_scene(scene, assets, tmp_path / "a folder" / name)
    again, kept = load_scene(tmp_path / "a folder" / name)
    assert again == scene
    assert np.array_equal(kept.get(scene.layers[0].asset), assets.get(scene.layers[0].asset))


def test_the_same_project_is_the_same_bytes(tmp_path):
    scene, assets = small_scene()
    first = save_scene(scene, assets, tmp_path / "a.adloom").read_bytes()
    assert save_scene(scene, assets, tmp_path / "b.adloom").read_bytes() == first


def test_numbers_of_numpy_are_saved_as_numbers():
    scene = Scene(9, 9, (ShapeLayer("a", "underlay", Box(np.float32(1.5), 0, 1, 1)),))
    assert parse_scene(dump_scene(scene)).layers[0].box.x == 1.5


def mend(**changes):
    scene, _ = small_scene()
    return json.dumps(json.loads(dump_scene(scene)) | changes)


HOSTILE = {
    "no json": "{",
    "deep json": "[" * 200_000,
    "no scene": '{"title": "Cup"}',
    "a list": "[1]",
    "an unknown field": mend(script="x"),
    "a huge canvas": mend(canvas={"width": 10**9, "height": 5}),
    "a canvas of nothing": mend(canvas={"width": 0, "height": 5}),
    "a text for a width": mend(canvas={"width": "9", "height": 5}),
    "an unknown layer": mend(layers=[{"id": "a", "kind": "video", "role": "x", "box": {}}]),
    "a path for a key": mend(
        layers=[
            {
                "id": "a",
                "kind": "image",
                "role": "x",
                "box": {"x": 0, "y": 0, "width": 1, "height": 1},
                "asset": "../../etc/passwd",
            }
        ]
    ),
    "no number": mend(seed=1.5),
    "infinity": mend(canvas={"width": 5, "height": float("inf")}),
    "too many layers": mend(layers=[{}] * 501),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_scene_is_refused_in_a_sentence(case):
    with pytest.raises(ProjectDamagedError) as caught:
        parse_scene(HOSTILE[case])
    assert str(caught.value).endswith(".")


def test_a_newer_schema_is_told_apart():
    with pytest.raises(ProjectTooNewError):
        parse_scene(mend(schema=2))


def zip_of(path, members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def test_names_that_lead_outside_are_never_unpacked(tmp_path):
    scene, _ = small_scene()
    path = zip_of(tmp_path / "p.adloom", {"scene.json": dump_scene(scene), "../../evil.png": b"x"})
    with pytest.raises(ProjectDamagedError, match="missing"):
        load_scene(path)
    assert [found.name for found in tmp_path.iterdir()] == ["p.adloom"]


def test_a_zip_bomb_and_an_altered_picture_are_refused(tmp_path):
    scene, assets = small_scene()
    key = scene.layers[0].asset
    bomb = zip_of(tmp_path / "bomb.adloom", {"scene.json": b" " * 25_000_000})
    with pytest.raises(ProjectDamagedError, match="too large"):
        load_scene(bomb)
    other = MemoryAssets()
    wrong_key = other.put(np.zeros((4, 4, 4), np.uint8))
    save_scene(Scene(9, 9, (ImageLayer("a", "a", Box(0, 0, 1, 1), asset=wrong_key),)), other,
               tmp_path / "other.adloom")  # fmt: skip
    with zipfile.ZipFile(tmp_path / "other.adloom") as archive:
        picture = archive.read(f"assets/{wrong_key}.png")
    swapped = zip_of(
        tmp_path / "swapped.adloom",
        {"scene.json": dump_scene(scene), f"assets/{key}.png": picture},
    )
    with pytest.raises(ProjectDamagedError, match="altered"):
        load_scene(swapped)
    assert content_key(assets.get(key)) == key


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"\x00" * 100])
def test_files_that_are_no_zip_are_refused(tmp_path, content):
    (tmp_path / "p.adloom").write_bytes(content)
    with pytest.raises(ProjectError):
        load_scene(tmp_path / "p.adloom")


def test_missing_files_and_folders_that_refuse_are_sentences(tmp_path):
    with pytest.raises(ProjectDamagedError):
        load_scene(tmp_path / "none.json")
    (tmp_path / "file").write_text("")
    scene, assets = small_scene()
    with pytest.raises(ExportError):
        save_scene(scene, assets, tmp_path / "file" / "scene.json")
