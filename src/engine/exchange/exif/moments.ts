/** When a photo was taken, of all that its fields say: in the forms that cameras really write. */
import { isNoMoment, parseDate } from '../dates';

export interface Moment {
  /** ISO 8601; a year or a month alone where no more is written. */
  readonly takenAt: string;
  readonly takenOffset?: string;
}

/**
 * No photo is older (Niépce's view from a window at Le Gras); earlier years are clocks never set.
 */
const FIRST_PHOTO_YEAR = 1826;

export const ISO_DAY_LENGTH = '2021-05-04'.length;

/**
 * The first that has a day. Where a surer field has no more than the year or the month, a date of
 * another year or month is not when the picture was taken but when it was scanned or changed.
 */
export function bestOf(moments: readonly (Moment | undefined)[]): Moment | undefined {
  const starts: string[] = [];
  for (const moment of moments) {
    if (!moment || !starts.every((start) => moment.takenAt.startsWith(start))) continue;
    if (moment.takenAt.length >= ISO_DAY_LENGTH) return moment;
    starts.push(moment.takenAt);
  }
  return undefined;
}

/** EXIF's form: its numbers in their order; the signs between them differ by maker. */
const EXIF_DATE =
  /^["'\s]*(\d{4})\D(\d\d)\D(\d\d)(?:[\s:]*$|\D+?(\d\d)\D(\d\d)\D(\d\d)(?:[.:](\d+))?["'\s]*$)/;

/**
 * A date of EXIF as parseDate reads it. Clocks that count hours from 1 to 24 write midnight as 24;
 * those that round seconds write 60.
 */
export function exifDate(text: string): string {
  const [, year, month, day, hour, minute, second, fraction] = EXIF_DATE.exec(text) ?? [];
  if (year === undefined) return text;
  const date = `${year}-${month}-${day}`;
  // Blanks are what is not known.
  if (hour === undefined) return date;
  // Midnight of this day's beginning, or of its end.
  if (hour === '24' && minute === '00' && second === '00') return date;
  const clock = `${hour === '24' ? '00' : hour}:${minute}`;
  const part = fraction === undefined ? '' : `.${fraction}`;
  return second === '60' ? nextMinute(`${date}T${clock}`) : `${date}T${clock}:${second}${part}`;
}

const MINUTE_MS = 60_000;

/** A minute later; the text itself where it is none. */
function nextMinute(iso: string): string {
  const time = Date.parse(`${iso}Z`);
  return Number.isNaN(time) ? iso : new Date(time + MINUTE_MS).toISOString().slice(0, 19);
}

/** `1985`, `1985-06` (XMP), `1985:06:00 00:00:00`, `19850600` (IPTC): no day is known. */
const NO_DAY = /^(\d{4})(?:\D?(\d\d))?(?:\D?00)?(?:\D00\D?00(?:\D?00)?)?(?:[+-]\d\d:?\d\d)?[\s:]*$/;

/** Of a date that has no day; null for another text. */
function startOfDate(text: string): string | null {
  const [, year, month = '00'] = NO_DAY.exec(text.trim()) ?? [];
  if (year === undefined || Number(month) > 12) return null;
  return month === '00' ? year : `${year}-${month}`;
}

/** What a disk's clock begins with (FAT); see isNoMoment for others. */
const FIRST_OF_FAT = /^1980-01-01T00:00:00/;

/**
 * A date in one of the forms that cameras write; undefined for the zeros or spaces of a camera
 * whose clock was never set.
 */
export function momentOf(text = '', fraction = '', offset = ''): Moment | undefined {
  const iso = parseDate(text, null) ?? startOfDate(text);
  if (iso === null || Number(iso.slice(0, 4)) < FIRST_PHOTO_YEAR) return undefined;
  if (isNoMoment(iso) || FIRST_OF_FAT.test(iso)) return undefined;
  const [, local, written] = /^(.*?)(Z|[+-]\d\d:\d\d)?$/.exec(iso.slice(ISO_DAY_LENGTH))!;
  const isFraction = /^\d+$/.test(fraction) && local !== '' && !local!.includes('.');
  const takenAt =
    iso.slice(0, ISO_DAY_LENGTH) + local! + (isFraction ? `.${fraction.slice(0, MAX_DIGITS)}` : '');
  const takenOffset = local === '' ? undefined : (offsetOf(offset) ?? written);
  return { takenAt, ...(takenOffset === undefined ? {} : { takenOffset }) };
}

/** Of a fraction of a second. */
const MAX_DIGITS = 9;

/** `-03:00` or `Z`; also of what some writers make of it: `+0200`, `+2`, `UTC+02:00`. */
function offsetOf(text: string): string | undefined {
  const plain = text.trim();
  if (/^(?:z|utc|gmt)$/i.test(plain)) return 'Z';
  const match = /^(?:utc|gmt)?\s*([+-])(\d{1,2})(?::?([0-5]\d))?(?![\d:])/i.exec(plain);
  if (!match || Number(match[2]) > MOST_HOURS) return undefined;
  return `${match[1]}${match[2]!.padStart(2, '0')}:${match[3] ?? '00'}`;
}

/** Of an offset from UTC. */
const MOST_HOURS = 14;
