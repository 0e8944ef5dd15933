/**
 * The gallery as a zip: one folder per individual, and tables that Huella and wildlife-datasets
 * open again.
 */
import type { Cell } from '../../csv/write';
import { fileNameOf, UniqueNames } from '../names';
import { RECORDS_PATH, recordsText } from '../records';
import type { ExportedIndividual, ExportedPhoto } from '../types';
import { decisionsTable } from './decisions';
import { dateOf, microchipsOf, namesOf, tableStream, zipFormat, type ExportSource } from './format';

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
  const { photos } = source;
  const { signal } = run;
  const names = namesOf(source);
  const microchips = microchipsOf(source);
  const folders = new Map<string, string>();
  const folderNames = new UniqueNames();
  const fileNames = new Map<string, UniqueNames>();
  const paths = new Map<string, string>();
  const rows: Cell[][] = [];
  signal.throwIfAborted();
  const { decisions, records } = await source.history();
  for (const [done, photo] of photos.entries()) {
    run.onProgress(done, photos.length);
    signal.throwIfAborted();
    const identity = names.get(photo.individualId ?? '') ?? null;
    let path = paths.get(photo.sha256);
    if (path === undefined) {
      const folder = identity === null ? UNIDENTIFIED : `${PHOTOS}/${folderOf(identity)}`;
      const taken = fileNames.get(folder) ?? new UniqueNames();
      fileNames.set(folder, taken);
      path = `${folder}/${taken.take(fileNameOf(photo.name, 'photo'))}`;
      paths.set(photo.sha256, path);
      await zip.add(path, await source.original(photo.id), { signal });
    }
    const microchip = microchips.get(photo.individualId ?? '');
    rows.push(metadataRow(photo, identity, microchip, path));
  }
  run.onProgress(photos.length, photos.length);
  const options = { deflate: true, signal };
  await zip.add('metadata.csv', tableStream(METADATA_COLUMNS, rows), options);
  await zip.add('individuals.csv', individualsTable(source), options);
  await zip.add('decisions.csv', decisionsTable(photos, decisions), options);
  await zip.add(
    RECORDS_PATH,
    new Blob([recordsText(records, photos, source.contacts === true)]),
    options,
  );

  function folderOf(identity: string): string {
    let folder = folders.get(identity);
    if (folder === undefined)
      folders.set(identity, (folder = folderNames.take(fileNameOf(identity, 'individual'))));
    return folder;
  }
});

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

function individualsTable(source: ExportSource): ReadableStream<Uint8Array<ArrayBuffer>> {
  const counts = new Map<string, number>();
  for (const { individualId } of source.photos) {
    if (individualId !== null) counts.set(individualId, (counts.get(individualId) ?? 0) + 1);
  }
  const present = source.individuals.filter(({ id }) => counts.has(id));
  const withContacts = source.contacts === true;
  return tableStream(
    [...INDIVIDUAL_COLUMNS, ...(withContacts ? ['contact'] : [])],
    present.map((individual) => [
      ...individualRow(individual, counts.get(individual.id) ?? 0),
      ...(withContacts ? [individual.contact] : []),
    ]),
  );
}

function individualRow(individual: ExportedIndividual, photos: number): Cell[] {
  const { name, species, sex, lifeStage, status, colour, microchip, labels, notes } = individual;
  const { place, placeName, seenAt } = individual;
  return [
    ...[name, species, sex, lifeStage, status, colour, microchip, labels?.join('; '), notes],
    ...[place?.latitude, place?.longitude, placeName, seenAt, photos],
  ];
}
