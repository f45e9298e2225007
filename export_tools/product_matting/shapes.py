"""Draws things that no set has many of: thin stems, spokes, legs, wires, rings, boxes, vessels.

They are plain drawings with light and print on them, so that the outline is what is learned.
Cut-outs are (side, side, 4) uint8 straight RGBA, drawn twice as large and halved.
"""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from export_tools.product_matting.sources import Pixels

Floats = NDArray[np.float32]
Points = NDArray[np.float64]
Drawing = Callable[[np.random.Generator, int], list[tuple[Pixels, float]]]
"""A thing as parts from back to front: each a mask (0 or 255) and how its light runs, -1..1."""


def shapes(rng: np.random.Generator, side: int, count: int, prints: list[Pixels]) -> list[Pixels]:
    """`count` things; `prints` are pictures that some of them wear."""
    kinds: tuple[Drawing, ...] = (
        _vessel,
        _vessel,
        _box,
        _lamp,
        _stool,
        _bicycle,
        _rack,
        _ring,
        _blob,
        _plant,
        _shelf,
    )
    return [_coloured(kinds[i % len(kinds)](rng, 2 * side), rng, prints) for i in range(count)]


def _coloured(
    parts: list[tuple[Pixels, float]], rng: np.random.Generator, prints: list[Pixels]
) -> Pixels:
    side = len(parts[0][0])
    colours = np.zeros((side, side, 3), np.float32)
    alpha = np.zeros((side, side), np.float32)
    glass = rng.uniform(0.25, 0.8) if rng.random() < 0.06 else 1.0
    base = _tone(rng)
    for mask, turn in parts:
        if rng.random() < 0.45:
            base = _tone(rng)
        look = _lit(base, mask, turn, rng)
        if prints and rng.random() < 0.3:
            look = _printed(look, prints[int(rng.integers(len(prints)))], rng)
        inside = cv2.GaussianBlur(mask, (0, 0), 0.7).astype(np.float32)[..., None] / 255
        colours = colours * (1 - inside) + look * inside
        alpha = 1 - (1 - alpha) * (1 - inside[..., 0] * glass)
    colours = np.where(alpha[..., None] > 0, colours, base)
    whole = np.dstack([colours.clip(0, 255), alpha * 255]).round().astype(np.uint8)
    small = cv2.resize(whole, (side // 2, side // 2), interpolation=cv2.INTER_AREA)
    return np.asarray(small, dtype=np.uint8)


def _tone(rng: np.random.Generator) -> Floats:
    value = 255 * rng.beta(0.8, 0.8)
    strong = 70 if rng.random() < 0.4 else 10
    return np.asarray((value + rng.normal(0, strong, 3)).clip(2, 253), dtype=np.float32)


def _lit(base: Floats, mask: Pixels, turn: float, rng: np.random.Generator) -> Floats:
    """Light that falls across the part, a dark rim and a highlight or two."""
    side = len(mask)
    columns = np.nonzero(mask.max(0))[0]
    left, right = (columns[0], columns[-1] + 1) if len(columns) else (0, side)
    across = ((np.arange(side) - left) / max(1, right - left)).clip(0, 1).astype(np.float32)
    light = 1 + rng.uniform(0, 0.5) * turn * (across - 0.5) * 2
    light = light * (1 - rng.uniform(0, 0.5) * np.abs(across * 2 - 1) ** 3)
    shine = np.zeros(side, np.float32)
    for _ in range(int(rng.integers(0, 3))):
        wide = rng.uniform(0.01, 0.08)
        shine += rng.uniform(0, 0.7) * np.exp(-(((across - rng.random()) / wide) ** 2))
    down = np.linspace(1, rng.uniform(0.7, 1.1), side, dtype=np.float32)[:, None, None]
    look = base * light[None, :, None] * down
    grain = rng.standard_normal((side, side, 1)).astype(np.float32) * rng.uniform(0, 5)
    return np.asarray(look + (255 - look) * shine[None, :, None].clip(0, 1) + grain)


def _printed(look: Floats, print_: Pixels, rng: np.random.Generator) -> Floats:
    """A picture on the part: all over, or as a label whose ends stay bare."""
    side = len(look)
    shown = cv2.resize(print_, (side, side), interpolation=cv2.INTER_LINEAR).astype(np.float32)
    if rng.random() < 0.5:
        grey = look.mean(axis=2, keepdims=True) / 128
        return np.asarray(shown * grey.clip(0.4, 1.4), dtype=np.float32)
    top, bottom = sorted(rng.integers(0, side, 2).tolist())
    labelled = look.copy()
    labelled[top:bottom] = 0.3 * look[top:bottom] + 0.7 * shown[top:bottom]
    return labelled


def _empty(side: int) -> Pixels:
    return np.zeros((side, side), np.uint8)


def _polygon(side: int, points: Points) -> Pixels:
    mask = _empty(side)
    cv2.fillPoly(mask, [np.round(points * side).astype(np.int32)], 255, cv2.LINE_AA)
    return mask


def _line(mask: Pixels, start: Points, end: Points, wide: float) -> None:
    side = len(mask)
    first, last = (tuple(int(v) for v in np.round(p * side)) for p in (start, end))
    cv2.line(mask, first, last, 255, max(1, round(wide * side)), cv2.LINE_AA)


def _vessel(rng: np.random.Generator, side: int) -> list[tuple[Pixels, float]]:
    """Bottles, vases, jars, cups: a smooth outline turned about an axis, perhaps with a handle."""
    knots = np.linspace(0.08, 0.94, int(rng.integers(3, 7)))
    reach = rng.uniform(0.05, 0.34, len(knots))
    y = np.linspace(0.08, 0.94, 80)
    half = np.interp(y, knots, reach)
    half = cv2.GaussianBlur(half[:, None], (1, 9), rng.uniform(0.5, 4))[:, 0]
    right = np.stack([0.5 + half, y], 1)
    left = np.stack([0.5 - half, y], 1)[::-1]
    body = _polygon(side, np.concatenate([right, left]))
    parts = [(body, float(rng.choice([-1, 1])))]
    if rng.random() < 0.35:
        handle = _empty(side)
        row = int(rng.integers(15, 55))
        centre = (round((0.5 + half[row]) * side), round(y[row] * side))
        axes = (round(rng.uniform(0.06, 0.14) * side), round(rng.uniform(0.08, 0.2) * side))
        wide = round(rng.uniform(0.01, 0.045) * side)
        cv2.ellipse(handle, centre, axes, 0, 0, 360, 255, wide, cv2.LINE_AA)
        parts.insert(0, (handle, 1.0))
    if rng.random() < 0.5:
        cap = _empty(side)
        top = rng.uniform(0.12, 0.3)
        cap[: round(top * side)] = body[: round(top * side)]
        parts.append((cap, parts[-1][1]))
    return parts


def _box(rng: np.random.Generator, side: int) -> list[tuple[Pixels, float]]:
    """Three faces of a carton, seen from a corner above."""
    x, wide, tall = rng.uniform(0.3, 0.7), rng.uniform(0.15, 0.4), rng.uniform(0.2, 0.6)
    slope, rise = rng.uniform(0.02, 0.15), rng.uniform(0.03, 0.14)
    foot, other = np.array([x, 0.92]), 1 - x
    left = np.array([max(0.04, x - wide), 0.92 - slope])
    right = np.array([min(0.96, x + other * rng.uniform(0.3, 0.9)), 0.92 - slope * 1.4])
    up = np.array([0, -tall])
    back = left + right - foot + up + np.array([0, -rise * 0.1])
    faces = (
        (np.array([left, foot, foot + up, left + up]), 1.0),
        (np.array([foot, right, right + up, foot + up]), -1.0),
        (np.array([left + up, foot + up, right + up, back]), 0.0),
    )
    return [(_polygon(side, points), turn) for points, turn in faces]


def _lamp(rng: np.random.Generator, side: int) -> list[tuple[Pixels, float]]:
    """A shade, a stem as thin as a wire or as thick as a finger, a foot."""
    stem, foot = _empty(side), _empty(side)
    top, bend = rng.uniform(0.25, 0.4), rng.normal(0, 0.08) * (rng.random() < 0.4)
    thin = rng.uniform(0.004, 0.025)
    _line(stem, np.array([0.5 + bend, top]), np.array([0.5, 0.92]), thin)
    if rng.random() < 0.3:
        for reach in (-0.2, 0.2):
            _line(stem, np.array([0.5, 0.6]), np.array([0.5 + reach, 0.95]), thin)
    else:
        axes = (round(rng.uniform(0.08, 0.2) * side), round(rng.uniform(0.01, 0.04) * side))
        cv2.ellipse(foot, (side // 2, round(0.92 * side)), axes, 0, 0, 360, 255, -1, cv2.LINE_AA)
    upper, lower = rng.uniform(0.06, 0.2), rng.uniform(0.14, 0.34)
    middle = 0.5 + bend
    points = [(middle - upper, 0.06), (middle + upper, 0.06)]
    points += [(middle + lower, top), (middle - lower, top)]
    return [(stem, 1.0), (foot, 1.0), (_polygon(side, np.array(points)), 1.0)]


def _stool(rng: np.random.Generator, side: int) -> list[tuple[Pixels, float]]:
    """A seat, a back or a table top on three or four legs with rungs between them."""
    legs, seat = _empty(side), _empty(side)
    height, reach = rng.uniform(0.2, 0.6), rng.uniform(0.15, 0.4)
    thin, splay = rng.uniform(0.006, 0.035), rng.uniform(0.0, 0.1)
    feet = []
    for place in np.linspace(-1, 1, int(rng.integers(3, 5))):
        start = np.array([0.5 + place * reach * 0.9, height])
        end = np.array([0.5 + place * (reach * 0.9 + splay), 0.95 - 0.06 * (abs(place) < 0.9)])
        _line(legs, start, end, thin)
        feet.append((start, end))
    for share in rng.uniform(0.3, 0.8, int(rng.integers(0, 3))):
        first, last = (a + (b - a) * share for a, b in (feet[0], feet[-1]))
        _line(legs, first, last, thin * 0.8)
    axes = (round(reach * side), round(rng.uniform(0.015, 0.07) * side))
    cv2.ellipse(seat, (side // 2, round(height * side)), axes, 0, 0, 360, 255, -1, cv2.LINE_AA)
    if height > 0.4 and rng.random() < 0.6:
        for place in np.linspace(-0.85, 0.85, int(rng.integers(2, 7))):
            x = 0.5 + place * reach
            _line(legs, np.array([x, height]), np.array([x, 0.08]), thin)
        _line(seat, np.array([0.5 - reach, 0.08]), np.array([0.5 + reach, 0.08]), thin * 2)
    return [(legs, 1.0), (seat, 0.0)]


def _bicycle(rng: np.random.Generator, side: int) -> list[tuple[Pixels, float]]:
    """Two wheels with spokes, a frame of tubes, bars and a saddle."""
    wheels, spokes, frame = _empty(side), _empty(side), _empty(side)
    radius, tyre = rng.uniform(0.15, 0.21), rng.uniform(0.006, 0.022)
    hubs = (np.array([0.24, 0.7]), np.array([0.77, 0.7]))
    for hub in hubs:
        centre = tuple(int(v) for v in np.round(hub * side))
        thick = max(2, round(tyre * side))
        cv2.circle(wheels, centre, round(radius * side), 255, thick, cv2.LINE_AA)
        for angle in np.linspace(0, np.pi, int(rng.integers(5, 14)), endpoint=False):
            way = np.array([np.cos(angle), np.sin(angle)]) * radius
            _line(spokes, hub - way, hub + way, rng.uniform(0.0015, 0.004))
    pedal, saddle, head = np.array([0.48, 0.7]), np.array([0.4, 0.36]), np.array([0.68, 0.36])
    tubes = (
        (hubs[0], pedal),
        (pedal, saddle),
        (saddle + 0.04, head),
        (pedal, head + 0.05),
        (head, hubs[1]),
        (hubs[0], saddle + 0.05),
        (head, head + np.array([0.06, -0.1])),
    )
    for start, end in tubes:
        _line(frame, start, end, rng.uniform(0.008, 0.02))
    _line(frame, saddle + np.array([-0.06, -0.02]), saddle + np.array([0.05, -0.02]), 0.02)
    return [(spokes, 0.0), (wheels, 0.0), (frame, 1.0)]


def _rack(rng: np.random.Generator, side: int) -> list[tuple[Pixels, float]]:
    """Baskets, grids, fences, drying racks: wires that cross."""
    mask, thin = _empty(side), rng.uniform(0.004, 0.02)
    lean = rng.normal(0, 0.08)
    for place in np.linspace(0.1, 0.9, int(rng.integers(3, 11))):
        _line(mask, np.array([place, 0.12]), np.array([place + lean * (place - 0.5), 0.9]), thin)
    for place in np.linspace(0.12, 0.9, int(rng.integers(2, 9))):
        _line(mask, np.array([0.1, place]), np.array([0.9, place]), thin)
    return [(mask, 0.0)]


def _ring(rng: np.random.Generator, side: int) -> list[tuple[Pixels, float]]:
    """Rings, bangles, glasses, chains: thin closed lines, perhaps with a stone."""
    mask, stone = _empty(side), _empty(side)
    count = int(rng.integers(1, 4))
    for index in range(count):
        centre = (round((index + 0.5) / count * 0.8 * side + 0.1 * side), round(0.5 * side))
        axes = (
            round(rng.uniform(0.1, 0.4) * side / count**0.6),
            round(rng.uniform(0.1, 0.4) * side),
        )
        turn, wide = float(rng.normal(0, 15)), max(2, round(rng.uniform(0.004, 0.06) * side))
        cv2.ellipse(mask, centre, axes, turn, 0, 360, 255, wide, cv2.LINE_AA)
        if rng.random() < 0.4:
            top = (centre[0], centre[1] - axes[1])
            cv2.circle(stone, top, round(rng.uniform(0.03, 0.1) * side), 255, -1, cv2.LINE_AA)
    return [(mask, 1.0), (stone, 1.0)]


def _blob(rng: np.random.Generator, side: int) -> list[tuple[Pixels, float]]:
    """Toys, bags, fruit, soaps, shoes in outline: smooth closed curves."""
    angles = np.linspace(0, 2 * np.pi, 160, endpoint=False)
    parts = []
    for _ in range(int(rng.integers(1, 4))):
        radius = rng.uniform(0.1, 0.3)
        reach = radius * np.ones_like(angles)
        for wave in range(2, int(rng.integers(3, 8))):
            swing = rng.normal(0, 0.22 / wave) * radius
            reach = reach + swing * np.cos(wave * angles + rng.uniform(0, 6.3))
        centre = rng.uniform(0.36, 0.64, 2)
        stretch = np.array([rng.uniform(0.7, 1.3), rng.uniform(0.7, 1.3)])
        curve = centre + reach[:, None] * np.stack([np.cos(angles), np.sin(angles)], 1) * stretch
        parts.append((_polygon(side, curve.clip(0.01, 0.99)), float(rng.uniform(-1, 1))))
    return parts


def _plant(rng: np.random.Generator, side: int) -> list[tuple[Pixels, float]]:
    """Leaves on thin stalks in a pot, or flowers in a vase."""
    leaves, stalks = _empty(side), _empty(side)
    for _ in range(int(rng.integers(5, 24))):
        tip = np.array([rng.uniform(0.1, 0.9), rng.uniform(0.06, 0.55)])
        _line(stalks, np.array([0.5 + rng.normal(0, 0.03), 0.7]), tip, rng.uniform(0.003, 0.012))
        centre = tuple(int(v) for v in np.round(tip * side))
        axes = (round(rng.uniform(0.03, 0.11) * side), round(rng.uniform(0.01, 0.05) * side))
        turn = float(np.degrees(np.arctan2(tip[1] - 0.7, tip[0] - 0.5)) + rng.normal(0, 20))
        cv2.ellipse(leaves, centre, axes, turn, 0, 360, 255, -1, cv2.LINE_AA)
    upper, lower, top = rng.uniform(0.08, 0.2), rng.uniform(0.06, 0.18), rng.uniform(0.6, 0.72)
    pot = [(0.5 - upper, top), (0.5 + upper, top), (0.5 + lower, 0.94), (0.5 - lower, 0.94)]
    return [(stalks, 0.0), (leaves, 0.4), (_polygon(side, np.array(pot)), 1.0)]


def _shelf(rng: np.random.Generator, side: int) -> list[tuple[Pixels, float]]:
    """Sofas, shelves, beds and cupboards: blocks on short legs, with gaps one can see through."""
    left, right = rng.uniform(0.04, 0.2), rng.uniform(0.8, 0.96)
    top, bottom = rng.uniform(0.15, 0.55), rng.uniform(0.75, 0.9)
    legs, frame = _empty(side), _empty(side)
    for x in (left + 0.04, right - 0.04):
        _line(legs, np.array([x, bottom]), np.array([x, 0.95]), rng.uniform(0.008, 0.035))
    thick = rng.uniform(0.012, 0.05)
    corners = (round(left * side), round(top * side)), (round(right * side), round(bottom * side))
    if rng.random() < 0.4:
        for place in np.linspace(top, bottom, int(rng.integers(2, 6))):
            _line(frame, np.array([left, place]), np.array([right, place]), thick)
        for x in (left, right):
            _line(frame, np.array([x, top]), np.array([x, bottom]), thick)
        return [(legs, 0.0), (frame, 0.3)]
    cv2.rectangle(frame, *corners, 255, -1)
    seat, arm = _empty(side), rng.uniform(0.05, 0.14)
    middle = rng.uniform(top + 0.08, bottom - 0.04)
    edges = round((left + arm) * side), round(middle * side), round((right - arm) * side)
    cv2.rectangle(seat, edges[:2], (edges[2], round(bottom * side)), 255, -1)
    return [(legs, 0.0), (frame, 0.5), (seat, 0.2)]
