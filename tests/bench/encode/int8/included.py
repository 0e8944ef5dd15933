"""The included encoder in int8: its graphs, and what becomes of cosine and top-1 on labelled photos.

    python included.py MODEL DIR SET...       (onnx 1.23, onnxruntime 1.32, numpy, pillow)

MODEL is public/models/default.onnx; each SET is a folder with metadata.csv (identity, path, split) and images. DIR
gets fp32.onnx, qdq.onnx and qoperator.onnx, activations calibrated on every 40th photo of all sets, and dynamic.onnx,
activations quantised as they come (ConvInteger, whose weights ONNX Runtime takes as uint8 alone). `run.ts DIR` times them.
"""
import csv
import os
import sys

import numpy as np
import onnxruntime as ort
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_dynamic, quantize_static
from onnxruntime.quantization.shape_inference import quant_pre_process
from PIL import Image

SIZE = 224
FORMS = {'qdq': QuantFormat.QDQ, 'qoperator': QuantFormat.QOperator}


def pixels(path):
    """uint8 [1, SIZE, SIZE, 3], squashed."""
    return np.asarray(Image.open(path).convert('RGB').resize((SIZE, SIZE), Image.BILINEAR))[None]


def rows_of(folder):
    """(path, identity, split) of every photo."""
    with open(os.path.join(folder, 'metadata.csv')) as file:
        return [(os.path.join(folder, row['path']), row['identity'], row['split']) for row in csv.DictReader(file)]


class Reader(CalibrationDataReader):
    def __init__(self, paths):
        self.waiting = iter({'pixels': pixels(path)} for path in paths)

    def get_next(self):
        return next(self.waiting, None)


def top1(embeddings, identities, split):
    """Test against train photos; every photo against all others where there is no split. In percent."""
    test = np.array([each == 'test' for each in split])
    similarity = embeddings @ embeddings.T
    np.fill_diagonal(similarity, -9)
    queries, gallery = (test, ~test) if test.any() else (np.ones(len(test), bool),) * 2
    best = similarity[queries][:, gallery].argmax(1)
    return 100 * (identities[gallery][best] == identities[queries]).mean()


def main(model, folder, *sets):
    os.makedirs(folder, exist_ok=True)
    path = lambda name: os.path.join(folder, f'{name}.onnx')
    rows = {each: rows_of(each) for each in sets}
    quant_pre_process(model, path('fp32'), skip_symbolic_shape=True)
    quantize_dynamic(path('fp32'), path('dynamic'), weight_type=QuantType.QUInt8, op_types_to_quantize=['Conv', 'MatMul', 'Gemm'])
    calibration = [photo for some in rows.values() for photo, _, _ in some][::40]
    for name, form in FORMS.items():
        quantize_static(path('fp32'), path(name), Reader(calibration), quant_format=form, per_channel=True,
                        activation_type=QuantType.QUInt8, weight_type=QuantType.QInt8, op_types_to_quantize=['Conv', 'Add'])
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    names = ['fp32', 'dynamic', *FORMS]
    sessions = {name: ort.InferenceSession(path(name), options) for name in names}
    for each, some in rows.items():
        identities = np.array([identity for _, identity, _ in some])
        split = [part for _, _, part in some]
        found = {name: [] for name in names}
        for photo, _, _ in some:
            picture = pixels(photo)
            for name in names:
                found[name].append(sessions[name].run(None, {'pixels': picture})[0][0])
        unit = {name: np.array(rows, float) / np.linalg.norm(rows, axis=1, keepdims=True) for name, rows in found.items()}
        for name in names:
            cosine = (unit[name] * unit['fp32']).sum(1).min()
            print(each, name, f'least cosine {cosine:.4f}, top-1 {top1(unit[name], identities, split):.1f}')


main(*sys.argv[1:])
