import { HALF, PRECISION_BITS, type Coefficients } from './resize-coefficients';
import { mostOverlapping } from './resize-geometry';

/**
 * The vertical pass over rows that arrive one by one: only the sums of output rows still open are
 * kept.
 */
export class VerticalPass {
  readonly #coefficients: Coefficients;
  readonly #width: number;
  /** Sums of output row `r` are in lane `r % lanes.length`. */
  readonly #lanes: readonly Int32Array[];
  #inputRow = 0;
  #openRow = 0;
  /** The next output row to be completed. */
  nextRow = 0;

  constructor(coefficients: Coefficients, width: number) {
    this.#coefficients = coefficients;
    this.#width = width;
    this.#lanes = Array.from(
      { length: mostOverlapping(coefficients) },
      () => new Int32Array(width * 3),
    );
  }

  /**
   * Adds the next input row (RGB, or RGBA of which alpha is ignored). Take every finished row
   * before adding another.
   */
  add(row: Uint8Array | Uint8ClampedArray, source: number, step: 3 | 4): void {
    const { first, weights, taps } = this.#coefficients;
    const input = this.#inputRow++;
    for (; this.#openRow < first.length && first[this.#openRow]! <= input; this.#openRow++) {
      this.#lane(this.#openRow).fill(HALF);
    }
    for (let out = this.nextRow; out < this.#openRow; out++) {
      const weight = weights[out * taps + input - first[out]!]!;
      if (step === 3) addRgbRow(row, source, weight, this.#lane(out));
      else addRgbaRow(row, source, weight, this.#lane(out), this.#width);
    }
  }

  /** Whether every input of the next output row has been added. */
  get hasRow(): boolean {
    const { first, count } = this.#coefficients;
    return (
      this.nextRow < this.#openRow && first[this.nextRow]! + count[this.nextRow]! <= this.#inputRow
    );
  }

  takeRow(target: Uint8ClampedArray, offset: number): void {
    const sums = this.#lane(this.nextRow++);
    for (let i = 0; i < sums.length; i++) target[offset + i] = sums[i]! >> PRECISION_BITS;
  }

  #lane(out: number): Int32Array {
    return this.#lanes[out % this.#lanes.length]!;
  }
}

export function copyRow(
  strip: Uint8Array | Uint8ClampedArray,
  source: number,
  step: number,
  rows: Uint8ClampedArray,
  target: number,
  width: number,
): void {
  let from = source;
  let to = target;
  for (let x = 0; x < width; x++) {
    rows[to] = strip[from]!;
    rows[to + 1] = strip[from + 1]!;
    rows[to + 2] = strip[from + 2]!;
    from += step;
    to += 3;
  }
}

/**
 * One RGBA row, its pixels read whole (one load where bytes take three: a fifth less time in the
 * loop where bulk import spends its own). Red is the lowest byte, as on every little-endian
 * machine; no browser runs on another.
 */
export function resampleRgbaRow(
  pixels: Uint32Array,
  source: number,
  { first, count, weights, taps }: Coefficients,
  rows: Uint8ClampedArray,
  target: number,
): void {
  let to = target;
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
    rows[to] = red >> PRECISION_BITS;
    rows[to + 1] = green >> PRECISION_BITS;
    rows[to + 2] = blue >> PRECISION_BITS;
    to += 3;
  }
}

export function resampleRgbRow(
  strip: Uint8Array | Uint8ClampedArray,
  source: number,
  { first, count, weights, taps }: Coefficients,
  rows: Uint8ClampedArray,
  target: number,
): void {
  let to = target;
  for (let out = 0; out < first.length; out++) {
    let from = source + first[out]! * 3;
    let at = out * taps;
    const end = at + count[out]!;
    let red = HALF;
    let green = HALF;
    let blue = HALF;
    for (; at < end; at++) {
      const weight = weights[at]!;
      red = (red + Math.imul(strip[from]!, weight)) | 0;
      green = (green + Math.imul(strip[from + 1]!, weight)) | 0;
      blue = (blue + Math.imul(strip[from + 2]!, weight)) | 0;
      from += 3;
    }
    rows[to] = red >> PRECISION_BITS;
    rows[to + 1] = green >> PRECISION_BITS;
    rows[to + 2] = blue >> PRECISION_BITS;
    to += 3;
  }
}

function addRgbRow(
  row: Uint8Array | Uint8ClampedArray,
  source: number,
  weight: number,
  sums: Int32Array,
): void {
  for (let i = 0; i < sums.length; i++) sums[i] = sums[i]! + Math.imul(row[source + i]!, weight);
}

function addRgbaRow(
  row: Uint8Array | Uint8ClampedArray,
  source: number,
  weight: number,
  sums: Int32Array,
  width: number,
): void {
  let from = source;
  let to = 0;
  for (let x = 0; x < width; x++) {
    sums[to] = sums[to]! + Math.imul(row[from]!, weight);
    sums[to + 1] = sums[to + 1]! + Math.imul(row[from + 1]!, weight);
    sums[to + 2] = sums[to + 2]! + Math.imul(row[from + 2]!, weight);
    from += 4;
    to += 3;
  }
}
