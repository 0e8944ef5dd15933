/** Calibration against SciPy and scikit-learn (tests/fixtures/learning/make.py), and on chances that are known. */
import { expect, test } from 'vitest';
import {
  fitCalibration,
  fitSharpness,
  likelihoods,
  type AskedPhoto,
} from '../../../../src/engine/matching/calibration';
import { fitIsotonic, isotonicAt } from '../../../../src/engine/matching/isotonic';
import { fitLogistic } from '../../../../src/engine/matching/logistic';
import fixture from '../../../fixtures/learning/learning.json' with { type: 'json' };
import { randomNumbers } from '../index/index-data';

test('a logistic regression is that of scikit-learn', () => {
  const { features, labels, weights, penalty, fitted } = fixture.logistic;
  const model = fitLogistic({ features, labels: labels as (0 | 1)[], weights }, penalty);
  for (const [i, weight] of model.weights.entries()) {
    expect(Math.abs(weight - fitted[i]!)).toBeLessThan(1e-6);
  }
});

test('an isotonic regression is that of scikit-learn', () => {
  const { labels, weights } = fixture.logistic;
  const { scores, ask, answers } = fixture.isotonic;
  const model = fitIsotonic(scores, labels, weights);
  for (const [i, at] of ask.entries()) {
    expect(Math.abs(isotonicAt(model, at) - answers[i]!)).toBeLessThan(1e-6);
  }
});

test('the sharpness is that of SciPy', () => {
  const { own, others, fitted } = fixture.sharpness;
  const asked = own.map((one, i): AskedPhoto => ({
    own: one,
    others: Float64Array.from(others[i]!),
    ownPlain: 0,
    otherPlain: 0,
  }));
  expect(Math.abs(fitSharpness(asked).sharpness / fitted - 1)).toBeLessThan(1e-6);
});

/** Photos of known animals (evidence for their own is higher) and, with `own` left out, of new ones. */
function draw(count: number, seed: number): AskedPhoto[] {
  const next = randomNumbers(seed);
  const normal = (): number => next() + next() + next() - 1.5;
  return Array.from({ length: count }, () => {
    const others = Float64Array.from({ length: 9 }, () => 0.2 * normal());
    const own = 0.35 + 0.25 * normal();
    return { own, others, ownPlain: 0.8 + 0.1 * normal(), otherPlain: 0.7 + 0.1 * normal() };
  });
}

test('probabilities are right as often as they say', () => {
  const calibration = fitCalibration(draw(400, 1))!;
  let [sum, right] = [0, 0];
  let [knownNew, newNew] = [0, 0];
  for (const { own, others, ownPlain, otherPlain } of draw(400, 2)) {
    const all = [own!, ...others];
    const best = all.indexOf(Math.max(...all));
    const known = likelihoods(calibration, all, best === 0 ? ownPlain : otherPlain);
    sum += known.probabilities[best]!;
    right += Number(best === 0);
    knownNew += known.newProbability / 400;
    newNew += likelihoods(calibration, [...others], otherPlain).newProbability / 400;
  }
  // New animals are a share of what was fitted, and none of what is asked here: a little too wary.
  expect(sum / 400).toBeLessThan(right / 400 + 0.03);
  expect(sum / 400).toBeGreaterThan(right / 400 - 0.1);
  expect(newNew).toBeGreaterThan(5 * knownNew);
});

test('few photos, or few individuals, are no measure', () => {
  expect(fitCalibration(draw(20, 3))).toBeNull();
  const pairs = draw(100, 4).map((one) => ({ ...one, others: one.others.slice(0, 2) }));
  expect(fitCalibration(pairs)).toBeNull();
  expect(fitCalibration([])).toBeNull();
});

test('a gallery without a single error has finite numbers', () => {
  const sure = draw(60, 5).map((one) => ({ ...one, own: 0.99 }));
  const calibration = fitCalibration(sure)!;
  const { newProbability, probabilities } = likelihoods(calibration, [0.99, 0.1, 0.1], 0.8);
  expect(newProbability).toBeGreaterThan(0);
  expect(probabilities[0]).toBeGreaterThan(0.9);
  expect(probabilities[0]).toBeLessThan(1);
});
