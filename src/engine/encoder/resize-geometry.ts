/** Sizes, rows and order of a resize, the same for every way to compute it. */
import { HuellaError } from '../errors';
import type { Coefficients, Span } from './resize-coefficients';
import type { Box, Size } from './turn';

/**
 * No photo has a longer side (JPEG ends at 65,535; WebP at 16,383); guards the coefficient tables
 * against absurd sizes.
 */
const MAX_SIDE = 1 << 20;

/** What is resized: whole rows of pixels, of which a window may be wanted alone. */
export interface ResizeSource extends Size {
  /** In pixels and parts of them, within the source; absent: all of it. */
  readonly window?: Box | undefined;
}

/** The window along each side. */
export function spansOf({ width, height, window }: ResizeSource): {
  readonly across: Span;
  readonly down: Span;
} {
  if (!window) return { across: [0, width], down: [0, height] };
  const { x, y } = window;
  return { across: [x, x + window.width], down: [y, y + window.height] };
}

/** Whether a side stays as it is: Pillow skips the pass, and so do we. */
export function isKept(inSize: number, outSize: number, [from, to]: Span): boolean {
  return inSize === outSize && from === 0 && to === inSize;
}

/** @throws HuellaError `internal` unless all are whole numbers of at least 1 */
export function checkSides(source: Size, target: Size): void {
  for (const side of [source.width, source.height, target.width, target.height]) {
    if (!Number.isInteger(side) || side < 1 || side > MAX_SIDE) {
      throw new HuellaError('internal', `resize: ${side} is not a side length`);
    }
  }
}

/** Whole rows of a source image. */
export interface Rows {
  readonly data: Uint8Array | Uint8ClampedArray;
  readonly firstRow: number;
  readonly rowCount: number;
}

/**
 * The bytes of a pixel: 3 or 4.
 * @param nextRow the row that is to come
 * @throws HuellaError `internal` for rows that do not follow, or are not whole
 */
export function checkStrip({ width, height }: Size, nextRow: number, rows: Rows): 3 | 4 {
  const { data, firstRow, rowCount } = rows;
  const step = data.length / (width * rowCount);
  if (firstRow === nextRow && firstRow + rowCount <= height && (step === 3 || step === 4))
    return step;
  throw new HuellaError(
    'internal',
    `resize: strip ${firstRow}+${rowCount} of ${data.length} bytes does not follow`,
  );
}

/** @throws HuellaError `internal` when rows are missing */
export function checkWhole(rows: number, height: number): void {
  if (rows < height) throw new HuellaError('internal', `resize: ${rows} of ${height} rows pushed`);
}

/**
 * Which pass runs first decides the last bit, since the row between them is rounded to 8 bits.
 * Pillow runs the horizontal one first, except, from 13.0 on (pull request 9549), when the height
 * loses more than twice the pixels the width does.
 */
export function isVerticalFirst(source: Size, target: Size): boolean {
  const lost = source.height - target.height;
  return lost > 0 && lost > 2 * (source.width - target.width);
}

/**
 * The most output rows that one input row contributes to, and those between them: how many lanes
 * are open at once.
 */
export function mostOverlapping({ first, count }: Coefficients): number {
  let most = 1;
  let oldest = 0;
  for (let out = 0; out < first.length; out++) {
    while (first[oldest]! + count[oldest]! <= first[out]!) oldest++;
    most = Math.max(most, out - oldest + 1);
  }
  return most;
}
