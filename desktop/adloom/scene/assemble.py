"""From layout, copy and styles to an editable scene: every text fitted, every underlay earned.

Layers, back to front: the background picture, underlays and decorations in design order, then
logo and texts. Boxes and sizes are canvas pixels; `seed` is kept in the scene, nothing is drawn
by chance here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from adloom import geometry
from adloom.assets import Assets
from adloom.render import text as type_setter
from adloom.render.price import new_and_old
from adloom.scene import type_scale
from adloom.scene.logo import logo_layer
from adloom.scene.pills import hug_label
from adloom.scene.price import price_text
from adloom.scene.spacing import breathe, settle, within_canvas
from adloom.types import (
    Align,
    Box,
    Brief,
    Copy,
    Decision,
    Element,
    Framing,
    ImageLayer,
    Layer,
    Layout,
    Role,
    Scene,
    ShapeLayer,
    ShapeStyle,
    Size,
    TextLayer,
    TextStyle,
)

Styles = Mapping[int, TextStyle | ShapeStyle]

EXTRA_LINES: dict[Role, int] = {"headline": 1, "subhead": 1, "long": 1, "selling_point": 1}
"""Lines a role may break into beyond its layout's, where the box has the height."""
LEADING: dict[Role, float] = {"headline": 1.06, "subhead": 1.22, "long": 1.32, "badge": 1.05}
SIBLINGS: tuple[Role, ...] = ("selling_point",)
"""Roles whose texts share one size, weight and look."""
PROUD_PRICE = 1.8
"""Smallest type of a price with its old one, in terms of the smallest that reads: its parts are
set smaller still."""
OLD_PRICE = 0.55
"""Size of a struck old price in a box of its own, beside the price asked."""
RULE_AIR = 0.3
"""Least space between a rule and a text, in em of the text."""
NEVER_OVER_PRODUCT = 0.06
"""Share of a decoration that may lie over the product's box."""
SLIVER = 0.014
"""A panel that ends this share of the short side before the canvas's edge runs on to it."""


@dataclass(frozen=True)
class _Sheet:
    """What assembling reads: the layout's elements in canvas pixels, texts and styles."""

    elements: tuple[Element, ...]
    texts: Mapping[int, str]
    styles: Styles
    language: str
    old_price: str
    width: int
    height: int


def assemble(
    framing: Framing,
    layout: Layout,
    copies: tuple[Copy, ...],
    styles: Styles,
    brief: Brief,
    *,
    size: Size,
    seed: int,
    assets: Assets | None = None,
) -> Scene:
    """Return the scene of one creative.

    Texts that do not fit at the smallest type of the canvas are dropped with their underlay, each
    by a Decision. Price and logo come from the product where `copies` has none; a logo file is
    shown only when `assets` are given to keep its pixels. Raises FontMissingError.
    """
    sheet = _sheet(layout, copies, styles, brief, size)
    decisions: list[Decision] = []
    fitted = _fit_all(sheet)
    for index, text in sheet.texts.items():
        if index not in fitted:
            reason = f"'{text}' does not fit its box at a size that reads"
            decisions.append(Decision("assemble", sheet.elements[index].role, "left out", reason))
    logo = _logo(sheet, brief, assets)
    shown = set(fitted) | set(logo)
    shapes = _shapes(sheet, shown, framing.product_box)
    _hug(sheet, fitted, shapes)
    breathe(fitted, {i: sheet.elements[i].box for i in fitted if not _is_carried(sheet, i)})
    placed = {index: layer for index, layer in fitted.items() if index not in logo}
    settle(placed, shapes, sheet.elements, framing.product_box, (size.width, size.height))
    canvas = (size.width, size.height)
    fitted.update({index: within_canvas(layer, canvas) for index, layer in placed.items()})
    for index in _crossing(shapes, fitted):
        del shapes[index]
    whole = Box(0, 0, size.width, size.height)
    ground = ImageLayer("background", "background", whole, asset=framing.canvas_asset, locked=True)
    layers: list[Layer] = [ground, *(shapes[index] for index in sorted(shapes))]
    layers += [logo[index] for index in sorted(logo)]
    layers += [fitted[index] for index in sorted(fitted) if index not in logo]
    return Scene(size.width, size.height, _named(layers), "#ffffffff", tuple(decisions), seed=seed)


