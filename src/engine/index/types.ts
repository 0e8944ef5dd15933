/** The words of this room and the one small interface behind which exact scan and HNSW lie. */

/**
 * A photo's place in the order of embedding: an unsigned 32-bit sequence number given by the
 * library, never reused, so a label that was removed never comes back as another photo.
 */
export type Label = number;

export const MAX_LABEL = 0xffff_ffff;

/**
 * Where a vector lies in memory: its place in the flat blocks and in the table of codes. Means
 * nothing after a reload.
 */
export type Row = number;

/**
 * A found vector: `similarity` is the dot product of the L2-normalised float32 vectors (cosine), as
 * `dot.ts` sums it.
 */
export interface Neighbour {
  readonly label: Label;
  readonly similarity: number;
}

/**
 * Which labels may be found (one individual, one encounter left out, ...). Must not change the
 * index.
 */
export type Accept = (label: Label) => boolean;

/**
 * A set of rows that can be searched. It proposes rows; similarities, their order and ties are
 * settled afterwards from the float32 vectors, the same way for every implementation.
 */
export interface RowIndex {
  /** Rows that can be found. */
  readonly size: number;
  add(row: Row): void;
  remove(row: Row): void;
  has(row: Row): boolean;
  /**
   * Rows that include the `k` nearest accepted ones (exact.ts: all of them for certain; hnsw.ts:
   * most), in no order.
   */
  search(query: Float32Array, k: number, accept?: (row: Row) => boolean): Row[];
}
