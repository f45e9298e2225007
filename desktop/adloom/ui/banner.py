"""The strip above the sheet: what went wrong, and a button where the user may overrule it."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton

from adloom.types import Brief

SHOWN_MS = 9000


class Banner(QFrame):
    """Shows sentences; refusals stay until `overruled` (a list of briefs) or closed."""

    overruled = Signal(list)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("banner")
        self._refused: list[Brief] = []
        self._label = QLabel()
        self._label.setWordWrap(True)
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self.anyway = QPushButton()
        self.anyway.clicked.connect(self._overrule)
        self.close_button = QPushButton(self.tr("Close"))
        self.close_button.clicked.connect(self._forget)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 8, 8)
        row.addWidget(self._label, 1)
        row.addWidget(self.anyway)
        row.addWidget(self.close_button)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._time_out)
        self._refresh()

    def text(self) -> str:
        """Return what is shown."""
        return self._label.text()

    def say(self, sentence: str) -> None:
        """Show `sentence`: for a while, or until answered where photos were refused."""
        self._label.setText(sentence)
        self._refresh()
        self.show()
        self._timer.start(SHOWN_MS)

    def refuse(self, sentence: str, brief: Brief) -> None:
        """Show why a photo was refused and offer to use it all the same."""
        self._refused.append(brief)
        shown = f"{self.text()}\n{sentence}" if len(self._refused) > 1 else sentence
        self.say(shown)

    def _overrule(self) -> None:
        briefs, self._refused = self._refused, []
        self.hide()
        self.overruled.emit(briefs)

    def _forget(self) -> None:
        self._refused = []
        self.hide()

    def _time_out(self) -> None:
        if not self._refused:
            self.hide()

    def _refresh(self) -> None:
        several = len(self._refused) > 1
        self.anyway.setText(self.tr("Use them anyway") if several else self.tr("Use it anyway"))
        self.anyway.setVisible(bool(self._refused))
        self.close_button.setVisible(bool(self._refused))
