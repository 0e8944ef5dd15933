/**
 * A backup's records, read and looked at: from here on they are as if this library had written
 * them.
 */
import { HuellaError, toHuellaError } from '../errors';
import type { ZipArchive } from '../exchange/zip';
import { sha256Of } from '../hash';
import { contentOf, migrateRecords, SCHEMA_VERSION, type Carried } from '../library';
import { readItem } from './check';
import {
  damaged,
  MANIFEST_PATH,
  MAX_CHUNK_BYTES,
  MAX_LINE_CHARS,
  refused,
  SETTINGS_PATH,
  type Manifest,
  type ManifestEntry,
} from './format';
import type { Side } from './sides';
import {
  embeddingOf,
  entryOf,
  individualOf,
  matchOf,
  photoOf,
  plainOf,
  thumbnailOf,
  trashedOf,
  type CarriedEmbedding,
  type CarriedThumbnail,
} from './records';

/** Things of one kind in an entry, in the order their bytes follow each other in `bin`. */
export interface Chunk<T> {
  readonly bin: ManifestEntry;
  readonly items: readonly T[];
}

export interface Contents {
  readonly manifest: Manifest;
  readonly side: Side;
  readonly vectors: readonly Chunk<CarriedEmbedding>[];
  readonly thumbnails: readonly Chunk<CarriedThumbnail>[];
  /** By SHA-256. */
  readonly originals: ReadonlyMap<string, ManifestEntry>;
  /** The settings of the device it was made on. */
  readonly settings: unknown;
}

const RECORDS = /^records\/([A-Za-z]+)-\d{6}\.jsonl$/;
const CHUNK = /^(vectors|thumbnails)\/(\d{6})\.(jsonl|bin)$/;
const ORIGINAL = /^originals\/([0-9a-f]{64})(\.[a-z]+)?$/;

/** @throws HuellaError `backup-damaged`, `backup-refused`, `cancelled`, `storage-full` */
export async function readContents(
  archive: ZipArchive,
  manifest: Manifest,
  signal?: AbortSignal,
): Promise<Contents> {
  const raw = new Map<string, Carried[]>();
  const vectors: Chunk<CarriedEmbedding>[] = [];
  const thumbnails: Chunk<CarriedThumbnail>[] = [];
  const originals = new Map<string, ManifestEntry>();
  const byPath = new Map(manifest.entries.map((entry) => [entry.path, entry]));
  let settings: unknown = {};
  for (const entry of manifest.entries) {
    const store = RECORDS.exec(entry.path)?.[1];
    const [, folder, number, ending] = CHUNK.exec(entry.path) ?? [];
    const sha256 = ORIGINAL.exec(entry.path)?.[1];
    if (store) {
      const values = raw.get(store) ?? [];
      for (const line of await readLines(archive, entry, signal)) values.push(carriedOf(line));
      raw.set(store, values);
    } else if (folder && ending === 'jsonl') {
      const bin = byPath.get(`${folder}/${number}.bin`);
      if (!bin) throw damaged(`${folder}/${number}.bin`, 'it is missing');
      const lines = await readLines(archive, entry, signal);
      if (folder === 'vectors') vectors.push(chunkOf(bin, lines.map(embeddingOf)));
      else thumbnails.push(chunkOf(bin, lines.map(thumbnailOf)));
    } else if (sha256) {
      if (entry.sha256 !== sha256) throw refused(entry.path, 'it is not the file its name says');
      originals.set(sha256, entry);
    } else if (entry.path === SETTINGS_PATH) {
      settings = plainOf((await readLines(archive, entry, signal))[0] ?? {});
    }
  }
  checkCounts(manifest, raw, {
    originals: originals.size,
    thumbnails: sizeOf(thumbnails),
    embeddings: sizeOf(vectors),
  });
  const records = await migrated(manifest, raw);
  return { manifest, side: sideOf(records), vectors, thumbnails, originals, settings };
}

/**
 * The bytes of an entry, proven to be those that were written. @throws HuellaError
 * `backup-damaged`, `backup-refused`
 */
export async function readEntry(
  archive: ZipArchive,
  { path, size, sha256 }: ManifestEntry,
  signal?: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  const item = archive.item(path);
  if (!item) throw damaged(path, 'it is missing');
  if (item.size !== size) throw damaged(path, `it has ${item.size} bytes instead of ${size}`);
  const bytes = await readItem(archive, item, signal);
  if ((await sha256Of(bytes)) !== sha256)
    throw damaged(path, 'its bytes are not those that were written');
  return bytes;
}

