"""Stage 4: the type, weight, colours and finish of every element, by the style predictor.

The network is asked four times, each time told what was decided: headline type; body type and
accent; underlays and decorations; texts. Choices are drawn with noise fixed by seed and product,
so a creative keeps its look over all sizes. Brand-kit fonts and colours are hard constraints.
"""

from __future__ import annotations

import zlib
from dataclasses import replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from adloom import colour
from adloom.assets import Assets
from adloom.stages import style_codec as codec
from adloom.stages import style_vocabulary as vocabulary
from adloom.stages.style_choice import (
    Arrays,
    Case,
    Logits,
    choose_accent,
    choose_shape_fills,
    choose_text_fills,
    draw,
)
from adloom.stages.style_finish import Finish, shape_style, text_style
from adloom.types import (
    Brief,
    Copy,
    Decision,
    Framing,
    Layout,
    Material,
    ShapeStyle,
    TextStyle,
)

Styles = dict[int, TextStyle | ShapeStyle]

FONT_TEMPERATURE, FONT_MASS = 0.9, 0.92
"""How freely families are drawn, and the share of probability they are drawn from."""


class Network(Protocol):
    """What runs the style predictor."""

    def run(self, inputs: Arrays) -> Arrays:
        """Return every output by name."""
        ...


def predict(
    layout: Layout,
    copies: tuple[Copy, ...],
    framing: Framing,
    material: Material,
    brief: Brief,
    session: Network,
    assets: Assets,
    *,
    seed: int,
) -> tuple[Styles, tuple[Decision, ...]]:
    """Return the style of each element that has text or is a shape, by its index, and why.

    `layout` must be in the pixels of the framing's canvas. After AutoPoster's style attribute
    predictor (Lin et al., ACM MM 2023).
    """
    case = _case(layout, copies, framing, material, brief, assets, seed)
    grounds = [codec.ground_under(case.view, element.box) for element in layout.elements]
    elements, decided = _elements(case, grounds), _unknown()
    first = _ask(session, case, elements, decided)
    headline = draw(first["headline"][0], case.noise["headline"], FONT_TEMPERATURE, FONT_MASS)
    decided[0, 0] = headline
    second = _ask(session, case, elements, decided)
    body = draw(second["body"][0], case.noise["body"], FONT_TEMPERATURE, FONT_MASS)
    accent = choose_accent(case, second["accent"][0])
    decided[0, 1:] = body, accent
    shapes = _ask(session, case, elements, decided)
    fills = choose_shape_fills(case, shapes, grounds)
    finish = Finish(vocabulary.HEADLINE_FAMILIES[headline][0], vocabulary.BODY_FAMILIES[body])
    finish = _branded(finish, brief)
    styles: Styles = {}
    for index, fill in fills.items():
        element = layout.elements[index]
        style = shape_style(element, case.candidates.colours[fill], shapes, index)
        if style is not None:
            styles[index] = style
    texts = _ask(session, case, _elements(case, grounds), decided)
    inks = choose_text_fills(case, texts, grounds)
    for index, fill in inks.items():
        element = layout.elements[index]
        styles[index] = text_style(
            element, case.texts[index], fill, case.candidates, grounds[index], texts, index,
            finish, case.noise["flags"],
        )  # fmt: skip
    _match_siblings(layout, styles)
    _copy_to_the_rest(layout, case.texts, styles)
    return styles, _decisions(case, finish, first, second, headline, body, accent)


def _case(
    layout: Layout, copies: tuple[Copy, ...], framing: Framing, material: Material,
    brief: Brief, assets: Assets, seed: int,
) -> Case:  # fmt: skip
    view = codec.look(assets.get(framing.canvas_asset), assets.get(framing.mask_asset))
    view = replace(view, width=float(layout.canvas[0]), height=float(layout.canvas[1]))
    kit = brief.brand_kit.colours if brief.brand_kit else ()
    candidates = codec.candidates_of(view, kit)
    texts = {copy.element: copy.text for copy in copies if copy.text.strip()}
    for index, element in enumerate(layout.elements):
        if element.role == "price":
            texts.setdefault(index, brief.product.sale_price or brief.product.price)
        elif element.role == "logo":
            texts.setdefault(index, brief.product.brand)
    tone = brief.tone
    if tone == "plain" and brief.brand_kit is not None:
        tone = brief.brand_kit.tone
    genre = vocabulary.genre_of(brief.product)
    return Case(
        layout,
        {index: text for index, text in texts.items() if text.strip()},
        view,
        candidates,
        _allowed(candidates, bool(kit)),
        dict(codec.context_inputs(view, candidates, genre, tone, layout)),
        brief,
        _noise(brief, material, seed),
    )


def _noise(brief: Brief, material: Material, seed: int) -> dict[str, NDArray[np.float64]]:
    """Return Gumbel noise for every draw, fixed by the seed and by which product it is."""
    product = brief.product
    name = "|".join((product.title, product.brand, product.category)).strip("|")
    name = name or material.product_asset
    rng = np.random.default_rng([seed & 0xFFFFFFFF, zlib.crc32(name.encode())])
    return {
        "headline": rng.gumbel(size=len(vocabulary.HEADLINE_FAMILIES)),
        "body": rng.gumbel(size=len(vocabulary.BODY_FAMILIES)),
        "accent": rng.gumbel(size=vocabulary.CANDIDATES),
        "shape": rng.gumbel(size=vocabulary.CANDIDATES),
        "text": rng.gumbel(size=vocabulary.CANDIDATES),
        "flags": rng.random(4),
    }


