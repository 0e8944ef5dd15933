import type { SearchOptions, SearchResult } from './options';
import { Slices } from './slices';

/**
 * The share of the exact `k` nearest that the everyday search finds, asked with the index's own
 * vectors.
 * @param vectors copies: the index may change meanwhile
 */
export async function measureRecall(
  vectors: Iterable<Float32Array>,
  k: number,
  search: (query: Float32Array, options: SearchOptions) => Promise<SearchResult>,
): Promise<number | null> {
  const slices = new Slices();
  let found = 0;
  let wanted = 0;
  for (const query of vectors) {
    await slices.breathe();
    const exact = await search(query, { k, exact: true });
    const usual = new Set((await search(query, { k })).neighbours.map(({ label }) => label));
    wanted += exact.neighbours.length;
    found += exact.neighbours.filter(({ label }) => usual.has(label)).length;
  }
  return wanted === 0 ? null : found / wanted;
}
