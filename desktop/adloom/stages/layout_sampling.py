"""Runs layout-ar: one look at the canvas, then eight candidates written side by side.

Files of the model: `model.onnx` (the encoder: picture, aspect, product lines -> what it saw, the
latent's prior) and `step.onnx` (the decoder: one token for eight candidates, with a key and
value cache of 61 places). Sampling is seeded and keeps to the grammar of `layout_codec`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from adloom.assets import Pixels
from adloom.inference.catalog import Catalog
from adloom.inference.session import Session
from adloom.stages.layout_codec import (
    BINS,
    EDGE_COUNT,
    END,
    KINDS,
    MAX_ELEMENTS,
    MAX_TOKENS,
    MAY,
    START,
    Edges,
    Grammar,
    legal_edges,
    legal_kinds,
    remaining,
    token_of,
)
from adloom.stages.layout_input import aspect_numbers, product_lines, square_picture
from adloom.types import TEXT_ROLES, Role

BATCH = 8
PRODUCT_FROM = 100
"""Product alpha (0 to 255) from which a place counts as product."""
BUSY_FROM = 0.05
"""Jump of luminance (0 to 1) from one place to the next that makes a ground busy."""
Floats = NDArray[np.float32]
Wanted = tuple[int, ...]
"""One count per role of TEXT_ROLES; MAY = as you like."""


@dataclass(frozen=True)
class LayoutModel:
    """The two sessions of layout-ar."""

    encoder: Session
    step: Session
    version: str = ""

    @classmethod
    def open(cls, catalog: Catalog) -> LayoutModel:
        """Open layout-ar from `catalog`; raises what the catalogue raises."""
        return cls(
            catalog.session("layout-ar"),
            catalog.session("layout-ar", "step.onnx"),
            catalog.manifest("layout-ar").version,
        )


@dataclass(frozen=True)
class Sight:
    """What the encoder made of one canvas.

    `product` is the (128, 128) bool map of the product, `busy` that of edges in the picture.
    """

    seen: Floats
    mean: Floats
    spread: Floats
    aspect: Floats
    product: NDArray[np.bool_]
    busy: NDArray[np.bool_]


@dataclass(frozen=True)
class Manner:
    """How to sample: temperatures, the nucleus kept, and whether the product is forbidden."""

    kind_heat: float = 0.9
    edge_heat: float = 0.7
    nucleus: float = 0.92
    latent_heat: float = 1.0
    avoid_product: bool = True
    pins: tuple[tuple[Role, Edges], ...] = ()


@dataclass
class _Draft:
    """One candidate being written."""

    wanted: Wanted
    values: list[int] = field(default_factory=list)
    kind: int = -1
    edges: list[int] = field(default_factory=list)
    ended: bool = False
    nats: float = 0.0
    tokens: int = 0


def look(model: LayoutModel, canvas: Pixels, mask: Pixels) -> Sight:
    """Return what the model sees of a (H, W, 4) canvas and its (H, W) product alpha."""
    height, width = mask.shape
    picture = square_picture(canvas, mask)
    alpha = (picture[0, 3] * 255).astype(np.uint8)
    aspect = aspect_numbers(width, height)
    out = model.encoder.run(
        {"picture": picture, "aspect": aspect[None], "product": product_lines(alpha)[None]}
    )
    mean, spread = np.split(out["prior"][0], 2)
    return Sight(
        np.ascontiguousarray(out["seen"]),
        mean,
        np.clip(spread, -6, 2),
        aspect,
        alpha > PRODUCT_FROM,
        _edges(picture),
    )


def _edges(picture: Floats) -> NDArray[np.bool_]:
    """Return where the luminance of a (1, 4, H, W) picture jumps by more than a twentieth."""
    light = picture[0, :3].mean(axis=0)
    down, across = np.gradient(light)
    return np.asarray(np.hypot(down, across) > BUSY_FROM)


def sample(
    model: LayoutModel, sight: Sight, wanted: Sequence[Wanted], manner: Manner, seed: int
) -> list[tuple[list[int], float]]:
    """Return (values, mean log-likelihood per token) of `BATCH` candidates; see `encode`.

    `wanted` has BATCH rows. Raises ModelIncompatibleError where the files do not fit.
    """
    rng = np.random.default_rng(seed)
    grammar = Grammar(sight.product, manner.avoid_product)
    drafts = [_Draft(row) for row in wanted]
    noise = rng.standard_normal((BATCH, len(sight.mean))).astype(np.float32)
    latent = sight.mean + manner.latent_heat * np.exp(0.5 * sight.spread) * noise
    told = np.concatenate([latent, np.repeat(sight.aspect[None], BATCH, 0)], 1).astype(np.float32)
    layers, heads, _, depth = sight.seen.shape
    past = np.zeros((layers, BATCH, heads, MAX_TOKENS, depth), np.float32)
    tokens = np.full(BATCH, START, np.int64)
    for place in range(MAX_TOKENS):
        out = model.step.run(
            {
                "token": tokens,
                "place": np.array([place], np.int64),
                "boxes": _known(drafts),
                "wanted": _hot(drafts),
                "latent": told,
                "seen": sight.seen,
                "past": past,
            }
        )
        past[:, :, :, place] = out["fresh"]
        for number, draft in enumerate(drafts):
            if not draft.ended:
                tokens[number] = _advance(draft, out, number, grammar, manner, rng)
        if all(draft.ended for draft in drafts):
            break
    return [(draft.values, draft.nats / max(1, draft.tokens)) for draft in drafts]


def _advance(
    draft: _Draft,
    out: dict[str, NDArray[np.float32]],
    number: int,
    grammar: Grammar,
    manner: Manner,
    rng: np.random.Generator,
) -> int:
    """Choose the draft's next token and return its index in the vocabulary."""
    if draft.kind < 0:
        mask = legal_kinds(draft.values, draft.wanted)
        chosen, nats = _draw(out["kinds"][number], mask, manner.kind_heat, manner.nucleus, rng)
        draft.ended = chosen == END or len(draft.values) >= 5 * MAX_ELEMENTS
        draft.kind = -1 if draft.ended else chosen
        token = token_of(0, chosen)
    else:
        attribute = len(draft.edges) + 1
        logits = out["edges"][number, (attribute - 1) * EDGE_COUNT : attribute * EDGE_COUNT]
        mask = legal_edges(draft.values, draft.kind, draft.edges, grammar)
        chosen, nats = _draw(logits, mask, manner.edge_heat, manner.nucleus, rng)
        chosen = _pinned(draft, manner, attribute, chosen)
        draft.edges.append(chosen)
        token = token_of(attribute, chosen)
        if attribute == 4:
            draft.values += [draft.kind, *draft.edges]
            draft.kind, draft.edges = -1, []
    draft.nats += nats
    draft.tokens += 1
    return token


