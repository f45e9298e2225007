"""The contact sheet: creatives as pictures in a flowing grid, best first as they arrive."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPixmap
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from adloom.types import Creative
from adloom.ui.theme import Theme

CELL = QSize(248, 292)
PICTURE = QSize(224, 236)
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Entry:
    """One creative on the sheet."""

    creative: Creative
    picture: QPixmap
    scene_path: str
    stem: str

    @property
    def name(self) -> str:
        """Return the output name without its extension."""
        return f"{self.stem}_{self.creative.size.name}_{self.creative.variant}"


class SheetModel(QAbstractListModel):
    """The entries, in the order they came."""

    def __init__(self) -> None:
        super().__init__()
        self.entries: list[Entry] = []

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return how many creatives there are."""
        return 0 if parent.isValid() else len(self.entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return an entry (UserRole), its name, or what a screen reader says of it."""
        entry = self.entries[index.row()]
        if role == Qt.ItemDataRole.UserRole:
            return entry
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return entry.name
        return None

    def add(self, entry: Entry) -> None:
        """Append `entry`."""
        row = len(self.entries)
        self.beginInsertRows(QModelIndex(), row, row)
        self.entries.append(entry)
        self.endInsertRows()

    def clear(self) -> None:
        """Forget every entry (files stay)."""
        self.beginResetModel()
        self.entries.clear()
        self.endResetModel()


class SheetDelegate(QStyledItemDelegate):
    """Paints a creative on a card with its name and size."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the fixed cell size."""
        return CELL

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one card."""
        entry: Entry = index.data(Qt.ItemDataRole.UserRole)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        card = option.rect.adjusted(6, 6, -6, -6)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.setPen(QColor(self._theme.accent if chosen else self._theme.line))
        painter.setBrush(QColor(self._theme.raised))
        painter.drawRoundedRect(card, 8, 8)
        size = entry.picture.size().scaled(PICTURE, Qt.AspectRatioMode.KeepAspectRatio)
        place = QRect(card.x(), card.y() + 6, card.width(), PICTURE.height())
        corner = place.center() - QRect(0, 0, size.width(), size.height()).center()
        painter.drawPixmap(QRect(corner, size), entry.picture)
        painter.setPen(QColor(self._theme.text))
        label = card.adjusted(10, card.height() - 30, -10, -6)
        words = QFontMetrics(painter.font()).elidedText(
            f"{entry.creative.size.width} × {entry.creative.size.height}   {entry.stem}",
            Qt.TextElideMode.ElideRight,
            label.width(),
        )
        painter.drawText(label, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)
        painter.restore()


class ContactSheet(QListView):
    """The grid; double-click or Enter opens a creative."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.sheet = SheetModel()
        self.setModel(self.sheet)
        self._delegate = SheetDelegate(theme)
        self.setItemDelegate(self._delegate)
        self.setObjectName("sheet")
        self.setAccessibleName(self.tr("Creatives"))
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMovement(QListView.Movement.Static)
        self.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self.setUniformItemSizes(True)
        self.setSpacing(4)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)

    def selected(self) -> list[Entry]:
        """Return the selected entries in sheet order."""
        rows = sorted(index.row() for index in self.selectionModel().selectedIndexes())
        return [self.sheet.entries[row] for row in rows]
