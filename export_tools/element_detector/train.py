"""Trains the detector for a set time on shards that may still be arriving.

Everything but reading shards happens on the device: drawing, augmentation, assignment, losses.
The checkpoint holds averaged weights, and all that is needed to go on after an interruption.
"""

from __future__ import annotations

import json
import math
import time
import tomllib
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from export_tools.element_detector import augment, losses
from export_tools.element_detector.data import Follower, Mixer, Store
from export_tools.element_detector.model import Detector
from export_tools.product_matting.model import imagenet_encoder

SAVE_SECONDS, TELL_SECONDS = 120.0, 10.0
Weights = dict[str, Tensor]


@dataclass(frozen=True)
class Config:
    """Everything a run depends on besides the shards."""

    seed: int
    minutes: float
    batch: int
    sides: tuple[tuple[float, int], ...]
    head_rate: float
    encoder_rate: float
    weight_decay: float
    warm_steps: int
    ema: float
    real_share: float
    frozen_stages: int
    studio_most: int
    real_most: int


@dataclass(frozen=True)
class Paths:
    """Where shards lie and checkpoints go; `start_from` gives weights to begin with."""

    shards: Path
    checkpoint: Path
    real: Path | None = None
    start_from: Path | None = None


@dataclass(frozen=True)
class Call:
    """How this call runs: on what, whether it goes on, and when it must return."""

    device: str = "cpu"
    resume: bool = False
    rescan: bool = False
    minutes: float = math.inf
    steps: int = 10**9


class Run:
    """The state of a run: network, its average, optimizer, and how far it has come."""

    def __init__(self, config: Config, paths: Paths, call: Call) -> None:
        self.config, self.device = config, torch.device(call.device)
        self.network = start_network(paths.start_from, config.frozen_stages).to(
            self.device, memory_format=torch.channels_last
        )
        self.optimizer = _optimizer(self.network, config)
        self.steps, self.seen, self.minutes = 0, 0, 0.0
        if call.resume and paths.checkpoint.exists():
            self._resume(paths.checkpoint)
        else:
            self.average = _copied(self.network)

    def _resume(self, path: Path) -> None:
        kept = torch.load(path, map_location=self.device, weights_only=True)
        self.network.load_state_dict(kept["live"])
        self.optimizer.load_state_dict(kept["optimizer"])
        self.average = kept["weights"]
        self.steps, self.seen, self.minutes = kept["steps"], kept["seen"], kept["minutes"]

    def step(self, batch: augment.Batch, where: losses.Places, share: float) -> dict[str, Tensor]:
        """One step of descent at this share of the time; returns the parts of the loss."""
        _set_rates(self.optimizer, share, self.steps / self.config.warm_steps)
        half = self.device.type == "cuda"
        pictures = batch.pictures.contiguous(memory_format=torch.channels_last)
        with torch.autocast(self.device.type, torch.bfloat16, enabled=half):
            answer = self.network(pictures)
        parts = losses.losses(answer, batch, where)
        self.optimizer.zero_grad(set_to_none=True)
        torch.stack(list(parts.values())).sum().backward()
        nn.utils.clip_grad_norm_(self.network.parameters(), 5.0)
        self.optimizer.step()
        self.steps, self.seen = self.steps + 1, self.seen + len(pictures)
        self._follow(min(self.config.ema, self.steps / (self.steps + 20)))
        return {name: part.detach() for name, part in parts.items()}

    @torch.no_grad()
    def _follow(self, keep: float) -> None:
        live = self.network.state_dict()
        floats = [n for n, t in live.items() if t.is_floating_point()]
        torch._foreach_lerp_([self.average[n] for n in floats], [live[n] for n in floats], 1 - keep)

    def save(self, path: Path, *, whole: bool = True) -> None:
        """Writes the averaged weights, and with `whole` all that resuming needs."""
        path.parent.mkdir(parents=True, exist_ok=True)
        kept: dict[str, object] = {"weights": self.average}
        if whole:
            kept |= {"live": self.network.state_dict(), "optimizer": self.optimizer.state_dict()}
        kept |= {"steps": self.steps, "seen": self.seen, "minutes": self.minutes}
        part = path.with_suffix(".part")
        torch.save(kept, part)
        part.replace(path)


def read_config(path: Path) -> Config:
    """Config from TOML; raises TypeError on missing or unknown keys."""
    values = tomllib.loads(path.read_text(encoding="utf-8"))
    values["sides"] = tuple((float(share), int(side)) for share, side in values["sides"])
    return Config(**values)


def changed(config: Config, **values: object) -> Config:
    """The same run with the values that are not None."""
    return replace(config, **{n: v for n, v in values.items() if v is not None})  # type: ignore[arg-type]


