"""The elements of the ad studio: all that is put on a photo to make an ad, with perfect labels.

Every function draws into a box in canvas pixels with a numpy generator: same seed, same pixels.
Marks are in canvas pixels, tight round the ink; shadows and glows lie outside them.
"""

from __future__ import annotations

from export_tools.adstudio.elements_base import Patch, paste
from export_tools.adstudio.elements_decorations import decoration, inset
from export_tools.adstudio.elements_groups import (
    badge,
    button,
    icon_point,
    price,
    ribbon,
    sticker_label,
    table,
    watermarks,
)
from export_tools.adstudio.elements_kit import Kit, Look, load_kit, new_look
from export_tools.adstudio.elements_logos import logo
from export_tools.adstudio.elements_prints import print_on
from export_tools.adstudio.elements_text import text
from export_tools.adstudio.elements_underlays import underlay

__all__ = [
    "Kit",
    "Look",
    "Patch",
    "badge",
    "button",
    "decoration",
    "icon_point",
    "inset",
    "load_kit",
    "logo",
    "new_look",
    "paste",
    "price",
    "print_on",
    "ribbon",
    "sticker_label",
    "table",
    "text",
    "underlay",
    "watermarks",
]
