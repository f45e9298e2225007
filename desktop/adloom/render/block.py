"""A laid-out text block: shaped lines with their places, sizes and ink, in canvas pixels.

`arrange` is the one place that decides where glyphs go; measuring, fitting and drawing share it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from adloom.geometry import inset, union
from adloom.render.breaking import balanced, most_lines
from adloom.render.fonts import font_index
from adloom.render.price import OLD, Part, new_and_old, parts
from adloom.render.shaping import Line, measure, shape_line
from adloom.types import Box, TextStyle

GAP = 0.26
"""Space between new and old price, in em of the new one."""


@dataclass(frozen=True)
class Placed:
    """A shaped line with its baseline's left end at (x, y) and type size in pixels."""

    line: Line
    x: float
    y: float
    size: float
    faded: bool = False

    @property
    def ink(self) -> Box:
        """What the glyphs cover, in pixels."""
        line, size = self.line, self.size
        return Box(
            self.x + line.left * size,
            self.y + line.top * size,
            line.ink_width * size,
            (line.bottom - line.top) * size,
        )


@dataclass(frozen=True)
class Block:
    """All placed lines of a text layer, the strokes that strike words out, and the ink's box.

    `optical` spans from the cap line of the first line to the baseline of the last (y, y).
    """

    placed: tuple[Placed, ...]
    strikes: tuple[Box, ...]
    ink: Box
    optical: tuple[float, float]
    texts: tuple[str, ...]

    def moved(self, dx: float, dy: float) -> Block:
        """Return the block shifted by (dx, dy) pixels."""
        return Block(
            tuple(Placed(p.line, p.x + dx, p.y + dy, p.size, p.faded) for p in self.placed),
            tuple(_shift(strike, dx, dy) for strike in self.strikes),
            _shift(self.ink, dx, dy),
            (self.optical[0] + dy, self.optical[1] + dy),
            self.texts,
        )


def _shift(box: Box, dx: float, dy: float) -> Box:
    return Box(box.x + dx, box.y + dy, box.width, box.height)


@lru_cache(maxsize=2048)
def arrange(text: str, style: TextStyle, box: Box, language: str) -> Block:
    """Break `text` at style.size for the box and place it; raise FontMissingError.

    Takes the fewest lines that fit the width, at most style.max_lines (then it may overflow).
    """
    inner = inset(box, *(2 * (style.stroke.width,) if style.stroke else (0.0, 0.0)))
    block = lines_block(text, style, 1, language, inner.width)
    if style.price_lockup:
        if _overflows(block, inner) and new_and_old(text)[1]:
            block = lines_block(text, style, 2, language, inner.width)
    else:
        forced = text.count("\n") + 1
        for count in range(forced + 1, min(style.max_lines, most_lines(text)) + 1):
            if not _overflows(block, inner):
                break
            block = lines_block(text, style, count, language, inner.width)
    return _settle(block, style, inner)


def _overflows(block: Block, box: Box) -> bool:
    return block.ink.width > box.width + 0.01


def lines_block(
    text: str, style: TextStyle, count: int, language: str, width: float = 0.0
) -> Block:
    """Return the block of `text` in `count` lines, its first baseline at 0, in a column `width`.

    For price lock-ups `count` 2 sets the old price below the new one.
    """
    if style.price_lockup:
        return _price_block(text, style, count, language, width)
    texts = break_lines(text, style, count, language)
    lines = [shape_line(line, style.font, style.weight, style.tracking, language) for line in texts]
    placed = []
    for index, line in enumerate(lines):
        x = _aligned(line, style, width) - line.left * style.size
        placed.append(Placed(line, x, index * style.leading * style.size, style.size))
    strikes = tuple(_strike(p, style) for p in placed) if style.struck else ()
    return _block(placed, strikes, style, texts)


def break_lines(text: str, style: TextStyle, count: int, language: str) -> tuple[str, ...]:
    """Break `text` into `count` balanced lines; line breaks in the text always stand."""
    paragraphs = [p.strip() for p in text.strip("\n").split("\n")]

    def width(piece: str) -> float:
        return measure(piece, style.font, style.weight, style.tracking, language)

    counts = [1] * len(paragraphs)
    for _ in range(count - len(paragraphs)):
        shares = [width(p) / n for p, n in zip(paragraphs, counts, strict=True)]
        roomy = [i for i, p in enumerate(paragraphs) if counts[i] < most_lines(p)]
        if not roomy:
            break
        counts[max(roomy, key=lambda i: shares[i])] += 1
    lines: list[str] = []
    for paragraph, number in zip(paragraphs, counts, strict=True):
        lines += balanced(paragraph, number, width) or (paragraph,)
    return tuple(lines)


def _aligned(line: Line, style: TextStyle, width: float) -> float:
    """Return where the ink of `line` starts in a column `width` wide (start is right for RTL)."""
    free = width - line.ink_width * style.size
    if style.align == "center":
        return free / 2
    return free if (style.align == "end") != line.rtl else 0.0


