"""From NanoDet's outputs to boxes, in NumPy: the reference for src/engine/detector."""

import numpy as np
from PIL import Image

SIDE = 416
STRIDES = (8, 16, 32)
REG_MAX = 10
# COCO: person; bird, cat, dog, horse, sheep, cow, elephant, bear, zebra, giraffe.
PERSON = 0
ANIMALS = slice(14, 24)


def letterbox(image: Image.Image) -> tuple[np.ndarray, float, int, int]:
    """The photo in the middle of a black square, as nanodet/data/transform/warp.py puts it; Pillow's bilinear.

    Returns (uint8 [416, 416, 3], pixels of the square per pixel of the photo, left, top)."""
    scale = SIDE / max(image.size)
    width, height = (max(1, int(side * scale + 0.5)) for side in image.size)
    left, top = (SIDE - width) // 2, (SIDE - height) // 2
    square = Image.new("RGB", (SIDE, SIDE))
    square.paste(image.resize((width, height), Image.Resampling.BILINEAR), (left, top))
    return np.asarray(square), scale, left, top


def centres() -> np.ndarray:
    """[3549, 3]: x and y of each cell's centre and its stride (gfl_head.py, get_single_level_center_point)."""
    rows = []
    for stride in STRIDES:
        y, x = np.mgrid[0 : SIDE // stride, 0 : SIDE // stride]
        rows.append(np.stack([(x.ravel() + 0.5) * stride, (y.ravel() + 0.5) * stride, np.full(x.size, stride)], 1))
    return np.concatenate(rows).astype(np.float32)


def corners(distances: np.ndarray) -> np.ndarray:
    """[cells, 44] logits -> [cells, 4] left, top, right, bottom in the square (gfl_head.py: Integral, distance2bbox)."""
    logits = distances.reshape(-1, 4, REG_MAX + 1)
    shares = np.exp(logits - logits.max(-1, keepdims=True))
    shares /= shares.sum(-1, keepdims=True)
    cells = centres()
    sides = (shares * np.arange(REG_MAX + 1)).sum(-1) * cells[:, 2:]
    low, high = cells[:, :2] - sides[:, :2], cells[:, :2] + sides[:, 2:]
    return np.concatenate([low, high], 1).clip(0, SIDE)


def animal(scores: np.ndarray) -> np.ndarray:
    """[cells, 80] -> [cells]: that a cell shows at least one of the ten kinds, taken as independent."""
    return 1 - np.prod(1 - scores[:, ANIMALS], 1)


def shared(box: np.ndarray, others: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Intersection over union, and over the smaller of the two."""
    width = np.minimum(box[2], others[:, 2]) - np.maximum(box[0], others[:, 0])
    height = np.minimum(box[3], others[:, 3]) - np.maximum(box[1], others[:, 1])
    both = width.clip(0) * height.clip(0)
    areas = (others[:, 2] - others[:, 0]) * (others[:, 3] - others[:, 1])
    area = (box[2] - box[0]) * (box[3] - box[1])
    tiny = np.float32(1e-9)
    return both / np.maximum(area + areas - both, tiny), both / np.maximum(np.minimum(area, areas), tiny)


def detect(scores, distances, least: float, overlap: float, inside: float) -> list[tuple[np.ndarray, float, int]]:
    """[(box in the square, score, cell)], surest first. A box goes when it overlaps a surer one by more than `overlap`
    of the union, or by more than `inside` of the smaller of the two; and when it overlaps the box of a person, of which
    the network is surer, by more than `overlap` of the union."""
    boxes, sure = corners(distances), animal(scores)
    person = scores[:, PERSON]
    people = np.flatnonzero((person >= least) & (person > sure))
    waiting = np.array(
        [
            cell
            for cell in np.flatnonzero(sure >= least)
            if not (shared(boxes[cell], boxes[people[person[people] > sure[cell]]])[0] > overlap).any()
        ],
        int,
    )
    waiting = waiting[np.argsort(-sure[waiting], kind="stable")]
    kept = []
    while len(waiting):
        first, waiting = waiting[0], waiting[1:]
        kept.append((boxes[first], float(sure[first]), int(first)))
        union, smaller = shared(boxes[first], boxes[waiting])
        waiting = waiting[(union <= overlap) & (smaller <= inside)]
    return kept
