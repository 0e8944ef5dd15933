/**
 * Encounters of a survey: photos of one animal at one station that follow each other within an
 * interval. What ecologists count as one independent record (`minDeltaTime` of camtrapR's
 * `recordTableIndividual`, compared with the last photo).
 */
import { BURST_MS, timeOf } from '../matching';
import { dayOf } from './days';
import type { SurveyPhoto } from './stations';

export interface Encounter {
  /** Of its first photo: the same in every call with the same photos and interval. */
  readonly id: string;
  /** Null: unidentified photos, of which a burst at one station is one encounter. */
  readonly individualId: string | null;
  /** The first that one of its photos says; null: none does. */
  readonly species: string | null;
  /** Of `stationsOf`; null: no photo says where. */
  readonly stationKey: string | null;
  /** Oldest first. */
  readonly photoIds: readonly string[];
  /** ISO 8601 as the first and the last photo write it; null: no date is known. */
  readonly from: string | null;
  readonly to: string | null;
  /** `YYYY-MM-DD` of `from`; null: no date is known, so it is in no occasion. */
  readonly day: string | null;
}

/** The interval of choice, where a person has not chosen one: 60 s. */
export const USUAL_INTERVAL_MS = BURST_MS;

/**
 * The encounters, oldest first and those without a date last.
 * @param stationOf of `stationsOf`
 * @param intervalMs two photos of one animal at one station that lie at most this far apart are of
 *   one encounter; 0: only photos of the same moment
 */
export function encountersOf(
  photos: readonly SurveyPhoto[],
  stationOf: ReadonlyMap<string, string>,
  intervalMs: number = USUAL_INTERVAL_MS,
): Encounter[] {
  const timed = photos.map((photo) => ({ photo, time: timeOf(photo.takenAt) }));
  const byId = (a: SurveyPhoto, b: SurveyPhoto): number => (a.id < b.id ? -1 : 1);
  const dated = timed.filter((one): one is Timed => one.time !== null);
  dated.sort((a, b) => a.time - b.time || byId(a.photo, b.photo));
  const open = new Map<string, { readonly photos: SurveyPhoto[]; last: number }>();
  const found: { readonly photos: SurveyPhoto[]; readonly stationKey: string | null }[] = [];
  for (const { photo, time } of dated) {
    const stationKey = stationOf.get(photo.id) ?? null;
    const who = photo.individualId ?? `unidentified ${photo.species ?? ''}`;
    const key = `${who}\n${stationKey ?? ''}`;
    const going = open.get(key);
    if (going && time - going.last <= intervalMs) {
      going.photos.push(photo);
      going.last = time;
      continue;
    }
    const photosOf = [photo];
    open.set(key, { photos: photosOf, last: time });
    found.push({ photos: photosOf, stationKey });
  }
  const undated = timed
    .filter(({ time }) => time === null)
    .map(({ photo }) => photo)
    .sort(byId);
  for (const photo of undated)
    found.push({ photos: [photo], stationKey: stationOf.get(photo.id) ?? null });
  return found.map(encounterFrom);
}

interface Timed {
  readonly photo: SurveyPhoto;
  readonly time: number;
}

function encounterFrom({
  photos,
  stationKey,
}: {
  readonly photos: readonly SurveyPhoto[];
  readonly stationKey: string | null;
}): Encounter {
  const [first, last] = [photos[0]!, photos.at(-1)!];
  const day = dayOf(first.takenAt);
  return {
    ...{ id: first.id, individualId: first.individualId, stationKey, day },
    species: photos.find(({ species }) => species)?.species ?? null,
    photoIds: photos.map(({ id }) => id),
    from: day === null ? null : first.takenAt,
    to: day === null ? null : last.takenAt,
  };
}