/** The items of a chunk with their bytes. */
export async function* readChunk<T extends { readonly bytes: number }>(
  archive: ZipArchive,
  { bin, items }: Chunk<T>,
  signal?: AbortSignal,
): AsyncGenerator<readonly [T, Uint8Array<ArrayBuffer>]> {
  const bytes = await readEntry(archive, bin, signal);
  let at = 0;
  for (const item of items) {
    yield [item, bytes.subarray(at, at + item.bytes)] as const;
    at += item.bytes;
  }
}

async function readLines(
  archive: ZipArchive,
  entry: ManifestEntry,
  signal?: AbortSignal,
): Promise<unknown[]> {
  if (entry.size > MAX_CHUNK_BYTES) throw refused(entry.path, 'it is larger than any chunk');
  const text = new TextDecoder().decode(await readEntry(archive, entry, signal));
  const lines = text.trimEnd();
  if (lines === '') return [];
  return lines.split('\n').map((line) => {
    if (line.length > MAX_LINE_CHARS) throw refused(entry.path, 'a line of it is too long');
    try {
      return JSON.parse(line) as unknown;
    } catch (error) {
      throw damaged(entry.path, 'a line of it cannot be read', error);
    }
  });
}

function chunkOf<T extends { readonly bytes: number }>(
  bin: ManifestEntry,
  items: readonly T[],
): Chunk<T> {
  const bytes = items.reduce((sum, item) => sum + item.bytes, 0);
  if (bytes !== bin.size || bin.size > MAX_CHUNK_BYTES)
    throw refused(bin.path, 'it is not as long as its parts');
  return { bin, items };
}

function sizeOf(chunks: readonly Chunk<unknown>[]): number {
  return chunks.reduce((sum, { items }) => sum + items.length, 0);
}

function carriedOf(line: unknown): Carried {
  const { key, value } = plainOf(line) as { key?: unknown; value?: unknown };
  if (key !== undefined && (typeof key !== 'string' || key.length > 500))
    throw refused('record', 'its key is not valid');
  return key === undefined ? { value } : { key, value };
}

/** A manifest that lies about what follows is not one that Huella wrote. */
function checkCounts(
  { counts }: Manifest,
  raw: ReadonlyMap<string, readonly Carried[]>,
  others: Readonly<Record<string, number>>,
): void {
  const found = {
    ...others,
    ...Object.fromEntries([...raw].map(([store, values]) => [store, values.length])),
  };
  for (const [what, count] of Object.entries(counts)) {
    if ((found as Record<string, number>)[what] !== count && !(count === 0 && !(what in found))) {
      throw refused(MANIFEST_PATH, `it counts ${count} ${what}`);
    }
  }
  for (const what of Object.keys(found))
    if (!(what in counts)) throw refused(MANIFEST_PATH, `it does not count ${what}`);
}

async function migrated(
  { schemaVersion }: Manifest,
  records: ReadonlyMap<string, readonly Carried[]>,
): Promise<ReadonlyMap<string, readonly Carried[]>> {
  if (schemaVersion === SCHEMA_VERSION) return records;
  try {
    return await migrateRecords(schemaVersion, records);
  } catch (error) {
    if (toHuellaError(error).code === 'storage-full') throw error;
    // Records that their own version could not have stored.
    throw new HuellaError(
      'backup-refused',
      String(error),
      { entry: 'records', what: String(error) },
      { cause: error },
    );
  }
}

/**
 * Records by what they are. Of the backup each is looked at; those of the library here pass
 * unchanged.
 */
export function sideOf(records: ReadonlyMap<string, readonly Carried[]>): Side {
  const values = <T>(store: string, of: (value: unknown) => T): T[] =>
    (records.get(store) ?? []).map(({ value }) => of(value));
  const side: Side = {
    photos: unique('photos', values('photos', photoOf)),
    individuals: unique('individuals', values('individuals', individualOf)),
    journal: unique('journal', values('journal', entryOf)),
    matches: unique('matches', values('matches', matchOf)),
    trash: unique('trash', values('trash', trashedOf)),
    settings: records.get('settings') ?? [],
  };
  if (new Set(side.photos.map(contentOf)).size !== side.photos.length)
    throw refused('photos', 'two of them are the same');
  return side;
}

function unique<T extends { readonly id: string }>(what: string, records: T[]): T[] {
  if (new Set(records.map(({ id }) => id)).size !== records.length)
    throw refused(what, 'two of them have one id');
  return records;
}
