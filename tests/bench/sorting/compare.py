"""k-means and DBSCAN of scikit-learn on the same vectors as measure.ts.

    python tests/bench/sorting/compare.py FILE.json...

Each FILE is as tools/evaluation/embeddings.ts writes them. k-means is told how many individuals
there are, which nobody knows; DBSCAN (cosine distance, two photos make a core) gets the radius that
finds the most pairs while at least .95 of them are right, which nobody knows either, and the default
scaled to the set's median distance to the nearest photo.
"""

import json
import sys
from pathlib import Path

import numpy as np
from sklearn.cluster import DBSCAN, KMeans


def figures(labels, individuals):
    """Pairwise precision and recall, number of groups of two or more, and photos in them."""
    grouped = labels >= 0
    same = (labels[:, None] == labels[None]) & grouped[:, None] & grouped[None]
    right = individuals[:, None] == individuals[None]
    upper = np.triu_indices(len(labels), 1)
    same, right = same[upper], right[upper]
    _, counts = np.unique(labels[grouped], return_counts=True)
    counts = counts[counts > 1]
    pairs = same.sum()
    return (
        (same & right).sum() / pairs if pairs else 1.0,
        (same & right).sum() / right.sum(),
        len(counts),
        counts.sum(),
    )


def line(name, found):
    precision, recall, groups, photos = found
    return f"{name}: {groups} groups of {photos} photos, precision {precision:.3f}, recall {recall:.3f}"


for file in map(Path, sys.argv[1:]):
    about = json.loads(file.read_text())
    vectors = np.fromfile(file.with_suffix(".f32"), "<f4").reshape(-1, about["dimension"])
    individuals = np.unique([one["identity"] for one in about["photos"]], return_inverse=True)[1]
    count = individuals.max() + 1
    print(f"{file.stem}: {len(vectors)} photos of {count} individuals")
    means = KMeans(count, n_init=10, random_state=0).fit_predict(vectors)
    print("  " + line(f"k-means, k = {count}", figures(means, individuals)))
    similarities = vectors @ vectors.T
    np.fill_diagonal(similarities, -1)
    nearest = np.median(1 - similarities.max(axis=1))
    best = None
    for radius in np.arange(0.005, 0.3, 0.0025):
        labels = DBSCAN(eps=radius, min_samples=2, metric="cosine").fit_predict(vectors)
        found = figures(labels, individuals)
        if found[0] >= 0.95 and (best is None or found[1] > best[1][1]):
            best = radius, found
    plain = DBSCAN(eps=nearest, min_samples=2, metric="cosine").fit_predict(vectors)
    print("  " + line(f"DBSCAN, median nearest {nearest:.3f}", figures(plain, individuals)))
    if best:
        print("  " + line(f"DBSCAN, best radius {best[0]:.4f}", best[1]))
