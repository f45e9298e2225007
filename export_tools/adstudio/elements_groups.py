"""Elements made of several: badge, price, button, icon with its lines, ribbon, table, label.

Each returns patches in painting order: what stands underneath comes first. Nothing is returned
where the box is too small for the text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import skia

from adloom.types import Box
from export_tools.adstudio.elements_base import (
    Colour,
    Patch,
    Rng,
    Sheet,
    contrasting,
    grown,
    image_of,
    ink_box,
    joined,
    pick,
    stroke,
)
from export_tools.adstudio.elements_decorations import decoration
from export_tools.adstudio.elements_kit import Kit, Look
from export_tools.adstudio.elements_text import text, tiles
from export_tools.adstudio.elements_underlays import underlay


def kept(*patches: Patch | None) -> list[Patch]:
    """Return the patches that are there."""
    return [patch for patch in patches if patch is not None]


def on_ground(look: Look, ground: Colour) -> Look:
    """Return the look as it is on a panel of one colour."""
    return replace(look, ground=ground)


def inside(box: Box, across: float, down: float) -> Box:
    """Return `box` without a share of its width and height on each side."""
    return Box(
        box.x + box.width * across,
        box.y + box.height * down,
        box.width * (1 - 2 * across),
        box.height * (1 - 2 * down),
    )


def stacked(box: Box, share: float, gap: float = 0.04) -> tuple[Box, Box]:
    """Return the upper `share` of `box` and the rest below a gap."""
    upper = box.height * share
    lower = upper + box.height * gap
    return (
        Box(box.x, box.y, box.width, upper),
        Box(box.x, box.y + lower, box.width, box.height - lower),
    )


def turned(patches: Sequence[Patch], degrees: float) -> list[Patch]:
    """Return the patches turned as one about their middle, their marks tight again."""
    if not patches:
        return []
    whole = joined([mark.box for patch in patches for mark in patch.marks])
    return [turned_patch(patch, whole.centre, degrees) for patch in patches]


def turned_patch(patch: Patch, about: tuple[float, float], degrees: float) -> Patch:
    """Return one patch turned about a point of the canvas."""
    height, width = patch.pixels.shape[:2]
    matrix = skia.Matrix.RotateDeg(degrees, skia.Point(*about))
    reach = matrix.mapRect(skia.Rect.MakeXYWH(patch.x, patch.y, width, height))
    area = Box(reach.left(), reach.top(), reach.width(), reach.height())

    def drawn(pixels: object) -> Sheet:
        sheet = Sheet(area, 1)
        sheet.canvas.concat(matrix)
        sampling = skia.SamplingOptions(skia.FilterMode.kLinear)
        sheet.canvas.drawImage(image_of(pixels), patch.x, patch.y, sampling)
        return sheet

    marks = []
    for mark in patch.marks:
        only = patch.pixels.copy()
        left, top = max(0, round(mark.box.x - patch.x)), max(0, round(mark.box.y - patch.y))
        right, low = round(mark.box.right - patch.x), round(mark.box.bottom - patch.y)
        only[:top, :, 3] = only[low:, :, 3] = 0
        only[:, :left, 3] = only[:, right:, 3] = 0
        sheet = drawn(only)
        spot = ink_box(sheet.pixels, sheet.x, sheet.y, max(40, int(only[..., 3].max()) // 2))
        if spot is not None:
            marks.append(replace(mark, box=spot))
    return drawn(patch.pixels).patch(marks)


def jaunty(rng: Rng, patches: list[Patch], often: float = 0.15) -> list[Patch]:
    """Return the patches, turned a little now and then."""
    if rng.random() >= often:
        return patches
    return turned(patches, float(pick(rng, (-1, -1, 1))) * float(rng.uniform(4, 18)))


def labelled(
    kit: Kit,
    rng: Rng,
    look: Look,
    box: Box,
    role: str,
    shape: str,
    inset: tuple[float, float],
    words: str = "",
) -> list[Patch]:
    """Return an underlay with one text in its middle, or nothing where the text does not fit."""
    base, seen = underlay(kit, rng, look, box, shape)
    inner = inside(box, *inset)
    said = text(kit, rng, on_ground(look, seen), inner, role, words=words, align="center", on=seen)
    return [] if said is None else [base, said]


def badge(kit: Kit, rng: Rng, look: Look, box: Box) -> list[Patch]:
    """Return a badge: a disc, burst, rosette or tag with a few words, in one or two sizes."""
    if box.width >= 1.6 * box.height:
        shape = pick(rng, ("pill", "panel", "slanted", "cut_corners", "tabbed", "hexagon", "brush"))
        return jaunty(rng, labelled(kit, rng, look, box, "badge", shape, (0.12, 0.14)))
    shape = pick(rng, ("disc", "burst", "scallop", "shield", "blob", "hexagon"))
    if rng.random() < 0.5 or box.height < 48:
        return jaunty(rng, labelled(kit, rng, look, box, "badge", shape, (0.18, 0.26)))
    base, seen = underlay(kit, rng, look, box, shape)
    look = on_ground(look, seen)
    small, large = stacked(inside(box, 0.18, 0.22), float(pick(rng, (0.35, 0.3, 0.6))))
    lines = kept(
        text(kit, rng, look, small, "badge", align="center", on=seen),
        text(
            kit, rng, look, large, pick(rng, ("price", "number", "badge")), align="center", on=seen
        ),
    )
    return jaunty(rng, [base, *lines] if lines else [])


def price(kit: Kit, rng: Rng, look: Look, box: Box) -> list[Patch]:
    """Return a price, bare, on a burst or on a panel, with a word above or an old price beside."""
    kind = rng.random()
    if kind < 0.3 and box.width < 2.2 * box.height:
        shape = pick(rng, ("burst", "disc", "panel", "scallop"))
        return jaunty(rng, labelled(kit, rng, look, box, "price", shape, (0.14, 0.28)))
    if kind < 0.5:
        base, seen = underlay(kit, rng, look, box, pick(rng, ("panel", "pill", "tabbed", "ticket")))
        lines = price_lines(kit, rng, on_ground(look, seen), inside(box, 0.08, 0.12), seen)
        return [base, *lines] if lines else []
    return price_lines(kit, rng, look, box, None)


def price_lines(kit: Kit, rng: Rng, look: Look, box: Box, on: Colour | None) -> list[Patch]:
    """Return a price with, perhaps, a word above it or a struck-out price after it."""
    patches: list[Patch] = []
    if rng.random() < 0.4 and box.height > 30:
        small, box = stacked(box, 0.3)
        patches += kept(text(kit, rng, look, small, "badge", on=on))
    if rng.random() < 0.35 and box.width > 2.5 * box.height:
        old = Box(
            box.x + box.width * 0.66, box.y + box.height * 0.4, box.width * 0.34, box.height * 0.5
        )
        box = Box(box.x, box.y, box.width * 0.62, box.height)
        patches += [struck(look, patch) for patch in kept(text(kit, rng, look, old, "was", on=on))]
    main = text(kit, rng, look, box, "price", on=on)
    return [*patches, main] if main is not None else []


def struck(look: Look, patch: Patch) -> Patch:
    """Return a text with a line through it, which is part of the text."""
    box = patch.marks[0].box
    sheet = Sheet(Box(patch.x, patch.y, patch.pixels.shape[1], patch.pixels.shape[0]), 0)
    sheet.canvas.drawImage(image_of(patch.pixels), patch.x, patch.y)
    line = stroke(contrasting(look.ground, look.inks), max(1.0, box.height * 0.07))
    line.setStrokeCap(skia.Paint.kButt_Cap)
    sheet.canvas.drawLine(box.x, box.centre[1], box.right, box.centre[1], line)
    return sheet.patch(patch.marks)


def button(kit: Kit, rng: Rng, look: Look, box: Box) -> list[Patch]:
    """Return a call to action on a pill or a panel, with an arrow at its end now and then."""
    shape = pick(rng, ("pill", "pill", "panel", "bar", "slanted"))
    if box.width < 3 * box.height or rng.random() < 0.65:
        return labelled(kit, rng, look, box, "cta", shape, (0.14, 0.2))
    base, seen = underlay(kit, rng, look, box, shape)
    look, h = on_ground(look, seen), box.height
    said = text(
        kit,
        rng,
        look,
        Box(box.x + h * 0.4, box.y + h * 0.18, box.width - h * 1.5, h * 0.64),
        "cta",
        align="center",
        on=seen,
    )
    sign = decoration(
        kit,
        rng,
        look,
        Box(box.right - h, box.y + h * 0.25, h * 0.5, h * 0.5),
        pick(rng, ("arrow", "symbol", "icon")),
    )
    return [base, said, *kept(sign)] if said is not None else []


def sticker_label(kit: Kit, rng: Rng, look: Look, box: Box) -> list[Patch]:
    """Return a small label: a word on a tag, swipe, bubble or tape, or its letters on tiles."""
    if box.width > 2 * box.height and rng.random() < 0.25:
        found = tiles(kit, rng, look, box)
        if found:
            return found
    shape = pick(rng, ("swipe", "bubble", "arrowed", "slanted", "torn", "brush", "tabbed"))
    return jaunty(rng, labelled(kit, rng, look, box, "badge", shape, (0.16, 0.22)), 0.3)


def ribbon(kit: Kit, rng: Rng, look: Look, box: Box) -> list[Patch]:
    """Return a ribbon with a line on it."""
    shape = pick(rng, ("ribbon", "ribbon", "arrowed", "slanted"))
    return jaunty(rng, labelled(kit, rng, look, box, "selling_point", shape, (0.15, 0.18)), 0.1)


def icon_point(kit: Kit, rng: Rng, look: Look, box: Box) -> list[Patch]:
    """Return an icon beside or above one or two lines, with or without a panel."""
    patches: list[Patch] = []
    ground, inner = None, box
    if rng.random() < 0.5:
        shape = pick(rng, ("panel", "panel", "panel", "pill", "bar", "tabbed", "hexagon"))
        shape = "panel" if box.width < 1.8 * box.height else shape
        base, ground = underlay(kit, rng, look, box, shape)
        patches, inner = [base], grown(box, -0.12 * min(box.width, box.height))
        look = on_ground(look, ground)
    beside = inner.width > 1.5 * inner.height
    spot, rest = icon_places(rng, inner, beside)
    align = "start" if beside else "center"
    kind = pick(rng, ("icon", "check", "sticker", "number", "seal"), (7, 1.5, 1, 0.8, 0.3))
    icon = decoration(kit, rng, look, spot, kind)
    if rest.height > 30 and rng.random() < 0.6:
        upper, lower = stacked(rest, float(pick(rng, (0.55, 0.5, 0.6))))
        lines = kept(
            text(kit, rng, look, upper, "badge", align=align, on=ground),
            text(
                kit, rng, look, lower, pick(rng, ("selling_point", "long")), align=align, on=ground
            ),
        )
    else:
        lines = kept(text(kit, rng, look, rest, "selling_point", align=align, on=ground))
    return [*patches, *kept(icon), *lines] if lines else []


def icon_places(rng: Rng, inner: Box, beside: bool) -> tuple[Box, Box]:
    """Return where the icon goes, and where its lines."""
    if beside:
        side = inner.height * float(pick(rng, (1.0, 0.85, 0.7)))
        x = inner.x if rng.random() < 0.92 else inner.right - side
        spot = Box(x, inner.centre[1] - side / 2, side, side)
        left = inner.x + side * 1.2 if x == inner.x else inner.x
        return spot, Box(left, inner.y, inner.width - side * 1.2, inner.height)
    side = min(inner.width, inner.height * 0.6) * float(pick(rng, (1.0, 0.85, 0.7)))
    spot = Box(inner.centre[0] - side / 2, inner.y, side, side)
    return spot, Box(inner.x, inner.y + side * 1.1, inner.width, inner.height - side * 1.1)


def table(kit: Kit, rng: Rng, look: Look, box: Box) -> list[Patch]:
    """Return rows of a name and one or two figures on a panel, with or without a head."""
    base, seen = underlay(kit, rng, look, box, pick(rng, ("panel", "bar")))
    patches, body = [base], box
    if box.height > 90 and rng.random() < 0.5:
        head, body = stacked(box, 0.2, 0.0)
        patches += labelled(kit, rng, look, head, "selling_point", "bar", (0.06, 0.16))
    look = on_ground(look, seen)
    rows = max(2, min(8, int(body.height // float(rng.uniform(20, 40)))))
    pitch, columns = body.height * 0.94 / rows, int(rng.integers(2, 4))
    edges = [0.05, float(rng.uniform(0.32, 0.5)), 0.97]
    if columns == 3 and body.width > 160:
        edges.insert(2, (edges[1] + 0.97) / 2)
    ruled = rng.random() < 0.7
    for row in range(rows):
        y = body.y + body.height * 0.03 + row * pitch
        for column in range(len(edges) - 1):
            cell = Box(
                body.x + body.width * edges[column],
                y + pitch * 0.2,
                body.width * (edges[column + 1] - edges[column] - 0.03),
                pitch * 0.6,
            )
            role = "badge" if column == 0 else pick(rng, ("number", "selling_point", "badge"))
            patches += kept(text(kit, rng, look, cell, role, on=seen))
        if row and ruled:
            rule = Box(body.x + body.width * 0.04, y - 1, body.width * 0.92, 2)
            patches += kept(decoration(kit, rng, look, rule, "line"))
    return patches if len(patches) > 2 else []


def watermarks(kit: Kit, rng: Rng, look: Look, box: Box) -> list[Patch]:
    """Return one faint mark over the middle of `box`, or the same one repeated all over it."""
    words = ""
    if rng.random() < 0.5:
        high = box.height * float(rng.uniform(0.06, 0.16))
        spot = Box(box.x + box.width * 0.15, box.centre[1] - high, box.width * 0.7, high)
        return kept(text(kit, rng, look, spot, "watermark", align="center"))
    columns, rows = int(rng.integers(2, 4)), int(rng.integers(2, 5))
    state = rng.bit_generator.state
    patches: list[Patch] = []
    for number in range(rows * columns):
        rng.bit_generator.state = state  # the same words and slant everywhere
        row, column = divmod(number, columns)
        shift = 0.25 if row % 2 else 0.0
        cell = Box(
            box.x + box.width * (column + 0.1 + shift * 0.5) / columns,
            box.y + box.height * (row + 0.3) / rows,
            box.width * 0.6 / columns,
            min(36.0, box.height * 0.3 / rows),
        )
        patches += kept(text(kit, rng, look, cell, "watermark", words=words, align="center"))
    return patches
