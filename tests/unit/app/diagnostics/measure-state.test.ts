import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { MeasureState } from '../../../../src/app/diagnostics/measure-state.svelte';
import { HuellaError } from '../../../../src/engine/errors';
import type { MeasuredRow, MeasuringState } from '../../../../src/runtime/measuring';
import type { Services } from '../../../../src/runtime/services';
import type { EncodersView } from '../../../../src/runtime/status';

let view: Partial<EncodersView>;
let cancelled: number;
let began: number;
/** What measuring tells of, and how it ends. */
let tell: (progress: MeasuringState) => void;
let end: () => void;
let fail: (error: unknown) => void;

const services = {
  huella: { version: '1.2.3' },
  encoders: { view: () => Promise.resolve({ install: null, switching: null, ...view }) },
  measure: (onChange: (progress: MeasuringState) => void) => {
    began += 1;
    tell = onChange;
    const over = new Promise<void>((resolve, reject) => {
      end = resolve;
      fail = reject;
    });
    const cancel = (): void => {
      cancelled += 1;
      fail(new DOMException('stopped', 'AbortError'));
    };
    return Promise.resolve({ over, cancel });
  },
} as unknown as Services;

const times = { firstMs: 900, photoMs: 40, photos: 20, threads: 2, adapter: '' };
const rowOf = (state: MeasuredRow['state']): MeasuredRow => ({
  ...{ id: 'default', name: 'Model', precision: 'fp32', dimension: 8, backend: 'wasm', state },
  ...{ reason: null, error: null, searches: [] },
  times: state === 'done' ? { ...times, wasmBytes: 1e6, gpuBytes: 0 } : null,
});
const progressOf = (row: MeasuredRow): MeasuringState => ({
  ...{ phase: 'encoders', rows: [row], done: 0, total: 2 },
});

beforeEach(() => {
  [view, cancelled, began] = [{}, 0, 0];
  vi.stubGlobal('navigator', { userAgent: 'Firefox/140.0', hardwareConcurrency: 2 });
});
afterEach(() => vi.unstubAllGlobals());

describe('measuring', () => {
  test('shows what is measured now, and in the end a line of each row', async () => {
    const state = new MeasureState(services);
    const run = state.run();
    await vi.waitFor(() => expect(began).toBe(1));
    // A second press does nothing.
    await state.run();
    expect([began, state.running]).toEqual([1, true]);
    tell(progressOf(rowOf('running')));
    expect([state.current?.id, state.lineOf(state.rows[0]!)]).toEqual(['default', null]);
    tell({ ...progressOf(rowOf('done')), phase: 'over' });
    end();
    await run;
    expect([state.running, state.current, state.busy, state.failure]).toEqual([
      ...[false, null, false, null],
    ]);
    const line = state.lineOf(state.rows[0]!);
    expect(line).toMatch(
      /^\| 2 cores \| Firefox 140\.0 \| Model \| WASM, 2 threads \| fp32 \| 40 /,
    );
    expect(line).toContain(', 1.2.3 |');
  });

  test('waits for no installation and no switch: it says that a model is at work', async () => {
    for (const busy of [{ install: {} }, { switching: {} }]) {
      view = busy as unknown as EncodersView;
      const state = new MeasureState(services);
      await state.run();
      expect([state.busy, state.running, began]).toEqual([true, false, 0]);
    }
  });

  test('stopped, what was measured stays; another model put in use is said', async () => {
    const state = new MeasureState(services);
    const run = state.run();
    await vi.waitFor(() => expect(began).toBe(1));
    tell(progressOf(rowOf('done')));
    state.stop();
    await run;
    expect([cancelled, state.rows.length, state.busy, state.failure]).toEqual([1, 1, false, null]);

    const other = state.run();
    await vi.waitFor(() => expect(began).toBe(2));
    expect(state.rows).toEqual([]);
    fail(new HuellaError('cancelled', 'cancelled'));
    await other;
    expect([state.busy, state.failure]).toEqual([true, null]);
  });

  test('stopped while it is fetched, it is ended as soon as it is there', async () => {
    const state = new MeasureState(services);
    const run = state.run();
    state.stop();
    await run;
    expect([cancelled, state.running, state.busy]).toEqual([1, false, false]);
  });

  test('a failure is said, and the next run begins afresh', async () => {
    const state = new MeasureState(services);
    const run = state.run();
    await vi.waitFor(() => expect(began).toBe(1));
    const failure = new HuellaError('internal', 'broken');
    fail(failure);
    await run;
    expect([state.failure, state.running]).toEqual([failure, false]);
    const again = state.run();
    await vi.waitFor(() => expect(began).toBe(2));
    expect(state.failure).toBeNull();
    end();
    await again;
  });
});
