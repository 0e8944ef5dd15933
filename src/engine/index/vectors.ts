import { HuellaError } from '../errors';
import { assertUnit, dot } from './dot';
import { MAX_LABEL, type Label } from './types';

/** A block of new rows: large enough to make blocks few, small enough that a gallery of ten photos stays small. */
const BLOCK_BYTES = 4 * 1024 * 1024;

interface Block {
  readonly firstRow: number;
  readonly rows: number;
  readonly data: Float32Array;
}

/**
 * The float32 vectors of one gallery in flat blocks, dense: a removed row is filled with the last one, so a scan never
 * meets a dead row. Rows move; labels are what stays.
 */
export class Vectors {
  private readonly blocks: Block[] = [];
  private readonly rowOf = new Map<Label, number>();
  private readonly rowsPerBlock: number;
  private labelAt: Uint32Array = new Uint32Array(64);

  constructor(readonly dimension: number) {
    if (!Number.isInteger(dimension) || dimension < 1) {
      throw new HuellaError('internal', `dimension ${dimension} is not a positive integer`);
    }
    this.rowsPerBlock = Math.max(1, Math.floor(BLOCK_BYTES / 4 / dimension));
  }

  /** Takes over `labels.length` rows of `data` (row-major) without copying; for an empty store only. */
  static adopt(dimension: number, labels: Uint32Array, data: Float32Array): Vectors {
    const vectors = new Vectors(dimension);
    vectors.labelAt = labels.length > 0 ? labels : vectors.labelAt;
    labels.forEach((label, row) => vectors.rowOf.set(label, row));
    if (labels.length > 0) vectors.blocks.push({ firstRow: 0, rows: labels.length, data });
    return vectors;
  }

  get size(): number {
    return this.rowOf.size;
  }

  /** Bytes held for vectors, counting rows reserved for growth. */
  get bytes(): number {
    return this.blocks.reduce((sum, block) => sum + block.data.byteLength, 0);
  }

  /** Labels in row order. */
  labels(): Uint32Array {
    return this.labelAt.subarray(0, this.size);
  }

  /** The vectors in row order, as views of the blocks. */
  parts(): Float32Array[] {
    return this.blocks
      .filter((block) => block.firstRow < this.size)
      .map(({ firstRow, rows, data }) =>
        data.subarray(0, Math.min(rows, this.size - firstRow) * this.dimension),
      );
  }

  clear(): void {
    this.blocks.length = 0;
    this.rowOf.clear();
  }

  label(row: number): Label {
    return this.labelAt[row]!;
  }

  row(label: Label): number | undefined {
    return this.rowOf.get(label);
  }

  has(label: Label): boolean {
    return this.rowOf.has(label);
  }

  /** The row's vector as a view, valid until the next removal. */
  view(row: number): Float32Array {
    const block = this.blockOf(row);
    const at = (row - block.firstRow) * this.dimension;
    return block.data.subarray(at, at + this.dimension);
  }

  similarity(row: number, query: Float32Array): number {
    const block = this.blockOf(row);
    return dot(block.data, (row - block.firstRow) * this.dimension, query, 0, this.dimension);
  }

  /** Returns the row. Errors as `VectorIndex.add`. */
  add(label: Label, vector: Float32Array): number {
    if (!Number.isInteger(label) || label < 0 || label > MAX_LABEL) {
      throw new HuellaError('internal', `label ${label} is not an unsigned 32-bit integer`);
    }
    if (this.rowOf.has(label)) throw new HuellaError('internal', `label ${label} is already in the index`);
    assertUnit(vector, this.dimension);
    const row = this.size;
    this.reserve(row);
    this.view(row).set(vector);
    this.labelAt[row] = label;
    this.rowOf.set(label, row);
    return row;
  }

  /** The row that became free and was filled with the last row; undefined when the label was not there. */
  remove(label: Label): number | undefined {
    const row = this.rowOf.get(label);
    if (row === undefined) return undefined;
    const last = this.size - 1;
    this.rowOf.delete(label);
    if (row !== last) {
      this.view(row).set(this.view(last));
      this.labelAt[row] = this.labelAt[last]!;
      this.rowOf.set(this.labelAt[row], row);
    }
    const end = this.blocks.at(-1);
    // One spare block is kept, so that adding and removing at a block's edge does not allocate each time.
    if (end && this.blocks.length > 1 && end.firstRow - this.rowsPerBlock > last) this.blocks.pop();
    return row;
  }

  private reserve(row: number): void {
    const end = this.blocks.at(-1);
    const capacity = end ? end.firstRow + end.rows : 0;
    if (row >= capacity) {
      const data = new Float32Array(this.rowsPerBlock * this.dimension);
      this.blocks.push({ firstRow: capacity, rows: this.rowsPerBlock, data });
    }
    if (row >= this.labelAt.length) {
      const grown = new Uint32Array(Math.ceil(this.labelAt.length * 1.5) + 64);
      grown.set(this.labelAt);
      this.labelAt = grown;
    }
  }

  private blockOf(row: number): Block {
    const first = this.blocks[0]!;
    // Only the first block may have another size: it is the adopted one.
    if (row < first.rows) return first;
    return this.blocks[1 + Math.floor((row - first.rows) / this.rowsPerBlock)]!;
  }
}