def _allowed(candidates: codec.Candidates, is_branded: bool) -> NDArray[np.bool_]:
    """Return which fills may be used: with a brand kit, its colours and neutrals only."""
    if not is_branded:
        return np.ones(vocabulary.CANDIDATES, bool)
    chroma = np.linalg.norm(candidates.lab[:, 1:], axis=1)
    allowed = chroma < 0.03
    first, step = len(vocabulary.CODEBOOK), len(vocabulary.OWN_VARIANTS)
    allowed[first : vocabulary.INK : step] = True
    return np.asarray(allowed)


def _unknown() -> NDArray[np.int64]:
    ends = len(vocabulary.HEADLINE_FAMILIES), len(vocabulary.BODY_FAMILIES), vocabulary.CANDIDATES
    return np.array([ends], np.int64)


def _elements(case: Case, grounds: list[codec.Ground]) -> Arrays:
    """Return the element inputs of a case over `grounds`."""
    return dict(codec.element_inputs(case.layout, case.texts, grounds, case.candidates))


def _ask(
    session: Network, case: Case, elements: Arrays, decided: NDArray[np.int64]
) -> dict[str, Logits]:
    answer = session.run({**case.context, **elements, "decided": decided.copy()})
    return {name: np.asarray(value, np.float32) for name, value in answer.items()}


def _branded(finish: Finish, brief: Brief) -> Finish:
    kit = brief.brand_kit
    if kit is None:
        return finish
    return Finish(
        kit.headline_font or finish.headline, kit.body_font or kit.headline_font or finish.body
    )


def _match_siblings(layout: Layout, styles: Styles) -> None:
    """Give all selling points the weight, tracking and shadow of the first."""
    first: TextStyle | None = None
    for index, style in sorted(styles.items()):
        if layout.elements[index].role != "selling_point" or not isinstance(style, TextStyle):
            continue
        first = first or style
        styles[index] = replace(
            style, weight=first.weight, tracking=first.tracking, shadow=first.shadow
        )


def _copy_to_the_rest(layout: Layout, texts: dict[int, str], styles: Styles) -> None:
    """Give elements beyond the network's twelve the style of the first of their role."""
    for index in range(vocabulary.MAX_ELEMENTS, len(layout.elements)):
        element = layout.elements[index]
        for other, style in list(styles.items()):
            if layout.elements[other].role == element.role:
                styles[index] = style
                break
    for index in [at for at in styles if isinstance(styles[at], TextStyle) and at not in texts]:
        del styles[index]


def _decisions(
    case: Case, finish: Finish, first: dict[str, Logits], second: dict[str, Logits],
    headline: int, body: int, accent: int,
) -> tuple[Decision, ...]:  # fmt: skip
    kit = case.brief.brand_kit
    genre = vocabulary.genre_of(case.brief.product)
    odds = _softmax(first["headline"][0])
    losers = [int(at) for at in np.argsort(-odds, kind="stable") if at != headline][:3]
    names = [vocabulary.HEADLINE_FAMILIES[at][0] for at in losers]
    type_decision = Decision(
        "attributes",
        "type",
        _in_words(finish),
        "set by the brand kit"
        if kit and kit.headline_font
        else f"suits {genre} goods in a {case.brief.tone} tone",
        float(odds[headline]),
        tuple((name, float(odds[at]), "less likely or not drawn by this seed")
              for name, at in zip(names, losers, strict=True)),
    )  # fmt: skip
    accent_odds = _softmax(second["accent"][0])
    chosen = case.candidates.colours[accent]
    source = "a brand colour" if kit and kit.colours else _source(case.candidates, accent)
    colour_decision = Decision(
        "attributes", "accent colour", chosen[:7], source, float(accent_odds[accent])
    )
    return type_decision, colour_decision


def _in_words(finish: Finish) -> str:
    if finish.headline == finish.body:
        return finish.headline
    return f"{finish.headline} with {finish.body}"


def _source(candidates: codec.Candidates, accent: int) -> str:
    gaps = np.array(
        [
            colour.hue_distance(
                float(np.arctan2(lab[2], lab[1])),
                float(np.arctan2(candidates.lab[accent][2], candidates.lab[accent][1])),
            )
            for lab in candidates.own
        ]
    )
    strong = np.linalg.norm(candidates.own[:, 1:], axis=1) > 0.04
    if np.linalg.norm(candidates.lab[accent][1:]) < 0.045 or not strong.any():
        return "a neutral, since the product has no strong colour"
    nearest = int(np.where(strong, gaps, np.inf).argmin())
    return "taken from the product" if nearest < 4 else "taken from the background"


def _softmax(logits: Logits) -> NDArray[np.float64]:
    odds = np.exp(logits.astype(np.float64) - logits.max())
    return np.asarray(odds / odds.sum())
