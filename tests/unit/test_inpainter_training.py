"""The inpainter's training: holes of the stated sizes, losses that judge them, resumed runs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("cv2")
pytest.importorskip("onnx")

from export_tools.inpainter import evaluate, losses, masks, stock, train, wallpapers  # noqa: E402
from export_tools.inpainter.check import golden_input, refuse_drops  # noqa: E402
from export_tools.inpainter.export import kept_float, write_onnx  # noqa: E402
from export_tools.inpainter.model import (  # noqa: E402
    Critic,
    Exported,
    Generator,
    composed,
    network_input,
    smooth_fill,
    start,
)
from export_tools.product_matting.model import Encoder  # noqa: E402
from export_tools.product_matting.optics import Dice  # noqa: E402
from export_tools.shipping import ToleranceError  # noqa: E402

CPU = torch.device("cpu")
SMALL = 64


@pytest.fixture(scope="module")
def generator() -> Generator:
    """A generator whose batch norms have seen something and differ from one another."""
    torch.manual_seed(3)
    network = start(Generator()).train()
    with torch.no_grad():
        for _ in range(3):
            network(torch.rand(2, 4, SMALL, SMALL))
    return network.eval()


@pytest.fixture(scope="module")
def texts() -> torch.Tensor:
    return evaluate.words(Dice(5, CPU))


@pytest.fixture
def small_stock(texts: torch.Tensor) -> stock.Stock:
    """Six pictures of smooth noise, of two sizes."""
    noise = torch.rand(6, 3, 40, 40, generator=torch.Generator().manual_seed(1))
    smooth = torch.nn.functional.interpolate(noise, size=(stock.SIDE, stock.SIDE), mode="bilinear")
    extents = torch.tensor([[640.0, 640.0], [400.0, 300.0]]).repeat(3, 1)
    return stock.Stock((smooth * 255).byte(), extents, torch.ones(6), texts)


@pytest.mark.parametrize("side", [64, 96])
def test_generator_paints_the_size_it_is_given_with_about_six_million_weights(
    generator: Generator, side: int
) -> None:
    with torch.no_grad():
        painted = generator(torch.rand(1, 4, side, side))
    assert painted.shape == (1, 3, side, side)
    assert 5.5e6 < sum(p.numel() for p in generator.parameters()) < 6.6e6


def test_merged_kernels_answer_as_the_branches_they_were(generator: Generator) -> None:
    image = torch.rand(1, 4, SMALL, SMALL)
    with torch.no_grad():
        branches, plain = generator(image).clamp(0, 1), Exported(generator)(image)
    assert (branches - plain).abs().max() < 1e-4
    assert branches.std() > 1e-3


def test_exported_graph_is_plain_convolutions_with_the_same_answer_every_time(
    generator: Generator, tmp_path: Path
) -> None:
    import onnx
    import onnxruntime

    path = tmp_path / "float.onnx"
    write_onnx(generator, SMALL, path)
    nodes = onnx.load(path).graph.node
    kinds = {n.op_type for n in nodes}
    assert not kinds & {"BatchNormalization", "RandomNormal", "RandomNormalLike", "RandomUniform"}
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    image = golden_input(SMALL)
    first, second = (session.run(None, {"image": image})[0] for _ in range(2))
    assert np.array_equal(first, second)
    with torch.no_grad():
        wanted = Exported(generator)(torch.from_numpy(image)).numpy()
    assert np.abs(first - wanted).max() < 1e-3


def test_only_the_filling_and_the_rgb_sums_stay_float(generator: Generator, tmp_path: Path) -> None:
    import onnx

    path = tmp_path / "float.onnx"
    write_onnx(generator, SMALL, path)
    kept = set(kept_float(path))
    convolutions = [n for n in onnx.load(path).graph.node if n.op_type == "Conv"]
    assert sum(n.name in kept for n in convolutions) == 5
    assert len(convolutions) > 50


def test_an_untrained_generator_fills_a_plain_ground_smoothly() -> None:
    line = torch.linspace(0.2, 0.8, 128)
    picture = line.expand(1, 3, 128, 128)
    hole = torch.zeros(1, 1, 128, 128)
    hole[..., 40:70, 50:80] = 1
    filled = smooth_fill(network_input(picture, hole))
    gap = (filled - picture).abs()
    assert float((gap * (1 - hole)).max()) < 1e-6
    assert float((gap * hole).max()) < 0.1
    flat = smooth_fill(network_input(torch.full((1, 3, 64, 64), 0.7), hole[..., 16:80, 16:80]))
    assert float((flat - 0.7).abs().max()) < 1e-2


def test_critic_judges_at_two_scales() -> None:
    critic = Critic()
    verdict = critic(torch.rand(1, 3, SMALL, SMALL), torch.zeros(1, 1, SMALL, SMALL))
    assert verdict.near.shape == (1, 1, SMALL // 16, SMALL // 16)
    assert verdict.far.shape == (1, 1, SMALL // 32, SMALL // 32)


def test_pixels_outside_the_hole_are_the_picture_itself() -> None:
    picture, painted = torch.rand(2, 3, 32, 32), torch.rand(2, 3, 32, 32)
    hole = (torch.rand(2, 1, 32, 32) > 0.6).float()
    result = composed(picture, painted, hole)
    outside = (hole < 0.5).expand_as(result)
    assert torch.equal(result[outside], picture[outside])
    assert torch.equal(result[~outside], painted[~outside])
    assert (network_input(picture, hole)[:, :3] * hole).abs().max() == 0


def test_holes_take_the_stated_share_from_small_to_large(texts: torch.Tensor) -> None:
    holes = masks.draw_holes(texts, Dice(2, CPU), 120, 256)
    share = holes.mean((1, 2, 3))
    assert set(holes.unique().tolist()) == {0.0, 1.0}
    assert float(share.min()) >= masks.LEAST
    assert 0.3 < float(share.max()) <= masks.MOST
    assert float((share < 0.04).float().mean()) > 0.1


def test_boxes_take_up_to_two_fifths_of_the_picture() -> None:
    boxes = masks._boxes(Dice(4, CPU), 300, 64, masks.BOX_SHARES)
    share = boxes.mean((1, 2, 3))
    assert 0.33 < float(share.max()) <= 0.42


def test_same_seed_same_holes_and_another_seed_others(texts: torch.Tensor) -> None:
    first, again, other = (masks.draw_holes(texts, Dice(s, CPU), 8, 64) for s in (7, 7, 8))
    assert torch.equal(first, again)
    assert not torch.equal(first, other)


def test_stains_lie_on_the_rim_alone(texts: torch.Tensor) -> None:
    dice = Dice(3, CPU)
    holes = masks.draw_holes(texts, dice, 24, 64)
    pictures = torch.rand(24, 3, 64, 64)
    changed = (masks.stained(pictures, holes, dice) - pictures).abs().amax(1, keepdim=True) > 0
    ring = masks.grown(holes, masks.STAIN_PX) - holes > 0
    assert bool(changed.any())
    assert not bool((changed & ~ring).any())


def test_a_fault_far_from_the_hole_costs_less_than_one_in_it() -> None:
    truth = torch.full((1, 3, 64, 64), 0.5)
    hole = torch.zeros(1, 1, 64, 64)
    hole[..., 28:36, 28:36] = 1
    inside, outside = truth.clone(), truth.clone()
    inside[..., 28:36, 28:36] = 1
    outside[..., :8, :8] = 1
    assert losses.reconstruction(truth, truth, hole) == 0
    cost_inside = losses.reconstruction(inside, truth, hole)
    assert cost_inside > 20 * losses.reconstruction(outside, truth, hole) > 0


def test_features_are_judged_where_the_hole_reaches() -> None:
    torch.manual_seed(0)
    features = losses.Features(Encoder())
    truth = torch.rand(1, 3, 128, 128)
    hole = torch.zeros(1, 1, 128, 128)
    hole[..., :16, :16] = 1
    near, far = truth.clone(), truth.clone()
    near[..., :16, :16] = 0
    far[..., -16:, -16:] = 0
    assert losses.of_features(features, truth, truth, hole) == 0
    cost_near = losses.of_features(features, near, truth, hole)
    assert cost_near > 3 * losses.of_features(features, far, truth, hole)


def test_measures_look_at_hole_pixels_only() -> None:
    pytest.importorskip("skimage")
    truth = np.random.default_rng(1).integers(0, 255, (64, 64, 3), dtype=np.uint8)
    hole = np.zeros((64, 64), bool)
    hole[20:30, 20:40] = True
    spoiled_outside, spoiled_inside = truth.copy(), truth.copy()
    spoiled_outside[50:, 50:] = 0
    spoiled_inside[hole] = 0
    assert evaluate.psnr_in(spoiled_outside, truth, hole) > 70
    assert evaluate.ssim_in(spoiled_outside, truth, hole) > 0.999
    assert evaluate.psnr_in(spoiled_inside, truth, hole) < 15
    assert evaluate.ssim_in(spoiled_inside, truth, hole) < 0.5


def test_filling_changes_nothing_but_the_hole() -> None:
    picture = np.random.default_rng(2).integers(0, 255, (50, 70, 3), dtype=np.uint8)
    hole = np.zeros((50, 70), bool)
    hole[10:20, 30:60] = True
    result = evaluate.filled(lambda image: np.full((1, 3, 512, 512), 0.5), picture, hole)
    assert np.array_equal(result[~hole], picture[~hole])
    assert (result[hole] == 128).all()


def test_measured_holes_fall_in_their_bin_and_are_the_same_every_time() -> None:
    for number, bounds in enumerate(evaluate.BINS):
        first, again = (
            evaluate.hole_within(Dice(number, CPU), (96, 128), bounds) for _ in range(2)
        )
        assert bounds[0] < first.mean() <= bounds[1]
        assert np.array_equal(first, again)


def test_frechet_distance_is_nought_for_one_cloud_and_grows_with_the_shift() -> None:
    cloud = np.random.default_rng(0).normal(size=(500, 6)).astype(np.float32)
    assert abs(evaluate.frechet(cloud, cloud)) < 1e-6
    assert evaluate.frechet(cloud + 2, cloud) == pytest.approx(24, rel=1e-3)


def test_int8_that_loses_more_than_a_hundredth_is_refused() -> None:
    sound = {"psnr_float": 30.0, "feature_float": 0.5, "psnr_int8": 29.8, "feature_int8": 0.504}
    refuse_drops(sound, ("float", "int8"))
    with pytest.raises(ToleranceError):
        refuse_drops({**sound, "psnr_int8": 29.6}, ("float", "int8"))
    with pytest.raises(ToleranceError):
        refuse_drops({**sound, "feature_int8": 0.51}, ("float", "int8"))


def test_drawn_pictures_lie_within_what_their_square_holds(small_stock: stock.Stock) -> None:
    black_outside = small_stock.squares.clone()
    for square, (height, width) in zip(black_outside, small_stock.extents.int(), strict=True):
        square[:] = 200
        square[:, height:] = 0
        square[:, :, width:] = 0
    filled = replace(small_stock, squares=black_outside)
    pictures = stock._windows(filled.squares.float() / 255, filled.extents, Dice(1, CPU), 128)
    assert float(pictures.min()) > 0.75


def test_long_pictures_are_cut_into_pieces_that_cover_them() -> None:
    across = np.tile(np.arange(1600, dtype=np.uint16)[None, :, None] // 8, (500, 1, 3))
    pieces = stock.fitted(across.astype(np.uint8))
    assert [p.shape[:2] for p in pieces] == [(500, 640)] * 3
    assert pieces[0][0, 0, 0] == 0
    assert pieces[-1][0, -1, 0] == 199
    assert stock.fitted(np.zeros((300, 200, 3), np.uint8))[0].shape == (300, 200, 3)


def test_share_alike_wallpapers_are_not_among_the_permissive() -> None:
    taken = [w for w in wallpapers.WALLPAPERS if w.licence in wallpapers.PERMISSIVE]
    assert taken
    assert not [w for w in taken if "SA" in w.licence or "GPL" in w.licence]
    assert all(w.author for w in wallpapers.WALLPAPERS)


def test_a_run_stopped_and_resumed_ends_as_one_that_was_not(
    small_stock: stock.Stock, tmp_path: Path
) -> None:
    config = replace(
        train.read_config(Path(train.__file__).with_name("train.toml")),
        steps=4,
        batch=2,
        sides=((0.0, SMALL),),
        adversarial_from=0.0,
        adversarial_full=0.5,
        warm_steps=2,
    )
    weights = tmp_path / "lite0.pt"
    torch.manual_seed(9)
    encoder = {f"encoder.{k}": v for k, v in Encoder().state_dict().items()}
    torch.save({"weights": encoder}, weights)
    ends = []
    for name, stops in (("whole", ()), ("halved", (2,))):
        paths = train.Paths((), tmp_path, tmp_path / name, tmp_path / name / "s", weights)
        run = train.begin(config, paths, CPU)
        while run.step < config.steps:
            if run.step in stops:
                train._save(run, config, paths)
                run = train.begin(config, paths, CPU)
                stops = ()
            train.step(run, config, small_stock, train.share_done(run, config))
        ends.append(run)
    whole, halved = (e.average.state_dict() for e in ends)
    assert all(torch.equal(whole[k], halved[k]) for k in whole)
    assert ends[0].loss == ends[1].loss
    assert {"pixels", "features", "critic", "fooled", "matching", "steep"} <= set(ends[0].loss)
