"""Collects the fonts and the copy of the stock that travels to the training machine.

`python -m export_tools.adstudio.elements_stock TARGET PACKAGES` takes the font packages from the
folder PACKAGES (node_modules/@expo-google-fonts) and cuts the large faces to common characters.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

from adloom.paths import resources_folder
from export_tools.adstudio.elements_words import PHRASES

Codes = frozenset[int]
LATIN: Codes = frozenset(
    code
    for first, last in (
        (0x20, 0x17F),
        (0x2010, 0x2044),
        (0x20A0, 0x20C0),
        (0x2100, 0x2150),
        (0x2190, 0x21FF),
        (0x2460, 0x2473),
        (0x25A0, 0x25FF),
        (0x2600, 0x2606),
        (0x3000, 0x303F),
        (0xFF01, 0xFF5E),
        (0xFFE0, 0xFFE6),
    )
    for code in range(first, last + 1)
)
CYRILLIC: Codes = frozenset(range(0x400, 0x460))
OWN_SCRIPTS: Codes = frozenset(
    (*range(0x590, 0xE80), *range(0xFB1D, 0xFF00), *range(0x200B, 0x2010))
)
KANA: Codes = frozenset((*range(0x3041, 0x3097), *range(0x30A0, 0x3100)))
HANS = {"noto-sans-sc": ("500Medium", "900Black"), "noto-serif-sc": ("900Black",)}
HANS_DISPLAY = {
    "zcool-kuaile": (),
    "zcool-qingke-huangyou": (),
    "zcool-xiaowei": (),
    "ma-shan-zheng": (),
}
HANT = {"noto-sans-tc": ("500Medium", "900Black"), "noto-serif-tc": ("900Black",)}
JAPANESE = {
    "noto-sans-jp": ("500Medium", "900Black"),
    "noto-serif-jp": ("900Black",),
    "dela-gothic-one": (),
    "rocknroll-one": (),
    "reggae-one": (),
    "mochiy-pop-one": (),
    "m-plus-rounded-1c": ("800ExtraBold",),
}
KOREAN = {
    "noto-sans-kr": ("400Regular", "900Black"),
    "black-han-sans": (),
    "do-hyeon": (),
}
OTHERS = {
    "cairo": ("400Regular", "700Bold", "900Black"),
    "tajawal": ("500Medium", "800ExtraBold"),
    "lalezar": (),
    "almarai": ("800ExtraBold",),
    "changa": ("700Bold",),
    "rakkas": (),
    "bai-jamjuree": ("700Bold",),
    "frank-ruhl-libre": ("900Black",),
    "karantina": ("700Bold",),
    "reem-kufi": ("700Bold",),
    "amiri": ("700Bold",),
    "kanit": ("400Regular", "700Bold", "900Black"),
    "prompt": ("500Medium", "800ExtraBold"),
    "mitr": ("600SemiBold",),
    "itim": (),
    "chonburi": (),
    "hind": ("400Regular", "700Bold"),
    "poppins": ("500Medium", "800ExtraBold", "900Black"),
    "baloo-2": ("800ExtraBold",),
    "rozha-one": (),
    "yatra-one": (),
    "heebo": ("400Regular", "900Black"),
    "rubik": ("500Medium", "900Black"),
    "secular-one": (),
    "suez-one": (),
    "ruslan-display": (),
    "passion-one": ("700Bold",),
    "alfa-slab-one": (),
    "black-ops-one": (),
    "titan-one": (),
    "bowlby-one": (),
    "fjalla-one": (),
    "pathway-gothic-one": (),
}


def coded(encoding: str, rows: Iterable[int], columns: Iterable[int]) -> Codes:
    """Return the code points of a double-byte character set's block."""
    found = set()
    tails = list(columns)
    for lead in rows:
        for tail in tails:
            try:
                found.add(ord(bytes((lead, tail)).decode(encoding)))
            except (UnicodeDecodeError, TypeError):
                continue
    return frozenset(found)