def _strike(placed: Placed, style: TextStyle) -> Box:
    ink = placed.ink
    thickness = max(1.0, 0.07 * placed.size)
    middle = placed.y - 0.36 * placed.size * (font_index().get(style.font).cap_height / 0.7)
    reach = 0.05 * placed.size
    return Box(ink.x - reach, middle - thickness / 2, ink.width + 2 * reach, thickness)


def _block(
    placed: list[Placed], strikes: tuple[Box, ...], style: TextStyle, texts: tuple[str, ...]
) -> Block:
    boxes = [p.ink for p in placed if p.line.glyphs] + list(strikes)
    ink = boxes[0] if boxes else Box(0.0, 0.0, 0.0, 0.0)
    for box in boxes[1:]:
        ink = union(ink, box)
    cap = font_index().get(style.font).cap_height
    tops = [_optical(p, cap)[0] for p in placed]
    bottoms = [_optical(p, cap)[1] for p in placed]
    optical = (min(tops, default=0.0), max(bottoms, default=0.0))
    return Block(tuple(placed), strikes, ink, optical, texts)


def _optical(placed: Placed, cap: float) -> tuple[float, float]:
    """Return the y span the eye centres: cap line to baseline, or the ink of other scripts."""
    line, size = placed.line, placed.size
    letters = [c for c in line.text if c.isalnum()]
    latin = bool(letters) and all(ord(c) < 0x530 or 0x1E00 <= ord(c) < 0x2000 for c in letters)
    if not latin or not cap:
        return placed.y + line.top * size, placed.y + line.bottom * size
    rises = line.top <= -0.93 * cap
    return placed.y + (-cap if rises else line.top) * size, placed.y


def _price_block(text: str, style: TextStyle, count: int, language: str, width: float) -> Block:
    new, old = new_and_old(text)
    cap = font_index().get(style.font).cap_height or 0.7
    placed = _lock_up(new, style, language, cap)
    right = max((p.ink.right for p in placed), default=0.0)
    texts: tuple[str, ...] = (new,)
    strikes: tuple[Box, ...] = ()
    if old:
        line = shape_line(old, style.font, style.weight, 0.0, language)
        size = max(OLD * style.size, min(style.size, 11.0))
        below = count > 1
        x = -line.left * size + (0.0 if below else right + GAP * style.size)
        y = (cap * OLD + 0.32) * style.size if below else 0.0
        last = Placed(line, x, y, size, faded=True)
        if below:
            placed, last = _stack(placed, last, style, width)
        placed.append(last)
        strikes = (_strike(last, style),)
        texts = (new, old)
    elif style.struck:
        whole = _block(placed, (), style, texts).ink
        thickness = max(1.0, 0.07 * style.size)
        strikes = (Box(whole.x, -cap * style.size / 2 - thickness / 2, whole.width, thickness),)
    block = _block(placed, strikes, style, texts)
    line_like = Line("", (), 0, 0, 0, block.ink.width / style.size, 0, _is_rtl(placed))
    return block.moved(_aligned(line_like, style, width) - block.ink.x, 0.0)


def _is_rtl(placed: list[Placed]) -> bool:
    return any(p.line.rtl for p in placed)


def _stack(
    placed: list[Placed], old: Placed, style: TextStyle, width: float
) -> tuple[list[Placed], Placed]:
    """Align the new price and the old one below it with one another."""
    new_ink = _block(placed, (), style, ()).ink
    free = new_ink.width - old.ink.width
    share = {"start": 0.0, "center": 0.5, "end": 1.0}[style.align]
    dx = new_ink.x + free * share - old.ink.x
    return placed, Placed(old.line, old.x + dx, old.y, old.size, old.faded)


def _lock_up(text: str, style: TextStyle, language: str, cap: float) -> list[Placed]:
    """Place the parts of one price side by side, the raised ones hanging from the cap line."""
    placed: list[Placed] = []
    pen = 0.0
    for part in parts(text):
        line = shape_line(part.text, style.font, style.weight, style.tracking, language)
        size = part.size * style.size
        if placed:
            pen += _gap(part, placed[-1]) * style.size
        top = max(-line.top, 0.0) if part.text.isdigit() else cap
        rise = (cap * style.size - top * size) if part.raised else 0.0
        placed.append(Placed(line, pen - line.left * size, -rise, size))
        pen += line.ink_width * size
    return placed


def _gap(part: Part, before: Placed) -> float:
    """Return the space before a part of a price, in em of the integer."""
    if before.size < part.size and before.y == 0.0:
        return 0.16
    if part.text.isdigit() or not part.raised:
        return 0.05
    return 0.12


def _settle(block: Block, style: TextStyle, box: Box) -> Block:
    """Move `block` (first baseline at 0, column at 0) into `box` by valign, ink kept inside."""
    ink = block.ink
    if style.valign == "start":
        dy = box.y - ink.y
    elif style.valign == "end":
        dy = box.bottom - ink.bottom
    else:
        dy = box.centre[1] - sum(block.optical) / 2
        if ink.height <= box.height:
            dy = min(max(dy, box.y - ink.y), box.bottom - ink.bottom)
    return block.moved(box.x, dy)
