import { describe, expect, test } from 'vitest';
import { HuellaError } from '../../../../src/engine/errors';
import { SearchIndex, type Label, type SearchIndexOptions } from '../../../../src/engine/index';
import { clustered } from './index-data';
import { byDefinition, expectSame } from './index-definition';

const DIMENSION = 32;
const COUNT = 5000;
const { vectors, query } = clustered(COUNT, DIMENSION, { seed: 31 });
const queries = Array.from({ length: 20 }, (_, i) => query(i));
const all = [...vectors.keys()];

/**
 * A store that answers later than at once, counts what it is asked, and can fail or hold its
 * answers back.
 */
class Store {
  readonly vectors = new Map<Label, Float32Array>(vectors.entries());
  readonly asked: Label[] = [];
  failing = false;
  held: Promise<void> = Promise.resolve();

  readonly read = async (labels: readonly Label[]): Promise<(Float32Array | undefined)[]> => {
    this.asked.push(...labels);
    // As it was at the call: what is deleted before the answer is in it.
    const found = labels.map((label) => this.vectors.get(label));
    await this.held;
    await new Promise((resolve) => setTimeout(resolve, 1));
    if (this.failing) throw new HuellaError('storage-failed', 'no disk');
    return found;
  };
}

async function expecting(
  store: Store,
  more: Partial<SearchIndexOptions> = {},
): Promise<SearchIndex> {
  const index = await SearchIndex.create({
    ...{ fingerprint: 'f', dimension: DIMENSION, readVectors: store.read },
    ...more,
  });
  index.expect(store.vectors.keys());
  return index;
}

test('what is yet to be read is found, by everyone who asks, and read once', async () => {
  const store = new Store();
  const index = await expecting(store);
  expect([index.size, index.left]).toEqual([COUNT, COUNT]);
  expect(index.has(77)).toBe(true);
  expect(new Set(index.labels())).toEqual(new Set(all));
  const progress: [number, number][] = [];
  const loading = index.load({ onProgress: (done, total) => progress.push([done, total]) });
  const searches = Array.from({ length: 6 }, (_, i) => index.search(queries[i]!, { k: 10 }));
  for (const [i, { neighbours, exact }] of (await Promise.all(searches)).entries()) {
    expect(exact).toBe(true);
    expectSame(neighbours, byDefinition(store.vectors, queries[i]!, 10));
  }
  await loading;
  expect(store.asked.toSorted((a, b) => a - b)).toEqual(all);
  expect(index.diagnostics()).toMatchObject({ size: COUNT, unread: 0, unusable: 0 });
  expect(progress.at(-1)).toEqual([COUNT, COUNT]);
  expect(progress.map(([done]) => done)).toEqual(
    progress.map(([done]) => done).toSorted((a, b) => a - b),
  );
});

test('a filtered search reads what the filter accepts, no more', async () => {
  const store = new Store();
  const index = await expecting(store);
  const accept = (label: Label) => label % 40 === 3;
  const { neighbours, exact } = await index.search(queries[2]!, { k: 10, accept });
  expect(exact).toBe(true);
  expectSame(neighbours, byDefinition(store.vectors, queries[2]!, 10, accept));
  expect(store.asked).toEqual(all.filter(accept));
});

