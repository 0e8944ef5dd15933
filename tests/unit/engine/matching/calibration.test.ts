/**
 * Calibration against SciPy and scikit-learn (tests/fixtures/learning/make.py), and on chances that
 * are known.
 */
import { expect, test } from 'vitest';
import type { AskedPhoto } from '../../../../src/engine/matching/asked';
import {
  fitCalibration,
  likelihoods,
  type Considered,
} from '../../../../src/engine/matching/calibration';
import { fitIsotonic, isotonicAt } from '../../../../src/engine/matching/isotonic';
import { fitLogistic } from '../../../../src/engine/matching/logistic';
import { fitSharpness } from '../../../../src/engine/matching/sharpness';
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

const askedOf = (own: readonly number[], others: readonly number[][]): AskedPhoto[] =>
  own.map((one, i) => ({
    own: one,
    others: Float64Array.from(others[i]!),
    othersAsNew: new Float64Array(),
    ownPlain: 0,
    othersPlain: new Float64Array(),
    weight: 1,
  }));

test('the sharpness is that of SciPy', () => {
  const { own, others, fitted } = fixture.sharpness;
  const { sharpness, lapse } = fitSharpness(askedOf(own, others));
  expect(Math.abs(sharpness / fitted - 1)).toBeLessThan(1e-6);
  // Hard photos are not taken for wrong names.
  expect(lapse).toBe(0);
});

test('with one name in ten wrong the sharpness is that of the others, as by SciPy', () => {
  const { own, others, fitted, lapse, loss } = fixture.lapses;
  const found = fitSharpness(askedOf(own, others));
  expect(Math.abs(found.sharpness / fitted - 1)).toBeLessThan(1e-3);
  expect(Math.abs(found.lapse - lapse)).toBeLessThan(1e-4);
  expect(Math.abs(found.loss - loss)).toBeLessThan(1e-6);
  const right = (_: unknown, i: number): boolean => i % 10 !== 0;
  const clean = fitSharpness(askedOf(own.filter(right), others.filter(right)));
  expect(clean.lapse).toBe(0);
  expect(Math.abs(found.sharpness / clean.sharpness - 1)).toBeLessThan(0.1);
});

/**
 * Photos of known animals (evidence for their own is higher) and, with `own` left out, of new ones.
 */
function draw(count: number, seed: number): AskedPhoto[] {
  const next = randomNumbers(seed);
  const normal = (): number => next() + next() + next() - 1.5;
  return Array.from({ length: count }, () => {
    const others = Float64Array.from({ length: 9 }, () => 0.2 * normal());
    const own = 0.35 + 0.25 * normal();
    const othersPlain = others.map(() => 0.6 + 0.1 * normal());
    const ownPlain = 0.8 + 0.1 * normal();
    return { ...{ own, others, ownPlain, othersPlain }, othersAsNew: others, weight: 1 };
  });
}

/** The question a photo asks: its own individual first, or without it. */
function ask({ own, others, ownPlain, othersPlain }: AskedPhoto, known: boolean): Considered[] {
  const rest = [...others].map((evidence, i) => ({ evidence, plain: othersPlain[i]! }));
  return known ? [{ evidence: own!, plain: ownPlain! }, ...rest] : rest;
}

test.each([false, true])('probabilities are right as often as they say (learnt: %s)', (learnt) => {
  const calibration = fitCalibration(draw(400, 1), 'gallery', learnt)!;
  expect(calibration.views.map(({ lead }) => lead)).toEqual(
    learnt ? ['plain', 'evidence'] : ['evidence'],
  );
  let [sum, right] = [0, 0];
  let [knownNew, newNew] = [0, 0];
  for (const photo of draw(400, 2)) {
    const known = likelihoods(calibration, ask(photo, true));
    const likeliest = Math.max(...known.probabilities);
    sum += likeliest;
    right += Number(known.probabilities[0] === likeliest);
    knownNew += known.newProbability / 400;
    newNew += likelihoods(calibration, ask(photo, false)).newProbability / 400;
  }
  // New animals are a share of what was fitted, and none of what is asked here: a little too wary.
  expect(sum / 400).toBeLessThan(right / 400 + 0.03);
  expect(sum / 400).toBeGreaterThan(right / 400 - 0.1);
  expect(newNew).toBeGreaterThan(5 * knownNew);
});

test('no weight turns likeness into a sign of novelty, and markings that agree speak against it', () => {
  // Photos of new animals are ahead of the others by more than known ones: noise, or a wrong name.
  const odd = draw(200, 6).map((one) => ({
    ...one,
    othersPlain: one.othersPlain.map((_, i) => (i === 0 ? 0.99 : 0.2)),
  }));
  const calibration = fitCalibration(odd)!;
  for (const { novelty } of calibration.views) {
    expect(Math.max(...novelty.weights.slice(1))).toBeLessThanOrEqual(0);
    expect(novelty.weights).toHaveLength(4);
    expect(novelty.covariance).toHaveLength(16);
  }
  const question = ask(odd[0]!, true);
  const agreeing = question.map((one, i) => ({
    ...one,
    evidence: one.evidence + (i === 0 ? 1 : 0),
  }));
  expect(likelihoods(calibration, agreeing).newProbability).toBeLessThanOrEqual(
    likelihoods(calibration, question).newProbability,
  );
});

test('photos of one burst are one piece of evidence', () => {
  const photos = draw(120, 7);
  const burst = photos.flatMap((one) =>
    [one, one, one].map((same) => ({ ...same, weight: 1 / 3 })),
  );
  const [once, thrice] = [fitCalibration(photos)!, fitCalibration(burst)!];
  expect(thrice.sharpness).toBeCloseTo(once.sharpness, 4);
  for (const [i, weight] of once.views[0]!.novelty.weights.entries()) {
    expect(thrice.views[0]!.novelty.weights[i]).toBeCloseTo(weight, 4);
  }
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
  const { newProbability, probabilities } = likelihoods(
    calibration,
    [0.99, 0.1, 0.1].map((evidence) => ({ evidence, plain: 0.8 })),
  );
  expect(newProbability).toBeGreaterThan(0);
  expect(probabilities[0]).toBeGreaterThan(0.9);
  expect(probabilities[0]).toBeLessThan(1);
});
