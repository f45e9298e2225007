"""Reading the merchant's pictures: any usual file in, upright sRGB pixels out.

`read_picture` gives (H, W, 4) uint8 sRGB with straight alpha, at most 100 megapixels, EXIF
orientation applied, the embedded colour profile converted, the first frame of several.
"""

from __future__ import annotations

import io
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from adloom.assets import Pixels
from adloom.errors import IntakeError

if TYPE_CHECKING:
    from PIL import Image

MOST_PIXELS = 100_000_000
MOST_BYTES = 500_000_000
SHORTEST_SIDE = 16
FORMATS = ("PNG", "JPEG", "MPO", "WEBP", "TIFF", "BMP", "GIF", "AVIF", "HEIF")
SUFFIXES = (
    ".png",
    ".jpg",
    ".jpeg",
    ".jfif",
    ".webp",
    ".tif",
    ".tiff",
    ".bmp",
    ".gif",
    ".avif",
    ".heic",
    ".heif",
)


def read_picture(path: Path, longest: int | None = None) -> Pixels:
    """Return the picture in `path` as (H, W, 4) uint8 sRGB, no side longer than `longest` pixels.

    Raises IntakeError with a sentence if the file is missing, empty, no picture, broken, too large
    (100 megapixels) or too small (16 pixels).
    """
    _check_file(path)
    import pi_heif
    from PIL import Image, ImageOps, UnidentifiedImageError

    pi_heif.register_heif_opener()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # bombs are refused below, by our own limit
            with Image.open(path, formats=_known_formats()) as opened:
                _check_sides(path, *opened.size)
                if longest is not None and opened.format in ("JPEG", "MPO"):
                    opened.draft(
                        "RGB" if opened.mode == "RGB" else opened.mode, _fit(opened.size, longest)
                    )
                opened.seek(0)
                opened.load()
                upright = ImageOps.exif_transpose(opened)
                picture = _to_srgb(upright, opened.info.get("icc_profile"))
    except Image.DecompressionBombError as error:
        raise _too_large(path) from error
    except UnidentifiedImageError as error:
        raise IntakeError(
            str(path),
            f"{path.name} is no picture that Adloom can read (PNG, JPEG, WebP, TIFF, BMP, GIF, "
            "AVIF, HEIC).",
        ) from error
    except IntakeError:
        raise
    except MemoryError as error:
        raise IntakeError(str(path), f"{path.name} is too large for the free memory.") from error
    except Exception as error:  # decoders of broken files raise whatever they trip over
        raise IntakeError(str(path), f"{path.name} is damaged or cut short.") from error
    if longest is not None and max(picture.size) > longest:
        picture = picture.resize(_fit(picture.size, longest), Image.Resampling.LANCZOS)
    return np.array(picture, dtype=np.uint8)


def pictures_in(folder: Path) -> tuple[Path, ...]:
    """Return the picture files of `folder`, by name; raise IntakeError if it cannot be listed."""
    try:
        found = [path for path in folder.iterdir() if path.suffix.lower() in SUFFIXES]
    except OSError as error:
        raise IntakeError(
            str(folder), f"The folder {folder} cannot be read: {error.strerror}."
        ) from error
    return tuple(sorted(path for path in found if path.is_file() and not path.name.startswith(".")))


def _check_file(path: Path) -> None:
    try:
        if path.is_dir():
            raise IntakeError(str(path), f"{path.name} is a folder, not a picture.")
        weight = path.stat().st_size
        with path.open("rb"):
            pass
    except FileNotFoundError as error:
        raise IntakeError(str(path), f"There is no file {path}.") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "the name cannot be used"
        raise IntakeError(str(path), f"{path} cannot be opened: {reason}.") from error
    if weight == 0:
        raise IntakeError(str(path), f"{path.name} is empty.")
    if weight > MOST_BYTES:
        raise IntakeError(str(path), f"{path.name} is larger than 500 MB.")


def _check_sides(path: Path, width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise _too_large(path)
    if min(width, height) < SHORTEST_SIDE:
        raise IntakeError(
            str(path), f"{path.name} is too small: {width}x{height} pixels (16 a side are needed)."
        )


def _too_large(path: Path) -> IntakeError:
    return IntakeError(
        str(path), f"{path.name} has more than 100 megapixels. Please save it smaller."
    )


def _known_formats() -> tuple[str, ...]:
    from PIL import Image

    Image.init()
    return tuple(known for known in FORMATS if known in Image.OPEN)


def _fit(size: tuple[int, int], longest: int) -> tuple[int, int]:
    factor = min(1.0, longest / max(size))
    return max(1, round(size[0] * factor)), max(1, round(size[1] * factor))


def _to_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """Return `picture` as RGBA in sRGB, converting by `profile` where it says something else."""
    picture = _to_eight_bits(picture)
    if picture.mode in ("P", "PA", "LA", "La", "RGBa") or "transparency" in picture.info:
        picture = picture.convert("RGBA")
    elif picture.mode not in ("RGB", "RGBA", "CMYK", "L", "LAB"):
        picture = picture.convert("RGB")
    alpha = picture.getchannel("A") if picture.mode == "RGBA" else None
    coloured = _apply_profile(picture.convert("RGB") if alpha else picture, profile)
    result = coloured.convert("RGBA")
    if alpha is not None:
        result.putalpha(alpha)
    return result


def _to_eight_bits(picture: Image.Image) -> Image.Image:
    from PIL import Image

    if picture.mode not in ("I", "F") and not picture.mode.startswith("I;16"):
        return picture
    values = np.asarray(picture).astype(np.float64)
    if picture.mode == "F":
        whole = 1.0 if values.max(initial=0.0) <= 1.0 else 255.0
    else:
        whole = 65535.0 if picture.mode != "I" or values.max(initial=0) > 255 else 255.0
    levels = np.nan_to_num(values / whole).clip(0, 1) * 255
    return Image.fromarray(np.rint(levels).astype(np.uint8))


def _apply_profile(picture: Image.Image, profile: bytes | None) -> Image.Image:
    from PIL import ImageCms

    if picture.mode == "LAB":
        source = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    elif not profile:
        return picture.convert("RGB")
    else:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            if "srgb" in ImageCms.getProfileDescription(source).lower():
                return picture.convert("RGB")
        except (ImageCms.PyCMSError, OSError):
            return picture.convert("RGB")  # an unreadable profile means sRGB, as browsers hold
    try:
        converted = ImageCms.profileToProfile(
            picture,
            source,
            ImageCms.createProfile("sRGB"),
            renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
            outputMode="RGB",
        )
    except ImageCms.PyCMSError:
        # The profile is of another colour model than the pixels: it cannot be meant for them.
        return picture.convert("RGB")
    return converted if converted is not None else picture.convert("RGB")
