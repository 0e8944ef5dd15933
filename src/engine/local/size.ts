/** The sizes that the markings' network and its points have, from the size of a crop. */

import type { Size } from '../encoder/turn';

/** Longest side of the network's input, in pixels. */
const INPUT_SIDE = 512;
/** Both sides of the input are multiples of this: the network halves the picture five times. */
const SIDE_STEP = 32;

/**
 * What an upright crop is squashed to: longest side INPUT_SIDE (small crops are enlarged, so that
 * markings have one scale), the other the nearest multiple of SIDE_STEP.
 */
export function inputSize(crop: Size): Size {
  const scale = INPUT_SIDE / Math.max(crop.width, crop.height);
  const side = (pixels: number): number =>
    Math.max(SIDE_STEP, Math.floor((pixels * scale) / SIDE_STEP + 0.5) * SIDE_STEP);
  return { width: side(crop.width), height: side(crop.height) };
}

/**
 * The frame of a crop's points: its own proportions, longest side INPUT_SIDE. Points are compared
 * in frames, because the input's rounding to SIDE_STEP squashes two crops of one animal
 * differently.
 */
export function frameSize(crop: Size): Size {
  const scale = INPUT_SIDE / Math.max(crop.width, crop.height);
  return { width: crop.width * scale, height: crop.height * scale };
}
