"""One creative, large, with the reasons for every choice beside it."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPixmap, QResizeEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QTextBrowser, QWidget

from adloom.types import CheckResult, Creative, Decision
from adloom.ui.contact_sheet import Entry

STAGES = {
    "material": "Picture",
    "framing": "Canvas",
    "layout": "Layout",
    "copywriting": "Words",
    "attributes": "Type and colour",
    "assemble": "Composition",
    "checks": "Checks",
    "pipeline": "Choice",
}


def _decision(decision: Decision) -> str:
    """Return a decision as one HTML list item."""
    note = " <i>(stand-in)</i>" if decision.fallback else ""
    lost = "; ".join(f"{escape(what)}: {escape(why)}" for what, _, why in decision.rejected[:3])
    text = f"<b>{escape(decision.subject)}</b>: {escape(decision.chosen)}{note}"
    if decision.reason:
        text += f"<br/>{escape(decision.reason)}"
    if lost:
        text += f"<br/><small>Not chosen: {lost}</small>"
    return f"<li>{text}</li>"


def _check(check: CheckResult) -> str:
    """Return a verdict as one HTML list item."""
    mark = "✓" if check.passed else "✗"
    repaired = " <i>(repaired)</i>" if check.repaired else ""
    return f"<li>{mark} <b>{escape(check.name)}</b>{repaired}: {escape(check.detail)}</li>"


def why_html(creative: Creative) -> str:
    """Return the decisions and checks of `creative` as HTML, grouped by stage."""
    groups: dict[str, list[str]] = {}
    for decision in creative.decisions:
        groups.setdefault(STAGES.get(decision.stage, decision.stage), []).append(
            _decision(decision)
        )
    groups["Checks"] = [*groups.pop("Checks", []), *map(_check, creative.checks)]
    return "".join(
        f"<h3>{escape(title)}</h3><ul style='margin-left:-24px'>{''.join(items)}</ul>"
        for title, items in groups.items()
        if items
    )


class ScaledPicture(QLabel):
    """A picture kept as large as its room allows, never enlarged past its pixels."""

    def __init__(self, picture: QPixmap) -> None:
        super().__init__()
        self._picture = picture
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setMinimumSize(QSize(240, 120))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the picture into the new room."""
        room = self.size().boundedTo(self._picture.size())
        self.setPixmap(
            self._picture.scaled(
                room,
                Qt.AspectRatioMode.KeepAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
        )
        super().resizeEvent(event)


class Preview(QDialog):
    """Shows `entry` at its full size with its Why panel."""

    def __init__(self, entry: Entry, picture: QPixmap, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(entry.name)
        self.resize(1180, 760)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        shown = ScaledPicture(picture)
        shown.setAccessibleName(entry.name)
        why = QTextBrowser()
        why.setAccessibleName(self.tr("Why it looks like this"))
        why.setHtml(why_html(entry.creative))
        why.setFixedWidth(400)
        row.addWidget(shown, 1)
        row.addWidget(why)
