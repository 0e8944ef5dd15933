/** Moments as photos carry them (ISO 8601, mostly without an offset), in the person's words. */
import type { Formatters } from '../i18n/format';

/** A day of which no hour is known. */
const DAY = /^\d{4}-\d\d-\d\d$/;

/** On the photographer's clock, because that is the hour people remember. */
function local(moment: string): number {
  // A day alone would be read as midnight in Greenwich, which is the day before in the Americas.
  if (DAY.test(moment)) return Date.parse(`${moment}T00:00:00`);
  return Date.parse(moment.replace(/(?:[zZ]|[+-]\d\d:?\d\d)$/, ''));
}

/** The day; empty when there is none. */
export function dayOf(moment: string | null | undefined, format: Formatters): string {
  const time = moment ? local(moment) : NaN;
  return Number.isNaN(time) ? '' : format.day(time);
}

/** Day and hour, or the day where no hour is known; empty when there is neither. */
export function momentOf(moment: string | null | undefined, format: Formatters): string {
  if (moment && DAY.test(moment)) return dayOf(moment, format);
  const time = moment ? local(moment) : NaN;
  return Number.isNaN(time) ? '' : format.date(time);
}

/**
 * Calendar days from one moment to another, negative when it was before; null when either is not
 * known.
 */
export function daysBetween(
  from: string | null | undefined,
  to: string | null | undefined,
): number | null {
  const [a, b] = [from, to].map((moment) =>
    moment ? Date.parse(`${moment.slice(0, 10)}T00:00:00Z`) : NaN,
  );
  return Number.isNaN(a) || Number.isNaN(b) ? null : Math.round((b! - a!) / 86_400_000);
}

/** A day `2026-05-03` in a language's words, with its day of the week; empty when it is none. */
export function longDayOf(day: string, language: string): string {
  const time = DAY.test(day) ? local(day) : NaN;
  if (Number.isNaN(time)) return '';
  return new Intl.DateTimeFormat(language, { dateStyle: 'full' }).format(time);
}

export type DayOrder = 'mdy' | 'dmy' | 'ymd';

/** In which order a language writes a day in digits; without one, as the browser does. */
export function dayOrder(language?: string): DayOrder {
  const order = new Intl.DateTimeFormat(language)
    .formatToParts(0)
    .map(({ type }) => type[0])
    .filter((letter) => letter === 'm' || letter === 'd' || letter === 'y')
    .join('');
  return order === 'mdy' || order === 'ymd' ? order : 'dmy';
}
