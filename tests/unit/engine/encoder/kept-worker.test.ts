import { afterEach, describe, expect, test, vi } from 'vitest';
import { KeptWorker } from '../../../../src/engine/encoder/kept-worker';
import { HuellaError } from '../../../../src/engine/errors';

/** Workers that are plain objects: what is tested is when they come and go. */
interface Fake {
  readonly number: number;
  ended: boolean;
  die(): void;
}

function bench({ jobMs = 10_000, start = () => Promise.resolve() } = {}) {
  const workers: Fake[] = [];
  const kept = new KeptWorker<Fake>({
    spawn() {
      let die: () => void = () => undefined;
      const died = new Promise<never>((_, reject) => {
        die = () => reject(new HuellaError('internal', 'gone'));
      });
      died.catch(() => undefined);
      const fake: Fake = { number: workers.length + 1, ended: false, die };
      workers.push(fake);
      return { door: fake, died, terminate: () => (fake.ended = true) };
    },
    start,
    ...{ startMs: 10_000, jobMs, idleMs: 60_000 },
    ...{ failure: 'markings-failed', faults: ['out-of-memory'] },
  });
  return { kept, workers };
}

const never = new AbortController().signal;
const hang = () => new Promise<never>(() => undefined);
const numberOf = (fake: Fake) => Promise.resolve(fake.number);

afterEach(() => vi.useRealTimers());

test('a worker starts with the first job and serves the next', async () => {
  const { kept, workers } = bench();
  expect(await kept.peek(numberOf)).toBeNull();
  expect(workers).toHaveLength(0);
  expect(await Promise.all([kept.run(numberOf, never), kept.run(numberOf, never)])).toEqual([1, 1]);
  expect(await kept.peek(numberOf)).toBe(1);
  expect(kept.runs).toBe(2);
});

describe('a worker is replaced and the job done again', () => {
  test('when it dies', async () => {
    const { kept, workers } = bench();
    const job = kept.run((fake) => (fake.number === 1 ? hang() : numberOf(fake)), never);
    await Promise.resolve();
    workers[0]!.die();
    expect(await job).toBe(2);
    expect(workers.map(({ ended }) => ended)).toEqual([true, false]);
    expect(kept.recycles).toEqual(['internal']);
  });

  test('when it fails, once', async () => {
    const { kept, workers } = bench();
    const failing = () => Promise.reject(new HuellaError('out-of-memory', 'full'));
    await expect(kept.run(failing, never)).rejects.toMatchObject({ code: 'out-of-memory' });
    expect(workers).toHaveLength(2);
    expect(kept.failedRuns).toBe(2);
    expect(await kept.run(numberOf, never)).toBe(3);
  });

  test('when it hangs', async () => {
    vi.useFakeTimers();
    const { kept } = bench({ jobMs: 1000 });
    const job = kept.run((fake) => (fake.number === 1 ? hang() : numberOf(fake)), never);
    await vi.advanceTimersByTimeAsync(1500);
    expect(await job).toBe(2);
    expect(kept.recycles).toEqual(['encoder-timeout']);
  });

  test('when it does not start', async () => {
    let starts = 0;
    const start = () =>
      ++starts === 1 ? Promise.reject(new Error('no database')) : Promise.resolve();
    const { kept } = bench({ start });
    expect(await kept.run(numberOf, never)).toBe(2);
  });
});

test('what is wrong with the job costs no worker', async () => {
  const { kept, workers } = bench();
  const refuse = () => Promise.reject(new HuellaError('photo-damaged', 'broken'));
  await expect(kept.run(refuse, never)).rejects.toMatchObject({ code: 'photo-damaged' });
  expect(workers).toHaveLength(1);
  expect(kept.failedRuns).toBe(0);
});

test('a cancelled job rejects at once and costs no worker', async () => {
  const { kept, workers } = bench();
  const abort = new AbortController();
  const job = kept.run(hang, abort.signal);
  abort.abort();
  await expect(job).rejects.toMatchObject({ name: 'AbortError' });
  await expect(kept.run(numberOf, abort.signal)).rejects.toMatchObject({ name: 'AbortError' });
  expect(workers.filter(({ ended }) => ended)).toHaveLength(0);
});

test('an idle worker ends, one with a job does not', async () => {
  vi.useFakeTimers();
  const { kept, workers } = bench({ jobMs: 1_000_000 });
  let finish: () => void = () => undefined;
  const long = kept.run(() => new Promise<void>((resolve) => (finish = resolve)), never);
  await vi.advanceTimersByTimeAsync(120_000);
  expect(workers[0]!.ended).toBe(false);
  finish();
  await long;
  await vi.advanceTimersByTimeAsync(59_000);
  expect(workers[0]!.ended).toBe(false);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(workers[0]!.ended).toBe(true);
  expect(kept.recycles).toEqual([]);
  expect(await kept.run(numberOf, never)).toBe(2);
});

describe('a worker started ahead of its jobs', () => {
  test('is ready once it has started, serves the first job, and ends when idle', async () => {
    vi.useFakeTimers();
    let begin: () => void = () => undefined;
    const start = () => new Promise<void>((resolve) => (begin = resolve));
    const { kept, workers } = bench({ start });
    expect(kept.isReady).toBe(false);
    const started = kept.start();
    void kept.start();
    expect([workers.length, kept.isReady]).toEqual([1, false]);
    begin();
    await started;
    expect(kept.isReady).toBe(true);
    const job = kept.run(async (fake) => {
      await new Promise((resolve) => setTimeout(resolve, 100));
      return fake.number;
    }, never);
    expect(kept.inFlight).toBe(1);
    await vi.advanceTimersByTimeAsync(100);
    expect([await job, kept.inFlight]).toEqual([1, 0]);
    await vi.advanceTimersByTimeAsync(61_000);
    expect([workers[0]!.ended, kept.isReady]).toEqual([true, false]);
    const again = kept.start();
    begin();
    await again;
    await vi.advanceTimersByTimeAsync(61_000);
    expect(workers.map(({ ended }) => ended)).toEqual([true, true]);
  });

  test('says why it could not, and is gone', async () => {
    let starts = 0;
    const start = () =>
      ++starts === 1 ? Promise.reject(new HuellaError('out-of-memory', 'full')) : Promise.resolve();
    const { kept, workers } = bench({ start });
    await expect(kept.start()).rejects.toMatchObject({ code: 'out-of-memory' });
    expect([workers[0]!.ended, kept.isReady]).toEqual([true, false]);
    await kept.start();
    expect([workers.length, kept.isReady]).toEqual([2, true]);
  });

  test('is ended by a stop before it has started', async () => {
    const { kept, workers } = bench({ start: () => hang() });
    const started = kept.start();
    kept.stop();
    await expect(started).rejects.toMatchObject({ code: 'markings-failed' });
    expect(workers.map(({ ended }) => ended)).toEqual([true]);
    await kept.start();
    expect(workers).toHaveLength(1);
  });
});

test('once stopped, jobs reject', async () => {
  const { kept, workers } = bench();
  const job = kept.run(hang, never);
  kept.stop();
  await expect(job).rejects.toMatchObject({ code: 'markings-failed' });
  await expect(kept.run(numberOf, never)).rejects.toMatchObject({ code: 'markings-failed' });
  expect(workers).toHaveLength(1);
});
