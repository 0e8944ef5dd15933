/** Sightings over time: encounters and individuals by day, week, month or year. */
import { dayAt, dayNumberOf } from './days';
import type { Encounter } from './encounters';
import type { Span } from './occasions';

export type TimeUnit = 'day' | 'week' | 'month' | 'year';

export interface SightingsBar extends Span {
  readonly encounters: number;
  /** Different individuals; unidentified encounters are counted among `encounters` only. */
  readonly individuals: number;
}

export interface Sightings {
  readonly unit: TimeUnit;
  /** In order of time without gaps, those without a sighting included. */
  readonly bars: readonly SightingsBar[];
}

/** A chart of more bars than this shows nothing on a phone: the next longer unit is taken. */
const MOST_BARS = 62;
const UNITS = ['day', 'week', 'month', 'year'] as const;

/**
 * Encounters in parts of the calendar: weeks begin on Monday (ISO 8601). Without a unit the
 * shortest with at most 62 bars. Encounters without a date or outside the span are left out.
 */
export function sightingsOf(
  encounters: readonly Encounter[],
  span: Span | null,
  unit?: TimeUnit,
): Sightings {
  if (!span) return { unit: unit ?? 'day', bars: [] };
  const fits = (one: TimeUnit): boolean => countOf(one, span) <= MOST_BARS;
  const chosen = unit ?? UNITS.find(fits) ?? 'year';
  const bars: { from: string; to: string; encounters: number; who: Set<string> }[] = [];
  const byStart = new Map<string, (typeof bars)[number]>();
  for (let from = startOf(chosen, span.from); from <= span.to; from = nextOf(chosen, from)) {
    const to = dayAt(dayNumberOf(nextOf(chosen, from)) - 1);
    const bar = { from, to, encounters: 0, who: new Set<string>() };
    bars.push(bar);
    byStart.set(from, bar);
  }
  for (const { day, individualId } of encounters) {
    if (day === null || day < span.from || day > span.to) continue;
    const bar = byStart.get(startOf(chosen, day))!;
    bar.encounters += 1;
    if (individualId !== null) bar.who.add(individualId);
  }
  return {
    unit: chosen,
    bars: bars.map(({ who, ...bar }) => ({ ...bar, individuals: who.size })),
  };
}

function countOf(unit: TimeUnit, { from, to }: Span): number {
  const days = dayNumberOf(to) - dayNumberOf(from) + 1;
  const lengths = { day: 1, week: 7, month: 30, year: 365 };
  return Math.ceil(days / lengths[unit]);
}

/** First day of the part of the calendar that a day is in. */
function startOf(unit: TimeUnit, day: string): string {
  if (unit === 'day') return day;
  if (unit === 'month') return `${day.slice(0, 7)}-01`;
  if (unit === 'year') return `${day.slice(0, 4)}-01-01`;
  const number = dayNumberOf(day);
  // 1970-01-01 was a Thursday, three days after a Monday.
  return dayAt(number - ((((number + 3) % 7) + 7) % 7));
}

/** First day of the next part. */
function nextOf(unit: TimeUnit, start: string): string {
  if (unit === 'day') return dayAt(dayNumberOf(start) + 1);
  if (unit === 'week') return dayAt(dayNumberOf(start) + 7);
  const [year, month] = [Number(start.slice(0, 4)), Number(start.slice(5, 7))];
  const next = unit === 'year' ? [year + 1, 1] : [year + Math.floor(month / 12), (month % 12) + 1];
  return `${String(next[0]).padStart(4, '0')}-${String(next[1]).padStart(2, '0')}-01`;
}
