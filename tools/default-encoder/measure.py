"""Measures public/models/default.onnx and two trivial baselines on folders of labelled photos.

    python measure.py DIR... > measured.json

Each DIR holds metadata.csv with the columns identity, path and split (train, test or empty). Protocols: `leave-one-out` asks for every
photo among all others; `split` asks for the test photos among the train photos. Cosine similarity; top-1 is the best photo's identity,
mAP the mean over queries of average precision. Queries whose individual is not in the gallery are left out.
"""

import csv
import json
import sys
from pathlib import Path

import numpy as np
import onnxruntime
from PIL import Image

from export import MODELS, prepare


def unit(x: np.ndarray) -> np.ndarray:
    return x / np.maximum(np.linalg.norm(x, axis=1, keepdims=True), 1e-12)


def grey(path: Path) -> np.ndarray:
    """32 x 32 grey pixels less their mean."""
    small = np.asarray(Image.open(path).convert("L").resize((32, 32), Image.Resampling.BILINEAR), np.float64).ravel()
    return small - small.mean()


def histogram(path: Path) -> np.ndarray:
    """8 x 8 x 8 RGB histogram, square roots (Hellinger)."""
    bins = prepare(path).reshape(-1, 3) // 32
    counts = np.bincount(bins @ np.array([64, 8, 1]), minlength=512)
    return np.sqrt(counts / counts.sum())


def score(queries, gallery, query_names, gallery_names, same: bool) -> dict:
    similarity = queries @ gallery.T
    if same:
        np.fill_diagonal(similarity, -np.inf)
    order = np.argsort(-similarity, axis=1, kind="stable")
    if same:
        order = order[:, :-1]
    hits = gallery_names[order] == query_names[:, None]
    hits = hits[hits.any(1)]
    precision = hits.cumsum(1) / np.arange(1, hits.shape[1] + 1)
    average = (precision * hits).sum(1) / hits.sum(1)
    return {"queries": len(hits), "top1": round(float(hits[:, 0].mean()), 3), "mAP": round(float(average.mean()), 3)}


def main() -> None:
    session = onnxruntime.InferenceSession(MODELS / "default.onnx", providers=["CPUExecutionProvider"])
    table = []
    for folder in map(Path, sys.argv[1:]):
        with open(folder / "metadata.csv", newline="") as file:
            rows = list(csv.DictReader(file))
        paths = [folder / row["path"] for row in rows]
        names, split = np.array([row["identity"] for row in rows]), np.array([row["split"] for row in rows])
        encodings = {
            "default": [session.run(None, {"pixels": prepare(path)[None]})[0][0] for path in paths],
            "grey 32x32": [grey(path) for path in paths],
            "colour histogram 8x8x8": [histogram(path) for path in paths],
        }
        for encoder, vectors in encodings.items():
            rows_ = unit(np.array(vectors))
            head = {"set": folder.name, "encoder": encoder}
            table.append({**head, "protocol": "leave-one-out", **score(rows_, rows_, names, names, True)})
            test = split == "test"
            if test.any():
                result = score(rows_[test], rows_[~test], names[test], names[~test], False)
                table.append({**head, "protocol": "split", **result})
    print(json.dumps(table, indent=1))


if __name__ == "__main__":
    main()
