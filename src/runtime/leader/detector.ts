/**
 * The detector in the tab that leads: its worker, started when first wanted and ended when idle,
 * with the network that a person has installed, or the included one.
 */
import type { JobQueue, Priority } from '../../engine/encoder/queue';
import { parseDetectorCard, type DetectorCard } from '../../engine/detector/card';
import type { Detection } from '../../engine/detector/detection';
import type { DetectorFacts, OutsideCard } from '../../engine/detector/dialects/outside';
import { INSTALLED_DETECTOR_SCHEME } from '../../engine/encoder/model';
import { toHuellaError } from '../../engine/errors';
import { installedDetector, removeDetector } from '../../engine/install';
import { spawnDetector } from '../../workers/spawn';
import type { DetectorInfo, NetworkDiagnostics } from '../api';
import { asWork } from '../work';
import { installDetector } from './detector-install';
import { fetchNetwork, NetworkWorker } from './network-worker';

/** The network's card, relative to the page. */
const CARD = 'models/detector.json';

/** A start that takes longer hangs: it fetches 8 MB and runs the network once. */
const START_MS = 120_000;
type Remote = ReturnType<typeof spawnDetector>['door'];

export class DetectorDesk {
  readonly #queue: JobQueue;
  readonly #onChange: () => void;
  #worker: NetworkWorker<Remote>;
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
    const { name, licence, bytes, inputSize } = (await included()).card;
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

  #newWorker(): NetworkWorker<Remote> {
    return new NetworkWorker<Remote>({
      queue: this.#queue,
      spawn: spawnDetector,
      start: (remote) => this.#start(remote),
      startMs: START_MS,
      failure: 'detector-failed',
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
    await remote.start(await included());
  }

  /**
   * Waits for its turn, then finds the animals of a photo, surest first; a person's photo goes
   * before an import.
   * @throws HuellaError as decoding, `detector-failed`, `out-of-memory`; the signal's reason
   */
  detect(photo: Blob, priority: Priority, signal?: AbortSignal): Promise<readonly Detection[]> {
    return this.#worker.runInTurn((remote, jobId) => remote.detect(jobId, photo), priority, signal);
  }

  async diagnostics(): Promise<NetworkDiagnostics> {
    return this.#worker.diagnostics(await this.#worker.peek((remote) => remote.ledger()));
  }

  close(): void {
    this.#worker.stop();
  }
}

function included(): Promise<{ readonly card: DetectorCard; readonly modelUrl: string }> {
  return fetchNetwork(CARD, parseDetectorCard, 'detector-failed');
}

function infoOf({ name, licence, bytes, inputSize, dialect, ms }: OutsideCard): DetectorInfo {
  const { kind } = dialect;
  return { name, licence, bytes, inputSize, kind, installed: name, ms, fallback: null };
}
