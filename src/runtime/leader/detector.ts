/**
 * The detector in the tab that leads: its worker, started when first wanted and ended when idle.
 */
import { KeptWorker } from '../../engine/encoder/kept-worker';
import type { JobQueue, Priority } from '../../engine/encoder/queue';
import { parseDetectorCard } from '../../engine/detector/card';
import type { Detection } from '../../engine/detector/detection';
import { HuellaError } from '../../engine/errors';
import { spawnDetector } from '../../workers/spawn';
import type { Diagnostics } from '../api';

/** The network's card, relative to the page. */
const CARD = 'models/detector.json';

/** A start that takes longer hangs: it fetches 8 MB and runs the network once. */
const START_MS = 120_000;
/** A photo that takes longer hangs: 12 megapixels take a second or two on an old phone. */
const JOB_MS = 120_000;
/**
 * The worker's memory is given back after so long without work; starting again takes under a
 * second.
 */
const IDLE_MS = 60_000;

type Remote = ReturnType<typeof spawnDetector>['door'];

export class DetectorDesk {
  readonly #queue: JobQueue;
  readonly #worker: KeptWorker<Remote>;
  #nextJob = 1;

  /** @param queue the encoder's: two jobs are in flight in all */
  constructor(queue: JobQueue) {
    this.#queue = queue;
    this.#worker = new KeptWorker<Remote>({
      spawn: () => {
        const { door, died, terminate } = spawnDetector();
        return { remote: door, died, terminate };
      },
      start: async (remote) => {
        const url = new URL(CARD, document.baseURI);
        const card = parseDetectorCard(await fetchJson(url));
        await remote.start({ card, modelUrl: new URL(card.file, url).href });
      },
      startMs: START_MS,
      jobMs: JOB_MS,
      idleMs: IDLE_MS,
      failure: 'detector-failed',
      faults: ['out-of-memory'],
    });
  }

  /**
   * Waits for its turn, then finds the animals of a photo, surest first.
   * @throws HuellaError as decoding, `detector-failed`, `out-of-memory`; the signal's reason
   */
  detect(photo: Blob, priority: Priority, signal?: AbortSignal): Promise<readonly Detection[]> {
    return this.#queue.run(
      (jobSignal) =>
        this.#worker.run(async (remote) => {
          const jobId = this.#nextJob++;
          const cancel = (): void => void remote.cancel(jobId);
          jobSignal.addEventListener('abort', cancel, { once: true });
          try {
            return await remote.detect(jobId, photo);
          } finally {
            jobSignal.removeEventListener('abort', cancel);
          }
        }, jobSignal),
      priority,
      signal,
    );
  }

  async diagnostics(): Promise<Diagnostics['detector']> {
    const { runs, failedRuns, recycles } = this.#worker;
    const ledger = await this.#worker.peek((remote) => remote.ledger());
    return {
      runs,
      failedRuns,
      recycleReasons: recycles,
      wasmBytes: ledger?.wasmBytes ?? 0,
      openBitmaps: ledger?.openBitmaps ?? 0,
      openTensors: ledger ? ledger.tensorsMade - ledger.tensorsDisposed : 0,
    };
  }

  close(): void {
    this.#worker.stop();
  }
}

async function fetchJson(url: URL): Promise<unknown> {
  try {
    const response = await fetch(url);
    if (!response.ok) throw new Error(`${response.status}`);
    return await response.json();
  } catch (cause) {
    throw new HuellaError('detector-failed', 'The card could not be fetched.', {}, { cause });
  }
}
