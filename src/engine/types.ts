/** The words every room shares (see ARCHITECTURE.md). Types only: no room's logic lives here. */

/** Clockwise quarter turns. */
export type Turns = 1 | 2 | 3;

/**
 * A box inside a photo that holds one animal: fractions 0..1 of width and height, after EXIF
 * rotation.
 */
export interface Crop {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /**
   * How the cut-out is turned to stand upright; absent: it does already. The box itself is of the
   * photo as it is.
   */
  readonly turns?: Turns;
}

/**
 * How far a long job is. `label` is the name of the thing being worked on (a file name), not a
 * sentence.
 */
export interface Progress {
  readonly done: number;
  readonly total: number;
  readonly label: string;
}

/**
 * 8-bit RGB without alpha, row-major, three bytes a pixel: the form every encoder's preprocessing
 * starts from.
 */
export interface RgbImage {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}
