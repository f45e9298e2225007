"""The inpainter: a mobile generator that paints holes, and the critic that teaches it.

Generator input (N, 4, S, S): RGB 0..1 with the hole zeroed, and the mask, 1 in the hole; S a
multiple of 32. Output (N, 3, S, S) RGB about 0..1. Depthwise-separable blocks, RGB summed over
scales and depthwise kernels merged for export, after MI-GAN (Sargsyan et al., ICCV 2023) and
RepLKNet (Ding et al., CVPR 2022). It paints on top of a smooth filling of the hole, so plain
grounds are right from the first step; no noise, so the same hole is always filled alike.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.utils.fusion import fuse_conv_bn_weights
from torch.nn.utils.parametrizations import spectral_norm

WIDTHS = (48, 96, 160, 272, 384)  # channels at strides 2, 4, 8, 16, 32
CODED = (1, 1, 2, 2)  # blocks of the encoder at strides 2, 4, 8, 16
DEEP = 5  # blocks at stride 32
PAINTED = (1, 2, 2, 4)  # blocks of the decoder at strides 2, 4, 8, 16
KERNELS = (3, 5, 5, 9, 9)  # depthwise reach at strides 2, 4, 8, 16, 32
FULL = 16  # channels at full size
LEAK = 0.2
FILL_LEVELS, FILL_REACH = 5, (3, 7, 15)  # halvings, then windows at the coarsest size
CRITIC = (64, 128, 256, 384, 384)  # channels at strides 2, 4, 8, 16, 32


class Merged(nn.Module):
    """A depthwise convolution that learns as a wide and a 3 x 3 one, each with its batch norm.

    `merge` leaves one plain convolution that answers the same in evaluation.
    """

    def __init__(self, channels: int, kernel: int) -> None:
        super().__init__()
        self.kernel = kernel
        self.wide = _depthwise(channels, kernel)
        self.near = _depthwise(channels, 3) if kernel > 3 else None

    def forward(self, x: Tensor) -> Tensor:
        if self.near is None:
            return self.wide(x)
        return self.wide(x) + self.near(x)

    def merge(self) -> None:
        """Folds both branches and their norms into one convolution."""
        if isinstance(self.wide, nn.Conv2d):
            return
        weight, bias = folded(self.wide)
        if self.near is not None:
            small, shift = folded(self.near)
            weight = weight + functional.pad(small, [(self.kernel - 3) // 2] * 4)
            bias = bias + shift
        channels = len(weight)
        one = nn.Conv2d(channels, channels, self.kernel, 1, self.kernel // 2, groups=channels)
        one.load_state_dict({"weight": weight, "bias": bias})
        self.wide, self.near = one, None


def _depthwise(channels: int, kernel: int) -> nn.Sequential:
    convolution = nn.Conv2d(channels, channels, kernel, 1, kernel // 2, groups=channels, bias=False)
    return nn.Sequential(convolution, nn.BatchNorm2d(channels))


def folded(pair: nn.Module) -> tuple[Tensor, Tensor]:
    """Weight and bias of a convolution with the batch norm behind it taken in."""
    convolution, norm = pair.children()
    if not isinstance(convolution, nn.Conv2d) or not isinstance(norm, nn.BatchNorm2d):
        raise TypeError("a convolution and its batch norm are wanted")
    weight, bias = fuse_conv_bn_weights(
        convolution.weight,
        convolution.bias,
        norm.running_mean,
        norm.running_var,
        norm.eps,
        norm.weight,
        norm.bias,
    )
    return weight.detach(), bias.detach()


def _pointwise(inputs: int, outputs: int) -> list[nn.Module]:
    return [nn.Conv2d(inputs, outputs, 1, bias=False), nn.BatchNorm2d(outputs)]


class Block(nn.Module):
    """Looks around in each channel, mixes channels twice as wide, adds the outcome."""

    def __init__(self, channels: int, kernel: int) -> None:
        super().__init__()
        self.look = Merged(channels, kernel)
        self.mix = nn.Sequential(
            *_pointwise(channels, 2 * channels), nn.ReLU6(), *_pointwise(2 * channels, channels)
        )

    def forward(self, x: Tensor) -> Tensor:
        return x + self.mix(self.look(x))


class Context(nn.Module):
    """Tells every place of the coarsest map what the known part of the picture shows."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.whole = nn.Conv2d(channels, channels, 1)

    def forward(self, x: Tensor) -> Tensor:
        mean = x.mean((2, 3), keepdim=True)  # (N, channels, 1, 1)
        return x + functional.relu6(self.whole(mean))


