"""Scene values to JSON values and back, schema 1, field by field and strictly typed.

Readers raise KeyError, TypeError or ValueError; `project` turns those into sentences.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any

from adloom.types import (
    Align,
    Box,
    Decision,
    Gradient,
    ImageLayer,
    Layer,
    Scene,
    Shadow,
    ShapeLayer,
    ShapeStyle,
    Stroke,
    TextLayer,
    TextStyle,
)

SCHEMA = 1
MOST_LAYERS = 500
LONGEST_SIDE = 20_000
LONGEST_TEXT = 20_000
Told = Mapping[str, Any]


def scene_to_json(scene: Scene) -> dict[str, Any]:
    """Return `scene` as JSON values; raise TypeError for a layer that has no kind."""
    return {
        "schema": SCHEMA,
        "canvas": {"width": scene.width, "height": scene.height},
        "background": scene.background,
        "layers": [_layer_to_json(layer) for layer in scene.layers],
        "decisions": [_decision_to_json(decision) for decision in scene.decisions],
        "models": dict(scene.models),
        "seed": scene.seed,
    }


def scene_from_json(told: Told) -> Scene:
    """Return the scene that `told` spells; KeyError, TypeError or ValueError if it is wrong."""
    _only(told, {"schema", "canvas", "background", "layers", "decisions", "models", "seed"})
    canvas, layers = _table(told["canvas"]), _list(told["layers"])
    width, height = _whole(canvas["width"]), _whole(canvas["height"])
    if not (0 < width <= LONGEST_SIDE and 0 < height <= LONGEST_SIDE):
        raise ValueError("the canvas has an impossible size")
    if len(layers) > MOST_LAYERS:
        raise ValueError("there are too many layers")
    return Scene(
        width=width,
        height=height,
        layers=tuple(_layer_from_json(_table(layer)) for layer in layers),
        background=_colour(told.get("background", "#ffffffff")),
        decisions=tuple(_decision_from_json(_table(d)) for d in _list(told.get("decisions", []))),
        models=tuple(
            (_text(name), _text(version))
            for name, version in _table(told.get("models", {})).items()
        ),
        seed=_whole(told.get("seed", 0)),
    )


def _layer_to_json(layer: Layer) -> dict[str, Any]:
    box = layer.box
    told: dict[str, Any] = {
        "id": layer.id,
        "kind": KINDS[type(layer)],
        "role": layer.role,
        "box": {"x": box.x, "y": box.y, "width": box.width, "height": box.height},
        "angle": layer.angle,
        "opacity": layer.opacity,
        "visible": layer.visible,
        "locked": layer.locked,
    }
    if isinstance(layer, ImageLayer):
        return told | {"asset": layer.asset}
    if isinstance(layer, TextLayer):
        style = _style_to_json(layer.style)
        return told | {"text": layer.text, "language": layer.language, "style": style}
    if isinstance(layer, ShapeLayer):
        return told | {"shape": _style_to_json(layer.shape)}
    return told


_BASE = {"id", "kind", "role", "box", "angle", "opacity", "visible", "locked"}


def _layer_from_json(told: Told) -> Layer:
    kind = _text(told["kind"])
    if kind not in READERS:
        raise ValueError(f"'{kind[:40]}' is no kind of layer")
    box = _table(told["box"])
    opacity = _number(told.get("opacity", 1.0))
    if not 0.0 <= opacity <= 1.0:
        raise ValueError("an opacity is outside 0 to 1")
    base = Layer(
        id=_text(told["id"]),
        role=_text(told["role"]),
        box=Box(*(_number(box[side]) for side in ("x", "y", "width", "height"))),
        angle=_number(told.get("angle", 0.0)),
        opacity=opacity,
        visible=_truth(told.get("visible", True)),
        locked=_truth(told.get("locked", False)),
    )
    shared = {field.name: getattr(base, field.name) for field in fields(Layer)}
    return READERS[kind](told, shared)


def _image(told: Told, shared: dict[str, Any]) -> Layer:
    _only(told, _BASE | {"asset"})
    asset = _text(told["asset"])
    if not re.fullmatch(r"[0-9a-f]{32}", asset):
        raise ValueError("a picture's key is malformed")
    return ImageLayer(**shared, asset=asset)


def _text_layer(told: Told, shared: dict[str, Any]) -> Layer:
    _only(told, _BASE | {"text", "style", "language"})
    return TextLayer(
        **shared,
        text=_text(told["text"]),
        style=_text_style(_table(told["style"])),
        language=_text(told.get("language", "en")),
    )


def _shape(told: Told, shared: dict[str, Any]) -> Layer:
    _only(told, _BASE | {"shape"})
    return ShapeLayer(**shared, shape=_shape_style(_table(told["shape"])))


READERS: dict[str, Callable[[Told, dict[str, Any]], Layer]] = {
    "image": _image,
    "text": _text_layer,
    "shape": _shape,
}
KINDS: dict[type[Layer], str] = {ImageLayer: "image", TextLayer: "text", ShapeLayer: "shape"}


def _style_to_json(style: TextStyle | ShapeStyle) -> dict[str, Any]:
    told = {field.name: getattr(style, field.name) for field in fields(style)}
    gradient, stroke, shadow = style.gradient, style.stroke, style.shadow
    told["gradient"] = gradient and {
        "stops": [list(stop) for stop in gradient.stops],
        "angle": gradient.angle,
    }
    told["stroke"] = stroke and {"colour": stroke.colour, "width": stroke.width}
    told["shadow"] = shadow and {
        "colour": shadow.colour,
        "dx": shadow.dx,
        "dy": shadow.dy,
        "blur": shadow.blur,
    }
    return told


def _text_style(told: Told) -> TextStyle:
    _only(told, {field.name for field in fields(TextStyle)})
    plain = TextStyle(font=_text(told["font"]))
    return TextStyle(
        font=plain.font,
        weight=_whole(told.get("weight", plain.weight)),
        size=_number(told.get("size", plain.size)),
        fill=_colour(told.get("fill", plain.fill)),
        gradient=_gradient(told.get("gradient")),
        stroke=_stroke(told.get("stroke")),
        shadow=_shadow(told.get("shadow")),
        align=_align(told.get("align", plain.align)),
        valign=_align(told.get("valign", plain.valign)),
        tracking=_number(told.get("tracking", plain.tracking)),
        leading=_number(told.get("leading", plain.leading)),
        max_lines=_whole(told.get("max_lines", plain.max_lines)),
        price_lockup=_truth(told.get("price_lockup", plain.price_lockup)),
        struck=_truth(told.get("struck", plain.struck)),
    )


def _shape_style(told: Told) -> ShapeStyle:
    _only(told, {field.name for field in fields(ShapeStyle)})
    return ShapeStyle(
        kind=_text(told["kind"]),
        fill=_colour(told.get("fill", "#ffffffff")),
        gradient=_gradient(told.get("gradient")),
        stroke=_stroke(told.get("stroke")),
        shadow=_shadow(told.get("shadow")),
        radius=_number(told.get("radius", 0.0)),
    )


def _gradient(told: object) -> Gradient | None:
    if told is None:
        return None
    table = _table(told)
    stops = [_list(stop) for stop in _list(table["stops"])]
    return Gradient(
        stops=tuple((_number(offset), _colour(colour)) for offset, colour in stops),
        angle=_number(table.get("angle", 0.0)),
    )


def _stroke(told: object) -> Stroke | None:
    if told is None:
        return None
    table = _table(told)
    return Stroke(_colour(table["colour"]), _number(table["width"]))


def _shadow(told: object) -> Shadow | None:
    if told is None:
        return None
    table = _table(told)
    dx, dy, blur = (_number(table[key]) for key in ("dx", "dy", "blur"))
    return Shadow(_colour(table["colour"]), dx, dy, blur)


def _decision_to_json(decision: Decision) -> dict[str, Any]:
    told = {field.name: getattr(decision, field.name) for field in fields(decision)}
    return told | {"rejected": [list(loser) for loser in decision.rejected]}


def _decision_from_json(told: Told) -> Decision:
    score = told.get("score")
    losers = [_list(loser) for loser in _list(told.get("rejected", []))]
    return Decision(
        stage=_text(told["stage"]),
        subject=_text(told["subject"]),
        chosen=_text(told["chosen"]),
        reason=_text(told.get("reason", "")),
        score=None if score is None else _number(score),
        rejected=tuple((_text(what), _number(mark), _text(why)) for what, mark, why in losers),
        fallback=_truth(told.get("fallback", False)),
    )


def _only(told: Told, known: set[str]) -> None:
    if unknown := sorted(set(told) - known):
        raise ValueError(f"'{unknown[0][:40]}' is not a known field")


def _table(value: object) -> Told:
    if not isinstance(value, dict):
        raise TypeError("a table is wanted where there is something else")
    return value


def _list(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError("a list is wanted where there is something else")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str) or len(value) > LONGEST_TEXT:
        raise TypeError("a text is wanted where there is something else")
    return value


def _number(value: object) -> float:
    """Return a finite number; whole ones stay whole, so that saving gives the same bytes."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise TypeError("a number is wanted where there is something else")
    return value


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError("a whole number is wanted where there is something else")
    return value


def _truth(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError("true or false is wanted where there is something else")
    return value


def _colour(value: object) -> str:
    text = _text(value)
    if not re.fullmatch(r"#[0-9a-fA-F]{8}", text):
        raise ValueError(f"'{text[:20]}' is no colour")
    return text


def _align(value: object) -> Align:
    if value not in ("start", "center", "end"):
        raise ValueError("an alignment is unknown")
    return value
