"""Bottles and tubes: dropper, pump, wine, squeezed cream."""

from __future__ import annotations

import math

from export_tools.products import geometry, labels, materials
from export_tools.products.geometry import fillet, lathe, tube
from export_tools.products.labels import Print
from export_tools.products.materials import Colour
from export_tools.products.vessels import hollow, label_around


def dropper(
    p: Print,
    *,
    glass: Colour = (0.55, 0.2, 0.04),
    fluid: Colour = (0.9, 0.6, 0.2),
    radius: float = 0.17,
    height: float = 0.62,
    cap: Colour = (0.02, 0.02, 0.02),
    ring: Colour | None = (0.85, 0.6, 0.25),
    level: float = 0.75,
) -> None:
    """Serum bottle: thick glass, serum inside, pipette, collar and rubber bulb."""
    neck = radius * 0.52
    outer = fillet(
        [
            (0, 0.012, 0),
            (radius * 0.8, 0.012, 0.02),
            (radius * 0.86, 0, 0.01),
            (radius, 0, 0.03),
            (radius, height, radius * 0.42),
            (neck, height + radius * 0.25, 0.05),
            (neck, height + 0.14, 0),
        ],
        8,
    )
    lathe("glass", hollow(outer, 0.022, 0.045), materials.glass("bottle", glass))
    top = height * level
    inside = radius - 0.0205
    serum = fillet(
        [(0, 0.042, 0), (inside, 0.042, 0.02), (inside, top, 0.012), (0, top - 0.004, 0)]
    )
    lathe("serum", serum, materials.glass("serum", fluid, 0.0, 1.36))
    label_around(p, radius, (height * 0.1, height * 0.82), 128)
    z = height + radius * 0.25 + 0.01
    trim = materials.solid("collar", ring or cap, 0.22, metal=1.0 if ring else 0.0)
    lathe(
        "collar",
        fillet(
            [
                (neck * 0.9, z, 0),
                (neck * 1.28, z, 0.008),
                (neck * 1.28, z + 0.15, 0.02),
                (neck * 0.8, z + 0.15, 0),
            ]
        ),
        trim,
    )
    bulb = materials.solid("rubber", cap, 0.55, grain=0.08, grain_scale=120)
    z += 0.15
    lathe(
        "bulb",
        fillet(
            [
                (neck * 0.85, z, 0),
                (neck * 0.85, z + 0.04, 0.01),
                (neck * 0.68, z + 0.06, 0.02),
                (neck * 0.6, z + 0.285, 0.075),
                (0, z + 0.285, 0),
            ],
            8,
        ),
        bulb,
    )
    pipe = materials.glass("pipette", (0.96, 0.97, 0.97))
    lathe(
        "pipette", [(0.0, 0.09), (0.012, 0.1), (0.022, 0.2), (0.026, z - 0.1), (0.026, z)], pipe, 32
    )


def pump(
    p: Print,
    *,
    body: Colour = (0.8, 0.78, 0.74),
    cap: Colour = (0.02, 0.02, 0.02),
    radius: float = 0.3,
    height: float = 1.3,
    clear: bool = False,
    turn: float = 20.0,
) -> None:
    """Lotion bottle with a dispenser pump."""
    neck = radius * 0.42
    outer = fillet(
        [
            (0, 0.015, 0),
            (radius * 0.8, 0.015, 0.02),
            (radius * 0.88, 0, 0.02),
            (radius, 0, 0.06),
            (radius, height, 0.18),
            (neck, height + 0.06, 0.05),
            (neck, height + 0.12, 0),
        ],
        8,
    )
    paint = (
        materials.glass("shell", body, 0.05)
        if clear
        else materials.solid("shell", body, 0.35, coat=0.15)
    )
    lathe("bottle", hollow(outer, 0.02, 0.04) if clear else outer, paint)
    if clear:
        fluid = fillet(
            [
                (0, 0.038, 0),
                (radius - 0.019, 0.038, 0.03),
                (radius - 0.019, height * 0.86, 0.01),
                (0, height * 0.86, 0),
            ]
        )
        lathe("lotion", fluid, materials.solid("lotion", (0.75, 0.66, 0.5), 0.2, soft=0.4))
    black = materials.solid("pump", cap, 0.35, coat=0.1)
    z = height + 0.07
    lathe(
        "collar",
        fillet(
            [
                (0, z, 0),
                (neck * 1.3, z, 0.01),
                (neck * 1.3, z + 0.16, 0.02),
                (neck * 0.5, z + 0.18, 0.02),
                (neck * 0.36, z + 0.2, 0),
                (neck * 0.36, z + 0.42, 0),
            ]
        ),
        black,
    )
    a = math.radians(-90 + turn)
    lathe(
        "head",
        fillet(
            [
                (neck * 0.4, z + 0.38, 0),
                (neck * 0.75, z + 0.38, 0.02),
                (neck * 0.8, z + 0.5, 0.03),
                (0, z + 0.52, 0),
            ]
        ),
        black,
    )
    spout = [
        (r * math.cos(a), r * math.sin(a), h)
        for r, h in ((0.0, z + 0.46), (radius * 0.8, z + 0.455), (radius * 1.15, z + 0.4))
    ]
    tube("spout", spout, 0.05, black, flatten=0.7)
    label_around(p, radius, (height * 0.18, height * 0.78), 120)


