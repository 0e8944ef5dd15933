import { SearchIndex } from '../../../src/engine/index';
import { Gallery, type Shape } from './data';

export interface Figures {
  readonly name: 'huella';
  readonly count: number;
  readonly dimension: number;
  readonly shape: string;
  /** Vectors added per second (codes only; searchable at once). */
  readonly addRate: number;
  /** Graph elements per second. */
  readonly buildRate: number;
  readonly exactMedian: number;
  readonly exactP95: number;
  readonly graphMedian: number;
  readonly graphP95: number;
  readonly recall: number;
  readonly filteredMedian: number;
  readonly snapshotBytes: number;
  readonly snapshotMs: number;
  readonly loadMs: number;
  readonly wasmBytes: number;
  readonly vectorBytes: number;
  /** Adding one photo to the finished index. */
  readonly addOneMs: number;
}

const QUERIES = 200;

/** Everything about one gallery, in milliseconds unless named otherwise. */
export async function measure(count: number, dimension: number, shape: Shape): Promise<Figures> {
  const gallery = new Gallery(count, dimension, shape);
  // A graph at every size, to see where it begins to pay.
  const options = { fingerprint: 'bench', dimension, exactBytes: 0 };
  let index = await SearchIndex.create(options);
  let adding = 0;
  for (let i = 0; i < count; i++) {
    const vector = gallery.vector(i);
    const from = performance.now();
    index.add(i, vector);
    adding += performance.now() - from;
  }
  const buildFrom = performance.now();
  await index.maintain();
  const building = performance.now() - buildFrom;
  const queries = Array.from({ length: QUERIES }, (_, i) => gallery.query(i));
  const exact = await timed(queries, (query) => index.search(query, { k: 10, exact: true }));
  const usual = await timed(queries, (query) => index.search(query, { k: 10 }));
  const filtered = await timed(queries, (query) =>
    index.search(query, { k: 10, accept: (label) => label % 1000 === 7 }),
  );
  let found = 0;
  let wanted = 0;
  exact.results.forEach(({ neighbours }, i) => {
    const labels = new Set(usual.results[i]!.neighbours.map(({ label }) => label));
    wanted += neighbours.length;
    found += neighbours.filter(({ label }) => labels.has(label)).length;
  });
  const snapshotFrom = performance.now();
  const snapshot = await index.snapshot();
  const snapshotMs = performance.now() - snapshotFrom;
  const snapshotBytes = snapshot.byteLength;
  index.dispose();
  const loadFrom = performance.now();
  index = await SearchIndex.restore(snapshot, options);
  const loadMs = performance.now() - loadFrom;
  const { wasmBytes, vectorBytes } = index.diagnostics();
  const one = gallery.query(3);
  const oneFrom = performance.now();
  index.add(count, one);
  const addOneMs = performance.now() - oneFrom;
  const again = await index.search(queries[0]!, { k: 10 });
  if (JSON.stringify(again) !== JSON.stringify(usual.results[0]))
    throw new Error('results changed over a reload');
  index.dispose();
  return {
    count,
    dimension,
    shape: shape.name,
    name: 'huella',
    addRate: (1000 * count) / adding,
    buildRate: (1000 * count) / building,
    exactMedian: exact.median,
    exactP95: exact.p95,
    graphMedian: usual.median,
    graphP95: usual.p95,
    recall: found / wanted,
    filteredMedian: filtered.median,
    snapshotBytes,
    snapshotMs,
    loadMs,
    wasmBytes,
    vectorBytes,
    addOneMs,
  };
}

export async function timed<T>(
  queries: readonly Float32Array[],
  search: (query: Float32Array) => T | Promise<T>,
): Promise<{ median: number; p95: number; results: T[] }> {
  const results: T[] = [];
  const times: number[] = [];
  for (const query of queries) {
    const from = performance.now();
    results.push(await search(query));
    times.push(performance.now() - from);
  }
  times.sort((a, b) => a - b);
  return {
    median: times[times.length >> 1]!,
    p95: times[Math.floor(times.length * 0.95)]!,
    results,
  };
}

/** Recall and time by parameters of the graph, all on one gallery. */
export async function sweep(count: number, dimension: number, shape: Shape): Promise<unknown> {
  const gallery = new Gallery(count, dimension, shape);
  const vectors = Array.from({ length: count }, (_, i) => gallery.vector(i));
  const queries = Array.from({ length: QUERIES }, (_, i) => gallery.query(i));
  let wanted: Set<number>[] | undefined;
  const lines = [];
  for (const [m, efConstruction] of [
    [12, 100],
    [16, 100],
    [16, 200],
    [24, 200],
  ] as const) {
    const options = { fingerprint: 'bench', dimension, exactBytes: 0 };
    const index = await SearchIndex.create({
      ...options,
      parameters: { m, efConstruction, efSearch: 64 },
    });
    vectors.forEach((vector, label) => {
      index.add(label, vector);
    });
    const from = performance.now();
    await index.maintain();
    const buildRate = (1000 * count) / (performance.now() - from);
    if (!wanted) {
      const exact = await timed(queries, (query) => index.search(query, { k: 10, exact: true }));
      wanted = exact.results.map(({ neighbours }) => new Set(neighbours.map(({ label }) => label)));
    }
    const snapshot = await index.snapshot();
    index.dispose();
    for (const efSearch of [32, 64, 128, 256]) {
      const parameters = { m, efConstruction, efSearch };
      const again = await SearchIndex.restore(snapshot.slice(0), { ...options, parameters });
      const { median, results } = await timed(queries, (query) => again.search(query, { k: 10 }));
      let found = 0;
      results.forEach(({ neighbours }, i) => {
        found += neighbours.filter(({ label }) => wanted?.[i]?.has(label)).length;
      });
      lines.push({
        m,
        efConstruction,
        efSearch,
        buildRate,
        median,
        recall: found / (10 * QUERIES),
      });
      again.dispose();
    }
  }
  return { name: 'sweep', count, dimension, shape: shape.name, lines };
}
