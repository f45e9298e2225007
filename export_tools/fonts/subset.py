"""What of each source face ships, and the subsetting itself (fontTools).

A face whose licence reserves its name is copied whole: a modified version may not bear the name
(SIL OFL 1.1, section 3). The others keep their Latin, Greek, Cyrillic and symbols.
"""

from __future__ import annotations

import unicodedata
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

LATIN_RANGES = (
    (0x0020, 0x052F),
    (0x1E00, 0x1FFF),
    (0x2000, 0x22FF),
    (0x25A0, 0x25FF),
    (0x2600, 0x26FF),
    (0x2700, 0x27BF),
    (0xFB00, 0xFB06),
    (0xFEFF, 0xFEFF),
)
SYMBOL_RANGES = (
    (0x2000, 0x206F),
    (0x2100, 0x23FF),
    (0x2460, 0x24FF),
    (0x2500, 0x27BF),
    (0x2900, 0x29FF),
    (0x2B00, 0x2BFF),
)
EMOJI = (
    "😀😃😄😁😆😅😂🤣🙂😉😊😇🥰😍🤩😘😋😛😜🤪🤗🤔🤫😎🥳😌😴🤤😢😭😡🤯😱🥶🥵😷🤓🧐😈👻💀🤖🎃"
    "❤🧡💛💚💙💜🤎🖤🤍💔💕💖💗💓💞💘💝💟❣💯💥💫💦💨💬💭💤👋🤚🖐✋👌🤌✌🤞🤟🤘🤙👈👉👆👇☝👍👎✊👊"
    "👏🙌👐🤝🙏✍💅💪🦵👂👀👶👧👦👩👨👵👴👪👫🏃💃🕺🧘🏋🚴🏊⛹🧗👑💍👒🎩🧢👓🕶👔👕👖🧥👗👙👚👛👜👝"
    "🎒👞👟👠👡👢🧦🧤🧣💄💎🐶🐱🐭🐹🐰🦊🐻🐼🐨🐯🦁🐮🐷🐸🐵🐔🐧🐦🐥🦆🦅🦉🐺🐗🐴🦄🐝🐛🦋🐌🐞🐢🐍🐙🦐"
    "🦀🐠🐟🐬🐳🐋🦈🐘🐎🐕🐈🐾🌵🎄🌲🌳🌴🌱🌿☘🍀🍃🍂🍁🍄🌾💐🌷🌹🥀🌺🌸🌼🌻🌞🌝🌛🌙🌍🌎🌏⭐🌟✨⚡"
    "☄🔥🌪🌈☀⛅☁🌧⛈❄☃⛄💧🌊🍏🍎🍐🍊🍋🍌🍉🍇🍓🫐🍈🍒🍑🥭🍍🥥🥝🍅🍆🥑🥦🥬🥒🌶🌽🥕🧄🧅🥔🍠🥐🥯"
    "🍞🥖🥨🧀🥚🍳🥞🧇🥓🥩🍗🍖🌭🍔🍟🍕🥪🌮🌯🥗🍝🍜🍲🍛🍣🍱🥟🍤🍙🍚🍘🍥🥠🍢🍡🍧🍨🍦🥧🧁🍰🎂🍮🍭🍬"
    "🍫🍿🍩🍪🌰🥜🍯🥛🍼☕🍵🧃🥤🍶🍺🍻🥂🍷🥃🍸🍹🧉🍾🧊🥄🍴🍽🥢🧂⚽🏀🏈⚾🥎🎾🏐🏉🎱🏓🏸🥊🥋🎯⛳🎣"
    "🎽🛹⛸🎿🏂🏆🥇🥈🥉🏅🎖🎫🎟🎪🎭🎨🎬🎤🎧🎼🎹🥁🎷🎺🎸🎻🎲🎮🕹🎰🧩🚗🚕🚙🚌🏎🚓🚑🚒🚚🚛🚜🛵🏍🚲"
    "🛴🚨🚆🚇✈🛫🛬🚀🛸🚁⛵🚤🚢⚓⛽🚧🗺🗿🗽🗼🏰🏟🎡🎢🎠⛲⛱🏖🏝🏜🌋⛰🏔🗻🏕⛺🏠🏡🏢🏥🏦🏨🏪🏫🏭⛪"
    "🌃🌆🌇🌉⌚📱📲💻⌨🖥🖨🖱💽💾💿📷📸📹🎥📞☎📺📻🎙⏰⏱⏳⌛📡🔋🔌💡🔦🕯💸💵💴💶💷💰💳⚖🔧🔨🛠"
    "⚙🧲🔫💣🔪🗡🛡🔮💈🔭🔬💊💉🩹🧬🧪🌡🧹🧺🧻🚿🛁🛀🧼🧽🧴🔑🗝🚪🛋🛏🧸🖼🛍🛒🎁🎈🎏🎀🎊🎉🎎🏮🎐"
    "🧧✉📩📨📧💌📦📪📫📬📜📃📄📊📈📉📅📆🗓📋📁📂📰📓📔📒📕📗📘📙📚📖🔖🧷🔗📎📐📏📌📍✂🖊🖋✒"
    "🖌🖍📝✏🔍🔎🔏🔐🔒🔓☮✝☪☯☸♈♻⚜🔰🔱⭕✅☑✔✖❌❎➰➿✳✴❇©®™🔟🔠🔡🔢🔣🔤🅰🆎🅱🆑🆒🆓ℹ🆔🆕🆖🆗"
    "🆘🆙🆚🈁🉐🈹🉑🈲㊗㊙🔴🟠🟡🟢🔵🟣🟤⚫⚪🟥🟧🟨🟩🟦🟪⬛⬜🔶🔷🔸🔹🔺🔻💠🔘🔳🔲🏁🚩🎌🏴🏳"
    "➡⬅⬆⬇↗↘↙↖↕↔↩↪🔄🔙🔚🔛🔜🔝▶⏩⏭⏯◀⏪⏸⏹🔇🔈🔉🔊🔔🔕📣📢⚠🚫📵🔞❗❕❓❔‼⁉🆕"
)


