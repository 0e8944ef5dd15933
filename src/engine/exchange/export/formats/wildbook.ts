/**
 * Wildbook's bulk import: sheets of at most 200 rows, each with the full frames it names beside it
 * (Wildbook makes its own boxes), under ASCII names that are given once in the whole export.
 */
import type { Cell } from '../../csv/write';
import { asciiNameOf, UniqueNames } from '../names';
import type { ExportedIndividual, ExportedPhoto } from '../types';
import { xlsx } from '../../workbook';
import { zipFormat } from './format';

/** Wildbook's documentation asks for no more in one sheet. */
export const WILDBOOK_ROWS = 200;

export const WILDBOOK_COLUMNS = [
  ...[
    'MarkedIndividual.individualID',
    'Encounter.mediaAsset0',
    'Encounter.genus',
    'Encounter.specificEpithet',
  ],
  ...['Encounter.year', 'Encounter.month', 'Encounter.day', 'Encounter.hour', 'Encounter.minutes'],
  ...['Encounter.decimalLatitude', 'Encounter.decimalLongitude', 'Encounter.verbatimLocality'],
  ...[
    'Encounter.sex',
    'Encounter.lifeStage',
    'Encounter.sightingRemarks',
    'Encounter.otherCatalogNumbers',
  ],
] as const;

export interface WildbookFile {
  readonly photo: ExportedPhoto;
  readonly name: string;
}

export interface WildbookSheet {
  readonly rows: readonly (readonly Cell[])[];
  /** The frames the rows name; a frame of several animals once. */
  readonly files: readonly WildbookFile[];
}

export const wildbook = zipFormat(async (zip, source, run) => {
  const individuals = new Map(source.individuals.map((individual) => [individual.id, individual]));
  const sheets = wildbookSheets(
    source.photos,
    ({ individualId }) => individuals.get(individualId ?? '') ?? null,
  );
  const total = sheets.reduce((sum, { files }) => sum + files.length, 0);
  let done = 0;
  for (const [i, sheet] of sheets.entries()) {
    const folder = `wildbook-${String(i + 1).padStart(3, '0')}`;
    await zip.add(`${folder}/bulk-import.xlsx`, xlsx([{ name: 'Sheet1', rows: sheet.rows }]), {
      signal: run.signal,
    });
    for (const { photo, name } of sheet.files) {
      run.onProgress(done++, total);
      await zip.add(`${folder}/${name}`, await source.original(photo.id), { signal: run.signal });
    }
  }
  run.onProgress(total, total);
});

/** The photos as sheets; the photos of one file stay in one sheet. */
export function wildbookSheets(
  photos: readonly ExportedPhoto[],
  individualOf: (photo: ExportedPhoto) => ExportedIndividual | null,
): WildbookSheet[] {
  const frames = new Map<string, ExportedPhoto[]>();
  for (const photo of photos) {
    const same = frames.get(photo.sha256);
    if (same) same.push(photo);
    else frames.set(photo.sha256, [photo]);
  }
  const names = new UniqueNames();
  const sheets: { rows: Cell[][]; files: WildbookFile[] }[] = [];
  for (const animals of frames.values()) {
    let sheet = sheets.at(-1);
    if (!sheet || sheet.rows.length + animals.length > WILDBOOK_ROWS)
      sheets.push((sheet = { rows: [], files: [] }));
    const first = animals[0]!;
    const name = names.take(asciiNameOf(first.name, 'photo.jpg'));
    sheet.files.push({ photo: first, name });
    for (const photo of animals)
      sheet.rows.push(rowOf(photo, name, individualOf(photo), animals.length === 1));
  }
  return sheets.map(({ rows, files }) => ({ rows: [[...WILDBOOK_COLUMNS], ...rows], files }));
}

function rowOf(
  photo: ExportedPhoto,
  file: string,
  individual: ExportedIndividual | null,
  alone: boolean,
): Cell[] {
  const [genus, epithet] = latinOf(photo.species ?? individual?.species ?? '');
  const [, year, month, day, hour, minutes] =
    /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d))?/
      .exec(photo.takenAt ?? '')
      ?.map((part) => (part ? Number(part) : null)) ?? [];
  const sex = individual?.sex === 'unknown' ? null : individual?.sex;
  return [
    ...[individual?.name, file, genus, epithet, year, month, day, hour, minutes],
    ...[photo.place?.latitude, photo.place?.longitude, photo.placeName],
    // Of a frame with several animals Wildbook would give these to all of them.
    ...(alone ? [sex, individual?.lifeStage] : [null, null]),
    ...[photo.notes, photo.id],
  ];
}

/** `Panthera pardus` is genus and epithet; `leopard` is neither. */
function latinOf(species: string): [string | null, string | null] {
  const match = /^([A-Z][a-z]+) ([a-z]+(?: [a-z]+)?)$/.exec(species.trim());
  return match ? [match[1]!, match[2]!] : [null, null];
}
