/** How good a picture of an animal is to look at: sharp, light and large, as one number. */
import type { RgbImage } from '../types';

/**
 * Mean step of brightness between neighbours, in parts of the picture's own spread, of a picture
 * that is half as sharp as can be seen. Sharp thumbnails of photos have .2 to .5, blurred ones .05.
 */
const HALF_SHARP = 0.12;
/** A spread below this is noise or fog, in grey levels of 255: its steps say nothing. */
const LEAST_SPREAD = 12;
/** Mean brightness (0..255) within which a picture is neither dark nor burnt. */
const LIGHT = { from: 70, to: 185 } as const;
/** Pixels of a side (of the square of the same area) from which more are not seen on a card. */
const LARGE_SIDE = 512;

/**
 * Between 0 and 1, comparable between photos of one gallery, two decimals.
 *
 * @param image the crop as a thumbnail shows it
 * @param pixels of the crop itself
 */
export function pictureQuality(image: RgbImage, pixels: number): number {
  const grey = greyOf(image);
  // Plain loops: callbacks for each pixel took three times as long, and every photo comes here.
  let sum = 0;
  for (let i = 0; i < grey.length; i++) sum += grey[i]!;
  const mean = sum / grey.length;
  let squares = 0;
  for (let i = 0; i < grey.length; i++) squares += (grey[i]! - mean) ** 2;
  const spread = Math.sqrt(squares / grey.length);
  const step = meanStep(grey, image.width, image.height) / Math.max(spread, LEAST_SPREAD);
  const sharp = step / (step + HALF_SHARP);
  const light = Math.min(1, mean / LIGHT.from, (255 - mean) / (255 - LIGHT.to));
  const large = Math.min(1, Math.sqrt(pixels) / LARGE_SIDE);
  return Math.round(sharp * light * large * 100) / 100;
}

/** Luma (BT.601), 0..255. */
function greyOf({ data, width, height }: RgbImage): Float32Array {
  const grey = new Float32Array(width * height);
  for (let i = 0, at = 0; i < grey.length; i++, at += 3)
    grey[i] = 0.299 * data[at]! + 0.587 * data[at + 1]! + 0.114 * data[at + 2]!;
  return grey;
}

/** Mean difference between pixels side by side and one above the other. */
function meanStep(grey: Float32Array, width: number, height: number): number {
  let sum = 0;
  for (let y = 0, at = 0; y < height; y++) {
    const isLast = y + 1 === height;
    for (let x = 0; x < width; x++, at++) {
      const here = grey[at]!;
      if (x + 1 < width) sum += Math.abs(here - grey[at + 1]!);
      if (!isLast) sum += Math.abs(here - grey[at + width]!);
    }
  }
  const steps = (width - 1) * height + width * (height - 1);
  return steps === 0 ? 0 : sum / steps;
}
