import { HuellaError } from '../errors';
import type { RgbImage } from '../types';

/**
 * Pillow's `Image.resize(size, BILINEAR | BICUBIC)` for 8-bit RGB, byte for byte (src/libImaging/Resample.c:
 * precompute_coeffs, normalize_coeffs_8bpc, ImagingResampleHorizontal_8bpc, ImagingResampleVertical_8bpc). The filter is
 * widened by the scale when shrinking (antialiased), and everything but the coefficients is integer arithmetic, so every
 * browser and every processor gives the same pixels, which a browser's own resizing does not.
 *
 * The image arrives as strips of rows: the horizontal pass runs strip by strip and keeps only `dstWidth` pixels a row, so a
 * photo of 100 megapixels never has its 400 MB of RGBA in JavaScript's memory.
 */

export type ResizeFilter = 'bilinear' | 'bicubic';

/** Fixed-point bits of a coefficient: 32 bits less 8 of the sample and 2 of headroom (Resample.c). */
const PRECISION_BITS = 32 - 8 - 2;
const HALF = 1 << (PRECISION_BITS - 1);

/** No photo has a longer side (JPEG ends at 65,535; WebP at 16,383); guards the coefficient tables against absurd sizes. */
const MAX_SIDE = 1 << 20;

interface Kernel {
  readonly support: number;
  readonly weight: (x: number) => number;
}

const KERNELS: Readonly<Record<ResizeFilter, Kernel>> = {
  bilinear: { support: 1, weight: (x) => Math.max(0, 1 - Math.abs(x)) },
  bicubic: { support: 2, weight: cubic },
};

/** Keys' cubic with a = -0.5, in the order of operations of Resample.c (the order decides the last bit). */
function cubic(signed: number): number {
  const a = -0.5;
  const x = Math.abs(signed);
  if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  if (x < 2) return (((x - 5) * x + 8) * x - 4) * a;
  return 0;
}

/** For each output position: the first input it reads, how many, and their weights (`taps` slots each). */
interface Coefficients {
  readonly first: Int32Array;
  readonly count: Int32Array;
  readonly weights: Int32Array;
  readonly taps: number;
}

function coefficients(inSize: number, outSize: number, kernel: Kernel): Coefficients {
  const scale = inSize / outSize;
  const filterScale = Math.max(1, scale);
  const support = kernel.support * filterScale;
  const taps = Math.ceil(support) * 2 + 1;
  const first = new Int32Array(outSize);
  const count = new Int32Array(outSize);
  const weights = new Int32Array(outSize * taps);
  const exact = new Float64Array(taps);
  const inverse = 1 / filterScale;
  for (let out = 0; out < outSize; out++) {
    const center = (out + 0.5) * scale;
    const low = Math.max(0, Math.trunc(center - support + 0.5));
    const length = Math.min(inSize, Math.trunc(center + support + 0.5)) - low;
    let sum = 0;
    for (let i = 0; i < length; i++) {
      const weight = kernel.weight((i + low - center + 0.5) * inverse);
      exact[i] = weight;
      sum += weight;
    }
    for (let i = 0; i < length; i++) {
      const weight = sum === 0 ? exact[i]! : exact[i]! / sum;
      weights[out * taps + i] = Math.trunc(weight * (1 << PRECISION_BITS) + (weight < 0 ? -0.5 : 0.5));
    }
    first[out] = low;
    count[out] = length;
  }
  return { first, count, weights, taps };
}

/**
 * A resize fed by strips. Rows must be pushed from top to bottom, each once; rows no output needs are skipped.
 *
 *     const resizer = new PillowResizer(4000, 3000, 224, 224);
 *     resizer.push(strip, 0, 1000); ... resizer.push(strip, 2000, 1000);
 *     const image = resizer.finish();
 */
export class PillowResizer {
  readonly #srcWidth: number;
  readonly #srcHeight: number;
  readonly #dstWidth: number;
  readonly #dstHeight: number;
  /** Undefined when that side keeps its length: Pillow skips the pass, and so do we. */
  readonly #horizontal: Coefficients | undefined;
  readonly #vertical: Coefficients | undefined;
  /** Source rows the vertical pass reads: [firstRow, endRow). */
  readonly #firstRow: number;
  readonly #endRow: number;
  /** The horizontal pass's result, `endRow - firstRow` rows of `dstWidth` RGB pixels. */
  readonly #rows: Uint8ClampedArray<ArrayBuffer>;
  #nextRow = 0;