def wine(
    p: Print,
    *,
    glass: Colour = (0.1, 0.2, 0.06),
    foil: Colour = (0.25, 0.02, 0.03),
    radius: float = 0.37,
    height: float = 3.0,
    metal: bool = False,
) -> None:
    """Bottle of wine, oil or spirits with a capsule over its neck."""
    neck = radius * 0.38
    outer = fillet(
        [
            (0, 0.1, 0),
            (radius * 0.7, 0.02, 0.05),
            (radius * 0.85, 0, 0.03),
            (radius, 0, 0.05),
            (radius, height * 0.62, 0.4),
            (neck, height * 0.76, 0.4),
            (neck, height * 0.97, 0),
        ],
        12,
    )
    lathe("bottle", outer, materials.glass("bottle", glass))
    inside = [(max(r - 0.03, 0.0), z + 0.04) for r, z in outer if z < height * 0.8]
    lathe(
        "wine",
        [*inside, (0.0, inside[-1][1])],
        materials.solid("wine", tuple(c * 0.06 for c in glass), 0.1),
    )
    r = neck * 1.06
    paint = materials.solid(
        "foil", foil, 0.35, metal=1.0 if metal else 0.3, grain=0.1, grain_scale=30
    )
    lathe(
        "foil",
        fillet(
            [
                (r * 0.98, height * 0.78, 0),
                (r, height * 0.78, 0.004),
                (r, height * 0.94, 0.01),
                (r * 1.15, height * 0.945, 0.01),
                (r * 1.15, height, 0.03),
                (0, height, 0),
            ]
        ),
        paint,
    )
    label_around(p, radius, (height * 0.14, height * 0.47), 140)


def squeeze(
    p: Print,
    *,
    body: Colour = (0.8, 0.7, 0.68),
    cap: Colour = (0.9, 0.9, 0.88),
    width: float = 0.26,
    height: float = 1.35,
) -> None:
    """Squeezed tube of cream standing on its cap, its end crimped flat."""
    plastic = materials.solid("cap", cap, 0.3, coat=0.2)
    lathe(
        "cap",
        fillet([(0, 0, 0), (width * 0.82, 0, 0.02), (width * 0.86, 0.3, 0.02), (0, 0.3, 0)]),
        plastic,
    )
    sections = []
    for k in range(25):
        t = k / 24
        flat = max(0.03, math.cos(t * math.pi / 2) ** 0.8)
        grow = min(1.0, 0.86 + t * 3)
        sections.append(
            (0.31 + t * height, width * grow * (1 + 0.22 * t), width * grow * flat, 2.0)
        )
    skin = materials.solid("tube", body, 0.32, coat=0.2)
    geometry.oval_loft("tube", sections, skin)
    image = labels.to_blender(labels.label(p, 900, 1500, clear=True), "label")

    def shape(u: float, v: float) -> tuple[float, float, float]:
        t = 0.08 + v * 0.72
        flat = max(0.03, math.cos(t * math.pi / 2) ** 0.8)
        a = math.radians(-90 + (u - 0.5) * 100)
        wide = width * (1 + 0.22 * t)
        return (wide * math.cos(a), width * flat * math.sin(a) - 0.006, 0.31 + t * height)

    geometry.surface("label", shape, (24, 24), materials.printed("label", image, 0.35))
