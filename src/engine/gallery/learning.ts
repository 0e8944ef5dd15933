/** What the gallery knows of its own animals: what to learn from, and what was learnt, in use. */
import { sha256Of } from '../hash';
import {
  numbered,
  packLearning,
  tellsApart,
  unpackLearning,
  whitenedNorm,
  type Learnt,
  type LearntSpecies,
  type LessThanOwn,
  type StoredLearning,
  type Whitening,
} from '../learning';
import type { SearchIndex } from '../index';
import { learntKey, type Library } from '../library';
import type { Calibration } from '../matching';
import type { LearntInUse } from '../sorting';
import { encounterNumbers, type NamedShot } from './encounters';
import { wordKey } from './filter';
import type { GalleryPhoto, Roster } from './roster';

/** Named photos at one moment, for the worker that learns. Buffers may be transferred. */
export interface LearningTask {
  readonly signature: string;
  /** The index's labels, ascending: the order of all that follows. */
  readonly labels: Uint32Array;
  /** `ownerOf` each. */
  readonly owners: Uint32Array;
  readonly vectors: Float32Array;
  readonly dimension: number;
  readonly individuals: Int32Array;
  readonly encounters: Int32Array;
  /** What each shows, as people compare words; '': not said. */
  readonly species: readonly string[];
}

/** How learning does on the gallery itself, each encounter asked among the others. */
export interface LearningState {
  /** Whether answers use what was learnt. */
  readonly used: boolean;
  /** Named photos, and individuals of them, that it was learnt from. */
  readonly photos: number;
  readonly individuals: number;
  /** Share of photos whose best match is right, before and after; null: too few to tell. */
  readonly top1Before: number | null;
  readonly top1After: number | null;
}

/** How one search compares. */
export interface Comparing {
  /** Null: as the encoder sees them. */
  readonly whitening: Whitening | null;
  /**
   * Fits for photos of one species, by `speciesOf`; photos of others are compared by `whitening`.
   */
  readonly species: ReadonlyMap<string, Whitening>;
  /** Null: nothing to calibrate by. */
  readonly calibration: Calibration | null;
  readonly unlikeBelow: number | null;
  readonly lessThanOwn: LessThanOwn | null;
  /** For photos of a species, by `speciesOf`; null: too few to tell. */
  readonly tellsApart: (species: string) => boolean | null;
}

/**
 * More photos than this are not handed over in one piece: 140 MB at 1,760 numbers. The first ones
 * are learnt from; the norms of the others are computed when a search first meets them.
 */
const TASK_MOST = 20_000;

/** How photos are compared while nothing was learnt. */
export const NOT_LEARNT: Comparing = {
  whitening: null,
  species: new Map(),
  calibration: null,
  unlikeBelow: null,
  lessThanOwn: null,
  tellsApart: () => null,
};

const NOTHING_STORED = { labels: new Uint32Array(), owners: new Uint32Array() };

interface Named {
  readonly label: number;
  readonly photo: GalleryPhoto & { readonly individualId: string };
}

export class GalleryLearning {
  readonly #library: Library;
  readonly #index: SearchIndex;
  readonly #roster: Roster;
  #stored: StoredLearning | null = null;
  /** By label: of photos that were learnt from, and of those met since. */
  #norms = new Map<number, { readonly whitening: Whitening; readonly norm: number }>();
  /** Of the few words that many photos share: a search asks for each of its photos. */
  readonly #speciesKeys = new Map<string, string>();

  constructor(library: Library, index: SearchIndex, roster: Roster) {
    this.#library = library;
    this.#index = index;
    this.#roster = roster;
  }

  /** Puts in use what was learnt before, if it is there and whole. */
  async restore(): Promise<void> {
    const { fingerprint } = this.#index;
    const bytes = await this.#library.snapshot(learntKey(fingerprint));
    const stored = bytes && (await unpackLearning(bytes, fingerprint));
    if (stored) this.#use(stored);
  }

  /** Null: what is in use was learnt from just these photos. */
  async task(): Promise<LearningTask | null> {
    const named = this.#named();
    const signature = await this.#signatureOf(named);
    if (signature === this.#stored?.signature) return null;
    const rows = new Map(named.slice(0, TASK_MOST).map(({ label }, row) => [label, row]));
    const { dimension } = this.#index;
    const vectors = new Float32Array(rows.size * dimension);
    const seen = new Set<number>();
    await this.#index.visit(
      (label) => rows.has(label),
      (label, vector) => {
        vectors.set(vector, rows.get(label)! * dimension);
        seen.add(label);
      },
    );
    // Deleted while they were read, or damaged: without them.
    const kept = named.filter(({ label }) => seen.has(label));
    const whole = kept.length === rows.size ? vectors : new Float32Array(kept.length * dimension);
    if (whole !== vectors) {
      for (const [to, { label }] of kept.entries()) {
        const from = rows.get(label)! * dimension;
        whole.set(vectors.subarray(from, from + dimension), to * dimension);
      }
    }
    return {
      signature,
      labels: Uint32Array.from(kept, ({ label }) => label),
      owners: Uint32Array.from(kept, ({ photo }) => ownerOf(photo.individualId)),
      vectors: whole,
      dimension,
      individuals: numbered(kept.map(({ photo }) => photo.individualId)),
      encounters: encounterNumbers(await this.#withLooks(kept)),
      species: kept.map(({ photo }) => this.speciesOf(photo)),
    };
  }

  /** How photos look is not kept in memory: learning alone asks for it. */
  async #withLooks(named: readonly Named[]): Promise<NamedShot[]> {
    const ids = named.map(({ photo }) => photo.id);
    const records = await this.#library.photosOf(ids);
    return named.map(({ photo }, i) => {
      const lookHash = records[i]?.lookHash;
      return lookHash === undefined ? photo : { ...photo, lookHash };
    });
  }

