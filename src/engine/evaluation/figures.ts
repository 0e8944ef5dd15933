/** Figures of answers, each with an interval by bootstrap. */

/** One query's answer. */
export interface Outcome {
  /**
   * Who is asked about, as a number: photos of one individual are not independent of each other.
   */
  readonly individual: number;
  /** Whether its individual was in the gallery. */
  readonly known: boolean;
  /** Place of the right individual in the answer, from 1; 0: not in it. */
  readonly rank: number;
  /** Of the first individual of the answer; null: none was said. */
  readonly probability: number | null;
  /** That it is none of the gallery's; null: not said. */
  readonly newProbability: number | null;
  /** As `QueryOutcome.averagePrecision`; null: not measured, or nothing in the gallery is right. */
  readonly averagePrecision: number | null;
}

export interface Figure {
  readonly value: number;
  /** From the 2.5 % to the 97.5 % point of the resampled values. */
  readonly low: number;
  readonly high: number;
}

/** Of answers whose first individual had a probability between `from` and `to`. */
export interface ReliabilityBin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** Mean of the probabilities; NaN without answers. */
  readonly said: number;
  /** Share that was right; NaN without answers. */
  readonly right: number;
}

/** A thousand resamples place the ends of an interval within about a hundredth of its width. */
const RESAMPLES = 1000;
/** As usual for reliability diagrams (Niculescu-Mizil and Caruana 2005). */
const BINS = 10;
/** Outside the interval on either side. */
const TAIL = 0.025;

/** Share of queries of known individuals that have theirs among the first k; NaN without any. */
export function topK(outcomes: readonly Outcome[], k: number): number {
  let [known, right] = [0, 0];
  for (const outcome of outcomes) {
    if (!outcome.known) continue;
    known += 1;
    if (outcome.rank >= 1 && outcome.rank <= k) right += 1;
  }
  return right / known;
}

/** Mean of the average precisions (mAP); NaN without any. */
export function meanAveragePrecision(outcomes: readonly Outcome[]): number {
  let [count, sum] = [0, 0];
  for (const { averagePrecision } of outcomes) {
    if (averagePrecision === null) continue;
    count += 1;
    sum += averagePrecision;
  }
  return sum / count;
}

/**
 * What a person reads first: that the animal is new, if that is likelier than the first individual.
 */
export function saysNew({ probability, newProbability }: Outcome): boolean {
  return newProbability !== null && newProbability > (probability ?? 0);
}

/**
 * BAKS, balanced accuracy on known samples (wildlife-datasets): of queries of known individuals,
 * the share answered right, as a mean over individuals. "New" is a wrong answer. NaN without any.
 */
export function balancedKnown(outcomes: readonly Outcome[]): number {
  return balanced(outcomes, true, (outcome) => outcome.rank === 1 && !saysNew(outcome));
}

/** BAUS, balanced accuracy on unknown samples: as `balancedKnown`, of those to be called new. */
export function balancedNew(outcomes: readonly Outcome[]): number {
  return balanced(outcomes, false, saysNew);
}

function balanced(
  outcomes: readonly Outcome[],
  known: boolean,
  isRight: (outcome: Outcome) => boolean,
): number {
  const shares = new Map<number, { count: number; right: number }>();
  for (const outcome of outcomes) {
    if (outcome.known !== known || outcome.newProbability === null) continue;
    const share = shares.get(outcome.individual) ?? { count: 0, right: 0 };
    share.count += 1;
    if (isRight(outcome)) share.right += 1;
    shares.set(outcome.individual, share);
  }
  let sum = 0;
  for (const { count, right } of shares.values()) sum += right / count;
  return sum / shares.size;
}

/** The first individual's probability against how often it is right, in ten bins of equal width. */
export function reliability(outcomes: readonly Outcome[]): ReliabilityBin[] {
  const bins = Array.from({ length: BINS }, () => ({ count: 0, said: 0, right: 0 }));
  for (const { probability, rank } of outcomes) {
    if (probability === null) continue;
    const bin = bins[Math.min(BINS - 1, Math.floor(probability * BINS))]!;
    bin.count += 1;
    bin.said += probability;
    bin.right += Number(rank === 1);
  }
  return bins.map(({ count, said, right }, i) => ({
    from: i / BINS,
    to: (i + 1) / BINS,
    count,
    said: said / count,
    right: right / count,
  }));
}

