"""Trains the matting network for a set time on a CPU, sampling compositions as it goes.

Losses on alpha (Xu et al., Deep Image Matting, CVPR 2017, and Qin et al., U2-Net, 2020): binary
cross-entropy, L1, L1 of gradients, and one minus a soft IoU; coarse logits are supervised too.
"""

from __future__ import annotations

import json
import time
import tomllib
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from export_tools.product_matting.compose import Stock, read_stock, sample
from export_tools.product_matting.export import read_checkpoint
from export_tools.product_matting.model import MattingNet, imagenet_encoder
from export_tools.product_matting.prepare import refresh_renders


@dataclass(frozen=True)
class Config:
    """Everything a run depends on besides the data."""

    seed: int
    minutes: float
    batch: int
    sizes: tuple[tuple[float, int], ...]
    fine_from: float
    decoder_rate: float
    encoder_rate: float
    weight_decay: float
    ema: float
    frozen_stages: int


def read_config(path: Path) -> Config:
    """Config from TOML; raises TypeError on missing or unknown keys."""
    values = tomllib.loads(path.read_text(encoding="utf-8"))
    values["sizes"] = tuple((float(share), int(side)) for share, side in values["sizes"])
    return Config(**values)


@dataclass(frozen=True)
class Paths:
    """Where the cache lies, where checkpoints go, and where rendered products may appear."""

    cache: Path
    checkpoint: Path
    rendered: Path | None = None
    start_from: Path | None = None


def train(config: Config, paths: Paths, threads: int) -> None:
    """Trains for `config.minutes`, writing `paths.checkpoint` (EMA weights) every two minutes."""
    torch.set_num_threads(threads)
    torch.manual_seed(config.seed)
    rng = np.random.default_rng(config.seed)
    network = start_network(paths.start_from, config.frozen_stages)
    average = {k: v.clone() for k, v in network.state_dict().items()}
    optimizer = _optimizer(network, config)
    stock = read_stock(paths.cache)
    started = saved = time.monotonic()
    step, seen, running = 0, 0, 0.0
    while (elapsed := (time.monotonic() - started) / 60 / config.minutes) < 1:
        _set_rates(optimizer, elapsed, step)
        picture, alpha = draw_batch(stock, rng, config, elapsed)
        if elapsed < config.fine_from:
            alpha = functional.avg_pool2d(alpha, 4)
        loss = losses(*network(picture, with_fine=elapsed >= config.fine_from), alpha)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 2.0)
        optimizer.step()
        _follow(average, network, min(config.ema, step / (step + 20)))
        step, seen = step + 1, seen + len(picture)
        running = (
            float(loss.detach()) if step == 1 else running + 0.03 * (float(loss.detach()) - running)
        )
        if step % 20 == 0:
            minutes = (time.monotonic() - started) / 60
            print(
                f"{minutes:5.1f} min  {step:5d} steps  {seen:6d} pictures  loss {running:.4f}",
                flush=True,
            )
        if time.monotonic() - saved > 120:
            saved = time.monotonic()
            _save(paths.checkpoint, average, config, seen, running)
            if paths.rendered is not None and paths.rendered.is_dir():
                refresh_renders(paths.cache, paths.rendered)
            stock = read_stock(paths.cache)
    network.load_state_dict(average)
    settle_statistics(network, stock, rng, config.sizes[-1][1], batches=24)
    _save(paths.checkpoint, network.state_dict(), config, seen, running)


def start_network(start_from: Path | None, frozen_stages: int) -> MattingNet:
    """Network in training mode from ImageNet or a checkpoint; encoder statistics stay frozen."""
    if start_from is None:
        network = MattingNet()
        network.encoder.load_imagenet(imagenet_encoder())
    else:
        network = read_checkpoint(start_from)
    network.train()
    network.encoder.eval()
    frozen = [network.encoder.stem, *list(network.encoder.stages)[:frozen_stages]]
    for module in frozen:
        module.requires_grad_(False)
    return network.to(memory_format=torch.channels_last)