class Down(nn.Sequential):
    """Halves the map: each channel's 4 x 4 filter, then pointwise."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__(
            nn.Conv2d(inputs, inputs, 4, 2, 1, groups=inputs, bias=False),
            nn.BatchNorm2d(inputs),
            nn.ReLU6(),
            *_pointwise(inputs, outputs),
        )


def smooth_fill(image: Tensor) -> Tensor:
    """(N, 3, S, S): the picture with its hole filled from coarser and coarser means around it.

    Pull-push (Gortler et al., SIGGRAPH 1996); `image` is the network's input.
    """
    known = 1 - image[:, 3:]
    layers = [(image[:, :3] * known, known)]  # (N, 3, S, S) and (N, 1, S, S)
    for _ in range(FILL_LEVELS):
        colour, weight = (functional.avg_pool2d(part, 2) for part in layers[-1])
        layers.append(_surer(colour, weight))
    coarsest = layers[FILL_LEVELS]
    for window in FILL_REACH:
        colour, weight = (functional.avg_pool2d(p, window, 1, window // 2) for p in coarsest)
        layers.append(_surer(colour, weight))
    colour, weight = (part.mean((2, 3), keepdim=True) for part in coarsest)
    filled = colour / (weight + 1e-4)  # (N, 3, 1, 1)
    for index in range(len(layers) - 1, -1, -1):
        if index < FILL_LEVELS:
            filled = _doubled(filled)
        colour, weight = layers[index]
        filled = colour + (1 - weight) * filled  # (N, 3, S/2^index, ...)
    return filled


def _surer(colour: Tensor, weight: Tensor) -> tuple[Tensor, Tensor]:
    """The same colours with weights w raised to 1 - (1 - w)^4: a place half known is known."""
    for _ in range(2):
        colour, weight = colour * (2 - weight), weight * (2 - weight)
    return colour, weight


class Generator(nn.Module):
    """Paints the hole; see the module's head for shapes."""

    def __init__(self) -> None:
        super().__init__()
        self.enter = nn.Sequential(
            nn.Conv2d(4, WIDTHS[0], 4, 2, 1, bias=False), nn.BatchNorm2d(WIDTHS[0]), nn.ReLU6()
        )
        levels = range(len(CODED))
        self.coders = nn.ModuleList(_blocks(WIDTHS[i], KERNELS[i], CODED[i]) for i in levels)
        self.downs = nn.ModuleList(Down(WIDTHS[i], WIDTHS[i + 1]) for i in levels)
        self.deep = nn.Sequential(
            Context(WIDTHS[4]),
            *_blocks(WIDTHS[4], KERNELS[4], DEEP - 2),
            Context(WIDTHS[4]),
            *_blocks(WIDTHS[4], KERNELS[4], 2),
        )
        self.ups = nn.ModuleList(
            nn.Sequential(*_pointwise(WIDTHS[i + 1], WIDTHS[i])) for i in levels
        )
        self.sides = nn.ModuleList(nn.Sequential(*_pointwise(WIDTHS[i], WIDTHS[i])) for i in levels)
        self.painters = nn.ModuleList(_blocks(WIDTHS[i], KERNELS[i], PAINTED[i]) for i in levels)
        self.colours = nn.ModuleList(nn.Conv2d(WIDTHS[i], 3, 1) for i in levels)
        self.spread = nn.Sequential(*_pointwise(WIDTHS[0], 4 * FULL), nn.ReLU6())
        self.last = nn.Sequential(
            nn.Conv2d(FULL + 4, FULL, 3, 1, 1, bias=False),
            nn.BatchNorm2d(FULL),
            nn.ReLU6(),
            Block(FULL, 3),
        )
        self.colour = nn.Conv2d(FULL, 3, 3, 1, 1)

    def forward(self, image: Tensor) -> Tensor:
        base = smooth_fill(image)
        image = torch.cat([base, image[:, 3:]], 1) * 2 - 1  # (N, 4, S, S)
        x = self.enter(image)  # (N, 48, S/2, S/2)
        seen = []
        for coder, down in zip(self.coders, self.downs, strict=True):
            x = coder(x)
            seen.append(x)  # (N, WIDTHS[i], S/2^(i+1), ...)
            x = down(x)
        x = self.deep(x)  # (N, 384, S/32, S/32)
        rgb: Tensor | None = None
        for i in range(len(seen) - 1, -1, -1):
            x = _doubled(self.ups[i](x)) + self.sides[i](seen[i])
            x = self.painters[i](functional.relu6(x))  # (N, WIDTHS[i], S/2^(i+1), ...)
            own = self.colours[i](x)  # (N, 3, S/2^(i+1), ...)
            rgb = own if rgb is None else _doubled(rgb) + own
        fine = functional.pixel_shuffle(self.spread(x), 2)  # (N, 16, S, S)
        fine = self.colour(self.last(torch.cat([fine, image], 1)))  # (N, 3, S, S)
        assert rgb is not None
        return base.float() + _doubled(rgb).float() + fine.float()  # bf16 would leave bands


