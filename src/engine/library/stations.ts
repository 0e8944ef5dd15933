/** What people said of stations: read from the journal, where each entry can be undone. */
import { displayNameOf, nameKeyOf } from './individuals';
import { tidyPlace } from './fields';
import type { ReadTransaction } from './schema';
import type { Effort, StationDescription } from './records';

/** A stretch of effort longer than this is a mistyped year: figures count its days one by one. */
const LONGEST_EFFORT_DAYS = 36_525;
/** Deployments of one station; the longest study known is of some hundreds. */
const MOST_EFFORTS = 5000;
const LONGEST_NAME = 500;
const DAY_MS = 86_400_000;
const DATED = /^\d{4}-\d\d-\d\d(T[\d:.]+(Z|[+-]\d\d:?\d\d)?)?$/;

/**
 * The stations described and in force, in no order; of one described twice the later entry. Stores:
 * journal.
 */
export async function stations(transaction: ReadTransaction): Promise<StationDescription[]> {
  const found = new Map<string, StationDescription>();
  let cursor = await transaction.objectStore('journal').index('at').openCursor();
  while (cursor) {
    const { undoneAt, action } = cursor.value;
    if (undoneAt === null && action.kind === 'describe-stations')
      for (const given of action.stations) {
        const station = tidyStation(given);
        if (station) found.set(nameKeyOf(station.name), station);
      }
    cursor = await cursor.continue();
  }
  return [...found.values()];
}

/**
 * The description as it may be used: a journal that was restored may hold anything. Efforts that
 * are no dates, or end before they begin, are left out. Null: it names no station.
 */
export function tidyStation(given: unknown): StationDescription | null {
  if (typeof given !== 'object' || given === null) return null;
  const { name, place, efforts } = given as Partial<Record<keyof StationDescription, unknown>>;
  const shown = typeof name === 'string' ? displayNameOf(name).slice(0, LONGEST_NAME) : '';
  if (shown === '') return null;
  const list: readonly unknown[] = Array.isArray(efforts) ? efforts : [];
  return {
    name: shown,
    place: typeof place === 'object' && place !== null ? tidyPlace(place) : null,
    efforts: list.slice(0, MOST_EFFORTS).flatMap((effort) => tidyEffort(effort) ?? []),
  };
}

function tidyEffort(given: unknown): Effort | null {
  if (typeof given !== 'object' || given === null) return null;
  const { from, to, camera } = given as Partial<Record<keyof Effort, unknown>>;
  if (typeof from !== 'string' || typeof to !== 'string') return null;
  if (!DATED.test(from) || !DATED.test(to)) return null;
  const [first, last] = [from, to].map((date) => Date.parse(`${date.slice(0, 10)}T00:00:00Z`));
  const days = (last! - first!) / DAY_MS;
  if (Number.isNaN(days) || days < 0 || days > LONGEST_EFFORT_DAYS) return null;
  const said = typeof camera === 'string' ? displayNameOf(camera).slice(0, LONGEST_NAME) : '';
  return { from, to, ...(said === '' ? {} : { camera: said }) };
}
