"""The words of the studio's ads: own phrases by language and role, numbers, prices, nonsense.

Latin copy comes from the authored product records, the other languages from phrases.json.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from export_tools.adstudio.elements_base import Rng, pick
from export_tools.adstudio.elements_fonts import in_fold

Texts = Mapping[str, Mapping[str, tuple[str, ...]]]
PHRASES = Path(__file__).with_name("phrases.json")
NO_SPACES = frozenset({"hans", "hant", "jpan", "thai"})
HAN = {
    "hans": ("gb2312", 0xB0, 0xD7),
    "hant": ("big5", 0xA4, 0xC6),
    "jpan": ("euc_jp", 0xB0, 0xCF),
}
CURRENCIES = {
    "hans": "¥{}",
    "hant": "NT${}",
    "jpan": "{}円",
    "kore": "{}원",
    "latn": "${}",
    "cyrl": "{} ₽",
    "arab": "{} ر.س",
    "deva": "₹{}",
    "thai": "฿{}",
    "hebr": "₪{}",
}
UNITS = ("ml", "g", "kg", "cm", "mm", "W", "mAh", "%", "L", "m", "GB", "h", "pcs", "inch", "V")
ROLES_LIKE = {
    "title": "headline",
    "subtitle": "subhead",
    "tagline": "subhead",
    "caption": "selling_point",
    "feature": "selling_point",
    "label": "badge",
    "button": "cta",
    "body": "long",
    "watermark": "badge",
    "brand": "badge",
    "legal": "long",
    "credit": "long",
}


def read_copy(folder: Path) -> dict[str, list[str]]:
    """Return the Latin lines of the authored records in `folder` by role."""
    lines: dict[str, list[str]] = {}
    for file in sorted(folder.glob("copy-*.jsonl")):
        for row in file.read_text("utf-8").splitlines():
            record = json.loads(row)
            for role in ("headline", "subhead", "selling_point", "long", "badge", "cta"):
                for line in record.get(role, ()):
                    lines.setdefault(role, []).append(line if isinstance(line, str) else line[1])
            lines.setdefault("brand", []).append(record.get("brand") or "Studio")
    return lines


def read_texts(folder: Path | None, fold: str) -> Texts:
    """Return all lines by script and role; `fold` keeps one in ten apart for testing."""
    everything: dict[str, dict[str, list[str]]] = json.loads(PHRASES.read_text("utf-8"))
    for role, lines in (read_copy(folder) if folder else {}).items():
        everything.setdefault("latn", {}).setdefault(role, []).extend(lines)
    texts: dict[str, dict[str, tuple[str, ...]]] = {}
    for script, roles in everything.items():
        texts[script] = {}
        for role, lines in roles.items():
            kept = tuple(dict.fromkeys(line for line in lines if line and in_fold(line, fold)))
            texts[script][role] = kept or tuple(lines[:1])
    return texts


def amount(rng: Rng, script: str) -> str:
    """Return a price in the currency usual for the script."""
    figure = float(np.exp(rng.uniform(1.2, 8.5 if script in ("jpan", "kore", "hant") else 7.0)))
    style = int(rng.integers(4))
    text = f"{figure:.2f}" if style == 0 else f"{figure:,.0f}" if style == 1 else f"{figure:.0f}"
    if style == 3 and figure >= 10:
        text = f"{round(figure, -1) - 0.1:.1f}"
    return CURRENCIES[script].format(text)


def figure(rng: Rng) -> str:
    """Return a number with a unit, a ratio, a percentage or a size."""
    number = int(np.exp(rng.uniform(0, 8)))
    kind = int(rng.integers(6))
    if kind == 0:
        return f"{number}{pick(rng, UNITS)}"
    if kind == 1:
        return f"{rng.integers(5, 99)}%"
    if kind == 2:
        return f"{rng.integers(1, 99)}×{rng.integers(1, 99)}{pick(rng, ('cm', 'mm', ''))}"
    if kind == 3:
        return f"{number / 10:.1f} {pick(rng, UNITS)}"
    return f"{number}+" if kind == 4 else f"No.{rng.integers(1, 30)}"


def phone(rng: Rng) -> str:
    """Return a telephone number's look with random digits."""
    digits = "".join(str(d) for d in rng.integers(0, 10, 10))
    return pick(
        rng,
        (
            f"0{digits[:2]}-{digits[2:5]}-{digits[5:]}",
            f"+{digits[:2]} {digits[2:5]} {digits[5:]}",
            f"{digits[:4]}-{digits[4:7]}-{digits[7:]}",
            f"TEL {digits[:3]}-{digits[3:]}",
        ),
    )


def nonsense(rng: Rng, texts: Texts, script: str, length: int) -> str:
    """Return `length` characters of the script in no sensible order.

    Half of the Chinese and Japanese ones are any common character, so that no word is learnt.
    """
    if script in HAN and rng.random() < 0.5:
        return "".join(han_character(rng, script) for _ in range(length))
    lines = [line for lines in texts[script].values() for line in lines[:400]]
    letters = "".join(pick(rng, lines) for _ in range(8))
    if script in NO_SPACES:
        letters = letters.replace(" ", "")
        return "".join(pick(rng, letters) for _ in range(length))
    words = letters.split()
    said = ""
    while len(said) < length:
        said = f"{said} {pick(rng, words)}".strip()
    return said


def han_character(rng: Rng, script: str) -> str:
    """Return a character of the level 1 of GB 2312, Big5 or JIS X 0208, or now and then kana."""
    if script == "jpan" and rng.random() < 0.45:
        return chr(int(rng.integers(0x3042, 0x308F)) + (0x60 if rng.random() < 0.3 else 0))
    codec, first, last = HAN[script]
    lead, tail = int(rng.integers(first, last)), int(rng.integers(0xA1, 0xFF))
    return bytes((lead, tail)).decode(codec, "replace").replace("\ufffd", "新")


def say(rng: Rng, texts: Texts, script: str, role: str) -> str:
    """Return one line for `role` in `script`."""
    if role in ("price", "was"):
        return amount(rng, script)
    if role == "phone":
        return phone(rng)
    if role == "number":
        return figure(rng)
    if rng.random() < 0.04:
        return figure(rng)
    if rng.random() < 0.1:
        return nonsense(rng, texts, script, int(rng.integers(2, 14)))
    roles = texts[script]
    wanted = role if role in roles else ROLES_LIKE.get(role, "selling_point")
    line = pick(rng, roles.get(wanted) or roles["headline"])
    if rng.random() < 0.12 and wanted != "long":
        other = pick(rng, roles["selling_point"])
        glue = (
            ""
            if script in NO_SPACES and rng.random() < 0.5
            else pick(rng, (" ", " | ", " · ", "/"))
        )
        line = f"{line}{glue}{other}"
    return line
