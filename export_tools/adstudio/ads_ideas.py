"""Ideas with one hero: a product or a photo, and words round it.

An idea draws on a Draft that already has its ground. Shapes say which canvases it suits.
"""

from __future__ import annotations

from export_tools.adstudio.ads_boxes import columns, rows, shrunk
from export_tools.adstudio.ads_draft import Draft
from export_tools.adstudio.ads_idea import ANY, LYING, STANDING, STRIPS, Idea

SCENES = ("photo", "photo", "dimmed", "studio")
QUIET = ("studio", "plain", "gradient", "shapes", "white", "texture")
DARK = ("drama", "drama", "dimmed", "gradient")
LOUD = ("rays", "shapes", "pattern", "gradient", "drama")
EVERY = (*SCENES, *QUIET, "drama", "blurred", "pattern")


def corner_headline(d: Draft) -> None:
    """A headline in the quiet corner of a full picture, a logo in another."""
    left, top = d.chance(0.6), d.chance(0.75)
    d.subject(d.at(0.4 if left else 0.05, 0.25, 0.55, 0.7))
    x, align = (0.06, "start") if left else (0.48, "end")
    parts = ("headline", "subhead") if d.chance(0.5) else ("headline",)
    d.block(d.at(x, 0.06 if top else 0.64, 0.46, d.span(0.16, 0.3)), parts, align)
    if d.chance(0.7):
        d.logo(d.at(0.72 if left else 0.06, 0.05 if top else 0.88, 0.22, 0.07))


def bottom_icons(d: Draft) -> None:
    """A strip of icon points along the bottom, a headline along the top."""
    tall = d.span(0.15, 0.24)
    d.subject(d.at(0.12, 0.26, 0.76, 0.7 - tall))
    d.block(
        d.at(0.06, 0.04, 0.88, d.span(0.14, 0.24)),
        ("headline", "subhead"),
        d.among("center", "start"),
    )
    strip = d.at(0, 1 - tall, 1, tall) if d.chance(0.6) else d.at(0.04, 0.97 - tall, 0.92, tall)
    if d.chance(0.8):
        d.panel(strip, d.among("bar", "panel"))
    d.points(shrunk(strip, 0.1), int(d.rng.integers(3, 6)), "icon", across=True)


def side_points(d: Draft) -> None:
    """A column of points beside a large product, the headline above."""
    left = d.chance(0.7)
    d.subject(d.at(0.4 if left else 0.02, 0.2, 0.58, 0.78))
    x = 0.05 if left else 0.6
    d.block(
        d.at(0.05, 0.04, d.span(0.6, 0.9), d.span(0.15, 0.25)),
        ("headline", d.among("subhead", "badge")),
    )
    low = d.span(0.68, 0.92)
    d.points(d.at(x, 0.34, 0.36, low - 0.34), int(d.rng.integers(3, 6)))
    if low < 0.76 and d.chance(0.7):
        for box in columns(d.at(0.04, 0.8, 0.7, 0.17), int(d.rng.integers(3, 6)), 0.1):
            d.thumb(box)


def price_hero(d: Draft) -> None:
    """The price is the largest thing beside the product."""
    left = d.chance(0.5)
    d.products(d.at(0.48 if left else 0.03, 0.18, 0.5, 0.76))
    x = 0.05 if left else 0.54
    d.text(d.at(x, 0.07, 0.42, 0.16), "headline", "start")
    d.price(d.at(x, 0.3, 0.42, d.span(0.2, 0.32)))
    d.block(d.at(x, 0.68, 0.42, 0.24), ("subhead", "button"))


def magazine_cover(d: Draft) -> None:
    """A masthead behind the subject's head, cover lines down both sides."""
    d.text(d.at(0.04, 0.02, 0.92, 0.2), "headline", "center")
    if d.ground != "photo" or d.chance(0.4):
        d.product(d.at(0.12, 0.12, 0.76, 0.88), stands=True)
    for box in rows(d.at(0.04, 0.32, 0.28, d.span(0.35, 0.6)), int(d.rng.integers(2, 4)), 0.4):
        d.block(box, ("title", "caption"), "start")
    for box in rows(d.at(0.7, 0.4, 0.26, d.span(0.2, 0.4)), int(d.rng.integers(1, 3)), 0.5):
        d.block(box, ("title", "caption"), "end")
    d.text(d.at(0.05, 0.93, 0.5, 0.04), "caption", "start")


