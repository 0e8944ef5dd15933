/**
 * Dates as tables, cameras and people write them, as ISO 8601: numbers in any usual order, months
 * by name in English, Spanish and Portuguese, clocks of 12 and 24 hours, with the offset from UTC
 * where one is written.
 */
import { MONTHS, WEEKDAYS } from './vocabulary';

/** In which order a column writes `03/04/2024`, or `24/04/03`. */
export const DAY_ORDERS = ['day-first', 'month-first', 'year-first'] as const;
export type DayOrder = (typeof DAY_ORDERS)[number];

/**
 * What a column says of its own order. `mixed`: some of its values can only be read one way, some
 * only the other.
 */
export type ColumnOrder = DayOrder | 'undecided' | 'mixed';

/** Short forms are beginnings of at least three letters: with two, June and July are one. */
const LEAST_MONTH_LETTERS = 3;

/** A day of the week before a date: it says nothing that the date does not. */
const WEEKDAY = new RegExp(`^(?:${WEEKDAYS.join('|')})\\.?,?\\s+(?=\\S)`);

const CLOCK =
  /^(\d{1,2})\s*(?:(?:[h.]\s*(\d{2})|:\s*(\d{1,2}))(?:\s*(?:[:.]|m|min)\s*(\d{1,2})(?:[.,](\d{1,9}))?)?(?:min)?)?\s*(?:hrs|hs|h|s)?\.?\s*([ap]\.?\s?m\.?)?\s*(.*)$/;
const ZONE =
  /^(?:(z|utc|gmt)|(?:utc|gmt)?([+-]\d{1,2})(?::?(\d{2}))?|[a-z]{3,5}|[a-z_]+\/[a-z_/]+)?(?:\s*\([^)]*\))?$/;

