import { expect, test } from 'vitest';
import { mergeChance } from '../../../../src/app/individuals/merge-chance';

test('animals are one less often than photos show a known animal, whatever the photos say', () => {
  // Nothing was seen: 93 photos in 100 show a known animal, one animal in ten is there twice.
  expect(mergeChance(0.93, 0.07)).toBeCloseTo(0.1, 12);
  // Odds of 99 to 1 among photos are odds of 99 to 1 times 7/93 times 1/9.
  const odds = (99 * (7 / 93)) / 9;
  expect(mergeChance(0.99, 0.01)).toBeCloseTo(odds / (1 + odds), 12);
  // Among several, each keeps its share.
  expect(mergeChance(0.3, 0.1) / mergeChance(0.6, 0.1)).toBeCloseTo(0.5, 12);
  expect(mergeChance(0.9999, 0.0001)).toBeGreaterThan(0.98);
  expect(mergeChance(0, 1)).toBe(0);
});
