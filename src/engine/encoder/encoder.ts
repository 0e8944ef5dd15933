/** The encoder as it lives in its worker: one model on one backend, from photo to embedding. */
import { HuellaError } from '../errors';
import type { Crop } from '../types';
import { selfCheckInput, selfCheckReference, type EncoderCard } from './card';
import { decodePhoto, openBitmaps } from './decode';
import { installLedger, readLedger, type Ledger } from './ledger';
import { Session, type Backend, type SessionInfo } from './session';
import { encodeThumbnail } from './thumbnail';

/** A backend whose self-check embedding is less similar than this to the reference computes something else. */
const SELF_CHECK_MIN_COSINE = 0.999;

export interface StartOptions {
  readonly card: EncoderCard;
  /** Where the card's `file` is fetched from. */
  readonly modelUrl: string;
  readonly backend: Backend;
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
}

export interface EncoderLedger extends Ledger {
  readonly openBitmaps: number;
}

export class Encoder {
  #session: Session | null = null;
  #card: EncoderCard | null = null;
  readonly #jobs = new Map<number, AbortController>();

  /**
   * Loads and checks the model. A worker starts once; another backend or model gets another worker.
   *
   * @param onDeviceLost called when the GPU device is lost after a good start
   * @throws HuellaError `encoder-missing` (cannot be fetched), `encoder-damaged` (hash differs from the card's),
   *   `encoder-failed`, `out-of-memory`, or `encoder-self-check-failed` (this backend's numbers are wrong)
   */
  async start(options: StartOptions, onDeviceLost: (reason: string) => void): Promise<SessionInfo> {
    installLedger();
    const { card } = options;
    const model = await fetchModel(options.modelUrl, card);
    const session = await Session.open(card, model, options.backend, onDeviceLost);
    const cosine = await selfCheck(session, card);
    if (!(cosine >= SELF_CHECK_MIN_COSINE)) {
      await session.release();
      throw new HuellaError(
        'encoder-self-check-failed',
        `${options.backend} computes a wrong embedding: cosine ${cosine.toFixed(6)} with the reference.`,
        { backend: options.backend, cosine },
      );
    }
    this.#card = card;
    this.#session = session;
    return session.info;
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
      return { embedding, width: decoded.width, height: decoded.height, thumbnail };
    } finally {
      this.#jobs.delete(jobId);
    }
  }

  cancel(jobId: number): void {
    this.#jobs.get(jobId)?.abort();
  }

  ledger(): EncoderLedger {
    return { ...readLedger(), openBitmaps: openBitmaps() };
  }

  #started(): { session: Session; card: EncoderCard } {
    if (!this.#session || !this.#card) throw new HuellaError('internal', 'The encoder is not started.');
    return { session: this.#session, card: this.#card };
  }
}

async function fetchModel(url: string, card: EncoderCard): Promise<Uint8Array> {
  let response: Response;
  try {
    response = await fetch(url);
  } catch (cause) {
    throw new HuellaError(
      'encoder-missing',
      `The encoder could not be fetched.`,
      { file: card.file },
      { cause },
    );
  }
  if (!response.ok) {
    throw new HuellaError('encoder-missing', `The encoder's file is missing (${response.status}).`, {
      file: card.file,
    });
  }
  const bytes = await response.arrayBuffer();
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  const hex = [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  if (hex !== card.sha256) {
    throw new HuellaError('encoder-damaged', 'The encoder file is not the one its card describes.', {
      file: card.file,
      bytes: bytes.byteLength,
    });
  }
  return new Uint8Array(bytes);
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
