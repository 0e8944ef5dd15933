import { Gallery, type Shape } from './data';
import { timed } from './measure';

/** What is measured of something else than this room's index. */
export interface OtherFigures {
  readonly name: string;
  readonly count: number;
  readonly dimension: number;
  readonly shape: string;
  /** Vectors per second until they can be searched; null where that is a copy. */
  readonly buildRate: number | null;
  readonly median: number;
  readonly p95: number;
  readonly recall: number;
  readonly bytes: number | null;
}

export interface Other {
  readonly name: string;
  add(label: number, vector: Float32Array): void | Promise<void>;
  /** After the last addition. */
  finish?(): void | Promise<void>;
  search(query: Float32Array): number[] | Promise<number[]>;
  bytes?(): number;
}

const QUERIES = 100;

/** The same galleries and queries as measure.ts, for anything that can add and search. */
export async function measureOther(
  other: Other,
  count: number,
  dimension: number,
  shape: Shape,
): Promise<OtherFigures> {
  const gallery = new Gallery(count, dimension, shape);
  const flat = new Float32Array(count * dimension);
  let adding = 0;
  for (let i = 0; i < count; i++) {
    const vector = gallery.vector(i);
    flat.set(vector, i * dimension);
    const from = performance.now();
    await other.add(i, vector);
    adding += performance.now() - from;
  }
  const from = performance.now();
  await other.finish?.();
  adding += performance.now() - from;
  const queries = Array.from({ length: QUERIES }, (_, i) => gallery.query(i));
  await other.search(queries[0]!);
  const { median, p95, results } = await timed(queries, (query) => other.search(query));
  let found = 0;
  results.forEach((labels, i) => {
    const nearest = new Set(plainSearch(flat, dimension, queries[i]!, 10));
    found += labels.filter((label) => nearest.has(label)).length;
  });
  return {
    name: other.name,
    count,
    dimension,
    shape: shape.name,
    buildRate: (1000 * count) / adding,
    median,
    p95,
    recall: found / (10 * QUERIES),
    bytes: other.bytes?.() ?? null,
  };
}

/** The loop a web developer writes first: every dot product, then a sort. */
export function plainSearch(
  flat: Float32Array,
  dimension: number,
  query: Float32Array,
  k: number,
): number[] {
  const scores: { label: number; score: number }[] = [];
  for (let label = 0; label * dimension < flat.length; label++) {
    let score = 0;
    for (let i = 0; i < dimension; i++) score += flat[label * dimension + i]! * query[i]!;
    scores.push({ label, score });
  }
  return scores
    .sort((a, b) => b.score - a.score)
    .slice(0, k)
    .map(({ label }) => label);
}

export function plainLoop(count: number, dimension: number): Other {
  const flat = new Float32Array(count * dimension);
  return {
    name: 'plain loop',
    add: (label, vector) => flat.set(vector, label * dimension),
    search: (query) => plainSearch(flat, dimension, query, 10),
    bytes: () => flat.byteLength,
  };
}
