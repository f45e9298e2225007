"""Text as it is set on ads: fitted to a box, in rows or upright columns, words emphasised.

One Mark a row or column, tight round its letters and their outline; glow and shadow are outside.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import skia

from adloom.types import Box
from export_tools.adstudio.elements_base import Colour, Patch, Rng, bounds, joined, pick
from export_tools.adstudio.elements_fonts import EM, Font, shape
from export_tools.adstudio.elements_kit import Kit, Look
from export_tools.adstudio.elements_setting import (
    HEADLINES,
    Line,
    Setting,
    new_setting,
    paint_lines,
)
from export_tools.adstudio.elements_words import NO_SPACES, say

MOST_LINES = {"headline": 3, "title": 2, "subhead": 2, "long": 7, "body": 7, "selling_point": 2}
LARGEST = {"long": 22.0, "body": 22.0, "legal": 11.0, "credit": 13.0, "caption": 26.0}
SPACED_OUT = frozenset({"long", "body", "legal", "credit"})
SMALLEST = 6.5
JOINED = frozenset({"arab", "deva"})
UPRIGHT = frozenset({"hans", "hant", "jpan", "kore"})
TURNED = "ー—-…～~（）()「」"
Bend = Callable[[skia.Path], None]


@dataclass(frozen=True)
class Fit:
    """Words cut into lines, and the size in pixels at which they fill the box."""

    size: float
    lines: tuple[str, ...]


def text(
    kit: Kit,
    rng: Rng,
    look: Look,
    box: Box,
    role: str,
    *,
    words: str = "",
    align: str = "start",
    vertical: bool = False,
    on: Colour | None = None,
) -> Patch | None:
    """Return text of `role` that fills `box`, or None where the box is too small for any.

    `on` is the colour it stands on; None stands on the photo. `align` is start, center or end.
    """
    if box.width < 6 or box.height < 6:
        return None
    fonts = look.headline if role in HEADLINES else look.body
    tracking = float(pick(rng, (0.0, 0.0, 0.0, 0.03, 0.08)))
    if role in SPACED_OUT or look.script in JOINED or fonts[0].taste == "fancy":
        tracking = 0.0
    upright = vertical and look.script in UPRIGHT
    fit = best_fit(kit, rng, look, box, role, words, fonts, tracking, upright)
    if fit is None or fit.size < SMALLEST:
        return None
    setting = new_setting(rng, look, role, fit.size, on)
    if upright:
        lines = set_columns(fit, fonts, box, tracking, align)
    else:
        lines = set_rows(rng, look, fit, fonts, box, tracking, align, role, setting)
    lines = [line for line in lines if line.parts]
    if not lines:
        return None
    if setting.tilt:
        tilted(lines, setting.tilt, box)
    return paint_lines(lines, setting, role)


def best_fit(
    kit: Kit,
    rng: Rng,
    look: Look,
    box: Box,
    role: str,
    words: str,
    fonts: tuple[Font, ...],
    tracking: float,
    upright: bool,
) -> Fit | None:
    """Return the words (those given, else of six lines the one that suits the box best), fitted."""
    options = [words] if words else [said(rng, kit, look, role) for _ in range(6)]
    wide = look.script in UPRIGHT
    mean = typical(fonts[0])
    scores = [rough_cover(option, box, role, mean, wide) for option in options]
    order = sorted(range(len(options)), key=lambda at: -scores[at] * float(rng.uniform(0.6, 1.2)))
    fit_one = fit_columns if upright else fit_rows
    for at in order[:3]:
        fit = fit_one(options[at], fonts, box, role, tracking)
        if fit.size >= SMALLEST:
            return fit
    return None


def typical(font: Font) -> float:
    """Return the mean advance of the font's Latin letters, in em."""
    return shape("The quick brown fox jumps", (font,)).advance / EM / 25 or 0.55


