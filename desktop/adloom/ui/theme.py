"""Colours, spacing and the style sheet of the window, for dark and light desktops."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from adloom.paths import resources_folder


@dataclass(frozen=True)
class Theme:
    """The window's colours as #rrggbb."""

    ground: str
    panel: str
    raised: str
    line: str
    text: str
    quiet: str
    accent: str
    on_accent: str
    error: str


LIGHT = Theme(
    "#f4f2ee",
    "#fbfaf8",
    "#ffffff",
    "#dedad2",
    "#23211d",
    "#6f6a61",
    "#1f5f4f",
    "#ffffff",
    "#a3312a",
)
DARK = Theme(
    "#191817",
    "#201f1d",
    "#2a2826",
    "#3a3734",
    "#efece6",
    "#a49e94",
    "#6fc3a8",
    "#10221c",
    "#ff9d8f",
)

SHEET = """
QWidget {{ color: {text}; font-size: 13px; }}
QMainWindow, QDialog {{ background: {ground}; }}
QWidget#panel {{ background: {panel}; border-right: 1px solid {line}; }}
QScrollArea, QScrollArea > QWidget > QWidget {{ background: transparent; border: none; }}
QLabel#heading {{ font-size: 12px; font-weight: 700; color: {quiet}; }}
QLabel#quiet {{ color: {quiet}; }}
QFrame#banner {{ background: {raised}; border: 1px solid {error}; border-radius: 6px; }}
QFrame#banner QLabel {{ color: {error}; border: none; }}
QLabel#empty {{ color: {quiet}; font-size: 16px; }}
QLineEdit, QPlainTextEdit, QComboBox, QSpinBox, QListWidget {{ background: {raised};
    border: 1px solid {line}; border-radius: 6px; padding: 5px 8px;
    selection-background-color: {accent}; selection-color: {on_accent}; }}
QLineEdit:focus, QPlainTextEdit:focus, QComboBox:focus, QSpinBox:focus, QListWidget:focus {{
    border: 1px solid {accent}; }}
QComboBox::drop-down, QSpinBox::up-button, QSpinBox::down-button {{ border: none; width: 18px; }}
QPushButton {{ background: {raised}; border: 1px solid {line}; border-radius: 6px;
    padding: 7px 14px; }}
QPushButton:hover, QPushButton:focus {{ border: 1px solid {accent}; }}
QPushButton:disabled {{ color: {quiet}; background: {panel}; }}
QPushButton#primary {{ background: {accent}; color: {on_accent}; border: 1px solid {accent};
    font-weight: 700; padding: 10px 14px; }}
QPushButton#primary:disabled {{ background: {line}; color: {quiet}; border: 1px solid {line}; }}
QListView#sheet {{ background: {ground}; border: none; }}
QListWidget::item {{ padding: 3px; border-radius: 4px; }}
QListWidget::item:selected {{ background: {accent}; color: {on_accent}; }}
QProgressBar {{ background: {line}; border: none; border-radius: 3px; max-height: 6px; }}
QProgressBar::chunk {{ background: {accent}; border-radius: 3px; }}
QToolBar {{ background: {panel}; border: none; border-bottom: 1px solid {line}; spacing: 4px;
    padding: 6px; }}
QToolButton {{ padding: 6px 10px; border-radius: 6px; border: 1px solid transparent; }}
QToolButton:hover, QToolButton:focus {{ background: {raised}; border: 1px solid {line}; }}
QToolButton:disabled {{ color: {quiet}; }}
QSplitter::handle {{ background: {line}; }}
QSpinBox {{ padding: 7px 8px; }}
QComboBox::down-arrow {{ image: url({chevron}); width: 12px; height: 12px; margin-right: 8px; }}
QScrollBar:vertical {{ background: transparent; width: 10px; margin: 0; }}
QScrollBar::handle:vertical {{ background: {line}; border-radius: 4px; min-height: 28px;
    margin: 1px; }}
QScrollBar::handle:vertical:hover {{ background: {quiet}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ height: 0; width: 0; border: none; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QTextBrowser {{ background: {panel}; border: none; padding: 8px; }}
"""


def current(app: QApplication) -> Theme:
    """Return the theme that matches the desktop's light or dark scheme."""
    return DARK if app.palette().color(QPalette.ColorRole.Window).lightness() < 128 else LIGHT


def apply(app: QApplication, theme: Theme) -> None:
    """Dress every window of `app` in `theme`."""
    palette = app.palette()
    roles = QPalette.ColorRole
    for role, colour in (
        (roles.Window, theme.ground),
        (roles.Base, theme.raised),
        (roles.Text, theme.text),
        (roles.WindowText, theme.text),
        (roles.ButtonText, theme.text),
        (roles.Button, theme.raised),
        (roles.Highlight, theme.accent),
        (roles.HighlightedText, theme.on_accent),
        (roles.PlaceholderText, theme.quiet),
    ):
        palette.setColor(role, QColor(colour))
    app.setPalette(palette)
    chevron = (resources_folder() / "icons" / "chevron.png").as_posix()
    app.setStyleSheet(SHEET.format(**vars(theme), chevron=chevron))
