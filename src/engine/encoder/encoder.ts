/** The encoder as it lives in its worker: one model on one backend, from photo to embedding. */
import { HuellaError } from '../errors';
import type { Crop } from '../types';
import {
  selfCheckInput,
  selfCheckReference,
  type AttentionForm,
  type EncoderCard,
  type UncheckedCard,
} from './card';
import { decodePhoto } from './decode';
import { openBitmaps } from './open-bitmaps';
import { installLedger, readLedger, type Ledger, type LeftBehind } from '../ort/ledger';
import { readModel } from './model';
import { Session, type Backend, type SessionInfo } from './session';
import { lookHash } from './look-hash';
import { pictureQuality } from './picture-quality';
import { encodeThumbnail } from './thumbnail';

/**
 * A backend whose self-check embedding is less similar than this to the reference computes
 * something else.
 */
const SELF_CHECK_MIN_COSINE = 0.999;
/**
 * The same for a converted network in full precision, which differs by rounding alone (1e-6 at
 * most): a wrong attention operator has been seen to leave a cosine of .998.
 */
const CONVERTED_MIN_COSINE = 0.9999;
/**
 * Runs timed when two forms of the graph compete; the fastest counts, what else the machine does
 * only adds.
 */
const TIMED_RUNS = 3;

export interface StartOptions {
  readonly card: EncoderCard;
  /** Where the card's `file` is: an address, or `opfs:` and the id of an installed encoder. */
  readonly modelUrl: string;
  readonly backend: Backend;
  /** Which form of the graph; absent: the card's `file`. */
  readonly form?: AttentionForm | undefined;
  /** False: the external files were hashed since the page was opened. */
  readonly verify?: boolean | undefined;
  /** Of the WASM backend; absent: all that serve. */
  readonly threads?: number | undefined;
  /** Also measure how long a run takes. */
  readonly timed?: boolean | undefined;
}

export interface Started extends SessionInfo {
  /**
   * Milliseconds until the first embedding: runtime, graph and weights read and loaded, and the
   * self-check's run.
   */
  readonly firstMs: number;
  /** Shortest run in milliseconds; null unless `timed`. */
  readonly runMs: number | null;
}

export interface EncodeOptions {
  readonly crop?: Crop | undefined;
  /** Also make the small picture the gallery shows. */
  readonly thumbnail?: boolean | undefined;
}

export interface EncodedPhoto {
  /** float32 `[dimension]`, L2-normalised. */
  readonly embedding: Float32Array;
  /** Pixels of the whole photo, after EXIF rotation. */
  readonly width: number;
  readonly height: number;
  readonly thumbnail: { readonly bytes: ArrayBuffer; readonly mime: string } | null;
  /** How the crop looks (`look-hash.ts`), with the thumbnail; null without. */
  readonly lookHash: string | null;
  /** How good it is to look at (`picture-quality.ts`), with the thumbnail; null without. */
  readonly quality: number | null;
}

export interface EncoderLedger extends Ledger {
  readonly openBitmaps: number;
  readonly lastRun: LeftBehind | null;
}

export class Encoder {
  #session: Session | null = null;
  #card: EncoderCard | null = null;
  readonly #jobs = new Map<number, AbortController>();

  /**
   * Loads and checks the model. A worker starts once; another backend or model gets another worker.
   *
   * @param onDeviceLost called when the GPU device is lost after a good start
   * @throws HuellaError `encoder-missing` (cannot be fetched), `encoder-damaged` (hash differs from
   *   the card's), `encoder-failed`, `out-of-memory`, or `encoder-self-check-failed` (this
   *   backend's numbers are wrong)
   */
  async start(options: StartOptions, onDeviceLost: (reason: string) => void): Promise<Started> {
    installLedger();
    const began = performance.now();
    const { card, form, backend, threads, verify = true } = options;
    const model = readModel(options.modelUrl, card, { form, verify });
    const session = await Session.open(card, model, { backend, threads, onDeviceLost });
    const cosine = await selfCheck(session, card);
    const firstMs = performance.now() - began;
    const least = card.precision === 'fp32' ? CONVERTED_MIN_COSINE : SELF_CHECK_MIN_COSINE;
    if (!(cosine >= least)) {
      await session.release();
      throw new HuellaError(
        'encoder-self-check-failed',
        `${options.backend} computes a wrong embedding: cosine ${cosine.toFixed(6)} with the reference.`,
        { backend: options.backend, cosine },
      );
    }
    const runMs = options.timed ? await shortestRun(session, card) : null;
    this.#card = card;
    this.#session = session;
    return { ...session.info, firstMs, runMs };
  }

