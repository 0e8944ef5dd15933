/** How similar photos of one animal are to each other, and photos of two animals. */
import type { Similarities } from '../learning';

export interface SimilarityHistograms {
  /** Lower edge of each bin, and the upper edge of the last. */
  readonly edges: readonly number[];
  /** Pairs of photos of one animal (of two encounters) in each bin. */
  readonly same: readonly number[];
  /** Pairs of photos of two animals. */
  readonly different: readonly number[];
}

/** Enough to see two hills, few enough for each to hold pairs. */
const BINS = 30;

/** @param similarities NaN for pairs that are left out: those of one encounter */
export function histogramsOf(
  individuals: Int32Array,
  { count, values }: Similarities,
): SimilarityHistograms {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (!(high > low)) [low, high] = [-1, 1];
  const width = (high - low) / BINS;
  const same = Array.from({ length: BINS }, () => 0);
  const different = Array.from({ length: BINS }, () => 0);
  for (let a = 0; a < count; a++) {
    for (let b = 0; b < count; b++) {
      const value = values[a * count + b]!;
      // Learnt without the one's encounter or without the other's: a pair has two similarities.
      if (a === b || Number.isNaN(value)) continue;
      const bin = Math.min(BINS - 1, Math.floor((value - low) / width));
      (individuals[a] === individuals[b] ? same : different)[bin]! += 1;
    }
  }
  const edges = Array.from({ length: BINS + 1 }, (_, i) => low + i * width);
  return { edges, same, different };
}
