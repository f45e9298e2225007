"""The element detector: EfficientNet-Lite0 trunk, a small feature pyramid, boxes and maps.

Input (N, 3, S, S) RGB 0..1, S a multiple of 64. Boxes are anchor-free (Tian et al., FCOS, ICCV
2019) at strides 8, 16, 32, 64: A = (S/8)^2 + (S/16)^2 + (S/32)^2 + (S/64)^2 places, row by row,
finest level first; every label has its own box at every place, so that a line and the panel it
stands on never compete. Maps are (N, 4, S/4, S/4): removal, text, print, product. Only ReLU6.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from export_tools.adstudio.labelled import LABELS
from export_tools.product_matting.model import Encoder, convolution

STRIDES = (8, 16, 32, 64)
MAPS = ("removal", "text", "print", "product")
TAPS = (1, 2, 4, 5)  # stages whose outputs have strides 4, 8, 16, 32; the 320-channel one is left
WIDTHS = (24, 40, 112, 192)
WIDE, FINE = 96, 48  # channels of the pyramid, and of the stride-4 level
RAREST = -4.6  # logit of a score of one in a hundred: what an unknowing network should say
FURTHEST = 5.0  # e^5 strides: farther than any side of a box lies from its places


@dataclass(frozen=True)
class Answer:
    """What the network says: logits (N, A, L), boxes (N, A, L, 4) in pixels, map logits."""

    scores: Tensor
    boxes: Tensor
    maps: Tensor


class Separable(nn.Sequential):
    """Depthwise, then pointwise."""

    def __init__(
        self, inputs: int, outputs: int, kernel: int = 3, stride: int = 1, dilation: int = 1
    ) -> None:
        reach = dilation * (kernel // 2)
        depthwise = nn.Conv2d(
            inputs, inputs, kernel, stride, reach, dilation, groups=inputs, bias=False
        )
        super().__init__(
            depthwise,
            nn.BatchNorm2d(inputs, eps=1e-3, momentum=0.03),
            nn.ReLU6(),
            *convolution(inputs, outputs),
            nn.ReLU6(),
        )


class Pyramid(nn.Module):
    """Features of WIDE channels at strides 8 to 64, and of FINE channels at stride 4."""

    def __init__(self) -> None:
        super().__init__()
        self.top = nn.Sequential(*convolution(WIDTHS[3], WIDE), nn.ReLU6())
        # overlay or print is told from the whole picture: these see all of it from everywhere
        self.near, self.far = Separable(WIDE, WIDE, 5), Separable(WIDE, WIDE, 5, dilation=3)
        self.sides = nn.ModuleList(
            nn.Sequential(*convolution(w, WIDE)) for w in (WIDTHS[2], WIDTHS[1])
        )
        self.mixes = nn.ModuleList(Separable(WIDE, WIDE) for _ in range(2))
        self.downs = nn.ModuleList(Separable(WIDE, WIDE, 3, 2) for _ in range(3))
        self.joins = nn.ModuleList(Separable(WIDE, WIDE) for _ in range(2))
        self.narrow = nn.Sequential(*convolution(WIDE, FINE))
        self.fine = nn.Sequential(*convolution(WIDTHS[0], FINE))
        self.finish = nn.Sequential(Separable(FINE, FINE, 5), Separable(FINE, FINE))

    def forward(self, features: list[Tensor]) -> tuple[Tensor, list[Tensor]]:
        c4, c8, c16, c32 = features
        p32 = self.top(c32)  # (N, WIDE, S/32, S/32)
        p32 = p32 + self.near(p32)
        p32 = p32 + self.far(p32)
        p16 = self.mixes[0](functional.relu6(self.sides[0](c16) + _twice(p32)))
        p8 = self.mixes[1](functional.relu6(self.sides[1](c8) + _twice(p16)))
        p16 = self.joins[0](p16 + self.downs[0](p8))  # edges come down again, as in PANet
        p32 = self.joins[1](p32 + self.downs[1](p16))
        p64 = self.downs[2](p32)  # (N, WIDE, S/64, S/64)
        p4 = self.finish(functional.relu6(self.fine(c4) + _twice(self.narrow(p8))))
        return p4, [p8, p16, p32, p64]


def _twice(x: Tensor) -> Tensor:
    return functional.interpolate(x, scale_factor=2, mode="nearest")


class Head(nn.Module):
    """Scores and distances of one level; its filters serve all levels."""

    def __init__(self) -> None:
        super().__init__()
        self.score_tower = nn.Sequential(Separable(WIDE, WIDE, 5), Separable(WIDE, WIDE))
        self.box_tower = nn.Sequential(Separable(WIDE, WIDE, 5), Separable(WIDE, WIDE, 5))
        self.scores = nn.Conv2d(WIDE, len(LABELS), 1)
        self.sides = nn.Conv2d(WIDE, 4 * len(LABELS), 1)
        nn.init.normal_(self.scores.weight, std=0.01)
        nn.init.constant_(self.scores.bias, RAREST)
        nn.init.normal_(self.sides.weight, std=0.01)
        nn.init.constant_(self.sides.bias, 0.7)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        scores, sides = self.score_tower(x), self.box_tower(x)
        with torch.autocast(x.device.type, enabled=False):  # half precision cannot hold 300 px
            return self.scores(scores.float()), self.sides(sides.float())


class Detector(nn.Module):
    """The whole network; see the module's head for shapes."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder = Encoder()
        del self.encoder.stages[TAPS[-1] + 1 :]
        self.pyramid = Pyramid()
        self.head = Head()
        self.reach = nn.Parameter(torch.tensor([0.0, 0.0, 0.0, 0.0]))
        self.maps = nn.Conv2d(FINE, len(MAPS), 1)
        nn.init.constant_(self.maps.bias, -2.0)

    def forward(self, picture: Tensor) -> Answer:
        x = self.encoder.stem(picture * (255 / 128) - 127 / 128)  # (N, 32, S/2, S/2)
        features = []
        for index, stage in enumerate(self.encoder.stages):
            x = stage(x)
            if index in TAPS:
                features.append(x)
        p4, levels = self.pyramid(features)
        scores, boxes = [], []
        for number, (stride, level) in enumerate(zip(STRIDES, levels, strict=True)):
            score, sides = self.head(level)
            scores.append(score.flatten(2).transpose(1, 2))  # (N, h w, L)
            boxes.append(_boxes(sides + self.reach[number], stride))
        return Answer(torch.cat(scores, 1), torch.cat(boxes, 1), self.maps(p4))