/**
 * Expected calibration error (Naeini 2015): the mean gap of the reliability diagram, weighted by
 * the queries of each bin. NaN without any.
 */
export function calibrationError(outcomes: readonly Outcome[]): number {
  let [count, sum] = [0, 0];
  for (const bin of reliability(outcomes)) {
    if (bin.count === 0) continue;
    count += bin.count;
    sum += bin.count * Math.abs(bin.said - bin.right);
  }
  return sum / count;
}

/** Draws for `calibrationFloor`: its mean is known to a thousandth. */
const FLOOR_DRAWS = 500;
/** Steps of a probability that is drawn against. */
const FINE = 1_000_003;

/**
 * The calibration error that perfect probabilities would have with as few queries: mean over draws
 * in which each first answer is right just as often as its probability says. Never 0.
 */
export function calibrationFloor(outcomes: readonly Outcome[]): number {
  const below = randomBelow();
  let sum = 0;
  for (let draw = 0; draw < FLOOR_DRAWS; draw++) {
    sum += calibrationError(
      outcomes.map((one) => {
        const right = below(FINE) < (one.probability ?? 0) * FINE;
        return { ...one, rank: Number(right) };
      }),
    );
  }
  return sum / FLOOR_DRAWS;
}

/**
 * Chance that a query of a new animal has a higher `newProbability` than one of a known animal,
 * ties by half: the area under the ROC curve, by ranks (Mann and Whitney 1947). NaN without either.
 */
export function newAuc(outcomes: readonly Outcome[]): number {
  const said = outcomes.filter(({ newProbability }) => newProbability !== null);
  const scores = said
    .map(({ known, newProbability }) => ({ known, score: newProbability! }))
    .sort((a, b) => a.score - b.score);
  let [ranks, fresh] = [0, 0];
  for (let first = 0; first < scores.length;) {
    let end = first;
    while (end < scores.length && scores[end]!.score === scores[first]!.score) end += 1;
    for (let i = first; i < end; i++) {
      if (scores[i]!.known) continue;
      fresh += 1;
      // Equal scores share the mean of their ranks, which begin at 1.
      ranks += (first + 1 + end) / 2;
    }
    first = end;
  }
  return (ranks - (fresh * (fresh + 1)) / 2) / (fresh * (scores.length - fresh));
}

/**
 * The statistic with its interval; the same on every run.
 *
 * @param groups what is drawn with replacement: the outcomes of one individual each, because its
 *   photos are alike, or of one query each
 */
export function bootstrap<T>(
  groups: readonly (readonly T[])[],
  statistic: (some: readonly T[]) => number,
): Figure {
  const below = randomBelow();
  const draw = (): T[] => groups.flatMap(() => groups[below(groups.length)]!);
  const values = Array.from({ length: RESAMPLES }, () => statistic(draw()))
    .filter((value) => !Number.isNaN(value))
    .sort((a, b) => a - b);
  const at = (share: number): number => values[Math.round(share * (values.length - 1))] ?? NaN;
  const figure = { value: statistic(groups.flat()), low: at(TAIL), high: at(1 - TAIL) };
  return widened(figure, groups.length);
}

/**
 * All right, or all wrong: no resample differs, and an interval of no width would claim certainty.
 * Its other end is that of Clopper and Pearson (1934) for n of n.
 */
function widened(figure: Figure, n: number): Figure {
  if (figure.low !== figure.high) return figure;
  const end = TAIL ** (1 / n);
  if (figure.value === 1) return { ...figure, low: end };
  return figure.value === 0 ? { ...figure, high: 1 - end } : figure;
}

/** Whole numbers from 0 below n, by Park and Miller's generator (1988), begun at 1. */
function randomBelow(): (n: number) => number {
  let state = 1;
  return (n) => {
    state = (state * 16_807) % 2_147_483_647;
    return state % n;
  };
}

export function formatted({ value, low, high }: Figure): string {
  if (Number.isNaN(value)) return '-';
  const short = (x: number): string => x.toFixed(3).replace(/^0/, '');
  return `${short(value)} (${short(low)} to ${short(high)})`;
}
