"""The style predictor: an encoder-decoder transformer over quantized colours (AutoPoster, 2023).

The encoder reads 64 grid cells, 6 palette colours and 3 context words; the decoder reads 3
creative-wide queries (headline type, body type, accent) and 12 elements, each told what has been
decided so far. Fills point at colour candidates. Everything is a logit.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from adloom.stages.style_codec import CANDIDATE_WIDTH, ELEMENT_WIDTH, GRID
from adloom.stages.style_vocabulary import (
    BODY_FAMILIES,
    CANDIDATES,
    CLUSTERS,
    CODEBOOK,
    GENRES,
    HEADLINE_FAMILIES,
    MAX_ELEMENTS,
    ON_KINDS,
)
from adloom.types import ROLES, TONES

WIDTH, HEADS, LAYERS, INNER = 160, 4, 3, 320
HINGES = (-1.5, -0.75, -0.25, -0.05, 0.05, 0.25, 0.75, 1.5)
"""Log2 contrast ratios at which the fill's liking for contrast may bend."""
CONTEXT_SIZES = (len(GENRES), len(TONES), 7)
FLAGS = ("bold", "gradient", "stroke", "shadow")
QUARTETS = ("tracking", "radius", "opacity")


class Attention(nn.Module):
    """Multi-head attention with plain matrix products, so that it quantizes."""

    def __init__(self) -> None:
        super().__init__()
        self.query, self.key, self.value, self.out = (nn.Linear(WIDTH, WIDTH) for _ in range(4))

    def forward(self, x: Tensor, memory: Tensor) -> Tensor:
        """Attend from x (N, T, D) to memory (N, S, D)."""
        q, k, v = (self._split(f(y)) for f, y in ((self.query, x), (self.key, memory),
                                                  (self.value, memory)))  # fmt: skip
        scores = q @ k.transpose(2, 3) * (WIDTH // HEADS) ** -0.5  # (N, heads, T, S)
        mixed = (scores.softmax(-1) @ v).transpose(1, 2).flatten(2)  # (N, T, D)
        return self.out(mixed)

    @staticmethod
    def _split(x: Tensor) -> Tensor:
        return x.unflatten(2, (HEADS, WIDTH // HEADS)).transpose(1, 2)  # (N, heads, T, D / heads)


class Block(nn.Module):
    """A pre-norm transformer layer; with `crossed`, it also looks at the encoder's memory."""

    def __init__(self, *, crossed: bool) -> None:
        super().__init__()
        self.own, self.own_norm = Attention(), nn.LayerNorm(WIDTH)
        self.cross = Attention() if crossed else None
        self.cross_norm = nn.LayerNorm(WIDTH) if crossed else None
        self.inner = nn.Sequential(
            nn.LayerNorm(WIDTH), nn.Linear(WIDTH, INNER), nn.ReLU(), nn.Linear(INNER, WIDTH)
        )

    def forward(self, x: Tensor, memory: Tensor | None = None) -> Tensor:
        """Transform x (N, T, D)."""
        seen = self.own_norm(x)
        x = x + self.own(seen, seen)
        if self.cross is not None and self.cross_norm is not None and memory is not None:
            x = x + self.cross(self.cross_norm(x), memory)
        return x + self.inner(x)


class StylePredictor(nn.Module):
    """Inputs as `style_codec` names them, and `decided` (N, 3): headline, body, accent classes.

    The class after the last means "not yet decided".
    """

    def __init__(self) -> None:
        super().__init__()
        families, bodies = len(HEADLINE_FAMILIES), len(BODY_FAMILIES)
        self.grid = nn.Embedding(len(CODEBOOK), WIDTH)
        self.cell = nn.Linear(6, WIDTH)
        self.palette = nn.Linear(4, WIDTH)
        self.place = nn.Parameter(torch.randn(1, GRID * GRID + 9, WIDTH) * 0.02)
        self.context = nn.ModuleList(nn.Embedding(size, WIDTH) for size in CONTEXT_SIZES)
        self.encoder = nn.ModuleList(Block(crossed=False) for _ in range(LAYERS))
        self.memory_norm = nn.LayerNorm(WIDTH)

        self.role = nn.Embedding(len(ROLES) + 1, WIDTH)
        self.on = nn.Embedding(len(ON_KINDS), WIDTH)
        self.element = nn.Sequential(
            nn.Linear(ELEMENT_WIDTH, WIDTH), nn.ReLU(), nn.Linear(WIDTH, WIDTH)
        )
        self.query = nn.Parameter(torch.randn(1, 3, WIDTH) * 0.02)
        self.headline = nn.Embedding(families + 1, WIDTH)
        self.body = nn.Embedding(bodies + 1, WIDTH)
        self.colour = nn.Sequential(nn.Linear(CANDIDATE_WIDTH, 96), nn.ReLU(), nn.Linear(96, WIDTH))
        self.no_accent = nn.Parameter(torch.zeros(1, 1, WIDTH))
        self.decoder = nn.ModuleList(Block(crossed=True) for _ in range(LAYERS))
        self.out_norm = nn.LayerNorm(WIDTH)

        self.cluster_head = nn.Linear(WIDTH, len(CLUSTERS))
        self.headline_head = nn.Linear(WIDTH, families)
        self.body_head = nn.Linear(WIDTH, bodies)
        self.accent_head = nn.Linear(WIDTH, WIDTH)
        self.fill_heads = nn.ModuleDict(
            {name: nn.Linear(WIDTH, WIDTH) for name in ("fill", "second", "stroke_fill")}
        )
        self.liking = nn.Linear(WIDTH, len(HINGES) + 2)
        self.flag_head = nn.Linear(WIDTH, len(FLAGS))
        self.quartet_head = nn.Linear(WIDTH, 4 * len(QUARTETS))
        owner = [CLUSTERS.index(cluster) for _, cluster in HEADLINE_FAMILIES]
        self.register_buffer("owner", torch.tensor(owner), persistent=False)
        self.register_buffer("hinges", torch.tensor(HINGES), persistent=False)

    def encode(self, grid: Tensor, cell: Tensor, palette: Tensor, context: Tensor) -> Tensor:
        """Return the memory (N, 73, D)."""
        words = [table(context[:, at]) for at, table in enumerate(self.context)]
        x = torch.cat(
            [
                self.grid(grid) + self.cell(cell),  # (N, 64, D)
                self.palette(palette),  # (N, 6, D)
                torch.stack(words, 1),  # (N, 3, D)
            ],
            1,
        )
        x = x + self.place  # (N, 73, D)
        for block in self.encoder:
            x = block(x)
        return self.memory_norm(x)

    def forward(
        self,
        grid: Tensor,
        cell: Tensor,
        palette: Tensor,
        context: Tensor,
        candidate: Tensor,
        element_kind: Tensor,
        element: Tensor,
        contrast: Tensor,
        decided: Tensor,
    ) -> dict[str, Tensor]:
        """Return the logits: headline, body, accent (N, K); fills (N, 12, K); flags, quartets."""
        memory = self.encode(grid, cell, palette, context)
        return self.decode(memory, candidate, element_kind, element, contrast, decided)

    def decode(
        self,
        memory: Tensor,
        candidate: Tensor,
        element_kind: Tensor,
        element: Tensor,
        contrast: Tensor,
        decided: Tensor,
    ) -> dict[str, Tensor]:
        """Return the logits, as `forward` does, of an encoded canvas."""
        colours = self.colour(candidate)  # (N, C, D)
        choices = torch.cat([colours, self.no_accent.expand(len(colours), 1, -1)], 1)
        index = decided[:, 2:3, None].expand(-1, 1, WIDTH)  # (N, 1, D)
        accent = choices.gather(1, index)  # (N, 1, D)
        queries = self.query + torch.cat(
            [self.headline(decided[:, 0:1]), self.body(decided[:, 1:2]), accent], 1
        )  # (N, 3, D)
        elements = self.element(element) + self.role(element_kind[..., 0])
        elements = elements + self.on(element_kind[..., 1])  # (N, 12, D)
        x = torch.cat([queries, elements], 1)  # (N, 15, D)
        for block in self.decoder:
            x = block(x, memory)
        x = self.out_norm(x)
        parts = x[:, 3:]  # (N, 12, D)
        logits = {
            "headline": self._families(x[:, 0]),  # (N, F)
            "body": self.body_head(x[:, 1]),  # (N, B)
            "accent": self._point(self.accent_head(x[:, 2:3]), colours)[:, 0],  # (N, C)
            "flags": self.flag_head(parts),  # (N, 12, 4)
            "quartets": self.quartet_head(parts).unflatten(2, (len(QUARTETS), 4)),
        }
        for name, head in self.fill_heads.items():
            logits[name] = self._point(head(parts), colours)  # (N, 12, C)
        closeness = (colours - accent).abs().mean(-1)  # (N, C)
        liking = self.liking(parts)  # (N, 12, 10)
        bend = (contrast[..., None] - self.hinges).relu()  # (N, 12, C, 8)
        logits["fill"] = (
            logits["fill"]
            + (bend * liking[:, :, None, :-2]).sum(-1)
            + liking[:, :, -2:-1] * torch.exp(-4 * closeness)[:, None]
            + liking[:, :, -1:] * torch.exp(-40 * closeness)[:, None]
        )
        return logits

    def _families(self, x: Tensor) -> Tensor:
        """Return log odds of each family: its cluster's, and its own inside the cluster."""
        cluster = self.cluster_head(x).log_softmax(-1)  # (N, clusters)
        own = self.headline_head(x)  # (N, F)
        mine = nn.functional.one_hot(self.owner, len(CLUSTERS)).to(own.dtype)  # (F, clusters)
        inside = own.clamp(-12, 12).exp() @ mine  # (N, clusters)
        return own.clamp(-12, 12) + (cluster - inside.log()) @ mine.T  # (N, F)

    @staticmethod
    def _point(query: Tensor, colours: Tensor) -> Tensor:
        return query @ colours.transpose(1, 2) * WIDTH**-0.5  # (N, T, C)


INPUTS: dict[str, tuple[str, tuple[int, ...]]] = {
    "grid": ("int64", (1, GRID * GRID)),
    "cell": ("float32", (1, GRID * GRID, 6)),
    "palette": ("float32", (1, 6, 4)),
    "context": ("int64", (1, 3)),
    "candidate": ("float32", (1, CANDIDATES, CANDIDATE_WIDTH)),
    "element_kind": ("int64", (1, MAX_ELEMENTS, 2)),
    "element": ("float32", (1, MAX_ELEMENTS, ELEMENT_WIDTH)),
    "contrast": ("float32", (1, MAX_ELEMENTS, CANDIDATES)),
    "decided": ("int64", (1, 3)),
}
"""Run-time inputs in the order of `forward`."""

OUTPUTS: dict[str, tuple[int, ...]] = {
    "headline": (1, len(HEADLINE_FAMILIES)),
    "body": (1, len(BODY_FAMILIES)),
    "accent": (1, CANDIDATES),
    "fill": (1, MAX_ELEMENTS, CANDIDATES),
    "second": (1, MAX_ELEMENTS, CANDIDATES),
    "stroke_fill": (1, MAX_ELEMENTS, CANDIDATES),
    "flags": (1, MAX_ELEMENTS, len(FLAGS)),
    "quartets": (1, MAX_ELEMENTS, len(QUARTETS), 4),
}
