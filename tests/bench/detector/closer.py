"""What boxes cost an identification, in Python: onnxruntime and Pillow beside the app's own `run.ts`.

    npx tsx tests/bench/detector/run.ts SET --scenes 30 --seed 7 --out DIR
    python tests/bench/detector/closer.py SET DIR [FROM TO]        (numpy 2.4, onnxruntime 1.32, pillow)

Top-1 of the animals of composed scenes among the set's train crops: by the crops' files, the true boxes, the whole
scenes, the detector's boxes after one look, after a closer one, with those that it doubted and the closer look confirmed,
and with the mean of two closer looks, which is what the app does (src/engine/detector/closer.ts). Then where the answers
are lost that the crops' files give. FROM TO: some of the scenes; each part is kept in DIR, and the figures are of all.
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

SIDES, ROOMS, SAME, WHOLE = (416, 256), (0.15, 0.3), 0.4, 0.8
DOUBTED, LEAST = 0.2, 0.27
# When a box is a part of a person: how sure the network is of that, and how much of the box lies in theirs.
PERSON, SURER, WITHIN = 0.5, 1.3, 0.8
SET, FOLDER, *PART = sys.argv[1:]
options = ort.SessionOptions()
options.intra_op_num_threads = 1
detector, encoder = (ort.InferenceSession(os.path.join(ROOT, 'public/models', name), options)
                     for name in ('detector.onnx', 'default.onnx'))


def embed(image):
    pixels = np.asarray(image.convert('RGB').resize((224, 224), Image.Resampling.BILINEAR))[None]
    return encoder.run(None, {encoder.get_inputs()[0].name: pixels})[0][0]


def look(image, side=SIDES[0]):
    """[((x, y, width, height) in fractions, score)] of animals, and of people."""
    reference.SIDE = side
    square, scale, left, top = reference.letterbox(image)
    scores, distances = detector.run(['scores', 'distances'], {'pixels': square[None]})
    scores, distances = scores.reshape(-1, 80), distances.reshape(-1, 44)
    person, sure = scores[:, reference.PERSON], reference.animal(scores)
    people = np.flatnonzero((person >= PERSON) & (person > sure))
    drawn = reference.corners(distances)
    return [[(box, score) for corners, score in each if (box := fractions(corners, image, scale, left, top))] for each in (
        [(corners, score) for corners, score, _ in reference.detect(scores, distances, DOUBTED, 0.5, 0.7)],
        [(drawn[cell], person[cell]) for cell in people])]


def fractions(corners, image, scale, left, top):
    x0, y0, x1, y1 = (corners - [left, top, left, top]) / scale
    (x0, x1), (y0, y1) = (np.clip(pair, 0, side) / side for pair, side in (((x0, x1), image.width), ((y0, y1), image.height)))
    return (x0, y0, x1 - x0, y1 - y0) if x1 > x0 and y1 > y0 else None


def first_look(image):
    """The photo in squares of each side; a box goes when it is around the animal of a surer one, or around a part of it."""
    kept = []
    animals, people = (sum(each, []) for each in zip(*(look(image, side) for side in SIDES)))
    for box, score in sorted(animals, key=lambda each: -each[1]):
        if all(overlap(box, other) <= 0.5 and inside(box, other) <= 0.7 for other, _ in kept):
            kept.append((box, score))
    return kept, people


def inside(a, b):
    across = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    down = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    return max(0, across) * max(0, down) / min(a[2] * a[3], b[2] * b[3])


def within(a, b):
    across = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    down = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    return max(0, across) * max(0, down) / (a[2] * a[3])


def overlap(a, b):
    across = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    down = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    both = max(0, across) * max(0, down)
    return both / (a[2] * a[3] + b[2] * b[3] - both)


def cut(image, box):
    x, y, w, h = box
    left, top = (min(side - 1, round(at * side)) for at, side in ((x, image.width), (y, image.height)))
    return image.crop((left, top, max(left + 1, round((x + w) * image.width)), max(top + 1, round((y + h) * image.height))))


def closer(image, box, room):
    """The box of a closer look and its score; the box itself and None where there is nothing to see closer."""
    width, height = image.size
    side = max(box[2] * width, box[3] * height) * (1 + 2 * room)
    x, y = (box[0] + box[2] / 2) * width, (box[1] + box[3] / 2) * height
    left, top = round(max(0, x - side / 2)), round(max(0, y - side / 2))
    right, bottom = round(min(width, x + side / 2)), round(min(height, y + side / 2))
    if right - left > WHOLE * width and bottom - top > WHOLE * height:
        return box, None
    best, most, sure = box, SAME, 0
    for crop, score in look(image.crop((left, top, right, bottom)))[0]:
        there = ((left + crop[0] * (right - left)) / width, (top + crop[1] * (bottom - top)) / height,
                 crop[2] * (right - left) / width, crop[3] * (bottom - top) / height)
        if overlap(there, box) > most:
            best, most, sure = there, overlap(there, box), score
    return best, sure


def mean(a, b):
    return tuple((one + other) / 2 for one, other in zip(a, b))


def gallery_of(rows):
    """Names, and embeddings kept beside the scenes."""
    gallery = [row for row in rows if row.get('split') != 'test']
    kept = os.path.join(FOLDER, 'gallery.npy')
    if not os.path.exists(kept):
        np.save(kept, np.stack([embed(Image.open(os.path.join(SET, row['path']))) for row in gallery]))
    return np.array([row['identity'] for row in gallery]), np.load(kept)


def asked(scene, animals, rows, names, vectors):
    """For each animal, what each way of cutting it out gives: right or not, and the overlap of its box."""
    looks = []
    animals_seen, people = first_look(scene)
    for box, score in animals_seen:
        near, sure = closer(scene, box, ROOMS[0])
        doubted = score < LEAST
        confirmed = not doubted or (sure is not None and (score + sure) / 2 >= LEAST)
        if any(there >= max(PERSON, SURER * max(score, sure or 0)) and within(box, person) > WITHIN for person, there in people):
            continue
        if confirmed:
            both = mean(near, closer(scene, box, ROOMS[1])[0]) if sure is not None else near
            looks.append({'doubted': doubted, 'one look': box, 'closer': near, 'confirmed': near, 'mean of two': both})
    for animal in animals:
        row, box = rows[animal['crop']], tuple(animal['box'][key] for key in ('x', 'y', 'width', 'height'))
        pictures = {"crops' files": Image.open(os.path.join(SET, row['path'])), 'true boxes': cut(scene, box), 'whole scenes': scene}
        shared = {}
        for way in ('one look', 'closer', 'confirmed', 'mean of two'):
            there = [each[way] for each in looks if not each['doubted'] or way not in ('one look', 'closer')]
            best = max(there, key=lambda each: overlap(each, box), default=None)
            shared[way] = overlap(best, box) if best else 0
            # An animal without a box is looked for with the whole scene.
            pictures[way] = cut(scene, best) if shared[way] > 0 else scene
        right = {way: bool(names[np.argmax(vectors @ embed(image))] == row['identity']) for way, image in pictures.items()}
        yield {'right': right, 'shared': shared}


def main():
    with open(os.path.join(FOLDER, 'scenes.json')) as file:
        known = json.load(file)
    names, vectors = gallery_of(known['rows'])
    start, end = (int(PART[0]), int(PART[1])) if PART else (0, len(known['scenes']))
    found = []
    for i in range(start, end):
        scene = Image.open(os.path.join(FOLDER, f'{i}.jpg')).convert('RGB')
        found += asked(scene, known['scenes'][i], known['rows'], names, vectors)
    with open(os.path.join(FOLDER, f'part-{start:03}.json'), 'w') as file:
        json.dump(found, file)
    parts = sorted(name for name in os.listdir(FOLDER) if name.startswith('part-'))
    animals = [each for name in parts for each in json.load(open(os.path.join(FOLDER, name)))]
    report(animals)


def report(animals):
    print(f'{len(animals)} animals')
    for way in animals[0]['right']:
        right = [each['right'][way] for each in animals]
        overlaps = [each['shared'][way] for each in animals if each['shared'].get(way, 0) > 0]
        print(f'{way}: {100 * np.mean(right):.1f} %' + (f', {len(overlaps)} boxes, mean overlap {np.mean(overlaps):.3f}' if overlaps else ''))
    lost = {}
    for each in animals:
        file, pasted, boxed = (each['right'][way] for way in ("crops' files", 'true boxes', 'mean of two'))
        overlap = each['shared']['mean of two']
        why = 'pasting' if file and not pasted else 'no box' if overlap < 0.5 else 'a box under .9' if overlap < 0.9 else 'a box from .9'
        lost[why] = lost.get(why, 0) + int(file) - int(boxed)
    print('lost to', {why: f'{100 * many / len(animals):.1f}' for why, many in lost.items()}, 'points')


if __name__ == '__main__':
    main()
