"""Thin things: wires, rods, springs, cables and fur, many at once in one object."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence

import bpy
import numpy as np
from mathutils import Vector

from export_tools.products import geometry

Place = tuple[float, float, float]


def wires(
    name: str,
    paths: Sequence[Sequence[Place]],
    radius: float,
    material: bpy.types.Material,
    *,
    cyclic: bool = False,
    sides: int = 2,
) -> bpy.types.Object:
    """Draw every path as a round wire; all of them are one object."""
    curve = bpy.data.curves.new(name, "CURVE")
    curve.dimensions, curve.bevel_depth, curve.bevel_resolution = "3D", radius, sides
    curve.use_fill_caps = True
    for path in paths:
        spline = curve.splines.new("POLY")
        spline.points.add(len(path) - 1)
        spline.points.foreach_set("co", [c for p in path for c in (*p, 1.0)])
        spline.use_cyclic_u, spline.use_smooth = cyclic, True
    obj = bpy.data.objects.new(name, curve)
    bpy.context.scene.collection.objects.link(obj)
    curve.materials.append(material)
    return obj


def rods(
    name: str, ends: Sequence[tuple[Place, Place]], radius: float, material: bpy.types.Material
) -> bpy.types.Object:
    """Draw straight round rods between pairs of points."""
    return wires(name, ends, radius, material, sides=4)


def taper(
    name: str, low: Place, high: Place, radii: tuple[float, float], material: bpy.types.Material
) -> bpy.types.Object:
    """Turn a tapered leg standing from one point to the other."""
    axis = Vector(high) - Vector(low)
    long = axis.length
    profile = [(0.0, 0.0), (radii[0], 0.0), (radii[1], long), (0.0, long)]
    obj = geometry.lathe(name, profile, material, 32)
    obj.location = low
    obj.rotation_euler = axis.to_track_quat("Z", "Y").to_euler()
    return obj


def circle(
    radius: float, z: float = 0.0, steps: int = 48, squash: float = 1.0, turn: float = 0.0
) -> list[Place]:
    """Give the points of a ring round the z axis."""
    angles = [2 * math.pi * k / steps + turn for k in range(steps)]
    return [(radius * math.cos(a), radius * squash * math.sin(a), z) for a in angles]


def arc(centre: Place, radius: float, start: float, end: float, steps: int = 24) -> list[Place]:
    """Give the points of an arc in the x-z plane; angles in degrees from +x."""
    angles = [math.radians(start + (end - start) * k / steps) for k in range(steps + 1)]
    x, y, z = centre
    return [(x + radius * math.cos(a), y, z + radius * math.sin(a)) for a in angles]


def smooth(points: Sequence[Place], steps: int = 8) -> list[Place]:
    """Round a path through its points (Catmull-Rom)."""
    knots = [Vector(p) for p in (points[0], *points, points[-1])]
    out: list[Place] = []
    for a, b, c, d in zip(knots, knots[1:], knots[2:], knots[3:], strict=False):
        for k in range(steps):
            t = k / steps
            curve = (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t
            out.append(tuple(b + (curve + (3 * b - a - 3 * c + d) * t**3) / 2))
    return [*out, tuple(knots[-1])]


def cable(
    rng: random.Random, start: Place, material: bpy.types.Material, *, long: float, radius: float
) -> None:
    """Lay a cable on the ground from the start in lazy bends, a plug at its end."""
    points, heading = [Vector((start[0], start[1], radius))], rng.uniform(-0.6, 0.6)
    for _ in range(6):
        heading += rng.uniform(-1.0, 1.0)
        step = Vector((math.cos(heading), 0.6 * math.sin(heading), 0.0)) * long / 6
        points.append(points[-1] + step)
    path = smooth([start, *(tuple(p) for p in points)])
    wires("cable", [path], radius, material)
    plug = geometry.rounded_box("plug", (radius * 9, radius * 5, radius * 5), radius, material)
    geometry.place(plug, (*points[-1].xy, 0.0), (0, 0, math.degrees(heading)))


def spring(start: Place, end: Place, radius: float, turns: int) -> list[Place]:
    """Give the path of a coil from one point to another."""
    a, b = Vector(start), Vector(end)
    axis = (b - a).normalized()
    side = axis.orthogonal().normalized()
    other = axis.cross(side)
    path = []
    for k in range(turns * 10 + 1):
        angle = k / 10 * 2 * math.pi
        spot = a.lerp(b, k / (turns * 10))
        path.append(tuple(spot + (side * math.cos(angle) + other * math.sin(angle)) * radius))
    return path


def fur(
    objects: Sequence[bpy.types.Object],
    material: bpy.types.Material,
    *,
    count: int,
    long: float,
    thick: float,
    seed: int,
    droop: float = 0.3,
) -> bpy.types.Object:
    """Grow strands of four points on the objects, as many as their areas deserve."""
    rng = np.random.default_rng(seed)
    bpy.context.view_layer.update()
    roots, normals = zip(*(_scatter(o, count // len(objects), rng) for o in objects), strict=True)
    root, normal = np.concatenate(roots), np.concatenate(normals)
    stray = rng.normal(0, 0.35, root.shape)
    length = long * rng.uniform(0.6, 1.15, (len(root), 1))
    bend = np.array([0.0, 0.0, -droop])
    lifts = [(t * normal + t * t * (stray + bend)) * length for t in (0.0, 0.35, 0.7, 1.0)]
    points = np.stack([root + lift for lift in lifts], axis=1).astype(np.float32)
    hair = bpy.data.hair_curves.new("fur")
    hair.add_curves([4] * len(root))
    hair.position_data.foreach_set("vector", points.ravel())
    radii = hair.attributes.get("radius") or hair.attributes.new("radius", "FLOAT", "POINT")
    widths = np.tile(np.array([1.0, 0.9, 0.6, 0.1], np.float32) * thick, len(root))
    radii.data.foreach_set("value", widths)
    hair.materials.append(material)
    obj = bpy.data.objects.new("fur", hair)
    bpy.context.scene.collection.objects.link(obj)
    return obj


def _scatter(
    obj: bpy.types.Object, count: int, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Give points on the object's faces and their normals, in world space."""
    mesh = obj.data
    mesh.calc_loop_triangles()
    corners = np.array([v.co for v in mesh.vertices], np.float64)
    matrix = np.array(obj.matrix_world)
    corners = corners @ matrix[:3, :3].T + matrix[:3, 3]
    faces = np.array([t.vertices for t in mesh.loop_triangles])
    a, b, c = (corners[faces[:, k]] for k in range(3))
    cross = np.cross(b - a, c - a)
    area = np.linalg.norm(cross, axis=1)
    pick = rng.choice(len(faces), count, p=area / area.sum())
    u, v = rng.uniform(0, 1, (2, count, 1))
    flip = (u + v) > 1
    u, v = np.where(flip, 1 - u, u), np.where(flip, 1 - v, v)
    spots = a[pick] + u * (b - a)[pick] + v * (c - a)[pick]
    normal = cross[pick] / np.maximum(area[pick, None], 1e-12)
    outward = np.einsum("ij,ij->i", normal, spots - corners.mean(axis=0)) < 0
    normal[outward] *= -1
    return spots, normal
