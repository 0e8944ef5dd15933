/** What a team's gallery remembers of its catalogue; there while the gallery is a team's. */
import type { ReadTransaction, WriteTransaction } from './schema';

/** Of the store counters. */
export const NOTE = 'shared';

/** Whether the gallery is a team's: then not every file need be here. Stores: counters. */
export async function isShared(transaction: ReadTransaction): Promise<boolean> {
  return (await transaction.objectStore('counters').getKey(NOTE)) !== undefined;
}

/** Stores: counters. */
export async function forgetNote(transaction: WriteTransaction): Promise<void> {
  await transaction.objectStore('counters').delete(NOTE);
}
