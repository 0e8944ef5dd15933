/**
 * Within-individual whitening: the directions in which photos of one animal differ count less.
 *
 * `S` is the scatter of named photos around the mean of their individual, unbiased; `S + ridge I =
 * L L^T`. Two photos are compared by the cosine of `L^-1 (x - mean)`. Known as within-class
 * covariance normalisation (Hatch, Kajarekar and Stolcke, Interspeech 2006); any square root of the
 * inverse gives the same cosines, and Cholesky's is the cheapest.
 */
import { HuellaError } from '../errors';
import type { Matrix, Workspace } from './matrix';
import { countsOf, type NamedPhotos } from './sample';

/**
 * Photos whose scatter is added up in one step: the panel of 1,760 rows stays under 4 MB, near the
 * cache.
 */
const PANEL = 256;

/**
 * The ridge is this many times the mean variance, times the chosen strength (recognition: r * 10).
 */
const RIDGE_SCALE = 10;

export interface Whitening {
  readonly dimension: number;
  /** Of all photos it was fitted on. */
  readonly mean: Float64Array;
  /**
   * Rows of L one after another, row i with i + 1 numbers. In float32: half the bytes on disk, and
   * the cosines change by less than 1e-6.
   */
  readonly factor: Float32Array;
}

/** Differences of each photo from the mean of its individual, in float64, row by row. */
export interface Scatter {
  readonly mean: Float64Array;
  /** `individuals * dimension`. */
  readonly means: Float64Array;
  /** Photos less individuals. */
  readonly freedom: number;
  /** Sum of all squared differences: the trace of the scatter before it is divided. */
  readonly trace: number;
}

/** Means and the trace of the scatter. */
export function scatterOf({ vectors, dimension, individuals }: NamedPhotos): Scatter {
  const counts = countsOf(individuals);
  const mean = new Float64Array(dimension);
  const means = new Float64Array(counts.length * dimension);
  for (const [row, individual] of individuals.entries()) {
    for (let k = 0; k < dimension; k++) {
      const x = vectors[row * dimension + k]!;
      mean[k]! += x;
      means[individual * dimension + k]! += x;
    }
  }
  for (let k = 0; k < dimension; k++) mean[k]! /= individuals.length;
  for (const [individual, count] of counts.entries()) {
    for (let k = 0; k < dimension; k++) means[individual * dimension + k]! /= count;
  }
  let trace = 0;
  for (const [row, individual] of individuals.entries()) {
    for (let k = 0; k < dimension; k++) {
      trace += (vectors[row * dimension + k]! - means[individual * dimension + k]!) ** 2;
    }
  }
  const freedom = counts.reduce((sum, count) => sum + Math.max(0, count - 1), 0);
  return { mean, means, freedom, trace };
}

/** What is added to the diagonal of the scatter before it is divided by the degrees of freedom. */
export function ridgeOf({ trace }: Scatter, dimension: number, strength: number): number {
  return (strength * RIDGE_SCALE * trace) / dimension;
}

/**
 * @param strength of the shrinkage: .03 to .3 (chosen by `judge.ts`)
 * @throws HuellaError `internal` where no individual has two photos that differ; `out-of-memory`
 */
export function fitWhitening(work: Workspace, photos: NamedPhotos, strength: number): Whitening {
  const { vectors, dimension, individuals } = photos;
  const scatter = scatterOf(photos);
  if (!(scatter.trace > 0)) throw new HuellaError('internal', 'no individual has two photos');
  const { mark } = work;
  const covariance = work.matrix(dimension, dimension);
  const panel = work.matrix(dimension, PANEL);
  for (let first = 0; first < individuals.length; first += PANEL) {
    const all = work.numbers;
    all.fill(0, panel.start, panel.start + dimension * panel.stride);
    const end = Math.min(first + PANEL, individuals.length);
    for (let row = first; row < end; row++) {
      const own = individuals[row]! * dimension;
      for (let k = 0; k < dimension; k++) {
        all[panel.start + k * panel.stride + (row - first)] =
          vectors[row * dimension + k]! - scatter.means[own + k]!;
      }
    }
    work.addProduct(covariance, panel, panel, 1 / scatter.freedom, true);
  }
  const ridge = ridgeOf(scatter, dimension, strength) / scatter.freedom;
  const all = work.numbers;
  for (let k = 0; k < dimension; k++) all[covariance.start + k * covariance.stride + k]! += ridge;
  work.cholesky(covariance);
  const factor = packLower(work, covariance);
  work.release(mark);
  return { dimension, mean: scatter.mean, factor };
}

function packLower(work: Workspace, m: Matrix): Float32Array {
  const packed = new Float32Array((m.rows * (m.rows + 1)) / 2);
  let at = 0;
  for (let i = 0; i < m.rows; i++) {
    packed.set(work.row(m, i).subarray(0, i + 1), at);
    at += i + 1;
  }
  return packed;
}

