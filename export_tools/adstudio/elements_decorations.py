"""Decorations: icons, marks, arrows, pointers, stars, lines, frames, confetti and stickers.

Each is one patch with a mark of the label "decoration" round its ink.
"""

from __future__ import annotations

import math
from collections.abc import Callable

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
    blurred,
    fill,
    grown,
    image_of,
    ink_box,
    pick,
    readable,
    rect,
    stroke,
)
from export_tools.adstudio.elements_icons import (
    draw_check,
    draw_code,
    draw_icon,
    draw_number,
    draw_seal,
    draw_symbol,
)
from export_tools.adstudio.elements_kit import Kit, Look, artwork
from export_tools.adstudio.elements_shapes import polygon
from export_tools.adstudio.labelled import Mark

Draw = Callable[[Rng, Look, skia.Canvas, Box, Colour], None]


def draw_arrow(rng: Rng, look: Look, canvas: skia.Canvas, box: Box, colour: Colour) -> None:
    """An arrow across the box, straight or bent, or a row of chevrons."""
    wide = max(1.5, min(box.width, box.height) * float(rng.uniform(0.06, 0.14)))
    path = skia.Path()
    bend = float(rng.uniform(-0.4, 0.4)) * box.height
    tip, head = (box.right, box.y + box.height / 2), min(box.width, box.height) * 0.35
    path.moveTo(box.x, box.y + box.height / 2)
    path.quadTo(box.x + box.width / 2, box.y + box.height / 2 + bend, *tip)
    angle = math.atan2(-bend, box.width / 2)
    for side in (-0.6, 0.6):
        path.moveTo(tip[0] - head * math.cos(angle + side), tip[1] - head * math.sin(angle + side))
        path.lineTo(*tip)
    path.transform(
        skia.Matrix.RotateDeg(float(pick(rng, (0, 90, 180, 270, 25, -25))), skia.Point(*box.centre))
    )
    canvas.drawPath(path, stroke(colour, wide))


def draw_pointer(rng: Rng, look: Look, canvas: skia.Canvas, box: Box, colour: Colour) -> None:
    """A line, often dotted, from one corner to the other, with a dot or ring at its end."""
    down, wide = rng.random() < 0.5, float(rng.uniform(1, 2.5))
    start = (box.x, box.y if down else box.bottom)
    end = (box.right, box.bottom if down else box.y)
    path, line = skia.Path(), stroke(colour, wide)
    path.moveTo(*start)
    if rng.random() < 0.5:
        path.lineTo(box.centre[0], start[1])
    path.lineTo(*end)
    if rng.random() < 0.5:
        line.setPathEffect(skia.DashPathEffect.Make([wide * 2, wide * 2.4], 0))
    canvas.drawPath(path, line)
    canvas.drawCircle(*end, wide * 2.2, fill(colour))
    if rng.random() < 0.4:
        canvas.drawCircle(*end, wide * 4, stroke(colour, 1))


def draw_star(rng: Rng, look: Look, canvas: skia.Canvas, box: Box, colour: Colour) -> None:
    """A star with four to eight points, or a row of rating stars."""
    count = 5 if box.width > 3 * box.height else 1
    pitch = box.width / count
    for number in range(count):
        x, y = box.x + pitch * (number + 0.5), box.y + box.height / 2
        r, points = min(pitch, box.height) / 2, 5 if count > 1 else int(rng.integers(4, 9))
        deep = 0.45 if points == 5 else 0.3
        around = [
            (
                x + math.sin(math.pi * i / points) * r * (1 if i % 2 == 0 else deep),
                y - math.cos(math.pi * i / points) * r * (1 if i % 2 == 0 else deep),
            )
            for i in range(2 * points)
        ]
        canvas.drawPath(polygon(around), fill(colour))


def draw_line(rng: Rng, look: Look, canvas: skia.Canvas, box: Box, colour: Colour) -> None:
    """A rule along the longer side: plain, doubled, dashed, waved, or with a bead in the middle."""
    wide, path = float(rng.uniform(1, 4)), skia.Path()
    flat = box.width >= box.height
    (x, y), kind = box.centre, int(rng.integers(5))
    ends = ((box.x, y), (box.right, y)) if flat else ((x, box.y), (x, box.bottom))
    path.moveTo(*ends[0])
    path.lineTo(*ends[1])
    line = stroke(colour, wide)
    if kind == 1:
        line.setPathEffect(skia.DashPathEffect.Make([6, 5], 0))
    elif kind == 2:
        line.setPathEffect(skia.DashPathEffect.Make([0.1, wide * 2.2], 0))
    elif kind == 3:
        canvas.drawCircle(x, y, wide * 2, fill(colour))
    canvas.drawPath(path, line)