def film_poster(d: Draft) -> None:
    """Huge type low on a dark picture, a line above it, tiny credits under it."""
    d.subject(d.at(0.1, 0.08, 0.8, 0.72))
    y = d.span(0.62, 0.74)
    d.text(d.at(0.1, y - 0.05, 0.8, 0.04), "subhead", "center")
    d.text(d.at(0.04, y, 0.92, d.span(0.13, 0.2)), "headline", "center")
    for number, box in enumerate(rows(d.at(0.12, y + 0.21, 0.76, 0.95 - y - 0.21), 3, 0.5)):
        d.text(box, "caption" if number else "credit", "center")
    if d.chance(0.4):
        d.text(d.at(0.04, 0.02, 0.92, 0.03), "caption", "center")


def type_behind(d: Draft) -> None:
    """A huge word behind the product, small lines at the corners."""
    lines = int(d.rng.integers(1, 4)) if d.height > d.width else 1
    word = ""
    for box in rows(d.at(0.02, d.span(0.05, 0.2), 0.96, d.span(0.3, 0.6)), lines, 0.05):
        found = d.text(box, "headline", "center", words=word)
        if found is None:
            break
    d.product(d.at(0.15, 0.18, 0.7, 0.8), stands=d.chance(0.7))
    _corner_lines(d)


def type_over(d: Draft) -> None:
    """Huge type across the product itself."""
    d.subject(d.at(0.08, 0.06, 0.84, 0.86))
    y = d.span(0.3, 0.65)
    d.text(d.at(0.03, y, 0.94, d.span(0.15, 0.3)), "headline", "center")
    if d.chance(0.6):
        d.text(d.at(0.15, y - 0.08, 0.7, 0.06), "subhead", "center")
    _corner_lines(d)


def _corner_lines(d: Draft) -> None:
    for x, y, align in (
        (0.05, 0.04, "start"),
        (0.6, 0.04, "end"),
        (0.05, 0.92, "start"),
        (0.6, 0.92, "end"),
    ):
        if d.chance(0.55):
            d.text(
                d.at(x, y, 0.35, d.span(0.025, 0.045)), d.among("caption", "brand", "number"), align
            )


def big_badge(d: Draft) -> None:
    """One large badge and very little else."""
    d.subject(d.at(0.1, 0.15, 0.8, 0.8))
    side = d.span(0.26, 0.4) * d.unit
    x = d.span(0.02, 0.1) * d.width if d.chance(0.5) else d.width * 0.96 - side
    y = d.span(0.03, 0.5) * (d.height - side)
    d.badge(d.at(x / d.width, y / d.height, side / d.width, side / d.height))
    d.text(d.at(0.2, 0.93, 0.6, 0.04), "caption", "center")


def lifestyle_line(d: Draft) -> None:
    """A whole photo with a single line on it."""
    y = d.span(0.05, 0.9)
    d.text(
        d.at(0.06, y, 0.88, d.span(0.05, 0.1)),
        d.among("headline", "subhead"),
        d.among("start", "center", "end"),
    )
    if d.chance(0.4):
        d.logo(d.at(0.38, 0.88 if y < 0.7 else 0.05, 0.24, 0.06))


def white_sticker(d: Draft) -> None:
    """A plain shop picture on white with one sticker on it."""
    d.products(d.at(0.1, 0.08, 0.8, 0.84))
    side = d.span(0.16, 0.26) * d.unit
    spot = d.board.free_box(d.rng, int(side), int(side))
    box = spot or d.at(0.03, 0.03, side / d.width, side / d.height)
    (d.sticker if d.chance(0.5) else d.badge)(box)


def luxury_centred(d: Draft) -> None:
    """Quiet, centred, with much room: a brand, a product, a line."""
    d.subject(d.at(0.2, 0.26, 0.6, 0.5))
    d.text(d.at(0.2, 0.06, 0.6, d.span(0.05, 0.09)), d.among("headline", "brand"), "center")
    d.text(d.at(0.25, 0.16, 0.5, 0.035), "subhead", "center")
    d.block(d.at(0.25, 0.81, 0.5, 0.13), ("subhead", d.among("button", "caption")), "center")


def story(d: Draft) -> None:
    """A phone-high story: words above, product in the middle, a button below."""
    d.subject(d.at(0.08, 0.3, 0.84, 0.48))
    d.block(
        d.at(0.08, 0.08, 0.84, 0.2),
        ("badge", "headline", "subhead")[int(d.rng.integers(2)) :],
        d.among("center", "start"),
    )
    if d.chance(0.5):
        d.price(d.at(0.25, 0.78, 0.5, 0.08))
    d.button(d.at(0.2, 0.88, 0.6, 0.06))


