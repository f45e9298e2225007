"""Compare the float and the shipped int8 network and write the manifest, the card and licences.

Perplexity a token over held-out reference lines must agree within 2%. The int8 network is measured
as exported, with all logits, before its head is narrowed.
"""

from __future__ import annotations

import hashlib
import json
import math
import random
import shutil
from dataclasses import asdict
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from adloom.types import ModelManifest, Tensor
from export_tools.copywriter.batches import BEGIN, END
from export_tools.copywriter.card import card_text
from export_tools.copywriter.records import data_folder, prompt_of, read_records, slot_of

TOLERANCE = 0.02
LINES = 96
ADAPTER = "openvino-stateful-text"

Sample = tuple[list[int], list[int]]


def held_out_samples(tokenizer: Tokenizer, count: int) -> list[Sample]:
    """Return `count` held-out (prompt ids, answer ids) pairs, the same ones every time."""
    pairs = [(r, line) for r in read_records(data_folder())[1] for line in r.lines]
    random.Random(3).shuffle(pairs)
    samples = []
    for record, line in pairs[:count]:
        ask = prompt_of(record.product), slot_of(line, len(line.text))
        prompt = [BEGIN]
        for part in ask:
            prompt += tokenizer.encode(part, add_special_tokens=False).ids
        answer = tokenizer.encode(" " + line.text, add_special_tokens=False).ids
        samples.append((prompt, [*answer, END]))
    return samples


def float_loss(folder: Path, samples: list[Sample]) -> float:
    """Return the float network's mean cross-entropy a token, in nats."""
    import torch
    from transformers import AutoModelForCausalLM

    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()
    total, count = 0.0, 0
    for prompt, answer in samples:
        ids = torch.tensor([[*prompt, *answer[:-1]]])
        with torch.no_grad():
            logits = model(input_ids=ids).logits[0, len(prompt) - 1 :]  # (T, V)
        total += float(
            torch.nn.functional.cross_entropy(logits, torch.tensor(answer), reduction="sum")
        )
        count += len(answer)
    return total / count


def int8_loss(graph: Path, samples: list[Sample]) -> float:
    """Return the exported int8 network's mean cross-entropy a token, in nats."""
    import openvino

    options = {"INFERENCE_PRECISION_HINT": "f32"}
    request = openvino.Core().compile_model(graph, "CPU", options).create_infer_request()
    total, count = 0.0, 0
    for prompt, answer in samples:
        request.reset_state()
        ids = np.array([[*prompt, *answer[:-1]]], np.int64)
        result = request.infer(
            {
                "input_ids": ids,
                "attention_mask": np.ones_like(ids),
                "position_ids": np.arange(ids.shape[1])[None],
                "beam_idx": np.zeros(1, np.int32),
            }
        )
        logits = result["logits"][0, len(prompt) - 1 :].astype(np.float64)  # (T, V)
        peak = logits.max(1, keepdims=True)
        norm = np.log(np.exp(logits - peak).sum(1)) + peak[:, 0]
        total += float((norm - logits[np.arange(len(answer)), answer]).sum())
        count += len(answer)
    return total / count


def check(base: Path, work: Path, ship: Path, adapters: Path, metrics: dict[str, float]) -> bool:
    """Compare, and write the ship folder's manifest if within tolerance; say whether it was."""
    tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
    samples = held_out_samples(tokenizer, LINES)
    told = {
        "perplexity_base": math.exp(float_loss(base, samples)),
        "perplexity_float": math.exp(float_loss(work / "merged", samples)),
        "perplexity_int8": math.exp(int8_loss(work / "exported/openvino_model.xml", samples)),
    }
    gap = told["perplexity_int8"] / told["perplexity_float"] - 1
    print(json.dumps(told | {"int8_gap": gap}, indent=1))
    if gap > TOLERANCE:
        print(f"int8 loses {gap:.1%} in perplexity, more than {TOLERANCE:.0%}: nothing written")
        return False
    if adapters.resolve() != (ship / "source.safetensors").resolve():
        shutil.copy(adapters, ship / "source.safetensors")
    rounded = {name: round(value, 4) for name, value in (told | metrics).items()}
    manifest = describe(ship, tokenizer.get_vocab_size(), rounded, {"perplexity_gap": gap})
    text = json.dumps(asdict(manifest), indent=1, ensure_ascii=False) + "\n"
    (ship / "manifest.json").write_text(text, "utf-8")
    card = card_text(rounded, LINES, work / "run" / "curve.csv")
    (ship / "CARD.md").write_text(card, "utf-8")
    return True


def describe(
    ship: Path, vocabulary: int, metrics: dict[str, float], parity: dict[str, float]
) -> ModelManifest:
    """Return the manifest of the ship folder's files."""
    shipped = [*sorted(ship.glob("model.*")), ship / "tokenizer.json"]
    return ModelManifest(
        name="copywriter",
        version="1.0.0",
        task="copywriting",
        adapter=ADAPTER,
        files={path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in shipped},
        inputs=(
            Tensor("input_ids", "int64", (-1, -1)),
            Tensor("attention_mask", "int64", (-1, -1)),
            Tensor("position_ids", "int64", (-1, -1)),
            Tensor("beam_idx", "int32", (-1,)),
            Tensor("bias", "float32", (1, vocabulary)),
        ),
        outputs=(
            Tensor("best", "float32", (-1, 64)),
            Tensor("token", "int32", (-1, 64)),
            Tensor("norm", "float32", (-1, 1)),
        ),
        preprocess={
            "prompt": "adloom.stages.copy_prompt",
            "runtimes": ["openvino"],
            "weights": "model.bin.0, model.bin.1 ... joined are the model.bin of model.xml",
        },
        license="Apache-2.0",
        data="949 authored product-copy records (tier A); base SmolLM2-135M-Instruct (Apache-2.0)",
        metrics=metrics,
        parity=parity,
    )
