"""Reading what the merchant knows of a product: JSON, text or one row of a table.

Keys: title brand category attributes price sale_price currency promo audience language logo tone
copy. All optional; unknown keys are reported as Decisions; wrong types and sizes are BriefErrors.
"""

from __future__ import annotations

import csv
import io
import json
import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from adloom.errors import BriefError
from adloom.types import TONES, Decision, Product, Role, Tone

MOST_BYTES = 2_000_000
LIMITS = {
    "title": 500,
    "brand": 100,
    "category": 300,
    "price": 40,
    "sale_price": 40,
    "currency": 8,
    "promo": 200,
    "audience": 200,
    "language": 35,
    "logo": 1000,
    "tone": 20,
}
MOST_FACTS = 100
LONGEST_NAME = 100
LONGEST_VALUE = 1000
LONGEST_LINE = 500
COPY_ROLES: tuple[Role, ...] = (
    "headline",
    "subhead",
    "selling_point",
    "long",
    "badge",
    "cta",
    "price",
)
SIDECARS = (".json", ".txt", ".csv")
PHOTO_COLUMNS = ("file", "image", "photo", "picture", "sku", "handle", "id")
"""Columns that say which photo a row is of; they are read, so they are not unknown."""

Told = dict[str, Any]


@dataclass(frozen=True)
class Facts:
    """What was read: the product, the tone if one was named, and what was passed over."""

    product: Product
    tone: Tone | None = None
    decisions: tuple[Decision, ...] = ()


def product_for(photo: Path) -> Product:
    """Return the product of `photo` with the facts of its sidecar; raise BriefError if wrong."""
    return facts_for(photo).product


def facts_for(photo: Path, facts: Path | None = None) -> Facts:
    """Return the facts of `photo` from the file `facts`, else its sidecar, else none.

    Raises BriefError with a sentence if the file is unreadable or says something impossible.
    """
    source = facts if facts is not None else find_sidecar(photo)
    if source is None:
        return Facts(Product(images=(str(photo),)), decisions=(_no_facts("no file beside it"),))
    return read_facts(source, photo)


def find_sidecar(photo: Path) -> Path | None:
    """Return `photo`'s .json, .txt or .csv, if there is one (a scene file is none)."""
    for suffix in SIDECARS:
        path = photo.with_suffix(suffix)
        if path.is_file() and not _is_scene(path):
            return path
    return None


def read_facts(path: Path, photo: Path | None = None) -> Facts:
    """Return the facts in `path`; in a table, those of the row that names `photo`, or the only row.

    Raises BriefError with a sentence if the file is unreadable or says something impossible.
    """
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise BriefError("facts", f"{path.name} is no facts file: use {', '.join(READERS)}.")
    text = _read_text(path)
    return parse_facts(reader(text, path, photo), path, photo)


def parse_facts(told: Mapping[str, Any], path: Path, photo: Path | None = None) -> Facts:
    """Return the facts that the table `told` of `path` spells; raise BriefError if wrong."""
    known = {*LIMITS, "attributes", "copy"}
    decisions = [
        Decision(
            "intake", "facts", "passed over", f"'{key[:60]}' in {path.name} is not a known key"
        )
        for key in told
        if key not in known
    ]
    texts = {key: _text(told.get(key), key, limit, path) for key, limit in LIMITS.items()}
    facts = _attributes(told.get("attributes"), path)
    words = _copy(told.get("copy"), path)
    if isinstance(own := told.get("copy"), dict):
        decisions += [_unknown(f"copy.{key}", path) for key in own if key not in COPY_ROLES]
    if not facts and not words and not any(texts.values()):
        decisions.append(_no_facts(f"{path.name} says nothing"))
    language = texts["language"] or "en"
    if not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", language):
        raise BriefError(
            "language", f"'{language}' in {path.name} is no language: write en, zh-CN."
        )
    logo = texts["logo"] and str(path.parent / texts["logo"])
    if logo and not Path(logo).is_file():
        reason = f"the file {texts['logo']} that {path.name} names is missing"
        decisions.append(Decision("intake", "logo", "none", reason, fallback=True))
        logo = ""
    product = Product(
        images=(str(photo),) if photo is not None else (),
        title=texts["title"],
        brand=texts["brand"],
        category=texts["category"],
        facts=facts,
        price=texts["price"],
        sale_price=texts["sale_price"],
        currency=texts["currency"],
        promo=texts["promo"],
        audience=texts["audience"],
        language=language,
        logo=logo,
        own_words=words,
    )
    return Facts(product, parse_tone(texts["tone"]) if texts["tone"] else None, tuple(decisions))


