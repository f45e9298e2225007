"""Text layers: the largest size that fits a box, ink boxes, capacity, and drawing.

Glyphs are drawn as unhinted outlines (colour emoji as bitmaps), so that pixels do not depend on
the machine. Boxes and sizes are in canvas pixels.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from adloom.geometry import inset
from adloom.render.block import Block, arrange, lines_block
from adloom.render.breaking import most_lines
from adloom.render.fonts import Face, font_index
from adloom.render.paint import draw_shadow, fill_paint, parse_colour
from adloom.render.price import new_and_old
from adloom.types import Box, TextLayer, TextStyle

FADED = 0.68
"""Opacity of a struck old price."""
STEP = 0.25
"""Type sizes are whole multiples of this many pixels."""


@dataclass(frozen=True)
class FittedText:
    """A style with its size found, the lines the text breaks into, and the ink they cover."""

    style: TextStyle
    lines: tuple[str, ...]
    ink: Box


def fit(
    text: str,
    style: TextStyle,
    box: Box,
    *,
    smallest: float,
    largest: float,
    language: str = "en",
) -> FittedText | None:
    """Return `text` at the largest size, `smallest` to `largest`, at which it fits `box`.

    It breaks into at most style.max_lines balanced lines, never inside a word; of two breakings
    that allow the same size the one with fewer lines wins. Ink, stroke included, stays inside the
    box. None when even `smallest` does not fit; raises FontMissingError.
    """
    margin = style.stroke.width if style.stroke else 0.0
    inner = inset(box, margin, margin)
    best = 0.0
    for count in _line_counts(text, style):
        block = lines_block(text, replace(style, size=100.0), count, language)
        size = min(largest, 100.0 * _room(block, style, inner))
        best = size if size > best + 1e-6 else best
    size = best if best < STEP else math.floor(best / STEP + 1e-6) * STEP
    size = max(size, smallest) if best >= smallest else size
    if size < smallest or size <= 0:
        return None
    fitted = replace(style, size=size)
    block = arrange(text, fitted, box, language)
    return FittedText(fitted, block.texts, _outset(block.ink, margin))


def ink_box(layer: TextLayer) -> Box:
    """Return what the layer's ink covers, stroke included and shadow not, before rotation."""
    margin = layer.style.stroke.width if layer.style.stroke else 0.0
    return _outset(arrange(layer.text, layer.style, layer.box, layer.language).ink, margin)


def capacity(box: Box, size: float, lines: int, font: str, weight: int = 400) -> int:
    """Return how many characters of average English text fit `box` at `size` in `lines` lines.

    Lines are at most as many as the height holds at a leading of 1.15; broken lines are reckoned
    nine tenths full.
    """
    family = font_index().get(font)
    rows = max(1, min(lines, int((box.height / size - 0.95) / 1.15) + 1))
    full = box.width / (family.advance[family.nearest(weight)] * size)
    return max(0, int(full * rows * (0.9 if rows > 1 else 1.0)))


def _line_counts(text: str, style: TextStyle) -> range:
    if style.price_lockup:
        return range(1, 3 if new_and_old(text)[1] else 2)
    forced = text.strip("\n").count("\n") + 1
    return range(forced, max(forced, min(style.max_lines, most_lines(text))) + 1)


def _room(block: Block, style: TextStyle, box: Box) -> float:
    """Return by how much `block` may grow and still fit `box`."""
    height = block.ink.height
    if style.valign == "center":
        middle = sum(block.optical) / 2
        height = 2 * max(middle - block.ink.y, block.ink.bottom - middle)
    if block.ink.width <= 0 or height <= 0:
        return 0.0
    return min(box.width / block.ink.width, box.height / height)


def _outset(box: Box, margin: float) -> Box:
    return Box(box.x - margin, box.y - margin, box.width + 2 * margin, box.height + 2 * margin)


def draw(canvas: Any, layer: TextLayer) -> None:
    """Draw `layer` unrotated on a Skia canvas in canvas pixels: shadow, stroke, then fill."""
    style = layer.style
    block = arrange(layer.text, style, layer.box, layer.language)
    if not block.placed:
        return
    if style.shadow:
        draw_shadow(canvas, style.shadow, ink_box(layer), lambda: _draw_ink(canvas, block, style))
    _draw_ink(canvas, block, style)


def _draw_ink(canvas: Any, block: Block, style: TextStyle) -> None:
    import skia

    for faded in (False, True):
        path = _outlines(block, faded)
        share = FADED if faded else 1.0
        if style.stroke and style.stroke.width > 0:
            edge = skia.Paint(
                AntiAlias=True,
                Color4f=parse_colour(style.stroke.colour, share),
                Style=skia.Paint.kStroke_Style,
                StrokeWidth=2 * style.stroke.width,
                StrokeJoin=skia.Paint.kRound_Join,
            )
            canvas.drawPath(path, edge)
        canvas.drawPath(path, fill_paint(style.fill, style.gradient, block.ink, share))
    _draw_emoji(canvas, block)


def _outlines(block: Block, faded: bool) -> Any:
    """Return all outline glyphs of the block as one Skia path."""
    import skia

    path = skia.Path()
    for placed in block.placed:
        if placed.faded != faded:
            continue
        for glyph in placed.line.glyphs:
            outline = None if glyph.face.colour else glyph_outline(glyph.face, glyph.id)
            if outline is not None:
                grown = placed.size / glyph.face.units
                matrix = skia.Matrix()
                matrix.setScaleTranslate(
                    grown,
                    grown,
                    placed.x + glyph.x * placed.size,
                    placed.y + glyph.y * placed.size,
                )
                path.addPath(outline, matrix)
    struck_old = any(placed.faded for placed in block.placed)
    if struck_old == faded:
        for strike in block.strikes:
            path.addRect(skia.Rect.MakeXYWH(strike.x, strike.y, strike.width, strike.height))
    return path


def _draw_emoji(canvas: Any, block: Block) -> None:
    import skia

    smooth = skia.SamplingOptions(skia.FilterMode.kLinear, skia.MipmapMode.kLinear)
    for placed in block.placed:
        for glyph in placed.line.glyphs:
            picture = glyph_picture(glyph.face, glyph.id) if glyph.face.colour else None
            if picture is None:
                continue
            image, bounds = picture
            left = placed.x + (glyph.x + bounds.x) * placed.size
            top = placed.y + (glyph.y + bounds.y) * placed.size
            target = skia.Rect.MakeXYWH(
                left, top, bounds.width * placed.size, bounds.height * placed.size
            )
            canvas.drawImageRect(image, target, smooth)


@lru_cache(maxsize=16384)
def glyph_outline(face: Face, glyph: int) -> Any:
    """Return the Skia path of a glyph in font units, y down; None when it has no outline."""
    path = face.skia_font.getPath(glyph)
    return None if path is None or path.isEmpty() else path


@lru_cache(maxsize=1024)
def glyph_picture(face: Face, glyph: int) -> tuple[Any, Box] | None:
    """Return the bitmap of a colour glyph and its box in em about the origin, y down."""
    import skia

    blob = face.shaper.get_glyph_color_png(glyph)
    extents = face.shaper.get_glyph_extents(glyph)
    if not blob or not blob.data or extents is None:
        return None
    image = skia.Image.MakeFromEncoded(skia.Data(bytes(blob.data), True))
    units = face.units
    box = Box(
        extents.x_bearing / units,
        -extents.y_bearing / units,
        extents.width / units,
        -extents.height / units,
    )
    return image.makeRasterImage(), box
