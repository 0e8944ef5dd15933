/** The one small interface behind which exact scan and HNSW live, and the words both use. */

/**
 * A photo's place in the order of embedding: an unsigned 32-bit sequence number given by the library, never reused, so a
 * label that was removed never comes back as another photo.
 */
export type Label = number;

/** Largest label: hnswlib-wasm passes labels as 32-bit unsigned integers. */
export const MAX_LABEL = 0xffff_ffff;

/** A found vector: `similarity` is the dot product of the L2-normalised float32 vectors (cosine), as `dot.ts` sums it. */
export interface Neighbour {
  readonly label: Label;
  readonly similarity: number;
}

/** Which labels may be found (one individual, one encounter left out, ...). Must not change the index. */
export type Accept = (label: Label) => boolean;

/** The vectors under their labels and the search over them. Vectors are L2-normalised float32 of one dimension. */
export interface VectorIndex {
  readonly dimension: number;
  /** Vectors that can be found; removed ones do not count. */
  readonly size: number;
  /** Throws `dimension-mismatch`, or `internal` for a label that is present or a vector that is not finite and of unit length. */
  add(label: Label, vector: Float32Array): void;
  /** False when the label was not there. */
  remove(label: Label): boolean;
  has(label: Label): boolean;
  /** At most `k` neighbours, most similar first, equal similarities by ascending label. */
  search(query: Float32Array, k: number, accept?: Accept): Neighbour[];
}
