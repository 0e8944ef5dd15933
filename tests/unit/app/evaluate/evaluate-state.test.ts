import { expect, test, vi } from 'vitest';
import { EvaluateState } from '../../../../src/app/evaluate/evaluate-state.svelte';
import { HuellaError } from '../../../../src/engine/errors';
import type { EvaluationReport } from '../../../../src/engine/evaluation';
import type { EncoderInfo } from '../../../../src/runtime/api';
import type { Prepared } from '../../../../src/runtime/encoders/prepare';
import type { EvaluationRun, OnEvaluation } from '../../../../src/runtime/evaluation';
import type { Services } from '../../../../src/runtime/services';

/** An evaluation as the screen sees it, over runs that the test ends. */

const encoder = (id: string, active: boolean): EncoderInfo => ({
  ...{ id, name: id, dimension: 4, inputSize: 8, fingerprint: `f-${id}`, licence: 'MIT' },
  ...{ bytes: 1, precision: 'fp32', installed: true, active },
});

const report = (fingerprint: string): EvaluationReport =>
  ({ fingerprint, photoIds: ['a', 'b'] }) as unknown as EvaluationReport;

const ignore = (): void => undefined;

function started() {
  const runs: {
    tell: OnEvaluation;
    end: (report: EvaluationReport) => void;
    fail: (error: unknown) => void;
  }[] = [];
  const evaluate = vi.fn((_request: unknown, tell: OnEvaluation) => {
    let end: (report: EvaluationReport) => void = ignore;
    let fail: (error: unknown) => void = ignore;
    const report = new Promise<EvaluationReport>((resolve, reject) => {
      end = resolve;
      fail = reject;
    });
    runs.push({ tell, end, fail });
    const cancel = (): void => fail(new DOMException('stopped', 'AbortError'));
    const run = { report, cancel, pause: vi.fn(), resume: vi.fn() };
    return Promise.resolve(run as unknown as EvaluationRun);
  });
  const preparing: {
    readonly photoIds: readonly string[];
    readonly tell: (done: number, total: number) => void;
    readonly signal: AbortSignal;
    readonly end: (prepared: Prepared) => void;
  }[] = [];
  const services = {
    evaluate,
    encoders: {
      list: () => Promise.resolve([encoder('small', true), encoder('large', false)]),
      prepare: (
        _id: string,
        photoIds: readonly string[],
        tell: (done: number, total: number) => void,
        signal: AbortSignal,
      ) =>
        new Promise<Prepared>((end, fail) => {
          preparing.push({ photoIds, tell, signal, end });
          signal.addEventListener('abort', () => fail(signal.reason as Error));
        }),
    },
    library: { photosLacking: () => Promise.resolve(['c']) },
  } as unknown as Services;
  return { state: new EvaluateState(services), runs, evaluate, preparing };
}

const untilRun = (runs: readonly unknown[], count: number): Promise<void> =>
  vi.waitFor(() => expect(runs).toHaveLength(count));

test('an evaluation ends with its report and the other models, which prepare the same photos and are asked', async () => {
  const { state, runs, evaluate, preparing } = started();
  state.species = 'Bos taurus';
  const starting = state.start();
  await untilRun(runs, 1);
  runs[0]!.tell('measuring', 1, 1000);
  expect(state.progress).toMatchObject({ step: 'measuring', done: 1, total: 1000, left: null });
  runs[0]!.tell('measuring', 500, 1000);
  expect(state.progress!.left).toBeGreaterThanOrEqual(0);
  runs[0]!.end(report('f-small'));
  expect(await starting).toBe(true);
  expect(evaluate.mock.calls[0]![0]).toEqual({ markings: false, species: 'Bos taurus' });
  expect(state.running).toBe(false);
  expect(state.encoder!.id).toBe('small');
  expect(state.others).toEqual([
    { info: encoder('large', false), lacking: 1, secondsPerPhoto: null, report: null },
  ]);

  // Stopped while it prepares: nothing is measured, and it can be asked again.
  const stopped = state.compare(state.others[0]!);
  await untilRun(preparing, 1);
  preparing[0]!.tell(1, 2);
  expect(state.progress).toMatchObject({ step: 'preparing', done: 1, total: 2 });
  state.stop();
  expect([await stopped, state.running, state.failure]).toEqual([false, false, null]);
  expect(state.others[0]!.report).toBeNull();

  const comparing = state.compare(state.others[0]!);
  await untilRun(preparing, 2);
  expect(preparing[1]!.photoIds).toEqual(['a', 'b']);
  preparing[1]!.end({ secondsPerPhoto: 0.5, lacking: 480 });
  await untilRun(runs, 2);
  expect(state.measuring!.id).toBe('large');
  runs[1]!.end(report('f-large'));
  expect(await comparing).toBe(true);
  expect(evaluate.mock.calls[1]![0]).toEqual({
    ...{ fingerprint: 'f-large', photoIds: ['a', 'b'], markings: false },
  });
  expect(state.others[0]!).toMatchObject({ secondsPerPhoto: 0.5, lacking: 480 });
  expect(state.others[0]!.report!.fingerprint).toBe('f-large');
  expect(state.measuring).toBeNull();
});

test('one that is stopped leaves the report before it, and nothing to complain of', async () => {
  const { state, runs } = started();
  const first = state.start();
  await untilRun(runs, 1);
  runs[0]!.end(report('f-small'));
  await first;
  const second = state.start();
  await untilRun(runs, 2);
  await vi.waitFor(() => {
    state.stop();
    expect(state.running).toBe(false);
  });
  expect(await second).toBe(false);
  expect(state.report!.fingerprint).toBe('f-small');
  expect(state.failure).toBeNull();
});

test('one that fails says why, and another can begin', async () => {
  const { state, runs } = started();
  const failing = state.start();
  await untilRun(runs, 1);
  runs[0]!.fail(new HuellaError('out-of-memory', 'too much'));
  expect(await failing).toBe(false);
  expect(state.failure!.code).toBe('out-of-memory');
  const again = state.start();
  await untilRun(runs, 2);
  expect(state.failure).toBeNull();
  runs[1]!.end(report('f-small'));
  expect(await again).toBe(true);
});
