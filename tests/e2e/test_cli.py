"""The command line keeps its promises: names, exit codes, JSON lines, nothing overwritten."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from adloom import cli, cli_make
from adloom.errors import Cancelled, RefusedError, StageError
from adloom.pipeline import Failure
from adloom.types import (
    Box,
    CheckResult,
    Creative,
    Decision,
    ImageLayer,
    Progress,
    Scene,
    TextLayer,
    TextStyle,
)


def stand_in(brief, catalog, assets, report):
    """Make a creative of each size without a network; the 300x250 one fails."""
    for number, size in enumerate(brief.sizes):
        report(Progress("layout", "photo", number, len(brief.sizes)))
        for variant in range(1, brief.count + 1):
            if size.name == "300x250":
                yield Failure(size, variant, StageError("layout", "No layout fits."))
                continue
            pixels = np.full((size.height, size.width, 4), 255, np.uint8)
            pixels[..., 0] = 40 * variant
            whole = Box(0, 0, size.width, size.height)
            layers = (
                ImageLayer("ground", "ground", whole, asset=assets.put(pixels)),
                TextLayer("words", "headline", whole, text="Hi", style=TextStyle("Inter")),
            )
            decisions = (Decision("layout", "headline", "left", "it is calm there", 0.9),)
            scene = Scene(size.width, size.height, layers, seed=brief.seed)
            checks = (CheckResult("contrast", True, "4.9 of 4.5", repaired=True),)
            yield Creative(
                brief, size, variant, scene, 0.8, decisions, checks, (), brief.seed,
                (("layout", 0.1),),
            )  # fmt: skip


@pytest.fixture
def photo(tmp_path, monkeypatch):
    monkeypatch.setattr(cli_make, "generate", stand_in)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "Tasse é 杯.png"
    Image.new("RGB", (64, 64), "#884422").save(path)
    return path


def refuse_collages(brief, catalog, assets, report):
    """Refuse every photo, unless the user overrules it."""
    if not brief.anyway:
        raise RefusedError("collage", "This looks like a collage.")
    yield from stand_in(brief, catalog, assets, report)


def events(capsys) -> list[dict]:
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    return [event for event in told if event["event"] != "note"]


def test_make_names_its_outputs_and_leaves_a_scene_beside_each(photo, tmp_path, capsys):
    words = ["make", str(photo), "--sizes", "64x48,200x200", "--count", "2", "--out", "o"]
    assert cli.main(words) == 0
    made = sorted(path.name for path in (tmp_path / "o").glob("*.png"))
    assert made == [f"Tasse é 杯_{size}_{n}.png" for size in ("200x200", "64x48") for n in (1, 2)]
    assert all((tmp_path / "o" / name).with_suffix(".json").is_file() for name in made)
    with Image.open(tmp_path / "o" / made[2]) as picture:
        assert picture.size == (64, 48)
    assert "4 creatives" in capsys.readouterr().out


def test_a_scene_renders_back_to_the_same_bytes(photo, tmp_path, capsys):
    assert cli.main(["make", str(photo), "--sizes", "200x200", "--out", "o"]) == 0
    made = tmp_path / "o" / "Tasse é 杯_200x200_1.png"
    again = tmp_path / "again.png"
    assert cli.main(["render", str(made.with_suffix(".json")), "--out", str(again)]) == 0
    assert again.read_bytes() == made.read_bytes()
    bare = tmp_path / "bare.png"
    scene = str(made.with_suffix(".json"))
    assert cli.main(["render", scene, "--without-text", "--out", str(bare)]) == 0
    with Image.open(bare) as picture:
        assert len(picture.getcolors()) == 1


def test_json_lines_tell_everything(photo, capsys):
    words = [
        "make",
        str(photo),
        "--sizes",
        "64x48,300x250",
        "--json",
        "--explain",
        "--title",
        "Cup",
    ]
    assert cli.main(words) == 1
    told = events(capsys)
    kinds = [event["event"] for event in told]
    assert kinds == ["progress", "creative", "progress", "failed", "done"]
    creative, failed, done = told[1], told[3], told[4]
    assert {"path", "size", "variant", "seed", "seconds", "checks", "scene"} <= set(creative)
    assert creative["decisions"][0]["reason"] == "it is calm there"
    assert failed["reason"] == "No layout fits."
    assert (done["creatives"], done["failed"], done["refused"]) == (1, 1, 0)


def test_one_bad_photo_does_not_stop_the_rest(photo, tmp_path, monkeypatch, capsys):
    def reading(brief, *rest):
        from adloom.intake import read_picture

        read_picture(tmp_path / brief.product.images[0])
        yield from stand_in(brief, *rest)

    monkeypatch.setattr(cli_make, "generate", reading)
    (tmp_path / "broken.jpg").write_bytes(b"no")
    words = ["make", str(tmp_path / "broken.jpg"), str(photo), "none.png", "--sizes", "64x48"]
    assert cli.main([*words, "--json"]) == 1
    told = events(capsys)
    assert [event["event"] for event in told] == [
        "refused",
        "progress",
        "creative",
        "refused",
        "done",
    ]


def test_what_was_passed_over_is_noted(photo, capsys):
    photo.with_suffix(".json").write_text(json.dumps({"title": "Cup", "colour": "red"}))
    assert cli.main(["make", str(photo), "--sizes", "64x48", "--json"]) == 0
    note = json.loads(capsys.readouterr().out.splitlines()[0])
    assert note["event"] == "note"
    assert "'colour'" in note["reason"]


def test_nothing_is_overwritten_unasked(photo, tmp_path, capsys):
    words = ["make", str(photo), "--sizes", "64x48", "--out", "o"]
    assert cli.main(words) == 0
    made = tmp_path / "o" / "Tasse é 杯_64x48_1.png"
    before = made.stat().st_mtime_ns
    assert cli.main(words) == 2
    assert "exists already" in capsys.readouterr().err
    assert made.stat().st_mtime_ns == before
    assert cli.main([*words, "--overwrite"]) == 0


def test_photos_of_one_name_do_not_meet(photo, tmp_path):
    other = tmp_path / "b"
    other.mkdir()
    Image.new("RGB", (64, 64)).save(other / photo.name)
    words = ["make", str(photo), str(other), "--sizes", "64x48", "--out", "o"]
    assert cli.main(words) == 0
    assert len(list((tmp_path / "o").glob("*.png"))) == 2


WRONG = {
    "an absurd size": ["--sizes", "0x0"],
    "a huge size": ["--sizes", "50000x50000"],
    "an unknown size": ["--sizes", "poster"],
    "an unknown tone": ["--tone", "angry"],
    "an unknown format": ["--format", "exe"],
    "a missing facts file": ["--facts", "none.json"],
    "a missing brand kit": ["--brand", "none.toml"],
    "an attribute without a value": ["--attribute", "blue"],
    "an unknown device": ["--device", "quantum"],
    "an unknown option": ["--colour", "red"],
    "no count": ["--count", "0"],
    "a missing logo": ["--logo", "none.png"],
    "a title of a megabyte": ["--title", "x" * 100_000],
    "a place that cannot be": ["--out", "file/creatives"],
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_order_is_one_sentence_and_exit_code_two(photo, tmp_path, capsys, case):
    (tmp_path / "file").write_text("")
    assert cli.main(["make", str(photo), *WRONG[case]]) == 2
    told = capsys.readouterr()
    assert told.err.strip()
    assert "Traceback" not in told.err
    assert not list(tmp_path.rglob("*.json")), "nothing may be half-written"


def test_an_empty_folder_is_said(photo, tmp_path, capsys):
    (tmp_path / "empty").mkdir()
    assert cli.main(["make", str(tmp_path / "empty")]) == 2
    assert "no pictures" in capsys.readouterr().err


def test_cancelling_leaves_with_130_and_keeps_what_is_finished(
    photo, tmp_path, monkeypatch, capsys
):
    def stopping(brief, catalog, assets, report):
        yield from stand_in(replace(brief, sizes=brief.sizes[:1]), catalog, assets, report)
        raise Cancelled

    monkeypatch.setattr(cli_make, "generate", stopping)
    assert cli.main(["make", str(photo), "--sizes", "64x48,200x200", "--out", "o"]) == 130
    assert len(list((tmp_path / "o").glob("*.png"))) == 1
    assert not list((tmp_path / "o").glob(".*"))


def test_the_gallery_needs_nothing_but_itself(photo, tmp_path):
    words = ["make", str(photo), "--sizes", "64x48,300x250", "--out", "o", "--gallery"]
    assert cli.main([*words, "--title", "<b>Cup</b> & co"]) == 1
    page = (tmp_path / "o" / "index.html").read_text("utf-8")
    assert "http" not in page.replace("http-equiv", "")
    assert "<b>Cup" not in page
    assert "No layout fits." in page
    assert 'src="Tasse%20%C3%A9%20%E6%9D%AF_64x48_1.png"' in page


def test_facts_options_win_over_the_sidecar_and_tone_is_read(photo, tmp_path, monkeypatch):
    seen = []

    def watching(brief, *rest):
        seen.append(brief)
        yield from stand_in(brief, *rest)

    monkeypatch.setattr(cli_make, "generate", watching)
    told = {"title": "Old", "brand": "Lumo", "tone": "playful", "attributes": {"material": "clay"}}
    photo.with_suffix(".json").write_text(json.dumps(told))
    words = ["make", str(photo), "--title", "New", "--attribute", "size=350 ml", "--sizes", "64x48"]
    assert cli.main(words) == 0
    product = seen[0].product
    assert (product.title, product.brand, seen[0].tone) == ("New", "Lumo", "playful")
    assert product.facts == (("material", "clay"), ("size", "350 ml"))


@pytest.mark.parametrize("content", ["{", '{"schema": 9}', '{"title": "x"}', ""])
def test_a_damaged_scene_is_a_sentence_and_exit_code_one(photo, tmp_path, capsys, content):
    (tmp_path / "s.json").write_text(content)
    assert cli.main(["render", str(tmp_path / "s.json")]) == 1
    assert capsys.readouterr().err.startswith("adloom: ")


def test_a_damaged_model_is_found(tmp_path, monkeypatch, capsys):
    folder = tmp_path / "models" / "toy"
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text("{}")
    monkeypatch.setenv("ADLOOM_MODELS", str(tmp_path / "models"))
    assert cli.main(["models", "verify"]) == 1
    assert cli.main(["models", "list"]) == 1
    assert "damaged" in capsys.readouterr().out


def run(*words, **environment):
    return subprocess.run(
        [sys.executable, "-m", "adloom.cli", *words],
        capture_output=True, text=True, check=False, env=os.environ | environment,
    )  # fmt: skip


def test_the_version_is_told_without_loading_anything_heavy():
    fastest = 9.0
    for _ in range(3):
        started = time.perf_counter()
        told = run("--version")
        fastest = min(fastest, time.perf_counter() - started)
    assert told.stdout.startswith("adloom ")
    probe = "import sys, adloom.cli; adloom.cli.main(['--version']); print(sorted(sys.modules))"
    loaded = subprocess.run(
        [sys.executable, "-c", probe], capture_output=True, text=True, check=True
    )
    for heavy in ("numpy", "typer", "PIL", "openvino", "onnxruntime", "skia", "rich"):
        assert f"'{heavy}'" not in loaded.stdout
    print(f"adloom --version: {fastest:.3f} s")


def test_a_pipe_gets_plain_lines_and_usage_goes_to_two():
    assert run("make").returncode == 2
    told = run("doctor", "--help")
    assert told.returncode == 0
    assert "\x1b" not in told.stdout


def test_a_refused_photo_says_its_class_and_anyway_overrules(photo, monkeypatch, capsys):
    monkeypatch.setattr(cli_make, "generate", refuse_collages)
    words = ["make", str(photo), "--sizes", "64x48", "--out", "o", "--json"]
    assert cli.main(words) == 1
    refused, done = events(capsys)
    assert refused["event"] == "refused"
    assert refused["class"] == "collage"
    assert "--anyway" in refused["reason"]
    assert done["refused"] == 1
    assert cli.main([*words, "--anyway"]) == 0
    assert [event["event"] for event in events(capsys)][-2:] == ["creative", "done"]
