/** Room on the disk for this origin, as the browser tells it. */
import { HuellaError } from './errors';

/** Left free for the library, which grows too, and for the file system's own bookkeeping. */
export const RESERVE_BYTES = 64 * 2 ** 20;

/** Bytes that may still be written; null where the browser does not say. */
export async function freeBytes(): Promise<number | null> {
  const { quota, usage } = await navigator.storage.estimate();
  return quota === undefined || usage === undefined ? null : Math.max(0, quota - usage);
}

/**
 * Asked before anything is written.
 *
 * @param reserve bytes that must be left after it
 * @throws HuellaError `storage-full` with `needed` and `free` in bytes
 */
export async function checkSpace(needed: number, reserve = RESERVE_BYTES): Promise<void> {
  const free = await freeBytes();
  if (free === null || free >= needed + reserve) return;
  const detail = { needed, free };
  throw new HuellaError('storage-full', `${needed} bytes are needed, ${free} are free.`, detail);
}
