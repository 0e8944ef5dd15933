import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { HuellaError } from '../../../src/engine/errors';
import type { SearchTimer, SearchTimes } from '../../../src/engine/index/search-timer';
import type { EncoderInfo } from '../../../src/runtime/api';
import type { Timed, TimeOptions } from '../../../src/runtime/encoders/time';
import {
  Measuring,
  type MeasuringMeans,
  type MeasuringState,
} from '../../../src/runtime/measuring';
import type { inTurn } from '../../../src/runtime/turns';
import type { Spawned } from '../../../src/workers/spawn';

const TIMES = { firstMs: 900, photoMs: 40, photos: 20, threads: 2, adapter: '' };
const MEASURED = { reason: 'chosen', times: { ...TIMES, wasmBytes: 1, gpuBytes: 0 } } as Timed;

let installed: EncoderInfo[];
/** What was timed, in order: an encoder and its backend, or a number of dimensions. */
let timed: string[];
let shares: number[];
let terminated: number;
let time: (what: string, options: TimeOptions, signal: AbortSignal) => Promise<Timed>;
let search: SearchTimer['time'];
let states: MeasuringState[];
let gpu: { features: Set<string> } | null;

function encoder(id: string, more: Partial<EncoderInfo> = {}): EncoderInfo {
  return {
    ...{ id, name: id.toUpperCase(), dimension: 768, inputSize: 224, fingerprint: id, licence: '' },
    ...{ bytes: 100, precision: 'fp32', installed: true, active: false, ...more },
  };
}

const searches = (photos: number): SearchTimes => ({
  ...{ photos, exactMs: 1, graph: 'unused', graphMs: null },
});

function measure(budgetMs = 60_000): Measuring {
  const means = {
    services: {
      encoders: {
        list: () => Promise.resolve(installed),
        time: (id: string, options: TimeOptions, signal: AbortSignal) => {
          timed.push(`${id} ${options.backend}`);
          shares.push(options.withinMs);
          return time(`${id} ${options.backend}`, options, signal);
        },
      },
    },
    spawn: () =>
      ({
        door: { time: (...asked: Parameters<SearchTimer['time']>) => search(...asked) },
        terminate: () => (terminated += 1),
      }) as unknown as Spawned<SearchTimer>,
    inTurn: ((how, { signal }, work) => {
      turns.push(how);
      signal?.throwIfAborted();
      return work();
    }) as typeof inTurn,
    budgetMs,
    photo: () => Promise.resolve(new Blob(['photo'])),
  } as unknown as MeasuringMeans;
  return new Measuring(means, (state) => states.push(state));
}

let turns: string[];
const last = (): MeasuringState => states.at(-1)!;
const rows = (): unknown[] => last().rows.map(({ id, backend, state }) => [id, backend, state]);

