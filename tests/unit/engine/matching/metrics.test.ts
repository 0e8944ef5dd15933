import { expect, test } from 'vitest';
import { scoreQuery } from '../../../../src/engine/matching';

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

interface LabelledPhoto {
  readonly id: string;
  readonly individualId: string;
  readonly vector: readonly number[];
}

/** Mean precision, and the shares of right photos and right individuals among the first k. */
function averaged(queries: readonly LabelledPhoto[], gallery: readonly LabelledPhoto[]) {
  const outcomes = queries.map(({ id, individualId, vector }) => {
    const candidates = gallery
      .filter((other) => other.id !== id)
      .map((other) => ({
        photoId: other.id,
        individualId: other.individualId,
        similarity: vector.reduce((sum, x, i) => sum + x * other.vector[i]!, 0),
      }));
    return scoreQuery(id, individualId, candidates)!;
  });
  const mean = (of: (outcome: (typeof outcomes)[number]) => number): number =>
    outcomes.reduce((sum, outcome) => sum + of(outcome), 0) / outcomes.length;
  return {
    precision: mean(({ averagePrecision }) => averagePrecision),
    top: [1, 3, 5].map((k) => [
      mean(({ photoRank }) => Number(photoRank <= k)),
      mean(({ individualRank }) => Number(individualRank <= k)),
    ]),
  };
}

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
    return { id: String(i), individualId: String(label), vector };
  });
}

test('the figures are those of scikit-learn 1.9.1', () => {
  // average_precision_score of each query's similarities, averaged; top_k_accuracy_score with each
  // class's best similarity as its score; and the count of queries with a right photo among the
  // first k of argsort.
  const photos = generated();
  const all = averaged(photos, photos);
  expect(all.precision).toBeCloseTo(0.5407853824681746, 12);
  expect(all.top).toEqual([
    [33 / 48, 33 / 48],
    [39 / 48, 46 / 48],
    [46 / 48, 47 / 48],
  ]);

  const queries = photos.filter((_, i) => i % 3 === 0);
  const gallery = photos.filter((_, i) => i % 3 !== 0);
  const split = averaged(queries, gallery);
  expect(split.precision).toBeCloseTo(0.602042198441655, 12);
  expect(split.top).toEqual([
    [11 / 16, 11 / 16],
    [14 / 16, 1],
    [1, 1],
  ]);
});

test('the order of the photos changes nothing, even when all are alike', () => {
  const alike = Array.from({ length: 12 }, (_, i) => ({
    ...{ photoId: `p${i}`, individualId: `i${i % 3}`, similarity: 1 },
  }));
  expect(scoreQuery('q', 'i1', alike.toReversed())).toEqual(scoreQuery('q', 'i1', alike));
});
