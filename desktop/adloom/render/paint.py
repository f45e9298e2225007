"""Colours, gradients and shadows as Skia paints."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from adloom.errors import RenderError
from adloom.types import Box, Colour, Gradient, Shadow


def parse_colour(colour: Colour, share: float = 1.0) -> Any:
    """Return "#rrggbbaa" (or "#rrggbb") as a Skia Color4f, alpha times `share`."""
    import skia

    digits = colour.removeprefix("#")
    try:
        values = [int(digits[i : i + 2], 16) / 255 for i in range(0, len(digits), 2)]
    except ValueError:
        values = []
    if len(values) not in (3, 4) or not colour.startswith("#"):
        raise RenderError(f"'{colour}' is no colour. Write it as #rrggbb or #rrggbbaa.")
    alpha = values[3] if len(values) == 4 else 1.0
    return skia.Color4f(values[0], values[1], values[2], alpha * share)


def fill_paint(fill: Colour, gradient: Gradient | None, box: Box, share: float = 1.0) -> Any:
    """Return the paint of a fill: the gradient across `box` where there is one, else the colour."""
    import skia

    if gradient is None or not gradient.stops:
        return skia.Paint(AntiAlias=True, Color4f=parse_colour(fill, share))
    angle = math.radians(gradient.angle)
    along_x, along_y = math.cos(angle), math.sin(angle)
    reach = (abs(box.width * along_x) + abs(box.height * along_y)) / 2
    centre_x, centre_y = box.centre
    shader = skia.GradientShader.MakeLinear(
        points=[
            (centre_x - along_x * reach, centre_y - along_y * reach),
            (centre_x + along_x * reach, centre_y + along_y * reach),
        ],
        colors=[parse_colour(colour, share).toColor() for _, colour in gradient.stops],
        positions=[offset for offset, _ in gradient.stops],
    )
    return skia.Paint(AntiAlias=True, Shader=shader, Dither=True)


def draw_shadow(canvas: Any, shadow: Shadow, ink: Box, draw_ink: Callable[[], None]) -> None:
    """Draw the soft shadow of what `draw_ink` draws inside `ink` (blur is two sigma, pixels)."""
    import skia

    sigma = max(0.0, shadow.blur / 2)
    soft = skia.ImageFilters.DropShadowOnly(
        shadow.dx, shadow.dy, sigma, sigma, parse_colour(shadow.colour).toColor()
    )
    reach = 3 * sigma + 2
    bounds = skia.Rect.MakeLTRB(
        ink.x + min(0.0, shadow.dx) - reach,
        ink.y + min(0.0, shadow.dy) - reach,
        ink.right + max(0.0, shadow.dx) + reach,
        ink.bottom + max(0.0, shadow.dy) + reach,
    )
    # The clip keeps the filter's layer small: unclipped it is as large as the canvas.
    saved = canvas.save()
    canvas.clipRect(bounds)
    canvas.saveLayer(bounds, skia.Paint(ImageFilter=soft))
    draw_ink()
    canvas.restoreToCount(saved)
