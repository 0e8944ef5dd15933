import type { RgbImage } from '../types';
import type { Box, Size } from './turn';
import { coefficients, type Coefficients, type ResizeFilter } from './resize-coefficients';
import {
  checkSides,
  checkStrip,
  checkWhole,
  isKept,
  isVerticalFirst,
  spansOf,
} from './resize-geometry';
import { copyRow, resampleRow, VerticalPass, type RowTarget } from './resize-passes';

export type { ResizeFilter };

/**
 * Pillow's `Image.resize(size, BILINEAR | BICUBIC)` for 8-bit RGB, byte for byte
 * (src/libImaging/Resample.c: precompute_coeffs, normalize_coeffs_8bpc,
 * ImagingResampleHorizontal_8bpc, ImagingResampleVertical_8bpc). The filter is widened by the scale
 * when shrinking (antialiased), and everything but the coefficients is integer arithmetic, so every
 * browser and every processor gives the same pixels, which a browser's own resizing does not.
 *
 * The image arrives as strips of rows and each row goes through both passes at once, so a photo of
 * 100 megapixels needs the memory of its result and a few rows, never its 400 MB of RGBA.
 */

/**
 * A resize fed by strips. Rows must be pushed from top to bottom, each once.
 *
 *     const resizer = new PillowResizer(4000, 3000, 224, 224);
 *     resizer.push(strip, 0, 1000); ... resizer.push(strip, 2000, 1000);
 *     const image = resizer.finish();
 */
export class PillowResizer {
  readonly #source: Size;
  readonly #target: Size;
  /** Undefined when that side keeps its length: Pillow skips the pass, and so do we. */
  readonly #horizontal: Coefficients | undefined;
  readonly #vertical: VerticalPass | undefined;
  readonly #verticalFirst: boolean;
  /** One row between the two passes, RGBA. */
  readonly #between: RowTarget;
  readonly #betweenPixels: Uint32Array;
  readonly #result: Uint8ClampedArray<ArrayBuffer>;
  #nextRow = 0;

  /**
   * Sizes in pixels, whole numbers of at least 1. Throws HuellaError('internal') on anything else.
   *
   * @param window the part of the source that becomes the result, as Pillow's `box`
   */
  constructor(
    srcWidth: number,
    srcHeight: number,
    dstWidth: number,
    dstHeight: number,
    filter: ResizeFilter = 'bilinear',
    window?: Box,
  ) {
    const source = { width: srcWidth, height: srcHeight };
    const target = { width: dstWidth, height: dstHeight };
    checkSides(source, target);
    this.#source = source;
    this.#target = target;
    this.#verticalFirst = isVerticalFirst(source, target);
    const width = this.#verticalFirst ? srcWidth : dstWidth;
    const { across, down } = spansOf({ ...source, window });
    if (!isKept(srcWidth, dstWidth, across))
      this.#horizontal = coefficients(srcWidth, dstWidth, filter, across);
    if (!isKept(srcHeight, dstHeight, down)) {
      this.#vertical = new VerticalPass(coefficients(srcHeight, dstHeight, filter, down), width);
    }
    const between = new Uint8ClampedArray(width * 4);
    this.#between = { bytes: between, offset: 0, step: 4 };
    this.#betweenPixels = new Uint32Array(between.buffer);
    this.#result = new Uint8ClampedArray(dstWidth * dstHeight * 3);
  }

  /**
   * Takes `rowCount` whole source rows starting at `firstRow`, as RGB or RGBA bytes (told apart by
   * the length; alpha is ignored). The strip is not kept: the caller may reuse it.
   */
  push(strip: Uint8Array | Uint8ClampedArray, firstRow: number, rowCount: number): void {
    const { width } = this.#source;
    const step = checkStrip(this.#source, this.#nextRow, { data: strip, firstRow, rowCount });
    this.#nextRow += rowCount;
    const pixels = asPixels(strip, step);
    for (let row = firstRow; row < firstRow + rowCount; row++) {
      const source = (row - firstRow) * width;
      if (this.#verticalFirst) this.#pushVerticalFirst(pixels, source);
      else this.#pushHorizontalFirst(pixels, source, row);
    }
  }

  /** The resized image. Call once, after the last row. */
  finish(): RgbImage {
    checkWhole(this.#nextRow, this.#source.height);
    return { data: new Uint8Array(this.#result.buffer), ...this.#target };
  }

  #pushHorizontalFirst(pixels: Uint32Array, source: number, row: number): void {
    const vertical = this.#vertical;
    this.#across(pixels, source, vertical ? this.#between : this.#resultRow(row));
    if (!vertical) return;
    vertical.add(this.#betweenPixels, 0);
    while (vertical.rows.isWhole) vertical.takeRow(this.#resultRow(vertical.rows.next));
  }

  #pushVerticalFirst(pixels: Uint32Array, source: number): void {
    const vertical = this.#vertical!;
    vertical.add(pixels, source);
    while (vertical.rows.isWhole) {
      const target = this.#resultRow(vertical.rows.next);
      vertical.takeRow(this.#between);
      this.#across(this.#betweenPixels, 0, target);
    }
  }

  #across(pixels: Uint32Array, source: number, target: RowTarget): void {
    if (this.#horizontal) resampleRow(pixels, source, this.#horizontal, target);
    else copyRow(pixels, source, this.#target.width, target);
  }

  #resultRow(row: number): RowTarget {
    return { bytes: this.#result, offset: row * this.#target.width * 3, step: 3 };
  }
}

/**
 * The strip's bytes as whole pixels, red lowest; copied where they are RGB, or do not lie on a
 * pixel's boundary.
 */
function asPixels(strip: Uint8Array | Uint8ClampedArray, step: 3 | 4): Uint32Array {
  if (step === 4) {
    const aligned = strip.byteOffset % 4 === 0 ? strip : strip.slice();
    return new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.length / 4);
  }
  const pixels = new Uint32Array(strip.length / 3);
  for (let i = 0, at = 0; i < pixels.length; i++, at += 3)
    pixels[i] = strip[at]! | (strip[at + 1]! << 8) | (strip[at + 2]! << 16);
  return pixels;
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
