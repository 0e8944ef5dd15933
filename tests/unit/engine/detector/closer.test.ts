/** The second look: what it looks at, and how its boxes come back. */
import { expect, test } from 'vitest';
import {
  cutOut,
  regionAround,
  withCloserBox,
  withoutRepeats,
} from '../../../../src/engine/detector/closer';
import type { Detection } from '../../../../src/engine/detector/detection';

const PHOTO = { width: 1000, height: 500 };
const found = (x: number, y: number, width: number, height: number): Detection => ({
  crop: { x, y, width, height },
  score: 0.7,
  kind: null,
});

test('a region is the square around a box with room on each side, cut at the photo', () => {
  // 100 x 50 pixels around (250, 125); 130 a side.
  expect(regionAround(found(0.2, 0.2, 0.1, 0.1).crop, PHOTO)).toEqual({
    left: 185,
    top: 60,
    width: 130,
    height: 130,
  });
  expect(regionAround(found(0, 0.9, 0.1, 0.1).crop, PHOTO)).toEqual({
    left: 0,
    top: 410,
    width: 115,
    height: 90,
  });
  expect(regionAround(found(0.05, 0.05, 0.9, 0.9).crop, PHOTO)).toBeNull();
});

test('its pixels are those of the photo', () => {
  const data = Uint8Array.from({ length: 5 * 4 * 3 }, (_, i) => i);
  const cut = cutOut({ data, width: 5, height: 4 }, { left: 1, top: 2, width: 2, height: 2 });
  expect([...cut.data]).toEqual([33, 34, 35, 36, 37, 38, 48, 49, 50, 51, 52, 53]);
});

test('the box of the same animal is taken, one beside it is not', () => {
  const first = found(0.2, 0.2, 0.1, 0.1);
  const region = { left: 185, top: 60, width: 130, height: 130 };
  const same = found(20 / 130, 30 / 130, 90 / 130, 65 / 130);
  const beside = found(0.6, 0.6, 0.4, 0.4);
  const { crop, score } = withCloserBox(first, [beside, same], region, PHOTO);
  expect(score).toBe(0.7);
  expect(crop.x).toBeCloseTo(0.205);
  expect(crop.y).toBeCloseTo(0.18);
  expect(crop.width).toBeCloseTo(0.09);
  expect(crop.height).toBeCloseTo(0.13);
  expect(withCloserBox(first, [beside], region, PHOTO)).toEqual(first);
});

test('two boxes that became one animal are one', () => {
  const [a, b, c] = [found(0, 0, 0.2, 0.2), found(0.01, 0, 0.2, 0.2), found(0.5, 0.5, 0.2, 0.2)];
  expect(withoutRepeats([a, b, c])).toEqual([a, c]);
});
