/**
 * What is in a backup. One zip, nothing in it compressed (photos are already, and a zip that is
 * stored byte for byte can be compared byte for byte):
 *
 *     huella-backup.json           what this is, and of which version
 *     originals/SHA256.jpg         the photos' files as they were brought, each once; any program can open them
 *     thumbnails/000001.bin        small pictures one after another; 000001.jsonl says whose they are and how long
 *     vectors/000001.bin           embeddings, float32 little endian, one after another; 000001.jsonl says whose, and of which encoder
 *     records/STORE-000001.jsonl   everything else, a record a line: photos, individuals, journal, matches, trash, settings
 *     settings.json                the device's own settings (language, theme)
 *     manifest.jsonl               versions and counts; then path, size and SHA-256 of every entry before it
 *
 * The manifest comes last, so that a backup is written as a stream; what has none was never
 * finished.
 */
import { HuellaError } from '../errors';
import { STAGING_NOTE } from '../library';

export const FORMAT = 'huella-backup';
/** Raise it when an older app could not read the entries any more; it then refuses with words. */
export const FORMAT_VERSION = 1;

export const HEAD_PATH = 'huella-backup.json';
export const SETTINGS_PATH = 'settings.json';
export const MANIFEST_PATH = 'manifest.jsonl';

/**
 * Entries that gather small things are about this large: few entries, and one of them is little
 * memory.
 */
export const CHUNK_BYTES = 4 * 2 ** 20;
/**
 * A chunk ends after the thing that fills it: the largest thing that goes into one is a thumbnail
 * or a record.
 */
export const MAX_CHUNK_BYTES = 64 * 2 ** 20;
/**
 * One record. A note of 10,000 characters and a hundred labels fit many times; a journal entry
 * about 20,000 photos just so.
 */
export const MAX_LINE_CHARS = 32 * 2 ** 20;
/** The manifest has about 200 bytes for each entry, and a zip at most 250,000 entries. */
export const MAX_MANIFEST_BYTES = 128 * 2 ** 20;

/**
 * The one moment every entry claims to be of: the same bytes on any day and in any time zone, so
 * that a backup written anew from what is in it must equal it.
 */
export const EPOCH = new Date(0);

export interface Head {
  readonly format: typeof FORMAT;
  readonly formatVersion: number;
  /** Of the database the records come from. */
  readonly schemaVersion: number;
  /** ISO 8601, when the records were read. */
  readonly createdAt: string;
  /** Version of Huella that wrote it. */
  readonly app: string;
}

export interface ManifestEntry {
  readonly path: string;
  readonly size: number;
  readonly sha256: string;
}

export interface Manifest extends Head {
  /** Records by store, and `originals`, `thumbnails`, `embeddings`. */
  readonly counts: Readonly<Record<string, number>>;
  readonly entries: readonly ManifestEntry[];
}

export function chunkPath(folder: string, number: number, ending: string): string {
  return `${folder}${String(number).padStart(6, '0')}.${ending}`;
}

/**
 * Endings by which other programs know the files. What is not among them is kept without being
 * named.
 */
const ENDINGS: Readonly<Record<string, string>> = {
  'image/jpeg': '.jpg',
  'image/png': '.png',
  'image/webp': '.webp',
  'image/avif': '.avif',
  'image/gif': '.gif',
  'image/bmp': '.bmp',
  'image/heic': '.heic',
  'image/heif': '.heif',
  'image/tiff': '.tif',
};

export function originalPath(sha256: string, mime: string): string {
  return `originals/${sha256}${ENDINGS[mime] ?? ''}`;
}

/**
 * The kinds of picture a photo's file may say it is: nothing that a browser would run or draw as a
 * document.
 */
export function safeMime(mime: unknown): string {
  return typeof mime === 'string' && mime in ENDINGS ? mime : 'application/octet-stream';
}

/** The setting that holds the last backup. */
export const LAST_BACKUP = 'backup';

/** A library's notes about itself mean nothing in another. */
export const OWN_SETTINGS: ReadonlySet<string | undefined> = new Set([STAGING_NOTE, LAST_BACKUP]);

/** @throws HuellaError always: `backup-damaged`, with what is damaged */
export function damaged(entry: string, what: string, cause?: unknown): HuellaError {
  return new HuellaError(
    'backup-damaged',
    `The backup is damaged: ${entry}: ${what}.`,
    { entry, what },
    { cause },
  );
}

/** Something that Huella would never have written. */
export function refused(entry: string, what: string): HuellaError {
  return new HuellaError('backup-refused', `The backup is refused: ${entry}: ${what}.`, {
    entry,
    what,
  });
}