interface Day {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/**
 * The readings of `03/04/2024`; null where it is no date in that order. They are equal where the
 * order does not matter.
 */
export interface Readings {
  readonly dayFirst: string | null;
  readonly monthFirst: string | null;
  /** Of `24/04/03`; null for a text whose year has four digits and stands last. */
  readonly yearFirst: string | null;
}

export function readingIn(readings: Readings, order: DayOrder): string | null {
  const { dayFirst, monthFirst, yearFirst } = readings;
  return { 'day-first': dayFirst, 'month-first': monthFirst, 'year-first': yearFirst }[order];
}

/** The different dates that a text may be. */
export function datesOf(readings: Readings): readonly string[] {
  const all = DAY_ORDERS.map((order) => readingIn(readings, order));
  return [...new Set(all.filter((date) => date !== null))];
}

/** So many different numbers beside one that stays are days beside a year. */
const CLEARLY_DAYS = 3;

/**
 * Whether a column may write the year first, in two digits: every value would be a date. It does
 * not where the last number is always the same and the first is not: a year behind its days.
 */
export function mayBeYearFirst(values: readonly string[]): boolean {
  const dates = values.filter((value) => value.trim() !== '');
  if (!SHORT_YEAR_FIRST.test(dates[0]?.trim() ?? '')) return false;
  const parts = dates.map((value) => SHORT_YEAR_FIRST.exec(value.trim()));
  const fits = parts.every((part, i) => part && readDate(dates[i]!)?.yearFirst != null);
  const distinct = (group: number): number => new Set(parts.map((part) => part?.[group])).size;
  const isYearLast = distinct(2) === 1 && distinct(1) >= CLEARLY_DAYS;
  return dates.length > 0 && fits && !isYearLast;
}

/**
 * What can be told from all values of a column: `14/…` can only be a day first, `…/14/` only a
 * month first. Null: no value depends on the order.
 */
export function columnOrderOf(values: readonly string[]): ColumnOrder | null {
  const orders = mayBeYearFirst(values) ? DAY_ORDERS : DAY_ORDERS.slice(0, 2);
  let left: readonly DayOrder[] = orders;
  let depends = false;
  let isOpen = false;
  for (const value of values) {
    // It has one order only.
    if (PLAIN_ISO.test(value)) continue;
    const readings = readDate(value);
    if (!readings) continue;
    const dates = orders.map((order) => readingIn(readings, order));
    if (new Set(dates).size === 1) continue;
    const fitting = orders.filter((_, i) => dates[i] !== null);
    depends = true;
    isOpen ||= fitting.length > 1;
    left = left.filter((order) => fitting.includes(order));
  }
  if (!depends) return null;
  if (left.length === 1) return left[0]!;
  if (left.length > 1) return 'undecided';
  return isOpen ? 'mixed' : null;
}

/**
 * ISO 8601 (`2024-02-29` or `2024-02-29T13:14:00`, with `.5`, `Z` or `-03:00` as written), or null
 * when the text is no date that exists. `order` is of use only where both readings are dates; null:
 * such a text is none.
 */
export function parseDate(text: string, order: DayOrder | null = 'day-first'): string | null {
  // A year of two digits stands in columns of them; alone, `24/05/06` may be anything.
  const readings = SHORT_YEAR.test(text.trim()) ? null : readDate(text);
  return readings && choose(readings, order);
}

/** Of two digits each in the first and the last place. */
const SHORT_YEAR_FIRST = /^(\d{2})[-/.]\d{1,2}[-/.](\d{2})(?!\d)/;
const SHORT_YEAR = /^\d{1,2}[-/.]\d{1,2}[-/.]\d{2}(?!\d)/;

/**
 * A date and its time of day from two cells; `time` may be empty. As parseDate, and null when one
 * of them cannot be read.
 */
export function readDateAndTime(date: string, time: string): Readings | null {
  if (time.trim() === '') return readDate(date);
  // Spreadsheets write midnight beside a date without a time, and the first of their days beside a
  // time without a date; pandas writes a time of day as `0 days 18:05:59`.
  const noClock = date.trim().replace(/[T ]\s*0?0:00(:00(\.0+)?)?(Z|[+-]00:?00)?$/, '');
  const serial = stampOf(noClock.replace(/[.,]0+$/, ''));
  const day = serial?.length === ISO_DAY_LENGTH ? serial : noClock;
  // A number in a spreadsheet has no zero in front: 605 is five past six.
  const clock = time
    .trim()
    .replace(NO_DAY, '')
    .replace(/^(?:\d{3}|\d{5})$/, '0$&');
  const whole = readDate(`${day} ${clockOfShare(clock) ?? clock}`);
  return whole ?? withSameClock(day, clock);
}

const ISO_DAY_LENGTH = '2024-02-29'.length;
/** Days that stand for no day, before a time of day. */
const NO_DAY = /^(?:1899-12-3[01]|1900-01-0[01]|12\/3[01]\/1899|3[01]\/12\/1899|0 days)[T ]\s*/;

/** A date that has its time of day already, where the column of times says the same one. */
function withSameClock(date: string, time: string): Readings | null {
  const readings = readDate(date);
  const own = (readings?.dayFirst ?? readings?.monthFirst)?.slice(ISO_DAY_LENGTH);
  const also = clockOf(time.toLowerCase());
  return own !== undefined && own !== '' && also !== null && own.startsWith(also.slice(0, 6))
    ? readings
    : null;
}

/** One of the readings; the only one where there is only one or they are equal. */
export function choose(readings: Readings, order: DayOrder | null): string | null {
  const dates = datesOf(readings);
  if (dates.length <= 1) return dates[0] ?? null;
  return order && readingIn(readings, order);
}

/**
 * Moments at which clocks, spreadsheets and databases begin to count, and a last day of all: none of
 * them is when a photo was taken.
 */
const NO_MOMENT =
  /^(?:0001-01-01|1899-12-3[01]|1900-01-0[01]|1904-01-01|9999-\d\d-\d\d|1970-01-01(?=$|T00:00:00(?:\.0+)?(?:Z|[+-].*)?$))/;

/** Whether an ISO date is one of a clock that was never set. */
export const isNoMoment = (iso: string): boolean => NO_MOMENT.test(iso);

/** What most tables hold: read without looking for anything else. */
const PLAIN_ISO = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2}):(\d{2}))?$/;

/** The readings of a text; null when it is no date at all. */
export function readDate(text: string): Readings | null {
  const iso = PLAIN_ISO.exec(text);
  if (iso && Number(iso[4] ?? 0) < 24 && Number(iso[5] ?? 0) < 60 && Number(iso[6] ?? 0) < 60) {
    const day = dayOf(iso[1], iso[2], iso[3]);
    return day && same(isoDay(day) + (iso[4] === undefined ? '' : `T${text.slice(11)}`));
  }
  const plain = plainText(text);
  return readPlain(plain) ?? readPlain(plain.replace(WEEKDAY, ''));
}

