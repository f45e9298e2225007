"""The window: photos come in, creatives come out, errors are sentences, nothing blocks."""

from __future__ import annotations

import time
from collections import deque
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent

from adloom.executors.base import (
    CreativeMessage,
    DoneMessage,
    FailedMessage,
    Message,
    ProgressMessage,
)
from adloom.types import (
    Box,
    Brief,
    CheckResult,
    Creative,
    Decision,
    Progress,
    Scene,
    ShapeLayer,
    ShapeStyle,
    Size,
)
from adloom.ui import theme
from adloom.ui.facts_form import parse_facts
from adloom.ui.preview import why_html
from adloom.ui.window import MainWindow

pytestmark = pytest.mark.usefixtures("qtbot")


class ScriptedExecutor:
    """An executor whose messages the test writes."""

    def __init__(self) -> None:
        self.briefs: list[Brief] = []
        self.waiting: deque[Message] = deque()
        self.cancelled = False
        self.closed = False

    def submit(self, brief: Brief) -> int:
        self.briefs.append(brief)
        return len(self.briefs)

    def cancel(self) -> None:
        self.cancelled = True

    def poll(self, seconds: float) -> Message | None:
        return self.waiting.popleft() if self.waiting else None

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def executor() -> ScriptedExecutor:
    return ScriptedExecutor()


@pytest.fixture
def window(qtbot, executor):
    window = MainWindow(executor, theme.LIGHT)
    qtbot.addWidget(window)
    window.show()
    yield window
    window.close()


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "mug größe 杯.png"
    Image.fromarray(np.full((40, 60, 3), 200, np.uint8)).save(path)
    return path


def creative(brief: Brief) -> Creative:
    panel = ShapeLayer("s", "underlay", Box(0, 0, 60, 40), shape=ShapeStyle("rect"))
    scene = Scene(60, 40, (panel,))
    return Creative(
        brief,
        Size(60, 40),
        1,
        scene,
        0.9,
        (Decision("layout", "layout", "left <column>", "most room"),),
        (CheckResult("contrast", True, "7.1 : 1"),),
        (),
        0,
    )


def webp(tmp_path: Path) -> bytes:
    path = tmp_path / "preview.webp"
    Image.fromarray(np.full((40, 60, 3), 90, np.uint8)).save(path)
    return path.read_bytes()


