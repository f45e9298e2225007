"""Turned ware: jars, mugs, candles, tins, flasks."""

from __future__ import annotations

import math

import bpy

from export_tools.products import geometry, labels, materials
from export_tools.products.geometry import fillet, lathe, place, tube, wrap_patch
from export_tools.products.labels import Print
from export_tools.products.materials import Colour

LABEL_PIXELS = 1100


def label_around(
    p: Print,
    radius: float,
    heights: tuple[float, float],
    arc: float,
    *,
    clear: bool = False,
    rough: float = 0.5,
    coat: float = 0.0,
) -> None:
    """Lay a label around a wall; one that goes most of the way round carries its print in front."""
    wide = math.radians(arc) * radius
    tall = heights[1] - heights[0]
    if clear or arc < 200:
        picture = labels.label(
            p,
            LABEL_PIXELS,
            int(LABEL_PIXELS * tall / wide),
            clear=clear,
            room=min(0.84, 92 / arc),
        )
    else:
        front = math.radians(105) * radius
        small = labels.label(p, LABEL_PIXELS, int(LABEL_PIXELS * tall / front))
        full = int(LABEL_PIXELS * wide / front)
        picture = labels.Image.new("RGBA", (full, small.height), p.paper)
        picture.paste(small, ((full - LABEL_PIXELS) // 2, 0))
    image = labels.to_blender(picture, "label")
    paint = materials.printed("label", image, rough, coat=coat)
    wrap_patch("label", lambda _z: radius, heights, arc, paint)


def hollow(outer: list[geometry.Point], thick: float, floor: float) -> list[geometry.Point]:
    """Close an outer profile with an inner wall that ends in a floor of the given height."""
    inner = [(max(r - thick, 0.01), z) for r, z in reversed(outer) if z > floor]
    top = outer[-1]
    rim = [
        (top[0] - thick * 0.15, top[1] + thick * 0.3),
        (top[0] - thick * 0.85, top[1] + thick * 0.3),
    ]
    low = inner[-1]
    bottom = [(low[0] * 0.98, floor + 0.02), (low[0] * 0.9, floor), (0.0, floor)]
    return outer + rim + inner + bottom


def jar(
    p: Print,
    *,
    body: Colour = (0.85, 0.83, 0.8),
    lid: Colour = (0.8, 0.62, 0.4),
    radius: float = 0.36,
    height: float = 0.42,
    metal: bool = True,
    rough: float = 0.3,
) -> None:
    """Cream jar: heavy rounded body, a lid with a fine gap, print straight on the wall."""
    base = fillet(
        [
            (0, 0.02, 0),
            (radius * 0.75, 0.02, 0.02),
            (radius * 0.85, 0, 0.02),
            (radius, 0, 0.09),
            (radius, height, 0.05),
            (radius * 0.9, height, 0.01),
            (radius * 0.9, height + 0.03, 0),
        ],
        8,
    )
    lathe("jar", base, materials.solid("jar", body, rough, coat=0.25, soft=0.2, grain=0.02))
    z, r = height + 0.012, radius * 1.005
    cover = fillet(
        [
            (r * 0.9, z, 0),
            (r * 0.985, z, 0.01),
            (r, z + 0.02, 0.01),
            (r, z + 0.2, 0.025),
            (r * 0.93, z + 0.205, 0.02),
            (r * 0.9, z + 0.198, 0.02),
            (0, z + 0.198, 0),
        ],
        8,
    )
    paint = materials.solid(
        "lid", lid, 0.24, metal=1.0 if metal else 0.0, coat=0.0 if metal else 0.3
    )
    lathe("lid", cover, paint, 128)
    label_around(p, radius - 0.004, (height * 0.14, height * 0.9), 125, clear=True, rough=0.3)


def mug(
    *,
    glaze: bpy.types.Material,
    clay: bpy.types.Material,
    drink: Colour | None = (0.05, 0.02, 0.008),
    radius: float = 0.42,
    height: float = 0.9,
    handle: float = 90.0,
    taper: float = 1.0,
    seed: int = 1,
) -> None:
    """Stoneware mug: raw clay foot, glaze with a soft rim, an ear of a handle, coffee."""
    low = radius * taper
    outer = fillet([(low * 0.92, 0.07, 0), (low, 0.12, 0.1), (radius, height, 0)], 6)
    wall = 0.045
    rim = [
        (radius - wall * 0.2, height + 0.018),
        (radius - wall * 0.55, height + 0.025),
        (radius - wall, height + 0.01),
    ]
    inner = fillet([(radius - wall, height, 0), (low - wall, 0.11, 0.12), (0, 0.1, 0)], 6)
    steps = [_between(outer[-2], outer[-1], t / 10) for t in range(1, 10)]
    cup = lathe("mug", [*outer[:-1], *steps, outer[-1], *rim, *inner], glaze, 128)
    geometry.wobble(cup, 0.012, 2.2, seed)
    foot = fillet(
        [
            (0, 0.02, 0),
            (low * 0.74, 0.02, 0.01),
            (low * 0.76, 0, 0.01),
            (low * 0.86, 0, 0.02),
            (low * 0.955, 0.085, 0.02),
            (low * 0.9, 0.09, 0),
        ]
    )
    geometry.wobble(lathe("foot", foot, clay, 96), 0.008, 2.2, seed)
    a = math.radians(handle)
    path = [
        (radius * 0.94, height * 0.82),
        (radius + 0.2, height * 0.84),
        (radius + 0.31, height * 0.6),
        (radius + 0.22, height * 0.32),
        (low * 0.95, height * 0.23),
    ]
    ear = tube("ear", [(r * math.cos(a), r * math.sin(a), z) for r, z in path], 0.062, glaze)
    for point, swell in zip(
        ear.data.splines[0].bezier_points, (1.35, 0.95, 0.85, 0.95, 1.3), strict=True
    ):
        point.radius = swell
    if drink is not None:
        coffee = materials.solid("coffee", drink, 0.06)
        lathe(
            "coffee",
            [
                (0.0, height * 0.84),
                (radius - wall * 1.2, height * 0.84),
                (radius - wall * 0.9, height * 0.845),
            ],
            coffee,
        )


def _between(a: geometry.Point, b: geometry.Point, t: float) -> geometry.Point:
    return (a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t)


def flask(
    p: Print,
    *,
    paint: Colour = (0.1, 0.22, 0.2),
    cap: Colour = (0.02, 0.02, 0.02),
    radius: float = 0.365,
    height: float = 2.0,
    loop: bool = True,
) -> None:
    """Insulated bottle: powder coat, bare steel foot and collar, a screw cap with a loop."""
    coat = materials.solid("powder", paint, 0.5, grain=0.35, grain_scale=75)
    steel = materials.solid("steel", (0.6, 0.59, 0.57), 0.28, metal=1.0)
    neck = radius * 0.66
    body = fillet(
        [
            (radius * 0.95, 0.06, 0),
            (radius, 0.07, 0.01),
            (radius, height * 0.78, 0.35),
            (neck, height * 0.93, 0.1),
            (neck, height * 0.955, 0),
        ],
        12,
    )
    lathe("body", body, coat, 128)
    lathe(
        "foot",
        fillet(
            [
                (0, 0.015, 0),
                (radius * 0.8, 0.015, 0.01),
                (radius * 0.85, 0, 0.01),
                (radius * 0.96, 0, 0.03),
                (radius * 0.965, 0.07, 0),
            ]
        ),
        steel,
        128,
    )
    z = height * 0.955
    lathe(
        "collar",
        fillet(
            [(neck * 1.0, z - 0.01, 0), (neck * 1.01, z + 0.035, 0.008), (neck * 0.9, z + 0.04, 0)]
        ),
        steel,
    )
    plastic = materials.solid("cap", cap, 0.5, grain=0.2, grain_scale=90)
    z += 0.045
    top = fillet(
        [
            (neck * 0.9, z, 0),
            (neck * 1.04, z, 0.01),
            (neck * 1.04, z + 0.24, 0.05),
            (0, z + 0.25, 0),
        ],
        8,
    )
    lathe("cap", top, plastic)
    if loop:
        path = [
            (-neck * 0.92, 0, z + 0.16),
            (-neck * 0.85, 0, z + 0.36),
            (0, 0, z + 0.47),
            (neck * 0.85, 0, z + 0.36),
            (neck * 0.92, 0, z + 0.16),
        ]
        tube("loop", path, 0.085, plastic, flatten=0.55)
    label_around(p, radius - 0.003, (height * 0.2, height * 0.58), 95, clear=True, rough=0.4)


def candle(
    p: Print,
    *,
    glass: Colour = (0.95, 0.95, 0.95),
    wax: Colour = (0.9, 0.84, 0.72),
    radius: float = 0.4,
    height: float = 0.95,
    lit: bool = True,
) -> None:
    """Candle in a tumbler: thick base, wax with a melted pool, wick, a flame when lit."""
    outer = fillet([(0, 0.0, 0), (radius, 0.0, 0.07), (radius, height, 0)], 8)
    lathe("tumbler", hollow(outer, 0.03, 0.09), materials.glass("tumbler", glass), 128)
    r, top = radius - 0.0285, height * 0.8
    body = fillet(
        [
            (0, 0.088, 0),
            (r, 0.088, 0.02),
            (r, top + 0.012, 0.008),
            (r * 0.93, top, 0.02),
            (r * 0.35, top - 0.006, 0.02),
            (0, top - 0.012, 0),
        ],
        6,
    )
    lathe("wax", body, materials.solid("wax", wax, 0.4, soft=0.6, coat=0.15), 128)
    char = materials.solid("wick", (0.03, 0.02, 0.015), 0.9)
    tube(
        "wick",
        [(0, 0, top - 0.03), (0.004, 0, top + 0.04), (0.018, 0.004, top + 0.085)],
        0.009,
        char,
    )
    if lit:
        flame = [
            (0.0, top + 0.045),
            (0.022, top + 0.075),
            (0.028, top + 0.11),
            (0.018, top + 0.18),
            (0.006, top + 0.24),
            (0.0, top + 0.265),
        ]
        place(
            lathe("flame", flame, materials.glow("flame", (1.0, 0.55, 0.16), 28.0), 32),
            (0.016, 0, 0),
        )
    label_around(p, radius, (height * 0.17, height * 0.66), 110)


def tin(
    p: Print,
    *,
    lid: Colour = (0.03, 0.08, 0.07),
    radius: float = 0.4,
    height: float = 1.15,
    metal: bool = False,
) -> None:
    """Tea tin: a wrap of printed sheet with its seam behind, rolled rims, a pressed lid."""
    rim = materials.solid("rim", (0.75, 0.6, 0.35), 0.25, metal=1.0)
    lathe(
        "foot",
        fillet(
            [
                (0, 0.02, 0),
                (radius * 0.95, 0.02, 0.01),
                (radius * 0.97, 0, 0.01),
                (radius * 1.012, 0.004, 0.01),
                (radius * 1.012, 0.035, 0.012),
                (radius * 0.98, 0.04, 0),
            ]
        ),
        rim,
        128,
    )
    lathe("body", [(radius * 0.995, 0.03), (radius * 0.995, height)], rim, 128)
    label_around(p, radius - 0.004, (0.036, height * 0.985), 358, rough=0.33, coat=0.2)
    paint = materials.solid("lid", lid, 0.3, coat=0.3, metal=1.0 if metal else 0.0, grain=0.03)
    z, r = height * 0.972, radius * 1.02
    lathe(
        "lid",
        fillet(
            [
                (radius * 0.97, z, 0),
                (r, z, 0.006),
                (r, z + 0.2, 0.025),
                (r * 0.94, z + 0.21, 0.015),
                (r * 0.9, z + 0.188, 0.02),
                (r * 0.4, z + 0.19, 0.02),
                (r * 0.36, z + 0.215, 0.03),
                (0, z + 0.217, 0),
            ],
            8,
        ),
        paint,
        128,
    )
