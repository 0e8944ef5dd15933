/**
 * How similar each named photo is to all others when its own encounter, or all photos of its
 * individual, had not been there to learn from: exact, for the price of one fit.
 *
 * Taking an encounter away changes the scatter by a matrix of as many dimensions as it has photos,
 * so its inverse follows from the fit on all (Woodbury's identity). With `Z` the encounter's
 * photos less the mean of their individual, which has n photos:
 *
 *     (S - Z^T (I + 11^T / (n - k)) Z + ridge I)^-1 = W + W Z^T (I - 11^T / n - Z W Z^T)^-1 Z W
 *
 * where `W = (S + ridge I)^-1`. All of it is computed from the Gram matrix of the photos, so its
 * cost does not grow with the dimension. The mean and the ridge stay those of all photos: neither
 * knows of individuals enough to give an answer away.
 */
import type { Matrix, Workspace } from './matrix';
import { countsOf, takeRows, type NamedPhotos } from './sample';
import { ridgeOf, scatterOf } from './whitening';

/** `similarities[a * count + b]`: cosine of query a and photo b. */
export interface Similarities {
  readonly count: number;
  readonly values: Float64Array;
}

/** Dot products of all pairs, as the encoder made them. */
export function gramOf(work: Workspace, photos: NamedPhotos): Similarities {
  const { vectors, dimension, individuals } = photos;
  const count = individuals.length;
  const { mark } = work;
  const gram = work.matrix(count, count);
  const rows = work.matrix(count, dimension);
  for (let i = 0; i < count; i++) {
    work.row(rows, i).set(vectors.subarray(i * dimension, (i + 1) * dimension));
  }
  work.addProduct(gram, rows, rows, 1, true);
  work.mirror(gram);
  const values = copyOf(work, gram);
  work.release(mark);
  return { count, values };
}

function copyOf(work: Workspace, m: Matrix): Float64Array {
  const values = new Float64Array(m.rows * m.columns);
  for (let i = 0; i < m.rows; i++) values.set(work.row(m, i), i * m.columns);
  return values;
}

/** Which photos are fitted on: all of them, or those of one species. */
type Fitted = (photo: number) => boolean;

const everyPhoto: Fitted = () => true;

/** The photos' dot products once the mean of those that are fitted on is taken from each. */
function centred({ count, values }: Similarities, fitted: Fitted): Float64Array {
  const means = new Float64Array(count);
  const some = [...means.keys()].filter(fitted);
  for (let i = 0; i < count; i++) {
    for (const j of some) means[i]! += values[i * count + j]! / some.length;
  }
  const mean = some.reduce((sum, i) => sum + means[i]!, 0) / some.length;
  return values.map(
    (value, at) => value - means[Math.floor(at / count)]! - means[at % count]! + mean,
  );
}

/**
 * From each row the mean of its individual's is taken; rows that are not fitted on become zeros.
 */
function lessOwnMean(
  values: Float64Array,
  count: number,
  individuals: Int32Array,
  fitted: Fitted,
): Float64Array {
  const counts = countsOf(individuals.filter((_, row) => fitted(row)));
  const means = new Float64Array(counts.length * count);
  for (const [row, individual] of individuals.entries()) {
    if (!fitted(row)) continue;
    for (let j = 0; j < count; j++) {
      means[individual * count + j]! += values[row * count + j]! / counts[individual]!;
    }
  }
  return values.map((value, at) => {
    const row = Math.floor(at / count);
    return fitted(row) ? value - means[individuals[row]! * count + (at % count)]! : 0;
  });
}

function transposed(values: Float64Array, count: number): Float64Array {
  return values.map((_, at) => values[(at % count) * count + Math.floor(at / count)]!);
}

/** `(x_a - mean) W (x_b - mean)` for all pairs. */
function whitenedGram(
  work: Workspace,
  photos: NamedPhotos,
  gram: Similarities,
  strength: number,
  fitted: Fitted,
): Float64Array {
  const { individuals, dimension } = photos;
  const { count } = gram;
  const some = takeRows(photos, individuals.map((_, row) => row).filter(fitted));
  const ridge = ridgeOf(scatterOf(some), dimension, strength);
  const kernel = centred(gram, fitted);
  const own = lessOwnMean(kernel, count, individuals, fitted);
  const scatter = lessOwnMean(transposed(own, count), count, individuals, fitted);
  const { mark } = work;
  const inner = work.matrix(count, count);
  const outer = work.matrix(count, count);
  const result = work.matrix(count, count);
  const across = transposed(own, count);
  for (let i = 0; i < count; i++) {
    work.row(inner, i).set(scatter.subarray(i * count, (i + 1) * count));
    work.row(inner, i)[i]! += ridge;
    // Row b of the right sides: what all scatter rows say of photo b.
    work.row(outer, i).set(across.subarray(i * count, (i + 1) * count));
    work.row(result, i).set(kernel.subarray(i * count, (i + 1) * count));
  }
  work.cholesky(inner);
  work.solveRows(inner, outer);
  work.addProduct(result, outer, outer, -1, true);
  work.mirror(result);
  const values = copyOf(work, result).map((value) => value / ridge);
  work.release(mark);
  return values;
}

