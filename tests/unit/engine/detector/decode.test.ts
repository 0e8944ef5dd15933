/**
 * Boxes from the detector's outputs, against NumPy's: tools/detector/convert.py computed them from
 * TF.js.
 */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { parseDetectorCard, referenceDistances } from '../../../../src/engine/detector/card';
import { cellCount, decodeOutputs, type Outputs } from '../../../../src/engine/detector/decode';
import { isDoubtful } from '../../../../src/engine/detector/detection';
import { fittedSize, letterbox, toCrop } from '../../../../src/engine/detector/letterbox';

interface Drawing {
  readonly drawing: string;
  readonly width: number;
  readonly height: number;
  readonly cells: readonly number[];
  readonly scores: string;
  readonly distances: string;
  readonly boxes: readonly { readonly score: number; readonly corners: readonly number[] }[];
}

const SIDE = 416;
const CELLS = 3549;
const LEAST = 0.3;

const read = (path: string): string =>
  readFileSync(new URL(`../../../../${path}`, import.meta.url), 'utf8');

function floats(text: string): Float32Array {
  return new Float32Array(Uint8Array.from(Buffer.from(text, 'base64')).buffer);
}

function empty(): { scores: Float32Array; distances: Float32Array } {
  return { scores: new Float32Array(CELLS * 80), distances: new Float32Array(CELLS * 44) };
}

/** The network's outputs with nothing in the cells that the fixture leaves out. */
function outputsOf({ cells, scores, distances }: Drawing): Outputs {
  const outputs = empty();
  const [animals, sides] = [floats(scores), floats(distances)];
  cells.forEach((cell, i) => {
    outputs.scores.set(animals.subarray(i * 10, i * 10 + 10), cell * 80 + 14);
    outputs.distances.set(sides.subarray(i * 44, i * 44 + 44), cell * 44);
  });
  return outputs;
}

/** A box of one coarse cell, its sides so many strides away, seen as a dog. */
function put(outputs: ReturnType<typeof empty>, cell: number, score: number, strides: number[]) {
  outputs.scores[cell * 80 + 16] = score;
  strides.forEach((bin, side) => (outputs.distances[(cell * 4 + side) * 11 + bin] = 50));
}

