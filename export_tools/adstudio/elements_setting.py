"""How letters are painted: fat strokes, outlines, glow, depth, metal, two colours, markers.

A Line is one outline per colour slot (0 the main colour, 1 the emphasised part), in canvas pixels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import skia

from adloom.types import Box
from export_tools.adstudio.elements_base import (
    BLACK,
    WHITE,
    Colour,
    Patch,
    Rng,
    Sheet,
    blurred,
    bounds,
    contrasting,
    fill,
    graded,
    joined,
    luma,
    mix,
    pick,
    readable,
    rect,
    stroke,
)
from export_tools.adstudio.elements_kit import Look
from export_tools.adstudio.labelled import Mark

HEADLINES = frozenset({"headline", "title", "price"})
GOLD: tuple[Colour, ...] = ((255, 240, 180), (222, 170, 70), (255, 246, 205), (176, 116, 40))
SILVER: tuple[Colour, ...] = ((250, 250, 252), (170, 176, 186), (240, 242, 246), (120, 126, 138))
METALS = (GOLD, GOLD, SILVER, ((255, 214, 200), (214, 120, 110), (255, 226, 214), (150, 70, 66)))


@dataclass(frozen=True)
class Line:
    """A placed line of text: its outline by colour slot, and what it says."""

    parts: tuple[tuple[skia.Path, int], ...]
    said: str

    def box(self, rim: float) -> Box:
        """Return the box of the ink with an outline `rim` pixels wide."""
        return joined([bounds(path, rim) for path, _ in self.parts])


@dataclass(frozen=True)
class Setting:
    """How letters are painted; widths in pixels. `second` is the colour of the emphasised part."""

    colour: Colour
    second: Colour | None = None
    gradient: tuple[Colour, ...] = ()
    outlines: tuple[tuple[Colour, float], ...] = ()
    glow: tuple[Colour, float] | None = None
    shadow: tuple[float, float, float] | None = None
    extrude: tuple[Colour, float, float] | None = None
    skew: float = 0.0
    tilt: float = 0.0
    arc: float = 0.0
    fatten: float = 0.0
    alpha: float = 1.0
    hollow: float = 0.0
    marker: tuple[Colour, str] | None = None


def new_setting(rng: Rng, look: Look, role: str, size: float, on: Colour | None) -> Setting:
    """Return how text of `role` and `size` pixels is painted in this look."""
    ground = look.ground if on is None else on
    if role == "watermark":
        shade = pick(rng, (WHITE, WHITE, BLACK, (128, 128, 128)))
        tilt = float(pick(rng, (0.0, 0.0, -20.0, -30.0)))
        return Setting(shade, alpha=float(rng.uniform(0.15, 0.6)), tilt=tilt)
    colour = readable(rng, ground, (*look.inks, *look.accents))
    setting = Setting(colour, second=readable(rng, ground, look.accents))
    effects = set(look.effects) if role in HEADLINES and size > 16 else set()
    if role not in HEADLINES and rng.random() < 0.15 and size > 14:
        effects = {pick(rng, ("shadow", "outline", "skew", "glow"))}
    if on is None and not effects & {"outline", "double", "glow"} and rng.random() < 0.3:
        effects.add(pick(rng, ("shadow", "glow", "outline")))
    if role in HEADLINES and look.loud > 0.55 and rng.random() < 0.5:
        setting = replace(setting, fatten=size * float(rng.uniform(0.01, 0.06)))
    if role in ("headline", "subhead") and rng.random() < 0.07:
        shade = readable(rng, colour, look.accents)
        setting = replace(setting, marker=(shade, pick(rng, ("under", "half", "full"))))
    return bent(rng, rimmed(rng, look, setting, effects, size), effects, role)


def rimmed(rng: Rng, look: Look, setting: Setting, effects: set[str], size: float) -> Setting:
    """Return the setting with the rims, lights and faces that `effects` name."""
    colour = setting.colour
    against = contrasting(colour, (WHITE, BLACK, *look.accents))
    wide = max(0.8, size * float(rng.uniform(0.025, 0.09)))
    if "outline" in effects:
        setting = replace(setting, outlines=((against, wide),))
    if "double" in effects:
        outer = pick(rng, (colour, WHITE, BLACK, pick(rng, look.accents)))
        setting = replace(setting, outlines=((against, wide), (outer, wide * 1.9)))
    if "glow" in effects:
        light = readable(rng, colour, (against, *look.accents))
        setting = replace(setting, glow=(light, size * float(rng.uniform(0.04, 0.15))))
    if "shadow" in effects:
        drop = size * float(rng.uniform(0.02, 0.08))
        soft = size * float(pick(rng, (0.0, 0.03, 0.08)))
        setting = replace(setting, shadow=(drop * float(rng.uniform(-0.3, 1)), drop, soft))
    if "extrude" in effects:
        depth = size * float(rng.uniform(0.03, 0.13))
        side = pick(rng, (mix(colour, BLACK, 0.6), against, BLACK))
        setting = replace(setting, extrude=(side, depth * float(rng.uniform(-1, 1)), depth))
    if "metal" in effects:
        setting = replace(setting, gradient=pick(rng, METALS))
        if abs(luma(setting.gradient[1]) - luma(look.ground)) < 60 and not setting.outlines:
            setting = replace(setting, outlines=((BLACK, wide),))
    elif "gradient" in effects:
        setting = replace(setting, gradient=(colour, mix(colour, pick(rng, look.accents), 0.6)))
    if "hollow" in effects and not setting.outlines and not setting.extrude:
        setting = replace(setting, hollow=max(1.0, size * float(rng.uniform(0.015, 0.035))))
    return setting


def bent(rng: Rng, setting: Setting, effects: set[str], role: str) -> Setting:
    """Return the setting with the slants and curves that `effects` name."""
    if "skew" in effects:
        setting = replace(setting, skew=-float(rng.uniform(0.12, 0.3)))
    if "tilt" in effects:
        setting = replace(setting, tilt=-float(rng.uniform(2, 14)))
    if "arc" in effects and role == "headline":
        setting = replace(setting, arc=float(pick(rng, (0.5, 0.9, -0.5, 1.3))))
    return setting


def paint_lines(lines: Sequence[Line], setting: Setting, role: str) -> Patch:
    """Return placed lines painted as `setting` tells, one text mark each."""
    rim = max([width for _, width in setting.outlines], default=0.0)
    rim = max(rim, setting.fatten / 2, setting.hollow / 2)
    deep = setting.extrude[1:] if setting.extrude else (0.0, 0.0)
    marks: list[Mark] = []
    for line in lines:
        spot = line.box(rim)
        spot = joined([spot, replace(spot, x=spot.x + deep[0], y=spot.y + deep[1])])
        marks.append(Mark("text", spot, line.said, role))
    pad = 3.0 + (setting.glow[1] * 4 + rim if setting.glow else 0)
    if setting.shadow:
        pad += setting.shadow[2] * 3 + max(abs(setting.shadow[0]), abs(setting.shadow[1]))
    under = [marker_box(mark.box, setting.marker[1]) for mark in marks] if setting.marker else []
    sheet = Sheet(joined([*(mark.box for mark in marks), *under]), pad)
    for spot in under if setting.marker else ():
        sheet.canvas.drawRect(rect(spot), fill(setting.marker[0]))
        label = "decoration" if setting.marker[1] == "under" else "underlay"
        marks.append(Mark(label, spot, "", "marker"))
    for line in lines:
        for path, _ in line.parts:
            paint_under(sheet.canvas, path, setting, rim)
    for line in lines:
        paint_ink(sheet.canvas, line, setting)
    return sheet.patch(marks)


def marker_box(ink: Box, manner: str) -> Box:
    """Return where a marker goes: a rule under the line, a half bar behind it, or a full one."""
    if manner == "under":
        return Box(ink.x, ink.bottom + ink.height * 0.12, ink.width, max(1.5, ink.height * 0.08))
    if manner == "half":
        return Box(
            ink.x - ink.height * 0.1,
            ink.y + ink.height * 0.6,
            ink.width + ink.height * 0.2,
            ink.height * 0.48,
        )
    side = ink.height * 0.25
    return Box(ink.x - side, ink.y - side * 0.6, ink.width + 2 * side, ink.height + side * 1.2)


def paint_under(canvas: skia.Canvas, path: skia.Path, setting: Setting, rim: float) -> None:
    """Paint what lies under the letters: glow and shadow."""
    if setting.glow:
        colour, sigma = setting.glow
        canvas.drawPath(path, blurred(stroke(colour, rim * 2 + sigma * 2, 0.9), sigma))
    if setting.shadow:
        dx, dy, sigma = setting.shadow
        paint = thick(stroke(BLACK, max(rim * 2, 0.1), 0.55))
        canvas.save()
        canvas.translate(dx, dy)
        canvas.drawPath(path, blurred(paint, sigma) if sigma > 0.3 else paint)
        canvas.restore()


def thick(paint: skia.Paint) -> skia.Paint:
    """Return a paint that fills as well as strokes."""
    paint.setStyle(skia.Paint.kStrokeAndFill_Style)
    return paint


def paint_ink(canvas: skia.Canvas, line: Line, setting: Setting) -> None:
    """Paint the letters: depth, outlines, then their face."""
    rim = max([width for _, width in setting.outlines], default=0.0)
    for path, _ in line.parts if setting.extrude else ():
        paint_depth(canvas, path, setting, rim)
    for colour, width in sorted(setting.outlines, key=lambda one: -one[1]):
        for path, _ in line.parts:
            canvas.drawPath(path, stroke(colour, width * 2, setting.alpha))
    for path, slot in line.parts:
        colour = setting.second if slot and setting.second else setting.colour
        if setting.hollow and not slot:
            canvas.drawPath(path, stroke(colour, setting.hollow))
            continue
        face = fill(colour, setting.alpha)
        if setting.gradient and not slot:
            face = graded(bounds(path), setting.gradient)
        if setting.fatten:
            face = thick(face)
            face.setStrokeWidth(setting.fatten)
            face.setStrokeJoin(skia.Paint.kRound_Join)
        canvas.drawPath(path, face)


def paint_depth(canvas: skia.Canvas, path: skia.Path, setting: Setting, rim: float) -> None:
    """Paint the side of letters that stand out of the picture."""
    assert setting.extrude is not None
    colour, dx, dy = setting.extrude
    steps = max(2, round(max(abs(dx), abs(dy))))
    paint = thick(stroke(colour, max(rim * 2, setting.fatten, 0.1)))
    for step in range(steps, 0, -1):
        canvas.save()
        canvas.translate(dx * step / steps, dy * step / steps)
        canvas.drawPath(path, paint)
        canvas.restore()
