"""Logos on ads: brands' own drawings, and invented word marks in display type."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import skia

from adloom.types import Box
from export_tools.adstudio.elements_base import (
    BLACK,
    WHITE,
    Colour,
    Patch,
    Pixels,
    Rng,
    Sheet,
    bounds,
    contrasting,
    fill,
    ink_box,
    joined,
    luma,
    pick,
    readable,
    rect,
    stroke,
)
from export_tools.adstudio.elements_decorations import picture_patch
from export_tools.adstudio.elements_fonts import EM, shape
from export_tools.adstudio.elements_icons import pictogram
from export_tools.adstudio.elements_kit import Kit, Look, artwork
from export_tools.adstudio.labelled import Mark

ONSETS = (
    "b",
    "br",
    "c",
    "d",
    "f",
    "g",
    "h",
    "k",
    "kr",
    "l",
    "m",
    "n",
    "p",
    "r",
    "s",
    "sp",
    "st",
    "t",
    "v",
    "w",
    "z",
    "",
)
VOWELS = ("a", "e", "i", "o", "u", "ai", "ee", "o", "a", "y")
CODAS = ("", "", "n", "r", "x", "s", "l", "m", "t", "ck")
BARE = ("bare", "rim")
"""Manners of a word mark that is nothing but type: no eye could tell it from a line of text."""


def brand_name(rng: Rng) -> str:
    """Return an invented brand's name."""
    count = int(rng.integers(1, 4))
    name = "".join(pick(rng, ONSETS) + pick(rng, VOWELS) for _ in range(count)) + pick(rng, CODAS)
    style = int(rng.integers(5))
    if style == 4:
        return (
            f"{name[:1].upper()}{name[1:]} {pick(rng, ('Lab', 'Co.', '& Sons', 'Sport', 'Home'))}"
        )
    return name.upper() if style < 2 else name.capitalize() if style == 2 else name


def logo(kit: Kit, rng: Rng, look: Look, box: Box) -> Patch | None:
    """Return a logo in `box` that reads on the ground: a brand's, or an invented word mark."""
    if box.width < 8 or box.height < 6:
        return None
    if not kit.logos or rng.random() < 0.4:
        return word_mark(kit, rng, look, box)
    for _ in range(4):
        art = in_ink(rng, artwork(pick(rng, kit.logos)), look.ground)
        if art is not None:
            return picture_patch(art, box, 0.0, "logo", "logo")
    return word_mark(kit, rng, look, box)


def in_ink(rng: Rng, art: Pixels, ground: Colour) -> Pixels | None:
    """Return a logo in its colours or in one, None where neither can be seen on `ground`.

    Only a logo of one colour may change it: of several, one colour makes a blot.
    """
    solid = art[art[..., 3] > 128][:, :3].astype(np.float32)
    if len(solid) < 20:
        return None
    faint = abs(luma(solid.mean(axis=0)) - luma(ground)) < 55
    if float(solid.std(axis=0).max()) < 25 and (faint or rng.random() < 0.3):
        coloured = art.copy()
        coloured[..., :3] = WHITE if luma(ground) < 140 else BLACK
        return coloured
    return None if faint else art


def word_mark(kit: Kit, rng: Rng, look: Look, box: Box) -> Patch | None:
    """Return an invented name in display type, with a sign beside it or a rule round it."""
    font = pick(rng, kit.fonts["latn"])
    tracking = float(pick(rng, (0.0, -0.03, 0.1, 0.2))) if font.taste != "fancy" else 0.0
    name = brand_name(rng)
    path = skia.Path(shape(name, (font, *kit.spare[:1]), tracking).path())
    if path.isEmpty():
        return None
    matrix = skia.Matrix()
    matrix.preSkew(-float(pick(rng, (0.0, 0.0, 0.2, 0.35))), 0)
    path.transform(matrix)
    colour = readable(rng, look.ground, look.accents, 70)
    manner = pick(rng, ("bare", "sign", "boxed", "plate", "rim"), (5, 3, 1, 1.5, 1))
    if manner == "sign":
        beside_sign(rng, path)
    spot = bounds(path)
    inset = 0.72 if manner in ("boxed", "plate") else 0.94
    scale = min(box.width * inset / spot.width, box.height * inset / spot.height)
    path.transform(skia.Matrix.Scale(scale, scale))
    spot = bounds(path)
    path.offset(box.centre[0] - spot.centre[0], box.centre[1] - spot.centre[1])
    return painted_mark(rng, path, colour, manner, name)


def beside_sign(rng: Rng, path: skia.Path) -> None:
    """Add a pictogram, disc or ring to the left of the name."""
    spot, sign = bounds(path), skia.Path()
    side = spot.height * float(rng.uniform(1.0, 1.4))
    if rng.random() < 0.6:
        drawn = skia.Path()
        pen = stroke(BLACK, 0.09)
        pen.getFillPath(pictogram(rng), drawn)
        sign.addPath(drawn)
        sign.transform(skia.Matrix.Scale(side, side))
    else:
        sign.addOval(skia.Rect.MakeWH(side, side))
        hole = side * float(rng.uniform(0.15, 0.35))
        sign.addOval(
            skia.Rect.MakeXYWH(hole, hole * 0.5, side - 2 * hole, side - 2 * hole),
            skia.PathDirection.kCCW,
        )
    sign.offset(spot.x - side - EM * 0.2, spot.centre[1] - side / 2)
    path.addPath(sign)


def painted_mark(rng: Rng, path: skia.Path, colour: Colour, manner: str, name: str) -> Patch:
    """Return the mark painted, its one box round all of it."""
    spot = bounds(path)
    pad = spot.height * 0.3
    plate = Box(spot.x - pad, spot.y - pad * 0.8, spot.width + 2 * pad, spot.height + 1.6 * pad)
    sheet, ground = Sheet(joined([spot, plate]), 4), colour
    face = colour
    if manner == "plate":
        radius = float(pick(rng, (0.0, 0.2, 0.5))) * plate.height
        sheet.canvas.drawRoundRect(rect(plate), radius, radius, fill(ground))
        face = contrasting(ground, (WHITE, BLACK))
    elif manner == "boxed":
        sheet.canvas.drawRect(rect(plate), stroke(colour, max(1.0, spot.height * 0.06)))
    elif manner == "rim":
        rim = stroke(contrasting(colour, (WHITE, BLACK)), max(1.5, spot.height * 0.12))
        sheet.canvas.drawPath(path, rim)
    sheet.canvas.drawPath(path, fill(face))
    seen = ink_box(sheet.pixels, sheet.x, sheet.y, 60) or spot
    label = "text" if manner in BARE else "logo"
    return sheet.patch([Mark(label, seen, name, "word mark")])


def plain_look(look: Look) -> Look:
    """Return the look without glow and depth, as print has it."""
    effects = tuple(e for e in look.effects if e in ("outline", "skew", "emphasis", "arc"))
    return replace(look, effects=effects)
