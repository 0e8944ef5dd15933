/** What is said of stations, joined to what was said before. */
import { nameKeyOf } from '../library/individuals';
import type { Effort, StationDescription } from '../library/records';

/**
 * The descriptions that say more than is known: each with all that is known of its station, for a
 * description takes the place of the one before. A place that is known stays.
 */
export function saidAnew(
  known: readonly StationDescription[],
  said: readonly StationDescription[],
): StationDescription[] {
  const byName = new Map(known.map((station) => [nameKeyOf(station.name), station]));
  const changed = new Map<string, StationDescription>();
  for (const { name, place, efforts } of said) {
    const key = nameKeyOf(name);
    const before = byName.get(key) ?? { name, place: null, efforts: [] };
    const keys = new Set(before.efforts.map(keyOf));
    const fresh = efforts.filter((effort) => !keys.has(keyOf(effort)));
    if (fresh.length === 0 && (before.place !== null || place === null)) continue;
    const station = {
      name: before.name,
      place: before.place ?? place,
      efforts: [...before.efforts, ...fresh],
    };
    byName.set(key, station);
    changed.set(key, station);
  }
  return [...changed.values()];
}

function keyOf({ from, to, camera = '' }: Effort): string {
  return [from, to, camera].join(' ');
}
