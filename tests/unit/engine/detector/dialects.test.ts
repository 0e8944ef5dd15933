/** Detectors of others, against onnxruntime and NumPy (tests/fixtures/detectors/make.py). */
import { describe, expect, test } from 'vitest';
import { classesByNames } from '../../../../src/engine/detector/dialects/classes';
import { recogniseDialect } from '../../../../src/engine/detector/dialects/dialect';
import {
  describe as describeDetector,
  OutsideNetwork,
  tryOut,
} from '../../../../src/engine/detector/dialects/network';
import { parseOutsideCard } from '../../../../src/engine/detector/dialects/outside';
import { fittedSize, letterbox } from '../../../../src/engine/detector/letterbox';
import { resizeRgb } from '../../../../src/engine/encoder/resize';
import type { HuellaError } from '../../../../src/engine/errors';
import {
  CASES,
  draftOf,
  factsOf,
  fileOf,
  openInNode,
  photo,
  SIDE,
} from '../../../fixtures/detectors/fixture';

/** The boxes have four decimals, float32 some seven digits of 64. */
const PIXELS = 1e-3;

/** The names of the classes are in some files; of others the number says it, or a person. */
const ASKED = { classes: 'megadetector' } as const;

describe.each(Object.entries(CASES))('%s', (name, known) => {
  test('is told from its outputs, and draws the boxes that NumPy reads from onnxruntime', async () => {
    const bytes = fileOf(name);
    const session = await openInNode(bytes);
    const draft = await draftOf(name, bytes);
    const tried = await tryOut(session, draft);
    expect(tried.dialect.kind).toBe(known.kind);
    const facts = { ...factsOf(known), ...(tried.classes ? {} : ASKED) };
    const made = await describeDetector(session, draft, tried, facts, () => 0);
    const card = parseOutsideCard(JSON.parse(JSON.stringify(made)));
    const network = new OutsideNetwork(session, card);
    await network.check();
    expect(network.border).toBe(known.border);

    const given = photo();
    const { width, height } = network.stretched
      ? { width: SIDE, height: SIDE }
      : fittedSize(given, SIDE);
    expect([width, height]).toEqual(known.fitted);
    const square = letterbox(resizeRgb(given, width, height), SIDE, network.border);
    const { animals: boxes } = await network.look(square);
    expect(boxes).toHaveLength(known.boxes.length);
    expect(boxes.length).toBeGreaterThan(0);
    known.boxes.forEach(({ corners, score }, i) => {
      expect(boxes[i]!.score).toBeCloseTo(score, 4);
      corners.forEach((value, side) =>
        expect(Math.abs(boxes[i]!.corners[side]! - value)).toBeLessThan(PIXELS),
      );
    });
  });
});

test('what a file does not say is asked for, with what is usual', async () => {
  const bytes = fileOf('detr.onnx');
  const session = await openInNode(bytes);
  const draft = await draftOf('detr.onnx', bytes);
  const tried = await tryOut(session, draft);
  const asked = await describeDetector(session, draft, tried, {}, () => 0).catch(
    (error: unknown) => error as HuellaError,
  );
  expect(asked).toMatchObject({
    code: 'encoder-card-needed',
    detail: { missing: 'colours, fit', dialect: 'detr', fit: 'stretch' },
  });
});

test('a network that computes something else than at its installation is not used', async () => {
  const bytes = fileOf('yolov8.onnx');
  const session = await openInNode(bytes);
  const draft = await draftOf('yolov8.onnx', bytes);
  const facts = { colours: 'plain', fit: 'letterbox' } as const;
  const card = await describeDetector(session, draft, await tryOut(session, draft), facts, () => 0);
  const values = card.selfCheck.values.map((value, i) => (i === 5 ? value * 1.1 + 1 : value));
  const other = { ...card, selfCheck: { ...card.selfCheck, values } };
  await expect(new OutsideNetwork(session, other).check()).rejects.toThrow('something else');
});

describe('recogniseDialect', () => {
  const kindOf = (outputs: readonly (readonly [string, ...number[]])[], side = 640): string => {
    try {
      return recogniseDialect(
        outputs.map(([name, ...dims]) => ({ name, dims })),
        side,
      ).kind;
    } catch (error) {
      return (error as HuellaError).code;
    }
  };
  const REFUSED = 'checkpoint-unsupported';

  test.each([
    // Published shapes: MegaDetector v5 and v1000, v6 of ultralytics, Apache and MIT; RF-DETR.
    ['yolov5', [['output', 1, 25200, 8]], 640],
    ['yolov5', [['output', 1, 102000, 8]], 1280],
    ['yolov8', [['output0', 1, 7, 33600]], 1280],
    ['yolov8', [['output0', 1, 84, 8400]], 640],
    ['yolov10', [['output0', 1, 300, 6]], 640],
    [
      'rtdetr',
      [
        ['labels', 1, 300],
        ['boxes', 1, 300, 4],
        ['scores', 1, 300],
      ],
      640,
    ],
    [
      'detr',
      [
        ['logits', 1, 300, 80],
        ['pred_boxes', 1, 300, 4],
      ],
      640,
    ],
    [
      'detr',
      [
        ['dets', 1, 300, 4],
        ['labels', 1, 300, 91],
      ],
      384,
    ],
    ['nanodet', [['output', 1, 3598, 112]], 416],
    ['nanodet', [['output', 1, 2125, 112]], 320],
  ] as const)('%s: %j at %i', (kind, outputs, side) => {
    expect(kindOf(outputs, side)).toBe(kind);
  });

  test.each([
    ['a classifier', [['logits', 1, 1000]]],
    ['an encoder', [['embedding', 1, 768]]],
    [
      'masks',
      [
        ['output0', 1, 116, 8400],
        ['output1', 1, 32, 160, 160],
      ],
    ],
    ['the shape of another size', [['output0', 1, 84, 2100]]],
    ['YOLOX, whose boxes are in another measure', [['output', 1, 8400, 85]]],
    [
      'DETR of 2020',
      [
        ['logits', 1, 100, 92],
        ['pred_boxes', 1, 100, 4],
      ],
    ],
    ['two of a batch', [['output0', 2, 84, 8400]]],
    [
      'maps of no pairs',
      [
        ['a', 1, 3, 80, 80],
        ['b', 1, 3, 40, 40],
        ['c', 1, 3, 20, 20],
      ],
    ],
    ['nothing', []],
  ] as const)('%s is refused', (_, outputs) => {
    expect(kindOf(outputs)).toBe(REFUSED);
  });
});

test('names of classes say which are animals', () => {
  expect(classesByNames("{0: 'animal', 1: 'person', 2: 'vehicle'}")?.list).toEqual([
    'animal',
    null,
    null,
  ]);
  expect(classesByNames('{"0": "person", "1": "Dog"}')?.list).toEqual([null, 'dog']);
  expect(classesByNames("{0: 'car'}")).toBeNull();
  expect(classesByNames('anything')).toBeNull();
});
