"""The choice of ad sizes, grouped by channel, from ad_specs.json."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from adloom.types import Size

FIRST_CHOICE = ("1080x1080", "1080x1920", "1200x628", "728x90")
CHANNELS = {
    "tiktok": "TikTok",
    "jd": "JD",
    "youtube": "YouTube",
    "linkedin": "LinkedIn",
    "email": "E-mail",
}


def _place(size: Size) -> int:
    """Return where a size stands in the list: the usual ones first, in their order."""
    return FIRST_CHOICE.index(size.name) if size.name in FIRST_CHOICE else len(FIRST_CHOICE)


class SizesPanel(QListWidget):
    """Checkable sizes; a size that several channels use is listed once with their names."""

    changed = Signal()

    def __init__(self, sizes: list[tuple[Size, tuple[str, ...]]]) -> None:
        super().__init__()
        self.setAccessibleName(self.tr("Ad sizes"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for size, channels in sorted(sizes, key=lambda entry: _place(entry[0])):
            uses = ", ".join(CHANNELS.get(channel, channel.title()) for channel in channels)
            item = QListWidgetItem(f"{size.width} × {size.height}   {uses}")
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            chosen = size.name in FIRST_CHOICE
            item.setCheckState(Qt.CheckState.Checked if chosen else Qt.CheckState.Unchecked)
            item.setData(Qt.ItemDataRole.UserRole, size)
            item.setToolTip(item.text())
            self.addItem(item)
        self.itemChanged.connect(self.changed)

    def sizes(self) -> tuple[Size, ...]:
        """Return the checked sizes in list order."""
        items = (self.item(row) for row in range(self.count()))
        return tuple(
            item.data(Qt.ItemDataRole.UserRole)
            for item in items
            if item.checkState() == Qt.CheckState.Checked
        )
