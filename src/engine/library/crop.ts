/** When two crops of one file count as the same animal. */
import { HuellaError } from '../errors';
import type { Crop } from '../types';

/** A ten-thousandth is one pixel of a photo 10,000 wide: boxes closer than that were meant to be the same. */
const STEPS = 10_000;

/** Boxes computed from pixels may stick out by rounding. */
const SLACK = 1e-6;

/** The whole photo, however it was said. */
const WHOLE = 'whole';

/**
 * The same text for crops that are the same to a ten-thousandth of the photo's width and height; `whole` for no crop.
 * @throws HuellaError `crop-invalid` when the box is empty or leaves the photo.
 */
export function cropKeyOf(crop: Crop | null): string {
  if (crop === null) return WHOLE;
  const { x, y, width, height } = crop;
  const inside =
    x >= -SLACK &&
    y >= -SLACK &&
    width > 0 &&
    height > 0 &&
    x + width <= 1 + SLACK &&
    y + height <= 1 + SLACK;
  // Written so that NaN is refused.
  if (!inside)
    throw new HuellaError('crop-invalid', `crop outside the photo: ${[x, y, width, height].join(', ')}`);
  const [left, top, right, bottom] = [x, y, x + width, y + height].map((edge) => Math.round(edge * STEPS));
  if (left === 0 && top === 0 && right === STEPS && bottom === STEPS) return WHOLE;
  return [left, top, right, bottom].join(',');
}
