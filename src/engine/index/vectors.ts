import { HuellaError } from '../errors';
import { assertUnit, dot } from './dot';
import { MAX_LABEL, type Label, type Row } from './types';

/**
 * A block of new rows: large enough to make blocks few, small enough that a gallery of ten photos
 * stays small.
 */
const BLOCK_BYTES = 4 * 1024 * 1024;

/** States of a row. */
const DEAD = 0;
const ALIVE = 1;
const RELEASED = 2;

interface Block {
  readonly firstRow: number;
  readonly rows: number;
  readonly data: Float32Array;
}

/**
 * Which label lies in which row, and the float32 vectors in flat blocks. A row that lost its label
 * is dead until it is released (a graph may still lead through it), then used again.
 */
export class Vectors {
  readonly #blocks: Block[] = [];
  readonly #rowOf = new Map<Label, Row>();
  readonly #released: Row[] = [];
  readonly #rowsPerBlock: number;
  #labelAt = new Uint32Array(64);
  #state = new Uint8Array(64);
  #used = 0;
  #inMemory: boolean;

  /**
   * @param resident false: rows and labels only; the vectors are read from elsewhere when a
   * similarity is wanted
   */
  constructor(
    readonly dimension: number,
    resident: boolean,
  ) {
    this.#inMemory = resident;
    if (!Number.isInteger(dimension) || dimension < 1) {
      throw new HuellaError('internal', `dimension ${dimension} is not a positive integer`);
    }
    this.#rowsPerBlock = Math.max(1, Math.floor(BLOCK_BYTES / 4 / dimension));
  }

  /**
   * Rows that existed before, without copying the vectors; dead ones are not released yet.
   * @param alive a byte for each row: 0 for a dead one
   * @param data labels.length x dimension, row-major; null: not resident
   */
  static adopt(
    dimension: number,
    labels: Uint32Array,
    alive: Uint8Array,
    data: Float32Array | null,
  ): Vectors {
    const vectors = new Vectors(dimension, data !== null);
    vectors.#used = labels.length;
    vectors.#reserveLabels(labels.length);
    vectors.#labelAt.set(labels);
    for (let row = 0; row < labels.length; row++) {
      if (!alive[row]) continue;
      vectors.#state[row] = ALIVE;
      vectors.#rowOf.set(labels[row]!, row);
    }
    if (data && labels.length > 0) vectors.#blocks.push({ firstRow: 0, rows: labels.length, data });
    return vectors;
  }

  get resident(): boolean {
    return this.#inMemory;
  }

  /** Forgets the vectors, keeps rows and labels. */
  evict(): void {
    this.#inMemory = false;
    this.#blocks.length = 0;
  }

  /** Labels that can be found. */
  get size(): number {
    return this.#rowOf.size;
  }

  /** Rows in use lie below this, dead and released ones among them. */
  get rows(): number {
    return this.#used;
  }

  /** Bytes held for vectors, counting rows reserved for growth. */
  get bytes(): number {
    return this.#blocks.reduce((sum, block) => sum + block.data.byteLength, 0);
  }

  /**
   * Vectors of rows from..to - 1, in pieces: views, valid until the next change. Resident vectors
   * only.
   */
  save(from: Row, to: Row): Float32Array[] {
    const pieces = [];
    for (const { firstRow, rows, data } of this.#blocks) {
      const start = Math.max(from, firstRow);
      const end = Math.min(to, firstRow + rows);
      if (start < end) {
        pieces.push(
          data.subarray((start - firstRow) * this.dimension, (end - firstRow) * this.dimension),
        );
      }
    }
    return pieces;
  }

  isAlive(row: Row): boolean {
    return this.#state[row] === ALIVE;
  }

  /** The label of a row; of a dead one, the label it had. */
  label(row: Row): Label {
    return this.#labelAt[row]!;
  }

  row(label: Label): Row | undefined {
    return this.#rowOf.get(label);
  }

  labels(): Uint32Array {
    return Uint32Array.from(this.#rowOf.keys());
  }

  /** The row's vector as a view; resident vectors only. */
  view(row: Row): Float32Array {
    const block = this.#blockOf(row);
    const at = (row - block.firstRow) * this.dimension;
    return block.data.subarray(at, at + this.dimension);
  }

  /** Resident vectors only. */
  similarity(row: Row, query: Float32Array): number {
    const block = this.#blockOf(row);
    return dot(block.data, (row - block.firstRow) * this.dimension, query, 0, this.dimension);
  }

  /** Throws what `add` would throw for this label and vector. */
  check(label: Label, vector: Float32Array): void {
    if (!Number.isInteger(label) || label < 0 || label > MAX_LABEL) {
      throw new HuellaError('internal', `label ${label} is not an unsigned 32-bit integer`);
    }
    if (this.#rowOf.has(label))
      throw new HuellaError('internal', `label ${label} is already in the index`);
    assertUnit(vector, this.dimension);
  }

  /**
   * @throws dimension-mismatch; internal for a label that is present or a vector not finite and of
   * unit length; out-of-memory
   */
  add(label: Label, vector: Float32Array): Row {
    this.check(label, vector);
    const row = this.#released.at(-1) ?? this.#used;
    if (row === this.#used) {
      this.#reserveLabels(row + 1);
      if (this.resident) this.#reserveBlocks(row + 1);
    }
    if (this.resident) this.view(row).set(vector);
    if (row === this.#used) this.#used++;
    else this.#released.pop();
    this.#labelAt[row] = label;
    this.#state[row] = ALIVE;
    this.#rowOf.set(label, row);
    return row;
  }

  /**
   * The row that is dead from now on, its vector forgotten; undefined when the label was not there.
   */
  remove(label: Label): Row | undefined {
    const row = this.#rowOf.get(label);
    if (row === undefined) return undefined;
    this.#rowOf.delete(label);
    this.#state[row] = DEAD;
    // What was deleted is not kept: of a dead row a graph needs the code only.
    if (this.#inMemory) this.view(row).fill(0);
    return row;
  }

  /** A dead row nothing refers to any more may be used again. */
  release(row: Row): void {
    if (this.#state[row] !== DEAD) return;
    this.#state[row] = RELEASED;
    this.#released.push(row);
  }

  clear(): void {
    this.#blocks.length = 0;
    this.#rowOf.clear();
    this.#used = 0;
  }

  #reserveLabels(rows: number): void {
    if (rows <= this.#labelAt.length) return;
    const length = Math.ceil(rows * 1.5);
    const labelAt = new Uint32Array(length);
    const state = new Uint8Array(length);
    labelAt.set(this.#labelAt);
    state.set(this.#state);
    this.#labelAt = labelAt;
    this.#state = state;
  }

  #reserveBlocks(rows: number): void {
    const end = this.#blocks.at(-1);
    const firstRow = end ? end.firstRow + end.rows : 0;
    if (rows <= firstRow) return;
    const length = this.#rowsPerBlock * this.dimension;
    try {
      this.#blocks.push({ firstRow, rows: this.#rowsPerBlock, data: new Float32Array(length) });
    } catch (cause) {
      throw new HuellaError(
        'out-of-memory',
        'no room for more vectors',
        { bytes: 4 * length },
        { cause },
      );
    }
  }

  #blockOf(row: Row): Block {
    const first = this.#blocks[0]!;
    // Only the first block may have another size: it is the adopted one.
    if (row < first.rows) return first;
    return this.#blocks[1 + Math.floor((row - first.rows) / this.#rowsPerBlock)]!;
  }
}
