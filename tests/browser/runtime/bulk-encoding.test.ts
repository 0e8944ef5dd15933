import { afterEach, beforeEach, expect, test } from 'vitest';
import type { EncodedPhoto } from '../../../src/engine/encoder/encoder';
import { JobQueue, type Priority } from '../../../src/engine/encoder/queue';
import { RunTimes } from '../../../src/engine/encoder/run-times';
import type { Running } from '../../../src/engine/encoder/worker-start';
import { RunningEncoder } from '../../../src/runtime/encoders/active';
import { BulkEncoding } from '../../../src/runtime/encoders/bulk';
import { card, MODEL_URL, never, photo } from '../engine/encoder/encoder-bench';

/** When photos go to workers of their own. */

const loaded = { id: 'micro', card, fingerprint: 'f'.repeat(64), modelUrl: MODEL_URL };
const MAIN: Running = {
  ...{ backend: 'wasm', threads: 2, adapter: '', runMs: null, firstMs: 0 },
  ...{ reason: 'chosen', form: null },
};
const made: { stop(): void }[] = [];
let started = 0;
globalThis.Worker = class extends Worker {
  constructor(...args: ConstructorParameters<typeof Worker>) {
    super(...args);
    started += 1;
  }
};
let before = 0;

/** Workers that hold their lifeline. */
async function alive(): Promise<number> {
  const { held = [] } = await navigator.locks.query();
  return held.filter(({ name }) => name?.startsWith('huella-encoder-')).length - before;
}

interface BulkOptions {
  readonly limit?: number;
  readonly of?: typeof loaded;
  /** Null: as the app has it. */
  readonly worth?: number | null;
}

function bulk({ limit = 2, of = loaded, worth = 0 }: BulkOptions = {}) {
  const queue = new JobQueue(limit);
  const encoding = new BulkEncoding(of, queue, worth ?? undefined);
  made.push(encoding);
  /** As an import does: more are on their way than in flight. Null: the main worker's. */
  const photos = (
    count: number,
    { priority = 'import', running = MAIN }: { priority?: Priority; running?: Running | null } = {},
  ): Promise<(EncodedPhoto | null)[]> => {
    const one = (signal: AbortSignal): Promise<EncodedPhoto | null> =>
      encoding.encode(photo, {}, priority, { running, signal });
    return Promise.all(Array.from({ length: count }, () => queue.run(one, priority, never)));
  };
  return { encoding, photos };
}

/** Photos until none of some is the main worker's. */
async function allBeside(photos: (count: number) => Promise<(EncodedPhoto | null)[]>) {
  let found: (EncodedPhoto | null)[] = [];
  await expect
    .poll(
      async () => {
        found = await photos(6);
        return found.includes(null);
      },
      { timeout: 20_000 },
    )
    .toBe(false);
  return found as EncodedPhoto[];
}

beforeEach(async () => {
  before = 0;
  before = await alive();
  started = 0;
});
afterEach(async () => {
  for (const one of made.splice(0)) one.stop();
  await expect.poll(alive).toBe(0);
});

test.each([
  ['two photos', {}, 2, MAIN],
  ['one job at a time', { limit: 1 }, 6, MAIN],
  ['the graphics processor', {}, 6, { ...MAIN, backend: 'webgpu' as const }],
  ['no main worker yet', {}, 6, null],
  ['an encoder of 33 MB', { of: { ...loaded, card: { ...card, bytes: 33 * 2 ** 20 } } }, 6, MAIN],
])('there are none for %s', async (_, options, count, running) => {
  const { photos } = bulk(options);
  for (let i = 0; i < 2; i++)
    expect(await photos(count, { running })).toEqual(Array(count).fill(null));
  expect(await alive()).toBe(0);
});

// One test, because starts are most of what each of these would take.
test('a short import has no workers; a long one has two, once they have started, and a question none of them; stopped, they are gone, and other photos get others', async () => {
  const { encoding, photos } = bulk({ worth: null });
  expect(await photos(60)).toEqual(Array(60).fill(null));
  expect(started).toBe(0);
  // From the sixty-first photo on.
  expect(await photos(6)).toEqual(Array(6).fill(null));
  expect(started).toBe(2);
  const [first, ...others] = await allBeside(photos);
  expect(first!.embedding).toHaveLength(card.dimension);
  for (const { embedding } of others) expect(embedding).toEqual(first!.embedding);
  expect(await alive()).toBe(2);
  const { runs } = encoding.counts;
  expect(await photos(6, { priority: 'query' })).toEqual(Array(6).fill(null));
  expect(encoding.counts).toEqual({ runs, failedRuns: 0, recycles: [] });
  // A single photo goes there too while they are there.
  expect(await photos(1)).not.toContain(null);
  expect(encoding.counts.runs).toBe(runs + 1);

  encoding.stop();
  await expect.poll(alive).toBe(0);
  expect(encoding.counts.runs).toBe(runs + 1);
  const found = await allBeside(photos);
  expect(started).toBe(4);
  expect(encoding.counts.runs).toBeGreaterThanOrEqual(runs + 1 + found.length);
});

test('where they cannot start the main worker does it all, and they are not tried again', async () => {
  const { photos } = bulk({
    of: { ...loaded, modelUrl: new URL('/missing.onnx', location.href).href },
  });
  expect(await photos(6)).toEqual(Array(6).fill(null));
  await expect.poll(alive).toBe(0);
  expect(await photos(6)).toEqual(Array(6).fill(null));
  expect(started).toBe(2);
});

test('an encoder in use answers alike wherever a photo goes, and counts it once', async () => {
  const queue = new JobQueue(2);
  // An encoder in 8 bits runs on WASM alone, so no start on WebGPU is tried.
  const of = { ...loaded, card: { ...card, precision: 'int8' as const } };
  const encoder = new RunningEncoder(of, 'wasm', queue, new RunTimes(), () => undefined);
  made.push(encoder);
  await encoder.start();
  const { embedding } = await encoder.encode(photo, {}, 'query', never);
  let photos = 1;
  const sixMore = async (): Promise<void> => {
    const found = await Promise.all(
      Array.from({ length: 6 }, () => encoder.encode(photo, {}, 'import', never)),
    );
    photos += found.length;
    for (const one of found) expect(one.embedding).toEqual(embedding);
  };
  const tensors = async (): Promise<number> => (await encoder.ledger())!.tensorsMade;
  // Two a run, and a run of each of three workers for its self-check. Seldom: a start takes a while.
  await expect
    .poll(
      async () => {
        await sixMore();
        return (await tensors()) - 2 * photos;
      },
      { timeout: 20_000, interval: 500 },
    )
    .toBe(6);
  expect(await alive()).toBe(3);
  // These go to the two that are ready now.
  await sixMore();
  expect(encoder.counts).toEqual({ runs: photos, failedRuns: 0, recycles: [] });
  expect(await tensors()).toBe(2 * (photos + 3));
  // Another supervisor, and other workers.
  await encoder.prefer('auto');
  await expect.poll(alive).toBe(1);
  expect(encoder.counts.runs).toBe(photos);
});
