"""Brand kits: one TOML or JSON file a brand, read strictly.

Keys: name (needed), logo (a path beside the file), colours (["#rrggbb" or "#rrggbbaa"]),
headline_font, body_font, tone, banned_words.
"""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

from adloom.errors import BriefError
from adloom.types import TONES, BrandKit

MOST_BYTES = 1_000_000
_TEXTS = ("name", "logo", "headline_font", "body_font", "tone")
_LISTS = ("colours", "banned_words")


def load(path: Path) -> BrandKit:
    """Return the brand kit in `path`; raise BriefError with a sentence if it is wrong."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise BriefError("brand", f"The brand kit {path.name} is larger than 1 MB.")
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BriefError("brand", f"The brand kit {path} cannot be read.") from error
    try:
        told = json.loads(text) if path.suffix.lower() == ".json" else tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise BriefError("brand", f"The brand kit {path.name} is damaged: {error}.") from error
    if not isinstance(told, dict):
        raise BriefError("brand", f"The brand kit {path.name} must be a table of keys.")
    return _kit(told, path)


def _kit(told: dict[str, Any], path: Path) -> BrandKit:
    if unknown := sorted(set(told) - {*_TEXTS, *_LISTS}):
        raise BriefError("brand", f"'{unknown[0]}' in {path.name} is not part of a brand kit.")
    texts = {key: told.get(key, "") for key in _TEXTS}
    lists = {key: told.get(key, []) for key in _LISTS}
    for key, value in texts.items():
        if not isinstance(value, str) or len(value) > 400:
            raise BriefError("brand", f"'{key}' in {path.name} must be a text.")
    for key, value in lists.items():
        if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
            raise BriefError("brand", f"'{key}' in {path.name} must be a list of texts.")
    if not texts["name"].strip():
        raise BriefError("brand", f"The brand kit {path.name} has no name.")
    tone = texts["tone"] or "plain"
    if tone not in TONES:
        raise BriefError("brand", f"The tone '{tone}' is unknown: use {', '.join(TONES)}.")
    logo = texts["logo"]
    if logo and not (path.parent / logo).is_file():
        raise BriefError("brand", f"The logo {logo} of {path.name} is missing.")
    return BrandKit(
        name=texts["name"].strip(),
        logo=str(path.parent / logo) if logo else "",
        colours=tuple(_colour(colour, path) for colour in lists["colours"]),
        headline_font=texts["headline_font"],
        body_font=texts["body_font"],
        tone=next(known for known in TONES if known == tone),
        banned_words=tuple(word.strip() for word in lists["banned_words"] if word.strip()),
    )


def _colour(text: str, path: Path) -> str:
    if not re.fullmatch(r"#[0-9a-fA-F]{6}([0-9a-fA-F]{2})?", text):
        raise BriefError("brand", f"'{text[:40]}' in {path.name} is no colour: write #rrggbb.")
    return text.lower() if len(text) == 9 else f"{text.lower()}ff"
