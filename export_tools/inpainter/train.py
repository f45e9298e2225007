"""Trains the inpainter against its critic for a set time or number of steps.

Runs on a GPU (bf16, channels last) or, small, on a CPU; goes on from its checkpoint when stopped.
Every step throws dice of its own, so a run by steps that is stopped and resumed ends the same.
"""

from __future__ import annotations

import copy
import json
import math
import time
import tomllib
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import Tensor, nn

from export_tools.inpainter import losses
from export_tools.inpainter.export import read_generator, write_source
from export_tools.inpainter.losses import Features
from export_tools.inpainter.masks import draw_holes, stained
from export_tools.inpainter.model import Critic, Generator, composed, network_input, start
from export_tools.inpainter.stock import Stock, draw, read_stock, split
from export_tools.product_matting.export import read_encoder
from export_tools.product_matting.model import Encoder
from export_tools.product_matting.optics import Dice

TELL_SECONDS, SAVE_SECONDS, SHEET_SECONDS = 10, 120, 180
MEASURED, SHOWN, SHOWN_SIDE = 64, 8, 256
DICE_STRIDE = 1_000_003  # between the dice of one seed and the next


@dataclass(frozen=True)
class Config:
    """Everything a run depends on besides the data."""

    seed: int
    minutes: float
    batch: int
    sides: tuple[tuple[float, int], ...]
    painter_rate: float
    critic_rate: float
    rate_floor: float
    warm_steps: int
    ema: float
    pixels: float
    features: float
    matching: float
    adversarial: float
    adversarial_from: float
    adversarial_full: float
    penalty: float
    penalty_every: int
    channels_last: bool  # on a GPU; plain order may be faster for wide depthwise kernels
    steps: int | None = None  # when set, the run is so many steps long instead


@dataclass(frozen=True)
class Paths:
    """What a run reads and writes."""

    packs: tuple[Path, ...]
    texts: Path
    work: Path  # checkpoint and sheets
    source: Path  # fp16 weights of the end
    features: Path | None = None  # weights with an `encoder.`; default: ImageNet's package
    start_from: Path | None = None  # a generator's weights

    @property
    def checkpoint(self) -> Path:
        """State to go on from."""
        return self.work / "inpainter.pt"


@dataclass
class Run:
    """A training run under way."""

    painter: Generator
    average: Generator
    critic: Critic
    features: Features
    painter_steps: torch.optim.Optimizer
    critic_steps: torch.optim.Optimizer
    seconds: float = 0.0
    step: int = 0
    seen: int = 0
    loss: dict[str, float] = field(default_factory=dict)


def read_config(path: Path) -> Config:
    """Config from TOML; raises TypeError on missing or unknown keys."""
    values = tomllib.loads(path.read_text(encoding="utf-8"))
    values["sides"] = tuple((float(share), int(side)) for share, side in values["sides"])
    return Config(**values)


def train(config: Config, paths: Paths, limit: int | None, stop_after: float | None) -> None:
    """Trains until the configured minutes or steps are full, in as many calls as it takes.

    `stop_after` minutes of this call it saves its state and returns; the next call goes on.
    `limit` reads only so many pictures of each group in each pack.
    """
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    called = time.monotonic()
    stock = read_stock(paths.packs, paths.texts, device, limit)
    print(
        f"{len(stock.squares)} pictures, {len(stock.texts)} text masks in "
        f"{time.monotonic() - called:.0f} s",
        flush=True,
    )
    run = begin(config, paths, device)
    drawn_from, kept_back = split(stock, held_out=False), split(stock, held_out=True)
    paths.work.mkdir(parents=True, exist_ok=True)
    told = saved = shown = time.monotonic()
    before, first = run.seconds - told, (run.step, run.seen, told)
    while (elapsed := share_done(run, config)) < 1:
        step(run, config, drawn_from, elapsed)
        now = time.monotonic()
        run.seconds = before + now
        if now - told > TELL_SECONDS:
            told = now
            _tell(run, elapsed, config, (run.seen - first[1]) / (now - first[2]))
        if now - saved > SAVE_SECONDS:
            saved = now
            _save(run, config, paths)
            _tell_quality(run.average, kept_back)
        if now - shown > SHEET_SECONDS:
            shown = now
            draw_sheet(run.average, kept_back, paths.work / f"sheet-{run.step:06d}.png")
        if stop_after is not None and now - called > stop_after * 60:
            _finish(run, config, paths, kept_back)
            print("stopped; call again to go on", flush=True)
            return
    settle_statistics(run.average, drawn_from, config, batches=60)
    _finish(run, config, paths, kept_back)
    print(f"done: {paths.source}", flush=True)


