"""Training examples of the style predictor: small canvases, authored layouts, teacher's odds.

An example is one canvas (128 px on its longer side) with one layout, texts, a genre and a tone;
`example` holds the network's inputs before and after the underlays are decided, the teacher's
odds for each class, its legal masks and the choices it drew. Files: examples-<n>.npz.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from adloom import geometry
from adloom.render import backgrounds
from adloom.render.backgrounds_fields import Setting
from adloom.render.backgrounds_palette import product_colours, propose_palettes
from adloom.stages import style_codec as codec
from adloom.stages import style_vocabulary as vocabulary
from adloom.types import TONES, Box, Element, Layout
from export_tools.adstudio import teacher
from export_tools.product_matting.cutouts import WHITE, cut_out
from export_tools.product_matting.sources import data_folder, read_index, read_pictures

Arrays = dict[str, NDArray[np.generic]]
Pixels = NDArray[np.uint8]
ELEMENTS = vocabulary.MAX_ELEMENTS
DRAWS_PER_CANVAS = 3
HELD_OUT = 0.1
"""Share of layouts and pictures kept for validation (the last ones)."""


@dataclass(frozen=True)
class Stock:
    """Product cut-outs with the genre of each, and photographs used whole."""

    cutouts: list[Pixels]
    cutout_genres: list[str]
    photos: list[Pixels]
    photo_genres: list[str]


def read_stock() -> Stock:
    """Read pictures of tiers A and N, 160 px on their longer side, cut out where on white."""
    stock = Stock([], [], [], [])
    for name, step, known in (
        ("products", 1, ""), ("grocery-iconic", 1, "food"), ("clothing", 6, "fashion"),
        ("grocery", 5, "food"), ("ai-pictures", 3, ""),
    ):  # fmt: skip
        for row, pixels in read_pictures(read_index(name)[::step], 160):
            genre = known or _genre_of_row(row.file.replace("_", " "), row.category)
            _add(stock, pixels, genre)
    return stock


def _genre_of_row(title: str, category: str) -> str:
    from adloom.types import Product

    return vocabulary.genre_of(Product(images=(), title=title, category=category))


def _add(stock: Stock, pixels: Pixels, genre: str) -> None:
    picture = np.ascontiguousarray(pixels[..., :3])
    cut, _ = cut_out(picture, WHITE)
    if cut is None:
        stock.photos.append(picture)
        stock.photo_genres.append(genre)
        return
    ys, xs = np.nonzero(cut[..., 3] > 128)
    stock.cutouts.append(cut[ys.min() : ys.max() + 1, xs.min() : xs.max() + 1])
    stock.cutout_genres.append(genre)


def read_layouts() -> list[tuple[Layout, Box]]:
    """Read the authored layouts with the box their product takes."""
    layouts = []
    for line in (data_folder() / "layouts.jsonl").read_text("utf-8").splitlines():
        record = json.loads(line)
        elements = tuple(
            Element(e["role"], Box(*map(float, e["box"])), e["on"], e["align"],
                    max(1, e["lines"]), e.get("shape", ""))
            for e in record["elements"]
        )  # fmt: skip
        layout = Layout((record["canvas"][0], record["canvas"][1]), elements)
        layouts.append((layout, Box(*map(float, record["product"]["box"]))))
    return layouts


def read_copy() -> dict[str, list[str]]:
    """Read every authored line by role; prices and brands (for logos) too."""
    lines: dict[str, list[str]] = {}
    for path in sorted(data_folder().glob("copy-*.jsonl")):
        for row in path.read_text("utf-8").splitlines():
            record = json.loads(row)
            for role in ("headline", "subhead"):
                lines.setdefault(role, []).extend(text for _, text in record.get(role, ()))
            for role in ("selling_point", "long", "badge", "cta"):
                lines.setdefault(role, []).extend(record.get(role, ()))
            if record.get("price"):
                lines.setdefault("price", []).append("$" + str(record["price"]))
            if record.get("brand"):
                lines.setdefault("logo", []).append(record["brand"])
    return lines


def texts_for(
    layout: Layout, lines: dict[str, list[str]], rng: np.random.Generator
) -> dict[int, str]:
    """Draw a line for each text element, of a length its box can hold."""
    texts: dict[int, str] = {}
    for index, element in enumerate(layout.elements):
        pool = lines.get(element.role)
        if not pool:
            continue
        drawn = [pool[int(rng.integers(len(pool)))] for _ in range(6)]
        room = element.box.width * element.lines / max(1.0, element.box.height / element.lines)
        texts[index] = min(drawn, key=lambda text, room=room: abs(len(text) - room * 1.9))
    return texts


def canvas_for(
    stock: Stock, layout: Layout, product: Box, held_out: bool, rng: np.random.Generator
) -> tuple[Pixels, Pixels, str]:
    """Draw a canvas for `layout` at 128 px: (H, W, 4) pixels, (H, W) product mask, genre."""
    scale = codec.VIEW_SIDE / max(layout.canvas)
    width, height = (max(16, round(side * scale)) for side in layout.canvas)
    box = geometry.scale(product, width / layout.canvas[0], height / layout.canvas[1])
    if rng.random() < 0.3:
        picture, genre = _pick(stock.photos, stock.photo_genres, held_out, rng)
        return _photo_canvas(picture, width, height, box, rng), _disc(width, height, box), genre
    cutout, genre = _pick(stock.cutouts, stock.cutout_genres, held_out, rng)
    factor = min(box.width / cutout.shape[1], box.height / cutout.shape[0])
    size = (max(2, round(cutout.shape[1] * factor)), max(2, round(cutout.shape[0] * factor)))
    placed = np.asarray(Image.fromarray(cutout).resize(size, Image.Resampling.BILINEAR))
    left = round(box.x + (box.width - size[0]) / 2)
    top = round(box.y + (box.height - size[1]) / 2)
    solid = Box(left, top, size[0], size[1])
    canvas = draw_ground_for(cutout, width, height, solid, rng)
    mask = np.zeros((height, width), np.uint8)
    left, top = min(max(0, left), width - 1), min(max(0, top), height - 1)
    part = placed[: height - top, : width - left]
    area = (slice(top, top + part.shape[0]), slice(left, left + part.shape[1]))
    alpha = part[..., 3:] / 255
    canvas[area][..., :3] = canvas[area][..., :3] * (1 - alpha) + part[..., :3] * alpha + 0.5
    mask[area] = part[..., 3]
    return canvas, mask, genre


def _pick(
    pictures: list[Pixels], genres: list[str], held_out: bool, rng: np.random.Generator
) -> tuple[Pixels, str]:
    split = int(len(pictures) * (1 - HELD_OUT))
    at = int(rng.integers(split, len(pictures)) if held_out else rng.integers(split))
    return pictures[at], genres[at]


def draw_ground_for(
    cutout: Pixels, width: int, height: int, solid: Box, rng: np.random.Generator
) -> Pixels:
    """Draw a plain or studio ground (H, W, 4) for a cut-out that stands in `solid`."""
    canvas = np.full((height, width, 4), 255, np.uint8)
    kind = rng.random()
    if kind < 0.2:
        canvas[..., :3] = int(rng.integers(228, 256))
        return canvas
    if kind < 0.3:
        canvas[..., :3] = rng.integers(0, 256, 3)
        return canvas
    colours = product_colours(
        cutout[..., :3].astype(np.float32) / 255, cutout[..., 3].astype(np.float32) / 255
    )
    tone = TONES[int(rng.integers(len(TONES)))]
    palettes = propose_palettes(colours, (), tone, 4, int(rng.integers(1 << 30)))
    setting = Setting(width, height, solid, solid.bottom, (solid.x, solid.right),
                      Box(0, 0, width, height), -1.0, "standing")  # fmt: skip
    names = list(backgrounds.FAMILIES)
    chosen = palettes[int(rng.integers(len(palettes)))]
    planes = backgrounds.draw_ground(
        names[int(rng.integers(len(names)))], setting, chosen, int(rng.integers(1 << 30))
    )
    return backgrounds.finish(planes, int(rng.integers(1 << 30)))


def _photo_canvas(
    picture: Pixels, width: int, height: int, box: Box, rng: np.random.Generator
) -> Pixels:
    ratio = max(width / picture.shape[1], height / picture.shape[0])
    size = (
        max(width, round(picture.shape[1] * ratio)),
        max(height, round(picture.shape[0] * ratio)),
    )
    large = np.asarray(Image.fromarray(picture).resize(size, Image.Resampling.BILINEAR))
    top = int(rng.integers(large.shape[0] - height + 1))
    left = int(rng.integers(large.shape[1] - width + 1))
    canvas = np.full((height, width, 4), 255, np.uint8)
    canvas[..., :3] = large[top : top + height, left : left + width]
    if rng.random() < 0.5:  # a crop dark or pale as photographers like it behind words
        level = float(rng.uniform(0.45, 0.95))
        toward = 0.0 if rng.random() < 0.5 else 255.0
        canvas[..., :3] = canvas[..., :3] * level + toward * (1 - level)
    return canvas


def _disc(width: int, height: int, box: Box) -> Pixels:
    x = (np.arange(width) + 0.5 - box.centre[0]) / max(1, box.width / 2)
    y = (np.arange(height) + 0.5 - box.centre[1]) / max(1, box.height / 2)
    return ((x[None] ** 4 + y[:, None] ** 4 < 1) * 255).astype(np.uint8)


def draw_examples(seed: int, count: int, held_out: bool, stock: Stock) -> Iterator[Arrays]:
    """Yield `count` examples; layouts and pictures come from the training or held-out part."""
    rng = np.random.default_rng(seed)
    layouts, lines = read_layouts(), read_copy()
    # The file goes from general to special layouts: every tenth is held out, not the tail.
    layouts = [entry for at, entry in enumerate(layouts) if (at % 10 == 9) == held_out]
    for _ in range(-(-count // DRAWS_PER_CANVAS)):
        layout, product = layouts[int(rng.integers(len(layouts)))]
        layout = replace(layout, elements=layout.elements[:ELEMENTS])
        canvas, mask, genre = canvas_for(stock, layout, product, held_out, rng)
        view = replace(codec.look(canvas, mask), width=layout.canvas[0], height=layout.canvas[1])
        for _ in range(DRAWS_PER_CANVAS):
            yield teach(view, layout, texts_for(layout, lines, rng), *_order(genre, rng), rng)


def _order(genre: str, rng: np.random.Generator) -> tuple[str, str]:
    if rng.random() < 0.4:
        genre = vocabulary.GENRES[int(rng.integers(len(vocabulary.GENRES)))]
    return genre, TONES[int(rng.integers(len(TONES)))]


def teach(
    view: codec.View, layout: Layout, texts: dict[int, str], genre: str, tone: str,
    rng: np.random.Generator,
) -> Arrays:  # fmt: skip
    """Let the teacher style one layout; return inputs, odds, legal masks and drawn choices."""
    candidates = codec.candidates_of(view)
    grounds = [codec.ground_under(view, element.box) for element in layout.elements]
    at = next((i for i, e in enumerate(layout.elements) if e.role == "headline"), None)
    headline = teacher.headline_odds(
        genre, tone, teacher.Mood.of(view), texts.get(at, "") if at is not None else "",
        layout.elements[at] if at is not None else None, layout,
    )  # fmt: skip
    family = _draw(headline, rng)
    body = teacher.body_odds(family)
    accent_odds, accent_legal = teacher.accent_odds(candidates)
    accent = _draw(accent_odds, rng)
    lesson = _empty_lesson()
    lesson |= codec.context_inputs(view, candidates, genre, tone, layout)
    lesson |= {
        "headline": headline, "body": body, "accent": accent_odds, "accent_legal": accent_legal,
        "drawn": np.array([family, _draw(body, rng), accent]),
    }  # fmt: skip
    before = codec.element_inputs(layout, texts, grounds, candidates)
    cluster = vocabulary.HEADLINE_FAMILIES[family][1]
    for shapes in (True, False):
        for index, element in enumerate(layout.elements):
            is_shape = element.role in ("underlay", "decoration")
            if is_shape is not shapes or (not is_shape and index not in texts):
                continue
            if element.on.startswith("underlay:"):
                _stand_on(lesson, grounds, index, element, candidates)
            if is_shape:
                _teach_shape(lesson, index, layout, grounds[index], candidates, accent, rng)
            else:
                _teach_text(lesson, index, layout, texts[index], grounds[index], candidates,
                            accent, cluster, tone, rng)  # fmt: skip
    after = codec.element_inputs(layout, texts, grounds, candidates)
    lesson["element_kind"] = before["element_kind"]
    for name in ("element", "contrast"):
        lesson[name], lesson[f"{name}_after"] = before[name], after[name]
    return lesson


def _empty_lesson() -> Arrays:
    classes = vocabulary.CANDIDATES
    lesson: Arrays = {
        name: np.zeros((ELEMENTS, classes), np.float32) for name in ("fill", "second")
    }
    lesson["stroke_fill"] = np.zeros(classes, np.float32)
    lesson["legal"] = np.zeros((ELEMENTS, classes), bool)
    lesson["fill_drawn"] = np.full(ELEMENTS, -1)
    for name in ("bold", "gradient", "stroke", "shadow"):
        lesson[name] = np.zeros(ELEMENTS, np.float32)
    for name in ("tracking", "radius", "opacity"):
        lesson[name] = np.zeros((ELEMENTS, 4), np.float32)
    return lesson


def _stand_on(
    lesson: Arrays, grounds: list[codec.Ground], index: int, element: Element,
    candidates: codec.Candidates,
) -> None:  # fmt: skip
    parent = int(element.on.split(":")[1])
    fill = int(lesson["fill_drawn"][parent]) if parent < ELEMENTS else -1
    if fill >= 0:
        opacity = vocabulary.OPACITIES[int(lesson["opacity"][parent].argmax())]
        grounds[index] = codec.panel_ground(candidates.colours[fill], opacity, grounds[index])


def _teach_shape(
    lesson: Arrays, index: int, layout: Layout, ground: codec.Ground,
    candidates: codec.Candidates, accent: int, rng: np.random.Generator,
) -> None:  # fmt: skip
    element = layout.elements[index]
    share = element.box.area / (layout.canvas[0] * layout.canvas[1])
    if element.role == "decoration":
        odds, legal = teacher.decoration_odds(ground, candidates, accent)
    else:
        roles = tuple(e.role for e in layout.elements if e.on == f"underlay:{index}")
        odds, legal = teacher.underlay_odds(element, layout, roles, ground, candidates, accent)
    fill = _draw(odds, rng)
    lesson["fill"][index], lesson["legal"][index], lesson["fill_drawn"][index] = odds, legal, fill
    lesson["shadow"][index] = teacher.shadow_chance(
        element.role, float(candidates.lab[fill, 0]), ground
    )
    lesson["radius"][index] = teacher.radius_odds(element.shape)
    lesson["opacity"][index] = teacher.opacity_odds(element.role, element.shape, share, ground)


def _teach_text(
    lesson: Arrays, index: int, layout: Layout, text: str, ground: codec.Ground,
    candidates: codec.Candidates, accent: int, cluster: str, tone: str, rng: np.random.Generator,
) -> None:  # fmt: skip
    element = layout.elements[index]
    wanted = codec.wanted_contrast(element, text, layout)
    odds, legal = teacher.text_odds(element, ground, wanted, candidates, accent)
    fill = _draw(odds, rng)
    lab = candidates.lab[fill]
    is_large = wanted < vocabulary.SMALL_TEXT_CONTRAST
    lesson["fill"][index], lesson["legal"][index], lesson["fill_drawn"][index] = odds, legal, fill
    lesson["bold"][index] = teacher.bold_chance(element.role, cluster)
    lesson["tracking"][index] = teacher.tracking_odds(element.role, cluster)
    chroma = float(np.hypot(lab[1], lab[2]))
    lesson["gradient"][index] = teacher.gradient_chance(element.role, tone, chroma, is_large)
    lesson["second"][index] = teacher.second_odds(
        candidates, fill, codec.contrasts(candidates, ground), wanted
    )
    lesson["stroke"][index] = teacher.stroke_chance(element.role, tone, cluster, float(lab[0]))
    lesson["shadow"][index] = teacher.shadow_chance(element.role, float(lab[0]), ground)
    lesson["stroke_fill"] = teacher.stroke_odds(candidates).astype(np.float32)


def _draw(odds: NDArray[np.float64], rng: np.random.Generator) -> int:
    return int(rng.choice(len(odds), p=odds / odds.sum()))


def stack(examples: Iterator[Arrays]) -> Arrays:
    """Return the examples as one array a name, inputs without their batch axis of 1."""
    rows = list(examples)
    inputs = {"grid", "cell", "palette", "context", "candidate", "element_kind", "element",
              "element_after", "contrast", "contrast_after"}  # fmt: skip
    packed: Arrays = {}
    for name in rows[0]:
        arrays = [row[name][0] if name in inputs else row[name] for row in rows]
        whole = np.stack(arrays)
        is_float = np.issubdtype(whole.dtype, np.floating)
        packed[name] = whole.astype(np.float16) if is_float else whole
    return packed


def write_examples(folder: Path, seed: int, count: int, *, held_out: bool, stock: Stock) -> Path:
    """Write `count` examples of seed `seed`; return the file."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{'held' if held_out else 'train'}-{seed}.npz"
    np.savez(path, **stack(draw_examples(seed, count, held_out, stock)))
    return path
