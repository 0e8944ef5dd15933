/** Stations: the places a survey's photos were taken at, and the days each was watched. */
import { nameKeyOf } from '../library/individuals';
import type { Effort, StationDescription } from '../library/records';
import { distanceKm, timeOf, type Point } from '../matching';
import { dayNumberOf, dayOf } from './days';

/** What a survey needs to know of a photo; a `PhotoRecord` is one. */
export interface SurveyPhoto {
  readonly id: string;
  /** ISO 8601, with or without an offset. */
  readonly takenAt: string | null;
  readonly place: Point | null;
  /** The place in words. */
  readonly placeName?: string | null;
  /** The station's name, as a table or a folder said it. */
  readonly station?: string | null;
  /** Null: unidentified. */
  readonly individualId: string | null;
  readonly species?: string | null;
}

/**
 * What says that photos are of one station: its name, the place in words, or coordinates no further
 * apart than `SAME_STATION_KM`.
 */
export type StationBasis = 'station' | 'place-name' | 'place';

export interface Station {
  /** The same for one station in every call with the same photos; unique among stations. */
  readonly key: string;
  /** As its first photo writes it; of a station by coordinates those: `-1.2345, 36.8000`. */
  readonly name: string;
  readonly basis: StationBasis;
  /**
   * As a person or a table described it, else the median of its photos' coordinates; null: unknown.
   */
  readonly place: Point | null;
  /** When it was watched, in order; empty when no photo of it has a date and none were described. */
  readonly efforts: readonly Effort[];
  /**
   * False: `efforts` is only the time from its first to its last photo, which is at most the true
   * effort. Exports and figures must say so.
   */
  readonly effortKnown: boolean;
  /** How many photos, dated or not; 0: a station that saw nothing, which counts as effort. */
  readonly photoCount: number;
}

/** Coordinates of one camera, told again by another device, stay within this. */
export const SAME_STATION_KM = 0.2;

export interface StationsOfPhotos {
  /** By name, those with letters in the order of their letters and numbers (`B2` before `B10`). */
  readonly stations: readonly Station[];
  /** By photo id: the key of its station. A photo that says nothing of where it was is left out. */
  readonly stationOf: ReadonlyMap<string, string>;
}

interface Draft {
  readonly key: string;
  readonly name: string;
  readonly basis: StationBasis;
  readonly latitudes: number[];
  readonly longitudes: number[];
  first: string | null;
  last: string | null;
  photoCount: number;
  described: StationDescription | null;
}

/**
 * The stations of the photos. A photo's station is the one it names; without a name the place in
 * words is its station; without either, photos within 200 m of the oldest photo of a station.
 * @param described what was said of stations (`Library.stations`); one without photos is a station
 *   too
 */
export function stationsOf(
  photos: readonly SurveyPhoto[],
  described: readonly StationDescription[] = [],
): StationsOfPhotos {
  const drafts = new Map<string, Draft>();
  const stationOf = new Map<string, string>();
  const draftOf = (basis: StationBasis, name: string): Draft => {
    const key = `${basis}:${nameKeyOf(name)}`;
    const known = drafts.get(key);
    if (known) return known;
    const draft: Draft = {
      ...{ key, name: name.trim(), basis, latitudes: [], longitudes: [] },
      ...{ first: null, last: null, photoCount: 0, described: null },
    };
    drafts.set(key, draft);
    return draft;
  };
  const nearby = new NearbyStations();
  for (const photo of oldestFirst(photos)) {
    const { place, placeName, station } = photo;
    let draft: Draft;
    if (isSaid(station)) draft = draftOf('station', station);
    else if (isSaid(placeName)) draft = draftOf('place-name', placeName);
    else if (place) {
      const near = nearby.near(place);
      draft = near ? drafts.get(near)! : draftOf('place', coordinatesOf(place));
      if (!near) nearby.add(place, draft.key);
    } else continue;
    stationOf.set(photo.id, draft.key);
    draft.photoCount += 1;
    if (place) {
      draft.latitudes.push(place.latitude);
      draft.longitudes.push(place.longitude);
    }
    const day = dayOf(photo.takenAt);
    if (day === null) continue;
    if (draft.first === null || day < draft.first) draft.first = day;
    if (draft.last === null || day > draft.last) draft.last = day;
  }
  for (const description of described) {
    const bases: readonly StationBasis[] = ['station', 'place-name', 'place'];
    const key = nameKeyOf(description.name);
    const draft =
      bases.map((basis) => drafts.get(`${basis}:${key}`)).find((one) => one !== undefined) ??
      draftOf('station', description.name);
    draft.described = description;
  }
  const stations = [...drafts.values()].map(stationFrom);
  const collator = new Intl.Collator('en', { numeric: true });
  stations.sort((a, b) => collator.compare(a.name, b.name) || (a.key < b.key ? -1 : 1));
  return { stations, stationOf };
}