  /**
   * The embedding of the self-check picture, by a model that has no reference yet: computed once,
   * when it is installed.
   *
   * @param onOpened called when the model is loaded and about to compute
   * @returns float32 `[dimension]`, L2-normalised
   * @throws HuellaError as `start`
   */
  async reference(
    options: Pick<StartOptions, 'modelUrl' | 'backend' | 'form'> & { readonly card: UncheckedCard },
    onOpened: () => void,
  ): Promise<Float32Array> {
    installLedger();
    const { card, form, modelUrl, backend } = options;
    const model = await readModel(modelUrl, card, { form, verify: true });
    const session = await Session.open(card, model, { backend, onDeviceLost: () => undefined });
    onOpened();
    try {
      return await session.run(selfCheckInput(card.inputSize).data);
    } finally {
      await session.release();
    }
  }

  /** `jobId` names the job for `cancel`. Rejects with an AbortError once cancelled. */
  async encode(jobId: number, photo: Blob, options: EncodeOptions = {}): Promise<EncodedPhoto> {
    const { session, card } = this.#started();
    const abort = new AbortController();
    this.#jobs.set(jobId, abort);
    try {
      const { signal } = abort;
      const decoded = await decodePhoto(photo, {
        size: { width: card.inputSize, height: card.inputSize },
        crop: options.crop,
        signal,
      });
      signal.throwIfAborted();
      const [embedding, thumbnail] = await Promise.all([
        session.run(decoded.pixels.data),
        options.thumbnail ? encodeThumbnail(decoded.thumbnail) : null,
      ]);
      const { width, height } = decoded;
      const look = options.thumbnail ? lookHash(decoded.thumbnail) : null;
      const share = options.crop ? options.crop.width * options.crop.height : 1;
      const quality = options.thumbnail
        ? pictureQuality(decoded.thumbnail, width * height * share)
        : null;
      return { embedding, width, height, thumbnail, lookHash: look, quality };
    } finally {
      this.#jobs.delete(jobId);
    }
  }

  cancel(jobId: number): void {
    this.#jobs.get(jobId)?.abort();
  }

  ledger(): EncoderLedger {
    return { ...readLedger(), openBitmaps: openBitmaps(), lastRun: this.#session?.lastRun ?? null };
  }

  #started(): { session: Session; card: EncoderCard } {
    if (!this.#session || !this.#card)
      throw new HuellaError('internal', 'The encoder is not started.');
    return { session: this.#session, card: this.#card };
  }
}

async function shortestRun(session: Session, card: EncoderCard): Promise<number> {
  const { data } = selfCheckInput(card.inputSize);
  let shortest = Infinity;
  for (let i = 0; i < TIMED_RUNS; i++) {
    const before = performance.now();
    await session.run(data);
    shortest = Math.min(shortest, performance.now() - before);
  }
  return shortest;
}

/** Cosine of the backend's embedding of the self-check input with the stored reference. */
async function selfCheck(session: Session, card: EncoderCard): Promise<number> {
  const reference = selfCheckReference(card);
  const embedding = await session.run(selfCheckInput(card.inputSize).data);
  let dot = 0;
  let squares = 0;
  let referenceSquares = 0;
  for (let i = 0; i < reference.length; i++) {
    dot += embedding[i]! * reference[i]!;
    squares += embedding[i]! ** 2;
    referenceSquares += reference[i]! ** 2;
  }
  return dot / Math.sqrt(squares * referenceSquares);
}
