"""Train the style predictor on the teacher's odds.

Soft cross-entropy where the teacher gives odds (fonts, fills), focal loss for the rare flags
(Lin et al., ICCV 2017). Each canvas is encoded once and decoded at three of four moments: 0 nothing
decided or 1 headline decided, 2 creative-wide choices decided (shapes), 3 shapes decided (texts).
"""

from __future__ import annotations

import math
import time
import tomllib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor
from torch.nn import functional

from adloom.stages.style_vocabulary import BODY_FAMILIES, CANDIDATES, HEADLINE_FAMILIES
from export_tools.style_predictor.model import FLAGS, INPUTS, QUARTETS, StylePredictor

Batch = dict[str, Tensor]
ENCODED = ("grid", "cell", "palette", "context")
NOT_DECIDED = (len(HEADLINE_FAMILIES), len(BODY_FAMILIES), CANDIDATES)
SHAPE_ROLES = (8, 9)
"""Role classes of underlay and decoration."""


@dataclass(frozen=True)
class Config:
    """How one training goes; `minutes` is the wall clock it may take."""

    minutes: float
    batch: int
    rate: float
    warm_up: int
    decay: float
    focal_gamma: float
    flag_weight: float
    first_moment: float
    seed: int


def read_config(path: Path) -> Config:
    """Read a training configuration from TOML."""
    told = tomllib.loads(path.read_text("utf-8"))
    return Config(**told)


def load_shards(folder: Path, kind: str) -> Batch:
    """Return all shards of `kind` ("train" or "held") as tensors, floats in half precision."""
    parts: dict[str, list[np.ndarray]] = {}
    for path in sorted(folder.glob(f"{kind}-*.npz")):
        with np.load(path) as archive:
            for name in archive.files:
                parts.setdefault(name, []).append(archive[name])
    if not parts:
        raise FileNotFoundError(f"no {kind} shards in {folder}: run prepare first")
    return {name: torch.from_numpy(np.concatenate(arrays)) for name, arrays in parts.items()}


def pick(examples: Batch, rows: Tensor) -> Batch:
    """Return `rows` of the examples, floats in single precision."""
    batch = {name: values[rows] for name, values in examples.items()}
    return {n: v.float() if v.dtype == torch.float16 else v for n, v in batch.items()}


def at_moment(batch: Batch, moment: Tensor) -> Batch:
    """Return the network's inputs at each row's moment (N,) 0..3."""
    known = batch["drawn"].clone()
    for column, since in enumerate((1, 2, 2)):
        known[moment < since, column] = NOT_DECIDED[column]
    inputs = {name: batch[name] for name in INPUTS if name != "decided"}
    late = (moment == 3)[:, None, None]
    for name in ("element", "contrast"):
        inputs[name] = torch.where(late, batch[f"{name}_after"], batch[name])
    return inputs | {"decided": known}


def losses(logits: Batch, batch: Batch, moment: Tensor, config: Config) -> dict[str, Tensor]:
    """Return the mean losses of each class over the rows whose moment asks for it."""
    kind = batch["element_kind"][..., 0]
    is_shape = (kind == SHAPE_ROLES[0]) | (kind == SHAPE_ROLES[1])
    is_known = batch["fill_drawn"] >= 0
    asked = is_known & torch.where((moment == 3)[:, None], ~is_shape, is_shape)
    asked &= (moment >= 2)[:, None]
    found = {
        "headline": _soft(logits["headline"], batch["headline"])[moment == 0],
        "accent": _soft(logits["accent"], batch["accent"])[moment <= 1],
        "body": _soft(logits["body"], batch["body"])[moment == 1],
        "fill": _soft(logits["fill"], batch["fill"])[asked],
        "illegal": _illegal(logits["fill"], batch["legal"])[asked],
    }
    texts = asked & ~is_shape
    found["second"] = 0.2 * _soft(logits["second"], batch["second"])[texts]
    stroke = batch["stroke_fill"][:, None].expand_as(logits["stroke_fill"])
    found["stroke_fill"] = 0.2 * _soft(logits["stroke_fill"], stroke)[texts]
    for at, name in enumerate(FLAGS):
        flags = _focal(logits["flags"][..., at], batch[name], config.focal_gamma)
        found[name] = config.flag_weight * flags[asked]
    for at, name in enumerate(QUARTETS):
        wanted = batch[name]
        quartet = _soft(logits["quartets"][:, :, at], wanted)
        found[name] = 0.3 * quartet[asked & (wanted.sum(-1) > 0)]
    return {name: values.mean() for name, values in found.items() if values.numel()}


