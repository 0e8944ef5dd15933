/** From what a detector of others gave to boxes around animals. */
import { meanBin } from '../decode';
import { ANIMAL_KINDS } from '../detection';
import type { Corners } from '../letterbox';
import { suppress, type Box } from '../suppress';
import { animalOf, type Classes } from './classes';
import { cellsOf, type Dialect } from './dialect';

/** Numbers of one output; axes as the dialect says. */
export type Given = (name: string) => Float32Array;

/** A box as the network gives it: left, top, right, bottom, and the chance of each class. */
type Take = (corners: () => Corners, score: (index: number) => number) => void;

/**
 * The boxes of animals, surest first. A box's score is that of its likeliest animal.
 *
 * @param side of the square, in pixels
 * @param least score
 * @throws RangeError when an output has another length than the dialect says
 */
export function readBoxes(
  dialect: Dialect,
  classes: Classes,
  given: Given,
  side: number,
  least: number,
): Box[] {
  const boxes: Box[] = [];
  const within = (value: number): number => Math.min(side, Math.max(0, value));
  const keep = (corners: Corners, score: number, animals: readonly number[]): void => {
    const [left, top, right, bottom] = corners.map(within) as [number, number, number, number];
    if (right > left && bottom > top)
      boxes.push({ corners: [left, top, right, bottom], score, animals });
  };
  if (dialect.kind === 'yolov10' || dialect.kind === 'rtdetr') {
    for (const { corners, score, label } of endToEnd(dialect, given)) {
      const animal = animalOf(classes, label);
      if (animal === null || !(score >= least)) continue;
      keep(
        corners,
        Math.min(1, score),
        ANIMAL_KINDS.map((kind) => (kind === animal ? score : 0)),
      );
    }
    return suppress(boxes);
  }
  const animals = Array.from({ length: dialect.classes }, (_, i) => animalOf(classes, i));
  const those = animals.flatMap((animal, i) => (animal === null ? [] : [i]));
  scan(dialect, given, side, (corners, score) => {
    let best = 0;
    for (const index of those) best = Math.max(best, score(index));
    // A score that is no number is not at least anything.
    if (!(best >= least)) return;
    const kinds = ANIMAL_KINDS.map((kind) => {
      const index = animals.indexOf(kind);
      return index < 0 ? 0 : score(index);
    });
    keep(corners(), Math.min(1, best), kinds);
  });
  return suppress(boxes);
}

function* endToEnd(
  dialect: Extract<Dialect, { kind: 'yolov10' | 'rtdetr' }>,
  given: Given,
): Generator<{ corners: Corners; score: number; label: number }, void> {
  if (dialect.kind === 'yolov10') {
    const rows = given(dialect.output);
    for (let at = 0; at + 6 <= rows.length; at += 6)
      yield { corners: four(rows, at), score: rows[at + 4]!, label: rows[at + 5]! };
    return;
  }
  const boxes = given(dialect.boxes);
  const labels = given(dialect.labels);
  const scores = given(dialect.scores);
  expectLength(boxes, 4 * scores.length);
  expectLength(labels, scores.length);
  for (let i = 0; i < scores.length; i++)
    yield { corners: four(boxes, 4 * i), score: scores[i]!, label: labels[i]! };
}

function scan(
  dialect: Exclude<Dialect, { kind: 'yolov10' | 'rtdetr' }>,
  given: Given,
  side: number,
  take: Take,
): void {
  const { classes } = dialect;
  switch (dialect.kind) {
    case 'yolov5': {
      const rows = given(dialect.output);
      const width = 5 + classes;
      for (let at = 0; at + width <= rows.length; at += width)
        take(
          () => around(rows[at]!, rows[at + 1]!, rows[at + 2]!, rows[at + 3]!),
          (index) => rows[at + 4]! * rows[at + 5 + index]!,
        );
      return;
    }
    case 'yolov8': {
      const columns = given(dialect.output);
      const cells = columns.length / (4 + classes);
      const of = (row: number, cell: number): number => columns[row * cells + cell]!;
      for (let cell = 0; cell < cells; cell++)
        take(
          () => around(of(0, cell), of(1, cell), of(2, cell), of(3, cell)),
          (index) => of(4 + index, cell),
        );
      return;
    }
    case 'detr': {
      const scores = given(dialect.scores);
      const boxes = given(dialect.boxes);
      expectLength(boxes, (4 * scores.length) / classes);
      for (let query = 0; query * classes < scores.length; query++) {
        const [x, y, width, height] = four(boxes, 4 * query);
        take(
          () => around(x * side, y * side, width * side, height * side),
          (index) => sigmoid(scores[query * classes + index]!),
        );
      }
      return;
    }
    case 'nanodet': {
      const rows = given(dialect.output);
      const { bins, strides } = dialect;
      const width = classes + 4 * bins;
      expectLength(rows, width * cellsOf(side, strides));
      // NanoDet-Plus, which has four maps, measures from a cell's corner; those before it from the
      // middle.
      const centre = strides.length === 4 ? 0 : 0.5;
      let at = 0;
      for (const stride of strides) {
        const columns = Math.ceil(side / stride);
        for (let cell = 0; cell < columns * columns; cell++, at += width) {
          const start = at;
          const x = ((cell % columns) + centre) * stride;
          const y = (Math.floor(cell / columns) + centre) * stride;
          take(
            () =>
              reaching(x, y, stride, (part) => meanBin(rows, start + classes + part * bins, bins)),
            (index) => rows[start + index]!,
          );
        }
      }
      return;
    }
    case 'grids':
      for (const map of dialect.maps) {
        const scores = given(map.scores);
        const distances = given(map.distances);
        const cells = distances.length / 4;
        const columns = Math.round(Math.sqrt(cells));
        expectLength(scores, cells * classes);
        const stride = side / columns;
        for (let cell = 0; cell < cells; cell++)
          take(
            () =>
              reaching(
                ((cell % columns) + 0.5) * stride,
                (Math.floor(cell / columns) + 0.5) * stride,
                stride,
                (part) => distances[part * cells + cell]!,
              ),
            (index) => sigmoid(scores[index * cells + cell]!),
          );
      }
  }
}

function four(values: Float32Array, at: number): Corners {
  return [values[at]!, values[at + 1]!, values[at + 2]!, values[at + 3]!];
}

function around(x: number, y: number, width: number, height: number): Corners {
  return [x - width / 2, y - height / 2, x + width / 2, y + height / 2];
}

/** @param distance of the left, top, right and bottom side, in strides */
function reaching(
  x: number,
  y: number,
  stride: number,
  distance: (part: number) => number,
): Corners {
  return [
    x - distance(0) * stride,
    y - distance(1) * stride,
    x + distance(2) * stride,
    y + distance(3) * stride,
  ];
}

function sigmoid(value: number): number {
  return 1 / (1 + Math.exp(-value));
}

function expectLength({ length }: Float32Array, wanted: number): void {
  if (length !== wanted) throw new RangeError(`An output has ${length} numbers, not ${wanted}.`);
}
