import { decodeSnapshot, encodeSnapshot } from './snapshot';
import { ExactIndex } from './exact';
import type { Accept, Label, Neighbour } from './types';
import { Vectors } from './vectors';

export type { Accept, Label, Neighbour } from './types';

export interface SearchIndexOptions {
  /** Of the encoder whose embeddings are indexed. */
  readonly fingerprint: string;
  readonly dimension: number;
}

export interface SearchOptions {
  /** How many neighbours at most. */
  readonly k: number;
  /** True: compare every vector, however many there are. */
  readonly exact?: boolean;
  readonly accept?: Accept;
}

export interface SearchResult {
  /** Most similar first, ties by ascending label; similarities are exact whatever chose the candidates. */
  readonly neighbours: Neighbour[];
  /** Whether no vector can be missing: every one was compared. */
  readonly exact: boolean;
}

export interface MaintainOptions {
  readonly signal?: AbortSignal;
  onProgress?(done: number, total: number): void;
}

export interface IndexDiagnostics {
  /** Vectors that can be found. */
  readonly size: number;
  /** How many of them the graph holds; the rest are compared one by one. 0: there is no graph. */
  readonly graphSize: number;
  /** Elements of the graph that were removed and only take room. */
  readonly graphDead: number;
  /** Float32 vectors held in memory. */
  readonly vectorBytes: number;
  /** WebAssembly memory of scan and graph. */
  readonly wasmBytes: number;
}

/** Catching up reads each missed embedding from the library: below this many it is not noticed at start. */
const SNAPSHOT_MIN_CHANGES = 64;
/** Keeps the bytes written for snapshots within a constant factor of the bytes added. */
const SNAPSHOT_CHANGED_SHARE = 0.05;

/**
 * The embeddings of one encoder and the search over them: a cache of the library, rebuildable from it at any time.
 * Everything is exact until the gallery is large; then a graph is built beside the vectors (`maintain`) and, while it
 * lags, what it does not know yet is still compared one by one.
 *
 * Not for two callers at once in different workers: one index lives in one worker.
 */
export class SearchIndex {
  private readonly exact: ExactIndex;
  private last: number;
  private changes = 0;

  private constructor(
    readonly fingerprint: string,
    private readonly vectors: Vectors,
    lastSequence: number,
  ) {
    this.exact = new ExactIndex(vectors);
    this.last = lastSequence;
  }

  /** An empty index. */
  static create(options: SearchIndexOptions): Promise<SearchIndex> {
    return Promise.resolve(new SearchIndex(options.fingerprint, new Vectors(options.dimension), -1));
  }

  /**
   * The index a snapshot holds. The buffer becomes the index's own: do not use it afterwards.
   * @throws index-corrupt when any byte is damaged or the snapshot is of another encoder, dimension, parameters or version
   */
  static async restore(snapshot: ArrayBuffer, options: SearchIndexOptions): Promise<SearchIndex> {
    const decoded = await decodeSnapshot(snapshot, { ...options, parameters: {} });
    const vectors = Vectors.adopt(decoded.dimension, decoded.labels, decoded.vectors);
    return new SearchIndex(decoded.fingerprint, vectors, decoded.lastSequence);
  }

  get dimension(): number {
    return this.vectors.dimension;
  }

  /** Vectors that can be found. */
  get size(): number {
    return this.vectors.size;
  }

  /** The highest label ever added, removed ones included; -1 for none. Catching up starts after it. */
  get lastSequence(): number {
    return this.last;
  }

  /** Additions and removals since the last snapshot was taken or restored. */
  get changesSinceSnapshot(): number {
    return this.changes;
  }

  /**
   * Whether enough changed to be worth a new snapshot. Until then the catch-up from the library covers it, so adding one
   * photo to a large gallery does not write the whole of it.
   */
  get snapshotDue(): boolean {
    return this.changes >= Math.max(SNAPSHOT_MIN_CHANGES, this.size * SNAPSHOT_CHANGED_SHARE);
  }

  has(label: Label): boolean {
    return this.vectors.has(label);
  }

  /** Labels that can be found, in no order. */
  labels(): Uint32Array {
    return this.vectors.labels().slice();
  }

  /**
   * Findable from the next search on.
   * @throws dimension-mismatch; internal for a label that is present or a vector that is not finite and of unit length
   */
  add(label: Label, vector: Float32Array): void {
    this.exact.add(label, vector);
    this.last = Math.max(this.last, label);
    this.changes++;
  }

  /** Not found by any search from here on. False when the label was not there. */
  remove(label: Label): boolean {
    const removed = this.exact.remove(label);
    if (removed) this.changes++;
    return removed;
  }

  /** @throws dimension-mismatch; internal for a query that is not finite and of unit length, or k < 1 */
  search(query: Float32Array, options: SearchOptions): Promise<SearchResult> {
    // An async function would hide nothing: errors become rejections the same way.
    return new Promise((resolve) => {
      resolve({ neighbours: this.exact.search(query, options.k, options.accept), exact: true });
    });
  }

  /** Whether `maintain` has something to do. */
  get needsMaintenance(): boolean {
    return false;
  }

  /**
   * Builds or renews the graph in slices between which searches, additions and removals go on; the old graph serves until
   * the new one is ready. Aborting loses no vector.
   */
  maintain(options: MaintainOptions = {}): Promise<void> {
    options.onProgress?.(this.size, this.size);
    return Promise.resolve();
  }

  /** Everything a later `restore` needs, with its checksum. */
  async snapshot(): Promise<ArrayBuffer> {
    const changes = this.changes;
    const buffer = await encodeSnapshot({
      fingerprint: this.fingerprint,
      dimension: this.dimension,
      parameters: {},
      lastSequence: this.last,
      labels: this.vectors.labels(),
      vectors: this.vectors.parts(),
      graph: new Uint8Array(0),
      graphInfo: {},
    });
    this.changes -= changes;
    return buffer;
  }

  diagnostics(): IndexDiagnostics {
    return {
      size: this.size,
      graphSize: 0,
      graphDead: 0,
      vectorBytes: this.vectors.bytes,
      wasmBytes: 0,
    };
  }

  /** Gives the memory back; the index cannot be used afterwards. */
  dispose(): void {
    this.vectors.clear();
  }
}
