/** The words in use, for suggesting: what most people here call a species comes first. */
import { plain } from '../ui/text';

/** A list longer than this helps nobody. */
const MOST = 200;

interface Wordy {
  readonly species?: string | null;
  readonly colour?: string | null;
}

/** Each word once, without regard to case and accents, as it was most often written; the most used first. */
export function wordsInUse(records: Iterable<Wordy>, of: keyof Wordy): string[] {
  const spellings = new Map<string, number>();
  for (const record of records) {
    const word = record[of]?.trim();
    if (word) spellings.set(word, (spellings.get(word) ?? 0) + 1);
  }
  const best = new Map<string, { word: string; count: number }>();
  for (const [word, count] of [...spellings].sort((a, b) => b[1] - a[1])) {
    const known = best.get(plain(word));
    if (known) known.count += count;
    else best.set(plain(word), { word, count });
  }
  return [...best.values()]
    .sort((a, b) => b.count - a.count)
    .slice(0, MOST)
    .map(({ word }) => word);
}
