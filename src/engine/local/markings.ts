/** Markings as they live in their worker: photo to points, kept points to agreement. */
import { decodePhoto } from '../encoder/decode';
import type { EncoderLedger } from '../encoder/encoder';
import { openBitmaps } from '../encoder/open-bitmaps';
import { selfCheckInput } from '../encoder/card';
import { openOnProcessor } from '../encoder/open-on-processor';
import type { Size } from '../encoder/turn';
import { HuellaError } from '../errors';
import { installLedger, readLedger, type LeftBehind } from '../ort/ledger';
import type { OrtSession } from '../ort/session';
import type { Crop } from '../types';
import { markingsFingerprint, referenceDescriptor, type MarkingsCard } from './card';
import { Comparer, type Comparison } from './compare';
import { DESCRIPTOR_LENGTH, findKeypoints, type Maps } from './keypoints';
import { MAX_POINTS, packPoints, toPoints, unpackPoints, type Points } from './points';
import { frameSize, inputSize } from './size';

/** A start whose descriptor is less similar than this to PyTorch's computes something else. */
const SELF_CHECK_MIN_COSINE = 0.999;

/**
 * A photo of the gallery, and which picture it is: points of an earlier crop are not its points.
 */
export interface MarkedPhoto {
  readonly id: string;
  readonly cropKey: string;
}

/** Where points are kept between visits. */
interface PointStore {
  /** In the order asked for; null where there are none of this fingerprint and crop. */
  read(fingerprint: string, photos: readonly MarkedPhoto[]): Promise<(Uint8Array | null)[]>;
  /** May find no room: then they are made again when they are wanted. */
  write(fingerprint: string, photo: MarkedPhoto, points: Uint8Array): Promise<void>;
  /** Ids of those photos that have none. */
  lacking(fingerprint: string, photos: readonly MarkedPhoto[]): Promise<string[]>;
  /** Removes all points but those of these photos. */
  sweep(photos: readonly MarkedPhoto[]): Promise<void>;
  /** What is kept, in bytes. */
  bytes(): Promise<number>;
}

interface MarkingsNetwork {
  readonly card: MarkingsCard;
  /** Address of the card's `file`. */
  readonly modelUrl: string;
}

/** Points found elsewhere, by the network and code that the fingerprint names. */
export interface PreparedPoints {
  readonly fingerprint: string;
  /** As `packPoints` makes them. */
  readonly bytes: Uint8Array;
}

export interface Agreeing {
  readonly photoId: string;
  /** 0, or at least `LEAST_AGREEING`. */
  readonly agreeingPoints: number;
}

interface MarkingsLedger extends EncoderLedger {
  /** Of the points that are kept. */
  readonly pointBytes: number;
}

export class Markings {
  readonly #store: PointStore;
  readonly #comparer = new Comparer();
  readonly #jobs = new Map<number, AbortController>();
  /** Loaded with the first picture: comparing what is kept needs no network. */
  #session: Promise<OrtSession> | null = null;
  #lastRun: () => LeftBehind | null = () => null;
  #network: MarkingsNetwork | null = null;

  constructor(store: PointStore) {
    this.#store = store;
  }

  /** Which network finds points here; before anything else. */
  use(network: MarkingsNetwork): void {
    installLedger();
    this.#network = network;
  }

