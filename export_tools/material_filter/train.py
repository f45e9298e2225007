"""Trains the material filter for a set time from ImageNet weights, then calibrates its scores.

Cross-entropy with label smoothing; AdamW with rates on a cosine of the elapsed time; the weights
kept are an exponential mean. A temperature (Guo et al., ICML 2017) is fitted on held-out pictures.
"""

from __future__ import annotations

import contextlib
import json
import time
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from export_tools.adstudio.labelled import KINDS
from export_tools.material_filter.batches import Stock, draw, plain, read_real, read_studio
from export_tools.material_filter.model import FilterNet
from export_tools.material_filter.scores import confusion, describe, macro_f1

TEMPERATURES = np.exp(np.linspace(np.log(0.3), np.log(4.0), 80))


@dataclass(frozen=True)
class Config:
    """Everything a run depends on besides the data."""

    seed: int
    minutes: float
    batch: int
    side: int
    head_rate: float
    encoder_rate: float
    weight_decay: float
    smoothing: float
    dropout: float
    ema: float


@dataclass(frozen=True)
class Paths:
    """Packed real pictures, studio shards, ImageNet weights, and where the checkpoint goes."""

    real: Path
    shards: Path
    imagenet: Path | None
    checkpoint: Path


def read_config(path: Path, minutes: float | None, batch: int | None) -> Config:
    """Config from TOML with two values that may be told otherwise."""
    config = Config(**tomllib.loads(path.read_text(encoding="utf-8")))
    if minutes is not None:
        config = replace(config, minutes=minutes)
    return config if batch is None else replace(config, batch=batch)


def train(config: Config, paths: Paths, device_name: str, limit: int | None) -> None:
    """Trains for `config.minutes` and saves weights, temperature and held-out results.

    A checkpoint already at `paths.checkpoint` is trained on from.
    """
    device = torch.device(device_name)
    torch.manual_seed(config.seed)
    dice = torch.Generator(device).manual_seed(config.seed)
    started = time.monotonic()
    real, real_held = read_real(paths.real, device)
    studio, studio_held = read_studio(paths.shards, device, limit)
    _report_stock({"real": real, "studio": studio})
    print(f"read in {time.monotonic() - started:.0f} s", flush=True)
    network = start_network(config, paths).to(device, memory_format=torch.channels_last)
    average = {k: v.clone() for k, v in network.state_dict().items()}
    _loop(network, average, config, real, studio, dice)
    network.load_state_dict(average)
    network.eval()
    held = {"real": real_held, "studio": studio_held}
    logits = {n: predict(network, s, config.side) for n, s in held.items() if len(s.kinds)}
    temperature = fit_temperature(logits, {n: s.kinds for n, s in held.items()})
    results: dict[str, float] = {"temperature": temperature}
    for name, told in logits.items():
        truth = held[name].kinds.cpu().numpy()
        table = confusion(truth, told.argmax(1).cpu().numpy())
        print(f"held-out {name}\n{describe(table)}", flush=True)
        results[f"macro_f1_{name}"] = macro_f1(table)
    _save(paths.checkpoint, average, temperature, config, results)


def _loop(
    network: FilterNet,
    average: dict[str, Tensor],
    config: Config,
    real: Stock,
    studio: Stock,
    dice: torch.Generator,
) -> None:
    optimizer = _optimizer(network, config)
    network.train()
    started = printed = time.monotonic()
    step, running, hits = 0, 0.0, 0.0
    while (elapsed := (time.monotonic() - started) / 60 / config.minutes) < 1:
        _set_rates(optimizer, elapsed, step)
        pictures, kinds = draw(real, studio, config.batch, config.side, dice)
        with _precision(pictures.device):
            logits = network(pictures.contiguous(memory_format=torch.channels_last)).float()
            loss = functional.cross_entropy(logits, kinds, label_smoothing=config.smoothing)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 2.0)
        optimizer.step()
        _follow(average, network, min(config.ema, step / (step + 20)))
        step += 1
        if time.monotonic() - printed > 10 or step == 1:
            printed = time.monotonic()
            hit = float((logits.argmax(1) == kinds).float().mean())
            now = float(loss.detach())
            running = now if step == 1 else 0.7 * running + 0.3 * now
            hits = hit if step == 1 else 0.7 * hits + 0.3 * hit
            minutes = (printed - started) / 60
            print(
                f"{minutes:5.2f} min {step:6d} steps  loss {running:.4f}  right {hits:.3f}",
                flush=True,
            )