def wide_banner(d: Draft) -> None:
    """A banner: words on one side, the product on the other, a button between or below."""
    left = d.chance(0.65)
    d.subject(d.at(0.58 if left else 0.02, 0.06, 0.4, 0.92))
    x = 0.05 if left else 0.44
    parts = (
        ("headline", "subhead", "button"),
        ("headline", "button"),
        ("headline", "subhead"),
        ("badge", "headline", "button"),
    )
    d.block(d.at(x, 0.12, 0.5, 0.76), parts[int(d.rng.integers(4))], "start")


def strip_banner(d: Draft) -> None:
    """A low strip: logo, product, one line, a button, all in a row."""
    d.product(d.at(0.02, 0.06, 0.2, 0.9), stands=False)
    if d.chance(0.6):
        d.logo(d.at(0.23, 0.25, 0.14, 0.5))
    d.block(d.at(0.4, 0.15, 0.36, 0.7), ("headline", "subhead") if d.chance(0.6) else ("headline",))
    d.button(d.at(0.79, 0.3, 0.18, 0.4))


def logo_banner(d: Draft) -> None:
    """A maker's banner: its logo, its name and "buy now" on one panel beside the thing."""
    d.subject(d.at(0.5, 0.05, 0.48, 0.9))
    d.logo(d.at(0.05, 0.06, 0.24, 0.22))
    low = d.at(0.03, d.span(0.45, 0.6), d.span(0.6, 0.94), 0.32)
    colour = d.panel(low, d.among("bar", "panel"))
    d.block(shrunk(low, 0.12), ("title", "button"), d.among("start", "end"), colour)


def skyscraper(d: Draft) -> None:
    """A tall narrow ad: logo, words, product, price, button one below the other."""
    d.logo(d.at(0.15, 0.02, 0.7, 0.07))
    d.block(d.at(0.08, 0.11, 0.84, 0.24), ("headline", "subhead"), "center")
    d.products(d.at(0.05, 0.36, 0.9, 0.36), 1)
    d.block(
        d.at(0.1, 0.75, 0.8, 0.22),
        ("price", "button") if d.chance(0.6) else ("subhead", "button"),
        "center",
    )


def watermark(d: Draft) -> None:
    """A plain photo with only a watermark over it, once or many times."""
    d.subject(d.at(0.12, 0.12, 0.76, 0.8))
    if d.chance(0.5):
        d.text(d.at(0.2, 0.44, 0.6, d.span(0.05, 0.1)), "watermark", "center")
        return
    across, down = int(d.rng.integers(2, 4)), int(d.rng.integers(2, 4))
    for row in rows(d.at(0.04, 0.1, 0.92, 0.8), down, 2.2):
        for box in columns(row, across, 0.3):
            d.text(box, "watermark", "center")


def only_type(d: Draft) -> None:
    """Words on all four sides of a product, nothing else."""
    d.product(d.at(0.26, 0.3, 0.48, 0.42), stands=False)
    d.text(d.at(0.05, 0.04, 0.9, 0.2), "headline", "center")
    d.text(d.at(0.05, 0.78, 0.9, 0.16), "headline", "center")
    for x, align in ((0.03, "start"), (0.77, "end")):
        for box in rows(d.at(x, 0.36, 0.2, 0.32), 3, 1.2):
            d.text(box, "caption", align)


def lower_third(d: Draft) -> None:
    """A panel over the lower third of a photo with words, a price and a button."""
    tall = d.span(0.24, 0.38)
    d.subject(d.at(0.1, 0.05, 0.8, 0.93 - tall))
    box = d.at(0, 1 - tall, 1, tall) if d.chance(0.6) else d.at(0.05, 0.95 - tall, 0.9, tall)
    colour = d.panel(box, d.among("bar", "panel", "panel"))
    left, right = columns(shrunk(box, 0.12), 2, 0.08)
    d.block(left, ("title", "subhead"), "start", colour)
    d.block(right, ("price", "button") if d.chance(0.5) else ("long", "button"), "start", colour)


