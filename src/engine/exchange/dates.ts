/** Dates as tables have them, as ISO 8601 without an offset unless one is written. */

/** In which order a column writes `03/04/2024`. */
export type DayOrder = 'day-first' | 'month-first';

/** What can be told from all values: a day above 12 in second place is a month first; otherwise the day is, as in most of the world. */
export function dayOrderOf(values: Iterable<string>): DayOrder {
  for (const value of values) {
    const match = SLASHED.exec(value.trim());
    if (!match) continue;
    if (Number(match[1]) > 12) return 'day-first';
    if (Number(match[2]) > 12) return 'month-first';
  }
  return 'day-first';
}

const TIME = String.raw`(?:[T ,]+(\d{1,2})[:h.](\d{2})(?:[:.](\d{2})(\.\d{1,9})?)?\s*([ap]\.?\s?m\.?)?\s*(Z|[+-]\d{2}:?\d{2})?)?`;
const ISO_LIKE = new RegExp(String.raw`^(\d{4})[-:/.](\d{1,2})[-:/.](\d{1,2})${TIME}$`, 'i');
const COMPACT = /^(\d{4})(\d{2})(\d{2})$/;
const SLASHED = new RegExp(String.raw`^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})${TIME}$`, 'i');

/** ISO 8601 (`2024-02-29` or `2024-02-29T13:14:16`), or null when the text is no date that exists. */
export function parseDate(text: string, order: DayOrder = 'day-first'): string | null {
  const trimmed = text.trim();
  const match = ISO_LIKE.exec(trimmed) ?? COMPACT.exec(trimmed);
  if (match) return iso(match[1]!, match[2]!, match[3]!, match.slice(4));
  const slashed = SLASHED.exec(trimmed);
  if (!slashed) return null;
  const [day, month] =
    order === 'day-first' ? [slashed[1]!, slashed[2]!] : [slashed[2]!, slashed[1]!];
  return iso(slashed[3]!, month, day, slashed.slice(4));
}

function iso(
  year: string,
  month: string,
  day: string,
  time: (string | undefined)[],
): string | null {
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const [hours, minutes, seconds = '00', fraction = '', half = '', offset = ''] = time;
  // A day that is none (31 April) rolls over or is invalid, by engine.
  const real = new Date(`${date}T00:00:00Z`);
  if (Number.isNaN(real.getTime()) || !real.toISOString().startsWith(date)) return null;
  if (hours === undefined || minutes === undefined) return date;
  const hour = to24(Number(hours), half.toLowerCase());
  if (hour > 23 || Number(minutes) > 59 || Number(seconds) > 59) return null;
  const zone = offset.replace(/^([+-]\d\d)(\d\d)$/, '$1:$2').toUpperCase();
  return `${date}T${String(hour).padStart(2, '0')}:${minutes}:${seconds}${fraction}${zone}`;
}

function to24(hour: number, half: string): number {
  if (half === '') return hour;
  if (hour < 1 || hour > 12) return 24;
  return (hour % 12) + (half.startsWith('p') ? 12 : 0);
}
