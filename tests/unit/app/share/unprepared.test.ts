import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Unprepared, type UnpreparedServices } from '../../../../src/app/share/unprepared.svelte';
import type { EncoderInfo } from '../../../../src/runtime/api';
import type { EngineStatus } from '../../../../src/runtime/status';

const NAMES: Readonly<Record<string, { readonly unseen: number; readonly here: number }>> = {
  included: { unseen: 5, here: 2 },
  other: { unseen: 0, here: 0 },
};

const STARTING: EngineStatus = { phase: 'starting', step: 'index', done: 0, total: 0 };
const readyWith = (fingerprint: string): EngineStatus => ({
  ...{ phase: 'ready', backend: 'wasm', reason: 'chosen', reading: null },
  encoder: { fingerprint } as EncoderInfo,
});

let status: EngineStatus;
let tell: () => void;
let asked: string[];
let listening: number;
const services: UnpreparedServices = {
  status: () => status,
  onStatus: (listener) => services.onLibraryChange(() => listener(status)),
  onLibraryChange: (listener) => {
    listening += 1;
    const before = tell;
    tell = () => {
      before();
      listener();
    };
    return () => (listening -= 1);
  },
  library: {
    countUnseen: (fingerprint) => {
      asked.push(`unseen ${fingerprint}`);
      return Promise.resolve(NAMES[fingerprint]!.unseen);
    },
    photosLacking: (fingerprint) => {
      asked.push(`lacking ${fingerprint}`);
      return Promise.resolve(Array.from({ length: NAMES[fingerprint]!.here }, String));
    },
  },
};

beforeEach(() => {
  vi.useFakeTimers();
  [status, asked, listening] = [STARTING, [], 0];
  tell = () => undefined;
});
afterEach(() => vi.useRealTimers());

describe('photos that are not prepared for search', () => {
  it('are counted by the model in use: those that are encoded here, and those that cannot be', async () => {
    const unprepared = new Unprepared(services);
    const stop = unprepared.watch();
    await vi.advanceTimersByTimeAsync(5000);
    // Which model it is comes with its start.
    expect(asked).toEqual([]);
    status = readyWith('included');
    tell();
    await vi.advanceTimersByTimeAsync(1000);
    expect([unprepared.here, unprepared.away]).toEqual([2, 3]);
    status = readyWith('other');
    tell();
    await vi.advanceTimersByTimeAsync(1000);
    expect([unprepared.here, unprepared.away]).toEqual([0, 0]);
    stop();
    expect(listening).toBe(0);
  });

  it('are counted once a second while photo after photo is stored, and no more once it is left', async () => {
    status = readyWith('other');
    const stop = new Unprepared(services).watch();
    for (let i = 0; i < 40; i++) {
      tell();
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(asked.length).toBeGreaterThanOrEqual(4);
    expect(asked.length).toBeLessThanOrEqual(5);
    // Where every photo is prepared, nothing else is read.
    expect(new Set(asked)).toEqual(new Set(['unseen other']));
    const before = asked.length;
    tell();
    stop();
    await vi.advanceTimersByTimeAsync(5000);
    expect(asked).toHaveLength(before);
  });
});
