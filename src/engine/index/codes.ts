import { HuellaError } from '../errors';
import { createKernel, type Kernel } from './kernel';
import { CODE_ALIGNMENT, CODE_LIMIT, codeLength, quantise, queryLimit } from './quantise';

const PAGE_BYTES = 65_536;
/** WebAssembly addresses 32 bits. */
const MAX_PAGES = 65_536;
/** Slots compared per call of the kernel: their results (64 kB) stay in the processor's cache. */
export const SCAN_ROWS = 16_384;
/** Memory is grown by at least this share, so that adding many photos grows it a few times only. */
const GROWTH = 1 / 8;

/** A query ready to be compared: its code lies in the table's memory. */
export interface PreparedQuery {
  readonly scale: number;
  readonly error: number;
  readonly norm: number;
}

/**
 * The 8-bit codes of all rows, one after the other in WebAssembly memory where the kernel reads
 * them. Row r lies in slot r + 1; slot 0 holds the query while the graph is searched.
 */
export class Codes {
  /**
   * Largest row the graph can name: an element of it is a float32, exact for integers below 2^24.
   */
  static readonly MAX_ROWS = 2 ** 24 - 2;

  readonly kernel: Kernel;
  /** Whether the kernel runs on WebAssembly SIMD. */
  readonly simd: boolean;
  readonly #memory = new WebAssembly.Memory({ initial: 1, maximum: MAX_PAGES });
  readonly #length: number;
  readonly #stride: number;
  readonly #listAt: number;
  readonly #outAt: number;
  readonly #base: number;
  readonly #limit: number;
  #scales = new Float32Array(0);
  #errors = new Float32Array(0);
  #capacity = 0;

