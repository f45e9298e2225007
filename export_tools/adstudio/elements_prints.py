"""Lettering, logos and labels printed on a product: they belong to it and must stay on it.

A print's boxes are in pixels of the cut-out and lie where its alpha is.
"""

from __future__ import annotations

import math

import numpy as np

from adloom.types import Box
from export_tools.adstudio.elements_base import Patch, Pixels, Rng, ink_box, pick
from export_tools.adstudio.elements_decorations import decoration
from export_tools.adstudio.elements_groups import on_ground
from export_tools.adstudio.elements_kit import Kit, Look, new_look
from export_tools.adstudio.elements_logos import logo, plain_look
from export_tools.adstudio.elements_text import text
from export_tools.adstudio.elements_underlays import underlay

BELOW = ("selling_point", "badge", "number", "subhead", "long", "brand")


def print_on(kit: Kit, rng: Rng, cutout: Pixels) -> tuple[Pixels, tuple[Box, ...]]:
    """Return the cut-out (h, w, 4) with lettering or a logo printed on it, and its boxes."""
    solid = ink_box(cutout)
    if solid is None or min(solid.width, solid.height) < 40:
        return cutout, ()
    seen = cutout[cutout[..., 3] > 200][:, :3]
    if len(seen) < 400:
        return cutout, ()
    look = new_look(kit, rng, np.ascontiguousarray(seen[None, :: max(1, len(seen) // 900)]))
    look = plain_look(look) if rng.random() < 0.8 else look
    layer, plate = np.zeros_like(cutout), np.zeros_like(cutout)
    area = print_area(rng, solid)
    if rng.random() < 0.25:
        base, colour = underlay(kit, rng, look, area, pick(rng, ("panel", "bar", "disc", "tabbed")))
        lay(plate, base)
        look = on_ground(look, colour)
        area = Box(
            area.x + area.width * 0.1,
            area.y + area.height * 0.1,
            area.width * 0.8,
            area.height * 0.8,
        )
    for patch in print_lines(kit, rng, look, area):
        lay(layer, patch)
    warp = new_warp(rng, cutout.shape[:2], solid)
    return blended(rng, cutout, warped(plate, warp), warped(layer, warp))


def print_area(rng: Rng, solid: Box) -> Box:
    """Return where on the product the print goes: its middle, mostly."""
    w = solid.width * float(rng.uniform(0.3, 0.85))
    h = min(solid.height * float(rng.uniform(0.12, 0.6)), w * float(rng.uniform(0.5, 1.6)))
    x = solid.x + (solid.width - w) * float(np.clip(rng.normal(0.5, 0.12), 0, 1))
    y = solid.y + (solid.height - h) * float(np.clip(rng.normal(0.5, 0.2), 0, 1))
    return Box(x, y, w, h)


def print_lines(kit: Kit, rng: Rng, look: Look, area: Box) -> list[Patch]:
    """Return the lines of a print in `area`: a name or logo, then smaller matter below it."""
    found: list[Patch | None] = []
    if area.height > 1.8 * area.width and rng.random() < 0.6:
        column = Box(area.x + area.width * 0.2, area.y, area.width * 0.6, area.height)
        found.append(text(kit, rng, look, column, "headline", vertical=True, on=look.ground))
        return [patch for patch in found if patch is not None]
    share, align = float(rng.uniform(0.35, 1.0)), pick(rng, ("center", "center", "start"))
    head = Box(area.x, area.y, area.width, area.height * share)
    main = logo(kit, rng, look, head) if rng.random() < 0.45 else None
    found.append(main or text(kit, rng, look, head, "headline", align=align, on=look.ground))
    top = head.bottom + area.height * 0.06
    while area.bottom - top > 8 and len(found) < 5:
        h = min(area.bottom - top, area.height * float(rng.uniform(0.1, 0.3)))
        row = Box(area.x, top, area.width, h)
        if rng.random() < 0.15:
            found.append(decoration(kit, rng, look, row, pick(rng, ("icon", "line", "star"))))
        else:
            found.append(text(kit, rng, look, row, pick(rng, BELOW), align=align, on=look.ground))
        top += h * 1.25
    return [patch for patch in found if patch is not None]


def lay(layer: Pixels, patch: Patch) -> None:
    """Copy a patch into a layer where it is stronger than what is there."""
    height, width = layer.shape[:2]
    left, top = max(0, patch.x), max(0, patch.y)
    right = min(width, patch.x + patch.pixels.shape[1])
    bottom = min(height, patch.y + patch.pixels.shape[0])
    if right <= left or bottom <= top:
        return
    piece = patch.pixels[top - patch.y : bottom - patch.y, left - patch.x : right - patch.x]
    region = layer[top:bottom, left:right]
    stronger = piece[..., 3:] > region[..., 3:]
    region[:] = np.where(stronger, piece, region)


Warp = tuple[np.ndarray, np.ndarray]


def new_warp(rng: Rng, size: tuple[int, int], solid: Box) -> Warp:
    """Return where each pixel of the print comes from: turned a little, bent as round a bottle."""
    turn = math.radians(float(rng.normal(0, 5)))
    if rng.random() < 0.08:
        turn += math.radians(float(rng.choice((-90, 90, 30, -30))))
    bend = float(rng.normal(0, 0.05)) * solid.height if rng.random() < 0.5 else 0.0
    x, y = np.meshgrid(np.arange(size[1], dtype=np.float32), np.arange(size[0], dtype=np.float32))
    cx, cy = solid.centre
    dx, dy = x - cx, y - cy
    across = dx / max(1.0, solid.width / 2)
    if rng.random() < 0.4:  # letters crowd towards the sides of a round body
        dx = np.arcsin(np.clip(across, -0.999, 0.999)).astype(np.float32) * solid.width / 2
    sx = cx + dx * math.cos(turn) + dy * math.sin(turn)
    sy = cy - dx * math.sin(turn) + dy * math.cos(turn) + bend * across**2
    return sx.astype(np.float32), sy.astype(np.float32)


def warped(layer: Pixels, warp: Warp) -> Pixels:
    """Return a layer (straight alpha) resampled by `warp`."""
    import cv2

    if not layer[..., 3].any():
        return layer
    return np.asarray(cv2.remap(layer, *warp, cv2.INTER_LINEAR))


def blended(
    rng: Rng, cutout: Pixels, plate: Pixels, layer: Pixels
) -> tuple[Pixels, tuple[Box, ...]]:
    """Return the cut-out printed, shaded and clipped by itself, and the boxes of the print."""
    import cv2

    inside = (cutout[..., 3] > 200).astype(np.float32)
    grey = cutout[..., :3].astype(np.float32).mean(axis=2)
    smooth = cv2.GaussianBlur(grey, (0, 0), max(2.0, cutout.shape[1] / 30))
    level = float(smooth[cutout[..., 3] > 200].mean())
    light = np.clip(smooth / max(level, 1.0), 0.55, 1.35)[..., None]
    colours, alpha = cutout[..., :3].astype(np.float32), inside
    for part in (plate, layer):
        alpha = part[..., 3].astype(np.float32) / 255 * inside * float(rng.uniform(0.8, 1.0))
        colours += (np.clip(part[..., :3] * light, 0, 255) - colours) * alpha[..., None]
    result = cutout.copy()
    result[..., :3] = colours.round().astype(np.uint8)
    return result, print_boxes((alpha > 0.2).astype(np.uint8))


def print_boxes(seen: Pixels) -> tuple[Box, ...]:
    """Return the boxes of the parts of a print, letters that stand close together as one."""
    import cv2

    near = max(3, seen.shape[1] // 40)
    grown = cv2.dilate(seen, np.ones((max(3, near // 2), near), np.uint8))
    count, parts = cv2.connectedComponents(grown)
    boxes = []
    for part in range(1, count):
        ys, xs = np.nonzero((parts == part) & (seen > 0))
        if len(xs) >= 12:
            boxes.append(
                Box(int(xs.min()), int(ys.min()), int(np.ptp(xs)) + 1, int(np.ptp(ys)) + 1)
            )
    return tuple(boxes)
