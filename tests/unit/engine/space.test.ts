import { afterEach, expect, test, vi } from 'vitest';
import { checkSpace, freeBytes, RESERVE_BYTES } from '../../../src/engine/space';

const MB = 2 ** 20;
const browserSays = (estimate: StorageEstimate): void => {
  vi.stubGlobal('navigator', { storage: { estimate: () => Promise.resolve(estimate) } });
};

afterEach(() => {
  vi.unstubAllGlobals();
});

test('room is what the quota leaves, and at least nothing', async () => {
  browserSays({ quota: 100 * MB, usage: 40 * MB });
  expect(await freeBytes()).toBe(60 * MB);
  browserSays({ quota: 40 * MB, usage: 100 * MB });
  expect(await freeBytes()).toBe(0);
});

test('a browser that does not tell keeps nothing from being written', async () => {
  browserSays({});
  expect(await freeBytes()).toBe(null);
  await checkSpace(2 ** 50);
});

test('what is needed and the reserve must fit', async () => {
  browserSays({ quota: 10 * MB + RESERVE_BYTES, usage: 0 });
  await checkSpace(10 * MB);
  await expect(checkSpace(10 * MB + 1)).rejects.toMatchObject({
    code: 'storage-full',
    detail: { needed: 10 * MB + 1, free: 10 * MB + RESERVE_BYTES },
  });
  await checkSpace(RESERVE_BYTES, 10 * MB);
});
