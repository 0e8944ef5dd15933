"""Makes what a store would hold, and the truth, for `run.ts`.

    python tests/bench/codes/prepare.py FOLDER COUNT SHAPE QUERIES

`vectors` (float32, one after another), `codes-1`, `codes-2` and `codes-4` (so many bits a number),
`queries`, and `truth`: each query's ten nearest of all vectors, exactly. The shapes are those of
`tests/bench/index/data.ts`. NumPy makes a million in a minute or two.
"""

import sys
from pathlib import Path

import numpy as np

DIMENSION = 768
NEAREST = 10
PART = 20_000
# A little in every direction: what an encoder adds that means nothing.
REST = 0.1
# Photos per individual, length of a photo's deviation, species, directions at all (0: every one).
SHAPES = {"clustered": (10, 0.7, 50, 0), "alike": (4, 0.5, 20, 32)}
# Quantisers of least squared error for normal numbers of variance 1 (Max, "Quantizing for Minimum
# Distortion", 1960, table I); the negative half mirrors. Their levels are in `codes.ts`.
CUTS = {
    1: [],
    2: [0.9816],
    4: [0.2582, 0.5224, 0.7996, 1.099, 1.437, 1.844, 2.401],
}


def normalised(x: np.ndarray) -> np.ndarray:
    return x / np.linalg.norm(x, axis=-1, keepdims=True)


def encoded(vectors: np.ndarray, bits: int) -> np.ndarray:
    """Codes of `bits` a number, the first number in the lowest bits of each byte."""
    scaled = vectors * np.sqrt(np.float32(DIMENSION))
    half, per_byte = 2 ** (bits - 1), 8 // bits
    size = np.abs(scaled)
    level = np.zeros(scaled.shape, np.uint8)
    for cut in CUTS[bits]:
        level += size > np.float32(cut)
    level = np.where(scaled < 0, half - 1 - level, half + level).astype(np.uint8)
    level = level.reshape(len(vectors), -1, per_byte)
    shifted = level << (np.arange(per_byte, dtype=np.uint8) * bits)
    return np.bitwise_or.reduce(shifted, axis=2).astype(np.uint8)


def main(folder: Path, count: int, shape: str, queries: int) -> None:
    per, spread, species, latent = SHAPES[shape]
    inner = latent or DIMENSION
    random = np.random.default_rng(1)

    def normal(*size: int) -> np.ndarray:
        return random.standard_normal(size, np.float32)

    axes = normal(latent, DIMENSION)
    kinds = normalised(normal(species, inner))
    individuals = -(-count // per)
    seed_of_centres = 2

    def centres(first: int, last: int) -> np.ndarray:
        """Of individuals, made anew each time: all of them would be 300 MB."""
        own = np.stack(
            [
                np.random.default_rng((seed_of_centres, i)).standard_normal(inner, np.float32)
                for i in range(first, last)
            ]
        )
        return normalised(normalised(own) + 1.2 * kinds[np.arange(first, last) % species])

    def photos(around: np.ndarray) -> np.ndarray:
        points = normalised(around + np.float32(spread / np.sqrt(inner)) * normal(*around.shape))
        if not latent:
            return points
        whole = points @ axes
        return normalised(whole + np.float32(REST) * normal(*whole.shape))

    asked = photos(np.concatenate([centres(i, i + 1) for i in np.arange(queries) * 7919 % individuals]))
    best = np.full((queries, NEAREST), -2, np.float32)
    ids = np.full((queries, NEAREST), -1, np.int32)
    folder.mkdir(parents=True, exist_ok=True)
    files = {bits: open(folder / f"codes-{bits}", "wb") for bits in CUTS}
    with open(folder / "vectors", "wb") as whole:
        for first in range(0, count, PART):
            last = min(count, first + PART)
            own = centres(first // per, -(-last // per))
            vectors = photos(np.repeat(own, per, axis=0)[: last - first])
            whole.write(vectors.astype(np.float32).tobytes())
            for bits, file in files.items():
                file.write(encoded(vectors, bits).tobytes())
            scores = np.concatenate([best, asked @ vectors.T], axis=1)
            names = np.concatenate(
                [ids, np.broadcast_to(np.arange(first, last, dtype=np.int32), (queries, last - first))],
                axis=1,
            )
            order = np.argsort(-scores, axis=1, kind="stable")[:, :NEAREST]
            best = np.take_along_axis(scores, order, 1)
            ids = np.take_along_axis(names, order, 1)
    for file in files.values():
        file.close()
    (folder / "queries").write_bytes(asked.astype(np.float32).tobytes())
    (folder / "truth").write_bytes(ids.astype(np.int32).tobytes())


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3], int(sys.argv[4]))
