/**
 * Everything at once, out of the library and into it: what backups are made of and restored with.
 *
 * In happens in two steps. Files and vectors are staged first, a few megabytes at a time: nothing
 * in the library refers to them, so nothing finds them. Then one transaction adds every record that
 * refers to them. If the work ends before that, it leaves a note and orphans behind, and `sweep`
 * takes both away.
 */
import { revisionOf } from './connection';
import { removeEmpty } from './individuals';
import type { ChangeDetail } from './changes';
import type { ReadTransaction, StoreName, WriteTransaction } from './schema';
import { noteArrived } from './trash-days';
import type { EmbeddingRecord, PhotoRecord, StoredFile, TrashedPhoto } from './records';

/** A stored value, with its key where the value does not hold it. */
export interface Carried {
  readonly key?: string;
  readonly value: unknown;
}

export interface Everything {
  readonly revision: number;
  readonly embeddings: readonly EmbeddingRecord[];
  /**
   * Every other store that is more than bytes or a cache, by its name; a store of a later version
   * comes along by itself.
   */
  readonly records: ReadonlyMap<string, readonly Carried[]>;
}

/**
 * Bytes are carried one by one; caches are made again; an import goes on only where its files are.
 */
const NOT_CARRIED: ReadonlySet<string> = new Set([
  'originals',
  'thumbnails',
  'embeddings',
  'vectors',
  'snapshots',
  'counters',
  'imports',
  'importRows',
] satisfies StoreName[]);

/** The setting that says that staged bytes may lie about. */
export const STAGING_NOTE = 'restoring';

export function carriedStores(names: Iterable<string>): StoreName[] {
  return [...names].filter((name) => !NOT_CARRIED.has(name)) as StoreName[];
}

/** All records at one moment. Stores: every carried one, embeddings, counters. */
export async function everything(
  transaction: ReadTransaction,
  carried: readonly StoreName[],
): Promise<Everything> {
  const [revision, embeddings, ...records] = await Promise.all([
    revisionOf(transaction),
    transaction.objectStore('embeddings').getAll(),
    ...carried.map((name) => allOf(transaction, name)),
  ]);
  return {
    revision,
    embeddings,
    records: new Map(carried.map((name, i) => [name, records[i]!])),
  };
}

async function allOf(transaction: ReadTransaction, name: StoreName): Promise<Carried[]> {
  const store = transaction.objectStore(name);
  const values: unknown[] = await store.getAll();
  if (store.keyPath !== null) return values.map((value) => ({ value }));
  const keys = await store.getAllKeys();
  return values.map((value, i) => ({ key: keys[i] as string, value }));
}

export interface StagedBytes {
  readonly originals: ReadonlyMap<string, StoredFile>;
  readonly thumbnails: ReadonlyMap<string, StoredFile>;
  readonly vectors: ReadonlyMap<number, ArrayBuffer>;
}

export const STAGED_STORES = ['originals', 'thumbnails', 'vectors'] as const satisfies StoreName[];

/** Stores: STAGED_STORES. */
export async function stage(transaction: WriteTransaction, bytes: StagedBytes): Promise<void> {
  const put = <Key>(
    store: (typeof STAGED_STORES)[number],
    entries: ReadonlyMap<Key, StoredFile | ArrayBuffer>,
  ): Promise<unknown>[] =>
    [...entries].map(([key, value]) =>
      transaction.objectStore(store).put(value as never, key as never),
    );
  await Promise.all([
    ...put('originals', bytes.originals),
    ...put('thumbnails', bytes.thumbnails),
    ...put('vectors', bytes.vectors),
  ]);
}

/** The keys of what is there. Stores: STAGED_STORES. */
export async function stored(transaction: ReadTransaction): Promise<{
  originals: Set<string>;
  thumbnails: Set<string>;
  vectors: Set<number>;
}> {
  const [originals, thumbnails, vectors] = await Promise.all([
    transaction.objectStore('originals').getAllKeys(),
    transaction.objectStore('thumbnails').getAllKeys(),
    transaction.objectStore('vectors').getAllKeys(),
  ]);
  return {
    originals: new Set(originals),
    thumbnails: new Set(thumbnails),
    vectors: new Set(vectors),
  };
}

