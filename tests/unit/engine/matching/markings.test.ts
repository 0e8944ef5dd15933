import { expect, test } from 'vitest';
import { evidence, rankWithMarkings } from '../../../../src/engine/matching';

const photo = (photoId: string, individualId: string | null, similarity: number) => ({
  photoId,
  individualId,
  similarity,
});

test('agreeing points count only past ten', () => {
  expect(evidence(0.5, 0)).toBe(0.5);
  expect(evidence(0.5, 10)).toBe(0.5);
  expect(evidence(0.5, 15)).toBeCloseTo(0.6, 12);
});

test('an individual stands where its photo with the most evidence stands', () => {
  const photos = [
    photo('p1', 'luna', 0.9),
    photo('p2', 'kiki', 0.8),
    photo('p3', 'luna', 0.7),
    photo('p4', null, 0.95),
    photo('p5', 'sol', 0.6),
  ];
  const ranked = rankWithMarkings(
    photos,
    new Map([
      ['p1', 0],
      ['p2', 10],
      ['p3', 14],
      ['p5', 40],
    ]),
  );
  expect(
    ranked.map(({ photoId, agreeingPoints, similarity }) => [photoId, agreeingPoints, similarity]),
  ).toEqual([
    ['p5', 40, 0.6],
    ['p1', 0, 0.9],
    ['p2', 10, 0.8],
  ]);
});

test('without markings the ranking is that of similarity, ties by photo id', () => {
  const photos = [photo('b', 'two', 0.5), photo('a', 'one', 0.5), photo('c', 'three', 0.6)];
  const ranked = rankWithMarkings(photos, new Map());
  expect(ranked.map(({ photoId }) => photoId)).toEqual(['c', 'a', 'b']);
  expect(ranked.every(({ agreeingPoints }) => agreeingPoints === null)).toBe(true);
});

test('a photo named twice is one', () => {
  const photos = [photo('a', 'one', 0.5), photo('a', 'one', 0.5)];
  expect(rankWithMarkings(photos, new Map([['a', 12]]))).toHaveLength(1);
});
