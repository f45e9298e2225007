"""Any usual picture comes in upright, in sRGB, with its alpha; a broken one is a sentence."""

from __future__ import annotations

import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image, ImageCms

from adloom import intake
from adloom.errors import IntakeError
from adloom.intake import pictures_in, read_picture


def corner_picture(width: int = 48, height: int = 32) -> Image.Image:
    """Grey with a red top-left quarter: its place tells the orientation."""
    pixels = np.full((height, width, 3), 128, np.uint8)
    pixels[: height // 2, : width // 2] = (220, 20, 30)
    return Image.fromarray(pixels)


def near(pixel, colour, tolerance=6) -> bool:
    return bool(np.abs(np.asarray(pixel[:3], int) - np.asarray(colour)).max() <= tolerance)


@pytest.mark.parametrize("suffix", ["png", "jpg", "webp", "tiff", "bmp", "gif", "avif"])
def test_every_promised_format_is_read(tmp_path, suffix):
    path = tmp_path / f"photo 照片 é.{suffix}"
    corner_picture().save(path, quality=95)
    pixels = read_picture(path)
    assert pixels.shape == (32, 48, 4)
    assert pixels.dtype == np.uint8
    assert near(pixels[4, 4], (220, 20, 30), 14)
    assert pixels[..., 3].min() == 255


@pytest.mark.parametrize("orientation", range(1, 9))
def test_all_eight_exif_orientations_come_upright(tmp_path, orientation):
    back = {
        1: None,
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }[orientation]
    stored = corner_picture() if back is None else corner_picture().transpose(back)
    exif = Image.Exif()
    exif[0x0112] = orientation
    stored.save(tmp_path / "p.png", exif=exif)
    pixels = read_picture(tmp_path / "p.png")
    assert pixels.shape == (32, 48, 4)
    assert near(pixels[2, 2], (220, 20, 30))
    assert near(pixels[2, -2], (128, 128, 128))
    assert near(pixels[-2, 2], (128, 128, 128))


def test_sixteen_bits_are_scaled_not_clipped(tmp_path):
    ramp = np.linspace(0, 65535, 48 * 32).reshape(32, 48).astype(np.uint16)
    Image.fromarray(ramp).save(tmp_path / "grey.png")
    pixels = read_picture(tmp_path / "grey.png")
    expected = np.rint(ramp / 257).astype(int)
    assert np.abs(pixels[..., 0].astype(int) - expected).max() <= 1


def test_sixteen_bit_colour_png_is_read(tmp_path):
    rows = np.full((32, 48, 3), 0x8040, ">u2")
    raw = b"".join(b"\0" + row.tobytes() for row in rows)
    png = b"\x89PNG\r\n\x1a\n"
    header = struct.pack(">IIBBBBB", 48, 32, 16, 2, 0, 0, 0)
    for kind, body in ((b"IHDR", header), (b"IDAT", zlib.compress(raw)), (b"IEND", b"")):
        png += struct.pack(">I", len(body)) + kind + body
        png += struct.pack(">I", zlib.crc32(kind + body))
    (tmp_path / "deep.png").write_bytes(png)
    assert near(read_picture(tmp_path / "deep.png")[5, 5], (128, 128, 128), 1)


def test_alpha_survives_from_rgba_palette_and_grey(tmp_path):
    rgba = np.zeros((32, 48, 4), np.uint8)
    rgba[..., 0], rgba[:, :24, 3] = 200, 255
    Image.fromarray(rgba).save(tmp_path / "rgba.png")
    Image.fromarray(rgba).quantize(8).save(tmp_path / "palette.png")
    Image.fromarray(rgba).convert("LA").save(tmp_path / "grey.png")
    for name in ("rgba", "palette", "grey"):
        pixels = read_picture(tmp_path / f"{name}.png")
        assert pixels[3, 3, 3] == 255, name
        assert pixels[3, 40, 3] == 0, name


def test_a_palette_with_a_transparent_index_keeps_it(tmp_path):
    picture = corner_picture().quantize(4)
    picture.save(tmp_path / "p.gif", transparency=picture.getpixel((2, 2)))
    pixels = read_picture(tmp_path / "p.gif")
    assert pixels[2, 2, 3] == 0
    assert pixels[30, 40, 3] == 255


def test_cmyk_becomes_the_colour_it_shows(tmp_path):
    corner_picture().convert("CMYK").save(tmp_path / "p.jpg", quality=98)
    assert near(read_picture(tmp_path / "p.jpg")[4, 4], (220, 20, 30), 14)


def test_a_phone_s_heic_has_a_decoder(tmp_path):
    corner_picture().save(tmp_path / "p.png")
    read_picture(tmp_path / "p.png")
    assert "HEIF" in Image.OPEN


def swapped_profile() -> bytes:
    """Make the sRGB profile, with red and blue exchanged and another name."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for old, new in ((b"rXYZ", b"tmp_"), (b"bXYZ", b"rXYZ"), (b"tmp_", b"bXYZ")):
        profile = profile.replace(old, new, 1)
    return profile.replace("sRGB".encode("utf-16-be"), "swap".encode("utf-16-be"))


def test_a_colour_profile_is_converted_to_srgb(tmp_path):
    for name, mode in (("p.png", "RGB"), ("q.png", "RGBA")):
        picture = Image.new("RGB", (32, 32), (220, 20, 30)).convert(mode)
        picture.save(tmp_path / name, icc_profile=swapped_profile())
        red, _, blue, _ = read_picture(tmp_path / name)[4, 4]
        assert blue > 150 > red


def test_a_broken_colour_profile_means_srgb(tmp_path):
    corner_picture().save(tmp_path / "p.png", icc_profile=b"no profile at all")
    assert near(read_picture(tmp_path / "p.png")[4, 4], (220, 20, 30))


def test_the_first_frame_of_an_animation_is_taken(tmp_path):
    frames = [Image.new("RGB", (32, 32), colour) for colour in ("#c80000", "#00c800")]
    frames[0].save(tmp_path / "p.gif", save_all=True, append_images=frames[1:])
    assert near(read_picture(tmp_path / "p.gif")[4, 4], (200, 0, 0))


def test_longest_bounds_the_sides_and_keeps_the_ratio(tmp_path):
    corner_picture(900, 600).save(tmp_path / "p.jpg")
    assert read_picture(tmp_path / "p.jpg", longest=300).shape == (200, 300, 4)


def png_claiming(width: int, height: int) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 100)
    png = b"\x89PNG\r\n\x1a\n"
    for kind, content in ((b"IHDR", header), (b"IDAT", body), (b"IEND", b"")):
        png += struct.pack(">I", len(content)) + kind + content
        png += struct.pack(">I", zlib.crc32(kind + content))
    return png


def truncated() -> bytes:
    buffer = io.BytesIO()
    Image.effect_noise((200, 200), 80).convert("RGB").save(buffer, "JPEG")
    return buffer.getvalue()[:2000]


BROKEN = {
    "empty.jpg": (b"", "is empty"),
    "fake.jpg": (b"this is not a picture" * 20, "no picture"),
    "short.jpg": (truncated(), "damaged or cut short"),
    "large.png": (png_claiming(12_000, 9_000), "100 megapixels"),
    "bomb.png": (png_claiming(60_000, 60_000), "100 megapixels"),
    "tiny.png": (png_claiming(4, 4), "too small"),
    "vector.eps": (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 90 90\n", "no picture"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_or_hostile_file_is_refused_in_a_sentence(tmp_path, name):
    content, words = BROKEN[name]
    (tmp_path / name).write_bytes(content)
    with pytest.raises(IntakeError, match=words) as caught:
        read_picture(tmp_path / name)
    assert caught.value.path.endswith(name)
    assert str(caught.value).endswith((".", ")."))


def test_a_missing_file_a_folder_and_an_impossible_name_are_sentences(tmp_path):
    for path in (tmp_path / "none.png", tmp_path, tmp_path / ("x" * 400), tmp_path / "a\0b"):
        with pytest.raises(IntakeError):
            read_picture(path)


def test_a_folder_lists_its_pictures_by_name(tmp_path):
    for name in ("b.JPG", "a.png", "notes.txt", ".hidden.png"):
        (tmp_path / name).write_bytes(b"x")
    assert [path.name for path in pictures_in(tmp_path)] == ["a.png", "b.JPG"]
    with pytest.raises(IntakeError):
        pictures_in(tmp_path / "none")


def test_the_limit_is_the_promised_one():
    assert intake.MOST_PIXELS == 100_000_000