def _soft(logits: Tensor, odds: Tensor) -> Tensor:
    return -(odds * logits.log_softmax(-1)).sum(-1)


def _illegal(logits: Tensor, legal: Tensor) -> Tensor:
    """Return -log of the probability given to legal classes."""
    return logits.logsumexp(-1) - logits.masked_fill(~legal, -30.0).logsumexp(-1)


def _focal(logits: Tensor, chance: Tensor, gamma: float) -> Tensor:
    p = logits.sigmoid()
    yes = -functional.logsigmoid(logits) * (1 - p) ** gamma
    no = -functional.logsigmoid(-logits) * p**gamma
    return chance * yes + (1 - chance) * no


def train(
    config: Config, shards: Path, out: Path, threads: int, start_from: Path | None = None
) -> None:
    """Train for `config.minutes`; write the averaged weights to `out` (safetensors, fp16)."""
    torch.set_num_threads(threads)
    torch.manual_seed(config.seed)
    network = StylePredictor()
    if start_from is not None:
        halves = load_file(start_from)
        network.load_state_dict({name: value.float() for name, value in halves.items()})
    average = {name: value.clone() for name, value in network.state_dict().items()}
    optimizer = torch.optim.AdamW(network.parameters(), config.rate, weight_decay=config.decay)
    examples, started, step = load_shards(shards, "train"), time.monotonic(), 0
    told: dict[str, float] = {}
    while (spent := (time.monotonic() - started) / 60 / config.minutes) < 1:
        _set_rate(optimizer, config, step, spent)
        rows = torch.randint(len(examples["grid"]), (config.batch,))
        batch = pick(examples, rows)
        is_later = torch.rand(config.batch) > config.first_moment
        moment = torch.cat([is_later.long(), *(torch.full_like(rows, m) for m in (2, 3))])
        memory = network.encode(*(batch[name] for name in ENCODED))
        batch = {name: torch.cat([values] * 3) for name, values in batch.items()}
        told_now = at_moment(batch, moment)
        logits = network.decode(
            torch.cat([memory] * 3), *(told_now[name] for name in INPUTS if name not in ENCODED)
        )
        parts = losses(logits, batch, moment, config)
        optimizer.zero_grad()
        torch.stack(list(parts.values())).sum().backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        step += 1
        keep = min(0.995, step / (step + 20))
        for name, value in network.state_dict().items():
            average[name].lerp_(value, 1 - keep)
        for name, value in parts.items():
            told[name] = 0.95 * told.get(name, value.item()) + 0.05 * value.item()
        if step % 25 == 0:
            line = " ".join(f"{name} {value:.3f}" for name, value in told.items())
            print(f"step {step} {spent:.0%} {line}", flush=True)
        if step % 200 == 0:
            _save(average, out)
    _save(average, out)


def _set_rate(optimizer: torch.optim.AdamW, config: Config, step: int, spent: float) -> None:
    warm = min(1.0, (step + 1) / config.warm_up)
    for group in optimizer.param_groups:
        group["lr"] = config.rate * warm * (0.02 + 0.98 * (1 + math.cos(math.pi * spent)) / 2)


def _save(average: dict[str, Tensor], out: Path) -> None:
    out.parent.mkdir(parents=True, exist_ok=True)
    save_file({name: value.half().contiguous() for name, value in average.items()}, str(out))
