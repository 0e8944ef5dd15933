import type { RgbImage } from '../types';
import type { Box } from './turn';
import { coefficients, type Coefficients, type ResizeFilter } from './resize-coefficients';
import {
  checkSides,
  checkStrip,
  checkWhole,
  isKept,
  isVerticalFirst,
  spansOf,
} from './resize-geometry';
import { copyRow, resampleRgbRow, resampleRgbaRow, VerticalPass } from './resize-passes';

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
  readonly #srcWidth: number;
  readonly #srcHeight: number;
  readonly #dstWidth: number;
  readonly #dstHeight: number;
  /** Undefined when that side keeps its length: Pillow skips the pass, and so do we. */
  readonly #horizontal: Coefficients | undefined;
  readonly #vertical: VerticalPass | undefined;
  readonly #verticalFirst: boolean;
  /** One row between the two passes. */
  readonly #between: Uint8ClampedArray;
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
    this.#srcWidth = srcWidth;
    this.#srcHeight = srcHeight;
    this.#dstWidth = dstWidth;
    this.#dstHeight = dstHeight;
    this.#verticalFirst = isVerticalFirst(source, target);
    const width = this.#verticalFirst ? srcWidth : dstWidth;
    const { across, down } = spansOf({ ...source, window });
    if (!isKept(srcWidth, dstWidth, across))
      this.#horizontal = coefficients(srcWidth, dstWidth, filter, across);
    if (!isKept(srcHeight, dstHeight, down)) {
      this.#vertical = new VerticalPass(coefficients(srcHeight, dstHeight, filter, down), width);
    }
    this.#between = new Uint8ClampedArray(width * 3);
    this.#result = new Uint8ClampedArray(dstWidth * dstHeight * 3);
  }

  /**
   * Takes `rowCount` whole source rows starting at `firstRow`, as RGB or RGBA bytes (told apart by
   * the length; alpha is ignored). The strip is not kept: the caller may reuse it.
   */
  push(strip: Uint8Array | Uint8ClampedArray, firstRow: number, rowCount: number): void {
    const source = { width: this.#srcWidth, height: this.#srcHeight };
    const step = checkStrip(source, this.#nextRow, { data: strip, firstRow, rowCount });
    this.#nextRow += rowCount;
    const stride = this.#srcWidth * step;
    const pixels = step === 4 ? asPixels(strip) : undefined;
    for (let row = firstRow; row < firstRow + rowCount; row++) {
      const source = (row - firstRow) * stride;
      if (this.#verticalFirst) this.#pushVerticalFirst(strip, source, step);
      else this.#pushHorizontalFirst(strip, source, pixels, row);
    }
  }

  /** The resized image. Call once, after the last row. */
  finish(): RgbImage {
    checkWhole(this.#nextRow, this.#srcHeight);
    return {
      data: new Uint8Array(this.#result.buffer),
      width: this.#dstWidth,
      height: this.#dstHeight,
    };
  }

  #pushHorizontalFirst(
    strip: Uint8Array | Uint8ClampedArray,
    source: number,
    pixels: Uint32Array | undefined,
    row: number,
  ): void {
    const vertical = this.#vertical;
    const stride = this.#dstWidth * 3;
    const target = vertical ? this.#between : this.#result;
    const offset = vertical ? 0 : row * stride;
    if (!this.#horizontal) copyRow(strip, source, pixels ? 4 : 3, target, offset, this.#dstWidth);
    else if (pixels) resampleRgbaRow(pixels, source / 4, this.#horizontal, target, offset);
    else resampleRgbRow(strip, source, this.#horizontal, target, offset);
    if (!vertical) return;
    vertical.add(this.#between, 0, 3);
    while (vertical.hasRow) vertical.takeRow(this.#result, vertical.nextRow * stride);
  }

  #pushVerticalFirst(strip: Uint8Array | Uint8ClampedArray, source: number, step: 3 | 4): void {
    const stride = this.#dstWidth * 3;
    const vertical = this.#vertical!;
    vertical.add(strip, source, step);
    while (vertical.hasRow) {
      const target = vertical.nextRow * stride;
      vertical.takeRow(this.#between, 0);
      if (this.#horizontal)
        resampleRgbRow(this.#between, 0, this.#horizontal, this.#result, target);
      else copyRow(this.#between, 0, 3, this.#result, target, this.#dstWidth);
    }
  }
}

/**
 * The strip's RGBA bytes as whole pixels; copied only where they do not lie on a pixel's boundary.
 */
function asPixels(strip: Uint8Array | Uint8ClampedArray): Uint32Array {
  const aligned = strip.byteOffset % 4 === 0 ? strip : strip.slice();
  return new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.length / 4);
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
