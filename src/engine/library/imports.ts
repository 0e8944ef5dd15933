/** Imports that were begun: what a person chose and how far it came, so that a closed tab can go on where it stopped. */
import type { ReadTransaction, WriteTransaction } from './schema';

export interface ImportRecord {
  /** UUID. */
  readonly id: string;
  readonly startedAt: number;
  readonly updatedAt: number;
  readonly state: 'running' | 'paused' | 'done' | 'cancelled';
  /** What was chosen, in the person's words: the folder's or the zip's name; empty for loose files. */
  readonly name: string;
  readonly kind: 'files' | 'folder' | 'zip';
  readonly total: number;
  readonly done: number;
  /** Where the browser can keep it: the chosen folder or zip, to be opened again with one permission. */
  readonly handle?: FileSystemHandle;
  /** How files become photos (naming, columns, boxes): whatever the import needs to do the rest alike. Survives structured clone. */
  readonly options?: unknown;
}

/** What became of one file, in the order of the import. */
export interface ImportRow {
  readonly importId: string;
  readonly row: number;
  readonly name: string;
  readonly outcome: 'imported' | 'duplicate' | 'near-duplicate' | 'failed';
  /** An error code and its detail, or the photo it resembles. */
  readonly code?: string;
  readonly detail?: Readonly<Record<string, string | number>>;
  readonly photoId?: string;
  readonly individual?: string | null;
}

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

/** Writes where the import stands together with what became of its files since. Stores: imports, importRows. */
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
