import { describe, expect, test } from 'vitest';
import { SearchIndex, type Label } from '../../../../src/engine/index';
import { byDefinition, expectSame } from './index-definition';
import { clustered, normalNumbers, randomNumbers, randomUnit } from './index-data';
import { processorSeconds } from '../../../fixtures/processor';

async function filled(
  vectors: ReadonlyMap<Label, Float32Array>,
  dimension: number,
): Promise<SearchIndex> {
  const index = await SearchIndex.create({ fingerprint: 'f', dimension });
  for (const [label, vector] of vectors) index.add(label, vector);
  return index;
}

describe('exact search is exact', () => {
  test.each([
    [1, 50],
    [2, 300],
    [17, 2000],
    [384, 1500],
    [768, 500],
  ])('on %i numbers, clustered and random', async (dimension, count) => {
    const normal = normalNumbers(randomNumbers(dimension));
    const cluster = clustered(count, dimension, { seed: dimension });
    for (const [make, query] of [
      [(i: number) => cluster.vectors[i]!, () => cluster.query(3)],
      [() => randomUnit(dimension, normal), () => randomUnit(dimension, normal)],
    ] as const) {
      const vectors = new Map(Array.from({ length: count }, (_, i) => [i * 3 + 1, make(i)]));
      const index = await filled(vectors, dimension);
      for (const k of [1, 10, 100]) {
        const asked = query();
        const { neighbours, exact } = await index.search(asked, { k });
        expect(exact).toBe(true);
        expectSame(neighbours, byDefinition(vectors, asked, k));
      }
    }
  });

  test('when thousands of vectors are the same, ties go by label, in any order of arrival', async () => {
    const normal = normalNumbers(randomNumbers(4));
    const [same, other] = [randomUnit(64, normal), randomUnit(64, normal)];
    const vectors = new Map(
      Array.from({ length: 20_000 }, (_, i) => [20_000 - i, i % 7 === 0 ? other : same]),
    );
    const index = await filled(vectors, 64);
    const { neighbours } = await index.search(same, { k: 50 });
    expectSame(neighbours, byDefinition(vectors, same, 50));
    expect(new Set(neighbours.map(({ similarity }) => similarity)).size).toBe(1);
  });

  test('when codes cannot tell vectors apart, the vectors do', async () => {
    // One large component leaves the others a handful of code steps: differences far below one
    // step.
    const normal = normalNumbers(randomNumbers(9));
    const vectors = new Map<Label, Float32Array>();
    for (let label = 0; label < 3000; label++) {
      const vector = Float32Array.from({ length: 96 }, () => normal() * 1e-5);
      vector[0] = Math.sqrt(1 - vector.reduce((sum, value) => sum + value * value, 0));
      vectors.set(label, vector);
    }
    const index = await filled(vectors, 96);
    const query = randomUnit(96, normal);
    expectSame((await index.search(query, { k: 25 })).neighbours, byDefinition(vectors, query, 25));
  });

  test.each([0.5, 0.05, 0.001])('with a filter that accepts %d of the photos', async (share) => {
    const { vectors: list, query } = clustered(4000, 48, { seed: 6 });
    const vectors = new Map(list.map((vector, label) => [label, vector]));
    const index = await filled(vectors, 48);
    const random = randomNumbers(1);
    const accepted = new Set([...vectors.keys()].filter(() => random() < share));
    const asked = query(11);
    const { neighbours } = await index.search(asked, {
      k: 10,
      accept: (label) => accepted.has(label),
    });
    expectSame(
      neighbours,
      byDefinition(vectors, asked, 10, (label) => accepted.has(label)),
    );
  });

  test('k beyond the gallery gives the gallery; an empty gallery gives nothing; a filter may leave nothing', async () => {
    const { vectors: list, query } = clustered(30, 8);
    const index = await SearchIndex.create({ fingerprint: 'f', dimension: 8 });
    expect(await index.search(query(0), { k: 5 })).toEqual({ neighbours: [], exact: true });
    list.forEach((vector, label) => {
      index.add(label, vector);
    });
    expect((await index.search(query(0), { k: 1e9 })).neighbours).toHaveLength(30);
    expect((await index.search(query(0), { k: 5, accept: () => false })).neighbours).toEqual([]);
  });
});

const STEPS = process.env['HUELLA_LONG'] ? 10_000 : 2000;

test(
  `${STEPS} random operations agree with the answer by definition`,
  { timeout: 120_000 },
  async () => {
    const dimension = 24;
    const random = randomNumbers(2026);
    const normal = normalNumbers(random);
    const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)]!;
    let index = await SearchIndex.create({ fingerprint: 'f', dimension });
    const truth = new Map<Label, Float32Array>();
    let next = 0;
    let kept = { snapshot: await index.snapshot(), labels: [] as Label[], last: -1 };
    const everAdded = new Map<Label, Float32Array>();
    for (let step = 0; step < STEPS; step++) {
      const dice = random();
      if (dice < 0.45) {
        // Every fifth is the double of one already there.
        const vector =
          truth.size > 0 && random() < 0.2
            ? pick([...truth.values()])
            : randomUnit(dimension, normal);
        index.add(next, vector);
        truth.set(next, vector);
        everAdded.set(next++, vector);
      } else if (dice < 0.7) {
        const label = truth.size > 0 ? pick([...truth.keys()]) : 0;
        expect(index.remove(label)).toBe(truth.delete(label));
        expect(index.remove(label)).toBe(false);
      } else if (dice < 0.97) {
        const query =
          truth.size > 0 && random() < 0.5
            ? pick([...truth.values()])
            : randomUnit(dimension, normal);
        const modulus = pick([1, 1, 2, 7, 101]);
        const accept = (label: Label) => label % modulus === 0;
        const k = pick([1, 5, 20]);
        const { neighbours } = await index.search(query, modulus === 1 ? { k } : { k, accept });
        expectSame(neighbours, byDefinition(truth, query, k, accept));
      } else if (dice < 0.985) {
        kept = { snapshot: await index.snapshot(), labels: [...truth.keys()], last: next - 1 };
        expect(index.changesSinceSnapshot).toBe(0);
      } else {
        // Killed: what comes back is the last snapshot, and the library brings it up to date.
        index.dispose();
        index = await SearchIndex.restore(kept.snapshot.slice(0), { fingerprint: 'f', dimension });
        expect(new Set(index.labels())).toEqual(new Set(kept.labels));
        expect(index.lastSequence).toBe(kept.last);
        for (const label of index.labels()) if (!truth.has(label)) index.remove(label);
        for (const [label, vector] of truth) if (!index.has(label)) index.add(label, vector);
      }
      expect(index.size).toBe(truth.size);
    }
    expect(everAdded.size).toBeGreaterThan(0.4 * STEPS);
  },
);

