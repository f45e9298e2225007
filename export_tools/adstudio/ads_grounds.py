"""Grounds of ads: plain, gradients, rays, shapes, textures, photos and Adloom's own studios.

Everything is (height, width, 3) uint8 sRGB and drawn with little full-canvas float work.
"""

from __future__ import annotations

import colorsys
from collections.abc import Callable

import cv2
import numpy as np

from adloom.render.backgrounds import FAMILIES, draw_ground
from adloom.render.backgrounds_fields import Setting
from adloom.render.backgrounds_palette import ground_palette
from adloom.types import Box
from export_tools.adstudio.ads_stock import Stock
from export_tools.adstudio.labelled import Pixels

Rng = np.random.Generator
Colour = tuple[int, int, int]


def ground_colour(rng: Rng, tone: str = "") -> Colour:
    """A ground's colour: `tone` is pale, dark, vivid, white or drawn."""
    tone = tone or str(rng.choice(["pale", "dark", "vivid", "white"], p=[0.4, 0.25, 0.2, 0.15]))
    hue = float(rng.random())
    if tone == "white":
        return _rgb(hue, float(rng.uniform(0, 0.02)), float(rng.uniform(0.95, 1)))
    if tone == "pale":
        return _rgb(hue, float(rng.uniform(0.03, 0.3)), float(rng.uniform(0.85, 1)))
    if tone == "dark":
        return _rgb(hue, float(rng.uniform(0.1, 0.9)), float(rng.uniform(0.05, 0.3)))
    return _rgb(hue, float(rng.uniform(0.6, 1)), float(rng.uniform(0.55, 1)))


def _rgb(hue: float, saturation: float, value: float) -> Colour:
    red, green, blue = colorsys.hsv_to_rgb(hue, saturation, value)
    return round(red * 255), round(green * 255), round(blue * 255)


def shifted(rng: Rng, colour: Colour, by: float = 40) -> Colour:
    """A relative of `colour`: lighter or darker, a little turned."""
    step = rng.normal(0, by) + rng.normal(0, by / 4, 3)
    red, green, blue = (int(np.clip(c + s, 0, 255)) for c, s in zip(colour, step, strict=True))
    return red, green, blue


def full(width: int, height: int, colour: Colour) -> Pixels:
    """A canvas of one colour."""
    canvas = np.empty((height, width, 3), np.uint8)
    canvas[:] = colour
    return canvas


def gradient(width: int, height: int, first: Colour, second: Colour, degrees: float) -> Pixels:
    """A linear gradient."""
    turn = np.deg2rad(degrees)
    small = np.mgrid[0:64, 0:64].astype(np.float32) / 63 - 0.5
    reach = abs(np.cos(turn)) + abs(np.sin(turn))
    ramp = (small[1] * np.cos(turn) + small[0] * np.sin(turn)) / reach + 0.5
    return _mixed(ramp, first, second, width, height)


def glow(width: int, height: int, inner: Colour, outer: Colour, x: float, y: float) -> Pixels:
    """A radial gradient with its light at (x, y), as shares of the canvas."""
    rows, columns = np.mgrid[0:64, 0:64].astype(np.float32) / 63
    ramp = np.hypot(columns - x, (rows - y) * min(2.0, max(0.5, height / width)))
    return _mixed(np.clip(ramp * 1.3, 0, 1) ** 0.8, inner, outer, width, height)


def _mixed(ramp: np.ndarray, first: Colour, second: Colour, width: int, height: int) -> Pixels:  # type: ignore[type-arg]
    a, b = np.array(first, np.float32), np.array(second, np.float32)
    small = a + (b - a) * ramp[..., None]
    return np.asarray(
        cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR).clip(0, 255), np.uint8
    )


def cover(photo: Pixels, width: int, height: int, rng: Rng, *, mirror: bool = True) -> Pixels:
    """`photo` scaled and cropped so that it fills the canvas."""
    rows, columns = photo.shape[:2]
    wide, tall = (columns, columns * height / width)
    if tall > rows:
        wide, tall = rows * width / height, rows
    zoom = float(rng.uniform(0.8, 1)) if rng.random() < 0.5 else 1.0
    wide, tall = max(2, int(wide * zoom)), max(2, int(tall * zoom))
    left = int(rng.uniform(0.2, 0.8) * (columns - wide))
    top = int(rng.uniform(0.1, 0.6) * (rows - tall))
    piece = photo[top : top + tall, left : left + wide, :3]
    if mirror and rng.random() < 0.4:
        piece = piece[:, ::-1]
    way = cv2.INTER_AREA if wide > width else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(np.ascontiguousarray(piece), (width, height), interpolation=way))


def paint_ground(kind: str, stock: Stock, rng: Rng, width: int, height: int) -> Pixels:
    """A ground of `kind`, one of GROUNDS."""
    return _GROUNDS[kind](stock, rng, width, height)


def _white(stock: Stock, rng: Rng, width: int, height: int) -> Pixels:
    return full(
        width, height, (255, 255, 255) if rng.random() < 0.6 else ground_colour(rng, "white")
    )


