/**
 * The worker of one network in the tab that leads: started when first wanted, ended when idle. Its
 * photos wait for their turn among those of the encoder.
 */
import { KeptWorker, type KeptWorkerOptions } from '../../engine/encoder/kept-worker';
import type { JobQueue, Priority } from '../../engine/encoder/queue';
import { HuellaError, type ErrorCode } from '../../engine/errors';
import type { Ledger } from '../../engine/ort/ledger';
import type { NetworkDiagnostics } from '../diagnostics';
import { cancellable } from '../during';

/**
 * A photo that takes longer hangs: the network may load with the first, and 12 megapixels take a
 * second or two on an old phone.
 */
const JOB_MS = 120_000;
/**
 * The worker's memory is given back after so long without work; starting again takes under a
 * second.
 */
const IDLE_MS = 60_000;

interface NetworkOptions<Remote> extends Pick<
  KeptWorkerOptions<Remote>,
  'spawn' | 'start' | 'startMs' | 'failure'
> {
  /** The encoder's: two jobs are in flight in all. */
  readonly queue: JobQueue;
}

export class NetworkWorker<
  Remote extends { cancel(jobId: number): Promise<void> },
> extends KeptWorker<Remote> {
  readonly #queue: JobQueue;
  #nextJob = 1;

  constructor({ queue, ...options }: NetworkOptions<Remote>) {
    super({ ...options, jobMs: JOB_MS, idleMs: IDLE_MS, faults: ['out-of-memory'] });
    this.#queue = queue;
  }

  /** Waits for its turn, then runs a job, as `run`; the worker is told when the signal aborts. */
  runInTurn<T>(
    job: (remote: Remote, jobId: number) => Promise<T>,
    priority: Priority,
    signal?: AbortSignal,
  ): Promise<T> {
    const work = (jobSignal: AbortSignal): Promise<T> =>
      this.run((remote) => {
        const jobId = this.#nextJob++;
        const cancel = (): void => void remote.cancel(jobId);
        return cancellable(jobSignal, cancel, () => job(remote, jobId));
      }, jobSignal);
    return this.#queue.run(work, priority, signal);
  }

  /** @param ledger of the worker that is there; null: there is none */
  diagnostics(ledger: (Ledger & { readonly openBitmaps: number }) | null): NetworkDiagnostics {
    return {
      runs: this.runs,
      failedRuns: this.failedRuns,
      recycleReasons: this.recycles,
      wasmBytes: ledger?.wasmBytes ?? 0,
      openBitmaps: ledger?.openBitmaps ?? 0,
      openTensors: ledger ? ledger.tensorsMade - ledger.tensorsDisposed : 0,
    };
  }
}

/**
 * A network's card and the address of its file.
 * @param path of the card, relative to the page
 * @throws HuellaError `failure` when it cannot be had, and what `parse` throws
 */
export async function fetchNetwork<Card extends { readonly file: string }>(
  path: string,
  parse: (json: unknown) => Card,
  failure: ErrorCode,
): Promise<{ readonly card: Card; readonly modelUrl: string }> {
  const url = new URL(path, document.baseURI);
  let json: unknown;
  try {
    const response = await fetch(url);
    if (!response.ok) throw new Error(`${response.status}`);
    json = await response.json();
  } catch (cause) {
    throw new HuellaError(failure, 'The card could not be fetched.', {}, { cause });
  }
  const card = parse(json);
  return { card, modelUrl: new URL(card.file, url).href };
}