def _sheet(
    layout: Layout, copies: tuple[Copy, ...], styles: Styles, brief: Brief, size: Size
) -> _Sheet:
    sx, sy = size.width / layout.canvas[0], size.height / layout.canvas[1]
    elements = tuple(
        replace(element, box=_unslivered(geometry.scale(element.box, sx, sy), element, size))
        for element in layout.elements
    )
    texts = {copy.element: copy.text.strip() for copy in copies if copy.text.strip()}
    _put_headline(texts, elements, brief)
    _put_prices(texts, elements, brief)
    for index, element in enumerate(elements):
        if element.role == "logo" and brief.product.brand.strip():
            texts.setdefault(index, brief.product.brand.strip())
    styles = _with_headline_style(styles, texts, elements)
    drawn = {index for index, style in styles.items() if isinstance(style, TextStyle)}
    kept = {index: text for index, text in texts.items() if index in drawn}
    old = new_and_old(price_text(brief.product))[1]
    return _Sheet(elements, kept, styles, brief.product.language, old, size.width, size.height)


def _put_headline(texts: dict[int, str], elements: tuple[Element, ...], brief: Brief) -> None:
    """Set the product's title, without its brand, where no headline was written."""
    empty = [i for i, e in enumerate(elements) if e.role == "headline"]
    title = brief.product.title.strip()
    if not title or not empty or any(index in texts for index in empty):
        return
    bare = title.removeprefix(brief.product.brand.strip()).strip(" -,:|")
    texts[empty[0]] = bare or title


def _with_headline_style(
    styles: Styles, texts: dict[int, str], elements: tuple[Element, ...]
) -> Styles:
    """Return `styles` where a headline that has none looks like the price or another bare text."""
    bare = [
        (elements[i].role != "price", i) for i, style in styles.items()
        if isinstance(style, TextStyle) and elements[i].on == "background"
    ]  # fmt: skip
    lead = next((i for i in texts if elements[i].role == "headline" and i not in styles), None)
    return styles if lead is None or not bare else {**styles, lead: styles[min(bare)[1]]}


def _put_prices(texts: dict[int, str], elements: tuple[Element, ...], brief: Brief) -> None:
    """Set the price in the largest price box; a second box takes the old price or nothing.

    The merchant's own price line is left as it is.
    """
    own = {words.strip() for role, words in brief.product.own_words if role == "price"}
    slots = [i for i, e in enumerate(elements) if e.role == "price" and texts.get(i) not in own]
    slots.sort(key=lambda index: -elements[index].box.area)
    asked, old = new_and_old(price_text(brief.product))
    if not asked or not slots:
        return
    texts[slots[0]] = price_text(brief.product) if len(slots) == 1 else asked
    for index in slots[1:]:
        texts.pop(index, None)
    if old and len(slots) > 1:
        texts[slots[1]] = old


def _unslivered(box: Box, element: Element, size: Size) -> Box:
    if element.role != "underlay" or box.area < 0.08 * size.width * size.height:
        return box
    near = SLIVER * min(size.width, size.height)
    left = 0.0 if box.x < near else box.x
    top = 0.0 if box.y < near else box.y
    right = float(size.width) if size.width - box.right < near else box.right
    bottom = float(size.height) if size.height - box.bottom < near else box.bottom
    return Box(left, top, right - left, bottom - top)


