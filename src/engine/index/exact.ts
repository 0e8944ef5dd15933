import { HuellaError } from '../errors';
import { assertUnit } from './dot';
import { Top } from './top';
import type { Accept, Label, Neighbour, VectorIndex } from './types';
import type { Vectors } from './vectors';

/** Exact search: every vector is compared. */
export class ExactIndex implements VectorIndex {
  constructor(readonly vectors: Vectors) {}

  get dimension(): number {
    return this.vectors.dimension;
  }

  get size(): number {
    return this.vectors.size;
  }

  has(label: Label): boolean {
    return this.vectors.has(label);
  }

  add(label: Label, vector: Float32Array): void {
    this.vectors.add(label, vector);
  }

  remove(label: Label): boolean {
    return this.vectors.remove(label) !== undefined;
  }

  search(query: Float32Array, k: number, accept?: Accept): Neighbour[] {
    assertUnit(query, this.dimension);
    assertCount(k);
    const top = new Top(k);
    for (let row = 0; row < this.size; row++) {
      const label = this.vectors.label(row);
      const similarity = this.vectors.similarity(row, query);
      // The filter is asked only about vectors that would be kept.
      if (top.wants(similarity, label) && (!accept || accept(label))) top.offer(label, similarity);
    }
    return top.ranked();
  }
}

export function assertCount(k: number): void {
  if (!Number.isInteger(k) || k < 1) throw new HuellaError('internal', `k = ${k} is not a positive integer`);
}
