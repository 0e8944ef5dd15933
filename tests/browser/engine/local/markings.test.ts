/**
 * The markings' worker as the app runs it: the shipped network on WASM, over the project's
 * drawings.
 */
import { deleteDB } from 'idb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { KeptWorker } from '../../../../src/engine/encoder/kept-worker';
import { POINTS_DATABASE } from '../../../../src/engine/library/points-cache';
import { parseMarkingsCard } from '../../../../src/engine/local/card';
import { MAX_PACKED_BYTES } from '../../../../src/engine/local/points';
import { spawnLocal } from '../../../../src/workers/spawn';

type Remote = ReturnType<typeof spawnLocal>['door'];
const CARD_URL = new URL('/models/xfeat.json', location.href);
const never = new AbortController().signal;
/** Of gallery photos and refined searches; the long form runs as many as the promise names. */
const SEARCHES = import.meta.env['HUELLA_LONG'] ? 300 : 3;

const kept: KeptWorker<Remote>[] = [];
const spawned: ReturnType<typeof spawnLocal>[] = [];
let samples: Record<string, Blob>;

beforeAll(async () => {
  const names = ['ambar-1', 'ambar-2', 'tigre-1', 'bruno-1'];
  const blobs = await Promise.all(
    names.map(async (name) => (await fetch(`/samples/${name}.jpg`)).blob()),
  );
  samples = Object.fromEntries(names.map((name, i) => [name, blobs[i]!]));
});

afterAll(async () => {
  for (const worker of kept.splice(0)) worker.stop();
  await deleteDB(POINTS_DATABASE);
});

function start(modelUrl?: string): KeptWorker<Remote> {
  const worker = new KeptWorker<Remote>({
    spawn: () => {
      const parts = spawnLocal();
      spawned.push(parts);
      return parts;
    },
    start: async (remote) => {
      const card = parseMarkingsCard(await (await fetch(CARD_URL)).json());
      await remote.use({ card, modelUrl: modelUrl ?? new URL(card.file, CARD_URL).href });
    },
    ...{ startMs: 30_000, jobMs: 30_000, idleMs: 30_000 },
    ...{ failure: 'markings-failed', faults: ['out-of-memory'] },
  });
  kept.push(worker);
  return worker;
}

/** For all tests: a start and the first photo take a second and a half, others a tenth of one. */
const worker = start();
const photosOf = (...ids: string[]) => ids.map((id) => ({ id, cropKey: '' }));

let job = 0;
const find = (worker: KeptWorker<Remote>, photo: Blob) =>
  worker.run((remote) => remote.find(++job, photo), never);

test('a photo agrees with itself, with its like as always, and hardly with another animal', async () => {
  const [query, other] = [samples['ambar-1']!, samples['ambar-2']!];
  const points = await find(worker, query);
  expect(points.length).toBeLessThanOrEqual(MAX_PACKED_BYTES);
  expect(MAX_PACKED_BYTES).toBeLessThanOrEqual(25_000);
  const photos = photosOf('ambar-1', 'ambar-2', 'tigre-1', 'luna-1');
  for (const photo of photos.slice(0, 3))
    await worker.run((remote) => remote.keep(++job, photo, samples[photo.id]!), never);
  const { agreeing, lacking } = await worker.run((r) => r.compare(points, photos), never);
  expect(lacking).toEqual(['luna-1']);
  const [self, same, different] = agreeing.map(({ agreeingPoints }) => agreeingPoints);
  // Every point that is nearest to itself: a few have a twin.
  expect(self).toBeGreaterThan(200);
  expect(different).toBeLessThan(self! / 10);

  // A worker that dies is replaced, and what it was doing is done again: to the bit, in another
  // worker and after the points were kept.
  const [made, recycled] = [spawned.length, worker.recycles.length];
  const running = find(worker, query);
  spawned.at(-1)!.terminate();
  expect(await running).toEqual(points);
  expect(spawned).toHaveLength(made + 1);
  expect(worker.recycles.slice(recycled)).toEqual(['internal']);
  const others = await find(worker, other);
  const { agreeingPoints, pairs } = await worker.run((r) => r.pairs(points, others), never);
  expect(agreeingPoints).toBe(same);
  expect(pairs).toHaveLength(agreeingPoints);
});

test('memory is the same after every refined search', async () => {
  const photos = photosOf('ambar-2', 'tigre-1', 'bruno-1');
  for (const photo of photos)
    await worker.run((remote) => remote.keep(++job, photo, samples[photo.id]!), never);
  const search = async () => {
    const points = await find(worker, samples['ambar-1']!);
    return worker.run((remote) => remote.compare(points, photos), never);
  };
  const first = await search();
  const ledger = () => worker.peek((remote) => remote.ledger());
  const before = (await ledger())!;
  const { failedRuns } = worker;
  for (let i = 1; i < SEARCHES; i++) expect(await search()).toEqual(first);
  const after = (await ledger())!;
  expect(after.wasmBytes).toBe(before.wasmBytes);
  expect(after.tensorsMade).toBe(after.tensorsDisposed);
  expect(after.openBitmaps).toBe(0);
  expect(after.lastRun).toMatchObject({ tensors: 0, wasmBytes: 0 });
  expect(worker.failedRuns).toBe(failedRuns);
}, 600_000);

test('a photo that cannot be read says so and costs no worker', async () => {
  const recycled = worker.recycles.length;
  const broken = new Blob(['no photo'], { type: 'image/jpeg' });
  await expect(find(worker, broken)).rejects.toMatchObject({ code: 'photo-not-an-image' });
  expect(worker.recycles).toHaveLength(recycled);
});

test('another file than the card names is refused', async () => {
  const other = start(new URL('/models/default.onnx', location.href).href);
  await expect(find(other, samples['ambar-1']!)).rejects.toMatchObject({
    code: 'markings-failed',
  });
});

test('a cancelled job rejects at once, and the worker goes on', async () => {
  const recycled = worker.recycles.length;
  const abort = new AbortController();
  const running = worker.run((remote) => remote.find(++job, samples['ambar-1']!), abort.signal);
  abort.abort();
  await expect(running).rejects.toMatchObject({ name: 'AbortError' });
  expect((await find(worker, samples['ambar-1']!)).length).toBeGreaterThan(1000);
  expect(worker.recycles).toHaveLength(recycled);
});
