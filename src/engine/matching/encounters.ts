/**
 * Encounters: photos taken together, which say little more than one of them and would fill the
 * results with the query's own burst.
 */
import { distanceKm, type Point } from './distance';

export interface Shot {
  readonly id: string;
  /** ISO 8601, or null when it is not known: such a photo is an encounter of its own. */
  readonly takenAt: string | null;
  readonly place: Point | null;
}

/** Photos of one burst follow each other within this. */
export const BURST_MS = 60_000;

/** "At one place": what a phone's position may be off by, and an animal walk, within a burst. */
export const SAME_PLACE_KM = 0.2;

/** A day without an hour. */
const DAY = /^\d{4}-\d\d-\d\d$/;

/**
 * Milliseconds; a day alone is its first moment. Photos without an offset are compared as if all
 * were of one zone, which is what one camera writes.
 */
export function timeOf(takenAt: string | null): number | null {
  if (takenAt === null) return null;
  const complete = DAY.test(takenAt) || /[zZ]|[+-]\d\d:?\d\d$/.test(takenAt);
  const time = Date.parse(complete ? takenAt : `${takenAt}Z`);
  return Number.isNaN(time) ? null : time;
}

/** As `timeOf`, and null for a day alone: all photos of it would be one burst. */
function momentOf(takenAt: string | null): number | null {
  return takenAt !== null && DAY.test(takenAt) ? null : timeOf(takenAt);
}

/** Nothing says that they were taken apart. */
function sameSpot(a: Point | null, b: Point | null): boolean {
  return a === null || b === null || distanceKm(a, b) <= SAME_PLACE_KM;
}

/**
 * The shots in encounters, oldest first: within one, each was taken at most `intervalMs` after the
 * one before, at its place. Those of which only the day is known are one encounter with the others of
 * that day and place that are known no better.
 */
export function groupEncounters<T extends Shot>(
  shots: readonly T[],
  intervalMs: number = BURST_MS,
): T[][] {
  const timed = shots.map((shot) => ({ shot, time: timeOf(shot.takenAt) }));
  const dated = timed.filter((one): one is { shot: T; time: number } => one.time !== null);
  dated.sort((a, b) => a.time - b.time || (a.shot.id < b.shot.id ? -1 : 1));
  const groups: { shots: T[]; last: number; place: Point | null }[] = [];
  let first = 0;
  for (const { shot, time } of dated) {
    while (first < groups.length && time - groups[first]!.last > intervalMs) first += 1;
    const group = groups
      .slice(first)
      .find(({ last, place }) => time - last <= intervalMs && sameSpot(place, shot.place));
    if (group) {
      group.shots.push(shot);
      group.last = time;
      group.place ??= shot.place;
    } else groups.push({ shots: [shot], last: time, place: shot.place });
  }
  const undated = timed.filter(({ time }) => time === null).map(({ shot }) => [shot]);
  return [...groups.map((group) => group.shots), ...undated];
}

/**
 * Ids of the shots of the query's own encounter, the query's included when it is one of them. What
 * it holds is hidden from results, so it holds only what is known to have been taken together: no
 * shot of which only the day is known.
 */
export function encounterOf(query: Omit<Shot, 'id'>, shots: Iterable<Shot>): Set<string> {
  const start = momentOf(query.takenAt);
  if (start === null) return new Set();
  const near: { id: string; time: number }[] = [];
  for (const { id, takenAt, place } of shots) {
    const time = momentOf(takenAt);
    if (time !== null && sameSpot(query.place, place)) near.push({ id, time });
  }
  near.sort((a, b) => a.time - b.time);
  const ids = new Set<string>();
  let reach = start;
  for (const { id, time } of near) {
    if (time < start || time - reach > BURST_MS) continue;
    ids.add(id);
    reach = time;
  }
  reach = start;
  for (const { id, time } of near.toReversed()) {
    if (time > start || reach - time > BURST_MS) continue;
    ids.add(id);
    reach = time;
  }
  return ids;
}
