import { HuellaError } from '../errors';
import { Codes } from './codes';
import { assertUnit } from './dot';
import { ExactIndex } from './exact';
import { Finder } from './finder';
import { Graphs } from './graphs';
import type { HnswParameters } from './hnsw';
import {
  EXACT_BYTES,
  GRAPH_PARAMETERS,
  SNAPSHOT_CHANGED_SHARE,
  SNAPSHOT_MIN_CHANGES,
} from './limits';
import type {
  ReadVectors,
  IndexDiagnostics,
  SearchIndexOptions,
  SearchOptions,
  SearchResult,
  UpkeepOptions,
} from './options';
import { packIndex, unpackIndex, type Packed } from './pack';
import { measureRecall } from './recall';
import type { Accept, Label } from './types';
import { Unread } from './unread';
import { Vectors } from './vectors';

export type {
  IndexDiagnostics,
  ReadVectors,
  SearchIndexOptions,
  SearchOptions,
  SearchResult,
} from './options';
export { assertUnit, dot } from './dot';
export type { Accept, Label, Neighbour } from './types';

/**
 * Vectors read at once while they are shown: 2 MB at 1,760 numbers, and a pause between two pages.
 */
const VISIT_PAGE = 256;

/**
 * The embeddings of one encoder and the search over them: a cache of the library, rebuildable from
 * it at any time. Everything is exact until the gallery is large; then a graph is built beside the
 * vectors (`maintain`) and, while it lags, what it does not know yet is still compared one by one.
 *
 * One index lives in one worker; additions, removals and searches may come in any order, also while
 * `maintain` runs.
 */
export class SearchIndex {
  readonly fingerprint: string;
  readonly dimension: number;
  readonly #vectors: Vectors;
  readonly #codes: Codes;
  readonly #exact: ExactIndex;
  readonly #graphs: Graphs;
  readonly #unread: Unread;
  readonly #finder: Finder;
  readonly #budget: number;
  readonly #codeBudget: number;
  readonly #exactBytes: number;
  readonly #parameters: HnswParameters;
  readonly #readVectors: ReadVectors | undefined;
  #last: number;
  #changes = 0;