def rough_cover(words: str, box: Box, role: str, mean: float, wide: bool) -> float:
    """Return about how much of `box` the words can fill, without shaping them."""
    length = sum(mean if ord(c) < 0x2000 or not wide else 1.0 for c in words) or 0.1
    best = 0.0
    for count in range(1, MOST_LINES.get(role, 1) + 1):
        each = length / count * (1.0 if count == 1 else 1.12)
        size = min(box.width / each, box.height / (1.2 * count), LARGEST.get(role, 400.0))
        best = max(best, size * each * size * count / (box.width * box.height))
        if size < SMALLEST and count == 1:
            best = min(best, 0.05)
    return best


def said(rng: Rng, kit: Kit, look: Look, role: str) -> str:
    """Return a line for the role; Latin headlines in capitals now and then, English between CJK."""
    script = look.script
    if script not in ("latn", "cyrl") and role not in ("price", "long") and rng.random() < 0.07:
        return say(rng, kit.texts, "latn", role).upper()
    line = say(rng, kit.texts, script, role)
    loud = role in HEADLINES or role in ("badge", "cta", "credit", "brand")
    return line.upper() if loud and script in ("latn", "cyrl") and look.loud > 0.5 else line


def broken(words: str, count: int) -> tuple[str, ...]:
    """Return `words` in at most `count` lines of about one length."""
    if count == 1 or len(words) < 2 * count:
        return (words,)
    if " " not in words:
        each = math.ceil(len(words) / count)
        return tuple(words[i : i + each] for i in range(0, len(words), each))
    lines, wanted = [""], len(words) / count
    for word in words.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and len(lines) < count and len(longer) > wanted + len(word) / 2:
            lines.append(word)
        else:
            lines[-1] = longer
    return tuple(lines)


def fit_rows(words: str, fonts: tuple[Font, ...], box: Box, role: str, tracking: float) -> Fit:
    """Return `words` in as many rows as let them be largest in `box`."""
    best = Fit(0.0, (words,))
    leading = 1.4 if role in SPACED_OUT else 1.2
    for count in range(1, MOST_LINES.get(role, 1) + 1):
        lines = broken(words, count)
        longest = max(shape(line, fonts, tracking).advance for line in lines) / EM
        size = min(box.width / max(longest, 0.3), box.height / (leading * len(lines)))
        size = min(size, LARGEST.get(role, 400.0))
        if size > best.size * 1.05:
            best = Fit(size, lines)
    return best


def fit_columns(words: str, fonts: tuple[Font, ...], box: Box, role: str, tracking: float) -> Fit:
    """Return `words` in as many upright columns as let them be largest in `box`."""
    best = Fit(0.0, (words,))
    for count in range(1, MOST_LINES.get(role, 1) + 1):
        lines = broken(words.replace(" ", ""), count)
        tallest = max(len(line) for line in lines) * (1.04 + tracking)
        size = min(box.height / tallest, box.width / (1.25 * len(lines)))
        size = min(size, LARGEST.get(role, 400.0))
        if size > best.size * 1.05:
            best = Fit(size, lines)
    return best


def emphatic(look: Look, role: str) -> bool:
    """Tell whether texts of `role` have an emphasised part in this look."""
    return role in ("headline", "title", "subhead") and "emphasis" in look.effects


def scales(rng: Rng, look: Look, line: str, role: str) -> tuple[list[float], range]:
    """Return how large each character is beside the others, and which ones are emphasised."""
    if role == "price" and look.script not in JOINED and rng.random() < 0.75:
        small = float(rng.uniform(0.45, 0.75))
        return [1.0 if c.isdigit() or c in ".," else small for c in line], range(0)
    if not emphatic(look, role):
        return [1.0] * len(line), range(0)
    if line.isascii() or " " in line:
        words = line.split(" ")
        chosen = int(rng.integers(len(words)))
        start = sum(len(word) + 1 for word in words[:chosen])
        span = range(start, start + len(words[chosen]))
    else:
        start = int(rng.integers(max(1, len(line) - 1)))
        span = range(start, min(len(line), start + int(rng.integers(1, 4))))
    large = 1.0 if look.script in JOINED else float(pick(rng, (1.0, 1.0, 1.25, 1.5)))
    return [1.0 if at in span else 1.0 / large for at in range(len(line))], span