def _blocks(channels: int, kernel: int, count: int) -> nn.Sequential:
    return nn.Sequential(*(Block(channels, kernel) for _ in range(count)))


def _doubled(x: Tensor) -> Tensor:
    return functional.interpolate(x, scale_factor=2, mode="bilinear", align_corners=False)


def start(generator: Generator) -> Generator:
    """Blocks begin by adding little, and the painting as the smooth filling it starts from."""
    for module in generator.modules():
        if isinstance(module, Block):
            norm = module.mix[-1]
            assert isinstance(norm, nn.BatchNorm2d)
            nn.init.constant_(norm.weight, 0.2)
    for head in (*generator.colours, generator.colour):
        assert isinstance(head, nn.Conv2d) and head.bias is not None
        nn.init.normal_(head.weight, std=0.002)
        nn.init.zeros_(head.bias)
    return generator


def composed(picture: Tensor, painted: Tensor, hole: Tensor) -> Tensor:
    """The picture with `painted` in the hole (N, 1, S, S) and nothing else changed."""
    return torch.where(hole > 0.5, painted, picture)


def network_input(picture: Tensor, hole: Tensor) -> Tensor:
    """(N, 4, S, S): the picture with the hole zeroed, and the hole."""
    return torch.cat([picture * (1 - hole), hole], 1)


class Exported(nn.Module):
    """What ships: `image` (1, 4, S, S) in, `painted` (1, 3, S, S) 0..1 out, plain convolutions."""

    def __init__(self, generator: Generator) -> None:
        super().__init__()
        self.generator = copy.deepcopy(generator).eval()
        for module in self.generator.modules():
            if isinstance(module, Merged):
                module.merge()

    def forward(self, image: Tensor) -> Tensor:
        painted: Tensor = self.generator(image)
        return painted.clamp(0, 1)


@dataclass(frozen=True)
class Verdict:
    """What the critic says: logits at strides 16 and 32, and what it saw on the way."""

    near: Tensor  # (N, 1, S/16, S/16), above nought where it looks real
    far: Tensor  # (N, 1, S/32, S/32)
    seen: tuple[Tensor, ...]


class Critic(nn.Module):
    """Tells painted from real, patch by patch, at two scales; input (N, 4, S, S) RGB and hole.

    Spectral norm (Miyato et al., ICLR 2018) keeps it even-tempered in bf16.
    """

    def __init__(self) -> None:
        super().__init__()
        inputs = (4, *CRITIC[:-1])
        self.steps = nn.ModuleList(
            spectral_norm(nn.Conv2d(i, o, 4, 2, 1)) for i, o in zip(inputs, CRITIC, strict=True)
        )
        self.near = spectral_norm(nn.Conv2d(CRITIC[3], 1, 3, 1, 1))
        self.far = spectral_norm(nn.Conv2d(CRITIC[4], 1, 3, 1, 1))

    def forward(self, picture: Tensor, hole: Tensor) -> Verdict:
        x = torch.cat([picture * 2 - 1, hole], 1)
        seen = []
        for step in self.steps:
            x = functional.leaky_relu(step(x), LEAK)
            seen.append(x)  # (N, CRITIC[i], S/2^(i+1), ...)
        return Verdict(self.near(seen[3]), self.far(seen[4]), tuple(seen))
