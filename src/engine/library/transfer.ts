/**
 * Everything at once, out of the library and into it: what backups are made of and restored with.
 *
 * In happens in two steps. Files and vectors are staged first, a few megabytes at a time: nothing
 * in the library refers to them, so nothing finds them. Then one transaction adds every record that
 * refers to them. If the work ends before that, it leaves a note and orphans behind, and `sweep`
 * takes both away.
 */
import { revisionOf, type Connection } from './connection';
import { removeEmpty } from './individuals';
import type { ReadTransaction, StoreName } from './schema';
import { isShared } from './shared-note';
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

export interface StagedBytes {
  readonly originals: ReadonlyMap<string, StoredFile>;
  readonly thumbnails: ReadonlyMap<string, StoredFile>;
  readonly vectors: ReadonlyMap<number, ArrayBuffer>;
}

const STAGED_STORES = ['originals', 'thumbnails', 'vectors'] as const satisfies StoreName[];

/** Keys of the files and vectors that are there, staged or not. */
export interface StoredKeys {
  readonly originals: Set<string>;
  readonly thumbnails: Set<string>;
  readonly vectors: Set<number>;
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

export class Transfer {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Every record at one moment, without files and vectors. */
  everything(): Promise<Everything> {
    const carried = carriedStores(this.#connection.stores);
    return this.#connection.read([...carried, 'embeddings', 'counters'], async (transaction) => {
      const [revision, embeddings, ...found] = await Promise.all([
        revisionOf(transaction),
        transaction.objectStore('embeddings').getAll(),
        ...carried.map((name) => allOf(transaction, name)),
      ]);
      const records = new Map(carried.map((name, i) => [name, found[i]!]));
      return { revision, embeddings, records };
    });
  }

  /** Whether it is a team's gallery, of which not every file need be on this device. */
  isShared(): Promise<boolean> {
    return this.#connection.read(['counters'], isShared);
  }

  /**
   * A file as it is stored; null when it is gone. `key`: SHA-256 of an original, photo id of a
   * thumbnail.
   */
  file(store: 'originals' | 'thumbnails', key: string): Promise<StoredFile | null> {
    return this.#connection.get(store, key);
  }

  /**
   * Leaves the note and takes `count` seqs that are given to no other record; returns the first.
   * Until `admit`, nothing that is staged is part of the library, and `sweep` takes it away, now or
   * at the next visit.
   */
  begin(count: number): Promise<number> {
    return this.#connection.writeQuietly(['settings', 'embeddings'], 'strict', async (t) => {
      await t.objectStore('settings').put({ startedAt: Date.now() }, STAGING_NOTE);
      const embeddings = t.objectStore('embeddings');
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
    });
  }

  stored(): Promise<StoredKeys> {
    return this.#connection.read(STAGED_STORES, storedIn);
  }

  stage({ originals, thumbnails, vectors }: StagedBytes): Promise<void> {
    // Relaxed: `admit` is strict, and nothing counts before it.
    return this.#connection.writeQuietly(STAGED_STORES, 'relaxed', async (t) => {
      await Promise.all([
        ...[...originals].map(([key, file]) => t.objectStore('originals').put(file, key)),
        ...[...thumbnails].map(([key, file]) => t.objectStore('thumbnails').put(file, key)),
        ...[...vectors].map(([key, vector]) => t.objectStore('vectors').put(vector, key)),
      ]);
    });
  }

  /**
   * Adds every record in one transaction and takes the note away: from here on what was staged is
   * part of the library. False, and nothing is written, when the library is no longer as it was at
   * `revision`.
   */
  admit({ records, embeddings, left }: Arrivals, revision: number): Promise<boolean> {
    const stores = [...carriedStores(this.#connection.stores), 'embeddings'] as const;
    return this.#connection.write(stores, 'strict', async (transaction) => {
      if ((await revisionOf(transaction)) !== revision) return { result: false, change: null };
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
      return { result: true, change: { kind: 'restored' } };
    });
  }

  /** Takes away what an interrupted restore has staged. Returns whether there had been one. */
  sweep(): Promise<boolean> {
    const stores = ['photos', 'trash', 'embeddings', 'settings', ...STAGED_STORES] as const;
    return this.#connection.writeQuietly(stores, 'strict', async (transaction) => {
      const settings = transaction.objectStore('settings');
      if ((await settings.get(STAGING_NOTE)) === undefined) return false;
      const [photos, trash, seqs, here] = await Promise.all([
        transaction.objectStore('photos').getAll(),
        transaction.objectStore('trash').getAll(),
        transaction.objectStore('embeddings').getAllKeys(),
        storedIn(transaction),
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
    });
  }
}

async function allOf(transaction: ReadTransaction, name: StoreName): Promise<Carried[]> {
  const store = transaction.objectStore(name);
  const values: unknown[] = await store.getAll();
  if (store.keyPath !== null) return values.map((value) => ({ value }));
  const keys = await store.getAllKeys();
  return values.map((value, i) => ({ key: keys[i] as string, value }));
}

/** Stores: STAGED_STORES. */
async function storedIn(transaction: ReadTransaction): Promise<StoredKeys> {
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
