/** One loaded detector, whichever it is: from the pixels of a square to boxes in it. */
import { selfCheckInput } from '../encoder/card';
import { HuellaError } from '../errors';
import type { OrtSession } from '../ort/session';
import { referenceDistances, type DetectorCard } from './card';
import { decodeOutputs, type Look, type Outputs } from './decode';
import { DOUBTED_SCORE } from './detection';

/** Logits that differ by more than this from TF.js's are another network's; rounding is 1e-4. */
const SELF_CHECK_TOLERANCE = 0.01;

export interface Network {
  /**
   * Of the squares that a whole photo is looked at in, in pixels, the largest first. Closer looks
   * have the first.
   */
  readonly sides: readonly [number, ...number[]];
  /** Whether the photo is stretched to the square: its proportions are not kept. */
  readonly stretched: boolean;
  /** Grey of the square where the photo is not, 0 to 255. */
  readonly border: number;
  /**
   * Whether each box gets closer looks, and those below `LEAST_SCORE` need them: small
   * squares show small animals badly.
   */
  readonly looksAgain: boolean;
  /**
   * Boxes of animals, and of people where the network knows them.
   * @param pixels uint8 `[side, side, 3]`
   * @param side one of `sides`
   */
  look(pixels: Uint8Array, side: number): Promise<Look>;
  /** @throws HuellaError `detector-failed` when it computes something else than its card says */
  check(): Promise<void>;
}

/**
 * Side of a second, smaller square: what the network misses at one size it finds at another. On
 * composed scenes the two together find 95.9 % of the cows instead of 89.4, and 93.1 % of their
 * boxes are right instead of 87.5, for two fifths of a look more (tests/bench/detector/RESULTS.md).
 */
const SMALLER_SIDE = 256;

/** NanoDet as `tools/detector/convert.py` makes it: bytes in, colours in the graph. */
export class IncludedNetwork implements Network {
  readonly sides: readonly [number, number];
  readonly stretched = false;
  readonly border = 0;
  readonly looksAgain = true;

  constructor(
    private readonly session: OrtSession,
    private readonly card: DetectorCard,
  ) {
    this.sides = [card.inputSize, SMALLER_SIDE];
  }

  look(pixels: Uint8Array, side: number): Promise<Look> {
    return this.#run(pixels, side, (outputs) => decodeOutputs(outputs, side, DOUBTED_SCORE));
  }

  async check(): Promise<void> {
    const expected = referenceDistances(this.card);
    const first = this.card.selfCheck.cell * expected.length;
    const [side] = this.sides;
    const worst = await this.#run(selfCheckInput(side).data, side, ({ distances }) =>
      expected.reduce(
        (worst, value, i) => Math.max(worst, Math.abs(value - (distances[first + i] ?? Infinity))),
        0,
      ),
    );
    if (!(worst <= SELF_CHECK_TOLERANCE))
      throw new HuellaError('detector-failed', `Wrong distances: off by ${worst}.`);
  }

  #run<Result>(
    pixels: Uint8Array,
    side: number,
    read: (outputs: Outputs) => Result,
  ): Promise<Result> {
    return this.session.run(
      { pixels: { type: 'uint8', data: pixels, dims: [1, side, side, 3] } },
      ['scores', 'distances'],
      ([scores, distances]) => read({ scores: scores!.data, distances: distances!.data }),
    );
  }
}
