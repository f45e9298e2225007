"""Fine-tune the copywriter: LoRA on every linear layer of SmolLM2-135M, on a CPU if need be.

Reads one frozen dataclass from TOML, keeps the adapter with the best held-out loss as
`source.safetensors` (fp16) and writes `curve.csv` beside it. Under `torchrun --nproc N` the
records are shared out and gradients averaged once a step: on a busy CPU two processes of one
thread learn twice as fast as one of two.
"""

from __future__ import annotations

import csv
import math
import os
import random
import time
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import torch
import torch.distributed as ring
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from torch import nn

from export_tools.copywriter.batches import Packed, attention_mask, pack
from export_tools.copywriter.records import Record, data_folder, read_records, thin_out

LINEARS = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]


@dataclass(frozen=True)
class TrainConfig:
    """What a run needs; `minutes` bounds its wall time, a step is one process's."""

    rank: int = 32
    alpha: int = 64
    learning_rate: float = 5e-4
    epochs: float = 3.0
    minutes: float = 45.0
    records_per_step: int = 1
    slots: int = 22
    threads: int = 1
    validate_every: int = 60
    check_gap: int = 5
    seed: int = 1


def read_config(path: Path) -> TrainConfig:
    """Read a TrainConfig from a TOML file."""
    return TrainConfig(**tomllib.loads(path.read_text("utf-8")))


def load_base(folder: Path) -> nn.Module:
    """Load the base network in bf16 (frozen weights; the adapters stay float32)."""
    from transformers import AutoModelForCausalLM

    return AutoModelForCausalLM.from_pretrained(folder, dtype=torch.bfloat16)


def with_adapters(base: nn.Module, config: TrainConfig) -> nn.Module:
    """Wrap the base with LoRA adapters on all linear layers."""
    from peft import LoraConfig, get_peft_model

    lora = LoraConfig(r=config.rank, lora_alpha=config.alpha, target_modules=LINEARS)
    model = get_peft_model(base, lora)
    for parameter in model.parameters():
        if parameter.requires_grad:
            parameter.data = parameter.data.float()
    return model


def packed_loss(model: nn.Module, packed: Packed) -> tuple[torch.Tensor, int]:
    """Return (summed cross-entropy in nats, number of target tokens) of one packed record."""
    ids = torch.tensor(packed.ids)[None]  # (1, L)
    positions = torch.tensor(packed.positions)[None]  # (1, L)
    mask = attention_mask(torch.tensor(packed.segments))  # (1, 1, L, L)
    targets = torch.tensor(packed.targets)  # (L,)
    with torch.autocast("cpu", torch.bfloat16):
        body = model.get_base_model().model
        hidden = body(
            input_ids=ids,
            position_ids=positions,
            attention_mask=torch.zeros(mask.shape, dtype=torch.bfloat16).masked_fill(
                ~mask, float("-inf")
            ),
            use_cache=False,
        ).last_hidden_state[0]  # (L, 576)
        wanted = targets >= 0
        logits = model.get_base_model().lm_head(hidden[wanted])  # (T, 49152)
    loss = nn.functional.cross_entropy(logits.float(), targets[wanted], reduction="sum")
    return loss, int(wanted.sum())


@torch.no_grad()
def held_out_loss(model: nn.Module, packs: list[Packed]) -> float:
    """Return the mean cross-entropy a token over packed held-out records."""
    model.eval()
    totals = torch.zeros(2)
    for packed in packs:
        loss, tokens = packed_loss(model, packed)
        totals += torch.tensor([float(loss), float(tokens)])
    model.train()
    share(totals)
    return float(totals[0] / totals[1].clamp(min=1))


def adapter_weights(model: nn.Module) -> dict[str, torch.Tensor]:
    """Return the LoRA weights in fp16 by their peft names."""
    return {
        name: parameter.detach().half().contiguous()
        for name, parameter in model.named_parameters()
        if parameter.requires_grad
    }


