"""Pictures to files: PNG, JPEG and WebP, under a weight limit, with profile and provenance.

Pixels are (H, W, 4) uint8 sRGB, straight alpha. The same pixels and metadata give the same bytes.
A file appears whole or not at all, and never replaces another one unasked.
"""

from __future__ import annotations

import errno
import io
import os
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from adloom.assets import Pixels
from adloom.errors import ExportError

if TYPE_CHECKING:
    from PIL import Image

SOURCE_TYPE = "http://cv.iptc.org/newscodes/digitalsourcetype/compositeSynthetic"
BYTES_PER_KB = 1000
"""Channels do not say whether 150 KB is 150,000 or 153,600 bytes: the smaller is always right."""
QUALITIES = tuple(range(20, 93))
PALETTES = (32, 48, 64, 96, 128, 192, 256)
SUFFIXES = {"png": ".png", "jpeg": ".jpg", "webp": ".webp"}


def save(
    pixels: Pixels,
    path: Path,
    *,
    format: str,
    max_kb: float | None = None,
    metadata: Mapping[str, str] | None = None,
    overwrite: bool = False,
) -> Path:
    """Write `pixels` to `path` as "png", "jpeg" ("jpg") or "webp" and return the path.

    With `max_kb` (thousands of bytes) the best quality, or the largest palette, under the limit is
    searched. `metadata` goes into the XMP packet: title, description, creator, rights, and anything
    else under Adloom's own namespace. Raises ExportError for an unknown format, a limit that cannot
    be met, an existing file (unless `overwrite`) and a place that cannot be written.
    """
    if not overwrite and path.exists():
        raise ExportError(str(path), f"{path} is already there. Choose another name or overwrite.")
    content = encode(pixels, format=format, max_kb=max_kb, metadata=metadata, path=path)
    write_whole(content, path)
    return path


def encode(
    pixels: Pixels,
    *,
    format: str,
    max_kb: float | None = None,
    metadata: Mapping[str, str] | None = None,
    path: Path | None = None,
) -> bytes:
    """Return the file's bytes; `path` only names the file in errors. Raises as `save` does."""
    from PIL import Image

    name = {"jpg": "jpeg"}.get(format.lower(), format.lower())
    if name not in ENCODERS:
        raise ExportError(
            str(path or ""),
            f"'{format}' is no picture format Adloom writes; there are {', '.join(ENCODERS)}.",
        )
    packet = xmp_packet(metadata or {})
    limit = None if max_kb is None else int(max_kb * BYTES_PER_KB)
    smallest = None
    for content in ENCODERS[name](Image.fromarray(pixels), packet, limit):
        if limit is None or len(content) <= limit:
            return content
        smallest = min(len(content), smallest or len(content))
    height, width = pixels.shape[:2]
    raise ExportError(
        str(path or ""),
        f"A {name.upper()} of {width} x {height} pixels cannot be made smaller than "
        f"{(smallest or 0) / BYTES_PER_KB:.0f} KB without spoiling it; the limit is {max_kb:g} KB. "
        "Choose another format or a simpler background.",
    )


def write_whole(content: bytes, path: Path) -> None:
    """Write `content` under a temporary name beside `path`, flush it and rename it.

    Raises ExportError, in words, for a folder that cannot be written and for a full disk.
    """
    partial = path.with_name(f".{path.name}.partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with partial.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except OSError as error:
        partial.unlink(missing_ok=True) if partial.parent.is_dir() else None
        raise ExportError(str(path), _in_words(error, path)) from error


def _in_words(error: OSError, path: Path) -> str:
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"The folder {path.parent} may not be written to. Choose another folder."
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"The disk is full: {path.name} could not be written to {path.parent}."
    if error.errno in (errno.ENOTDIR, errno.EEXIST):
        return f"{path.parent} is not a folder. Choose another folder."
    if error.errno == errno.ENAMETOOLONG:
        return f"The name {path.name[:40]}... is too long for this disk."
    return f"{path} cannot be written ({error.strerror or error})."


def xmp_packet(metadata: Mapping[str, str]) -> bytes:
    """Return an XMP packet that says the picture is a composite with synthetic parts.

    Follows IPTC Photo Metadata 2023.1, property DigitalSourceType.
    """
    texts = {"title": "dc:title", "description": "dc:description", "rights": "dc:rights"}
    lines = [
        f'<{tag}><rdf:Alt><rdf:li xml:lang="x-default">{_clean(metadata[key])}</rdf:li></rdf:Alt>'
        f"</{tag}>"
        for key, tag in texts.items()
        if metadata.get(key)
    ]
    if metadata.get("creator"):
        creator = _clean(metadata["creator"])
        lines.append(f"<dc:creator><rdf:Seq><rdf:li>{creator}</rdf:li></rdf:Seq></dc:creator>")
    for key in sorted(set(metadata) - set(texts) - {"creator"}):
        tag = "".join(c if c.isalnum() and c.isascii() else "_" for c in key)
        lines.append(f"<adloom:p_{tag}>{_clean(metadata[key])}</adloom:p_{tag}>")
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:xmp="http://ns.adobe.com/xap/1.0/"'
        ' xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"'
        ' xmlns:adloom="urn:adloom:1">'
        "<xmp:CreatorTool>Adloom</xmp:CreatorTool>"
        f"<Iptc4xmpExt:DigitalSourceType>{SOURCE_TYPE}</Iptc4xmpExt:DigitalSourceType>"
        f"{''.join(lines)}</rdf:Description></rdf:RDF></x:xmpmeta>"
        '<?xpacket end="r"?>'
    ).encode()


