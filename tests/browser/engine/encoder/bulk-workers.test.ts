import { afterAll, expect, test } from 'vitest';
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

/** Two workers for all tests: a start takes a second, each test some thousandths of one. */
const { bulk: beside, workers } = bulk();

afterAll(() => {
  stopAll();
  for (const one of all.splice(0)) one.stop();
});

const tensorsMade = async (): Promise<number[]> =>
  (await beside.ledgers()).map(({ tensorsMade }) => tensorsMade);

test('none is ready before they have started', async () => {
  const fresh = bulk();
  expect(fresh.bulk.encode(photo, {}, never)).toBeNull();
  expect(fresh.workers).toEqual([]);
  await beside.start();
  expect(workers).toHaveLength(2);
});

test('photos go to the worker that has least to do, and come out as of the main one, to the bit', async () => {
  await beside.start();
  const [one, other] = await tensorsMade();
  const { runs, failedRuns, recycles } = beside;
  const { supervisor } = bench('wasm');
  const { embedding } = await supervisor.encode(photo, {}, never);
  const photos = Array.from({ length: 6 }, async () => beside.encode(photo, {}, never));
  for (const encoded of await Promise.all(photos)) expect(encoded?.embedding).toEqual(embedding);
  // Two tensors a run: three photos each.
  expect(await tensorsMade()).toEqual([one! + 6, other! + 6]);
  expect([beside.runs, beside.failedRuns, beside.recycles]).toEqual([
    runs + 6,
    failedRuns,
    recycles,
  ]);
  expect(workers).toHaveLength(2);
});

test('what is wrong with a photo is said and costs no worker', async () => {
  await beside.start();
  const before = [workers.length, beside.failedRuns];
  await expect(beside.encode(new Blob(['no photo']), {}, never)).rejects.toBeInstanceOf(
    HuellaError,
  );
  expect([workers.length, beside.failedRuns]).toEqual(before);
});

test('a photo is cancelled by its signal', async () => {
  await beside.start();
  const abort = new AbortController();
  const encoded = beside.encode(photo, {}, abort.signal);
  abort.abort();
  await expect(encoded).rejects.toMatchObject({ name: 'AbortError' });
  expect((await beside.encode(photo, {}, never))?.embedding).toHaveLength(card.dimension);
});

test('a worker that ends is replaced and its photo done again', async () => {
  await beside.start();
  const [made, recycled] = [workers.length, beside.recycles.length];
  const photos = Array.from({ length: 2 }, async () => beside.encode(photo, {}, never));
  void workers[0]!.faults.crash();
  const [one, other] = await Promise.all(photos);
  expect(one?.embedding).toEqual(other?.embedding);
  expect(workers).toHaveLength(made + 1);
  expect(beside.recycles.slice(recycled)).toEqual(['internal']);
});

test('a worker that finds no memory says so when they are started', async () => {
  const { bulk: without } = bulk(async (faults, number) => {
    if (number === 2) await faults.refuseMemory();
  });
  await expect(without.start()).rejects.toMatchObject({ code: 'out-of-memory' });
});
