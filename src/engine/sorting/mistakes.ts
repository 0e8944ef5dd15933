/**
 * Names that may be wrong. Photos are compared as the encoder sees them: what was learnt from the
 * names has learnt the wrong ones too, and finds a fifth fewer of them
 * (tests/bench/sorting/RESULTS.md).
 */
import { averageLinkage, Parts } from './linkage';
import {
  placeOf,
  tableOf,
  typicalFirst,
  type Rows,
  type SimilarityTable,
} from './similarity-table';

export interface NamedRows extends Rows {
  /** Of each row: its individual as a number from 0. */
  readonly individuals: Int32Array;
  /** Of each row: its encounter as a number. No encounter has two individuals. */
  readonly encounters: Int32Array;
  /** Of each individual, by its number. */
  readonly individualIds: readonly string[];
  /** Pairs of rows of two individuals that are one picture: same file, or nearly the same look. */
  readonly copies: readonly (readonly [number, number])[];
  /** What a person has said is right: `mistakeKey` of each. */
  readonly dismissed: readonly string[];
}

/**
 * `copy`: one picture is in two individuals. `alike`: two individuals look like one. `elsewhere`: a
 * photo looks like another individual's. `several`: an individual looks like two.
 */
export type MistakeKind = 'copy' | 'alike' | 'elsewhere' | 'several';

/**
 * Points of the markings that agree: of the pair, and of a photo that looks like another animal's
 * with the photo of its own that it is most like; null: it has no other.
 */
export interface AgreeingMarkings {
  readonly pair: number;
  readonly own: number | null;
}

export interface Mistake {
  readonly kind: MistakeKind;
  /** Whose names are doubted: the photo's own first, then the other one; of `several` only one. */
  readonly individualIds: readonly string[];
  /**
   * The pair to look at. Of `elsewhere` the photo in doubt comes first, then the one of the other
   * individual that it is most like.
   */
  readonly pair: readonly [string, string];
  /** Of `elsewhere`: the photo of its own individual that it is most like; null: none, or another kind. */
  readonly ownPhoto: string | null;
  /** What the markings say; null: they were not compared. */
  readonly markings: AgreeingMarkings | null;
  /** The photos that would move to the other individual, or become a new one. */
  readonly photoIds: readonly string[];
  /** How much more alike than the names say, in similarity: the larger, the surer. */
  readonly margin: number;
}

const UNMARKED = { ownPhoto: null, markings: null } as const;

/** Two photos speak for an individual: one alone may itself have a wrong name. */
const TOP = 2;

/**
 * Two individuals are doubted where they are this much nearer to "one" than to "two": 1 is as alike
 * as photos of one individual, 0 as those of two.
 */
const ALIKE_FROM = 0.9;

/**
 * Fewer of an individual's photos than this share look like another's: those photos are in doubt.
 * Of two individuals that are one, about half do, and the individuals are.
 */
const MINORITY = 1 / 3;

/** Both halves of an individual that looks like two: one photo alone is `elsewhere`. */
const LEAST_HALF = 2;

/** By what a dismissal is known again. */
export function mistakeKey({
  kind,
  individualIds,
  photoIds,
  pair,
}: Pick<Mistake, 'kind' | 'individualIds' | 'photoIds' | 'pair'>): string {
  switch (kind) {
    case 'copy':
      return ['copy', ...[...pair].sort()].join(' ');
    case 'alike':
      return ['alike', ...[...individualIds].sort()].join(' ');
    case 'elsewhere':
      return ['elsewhere', photoIds[0], individualIds[0]].join(' ');
    case 'several':
      return ['several', individualIds[0]].join(' ');
  }
}

/** Kind by kind in the order of `MistakeKind`, and of each kind the surest first. */
export function mistakesOf(rows: NamedRows, table: SimilarityTable): Mistake[] {
  const looked = new Look(rows, table);
  const lone = looked.elsewhere();
  const dismissed = new Set(rows.dismissed);
  return [...looked.copies(), ...looked.alike(lone), ...lone, ...looked.several()].filter(
    (mistake) => !dismissed.has(mistakeKey(mistake)),
  );
}

/** A photo and how similar it is. */
interface Near {
  readonly row: number;
  readonly similarity: number;
}

class Look {
  readonly #rows: NamedRows;
  readonly #table: SimilarityTable;
  readonly #rowsOf: number[][];
  /** Mean similarity of photos of two individuals, and of one in two encounters. */
  readonly #between: number;
  readonly #within: number;

