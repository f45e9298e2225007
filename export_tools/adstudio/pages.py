"""The classes of pictures that are no finished ads: `draw_page` draws one of any of them.

Collages and text pages carry marks and their removal; product photos carry the product's alpha
where it is known and nothing to remove; unusable pictures carry nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from export_tools.adstudio import pages_guides as guides
from export_tools.adstudio import pages_screens as screens
from export_tools.adstudio import pages_texts as texts
from export_tools.adstudio.ads_stock import Stock
from export_tools.adstudio.elements_base import pick
from export_tools.adstudio.elements_kit import Kit
from export_tools.adstudio.labelled import Kind, Labelled
from export_tools.adstudio.pages_collages import COLLAGES
from export_tools.adstudio.pages_easel import Easel
from export_tools.adstudio.pages_photos import PLAIN
from export_tools.adstudio.pages_scenes import SCENES
from export_tools.adstudio.pages_unusable import UNUSABLE

Rng = np.random.Generator
DrawPage = Callable[[Stock, Kit, Rng], Easel]
DrawPicture = Callable[[Stock, Kit, Rng], Labelled]
TEXTS: dict[str, DrawPage] = {
    "document": texts.document,
    "single_line": texts.single_line,
    "few_words": texts.few_words,
    "table": texts.table,
    "menu": texts.menu,
    "slide": texts.slide,
    "receipt": texts.receipt,
    "certificate": texts.certificate,
    "calendar": texts.calendar,
    "poster_of_words": texts.poster_of_words,
    "chat": screens.chat,
    "list_screen": screens.list_screen,
    "web_page": screens.web_page,
    "dashboard": screens.dashboard,
    "code": screens.code,
    "diagram": screens.diagram,
    "article": screens.article,
    "infographic": guides.infographic,
    "town_map": guides.town_map,
    "steps": guides.steps,
    "characters": guides.characters,
    "timeline": guides.timeline,
    "comparison": guides.comparison,
}
SHARES: Mapping[str, float] = {
    "single_line": 2.0,
    "few_words": 2.0,
    "web_page": 1.5,
    "chat": 1.5,
    "steps": 2.0,
    "characters": 2.0,
    "town_map": 1.5,
    "infographic": 1.5,
    "header_page": 3.0,
    "grid": 2.0,
    "separate_ads": 1.6,
    "specification": 1.5,
    "text_strip": 3.0,
    "road_sign": 1.6,
    "name_plates": 1.6,
    "photo": 4.0,
    "white_photo": 3.0,
}


def finished(kind: Kind, drawers: Mapping[str, DrawPage]) -> dict[str, DrawPicture]:
    """The drawers of pages as drawers of labelled pictures of `kind`."""

    def labelled(draw: DrawPage) -> DrawPicture:
        return lambda stock, kit, rng: draw(stock, kit, rng).sheet.done(kind)

    return {name: labelled(draw) for name, draw in drawers.items()}


VARIANTS: dict[Kind, dict[str, DrawPicture]] = {
    "collage": finished("collage", COLLAGES),
    "text_page": finished("text_page", TEXTS),
    "unusable": UNUSABLE,
    "product_plain": PLAIN,
    "product_scene": SCENES,
}


def draw_page(stock: Stock, kit: Kit, rng: Rng, kind: Kind, variant: str = "") -> Labelled:
    """A picture of `kind` (any but finished_ad): of a random variant, or of the one named."""
    names = tuple(VARIANTS[kind])
    chosen = variant or pick(rng, names, [SHARES.get(name, 1.0) for name in names])
    return VARIANTS[kind][chosen](stock, kit, rng)