  /** Sizes in pixels, whole numbers of at least 1. Throws HuellaError('internal') on anything else. */
  constructor(
    srcWidth: number,
    srcHeight: number,
    dstWidth: number,
    dstHeight: number,
    filter: ResizeFilter = 'bilinear',
  ) {
    for (const side of [srcWidth, srcHeight, dstWidth, dstHeight]) {
      if (!Number.isInteger(side) || side < 1 || side > MAX_SIDE) {
        throw new HuellaError('internal', `resize: ${side} is not a side length`);
      }
    }
    this.#srcWidth = srcWidth;
    this.#srcHeight = srcHeight;
    this.#dstWidth = dstWidth;
    this.#dstHeight = dstHeight;
    const kernel = KERNELS[filter];
    if (srcWidth !== dstWidth) this.#horizontal = coefficients(srcWidth, dstWidth, kernel);
    if (srcHeight !== dstHeight) this.#vertical = coefficients(srcHeight, dstHeight, kernel);
    const vertical = this.#vertical;
    this.#firstRow = vertical ? vertical.first[0]! : 0;
    this.#endRow = vertical ? vertical.first[dstHeight - 1]! + vertical.count[dstHeight - 1]! : srcHeight;
    this.#rows = new Uint8ClampedArray((this.#endRow - this.#firstRow) * dstWidth * 3);
  }

  /**
   * Takes `rowCount` whole source rows starting at `firstRow`, as RGB or RGBA bytes (told apart by the length; alpha is
   * ignored). The strip is not kept: the caller may reuse it.
   */
  push(strip: Uint8Array | Uint8ClampedArray, firstRow: number, rowCount: number): void {
    const pixels = this.#srcWidth * rowCount;
    const step = strip.length / pixels;
    if (firstRow !== this.#nextRow || firstRow + rowCount > this.#srcHeight || (step !== 3 && step !== 4)) {
      throw new HuellaError(
        'internal',
        `resize: strip ${firstRow}+${rowCount} of ${strip.length} bytes does not follow`,
      );
    }
    this.#nextRow += rowCount;
    const from = Math.max(firstRow, this.#firstRow);
    const to = Math.min(firstRow + rowCount, this.#endRow);
    for (let row = from; row < to; row++) {
      const source = (row - firstRow) * this.#srcWidth * step;
      const target = (row - this.#firstRow) * this.#dstWidth * 3;
      if (!this.#horizontal) copyRow(strip, source, step, this.#rows, target, this.#dstWidth);
      else if (step === 4) shrinkRgbaRow(strip, source, this.#horizontal, this.#rows, target);
      else shrinkRgbRow(strip, source, this.#horizontal, this.#rows, target);
    }
  }

  /** The resized image. Call once, after the last row. */
  finish(): RgbImage {
    if (this.#nextRow < this.#endRow) {
      throw new HuellaError('internal', `resize: ${this.#nextRow} of ${this.#srcHeight} rows pushed`);
    }
    const width = this.#dstWidth;
    const height = this.#dstHeight;
    const result = this.#vertical
      ? verticalPass(this.#rows, width * 3, this.#vertical, height, this.#firstRow)
      : this.#rows;
    return { data: new Uint8Array(result.buffer), width, height };
  }
}

/** `Image.resize((width, height), filter)` of a whole image. */
export function resizeRgb(
  image: RgbImage,
  width: number,
  height: number,
  filter: ResizeFilter = 'bilinear',
): RgbImage {
  const resizer = new PillowResizer(image.width, image.height, width, height, filter);
  resizer.push(image.data, 0, image.height);
  return resizer.finish();
}

function copyRow(
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

/*
 * The two loops below differ in one constant and are written out twice on purpose: this is where bulk import spends its
 * time, and a pixel stride the compiler knows is worth more than the lines saved.
 */
function shrinkRgbaRow(
  strip: Uint8Array | Uint8ClampedArray,
  source: number,
  { first, count, weights, taps }: Coefficients,
  rows: Uint8ClampedArray,
  target: number,
): void {
  let to = target;
  for (let out = 0; out < first.length; out++) {
    let from = source + first[out]! * 4;
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
      from += 4;
    }
    rows[to] = red >> PRECISION_BITS;
    rows[to + 1] = green >> PRECISION_BITS;
    rows[to + 2] = blue >> PRECISION_BITS;
    to += 3;
  }
}

function shrinkRgbRow(
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

/** Row by row over one line of accumulators, so that memory is read in the order it lies. */
function verticalPass(
  rows: Uint8ClampedArray,
  stride: number,
  { first, count, weights, taps }: Coefficients,
  height: number,
  firstRow: number,
): Uint8ClampedArray<ArrayBuffer> {
  const result = new Uint8ClampedArray(height * stride);
  const sums = new Int32Array(stride);
  for (let out = 0; out < height; out++) {
    sums.fill(HALF);
    for (let tap = 0; tap < count[out]!; tap++) {
      const weight = weights[out * taps + tap]!;
      const from = (first[out]! + tap - firstRow) * stride;
      for (let i = 0; i < stride; i++) sums[i] = sums[i]! + Math.imul(rows[from + i]!, weight);
    }
    const to = out * stride;
    for (let i = 0; i < stride; i++) result[to + i] = sums[i]! >> PRECISION_BITS;
  }
  return result;
}
