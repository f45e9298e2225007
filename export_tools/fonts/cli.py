"""`python -m export_tools fonts build|index|check`: the bundled fonts and their index."""

from __future__ import annotations

import argparse
import json
import re
import shutil
from pathlib import Path

from export_tools.fonts.families import EXTRA_WEIGHTS, SCRIPTS, TEXT
from export_tools.fonts.index import describe
from export_tools.fonts.subset import (
    subset_cjk,
    subset_emoji,
    subset_latin,
    subset_symbols,
    subset_whole,
)

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "fonts"
LIMIT_MB = 32.0


def main(argv: list[str]) -> int:
    """Run one step; return 0 when it went well."""
    parser = argparse.ArgumentParser(prog="python -m export_tools fonts")
    steps = parser.add_subparsers(dest="step", required=True)
    build = steps.add_parser("build", help="subset the sources, copy licences, write the index")
    build.add_argument("--packages", type=Path, required=True, help="node_modules folder")
    build.add_argument("--debian", type=Path, required=True, help="unpacked fonts-noto-* packages")
    steps.add_parser("index", help="write fonts.json from the files that are there")
    steps.add_parser("check", help="check licences, coverage and total size")
    wanted = parser.parse_args(argv)
    if wanted.step == "build":
        build_files(wanted.packages / "@expo-google-fonts", wanted.debian)
    if wanted.step in ("build", "index"):
        write_index()
    return check()


def build_files(packages: Path, debian: Path) -> None:
    """Fill resources/fonts from npm packages and Debian's Noto packages."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    (FOLDER / "licenses").mkdir(parents=True)
    for package in TEXT:
        licence = _copy_licence(packages / package / "LICENSE_FONT", package)
        reserved = re.search(r"with reserved font name", licence[:600], re.IGNORECASE)
        for weight, source in sources(packages / package, EXTRA_WEIGHTS.get(package, ())).items():
            target = FOLDER / f"{package}-{weight}.ttf"
            if reserved:
                shutil.copyfile(source, target)
            else:
                subset_latin(source, target)
    for package in SCRIPTS:
        if package in ("cjk", "emoji"):
            continue
        _copy_licence(packages / package / "LICENSE_FONT", package)
        for weight, source in sources(packages / package, ()).items():
            symbols = SCRIPTS[package] == "symbols"
            subset = subset_symbols if symbols else subset_whole
            subset(source, FOLDER / f"{package}-{weight}.ttf")
    _build_debian(debian)


def _build_debian(debian: Path) -> None:
    shared = debian / "usr" / "share"
    for weight, name in ((400, "Regular"), (700, "Bold")):
        source = shared / "fonts" / "opentype" / "noto" / f"NotoSansCJK-{name}.ttc"
        subset_cjk(source, FOLDER / f"cjk-{weight}.otf")
    emoji = shared / "fonts" / "truetype" / "noto" / "NotoColorEmoji.ttf"
    subset_emoji(emoji, FOLDER / "emoji-400.ttf")
    _copy_licence(shared / "doc" / "fonts-noto-cjk" / "copyright", "cjk")
    _copy_licence(shared / "doc" / "fonts-noto-color-emoji" / "copyright", "emoji")


def sources(package: Path, extra: tuple[int, ...]) -> dict[int, Path]:
    """Return the upright faces wanted of a package by weight: 400, 700 and `extra`."""
    found = {}
    for folder in sorted(package.iterdir()):
        match = re.fullmatch(r"(\d00)[A-Za-z]+", folder.name)
        if match and int(match[1]) in (400, 700, *extra):
            found[int(match[1])] = next(folder.glob("*.ttf"))
    return found


def _copy_licence(source: Path, package: str) -> str:
    text = source.read_text(encoding="utf-8-sig")
    lines = [line.rstrip() for line in text.splitlines()]
    (FOLDER / "licenses" / f"{package}.txt").write_text("\n".join(lines).strip() + "\n", "utf-8")
    return text


def write_index() -> None:
    """Write fonts.json: one entry a family, sorted by name, fallback families in chain order."""
    families = [describe(FOLDER, package, *TEXT[package]) for package in TEXT]
    families.sort(key=lambda family: str(family["name"]))
    chain = [describe(FOLDER, package, SCRIPTS[package], ("neutral",)) for package in SCRIPTS]
    index = {
        "schema": 1,
        "families": families + chain,
        "fallback": [family["name"] for family in chain],
    }
    text = json.dumps(index, ensure_ascii=False, indent=1)
    (FOLDER / "fonts.json").write_text(text + "\n", "utf-8")


def check() -> int:
    """Print the size and what is wrong; return 1 when something is."""
    index = json.loads((FOLDER / "fonts.json").read_text("utf-8"))
    faults = []
    for family in index["families"]:
        text = (FOLDER / "licenses" / family["licence_file"]).read_text("utf-8").lower()
        if not ("sil open font license" in text or "apache license" in text):
            faults.append(f"{family['name']}: licence is neither SIL OFL nor Apache")
        faults += [
            f"{family['name']}: {file} is missing"
            for file in family["files"].values()
            if not (FOLDER / file).is_file()
        ]
        if not family["scripts"]:
            faults.append(f"{family['name']}: covers no script")
    size = sum(path.stat().st_size for path in FOLDER.rglob("*") if path.is_file()) / 1e6
    if size > LIMIT_MB:
        faults.append(f"the fonts weigh {size:.1f} MB, more than {LIMIT_MB:.0f}")
    files = sum(len(family["files"]) for family in index["families"])
    print(f"{len(index['families'])} families, {files} files, {size:.1f} MB")
    print("\n".join(faults) or "licences, files and coverage are right")
    return 1 if faults else 0
