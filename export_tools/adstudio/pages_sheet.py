"""A page being drawn: its ground and photos on one surface, the same with all elements on another.

What is drawn by `fill`, `photo` and `cutout` belongs to the page; what `panel`, `line`, `write`
and `ornament` put on is an element and leaves a mark. Boxes and sizes are in pixels of the page.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import numpy as np
import skia

from adloom.render.paint import parse_colour
from adloom.types import Align, Box
from export_tools.adstudio.elements_fonts import EM, Font, shape
from export_tools.adstudio.labelled import Kind, Label, Labelled, Mark, Pixels

SMOOTH = skia.SamplingOptions(skia.FilterMode.kLinear, skia.MipmapMode.kLinear)
CHANGED = 6
"""A pixel that elements changed by more than this in any channel is to be removed."""
Draw = Callable[[Any], None]


@dataclass(frozen=True)
class Hand:
    """How a text is set: its font and those that stand in for missing letters, and the colour."""

    fonts: tuple[Font, ...]
    colour: str

    def inked(self, colour: str) -> Hand:
        """The same hand in another colour."""
        return Hand(self.fonts, colour)


@dataclass
class Sheet:
    """The two surfaces of a page and the marks left on it so far."""

    width: int
    height: int
    right_to_left: bool = False
    marks: list[Mark] = field(default_factory=list)
    prints: list[Box] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.clean = skia.Surface(self.width, self.height)
        self.full = skia.Surface(self.width, self.height)
        self.alpha = skia.Surface(self.width, self.height)
        self.fill(self.frame, "#ffffff")

    @property
    def frame(self) -> Box:
        """The whole page."""
        return Box(0, 0, self.width, self.height)

    def on_both(self, draw: Draw) -> None:
        """Draw what belongs to the page itself."""
        for surface in (self.clean, self.full):
            draw(surface.getCanvas())

    def fill(self, box: Box, colour: str, radius: float = 0.0) -> None:
        """Colour a part of the page's own ground."""
        paint = skia.Paint(AntiAlias=radius > 0, Color4f=parse_colour(colour))
        self.on_both(lambda canvas: canvas.drawRRect(rounded(box, radius), paint))

    def shade(self, box: Box, colours: Sequence[str], angle: float) -> None:
        """Colour a part of the ground with a linear gradient, `angle` in radians."""
        (x, y), reach = box.centre, (box.width + box.height) / 2.8
        dx, dy = np.cos(angle) * reach, np.sin(angle) * reach
        stops = [parse_colour(colour).toColor() for colour in colours]
        shader = skia.GradientShader.MakeLinear([(x - dx, y - dy), (x + dx, y + dy)], stops)
        paint = skia.Paint(Shader=shader, Dither=True)
        self.on_both(lambda canvas: canvas.drawRect(rect(box), paint))

    def photo(
        self,
        pixels: Pixels,
        box: Box,
        radius: float = 0.0,
        angle: float = 0.0,
        clip: Any = None,
    ) -> None:
        """Draw an RGB picture so that it covers `box`, inside the path `clip` where given."""
        image, place = skia_image(pixels), placed(pixels, box, whole=False)

        def draw(canvas: Any) -> None:
            saved = canvas.save()
            canvas.rotate(angle, *box.centre)
            if clip is not None:
                canvas.clipPath(clip, doAntiAlias=True)
            canvas.clipRRect(rounded(box, radius), doAntiAlias=True)
            canvas.drawImageRect(image, rect(place), SMOOTH)
            canvas.restoreToCount(saved)

        self.on_both(draw)

    def cutout(self, pixels: Pixels, box: Box, shadow: float = 0.0) -> Box:
        """Stand an RGBA cut-out in `box`, with a soft shadow below; return what it covers."""
        image, place = skia_image(pixels), placed(pixels, box, whole=True)
        if shadow > 0:
            self.on_both(lambda canvas: cast_shadow(canvas, place, shadow))
        for surface in (self.clean, self.full, self.alpha):
            surface.getCanvas().drawImageRect(image, rect(place), SMOOTH)
        return place

    def piece(
        self, ad: Labelled, box: Box, zoom: float = 1.0, at: tuple[float, float] = (0.5, 0.5)
    ) -> None:
        """Lay a finished ad into `box` with its marks; what does not fit is cut off.

        With `zoom` above 1 only a part shows, the one that lies `at` these shares of the rest.
        """
        whole = placed(ad.picture, box, whole=False)
        wide, high = whole.width * zoom, whole.height * zoom
        place = Box(
            box.x - (wide - box.width) * at[0], box.y - (high - box.height) * at[1], wide, high
        )
        for surface, pixels in ((self.clean, ad.clean), (self.full, ad.picture)):
            canvas = surface.getCanvas()
            saved = canvas.save()
            canvas.clipRect(rect(box))
            canvas.drawImageRect(skia_image(pixels), rect(place), SMOOTH)
            canvas.restoreToCount(saved)
        scale = place.width / ad.picture.shape[1]
        for mark in ad.marks:
            moved = Box(
                place.x + mark.box.x * scale,
                place.y + mark.box.y * scale,
                mark.box.width * scale,
                mark.box.height * scale,
            )
            self.mark(mark.label, cut(moved, box), mark.text, mark.role)

    def panel(
        self, box: Box, colour: str, radius: float = 0.0, edge: str = "", shadow: bool = False
    ) -> None:
        """Put an underlay on the page, with a hairline `edge` and a soft shadow where asked."""
        canvas, shape = self.full.getCanvas(), rounded(box, radius)
        if shadow:
            dim = skia.Paint(
                AntiAlias=True,
                Color=skia.ColorSetARGB(50, 0, 0, 0),
                MaskFilter=skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, 5),
            )
            canvas.drawRRect(rounded(Box(box.x, box.y + 3, box.width, box.height), radius), dim)
        canvas.drawRRect(shape, skia.Paint(AntiAlias=True, Color4f=parse_colour(colour)))
        if edge:
            canvas.drawRRect(shape, outline_paint(edge, max(1.0, self.width / 500)))
        self.mark("underlay", box)

    def ornament(self, box: Box, draw: Draw) -> None:
        """Put a decoration on the page that `draw` draws inside `box`."""
        draw(self.full.getCanvas())
        self.mark("decoration", box)

    def rule(self, box: Box, colour: str) -> None:
        """Draw a thin line that is no element worth a mark, yet goes with the others."""
        paint = skia.Paint(AntiAlias=True, Color4f=parse_colour(colour))
        self.full.getCanvas().drawRect(rect(box), paint)

    def line(
        self, text: str, box: Box, size: float, hand: Hand, align: Align = "start", role: str = ""
    ) -> Box:
        """Set one line of text in the middle of `box`, smaller where it is too wide; its ink."""
        path = shape(text, hand.fonts).path()
        reach = path.computeTightBounds()
        if reach.width() <= 0 or size < 3:
            return Box(box.x, box.y, 0, 0)
        scale = min(size / EM, box.width / reach.width())
        if self.right_to_left and align != "center":
            align = "end" if align == "start" else "start"
        free = box.width - reach.width() * scale
        x = box.x + free * {"start": 0.0, "center": 0.5, "end": 1.0}[align] - reach.left() * scale
        y = box.y + box.height / 2 + 0.36 * EM * scale
        matrix = skia.Matrix()
        matrix.setScaleTranslate(scale, scale, x, y)
        path.transform(matrix)
        paint = skia.Paint(AntiAlias=True, Color4f=parse_colour(hand.colour))
        self.full.getCanvas().drawPath(path, paint)
        ink = path.computeTightBounds()
        ink_box = Box(ink.left(), ink.top(), ink.width(), ink.height())
        self.mark("text", ink_box, text, role)
        return ink_box

    def write(
        self,
        lines: Sequence[str],
        box: Box,
        size: float,
        hand: Hand,
        align: Align = "start",
        leading: float = 1.45,
    ) -> float:
        """Set lines below each other from the top of `box` while they fit; return the bottom."""
        y = box.y
        for text in lines:
            if y + size > box.bottom + 1:
                break
            self.line(text, Box(box.x, y, box.width, size * leading), size, hand, align)
            y += size * leading
        return y

    def mark(self, label: Label, box: Box, text: str = "", role: str = "") -> None:
        """Note an element; what lies outside the page is cut off, slivers are not noted."""
        inside = cut(box, self.frame)
        if inside.width >= 2 and inside.height >= 2:
            self.marks.append(Mark(label, inside, text, role))

    def done(self, kind: Kind) -> Labelled:
        """The finished page; everything that differs from the clean one is to be removed."""
        picture, clean = rgb(self.full), rgb(self.clean)
        changed = np.abs(picture.astype(np.int16) - clean).max(axis=2) > CHANGED
        product = self.alpha.toarray(colorType=skia.kRGBA_8888_ColorType)[..., 3]
        return Labelled(
            kind,
            picture,
            clean,
            (grown(changed) * np.uint8(255)).astype(np.uint8),
            np.ascontiguousarray(product),
            tuple(self.marks),
            tuple(self.prints),
        )


