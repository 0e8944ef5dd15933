/**
 * The detector in the tab that leads: its worker, started when first wanted and ended when idle,
 * with the network that a person has installed, or the included one.
 */
import { KeptWorker } from '../../engine/encoder/kept-worker';
import type { JobQueue, Priority } from '../../engine/encoder/queue';
import { parseDetectorCard } from '../../engine/detector/card';
import type { Detection } from '../../engine/detector/detection';
import type { DetectorFacts, OutsideCard } from '../../engine/detector/dialects/outside';
import { INSTALLED_DETECTOR_SCHEME } from '../../engine/encoder/model';
import { HuellaError, toHuellaError } from '../../engine/errors';
import { installedDetector, removeDetector } from '../../engine/install';
import { spawnDetector } from '../../workers/spawn';
import type { DetectorInfo, Diagnostics } from '../api';
import { asWork } from '../work';
import { installDetector } from './detector-install';

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
  readonly #onChange: () => void;
  #worker: KeptWorker<Remote>;
  #nextJob = 1;
  /** Why the installed detector is not the one in use. */
  #fallback: DetectorInfo['fallback'] = null;

  /**
   * @param queue the encoder's: two jobs are in flight in all
   * @param onChange another detector is in use
   */
  constructor(queue: JobQueue, onChange: () => void) {
    this.#queue = queue;
    this.#onChange = onChange;
    this.#worker = this.#newWorker();
  }

  /** What is in use. */
  async info(): Promise<DetectorInfo> {
    const installed = await installedDetector().catch(() => null);
    if (installed && !this.#fallback) return infoOf(installed);
    const { name, licence, bytes, inputSize } = parseDetectorCard(await fetchJson(cardUrl()));
    return {
      name,
      licence,
      bytes,
      inputSize,
      kind: 'included',
      installed: installed?.name ?? null,
      ms: null,
      fallback: this.#fallback,
    };
  }

  /**
   * Puts a detector of others in use; photos that are being looked at are finished by the one
   * before.
   * @throws HuellaError `checkpoint-*`, `encoder-card-needed`, `detector-failed`, `out-of-memory`
   */
  async install(
    files: readonly File[],
    facts: DetectorFacts,
    signal?: AbortSignal,
  ): Promise<DetectorInfo> {
    const card = await asWork(installDetector(files, facts, signal));
    this.#renew();
    return infoOf(card);
  }

  /** The included one is in use again. */
  async remove(): Promise<void> {
    await removeDetector();
    this.#renew();
  }

  /** The worker that is there ends when it is idle. */
  #renew(): void {
    this.#fallback = null;
    this.#worker = this.#newWorker();
    this.#onChange();
  }

  #newWorker(): KeptWorker<Remote> {
    return new KeptWorker<Remote>({
      spawn: spawnDetector,
      start: (remote) => this.#start(remote),
      startMs: START_MS,
      jobMs: JOB_MS,
      idleMs: IDLE_MS,
      failure: 'detector-failed',
      faults: ['out-of-memory'],
    });
  }

  /** What cannot be started gives way to the included one, and the Models screen says so. */
  async #start(remote: Remote): Promise<void> {
    try {
      const card = await installedDetector();
      if (card) {
        await remote.start({ card, modelUrl: INSTALLED_DETECTOR_SCHEME + card.file });
        return;
      }
    } catch (error) {
      const { code, detail } = toHuellaError(error, 'detector-failed');
      // A browser without such a file system has nothing installed either.
      if (code !== 'install-unsupported') {
        this.#fallback = { code, detail };
        this.#onChange();
      }
    }
    const url = cardUrl();
    const card = parseDetectorCard(await fetchJson(url));
    await remote.start({ card, modelUrl: new URL(card.file, url).href });
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

function cardUrl(): URL {
  return new URL(CARD, document.baseURI);
}

function infoOf({ name, licence, bytes, inputSize, dialect, ms }: OutsideCard): DetectorInfo {
  const { kind } = dialect;
  return { name, licence, bytes, inputSize, kind, installed: name, ms, fallback: null };
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
