"""The material filter: EfficientNet-Lite0 with its ImageNet head, pooled at two strides.

Input (N, 3, S, S) RGB 0..1, S a multiple of 32; output (N, 6) logits in the order of KINDS. The
features of stride 16 are pooled beside the last ones: small print shows there, not at stride 32.
"""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn

from export_tools.adstudio.labelled import KINDS
from export_tools.product_matting.model import WIDTHS, Encoder, convolution

SIDE = 224
HEAD = 1280


class FilterNet(nn.Module):
    """Logits of the six kinds from a picture; see the module's head for shapes."""

    def __init__(self, dropout: float = 0.2) -> None:
        super().__init__()
        self.encoder = Encoder()
        self.head = nn.Sequential(*convolution(WIDTHS[4], HEAD), nn.ReLU6())
        self.dropout = nn.Dropout(dropout)
        self.classify = nn.Linear(HEAD + WIDTHS[3], len(KINDS))

    def forward(self, picture: Tensor) -> Tensor:
        features = self.encoder(picture * (255 / 128) - 127 / 128)  # the encoder saw -0.99..1
        whole = self.head(features[4]).mean((2, 3))  # (N, 1280)
        fine = features[3].mean((2, 3))  # (N, 112)
        return self.classify(self.dropout(torch.cat([whole, fine], 1)))  # (N, 6)

    def load_imagenet(self, weights: Mapping[str, Tensor]) -> None:
        """Takes encoder and head of a whole EfficientNet-Lite0, whose tensors come in order."""
        self.encoder.load_imagenet(weights)
        own = self.head.state_dict()
        first = len(self.encoder.state_dict())
        given = list(weights.values())[first : first + len(own)]
        if [tuple(t.shape) for t in own.values()] != [tuple(t.shape) for t in given]:
            raise ValueError("these are not EfficientNet-Lite0 weights")
        self.head.load_state_dict(dict(zip(own, given, strict=True)))


class Exported(nn.Module):
    """What ships: picture (1, 3, S, S) 0..1 in, calibrated scores (1, 6) out, summing to one."""

    def __init__(self, network: FilterNet, temperature: float) -> None:
        super().__init__()
        self.network = network
        self.temperature = temperature

    def forward(self, image: Tensor) -> Tensor:
        return torch.softmax(self.network(image) / self.temperature, 1)