describe('while vectors are being read', () => {
  test('what is removed is not found, what is added is, and the place of what went is filled', async () => {
    const store = new Store();
    const index = await expecting(store);
    const best = byDefinition(store.vectors, queries[4]!, 5).map(({ label }) => label);
    let release = (): void => undefined;
    store.held = new Promise((resolve) => (release = resolve));
    const searching = index.search(queries[4]!, { k: 5 });
    for (const label of best.slice(0, 3)) {
      expect(index.remove(label)).toBe(true);
      store.vectors.delete(label);
    }
    store.vectors.set(COUNT + 1, queries[4]!);
    index.add(COUNT + 1, store.vectors.get(COUNT + 1)!);
    release();
    const { neighbours } = await searching;
    expectSame(neighbours, byDefinition(store.vectors, queries[4]!, 5));
    expect(index.remove(best[0]!)).toBe(false);
  });

  test('the same when only codes are in memory and the last word is read', async () => {
    const store = new Store();
    const index = await expecting(store, { vectorBudget: 1000 });
    await index.load();
    expect(index.diagnostics().vectorBytes).toBe(0);
    const best = byDefinition(store.vectors, queries[4]!, 5).map(({ label }) => label);
    const searching = index.search(queries[4]!, { k: 5 });
    for (const label of best) {
      index.remove(label);
      store.vectors.delete(label);
    }
    expectSame((await searching).neighbours, byDefinition(store.vectors, queries[4]!, 5));
  });

  test('a store that fails fails the search, not the index', async () => {
    const store = new Store();
    const index = await expecting(store);
    store.failing = true;
    await expect(index.search(queries[1]!, { k: 3 })).rejects.toMatchObject({
      code: 'storage-failed',
    });
    await expect(index.load()).rejects.toMatchObject({ code: 'storage-failed' });
    expect([index.size, index.left]).toEqual([COUNT, COUNT]);
    store.failing = false;
    expectSame(
      (await index.search(queries[1]!, { k: 3 })).neighbours,
      byDefinition(store.vectors, queries[1]!, 3),
    );
  });

  test('aborting stops the reading, and the next one goes on where it ended', async () => {
    const store = new Store();
    const index = await expecting(store);
    const stop = new AbortController();
    const loading = index.load({ signal: stop.signal, onProgress: () => stop.abort() });
    await expect(loading).rejects.toMatchObject({ name: 'AbortError' });
    expect(index.left).toBe(COUNT - 1000);
    await index.load();
    expect(store.asked).toEqual(all);
  });
});

test('what memory has no room for is compared all the same, to the bit', async () => {
  const store = new Store();
  const whole = await expecting(store);
  const lean = await expecting(store, { codeBudget: 1200 * DIMENSION });
  const vector = queries[9]!;
  for (const index of [whole, lean]) {
    await index.load();
    index.take(COUNT, vector);
  }
  store.vectors.set(COUNT, vector);
  expect(lean.diagnostics()).toMatchObject({ size: COUNT + 1, unread: 0, unusable: 0 });
  expect(lean.diagnostics().wasmBytes).toBeLessThan(whole.diagnostics().wasmBytes);
  for (const label of [7, 3000]) {
    for (const index of [whole, lean]) expect(index.remove(label)).toBe(true);
    store.vectors.delete(label);
  }
  for (let i = 0; i < 5; i++) {
    for (const accept of [undefined, (label: Label) => label % 30 === 1]) {
      const options = { k: 10, ...(accept ? { accept } : {}) };
      const found = await lean.search(queries[i]!, options);
      expect(found).toEqual(await whole.search(queries[i]!, options));
      expectSame(found.neighbours, byDefinition(store.vectors, queries[i]!, 10, accept));
    }
  }
  // Only what the store has can stay there.
  const alone = await SearchIndex.create({ fingerprint: 'f', dimension: DIMENSION, codeBudget: 0 });
  expect(() => alone.add(1, vector)).toThrow(
    expect.objectContaining({ code: 'out-of-memory' }) as Error,
  );
  expect(() => alone.expect([1])).toThrow(expect.objectContaining({ code: 'internal' }) as Error);
});

test('damaged vectors are left out and counted, vanished ones are not; read again, a mended one is found', async () => {
  const store = new Store();
  store.vectors.set(5, new Float32Array(3));
  store.vectors.set(6, new Float32Array(DIMENSION));
  const index = await expecting(store);
  store.vectors.delete(8);
  expect((await index.search(queries[0]!, { k: COUNT })).neighbours).toHaveLength(COUNT - 3);
  expect(index.diagnostics()).toMatchObject({ size: COUNT - 3, unread: 0, unusable: 2 });
  store.vectors.set(5, vectors[5]!);
  store.vectors.delete(6);
  const present = new Set(store.vectors.keys());
  index.retain(present);
  index.expect(present);
  expect((await index.search(vectors[5]!, { k: 1 })).neighbours[0]?.label).toBe(5);
  expect(index.diagnostics()).toMatchObject({ size: COUNT - 2, unusable: 0 });
  index.retain(new Set([9]));
  expect([...index.labels()]).toEqual([9]);
});