def set_rows(
    rng: Rng,
    look: Look,
    fit: Fit,
    fonts: tuple[Font, ...],
    box: Box,
    tracking: float,
    align: str,
    role: str,
    setting: Setting,
) -> list[Line]:
    """Return the rows placed in `box`: ranged by `align`, the block in the middle of its height."""
    lines = []
    pitch = min(box.height / len(fit.lines), fit.size * 1.5)
    top = box.y + (box.height - pitch * len(fit.lines)) / 2
    other = int(rng.integers(len(fit.lines))) if len(fit.lines) > 1 and emphatic(look, role) else -1
    other = other if rng.random() < 0.5 else -1
    for number, words in enumerate(fit.lines):
        parts = row_parts(rng, look, words, fonts, tracking, role, setting.arc)
        if number == other:  # a whole line in the second colour
            parts = [(path, 1) for path, _ in parts]
        matrix = skia.Matrix.Scale(fit.size / EM, fit.size / EM)
        matrix.preSkew(setting.skew, 0)
        for path, _ in parts:
            path.transform(matrix)
        if parts:
            spot = joined([bounds(path) for path, _ in parts])
            shrink = min(1.0, box.width / max(spot.width, 1), 1.15 * pitch / max(spot.height, 1))
            free = {"start": 0.0, "center": 0.5, "end": 1.0}.get(align, 0.0)
            x = box.x + (box.width - spot.width * shrink) * free - spot.x * shrink
            y = top + pitch * (number + 0.5) - (spot.y + spot.height / 2) * shrink
            if len(fit.lines) > 1 and not setting.arc:
                y = top + pitch * (number + 0.5) + fit.size * 0.36 * shrink
            placing = skia.Matrix.Translate(x, y)
            placing.preScale(shrink, shrink)
            for path, _ in parts:
                path.transform(placing)
        lines.append(Line(tuple(parts), words))
    return lines


def row_parts(
    rng: Rng,
    look: Look,
    words: str,
    fonts: tuple[Font, ...],
    tracking: float,
    role: str,
    arc: float,
) -> list[tuple[skia.Path, int]]:
    """Return the outlines of a row at 100 pixels an em by colour slot, its words emphasised."""
    glyphs = shape(words, fonts, tracking)
    sizes, span = scales(rng, look, words, role)
    paths = {0: skia.Path(), 1: skia.Path()}
    pen, last_x, last_scale = 0.0, 0.0, 1.0
    for glyph in glyphs.placed:
        scale = sizes[glyph.at]
        pen += (glyph.x - last_x) * last_scale
        last_x, last_scale = glyph.x, scale
        matrix = skia.Matrix.Translate(pen, glyph.y * scale)
        if arc:
            matrix = on_arc(pen + glyph.advance / 2, glyphs.advance, arc, glyph.advance / 2)
        matrix.preScale(scale, scale)
        outline = skia.Path(glyph.outline)
        outline.transform(matrix)
        paths[int(glyph.at in span)].addPath(outline)
    return [(path, slot) for slot, path in paths.items() if not path.isEmpty()]


def on_arc(middle: float, length: float, turn: float, half: float) -> skia.Matrix:
    """Return where a glyph lies whose middle is at `middle` of a line bent by `turn` radians."""
    radius = length / turn
    angle = (middle / length - 0.5) * turn
    matrix = skia.Matrix.Translate(math.sin(angle) * radius, radius - math.cos(angle) * radius)
    matrix.preRotate(math.degrees(angle))
    matrix.preTranslate(-half, 0)
    return matrix


