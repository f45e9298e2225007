"""The compositional ideas of the composer, one row each."""

from __future__ import annotations

from dataclasses import dataclass

from adloom.types import Role

ANY = (0.0, 99.0)
WIDE, TALL, CARD = (1.25, 3.2), (0.0, 0.8), (0.45, 2.2)
STRIP, SKY = (2.6, 99.0), (0.0, 0.55)


@dataclass(frozen=True)
class Idea:
    """Where things go.

    `main` hosts hold the block; `away` roles go to the `other` hosts; `corner` roles sit alone in
    a free canvas corner. `flow` is column or row; `panel` lays the block on an underlay: card
    (round it), side (the whole host to the canvas edges). `points`: list | row | flanks.
    """

    name: str
    ratios: tuple[float, float]
    main: tuple[str, ...]
    aligns: str = "sc"
    valigns: tuple[str, ...] = ("middle",)
    away: tuple[Role, ...] = ()
    other: tuple[str, ...] = ()
    corner: tuple[Role, ...] = ()
    flow: str = "column"
    panel: str = ""
    points: str = "list"
    decoration: str = ""
    needs: tuple[Role, ...] = ()
    hero: str = ""
    weight: float = 1.0


SIDES, CORNERS, ENDS = ("left", "right"), ("tl", "tr", "bl", "br"), ("top", "bottom")
IDEAS: tuple[Idea, ...] = (
    Idea("side column", WIDE, SIDES, "s", ("middle",), weight=2),
    Idea("side column, logo apart", (0.7, 3.2), SIDES, "s", corner=("logo",), weight=2),
    Idea("side column from the top", (0.7, 3.2), SIDES, "s", ("top",)),
    Idea("side column on the floor", (0.7, 3.2), SIDES, "s", ("bottom",), corner=("logo",)),
    Idea("side column, pinned ends", (0.7, 3.2), SIDES, "s", ("ends",)),
    Idea("side column, centred type", (0.7, 3.2), SIDES, "c"),
    Idea("side column, far edge", (0.7, 3.2), ("right",), "e", ("middle", "top")),
    Idea("stacked above", (0.3, 1.3), ("top",), "c", ("top", "middle"), weight=2),
    Idea("stacked above, flush left", (0.3, 1.3), ("top",), "s", ("top", "middle")),
    Idea("stacked below", (0.3, 1.3), ("bottom",), "c", ("middle", "bottom"), weight=2),
    Idea("stacked below, flush left", (0.3, 1.3), ("bottom",), "s", ("middle", "bottom")),
    Idea(
        "headline above, button below",
        (0.2, 1.5),
        ("top",),
        "c",
        ("top", "middle"),
        ("cta",),
        ("bottom",),
        needs=("cta",),
        weight=2,
    ),
    Idea(
        "headline above, offer below",
        (0.2, 1.5),
        ("top",),
        "c",
        ("top", "middle"),
        ("price", "cta", "selling_point", "long"),
        ("bottom",),
        weight=2,
    ),
    Idea(
        "headline above, offer below, flush left",
        (0.2, 1.5),
        ("top",),
        "s",
        ("top",),
        ("price", "cta", "selling_point", "subhead"),
        ("bottom",),
    ),
    Idea(
        "headline below, logo above",
        (0.2, 1.5),
        ("bottom",),
        "c",
        ("middle", "bottom"),
        ("logo",),
        ("top",),
        needs=("logo",),
    ),
    Idea(
        "top band",
        (0.3, 1.6),
        ("top",),
        "c",
        panel="side",
        away=("cta", "price"),
        other=("bottom",),
    ),
    Idea("bottom band", (0.3, 1.6), ("bottom",), "sc", panel="side", corner=("logo",)),
    Idea("split panel", (0.7, 4.5), SIDES, "sc", panel="side", weight=1.5),
    Idea("floating card", (0.6, 3.2), SIDES, "s", panel="card", corner=("logo",)),
    Idea("card below", (0.3, 1.3), ("bottom",), "sc", panel="card", corner=("logo",)),
    Idea("card in a free corner", (0.5, 2.2), CORNERS, "s", panel="card"),
    Idea("free corner", (0.3, 3.0), CORNERS, "a", ("edge",), weight=2),
    Idea(
        "free corner, logo across", (0.3, 3.0), CORNERS, "a", ("edge",), corner=("logo",), weight=2
    ),
    Idea(
        "free corner, button across",
        (0.3, 3.0),
        CORNERS,
        "a",
        ("edge",),
        ("cta",),
        CORNERS,
        needs=("cta",),
    ),
    Idea("diagonal", (0.3, 2.2), ("tl",), "a", ("edge",), ("cta", "price", "subhead"), ("br",)),
    Idea(
        "rising diagonal", (0.3, 2.2), ("bl",), "a", ("edge",), ("badge", "price", "cta"), ("tr",)
    ),
    Idea(
        "falling diagonal", (0.3, 2.2), ("tr",), "a", ("edge",), ("cta", "price", "logo"), ("bl",)
    ),
    Idea(
        "corner badge",
        (0.3, 3.0),
        (*SIDES, *ENDS),
        "sc",
        corner=("badge",),
        needs=("badge",),
        weight=2,
    ),
    Idea(
        "corner badge, logo across",
        (0.3, 3.0),
        (*SIDES, *ENDS),
        "sc",
        corner=("badge", "logo"),
        needs=("badge", "logo"),
    ),
    Idea(
        "price hero", (0.3, 3.2), (*SIDES, *ENDS), "sc", needs=("price",), hero="price", weight=1.5
    ),
    Idea(
        "price in its own corner",
        (0.4, 2.4),
        (*SIDES, *ENDS),
        "sc",
        corner=("price",),
        needs=("price",),
    ),
    Idea("selling-point list", (0.5, 3.2), SIDES, "s", needs=("selling_point",), weight=1.5),
    Idea(
        "selling-point row below",
        (0.4, 2.6),
        ("top",),
        "c",
        ("top", "middle"),
        ("selling_point",),
        ("bottom",),
        points="row",
        needs=("selling_point",),
        weight=1.5,
    ),
    Idea(
        "selling-point row on the floor",
        (0.9, 3.6),
        SIDES,
        "s",
        ("middle", "top"),
        ("selling_point",),
        ("floor",),
        points="row",
        needs=("selling_point",),
    ),
    Idea(
        "selling points at the flanks",
        (0.8, 3.0),
        ("left",),
        "e",
        ("middle",),
        ("selling_point", "cta"),
        ("right",),
        needs=("selling_point",),
    ),
    Idea(
        "points across",
        (0.8, 3.0),
        ("right",),
        "s",
        ("middle",),
        ("selling_point", "long"),
        ("left",),
        needs=("selling_point",),
    ),
    Idea("long read", (0.4, 2.4), (*SIDES, *ENDS), "s", needs=("long",), weight=1.5),
    Idea("rule under the block", (0.4, 3.0), (*SIDES, *ENDS), "s", decoration="line"),
    Idea("framed", (0.4, 2.2), (*SIDES, *ENDS), "c", decoration="frame"),
    Idea("minimal", (0.2, 3.4), (*SIDES, *ENDS, *CORNERS), "a", ("edge",)),
    Idea("strip, left to right", STRIP, ("right", "left"), "s", flow="row", weight=3),
    Idea(
        "strip, round the product",
        STRIP,
        ("left",),
        "s",
        away=("cta", "price", "badge"),
        other=("right",),
        flow="row",
        weight=3,
    ),
    Idea("strip, button at the end", STRIP, ("right", "left"), "s", corner=("cta",), flow="column"),
    Idea(
        "strip, offer at the end",
        STRIP,
        ("left",),
        "s",
        away=("price", "cta", "selling_point"),
        other=("right",),
        weight=2,
    ),
    Idea("strip with a panel", (2.2, 99.0), SIDES, "s", panel="side"),
    Idea("tower, type above", SKY, ("top",), "c", ("top", "middle", "ends"), weight=2),
    Idea("tower, type below", SKY, ("bottom",), "c", ("middle", "bottom", "ends"), weight=2),
    Idea(
        "tower, flush left",
        SKY,
        ENDS,
        "s",
        ("middle",),
        away=("cta", "price"),
        other=ENDS,
        weight=2,
    ),
    Idea(
        "tower, headline above, rest below",
        SKY,
        ("top",),
        "c",
        ("top", "middle"),
        ("subhead", "price", "cta", "selling_point", "badge", "long"),
        ("bottom",),
        weight=2,
    ),
    Idea("tower with a panel", SKY, ENDS, "c", panel="side", weight=1.0),
)
