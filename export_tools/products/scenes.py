"""The sample photographs: which product, on which ground, in which light, from where."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

import bpy
from mathutils import Matrix

from export_tools.products import (
    assembly,
    bottles,
    geometry,
    goods,
    materials,
    soft,
    studio,
    vessels,
    worn,
)
from export_tools.products.geometry import place
from export_tools.products.labels import Print
from export_tools.products.materials import linear


@dataclass(frozen=True)
class Shot:
    """A photograph: pixels, exposure, and the function that builds its set and aims the camera."""

    size: tuple[int, int]
    build: Callable[[], None]
    exposure: float = 0.0
    look: str = "AgX - Medium High Contrast"
    grain: float = 0.006
    samples: int = 96


def _product(make: Callable[[], None]) -> list[bpy.types.Object]:
    before = assembly.noted()
    make()
    return assembly.new_objects(before)


def _paper(code: str, mottle: float = 0.03) -> bpy.types.Material:
    return materials.solid("paper", linear(code), 0.75, mottle=mottle)


def _plain_wall(code: str) -> bpy.types.Material:
    return materials.solid("plaster", linear(code), 0.9, grain=0.25, grain_scale=1.6, mottle=0.06)


def _softboxes(key: float = 900.0, fill: float = 250.0, top: float = 350.0, side: int = -1) -> None:
    studio.softbox((side * 7, -3.5, 6), (0, 0, 0.8), (4.5, 6), key, (1.0, 0.98, 0.95))
    studio.softbox((-side * 7, -2, 4), (0, 0, 0.8), (3.5, 6), fill, (0.95, 0.97, 1.0))
    studio.softbox((0, 2.5, 9), (0, 0.5, 0), (7, 4), top)


def _sunlight(
    at: geometry.Place3, strength: float = 5.0, soft_degrees: float = 1.2, *, frame: bool = True
) -> None:
    studio.sun(at, (0, 0, 0), strength, soft_degrees, (1.0, 0.9, 0.76))
    if frame:
        studio.window_gobo(at)


def serum() -> None:
    """Amber dropper bottle in low sun on peach paper."""
    bottle = _product(
        lambda: bottles.dropper(
            Print(
                "Oru Botanica",
                "Night Drops",
                ("bakuchiol + squalane", "renewing face oil"),
                "30 ml / 1.0 fl oz",
                paper="#f3ede2",
                ink="#2c2620",
                accent="#8a6a3f",
                style="botanical",
            ),
            radius=0.175,
            height=0.66,
        )
    )
    place(
        geometry.rounded_box("plinth", (1.5, 1.3, 0.22), 0.03, _plain_wall("#e8bfa4")),
        (0.12, 0.12, -0.22),
    )
    studio.sweep(_paper("#e3ab8c"), back=3.2)
    for obj in (o for o in bpy.context.scene.collection.objects if o.name.startswith("sweep")):
        obj.location.z = -0.22
    studio.sky((0.75, 0.6, 0.5), (0.85, 0.88, 1.0), 0.5)
    _sunlight((-6, -4.2, 5.6), 4.2, 1.6)
    studio.softbox((5, -3, 3), (0, 0, 0.4), (3, 5), 90)
    studio.softbox((-1.5, 4.0, 2.6), (0, 0, 0.5), (3, 2), 90)
    studio.camera(studio.bounds(bottle), -5, 9, lens=90, fill=0.55, shift=(0.0, 0.03), fstop=0.9)


def cream() -> None:
    """Cream jar on honed stone, soft window light, a bokeh of leaves."""
    jar = _product(
        lambda: vessels.jar(
            Print(
                "Halden & Moor",
                "Barrier Cream",
                ("oat lipids, ceramide NP",),
                "50 ml",
                ink="#3b3a36",
                accent="#9b8566",
                style="minimal",
                serif="Cormorant",
            ),
            body=linear("#e9e4db"),
            lid=linear("#c9a877"),
            radius=0.37,
            height=0.4,
        )
    )
    studio.table(materials.stone("stone", linear("#c9c5bd"), linear("#8d8880")), depth=5.0)
    studio.wall(_plain_wall("#b9bdb0"), 13)
    leaves = _product(
        lambda: soft.plant(
            materials.solid("pot", linear("#8a8f84"), 0.6),
            seed=9,
            long=3.2,
            round_leaves=True,
            blades=16,
        )
    )
    assembly.carry(leaves, Matrix.Translation((-2.6, 4.2, 0)))
    studio.sky((0.7, 0.7, 0.68), (1, 1, 1.0), 0.45)
    studio.softbox((-6.5, 0.5, 4.5), (0, 0, 0.3), (4, 5.5), 620, (0.96, 0.98, 1.0))
    studio.softbox((5, -4, 3), (0, 0, 0.3), (3, 3), 70, (1.0, 0.93, 0.85))
    studio.camera(studio.bounds(jar), 6, 13, lens=85, fill=0.42, shift=(0.0, 0.07), fstop=0.5)


def mug() -> None:
    """Speckled mug of coffee on an oak table in the morning, books and a plant behind."""
    clay = materials.solid("clay", linear("#a9825f"), 0.85, grain=0.5, grain_scale=40, mottle=0.1)
    glaze = materials.speckled("glaze", linear("#dfd8c9"), linear("#5b4330"))
    cup = _product(lambda: vessels.mug(glaze=glaze, clay=clay, handle=-14, seed=5, taper=0.94))
    studio.table(materials.wood("oak", linear("#b98d5c"), linear("#8a5f37")), depth=4.6)
    studio.wall(_plain_wall("#cfc6b6"), 12)
    for k, (code, turn) in enumerate((("#6f7d74", 12), ("#c8b9a0", 5), ("#7c3f2c", 17))):
        book = geometry.rounded_box(
            "book", (2.1 - k * 0.14, 1.5, 0.24), 0.02, materials.solid("cloth", linear(code), 0.8)
        )
        place(book, (-2.2, 2.6, 0.24 * k), (0, 0, turn))
    green = _product(
        lambda: soft.plant(
            materials.solid("pot", linear("#b3673f"), 0.8), seed=2, long=2.6, blades=8
        )
    )
    assembly.carry(green, Matrix.Translation((2.6, 3.4, 0)))
    studio.sky((0.6, 0.55, 0.5), (0.9, 0.95, 1.0), 0.4)
    _sunlight((-7, -1.2, 5.0), 3.2, 2.5)
    studio.softbox((-6, -1.5, 4), (0, 0, 0.5), (4, 5), 260, (0.97, 0.98, 1.0))
    studio.camera(studio.bounds(cup), 4, 17, lens=80, fill=0.46, shift=(0.1, 0.05), fstop=0.55)


def sound() -> None:
    """Portable speaker on light grey, two softboxes."""
    box = _product(
        lambda: goods.speaker("Tamber", cloth=linear("#35505a"), accent=linear("#e0823d"))
    )
    assembly.carry(box, Matrix.Rotation(0.16, 4, "Z"))
    studio.sweep(_paper("#e2e2e0"), back=5)
    studio.sky((0.9, 0.9, 0.9), (1, 1, 1), 0.55)
    _softboxes(820, 200, 330)
    studio.camera(studio.bounds(box), 2, 11, lens=95, fill=0.6, fstop=1.6)


def light() -> None:
    """Brass table lamp, lit, on a sideboard at dusk."""
    thing = _product(lambda: goods.lamp(lit=0.5))
    walnut = materials.wood("walnut", linear("#6d452a"), linear("#432817"))
    studio.table(walnut, depth=2.4)
    studio.wall(_plain_wall("#5d6b66"), 4.2)
    frame = geometry.rounded_box(
        "frame",
        (2.6, 0.12, 3.4),
        0.02,
        materials.wood("frame", linear("#9a7a52"), linear("#6d5030")),
    )
    place(frame, (3.0, 3.7, 2.0))
    place(
        geometry.rounded_box("mount", (2.3, 0.1, 3.1), 0.01, _paper("#d9d0bf")), (3.0, 3.66, 2.15)
    )
    place(geometry.rounded_box("art", (1.2, 0.1, 1.6), 0.01, _paper("#9b5237")), (3.0, 3.63, 2.9))
    place(
        geometry.rounded_box("book", (1.5, 1.0, 0.22), 0.02, _paper("#78563f")),
        (-1.75, 0.55, 0),
        (0, 0, 14),
    )
    place(
        geometry.rounded_box("book", (1.35, 0.95, 0.18), 0.02, _paper("#c4b79c")),
        (-1.72, 0.55, 0.22),
        (0, 0, 8),
    )
    studio.sky((0.3, 0.3, 0.32), (0.45, 0.5, 0.6), 0.5)
    studio.softbox((-8, -4, 5), (0, 0, 1.5), (5, 6), 420, (0.78, 0.86, 1.0))
    studio.camera(studio.bounds(thing), -6, 5, lens=65, fill=0.66, shift=(0.03, 0.02), fstop=0.7)


def coffee() -> None:
    """Bag of coffee on dark timber with beans about it."""
    bag = _product(
        lambda: soft.pouch(
            Print(
                "Ridge & Ember",
                "Cascade Roast",
                ("single origin, washed", "cocoa / plum / toasted almond"),
                "250 g whole bean",
                paper="#b5895c",
                ink="#231a14",
                accent="#7a2f1d",
                style="peaks",
                face="Josefin",
            ),
            ground="#b98f63",
            turn=10,
        )
    )
    studio.table(materials.wood("walnut", linear("#5f3d26"), linear("#38200f")), depth=5)
    studio.wall(_plain_wall("#4a4c49"), 11)
    soft.beans(26, 7)
    studio.sky((0.4, 0.38, 0.36), (0.8, 0.85, 0.9), 0.35)
    studio.softbox((-6.5, -2.5, 5), (0, 0, 1), (3.5, 5), 620, (1.0, 0.96, 0.9))
    studio.softbox((6, 1.5, 4), (0, 0, 1), (2, 5), 260, (1.0, 0.9, 0.78))
    studio.camera(studio.bounds(bag), 3, 9, lens=85, fill=0.62, shift=(0.0, 0.03), fstop=0.9)


def time() -> None:
    """Wrist watch on white, polished steel between black cards."""
    piece = _product(lambda: worn.watch("Fjelle", turn=-20))
    _settle(piece)
    studio.sweep(_paper("#eeeeec", 0.0), back=3)
    studio.sky((0.8, 0.8, 0.8), (1, 1, 1), 0.6)
    studio.softbox((-5, -3.2, 4), (0, 0, 0.3), (3.0, 4.5), 330)
    studio.softbox((4.5, 0.5, 3), (0, 0, 0.3), (1.6, 4), 150)
    studio.softbox((0, 1.5, 5), (0, 0, 0), (4, 3), 150)
    studio.black_card((0.9, -4.5, 1.4), (1.7, 2.2))
    studio.black_card((1.7, -1.6, 0.5), (0.5, 1.6))
    studio.camera(studio.bounds(piece), 8, 16, lens=100, fill=0.56, fstop=1.6)


def _settle(objects: list[bpy.types.Object]) -> None:
    low = min(p.z for p in studio.bounds(objects))
    assembly.carry(objects, Matrix.Translation((0, 0, -low)))


def listen() -> None:
    """Black headphones on soft grey."""
    set_ = _product(lambda: worn.headphones())
    _settle(set_)
    studio.sweep(_paper("#d5d6d8", 0.0), back=5)
    studio.sky((0.85, 0.86, 0.88), (1, 1, 1), 0.5)
    _softboxes(950, 260, 420, side=1)
    studio.camera(studio.bounds(set_), 4, 12, lens=90, fill=0.66, fstop=1.8)


def plant() -> None:
    """Snake plant in terracotta on a painted shelf, window light across a plaster wall."""
    pot = materials.solid(
        "terracotta", linear("#b5653f"), 0.8, grain=0.4, grain_scale=30, mottle=0.14
    )
    green = _product(lambda: soft.plant(pot, seed=4))
    studio.table(materials.wood("ash", linear("#d3b68d"), linear("#b08c5d")), depth=1.6, front=-2.2)
    studio.wall(_plain_wall("#e6ded1"), 2.3)
    studio.sky((0.8, 0.76, 0.7), (0.85, 0.92, 1.0), 0.5)
    _sunlight((-6.0, -4.5, 4.2), 3.2, 1.5)
    studio.softbox((-6, -3, 4), (0, 0, 1.5), (4, 5), 160)
    studio.camera(studio.bounds(green), -3, 5, lens=70, fill=0.64, shift=(0.0, -0.01), fstop=1.2)


def flask() -> None:
    """Powder-coated bottle against mustard paper in hard light."""
    bottle = _product(
        lambda: vessels.flask(
            Print("Norrvik", "", (), "", ink="#f1ece0", accent="#f1ece0", style="peaks"),
            paint=linear("#1f4a45"),
        )
    )
    studio.sweep(_paper("#d9a441"), back=3.5)
    studio.sky((0.8, 0.7, 0.5), (0.9, 0.95, 1.0), 0.45)
    _sunlight((-5.5, -5, 6.5), 3.4, 1.0, frame=False)
    studio.softbox((6, -2, 3), (0, 0, 1), (2.5, 6), 160)
    studio.softbox((-4, 2.5, 3), (0, 0, 1), (1.2, 6), 130)
    studio.camera(studio.bounds(bottle), 5, 8, lens=90, fill=0.66, shift=(0.0, 0.0), fstop=1.4)


def candle() -> None:
    """Scented candle burning on slate, warm bokeh behind."""
    jar = _product(
        lambda: vessels.candle(
            Print(
                "Ashlar",
                "Cedar & Smoke",
                ("soy wax, cotton wick",),
                "220 g / 45 h",
                paper="#efe8da",
                ink="#2a2622",
                accent="#a07b4d",
                style="frame",
                serif="Cormorant",
            )
        )
    )
    studio.table(materials.stone("slate", linear("#5a5b61"), linear("#3c3d42"), 0.45), depth=3.5)
    studio.wall(_plain_wall("#3d342f"), 16)
    rng = random.Random(11)
    for _ in range(14):
        lamp = geometry.lathe(
            "bulb",
            geometry.fillet([(0, -0.1, 0), (0.1, 0, 0.08), (0, 0.1, 0)]),
            materials.glow("bulb", (1.0, 0.6, 0.28), rng.uniform(6, 16)),
            24,
        )
        place(lamp, (rng.uniform(-2.6, 2.6), rng.uniform(6, 10), rng.uniform(-0.6, 0.5)))
    cloth = materials.weave("linen", linear("#b7a88f"), (90.0, 90.0), 0.5)
    before = assembly.noted()
    soft.cushion(cloth, size=2.6, fat=0.16, lean=0, seed=6)
    assembly.carry(assembly.new_objects(before), Matrix.Translation((-1.7, 1.5, 0.12)))
    studio.sky((0.2, 0.18, 0.16), (0.4, 0.42, 0.5), 0.35)
    studio.softbox((-6, -3, 4.5), (0, 0, 0.5), (3, 4), 260, (1.0, 0.95, 0.88))
    studio.softbox((4.5, 2.0, 3), (0, 0, 0.5), (2, 4), 150, (1.0, 0.85, 0.7))
    studio.camera(studio.bounds(jar), -5, 11, lens=85, fill=0.46, shift=(-0.04, 0.04), fstop=0.45)


def tea() -> None:
    """Printed tea tin on white."""
    can = _product(
        lambda: vessels.tin(
            Print(
                "Lune & Larkspur",
                "Evening Mint",
                ("loose herbal infusion", "peppermint, lemon balm, linden"),
                "80 g",
                paper="#20463f",
                ink="#efe3c4",
                accent="#d8b26a",
                style="botanical",
            ),
            lid=linear("#17332e"),
        )
    )
    studio.sweep(_paper("#efefed", 0.0), back=4)
    studio.sky((0.9, 0.9, 0.9), (1, 1, 1), 0.5)
    _softboxes(900, 110, 380)
    studio.camera(studio.bounds(can), 0, 13, lens=95, fill=0.58, fstop=1.8)


def bag() -> None:
    """Leather bag on warm grey paper, one big softbox."""
    piece = _product(lambda: soft.handbag())
    studio.sweep(_paper("#cfc5b8"), back=5)
    studio.sky((0.8, 0.78, 0.74), (1, 1, 1), 0.4)
    _softboxes(1500, 320, 520)
    studio.camera(studio.bounds(piece), 0, 10, lens=85, fill=0.66, fstop=1.4)


WHITE = "AgX - High Contrast"
SHOTS: dict[str, Shot] = {
    "serum": Shot((1200, 1500), serum, 0.45),
    "cream-jar": Shot((1280, 1280), cream, 0.8),
    "mug": Shot((1500, 1125), mug, 0.65),
    "speaker": Shot((1250, 1250), sound, 0.75, WHITE),
    "lamp": Shot((1200, 1500), light, 0.6, grain=0.009),
    "coffee": Shot((1200, 1400), coffee, 0.9),
    "watch": Shot((1250, 1250), time, 0.8, WHITE),
    "headphones": Shot((1250, 1250), listen, 0.65, WHITE),
    "plant": Shot((1200, 1500), plant, 0.5),
    "flask": Shot((1200, 1400), flask, 0.3),
    "candle": Shot((1500, 1200), candle, 1.5, grain=0.009),
    "tea-tin": Shot((1250, 1250), tea, 0.85, WHITE),
    "bag": Shot((1400, 1200), bag, 0.6),
}
