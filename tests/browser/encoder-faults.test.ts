import { wrap, type Remote } from 'comlink';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  fingerprintOf,
  parseCard,
  selfCheckInput,
  selfCheckReference,
  type EncoderCard,
} from '../../src/engine/encoder/card';
import { Supervisor, type EncoderWorker } from '../../src/engine/encoder/supervisor';
import type { Verdict, VerdictMemory } from '../../src/engine/encoder/verdict';
import type { Backend } from '../../src/engine/encoder/session';
import { encoderDoor } from '../../src/workers/spawn';
import type { FaultyDoor } from './faulty-encoder.worker';

/** Faults injected into real workers; each must be followed by a correct answer. */

// A micro encoder: what is tested is what happens around a model, and software WebGPU is slow.
const MODEL_URL = new URL('/tests/fixtures/micro-encoder/micro.onnx', location.href).href;
const never = new AbortController().signal;

let card: EncoderCard;
let photo: Blob;
const supervisors: Supervisor[] = [];

beforeAll(async () => {
  card = parseCard(await (await fetch('/tests/fixtures/micro-encoder/micro.json')).json());
  photo = await selfCheckPhoto(card.inputSize);
});

afterEach(() => {
  for (const supervisor of supervisors.splice(0)) supervisor.stop();
});

/** The self-check picture as a lossless file: its right embedding is known from the card (by PyTorch). */
async function selfCheckPhoto(size: number): Promise<Blob> {
  const { data } = selfCheckInput(size);
  const canvas = new OffscreenCanvas(size, size);
  const context = canvas.getContext('2d')!;
  const image = context.createImageData(size, size);
  for (let i = 0; i < size * size; i++) {
    image.data.set([data[i * 3]!, data[i * 3 + 1]!, data[i * 3 + 2]!, 255], i * 4);
  }
  context.putImageData(image, 0, 0);
  return canvas.convertToBlob({ type: 'image/png' });
}

/** Breaks a worker before it starts; workers are numbered from 1. */
type Before = (faults: Remote<FaultyDoor>, number: number) => Promise<void>;

interface Bench {
  readonly supervisor: Supervisor;
  /** The workers made so far, with their extra doors. */
  readonly workers: { readonly worker: Worker; readonly faults: Remote<FaultyDoor>; readonly name: string }[];
}

function bench(
  preference: 'auto' | Backend,
  options: { card?: EncoderCard; modelUrl?: string; verdicts?: VerdictMemory; before?: Before } = {},
): Bench {
  const workers: Bench['workers'] = [];
  const spawn = (): EncoderWorker => {
    const name = `test-${crypto.randomUUID()}`;
    const worker = new Worker(new URL('./faulty-encoder.worker.ts', import.meta.url), {
      type: 'module',
      name,
    });
    workers.push({ worker, faults: wrap<FaultyDoor>(worker), name });
    const { remote, ...rest } = encoderDoor(worker, name);
    const number = workers.length;
    const start: typeof remote.start = async (...args) => {
      await options.before?.(workers[number - 1]!.faults, number);
      return remote.start(...args);
    };
    return { ...rest, remote: { ...remote, start } };
  };
  const supervisor = new Supervisor({
    spawn,
    card: options.card ?? card,
    modelUrl: options.modelUrl ?? MODEL_URL,
    preference,
    ...(options.verdicts ? { verdicts: options.verdicts } : {}),
  });
  supervisors.push(supervisor);
  return { supervisor, workers };
}

async function expectRight(supervisor: Supervisor): Promise<void> {
  const { embedding } = await supervisor.encode(photo, {}, never);
  const reference = selfCheckReference(card);
  const dot = embedding.reduce((sum, value, i) => sum + value * reference[i]!, 0);
  expect(dot).toBeGreaterThan(0.9999);
}

describe.each(['wasm', 'webgpu'] as const)('on %s', (backend) => {
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

test('a GPU device destroyed while a run is in flight: the run is answered by the next worker', async () => {
  const { supervisor, workers } = bench('webgpu');
  await supervisor.start();
  await workers[0]!.faults.destroyDevicesInNextRun();
  await expectRight(supervisor);
  expect(workers).toHaveLength(2);
  expect(supervisor.running?.backend).toBe('webgpu');
  await expectRight(supervisor);
});

test('WebGPU that keeps failing gives way to WASM, and says so', async () => {
  const { supervisor, workers } = bench('auto');
  expect(await supervisor.start()).toMatchObject({ backend: 'webgpu', reason: 'self-check-passed' });
  await workers[0]!.faults.destroyDevices();
  await expect.poll(() => supervisor.recycles.length).toBe(1);
  await supervisor.start();
  await workers[1]!.faults.destroyDevices();
  await expect.poll(() => supervisor.recycles.length).toBe(2);
  expect(await supervisor.start()).toMatchObject({ backend: 'wasm', reason: 'webgpu-failed' });
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
  await expect(supervisor.encode(text, {}, never)).rejects.toMatchObject({ code: 'photo-not-an-image' });
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
  const verdicts = new Map<string, Verdict>();
  const memory: VerdictMemory = {
    recall: (adapter) => verdicts.get(adapter) ?? null,
    remember: (adapter, verdict) => void verdicts.set(adapter, verdict),
  };
  const wrong = btoa(String.fromCharCode(...new Uint8Array(new Float32Array(card.dimension).fill(1).buffer)));
  const broken = { ...card, selfCheck: { pattern: 'pattern-1', embedding: wrong } } as const;
  await expect(bench('auto', { card: broken, verdicts: memory }).supervisor.start()).rejects.toMatchObject({
    code: 'encoder-self-check-failed',
  });
  expect([...verdicts.values()]).toEqual(['wrong']);
  const next = bench('auto', { verdicts: memory });
  expect(await next.supervisor.start()).toMatchObject({ backend: 'wasm', reason: 'webgpu-wrong-numbers' });
  expect(next.workers).toHaveLength(1);
  await expectRight(next.supervisor);
  // Asked for by name, it is tried again.
  const asked = bench('webgpu', { verdicts: memory });
  expect(await asked.supervisor.start()).toMatchObject({ backend: 'webgpu', reason: 'chosen' });
  expect([...verdicts.values()]).toEqual(['right']);
});

test('a run that throws: the photo is answered by the next worker', async () => {
  const { supervisor, workers } = bench('webgpu');
  await supervisor.start();
  await workers[0]!.faults.throwInNextRun();
  await expectRight(supervisor);
  expect(workers).toHaveLength(2);
  expect([supervisor.failedRuns, supervisor.runs]).toEqual([1, 1]);
});

test('a photo whose runs fail twice is reported, and the one after it works', async () => {
  const { supervisor, workers } = bench('webgpu', {
    before: async (faults, number) => {
      // After its self-check the second worker fails as the first did.
      if (number === 2) await faults.throwInRunAfter(1);
    },
  });
  await supervisor.start();
  await workers[0]!.faults.throwInNextRun();
  await expect(supervisor.encode(photo, {}, never)).rejects.toMatchObject({ code: 'encoder-failed' });
  await expectRight(supervisor);
  expect(workers).toHaveLength(3);
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
