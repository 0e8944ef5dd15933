/**
 * Similarities of all pairs of many photos. What was compared once is not compared again: a table
 * is made from the one before it, and only photos that are new, or look different, cost anything.
 */
import { projector, Workspace, type Whitening } from '../learning';

/** Rows compared with all others in one step: the panel of 5,000 photos is 10 MB. */
const PANEL = 256;

/** Photos with their embeddings, row by row of one flat table. */
export interface Rows {
  readonly photoIds: readonly string[];
  /** `photoIds.length * dimension` numbers, L2-normalised. */
  readonly vectors: Float32Array;
  readonly dimension: number;
}

/** `value(i, j)` is at `placeOf(i, j)`; the diagonal is not kept. */
export interface SimilarityTable {
  readonly count: number;
  /**
   * Row by row below the diagonal. In float32: 5,000 photos are 50 MB, and errors stay below 1e-7.
   */
  readonly values: Float32Array;
}

/** Where the pair's number is; i and j must differ. */
export function placeOf(i: number, j: number): number {
  return i > j ? (i * (i - 1)) / 2 + j : (j * (j - 1)) / 2 + i;
}

/** The table of photos whose similarity is known in another way. @param of any two of the rows */
export function tableOf(
  rows: readonly number[],
  of: (a: number, b: number) => number,
): SimilarityTable {
  const values = new Float32Array((rows.length * (rows.length - 1)) / 2);
  for (const [i, a] of rows.entries()) {
    for (const [j, b] of rows.slice(0, i).entries()) values[placeOf(i, j)] = of(a, b);
  }
  return { count: rows.length, values };
}

/** Those of the rows most like the others first. */
export function typicalFirst(rows: readonly number[], { values }: SimilarityTable): number[] {
  const sums = rows.map((row) => {
    let sum = 0;
    for (const other of rows) if (other !== row) sum += values[placeOf(row, other)]!;
    return { row, sum };
  });
  return sums.sort((a, b) => b.sum - a.sum || a.row - b.row).map(({ row }) => row);
}

/** How photos are compared, and a name by which it is known whether that is still so. */
export interface Comparison {
  /** Null: as the encoder sees them. */
  readonly whitening: Whitening | null;
  /** Two comparisons of one name give the same numbers. */
  readonly name: string;
}

/** What a next table can be made from. */
export interface Compared {
  readonly rows: Rows;
  readonly table: SimilarityTable;
  readonly name: string;
}

/**
 * Cosines of all pairs, as the encoder sees the photos or as learnt. Yields the share that is done.
 * @throws HuellaError `out-of-memory`
 */
export function* compareAll(
  rows: Rows,
  { whitening, name }: Comparison,
  before: Compared | null = null,
): Generator<number, Compared, void> {
  const count = rows.photoIds.length;
  const values = new Float32Array((count * (count - 1)) / 2);
  const known = before?.name === name ? knownRows(rows, before.rows) : new Map<number, number>();
  const old = [...known.keys()];
  for (const [at, i] of old.entries()) {
    for (const j of old.slice(0, at)) {
      values[placeOf(i, j)] = before!.table.values[placeOf(known.get(i)!, known.get(j)!)]!;
    }
  }
  // Known ones first: a new one is then compared with all before it, and so each pair once.
  const fresh = [...rows.photoIds.keys()].filter((row) => !known.has(row));
  const order = [...old, ...fresh];
  if (fresh.length > 0) yield* compareFresh(rows, whitening, { order, first: old.length }, values);
  return { rows, table: { count, values }, name };
}

/** Rows of the same photo with the same embedding, in either table. */
function knownRows(now: Rows, before: Rows): Map<number, number> {
  const { dimension } = now;
  const known = new Map<number, number>();
  if (before.dimension !== dimension) return known;
  const places = new Map(before.photoIds.map((id, row) => [id, row]));
  for (const [row, id] of now.photoIds.entries()) {
    const place = places.get(id);
    if (place === undefined) continue;
    const [a, b] = [row * dimension, place * dimension];
    let k = 0;
    while (k < dimension && now.vectors[a + k] === before.vectors[b + k]) k += 1;
    if (k === dimension) known.set(row, place);
  }
  return known;
}

function* compareFresh(
  { vectors, dimension }: Rows,
  whitening: Whitening | null,
  { order, first }: { readonly order: readonly number[]; readonly first: number },
  values: Float32Array,
): Generator<number, void, void> {
  const work = new Workspace();
  const count = order.length;
  const all = work.matrix(count, dimension);
  const panel = work.matrix(Math.min(PANEL, count), count);
  const project = whitening && projector(work, whitening);
  const some = new Float32Array(PANEL * dimension);
  for (let from = 0; from < count; from += PANEL) {
    const rows = Math.min(PANEL, count - from);
    const part = { ...all, rows, start: all.start + from * all.stride };
    for (let i = 0; i < rows; i++) {
      const at = order[from + i]! * dimension;
      const vector = vectors.subarray(at, at + dimension);
      if (project) some.set(vector, i * dimension);
      else work.row(part, i).set(vector);
    }
    if (project) {
      project(some, part);
      for (let i = 0; i < rows; i++) normalise(work.row(part, i));
    }
    yield (0.2 * (from + rows)) / count;
  }
  for (let from = first; from < count; from += PANEL) {
    const rows = Math.min(PANEL, count - from);
    const part = { ...all, rows, start: all.start + from * all.stride };
    work.numbers.fill(0, panel.start, panel.start + panel.rows * panel.stride);
    work.addProduct({ ...panel, rows }, part, { ...all, rows: from + rows });
    for (let i = 0; i < rows; i++) {
      const row = work.row(panel, i);
      const own = order[from + i]!;
      for (let k = 0; k < from + i; k++) values[placeOf(own, order[k]!)] = row[k]!;
    }
    yield 0.2 + 0.8 * ((from + rows) / count) ** 2;
  }
}

/** A photo that is the very mean is like nothing: its similarities stay 0. */
function normalise(row: Float64Array): void {
  let sum = 0;
  for (const one of row) sum += one * one;
  const length = Math.sqrt(sum);
  if (length > 0) for (let k = 0; k < row.length; k++) row[k] = row[k]! / length;
}
