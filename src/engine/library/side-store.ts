/**
 * Values by key in a database of their own, beside the library: for what no backup may hold, such as
 * the keys to a team's catalogue. All that one `save` names is stored, or nothing.
 */
import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import { storageError } from './connection';

interface SideSchema extends DBSchema {
  values: { key: string; value: unknown };
}

export class SideStore {
  readonly #database: IDBPDatabase<SideSchema>;

  private constructor(database: IDBPDatabase<SideSchema>) {
    this.#database = database;
  }

  /** @throws HuellaError `storage-failed`, `storage-full` */
  static async open(name: string): Promise<SideStore> {
    try {
      const database = await openDB<SideSchema>(name, 1, {
        upgrade: (fresh) => void fresh.createObjectStore('values'),
        // A person who clears the site's data, or a later version of Huella.
        blocking: (_current, _wanted, event) => (event.target as IDBDatabase).close(),
      });
      return new SideStore(database);
    } catch (error) {
      throw storageError(error);
    }
  }

  /** In the order asked for; undefined where there is none. */
  async load(keys: readonly string[]): Promise<unknown[]> {
    try {
      const store = this.#database.transaction('values').store;
      return await Promise.all(keys.map((key) => store.get(key)));
    } catch (error) {
      throw storageError(error);
    }
  }

  /** Resolves when it is on the disk; undefined takes a value away. */
  async save(values: Readonly<Record<string, unknown>>): Promise<void> {
    try {
      const transaction = this.#database.transaction('values', 'readwrite', {
        durability: 'strict',
      });
      const written = Object.entries(values).map(([key, value]) =>
        value === undefined ? transaction.store.delete(key) : transaction.store.put(value, key),
      );
      await Promise.all([...written, transaction.done]);
    } catch (error) {
      throw storageError(error);
    }
  }

  close(): void {
    this.#database.close();
  }
}
