import { afterEach, expect, test, vi } from 'vitest';
import type { UncheckedCard } from '../../../../src/engine/encoder/card';
import { FIRST_START_MS } from '../../../../src/engine/encoder/start-limits';
import { HuellaError } from '../../../../src/engine/errors';
import { computeReference } from '../../../../src/runtime/encoders/reference';

/** What an installation does when a worker that computes the reference never answers. */

type Reference = (options: { backend: string }, onOpened: () => void) => Promise<Float32Array>;

const card = { bytes: 0, external: [], attention: null } as unknown as UncheckedCard;
const EMBEDDING = Float32Array.of(0.6, 0.8);

/** Workers that do these in turn. */
function workers(...each: readonly Reference[]) {
  const ended: boolean[] = [];
  const asked: string[] = [];
  const spawn = () => {
    const number = ended.push(false) - 1;
    const reference: Reference = (options, onOpened) => {
      asked.push(options.backend);
      return each[number]!(options, onOpened);
    };
    return { door: { reference } as never, terminate: () => void (ended[number] = true) };
  };
  return { spawn, ended, asked };
}

const never: Reference = () => new Promise(() => undefined);
const answers: Reference = (_, onOpened) => {
  onOpened();
  return Promise.resolve(EMBEDDING);
};

afterEach(() => {
  vi.useRealTimers();
});

test('a worker that never opens the model gives way to another, once', async () => {
  vi.useFakeTimers();
  const { spawn, ended, asked } = workers(never, answers);
  const computed = computeReference('a', card, { spawn });
  await vi.advanceTimersByTimeAsync(FIRST_START_MS - 1);
  expect(ended).toEqual([false]);
  await vi.advanceTimersByTimeAsync(1);
  expect(await computed).toMatchObject({ pattern: 'pattern-1' });
  expect([ended, asked]).toEqual([
    [true, true],
    ['wasm', 'wasm'],
  ]);
});

test('a worker that has opened the model may take its time, and is not begun anew', async () => {
  vi.useFakeTimers();
  const { spawn, ended } = workers((_, onOpened) => {
    onOpened();
    return new Promise(() => undefined);
  });
  const computed = computeReference('a', card, { spawn }).catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(10 * FIRST_START_MS);
  expect(ended).toEqual([false]);
  await vi.advanceTimersByTimeAsync(600_000);
  expect(await computed).toMatchObject({ code: 'encoder-timeout' });
  expect(ended).toEqual([true]);
});

test('a failure is told at once; a stop too', async () => {
  const damaged = workers(() => Promise.reject(new HuellaError('encoder-damaged', 'a byte')));
  await expect(computeReference('a', card, { spawn: damaged.spawn })).rejects.toMatchObject({
    code: 'encoder-damaged',
  });
  const stopped = workers(never);
  const { signal, abort } = ((controller) => ({
    signal: controller.signal,
    abort: () => controller.abort(),
  }))(new AbortController());
  const computed = computeReference('a', card, { spawn: stopped.spawn, signal });
  abort();
  await expect(computed).rejects.toMatchObject({ name: 'AbortError' });
  expect([damaged.ended, stopped.ended]).toEqual([[true], [true]]);
});
