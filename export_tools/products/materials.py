"""Shader recipes: what photographs show of glass, glaze, metal, paper, wood, cloth, leather."""

from __future__ import annotations

from typing import Any

import bpy

Colour = tuple[float, float, float]


class Nodes:
    """A thin hand on a node tree: adds nodes, sets their sockets by name and links them."""

    def __init__(self, tree: bpy.types.NodeTree) -> None:
        """Empty the tree."""
        self.tree = tree
        tree.nodes.clear()

    def add(self, kind: str, settings: dict[str, Any] | None = None, **inputs: Any) -> Any:
        """Add a node; inputs are values or output sockets, underscores stand for spaces."""
        node = self.tree.nodes.new(f"ShaderNode{kind}")
        for key, value in (settings or {}).items():
            setattr(node, key, value)
        for key, value in inputs.items():
            self.put(node.inputs[key.replace("_", " ")], value)
        return node

    def put(self, socket: Any, value: Any) -> None:
        """Link an output to the socket, or set its default."""
        if isinstance(value, bpy.types.NodeSocket):
            self.tree.links.new(value, socket)
        elif socket.type == "RGBA" and len(value) == 3:
            socket.default_value = (*value, 1.0)
        else:
            socket.default_value = value

    def ramp(self, fac: Any, stops: list[tuple[float, Colour]]) -> Any:
        """Map a factor through colour stops."""
        node = self.add("ValToRGB", Fac=fac)
        points = node.color_ramp.elements
        while len(points) < len(stops):
            points.new(0.5)
        for point, (at, colour) in zip(points, stops, strict=True):
            point.position, point.color = at, (*colour, 1.0)
        return node.outputs["Color"]

    def span(self, value: Any, low: float, high: float) -> Any:
        """Map 0.3..0.7, where noise lives, to low..high."""
        node = self.add(
            "MapRange", Value=value, From_Min=0.3, From_Max=0.7, To_Min=low, To_Max=high
        )
        return node.outputs["Result"]

    def coords(self, name: str = "Object", scale: Colour = (1.0, 1.0, 1.0)) -> Any:
        """Texture coordinates, stretched."""
        node = self.add("TexCoord")
        return self.add("Mapping", Vector=node.outputs[name], Scale=scale).outputs["Vector"]

    def noise(self, vector: Any, scale: float, detail: float = 4.0) -> Any:
        """Fractal noise of a scale per decimetre."""
        return self.add("TexNoise", Vector=vector, Scale=scale, Detail=detail).outputs[0]

    def bump(self, height: Any, strength: float, distance: float = 0.02) -> Any:
        """Turn a height into a normal."""
        node = self.add("Bump", Height=height, Strength=strength, Distance=distance)
        return node.outputs["Normal"]

    def mix(self, fac: Any, first: Any, second: Any) -> Any:
        """Blend two colours."""
        node = self.add("Mix", {"data_type": "RGBA"})
        self.put(node.inputs[0], fac)
        self.put(node.inputs[6], first)
        self.put(node.inputs[7], second)
        return node.outputs[2]


def blank(name: str) -> tuple[bpy.types.Material, Nodes, Any]:
    """Make a material holding one principled shader and return both with its nodes."""
    material = bpy.data.materials.new(name)
    material.use_nodes = True
    nodes = Nodes(material.node_tree)
    shader = nodes.add("BsdfPrincipled")
    output = nodes.add("OutputMaterial")
    nodes.put(output.inputs["Surface"], shader.outputs[0])
    return material, nodes, shader


