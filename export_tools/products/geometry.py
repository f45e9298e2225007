"""Mesh building blocks: lathes, surfaces, rounded boxes, tubes, all in decimetres."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence

import bmesh
import bpy
from mathutils import Vector, noise

Point = tuple[float, float]
Corner = tuple[float, float, float]
Place3 = tuple[float, float, float]


def _finish(obj: bpy.types.Object, material: bpy.types.Material | None, sharp: float) -> None:
    obj.data.shade_smooth()
    obj.data.set_sharp_from_angle(angle=math.radians(sharp))
    if material is not None:
        obj.data.materials.append(material)


def mesh_object(
    name: str,
    verts: Sequence[tuple[float, float, float]],
    faces: Sequence[Sequence[int]],
    material: bpy.types.Material | None = None,
    sharp: float = 60.0,
) -> bpy.types.Object:
    """Make a smooth-shaded object of the vertices and faces and link it to the scene."""
    mesh = bpy.data.meshes.new(name)
    mesh.from_pydata(list(verts), [], [list(face) for face in faces])
    mesh.update()
    obj = bpy.data.objects.new(name, mesh)
    bpy.context.scene.collection.objects.link(obj)
    _finish(obj, material, sharp)
    return obj


def fillet(corners: Sequence[Corner], steps: int = 6) -> list[Point]:
    """Round a polyline: each corner is (r, z, radius), ends keep their place."""
    out: list[Point] = [corners[0][:2]]
    for before, corner, after in zip(corners, corners[1:], corners[2:], strict=False):
        here = Vector(corner[:2])
        back, ahead = Vector(before[:2]) - here, Vector(after[:2]) - here
        if corner[2] <= 0 or back.length < 1e-6 or ahead.length < 1e-6:
            out.append(corner[:2])
            continue
        half = back.angle(ahead) / 2
        reach = corner[2] / max(math.tan(half), 1e-3)
        reach = min(reach, back.length * 0.49, ahead.length * 0.49)
        start, end = here + back.normalized() * reach, here + ahead.normalized() * reach
        for i in range(steps + 1):
            t = i / steps
            point = start * (1 - t) ** 2 + here * 2 * t * (1 - t) + end * t**2
            out.append((point.x, point.y))
    out.append(corners[-1][:2])
    return out


def lathe(
    name: str,
    profile: Sequence[Point],
    material: bpy.types.Material | None = None,
    segments: int = 96,
) -> bpy.types.Object:
    """Turn an (r, z) profile, bottom to top on the outside, around the z axis."""
    verts: list[tuple[float, float, float]] = []
    rings: list[list[int]] = []
    for r, z in profile:
        if r < 1e-5:
            verts.append((0.0, 0.0, z))
            rings.append([len(verts) - 1] * segments)
            continue
        first = len(verts)
        for i in range(segments):
            a = 2 * math.pi * i / segments
            verts.append((r * math.cos(a), r * math.sin(a), z))
        rings.append(list(range(first, first + segments)))
    faces = []
    for low, high in itertools.pairwise(rings):
        for i in range(segments):
            j = (i + 1) % segments
            face = list(dict.fromkeys((low[i], low[j], high[j], high[i])))
            if len(face) > 2:
                faces.append(face)
    return mesh_object(name, verts, faces, material, sharp=50.0)


def surface(
    name: str,
    shape: Callable[[float, float], tuple[float, float, float]],
    cells: tuple[int, int],
    material: bpy.types.Material | None = None,
    thickness: float = 0.0,
) -> bpy.types.Object:
    """Make a grid surface with texture coordinates from a function of (u, v) in 0..1."""
    nu, nv = cells
    verts = [shape(i / nu, j / nv) for j in range(nv + 1) for i in range(nu + 1)]
    faces = []
    for j in range(nv):
        for i in range(nu):
            a = j * (nu + 1) + i
            faces.append((a, a + 1, a + nu + 2, a + nu + 1))
    obj = mesh_object(name, verts, faces, material, sharp=70.0)
    layer = obj.data.uv_layers.new(name="UVMap")
    for loop in obj.data.loops:
        j, i = divmod(loop.vertex_index, nu + 1)
        layer.data[loop.index].uv = (i / nu, j / nv)
    if thickness:
        solid = obj.modifiers.new("thickness", "SOLIDIFY")
        solid.thickness, solid.offset = thickness, 1.0
    return obj


def wrap_patch(
    name: str,
    radius: Callable[[float], float],
    heights: tuple[float, float],
    arc: float,
    material: bpy.types.Material,
    lift: float = 0.006,
) -> bpy.types.Object:
    """Lay a printed patch around a lathe; the arc in degrees is centred on the front (-y)."""
    low, high = heights

    def shape(u: float, v: float) -> tuple[float, float, float]:
        z = low + v * (high - low)
        a = math.radians(-90 + (u - 0.5) * arc)
        r = radius(z) + lift
        return (r * math.cos(a), r * math.sin(a), z)

    return surface(name, shape, (max(12, int(arc / 4)), 12), material)


def rounded_box(
    name: str,
    size: tuple[float, float, float],
    bevel: float,
    material: bpy.types.Material | None = None,
    segments: int = 4,
) -> bpy.types.Object:
    """Make a box standing on z = 0 with rounded edges and a six-face atlas for its print."""
    mesh = bpy.data.meshes.new(name)
    shape = bmesh.new()
    bmesh.ops.create_cube(shape, size=1.0)
    bmesh.ops.scale(shape, vec=size, verts=shape.verts)
    bmesh.ops.translate(shape, vec=(0, 0, size[2] / 2), verts=shape.verts)
    edges = list(shape.edges)
    bmesh.ops.bevel(shape, geom=edges, offset=bevel, segments=segments, profile=0.5, affect="EDGES")
    shape.to_mesh(mesh)
    shape.free()
    obj = bpy.data.objects.new(name, mesh)
    bpy.context.scene.collection.objects.link(obj)
    _finish(obj, material, 80.0)
    _box_atlas(obj, size)
    return obj


def _box_atlas(obj: bpy.types.Object, size: tuple[float, float, float]) -> None:
    """Map front/back to the left third of the atlas, sides to the middle, top to the right."""
    layer = obj.data.uv_layers.new(name="UVMap")
    sx, sy, sz = size
    for poly in obj.data.polygons:
        n = poly.normal
        axis = max(range(3), key=lambda k: abs(n[k]))
        for index in poly.loop_indices:
            x, y, z = obj.data.vertices[obj.data.loops[index].vertex_index].co
            if axis == 1:
                u, v, third = (x / sx + 0.5) if n.y < 0 else 0.5 - x / sx, z / sz, 0
            elif axis == 0:
                u, v, third = (y / sy + 0.5) if n.x > 0 else 0.5 - y / sy, z / sz, 1
            else:
                u, v, third = x / sx + 0.5, y / sy + 0.5, 2
            layer.data[index].uv = ((third + min(max(u, 0.003), 0.997)) / 3, v)


def tube(
    name: str,
    path: Sequence[tuple[float, float, float]],
    radius: float,
    material: bpy.types.Material | None = None,
    cyclic: bool = False,
    flatten: float = 1.0,
) -> bpy.types.Object:
    """Sweep a round (or flattened) section along a smooth path."""
    curve = bpy.data.curves.new(name, "CURVE")
    curve.dimensions = "3D"
    curve.resolution_u = 8
    curve.use_fill_caps = True
    spline = curve.splines.new("BEZIER")
    spline.bezier_points.add(len(path) - 1)
    for point, place in zip(spline.bezier_points, path, strict=True):
        point.co = place
        point.handle_left_type = point.handle_right_type = "AUTO"
    spline.use_cyclic_u = cyclic
    curve.bevel_depth = radius
    curve.bevel_resolution = 6
    if flatten != 1.0:
        curve.bevel_mode = "OBJECT"
        curve.bevel_object = _oval(name, radius, flatten)
    obj = bpy.data.objects.new(name, curve)
    bpy.context.scene.collection.objects.link(obj)
    if material is not None:
        curve.materials.append(material)
    return obj


def _oval(name: str, radius: float, flatten: float) -> bpy.types.Object:
    section = bpy.data.curves.new(f"{name}-section", "CURVE")
    section.resolution_u = 8
    spline = section.splines.new("BEZIER")
    spline.bezier_points.add(3)
    places = ((radius, 0, 0), (0, radius * flatten, 0), (-radius, 0, 0), (0, -radius * flatten, 0))
    for point, place in zip(spline.bezier_points, places, strict=True):
        point.co = place
        point.handle_left_type = point.handle_right_type = "AUTO"
    spline.use_cyclic_u = True
    return bpy.data.objects.new(f"{name}-section", section)


def oval_loft(
    name: str,
    sections: Sequence[tuple[float, float, float, float]],
    material: bpy.types.Material | None = None,
    segments: int = 96,
) -> bpy.types.Object:
    """Skin super-ellipse sections (z, half width, half depth, exponent) from bottom to top."""
    verts: list[tuple[float, float, float]] = []
    for z, half_x, half_y, power in sections:
        for i in range(segments):
            a = 2 * math.pi * i / segments
            c, s = math.cos(a), math.sin(a)
            x = math.copysign(abs(c) ** (2 / power), c) * half_x
            y = math.copysign(abs(s) ** (2 / power), s) * half_y
            verts.append((x, y, z))
    faces: list[list[int]] = []
    for k in range(len(sections) - 1):
        for i in range(segments):
            j = (i + 1) % segments
            a, b = k * segments, (k + 1) * segments
            faces.append([a + i, a + j, b + j, b + i])
    faces.append(list(range(segments))[::-1])
    faces.append([(len(sections) - 1) * segments + i for i in range(segments)])
    return mesh_object(name, verts, faces, material, sharp=50.0)


def subdivide(obj: bpy.types.Object, levels: int = 2) -> bpy.types.Object:
    """Add a subdivision surface and give the object back."""
    mod = obj.modifiers.new("subdivision", "SUBSURF")
    mod.levels = mod.render_levels = levels
    return obj


def wobble(obj: bpy.types.Object, amount: float, scale: float, seed: int = 0) -> None:
    """Push the vertices about by smooth noise: nothing made by hand is perfectly true."""
    shift = Vector((seed * 3.7, seed * 1.3, seed * 2.1))
    for vertex in obj.data.vertices:
        push = noise.noise_vector(vertex.co * scale + shift)
        vertex.co += Vector((push.x, push.y, push.z * 0.3)) * amount
    obj.data.update()


def place(
    obj: bpy.types.Object,
    location: tuple[float, float, float] = (0.0, 0.0, 0.0),
    degrees: tuple[float, float, float] = (0.0, 0.0, 0.0),
    scale: float | tuple[float, float, float] = 1.0,
) -> bpy.types.Object:
    """Set where an object stands and give it back."""
    obj.location = location
    obj.rotation_euler = tuple(math.radians(d) for d in degrees)
    obj.scale = (scale, scale, scale) if isinstance(scale, (int, float)) else scale
    return obj


def pad(
    name: str,
    size: tuple[float, float, float],
    material: bpy.types.Material | None = None,
    power: float = 4.0,
    flat: float = 4.0,
) -> bpy.types.Object:
    """Make a soft block centred on its middle: a super-ellipsoid, squarer with the powers.

    Power shapes its plan, flat its height; 2 is round.
    """

    def bent(value: float, exponent: float) -> float:
        return math.copysign(abs(value) ** (2 / exponent), value)

    def shape(u: float, v: float) -> tuple[float, float, float]:
        a, b = 2 * math.pi * u, math.pi * (v - 0.5)
        ring = bent(math.cos(b), flat)
        x, y = bent(math.cos(a), power) * ring, bent(math.sin(a), power) * ring
        return (x * size[0] / 2, y * size[1] / 2, bent(math.sin(b), flat) * size[2] / 2)

    return surface(name, shape, (64, 32), material)
