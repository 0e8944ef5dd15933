"""Writes the encoder as an ONNX graph, node by node, so that the same weights always give the same bytes.

Only operators that onnxruntime-web's WebGPU provider runs on the GPU are used. Weights of large convolutions are
stored as float16 and followed by a Cast, which the runtime folds when it loads the model.
"""

import numpy as np
import onnx
from efficientnet_lite_pytorch import EfficientNet
from onnx import TensorProto, helper, numpy_helper

from network import PIXEL_MEAN, PIXEL_STD, stored_as_half
from recipe import DIMENSION, EPSILON, INPUT_SIZE, PARTS, Part, window_weights

OPSET = 17
# The IR version of opset 17, which every runtime that knows the opset reads.
IR_VERSION = 8


class Builder:
    """Collects nodes and constants; every method returns the name of its result."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: dict[str, onnx.TensorProto] = {}

    def constant(self, name: str, value: np.ndarray) -> str:
        if name not in self.constants:
            self.constants[name] = numpy_helper.from_array(np.ascontiguousarray(value), name)
        return name

    def scalar(self, value: float) -> str:
        return self.constant(f"scalar_{value:.9g}", np.array(value, np.float32))

    def node(self, operator: str, *inputs: str, name: str | None = None, **attributes) -> str:
        result = name or f"{operator.lower()}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, list(inputs), [result], name=result, **attributes))
        return result

    def convolution(self, name: str, x: str, layer, bias: np.ndarray, relu6: bool) -> str:
        """A folded convolution. `layer` is the package's Conv2dStaticSamePadding, which knows its padding."""
        values = layer.weight.detach().numpy()
        if stored_as_half(layer):
            half = self.constant(f"{name}.weight", values.astype(np.float16))
            weight = self.node("Cast", half, name=f"{name}.float", to=TensorProto.FLOAT)
        else:
            weight = self.constant(f"{name}.weight", values)
        left, right, top, bottom = getattr(layer.static_padding, "padding", (0, 0, 0, 0))
        x = self.node(
            "Conv", x, weight, self.constant(f"{name}.bias", bias), name=name,
            kernel_shape=list(layer.weight.shape[2:]), strides=list(layer.stride), group=layer.groups,
            pads=[top, left, bottom, right],
        )
        return self.node("Clip", x, self.scalar(0), self.scalar(6), name=f"{name}.relu6") if relu6 else x

    def unit(self, x: str) -> str:
        axis = self.constant("axis_1", np.array([1]))
        squares = self.node("ReduceSum", self.node("Mul", x, x), axis, keepdims=1)
        return self.node("Div", x, self.node("Sqrt", self.node("Add", squares, self.scalar(1e-12))))

    def weighted_sum(self, flat: str, side: int, sigma: float | None, keepdims: int) -> str:
        """Sum over the positions of `[N, C, side * side]`, weighed as the part's window says."""
        weights = self.constant(f"window_{side}_{sigma}", window_weights(side, sigma).numpy())
        axis = self.constant("axis_2", np.array([2]))
        return self.node("ReduceSum", self.node("Mul", flat, weights), axis, keepdims=keepdims)

    def pool(self, part: Part, x: str, side: int) -> str:
        """One number per channel; see recipe.gem and recipe.deviation."""
        shape = self.constant(f"rows_{part.channels}", np.array([0, part.channels, -1]))
        flat = self.node("Reshape", x, shape)
        if part.statistic == "gem":
            cubes = self.node("Mul", self.node("Mul", flat, flat), flat)
            mean = self.weighted_sum(cubes, side, part.window, keepdims=0)
            return self.node("Pow", self.node("Add", mean, self.scalar(EPSILON)), self.scalar(1 / 3))
        differences = self.node("Sub", flat, self.weighted_sum(flat, side, part.window, keepdims=1))
        squares = self.node("Mul", differences, differences)
        variance = self.weighted_sum(squares, side, part.window, keepdims=0)
        return self.node("Sqrt", self.node("Add", variance, self.scalar(EPSILON)))


def bias_of(norm) -> np.ndarray:
    return norm.bias.detach().numpy()


def build(network: EfficientNet) -> onnx.ModelProto:
    """The whole graph, from a folded network."""
    b = Builder()
    planes = b.node("Transpose", b.node("Cast", "pixels", to=TensorProto.FLOAT), perm=[0, 3, 1, 2])
    x = b.node("Mul", b.node("Sub", planes, b.scalar(PIXEL_MEAN)), b.scalar(1 / PIXEL_STD))
    x = b.convolution("stem", x, network._conv_stem, bias_of(network._bn0), relu6=True)
    side = -(-INPUT_SIZE // 2)
    taps: dict[str | int, tuple[str, int]] = {}
    for index, block in enumerate(network._blocks):
        name, shortcut = f"block{index}", x
        if hasattr(block, "_expand_conv"):
            x = b.convolution(f"{name}.expand", x, block._expand_conv, bias_of(block._bn0), relu6=True)
            taps[index] = (x, side)
        x = b.convolution(f"{name}.depthwise", x, block._depthwise_conv, bias_of(block._bn1), relu6=True)
        side = -(-side // block._depthwise_conv.stride[0])
        x = b.convolution(f"{name}.project", x, block._project_conv, bias_of(block._bn2), relu6=False)
        arguments = block._block_args
        if arguments.stride in (1, [1]) and arguments.input_filters == arguments.output_filters:
            x = b.node("Add", x, shortcut, name=f"{name}.sum")
    head = b.convolution("head", x, network._conv_head, bias_of(network._bn1), relu6=True)
    taps["head"] = (head, side)

    blocks = []
    for part in PARTS:
        pooled = b.pool(part, *taps[part.layer])
        blocks.append(b.node("Mul", b.unit(pooled), b.scalar(part.weight)))
    last = b.unit(b.node("Concat", *blocks, axis=1))
    b.node("Identity", last, name="embedding")

    graph = helper.make_graph(
        b.nodes, "huella-default",
        [helper.make_tensor_value_info("pixels", TensorProto.UINT8, ["N", INPUT_SIZE, INPUT_SIZE, 3])],
        [helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["N", DIMENSION])],
        list(b.constants.values()),
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], producer_name="huella")
    model.ir_version = IR_VERSION
    onnx.checker.check_model(model, full_check=True)
    return model