/**
 * Days on which a station was watched, each once however many cameras it had: numbers as
 * `dayNumberOf`, ascending. First and last days count whole.
 */
export function effortDays({ efforts }: Pick<Station, 'efforts'>): Set<number> {
  const days = new Set<number>();
  for (const { from, to } of efforts) {
    const [first, last] = [dayOf(from), dayOf(to)];
    if (first === null || last === null) continue;
    for (let day = dayNumberOf(first); day <= dayNumberOf(last); day++) days.add(day);
  }
  return days;
}

function stationFrom(draft: Draft): Station {
  const { key, name, basis, first, last, photoCount, described, latitudes, longitudes } = draft;
  const efforts = described?.efforts ?? [];
  const seen = first !== null && last !== null ? [{ from: first, to: last }] : [];
  return {
    ...{ key, name, basis, photoCount },
    place:
      described?.place ??
      (latitudes.length > 0
        ? { latitude: median(latitudes), longitude: median(longitudes) }
        : null),
    efforts: efforts.length > 0 ? [...efforts].sort((a, b) => (a.from < b.from ? -1 : 1)) : seen,
    effortKnown: efforts.length > 0,
  };
}

function oldestFirst(photos: readonly SurveyPhoto[]): SurveyPhoto[] {
  return photos
    .map((photo) => ({ photo, time: timeOf(photo.takenAt) ?? Infinity }))
    .sort((a, b) => (a.time === b.time ? (a.photo.id < b.photo.id ? -1 : 1) : a.time - b.time))
    .map(({ photo }) => photo);
}

function isSaid(text: string | null | undefined): text is string {
  return typeof text === 'string' && text.trim() !== '';
}

function coordinatesOf({ latitude, longitude }: Point): string {
  return `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`;
}

/** Of a list that is not empty. A few wrong positions do not move it, as they move a mean. */
function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Side of a grid's square in degrees of latitude: no less than SAME_STATION_KM. */
const CELL_DEGREES = 0.002;

/** Finds the station whose first photo is within SAME_STATION_KM. */
class NearbyStations {
  readonly #cells = new Map<string, { readonly place: Point; readonly key: string }[]>();

  add(place: Point, key: string): void {
    const cell = this.#cellOf(place, 0, 0);
    this.#cells.set(cell, [...(this.#cells.get(cell) ?? []), { place, key }]);
  }

  near(place: Point): string | null {
    let best: { readonly key: string; readonly km: number } | null = null;
    for (const north of [0, -1, 1]) {
      for (const east of [0, -1, 1]) {
        for (const one of this.#cells.get(this.#cellOf(place, north, east)) ?? []) {
          const km = distanceKm(one.place, place);
          if (km <= SAME_STATION_KM && (best === null || km < best.km)) best = { key: one.key, km };
        }
      }
    }
    return best?.key ?? null;
  }

  /** Rows beside each other have nearly the same width, which shrinks towards the poles. */
  #cellOf({ latitude, longitude }: Point, north: number, east: number): string {
    const row = Math.floor(latitude / CELL_DEGREES) + north;
    const width = CELL_DEGREES / Math.max(0.01, Math.cos((row * CELL_DEGREES * Math.PI) / 180));
    return `${String(row)},${String(Math.floor(longitude / width) + east)}`;
  }
}