def settle_statistics(
    network: MattingNet, stock: Stock, rng: np.random.Generator, side: int, batches: int
) -> None:
    """Measures the decoder's batch-norm statistics afresh for the weights as they are.

    Averaged weights never saw a batch themselves, and in a short run the running statistics lag.
    """
    inside = set(network.encoder.modules())
    norms = [m for m in network.modules() if isinstance(m, nn.BatchNorm2d) and m not in inside]
    for norm in norms:
        norm.reset_running_stats()
        norm.momentum = None  # a plain mean over all batches
        norm.train()
    with torch.no_grad():
        for _ in range(batches):
            drawn = np.stack([sample(stock, rng, side)[0] for _ in range(6)])
            network(torch.from_numpy(drawn).permute(0, 3, 1, 2).float() / 255)
    network.eval()


def _optimizer(network: MattingNet, config: Config) -> torch.optim.AdamW:
    encoder = [p for p in network.encoder.parameters() if p.requires_grad]
    inside = {id(p) for p in network.encoder.parameters()}
    decoder = [p for p in network.parameters() if id(p) not in inside]
    groups = [
        {"params": encoder, "lr": config.encoder_rate, "top": config.encoder_rate},
        {"params": decoder, "lr": config.decoder_rate, "top": config.decoder_rate},
    ]
    return torch.optim.AdamW(groups, weight_decay=config.weight_decay)


def _set_rates(optimizer: torch.optim.AdamW, elapsed: float, step: int) -> None:
    """Warms up over 30 steps, then falls along a cosine of the elapsed time."""
    share = min(1.0, (step + 1) / 30) * (0.02 + 0.98 * 0.5 * (1 + np.cos(np.pi * elapsed)))
    for group in optimizer.param_groups:
        group["lr"] = group["top"] * share


def draw_batch(
    stock: Stock, rng: np.random.Generator, config: Config, elapsed: float
) -> tuple[Tensor, Tensor]:
    """Pictures (N, 3, S, S) 0..1 and alphas (N, 1, S, S) 0..1 of the size due by now."""
    side = [s for share, s in config.sizes if elapsed >= share][-1]
    count = max(4, round(config.batch * (config.sizes[0][1] / side) ** 2))
    drawn = [sample(stock, rng, side) for _ in range(count)]
    pictures = torch.from_numpy(np.stack([p for p, _ in drawn]))  # (N, S, S, 3)
    alphas = torch.from_numpy(np.stack([a for _, a in drawn]))  # (N, S, S)
    pictures = (pictures.permute(0, 3, 1, 2).float() / 255).contiguous(
        memory_format=torch.channels_last
    )
    return pictures, alphas[:, None].float() / 255


def losses(fine: Tensor, coarse: Tensor, alpha: Tensor) -> Tensor:
    """One number from fine logits and alpha, (N, 1, S, S), and coarse logits (N, 1, s, s)."""
    guess = torch.sigmoid(fine)
    entropy = functional.binary_cross_entropy_with_logits(fine, alpha)
    flat = (guess - alpha).abs().mean()
    edges = sum((_slope(guess, axis) - _slope(alpha, axis)).abs().mean() for axis in (2, 3))
    floor = 5e-4 * alpha[0].numel()  # lets an empty picture, well seen, lose nothing
    overlap = (guess * alpha).sum((1, 2, 3)) + floor
    union = (guess + alpha - guess * alpha).sum((1, 2, 3)) + floor
    small = functional.avg_pool2d(alpha, alpha.shape[2] // coarse.shape[2])
    rough = functional.binary_cross_entropy_with_logits(coarse, small)
    return entropy + flat + 2 * edges + 0.5 * (1 - overlap / union).mean() + 0.5 * rough


def _slope(plane: Tensor, axis: int) -> Tensor:
    return torch.diff(plane, dim=axis)


def _follow(average: dict[str, Tensor], network: MattingNet, keep: float) -> None:
    with torch.no_grad():
        for name, tensor in network.state_dict().items():
            if tensor.is_floating_point():
                average[name].lerp_(tensor, 1 - keep)


def _save(path: Path, average: dict[str, Tensor], config: Config, seen: int, loss: float) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".part")
    torch.save({"weights": average, "seen": seen, "loss": loss}, partial)
    partial.replace(path)
    log = {"config": asdict(config), "pictures_seen": seen, "loss": round(loss, 4)}
    path.with_suffix(".json").write_text(json.dumps(log, indent=1))


def shortened(config: Config, minutes: float | None) -> Config:
    """The same run in `minutes`."""
    return config if minutes is None else replace(config, minutes=minutes)
