/**
 * Average linkage: the two parts whose photos are most similar on average are joined, again and
 * again. Found by chains of nearest neighbours (Murtagh 1983; Müllner 2011, arXiv:1109.2378), in
 * time that goes with the square of the photos. Equal to scipy's and scikit-learn's `average`.
 */
import { placeOf, type SimilarityTable } from './similarity-table';

/** Two parts become one. */
export interface Join {
  /** A row of either part. */
  readonly a: number;
  readonly b: number;
  /** Mean similarity of the pairs between them. */
  readonly similarity: number;
}

export interface LinkageOptions {
  /** How much a photo counts in a mean; absent: each 1. */
  readonly weights?: Float64Array;
  /** Pairs of rows that are never in one part. */
  readonly apart?: readonly (readonly [number, number])[];
  /** Sets of rows that are never all in one part. */
  readonly notAll?: readonly (readonly number[])[];
  /** Parts less similar than this are not joined. Default: all are. */
  readonly least?: number;
}

/**
 * All joins, most similar first. A part that may be joined with nothing else stays as it is.
 * Deterministic: of parts that are equally similar those with the lowest rows are joined.
 */
export function averageLinkage(
  { count, values }: SimilarityTable,
  { weights, apart = [], notAll = [], least = -Infinity }: LinkageOptions = {},
): Join[] {
  const similarity = values.slice();
  for (const [i, j] of apart) similarity[placeOf(i, j)] = -Infinity;
  const weight = weights ? Float64Array.from(weights) : new Float64Array(count).fill(1);
  const sets = new Sets(notAll);
  // A linked list of the rows that stand for a part, in order.
  const next = Int32Array.from({ length: count + 1 }, (_, i) => (i === count ? 0 : i + 1));
  const previous = Int32Array.from({ length: count + 1 }, (_, i) => (i === 0 ? count : i - 1));
  next[count] = 0;
  const drop = (row: number): void => {
    next[previous[row]!] = next[row]!;
    previous[next[row]!] = previous[row]!;
  };
  const joins: Join[] = [];
  const chain: number[] = [];
  while (next[count] !== count) {
    const tip = chain.at(-1) ?? next[count];
    if (chain.length === 0) chain.push(tip);
    const before = chain.at(-2) ?? -1;
    // The one before wins a tie: else a chain could run in a circle.
    let nearest = before;
    let most = before < 0 ? -Infinity : similarity[placeOf(tip, before)]!;
    for (let row = next[count]; row !== count; row = next[row]!) {
      if (row === tip) continue;
      const one = similarity[placeOf(tip, row)]!;
      if (one > most) [most, nearest] = [one, row];
    }
    if (most === -Infinity || most < least) {
      // Similarity to what is joined is a mean: one that is unlike all others stays unlike.
      drop(tip);
      chain.pop();
    } else if (nearest !== before) {
      chain.push(nearest);
    } else {
      chain.length -= 2;
      if (!sets.mayJoin(tip, before)) {
        similarity[placeOf(tip, before)] = -Infinity;
        continue;
      }
      const [kept, gone] = tip < before ? [tip, before] : [before, tip];
      joins.push({ a: kept, b: gone, similarity: most });
      drop(gone);
      const [w, v] = [weight[kept]!, weight[gone]!];
      weight[kept] = w + v;
      sets.join(kept, gone);
      for (let row = next[count]; row !== count; row = next[row]!) {
        if (row === kept) continue;
        const place = placeOf(kept, row);
        similarity[place] =
          (w * similarity[place]! + v * similarity[placeOf(gone, row)]!) / (w + v);
      }
    }
  }
  return joins
    .map((join, order) => ({ join, order }))
    .sort((one, other) => other.join.similarity - one.join.similarity || one.order - other.order)
    .map(({ join }) => join);
}

/** How many rows of each set are in each part. */
class Sets {
  readonly #sizes: readonly number[];
  readonly #inPart = new Map<number, Map<number, number>>();

  constructor(sets: readonly (readonly number[])[]) {
    this.#sizes = sets.map((rows) => rows.length);
    for (const [set, rows] of sets.entries()) {
      for (const row of rows) {
        const counts = this.#inPart.get(row) ?? new Map<number, number>();
        this.#inPart.set(row, counts.set(set, 1));
      }
    }
  }

  mayJoin(a: number, b: number): boolean {
    const [one, other] = [this.#inPart.get(a), this.#inPart.get(b)];
    if (!one || !other) return true;
    return [...one].every(([set, count]) => count + (other.get(set) ?? 0) < this.#sizes[set]!);
  }

  join(kept: number, gone: number): void {
    const counts = this.#inPart.get(gone);
    if (!counts) return;
    const own = this.#inPart.get(kept) ?? new Map<number, number>();
    for (const [set, count] of counts) own.set(set, count + (own.get(set) ?? 0));
    this.#inPart.set(kept, own);
  }
}

/** The parts while they are joined one after another. */
export class Parts {
  readonly #of: number[][];
  readonly #part: Int32Array;

  constructor(count: number) {
    this.#of = Array.from({ length: count }, (_, row) => [row]);
    this.#part = Int32Array.from(this.#of.keys());
  }

  rowsOf(row: number): readonly number[] {
    return this.#of[this.#part[row]!]!;
  }

  join({ a, b }: Join): void {
    const [into, from] = [this.#part[a]!, this.#part[b]!];
    for (const row of this.#of[from]!) {
      this.#part[row] = into;
      this.#of[into]!.push(row);
    }
    this.#of[from] = [];
  }

  /** Those with rows, in order of their first one. */
  get all(): readonly (readonly number[])[] {
    return this.#of.filter((rows) => rows.length > 0);
  }
}
