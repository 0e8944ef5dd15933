/** How a photo lies in the detector's square, and how boxes come back out of it. */
import type { Size } from '../encoder/turn';
import type { Crop, RgbImage } from '../types';

/** The photo shrunk or enlarged so that its longer side is the square's; proportions kept. */
export function fittedSize({ width, height }: Size, side: number): Size {
  const scale = side / Math.max(width, height);
  return {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  };
}

/** The square's pixels that the photo lies right of and below: it is in the middle. */
function margins({ width, height }: Size, side: number): { left: number; top: number } {
  return { left: Math.floor((side - width) / 2), top: Math.floor((side - height) / 2) };
}

/**
 * The photo in the middle of a square (nanodet/data/transform/warp.py, `keep_ratio`: its border is
 * black; YOLO's is grey).
 *
 * @param image of `fittedSize`, or of the square itself
 * @param border 0 to 255
 * @returns uint8 `[side, side, 3]`
 */
export function letterbox(image: RgbImage, side: number, border = 0): Uint8Array {
  const { left, top } = margins(image, side);
  const square = new Uint8Array(side * side * 3).fill(border);
  const row = image.width * 3;
  for (let y = 0; y < image.height; y++) {
    const from = image.data.subarray(y * row, (y + 1) * row);
    square.set(from, ((top + y) * side + left) * 3);
  }
  return square;
}

/** Left, top, right and bottom in pixels of the square. */
export type Corners = readonly [number, number, number, number];

/**
 * The box in fractions of the photo, cut at its edges; null when nothing of it lies on the photo.
 */
export function toCrop(corners: Corners, fitted: Size, side: number): Crop | null {
  const { left, top } = margins(fitted, side);
  const inside = (value: number): number => Math.min(1, Math.max(0, value));
  const x = inside((corners[0] - left) / fitted.width);
  const y = inside((corners[1] - top) / fitted.height);
  const right = inside((corners[2] - left) / fitted.width);
  const bottom = inside((corners[3] - top) / fitted.height);
  if (right <= x || bottom <= y) return null;
  return { x, y, width: right - x, height: bottom - y };
}
