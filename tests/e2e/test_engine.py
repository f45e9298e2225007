"""The engine process does the whole job, tells what the window needs, and stops when told."""

from __future__ import annotations

import io
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from adloom.executors.base import CreativeMessage, DoneMessage, FailedMessage, ProgressMessage
from adloom.executors.inline import InlineExecutor
from adloom.executors.process import ProcessExecutor
from adloom.inference.catalog import Catalog
from adloom.paths import resources_folder
from adloom.project import load_scene
from adloom.render.compose import render
from adloom.types import Brief, Product, Size

PATIENCE = 120.0


def brief(*sizes: Size, photo: str = "mug.jpg") -> Brief:
    path = resources_folder() / "samples" / photo
    return Brief(Product((str(path),), title="Stoneware Mug", price="18", currency="EUR"), sizes)


def messages_of(executor) -> list:
    got, end = [], time.monotonic() + PATIENCE
    while time.monotonic() < end and not (got and isinstance(got[-1], DoneMessage)):
        if (message := executor.poll(0.1)) is not None:
            got.append(message)
    return got


@pytest.mark.slow
def test_a_job_in_the_engine_process_comes_back_whole_and_a_second_can_be_stopped(tmp_path):
    executor = ProcessExecutor(tmp_path)
    try:
        job = executor.submit(brief(Size(400, 400), Size(728, 90)))
        got = messages_of(executor)
        assert got[-1] == DoneMessage(job)
        assert any(isinstance(message, ProgressMessage) for message in got)
        made = [message for message in got if isinstance(message, CreativeMessage)]
        assert [m.creative.size.name for m in made] == ["400x400", "728x90"]
        for message in made:
            with Image.open(io.BytesIO(message.preview)) as preview:
                assert preview.format == "WEBP"
                assert max(preview.size) <= 600
            scene, assets = load_scene(Path(message.scene_path))
            assert scene == message.creative.scene
            assert render(scene, assets).shape == (scene.height, scene.width, 4)
        second = executor.submit(brief(*[Size(300 + n, 300) for n in range(30)]))
        while not isinstance(executor.poll(0.1), ProgressMessage):
            pass
        executor.cancel()
        asked = time.monotonic()
        assert messages_of(executor)[-1] == DoneMessage(second, cancelled=True)
        assert time.monotonic() - asked < 30
    finally:
        executor.close()


def test_a_photo_that_cannot_be_read_is_told_and_the_next_job_runs(tmp_path):
    executor = InlineExecutor(Catalog(), tmp_path)
    bad = executor.submit(brief(Size(300, 300), photo="none.jpg"))
    got = messages_of(executor)
    assert isinstance(got[-2], FailedMessage)
    assert "none.jpg" in got[-2].reason
    assert got[-1] == DoneMessage(bad)
    executor.submit(brief(Size(300, 300)))
    executor.cancel()
    assert messages_of(executor)[-1].cancelled
    executor.submit(brief(Size(300, 300)))
    assert any(isinstance(message, CreativeMessage) for message in messages_of(executor))
    executor.close()


def test_previews_show_what_the_export_shows(tmp_path):
    executor = InlineExecutor(Catalog(), tmp_path)
    executor.submit(brief(Size(300, 250)))
    made = [m for m in messages_of(executor) if isinstance(m, CreativeMessage)]
    scene, assets = load_scene(Path(made[0].scene_path))
    with Image.open(io.BytesIO(made[0].preview)) as picture:
        seen = np.asarray(picture.convert("RGB"), int)
    assert np.abs(seen - render(scene, assets)[..., :3].astype(int)).mean() < 6
    executor.close()


@pytest.mark.slow
def test_an_interrupt_ends_the_command_at_once_with_130(tmp_path):
    photo = resources_folder() / "samples" / "mug.jpg"
    sizes = ",".join(f"{300 + n}x300" for n in range(60))
    command = [sys.executable, "-m", "adloom.cli", "make", str(photo), "--json"]
    running = subprocess.Popen(
        [*command, "--sizes", sizes, "--out", str(tmp_path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    while '"layout"' not in running.stdout.readline():
        pass
    running.send_signal(signal.SIGINT)
    asked = time.monotonic()
    _, said = running.communicate(timeout=60)
    assert running.returncode == 130
    # OpenVINO's thread pool remarks on machines that show no processor topology.
    ours = [line for line in said.strip().splitlines() if not line.startswith("hwloc/")]
    assert ours == ["Cancelled. What was finished is kept."]
    assert not list(tmp_path.rglob("*.partial"))
    print(f"stopped after {time.monotonic() - asked:.1f} s")
