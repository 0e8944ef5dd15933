/** The detector as it lives in its worker: photo to boxes. */
import { selfCheckInput } from '../encoder/card';
import { decodePhoto, openBitmaps } from '../encoder/decode';
import { readModel } from '../encoder/model';
import { HuellaError, toHuellaError } from '../errors';
import { installLedger, readLedger, type Ledger, type LeftBehind } from '../ort/ledger';
import { OrtSession } from '../ort/session';
import { referenceDistances, type DetectorCard } from './card';
import { decodeBoxes, type Box, type Outputs } from './decode';
import { ANIMAL_KINDS, LEAST_SCORE, type AnimalKind, type Detection } from './detection';
import { fittedSize, letterbox, toCrop } from './letterbox';

/**
 * Logits that differ by more than this from TF.js's are another network's; rounding changes 1e-4.
 */
const SELF_CHECK_TOLERANCE = 0.01;
/** The kind is named when its own score is at least this ... */
const SURE_KIND = 0.5;
/** ... and so many times that of the next. */
const KIND_LEAD = 2;
/** Decoding makes a thumbnail, which is not wanted here: the smallest one. */
const NO_THUMBNAIL = 1;

export interface DetectorNetwork {
  readonly card: DetectorCard;
  /** Address of the card's `file`. */
  readonly modelUrl: string;
}

export interface DetectorLedger extends Ledger {
  readonly openBitmaps: number;
  readonly lastRun: LeftBehind | null;
}

export class Detector {
  #session: OrtSession | null = null;
  #card: DetectorCard | null = null;
  readonly #jobs = new Map<number, AbortController>();

  /**
   * Loads and checks the network, on WASM: every device draws the same boxes, and the GPU stays the
   * encoder's. A worker starts once.
   *
   * @throws HuellaError `detector-failed` (cannot be fetched, is another file than the card's, or
   *   computes something else), `out-of-memory`
   */
  async start({ card, modelUrl }: DetectorNetwork): Promise<void> {
    installLedger();
    const model = await readModel(modelUrl, card, { verify: true }).catch((cause: unknown) => {
      const { message } = toHuellaError(cause);
      throw new HuellaError('detector-failed', message, { file: card.file }, { cause });
    });
    const session = await OrtSession.open(model, {
      backend: 'wasm',
      failure: 'detector-failed',
      onDeviceLost: () => undefined,
    });
    const worst = await selfCheck(session, card);
    if (!(worst <= SELF_CHECK_TOLERANCE)) {
      await session.release();
      throw new HuellaError('detector-failed', `Wrong distances: off by ${worst}.`);
    }
    this.#card = card;
    this.#session = session;
  }

  /**
   * The animals of a photo, surest first; none below `LEAST_SCORE`. `jobId` names the job for
   * `cancel`.
   *
   * @throws HuellaError as `decodePhoto`, `detector-failed`, `out-of-memory`
   */
  async detect(jobId: number, photo: Blob): Promise<Detection[]> {
    const session = this.#session;
    const card = this.#card;
    if (!session || !card) throw new HuellaError('internal', 'The detector is not started.');
    const abort = new AbortController();
    this.#jobs.set(jobId, abort);
    try {
      const { signal } = abort;
      const side = card.inputSize;
      const { pixels } = await decodePhoto(photo, {
        size: (upright) => fittedSize(upright, side),
        thumbnailSide: NO_THUMBNAIL,
        signal,
      });
      signal.throwIfAborted();
      const boxes = await run(session, letterbox(pixels, side), side, (outputs) =>
        decodeBoxes(outputs, side, LEAST_SCORE),
      );
      return boxes.flatMap((box) => {
        const crop = toCrop(box.corners, pixels, side);
        return crop ? [{ crop, score: box.score, kind: kindOf(box) }] : [];
      });
    } finally {
      this.#jobs.delete(jobId);
    }
  }

  cancel(jobId: number): void {
    this.#jobs.get(jobId)?.abort();
  }

  ledger(): DetectorLedger {
    return { ...readLedger(), openBitmaps: openBitmaps(), lastRun: this.#session?.lastRun ?? null };
  }
}

/** `pixels`: uint8 `[side, side, 3]`. */
function run<Result>(
  session: OrtSession,
  pixels: Uint8Array,
  side: number,
  read: (outputs: Outputs) => Result,
): Promise<Result> {
  return session.run(
    { pixels: { type: 'uint8', data: pixels, dims: [1, side, side, 3] } },
    ['scores', 'distances'],
    ([scores, distances]) => read({ scores: scores!.data, distances: distances!.data }),
  );
}

/** The largest difference from the card's distances. */
async function selfCheck(session: OrtSession, card: DetectorCard): Promise<number> {
  const expected = referenceDistances(card);
  const side = card.inputSize;
  return run(session, selfCheckInput(side).data, side, ({ distances }) => {
    const first = card.selfCheck.cell * expected.length;
    return expected.reduce(
      (worst, value, i) => Math.max(worst, Math.abs(value - (distances[first + i] ?? Infinity))),
      0,
    );
  });
}

function kindOf({ animals }: Box): AnimalKind | null {
  const [best, next] = [...animals.keys()].sort((a, b) => animals[b]! - animals[a]!);
  if (best === undefined || next === undefined) return null;
  const sure = animals[best]! >= SURE_KIND && animals[best]! >= KIND_LEAD * animals[next]!;
  return sure ? ANIMAL_KINDS[best]! : null;
}