  /**
   * Loads and checks the network, on WASM: small as it is it gains little from a GPU, and every
   * device finds the same points.
   *
   * @throws HuellaError `markings-failed` (cannot be fetched, is another file than the card's, or
   *   computes something else), `out-of-memory`
   */
  async #open({ card, modelUrl }: MarkingsNetwork): Promise<OrtSession> {
    const session = await openOnProcessor(modelUrl, card, 'markings-failed');
    const cosine = await selfCheck(session, card);
    if (!(cosine >= SELF_CHECK_MIN_COSINE)) {
      await session.release();
      throw new HuellaError('markings-failed', `Wrong descriptors: cosine ${cosine.toFixed(6)}.`);
    }
    this.#lastRun = () => session.lastRun;
    return session;
  }

  /** A failed loading is tried again by the next picture. */
  #opened(): Promise<OrtSession> {
    if (!this.#session) {
      const opening = this.#open(this.#used());
      this.#session = opening;
      opening.catch(() => (this.#session = null));
    }
    return this.#session;
  }

  get #fingerprint(): string {
    return markingsFingerprint(this.#used().card);
  }

  #used(): MarkingsNetwork {
    if (!this.#network) throw new HuellaError('internal', 'The markings have no network.');
    return this.#network;
  }

  /**
   * Points of a picture that is not kept. `jobId` names the job for `cancel`.
   * @returns packed, as `unpackPoints` reads them
   * @throws HuellaError as `decodePhoto`, `markings-failed`, `out-of-memory`
   */
  async find(jobId: number, photo: Blob, crop?: Crop): Promise<Uint8Array<ArrayBuffer>> {
    return packPoints(await this.#find(jobId, photo, crop));
  }

  /** As `find`, and keeps them as those of a photo of the gallery. */
  async keep(
    jobId: number,
    photo: MarkedPhoto,
    file: Blob,
    crop?: Crop,
  ): Promise<Uint8Array<ArrayBuffer>> {
    const points = await this.find(jobId, file, crop);
    await this.#store.write(this.#fingerprint, photo, points);
    return points;
  }

  /** Keeps points that came with a photo, unless they are of another network or version. */
  async adopt(photo: MarkedPhoto, { fingerprint, bytes }: PreparedPoints): Promise<void> {
    if (fingerprint !== this.#fingerprint) return;
    await this.#store.write(fingerprint, photo, packPoints(unpackPoints(bytes)));
  }

  /** Kept points of one photo; null where there are none. */
  async kept(photo: MarkedPhoto): Promise<Uint8Array | null> {
    const [points] = await this.#store.read(this.#fingerprint, [photo]);
    return points ?? null;
  }

  /** Ids of those photos whose points are not kept. */
  lacking(photos: readonly MarkedPhoto[]): Promise<string[]> {
    return this.#store.lacking(this.#fingerprint, photos);
  }

  /**
   * Compares a query's points with those kept of these photos.
   * @returns `lacking`: ids of the photos that have none
   */
  async compare(
    query: Uint8Array,
    photos: readonly MarkedPhoto[],
  ): Promise<{ readonly agreeing: readonly Agreeing[]; readonly lacking: readonly string[] }> {
    const from = unpackPoints(query);
    const kept = await this.#store.read(this.#fingerprint, photos);
    const agreeing: Agreeing[] = [];
    const lacking: string[] = [];
    photos.forEach(({ id }, i) => {
      const points = readable(kept[i] ?? null);
      if (points) {
        const { agreeingPoints } = this.#comparer.compare(from, points);
        agreeing.push({ photoId: id, agreeingPoints });
      } else lacking.push(id);
    });
    return { agreeing, lacking };
  }

  /** What two pictures have in common, point by point. */
  pairs(from: Uint8Array, to: Uint8Array): Comparison {
    return this.#comparer.compare(unpackPoints(from), unpackPoints(to));
  }

  /** Removes the points of all photos but these: of deleted ones, and of crops that are no more. */
  sweep(photos: readonly MarkedPhoto[]): Promise<void> {
    return this.#store.sweep(photos);
  }

  cancel(jobId: number): void {
    this.#jobs.get(jobId)?.abort();
  }

  async ledger(): Promise<MarkingsLedger> {
    return {
      ...readLedger(),
      pointBytes: await this.#store.bytes(),
      openBitmaps: openBitmaps(),
      lastRun: this.#lastRun(),
    };
  }

  async #find(jobId: number, photo: Blob, crop: Crop | undefined): Promise<Points> {
    const abort = new AbortController();
    this.#jobs.set(jobId, abort);
    try {
      const { signal } = abort;
      let frame: Size = { width: 0, height: 0 };
      const size = (upright: Size): Size => {
        frame = frameSize(upright);
        return inputSize(upright);
      };
      const { pixels } = await decodePhoto(photo, { crop, size, signal });
      const session = await this.#opened();
      signal.throwIfAborted();
      return await run(session, pixels, (maps) =>
        toPoints(findKeypoints(maps, MAX_POINTS), pixels, frame),
      );
    } finally {
      this.#jobs.delete(jobId);
    }
  }
}

/** Runs the network and reads its maps while they are there. */
function run<Result>(
  session: OrtSession,
  { data, width, height }: { readonly data: Uint8Array } & Size,
  read: (maps: Maps) => Result,
): Promise<Result> {
  return session.run(
    { pixels: { type: 'uint8', data, dims: [height, width, 3] } },
    ['heat', 'reliability', 'descriptors'],
    ([heat, reliability, descriptors]) => {
      if (heat!.data.length !== width * height) {
        throw new HuellaError('markings-failed', 'The network gave maps of another size.');
      }
      return read({
        width,
        height,
        heat: heat!.data,
        reliability: reliability!.data,
        descriptors: descriptors!.data,
      });
    },
  );
}

/** Cosine of the middle place's descriptor with the card's. */
async function selfCheck(session: OrtSession, card: MarkingsCard): Promise<number> {
  const reference = referenceDescriptor(card);
  const picture = selfCheckInput(card.selfCheck.side);
  const cells = picture.width / 8;
  const middle = ((cells / 2) * cells + cells / 2) * DESCRIPTOR_LENGTH;
  return run(session, picture, ({ descriptors }) =>
    reference.reduce((sum, value, i) => sum + value * descriptors[middle + i]!, 0),
  );
}

/** Null for bytes that are no points: what is kept is a cache, and is made again. */
function readable(bytes: Uint8Array | null): Points | null {
  if (!bytes) return null;
  try {
    return unpackPoints(bytes);
  } catch {
    return null;
  }
}