def start_network(config: Config, paths: Paths) -> FilterNet:
    """The network of an earlier checkpoint, else one with ImageNet weights."""
    network = FilterNet(config.dropout)
    if paths.checkpoint.exists():
        kept = torch.load(paths.checkpoint, map_location="cpu", weights_only=True)
        network.load_state_dict(kept["weights"])
        print(f"going on from {paths.checkpoint}", flush=True)
        return network
    network.load_imagenet(read_imagenet(paths.imagenet))
    return network


def read_imagenet(path: Path | None) -> Mapping[str, Tensor]:
    """ImageNet weights from the file `prepare` wrote, or from their package."""
    if path is None or not path.exists():
        from export_tools.product_matting.model import imagenet_encoder

        return imagenet_encoder()
    weights: Mapping[str, Tensor] = torch.load(path, map_location="cpu", weights_only=True)
    return {k: v.float() if v.is_floating_point() else v for k, v in weights.items()}


@torch.no_grad()
def predict(network: FilterNet, stock: Stock, side: int) -> Tensor:
    """Logits (N, 6) of every picture of `stock`, unworn."""
    numbers = torch.arange(len(stock.kinds), device=stock.pictures.device)
    return torch.cat([network(plain(stock, part, side)).float() for part in numbers.split(128)])


def fit_temperature(logits: Mapping[str, Tensor], kinds: Mapping[str, Tensor]) -> float:
    """The temperature under which held-out pictures are likeliest, every kind counting alike."""
    told = torch.cat(list(logits.values())).double().cpu()
    truth = torch.cat([kinds[n] for n in logits]).cpu()
    weight = (1 / torch.bincount(truth, minlength=len(KINDS)).clamp(min=1))[truth].double()
    costs = []
    for temperature in TEMPERATURES:
        cost = functional.cross_entropy(told / temperature, truth, reduction="none")
        costs.append(float((cost * weight).sum() / weight.sum()))
    best: NDArray[np.float64] = TEMPERATURES[int(np.argmin(costs))]
    return float(best)


def _optimizer(network: FilterNet, config: Config) -> torch.optim.AdamW:
    groups = [
        {"params": list(network.encoder.parameters()), "top": config.encoder_rate},
        {
            "params": [*network.head.parameters(), *network.classify.parameters()],
            "top": config.head_rate,
        },
    ]
    return torch.optim.AdamW(groups, lr=config.head_rate, weight_decay=config.weight_decay)


def _set_rates(optimizer: torch.optim.AdamW, elapsed: float, step: int) -> None:
    """Warms up over 100 steps, then falls along a cosine of the elapsed time."""
    share = min(1.0, (step + 1) / 100) * (0.01 + 0.99 * 0.5 * (1 + np.cos(np.pi * elapsed)))
    for group in optimizer.param_groups:
        group["lr"] = group["top"] * share


def _follow(average: dict[str, Tensor], network: FilterNet, keep: float) -> None:
    with torch.no_grad():
        for name, tensor in network.state_dict().items():
            if tensor.is_floating_point():
                average[name].lerp_(tensor, 1 - keep)


def _precision(device: torch.device) -> contextlib.AbstractContextManager[object]:
    if device.type == "cuda":
        return torch.autocast("cuda", dtype=torch.bfloat16)
    return contextlib.nullcontext()


def _report_stock(stocks: Mapping[str, Stock]) -> None:
    for name, stock in stocks.items():
        counts = [f"{k} {len(stock.of_kind(i))}" for i, k in enumerate(KINDS)]
        print(f"{name}: {', '.join(counts)}", flush=True)


def _save(
    path: Path,
    weights: Mapping[str, Tensor],
    temperature: float,
    config: Config,
    results: Mapping[str, float],
) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".part")
    kept = {k: v.detach().cpu().contiguous() for k, v in weights.items()}
    torch.save({"weights": kept, "temperature": temperature}, partial)
    partial.replace(path)
    log = {"config": asdict(config), "results": dict(results)}
    path.with_suffix(".json").write_text(json.dumps(log, indent=1))
    print(f"saved {path}: {json.dumps(dict(results))}", flush=True)
