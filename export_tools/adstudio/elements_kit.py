"""What every ad is made of (fonts, logos, stickers, texts) and one ad's taste, its Look.

The folds "train" and "test" share no font, logo, sticker or line of text.
"""

from __future__ import annotations

import io
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

import numpy as np
from PIL import Image

from adloom.paths import resources_folder
from export_tools.adstudio.elements_base import (
    BLACK,
    WHITE,
    Colour,
    Pixels,
    Rng,
    hsv,
    luma,
    mix,
    pick,
    readable,
)
from export_tools.adstudio.elements_fonts import SCRIPTS, Font, digest, in_fold, read_fonts
from export_tools.adstudio.elements_words import HAN, Texts, read_texts

Fold = Literal["train", "test"]
SHARES = {
    "hans": 0.16,
    "hant": 0.15,
    "jpan": 0.13,
    "latn": 0.45,
    "kore": 0.03,
    "cyrl": 0.025,
    "arab": 0.02,
    "deva": 0.015,
    "thai": 0.015,
    "hebr": 0.01,
}
SPARE = frozenset({"cjk"})
HOT: tuple[tuple[Colour, ...], ...] = (
    ((255, 214, 0), (226, 30, 36), (255, 255, 255)),
    ((255, 122, 0), (20, 20, 24), (255, 226, 150)),
    ((214, 20, 40), (255, 236, 190), (150, 10, 30)),
    ((0, 92, 200), (255, 204, 0), (10, 40, 100)),
    ((16, 44, 92), (240, 246, 252), (60, 130, 220)),
    ((255, 62, 120), (255, 240, 120), (120, 60, 220)),
    ((190, 150, 84), (28, 26, 30), (244, 232, 206)),
    ((0, 150, 90), (250, 230, 60), (240, 250, 244)),
)
EFFECTS = {
    "outline": 5,
    "double": 3,
    "glow": 2,
    "shadow": 4,
    "extrude": 2,
    "gradient": 3,
    "metal": 2,
    "skew": 3,
    "emphasis": 6,
    "tilt": 0.8,
    "arc": 0.6,
    "hollow": 0.5,
}


@dataclass(frozen=True)
class Kit:
    """Fonts by script (`spare` ones, of both folds, fill their gaps), encoded art, and texts."""

    fonts: Mapping[str, tuple[Font, ...]]
    spare: tuple[Font, ...]
    logos: tuple[bytes, ...]
    stickers: tuple[bytes, ...]
    texts: Texts


@dataclass(frozen=True)
class Look:
    """One ad's taste, shared by all its elements; `roundness` is 0-1, `loud` how shouting it is.

    `ground` is the mean colour of the picture; `effects` are those its headlines wear.
    """

    script: str
    headline: tuple[Font, ...]
    body: tuple[Font, ...]
    inks: tuple[Colour, ...]
    accents: tuple[Colour, ...]
    effects: tuple[str, ...]
    roundness: float
    icons: str
    loud: float
    ground: Colour


def load_kit(stock: Path | None, fold: Fold = "train") -> Kit:
    """Load the kit once: from `stock`, else from resources/fonts and the shared training data."""
    every = read_fonts(stock / "fonts" if stock else resources_folder() / "fonts")
    held = held_families(every)
    kept = [font for font in every if (font.name in held) == (fold == "test")]
    fonts: dict[str, tuple[Font, ...]] = {}
    for script in SCRIPTS:
        able = tuple(font for font in kept if script in font.scripts)
        # A script with a single family has nothing to hold back.
        fonts[script] = able or tuple(font for font in every if script in font.scripts)
    spare = tuple(font for font in every if font.name in SPARE or font.name.startswith("noto-sans"))
    logos, stickers = read_art(stock, "logos", fold), read_art(stock, "stickers", fold)
    return Kit(fonts, spare, logos, stickers, read_texts(copy_folder(stock), fold))


def held_families(every: list[Font]) -> frozenset[str]:
    """Return the families kept for testing: one in ten, and one of each script that has two."""
    names = sorted({font.name for font in every} - SPARE, key=digest)
    held = {name for name in names if in_fold(name, "test") and not name.startswith("noto-sans")}
    for script in SCRIPTS:
        able = {font.name for font in every if script in font.scripts}
        free = [name for name in names if name in able and not name.startswith("noto-sans")]
        if len(able) > 1 and free and not held & able:
            held.add(free[0])
    return frozenset(held)


def copy_folder(stock: Path | None) -> Path | None:
    """Return the folder of the authored records: the stock's, else the training data's."""
    if stock and any(stock.glob("copy-*.jsonl")):
        return stock
    from export_tools.product_matting.sources import data_folder

    try:
        return data_folder()
    except FileNotFoundError:
        if stock:
            return None
        raise