def subset_latin(source: Path, target: Path) -> None:
    """Write the Latin, Greek, Cyrillic and symbol part of `source` to `target`."""
    _subset(source, target, _ranges(LATIN_RANGES), number=-1)


def subset_symbols(source: Path, target: Path) -> None:
    """Write the arrows, dingbats and shapes of `source` to `target`."""
    _subset(source, target, _ranges(SYMBOL_RANGES), number=-1)


def subset_whole(source: Path, target: Path) -> None:
    """Write all of `source` but its hinting to `target`."""
    with TTFont(source, lazy=True) as face:
        covered = set(face.getBestCmap())
    _subset(source, target, covered, number=-1)


def subset_cjk(source: Path, target: Path) -> None:
    """Write the simplified Chinese face of a Noto CJK collection, common characters only."""
    _subset(source, target, common_cjk(), number=_face_number(source, "Noto Sans CJK SC"))


def subset_emoji(source: Path, target: Path) -> None:
    """Write the commonest emoji of `source` (colour bitmaps) to `target`."""
    wanted = {ord(c) for c in EMOJI} | {0x200D, 0xFE0F, 0x20E3, 0x23} | set(range(0x30, 0x3A))
    wanted |= _ranges(((0x1F1E6, 0x1F1FF), (0x1F3FB, 0x1F3FF)))  # flags and skin tones
    _subset(source, target, wanted, number=-1, features=["ccmp"])


def common_cjk() -> set[int]:
    """Return GB 2312, JIS X 0208 level 1, Big5 level 1, KS X 1001 Hangul, kana, punctuation."""
    wanted = _encoded("gb2312", range(0xA1, 0xF8))
    wanted |= _encoded("euc_jp", range(0xA1, 0xD0))
    wanted |= _encoded("big5", range(0xA4, 0xC7), range(0x40, 0xFF))
    wanted |= _encoded("euc_kr", range(0xB0, 0xC9))
    wanted |= _ranges(((0x20, 0x7E), (0x3000, 0x30FF), (0x31F0, 0x31FF), (0xFF01, 0xFFEE)))
    return wanted


def _encoded(codec: str, leads: range, trails: range = range(0xA1, 0xFF)) -> set[int]:
    found = set()
    for lead in leads:
        for trail in trails:
            try:
                character = bytes((lead, trail)).decode(codec)
            except UnicodeDecodeError:
                continue
            if len(character) == 1 and unicodedata.category(character) != "Co":
                found.add(ord(character))
    return found


def _ranges(ranges: tuple[tuple[int, int], ...]) -> set[int]:
    return {code for first, last in ranges for code in range(first, last + 1)}


def _face_number(collection: Path, family: str) -> int:
    from fontTools.ttLib import TTCollection

    for number, face in enumerate(TTCollection(collection, lazy=True).fonts):
        if face["name"].getDebugName(1).startswith(family):
            return number
    raise ValueError(f"{collection.name} holds no face of {family}")


def _subset(
    source: Path, target: Path, wanted: set[int], number: int, features: list[str] | None = None
) -> None:
    options = subset.Options()
    options.layout_features = features or [
        "ccmp", "locl", "liga", "clig", "calt", "rlig", "rclt", "kern", "mark", "mkmk", "curs",
        "init", "medi", "fina", "isol", "abvs", "blws", "pres", "psts", "haln", "half", "nukt",
        "akhn", "rphf", "rkrf", "pref", "blwf", "abvf", "pstf", "vatu", "cjct", "cfar", "dist",
        "abvm", "blwm", "lnum", "tnum", "case",
    ]  # fmt: skip
    if number >= 0:
        options.layout_features = ["ccmp", "liga", "kern", "mark", "ljmo", "vjmo", "tjmo"]
    options.hinting = False
    options.notdef_outline = True
    options.name_IDs = ["*"]
    options.drop_tables += ["DSIG", "vhea", "vmtx", "VORG", "FFTM", "meta"]
    options.font_number = number
    options.ignore_missing_unicodes = True
    options.recalc_timestamp = False
    face = subset.load_font(str(source), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=wanted)
    subsetter.subset(face)
    subset.save_font(face, str(target), options)
