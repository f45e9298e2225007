"""The bundled fonts: families from resources/fonts/fonts.json, their faces, and the fallback chain.

Metrics are in em. System fonts are never asked: a character that the chosen family lacks is drawn
from the fallback chain, whose order fonts.json keeps.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Literal

from adloom.errors import FontMissingError, RenderError
from adloom.paths import resources_folder

Category = Literal[
    "sans", "serif", "slab", "display", "script", "mono", "condensed", "symbols", "emoji"
]


@dataclass(frozen=True)
class FontFamily:
    """One family. `files` and `advance` (mean of English text, em) go by weight."""

    name: str
    files: Mapping[int, str]
    category: Category
    genres: tuple[str, ...]
    scripts: tuple[str, ...]
    licence: str
    x_height: float
    cap_height: float
    advance: Mapping[int, float]

    def nearest(self, weight: int) -> int:
        """Return the weight there is that lies nearest to `weight`, the heavier of two."""
        return min(self.files, key=lambda there: (abs(there - weight), -there))


class FontIndex:
    """All bundled families: `families` to choose from, `fallback` for what those lack."""

    def __init__(
        self, families: tuple[FontFamily, ...], fallback: tuple[FontFamily, ...], folder: Path
    ) -> None:
        self.families = families
        self.fallback = fallback
        self.folder = folder
        self._by_name = {family.name: family for family in (*families, *fallback)}

    def get(self, name: str) -> FontFamily:
        """Return the family called `name`; raise FontMissingError if it is not bundled."""
        if name not in self._by_name:
            raise FontMissingError(
                f"The font '{name}' is not among the fonts that come with Adloom. "
                "Choose another one."
            )
        return self._by_name[name]


@lru_cache(maxsize=1)
def font_index() -> FontIndex:
    """Read fonts.json once; raise RenderError if it is missing or broken."""
    folder = resources_folder() / "fonts"
    try:
        listed = json.loads((folder / "fonts.json").read_text("utf-8"))
        everyone = {entry["name"]: _family(entry) for entry in listed["families"]}
        fallback = tuple(everyone[name] for name in listed["fallback"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RenderError(
            "The list of fonts of Adloom is missing or broken. Please install Adloom again."
        ) from error
    families = tuple(family for family in everyone.values() if family not in fallback)
    return FontIndex(families, fallback, folder)


def _family(entry: dict[str, Any]) -> FontFamily:
    return FontFamily(
        name=entry["name"],
        files={int(weight): file for weight, file in entry["files"].items()},
        category=entry["category"],
        genres=tuple(entry["genres"]),
        scripts=tuple(entry["scripts"]),
        licence=entry["licence"],
        x_height=entry["x_height"],
        cap_height=entry["cap_height"],
        advance={int(weight): advance for weight, advance in entry["advance"].items()},
    )


class Face:
    """One font file, open for shaping (HarfBuzz) and drawing (Skia): measures in font units."""

    def __init__(self, path: Path, *, colour: bool) -> None:
        import uharfbuzz

        try:
            self.bytes = path.read_bytes()
        except OSError as error:
            raise FontMissingError(
                f"The font file {path.name} is missing. Please install Adloom again."
            ) from error
        self.file = path.name
        self.colour = colour
        self.shaper = uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob(self.bytes)))
        self.units = int(self.shaper.face.upem)
        self.covered = frozenset(self.shaper.face.unicodes)

    @cached_property
    def skia_font(self) -> Any:
        """The unhinted Skia font, one em `units` pixels high."""
        import skia

        # An empty manager: the default one would look through the system's fonts.
        manager = skia.FontMgr.New_Custom_Empty()
        font = skia.Font(manager.makeFromData(skia.Data(self.bytes)), self.units)
        font.setHinting(skia.FontHinting.kNone)
        font.setSubpixel(True)
        font.setLinearMetrics(True)
        return font


@lru_cache(maxsize=512)
def open_face(family: str, weight: int) -> Face:
    """Return the face of `family` nearest to `weight`; raise FontMissingError."""
    found = font_index().get(family)
    return _open_file(found.files[found.nearest(weight)], found.category == "emoji")


@lru_cache(maxsize=512)
def _open_file(file: str, colour: bool) -> Face:
    return Face(font_index().folder / file, colour=colour)


@lru_cache(maxsize=16384)
def face_for(character: str, family: str, weight: int, emoji: bool) -> Face | None:
    """Return the face to draw `character` from: the family's, else the first fallback's with it.

    `emoji` asks for the colour face first. None when no bundled face holds the character.
    """
    code = ord(character)
    own = open_face(family, weight)
    if code in own.covered and not emoji:
        return own
    chain = font_index().fallback
    if emoji:
        chain = tuple(sorted(chain, key=lambda other: other.category != "emoji"))
    for other in chain:
        face = open_face(other.name, fallback_weight(family, weight))
        if code in face.covered:
            return face
    return own if code in own.covered else None


@lru_cache(maxsize=1024)
def fallback_weight(family: str, weight: int) -> int:
    """Return how heavy a stand-in for `family` must be to look alike.

    A family of one weight calls its weight 400 even where it is as black as a poster face.
    """
    found = font_index().get(family)
    if len(found.files) > 1:
        return found.nearest(weight)
    return 700 if "bold" in found.genres or found.category == "condensed" else 400


def uncovered(text: str) -> str:
    """Return the visible characters of `text` that no bundled face can draw, each once."""
    name = font_index().fallback[0].name
    return "".join(
        character
        for character in dict.fromkeys(text)
        if unicodedata.category(character)[0] not in "CZM"
        and face_for(character, name, 400, False) is None
    )
