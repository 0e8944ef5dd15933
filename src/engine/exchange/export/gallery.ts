/** The gallery as a zip: one folder per individual, and tables that Huella and wildlife-datasets open again. */
import { BOM, csvRow, type Cell } from '../csv/write';
import type { ZipSink } from '../zip';
import { npyHeader, npyRow } from '../npy';
import { fileNameOf, UniqueNames } from './names';
import {
  DECISION_COLUMNS,
  decisionRow,
  GALLERY_COLUMNS,
  galleryRow,
  INDIVIDUAL_COLUMNS,
  individualRow,
  METADATA_COLUMNS,
  metadataRow,
} from './tables';
import { RECORDS_PATH, recordsText, type ExportedRecords } from './records';
import type { ExportedDecision, ExportedIndividual, ExportedPhoto } from './types';
import { wildbookSheets } from './wildbook';
import { xlsx } from './xlsx';

export type ExportKind = 'gallery' | 'table' | 'decisions' | 'wildbook' | 'embeddings';

export interface ExportSource {
  readonly photos: readonly ExportedPhoto[];
  readonly individuals: readonly ExportedIndividual[];
  readonly decisions: readonly ExportedDecision[];
  /** For Huella itself to read again. */
  readonly records: ExportedRecords;
  /** Numbers in each embedding, and the fingerprint of the encoder that made them. */
  readonly encoder: { readonly dimension: number; readonly fingerprint: string };
  original(photoId: string): Promise<Blob>;
  /** The vectors of these photos by that encoder, in their order; null for a photo that has none yet. */
  vectors(photoIds: readonly string[]): Promise<readonly (Float32Array | null)[]>;
}

export interface ExportRun {
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, total: number) => void;
}

/** Folders of the zip; an individual may be called anything, so photos of nobody known are beside and not among them. */
const PHOTOS = 'photos';
const UNIDENTIFIED = 'unidentified';

/** Vectors asked for at once: 256 of 1,536 numbers are 1.5 MB. */
const VECTOR_BATCH = 256;
/** Rows gathered before they are handed on as one piece of text. */
const ROW_BATCH = 1000;

export async function writeGallery(
  zip: ZipSink,
  source: ExportSource,
  run: ExportRun,
): Promise<void> {
  const { photos } = source;
  const { signal } = run;
  const names = namesOf(source);
  const folders = new Map<string, string>();
  const folderNames = new UniqueNames();
  const fileNames = new Map<string, UniqueNames>();
  const paths = new Map<string, string>();
  const rows: Cell[][] = [];
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
    rows.push(metadataRow(photo, identity, path));
  }
  run.onProgress(photos.length, photos.length);
  const options = { deflate: true, signal };
  await zip.add('metadata.csv', tableStream(METADATA_COLUMNS, rows), options);
  await zip.add('individuals.csv', individualsTable(source), options);
  await zip.add('decisions.csv', decisionsTable(source), options);
  await zip.add(RECORDS_PATH, new Blob([recordsText(source.records, photos)]), options);

  function folderOf(identity: string): string {
    let folder = folders.get(identity);
    if (folder === undefined)
      folders.set(identity, (folder = folderNames.take(fileNameOf(identity, 'individual'))));
    return folder;
  }
}

export async function writeWildbook(
  zip: ZipSink,
  source: ExportSource,
  run: ExportRun,
): Promise<void> {
  const individuals = new Map(source.individuals.map((individual) => [individual.id, individual]));
  const sheets = wildbookSheets(
    source.photos,
    ({ individualId }) => individuals.get(individualId ?? '') ?? null,
  );
  const total = sheets.reduce((sum, { files }) => sum + files.length, 0);
  let done = 0;
  for (const [i, sheet] of sheets.entries()) {
    const folder = `wildbook-${String(i + 1).padStart(3, '0')}`;
    await zip.add(`${folder}/bulk-import.xlsx`, await xlsx(sheet.rows), { signal: run.signal });
    for (const { photo, name } of sheet.files) {
      run.onProgress(done++, total);
      await zip.add(`${folder}/${name}`, await source.original(photo.id), { signal: run.signal });
    }
  }
  run.onProgress(total, total);
}

