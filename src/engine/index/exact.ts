import { SCAN_ROWS, type Codes, type PreparedQuery } from './codes';
import type { Row, RowIndex } from './types';

/** Candidates kept beyond 2 k before those that fell below the bound are swept out. */
const SWEEP_AFTER = 4096;
/** Above the error of the float64 arithmetic on bounds, far below any difference between codes. */
const EPSILON = 1e-9;
/**
 * A set holding less than this share of the rows it spans is gathered row by row instead of
 * scanned.
 */
const SCAN_SHARE = 0.5;

/**
 * Every row is compared, on codes; a row is left out only when its similarity is certainly below
 * that of `k` others:
 *
 *     |v.q - sv sq (cv.cq)|  <=  |v - sv cv| |q|  +  |sv cv| |q - sq cq|        (Cauchy and Schwarz)
 *
 * with s the scales and c the codes, so the `k` nearest by float32 vectors are always among the
 * rows returned.
 */
export class ExactIndex implements RowIndex {
  readonly #members = new Members();
  readonly #codes: Codes;

  constructor(codes: Codes) {
    this.#codes = codes;
  }

  get size(): number {
    return this.#members.size;
  }

  add(row: Row): void {
    this.#members.add(row);
  }

  remove(row: Row): void {
    this.#members.remove(row);
  }

  has(row: Row): boolean {
    return this.#members.has(row);
  }

  *[Symbol.iterator](): IterableIterator<Row> {
    for (let row = this.#members.first; row < this.#members.end; row++)
      if (this.#members.has(row)) yield row;
  }

  search(query: Float32Array, k: number, accept?: (row: Row) => boolean): Row[] {
    const candidates = new Candidates(this.#codes, this.#codes.prepare(query), k, accept);
    const { first, end, size } = this.#members;
    if (size >= (end - first) * SCAN_SHARE) {
      for (let from = first; from < end; from += SCAN_ROWS) {
        const count = Math.min(SCAN_ROWS, end - from);
        const products = this.#codes.scan(from, count);
        for (let i = 0; i < count; i++) {
          if (this.#members.has(from + i)) candidates.offer(from + i, products[i]!);
        }
      }
    } else {
      this.#gather(Uint32Array.from(this), candidates);
    }
    return candidates.rows();
  }

  /** As `search`, among these members only. */
  searchAmong(rows: Uint32Array, query: Float32Array, k: number): Row[] {
    const candidates = new Candidates(this.#codes, this.#codes.prepare(query), k);
    this.#gather(rows, candidates);
    return candidates.rows();
  }

  #gather(rows: Uint32Array, candidates: Candidates): void {
    for (let from = 0; from < rows.length; from += SCAN_ROWS) {
      const count = Math.min(SCAN_ROWS, rows.length - from);
      const products = this.#codes.gather(rows, from, count);
      for (let i = 0; i < count; i++) candidates.offer(rows[from + i]!, products[i]!);
    }
  }
}

/** A set of rows: one byte each, and the span they lie in. */
class Members {
  #flags = new Uint8Array(64);
  size = 0;
  first = 0;
  end = 0;

  has(row: Row): boolean {
    return this.#flags[row] === 1;
  }

  add(row: Row): void {
    if (row >= this.#flags.length) {
      const grown = new Uint8Array(Math.ceil((row + 1) * 1.5));
      grown.set(this.#flags);
      this.#flags = grown;
    }
    if (this.#flags[row] === 1) return;
    this.#flags[row] = 1;
    this.first = this.size === 0 ? row : Math.min(this.first, row);
    this.end = this.size === 0 ? row + 1 : Math.max(this.end, row + 1);
    this.size++;
  }

  remove(row: Row): void {
    if (this.#flags[row] !== 1) return;
    this.#flags[row] = 0;
    this.size--;
    if (this.size === 0) this.first = this.end = 0;
    while (this.end > this.first && this.#flags[this.end - 1] === 0) this.end--;
    while (this.first < this.end && this.#flags[this.first] === 0) this.first++;
  }
}

/** Rows that may be among the `k` nearest, by what is certain about them so far. */
class Candidates {
  #kept: Row[] = [];
  #uppers: number[] = [];
  /** The `k` highest lower bounds, lowest first: a heap. */
  readonly #lowers: Float64Array;
  #count = 0;
  #floor = -Infinity;
  #sweepAt: number;
  readonly #norm: number;
  readonly #scale: number;
  readonly #error: number;
  readonly #codes: Codes;
  readonly #k: number;
  readonly #accept: ((row: Row) => boolean) | undefined;

  constructor(codes: Codes, query: PreparedQuery, k: number, accept?: (row: Row) => boolean) {
    this.#codes = codes;
    this.#k = k;
    this.#accept = accept;
    this.#lowers = new Float64Array(k);
    this.#sweepAt = 2 * k + SWEEP_AFTER;
    ({ norm: this.#norm, scale: this.#scale, error: this.#error } = query);
  }

  offer(row: Row, product: number): void {
    const lost = this.#codes.error(row);
    const similarity = product * this.#codes.scale(row) * this.#scale;
    // A stored vector has unit length (dot.ts: within 0.2 %), so its code's vector is at most 1.01
    // + lost long.
    const slack = lost * this.#norm + (1.01 + lost) * this.#error + EPSILON;
    const upper = similarity + slack;
    if (upper < this.#floor || (this.#accept && !this.#accept(row))) return;
    this.#kept.push(row);
    this.#uppers.push(upper);
    this.#raise(similarity - slack);
    if (this.#kept.length >= this.#sweepAt) this.#sweep();
  }

  rows(): Row[] {
    this.#sweep();
    return this.#kept;
  }

  #sweep(): void {
    const kept: Row[] = [];
    const uppers: number[] = [];
    for (let i = 0; i < this.#kept.length; i++) {
      if (this.#uppers[i]! < this.#floor) continue;
      kept.push(this.#kept[i]!);
      uppers.push(this.#uppers[i]!);
    }
    this.#kept = kept;
    this.#uppers = uppers;
    // Thousands of equal vectors cannot be swept: doubling keeps the sweeps from becoming the work.
    this.#sweepAt = 2 * Math.max(this.#k + SWEEP_AFTER / 2, kept.length);
  }

  #raise(lower: number): void {
    const lowers = this.#lowers;
    if (this.#count < this.#k) {
      let at = this.#count++;
      while (at > 0 && lowers[(at - 1) >> 1]! > lower) {
        lowers[at] = lowers[(at - 1) >> 1]!;
        at = (at - 1) >> 1;
      }
      lowers[at] = lower;
    } else if (lower > lowers[0]!) {
      let at = 0;
      for (;;) {
        let child = 2 * at + 1;
        if (child >= this.#k) break;
        if (child + 1 < this.#k && lowers[child + 1]! < lowers[child]!) child++;
        if (lowers[child]! >= lower) break;
        lowers[at] = lowers[child]!;
        at = child;
      }
      lowers[at] = lower;
    }
    if (this.#count === this.#k) this.#floor = lowers[0]!;
  }
}
