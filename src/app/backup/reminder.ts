/**
 * When a backup is worth a word: many photos that are in none, and the last one long ago. Either
 * alone is no reason to nag.
 */
import type { LastBackup } from '../../engine/backup';
import { remember, remembered } from '../state/remembered';

const DAY_MS = 24 * 60 * 60 * 1000;
/** An afternoon of photos. */
export const MANY_PHOTOS = 50;
export const OLD_MS = 7 * DAY_MS;
/** "Not now" holds for this long. */
export const REST_MS = 7 * DAY_MS;

const KEY = 'huella.backup-reminder';

export interface Unsaved {
  readonly count: number;
  /** When the oldest of them was imported, in milliseconds since the epoch; null: there is none. */
  readonly since: number | null;
}

/** @param photos newest first */
export function unsavedIn(
  photos: readonly { readonly importedAt: number }[],
  last: LastBackup | null,
): Unsaved {
  // By halves: the list is long, and it is asked again at every change of it.
  let [low, high] = [0, photos.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (photos[middle]!.importedAt > (last?.at ?? -Infinity)) low = middle + 1;
    else high = middle;
  }
  return { count: low, since: photos[low - 1]?.importedAt ?? null };
}

export function isDue(
  { count, since }: Unsaved,
  last: LastBackup | null,
  now: number,
  restsUntil: number,
): boolean {
  const from = last?.at ?? since;
  return count >= MANY_PHOTOS && from !== null && now - from >= OLD_MS && now >= restsUntil;
}

/** Until when the person does not want to hear of it. */
export function restedUntil(): number {
  return Number(remembered(KEY)) || 0;
}

/** Returns until when. */
export function restFor(now: number): number {
  const until = now + REST_MS;
  remember(KEY, String(until));
  return until;
}