def take_over(model: nn.Module, adapters: Path) -> None:
    """Load the LoRA weights that an earlier run wrote."""
    named = dict(model.named_parameters())
    for name, values in load_file(adapters).items():
        named[name].data.copy_(values.float())


def share(values: torch.Tensor) -> None:
    """Replace `values` by their sum over the processes of this run."""
    if ring.is_initialized():
        ring.all_reduce(values)


def average_gradients(learned: list[nn.Parameter], clock: float, ranks: int) -> float:
    """Average all gradients over the processes in one message and return the mean clock."""
    flat = torch.cat(
        [p.grad.flatten() if p.grad is not None else torch.zeros(p.numel()) for p in learned]
        + [torch.tensor([clock])]
    )
    share(flat)
    flat /= ranks
    at = 0
    for parameter in learned:
        parameter.grad = flat[at : at + parameter.numel()].view_as(parameter).clone()
        at += parameter.numel()
    return float(flat[-1])


def learning_rate(config: TrainConfig, step: int, done: float) -> float:
    """Return the rate of a step: 20 steps of warm-up, then a cosine to zero at `done` = 1."""
    cosine = 0.5 + 0.5 * math.cos(math.pi * min(1.0, done))
    return config.learning_rate * min(1.0, step / 20) * cosine


def endless(training: list[Record], rng: random.Random) -> Iterator[Record]:
    """Yield thinned-out records for ever, each once a pass."""
    while True:
        order = list(range(len(training)))
        rng.shuffle(order)
        for index in order:
            record = thin_out(training[index], rng)
            if record.lines:
                yield record


def train(base: Path, out: Path, config: TrainConfig, start_from: Path | None = None) -> float:
    """Fine-tune, from the adapters `start_from` if given, and return the best held-out loss.

    Writes source.safetensors and curve.csv into `out`.
    """
    rank, ranks = int(os.environ.get("RANK", "0")), int(os.environ.get("WORLD_SIZE", "1"))
    if ranks > 1:
        ring.init_process_group("gloo")
    torch.set_num_threads(config.threads)
    torch.manual_seed(config.seed)
    rng = random.Random(config.seed * 1000 + rank)
    out.mkdir(parents=True, exist_ok=True)
    tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
    training, held = read_records(data_folder())
    random.Random(config.seed).shuffle(training)
    checks = [pack(r, tokenizer, random.Random(7), config.slots) for r in held[:: config.check_gap]]
    stream = endless(training[rank::ranks], rng)
    model = with_adapters(load_base(base), config)
    if start_from is not None:
        take_over(model, start_from)
    learned = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimiser = torch.optim.AdamW(learned, lr=config.learning_rate, weight_decay=0.01)
    steps = math.ceil(config.epochs * len(training) / config.records_per_step / ranks)
    start, best, done, lately = time.monotonic(), float("inf"), 0.0, []
    for step in range(1, steps + 1):
        for group in optimiser.param_groups:
            group["lr"] = learning_rate(config, step, done)
        for _ in range(config.records_per_step):
            loss, count = packed_loss(model, pack(next(stream), tokenizer, rng, config.slots))
            (loss / (200 * config.records_per_step)).backward()
            lately = [*lately[-29:], float(loss.detach()) / count]
        clock = average_gradients(learned, (time.monotonic() - start) / 60, ranks)
        done = max(clock / config.minutes, step / steps)
        nn.utils.clip_grad_norm_(learned, 1.0)
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)
        if step % config.validate_every and done < 1.0:
            continue
        score = held_out_loss(model, checks[rank::ranks])
        row = (step, round(clock, 2), round(sum(lately) / len(lately), 4), round(score, 4))
        if rank == 0:
            print(dict(zip(("step", "minutes", "loss", "held_out"), row, strict=True)), flush=True)
            with (out / "curve.csv").open("a", newline="") as file:
                csv.writer(file).writerow(row)
            if score < best:
                about = {"rank": str(config.rank), "alpha": str(config.alpha)}
                save_file(adapter_weights(model), out / "source.safetensors", about)
        best = min(best, score)
        if done >= 1.0:
            break
    return best
