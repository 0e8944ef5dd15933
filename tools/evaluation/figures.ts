/** Figures of answers, each with an interval by bootstrap over the queries. */

/** One query's answer. */
export interface Outcome {
  /** Whether its individual was in the gallery. */
  readonly known: boolean;
  /** Place of the right individual in the answer, from 1; 0: not in it. */
  readonly rank: number;
  /** Of the first individual of the answer; null: none was said. */
  readonly probability: number | null;
  readonly newProbability: number | null;
}

export interface Figure {
  readonly value: number;
  /** From the 2.5 % to the 97.5 % point of the resampled values. */
  readonly low: number;
  readonly high: number;
}

const RESAMPLES = 1000;
const BINS = 10;

/** Share of queries of known individuals that have theirs among the first k. */
export function topK(outcomes: readonly Outcome[], k: number): number {
  const known = outcomes.filter((outcome) => outcome.known);
  return known.filter(({ rank }) => rank >= 1 && rank <= k).length / known.length;
}

/**
 * Expected calibration error (Naeini 2015): the first individual's probability against how often
 * it is right, in ten bins of equal width, weighted by their queries.
 */
export function calibrationError(outcomes: readonly Outcome[]): number {
  const sums = Array.from({ length: BINS }, () => 0);
  let count = 0;
  for (const { probability, rank } of outcomes) {
    if (probability === null) continue;
    const bin = Math.min(BINS - 1, Math.floor(probability * BINS));
    sums[bin]! += probability - Number(rank === 1);
    count += 1;
  }
  return count === 0 ? NaN : sums.reduce((all, sum) => all + Math.abs(sum), 0) / count;
}

/** Chance that a query of a new animal has a higher `newProbability` than one of a known animal. */
export function newAuc(outcomes: readonly Outcome[]): number {
  const of = (known: boolean): number[] =>
    outcomes.flatMap((one) =>
      one.known === known && one.newProbability !== null ? one.newProbability : [],
    );
  const [fresh, known] = [of(false), of(true)];
  let wins = 0;
  for (const a of fresh) for (const b of known) wins += a > b ? 1 : a === b ? 0.5 : 0;
  return wins / (fresh.length * known.length);
}

/** The statistic with its interval; the same on every run. */
export function bootstrap(
  outcomes: readonly Outcome[],
  statistic: (some: readonly Outcome[]) => number,
): Figure {
  // Park and Miller's generator: whole numbers below 2^31 - 1.
  let state = 1;
  const below = (n: number): number => {
    state = (state * 16_807) % 2_147_483_647;
    return state % n;
  };
  const values = Array.from({ length: RESAMPLES }, () =>
    statistic(outcomes.map(() => outcomes[below(outcomes.length)]!)),
  )
    .filter((value) => !Number.isNaN(value))
    .sort((a, b) => a - b);
  const at = (share: number): number => values[Math.round(share * (values.length - 1))] ?? NaN;
  return { value: statistic(outcomes), low: at(0.025), high: at(0.975) };
}

export function formatted({ value, low, high }: Figure): string {
  if (Number.isNaN(value)) return '-';
  const short = (x: number): string => x.toFixed(3).replace(/^0/, '');
  return `${short(value)} (${short(low)} to ${short(high)})`;
}