def _plain(stock: Stock, rng: Rng, width: int, height: int) -> Pixels:
    return full(width, height, ground_colour(rng))


def _gradient(stock: Stock, rng: Rng, width: int, height: int) -> Pixels:
    first = ground_colour(rng)
    second = shifted(rng, first, 50) if rng.random() < 0.7 else ground_colour(rng)
    if rng.random() < 0.5:
        return gradient(width, height, first, second, float(rng.uniform(0, 360)))
    return glow(width, height, first, second, *rng.uniform(0.2, 0.8, 2))


def _studio(stock: Stock, rng: Rng, width: int, height: int) -> Pixels:
    """One of Adloom's own families, drawn at half size: they are smooth but for their grain."""
    w, h = max(64, width // 2), max(64, height // 2)
    names = [n for n, f in FAMILIES.items() if f.strips or 0.4 < width / height < 2.2]
    side = float(rng.choice([0.3, 0.5, 0.7]))
    box = Box(w * (side - 0.2), h * 0.25, w * 0.4, h * 0.6)
    setting = Setting(
        w,
        h,
        box,
        box.bottom,
        (box.x, box.right),
        Box(0, 0, w, h * 0.25),
        float(rng.choice([-1, 1])),
        "standing",
    )
    palette = ground_palette(
        float(rng.choice([0.25, 0.35, 0.7, 0.85, 0.92])),
        float(rng.uniform(0.005, 0.11)),
        float(rng.uniform(0, 360)),
    )
    name = names[int(rng.integers(len(names)))]
    planes = draw_ground(name, setting, palette, int(rng.integers(1 << 30)))
    small = np.moveaxis((planes * 255).clip(0, 255).astype(np.uint8), 0, 2)
    return grained(cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC), rng, 1.5)


def _photo(stock: Stock, rng: Rng, width: int, height: int) -> Pixels:
    return cover(stock.photo(rng), width, height, rng)


def _dimmed(stock: Stock, rng: Rng, width: int, height: int) -> Pixels:
    """A photo pushed back: darkened, whitened or tinted so that type reads on it."""
    photo = cover(stock.photo(rng), width, height, rng)
    tint = np.array(ground_colour(rng, str(rng.choice(["dark", "dark", "white", "vivid"]))))
    share = float(rng.uniform(0.35, 0.75))
    lookup = np.arange(256)[None, :] * (1 - share) + tint[:, None] * share
    return np.dstack([lookup[c].astype(np.uint8)[photo[..., c]] for c in range(3)])


