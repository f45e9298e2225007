"""Ideas taken from the authored layouts: mirrored, jittered and fitted to the canvas."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from adloom.types import Box
from export_tools.adstudio.ads_boxes import shrunk
from export_tools.adstudio.ads_draft import Draft

LAYOUTS = "layouts.jsonl"
BACKDROP_SHARE = 0.06
UNDERLAY_SHAPES = {
    "pill": "pill",
    "circle": "disc",
    "band": "bar",
    "rounded": "panel",
    "ribbon": "ribbon",
}


@dataclass(frozen=True)
class Element:
    """One box of an authored layout, in shares of its canvas."""

    role: str
    box: Box
    align: str
    on: str
    shape: str


@dataclass(frozen=True)
class Authored:
    """An authored layout: width over height, the product's box and the elements in order."""

    ratio: float
    product: Box
    elements: tuple[Element, ...]


@lru_cache(maxsize=4)
def read_layouts(folder: Path) -> tuple[Authored, ...]:
    """The authored layouts of a stock folder; none when it has no such file."""
    path = folder / LAYOUTS
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    return tuple(_read(json.loads(line)) for line in lines)


def _read(record: dict) -> Authored:  # type: ignore[type-arg]
    width, height = record["canvas"]

    def share(box: list[float]) -> Box:
        return Box(box[0] / width, box[1] / height, box[2] / width, box[3] / height)

    elements = tuple(
        Element(e["role"], share(e["box"]), e["align"], e["on"], e.get("shape", ""))
        for e in record["elements"]
    )
    return Authored(width / height, share(record["product"]["box"]), elements)


def draw_authored(d: Draft, layout: Authored) -> None:
    """Draw a layout, mirrored in half of the cases, its boxes a little off their places."""
    mirrored, colours = d.chance(0.4), {}
    for element in layout.elements:
        if _is_backdrop(element):
            d.decoration(_placed(d, element.box, mirrored))
    d.subject(_placed(d, layout.product, mirrored))
    for number, element in enumerate(layout.elements):
        box = _placed(d, element.box, mirrored)
        if element.role == "underlay":
            shape = UNDERLAY_SHAPES.get(element.shape, "panel")
            colours[f"underlay:{number}"] = d.panel(box, shape)
            continue
        align = element.align
        if mirrored and align != "center":
            align = "end" if align == "start" else "start"
        on = colours.get(element.on)
        if element.role == "logo":
            d.logo(box)
        elif element.role == "decoration":
            if not _is_backdrop(element):
                d.decoration(box)
        elif element.role == "price" and on is None:
            d.price(box)
        else:
            d.text(shrunk(box, 0.02), element.role, align, on)


def _is_backdrop(element: Element) -> bool:
    """Whether a decoration is so large that it belongs behind the product."""
    return element.role == "decoration" and element.box.area > BACKDROP_SHARE


def _placed(d: Draft, box: Box, mirrored: bool) -> Box:
    x = 1 - box.right if mirrored else box.x
    dx, dy = d.rng.normal(0, 0.004, 2)
    return d.at(x + float(dx), box.y + float(dy), box.width, box.height)
