"""Runs a trained detector over test shards and the dev ads, in torch or as an ONNX file.

A runner takes (1, 3, S, S) float32 0..1 and answers with the shipped outputs by name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from adloom.inference.detection import Detections, Floats, decode
from adloom.stages import elements
from export_tools.adstudio import shards
from export_tools.adstudio.labelled import LABELS
from export_tools.element_detector import measure
from export_tools.element_detector.data import TOUCHED
from export_tools.element_detector.model import Detector, Exported
from export_tools.element_detector.train import read_weights

Outputs = Mapping[str, NDArray[np.generic]]
Case = tuple[NDArray[np.float32], Floats, Floats]
Runner = Callable[[NDArray[np.float32]], Outputs]
OUTPUTS = ("scores", "boxes", "removal", "text")
LEAST_SCORE = 0.03  # of detections that enter the precision curve


def torch_runner(checkpoint: Path, device: str) -> Runner:
    """The checkpoint's averaged weights on `device`."""
    network = Detector()
    network.load_state_dict(read_weights(checkpoint))
    shipped = Exported(network.eval()).to(device)

    def run(image: NDArray[np.float32]) -> Outputs:
        with torch.inference_mode():
            answer = shipped(torch.from_numpy(image).to(device))
        return {n: a.float().cpu().numpy() for n, a in zip(OUTPUTS, answer, strict=True)}

    return run


def test_pictures(folder: Path, most: int) -> Iterator[Case]:
    """(input, truth rows (label, x0, y0, x1, y1), removal 0..1) of the first `most` pictures."""
    left = most
    for arrays in shards.read(folder):
        for number in range(min(left, len(arrays["pictures"]))):
            rows = np.asarray(arrays["boxes"], np.float32)
            truth = rows[rows[:, 0] == number, 1:]
            picture = np.asarray(arrays["pictures"][number], np.float32) / 255
            covered = np.asarray(arrays["removal"][number], np.float32) / 255
            removal = np.minimum(covered * TOUCHED, 1).astype(np.float32)
            yield np.ascontiguousarray(picture.transpose(2, 0, 1)[None]), truth, removal
        left -= len(arrays["pictures"])
        if left <= 0:
            return


def on_shards(run: Runner, folder: Path, most: int = 1000) -> dict[str, float]:
    """AP50 by label as `ap_<label>` and the removal IoU, on studio test shards."""
    return on_cases(run, test_pictures(folder, most))


def on_cases(run: Runner, cases: Iterable[Case]) -> dict[str, float]:
    """As `on_shards`, on cases at hand; raises ValueError when there is none."""
    found: list[tuple[Detections, Floats]] = []
    maps: list[tuple[Floats, Floats]] = []
    for image, truth, removal in cases:
        answer = run(image)
        found.append((decoded(answer), truth))
        maps.append((np.asarray(answer["removal"], np.float32)[0, 0], removal))
    if not found:
        raise ValueError("no test picture")
    metrics = {f"ap_{n}": v for n, v in measure.average_precision(found).items()}
    return {**metrics, "removal_iou": measure.mask_overlap(maps)}


def decoded(answer: Outputs) -> Detections:
    """Detections down to LEAST_SCORE of one answer."""
    scores, boxes = (np.asarray(answer[n], np.float32)[0] for n in ("scores", "boxes"))
    return decode(scores, boxes, [LEAST_SCORE] * len(LABELS))


class _AsSession:
    """A runner dressed as the product's session."""

    def __init__(self, run: Runner) -> None:
        self._run = run
        self.device = "measured"

    def run(self, inputs: dict[str, NDArray[np.generic]]) -> dict[str, NDArray[np.generic]]:
        """Answers for the one input there is."""
        return dict(self._run(np.asarray(inputs["image"], np.float32)))

    def close(self) -> None:
        """Nothing to let go of."""


def on_dev_ads(run: Runner, side: int) -> dict[str, float]:
    """Cover of the boxed dev ads by the product's own removal mask, and AP50 of its boxes."""
    session = _AsSession(run)
    covers, found = [], []
    for ad in measure.dev_ads():
        seen = elements.find(ad.picture, session, side, [LEAST_SCORE] * len(LABELS))
        height, width = ad.picture.shape[:2]
        covers.append(measure.cover(elements.removal_mask(seen, width, height), ad))
        truth = [np.c_[np.full(len(ad.boxes[n]), i), ad.boxes[n]] for i, n in enumerate(LABELS)]
        found.append((_detections(seen), np.concatenate(truth).astype(np.float32)))
    metrics = {f"dev_ap_{n}": v for n, v in measure.average_precision(found).items()}
    return {**{f"dev_{n}": v for n, v in measure.pooled(covers).items()}, **metrics}


def _detections(seen: elements.Found) -> Detections:
    boxes = [(e.box.x, e.box.y, e.box.right, e.box.bottom) for e in seen.elements]
    return Detections(
        np.array(boxes, np.float32).reshape(-1, 4),
        np.array([e.score for e in seen.elements], np.float32),
        np.array([LABELS.index(e.label) for e in seen.elements], np.int64),
    )