def _blurred(stock: Stock, rng: Rng, width: int, height: int) -> Pixels:
    photo = cover(stock.photo(rng), max(16, width // 8), max(16, height // 8), rng)
    photo = cv2.GaussianBlur(photo, (0, 0), float(rng.uniform(0.6, 3)))
    return np.asarray(cv2.resize(photo, (width, height), interpolation=cv2.INTER_CUBIC))


def _texture(stock: Stock, rng: Rng, width: int, height: int) -> Pixels:
    if not stock.textures:
        return grained(_plain(stock, rng, width, height), rng, 8)
    patch = stock.textures[int(rng.integers(len(stock.textures)))].pixels()[..., :3]
    side = max(2, min(patch.shape[:2]))
    patch = patch[:side, :side]
    tile = np.vstack(
        [np.hstack([patch, patch[:, ::-1]]), np.hstack([patch[::-1], patch[::-1, ::-1]])]
    )
    scale = max(1.0, max(width, height) / (4 * side))
    size = (round(tile.shape[1] * scale), round(tile.shape[0] * scale))
    tile = cv2.resize(tile, size, interpolation=cv2.INTER_CUBIC)
    down, across = -(-height // tile.shape[0]), -(-width // tile.shape[1])
    return np.ascontiguousarray(np.tile(tile, (down, across, 1))[:height, :width])


def _rays(stock: Stock, rng: Rng, width: int, height: int) -> Pixels:
    """Sun rays from one point, as loud sale ads have them."""
    first = ground_colour(rng, str(rng.choice(["vivid", "pale", "dark"])))
    second = shifted(rng, first, 30)
    canvas = full(width, height, first)
    x, y = width * rng.uniform(0.2, 0.8), height * rng.uniform(0.2, 0.9)
    count, reach = int(rng.integers(8, 26)), 2.0 * max(width, height)
    start = float(rng.uniform(0, 3))
    for ray in range(count):
        a, b = (start + 2 * np.pi * (ray + k) / count for k in (0.0, 0.5))
        corners = [(x, y), *((x + reach * np.cos(t), y + reach * np.sin(t)) for t in (a, b))]
        cv2.fillPoly(canvas, [np.array(corners, np.int32)], second, cv2.LINE_AA)
    return canvas


def _shapes(stock: Stock, rng: Rng, width: int, height: int) -> Pixels:
    """Large coloured shapes: a slanted half, a wave, circles, an arch of colour."""
    first = ground_colour(rng)
    canvas = full(width, height, first)
    for _ in range(int(rng.integers(1, 4))):
        colour = shifted(rng, first, 60) if rng.random() < 0.6 else ground_colour(rng)
        _SHAPES[int(rng.integers(len(_SHAPES)))](canvas, rng, colour)
    return canvas


def _slant(canvas: Pixels, rng: Rng, colour: Colour) -> None:
    height, width = canvas.shape[:2]
    a, b = rng.uniform(0.2, 0.8, 2)
    if rng.random() < 0.5:
        corners = [(0, a * height), (width, b * height), (width, height), (0, height)]
    else:
        corners = [(a * width, 0), (width, 0), (width, height), (b * width, height)]
    cv2.fillPoly(canvas, [np.array(corners, np.int32)], colour, cv2.LINE_AA)


def _wave(canvas: Pixels, rng: Rng, colour: Colour) -> None:
    height, width = canvas.shape[:2]
    x = np.linspace(0, width, 40)
    swing = np.sin(x / width * rng.uniform(3, 9) + rng.uniform(0, 6)) * rng.uniform(0.02, 0.1)
    line = np.stack([x, height * (rng.uniform(0.5, 0.9) + swing)], 1)
    corners = np.vstack([line, [[width, height], [0, height]]]).astype(np.int32)
    cv2.fillPoly(canvas, [corners], colour, cv2.LINE_AA)


def _disc(canvas: Pixels, rng: Rng, colour: Colour) -> None:
    height, width = canvas.shape[:2]
    centre = (int(rng.uniform(0, width)), int(rng.uniform(0, height)))
    radius = int(rng.uniform(0.15, 0.6) * min(width, height))
    cv2.circle(canvas, centre, radius, colour, -1, cv2.LINE_AA)


_SHAPES: tuple[Callable[[Pixels, Rng, Colour], None], ...] = (_slant, _slant, _wave, _disc)


def _drama(stock: Stock, rng: Rng, width: int, height: int) -> Pixels:
    """A dark ground with a coloured light, a floor and sparks: what made-up sports ads stand on."""
    outer = ground_colour(rng, "dark")
    inner = _rgb(float(rng.random()), float(rng.uniform(0.5, 1)), float(rng.uniform(0.4, 0.9)))
    canvas = glow(
        width, height, inner, outer, float(rng.uniform(0.3, 0.8)), float(rng.uniform(0.3, 0.9))
    )
    for _ in range(int(rng.integers(0, 60))):
        centre = (int(rng.uniform(0, width)), int(rng.uniform(0, height)))
        colour = shifted(rng, inner, 60)
        cv2.circle(canvas, centre, int(rng.integers(1, 5)), colour, -1, cv2.LINE_AA)
    for _ in range(int(rng.integers(0, 5))):
        a, b = ((int(rng.uniform(0, width)), int(rng.uniform(0, height))) for _ in range(2))
        cv2.line(canvas, a, b, shifted(rng, inner, 40), int(rng.integers(1, 4)), cv2.LINE_AA)
    return cv2.GaussianBlur(canvas, (0, 0), float(rng.uniform(0.8, 3)))


def _pattern(stock: Stock, rng: Rng, width: int, height: int) -> Pixels:
    """Dots, stripes or squares of a quiet second colour."""
    first = ground_colour(rng, str(rng.choice(["pale", "white", "vivid", "dark"])))
    canvas, second = full(width, height, first), shifted(rng, first, 18)
    step, kind = int(rng.integers(14, 70)), int(rng.integers(3))
    if kind == 0:
        for y in range(step // 2, height, step):
            for x in range(step // 2, width, step):
                cv2.circle(canvas, (x, y), step // 5, second, -1, cv2.LINE_AA)
    elif kind == 1:
        for x in range(-height, width, step):
            cv2.line(canvas, (x, height), (x + height, 0), second, step // 3, cv2.LINE_AA)
    else:
        canvas[::step] = canvas[:, ::step] = second
    return canvas


def grained(canvas: Pixels, rng: Rng, strength: float) -> Pixels:
    """`canvas` with film grain, drawn as one tile of noise."""
    tile = rng.standard_normal((256, 256), np.float32) * np.float32(strength)
    down, across = -(-canvas.shape[0] // 256), -(-canvas.shape[1] // 256)
    noise = np.tile(tile.astype(np.int16), (down, across))[: canvas.shape[0], : canvas.shape[1]]
    return (canvas.astype(np.int16) + noise[..., None]).clip(0, 255).astype(np.uint8)


Paint = Callable[[Stock, Rng, int, int], Pixels]
_GROUNDS: dict[str, Paint] = {
    "white": _white,
    "plain": _plain,
    "gradient": _gradient,
    "studio": _studio,
    "photo": _photo,
    "dimmed": _dimmed,
    "blurred": _blurred,
    "texture": _texture,
    "rays": _rays,
    "shapes": _shapes,
    "drama": _drama,
    "pattern": _pattern,
}
GROUNDS = tuple(_GROUNDS)
