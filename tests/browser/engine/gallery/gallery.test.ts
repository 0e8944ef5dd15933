import { openDB } from 'idb';
import { afterEach, expect, test } from 'vitest';
import { SearchIndex } from '../../../../src/engine/index';
import { Library } from '../../../../src/engine/library';
import {
  add,
  bruteForce,
  close,
  closeAll,
  DIMENSION,
  embedding,
  ENCODER,
  fill,
  fresh,
  ids,
  near,
  open,
  type Opened,
} from './gallery-helpers';
import { code, FINGERPRINT, photo } from '../library/library-helpers';

/** A library is read back a thousand embeddings at a time: some times as many. */
const MANY = import.meta.env['HUELLA_LONG'] ? 5000 : 2100;

afterEach(closeAll);

test('a photo is found at once, with its name, individual and similarity, and after a reload', async () => {
  const name = fresh();
  const first = await open(name);
  const luna = await add(first.gallery, 'luna', near(1, 1), { individual: 'Luna' });
  const other = await add(first.gallery, 'other', near(2, 2));
  const query = near(1, 3);
  const check = async ({ gallery }: Opened) => {
    const [best, second] = await gallery.search(query, { k: 2 });
    expect(best).toMatchObject({
      photoId: luna,
      name: 'luna.jpg',
      individual: 'Luna',
      exact: true,
    });
    expect(best!.similarity).toBeCloseTo(
      near(1, 1).reduce((sum, x, d) => sum + x * query[d]!, 0),
      6,
    );
    expect(second).toMatchObject({ photoId: other, name: 'other.jpg' });
    expect(second).not.toHaveProperty('individual');
    expect(structuredClone(best)).toEqual(best);
  };
  await check(first);
  await first.gallery.flush({ always: true });
  await close(first);

  const again = await open(name);
  expect(again.gallery.diagnostics()).toMatchObject({
    origin: 'restored',
    photos: 2,
    indexed: 2,
    trouble: '',
  });
  await check(again);
  expect(await again.library.integrityCheck({ expected: ENCODER })).toEqual([]);
});

test('a deleted photo is never found again, before or after a reload, also when a snapshot has it', async () => {
  const name = fresh();
  const first = await open(name);
  const vectors = Array.from({ length: 6 }, (_, i) => near(1, i));
  const all: string[] = [];
  for (const [i, vector] of vectors.entries()) all.push(await add(first.gallery, `p${i}`, vector));
  await first.gallery.flush({ always: true });
  await first.gallery.write((library) => library.deletePhotos([all[2]!, 'gone']));
  expect(ids(await first.gallery.search(vectors[2]!, { k: 10 }))).not.toContain(all[2]);
  // The snapshot in the library still holds it.
  await close(first);
  const again = await open(name);
  expect(again.gallery.diagnostics()).toMatchObject({ origin: 'restored', photos: 5, indexed: 5 });
  expect(ids(await again.gallery.search(vectors[2]!, { k: 10 })).sort()).toEqual(
    all.filter((id) => id !== all[2]).sort(),
  );
  await again.gallery.write((library) => library.clear());
  expect(await again.gallery.search(vectors[0]!, { k: 10 })).toEqual([]);
  await close(again);
  expect(await (await open(name)).gallery.search(vectors[0]!, { k: 10 })).toEqual([]);
});

test('a snapshot that is missing, cut, flipped or of another encoder is made again from the library', async () => {
  const name = fresh();
  const first = await open(name);
  const vectors = Array.from({ length: 20 }, (_, i) => near(i % 4, i));
  for (const [i, vector] of vectors.entries()) await add(first.gallery, `p${i}`, vector);
  const expected = await first.gallery.search(vectors[7]!, { k: 20 });
  await first.gallery.flush({ always: true });
  const snapshot = (await first.library.snapshot(FINGERPRINT))!;
  await close(first);

  const flip = (at: number) => {
    const copy = snapshot.slice(0);
    new Uint8Array(copy)[at]! ^= 1;
    return copy;
  };
  const damaged = [
    ...[0, 9, 200, Math.floor(snapshot.byteLength / 2), snapshot.byteLength - 1].map(flip),
    snapshot.slice(0, snapshot.byteLength - 40),
    new ArrayBuffer(0),
    new TextEncoder().encode('not an index').buffer,
  ];
  for (const bytes of damaged) {
    const library = await Library.open(name);
    await library.putSnapshot(FINGERPRINT, bytes);
    library.close();
    const again = await open(name);
    expect(again.gallery.diagnostics()).toMatchObject({ origin: 'rebuilt-corrupt', indexed: 20 });
    expect(await again.gallery.search(vectors[7]!, { k: 20 })).toEqual(expected);
    expect(await again.library.snapshot(FINGERPRINT)).toBeNull();
    await close(again);
  }
  const without = await open(name);
  expect(without.gallery.diagnostics()).toMatchObject({ origin: 'rebuilt-missing', indexed: 20 });

  // Another encoder's bytes under this one's name, and the other way round.
  await without.library.putSnapshot('other', snapshot);
  const other = await open(name, { fingerprint: 'other', dimension: DIMENSION });
  expect(other.gallery.diagnostics()).toMatchObject({
    origin: 'rebuilt-corrupt',
    photos: 20,
    indexed: 0,
  });
  expect(await other.gallery.search(vectors[7]!)).toEqual([]);
});

