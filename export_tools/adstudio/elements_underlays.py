"""Underlays: shapes painted solid, shaded, clear, framed, glossy or as neon, for text to stand on.

Each is one patch with one mark of the label "underlay", tight round the shape.
"""

from __future__ import annotations

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
    mix,
    pick,
    readable,
    shaded,
    stroke,
)
from export_tools.adstudio.elements_kit import Kit, Look
from export_tools.adstudio.elements_shapes import SHAPES
from export_tools.adstudio.labelled import Mark

LONG = {
    "panel": 6,
    "bar": 3,
    "pill": 4,
    "slanted": 2,
    "cut_corners": 1,
    "arrowed": 1,
    "swipe": 1,
    "ribbon": 0.7,
    "bubble": 0.5,
    "torn": 0.5,
    "wave": 0.7,
    "hexagon": 0.6,
    "ticket": 0.5,
    "tabbed": 1.5,
    "brush": 1.2,
}
MANNERS = {
    "solid": 6,
    "gradient": 4,
    "clear": 2,
    "outlined": 0.8,
    "framed": 3,
    "double": 0.8,
    "dashed": 0.5,
    "glossy": 0.7,
    "neon": 0.5,
    "offset": 0.6,
    "striped": 0.5,
    "split": 0.5,
}


def usual_shape(rng: Rng, box: Box) -> str:
    """Return a shape that suits the proportions of `box`."""
    wide = box.width / max(box.height, 1)
    if 0.75 < wide < 1.35 and rng.random() < 0.6:
        return pick(
            rng,
            ("disc", "burst", "scallop", "panel", "shield", "hexagon", "blob"),
            (4, 2, 2, 3, 1, 1, 1),
        )
    if wide > 2:
        return pick(rng, tuple(LONG), tuple(LONG.values()))
    return pick(
        rng,
        ("panel", "bar", "cut_corners", "bubble", "tabbed", "arch", "ticket"),
        (6, 2, 1, 0.5, 1, 0.5, 0.7),
    )


def underlay(kit: Kit, rng: Rng, look: Look, box: Box, shape: str = "") -> tuple[Patch, Colour]:
    """Return a shape in `box` and the colour that text on it should contrast with."""
    chosen = shape or usual_shape(rng, box)
    path = SHAPES[chosen](rng, look, box)
    colour = pick(rng, (*look.accents, WHITE, BLACK), (3, 2, 1.5, 3, 1))
    manner = pick(rng, tuple(MANNERS), tuple(MANNERS.values()))
    if chosen in ("brush", "torn", "swipe") and manner not in ("clear", "gradient"):
        manner = "solid"
    rim = float(rng.uniform(1, 3.5))
    sheet = Sheet(bounds(path, rim), 14)
    if manner == "offset":
        shift = float(rng.uniform(2, 6))
        sheet.canvas.save()
        sheet.canvas.translate(shift, shift)
        sheet.canvas.drawPath(path, fill(contrasting(colour, look.accents)))
        sheet.canvas.restore()
    elif rng.random() < 0.35 and manner not in ("outlined", "clear", "dashed", "neon"):
        sheet.canvas.save()
        sheet.canvas.translate(0, 2.5)
        sheet.canvas.drawPath(path, blurred(fill(BLACK, 0.4), 2.5))
        sheet.canvas.restore()
    seen, edge = paint_shape(rng, look, sheet.canvas, path, colour, manner, rim)
    return sheet.patch([Mark("underlay", bounds(path, edge), "", chosen)]), seen


def paint_shape(
    rng: Rng,
    look: Look,
    canvas: skia.Canvas,
    path: skia.Path,
    colour: Colour,
    manner: str,
    rim: float,
) -> tuple[Colour, float]:
    """Paint a shape; return the colour text meets on it and how far its border reaches out."""
    border = contrasting(colour, (*look.accents, WHITE))
    if manner in ("outlined", "neon"):
        return paint_rim(rng, look, canvas, path, manner, rim)
    if manner == "clear":
        alpha = float(rng.uniform(0.35, 0.85))
        canvas.drawPath(path, fill(colour, alpha))
        if rng.random() < 0.4:
            canvas.drawPath(path, stroke(WHITE, 1, 0.6))
            return mix(look.ground, colour, alpha), 0.5
        return mix(look.ground, colour, alpha), 0.0
    if manner in ("gradient", "split"):
        other = mix(colour, pick(rng, (*look.accents, BLACK, WHITE)), float(rng.uniform(0.2, 0.6)))
        degrees = float(pick(rng, (0, 90, 45)))
        canvas.drawPath(path, shaded(bounds(path), colour, other, degrees))
        return mix(colour, other, 0.5), 0.0
    canvas.drawPath(path, fill(colour))
    if manner in ("framed", "dashed", "double"):
        line = stroke(border, rim)
        if manner == "dashed":
            line.setPathEffect(skia.DashPathEffect.Make([rim * 2.5, rim * 2.5], 0))
        canvas.drawPath(path, line)
        if manner == "double":
            paint_inner(canvas, path, border, rim * 2.5)
        return colour, rim / 2
    if manner in ("glossy", "striped"):
        paint_surface(rng, canvas, path, colour, manner)
    return colour, 0.0


def paint_rim(
    rng: Rng, look: Look, canvas: skia.Canvas, path: skia.Path, manner: str, rim: float
) -> tuple[Colour, float]:
    """Paint only the outline of a shape, as a line or as a neon tube."""
    colour = readable(rng, look.ground, look.accents)
    if manner == "neon":
        canvas.drawPath(path, blurred(stroke(colour, rim * 2.5, 0.8), 3.0))
        canvas.drawPath(path, fill(BLACK, 0.45))
        canvas.drawPath(path, stroke(mix(colour, WHITE, 0.4), rim))
        return mix(look.ground, BLACK, 0.45), rim / 2
    canvas.drawPath(path, stroke(colour, rim))
    return look.ground, rim / 2


def paint_inner(canvas: skia.Canvas, path: skia.Path, colour: Colour, inset: float) -> None:
    """Paint a thin second line inside a shape's border."""
    spot = bounds(path)
    inner, (x, y) = skia.Path(path), spot.centre
    matrix = skia.Matrix.Translate(x, y)
    matrix.preScale(max(0.1, 1 - 2 * inset / spot.width), max(0.1, 1 - 2 * inset / spot.height))
    matrix.preTranslate(-x, -y)
    inner.transform(matrix)
    canvas.drawPath(inner, stroke(colour, 1.0))


def paint_surface(
    rng: Rng, canvas: skia.Canvas, path: skia.Path, colour: Colour, manner: str
) -> None:
    """Paint gloss or slanting stripes on a shape."""
    spot = bounds(path)
    canvas.save()
    canvas.clipPath(path, doAntiAlias=True)
    if manner == "glossy":
        upper = skia.Rect.MakeXYWH(spot.x, spot.y, spot.width, spot.height * 0.48)
        canvas.drawRect(upper, fill(WHITE, 0.28))
    else:
        pitch, line = float(rng.uniform(6, 16)), stroke(mix(colour, WHITE, 0.35), 2.5, 0.5)
        x = spot.x - spot.height
        while x < spot.right:
            canvas.drawLine(x, spot.bottom, x + spot.height, spot.y, line)
            x += pitch
    canvas.restore()
