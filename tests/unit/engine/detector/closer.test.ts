/** Closer looks: what they look at, and how their boxes come back. */
import { expect, test } from 'vitest';
import {
  confirmed,
  cutOut,
  regionAround,
  sameAnimal,
  withoutRepeats,
} from '../../../../src/engine/detector/closer';
import { LEAST_SCORE, SURE_SCORE, type Detection } from '../../../../src/engine/detector/detection';

const PHOTO = { width: 1000, height: 500 };
const found = (x: number, y: number, width: number, height: number, score = 0.7): Detection => ({
  crop: { x, y, width, height },
  score,
  kind: null,
});

test('a region is the square around a box with room on each side, cut at the photo', () => {
  // 100 x 50 pixels around (250, 125); 130 a side.
  expect(regionAround(found(0.2, 0.2, 0.1, 0.1).crop, PHOTO, 0.15)).toEqual({
    left: 185,
    top: 60,
    width: 130,
    height: 130,
  });
  expect(regionAround(found(0, 0.9, 0.1, 0.1).crop, PHOTO, 0.15)).toEqual({
    left: 0,
    top: 410,
    width: 115,
    height: 90,
  });
  expect(regionAround(found(0.05, 0.05, 0.9, 0.9).crop, PHOTO, 0.15)).toBeNull();
  expect(regionAround(found(0.2, 0.2, 0.1, 0.1).crop, PHOTO, 0.3)).toMatchObject({ width: 160 });
});

test('its pixels are those of the photo', () => {
  const data = Uint8Array.from({ length: 5 * 4 * 3 }, (_, i) => i);
  const cut = cutOut({ data, width: 5, height: 4 }, { left: 1, top: 2, width: 2, height: 2 });
  expect([...cut.data]).toEqual([33, 34, 35, 36, 37, 38, 48, 49, 50, 51, 52, 53]);
});

const REGION = { left: 185, top: 60, width: 130, height: 130 };
const inRegion = (score: number): Detection => ({
  ...found(20 / 130, 30 / 130, 90 / 130, 65 / 130, score),
  kind: 'cow',
});

test('the box of the same animal is taken, one beside it is not', () => {
  const first = found(0.2, 0.2, 0.1, 0.1);
  const beside = found(0.6, 0.6, 0.4, 0.4);
  const { crop, score } = sameAnimal(first, [beside, inRegion(0.6)], REGION, PHOTO)!;
  expect(score).toBe(0.6);
  expect(crop.x).toBeCloseTo(0.205);
  expect(crop.y).toBeCloseTo(0.18);
  expect(crop.width).toBeCloseTo(0.09);
  expect(crop.height).toBeCloseTo(0.13);
  expect(sameAnimal(first, [beside], REGION, PHOTO)).toBeNull();
});

test('a box is the mean of those of closer looks; the first stands in for what they lack', () => {
  const first = found(0.2, 0.2, 0.1, 0.1);
  const [near, far] = [found(0.21, 0.2, 0.1, 0.12), found(0.22, 0.2, 0.08, 0.1)];
  const both = confirmed(first, [near, far])!;
  expect(both.crop.x).toBeCloseTo(0.215);
  expect(both.crop.width).toBeCloseTo(0.09);
  expect(both.crop.height).toBeCloseTo(0.11);
  expect(confirmed(first, [near, null])!.crop.x).toBeCloseTo(0.205);
  expect(confirmed(first, [])).toEqual(first);
});

test('what was doubted is there when the next look is sure too, and is still asked about', () => {
  const first = found(0.2, 0.2, 0.1, 0.1, 0.2);
  const next = (score: number) => sameAnimal(first, [inRegion(score)], REGION, PHOTO);
  const { crop, score, kind, doubted } = confirmed(first, [next(0.9)])!;
  expect(crop.width).toBeCloseTo(0.09);
  expect([score, kind, doubted]).toEqual([expect.closeTo(0.55), 'cow', true]);
  expect(score).toBeLessThan(SURE_SCORE);
  for (const closer of [[next(0.33)], [null], []]) expect(confirmed(first, closer)).toBeNull();
  // The first look's word for a box that it was sure of stands.
  const sure = found(0.2, 0.2, 0.1, 0.1, LEAST_SCORE);
  expect(confirmed(sure, [next(0.05)])).toMatchObject({ score: LEAST_SCORE, kind: null });
  expect(confirmed(sure, [next(0.9)])!.doubted).toBeUndefined();
});

test('two boxes that became one animal, or a part of it, are one: the surer', () => {
  const a = found(0, 0, 0.2, 0.2);
  const [b, c] = [found(0.01, 0, 0.2, 0.2, 0.8), found(0.5, 0.5, 0.2, 0.2, 0.9)];
  const part = found(0.02, 0.02, 0.05, 0.05, 0.4);
  expect(withoutRepeats([a, b, part, c])).toEqual([c, b]);
});