def grown(mask: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """`mask` and its neighbours one pixel away."""
    wide = mask.copy()
    wide[1:] |= mask[:-1]
    wide[:-1] |= mask[1:]
    tall = wide.copy()
    tall[:, 1:] |= wide[:, :-1]
    tall[:, :-1] |= wide[:, 1:]
    return tall


def rgb(surface: Any) -> Pixels:
    """The pixels of a surface, (H, W, 3)."""
    pixels = surface.toarray(colorType=skia.kRGBA_8888_ColorType)
    return cast(Pixels, np.ascontiguousarray(pixels[..., :3]))


def rect(box: Box) -> Any:
    """`box` as a Skia rectangle."""
    return skia.Rect.MakeXYWH(box.x, box.y, box.width, box.height)


def rounded(box: Box, radius: float) -> Any:
    """`box` with round corners as a Skia shape."""
    return skia.RRect.MakeRectXY(rect(box), radius, radius)


def outline_paint(colour: str, width: float) -> Any:
    """A stroke of `width` pixels."""
    return skia.Paint(
        AntiAlias=True,
        Style=skia.Paint.kStroke_Style,
        StrokeWidth=width,
        StrokeCap=skia.Paint.kRound_Cap,
        Color4f=parse_colour(colour),
    )


def cut(box: Box, frame: Box) -> Box:
    """The part of `box` inside `frame`."""
    x, y = max(box.x, frame.x), max(box.y, frame.y)
    return Box(
        x,
        y,
        max(0.0, min(box.right, frame.right) - x),
        max(0.0, min(box.bottom, frame.bottom) - y),
    )


def shrunk(box: Box, by: float) -> Box:
    """`box` with a margin of `by` pixels taken off all round."""
    return Box(box.x + by, box.y + by, max(1.0, box.width - 2 * by), max(1.0, box.height - 2 * by))


def placed(pixels: Pixels, box: Box, *, whole: bool) -> Box:
    """Where a picture lies that covers `box` centred, or lies whole in it."""
    height, width = pixels.shape[:2]
    pick = min if whole else max
    scale = pick(box.width / width, box.height / height)
    wide, high = width * scale, height * scale
    return Box(box.x + (box.width - wide) / 2, box.y + (box.height - high) / 2, wide, high)


def skia_image(pixels: Pixels) -> Any:
    """An RGB or RGBA picture as a Skia image."""
    if pixels.shape[2] == 3:
        pixels = np.dstack([pixels, np.full(pixels.shape[:2], 255, np.uint8)])
    return skia.Image.fromarray(
        np.ascontiguousarray(pixels), skia.kRGBA_8888_ColorType, skia.kUnpremul_AlphaType
    )


def cast_shadow(canvas: Any, place: Box, strength: float) -> None:
    """Draw the soft contact shadow of something that stands in `place`."""
    paint = skia.Paint(
        AntiAlias=True,
        Color=skia.ColorSetARGB(int(160 * min(1.0, strength)), 0, 0, 0),
        MaskFilter=skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, max(2.0, place.width / 28)),
    )
    high = max(4.0, place.height * 0.06)
    foot = Box(place.x + place.width * 0.08, place.bottom - high * 0.7, place.width * 0.84, high)
    canvas.drawOval(rect(foot), paint)
