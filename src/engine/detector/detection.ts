/** What a detector says of a photo. */
import type { Crop } from '../types';

export interface Detection {
  /** Fractions of the photo after EXIF rotation. */
  readonly crop: Crop;
  /** 0..1: that an animal is in the box. */
  readonly score: number;
  /** Which animal it looks like, where the network is sure; a hint and no more. */
  readonly kind: AnimalKind | null;
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

/** What people ask of proposed boxes: those below `LEAST_SCORE` are not given out at all. */
export const LEAST_SCORE = 0.3;

/**
 * A box this sure is used without asking by those who chose so. Measured on composed scenes
 * (tests/bench/detector/RESULTS.md).
 */
export const SURE_SCORE = 0.6;

/** An animal whose longer side is under this share of the photo's is asked about: its details are few. */
export const SMALL_SIDE = 0.12;

/** Whether a person should look at the box before it is used. */
export function isDoubtful({ score, crop }: Detection): boolean {
  return score < SURE_SCORE || Math.max(crop.width, crop.height) < SMALL_SIDE;
}
