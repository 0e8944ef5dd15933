import { HuellaError } from '../errors';
import type { Codes } from './codes';
import { ExactIndex } from './exact';
import { HnswIndex, type HnswParameters } from './hnsw';
import { DEAD_SHARE, MAX_BROKEN_GRAPHS, MISSING_ROWS } from './limits';
import type { UpkeepOptions } from './options';
import { Slices } from './slices';
import type { Row } from './types';

/** A graph and the rows it does not know yet; together they cover the index. */
interface Cover {
  readonly graph: HnswIndex;
  readonly missing: ExactIndex;
}

/**
 * The graph that serves and the one being built. Removed rows the graphs still lead through are
 * kept from reuse; when the last graph that knows a row goes, the row is released.
 */
export class Graphs {
  #serving: Cover | null = null;
  #building: Cover | null = null;
  #broken = 0;
  #job: Promise<void> | null = null;
  readonly #codes: Codes;
  readonly #all: ExactIndex;
  readonly #parameters: HnswParameters;
  readonly #release: (row: Row) => void;

  /**
   * @param all the rows that can be found
   * @param release called with removed rows no graph leads through any more
   */
  constructor(
    codes: Codes,
    all: ExactIndex,
    parameters: HnswParameters,
    release: (row: Row) => void,
  ) {
    this.#codes = codes;
    this.#all = all;
    this.#parameters = parameters;
    this.#release = release;
  }

  get graph(): HnswIndex | null {
    return this.#serving?.graph ?? null;
  }

  get bytes(): number {
    return (this.#serving?.graph.bytes ?? 0) + (this.#building?.graph.bytes ?? 0);
  }

  /** Whether a graph can be had at all. */
  get possible(): boolean {
    // Graphs need the SIMD kernel.
    return this.#codes.simd && this.#broken < MAX_BROKEN_GRAPHS;
  }

  /** A graph that existed before; rows it does not hold are missing from it. */
  adopt(graph: HnswIndex): void {
    const missing = new ExactIndex(this.#codes);
    for (const row of this.#all) if (!graph.has(row)) missing.add(row);
    this.#serving = { graph, missing };
  }

  add(row: Row): void {
    this.#serving?.missing.add(row);
    this.#building?.missing.add(row);
  }

  /** Call after `all` lost the row. */
  remove(row: Row): void {
    for (const cover of [this.#serving, this.#building]) {
      if (!cover) continue;
      cover.missing.remove(row);
      this.#attempt(cover, () => {
        cover.graph.remove(row);
      });
    }
    if (!this.#leadsThrough(row)) this.#release(row);
  }

  /** Rows that include most of the `k` nearest; null when there is no graph to ask. */
  search(query: Float32Array, k: number, accept?: (row: Row) => boolean): Row[] | null {
    const cover = this.#serving;
    if (!cover || cover.missing.size > Math.max(MISSING_ROWS, this.#all.size / 2)) return null;
    const found = this.#attempt(cover, () => cover.graph.search(query, k, accept));
    if (!found) return null;
    return cover.missing.size === 0 ? found : found.concat(cover.missing.search(query, k, accept));
  }

  /** What `maintain` would do now. */
  due(wanted: boolean): 'nothing' | 'drop' | 'extend' | 'rebuild' {
    const cover = this.#serving;
    if (!wanted) return cover ? 'drop' : 'nothing';
    if (!this.possible) return 'nothing';
    if (!cover || cover.graph.deadRows.size > cover.graph.rows.size * DEAD_SHARE) return 'rebuild';
    return cover.missing.size > MISSING_ROWS ? 'extend' : 'nothing';
  }

  /** Does what is due, in slices; a call during another joins it. */
  maintain(wanted: boolean, options: UpkeepOptions): Promise<void> {
    this.#job ??= this.#run(wanted, options).finally(() => {
      this.#job = null;
    });
    return this.#job;
  }

  clear(): void {
    this.#serving = null;
    this.#building = null;
  }

  async #run(wanted: boolean, options: UpkeepOptions): Promise<void> {
    const due = this.due(wanted);
    if (due === 'drop') this.#drop();
    if (due === 'extend' && this.#serving) await this.#fill(this.#serving, options);
    if (due === 'rebuild') await this.#rebuild(options);
  }

  async #rebuild(options: UpkeepOptions): Promise<void> {
    options.signal?.throwIfAborted();
    const graph = await HnswIndex.create(this.#codes, this.#parameters, this.#all.size);
    const missing = new ExactIndex(this.#codes);
    for (const row of this.#all) missing.add(row);
    const cover = { graph, missing };
    this.#building = cover;
    try {
      await this.#fill(cover, options);
    } catch (error) {
      // Unfinished work is dropped: the rows only it led through become free.
      if (this.#building === cover) {
        this.#building = null;
        this.#releaseDeadOf(graph);
      }
      throw error;
    }
    const old = this.#serving;
    this.#serving = cover;
    this.#building = null;
    if (old) this.#releaseDeadOf(old.graph);
  }

  /** Rows are added in row order, so the same history builds the same graph. */
  async #fill(cover: Cover, { signal, onProgress }: UpkeepOptions): Promise<void> {
    const slices = new Slices(signal);
    let done = 0;
    while (cover.missing.size > 0) {
      for (const row of cover.missing) {
        if (cover !== this.#serving && cover !== this.#building) throw this.#lost(cover);
        if (!this.#attempt(cover, () => (cover.graph.add(row), true))) throw this.#lost(cover);
        cover.missing.remove(row);
        done++;
        await slices.breathe();
        if (done % 256 === 0) onProgress?.(done, done + cover.missing.size);
      }
    }
    onProgress?.(done, done);
  }

  #lost(cover: Cover): HuellaError {
    return cover.graph.broken ?? new HuellaError('cancelled', 'the graph is not wanted any more');
  }

  /**
   * A throw inside the WebAssembly module ends the graph and its module; searches go on, exactly.
   */
  #attempt<T>(cover: Cover, work: () => T): T | null {
    try {
      return work();
    } catch (error) {
      // A filter that throws is the caller's affair.
      if (!cover.graph.broken) throw error;
      this.#broken++;
      if (this.#serving === cover) this.#serving = null;
      if (this.#building === cover) this.#building = null;
      this.#releaseDeadOf(cover.graph);
      return null;
    }
  }

  #drop(): void {
    const old = this.#serving;
    this.#serving = null;
    if (old) this.#releaseDeadOf(old.graph);
  }

  #releaseDeadOf(graph: HnswIndex): void {
    for (const row of graph.deadRows) if (!this.#leadsThrough(row)) this.#release(row);
  }

  #leadsThrough(row: Row): boolean {
    return [this.#serving, this.#building].some((cover) => cover?.graph.rows.has(row) === true);
  }
}
