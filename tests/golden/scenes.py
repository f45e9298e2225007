"""The scenes of the golden images: small, and each shows one family of features."""

from __future__ import annotations

from dataclasses import replace

from adloom.render.shapes import SHAPES
from adloom.render.text import fit
from adloom.types import (
    Box,
    Gradient,
    Layer,
    Scene,
    Shadow,
    ShapeLayer,
    ShapeStyle,
    Stroke,
    TextLayer,
    TextStyle,
)

WARM = Gradient(((0.0, "#ff8a00ff"), (1.0, "#da1b60ff")), 45)


def _text(number: int, text: str, box: Box, style: TextStyle, language: str = "en") -> TextLayer:
    fitted = fit(text, style, box, smallest=6, largest=120, language=language)
    assert fitted is not None, text
    return TextLayer(
        f"t{number}", "headline", box, text=text, style=fitted.style, language=language
    )


def _shape(number: int, box: Box, style: ShapeStyle) -> ShapeLayer:
    return ShapeLayer(f"s{number}", "underlay", box, shape=style)


def text_features() -> Scene:
    """Balanced lines, alignment, gradient, stroke, shadow, tracking, strike, rotation."""
    bold = TextStyle(font="Poppins", weight=700, max_lines=3)
    layers: list[Layer] = [
        _text(0, "Glow that lasts all day long", Box(10, 10, 180, 80), bold),
        _text(
            1,
            "Slow mornings, good coffee",
            Box(210, 10, 180, 80),
            TextStyle("Playfair Display", 700, align="center", max_lines=2, gradient=WARM),
        ),
        _text(
            2,
            "SALE",
            Box(10, 100, 120, 60),
            TextStyle("Anton", fill="#d0021bff", stroke=Stroke("#ffd400ff", 4)),
        ),
        _text(
            3,
            "Handmade",
            Box(140, 100, 120, 60),
            TextStyle("Pacifico", fill="#1c7c54ff", shadow=Shadow("#00000090", 2, 3, 5)),
        ),
        _text(4, "TRACKED", Box(270, 100, 120, 30), TextStyle("Montserrat", 600, tracking=0.2)),
        _text(5, "was 39.99", Box(270, 135, 120, 25), TextStyle("Inter", struck=True)),
        _text(
            6,
            "Right aligned words end on one edge",
            Box(10, 170, 180, 60),
            TextStyle("Lora", align="end", max_lines=2),
        ),
        replace(_text(7, "Turned", Box(230, 180, 120, 40), bold), angle=-8.0, opacity=0.6),
    ]
    return Scene(400, 240, tuple(layers))


def scripts() -> Scene:
    """Chinese, Japanese, Korean, Arabic, Hebrew, Hindi, Thai, Cyrillic, emoji."""
    bold = TextStyle(font="Poppins", weight=700, max_lines=2)
    rows = [
        ("新品上市，限时特惠！全场五折起", "zh"),
        ("春の新作コレクション、ついに登場！", "ja"),
        ("봄 신상 할인 행사", "ko"),
        ("خصم 50% على كل المنتجات (اليوم)", "ar"),
        ("מבצע מיוחד: 20% הנחה (רק היום)", "he"),
        ("सभी उत्पादों पर 50% की छूट", "hi"),
        ("ลดราคาพิเศษ วันนี้เท่านั้น", "th"),
        ("Скидка на всё, только сегодня", "ru"),
        ("🔥 Hot 🎉 ❤️ 👍🏽 deal", "en"),
        ("Żółć, crème & İğde ₺99", "pl"),
    ]
    layers = [
        _text(i, text, Box(10 + i % 2 * 200, 8 + i // 2 * 58, 180, 50), bold, language)
        for i, (text, language) in enumerate(rows)
    ]
    return Scene(400, 300, tuple(layers))


def shapes() -> Scene:
    """Every shape kind, with fills, gradients, strokes and shadows."""
    kinds = list(SHAPES)
    layers = []
    for i, kind in enumerate(kinds):
        box = Box(12 + i % 5 * 78, 12 + i // 5 * 78, 64, 50 if kind != "line" else 6)
        style = ShapeStyle(
            kind,
            fill="#e2571bb0" if i % 3 == 0 else "#e2571bff",
            gradient=WARM if i % 3 == 1 else None,
            stroke=Stroke("#222222ff", 2) if i % 3 == 0 else None,
            shadow=Shadow("#00000080", 2, 3, 5) if i % 3 == 2 else None,
            radius=6 if kind in ("rounded", "frame") else 0,
        )
        layers.append(_shape(i, box, style))
    return Scene(400, 240, tuple(layers), "#f4f6f8ff")


def prices_and_pills() -> Scene:
    """Price lock-ups on plates, labels in pills."""
    layers: list[Layer] = []
    prices = ["$24.99 | $39.99", "24,99 €", "From $5", "₹1,499 | ₹2,999"]
    for i, price in enumerate(prices):
        box = Box(8 + i * 98, 8, 90, 70)
        style = TextStyle("Montserrat", 800, fill="#b3001bff", price_lockup=True, align="center")
        layers.append(_shape(i, box, ShapeStyle("rounded", "#fff1d6ff", radius=8)))
        layers.append(_text(i, price, Box(box.x + 6, box.y + 6, 78, 58), style))
    labels = [("Shop now", "Poppins"), ("BUY", "Oswald"), ("Happy Egg", "Lora"), ("选购", "Inter")]
    for i, (label, font) in enumerate(labels):
        box = Box(8 + i * 98, 90, 90, 32)
        style = TextStyle(font, 600, fill="#ffffffff", align="center")
        layers.append(_shape(i + 4, box, ShapeStyle("pill", "#123456ff")))
        layers.append(_text(i + 4, label, Box(box.x + 12, box.y + 5, 66, 22), style))
    return Scene(400, 130, tuple(layers))


SCENES = {
    "text_features": text_features,
    "scripts": scripts,
    "shapes": shapes,
    "prices_and_pills": prices_and_pills,
}