/** `embeddings.npy` with one row per photo, and `embeddings.csv` that says whose each row is. */
export async function writeEmbeddings(
  zip: ZipSink,
  source: ExportSource,
  run: ExportRun,
): Promise<void> {
  const { encoder } = source;
  const { signal } = run;
  const names = namesOf(source);
  // Photos still waiting for this encoder have no row; how many rows there are must be known before the first.
  const present: ExportedPhoto[] = [];
  await eachBatch(source, (photo, vector) => {
    if (vector) present.push(photo);
  });
  async function* rows(): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    yield npyHeader(present.length, encoder.dimension);
    for (let from = 0; from < present.length; from += VECTOR_BATCH) {
      signal.throwIfAborted();
      run.onProgress(from, present.length);
      const batch = present.slice(from, from + VECTOR_BATCH);
      const vectors = await source.vectors(batch.map(({ id }) => id));
      // One that went meanwhile is a row of zeros: the others keep their places.
      for (const vector of vectors) yield npyRow(vector ?? new Float32Array(encoder.dimension));
    }
  }
  await zip.add('embeddings.npy', streamFrom(rows()), { signal });
  const columns = ['row', 'image_id', 'identity', 'name', 'encoder'];
  const ids = present.map((photo, row): Cell[] => [
    ...[
      row,
      photo.id,
      names.get(photo.individualId ?? '') ?? 'unknown',
      photo.name,
      encoder.fingerprint,
    ],
  ]);
  await zip.add('embeddings.csv', tableStream(columns, ids), { deflate: true, signal });
  run.onProgress(present.length, present.length);
}

async function eachBatch(
  source: ExportSource,
  take: (photo: ExportedPhoto, vector: Float32Array | null) => void,
): Promise<void> {
  for (let from = 0; from < source.photos.length; from += VECTOR_BATCH) {
    const batch = source.photos.slice(from, from + VECTOR_BATCH);
    const vectors = await source.vectors(batch.map(({ id }) => id));
    batch.forEach((photo, i) => take(photo, vectors[i] ?? null));
  }
}

export function galleryTable(source: ExportSource): ReadableStream<Uint8Array<ArrayBuffer>> {
  const names = namesOf(source);
  const rows = source.photos.map((photo) =>
    galleryRow(photo, names.get(photo.individualId ?? '') ?? null),
  );
  return tableStream(GALLERY_COLUMNS, rows);
}

export function decisionsTable(source: ExportSource): ReadableStream<Uint8Array<ArrayBuffer>> {
  const fileNames = new Map(source.photos.map(({ id, name }) => [id, name]));
  const nameOf = (id: string): string => fileNames.get(id) ?? '';
  return tableStream(
    DECISION_COLUMNS,
    source.decisions.map((decision) => decisionRow(decision, nameOf)),
  );
}

function individualsTable(source: ExportSource): ReadableStream<Uint8Array<ArrayBuffer>> {
  const counts = new Map<string, number>();
  for (const { individualId } of source.photos) {
    if (individualId !== null) counts.set(individualId, (counts.get(individualId) ?? 0) + 1);
  }
  const present = source.individuals.filter(({ id }) => counts.has(id));
  return tableStream(
    INDIVIDUAL_COLUMNS,
    present.map((individual) => individualRow(individual, counts.get(individual.id) ?? 0)),
  );
}

function namesOf({ individuals }: ExportSource): Map<string, string> {
  return new Map(individuals.map(({ id, name }) => [id, name]));
}

function tableStream(
  columns: readonly string[],
  rows: readonly (readonly Cell[])[],
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder();
  function* pieces(): Generator<Uint8Array<ArrayBuffer>> {
    yield encoder.encode(BOM + csvRow(columns));
    for (let from = 0; from < rows.length; from += ROW_BATCH) {
      yield encoder.encode(
        rows
          .slice(from, from + ROW_BATCH)
          .map(csvRow)
          .join(''),
      );
    }
  }
  return streamFrom(pieces());
}

/** `ReadableStream.from`, which not every browser has. */
function streamFrom<T>(source: Iterator<T, void> | AsyncIterator<T, void>): ReadableStream<T> {
  return new ReadableStream<T>(
    {
      async pull(controller) {
        const next = await source.next();
        if (next.done) controller.close();
        else controller.enqueue(next.value);
      },
      async cancel() {
        await source.return?.();
      },
    },
    { highWaterMark: 0 },
  );
}