def draw_brackets(rng: Rng, look: Look, canvas: skia.Canvas, box: Box, colour: Colour) -> None:
    """Corner brackets round the box, two or four of them."""
    arm = min(box.width, box.height) * float(rng.uniform(0.12, 0.3))
    line, four = stroke(colour, float(rng.uniform(1.5, 4))), rng.random() < 0.6
    for number, (x, y, dx, dy) in enumerate(
        (
            (box.x, box.y, 1, 1),
            (box.right, box.bottom, -1, -1),
            (box.right, box.y, -1, 1),
            (box.x, box.bottom, 1, -1),
        )
    ):
        if four or number < 2:
            canvas.drawLine(x, y, x + dx * arm, y, line)
            canvas.drawLine(x, y, x, y + dy * arm, line)


def draw_frame(rng: Rng, look: Look, canvas: skia.Canvas, box: Box, colour: Colour) -> None:
    """A frame round the box, single or double."""
    wide, radius = float(rng.uniform(1.5, 8)), 14 * look.roundness
    inner = grown(box, -wide / 2)
    canvas.drawRoundRect(rect(inner), radius, radius, stroke(colour, wide))
    if rng.random() < 0.35:
        canvas.drawRoundRect(rect(grown(inner, -wide * 2)), radius, radius, stroke(colour, 1))


def draw_confetti(rng: Rng, look: Look, canvas: skia.Canvas, box: Box, colour: Colour) -> None:
    """Confetti: bits of paper strewn over the box."""
    for _ in range(int(rng.integers(12, 50))):
        x, y = rng.uniform(box.x, box.right), rng.uniform(box.y, box.bottom)
        canvas.save()
        canvas.translate(float(x), float(y))
        canvas.rotate(float(rng.uniform(0, 360)))
        size = float(rng.uniform(2, 7))
        canvas.drawRect(skia.Rect.MakeXYWH(0, 0, size, size * 0.5), fill(pick(rng, look.accents)))
        canvas.restore()


def draw_sparkle(rng: Rng, look: Look, canvas: skia.Canvas, box: Box, colour: Colour) -> None:
    """Sparkles: slim four-pointed lights, some with a halo."""
    for _ in range(int(rng.integers(1, 5))):
        r = min(box.width, box.height) * float(rng.uniform(0.15, 0.5))
        x = float(rng.uniform(box.x + r, max(box.x + r + 1, box.right - r)))
        y = float(rng.uniform(box.y + r, max(box.y + r + 1, box.bottom - r)))
        path = skia.Path()
        path.moveTo(x, y - r)
        for px, py in ((x + r, y), (x, y + r), (x - r, y), (x, y - r)):
            path.quadTo(x, y, px, py)
        canvas.drawPath(path, fill(pick(rng, (WHITE, colour, (255, 240, 190)))))


def draw_rays(rng: Rng, look: Look, canvas: skia.Canvas, box: Box, colour: Colour) -> None:
    """Rays that burst from the middle of the box, and short ones that mean surprise."""
    (x, y), count = box.centre, int(rng.integers(5, 20))
    near, start = float(rng.uniform(0.3, 0.8)), float(rng.uniform(0, 6.3))
    arc = 2 * math.pi if rng.random() < 0.6 else 1.6
    for number in range(count):
        angle = start + arc * number / count
        dx, dy = math.cos(angle) * box.width / 2, math.sin(angle) * box.height / 2
        canvas.drawLine(
            x + dx * near,
            y + dy * near,
            x + dx,
            y + dy,
            stroke(colour, max(1.2, min(box.width, box.height) * 0.03)),
        )


def draw_dots(rng: Rng, look: Look, canvas: skia.Canvas, box: Box, colour: Colour) -> None:
    """A grid of dots, all alike or fading out as a halftone does."""
    pitch, fading = float(rng.uniform(6, 14)), rng.random() < 0.5
    for row in range(max(1, int(box.height / pitch))):
        for column in range(max(1, int(box.width / pitch))):
            size = 0.3 * (1 - 0.8 * column * pitch / box.width if fading else 1)
            canvas.drawCircle(
                box.x + pitch * (column + 0.5),
                box.y + pitch * (row + 0.5),
                pitch * size * 0.8,
                fill(colour),
            )


