/**
 * The discovery curve: how many individuals were known after how much effort, as it went and as it
 * would go on average with the occasions in random order.
 */
import type { Encounter } from './encounters';
import { effortTable, occasionAt, type Occasion } from './occasions';
import type { Station } from './stations';

export interface DiscoveryPoint {
  /** First and last day of the occasion: `YYYY-MM-DD`. */
  readonly from: string;
  readonly to: string;
  /** Occasions so far, this one included. */
  readonly occasions: number;
  /** Days that stations were watched so far, added over stations; 0: no station is known. */
  readonly stationDays: number;
  /** Individuals seen so far. */
  readonly seen: number;
  /** Expected after as many occasions in random order, with its standard deviation. */
  readonly expected: number;
  readonly deviation: number;
}

export interface Discovery {
  /** Occasions with effort or an encounter, in order of time. */
  readonly points: readonly DiscoveryPoint[];
  readonly individuals: number;
  /** Individuals seen in one occasion only, and in two. */
  readonly once: number;
  readonly twice: number;
  /**
   * Chao2: at least how many individuals there are, seen or not. A lower bound, and too high where
   * animals pass through.
   */
  readonly atLeast: number;
}

/**
 * The expectation is the sample-based rarefaction curve ("Mao Tau"): with N occasions, of which the
 * individual i was seen in f_i, n of them in random order show
 *
 *     S(n) = sum over i of 1 - C(N - f_i, n) / C(N, n)
 *
 * individuals, with the variance
 *
 *     sum over i of (1 - C(N - f_i, n) / C(N, n))^2 - S(n)^2 / S_est
 *
 * (Colwell, Mao and Chang 2004, Ecology 85:2717, equations 5 and 6; `specaccum` of R's vegan with
 * `method = "exact", conditioned = FALSE`). S_est is Chao2 as vegan's `specpool` has it: S + (1 -
 * 1/N) a1^2 / (2 a2), without any seen twice S + (1 - 1/N) a1 (a1 - 1) / 2.
 *
 * Unidentified photos are left out: which animals they show is not known.
 */
export function discoveryOf(
  encounters: readonly Encounter[],
  stations: readonly Station[],
  occasions: readonly Occasion[],
): Discovery {
  const seenIn = occasions.map(() => new Set<string>());
  for (const { individualId, day } of encounters) {
    const occasion = individualId === null ? null : occasionAt(occasions, day);
    if (occasion && individualId !== null) seenIn[occasion.index]!.add(individualId);
  }
  const watched = effortTable(stations, occasions);
  // Days that stations were watched in each occasion, added over stations.
  const effort = occasions.map((_, i) => watched.reduce((sum, days) => sum + days[i]!, 0));
  const used = occasions.filter(({ index }) => seenIn[index]!.size > 0 || effort[index]! > 0);
  const frequency = new Map<string, number>();
  for (const seen of seenIn) {
    for (const id of seen) frequency.set(id, (frequency.get(id) ?? 0) + 1);
  }
  const counts = [...frequency.values()];
  const once = counts.filter((count) => count === 1).length;
  const twice = counts.filter((count) => count === 2).length;
  const atLeast = chao2(counts.length, once, twice, used.length);
  const expected = expectedCurve(counts, used.length, atLeast);
  const known = new Set<string>();
  let stationDays = 0;
  const points = used.map(({ index, from, to }, i): DiscoveryPoint => {
    for (const id of seenIn[index]!) known.add(id);
    stationDays += effort[index]!;
    return { from, to, occasions: i + 1, stationDays, seen: known.size, ...expected[i]! };
  });
  return { points, individuals: known.size, once, twice, atLeast };
}

/**
 * The points with the expectation at each one's own effort: where occasions differ in their station
 * days, n of N in random order stand for n / N of all effort on average, between which it is read
 * off in a straight line. Without known effort, and with equal effort, the points as they are.
 */
export function againstEffort(points: readonly DiscoveryPoint[]): DiscoveryPoint[] {
  const all = points.at(-1)?.stationDays ?? 0;
  if (all === 0) return [...points];
  const before = { expected: 0, deviation: 0 };
  return points.map((point) => {
    const reached = (point.stationDays / all) * points.length;
    const whole = Math.floor(reached);
    const from = points[whole - 1] ?? before;
    const to = points[whole] ?? from;
    const at = (key: 'expected' | 'deviation'): number =>
      from[key] + (to[key] - from[key]) * (reached - whole);
    return { ...point, expected: at('expected'), deviation: at('deviation') };
  });
}

/** @param frequencies of each individual: in how many of the occasions it was seen, 1 at least */
export function expectedCurve(
  frequencies: readonly number[],
  occasions: number,
  estimate: number,
): { readonly expected: number; readonly deviation: number }[] {
  const having = new Map<number, number>();
  for (const f of frequencies) having.set(f, (having.get(f) ?? 0) + 1);
  // C(N - f, n) / C(N, n), from one n to the next: the chance that n occasions miss the animal.
  const missed = new Map([...having.keys()].map((f) => [f, 1]));
  return Array.from({ length: occasions }, (_, done) => {
    let [expected, squares] = [0, 0];
    for (const [f, individuals] of having) {
      const chance = missed.get(f)! * (Math.max(0, occasions - f - done) / (occasions - done));
      missed.set(f, chance);
      expected += individuals * (1 - chance);
      squares += individuals * (1 - chance) ** 2;
    }
    const variance = estimate > 0 ? squares - expected ** 2 / estimate : 0;
    return { expected, deviation: Math.sqrt(Math.max(0, variance)) };
  });
}

function chao2(seen: number, once: number, twice: number, occasions: number): number {
  if (occasions === 0) return seen;
  const unseen = twice > 0 ? once ** 2 / (2 * twice) : (once * (once - 1)) / 2;
  return seen + (1 - 1 / occasions) * unseen;
}

/** The curve thinned to so many points at most, evenly, the first and the last among them. */
export function thinned<Point>(points: readonly Point[], most: number): Point[] {
  if (points.length <= most) return [...points];
  return Array.from(
    { length: most },
    (_, i) => points[Math.round((i * (points.length - 1)) / (most - 1))]!,
  );
}
