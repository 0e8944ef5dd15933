/**
 * The gallery as a zip: one folder per individual, and tables that Huella and wildlife-datasets
 * open again.
 */
import type { Cell } from '../../csv/write';
import type { MediaFile } from '../media';
import { fileNameOf, UniqueNames } from '../names';
import { RECORDS_PATH, recordsText } from '../records';
import type { ExportedIndividual, ExportedPhoto } from '../types';
import { decisionRows } from './decisions';
import {
  dateOf,
  microchipsOf,
  namesOf,
  tableStream,
  zipFormat,
  type ExportedHistory,
  type ExportSource,
  type TableRows,
} from './format';

/**
 * Folders of the zip. An individual may have any name, so unidentified photos have a folder beside
 * the individuals' and not among them.
 */
const PHOTOS = 'photos';
const UNIDENTIFIED = 'unidentified';

/** wildlife-datasets' columns first (`BaseDataset`, metadata.csv), then what only Huella reads. */
const METADATA_COLUMNS = [
  ...['image_id', 'identity', 'path', 'bbox', 'date', 'position', 'species'],
  ...[
    'taken_at',
    'turns',
    'latitude',
    'longitude',
    'place',
    'status',
    'colour',
    'microchip',
    'labels',
    'notes',
    'sha256',
  ],
] as const;

/** wildlife-datasets' word for photos without an individual. */
const UNKNOWN = 'unknown';

/** Thousandths of a pixel: finer than any two boxes are told apart. */
const BOX_SCALE = 1000;

const INDIVIDUAL_COLUMNS = [
  ...[
    'name',
    'species',
    'sex',
    'life_stage',
    'status',
    'colour',
    'microchip',
    'labels',
    'notes',
    'latitude',
    'longitude',
    'place',
  ],
  ...['seen_at', 'photos'],
] as const;

export const gallery = zipFormat(async (zip, source, run) => {
  const { signal } = run;
  signal.throwIfAborted();
  const history = await source.history();
  const files = galleryFiles(source);
  let done = 0;
  for (const { path, photos } of files.values()) {
    run.onProgress(done, source.photos.length);
    signal.throwIfAborted();
    await zip.add(path, await source.original(photos[0]!.id), { signal });
    done += photos.length;
  }
  run.onProgress(done, source.photos.length);
  for (const [path, content] of galleryTables(source, history, files)) {
    await zip.add(path, content, { deflate: true, signal });
  }
});

/** Where the photos' files go, by their SHA-256: each once, however many animals are on it. */
export function galleryFiles(
  source: Pick<ExportSource, 'photos' | 'individuals'>,
): ReadonlyMap<string, MediaFile> {
  const names = namesOf(source);
  const folders = new Map<string, string>();
  const folderNames = new UniqueNames();
  const folderOf = (identity: string): string => {
    const folder = folders.get(identity) ?? folderNames.take(fileNameOf(identity, 'individual'));
    folders.set(identity, folder);
    return folder;
  };
  const fileNames = new Map<string, UniqueNames>();
  const files = new Map<string, { path: string; photos: ExportedPhoto[] }>();
  for (const photo of source.photos) {
    const known = files.get(photo.sha256);
    if (known) {
      known.photos.push(photo);
      continue;
    }
    const identity = names.get(photo.individualId ?? '') ?? null;
    const folder = identity === null ? UNIDENTIFIED : `${PHOTOS}/${folderOf(identity)}`;
    const taken = fileNames.get(folder) ?? new UniqueNames();
    fileNames.set(folder, taken);
    const path = `${folder}/${taken.take(fileNameOf(photo.name, 'photo'))}`;
    files.set(photo.sha256, { path, photos: [photo] });
  }
  return files;
}

/** What lies beside the photos: each file's path and content. */
export function galleryTables(
  source: Pick<ExportSource, 'photos' | 'individuals' | 'contacts'>,
  { decisions, records }: ExportedHistory,
  files: ReadonlyMap<string, Pick<MediaFile, 'path'>>,
): readonly (readonly [path: string, content: ReadableStream<Uint8Array<ArrayBuffer>> | Blob])[] {
  const { photos, contacts } = source;
  const names = namesOf(source);
  const microchips = microchipsOf(source);
  const rows = photos.map((photo) => {
    const owner = photo.individualId ?? '';
    const { path } = files.get(photo.sha256)!;
    return metadataRow(photo, names.get(owner) ?? null, microchips.get(owner), path);
  });
  return [
    ['metadata.csv', tableStream(METADATA_COLUMNS, rows)],
    ['individuals.csv', streamOf(individualRows(source))],
    ['decisions.csv', streamOf(decisionRows(photos, decisions))],
    [RECORDS_PATH, new Blob([recordsText(records, photos, contacts === true)])],
  ];
}

function metadataRow(
  photo: ExportedPhoto,
  identity: string | null,
  microchip: string | undefined,
  path: string,
): Cell[] {
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
    microchip,
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

const streamOf = ({ columns, rows }: TableRows): ReturnType<typeof tableStream> =>
  tableStream(columns, rows);

/** The individuals of these photos, with how many they have. */
export function individualRows(
  source: Pick<ExportSource, 'photos' | 'individuals' | 'contacts'>,
): TableRows {
  const counts = new Map<string, number>();
  for (const { individualId } of source.photos) {
    if (individualId !== null) counts.set(individualId, (counts.get(individualId) ?? 0) + 1);
  }
  const present = source.individuals.filter(({ id }) => counts.has(id));
  const withContacts = source.contacts === true;
  return {
    columns: [...INDIVIDUAL_COLUMNS, ...(withContacts ? ['contact'] : [])],
    rows: present.map((individual) => [
      ...individualRow(individual, counts.get(individual.id) ?? 0),
      ...(withContacts ? [individual.contact] : []),
    ]),
  };
}

function individualRow(individual: ExportedIndividual, photos: number): Cell[] {
  const { name, species, sex, lifeStage, status, colour, microchip, labels, notes } = individual;
  const { place, placeName, seenAt } = individual;
  return [
    ...[name, species, sex, lifeStage, status, colour, microchip, labels?.join('; '), notes],
    ...[place?.latitude, place?.longitude, placeName, seenAt, photos],
  ];
}