def draw_ring(rng: Rng, look: Look, canvas: skia.Canvas, box: Box, colour: Colour) -> None:
    """A ring or a hand-drawn loop round something, full or dashed."""
    line, inner = stroke(colour, float(rng.uniform(1.5, 4.5))), grown(box, -3)
    if rng.random() < 0.4:
        line.setPathEffect(skia.DashPathEffect.Make([7, 5], 0))
    path = skia.Path()
    if rng.random() < 0.5:
        path.addOval(rect(inner))
    else:
        path.addArc(rect(inner), -100, 340)
        path.addArc(rect(grown(inner, -min(2.0, inner.width * 0.04))), -60, 150)
    canvas.drawPath(path, line)


def draw_wavy(rng: Rng, look: Look, canvas: skia.Canvas, box: Box, colour: Colour) -> None:
    """A wavy, zigzag or scribbled line along the box."""
    path, count = skia.Path(), max(4, int(box.width / float(rng.uniform(6, 14))))
    high, sharp = min(box.height / 2, 9.0), rng.random() < 0.3
    middle = box.centre[1]
    path.moveTo(box.x, middle)
    for number in range(count):
        x = box.x + box.width * (number + 1) / count
        turn = high if number % 2 else -high
        if sharp:
            path.lineTo(x - box.width / count / 2, middle + turn)
        else:
            path.quadTo(x - box.width / count / 2, middle + turn, x, middle)
    canvas.drawPath(path, stroke(colour, float(rng.uniform(1.2, 3.5))))


def draw_measure(rng: Rng, look: Look, canvas: skia.Canvas, box: Box, colour: Colour) -> None:
    """A dimension line with bars or arrow heads at both ends."""
    flat, wide = box.width >= box.height, float(rng.uniform(1, 2.2))
    (x, y), line = box.centre, stroke(colour, wide)
    first, last = ((box.x, y), (box.right, y)) if flat else ((x, box.y), (x, box.bottom))
    canvas.drawLine(*first, *last, line)
    heads, size = rng.random() < 0.6, 5.0
    for (px, py), turn in ((first, 1), (last, -1)):
        for side in (-1, 1):
            reach = size * turn if heads else 0.0
            dx, dy = (reach, side * size) if flat else (side * size, reach)
            canvas.drawLine(px, py, px + dx, py + dy, line)


def draw_streak(rng: Rng, look: Look, canvas: skia.Canvas, box: Box, colour: Colour) -> None:
    """Streaks of light or speed: slim slanting wedges that fade at their ends."""
    for _ in range(int(rng.integers(1, 5))):
        y = float(rng.uniform(box.y, box.bottom))
        rise, thick = float(rng.uniform(-0.3, 0.3)) * box.height, float(rng.uniform(1, 5))
        path = polygon(
            [
                (box.x, y),
                (box.centre[0], y + rise / 2 - thick),
                (box.right, y + rise),
                (box.centre[0], y + rise / 2 + thick),
            ]
        )
        paint = fill(pick(rng, (WHITE, colour, *look.accents)), float(rng.uniform(0.5, 1)))
        canvas.drawPath(path, blurred(paint, 1.0) if rng.random() < 0.5 else paint)


def draw_laurel(rng: Rng, look: Look, canvas: skia.Canvas, box: Box, colour: Colour) -> None:
    """A laurel wreath, open above."""
    (x, y), count = box.centre, int(rng.integers(6, 11))
    leaf = min(box.width, box.height) * 0.09
    for side in (-1, 1):
        for number in range(count):
            angle = math.radians(80 - 135 * number / (count - 1))
            canvas.save()
            canvas.translate(
                x + side * math.cos(angle) * (box.width / 2 - leaf),
                y + math.sin(angle) * (box.height / 2 - leaf),
            )
            canvas.rotate(side * (math.degrees(angle) + (28 if number % 2 else -28)))
            canvas.drawOval(rect(Box(-leaf * 0.42, -leaf, leaf * 0.84, leaf * 2)), fill(colour))
            canvas.restore()