def _fit_all(sheet: _Sheet) -> dict[int, TextLayer]:
    """Fit the headline first, then the rest below it; siblings at the size of the smallest."""
    headlines = [i for i in sheet.texts if sheet.elements[i].role == "headline"]
    rest = [i for i in sheet.texts if sheet.elements[i].role != "headline"]
    fitted: dict[int, TextLayer] = {}
    for index in headlines:
        _keep(fitted, index, _fit(sheet, index, 1e9))
    lead = max((layer.style.size for layer in fitted.values()), default=1e9)
    for index in rest:
        ceiling = type_scale.ROLE_BESIDE_HEADLINE.get(sheet.elements[index].role, 1.0) * lead
        _keep(fitted, index, _fit(sheet, index, ceiling))
    prices = [layer.style.size for layer in fitted.values() if _is_asked(layer)]
    for index, layer in list(fitted.items()):
        if layer.style.struck and prices:
            _keep(fitted, index, _fit(sheet, index, OLD_PRICE * max(prices)))
    for role in SIBLINGS:
        same = [i for i in fitted if sheet.elements[i].role == role]
        shared = min((fitted[i].style.size for i in same), default=0.0)
        for index in same:
            _keep(fitted, index, _fit(sheet, index, shared))
    return fitted


def _is_asked(layer: TextLayer) -> bool:
    return layer.role == "price" and not layer.style.struck


def _keep(fitted: dict[int, TextLayer], index: int, layer: TextLayer | None) -> None:
    if layer is not None:
        fitted[index] = layer


def _fit(sheet: _Sheet, index: int, ceiling: float) -> TextLayer | None:
    element, text = sheet.elements[index], sheet.texts[index]
    style = sheet.styles[index]
    if not isinstance(style, TextStyle):
        return None
    role = element.role
    lines = max(1, element.lines) + EXTRA_LINES.get(role, 0)
    style = replace(
        style,
        align=element.align,
        valign=_vertical(sheet, index),
        max_lines=lines,
        leading=LEADING.get(role, 1.15),
        price_lockup=role == "price",
        struck=role == "price" and text == sheet.old_price,
    )
    smallest = type_scale.smallest_type(sheet.width, sheet.height)
    largest = min(type_scale.largest_type(role, sheet.width, sheet.height), ceiling)
    for words, least in _ways(text, role, smallest):
        fitted = type_setter.fit(
            words,
            style,
            element.box,
            smallest=least,
            largest=max(least, largest),
            language=sheet.language,
        )
        if fitted is not None:
            return TextLayer(
                f"element-{index}",
                role,
                element.box,
                text=words,
                style=fitted.style,
                language=sheet.language,
            )
    return None


def _ways(text: str, role: Role, smallest: float) -> tuple[tuple[str, float], ...]:
    """Return (words, smallest size) to try in turn: a price gives up the old one to stay large."""
    if role != "price":
        return ((text, smallest),)
    asked = new_and_old(text)[0]
    proud = PROUD_PRICE * smallest
    return ((text, proud), (asked, proud), (asked, smallest))


def _vertical(sheet: _Sheet, index: int) -> Align:
    """Return where in its box a text stands: towards the text of its column that is nearest."""
    element = sheet.elements[index]
    if element.on.startswith("underlay:") or type_scale.is_strip(sheet.width, sheet.height):
        return "center"
    above, below = 1e9, 1e9
    for other_index in sheet.texts:
        other = sheet.elements[other_index].box
        overlap = min(element.box.right, other.right) - max(element.box.x, other.x)
        if other_index == index or overlap < 0.3 * min(element.box.width, other.width):
            continue
        if other.y >= element.box.bottom - 2:
            below = min(below, other.y - element.box.bottom)
        elif other.bottom <= element.box.y + 2:
            above = min(above, element.box.y - other.bottom)
    if element.role == "headline" and below < min(above, 0.06 * min(sheet.width, sheet.height)):
        return "end"
    return "start" if above <= below or element.role == "headline" else "center"


def _is_carried(sheet: _Sheet, index: int) -> bool:
    return sheet.elements[index].on.startswith("underlay:") and sheet.elements[index].role not in (
        "headline", "subhead", "long"
    )  # fmt: skip


