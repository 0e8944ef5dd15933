/**
 * Encoder workers for many photos, beside the one that answers a person. That one has all threads
 * for one photo, which is soonest with one; but its threads wait for each other within every
 * operator, by turning in place, and on cores that also decode, hash and store they wait long. Here
 * each worker has a share of the threads and a photo of its own: the same numbers for half the
 * processor time (tests/bench/import/RESULTS.md).
 */
import type { AttentionForm, EncoderCard } from './card';
import type { EncodedPhoto, EncodeOptions, EncoderLedger } from './encoder';
import { KeptWorker } from './kept-worker';
import type { EncoderWorker, RemoteEncoder } from './worker-start';

export interface BulkOptions {
  /** Makes a fresh worker. */
  spawn(): EncoderWorker;
  readonly card: EncoderCard;
  readonly modelUrl: string;
  readonly form: AttentionForm | null;
  /** How many workers. */
  readonly count: number;
  /** Of each. */
  readonly threads: number;
}

/** A start that takes longer hangs: the main worker has read and checked the same files before. */
const START_MS = 120_000;
/** A photo that takes longer hangs: the largest encoder that comes here needs a few seconds. */
const JOB_MS = 180_000;
/** The workers' memory is given back so long after the last photo of an import. */
const IDLE_MS = 20_000;

export class BulkWorkers {
  readonly #workers: readonly KeptWorker<RemoteEncoder>[];
  #nextJob = 1;

  constructor(options: BulkOptions) {
    const { card, modelUrl, form, count, threads } = options;
    this.#workers = Array.from(
      { length: count },
      () =>
        new KeptWorker<RemoteEncoder>({
          spawn: () => options.spawn(),
          start: async (encoder) => {
            const how = { backend: 'wasm', form: form ?? undefined, verify: false } as const;
            await encoder.start({ card, modelUrl, ...how, threads }, () => undefined);
          },
          startMs: START_MS,
          jobMs: JOB_MS,
          idleMs: IDLE_MS,
          failure: 'encoder-failed',
          faults: ['out-of-memory'],
        }),
    );
  }

  get runs(): number {
    return this.#workers.reduce((sum, { runs }) => sum + runs, 0);
  }
  get failedRuns(): number {
    return this.#workers.reduce((sum, { failedRuns }) => sum + failedRuns, 0);
  }
  /** Why workers were replaced, of one worker after the other. */
  get recycles(): readonly string[] {
    return this.#workers.flatMap(({ recycles }) => recycles);
  }

  /** Starts those that do not run. @throws HuellaError why one of them could not be started */
  async start(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.start()));
  }

  /**
   * Encodes one photo on the worker that has least to do; null: none is ready, and another must.
   * @throws HuellaError as `Encoder.encode`, or the signal's reason
   */
  encode(photo: Blob, options: EncodeOptions, signal: AbortSignal): Promise<EncodedPhoto> | null {
    const ready = this.#workers.filter((worker) => worker.isReady);
    const [idlest] = ready.sort((a, b) => a.inFlight - b.inFlight);
    if (!idlest) return null;
    const jobId = this.#nextJob++;
    return idlest.run(async (encoder) => {
      const onAbort = (): void => void encoder.cancel(jobId);
      signal.addEventListener('abort', onAbort, { once: true });
      try {
        return await encoder.encode(jobId, photo, options);
      } finally {
        signal.removeEventListener('abort', onAbort);
      }
    }, signal);
  }

  /** What each worker that runs holds. */
  async ledgers(): Promise<readonly EncoderLedger[]> {
    const all = await Promise.all(
      this.#workers.map((worker) => worker.peek((encoder) => encoder.ledger())),
    );
    return all.filter((ledger) => ledger !== null);
  }

  /** Ends the workers for good; photos in flight reject. */
  stop(): void {
    for (const worker of this.#workers) worker.stop();
  }
}
