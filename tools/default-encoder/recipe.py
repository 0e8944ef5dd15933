"""What the default encoder is: input size, the layers it reads and how they are pooled into one embedding.

Chosen by measurement (see README.md); nothing in it is trained or fitted to a data set of animals.
"""

from dataclasses import dataclass
from typing import Literal

import torch
from efficientnet_lite_pytorch import EfficientNet
from torch import nn

from network import PIXEL_MEAN, PIXEL_STD

INPUT_SIZE = 224

# Keeps the cube and square roots away from zero, where their slope is infinite and float32 noise would show.
EPSILON = 1e-6


@dataclass(frozen=True)
class Part:
    """One block of the embedding.

    layer: "head" for the head convolution's activation, or the index of the block whose expansion is read.
    channels: how many channels the layer has, and so how many numbers the part gives.
    statistic: what is kept of each channel over all positions; see `gem` and `deviation`.
    window: None to weigh all positions alike, else sigma of a Gaussian around the centre, in half sides.
    weight: the part's length in the embedding, after its own L2 normalisation and before the last one.
    """

    layer: Literal["head"] | int
    channels: int
    statistic: Literal["gem", "std"]
    window: float | None
    weight: float


PARTS = (
    # What is in the picture: the features the network's ImageNet classifier read.
    Part("head", 1280, "gem", None, 1.0),
    # Markings: how much each mid-level texture varies over the animal. Means follow the scene's light more.
    Part(8, 480, "std", 0.6, 1.25),
)

DIMENSION = sum(part.channels for part in PARTS)


def window_weights(side: int, sigma: float | None) -> torch.Tensor:
    """Pooling weights `[side * side]` that add up to one."""
    if sigma is None:
        return torch.full((side * side,), 1 / (side * side))
    edges = torch.linspace(-1, 1, side + 1, dtype=torch.float64)
    centres = (edges[1:] + edges[:-1]) / 2
    line = torch.exp(-(centres**2) / (2 * sigma**2))
    square = line[:, None] * line[None, :]
    return (square / square.sum()).flatten().float()


def unit(x: torch.Tensor) -> torch.Tensor:
    """L2-normalises the rows of `[N, D]`."""
    return x / torch.sqrt((x * x).sum(1, keepdim=True) + 1e-12)


def gem(activation: torch.Tensor, sigma: float | None) -> torch.Tensor:
    """Generalised-mean pooling with p = 3 (Radenovic et al. 2018) of `[N, C, H, W]`, nowhere negative."""
    weights = window_weights(activation.shape[-1], sigma)
    return ((activation.flatten(2) ** 3) @ weights + EPSILON) ** (1 / 3)


def deviation(activation: torch.Tensor, sigma: float | None) -> torch.Tensor:
    """Weighted standard deviation of each channel of `[N, C, H, W]`: `[N, C]`.

    From the differences to the mean: E[x^2] - E[x]^2 loses its digits where a channel hardly varies.
    """
    weights = window_weights(activation.shape[-1], sigma)
    flat = activation.flatten(2)
    differences = flat - (flat @ weights)[:, :, None]
    return torch.sqrt((differences * differences) @ weights + EPSILON)


STATISTICS = {"gem": gem, "std": deviation}


class Embedder(nn.Module):
    """Pixels `[N, S, S, 3]` (uint8) to embeddings `[N, D]` (float32, unit length)."""

    def __init__(self, network: EfficientNet):
        super().__init__()
        self.network = network

    def forward(self, pixels: torch.Tensor) -> torch.Tensor:
        network = self.network
        activation = nn.functional.relu6
        taps: dict[str | int, torch.Tensor] = {}
        x = (pixels.float().permute(0, 3, 1, 2) - PIXEL_MEAN) / PIXEL_STD
        x = activation(network._bn0(network._conv_stem(x)))
        for index, block in enumerate(network._blocks):
            if any(part.layer == index for part in PARTS):
                taps[index] = activation(block._bn0(block._expand_conv(x)))
            x = block(x)
        taps["head"] = activation(network._bn1(network._conv_head(x)))
        pooled = [STATISTICS[part.statistic](taps[part.layer], part.window) for part in PARTS]
        return unit(torch.cat([part.weight * unit(rows) for part, rows in zip(PARTS, pooled)], 1))
