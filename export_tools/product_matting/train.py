"""Trains the matting network for a set time, composing its pictures on the same device.

Runs on a GPU (bf16, channels last) or, small, on a CPU; goes on from its checkpoint when stopped.
"""

from __future__ import annotations

import copy
import json
import math
import time
import tomllib
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from export_tools.product_matting import losses
from export_tools.product_matting.compose import compose
from export_tools.product_matting.export import read_checkpoint, read_encoder, write_source
from export_tools.product_matting.model import MattingNet
from export_tools.product_matting.optics import Dice
from export_tools.product_matting.stock import Stock, read_stock, split

MEASURED, SAVE_SECONDS, TELL_SECONDS = 256, 60, 10


@dataclass(frozen=True)
class Config:
    """Everything a run depends on besides the data."""

    seed: int
    minutes: float
    batch: int
    sizes: tuple[tuple[float, int], ...]
    decoder_rate: float
    encoder_rate: float
    weight_decay: float
    ema: float
    settled: float


@dataclass(frozen=True)
class Paths:
    """What a run reads and writes."""

    packs: tuple[Path, ...]
    checkpoint: Path  # state to go on from, and at last the weights
    source: Path  # fp16 weights of the end
    start_from: Path | None = None  # weights: of the whole network, or of its encoder alone


@dataclass
class Run:
    """A training run under way."""

    network: MattingNet
    average: MattingNet
    optimizer: torch.optim.AdamW
    seconds: float = 0.0
    step: int = 0
    seen: int = 0
    loss: float = 0.0


def read_config(path: Path) -> Config:
    """Config from TOML; raises TypeError on missing or unknown keys."""
    values = tomllib.loads(path.read_text(encoding="utf-8"))
    values["sizes"] = tuple((float(share), int(side)) for share, side in values["sizes"])
    return Config(**values)


def shortened(config: Config, minutes: float | None, batch: int | None = None) -> Config:
    """The same run in `minutes`, with batches of `batch`."""
    return replace(config, minutes=minutes or config.minutes, batch=batch or config.batch)


def train(config: Config, paths: Paths, limit: int | None, stop_after: float | None) -> None:
    """Trains until `config.minutes` are full, in as many calls as it takes.

    `stop_after` minutes of this call it saves its state and returns; the next call goes on.
    `limit` reads only so many pictures of each group.
    """
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    called = time.monotonic()
    stock = read_stock(paths.packs, device, limit)
    print(
        f"{len(stock.cutouts)} cut-outs, {len(stock.originals)} originals, {len(stock.grounds)} "
        f"grounds, {len(stock.textures)} textures in {time.monotonic() - called:.0f} s",
        flush=True,
    )
    run = _begun(config, paths, device)
    drawn_from, kept_back = split(stock, held_out=False), split(stock, held_out=True)
    dice = Dice(config.seed + run.step, device)
    told = saved = time.monotonic()
    before = run.seconds - told
    while (elapsed := run.seconds / 60 / config.minutes) < 1:
        _step(run, config, drawn_from, dice, elapsed)
        now = time.monotonic()
        run.seconds = before + now
        if now - told > TELL_SECONDS:
            told = now
            rate = run.seen / run.seconds
            print(
                f"{run.seconds / 60:5.2f} min  {run.step:6d} steps  {run.seen:8d} pictures "
                f"({rate:.0f}/s)  loss {run.loss:.4f}",
                flush=True,
            )
        if now - saved > SAVE_SECONDS:
            saved = now
            _save(run, config, paths)
            _tell_quality(run.average, kept_back, config)
        if stop_after is not None and now - called > stop_after * 60:
            _save(run, config, paths)
            write_source(run.average, paths.source)
            print("stopped; call again to go on", flush=True)
            return
    settle_statistics(run.average, drawn_from, dice, config.sizes[-1][1], batches=60)
    _tell_quality(run.average, kept_back, config)
    _save(run, config, paths)
    write_source(run.average, paths.source)
    print(f"done: {paths.source}", flush=True)


def _begun(config: Config, paths: Paths, device: torch.device) -> Run:
    """A fresh run, or the one whose state the checkpoint holds."""
    torch.manual_seed(config.seed)
    network = start_network(paths.start_from).to(device, memory_format=torch.channels_last)
    average = copy.deepcopy(network).eval()
    run = Run(network, average, _optimizer(network, config))
    if paths.checkpoint.exists():
        state = torch.load(paths.checkpoint, map_location=device, weights_only=True)
        network.load_state_dict(state["network"])
        average.load_state_dict(state["weights"])
        run.optimizer.load_state_dict(state["optimizer"])
        run.seconds, run.step, run.seen = state["seconds"], state["step"], state["seen"]
        run.loss = state["loss"]
        print(f"goes on from {run.seconds / 60:.1f} min", flush=True)
    return run


def start_network(start_from: Path | None) -> MattingNet:
    """Network from a checkpoint, or with an encoder given or from ImageNet."""
    if start_from is not None and (whole := read_checkpoint(start_from)) is not None:
        return whole
    network = MattingNet()
    read_encoder(network.encoder, start_from)
    return network