test('embeddings of two encoders never meet', async () => {
  const name = fresh();
  const one = await open(name);
  const id = await add(one.gallery, 'a', near(1, 1));
  const two = await open(name, { fingerprint: 'other', dimension: 2 });
  await two.library.addEmbedding(id, { fingerprint: 'other', vector: Float32Array.of(0.6, 0.8) });
  expect(await two.gallery.search(Float32Array.of(0.6, 0.8))).toMatchObject([{ photoId: id }]);
  expect(await one.gallery.search(near(1, 1))).toMatchObject([{ photoId: id }]);
  expect([one, two].map(({ gallery }) => gallery.diagnostics().indexed)).toEqual([1, 1]);

  const mixed = await photo('b', { embedding: { fingerprint: 'other', vector: near(1, 1) } });
  expect(await code(one.gallery.add(mixed))).toBe('internal');
  const short = await photo('b', { embedding: embedding(Float32Array.of(0.6, 0.8)) });
  expect(await code(one.gallery.add(short))).toBe('dimension-mismatch');
  expect(await code(one.gallery.search(Float32Array.of(0.6, 0.8)))).toBe('dimension-mismatch');
  expect(await code(one.gallery.search(near(1, 1), { k: 0 }))).toBe('internal');
  expect(await one.library.counts()).toMatchObject({ photos: 1 });
  await one.gallery.write((library) => library.deletePhotos([id]));
  expect(await two.gallery.search(Float32Array.of(0.6, 0.8))).toEqual([]);
});

test('two connections stay in step: added, assigned, deleted, cleared', async () => {
  const name = fresh();
  const [one, two] = [await open(name), await open(name)];
  let heard = 0;
  two.gallery.onChange(() => (heard += 1));
  const query = near(3, 99);
  const a = await add(one.gallery, 'a', near(3, 1));
  expect(ids(await two.gallery.search(query))).toEqual([a]);
  await one.gallery.write((library) =>
    library.act({ kind: 'assign', photoIds: [a], name: 'Luna' }),
  );
  expect(await two.gallery.search(query)).toMatchObject([{ photoId: a, individual: 'Luna' }]);
  const b = await add(two.gallery, 'b', near(3, 2), { individual: 'luna' });
  expect(await one.gallery.search(query, { by: 'individual' })).toHaveLength(1);
  await two.gallery.write((library) => library.deletePhotos([a]));
  expect(ids(await one.gallery.search(query))).toEqual([b]);
  expect(heard).toBeGreaterThanOrEqual(4);

  // Both write at once; then each knows both.
  await Promise.all(
    Array.from({ length: 30 }, (_, i) =>
      add([one, two][i % 2]!.gallery, `many ${i}`, near(3, 100 + i)),
    ),
  );
  for (const { gallery } of [one, two])
    expect(await gallery.search(query, { k: 50 })).toHaveLength(31);
  expect(await one.gallery.search(query, { k: 50 })).toEqual(
    await two.gallery.search(query, { k: 50 }),
  );

  // The second's snapshot, saved after the first deleted, does not bring anything back.
  await one.gallery.write((library) => library.deletePhotos([b]));
  await Promise.all([two.gallery.flush({ always: true }), one.gallery.flush({ always: true })]);
  await one.gallery.write((library) => library.clear());
  expect(await two.gallery.search(query)).toEqual([]);
  const third = await open(name);
  expect(await third.gallery.search(query)).toEqual([]);
});

