"""From one line of text to placed glyphs, in em, y down, the baseline at 0 (HarfBuzz shapes).

A line is cut into runs of one direction, script and face. Tracking is added between letters, but
not in joined scripts.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from adloom.render.bidi import is_rtl, levels, visual_runs
from adloom.render.fonts import Face, face_for, font_index, open_face

JOINED = frozenset({"Arab", "Deva"})
SCRIPT_RANGES = (
    (0x0590, 0x05FF, "Hebr"),
    (0x0600, 0x06FF, "Arab"),
    (0x0750, 0x077F, "Arab"),
    (0x0900, 0x097F, "Deva"),
    (0x0E00, 0x0E7F, "Thai"),
    (0x1100, 0x11FF, "Hang"),
    (0x3040, 0x30FF, "Hani"),
    (0x4E00, 0x9FFF, "Hani"),
    (0xAC00, 0xD7AF, "Hang"),
    (0xFB1D, 0xFB4F, "Hebr"),
    (0xFB50, 0xFDFF, "Arab"),
    (0xFE70, 0xFEFC, "Arab"),
)
EMOJI_BY_DEFAULT = frozenset(
    "⌚⌛⏩⏪⏫⏬⏰⏳◽◾☔☕♈♉♊♋♌♍♎♏♐♑♒♓♿⚓⚡⚪⚫⚽⚾⛄⛅⛎⛔⛪⛲⛳⛵⛺⛽✅✊✋✨❌❎❓❔❕❗➕➖➗➰➿⬛⬜⭐⭕"
)
ZWJ, TEXT_STYLE, EMOJI_STYLE, KEYCAP = "\u200d", "\ufe0e", "\ufe0f", "\u20e3"
JOINERS = frozenset((ZWJ, EMOJI_STYLE, KEYCAP))


@dataclass(frozen=True)
class Glyph:
    """One glyph of `face`, its origin at (x, y) em."""

    face: Face
    id: int
    x: float
    y: float


@dataclass(frozen=True)
class Line:
    """A shaped line: `width` is its advance; left, top, right, bottom bound its ink (all em)."""

    text: str
    glyphs: tuple[Glyph, ...]
    width: float
    left: float
    top: float
    right: float
    bottom: float
    rtl: bool

    @property
    def ink_width(self) -> float:
        """How wide the ink is, in em."""
        return self.right - self.left


@lru_cache(maxsize=8192)
def shape_line(
    text: str, font: str, weight: int, tracking: float = 0.0, language: str = ""
) -> Line:
    """Shape one line of `text` in family `font`; raise FontMissingError for an unknown family."""
    family = font_index().get(font)
    if family.category == "script":
        tracking = min(0.0, tracking)
    text = unicodedata.normalize("NFC", text)
    rtl = is_rtl(text, language)
    glyphs: list[Glyph] = []
    pen = 0.0
    for start, end, level in visual_runs(levels(text, rtl)):
        pieces = _pieces(text[start:end], font, weight)
        for piece in reversed(pieces) if level % 2 else pieces:
            pen = _shape(piece, level % 2 == 1, language, tracking, pen, glyphs)
    width = pen - (tracking if glyphs else 0.0)
    left, top, right, bottom = _ink(glyphs)
    return Line(text, tuple(glyphs), width, left, top, right, bottom, rtl)


def measure(text: str, font: str, weight: int, tracking: float, language: str) -> float:
    """Return the advance of `text` in em, as part of a longer line."""
    return shape_line(text, font, weight, tracking, language).width + tracking


@dataclass(frozen=True)
class _Piece:
    text: str
    face: Face
    script: str


def _pieces(text: str, font: str, weight: int) -> list[_Piece]:
    """Cut a run of one direction by face and script; characters nobody has are left out."""
    pieces: list[_Piece] = []
    stand_ins = _stand_ins(text, font, weight)
    for index, character in enumerate(text):
        following = text[index + 1] if index + 1 < len(text) else ""
        if pieces and _belongs_to_previous(character, pieces[-1]):
            last = pieces[-1]
            if ord(character) in last.face.covered or character in JOINERS:
                pieces[-1] = _Piece(last.text + character, last.face, last.script)
            continue
        if unicodedata.category(character) in ("Cc", "Cf"):
            continue
        face = stand_ins.get(index) or face_for(
            character, font, weight, _is_emoji(character, following)
        )
        shown = character
        if face is None:
            shown, face = _plainer(character, font, weight)
        if face is None:
            continue
        script = _script(character) or (pieces[-1].script if pieces else "")
        if pieces and pieces[-1].face is face and (pieces[-1].script in ("", script)):
            pieces[-1] = _Piece(pieces[-1].text + shown, face, script)
        else:
            pieces.append(_Piece(shown, face, script))
    return pieces


def _plainer(character: str, font: str, weight: int) -> tuple[str, Face | None]:
    """Return the compatibility form of a character that nobody has, and a face for it."""
    shown = unicodedata.normalize("NFKD", character)
    face = face_for(shown[0], font, weight, False)
    if face is not None:
        shown = "".join(c for c in shown if ord(c) in face.covered)
    return shown, face


def _stand_ins(text: str, font: str, weight: int) -> dict[int, Face]:
    """Return faces for whole words of which the family lacks a letter: half a word looks broken.

    Only words of scripts that are written in one face (Latin, Greek, Cyrillic) and prices.
    """
    own = open_face(font, weight)
    found: dict[int, Face] = {}
    for word in re.finditer(r"\S+", text):
        of_one_face = [
            index for index in range(*word.span()) if _script(text[index]) in ("", "Latn")
        ]
        missing = [
            text[index]
            for index in of_one_face
            if ord(text[index]) not in own.covered
            and (text[index].isalpha() or unicodedata.category(text[index]) == "Sc")
        ]
        face = face_for(missing[0], font, weight, False) if missing else None
        if face is not None:
            plain = [i for i in of_one_face if ord(text[i]) in face.covered]
            found.update({i: face for i in plain if not _is_emoji(text[i], text[i + 1 : i + 2])})
    return found


def _belongs_to_previous(character: str, piece: _Piece) -> bool:
    if character in (ZWJ, TEXT_STYLE, EMOJI_STYLE, KEYCAP):
        return True
    if 0x1F3FB <= ord(character) <= 0x1F3FF:
        return piece.face.colour
    if piece.text[-1] == ZWJ and piece.face.colour:
        return ord(character) in piece.face.covered
    return unicodedata.category(character)[0] == "M"


def _is_emoji(character: str, following: str) -> bool:
    if following == TEXT_STYLE:
        return False
    code = ord(character)
    return following in (EMOJI_STYLE, KEYCAP) or code >= 0x1F000 or character in EMOJI_BY_DEFAULT


def _script(character: str) -> str:
    """Return the ISO 15924 tag of a character, "Latn" for any other letter, "" for the rest."""
    code = ord(character)
    for first, last, tag in SCRIPT_RANGES:
        if first <= code <= last:
            return tag
    return "Latn" if character.isalpha() else ""


def _shape(
    piece: _Piece, rtl: bool, language: str, tracking: float, pen: float, glyphs: list[Glyph]
) -> float:
    """Append the glyphs of `piece` from `pen` on and return where the next one starts."""
    import uharfbuzz

    buffer = uharfbuzz.Buffer()
    buffer.add_str(piece.text)
    buffer.guess_segment_properties()
    if piece.script:
        buffer.script = piece.script
    buffer.direction = "rtl" if rtl else "ltr"
    if language:
        buffer.language = language
    joined = piece.script in JOINED
    features = {"lnum": True}
    if tracking and not joined:
        features |= {"liga": False, "clig": False}
    uharfbuzz.shape(piece.face.shaper, buffer, features)
    units = piece.face.units
    infos, positions = buffer.glyph_infos, buffer.glyph_positions
    for index, (glyph, position) in enumerate(zip(infos, positions, strict=True)):
        x, y = pen + position.x_offset / units, -position.y_offset / units
        if glyph.codepoint == 0:  # .notdef, the box: what has no glyph is not shown
            continue
        glyphs.append(Glyph(piece.face, glyph.codepoint, x, y))
        pen += position.x_advance / units
        ends_cluster = index + 1 == len(infos) or infos[index + 1].cluster != glyph.cluster
        if ends_cluster and not joined:
            pen += tracking
    if joined and infos:
        pen += tracking
    return pen


def _ink(glyphs: list[Glyph]) -> tuple[float, float, float, float]:
    left = top = float("inf")
    right = bottom = float("-inf")
    for glyph in glyphs:
        bounds = glyph_bounds(glyph.face, glyph.id)
        if bounds is None:
            continue
        left = min(left, glyph.x + bounds[0])
        top = min(top, glyph.y + bounds[1])
        right = max(right, glyph.x + bounds[2])
        bottom = max(bottom, glyph.y + bounds[3])
    if left > right:
        return 0.0, 0.0, 0.0, 0.0
    return left, top, right, bottom


@lru_cache(maxsize=65536)
def glyph_bounds(face: Face, glyph: int) -> tuple[float, float, float, float] | None:
    """Return left, top, right, bottom of a glyph's ink in em, y down; None when it has none."""
    extents = face.shaper.get_glyph_extents(glyph)
    if extents is None or not extents.width or not extents.height:
        return None
    units = face.units
    return (
        extents.x_bearing / units,
        -extents.y_bearing / units,
        (extents.x_bearing + extents.width) / units,
        -(extents.y_bearing + extents.height) / units,
    )
