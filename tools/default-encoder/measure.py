"""Measures public/models/default.onnx and two trivial baselines on folders of labelled pictures.

    python measure.py DIR... > measured.json

Each DIR holds metadata.csv with the columns identity, path and split (train, test or empty), or samples.json as the
app's drawn samples do. Protocols: `leave-one-out` asks for every picture among all others; `split` asks for the test
pictures among the train pictures. Cosine similarity; top-1 says whether the best picture shows the same individual,
mAP is the mean over queries of average precision. Queries whose individual is not in the gallery are left out.
"""

import csv
import json
import sys
from pathlib import Path

import numpy as np
import onnxruntime
from PIL import Image

from export import MODELS, prepare

PROTOCOLS = {
    "leave-one-out": "every picture against all others of the set",
    "split": "the test pictures against the train pictures (the split MegaDescriptor was evaluated on)",
}
NOTE = (
    "Layers, pooling and weights of this encoder were chosen on these sets, so the numbers flatter it; sets it was "
    "not chosen on may give less. Nothing was trained on them. Pictures are used whole. Cosine similarity; top-1: the "
    "best picture shows the same individual; mAP: mean average precision over the queries. {ties}"
)
# Two standard errors: differences up to this would come about by chance once in twenty times.
TIE_ERRORS = 2


def unit(x: np.ndarray) -> np.ndarray:
    return x / np.maximum(np.linalg.norm(x, axis=1, keepdims=True), 1e-12)


def grey(path: Path) -> np.ndarray:
    """32 x 32 grey pixels less their mean."""
    small = Image.open(path).convert("L").resize((32, 32), Image.Resampling.BILINEAR)
    values = np.asarray(small, np.float64).ravel()
    return values - values.mean()


def histogram(path: Path) -> np.ndarray:
    """8 x 8 x 8 RGB histogram, square roots (Hellinger)."""
    bins = prepare(path).reshape(-1, 3) // 32
    counts = np.bincount(bins @ np.array([64, 8, 1]), minlength=512)
    return np.sqrt(counts / counts.sum())


def read(folder: Path) -> tuple[str, list[Path], np.ndarray, np.ndarray]:
    """What the pictures are, and per picture its path, individual and split."""
    if (folder / "samples.json").exists():
        document = json.loads((folder / "samples.json").read_text())
        photos = document["photos"]
        names = np.array([photo["individual"] for photo in photos])
        paths = [folder / photo["file"] for photo in photos]
        return document["kind"], paths, names, np.array([""] * len(photos))
    with open(folder / "metadata.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    names, split = (np.array([row[column] for row in rows]) for column in ("identity", "split"))
    return "photos", [folder / row["path"] for row in rows], names, split


def ranked(queries, gallery, query_names, gallery_names, same: bool) -> np.ndarray:
    """Whether the picture at each rank shows the query's individual: `[queries, gallery]`, best first."""
    similarity = queries @ gallery.T
    if same:
        np.fill_diagonal(similarity, -np.inf)
    order = np.argsort(-similarity, axis=1, kind="stable")
    if same:
        order = order[:, :-1]
    hits = gallery_names[order] == query_names[:, None]
    return hits[hits.any(1)]


def score(hits: np.ndarray) -> dict:
    precision = hits.cumsum(1) / np.arange(1, hits.shape[1] + 1)
    average = (precision * hits).sum(1) / hits.sum(1)
    top1, mean = float(hits[:, 0].mean()), float(average.mean())
    return {"queries": len(hits), "top1": round(top1, 3), "mAP": round(mean, 3)}


def ties(first: np.ndarray, other: np.ndarray) -> bool:
    """Whether the two top-1 differ by no more than chance: McNemar, on the queries only one of them answers."""
    one, two = (first & ~other).sum(), (other & ~first).sum()
    return bool(abs(int(one) - int(two)) <= TIE_ERRORS * np.sqrt(one + two))


def measure(folder: Path, session: onnxruntime.InferenceSession) -> tuple[list[dict], list[str]]:
    """The table's rows for one set, and a phrase for each baseline that top-1 cannot tell from the encoder."""
    kind, paths, names, split = read(folder)
    encodings = {
        "default": [session.run(None, {"pixels": prepare(path)[None]})[0][0] for path in paths],
        "grey 32x32": [grey(path) for path in paths],
        "colour histogram 8x8x8": [histogram(path) for path in paths],
    }
    table: list[dict] = []
    tied: list[str] = []
    firsts: dict[str, np.ndarray] = {}
    test = split == "test"
    for encoder, vectors in encodings.items():
        rows = unit(np.array(vectors))
        results = {"leave-one-out": ranked(rows, rows, names, names, True)}
        if test.any():
            results["split"] = ranked(rows[test], rows[~test], names[test], names[~test], False)
        for protocol, hits in results.items():
            head = {"set": folder.name, "kind": kind, "individuals": len(set(names)), "encoder": encoder}
            table.append({**head, "protocol": protocol, **score(hits)})
            if encoder == "default":
                firsts[protocol] = hits[:, 0]
            elif ties(firsts[protocol], hits[:, 0]):
                tied.append(f"{encoder} on {folder.name} ({protocol})")
    return table, tied


def main() -> None:
    session = onnxruntime.InferenceSession(MODELS / "default.onnx", providers=["CPUExecutionProvider"])
    table: list[dict] = []
    tied: list[str] = []
    for folder in map(Path, sys.argv[1:]):
        rows, phrases = measure(folder, session)
        table += rows
        tied += phrases
    words = "Top-1 is better than both baselines by more than chance (McNemar, two standard errors)"
    words += " except: " + "; ".join(tied) + "." if tied else " everywhere."
    note = NOTE.format(ties=words)
    print(json.dumps({"protocols": PROTOCOLS, "note": note, "table": table}, indent=1))


if __name__ == "__main__":
    main()
