/**
 * Files that came to this device because a person opened their photos. They take part in the budget
 * of what is kept here, and leave again for others: the team's store has them.
 */
import type { SharedLibrary, SideStore, StoredFile } from '../library';
import type { Blobs } from './blobs';
import { isFailure } from './failure';
import { fileKey, triesFrom, triesIn } from './file-tries';
import { contentsOf } from './parts';
import type { Notebook } from './sides';

export interface Opened {
  readonly sha256: string;
  readonly bytes: number;
}

/** Where the list is kept, in `SideStore`. */
export const OPENED = 'opened';

/**
 * Those that leave so that all files here weigh no more than the budget, the oldest first.
 * @param opened the oldest first; the last was just opened, and stays
 * @param weight of all files that are here, in bytes
 * @param budget in bytes; null: no limit
 */
export function leaving(
  opened: readonly Opened[],
  weight: number,
  budget: number | null,
): readonly Opened[] {
  const gone: Opened[] = [];
  let left = weight;
  for (const one of opened.slice(0, -1)) {
    if (left <= (budget ?? Infinity)) break;
    gone.push(one);
    left -= one.bytes;
  }
  return gone;
}

/**
 * Fetches a file. Most were never damaged: what is said of others is looked up for those alone that
 * are not whole under their first name.
 * @throws CatalogueError as `Blobs.getFile`; what is damaged is told to all in the next round
 */
export async function openedFile(
  blobs: Pick<Blobs, 'getFile'>,
  notebook: Notebook,
  sha256: string,
  signal?: AbortSignal,
  onBytes?: (bytes: number) => void,
): Promise<StoredFile | null> {
  const hurt: string[] = [];
  let damage: unknown = null;
  const whole = async (attempt: number): Promise<StoredFile | null> => {
    try {
      return await blobs.getFile(sha256, attempt, signal, onBytes);
    } catch (error) {
      if (!isFailure(error, 'damaged')) throw error;
      damage ??= error;
      hurt.push(fileKey(sha256, attempt));
      return null;
    }
  };
  const first = await whole(0);
  if (first) return first;
  const kept = await notebook.load();
  for (const attempt of triesFrom(triesIn(kept.state).get(sha256) ?? 0)) {
    const file = attempt === 0 ? null : await whole(attempt);
    if (file) return file;
  }
  if (hurt.length === 0) return null;
  await notebook.save({ hurt: [...new Set([...kept.hurt, ...hurt])] });
  throw damage;
}

/**
 * Keeps a file that was fetched, and lets others of its kind go.
 * @param budget of `KeptHere`
 * @throws HuellaError `storage-full`, `storage-failed`
 */
export async function keepOpened(
  library: SharedLibrary,
  side: SideStore,
  sha256: string,
  file: StoredFile,
  budget: number | null,
): Promise<void> {
  const [known] = (await side.load([OPENED])) as [readonly Opened[] | undefined];
  const { records } = await library.records();
  const before = new Set(await library.files());
  const others = (known ?? []).filter((one) => one.sha256 !== sha256 && before.has(one.sha256));
  const opened = [...others, { sha256, bytes: file.bytes.byteLength }];
  // First the list: a file that is on it and not here does no harm.
  await side.save({ [OPENED]: opened });
  const weighed = new Map(contentsOf(records).map((one) => [one.sha256, one.byteLength]));
  before.delete(sha256);
  const weight = [...before].reduce(
    (sum, one) => sum + (weighed.get(one) ?? 0),
    file.bytes.byteLength,
  );
  const gone = leaving(opened, weight, budget);
  await library.dropFiles(gone.map((one) => one.sha256));
  await library.keepFile(sha256, file);
  const left = opened.filter((one) => !gone.includes(one));
  if (gone.length > 0) await side.save({ [OPENED]: left });
}