def parse_tone(word: str) -> Tone:
    """Return the tone called `word`; raise BriefError if there is none."""
    for tone in TONES:
        if tone == word.strip().lower():
            return tone
    raise BriefError("tone", f"The tone '{word[:40]}' is unknown: use {', '.join(TONES)}.")


def clean(text: str) -> str:
    """Return `text` in NFC with control characters and runs of spaces turned into one space."""
    visible = "".join(
        " " if unicodedata.category(sign) in ("Cc", "Cs", "Co", "Cn", "Zl", "Zp") else sign
        for sign in text
    )
    return " ".join(unicodedata.normalize("NFC", visible).split())


def _no_facts(reason: str) -> Decision:
    return Decision(
        "intake",
        "facts",
        "none",
        f"nothing is known of the product ({reason}), so the copy stays general",
    )


def _unknown(key: object, path: Path) -> Decision:
    reason = f"'{str(key)[:60]}' in {path.name} is not a known key"
    return Decision("intake", "facts", "passed over", reason)


def _read_text(path: Path) -> str:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise BriefError("facts", f"{path.name} is larger than 2 MB.")
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError as error:
        raise BriefError("facts", f"There is no file {path}.") from error
    except UnicodeDecodeError as error:
        raise BriefError("facts", f"{path.name} is not UTF-8 text.") from error
    except OSError as error:
        raise BriefError("facts", f"{path} cannot be opened: {error.strerror}.") from error
    if not text.strip():
        raise BriefError("facts", f"{path.name} is empty.")
    return text


def _read_json(text: str, path: Path, photo: Path | None) -> Told:
    try:
        told = json.loads(text)
    except (ValueError, RecursionError) as error:
        place = f" (line {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
        raise BriefError("facts", f"{path.name} is not valid JSON{place}.") from error
    if not isinstance(told, dict):
        raise BriefError("facts", f"{path.name} must hold one object with facts.")
    return told


def _read_lines(text: str, path: Path, photo: Path | None) -> Told:
    """Read `name: value` lines; the first bare line is the title, later ones are features."""
    told: Told = {}
    attributes: dict[str, list[str]] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        name, colon, value = (part.strip() for part in line.partition(":"))
        key = name.lower().replace(" ", "_")
        if not colon or not value:
            if "title" in told:
                attributes.setdefault("features", []).append(line)
            else:
                told["title"] = line
        elif key in LIMITS:
            told[key] = value
        elif key in COPY_ROLES:
            told.setdefault("copy", {}).setdefault(key, []).append(value)
        else:
            attributes.setdefault(name, []).append(value)
    if attributes:
        told["attributes"] = attributes
    return told


def _read_table(text: str, path: Path, photo: Path | None) -> Told:
    """Read one row; `attributes.NAME` and `copy.ROLE` columns hold attributes and own words."""
    delimiter = "\t" if path.suffix.lower() == ".tsv" else ","
    try:
        rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise BriefError("facts", f"{path.name} is not a valid table: {error}.") from error
    if not rows:
        raise BriefError("facts", f"{path.name} has a heading but no row.")
    row = _row_of(rows, path, photo)
    told: Told = {}
    for column, value in row.items():
        if not isinstance(column, str) or not isinstance(value, str) or not value.strip():
            continue
        heading = column.strip()
        group, dot, name = heading.partition(".")
        if dot and group.lower() in ("attributes", "copy"):
            told.setdefault(group.lower(), {}).setdefault(name, []).append(value)
        elif heading.lower() not in PHOTO_COLUMNS:
            told[heading.lower().replace(" ", "_")] = value
    return told


