/** Does the library hold together? Run after a crash, by tests, and from the diagnostics screen. */
import { sha256Of } from '../hash';
import type { Connection } from './connection';
import { isShared } from './shared-note';
import { isNormalised } from './embeddings';
import type { ReadTransaction, StoreName } from './schema';

export interface Finding {
  readonly kind:
    | 'original-missing'
    | 'original-damaged' // its bytes no longer have its SHA-256; looked for only when asked
    | 'original-orphan'
    | 'thumbnail-missing'
    | 'thumbnail-orphan'
    | 'embedding-missing'
    | 'embedding-orphan' // of no photo
    | 'vector-missing'
    | 'vector-orphan' // of no embedding
    | 'vector-damaged' // wrong length, or not numbers of norm 1
    | 'individual-missing'
    | 'match-orphan' // of a photo that is neither in the gallery nor in the trash
    | 'individual-empty';
  /** Of the photo, individual, embedding (seq) or original (SHA-256) concerned. */
  readonly id: string;
}

/** Every photo should have an embedding of this encoder, of this length. */
export interface ExpectedEncoder {
  readonly fingerprint: string;
  readonly dimension: number;
}

export const INTEGRITY_STORES = [
  'photos',
  'originals',
  'thumbnails',
  'embeddings',
  'vectors',
  'individuals',
  'trash',
  'matches',
  'counters',
] as const satisfies StoreName[];

/** Vectors read at once: 1000 of 1536 dimensions are 6 MB, in a library of any size. */
const PAGE = 1000;

/**
 * All findings of one consistent view, none when the library is whole. Stores: INTEGRITY_STORES.
 */
export async function check(
  transaction: ReadTransaction,
  expected?: ExpectedEncoder,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  const report = (kind: Finding['kind'], id: string | number) =>
    findings.push({ kind, id: String(id) });
  const [photos, trash, matches, originals, thumbnails, individuals] = await Promise.all([
    transaction.objectStore('photos').getAll(),
    transaction.objectStore('trash').getAll(),
    transaction.objectStore('matches').getAll(),
    transaction.objectStore('originals').getAllKeys(),
    transaction.objectStore('thumbnails').getAllKeys(),
    transaction.objectStore('individuals').getAllKeys(),
  ]);
  const ids = photos.map((photo) => photo.id);
  // What was discarded keeps its files until the trash is emptied.
  const kept = [...ids, ...trash.map(({ id }) => id)];
  const owners = photos.flatMap((photo) => photo.individualId ?? []);
  const files = [...photos, ...trash.map(({ photo }) => photo)].map((photo) => photo.sha256);
  // Of a shared gallery a device keeps the files that a person chose, and others have the rest.
  const elsewhere = new Set((await isShared(transaction)) ? without(files, originals) : []);
  for (const id of without(files, originals))
    if (!elsewhere.has(id)) report('original-missing', id);
  for (const id of without(originals, files)) report('original-orphan', id);
  for (const id of without(kept, thumbnails)) report('thumbnail-missing', id);
  for (const id of without(thumbnails, kept)) report('thumbnail-orphan', id);
  for (const id of without(owners, individuals)) report('individual-missing', id);
  for (const id of without(individuals, owners)) report('individual-empty', id);

  const embeddings = await transaction.objectStore('embeddings').getAll();
  const known = new Set(kept);
  for (const { id, photoIds } of matches) {
    if (!photoIds.every((photoId) => known.has(photoId))) report('match-orphan', id);
  }
  for (const { seq, photoId } of embeddings)
    if (!known.has(photoId)) report('embedding-orphan', seq);
  if (expected) {
    // What no file is here of is embedded by a device that has it.
    const able = photos.filter(({ sha256 }) => !elsewhere.has(sha256)).map(({ id }) => id);
    const ours = embeddings.filter((embedding) => embedding.fingerprint === expected.fingerprint);
    const embedded = ours.map((embedding) => embedding.photoId);
    for (const id of without(able, embedded)) report('embedding-missing', id);
  }
  const encoderOf = new Map(embeddings.map(({ seq, fingerprint }) => [seq, fingerprint]));
  const seen: number[] = [];
  for await (const [seq, bytes] of vectorPages(transaction)) {
    seen.push(seq);
    const fingerprint = encoderOf.get(seq);
    if (fingerprint === undefined) report('vector-orphan', seq);
    const dimension = fingerprint === expected?.fingerprint ? expected?.dimension : undefined;
    if (!isEmbedding(bytes, dimension)) report('vector-damaged', seq);
  }
  for (const seq of without([...encoderOf.keys()], seen)) report('vector-missing', seq);
  return findings;
}

/** Originals whose bytes no longer have their SHA-256: reads them all. */
export async function damagedOriginals(connection: Connection): Promise<Finding[]> {
  const findings: Finding[] = [];
  const names = await connection.read(['originals'], (t) =>
    t.objectStore('originals').getAllKeys(),
  );
  for (const sha256 of names) {
    // One at a time: the originals together do not fit in memory.
    const file = await connection.get('originals', sha256);
    if (file && (await sha256Of(file.bytes)) !== sha256)
      findings.push({ kind: 'original-damaged', id: sha256 });
  }
  return findings;
}

async function* vectorPages(transaction: ReadTransaction): AsyncGenerator<[number, ArrayBuffer]> {
  const store = transaction.objectStore('vectors');
  for (let after = 0; ;) {
    const range = IDBKeyRange.lowerBound(after, true);
    const [keys, values] = await Promise.all([
      store.getAllKeys(range, PAGE),
      store.getAll(range, PAGE),
    ]);
    for (const [i, key] of keys.entries()) yield [key, values[i]!];
    if (keys.length < PAGE) return;
    after = keys.at(-1)!;
  }
}

function isEmbedding(bytes: ArrayBuffer, dimension: number | undefined): boolean {
  if (bytes.byteLength % Float32Array.BYTES_PER_ELEMENT !== 0) return false;
  const vector = new Float32Array(bytes);
  return (dimension === undefined || vector.length === dimension) && isNormalised(vector);
}

function without<T>(these: readonly T[], those: readonly T[]): T[] {
  const excluded = new Set(those);
  return [...new Set(these)].filter((item) => !excluded.has(item));
}
