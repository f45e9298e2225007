"""Worn things: a watch, headphones, spectacles."""

from __future__ import annotations

import math

from mathutils import Matrix

from export_tools.products import geometry, labels, materials
from export_tools.products.assembly import belt, carry, new_objects, noted, stitches
from export_tools.products.geometry import fillet, lathe, place, tube
from export_tools.products.materials import Colour


def watch(
    brand: str,
    *,
    ground: str = "#1d2b3a",
    ink: str = "#f0ede4",
    accent: str = "#d79b54",
    strap: Colour = (0.2, 0.085, 0.035),
    case: Colour = (0.62, 0.61, 0.6),
    lean: float = -14.0,
    turn: float = 0.0,
) -> None:
    """Wrist watch standing on its closed strap: polished case, baton dial, leather strap."""
    before = noted()
    steel = materials.solid("steel", case, 0.16, metal=1.0)
    brushed = materials.solid("brushed", case, 0.3, metal=1.0)
    hide = materials.leather("strap", strap, grain=85.0)
    r, tilt = 0.2, (90.0, 0.0, 0.0)
    body = fillet(
        [
            (0, -0.045, 0),
            (r * 0.9, -0.045, 0.01),
            (r * 1.0, -0.03, 0.012),
            (r, 0.035, 0.012),
            (r * 0.97, 0.045, 0),
        ]
    )
    place(lathe("case", body, brushed, 160), (0, 0, 0), tilt)
    bezel = fillet(
        [
            (r * 0.97, 0.044, 0),
            (r * 0.975, 0.048, 0.002),
            (r * 0.9, 0.066, 0.008),
            (r * 0.85, 0.064, 0.003),
            (r * 0.845, 0.04, 0),
        ],
        8,
    )
    place(lathe("bezel", bezel, steel, 160), (0, 0, 0), tilt)
    image = labels.to_blender(labels.dial(brand, ground, ink, accent), "dial")
    paint = materials.printed("dial", image, 0.35, coat=0.3, fibre=0.01)
    size = r * 0.845

    def disc(u: float, v: float) -> tuple[float, float, float]:
        return ((u - 0.5) * 2 * size, -0.042, (v - 0.5) * 2 * size)

    geometry.surface("dial", disc, (2, 2), paint)
    pale = materials.solid("hands", (0.85, 0.84, 0.82), 0.18, metal=1.0)
    for k in range(12):
        a = math.radians(k * 30)
        far = r * (0.64 if k else 0.62)
        baton = geometry.rounded_box("baton", (0.011, 0.012, r * 0.16), 0.003, pale, 2)
        place(
            baton,
            (math.sin(a) * (far - r * 0.06), -0.046, math.cos(a) * (far - r * 0.06)),
            (0, k * 30, 0),
        )
    for degrees, long, wide, y in ((305, 0.5, 0.017, -0.05), (60, 0.72, 0.013, -0.053)):
        hand = geometry.rounded_box("hand", (wide, 0.003, r * long), 0.001, pale, 2)
        place(hand, (0, y, 0), (0, degrees, 0))
    red = materials.solid("seconds", materials.linear(accent), 0.3)
    place(
        geometry.rounded_box("seconds", (0.004, 0.002, r * 0.95), 0.0008, red, 1),
        (math.sin(2.6) * -0.04, -0.056, math.cos(2.6) * -0.04),
        (0, math.degrees(2.6), 0),
    )
    place(lathe("boss", [(0.013, 0.0), (0.013, 0.012), (0, 0.014)], pale, 32), (0, -0.046, 0), tilt)
    crown = lathe(
        "crown",
        fillet(
            [
                (0.012, 0, 0),
                (0.012, 0.02, 0),
                (0.03, 0.02, 0.004),
                (0.03, 0.06, 0.006),
                (0, 0.062, 0),
            ]
        ),
        steel,
        40,
    )
    place(crown, (r * 0.97, 0, 0), (0, 90, 0))
    for x in (-1, 1):
        for z in (-1, 1):
            path = [
                (x * r * 0.62, 0.0, z * r * 0.78),
                (x * r * 0.6, 0.015, z * r * 1.0),
                (x * r * 0.585, 0.05, z * r * 1.12),
            ]
            tube("lug", path, 0.021, steel)
    deep, tall = 0.27, 0.27

    def loop(t: float) -> tuple[float, float]:
        a = math.radians(129 - 258 * t)
        return (0.19 + deep * math.cos(a), tall * math.sin(a))

    belt("strap", loop, lambda t: 0.205 - 0.03 * math.sin(t * math.pi), 0.034, hide, along_x=False)
    thread = materials.solid("thread", (0.75, 0.68, 0.55), 0.8)
    for side in (-1, 1):
        line = [loop(t / 200) for t in range(2, 199)]
        seam = [
            (
                side * (0.0865 - 0.015 * math.sin(k / 197 * math.pi)),
                y + (y - 0.19) * 0.048,
                z * 1.05,
            )
            for k, (y, z) in enumerate(line)
        ]
        stitches(seam, 0.0045, thread)
    carry(
        new_objects(before),
        Matrix.Rotation(math.radians(turn), 4, "Z") @ Matrix.Rotation(math.radians(lean), 4, "X"),
    )


