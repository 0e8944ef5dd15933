/** What a survey counts for each species and each station. */
import { grouped } from '../grouped';
import type { Encounter } from './encounters';
import type { Span } from './occasions';
import { dayNumberOf } from './days';
import { effortDays, type Station } from './stations';
import { speciesKeyOf, type Survey } from './survey';

export interface SpeciesFigures {
  /** As its first encounter writes it; empty: not said. */
  readonly name: string;
  /** Of `speciesKeyOf`. */
  readonly key: string;
  readonly photos: number;
  readonly encounters: number;
  /** Named individuals. */
  readonly individuals: number;
  readonly stations: number;
  /** First and last day; null: no encounter has a date. */
  readonly days: Span | null;
}

export interface StationFigures {
  readonly station: Station;
  readonly photos: number;
  readonly encounters: number;
  readonly individuals: number;
  readonly species: number;
  /** Days watched within the survey's span. */
  readonly days: number;
  /** Encounters in a hundred days watched ("relative abundance index"); null: not watched. */
  readonly rate: number | null;
}

/** By the number of encounters, the most first; equal ones by name. */
export function speciesFigures({ encounters }: Pick<Survey, 'encounters'>): SpeciesFigures[] {
  const groups = grouped(encounters, ({ species }) => speciesKeyOf(species));
  return [...groups]
    .map(([key, own]): SpeciesFigures => {
      const days = own.flatMap(({ day }) => day ?? []).sort();
      const name = own.find(({ species }) => species)?.species?.trim() ?? '';
      return {
        ...{ name, key, encounters: own.length, photos: photosIn(own) },
        individuals: named(own),
        stations: new Set(own.flatMap(({ stationKey }) => stationKey ?? [])).size,
        days: days.length > 0 ? { from: days[0]!, to: days.at(-1)! } : null,
      };
    })
    .sort((a, b) => b.encounters - a.encounters || (a.key < b.key ? -1 : 1));
}

/** In the order of the survey's stations, those without an encounter included. */
export function stationFigures({
  encounters,
  stations,
  span,
}: Pick<Survey, 'encounters' | 'stations' | 'span'>): StationFigures[] {
  const groups = grouped(encounters, ({ stationKey }) => stationKey ?? '');
  return stations.map((station) => {
    const own = groups.get(station.key) ?? [];
    const days = span ? daysWithin(station, span) : 0;
    const dated = own.filter(({ day }) => day !== null).length;
    return {
      ...{ station, days, encounters: own.length, photos: photosIn(own) },
      individuals: named(own),
      species: new Set(own.map(({ species }) => speciesKeyOf(species)).filter((key) => key)).size,
      rate: days > 0 ? (100 * dated) / days : null,
    };
  });
}

function daysWithin(station: Station, { from, to }: Span): number {
  const [first, last] = [dayNumberOf(from), dayNumberOf(to)];
  let count = 0;
  for (const day of effortDays(station)) if (day >= first && day <= last) count += 1;
  return count;
}

function named(encounters: readonly Encounter[]): number {
  return new Set(encounters.flatMap(({ individualId }) => individualId ?? [])).size;
}

function photosIn(encounters: readonly Encounter[]): number {
  return encounters.reduce((sum, { photoIds }) => sum + photoIds.length, 0);
}