def _boxes(sides: Tensor, stride: int) -> Tensor:
    """Boxes (N, A, L, 4) from log distances (N, 4 L, h, w) in strides."""
    count, _, height, width = sides.shape
    reach = sides.float().clamp(max=FURTHEST).exp() * stride
    reach = reach.flatten(2).transpose(1, 2).reshape(count, height * width, -1, 4)
    centres = places_of(height, width, stride, sides.device)[None, :, None]  # (1, A, 1, 2)
    return torch.cat([centres - reach[..., :2], centres + reach[..., 2:]], -1)


def places_of(height: int, width: int, stride: int, device: torch.device) -> Tensor:
    """Centres (height * width, 2), x and y in pixels, of the cells of one level."""
    y = (torch.arange(height, device=device) + 0.5) * stride
    x = (torch.arange(width, device=device) + 0.5) * stride
    grid = torch.stack(torch.meshgrid(y, x, indexing="ij"), -1)
    return grid.flip(-1).reshape(-1, 2)


class Exported(nn.Module):
    """What ships: scores (1, A, L), boxes (1, A, L, 4), removal and text maps, 0..1."""

    def __init__(self, network: Detector) -> None:
        super().__init__()
        self.network = network

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        answer = self.network(image)
        maps = torch.sigmoid(answer.maps)
        return torch.sigmoid(answer.scores), answer.boxes, maps[:, 0:1], maps[:, 1:2]
