/** Quarter turns of pixels, exact: every pixel moves and none is computed. */
import type { Turns } from '../types';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A part of a picture, from its top left corner. */
export interface Box extends Size {
  readonly x: number;
  readonly y: number;
}

/** The size after turning. */
export function turnedSize({ width, height }: Size, turns: 0 | Turns): Size {
  return turns % 2 === 0 ? { width, height } : { width: height, height: width };
}

/** Where a box of a picture of this size lies after turning. */
export function turnedBox({ x, y, width, height }: Box, size: Size, turns: 0 | Turns): Box {
  switch (turns) {
    case 0:
      return { x, y, width, height };
    case 1:
      return { x: size.height - y - height, y: x, width: height, height: width };
    case 2:
      return { x: size.width - x - width, y: size.height - y - height, width, height };
    case 3:
      return { x: y, y: size.width - x - width, width: height, height: width };
  }
}

/** One turn after another. */
export function addTurns(...all: readonly (0 | Turns)[]): 0 | Turns {
  return (all.reduce<number>((sum, turns) => sum + turns, 0) % 4) as 0 | Turns;
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
