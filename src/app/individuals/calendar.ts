/** An animal's encounters on the calendar: months of each year, days of a month. */
import { groupEncounters, type Shot } from '../../engine/matching';
import { dayAt, dayNumberOf, dayOf } from '../../engine/survey';

export interface CalendarYear {
  readonly year: string;
  /** Encounters in each of its twelve months. */
  readonly months: readonly number[];
}

/** Encounters by day (`YYYY-MM-DD`); those without a date are left out. */
export function encountersByDay(photos: readonly Shot[], intervalMs?: number): Map<string, number> {
  const days = new Map<string, number>();
  for (const [first] of groupEncounters(photos, intervalMs)) {
    const day = dayOf(first!.takenAt);
    if (day !== null) days.set(day, (days.get(day) ?? 0) + 1);
  }
  return days;
}

/** The years with an encounter, the latest first. */
export function yearsOf(days: ReadonlyMap<string, number>): CalendarYear[] {
  const years = new Map<string, number[]>();
  for (const [day, count] of days) {
    const [year = '', month = ''] = day.split('-');
    const months = years.get(year) ?? new Array<number>(12).fill(0);
    years.set(year, months);
    months[Number(month) - 1]! += count;
  }
  return [...years]
    .map(([year, months]) => ({ year, months }))
    .sort((a, b) => (a.year < b.year ? 1 : -1));
}

/**
 * The weeks of a month (`YYYY-MM`) from Monday to Sunday, each of seven days; null: of another
 * month.
 */
export function weeksOf(month: string): (string | null)[][] {
  const first = dayNumberOf(`${month}-01`);
  // 1970-01-01 was a Thursday, three days after a Monday.
  const before = (((first + 3) % 7) + 7) % 7;
  const cells: (string | null)[] = new Array<string | null>(before).fill(null);
  for (let day = first; dayAt(day).startsWith(month); day++) cells.push(dayAt(day));
  while (cells.length % 7 > 0) cells.push(null);
  return Array.from({ length: cells.length / 7 }, (_, i) => cells.slice(i * 7, i * 7 + 7));
}