def simplified() -> Codes:
    """Return the 3,755 commonest simplified characters (GB 2312, level 1)."""
    return coded("gb2312", range(0xB0, 0xD8), range(0xA1, 0xFF))


def traditional() -> Codes:
    """Return the 5,401 commoner traditional characters (Big5, level 1)."""
    return coded("big5", range(0xA4, 0xC7), (*range(0x40, 0x7F), *range(0xA1, 0xFF)))


def kanji() -> Codes:
    """Return the 2,965 commonest kanji (JIS X 0208, level 1)."""
    return coded("euc_jp", range(0xB0, 0xD0), range(0xA1, 0xFF))


def hangul() -> Codes:
    """Return the 2,350 usual syllables (KS X 1001)."""
    return coded("euc_kr", range(0xB0, 0xC9), range(0xA1, 0xFF))


def cut(source: Path, target: Path, wanted: Codes) -> None:
    """Write the part of `source` that `wanted` names to `target`, without hints."""
    options = subset.Options(
        hinting=False,
        notdef_outline=True,
        layout_features=["*"] if wanted & OWN_SCRIPTS else ["kern", "liga"],
    )
    options.drop_tables += ["BASE", "vhea", "vmtx", "VORG", "DSIG"]
    with TTFont(source, lazy=True) as face:
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=wanted)
        cutter.subset(face)
        face.save(target)


def faces(packages: Path, name: str, weights: tuple[str, ...]) -> list[Path]:
    """Return the upright faces of a package in the weights named, its regular one by default."""
    found = sorted((packages / name).rglob("*.ttf"))
    wanted = weights or ("400Regular",)
    return [path for path in found if path.stem.split("_", 1)[1] in wanted]


def collect_fonts(packages: Path, target: Path) -> None:
    """Write the fonts to `target`: our own but the emoji, and those of the packages."""
    target.mkdir(parents=True, exist_ok=True)
    for path in sorted((resources_folder() / "fonts").glob("*.[to]tf")):
        if not any(
            word in path.name for word in ("emoji", "symbols", "math", "cjk", "merriweather")
        ):
            if path.name.startswith("noto-sans-"):
                shutil.copyfile(path, target / path.name)
            elif not path.stem.endswith(("-300", "-500", "-600", "-800")):
                cut(path, target / path.name, LATIN | CYRILLIC)
    said = frozenset(map(ord, PHRASES.read_text("utf-8")))
    both = simplified() & kanji()
    for table, wanted in (
        (HANS, simplified() | said | LATIN),
        (HANS_DISPLAY, both | said | LATIN),
        (HANT, (traditional() & (simplified() | kanji())) | said | LATIN),
        (JAPANESE, kanji() | KANA | said | LATIN),
        (KOREAN, hangul() | LATIN),
    ):
        for name, weights in table.items():
            for face in faces(packages, name, weights):
                cut(face, target / face_name(name, face), wanted)
    for name, weights in OTHERS.items():
        for face in faces(packages, name, weights):
            cut(face, target / face_name(name, face), LATIN | CYRILLIC | OWN_SCRIPTS)


def face_name(package: str, face: Path) -> str:
    """Return the file name our fonts go by: the family, then the weight in figures."""
    return f"{package}-{face.stem.split('_', 1)[1][:3]}.ttf"


def collect_copy(target: Path) -> None:
    """Copy the authored records, which the Latin lines come from, to `target`."""
    from export_tools.product_matting.sources import data_folder

    for path in sorted(data_folder().glob("copy-*.jsonl")):
        shutil.copyfile(path, target / path.name)


def main(arguments: list[str]) -> None:
    """Collect the stock into the first folder named, with the font packages of the second."""
    target, packages = Path(arguments[0]), Path(arguments[1])
    collect_fonts(packages, target / "fonts")
    collect_copy(target)


if __name__ == "__main__":
    main(sys.argv[1:])