describe('decodeOutputs', () => {
  let drawings: readonly Drawing[];
  beforeAll(() => {
    const json = read('tests/fixtures/detector/expected.json');
    drawings = (JSON.parse(json) as { drawings: Drawing[] }).drawings;
  });

  test('gives the boxes that NumPy makes of the same outputs', () => {
    expect(drawings).toHaveLength(3);
    for (const drawing of drawings) {
      const boxes = decodeOutputs(outputsOf(drawing), SIDE, LEAST).animals;
      expect(boxes).toHaveLength(drawing.boxes.length);
      const fitted = fittedSize(drawing, SIDE);
      boxes.forEach((box, i) => {
        const expected = drawing.boxes[i]!;
        expect(box.score).toBeCloseTo(expected.score, 5);
        const { x, y, width, height } = toCrop(box.corners, fitted, SIDE)!;
        [x, y, x + width, y + height].forEach((value, side) => {
          // The reference scales both sides by one number, we by whole pixels: half a pixel of 312.
          expect(Math.abs(value - expected.corners[side]!)).toBeLessThan(0.002);
        });
      });
    }
  });

  test('counts what several kinds say of one cell together', () => {
    const outputs = empty();
    put(outputs, 3464, 0.4, [2, 2, 2, 2]);
    outputs.scores[3464 * 80 + 17] = 0.5;
    const [box] = decodeOutputs(outputs, SIDE, LEAST).animals;
    expect(box!.score).toBeCloseTo(1 - 0.6 * 0.5, 6);
  });

  test('ignores what is no animal', () => {
    const outputs = empty();
    put(outputs, 3464, 0.1, [2, 2, 2, 2]);
    outputs.scores[3464 * 80] = 0.95;
    expect(decodeOutputs(outputs, SIDE, LEAST).animals).toEqual([]);
  });

  test('drops a box that is rather a person’s, and keeps the animal in that person’s arms', () => {
    const outputs = empty();
    const cell = (column: number, row: number): number => 3380 + row * 13 + column;
    const person = (at: number, score: number): void => {
      outputs.scores[at * 80] = score;
    };
    put(outputs, cell(6, 6), 0.5, [3, 3, 3, 3]);
    person(cell(6, 6), 0.6);
    put(outputs, cell(6, 8), 0.4, [1, 1, 1, 1]);
    const arms = [expect.closeTo(0.4, 6)];
    expect(decodeOutputs(outputs, SIDE, LEAST).animals.map(({ score }) => score)).toEqual(arms);

    // The neighbour cell's box is the same person's; the network is less sure of it than of the dog.
    person(cell(6, 6), 0.2);
    put(outputs, cell(5, 6), 0, [2, 3, 4, 3]);
    person(cell(5, 6), 0.45);
    const kept = decodeOutputs(outputs, SIDE, LEAST).animals;
    expect(kept.map(({ score }) => score)).toEqual([expect.closeTo(0.5, 6)]);

    person(cell(5, 6), 0.7);
    expect(decodeOutputs(outputs, SIDE, LEAST).animals.map(({ score }) => score)).toEqual(arms);
  });

  test('keeps two animals beside each other, drops a part of one and a box around both', () => {
    const outputs = empty();
    const cell = (column: number, row: number): number => 3380 + row * 13 + column;
    put(outputs, cell(3, 6), 0.9, [2, 2, 2, 2]);
    put(outputs, cell(8, 6), 0.8, [2, 2, 2, 2]);
    put(outputs, cell(3, 5), 0.7, [1, 1, 1, 1]);
    put(outputs, cell(5, 6), 0.6, [6, 4, 6, 4]);
    const scores = decodeOutputs(outputs, SIDE, LEAST).animals.map(({ score }) => score);
    expect(scores).toHaveLength(2);
    expect(scores[0]).toBeCloseTo(0.9, 6);
    expect(scores[1]).toBeCloseTo(0.8, 6);
  });

  test('refuses outputs of another square', () => {
    expect(cellCount(SIDE)).toBe(CELLS);
    expect(() => decodeOutputs(empty(), 320, LEAST)).toThrow(RangeError);
  });
});

describe('letterbox', () => {
  test('lays a wide picture in the middle of a black square, and boxes come back out', () => {
    const size = fittedSize({ width: 400, height: 100 }, 8);
    expect(size).toEqual({ width: 8, height: 2 });
    const square = letterbox({ ...size, data: new Uint8Array(48).fill(9) }, 8);
    const rows = Array.from({ length: 8 }, (_, y) => square[y * 24]);
    expect(rows).toEqual([0, 0, 0, 9, 9, 0, 0, 0]);
    expect(toCrop([2, 0, 4, 8], size, 8)).toEqual({ x: 0.25, y: 0, width: 0.25, height: 1 });
    expect(toCrop([2, 0, 4, 3], size, 8)).toBeNull();
  });
});

test('small boxes and unsure ones are asked about', () => {
  const crop = { x: 0, y: 0, width: 0.5, height: 0.5 };
  expect(isDoubtful({ crop, score: 0.9, kind: null })).toBe(false);
  expect(isDoubtful({ crop, score: 0.4, kind: null })).toBe(true);
  expect(isDoubtful({ crop: { ...crop, width: 0.05, height: 0.1 }, score: 0.9, kind: null })).toBe(
    true,
  );
});

describe('the card', () => {
  const card = JSON.parse(read('public/models/detector.json')) as Record<string, unknown>;

  test('is whole', () => {
    expect(parseDetectorCard(card).bytes).toBeLessThan(8_000_000);
    expect(referenceDistances(parseDetectorCard(card))).toHaveLength(44);
  });

  test.each(['file', 'sha256', 'inputSize', 'selfCheck'])('is refused without %s', (field) => {
    expect(() => parseDetectorCard({ ...card, [field]: undefined })).toThrow(field);
  });
});
