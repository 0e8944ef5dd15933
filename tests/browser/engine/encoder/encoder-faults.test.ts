import { afterEach, describe, expect, test } from 'vitest';
import { fingerprintOf } from '../../../../src/engine/encoder/card';
import { bench, card, expectRight, memory, never, photo, stopAll } from './encoder-bench';

/**
 * Faults injected into real workers; each must be followed by a correct answer. A start on the
 * software adapter takes seconds, so what the supervisor does alike on either backend is asked of
 * WebGPU in the long form only.
 */
const LONG = Boolean(import.meta.env['HUELLA_LONG']);

afterEach(stopAll);

// The supervisor handles these faults alike on either backend.
describe.each(LONG ? (['wasm', 'webgpu'] as const) : (['wasm'] as const))('on %s', (backend) => {
  test('a worker terminated with two jobs in flight: both are answered by the next one', async () => {
    const { supervisor, workers } = bench(backend);
    await supervisor.start();
    const jobs = [supervisor.encode(photo, {}, never), supervisor.encode(photo, {}, never)];
    workers[0]!.worker.terminate();
    const [a, b] = await Promise.all(jobs);
    expect(a!.embedding).toEqual(b!.embedding);
    expect(workers).toHaveLength(2);
    expect(supervisor.recycles).toHaveLength(1);
    await expectRight(supervisor);
  });

  test('an error outside any call replaces the worker', async () => {
    const { supervisor, workers } = bench(backend);
    await supervisor.start();
    await workers[0]!.faults.throwOutside();
    await expect.poll(() => supervisor.recycles.length).toBe(1);
    await expectRight(supervisor);
    expect(supervisor.running?.backend).toBe(backend);
  });

  test('a file that is not the encoder is refused, and the next start works', async () => {
    const { supervisor } = bench(backend, { card: { ...card, sha256: '0'.repeat(64) } });
    await expect(supervisor.start()).rejects.toMatchObject({ code: 'encoder-damaged' });
    const good = bench(backend);
    await expectRight(good.supervisor);
  });

  test('wrong numbers are not trusted', async () => {
    const wrong = new Float32Array(card.dimension).fill(1);
    const embedding = btoa(String.fromCharCode(...new Uint8Array(wrong.buffer)));
    const { supervisor } = bench(backend, {
      card: { ...card, selfCheck: { pattern: 'pattern-1', embedding } },
    });
    await expect(supervisor.start()).rejects.toMatchObject({ code: 'encoder-self-check-failed' });
  });
});

// Five starts on the software adapter; a worker terminated with jobs in flight is replaced above.
const ROW = { timeout: 180_000 };

test(
  'what ends a worker on WebGPU: the next one answers; after two failures in a row, WASM',
  ROW,
  async () => {
    // Ends the fifth worker's first run after its self-check.
    const verdicts = memory();
    verdicts.recall = () => 'wrong';
    const { supervisor, workers } = bench('webgpu', {
      verdicts,
      limits: { runsPerWebgpuWorker: 2 },
      before: async (faults, number) => {
        if (number === 5) await faults.throwInRunAfter(1);
      },
    });
    // Asked for by name, what was wrong is tried again.
    expect(await supervisor.start()).toMatchObject({ backend: 'webgpu', reason: 'chosen' });
    expect([...verdicts.verdicts.values()]).toEqual(['right']);

    // It has run often enough after three jobs: those in flight are its last.
    const jobs = Array.from({ length: 3 }, () => supervisor.encode(photo, {}, never));
    const embeddings = (await Promise.all(jobs)).map(({ embedding }) => embedding);
    embeddings.forEach((embedding) => expect(embedding).toEqual(embeddings[0]));
    await expectRight(supervisor);
    expect(workers).toHaveLength(2);
    expect(supervisor.recycles).toEqual(['run-count']);

    // Its device is destroyed while a run is in flight.
    await workers[1]!.faults.destroyDevicesInNextRun();
    await expectRight(supervisor);
    expect(workers).toHaveLength(3);
    expect(supervisor.recycles.slice(1)).toEqual(['device-lost']);
    expect(supervisor.running?.backend).toBe('webgpu');

    // Its device is destroyed while nothing is asked of it.
    await workers[2]!.faults.destroyDevices();
    await expect.poll(() => supervisor.recycles.slice(2)).toEqual(['device-lost']);
    await expectRight(supervisor);
    expect(workers).toHaveLength(4);
    expect(supervisor.running?.backend).toBe('webgpu');

    // A run throws and the next worker's too: that photo is reported, and WebGPU is given up.
    await workers[3]!.faults.throwInNextRun();
    await expect(supervisor.encode(photo, {}, never)).rejects.toMatchObject({
      code: 'encoder-failed',
    });
    expect(workers).toHaveLength(5);
    expect(await supervisor.start()).toMatchObject({ backend: 'wasm', reason: 'webgpu-failed' });
    await expectRight(supervisor);
  },
);

