import { dot } from './dot';
import type { ExactIndex } from './exact';
import type { Graphs } from './graphs';
import { FILTER_SAMPLE, SELECTIVE_SHARE } from './limits';
import type { ReadVectors, SearchOptions, SearchResult } from './options';
import { Top } from './top';
import type { Accept, Label, Row } from './types';
import type { Unread } from './unread';
import type { Vectors } from './vectors';

/** What a search looks through. */
export interface Parts {
  readonly vectors: Vectors;
  readonly exact: ExactIndex;
  readonly graphs: Graphs;
  readonly unread: Unread;
  readonly read: ReadVectors | undefined;
}

/**
 * One search: has read what is yet to be read, chooses who proposes rows (the graph, everything, or
 * only what a filter leaves) and settles their order from the float32 vectors.
 */
export class Finder {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** @param large whether the graph may answer */
  async find(
    query: Float32Array,
    options: SearchOptions,
    large: () => boolean,
  ): Promise<SearchResult> {
    const { unread } = this.#parts;
    const gone = new Set<Label>();
    for (;;) {
      if (unread.left > 0) await unread.load({ accept: options.accept });
      const before = gone.size;
      const found = await this.#without(gone, query, options, large() && !options.exact);
      // What was removed while it was read has taken a place from another: that one is still to be
      // found.
      if (gone.size === before) return found;
    }
  }

  /** @param gone labels that cannot be found any more; those met while reading are added */
  async #without(
    gone: Set<Label>,
    query: Float32Array,
    { k: wanted, accept: asked }: SearchOptions,
    mayMiss: boolean,
  ): Promise<SearchResult> {
    const { vectors, unread } = this.#parts;
    const k = Math.min(wanted, vectors.size + unread.size);
    if (k === 0) return { neighbours: [], exact: true };
    const accept =
      gone.size === 0 ? asked : (label: Label) => !gone.has(label) && (!asked || asked(label));
    const { rows, exact } = this.#candidates(query, k, accept, mayMiss);
    const top = new Top(k);
    if (vectors.resident) {
      for (const row of rows) top.offer(vectors.label(row), vectors.similarity(row, query));
    } else {
      await this.#settleFromStore(rows, query, top, gone);
    }
    if (unread.size > 0) await unread.compare(query, top, accept);
    const neighbours = top.ranked();
    for (const { label } of neighbours) if (!this.#has(label)) gone.add(label);
    return { neighbours, exact };
  }

  #candidates(
    query: Float32Array,
    k: number,
    accept: Accept | undefined,
    mayMiss: boolean,
  ): { rows: Row[]; exact: boolean } {
    const { vectors, exact, graphs } = this.#parts;
    const acceptRow = accept && ((row: Row) => accept(vectors.label(row)));
    const share = acceptRow ? this.#acceptedShare(acceptRow) : 1;
    if (acceptRow && share < SELECTIVE_SHARE) {
      const accepted: Row[] = [];
      for (const row of exact) if (acceptRow(row)) accepted.push(row);
      return { rows: exact.searchAmong(Uint32Array.from(accepted), query, k), exact: true };
    }
    if (mayMiss) {
      const rows = graphs.search(query, k, acceptRow);
      // A filter may leave the graph's proposals short; then every vector is asked.
      if (rows && (rows.length >= 2 * k || (!acceptRow && rows.length >= k)))
        return { rows, exact: false };
    }
    return { rows: exact.search(query, k, acceptRow), exact: true };
  }

  #acceptedShare(accept: (row: Row) => boolean): number {
    const { vectors } = this.#parts;
    const step = Math.max(1, Math.floor(vectors.rows / FILTER_SAMPLE));
    let asked = 0;
    let accepted = 0;
    for (let row = 0; row < vectors.rows; row += step) {
      if (!vectors.isAlive(row)) continue;
      asked++;
      if (accept(row)) accepted++;
    }
    return asked === 0 ? 1 : accepted / asked;
  }

  async #settleFromStore(
    rows: readonly Row[],
    query: Float32Array,
    top: Top,
    gone: Set<Label>,
  ): Promise<void> {
    const labels = rows.map((row) => this.#parts.vectors.label(row));
    const stored = (await this.#parts.read?.(labels)) ?? [];
    labels.forEach((label, i) => {
      const vector = stored[i];
      if (vector && this.#has(label)) top.offer(label, dot(vector, 0, query, 0, query.length));
      else gone.add(label);
    });
  }

  #has(label: Label): boolean {
    return this.#parts.vectors.row(label) !== undefined || this.#parts.unread.has(label);
  }
}
