"""The main job, with the real networks and every network socket blocked."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import pytest
from PIL import Image

from adloom import cli
from adloom.paths import resources_folder


@pytest.fixture
def no_network(monkeypatch):
    class Blocked(socket.socket):
        def __init__(self, family=-1, *rest, **more):
            if family != socket.AF_UNIX:
                pytest.fail("something opened a network socket")
            super().__init__(family, *rest, **more)

    monkeypatch.setattr(socket, "socket", Blocked)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_: pytest.fail("something asked for a host"))


def sample() -> Path:
    folder = resources_folder() / "samples"
    return next(
        path for path in sorted(folder.iterdir()) if path.suffix in (".png", ".jpg", ".webp")
    )


def test_a_sample_becomes_finished_creatives_without_a_network(no_network, tmp_path, capsys):
    sizes = "1080x1080,728x90"
    words = ["make", str(sample()), "--sizes", sizes, "--out", str(tmp_path), "--json"]
    assert cli.main([*words, "--gallery", "--explain"]) == 0
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    creatives = [event for event in told if event["event"] == "creative"]
    assert [event["size"] for event in creatives] == sizes.split(",")
    for event in creatives:
        with Image.open(event["path"]) as picture:
            assert "x".join(map(str, picture.size)) == event["size"]
        assert event["decisions"], "every choice is told"
        scene = json.loads(Path(event["scene"]).read_text("utf-8"))
        assert any(layer["kind"] == "text" for layer in scene["layers"])
        again = tmp_path / "again.png"
        words = ["render", event["scene"], "--out", str(again), "--overwrite"]
        assert cli.main(words) == 0
        assert again.read_bytes() == Path(event["path"]).read_bytes()


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(tmp_path, capsys):
    def made(folder: str, seed: int) -> bytes:
        words = ["make", str(sample()), "--sizes", "600x600", "--out", str(tmp_path / folder)]
        assert cli.main([*words, "--seed", str(seed)]) == 0
        return next((tmp_path / folder).glob("*.png")).read_bytes()

    first = made("a", 4)
    assert made("b", 4) == first
    assert made("c", 5) != first


def test_variants_differ(tmp_path, capsys):
    words = ["make", str(sample()), "--sizes", "1080x1080", "--count", "3", "--out", str(tmp_path)]
    assert cli.main(words) == 0
    assert len({path.read_bytes() for path in tmp_path.glob("*.png")}) == 3
