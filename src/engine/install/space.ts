/** Whether there is room, asked before anything is fetched. */
import { HuellaError } from '../errors';

/** Left free for the library, which grows too, and for the file system's own bookkeeping. */
const RESERVE_BYTES = 64 * 2 ** 20;

/** @throws HuellaError `storage-full` with `needed` and `free` in bytes */
export async function checkSpace(needed: number): Promise<void> {
  const { quota, usage } = await navigator.storage.estimate();
  if (quota === undefined || usage === undefined) return;
  const free = Math.max(0, quota - usage);
  if (free < needed + RESERVE_BYTES) {
    throw new HuellaError('storage-full', `${needed} bytes are needed and ${free} are free.`, {
      needed,
      free,
    });
  }
}
