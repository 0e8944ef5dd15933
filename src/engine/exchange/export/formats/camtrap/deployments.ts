/** Deployments: a camera at a station from one moment to another. */
import { NOT_EFFORT } from '../../../camtrap-comments';
import type { Coordinates } from '../../../coordinates';
import { distanceKm } from '../../../../matching';
import type { Station, Survey } from '../../../../survey';
import type { ExportChoices } from '../../choices';
import type { LeftOut } from '../../left-out';
import { ROUNDED_UNCERTAINTY_M, roundedPlace } from '../../places';
import { plainIds, stationNames } from '../../survey';
import { extremesOf, momentOf } from '../../times';
import type { ExportedPhoto } from '../../types';

export interface Deployment {
  readonly id: string;
  readonly station: string;
  readonly place: Coordinates;
  /** Metres; null: not known to be any. */
  readonly uncertainty: number | null;
  /** With offset, as `momentOf` writes them. */
  readonly start: string;
  readonly end: string;
  readonly camera: string | null;
  readonly comment: string;
}

interface Draft {
  readonly station: Station;
  readonly effort: { readonly from: string; readonly to: string; readonly camera?: string } | null;
  readonly photos: ExportedPhoto[];
}

/**
 * The deployments of the photos, one for each stated time of a station, also where it saw nothing.
 * @param photos with a date, at stations with a place
 */
export function deploymentsOf(
  photos: readonly ExportedPhoto[],
  survey: Survey,
  choices: ExportChoices,
  leftOut: LeftOut,
): { deployments: readonly Deployment[]; deploymentOf: ReadonlyMap<string, Deployment> } {
  const byStation = new Map<string, ExportedPhoto[]>();
  for (const photo of photos) {
    const key = survey.stationOf.get(photo.id)!;
    const list = byStation.get(key);
    if (list) list.push(photo);
    else byStation.set(key, [photo]);
  }
  const drafts: Draft[] = [];
  for (const station of survey.stations) {
    const own = byStation.get(station.key) ?? [];
    if (!station.place || (own.length === 0 && !station.effortKnown)) continue;
    if (!station.effortKnown) {
      leftOut.say('effort-unknown');
      drafts.push({ station, effort: null, photos: own });
      continue;
    }
    const stated: Draft[] = station.efforts.map((effort) => ({ station, effort, photos: [] }));
    const outside: ExportedPhoto[] = [];
    for (const photo of own) {
      const day = photo.takenAt!.slice(0, 10);
      const covers = ({ effort }: Draft): boolean =>
        effort!.from.slice(0, 10) <= day && day <= effort!.to.slice(0, 10);
      (stated.find(covers)?.photos ?? outside).push(photo);
    }
    drafts.push(...stated);
    if (outside.length > 0) {
      leftOut.say('outside-effort', outside.length);
      drafts.push({ station, effort: null, photos: outside });
    }
  }
  const names = stationNames(survey);
  const ids = plainIds(
    drafts.map(({ station }) => names.get(station.key)!),
    'station',
  );
  const deploymentOf = new Map<string, Deployment>();
  const deployments = drafts.map((draft, i) => {
    const deployment = deploymentFrom(draft, ids[i]!, names, choices);
    for (const { id } of draft.photos) deploymentOf.set(id, deployment);
    return deployment;
  });
  return { deployments, deploymentOf };
}

function deploymentFrom(
  { station, effort, photos }: Draft,
  id: string,
  names: ReadonlyMap<string, string>,
  { clock, exactPlaces }: ExportChoices,
): Deployment {
  const place = station.place!;
  const moments = photos.map(({ takenAt }) => momentOf(takenAt, clock)!.text);
  const { first, last } = extremesOf(moments) ?? { first: '', last: '' };
  // Photos that say their own place, apart from the one that stands for all of them.
  const metres = photos.map((photo) => (photo.place ? distanceKm(photo.place, place) * 1000 : 0));
  const furthest = Math.ceil(metres.reduce((a, b) => Math.max(a, b), 0));
  return {
    id,
    station: names.get(station.key)!,
    place: exactPlaces ? place : roundedPlace(place),
    uncertainty: exactPlaces ? furthest || null : ROUNDED_UNCERTAINTY_M + furthest,
    // Days count whole, first and last.
    start: effort ? (momentOf(effort.from, clock)?.text ?? first) : first,
    end: effort ? endOf(effort.to, clock, last) : last,
    camera: effort?.camera ?? null,
    comment: effort ? '' : station.effortKnown ? NOT_EFFORT.outside : NOT_EFFORT.photos,
  };
}

function endOf(to: string, clock: string, otherwise: string): string {
  const moment = momentOf(to, clock);
  if (!moment) return otherwise;
  return moment.isTimeKnown ? moment.text : moment.text.replace('T00:00:00', 'T23:59:59');
}