test('a change whose message never came is noticed by the next search', async () => {
  const name = fresh();
  const { gallery, library } = await open(name);
  await add(gallery, 'a', near(1, 1));
  const b = await add(gallery, 'b', near(1, 2));
  // What a frozen tab would have missed: written past the change feed.
  const raw = await openDB(name);
  await raw.delete('photos', b);
  // Its seq: the second ever given.
  await raw.delete('embeddings', 2);
  await raw.put('counters', 7, 'revision');
  raw.close();
  expect((await gallery.search(near(1, 2))).map((match) => match.name)).toEqual(['a.jpg']);
  await add(gallery, 'c', near(1, 3));
  expect(await gallery.search(near(1, 2))).toHaveLength(2);
  expect(await library.revision()).toBe(8);
});

test('by individual: the search widens until there are k, and says all when there are fewer', async () => {
  const name = fresh();
  const { gallery } = await open(name);
  // One individual with many photos stands in front of all others.
  for (let i = 0; i < 60; i++)
    await add(gallery, `crowd ${i}`, near(1, i, 0.05), { individual: 'Crowd' });
  for (let i = 0; i < 3; i++)
    await add(gallery, `other ${i}`, near(5 + i, i), { individual: `Other ${i}` });
  const stray = await add(gallery, 'stray', near(9, 1));
  const stray2 = await add(gallery, 'stray 2', near(9, 2));
  const found = await gallery.search(near(1, 999, 0.05), { k: 3, by: 'individual' });
  expect(found).toHaveLength(3);
  expect(found[0]!.individual).toBe('Crowd');
  const all = await gallery.search(near(1, 999, 0.05), { k: 50, by: 'individual' });
  expect(all.map((match) => match.individual ?? match.photoId).sort()).toEqual(
    ['Crowd', 'Other 0', 'Other 1', 'Other 2', stray, stray2].sort(),
  );
  expect(all.slice(0, 3)).toEqual(found);
  expect(await gallery.search(near(1, 1), { k: 50 })).toHaveLength(50);

  const accepted = await gallery.search(near(1, 1), {
    k: 5,
    accept: (one) => one.individualId === null,
  });
  expect(ids(accepted).sort()).toEqual([stray, stray2].sort());
  expect(ids(await gallery.search(near(9, 1), { k: 1, exclude: [stray] }))).toEqual([stray2]);
});

test('equal similarities are ranked by photo id, also where the list is cut', async () => {
  const name = fresh();
  const { gallery } = await open(name);
  const vector = near(1, 1);
  const all: string[] = [];
  for (let i = 0; i < 30; i++) all.push(await add(gallery, `same ${i}`, vector));
  expect(ids(await gallery.search(vector, { k: 7 }))).toEqual(all.toSorted().slice(0, 7));
  expect(ids(await gallery.search(vector, { k: 30 }))).toEqual(all.toSorted());
  expect(ids(await gallery.search(vector, { k: 7, by: 'individual' }))).toEqual(
    all.toSorted().slice(0, 7),
  );
});

test('a damaged vector is left out and counted; the others are found', async () => {
  const name = fresh();
  const first = await open(name);
  const all: string[] = [];
  for (let i = 0; i < 3; i++) all.push(await add(first.gallery, `p${i}`, near(1, i)));
  await close(first);
  const raw = await openDB(name);
  await raw.put('vectors', new Float32Array(3).buffer, 2);
  raw.close();
  const { gallery, library } = await open(name);
  expect(ids(await gallery.search(near(1, 1))).sort()).toEqual([all[0]!, all[2]!].sort());
  expect(gallery.diagnostics()).toMatchObject({ photos: 3, indexed: 2, unusable: 1 });
  expect(await library.integrityCheck({ expected: ENCODER })).toEqual([
    { kind: 'vector-damaged', id: '2' },
  ]);
});

