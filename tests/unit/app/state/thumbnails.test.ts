import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ThumbnailCache } from '../../../../src/app/state/thumbnails';
import { settle } from '../fake-app';

let revoked: string[];
let waiting: Map<string, { give: () => void; refuse: () => void }>;
let loads: string[];
let cache: ThumbnailCache;

beforeEach(() => {
  revoked = [];
  loads = [];
  waiting = new Map();
  vi.stubGlobal('URL', {
    createObjectURL: () => `blob:${String(loads.length)}-${loads.at(-1) ?? ''}`,
    revokeObjectURL: (url: string) => revoked.push(url),
  });
  cache = new ThumbnailCache((photoId) => {
    loads.push(photoId);
    return new Promise((resolve, reject) =>
      waiting.set(photoId, {
        give: () => resolve(new Blob([photoId])),
        refuse: () => reject(new Error('gone')),
      }),
    );
  });
});
afterEach(() => vi.unstubAllGlobals());

test('two tiles of one photo share one load and one URL', async () => {
  const [a, b] = [cache.acquire(cache.key('p')), cache.acquire(cache.key('p'))];
  waiting.get('p')!.give();
  expect(await a).toBe(await b);
  expect(loads).toEqual(['p']);
});

test('six load at once; a photo scrolled past gives its turn to the next', async () => {
  const keys = Array.from({ length: 9 }, (_, i) => cache.key(`p${String(i)}`));
  const urls = keys.map((key) => cache.acquire(key));
  const passed = expect(urls[6]).rejects.toMatchObject({ name: 'AbortError' });
  expect(loads).toEqual(['p0', 'p1', 'p2', 'p3', 'p4', 'p5']);
  cache.release(keys[6]!);
  await passed;
  waiting.get('p0')!.give();
  await urls[0];
  await vi.waitFor(() => expect(loads).toHaveLength(7));
  expect(loads[6]).toBe('p7');
});

test('a failure is not kept: the next tile loads again', async () => {
  const first = cache.acquire(cache.key('p'));
  waiting.get('p')!.refuse();
  await expect(first).rejects.toThrow('gone');
  await settle();
  const second = cache.acquire(cache.key('p'));
  waiting.get('p')!.give();
  await expect(second).resolves.toContain('blob:');
  expect(loads).toEqual(['p', 'p']);
});

test('a new crop has another key, so that a tile loads its new thumbnail', async () => {
  const before = cache.key('p');
  void cache.acquire(before);
  waiting.get('p')!.give();
  cache.renew(['p']);
  expect(cache.key('p')).not.toBe(before);
  await settle();
  void cache.acquire(cache.key('p'));
  expect(loads).toEqual(['p', 'p']);
});

test('beyond 400 the thumbnail unused for longest goes, and none that is on screen', async () => {
  const use = async (id: string): Promise<string> => {
    const url = cache.acquire(cache.key(id));
    await vi.waitFor(() => expect(waiting.has(id)).toBe(true));
    waiting.get(id)!.give();
    return url;
  };
  const shown = await use('shown');
  const oldest = await use('oldest');
  cache.release(cache.key('oldest'));
  for (let i = 0; i < 399; i++) {
    await use(`p${String(i)}`);
    cache.release(cache.key(`p${String(i)}`));
  }
  await settle();
  expect(revoked).toEqual([oldest]);
  expect(revoked).not.toContain(shown);
});
