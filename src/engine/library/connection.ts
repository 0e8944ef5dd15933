/**
 * One open connection to the database: how it opens, how it steps aside for a newer tab, and what a
 * transaction promises.
 */
import { openDB, type StoreKey, type StoreValue } from 'idb';
import { HuellaError } from '../errors';
import { spend } from './reserve';
import { ChangeFeed, type Change, type ChangeDetail } from './changes';
import {
  MIGRATIONS,
  type Database,
  type HuellaSchema,
  type Migration,
  type ReadTransaction,
  type StoreName,
  type UpgradeTransaction,
  type WriteTransaction,
} from './schema';

/**
 * Tabs that hold the older version close as soon as they are told, after the transaction they are
 * in. One that has not by then is frozen or runs code without that courtesy, and a person must
 * close it.
 */
const BLOCKED_GRACE_MS = 3000;

/**
 * `strict` waits until the bytes are on the disk: the default for what a person brought or decided,
 * since a power cut must not take it back, and an fsync is small beside encoding a photo. `relaxed`
 * is for what can be made again.
 */
export type Durability = 'strict' | 'relaxed';

/**
 * What a write's body hands back: its result, and what changed, in order (null: nothing others need
 * to know).
 */
export interface Written<T> {
  readonly result: T;
  readonly change: ChangeDetail | readonly ChangeDetail[] | null;
}

type WriteArguments<T> = [
  stores: readonly StoreName[],
  durability: Durability,
  body: (transaction: WriteTransaction) => Promise<Written<T>>,
];

export class Connection {
  /** Rejects with the reason when it closes; never resolves. */
  readonly closed: Promise<never>;
  #closed: HuellaError | null = null;
  #tellClosed: (reason: HuellaError) => void = ignore;
  readonly #open: () => Database;

  private constructor(
    readonly name: string,
    readonly feed: ChangeFeed,
    open: () => Database,
  ) {
    this.#open = open;

    this.closed = new Promise((_, reject) => {
      this.#tellClosed = reject;
    });
    this.closed.catch(ignore);
  }

