/**
 * Dense float64 linear algebra on rows, made of one kernel: everything that costs time is a dot
 * product of two contiguous rows. Sums have a fixed order, so results are the same to the bit on
 * every run and with either kernel.
 */
import { HuellaError } from '../errors';
import { createKernel, type Kernel } from './kernel';

const DOUBLE = Float64Array.BYTES_PER_ELEMENT;
const PAGE_BYTES = 65_536;
/** The kernel's tile: rows of the left factor, rows of the right one. */
const TALL = 2;
const WIDE = 4;

/** Row-major, in the workspace's memory. Rows and columns are padded with zeros to whole tiles. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  /** Numbers from one row to the next. */
  readonly stride: number;
  /** Place of the first number, counted in numbers. */
  readonly start: number;
}

const roundUp = (size: number): number => Math.ceil(size / WIDE) * WIDE;

/** Memory that grows with what is asked of it and is given back as a whole, with the object. */
export class Workspace {
  readonly #memory = new WebAssembly.Memory({ initial: 1 });
  readonly #kernel: Kernel;
  /** Where the next matrix begins; the kernel writes its tile before that. */
  #next = 64;
  #numbers: Float64Array;

  constructor(kernel: 'simd' | 'reference' = 'simd') {
    this.#kernel = createKernel(this.#memory, kernel);
    this.#numbers = new Float64Array(this.#memory.buffer);
  }

  /** Everything, as one array; valid until the next `matrix`. */
  get numbers(): Float64Array {
    return this.#numbers;
  }

  /** A matrix of zeros. @throws HuellaError `out-of-memory` */
  matrix(rows: number, columns: number): Matrix {
    const stride = roundUp(columns);
    const matrix = { rows, columns, stride, start: this.#next };
    this.#next += roundUp(rows) * stride;
    const missing = this.#next * DOUBLE - this.#memory.buffer.byteLength;
    if (missing > 0) {
      try {
        this.#memory.grow(Math.ceil(missing / PAGE_BYTES));
      } catch (cause) {
        const message = `no memory for ${rows} x ${columns} numbers`;
        throw new HuellaError('out-of-memory', message, {}, { cause });
      }
      this.#numbers = new Float64Array(this.#memory.buffer);
    }
    this.#numbers.fill(0, matrix.start, this.#next);
    return matrix;
  }

  /** Gives back every matrix made since `mark` was taken by an earlier call without argument. */
  release(mark: number): void {
    this.#next = mark;
  }

  get mark(): number {
    return this.#next;
  }

  /** The row as a view of its columns; valid until the next `matrix`. */
  row(m: Matrix, i: number): Float64Array {
    const at = m.start + i * m.stride;
    return this.#numbers.subarray(at, at + m.columns);
  }

  /**
   * Adds `factor * A B^T` to `target`. `lower`: only to the tiles that touch its lower triangle,
   * for a product that is symmetric.
   */
  addProduct(target: Matrix, a: Matrix, b: Matrix, factor = 1, lower = false): void {
    for (let i = 0; i < a.rows; i += TALL) {
      const end = lower ? Math.min(b.rows, i + TALL) : b.rows;
      for (let j = 0; j < end; j += WIDE) {
        this.#tile(a, i, b, j, a.stride);
        this.#addTile(target, i, j, factor);
      }
    }
  }

  /** Copies the lower triangle of a square matrix onto its upper one. */
  mirror(m: Matrix): void {
    const all = this.#numbers;
    for (let i = 0; i < m.rows; i++) {
      for (let j = 0; j < i; j++) {
        all[m.start + j * m.stride + i] = all[m.start + i * m.stride + j]!;
      }
    }
  }

  /**
   * The Cholesky factor L of a symmetric positive definite matrix, of which the lower triangle is
   * read, in its place; the upper triangle becomes zero.
   * @throws HuellaError `internal` where the matrix is not positive definite
   */
  cholesky(m: Matrix): void {
    const { rows: n, stride, start } = m;
    const all = this.#numbers;
    for (let i = 0; i < n; i++) all.fill(0, start + i * stride + i + 1, start + (i + 1) * stride);
    for (let j = 0; j < n; j += WIDE) {
      for (let i = j; i < n; i += TALL) {
        this.#tile(m, i, m, j, j);
        // Tiles of the diagonal block reach above it: those numbers stay zero.
        for (let r = i; r < Math.min(i + TALL, n); r++) {
          for (let c = j; c < Math.min(j + WIDE, r + 1); c++) {
            let sum = all[start + r * stride + c]! - all[(r - i) * WIDE + (c - j)]!;
            for (let k = j; k < c; k++)
              sum -= all[start + r * stride + k]! * all[start + c * stride + k]!;
            if (r > c) all[start + r * stride + c] = sum / all[start + c * stride + c]!;
            else {
              if (!(sum > 0)) throw new HuellaError('internal', 'not positive definite');
              all[start + r * stride + c] = Math.sqrt(sum);
            }
          }
        }
      }
    }
  }

  /** Replaces each row v of `right` by the solution x of L x = v. `l`: lower triangular. */
  solveRows(l: Matrix, right: Matrix): void {
    const all = this.#numbers;
    const n = l.rows;
    for (let j = 0; j < n; j += WIDE) {
      const end = Math.min(j + WIDE, n);
      for (let i = 0; i < right.rows; i += TALL) {
        this.#tile(right, i, l, j, j);
        for (let r = i; r < Math.min(i + TALL, right.rows); r++) {
          const row = right.start + r * right.stride;
          for (let c = j; c < end; c++) {
            const pivot = l.start + c * l.stride;
            let sum = all[row + c]! - all[(r - i) * WIDE + (c - j)]!;
            for (let k = j; k < c; k++) sum -= all[row + k]! * all[pivot + k]!;
            all[row + c] = sum / all[pivot + c]!;
          }
        }
      }
    }
  }

  /**
   * Dot products of rows i, i + 1 of `a` and j .. j + 3 of `b` over their first `length` numbers.
   */
  #tile(a: Matrix, i: number, b: Matrix, j: number, length: number): void {
    this.#kernel.tile(
      (a.start + i * a.stride) * DOUBLE,
      a.stride * DOUBLE,
      (b.start + j * b.stride) * DOUBLE,
      b.stride * DOUBLE,
      length >> 1,
      0,
    );
  }

  #addTile(target: Matrix, i: number, j: number, factor: number): void {
    const all = this.#numbers;
    for (let r = 0; r < TALL && i + r < target.rows; r++) {
      const row = target.start + (i + r) * target.stride + j;
      for (let c = 0; c < WIDE && j + c < target.columns; c++) {
        all[row + c] = all[row + c]! + factor * all[r * WIDE + c]!;
      }
    }
  }
}
