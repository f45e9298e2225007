"""Box maths, and the only conversion between canvas pixels and normalised numbers.

Pixels: `Box(x, y, width, height)`, origin top-left. Normalised: (cx, cy, w, h), each 0..1 of the
canvas; it lives only inside layout adapters.
"""

from __future__ import annotations

from adloom.types import Box


def normalise(box: Box, width: float, height: float) -> tuple[float, float, float, float]:
    """Return (cx, cy, w, h) of `box`, each 0..1 of a canvas of `width` x `height` pixels."""
    cx, cy = box.centre
    return cx / width, cy / height, box.width / width, box.height / height


def denormalise(cx: float, cy: float, w: float, h: float, width: float, height: float) -> Box:
    """Return the pixel box of normalised (cx, cy, w, h) on a canvas of `width` x `height`."""
    return Box((cx - w / 2) * width, (cy - h / 2) * height, w * width, h * height)


def intersection(a: Box, b: Box) -> Box:
    """Return the common box of `a` and `b`, of zero size where they do not meet."""
    x, y = max(a.x, b.x), max(a.y, b.y)
    return Box(x, y, max(0.0, min(a.right, b.right) - x), max(0.0, min(a.bottom, b.bottom) - y))


def union(a: Box, b: Box) -> Box:
    """Return the smallest box holding both."""
    x, y = min(a.x, b.x), min(a.y, b.y)
    return Box(x, y, max(a.right, b.right) - x, max(a.bottom, b.bottom) - y)


def iou(a: Box, b: Box) -> float:
    """Return intersection over union, 0..1."""
    inter = intersection(a, b).area
    whole = a.area + b.area - inter
    return inter / whole if whole > 0 else 0.0


def covered(inner: Box, outer: Box) -> float:
    """Return the fraction of `inner` that lies in `outer`, 0..1 (0 for an empty `inner`)."""
    return intersection(inner, outer).area / inner.area if inner.area > 0 else 0.0


def clip(box: Box, width: float, height: float) -> Box:
    """Return the part of `box` on a canvas of `width` x `height`."""
    return intersection(box, Box(0.0, 0.0, width, height))


def inset(box: Box, dx: float, dy: float) -> Box:
    """Return `box` shrunk by `dx` left and right and `dy` above and below (never below 0)."""
    width, height = max(0.0, box.width - 2 * dx), max(0.0, box.height - 2 * dy)
    cx, cy = box.centre
    return Box(cx - width / 2, cy - height / 2, width, height)


def scale(box: Box, sx: float, sy: float) -> Box:
    """Return `box` with x measures times `sx` and y measures times `sy`."""
    return Box(box.x * sx, box.y * sy, box.width * sx, box.height * sy)


def letterbox(width: float, height: float, side: float) -> tuple[float, float, float]:
    """Return (scale, left, top) that fits a `width` x `height` picture centred in a square."""
    factor = side / max(width, height)
    return factor, (side - width * factor) / 2, (side - height * factor) / 2