def _step(run: Run, config: Config, stock: Stock, dice: Dice, elapsed: float) -> None:
    side = [s for share, s in config.sizes if elapsed >= share][-1]
    count = max(4, round(config.batch * (config.sizes[-1][1] / side) ** 2))
    with torch.no_grad():
        pictures, alphas = compose(stock, dice, count, side)
    pictures = pictures.contiguous(memory_format=torch.channels_last)
    run.network.train()
    if elapsed < config.settled:
        run.network.encoder.eval()
    _set_rates(run.optimizer, elapsed, run.step)
    with torch.autocast(stock.device.type, torch.bfloat16, enabled=stock.device.type == "cuda"):
        outputs = run.network(pictures)
    fine, coarse, rough = (logits.float() for logits in outputs)
    loss = losses.total((fine, coarse, rough), alphas)
    run.optimizer.zero_grad(set_to_none=True)
    loss.backward()
    nn.utils.clip_grad_norm_(run.network.parameters(), 3.0)
    run.optimizer.step()
    _follow(run, min(config.ema, run.step / (run.step + 20)))
    run.step, run.seen = run.step + 1, run.seen + count
    if run.step % 10 == 1:
        value = float(loss.detach())
        run.loss = value if run.step == 1 else run.loss + 0.2 * (value - run.loss)


def _optimizer(network: MattingNet, config: Config) -> torch.optim.AdamW:
    encoder = list(network.encoder.parameters())
    inside = {id(p) for p in encoder}
    decoder = [p for p in network.parameters() if id(p) not in inside]
    groups: list[dict[str, Any]] = [
        {"params": encoder, "lr": config.encoder_rate, "top": config.encoder_rate},
        {"params": decoder, "lr": config.decoder_rate, "top": config.decoder_rate},
    ]
    return torch.optim.AdamW(groups, weight_decay=config.weight_decay)


def _set_rates(optimizer: torch.optim.AdamW, elapsed: float, step: int) -> None:
    """Warms up over 200 steps, then falls along a cosine of the elapsed time."""
    share = min(1.0, (step + 1) / 200) * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * elapsed)))
    for group in optimizer.param_groups:
        group["lr"] = group["top"] * share


def _follow(run: Run, keep: float) -> None:
    """The averaged network comes a little nearer, batch-norm statistics and all."""
    with torch.no_grad():
        pairs = zip(
            run.average.state_dict().values(), run.network.state_dict().values(), strict=True
        )
        floats = [(a, b) for a, b in pairs if a.is_floating_point()]
        torch._foreach_lerp_([a for a, _ in floats], [b for _, b in floats], 1 - keep)


def settle_statistics(
    network: MattingNet, stock: Stock, dice: Dice, side: int, batches: int
) -> None:
    """Measures every batch norm's statistics afresh for the averaged weights as they are."""
    norms = [m for m in network.modules() if isinstance(m, nn.BatchNorm2d)]
    for norm in norms:
        norm.reset_running_stats()
        norm.momentum = None  # a plain mean over all batches
        norm.train()
    count = 32 if stock.device.type == "cuda" else 4
    with torch.no_grad():
        for _ in range(batches if count == 32 else 4):
            network(compose(stock, dice, count, side)[0])
    network.eval()


def _tell_quality(network: MattingNet, stock: Stock, config: Config) -> None:
    """Prints mean IoU and MAE on compositions of the cut-outs kept back, always the same ones."""
    dice, side = Dice(99, stock.device), config.sizes[-1][1]
    count = 32 if stock.device.type == "cuda" else 4
    ious: list[Tensor] = []
    gaps: list[Tensor] = []
    network.eval()
    with torch.no_grad():
        for _ in range(MEASURED // 32):
            pictures, truth = compose(stock, dice, count, side)
            alpha = torch.sigmoid(network(pictures)[0])
            a, t = alpha >= 0.5, truth >= 0.5
            shown = t.any(3).any(2)[:, 0]
            overlap = (a & t).sum((1, 2, 3)) / (a | t).sum((1, 2, 3)).clamp(min=1)
            ious.append(overlap[shown])
            gaps.append((alpha - truth).abs().mean((1, 2, 3)))
    iou, mae = torch.cat(ious).mean(), torch.cat(gaps).mean()
    print(f"    kept back: IoU {iou:.4f}  MAE {mae:.4f}", flush=True)


def _save(run: Run, config: Config, paths: Paths) -> None:
    paths.checkpoint.parent.mkdir(parents=True, exist_ok=True)
    partial = paths.checkpoint.with_suffix(".part")
    state = {
        "network": run.network.state_dict(),
        "weights": run.average.state_dict(),
        "optimizer": run.optimizer.state_dict(),
        "seconds": run.seconds,
        "step": run.step,
        "seen": run.seen,
        "loss": run.loss,
    }
    torch.save(state, partial)
    partial.replace(paths.checkpoint)
    log = {"config": asdict(config), "pictures_seen": run.seen, "loss": round(run.loss, 4)}
    paths.checkpoint.with_suffix(".json").write_text(json.dumps(log, indent=1))


def draw_sheet(
    paths: Iterable[Path], target: Path, limit: int | None, seed: int, side: int
) -> None:
    """Writes a sheet of 40 samples, each beside itself on magenta, to look at."""
    import cv2

    device = torch.device("cpu")
    stock = read_stock(paths, device, limit)
    pictures, alphas = compose(stock, Dice(seed, device), 40, side)
    magenta = torch.tensor([1.0, 0.0, 1.0]).view(1, 3, 1, 1)
    lifted = pictures * alphas + magenta * (1 - alphas)
    pairs = torch.cat([pictures, lifted], 3).permute(0, 2, 3, 1).numpy()
    rows = [np.hstack(list(pairs[i : i + 5])) for i in range(0, 40, 5)]
    sheet = (np.vstack(rows) * 255).astype(np.uint8)
    cv2.imwrite(str(target), cv2.cvtColor(sheet, cv2.COLOR_RGB2BGR))
