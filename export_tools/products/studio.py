"""The set: sweeps and tables, softboxes and windows, the camera, the render settings."""

from __future__ import annotations

import math
from collections.abc import Sequence

import bpy
from bpy_extras.object_utils import world_to_camera_view
from mathutils import Vector

from export_tools.products import geometry, materials

Place = tuple[float, float, float]


def reset() -> bpy.types.Scene:
    """Begin an empty scene."""
    bpy.ops.wm.read_factory_settings(use_empty=True)
    return bpy.context.scene


def sky(low: materials.Colour, high: materials.Colour, strength: float) -> None:
    """Surround the set with a gradient from the floor's colour to the ceiling's."""
    world = bpy.data.worlds.new("sky")
    bpy.context.scene.world = world
    world.use_nodes = True
    world.cycles.sampling_method, world.cycles.sample_map_resolution = "MANUAL", 128
    nodes = materials.Nodes(world.node_tree)
    vector = nodes.add("TexCoord").outputs["Generated"]
    height = nodes.add("SeparateXYZ", Vector=vector).outputs["Z"]
    fac = nodes.add("MapRange", Value=height, From_Min=-0.5, From_Max=0.9).outputs[0]
    shade = nodes.ramp(fac, [(0.0, low), (1.0, high)])
    back = nodes.add("Background", Color=shade, Strength=strength)
    nodes.put(nodes.add("OutputWorld").inputs["Surface"], back.outputs[0])


def softbox(
    at: Place,
    aim: Place,
    size: tuple[float, float],
    power: float,
    colour: materials.Colour = (1, 1, 1),
    falloff: float = 0.6,
) -> bpy.types.Object:
    """Hang a softbox that is brightest in its middle, facing the aim."""
    light = bpy.data.lights.new("softbox", "AREA")
    light.shape, light.size, light.size_y = "RECTANGLE", *size
    light.energy, light.color = power, colour
    light.use_nodes = True
    nodes = materials.Nodes(light.node_tree)
    uv = nodes.add("NewGeometry").outputs["Parametric"]
    away = nodes.add("VectorMath", {"operation": "DISTANCE"})
    nodes.put(away.inputs[0], uv)
    nodes.put(away.inputs[1], (0.5, 0.5, 0.0))
    dim = nodes.add(
        "MapRange",
        Value=away.outputs["Value"],
        From_Min=0.15,
        From_Max=0.7,
        To_Min=1.0,
        To_Max=1.0 - falloff,
    )
    emit = nodes.add("Emission", Strength=dim.outputs[0])
    nodes.put(nodes.add("OutputLight").inputs["Surface"], emit.outputs[0])
    return _aim(light, at, aim)


def sun(at: Place, aim: Place, strength: float, degrees: float, colour: materials.Colour) -> None:
    """Let hard sunlight in; the angle in degrees softens its shadows."""
    light = bpy.data.lights.new("sun", "SUN")
    light.energy, light.angle, light.color = strength, math.radians(degrees), colour
    _aim(light, at, aim)


def _aim(light: bpy.types.Light, at: Place, aim: Place) -> bpy.types.Object:
    obj = bpy.data.objects.new(light.name, light)
    bpy.context.scene.collection.objects.link(obj)
    obj.location = at
    obj.rotation_euler = (Vector(aim) - Vector(at)).to_track_quat("-Z", "Y").to_euler()
    obj.visible_camera = False
    return obj


def hide_from_camera(obj: bpy.types.Object) -> bpy.types.Object:
    """Keep a thing's shadow and reflection but not its picture."""
    obj.visible_camera = False
    obj.visible_glossy = False
    return obj


def black_card(at: Place, size: tuple[float, float]) -> None:
    """Hold up black card that only mirrors see: it draws dark edges on glass and steel."""
    dark = materials.solid("card", (0.004, 0.004, 0.004), 0.95)
    card = geometry.rounded_box("card", (size[0], size[1], 0.02), 0.005, dark, 1)
    card.location = at
    card.rotation_euler = (-Vector(at)).to_track_quat("Z", "Y").to_euler()
    card.visible_camera = card.visible_shadow = card.visible_diffuse = False


def sweep(material: bpy.types.Material, back: float = 9.0) -> bpy.types.Object:
    """Roll paper out under the product and up behind it in one curve."""

    def shape(u: float, v: float) -> Place:
        x = (u - 0.5) * 70
        run = v * 60 - 25
        bend = 5.0
        if run < back:
            return (x, run, 0.0)
        arc = (run - back) / bend
        if arc < math.pi / 2:
            return (x, back + math.sin(arc) * bend, bend - math.cos(arc) * bend)
        return (x, back + bend, bend + run - back - bend * math.pi / 2)

    return geometry.surface("sweep", shape, (8, 160), material)


def table(material: bpy.types.Material, depth: float = 7.0, front: float = -14.0) -> None:
    """Set a table top whose far edge lies at the given depth."""
    top = geometry.rounded_box("table", (60, depth - front, 0.5), 0.06, material)
    geometry.place(top, (0, (depth + front) / 2, -0.5))


def wall(material: bpy.types.Material, at: float = 16.0) -> None:
    """Stand a wall behind the table."""
    obj = geometry.rounded_box("wall", (120, 0.5, 60), 0.02, material, 1)
    geometry.place(obj, (0, at, -20))


