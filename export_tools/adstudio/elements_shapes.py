"""The shapes that text stands on: panels, tags, bursts, bubbles, ribbons, brush strokes.

Each returns a closed path that fills `box` (canvas pixels), tails and torn edges included.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import skia

from adloom.types import Box
from export_tools.adstudio.elements_base import Rng, pick, rect
from export_tools.adstudio.elements_kit import Look

Shape = Callable[[Rng, Look, Box], skia.Path]


def panel(rng: Rng, look: Look, box: Box) -> skia.Path:
    """A rectangle, its corners rounded as the look wishes."""
    path = skia.Path()
    radius = min(box.width, box.height) / 2 * look.roundness * (1 if look.roundness == 1 else 0.7)
    radius = min(radius, 26.0) if look.roundness < 1 or box.height > 0.6 * box.width else radius
    path.addRoundRect(rect(box), radius, radius)
    return path


def bar(rng: Rng, look: Look, box: Box) -> skia.Path:
    """A rectangle with sharp corners."""
    path = skia.Path()
    path.addRect(rect(box))
    return path


def pill(rng: Rng, look: Look, box: Box) -> skia.Path:
    """A lozenge with half-round ends."""
    path = skia.Path()
    path.addRoundRect(rect(box), min(box.width, box.height) / 2, min(box.width, box.height) / 2)
    return path


def disc(rng: Rng, look: Look, box: Box) -> skia.Path:
    """A circle or an ellipse."""
    path = skia.Path()
    path.addOval(rect(box))
    return path


def slanted(rng: Rng, look: Look, box: Box) -> skia.Path:
    """A parallelogram."""
    lean = min(box.height * float(rng.uniform(0.2, 0.6)), box.width * 0.3)
    return polygon(
        [
            (box.x + lean, box.y),
            (box.right, box.y),
            (box.right - lean, box.bottom),
            (box.x, box.bottom),
        ]
    )


def cut_corners(rng: Rng, look: Look, box: Box) -> skia.Path:
    """A rectangle with two or four corners cut off."""
    c = min(box.width, box.height) * float(rng.uniform(0.15, 0.35))
    d = c if rng.random() < 0.5 else 0.0
    return polygon(
        [
            (box.x + c, box.y),
            (box.right - d, box.y),
            (box.right, box.y + d),
            (box.right, box.bottom - c),
            (box.right - c, box.bottom),
            (box.x + d, box.bottom),
            (box.x, box.bottom - d),
            (box.x, box.y + c),
        ]
    )


def arrowed(rng: Rng, look: Look, box: Box) -> skia.Path:
    """A tag pointed at one end, or notched like a flag."""
    point = min(box.height * 0.5, box.width * 0.25) * (1 if rng.random() < 0.6 else -0.6)
    right = box.right - max(0, point)
    return polygon(
        [
            (box.x, box.y),
            (right if point > 0 else box.right, box.y),
            (box.right + min(0, point), box.y + box.height / 2),
            (right if point > 0 else box.right, box.bottom),
            (box.x, box.bottom),
        ]
    )


def burst(rng: Rng, look: Look, box: Box) -> skia.Path:
    """A star with many points, as prices shout from."""
    count, deep = int(rng.integers(10, 28)), float(rng.uniform(0.76, 0.93))
    (x, y), spin = box.centre, float(rng.uniform(0, 1))
    points = []
    for i in range(count * 2):
        r = 1.0 if i % 2 == 0 else deep
        a = math.pi * (i + spin) / count
        points.append((x + math.cos(a) * r * box.width / 2, y + math.sin(a) * r * box.height / 2))
    return polygon(points)


def scallop(rng: Rng, look: Look, box: Box) -> skia.Path:
    """A rosette with a wavy rim."""
    waves, (x, y) = int(rng.integers(10, 22)), box.centre
    points = []
    for a in np.linspace(0, 2 * math.pi, 240, endpoint=False):
        r = 0.94 + 0.06 * math.cos(waves * a)
        points.append((x + math.cos(a) * r * box.width / 2, y + math.sin(a) * r * box.height / 2))
    return polygon(points)


def bubble(rng: Rng, look: Look, box: Box) -> skia.Path:
    """A speech bubble with a tail below."""
    tail = box.height * 0.18
    body = Box(box.x, box.y, box.width, box.height - tail)
    path = skia.Path()
    radius = min(body.width, body.height) * float(rng.uniform(0.15, 0.5))
    path.addRoundRect(rect(body), radius, radius)
    x = box.x + box.width * float(rng.uniform(0.25, 0.7))
    half = min(tail, box.width * 0.1)
    tip = polygon(
        [
            (x - half, body.bottom - 1),
            (x + half, body.bottom - 1),
            (x + half * float(rng.uniform(-1, 1)), box.bottom),
        ]
    )
    return skia.Op(path, tip, skia.PathOp.kUnion_PathOp)


def swipe(rng: Rng, look: Look, box: Box) -> skia.Path:
    """A brush stroke or a torn strip: long edges nearly straight, ends ragged."""

    def edge(y: float, rough: float) -> list[tuple[float, float]]:
        xs = np.linspace(box.x, box.right, 26)
        return [(float(x), y + float(rng.normal(0, rough))) for x in xs]

    rough, inset = box.height * float(rng.uniform(0.01, 0.05)), box.height * 0.1
    left = [
        (box.x + float(rng.uniform(0, box.height * 0.4)), y)
        for y in np.linspace(box.bottom - inset, box.y + inset, 9)
    ]
    right = [
        (box.right - float(rng.uniform(0, box.height * 0.4)), y)
        for y in np.linspace(box.y + inset, box.bottom - inset, 9)
    ]
    top = [p for p in edge(box.y + inset, rough) if box.x + 2 < p[0] < box.right - 2]
    low = [p for p in edge(box.bottom - inset, rough) if box.x + 2 < p[0] < box.right - 2]
    return polygon([*left, *top, *right, *reversed(low)])


def ribbon_shape(rng: Rng, look: Look, box: Box) -> skia.Path:
    """A ribbon whose two ends are notched."""
    n = min(box.height * 0.4, box.width * 0.12)
    middle = box.y + box.height / 2
    return polygon(
        [
            (box.x, box.y),
            (box.right, box.y),
            (box.right - n, middle),
            (box.right, box.bottom),
            (box.x, box.bottom),
            (box.x + n, middle),
        ]
    )


def torn(rng: Rng, look: Look, box: Box) -> skia.Path:
    """A strip of torn paper: one or two long edges frayed."""
    xs = np.linspace(box.x, box.right, max(12, int(box.width / 7)))
    deep = min(box.height * 0.14, 9.0)
    low = [(float(x), box.bottom - float(rng.uniform(0, deep))) for x in xs]
    high = [(float(x), box.y + float(rng.uniform(0, deep))) for x in xs]
    if rng.random() < 0.5:
        high = [(box.x, box.y), (box.right, box.y)]
    return polygon([*high, *reversed(low)])


def wave(rng: Rng, look: Look, box: Box) -> skia.Path:
    """A band whose upper or lower edge is one long curve."""
    deep = min(box.height * float(rng.uniform(0.15, 0.5)), 40.0) * (1 if rng.random() < 0.6 else -1)
    path, above = skia.Path(), rng.random() < 0.5
    flat, curved = (box.bottom, box.y) if above else (box.y, box.bottom)
    inward = 1 if above else -1
    edge = curved + inward * abs(deep) / 2
    path.moveTo(box.x, flat)
    path.lineTo(box.x, edge)
    path.cubicTo(
        box.x + box.width / 3, edge - deep, box.x + box.width * 2 / 3, edge + deep, box.right, edge
    )
    path.lineTo(box.right, flat)
    path.close()
    return path


def hexagon(rng: Rng, look: Look, box: Box) -> skia.Path:
    """A hexagon, upright or lying, long when the box is."""
    tip, middle = min(box.height * 0.5, box.width * 0.25), box.y + box.height / 2
    return polygon(
        [
            (box.x, middle),
            (box.x + tip, box.y),
            (box.right - tip, box.y),
            (box.right, middle),
            (box.right - tip, box.bottom),
            (box.x + tip, box.bottom),
        ]
    )


def shield(rng: Rng, look: Look, box: Box) -> skia.Path:
    """A shield or a pennant: straight above, pointed below."""
    path, x = skia.Path(), box.x + box.width / 2
    path.moveTo(box.x, box.y)
    path.lineTo(box.right, box.y)
    waist = box.y + box.height * float(rng.uniform(0.5, 0.8))
    path.lineTo(box.right, waist)
    if rng.random() < 0.6:
        path.quadTo(box.right, box.bottom - box.height * 0.08, x, box.bottom)
        path.quadTo(box.x, box.bottom - box.height * 0.08, box.x, waist)
    else:
        path.lineTo(x, box.bottom)
        path.lineTo(box.x, waist)
    path.close()
    return path


def ticket(rng: Rng, look: Look, box: Box) -> skia.Path:
    """A coupon with a round bite out of either side."""
    bite = min(box.height * 0.16, 14.0)
    path = panel(rng, look, box)
    split = box.x + box.width * float(pick(rng, (0.0, 0.3, 0.7)))
    bites = skia.Path()
    if split == box.x:
        bites.addCircle(box.x, box.centre[1], bite)
        bites.addCircle(box.right, box.centre[1], bite)
    else:
        bites.addCircle(split, box.y, bite)
        bites.addCircle(split, box.bottom, bite)
    return skia.Op(path, bites, skia.PathOp.kDifference_PathOp)


def tabbed(rng: Rng, look: Look, box: Box) -> skia.Path:
    """A panel with two opposite corners round, or all but one."""
    radius = min(box.width, box.height) * float(rng.uniform(0.25, 0.5))
    radii = [
        skia.Point(radius, radius) if on else skia.Point(0, 0)
        for on in pick(rng, ((1, 0, 1, 0), (0, 1, 0, 1), (0, 1, 1, 1), (1, 1, 0, 0), (0, 1, 1, 0)))
    ]
    rounded = skia.RRect()
    rounded.setRectRadii(rect(box), radii)
    path = skia.Path()
    path.addRRect(rounded)
    return path


def arch(rng: Rng, look: Look, box: Box) -> skia.Path:
    """A window with a round head."""
    path, radius = skia.Path(), min(box.width / 2, box.height * 0.7)
    path.moveTo(box.x, box.bottom)
    path.lineTo(box.x, box.y + radius)
    path.quadTo(box.x, box.y, box.centre[0], box.y)
    path.quadTo(box.right, box.y, box.right, box.y + radius)
    path.lineTo(box.right, box.bottom)
    path.close()
    return path


def blob(rng: Rng, look: Look, box: Box) -> skia.Path:
    """A soft, uneven round."""
    angles = np.linspace(0, 2 * math.pi, 200, endpoint=False)
    shift = rng.uniform(0, 6.3, 3)
    radius = 1 + sum(0.09 / (n + 1) * np.cos((n + 2) * angles + shift[n]) for n in range(3))
    radius = radius / radius.max()
    x, y = np.cos(angles) * radius, np.sin(angles) * radius
    x = box.x + (x - x.min()) / np.ptp(x) * box.width
    y = box.y + (y - y.min()) / np.ptp(y) * box.height
    return polygon([(float(px), float(py)) for px, py in zip(x, y, strict=True)])


def brush(rng: Rng, look: Look, box: Box) -> skia.Path:
    """A dry brush stroke: many bristles of uneven length."""
    path, count = skia.Path(), max(6, int(box.height / 3))
    thick = box.height / count
    lean = float(rng.uniform(-0.12, 0.12)) * box.height
    for number in range(count):
        edge = abs(number / (count - 1) - 0.5) * 2
        start = box.x + abs(float(rng.normal(0, 0.025 + 0.08 * edge**3))) * box.width
        end = box.right - abs(float(rng.normal(0, 0.025 + 0.08 * edge**3))) * box.width
        y = box.y + thick * number
        bristle = thick * (1.25 if edge < 0.7 else float(rng.uniform(0.5, 1.2)))
        if end - start > 4:
            path.addPath(
                polygon(
                    [
                        (start, y),
                        (end, y + lean * 0.3),
                        (end, y + bristle + lean * 0.3),
                        (start, y + bristle),
                    ]
                )
            )
    path.setFillType(skia.PathFillType.kWinding)
    return path


def polygon(points: list[tuple[float, float]]) -> skia.Path:
    """Return a closed path through `points`."""
    path = skia.Path()
    path.addPoly([skia.Point(float(x), float(y)) for x, y in points], True)
    return path


SHAPES: dict[str, Shape] = {
    "panel": panel,
    "bar": bar,
    "pill": pill,
    "disc": disc,
    "slanted": slanted,
    "cut_corners": cut_corners,
    "arrowed": arrowed,
    "burst": burst,
    "scallop": scallop,
    "bubble": bubble,
    "swipe": swipe,
    "ribbon": ribbon_shape,
    "torn": torn,
    "wave": wave,
    "hexagon": hexagon,
    "shield": shield,
    "ticket": ticket,
    "tabbed": tabbed,
    "arch": arch,
    "blob": blob,
    "brush": brush,
}