def headphones(
    *,
    shell: Colour = (0.035, 0.035, 0.04),
    pad: Colour = (0.05, 0.045, 0.045),
    metal: Colour = (0.7, 0.68, 0.66),
    brand: str = "",
    turn: float = -32.0,
) -> None:
    """Over-ear headphones on their cups: padded band, steel sliders, soft cushions."""
    before = noted()
    plastic = materials.solid("shell", shell, 0.42, grain=0.03, grain_scale=150)
    soft = materials.leather("pad", pad, 0.5)
    steel = materials.solid("slider", metal, 0.2, metal=1.0)
    for side in (-1, 1):
        tilt = (0.0, side * 90.0, 0.0)
        where = (side * 0.66, 0.0, 0.5)
        cup = fillet(
            [
                (0, 0.24, 0),
                (0.2, 0.24, 0.03),
                (0.36, 0.19, 0.08),
                (0.4, 0.06, 0.06),
                (0.37, 0, 0.02),
                (0.3, 0, 0),
            ],
            8,
        )
        place(lathe("cup", cup[::-1], plastic, 96), where, tilt, (1.22, 1.0, 1.0))
        plate = fillet([(0.265, 0.225, 0), (0.262, 0.247, 0.006), (0.2, 0.252, 0.01), (0, 0.25, 0)])
        place(lathe("plate", plate, steel, 96), where, tilt, (1.22, 1.0, 1.0))
        ring = [
            (0.28 * math.cos(k * math.pi / 8), 0.28 * math.sin(k * math.pi / 8), 0)
            for k in range(16)
        ]
        cushion = tube("cushion", ring, 0.125, soft, cyclic=True)
        place(cushion, (side * 0.6, 0.0, 0.5), tilt, (1.24, 1.0, 0.85))
        mesh = materials.weave("mesh", (0.03, 0.03, 0.03), (40.0, 40.0))
        place(
            lathe("mesh", [(0.0, 0.0), (0.26, 0.0)], mesh, 48),
            (side * 0.6, 0, 0.5),
            tilt,
            (1.22, 1, 1),
        )

    def band(t: float) -> tuple[float, float]:
        a = math.radians(198 - 216 * t)
        return (0.77 * math.cos(a), 1.12 + 0.82 * math.sin(a))

    def arms(t: float) -> tuple[float, float]:
        return band(-0.055 + 1.11 * t)

    belt("arms", arms, lambda _t: 0.13, 0.03, steel, along_x=True)
    belt(
        "band",
        lambda t: band(0.13 + 0.74 * t),
        lambda t: 0.24 + 0.07 * math.sin(t * math.pi),
        0.105,
        soft,
        along_x=True,
        power=3.0,
    )
    for side in (-1, 1):
        yoke = [
            (side * 0.8, 0.0, 1.0),
            (side * 0.86, -0.2, 0.86),
            (side * 0.8, -0.41, 0.62),
            (side * 0.78, -0.42, 0.5),
        ]
        for flip in (1, -1):
            tube("yoke", [(x, y * flip, z) for x, y, z in yoke], 0.034, steel)
    carry(new_objects(before), Matrix.Rotation(math.radians(turn), 4, "Z"))


def spectacles(
    *, frame: Colour = (0.05, 0.02, 0.01), lens: Colour = (0.25, 0.2, 0.15), wire: bool = False
) -> None:
    """Spectacles with open temples: thin rims are hard for a matting network."""
    material = materials.solid("frame", frame, 0.2, metal=1.0 if wire else 0.0, coat=0.5)
    thick = 0.014 if wire else 0.035
    pane = materials.glass("lens", lens)
    for side in (-1, 1):
        ring = []
        for k in range(12):
            a = k * math.pi / 6
            ring.append((side * 0.34 + 0.27 * math.cos(a), 0.0, 0.3 + 0.22 * math.sin(a)))
        tube("rim", ring, thick, material, cyclic=True)
        disc = lathe("lens", [(0.0, 0.006), (0.265, 0.0), (0.265, -0.004), (0.0, 0.002)], pane, 48)
        place(disc, (side * 0.34, 0, 0.3), (90, 0, 0), (1.0, 0.82, 1.0))
        tube(
            "temple",
            [
                (side * 0.61, 0, 0.38),
                (side * 0.66, 0.1, 0.39),
                (side * 0.66, 1.1, 0.37),
                (side * 0.62, 1.35, 0.2),
            ],
            thick * 0.9,
            material,
        )
    tube("bridge", [(-0.09, 0, 0.36), (0, -0.03, 0.4), (0.09, 0, 0.36)], thick, material)
