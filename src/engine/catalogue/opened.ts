/**
 * Files that came to this device because a person opened their photos. They take part in the budget
 * of what is kept here, and leave again for others: the team's store has them.
 */
import type { SharedLibrary, SideStore, StoredFile } from '../library';
import { contentsOf } from './parts';

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
