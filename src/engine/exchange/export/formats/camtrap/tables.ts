/** The rows of the three tables, with the columns of Camtrap DP 1.0.2 that Huella can fill. */
import type { Survey } from '../../../../survey';
import type { Cell } from '../../../csv/write';
import type { MediaFile } from '../../media';
import { isLatin } from '../../survey';
import { momentOf } from '../../times';
import type { ExportedIndividual, ExportedPhoto } from '../../types';
import type { ExportSource } from '../format';
import type { Deployment } from './deployments';

export const DEPLOYMENTS = [
  ...['deploymentID', 'locationID', 'locationName', 'latitude', 'longitude'],
  ...['coordinateUncertainty', 'deploymentStart', 'deploymentEnd', 'cameraID'],
  ...['timestampIssues', 'deploymentComments'],
] as const;

export const MEDIA = [
  ...['mediaID', 'deploymentID', 'timestamp', 'filePath', 'filePublic', 'fileName'],
  'fileMediatype',
] as const;

export const OBSERVATIONS = [
  ...['observationID', 'deploymentID', 'mediaID', 'eventID', 'eventStart', 'eventEnd'],
  ...['observationLevel', 'observationType', 'scientificName', 'count', 'lifeStage', 'sex'],
  ...['individualID', 'bboxX', 'bboxY', 'bboxWidth', 'bboxHeight', 'classificationMethod'],
  ...['observationTags', 'observationComments'],
] as const;

export function deploymentRow(deployment: Deployment, isTimeless: boolean): Cell[] {
  const { id, station, place, uncertainty, start, end, camera, comment } = deployment;
  return [
    ...[id, station, station, place.latitude, place.longitude, uncertainty],
    ...[start, end, camera, String(isTimeless), comment],
  ];
}

export function mediaRow({ path, photos }: MediaFile, deployment: string, clock: string): Cell[] {
  const { sha256, takenAt, name, mime } = photos[0]!;
  const { text } = momentOf(takenAt, clock)!;
  // Not public: only the person has the file, until they publish it.
  return [sha256, deployment, text, path, 'false', name, mime];
}

/** Life stages that the standard knows; the others are in the tags. */
const STAGES: Readonly<Record<string, string>> = {
  young: 'juvenile',
  juvenile: 'juvenile',
  subadult: 'subadult',
  adult: 'adult',
  old: 'adult',
};

/** Decimals of a box's side: finer than a pixel of any photo that can be opened. */
const BOX_DECIMALS = 6;

export class ObservationRows {
  /** Scientific names so far. */
  readonly taxa = new Set<string>();
  readonly #individuals: ReadonlyMap<string, ExportedIndividual>;
  readonly #events: ReadonlyMap<string, { readonly id: string; from: string; to: string }>;
  readonly #clock: string;

  constructor({ individuals, choices }: ExportSource, survey: Survey) {
    this.#individuals = new Map(individuals.map((individual) => [individual.id, individual]));
    this.#clock = choices.clock;
    this.#events = new Map(
      survey.encounters.flatMap(({ id, from, to, photoIds }) =>
        from === null || to === null ? [] : photoIds.map((photo) => [photo, { id, from, to }]),
      ),
    );
  }

  /** One animal on one photo. */
  row(photo: ExportedPhoto, mediaId: string, deployment: string): Cell[] {
    const individual = this.#individuals.get(photo.individualId ?? '');
    const event = this.#events.get(photo.id);
    const at = (time: string | null | undefined): string =>
      momentOf(time ?? photo.takenAt, this.#clock)!.text;
    const species = individual?.species ?? photo.species ?? '';
    const latin = isLatin(species) ? species.trim() : null;
    if (latin !== null) this.taxa.add(latin);
    const { sex, lifeStage } = individual ?? {};
    return [
      ...[photo.id, deployment, mediaId, event?.id, at(event?.from), at(event?.to)],
      ...['media', 'animal', latin, 1, STAGES[lifeStage ?? ''], sex === 'unknown' ? null : sex],
      ...[individual?.name, ...boxOf(photo), individual ? 'human' : null],
      ...[tagsOf(photo, latin === null ? species : '', lifeStage), photo.notes],
    ];
  }
}

function boxOf({ crop }: ExportedPhoto): Cell[] {
  if (!crop) return [null, null, null, null];
  const round = (side: number): number => Number(side.toFixed(BOX_DECIMALS));
  const [x, y] = [round(crop.x), round(crop.y)];
  // Rounding must not carry a box over the edge.
  const within = (side: number, start: number): number => Math.min(side, round(1 - start));
  return [x, y, within(round(crop.width), x), within(round(crop.height), y)];
}

/** What no column holds, as `key:value`; labels as they are. */
function tagsOf(photo: ExportedPhoto, species: string, lifeStage?: string | null): string {
  const { side, status, colour, crop, labels = [] } = photo;
  const isOther = lifeStage != null && STAGES[lifeStage] !== lifeStage;
  const pairs: readonly (readonly [string, string | number | null | undefined])[] = [
    ['species', species],
    ['side', side],
    ['status', status],
    ['colour', colour],
    ['turns', crop?.turns],
    ['lifeStage', isOther ? lifeStage : null],
  ];
  const said = pairs.filter(([, value]) => value !== null && value !== undefined && value !== '');
  return [...said.map(([key, value]) => `${key}:${value}`), ...labels]
    .map((tag) => tag.replaceAll('|', '/'))
    .join('|');
}