def half_panel(d: Draft) -> None:
    """A coloured panel over one half of a photo, words in it."""
    left = d.chance(0.5)
    d.subject(d.at(0.5 if left else 0, 0.1, 0.5, 0.88))
    wide = d.span(0.36, 0.5)
    box = d.at(0 if left else 1 - wide, 0, wide, 1)
    if d.chance(0.4):
        box = shrunk(box, 0.1)
    colour = d.panel(box, d.among("bar", "panel", "slanted"))
    parts = (
        ("headline", "rule", "long", "button"),
        ("badge", "headline", "subhead"),
        ("headline", "selling_point", "selling_point", "selling_point", "button"),
        ("brand", "headline", "subhead", "price"),
    )
    d.block(shrunk(box, 0.16), parts[int(d.rng.integers(4))], d.among("start", "center"), colour)


def centre_card(d: Draft) -> None:
    """A card in the middle of a photo, words in it."""
    box = d.at(0.2, d.span(0.25, 0.4), 0.6, d.span(0.28, 0.42))
    colour = d.panel(box, d.among("panel", "panel", "disc", "cut_corners", "scallop"))
    d.block(
        shrunk(box, 0.18),
        ("headline", "subhead", "button")[: int(d.rng.integers(2, 4))],
        "center",
        colour,
    )
    if d.chance(0.4):
        d.logo(d.at(0.4, 0.06, 0.2, 0.08))


def framed(d: Draft) -> None:
    """A thin frame all round, centred words in and over it."""
    d.subject(d.at(0.18, 0.3, 0.64, 0.58))
    frame = shrunk(d.at(0, 0, 1, 1), d.span(0.03, 0.06))
    d.frame(frame)
    d.block(d.at(0.14, 0.09, 0.72, 0.2), ("headline", "subhead"), "center")
    d.text(d.at(0.25, 0.885, 0.5, 0.04), "caption", "center")


def columns_of_type(d: Draft) -> None:
    """Upright columns of East Asian type beside the picture (rows in other scripts)."""
    right = d.chance(0.7)
    d.subject(d.at(0.05 if right else 0.35, 0.15, 0.6, 0.8))
    x = 0.74 if right else 0.06
    d.text(d.at(x, 0.08, 0.2, d.span(0.5, 0.8)), "headline", "start", vertical=True)
    if d.chance(0.7):
        d.text(
            d.at(x - 0.08 if right else x + 0.22, 0.12, 0.06, d.span(0.3, 0.6)),
            "subhead",
            "start",
            vertical=True,
        )
    if d.chance(0.5):
        d.text(d.at(0.05, 0.92, 0.4, 0.04), "caption", "start")


IDEAS = (
    Idea(corner_headline, EVERY, ANY, 2.5),
    Idea(bottom_icons, EVERY, ANY, 2.5),
    Idea(side_points, (*DARK, *EVERY), ANY, 3.0),
    Idea(price_hero, (*QUIET, *LOUD), ANY, 1.2),
    Idea(magazine_cover, SCENES, STANDING, 1.0),
    Idea(film_poster, (*DARK, "photo", "photo"), STANDING, 1.5),
    Idea(type_behind, (*QUIET, *LOUD), (*STANDING, "landscape"), 1.5),
    Idea(type_over, EVERY, ANY, 1.2),
    Idea(big_badge, EVERY, ANY, 0.7),
    Idea(lifestyle_line, ("photo",), ANY, 1.5),
    Idea(white_sticker, ("white",), ANY, 0.8),
    Idea(luxury_centred, ("studio", "plain", "gradient", "dimmed", "photo"), STANDING, 1.2),
    Idea(story, EVERY, ("portrait", "tall"), 1.5),
    Idea(wide_banner, EVERY, (*LYING, *STRIPS), 3.0),
    Idea(strip_banner, (*QUIET, *LOUD), STRIPS, 2.5),
    Idea(logo_banner, EVERY, (*LYING, "square"), 1.0),
    Idea(skyscraper, (*QUIET, *LOUD), ("tall",), 4.0),
    Idea(watermark, ("photo", "white", "studio"), ANY, 1.0),
    Idea(only_type, QUIET, STANDING, 0.7),
    Idea(lower_third, EVERY, (*STANDING, "landscape"), 1.5),
    Idea(half_panel, EVERY, (*LYING, "square"), 1.5),
    Idea(centre_card, ("photo", "photo", "blurred", "texture", "dimmed"), ANY, 1.0),
    Idea(framed, EVERY, STANDING, 0.8),
    Idea(columns_of_type, EVERY, STANDING, 1.2),
)
