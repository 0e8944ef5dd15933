/**
 * Measures encoding: `npm run bench:encode -- [--rounds N] [--machine TEXT] [--no-gpu] [--write]`.
 * Swin-T at 224 pixels with seeded weights, as `engine/onnx` writes its graph and as PyTorch's
 * exporter does: milliseconds a photo in Chromium on WASM and, where it is installed, in
 * onnxruntime-node (see native.ts), and dispatches a run on WebGPU. Nothing is timed before all
 * agree. `--write` makes RESULTS.md.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { maxDifference } from '../../fixtures/swin/fixture';
import { GEOMETRIES } from '../../fixtures/swin/full-size';
import { openPage, type BenchPage } from './browser';
import { seededCheckpoint } from './checkpoint';
import type { GpuRun } from './gpu.worker';
import { GRAPHS, type Graph } from './graphs';
import { makeModels } from './models';
import { loadNative, Native } from './native';
import { results, type Dispatches, type Lane } from './table';
import type { Run } from './wasm.worker';

/** Of unit vectors, between any two ways to the same embedding. */
const AGREEMENT = 1e-5;
const THREADS = [1, 2];
/** WASM runs either form alike; the app runs this one there. */
const TIMED: readonly Graph[] = ['mha', 'exporter'];
/**
 * Between two runs: threads that wait for work spin for a while, and would take the other's cores.
 */
const PAUSE_MS = 100;

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '15' },
    machine: { type: 'string', default: `${availableParallelism()} cores` },
    'no-gpu': { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
});

const config = GEOMETRIES['T-224'];
const size = config.imageSize;
const folder = await mkdtemp(join(tmpdir(), 'bench-encode-'));
let page: BenchPage | undefined;
try {
  const models = await makeModels(seededCheckpoint(config), folder);
  page = await openPage(folder);
  const chromium = page;

  const lanes: (Lane & { readonly once: () => Promise<Run> })[] = [];
  for (const threads of THREADS) {
    const worker = `wasm${threads}`;
    await chromium.call(worker, 'open', models, TIMED, { threads, size });
    for (const graph of TIMED)
      lanes.push({
        runtime: 'wasm',
        threads,
        graph,
        times: [],
        once: () => chromium.call(worker, 'run', graph),
      });
  }
  const ort = loadNative();
  if (!ort) console.error('onnxruntime-node is not installed: its rows are left out.');
  else {
    for (const threads of THREADS) {
      const native = await Native.open(ort, folder, models, TIMED, { threads, size });
      for (const graph of TIMED)
        lanes.push({ runtime: 'node', threads, graph, times: [], once: () => native.run(graph) });
    }
  }

  // The first run of each is its warm-up, too.
  let reference: number[] | undefined;
  let worst = 0;
  const agree = (embedding: number[], what: string): void => {
    reference ??= embedding;
    const difference = maxDifference(embedding, reference);
    if (difference > AGREEMENT)
      throw new Error(`${what} differs by ${difference}: nothing to compare`);
    worst = Math.max(worst, difference);
  };
  for (const { runtime, threads, graph, once } of lanes)
    agree((await once()).embedding, `${graph} on ${runtime}, ${threads} threads`);

  for (let round = 0; round < Number(options.rounds); round++) {
    // Every other round backwards: no lane always follows the same one.
    for (const lane of round % 2 === 0 ? lanes : [...lanes].reverse()) {
      await sleep(PAUSE_MS);
      lane.times.push((await lane.once()).ms);
    }
  }

  const dispatched: Dispatches[] = [];
  for (const graph of options['no-gpu'] ? [] : GRAPHS) {
    const { embedding, dispatches, adapter } = await chromium.call<GpuRun>(
      'gpu',
      'run',
      models,
      graph,
      size,
    );
    agree(embedding, `${graph} on WebGPU`);
    dispatched.push({ graph, dispatches, adapter });
  }
  const text = results({
    lanes,
    dispatched,
    worst,
    machine: options.machine,
    rounds: Number(options.rounds),
  });
  console.log(text);
  if (options.write) await writeFile(join(import.meta.dirname, 'RESULTS.md'), text);
} finally {
  await page?.close();
  await rm(folder, { recursive: true });
}
