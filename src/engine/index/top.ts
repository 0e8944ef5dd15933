import type { Neighbour } from './types';

/** The order of every result: most similar first, equal similarities by ascending label. */
export function byRank(a: Neighbour, b: Neighbour): number {
  return b.similarity - a.similarity || a.label - b.label;
}

/**
 * Keeps the `k` best of what it is offered: a binary heap with the worst kept neighbour at its
 * root.
 */
export class Top {
  readonly #heap: Neighbour[] = [];
  readonly #k: number;

  constructor(k: number) {
    this.#k = k;
  }

  /** Whether a vector of this similarity and label would be kept. */
  wants(similarity: number, label: number): boolean {
    if (this.#heap.length < this.#k) return this.#k > 0;
    const worst = this.#heap[0]!;
    return (
      similarity > worst.similarity || (similarity === worst.similarity && label < worst.label)
    );
  }

  offer(label: number, similarity: number): void {
    if (!this.wants(similarity, label)) return;
    const heap = this.#heap;
    const entry = { label, similarity };
    if (heap.length < this.#k) {
      let at = heap.push(entry) - 1;
      while (at > 0) {
        const parent = (at - 1) >> 1;
        if (byRank(heap[parent]!, entry) >= 0) break;
        heap[at] = heap[parent]!;
        at = parent;
      }
      heap[at] = entry;
      return;
    }
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && byRank(heap[child + 1]!, heap[child]!) > 0) child++;
      if (byRank(entry, heap[child]!) >= 0) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = entry;
  }

  ranked(): Neighbour[] {
    return [...this.#heap].sort(byRank);
  }
}
