"""Font files by script, opened once, and lines of text as outlines (HarfBuzz shapes, Skia draws).

Outlines are Skia paths in pixels at 100 pixels an em, the baseline at y 0.
"""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import skia

from adloom.render.bidi import is_rtl, levels, visual_runs

EM = 100.0
SCRIPTS = ("hans", "hant", "jpan", "kore", "latn", "cyrl", "arab", "deva", "thai", "hebr")
PROBES = {
    "hans": "们发东买优质厂",
    "hant": "們發東買優質廠",
    "jpan": "のデおすめ新品",
    "kore": "세일무료배송",
    "latn": "ABCabc123",
    "cyrl": "Скидка",
    "arab": "عرض",
    "deva": "बचत",
    "thai": "ลดราคา",
    "hebr": "מבצע",
}
SERIFS = (
    "serif",
    "mincho",
    "garamond",
    "playfair",
    "bodoni",
    "lora",
    "merriweather",
    "xiaowei",
    "cinzel",
    "baskerville",
    "spectral",
    "italiana",
    "cormorant",
    "alegreya",
    "fraunces",
    "bitter",
    "abril",
    "zilla",
    "slab",
    "young",
    "amiri",
    "kaisei",
    "shippori",
    "rozha",
    "suez",
)
FANCY = (
    "script",
    "brush",
    "hand",
    "vibes",
    "sacramento",
    "satisfy",
    "caveat",
    "pacifico",
    "lobster",
    "marck",
    "kalam",
    "indie",
    "shadows",
    "amatic",
    "creepster",
    "monoton",
    "climate",
    "press-start",
    "vt323",
    "ma-shan",
    "liu-jian",
    "zhi-mang",
    "rye",
    "marker",
    "emoji",
    "math",
    "symbols",
    "special",
    "rampart",
    "hachi",
    "yusei",
)
HEAVY = (
    "900",
    "800",
    "anton",
    "black",
    "bangers",
    "bungee",
    "dela",
    "lilita",
    "luckiest",
    "bowlby",
    "titan",
    "passion",
    "alfa",
    "rubik-mono",
    "russo",
    "huangyou",
    "potta",
    "reggae",
    "mochiy",
    "lalezar",
    "jua",
    "do-hyeon",
    "rocknroll",
    "league-gothic",
    "bebas",
    "kuaile",
    "abril",
    "archivo-black",
    "secular",
    "chonburi",
    "ruslan",
    "rampart",
)


@dataclass(frozen=True)
class Font:
    """A font file and what it is good for: its `taste` is plain, serif or fancy."""

    path: Path
    taste: str
    heavy: bool
    scripts: tuple[str, ...]

    @property
    def name(self) -> str:
        """The family: the file's name without its weight."""
        return self.path.stem.rsplit("-", 1)[0].split("_")[0]


class OpenFont:
    """A font file open for shaping and drawing, its glyph outlines kept."""

    def __init__(self, path: Path) -> None:
        import uharfbuzz

        content = path.read_bytes()
        self._content = content  # Skia reads the bytes where they lie
        face = uharfbuzz.Face(uharfbuzz.Blob(content))
        self.shaper = uharfbuzz.Font(face)
        self.scale = EM / face.upem
        self.covered = frozenset(face.unicodes)
        manager = skia.FontMgr.New_Custom_Empty()
        self.drawn = skia.Font(manager.makeFromData(skia.Data(content)), EM)
        self.drawn.setHinting(skia.FontHinting.kNone)
        self._outlines: dict[int, skia.Path | None] = {}

    def outline(self, glyph: int) -> skia.Path | None:
        """Return the outline of a glyph, None where it has none."""
        if glyph not in self._outlines:
            self._outlines[glyph] = self.drawn.getPath(glyph)
        return self._outlines[glyph]

    def shape(self, text: str, rtl: bool) -> list[tuple[int, float, float, float, int]]:
        """Return (glyph, x and y offset, advance, character) at 100 an em, in visual order."""
        import uharfbuzz

        buffer = uharfbuzz.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        buffer.direction = "rtl" if rtl else "ltr"
        uharfbuzz.shape(self.shaper, buffer, {"kern": True, "liga": True})
        return [
            (
                info.codepoint,
                at.x_offset * self.scale,
                -at.y_offset * self.scale,
                at.x_advance * self.scale,
                info.cluster,
            )
            for info, at in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)
        ]