def drop(widget, path: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    event = QDropEvent(
        QPointF(5, 5),
        Qt.DropAction.CopyAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    widget.dropEvent(event)


def test_a_dropped_photo_is_listed_and_can_be_made(window, executor, photo):
    assert not window.make_button.isEnabled()
    drop(window, photo)
    assert window.photos.photos() == [str(photo)]
    window.make_button.click()
    assert executor.briefs[0].product.images == (str(photo),)
    assert {size.name for size in executor.briefs[0].sizes} >= {"1080x1080", "728x90"}
    assert window.cancel_button.isEnabled()


def test_a_dropped_text_file_is_refused_in_words(window, tmp_path):
    note = tmp_path / "note.txt"
    note.write_text("hello")
    drop(window, note)
    assert window.photos.photos() == []
    assert window.banner.isVisible()
    assert "no picture" in window.banner.text()


def test_the_sheet_fills_as_creatives_arrive(window, executor, photo, qtbot, tmp_path):
    window.photos.add([str(photo)])
    window.make()
    brief = executor.briefs[0]
    executor.waiting.append(ProgressMessage(1, Progress("layout", "60x40", 1, 4)))
    executor.waiting.append(CreativeMessage(1, creative(brief), webp(tmp_path), "none.json"))
    qtbot.waitUntil(lambda: len(window.sheet.sheet.entries) == 1, timeout=3000)
    assert window.cancel_button.isEnabled()
    executor.waiting.append(DoneMessage(1))
    qtbot.waitUntil(lambda: not window.cancel_button.isEnabled(), timeout=3000)
    assert window.status.text() == "Done."
    assert window.sheet.sheet.entries[0].picture.width() == 60


def test_a_failure_is_shown_as_a_sentence_and_the_rest_goes_on(window, executor, photo, qtbot):
    window.photos.add([str(photo)])
    window.make()
    executor.waiting.append(FailedMessage(1, str(photo), "The file is empty."))
    executor.waiting.append(DoneMessage(1))
    qtbot.waitUntil(window.banner.isVisible, timeout=3000)
    assert "The file is empty." in window.banner.text()


def test_a_refused_photo_can_be_used_anyway(window, executor, photo, qtbot):
    window.photos.add([str(photo)])
    window.make()
    executor.waiting.append(FailedMessage(1, str(photo), "It looks like a collage.", True))
    executor.waiting.append(DoneMessage(1))
    qtbot.waitUntil(window.banner.anyway.isVisible, timeout=3000)
    assert "collage" in window.banner.text()
    window.banner.anyway.click()
    assert len(executor.briefs) == 2
    assert executor.briefs[1].anyway
    assert not executor.briefs[0].anyway
    assert not window.banner.isVisible()


def test_stop_reaches_the_engine(window, executor, photo):
    window.photos.add([str(photo)])
    window.make()
    window.cancel_button.click()
    assert executor.cancelled


def test_typed_facts_reach_the_brief(window, executor, photo):
    window.photos.add([str(photo)])
    window.facts._lines["title"].setText("Ribbed mug")
    window.facts._facts.setPlainText("capacity: 350 ml\ndishwasher safe")
    window.make()
    product = executor.briefs[0].product
    assert product.title == "Ribbed mug"
    assert product.facts == (("capacity", "350 ml"), ("features", "dishwasher safe"))


@pytest.mark.parametrize(
    ("text", "facts"),
    [("", ()), ("a:b\n\n", (("a", "b"),)), (":x", (("", "x"),)), ("only", (("features", "only"),))],
)
def test_fact_lines_are_read(text, facts):
    assert parse_facts(text) == facts


def test_why_names_decisions_and_checks_and_escapes_them(photo):
    page = why_html(creative(Brief(executor_product(photo), ())))
    assert "left &lt;column&gt;" in page
    assert "7.1 : 1" in page


def executor_product(photo: Path):
    from adloom.types import Product

    return Product(images=(str(photo),))


def test_every_control_has_a_name_for_screen_readers(window):
    from PySide6.QtWidgets import QComboBox, QLineEdit, QListView, QPlainTextEdit, QSpinBox

    for kind in (QLineEdit, QPlainTextEdit, QComboBox, QSpinBox, QListView):
        for control in window.findChildren(kind):
            holder = control.parent()  # the lists inside combo boxes are Qt's own
            if control.objectName() == "qt_spinbox_lineedit" or holder.inherits("QComboBox"):
                continue
            if holder.inherits("QComboBoxPrivateContainer"):
                continue
            assert control.accessibleName(), control


def test_closing_the_window_closes_the_engine(qtbot, executor):
    window = MainWindow(executor, theme.DARK)
    qtbot.addWidget(window)
    window.show()
    start = time.monotonic()
    window.close()
    assert executor.closed
    assert time.monotonic() - start < 2


def test_an_export_never_takes_a_name_that_is_taken(tmp_path):
    from adloom.ui.export_job import free_name

    taken = tmp_path / "mug_1.png"
    assert free_name(taken) == taken
    taken.write_bytes(b"old")
    (tmp_path / "mug_1 (2).png").write_bytes(b"old")
    assert free_name(taken).name == "mug_1 (3).png"


def test_an_export_writes_the_rendered_scene(window, qtbot, tmp_path, photo):
    from adloom.assets import MemoryAssets
    from adloom.project import save_scene

    made = creative(Brief(executor_product(photo), ()))
    path = save_scene(made.scene, MemoryAssets(), tmp_path / "scene.json")
    window.open_scene(path)
    (tmp_path / "out").mkdir()
    window.export_to(window.sheet.sheet.entries, tmp_path / "out")
    qtbot.waitUntil(lambda: any((tmp_path / "out").glob("*.png")), timeout=8000)
    with Image.open(next((tmp_path / "out").glob("*.png"))) as written:
        assert written.size == (60, 40)