def _clean(text: str) -> str:
    """Escape `text` for XML, without the control characters XML may not hold."""
    return escape("".join(c for c in str(text) if c >= " " or c in "\t\n"))


@lru_cache(maxsize=1)
def srgb_profile() -> bytes:
    """Return an sRGB ICC profile whose creation date is fixed, so that bytes do not change."""
    from PIL import ImageCms

    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile[24:36] = bytes((0x07, 0xE8, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0))  # 2024-01-01 00:00:00
    profile[84:100] = bytes(16)  # the profile's own checksum, optional
    return bytes(profile)


def _encode_png(image: Image.Image, packet: bytes, limit: int | None) -> Iterator[bytes]:
    """Full colour, or where that is too heavy the largest palette that is not."""
    from PIL import Image, PngImagePlugin

    note = PngImagePlugin.PngInfo()
    note.add_itxt("XML:com.adobe.xmp", packet.decode())
    opaque = image.getchannel("A").getextrema()[0] == 255
    picture = image.convert("RGB") if opaque else image

    def written(shown: Image.Image) -> bytes:
        target = io.BytesIO()
        shown.save(target, "PNG", pnginfo=note, icc_profile=srgb_profile())
        return target.getvalue()

    content = written(picture)
    if limit is None or len(content) <= limit:
        yield content
        return
    method = Image.Quantize.MEDIANCUT if opaque else Image.Quantize.FASTOCTREE
    smooth = Image.Dither.FLOYDSTEINBERG
    yield _best(
        lambda colours: written(picture.quantize(colours, method=method, dither=smooth)),
        PALETTES,
        limit,
    )


def _encode_jpeg(image: Image.Image, packet: bytes, limit: int | None) -> Iterator[bytes]:
    """Transparency becomes white; colour is kept at full resolution where quality is high."""
    from PIL import ImageFile

    picture = _on_white(image)
    # Pillow keeps an optimised JPEG in one buffer, by default too small for noisy pictures.
    ImageFile.MAXBLOCK = max(ImageFile.MAXBLOCK, 4 * picture.width * picture.height)

    def written(quality: int) -> bytes:
        target = io.BytesIO()
        picture.save(
            target,
            "JPEG",
            quality=quality,
            subsampling=0 if quality >= 80 else 2,
            optimize=True,
            progressive=True,
            icc_profile=srgb_profile(),
            xmp=packet,
        )
        return target.getvalue()

    yield _best(written, QUALITIES, limit)


def _encode_webp(image: Image.Image, packet: bytes, limit: int | None) -> Iterator[bytes]:
    opaque = image.getchannel("A").getextrema()[0] == 255
    picture = image.convert("RGB") if opaque else image

    def written(quality: int) -> bytes:
        target = io.BytesIO()
        picture.save(
            target, "WEBP", quality=quality, method=4, icc_profile=srgb_profile(), xmp=packet
        )
        return target.getvalue()

    yield _best(written, QUALITIES, limit)


def _best(written: Callable[[int], bytes], steps: tuple[int, ...], limit: int | None) -> bytes:
    """Return the file of the highest step that meets `limit`, else that of the lowest."""
    if limit is None:
        return written(steps[-1])
    low, high, found, content = 0, len(steps) - 1, b"", b""
    middle = high
    while low <= high:
        content = written(steps[middle])
        if len(content) <= limit:
            found, low = content, middle + 1
        else:
            high = middle - 1
        middle = (low + high) // 2
    return found or content


def _on_white(image: Image.Image) -> Image.Image:
    from PIL import Image

    ground = Image.new("RGBA", image.size, (255, 255, 255, 255))
    return Image.alpha_composite(ground, image).convert("RGB")


ENCODERS: dict[str, Callable[[Image.Image, bytes, int | None], Iterator[bytes]]] = {
    "png": _encode_png,
    "jpeg": _encode_jpeg,
    "webp": _encode_webp,
}
"""How each picture format is written: a new format needs a line here."""