@lru_cache(maxsize=512)
def open_font(path: Path) -> OpenFont:
    """Open a font file once."""
    return OpenFont(path)


def read_fonts(folder: Path) -> list[Font]:
    """Return the fonts of a folder with the scripts they can write, in the order of their names."""
    found = []
    for path in sorted((*folder.glob("*.ttf"), *folder.glob("*.otf"))):
        name = path.stem.lower()
        if any(word in name for word in ("emoji", "math", "symbols")):
            continue
        covered = open_font(path).covered
        scripts = tuple(s for s, probe in PROBES.items() if all(ord(c) in covered for c in probe))
        taste = "fancy" if any(word in name for word in FANCY) else "plain"
        taste = "serif" if taste == "plain" and any(word in name for word in SERIFS) else taste
        heavy = any(word in name for word in HEAVY) or "700" in name
        if scripts:
            found.append(Font(path, taste, heavy, scripts))
    return found


def in_fold(name: str, fold: str) -> bool:
    """Tell whether what is called `name` belongs to `fold`: one in ten is for testing."""
    return (digest(name) % 10 == 0) == (fold == "test")


def digest(name: str) -> int:
    """Return a number that depends on `name` alone."""
    return int(hashlib.sha256(name.encode()).hexdigest()[:8], 16)


@dataclass(frozen=True)
class Placed:
    """A glyph's outline at (x, y) of its line, `advance` wide, for character `at` of the text."""

    outline: skia.Path
    x: float
    y: float
    advance: float
    at: int


@dataclass(frozen=True)
class Glyphs:
    """A shaped line in visual order and its advance, 100 pixels an em."""

    placed: tuple[Placed, ...]
    advance: float

    def path(self) -> skia.Path:
        """Return the outline of the whole line."""
        whole = skia.Path()
        for glyph in self.placed:
            whole.addPath(glyph.outline, glyph.x, glyph.y)
        return whole


@lru_cache(maxsize=4096)
def shape(text: str, fonts: tuple[Font, ...], tracking: float = 0.0) -> Glyphs:
    """Shape one line with the first of `fonts` that has each character; others are left out."""
    placed: list[Placed] = []
    pen = 0.0
    for start, end, level in visual_runs(levels(text, is_rtl(text, ""))):
        runs = _by_font(text, range(start, end), fonts)
        for font, indices in reversed(runs) if level % 2 else runs:
            opened = open_font(font.path)
            piece = "".join(text[index] for index in indices)
            for glyph, dx, dy, advance, at in opened.shape(piece, level % 2 == 1):
                outline = opened.outline(glyph)
                if outline is not None and not outline.isEmpty():
                    placed.append(Placed(outline, pen + dx, dy, advance, indices[at]))
                pen += advance + (tracking * EM if advance else 0)
    return Glyphs(tuple(placed), max(0.0, pen - tracking * EM))


def _by_font(text: str, span: range, fonts: tuple[Font, ...]) -> list[tuple[Font, list[int]]]:
    """Return the indices of `span` in runs of one font; characters nobody has are left out."""
    runs: list[tuple[Font, list[int]]] = []
    for index in span:
        character = text[index]
        if runs and (character == " " or unicodedata.category(character)[0] == "M"):
            runs[-1][1].append(index)
            continue
        code = ord(character)
        font = next((f for f in fonts if code in open_font(f.path).covered), None)
        if font is None:
            continue
        if runs and runs[-1][0] is font:
            runs[-1][1].append(index)
        else:
            runs.append((font, [index]))
    return runs
