/**
 * Pairs of photos that may show one animal: proposed by a search, confirmed or rejected by a
 * person.
 */
import type { ReadTransaction, WriteTransaction } from './schema';
import type { MatchRecord } from './records';

export interface ProposedMatch {
  readonly queryPhotoId: string;
  readonly photoId: string;
  readonly similarity: number;
  /** Calibrated, 0..1; absent: not known. */
  readonly probability?: number;
  readonly fingerprint: string;
  /** It came up by itself. */
  readonly watched?: boolean;
}

/** The same for (a, b) and (b, a). */
export function matchId(a: string, b: string): string {
  return a < b ? `${a}+${b}` : `${b}+${a}`;
}

/** Newest first. Stores: matches. */
export async function all(transaction: ReadTransaction): Promise<MatchRecord[]> {
  const records = await transaction.objectStore('matches').getAll();
  return records.sort((a, b) => b.proposedAt - a.proposedAt || (a.id < b.id ? -1 : 1));
}

/** Those one photo takes part in. Stores: matches. */
export function ofPhoto(transaction: ReadTransaction, photoId: string): Promise<MatchRecord[]> {
  return transaction.objectStore('matches').index('photos').getAll(photoId);
}

/**
 * Keeps the pairs that are new as pending; what a person has decided stays decided. Returns how
 * many are new. Stores: matches.
 */
export async function propose(
  transaction: WriteTransaction,
  proposals: readonly ProposedMatch[],
): Promise<number> {
  const store = transaction.objectStore('matches');
  let added = 0;
  for (const { queryPhotoId, photoId, ...seen } of proposals) {
    const id = matchId(queryPhotoId, photoId);
    const known = await store.get(id);
    if (known && (known.state !== 'pending' || known.fingerprint === seen.fingerprint)) continue;
    await store.put({
      id,
      photoIds: [queryPhotoId, photoId],
      ...seen,
      state: 'pending',
      proposedAt: Date.now(),
      decidedAt: null,
    });
    if (!known) added += 1;
  }
  return added;
}

/** Forgets the photo's matches. Stores: matches. */
export async function removeMatches(transaction: WriteTransaction, photoId: string): Promise<void> {
  const matches = transaction.objectStore('matches');
  for (const id of await matches.index('photos').getAllKeys(photoId)) await matches.delete(id);
}
