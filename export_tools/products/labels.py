"""Printed matter drawn with Pillow: labels, cartons, dials, pouches, in invented brands."""

from __future__ import annotations

import math
import os
import random
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import bpy
import numpy as np
from PIL import Image, ImageDraw, ImageFont

FONTS = Path(__file__).resolve().parents[2] / "resources" / "fonts"


@dataclass(frozen=True)
class Print:
    """What a label says and in which inks and faces."""

    brand: str
    name: str
    lines: tuple[str, ...] = ()
    foot: str = ""
    paper: str = "#f4f0e8"
    ink: str = "#26231f"
    accent: str = "#b5563c"
    face: str = "Montserrat"
    serif: str = "Playfair"
    style: str = "minimal"


@cache
def font_file(family: str, bold: bool) -> Path | None:
    """Find a face by the start of its file name, in ADLOOM_FONTS or the bundled fonts."""
    for root in filter(None, (os.environ.get("ADLOOM_FONTS"), str(FONTS))):
        found = sorted(
            p for p in Path(root).rglob("*.ttf") if p.stem.lower().startswith(family.lower())
        )
        upright = [p for p in found if "Italic" not in p.stem]
        wanted = [p for p in upright if ("700" in p.stem or "-Bold" in p.stem) == bold]
        for p in [q for q in wanted if "400" in q.stem or bold] or wanted or upright:
            return p
    return None


def face(family: str, size: float, bold: bool = False) -> ImageFont.FreeTypeFont:
    """Open a face, or Pillow's own when the fonts are not there."""
    path = font_file(family, bold)
    if path is None:
        return ImageFont.load_default(size)
    return ImageFont.truetype(str(path), int(size))


def spaced(
    draw: ImageDraw.ImageDraw,
    at: tuple[float, float],
    text: str,
    font: ImageFont.FreeTypeFont,
    ink: str,
    tracking: float = 0.0,
    limit: float = 1e9,
) -> float:
    """Write a centred line with tracking (in ems), shrunk to the limit; return its height."""
    size = font.size
    gap = tracking * size
    wide = sum(font.getlength(c) + gap for c in text) - gap
    if wide > limit:
        font = font.font_variant(size=max(6, int(size * limit / wide)))
        gap = tracking * font.size
        wide = sum(font.getlength(c) + gap for c in text) - gap
    x = at[0] - wide / 2
    for char in text:
        draw.text((x, at[1]), char, font=font, fill=ink, anchor="lm")
        x += font.getlength(char) + gap
    return float(font.size)


def to_blender(picture: Image.Image, name: str) -> bpy.types.Image:
    """Hand a Pillow picture to Blender as an sRGB image with alpha."""
    rgba = np.asarray(picture.convert("RGBA"), np.float32)[::-1] / 255.0
    image = bpy.data.images.new(name, picture.width, picture.height, alpha=True)
    image.alpha_mode = "STRAIGHT"
    image.pixels.foreach_set(np.ascontiguousarray(rgba).ravel())
    image.update()
    image.pack()
    return image


def _leaves(draw: ImageDraw.ImageDraw, box: tuple[float, float, float, float], ink: str) -> None:
    x0, y0, x1, y1 = box
    mid, tall = (x0 + x1) / 2, y1 - y0
    width = max(2, int(tall * 0.012))
    draw.line([(mid, y1), (mid, y0 + tall * 0.1)], fill=ink, width=width)
    for k in range(6):
        y = y1 - tall * (0.1 + 0.13 * k)
        size = tall * (0.24 - 0.025 * k)
        for side in (-1, 1):
            tip = (mid + side * size, y - size * 0.75)
            low = (mid + side * size * 0.75, y - size * 0.05)
            high = (mid + side * size * 0.15, y - size * 0.6)
            curve = [_bezier((mid, y), low, tip, t / 10) for t in range(11)]
            curve += [_bezier(tip, high, (mid, y), t / 10) for t in range(11)]
            if k % 2:
                draw.polygon(curve, fill=ink)
            else:
                draw.line([*curve, curve[0]], fill=ink, width=width)


def _bezier(
    a: tuple[float, float], b: tuple[float, float], c: tuple[float, float], t: float
) -> tuple[float, float]:
    s = 1 - t
    return (
        a[0] * s * s + 2 * b[0] * s * t + c[0] * t * t,
        a[1] * s * s + 2 * b[1] * s * t + c[1] * t * t,
    )


def _ornament(draw: ImageDraw.ImageDraw, p: Print, box: tuple[float, float, float, float]) -> None:
    x0, y0, x1, y1 = box
    w, h = x1 - x0, y1 - y0
    mid, cy, r = (x0 + x1) / 2, (y0 + y1) / 2, min(w, h) * 0.42
    if p.style == "botanical":
        _leaves(draw, (mid - r, cy - r, mid + r, cy + r), p.accent)
    elif p.style == "sun":
        draw.ellipse((mid - r * 0.5, cy - r * 0.5, mid + r * 0.5, cy + r * 0.5), fill=p.accent)
        for k in range(24):
            a = k * math.pi / 12
            c, s = math.cos(a), math.sin(a)
            line = [(mid + c * r * 0.62, cy + s * r * 0.62), (mid + c * r, cy + s * r)]
            draw.line(line, fill=p.accent, width=max(2, int(r * 0.05)))
    elif p.style == "waves":
        for k in range(5):
            y = y0 + h * (0.2 + 0.15 * k)
            pts = [(x0 + i * w / 60, y + math.sin(i / 60 * 12.6 + k) * h * 0.05) for i in range(61)]
            draw.line(pts, fill=p.accent, width=max(2, int(h * 0.03)), joint="curve")
    elif p.style == "peaks":
        draw.polygon([(mid - r * 1.6, y1), (mid - r * 0.5, y0), (mid + r * 0.6, y1)], fill=p.accent)
        ridge = [(mid - r * 0.3, y1), (mid + r * 0.7, y0 + h * 0.35), (mid + r * 1.6, y1)]
        draw.polygon(ridge, fill=p.ink)
    else:
        draw.line(
            [(mid - w * 0.08, cy), (mid + w * 0.08, cy)], fill=p.accent, width=max(2, int(h / 30))
        )


