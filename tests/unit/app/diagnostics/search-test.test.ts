import { beforeEach, describe, expect, test, vi } from 'vitest';
import { MAX_SEARCHES, SearchTest } from '../../../../src/app/diagnostics/search-test.svelte';
import { HuellaError } from '../../../../src/engine/errors';
import type { PhotoRecord } from '../../../../src/engine/library';
import type { Services } from '../../../../src/runtime/services';
import { photoOf } from '../fake-app';

let photos: PhotoRecord[];
/** Photos that were searched for, in order, with their options. */
let searched: { readonly id: string; readonly crop: unknown }[];
/** What a search finds. */
let search: (id: string, signal: AbortSignal) => Promise<readonly { similarity: number }[]>;
let memory: () => Promise<{ wasmBytes: number; gpuBytes: number }>;

const services = {
  library: {
    photos: () => Promise.resolve(photos),
    original: (id: string) =>
      id === 'gone'
        ? Promise.reject(new HuellaError('photo-unreadable', 'gone'))
        : Promise.resolve(new Blob([id])),
  },
  huella: {
    search: async (photo: Blob, { signal, crop }: { signal: AbortSignal; crop?: object }) => {
      const id = await photo.text();
      searched.push({ id, crop });
      return search(id, signal);
    },
    diagnostics: () => memory(),
  },
} as unknown as Services;

const itself = (): Promise<{ similarity: number }[]> => Promise.resolve([{ similarity: 1 }]);

beforeEach(() => {
  photos = [photoOf('a', null), { ...photoOf('b', null), crop: { x: 0 } as never }];
  searched = [];
  search = itself;
  memory = () => Promise.resolve({ wasmBytes: 10 + searched.length, gpuBytes: 0 });
});

describe('many searches', () => {
  test('go through the photos in turn, each by its own crop, and each must find itself', async () => {
    const state = new SearchTest(services);
    search = (id) =>
      Promise.resolve(id === 'a' ? [{ similarity: 0.998 }] : [{ similarity: 0.999 }]);
    await state.run(4);
    expect(searched.map(({ id }) => id)).toEqual(['a', 'b', 'a', 'b']);
    expect(searched.slice(0, 2).map(({ crop }) => crop)).toEqual([undefined, { x: 0 }]);
    expect(state.outcomes.map(({ ok, code }) => [ok, code])).toEqual([
      [false, 'not-found'],
      [true, null],
      [false, 'not-found'],
      [true, null],
    ]);
    expect([state.failed, state.running]).toEqual([2, false]);
    // After the third search 13 bytes were held, after the fourth 14.
    expect(state.growth).toBe(1);
  });

  test('are spread over a large gallery, and are twenty different ones at most', async () => {
    photos = Array.from({ length: 100 }, (_, i) => photoOf(String(i), null));
    const state = new SearchTest(services);
    await state.run(21);
    expect(searched.map(({ id }) => Number(id))).toEqual([
      ...Array.from({ length: 20 }, (_, i) => i * 5),
      0,
    ]);
  });

  test('at least one and at most a thousand', async () => {
    const state = new SearchTest(services);
    await state.run(-3);
    expect([state.wanted, state.outcomes.length, state.growth]).toEqual([1, 1, null]);
    search = () => Promise.reject(new DOMException('stopped', 'AbortError'));
    await state.run(1e9);
    expect(state.wanted).toBe(MAX_SEARCHES);
  });
});

describe('what goes wrong', () => {
  test('one that fails is noted with its code, and the rest go on', async () => {
    photos = [photoOf('a', null), photoOf('gone', null), photoOf('c', null)];
    search = (id) =>
      id === 'c' ? Promise.reject(new HuellaError('device-lost', 'gpu')) : itself();
    const state = new SearchTest(services);
    await state.run(4);
    expect(state.outcomes.map(({ code }) => code)).toEqual([
      ...[null, 'photo-unreadable', 'device-lost', null],
    ]);
  });

  test('an engine that starts again has no numbers for a moment: the test goes on', async () => {
    memory = () =>
      searched.length === 2
        ? Promise.reject(new HuellaError('encoder-failed', 'starting'))
        : Promise.resolve({ wasmBytes: 1, gpuBytes: 0 });
    const state = new SearchTest(services);
    await state.run(4);
    expect([state.outcomes.length, state.failed, state.curve.length]).toEqual([4, 0, 3]);
    expect([state.failure, state.running]).toEqual([null, false]);
  });

  test('photos that cannot be listed are said; the next run begins afresh', async () => {
    const failing = new HuellaError('storage-failed', 'closed');
    const { library } = services;
    vi.spyOn(library, 'photos').mockRejectedValueOnce(failing);
    const state = new SearchTest(services);
    await state.run(2);
    expect([state.failure, state.running, state.outcomes]).toEqual([failing, false, []]);
    await state.run(2);
    expect([state.failure, state.outcomes.length]).toEqual([null, 2]);
  });

  test('stopped, it ends with what it has; a second run during the first does nothing', async () => {
    search = (id, signal) =>
      id === 'a'
        ? itself()
        : new Promise((_, reject) => {
            signal.addEventListener('abort', () => reject(signal.reason as Error));
          });
    const state = new SearchTest(services);
    const run = state.run(10);
    await vi.waitFor(() => expect(searched).toHaveLength(2));
    await state.run(1);
    expect([state.wanted, state.running]).toEqual([10, true]);
    state.stop();
    await run;
    expect([state.outcomes.length, state.failed, state.running]).toEqual([1, 0, false]);
  });
});
