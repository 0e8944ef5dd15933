/** The detector as it lives in its worker: photo to boxes. */
import { decodePhoto } from '../encoder/decode';
import type { EncoderLedger } from '../encoder/encoder';
import { openBitmaps } from '../encoder/open-bitmaps';
import { resizeRgb } from '../encoder/resize';
import type { ModelCard } from '../encoder/model';
import { openOnProcessor } from '../encoder/open-on-processor';
import type { Size } from '../encoder/turn';
import { HuellaError } from '../errors';
import { installLedger, readLedger } from '../ort/ledger';
import type { OrtSession } from '../ort/session';
import type { RgbImage } from '../types';
import type { DetectorCard } from './card';
import {
  confirmed,
  cutOut,
  MOST_LOOKS,
  regionAround,
  ROOMS,
  sameAnimal,
  withoutRepeats,
} from './closer';
import { ANIMAL_KINDS, type AnimalKind, type Detection } from './detection';
import { describe, OutsideNetwork, tryOut } from './dialects/network';
import type { DetectorFacts, OutsideCard, OutsideDraft } from './dialects/outside';
import { fittedSize, letterbox, toCrop } from './letterbox';
import { IncludedNetwork, type Network } from './network';
import { isPartOfPerson, type PersonSeen } from './people';
import type { Box } from './suppress';

/** The kind is named when its own score is at least this ... */
const SURE_KIND = 0.5;
/** ... and so many times that of the next. */
const KIND_LEAD = 2;
/** Decoding makes a thumbnail, which is not wanted here: the smallest one. */
const NO_THUMBNAIL = 1;
/**
 * For closer looks a photo is kept at so many times the square's side: an animal of a quarter of
 * its longer side then fills the square. It takes 8 MB.
 */
const CLOSER = 4;

interface DetectorNetwork {
  readonly card: DetectorCard | OutsideCard;
  /** Address of the card's `file`. */
  readonly modelUrl: string;
}

export class Detector {
  #session: OrtSession | null = null;
  #network: Network | null = null;
  readonly #jobs = new Map<number, AbortController>();

  /**
   * Loads and checks the network, on WASM: every device draws the same boxes, and the GPU stays the
   * encoder's. A worker starts once; after a failure it may start with another network.
   *
   * @throws HuellaError `detector-failed` (cannot be fetched, is another file than the card's, or
   *   computes something else), `out-of-memory`
   */
  async start({ card, modelUrl }: DetectorNetwork): Promise<void> {
    const session = await open(modelUrl, card);
    const network =
      'dialect' in card ? new OutsideNetwork(session, card) : new IncludedNetwork(session, card);
    try {
      await network.check();
    } catch (error) {
      await session.release();
      throw error;
    }
    this.#network = network;
    this.#session = session;
  }

  /**
   * Runs a file that a person has brought, tells what it is, and makes its card.
   *
   * @throws HuellaError as `tryOut` and `describe`
   */
  async introduce(
    draft: OutsideDraft,
    modelUrl: string,
    facts: DetectorFacts,
  ): Promise<OutsideCard> {
    const session = await open(modelUrl, draft);
    try {
      const tried = await tryOut(session, draft);
      return await describe(session, draft, tried, facts, () => performance.now());
    } finally {
      await session.release();
    }
  }

  /**
   * The animals of a photo, surest first; none below the network's least score. `jobId` names the
   * job for `cancel`.
   *
   * @throws HuellaError as `decodePhoto`, `detector-failed`, `out-of-memory`
   */
  async detect(jobId: number, photo: Blob): Promise<Detection[]> {
    const network = this.#network;
    if (!network) throw new HuellaError('internal', 'The detector is not started.');
    const abort = new AbortController();
    this.#jobs.set(jobId, abort);
    try {
      const { signal } = abort;
      const { pixels } = await decodePhoto(photo, {
        size: (upright) => sizeFor(network, upright),
        thumbnailSide: NO_THUMBNAIL,
        signal,
      });
      signal.throwIfAborted();
      const [side, ...smallerSides] = network.sides;
      const { animals, people } = await look(network, pixels, side);
      for (const smaller of smallerSides) {
        signal.throwIfAborted();
        const there = await look(network, pixels, smaller);
        animals.push(...there.animals);
        people.push(...there.people);
      }
      const found = withoutRepeats(animals);
      if (!network.looksAgain) return found;
      const closer: Detection[] = [];
      for (const [i, first] of found.entries()) {
        const seen: (Detection | null)[] = [];
        for (const room of ROOMS) {
          signal.throwIfAborted();
          const region = i < MOST_LOOKS ? regionAround(first.crop, pixels, room) : null;
          if (!region) break;
          const there = await look(network, cutOut(pixels, region), side);
          seen.push(sameAnimal(first, there.animals, region, pixels));
          if (!confirmed(first, seen)) break;
        }
        const animal = confirmed(first, seen);
        const surest = Math.max(first.score, seen[0]?.score ?? 0);
        if (animal && !isPartOfPerson(first.crop, surest, people)) closer.push(animal);
      }
      return withoutRepeats(closer);
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
}

/** What a photo is decoded to: the square's own size, or larger where closer looks need more. */
function sizeFor({ sides: [side], stretched, looksAgain }: Network, upright: Size): Size {
  if (stretched) return { width: side, height: side };
  const most = looksAgain ? CLOSER * side : side;
  return Math.max(upright.width, upright.height) <= most && looksAgain
    ? upright
    : fittedSize(upright, most);
}

/** The animals of a picture, surest first, and the people, all in its own fractions. */
async function look(
  network: Network,
  image: RgbImage,
  side: number,
): Promise<{ readonly animals: Detection[]; readonly people: PersonSeen[] }> {
  const { stretched, border } = network;
  const { width, height } = stretched ? { width: side, height: side } : fittedSize(image, side);
  const fitted =
    width === image.width && height === image.height ? image : resizeRgb(image, width, height);
  const { animals, people } = await network.look(letterbox(fitted, side, border), side);
  return {
    animals: animals.flatMap((box) => {
      const crop = toCrop(box.corners, fitted, side);
      return crop ? [{ crop, score: box.score, kind: kindOf(box) }] : [];
    }),
    people: people.flatMap(({ corners, score }) => {
      const crop = toCrop(corners, fitted, side);
      return crop ? [{ crop, score }] : [];
    }),
  };
}

function open(modelUrl: string, card: ModelCard): Promise<OrtSession> {
  installLedger();
  return openOnProcessor(modelUrl, card, 'detector-failed');
}

function kindOf({ animals }: Box): AnimalKind | null {
  const [best, next] = [...animals.keys()].sort((a, b) => animals[b]! - animals[a]!);
  if (best === undefined || next === undefined) return null;
  const sure = animals[best]! >= SURE_KIND && animals[best]! >= KIND_LEAD * animals[next]!;
  return sure ? ANIMAL_KINDS[best]! : null;
}