/** `L^-1 (x - mean)`, by forward substitution: half a million steps a thousand numbers. */
export function project({ dimension, mean, factor }: Whitening, x: Float32Array): Float64Array {
  const y = new Float64Array(dimension);
  let at = 0;
  for (let i = 0; i < dimension; i++) {
    // One sum per lane, as the kernel: norms made here and in bulk are equal to the bit.
    let even = 0;
    let odd = 0;
    const paired = i - (i % 4);
    for (let k = 0; k < paired; k += 2) {
      even += y[k]! * factor[at + k]!;
      odd += y[k + 1]! * factor[at + k + 1]!;
    }
    let sum = x[i]! - mean[i]! - (even + odd);
    for (let k = paired; k < i; k++) sum -= y[k]! * factor[at + k]!;
    y[i] = sum / factor[at + i]!;
    at += i + 1;
  }
  return y;
}

/** Length of `L^-1 (x - mean)`. */
export function whitenedNorm(whitening: Whitening, x: Float32Array): number {
  return lengthOf(project(whitening, x));
}

function lengthOf(y: Float64Array): number {
  let sum = 0;
  for (const one of y) sum += one * one;
  return Math.sqrt(sum);
}

/** As `whitenedNorm` for many vectors of one flat table, several times faster. */
export function whitenedNorms(
  work: Workspace,
  whitening: Whitening,
  vectors: Float32Array,
): Float64Array {
  const { dimension } = whitening;
  const count = vectors.length / dimension;
  const norms = new Float64Array(count);
  const { mark } = work;
  const rows = work.matrix(Math.min(PANEL, count), dimension);
  const project = projector(work, whitening);
  for (let first = 0; first < count; first += PANEL) {
    const some = { ...rows, rows: Math.min(PANEL, count - first) };
    project(vectors.subarray(first * dimension), some);
    for (let i = 0; i < some.rows; i++) norms[first + i] = lengthOf(work.row(rows, i));
  }
  work.release(mark);
  return norms;
}

/**
 * A function that fills rows of the workspace with `L^-1 (x - mean)` of as many vectors of a flat
 * table; good until the workspace is released to before it was made.
 */
export function projector(
  work: Workspace,
  { dimension, mean, factor }: Whitening,
): (vectors: Float32Array, rows: Matrix) => void {
  const lower = work.matrix(dimension, dimension);
  for (let i = 0, at = 0; i < dimension; at += ++i) {
    work.row(lower, i).set(factor.subarray(at, at + i + 1));
  }
  return (vectors, rows) => {
    for (let i = 0; i < rows.rows; i++) {
      const row = work.row(rows, i);
      const from = i * dimension;
      for (let k = 0; k < dimension; k++) row[k] = vectors[from + k]! - mean[k]!;
    }
    work.solveRows(lower, rows);
  };
}

/** A query ready to be compared: `cosine = (weights . x - offset) / whitenedNorm(x)`. */
export interface WhitenedQuery {
  /** `L^-T L^-1 (query - mean)`, divided by the query's own whitened length. */
  readonly weights: Float64Array;
  readonly offset: number;
}

/**
 * The query as weights on embeddings as the encoder made them: a gallery needs no second copy of
 * its vectors, only one number for each, its `whitenedNorm`.
 */
export function whitenedQuery(whitening: Whitening, query: Float32Array): WhitenedQuery {
  const { dimension, mean, factor } = whitening;
  const weights = project(whitening, query);
  const norm = lengthOf(weights);
  let at = factor.length;
  for (let i = dimension - 1; i >= 0; i--) {
    at -= i + 1;
    const w = weights[i]! / factor[at + i]!;
    weights[i] = w;
    for (let k = 0; k < i; k++) weights[k]! -= w * factor[at + k]!;
  }
  let offset = 0;
  for (let k = 0; k < dimension; k++) {
    // A query at the very mean is like nothing: every cosine 0.
    weights[k] = norm > 0 ? weights[k]! / norm : 0;
    offset += weights[k]! * mean[k]!;
  }
  return { weights, offset };
}

/** Cosine of the whitened query and a whitened photo, -1..1. */
export function whitenedCosine(
  { weights, offset }: WhitenedQuery,
  x: Float32Array,
  norm: number,
): number {
  let even = 0;
  let odd = 0;
  let k = 0;
  for (; k + 1 < x.length; k += 2) {
    even += weights[k]! * x[k]!;
    odd += weights[k + 1]! * x[k + 1]!;
  }
  if (k < x.length) even += weights[k]! * x[k]!;
  return norm > 0 ? (even + odd - offset) / norm : 0;
}