  /** What a photo shows, as people compare words; '': not said. */
  speciesOf(photo: GalleryPhoto): string {
    const said = this.#roster.traitsOf(photo).species;
    if (said === null) return '';
    const key = this.#speciesKeys.get(said) ?? wordKey(said);
    this.#speciesKeys.set(said, key);
    return key;
  }

  /** Puts in use what was learnt from a task, and keeps it. */
  async adopt(
    { signature, labels, owners }: Pick<LearningTask, 'signature' | 'labels' | 'owners'>,
    learnt: Learnt,
  ): Promise<void> {
    const stored = { fingerprint: this.#index.fingerprint, signature, labels, owners, learnt };
    // What is used is what a reload will read: the same bits.
    const bytes = await packLearning(stored);
    this.#use((await unpackLearning(bytes, stored.fingerprint)) ?? stored);
    // A cache: that there is no room for it is no reason not to use it.
    await this.#library.putSnapshot(learntKey(stored.fingerprint), bytes).catch(() => undefined);
  }

  /** @param on whether a person wants what was learnt used */
  report(on: boolean): LearningState {
    const learnt = this.#stored?.learnt;
    if (!learnt) {
      const named = this.#named();
      const individuals = new Set(named.map(({ photo }) => photo.individualId)).size;
      return {
        ...{ used: false, photos: named.length, individuals },
        ...{ top1Before: null, top1After: null },
      };
    }
    const { photos, individuals, top1Before, top1After, whitening } = learnt;
    return { used: on && whitening !== null, photos, individuals, top1Before, top1After };
  }

  /** Named photos that have come, gone or got another name since what is in use was learnt. */
  get behind(): number {
    const { labels, owners } = this.#stored ?? NOTHING_STORED;
    const before = new Map([...labels].map((label, i) => [label, owners[i]]));
    let changed = 0;
    for (const { label, photo } of this.#named().slice(0, TASK_MOST)) {
      if (before.get(label) !== ownerOf(photo.individualId)) changed += 1;
      before.delete(label);
    }
    return changed + before.size;
  }

  /** @param on whether what was learnt is to be used */
  comparing(on: boolean): Comparing {
    const learnt = this.#stored?.learnt;
    if (!learnt) return NOT_LEARNT;
    const whitening = on ? learnt.whitening : null;
    const top1Of = (one: Pick<LearntSpecies, 'top1Before' | 'top1After'> | Learnt) =>
      whitening ? one.top1After : one.top1Before;
    return {
      whitening,
      species: whitening ? fitsOf(learnt) : NOT_LEARNT.species,
      calibration: whitening ? learnt.learntCalibration : learnt.plainCalibration,
      unlikeBelow: learnt.unlikeBelow,
      lessThanOwn: learnt.lessThanOwn,
      tellsApart: (species) =>
        tellsApart(top1Of(learnt.species.find(({ name }) => name === species) ?? learnt)),
    };
  }

  /** What was learnt and is used; null: nothing, or it is not wanted. */
  inUse(on: boolean): LearntInUse | null {
    const { learnt, signature } = this.#stored ?? {};
    if (!on || !learnt?.whitening || learnt.strength === null || signature === undefined)
      return null;
    return { whitening: learnt.whitening, strength: learnt.strength, signature };
  }

  /** `whitenedNorm` of a photo, computed once for each fit. */
  norm(whitening: Whitening, label: number, vector: Float32Array): number {
    const before = this.#norms.get(label);
    // A photo that was said to be of another species since is compared by another fit.
    if (before?.whitening === whitening) return before.norm;
    const norm = whitenedNorm(whitening, vector);
    this.#norms.set(label, { whitening, norm });
    return norm;
  }

  #use(stored: StoredLearning): void {
    this.#stored = stored;
    this.#norms.clear();
    const { norms, fits, whitening, species } = stored.learnt;
    if (!norms || !fits || !whitening) return;
    const all = [whitening, ...species.map((one) => one.whitening ?? whitening)];
    for (const [i, label] of stored.labels.entries()) {
      this.#norms.set(label, { whitening: all[fits[i]!]!, norm: norms[i]! });
    }
  }

  /** SHA-256 of who is on which photo, and when and where it was taken. */
  #signatureOf(named: readonly Named[]): Promise<string> {
    const said = named.map(({ label, photo }) => [
      ...[label, photo.individualId, photo.takenAt, this.speciesOf(photo)],
      ...[photo.place?.latitude ?? null, photo.place?.longitude ?? null],
    ]);
    return sha256Of(JSON.stringify(said));
  }

  /** By ascending label, which is the order they were encoded in. */
  #named(): Named[] {
    const named: Named[] = [];
    for (const label of this.#index.labels().sort()) {
      const photo = this.#roster.photoAt(label);
      const individualId = photo?.individualId;
      if (photo && individualId) named.push({ label, photo: { ...photo, individualId } });
    }
    return named;
  }
}

/**
 * An individual's id in 32 bits (FNV-1a: Fowler, Noll and Vo), to see that a photo has another
 * name. Two ids that fall together hide one change in four thousand million, until the next one.
 */
function ownerOf(individualId: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < individualId.length; i++) {
    hash = Math.imul(hash ^ individualId.charCodeAt(i), 0x01000193);
  }
  return hash >>> 0;
}

function fitsOf({ species }: Learnt): Map<string, Whitening> {
  return new Map(
    species.flatMap(({ name, whitening }) => (whitening ? [[name, whitening] as const] : [])),
  );
}
