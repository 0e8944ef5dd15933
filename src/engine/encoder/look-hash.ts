/**
 * A hash of how a picture looks: difference hash (dHash), 64 bits, each saying whether one place is
 * darker than its right neighbour.
 */
import type { RgbImage } from '../types';

const COLUMNS = 9;
const ROWS = 8;

/**
 * 16 hexadecimal digits. Pictures that nearly share it look nearly the same; flat pictures all
 * share `0000000000000000`.
 */
export function lookHash(image: RgbImage): string {
  const grey = shrink(image);
  let hash = 0n;
  for (let row = 0; row < ROWS; row++) {
    for (let column = 0; column + 1 < COLUMNS; column++) {
      const at = row * COLUMNS + column;
      hash = (hash << 1n) | (grey[at]! < grey[at + 1]! ? 1n : 0n);
    }
  }
  return hash.toString(16).padStart(16, '0');
}

/** Mean luma (BT.601, in thousandths) of each of 9 x 8 fields. */
function shrink({ data, width, height }: RgbImage): Float64Array {
  const grey = new Float64Array(COLUMNS * ROWS);
  for (let row = 0; row < ROWS; row++) {
    const [top, bottom] = span(row, ROWS, height);
    for (let column = 0; column < COLUMNS; column++) {
      const [left, right] = span(column, COLUMNS, width);
      let sum = 0;
      for (let y = top; y < bottom; y++) {
        for (let at = (y * width + left) * 3, end = (y * width + right) * 3; at < end; at += 3) {
          sum += 299 * data[at]! + 587 * data[at + 1]! + 114 * data[at + 2]!;
        }
      }
      // Rounded, so that noise below one grey level decides nothing.
      grey[row * COLUMNS + column] = Math.round(sum / ((bottom - top) * (right - left)) / 1000);
    }
  }
  return grey;
}

/** Pixels of one field; at least one, where a picture has fewer pixels than there are fields. */
function span(index: number, fields: number, pixels: number): [number, number] {
  const from = Math.min(pixels - 1, Math.floor((index * pixels) / fields));
  return [from, Math.max(from + 1, Math.floor(((index + 1) * pixels) / fields))];
}
