"""Labelled pictures: what the ad studio draws and the networks of stage 1 learn from.

Pictures are (H, W, 3) uint8 sRGB, masks (H, W) uint8 of the same size, boxes in its pixels.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from adloom.types import Box

Pixels = NDArray[np.uint8]
Kind = Literal["product_plain", "product_scene", "collage", "text_page", "finished_ad", "unusable"]
KINDS: tuple[Kind, ...] = (
    "product_plain",
    "product_scene",
    "collage",
    "text_page",
    "finished_ad",
    "unusable",
)
Label = Literal["logo", "text", "underlay", "decoration"]
LABELS: tuple[Label, ...] = ("logo", "text", "underlay", "decoration")


@dataclass(frozen=True)
class Mark:
    """One element put on the photo; a text is one line (or one column, when set upright)."""

    label: Label
    box: Box
    text: str = ""
    role: str = ""


@dataclass(frozen=True)
class Labelled:
    """A picture and all that is known of it.

    `clean` is the picture before any element was put on; `removal` marks the pixels that elements
    (with their shadows and glows) changed, 255 where they did; `product` is the product's alpha;
    `prints` are boxes of lettering and logos that belong to the product itself and must stay.
    """

    kind: Kind
    picture: Pixels
    clean: Pixels
    removal: Pixels
    product: Pixels
    marks: tuple[Mark, ...] = ()
    prints: tuple[Box, ...] = ()
