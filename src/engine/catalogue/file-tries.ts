/**
 * Under which name a photo's file lies in the store. Nothing there is ever replaced, so a file that
 * was damaged is sent again under the next name: its try. Which one counts is a field of the state
 * like any other: kind `file`, the SHA-256 as its id, `try` as the field; 0 where nothing is said.
 */
import type { Head, Snapshot, State, Write } from './state';

const FILE_KIND = 'file';
const TRY = 'try';
/**
 * Of one file: a device whose connection damages all that it reads would have everybody send it
 * again for ever.
 */
const TRIES = 5;

/** What is said of the file in the store; of several things that were said apart, the last try. */
export function tryOf(state: State, sha256: string): number {
  return lastOf(state.records(FILE_KIND).get(sha256)?.get(TRY));
}

/** Of all files of which something is said. */
export function triesIn({ records }: Snapshot): ReadonlyMap<string, number> {
  return new Map(
    records.flatMap(([kind, id, fields]) =>
      kind === FILE_KIND ? [[id, lastOf(new Map(fields).get(TRY))] as const] : [],
    ),
  );
}

/** What stands for the file under the name of that try, among all files of all tries. */
export function fileKey(sha256: string, attempt: number): string {
  return attempt === 0 ? sha256 : `${sha256} ${attempt}`;
}

/**
 * That try and those before it: what looked damaged to one device may be whole for another, so the
 * older names are asked for where nothing lies under the newest.
 */
export function triesFrom(attempt: number): number[] {
  return Array.from({ length: attempt + 1 }, (_, i) => attempt - i);
}

/** Says that the files under these keys are damaged, where that is not known yet. */
export function againWrites(state: State, keys: Iterable<string>): Write[] {
  return [...new Set(keys)].flatMap((key): Write[] => {
    const sha256 = key.split(' ')[0]!;
    const attempt = tryOf(state, sha256);
    const isNews = fileKey(sha256, attempt) === key && attempt + 1 < TRIES;
    return isNews ? [[FILE_KIND, sha256, { [TRY]: attempt + 1 }]] : [];
  });
}

function lastOf(heads: readonly Head[] = []): number {
  const said = heads.map(({ value }) => value);
  const tries = said.filter((value): value is number => Number.isSafeInteger(value));
  return Math.min(TRIES - 1, Math.max(0, ...tries));
}
