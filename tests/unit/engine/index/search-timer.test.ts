import { describe, expect, test } from 'vitest';
import { dot } from '../../../../src/engine/index/dot';
import { GeneratedVectors } from '../../../../src/engine/index/generated';
import { SearchTimer, type SearchTimes } from '../../../../src/engine/index/search-timer';

const DIMENSION = 64;
const similarity = (a: Float32Array, b: Float32Array): number => dot(a, 0, b, 0, DIMENSION);

describe('made-up embeddings', () => {
  const made = new GeneratedVectors(DIMENSION);

  test('follow from their label alone, in any order', () => {
    const first = [17, 3, 90_000].map((label) => made.vector(label).slice());
    const again = new GeneratedVectors(DIMENSION);
    expect([90_000, 3, 17].map((label) => again.vector(label)).reverse()).toEqual(first);
  });

  test('have length 1, and photos of one animal are more alike than those of others', () => {
    const vectors = Array.from({ length: 1000 }, (_, label) => made.vector(label));
    for (const vector of vectors) expect(similarity(vector, vector)).toBeCloseTo(1, 5);
    // As embeddings: of one animal, of one species (every fiftieth animal), of any other.
    const mean = (of: (label: number) => number): number =>
      Array.from({ length: 400 }, (_, label) =>
        similarity(vectors[label]!, vectors[of(label)]!),
      ).reduce((sum, value) => sum + value / 400, 0);
    const ofOne = mean((label) => label - (label % 10) + ((label + 1) % 10));
    const ofSpecies = mean((label) => label + 500);
    const ofOther = mean((label) => label + 130);
    expect(ofOne).toBeGreaterThan(ofSpecies + 0.1);
    expect(ofSpecies).toBeGreaterThan(ofOther + 0.2);
    expect(Math.abs(ofOther)).toBeLessThan(0.1);
  });

  test('a question is a new photo of an animal that is there', () => {
    const vectors = Array.from({ length: 1000 }, (_, label) => made.vector(label));
    for (let i = 0; i < 20; i++) {
      const query = made.query(i, 1000);
      const all = vectors.map((vector) => similarity(vector, query));
      const best = all.indexOf(Math.max(...all));
      expect(Math.floor(best / 10)).toBe((i * 7919) % 100);
      expect(all[best]).toBeLessThan(0.99);
    }
  });
});

describe('the time of searches', () => {
  const told: SearchTimes[] = [];
  const time = (withinMs: number, vectorBudget = Infinity): Promise<void> =>
    new SearchTimer().time({ dimension: 16, vectorBudget, withinMs }, (times) => told.push(times));

  test('is told of each size as it comes; small embeddings need no graph at any', async () => {
    told.length = 0;
    await time(60_000);
    expect(told.map(({ photos, graph, graphMs }) => [photos, graph, graphMs])).toEqual([
      [1000, 'unused', null],
      [10_000, 'unused', null],
      [100_000, 'unused', null],
    ]);
    // A hundred times as many to compare: whatever the machine, that takes longer.
    expect(told[0]!.exactMs).toBeGreaterThan(0);
    expect(told[2]!.exactMs).toBeGreaterThan(told[0]!.exactMs);
  });

  test('vectors beyond the budget are made again, and found all the same', async () => {
    told.length = 0;
    await time(60_000, 16 * 4 * 5000);
    expect(told).toHaveLength(3);
  });

  test('what there is no time for is not told', async () => {
    told.length = 0;
    await time(0);
    expect(told).toEqual([]);
  });
});
