"""Who writes a page: a script, its fonts, its words, and the colours the page is kept in."""

from __future__ import annotations

import colorsys
from dataclasses import dataclass

import numpy as np

from export_tools.adstudio.elements_base import pick
from export_tools.adstudio.elements_fonts import Font
from export_tools.adstudio.elements_kit import Kit, choose_fonts
from export_tools.adstudio.elements_words import NO_SPACES, say
from export_tools.adstudio.pages_sheet import Hand

Rng = np.random.Generator
SCRIPT_SHARES = {
    "hans": 0.2,
    "hant": 0.2,
    "jpan": 0.14,
    "kore": 0.05,
    "latn": 0.24,
    "cyrl": 0.05,
    "arab": 0.03,
    "deva": 0.04,
    "thai": 0.03,
    "hebr": 0.02,
}
GLYPH_EM = {"hans": 1.0, "hant": 1.0, "jpan": 1.0, "kore": 0.85, "thai": 0.48, "deva": 0.5}


@dataclass(frozen=True)
class Colours:
    """The colours of a page: "#rrggbb" each; `deep` is a dark accent, `on_deep` reads on it."""

    ground: str
    card: str
    ink: str
    muted: str
    accent: str
    deep: str
    on_deep: str = "#ffffff"


@dataclass(frozen=True)
class Writer:
    """What a page is written with."""

    kit: Kit
    rng: Rng
    script: str
    head: tuple[Font, ...]
    body: tuple[Font, ...]
    bold: tuple[Font, ...]
    colours: Colours

    @property
    def title(self) -> Hand:
        """The hand of headings."""
        return Hand(self.head, self.colours.ink)

    @property
    def plain(self) -> Hand:
        """The hand of running text."""
        return Hand(self.body, self.colours.ink)

    @property
    def strong(self) -> Hand:
        """The hand of labels and of words that matter."""
        return Hand(self.bold, self.colours.ink)

    @property
    def faint(self) -> Hand:
        """The hand of what may be overlooked."""
        return Hand(self.body, self.colours.muted)

    def say(self, role: str, most: int = 60) -> str:
        """A line for `role` of at most `most` letters where one can be had."""
        line = ""
        for _ in range(6):
            line = say(self.rng, self.kit.texts, self.script, role)
            if len(line) <= most:
                return line
        return shortened(line, most, self.script)

    def running(self, width: float, size: float, count: int) -> list[str]:
        """`count` lines of running text about `width` pixels wide at `size`; the last is short."""
        room = max(3, int(width / (size * GLYPH_EM.get(self.script, 0.52))))
        glue = "" if self.script in NO_SPACES else " "
        text, lines = "", []
        for number in range(count):
            while len(text) < room + 20:
                text += glue + say(self.rng, self.kit.texts, self.script, "long")
            text = text.strip()
            wanted = room if number < count - 1 else max(2, int(room * self.rng.uniform(0.3, 0.9)))
            line = shortened(text, wanted, self.script)
            lines.append(line)
            text = text[len(line) :].lstrip()
        return lines


def shortened(text: str, most: int, script: str) -> str:
    """The beginning of `text`, at most `most` letters, cut between words where there are any."""
    if len(text) <= most:
        return text
    head = text[:most]
    space = head.rfind(" ")
    if script not in NO_SPACES and text[most : most + 1] != " " and space > most // 3:
        head = head[:space]
    return head.rstrip() or text[:most]


def writer(kit: Kit, rng: Rng, colours: Colours | None = None, script: str = "") -> Writer:
    """A writer in a random script (or `script`) with fonts that can write it."""
    names = [s for s in SCRIPT_SHARES if kit.fonts.get(s) and s in kit.texts]
    script = script or pick(rng, names, [SCRIPT_SHARES[s] for s in names])
    body = choose_fonts(kit, rng, script, headline=False, loud=0.0)
    head = choose_fonts(kit, rng, script, headline=True, loud=float(rng.uniform(0.1, 0.8)))
    heavy = [f for f in kit.fonts[script] if f.heavy and f.taste == "plain"]
    same = [font for font in heavy if font.name == body[0].name]
    bold = same[-1] if same else pick(rng, heavy or list(kit.fonts[script]))
    return Writer(kit, rng, script, head, body, (bold, *body[1:]), colours or page_colours(rng))


def page_colours(rng: Rng, dark: bool | None = None) -> Colours:
    """Colours that go together: on white, on a tint, on something dark, or on a strong colour."""
    hue = float(rng.random())
    accent = hex_of(hue, rng.uniform(0.55, 0.95), rng.uniform(0.6, 0.95))
    deep = hex_of(hue + rng.normal(0, 0.03), rng.uniform(0.4, 0.8), rng.uniform(0.15, 0.4))
    if dark if dark is not None else rng.random() < 0.16:
        ground = hex_of(hue, rng.uniform(0.1, 0.6), rng.uniform(0.04, 0.2))
        card = hex_of(hue, rng.uniform(0.1, 0.5), rng.uniform(0.2, 0.3))
        return Colours(ground, card, "#f4f4f2", "#b4b4ba", accent, deep)
    kind = rng.random()
    ink = hex_of(hue, rng.uniform(0, 0.6), rng.uniform(0.05, 0.25))
    grey = hex_of(hue, rng.uniform(0, 0.2), rng.uniform(0.4, 0.6))
    if kind < 0.5:
        card = hex_of(hue, rng.uniform(0.01, 0.08), rng.uniform(0.93, 0.98))
        return Colours("#ffffff", card, ink, grey, accent, deep)
    if kind < 0.94:
        ground = hex_of(pick(rng, (hue, 0.1)), rng.uniform(0.02, 0.16), rng.uniform(0.88, 0.98))
        card = pick(rng, ("#ffffff", hex_of(hue, 0.05, 1.0)))
        return Colours(ground, card, ink, grey, accent, deep)
    ground = hex_of(hue + 0.5, rng.uniform(0.2, 0.6), rng.uniform(0.75, 1.0))
    return Colours(ground, "#ffffff", ink, grey, accent, deep)


def hex_of(hue: float, saturation: float, value: float) -> str:
    """The "#rrggbb" of a hue (turns), saturation and value (0-1)."""
    parts = colorsys.hsv_to_rgb(hue % 1, min(1.0, saturation), min(1.0, value))
    return "#" + "".join(f"{round(255 * part):02x}" for part in parts)
