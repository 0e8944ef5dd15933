/** Moments as photos carry them (ISO 8601, mostly without an offset), in the person's words. */
import type { Formatters } from '../i18n/format';

/** On the clock of whoever took the photo: that is the hour they remember. */
function local(moment: string): number {
  return Date.parse(moment.replace(/(?:[zZ]|[+-]\d\d:?\d\d)$/, ''));
}

/** The day; empty when there is none. */
export function dayOf(moment: string | null | undefined, format: Formatters): string {
  const time = moment ? local(moment) : NaN;
  return Number.isNaN(time) ? '' : format.day(time);
}

/** Day and hour; empty when there is none. */
export function momentOf(moment: string | null | undefined, format: Formatters): string {
  const time = moment ? local(moment) : NaN;
  return Number.isNaN(time) ? '' : format.date(time);
}

/** Calendar days from one moment to another, negative when it was before; null when either is not known. */
export function daysBetween(
  from: string | null | undefined,
  to: string | null | undefined,
): number | null {
  const [a, b] = [from, to].map((moment) =>
    moment ? Date.parse(`${moment.slice(0, 10)}T00:00:00Z`) : NaN,
  );
  return Number.isNaN(a) || Number.isNaN(b) ? null : Math.round((b! - a!) / 86_400_000);
}
