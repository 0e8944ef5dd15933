import createModule from 'hnswlib-wasm/dist/hnswlib-317962d7.js';
import type { Other } from './plain';

/**
 * hnswlib-wasm with its own float32 vectors and its own scalar distance: what it gives without this
 * room's kernel.
 */
export async function published(count: number, dimension: number): Promise<Other> {
  const module = await createModule();
  const graph = new module.HierarchicalNSW('ip', dimension, '');
  graph.initIndex(count, 16, 200, 100);
  graph.setEfSearch(128);
  return {
    name: 'hnswlib-wasm as published',
    add: (label, vector) => graph.addPoint(vector, label, false),
    search: (query) => graph.searchKnn(query, 10, undefined).neighbors,
    bytes: () => module.asm.memory.buffer.byteLength,
  };
}