def _logo(sheet: _Sheet, brief: Brief, assets: Assets | None) -> dict[int, Layer]:
    path = brief.product.logo or (brief.brand_kit.logo if brief.brand_kit else "")
    if not path or assets is None:
        return {}
    found: dict[int, Layer] = {}
    for index, element in enumerate(sheet.elements):
        if element.role == "logo" and not found:
            found[index] = logo_layer(path, element, assets)
    return found


def _shapes(sheet: _Sheet, shown: set[int], product: Box | None) -> dict[int, ShapeLayer]:
    carried = _carried(sheet, shown)
    shapes: dict[int, ShapeLayer] = {}
    for index, element in enumerate(sheet.elements):
        style = sheet.styles.get(index)
        if not isinstance(style, ShapeStyle):
            continue
        if element.role == "underlay" and index not in carried:
            continue
        if element.role == "decoration" and not _decorates(element, style, product):
            continue
        shapes[index] = ShapeLayer(f"element-{index}", element.role, element.box, shape=style)
    return shapes


def _carried(sheet: _Sheet, shown: set[int]) -> set[int]:
    """Return the underlays that carry something shown, themselves or through another underlay."""
    carried: set[int] = set()
    for index in shown | {i for i, e in enumerate(sheet.elements) if e.role == "underlay"}:
        chain = [index] if index in shown else []
        while chain:
            on = sheet.elements[chain.pop()].on
            if on.startswith("underlay:") and (parent := int(on.split(":")[1])) not in carried:
                carried.add(parent)
                chain.append(parent)
    return carried


def _decorates(element: Element, style: ShapeStyle, product: Box | None) -> bool:
    if style.kind == "frame" or product is None:
        return True
    return geometry.covered(element.box, product) <= NEVER_OVER_PRODUCT


def _hug(sheet: _Sheet, fitted: dict[int, TextLayer], shapes: dict[int, ShapeLayer]) -> None:
    """Shrink each label's underlay to the label, aligned with the headline's column."""
    lead = next((sheet.elements[i] for i in fitted if fitted[i].role == "headline"), None)
    for index, shape in list(shapes.items()):
        on = f"underlay:{index}"
        shown = set(fitted) | set(shapes)
        held = [i for i in sorted(shown) if sheet.elements[i].on == on]
        here = [i for i in held if i in fitted]
        if len(held) != 1 or not here or fitted[here[0]].role not in ("cta", "badge", "price"):
            continue
        shapes[index], fitted[here[0]] = hug_label(
            shape, fitted[here[0]], lead, (sheet.width, sheet.height)
        )


def _crossing(shapes: dict[int, ShapeLayer], fitted: dict[int, TextLayer]) -> list[int]:
    """Return the rules and frames that would touch a text."""
    inks = []
    for layer in fitted.values():
        air = RULE_AIR * layer.style.size
        inks.append(geometry.inset(type_setter.ink_box(layer), -air, -air))
    return [index for index, shape in shapes.items() if any(_touches(shape, ink) for ink in inks)]


def _touches(shape: ShapeLayer, ink: Box) -> bool:
    if shape.shape.kind == "line":
        return geometry.intersection(shape.box, ink).area > 0
    is_met = geometry.intersection(shape.box, ink).area > 0
    return shape.shape.kind == "frame" and is_met and geometry.covered(ink, shape.box) < 0.999


def _named(layers: list[Layer]) -> tuple[Layer, ...]:
    """Give each layer an id that names its role, numbered where a role comes more than once."""
    counts: dict[str, int] = {}
    for layer in layers:
        counts[layer.role] = counts.get(layer.role, 0) + 1
    used: dict[str, int] = {}
    named = []
    for layer in layers:
        used[layer.role] = used.get(layer.role, 0) + 1
        name = layer.role.replace("_", "-")
        is_only = counts[layer.role] == 1
        named.append(replace(layer, id=name if is_only else f"{name}-{used[layer.role]}"))
    return tuple(named)
