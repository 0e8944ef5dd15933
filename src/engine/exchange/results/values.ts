/** Boxes, confidences and numbers as the entries of results hold them. */
import { HuellaError } from '../../errors';
import { clipFractions, rectangleOf, type Rectangle } from '../boxes';
import type { Detection, Entry, EntryProblemKind, Say } from './types';

/**
 * Boxes of fractions whose numbers go beyond this are of pixels: no detector is off by a tenth of a
 * picture.
 */
export const MOST_FRACTION = 1.1;

/** A box [x, y, width, height] of fractions. */
export function fractionsOf(bbox: unknown, conf: unknown, say: Say): Detection[] {
  const numbers = fourNumbers(bbox);
  const box = numbers && rectangleOf(numbers, 'size');
  if (!box || Math.max(...numbers) > MOST_FRACTION) return none(say, 'bad-box', bbox);
  return cropped(box, bbox, conf, say);
}

/** A box [x1, y1, x2, y2] of pixels, or of fractions where that is allowed. */
export function cornersOf(
  bbox: unknown,
  conf: unknown,
  say: Say,
  mayBeFractions = false,
): Detection[] {
  const numbers = fourNumbers(bbox);
  const box = numbers && rectangleOf(numbers, 'corners');
  if (!box) return none(say, 'bad-box', bbox);
  if (Math.max(...numbers) <= MOST_FRACTION)
    return mayBeFractions ? cropped(box, bbox, conf, say) : none(say, 'bad-box', bbox);
  const confidence = confidenceOf(conf, say);
  return confidence === null ? [] : [{ confidence, box }];
}

export function cropped(box: Rectangle, bbox: unknown, conf: unknown, say: Say): Detection[] {
  const inside = clipFractions(box);
  if (!inside) return none(say, 'bad-box', bbox);
  const confidence = confidenceOf(conf, say);
  if (confidence === null) return [];
  if (!inside.clipped) return [{ confidence, crop: inside.crop }];
  say('box-clipped', bbox);
  return [{ confidence, crop: inside.crop, clipped: true }];
}

export function none(say: Say, kind: EntryProblemKind, value: unknown): [] {
  say(kind, value);
  return [];
}

/** Null, and said, when it is no number between 0 and 1. */
export function confidenceOf(value: unknown, say: Say): number | null {
  const confidence = numberOf(value);
  if (confidence >= 0 && confidence <= 1 + Number.EPSILON) return Math.min(1, confidence);
  say('bad-confidence', value);
  return null;
}

/** Numbers are also read from texts; NaN for anything else. */
export function numberOf(value: unknown): number {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && value.trim() !== '' ? Number(value) : NaN;
}

export function fourNumbers(value: unknown): [number, number, number, number] | null {
  const numbers = listOf(value).map(numberOf);
  return numbers.length === 4 && numbers.every(Number.isFinite)
    ? (numbers as [number, number, number, number])
    : null;
}

export function isObject(value: unknown): value is Entry {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export const has = (value: unknown, ...names: readonly string[]): boolean =>
  isObject(value) && names.some((name) => name in value);

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** Characters of a value that are shown. */
const MAX_SHOWN = 80;

export function shown(value: unknown): string {
  if (value === undefined) return '';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.slice(0, MAX_SHOWN);
}

/** The error of results that are no JSON. */
export function notJson(cause: unknown): HuellaError {
  return new HuellaError('detections-not-json', 'The results are not JSON.', {}, { cause });
}

export function unrecognised(why: string, cause?: unknown): HuellaError {
  return new HuellaError(
    'detections-unrecognised',
    `These are no detector's results: ${why}.`,
    { found: why },
    { cause },
  );
}