def set_columns(
    fit: Fit, fonts: tuple[Font, ...], box: Box, tracking: float, align: str
) -> list[Line]:
    """Return the columns placed in `box` from right to left."""
    lines, pitch = [], min(box.width / len(fit.lines), fit.size * 1.6)
    right = box.right - (box.width - pitch * len(fit.lines)) / 2
    for number, words in enumerate(fit.lines):
        path = stacked(words, fonts, tracking)
        path.transform(skia.Matrix.Scale(fit.size / EM, fit.size / EM))
        spot = bounds(path)
        y = box.y if align == "start" else box.y + (box.height - spot.height) / 2
        path.offset(right - pitch * (number + 0.5), y - (0 if path.isEmpty() else spot.y))
        lines.append(Line(((path, 0),) if not path.isEmpty() else (), words))
    return lines


def stacked(column: str, fonts: tuple[Font, ...], tracking: float) -> skia.Path:
    """Return the characters of `column` one below the other, at 100 pixels an em."""
    whole = skia.Path()
    for number, character in enumerate(column):
        one = shape(character, fonts)
        path = one.path()
        if character in TURNED:
            path.transform(skia.Matrix.RotateDeg(90, skia.Point(one.advance / 2, -38)))
        whole.addPath(path, -one.advance / 2, number * EM * (1.04 + tracking) + 88)
    return whole


def tilted(lines: Sequence[Line], degrees: float, box: Box) -> None:
    """Turn the lines about the middle of `box`, smaller so that they still fit it."""
    paths = [path for line in lines for path, _ in line.parts]
    spot = joined([bounds(path) for path in paths])
    turn = math.radians(abs(degrees))
    wide = spot.width * math.cos(turn) + spot.height * math.sin(turn)
    high = spot.width * math.sin(turn) + spot.height * math.cos(turn)
    scale = min(1.0, box.width / max(wide, 1), max(box.height, spot.height) * 1.2 / max(high, 1))
    matrix = skia.Matrix.Translate(*spot.centre)
    matrix.preRotate(degrees)
    matrix.preScale(scale, scale)
    matrix.preTranslate(-spot.centre[0], -spot.centre[1])
    for path in paths:
        path.transform(matrix)


def tiles(kit: Kit, rng: Rng, look: Look, box: Box, on: Colour | None = None) -> list[Patch]:
    """Return one short word, each character on a tile of its own, as stamps and posters have it."""
    from export_tools.adstudio.elements_underlays import underlay

    words = say(rng, kit.texts, look.script, "badge" if box.width < 4 * box.height else "headline")
    words = words.replace(" ", "")[: max(2, int(box.width / max(box.height, 1)))]
    if len(words) < 2 or look.script not in NO_SPACES or look.script == "thai":
        return []
    side = min(box.height, box.width / len(words))
    shape_name, patches, lines, seen = pick(rng, ("disc", "panel", "bar")), [], [], on
    state = rng.bit_generator.state
    for number, character in enumerate(words):
        rng.bit_generator.state = state  # every tile is painted alike
        tile = Box(
            box.x + side * number + side * 0.04,
            box.y + (box.height - side) / 2,
            side * 0.92,
            side * 0.92,
        )
        base, seen = underlay(kit, rng, look, tile, shape_name)
        patches.append(base)
        path = shape(character, look.headline).path()
        size = side * 0.62 / EM
        path.transform(skia.Matrix.Scale(size, size))
        spot = bounds(path)
        path.offset(tile.centre[0] - spot.centre[0], tile.centre[1] - spot.centre[1])
        lines.append((path, 0))
    row = [part for part in lines if not part[0].isEmpty()]
    if not row:
        return []
    setting = new_setting(rng, look, "badge", side * 0.62, seen)
    plain = Setting(setting.colour)
    return [*patches, paint_lines([Line(tuple(row), words)], plain, "badge")]
