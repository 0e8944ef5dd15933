/**
 * Compares the markings of two crops: mutual nearest neighbours that are alike and agree with one
 * similarity transform. Both gates hold together; without the second, animals without markings are
 * confused more than before (measured on lions and antelopes).
 */
import { CODE_LENGTH, createKernel, type Kernel } from './kernel';
import { MAX_POINTS, type Points } from './points';
import { agreeOnTransform, type SimilarityTransform } from './similarity-transform';

/** Least cosine of two descriptors of one place. */
export const LEAST_COSINE = 0.9;
/** Fewer pairs in agreement than this happen by chance, and count as none. */
export const LEAST_AGREEING = 10;

/** One place seen in both crops, in fractions of each upright crop's width and height. */
export interface PointPair {
  readonly from: { readonly x: number; readonly y: number };
  readonly to: { readonly x: number; readonly y: number };
}

export interface Comparison {
  /** Pairs that agree: 0, or at least LEAST_AGREEING. */
  readonly agreeingPoints: number;
  /** From the first crop's frame to the second's, in pixels; null without agreement. */
  readonly transform: SimilarityTransform | null;
  readonly pairs: readonly PointPair[];
}

const NO_AGREEMENT: Comparison = { agreeingPoints: 0, transform: null, pairs: [] };

/** Rows are compared four at a time. */
const ROWS = Math.ceil(MAX_POINTS / 4) * 4;
const CODES_BYTES = ROWS * CODE_LENGTH;
const NUMBERS_BYTES = ROWS * 4;
const PAGE_BYTES = 65_536;

/** Where everything lies in the kernel's memory, one after another. */
const AT = {
  a: 0,
  b: CODES_BYTES,
  inverseA: 2 * CODES_BYTES,
  inverseB: 2 * CODES_BYTES + NUMBERS_BYTES,
  bestAb: 2 * CODES_BYTES + 2 * NUMBERS_BYTES,
  scoreAb: 2 * CODES_BYTES + 3 * NUMBERS_BYTES,
  bestBa: 2 * CODES_BYTES + 4 * NUMBERS_BYTES,
  scoreBa: 2 * CODES_BYTES + 5 * NUMBERS_BYTES,
  wide: 2 * CODES_BYTES + 6 * NUMBERS_BYTES,
} as const;
const WIDE_BYTES = CODE_LENGTH * 2;

/** What lies in a memory that is laid out so. */
const viewsOf = (buffer: ArrayBuffer) => ({
  bytes: new Int8Array(buffer),
  inverseA: new Float32Array(buffer, AT.inverseA, ROWS),
  inverseB: new Float32Array(buffer, AT.inverseB, ROWS),
  bestAb: new Int32Array(buffer, AT.bestAb, ROWS),
  scoreAb: new Float32Array(buffer, AT.scoreAb, ROWS),
  bestBa: new Int32Array(buffer, AT.bestBa, ROWS),
  scoreBa: new Float32Array(buffer, AT.scoreBa, ROWS),
});

/**
 * Compares one crop with many. Holds two pages (128 kB) of memory of its own for as long as it
 * lives.
 */
export class Comparer {
  readonly simd: boolean;
  readonly #kernel: Kernel;
  readonly #views: ReturnType<typeof viewsOf>;
  /** The crop whose codes are in place: a query stays while candidates come and go. */
  #loaded: Points | null = null;

  /** `wanted`: the TypeScript twin instead of WebAssembly, for tests. */
  constructor(wanted: 'simd' | 'reference' = 'simd') {
    const pages = Math.ceil((AT.wide + WIDE_BYTES) / PAGE_BYTES);
    const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
    const { kernel, simd } = createKernel(memory, wanted);
    this.#kernel = kernel;
    this.simd = simd;
    this.#views = viewsOf(memory.buffer);
  }

  compare(from: Points, to: Points): Comparison {
    const matches = this.matches(from, to);
    const count = matches.length / 2;
    const places = { from: new Float64Array(count * 2), to: new Float64Array(count * 2) };
    for (let i = 0; i < count * 2; i += 2) {
      const a = matches[i]! * 2;
      const b = matches[i + 1]! * 2;
      places.from.set(from.positions.subarray(a, a + 2), i);
      places.to.set(to.positions.subarray(b, b + 2), i);
    }
    const agreement = agreeOnTransform(places, LEAST_AGREEING);
    if (!agreement) return NO_AGREEMENT;
    const { transform, inliers } = agreement;
    const pairs = inliers.map((i) => ({
      from: {
        x: places.from[i * 2]! / from.frame.width,
        y: places.from[i * 2 + 1]! / from.frame.height,
      },
      to: { x: places.to[i * 2]! / to.frame.width, y: places.to[i * 2 + 1]! / to.frame.height },
    }));
    return { agreeingPoints: inliers.length, transform, pairs };
  }

  /** Numbers of mutual nearest neighbours over LEAST_COSINE: of `from` and of `to` by turns. */
  matches(from: Points, to: Points): Uint16Array {
    if (from.count === 0 || to.count === 0) return new Uint16Array(0);
    const { inverseA, inverseB, bestAb, scoreAb, bestBa, scoreBa } = this.#views;
    if (this.#loaded !== from) this.#load(from, AT.a, inverseA);
    this.#loaded = from;
    this.#load(to, AT.b, inverseB);
    scoreBa.fill(-Infinity);
    const rowsOfFour = Math.ceil(to.count / 4) * 4;
    this.#kernel.nearest(
      AT.a,
      from.count,
      AT.b,
      rowsOfFour,
      AT.inverseA,
      AT.inverseB,
      AT.wide,
      AT.bestAb,
      AT.scoreAb,
      AT.bestBa,
      AT.scoreBa,
    );
    const found: number[] = [];
    for (let i = 0; i < from.count; i++) {
      const j = bestAb[i]!;
      const mutual = j < to.count && bestBa[j] === i;
      if (mutual && scoreAb[i]! * inverseA[i]! > LEAST_COSINE) found.push(i, j);
    }
    return Uint16Array.from(found);
  }

  #load({ count, codes }: Points, at: number, inverses: Float32Array): void {
    const { bytes } = this.#views;
    bytes.set(codes, at);
    bytes.fill(0, at + codes.length, at + CODES_BYTES);
    for (let i = 0; i < ROWS; i++) {
      let squares = 0;
      for (let k = i * CODE_LENGTH; i < count && k < (i + 1) * CODE_LENGTH; k++) {
        squares += codes[k]! * codes[k]!;
      }
      inverses[i] = squares === 0 ? 0 : 1 / Math.sqrt(squares);
    }
  }
}