  /**
   * Opens the database, creating or migrating it when needed.
   * @throws HuellaError `storage-newer-version` when it was written by newer code (nothing is
   *   touched), `storage-blocked` when an older tab holds it, `storage-full`, `storage-failed`.
   * @param migrations only tests pass others than the released ones
   */
  static async open(name: string, migrations = MIGRATIONS): Promise<Connection> {
    let database: Database | undefined;
    const connection = new Connection(name, new ChangeFeed(name), () => database!);
    try {
      database = await openDatabase(name, migrations, (reason) => connection.#close(reason));
      return connection;
    } catch (error) {
      connection.feed.close();
      throw error;
    }
  }

  /**
   * Runs `body` in one read-only transaction. It may await nothing but requests of that
   * transaction.
   */
  async read<T>(
    stores: readonly StoreName[],
    body: (transaction: ReadTransaction) => Promise<T>,
  ): Promise<T> {
    const transaction = this.#begin(() => this.#open().transaction([...stores], 'readonly'));
    transaction.done.catch(ignore);
    try {
      return await body(transaction);
    } catch (error) {
      throw storageError(transaction.error ?? error);
    }
  }

  /** What is stored under the key; null: nothing is. */
  get<Name extends StoreName>(
    store: Name,
    key: StoreKey<HuellaSchema, Name>,
  ): Promise<StoreValue<HuellaSchema, Name> | null> {
    return this.read([store], async (t) => (await t.objectStore(store).get(key)) ?? null);
  }

  /** As `get`, of each key in its order. */
  getEach<Name extends StoreName>(
    store: Name,
    keys: readonly StoreKey<HuellaSchema, Name>[],
  ): Promise<(StoreValue<HuellaSchema, Name> | null)[]> {
    return this.read([store], (t) =>
      Promise.all(keys.map(async (key) => (await t.objectStore(store).get(key)) ?? null)),
    );
  }

  /**
   * Runs `body` in one transaction: all of it is stored, or, when it throws or the tab dies, none
   * of it. Resolves after the commit. A change is numbered inside the transaction and published
   * after it.
   * @throws HuellaError `storage-full`, `storage-failed`, or what `body` threw as one.
   */
  async write<T>(...[stores, durability, body]: WriteArguments<T>): Promise<T> {
    const names: StoreName[] = [...stores, 'counters'];
    const transaction = this.#begin(() =>
      this.#open().transaction(names, 'readwrite', { durability }),
    );
    transaction.done.catch(ignore);
    try {
      const { result, change } = await body(transaction);
      const numbered = await numberChanges(transaction, change === null ? [] : [change].flat());
      await transaction.done;
      for (const one of numbered) if (!this.#closed) this.feed.publish(one);
      return result;
    } catch (error) {
      const cause = transaction.error ?? error;
      abort(transaction);
      throw storageError(cause);
    }
  }

  /** As `write`, of what is no change of the gallery: it is neither numbered nor published. */
  writeQuietly<T>(
    stores: readonly StoreName[],
    durability: Durability,
    body: (transaction: WriteTransaction) => Promise<T>,
  ): Promise<T> {
    return this.write(stores, durability, async (t) => ({ result: await body(t), change: null }));
  }

  /**
   * As `write`, for what a person does: it goes through on a full disk as well, as long as there is
   * a reserve to give up for it.
   */
  async writeAnyway<T>(...what: WriteArguments<T>): Promise<T> {
    try {
      return await this.write(...what);
    } catch (error) {
      const isFull = storageError(error).code === 'storage-full';
      if (!isFull || !(await this.writeQuietly([], 'strict', spend))) throw error;
      return this.write(...what);
    }
  }

  /** Names of all stores. */
  get stores(): readonly StoreName[] {
    return [...this.#open().objectStoreNames];
  }

  close(): void {
    this.#close(new HuellaError('storage-failed', 'the library has been closed'));
  }

  #close(reason: HuellaError): void {
    if (this.#closed) return;
    this.#closed = reason;
    this.#tellClosed(reason);
    this.feed.close();
    this.#open().close();
  }

  #begin<T>(begin: () => T): T {
    if (this.#closed) throw this.#closed;
    try {
      return begin();
    } catch (error) {
      throw storageError(error);
    }
  }
}

async function openDatabase(
  name: string,
  migrations: readonly Migration[],
  onClose: (reason: HuellaError) => void,
): Promise<Database> {
  let grace: ReturnType<typeof setTimeout> | undefined;
  let givenUp = false;
  try {
    return await new Promise<Database>((resolve, reject) => {
      openDB<HuellaSchema>(name, migrations.length, {
        upgrade: (database, oldVersion, _newVersion, transaction) => {
          transaction.done.catch(ignore);
          // A failed request aborts the transaction by itself; a step that throws must be made to.
          migrate(database, transaction, migrations.slice(oldVersion)).catch((error: unknown) => {
            abort(transaction);
            reject(storageError(error));
          });
        },
        blocked: () => {
          grace = setTimeout(() => {
            givenUp = true;
            const reason = 'another tab holds an older version of the library open';
            reject(new HuellaError('storage-blocked', reason));
          }, BLOCKED_GRACE_MS);
        },
        blocking: (_current, wanted) =>
          onClose(
            wanted === null
              ? new HuellaError('storage-failed', 'the library is being deleted by another tab')
              : new HuellaError(
                  'storage-newer-version',
                  'another tab has moved the library to a newer version',
                ),
          ),
        terminated: () =>
          onClose(new HuellaError('storage-failed', 'the browser closed the library')),
      }).then(
        (database) => (givenUp ? database.close() : resolve(database)),
        (error: unknown) => reject(openError(error)),
      );
    });
  } finally {
    clearTimeout(grace);
  }
}

function abort(transaction: WriteTransaction | UpgradeTransaction): void {
  try {
    transaction.abort();
  } catch {
    // It has aborted already: that is why we are here.
  }
}

async function migrate(
  database: Database,
  transaction: UpgradeTransaction,
  steps: readonly Migration[],
): Promise<void> {
  for (const step of steps) await step(database, transaction);
}

/** How many changes have been committed. Stores: counters. */
export async function revisionOf(transaction: ReadTransaction): Promise<number> {
  const revision = await transaction.objectStore('counters').get('revision');
  return typeof revision === 'number' ? revision : 0;
}

async function numberChanges(
  transaction: WriteTransaction,
  changes: readonly ChangeDetail[],
): Promise<Change[]> {
  if (changes.length === 0) return [];
  const counters = transaction.objectStore('counters');
  const before = await revisionOf(transaction);
  await counters.put(before + changes.length, 'revision');
  return changes.map((change, i) => ({ ...change, revision: before + i + 1 }));
}

function openError(thrown: unknown): HuellaError {
  if (thrown instanceof DOMException && thrown.name === 'VersionError') {
    return new HuellaError('storage-newer-version', thrown.message, {}, { cause: thrown });
  }
  return storageError(thrown);
}

/**
 * Not `toHuellaError`: an AbortError here is a transaction the browser gave up, not something a
 * person cancelled.
 */
export function storageError(thrown: unknown): HuellaError {
  if (thrown instanceof HuellaError) return thrown;
  const message = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  // By name: browsers are moving it from DOMException to a class of its own.
  const full = thrown instanceof Error && thrown.name === 'QuotaExceededError';
  return new HuellaError(full ? 'storage-full' : 'storage-failed', message, {}, { cause: thrown });
}

function ignore(): void {
  // The same failure reaches the caller through the request that met it.
}
