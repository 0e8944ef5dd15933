import { expect, test } from 'vitest';
import {
  evaluateLeaveOneOut,
  evaluateSplit,
  scoreQuery,
  type LabelledPhoto,
} from '../../../../src/engine/matching';

const ranked = (identities: readonly (string | null)[]) =>
  identities.map((individualId, i) => ({ photoId: String(i), individualId, similarity: -i }));

test('one query, by hand', () => {
  // Right at 2, 3 and 6 of 7: AP = (1/2 + 2/3 + 3/6) / 3. Among individuals x stands first, a
  // second.
  const outcome = scoreQuery('q', 'a', ranked(['x', 'a', 'a', 'x', 'y', 'a', 'z']));
  expect(outcome).toEqual({
    photoId: 'q',
    photoRank: 2,
    individualRank: 2,
    averagePrecision: (1 / 2 + 2 / 3 + 3 / 6) / 3,
  });
  // Four photos of x are one individual, two unidentified photos are two results.
  expect(scoreQuery('q', 'a', ranked(['x', 'x', null, 'x', null, 'x', 'a']))).toMatchObject({
    photoRank: 7,
    individualRank: 4,
    averagePrecision: 1 / 7,
  });
  expect(scoreQuery('q', 'a', ranked(['a', 'a']))).toMatchObject({
    photoRank: 1,
    averagePrecision: 1,
  });
  expect(scoreQuery('q', 'a', ranked(['x', null]))).toBeNull();
  expect(scoreQuery('q', 'a', [])).toBeNull();
});

const photo = (id: string, individualId: string | null, ...vector: number[]): LabelledPhoto => ({
  id,
  individualId,
  vector: Float32Array.from(vector),
});

test('queries without an answer are counted, not scored', () => {
  const photos = [
    photo('1', 'a', 1, 0),
    photo('2', 'a', 0.8, 0.6),
    photo('3', 'alone', 0.6, 0.8),
    photo('4', null, 1, 0),
  ];
  // 1 sees 4 before 2; 2 sees 3 (.96), then 1 and 4 (.8): both find their own second.
  const result = evaluateLeaveOneOut(photos, [1, 2]);
  expect(result).toMatchObject({ queries: 2, unanswerable: 2, meanAveragePrecision: 0.5 });
  expect(result.top).toEqual({
    1: { photos: 0, individuals: 0 },
    2: { photos: 1, individuals: 1 },
  });
  expect(evaluateLeaveOneOut([]).meanAveragePrecision).toBeNaN();
});

/**
 * The same numbers in Python and here: glibc's old linear congruential generator, upper bits.
 * Vectors are whole numbers, so that both compute the same similarities to the bit.
 */
function generated(): LabelledPhoto[] {
  const [count, dimension, classes] = [48, 6, 7];
  let state = 12345n;
  const next = (below: number): number => {
    state = (state * 1103515245n + 12345n) % 2147483648n;
    return Number(state / 65536n) % below;
  };
  const centres = Array.from({ length: classes }, () =>
    Array.from({ length: dimension }, () => next(2001) - 1000),
  );
  return Array.from({ length: count }, (_, i) => {
    const label = next(classes);
    const vector = centres[label]!.map((x) => x + next(2401) - 1200);
    return photo(String(i), String(label), ...vector);
  });
}

test('the figures are those of scikit-learn 1.9.1', () => {
  // average_precision_score of each query's similarities, averaged; top_k_accuracy_score with each
  // class's best similarity as its score; and the count of queries with a right photo among the
  // first k of argsort.
  const photos = generated();
  const all = evaluateLeaveOneOut(photos, [1, 3, 5]);
  expect(all).toMatchObject({ queries: 48, unanswerable: 0 });
  expect(all.meanAveragePrecision).toBeCloseTo(0.5407853824681746, 12);
  expect(all.top).toEqual({
    1: { photos: 33 / 48, individuals: 33 / 48 },
    3: { photos: 39 / 48, individuals: 46 / 48 },
    5: { photos: 46 / 48, individuals: 47 / 48 },
  });

  const queries = photos.filter((_, i) => i % 3 === 0);
  const gallery = photos.filter((_, i) => i % 3 !== 0);
  const split = evaluateSplit(queries, gallery, [1, 3, 5]);
  expect(split).toMatchObject({ queries: 16, unanswerable: 0 });
  expect(split.meanAveragePrecision).toBeCloseTo(0.602042198441655, 12);
  expect(split.top).toEqual({
    1: { photos: 11 / 16, individuals: 11 / 16 },
    3: { photos: 14 / 16, individuals: 1 },
    5: { photos: 1, individuals: 1 },
  });
});

test('the order of the photos changes nothing, even when all are alike', () => {
  const alike = Array.from({ length: 12 }, (_, i) => photo(`p${i}`, `i${i % 3}`, 1, 0));
  expect(evaluateLeaveOneOut(alike.toReversed()).meanAveragePrecision).toBeCloseTo(
    evaluateLeaveOneOut(alike).meanAveragePrecision,
    12,
  );
  const outcomes = (photos: LabelledPhoto[]) =>
    evaluateLeaveOneOut(photos).outcomes.toSorted((a, b) => (a.photoId < b.photoId ? -1 : 1));
  expect(outcomes(alike.toReversed())).toEqual(outcomes(alike));
});
