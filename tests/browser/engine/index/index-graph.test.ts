import { describe, expect, test } from 'vitest';
import { SearchIndex, type Label, type Neighbour } from '../../../../src/engine/index';
import { decodeSnapshot, encodeSnapshot } from '../../../../src/engine/index/snapshot';
import {
  clustered,
  normalNumbers,
  randomNumbers,
  randomUnit,
} from '../../../unit/engine/index/index-data';

const DIMENSION = 48;
/** Random ones in a row. */
const OPERATIONS = import.meta.env['HUELLA_LONG'] ? 10_000 : 2000;
/** A graph at every size. */
const OPTIONS = { fingerprint: 'f', dimension: DIMENSION, exactBytes: 0 };

async function built(vectors: readonly Float32Array[]): Promise<SearchIndex> {
  const index = await SearchIndex.create(OPTIONS);
  vectors.forEach((vector, label) => {
    index.add(label, vector);
  });
  await index.maintain();
  return index;
}

/** The k nearest by definition: products summed one after the other. */
function byDefinition(
  vectors: ReadonlyMap<Label, Float32Array>,
  query: Float32Array,
  k: number,
): Label[] {
  return [...vectors]
    .map(([label, vector]) => ({
      label,
      similarity: vector.reduce((sum, value, i) => sum + value * query[i]!, 0),
    }))
    .sort((a, b) => b.similarity - a.similarity || a.label - b.label)
    .slice(0, k)
    .map(({ label }) => label);
}

const share = (found: readonly Neighbour[], wanted: readonly Label[]) =>
  found.filter(({ label }) => wanted.includes(label)).length / wanted.length;

async function recall(
  index: SearchIndex,
  vectors: ReadonlyMap<Label, Float32Array>,
  queries: Float32Array[],
) {
  let sum = 0;
  for (const query of queries) {
    const { neighbours, exact } = await index.search(query, { k: 10 });
    expect(exact).toBe(false);
    sum += share(neighbours, byDefinition(vectors, query, 10));
  }
  return sum / queries.length;
}

test('the graph finds what is nearest by definition, and says it may not', async () => {
  const { vectors, query } = clustered(2000, DIMENSION);
  const index = await built(vectors);
  expect(index.diagnostics()).toMatchObject({
    size: 2000,
    graphSize: 2000,
    graphDead: 0,
    simd: true,
  });
  expect(index.needsMaintenance).toBe(false);
  const truth = new Map(vectors.map((vector, label) => [label, vector]));
  const queries = Array.from({ length: 40 }, (_, i) => query(i * 5));
  expect(await recall(index, truth, queries)).toBeGreaterThanOrEqual(0.99);
  expect(await index.recall(10, 40)).toBeGreaterThanOrEqual(0.99);
  // Similarities are those of the stored vectors, not of codes.
  const [first] = (await index.search(queries[0]!, { k: 1 })).neighbours;
  const [exact] = (await index.search(queries[0]!, { k: 1, exact: true })).neighbours;
  expect(first).toEqual(exact);
});

test('three builds give the same bytes; a reload gives the same results, to the bit', async () => {
  const { vectors, query } = clustered(700, DIMENSION, { seed: 4 });
  const queries = Array.from({ length: 20 }, (_, i) => query(i));
  const runs = [];
  for (let run = 0; run < 3; run++) {
    const index = await built(vectors);
    index.remove(7);
    const results = [];
    for (const asked of queries) results.push(await index.search(asked, { k: 10 }));
    const snapshot = await index.snapshot();
    const restored = await SearchIndex.restore(snapshot.slice(0), OPTIONS);
    const after = [];
    for (const asked of queries) after.push(await restored.search(asked, { k: 10 }));
    expect(after).toEqual(results);
    expect(await digest(await restored.snapshot())).toBe(await digest(snapshot));
    runs.push({ results, snapshot: await digest(snapshot) });
  }
  expect(runs[1]).toEqual(runs[0]);
  expect(runs[2]).toEqual(runs[0]);
});

