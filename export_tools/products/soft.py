"""Cartons, pouches, bags, cushions and plants."""

from __future__ import annotations

import math
import random

import bpy
from mathutils import Matrix, Vector, noise

from export_tools.products import assembly, geometry, labels, materials
from export_tools.products.geometry import fillet, lathe, place, tube
from export_tools.products.labels import Print
from export_tools.products.materials import Colour


def carton(
    p: Print, *, size: tuple[float, float, float] = (0.9, 0.5, 1.4), turn: float = 28.0
) -> None:
    """Folding carton: soft creased edges, a tuck flap that does not quite close."""
    before = assembly.noted()
    image = labels.to_blender(labels.carton(p, size), "carton")
    card = materials.printed("carton", image, 0.42, coat=0.1)
    box = geometry.rounded_box("carton", size, 0.014, card, 3)
    slit = materials.solid("slit", (0.05, 0.045, 0.04), 0.9)
    flap = geometry.rounded_box("slit", (size[0] * 0.97, 0.012, 0.004), 0.001, slit, 1)
    place(flap, (0, -size[1] / 2 + 0.02, size[2]))
    place(box, (0, 0, 0.0))
    assembly.carry(assembly.new_objects(before), Matrix.Rotation(math.radians(turn), 4, "Z"))


def pouch(
    p: Print,
    *,
    width: float = 1.35,
    height: float = 2.1,
    depth: float = 0.42,
    ground: str = "#a9825a",
    seed: int = 3,
    gloss: float = 0.5,
    metal: float = 0.0,
    turn: float = 14.0,
) -> None:
    """Stand-up pouch of coffee: gusset, crimped seal, the creases of a filled bag."""
    before = assembly.noted()
    picture = labels.label(p, 1100, int(1100 * height / width), ground=ground)
    image = labels.to_blender(picture, "pouch")
    film = materials.printed("film", image, gloss, metal=metal, fibre=0.1)
    plain = materials.solid("back", materials.linear(ground), gloss, metal=metal)
    shift = Vector((seed * 1.7, seed * 2.9, 0.0))

    def belly(u: float, v: float) -> float:
        full = depth * min(1.0, (1 - v) / 0.55) ** 0.75 * (0.82 + 0.18 * math.cos(v * 5))
        seal = max(0.0, 1 - v / 0.9)
        across = max(0.0, 1 - abs(2 * u - 1) ** 2.6)
        return (full * across * min(1.0, seal * 4) ** 0.5) * (1.0 if v > 0.03 else 0.9)

    def panel(sign: float) -> tuple[object, ...]:
        def shape(u: float, v: float) -> tuple[float, float, float]:
            bulge = belly(u, v)
            spot = Vector((u * 3.2, v * 5.0, sign)) + shift
            ridge = abs(noise.noise(spot)) * 0.1 + abs(noise.noise(spot * 2.3)) * 0.045
            corner = abs(2 * u - 1)
            crease = ridge * (0.35 + corner) * (0.3 + v) * min(1.0, max(0.0, (0.9 - v) * 8))
            draw_in = 0.05 * min(1.0, bulge / depth * 1.5)
            x = (u - 0.5) * width * (1 - draw_in * 0.6 - 0.03 * math.sin(v * math.pi))
            y = (
                sign * (bulge - crease * 0.8 + 0.006)
                + noise.noise(Vector((u * 2, v * 2, 9)) + shift) * 0.03 * v
            )
            crimp = 0.006 * math.sin(v * height * 130) if v > 0.92 else 0.0
            return (x, y + crimp, v * height - 0.02 * (1 - corner**2) * (v < 0.001))

        return (shape,)

    for sign, material in ((-1.0, film), (1.0, plain)):
        sheet = geometry.surface("panel", panel(sign)[0], (90, 150), material)
        sheet.data.shade_smooth()

    def gusset(u: float, v: float) -> tuple[float, float, float]:
        bulge = belly(u, 0.0)
        return ((u - 0.5) * width * 0.97, (v * 2 - 1) * bulge, 0.004 + 0.1 * math.sin(v * math.pi))

    geometry.surface("gusset", gusset, (40, 10), plain)
    assembly.carry(assembly.new_objects(before), Matrix.Rotation(math.radians(turn), 4, "Z"))


