/** When photos go to workers of their own (`engine/encoder/bulk-workers.ts`), and when not. */
import { BulkWorkers } from '../../engine/encoder/bulk-workers';
import { bytesOf, type EncoderCard } from '../../engine/encoder/card';
import type { EncodedPhoto, EncodeOptions, EncoderLedger } from '../../engine/encoder/encoder';
import type { JobQueue, Priority } from '../../engine/encoder/queue';
import type { Running } from '../../engine/encoder/worker-start';
import { isAbort, toHuellaError } from '../../engine/errors';
import { spawnEncoder } from '../../workers/spawn';
import { NO_RUNS, sumOf, type Counts } from './counts';

/**
 * Bytes of an encoder's files up to which its weights are held once more for each worker. The
 * included one has 7 MB; two more of it take 120 MB with what a run needs.
 */
const MOST_BYTES = 32 * 1024 * 1024;

/**
 * Photos of an import before the workers are started. Compiling the runtime and the network twice
 * more takes what they save in some 60 photos on a busy machine and in 200 on an idle one: a short
 * import is over sooner without (tests/bench/import/RESULTS.md).
 */
const WORTH_PHOTOS = 60;

/** Photos that follow each other later than this are of two imports. */
const PAUSE_MS = 20_000;

/** Failures that say that the workers cannot do it, where the main one still may. */
const WORKERS_FAULTS = ['encoder-failed', 'encoder-timeout', 'out-of-memory', 'internal'];

/** What a worker reads. */
interface Loaded {
  readonly card: EncoderCard;
  /** Absolute. */
  readonly modelUrl: string;
}

export class BulkEncoding {
  readonly #loaded: Loaded;
  readonly #queue: JobQueue;
  #workers: BulkWorkers | null = null;
  #failed = false;
  /** Of workers before these. */
  #before: Counts = NO_RUNS;
  readonly #worthPhotos: number;
  #photos = 0;
  #lastPhotoAt = -Infinity;

  constructor(loaded: Loaded, queue: JobQueue, worthPhotos = WORTH_PHOTOS) {
    this.#loaded = loaded;
    this.#queue = queue;
    this.#worthPhotos = worthPhotos;
  }

  /** Of all workers there have been. */
  get counts(): Counts {
    return this.#workers ? sumOf(this.#before, this.#workers) : this.#before;
  }

  /**
   * The photo's embedding by one of the workers; null: the main one is to compute it, because it is
   * a person's question, there is nothing to gain, or none is ready yet.
   * @param running the main worker
   * @throws HuellaError of the photo itself, or the signal's reason
   */
  async encode(
    photo: Blob,
    options: EncodeOptions,
    priority: Priority,
    { running, signal }: { readonly running: Running | null; readonly signal: AbortSignal },
  ): Promise<EncodedPhoto | null> {
    if (!running || (priority !== 'import' && priority !== 'bulk')) return null;
    const count = this.#queue.limit;
    // On the graphics processor one worker has all of it.
    if (
      this.#failed ||
      count < 2 ||
      running.backend !== 'wasm' ||
      navigator.hardwareConcurrency < count
    )
      return null;
    const { card, modelUrl } = this.#loaded;
    if (bytesOf(card) > MOST_BYTES || !this.#isLong()) return null;
    if (!this.#workers) {
      const { form } = running;
      this.#workers = new BulkWorkers({
        ...{ spawn: spawnEncoder, card, modelUrl, form, count },
        threads: Math.max(1, Math.floor(running.threads / count)),
      });
    }
    const workers = this.#workers;
    // The last photos are done before workers have started.
    if (this.#queue.queued > 0) workers.start().catch(() => this.#giveUp(workers));
    try {
      return await workers.encode(photo, options, signal);
    } catch (error) {
      if (isAbort(error) || signal.aborted || !WORKERS_FAULTS.includes(toHuellaError(error).code))
        throw error;
      this.#giveUp(workers);
      return null;
    }
  }

  async ledgers(): Promise<readonly EncoderLedger[]> {
    return (await this.#workers?.ledgers()) ?? [];
  }

  /** Counts a photo. Whether so many have followed each other that workers are worth their start. */
  #isLong(): boolean {
    const now = performance.now();
    this.#photos = now - this.#lastPhotoAt > PAUSE_MS ? 1 : this.#photos + 1;
    this.#lastPhotoAt = now;
    return this.#photos > this.#worthPhotos;
  }

  /** The main worker does it all from here on. */
  #giveUp(workers: BulkWorkers): void {
    // Others than these may have been started meanwhile, on another backend.
    if (workers !== this.#workers) return;
    this.stop();
    this.#failed = true;
  }

  /** Ends the workers; other photos may have others. */
  stop(): void {
    this.#before = this.counts;
    this.#workers?.stop();
    this.#workers = null;
    this.#failed = false;
  }
}
