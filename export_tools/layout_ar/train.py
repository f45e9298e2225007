"""Trains layout-ar on the CPU: a flat script; checkpoints every five minutes."""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

from adloom.stages.layout_codec import EDGE_COUNT
from export_tools.layout_ar.batches import Batch, make
from export_tools.layout_ar.dataset import load
from export_tools.layout_ar.model import LayoutAR, Shape


@dataclass(frozen=True)
class Run:
    """One training run; `minutes` of wall time, learning rate decayed over them."""

    work: Path
    minutes: float
    seed: int = 1
    canvases: int = 10
    rate: float = 1.6e-3
    free_bits: float = 0.12
    kl_weight: float = 1.0
    human_weight: float = 2.0
    resume: str = ""


def losses(
    model: LayoutAR, batch: Batch, weights: Tensor, free_bits: float
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Return summed nats of kinds and of edges (layouts weighted), KL (N,), and the KL to pay."""
    memory, where, prior = model.encoder(batch.pictures, batch.aspects, batch.products)
    posterior = model.posterior(
        batch.kinds, batch.edges, batch.present, memory.mean(1)[batch.owners]
    )
    mean, spread = posterior.float().chunk(2, 1)
    prior_mean, prior_spread = prior[batch.owners].float().chunk(2, 1)
    spread, prior_spread = spread.clamp(-6, 2), prior_spread.clamp(-6, 2)
    latent = mean + torch.randn_like(mean) * (0.5 * spread).exp()
    kl = 0.5 * (
        prior_spread - spread + (spread.exp() + (mean - prior_mean) ** 2) / prior_spread.exp() - 1
    )
    kept = kl.mean(0).clamp(min=free_bits).sum()
    told = torch.cat([latent, batch.aspects[batch.owners]], 1)[batch.layouts]  # (B, T, latent + 4)
    row = batch.layouts
    length = row.shape[1]
    mask = (row[:, :, None] == row[:, None, :]) & torch.ones(
        length, length, dtype=torch.bool
    ).tril()
    hidden = model.decoder(
        batch.tokens, batch.places, batch.boxes, batch.wanted, told, memory, where, mask[:, None]
    )
    weight = weights[row]
    sums = []
    for attribute in range(5):
        here = (batch.targets >= 0) & (batch.places % 5 == attribute)
        chosen = hidden[here]  # (K, D)
        if attribute == 0:
            logits = model.decoder.kind_head(chosen)
        else:
            span = slice((attribute - 1) * EDGE_COUNT, attribute * EDGE_COUNT)
            heads = model.decoder.edge_heads
            logits = F.linear(chosen, heads.weight[span], heads.bias[span])
        nats = F.cross_entropy(logits.float(), batch.targets[here], reduction="none")
        sums.append((nats * weight[here]).sum())
    return sums[0], torch.stack(sums[1:]).sum(), kl.sum(1), kept


def draw_batch(
    shards: dict[str, NDArray], starts: NDArray, rng: np.random.Generator, canvases: int
) -> tuple[Batch, NDArray]:
    """Return a batch of random canvases with all their layouts, and which are authored."""
    chosen = rng.choice(len(starts) - 1, canvases, replace=False)
    rows = np.concatenate([np.arange(starts[c], starts[c + 1]) for c in chosen])
    owners = np.concatenate([np.full(starts[c + 1] - starts[c], i) for i, c in enumerate(chosen)])
    return make(shards, chosen, shards["values"][rows], owners, rng), shards["human"][rows]


def evaluate(model: LayoutAR, shards: dict[str, NDArray], free_bits: float) -> dict[str, float]:
    """Return mean nats per kind, per edge, and KL on the held-out authored layouts."""
    model.eval()
    rng = np.random.default_rng(0)
    torch.manual_seed(0)
    canvases = np.arange(len(shards["pictures"]))
    batch = make(shards, canvases, shards["values"], shards["owners"], rng)
    with torch.no_grad():
        kinds, edges, kl, _ = losses(model, batch, torch.ones(len(batch.owners)), free_bits)
    model.train()
    present = float(batch.present.sum())
    return {
        "kind": float(kinds) / (present + len(kl)),
        "edge": float(edges) / (4 * present),
        "kl": float(kl.detach().mean()),
    }


def train(run: Run) -> None:
    """Train for `run.minutes` and leave checkpoint.pt in `run.work`."""
    torch.set_num_threads(1)
    torch.manual_seed(run.seed)
    rng = np.random.default_rng(run.seed)
    shards, checks = load(run.work), dict(np.load(run.work / "held-out.npz"))
    starts = np.concatenate(
        [
            np.searchsorted(shards["owners"], np.arange(len(shards["pictures"]))),
            [len(shards["owners"])],
        ]
    )
    model = LayoutAR(Shape())
    if run.resume:
        model.load_state_dict(torch.load(run.resume, weights_only=True)["weights"])
    decayed = [p for p in model.parameters() if p.ndim > 1]
    plain = [p for p in model.parameters() if p.ndim <= 1]
    optimizer = torch.optim.AdamW(
        [{"params": decayed, "weight_decay": 0.02}, {"params": plain, "weight_decay": 0.0}],
        lr=run.rate,
        betas=(0.9, 0.98),
    )
    print(
        f"{sum(p.numel() for p in model.parameters()) / 1e6:.2f} M weights, "
        f"{len(shards['values'])} layouts",
        flush=True,
    )
    begin, step, seen, saved = time.monotonic(), 0, 0, 0.0
    shown: list[float] = []
    while (spent := (time.monotonic() - begin) / (60 * run.minutes)) < 1:
        rate = run.rate * min(1.0, step / 100) * (1 - spent)
        for group in optimizer.param_groups:
            group["lr"] = rate
        batch, human = draw_batch(shards, starts, rng, run.canvases)
        weight = torch.where(torch.from_numpy(human), run.human_weight, 1.0)
        kinds, edges, kl, kept = losses(model, batch, weight, run.free_bits)
        total = kinds + edges
        tokens = 5 * float((batch.present.sum(1) * weight).sum())
        anneal = run.kl_weight * min(1.0, step / 600)
        loss = total / tokens + anneal * kept * len(kl) / tokens
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        step, seen = step + 1, seen + len(kl)
        shown.append(float(total.detach()) / tokens)
        if step % 100 == 0:
            now = time.monotonic() - begin
            print(
                f"{step} {now:.0f}s {seen / now:.1f}/s train {np.mean(shown[-100:]):.3f} "
                f"kl {float(kl.detach().mean()):.2f}",
                flush=True,
            )
            if now - saved > 240:
                saved = now
                print(f"held-out {evaluate(model, checks, run.free_bits)}", flush=True)
                _save(model, run, step)
    print(f"held-out {evaluate(model, checks, run.free_bits)}", flush=True)
    _save(model, run, step)


def _save(model: LayoutAR, run: Run, step: int) -> None:
    kept = {"weights": model.state_dict(), "shape": asdict(model.shape), "step": step}
    partial = run.work / "checkpoint.partial"
    torch.save(kept, partial)
    partial.replace(run.work / "checkpoint.pt")
