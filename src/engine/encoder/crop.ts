import { HuellaError } from '../errors';
import type { Crop } from '../types';

/** The shortest crop side, in pixels of the oriented photo: with fewer there is no pattern left to recognise. */
export const MIN_CROP = 8;

/** How far over an edge still counts as on it: what adding two fractions in floating point can be off by, and no more. */
const EDGE_SLACK = 1e-6;

/** Digits a crop is compared by: a millionth is a tenth of a pixel on the longest photo there is. */
const KEY_SCALE = 1e6;

/** A box in whole pixels of the oriented photo. */
export interface PixelBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * The crop with its edges pulled onto the photo where rounding left them over it. Throws HuellaError('crop-invalid')
 * when a value is not finite, the box is empty, or it lies outside the photo.
 */
export function normaliseCrop(crop: Crop): Crop {
  const { x, y, width, height } = crop;
  if (![x, y, width, height].every(Number.isFinite)) throw invalid(crop, 'a value is not a number');
  if (width <= 0 || height <= 0) throw invalid(crop, 'it is empty');
  if (x < -EDGE_SLACK || y < -EDGE_SLACK || x + width > 1 + EDGE_SLACK || y + height > 1 + EDGE_SLACK) {
    throw invalid(crop, 'it reaches outside the photo');
  }
  const left = Math.max(0, x);
  const top = Math.max(0, y);
  return {
    x: left,
    y: top,
    width: x + width > 1 ? 1 - left : width,
    height: y + height > 1 ? 1 - top : height,
  };
}

/**
 * The pixels of a crop: each edge rounded by itself, halves to even, as Python's
 * `im.crop((round(x * W), round(y * H), round((x + w) * W), round((y + h) * H)))` does. Without a crop, the whole photo.
 * Throws HuellaError('crop-invalid') when a side is under MIN_CROP pixels (unless it is the photo's whole side).
 */
export function cropToPixels(crop: Crop | undefined, photoWidth: number, photoHeight: number): PixelBox {
  if (!crop) return { x: 0, y: 0, width: photoWidth, height: photoHeight };
  const box = normaliseCrop(crop);
  const left = roundHalfEven(box.x * photoWidth);
  const top = roundHalfEven(box.y * photoHeight);
  const width = Math.min(photoWidth, roundHalfEven((box.x + box.width) * photoWidth)) - left;
  const height = Math.min(photoHeight, roundHalfEven((box.y + box.height) * photoHeight)) - top;
  if (width < Math.min(MIN_CROP, photoWidth) || height < Math.min(MIN_CROP, photoHeight)) {
    throw invalid(crop, `${width} x ${height} pixels are too few`, { minimum: MIN_CROP });
  }
  return { x: left, y: top, width, height };
}

/**
 * One string per box, for finding duplicates: two crops that differ by less than anybody can draw have the same one, and
 * a crop of the whole photo has that of no crop. Throws as normaliseCrop.
 */
export function cropKey(crop: Crop | undefined): string {
  if (!crop) return 'full';
  const box = normaliseCrop(crop);
  const parts = [box.x, box.y, box.width, box.height].map((part) => Math.round(part * KEY_SCALE));
  const key = parts.join(',');
  return key === `0,0,${KEY_SCALE},${KEY_SCALE}` ? 'full' : key;
}

/** Python's round(): a value exactly between two integers goes to the even one. */
function roundHalfEven(value: number): number {
  const low = Math.floor(value);
  const rest = value - low;
  if (rest !== 0.5) return Math.round(value);
  return low % 2 === 0 ? low : low + 1;
}

function invalid(crop: Crop, why: string, detail: Readonly<Record<string, number>> = {}): HuellaError {
  return new HuellaError(
    'crop-invalid',
    `crop ${crop.x},${crop.y} ${crop.width} x ${crop.height}: ${why}`,
    detail,
  );
}