/** Similarities as the encoder made them; NaN within an encounter. */
export function plainLeaveOut(photos: NamedPhotos, gram: Similarities): Similarities {
  const { count } = gram;
  const { encounters } = photos;
  const values = gram.values.map((value, at) =>
    encounters[Math.floor(at / count)] === encounters[at % count] ? NaN : value,
  );
  return { count, values };
}

/**
 * Similarities as learnt from all photos but those of the query's encounter, or of its individual
 * as if it were a new animal; NaN within it.
 * @param without or numbers of sets of whole individuals, one for each photo: each set is left out
 * @param within true: photos of what is left out are compared with each other, and NaN is what else
 *   there is
 * @param fitted which photos are learnt from: those of one species; absent: all
 */
export function learntLeaveOut(
  work: Workspace,
  photos: NamedPhotos,
  gram: Similarities,
  strength: number,
  without: 'encounter' | 'individual' | Int32Array = 'encounter',
  within = false,
  fitted = everyPhoto,
): Similarities {
  const { individuals } = photos;
  const { encounters } = photos;
  const left =
    without === 'encounter' ? encounters : without === 'individual' ? individuals : without;
  const { count } = gram;
  const whitened = whitenedGram(work, photos, gram, strength, fitted);
  const own = lessOwnMean(whitened, count, individuals, fitted);
  const scatter = lessOwnMean(transposed(own, count), count, individuals, fitted);
  const counts = countsOf(individuals.filter((_, row) => fitted(row)));
  const values = new Float64Array(count * count).fill(NaN);
  for (const rows of rowsByNumber(left)) {
    const taken = rows.filter(fitted);
    // Photos that were not fitted on leave nothing behind: the matrix is of no rows then.
    const of = counts[individuals[rows[0]!]!] ?? 0;
    const change = solveSmall(
      taken.map((a) => taken.map((b) => scatter[a * count + b]!)),
      taken.length < of ? 1 / of : 0,
    );
    const changes = change(taken.map((row) => own.subarray(row * count, (row + 1) * count)));
    const lengths = new Float64Array(count);
    for (let b = 0; b < count; b++) {
      let length = whitened[b * count + b]!;
      for (const one of changes) length += one[b]! * one[b]!;
      lengths[b] = Math.sqrt(Math.max(0, length));
    }
    for (const a of rows) {
      for (let b = 0; b < count; b++) {
        if ((left[b] === left[a]) !== within) continue;
        let dot = whitened[a * count + b]!;
        for (const one of changes) dot += one[a]! * one[b]!;
        const scale = lengths[a]! * lengths[b]!;
        values[a * count + b] = scale > 0 ? dot / scale : 0;
      }
    }
  }
  return { count, values };
}

/**
 * For the small matrix `M = I - share 11^T - within`: a function that multiplies the rows given to
 * it by the inverse of M's Cholesky factor, so that the sum of products of the results is the
 * correction above.
 */
function solveSmall(
  within: readonly (readonly number[])[],
  share: number,
): (rows: readonly Float64Array[]) => Float64Array[] {
  const k = within.length;
  const factor = within.map((row, i) => row.map((value, j) => Number(i === j) - share - value));
  for (let i = 0; i < k; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = factor[i]![j]!;
      for (let p = 0; p < j; p++) sum -= factor[i]![p]! * factor[j]![p]!;
      factor[i]![j] = i === j ? Math.sqrt(Math.max(sum, Number.EPSILON)) : sum / factor[j]![j]!;
    }
  }
  return (rows) => {
    const solved: Float64Array[] = [];
    for (const [i, row] of rows.entries()) {
      const next = Float64Array.from(row);
      for (const [p, before] of solved.entries()) {
        const weight = factor[i]![p]!;
        for (let b = 0; b < next.length; b++) next[b]! -= weight * before[b]!;
      }
      const pivot = factor[i]![i]!;
      for (let b = 0; b < next.length; b++) next[b]! /= pivot;
      solved.push(next);
    }
    return solved;
  };
}

function rowsByNumber(numbers: Int32Array): number[][] {
  const rows: number[][] = [];
  for (const [row, number] of numbers.entries()) (rows[number] ??= []).push(row);
  return rows.filter((some) => some.length > 0);
}
