/** Boxes, confidences and numbers as the entries of results hold them. */
import { HuellaError } from '../../errors';
import { boxNumbers, clipFractions, labelledBox, rectangleOf } from '../boxes';
import type { BoxForm, Rectangle } from '../boxes';
import type { Detection, Entry, EntryProblemKind, Say } from './types';

/**
 * Boxes of fractions whose numbers go beyond this are of pixels: no detector is off by a tenth of a
 * picture.
 */
export const MOST_FRACTION = 1.1;

/** Names under which writers keep the file's path, the usual ones first. */
const FILE_NAMES = (
  'file file_name filename filepath file_path image image_path img_path img_id image_id path name ' +
  'coco_url flickr_url url'
).split(' ');

/** The path of an entry's file, under whichever name; else what stands under the first. */
export function fileIn(entry: Entry): unknown {
  const named = FILE_NAMES.filter((name) => entry[name] !== undefined && entry[name] !== null);
  const text = named.find((name) => typeof entry[name] === 'string' && entry[name] !== '');
  return entry[text ?? named[0] ?? 'file'];
}

/** An entry's certainty, under whichever name. */
export const confidenceIn = (entry: Entry): unknown =>
  entry['conf'] ?? entry['confidence'] ?? entry['score'];

/** What single precision makes of 1. */
const MOST_CONFIDENCE = 1.001;

/**
 * How confidences are to be multiplied: a file in which each is above 1, and none above 100, has
 * them in hundredths.
 */
export function confidenceScale(values: readonly unknown[]): number {
  const numbers = values.map(numberOf).filter((value) => Number.isFinite(value));
  const areHundredths =
    numbers.length > 0 && numbers.every((value) => value > MOST_CONFIDENCE && value <= 100);
  return areHundredths ? 1 / 100 : 1;
}

/**
 * Names of categories by number: `{"1": "animal"}`, and as a few writers have them: `{"animal": 1}`,
 * `{"1": {"name": "animal"}}`, `[{"id": 1, "name": "animal"}]`.
 */
export function categoryNames(categories: unknown): Map<string, string> {
  const nameOf = (value: unknown): string =>
    String(isObject(value) ? (value['name'] ?? value['label'] ?? '') : value);
  if (Array.isArray(categories))
    return new Map(categories.filter(isObject).map((each) => [String(each['id']), nameOf(each)]));
  const pairs = Object.entries(isObject(categories) ? categories : {});
  const areInverted =
    pairs.length > 0 && pairs.every(([id, name]) => Number.isNaN(Number(id)) && isWhole(name));
  return new Map(
    pairs.map(([id, name]) => (areInverted ? [String(Number(name)), id] : [id, nameOf(name)])),
  );
}

const isWhole = (value: unknown): boolean => Number.isInteger(numberOf(value));

/** The name of an entry's category: by its number, also as `1.0`, or written itself. */
export function categoryOf(
  written: unknown,
  names: ReadonlyMap<string, string>,
): string | undefined {
  const text = String(written);
  return (
    names.get(text) ??
    (text.trim() === '' ? undefined : names.get(String(Number(text)))) ??
    [...names.values()].find((name) => name === text)
  );
}

/** A box of fractions, [x, y, width, height] where it does not say otherwise. */
export function fractionsOf(
  bbox: unknown,
  conf: unknown,
  say: Say,
  form: BoxForm = 'size',
): Detection[] {
  const sides = sidesOf(bbox);
  const box = sides && rectangleOf(sides.numbers, sides.form ?? form);
  if (!box || Math.max(...sides.numbers) > MOST_FRACTION) return none(say, 'bad-box', bbox);
  return cropped(box, bbox, conf, say);
}

/** A box [x1, y1, x2, y2] of pixels, or of fractions where that is allowed. */
export function cornersOf(
  bbox: unknown,
  conf: unknown,
  say: Say,
  mayBeFractions = false,
): Detection[] {
  const sides = sidesOf(bbox);
  const box = sides && rectangleOf(sides.numbers, sides.form ?? 'corners');
  if (!box) return none(say, 'bad-box', bbox);
  if (Math.max(...sides.numbers) <= MOST_FRACTION)
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

/**
 * Null, and said, when it is no number between 0 and 1. A negative one is what MegaDetector's
 * elimination of repeated detections makes of those that a person threw out: it is none, in silence.
 */
export function confidenceOf(value: unknown, say: Say): number | null {
  const confidence = numberOf(value);
  if (confidence >= 0 && confidence <= MOST_CONFIDENCE) return Math.min(1, confidence);
  if (!(confidence < 0 && confidence >= -MOST_CONFIDENCE)) say('bad-confidence', value);
  return null;
}

/** Numbers are also read from texts, `0,9` and `90 %` among them; NaN for anything else. */
export function numberOf(value: unknown): number {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || value.trim() === '') return NaN;
  const [, share] = /^(.*?)\s*%$/.exec(value.trim()) ?? [];
  const plain = (share ?? value).trim().replace(/^(-?\d+),(\d+)$/, '$1.$2');
  return share === undefined ? Number(plain) : Number(plain) / 100;
}

/**
 * The four numbers of a box, written as a list, a text or by name; `form` where it is seen. Null
 * when there are not four.
 */
export function sidesOf(
  value: unknown,
): { readonly numbers: Four; readonly form: BoxForm | null } | null {
  if (Array.isArray(value) && value.length === 1) return sidesOf(value[0]);
  if (isObject(value) || typeof value === 'string') {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    const named = labelledBox(text);
    if (named === 'bad') return null;
    if (named) return { numbers: [named.x, named.y, named.width, named.height], form: 'size' };
    const numbers = isObject(value) ? null : fourNumbers(boxNumbers(text));
    return numbers && { numbers, form: null };
  }
  const numbers = fourNumbers(value);
  return numbers && { numbers, form: null };
}

/** Of a box. */
export type Four = [number, number, number, number];

export function fourNumbers(value: unknown): Four | null {
  const numbers = listOf(value).map(numberOf);
  return numbers.length === 4 && numbers.every(Number.isFinite) ? (numbers as Four) : null;
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
