import { beforeEach, describe, expect, test, vi } from 'vitest';
import { RunTimes } from '../../../../src/engine/encoder/run-times';
import { HuellaError } from '../../../../src/engine/errors';
import type { RunningEncoder } from '../../../../src/runtime/encoders/active';
import { timeEncoder, type Timed } from '../../../../src/runtime/encoders/time';

const PHOTO = new Blob(['a photo']);
const never = new Promise<never>(() => undefined);
/** Rejects when the encoder is stopped, as the supervisor does with what is in flight. */
const untilStopped = (): Promise<never> =>
  new Promise((_, reject) => {
    stopped = () => reject(new HuellaError('internal', 'The encoder was stopped.'));
  });

let stopped: () => void;
let stops: number;
let encoded: { readonly photo: Blob; readonly priority: string }[];
let times: RunTimes;
let start: () => Promise<object>;
let encode: (signal: AbortSignal) => Promise<unknown>;

const started = { backend: 'webgpu', reason: 'chosen', firstMs: 900, threads: 1, adapter: 'a GPU' };

const encoder = {
  start: () => start(),
  stop: () => {
    stops += 1;
    stopped();
  },
  ledger: () => Promise.resolve({ wasmBytes: 100 + encoded.length, gpuBytes: 7 }),
  encode: (photo: Blob, _: object, priority: string, signal: AbortSignal) => {
    encoded.push({ photo, priority });
    return encode(signal);
  },
} as unknown as RunningEncoder;

beforeEach(() => {
  stopped = () => undefined;
  stops = 0;
  encoded = [];
  times = new RunTimes();
  start = () => Promise.resolve(started);
  encode = () => {
    times.add(encoded.length === 1 ? 500 : 40);
    return Promise.resolve({});
  };
});

const time = (withinMs: number, signal = new AbortController().signal): Promise<Timed> =>
  timeEncoder(encoder, times, { backend: 'webgpu', photo: PHOTO, withinMs }, signal);

describe('an encoder timed on a backend', () => {
  test('encodes twenty photos behind everything else, and is ended', async () => {
    const { reason, times: found } = await time(60_000);
    expect(reason).toBe('chosen');
    expect(found).toEqual({
      ...{ firstMs: 900, photoMs: 40, photos: 20, threads: 1, adapter: 'a GPU' },
      // As they are after the last one.
      ...{ wasmBytes: 120, gpuBytes: 7 },
    });
    expect(new Set(encoded.map(({ priority }) => priority))).toEqual(new Set(['bulk']));
    expect(encoded[0]!.photo).toBe(PHOTO);
    expect(stops).toBe(1);
  });

  test('that takes another backend instead is not timed there', async () => {
    start = () => Promise.resolve({ ...started, backend: 'wasm', reason: 'webgpu-failed' });
    expect(await time(60_000)).toEqual({ reason: 'webgpu-failed', times: null });
    expect([encoded.length, stops]).toEqual([0, 1]);
  });

  test('out of time counts what was measured by then', async () => {
    vi.useFakeTimers();
    try {
      encode = () => {
        if (encoded.length === 3) return untilStopped();
        times.add(40);
        return Promise.resolve({});
      };
      const timing = time(1000);
      await vi.advanceTimersByTimeAsync(1000);
      expect((await timing).times).toMatchObject({ photoMs: 40, photos: 2, wasmBytes: 102 });

      encoded = [];
      encode = untilStopped;
      times = new RunTimes();
      const slow = time(1000);
      await vi.advanceTimersByTimeAsync(1000);
      expect((await slow).times).toMatchObject({ firstMs: 900, photoMs: null, photos: 0 });

      start = untilStopped;
      const unstarted = time(1000);
      await vi.advanceTimersByTimeAsync(1000);
      expect(await unstarted).toEqual({ reason: null, times: null });
    } finally {
      vi.useRealTimers();
    }
  });

  test('stopped by a person it ends in the middle of a start, with the signal’s reason', async () => {
    const abort = new AbortController();
    start = untilStopped;
    const timing = time(60_000, abort.signal);
    await Promise.resolve();
    abort.abort(new DOMException('enough', 'AbortError'));
    await expect(timing).rejects.toMatchObject({ name: 'AbortError', message: 'enough' });
    expect(stops).toBeGreaterThan(0);
    start = () => never;
    await expect(time(60_000, abort.signal)).rejects.toMatchObject({ name: 'AbortError' });
  });

  test('that fails says so, and is ended', async () => {
    encode = () => Promise.reject(new HuellaError('out-of-memory', 'full'));
    await expect(time(60_000)).rejects.toMatchObject({ code: 'out-of-memory' });
    expect(stops).toBe(1);
  });
});
