/** One form of codes in a worker: loads them, searches, fetches what is to be scored exactly. */
import { hammingAll, scoreAll, tableOf, topOf, type Bits } from './codes';

export interface Job {
  readonly form: 'hamming' | 'table' | 'exact';
  readonly bits: Bits;
  readonly count: number;
  readonly dimension: number;
  /** How many of the best by code are scored again: each is measured. */
  readonly candidates: readonly number[];
  readonly k: number;
  /** Address of the store, with a slash at its end. */
  readonly store: string;
}

export interface Figures {
  /** Bytes of what is searched in memory. */
  readonly memory: number;
  /** Median milliseconds of a query's search in memory. */
  readonly ms: number;
  readonly byCandidates: readonly {
    readonly candidates: number;
    /** Share of the exact nearest that are among them: those that scoring again puts first. */
    readonly recall: number;
    /** Fetched for a query, on average; neighbours in the file in one request. */
    readonly bytes: number;
    readonly requests: number;
  }[];
  /** Fetching and scoring `FETCHED` candidates from a server on this machine; null: exact. */
  readonly fetched: { readonly ms: number; readonly recall: number } | null;
}

/** Requests at once: what browsers open to one host over HTTP/1.1. */
const LANES = 6;
/** Exact search in memory is measured on so many: all would not fit into a page. */
const EXACT = 100_000;
/** As many candidates are fetched, of so many queries. */
const [FETCHED, FETCHED_QUERIES] = [200, 10];

let store = '';
const load = async (name: string, range?: string): Promise<ArrayBuffer> =>
  (await fetch(store + name, range ? { headers: { Range: range } } : {})).arrayBuffer();

const median = (times: readonly number[]): number =>
  [...times].sort((a, b) => a - b)[times.length >> 1]!;

async function measure(job: Job): Promise<Figures> {
  const { dimension, k } = job;
  store = job.store;
  const queries = new Float32Array(await load('queries'));
  const truth = new Int32Array(await load('truth'));
  const asked = Array.from({ length: queries.length / dimension }, (_, q) =>
    queries.subarray(q * dimension, (q + 1) * dimension),
  );
  if (job.form === 'exact') return exact(asked, dimension, Math.min(EXACT, job.count));

  const codes = new Uint8Array(await load(`codes-${job.bits}`));
  const words = new Uint32Array(codes.buffer);
  const queryCodes = new Uint32Array(dimension / 32);
  const scores = new Float32Array(job.count);
  const times: number[] = [];
  const ranked: number[][] = [];
  const most = Math.max(...job.candidates);
  for (const query of asked) {
    const start = performance.now();
    if (job.form === 'hamming') {
      queryCodes.fill(0);
      query.forEach((value, i) => {
        if (value >= 0) queryCodes[i >> 5]! |= 1 << (i & 31);
      });
      hammingAll(words, queryCodes, scores);
    } else scoreAll(codes, tableOf(query, job.bits), scores);
    ranked.push(topOf(scores, most));
    times.push(performance.now() - start);
  }
  const nearest = asked.map((_, q) => truth.subarray(q * k, (q + 1) * k));
  const runs = (q: number, count: number) => runsOf(ranked[q]!.slice(0, count));
  const byCandidates = job.candidates.map((candidates) => {
    let [found, requests] = [0, 0];
    ranked.forEach((ids, q) => {
      const chosen = new Set(ids.slice(0, candidates));
      found += nearest[q]!.filter((id) => chosen.has(id)).length;
      requests += runs(q, candidates).length;
    });
    return {
      ...{ candidates, recall: found / (asked.length * k), bytes: candidates * dimension * 4 },
      requests: requests / asked.length,
    };
  });
  const fetchTimes: number[] = [];
  let right = 0;
  for (const [q, query] of asked.slice(0, FETCHED_QUERIES).entries()) {
    const start = performance.now();
    const best = await rescored(query, runs(q, FETCHED), k);
    fetchTimes.push(performance.now() - start);
    right += best.filter((id) => nearest[q]!.includes(id)).length;
  }
  const fetched = { ms: median(fetchTimes), recall: right / (fetchTimes.length * k) };
  return { memory: codes.byteLength, ms: median(times), byCandidates, fetched };
}

/** Neighbours in the file are fetched together: first and number of each. */
function runsOf(ids: readonly number[]): [number, number][] {
  const runs: [number, number][] = [];
  for (const id of [...ids].sort((a, b) => a - b)) {
    const last = runs.at(-1);
    if (last && last[0] + last[1] === id) last[1]++;
    else runs.push([id, 1]);
  }
  return runs;
}

async function rescored(
  query: Float32Array,
  runs: readonly (readonly [number, number])[],
  k: number,
): Promise<number[]> {
  const scored: [number, number][] = [];
  const stride = query.length * 4;
  const queue = runs.values();
  const lane = async (): Promise<void> => {
    for (const [first, length] of queue) {
      const range = `bytes=${first * stride}-${(first + length) * stride - 1}`;
      const vectors = new Float32Array(await load('vectors', range));
      for (let i = 0; i < length; i++) {
        scored.push([first + i, dot(query, vectors, i * query.length)]);
      }
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return scored
    .sort(([, a], [, b]) => b - a)
    .slice(0, k)
    .map(([id]) => id);
}

function dot(query: Float32Array, vectors: Float32Array, at: number): number {
  let [a, b, c, d] = [0, 0, 0, 0];
  for (let j = 0; j < query.length; j += 4) {
    a += query[j]! * vectors[at + j]!;
    b += query[j + 1]! * vectors[at + j + 1]!;
    c += query[j + 2]! * vectors[at + j + 2]!;
    d += query[j + 3]! * vectors[at + j + 3]!;
  }
  return a + b + c + d;
}

/** The first `count` vectors, all in memory. */
async function exact(
  asked: readonly Float32Array[],
  dimension: number,
  count: number,
): Promise<Figures> {
  const bytes = count * dimension * 4;
  const vectors = new Float32Array(await load('vectors', `bytes=0-${bytes - 1}`));
  const scores = new Float32Array(count);
  const times = asked.map((query) => {
    const start = performance.now();
    for (let i = 0; i < count; i++) scores[i] = dot(query, vectors, i * dimension);
    topOf(scores, 10);
    return performance.now() - start;
  });
  return { memory: vectors.byteLength, ms: median(times), byCandidates: [], fetched: null };
}

addEventListener('message', ({ data }: MessageEvent<Job>) => {
  measure(data).then(
    (figures) => postMessage({ figures }),
    (error: unknown) => postMessage({ error: String(error) }),
  );
});
