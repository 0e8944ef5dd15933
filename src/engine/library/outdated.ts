/**
 * Records as an older version stored them, brought to this one by the very migrations a database
 * goes through.
 */
import { deleteDB } from 'idb';
import { Connection } from './connection';
import { MIGRATIONS, VERSION } from './schema';
import { carriedStores, Transfer, type Carried } from './transfer';

/** Of databases that exist for the length of one migration. */
const PREFIX = 'huella-migrating-';

/**
 * The records as version `VERSION` has them. @param version of the database they come from, from 1
 * @throws HuellaError `storage-failed` for records that the version could not have held,
 *   `storage-full`
 */
export async function migrateRecords(
  version: number,
  records: ReadonlyMap<string, readonly Carried[]>,
): Promise<ReadonlyMap<string, readonly Carried[]>> {
  if (version === VERSION) return records;
  const name = PREFIX + crypto.randomUUID();
  try {
    const old = await Connection.open(name, MIGRATIONS.slice(0, version));
    const stores = carriedStores(old.stores).filter((store) => records.has(store));
    await old.writeQuietly(stores, 'relaxed', (t) =>
      Promise.all(
        stores.flatMap((store) =>
          records
            .get(store)!
            .map(({ key, value }) => t.objectStore(store).put(value as never, key as never)),
        ),
      ),
    );
    old.close();
    const migrated = await Connection.open(name);
    const found = await new Transfer(migrated).everything();
    migrated.close();
    return found.records;
  } finally {
    await deleteDB(name).catch(() => undefined);
  }
}
