"""The list of photos to work on: drop, paste, open, remove."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QIcon, QImageReader, QPixmap
from PySide6.QtWidgets import QListWidget, QListWidgetItem

PICTURES = (
    ".png", ".jpg", ".jpeg", ".webp", ".tif", ".tiff", ".bmp", ".gif", ".avif", ".heic", ".heif",
)  # fmt: skip
THUMBNAIL = QSize(56, 56)


def pictures_in(paths: list[str]) -> list[str]:
    """Return the picture files among `paths`, looking one level into folders, in order."""
    found: list[str] = []
    for path in map(Path, paths):
        inside = sorted(path.iterdir()) if path.is_dir() else [path]
        found += [str(p) for p in inside if p.is_file() and p.suffix.lower() in PICTURES]
    return found


class PhotosPanel(QListWidget):
    """Thumbnails of the photos chosen; emits `changed` and `refused` (a sentence)."""

    changed = Signal()
    refused = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setAcceptDrops(True)
        self.setIconSize(THUMBNAIL)
        self.setMinimumHeight(120)
        self.setSelectionMode(QListWidget.SelectionMode.ExtendedSelection)
        self.setAccessibleName(self.tr("Product photos"))
        self.setToolTip(self.tr("Drop photos or a folder here. Delete removes the selected ones."))

    def photos(self) -> list[str]:
        """Return the file paths in the order shown."""
        return [self.item(row).data(Qt.ItemDataRole.UserRole) for row in range(self.count())]

    def add(self, paths: list[str]) -> None:
        """Add the pictures among `paths`; say so when there is none."""
        known = set(self.photos())
        found = pictures_in(paths)
        for path in found:
            if path not in known:
                self._append(path)
        if paths and not found:
            self.refused.emit(self.tr("There is no picture among what was dropped."))
        self.changed.emit()

    def _append(self, path: str) -> None:
        item = QListWidgetItem(Path(path).name)
        reader = QImageReader(path)
        reader.setAutoTransform(True)
        full = reader.size()
        if full.isValid():
            reader.setScaledSize(full.scaled(THUMBNAIL * 2, Qt.AspectRatioMode.KeepAspectRatio))
        image = reader.read()
        if not image.isNull():
            item.setIcon(QIcon(QPixmap.fromImage(image)))
        item.setData(Qt.ItemDataRole.UserRole, path)
        item.setToolTip(path)
        self.addItem(item)

    def remove_selected(self) -> None:
        """Forget the selected photos (their files stay)."""
        for item in self.selectedItems():
            self.takeItem(self.row(item))
        self.changed.emit()

    def keyPressEvent(self, event: object) -> None:
        """Remove on Delete or Backspace."""
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):  # type: ignore[attr-defined]
            self.remove_selected()
        else:
            super().keyPressEvent(event)  # type: ignore[arg-type]

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept files."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Accept files anywhere in the list."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Add dropped files and folders."""
        self.add([url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()])
        event.acceptProposedAction()
