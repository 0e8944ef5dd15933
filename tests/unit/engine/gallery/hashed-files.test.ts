import { createHash } from 'node:crypto';
import { afterEach, expect, test, vi } from 'vitest';
import { HashedFiles } from '../../../../src/engine/gallery/hashed-files';

const MEGABYTE = 2 ** 20;

function file(fill: number, bytes = 10): Blob {
  return new Blob([new Uint8Array(bytes).fill(fill)]);
}

afterEach(() => {
  vi.useRealTimers();
});

test('the bytes of a file that was hashed are there until they are dropped', async () => {
  const files = new HashedFiles();
  const sha256 = await files.hash(file(1));
  expect(sha256).toBe(createHash('sha256').update(new Uint8Array(10).fill(1)).digest('hex'));
  expect(new Uint8Array(files.get(sha256)!)).toEqual(new Uint8Array(10).fill(1));
  files.drop(sha256);
  expect(files.get(sha256)).toBeUndefined();
  files.drop(sha256);
});

test('six files are kept, the latest ones, however often one is hashed', async () => {
  const files = new HashedFiles();
  const hashes = [];
  for (let fill = 0; fill < 8; fill++) hashes.push(await files.hash(file(fill)));
  const kept = hashes.map((hash) => files.get(hash) !== undefined);
  expect(kept).toEqual([false, false, true, true, true, true, true, true]);
  await files.hash(file(2));
  await files.hash(file(8));
  expect(files.get(hashes[2]!)).toBeDefined();
  expect(files.get(hashes[3]!)).toBeUndefined();
});

test('96 megabytes are kept in all, and no file that is larger', async () => {
  const files = new HashedFiles();
  const first = await files.hash(file(1, 40 * MEGABYTE));
  const second = await files.hash(file(2, 56 * MEGABYTE));
  expect(files.get(first)).toBeDefined();
  const third = await files.hash(file(3, 1));
  expect([first, second, third].map((hash) => files.get(hash) !== undefined)).toEqual([
    false,
    true,
    true,
  ]);
  const large = await files.hash(file(4, 97 * MEGABYTE));
  expect(files.get(large)).toBeUndefined();
  expect(files.get(third)).toBeUndefined();
});

test('what nobody stores is forgotten a minute after the last file came', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const files = new HashedFiles();
  const first = await files.hash(file(1));
  vi.advanceTimersByTime(59_000);
  const second = await files.hash(file(2));
  vi.advanceTimersByTime(59_000);
  expect(files.get(first)).toBeDefined();
  vi.advanceTimersByTime(1_000);
  expect([files.get(first), files.get(second)]).toEqual([undefined, undefined]);
});