def train(config: Config, paths: Paths, call: Call) -> dict[str, float]:
    """Trains until `config.minutes` are spent over all calls; returns the last loss parts."""
    torch.manual_seed(config.seed)
    torch.backends.cudnn.benchmark = True
    run = Run(config, paths, call)
    studio = Store(config.studio_most, run.device, studio=True)
    real = Store(config.real_most, run.device, studio=False) if paths.real else None
    followers = [Follower(studio, paths.shards, rescan=call.rescan)]
    if real is not None and paths.real is not None:
        followers.append(Follower(real, paths.real, rescan=call.rescan))
    followers[0].wait_for(4 * config.batch)
    mixer = Mixer(studio, real, config.real_share, config.seed + run.steps)
    parts = _descend(run, mixer, paths.checkpoint, call)
    for follower in followers:
        follower.close()
    run.save(paths.checkpoint)
    log = {"config": asdict(config), "seen": run.seen, "steps": run.steps, "loss": parts}
    paths.checkpoint.with_suffix(".json").write_text(json.dumps(log, indent=1))
    return parts


def _descend(run: Run, mixer: Mixer, checkpoint: Path, call: Call) -> dict[str, float]:
    config, before = run.config, run.minutes
    started = saved = told = time.monotonic()
    running: dict[str, Tensor] = {}
    seen_before, first = run.seen, run.steps
    where = {side: losses.places(side, run.device) for _, side in config.sides}
    while (share := run.minutes / config.minutes) < 1 and run.steps - first < call.steps:
        side = _side(config, share)
        batch = augment.batch_of(mixer.draw(config.batch), side, augment.Wear())
        parts = run.step(batch, where[side], share)
        for name, part in parts.items():
            running[name] = part if name not in running else running[name].lerp(part, 0.03)
        now = time.monotonic()
        if now - told > TELL_SECONDS:
            text = _told(running)  # waits for the device
            now = time.monotonic()
            rate = (run.seen - seen_before) / (now - told)
            print(
                f"{run.minutes:5.2f} min  {run.steps:6d} steps  {side} px  {rate:5.0f}/s  {text}",
                flush=True,
            )
            told, seen_before = now, run.seen
        run.minutes = before + (now - started) / 60
        if now - saved > SAVE_SECONDS:
            run.save(checkpoint)
            saved = now
        if (now - started) / 60 > call.minutes:
            break
    return {n: round(float(v), 4) for n, v in running.items()}


def _told(parts: dict[str, Tensor]) -> str:
    return "  ".join(f"{name} {float(value):.3f}" for name, value in parts.items())


def _side(config: Config, share: float) -> int:
    return [side for since, side in config.sides if share >= since][-1]


def start_network(start_from: Path | None, frozen_stages: int) -> Detector:
    """Network in training mode from ImageNet or a checkpoint; encoder statistics stay frozen."""
    network = Detector()
    if start_from is None:
        network.encoder.load_imagenet(imagenet_encoder())
    else:
        network.load_state_dict(read_weights(start_from))
    network.train()
    network.encoder.eval()
    frozen = [network.encoder.stem, *list(network.encoder.stages)[:frozen_stages]]
    for module in frozen:
        module.requires_grad_(False)
    return network


def read_weights(path: Path) -> Weights:
    """The averaged weights of a checkpoint, or those of a safetensors file, as float32."""
    if path.suffix == ".safetensors":
        from safetensors.torch import load_file

        weights = load_file(path)
    else:
        weights = torch.load(path, map_location="cpu", weights_only=True)["weights"]
    return {n: t.float().cpu() if t.is_floating_point() else t.cpu() for n, t in weights.items()}


def _copied(network: Detector) -> Weights:
    return {n: t.detach().clone() for n, t in network.state_dict().items()}


def _optimizer(network: Detector, config: Config) -> torch.optim.AdamW:
    """Encoder and the rest at their own rates; biases and norms do not decay."""
    inside = {id(p) for p in network.encoder.parameters()}
    groups = []
    for encoder in (True, False):
        rate = config.encoder_rate if encoder else config.head_rate
        own = [p for p in network.parameters() if p.requires_grad and (id(p) in inside) == encoder]
        for decays in (True, False):
            some = [p for p in own if (p.ndim > 1) == decays]
            decay = config.weight_decay if decays else 0.0
            groups.append({"params": some, "lr": rate, "top": rate, "weight_decay": decay})
    return torch.optim.AdamW(groups)


def _set_rates(optimizer: torch.optim.AdamW, share: float, warmth: float) -> None:
    """Warms up, then falls along a cosine of the elapsed time to a hundredth."""
    factor = min(1.0, warmth + 0.01) * (0.01 + 0.99 * 0.5 * (1 + np.cos(np.pi * share)))
    for group in optimizer.param_groups:
        group["lr"] = group["top"] * float(factor)