def linear(code: str) -> Colour:
    """Turn #rrggbb into scene-linear values."""
    parts = [int(code[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return (r, g, b)


def solid(
    name: str,
    colour: Colour,
    rough: float = 0.4,
    *,
    metal: float = 0.0,
    coat: float = 0.0,
    grain: float = 0.0,
    grain_scale: float = 60.0,
    mottle: float = 0.0,
    soft: float = 0.0,
) -> bpy.types.Material:
    """Painted, moulded or cast stuff whose gloss varies a little, as if it had been handled."""
    material, nodes, shader = blank(name)
    vector = nodes.coords()
    smear = nodes.noise(vector, 2.3, 6.0)
    nodes.put(shader.inputs["Roughness"], nodes.span(smear, rough * 0.82, min(1.0, rough * 1.2)))
    nodes.put(shader.inputs["Base Color"], colour)
    if mottle:
        shade = nodes.span(nodes.noise(vector, 3.1, 8.0), 1 - mottle, 1 + mottle)
        tint = nodes.add("VectorMath", {"operation": "SCALE"})
        nodes.put(tint.inputs[0], colour)
        nodes.put(tint.inputs["Scale"], shade)
        nodes.put(shader.inputs["Base Color"], tint.outputs[0])
    nodes.put(shader.inputs["Metallic"], metal)
    nodes.put(shader.inputs["Coat Weight"], coat)
    nodes.put(shader.inputs["Coat Roughness"], 0.06)
    if soft:
        nodes.put(shader.inputs["Subsurface Weight"], soft)
        nodes.put(shader.inputs["Subsurface Radius"], (0.1, 0.07, 0.05))
        nodes.put(shader.inputs["Subsurface Scale"], 0.6)
    if grain:
        height = nodes.noise(vector, grain_scale, 3.0)
        nodes.put(shader.inputs["Normal"], nodes.bump(height, grain))
    return material


def glass(name: str, colour: Colour = (1, 1, 1), rough: float = 0.0, ior: float = 1.5) -> Any:
    """Clear or tinted glass that lets light through to its shadow."""
    material, nodes, shader = blank(name)
    nodes.put(shader.inputs["Base Color"], colour)
    nodes.put(shader.inputs["Transmission Weight"], 1.0)
    nodes.put(shader.inputs["IOR"], ior)
    smear = nodes.noise(nodes.coords(), 3.0, 6.0)
    nodes.put(shader.inputs["Roughness"], nodes.span(smear, rough, rough + 0.03))
    path = nodes.add("LightPath")
    clear = nodes.add("BsdfTransparent", Color=tuple(0.35 + 0.6 * c for c in colour))
    mix = nodes.add("MixShader", Fac=path.outputs["Is Shadow Ray"])
    nodes.put(mix.inputs[1], shader.outputs[0])
    nodes.put(mix.inputs[2], clear.outputs[0])
    output = next(n for n in nodes.tree.nodes if n.type == "OUTPUT_MATERIAL")
    nodes.put(output.inputs["Surface"], mix.outputs[0])
    return material


def printed(
    name: str,
    image: bpy.types.Image,
    rough: float = 0.45,
    *,
    coat: float = 0.0,
    metal: float = 0.0,
    fibre: float = 0.05,
) -> bpy.types.Material:
    """Print on paper, film or card: an image with alpha over the object's texture coordinates."""
    material, nodes, shader = blank(name)
    uv = nodes.add("TexCoord").outputs["UV"]
    picture = nodes.add("TexImage", {"image": image, "extension": "EXTEND"}, Vector=uv)
    nodes.put(shader.inputs["Base Color"], picture.outputs["Color"])
    nodes.put(shader.inputs["Alpha"], picture.outputs["Alpha"])
    vector = nodes.coords()
    smear = nodes.noise(vector, 4.0, 5.0)
    nodes.put(shader.inputs["Roughness"], nodes.span(smear, rough * 0.85, min(1.0, rough * 1.15)))
    nodes.put(shader.inputs["Coat Weight"], coat)
    nodes.put(shader.inputs["Metallic"], metal)
    nodes.put(shader.inputs["Normal"], nodes.bump(nodes.noise(vector, 90.0, 3.0), fibre, 0.01))
    return material


def speckled(name: str, colour: Colour, dots: Colour, rough: float = 0.22) -> bpy.types.Material:
    """Stoneware glaze with iron speckles and a slightly uneven skin."""
    material, nodes, shader = blank(name)
    vector = nodes.coords()
    cells = nodes.add("TexVoronoi", Vector=vector, Scale=24.0, Randomness=1.0)
    size = nodes.noise(vector, 19.0, 2.0)
    limit = nodes.span(size, 0.02, 0.2)
    near = nodes.add("Math", {"operation": "LESS_THAN"})
    nodes.put(near.inputs[0], cells.outputs["Distance"])
    nodes.put(near.inputs[1], limit)
    cloud = nodes.mix(nodes.span(nodes.noise(vector, 2.0, 5.0), 0.0, 0.25), colour, dots)
    nodes.put(shader.inputs["Base Color"], nodes.mix(near.outputs[0], cloud, dots))
    nodes.put(shader.inputs["Roughness"], nodes.span(nodes.noise(vector, 5.0), rough, rough + 0.16))
    nodes.put(shader.inputs["Coat Weight"], 0.4)
    nodes.put(shader.inputs["Normal"], nodes.bump(nodes.noise(vector, 3.5, 2.0), 0.25, 0.05))
    return material


def wood(name: str, light: Colour, dark: Colour, scale: float = 1.0) -> bpy.types.Material:
    """Planed timber: rings stretched along x, pores, a satin finish."""
    material, nodes, shader = blank(name)
    vector = nodes.coords(scale=(0.09 * scale, 1.0 * scale, 1.0 * scale))
    warp = nodes.noise(vector, 1.6, 3.0)
    shifted = nodes.add("VectorMath", {"operation": "ADD"})
    spread = nodes.add("VectorMath", {"operation": "SCALE"})
    nodes.put(spread.inputs[0], warp)
    nodes.put(spread.inputs["Scale"], 0.7)
    nodes.put(shifted.inputs[0], vector)
    nodes.put(shifted.inputs[1], spread.outputs[0])
    rings = nodes.noise(shifted.outputs[0], 5.0, 8.0)
    pores = nodes.noise(nodes.coords(scale=(1.5 * scale, 45.0 * scale, 45.0 * scale)), 1.0, 4.0)
    tone = nodes.ramp(rings, [(0.32, dark), (0.5, light), (0.68, dark)])
    pored = nodes.mix(nodes.span(pores, 0.0, 0.35), tone, tuple(c * 0.55 for c in dark))
    nodes.put(shader.inputs["Base Color"], pored)
    nodes.put(shader.inputs["Roughness"], nodes.span(rings, 0.38, 0.55))
    nodes.put(shader.inputs["Normal"], nodes.bump(pores, 0.18, 0.02))
    return material


def stone(name: str, base: Colour, vein: Colour, rough: float = 0.35) -> bpy.types.Material:
    """Honed stone with clouds and thin veins."""
    material, nodes, shader = blank(name)
    vector = nodes.coords()
    cloud = nodes.noise(vector, 0.5, 8.0)
    veins = nodes.add("TexNoise", Vector=vector, Scale=0.45, Detail=9.0, Distortion=1.4).outputs[0]
    lines = nodes.ramp(veins, [(0.47, (0, 0, 0)), (0.5, (1, 1, 1)), (0.53, (0, 0, 0))])
    grey = nodes.mix(nodes.span(cloud, 0.0, 0.3), base, vein)
    nodes.put(shader.inputs["Base Color"], nodes.mix(lines, grey, vein))
    nodes.put(shader.inputs["Roughness"], nodes.span(cloud, rough, rough + 0.15))
    nodes.put(shader.inputs["Normal"], nodes.bump(nodes.noise(vector, 40.0), 0.08))
    return material


def weave(
    name: str, colour: Colour, pitch: tuple[float, float] = (26.0, 26.0), depth: float = 0.7
) -> bpy.types.Material:
    """Woven cloth: threads over and under on the texture coordinates, fuzz at grazing angles."""
    material, nodes, shader = blank(name)
    vector = nodes.coords("UV", (*pitch, 1.0))
    checks = nodes.add("TexVoronoi", {"feature": "F1", "distance": "CHEBYCHEV"})
    nodes.put(checks.inputs["Vector"], vector)
    nodes.put(checks.inputs["Scale"], 1.0)
    nodes.put(checks.inputs["Randomness"], 0.25)
    hollow = nodes.span(checks.outputs["Distance"], 1.0, 0.35)
    tint = nodes.add("VectorMath", {"operation": "SCALE"})
    nodes.put(tint.inputs[0], colour)
    nodes.put(tint.inputs["Scale"], hollow)
    dust = nodes.noise(nodes.coords(), 4.0, 6.0)
    paler = tuple(min(1.0, c * 1.35 + 0.01) for c in colour)
    shade = nodes.mix(nodes.span(dust, 0.0, 0.35), tint.outputs[0], paler)
    nodes.put(shader.inputs["Base Color"], shade)
    nodes.put(shader.inputs["Roughness"], 0.9)
    nodes.put(shader.inputs["Sheen Weight"], 0.25)
    nodes.put(shader.inputs["Normal"], nodes.bump(hollow, depth, 0.03))
    return material


def leather(
    name: str, colour: Colour, rough: float = 0.42, grain: float = 30.0
) -> bpy.types.Material:
    """Grained hide with creases and rubbed places."""
    material, nodes, shader = blank(name)
    vector = nodes.coords()
    cells = nodes.add("TexVoronoi", {"feature": "DISTANCE_TO_EDGE"}, Vector=vector, Scale=grain)
    soft = nodes.noise(vector, 2.0, 6.0)
    nodes.put(
        shader.inputs["Base Color"],
        nodes.mix(nodes.span(soft, 0.0, 0.6), colour, tuple(c * 0.6 for c in colour)),
    )
    nodes.put(shader.inputs["Roughness"], nodes.span(soft, rough, rough + 0.2))
    edge = nodes.add("MapRange", Value=cells.outputs["Distance"], From_Max=0.12)
    nodes.put(shader.inputs["Normal"], nodes.bump(edge.outputs[0], 0.35, 0.012))
    return material


def leaf(name: str, light: Colour, dark: Colour, bands: float = 9.0) -> bpy.types.Material:
    """A living leaf: banded greens, light shining through, a waxy skin."""
    material, nodes, shader = blank(name)
    vector = nodes.coords("UV", (1.2, bands, 1.0))
    band = nodes.add("TexNoise", Vector=vector, Scale=1.0, Detail=5.0, Distortion=0.6).outputs[0]
    tone = nodes.ramp(band, [(0.38, dark), (0.62, light)])
    nodes.put(shader.inputs["Base Color"], tone)
    nodes.put(shader.inputs["Roughness"], 0.4)
    nodes.put(shader.inputs["Transmission Weight"], 0.0)
    nodes.put(shader.inputs["Subsurface Weight"], 0.25)
    nodes.put(shader.inputs["Subsurface Scale"], 0.15)
    nodes.put(shader.inputs["Normal"], nodes.bump(band, 0.2, 0.03))
    return material


def glow(name: str, colour: Colour, strength: float) -> bpy.types.Material:
    """A light source one can see."""
    material, nodes, shader = blank(name)
    nodes.put(shader.inputs["Base Color"], (0.0, 0.0, 0.0))
    nodes.put(shader.inputs["Emission Color"], colour)
    nodes.put(shader.inputs["Emission Strength"], strength)
    return material


def fabric(name: str, colour: Colour, scale: float = 40.0, depth: float = 0.5) -> Any:
    """Knit or bouclé without texture coordinates: soft cells of a scale per decimetre."""
    material, nodes, shader = blank(name)
    cells = nodes.add("TexVoronoi", Vector=nodes.coords(), Scale=scale, Randomness=0.45)
    hollow = nodes.span(cells.outputs["Distance"], 1.0, 0.55)
    tint = nodes.add("VectorMath", {"operation": "SCALE"})
    nodes.put(tint.inputs[0], colour)
    nodes.put(tint.inputs["Scale"], hollow)
    nodes.put(shader.inputs["Base Color"], tint.outputs[0])
    nodes.put(shader.inputs["Roughness"], 0.95)
    nodes.put(shader.inputs["Sheen Weight"], 0.3)
    nodes.put(shader.inputs["Normal"], nodes.bump(hollow, depth, 0.03))
    return material


def velvet(name: str, colour: Colour) -> bpy.types.Material:
    """Pile that is dark face on and bright at grazing angles."""
    material, nodes, shader = blank(name)
    nap = nodes.noise(nodes.coords(), 1.7, 5.0)
    deep = tuple(c * 0.45 for c in colour)
    nodes.put(shader.inputs["Base Color"], nodes.mix(nodes.span(nap, 0.0, 1.0), deep, colour))
    nodes.put(shader.inputs["Roughness"], 0.75)
    nodes.put(shader.inputs["Sheen Weight"], 1.0)
    nodes.put(shader.inputs["Sheen Roughness"], 0.35)
    nodes.put(shader.inputs["Sheen Tint"], colour)
    return material


def pierced(
    name: str, colour: Colour, pitch: tuple[float, float], open_: float = 0.3, metal: float = 1.0
) -> bpy.types.Material:
    """Sheet with rows of round holes, counted by pitch over the texture coordinates."""
    material, nodes, shader = blank(name)
    vector = nodes.coords("UV", (*pitch, 1.0))
    cell = nodes.add("VectorMath", {"operation": "FRACTION"})
    nodes.put(cell.inputs[0], vector)
    away = nodes.add("VectorMath", {"operation": "DISTANCE"})
    nodes.put(away.inputs[0], cell.outputs[0])
    nodes.put(away.inputs[1], (0.5, 0.5, 0.0))
    whole = nodes.add("Math", {"operation": "GREATER_THAN"})
    nodes.put(whole.inputs[0], away.outputs["Value"])
    nodes.put(whole.inputs[1], open_)
    nodes.put(shader.inputs["Base Color"], colour)
    nodes.put(shader.inputs["Metallic"], metal)
    nodes.put(shader.inputs["Roughness"], 0.3)
    nodes.put(shader.inputs["Alpha"], whole.outputs[0])
    return material