def window_gobo(toward: Place, distance: float = 14.0, tall: float = 9.0) -> None:
    """Hold a window frame in the sun's way, so that its panes fall on the set."""
    dark = materials.solid("gobo", (0.02, 0.02, 0.02), 0.9)
    aim = Vector(toward).normalized()
    turn = aim.to_track_quat("Z", "Y")
    bars: Sequence[tuple[float, float, float, float]] = (
        (0, 0, 0.35, tall),
        (0, 0, 9, 0.35),
        (-13.5, 0, 18, 40),
        (13.5, 0, 18, 40),
        (0, tall / 2 + 10, 40, 20),
        (0, -tall / 2 - 10, 40, 20),
    )
    for x, y, w, h in bars:
        bar = geometry.rounded_box("gobo", (w, h, 0.05), 0.01, dark, 1)
        bar.rotation_euler = turn.to_euler()
        bar.location = aim * distance + turn @ Vector((x, y, 0)) + Vector((0, 0, 1.5))
        hide_from_camera(bar)


def bounds(objects: Sequence[bpy.types.Object]) -> list[Vector]:
    """Give the corners and some points of the objects, in world space, modifiers applied."""
    graph = bpy.context.evaluated_depsgraph_get()
    points: list[Vector] = []
    for obj in objects:
        if obj.type == "CURVES" and obj.visible_camera:
            points += [obj.matrix_world @ Vector(corner) for corner in obj.bound_box]
        if obj.type not in {"MESH", "CURVE"} or not obj.visible_camera:
            continue
        shaped = obj.evaluated_get(graph)
        mesh = shaped.to_mesh()
        stride = max(1, len(mesh.vertices) // 400)
        points += [shaped.matrix_world @ v.co for v in list(mesh.vertices)[::stride]]
        shaped.to_mesh_clear()
    return points


def camera(
    points: Sequence[Vector],
    azimuth: float,
    elevation: float,
    *,
    lens: float = 85.0,
    fill: float = 0.7,
    shift: tuple[float, float] = (0.0, 0.0),
    fstop: float = 0.0,
    roll: float = 0.0,
) -> bpy.types.Object:
    """Look at the points so that they fill a share of the frame; angles in degrees."""
    scene = bpy.context.scene
    data = bpy.data.cameras.new("camera")
    data.lens, data.sensor_width = lens, 36.0
    obj = bpy.data.objects.new("camera", data)
    scene.collection.objects.link(obj)
    scene.camera = obj
    low = Vector([min(p[k] for p in points) for k in range(3)])
    high = Vector([max(p[k] for p in points) for k in range(3)])
    centre = (low + high) / 2
    az, el = math.radians(azimuth), math.radians(elevation)
    away = Vector((math.sin(az) * math.cos(el), -math.cos(az) * math.cos(el), math.sin(el)))
    distance = (high - low).length * 3
    obj.rotation_euler = (-away).to_track_quat("-Z", "Y").to_euler()
    obj.rotation_euler.rotate_axis("Z", math.radians(roll))
    for _ in range(6):
        obj.location = centre + away * distance
        bpy.context.view_layer.update()
        seen = [world_to_camera_view(scene, obj, p) for p in points]
        xs, ys = [s.x for s in seen], [s.y for s in seen]
        used = max(max(xs) - min(xs), max(ys) - min(ys))
        mid = ((max(xs) + min(xs)) / 2 - 0.5, (max(ys) + min(ys)) / 2 - 0.5)
        distance *= used / fill
        wide = distance * 36 / lens
        tall = wide * scene.render.resolution_y / scene.render.resolution_x
        frame = max(wide, tall)
        small = (frame * min(1.0, wide / tall), frame * min(1.0, tall / wide))
        axes = obj.matrix_world.to_3x3()
        centre = centre + axes @ Vector((mid[0] * small[0], mid[1] * small[1], 0))
    data.shift_x, data.shift_y = shift
    bpy.context.view_layer.update()
    seen = [world_to_camera_view(scene, obj, p) for p in points]
    scene.render.border_min_x, scene.render.border_max_x = _padded([s.x for s in seen])
    scene.render.border_min_y, scene.render.border_max_y = _padded([s.y for s in seen])
    if fstop:
        data.dof.use_dof = True
        data.dof.aperture_fstop = fstop
        data.dof.focus_distance = max(0.1, distance - (high - low).length * 0.18)
    return obj


def _padded(values: Sequence[float], room: float = 0.035) -> tuple[float, float]:
    return max(0.0, min(values) - room), min(1.0, max(values) + room)


def settings(
    size: tuple[int, int],
    samples: int,
    *,
    threads: int = 1,
    alpha: bool = False,
    exposure: float = 0.0,
    look: str = "AgX - Medium High Contrast",
    seed: int = 0,
) -> None:
    """Set Cycles on the CPU, denoised, with a photographic tone curve."""
    scene = bpy.context.scene
    scene.render.engine = "CYCLES"
    cycles = scene.cycles
    cycles.device, cycles.samples, cycles.seed = "CPU", samples, seed
    cycles.use_adaptive_sampling = samples > 12
    cycles.adaptive_threshold, cycles.adaptive_min_samples = 0.04, 10
    cycles.use_denoising, cycles.denoiser = True, "OPENIMAGEDENOISE"
    cycles.denoising_prefilter, cycles.denoising_quality = "FAST", "BALANCED"
    cycles.max_bounces, cycles.transmission_bounces, cycles.transparent_max_bounces = 9, 8, 8
    cycles.diffuse_bounces, cycles.glossy_bounces = 2, 3
    cycles.caustics_reflective = cycles.caustics_refractive = False
    cycles.sample_clamp_indirect = 6.0
    scene.render.threads_mode, scene.render.threads = "FIXED", threads
    scene.render.resolution_x, scene.render.resolution_y = size
    scene.render.resolution_percentage = 100
    scene.render.film_transparent = alpha
    scene.view_settings.view_transform = "AgX"
    scene.view_settings.look = look
    scene.view_settings.exposure = exposure
    scene.render.image_settings.file_format = "PNG"
    scene.render.image_settings.color_mode = "RGBA" if alpha else "RGB"
    scene.render.image_settings.compression = 15