def _pinned(draft: _Draft, manner: Manner, attribute: int, chosen: int) -> int:
    """Return the user's edge where the element is the first of a pinned role."""
    role = KINDS[draft.kind].role
    if any(KINDS[index].role == role for index in draft.values[::5]):
        return chosen
    return next((edges[attribute - 1] for pinned, edges in manner.pins if pinned == role), chosen)


def _draw(
    logits: NDArray[np.float32],
    mask: NDArray[np.bool_],
    heat: float,
    nucleus: float,
    rng: np.random.Generator,
) -> tuple[int, float]:
    """Return one index drawn from the legal nucleus, and its log-likelihood before masking."""
    scores = logits.astype(np.float64)
    scores -= scores.max()
    nats = scores - np.log(np.exp(scores).sum())
    chances = np.where(mask, np.exp((nats - nats[mask].max()) / heat), 0.0)
    chances /= chances.sum()
    order = np.argsort(-chances)
    kept = order[: int(np.searchsorted(np.cumsum(chances[order]), nucleus)) + 1]
    cumulative = np.cumsum(chances[kept])
    place = int(np.searchsorted(cumulative, rng.random() * cumulative[-1]))
    chosen = int(kept[min(place, len(kept) - 1)])
    return chosen, float(nats[chosen])


def _known(drafts: Sequence[_Draft]) -> NDArray[np.int64]:
    boxes = np.full((BATCH, 4), EDGE_COUNT, np.int64)
    for number, draft in enumerate(drafts):
        boxes[number, : len(draft.edges)] = draft.edges
    return boxes


def _hot(drafts: Sequence[_Draft]) -> Floats:
    hot = np.zeros((BATCH, len(TEXT_ROLES), MAY + 1), np.float32)
    for number, draft in enumerate(drafts):
        for role, count in enumerate(remaining(draft.values, draft.wanted)):
            hot[number, role, count] = 1.0
    return hot.reshape(BATCH, -1)


def pinned_edges(x: float, y: float, right: float, bottom: float, width: int, height: int) -> Edges:
    """Return bin lines of a pinned pixel box on a canvas of `width` x `height`."""
    lines = (x / width, y / height, right / width, bottom / height)
    left, top, far, low = (min(BINS, max(0, round(value * BINS))) for value in lines)
    return left, top, max(left + 1, far), max(top + 1, low)
