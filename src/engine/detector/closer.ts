/**
 * Closer looks at one animal of a photo: the surroundings of its box fill the square, so that the
 * network sees it larger, draws its sides where they are, and is sure of what it doubted. The mean
 * of two, from nearer and from farther, is steadier than either. On composed scenes the boxes of
 * chimpanzees' faces overlap the true ones by .94 instead of .90, most of the animals that had no
 * box get one, and one cow in twenty more is told right (tests/bench/detector/RESULTS.md).
 */
import { sharedArea } from '../crop';
import type { Crop, RgbImage } from '../types';
import { LEAST_SCORE, type Detection } from './detection';
import type { Corners } from './letterbox';
import { coincide } from './suppress';

/**
 * Room on each side of the box, as a share of its longer one, in each look. Below .1 a box that was
 * drawn too small cannot grow, from .5 on the animal is small in the square again.
 */
export const ROOMS = [0.15, 0.3] as const;
/** A closer box is the same animal's when it shares more than this of the union. */
const SAME_OVERLAP = 0.4;
/** A region of nearly the whole photo shows nothing larger. */
const NEARLY_WHOLE = 0.8;
/**
 * Boxes of one photo that get closer looks, the surest: each look takes as long as the first at the
 * photo.
 */
export const MOST_LOOKS = 8;

/** In whole pixels of a picture. */
export interface Region {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/**
 * What to look at for a box; null: the photo itself, or nearly.
 *
 * @param room one of `ROOMS`
 */
export function regionAround(
  crop: Crop,
  photo: Pick<RgbImage, 'width' | 'height'>,
  room: number,
): Region | null {
  const side = Math.max(crop.width * photo.width, crop.height * photo.height) * (1 + 2 * room);
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
 * What a closer look has found of the same animal, in fractions of the photo; null: nothing.
 *
 * @param seen in fractions of the region
 */
export function sameAnimal(
  first: Detection,
  seen: readonly Detection[],
  region: Region,
  photo: Pick<RgbImage, 'width' | 'height'>,
): Detection | null {
  let best: Detection | null = null;
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
  return best;
}

/**
 * The animal by all looks: the mean of its boxes, of the first look's where a closer one has found
 * nothing. One that the first look doubted, below `LEAST_SCORE`, is there when the next one and it
 * are sure enough together: its score is their mean, so that it is still asked about.
 *
 * @param closer what `sameAnimal` says of each look of `ROOMS` so far
 * @returns null: doubted, and not confirmed
 */
export function confirmed(
  first: Detection,
  closer: readonly (Detection | null)[],
): Detection | null {
  const crop = meanOf(
    closer.length > 0 ? closer.map((each) => (each ?? first).crop) : [first.crop],
  );
  const [next] = closer;
  if (first.score >= LEAST_SCORE) return { ...first, crop };
  const score = (first.score + (next?.score ?? 0)) / 2;
  const kind = next?.kind ?? first.kind;
  return score >= LEAST_SCORE ? { crop, score, kind, doubted: true } : null;
}

function meanOf(crops: readonly Crop[]): Crop {
  const mean = (of: (crop: Crop) => number): number =>
    crops.reduce((sum, crop) => sum + of(crop), 0) / crops.length;
  return {
    x: mean(({ x }) => x),
    y: mean(({ y }) => y),
    width: mean(({ width }) => width),
    height: mean(({ height }) => height),
  };
}

/**
 * Surest first, without those that closer looks have drawn around an animal that a surer one has
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
  const both = sharedArea(a, b);
  return both / (a.width * a.height + b.width * b.height - both);
}
