/**
 * Imports that were begun: what a person chose and how far it came, so that a closed tab can go on
 * where it stopped.
 */
import type { ReadTransaction, WriteTransaction } from './schema';
import type { ImportRecord, ImportRow } from './records';

/** Every row of one import. */
export function rowsOf(importId: string): IDBKeyRange {
  // An array sorts after every number.
  return IDBKeyRange.bound([importId, -Infinity], [importId, []]);
}

/** Newest first. Stores: imports. */
export async function all(transaction: ReadTransaction): Promise<ImportRecord[]> {
  const records = await transaction.objectStore('imports').getAll();
  return records.sort((a, b) => b.startedAt - a.startedAt);
}

/**
 * Writes where the import stands together with what became of its files since. Stores: imports,
 * importRows.
 */
export async function save(
  transaction: WriteTransaction,
  record: ImportRecord,
  rows: readonly ImportRow[],
): Promise<void> {
  const store = transaction.objectStore('importRows');
  await Promise.all([
    transaction.objectStore('imports').put(record),
    ...rows.map((row) => store.put(row)),
  ]);
}

/** Forgets an import; its photos stay. Stores: imports, importRows. */
export async function remove(transaction: WriteTransaction, importId: string): Promise<void> {
  await Promise.all([
    transaction.objectStore('imports').delete(importId),
    transaction.objectStore('importRows').delete(rowsOf(importId)),
  ]);
}
