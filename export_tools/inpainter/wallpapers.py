"""Freely licensed wallpapers of Debian's packages, with the licence each file stands under.

Licences are as the packages' copyright files (and, in plasma-workspace-wallpapers, the pictures'
own metadata) state them. A file that is not listed is not taken. Permissive licences train by
default; share-alike and copyleft ones go to a pack of their own, to be used only by choice.
Unpack the packages side by side into one folder: `<folder>/<package>/usr/share/...`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from export_tools.product_matting.sources import Pixels, shrink

TILE, MOST_TILES = 640, 24
SHORT_SIDES = (640, 1280, 2160)  # the picture is cut up at each of these sizes it reaches
LEAST_DETAIL = 0.6  # mean step between neighbours, of 255; under this a tile is a flat tone
PERMISSIVE = frozenset({"CC0-1.0", "CC-BY-2.0", "CC-BY-4.0"})


@dataclass(frozen=True)
class Wallpaper:
    """One picture of a package: its file name (or folder, in Plasma's), author and licence."""

    package: str
    name: str
    author: str
    licence: str


LOMIRI, MATE, PLASMA = "lomiri-wallpapers-16.04", "mate-backgrounds", "plasma-workspace-wallpapers"
WALLPAPERS = (
    Wallpaper(LOMIRI, "aitzgorri_by_Aitzol_Berasategi.jpg", "Aitzol Berasategi", "CC-BY-4.0"),
    Wallpaper(LOMIRI, "friends_by_Aitzol_Berasategi.jpg", "Aitzol Berasategi", "CC-BY-4.0"),
    Wallpaper(LOMIRI, "life_by_Aitzol_Berasategi.jpg", "Aitzol Berasategi", "CC-BY-4.0"),
    Wallpaper(LOMIRI, "picosdeeuropa_by_Aitzol_Berasategi.jpg", "Aitzol Berasategi", "CC-BY-4.0"),
    Wallpaper(LOMIRI, "sunset_by_Aitzol_Berasategi.jpg", "Aitzol Berasategi", "CC-BY-4.0"),
    Wallpaper(LOMIRI, "Picture_0B_by_freespace.jpg", "Trevor 'Freespace'", "CC-BY-4.0"),
    Wallpaper(LOMIRI, "Picture_1A_by_freespace.jpg", "Trevor 'Freespace'", "CC-BY-4.0"),
    Wallpaper(LOMIRI, "seeding_by_Clements_Engelhardt.jpg", "Clemens Engelhardt", "CC0-1.0"),
    Wallpaper(LOMIRI, "umang_by_Abhishek_Mudgal.jpg", "Abhishek Mudgal", "CC-BY-4.0"),
    Wallpaper(LOMIRI, "Wine_by_Jakkub_Mede.jpg", "Jakub Mede", "CC-BY-4.0"),
    Wallpaper(LOMIRI, "analogpattern_by_Peter_Nerlich.jpg", "Peter Nerlich", "CC-BY-SA-4.0"),
    Wallpaper(LOMIRI, "Bridge_by_Sander_Klootwijk.jpg", "Sander Klootwijk", "CC-BY-SA-4.0"),
    Wallpaper(LOMIRI, "Dragonfly_by_Bolly.jpg", "Bolly", "CC-BY-SA-4.0"),
    Wallpaper(LOMIRI, "free_by_Peter_Nerlich.jpg", "Peter Nerlich", "CC-BY-SA-4.0"),
    Wallpaper(LOMIRI, "greentock_by_Peter_Nerlich.jpg", "Peter Nerlich", "CC-BY-SA-4.0"),
    Wallpaper("lomiri-wallpapers-20.04", "Fossa_by_Jasper_Roks.jpg", "J. Roks", "CC-BY-SA-3.0"),
    Wallpaper("lomiri-wallpapers-20.04", "Infinite-Sea_by_Aury88.jpg", "Aury88", "CC-BY-SA-3.0"),
    Wallpaper(
        "lomiri-wallpapers-20.04", "Kleiber_by_Lukas_Baubkus.jpg", "L. Baubkus", "CC-BY-SA-3.0"
    ),
    Wallpaper(MATE, "Aqua.jpg", "Charles Barbin", "GPL-2+"),
    Wallpaper(MATE, "LadyBird.jpg", "Charles Barbin", "GPL-2+"),
    Wallpaper(MATE, "YellowFlower.jpg", "Charles Barbin", "GPL-2+"),
    Wallpaper(MATE, "Garden.jpg", "Charles Barbin", "GPL-2+"),
    Wallpaper(MATE, "Blinds.jpg", "Lennart Poettering, Andrea Cimitan", "GPL-2+"),
    Wallpaper(MATE, "Dune.jpg", "Marco Cogoni, Hylke Bons", "GPL-2+"),
    Wallpaper(MATE, "FreshFlower.jpg", "Jens Ansorg", "GPL-2+"),
    Wallpaper(MATE, "GreenMeadow.jpg", "Timothy Schellhase, Lapo Calamandrei", "GPL-2+"),
    Wallpaper(MATE, "RainDrops.jpg", "blackcombwhistler07", "GPL-2+"),
    Wallpaper(MATE, "Storm.jpg", "Sergey Nazarov", "GPL-2+"),
    Wallpaper(MATE, "TwoWings.jpg", "Charles Barbin, Hylke Bons", "GPL-2+"),
    Wallpaper(MATE, "Wood.jpg", "Jean-Francois Fortin Tam", "GPL-2+"),
    Wallpaper(MATE, "Elephants_3840x2160.jpg", "Wyng Stancikaite", "GPL-2+"),
    *(
        Wallpaper(PLASMA, folder, "see its metadata", "LGPL-3")
        for folder in (
            "FallenLeaf",
            "DarkestHour",
            "Autumn",
            "summer_1am",
            "EveningGlow",
            "Grey",
            "ColorfulCups",
            "OneStandsOut",
            "ColdRipple",
            "BytheWater",
        )
    ),
)


def tiles(folder: Path, *, permissive: bool) -> Iterator[Pixels]:
    """Squares of TILE pixels cut from the wallpapers under `folder`, the busiest ones of each."""
    for wallpaper in WALLPAPERS:
        if (wallpaper.licence in PERMISSIVE) == permissive:
            yield from _cut(_opened(folder, wallpaper))


def _opened(folder: Path, wallpaper: Wallpaper) -> Pixels:
    inside = folder / wallpaper.package / "usr" / "share"
    found = [p for p in inside.rglob(wallpaper.name) if p.is_file()]
    if wallpaper.package == PLASMA:
        found = list((inside / "wallpapers" / wallpaper.name / "contents" / "images").glob("*"))
    if not found:
        raise FileNotFoundError(f"{wallpaper.package} is not unpacked in {folder}")
    with Image.open(sorted(found)[0]) as opened:
        return np.asarray(opened.convert("RGB"))


def _cut(picture: Pixels) -> list[Pixels]:
    """Tiles at each size, the finest in detail first, at most MOST_TILES."""
    found: list[tuple[float, Pixels]] = []
    for short in SHORT_SIDES:
        if short > min(picture.shape[:2]):
            break
        scaled = shrink(picture, round(short * max(picture.shape[:2]) / min(picture.shape[:2])))
        height, width = scaled.shape[:2]
        for top in _starts(height):
            for left in _starts(width):
                tile = scaled[top : top + TILE, left : left + TILE]
                found.append((_detail(tile), np.ascontiguousarray(tile)))
    kept = sorted((f for f in found if f[0] >= LEAST_DETAIL), key=lambda f: -f[0])
    return [tile for _, tile in kept[:MOST_TILES]]


def _starts(length: int) -> list[int]:
    """Where tiles begin so that they cover `length` evenly, without overlap if it can be."""
    count = max(1, round(length / TILE))
    return [round(i * (length - TILE) / max(1, count - 1)) for i in range(count)]


def _detail(tile: Pixels) -> float:
    grey = tile.astype(np.float32).mean(2)
    return float(np.abs(np.diff(grey, axis=0)).mean() + np.abs(np.diff(grey, axis=1)).mean())
