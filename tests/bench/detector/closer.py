"""What boxes cost an identification, in Python: onnxruntime and Pillow beside the app's own `run.ts`.

    npx tsx tests/bench/detector/run.ts SET --scenes 30 --seed 7 --out DIR
    python tests/bench/detector/closer.py SET DIR        (numpy 2.4, onnxruntime 1.32, pillow)

Top-1 of the animals of composed scenes among the set's train crops, with the true boxes, those grown or shrunk,
the detector's boxes after one look, after a second look closer up, and with those that it doubted and the second look
confirmed (src/engine/detector/closer.ts). Then where the answers are lost that the crops' files give.
"""
import json
import os
import sys

import numpy as np
import onnxruntime as ort
from PIL import Image

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.join(HERE, '../../..')
sys.path.insert(0, os.path.join(ROOT, 'tools/detector'))
import boxes as reference  # noqa: E402

ROOM, SAME, WHOLE = 0.15, 0.4, 0.8
DOUBTED, LEAST = 0.2, 0.3
GROWN = (-0.1, -0.05, 0.05, 0.1)
SET, FOLDER = sys.argv[1:3]
options = ort.SessionOptions()
options.intra_op_num_threads = 1
detector, encoder = (ort.InferenceSession(os.path.join(ROOT, 'public/models', name), options)
                     for name in ('detector.onnx', 'default.onnx'))


def embed(image):
    pixels = np.asarray(image.convert('RGB').resize((224, 224), Image.Resampling.BILINEAR))[None]
    return encoder.run(None, {encoder.get_inputs()[0].name: pixels})[0][0]


def look(image):
    """[((x, y, width, height) in fractions, score)]"""
    square, scale, left, top = reference.letterbox(image)
    scores, distances = detector.run(['scores', 'distances'], {'pixels': square[None]})
    found = []
    for corners, score, _ in reference.detect(scores.reshape(-1, 80), distances.reshape(-1, 44), DOUBTED, 0.5, 0.7):
        x0, y0, x1, y1 = (corners - [left, top, left, top]) / scale
        (x0, x1), (y0, y1) = (np.clip(pair, 0, side) / side for pair, side in (((x0, x1), image.width), ((y0, y1), image.height)))
        if x1 > x0 and y1 > y0:
            found.append(((x0, y0, x1 - x0, y1 - y0), score))
    return found


def overlap(a, b):
    across = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    down = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    both = max(0, across) * max(0, down)
    return both / (a[2] * a[3] + b[2] * b[3] - both)


def grown(box, share):
    x, y, w, h = box
    left, top = max(0, x - w * share), max(0, y - h * share)
    return (left, top, min(1, x + w * (1 + share)) - left, min(1, y + h * (1 + share)) - top)


def cut(image, box):
    x, y, w, h = box
    left, top = (min(side - 1, round(at * side)) for at, side in ((x, image.width), (y, image.height)))
    return image.crop((left, top, max(left + 1, round((x + w) * image.width)), max(top + 1, round((y + h) * image.height))))


def closer(image, box):
    """The box of the second look and its score; the box itself and None where there is nothing to see closer."""
    width, height = image.size
    side = max(box[2] * width, box[3] * height) * (1 + 2 * ROOM)
    x, y = (box[0] + box[2] / 2) * width, (box[1] + box[3] / 2) * height
    left, top = round(max(0, x - side / 2)), round(max(0, y - side / 2))
    right, bottom = round(min(width, x + side / 2)), round(min(height, y + side / 2))
    if right - left > WHOLE * width and bottom - top > WHOLE * height:
        return box, None
    best, most, sure = box, SAME, 0
    for crop, score in look(image.crop((left, top, right, bottom))):
        there = ((left + crop[0] * (right - left)) / width, (top + crop[1] * (bottom - top)) / height,
                 crop[2] * (right - left) / width, crop[3] * (bottom - top) / height)
        if overlap(there, box) > most:
            best, most, sure = there, overlap(there, box), score
    return best, sure


def main():
    with open(os.path.join(FOLDER, 'scenes.json')) as file:
        known = json.load(file)
    rows, scenes = known['rows'], known['scenes']
    gallery = [row for row in rows if row.get('split') != 'test']
    names = np.array([row['identity'] for row in gallery])
    vectors = np.stack([embed(Image.open(os.path.join(SET, row['path']))) for row in gallery])
    right, shared = {}, {'one look': [], 'closer': [], 'confirmed': []}
    lost = {}

    def ask(what, image, row):
        right.setdefault(what, []).append(names[np.argmax(vectors @ embed(image))] == row['identity'])
        return right[what][-1]

    for i, animals in enumerate(scenes):
        scene = Image.open(os.path.join(FOLDER, f'{i}.jpg')).convert('RGB')
        doubted = [(box, score, *closer(scene, box)) for box, score in look(scene)]
        found = [(box, score, second) for box, score, second, _ in doubted if score >= LEAST]
        confirmed = [(box, score, second) for box, score, second, sure in doubted
                     if score >= LEAST or (sure is not None and (score + sure) / 2 >= LEAST)]
        for animal in animals:
            row, box = rows[animal['crop']], tuple(animal['box'][key] for key in ('x', 'y', 'width', 'height'))
            before = ask("crops' files", Image.open(os.path.join(SET, row['path'])), row)
            pasted = ask('true boxes', cut(scene, box), row)
            for share in GROWN:
                ask(f'true boxes grown by {share}', cut(scene, grown(box, share)), row)
            # An animal without a box is looked for with the whole scene.
            for what, boxes in (('one look', [each for each, *_ in found]), ('closer', [each for *_, each in found]),
                                ('confirmed', [each for *_, each in confirmed])):
                best = max(boxes, key=lambda each: overlap(each, box), default=None)
                each = best if best is not None and overlap(best, box) > 0 else None
                boxed = ask(what, cut(scene, each) if each else scene, row)
                if each:
                    shared[what].append(overlap(each, box))
            why = 'pasted' if before and not pasted else 'no box' if not each else 'loose' if overlap(each, box) < 0.9 else 'near'
            lost[why] = lost.get(why, 0) + int(before) - int(boxed)
            ask('whole scenes', scene, row)
    count = len(right['true boxes'])
    print(f'{count} animals, {len(shared["confirmed"])} with a box; mean IoU',
          {what: round(float(np.mean(values)), 3) for what, values in shared.items()})
    for what, values in right.items():
        print(f'{what}: {100 * np.mean(values):.1f} %')
    print('lost by', {why: f'{100 * many / count:.1f}' for why, many in lost.items()}, 'points')


main()
