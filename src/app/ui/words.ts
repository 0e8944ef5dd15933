/** The species and colours that a gallery uses, to be suggested while typing. */
import { plain } from './text';

/** A longer list is no help: typing one more letter is faster. */
const MOST = 200;

interface Described {
  readonly species?: string | null;
  readonly colour?: string | null;
}

/**
 * Each word once, the most used first. Spellings that differ only in case and accents count as one
 * word, shown as it was most often written.
 */
export function wordsInUse(records: Iterable<Described>, of: keyof Described): string[] {
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
