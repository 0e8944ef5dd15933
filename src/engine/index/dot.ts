import { HuellaError } from '../errors';

/**
 * How far a squared norm may be from 1. Float32 normalisation of 4,096 numbers errs by less than
 * 1e-6; half-precision encoders by less than 1e-3.
 */
const UNIT_TOLERANCE = 4e-3;

/**
 * The dot product every similarity shown to a person comes from: products and sums in float64 (each
 * product of two float32 is exact there), four accumulators in a fixed order. The same bits on
 * every engine and device, from the exact search and from the graph.
 *
 * @param a vectors, `length` numbers read from `aAt`
 * @param b as many, read from `bAt`
 */
export function dot(
  a: Float32Array,
  aAt: number,
  b: Float32Array,
  bAt: number,
  length: number,
): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  const whole = length - (length % 4);
  for (let i = 0; i < whole; i += 4) {
    s0 += a[aAt + i]! * b[bAt + i]!;
    s1 += a[aAt + i + 1]! * b[bAt + i + 1]!;
    s2 += a[aAt + i + 2]! * b[bAt + i + 2]!;
    s3 += a[aAt + i + 3]! * b[bAt + i + 3]!;
  }
  for (let i = whole; i < length; i++) s0 += a[aAt + i]! * b[bAt + i]!;
  return s0 + s1 + (s2 + s3);
}

/**
 * Throws `dimension-mismatch` for another length, `internal` for a vector that is not finite and of
 * unit length.
 */
export function assertUnit(vector: Float32Array, dimension: number): void {
  if (vector.length !== dimension) {
    throw new HuellaError(
      'dimension-mismatch',
      `vector of ${vector.length} numbers for an index of ${dimension}`,
      {
        expected: dimension,
        found: vector.length,
      },
    );
  }
  const squared = dot(vector, 0, vector, 0, dimension);
  // Written so that NaN fails too.
  if (!(Math.abs(squared - 1) <= UNIT_TOLERANCE)) {
    throw new HuellaError('internal', `vector is not L2-normalised: squared norm ${squared}`);
  }
}
