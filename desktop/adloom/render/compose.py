"""From a scene to pixels: the one renderer of previews, exports and training ads.

Output is (H, W, 4) uint8 sRGB with straight alpha; the same scene gives the same bytes, run to run
and across threads.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Any

import numpy as np

from adloom.assets import Assets, Pixels
from adloom.errors import RenderError
from adloom.render import shapes, text
from adloom.render.paint import parse_colour
from adloom.types import ImageLayer, Layer, Scene, ShapeLayer, TextLayer

LARGEST_SIDE = 16384


def render(scene: Scene, assets: Assets, *, scale: float = 1.0) -> Pixels:
    """Return the pixels of `scene`, `scale` times its size (rounded to whole pixels).

    Raises RenderError for a size or colour that cannot be drawn, FontMissingError for an unknown
    font and ProjectDamagedError for an unknown asset.
    """
    import skia

    width, height = round(scene.width * scale), round(scene.height * scale)
    if not (1 <= width <= LARGEST_SIDE and 1 <= height <= LARGEST_SIDE):
        raise RenderError(
            f"A picture of {width} x {height} pixels cannot be drawn; "
            f"each side must be 1 to {LARGEST_SIDE:,}."
        )
    surface = skia.Surface.MakeRaster(
        skia.ImageInfo.Make(
            width, height, skia.ColorType.kRGBA_8888_ColorType, skia.AlphaType.kPremul_AlphaType
        )
    )
    with surface as canvas:
        canvas.clear(parse_colour(scene.background))
        canvas.scale(width / scene.width, height / scene.height)
        for layer in scene.layers:
            if layer.visible and layer.opacity > 0:
                _draw_layer(canvas, layer, assets)
    pixels = np.empty((height, width, 4), np.uint8)
    unmultiplied = skia.ImageInfo.Make(
        width, height, skia.ColorType.kRGBA_8888_ColorType, skia.AlphaType.kUnpremul_AlphaType
    )
    if not surface.readPixels(unmultiplied, pixels, width * 4, 0, 0):
        raise RenderError("There is not enough memory to draw this picture.")
    return pixels


def render_without(
    scene: Scene, assets: Assets, leave_out: Collection[str], *, scale: float = 1.0
) -> Pixels:
    """Return the pixels of `scene` without the layers whose id or role is in `leave_out`."""
    kept = tuple(
        layer for layer in scene.layers if layer.id not in leave_out and layer.role not in leave_out
    )
    return render(replace(scene, layers=kept), assets, scale=scale)


def layer_mask(scene: Scene, layer_id: str, assets: Assets, *, scale: float = 1.0) -> Pixels:
    """Return the (H, W) uint8 coverage of one layer alone, without its shadow."""
    alone = tuple(_without_shadow(layer) for layer in scene.layers if layer.id == layer_id)
    drawn = render(replace(scene, layers=alone, background="#00000000"), assets, scale=scale)
    return np.ascontiguousarray(drawn[..., 3])


def _without_shadow(layer: Layer) -> Layer:
    if isinstance(layer, TextLayer):
        return replace(layer, style=replace(layer.style, shadow=None))
    if isinstance(layer, ShapeLayer):
        return replace(layer, shape=replace(layer.shape, shadow=None))
    return layer


def _draw_layer(canvas: Any, layer: Layer, assets: Assets) -> None:
    import skia

    saved = canvas.save()
    if layer.angle:
        canvas.rotate(layer.angle, *layer.box.centre)
    if layer.opacity < 1:
        canvas.saveLayer(None, skia.Paint(Alphaf=layer.opacity))
    DRAWERS[type(layer)](canvas, layer, assets)
    canvas.restoreToCount(saved)


def _draw_image(canvas: Any, layer: ImageLayer, assets: Assets) -> None:
    import skia

    pixels = np.ascontiguousarray(assets.get(layer.asset))
    opaque = bool((pixels[..., 3] == 255).all())  # opaque pictures are drawn three times as fast
    alpha = skia.AlphaType.kOpaque_AlphaType if opaque else skia.AlphaType.kUnpremul_AlphaType
    image = skia.Image.fromarray(pixels, skia.ColorType.kRGBA_8888_ColorType, alpha)
    box = layer.box
    target = skia.Rect.MakeXYWH(box.x, box.y, box.width, box.height)
    matrix = canvas.getTotalMatrix()
    shrink = box.width * matrix.getScaleX() / image.width()
    if abs(shrink - 1) < 1e-6 and not layer.angle:
        sampling = skia.SamplingOptions(skia.FilterMode.kNearest)
    elif shrink < 0.75 and not layer.angle:
        sampling = skia.SamplingOptions(skia.FilterMode.kLinear, skia.MipmapMode.kLinear)
    else:
        sampling = skia.SamplingOptions(skia.CubicResampler.Mitchell())
    canvas.drawImageRect(image, target, sampling, skia.Paint(AntiAlias=True))


def _draw_text(canvas: Any, layer: TextLayer, _assets: Assets) -> None:
    text.draw(canvas, layer)


def _draw_shape(canvas: Any, layer: ShapeLayer, _assets: Assets) -> None:
    shapes.draw(canvas, layer)


DRAWERS: dict[type[Layer], Callable[[Any, Any, Assets], None]] = {
    ImageLayer: _draw_image,
    TextLayer: _draw_text,
    ShapeLayer: _draw_shape,
}
"""How each layer type is drawn: a new type needs a line here."""
