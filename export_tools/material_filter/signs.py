"""Draws what shops do not sell: lettered signs before a street or room, and strips of text.

Everything is drawn from a numpy Generator with the fonts of `resources/fonts`; the words are
made up from each script's letters. Pictures are (H, W, 3) uint8 sRGB.
"""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from export_tools.adstudio.labelled import Pixels
from export_tools.product_matting.sources import PROJECT_ROOT

Rng = np.random.Generator
FONTS = PROJECT_ROOT / "resources" / "fonts"
SCRIPTS = {  # font files (any of them) and the letters words are made of
    "latin": ("noto-sans-*.ttf archivo-*.ttf barlow*.ttf bitter-*.ttf", "etaoinshrdlucmfwypvbgk"),
    "capitals": ("noto-sans-[47]00.ttf archivo-*.ttf bebas*.ttf", "ETAOINSHRDLUCMFWYPVBGK"),
    "figures": ("noto-sans-[47]00.ttf archivo-*.ttf", "0123456789"),
    "cyrillic": ("noto-sans-[47]00.ttf", "оеаинтсрвлкмдпуяыьгзбч"),
    "thai": ("noto-sans-thai-*.ttf", "กขคงจชซดตถทนบปผพมยรลวสหอ"),
    "devanagari": ("noto-sans-devanagari-*.ttf", "कखगघचजटडतदनपबमयरलवशसह"),
    "hebrew": ("noto-sans-hebrew-*.ttf", "אבגדהוזחטיכלמנסעפצקרשת"),
}
BOARDS = ((24, 92, 60), (20, 60, 140), (190, 30, 34), (240, 190, 20), (245, 245, 240), (30, 30, 34))


def draw_sign(ground: Pixels, rng: Rng) -> Pixels:
    """`ground`, cropped, with one or two lettered boards standing in it, seen at an angle."""
    picture = _crop(ground, rng)
    for _ in range(int(rng.choice([1, 2, 3], p=[0.6, 0.25, 0.15]))):
        picture = _stand(picture, _board(rng), rng)
    return picture


def draw_strip(rng: Rng) -> Pixels:
    """One or two lines of text on a plain ground, 5 to 16 times as wide as high."""
    height = int(rng.integers(64, 130))
    lines = int(rng.choice([1, 2], p=[0.75, 0.25]))
    text = _line(rng, int(height / lines * 0.62), words=int(rng.integers(3, 9)))
    dark = rng.random() < 0.2
    paper, ink = (rng.uniform(225, 255, 3), rng.uniform(0, 90, 3))
    paper, ink = (ink, paper) if dark else (paper, ink)
    width = int(np.clip(text.shape[1] + height * 0.6, height * 5, height * 16))
    page = np.zeros((height, width), np.float32)
    for number in range(lines):
        row = text if number == 0 else _line(rng, int(height / lines * 0.62), words=4)
        top = int((number + 0.5) * height / lines - row.shape[0] / 2)
        fitted = row[: height - max(0, top), : width - 8]
        page[max(0, top) : max(0, top) + len(fitted), 4 : 4 + fitted.shape[1]] = fitted
    return _colour(page, paper, ink)


def _crop(ground: Pixels, rng: Rng) -> Pixels:
    rows, columns = ground.shape[:2]
    share = rng.uniform(0.55, 1.0)
    height, width = int(rows * share), int(columns * share)
    top, left = int(rng.integers(rows - height + 1)), int(rng.integers(columns - width + 1))
    return np.ascontiguousarray(ground[top : top + height, left : left + width])


