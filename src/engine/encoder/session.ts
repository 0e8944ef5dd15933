/** One loaded encoder graph: resized crops in, embeddings of length 1 out. */
import { HuellaError } from '../errors';
import type { LeftBehind } from '../ort/ledger';
import { OrtSession, type Backend, type OpenOptions, type SessionInfo } from '../ort/session';
import type { EncoderCard } from './card';
import type { Model } from './model';

export type { Backend, SessionInfo };

export class Session {
  readonly #ort: OrtSession;
  readonly #card: EncoderCard;

  private constructor(ort: OrtSession, card: EncoderCard) {
    this.#ort = ort;
    this.#card = card;
  }

  /**
   * @param model may still be on its way
   * @throws HuellaError `encoder-failed` (runtime or graph cannot be loaded), `out-of-memory`; what
   *   `model` rejects with
   */
  static async open(
    card: EncoderCard,
    model: Model | Promise<Model>,
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
   * Embeds one or more resized crops.
   *
   * @param pixels uint8 `[batch, S, S, 3]`
   * @returns float32 `[batch * dimension]`, each row L2-normalised
   * @throws HuellaError `encoder-failed` or `out-of-memory`; after that every later run fails alike
   */
  run(pixels: Uint8Array, batch = 1): Promise<Float32Array> {
    const { inputSize, dimension, input, output } = this.#card;
    const dims = [batch, inputSize, inputSize, 3];
    return this.#ort.run(
      { [input]: { type: 'uint8', data: pixels, dims } },
      [output],
      ([embeddings]) => {
        if (embeddings!.data.length !== batch * dimension) {
          throw new HuellaError(
            'encoder-failed',
            `The encoder gave no [${batch}, ${dimension}] float32 output.`,
          );
        }
        return normaliseRows(embeddings!.data, dimension);
      },
    );
  }

  /** Frees the graph and its GPU buffers. Waits for the run in progress. */
  release(): Promise<void> {
    return this.#ort.release();
  }
}

/**
 * Copies the rows out of the runtime's memory with length 1 to float32's precision: the graph sums
 * the squares in float32, whose error shows as a similarity of .999997 of a photo with itself.
 */
function normaliseRows(data: Float32Array, dimension: number): Float32Array {
  const rows = new Float32Array(data.length);
  for (let start = 0; start < data.length; start += dimension) {
    let squares = 0;
    for (let i = start; i < start + dimension; i++) squares += data[i]! * data[i]!;
    // Also what a NaN, an infinity or an all-zero output comes to: such an embedding would poison
    // every comparison.
    if (!Number.isFinite(squares) || squares === 0) {
      throw new HuellaError(
        'encoder-failed',
        'The encoder gave numbers that are not finite, or only zeros.',
      );
    }
    const scale = 1 / Math.sqrt(squares);
    for (let i = start; i < start + dimension; i++) rows[i] = data[i]! * scale;
  }
  return rows;
}
