"""What kind of picture the merchant gave, judged before anything is made of it.

Pictures are (H, W, 3) uint8 sRGB. Blank and tiny ones are told exactly, without a network; all
others by the material filter, whose scores (one per kind of KINDS, summing to one) are calibrated.
A long strip is also seen in pieces, since little of it is left in the network's square.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from adloom.assets import Pixels
from adloom.inference.images import to_input
from adloom.inference.session import Session
from adloom.types import Decision

STAGE = "material"
KINDS = ("product_plain", "product_scene", "collage", "text_page", "finished_ad", "unusable")
REFUSED = frozenset({"collage", "text_page", "unusable"})
LEAST_SIDE, LEAST_PIXELS = 64, 160 * 160
"""Below this a picture cannot fill even the smallest ad."""
ONE_COLOUR = 2.0
"""Up to this spread of every channel, in levels of 255, a picture is blank."""
STRIP_FROM, PIECES = 2.5, 3
"""From this ratio of its sides on, a picture is also seen in so many pieces, each two to one."""
UNSURE = 0.6
NAMES = {
    "product_plain": "a product on a plain ground",
    "product_scene": "a product in a scene",
    "collage": "a collage of several pictures",
    "text_page": "a page of text or a screen",
    "finished_ad": "a finished ad",
    "unusable": "a picture without a usable product",
}
ADVICE = {
    "product_plain": "it is ready to use",
    "product_scene": "it is ready to use",
    "collage": "crop out the one you want",
    "text_page": "use a photo of the product itself",
    "finished_ad": "the photo without text and logos would give a better result",
    "unusable": "use a sharp, well lit photo that shows the product",
}


@dataclass(frozen=True)
class Verdict:
    """The kind of a picture, the score of every kind, and the reason in a merchant's words."""

    kind: str
    scores: dict[str, float]
    reason: str

    @property
    def refused(self) -> bool:
        """Whether no ad should be made of it unless the user insists."""
        return self.kind in REFUSED

    def as_decision(self) -> Decision:
        """Return the verdict as the stage's decision, the other kinds as its losers."""
        losers = tuple(
            (kind, round(score, 3), f"less like {NAMES[kind]}")
            for kind, score in sorted(self.scores.items(), key=lambda item: -item[1])
            if kind != self.kind and score >= 0.01
        )
        score = round(self.scores[self.kind], 3)
        return Decision(STAGE, "suitability", self.kind, self.reason, score, losers)


def judge(picture: Pixels, session: Session, side: int) -> Verdict:
    """Return the verdict on a picture; `side` is the network's square in pixels.

    Raises ModelIncompatibleError if the session does not take such a square.
    """
    known = told_without_network(picture)
    if known is not None:
        return known
    return decide([session.run({"image": v})["scores"] for v in views(picture, side)])


def told_without_network(picture: Pixels) -> Verdict | None:
    """Return the verdict on a tiny or blank picture, None for any other."""
    rows, columns = picture.shape[:2]
    if min(rows, columns) < LEAST_SIDE or rows * columns < LEAST_PIXELS:
        size = f"This picture has only {columns} x {rows} pixels"
        return _unusable(f"{size}, too few for an ad: use a larger version of the photo.")
    if float(picture.reshape(-1, 3).std(axis=0).max()) <= ONE_COLOUR:
        return _unusable("This picture is blank, all in one colour: choose another photo.")
    return None


def views(picture: Pixels, side: int) -> list[NDArray[np.float32]]:
    """Return the network's inputs, (1, 3, side, side) each: the whole, then a strip's pieces."""
    rows, columns = picture.shape[:2]
    short, long = min(rows, columns), max(rows, columns)
    inputs = [to_input(picture, side)[0]]
    if long < short * STRIP_FROM:
        return inputs
    for start in np.linspace(0, long - 2 * short, PIECES).round().astype(int):
        part = slice(start, start + 2 * short)
        inputs.append(to_input(picture[:, part] if columns > rows else picture[part], side)[0])
    return inputs


def decide(outputs: list[NDArray[np.float32]]) -> Verdict:
    """Return the verdict from the network's (1, 6) scores of every view, the whole one first."""
    scores = outputs[0].reshape(-1).astype(np.float64)
    if len(outputs) > 1:
        pieces = np.mean([o.reshape(-1) for o in outputs[1:]], axis=0)
        scores = (scores + pieces) / 2
    told = {kind: float(score) for kind, score in zip(KINDS, scores, strict=True)}
    first, second = sorted(KINDS, key=lambda kind: -told[kind])[:2]
    return Verdict(first, told, _reason(first, second, told[first]))


def _reason(kind: str, other: str, score: float) -> str:
    seen = f"This looks like {NAMES[kind]}"
    if score < UNSURE:
        seen += f", or perhaps {NAMES[other]}"
    return f"{seen}: {ADVICE[kind]}."


def _unusable(reason: str) -> Verdict:
    return Verdict("unusable", {k: float(k == "unusable") for k in KINDS}, reason)
