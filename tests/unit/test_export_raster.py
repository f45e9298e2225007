import errno
import io
import os

import numpy as np
import pytest
from PIL import Image

from adloom.errors import ExportError
from adloom.export.raster import SOURCE_TYPE, encode, save


@pytest.fixture
def pixels():
    y, x = np.mgrid[0:160, 0:240]
    noise = np.random.default_rng(2).integers(0, 40, (160, 240))
    planes = [x + noise, y + noise, (x + y) // 2 + noise, np.full_like(x, 255)]
    return np.stack(planes, -1).clip(0, 255).astype(np.uint8)


@pytest.mark.parametrize("name", ["png", "jpeg", "webp"])
def test_files_carry_profile_provenance_and_words(pixels, name):
    content = encode(pixels, format=name, metadata={"title": "Tea & <cups>", "seed": "7"})
    picture = Image.open(io.BytesIO(content))
    assert picture.size == (240, 160)
    assert len(picture.info["icc_profile"]) > 128
    assert SOURCE_TYPE.encode() in content
    assert b"Tea &amp; &lt;cups&gt;" in content


@pytest.mark.parametrize("name", ["png", "jpg", "webp"])
def test_same_pixels_same_bytes(pixels, name):
    first = encode(pixels, format=name, metadata={"b": "1", "a": "2"})
    assert first == encode(pixels, format=name, metadata={"a": "2", "b": "1"})


def test_png_is_lossless(pixels):
    pixels[..., 3] = np.arange(240, dtype=np.uint8)
    back = np.asarray(Image.open(io.BytesIO(encode(pixels, format="png"))))
    assert np.array_equal(back, pixels)


def test_jpeg_shows_white_through_transparency(pixels):
    pixels[:] = 0
    back = np.asarray(Image.open(io.BytesIO(encode(pixels, format="jpeg"))))
    assert back.min() >= 253


@pytest.mark.parametrize("name", ["png", "jpeg", "webp"])
def test_weight_limit_is_met_with_little_to_spare(pixels, name):
    full = len(encode(pixels, format=name))
    limit_kb = full * 0.5 / 1000
    content = encode(pixels, format=name, max_kb=limit_kb)
    assert 0.4 * limit_kb <= len(content) / 1000 <= limit_kb


def test_a_limit_that_cannot_be_met_is_said(pixels, tmp_path):
    with pytest.raises(ExportError, match="the limit is 1 KB"):
        save(pixels, tmp_path / "a.jpg", format="jpeg", max_kb=1)
    assert list(tmp_path.iterdir()) == []


def test_unknown_format_is_said(pixels, tmp_path):
    with pytest.raises(ExportError, match="'bmp' is no picture format"):
        save(pixels, tmp_path / "a.bmp", format="bmp")


def test_nothing_is_overwritten_unasked(pixels, tmp_path):
    target = tmp_path / "a.png"
    target.write_bytes(b"mine")
    with pytest.raises(ExportError, match="already there"):
        save(pixels, target, format="png")
    assert target.read_bytes() == b"mine"
    save(pixels, target, format="png", overwrite=True)
    assert target.read_bytes() != b"mine"


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "disk is full"),
        (errno.EROFS, "may not be written"),
        (errno.EACCES, "may not"),
    ],
)
def test_a_failing_disk_leaves_nothing_behind(pixels, tmp_path, monkeypatch, number, words):
    def fail(_handle):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(ExportError, match=words):
        save(pixels, tmp_path / "a.png", format="png")
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_place_of_the_folder_is_said(pixels, tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(ExportError, match="is not a folder"):
        save(pixels, tmp_path / "file" / "a.png", format="png")


def test_pure_noise_can_be_written():
    noise = np.random.default_rng(0).integers(0, 256, (300, 300, 4), np.uint8)
    assert len(encode(noise, format="jpeg")) > 90_000
