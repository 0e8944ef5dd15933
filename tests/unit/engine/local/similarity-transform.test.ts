import { describe, expect, test } from 'vitest';
import {
  agreeOnTransform,
  apply,
  type PointPairs,
  type SimilarityTransform,
} from '../../../../src/engine/local/similarity-transform';
import { randomNumbers } from '../index/index-data';

/** `right` pairs that follow the transform up to `noise` pixels, then `wrong` ones anywhere. */
function pairsOf(
  transform: SimilarityTransform,
  right: number,
  wrong: number,
  { noise = 2, seed = 1 } = {},
): PointPairs {
  const random = randomNumbers(seed);
  const from: number[] = [];
  const to: number[] = [];
  for (let i = 0; i < right + wrong; i++) {
    const x = random() * 512;
    const y = random() * 384;
    from.push(x, y);
    if (i < right) {
      const [u, v] = apply(transform, x, y);
      to.push(u + (random() - 0.5) * noise, v + (random() - 0.5) * noise);
    } else to.push(random() * 512, random() * 384);
  }
  return { from: Float64Array.from(from), to: Float64Array.from(to) };
}

const turned = (degrees: number, scale: number): SimilarityTransform => ({
  a: scale * Math.cos((degrees * Math.PI) / 180),
  b: scale * Math.sin((degrees * Math.PI) / 180),
  dx: 40,
  dy: -25,
});

describe('one similarity transform', () => {
  test.each([
    [0, 1],
    [30, 1],
    [-90, 0.7],
    [180, 1.4],
    [10, 2.8],
  ])('a turn of %i degrees and a scale of %d are found among wrong pairs', (degrees, scale) => {
    const truth = turned(degrees, scale);
    const found = agreeOnTransform(pairsOf(truth, 20, 60), 10)!;
    expect(found.inliers.slice(0, 20)).toEqual(Array.from({ length: 20 }, (_, i) => i));
    expect(found.inliers.length).toBeLessThan(25);
    for (const key of ['a', 'b'] as const) expect(found.transform[key]).toBeCloseTo(truth[key], 1);
    const [x, y] = apply(found.transform, 256, 192);
    const [u, v] = apply(truth, 256, 192);
    expect(Math.hypot(x - u, y - v)).toBeLessThan(2);
  });

  test('among more pairs than are all tried', () => {
    const found = agreeOnTransform(pairsOf(turned(15, 1.1), 60, 300), 10)!;
    expect(found.inliers.slice(0, 60)).toEqual(Array.from({ length: 60 }, (_, i) => i));
  });

  test('pairs that follow a transform exactly give it back', () => {
    // By hand: u = .9 x - .3 y + 12, v = .3 x + .9 y - 7.
    const from = [10, 20, 400, 30, 220, 300, 60, 350, 500, 200];
    const to = [15, 14, 363, 140, 120, 329, -39, 326, 402, 323];
    const pairs = { from: Float64Array.from(from), to: Float64Array.from(to) };
    const { transform } = agreeOnTransform(pairs, 5)!;
    expect(transform.a).toBeCloseTo(0.9, 9);
    expect(transform.b).toBeCloseTo(0.3, 9);
    expect(transform.dx).toBeCloseTo(12, 7);
    expect(transform.dy).toBeCloseTo(-7, 7);
  });

  test('chance does not reach ten', () => {
    const found = Array.from({ length: 50 }, (_, seed) =>
      agreeOnTransform(pairsOf(turned(0, 1), 0, 40, { seed: seed + 1 }), 10),
    );
    expect(found.every((agreement) => agreement === null)).toBe(true);
  });

  test('nine in agreement are none', () => {
    expect(agreeOnTransform(pairsOf(turned(0, 1), 9, 0), 10)).toBeNull();
    expect(agreeOnTransform(pairsOf(turned(0, 1), 10, 0), 10)?.inliers).toHaveLength(10);
  });

  test('many points on one are no agreement, in neither direction', () => {
    const spread = pairsOf(turned(0, 1), 40, 0);
    const onOne = Float64Array.from(spread.to, (value) => 200 + value / 100);
    expect(agreeOnTransform({ from: spread.from, to: onOne }, 10)).toBeNull();
    expect(agreeOnTransform({ from: onOne, to: spread.to }, 10)).toBeNull();
  });

  test('points in a strip are no agreement; what is beside them may be one', () => {
    const random = randomNumbers(7);
    // A printed date: forty points in a strip 14 pixels high, at the same place in both.
    const date = Array.from({ length: 40 }, () => [
      20 + random() * 200,
      490 + random() * 14,
    ]).flat();
    const strip = Float64Array.from(date);
    expect(agreeOnTransform({ from: strip, to: strip }, 10)).toBeNull();
    const animal = pairsOf(turned(20, 1.2), 25, 0);
    const found = agreeOnTransform(
      {
        from: Float64Array.from([...strip, ...animal.from]),
        to: Float64Array.from([...strip, ...animal.to]),
      },
      10,
    )!;
    // One of the animal's may have been put aside with the date.
    expect(found.inliers.length).toBeGreaterThanOrEqual(23);
    expect(Math.min(...found.inliers)).toBeGreaterThanOrEqual(40);
    expect(found.transform.a).toBeCloseTo(turned(20, 1.2).a, 1);
  });

  test('a mirrored animal does not agree', () => {
    const { from } = pairsOf(turned(0, 1), 40, 0);
    const mirrored = from.map((value, i) => (i % 2 === 0 ? 512 - value : value));
    expect(agreeOnTransform({ from, to: mirrored }, 10)).toBeNull();
  });

  test('the same answer in both directions, and always', () => {
    const pairs = pairsOf(turned(25, 1.6), 25, 50);
    const there = agreeOnTransform(pairs, 10)!;
    const back = agreeOnTransform({ from: pairs.to, to: pairs.from }, 10)!;
    expect(back.inliers.slice(0, 25)).toEqual(there.inliers.slice(0, 25));
    expect(agreeOnTransform(pairs, 10)).toEqual(there);
  });
});
