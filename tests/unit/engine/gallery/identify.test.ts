import { expect, test } from 'vitest';
import { uncalibrated } from '../../../../src/engine/gallery/identify';

const match = (photoId: string, individualId: string | undefined, similarity: number) => ({
  photoId,
  name: `${photoId}.jpg`,
  similarity,
  exact: true,
  ...(individualId === undefined ? {} : { individualId, individual: individualId.toUpperCase() }),
});

const photos = [
  match('p1', 'luna', 0.9),
  match('p2', 'luna', 0.8),
  match('p3', 'kiki', 0.7),
  match('p4', 'sol', 0.6),
];
const individuals = [photos[0]!, photos[2]!];

test('before markings are compared, individuals stand by their most similar photo', () => {
  const answer = uncalibrated(individuals, photos, { k: 2 });
  expect(answer.matches.map(({ photoId, agreeingPoints }) => [photoId, agreeingPoints])).toEqual([
    ['p1', null],
    ['p3', null],
  ]);
  expect(answer).toMatchObject({ candidates: ['p1', 'p2', 'p3', 'p4'], contested: true });
});

test('an individual that similarity left out comes in, and first, by its markings', () => {
  const agreeing = [
    { photoId: 'p1', agreeingPoints: 0 },
    { photoId: 'p2', agreeingPoints: 12 },
    { photoId: 'p4', agreeingPoints: 60 },
  ];
  const { matches } = uncalibrated(individuals, photos, { k: 2, agreeing });
  expect(matches.map(({ photoId, agreeingPoints }) => [photoId, agreeingPoints])).toEqual([
    ['p4', 60],
    // Twelve points are worth less than a tenth of similarity: the photo shown stays the first.
    ['p1', 0],
  ]);
  expect(matches[0]).toMatchObject({ individual: 'SOL', similarity: 0.6, probability: null });
  expect(matches[0]).not.toHaveProperty('evidence');
});

test('photos of one individual, or of none, are not contested', () => {
  expect(uncalibrated([photos[0]!], photos.slice(0, 2), {}).contested).toBe(false);
  expect(uncalibrated([], [], {})).toMatchObject({ matches: [], candidates: [], contested: false });
});
