/** What a detector says of a photo. */
import type { Crop } from '../types';

export interface Detection {
  /** Fractions of the photo after EXIF rotation. */
  readonly crop: Crop;
  /** 0..1: that an animal is in the box. */
  readonly score: number;
  /** Which animal it looks like, where the network is sure; a hint and no more. */
  readonly kind: AnimalKind | null;
  /** The first look was below `LEAST_SCORE`, and a closer one confirmed it. */
  readonly doubted?: true;
}

/** The animals among COCO's classes, in their order there. */
export const ANIMAL_KINDS = [
  'bird',
  'cat',
  'dog',
  'horse',
  'sheep',
  'cow',
  'elephant',
  'bear',
  'zebra',
  'giraffe',
] as const;

export type AnimalKind = (typeof ANIMAL_KINDS)[number];

/**
 * Boxes below this are not given out. From .27 on 97 % of the composed scenes' animals have a box
 * and 92 % of the boxes are right; from .3 on one cow in a hundred more has none
 * (tests/bench/detector/RESULTS.md).
 */
export const LEAST_SCORE = 0.27;

/**
 * Boxes between this and `LEAST_SCORE` are given out where a closer look confirms them: nearly all
 * animals of the scenes have one, but of the boxes that this adds one in seven is right.
 */
export const DOUBTED_SCORE = 0.2;

/**
 * A box less sure than this is asked about. A cautious choice: scenes' animals score from .3 up.
 */
export const SURE_SCORE = 0.6;

/**
 * An animal whose longer side is under this share of the photo's is asked about: its details are
 * few.
 */
const SMALL_SIDE = 0.12;

/** Whether a person should look at the box before it is used. */
export function isDoubtful({ score, crop }: Detection): boolean {
  return score < SURE_SCORE || Math.max(crop.width, crop.height) < SMALL_SIDE;
}
