import { afterEach, describe, expect, test } from 'vitest';
import { bench, card, expectRight, never, photo, stopAll } from './encoder-bench';

/**
 * When a worker's time is over: it hangs, it has run often enough, it finds no memory, or the
 * device is not made for the model.
 */

afterEach(stopAll);

const LONG = Boolean(import.meta.env['HUELLA_LONG']);

// The supervisor does the same for either; a start on the software adapter takes seconds.
describe.each(LONG ? (['wasm', 'webgpu'] as const) : (['wasm'] as const))('on %s', (backend) => {
  test('a worker that hangs with two jobs in flight is replaced when their time is up', async () => {
    const { supervisor, workers } = bench(backend, { limits: { jobMs: 3000 } });
    await supervisor.start();
    await workers[0]!.faults.hang();
    const jobs = [supervisor.encode(photo, {}, never), supervisor.encode(photo, {}, never)];
    const [a, b] = await Promise.all(jobs);
    expect(a!.embedding).toEqual(b!.embedding);
    expect(supervisor.recycles).toEqual(['encoder-timeout']);
    await expectRight(supervisor);
    expect(workers).toHaveLength(2);
  });

  test('a photo that finds no memory for its pixels is tried again elsewhere', async () => {
    const { supervisor, workers } = bench(backend);
    await supervisor.start();
    await workers[0]!.faults.refusePixels();
    await expectRight(supervisor);
    expect(supervisor.recycles).toEqual(['out-of-memory']);
    expect(workers).toHaveLength(2);
  });
});

// The row of faults in encoder-faults.test.ts replaces a worker so in every run.
test.skipIf(!LONG)(
  'a worker on WebGPU is replaced after so many photos, and none is lost',
  async () => {
    const { supervisor, workers } = bench('webgpu', { limits: { runsPerWebgpuWorker: 2 } });
    const photos = Array.from({ length: 3 }, () => supervisor.encode(photo, {}, never));
    const embeddings = (await Promise.all(photos)).map(({ embedding }) => embedding);
    embeddings.forEach((embedding) => expect(embedding).toEqual(embeddings[0]));
    await expectRight(supervisor);
    expect(supervisor.recycles.length).toBeGreaterThanOrEqual(1);
    expect(new Set(supervisor.recycles)).toEqual(new Set(['run-count']));
    expect(supervisor.failedRuns).toBe(0);
    expect(workers.length).toBe(supervisor.recycles.length + 1);
    expect(supervisor.running?.backend).toBe('webgpu');
  },
);

test('a browser with WebGPU and no adapter', async () => {
  // eslint-disable-next-line @typescript-eslint/unbound-method -- put back as it was
  const { requestAdapter } = GPU.prototype;
  GPU.prototype.requestAdapter = () => Promise.resolve(null);
  try {
    const { supervisor } = bench('auto');
    expect(await supervisor.start()).toMatchObject({ backend: 'wasm', reason: 'webgpu-absent' });
    await expectRight(supervisor);
  } finally {
    GPU.prototype.requestAdapter = requestAdapter;
  }
});

test('an encoder in 8 bits goes to WASM, whatever is asked for', async () => {
  for (const preference of ['auto', 'webgpu'] as const) {
    const { supervisor } = bench(preference, { card: { ...card, precision: 'int8' } });
    const expected = { backend: 'wasm', reason: 'webgpu-without-int8' };
    expect(await supervisor.start()).toMatchObject(expected);
    await expectRight(supervisor);
  }
});

test('an encoder in halves goes to WASM where the adapter does not compute in halves', async () => {
  const adapter = (await navigator.gpu.requestAdapter())!;
  const { supervisor } = bench('auto', { card: { ...card, precision: 'fp16' } });
  const expected = adapter.features.has('shader-f16')
    ? { backend: 'webgpu', reason: 'self-check-passed' }
    : { backend: 'wasm', reason: 'webgpu-without-halves' };
  expect(await supervisor.start()).toMatchObject(expected);
  await expectRight(supervisor);
});
