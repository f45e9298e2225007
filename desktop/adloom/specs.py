"""Ad sizes and channel rules, from resources/ad_specs.json and the user's own ad_specs.json.

Sides are whole pixels, safe margins percent of the canvas, weights kilobytes of 1024 bytes. An
entry of the user's file (in the settings folder) replaces the shipped one of the same id.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from adloom.errors import AdloomError, BriefError
from adloom.paths import config_folder, resources_folder
from adloom.types import Box, Size

SHORTEST_SIDE = 40
LONGEST_SIDE = 8000
WIDEST_RATIO = 12.0
TALLEST_RATIO = 1 / 6
EDGES = ("top", "right", "bottom", "left")
MOST_SIZES = 100


@dataclass(frozen=True)
class AdSpec:
    """One place an ad can run: its size, weight, safe margins (top, right, bottom, left) and rules.

    `text` is "allowed" or "none"; `ground` "any" or "white"; `max_kb` None where there is no limit.
    """

    id: str
    channel: str
    title: str
    width: int
    height: int
    formats: tuple[str, ...]
    max_kb: int | None
    safe: tuple[float, float, float, float]
    text: str
    ground: str
    source: str
    checked_on: str

    @property
    def size(self) -> Size:
        """Return the size with this spec's id."""
        return Size(self.width, self.height, self.id)


NO_SPEC = AdSpec(
    "", "", "", 0, 0, ("png", "jpeg", "webp"), None, (0.0, 0.0, 0.0, 0.0), "allowed", "any", "", ""
)


@cache
def all_specs() -> tuple[AdSpec, ...]:
    """Return every spec, shipped ones first; raise AdloomError if a file is damaged."""
    kept = {spec.id: spec for spec in _read(resources_folder() / "ad_specs.json")}
    own = config_folder() / "ad_specs.json"
    if own.is_file():
        kept |= {spec.id: spec for spec in _read(own)}
    return tuple(kept.values())


def limits_for(size: Size) -> AdSpec:
    """Return the spec that `size` names, or one without limits."""
    return next((spec for spec in all_specs() if spec.id == size.spec and size.spec), NO_SPEC)


def safe_box(size: Size) -> Box:
    """Return the part of the canvas, in pixels, that `size`'s channel leaves uncovered."""
    top, right, bottom, left = limits_for(size).safe
    return Box(
        size.width * left / 100,
        size.height * top / 100,
        size.width * (100 - left - right) / 100,
        size.height * (100 - top - bottom) / 100,
    )


def by_size() -> list[tuple[Size, tuple[str, ...]]]:
    """Return each size on which text may stand, once, with the channels that use it."""
    kept: dict[tuple[int, int], list[AdSpec]] = {}
    for spec in all_specs():
        if spec.text != "none":
            kept.setdefault((spec.width, spec.height), []).append(spec)
    return [
        (_strictest(specs).size, tuple(dict.fromkeys(spec.channel for spec in specs)))
        for specs in kept.values()
    ]


def parse_sizes(words: str) -> tuple[Size, ...]:
    """Return the sizes that a comma-separated list of WxH, spec ids and channel names means.

    A WxH that channels know takes the rules of the first. A size met twice is made once, by the
    stricter rules. Raises BriefError for unknown words and absurd sizes.
    """
    wanted = [word.strip().lower() for word in words.split(",") if word.strip()]
    if not wanted:
        raise BriefError("sizes", "No size was given. Try --sizes 1080x1080,1200x628.")
    groups: dict[tuple[int, int], list[AdSpec | None]] = {}
    for word in wanted:
        for size, spec in _meaning(word):
            groups.setdefault(size, []).append(spec)
    if len(groups) > MOST_SIZES:
        raise BriefError("sizes", f"At most {MOST_SIZES} sizes can be made at once.")
    return tuple(
        _strictest([spec for spec in specs if spec]).size if any(specs) else Size(*size)
        for size, specs in groups.items()
    )


def check_size(width: int, height: int) -> None:
    """Raise BriefError if no ad can be made at `width` x `height` pixels."""
    name = f"{width}x{height}"
    if min(width, height) < SHORTEST_SIDE or max(width, height) > LONGEST_SIDE:
        raise BriefError(
            "sizes",
            f"The size {name} cannot be made: each side must be {SHORTEST_SIDE} to "
            f"{LONGEST_SIDE:,} pixels.",
        )
    if not TALLEST_RATIO <= width / height <= WIDEST_RATIO:
        raise BriefError(
            "sizes", f"The size {name} cannot be made: shapes from 1:6 to 12:1 are possible."
        )


def _meaning(word: str) -> list[tuple[tuple[int, int], AdSpec | None]]:
    if match := re.fullmatch(r"(-?\d{1,9})\s*[x×*]\s*(-?\d{1,9})", word):
        width, height = int(match[1]), int(match[2])
        check_size(width, height)
        same = [s for s in all_specs() if (s.width, s.height) == (width, height)]
        known = [spec for spec in same if spec.text != "none"]
        return [((width, height), known[0] if known else None)]
    found = [spec for spec in all_specs() if spec.id == word]
    if not found:
        found = [s for s in all_specs() if s.channel == word and s.text != "none"]
    if not found:
        channels = ", ".join(dict.fromkeys(spec.channel for spec in all_specs()))
        raise BriefError(
            "sizes",
            f"'{word[:60]}' is no size. Use WIDTHxHEIGHT, a spec id or a channel ({channels}).",
        )
    return [((spec.width, spec.height), spec) for spec in found]


def _strictest(specs: Iterable[AdSpec]) -> AdSpec:
    return max(specs, key=lambda spec: sum(spec.safe))


def _read(path: Path) -> list[AdSpec]:
    try:
        told = json.loads(path.read_text("utf-8"))
        return [_spec(entry) for entry in told["specs"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise AdloomError(f"The ad sizes in {path} cannot be read: {error}.") from error


def _spec(entry: dict[str, Any]) -> AdSpec:
    check_size(entry["w"], entry["h"])
    safe = entry.get("safe", {})
    top, right, bottom, left = (float(safe.get(edge, 0)) for edge in EDGES)
    return AdSpec(
        id=str(entry["id"]).lower(),
        channel=str(entry["channel"]).lower(),
        title=str(entry.get("title", entry["id"])),
        width=entry["w"],
        height=entry["h"],
        formats=tuple(entry.get("formats", NO_SPEC.formats)),
        max_kb=entry.get("max_kb"),
        safe=(top, right, bottom, left),
        text=str(entry.get("text", "allowed")),
        ground=str(entry.get("ground", "any")),
        source=str(entry.get("source", "")),
        checked_on=str(entry.get("checked_on") or ""),
    )
