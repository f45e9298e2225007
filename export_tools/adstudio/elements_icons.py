"""Icons: pictograms as lines or solid, on discs and tiles, check marks, numbered discs, stamps.

Pictograms are SVG drawings in the unit square, drawn by ourselves.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import numpy as np
import skia

from adloom.types import Box
from export_tools.adstudio.elements_base import (
    BLACK,
    WHITE,
    Colour,
    Rng,
    bounds,
    contrasting,
    fill,
    grown,
    mix,
    pick,
    rect,
    shaded,
    stroke,
)
from export_tools.adstudio.elements_fonts import EM, shape
from export_tools.adstudio.elements_kit import Look


def glyph_points(rng: Rng) -> skia.Path:
    """Return a made-up pictogram in the unit square: a few strokes that look like an icon."""
    path = skia.Path()
    for _ in range(int(rng.integers(1, 4))):
        kind = int(rng.integers(6))
        x, y = rng.uniform(0.05, 0.5, 2)
        w, h = rng.uniform(0.3, 0.5, 2)
        if kind == 0:
            path.addOval(skia.Rect.MakeXYWH(x, y, w, w))
        elif kind == 1:
            path.addRoundRect(skia.Rect.MakeXYWH(x, y, w, h), 0.08, 0.08)
        elif kind == 2:
            path.moveTo(x, y)
            path.lineTo(x + w, y + h)
        elif kind == 3:
            path.moveTo(x, y + h)
            path.quadTo(x + w / 2, y - 0.1, x + w, y + h)
        elif kind == 4:
            path.addArc(skia.Rect.MakeXYWH(x, y, w, h), rng.uniform(0, 360), rng.uniform(120, 300))
        else:
            path.addPoly([skia.Point(*map(float, p)) for p in rng.uniform(0, 1, (3, 2))], True)
    return path


@lru_cache(maxsize=1)
def pictograms() -> tuple[str, ...]:
    """Return the drawings of pictograms.txt; the first is a check mark."""
    return tuple(Path(__file__).with_name("pictograms.txt").read_text("utf-8").splitlines())


@lru_cache(maxsize=128)
def outline_of(drawing: str) -> skia.Path:
    """Return the path of an SVG drawing that uses only M, L, H, V, Q, A and Z, all absolute."""
    path, at = skia.Path(), (0.0, 0.0)
    for letter, rest in re.findall(r"([MLHVQAZ])([^MLHVQAZ]*)", drawing):
        numbers = [float(number) for number in rest.split()]
        if letter == "Z":
            path.close()
            continue
        end = (at[0], numbers[-1]) if letter == "V" else (numbers[-1], at[1])
        at = end if letter in "HV" else (numbers[-2], numbers[-1])
        if letter == "M":
            path.moveTo(*at)
        elif letter == "Q":
            path.quadTo(numbers[0], numbers[1], *at)
        elif letter == "A":
            size = skia.Path.ArcSize(int(numbers[3]))
            turn = skia.PathDirection.kCW if numbers[4] else skia.PathDirection.kCCW
            path.arcTo(numbers[0], numbers[1], 0, size, turn, *at)
        else:
            path.lineTo(*at)
    return path


def pictogram(rng: Rng) -> skia.Path:
    """Return an icon's outline in the unit square, known or made up."""
    if rng.random() < 0.2:
        return glyph_points(rng)
    return outline_of(pick(rng, pictograms()))


def draw_icon(rng: Rng, look: Look, canvas: skia.Canvas, box: Box, colour: Colour) -> None:
    """An icon: lines or solid, bare, on a disc, in a ring or on a rounded tile."""
    side = min(box.width, box.height)
    (x, y), style = box.centre, look.icons
    tile = Box(x - side / 2, y - side / 2, side, side)
    inner, face = grown(tile, -side * 0.24), colour
    if style == "disc":
        canvas.drawOval(rect(tile), fill(colour))
        face = contrasting(colour, (WHITE, BLACK))
    elif style == "rounded":
        canvas.drawRoundRect(rect(tile), side * 0.22, side * 0.22, fill(colour))
        face = contrasting(colour, (WHITE, BLACK))
    elif style == "double":
        canvas.drawOval(rect(tile), fill(contrasting(colour, (WHITE, BLACK))))
        canvas.drawOval(
            rect(grown(tile, -side * 0.06)), shaded(tile, colour, mix(colour, BLACK, 0.35), 90)
        )
        face = contrasting(colour, (WHITE, BLACK))
    elif style == "ring":
        canvas.drawOval(rect(grown(tile, -side * 0.03)), stroke(colour, max(1, side * 0.05)))
    else:
        inner = grown(tile, -side * 0.06)
    put_pictogram(rng, canvas, inner, face, style == "solid" and rng.random() < 0.7)