describe('growth and shrinkage', () => {
  test('capacity grows past every reservation; what the graph does not know yet is found all the same', async () => {
    const { vectors } = clustered(3000, DIMENSION, { seed: 5 });
    const index = await built(vectors.slice(0, 10));
    for (let label = 10; label < 3000; label++) {
      index.add(label, vectors[label]!);
      if (label % 500 === 0) {
        await index.maintain();
        const { neighbours } = await index.search(vectors[label]!, { k: 1 });
        expect(neighbours[0]?.label).toBe(label);
      }
    }
    expect(index.diagnostics().graphSize).toBeGreaterThan(1000);
    for (let label = 0; label < 3000; label += 37) {
      expect((await index.search(vectors[label]!, { k: 1 })).neighbours[0]?.label).toBe(label);
    }
  });

  test('at a quarter dead the graph is built anew, while the old one serves', async () => {
    const { vectors, query } = clustered(3000, DIMENSION, { seed: 6 });
    const index = await built(vectors);
    const truth = new Map(vectors.map((vector, label) => [label, vector]));
    for (let label = 0; label < 760; label++) {
      index.remove(label);
      truth.delete(label);
    }
    expect(index.diagnostics()).toMatchObject({ graphSize: 2240, graphDead: 760 });
    expect(index.needsMaintenance).toBe(true);
    const progress = { ready: false };
    let searches = 0;
    const building = index.maintain().then(() => (progress.ready = true));
    while (!progress.ready) {
      const asked = query(searches * 3);
      const { neighbours, exact } = await index.search(asked, { k: 10 });
      expect(exact).toBe(false);
      expect(neighbours.every(({ label }) => truth.has(label))).toBe(true);
      // The gallery goes on living meanwhile.
      if (searches % 10 === 0) {
        const label = 3000 + searches;
        const vector = query(searches);
        index.add(label, vector);
        truth.set(label, vector);
        expect((await index.search(vector, { k: 1 })).neighbours[0]?.label).toBe(label);
        const [gone] = truth.keys();
        index.remove(gone!);
        truth.delete(gone!);
      }
      searches++;
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await building;
    expect(searches).toBeGreaterThan(5);
    expect(index.diagnostics().graphDead).toBeLessThan(200);
    expect(index.size).toBe(truth.size);
    const queries = Array.from({ length: 40 }, (_, i) => query(i * 7));
    expect(await recall(index, truth, queries)).toBeGreaterThanOrEqual(0.99);
  });

  test('a gallery that shrinks below the threshold gives the graph up', async () => {
    const { vectors } = clustered(600, DIMENSION);
    const index = await SearchIndex.create({ ...OPTIONS, exactBytes: 300 * DIMENSION });
    vectors.forEach((vector, label) => {
      index.add(label, vector);
    });
    await index.maintain();
    expect(index.diagnostics().graphSize).toBe(600);
    for (let label = 0; label < 320; label++) index.remove(label);
    // Below it search is exact; the graph is kept until the gallery is half as large, in case it
    // grows again.
    expect((await index.search(vectors[500]!, { k: 1 })).exact).toBe(true);
    expect(index.diagnostics().graphSize).toBe(280);
    for (let label = 320; label < 500; label++) index.remove(label);
    expect(index.needsMaintenance).toBe(true);
    await index.maintain();
    expect(index.diagnostics()).toMatchObject({ graphSize: 0, graphDead: 0 });
    expect((await index.search(vectors[500]!, { k: 1 })).exact).toBe(true);
  });

  test('an aborted build loses nothing', async () => {
    const { vectors } = clustered(1500, DIMENSION);
    const index = await SearchIndex.create(OPTIONS);
    vectors.forEach((vector, label) => {
      index.add(label, vector);
    });
    const stop = new AbortController();
    const building = index.maintain({
      signal: stop.signal,
      onProgress: () => {
        stop.abort();
      },
    });
    await expect(building).rejects.toMatchObject({ name: 'AbortError' });
    expect(await index.search(vectors[2]!, { k: 1 })).toMatchObject({
      neighbours: [{ label: 2 }],
      exact: true,
    });
    await index.maintain();
    expect(await index.search(vectors[2]!, { k: 1 })).toMatchObject({
      neighbours: [{ label: 2 }],
      exact: false,
    });
  });
});

test('a filter is obeyed; a selective one is answered exactly', async () => {
  const { vectors, query } = clustered(1500, DIMENSION, { seed: 8 });
  const index = await built(vectors);
  const asked = query(4);
  for (const modulus of [1, 2, 3, 50]) {
    const accept = (label: Label) => label % modulus === 0;
    const accepted = new Map(
      vectors.map((vector, label) => [label, vector] as const).filter(([label]) => accept(label)),
    );
    const { neighbours, exact } = await index.search(asked, { k: 10, accept });
    expect(neighbours).toHaveLength(10);
    expect(neighbours.every(({ label }) => accept(label))).toBe(true);
    expect(share(neighbours, byDefinition(accepted, asked, 10))).toBeGreaterThanOrEqual(
      exact ? 1 : 0.9,
    );
    if (modulus === 50) expect(exact).toBe(true);
  }
  // A filter that fails is the caller's affair: the graph stays.
  const fails = () => {
    throw new RangeError('filter');
  };
  await expect(index.search(asked, { k: 10, accept: fails })).rejects.toThrow(RangeError);
  expect((await index.search(asked, { k: 10 })).exact).toBe(false);
});

test('a graph that throws is given up: searches stay right, and the next upkeep builds another', async () => {
  const { vectors, query } = clustered(1000, DIMENSION, { seed: 9 });
  const whole = await built(vectors);
  const snapshot = await whole.snapshot();
  const identity = { fingerprint: 'f', dimension: DIMENSION, parameters: parametersOf(snapshot) };
  const { sections, ...facts } = await decodeSnapshot(snapshot, identity);
  // Links that lead out of memory, under a checksum that holds: what only a search can notice.
  const graph = sections.get('graph')!.slice();
  // After 56 bytes of header: 140 bytes an element, of which 4 count its links, 128 are links, 8
  // its slot and label.
  const words = new Uint32Array(graph.buffer);
  for (let element = 0; element < 1000; element++)
    words.fill(0x3fff_fff0, 14 + 35 * element + 1, 14 + 35 * element + 33);
  const broken = Object.fromEntries(
    [...sections].map(([name, bytes]) => [name, [name === 'graph' ? graph : bytes]]),
  );
  const index = await SearchIndex.restore(await encodeSnapshot(identity, facts, broken), OPTIONS);
  expect(index.diagnostics().graphSize).toBe(1000);
  for (let i = 0; i < 20; i++) {
    const asked = query(i);
    expect(await index.search(asked, { k: 10 })).toEqual({
      ...(await whole.search(asked, { k: 10, exact: true })),
    });
  }
  expect(index.diagnostics().graphSize).toBe(0);
  expect(index.needsMaintenance).toBe(true);
  await index.maintain();
  expect((await index.search(query(1), { k: 10 })).exact).toBe(false);
});

test('300 damaged snapshots of a graph are detected, the module lives, and search is right afterwards', async () => {
  const { vectors, query } = clustered(300, DIMENSION, { seed: 13 });
  const whole = await built(vectors);
  const snapshot = await whole.snapshot();
  const random = randomNumbers(3);
  for (let i = 0; i < 300; i++) {
    const end = i % 3 === 1 ? Math.floor(random() * snapshot.byteLength) : snapshot.byteLength;
    const bytes = new Uint8Array(snapshot.slice(0, end));
    if (i % 3 === 0) bytes[Math.floor(random() * bytes.length)]! ^= 1 << Math.floor(random() * 8);
    // Magic, version, header length, checksum, header: one byte after the other becomes another.
    if (i % 3 === 2) bytes[i]! ^= 0x55;
    await expect(SearchIndex.restore(bytes.buffer, OPTIONS)).rejects.toMatchObject({
      code: 'index-corrupt',
    });
  }
  const restored = await SearchIndex.restore(snapshot.slice(0), OPTIONS);
  for (let i = 0; i < 20; i++) {
    const asked = query(i);
    expect(await restored.search(asked, { k: 5 })).toEqual(await whole.search(asked, { k: 5 }));
  }
});

test(
  'random operations: never a removed or foreign photo, never a missing one where it says exact',
  { timeout: 240_000 },
  async () => {
    const random = randomNumbers(77);
    const normal = normalNumbers(random);
    const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)]!;
    const { query } = clustered(2000, DIMENSION, { seed: 10 });
    let index = await SearchIndex.create(OPTIONS);
    const truth = new Map<Label, Float32Array>();
    let kept = await index.snapshot();
    let next = 0;
    let upkeep: Promise<void> | null = null;
    let approximate = 0;
    let recalled = 0;
    for (let step = 0; step < OPERATIONS; step++) {
      const dice = random();
      if (dice < 0.4) {
        const vector =
          random() < 0.9 ? query(Math.floor(random() * 200)) : randomUnit(DIMENSION, normal);
        index.add(next, vector);
        truth.set(next++, vector);
      } else if (dice < 0.65) {
        const [oldest] = truth.keys();
        const label = random() < 0.5 ? (oldest ?? 0) : Math.floor(random() * next);
        expect(index.remove(label)).toBe(truth.delete(label));
      } else if (dice < 0.985) {
        const asked = query(Math.floor(random() * 200));
        const modulus = pick([1, 1, 1, 2, 60]);
        const wantsExact = random() < 0.2;
        const accept = (label: Label) => label % modulus === 0;
        const found = await index.search(asked, {
          k: 5,
          exact: wantsExact,
          ...(modulus > 1 ? { accept } : {}),
        });
        const allowed = new Map([...truth].filter(([label]) => accept(label)));
        const wanted = byDefinition(allowed, asked, 5);
        expect(found.neighbours.every(({ label }) => allowed.has(label))).toBe(true);
        expect(found.neighbours).toHaveLength(wanted.length);
        if (wantsExact) expect(found.exact).toBe(true);
        if (found.exact) expect(found.neighbours.map(({ label }) => label)).toEqual(wanted);
        else {
          approximate++;
          recalled += share(found.neighbours, wanted);
        }
      } else if (dice < 0.993) {
        // Sometimes awaited, sometimes left running under the operations that follow.
        upkeep = index.maintain();
        if (random() < 0.5) await upkeep;
      } else if (dice < 0.997) {
        kept = await index.snapshot();
      } else {
        await upkeep;
        index.dispose();
        index = await SearchIndex.restore(kept.slice(0), OPTIONS);
        for (const label of index.labels()) if (!truth.has(label)) index.remove(label);
        for (const [label, vector] of truth) if (!index.has(label)) index.add(label, vector);
      }
      expect(index.size).toBe(truth.size);
    }
    expect(approximate).toBeGreaterThan(OPERATIONS / 20);
    expect(recalled / approximate).toBeGreaterThan(0.98);
  },
);

async function digest(bytes: ArrayBuffer): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)).join();
}

function parametersOf(bytes: ArrayBuffer): Record<string, number> {
  const length = new DataView(bytes).getUint32(12, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, 48, length))) as {
    parameters: Record<string, number>;
  };
  return header.parameters;
}