  private constructor(options: SearchIndexOptions, packed: Packed) {
    this.fingerprint = options.fingerprint;
    this.dimension = options.dimension;
    this.#budget = options.readVectors ? (options.vectorBudget ?? Infinity) : Infinity;
    this.#codeBudget = options.codeBudget ?? Infinity;
    this.#exactBytes = options.exactBytes ?? EXACT_BYTES;
    this.#parameters = options.parameters ?? GRAPH_PARAMETERS;
    this.#readVectors = options.readVectors;
    this.#vectors = packed.vectors;
    this.#codes = packed.codes;
    this.#last = packed.lastSequence;
    this.#exact = new ExactIndex(this.#codes);
    this.#unread = new Unread(options.readVectors, (label, vector) => this.add(label, vector));
    this.#graphs = new Graphs(this.#codes, this.#exact, this.#parameters, (row) => {
      this.#codes.clear(row);
      this.#vectors.release(row);
    });
    for (let row = 0; row < this.#vectors.rows; row++) {
      if (this.#vectors.isAlive(row)) this.#exact.add(row);
      else if (!packed.graph?.rows.has(row)) this.#vectors.release(row);
    }
    if (packed.graph) this.#graphs.adopt(packed.graph);
    const [vectors, exact] = [this.#vectors, this.#exact];
    const [graphs, unread] = [this.#graphs, this.#unread];
    this.#finder = new Finder({ vectors, exact, graphs, unread, read: options.readVectors });
  }

  /** An empty index. */
  static create(options: SearchIndexOptions): Promise<SearchIndex> {
    return new Promise((resolve) => {
      const { dimension } = options;
      const [vectors, codes] = [new Vectors(dimension, true), new Codes(dimension)];
      resolve(new SearchIndex(options, { vectors, codes, graph: null, lastSequence: -1 }));
    });
  }

  /**
   * The index a snapshot holds. The buffer becomes the index's own: do not use it afterwards.
   * @throws index-corrupt when any byte is damaged or the snapshot is of another encoder,
   *   dimension, parameters or format version (`detail.reason`); out-of-memory
   */
  static async restore(snapshot: ArrayBuffer, options: SearchIndexOptions): Promise<SearchIndex> {
    const budget = options.readVectors ? (options.vectorBudget ?? Infinity) : Infinity;
    const packed = await unpackIndex(snapshot, {
      fingerprint: options.fingerprint,
      dimension: options.dimension,
      parameters: options.parameters ?? GRAPH_PARAMETERS,
      vectorBudget: budget,
    });
    if (!packed.vectors.resident && !options.readVectors) {
      throw new HuellaError(
        'index-corrupt',
        'a snapshot without vectors, and nowhere to read them',
        {
          reason: 'parameters',
        },
      );
    }
    return new SearchIndex(options, packed);
  }

  /** Vectors that can be found, those not in memory included. */
  get size(): number {
    return this.#vectors.size + this.#unread.size;
  }

  /** How many of them are yet to be read from the store. */
  get left(): number {
    return this.#unread.left;
  }

  /**
   * The highest label ever added, removed ones included; -1 for none. Catching up starts after it.
   */
  get lastSequence(): number {
    return this.#last;
  }

  /** Additions and removals since the last snapshot was taken or restored. */
  get changesSinceSnapshot(): number {
    return this.#changes;
  }

  /**
   * Whether enough changed to be worth a new snapshot. Until then the catch-up from the library
   * covers it, so adding one photo to a large gallery does not write the whole of it.
   */
  get snapshotDue(): boolean {
    return this.#changes >= Math.max(SNAPSHOT_MIN_CHANGES, this.size * SNAPSHOT_CHANGED_SHARE);
  }

  has(label: Label): boolean {
    return this.#vectors.row(label) !== undefined || this.#unread.has(label);
  }

  /** Labels that can be found, in no order. */
  labels(): Uint32Array {
    return Uint32Array.from([...this.#vectors.labels(), ...this.#unread.labels()]);
  }

  /**
   * The store has vectors of these labels: they are found from the next search on. `load` reads
   * them into memory; a search does not wait for it, but reads what it needs itself.
   * @throws internal when there is no `readVectors`
   */
  expect(labels: Iterable<Label>): void {
    for (const label of labels) if (!this.has(label)) this.#unread.expect(label);
  }

  /**
   * Reads what is yet to be read, with pauses in which searches, additions and removals are served.
   * @throws what `readVectors` throws, the signal's reason; calling again goes on where it ended
   */
  async load({ signal, onProgress }: UpkeepOptions = {}): Promise<void> {
    const total = this.left;
    await this.#unread.load({
      signal,
      onPage: (left) => onProgress?.(Math.max(0, total - left), total),
    });
  }

  /** Removes every label but these. */
  retain(labels: ReadonlySet<Label>): void {
    for (const label of this.labels()) if (!labels.has(label)) this.remove(label);
    for (const label of this.#unread.damaged) if (!labels.has(label)) this.#unread.delete(label);
  }

  /**
   * As `add` for a vector that the store has too: where memory has no room for it, searches read it
   * there, and a damaged one is left out and counted.
   */
  take(label: Label, vector: Float32Array): void {
    if (this.#vectors.row(label) === undefined) this.#unread.take(label, vector);
  }

  /**
   * Findable from the next search on.
   * @throws dimension-mismatch; internal for a label that is present or a vector that is not finite
   *   and of unit length; out-of-memory. After a throw nothing has changed.
   */
  add(label: Label, vector: Float32Array): void {
    this.#vectors.check(label, vector);
    if ((this.#vectors.size + 1) * this.dimension > this.#codeBudget) {
      throw new HuellaError('out-of-memory', `codes of more than ${this.#codeBudget} bytes`);
    }
    if (this.#vectors.resident && 4 * this.dimension * (this.#vectors.size + 1) > this.#budget)
      this.#vectors.evict();
    this.#codes.reserve(this.#vectors.rows + 1);
    const row = this.#vectors.add(label, vector);
    this.#codes.set(row, vector);
    this.#exact.add(row);
    this.#graphs.add(row);
    this.#unread.delete(label);
    this.#last = Math.max(this.#last, label);
    this.#changes++;
  }

  /** Not found by any search from here on. False when the label was not there. */
  remove(label: Label): boolean {
    if (this.#unread.delete(label)) return true;
    const row = this.#vectors.remove(label);
    if (row === undefined) return false;
    this.#exact.remove(row);
    this.#graphs.remove(row);
    this.#changes++;
    return true;
  }

  /**
   * @throws dimension-mismatch; internal for a query that is not finite and of unit length, or k <
   *   1; what `accept` throws, and `readVectors`
   */
  async search(query: Float32Array, options: SearchOptions): Promise<SearchResult> {
    assertUnit(query, this.dimension);
    if (!Number.isInteger(options.k) || options.k < 1) {
      throw new HuellaError('internal', `k = ${options.k} is not a positive integer`);
    }
    return this.#finder.find(query, options, () => this.#isLarge);
  }

  /**
   * Shows every accepted vector once, in no order, wherever it lies. The array shown is valid
   * during the call only. @throws what `readVectors` throws
   */
  async visit(accept: Accept, see: (label: Label, vector: Float32Array) => void): Promise<void> {
    if (this.#unread.left > 0) await this.#unread.load({ accept });
    const outside = [...this.#unread.labels()].filter(accept);
    if (this.#vectors.resident) {
      for (let row = 0; row < this.#vectors.rows; row++) {
        if (!this.#vectors.isAlive(row)) continue;
        const label = this.#vectors.label(row);
        if (accept(label)) see(label, this.#vectors.view(row));
      }
    } else outside.push(...[...this.#vectors.labels()].filter(accept));
    for (let at = 0; at < outside.length; at += VISIT_PAGE) {
      const page = outside.slice(at, at + VISIT_PAGE);
      const stored = (await this.#readVectors?.(page)) ?? [];
      for (const [i, label] of page.entries()) {
        const vector = stored[i];
        // Removed while it was read.
        if (vector && this.has(label)) see(label, vector);
      }
    }
  }

  /** Whether `maintain` has something to do. */
  get needsMaintenance(): boolean {
    return this.#graphs.due(this.#wantsGraph) !== 'nothing';
  }

  /**
   * Builds, extends or renews the graph in slices between which searches, additions and removals go
   * on; the old graph serves until the new one is ready. Aborting loses no vector. A call during
   * another joins it.
   */
  maintain(options: UpkeepOptions = {}): Promise<void> {
    return this.#graphs.maintain(this.#wantsGraph, options);
  }

  /** Everything a later `restore` needs, with its checksum. @throws out-of-memory */
  async snapshot(): Promise<ArrayBuffer> {
    const changes = this.#changes;
    const buffer = await packIndex(
      { fingerprint: this.fingerprint, dimension: this.dimension, parameters: this.#parameters },
      {
        vectors: this.#vectors,
        codes: this.#codes,
        graph: this.#graphs.graph,
        lastSequence: this.#last,
      },
    );
    this.#changes -= changes;
    return buffer;
  }

  /**
   * The share of the exact `k` nearest that the everyday search finds, over `sample` of the
   * gallery's own vectors (each also finds itself). 1 while there is no graph. Null when the
   * vectors are not in memory.
   */
  async recall(k = 10, sample = 50): Promise<number | null> {
    if (!this.#vectors.resident || this.size === 0) return null;
    return measureRecall(this.#sample(sample), k, (query, options) => this.search(query, options));
  }

  diagnostics(): IndexDiagnostics {
    const { graph } = this.#graphs;
    return {
      size: this.size,
      unread: this.left,
      unusable: this.#unread.damaged.size,
      graphSize: graph?.size ?? 0,
      graphDead: graph?.deadRows.size ?? 0,
      vectorBytes: this.#vectors.bytes,
      wasmBytes: this.#codes.bytes + this.#graphs.bytes,
      simd: this.#codes.simd,
    };
  }

  /** Gives the memory back; the index cannot be used afterwards. */
  dispose(): void {
    this.#vectors.clear();
    this.#graphs.clear();
  }

  /** Whether a search is worth the graph's uncertainty. */
  get #isLarge(): boolean {
    return this.size * this.dimension > this.#exactBytes;
  }

  /**
   * A graph that is there is kept a while longer, so that a gallery at the threshold does not build
   * it again and again.
   */
  get #wantsGraph(): boolean {
    return (
      this.#isLarge ||
      (this.#graphs.graph !== null && 2 * this.size * this.dimension > this.#exactBytes)
    );
  }

  *#sample(size: number): Iterable<Float32Array> {
    const labels = this.#vectors.labels();
    const step = Math.max(1, Math.floor(labels.length / size));
    for (let i = 0; i < labels.length; i += step) {
      const row = this.#vectors.row(labels[i]!);
      if (row !== undefined && this.#vectors.resident) yield this.#vectors.view(row).slice();
    }
  }
}
