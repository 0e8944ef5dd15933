/** The places an animal was seen at: sightings a short walk apart are one place. */
import { distanceKm, type Point } from './distance';
import { SAME_PLACE_KM, timeOf } from './encounters';

export interface Sighting {
  readonly takenAt: string | null;
  readonly place: Point | null;
  /** In words. */
  readonly placeName?: string | null;
}

export interface SeenPlace {
  /** Where it was seen there last. */
  readonly place: Point | null;
  readonly name: string | null;
  readonly count: number;
  /** ISO 8601; null when no sighting there has a date. */
  readonly lastAt: string | null;
}

/**
 * Side of a square of the grid that finds what is near, in degrees of latitude: no less than
 * SAME_PLACE_KM anywhere.
 */
const CELL_DEGREES = 0.002;

interface Group {
  place: Point | null;
  name: string | null;
  count: number;
  readonly lastAt: string | null;
}

/**
 * The places, the latest first, those without a date last. Sightings that say nothing of where are
 * left out.
 */
export function placesSeen(sightings: readonly Sighting[]): SeenPlace[] {
  const groups: Group[] = [];
  const byName = new Map<string, Group>();
  const byCell = new Map<string, Group[]>();
  for (const { takenAt, place, placeName = null } of latestFirst(sightings)) {
    if (place === null && !placeName) continue;
    const named = placeName ? byName.get(placeName) : undefined;
    // A name said without coordinates before is where these coordinates are.
    let group =
      place === null ? named : (nearest(byCell, place) ?? (named?.place ? undefined : named));
    if (!group) {
      group = { place: null, name: placeName, count: 0, lastAt: takenAt };
      groups.push(group);
    }
    if (place && !group.place) {
      group.place = place;
      const key = cellOf(place);
      byCell.set(key, [...(byCell.get(key) ?? []), group]);
    }
    group.count += 1;
    group.name ??= placeName;
    if (placeName && !byName.has(placeName)) byName.set(placeName, group);
  }
  return groups;
}

/** The greatest distance between two of the places, in kilometres; 0 for fewer than two. */
export function widestKm(places: readonly SeenPlace[]): number {
  const points = places.flatMap(({ place }) => place ?? []);
  let widest = 0;
  for (const [i, a] of points.entries()) {
    for (const b of points.slice(i + 1)) widest = Math.max(widest, distanceKm(a, b));
  }
  return widest;
}

function latestFirst(sightings: readonly Sighting[]): Sighting[] {
  return sightings
    .map((sighting) => ({ sighting, time: timeOf(sighting.takenAt) ?? -Infinity }))
    .sort((a, b) => (a.time === b.time ? 0 : b.time - a.time))
    .map(({ sighting }) => sighting);
}

function nearest(byCell: ReadonlyMap<string, readonly Group[]>, place: Point): Group | undefined {
  for (const north of [0, -1, 1]) {
    for (const east of [0, -1, 1]) {
      const found = byCell
        .get(cellOf(place, north, east))
        ?.find((group) => distanceKm(group.place!, place) <= SAME_PLACE_KM);
      if (found) return found;
    }
  }
  return undefined;
}

function cellOf({ latitude, longitude }: Point, north = 0, east = 0): string {
  const row = Math.floor(latitude / CELL_DEGREES);
  // Degrees of longitude shrink towards the poles; rows beside each other have nearly the same
  // width.
  const width =
    CELL_DEGREES / Math.max(0.01, Math.cos(((row + north) * CELL_DEGREES * Math.PI) / 180));
  return `${String(row + north)},${String(Math.floor(longitude / width) + east)}`;
}
