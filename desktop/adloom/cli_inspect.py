"""`adloom inspect`: what stage 1 sees in photos, in words, JSON and pictures."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

from adloom.assets import MemoryAssets, Pixels
from adloom.cli_console import Console, Event
from adloom.errors import AdloomError, BriefError, ExportError
from adloom.inference.catalog import Catalog
from adloom.intake import pictures_in
from adloom.stages import material as stage
from adloom.types import Box, Brief, Material, Product

if TYPE_CHECKING:
    from collections.abc import Iterator

ENDINGS = ("clean", "cutout", "elements")
OUTLINES = {
    "product": (31, 111, 92),
    "text": (200, 48, 40),
    "logo": (40, 88, 200),
    "underlay": (196, 136, 24),
    "decoration": (160, 56, 168),
}


def inspect(
    photos: tuple[Path, ...], out: Path | None, *, as_json: bool, overwrite: bool, device: str
) -> int:
    """Tell of each photo; return 0, or 1 if some could not be read. Raises BriefError first."""
    started = time.perf_counter()
    found = tuple(_all(photos))
    if out is not None:
        _check_outputs(found, out, overwrite=overwrite)
    catalog = Catalog(device=device)
    refused = 0
    with Console(as_json=as_json) as console:
        for photo in found:
            try:
                console.show(_inspect_one(photo, out, catalog))
            except AdloomError as error:
                refused += 1
                console.show({"event": "refused", "path": str(photo), "reason": str(error)})
        if as_json:
            seconds = round(time.perf_counter() - started, 3)
            console.show(
                {
                    "event": "done",
                    "creatives": 0,
                    "refused": refused,
                    "failed": 0,
                    "seconds": seconds,
                }
            )
    return 1 if refused else 0


def _all(photos: tuple[Path, ...]) -> Iterator[Path]:
    for path in photos:
        if path.is_dir():
            yield from pictures_in(path)
        else:
            yield path


def _check_outputs(photos: tuple[Path, ...], out: Path, *, overwrite: bool) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BriefError("out", f"The folder {out} cannot be made: {error.strerror}.") from error
    for photo in () if overwrite else photos:
        for ending in ENDINGS:
            if (path := out / f"{photo.stem}_{ending}.png").exists():
                raise BriefError("out", f"{path} exists already. Add --overwrite.")


def _inspect_one(photo: Path, out: Path | None, catalog: Catalog) -> Event:
    assets = MemoryAssets()
    brief = Brief(Product(images=(str(photo),)), (), anyway=True)
    seen = stage.mine(brief, catalog, assets)
    verdict = next(d for d in seen.decisions if d.subject == "suitability")
    if out is not None:
        _save(assets.get(seen.canvas_asset), out / f"{photo.stem}_clean.png")
        _save(assets.get(seen.product_asset), out / f"{photo.stem}_cutout.png")
        _save(_outlined(seen, assets), out / f"{photo.stem}_elements.png")
    return {
        "event": "inspected",
        "path": str(photo),
        "class": seen.suitability,
        "reason": verdict.reason or verdict.chosen,
        "elements": [
            {"label": element.label, "box": _box(element.box), "score": round(element.score, 3)}
            for element in seen.elements_found
        ],
        "product": _box(seen.product_box) if seen.product_box else None,
        "width": seen.width,
        "height": seen.height,
    }


def _box(box: Box) -> dict[str, float]:
    return {
        "x": round(box.x, 1),
        "y": round(box.y, 1),
        "width": round(box.width, 1),
        "height": round(box.height, 1),
    }


def _outlined(seen: Material, assets: MemoryAssets) -> Pixels:
    """Draw the boxes of the product and of every element over the photo, a colour a label."""
    import numpy as np
    from PIL import Image, ImageDraw

    picture = Image.fromarray(assets.get(seen.canvas_asset)).convert("RGB")
    pen = ImageDraw.Draw(picture)
    line = max(2, max(picture.size) // 300)
    boxes = [(element.label, element.box) for element in seen.elements_found]
    product = [("product", seen.product_box)] if seen.product_box else []
    for label, box in [*product, *boxes]:
        corners = (box.x, box.y, max(box.x, box.right - 1), max(box.y, box.bottom - 1))
        pen.rectangle(corners, outline=OUTLINES[label], width=line)
    return np.array(picture)


def _save(pixels: Pixels, path: Path) -> None:
    from PIL import Image

    partial = path.with_name(f".{path.name}.partial")
    try:
        Image.fromarray(pixels).save(partial, format="PNG", compress_level=3)
        partial.replace(path)
    except OSError as error:
        raise ExportError(
            str(path), f"{path} cannot be written: {error.strerror or error}."
        ) from error
