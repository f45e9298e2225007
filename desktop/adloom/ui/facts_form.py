"""The short form of product facts, and its reading into a `Product`."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from adloom.types import TONES, Product, Tone

ROWS: tuple[tuple[str, ...], ...] = (
    ("title",),
    ("brand",),
    ("category",),
    ("price", "currency"),
    ("sale_price", "promo"),
    ("audience",),
)
LABELS = {
    "title": "Title",
    "brand": "Brand",
    "category": "Category",
    "price": "Price",
    "currency": "Currency",
    "sale_price": "Sale price",
    "promo": "Promotion",
    "audience": "For whom",
}
LANGUAGES = ("en", "zh-CN", "ja", "de", "fr", "es", "ar")


def parse_facts(text: str) -> tuple[tuple[str, str], ...]:
    """Read `name: value` lines; a line without a colon is a feature."""
    facts = []
    for line in filter(None, map(str.strip, text.splitlines())):
        name, colon, value = line.partition(":")
        facts.append(
            (name.strip(), value.strip()) if colon and value.strip() else ("features", line)
        )
    return tuple(facts)


class FactsForm(QWidget):
    """Lets the merchant type what is known; everything may stay empty."""

    def __init__(self) -> None:
        super().__init__()
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setVerticalSpacing(6)
        self._lines: dict[str, QLineEdit] = {}
        for names in ROWS:
            row = QHBoxLayout()
            for name in names:
                line = QLineEdit()
                line.setAccessibleName(self.tr(LABELS[name]))
                line.setMaxLength(400)
                if name != names[0]:
                    line.setPlaceholderText(self.tr(LABELS[name]))
                row.addWidget(line)
                self._lines[name] = line
            form.addRow(self.tr(LABELS[names[0]]), row)
        self._facts = QPlainTextEdit()
        self._facts.setPlaceholderText(self.tr("material: stoneware\ncapacity: 350 ml"))
        self._facts.setAccessibleName(self.tr("Facts, one a line"))
        self._facts.setFixedHeight(76)
        self._facts.setTabChangesFocus(True)
        form.addRow(self.tr("Facts"), self._facts)
        self._tone = QComboBox()
        self._tone.addItems(list(TONES))
        self._tone.setAccessibleName(self.tr("Tone"))
        self._language = QComboBox()
        self._language.addItems(list(LANGUAGES))
        self._language.setAccessibleName(self.tr("Language of the facts"))
        choices = QHBoxLayout()
        choices.addWidget(self._tone, 1)
        choices.addWidget(self._language)
        form.addRow(self.tr("Tone"), choices)

    def show_product(self, product: Product) -> None:
        """Fill the form from `product` (its pictures are kept elsewhere)."""
        for name, line in self._lines.items():
            line.setText(getattr(product, name))
        self._facts.setPlainText("\n".join(f"{name}: {value}" for name, value in product.facts))
        if self._language.findText(product.language) >= 0:
            self._language.setCurrentText(product.language)

    def is_empty(self) -> bool:
        """Return whether nothing was typed."""
        return not self._facts.toPlainText().strip() and not any(
            line.text().strip() for line in self._lines.values()
        )

    def product(self, base: Product) -> Product:
        """Return `base` with what the form says."""
        typed = {name: line.text().strip() for name, line in self._lines.items()}
        return replace(
            base,
            title=typed["title"],
            brand=typed["brand"],
            category=typed["category"],
            price=typed["price"],
            sale_price=typed["sale_price"],
            currency=typed["currency"],
            promo=typed["promo"],
            audience=typed["audience"],
            facts=parse_facts(self._facts.toPlainText()),
            language=self._language.currentText(),
        )

    def tone(self) -> Tone:
        """Return the tone chosen."""
        return TONES[self._tone.currentIndex()]
