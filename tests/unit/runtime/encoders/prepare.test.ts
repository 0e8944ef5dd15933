import { describe, expect, test } from 'vitest';
import { HuellaError } from '../../../../src/engine/errors';
import type { RunningEncoder } from '../../../../src/runtime/encoders/active';
import { preparePhotos } from '../../../../src/runtime/encoders/prepare';

/** An encoder and a library that note what they are given. */
function started(gallery: readonly string[], seen: readonly string[] = []) {
  const stored = new Set(seen);
  const encoded: string[] = [];
  const failing = new Map<string, HuellaError>();
  const encoder = {
    loaded: { fingerprint: 'f' },
    encode: async (photo: Blob) => {
      const id = await photo.text();
      encoded.push(id);
      const failure = failing.get(id);
      if (failure) throw failure;
      return { embedding: new Float32Array([1]) };
    },
  } as unknown as RunningEncoder;
  const steps = {
    lacking: () => Promise.resolve(gallery.filter((id) => !stored.has(id))),
    source: (id: string) => Promise.resolve({ original: new Blob([id]), crop: null }),
    store: (id: string) => Promise.resolve(void stored.add(id)),
  };
  const told: [number, number][] = [];
  const prepare = (ids: readonly string[], signal = new AbortController().signal) =>
    preparePhotos(encoder, steps, ids, (done, total) => told.push([done, total]), signal);
  return { prepare, encoded, stored, failing, told };
}

const MANY = Array.from({ length: 20 }, (_, i) => `p${i}`);

describe('photos prepared for a comparison', () => {
  test('only those asked for that it has not seen; what a switch would still take is said', async () => {
    const { prepare, encoded, told } = started(MANY, ['p0', 'p1']);
    const found = await prepare(MANY.slice(0, 10));
    expect(encoded.toSorted()).toEqual(MANY.slice(2, 10).toSorted());
    expect(found.lacking).toBe(10);
    expect(found.secondsPerPhoto).toBeGreaterThanOrEqual(0);
    expect([told[0], told.at(-1)]).toEqual([
      [0, 8],
      [8, 8],
    ]);
  });

  test('where all were seen, some others are timed; where none is left there is no pace', async () => {
    const { prepare, encoded } = started(MANY, MANY.slice(0, 10));
    expect(await prepare(MANY.slice(0, 10))).toMatchObject({ lacking: 5 });
    expect(encoded).toHaveLength(5);
    const whole = started(MANY, MANY);
    expect(await whole.prepare(MANY)).toEqual({ lacking: 0, secondsPerPhoto: null });
  });

  test('a photo that cannot be read is passed over; a full disk ends it; so does a stop', async () => {
    const { prepare, stored, failing } = started(MANY);
    failing.set('p3', new HuellaError('photo-damaged', 'cut'));
    failing.set('p4', new HuellaError('not-found', 'gone'));
    expect((await prepare(MANY)).lacking).toBe(2);
    expect(stored.size).toBe(18);
    const full = started(MANY);
    full.failing.set('p5', new HuellaError('storage-full', 'full'));
    await expect(full.prepare(MANY)).rejects.toMatchObject({ code: 'storage-full' });
    const stopped = started(MANY);
    await expect(stopped.prepare(MANY, AbortSignal.abort())).rejects.toThrow();
    expect(stopped.encoded).toEqual([]);
  });
});
