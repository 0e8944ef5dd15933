/**
 * Encodes the gallery anew for another encoder, photo by photo from the stored originals, behind
 * everything else the encoder has to do. What is done is in the library at once, so a closed tab
 * costs nothing but the photo at hand.
 */
import { HuellaError, isAbort, toHuellaError, type ErrorCode } from '../../engine/errors';
import type { NewEmbedding } from '../../engine/library';
import type { Crop } from '../../engine/types';
import type { RunningEncoder } from './active';
import { beginWork } from '../work';
import type { SwitchState } from '../status';

/** As many as the queue lets in: while one computes, the next one is read and decoded. */
const LANES = 2;
/** One tab does the work; the others see what it stores. */
const LOCK = 'huella-reencode';

export interface SwitchSteps {
  photoCount(): Promise<number>;
  /** Ids of the photos without an embedding of this fingerprint. */
  lacking(fingerprint: string): Promise<readonly string[]>;
  /** @throws HuellaError `not-found` when the photo is gone, or its file is not on this device */
  source(photoId: string): Promise<{ readonly original: Blob; readonly crop: Crop | null }>;
  /** Its embedding by now: another device of a catalogue may have made it. */
  vectorsOf(
    photoIds: readonly string[],
    fingerprint: string,
  ): Promise<readonly (Float32Array | null)[]>;
  /** `crop`: what the embedding is of; `not-found` when the photo has another by now. */
  store(photoId: string, embedding: NewEmbedding, crop: Crop | null): Promise<void>;
  onChange(state: SwitchState): void;
}

/** Failures that say something about one photo; any other ends the work, to be taken up later. */
export function isPhotosFault(code: ErrorCode): boolean {
  return code.startsWith('photo-') || code === 'crop-invalid' || code === 'encoder-timeout';
}

export class Reencoding {
  readonly finished: Promise<void>;
  readonly #abort = new AbortController();
  readonly #failed = new Set<string>();
  #state: SwitchState;
  #resume: (() => void) | null = null;
  #gate: Promise<void> = Promise.resolve();
  /** A paused switch may wait through an update: the next visit takes it up. */
  #endWork: () => void = () => undefined;
  readonly #steps: SwitchSteps;

  /**
   * Starts at once, or waits for `resume` when `paused`. `finished` resolves when no photo is left,
   * rejects when it stopped.
   */
  constructor(
    readonly encoder: RunningEncoder,
    steps: SwitchSteps,
    paused: boolean,
  ) {
    this.#steps = steps;

    const { id, card } = encoder.loaded;
    this.#state = { id, name: card.name, done: 0, total: 0, failed: 0, paused, error: null };
    if (paused) this.#close();
    else this.#endWork = beginWork();
    this.finished = this.#run().finally(() => this.#endWork());
    this.finished.catch((error: unknown) => {
      const { code, detail } = toHuellaError(error);
      if (code !== 'cancelled') this.#show({ error: { code, detail } });
    });
  }

  get state(): SwitchState {
    return this.#state;
  }

  pause(): void {
    if (this.#resume) return;
    this.#close();
    this.#endWork();
    this.#show({ paused: true });
  }

  resume(): void {
    if (this.#resume) this.#endWork = beginWork();
    this.#resume?.();
    this.#resume = null;
    this.#show({ paused: false });
  }

  cancel(): void {
    this.#abort.abort(new HuellaError('cancelled', 'cancelled'));
    this.#resume?.();
  }

  #close(): void {
    this.#gate = new Promise((resolve) => {
      this.#resume = resolve;
    });
  }

  #show(change: Partial<SwitchState>): void {
    this.#state = { ...this.#state, ...change };
    if (!this.#abort.signal.aborted) this.#steps.onChange(this.#state);
  }

  async #run(): Promise<void> {
    const { signal } = this.#abort;
    await this.#count();
    await navigator.locks.request(LOCK, { signal }, async () => {
      // Photos may arrive meanwhile: again until there is nothing left, or nothing that can be had.
      for (let last = ''; ;) {
        const ids = await this.#count();
        if (ids.join() === last) return;
        last = ids.join();
        const queue = ids.values();
        await Promise.all(Array.from({ length: LANES }, () => this.#lane(queue)));
      }
    });
  }

  async #count(): Promise<readonly string[]> {
    const [total, lacking] = await Promise.all([
      this.#steps.photoCount(),
      this.#steps.lacking(this.encoder.loaded.fingerprint),
    ]);
    const ids = lacking.filter((id) => !this.#failed.has(id));
    this.#show({ total, done: total - ids.length, failed: this.#failed.size });
    return ids;
  }

  async #lane(ids: Iterable<string>): Promise<void> {
    const { signal } = this.#abort;
    for (const id of ids) {
      await this.#gate;
      signal.throwIfAborted();
      try {
        const { fingerprint } = this.encoder.loaded;
        const [there] = await this.#steps.vectorsOf([id], fingerprint);
        if (there) continue;
        const { original, crop } = await this.#steps.source(id);
        const { embedding } = await this.encoder.encode(
          original,
          { crop: crop ?? undefined },
          'bulk',
          signal,
        );
        await this.#steps.store(id, { fingerprint, vector: embedding }, crop);
      } catch (thrown) {
        if (isAbort(thrown)) throw thrown;
        const error = toHuellaError(thrown);
        if (isPhotosFault(error.code)) this.#failed.add(id);
        // Deleted since: nothing is left to do for it. Or cropped anew: its turn comes again.
        else if (error.code !== 'not-found') throw error;
      }
      this.#show({ done: this.#state.done + 1, failed: this.#failed.size });
    }
  }
}