def inset(kit: Kit, rng: Rng, look: Look, box: Box, picture: Pixels) -> Patch | None:
    """Return a picture (h, w, 3) set in `box`: round, rounded or square, with a border, marked."""
    height, width = picture.shape[:2]
    scale = max(box.width / width, box.height / height)
    path, kind = skia.Path(), int(rng.integers(3))
    radius = min(box.width, box.height) * (0.5 if kind == 0 else 0.12 if kind == 1 else 0.0)
    rim = float(pick(rng, (0.0, 2.0, 3.0, 5.0)))
    path.addRoundRect(rect(grown(box, -rim / 2)), radius, radius)
    sheet = Sheet(box, 8)
    if rng.random() < 0.3:
        sheet.canvas.drawPath(path, blurred(fill(BLACK, 0.5), 3))
    sheet.canvas.save()
    sheet.canvas.clipPath(path, doAntiAlias=True)
    opaque = np.dstack([picture, np.full((height, width), 255, np.uint8)])
    spot = skia.Rect.MakeXYWH(
        box.centre[0] - width * scale / 2,
        box.centre[1] - height * scale / 2,
        width * scale,
        height * scale,
    )
    sampling = skia.SamplingOptions(skia.FilterMode.kLinear, skia.MipmapMode.kLinear)
    sheet.canvas.drawImageRect(image_of(opaque), spot, sampling)
    sheet.canvas.restore()
    if rim:
        sheet.canvas.drawPath(path, stroke(pick(rng, (WHITE, WHITE, *look.accents)), rim))
    return sheet.patch([Mark("decoration", box, "", "inset")])


DRAWN: dict[str, Draw] = {
    "icon": draw_icon,
    "check": draw_check,
    "arrow": draw_arrow,
    "pointer": draw_pointer,
    "star": draw_star,
    "line": draw_line,
    "brackets": draw_brackets,
    "frame": draw_frame,
    "confetti": draw_confetti,
    "sparkle": draw_sparkle,
    "number": draw_number,
    "symbol": draw_symbol,
    "seal": draw_seal,
    "code": draw_code,
    "rays": draw_rays,
    "dots": draw_dots,
    "ring": draw_ring,
    "wavy": draw_wavy,
    "measure": draw_measure,
    "streak": draw_streak,
    "laurel": draw_laurel,
}
USUAL = {
    "icon": 8,
    "check": 3,
    "number": 2,
    "arrow": 3,
    "star": 2,
    "line": 2,
    "sparkle": 1.5,
    "sticker": 3,
    "pointer": 1.5,
    "symbol": 1,
    "seal": 1,
    "code": 0.5,
    "rays": 0.7,
    "dots": 0.7,
    "ring": 1,
    "wavy": 0.7,
    "measure": 0.7,
    "streak": 0.5,
    "laurel": 0.5,
    "brackets": 0.5,
}


def decoration(kit: Kit, rng: Rng, look: Look, box: Box, kind: str = "") -> Patch | None:
    """Return a decoration of `kind` (any of DRAWN, or sticker) in `box`."""
    if box.width < 4 or box.height < 2:
        return None
    kind = kind or pick(rng, tuple(USUAL), tuple(USUAL.values()))
    if kind == "sticker":
        return sticker(kit, rng, box)
    colour = readable(rng, look.ground, look.accents, 45)
    sheet = Sheet(box, 10)
    DRAWN[kind](rng, look, sheet.canvas, box, colour)
    return marked(sheet, kind)


def marked(sheet: Sheet, kind: str) -> Patch | None:
    """Return the sheet with one mark round its ink."""
    spot = ink_box(sheet.pixels, sheet.x, sheet.y, 60)
    return None if spot is None else sheet.patch([Mark("decoration", spot, "", kind)])


def sticker(kit: Kit, rng: Rng, box: Box) -> Patch | None:
    """Return a 3-D sticker in `box`, turned a little now and then."""
    if not kit.stickers:
        return None
    art = artwork(pick(rng, kit.stickers))
    return picture_patch(
        art, box, float(rng.normal(0, 12)) if rng.random() < 0.4 else 0.0, "decoration", "sticker"
    )


def picture_patch(art: Pixels, box: Box, degrees: float, label: str, role: str) -> Patch | None:
    """Return a picture with alpha, fitted in `box` and turned, marked round its ink."""
    height, width = art.shape[:2]
    scale = min(box.width / width, box.height / height)
    (x, y), sheet = box.centre, Sheet(box, 0.2 * max(box.width, box.height) if degrees else 2)
    sheet.canvas.translate(x, y)
    sheet.canvas.rotate(degrees)
    spot = skia.Rect.MakeXYWH(
        -width * scale / 2, -height * scale / 2, width * scale, height * scale
    )
    sampling = skia.SamplingOptions(skia.FilterMode.kLinear, skia.MipmapMode.kLinear)
    sheet.canvas.drawImageRect(image_of(art), spot, sampling)
    seen = ink_box(sheet.pixels, sheet.x, sheet.y, 60)
    return None if seen is None else sheet.patch([Mark(label, seen, "", role)])
