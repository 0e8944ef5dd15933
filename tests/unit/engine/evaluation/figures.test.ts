/** Figures against scikit-learn and wildlife-datasets (tests/fixtures/evaluation/make.py). */
import { describe, expect, test } from 'vitest';
import {
  balancedKnown,
  balancedNew,
  bootstrap,
  byIndividual,
  calibrationError,
  meanAveragePrecision,
  newAuc,
  reliability,
  topK,
  type Outcome,
} from '../../../../src/engine/evaluation';
import fixture from '../../../fixtures/evaluation/evaluation.json' with { type: 'json' };

const outcomes: readonly Outcome[] = fixture.outcomes;
const known = outcomes.filter((outcome) => outcome.known);

const outcome = (
  isKnown: boolean,
  rank: number,
  probability: number | null,
  newProbability: number | null = null,
): Outcome => ({
  individual: 0,
  known: isKnown,
  rank,
  probability,
  newProbability,
  averagePrecision: null,
});

describe('as scikit-learn and wildlife-datasets compute them', () => {
  test.each([
    ['top1', topK(outcomes, 1)],
    ['top5', topK(outcomes, 5)],
    ['meanAveragePrecision', meanAveragePrecision(outcomes)],
    ['balancedKnown', balancedKnown(outcomes)],
    ['balancedNew', balancedNew(outcomes)],
    ['newAuc', newAuc(outcomes)],
    ['calibrationError', calibrationError(known)],
  ] as const)('%s', (name, value) => {
    expect(Math.abs(value - fixture.figures[name])).toBeLessThan(1e-9);
  });

  test('the reliability diagram', () => {
    const bins = reliability(known);
    expect(bins.map(({ count }) => count)).toEqual(fixture.reliability.counts);
    const filled = bins.filter(({ count }) => count > 0);
    for (const [i, bin] of filled.entries()) {
      expect(Math.abs(bin.said - fixture.reliability.said[i]!)).toBeLessThan(1e-9);
      expect(Math.abs(bin.right - fixture.reliability.right[i]!)).toBeLessThan(1e-9);
    }
  });

  test('the interval over individuals', () => {
    const { value, low, high } = bootstrap(byIndividual(known), (some) => topK(some, 1));
    expect(value).toBeCloseTo(fixture.figures.top1, 12);
    expect(low).toBeCloseTo(fixture.top1Interval[0]!, 12);
    expect(high).toBeCloseTo(fixture.top1Interval[1]!, 12);
  });
});

test('top-k counts queries of known individuals alone', () => {
  const some = [outcome(true, 1, 0.9), outcome(true, 4, 0.5), outcome(false, 0, 0.2)];
  expect(topK(some, 1)).toBe(0.5);
  expect(topK(some, 5)).toBe(1);
});

test('without answers a figure is not a number', () => {
  expect(calibrationError([outcome(true, 1, null)])).toBeNaN();
  expect(topK([], 1)).toBeNaN();
  expect(newAuc([outcome(true, 1, 0.5, 0.5)])).toBeNaN();
  expect(balancedNew([outcome(true, 1, 0.5, 0.5)])).toBeNaN();
});

test('AUC counts pairs of a new and a known animal, ties by half', () => {
  const some = [outcome(false, 0, 0, 0.8), outcome(true, 1, 0, 0.3), outcome(true, 1, 0, 0.8)];
  expect(newAuc(some)).toBe(0.75);
});

test('an interval holds its value, and that of all right is not without width', () => {
  const some = Array.from({ length: 100 }, (_, i) => [outcome(true, i % 4 === 0 ? 2 : 1, 0.7)]);
  const figure = bootstrap(some, (drawn) => topK(drawn, 1));
  expect(figure.value).toBe(0.75);
  expect(figure.low).toBeGreaterThan(0.6);
  expect(figure.low).toBeLessThan(0.72);
  expect(figure.high).toBeGreaterThan(0.78);
  const all = bootstrap(
    Array.from({ length: 10 }, () => [outcome(true, 1, 0.9)]),
    (drawn) => topK(drawn, 1),
  );
  // Clopper and Pearson, 10 of 10, as scipy.stats.binomtest(10, 10).proportion_ci() says.
  expect(all.value).toBe(1);
  expect(all.low).toBeCloseTo(0.6915028921812392, 12);
  expect(all.high).toBe(1);
});