test(`${MANY} photos: opened with progress, the same ten as by definition, restored from the snapshot`, async () => {
  const name = fresh();
  (await Library.open(name)).close();
  const vectors = await fill(name, MANY, MANY / 10);
  const seen: [number, number][] = [];
  const first = await open(name, {
    ...ENCODER,
    onProgress: (done, total) => seen.push([done, total]),
  });
  expect(seen[0]).toEqual([0, MANY]);
  await expect.poll(() => seen.at(-1)).toEqual([MANY, MANY]);
  expect(await first.library.photos()).toHaveLength(MANY);

  const queries = Array.from({ length: 20 }, (_, i) => near(i * 7, 90_000 + i));
  const truth = queries.map((query) => bruteForce(vectors, query, 10));
  for (const [i, query] of queries.entries()) {
    for (const exact of [true, false]) {
      expect(ids(await first.gallery.search(query, { k: 10, exact }))).toEqual(truth[i]);
    }
    const individuals = await first.gallery.search(query, { k: 3, by: 'individual' });
    expect(individuals[0]).toMatchObject({ photoId: truth[i]![0], individual: `C${i * 7}` });
    expect(new Set(individuals.map((match) => match.individual)).size).toBe(3);
  }
  const results = await Promise.all(queries.map((query) => first.gallery.search(query, { k: 10 })));
  await first.gallery.flush();
  await close(first);

  const progress: number[] = [];
  const second = await open(name, { ...ENCODER, onProgress: (_, total) => progress.push(total) });
  expect(second.gallery.diagnostics()).toMatchObject({ origin: 'restored', indexed: MANY });
  expect(progress).toEqual([0]);
  expect(
    await Promise.all(queries.map((query) => second.gallery.search(query, { k: 10 }))),
  ).toEqual(results);
  expect(await second.library.integrityCheck({ expected: ENCODER })).toEqual([]);
});

test('with a graph: the same ten on clustered vectors, nothing deleted, and the graph is there after a reload', async () => {
  const name = fresh();
  (await Library.open(name)).close();
  const vectors = await fill(name, 1500, 150, { pictures: false });
  const withGraph = { ...ENCODER, index: { exactBytes: 0 } };
  const first = await open(name, withGraph);
  await expect.poll(() => first.gallery.diagnostics().graphSize, { timeout: 30_000 }).toBe(1500);
  const queries = Array.from({ length: 30 }, (_, i) => near(i * 5, 90_000 + i));
  for (const query of queries) {
    const usual = await first.gallery.search(query, { k: 10 });
    const exact = await first.gallery.search(query, { k: 10, exact: true });
    expect([usual[0]!.exact, exact[0]!.exact]).toEqual([false, true]);
    expect(ids(exact)).toEqual(bruteForce(vectors, query, 10));
    expect(ids(usual)).toEqual(ids(exact));
    expect(usual.map((match) => match.similarity)).toEqual(exact.map((match) => match.similarity));
  }
  // More individuals than the graph is asked for at first.
  expect(await first.gallery.search(queries[0]!, { k: 50, by: 'individual' })).toHaveLength(50);
  const gone = ids(await first.gallery.search(queries[0]!, { k: 5 }));
  await first.gallery.write((library) => library.deletePhotos(gone));
  const left = ids(await first.gallery.search(queries[0]!, { k: 20 }));
  expect(left.filter((id) => gone.includes(id))).toEqual([]);
  // The graph is saved once it is built, some time after the vectors.
  const savedGraph = async (): Promise<number> => {
    const snapshot = await first.library.snapshot(FINGERPRINT);
    if (!snapshot) return 0;
    const options = { fingerprint: FINGERPRINT, dimension: DIMENSION, exactBytes: 0 };
    return (await SearchIndex.restore(snapshot, options)).diagnostics().graphSize;
  };
  await expect.poll(savedGraph, { timeout: 30_000, interval: 500 }).toBeGreaterThan(0);
  await close(first);

  const again = await open(name, withGraph);
  expect(again.gallery.diagnostics()).toMatchObject({
    origin: 'restored',
    indexed: 1495,
    trouble: '',
  });
  expect(again.gallery.diagnostics().graphSize).toBeGreaterThanOrEqual(1495);
  expect(ids(await again.gallery.search(queries[0]!, { k: 20 }))).toEqual(left);
});

test('with little memory the vectors stay in the library, and the answers are the same', async () => {
  const name = fresh();
  (await Library.open(name)).close();
  const vectors = await fill(name, 1000, 100, { pictures: false });
  const { gallery } = await open(name, { ...ENCODER, index: { vectorBudget: 1000 } });
  expect(gallery.diagnostics().vectorBytes).toBeLessThan(1000);
  for (let i = 0; i < 10; i++) {
    const query = near(i, 90_000 + i);
    expect(ids(await gallery.search(query, { k: 10 }))).toEqual(bruteForce(vectors, query, 10));
  }
});
