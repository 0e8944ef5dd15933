import { HuellaError } from '../errors';
import { dot } from './dot';
import type { ReadVectors } from './options';
import type { Top } from './top';
import type { Accept, Label } from './types';

/**
 * Vectors read at once: 6 MB at 1536 dimensions, and a pause between two pages in which others are
 * served.
 */
const PAGE = 1000;

export interface ReadOptions {
  /** Which labels are wanted; absent: all. */
  readonly accept?: Accept | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Labels still to be read, after each page. */
  readonly onPage?: ((left: number) => void) | undefined;
}

/**
 * The part of the index that is not in memory: labels yet to be read from the store, and those
 * memory has no room for. Both can be found: a search first has the former read, and compares the
 * latter while reading them.
 *
 * Each vector is read once, by the first who needs it: the reading in the background and any number
 * of searches take pages of one list, and wait for each other's.
 */
export class Unread {
  /** Labels whose stored vector is damaged: they cannot be found, and are counted. */
  readonly damaged = new Set<Label>();

  readonly #waiting = new Set<Label>();
  readonly #outside = new Set<Label>();
  readonly #beingRead = new Set<Label>();
  readonly #pages = new Set<Promise<void>>();
  readonly #read: ReadVectors | undefined;
  readonly #add: (label: Label, vector: Float32Array) => void;

  /**
   * @param add takes a vector into memory; throws dimension-mismatch or internal when it is
   * damaged, else there was no room
   */
  constructor(read: ReadVectors | undefined, add: (label: Label, vector: Float32Array) => void) {
    this.#read = read;
    this.#add = add;
  }

  /** Labels that can be found although they are not in memory. */
  get size(): number {
    return this.#waiting.size + this.#outside.size;
  }

  /** How many of them are yet to be read. */
  get left(): number {
    return this.#waiting.size;
  }

  has(label: Label): boolean {
    return this.#waiting.has(label) || this.#outside.has(label);
  }

  *labels(): Iterable<Label> {
    yield* this.#waiting;
    yield* this.#outside;
  }

  /** @throws internal when there is no store to read from */
  expect(label: Label): void {
    if (!this.#read)
      throw new HuellaError('internal', 'labels to be read, and nowhere to read them');
    this.#waiting.add(label);
  }

  /** False when it was not there. */
  delete(label: Label): boolean {
    this.damaged.delete(label);
    return this.#waiting.delete(label) || this.#outside.delete(label);
  }

  /**
   * Into memory; where there is no room it stays in the store. A damaged vector is counted and left
   * out.
   */
  take(label: Label, vector: Float32Array): void {
    this.delete(label);
    try {
      this.#add(label, vector);
    } catch (error) {
      if (!this.#read) throw error;
      (isDamage(error) ? this.damaged : this.#outside).add(label);
    }
  }

  /**
   * When it resolves, every wanted label that was waiting at the call has been taken.
   * @throws what the store throws (what is still waiting can be read again), the signal's reason
   */
  async load({ accept, signal, onPage }: ReadOptions = {}): Promise<void> {
    const wanted = accept ? [...this.#waiting].filter(accept) : [...this.#waiting];
    for (let at = 0; at < wanted.length; at += PAGE) {
      signal?.throwIfAborted();
      const page = wanted
        .slice(at, at + PAGE)
        .filter((label) => this.#waiting.has(label) && !this.#beingRead.has(label));
      if (page.length > 0) await this.#readPage(page);
      onPage?.(this.left);
    }
    // The rest is in the hands of others.
    if (this.#pages.size > 0) {
      await Promise.all(this.#pages);
      onPage?.(this.left);
    }
  }

  /** Compares what memory has no room for, page by page. */
  async compare(query: Float32Array, top: Top, accept: Accept | undefined): Promise<void> {
    const wanted = accept ? [...this.#outside].filter(accept) : [...this.#outside];
    for (let at = 0; at < wanted.length; at += PAGE) {
      const page = wanted.slice(at, at + PAGE);
      const vectors = await this.#stored(page);
      page.forEach((label, i) => {
        const vector = vectors[i];
        if (!vector || !this.#outside.has(label)) return;
        top.offer(label, dot(vector, 0, query, 0, query.length));
      });
    }
  }

  async #stored(labels: readonly Label[]): ReturnType<ReadVectors> {
    return (await this.#read?.(labels)) ?? [];
  }

  #readPage(labels: readonly Label[]): Promise<void> {
    const page = this.#takePage(labels).finally(() => {
      for (const label of labels) this.#beingRead.delete(label);
      this.#pages.delete(page);
    });
    this.#pages.add(page);
    return page;
  }

  async #takePage(labels: readonly Label[]): Promise<void> {
    for (const label of labels) this.#beingRead.add(label);
    const vectors = await this.#stored(labels);
    labels.forEach((label, i) => {
      // Removed, or added by another way, while it was being read.
      if (!this.#waiting.has(label)) return;
      const vector = vectors[i];
      if (vector) this.take(label, vector);
      else this.#waiting.delete(label);
    });
  }
}

function isDamage(error: unknown): boolean {
  return (
    error instanceof HuellaError &&
    (error.code === 'dimension-mismatch' || error.code === 'internal')
  );
}
