"""Turning a saved scene into an entry of the contact sheet."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QImage, QPixmap

from adloom.assets import Assets
from adloom.render import compose
from adloom.types import Brief, Creative, Product, Scene, Size
from adloom.ui.contact_sheet import Entry


def picture_of(scene: Scene, assets: Assets) -> QPixmap:
    """Render `scene` at its full size."""
    pixels = compose.render(scene, assets)
    height, width, _ = pixels.shape
    image = QImage(pixels.data, width, height, width * 4, QImage.Format.Format_RGBA8888)
    return QPixmap.fromImage(image.copy())


def entry_for(path: Path, scene: Scene, assets: Assets) -> Entry:
    """Render `scene` and wrap it as a creative that was opened rather than made."""
    creative = Creative(
        brief=Brief(Product(images=()), ()),
        size=Size(scene.width, scene.height),
        variant=1,
        scene=scene,
        score=0.0,
        decisions=scene.decisions,
        checks=(),
        models=scene.models,
        seed=scene.seed,
    )
    return Entry(creative, picture_of(scene, assets), str(path), path.stem)
