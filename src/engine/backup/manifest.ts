/** The manifest as text, and back with nothing believed. */
import { HuellaError } from '../errors';
import { isSha256 } from '../hash';
import { SCHEMA_VERSION } from '../library';
import {
  damaged,
  FORMAT,
  FORMAT_VERSION,
  MANIFEST_PATH,
  refused,
  type Head,
  type Manifest,
  type ManifestEntry,
} from './format';

export function manifestText({ entries, ...head }: Manifest): string {
  const lines = [{ ...head, entries: entries.length }, ...entries].map((line) =>
    JSON.stringify(line),
  );
  return `${lines.join('\n')}\n`;
}

/**
 * @throws HuellaError `backup-not-recognised`, `backup-newer` (a later format, or records of a
 *   later database), `backup-damaged`, `backup-refused`
 */
export function parseManifest(text: string): Manifest {
  const [first = '', ...rest] = text.trimEnd().split('\n');
  const header = parseLine(first);
  const head = parseHead(header);
  const { counts, entries: count } = header as { counts?: unknown; entries?: unknown };
  const entries = rest.map(parseEntry);
  if (count !== entries.length)
    throw damaged(MANIFEST_PATH, `it lists ${entries.length} entries instead of ${String(count)}`);
  if (new Set(entries.map(({ path }) => path)).size !== entries.length) {
    throw refused(MANIFEST_PATH, 'it lists an entry twice');
  }
  return { ...head, counts: parseCounts(counts), entries };
}

/** @throws HuellaError `backup-not-recognised`, `backup-newer`, `backup-refused` */
export function parseHead(value: unknown): Head {
  const { format, formatVersion, schemaVersion, createdAt, app } = (value ?? {}) as Partial<
    Record<keyof Head, unknown>
  >;
  if (format !== FORMAT)
    throw new HuellaError('backup-not-recognised', 'This is not a backup of Huella.');
  if (
    !isCount(formatVersion) ||
    !isCount(schemaVersion) ||
    formatVersion < 1 ||
    schemaVersion < 1
  ) {
    throw refused(MANIFEST_PATH, 'it does not say its versions');
  }
  if (formatVersion > FORMAT_VERSION || schemaVersion > SCHEMA_VERSION) {
    throw new HuellaError('backup-newer', 'The backup was made by a newer version of Huella.', {
      formatVersion,
      schemaVersion,
    });
  }
  if (
    typeof createdAt !== 'string' ||
    !Number.isFinite(Date.parse(createdAt)) ||
    typeof app !== 'string'
  ) {
    throw refused(MANIFEST_PATH, 'it does not say when it was made');
  }
  return { format: FORMAT, formatVersion, schemaVersion, createdAt, app: app.slice(0, 100) };
}

function parseEntry(line: string): ManifestEntry {
  const { path, size, sha256 } = parseLine(line) as Partial<Record<keyof ManifestEntry, unknown>>;
  if (typeof path !== 'string' || !isCount(size) || !isSha256(sha256)) {
    throw damaged(MANIFEST_PATH, 'a line of it is no entry');
  }
  return { path, size, sha256 };
}

function parseCounts(counts: unknown): Record<string, number> {
  if (typeof counts !== 'object' || counts === null)
    throw damaged(MANIFEST_PATH, 'it has no counts');
  const pairs = Object.entries(counts as Record<string, unknown>);
  if (!pairs.every((pair): pair is [string, number] => isCount(pair[1]))) {
    throw refused(MANIFEST_PATH, 'a count is no number');
  }
  return Object.fromEntries(pairs);
}

function parseLine(line: string): object {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // As below.
  }
  throw damaged(MANIFEST_PATH, 'a line of it cannot be read');
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
