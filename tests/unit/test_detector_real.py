"""Labels on real pictures: what may teach, what is trusted, and the way through the tar."""

from __future__ import annotations

import csv
import io
import tarfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from adloom.types import Box
from export_tools.adstudio.labelled import LABELS
from export_tools.element_detector.real import (
    LABELS_FILE,
    TEST_SHARE,
    RealLabel,
    RealMark,
    care_mask,
    label_line,
    main,
    pack_real,
    pack_tar,
    read_labels,
    removal_mask,
    unpack_real,
)

AD = RealLabel(
    file="ad.webp",
    source="ai-pictures",
    known=("text",),
    marks=(RealMark("text", Box(320, 80, 640, 160)),),
    prints=(Box(640, 480, 160, 80),),
)
PHOTO = RealLabel("photo.webp", "grocery", LABELS, (), (Box(100, 100, 50, 20),))
COLUMNS = "file shard width height tier licence source title description category price alpha"


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with one ad of 1280 x 960 and one photo of 400 x 600."""
    pytest.importorskip("cv2")
    folder = tmp_path / "data"
    folder.mkdir()
    _add_set(folder, "ai-pictures", "ad.webp", (1280, 960), "N")
    _add_set(folder, "grocery", "photo.webp", (400, 600), "A")
    monkeypatch.setenv("ADLOOM_DATA", str(folder))
    return folder


def _add_set(folder: Path, name: str, file: str, size: tuple[int, int], tier: str) -> None:
    stream = io.BytesIO()
    Image.new("RGB", size, "#c04020").save(stream, "WEBP")
    with tarfile.open(folder / f"{name}-00.tar", "w") as tar:
        member = tarfile.TarInfo(file)
        member.size = stream.tell()
        tar.addfile(member, io.BytesIO(stream.getvalue()))
    with (folder / f"{name}.csv").open("w", newline="") as index:
        rows = csv.DictWriter(index, [*COLUMNS.split(), "white_bg"], restval="")
        rows.writeheader()
        rows.writerow({"file": file, "shard": f"{name}-00.tar", "tier": tier})


def test_shipped_labels_name_no_measuring_set_and_hold_out_a_tenth() -> None:
    labels = read_labels(LABELS_FILE.read_text(encoding="utf-8"))
    held_out = sum(label.fold == "test" for label in labels) / len(labels)
    assert not [label for label in labels if label.source.startswith("dev-")]
    assert abs(held_out - 1 / TEST_SHARE) < 0.03
    assert len({(label.source, label.file) for label in labels}) == len(labels)


def test_shipped_labels_have_enough_complete_ads_and_photos_with_print() -> None:
    labels = read_labels(LABELS_FILE.read_text(encoding="utf-8"))
    ads = [label for label in labels if label.marks]
    assert len(ads) >= 200
    assert sum(label.complete for label in ads) >= 60
    assert all("text" in label.known for label in labels)
    assert sum(bool(label.prints) for label in labels if not label.marks) >= 300


def test_a_label_line_reads_back_as_written() -> None:
    occluded = RealMark("text", Box(1, 2, 30, 4), occluded=True)
    label = RealLabel("a.webp", "products", ("logo", "text"), (occluded,), (Box(5, 6, 7, 8),))
    assert read_labels(label_line(label) + "\n") == [label]


def test_a_box_of_no_element_is_refused() -> None:
    with pytest.raises(ValueError, match="no element"):
        read_labels(label_line(AD).replace('"text", "box"', '"product", "box"'))


def test_tar_brings_pictures_and_labels_to_shards_of_640(data: Path, tmp_path: Path) -> None:
    assert pack_tar(tmp_path / "real.tar", [AD, PHOTO]) == 2
    counts = unpack_real(tmp_path / "real.tar", tmp_path / "shards")
    arrays = [dict(np.load(p)) for p in sorted((tmp_path / "shards").rglob("*.npz"))]
    pictures = np.concatenate([a["pictures"] for a in arrays])
    boxes = np.concatenate([a["boxes"] for a in arrays])
    assert sum(counts.values()) == len(pictures) == 2
    assert pictures.shape[1:] == (640, 640, 3)
    # 1280 x 960 halves into the square, 80 rows down
    assert boxes[:, 2:].tolist() == [[160, 120, 480, 200]]


def test_tar_and_data_folder_give_the_same_labels(data: Path, tmp_path: Path) -> None:
    pack_tar(tmp_path / "real.tar", [AD])
    unpack_real(tmp_path / "real.tar", tmp_path / "far")
    pack_real(tmp_path / "near", [AD])
    near, far = (dict(np.load(next((tmp_path / n).rglob("*.npz")))) for n in ("near", "far"))
    assert near.keys() == far.keys()
    for name in ("boxes", "prints", "known", "care", "insides"):
        np.testing.assert_array_equal(near[name], far[name])
    assert np.abs(near["removal"].astype(int) - far["removal"]).max() <= 128


def test_only_what_is_known_is_trusted(data: Path, tmp_path: Path) -> None:
    pack_real(tmp_path / "s", [AD])
    arrays = dict(np.load(next((tmp_path / "s").rglob("*.npz"))))
    care, removal = arrays["care"][0], arrays["removal"][0]
    assert arrays["known"].tolist() == [[label == "text" for label in LABELS]]
    assert care[40, 80] == 255 and removal[40, 80] == 255  # letters
    assert care[85, 90] == 255 and removal[85, 90] == 0  # print on the product
    assert care[120, 20] == 0  # perhaps a decoration
    assert care[5, 5] == 0  # padding


def test_a_photo_without_elements_is_trusted_everywhere_inside(data: Path, tmp_path: Path) -> None:
    pack_real(tmp_path / "s", [PHOTO])
    arrays = dict(np.load(next((tmp_path / "s").rglob("*.npz"))))
    inside = arrays["care"][0][:, 27:133]
    assert inside.min() == 255 and arrays["care"][0][:, :26].max() == 0
    assert arrays["removal"].max() == 0 and len(arrays["prints"]) == 1


def test_print_on_a_panel_stays_and_text_on_it_goes() -> None:
    panel, text = RealMark("underlay", Box(0, 0, 100, 60)), RealMark("text", Box(10, 10, 40, 10))
    mask = removal_mask(RealLabel("a", "s", LABELS, (panel, text), (Box(60, 20, 20, 20),)), 100, 80)
    assert mask[30, 70] == 0 and mask[15, 30] == 255 and mask[50, 5] == 255 and mask[70, 5] == 0


def test_a_text_behind_the_product_teaches_its_box_but_not_its_pixels() -> None:
    behind = RealMark("text", Box(20, 20, 60, 30), occluded=True)
    label = RealLabel("a", "s", LABELS, (behind,), ())
    care = care_mask(label, 100, 100)
    assert care[20:50, 20:80].max() == 0 and care[80, 50] == 255


def test_pictures_of_other_tiers_never_teach(data: Path, tmp_path: Path) -> None:
    _add_set(data, "grocery", "photo.webp", (400, 600), "R")
    with pytest.raises(ValueError, match="no training picture"):
        pack_real(tmp_path / "s", [PHOTO])
    with pytest.raises(ValueError, match="never enters training"):
        pack_real(tmp_path / "s", [RealLabel("ad.webp", "dev-ads", LABELS, (), ())])


def test_wrong_words_on_the_command_line_explain_themselves(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["paint"]) == 2
    assert "pack TAR | unpack TAR FOLDER" in capsys.readouterr().out
