import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { DiagnosticsState } from '../../../../src/app/diagnostics/diagnostics-state.svelte';
import type { Diagnostics } from '../../../../src/runtime/api';
import type { Services } from '../../../../src/runtime/services';

/** Readings of the engine's numbers so far. */
let read: number;
let answer: () => Promise<Diagnostics>;
let manager: Partial<StorageManager> | undefined;

const numbers = (wasmBytes: number): Diagnostics =>
  ({ wasmBytes, gpuBytes: 7 }) as unknown as Diagnostics;

const services = {
  huella: {
    version: '1.2.3',
    diagnostics: () => {
      read += 1;
      return answer();
    },
  },
} as unknown as Services;

beforeEach(() => {
  read = 0;
  answer = () => Promise.resolve(numbers(read));
  manager = {
    estimate: () => Promise.resolve({ usage: 1, quota: 2 }),
    persisted: () => Promise.resolve(true),
  };
  vi.useFakeTimers();
  vi.stubGlobal('navigator', {
    ...{ userAgent: 'A browser', hardwareConcurrency: 2 },
    get storage() {
      return manager;
    },
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('watching', () => {
  test('reads once a second while the screen is open; left and come back to, it goes on', async () => {
    const state = new DiagnosticsState(services);
    const leave = state.watch();
    await vi.advanceTimersByTimeAsync(2500);
    expect([read, state.numbers?.wasmBytes]).toEqual([3, 3]);
    expect(state.samples.map(({ wasm, gpu }) => [wasm, gpu])).toEqual([
      [1, 7],
      [2, 7],
      [3, 7],
    ]);
    expect(state.storage).toEqual({ usage: 1, quota: 2, persisted: true });
    leave();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(read).toBe(3);
    state.watch()();
    await vi.advanceTimersByTimeAsync(60_000);
    // Left during its first reading.
    expect([read, state.samples.length]).toEqual([4, 4]);
  });

  test('while the engine starts again the last numbers stay, and the next second tells', async () => {
    const state = new DiagnosticsState(services);
    const leave = state.watch();
    await vi.advanceTimersByTimeAsync(0);
    answer = () => Promise.reject(new Error('starting'));
    await vi.advanceTimersByTimeAsync(3000);
    expect([state.numbers?.wasmBytes, state.samples.length]).toEqual([1, 1]);
    answer = () => Promise.resolve(numbers(read));
    await vi.advanceTimersByTimeAsync(1000);
    expect(state.numbers?.wasmBytes).toBe(read);
    leave();
  });

  test('a browser that says nothing of its storage stops neither the numbers nor the report', async () => {
    manager = { ...manager, persisted: () => Promise.reject(new TypeError('opaque origin')) };
    const state = new DiagnosticsState(services);
    const leave = state.watch();
    await vi.advanceTimersByTimeAsync(3500);
    expect([read, state.storage]).toEqual([4, null]);
    manager = undefined;
    expect(JSON.parse(await state.report([]))).toMatchObject({ storage: null });
    leave();
  });

  test('five minutes are kept', async () => {
    const state = new DiagnosticsState(services);
    const leave = state.watch();
    await vi.advanceTimersByTimeAsync(400_000);
    leave();
    expect(state.samples).toHaveLength(300);
    expect(state.samples.at(-1)?.wasm).toBe(read);
    expect(state.samples[0]?.wasm).toBe(read - 299);
  });
});

test('the report has numbers of this moment, and what the searches said', async () => {
  const state = new DiagnosticsState(services);
  const report = JSON.parse(await state.report({ growth: 3 })) as Record<string, unknown>;
  expect(report).toMatchObject({
    ...{ huella: '1.2.3', browser: 'A browser', cores: 2, searches: { growth: 3 } },
    ...{ numbers: { wasmBytes: 1 }, storage: { usage: 1 } },
  });
});
