import { invalidCrop, normaliseCrop } from '../crop';
import type { Crop } from '../types';
import type { Box } from './turn';

/**
 * The shortest crop side, in pixels of the oriented photo: with fewer there is no pattern left to
 * recognise.
 */
export const MIN_CROP = 8;

/** A box in whole pixels of the oriented photo. */
export type PixelBox = Box;

/**
 * The pixels of a crop: each edge rounded by itself, halves to even, as Python's `im.crop((round(x
 * * W), round(y * H), round((x + w) * W), round((y + h) * H)))` does. Without a crop, the whole
 * photo. Throws HuellaError('crop-invalid') when a side is under MIN_CROP pixels (unless it is the
 * photo's whole side).
 */
export function cropToPixels(
  crop: Crop | undefined,
  photoWidth: number,
  photoHeight: number,
): PixelBox {
  if (!crop) return { x: 0, y: 0, width: photoWidth, height: photoHeight };
  const box = normaliseCrop(crop);
  const left = roundHalfEven(box.x * photoWidth);
  const top = roundHalfEven(box.y * photoHeight);
  const width = Math.min(photoWidth, roundHalfEven((box.x + box.width) * photoWidth)) - left;
  const height = Math.min(photoHeight, roundHalfEven((box.y + box.height) * photoHeight)) - top;
  if (width < Math.min(MIN_CROP, photoWidth) || height < Math.min(MIN_CROP, photoHeight)) {
    throw invalidCrop(crop, `${width} x ${height} pixels are too few`, { minimum: MIN_CROP });
  }
  return { x: left, y: top, width, height };
}

/** Python's round(): a value exactly between two integers goes to the even one. */
function roundHalfEven(value: number): number {
  const low = Math.floor(value);
  const rest = value - low;
  if (rest !== 0.5) return Math.round(value);
  return low % 2 === 0 ? low : low + 1;
}
