"""`adloom render`: a saved scene to a picture again, the same bytes as `make` wrote."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from adloom.errors import BriefError
from adloom.export import raster
from adloom.project import load_scene
from adloom.render.compose import render
from adloom.specs import limits_for, parse_sizes
from adloom.types import ImageLayer, Scene

FORMATS = {".png": "png", ".jpg": "jpeg", ".jpeg": "jpeg", ".webp": "webp"}


def render_file(
    scene_path: Path,
    out: Path | None,
    *,
    without_text: bool,
    overwrite: bool,
    max_kb: int | None = None,
) -> Path:
    """Write the picture of a scene and return its path.

    Where `max_kb` is None the weight limit is that of the first channel with the scene's size.
    Raises ProjectError for a damaged scene, BriefError for a name that is taken or no format.
    """
    if out is None:
        ending = "_clean.png" if without_text else "_render.png"
        out = scene_path.with_name(scene_path.stem + ending)
    if out.suffix.lower() not in FORMATS:
        raise BriefError("out", f"{out.name} names no format: end it in {', '.join(FORMATS)}.")
    if out.exists() and not overwrite:
        raise BriefError("out", f"{out} exists already. Add --overwrite, or choose another name.")
    scene, assets = load_scene(scene_path)
    shown = text_free(scene) if without_text else scene
    return raster.save(
        render(shown, assets),
        out,
        format=FORMATS[out.suffix.lower()],
        max_kb=max_kb if max_kb is not None else _usual_limit(scene),
        overwrite=overwrite,
    )


def _usual_limit(scene: Scene) -> int | None:
    try:
        (size,) = parse_sizes(f"{scene.width}x{scene.height}")
    except BriefError:
        return None  # a size that no ad has; a scene may still have it
    return limits_for(size).max_kb


def text_free(scene: Scene) -> Scene:
    """Return the twin that marketplaces ask for: the picture without text, logo and shapes."""
    pictures = tuple(
        layer for layer in scene.layers if isinstance(layer, ImageLayer) and layer.role != "logo"
    )
    return replace(scene, layers=pictures)