/**
 * Leaves the note and takes `count` seqs that are given to no other record; returns the first.
 * Stores: settings, embeddings.
 */
export async function beginStaging(transaction: WriteTransaction, count: number): Promise<number> {
  await transaction.objectStore('settings').put({ startedAt: Date.now() }, STAGING_NOTE);
  const embeddings = transaction.objectStore('embeddings');
  // The key generator moves past the highest key it has seen, and never back.
  const placeholder = { photoId: STAGING_NOTE, fingerprint: '' };
  const first = await embeddings.add(placeholder as EmbeddingRecord);
  await embeddings.delete(first);
  if (count > 1) {
    const last = first + count - 1;
    await embeddings.add({ ...placeholder, seq: last });
    await embeddings.delete(last);
  }
  return first;
}

/**
 * Records to write, by store. A photo that changes hands names the individual it leaves in `left`.
 */
export interface Arrivals {
  readonly records: ReadonlyMap<string, readonly Carried[]>;
  readonly embeddings: readonly EmbeddingRecord[];
  /** Individuals that may have lost their last photo. */
  readonly left: readonly string[];
}

/**
 * Adds every record and takes the note away: from here on what was staged is part of the library.
 * False, and nothing is written, when the library is no longer as it was at `revision`. Stores:
 * every carried one, embeddings, vectors, originals, counters.
 */
export async function admit(
  transaction: WriteTransaction,
  { records, embeddings, left }: Arrivals,
  revision: number,
): Promise<boolean> {
  if ((await revisionOf(transaction)) !== revision) return false;
  const writes: Promise<unknown>[] = [];
  for (const [name, values] of records) {
    const store = transaction.objectStore(name as StoreName);
    for (const { key, value } of values) writes.push(store.put(value, key));
  }
  const store = transaction.objectStore('embeddings');
  for (const record of embeddings) writes.push(store.add(record));
  await Promise.all(writes);
  const trashed = (records.get('trash') ?? []).map(({ value }) => value as TrashedPhoto);
  await noteArrived(transaction, trashed, Date.now());
  await removeEmpty(transaction, left);
  await transaction.objectStore('settings').delete(STAGING_NOTE);
  return true;
}

export const ADMITTED: ChangeDetail = { kind: 'restored' };

/** Stores: SWEPT_STORES. */
export const SWEPT_STORES = [
  'photos',
  'trash',
  'embeddings',
  'settings',
  ...STAGED_STORES,
] as const satisfies StoreName[];

/**
 * Takes away what an interrupted restore has staged. Returns whether there had been one. Stores:
 * SWEPT_STORES.
 */
export async function sweep(transaction: WriteTransaction): Promise<boolean> {
  const settings = transaction.objectStore('settings');
  if ((await settings.get(STAGING_NOTE)) === undefined) return false;
  const [photos, trash, seqs, here] = await Promise.all([
    transaction.objectStore('photos').getAll(),
    transaction.objectStore('trash').getAll(),
    transaction.objectStore('embeddings').getAllKeys(),
    stored(transaction),
  ]);
  const kept: PhotoRecord[] = [...photos, ...trash.map(({ photo }) => photo)];
  for (const { sha256, id } of kept) {
    here.originals.delete(sha256);
    here.thumbnails.delete(id);
  }
  for (const seq of seqs) here.vectors.delete(seq);
  await Promise.all([
    ...[...here.originals].map((key) => transaction.objectStore('originals').delete(key)),
    ...[...here.thumbnails].map((key) => transaction.objectStore('thumbnails').delete(key)),
    ...[...here.vectors].map((key) => transaction.objectStore('vectors').delete(key)),
  ]);
  await settings.delete(STAGING_NOTE);
  return true;
}
