/**
 * A second look at one animal of a photo: the surroundings of its box fill the square, so that the
 * network sees it larger, draws its sides where they are, and is sure of what it doubted. On
 * composed scenes the boxes' overlap with the true ones rose from .85 to .94, and half of the
 * animals that had no box got one (tests/bench/detector/RESULTS.md).
 */
import type { Crop, RgbImage } from '../types';
import { LEAST_SCORE, type Detection } from './detection';
import type { Corners } from './letterbox';
import { coincide } from './suppress';

/**
 * Room on each side of the box, as a share of its longer one. Measured at .1 to .5: from .3 on the
 * box is too small in the square again, below .1 a box that was drawn too small cannot grow.
 */
const ROOM = 0.15;
/** The second box is the same animal's when it shares more than this of the union. */
const SAME_OVERLAP = 0.4;
/** A region of nearly the whole photo shows nothing larger. */
const NEARLY_WHOLE = 0.8;
/**
 * Boxes of one photo that get a second look, the surest: each takes as long as the first look at
 * the photo.
 */
export const MOST_LOOKS = 8;

/** In whole pixels of a picture. */
export interface Region {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** What to look at for a box; null: the photo itself, or nearly. */
export function regionAround(crop: Crop, photo: Pick<RgbImage, 'width' | 'height'>): Region | null {
  const side = Math.max(crop.width * photo.width, crop.height * photo.height) * (1 + 2 * ROOM);
  const span = (start: number, length: number, whole: number): [number, number] => {
    const middle = (start + length / 2) * whole;
    const from = Math.max(0, Math.round(middle - side / 2));
    return [from, Math.max(1, Math.min(whole, Math.round(middle + side / 2)) - from)];
  };
  const [left, width] = span(crop.x, crop.width, photo.width);
  const [top, height] = span(crop.y, crop.height, photo.height);
  if (width > NEARLY_WHOLE * photo.width && height > NEARLY_WHOLE * photo.height) return null;
  return { left, top, width, height };
}

/** The pixels of a region. */
export function cutOut(image: RgbImage, { left, top, width, height }: Region): RgbImage {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    const from = ((top + y) * image.width + left) * 3;
    data.set(image.data.subarray(from, from + width * 3), y * width * 3);
  }
  return { data, width, height };
}

/**
 * The detection with the box of the second look, where that found the same animal. One that the
 * first look doubted, below `LEAST_SCORE`, is there when both looks together are sure enough: its
 * score is their mean, so that it is still asked about.
 *
 * @param seen in fractions of the region
 * @returns null: doubted, and not confirmed
 */
export function withCloserBox(
  first: Detection,
  seen: readonly Detection[],
  region: Region,
  photo: Pick<RgbImage, 'width' | 'height'>,
): Detection | null {
  let best = first;
  let most = SAME_OVERLAP;
  for (const { crop, score, kind } of seen) {
    const there = {
      x: (region.left + crop.x * region.width) / photo.width,
      y: (region.top + crop.y * region.height) / photo.height,
      width: (crop.width * region.width) / photo.width,
      height: (crop.height * region.height) / photo.height,
    };
    const shared = overlapOf(there, first.crop);
    if (shared > most) [best, most] = [{ crop: there, score, kind }, shared];
  }
  if (!isDoubted(first)) return { ...first, crop: best.crop };
  const score = (first.score + best.score) / 2;
  return score >= LEAST_SCORE ? { ...best, score } : null;
}

/** Whether only a second look can tell that an animal is there. */
export function isDoubted({ score }: Detection): boolean {
  return score < LEAST_SCORE;
}

/**
 * Surest first, without those that the second look has drawn around an animal that a surer one has
 * already, or around a part of it.
 */
export function withoutRepeats(detections: readonly Detection[]): Detection[] {
  const kept: Detection[] = [];
  for (const each of [...detections].sort((a, b) => b.score - a.score))
    if (kept.every(({ crop }) => !coincide(cornersOf(crop), cornersOf(each.crop)))) kept.push(each);
  return kept;
}

function cornersOf({ x, y, width, height }: Crop): Corners {
  return [x, y, x + width, y + height];
}

/** Intersection over union. */
function overlapOf(a: Crop, b: Crop): number {
  const across = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const down = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  const both = Math.max(0, across) * Math.max(0, down);
  return both / (a.width * a.height + b.width * b.height - both);
}
