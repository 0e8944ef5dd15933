"""What the default encoder is: input size, the layers it reads and how they are pooled into one embedding.

Chosen by measurement (see README.md); nothing in it is trained or fitted to a data set of animals.
"""

from dataclasses import dataclass

import torch
from efficientnet_lite_pytorch import EfficientNet
from torch import nn

from network import PIXEL_MEAN, PIXEL_STD

INPUT_SIZE = 224

# Keeps the cube root and the square root away from zero, where their slope is infinite and float32 noise would show.
EPSILON = 1e-6


@dataclass(frozen=True)
class Part:
    """One block of the embedding.

    layer: "last" for the last block's output (its negative values cut off), or the index of a block whose expansion activation is read.
    channels: how many numbers the layer gives.
    window: None to weigh all positions alike, else sigma of a Gaussian around the centre, in half sides of the picture.
    weight: the block's length in the embedding, after its own L2 normalisation and before the last one.
    """

    layer: str | int
    channels: int
    window: float | None
    weight: float


PARTS = (
    Part("last", 320, None, 1.0),
    Part(11, 672, 0.6, 1.0),
)

# The colour block: a histogram of lightness x (red - blue) x (green - purple), each pixel shared between neighbouring bins. Coats are
# muted, so the bins cover the middle of the two colour axes and what lies beyond counts in the outermost bin.
COLOUR_POOL = 4  # pixels are averaged in squares of this side first
COLOUR_BINS = (8, 7, 5)
# Rows: the axes of R, G, B in 0..1, scaled so that the bins reach from -1 to 1 (half ranges .5, .5 and .2); then their offsets.
COLOUR_AXES = ((2 / 3, 2 / 3, 2 / 3), (2.0, 0.0, -2.0), (-2.5, 5.0, -2.5))
COLOUR_OFFSETS = (-1.0, 0.0, 0.0)
COLOUR_WEIGHT = 0.5
COLOUR_EPSILON = 1e-5

DIMENSION = sum(part.channels for part in PARTS) + COLOUR_BINS[0] * COLOUR_BINS[1] * COLOUR_BINS[2]


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
    """Generalised-mean pooling with p = 3 (Radenovic et al. 2018) of `[N, C, H, W]`, which must not be negative."""
    weights = window_weights(activation.shape[-1], sigma)
    return ((activation.flatten(2) ** 3) @ weights + EPSILON) ** (1 / 3)


def colour(pixels: torch.Tensor) -> torch.Tensor:
    """Square roots (Hellinger) of the soft colour histogram of `[N, 3, S, S]` pixels in 0..255."""
    small = nn.functional.avg_pool2d(pixels / 255, COLOUR_POOL).flatten(2)
    offsets = torch.tensor(COLOUR_OFFSETS)[:, None]
    axes = (torch.tensor(COLOUR_AXES) @ small + offsets).clamp(-1, 1)
    hats = []
    for axis, bins in enumerate(COLOUR_BINS):
        centres = torch.linspace(-1, 1, bins)[:, None]
        hats.append(torch.relu(1 - (axes[:, axis : axis + 1] - centres).abs() * (bins - 1) / 2))
    joint = torch.einsum("nap,nbp,ncp->nabc", *hats) / small.shape[-1]
    return torch.sqrt(joint.flatten(1) + COLOUR_EPSILON)


class Embedder(nn.Module):
    """Pixels `[N, S, S, 3]` (uint8) to embeddings `[N, D]` (float32, unit length)."""

    def __init__(self, network: EfficientNet):
        super().__init__()
        self.network = network

    def forward(self, pixels: torch.Tensor) -> torch.Tensor:
        network = self.network
        activation = nn.functional.relu6
        taps: dict[str | int, torch.Tensor] = {}
        planes = pixels.float().permute(0, 3, 1, 2)
        x = (planes - PIXEL_MEAN) / PIXEL_STD
        x = activation(network._bn0(network._conv_stem(x)))
        for index, block in enumerate(network._blocks):
            if any(part.layer == index for part in PARTS):
                taps[index] = activation(block._bn0(block._expand_conv(x)))
            x = block(x)
        taps["last"] = torch.relu(x)
        blocks = [part.weight * unit(gem(taps[part.layer], part.window)) for part in PARTS]
        return unit(torch.cat([*blocks, COLOUR_WEIGHT * unit(colour(planes))], 1))
