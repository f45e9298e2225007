"""What an idea is: how it draws, on which grounds, for which canvases, and how often."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from export_tools.adstudio.ads_draft import Draft

SQUARE, PORTRAIT, LANDSCAPE, WIDE, TALL = "square", "portrait", "landscape", "wide", "tall"
ANY = (SQUARE, PORTRAIT, LANDSCAPE)
STANDING = (SQUARE, PORTRAIT)
LYING = (LANDSCAPE,)
STRIPS = (WIDE,)


@dataclass(frozen=True)
class Idea:
    """One way to compose an ad. `grounds` are drawn evenly; `shapes` are the canvases it suits."""

    draw: Callable[[Draft], None]
    grounds: tuple[str, ...]
    shapes: tuple[str, ...]
    weight: float = 1.0

    @property
    def name(self) -> str:
        return self.draw.__name__