def _row_of(rows: list[dict[str, Any]], path: Path, photo: Path | None) -> dict[str, Any]:
    if photo is not None:
        for row in rows:
            named = {
                str(value).strip()
                for column, value in row.items()
                if isinstance(column, str) and column.strip().lower() in PHOTO_COLUMNS
            }
            if {photo.name, photo.stem} & {Path(name).name for name in named if name}:
                return row
    if len(rows) == 1:
        return rows[0]
    wanted = f"{photo.name}" if photo is not None else "the photo"
    raise BriefError(
        "facts",
        f"{path.name} has {len(rows)} rows and none names {wanted} "
        f"(in a column called {', '.join(PHOTO_COLUMNS[:5])}).",
    )


READERS: dict[str, Callable[[str, Path, Path | None], Told]] = {
    ".json": _read_json,
    ".txt": _read_lines,
    ".csv": _read_table,
    ".tsv": _read_table,
}


def _text(value: object, key: str, limit: int, path: Path) -> str:
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise BriefError(key, f"'{key}' in {path.name} must be a text, not a {_noun(value)}.")
    if isinstance(value, float):
        if not math.isfinite(value):
            raise BriefError(key, f"'{key}' in {path.name} is no number.")
        value = f"{value:.2f}" if key in ("price", "sale_price") else f"{value:g}"
        value = value.removesuffix(".00")
    if isinstance(value, str) and len(value) > 4 * limit + 1000:
        raise _too_long(key, limit, path)  # before cleaning: a 10 MB title costs nothing
    text = clean(str(value))
    if len(text) > limit:
        raise _too_long(key, limit, path)
    return text


def _too_long(key: str, limit: int, path: Path) -> BriefError:
    return BriefError(key, f"'{key}' in {path.name} is too long: {limit} characters at most.")


def _texts(value: object, key: str, limit: int, path: Path) -> list[str]:
    entries = value if isinstance(value, list) else [value]
    texts = [_text(entry, key, limit, path) for entry in entries[: MOST_FACTS + 1]]
    return [text for text in texts if text]


def _attributes(told: object, path: Path) -> tuple[tuple[str, str], ...]:
    if told is None:
        return ()
    if not isinstance(told, dict):
        raise BriefError(
            "attributes",
            f"'attributes' in {path.name} must be names with values, not a {_noun(told)}.",
        )
    facts: list[tuple[str, str]] = []
    for name, value in told.items():
        label = _text(name, "attributes", LONGEST_NAME, path)
        facts += [
            (label, text) for text in _texts(value, f"attributes.{label}", LONGEST_VALUE, path)
        ]
        if len(facts) > MOST_FACTS:
            raise BriefError(
                "attributes", f"{path.name} has too many attributes: {MOST_FACTS} at most."
            )
    return tuple(facts)


def _copy(told: object, path: Path) -> tuple[tuple[Role, str], ...]:
    if told is None:
        return ()
    if not isinstance(told, dict):
        raise BriefError("copy", f"'copy' in {path.name} must be roles with words.")
    words: list[tuple[Role, str]] = []
    for role in COPY_ROLES:
        if role in told:
            words += [(role, t) for t in _texts(told[role], f"copy.{role}", LONGEST_LINE, path)]
    if len(words) > MOST_FACTS:
        raise BriefError("copy", f"{path.name} has too many lines: {MOST_FACTS} at most.")
    return tuple(words)


def _noun(value: object) -> str:
    nouns = {dict: "table", list: "list", bool: "true or false", int: "number", float: "number"}
    return nouns.get(type(value), "value of another kind")


def _is_scene(path: Path) -> bool:
    if path.suffix != ".json":
        return False
    try:
        with path.open("rb") as file:
            return b'"schema"' in file.read(200)
    except OSError:
        return False
