/** A survey: the library's records as encounters at stations, which figures and exports count. */
import type { IndividualRecord, PhotoRecord, StationDescription } from '../library/records';
import { effortDays, stationsOf, type Station, type SurveyPhoto } from './stations';
import { encountersOf, USUAL_INTERVAL_MS, type Encounter } from './encounters';
import { dayAt } from './days';
import type { Span } from './occasions';

export interface SurveyOptions {
  /** Of `encountersOf`; absent: 60 s. */
  readonly intervalMs?: number;
  /** Only photos of these days; photos without a date are out then. */
  readonly span?: Span;
  /** Only photos of this species, as `speciesKeyOf` writes it. */
  readonly species?: string;
}

export interface Survey {
  /** All stations of the library, also those without a photo among `photos`. */
  readonly stations: readonly Station[];
  /** By photo id: the key of its station. */
  readonly stationOf: ReadonlyMap<string, string>;
  /** Those the options let in, in the order given. */
  readonly photos: readonly SurveyPhoto[];
  /** Oldest first, those without a date last. */
  readonly encounters: readonly Encounter[];
  /**
   * From the first to the last day with an encounter or with known effort, or the span chosen;
   * null: nothing has a date.
   */
  readonly span: Span | null;
}

type IndividualFacts = Pick<IndividualRecord, 'id' | 'species'>;

/**
 * The photos with the species of their individual where they do not say their own; an individual's
 * word goes before its photo's, because a person gave it to the animal.
 */
export function surveyPhotos(
  photos: readonly SurveyPhoto[] | readonly PhotoRecord[],
  individuals: readonly IndividualFacts[],
): SurveyPhoto[] {
  const speciesOf = new Map(individuals.map(({ id, species }) => [id, species ?? null]));
  return photos.map((photo) => {
    const { id, takenAt, place, placeName = null, station = null, individualId } = photo;
    const species = speciesOf.get(individualId ?? '') ?? photo.species ?? null;
    return { id, takenAt, place, placeName, station, individualId, species };
  });
}

/** Two spellings with the same key are one species: `Panthera onca`, ` panthera Onca `. */
export function speciesKeyOf(species: string | null | undefined): string {
  return (species ?? '').normalize('NFC').replace(/\s+/gu, ' ').trim().toLowerCase();
}

/**
 * The survey of these photos. 20,000 photos take half a second of a busy processor: call it in a worker.
 * @param described `Library.stations`
 */
export function surveyOf(
  photos: readonly SurveyPhoto[] | readonly PhotoRecord[],
  individuals: readonly IndividualFacts[],
  described: readonly StationDescription[] = [],
  { intervalMs = USUAL_INTERVAL_MS, span, species }: SurveyOptions = {},
): Survey {
  const all = surveyPhotos(photos, individuals);
  const { stations, stationOf } = stationsOf(all, described);
  const wanted = all.filter((photo) => {
    if (species !== undefined && speciesKeyOf(photo.species) !== species) return false;
    if (!span) return true;
    const day = photo.takenAt?.slice(0, 10) ?? '';
    return day >= span.from && day <= span.to;
  });
  const encounters = encountersOf(wanted, stationOf, intervalMs);
  return {
    ...{ stations, stationOf, encounters, photos: wanted },
    span: span ?? spanOf(encounters, stations),
  };
}

function spanOf(encounters: readonly Encounter[], stations: readonly Station[]): Span | null {
  const days = encounters.flatMap(({ day }) => day ?? []);
  for (const station of stations) {
    if (!station.effortKnown) continue;
    const watched = [...effortDays(station)];
    // They ascend.
    if (watched.length > 0) days.push(dayAt(watched[0]!), dayAt(watched.at(-1)!));
  }
  if (days.length === 0) return null;
  days.sort();
  return { from: days[0]!, to: days.at(-1)! };
}
