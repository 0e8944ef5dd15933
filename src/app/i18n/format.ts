/** Numbers, plurals, dates and durations as each language writes them. */
import type { ErrorDetail } from '../../engine/errors';

/**
 * The forms a count takes; `other` stands in for the forms a language does not use. `{n}` becomes
 * the number.
 */
export type PluralForms = { readonly other: string } & Partial<Record<Intl.LDMLPluralRule, string>>;

export interface Formatters {
  /** 12,345 or 12.345 */
  readonly number: (value: number) => string;
  /** A cosine similarity: two decimals, never a percentage. */
  readonly similarity: (value: number) => string;
  /** A share 0..1 as a percentage without decimals. */
  readonly percent: (value: number) => string;
  readonly plural: (count: number, forms: PluralForms) => string;
  readonly date: (milliseconds: number) => string;
  /** An hour of the day, on a clock of 12 or 24 hours as the region has it. */
  readonly clock: (milliseconds: number) => string;
  /** A month of a year. */
  readonly month: (milliseconds: number) => string;
  /** The first letter or two of a month. */
  readonly monthLetter: (milliseconds: number) => string;
  /** A day of the week, as short as it is written. */
  readonly weekday: (milliseconds: number) => string;
  /** A day, without the hour. */
  readonly day: (milliseconds: number) => string;
  readonly bytes: (count: number) => string;
  /** Metres below one kilometre; no more digits than a phone's position deserves. */
  readonly kilometres: (km: number) => string;
  /** `a`, `a and b`, `a, b and c`. */
  readonly list: (words: readonly string[]) => string;
  /** A length of time, rounded to what a person waiting cares about. */
  readonly duration: (seconds: number) => string;
}

const KILO = 1000;
const BYTE_UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

/** @param language BCP 47 tag, such as `en` or `es-MX`. */
export function createFormatters(language: string): Formatters {
  const number = new Intl.NumberFormat(language);
  const similarity = new Intl.NumberFormat(language, {
    minimumFractionDigits: 2,
    maximumFractionDigits: 2,
  });
  const percent = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 0 });
  const rules = new Intl.PluralRules(language);
  const date = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
  const day = new Intl.DateTimeFormat(language, { dateStyle: 'medium' });
  const clock = new Intl.DateTimeFormat(language, { timeStyle: 'short' });
  const month = new Intl.DateTimeFormat(language, { month: 'long', year: 'numeric' });
  const monthLetter = new Intl.DateTimeFormat(language, { month: 'narrow' });
  const weekday = new Intl.DateTimeFormat(language, { weekday: 'short' });
  const list = new Intl.ListFormat(language, { type: 'conjunction' });
  const unit = (
    value: number,
    name: string,
    unitDisplay: 'short' | 'long',
    digits: number,
  ): string =>
    new Intl.NumberFormat(language, {
      style: 'unit',
      unit: name,
      unitDisplay,
      maximumFractionDigits: digits,
    }).format(value);

  return {
    number: (value) => number.format(value),
    similarity: (value) => similarity.format(value),
    percent: (value) => percent.format(value),
    plural: (count, forms) =>
      (forms[rules.select(count)] ?? forms.other).replaceAll('{n}', number.format(count)),
    date: (milliseconds) => date.format(milliseconds),
    clock: (milliseconds) => clock.format(milliseconds),
    month: (milliseconds) => month.format(milliseconds),
    monthLetter: (milliseconds) => monthLetter.format(milliseconds),
    weekday: (milliseconds) => weekday.format(milliseconds),
    day: (milliseconds) => day.format(milliseconds),
    list: (words) => list.format(words),
    kilometres: (km) =>
      km < 0.995
        ? unit(Math.round(km * 100) * 10, 'meter', 'short', 0)
        : unit(km, 'kilometer', 'short', km < 9.95 ? 1 : 0),
    bytes: (count) => {
      const power = Math.min(
        BYTE_UNITS.length - 1,
        count < 1 ? 0 : Math.floor(Math.log(count) / Math.log(KILO)),
      );
      // The short form of bytes has no plural.
      if (power === 0) return unit(count, 'byte', 'long', 0);
      return unit(count / KILO ** power, BYTE_UNITS[power]!, 'short', power < 2 ? 0 : 1);
    },
    duration: (seconds) => {
      if (seconds < 60) return unit(Math.max(1, Math.round(seconds)), 'second', 'long', 0);
      if (seconds < 3600) return unit(Math.round(seconds / 60), 'minute', 'long', 0);
      return unit(seconds / 3600, 'hour', 'long', 1);
    },
  };
}

/**
 * Puts the values of `detail` where `{name}` stands; a value that is missing leaves nothing behind.
 */
export function fill(template: string, detail: ErrorDetail): string {
  return template
    .replace(/\{(\w+)\}/g, (_, name: string) => String(detail[name] ?? ''))
    .replace(/ {2,}/g, ' ');
}
