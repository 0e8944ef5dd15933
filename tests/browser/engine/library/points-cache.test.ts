import { deleteDB } from 'idb';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { PointsCache } from '../../../../src/engine/library/points-cache';

const KIND = 'markings-1';
let name = '';
let opened: PointsCache[] = [];

beforeEach(() => {
  name = `points-${crypto.randomUUID()}`;
});
afterEach(async () => {
  for (const cache of opened) cache.close();
  opened = [];
  await deleteDB(name);
});

async function open(budget?: number): Promise<PointsCache> {
  const cache = await PointsCache.open(name, budget);
  opened.push(cache);
  return cache;
}

const picture = (id: string, cropKey = '') => ({ id, cropKey });
const points = (length: number) => new Uint8Array(length).fill(length);

test('points come back, also when it is opened again', async () => {
  const cache = await open();
  await cache.write(KIND, picture('a'), points(10));
  await cache.write(KIND, picture('b'), points(20));
  expect(await cache.read(KIND, [picture('b'), picture('x'), picture('a')])).toEqual([
    points(20),
    null,
    points(10),
  ]);
  cache.close();
  const again = await open();
  expect(again.bytes).toBe(30);
  expect(await again.read(KIND, [picture('a')])).toEqual([points(10)]);
});

test('points of another crop or another network are none, and are replaced', async () => {
  const cache = await open();
  await cache.write(KIND, picture('a', 'old'), points(10));
  expect(await cache.read(KIND, [picture('a', 'new')])).toEqual([null]);
  expect(await cache.read('markings-2', [picture('a', 'old')])).toEqual([null]);
  expect(await cache.lacking(KIND, [picture('a', 'old'), picture('a', 'new')])).toEqual(['a']);
  await cache.write(KIND, picture('a', 'new'), points(12));
  expect(await cache.read(KIND, [picture('a', 'new')])).toEqual([points(12)]);
  expect(cache.bytes).toBe(12);
});

test('only a view of a larger buffer is kept', async () => {
  const cache = await open();
  await cache.write(KIND, picture('a'), new Uint8Array(100).fill(7).subarray(50, 60));
  expect(await cache.read(KIND, [picture('a')])).toEqual([new Uint8Array(10).fill(7)]);
});

test('over the budget what was used longest ago goes first', async () => {
  const cache = await open(35);
  for (const id of ['a', 'b', 'c']) {
    await cache.write(KIND, picture(id), points(10));
    // Uses are told apart by the millisecond.
    await new Promise((resolve) => setTimeout(resolve, 3));
  }
  expect(cache.bytes).toBe(30);
  await cache.write(KIND, picture('d'), points(20));
  expect(
    await cache.lacking(
      KIND,
      ['a', 'b', 'c', 'd'].map((id) => picture(id)),
    ),
  ).toEqual(['a', 'b']);
  expect(cache.bytes).toBe(30);
  // What would never fit is not kept, and nothing goes for it.
  await cache.write(KIND, picture('e'), points(36));
  expect(cache.bytes).toBe(30);
  // A photo's own points make room for its new ones.
  await cache.write(KIND, picture('d'), points(25));
  expect(await cache.lacking(KIND, [picture('c'), picture('d')])).toEqual([]);
  expect(cache.bytes).toBe(35);
});

test('points of photos that are gone or have another crop are swept away', async () => {
  const cache = await open();
  await cache.write(KIND, picture('kept'), points(10));
  await cache.write(KIND, picture('cropped', 'old'), points(10));
  await cache.write(KIND, picture('deleted'), points(10));
  await cache.sweep([picture('kept'), picture('cropped', 'new')]);
  expect(cache.bytes).toBe(10);
  expect(await cache.read(KIND, [picture('kept')])).toEqual([points(10)]);
  await cache.sweep([]);
  expect(cache.bytes).toBe(0);
});

test('several writes at once keep the count', async () => {
  const cache = await open();
  await Promise.all(
    Array.from({ length: 20 }, (_, i) => cache.write(KIND, picture(`p${i % 10}`), points(10))),
  );
  cache.close();
  expect((await open()).bytes).toBe(100);
  expect(cache.bytes).toBe(100);
});
