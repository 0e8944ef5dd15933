/**
 * The days for which a deleted photo is kept. Alone they count from when it was deleted. Members of
 * a team delete by clocks that may be years apart: there, and where the moment lies ahead, they
 * count from when this device, by its own clock, first saw the photo deleted. That stays so after
 * the gallery has left its team.
 */
import { equal } from '../equal';
import type { Seen, TrashedPhoto } from './records';
import type { ReadTransaction, WriteTransaction } from './schema';
import { isShared } from './shared-note';

/** Time enough to miss a photo; what is older is deleted for good at the next start. */
export const TRASH_DAYS = 30;
const DAY_MS = 86_400_000;
/** Of the store counters. */
const SINCE = 'trash-since';

/** What is known of each photo in the trash. */
type AllSeen = ReadonlyMap<string, Seen>;

/**
 * From when on the days of each photo count.
 *
 * @param trash all that is there
 * @param now milliseconds
 */
export async function seenOf(
  transaction: ReadTransaction,
  trash: readonly TrashedPhoto[],
  now: number,
): Promise<AllSeen> {
  const known = await noted(transaction);
  const isTeams = await isShared(transaction);
  return new Map(
    trash.map(({ id, deletedAt }) => {
      const was = known[id];
      // One that came back and was deleted again is seen anew.
      if (was?.deletedAt === deletedAt) return [id, was];
      return [id, { deletedAt, since: isTeams ? now : Math.min(deletedAt, now) }];
    }),
  );
}

/**
 * Days until the photo is deleted for good, 0 to TRASH_DAYS.
 *
 * @param now milliseconds
 */
export function daysLeft({ since }: Seen, now: number): number {
  return Math.min(TRASH_DAYS, Math.max(0, Math.ceil(TRASH_DAYS - (now - since) / DAY_MS)));
}

/** Keeps what cannot be told from the photos themselves. Stores: counters. */
export async function note(transaction: WriteTransaction, seen: AllSeen): Promise<void> {
  const next = Object.fromEntries(
    [...seen].filter(([, { since, deletedAt }]) => since !== deletedAt),
  );
  // Nothing but deletes goes through on the fullest of disks.
  if (equal(next, await noted(transaction))) return;
  await transaction.objectStore('counters').put(next, SINCE);
}

/**
 * Photos that a backup brings deleted are seen deleted now: what was in the trash when it was made
 * can be had back for as long as ever. Stores: counters.
 *
 * @param now milliseconds
 */
export async function noteArrived(
  transaction: WriteTransaction,
  arrived: readonly TrashedPhoto[],
  now: number,
): Promise<void> {
  if (arrived.length === 0) return;
  const seen = arrived.map(({ id, deletedAt }) => [id, { deletedAt, since: now }] as const);
  const next = { ...(await noted(transaction)), ...Object.fromEntries(seen) };
  await transaction.objectStore('counters').put(next as Record<string, Seen>, SINCE);
}

async function noted(
  transaction: ReadTransaction,
): Promise<Readonly<Record<string, Seen | undefined>>> {
  return ((await transaction.objectStore('counters').get(SINCE)) ?? {}) as Record<string, Seen>;
}
