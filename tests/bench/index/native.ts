/**
 * The same measurement of what runs outside a browser, or would be used instead: hnswlib-node and
 * usearch (native code), and client-vector-search (JavaScript, run by Node here). They are no
 * dependencies of this project: install them in a folder of their own and name it: `npx tsx
 * tests/bench/index/native.ts FOLDER [names] [counts] [dimensions]`.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { CLUSTERED } from './data';
import { measureOther, plainLoop, type Other } from './plain';

const [
  folder = '.',
  names = 'plain,hnswlib-node,usearch,client-vector-search',
  counts = '1000,10000',
  dimensions = '768',
] = process.argv.slice(2);
const require = createRequire(join(folder, 'index.js'));

interface HnswlibNode {
  HierarchicalNSW: new (
    space: 'ip',
    dimension: number,
  ) => {
    initIndex(maxElements: number, m: number, efConstruction: number, seed: number): void;
    setEf(ef: number): void;
    addPoint(point: number[], label: number): void;
    searchKnn(query: number[], k: number): { neighbors: number[] };
  };
}
interface Usearch {
  MetricKind: { IP: string };
  ScalarKind: { F32: string };
  Index: new (
    dimension: number,
    metric: string,
    scalar: string,
    connectivity: number,
    add: number,
    search: number,
  ) => {
    add(keys: bigint, vector: Float32Array): void;
    search(query: Float32Array, k: number, threads: number): { keys: BigUint64Array };
  };
}
interface ClientVectorSearch {
  EmbeddingIndex: new (objects: { name: string; embedding: number[] }[]) => {
    search(
      query: number[],
      options: { topK: number; useStorage: string },
    ): Promise<{ object: { name: string } }[]>;
  };
}

function make(name: string, count: number, dimension: number): Other {
  if (name === 'hnswlib-node') {
    const { HierarchicalNSW } = require('hnswlib-node') as HnswlibNode;
    const index = new HierarchicalNSW('ip', dimension);
    index.initIndex(count, 16, 200, 100);
    index.setEf(128);
    return {
      name,
      add: (label, vector) => index.addPoint([...vector], label),
      search: (query) => index.searchKnn([...query], 10).neighbors,
    };
  }
  if (name === 'usearch') {
    const { Index, MetricKind, ScalarKind } = require('usearch') as Usearch;
    const index = new Index(dimension, MetricKind.IP, ScalarKind.F32, 16, 200, 128);
    return {
      name,
      add: (label, vector) => index.add(BigInt(label), vector),
      search: (query) => [...index.search(query, 10, 1).keys].map(Number),
    };
  }
  if (name === 'client-vector-search') {
    // Its encoder is not part of the comparison.
    const encoder = require.resolve('@xenova/transformers');
    require.cache[encoder] = { id: encoder, exports: {} } as unknown as NodeJS.Module;
    const { EmbeddingIndex } = require('client-vector-search') as ClientVectorSearch;
    const objects: { name: string; embedding: number[] }[] = [];
    let index = new EmbeddingIndex([]);
    return {
      name,
      add: (label, vector) => void objects.push({ name: String(label), embedding: [...vector] }),
      finish: () => void (index = new EmbeddingIndex(objects)),
      search: async (query) =>
        (await index.search([...query], { topK: 10, useStorage: 'none' })).map(({ object }) =>
          Number(object.name),
        ),
    };
  }
  return plainLoop(count, dimension);
}

for (const dimension of dimensions.split(',').map(Number)) {
  for (const count of counts.split(',').map(Number)) {
    for (const name of names.split(',')) {
      console.log(
        JSON.stringify(
          await measureOther(make(name, count, dimension), count, dimension, CLUSTERED),
        ),
      );
    }
  }
}
