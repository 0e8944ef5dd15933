/**
 * Keeps one worker alive on the page's side for as long as it is wanted: started when there is
 * work, replaced when it fails, ended when it has been idle. What a worker cannot give back
 * (WebAssembly memory only grows) is given back by ending it. For networks that have one graph and
 * one backend; an encoder, which has choices, has `supervisor.ts`.
 */
import { HuellaError, isAbort, toHuellaError, type ErrorCode } from '../errors';
import { withDeadline } from './deadline';
import { losable, type Losable, type WorkerParts } from './losable';

export interface KeptWorkerOptions<Remote> {
  spawn(): WorkerParts<Remote>;
  /** Makes a fresh worker ready. */
  start(remote: Remote): Promise<void>;
  /** A start that takes longer hangs. */
  readonly startMs: number;
  /** A job that takes longer hangs. */
  readonly jobMs: number;
  /** A worker without a job for so long ends. */
  readonly idleMs: number;
  /** Of anything thrown that has no code of its own. */
  readonly failure: ErrorCode;
  /** Codes that say something about the worker and not about the job: it is replaced. */
  readonly faults: readonly ErrorCode[];
}

interface Line<Remote> extends Losable {
  readonly parts: WorkerParts<Remote>;
  ready: Promise<void>;
  isReady: boolean;
  inFlight: number;
}

export class KeptWorker<Remote> {
  readonly #options: KeptWorkerOptions<Remote>;
  #line: Line<Remote> | null = null;
  #idle: ReturnType<typeof setTimeout> | undefined;
  #stopped = false;
  #runs = 0;
  #failedRuns = 0;
  readonly #recycles: string[] = [];

  constructor(options: KeptWorkerOptions<Remote>) {
    this.#options = options;
  }

  get runs(): number {
    return this.#runs;
  }
  get failedRuns(): number {
    return this.#failedRuns;
  }
  /** Why each worker was replaced, oldest first; one that ended idle is not among them. */
  get recycles(): readonly string[] {
    return this.#recycles;
  }

  /** Whether a worker is there that has started: a job would begin at once. */
  get isReady(): boolean {
    return this.#line?.isReady ?? false;
  }
  /** Jobs of the worker that is there. */
  get inFlight(): number {
    return this.#line?.inFlight ?? 0;
  }

  /**
   * Starts a worker if there is none. It ends when it has been idle, like one that had a job.
   * @throws HuellaError why it could not be started; the next job tries again
   */
  async start(): Promise<void> {
    if (this.#stopped || this.#line) return;
    const line = this.#started();
    try {
      await line.ready;
      this.#endWhenIdle(line);
    } catch (thrown) {
      const error = toHuellaError(thrown, this.#options.failure);
      this.#replace(line, error);
      throw error;
    }
  }

  /**
   * Runs a job; a worker that fails is replaced, and the job tried once more on the new one.
   *
   * @param job stops by itself when `signal` aborts; the promise does not wait for that
   * @throws HuellaError of the second failure, or the signal's reason
   */
  async run<T>(job: (remote: Remote) => Promise<T>, signal: AbortSignal): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      signal.throwIfAborted();
      const line = this.#started();
      line.inFlight += 1;
      clearTimeout(this.#idle);
      try {
        await unlessAborted(Promise.race([line.ready, line.lost]), signal);
        const work = Promise.race([job(line.parts.door), line.lost]);
        const result = await withDeadline(unlessAborted(work, signal), this.#options.jobMs);
        this.#runs += 1;
        return result;
      } catch (thrown) {
        if (isAbort(thrown) || signal.aborted) throw thrown;
        const error = toHuellaError(thrown, this.#options.failure);
        const { faults, failure } = this.#options;
        if (![...faults, failure, 'encoder-timeout', 'internal'].includes(error.code)) throw error;
        this.#failedRuns += 1;
        this.#replace(line, error);
        if (attempt === 2 || this.#stopped) throw error;
      } finally {
        line.inFlight -= 1;
        this.#endWhenIdle(line);
      }
    }
  }

  /** Asks the worker that is there; null while there is none. For looking, not for starting. */
  async peek<T>(job: (remote: Remote) => Promise<T>): Promise<T | null> {
    const line = this.#line;
    if (!line) return null;
    return Promise.race([line.ready.then(() => job(line.parts.door)), line.lost]).catch(() => null);
  }

  /** Ends the worker for good; jobs in flight reject. */
  stop(): void {
    this.#stopped = true;
    if (this.#line) this.#end(this.#line, 'The worker was stopped.');
  }

  #started(): Line<Remote> {
    if (this.#stopped) throw new HuellaError(this.#options.failure, 'The worker was stopped.');
    if (this.#line) return this.#line;
    const parts = this.#options.spawn();
    const { lost, lose } = losable(parts.died);
    const ready = withDeadline(
      Promise.race([this.#options.start(parts.door), lost]),
      this.#options.startMs,
    );
    const line: Line<Remote> = { parts, lost, lose, ready, isReady: false, inFlight: 0 };
    ready.then(
      () => (line.isReady = true),
      () => undefined,
    );
    this.#line = line;
    parts.died.catch(() => this.#replace(line, new HuellaError('internal', 'The worker ended.')));
    return line;
  }

  #replace(line: Line<Remote>, error: HuellaError): void {
    if (this.#line !== line) return;
    this.#recycles.push(error.code);
    this.#end(line, error.message);
  }

  #end(line: Line<Remote>, reason: string): void {
    clearTimeout(this.#idle);
    if (this.#line === line) this.#line = null;
    line.lose(new HuellaError(this.#options.failure, reason));
    line.parts.terminate();
  }

  #endWhenIdle(line: Line<Remote>): void {
    if (this.#line !== line || line.inFlight > 0) return;
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => {
      if (line.inFlight === 0) this.#end(line, 'The worker was idle.');
    }, this.#options.idleMs);
  }
}

/** As `work`; rejects with the signal's reason once that aborts. */
export async function unlessAborted<T>(
  work: Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T> {
  if (!signal) return work;
  let abort: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(signal.reason as Error);
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