def handbag(
    *,
    hide: Colour = (0.2, 0.062, 0.02),
    brass: Colour = (0.8, 0.6, 0.28),
    width: float = 2.4,
    height: float = 1.75,
    depth: float = 0.75,
    turn: float = 24.0,
    handle: float = 1.1,
) -> None:
    """Leather bag: soft body, flap with saddle stitching, turn lock, rolled handle."""
    before = assembly.noted()
    skin = materials.leather("hide", hide)
    gold = materials.solid("fittings", brass, 0.2, metal=1.0)
    sections = []
    for k in range(33):
        t = k / 32
        edge = min(1.0, 0.9 + t * 1.6) if t < 0.07 else 1.0
        roof = math.sqrt(max(0.0, 1 - ((t - 0.9) / 0.1) ** 2)) if t > 0.9 else 1.0
        roof = 0.35 + 0.65 * roof
        slim = (1 - 0.34 * t) * edge * roof
        wide = (1 - 0.12 * t) * (0.97 + 0.03 * edge) * (1.0 if t < 0.97 else 0.985)
        sections.append((t * height, width / 2 * wide, depth / 2 * slim, 5.0))
    geometry.wobble(geometry.oval_loft("body", sections, skin, 128), 0.02, 1.3, 2)
    piping = materials.leather("piping", tuple(c * 0.6 for c in hide))

    def flap(u: float, v: float) -> tuple[float, float, float]:
        side = 2 * u - 1
        wide = width * (0.413 + 0.03 * v)
        drop = height * (0.62 - 0.1 * abs(side) ** 3)
        if v < 0.3:
            t = v / 0.3
            return (
                side * wide,
                depth * (0.24 - 0.46 * t),
                height + 0.015 + 0.035 * math.sin(t * math.pi),
            )
        t = (v - 0.3) / 0.7
        z = height + 0.015 - t * drop
        out = depth / 2 * (1 - 0.34 * z / height) + 0.035 + 0.03 * math.sin(t * math.pi)
        start = depth * 0.22
        y = -(start + (out - start) * min(1.0, t * 6) ** 0.5)
        return (side * wide, y, z)

    geometry.surface("flap", flap, (64, 64), skin, 0.035)
    thread = materials.solid("thread", (0.5, 0.36, 0.2), 0.8)
    rim = [flap(0.03, 0.32 + 0.64 * k / 60) for k in range(61)]
    rim += [flap(0.03 + 0.94 * k / 110, 0.965) for k in range(111)]
    rim += [flap(0.97, 0.96 - 0.64 * k / 60) for k in range(61)]
    assembly.stitches([(x, y - 0.006, z) for x, y, z in rim], 0.0065, thread)
    x, y, z = flap(0.5, 0.9)
    place(geometry.rounded_box("plate", (0.3, 0.03, 0.2), 0.012, gold, 4), (x, y - 0.03, z - 0.08))
    place(geometry.rounded_box("lock", (0.05, 0.05, 0.13), 0.02, gold, 4), (x, y - 0.07, z - 0.045))
    arch = [
        (width * 0.26 * math.cos(a), 0.02, height + 0.02 + handle * math.sin(a))
        for a in (k * math.pi / 8 for k in range(9))
    ]
    tube("handle", arch, 0.062, piping)
    for side in (-1, 1):
        ring = [
            (side * width * 0.26 + 0.09 * math.cos(a), 0.02, height + 0.02 + 0.09 * math.sin(a))
            for a in (k * math.pi / 4 for k in range(8))
        ]
        tube("ring", ring, 0.02, gold, cyclic=True)
    assembly.carry(assembly.new_objects(before), Matrix.Rotation(math.radians(turn), 4, "Z"))


def cushion(
    cloth: bpy.types.Material,
    *,
    size: float = 4.4,
    fat: float = 0.75,
    seed: int = 1,
    lean: float = 72.0,
) -> None:
    """Scatter cushion standing on its edge, piped, with creases running to its corners."""
    before = assembly.noted()
    shift = Vector((seed * 2.1, seed * 0.7, seed))

    def side(sign: float, u: float, v: float) -> tuple[float, float, float]:
        x, y = 2 * u - 1, 2 * v - 1
        dome = max(0.0, (1 - x * x) * (1 - y * y)) ** 0.42
        fold = noise.noise(Vector((x * 2.4, y * 2.4, sign)) + shift) * 0.12 * dome
        pull = 1 - 0.07 * (1 - abs(x * y)) * max(abs(x), abs(y)) ** 2
        return (x * size / 2 * pull, y * size / 2 * pull, sign * (dome * fat + fold))

    for sign in (-1.0, 1.0):
        geometry.surface("cushion", lambda u, v, s=sign: side(s, u, v), (64, 64), cloth)
    assembly.carry(assembly.new_objects(before), Matrix.Rotation(math.radians(lean), 4, "X"))


def _blade(
    name: str, long: float, wide: float, bend: float, twist: float, material: bpy.types.Material
) -> bpy.types.Object:
    def shape(u: float, v: float) -> tuple[float, float, float]:
        half = (
            wide * (0.55 + 0.75 * math.sin(min(1.0, v * 1.15) * math.pi * 0.62)) * (1 - v**5) ** 0.8
        )
        x = (u - 0.5) * 2 * half
        cup = 0.35 * (x * x) / max(wide, 1e-3)
        a = twist * v
        y = cup + 0.03 * math.sin(v * 9)
        rx, ry = x * math.cos(a) - y * math.sin(a), x * math.sin(a) + y * math.cos(a)
        return (rx, ry + bend * v * v, v * long)

    return geometry.surface(name, shape, (10, 40), material, 0.02)


