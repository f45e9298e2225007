"""Putting parts together: belts, stitches, and moving what was made as one."""

from __future__ import annotations

import math
from collections.abc import Callable

import bpy
from mathutils import Matrix, Vector

from export_tools.products import geometry


def belt(
    name: str,
    path: Callable[[float], tuple[float, float]],
    width: Callable[[float], float],
    thick: float,
    material: bpy.types.Material,
    *,
    along_x: bool,
    steps: int = 96,
    power: float = 5.0,
) -> bpy.types.Object:
    """Sweep a flat section with closed ends along a curve in the x-z (along_x) or y-z plane."""

    def shape(u: float, v: float) -> tuple[float, float, float]:
        t = min(max(v, 0.0005), 0.9995)
        a, b = path(t)
        a2, b2 = path(t + 0.0004)
        da, db = a2 - a, b2 - b
        size = math.hypot(da, db) or 1.0
        na, nb = -db / size, da / size
        angle = 2 * math.pi * u
        c, s = math.cos(angle), math.sin(angle)
        close = min(1.0, math.sqrt(min(v, 1 - v) * steps * 0.5))
        across = math.copysign(abs(c) ** (2 / power), c) * width(v) / 2 * (0.9 + 0.1 * close)
        out = math.copysign(abs(s) ** (2 / power), s) * thick / 2 * close
        a, b = a + na * out, b + nb * out
        return (a, across, b) if along_x else (across, a, b)

    return geometry.surface(name, shape, (40, steps), material)


def carry(objects: list[bpy.types.Object], matrix: Matrix) -> None:
    """Move finished objects together."""
    bpy.context.view_layer.update()
    for obj in objects:
        obj.matrix_world = matrix @ obj.matrix_world


def new_objects(before: set[str]) -> list[bpy.types.Object]:
    """Give the objects made since the names were noted."""
    return [o for o in bpy.context.scene.collection.objects if o.name not in before]


def noted() -> set[str]:
    """Note the objects there are."""
    return {o.name for o in bpy.context.scene.collection.objects}


def stitches(
    path: list[tuple[float, float, float]], radius: float, thread: bpy.types.Material
) -> None:
    """Sew every other step of a path: short rounded strokes sunk into the hide."""
    verts: list[tuple[float, float, float]] = []
    faces: list[tuple[int, ...]] = []
    for k in range(0, len(path) - 2, 3):
        a, b = Vector(path[k]), Vector(path[k + 2])
        axis = (b - a).normalized()
        side = axis.orthogonal().normalized() * radius
        other = axis.cross(side)
        first, mid = len(verts), (a + b) / 2
        verts += [
            tuple(a),
            tuple(mid + side),
            tuple(mid + other),
            tuple(mid - side),
            tuple(mid - other),
            tuple(b),
        ]
        for i in range(4):
            j = (i + 1) % 4
            faces += [
                (first, first + 1 + i, first + 1 + j),
                (first + 5, first + 1 + j, first + 1 + i),
            ]
    geometry.mesh_object("stitches", verts, faces, thread)
