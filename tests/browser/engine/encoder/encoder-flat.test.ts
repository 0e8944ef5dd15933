import { afterEach, expect, test } from 'vitest';
import { bench, never, photo, stopAll } from './encoder-bench';

afterEach(stopAll);

/** The server that the app replaces kept what each search had made, and froze after two or three. */
const PAIRS = 6;

test('pairs of photos on WebGPU leave as many buffers and bytes as the third', async () => {
  const { supervisor, workers } = bench('webgpu');
  await supervisor.start();
  const after = [];
  for (let i = 0; i < PAIRS; i++) {
    // Two at once, as many as a worker is given.
    await Promise.all([1, 2].map(() => supervisor.encode(photo, {}, never)));
    after.push((await supervisor.ledger())!);
  }
  expect(supervisor.running?.backend).toBe('webgpu');
  expect(workers).toHaveLength(1);
  const [third, last] = [after[2]!, after.at(-1)!];
  expect(third.gpuBuffers).toBeGreaterThan(0);
  expect([last.gpuBuffers, last.gpuBytes, last.wasmBytes]).toEqual([
    third.gpuBuffers,
    third.gpuBytes,
    third.wasmBytes,
  ]);
  expect(last.tensorsMade).toBe(last.tensorsDisposed);
  expect(last.openBitmaps).toBe(0);
});
