/** Crops as every room understands them: when one is valid, and when two are the same. */
import { HuellaError } from './errors';
import type { Crop } from './types';

/**
 * How far over an edge still counts as on it: what adding two fractions in floating point can be
 * off by, and no more.
 */
const EDGE_SLACK = 1e-6;

/**
 * Crops are compared by ten-thousandths, one pixel of a photo 10,000 wide: boxes closer than that
 * were meant to be the same.
 */
const KEY_SCALE = 1e4;

/** The key of the whole photo, however it was said. */
const WHOLE = 'whole';

/** What two crops of one photo have in common, as a share of the photo. */
export function sharedArea(a: Crop, b: Crop): number {
  const across = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const down = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return Math.max(0, across) * Math.max(0, down);
}

/**
 * The crop with its edges pulled onto the photo where rounding left them over it. Throws
 * HuellaError('crop-invalid') when a value is not finite, the box is empty, it lies outside the
 * photo, or it is turned by anything but quarters.
 */
export function normaliseCrop(crop: Crop): Crop {
  const { x, y, width, height, turns } = crop;
  if (![x, y, width, height].every(Number.isFinite))
    throw invalidCrop(crop, 'a value is not a number');
  if (width <= 0 || height <= 0) throw invalidCrop(crop, 'it is empty');
  if (
    x < -EDGE_SLACK ||
    y < -EDGE_SLACK ||
    x + width > 1 + EDGE_SLACK ||
    y + height > 1 + EDGE_SLACK
  ) {
    throw invalidCrop(crop, 'it reaches outside the photo');
  }
  if (turns !== undefined && ![1, 2, 3].includes(turns))
    throw invalidCrop(crop, `turned ${turns} times`);
  const left = Math.max(0, x);
  const top = Math.max(0, y);
  return {
    x: left,
    y: top,
    width: x + width > 1 ? 1 - left : width,
    height: y + height > 1 ? 1 - top : height,
    ...(turns === undefined ? {} : { turns }),
  };
}

/**
 * One string per box, for finding duplicates: two crops that differ by less than a person can draw
 * have the same one, and a crop of the whole photo has that of no crop. Turned, it is another.
 * Throws as normaliseCrop.
 */
export function cropKey(crop: Crop | null | undefined): string {
  if (!crop) return WHOLE;
  const box = normaliseCrop(crop);
  const parts = [box.x, box.y, box.width, box.height].map((part) => Math.round(part * KEY_SCALE));
  const joined = parts.join(',');
  const key = joined === `0,0,${KEY_SCALE},${KEY_SCALE}` ? WHOLE : joined;
  // Appended only when there is something to say: the keys of crops stored before there were turns
  // stay what they are.
  return box.turns ? `${key},${box.turns}` : key;
}

/** With the box in words, for logs. */
export function invalidCrop(
  crop: Crop,
  why: string,
  detail: Readonly<Record<string, number>> = {},
): HuellaError {
  return new HuellaError(
    'crop-invalid',
    `crop ${crop.x},${crop.y} ${crop.width} x ${crop.height}: ${why}`,
    detail,
  );
}
