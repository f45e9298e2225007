"""Harder products on clear film: many lights and lenses, partial alpha in glass, shadows apart.

Every product is scaled to stand about REACH decimetres, so that one set of lights serves all.
"""

from __future__ import annotations

import colorsys
import importlib
import math
import random
from dataclasses import dataclass

import bpy
import numpy as np
from mathutils import Matrix, Vector
from PIL import Image, ImageFilter

from export_tools.products import assembly, geometry, kinds, randoms, render, studio

REACH = 2.4
LIGHTS = ("soft", "soft", "soft", "flat", "sun", "sun", "rim", "back", "colour", "dim", "top")
VIEWS = ("eye", "eye", "quarter", "quarter", "quarter", "top", "close", "far", "low")


@dataclass(frozen=True)
class Cutout:
    """A picture with straight alpha and, for some, its shadow: one channel, the same frame."""

    kind: str
    picture: Image.Image
    shadow: Image.Image | None


@dataclass(frozen=True)
class View:
    """Where the camera looks from: degrees, and millimetres of a 36 mm frame."""

    azimuth: float
    elevation: float
    lens: float
    roll: float


def take(index: int, size: int, samples: int, threads: int) -> Cutout:
    """Render the picture of that number, its longer side of the size."""
    kind = kinds.kind_of(index)
    if index < kinds.FIRST_HARD:
        return Cutout(kind, randoms.cutout(index, size, samples, threads)[1], None)
    rng = kinds.chance(index)
    studio.reset()
    _build(kind, rng)
    points = _stand(rng)
    view = _telling(rng, points)
    clear = kind in kinds.CLEAR
    studio.settings(
        _frame(points, view, size),
        samples * 3 // 2 if clear else samples,
        threads=threads,
        alpha=True,
        exposure=rng.uniform(0.0, 0.7),
        look=rng.choice(("AgX - Medium High Contrast", "AgX - Base Contrast")),
        seed=index,
    )
    bpy.context.scene.cycles.film_transparent_glass = True
    bpy.context.scene.cycles.denoising_quality = "FAST"
    _lights(rng)
    casts = kinds.has_shadow(index)
    _aim(points, view, rng.uniform(0.6, 0.82) if casts else rng.uniform(0.78, 0.93))
    picture = render.settle(render.shoot(), clear=clear)
    return Cutout(kind, picture, _shadow(samples) if casts else None)


def _build(kind: str, rng: random.Random) -> None:
    hard = kinds.hard_kinds()
    if kind in hard:
        module = importlib.import_module(f"export_tools.products.{hard[kind]}")
        getattr(module, kind)(rng)
    else:
        randoms.KINDS[kind](rng)


def _stand(rng: random.Random) -> np.ndarray:
    """Scale what was built to the common reach and stand it on the ground, fur or no fur."""
    objects = [o for o in bpy.context.scene.collection.objects if o.type != "EMPTY"]
    bpy.context.view_layer.update()
    points = studio.bounds(objects)
    low = Vector([min(p[k] for p in points) for k in range(3)])
    high = Vector([max(p[k] for p in points) for k in range(3)])
    scale = REACH * rng.uniform(0.85, 1.1) / max(high - low)
    floor = min(p.z for p in studio.bounds([o for o in objects if o.type != "CURVES"]))
    middle = Vector(((low.x + high.x) / 2, (low.y + high.y) / 2, floor))
    moved = Matrix.Scale(scale, 4) @ Matrix.Translation(-middle)
    assembly.carry(objects, moved)
    bpy.context.view_layer.update()
    return np.array([moved @ p for p in points])


def _view(rng: random.Random) -> View:
    name = rng.choice(VIEWS)
    azimuth = rng.uniform(-40, 40) if rng.random() < 0.8 else rng.uniform(-180, 180)
    low, high = {
        "eye": (0, 12),
        "quarter": (14, 42),
        "top": (68, 89),
        "close": (4, 40),
        "far": (0, 30),
        "low": (-9, 0),
    }[name]
    lens = {"close": rng.uniform(22, 34), "far": rng.uniform(120, 200)}.get(name, 0.0)
    roll = rng.uniform(-180, 180) if name == "top" and rng.random() < 0.5 else rng.gauss(0, 4)
    return View(azimuth, rng.uniform(low, high), lens or rng.uniform(42, 105), roll)


def _axes(view: View) -> Matrix:
    """Give the camera's right, up and backward directions as rows."""
    az, el = math.radians(view.azimuth), math.radians(view.elevation)
    across = Vector((math.cos(az), math.sin(az), 0.0))
    away = Vector((math.sin(az) * math.cos(el), -math.cos(az) * math.cos(el), math.sin(el)))
    turn = Matrix.Rotation(math.radians(view.roll), 3, away)
    return Matrix((turn @ across, turn @ away.cross(across), away))


def _spans(points: np.ndarray, view: View) -> tuple[float, float]:
    """Give how wide and how tall the points (n, 3) look from there, in decimetres."""
    seen = points @ np.array(_axes(view)).T
    wide, tall = np.ptp(seen[:, :2], axis=0)
    return (float(wide), float(tall))


def _telling(rng: random.Random, points: np.ndarray) -> View:
    """Draw a view; again when it shows a flat thing edge on."""
    best, most = _view(rng), 0.0
    for _ in range(8):
        view = _view(rng)
        wide, tall = _spans(points, view)
        slim = min(wide, tall) / max(wide, tall)
        if wide * tall * min(1.0, slim * 3) > most:
            best, most = view, wide * tall * min(1.0, slim * 3)
        if slim > 0.3:
            return view
    return best


