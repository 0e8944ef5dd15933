/**
 * The two passes of a resize, row by row. What comes in are whole pixels (one load where bytes take
 * three: a fifth less time in the loop where bulk import spends its own), of which alpha is ignored.
 * Red is the lowest byte, as on every little-endian machine; no browser runs on another. What goes
 * out are bytes, 3 or 4 a pixel.
 */
import { HALF, PRECISION_BITS, type Coefficients } from './resize-coefficients';
import { OpenRows } from './resize-rows';

/** A row of bytes to write to: where it begins, and bytes a pixel. */
export interface RowTarget {
  readonly bytes: Uint8ClampedArray;
  readonly offset: number;
  readonly step: 3 | 4;
}

/**
 * The vertical pass over rows that arrive one by one: only the sums of output rows still open are
 * kept.
 */
export class VerticalPass {
  readonly rows: OpenRows;
  readonly #lanes: readonly Int32Array[];

  constructor(coefficients: Coefficients, width: number) {
    this.rows = new OpenRows(coefficients);
    this.#lanes = Array.from({ length: this.rows.lanes }, () => new Int32Array(width * 3));
  }

  /** Adds the next input row. */
  add(pixels: Uint32Array, source: number): void {
    this.rows.add(
      (lane) => this.#lanes[lane]!.fill(HALF),
      (lane, weight) => addRow(pixels, source, weight, this.#lanes[lane]!),
    );
  }

  takeRow({ bytes, offset, step }: RowTarget): void {
    const sums = this.#lanes[this.rows.take()]!;
    for (let from = 0, to = offset; from < sums.length; from += 3, to += step) {
      bytes[to] = sums[from]! >> PRECISION_BITS;
      bytes[to + 1] = sums[from + 1]! >> PRECISION_BITS;
      bytes[to + 2] = sums[from + 2]! >> PRECISION_BITS;
    }
  }
}

function addRow(pixels: Uint32Array, source: number, weight: number, sums: Int32Array): void {
  for (let from = source, to = 0; to < sums.length; from++, to += 3) {
    const pixel = pixels[from]! | 0;
    sums[to] = sums[to]! + Math.imul(pixel & 255, weight);
    sums[to + 1] = sums[to + 1]! + Math.imul((pixel >>> 8) & 255, weight);
    sums[to + 2] = sums[to + 2]! + Math.imul((pixel >>> 16) & 255, weight);
  }
}

export function copyRow(
  pixels: Uint32Array,
  source: number,
  width: number,
  { bytes, offset, step }: RowTarget,
): void {
  for (let from = source, to = offset; from < source + width; from++, to += step) {
    const pixel = pixels[from]!;
    bytes[to] = pixel & 255;
    bytes[to + 1] = (pixel >>> 8) & 255;
    bytes[to + 2] = (pixel >>> 16) & 255;
  }
}

/** The horizontal pass over one row. */
export function resampleRow(
  pixels: Uint32Array,
  source: number,
  { first, count, weights, taps }: Coefficients,
  { bytes, offset, step }: RowTarget,
): void {
  let to = offset;
  for (let out = 0; out < first.length; out++) {
    let from = source + first[out]!;
    let at = out * taps;
    const end = at + count[out]!;
    let red = HALF;
    let green = HALF;
    let blue = HALF;
    for (; at < end; at++) {
      const weight = weights[at]!;
      const pixel = pixels[from++]! | 0;
      red = (red + Math.imul(pixel & 255, weight)) | 0;
      green = (green + Math.imul((pixel >>> 8) & 255, weight)) | 0;
      blue = (blue + Math.imul((pixel >>> 16) & 255, weight)) | 0;
    }
    bytes[to] = red >> PRECISION_BITS;
    bytes[to + 1] = green >> PRECISION_BITS;
    bytes[to + 2] = blue >> PRECISION_BITS;
    to += step;
  }
}
