import { afterEach, expect, test } from 'vitest';
import { BulkWorkers } from '../../../../src/engine/encoder/bulk-workers';
import { HuellaError } from '../../../../src/engine/errors';
import {
  bench,
  card,
  faultyWorkers,
  MODEL_URL,
  never,
  photo,
  stopAll,
  type Before,
} from './encoder-bench';

const all: BulkWorkers[] = [];

function bulk(before?: Before) {
  const { spawn, workers } = faultyWorkers(before);
  const made = new BulkWorkers({
    ...{ spawn, card, modelUrl: MODEL_URL, form: null },
    ...{ count: 2, threads: 1 },
  });
  all.push(made);
  return { bulk: made, workers };
}

afterEach(() => {
  stopAll();
  for (const one of all.splice(0)) one.stop();
});

test('photos go to the worker that has least to do, and come out as of the main one, to the bit', async () => {
  const { bulk: beside, workers } = bulk();
  expect(beside.encode(photo, {}, never)).toBeNull();
  await beside.start();
  expect(workers).toHaveLength(2);
  const { supervisor } = bench('wasm');
  const { embedding } = await supervisor.encode(photo, {}, never);
  const photos = Array.from({ length: 6 }, async () => beside.encode(photo, {}, never));
  for (const encoded of await Promise.all(photos)) expect(encoded?.embedding).toEqual(embedding);
  const ledgers = await beside.ledgers();
  // Two tensors a run, and the self-check's: three photos each.
  expect(ledgers.map(({ tensorsMade }) => tensorsMade)).toEqual([8, 8]);
  expect([beside.runs, beside.failedRuns, beside.recycles]).toEqual([6, 0, []]);
  expect(workers).toHaveLength(2);
});

test('a worker that ends is replaced and its photo done again', async () => {
  const { bulk: beside, workers } = bulk();
  await beside.start();
  const photos = Array.from({ length: 2 }, async () => beside.encode(photo, {}, never));
  void workers[0]!.faults.crash();
  const [one, other] = await Promise.all(photos);
  expect(one?.embedding).toEqual(other?.embedding);
  expect(workers).toHaveLength(3);
  expect(beside.recycles).toEqual(['internal']);
});

test('what is wrong with a photo is said and costs no worker', async () => {
  const { bulk: beside, workers } = bulk();
  await beside.start();
  await expect(beside.encode(new Blob(['no photo']), {}, never)).rejects.toBeInstanceOf(
    HuellaError,
  );
  expect([workers.length, beside.failedRuns]).toEqual([2, 0]);
});

test('a photo is cancelled by its signal', async () => {
  const { bulk: beside } = bulk();
  await beside.start();
  const abort = new AbortController();
  const encoded = beside.encode(photo, {}, abort.signal);
  abort.abort();
  await expect(encoded).rejects.toMatchObject({ name: 'AbortError' });
  expect((await beside.encode(photo, {}, never))?.embedding).toHaveLength(card.dimension);
});

test('a worker that finds no memory says so when they are started', async () => {
  const { bulk: beside } = bulk(async (faults, number) => {
    if (number === 2) await faults.refuseMemory();
  });
  await expect(beside.start()).rejects.toMatchObject({ code: 'out-of-memory' });
});
