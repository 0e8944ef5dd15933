/** What callers of the index say and are told (index.ts re-exports it). */
import type { HnswParameters } from './hnsw';
import type { Accept, Label, Neighbour } from './types';

/**
 * Reads stored vectors, for an index that does not hold them: L2-normalised float32 in the order
 * asked, undefined for a label that is gone.
 */
export type ReadVectors = (
  labels: readonly Label[],
) => Promise<readonly (Float32Array | undefined)[]>;

export interface SearchIndexOptions {
  /** Of the encoder whose embeddings are indexed. */
  readonly fingerprint: string;
  readonly dimension: number;
  /**
   * Bytes of float32 vectors to hold in memory (default: no limit). Above it, given `readVectors`,
   * only 8-bit codes are held and the few vectors a result is settled by are read: a quarter of the
   * memory, the same results.
   */
  readonly vectorBudget?: number;
  readonly readVectors?: ReadVectors;
  /**
   * Bytes of codes to hold in memory (default: what there is). What does not fit, or finds no
   * memory, is read and compared by every search: slow, and complete.
   */
  readonly codeBudget?: number;
  /**
   * Bytes of codes up to which there is no graph (default EXACT_BYTES); for tests and measurements.
   */
  readonly exactBytes?: number;
  /** Of the graph (default GRAPH_PARAMETERS); for measurements. */
  readonly parameters?: HnswParameters;
}

export interface SearchOptions {
  /** How many neighbours at most. */
  readonly k: number;
  /** True: compare every vector, however many there are. */
  readonly exact?: boolean;
  readonly accept?: Accept;
}

export interface SearchResult {
  /**
   * Most similar first, ties by ascending label; similarities are exact, also of candidates from
   * the graph.
   */
  readonly neighbours: Neighbour[];
  /** Whether no vector can be missing: every one was compared. */
  readonly exact: boolean;
}

/** Of what is done beside searches: reading vectors into memory, building the graph. */
export interface UpkeepOptions {
  readonly signal?: AbortSignal | undefined;
  /** Vectors that are done, and that there are to do. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

export interface IndexDiagnostics {
  /** Vectors that can be found. */
  readonly size: number;
  /** How many of them are yet to be read from the store; a search reads them itself. */
  readonly unread: number;
  /** Labels left out because their stored vector is damaged. */
  readonly unusable: number;
  /**
   * How many of the vectors the graph holds; the rest are compared one by one. 0: there is no
   * graph.
   */
  readonly graphSize: number;
  /** Elements of the graph that were removed and only take room. */
  readonly graphDead: number;
  /** Float32 vectors held in memory, in bytes. */
  readonly vectorBytes: number;
  /** WebAssembly memory of codes and graph, in bytes. */
  readonly wasmBytes: number;
  /** Whether codes are compared with WebAssembly SIMD. */
  readonly simd: boolean;
}
