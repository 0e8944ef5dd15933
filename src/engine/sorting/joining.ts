/**
 * How similar two parts must be before they are likely one animal: learnt from the gallery's own
 * named photos, grouped as if they had no names.
 */
import { fitLogistic, sigmoid } from '../matching/logistic';
import { averageLinkage, Parts, type Join } from './linkage';
import type { SimilarityTable } from './similarity-table';

export interface Joining {
  /** What it was fitted on: this gallery, or the sets of photos on the encoder's card. */
  readonly basis: 'gallery' | 'encoder';
  /** Parts less similar than this are left apart. */
  readonly cut: number;
  /** Log-odds that two parts are one animal: intercept, and weight of their similarity. */
  readonly weights: readonly [intercept: number, weight: number];
}

/**
 * Of all pairs within the groups this share must be of one animal, on the photos it is fitted on.
 * More than the .95 that is wanted: other photos are not the ones it was fitted on.
 */
export const PURE_PAIRS = 0.97;

/**
 * As for calibration (`matching/calibration.ts`): keeps the weights of a separable gallery finite.
 */
const PENALTY = 0.1;
/**
 * Similarities are multiplied by this before they are fitted, so that the penalty is a weak one.
 */
const SCALE = 20;

/** Chance that two parts of this mean similarity are one animal, 0..1. */
export function chanceOf({ weights: [intercept, weight] }: Joining, similarity: number): number {
  return sigmoid(intercept + weight * similarity);
}

/** Photos of known individuals with their similarities. */
export interface NamedTable {
  readonly table: SimilarityTable;
  /** Of each row: its individual as a number. */
  readonly individuals: Int32Array;
}

/**
 * @param sets a gallery's named photos, perhaps divided in several ways, or for a card several
 *   galleries, which count alike
 * @returns null where no cut gives groups that are pure enough, or no two animals are ever joined:
 *   too few photos to tell
 */
export function fitJoining(sets: readonly NamedTable[], basis: Joining['basis']): Joining | null {
  const all = sets.map(({ table, individuals }) => ({
    individuals,
    joins: averageLinkage(table),
  }));
  const cut = basis === 'encoder' ? cutOf(all) : strictest(all);
  const examples = all.flatMap(examplesOf);
  if (cut === null || !examples.some(({ label }) => label === 0)) return null;
  const { weights } = fitLogistic(
    {
      features: examples.map(({ similarity }) => [SCALE * similarity]),
      labels: examples.map(({ label }) => label),
      weights: examples.map(({ weight }) => weight),
    },
    PENALTY,
  );
  return { basis, cut, weights: [weights[0]!, SCALE * weights[1]!] };
}

/** The most similarity that any of the sets needs; those too small to say are passed over. */
function strictest(sets: readonly Joined[]): number | null {
  const cuts = sets.flatMap((set) => cutOf([set]) ?? []);
  return cuts.length === 0 ? null : Math.max(...cuts);
}

interface Joined {
  readonly joins: readonly Join[];
  readonly individuals: Int32Array;
}

/**
 * The least similarity down to which the groups are pure all the way; null: not even the first is.
 */
function cutOf(sets: readonly Joined[]): number | null {
  const counts = sets.map(({ individuals }) => new PairCounts(individuals));
  const joins = sets
    .flatMap(({ joins }, set) => joins.map((join) => ({ join, set })))
    .sort((a, b) => b.join.similarity - a.join.similarity || a.set - b.set);
  let cut: number | null = null;
  for (const { join, set } of joins) {
    counts[set]!.join(join);
    const some = counts.filter(({ all }) => all > 0);
    const pairs = some.reduce((sum, { all }) => sum + all, 0);
    const share = some.reduce((sum, { right, all }) => sum + right / all, 0) / some.length;
    // One wrong pair more might have come: few pairs prove little.
    if (share - 1 / (pairs + 1) >= PURE_PAIRS) cut = join.similarity;
    else if (pairs >= ENOUGH_PAIRS) break;
  }
  return cut;
}

/** From so many pairs on, a share of wrong ones ends the search for a cut. */
const ENOUGH_PAIRS = 40;

/** How many pairs are within the parts, and how many of them are of one individual. */
class PairCounts {
  all = 0;
  right = 0;
  readonly #parts: Parts;
  readonly #individuals: Int32Array;

  constructor(individuals: Int32Array) {
    this.#individuals = individuals;
    this.#parts = new Parts(individuals.length);
  }

  join(join: Join): void {
    const [one, other] = [this.#parts.rowsOf(join.a), this.#parts.rowsOf(join.b)];
    const counts = new Map<number, number>();
    for (const row of one) {
      const individual = this.#individuals[row]!;
      counts.set(individual, (counts.get(individual) ?? 0) + 1);
    }
    this.all += one.length * other.length;
    for (const row of other) this.right += counts.get(this.#individuals[row]!) ?? 0;
    this.#parts.join(join);
  }
}

interface Example {
  readonly similarity: number;
  readonly label: 0 | 1;
  /** Sets count alike, however many photos they have. */
  readonly weight: number;
}

/** Every join of two parts that are each of one individual. */
function examplesOf(
  { joins, individuals }: Joined,
  _: number,
  sets: readonly unknown[],
): Example[] {
  const parts = new Parts(individuals.length);
  const examples: Omit<Example, 'weight'>[] = [];
  for (const join of joins) {
    const [one, other] = [parts.rowsOf(join.a), parts.rowsOf(join.b)];
    const [a, b] = [soleOf(one, individuals), soleOf(other, individuals)];
    if (a !== null && b !== null)
      examples.push({ similarity: join.similarity, label: a === b ? 1 : 0 });
    parts.join(join);
  }
  const weight = sets.length === 1 ? 1 : EXAMPLES_A_SET / examples.length;
  return examples.map((example) => ({ ...example, weight }));
}

/** What a set of several counts as, in joins. */
const EXAMPLES_A_SET = 300;

/** The individual that all rows are of; null: there are several. */
function soleOf(rows: readonly number[], individuals: Int32Array): number | null {
  const first = individuals[rows[0]!]!;
  return rows.every((row) => individuals[row] === first) ? first : null;
}
