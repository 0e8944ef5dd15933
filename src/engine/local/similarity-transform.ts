/**
 * The one similarity transform (turn, scale, shift; no mirroring) on which most pairs of points
 * agree. Deterministic: every pair of pairs is tried, or an even choice of them where there are
 * many, and only operations that IEEE 754 rounds in one way are used, so every browser finds the
 * same.
 */

/** How far a pair may lie from the transform, in pixels of a frame of 512, in either frame. */
const TOLERANCE = 10;
/** Two points closer than this, in pixels, say little of turn and scale. */
const LEAST_BASE = 16;
/** Photos of one animal differ less in scale; without a limit many points fall on one. */
const MOST_SCALE = 3;
/**
 * Transforms tried at most. 64 pairs make 2,016, all tried; with more, one in a few is, and where a
 * quarter of them agree a sixteenth of those tried is right.
 */
const MOST_TRIED = 2048;

/**
 * The middle 80 % of the agreeing points span at least this, across and down, in pixels of both
 * frames. What lies in a strip is a printed date, a fence or a horizon as easily as an animal. On
 * cattle this loses one right agreement in 200 and one wrong one in five.
 */
const LEAST_SPAN = 24;
/**
 * How often what lies in a strip is put aside and the rest tried again: a date above, one below.
 */
const MOST_ROUNDS = 3;

/** `x' = a x - b y + dx`, `y' = b x + a y + dy`: from the first frame to the second, in pixels. */
export interface SimilarityTransform {
  readonly a: number;
  readonly b: number;
  readonly dx: number;
  readonly dy: number;
}

/**
 * Positions of pairs of points: `from` and `to` hold x and y by turns, in pixels of their frames.
 */
export interface PointPairs {
  readonly from: Float64Array;
  readonly to: Float64Array;
}

interface Agreement {
  readonly transform: SimilarityTransform;
  /** Numbers of the pairs that agree, ascending. */
  readonly inliers: readonly number[];
}

/**
 * @returns null when no transform has `least` pairs in agreement that do not lie in a strip; with
 *   several equally good ones, the first tried
 */
export function agreeOnTransform(pairs: PointPairs, least: number): Agreement | null {
  let left = Array.from({ length: pairs.from.length / 2 }, (_, i) => i);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const found = bestTransform(choose(pairs, left), least);
    if (!found) return null;
    const inliers = found.inliers.map((i) => left[i]!);
    const { from, to } = choose(pairs, inliers);
    if (Math.min(span(from), span(to)) >= LEAST_SPAN) {
      return { transform: found.transform, inliers };
    }
    const aside = new Set(inliers);
    left = left.filter((i) => !aside.has(i));
  }
  return null;
}

function choose({ from, to }: PointPairs, numbers: readonly number[]): PointPairs {
  const places = (all: Float64Array): Float64Array =>
    Float64Array.from(numbers.flatMap((i) => [all[i * 2]!, all[i * 2 + 1]!]));
  return { from: places(from), to: places(to) };
}

/** What the middle 80 % of the places span across or down, the smaller of both. */
function span(places: Float64Array): number {
  const sides = [0, 1].map((side) => {
    const values = places.filter((_, at) => at % 2 === side).sort();
    const last = values.length - 1;
    return values[Math.ceil(last * 0.9)]! - values[Math.floor(last * 0.1)]!;
  });
  return Math.min(...sides);
}

function bestTransform(pairs: PointPairs, least: number): Agreement | null {
  const count = pairs.from.length / 2;
  if (count < Math.max(2, least)) return null;
  let best: SimilarityTransform | null = null;
  let most = least - 1;
  for (const [i, j] of pairsOf(count)) {
    const transform = throughTwo(pairs, i, j);
    if (!transform) continue;
    const agreeing = countInliers(pairs, transform, most);
    if (agreeing > most) {
      most = agreeing;
      best = transform;
    }
  }
  if (!best) return null;
  const found = inliersOf(pairs, best);
  // Two points decided it; all that agree with them may bring in a few more.
  const refined = leastSquares(pairs, found);
  if (!refined) return { transform: best, inliers: found };
  const again = inliersOf(pairs, refined);
  return again.length >= found.length
    ? { transform: refined, inliers: again }
    : { transform: best, inliers: found };
}