def label(
    p: Print, width: int, height: int, *, clear: bool = False, ground: str = "", room: float = 0.84
) -> Image.Image:
    """Draw a label: brand, ornament, name, small lines, foot.

    Clear leaves the paper out; room is the share of the width the longest line may take.
    """
    base = (0, 0, 0, 0) if clear else (ground or p.paper)
    picture = Image.new("RGBA", (width, height), base)
    draw = ImageDraw.Draw(picture)
    mid, room = width / 2, width * room
    if p.style == "block" and not clear:
        draw.rectangle((0, 0, width, height * 0.34), fill=p.accent)
    if p.style == "frame":
        inset = int(min(width, height) * 0.045)
        rim = (inset, inset, width - inset, height - inset)
        draw.rectangle(rim, outline=p.accent, width=max(2, inset // 6))
    unit = min(height, width * 1.25)
    brand_ink = p.paper if p.style == "block" and not clear else p.ink
    spaced(
        draw,
        (mid, height * 0.17),
        p.brand.upper(),
        face(p.face, unit * 0.1, True),
        brand_ink,
        0.16,
        room,
    )
    if p.style != "block":
        _ornament(draw, p, (width * 0.2, height * 0.27, width * 0.8, height * 0.49))
    spaced(draw, (mid, height * 0.58), p.name, face(p.serif, unit * 0.115), p.ink, 0.01, room)
    for k, line in enumerate(p.lines):
        spaced(
            draw,
            (mid, height * (0.69 + 0.065 * k)),
            line,
            face(p.face, unit * 0.042),
            p.ink,
            0.06,
            room,
        )
    if p.foot:
        spaced(
            draw, (mid, height * 0.91), p.foot, face(p.face, unit * 0.042, True), p.ink, 0.08, room
        )
    return picture


def carton(p: Print, size: tuple[float, float, float], height: int = 1024) -> Image.Image:
    """Draw the six-face atlas of a carton: front, side, top, each a third, stretched to fit."""
    sx, sy, sz = size
    front = label(p, int(height * sx / sz), height)
    side = Image.new("RGBA", (int(height * sy / sz), height), p.accent)
    draw = ImageDraw.Draw(side)
    words = face(p.face, side.width * 0.062)
    for k in range(9):
        text = p.lines[k % len(p.lines)] if p.lines else p.name
        draw.text((side.width * 0.12, height * (0.3 + k * 0.045)), text, font=words, fill=p.paper)
    spaced(
        draw,
        (side.width / 2, height * 0.17),
        p.brand.upper(),
        face(p.face, side.width * 0.13, True),
        p.paper,
        0.1,
        side.width * 0.8,
    )
    _barcode(draw, (side.width * 0.2, height * 0.8, side.width * 0.8, height * 0.9), p.brand)
    top = Image.new("RGBA", (int(height * sx / sz), int(height * sy / sz)), p.paper)
    spaced(
        ImageDraw.Draw(top),
        (top.width / 2, top.height / 2),
        p.brand.upper(),
        face(p.face, top.width * 0.1, True),
        p.ink,
        0.1,
        top.width * 0.8,
    )
    atlas = Image.new("RGBA", (height * 3, height), p.paper)
    for k, part in enumerate((front, side, top)):
        atlas.paste(part.resize((height, height), Image.Resampling.LANCZOS), (height * k, 0))
    return atlas


def _barcode(draw: ImageDraw.ImageDraw, box: tuple[float, float, float, float], seed: str) -> None:
    x0, y0, x1, y1 = box
    draw.rectangle((x0 - 8, y0 - 8, x1 + 8, y1 + 8), fill="#ffffff")
    rng, x = random.Random(seed), x0
    while x < x1:
        wide = rng.choice((2, 2, 3, 5))
        draw.rectangle((x, y0, min(x + wide, x1), y1), fill="#111111")
        x += wide + rng.choice((2, 3, 4))


def dial(brand: str, ground: str, ink: str, accent: str, size: int = 1024) -> Image.Image:
    """Draw a watch dial: minute track, hour batons, the maker's name, a small date."""
    picture = Image.new("RGBA", (size, size), ground)
    draw = ImageDraw.Draw(picture)
    c = size / 2
    for k in range(60):
        a = math.radians(k * 6 - 90)
        near = 0.93 if k % 5 else 0.9
        line = [(c + math.cos(a) * c * r, c + math.sin(a) * c * r) for r in (near, 0.96)]
        draw.line(line, fill=ink, width=5 if k % 5 == 0 else 3)
    spaced(draw, (c, size * 0.32), brand.upper(), face("Montserrat", size * 0.05, True), ink, 0.2)
    spaced(draw, (c, size * 0.68), "AUTOMATIC", face("Montserrat", size * 0.026), accent, 0.25)
    draw.rectangle((size * 0.46, size * 0.755, size * 0.54, size * 0.81), outline=ink, width=3)
    draw.text((c, size * 0.783), "14", font=face("Montserrat", size * 0.042), fill=ink, anchor="mm")
    mask = Image.new("L", (size, size), 0)
    ImageDraw.Draw(mask).ellipse((1, 1, size - 2, size - 2), fill=255)
    picture.putalpha(mask)
    return picture
