/** Logistic regression: a probability from a few numbers, with how well its weights are known. */
import { HuellaError } from '../errors';

export interface LogisticModel {
  /** The first is the intercept; then one per feature. */
  readonly weights: readonly number[];
  /** Covariance of the weights, row by row: the inverse of the penalised Hessian. */
  readonly covariance: readonly number[];
}

interface LogisticData {
  /** One row per example, all of the same length. */
  readonly features: readonly (readonly number[])[];
  readonly labels: readonly (0 | 1)[];
  /** How much each example counts; absent: 1. */
  readonly weights?: readonly number[];
}

/**
 * Newton's method doubles the right digits with each step: far fewer than this reach the last bit.
 */
const MOST_STEPS = 100;
/** Steps shorter than this change no probability that is shown. */
const CONVERGED = 1e-12;

/**
 * Weights that maximise the likelihood less `penalty / 2` times the squares of all but the
 * intercept: scikit-learn's LogisticRegression with C = 1 / penalty.
 */
export function fitLogistic(data: LogisticData, penalty: number): LogisticModel {
  const rows = data.features.map((row) => [1, ...row]);
  const size = rows[0]?.length ?? 0;
  if (size === 0) throw new HuellaError('internal', 'no examples to fit');
  const beta = new Float64Array(size);
  let current = loss(rows, data, beta, penalty);
  let hessian = new Float64Array(size * size);
  for (let step = 0; step < MOST_STEPS; step++) {
    const { gradient, curvature } = derivatives(rows, data, beta, penalty);
    hessian = curvature;
    const direction = solveSymmetric(curvature, gradient);
    // Far from the optimum a whole step may overshoot: halve it until the loss falls.
    let share = 1;
    let next = beta.map((value, i) => value - direction[i]!);
    let after = loss(rows, data, next, penalty);
    while (after > current && share > CONVERGED) {
      share /= 2;
      next = beta.map((value, i) => value - share * direction[i]!);
      after = loss(rows, data, next, penalty);
    }
    if (!(after <= current)) break;
    const moved = direction.reduce((most, one) => Math.max(most, Math.abs(share * one)), 0);
    beta.set(next);
    current = after;
    if (moved < CONVERGED) break;
  }
  return { weights: [...beta], covariance: [...inverseSymmetric(hessian, size)] };
}

/** Log-odds of label 1. */
export function logit({ weights }: LogisticModel, features: readonly number[]): number {
  return features.reduce((sum, value, i) => sum + weights[i + 1]! * value, weights[0]!);
}

/** Standard error of `logit`. */
export function logitError({ covariance }: LogisticModel, features: readonly number[]): number {
  const x = [1, ...features];
  let variance = 0;
  for (const [i, a] of x.entries()) {
    for (const [j, b] of x.entries()) variance += a * b * covariance[i * x.length + j]!;
  }
  return Math.sqrt(Math.max(0, variance));
}

export function sigmoid(x: number): number {
  return x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x));
}

/** `log(1 + e^x)`, for any x. */
export function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}

function dot(a: readonly number[], b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}

function loss(
  rows: readonly (readonly number[])[],
  { labels, weights }: LogisticData,
  beta: Float64Array,
  penalty: number,
): number {
  let sum = 0;
  for (const [i, row] of rows.entries()) {
    const eta = dot(row, beta);
    sum += (weights?.[i] ?? 1) * softplus(labels[i] === 1 ? -eta : eta);
  }
  return beta.slice(1).reduce((all, one) => all + (penalty / 2) * one * one, sum);
}

function derivatives(
  rows: readonly (readonly number[])[],
  { labels, weights }: LogisticData,
  beta: Float64Array,
  penalty: number,
): { gradient: Float64Array; curvature: Float64Array<ArrayBuffer> } {
  const size = beta.length;
  const gradient = new Float64Array(size);
  const curvature = new Float64Array(size * size);
  for (const [i, row] of rows.entries()) {
    const weight = weights?.[i] ?? 1;
    const p = sigmoid(dot(row, beta));
    const slope = weight * (p - labels[i]!);
    const bend = weight * p * (1 - p);
    for (let a = 0; a < size; a++) {
      gradient[a]! += slope * row[a]!;
      for (let b = 0; b < size; b++) curvature[a * size + b]! += bend * row[a]! * row[b]!;
    }
  }
  for (let a = 1; a < size; a++) {
    gradient[a]! += penalty * beta[a]!;
    curvature[a * size + a]! += penalty;
  }
  return { gradient, curvature };
}

/** Solves `matrix x = right` by Gauss-Jordan with pivoting: a handful of unknowns. */
function solveSymmetric(matrix: Float64Array, right: Float64Array): Float64Array {
  const inverse = inverseSymmetric(matrix, right.length);
  return right.map((_, i) =>
    right.reduce((sum, value, j) => sum + inverse[i * right.length + j]! * value, 0),
  );
}

/** A direction nothing is known of gets a curvature of this, so that it stays finite. */
const LEAST_PIVOT = 1e-12;

function inverseSymmetric(matrix: Float64Array, size: number): Float64Array {
  const left = Float64Array.from(matrix);
  const right = new Float64Array(size * size);
  for (let i = 0; i < size; i++) right[i * size + i] = 1;
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let row = column + 1; row < size; row++) {
      if (Math.abs(left[row * size + column]!) > Math.abs(left[pivot * size + column]!))
        pivot = row;
    }
    for (let k = 0; k < size; k++) {
      for (const m of [left, right]) {
        const swap = m[column * size + k]!;
        m[column * size + k] = m[pivot * size + k]!;
        m[pivot * size + k] = swap;
      }
    }
    const found = left[column * size + column]!;
    const divisor = Math.abs(found) < LEAST_PIVOT ? LEAST_PIVOT : found;
    for (let k = 0; k < size; k++) {
      left[column * size + k]! /= divisor;
      right[column * size + k]! /= divisor;
    }
    for (let row = 0; row < size; row++) {
      if (row === column) continue;
      const factor = left[row * size + column]!;
      for (let k = 0; k < size; k++) {
        left[row * size + k]! -= factor * left[column * size + k]!;
        right[row * size + k]! -= factor * right[column * size + k]!;
      }
    }
  }
  return right;
}