  /** @param wanted 'reference': the TypeScript kernel even where there is SIMD */
  constructor(
    readonly dimension: number,
    wanted: 'simd' | 'reference' = 'simd',
  ) {
    this.#length = codeLength(dimension);
    // The scale takes 4 of the 16 bytes after the code; the others keep slots aligned.
    this.#stride = this.#length + CODE_ALIGNMENT;
    this.#limit = queryLimit(this.#length);
    this.#listAt = 2 * this.#length;
    this.#outAt = this.#listAt + 4 * SCAN_ROWS;
    this.#base = this.#outAt + 4 * SCAN_ROWS;
    this.#growTo(this.#base + this.#stride);
    const { kernel, simd } = createKernel(this.#memory, wanted);
    kernel.configure(this.#base, this.#stride, this.#length);
    this.kernel = kernel;
    this.simd = simd;
  }

  get bytes(): number {
    return this.#memory.buffer.byteLength;
  }

  /** @throws out-of-memory */
  set(row: number, vector: Float32Array): void {
    this.reserve(row + 1);
    const { scale, error } = this.#write(row + 1, vector);
    this.#scales[row] = scale;
    // Rounded up: the stored bound may not be below the true one.
    this.#errors[row] = error * (1 + 2 ** -22);
  }

  /** Forgets a row's code. */
  clear(row: number): void {
    new Uint8Array(this.#memory.buffer, this.#base + (row + 1) * this.#stride, this.#stride).fill(
      0,
    );
    this.#scales[row] = this.#errors[row] = 0;
  }

  /** Room for `rows` rows. @throws out-of-memory */
  reserve(rows: number): void {
    if (rows <= this.#capacity) return;
    if (rows > Codes.MAX_ROWS)
      throw new HuellaError('out-of-memory', `more than ${Codes.MAX_ROWS} vectors`);
    const wanted = Math.max(rows, Math.ceil(this.#capacity * (1 + GROWTH)));
    // When there is no room for the reserve, what is needed may still fit.
    if (!this.#tryGrowTo(this.#base + (wanted + 1) * this.#stride))
      this.#growTo(this.#base + (rows + 1) * this.#stride);
    this.#capacity = Math.floor((this.#memory.buffer.byteLength - this.#base) / this.#stride) - 1;
    this.#scales = enlarged(this.#scales, this.#capacity);
    this.#errors = enlarged(this.#errors, this.#capacity);
  }

  /**
   * Rows from..to - 1 as a snapshot keeps them: slots as they lie in memory, and errors. Views,
   * valid until the next change.
   */
  save(from: number, to: number): { slots: Uint8Array; errors: Float32Array } {
    return {
      slots: new Uint8Array(
        this.#memory.buffer,
        this.#base + (from + 1) * this.#stride,
        (to - from) * this.#stride,
      ),
      errors: this.#errors.subarray(from, to),
    };
  }

  /**
   * Takes over what `save` gave. @throws index-corrupt when the lengths do not fit `rows`;
   * out-of-memory
   */
  load(rows: number, slots: Uint8Array, errors: Float32Array): void {
    if (slots.length !== rows * this.#stride || errors.length !== rows) {
      throw new HuellaError('index-corrupt', `codes of ${rows} rows have another length`, {
        reason: 'damaged',
      });
    }
    this.reserve(rows);
    const at = this.#base + this.#stride;
    new Uint8Array(this.#memory.buffer, at, slots.length).set(slots);
    this.#errors.set(errors);
    const words = new Float32Array(this.#memory.buffer);
    for (let row = 0; row < rows; row++)
      this.#scales[row] = words[(at + row * this.#stride + this.#length) / 4]!;
  }

  scale(row: number): number {
    return this.#scales[row]!;
  }

  error(row: number): number {
    return this.#errors[row]!;
  }

  /** Quantises a query for `scan` and `gather`; the next call replaces it. */
  prepare(query: Float32Array): PreparedQuery {
    let squared = 0;
    for (const value of query) squared += value * value;
    const { scale, error } = quantise(
      query,
      this.#limit,
      new Int16Array(this.#memory.buffer, 0, this.#length),
    );
    return { scale, error, norm: Math.sqrt(squared) };
  }

  /** Puts the query where the graph looks for it: slot 0. */
  prepareForGraph(query: Float32Array): void {
    this.#write(0, query);
  }

  /**
   * Integer dot products of rows first..first + count - 1 with the prepared query; at most
   * SCAN_ROWS; valid until the next call.
   */
  scan(first: number, count: number): Int32Array {
    this.kernel.scan(first + 1, count, 0, this.#outAt);
    return new Int32Array(this.#memory.buffer, this.#outAt, count);
  }

  /** The same for any rows, at most SCAN_ROWS of them. */
  gather(rows: ArrayLike<number>, from: number, count: number): Int32Array {
    const list = new Uint32Array(this.#memory.buffer, this.#listAt, count);
    for (let i = 0; i < count; i++) list[i] = rows[from + i]! + 1;
    this.kernel.gather(this.#listAt, count, 0, this.#outAt);
    return new Int32Array(this.#memory.buffer, this.#outAt, count);
  }

  #write(slot: number, vector: Float32Array): { scale: number; error: number } {
    const at = this.#base + slot * this.#stride;
    const quantised = quantise(
      vector,
      CODE_LIMIT,
      new Int8Array(this.#memory.buffer, at, this.#length),
    );
    new Float32Array(this.#memory.buffer, at + this.#length, 1)[0] = quantised.scale;
    return quantised;
  }

  #growTo(bytes: number): void {
    if (!this.#tryGrowTo(bytes))
      throw new HuellaError('out-of-memory', `no room for ${bytes} bytes of codes`, { bytes });
  }

  #tryGrowTo(bytes: number): boolean {
    const missing = Math.ceil((bytes - this.#memory.buffer.byteLength) / PAGE_BYTES);
    if (missing <= 0) return true;
    try {
      this.#memory.grow(missing);
      return true;
    } catch {
      return false;
    }
  }
}

function enlarged(values: Float32Array<ArrayBuffer>, length: number): Float32Array<ArrayBuffer> {
  const larger = new Float32Array(length);
  larger.set(values);
  return larger;
}
