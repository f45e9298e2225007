"""The main window: photos, facts and sizes on the left, the contact sheet on the right."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QThreadPool
from PySide6.QtGui import QAction, QCloseEvent, QGuiApplication, QKeySequence, QPixmap
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QSplitter,
    QStackedWidget,
    QToolBar,
    QVBoxLayout,
    QWidget,
)

from adloom.errors import AdloomError
from adloom.executors.base import (
    CreativeMessage,
    DoneMessage,
    Executor,
    FailedMessage,
    Message,
    ProgressMessage,
)
from adloom.intake_facts import product_for
from adloom.project import load_scene
from adloom.specs import by_size, limits_for
from adloom.types import Brief, Product
from adloom.ui.banner import Banner
from adloom.ui.contact_sheet import ContactSheet, Entry
from adloom.ui.engine import EngineThread
from adloom.ui.export_job import ExportJob, ExportSignals
from adloom.ui.facts_form import FactsForm
from adloom.ui.photos_panel import PICTURES, PhotosPanel
from adloom.ui.preview import Preview
from adloom.ui.saved_scene import entry_for, picture_of
from adloom.ui.sizes_panel import SizesPanel
from adloom.ui.theme import Theme


class MainWindow(QMainWindow):
    """Owns the panels, the engine bridge and the actions; models never run in this process."""

    def __init__(self, executor: Executor, theme: Theme) -> None:
        super().__init__()
        self.setWindowTitle("Adloom")
        self.resize(1360, 860)
        self._jobs: dict[int, Brief] = {}
        self._total = 0
        self._exports = QThreadPool(self)
        self._export_signals = ExportSignals(self)
        self._export_signals.failed.connect(self.say)
        self._export_signals.finished.connect(self._say_saved)
        self.photos = PhotosPanel()
        self.facts = FactsForm()
        self.sizes = SizesPanel(by_size())
        self.sheet = ContactSheet(theme)
        self._build_side()
        self._build_toolbar()
        self._engine = EngineThread(executor)
        self._engine.received.connect(self._receive)
        self._engine.start()
        self.photos.changed.connect(self._photos_changed)
        self.photos.refused.connect(self.say)
        self.sizes.changed.connect(self._refresh)
        self.sheet.activated.connect(self._open_selected)
        self.sheet.selectionModel().selectionChanged.connect(self._refresh)
        self.setAcceptDrops(True)
        self._refresh()

    # -- building -----------------------------------------------------------------------------

    def _build_side(self) -> None:
        side = QWidget()
        side.setObjectName("panel")
        column = QVBoxLayout(side)
        column.setContentsMargins(16, 14, 16, 16)
        column.setSpacing(8)
        for title, widget in (
            (self.tr("PHOTOS"), self.photos),
            (self.tr("WHAT IS KNOWN OF THE PRODUCT"), self.facts),
            (self.tr("SIZES"), self.sizes),
        ):
            heading = QLabel(title)
            heading.setObjectName("heading")
            column.addWidget(heading)
            column.addWidget(widget)
        self.sizes.setMinimumHeight(150)
        self._count = QSpinBox()
        self._count.setRange(1, 8)
        self._count.setPrefix(self.tr("Variants: "))
        self._count.setAccessibleName(self.tr("Variants of each size"))
        self.make_button = QPushButton(self.tr("Make creatives"))
        self.make_button.setObjectName("primary")
        self.make_button.clicked.connect(self.make)
        self.cancel_button = QPushButton(self.tr("Stop"))
        self.cancel_button.clicked.connect(self.cancel)
        buttons = QHBoxLayout()
        buttons.addWidget(self._count)
        buttons.addWidget(self.cancel_button)
        buttons.addWidget(self.make_button, 1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(side)
        left = QWidget()
        left.setObjectName("panel")
        stack = QVBoxLayout(left)
        stack.setContentsMargins(0, 0, 0, 12)
        stack.addWidget(scroll, 1)
        buttons.setContentsMargins(16, 0, 16, 0)
        stack.addLayout(buttons)
        split = QSplitter()
        split.addWidget(left)
        split.addWidget(self._build_main())
        split.setSizes([390, 970])
        split.setStretchFactor(1, 1)
        split.setHandleWidth(1)
        self.setCentralWidget(split)

    def _build_main(self) -> QWidget:
        main = QWidget()
        column = QVBoxLayout(main)
        column.setContentsMargins(12, 10, 12, 10)
        self.banner = Banner()
        self.banner.overruled.connect(self._make_anyway)
        self.banner.hide()
        empty = QLabel(self.tr("Drop product photos here,\nsay what you know, and make creatives."))
        empty.setObjectName("empty")
        empty.setAlignment(empty.alignment().AlignCenter)
        self._pages = QStackedWidget()
        self._pages.addWidget(empty)
        self._pages.addWidget(self.sheet)
        self.status = QLabel()
        self.status.setObjectName("quiet")
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(self.tr("Progress"))
        column.addWidget(self.banner)
        column.addWidget(self._pages, 1)
        column.addWidget(self.status)
        column.addWidget(self.progress)
        return main

    def _build_toolbar(self) -> None:
        bar = QToolBar()
        bar.setMovable(False)
        self.addToolBar(bar)
        keys = QKeySequence.StandardKey
        self.actions_by_name: dict[str, QAction] = {}
        for name, text, key, slot in (
            ("open", self.tr("Open photos…"), keys.Open, self._choose_photos),
            ("paste", self.tr("Paste"), keys.Paste, self._paste),
            ("scene", self.tr("Open scene…"), QKeySequence("Ctrl+Shift+O"), self._choose_scene),
            ("export", self.tr("Export…"), QKeySequence("Ctrl+E"), self._export_selected),
            ("export_all", self.tr("Export all…"), QKeySequence("Ctrl+Shift+E"), self._export_all),
            ("clear", self.tr("Clear sheet"), QKeySequence("Ctrl+L"), self._clear),
        ):
            action = QAction(text, self)
            action.setShortcut(key)
            action.triggered.connect(slot)
            bar.addAction(action)
            self.actions_by_name[name] = action

    # -- work ---------------------------------------------------------------------------------

    def make(self) -> None:
        """Send one brief for each photo to the engine."""
        photos, sizes = self.photos.photos(), self.sizes.sizes()
        for photo in photos:
            try:
                base = product_for(Path(photo))
            except AdloomError as error:
                self.say(str(error))
                continue
            typed = not self.facts.is_empty()
            product = self.facts.product(base) if typed and len(photos) == 1 else base
            brief = Brief(product, sizes, tone=self.facts.tone(), count=self._count.value())
            self._submit(brief)
        self._refresh()

    def _submit(self, brief: Brief) -> None:
        self._jobs[self._engine.submit(brief)] = brief
        self._total += 1

    def _make_anyway(self, refused: list[Brief]) -> None:
        """Send briefs again whose photos the material filter refused."""
        for brief in refused:
            self._submit(replace(brief, anyway=True))
        self._refresh()

    def cancel(self) -> None:
        """Stop everything that is under way; what is finished stays."""
        self._engine.cancel()
        self.status.setText(self.tr("Stopping…"))

    def _receive(self, message: Message) -> None:
        """Show one message of the engine."""
        if isinstance(message, ProgressMessage):
            step = message.progress
            self.status.setText(f"{step.stage}: {step.subject}")
            share = step.done / max(step.total, 1)
            done = self._total - len(self._jobs)
            self.progress.setRange(0, max(1, self._total) * 1000)
            self.progress.setValue(int((done + share) * 1000))
        elif isinstance(message, CreativeMessage):
            self._show_creative(message)
        elif isinstance(message, FailedMessage):
            self._show_failure(message)
        elif isinstance(message, DoneMessage):
            self._jobs.pop(message.job, None)
            if not self._jobs:
                self._total = 0
                self.status.setText(self.tr("Stopped.") if message.cancelled else self.tr("Done."))
            self._refresh()

    def _show_failure(self, message: FailedMessage) -> None:
        sentence = f"{Path(message.subject).name}: {message.reason}"
        brief = self._jobs.get(message.job)
        if message.can_overrule and brief is not None:
            self.banner.refuse(sentence, brief)
        else:
            self.say(sentence)

    def _show_creative(self, message: CreativeMessage) -> None:
        picture = QPixmap()
        picture.loadFromData(message.preview)
        images = message.creative.brief.product.images
        stem = Path(images[0]).stem if images else "creative"
        self.sheet.sheet.add(Entry(message.creative, picture, message.scene_path, stem))
        self._refresh()

    # -- actions ------------------------------------------------------------------------------

    def _photos_changed(self) -> None:
        """Show the sidecar facts of a single photo, unless the merchant has typed."""
        photos = self.photos.photos()
        if len(photos) == 1 and self.facts.is_empty():
            try:
                self.facts.show_product(product_for(Path(photos[0])))
            except AdloomError as error:
                self.say(str(error))
        elif len(photos) > 1:
            self.facts.show_product(Product(images=()))
        self.facts.setEnabled(len(photos) <= 1)
        self._refresh()

    def _choose_photos(self) -> None:
        patterns = " ".join(f"*{ending}" for ending in PICTURES)
        paths, _ = QFileDialog.getOpenFileNames(
            self, self.tr("Open product photos"), "", self.tr("Pictures") + f" ({patterns})"
        )
        if paths:
            self.photos.add(paths)

    def _paste(self) -> None:
        mime = QGuiApplication.clipboard().mimeData()
        if mime.hasUrls():
            self.photos.add([url.toLocalFile() for url in mime.urls() if url.isLocalFile()])
        else:
            self.say(self.tr("Copy picture files first; there are none on the clipboard."))

    def _choose_scene(self) -> None:
        path, _ = QFileDialog.getOpenFileName(
            self, self.tr("Open a scene"), "", self.tr("Scenes") + " (*.json *.adloom)"
        )
        if path:
            self.open_scene(Path(path))

    def open_scene(self, path: Path) -> None:
        """Show a saved scene on the sheet."""
        try:
            scene, assets = load_scene(path)
            self.sheet.sheet.add(entry_for(path, scene, assets))
        except AdloomError as error:
            self.say(str(error))
        self._refresh()

    def _open_selected(self) -> None:
        for entry in self.sheet.selected()[:1]:
            try:
                picture = picture_of(*load_scene(Path(entry.scene_path)))
            except AdloomError as error:
                self.say(str(error))
                continue
            Preview(entry, picture, self).exec()

    def _export_selected(self) -> None:
        self._export(self.sheet.selected())

    def _export_all(self) -> None:
        self._export(self.sheet.sheet.entries)

    def _export(self, entries: list[Entry]) -> None:
        folder = QFileDialog.getExistingDirectory(self, self.tr("Export into a folder"))
        if folder:
            self.export_to(entries, Path(folder))

    def export_to(self, entries: list[Entry], folder: Path) -> None:
        """Write `entries` as PNG files into `folder` in the background."""
        for entry in entries:
            job = ExportJob(
                entry.scene_path,
                folder / f"{entry.name}.png",
                "png",
                limits_for(entry.creative.size).max_kb,
                self._export_signals,
            )
            self._exports.start(job)

    def _say_saved(self, path: str) -> None:
        self.status.setText(self.tr("Saved ") + path)

    def _clear(self) -> None:
        self.sheet.sheet.clear()
        self._refresh()

    # -- state --------------------------------------------------------------------------------

    def say(self, sentence: str) -> None:
        """Show an error sentence above the sheet for a while."""
        self.banner.say(sentence)

    def _refresh(self) -> None:
        """Enable what can be done now."""
        entries = self.sheet.sheet.entries
        self._pages.setCurrentIndex(1 if entries or self._jobs else 0)
        self.make_button.setEnabled(bool(self.photos.photos() and self.sizes.sizes()))
        self.cancel_button.setEnabled(bool(self._jobs))
        self.actions_by_name["export"].setEnabled(bool(self.sheet.selected()))
        self.actions_by_name["export_all"].setEnabled(bool(entries))
        self.actions_by_name["clear"].setEnabled(bool(entries) and not self._jobs)
        if not self._jobs:
            self.progress.setRange(0, 1)
            self.progress.setValue(0)

    def dragEnterEvent(self, event: object) -> None:
        """Accept files anywhere on the window."""
        self.photos.dragEnterEvent(event)  # type: ignore[arg-type]

    def dropEvent(self, event: object) -> None:
        """Add files dropped anywhere on the window."""
        self.photos.dropEvent(event)  # type: ignore[arg-type]

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop the engine before the window goes."""
        self._engine.cancel()
        self._engine.stop()
        self._exports.waitForDone()
        super().closeEvent(event)
