/** The tables of an export, row by row: wildlife-datasets' metadata.csv, individuals and decisions. */
import type { Cell } from '../csv/write';
import { formatCoordinates } from '../coordinates';
import type { ExportedDecision, ExportedIndividual, ExportedPhoto } from './types';

/** wildlife-datasets' columns first (`BaseDataset`, metadata.csv), then what only Huella reads. */
export const METADATA_COLUMNS = [
  ...['image_id', 'identity', 'path', 'bbox', 'date', 'position', 'species'],
  ...[
    'taken_at',
    'turns',
    'latitude',
    'longitude',
    'place',
    'status',
    'colour',
    'labels',
    'notes',
    'sha256',
  ],
] as const;

/** The word wildlife-datasets keeps for photos of nobody known. */
const UNKNOWN = 'unknown';

/** Thousandths of a pixel: finer than any two boxes are told apart. */
const BOX_SCALE = 1000;

export function metadataRow(photo: ExportedPhoto, identity: string | null, path: string): Cell[] {
  return [
    photo.id,
    identity ?? UNKNOWN,
    path,
    bboxOf(photo),
    dateOf(photo.takenAt ?? null),
    photo.side,
    photo.species,
    photo.takenAt,
    photo.crop?.turns,
    photo.place?.latitude,
    photo.place?.longitude,
    photo.placeName,
    photo.status,
    photo.colour,
    photo.labels?.join('; '),
    photo.notes,
    photo.sha256,
  ];
}

/** `[x, y, width, height]` in pixels of the photo as it is shown; empty for the whole of it. */
function bboxOf({ crop, width, height }: ExportedPhoto): string {
  if (!crop) return '';
  const sides = [crop.x * width, crop.y * height, crop.width * width, crop.height * height];
  return `[${sides.map((side) => Math.round(side * BOX_SCALE) / BOX_SCALE).join(', ')}]`;
}

/** `%Y-%m-%d %H:%M:%S`, or the day alone. */
function dateOf(takenAt: string | null): string {
  const match = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d:\d\d))?/.exec(takenAt ?? '');
  return match ? [match[1], match[2]].filter((part) => part !== undefined).join(' ') : '';
}

export const INDIVIDUAL_COLUMNS = [
  ...[
    'name',
    'species',
    'sex',
    'life_stage',
    'status',
    'colour',
    'labels',
    'notes',
    'latitude',
    'longitude',
    'place',
  ],
  ...['seen_at', 'photos'],
] as const;

export function individualRow(individual: ExportedIndividual, photos: number): Cell[] {
  const { name, species, sex, lifeStage, status, colour, labels, notes, place, placeName, seenAt } =
    individual;
  return [
    ...[name, species, sex, lifeStage, status, colour, labels?.join('; '), notes],
    ...[place?.latitude, place?.longitude, placeName, seenAt, photos],
  ];
}

export const DECISION_COLUMNS = [
  ...[
    'at',
    'by',
    'decision',
    'photo_id',
    'photo',
    'other_photo_id',
    'other_photo',
    'individual',
    'similarity',
  ],
  ...['encoder', 'filters', 'undone_at', 'probability'],
] as const;

/** @param nameOf file name by photo id; empty when the photo is gone */
export function decisionRow(
  decision: ExportedDecision,
  nameOf: (photoId: string) => string,
): Cell[] {
  const { at, by, photoId, otherPhotoId, individual, similarity, probability } = decision;
  const { fingerprint, filters, undoneAt } = decision;
  return [
    new Date(at).toISOString(),
    by,
    decision.decision,
    photoId,
    nameOf(photoId),
    otherPhotoId,
    nameOf(otherPhotoId),
    individual,
    similarity,
    fingerprint,
    filters === undefined || filters === null ? '' : JSON.stringify(filters),
    undoneAt === null ? '' : new Date(undoneAt).toISOString(),
    probability,
  ];
}

/** The gallery as one table for a spreadsheet: what is known of each photo. */
export const GALLERY_COLUMNS = [
  ...[
    'photo',
    'individual',
    'date',
    'coordinates',
    'place',
    'species',
    'side',
    'status',
    'colour',
    'labels',
    'notes',
  ],
  ...['photo_id', 'sha256'],
] as const;

export function galleryRow(photo: ExportedPhoto, identity: string | null): Cell[] {
  return [
    ...[
      photo.name,
      identity,
      dateOf(photo.takenAt ?? null),
      photo.place ? formatCoordinates(photo.place) : '',
    ],
    ...[
      photo.placeName,
      photo.species,
      photo.side,
      photo.status,
      photo.colour,
      photo.labels?.join('; '),
      photo.notes,
    ],
    ...[photo.id, photo.sha256],
  ];
}