/** Where a transform takes a point. */
export function apply(t: SimilarityTransform, x: number, y: number): [x: number, y: number] {
  return [t.a * x - t.b * y + t.dx, t.b * x + t.a * y + t.dy];
}

/** Every two of `count`, or every so manyeth where that would be over MOST_TRIED. */
function* pairsOf(count: number): Generator<[number, number]> {
  const all = (count * (count - 1)) / 2;
  const step = Math.ceil(all / MOST_TRIED);
  let number = 0;
  for (let apart = 1; apart < count; apart++) {
    for (let i = 0; i + apart < count; i++) {
      if (number++ % step === 0) yield [i, i + apart];
    }
  }
}

function throughTwo({ from, to }: PointPairs, i: number, j: number): SimilarityTransform | null {
  const x = from[j * 2]! - from[i * 2]!;
  const y = from[j * 2 + 1]! - from[i * 2 + 1]!;
  const squares = x * x + y * y;
  if (squares < LEAST_BASE * LEAST_BASE) return null;
  const u = to[j * 2]! - to[i * 2]!;
  const v = to[j * 2 + 1]! - to[i * 2 + 1]!;
  const a = (u * x + v * y) / squares;
  const b = (v * x - u * y) / squares;
  return through(a, b, from[i * 2]!, from[i * 2 + 1]!, to[i * 2]!, to[i * 2 + 1]!);
}

/** With this turn and scale, taking (x, y) to (u, v); null where the scale is out of bounds. */
function through(
  a: number,
  b: number,
  x: number,
  y: number,
  u: number,
  v: number,
): SimilarityTransform | null {
  const scale = Math.sqrt(a * a + b * b);
  if (!(scale <= MOST_SCALE && scale >= 1 / MOST_SCALE)) return null;
  return { a, b, dx: u - a * x + b * y, dy: v - b * x - a * y };
}

/**
 * The square of how far a pair may be off in the second frame, so that it holds in the first too.
 */
function toleranceSquared({ a, b }: SimilarityTransform): number {
  return TOLERANCE * TOLERANCE * Math.min(1, a * a + b * b);
}

/** Stops counting once `most` cannot be passed any more. */
function countInliers({ from, to }: PointPairs, t: SimilarityTransform, most: number): number {
  const tolerance = toleranceSquared(t);
  const count = from.length / 2;
  let misses = count - most;
  for (let at = 0; at < from.length; at += 2) {
    const x = from[at]!;
    const y = from[at + 1]!;
    const u = t.a * x - t.b * y + t.dx - to[at]!;
    const v = t.b * x + t.a * y + t.dy - to[at + 1]!;
    if (u * u + v * v > tolerance && --misses <= 0) return 0;
  }
  return most + misses;
}

function inliersOf({ from, to }: PointPairs, t: SimilarityTransform): number[] {
  const tolerance = toleranceSquared(t);
  const inliers: number[] = [];
  for (let i = 0; i < from.length / 2; i++) {
    const [x, y] = apply(t, from[i * 2]!, from[i * 2 + 1]!);
    const u = x - to[i * 2]!;
    const v = y - to[i * 2 + 1]!;
    if (u * u + v * v <= tolerance) inliers.push(i);
  }
  return inliers;
}

/** The similarity of least squared distance over these pairs; null where they leave it open. */
function leastSquares(
  { from, to }: PointPairs,
  inliers: readonly number[],
): SimilarityTransform | null {
  const meanOf = (places: Float64Array, side: 0 | 1): number =>
    inliers.reduce((sum, i) => sum + places[i * 2 + side]!, 0) / inliers.length;
  const [x, y] = [meanOf(from, 0), meanOf(from, 1)];
  const [u, v] = [meanOf(to, 0), meanOf(to, 1)];
  let squares = 0;
  let along = 0;
  let across = 0;
  for (const i of inliers) {
    const px = from[i * 2]! - x;
    const py = from[i * 2 + 1]! - y;
    const qx = to[i * 2]! - u;
    const qy = to[i * 2 + 1]! - v;
    squares += px * px + py * py;
    along += px * qx + py * qy;
    across += px * qy - py * qx;
  }
  return squares === 0 ? null : through(along / squares, across / squares, x, y, u, v);
}
