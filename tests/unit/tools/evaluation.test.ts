import { expect, test } from 'vitest';
import {
  bootstrap,
  calibrationError,
  newAuc,
  topK,
  type Outcome,
} from '../../../tools/evaluation/figures';

const outcome = (
  known: boolean,
  rank: number,
  probability: number | null,
  newProbability: number | null = null,
): Outcome => ({ known, rank, probability, newProbability });

test('top-k counts queries of known individuals alone', () => {
  const outcomes = [outcome(true, 1, 0.9), outcome(true, 4, 0.5), outcome(false, 0, 0.2)];
  expect(topK(outcomes, 1)).toBe(0.5);
  expect(topK(outcomes, 5)).toBe(1);
});

test('the calibration error is the mean gap between said and seen, by bins', () => {
  // Bin .9: said .95 twice, right once; bin .2: said .25 once, wrong.
  const outcomes = [outcome(true, 1, 0.95), outcome(true, 2, 0.95), outcome(true, 2, 0.25)];
  expect(calibrationError(outcomes)).toBeCloseTo((0.9 + 0.25) / 3, 12);
  expect(calibrationError([outcome(true, 1, null)])).toBeNaN();
});

test('AUC counts pairs of a new and a known animal, ties by half', () => {
  const outcomes = [outcome(false, 0, 0, 0.8), outcome(true, 1, 0, 0.3), outcome(true, 1, 0, 0.8)];
  expect(newAuc(outcomes)).toBe(0.75);
});

test('an interval holds its value and is the same each time', () => {
  const outcomes = Array.from({ length: 100 }, (_, i) => outcome(true, i % 4 === 0 ? 2 : 1, 0.7));
  const figure = bootstrap(outcomes, (some) => topK(some, 1));
  expect(figure.value).toBe(0.75);
  expect(figure.low).toBeGreaterThan(0.6);
  expect(figure.low).toBeLessThan(0.72);
  expect(figure.high).toBeGreaterThan(0.78);
  expect(bootstrap(outcomes, (some) => topK(some, 1))).toEqual(figure);
});
