import { expect, test } from 'vitest';
import { bestPerIndividual, byRank } from '../../../../src/engine/matching';

const candidate = (photoId: string, individualId: string | null, similarity: number) => ({
  photoId,
  individualId,
  similarity,
});

test('an individual stands where its best photo stands, once; unidentified photos stay apart', () => {
  const found = [
    candidate('p1', 'luna', 0.7),
    candidate('p2', 'kiki', 0.8),
    candidate('p3', null, 0.75),
    candidate('p4', 'luna', 0.9),
    candidate('p5', null, 0.6),
    candidate('p6', 'kiki', 0.1),
  ];
  expect(bestPerIndividual(found).map((one) => one.photoId)).toEqual(['p4', 'p2', 'p3', 'p5']);
  expect(found[0]!.photoId).toBe('p1');
});

test('equal similarities are ranked by photo id, in any order of arrival', () => {
  const tied = ['b', 'a', 'Z', 'á', 'c'].map((id) => candidate(id, 'same', 0.5));
  const expected = ['Z', 'a', 'b', 'c', 'á'];
  expect(tied.toSorted(byRank).map((one) => one.photoId)).toEqual(expected);
  expect(
    tied
      .toReversed()
      .sort(byRank)
      .map((one) => one.photoId),
  ).toEqual(expected);
  expect(bestPerIndividual(tied).map((one) => one.photoId)).toEqual(['Z']);
});

test('nothing found groups to nothing', () => {
  expect(bestPerIndividual([])).toEqual([]);
});