def put_pictogram(rng: Rng, canvas: skia.Canvas, box: Box, colour: Colour, solid: bool) -> None:
    """Draw a pictogram in the square `box`, its lines or its faces."""
    path = skia.Path(pictogram(rng))
    path.transform(skia.Matrix.Scale(box.width, box.height))
    path.offset(box.x, box.y)
    wide = max(1.0, box.width * float(rng.uniform(0.05, 0.09)))
    canvas.drawPath(path, fill(colour) if solid else stroke(colour, wide))


def draw_check(rng: Rng, look: Look, canvas: skia.Canvas, box: Box, colour: Colour) -> None:
    """A check mark, bare, in a box or on a disc."""
    side = min(box.width, box.height)
    tile = Box(box.x, box.y, side, side)
    kind, face, inner = int(rng.integers(4)), colour, tile
    if kind == 0:
        canvas.drawOval(rect(tile), fill(colour))
    elif kind == 1:
        canvas.drawRoundRect(rect(tile), side * 0.15, side * 0.15, fill(colour))
    elif kind == 2:
        canvas.drawRect(rect(grown(tile, -side * 0.05)), stroke(colour, side * 0.07))
    if kind < 2:
        face = contrasting(colour, (WHITE, BLACK))
    if kind < 3:
        inner = grown(tile, -side * 0.24)
    path = skia.Path(outline_of(pictograms()[0]))
    path.transform(skia.Matrix.Scale(inner.width, inner.height))
    path.offset(inner.x, inner.y)
    canvas.drawPath(path, stroke(face, max(1.2, side * 0.12)))


def draw_number(rng: Rng, look: Look, canvas: skia.Canvas, box: Box, colour: Colour) -> None:
    """A numbered disc, tile or ring, as steps and parts have it."""
    side = min(box.width, box.height)
    tile, face = Box(box.x, box.y, side, side), contrasting(colour, (WHITE, BLACK))
    kind = int(rng.integers(3))
    if kind == 0:
        canvas.drawOval(rect(tile), fill(colour))
    elif kind == 1:
        canvas.drawRoundRect(rect(tile), side * 0.2, side * 0.2, fill(colour))
    else:
        canvas.drawOval(rect(grown(tile, -side * 0.04)), stroke(colour, side * 0.06))
        face = colour
    said = pick(rng, ("1", "2", "3", "4", "5", "6", "A", "B", "01", "02", "03"))
    put_letters(look, canvas, grown(tile, -side * 0.25), said, face)


def put_letters(look: Look, canvas: skia.Canvas, box: Box, said: str, colour: Colour) -> None:
    """Draw a few letters as large as they go in the middle of `box`."""
    path = shape(said, look.headline).path()
    if path.isEmpty():
        return
    spot = bounds(path)
    scale = min(box.width / spot.width, box.height / spot.height, box.height / (0.6 * EM))
    path.transform(skia.Matrix.Scale(scale, scale))
    spot = bounds(path)
    path.offset(box.centre[0] - spot.centre[0], box.centre[1] - spot.centre[1])
    canvas.drawPath(path, fill(colour))


