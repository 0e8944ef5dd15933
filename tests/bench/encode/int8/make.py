"""Swin-T at 224 pixels with seeded weights, in full precision and in three forms of int8, for run.ts.

    python make.py DIR        (torch 2.15, timm 1.0, onnx 1.23, onnxruntime 1.32)

dynamic: MatMulInteger after DynamicQuantizeLinear, weights per channel; qdq: QuantizeLinear and DequantizeLinear
around MatMul, Gemm and Conv, activations calibrated on eight pictures, weights per channel; qoperator: the same as
QLinear operators. Each form's embeddings are compared with full precision on eight other pictures.
"""
import json
import os
import sys
import warnings

import numpy as np
import onnx
import onnxruntime as ort
import timm
import torch
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_dynamic, quantize_static
from onnxruntime.quantization.shape_inference import quant_pre_process

warnings.filterwarnings('ignore')
PICTURES = 8


def pictures(seed):
    """Smooth coloured noise, normalised: float32 [PICTURES, 3, 224, 224]."""
    random = np.random.default_rng(seed)
    coarse = torch.from_numpy(random.normal(0, 1, (PICTURES, 3, 14, 14)).astype(np.float32))
    fine = torch.from_numpy(random.normal(0, 0.2, (PICTURES, 3, 224, 224)).astype(np.float32))
    return (torch.nn.functional.interpolate(coarse, size=224, mode='bilinear') + fine).numpy()


class Reader(CalibrationDataReader):
    def __init__(self):
        self.waiting = iter({'x': picture[None]} for picture in pictures(1))

    def get_next(self):
        return next(self.waiting, None)


def main(folder):
    os.makedirs(folder, exist_ok=True)
    path = lambda name: os.path.join(folder, name)
    torch.manual_seed(1)
    model = timm.create_model('swin_tiny_patch4_window7_224', pretrained=False, num_classes=0).eval()
    torch.onnx.export(model, torch.zeros(1, 3, 224, 224), path('raw.onnx'), input_names=['x'], output_names=['features'],
                      opset_version=17, dynamo=False)
    quant_pre_process(path('raw.onnx'), path('fp32.onnx'), skip_symbolic_shape=True)
    quantize_dynamic(path('fp32.onnx'), path('dynamic.onnx'), per_channel=True, weight_type=QuantType.QInt8)
    for name, kind in (('qdq', QuantFormat.QDQ), ('qoperator', QuantFormat.QOperator)):
        quantize_static(path('fp32.onnx'), path(f'{name}.onnx'), Reader(), quant_format=kind, per_channel=True,
                        activation_type=QuantType.QUInt8, weight_type=QuantType.QInt8,
                        op_types_to_quantize=['MatMul', 'Gemm', 'Conv'])
    given = pictures(2)
    embeddings = {}
    facts = {}
    for name in ('fp32', 'dynamic', 'qdq', 'qoperator'):
        options = ort.SessionOptions()
        options.intra_op_num_threads = 1
        session = ort.InferenceSession(path(f'{name}.onnx'), options)
        out = np.concatenate([session.run(None, {'x': picture[None]})[0] for picture in given]).astype(np.float64)
        embeddings[name] = out / np.linalg.norm(out, axis=1, keepdims=True)
        cosine = (embeddings[name] * embeddings['fp32']).sum(1)
        operators = {}
        for node in onnx.load(path(f'{name}.onnx')).graph.node:
            operators[node.op_type] = operators.get(node.op_type, 0) + 1
        facts[name] = {'bytes': os.path.getsize(path(f'{name}.onnx')), 'least cosine': float(cosine.min()),
                       'multiplications': {k: v for k, v in operators.items() if 'MatMul' in k or 'Gemm' in k or 'Conv' in k}}
        print(name, facts[name])
    with open(path('facts.json'), 'w') as file:
        json.dump(facts, file, indent=1)


main(sys.argv[1])
