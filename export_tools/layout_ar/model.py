"""layout-ar: a conditional VAE whose decoder writes a layout token by token (after ICVT, 2022).

Shapes: B canvases, N layouts, T positions (in training the layouts of one canvas stand end to
end in one row, told apart by the mask), M = 65 memory places (64 patches and the product box),
D = width. Geometry (four bin lines, EDGE_COUNT = not known yet) is embedded
by one table for patches and elements, added to keys and queries of the cross-attention.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from adloom.stages.layout_codec import BINS, EDGE_COUNT, KIND_COUNT, MAX_TOKENS, VOCABULARY

WANTED = 8 * 6


@dataclass(frozen=True)
class Shape:
    """The network's measures."""

    width: int = 128
    heads: int = 4
    layers: int = 3
    hidden: int = 384
    latent: int = 16


def smooth_lines(width: int) -> Tensor:
    """Return (EDGE_COUNT, width) random smooth features of unit size: neighbours start alike."""
    position = torch.arange(EDGE_COUNT).float()[:, None] / BINS
    wave = torch.exp(torch.linspace(0.0, 4.6, width // 2))[None]
    waves = torch.cat([torch.sin(position * wave), torch.cos(position * wave)], 1)
    return waves @ torch.randn(waves.shape[1], width) / (width / 2) ** 0.5


class Geometry(nn.Module):
    """Embeds boxes given as four lines; line EDGE_COUNT means unknown."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.lines = nn.ModuleList([nn.Embedding(EDGE_COUNT + 1, width) for _ in range(4)])
        for table in self.lines:
            table.weight.data[:EDGE_COUNT] = 0.5 * smooth_lines(width)
        self.out = nn.Linear(width, width)

    def forward(self, boxes: Tensor) -> Tensor:
        """Return (..., D) of (..., 4) int lines."""
        return self.out(sum(table(boxes[..., i]) for i, table in enumerate(self.lines)))


class Attention(nn.Module):
    """Multi-head attention over given keys and values."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.heads = shape.heads
        self.query = nn.Linear(shape.width, shape.width)
        self.key = nn.Linear(shape.width, shape.width)
        self.value = nn.Linear(shape.width, shape.width)
        self.out = nn.Linear(shape.width, shape.width)

    def split(self, x: Tensor) -> Tensor:
        """Return (N, heads, T, D / heads) of (N, T, D)."""
        n, t, d = x.shape
        return x.view(n, t, self.heads, d // self.heads).transpose(1, 2)

    def forward(self, query: Tensor, key: Tensor, value: Tensor, mask: Tensor | None) -> Tensor:
        """Return (N, T, D); `query` (N, T, D), `key` and `value` already split, `mask` additive."""
        mixed = F.scaled_dot_product_attention(self.split(self.query(query)), key, value, mask)
        n, _, t, _ = mixed.shape
        return self.out(mixed.transpose(1, 2).reshape(n, t, -1))


def feed_forward(shape: Shape) -> nn.Sequential:
    return nn.Sequential(
        nn.Linear(shape.width, shape.hidden), nn.ReLU(), nn.Linear(shape.hidden, shape.width)
    )


class Encoder(nn.Module):
    """Picture and product alpha -> memory, and the prior of the latent."""

    def __init__(self, shape: Shape, geometry: Geometry) -> None:
        super().__init__()
        self.geometry = geometry
        self.body = nn.Sequential(  # (B, 4, 128, 128) -> (B, D, 8, 8)
            nn.Conv2d(4, 32, 4, 4),
            nn.BatchNorm2d(32),
            nn.ReLU(),
            nn.Conv2d(32, 64, 3, 2, 1),
            nn.BatchNorm2d(64),
            nn.ReLU(),
            nn.Conv2d(64, shape.width, 3, 2, 1),
            nn.BatchNorm2d(shape.width),
            nn.ReLU(),
        )
        self.norms = nn.ModuleList([nn.LayerNorm(shape.width) for _ in range(3)])
        self.attention = Attention(shape)
        self.feed = feed_forward(shape)
        self.aspect = nn.Linear(4, shape.width)
        self.product = nn.Parameter(torch.randn(shape.width) * 0.1)
        self.prior = nn.Sequential(
            nn.Linear(shape.width, 128), nn.ReLU(), nn.Linear(128, 2 * shape.latent)
        )
        place = torch.arange(8) * (BINS // 8)
        top, left = torch.meshgrid(place, place, indexing="ij")
        boxes = torch.stack([left, top, left + BINS // 8, top + BINS // 8], -1).view(64, 4)
        self.register_buffer("patches", boxes, persistent=False)

    def forward(
        self, picture: Tensor, aspect: Tensor, box: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Return memory (B, M, D), its geometry (B, M, D), and the prior (B, 2 * latent).

        `picture` (B, 4, 128, 128) in 0..1, `aspect` (B, 4), `box` (B, 4) lines of the product.
        """
        seen = self.body(picture).flatten(2).transpose(1, 2)  # (B, 64, D)
        seen = torch.cat([seen, self.product.expand(len(seen), 1, -1)], 1)  # (B, 65, D)
        boxes = torch.cat([self.patches.expand(len(seen), -1, -1), box[:, None]], 1)
        where = self.geometry(boxes)  # (B, 65, D)
        seen = self.norms[0](seen + where + self.aspect(aspect)[:, None])
        attention = self.attention
        normed = self.norms[1](seen)
        seen = seen + attention(
            normed,
            attention.split(attention.key(normed)),
            attention.split(attention.value(normed)),
            None,
        )
        seen = seen + self.feed(self.norms[2](seen))
        return seen, where, self.prior(seen.mean(1))


class Layer(nn.Module):
    """Attention over what is written, geometry-aligned attention to the picture, feed-forward."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.own, self.cross = Attention(shape), Attention(shape)
        self.norms = nn.ModuleList([nn.LayerNorm(shape.width) for _ in range(3)])
        self.feed = feed_forward(shape)

    def look(self, memory: Tensor, where: Tensor) -> tuple[Tensor, Tensor]:
        """Return the picture's keys (with geometry) and values, (B, heads, M, D / heads)."""
        cross = self.cross
        return cross.split(cross.key(memory + where)), cross.split(cross.value(memory))

    def keys(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Return the layer's own keys and values of (N, T, D)."""
        normed = self.norms[0](x)
        return self.own.split(self.own.key(normed)), self.own.split(self.own.value(normed))

    def forward(
        self,
        x: Tensor,
        geometry: Tensor,
        past: tuple[Tensor, Tensor],
        seen: tuple[Tensor, Tensor],
        mask: Tensor | None,
    ) -> Tensor:
        """Return (N, T, D)."""
        x = x + self.own(self.norms[0](x), past[0], past[1], mask)
        x = x + self.cross(self.norms[1](x) + geometry, seen[0], seen[1], None)
        return x + self.feed(self.norms[2](x))


class Decoder(nn.Module):
    """Writes kinds and edges one after another."""

    def __init__(self, shape: Shape, geometry: Geometry) -> None:
        super().__init__()
        self.geometry = geometry
        self.tokens = nn.Embedding(VOCABULARY, shape.width)
        self.places = nn.Parameter(torch.randn(MAX_TOKENS, shape.width) * 0.02)
        self.attributes = nn.Parameter(torch.randn(5, shape.width) * 0.02)
        self.wanted = nn.Linear(WANTED, shape.width)
        self.latent = nn.Linear(shape.latent + 4, shape.width)
        self.layers = nn.ModuleList([Layer(shape) for _ in range(shape.layers)])
        self.norm = nn.LayerNorm(shape.width)
        self.kind_head = nn.Linear(shape.width, KIND_COUNT)
        self.edge_heads = nn.Linear(shape.width, 4 * EDGE_COUNT)
        for edge in range(4):
            start = smooth_lines(shape.width)
            span = slice(edge * EDGE_COUNT, (edge + 1) * EDGE_COUNT)
            self.edge_heads.weight.data[span] = 0.09 * start
            self.tokens.weight.data[KIND_COUNT + span.start : KIND_COUNT + span.stop] = 0.5 * start
        self.tokens.weight.data[:KIND_COUNT] *= 0.5

    def embed(
        self, tokens: Tensor, place: Tensor, boxes: Tensor, wanted: Tensor, latent: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Return inputs and geometry, (N, T, D) each; `latent` (N, T, latent + 4) has aspect."""
        geometry = self.geometry(boxes)
        x = self.tokens(tokens) + self.places[place] + self.attributes[place % 5] + geometry
        return x + self.wanted(wanted) + self.latent(latent), geometry

    def forward(
        self,
        tokens: Tensor,
        place: Tensor,
        boxes: Tensor,
        wanted: Tensor,
        latent: Tensor,
        memory: Tensor,
        where: Tensor,
        mask: Tensor,
    ) -> Tensor:
        """Return hidden states (B, T, D) of rows; `mask` (B, 1, T, T) bool, True = may look."""
        x, geometry = self.embed(tokens, place, boxes, wanted, latent)
        for layer in self.layers:
            x = layer(x, geometry, layer.keys(x), layer.look(memory, where), mask)
        return self.norm(x)


class Posterior(nn.Module):
    """The latent's posterior from picture and true layout; only used in training."""

    def __init__(self, shape: Shape, geometry: Geometry) -> None:
        super().__init__()
        self.geometry = geometry
        self.kinds = nn.Embedding(KIND_COUNT, shape.width)
        self.body = nn.Sequential(nn.Linear(shape.width, shape.width), nn.ReLU())
        self.head = nn.Sequential(
            nn.Linear(2 * shape.width, 128), nn.ReLU(), nn.Linear(128, 2 * shape.latent)
        )

    def forward(self, kinds: Tensor, boxes: Tensor, present: Tensor, memory: Tensor) -> Tensor:
        """Return (N, 2 * latent) of kinds, present (N, E), boxes (N, E, 4), memory (N, D)."""
        elements = self.body(self.kinds(kinds) + self.geometry(boxes)) * present[..., None]
        return self.head(torch.cat([elements.sum(1) / 4, memory], 1))


class LayoutAR(nn.Module):
    """Encoder, decoder and posterior round one geometry embedding."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.geometry = Geometry(shape.width)
        self.encoder = Encoder(shape, self.geometry)
        self.decoder = Decoder(shape, self.geometry)
        self.posterior = Posterior(shape, self.geometry)