def draw_symbol(rng: Rng, look: Look, canvas: skia.Canvas, box: Box, colour: Colour) -> None:
    """A bold plus, cross, play triangle, ring or chevrons."""
    side = min(box.width, box.height)
    (x, y), r, wide = box.centre, side * 0.42, side * float(rng.uniform(0.08, 0.2))
    kind, line = int(rng.integers(5)), stroke(colour, wide)
    if kind == 0:
        canvas.drawLine(x - r, y, x + r, y, line)
        canvas.drawLine(x, y - r, x, y + r, line)
    elif kind == 1:
        canvas.drawLine(x - r, y - r, x + r, y + r, line)
        canvas.drawLine(x - r, y + r, x + r, y - r, line)
    elif kind == 2:
        canvas.drawOval(rect(Box(x - side / 2, y - side / 2, side, side)), fill(colour, 0.85))
        path = skia.Path()
        path.addPoly(
            [
                skia.Point(x - r * 0.35, y - r * 0.5),
                skia.Point(x + r * 0.6, y),
                skia.Point(x - r * 0.35, y + r * 0.5),
            ],
            True,
        )
        canvas.drawPath(path, fill(contrasting(colour, (WHITE, BLACK))))
    elif kind == 3:
        canvas.drawCircle(x, y, r, line)
    else:
        for number in range(3):
            path, left = skia.Path(), box.x + side * 0.28 * number
            path.moveTo(left, y - r * 0.6)
            path.lineTo(left + r * 0.5, y)
            path.lineTo(left, y + r * 0.6)
            canvas.drawPath(path, stroke(colour, max(1.5, wide * 0.6)))


def draw_seal(rng: Rng, look: Look, canvas: skia.Canvas, box: Box, colour: Colour) -> None:
    """A medal or quality seal: rings, rays and a pictogram, with tails now and then."""
    side = min(box.width, box.height)
    (x, y), r = box.centre, side / 2
    if rng.random() < 0.4:
        y, r = y - side * 0.1, side * 0.38
        for turn in (-1, 1):
            tail = skia.Path()
            tail.addPoly(
                [
                    skia.Point(x + turn * r * 0.15, y),
                    skia.Point(x + turn * r * 0.8, y),
                    skia.Point(x + turn * r, y + r * 1.55),
                    skia.Point(x + turn * r * 0.55, y + r * 1.3),
                ],
                True,
            )
            canvas.drawPath(tail, fill(mix(colour, BLACK, 0.3)))
    disc = Box(x - r, y - r, 2 * r, 2 * r)
    teeth, path = int(rng.integers(14, 32)), skia.Path()
    angles = np.arange(teeth * 2) * np.pi / teeth
    radii = np.where(np.arange(teeth * 2) % 2, r * 0.92, r)
    path.addPoly(
        [
            skia.Point(float(x + np.cos(a) * k), float(y + np.sin(a) * k))
            for a, k in zip(angles, radii, strict=True)
        ],
        True,
    )
    canvas.drawPath(path, shaded(disc, mix(colour, WHITE, 0.45), mix(colour, BLACK, 0.25), 60))
    face = contrasting(colour, (WHITE, BLACK))
    canvas.drawCircle(x, y, r * 0.8, stroke(face, max(1.0, r * 0.04)))
    put_pictogram(rng, canvas, grown(disc, -r * 0.5), face, rng.random() < 0.5)


def draw_code(rng: Rng, look: Look, canvas: skia.Canvas, box: Box, colour: Colour) -> None:
    """A QR-like block or a bar code on white."""
    if box.width > 1.6 * box.height:
        canvas.drawRect(rect(box), fill(WHITE))
        x = box.x + box.width * 0.05
        while x < box.right - box.width * 0.06:
            wide = float(rng.uniform(0.008, 0.03)) * box.width
            canvas.drawRect(
                rect(Box(x, box.y + box.height * 0.1, wide, box.height * 0.8)), fill(BLACK)
            )
            x += wide + float(rng.uniform(0.008, 0.03)) * box.width
        return
    side, cells = min(box.width, box.height), int(rng.integers(21, 30))
    tile = Box(box.x, box.y, side, side)
    canvas.drawRect(rect(tile), fill(WHITE))
    unit, path = side / (cells + 4), skia.Path()
    on = rng.random((cells, cells)) < 0.5
    for row, column in ((0, 0), (0, cells - 7), (cells - 7, 0)):
        on[row : row + 7, column : column + 7] = True
        on[row + 1 : row + 6, column + 1 : column + 6] = False
        on[row + 2 : row + 5, column + 2 : column + 5] = True
    for row, column in np.argwhere(on):
        path.addRect(
            rect(Box(tile.x + unit * (2 + int(column)), tile.y + unit * (2 + int(row)), unit, unit))
        )
    canvas.drawPath(path, fill(BLACK))
