"""How good detections and removal masks are: average precision, overlap, and the dev ads.

On the dev ads only boxes are known, so cover is counted in box area: `text_covered` is the share of
overlay text boxes that a mask covers, `ink_covered` the share of the pixels in them that stand out
from their surroundings; `product_touched` is the share of product area (outside every element and
print) that the mask takes, `print_taken` the share of product print (outside every element).
Masks are (H, W) bool of any size; boxes are x0, y0, x1, y1 in pixels of the picture.
"""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from adloom.inference.detection import Detections, Floats, overlaps
from export_tools.adstudio.canvases import data_folder
from export_tools.adstudio.labelled import LABELS, Pixels

Mask = NDArray[np.bool_]
HALF = 0.5


def average_precision(
    pairs: Iterable[tuple[Detections, Floats]], known: Iterable[NDArray[np.bool_]] | None = None
) -> dict[str, float]:
    """AP at overlap 0.5 per label over (detections, truth rows (label, x0, y0, x1, y1)).

    All-point interpolation as PASCAL VOC 2010; a label never present is left out. `known` (L,) per
    picture leaves out labels that were not annotated there.
    """
    kept = list(pairs)
    knowns = list(known) if known is not None else [np.ones(len(LABELS), np.bool_)] * len(kept)
    result = {}
    for label, name in enumerate(LABELS):
        scores, hits, total = [], [], 0
        for (found, truth), told in zip(kept, knowns, strict=True):
            if told[label]:
                own = found.labels == label
                wanted = truth[truth[:, 0] == label, 1:]
                total += len(wanted)
                scores.append(found.scores[own])
                hits.append(_hits(found.boxes[own], found.scores[own], wanted))
        if total:
            result[name] = _area(np.concatenate(scores), np.concatenate(hits), total)
    return result


def _hits(boxes: Floats, scores: Floats, truth: Floats) -> NDArray[np.bool_]:
    """Which boxes meet a truth not met by a better one."""
    hits = np.zeros(len(boxes), np.bool_)
    free = np.ones(len(truth), np.bool_)
    for index in np.argsort(-scores, kind="stable") if len(truth) else ():
        shares = np.where(free, overlaps(boxes[index], truth), 0)
        best = int(shares.argmax())
        if shares[best] >= HALF:
            hits[index], free[best] = True, False
    return hits


def _area(scores: Floats, hits: NDArray[np.bool_], total: int) -> float:
    right = hits[np.argsort(-scores, kind="stable")].cumsum()
    if not len(right):
        return 0.0
    recall, precision = right / total, right / np.arange(1, len(right) + 1)
    precision = np.maximum.accumulate(precision[::-1])[::-1]
    return float((np.diff(recall, prepend=0.0) * precision).sum())


def mask_overlap(pairs: Iterable[tuple[Floats, Floats]], threshold: float = HALF) -> float:
    """Pooled IoU of (guess, truth) removal maps, both 0..1, at `threshold`."""
    shared = union = 0
    for guess, truth in pairs:
        a, b = guess >= threshold, truth >= HALF
        shared, union = shared + int((a & b).sum()), union + int((a | b).sum())
    return shared / max(1, union)


@dataclass(frozen=True)
class DevAd:
    """A real ad with boxes; `boxes` rows by name: the LABELS, product_print and product."""

    name: str
    picture: Pixels
    boxes: dict[str, Floats]


def dev_ads() -> Iterator[DevAd]:
    """The boxed dev ads; for measuring only."""
    folder = data_folder()
    with (folder / "dev-ads-labels.jsonl").open(encoding="utf-8") as stream:
        rows = {r["file"]: r for r in map(json.loads, stream) if r["boxed"]}
    for shard in sorted(folder.glob("dev-ads-[0-9][0-9].tar")):
        with tarfile.open(shard) as tar:
            for member in tar:
                row = rows.get(Path(member.name).name)
                stream_of = tar.extractfile(member) if row else None
                if row is not None and stream_of is not None:
                    picture = Image.open(io.BytesIO(stream_of.read())).convert("RGB")
                    yield DevAd(row["file"], np.asarray(picture), _by_label(row["boxes"]))


def _by_label(boxes: list[dict[str, object]]) -> dict[str, Floats]:
    names = (*LABELS, "product_print", "product")
    grouped: dict[str, Floats] = {}
    for name in names:
        rows = np.array([b["box"] for b in boxes if b["label"] == name], np.float32).reshape(-1, 4)
        rows[:, 2:] += rows[:, :2]
        grouped[name] = rows
    return grouped


def cover(mask: Mask, ad: DevAd) -> dict[str, tuple[float, float]]:
    """(pixels taken, pixels there) by measure, for a removal mask over the whole picture."""
    height, width = mask.shape
    factors = np.tile([width / ad.picture.shape[1], height / ad.picture.shape[0]], 2)
    areas = {n: _filled(b * factors, height, width) for n, b in ad.boxes.items()}
    elements = areas["text"] | areas["logo"] | areas["underlay"] | areas["decoration"]
    prints = areas["product_print"] & ~elements
    product = areas["product"] & ~elements & ~areas["product_print"]
    text = areas["text"]
    ink = text & _ink(ad.picture, text)
    measured = {
        "text_covered": text,
        "ink_covered": ink,
        "logo_covered": areas["logo"],
        "decoration_covered": areas["decoration"],
        "product_touched": product,
        "print_taken": prints,
    }
    return {n: (float((mask & a).sum()), float(a.sum())) for n, a in measured.items()}


def _filled(boxes: Floats, height: int, width: int) -> Mask:
    filled = np.zeros((height, width), np.bool_)
    for x0, y0, x1, y1 in boxes.round().astype(int):
        filled[max(0, y0) : max(y0 + 1, y1), max(0, x0) : max(x0 + 1, x1)] = True
    return filled


def _ink(picture: Pixels, like: Mask) -> Mask:
    """Pixels that stand out by 40 grey levels from the middle tone some 15% around them."""
    from adloom.inference.images import resize

    height, width = like.shape
    grey = resize(picture, width, height).astype(np.float32).mean(2)
    side = max(16, min(height, width) // 7)
    small = Image.fromarray(grey).resize(
        (max(1, width // side), max(1, height // side)), Image.Resampling.BOX
    )
    around = np.asarray(small.resize((width, height), Image.Resampling.BILINEAR))
    return np.asarray(np.abs(grey - around) > 40)


def pooled(parts: Iterable[dict[str, tuple[float, float]]]) -> dict[str, float]:
    """Shares of all pictures' pixels together, from what `cover` said of each."""
    sums: dict[str, list[float]] = {}
    for part in parts:
        for name, (taken, there) in part.items():
            total = sums.setdefault(name, [0.0, 0.0])
            total[0], total[1] = total[0] + taken, total[1] + there
    return {name: taken / max(1.0, there) for name, (taken, there) in sums.items()}