def read_art(stock: Path | None, name: str, fold: Fold) -> tuple[bytes, ...]:
    """Return the encoded pictures of `name` in `fold`; `artwork` decodes one when it is wanted."""
    if stock:
        paths = sorted((stock / name).glob("*.webp"))
        return tuple(path.read_bytes() for path in paths if in_fold(path.name, fold))
    from export_tools.product_matting.sources import data_folder, read_index

    rows = [row for row in read_index(name) if row.has_alpha and in_fold(row.file, fold)]
    found: list[bytes] = []
    for shard in sorted({row.shard for row in rows}):
        wanted = {row.file for row in rows if row.shard == shard}
        with tarfile.open(data_folder() / shard) as tar:
            members = [member for member in tar if Path(member.name).name in wanted]
            streams = [tar.extractfile(member) for member in members]
            found += [stream.read() for stream in streams if stream is not None]
    return tuple(found)


@lru_cache(maxsize=256)
def artwork(encoded: bytes) -> Pixels:
    """Return an encoded picture as RGBA, cut to its ink, at most 224 pixels long."""
    with Image.open(io.BytesIO(encoded)) as picture:
        picture = picture.convert("RGBA")
        picture.thumbnail((224, 224))
        pixels = np.asarray(picture)
    cut = to_ink(pixels)
    return pixels if cut is None else cut


def to_ink(pixels: Pixels) -> Pixels | None:
    """Return a picture cut to what is seen of it; None when that is next to nothing."""
    ys, xs = np.nonzero(pixels[..., 3] > 40)
    if len(ys) < 60:
        return None
    return np.ascontiguousarray(pixels[ys.min() : ys.max() + 1, xs.min() : xs.max() + 1])


def new_look(kit: Kit, rng: Rng, ground: Pixels) -> Look:
    """Return a look that goes with `ground` (H, W, 3), or stands out from it."""
    script = pick(rng, tuple(SHARES), tuple(SHARES.values()))
    small = ground[:: max(1, ground.shape[0] // 40), :: max(1, ground.shape[1] // 40)]
    mean = small.reshape(-1, 3).mean(axis=0)
    base: Colour = (int(mean[0]), int(mean[1]), int(mean[2]))
    loud = float(rng.beta(1.8, 1.1) if script in HAN else rng.beta(1.2, 1.3))
    accents = accent_colours(rng, base, loud)
    inks = (readable(rng, base, accents), WHITE if luma(base) < 130 else BLACK)
    count = int(rng.integers(0, 4)) if loud > 0.35 else int(rng.integers(0, 2))
    weights = np.asarray(tuple(EFFECTS.values())) / sum(EFFECTS.values())
    effects = tuple(str(e) for e in rng.choice(tuple(EFFECTS), count, replace=False, p=weights))
    return Look(
        script,
        choose_fonts(kit, rng, script, headline=True, loud=loud),
        choose_fonts(kit, rng, script, headline=False, loud=loud),
        inks,
        accents,
        effects,
        float(pick(rng, (0.0, 0.25, 0.5, 1.0))),
        pick(rng, ("line", "solid", "disc", "ring", "rounded", "double")),
        loud,
        base,
    )


def accent_colours(rng: Rng, ground: Colour, loud: float) -> tuple[Colour, ...]:
    """Return three accents: of the ground's hue, of its complement, or the trade's red and gold."""
    import colorsys

    hue = colorsys.rgb_to_hsv(*(part / 255 for part in ground))[0]
    turn = pick(rng, (0.0, 0.5, 0.08, -0.08, 0.33), (3, 3, 1, 1, 1))
    if rng.random() < 0.25 * loud + 0.05:
        return pick(rng, HOT)
    if rng.random() < 0.4:
        hue, turn = float(pick(rng, (0.0, 0.02, 0.12, 0.6, 0.55, 0.35, 0.9))), 0.0
    rich = 0.35 + 0.6 * loud
    first = hsv(hue + turn, rich, rng.uniform(0.45, 1.0))
    second = hsv(hue + turn + rng.uniform(0.08, 0.5), rich, rng.uniform(0.7, 1.0))
    third = mix(first, pick(rng, (WHITE, BLACK)), rng.uniform(0.4, 0.8))
    return first, second, third


def choose_fonts(
    kit: Kit, rng: Rng, script: str, *, headline: bool, loud: float
) -> tuple[Font, ...]:
    """Return a font for the role, then those that stand in for the characters it lacks."""
    fonts = kit.fonts[script]
    taste = pick(rng, ("plain", "serif", "fancy"), (6, 2, 2 if headline else 0.3))
    heavy = rng.random() < (0.35 + 0.6 * loud if headline else 0.35)
    heavy = heavy or (headline and script in HAN and rng.random() < 0.5)
    fit = [f for f in fonts if f.taste == taste and f.heavy == heavy]
    fit = fit or [f for f in fonts if f.heavy == heavy] or list(fonts)
    first = pick(rng, fit)
    latin = [f for f in kit.fonts["latn"] if f.taste == first.taste] or list(kit.fonts["latn"])
    spare = [f for f in kit.spare if script in f.scripts][:3]
    return (first, *spare, pick(rng, latin), *kit.spare[:2])
