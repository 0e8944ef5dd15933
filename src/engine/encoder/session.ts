/** One loaded encoder graph: resized crops in, embeddings of length 1 out. */
import { HuellaError } from '../errors';
import type { LeftBehind } from '../ort/ledger';
import {
  OrtSession,
  type Backend,
  type Feed,
  type GraphFiles,
  type OpenOptions,
  type SessionInfo,
} from '../ort/session';
import type { UncheckedCard } from './card';

export type { Backend, SessionInfo };

export class Session {
  readonly #ort: OrtSession;
  readonly #card: UncheckedCard;

  private constructor(ort: OrtSession, card: UncheckedCard) {
    this.#ort = ort;
    this.#card = card;
  }

  /**
   * @param model may still be on its way
   * @throws HuellaError `encoder-failed` (runtime or graph cannot be loaded), `out-of-memory`; what
   *   `model` rejects with
   */
  static async open(
    card: UncheckedCard,
    model: GraphFiles | Promise<GraphFiles>,
    options: Omit<OpenOptions, 'failure'>,
  ): Promise<Session> {
    const ort = await OrtSession.open(model, { ...options, failure: 'encoder-failed' });
    return new Session(ort, card);
  }

  get info(): SessionInfo {
    return this.#ort.info;
  }

  /** What the last run left behind; null before the first. */
  get lastRun(): LeftBehind | null {
    return this.#ort.lastRun;
  }

  /**
   * Embeds a resized crop.
   *
   * @param pixels uint8 `[S, S, 3]`
   * @returns float32 `[dimension]`, L2-normalised
   * @throws HuellaError `encoder-failed` or `out-of-memory`; after that every later run fails alike
   */
  run(pixels: Uint8Array): Promise<Float32Array> {
    const { inputSize, dimension, input, output } = this.#card;
    const feed: Feed = { type: 'uint8', data: pixels, dims: [1, inputSize, inputSize, 3] };
    return this.#ort.run({ [input]: feed }, [output], ([embedding]) => {
      if (embedding!.data.length === dimension) return normalised(embedding!.data);
      const message = `The encoder gave no [1, ${dimension}] float32 output.`;
      throw new HuellaError('encoder-failed', message);
    });
  }

  /** Frees the graph and its GPU buffers. Waits for the run in progress. */
  release(): Promise<void> {
    return this.#ort.release();
  }
}

/**
 * Copies the vector out of the runtime's memory with length 1 to float32's precision: the graph sums
 * the squares in float32, whose error shows as a similarity of .999997 of a photo with itself.
 */
function normalised(vector: Float32Array): Float32Array {
  let squares = 0;
  for (const value of vector) squares += value * value;
  // Also what a NaN, an infinity or an all-zero output comes to: such an embedding would poison
  // every comparison.
  if (!Number.isFinite(squares) || squares === 0) {
    const message = 'The encoder gave numbers that are not finite, or only zeros.';
    throw new HuellaError('encoder-failed', message);
  }
  const scale = 1 / Math.sqrt(squares);
  return vector.map((value) => value * scale);
}
