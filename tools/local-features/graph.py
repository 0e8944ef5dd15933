"""Writes XFeat's network as an ONNX graph, node by node, so that the same weights always give the same bytes.

Input `pixels`: uint8 `[H, W, 3]`, RGB, both sides multiples of 32. Outputs, float32:
`descriptors` `[H/8, W/8, 64]`, each of length 1; `heat` `[H, W]`, the chance that a keypoint is at a pixel;
`reliability` `[H/8, W/8]`. What XFeat does around its network (softmax of the keypoint logits, laying the
8 x 8 cells out, normalising) is in the graph; choosing keypoints and sampling descriptors is not.
"""

from collections.abc import Iterator

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

OPSET = 17
# The IR version of opset 17, which every runtime that knows the opset reads.
IR_VERSION = 8
# A cell of the keypoint head is 8 x 8 pixels: XFeatModel.forward, `_unfold2d(x, ws=8)`.
CELL = 8


class Builder:
    """Collects nodes and constants; every method returns the name of its result."""

    def __init__(self, half: bool) -> None:
        self.half = half
        self.nodes: list[onnx.NodeProto] = []
        self.constants: dict[str, onnx.TensorProto] = {}

    def constant(self, name: str, value: np.ndarray) -> str:
        if name not in self.constants:
            self.constants[name] = numpy_helper.from_array(np.ascontiguousarray(value), name)
        return name

    def node(self, operator: str, *inputs: str, name: str | None = None, **attributes) -> str:
        result = name or f"{operator.lower()}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, list(inputs), [result], name=result, **attributes))
        return result

    def convolution(self, name: str, x: str, weight: np.ndarray, bias: np.ndarray, layer) -> str:
        if self.half:
            stored = self.constant(f"{name}.weight", weight.astype(np.float16))
            w = self.node("Cast", stored, name=f"{name}.float", to=TensorProto.FLOAT)
        else:
            w = self.constant(f"{name}.weight", weight)
        top, left = layer.padding
        return self.node(
            "Conv", x, w, self.constant(f"{name}.bias", bias), name=name,
            kernel_shape=list(layer.kernel_size), strides=list(layer.stride), pads=[top, left, top, left],
        )

    def sequence(self, name: str, x: str, modules: torch.nn.Sequential) -> str:
        """Convolutions with the batch normalisation that follows folded in, pools, ReLUs and a sigmoid."""
        layers = list(flat(modules))
        for i, layer in enumerate(layers):
            after = layers[i + 1] if i + 1 < len(layers) else None
            if isinstance(layer, torch.nn.Conv2d):
                weight, bias = folded(layer, after)
                x = self.convolution(f"{name}.{i}", x, weight, bias, layer)
            elif isinstance(layer, torch.nn.ReLU):
                x = self.node("Relu", x)
            elif isinstance(layer, torch.nn.Sigmoid):
                x = self.node("Sigmoid", x)
            elif isinstance(layer, torch.nn.AvgPool2d):
                side = [layer.kernel_size] * 2
                x = self.node("AveragePool", x, kernel_shape=side, strides=[layer.stride] * 2)
            elif not isinstance(layer, torch.nn.BatchNorm2d):
                raise TypeError(f"{name}: no node for {layer}")
        return x

    def enlarge(self, x: str, like: str) -> str:
        """`F.interpolate(x, like.shape[-2:], mode='bilinear')`."""
        first = self.node("Slice", self.node("Shape", x), self.ints("from_0", [0]), self.ints("to_2", [2]))
        last = self.node("Slice", self.node("Shape", like), self.ints("to_2", [2]), self.ints("to_4", [4]))
        sizes = self.node("Concat", first, last, axis=0)
        return self.node(
            "Resize", x, "", "", sizes, mode="linear", coordinate_transformation_mode="half_pixel"
        )

    def mean(self, x: str) -> str:
        """Over the picture, rows first: one sum of 262,144 float32 numbers would lose its last digits."""
        rows = self.node("ReduceMean", x, axes=[3], keepdims=1)
        return self.node("ReduceMean", rows, axes=[2], keepdims=1)

    def standardised(self, x: str, epsilon: float) -> str:
        """InstanceNorm2d(1), written out: ONNX Runtime's own operator is 100 times less exact on flat pictures."""
        difference = self.node("Sub", x, self.mean(x))
        variance = self.mean(self.node("Mul", difference, difference))
        steady = self.node("Add", variance, self.constant("epsilon", np.array(epsilon, np.float32)))
        return self.node("Div", difference, self.node("Sqrt", steady))

    def ints(self, name: str, values: list[int]) -> str:
        return self.constant(name, np.array(values, np.int64))