  constructor(rows: NamedRows, table: SimilarityTable) {
    this.#rows = rows;
    this.#table = table;
    this.#rowsOf = rows.individualIds.map(() => []);
    for (const [row, individual] of rows.individuals.entries()) this.#rowsOf[individual]!.push(row);
    this.#between = meanOf(this.#meansBetween(this.#rowsOf));
    this.#within = meanOf(this.#rowsOf.map((own) => this.#ownMean(own)));
  }

  copies(): Mistake[] {
    const { individuals, individualIds, photoIds, copies } = this.#rows;
    return copies.map(([a, b]) => ({
      kind: 'copy',
      individualIds: [individualIds[individuals[a]!]!, individualIds[individuals[b]!]!],
      pair: [photoIds[a]!, photoIds[b]!],
      photoIds: [photoIds[a]!],
      ...UNMARKED,
      margin: 1,
    }));
  }

  /**
   * As alike as each is to itself.
   * @param lone photos in doubt, which say nothing about their individual while they are few
   */
  alike(lone: readonly Mistake[]): Mistake[] {
    const { individualIds, photoIds } = this.#rows;
    const apart = this.#within - this.#between;
    // Without an individual of two encounters, or where all look alike, nothing says what is much.
    if (!(apart > 0)) return [];
    const doubted = new Set(lone.flatMap((mistake) => mistake.photoIds));
    const sure = this.#rowsOf.map((rows) => {
      const rest = rows.filter((row) => !doubted.has(photoIds[row]!));
      return rows.length - rest.length < MINORITY * rows.length ? rest : rows;
    });
    const cross = this.#meansBetween(sure);
    const own = sure.map((rows) => {
      const mean = this.#ownMean(rows);
      return Number.isNaN(mean) ? this.#within : mean;
    });
    const count = individualIds.length;
    const found: Mistake[] = [];
    for (let a = 0; a < count; a++) {
      for (let b = a + 1; b < count; b++) {
        const margin = cross[a * count + b]! - (own[a]! + own[b]!) / 2;
        if (!(margin >= (ALIKE_FROM - 1) * apart)) continue;
        // The smaller one would join the larger.
        const [from, into] =
          this.#rowsOf[a]!.length < this.#rowsOf[b]!.length ? ([a, b] as const) : ([b, a] as const);
        const [one, other] = this.#mostAlike(this.#rowsOf[from]!, this.#rowsOf[into]!);
        found.push({
          kind: 'alike',
          individualIds: [individualIds[from]!, individualIds[into]!],
          pair: [photoIds[one]!, photoIds[other]!],
          photoIds: this.#rowsOf[from]!.map((row) => photoIds[row]!),
          ...UNMARKED,
          margin,
        });
      }
    }
    return surestFirst(found);
  }

  /** More like the two nearest photos of another individual than the two of its own. */
  elsewhere(): Mistake[] {
    const { individuals, individualIds, photoIds } = this.#rows;
    const found: Mistake[] = [];
    for (const [row, own] of individuals.entries()) {
      const mine = this.#speaking(row, own);
      if (!mine) continue;
      let best: { individual: number; near: Near; similarity: number } | null = null;
      for (const individual of individualIds.keys()) {
        if (individual === own) continue;
        const theirs = this.#speaking(row, individual);
        if (theirs && (!best || theirs.similarity > best.similarity))
          best = { individual, ...theirs };
      }
      if (!best || best.similarity <= mine.similarity) continue;
      found.push({
        kind: 'elsewhere',
        individualIds: [individualIds[own]!, individualIds[best.individual]!],
        pair: [photoIds[row]!, photoIds[best.near.row]!],
        photoIds: [photoIds[row]!],
        ...UNMARKED,
        ownPhoto: photoIds[mine.near.row]!,
        margin: best.similarity - mine.similarity,
      });
    }
    return surestFirst(found);
  }

  /**
   * Two halves less like each other than each is like itself, and than one is like another animal.
   */
  several(): Mistake[] {
    const { individualIds, photoIds, encounters } = this.#rows;
    const found: Mistake[] = [];
    for (const [individual, rows] of this.#rowsOf.entries()) {
      if (rows.length < 2 * LEAST_HALF) continue;
      const joins = averageLinkage(tableOf(rows, (a, b) => this.#of(a, b)));
      const parts = new Parts(rows.length);
      for (const join of joins.slice(0, -1)) parts.join(join);
      const [one, other] = parts.all.map((part) => part.map((i) => rows[i]!)) as [
        number[],
        number[],
      ];
      if (Math.min(one.length, other.length) < LEAST_HALF) continue;
      const together = (some: readonly number[]): boolean =>
        new Set(some.map((row) => encounters[row])).size < 2;
      if (together(rows)) continue;
      const { similarity } = joins.at(-1)!;
      const inner = (this.#meanWithin(one) + this.#meanWithin(other)) / 2;
      const likest = Math.max(
        ...[one, other].map((half) =>
          Math.max(
            ...this.#rowsOf.map((others, i) =>
              i === individual ? -Infinity : this.#meanOf(half, others),
            ),
          ),
        ),
      );
      if (likest <= similarity) continue;
      const [small, large] = one.length < other.length ? [one, other] : [other, one];
      const [a, b] = [small, large].map((half) => typicalFirst(half, this.#table)[0]!);
      found.push({
        kind: 'several',
        individualIds: [individualIds[individual]!],
        pair: [photoIds[a!]!, photoIds[b!]!],
        photoIds: small.map((row) => photoIds[row]!),
        ...UNMARKED,
        margin: inner - similarity,
      });
    }
    return surestFirst(found);
  }

  #of(a: number, b: number): number {
    return this.#table.values[placeOf(a, b)]!;
  }

  /** Mean of the `TOP` photos of the individual most like this one, not of its encounter. */
  #speaking(row: number, individual: number): { near: Near; similarity: number } | null {
    const { encounters } = this.#rows;
    const top: Near[] = [];
    for (const other of this.#rowsOf[individual]!) {
      if (other === row || encounters[other] === encounters[row]) continue;
      top.push({ row: other, similarity: this.#of(row, other) });
      top.sort((a, b) => b.similarity - a.similarity || a.row - b.row);
      if (top.length > TOP) top.pop();
    }
    const [near] = top;
    if (!near) return null;
    // One photo alone is met half way by how alike any two animals are.
    const sum = top.reduce((all, { similarity }) => all + similarity, 0);
    return { near, similarity: (sum + (TOP - top.length) * this.#between) / TOP };
  }

  /** Over pairs of two encounters; NaN: there is only one. */
  #ownMean(rows: readonly number[]): number {
    const { encounters } = this.#rows;
    return this.#meanWithin(rows, (a, b) => encounters[a] !== encounters[b]);
  }

  /** Of each two individuals, in a square; NaN on the diagonal. */
  #meansBetween(rowsOf: readonly (readonly number[])[]): Float64Array {
    const count = rowsOf.length;
    const means = new Float64Array(count * count).fill(NaN);
    for (const [a, some] of rowsOf.entries()) {
      for (let b = 0; b < a; b++) {
        const mean = this.#meanOf(some, rowsOf[b]!);
        means[a * count + b] = mean;
        means[b * count + a] = mean;
      }
    }
    return means;
  }

  #meanOf(some: readonly number[], others: readonly number[]): number {
    let sum = 0;
    for (const a of some) for (const b of others) sum += this.#of(a, b);
    return sum / (some.length * others.length);
  }

  /** Over all pairs that count; NaN: there is none. */
  #meanWithin(
    rows: readonly number[],
    counts: (a: number, b: number) => boolean = () => true,
  ): number {
    let [sum, pairs] = [0, 0];
    for (const [i, a] of rows.entries()) {
      for (const b of rows.slice(0, i)) {
        if (!counts(a, b)) continue;
        sum += this.#of(a, b);
        pairs += 1;
      }
    }
    return sum / pairs;
  }

  #mostAlike(some: readonly number[], others: readonly number[]): [number, number] {
    let best: [number, number] = [some[0]!, others[0]!];
    for (const a of some) {
      for (const b of others) if (this.#of(a, b) > this.#of(...best)) best = [a, b];
    }
    return best;
  }
}

/** Of those that are numbers. */
function meanOf(values: Iterable<number>): number {
  let [sum, count] = [0, 0];
  for (const one of values) {
    if (Number.isNaN(one)) continue;
    sum += one;
    count += 1;
  }
  return sum / count;
}

function surestFirst(mistakes: Mistake[]): Mistake[] {
  return mistakes.sort(
    (a, b) => b.margin - a.margin || (a.pair.join(' ') < b.pair.join(' ') ? -1 : 1),
  );
}