def _frame(points: np.ndarray, view: View, size: int) -> tuple[int, int]:
    """Give the frame that suits what is seen; no narrower than two to one."""
    wide, tall = _spans(points, view)
    ratio = min(2.0, max(0.5, wide / max(tall, 1e-6))) ** 0.85
    return (size, round(size / ratio)) if ratio >= 1 else (round(size * ratio), size)


def _aim(points: np.ndarray, view: View, fill: float) -> None:
    """Set up a camera that frames the points (n, 3) exactly: near for short lenses, then shifted.

    The share of the frame that the product fills is reached by the focal length and the shift.
    """
    scene = bpy.context.scene
    frame = np.array((scene.render.resolution_x, scene.render.resolution_y), float)
    frame /= frame.max()
    axes = _axes(view)
    seen = points @ np.array(axes).T
    low, high = seen.min(axis=0), seen.max(axis=0)
    reach = float(((high - low)[:2] / frame).max()) / fill
    spot = (low + high) / 2
    spot[2] = high[2] + max(reach * view.lens / 36 - (high[2] - low[2]) / 2, 0.35)
    flat = (seen[:, :2] - spot[:2]) / (spot[2] - seen[:, 2:])
    low, high = flat.min(axis=0), flat.max(axis=0)
    zoom = fill / float(((high - low) / frame).max())
    data = bpy.data.cameras.new("camera")
    data.sensor_width, data.lens = 36.0, 36.0 * zoom
    data.shift_x, data.shift_y = (float(c) for c in (low + high) / 2 * zoom)
    data.clip_start, data.clip_end = 0.02, 200.0
    eye = bpy.data.objects.new("camera", data)
    scene.collection.objects.link(eye)
    eye.matrix_world = (
        Matrix.Translation(axes.transposed() @ Vector(spot)) @ axes.transposed().to_4x4()
    )
    scene.camera = eye


def _tint(rng: random.Random, strength: float) -> tuple[float, float, float]:
    return colorsys.hsv_to_rgb(rng.random(), strength, 1.0)


def _lights(rng: random.Random) -> None:
    """Light the product in one of the manners of LIGHTS."""
    manner = rng.choice(LIGHTS)
    tint = _tint(rng, rng.choice((0.0, 0.05, 0.12, 0.2)))
    aim = (0.0, 0.0, REACH * 0.4)
    dusk = {"soft": 0.7, "flat": 1.5, "sun": 0.55, "colour": 0.12, "dim": 0.22}.get(manner, 0.3)
    low, high = rng.uniform(0.15, 0.8), rng.uniform(0.5, 1.0)
    studio.sky((low, low, low), tuple(high * c for c in tint), dusk * rng.uniform(0.6, 1.3))
    side = rng.choice((-1, 1))
    if manner == "sun":
        at = (rng.uniform(-7, 7), rng.uniform(-6, 2), rng.uniform(3, 9))
        studio.sun(at, (0, 0, 0), rng.uniform(2, 5), rng.choice((0.5, 1.5, 4.0)), tint)
    elif manner == "rim":
        for s in (-1, 1):
            studio.softbox(
                (s * 4.5, rng.uniform(1, 4), 3), aim, (0.8, 5), rng.uniform(300, 800), tint
            )
        studio.softbox((0, -7, 4), aim, (3, 3), rng.uniform(60, 250))
    elif manner == "back":
        studio.softbox((side * 2, 6.5, 4.5), aim, (5, 5), rng.uniform(500, 1200), tint)
        studio.softbox((-side * 4, -6, 3), aim, (3, 3), rng.uniform(120, 350))
    elif manner == "colour":
        for s in (-1, 1):
            hue = _tint(rng, rng.uniform(0.5, 0.95))
            studio.softbox(
                (s * 5, rng.uniform(-6, 1), 4), aim, (2.5, 4), rng.uniform(350, 900), hue
            )
        studio.softbox((0, -7, 5), aim, (2, 2), rng.uniform(60, 250))
    elif manner == "top":
        studio.softbox((0, rng.uniform(-1.5, 1), 7), aim, (4, 4), rng.uniform(400, 800), tint)
        studio.softbox((side * 5, -5, 2), aim, (3, 3), rng.uniform(80, 250))
    elif manner != "flat":
        for _ in range(1 if manner == "dim" else rng.randint(1, 3)):
            at = (rng.choice((-1, 1)) * rng.uniform(2.5, 8), rng.uniform(-7, 3), rng.uniform(2, 8))
            power = rng.uniform(90, 220) if manner == "dim" else rng.uniform(180, 850)
            studio.softbox(at, aim, (rng.uniform(1, 5), rng.uniform(1.5, 6)), power, tint)


def _shadow(samples: int) -> Image.Image:
    """Render what the product casts on the ground: white is full shadow, faded at the border."""
    scene = bpy.context.scene
    for obj in scene.collection.objects:
        obj.visible_camera = False
    ground = geometry.mesh_object(
        "ground", [(-30, -30, 0), (30, -30, 0), (30, 30, 0), (-30, 30, 0)], [(0, 1, 2, 3)]
    )
    ground.is_shadow_catcher = True
    cycles = scene.cycles
    cycles.use_denoising, cycles.samples = False, samples + 4
    cycles.max_bounces, cycles.diffuse_bounces, cycles.glossy_bounces = 2, 0, 0
    scene.render.resolution_percentage = 50
    alpha = render.shoot().getchannel("A").filter(ImageFilter.GaussianBlur(2.2))
    cover = np.asarray(alpha, np.float32)
    for axis, count in enumerate(cover.shape):
        near = np.minimum(np.arange(count), np.arange(count)[::-1]) / (count * 0.07)
        ramp = np.clip(near, 0, 1)
        cover = cover * (ramp[:, None] if axis == 0 else ramp[None, :])
    return Image.fromarray((cover + 0.5).astype(np.uint8))