def flat(module: torch.nn.Module) -> Iterator[torch.nn.Module]:
    """The layers of nested sequences and of XFeat's BasicLayer, in order."""
    children = list(module.children())
    if not children:
        yield module
    for child in children:
        yield from flat(child)


def folded(layer: torch.nn.Conv2d, after: torch.nn.Module | None) -> tuple[np.ndarray, np.ndarray]:
    """Weight and bias of a convolution with the batch normalisation (without affine part) after it."""
    weight = layer.weight.detach().double()
    bias = torch.zeros(len(weight), dtype=torch.double) if layer.bias is None else layer.bias.detach().double()
    if isinstance(after, torch.nn.BatchNorm2d):
        scale = 1 / torch.sqrt(after.running_var.double() + after.eps)
        weight = weight * scale[:, None, None, None]
        bias = (bias - after.running_mean.double()) * scale
    return weight.float().numpy(), bias.float().numpy()


def build(net: torch.nn.Module, half: bool) -> onnx.ModelProto:
    """`net`: XFeatModel in evaluation mode. `half`: weights of convolutions are stored as float16."""
    b = Builder(half)
    # Grey, 0..1, standardised over the picture: forward's `x.mean(dim=1)` and InstanceNorm2d(1).
    floats = b.node("Cast", "pixels", to=TensorProto.FLOAT)
    grey = b.node("ReduceMean", floats, axes=[2], keepdims=0)
    grey = b.node("Mul", grey, b.constant("per_255", np.array(1 / 255, np.float32)))
    grey = b.node("Unsqueeze", grey, b.ints("axes_01", [0, 1]))
    x = b.standardised(grey, float(net.norm.eps))

    x1 = b.sequence("block1", x, net.block1)
    x2 = b.sequence("block2", b.node("Add", x1, b.sequence("skip1", x, net.skip1)), net.block2)
    x3 = b.sequence("block3", x2, net.block3)
    x4 = b.sequence("block4", x3, net.block4)
    x5 = b.sequence("block5", x4, net.block5)
    pyramid = b.node("Add", b.node("Add", x3, b.enlarge(x4, x3)), b.enlarge(x5, x3))
    features = b.sequence("block_fusion", pyramid, net.block_fusion)
    reliability = b.sequence("heatmap_head", features, net.heatmap_head)
    logits = b.sequence("keypoint_head", b.node("SpaceToDepth", x, blocksize=CELL), net.keypoint_head)

    # XFeat.get_kpts_heatmap: the 65th logit is "no keypoint in this cell".
    chances = b.node("Softmax", logits, axis=1)
    chances = b.node(
        "Slice", chances, b.ints("from_0", [0]), b.ints("to_64", [CELL * CELL]), b.ints("axis_1", [1])
    )
    heat = b.node("DepthToSpace", chances, blocksize=CELL)
    # XFeat.detectAndCompute: F.normalize(M1, dim=1).
    norm = b.node("ReduceL2", features, axes=[1], keepdims=1)
    norm = b.node("Max", norm, b.constant("least_norm", np.array(1e-12, np.float32)))
    unit = b.node("Transpose", b.node("Div", features, norm), perm=[0, 2, 3, 1])
    b.node("Squeeze", unit, b.ints("axis_0", [0]), name="descriptors")
    b.node("Squeeze", heat, b.ints("axes_01", [0, 1]), name="heat")
    b.node("Squeeze", reliability, b.ints("axes_01", [0, 1]), name="reliability")

    value = helper.make_tensor_value_info
    graph = helper.make_graph(
        b.nodes,
        "xfeat",
        [value("pixels", TensorProto.UINT8, ["height", "width", 3])],
        [
            value("descriptors", TensorProto.FLOAT, ["rows", "columns", 64]),
            value("heat", TensorProto.FLOAT, ["height", "width"]),
            value("reliability", TensorProto.FLOAT, ["rows", "columns"]),
        ],
        list(b.constants.values()),
    )
    model = helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION, producer_name="huella"
    )
    onnx.checker.check_model(model, full_check=True)
    return model