test('a worker that is taken away while it starts is replaced once', async () => {
  const { supervisor, workers } = bench('wasm', {
    before: async (faults, number) => {
      if (number > 1) return;
      await faults.alive();
      void faults.crash();
    },
  });
  expect(await supervisor.start()).toMatchObject({ backend: 'wasm' });
  expect(workers).toHaveLength(2);
  await expectRight(supervisor);
});

test('a worker that never answers while it starts is replaced once', async () => {
  const { supervisor, workers } = bench('wasm', {
    limits: { firstStartMs: 4000 },
    before: async (faults, number) => {
      if (number === 1) await faults.hang();
    },
  });
  expect(await supervisor.start()).toMatchObject({ backend: 'wasm' });
  expect(workers).toHaveLength(2);
  await expectRight(supervisor);
});

test('a crashed worker is noticed although it sends no event', async () => {
  const { supervisor, workers } = bench('wasm');
  await supervisor.start();
  void workers[0]!.faults.crash();
  await expect.poll(() => supervisor.recycles.length).toBe(1);
  await expectRight(supervisor);
});

test('a photo that cannot be decoded costs no worker', async () => {
  const { supervisor, workers } = bench('wasm');
  const text = new Blob(['not a photo'], { type: 'image/jpeg' });
  await expect(supervisor.encode(text, {}, never)).rejects.toMatchObject({
    code: 'photo-not-an-image',
  });
  await expectRight(supervisor);
  expect(workers).toHaveLength(1);
});

test('the fingerprint follows the weights and the preprocessing', async () => {
  const own = await fingerprintOf(card);
  expect(own).toMatch(/^[0-9a-f]{64}$/);
  expect(await fingerprintOf({ ...card, name: 'another name' })).toBe(own);
  expect(await fingerprintOf({ ...card, sha256: '1'.repeat(64) })).not.toBe(own);
  expect(await fingerprintOf({ ...card, inputSize: card.inputSize + 1 })).not.toBe(own);
});

test('another backend chosen while one starts: the stopped supervisor ends its worker and says so', async () => {
  const { supervisor, workers } = bench('webgpu');
  const starting = supervisor.start();
  await expect.poll(() => workers.length).toBe(1);
  supervisor.stop();
  await expect(starting).rejects.toThrow('stopped');
  const ended = navigator.locks
    .query()
    .then(({ held }) => held?.some(({ name }) => name === workers[0]!.name));
  await expect.poll(() => ended).toBe(false);
});

test('a wrong WebGPU is remembered: the next start goes to WASM without trying it', async () => {
  const remembered = memory();
  const wrong = btoa(
    String.fromCharCode(...new Uint8Array(new Float32Array(card.dimension).fill(1).buffer)),
  );
  const broken = { ...card, selfCheck: { pattern: 'pattern-1', embedding: wrong } } as const;
  await expect(
    bench('auto', { card: broken, verdicts: remembered }).supervisor.start(),
  ).rejects.toMatchObject({
    code: 'encoder-self-check-failed',
  });
  expect([...remembered.verdicts.values()]).toEqual(['wrong']);
  const next = bench('auto', { verdicts: remembered });
  expect(await next.supervisor.start()).toMatchObject({
    backend: 'wasm',
    reason: 'webgpu-wrong-numbers',
  });
  expect(next.workers).toHaveLength(1);
  await expectRight(next.supervisor);
});

// The supervisor replaces a worker whose run throws as it replaces one whose device is lost, which
// the row above does in every run; the start of another worker takes seconds.
test.skipIf(!LONG)('a run that throws: the photo is answered by the next worker', async () => {
  const { supervisor, workers } = bench('webgpu');
  await supervisor.start();
  await workers[0]!.faults.throwInNextRun();
  await expectRight(supervisor);
  expect(workers).toHaveLength(2);
  expect([supervisor.failedRuns, supervisor.runs]).toEqual([1, 1]);
});

test('no memory to be had at the start: said so, and the next start works', async () => {
  const { supervisor, workers } = bench('wasm', {
    before: async (faults, number) => {
      if (number === 1) await faults.refuseMemory();
    },
  });
  await expect(supervisor.start()).rejects.toMatchObject({ code: 'out-of-memory' });
  await expectRight(supervisor);
  expect(workers).toHaveLength(2);
});

test('a browser without WebGPU', async () => {
  const gpu = Object.getOwnPropertyDescriptor(Navigator.prototype, 'gpu')!;
  Reflect.deleteProperty(Navigator.prototype, 'gpu');
  try {
    const { supervisor } = bench('auto');
    expect(await supervisor.start()).toMatchObject({ backend: 'wasm', reason: 'webgpu-absent' });
    await expectRight(supervisor);
  } finally {
    Object.defineProperty(Navigator.prototype, 'gpu', gpu);
  }
});