test('an index that holds only codes gives the same results, to the bit, from stored vectors', async () => {
  const dimension = 64;
  const { vectors, query } = clustered(5000, dimension, { seed: 3 });
  const whole = await SearchIndex.create({ fingerprint: 'f', dimension });
  let read = 0;
  const options = {
    fingerprint: 'f',
    dimension,
    vectorBudget: 1000 * dimension * 4,
    readVectors: (labels: readonly Label[]) => {
      read += labels.length;
      return Promise.resolve(labels.map((label) => vectors[label]));
    },
  };
  const lean = await SearchIndex.create(options);
  vectors.forEach((vector, label) => {
    whole.add(label, vector);
    lean.add(label, vector);
  });
  expect(lean.diagnostics().vectorBytes).toBe(0);
  const snapshot = await lean.snapshot();
  expect(snapshot.byteLength).toBeLessThan(0.4 * (await whole.snapshot()).byteLength);
  const restored = await SearchIndex.restore(snapshot, options);
  for (let i = 0; i < 50; i++) {
    const asked = query(i);
    const wanted = await whole.search(asked, { k: 10 });
    expect(await lean.search(asked, { k: 10 })).toEqual(wanted);
    expect(await restored.search(asked, { k: 10 })).toEqual(wanted);
  }
  // The bound is tight enough to be worth it: a few vectors read for each one returned.
  expect(read / 1000).toBeLessThan(10);
});

test(
  'one photo more in 100,000 costs milliseconds, and no snapshot is due for it',
  { timeout: 60_000 },
  async () => {
    const { vectors, query } = clustered(2000, 16, { seed: 8 });
    const index = await SearchIndex.create({ fingerprint: 'f', dimension: 16 });
    for (let label = 0; label < 100_000; label++) index.add(label, vectors[label % 2000]!);
    await index.snapshot();
    const started = process.cpuUsage();
    for (let label = 100_000; label < 100_100; label++) {
      const vector = query(label % 200);
      index.add(label, vector);
      const { neighbours } = await index.search(vector, { k: 1 });
      expect(neighbours).toMatchObject([{ label }]);
      expect(index.snapshotDue).toBe(false);
    }
    // With the search that finds each: a few milliseconds. What is ruled out is work that grows
    // with the gallery.
    expect(processorSeconds(started)).toBeLessThan(5);
    expect(index.changesSinceSnapshot).toBe(100);
  },
);

describe('what cannot be indexed is refused and changes nothing', () => {
  test.each([
    ['another dimension', 7, Float32Array.of(1, 0, 0), 'dimension-mismatch'],
    ['NaN', 7, Float32Array.of(Number.NaN, 0), 'internal'],
    ['infinity', 7, Float32Array.of(Infinity, 0), 'internal'],
    ['no direction', 7, Float32Array.of(0, 0), 'internal'],
    ['not of unit length', 7, Float32Array.of(1, 1), 'internal'],
    ['a label twice', 1, Float32Array.of(1, 0), 'internal'],
    ['a fraction as label', 1.5, Float32Array.of(1, 0), 'internal'],
    ['a negative label', -1, Float32Array.of(1, 0), 'internal'],
    ['a label beyond 32 bits', 2 ** 32, Float32Array.of(1, 0), 'internal'],
  ])('%s', async (_name, label, vector, code) => {
    const index = await SearchIndex.create({ fingerprint: 'f', dimension: 2 });
    index.add(1, Float32Array.of(0, 1));
    expect(() => {
      index.add(label, vector);
    }).toThrow(expect.objectContaining({ code }) as Error);
    expect(index.size).toBe(1);
    expect(index.lastSequence).toBe(1);
    const { neighbours } = await index.search(Float32Array.of(1, 0), { k: 5 });
    expect(neighbours).toEqual([{ label: 1, similarity: 0 }]);
  });

  test('as a query too', async () => {
    const index = await SearchIndex.create({ fingerprint: 'f', dimension: 2 });
    index.add(1, Float32Array.of(0, 1));
    await expect(index.search(Float32Array.of(1), { k: 1 })).rejects.toMatchObject({
      code: 'dimension-mismatch',
    });
    await expect(index.search(Float32Array.of(Number.NaN, 1), { k: 1 })).rejects.toMatchObject({
      code: 'internal',
    });
    await expect(index.search(Float32Array.of(1, 0), { k: 0 })).rejects.toMatchObject({
      code: 'internal',
    });
  });
});
