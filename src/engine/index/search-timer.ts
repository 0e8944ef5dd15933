/**
 * What searches take on this device, by the index that the app searches with, among made-up
 * embeddings; in a worker of its own, which ends with the question.
 */
import { SearchIndex } from './index';
import { GeneratedVectors } from './generated';

/** A small gallery, a large one, and one beyond exact search with most encoders. */
export const SIZES: readonly number[] = [1_000, 10_000, 100_000];

/** Results that a person sees at first. */
const K = 10;
/** Searches timed: enough for a median; the slowest phones take a quarter of a second for each. */
const QUERIES = 25;
/** The first are slower: the browser compiles what it sees used. */
const WARM_UP = 5;
/** Vectors added between two looks at the clock. */
const ADDED_AT_ONCE = 500;
/** Of a graph: enough to foresee when it will be finished. */
const FORESEEN_AFTER = 1024;

/** Of galleries of one size. */
export interface SearchTimes {
  readonly photos: number;
  /** Median of a search that compares every photo, in milliseconds. */
  readonly exactMs: number;
  /** `unused`: the app compares every photo at this size; `late`: the graph took too long to make. */
  readonly graph: 'unused' | 'late' | 'timed';
  /** Median of a search by the graph, in milliseconds; null unless it was timed. */
  readonly graphMs: number | null;
}

export interface SearchTimerOptions {
  /** Numbers of an embedding. */
  readonly dimension: number;
  /**
   * Bytes of vectors to hold, as the app would. Beyond, they are made again where the app would
   * read them: a search is timed without the disk.
   */
  readonly vectorBudget: number;
  /** Milliseconds to work at most; sizes that were not reached are not told. */
  readonly withinMs: number;
  /** As `SearchIndexOptions`; for tests, like the two below. */
  readonly exactBytes?: number;
  readonly sizes?: readonly number[];
  /** Milliseconds since some moment. */
  readonly now?: () => number;
}

export class SearchTimer {
  /**
   * Tells of each size when it is measured, the smallest first.
   * @throws HuellaError `out-of-memory`
   */
  async time(options: SearchTimerOptions, onTimes: (times: SearchTimes) => void): Promise<void> {
    const { dimension, vectorBudget, withinMs, exactBytes, sizes = SIZES } = options;
    const now = options.now ?? ((): number => performance.now());
    const end = now() + withinMs;
    const made = new GeneratedVectors(dimension);
    const index = await SearchIndex.create({
      fingerprint: 'generated',
      dimension,
      vectorBudget,
      ...(exactBytes === undefined ? {} : { exactBytes }),
      readVectors: (labels) => Promise.resolve(labels.map((label) => made.vector(label))),
    });
    try {
      for (const photos of sizes) {
        while (index.size < photos) {
          if (now() >= end) return;
          for (let i = 0; i < ADDED_AT_ONCE && index.size < photos; i++)
            index.add(index.size, made.vector(index.size));
        }
        const queries = Array.from({ length: QUERIES }, (_, i) => made.query(i, photos));
        const exactMs = await medianOf(queries, (query) =>
          index.search(query, { k: K, exact: true }),
        );
        const graph = await madeGraph(index, end, now);
        const graphMs =
          graph === 'timed'
            ? await medianOf(queries, (query) => index.search(query, { k: K }))
            : null;
        onTimes({ photos, exactMs, graph, graphMs });
      }
    } finally {
      index.dispose();
    }
  }
}

/** Makes the graph that the app would make, unless it is plain that it takes longer than there is. */
async function madeGraph(
  index: SearchIndex,
  end: number,
  now: () => number,
): Promise<SearchTimes['graph']> {
  if (!index.needsMaintenance) return 'unused';
  const late = new AbortController();
  const began = now();
  try {
    await index.maintain({
      signal: late.signal,
      onProgress: (done, total) => {
        const at = now();
        // Later elements take longer than the first, so this is the least that it takes.
        const least = done < FORESEEN_AFTER ? 0 : ((at - began) / done) * total;
        if (at >= end || began + least > end) late.abort();
      },
    });
  } catch (error) {
    if (late.signal.aborted) return 'late';
    throw error;
  }
  return 'timed';
}

async function medianOf(
  queries: readonly Float32Array[],
  search: (query: Float32Array) => Promise<unknown>,
): Promise<number> {
  const times: number[] = [];
  for (const query of [...queries.slice(0, WARM_UP), ...queries]) {
    const began = performance.now();
    await search(query);
    times.push(performance.now() - began);
  }
  const timed = times.slice(WARM_UP).sort((a, b) => a - b);
  return timed[timed.length >> 1]!;
}