def _board(rng: Rng) -> Pixels:
    """A flat board with a rim, one to five lines and perhaps an arrow."""
    paper = np.array(BOARDS[int(rng.integers(len(BOARDS)))], np.float32)
    ink = np.full(3, 250.0 if paper.mean() < 140 else 20.0)
    size, count = 60, int(rng.integers(1, 6))
    lines = [_line(rng, size, words=int(rng.integers(1, 3))) for _ in range(count)]
    width = max(180, *(row.shape[1] for row in lines)) + 60
    plane = np.zeros((40 + 84 * count, width), np.float32)
    for number, row in enumerate(lines):
        left = int(rng.integers(20, width - row.shape[1] - 10))
        plane[24 + 84 * number : 24 + 84 * number + row.shape[0], left : left + row.shape[1]] = row
    if rng.random() < 0.7:
        cv2.rectangle(plane, (6, 6), (width - 7, len(plane) - 7), 1.0, int(rng.integers(2, 6)))
    if rng.random() < 0.4:
        plane = np.vstack([plane, _arrow(width, rng)])
    return _colour(plane, paper, ink)


def _arrow(width: int, rng: Rng) -> NDArray[np.float32]:
    plane = np.zeros((110, width), np.float32)
    ends = [(40, 55), (width - 40, 55)]
    start, end = ends if rng.random() < 0.5 else ends[::-1]
    cv2.arrowedLine(plane, start, end, 1.0, 14, tipLength=0.2)
    return plane


def _stand(picture: Pixels, board: Pixels, rng: Rng) -> Pixels:
    """The board pasted by a perspective, lit like its surroundings."""
    rows, columns = picture.shape[:2]
    width = columns * rng.uniform(0.3, 0.8)
    height = min(width * board.shape[0] / board.shape[1], rows * 0.8)
    left = rng.uniform(-0.05, 1.02 - width / columns) * columns
    top = rng.uniform(-0.02, 1 - height / rows) * rows
    corners = np.array([[0, 0], [1, 0], [1, 1], [0, 1]]) * (width, height) + (left, top)
    corners += rng.normal(0, 0.05, (4, 2)) * (width, height)
    source = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float32) * board.shape[1::-1]
    bend = cv2.getPerspectiveTransform(source.astype(np.float32), corners.astype(np.float32))
    light = rng.uniform(0.45, 1.0)
    lit = (board * light).astype(np.uint8)
    pasted = cv2.warpPerspective(lit, bend, (columns, rows), flags=cv2.INTER_AREA)
    cover = np.full(board.shape[:2], 255, np.uint8)
    mask = cv2.warpPerspective(cover, bend, (columns, rows), flags=cv2.INTER_LINEAR)
    share = mask[..., None].astype(np.float32) / 255
    return (picture * (1 - share) + pasted * share).round().astype(np.uint8)


def _line(rng: Rng, size: int, words: int) -> NDArray[np.float32]:
    """One line of made-up words as ink 0..1, trimmed to its own box."""
    files, letters = SCRIPTS[str(rng.choice(list(SCRIPTS)))]
    paths = _fonts(files)
    font = ImageFont.truetype(paths[int(rng.integers(len(paths)))], size)
    text = " ".join(
        "".join(rng.choice(list(letters), int(rng.integers(2, 9)))) for _ in range(words)
    )
    left, top, right, bottom = (int(v) for v in font.getbbox(text))
    plane = Image.new("L", (max(1, right - left), max(1, bottom - top)))
    ImageDraw.Draw(plane).text((-left, -top), text, fill=255, font=font)
    return np.asarray(plane, dtype=np.float32)[: round(size * 1.25)] / 255


@lru_cache(maxsize=32)
def _fonts(patterns: str) -> tuple[str, ...]:
    found = [str(p) for pattern in patterns.split() for p in sorted(FONTS.glob(pattern))]
    wrong = ("arabic", "hebrew", "thai", "devanagari", "math", "symbols")
    if "noto-sans-*" in patterns:
        found = [f for f in found if not any(w in f for w in wrong)]
    if not found:
        raise FileNotFoundError(f"no font {patterns} in {FONTS}")
    return tuple(found)


def _colour(
    ink_plane: NDArray[np.float32], paper: NDArray[np.floating], ink: NDArray[np.floating]
) -> Pixels:
    share = ink_plane[..., None]
    return (paper * (1 - share) + ink * share).round().clip(0, 255).astype(np.uint8)
