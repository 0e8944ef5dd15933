/** One worker of all threads against several of fewer, with the included encoder, in turns. */
import { availableParallelism } from 'node:os';
import { openPage } from '../encode/browser';
import { HAS_PROC, secondsBelow } from './processor';
import type { Setting } from './threads.worker';

/** A worker runs for so long in a round. */
const SPAN_MS = 1500;

export interface ThreadsTime extends Setting {
  readonly workers: number;
  /** Of each round. */
  readonly perSecond: number[];
  readonly processorMs: number[];
}

const all = availableParallelism();
const one = { workers: 1, batch: 1, spinning: false };
const SETTINGS: readonly (Setting & { readonly workers: number })[] = [
  { ...one, threads: 1 },
  { ...one, threads: all, spinning: true },
  { ...one, threads: all },
  { ...one, threads: all, batch: 4 },
  { ...one, threads: 1, batch: 4 },
  { ...one, threads: 1, workers: all },
];

/**
 * Photos a second and processor time a photo of each setting, round by round.
 * @throws Error when two of them do not give the same embedding, to the bit
 */
export async function timeThreads(folder: string, rounds: number): Promise<ThreadsTime[]> {
  const bench = await openPage(folder, 'tests/bench/import/page.html');
  try {
    const lanes = SETTINGS.map((setting, i) => ({
      ...setting,
      names: Array.from({ length: setting.workers }, (_, worker) => `${i}.${worker}`),
      perSecond: [] as number[],
      processorMs: [] as number[],
    }));
    const embeddings = new Set<string>();
    for (const { names, threads, spinning, batch } of lanes)
      for (const name of names) {
        await bench.call(name, 'open', { threads, spinning, batch });
        embeddings.add(JSON.stringify(await bench.call(name, 'embedding')));
      }
    if (embeddings.size > 1) throw new Error('Threads or photos a run change the embedding.');
    for (let round = -1; round < rounds; round++)
      for (const lane of round % 2 === 0 ? lanes : [...lanes].reverse()) {
        const before = HAS_PROC ? secondsBelow() : 0;
        const from = performance.now();
        const runs = await Promise.all(
          lane.names.map((name) => bench.call<number>(name, 'run', SPAN_MS)),
        );
        const seconds = (performance.now() - from) / 1000;
        const photos = lane.batch * runs.reduce((sum, count) => sum + count, 0);
        // The first round warms up.
        if (round < 0) continue;
        lane.perSecond.push(photos / seconds);
        if (HAS_PROC) lane.processorMs.push(((secondsBelow() - before) * 1000) / photos);
      }
    return lanes;
  } finally {
    await bench.close();
  }
}