beforeEach(() => {
  [timed, shares, states, turns, terminated] = [[], [], [], [], 0];
  installed = [encoder('large', { bytes: 900, dimension: 1536 }), encoder('small')];
  gpu = { features: new Set(['shader-f16']) };
  time = () => Promise.resolve(MEASURED);
  search = ({ dimension }, onTimes) => {
    timed.push(String(dimension));
    onTimes(searches(1000));
    onTimes(searches(10_000));
    return Promise.resolve();
  };
  vi.stubGlobal('navigator', {
    gpu: { requestAdapter: () => Promise.resolve(gpu) },
    deviceMemory: 4,
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe('a device is measured', () => {
  test('alone: the smallest encoder first, each on both backends, then searches', async () => {
    await measure().over;
    expect(turns).toEqual(['alone']);
    expect(timed).toEqual([
      ...['small wasm', 'small webgpu', 'large wasm', 'large webgpu', '768', '1536'],
    ]);
    expect(last()).toMatchObject({ phase: 'over', done: 6, total: 6 });
    expect(last().rows.map(({ state }) => state)).toEqual(Array(4).fill('done'));
    // Each row has the searches among as many numbers as its encoder makes.
    expect(last().rows.map(({ searches }) => searches.map(({ photos }) => photos))).toEqual(
      Array(4).fill([1000, 10_000]),
    );
    expect(terminated).toBe(2);
  });

  test('encoders that are not installed are left out; of one dimension one search', async () => {
    installed = [encoder('a'), encoder('b', { bytes: 1 }), encoder('c', { installed: false })];
    await measure().over;
    expect(timed).toEqual(['b wasm', 'b webgpu', 'a wasm', 'a webgpu', '768']);
  });

  test('what the graphics processor cannot do is said and not tried', async () => {
    installed = [
      ...[encoder('whole'), encoder('half', { precision: 'fp16' })],
      encoder('small', { precision: 'int8' }),
    ];
    gpu = { features: new Set() };
    await measure().over;
    const reasons = last()
      .rows.filter(({ state }) => state === 'without')
      .map(({ id, backend, reason }) => [id, backend, reason]);
    expect(reasons).toEqual([
      ['half', 'webgpu', 'webgpu-without-halves'],
      ['small', 'webgpu', 'webgpu-without-int8'],
    ]);
    expect(timed.filter((what) => what.endsWith('webgpu'))).toEqual(['whole webgpu']);
    gpu = null;
    timed = [];
    await measure().over;
    expect(timed.filter((what) => what.endsWith('webgpu'))).toEqual([]);
    expect(last().rows.filter(({ reason }) => reason === 'webgpu-absent')).toHaveLength(3);
  });

  test('one that fails, or runs elsewhere, or is late says so, and the others go on', async () => {
    time = (what) => {
      if (what === 'small wasm') return Promise.reject(new HuellaError('encoder-damaged', 'cut'));
      if (what === 'small webgpu')
        return Promise.resolve({ reason: 'webgpu-wrong-numbers', times: null });
      if (what === 'large wasm') return Promise.resolve({ reason: null, times: null });
      return Promise.resolve(MEASURED);
    };
    await measure().over;
    expect(rows()).toEqual([
      ...[
        ['small', 'wasm', 'failed'],
        ['small', 'webgpu', 'without'],
      ],
      ...[
        ['large', 'wasm', 'late'],
        ['large', 'webgpu', 'done'],
      ],
    ]);
    expect(last().rows[0]!.error?.code).toBe('encoder-damaged');
    expect(last().rows[1]!.reason).toBe('webgpu-wrong-numbers');
  });

  test('where memory ends the sizes before stay; other failures of the index are told', async () => {
    search = (_, onTimes) => {
      onTimes(searches(1000));
      return Promise.reject(new HuellaError('out-of-memory', 'full'));
    };
    await measure().over;
    expect(last().rows[0]!.searches).toHaveLength(1);
    search = () => Promise.reject(new HuellaError('internal', 'broken'));
    await expect(measure().over).rejects.toMatchObject({ code: 'internal' });
    expect(terminated).toBe(3);
  });
});

describe('the time that there is', () => {
  test('is shared equally by what is left: what one does not need the others have', async () => {
    vi.useFakeTimers();
    const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
    time = async (what) => {
      if (what === 'small wasm') await wait(1000);
      return MEASURED;
    };
    const { over } = measure(61_000);
    await vi.advanceTimersByTimeAsync(1000);
    await over;
    // Four on backends and two of searches.
    expect(shares[0]).toBeCloseTo(61_000 / 6, 0);
    expect(shares.slice(1).map(Math.round)).toEqual([12_000, 15_000, 20_000]);
  });

  test('ends searches that do not end by themselves, with what they told', async () => {
    vi.useFakeTimers();
    installed = [encoder('small')];
    search = (_, onTimes) => {
      onTimes(searches(1000));
      return new Promise(() => undefined);
    };
    const { over } = measure(10_000);
    await vi.advanceTimersByTimeAsync(10_000);
    await over;
    expect(last().rows[0]!.searches).toHaveLength(1);
    expect([last().phase, terminated]).toEqual(['over', 1]);
  });
});

describe('stopped', () => {
  const untilAborted = (signal: AbortSignal): Promise<never> =>
    new Promise((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error));
    });

  test('in the middle of an encoder: what was measured stays, nothing more is begun', async () => {
    time = (what, _, signal) =>
      what === 'small wasm' ? Promise.resolve(MEASURED) : untilAborted(signal);
    const measuring = measure();
    await vi.waitFor(() => expect(timed).toHaveLength(2));
    measuring.cancel();
    await expect(measuring.over).rejects.toMatchObject({ name: 'AbortError' });
    expect(rows().slice(0, 3)).toEqual([
      ...[
        ['small', 'wasm', 'done'],
        ['small', 'webgpu', 'waiting'],
        ['large', 'wasm', 'waiting'],
      ],
    ]);
    expect(timed).toHaveLength(2);
  });

  test('in the middle of searches their worker is ended', async () => {
    search = () => {
      timed.push('search');
      return new Promise(() => undefined);
    };
    const measuring = measure();
    await vi.waitFor(() => expect(timed).toContain('search'));
    measuring.cancel();
    await expect(measuring.over).rejects.toMatchObject({ name: 'AbortError' });
    expect(terminated).toBe(1);
  });

  test('by a switch that begins, it is over as well', async () => {
    time = () => Promise.reject(new HuellaError('cancelled', 'cancelled'));
    await expect(measure().over).rejects.toMatchObject({ code: 'cancelled' });
    expect(timed).toEqual(['small wasm']);
  });
});