def _disc(long: float, material: bpy.types.Material, rng: random.Random) -> None:
    a, lean = rng.uniform(0, 6.28), rng.uniform(0.35, 1.05)
    c, s = math.cos(a), math.sin(a)
    reach, high = long * math.sin(lean), long * math.cos(lean)
    tip = Vector((c * reach, s * reach, high))
    stalk = materials.solid("stalk", (0.16, 0.26, 0.06), 0.4)
    tube(
        "stalk",
        [(0, 0, 0), (c * reach * 0.4, s * reach * 0.4, high * 0.75), tuple(tip)],
        0.016,
        stalk,
    )
    size = rng.uniform(0.22, 0.38)

    def shape(u: float, v: float) -> tuple[float, float, float]:
        r, t = size * (0.02 + 0.98 * v), 2 * math.pi * u
        return (
            r * math.cos(t),
            r * math.sin(t),
            -0.22 * (v * v) * size + 0.03 * math.sin(3 * t) * v,
        )

    plate = geometry.surface("leaf", shape, (28, 6), material, 0.012)
    tilt = Vector((c * math.sin(lean), s * math.sin(lean), 0.75)).to_track_quat("Z", "Y").to_euler()
    plate.location, plate.rotation_euler = tip, tilt


def plant(
    pot: bpy.types.Material,
    *,
    radius: float = 0.62,
    height: float = 1.05,
    blades: int = 9,
    seed: int = 4,
    long: float = 2.4,
    round_leaves: bool = False,
    light: Colour = (0.22, 0.36, 0.1),
    dark: Colour = (0.03, 0.1, 0.03),
) -> None:
    """Pot plant: snake plant blades or round leaves on stalks, gritty soil."""
    rng = random.Random(seed)
    low = radius * 0.78
    outer = fillet(
        [
            (0, 0.02, 0),
            (low * 0.8, 0.02, 0.02),
            (low * 0.85, 0, 0.02),
            (low, 0, 0.06),
            (radius, height, 0.03),
            (radius * 0.91, height, 0.02),
            (radius * 0.88, height * 0.86, 0),
        ],
        6,
    )
    geometry.wobble(lathe("pot", outer, pot, 128), 0.012, 1.5, seed)
    soil = materials.solid(
        "soil", (0.035, 0.022, 0.014), 0.95, grain=1.0, grain_scale=14, mottle=0.5
    )
    ground = geometry.surface(
        "soil",
        lambda u, v: (
            radius * 0.9 * v * math.cos(6.2832 * u),
            radius * 0.9 * v * math.sin(6.2832 * u),
            height * 0.89
            + 0.05
            * noise.noise(
                Vector((v * 9 * math.cos(6.2832 * u), v * 9 * math.sin(6.2832 * u), seed))
            ),
        ),
        (64, 24),
        soil,
    )
    ground.data.shade_smooth()
    green = materials.leaf("leaf", light, dark, 2.0 if round_leaves else 11.0)
    before = assembly.noted()
    for k in range(blades):
        if round_leaves:
            _disc(rng.uniform(0.6, 1.0) * long * 0.55, green, rng)
            continue
        a = k * 2.4 + rng.uniform(-0.3, 0.3)
        out = radius * 0.5 * math.sqrt((k + 0.3) / blades)
        blade = _blade(
            "blade",
            long * rng.uniform(0.55, 1.0),
            rng.uniform(0.13, 0.19),
            rng.uniform(0.0, 0.5),
            rng.uniform(-0.8, 0.8),
            green,
        )
        place(
            blade,
            (out * math.cos(a), out * math.sin(a), 0),
            (rng.uniform(-4, 6), rng.uniform(-3, 3), math.degrees(a) - 90 + rng.uniform(-40, 40)),
        )
    assembly.carry(assembly.new_objects(before), Matrix.Translation((0, 0, height * 0.86)))


def beans(count: int, seed: int) -> None:
    """Scatter roasted coffee beans in front of the product."""
    rng = random.Random(seed)
    roast = materials.solid("bean", materials.linear("#3a2013"), 0.32, mottle=0.25, grain=0.1)

    def shape(u: float, v: float) -> geometry.Place3:
        a, b = 6.28318 * u, 3.14159 * (v - 0.5)
        x, y, z = (
            math.cos(a) * math.cos(b),
            math.sin(a) * math.cos(b),
            math.sin(b),
        )
        split = max(0.0, 1 - abs(y + 0.08 * math.sin(x * 3)) * 7) * (z > 0)
        return (x * 0.062, y * 0.043, max(z, -0.9) * (0.028 - 0.012 * split))

    first = geometry.surface("bean", shape, (40, 20), roast)
    place(first, (0.9, -0.7, 0.03), (10, 4, 40))
    for _ in range(count):
        bean = bpy.data.objects.new("bean", first.data)
        bpy.context.scene.collection.objects.link(bean)
        side = rng.choice((-1, 1, 1))
        x, y = side * abs(rng.gauss(0.95, 0.4)), rng.gauss(-0.75, 0.4)
        place(
            bean,
            (x, y, 0.028),
            (
                rng.choice((0, 180)) + rng.uniform(-14, 14),
                rng.uniform(-10, 10),
                rng.uniform(0, 360),
            ),
        )
