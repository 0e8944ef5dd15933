/** One loaded detector, whichever it is: from the pixels of a square to boxes in it. */
import { selfCheckInput } from '../encoder/card';
import { HuellaError } from '../errors';
import type { OrtSession } from '../ort/session';
import { referenceDistances, type DetectorCard } from './card';
import { decodeBoxes, type Outputs } from './decode';
import { DOUBTED_SCORE } from './detection';
import type { Box } from './suppress';

/** Logits that differ by more than this from TF.js's are another network's; rounding is 1e-4. */
const SELF_CHECK_TOLERANCE = 0.01;

export interface Network {
  /** Of the square, in pixels. */
  readonly side: number;
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
   * Boxes of animals, surest first.
   * @param pixels uint8 `[side, side, 3]`
   */
  look(pixels: Uint8Array): Promise<Box[]>;
  /** @throws HuellaError `detector-failed` when it computes something else than its card says */
  check(): Promise<void>;
}

/** NanoDet as `tools/detector/convert.py` makes it: bytes in, colours in the graph. */
export class IncludedNetwork implements Network {
  readonly side: number;
  readonly stretched = false;
  readonly border = 0;
  readonly looksAgain = true;

  constructor(
    private readonly session: OrtSession,
    private readonly card: DetectorCard,
  ) {
    this.side = card.inputSize;
  }

  look(pixels: Uint8Array): Promise<Box[]> {
    return this.#run(pixels, (outputs) => decodeBoxes(outputs, this.side, DOUBTED_SCORE));
  }

  async check(): Promise<void> {
    const expected = referenceDistances(this.card);
    const first = this.card.selfCheck.cell * expected.length;
    const worst = await this.#run(selfCheckInput(this.side).data, ({ distances }) =>
      expected.reduce(
        (worst, value, i) => Math.max(worst, Math.abs(value - (distances[first + i] ?? Infinity))),
        0,
      ),
    );
    if (!(worst <= SELF_CHECK_TOLERANCE))
      throw new HuellaError('detector-failed', `Wrong distances: off by ${worst}.`);
  }

  #run<Result>(pixels: Uint8Array, read: (outputs: Outputs) => Result): Promise<Result> {
    const { side } = this;
    return this.session.run(
      { pixels: { type: 'uint8', data: pixels, dims: [1, side, side, 3] } },
      ['scores', 'distances'],
      ([scores, distances]) => read({ scores: scores!.data, distances: distances!.data }),
    );
  }
}
