"""One entry of fonts.json: names, files, coverage and metrics in em, read from the faces."""

from __future__ import annotations

from pathlib import Path

from fontTools.pens.boundsPen import BoundsPen
from fontTools.ttLib import TTFont

from export_tools.fonts.families import PROBES

ENGLISH = "etaoinshrdlucmfwypvbgkjqxz"
FREQUENCIES = (
    12.7, 9.1, 8.2, 7.5, 7.0, 6.7, 6.3, 6.1, 6.0, 4.3, 4.0, 2.8, 2.8, 2.4, 2.4, 2.2, 2.0, 2.0,
    1.9, 1.5, 1.0, 0.8, 0.2, 0.2, 0.1, 0.1,
)  # fmt: skip
"""Percent of English letters; a space comes after 4.7 of them on average."""


def describe(
    folder: Path, package: str, category: str, genres: tuple[str, ...]
) -> dict[str, object]:
    """Return the entry of `package` from its files `<package>-<weight>.*` in `folder`."""
    files = {int(path.stem[-3:]): path for path in folder.glob(f"{package}-[1-9]00.*tf")}
    faces = {weight: TTFont(files[weight]) for weight in sorted(files)}
    plainest = faces[min(faces, key=lambda weight: abs(weight - 400))]
    licence = (folder / "licenses" / f"{package}.txt").read_text("utf-8")
    covered = set(plainest.getBestCmap())
    scripts = [script for script, probe in PROBES.items() if all(ord(c) in covered for c in probe)]
    if category == "symbols" and "symbols" not in scripts:
        scripts.append("symbols")
    return {
        "name": family_name(plainest),
        "category": category,
        "genres": list(genres),
        "files": {str(weight): files[weight].name for weight in sorted(files)},
        "scripts": scripts,
        "licence": "Apache-2.0" if "Apache License" in licence else "OFL-1.1",
        "licence_file": f"{package}.txt",
        "x_height": height(plainest, "x"),
        "cap_height": height(plainest, "H"),
        "advance": {str(weight): average_advance(face) for weight, face in faces.items()},
    }


def family_name(face: TTFont) -> str:
    """Return the typographic family name, without a trailing style."""
    names = face["name"]
    return str(names.getDebugName(16) or names.getDebugName(1)).removesuffix(" Regular").strip()


def height(face: TTFont, letter: str) -> float:
    """Return the ink height of `letter` in em, 0 where the face lacks it or it has no outline."""
    name = face.getBestCmap().get(ord(letter))
    if name is None or not ("glyf" in face or "CFF " in face):
        return 0.0
    glyphs = face.getGlyphSet()
    pen = BoundsPen(glyphs)
    glyphs[name].draw(pen)
    return round(pen.bounds[3] / face["head"].unitsPerEm, 4) if pen.bounds else 0.0


def average_advance(face: TTFont) -> float:
    """Return the mean advance of a character of English text in em (1 for faces without a-z)."""
    cmap, metrics = face.getBestCmap(), face["hmtx"]
    if any(ord(c) not in cmap for c in ENGLISH):
        return 1.0
    letters = sum(
        metrics[cmap[ord(c)]][0] * share for c, share in zip(ENGLISH, FREQUENCIES, strict=True)
    ) / sum(FREQUENCIES)
    mean = (4.7 * letters + metrics[cmap[0x20]][0]) / 5.7
    return round(mean / face["head"].unitsPerEm, 4)