function readPlain(text: string): Readings | null {
  const stamp = stampOf(text);
  if (stamp) return same(stamp);
  return (
    fromPattern(/^(\d{4})[-:/. ]+(\d{1,2})[-:/. ]+(\d{1,2})(?!\d)/, text, ([y, m, d]) =>
      always(dayOf(y, m, d)),
    ) ??
    fromPattern(/^(\d{4})(\d{2})(\d{2})(?!\d)/, text, ([y, m, d]) => always(dayOf(y, m, d))) ??
    fromPattern(/^(\d{4})(\d{2})(\d{2})(?=\d{6}$)/, text, ([y, m, d]) => always(dayOf(y, m, d))) ??
    fromPattern(/^(\d{1,2})\s*[-/. ]\s*(\d{1,2})\s*[-/. ]\s*(\d{4})(?!\d)/, text, ([a, b, y]) => [
      dayOf(y, b, a),
      dayOf(y, a, b),
    ]) ??
    fromPattern(/^(\d{1,2})[-/.](\d{1,2})[-/.](\d{2})(?![\d:])/, text, ([a, b, c]) => [
      dayOf(c, b, a),
      dayOf(c, a, b),
      a!.length === 2 ? dayOf(a, b, c) : null,
    ]) ??
    fromPattern(/^(\d{4})[-/. ]+([a-z]{3,})\.?[-/. ]+(\d{1,2})(?!\d)/, text, ([y, name, d]) =>
      always(dayOf(y, monthOf(name!), d)),
    ) ??
    fromPattern(
      /^(\d{1,2})(?:st|nd|rd|th|[oa])?\.?\s*(?:[-/., ]|de |of )*\s*([a-z]{3,})\.?,?\s*(?:[-/., ]|de |del |of )*\s*(\d{4}(?!\d)|\d{2}(?![\d:]))/,
      text,
      ([d, name, y]) => always(dayOf(y, monthOf(name!), d)),
    ) ??
    fromPattern(
      /^([a-z]{3,})\.?[-/., ]+(\d{1,2})(?:st|nd|rd|th)?[-/., ]+(\d{4})(?!\d)/,
      text,
      ([name, d, y]) => always(dayOf(y, monthOf(name!), d)),
    ) ??
    fromUnixStyle(text)
  );
}

/**
 * `jul 14 06:05:59 2023`, with or without the zone before the year: what `date` and C's `ctime`
 * write.
 */
function fromUnixStyle(text: string): Readings | null {
  const match =
    /^([a-z]{3,})\s+(\d{1,2})\s+(\d{1,2}:\d{2}(?::\d{2})?)\s*([a-z]{3,5}|[+-]\d{4})?\s+(\d{4})$/.exec(
      text,
    );
  if (!match) return null;
  const [, name, day, clock, zone = '', year] = match;
  const date = dayOf(year, monthOf(name!), day);
  const time = clockOf(`${clock!} ${zone}`.trim());
  return date && time !== null ? same(isoDay(date) + time) : null;
}

const same = (iso: string): Readings => ({ dayFirst: iso, monthFirst: iso, yearFirst: iso });
const always = <T>(value: T): [T, T, T] => [value, value, value];

/**
 * The readings of the digits a pattern finds at the start, each with the time of day that follows.
 */
function fromPattern(
  pattern: RegExp,
  text: string,
  read: (parts: (string | undefined)[]) => [Day | null, Day | null, (Day | null)?],
): Readings | null {
  const match = pattern.exec(text);
  if (!match) return null;
  const [dayFirst, monthFirst, yearFirst = null] = read(match.slice(1));
  if (!dayFirst && !monthFirst && !yearFirst) return null;
  const rest = text.slice(match[0].length).replace(/^\s*(?:[t,;:_-]|at |a las? |as )?\s*/, '');
  const time = rest === '' ? '' : clockOf(rest);
  if (time === null) return null;
  return {
    dayFirst: dayFirst && isoDay(dayFirst) + time,
    monthFirst: monthFirst && isoDay(monthFirst) + time,
    yearFirst: yearFirst && isoDay(yearFirst) + time,
  };
}

