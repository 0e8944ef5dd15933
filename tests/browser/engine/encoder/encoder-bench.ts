/** A supervisor over real workers that can be broken, for the tests of what happens then. */
import { wrap, type Remote } from 'comlink';
import { expect } from 'vitest';
import {
  parseCard,
  selfCheckInput,
  selfCheckReference,
  type EncoderCard,
} from '../../../../src/engine/encoder/card';
import type { Backend } from '../../../../src/engine/encoder/session';
import { Supervisor, type SupervisorLimits } from '../../../../src/engine/encoder/supervisor';
import type { Verdict, VerdictMemory } from '../../../../src/engine/encoder/verdict';
import type { EncoderWorker } from '../../../../src/engine/encoder/worker-start';
import { doorOf } from '../../../../src/workers/spawn';
import type { Encoder } from '../../../../src/engine/encoder/encoder';
import type { FaultyDoor } from './faulty-encoder.worker';

// A micro encoder: what is tested is what happens around a model, and software WebGPU is slow.
export const MODEL_URL = new URL('/tests/fixtures/micro-encoder/micro.onnx', location.href).href;
export const never = new AbortController().signal;

export const card = parseCard(
  await (await fetch('/tests/fixtures/micro-encoder/micro.json')).json(),
);
export const photo = await selfCheckPhoto(card.inputSize);

const supervisors: Supervisor[] = [];

/** After each test. */
export function stopAll(): void {
  for (const supervisor of supervisors.splice(0)) supervisor.stop();
}

/**
 * The self-check picture as a lossless file: its right embedding is known from the card (by
 * PyTorch).
 */
export async function selfCheckPhoto(size: number): Promise<Blob> {
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
export type Before = (faults: Remote<FaultyDoor>, number: number) => Promise<void>;

export interface Bench {
  readonly supervisor: Supervisor;
  /** The workers made so far, with their extra doors. */
  readonly workers: {
    readonly worker: Worker;
    readonly faults: Remote<FaultyDoor>;
    readonly name: string;
  }[];
}

/** Makes workers that can be broken. */
export function faultyWorkers(before?: Before): Pick<Bench, 'workers'> & {
  readonly spawn: () => EncoderWorker;
} {
  const workers: Bench['workers'] = [];
  const spawn = (): EncoderWorker => {
    const name = `test-${crypto.randomUUID()}`;
    const worker = new Worker(new URL('./faulty-encoder.worker.ts', import.meta.url), {
      type: 'module',
      name,
    });
    workers.push({ worker, faults: wrap<FaultyDoor>(worker), name });
    const { door, ...rest } = doorOf<Encoder>(worker, name);
    const number = workers.length;
    const start: typeof door.start = async (...args) => {
      await before?.(workers[number - 1]!.faults, number);
      return door.start(...args);
    };
    const { encode, cancel, ledger } = door;
    return { ...rest, door: { start, encode, cancel, ledger } };
  };
  return { spawn, workers };
}

export function bench(
  preference: 'auto' | Backend,
  options: {
    card?: EncoderCard;
    modelUrl?: string;
    verdicts?: VerdictMemory;
    before?: Before;
    limits?: Partial<SupervisorLimits>;
  } = {},
): Bench {
  const { spawn, workers } = faultyWorkers(options.before);
  const supervisor = new Supervisor({
    spawn,
    card: options.card ?? card,
    modelUrl: options.modelUrl ?? MODEL_URL,
    preference,
    ...(options.verdicts ? { verdicts: options.verdicts } : {}),
    ...(options.limits ? { limits: options.limits } : {}),
  });
  supervisors.push(supervisor);
  return { supervisor, workers };
}

/** Encodes the self-check picture and compares with the card's reference. */
export async function expectRight(
  supervisor: Supervisor,
  of: EncoderCard = card,
  file: Blob = photo,
): Promise<void> {
  const { embedding } = await supervisor.encode(file, {}, never);
  const reference = selfCheckReference(of);
  const dot = embedding.reduce((sum, value, i) => sum + value * reference[i]!, 0);
  expect(dot).toBeGreaterThan(0.9999);
}

/** What the self-checks said, kept as long as the test. */
export function memory(): VerdictMemory & { readonly verdicts: Map<string, Verdict> } {
  const verdicts = new Map<string, Verdict>();
  return {
    verdicts,
    recall: (adapter) => verdicts.get(adapter) ?? null,
    remember: (adapter, verdict) => void verdicts.set(adapter, verdict),
  };
}
