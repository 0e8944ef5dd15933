/**
 * Days as the camera's own clock tells them: the date as it is written, its offset left aside. A
 * survey's occasions are days of the place, and a photo taken at 23:30 there is of that day.
 */

const DAY_MS = 86_400_000;
const WRITTEN_DAY = /^\d{4}-\d\d-\d\d/;

/** `YYYY-MM-DD` of an ISO 8601 date or time; null: it has none, or it is no day of the calendar. */
export function dayOf(takenAt: string | null | undefined): string | null {
  const day = WRITTEN_DAY.exec(takenAt ?? '')?.[0];
  return day !== undefined && dayAt(dayNumberOf(day)) === day ? day : null;
}

/** Days since 1970-01-01 of a day as `dayOf` gives it. */
export function dayNumberOf(day: string): number {
  return Math.floor(Date.parse(`${day}T00:00:00Z`) / DAY_MS);
}

/** The day that many days after 1970-01-01, as `dayOf` gives it; empty for a number out of range. */
export function dayAt(dayNumber: number): string {
  const date = new Date(dayNumber * DAY_MS);
  return Number.isNaN(date.getTime()) ? '' : date.toISOString().slice(0, 10);
}
