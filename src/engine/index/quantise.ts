/**
 * Float32 vectors as small integers: v is about `scale` times its code. What is lost is kept as a
 * number (`error`), so a search on codes can say for certain which vectors could still be among the
 * nearest (bounds by Cauchy and Schwarz: exact.ts).
 */

/** Codes of stored vectors: -127..127 in 8 bits, symmetric, so that -v has the negated code. */
export const CODE_LIMIT = 127;
/** Codes are padded with zeros to whole SIMD registers. */
export const CODE_ALIGNMENT = 16;

export interface Quantised {
  readonly scale: number;
  /** Length of the difference between the vector and scale x code, rounded up. */
  readonly error: number;
}

export function codeLength(dimension: number): number {
  return Math.ceil(dimension / CODE_ALIGNMENT) * CODE_ALIGNMENT;
}

/**
 * The largest 16-bit code of a query for which no sum over `length` products with 8-bit codes
 * leaves 32 bits.
 */
export function queryLimit(length: number): number {
  return Math.min(0x7fff, Math.floor(0x7fff_ffff / (CODE_LIMIT * length)));
}

/**
 * Writes the vector's code, integers within plus and minus `limit`, to the start of `into`; zeros
 * after it.
 */
export function quantise(
  vector: Float32Array,
  limit: number,
  into: Int8Array | Int16Array,
): Quantised {
  const { length } = vector;
  let largest = 0;
  for (let i = 0; i < length; i++) {
    const size = Math.abs(vector[i]!);
    if (size > largest) largest = size;
  }
  // Rounded to float32 before use: the kernel reads it as such.
  const scale = Math.fround(largest / limit) || 1;
  const inverse = 1 / scale;
  let squared = 0;
  for (let i = 0; i < length; i++) {
    const value = vector[i]!;
    let code = value * inverse + ROUNDER - ROUNDER;
    // Rounding the scale may carry the largest component just past the limit.
    if (code > limit) code = limit;
    else if (code < -limit) code = -limit;
    into[i] = code;
    const lost = value - code * scale;
    squared += lost * lost;
  }
  into.fill(0, length);
  return { scale, error: Math.sqrt(squared) * (1 + MARGIN) };
}

/**
 * Adding and subtracting 1.5 x 2^52 rounds a float64 to a whole number (ties to even), several
 * times faster than Math.round.
 */
const ROUNDER = 1.5 * 2 ** 52;
/**
 * Many times the error of a few thousand float64 operations; keeps a computed bound above the true
 * one.
 */
const MARGIN = 1e-9;
