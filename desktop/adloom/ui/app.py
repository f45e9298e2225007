"""Starting the window: fonts, theme, engine process, and the hook that puts crashes in words."""

from __future__ import annotations

import multiprocessing
import sys
import tempfile
import traceback
from pathlib import Path
from types import TracebackType

from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QApplication

from adloom.executors.process import ProcessExecutor
from adloom.paths import resources_folder, state_folder
from adloom.ui import theme
from adloom.ui.window import MainWindow

INTERFACE_FONT = "Inter"


def load_interface_font() -> None:
    """Register the bundled faces, so that a machine without fonts shows text too."""
    for path in sorted((resources_folder() / "fonts").glob("inter-*.ttf")):
        QFontDatabase.addApplicationFont(str(path))
    for path in sorted((resources_folder() / "fonts").glob("cjk-*.otf")):
        QFontDatabase.addApplicationFont(str(path))
    font = QFont(INTERFACE_FONT)
    font.setPointSize(10)
    QApplication.setFont(font)


def report_crash(
    window: MainWindow,
    kind: type[BaseException],
    error: BaseException,
    trace: TracebackType | None,
) -> None:
    """Say an unexpected error in the window and keep its trace in the local log."""
    path = state_folder() / "crash.log"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as log:
        log.writelines(traceback.format_exception(kind, error, trace))
    window.say(f"Something went wrong: {error}. Details are in {path}.")


def main(argv: list[str] | None = None) -> int:
    """Run the window until it is closed; photos or scenes named on the command line open in it."""
    multiprocessing.freeze_support()
    words = sys.argv if argv is None else argv
    app = QApplication(words[:1])
    app.setApplicationName("Adloom")
    load_interface_font()
    dress = theme.current(app)
    theme.apply(app, dress)
    with tempfile.TemporaryDirectory(prefix="adloom-") as workspace:
        window = MainWindow(ProcessExecutor(Path(workspace)), dress)
        sys.excepthook = lambda kind, error, trace: report_crash(window, kind, error, trace)
        window.show()
        scenes = [word for word in words[1:] if word.endswith((".json", ".adloom"))]
        for scene in scenes:
            window.open_scene(Path(scene))
        photos = [word for word in words[1:] if word not in scenes]
        if photos:
            window.photos.add(photos)
        return app.exec()