/** Lower case without accents, marks of direction and odd spaces. */
function plainText(text: string): string {
  return (
    text
      .normalize('NFD')
      .replace(/[\u0300-\u036f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g, '')
      .replace(/[\u2212\u2010-\u2013]/g, '-')
      .replace(/[ºª]/g, 'o')
      .replace(/\s+/g, ' ')
      .trim()
      // Spreadsheets keep a date as text behind an apostrophe.
      .replace(/^'/, '')
      .toLowerCase()
  );
}

function monthOf(name: string): string | undefined {
  if (name.length < LEAST_MONTH_LETTERS) return undefined;
  const short = name === 'sept' || name === 'set' ? 'sep' : name;
  const index = MONTHS.findIndex((names) =>
    names.some((full) => full === short || (short.length <= 4 && full.startsWith(short))),
  );
  return index < 0 ? undefined : String(index + 1);
}

function dayOf(
  yearText: string | undefined,
  monthText: string | undefined,
  dayText: string | undefined,
): Day | null {
  if (yearText === undefined || monthText === undefined || dayText === undefined) return null;
  // A season's photos are digital: years of two digits are of this century.
  const year = Number(yearText) + (yearText.length === 2 ? 2000 : 0);
  const [month, day] = [Number(monthText), Number(dayText)];
  if (month < 1 || month > 12 || day < 1 || year < 1) return null;
  // Day 0 of the next month is the last of this one.
  const days = new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate();
  return day <= days ? { year, month, day } : null;
}

function isoDay({ year, month, day }: Day): string {
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
}

const two = (value: number): string => String(value).padStart(2, '0');

/** `T13:14:16.5-03:00` of what follows a date; null when it is no time of day. */
function clockOf(text: string): string | null {
  const dashed = text.replace(/^(\d{1,2})[-_](\d{2})[-_](\d{2})(?!\d)/, '$1:$2:$3');
  const spaced = /^\d{6}(?!\d)/.test(dashed)
    ? dashed.replace(/^(\d\d)(\d\d)(\d\d)/, '$1:$2:$3')
    : dashed.replace(/^(\d\d)(\d\d)(?!\d)/, '$1:$2');
  const match = CLOCK.exec(spaced);
  if (!match) return null;
  const [, hours, dotted, coloned, secondsText = '', fraction, half = '', rest = ''] = match;
  // Scripts that print numbers as they are write `18:5` for five past six.
  const minutes = dotted ?? coloned?.padStart(2, '0');
  const seconds = secondsText.padStart(2, '0');
  // `18` alone is no time; `6 pm` is.
  if (minutes === undefined && half === '' && !/^\d{1,2}\s*h/.test(spaced)) return null;
  const hour = to24(Number(hours), half);
  if (hour > 23 || Number(minutes ?? 0) > 59 || Number(seconds) > 59) return null;
  const zone = ZONE.exec(rest.replace(/^-\s+/, ''));
  if (!zone) return null;
  const [, zulu, zoneHours, zoneMinutes = '00'] = zone;
  const offset = zoneHours
    ? `${zoneHours[0]!}${two(Math.abs(Number(zoneHours)))}:${zoneMinutes}`
    : zulu
      ? 'Z'
      : '';
  if (zoneHours && (Math.abs(Number(zoneHours)) > 14 || Number(zoneMinutes) > 59)) return null;
  return `T${two(hour)}:${minutes ?? '00'}:${seconds}${fraction ? `.${fraction}` : ''}${offset}`;
}

function to24(hour: number, half: string): number {
  if (half === '') return hour;
  // `18:05 p. m.` says one thing twice.
  if (hour > 12) return half.startsWith('p') ? hour : 24;
  return (hour % 12) + (half.startsWith('p') ? 12 : 0);
}

/** Days since the end of 1899, as spreadsheets count: 1954 to 2064. */
const SERIAL = /^(\d{5})([.,]\d+)?$/;
const FIRST_SERIAL = 20_000;
const LAST_SERIAL = 60_000;
const SERIAL_START = Date.UTC(1899, 11, 30);
const DAY_MS = 86_400_000;
/** Seconds since 1970, from 2001 on, with a fraction, or milli-, micro- or nanoseconds. */
const EPOCH_TIME = /^(1\d{9})(?:(\d{3})(?:\d{3}){0,2}(?:\.0+)?|\.(\d+))?$/;

/** The ISO form of a moment written as one number; null for any other text. */
function stampOf(text: string): string | null {
  const epoch = EPOCH_TIME.exec(text);
  if (epoch) {
    const fraction = (epoch[2] ?? epoch[3] ?? '').padEnd(3, '0').slice(0, 3);
    const iso = new Date(Number(epoch[1]) * 1000 + Number(fraction)).toISOString();
    return fraction === '000' ? iso.replace('.000', '') : iso;
  }
  const serial = SERIAL.exec(text);
  const days = Number(serial?.[1]);
  if (!serial || days < FIRST_SERIAL || days > LAST_SERIAL) return null;
  const day = new Date(SERIAL_START + days * DAY_MS).toISOString().slice(0, 10);
  return serial[2] ? `${day}T${clockOfShare(`0${serial[2]}`)!}` : day;
}

/** `07:08:09` of a share of a day, as spreadsheets keep times; null for anything else. */
function clockOfShare(text: string): string | null {
  if (!/^0?[.,]\d{2,}$/.test(text)) return null;
  const seconds = Math.min(86_399, Math.round(Number(text.replace(',', '.')) * 86_400));
  return [seconds / 3600, (seconds / 60) % 60, seconds % 60]
    .map((part) => two(Math.floor(part)))
    .join(':');
}