def begin(config: Config, paths: Paths, device: torch.device) -> Run:
    """A fresh run, or the one whose state the checkpoint holds."""
    torch.manual_seed(config.seed)
    torch.backends.cudnn.benchmark = True
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = True
    painter = start(Generator())
    if paths.start_from is not None:
        painter = read_generator(paths.start_from)
    order = torch.channels_last if config.channels_last else torch.contiguous_format
    painter = painter.to(device, memory_format=order).train()
    critic = Critic().to(device, memory_format=order)
    encoder = Encoder()
    read_encoder(encoder, paths.features)
    run = Run(
        painter,
        copy.deepcopy(painter).eval().requires_grad_(requires_grad=False),
        critic,
        Features(encoder).to(device, memory_format=order),
        torch.optim.AdamW(painter.parameters(), betas=(0.5, 0.99), weight_decay=1e-4),
        torch.optim.Adam(critic.parameters(), betas=(0.0, 0.99)),
    )
    if paths.checkpoint.exists():
        _resume(run, torch.load(paths.checkpoint, map_location=device, weights_only=True))
        print(f"goes on from {run.seconds / 60:.1f} min, {run.step} steps", flush=True)
    return run


def share_done(run: Run, config: Config) -> float:
    """How much of the run is behind, 0..1."""
    if config.steps is not None:
        return run.step / config.steps
    return run.seconds / 60 / config.minutes


def batch_and_side(config: Config, elapsed: float) -> tuple[int, int]:
    """Pictures in a batch and their side; about as many pixels in every batch."""
    side = [s for share, s in config.sides if elapsed >= share][-1]
    return max(1, round(config.batch * (config.sides[-1][1] / side) ** 2)), side


def adversarial_weight(config: Config, elapsed: float) -> float:
    """0 before `adversarial_from`, in full after `adversarial_full`."""
    reach = max(1e-9, config.adversarial_full - config.adversarial_from)
    return config.adversarial * min(1.0, max(0.0, (elapsed - config.adversarial_from) / reach))


def step(run: Run, config: Config, stock: Stock, elapsed: float) -> None:
    """One batch for the critic, once it is heard, and for the painter."""
    count, side = batch_and_side(config, elapsed)
    dice = Dice(config.seed * DICE_STRIDE + run.step, stock.device)
    truth = draw(stock, dice, count, side)
    hole = draw_holes(stock.texts, dice, count, side)
    given = network_input(stained(truth, hole, dice), hole)
    if config.channels_last:
        given = given.contiguous(memory_format=torch.channels_last)
    _set_rates(run, config, elapsed)
    heard = adversarial_weight(config, elapsed)
    with _halved(stock.device):
        painted = run.painter(given)
    fake = composed(truth, painted.float(), hole)
    told: dict[str, Tensor] = {}
    if elapsed >= config.adversarial_from:
        told |= _teach_critic(run, config, truth, fake.detach(), hole)
    told |= _teach_painter(run, config, (truth, painted.float(), fake, hole), heard)
    _follow(run.average, run.painter, min(config.ema, (1 + run.step) / (10 + run.step)))
    run.step += 1
    run.seen += count
    for name, value in told.items():
        now = float(value)
        run.loss[name] = 0.97 * run.loss.get(name, now) + 0.03 * now


