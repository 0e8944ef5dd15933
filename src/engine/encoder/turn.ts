/** Quarter turns of pixels, exact: every pixel moves and none is computed. */
import type { Turns } from '../types';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** The size after turning. */
export function turnedSize({ width, height }: Size, turns: 0 | Turns): Size {
  return turns % 2 === 0 ? { width, height } : { width: height, height: width };
}

/**
 * Turns `width` x `height` pixels, row-major, clockwise into `target` (of the same length, in the
 * turned size's rows). A quarter turn puts the bottom of the first column at the top left.
 */
export function turnPixels(
  source: Uint32Array,
  { width, height }: Size,
  turns: Turns,
  target: Uint32Array,
): void {
  // Where the first source pixel goes, and how far apart in the target two neighbours of a row and
  // of a column are.
  const [first, across, down] = {
    1: [height - 1, height, -1] as const,
    2: [width * height - 1, -1, -width] as const,
    3: [(width - 1) * height, -height, 1] as const,
  }[turns];
  for (let y = 0, from = 0; y < height; y++) {
    let to = first + y * down;
    for (let x = 0; x < width; x++, from++, to += across) target[to] = source[from]!;
  }
}