def _teach_critic(
    run: Run, config: Config, truth: Tensor, fake: Tensor, hole: Tensor
) -> dict[str, Tensor]:
    run.critic.requires_grad_(requires_grad=True)
    with _halved(truth.device):
        real, false = run.critic(truth, hole), run.critic(fake, hole)
    loss = losses.of_critic(real, false, hole)
    told = {"critic": loss.detach()}
    if run.step % config.penalty_every == 0:
        few = max(1, len(truth) // 4)
        steep = losses.gradient_penalty(run.critic, truth[:few], hole[:few])
        loss = loss + config.penalty / 2 * config.penalty_every * steep
        told["steep"] = steep.detach()
    _move(run.critic, run.critic_steps, loss)
    return told


def _teach_painter(
    run: Run, config: Config, batch: tuple[Tensor, Tensor, Tensor, Tensor], heard: float
) -> dict[str, Tensor]:
    truth, painted, fake, hole = batch
    told = {"pixels": losses.reconstruction(painted, truth, hole)}
    with _halved(truth.device):
        told["features"] = losses.of_features(run.features, fake, truth, hole)
    loss = config.pixels * told["pixels"] + config.features * told["features"]
    if heard > 0:
        run.critic.requires_grad_(requires_grad=False)
        with _halved(truth.device):
            with torch.no_grad():
                real = run.critic(truth, hole)
            false = run.critic(fake, hole)
        told["fooled"] = losses.of_painter(false, hole)
        told["matching"] = losses.matching(real, false)
        share = heard / config.adversarial
        loss = loss + heard * told["fooled"] + share * config.matching * told["matching"]
    _move(run.painter, run.painter_steps, loss)
    return {name: value.detach() for name, value in told.items()}


def _move(network: nn.Module, steps: torch.optim.Optimizer, loss: Tensor) -> None:
    """A step down the slope, unless it is not finite."""
    steps.zero_grad(set_to_none=True)
    loss.backward()
    norm = nn.utils.clip_grad_norm_(network.parameters(), 5.0)
    if bool(torch.isfinite(norm)):
        steps.step()


def _halved(device: torch.device) -> torch.autocast:
    return torch.autocast(device.type, torch.bfloat16, enabled=device.type == "cuda")


def _set_rates(run: Run, config: Config, elapsed: float) -> None:
    """Warm up by steps, then down a cosine to `rate_floor`."""
    fall = 0.5 + 0.5 * math.cos(math.pi * min(1.0, elapsed))
    share = config.rate_floor + (1 - config.rate_floor) * fall
    share *= min(1.0, (run.step + 1) / max(1, config.warm_steps))
    for steps, rate in (
        (run.painter_steps, config.painter_rate),
        (run.critic_steps, config.critic_rate),
    ):
        for group in steps.param_groups:
            group["lr"] = rate * share


def _follow(average: nn.Module, network: nn.Module, keep: float) -> None:
    with torch.no_grad():
        pairs = zip(average.state_dict().values(), network.state_dict().values(), strict=True)
        floats = [(a, b) for a, b in pairs if a.is_floating_point()]
        torch._foreach_lerp_([a for a, _ in floats], [b for _, b in floats], 1 - keep)


def settle_statistics(network: Generator, stock: Stock, config: Config, batches: int) -> None:
    """Measures every batch norm's statistics afresh for the averaged weights as they are."""
    count, side = batch_and_side(config, 1.0)
    for norm in [m for m in network.modules() if isinstance(m, nn.BatchNorm2d)]:
        norm.reset_running_stats()
        norm.momentum = None  # a plain mean over all batches
        norm.train()
    dice = Dice(config.seed, stock.device)
    with torch.no_grad():
        for _ in range(batches if stock.device.type == "cuda" else 4):
            truth = draw(stock, dice, count, side)
            hole = draw_holes(stock.texts, dice, count, side)
            network(network_input(truth, hole))
    network.eval()


def _tell(run: Run, elapsed: float, config: Config, rate: float) -> None:
    side = batch_and_side(config, elapsed)[1]
    told = "  ".join(f"{name} {value:.4f}" for name, value in run.loss.items())
    print(
        f"{run.seconds / 60:5.2f} min  {run.step:6d} steps  {run.seen:8d} pictures "
        f"({rate:.1f}/s, {side} px)  {told}",
        flush=True,
    )


def _tell_quality(network: Generator, stock: Stock) -> None:
    """Prints PSNR in the holes of pictures kept back, always the same ones."""
    dice = Dice(99, stock.device)
    count = 16 if stock.device.type == "cuda" else 4
    scores: list[Tensor] = []
    with torch.no_grad():
        for _ in range(MEASURED // 16):
            truth = draw(stock, dice, count, SHOWN_SIDE)
            hole = draw_holes(stock.texts, dice, count, SHOWN_SIDE)
            painted = network(network_input(truth, hole)).clamp(0, 1)
            squared = ((painted - truth) ** 2 * hole).sum((1, 2, 3)) / (3 * hole.sum((1, 2, 3)))
            scores.append(-10 * squared.clamp(min=1e-8).log10())
    print(f"    kept back: PSNR in the hole {torch.cat(scores).mean():.2f} dB", flush=True)


def draw_sheet(network: Generator, stock: Stock, target: Path) -> None:
    """Writes what the network makes of SHOWN pictures: given, painted, true, in columns."""
    dice = Dice(98, stock.device)
    truth = draw(stock, dice, SHOWN, SHOWN_SIDE)
    hole = draw_holes(stock.texts, dice, SHOWN, SHOWN_SIDE)
    with torch.no_grad():
        painted = composed(truth, network(network_input(truth, hole)).clamp(0, 1), hole)
    magenta = torch.tensor([1.0, 0.0, 1.0], device=stock.device).view(1, 3, 1, 1)
    rows = [torch.cat(list(p), 2) for p in (composed(truth, magenta, hole), painted, truth)]
    sheet = (torch.cat(rows, 1) * 255).round().byte().permute(1, 2, 0).cpu().numpy()
    Image.fromarray(np.ascontiguousarray(sheet)).save(target)


def _finish(run: Run, config: Config, paths: Paths, kept_back: Stock) -> None:
    _save(run, config, paths)
    _tell_quality(run.average, kept_back)
    draw_sheet(run.average, kept_back, paths.work / f"sheet-{run.step:06d}.png")
    write_source(run.average, paths.source)


def _save(run: Run, config: Config, paths: Paths) -> None:
    paths.work.mkdir(parents=True, exist_ok=True)
    partial = paths.checkpoint.with_suffix(".part")
    torch.save(
        {
            "painter": run.painter.state_dict(),
            "weights": run.average.state_dict(),
            "critic": run.critic.state_dict(),
            "painter_steps": run.painter_steps.state_dict(),
            "critic_steps": run.critic_steps.state_dict(),
            "seconds": run.seconds,
            "step": run.step,
            "seen": run.seen,
            "loss": run.loss,
        },
        partial,
    )
    partial.replace(paths.checkpoint)
    log = {"config": asdict(config), "pictures_seen": run.seen, "steps": run.step}
    log |= {"minutes": round(run.seconds / 60, 2), "loss": run.loss}
    paths.checkpoint.with_suffix(".json").write_text(json.dumps(log, indent=1))


def _resume(run: Run, state: dict[str, object]) -> None:
    parts = (
        (run.painter, "painter"),
        (run.average, "weights"),
        (run.critic, "critic"),
        (run.painter_steps, "painter_steps"),
        (run.critic_steps, "critic_steps"),
    )
    for part, name in parts:
        part.load_state_dict(state[name])  # type: ignore[arg-type]
    run.seconds, run.step = float(state["seconds"]), int(state["step"])  # type: ignore[arg-type, call-overload]
    run.seen, run.loss = int(state["seen"]), dict(state["loss"])  # type: ignore[call-overload]


def shortened(
    config: Config, minutes: float | None, batch: int | None, steps: int | None, side: int | None
) -> Config:
    """The same run in `minutes` or `steps`, with batches of `batch`, at one `side`."""
    sides = config.sides if side is None else ((0.0, side),)
    return replace(
        config,
        minutes=minutes or config.minutes,
        batch=batch or config.batch,
        steps=steps,
        sides=sides,
    )
